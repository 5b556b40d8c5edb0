"""Questions in plain words are answered by the page that answers them, in the first sentence or two."""

from __future__ import annotations

import re

import pytest

from bot.assistant import Assistant

ASKED = (
    ("why does my option lose value although I was right about the direction", "right-about-direction-and-still-losing", "time and volatility"),
    ("what happens if SPX closes between my short and long strike", "settlement-day-step-by-step", "owes the points past it"),
    ("do I have to buy back my condor before expiration", "settlement-day-step-by-step", "Nothing need be done"),
    ("can I lose more than the margin on an iron condor", "the-worst-a-condor-can-do", "cannot cost more than its margin"),
    ("can both sides of an iron condor lose at the same time", "the-worst-a-condor-can-do", "One side at most can lose"),
    ("why did my condor lose money when the market did not move", "how-a-condor-makes-and-loses-money", "even with the index still"),
    ("what is a good delta for the short strikes", "deltas-and-greek-limits", "0.18"),
    ("when do SPX options stop trading", "trading-hours", "3:00 pm Central"),
    ("why is my position showing a loss right after I opened it", "why-a-new-trade-shows-a-loss", "distance between bid and ask"),
    ("what do I do when VIX spikes", "vix-spike-guide", "nothing new is sold above a VIX of 20"),
    ("How to manage an SPX iron condor position when the VIX experiences a sudden spike", "vix-spike-guide", "shows a loss at once"),
    ("is a VIX of 30 high", "is-this-vix-high", "Divide the VIX by 16"),
    ("how do I know how far the market can move in a day", "is-this-vix-high", "ordinary day"),
    ("why are puts more expensive than calls", "volatility-skew", "low strikes carry higher"),
    ("why do VIX calls lose money when nothing happens", "hedge-cost", "when nothing happens"),
    ("how are SPX option profits taxed", "tax-and-account-facts", "60 % long-term"),
)


@pytest.mark.parametrize(("question", "page", "said"), ASKED)
def test_a_question_in_plain_words_is_answered_at_once(answering: Assistant, question: str, page: str, said: str) -> None:
    answer = answering.ask(question)
    assert answer.citations[0].passage_id == f"{page}#summary"
    short = next(block for block in answer.text.split("\n\n") if "[S1]" in block)
    assert said in re.sub(r"\s*\[S1\]", "", short)


@pytest.mark.parametrize(
    ("question", "page"),
    [
        ("explain vega like i'm five", "vega"),
        ("ELI5 what is an iron condor", "iron-condor"),
        ("explain pop to a 10 year old", "probability-of-profit"),
        ("I'm new here, what's a condor for beginners", "iron-condor"),
        ("what's theta in simple words", "theta"),
    ],
)
def test_how_simply_it_is_to_be_said_is_no_part_of_what_is_asked(answering: Assistant, question: str, page: str) -> None:
    answer = answering.ask(question)
    assert answer.route == "explain"
    assert answer.question == question
    assert {citation.passage_id.split("#")[0] for citation in answer.citations} == {page}


def test_why_anyone_would_is_no_question_about_people_here(answering: Assistant) -> None:
    assert "Nobody trades here" not in answering.ask("why would anyone sell options?").text


@pytest.mark.parametrize("question", ["do I get the credit right away", "can I trade condors in an IRA"])
def test_a_question_in_plain_words_is_not_declined(answering: Assistant, question: str) -> None:
    assert answering.ask(question).route != "unsupported"


def test_what_a_spike_does_is_computed_and_every_rule_is_named(answering: Assistant) -> None:
    example = answering.library.passage("vix-spike-guide#example")
    text = answering._filled(example).text
    assert "{{" not in text
    assert "not computed" not in text
    rules = ("glossary, no new condors", "page on size, half size", "reversed scale, Aggressive tier")
    for rule in rules:
        assert rule in text
    answer = answering.ask("How to manage an SPX iron condor position when the VIX experiences a sudden spike")
    assert {"vix-spike-guide#what-the-method-says", "vix-spike-guide#example", "vix-spike-guide#what-theory-says"} <= {
        citation.passage_id for citation in answer.citations
    }
    assert all(rule in answer.text for rule in rules)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("what does ALVH stand for", "ALVH stands for Adaptive Layered VIX Hedge. [S1]"),
        ("POP is short for what", "POP stands for Probability of profit. [S1]"),
    ],
)
def test_letters_are_spelled_out_first_when_that_is_asked(answering: Assistant, question: str, said: str) -> None:
    assert answering.ask(question).text.startswith(said)


@pytest.mark.parametrize(
    ("question", "page"),
    [("give me the formula for pop", "probability-of-profit"), ("how is implied volatility calculated", "implied-volatility")],
)
def test_a_formula_is_shown_when_it_is_asked_for(answering: Assistant, question: str, page: str) -> None:
    answer = answering.ask(question)
    assert f"{page}#formula" in [citation.passage_id for citation in answer.citations]
    assert "$$" in answer.text


def test_the_tiers_stand_side_by_side(answering: Assistant) -> None:
    text = answering.ask("what are the three credit tiers and what do they pay").text
    assert all(f"{tier}: return on risk" in text for tier in ("Conservative", "Balanced", "Aggressive"))
