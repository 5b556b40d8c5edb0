"""Numbers asked of what was talked about, and which of two trades, without a word of either."""

from __future__ import annotations

import pytest

from bot.assistant import Assistant


def first(answer):
    return answer.calculations[0].result


def test_one_with_numbers_is_a_worked_example_that_can_be_changed(answering: Assistant) -> None:
    history = ["what's an iron condor, in plain words"]
    shown = answering.ask("show me one with numbers", history)
    assert (shown.route, first(shown).calculator) == ("calculate", "iron_condor")
    assert {"dte", "short_delta", "wing_width", "spot", "vol"} <= set(first(shown).assumed)
    changed = answering.ask("make it 25 wide", [*history, "show me one with numbers"])
    assert first(changed).inputs["wing_width"] == 25


@pytest.mark.parametrize(
    ("term", "calculator"),
    [("what is kelly", "kelly"), ("what's the EDR", "edr"), ("what is an AMM", "amm_swap"), ("what is a strangle", "strangle")],
)
def test_a_term_with_a_calculator_of_its_own_is_shown_by_it(answering: Assistant, term: str, calculator: str) -> None:
    assert calculator in {calculation.result.calculator for calculation in answering.ask("give me an example", [term]).calculations}


def test_numbers_at_a_level_are_those_of_what_was_talked_about(answering: Assistant) -> None:
    history = ["does a 4/4/2 hedge at 30/110/220 really cut drawdown by 35-40%?", "why not?"]
    shown = answering.ask("show me the numbers at vix 16", history)
    assert (first(shown).calculator, first(shown).inputs["vix"]) == ("vix_hedge", 16)
    higher = answering.ask("and at vix 35", [*history, "show me the numbers at vix 16"])
    assert (first(higher).calculator, first(higher).inputs["vix"]) == ("vix_hedge", 35)


def test_which_of_two_is_told_by_the_two_side_by_side(answering: Assistant) -> None:
    history = ["what is a credit spread", "how is that different from an iron condor"]
    answer = answering.ask("which is safer?", history)
    assert answer.route == "compare"
    assert {calculation.result.calculator for calculation in answer.calculations} == {"vertical_spread", "iron_condor"}


def test_words_lead_an_answer_that_has_a_formula(answering: Assistant) -> None:
    answer = answering.ask("why not?", ["does a 4/4/2 hedge at 30/110/220 really cut drawdown by 35-40%?"])
    assert not answer.text.startswith("$$")


def test_the_hedge_is_changed_and_the_condor_stays(answering: Assistant) -> None:
    history = ["16 delta 45 dte condor 50 wide, spx 7140, vix 18", "hedge it with 10 condors"]
    changed = answering.ask("and 30 delta calls", history)
    assert (first(changed).calculator, first(changed).inputs["delta"]) == ("vix_hedge", 0.3)
    again = answering.ask("go back to the condor", [*history, "and 30 delta calls"])
    assert (first(again).calculator, first(again).inputs["short_delta"]) == ("iron_condor", 0.16)


def test_what_can_be_held_is_counted_from_the_condor_that_was_stressed(answering: Assistant) -> None:
    history = ["16 delta 45 dte condor 50 wide, spx 7140, vix 18", "stress it for a 10 point vix spike"]
    sized = first(answering.ask("how many can I put on with 500k at 3%", history))
    condor = first(answering.ask(history[0]))
    assert sized.calculator == "position_size"
    assert sized.inputs["max_loss"] == pytest.approx(100 * condor.figure("max_loss").value, abs=0.01)


def test_the_figure_asked_for_leads(answering: Assistant) -> None:
    history = ["16 delta 45 dte condor 50 wide, spx 7140, vix 18"]
    assert answering.ask("what's my chance of touching the short call", history).text.startswith("Probability of touching")
    assert answering.ask("probability spx closes below 6800 in 30 days, vix 18 spx 7140").text.startswith(
        "Probability of expiring in the money, below"
    )
    assert answering.ask("what is the chance that spx stays between 6900 and 7300 for 20 days at 7140, vix 16").text.startswith(
        "Probability of the maximum profit"
    )
