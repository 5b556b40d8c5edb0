"""What is said to a program as to a person asks nothing of the pages, and the trade on the table stays there."""

from __future__ import annotations

import pytest

from bot.assistant import Assistant
from bot.small_talk import HELP, OFFERS, reply


@pytest.mark.parametrize(
    "said",
    [
        "Hi, I'm new. what is this thing and what can I ask?",
        "thanks!",
        "hello",
        "ok great, thank you so much",
        "what can you do",
        "help",
        "how does this work?",
        "good morning",
        "bye",
        "got it thanks",
        "what questions can i ask",
        "how do i start",
    ],
)
def test_talk_is_answered_as_talk(answering: Assistant, said: str) -> None:
    answer = answering.ask(said)
    assert answer.route == "clarify"
    assert answer.citations == answer.calculations == ()
    assert "outside" not in answer.text


@pytest.mark.parametrize(
    "asked",
    [
        "what is this trade's margin",
        "what can I do about the tested side",
        "how does this hedge work?",
        "help me size a condor",
        "thanks, now make it 25 wide",
        "hi, price a 16 delta condor",
        "what can you do with a losing condor",
        "who are the market makers",
        "that helps with vega?",
    ],
)
def test_a_question_is_no_talk(asked: str) -> None:
    assert reply(asked) is None


def test_every_question_offered_is_answered(answering: Assistant) -> None:
    assert answering.ask("what can I ask?").text == HELP
    for offer in OFFERS:
        answer = answering.ask(offer)
        assert answer.citations or answer.calculations


def test_thanks_leave_the_trade_on_the_table(answering: Assistant) -> None:
    history = ["45 DTE iron condor, 16 delta shorts, 50 wide, SPX 7140, VIX 18", "thanks!"]
    answer = answering.ask("make it 25 wide", history)
    assert answer.calculations[0].result.inputs["wing_width"] == 25
