"""Conversations: each line of a chain is a turn, and what the last one must come to."""

from datetime import date
from typing import Any

import pytest

from bot.market import Market
from bot.routing.rules import RulesRouter
from calculators.catalogue import BY_NAME, CATALOGUE

AS_OF = date(2026, 5, 7)
MARKET = Market(7138.80, 17.95, AS_OF)
TRADE = "16 delta condor, 45 dte, 50 wide, SPX 7140, VIX 18"
BASE = {"short_delta": 0.16, "dte": 45, "wing_width": 50, "spot": 7140, "vol": 0.18}
STRIKES = "6700/6750/7550/7600 condor, 45 dte, 7140, vix 18, got 7.10"


def _with(**changed: Any) -> dict[str, Any]:
    return {name: value for name, value in {**BASE, **changed}.items() if value is not None}


@pytest.fixture(scope="module")
def router() -> RulesRouter:
    return RulesRouter(CATALOGUE, market=MARKET)


CHAINS: list[tuple[list[str], str, dict[str, Any]]] = [
    (["make the wings 25", "what if VIX goes to 30", "and 3 contracts"], "iron_condor", _with(wing_width=25, vol=0.3, contracts=3)),
    (["raise vol by 35 %", "and spx down 100", "undo that"], "iron_condor", _with(vol=0.243)),
    (["make the wings 25", "double the size", "go back to the first one"], "iron_condor", BASE),
    (["make the wings 25", "go back to the first one", "and at 10 delta?"], "iron_condor", _with(short_delta=0.1)),
    (["make it balanced", "same but 2 contracts"], "iron_condor", _with(short_delta=None, target_credit=1.15, contracts=2)),
    (["10 days before expiry", "undo"], "iron_condor", BASE),
    (["spx -3%, vix +8"], "iron_condor", _with(spot=6925.8, vol=0.26)),
    (["as a strangle"], "strangle", {"short_delta": 0.16, "dte": 45, "spot": 7140, "vol": 0.18}),
    (["move the shorts to 6750 and 7500"], "iron_condor",
     {"long_put": 6700, "short_put": 6750, "short_call": 7500, "long_call": 7550, "dte": 45, "spot": 7140, "vol": 0.18}),
    (["cut the size to one", "what does gamma mean?", "now 30 dte"], "iron_condor", _with(contracts=1, dte=30)),
    (["stress it", "only spx -5% and -10%"], "stress_test", _with(spot_shocks=[-0.05, -0.1])),
    (["add the hedge", "what if vix goes to 30"], "vix_hedge",
     {"spot": 7140, "vix": 30, "condor": {"short_delta": 0.16, "dte": 45, "wing_width": 50}}),
    (["compare it with 30 delta", "and vix at 25?", "and 10 delta"], "compare_condors",
     {"spot": 7140, "vol": 0.25, "dte": 45, "condors": [{"short_delta": delta, "wing_width": 50} for delta in (0.16, 0.3, 0.1)]}),
    (["make the wings 25", "compare the two"], "compare_condors",
     {"spot": 7140, "vol": 0.18, "dte": 45, "condors": [{"short_delta": 0.16, "wing_width": width} for width in (50, 25)]}),
    (["make the wings 25", "vix 22", "30 dte", "undo the last two changes"], "iron_condor", _with(wing_width=25)),
    (["market off 4, vix up 10"], "iron_condor", _with(spot=6854.4, vol=0.28)),
    (["what about a one-day 3 sigma drop"], "iron_condor", _with(spot=7140 - 7140 * 0.034017)),
    (["stress it: -3%, +3%, vol +30%", "make the moves 8 percent"], "stress_test", _with(spot_shocks=[-0.08, 0.08], vol_shocks=[0.3])),
    (["instead of vix 18 use 20"], "iron_condor", _with(vol=0.2)),
    (["25 and 40 wide beside each other"], "compare_condors",
     {"spot": 7140, "vol": 0.18, "dte": 45, "condors": [{"short_delta": 0.16, "wing_width": width} for width in (25, 40)]}),
]  # fmt: skip


@pytest.mark.parametrize(("turns", "name", "inputs"), CHAINS, ids=lambda value: " > ".join(value) if isinstance(value, list) else "")
def test_a_chain_of_edits_comes_to_this(router: RulesRouter, turns: list[str], name: str, inputs: dict[str, Any]) -> None:
    plan = router.plan(turns[-1], [TRADE, *turns[:-1]], AS_OF)
    (request,) = plan.requests
    assert request.calculator == name
    flat = {field: value for field, value in request.inputs.items() if not isinstance(value, list | dict)}
    assert flat == pytest.approx({field: value for field, value in inputs.items() if not isinstance(value, list | dict)})
    assert {field: value for field, value in request.inputs.items() if field not in flat} == {f: v for f, v in inputs.items() if f not in flat}
    filled = {**request.inputs, **MARKET.fill(BY_NAME[name], request.inputs)}
    assert BY_NAME[name].run(filled).presentation.figures


def test_a_roll_takes_the_trade_on_the_table(router: RulesRouter) -> None:
    (request,) = router.plan("now roll it out a week", [STRIKES], AS_OF).requests
    assert request.calculator == "roll"
    assert request.inputs == {
        "long_put": 6700, "short_put": 6750, "short_call": 7550, "long_call": 7600, "credit": 7.1,
        "new_spot": 7140, "new_vol": 0.18, "days_left": 45, "new_dte": 52, "strikes": "same",
    }  # fmt: skip


def test_a_trade_placed_by_delta_is_worked_out_before_it_is_rolled(router: RulesRouter) -> None:
    (request,) = router.plan("roll it out to 60 days", [TRADE], AS_OF).requests
    opened = BY_NAME["iron_condor"].run(BASE)
    assert request.inputs["short_put"] == opened.figure("short_put").value
    assert request.inputs["credit"] == pytest.approx(opened.figure("net_credit").value, abs=1e-4)


def test_an_edit_says_what_changed_and_what_was_before(router: RulesRouter) -> None:
    plan = router.plan("make the wings 25", [TRADE], AS_OF)
    assert plan.changed == ("wing_width",)
    assert plan.before is not None
    assert plan.before.inputs == BASE


def test_there_is_nothing_to_undo_at_first(router: RulesRouter) -> None:
    for before in ([], ["what is a condor?"], [TRADE]):
        plan = router.plan("undo that", before, AS_OF)
        assert plan.requests == ()
        assert plan.route == "clarify"
        assert "nothing to undo" in plan.missing[0].question


def test_a_size_takes_the_loss_of_the_trade(router: RulesRouter) -> None:
    (request,) = router.plan("so how many can I do with 50k risking 2%", [TRADE], AS_OF).requests
    loss = 100 * float(str(BY_NAME["iron_condor"].run(BASE).figure("max_loss").value))
    assert request.calculator == "position_size"
    assert request.inputs == {"account": 50000, "risk_fraction": 0.02, "max_loss": round(loss, 2)}


def test_a_loss_without_an_end_is_asked_for(router: RulesRouter) -> None:
    plan = router.plan("how many with 50k risking 2%", ["short strangle 6700/7400 38 dte spx 7080 iv 18"], AS_OF)
    assert [missing.field for missing in plan.missing] == ["max_loss"]


@pytest.mark.parametrize(
    ("before", "said", "changed"),
    [
        ("kelly if i win 85%, make 1.1, lose 3.9", "more like 80 tbh", {"win_rate": 0.8}),
        ("6800p 20 dte spx 6955 iv 17.5 price", "and the 6750?", {"strike": 6750}),
        ("EURUSD 1.0840, Fed 4.5, ECB 2.25, 90 days, forward?", "ECB cuts to 1.75", {"foreign_rate": 0.0175}),
        ("EURUSD 1.0840, Fed 4.5, ECB 2.25, 90 days, forward?", "euro goes to 1.12", {"spot": 1.12}),
        ("irr of -1000, 300, 400, 500", "last one is 600", {"cash_flows": [-1000, 300, 400, 600]}),
    ],
)
def test_what_the_trade_settles_is_computed(router: RulesRouter, before: str, said: str, changed: dict[str, Any]) -> None:
    (first,) = router.plan(before, [], AS_OF).requests
    (request,) = router.plan(said, [before], AS_OF).requests
    assert request == type(first)(first.calculator, {**first.inputs, **changed})


@pytest.mark.parametrize(
    ("before", "said"),
    [(TRADE, "20?"), ("quick ratio: cash 120, receivables 80, current liabilities 150", "and 100?"), (TRADE, "what about 6900, 6850 for the puts")],
)
def test_what_could_be_several_things_is_asked(router: RulesRouter, before: str, said: str) -> None:
    plan = router.plan(said, [before], AS_OF)
    assert (plan.route, plan.requests) == ("clarify", ())
    assert plan.missing
