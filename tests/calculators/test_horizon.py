"""A position before expiration: exact where there is a formula, equal to brute integration elsewhere, and continuous with the payoff."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calculators import horizon, valuation
from calculators.catalogue import find
from calculators.conventions import years
from calculators.errors import InputError
from calculators.market import MarketState
from calculators.payoff import at_expiration
from calculators.position import Leg, Position
from calculators.probability import Law, prob_of_profit
from calculators.smile import spx

QUADRATURE = 1e-9  # relative to the notional in play
ROUNDING = 1e-9
FLAT = MarketState(7140.0, 0.04, 0.013, 0.18)
SMILED = MarketState(7140.0, 0.04, 0.013, spx(0.18))
CONDOR = Position((Leg("put", 6690, 1, 45), Leg("put", 6740, -1, 45), Leg("call", 7640, -1, 45), Leg("call", 7690, 1, 45)), 14.7)
CALENDAR = Position((Leg("put", 7140, -1, 30), Leg("put", 7140, 1, 60, vol=0.19)), -48.0)
STRANGLE = Position((Leg("put", 6500, -2, 40), Leg("call", 7800, -1, 40)), 30.0)


def brute(position: Position, state: MarketState, days: float, points: int = 100_001) -> tuple[float, float, float]:
    """Probability of profit, mean gain and mean loss by summing over a very fine grid of the law."""
    t = years(days)
    law = Law(state, t)
    deviation = float(state.vol_at(law.forward, t)) * math.sqrt(t)
    levels = law.forward * np.exp(np.linspace(-12.0, 12.0, points) * deviation)
    mass = np.diff(law.cdf(levels))
    profit = valuation.profits(position, state, np.sqrt(levels[1:] * levels[:-1]), days)
    gains, losses = profit > 0.0, profit < 0.0
    gained, lost = float(mass[gains].sum()), float(mass[losses].sum())
    return gained, float(mass[gains] @ profit[gains]) / gained, -float(mass[losses] @ profit[losses]) / lost


@pytest.mark.parametrize("state", [FLAT, SMILED], ids=["flat", "smile"])
@pytest.mark.parametrize(("position", "days"), [(CONDOR, 5.0), (CONDOR, 21.0), (CONDOR, 44.0), (CALENDAR, 12.0), (CALENDAR, 30.0), (STRANGLE, 20.0)])
def test_it_agrees_with_a_very_fine_sum(position: Position, days: float, state: MarketState) -> None:
    found = horizon.at(position, state, days)
    gained, gain, loss = brute(position, state, days)
    assert found.prob_of_profit == pytest.approx(gained, abs=2e-4)
    assert found.mean_gain == pytest.approx(gain, rel=2e-3)
    assert found.mean_loss == pytest.approx(loss, rel=2e-3)


@settings(max_examples=60, deadline=None)
@given(st.floats(0.05, 1.2), st.floats(-0.03, 0.12), st.floats(0.0, 0.06), st.floats(0.02, 0.98), st.floats(2.0, 400.0), st.floats(0.85, 1.15))
def test_at_a_flat_vol_the_expected_value_of_any_horizon_is_the_value_of_today(
    vol: float, rate: float, dividend: float, share: float, dte: float, moneyness: float
) -> None:
    state = MarketState(7140.0, rate, dividend, vol)
    centre = 7140.0 * moneyness
    legs = tuple(Leg(right, centre * k, q, dte) for right, k, q in (("put", 0.93, 1), ("put", 0.95, -2), ("call", 1.04, -1), ("call", 1.1, 3)))
    position = Position(legs, 3.0)
    found = horizon.at(position, state, share * dte)
    today = 3.0 + valuation.value(position, state).value
    assert found.expected_value == pytest.approx(today, abs=QUADRATURE * 7140.0)
    assert found.mean_profit == pytest.approx(
        found.prob_of_profit * (found.mean_gain or 0.0) - found.prob_of_loss * (found.mean_loss or 0.0), abs=QUADRATURE * 7140.0
    )


@pytest.mark.parametrize("state", [FLAT, SMILED], ids=["flat", "smile"])
def test_at_the_expiration_it_is_the_payoff(state: MarketState) -> None:
    found, payoff = horizon.at(CONDOR, state, 45.0), at_expiration(CONDOR)
    assert found.breakevens == pytest.approx(payoff.breakevens, rel=1e-12)
    assert found.prob_of_profit == pytest.approx(prob_of_profit(payoff, Law(state, years(45.0))), abs=ROUNDING)
    assert found.cvar == pytest.approx(payoff.max_loss, abs=1e-6)  # more than 5 % of outcomes lose it all
    assert found.expected_value == pytest.approx(CONDOR.credit + valuation.value(CONDOR, state).value, abs=1e-6)


@pytest.mark.parametrize("position", [CONDOR, CALENDAR, STRANGLE])
def test_breakevens_are_zeros_to_rounding(position: Position) -> None:
    found = horizon.at(position, FLAT, 20.0)
    assert found.breakevens
    for level in found.breakevens:
        value = float(valuation.profits(position, FLAT, np.array([level]), 20.0)[0])
        assert abs(value) < 1e-9
        around = valuation.profits(position, FLAT, level * np.array([1 - 1e-6, 1 + 1e-6]), 20.0)
        assert around[0] * around[1] < 0.0


def test_the_worst_outcomes_of_a_short_put_have_their_closed_form() -> None:
    # At expiration the loss beyond the 5 % quantile K* of spot is E[K - S | S < K*] - credit, lognormal.
    put = Position((Leg("put", 7200.0, -1, 30.0),), 150.0)
    found = horizon.at(put, FLAT, 30.0)
    t = 30.0 / 365.0
    deviation, forward = 0.18 * math.sqrt(t), FLAT.forward(t)
    z = -1.6448536269514722
    quantile = forward * math.exp(deviation * z - 0.5 * deviation**2)
    below = 0.5 * math.erfc(-(z - deviation) / math.sqrt(2.0)) * forward / 0.05
    assert found.value_at_risk == pytest.approx(7200.0 - quantile - 150.0, rel=1e-4)
    assert found.cvar == pytest.approx(7200.0 - below - 150.0, rel=1e-7)


def test_a_position_that_cannot_lose_has_no_mean_loss() -> None:
    given_away = Position((Leg("call", 7000.0, 1, 30.0),), 5.0)
    found = horizon.at(given_away, FLAT, 10.0)
    assert (found.prob_of_profit, found.prob_of_loss, found.mean_loss) == (pytest.approx(1.0), 0.0, None)
    assert found.cvar < 0.0


def test_a_horizon_must_lie_between_now_and_the_nearest_expiration() -> None:
    for days in (0.0, -1.0, 30.5, math.nan):
        with pytest.raises(InputError, match="horizon_days must be above 0 and at most the 30 days"):
            horizon.at(CALENDAR, FLAT, days)


def test_the_calculators_say_it_and_refuse_it_without_a_market() -> None:
    shown = find("iron_condor").run({"spot": 7140.0, "dte": 45.0, "vol": 0.18, "short_delta": 0.16, "wing_width": 50.0, "horizon_days": 21.0})
    chance = shown.figure("horizon_prob_of_profit").value
    assert isinstance(chance, float)
    assert 0.5 < chance < 0.8
    assert shown.figure("horizon_expected_value").value == pytest.approx(0.0, abs=1e-6)
    touch, later = shown.figure("horizon_prob_touch_put").value, shown.figure("prob_touch_put").value
    assert isinstance(touch, float)
    assert isinstance(later, float)
    assert 0.0 < touch < later
    assert "not simulation" in shown.presentation.notes[-1]
    for name in ("position", "calendar_spread"):
        assert find(name).run({**find(name).example, "horizon_days": 10.0}).figure("horizon_breakevens").text
    with pytest.raises(InputError, match="spot, dte and vol are required"):
        find("iron_condor").run({"long_put": 90.0, "short_put": 95.0, "short_call": 105.0, "long_call": 110.0, "credit": 2.0, "horizon_days": 3.0})
