"""Questions for words that hold numbers or a calculator's name stay questions for words; questions for figures worded as such do not."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.market import Market
from bot.routing.rules import RulesRouter
from calculators.catalogue import CATALOGUE

FOR_WORDS = (Path(__file__).parent / "data" / "words.txt").read_text(encoding="utf-8").splitlines()
CONDOR = {"spot": 7140, "dte": 45, "vol": 0.18, "short_delta": 0.16, "wing_width": 50}
SAID = "16 delta condor 45 dte 50 wide spx 7140 vix 18"


@pytest.fixture(scope="module")
def router() -> RulesRouter:
    return RulesRouter(CATALOGUE, market=Market(7138.80, 17.95, date(2026, 5, 7)))


@pytest.mark.parametrize("question", FOR_WORDS)
def test_a_question_for_words_is_no_calculation_and_asks_nothing_back(router: RulesRouter, question: str) -> None:
    plan = router.plan(question)
    assert plan.route in ("explain", "compare", "claim")
    assert plan.missing == ()


@pytest.mark.parametrize(
    ("question", "calculator"),
    [
        ("what's the max loss of a 6700/6750/7550/7600 condor sold at 6.90", "iron_condor"),
        ("explain the greeks of a 16 delta condor, 45 dte, 50 wide, spx 7140, vix 18", "iron_condor"),
        ("what is the quick ratio with cash 10, receivables 5 and current liabilities 12", "liquidity_ratios"),
        ("how does a 2x stop and 50% target change a 16 delta 45 dte 50 wide condor at 7140, vol 18?", "exit_rules"),
        ("What is the kelly fraction at 90% wins, winning 70 and losing 430?", "kelly"),
        ("can you tell me the delta of a 7300 call 30 days spot 7140 iv 16", "option_price"),
        ("what would the hedge cost for 20 condors with vix at 18", "vix_hedge"),
        ("which win rate breaks even at 0.70 on 5 wide", "odds"),
        ("how big is the expected move in 5 days at 7140 with vix 18", "expected_move"),
    ],
)
def test_a_question_for_figures_worded_as_one_for_words_is_computed(router: RulesRouter, question: str, calculator: str) -> None:
    assert [request.calculator for request in router.plan(question).requests] == [calculator]


@pytest.mark.parametrize(
    ("said", "rules"),
    [
        ("take profit at 50%", {"profit_target": 0.5}),
        ("close at half the credit", {"profit_target": 0.5}),
        ("what if I take profits at 25% of max profit", {"profit_target": 0.25}),
        ("with a 2x stop", {"stop_loss": 2}),
        ("stop at 150% of the credit", {"stop_loss": 1.5}),
        ("stopped out when buying it back costs three times the credit", {"stop_loss": 2}),
        ("close at 21 days left", {"close_days_left": 21}),
        ("exit rules: 50% target, 2x stop, out by 21 dte", {"profit_target": 0.5, "stop_loss": 2, "close_days_left": 21}),
    ],
)
def test_exit_rules_are_put_on_the_condor_under_discussion(router: RulesRouter, said: str, rules: dict[str, Any]) -> None:
    (request,) = router.plan(said, [SAID]).requests
    assert (request.calculator, request.inputs) == ("exit_rules", {**CONDOR, **rules})


def test_exit_rules_are_asked_for_when_none_is_named(router: RulesRouter) -> None:
    plan = router.plan(f"exit rules for a {SAID}")
    assert (plan.route, [item.field for item in plan.missing]) == ("clarify", ["profit_target"])
    for answer in plan.missing[0].suggestions:
        (request,) = router.plan(answer, [f"exit rules for a {SAID}"]).requests
        assert request.calculator == "exit_rules"


@pytest.mark.parametrize(
    ("said", "field", "value"),
    [
        ("5 sep 2026 ... no, 4 sep 2026 expiry, 16 delta condor, 50 wide, spx 7140, vix 18", "dte", 120),
        ("condor 45 dte, 20 delta - sorry, 16 delta, 50 wide, spx 7140, vix 18", "short_delta", 0.16),
        ("condor 16 delta, 45 dte, 25 wide, i mean 50 wide, spx 7140, vix 18", "wing_width", 50),
        ("condor 16 delta, 30 days, no, 45 days, 50 wide, spx 7140, vix 18", "dte", 45),
        ("condor 16 delta, 45 days, no slippage, 50 wide, spx 7140, vix 18", "dte", 45),
    ],
)
def test_what_is_corrected_at_once_is_forgotten(router: RulesRouter, said: str, field: str, value: float) -> None:
    (request,) = router.plan(said).requests
    assert request.inputs == {**CONDOR, field: value}


def test_a_chain_of_edits_keeps_what_was_not_edited(router: RulesRouter) -> None:
    chain = [f"iron condor {SAID}", "make it 10 delta", "100 wide", "VIX 30", "5 contracts", "undo that", "what is gamma?"]
    (request,) = router.plan("and at 20 dte?", chain).requests
    assert request.inputs == {"spot": 7140, "dte": 20, "vol": 0.3, "short_delta": 0.1, "wing_width": 100}


@pytest.mark.parametrize(
    ("said", "calculator"),
    [
        ("account 40k, at most one percent, 385 at stake", "position_size"),
        ("win 92% of 0.70 credits five wide, staking 5% a trade", "odds"),
        ("150 points above and below 7,140 with 50-point protection, thirty days, vix nineteen", "iron_condor"),
    ],
)
def test_a_calculator_nobody_named_is_known_by_its_inputs(router: RulesRouter, said: str, calculator: str) -> None:
    (request,) = router.plan(said).requests
    assert request.calculator == calculator
