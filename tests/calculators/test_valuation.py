"""A valuation is the sum of its legs, and its Greeks are the slopes of the curve that is drawn."""

from __future__ import annotations

import numpy as np
import pytest

from calculators import black76, black_scholes, valuation
from calculators.errors import InputError
from calculators.market import MarketState
from calculators.payoff import profit_at
from calculators.position import Leg, Position
from calculators.smile import spx

CONDOR = Position(
    (Leg("put", 6690.0, 1, 45.0), Leg("put", 6740.0, -1, 45.0), Leg("call", 7560.0, -1, 45.0), Leg("call", 7610.0, 1, 45.0)), credit=14.0
)
STATES = [MarketState(7140.0, vol=0.18), MarketState(7140.0, -0.01, 0.03, spx(0.18))]


@pytest.mark.parametrize("state", STATES)
def test_a_valuation_is_the_sum_of_its_legs(state: MarketState) -> None:
    found = valuation.value(CONDOR, state)
    t = 45.0 / 365.0
    for name in ("delta", "gamma", "theta", "vega", "rho"):
        parts = 0.0
        for leg in CONDOR.legs:
            vol = float(state.vol_at(leg.strike, t))
            greeks = black_scholes.greeks(leg.right, state.spot, leg.strike, t, vol, state.rate, state.dividend_yield)
            parts += leg.quantity * float(getattr(greeks, name))
        assert getattr(found, name) == pytest.approx(parts, rel=1e-12), name


@pytest.mark.parametrize("state", STATES)
def test_net_greeks_are_slopes_of_the_profit_curve(state: MarketState) -> None:
    found, h = valuation.value(CONDOR, state), 0.5
    low, here, high = valuation.profits(CONDOR, state, state.spot + np.array([-h, 0.0, h]), 0.0)
    assert found.delta == pytest.approx((high - low) / (2 * h), rel=1e-5)
    assert found.gamma == pytest.approx((high - 2 * here + low) / h**2, rel=1e-4)
    later, sooner = (float(valuation.profits(CONDOR, state, np.array([state.spot]), d)[0]) for d in (0.01, -0.01))
    assert found.theta / 365.0 == pytest.approx((later - sooner) / 0.02, rel=1e-5)


def test_a_short_condor_is_short_gamma_and_vega_and_earns_theta() -> None:
    found = valuation.value(CONDOR, STATES[0])
    assert found.gamma < 0.0
    assert found.vega < 0.0
    assert found.theta > 0.0


def test_profit_at_expiration_is_the_payoff() -> None:
    spots = np.linspace(6500.0, 7800.0, 131)
    assert np.allclose(valuation.profits(CONDOR, STATES[1], spots, 45.0), profit_at(CONDOR, spots), atol=1e-9)


def test_legs_on_a_future_are_priced_by_black_76() -> None:
    position = Position((Leg("call", 25.0, 2, 30.0, "future", vol=0.9),))
    found = valuation.value(position, MarketState(19.0, 0.04, 0.013, 0.5))
    expected = black76.greeks("call", 19.0, 25.0, 30 / 365, 0.9, 0.04)
    assert found.value == pytest.approx(2 * float(expected.price))
    assert found.rho == pytest.approx(2 * float(expected.rho))
    later = valuation.profits(position, MarketState(19.0, 0.04, 0.013, 0.5), np.array([19.0]), 0.0)
    assert float(later[0]) == pytest.approx(found.value)


def test_index_and_future_legs_are_not_mixed() -> None:
    mixed = Position((Leg("call", 25.0, 1, 30.0, "future"), Leg("call", 7000.0, 1, 30.0)))
    with pytest.raises(InputError, match="share one underlying"):
        valuation.value(mixed, STATES[0])


def test_several_expirations_are_valued_at_the_nearest_one() -> None:
    position = Position((Leg("call", 7140.0, -1, 30.0), Leg("call", 7140.0, 1, 60.0)), credit=-60.0)
    state = MarketState(7140.0, vol=0.18)
    found = valuation.at_nearest_expiration(position, state)
    assert len(found.breakevens) == 2
    at_breakevens = valuation.profits(position, state, np.array(found.breakevens), 30.0)
    assert np.allclose(at_breakevens, 0.0, atol=1e-8)
    best = float(valuation.profits(position, state, np.array([7140.0]), 30.0)[0])
    assert found.max_profit == pytest.approx(best, abs=1e-9)
