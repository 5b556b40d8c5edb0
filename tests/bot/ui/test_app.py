"""The app as it is started: one file with the menu, settings that tell nobody anything, no slow import at first paint."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

from streamlit.testing.v1 import AppTest

from bot.store import Store
from bot.ui import shared
from tests.bot.ui.fakes import FakeAssistant

ROOT = Path(__file__).parents[3]
SLOW = ("torch", "chromadb", "langchain_core", "sentence_transformers", "onnxruntime", "scipy")


def test_app_starts_on_the_chat(assistant: FakeAssistant, store: Store) -> None:
    app = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=30).run()
    assert not app.exception, app.exception
    assert app.title[0].value == "AskCondor"
    assert len(app.chat_input) == 1


def test_first_paint_imports_nothing_slow() -> None:
    code = f"import sys, bot.ui.shared, bot.ui.chat_page; print([name for name in {SLOW!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_settings_report_nothing_and_listen_to_this_machine_only() -> None:
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert config["browser"]["gatherUsageStats"] is False
    assert config["server"]["address"] == "127.0.0.1"
    assert "http" not in config["theme"]["font"]


def test_chart_text_has_the_themes_own_colour() -> None:
    from bot.ui import charts

    theme = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]
    assert {"light": theme["light"]["textColor"], "dark": theme["dark"]["textColor"]} == charts.INK
    assert {"light": theme["light"]["backgroundColor"], "dark": theme["dark"]["backgroundColor"]} == charts.GROUND


def luminance(color: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


def test_colours_hold_against_both_themes() -> None:
    from bot.charting import look

    theme = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]
    for name in ("light", "dark"):
        ground = theme[name]["backgroundColor"]
        assert contrast(theme[name]["textColor"], ground) >= 7
        assert contrast(theme[name]["linkColor"], ground) >= 4.5
        for line in (look.PROFIT, look.LOSS, look.NEUTRAL, *look.LINES, *look.EARLIER):
            assert contrast(line, ground) >= 3, (name, line)


def test_menu_names_every_page() -> None:
    assert list(shared.pages()) == ["chat", "calculators", "glossary", "claims", "sources", "settings"]
