"""What programs outside rely on: names of inputs and figures, clocks that are named, margins, and refusals in plain words."""

from __future__ import annotations

from typing import Any

import pytest

from calculators.catalogue import find
from calculators.errors import InputError
from calculators.spec import ToolResult

MARKET = {"spot": 7140.0, "dte": 45.0, "vol": 0.18}
DAY = {"spot": 7140.0, "dte": 1.0, "vol": 0.18}
STRIKES = {"long_put": 6690.0, "short_put": 6740.0, "short_call": 7645.0, "long_call": 7695.0}
OPEN = {"long_put": 6690.0, "short_put": 6740.0, "short_call": 7560.0, "long_call": 7610.0, "credit": 15.0}
ROLL = {"condor": OPEN, "new_spot": 6850.0, "new_vol": 0.24, "days_left": 14.0, "new_dte": 45.0}
LEGS = [
    {"right": "put", "strike": 6690.0, "quantity": 1},
    {"right": "put", "strike": 6740.0, "quantity": -1},
    {"right": "call", "strike": 7645.0, "quantity": -1},
    {"right": "call", "strike": 7695.0, "quantity": 1},
]
GREEKS = ("delta", "gamma", "theta", "vega")
OUTCOME = ("net_credit", "max_profit", "max_loss", "prob_of_profit", "expected_value", *GREEKS, "margin")
CONDOR = (
    *STRIKES, *OUTCOME, "lower_breakeven", "upper_breakeven", "prob_max_profit", "prob_max_loss",
    "prob_touch_put", "prob_touch_call", "return_on_risk", "breakeven_win_rate",
)  # fmt: skip


def run(name: str, **given: Any) -> ToolResult:
    return find(name).run(given)


def number(result: ToolResult, name: str) -> float:
    found = result.figure(name).value
    assert isinstance(found, float | int), name
    return float(found)


@pytest.mark.parametrize(
    "placed",
    [
        STRIKES,
        {"short_delta": 0.16},
        {"short_sd": 1.0},
        {"short_distance": 400.0},
        {"short_otm": 0.05},
        {"edr_multiple": 5.0},
        {"target_credit": 10.0},
        {"short_delta": 0.16, "put_wing_width": 30.0, "call_wing_width": 60.0},
        {"short_delta": 0.16, "smile": "spx"},
        {"short_delta": 0.16, "smile": {"atm": 0.18, "skew": -0.2, "curvature": 0.02}},
        {"short_delta": 0.16, "smile": {"a": 0.001, "b": 0.02, "rho": -0.5, "m": 0.0, "sigma": 0.1}},
        {"short_delta": 0.16, "smile": {"chain": [{"strike": k, "vol": v} for k, v in ((6500.0, 0.24), (7000.0, 0.19), (7500.0, 0.15))]}},
    ],
)
def test_a_condor_placed_in_any_way_has_every_figure(placed: dict[str, Any]) -> None:
    result = run("iron_condor", **MARKET, **placed)
    for name in CONDOR:
        assert result.figure(name).text, name


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("vertical_spread", {"right": "put", "short_delta": 0.2}),
        ("strangle", {"short_delta": 0.16}),
        ("straddle", {}),
        ("iron_butterfly", {"wing_width": 100.0}),
        ("butterfly", {"right": "put", "wing_width": 100.0}),
        ("calendar_spread", {"back_dte": 75.0, "back_vol": 0.185}),
    ],
)
@pytest.mark.parametrize("direction", ["sell", "buy"])
def test_sold_or_bought_a_structure_has_every_figure(name: str, given: dict[str, Any], direction: str) -> None:
    result = run(name, **MARKET, **given, direction=direction)
    for figure in OUTCOME:
        assert result.figure(figure).text, figure
    assert (number(result, "net_credit") > 0.0) is (direction == "sell")


def test_the_condors_legs_have_the_condors_margin_and_bought_legs_their_cost() -> None:
    assert number(run("position", **MARKET, legs=LEGS), "margin") == 5000.0
    paid = run("position", legs=[{"right": "put", "strike": 7000.0, "quantity": 2, "premium": 30.0}])
    assert number(paid, "margin") == 6000.0
    assert paid.figure("margin").label == "Margin requirement, the cost included"
    naked = run("position", **MARKET, legs=LEGS[1:])
    assert "margin" not in [figure.name for figure in naked.presentation.figures]
    assert any(note.startswith("Left out: margin") for note in naked.presentation.notes)


def test_a_broken_wing_bought_is_held_against_all_it_can_lose() -> None:
    result = run("butterfly", **MARKET, strike=7140.0, wing_width=50.0, put_wing_width=80.0, right="put", direction="buy", credit=-2.0)
    assert number(result, "max_loss") == pytest.approx(32.0)
    assert number(result, "margin") == pytest.approx(3200.0)


def test_a_short_calendar_is_margined_as_the_naked_option_it_becomes() -> None:
    result = run("calendar_spread", **MARKET, strike=7140.0, back_dte=75.0, direction="sell", right="put")
    later = number(run("option_price", spot=7140.0, dte=75.0, vol=0.18, right="put", strike=7140.0), "price")
    assert number(result, "margin") == pytest.approx(100.0 * (later + 0.15 * 7140.0))


def test_a_fill_that_cannot_lose_or_cannot_win_is_said_to_and_questioned() -> None:
    gains = run("position", **MARKET, legs=[{"right": "put", "strike": 7500.0, "quantity": 1}], credit=5.0)
    assert gains.figure("max_loss").text == "none: it gains at least 5.00 points ($500 a position)"
    assert "gains at least 5.00 points" in gains.presentation.headline
    loses = run("position", **MARKET, legs=[{"right": "call", "strike": 7500.0, "quantity": -1}], credit=-5.0)
    assert loses.figure("max_profit").text == "none: it loses at least 5.00 points ($500 a position)"
    for result, way in ((gains, "gains"), (loses, "loses")):
        assert any(f"{way} wherever it settles" in note and "check the credit" in note for note in result.presentation.notes)


def test_a_roll_goes_to_a_rule_an_object_or_four_strikes() -> None:
    by_rule = run("roll", **ROLL, short_delta=0.16)
    assert run("roll", **ROLL, strikes={"short_delta": 0.16}).presentation == by_rule.presentation
    new = {"long_put": 6300.0, "short_put": 6350.0, "short_call": 7450.0, "long_call": 7500.0}
    to_four = run("roll", **ROLL, strikes=new)
    assert [to_four.figure(name).value for name in STRIKES] == list(new.values())
    flat = run("roll", **ROLL, **{f"new_{name}": strike for name, strike in new.items()})
    assert flat.presentation == to_four.presentation
    assert flat.inputs == to_four.inputs
    alone = run("iron_condor", spot=6850.0, dte=45.0, vol=0.24, **new)
    assert number(to_four, "new_credit") == pytest.approx(number(alone, "net_credit"), rel=1e-12)
    wide = run("roll", **ROLL, short_delta=0.16, put_wing_width=75.0)
    assert number(wide, "short_put") - number(wide, "long_put") == 75.0
    assert number(wide, "long_call") - number(wide, "short_call") == 50.0


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"strikes": "same", "short_delta": 0.16}, "exactly one rule; got short_delta and strikes same"),
        ({"new_short_put": 6400.0}, "new_long_put, new_short_call and new_long_call are required"),
        ({"strikes": "same", "wing_width": 50.0}, "already set the wings; got wing_width"),
        ({"strikes": {"short_dleta": 0.16}}, "did you mean 'short_delta'"),
    ],
)
def test_a_roll_to_nowhere_is_refused(given: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        run("roll", **ROLL, **given)


def test_what_is_given_once_holds_for_every_condor_compared() -> None:
    shared = run("compare_condors", **MARKET, contracts=10, fees=1.5, condors=[{"short_delta": 0.16}, {"short_delta": 0.1, "contracts": 2}])
    alone = run("iron_condor", **MARKET, contracts=10, fees=1.5, short_delta=0.16)
    assert shared.figure("net_credit_1").text == alone.figure("net_credit").text
    assert "for 2)" in shared.figure("net_credit_2").text


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("option_price", {**DAY, "right": "put", "strike": 7100.0}),
        ("implied_volatility", {"spot": 7140.0, "dte": 1.0, "right": "put", "strike": 7100.0, "price": 20.0}),
        ("expected_move", DAY),
        ("iron_condor", {**DAY, "short_distance": 80.0, "wing_width": 5.0}),
        ("vertical_spread", {**DAY, "right": "put", "short_distance": 80.0}),
        ("strangle", {**DAY, "short_distance": 80.0}),
        ("straddle", DAY),
        ("iron_butterfly", DAY),
        ("butterfly", DAY),
        ("calendar_spread", {**DAY, "back_dte": 8.0}),
        ("collar", {**DAY, "put_strike": 7100.0, "call_strike": 7200.0}),
        ("position", {**DAY, "legs": [{"right": "put", "strike": 7100.0, "quantity": -1}]}),
        ("compare_condors", {**DAY, "condors": [{"short_distance": 80.0}, {"short_distance": 100.0}]}),
        ("roll", {**ROLL, "days_left": 0.5}),
        ("roll", {**ROLL, "new_dte": 2.0}),
        ("stress_test", {**DAY, "short_distance": 80.0, "wing_width": 5.0}),
        ("exit_rules", {**DAY, "short_distance": 80.0, "profit_target": 0.5, "paths": 100}),
        ("parity", {"spot": 7140.0, "dte": 1.0, "strike": 7140.0, "call": 28.0, "put": 27.5}),
        ("box_spread", {"dte": 1.0, "lower": 7000.0, "upper": 7100.0}),
        ("credit_tiers", {"spot": 7140.0, "vix": 18.0}),
        ("vix_hedge", {"vix": 18.0}),
        ("vix_hedge", {"vix": 18.0, "condor": {"target_credit": 0.7}}),
        ("second_engine", {"base_condor": {"dte": 1.0, "short_distance": 80.0, "wing_width": 5.0}, "engine_dte": 8.0}),
    ],
)
def test_below_a_week_every_result_names_its_clock(name: str, given: dict[str, Any]) -> None:
    notes = " ".join(run(name, **given).presentation.notes)
    assert "calendar365" in notes or "trading252" in notes


def test_a_hedged_condor_without_days_is_the_one_day_condor() -> None:
    condor = run("vix_hedge", vix=18.0, condor={"target_credit": 0.7}).inputs["condor"]
    assert (condor["dte"], condor["wing_width"], condor["time_convention"]) == (1.0, 5.0, "trading252")
    assert run("vix_hedge", vix=18.0, condor={"dte": 1.0, "short_delta": 0.1}).inputs["condor"]["time_convention"] == "calendar365"
    assert run("vix_hedge", vix=18.0, condor={"target_credit": 0.7, "wing_width": 10.0}).inputs["condor"]["wing_width"] == 10.0


def test_an_expected_move_never_takes_the_index_below_nothing() -> None:
    result = run("expected_move", spot=7140.0, dte=730.0, vol=0.9)
    assert result.figure("lower_1sd").value == 0.0
    assert number(result, "upper_1sd") == pytest.approx(7140.0 * (1.0 + 0.9 * 2.0**0.5))
    assert any("cannot fall below 0" in note for note in result.presentation.notes)


@pytest.mark.parametrize(
    ("name", "given", "said"),
    [
        ("box_spread", {"lower": 6000.0, "upper": 7000.0, "dte": 365.0, "price": 1e9}, "rate of a box must lie between -50 % and 100 %"),
        ("expected_move", {"spot": 7140.0, "dte": 7.0, "vix": 0.18}, "vix must be at least 1; got 0.18; give VIX points such as 18"),
        ("term_structure", {"futures": [{"level": 19.0, "dte": 20.0}, {"level": 20.0, "dte": 20.01}]}, "at least a day apart; got 20, 20.01 days"),
        ("vix_hedge", {"vix": 0.18}, "vix must be at least 1; got 0.18"),
        ("iron_condor", {**MARKET, "short_otm": 0.6, "wing_width": 5.0}, "net credit after slippage and fees must be at least 0.01 points"),
        ("butterfly", {**MARKET, "strike": 8400.0, "call_wing_width": 40.0, "direction": "sell", "slippage": 0.2}, "must be able to make money"),
        ("butterfly", {"strike": 7140.0, "call_wing_width": 40.0, "credit": 12.0}, "must be able to lose"),
        ("strangle", {**MARKET, "short_otm": 0.6}, "a sold structure takes in a credit"),
        ("realized_volatility", {"closes": [1.0, 2.0, 3.0], "highs": [1.0] * 3, "lows": [1.0] * 3}, "each bar needs low <= open and close <= high"),
        ("iron_condor", {**MARKET, "smile": "wonky"}, "^smile must be 'flat' or 'spx', or an object; got 'wonky'$"),
        ("iron_condor", {**MARKET, "smile": {"chain": []}}, r"^smile\.chain must hold at least 3 values; got 0; give more$"),
        ("iron_condor", {**MARKET, "smile": {"skew": -0.2, "foo": 1}}, "no input 'smile.foo'; it takes atm, skew, curvature"),
        ("compare_condors", {**MARKET, "condors": [{}, 5]}, r"^condors\.1 must be an object; got 5; give its inputs by name$"),
        ("position", {"legs": [5]}, r"^legs\.0 must be an object; got 5; give its inputs by name: right, strike, quantity"),
        ("position", {"legs": []}, "^legs must hold at least 1 value; got 0; give more$"),
    ],
)
def test_a_refusal_names_what_was_given_and_no_more(name: str, given: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        run(name, **given)


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("iron_condor", {**MARKET, "short_delta": 0.16}),
        ("compare_condors", {**MARKET, "condors": [{"short_delta": 0.16}, {"short_delta": 0.1}]}),
        ("roll", {**ROLL, "short_delta": 0.16}),
        ("stress_test", {**MARKET, "short_delta": 0.16}),
        ("exit_rules", {**MARKET, "short_delta": 0.16, "profit_target": 0.5, "paths": 100}),
        ("credit_tiers", {"spot": 7140.0, "vix": 18.0}),
    ],
)
def test_a_condor_at_flat_vol_says_what_the_smile_would_bring(name: str, given: dict[str, Any]) -> None:
    assert any("under the typical spx smile" in note.lower() for note in run(name, **given).presentation.notes)
    smiled = run(name, **given, smile="spx").presentation.notes
    assert not any("at flat vol" in note.lower() for note in smiled)


def test_a_rate_out_of_a_gap_over_minutes_is_none_and_says_so() -> None:
    gap = {"spot": 7140.0, "strike": 7140.0, "call": 28.0, "put": 20.0}
    figure = run("parity", **gap, dte=0.01).figure("implied_rate")
    assert figure.value is None
    assert figure.text == "none between -50 % and 100 % a year gives these prices"
    assert number(run("parity", **gap, dte=45.0), "implied_rate") == pytest.approx(0.0222, abs=1e-4)


def test_a_share_of_next_to_no_loss_is_no_figure() -> None:
    shown = run("vix_hedge", vix=18.0, scenarios=[{"spx_move": 0.0, "vix_move": 0.01}])
    assert -10.0 < number(shown, "net_without") < 0.0 < number(shown, "payoff")
    assert shown.figure("offset_pct").value is None
    assert shown.figure("contracts_needed").text == "none: the condors lose nothing there, or less than $1 each"


def test_a_european_option_below_its_intrinsic_value_is_explained() -> None:
    result = run("option_price", spot=7140.0, dte=365.0, vol=0.18, right="put", strike=9000.0)
    assert number(result, "time_value") < 0.0
    assert any("time value is negative" in note for note in result.presentation.notes)


def test_gamma_is_said_in_dollars_too() -> None:
    figure = run("iron_condor", **MARKET, **STRIKES, contracts=10).figure("gamma")
    gamma = 100.0 * number(run("iron_condor", **MARKET, **STRIKES), "gamma")
    assert f"(-${-gamma:.4f} of delta a contract, -${-10 * gamma:.4f} for 10)" in figure.text
