"""Conversations through the whole assistant: each answer leans on the ones before, cites what it says and computes what it shows."""

from __future__ import annotations

import pytest

import bot.assistant
from bot.answer import Answer
from bot.assistant import Assistant
from bot.compose.check import KEY, Fault
from tests.conversation import TWELVE

CONDOR = TWELVE[1].question


def talk(assistant: Assistant, *questions: str) -> list[Answer]:
    return [assistant.ask(question, questions[:place]) for place, question in enumerate(questions)]


def own(answer: Answer) -> list[str]:
    return [one.result.calculator for one in answer.calculations if one.tests is None]


def test_twelve_turns_of_every_kind_each_lean_on_the_ones_before(answering: Assistant, refused: list[Fault]) -> None:
    for said, answer in zip(TWELVE, talk(answering, *(said.question for said in TWELVE)), strict=True):
        assert answer.route == said.route, (said.question, answer.text[:300])
        assert tuple(own(answer)) == said.calculators, said.question
        for words in said.holds:
            assert words in answer.text, (said.question, words, answer.text[:800])
        assert set(KEY.findall(answer.text)) == {c.key for c in answer.citations} | {c.key for c in answer.calculations}
    assert refused == []


def test_a_change_is_shown_before_and_after_with_the_new_trade_first(answering: Assistant) -> None:
    _, answer = talk(answering, CONDOR, "make the wings 25")
    new, before = answer.calculations
    assert (new.key, new.part, before.key, before.part) == ("C1", "asked", "C2", "before")
    assert (new.result.inputs["wing_width"], before.result.inputs["wing_width"]) == (25, 50)
    row = next(line for line in answer.text.splitlines() if line.startswith("| Maximum loss"))
    assert row == f"| Maximum loss | {before.result.figure('max_loss').text} | {new.result.figure('max_loss').text} |"
    assert answer.together == (("C2", "C1"),)


def test_a_change_of_the_market_says_what_the_trade_already_on_has_lost(answering: Assistant) -> None:
    _, answer = talk(answering, CONDOR, "what if VIX goes to 30")
    new, before, kept = (calculation.result for calculation in answer.calculations)
    assert kept.inputs["vol"] == new.inputs["vol"] == 0.30
    assert [kept.figure(name).value for name in ("short_put", "short_call")] == [before.figure(name).value for name in ("short_put", "short_call")]
    lost = kept.figure("expected_value")
    assert isinstance(lost.value, float)
    assert lost.value < -5  # a condor sold at 18 % has lost points at 30 %
    assert lost.text in answer.text


def test_a_question_that_stands_alone_is_no_change(answering: Assistant) -> None:
    _, answer = talk(answering, CONDOR, "Price a 30 DTE SPX iron condor at 7000 with 20 delta shorts, 25 wide wings and VIX at 22")
    assert [one.part for one in answer.calculations] == ["asked"]
    assert "What changed" not in answer.text


def test_going_back_and_changing_in_one_breath(answering: Assistant) -> None:
    *_, answer = talk(answering, CONDOR, "make the wings 25", "go back to the first one but with VIX at 30")
    assert {name: answer.calculations[0].result.inputs[name] for name in ("vol", "wing_width")} == {"vol": 0.30, "wing_width": 50}


def test_what_is_changed_after_going_back_is_the_trade_gone_back_to(answering: Assistant) -> None:
    *_, answer = talk(answering, CONDOR, "what if VIX goes to 30", "undo that", "same but 2 contracts")
    assert {name: answer.calculations[0].result.inputs[name] for name in ("vol", "contracts")} == {"vol": 0.18, "contracts": 2}


@pytest.mark.parametrize(
    ("other", "calculators"),
    [
        ("compare it with 30 delta", ["compare_condors"]),
        ("compare that to a strangle", ["iron_condor", "strangle"]),
        ("how does it compare with 25 wide wings", ["compare_condors"]),
    ],
)
def test_a_trade_is_compared_with_another_in_a_table(answering: Assistant, other: str, calculators: list[str]) -> None:
    _, answer = talk(answering, CONDOR, other)
    assert answer.route == "compare"
    assert own(answer) == calculators
    assert "**Side by side**" in answer.text


def test_two_structures_named_are_both_computed_at_the_level_given(answering: Assistant) -> None:
    (answer,) = talk(answering, "iron condor vs iron butterfly at 7140")
    assert own(answer) == ["iron_condor", "iron_butterfly"]
    assert [one.result.inputs["spot"] for one in answer.calculations] == [7140, 7140]
    assert all({"dte", "vol"} <= set(one.result.assumed) and "spot" not in one.result.assumed for one in answer.calculations)
    assert answer.together == (("C1", "C2"),)
    assert "**Side by side in words**" in answer.text


def test_a_what_if_after_a_comparison_is_put_to_both(answering: Assistant) -> None:
    _, answer = talk(answering, "iron condor vs iron butterfly at 7140", "what if VIX goes to 30?")
    assert [one.result.inputs["vol"] for one in answer.calculations if one.tests is None] == [0.30, 0.30]


def test_words_are_compared_by_aspect_and_page(answering: Assistant) -> None:
    (answer,) = talk(answering, "What is the difference between contango and backwardation?")
    assert answer.route == "compare"
    header = next(line for line in answer.text.splitlines() if line.startswith("|"))
    assert header == "|  | Contango | Backwardation |"


def test_words_that_lean_on_an_explanation_resolve_to_its_term(answering: Assistant) -> None:
    answers = talk(answering, "What is theta?", "why?", "show me with numbers", "what does the method say about that", "and in theory?")
    assert all("theta" in answer.terms for answer in answers)
    assert {c.standing for c in answers[3].citations} == {"method"}
    assert {c.standing for c in answers[4].citations} == {"theory"}
    assert answers[1].text.split("\n")[0] != answers[0].text.split("\n")[0]


def test_it_stands_for_what_was_talked_about_and_its_numbers_are_run_at_the_level_asked(answering: Assistant) -> None:
    _, answer = talk(answering, "What is ALVH?", "how does it work when VIX is 30?")
    assert "alvh" in answer.terms
    hedge = next(one.result for one in answer.calculations if one.tests is None)
    assert (hedge.calculator, hedge.inputs["vix"]) == ("vix_hedge", 30)


def test_the_figure_asked_for_comes_first(answering: Assistant) -> None:
    _, answer = talk(answering, CONDOR, "what is the margin?")
    margin = answer.calculations[0].result.figure("margin")
    assert answer.text.startswith(f"{margin.label}: {margin.text} [C1].")


def test_follow_up_words_with_nothing_before_them_break_nothing(answering: Assistant) -> None:
    for words in (
        "why?",
        "go back to the first one",
        "compare it with 30 delta",
        "add the hedge",
        "now roll it out a week",
        "and the third layer?",
        "undo that",
    ):
        assert answering.ask(words).text


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("Now that SPX is European, how do I recalculate my breakevens?", "there is no American-style SPX contract"),
        ("Why does theta invert when VIX jumps above 16?", "Higher implied volatility makes the theta of a short"),
        ("Since SPX options settle in shares, how do I avoid assignment on my condor?", "Cash settlement pays the difference"),
    ],
)
def test_a_false_premise_is_corrected_before_anything_else(answering: Assistant, refused: list[Fault], question: str, first: str) -> None:
    answer = answering.ask(question)
    assert first in answer.text.split("\n\n")[0]
    assert answer.text.startswith("One thing first: ")
    assert refused == []


def test_a_premise_that_is_sound_is_left_alone(answering: Assistant) -> None:
    for question in ("Does SPX settle in cash?", "What is theta?", "Why are SPX options European?", "Do SPY options settle in shares?"):
        assert "One thing first" not in answering.ask(question).text


def test_people_who_are_asked_for_are_said_not_to_be_here(answering: Assistant) -> None:
    assert answering.ask("Has anyone backtested the second engine, and how do you guys size it?").text.startswith(bot.assistant.NO_PEOPLE)


def test_a_question_the_pages_only_know_the_subject_of_is_told_so(answering: Assistant, refused: list[Fault]) -> None:
    answer = answering.ask("Does anyone still use CAPM to choose which iron condor to put on their model railway?")
    if answer.route != "unsupported":
        assert {"capital-asset-pricing-model", "iron-condor"} <= set(answer.terms)
    assert refused == []
