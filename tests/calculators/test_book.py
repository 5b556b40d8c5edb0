"""A book is the sum of its legs, whatever the state of the market."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calculators import black_scholes
from calculators.book import Book, Sleeve, State
from calculators.market import MarketState
from calculators.position import Leg, Position
from calculators.smile import spx
from calculators.valuation import at_nearest_expiration, profits
from calculators.vix_curve import curve_from_contango
from calculators.vix_hedge import CallLayer, VixHedge

CENT = 0.01
MARKET = MarketState(7140.0, 0.04, 0.013, 0.18)
CONDOR = Position((Leg("put", 6690, 1, 45), Leg("put", 6740, -1, 45), Leg("call", 7640, -1, 45), Leg("call", 7690, 1, 45)), 14.7)
STRANGLE = Position((Leg("put", 6310, -1, 135), Leg("call", 8340, -1, 135)), 74.0)
HEDGE = VixHedge(curve_from_contango(18.0), (CallLayer(8, 30.0, 20.0, 9.0), CallLayer(4, 220.0, 24.0, 30.0)), 0.04)
SPOTS = np.linspace(6000.0, 8200.0, 45)


def book(hedge: VixHedge | None = HEDGE, market: MarketState = MARKET) -> Book:
    return Book(market, (Sleeve("base", CONDOR, 20), Sleeve("engine", STRANGLE, 2)), hedge)


@settings(max_examples=40, deadline=None)
@given(st.floats(0.0, 130.0), st.floats(0.5, 2.0), st.floats(-5.0, 40.0))
def test_profit_is_credit_plus_the_model_value_of_every_leg(days: float, factor: float, vix_move: float) -> None:
    gains = book().profit(SPOTS, State(days, factor, vix_move))
    for name, position, count in (("base", CONDOR, 20), ("engine", STRANGLE, 2)):
        summed = np.full(SPOTS.shape, position.credit)
        for leg in position.legs:
            t = max(leg.dte - days, 0.0) / 365.0
            summed = summed + leg.quantity * black_scholes.price(leg.right, SPOTS, leg.strike, t, 0.18 * factor, 0.04, 0.013)
        assert gains[name] == pytest.approx(100.0 * count * summed, abs=CENT)
    assert gains["hedge"] == pytest.approx(float(HEDGE.payoffs(vix_move, days).sum()))
    assert book().total(SPOTS, State(days, factor, vix_move)) == pytest.approx(sum(gains.values()), abs=CENT)


def test_breakevens_are_those_of_all_legs_as_one_position() -> None:
    legs = [replace(leg, quantity=leg.quantity * count) for position, count in ((CONDOR, 20), (STRANGLE, 2)) for leg in position.legs]
    one = Position(tuple(legs), 20 * CONDOR.credit + 2 * STRANGLE.credit)
    assert book(None).breakevens(State(days=45.0)) == pytest.approx(at_nearest_expiration(one, MARKET).breakevens, abs=1e-6)


def test_breakevens_are_where_the_book_makes_nothing() -> None:
    for state in (State(days=45.0), State(days=45.0, vol_factor=1.4, vix_move=7.0)):
        found = book().breakevens(state)
        assert len(found) == 2
        for level in found:
            low, here, high = book().total(np.array([level - 1.0, level, level + 1.0]), state)
            assert abs(here) < CENT
            assert low * high < 0.0


def test_breakevens_of_a_condor_alone_are_its_short_strikes_and_the_credit() -> None:
    alone = Book(MARKET, (Sleeve("base", CONDOR, 7),))
    assert alone.breakevens(State(days=45.0)) == pytest.approx((6740.0 - 14.7, 7640.0 + 14.7), abs=1e-9)


@pytest.mark.parametrize("market", [MARKET, MarketState(7140.0, 0.04, 0.013, spx(0.18))])
def test_net_greeks_are_the_slopes_of_the_profit(market: MarketState) -> None:
    unhedged = book(None, market)
    greeks, spot = unhedged.greeks(), market.spot
    up, down = unhedged.total(np.array([spot + 0.5, spot - 0.5]))
    assert greeks.delta == pytest.approx(up - down, rel=1e-4)
    later = (float(unhedged.total(spot, State(days=0.01))) - float(unhedged.total(spot))) / 0.01
    assert greeks.theta == pytest.approx(later, rel=1e-3)
    if isinstance(market.vol, float):
        raised = float(unhedged.total(spot, State(vol_factor=1.0001))) - float(unhedged.total(spot, State(vol_factor=0.9999)))
        assert greeks.vega == pytest.approx(raised / (100.0 * 0.0002 * market.vol), rel=1e-4)


def test_the_hedge_adds_its_own_next_day_to_theta_and_nothing_to_delta_and_vega() -> None:
    with_it, without = book().greeks(), book(None).greeks()
    assert (with_it.delta, with_it.vega) == (without.delta, without.vega)
    assert with_it.theta - without.theta == pytest.approx(float(HEDGE.payoffs(0.0, 1.0).sum()))


def test_trading_days_pass_at_their_own_rate() -> None:
    short = Position((Leg("put", 7045, -1, 1), Leg("call", 7235, -1, 1)), 3.0)
    by_trading_day = Book(MARKET, (Sleeve("condors", short, 1),), None, "trading252")
    # Half a trading day of 1/252 year is 365/504 of a calendar day.
    halfway = by_trading_day.profit(SPOTS, State(days=365.0 / 504.0))["condors"]
    assert halfway == pytest.approx(100.0 * profits(short, MARKET, SPOTS, 0.5, "trading252"), abs=CENT)


def test_a_stress_cube_is_the_sum_of_its_legs_in_every_cell() -> None:
    # Twelve legs: two condors, a strangle and two layers of VIX calls.
    farther = Position((Leg("put", 6000, 1, 90), Leg("put", 6100, -1, 90), Leg("call", 8000, -1, 90), Leg("call", 8100, 1, 90)), 9.0)
    twelve = Book(MARKET, (Sleeve("base", CONDOR, 20), Sleeve("engine", STRANGLE, 2), Sleeve("far", farther, 5)), HEDGE)
    spots, moves, days = MARKET.spot * np.linspace(0.8, 1.2, 7), np.linspace(-4.0, 40.0, 5), np.array([0.0, 5.0, 20.0, 45.0])
    factors = 1.0 + moves / 18.0
    cube = twelve.cube(spots, factors, moves, days, 0.01 * moves)
    assert cube.shape == (7, 5, 4)
    for j, (factor, move) in enumerate(zip(factors, moves, strict=True)):
        for k, day in enumerate(days):
            expected = np.full(7, float(HEDGE.payoffs(move, day, 0.01 * move).sum()))
            for position, count in ((CONDOR, 20), (STRANGLE, 2), (farther, 5)):
                expected += 100.0 * count * position.credit
                for leg in position.legs:
                    t = max(leg.dte - day, 0.0) / 365.0
                    price = black_scholes.price(leg.right, spots, leg.strike, t, 0.18 * factor, 0.04, 0.013)
                    expected += 100.0 * count * leg.quantity * price
            assert cube[:, j, k] == pytest.approx(expected, abs=CENT)
            assert cube[:, j, k] == pytest.approx(twelve.total(spots, State(day, factor, move, 0.01 * move)), abs=CENT)


def test_a_stress_cube_keeps_the_clock_of_its_book() -> None:
    trading = replace(book(), convention="trading252")
    cube = trading.cube(SPOTS, 1.2, 3.0, np.array([7.0]))
    assert cube[:, 0, 0] == pytest.approx(trading.total(SPOTS, State(7.0, 1.2, 3.0)), abs=CENT)
