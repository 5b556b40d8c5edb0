"""Every other structure: known payoffs, the model's parts, and that any input gives figures or a refusal."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from calculators import black_scholes
from calculators.catalogue import find
from calculators.errors import InputError
from calculators.spec import ToolResult

MARKET = {"spot": 7140.0, "dte": 45.0, "vol": 0.18}
T = 45 / 365
MINE = [
    "iron_condor",
    "vertical_spread",
    "strangle",
    "straddle",
    "iron_butterfly",
    "butterfly",
    "calendar_spread",
    "collar",
    "position",
    "compare_condors",
    "roll",
    "stress_test",
    "option_price",
    "expected_move",
    "implied_volatility",
    "box_spread",
    "parity",
]


def run(name: str, **given_: Any) -> ToolResult:
    return find(name).run(given_)


def value(result: ToolResult, name: str) -> float:
    found = result.figure(name).value
    assert isinstance(found, float | int), name
    return float(found)


def price(right: Any, strike: float, dte: float = 45.0, vol: float = 0.18) -> float:
    return float(black_scholes.price(right, 7140.0, strike, dte / 365, vol, 0.04, 0.013))


def check_sound(result: ToolResult) -> None:
    """Figures finite, named once, said without NaN; charts finite and rising in x; all of it JSON."""
    shown = result.presentation
    names = [figure.name for figure in shown.figures]
    assert len(names) == len(set(names)), names
    for figure in shown.figures:
        values = figure.value if isinstance(figure.value, tuple) else (figure.value,)
        assert all(math.isfinite(v) for v in values if isinstance(v, float | int)), figure
        assert figure.text, figure
        assert figure.label, figure
        assert not {"nan", "inf"} & set(figure.text.lower().split()), figure
    for chart in shown.charts:
        for series in chart.series:
            assert all(map(math.isfinite, (*series.x, *series.y))), chart.title
            assert list(series.x) == sorted(series.x)
        assert chart.summary
        assert chart.title
    json.dumps({"inputs": result.inputs, "figures": [f.value for f in shown.figures]}, allow_nan=False)
    assert shown.headline.endswith(".")


@pytest.mark.parametrize("name", MINE)
def test_every_example_runs_and_replays(name: str) -> None:
    calculator = find(name)
    result = calculator.run(calculator.example)
    check_sound(result)
    assert calculator.run(result.inputs).presentation == result.presentation


# Vertical spreads


@pytest.mark.parametrize(
    ("right", "short", "long", "sold"),
    [("put", 6900.0, 6800.0, True), ("call", 7400.0, 7500.0, True), ("put", 6800.0, 6900.0, False), ("call", 7500.0, 7400.0, False)],
)
def test_a_vertical_is_the_difference_of_two_prices(right: Any, short: float, long: float, sold: bool) -> None:
    found = run("vertical_spread", **MARKET, right=right, short_strike=short, long_strike=long)
    credit = price(right, short) - price(right, long)
    assert value(found, "net_credit") == pytest.approx(credit)
    assert (credit > 0) is sold
    assert value(found, "max_profit") == pytest.approx(credit if sold else 100.0 + credit)
    assert value(found, "max_loss") == pytest.approx(100.0 - credit if sold else -credit)
    edge = "lower_breakeven" if (right == "put") is sold else "upper_breakeven"
    offset = -1 if right == "put" else 1
    assert value(found, edge) == pytest.approx((short + offset * credit) if sold else (long + offset * -credit))


def test_a_put_and_a_call_spread_make_the_condor() -> None:
    put = run("vertical_spread", **MARKET, right="put", short_strike=6740.0, long_strike=6690.0)
    call = run("vertical_spread", **MARKET, right="call", short_strike=7560.0, long_strike=7610.0)
    whole = run("iron_condor", **MARKET, long_put=6690.0, short_put=6740.0, short_call=7560.0, long_call=7610.0)
    for name in ("net_credit", "delta", "gamma", "theta", "vega"):
        assert value(put, name) + value(call, name) == pytest.approx(value(whole, name)), name
    assert value(put, "prob_of_profit") + value(call, "prob_of_profit") - 1.0 == pytest.approx(value(whole, "prob_of_profit"), abs=0.02)


def test_a_bought_spread_can_be_placed_too() -> None:
    found = run("vertical_spread", **MARKET, right="call", direction="buy", short_otm=0.02, wing_width=100.0, strike_step=0.0)
    assert value(found, "long_strike") == pytest.approx(7140.0 * 1.02)
    assert value(found, "short_strike") == pytest.approx(7140.0 * 1.02 + 100.0)


def test_one_side_alone_may_be_in_the_money() -> None:
    found = run("vertical_spread", **MARKET, right="put", short_delta=0.6)
    assert value(found, "short_strike") > 7140.0


@pytest.mark.parametrize(
    ("given_", "message"),
    [
        (
            {"right": "put", "short_strike": 6900.0, "long_strike": 6800.0, "direction": "buy"},
            "a put spread is sold with short_strike above long_strike",
        ),
        ({"right": "put", "short_strike": 6900.0, "long_strike": 6900.0}, "must differ"),
        ({"right": "put", "short_strike": 6900.0}, "long_strike is required"),
        ({"right": "put", "short_strike": 6900.0, "long_strike": 6800.0, "credit": 100.0}, "less than the wing width"),
        ({"right": "call", "short_strike": 7500.0, "long_strike": 7400.0, "credit": 40.0}, "is paid for, so its credit is negative"),
        ({"right": "call", "direction": "buy", "target_credit": 5.0}, "target_credit places a spread that is sold"),
    ],
)
def test_impossible_verticals_are_refused(given_: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        run("vertical_spread", **MARKET, **given_)


# Strangles, straddles, butterflies


def test_a_short_strangle_loses_without_limit_and_needs_naked_margin() -> None:
    found = run("strangle", **MARKET, put_strike=6740.0, call_strike=7600.0)
    put, call = price("put", 6740.0), price("call", 7600.0)
    assert value(found, "net_credit") == pytest.approx(put + call)
    assert found.figure("max_loss").value is None
    assert found.figure("max_loss").text == "unlimited"
    assert value(found, "lower_breakeven") == pytest.approx(6740.0 - put - call)
    # 15 % of the index less the amount out of the money, at least 10 % of index (call) or strike (put), plus both premiums
    need = max(max(0.15 * 7140 - 400, 674.0), max(0.15 * 7140 - 460, 714.0)) + put + call
    assert value(found, "margin") == pytest.approx(100.0 * need)


def test_a_long_straddle_is_the_short_one_turned_over() -> None:
    short, long = (run("straddle", **MARKET, strike=7150.0, direction=d) for d in ("sell", "buy"))
    for name in ("net_credit", "delta", "gamma", "theta", "vega"):
        assert value(short, name) == pytest.approx(-value(long, name)), name
    assert value(short, "prob_of_profit") + value(long, "prob_of_profit") == pytest.approx(1.0)
    assert value(long, "max_loss") == pytest.approx(price("put", 7150.0) + price("call", 7150.0))


def test_a_straddle_without_a_strike_is_struck_nearest_spot_and_says_so() -> None:
    found = run("straddle", spot=7141.0, dte=7.0, vol=0.18)
    assert value(found, "strike") == 7140.0
    assert "strike" in found.assumed


def test_an_iron_butterfly_is_a_butterfly_and_a_loan() -> None:
    iron = run("iron_butterfly", **MARKET, strike=7150.0, wing_width=100.0)
    plain = run("butterfly", **MARKET, strike=7150.0, wing_width=100.0)
    assert value(iron, "net_credit") - value(plain, "net_credit") == pytest.approx(100.0 * math.exp(-0.04 * T))
    assert value(iron, "gamma") == pytest.approx(value(plain, "gamma"))


def test_calls_and_puts_make_the_same_butterfly() -> None:
    calls, puts = (run("butterfly", **MARKET, right=right, strike=7150.0, wing_width=100.0) for right in ("call", "put"))
    assert value(calls, "net_credit") == pytest.approx(value(puts, "net_credit"))
    assert value(calls, "prob_of_profit") == pytest.approx(value(puts, "prob_of_profit"))


def test_a_collar_has_a_floor_and_a_cap() -> None:
    found = run("collar", **MARKET, put_strike=6800.0, call_strike=7500.0)
    credit = price("call", 7500.0) - price("put", 6800.0)
    assert value(found, "net_credit") == pytest.approx(credit)
    assert value(found, "max_loss") == pytest.approx(7140.0 - 6800.0 - credit)
    assert value(found, "max_profit") == pytest.approx(7500.0 - 7140.0 + credit)


# Calendars and free positions


def test_a_calendar_is_the_later_price_less_the_nearer() -> None:
    found = run("calendar_spread", **MARKET, strike=7150.0, back_dte=90.0, back_vol=0.19, right="put")
    assert value(found, "net_credit") == pytest.approx(price("put", 7150.0) - price("put", 7150.0, 90.0, 0.19))
    assert value(found, "theta") > 0
    assert value(found, "vega") > 0
    assert value(found, "lower_breakeven") < 7150.0 < value(found, "upper_breakeven")


def test_a_calendar_at_one_vol_is_a_fair_bet() -> None:
    assert value(run("calendar_spread", **MARKET, strike=7150.0, back_dte=90.0), "expected_value") == pytest.approx(0.0, abs=2e-3)


def test_a_calendar_with_falling_variance_is_refused_at_its_strike() -> None:
    with pytest.raises(InputError, match=r"calendar arbitrage.*at strike 7150"):
        run("calendar_spread", **MARKET, strike=7150.0, back_dte=50.0, back_vol=0.1)
    with pytest.raises(InputError, match="back_dte must be greater than dte"):
        run("calendar_spread", **MARKET, strike=7150.0, back_dte=45.0)


def test_a_position_of_the_condors_legs_is_the_condor() -> None:
    strikes = {"long_put": 6690.0, "short_put": 6740.0, "short_call": 7560.0, "long_call": 7610.0}
    legs = [{"right": name.split("_")[1], "strike": k, "quantity": 1 if name.startswith("long") else -1} for name, k in strikes.items()]
    condor, free = run("iron_condor", **MARKET, **strikes), run("position", **MARKET, legs=legs)
    for name in ("net_credit", "max_loss", "prob_of_profit", "delta", "gamma", "theta", "vega"):
        assert value(free, name) == pytest.approx(value(condor, name)), name
    assert free.figure("breakevens").value == pytest.approx((value(condor, "lower_breakeven"), value(condor, "upper_breakeven")))


def test_premiums_alone_make_a_payoff() -> None:
    found = run(
        "position",
        legs=[{"right": "call", "strike": 100.0, "quantity": -2, "premium": 3.0}, {"right": "call", "strike": 90.0, "quantity": 1, "premium": 8.0}],
    )
    assert value(found, "net_credit") == pytest.approx(-2.0)
    assert found.figure("breakevens").value == pytest.approx((92.0, 108.0))
    assert any("the fill given" in note or "Left out" in note for note in found.presentation.notes)
    assert not any("model's value" in note for note in found.presentation.notes)


@pytest.mark.parametrize(
    ("given_", "message"),
    [
        ({"legs": []}, "legs"),
        ({"legs": [{"right": "call", "strike": 100.0, "quantity": 0, "premium": 1.0}]}, "quantity must not be 0"),
        ({"legs": [{"right": "call", "strike": 100.0, "quantity": 1}]}, "give either the credit"),
        ({"legs": [{"right": "call", "strike": 100.0, "quantity": 1, "premium": 1.0}], "credit": 2.0}, "not both"),
        (
            {"legs": [{"right": "call", "strike": 9.0, "quantity": 1, "premium": 1.0}, {"right": "call", "strike": 8.0, "quantity": 1}]},
            "every leg a premium or none",
        ),
        (
            {"legs": [{"right": "call", "strike": 9.0, "quantity": 1, "dte": d, "premium": 1.0} for d in (5.0, 9.0)]},
            "valued by the model at the nearest",
        ),
    ],
)
def test_incomplete_positions_are_refused(given_: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        run("position", **given_)


# Comparison, roll, stress


def test_a_comparison_shows_each_condor_as_it_is_alone_and_the_difference() -> None:
    found = run("compare_condors", **MARKET, condors=[{"short_delta": 0.16, "wing_width": 25.0}, {"short_delta": 0.16, "wing_width": 100.0}])
    alone = [run("iron_condor", **MARKET, short_delta=0.16, wing_width=w) for w in (25.0, 100.0)]
    for name in ("net_credit", "max_loss", "prob_of_profit", "vega"):
        first, second = value(found, f"{name}_1"), value(found, f"{name}_2")
        assert (first, second) == (value(alone[0], name), value(alone[1], name)), name
        assert value(found, f"{name}_difference") == pytest.approx(second - first), name
    assert len(found.presentation.charts[0].series) == 2


def test_a_fault_in_one_condor_of_a_comparison_says_which() -> None:
    with pytest.raises(InputError, match="condor 2: target_credit must be") as refused:
        run("compare_condors", **MARKET, condors=[{}, {"target_credit": 60.0}])
    assert refused.value.fields[0].field == "condors.1.target_credit"


OPEN = {"long_put": 6690.0, "short_put": 6740.0, "short_call": 7560.0, "long_call": 7610.0, "credit": 15.0}


def test_a_roll_adds_up() -> None:
    found = run("roll", **OPEN, new_spot=6850.0, new_vol=0.24, days_left=14.0, new_dte=45.0, strikes="same", slippage=0.1)
    strikes = {name: OPEN[name] for name in ("long_put", "short_put", "short_call", "long_call")}
    closing = run("iron_condor", spot=6850.0, dte=14.0, vol=0.24, **strikes)
    opening = run("iron_condor", spot=6850.0, dte=45.0, vol=0.24, **strikes, slippage=0.1)
    assert value(found, "close_cost") == pytest.approx(value(closing, "net_credit") + 0.1)
    assert value(found, "new_credit") == pytest.approx(value(opening, "net_credit"))
    assert value(found, "realized") == pytest.approx(15.0 - value(found, "close_cost"))
    assert value(found, "net") == pytest.approx(value(found, "new_credit") - value(found, "close_cost"))
    together = value(found, "realized") + value(found, "new_credit")
    assert value(found, "max_loss_total") == pytest.approx(50.0 - together)
    assert value(found, "lower_breakeven") == pytest.approx(6740.0 - together)
    assert value(found, "expected_value") == pytest.approx(value(found, "realized") - 0.1)


def test_a_roll_takes_the_open_condor_as_an_object_and_keeps_its_wings() -> None:
    found = run("roll", condor=OPEN, new_spot=6850.0, new_vol=0.24, days_left=14.0, new_dte=45.0, short_delta=0.16)
    assert value(found, "short_put") - value(found, "long_put") == pytest.approx(50.0)
    with pytest.raises(InputError, match="exactly one rule; got short_delta and strikes same"):
        run("roll", **OPEN, new_spot=6850.0, new_vol=0.24, days_left=14.0, new_dte=45.0, short_delta=0.16, strikes="same")


def test_a_stress_is_the_repricing_of_the_condor() -> None:
    strikes = {name: OPEN[name] for name in ("long_put", "short_put", "short_call", "long_call")}
    found = run("stress_test", **MARKET, **strikes, spot_shocks=[-0.05, 0.0], vol_shocks=[0.0, 0.30], horizon_days=5.0)
    opened = value(run("iron_condor", **MARKET, **strikes), "net_credit")
    matrix = found.figure("matrix").value
    assert isinstance(matrix, tuple)
    for i, (shock, vol) in enumerate((s, v) for s in (-0.05, 0.0) for v in (0.0, 0.30)):
        later = run("iron_condor", spot=7140.0 * (1 + shock), dte=40.0, vol=0.18 * (1 + vol), **strikes)
        assert matrix[i] == pytest.approx(opened - value(later, "net_credit"), abs=1e-9)
    assert value(found, "worst") == min(matrix)
    assert value(found, "best") == max(matrix)
    assert value(found, "vega_pnl_30") == pytest.approx(matrix[3] - matrix[2])
    assert found.presentation.charts[0].heat is not None


def test_a_stress_takes_legs_or_a_condor_but_not_both() -> None:
    legs = [{"right": "put", "strike": 7000.0, "quantity": -1}]
    assert value(run("stress_test", **MARKET, legs=legs), "net_credit") == pytest.approx(price("put", 7000.0))
    with pytest.raises(InputError, match="not both; got legs and short_delta"):
        run("stress_test", **MARKET, legs=legs, short_delta=0.16)
    with pytest.raises(InputError, match="horizon_days must be at most the 45 days"):
        run("stress_test", **MARKET, horizon_days=46.0)


# Boxes, parity, single options


def test_a_box_gives_back_the_rate_in_its_price() -> None:
    fair = value(run("box_spread", lower=6000.0, upper=7000.0, dte=200.0, rate=0.05), "fair_value")
    assert value(run("box_spread", lower=6000.0, upper=7000.0, dte=200.0, price=fair), "implied_rate") == pytest.approx(0.05)


def test_parity_closes_at_model_prices() -> None:
    found = run("parity", **{k: MARKET[k] for k in ("spot", "dte")}, strike=7000.0, call=price("call", 7000.0), put=price("put", 7000.0))
    assert value(found, "parity_gap") == pytest.approx(0.0, abs=1e-9)
    assert value(found, "implied_rate") == pytest.approx(0.04)
    assert value(found, "implied_forward") == pytest.approx(7140.0 * math.exp(0.027 * T))


def test_implied_volatility_gives_the_vol_back_or_names_why_not() -> None:
    found = run("implied_volatility", right="put", spot=7140.0, strike=7000.0, dte=45.0, price=price("put", 7000.0))
    assert value(found, "implied_vol") == pytest.approx(0.18, abs=1e-12)
    low = run("implied_volatility", right="put", spot=7140.0, strike=7500.0, dte=45.0, price=100.0)
    assert low.figure("implied_vol").value is None
    assert low.figure("outcome").value == "below_intrinsic"
    assert "below intrinsic" in low.presentation.headline


def test_an_option_on_a_future_ignores_the_dividend_yield() -> None:
    plain, other = (
        run("option_price", spot=20.0, strike=25.0, right="call", dte=30.0, vol=0.9, underlying="future", dividend_yield=y) for y in (0.0, 0.05)
    )
    assert value(plain, "price") == value(other, "price")


def test_an_american_put_is_worth_more_than_the_european() -> None:
    american, european = (
        run("option_price", spot=714.0, strike=760.0, right="put", dte=200.0, vol=0.18, exercise=e) for e in ("american", "european")
    )
    assert value(american, "price") > value(european, "price") + 0.5


def test_expected_move_follows_the_root_of_time() -> None:
    found = run("expected_move", spot=7140.0, vix=18.0, dte=1.0, time_convention="trading252")
    assert value(found, "expected_move") == pytest.approx(7140.0 * 0.18 / math.sqrt(252.0))
    assert value(found, "upper_2sd") == pytest.approx(7140.0 + 2 * value(found, "expected_move"))
    straddle = run("straddle", spot=7140.0, strike=7140.0, dte=1.0, vol=0.18, time_convention="trading252")
    assert value(found, "straddle") == pytest.approx(value(straddle, "net_credit"))
    for given_ in ({"spot": 7140.0, "dte": 1.0}, {"spot": 7140.0, "dte": 1.0, "vol": 0.18, "vix": 18.0}):
        with pytest.raises(InputError, match="exactly one of vol"):
            run("expected_move", **given_)


# Anything at all


SENSIBLE = {
    "spot": st.floats(50.0, 20_000.0),
    "dte": st.floats(0.01, 800.0),
    "vol": st.floats(0.02, 3.0),
    "vix": st.floats(5.0, 90.0),
    "rate": st.floats(-0.05, 0.15),
    "dividend_yield": st.floats(-0.02, 0.1),
    "smile": st.sampled_from(["flat", "spx", {"skew": -0.3, "curvature": 0.05}, {"a": 0.001, "b": 0.03, "rho": -0.6, "m": 0.01, "sigma": 0.05}]),
    "time_convention": st.sampled_from(["calendar365", "trading252"]),
    "contracts": st.integers(1, 50),
    "right": st.sampled_from(["call", "put"]),
    "direction": st.sampled_from(["sell", "buy"]),
    "exercise": st.sampled_from(["european", "american"]),
    "underlying": st.sampled_from(["index", "future"]),
    "strikes": st.just("same"),
    "legs": st.lists(
        st.fixed_dictionaries(
            {"right": st.sampled_from(["call", "put"]), "strike": st.floats(50.0, 9000.0), "quantity": st.integers(-3, 3)},
            optional={"dte": st.floats(1.0, 90.0), "vol": st.floats(0.05, 1.0), "premium": st.floats(0.0, 90.0)},
        ),
        min_size=1,
        max_size=4,
    ),
    "condors": st.lists(
        st.fixed_dictionaries({}, optional={"short_delta": st.floats(0.02, 0.4), "wing_width": st.floats(1.0, 90.0)}), min_size=2, max_size=3
    ),
    "spot_shocks": st.lists(st.floats(-0.5, 0.5), min_size=1, max_size=4),
    "vol_shocks": st.lists(st.floats(-0.9, 2.0), min_size=1, max_size=4),
}
STRIKE_LIKE = st.floats(50.0, 12_000.0)
SMALL = st.floats(0.0, 60.0)
ODD: st.SearchStrategy[Any] = st.sampled_from([0.0, -1.0, math.nan, math.inf, 1e300, "7140", None, True, [], {}])


def any_value(name: str) -> st.SearchStrategy[Any]:
    if name in SENSIBLE:
        return SENSIBLE[name]
    if any(word in name for word in ("strike", "long_", "short_put", "short_call", "lower", "upper", "new_spot")) and name != "strike_step":
        return STRIKE_LIKE
    return st.one_of(SMALL, st.floats(0.001, 1.0))


@pytest.mark.parametrize("name", MINE)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much])
@given(data=st.data())
def test_any_input_gives_sound_figures_or_a_refusal_that_says_why(name: str, data: st.DataObject) -> None:
    calculator = find(name)
    fields = list(calculator.inputs.model_fields)
    given_ = dict(calculator.example)
    for field in data.draw(st.lists(st.sampled_from(fields), max_size=5, unique=True)):
        given_[field] = data.draw(any_value(field) if data.draw(st.integers(0, 9)) else ODD)
    for field in data.draw(st.lists(st.sampled_from(sorted(given_)), max_size=2, unique=True)):
        given_.pop(field)
    try:
        outcome: ToolResult | InputError = calculator.run(given_)
    except InputError as refusal:
        outcome = refusal
    if isinstance(outcome, InputError):
        assert outcome.message
    else:
        check_sound(outcome)
