"""The iron condor through its one door: figures, identities, placements, refusals, chart."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calculators import black_scholes
from calculators.catalogue import find
from calculators.errors import InputError
from calculators.smile import SPX_SKEW
from calculators.spec import ToolResult

MARKET = {"spot": 7140.0, "dte": 45.0, "vol": 0.18}
FOUR = {"long_put": 6690.0, "short_put": 6740.0, "short_call": 7560.0, "long_call": 7610.0}
CONTRACT = [
    "long_put",
    "short_put",
    "short_call",
    "long_call",
    "net_credit",
    "max_profit",
    "max_loss",
    "lower_breakeven",
    "upper_breakeven",
    "prob_of_profit",
    "prob_max_profit",
    "prob_max_loss",
    "prob_touch_put",
    "prob_touch_call",
    "expected_value",
    "return_on_risk",
    "breakeven_win_rate",
    "delta",
    "gamma",
    "theta",
    "vega",
    "margin",
]
EXACT = 1e-9


def run(**given_: Any) -> ToolResult:
    return find("iron_condor").run(given_)


def value(result: ToolResult, name: str) -> float:
    found = result.figure(name).value
    assert isinstance(found, float | int)
    return float(found)


def test_the_figures_are_those_of_the_contract_in_its_order() -> None:
    assert [figure.name for figure in run(**MARKET).presentation.figures] == CONTRACT


def test_the_credit_is_the_sum_of_four_prices_worked_out_apart() -> None:
    t, r, q = 45 / 365, 0.04, 0.013
    price = {(right, k): float(black_scholes.price(right, 7140.0, k, t, 0.18, r, q)) for right in ("call", "put") for k in FOUR.values()}
    credit = price["put", 6740.0] - price["put", 6690.0] + price["call", 7560.0] - price["call", 7610.0]
    found = run(**MARKET, **FOUR)
    assert value(found, "net_credit") == pytest.approx(credit, abs=EXACT)
    forward, deviation = 7140.0 * math.exp((r - q) * t), 0.18 * math.sqrt(t)

    def below(level: float) -> float:
        return 0.5 * math.erfc((math.log(forward / level) / deviation - 0.5 * deviation) / math.sqrt(2.0))

    assert value(found, "prob_of_profit") == pytest.approx(below(7560.0 + credit) - below(6740.0 - credit), abs=EXACT)
    assert value(found, "prob_max_loss") == pytest.approx(below(6690.0) + 1.0 - below(7610.0), abs=EXACT)


@settings(max_examples=40, deadline=None)
@given(
    spot=st.floats(500.0, 9000.0),
    dte=st.floats(0.3, 400.0),
    vol=st.floats(0.06, 0.8),
    delta=st.floats(0.03, 0.35),
    put_width=st.floats(0.004, 0.03),
    call_width=st.floats(0.004, 0.03),
    smile=st.sampled_from(["flat", "spx"]),
    convention=st.sampled_from(["calendar365", "trading252"]),
)
def test_the_identities_of_a_condor_hold(
    spot: float, dte: float, vol: float, delta: float, put_width: float, call_width: float, smile: str, convention: str
) -> None:
    wings = {"put_wing_width": put_width * spot, "call_wing_width": call_width * spot}
    found = run(spot=spot, dte=dte, vol=vol, short_delta=delta, strike_step=0.0, smile=smile, time_convention=convention, **wings)
    credit, widest = value(found, "net_credit"), max(wings.values())
    names = [figure.name for figure in found.presentation.figures]
    assert value(found, "max_profit") == pytest.approx(credit)
    assert value(found, "max_loss") == pytest.approx(widest - credit)
    assert value(found, "margin") == pytest.approx(100.0 * widest)
    assert value(found, "return_on_risk") == pytest.approx(credit / (widest - credit))
    assert value(found, "breakeven_win_rate") == pytest.approx(1.0 - credit / widest)
    if credit < min(wings.values()):
        assert value(found, "lower_breakeven") == pytest.approx(value(found, "short_put") - credit)
        assert value(found, "upper_breakeven") == pytest.approx(value(found, "short_call") + credit)
        assert value(found, "prob_max_profit") <= value(found, "prob_of_profit")
    assert value(found, "prob_of_profit") + value(found, "prob_max_loss") <= 1.0 + EXACT
    assert abs(value(found, "expected_value")) < 1e-8 * spot
    for name in names:
        if name.startswith("prob_"):
            assert 0.0 <= value(found, name) <= 1.0, name


def test_an_ordinary_short_condor_has_the_signs_a_trader_expects() -> None:
    found = run(**MARKET)
    assert value(found, "gamma") < 0 < value(found, "theta")
    assert value(found, "vega") < 0
    assert abs(value(found, "delta")) < 0.02


def test_theta_is_a_day_and_vega_a_vol_point() -> None:
    today, tomorrow = run(**MARKET, **FOUR), run(**(MARKET | {"dte": 44.0}), **FOUR)
    earned = value(today, "net_credit") - value(tomorrow, "net_credit")
    assert value(today, "theta") == pytest.approx(earned, rel=0.05)
    dearer = run(**(MARKET | {"vol": 0.19}), **FOUR)
    assert value(today, "vega") == pytest.approx(value(today, "net_credit") - value(dearer, "net_credit"), rel=0.05)


def test_slippage_and_fees_reduce_the_credit_and_the_expected_value() -> None:
    free, dear = run(**MARKET, **FOUR), run(**MARKET, **FOUR, slippage=0.2, fees=1.5)
    lost = 0.2 + 4 * 1.5 / 100.0
    assert value(dear, "net_credit") == pytest.approx(value(free, "net_credit") - lost)
    assert value(dear, "expected_value") == pytest.approx(-lost)


def test_a_fill_overrides_the_model_credit() -> None:
    found = run(**MARKET, **FOUR, credit=9.0)
    assert value(found, "net_credit") == 9.0
    assert value(found, "expected_value") == pytest.approx(9.0 - value(run(**MARKET, **FOUR), "net_credit"))


def test_with_strikes_and_a_credit_a_payoff_needs_no_market() -> None:
    found = run(**FOUR, credit=8.5)
    assert (value(found, "lower_breakeven"), value(found, "upper_breakeven"), value(found, "max_loss")) == (6731.5, 7568.5, 41.5)
    assert not [f.name for f in found.presentation.figures if f.name.startswith("prob_") or f.name in {"delta", "vega", "expected_value"}]
    assert any("Left out" in note and "spot, dte and vol" in note for note in found.presentation.notes)
    assert [series.role for series in found.presentation.charts[0].series] == ["expiration"]


def test_points_from_spot_and_a_credit_need_no_vol_either() -> None:
    found = run(spot=7140.0, short_distance=100.0, wing_width=5.0, credit=1.15)
    assert (value(found, "short_put"), value(found, "short_call"), value(found, "long_call")) == (7040.0, 7240.0, 7245.0)


def test_what_was_not_given_is_assumed_and_replays_to_the_same_figures() -> None:
    found = run(**MARKET)
    assert {"short_delta", "wing_width", "rate", "dividend_yield", "smile", "strike_step"} <= set(found.assumed)
    assert not {"spot", "dte", "vol"} & set(found.assumed)
    assert found.inputs["short_delta"] == 0.16
    assert find("iron_condor").run(found.inputs).presentation.figures == found.presentation.figures
    assert "short_delta" not in run(**MARKET, short_otm=0.05).inputs


def test_rounding_says_what_it_did_to_delta_and_credit() -> None:
    note = next(n for n in run(**MARKET, short_delta=0.16).presentation.notes if "rounded" in n)
    assert "Short delta 0.16" in note
    assert "delta 0.1600 to" in note
    assert "the model credit went from" in note
    assert not any("rounded" in n for n in run(**MARKET, short_delta=0.16, strike_step=0.0).presentation.notes)
    assert any("the model credit went from" in n for n in run(**MARKET, short_otm=0.051).presentation.notes)


@pytest.mark.parametrize("smile", ["flat", "spx", {"skew": -0.3, "curvature": 0.05}])
def test_unrounded_strikes_have_the_delta_or_credit_asked_for(smile: Any) -> None:
    by_credit = run(**MARKET, smile=smile, strike_step=0.0, target_credit=10.0)
    assert value(by_credit, "net_credit") == pytest.approx(10.0, abs=EXACT)
    placed = run(**MARKET, smile=smile, strike_step=0.0, short_delta=0.2)
    put = find("option_price").run({**MARKET, "smile": smile, "right": "put", "strike": value(placed, "short_put")})
    assert value(put, "delta") == pytest.approx(-0.2, abs=EXACT)


def test_a_flat_condor_says_what_the_spx_smile_would_give() -> None:
    note = next(n for n in run(**MARKET, **FOUR).presentation.notes if "spx smile" in n)
    skewed = run(**MARKET, **FOUR, smile="spx")
    assert skewed.figure("net_credit").text.split(" points")[0] in note
    assert skewed.figure("prob_of_profit").text in note
    assert f"{SPX_SKEW:g}" in note
    assert not any("At flat vol" in n for n in skewed.presentation.notes)


def test_a_chain_is_fitted_and_the_miss_is_said() -> None:
    quotes = [{"strike": k, "vol": v} for k, v in ((6700.0, 0.22), (7000.0, 0.19), (7160.0, 0.175), (7300.0, 0.16), (7500.0, 0.15))]
    found = run(spot=7140.0, dte=45.0, smile={"chain": quotes}, short_delta=0.16)
    assert any("fitted to the 5 quotes" in n and "vol points" in n for n in found.presentation.notes)
    steeper = [q | {"vol": q["vol"] + (0.03 if q["strike"] < 7000 else 0.0)} for q in quotes]
    other = run(spot=7140.0, dte=45.0, smile={"chain": steeper}, short_delta=0.16)
    assert value(other, "short_put") < value(found, "short_put")


def test_a_chain_may_give_bid_and_ask_and_ask_for_svi() -> None:
    vols = ((6600.0, 0.235), (6800.0, 0.21), (7000.0, 0.19), (7160.0, 0.175), (7300.0, 0.165), (7500.0, 0.155))
    quotes = [{"strike": k, "bid": v - 0.002, "ask": v + 0.002} for k, v in vols]
    for shape in ("skew", "svi"):
        found = run(spot=7140.0, dte=45.0, smile={"chain": quotes, "shape": shape}, short_delta=0.16)
        assert any("of them it meets between bid and ask" in n for n in found.presentation.notes), shape
    smile = next(chart for chart in found.presentation.charts if any(series.role == "quotes" for series in chart.series))
    drawn = next(series for series in smile.series if series.role == "quotes")
    assert drawn.low[0] == pytest.approx(0.233)
    assert drawn.high[0] == pytest.approx(0.237)


def test_an_ssvi_smile_prices_at_the_money_at_the_given_vol() -> None:
    surface = {"rho": -0.7, "eta": 1.0, "gamma": 0.5}
    skewed, flat = run(**MARKET, **FOUR, smile=surface), run(**MARKET, **FOUR)
    assert value(skewed, "net_credit") != value(flat, "net_credit")
    straddle = find("option_price").run({**MARKET, "smile": surface, "right": "call", "strike": 7140.0 * math.exp((0.04 - 0.013) * 45 / 365)})
    assert any("a vol of 18.00 %" in n for n in straddle.presentation.notes)


def test_short_dated_condors_name_their_clock_and_one_trading_day_is_wider() -> None:
    calendar, trading = (
        run(spot=7140.0, dte=1.0, vol=0.18, short_sd=1.0, strike_step=0.0, wing_width=5.0, time_convention=c) for c in ("calendar365", "trading252")
    )
    assert any("calendar365" in n for n in calendar.presentation.notes)
    assert any("1 trading day = 1/252 year" in n for n in trading.presentation.notes)
    ratio = (7140.0 - value(trading, "short_put")) / (7140.0 - value(calendar, "short_put"))
    assert ratio == pytest.approx(math.sqrt(365 / 252))


def test_a_view_of_ones_own_moves_probabilities_but_not_the_credit() -> None:
    plain, viewed = run(**MARKET, **FOUR), run(**MARKET, **FOUR, real_vol=0.12, drift=0.05)
    assert value(viewed, "net_credit") == value(plain, "net_credit")
    assert value(viewed, "prob_of_profit") > value(plain, "prob_of_profit")
    assert value(viewed, "expected_value") > 0.5
    assert "your view" in viewed.figure("prob_of_profit").label
    assert "risk-neutral" in plain.figure("prob_of_profit").label


def test_a_side_narrower_than_the_credit_has_no_breakeven() -> None:
    found = run(**(FOUR | {"long_put": 6735.0}), credit=8.5)
    assert [f.name for f in found.presentation.figures if "breakeven" in f.name] == ["upper_breakeven", "breakeven_win_rate"]
    assert any("no breakeven" in note for note in found.presentation.notes)


@pytest.mark.parametrize(
    ("given_", "message"),
    [
        (
            {**FOUR, "long_put": 6800.0, "credit": 5.0},
            "strikes must satisfy long_put < short_put < short_call < long_call, all above 0; got 6800, 6740, 7560, 7610",
        ),
        ({**FOUR, "credit": 50.0}, "a credit must be less than the wing width"),
        ({**FOUR, "credit": -1.0}, "net credit after slippage and fees must be at least 0.01"),
        ({**FOUR, "credit": 1.0, "slippage": 1.0}, "net credit after slippage and fees must be at least 0.01"),
        ({**MARKET, "short_delta": 0.16, "short_otm": 0.05}, "exactly one rule; got short_delta and short_otm"),
        ({**MARKET, **FOUR, "short_delta": 0.16}, "exactly one rule; got short_delta and strikes"),
        ({**MARKET, "target_credit": 60.0}, "target_credit must be above 0 and at most 47.56 points"),
        ({**MARKET, "short_delta": 0.5}, "short put above 0 and below the short call"),
        ({**FOUR, "wing_width": 50.0, "credit": 5.0}, "four strikes already set the wings"),
        ({**MARKET, "wing_width": 50.0, "put_wing_width": 50.0, "call_wing_width": 50.0}, "got all three"),
        ({"long_put": 6690.0, "short_put": 6740.0, "credit": 5.0}, "short_call and long_call are required"),
        ({**FOUR}, "give either the credit of the fill, or spot, dte and vol"),
        ({"spot": 7140.0}, "dte and vol are required"),
        ({**MARKET, "vol": math.nan}, "vol must be a finite number"),
        ({**MARKET, "smile": "steep"}, "must be 'flat' or 'spx'"),
        ({**MARKET, "smile": {"a": 0.0001, "b": 0.5, "rho": -0.9, "m": 0.0, "sigma": 0.01}}, "butterfly arbitrage; at strike"),
        ({**MARKET, "smile": {"chain": [{"strike": k, "bid": 0.2} for k in (7000.0, 7100.0, 7200.0)]}}, "a quote needs vol, or bid and ask"),
        ({**MARKET, "smile": {"chain": [{"strike": k, "bid": 0.3, "ask": 0.2} for k in (7000.0, 7100.0, 7200.0)]}}, "bid <= vol <= ask"),
        ({**MARKET, "smile": {"rho": -1.2, "eta": 1.0}}, "SSVI must satisfy -1 < rho < 1"),
        ({**MARKET, "wing_widht": 50.0}, "did you mean 'wing_width'?"),
    ],
)
def test_what_cannot_be_is_refused_with_the_rule_and_what_came(given_: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError) as refused:
        run(**given_)
    assert message in refused.value.message


def test_each_missing_input_is_a_field_of_the_refusal() -> None:
    with pytest.raises(InputError) as refused:
        run()
    assert [fault.field for fault in refused.value.fields] == ["spot", "dte", "vol"]


def test_the_chart_holds_every_kink_and_breakeven_two_earlier_dates_and_the_band() -> None:
    found = run(**MARKET, contracts=3)
    chart = found.presentation.charts[0]
    expiration, *earlier = chart.series
    assert [s.role for s in earlier] == ["earlier", "earlier"]
    assert expiration.role == "expiration"
    x, y = np.array(expiration.x), np.array(expiration.y)
    for name in ("long_put", "short_put", "short_call", "long_call", "lower_breakeven", "upper_breakeven"):
        assert value(found, name) in expiration.x, name
    assert y.max() == pytest.approx(300.0 * value(found, "max_profit"))
    assert y.min() == pytest.approx(-300.0 * value(found, "max_loss"))
    for edge in ("lower_breakeven", "upper_breakeven"):
        assert y[np.flatnonzero(x == value(found, edge))[0]] == pytest.approx(0.0, abs=1e-6)
    assert x[0] <= value(found, "long_put") - 50.0
    assert x[-1] >= value(found, "long_call") + 50.0
    roles = [marker.role for marker in chart.markers]
    assert (roles.count("strike"), roles.count("breakeven"), roles.count("spot")) == (4, 2, 1)
    assert all(any(c.isdigit() for c in marker.label) for marker in chart.markers)
    band = chart.bands[0]
    assert band.high - band.low == pytest.approx(2 * 7140.0 * 0.18 * math.sqrt(45 / 365))
    assert (chart.x.unit, chart.y.unit) == ("index points", "dollars")
    assert "between" in chart.summary
    assert "$" in chart.summary


def test_text_gives_points_dollars_and_the_total_of_several() -> None:
    text = run(**FOUR, credit=8.45, contracts=10).figure("net_credit").text
    assert text == "8.45 points ($845 a contract, $8,450 for 10)"


def test_a_wing_at_zero_after_rounding_is_refused_or_priced_but_never_breaks() -> None:
    with pytest.raises(InputError, match="long_put"):
        run(spot=50.0, dte=346.0, vol=0.03125, dividend_yield=0.0, smile="spx", short_delta=0.16)
