"""The commands about what was asked: they list, export, delete, replay and promote, and refuse with a sentence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.assistant import Assistant
from bot.settings import Settings
from bot.store import Store
from bot.surfaces.cli import app
from bot.wiring import open_store

QUESTION = "Price a 45 DTE SPX iron condor at 7140 with 16 delta shorts, 50 wide wings and VIX at 18"


@pytest.fixture
def store(indexed_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setenv("ASKCONDOR_HOME", str(indexed_home))
    monkeypatch.setenv("ASKCONDOR_DATABASE_URL", f"sqlite:///{tmp_path / 'conversations.sqlite'}")
    return open_store(Settings())


@pytest.fixture
def turn(store: Store, answering: Assistant) -> str:
    turn = store.add_turn(store.create_conversation("local"), "local", QUESTION, answering.ask(QUESTION))
    store.set_feedback(turn, 1)
    return turn


def test_what_was_asked_is_listed_exported_and_deleted(store: Store, turn: str, tmp_path: Path) -> None:
    runner = CliRunner()
    [listed] = json.loads(runner.invoke(app, ["conversations", "list", "--json"]).stdout)
    assert listed["title"] == QUESTION[:80]
    file = tmp_path / "mine.json"
    assert runner.invoke(app, ["conversations", "export", "--out", str(file)]).exit_code == 0
    assert json.loads(file.read_text(encoding="utf-8"))["conversations"][0]["turns"][0]["id"] == turn
    assert runner.invoke(app, ["conversations", "delete"], input="n\n").exit_code != 0
    assert store.conversations("local")
    assert runner.invoke(app, ["conversations", "delete", "--yes"]).exit_code == 0
    assert store.conversations("local") == []


def test_an_answer_is_replayed_by_the_beginning_of_its_id(turn: str) -> None:
    ran = CliRunner().invoke(app, ["replay", turn[:10], "--json"])
    assert ran.exit_code == 0, ran.output
    assert json.loads(ran.stdout)["same"] is True
    assert CliRunner().invoke(app, ["replay", "nonsense"]).exit_code == 2


def test_a_good_answer_becomes_a_file_once(turn: str, tmp_path: Path) -> None:
    runner, folder = CliRunner(), tmp_path / "asked"
    assert turn in runner.invoke(app, ["promote"]).stdout
    ran = runner.invoke(app, ["promote", turn, "--out", str(folder), "--title", "What does a 45-day condor bring?"])
    assert ran.exit_code == 0, ran.output
    [file] = folder.iterdir()
    assert file.name == "asked-what-does-a-45-day-condor-bring.md"
    assert turn not in runner.invoke(app, ["promote"]).stdout
    again = runner.invoke(app, ["promote", turn, "--out", str(folder), "--title", "What does a 45-day condor bring?"])
    assert again.exit_code == 2
    assert "a page is written once" in again.output
