"""One assistant over the shipped pages and a real index, for every test of the bot that needs it."""

from __future__ import annotations

from pathlib import Path

import pytest

import bot.assistant
from bot.assistant import Assistant
from bot.compose.check import Fault
from bot.settings import Settings
from bot.wiring import build_assistant


@pytest.fixture(scope="session")
def answering(indexed_home: Path) -> Assistant:
    return build_assistant(Settings(home=indexed_home), connect=False)


@pytest.fixture
def refused(monkeypatch: pytest.MonkeyPatch) -> list[Fault]:
    """Every fault found in a text of the plain composer, which shows its text all the same."""
    found: list[Fault] = []
    monkeypatch.setattr(bot.assistant, "_report", lambda _, faults: found.extend(faults))
    return found
