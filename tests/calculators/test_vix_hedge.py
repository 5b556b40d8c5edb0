"""Layers of VIX calls: prices, payoffs and yearly cost as sums and limits."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calculators import black76
from calculators.errors import InputError
from calculators.vix_curve import curve_from_contango, curve_from_levels
from calculators.vix_hedge import CallLayer, VixHedge, strike_for_delta

CENT = 0.01
LADDER = (CallLayer(4, 30.0, 20.0, 9.0), CallLayer(4, 110.0, 22.0, 30.0), CallLayer(2, 220.0, 23.0, 30.0))


def ladder(contango: float = 0.08) -> VixHedge:
    return VixHedge(curve_from_contango(18.0, contango), LADDER, 0.04)


def test_each_layer_is_black_76_on_its_own_future_times_contracts_times_a_hundred() -> None:
    hedge = ladder()
    for layer, premium in zip(LADDER, hedge.premiums(), strict=True):
        future, vol = hedge.curve.future(layer.dte), hedge.curve.vol(layer.dte)
        each = float(black76.price("call", future, layer.strike, layer.dte / 365.0, vol, 0.04))
        assert premium == pytest.approx(100.0 * layer.contracts * each, abs=CENT / 100)


def test_with_no_move_and_no_time_the_hedge_has_gained_nothing() -> None:
    assert ladder().payoffs(0.0) == pytest.approx([0.0, 0.0, 0.0], abs=1e-9)


def test_a_settled_layer_counts_its_payoff_at_the_spot_level() -> None:
    hedge = ladder()
    assert hedge.values(12.0, days=30.0)[0] == pytest.approx(4 * 100 * (18.0 + 12.0 - 20.0))
    assert hedge.values(-3.0, days=45.0)[0] == 0.0


def test_the_vol_of_vix_options_moves_the_price_by_its_vega() -> None:
    hedge, step = ladder(), 1e-4
    dtes = hedge.dtes
    vega = black76.vega(hedge.curve.future(dtes), hedge.strikes, dtes / 365.0, hedge.curve.vol(dtes), 0.04)
    slope = (hedge.prices(vol_move=step) - hedge.prices(vol_move=-step)) / (2 * step)
    assert slope == pytest.approx(vega, rel=1e-6)


def test_an_array_of_moves_gives_the_same_as_each_move_alone() -> None:
    hedge, moves = ladder(), np.array([-4.0, 0.0, 7.0, 30.0])
    together = hedge.payoffs(moves, 5.0)
    assert together.shape == (4, 3)
    for i, move in enumerate(moves):
        assert together[i] == pytest.approx(hedge.payoffs(float(move), 5.0), abs=1e-9)


def test_the_yearly_cost_is_the_loss_of_each_roll_times_the_rolls_in_a_year() -> None:
    hedge = ladder()
    cost = hedge.carry_cost(slippage=0.05, fees=1.0)
    for i, layer in enumerate(LADDER):
        later = VixHedge(hedge.curve, (CallLayer(layer.contracts, layer.dte - layer.hold_days, layer.strike, 1.0),), 0.04)
        lost = float(hedge.premiums()[i] - later.premiums()[0])
        assert cost.rolled_down[i] == pytest.approx(lost * 365.0 / layer.hold_days)
        assert cost.expired[i] == pytest.approx(float(hedge.premiums()[i]) * 365.0 / layer.dte)
        assert cost.trading[i] == pytest.approx(2 * (5.0 + 1.0) * layer.contracts * 365.0 / layer.hold_days)


def test_on_a_flat_curve_the_futures_cost_nothing_and_in_backwardation_they_pay() -> None:
    assert VixHedge(curve_from_contango(18.0, 0.0), LADDER, 0.04).carry_cost().futures_only == pytest.approx([0.0] * 3, abs=1e-9)
    inverted = VixHedge(curve_from_levels(34.0, {20.0: 31.0, 48.0: 28.0, 230.0: 25.0}), LADDER, 0.04)
    assert (inverted.carry_cost().futures_only < 0.0).all()


@pytest.mark.parametrize("delta", [0.1, 0.25, 0.5, 0.75, 0.9])
def test_the_strike_for_a_delta_has_that_delta(delta: float) -> None:
    curve = curve_from_contango(18.0)
    strike = strike_for_delta(curve, 110.0, delta, 1e-6)
    found = black76.delta("call", curve.future(110.0), strike, 110.0 / 365.0, curve.vol(110.0), 0.0)
    assert float(found) == pytest.approx(delta, abs=1e-6)


def test_a_delta_that_needs_a_strike_below_the_first_listed_one_is_refused() -> None:
    with pytest.raises(InputError, match="give a lower delta"):
        strike_for_delta(curve_from_contango(0.5), 300.0, 0.999999, 0.5)


@settings(max_examples=80, deadline=None)
@given(
    st.floats(9.0, 80.0),
    st.floats(-0.02, 0.3),
    st.floats(1.0, 150.0),
    st.floats(0.0, 60.0),
    st.floats(0.0, 300.0),
    st.floats(-0.05, 0.1),
)
def test_a_layer_never_loses_more_than_its_premium_and_gains_with_the_vix(
    vix: float, contango: float, strike: float, jump: float, days: float, rate: float
) -> None:
    hedge = VixHedge(curve_from_contango(vix, contango), (CallLayer(3, 30.0, strike, 9.0), CallLayer(1, 220.0, strike, 30.0)), rate)
    paid = hedge.payoffs(np.array([-0.5 * vix, 0.0, jump, jump + 5.0]), days)
    assert (paid >= -hedge.premiums() - 1e-9).all()
    assert (np.diff(paid, axis=0) >= -1e-9).all()
