"""Where each input stands in the question, so that a screen may show the sentence with its blanks marked."""

from datetime import date

import pytest

from bot.market import Market
from bot.routing.numbers import read_line
from bot.routing.plan import Plan
from bot.routing.rules import RulesRouter
from calculators.catalogue import CATALOGUE

AS_OF = date(2026, 5, 7)


@pytest.fixture(scope="module")
def router() -> RulesRouter:
    return RulesRouter(CATALOGUE, market=Market(7138.80, 17.95, AS_OF))


def _marked(plan: Plan, say: str) -> dict[str, str]:
    return {read.field: " ".join(say[start:end] for start, end in read.spans) for read in plan.requests[0].read}


@pytest.mark.parametrize(
    ("say", "marked"),
    [
        (
            "Sell 10 SPX 6700/6750/7550/7600 iron condors @ 6.85, 45 DTE, spot 7,140, VIX 18",
            {"long_put": "6700", "short_put": "6750", "short_call": "7550", "long_call": "7600", "contracts": "10", "credit": "6.85", "dte": "45",
             "spot": "7,140", "vol": "18"},
        ),
        (
            "16Δ IC expiring third Friday of June – $50 wings, S&P at seven thousand one forty, vix eighteen and a half per cent",
            {"short_delta": "16", "dte": "third Friday of June", "wing_width": "$50", "spot": "seven thousand one forty",
             "vol": "eighteen and a half per cent"},
        ),
        (
            "ten delta, actually make that eight, on both sides, 60 DTE, 50 wide, spot 7.140,50, VIX 18,8 condor",
            {"short_delta": "eight", "dte": "60", "wing_width": "50", "spot": "7.140,50", "vol": "18,8"},
        ),
        ("IRR of -1000, +300, 400", {"cash_flows": "-1000 +300 400"}),
        ("I risk 2% of a $50k account, max loss $430: size?", {"risk_fraction": "2%", "account": "$50k", "max_loss": "$430"}),
    ],
)  # fmt: skip
def test_each_input_is_marked_where_it_was_said(router: RulesRouter, say: str, marked: dict[str, str]) -> None:
    assert _marked(router.plan(say, as_of=AS_OF), say) == marked


def test_a_number_left_is_marked_too(router: RulesRouter) -> None:
    say = "16 delta condor, 45 dte, 50 wide, 7140, vix 18, and my dog is 11"
    plan = router.plan(say, as_of=AS_OF)
    assert [say[start:end] for start, end in plan.unused_spans] == ["11"]


def test_an_edit_marks_only_what_it_said(router: RulesRouter) -> None:
    say = "raise vol by 35 % and make it tomorrow"
    plan = router.plan(say, ["16 delta condor, 45 dte, 50 wide, 7140, vix 18"], AS_OF)
    assert {read.field: read.origin for read in plan.requests[0].read} == {
        "short_delta": "kept", "wing_width": "kept", "dte": "said", "vol": "said", "spot": "kept",
    }  # fmt: skip
    assert _marked(plan, say)["dte"] == "tomorrow"


@pytest.mark.parametrize("say", ["İ 16 delta", "½ day 💥 $5k", "", "±200 σ", "what's 5-day mean", "a" * 3000, "1 2/3 … —"])
def test_spans_stay_inside_the_question_whatever_it_holds(say: str) -> None:
    line = read_line(say)
    assert all(0 <= start <= end <= len(say) for start, end in (number.span for number in line.numbers))
    assert all(0 <= start <= end <= len(say) for _, (start, end) in line.sources)
