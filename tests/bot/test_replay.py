"""A stored answer comes out again exactly, from what is stored with it and nothing else."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from bot.assistant import Assistant
from bot.replay import market_of, replay
from calculators.errors import InputError

CONDOR = "Price a 45 DTE SPX iron condor with 16 delta shorts, 50 wide wings"


def test_an_edited_trade_is_replayed_with_its_history_its_day_and_its_market(answering: Assistant) -> None:
    answer = answering.ask("what if VIX goes to 30", [CONDOR])
    stored = json.loads(json.dumps(answer.to_json()))
    again = replay(stored, answering)
    assert again.same
    assert again.text == answer.text
    assert [one.key for one in again.calculations] == ["C1", "C2", "C3"]
    assert market_of(stored) == answering.market


def test_what_has_changed_since_is_named_figure_by_figure(answering: Assistant) -> None:
    stored = answering.ask(CONDOR).to_json()
    credit = next(figure for figure in stored["calculations"][0]["figures"] if figure["name"] == "net_credit")
    was, credit["text"] = credit["text"], "99.00 points"
    stored["text"] = "something else"
    again = replay(stored, answering)
    assert again.calculations[0].differences == (f"net_credit: was 99.00 points, is {was}",)
    assert again.same_text is False
    assert not again.same


def test_a_models_words_are_not_held_against_it(answering: Assistant) -> None:
    stored = replace(answering.ask(CONDOR), composer="model", text="in other words").to_json()
    assert replay(stored, answering).same


def test_an_answer_stored_without_its_context_is_refused(answering: Assistant) -> None:
    stored = answering.ask(CONDOR).to_json() | {"context": {}}
    with pytest.raises(InputError, match="older than that"):
        replay(stored, answering)
