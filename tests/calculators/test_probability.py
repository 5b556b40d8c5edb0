"""Probabilities sum, follow the law they are said to, and a touch is as likely as a simulation finds it."""

from __future__ import annotations

import math

import numpy as np
import pytest

from calculators import black_scholes
from calculators.market import MarketState
from calculators.payoff import at_expiration
from calculators.position import Leg, Position
from calculators.probability import Law, expected_value, prob_of_profit, prob_touch
from calculators.smile import spx

T = 45 / 365
LAWS = [Law(MarketState(7140.0, vol=0.18), T), Law(MarketState(7140.0, -0.02, 0.03, spx(0.18)), T)]


@pytest.mark.parametrize("law", LAWS)
def test_the_law_is_a_distribution_with_mean_the_forward(law: Law) -> None:
    levels = law.quantile_grid(20_001)
    below = law.cdf(levels)
    assert np.all(np.diff(below) >= -1e-12)
    assert float(law.cdf(0.0)) == 0.0
    assert float(law.cdf(math.inf)) == 1.0
    assert law.mean(levels, levels) == pytest.approx(law.forward, rel=1e-6)


@pytest.mark.parametrize("law", LAWS)
def test_the_mean_payout_is_the_integral_of_the_payoff_under_the_law(law: Law) -> None:
    position = Position((Leg("put", 6740.0, -1, 45.0), Leg("put", 6690.0, 1, 45.0), Leg("call", 7600.0, -2, 45.0)))
    levels = law.quantile_grid(20_001)
    paid = np.maximum(position.signs * (levels[:, None] - position.strikes), 0.0) @ position.quantities
    assert law.expected_payout(position) == pytest.approx(law.mean(levels, paid), rel=1e-4)


@pytest.mark.parametrize("law", LAWS)
def test_profit_loss_and_what_is_between_make_one(law: Law) -> None:
    condor = Position((Leg("put", 6690.0, 1, 45), Leg("put", 6740.0, -1, 45), Leg("call", 7560.0, -1, 45), Leg("call", 7610.0, 1, 45)), 14.0)
    payoff = at_expiration(condor)
    low, high = payoff.breakevens
    loss = float(law.cdf(low)) + 1.0 - float(law.cdf(high))
    assert prob_of_profit(payoff, law) + loss == pytest.approx(1.0, abs=1e-12)
    between, worst = law.within(((6690.0, low), (high, 7610.0)), payoff.at_max_loss)
    assert worst + between + prob_of_profit(payoff, law) == pytest.approx(1.0, abs=1e-12)


def test_at_the_model_price_the_expected_value_is_nothing() -> None:
    law = LAWS[1]
    state = law.state
    price = float(black_scholes.price("put", state.spot, 6740.0, T, state.vol_at(6740.0, T), state.rate, state.dividend_yield))
    sold = Position((Leg("put", 6740.0, -1, 45.0),), credit=price)
    assert expected_value(sold, law, state.discount(T)) == pytest.approx(0.0, abs=1e-10)


def test_a_touch_is_at_least_as_likely_as_ending_beyond_and_twice_so_without_drift() -> None:
    barrier, vol = 6700.0, 0.18
    driftless = 0.5 * vol**2  # the drift under which log price has none: reflection is then exact
    beyond = float(black_scholes.prob_itm("put", 7140.0, barrier, T, vol, driftless, 0.0))
    assert float(prob_touch(7140.0, barrier, T, vol, driftless)) == pytest.approx(2.0 * beyond, rel=1e-12)
    assert float(prob_touch(7140.0, barrier, T, vol, 0.03)) > float(black_scholes.prob_itm("put", 7140.0, barrier, T, vol, 0.03, 0.0))


@pytest.mark.parametrize(("barrier", "drift"), [(95.0, 0.05), (106.0, 0.05), (95.0, -0.3), (106.0, 0.4)])
def test_a_touch_is_as_likely_as_simulation_finds(barrier: float, drift: float) -> None:
    rng, vol, t, steps, paths = np.random.default_rng(3), 0.25, 0.1, 250, 12_000
    dt = t / steps
    moves = (drift - 0.5 * vol**2) * dt + vol * math.sqrt(dt) * rng.standard_normal((paths, steps))
    path = 100.0 * np.exp(np.cumsum(moves, axis=1))
    # a barrier watched at intervals is met as one moved away by 0.5826 vol sqrt(dt) and watched always (Broadie and others 1997)
    shift = math.exp((-1 if barrier < 100 else 1) * 0.5826 * vol * math.sqrt(dt))
    touched = (path <= barrier).any(axis=1) if barrier < 100 else (path >= barrier).any(axis=1)
    expected = float(prob_touch(100.0, barrier * shift, t, vol, drift))
    assert touched.mean() == pytest.approx(expected, abs=4.0 * math.sqrt(expected * (1 - expected) / paths))


def test_a_barrier_at_spot_is_touched_already() -> None:
    assert float(prob_touch(100.0, 100.0, 0.1, 0.2, 0.03)) == 1.0
    assert 0.0 <= float(prob_touch(100.0, 1.0, 0.001, 0.05, 0.5)) < 1e-12
