"""What README says is run: its commands, its Python, the files and settings it names."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.settings import Settings
from bot.surfaces.cli import app
from bot.surfaces.reference import reference

pytestmark = pytest.mark.usefixtures("indexed_home")

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^\$ askcondor (.+)$", README, re.M)


def test_readme_shows_commands() -> None:
    assert len(COMMANDS) >= 5


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_shown_runs(command: str) -> None:
    ran = CliRunner().invoke(app, shlex.split(command))
    assert ran.exit_code == 0, ran.output
    assert ran.stdout.strip()


def test_the_python_shown_runs(capsys: pytest.CaptureFixture[str]) -> None:
    [snippet] = re.findall(r"```python\n(.+?)```", README, re.S)
    exec(compile(snippet, "README.md", "exec"), {})
    assert "break" in capsys.readouterr().out.lower()


def test_each_path_named_exists() -> None:
    named = re.findall(r"`((?:calculators|knowledge|bot|docs|benchmarks|tests)/[\w./-]*)`|\]\(((?!https?:)[^)]+)\)", README)
    assert [path for pair in named for path in pair if path and not (ROOT / path).exists()] == []


def test_each_setting_named_exists_and_each_that_exists_is_named() -> None:
    named = set(re.findall(r"`ASKCONDOR_([A-Z_]+)`", README))
    assert named == {name.upper() for name in Settings.model_fields}


def test_each_make_target_named_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    documents = README + (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert {name for line in re.findall(r"`make ([a-z ]+)`|^make ([a-z]+)", documents, re.M) for part in line for name in part.split()} <= targets


def test_the_reference_page_is_what_the_catalogue_says_now() -> None:
    assert (ROOT / "docs" / "calculators.md").read_text(encoding="utf-8") == reference(), "run `make docs`"
