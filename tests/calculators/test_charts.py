"""Charts as data: exact where they are read, probabilities that are areas, curves for the sliders that the valuation gives."""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calculators import valuation
from calculators.catalogue import BY_NAME
from calculators.catalogue.iron_condor import build
from calculators.charts import density_chart, payoff_chart, smile_chart
from calculators.spec import Chart, ToolResult
from calculators.structure import Trade

AREA = 2e-3  # a density drawn as 320 straight pieces
ROUNDED = 0.51  # the sliders' dollars are whole
CONDOR: dict[str, Any] = {"spot": 7140.0, "dte": 45.0, "vol": 0.18, "short_delta": 0.16, "wing_width": 50.0}


def run(name: str, **inputs: Any) -> ToolResult:
    return BY_NAME[name].run(inputs)


def condor(**changes: Any) -> Trade:
    return build(BY_NAME["iron_condor"].parse({**CONDOR, **changes})).trade


def at(chart: Chart, curve: int, x: float) -> float:
    series = chart.series[curve]
    (place,) = [i for i, level in enumerate(series.x) if level == x]
    return series.y[place]


@settings(max_examples=25, deadline=None)
@given(delta=st.floats(0.05, 0.4), width=st.floats(5.0, 300.0), dte=st.floats(0.2, 400.0), vol=st.floats(0.05, 0.9), contracts=st.integers(1, 50))
def test_no_breakeven_strike_or_spot_is_cut_off_and_the_curve_is_exact_there(
    delta: float, width: float, dte: float, vol: float, contracts: int
) -> None:
    trade = condor(short_delta=delta, wing_width=width, dte=dte, vol=vol, strike_step=0.0)
    chart = payoff_chart("Condor", trade, contracts)
    low, high = chart.series[0].x[0], chart.series[0].x[-1]
    for marker in chart.markers:
        if marker.x is not None:
            assert low < marker.x < high
    for breakeven in trade.payoff.breakevens:
        assert at(chart, 0, breakeven) == pytest.approx(0.0, abs=1e-6 * contracts)
    for strike, profit in zip(trade.payoff.spots[1:], trade.payoff.profit[1:], strict=True):
        assert at(chart, 0, float(strike)) == pytest.approx(100.0 * contracts * float(profit), abs=1e-6 * contracts)


def test_breakevens_say_how_far_they_are_from_spot_and_extremes_how_much_at_most() -> None:
    chart = run("iron_condor", **CONDOR).presentation.charts[0]
    details = {marker.label: marker.detail for marker in chart.markers}
    assert details["Breakeven 6,725.38"] == "(-5.8 %)"
    assert details["Maximum profit $1,462"] == "max $1,462"
    assert details["Maximum loss $3,538"] == "max $3,538"


def test_an_extreme_beyond_the_chart_has_no_line_on_it() -> None:
    chart = run("strangle", **{**BY_NAME["strangle"].example}).presentation.charts[0]
    assert not any(marker.label.startswith("Maximum loss") for marker in chart.markers)
    assert "loss without limit" in chart.summary


def test_legs_at_one_strike_share_a_label_with_their_quantities() -> None:
    legs = [{"right": "put", "strike": 7000.0, "quantity": -2}, {"right": "call", "strike": 7000.0, "quantity": 1}]
    chart = run("position", spot=7140.0, dte=45.0, vol=0.18, legs=legs).presentation.charts[0]
    assert [marker.label for marker in chart.markers if marker.role == "strike"] == ["Short 2 puts, long call 7,000"]


def test_areas_under_the_density_are_the_probabilities_of_the_figures() -> None:
    for changes in ({}, {"smile": "spx"}, {"drift": 0.08, "real_vol": 0.14}):
        result = run("iron_condor", **CONDOR, **changes)
        upper, lower = next(chart for chart in result.presentation.charts if chart.kind == "density").panels
        assert lower.series[0].y == result.presentation.charts[0].series[0].y
        (curve,) = upper.series
        x, y = np.asarray(curve.x), np.asarray(curve.y)
        inside = 0.0
        for band in upper.bands:
            if band.role == "profit":
                edges = np.concatenate(([band.low], x[(x > band.low) & (x < band.high)], [band.high]))
                inside += float(np.trapezoid(np.interp(edges, x, y), edges)) / 100.0
        assert inside == pytest.approx(result.figure("prob_of_profit").value, abs=AREA)
        assert (
            f"probability of a profit is {result.figure('prob_of_profit').text}"
            in next(chart for chart in result.presentation.charts if chart.kind == "density").summary
        )


def test_density_names_the_law_it_draws() -> None:
    own = density_chart(payoff_chart("Condor", condor(drift=0.08)), condor(drift=0.08))
    neutral = density_chart(payoff_chart("Condor", condor()), condor())
    assert own is not None
    assert "your own view" in own.summary
    assert neutral is not None
    assert "risk-neutral" in neutral.summary


def test_density_needs_a_market_and_one_expiration() -> None:
    bare = run("iron_condor", long_put=6690.0, short_put=6740.0, short_call=7560.0, long_call=7610.0, credit=15.0)
    assert [chart.kind for chart in bare.presentation.charts] == ["payoff"]
    assert [chart.kind for chart in run("calendar_spread", **BY_NAME["calendar_spread"].example).presentation.charts] == ["payoff"]


@pytest.mark.parametrize("dte", [0.4, 3.0, 45.0, 300.0])
def test_sliders_hold_what_the_valuation_gives_at_every_date_and_vol(dte: float) -> None:
    trade = condor(dte=dte, strike_step=0.0)
    chart = payoff_chart("Condor", trade, 10)
    assert chart.sweep is not None
    sweep = chart.sweep()
    assert trade.outlook is not None
    assert sweep.left[0] == dte
    assert sweep.left[-1] == 0.0
    assert sweep.vol_changes[0] == -0.5
    assert 0.0 in sweep.vol_changes
    assert sweep.vol_changes[-1] == 1.0
    spots, vols = np.asarray(sweep.x), valuation.leg_vols(trade.position, trade.outlook.state)
    for i in (0, len(sweep.left) // 2, -1):
        for j in (0, sweep.vol_changes.index(0.0), -1):
            profit = valuation.profits(
                trade.position, trade.outlook.state, spots, dte - sweep.left[i], "calendar365", vols * (1.0 + sweep.vol_changes[j])
            )
            assert np.max(np.abs(np.asarray(sweep.values[i][j]) - 1000.0 * profit)) < ROUNDED + 0.5


def test_sliders_start_at_todays_curve_and_end_at_expiration() -> None:
    chart = payoff_chart("Condor", condor())
    assert chart.sweep is not None
    sweep = chart.sweep()
    still = sweep.vol_changes.index(0.0)
    for place, curve in ((0, 1), (-1, 0)):
        drawn = np.interp(sweep.x, chart.series[curve].x, chart.series[curve].y)
        assert np.max(np.abs(np.asarray(sweep.values[place][still]) - drawn)) < 5.0  # of $3,538, between points of two grids


def test_charts_with_sliders_can_be_kept_in_a_cache() -> None:
    chart = payoff_chart("Condor", condor())
    kept = pickle.loads(pickle.dumps(chart))
    assert kept == chart
    assert kept.sweep is not None
    assert chart.sweep is not None
    assert kept.sweep() == chart.sweep()


def test_a_smile_is_drawn_with_the_quotes_it_was_fitted_to() -> None:
    seen = condor(smile="spx").outlook
    assert seen is not None
    strikes = np.arange(6300.0, 7900.0, 100.0)
    jittered = seen.state.vol_at(strikes, seen.t) + 0.002 * np.cos(strikes)
    chain = [{"strike": float(k), "vol": float(v)} for k, v in zip(strikes, jittered, strict=True)]
    charts = run("iron_condor", **CONDOR, smile={"chain": chain}).presentation.charts
    smile = next(chart for chart in charts if chart.title.startswith("Implied volatility"))
    fit, quotes = smile.series
    assert quotes.role == "quotes"
    assert quotes.y == tuple(quote["vol"] for quote in chain)
    assert np.max(np.abs(np.interp(quotes.x, fit.x, fit.y) - quotes.y)) < 0.005
    assert "The fit misses the quotes by at most" in smile.summary


def test_quotes_with_bid_and_ask_carry_both() -> None:
    outlook = condor(smile="spx").outlook
    assert outlook is not None
    chart = smile_chart(outlook, None, [(7000.0, 0.19, 0.185, 0.195), (6800.0, 0.21, 0.205, 0.215)])
    quotes = chart.series[1]
    assert quotes.x == (6800.0, 7000.0)
    assert (quotes.low, quotes.high) == ((0.205, 0.185), (0.215, 0.195))


def test_condors_of_a_comparison_share_their_levels() -> None:
    chart = run("compare_condors", **BY_NAME["compare_condors"].example).presentation.charts[0]
    first, second = chart.series
    assert first.x == second.x
    assert chart.kind == "comparison"


def test_an_indicator_stands_under_its_price_bar_for_bar() -> None:
    chart = run("rsi", **BY_NAME["rsi"].example).presentation.charts[0]
    price, strength = chart.panels
    closes = BY_NAME["rsi"].example["closes"]
    assert price.series[0].y == tuple(closes)
    assert strength.series[0].x[-1] == price.series[0].x[-1] == len(closes)
