"""Implied vol inverts the price wherever the price says anything of vol."""

from __future__ import annotations

import math
from typing import Any

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calculators import black_scholes, implied_vol

EXACT = 1e-12
ROUNDING_OF_PRICE = 4e-15  # of spot: several units in the last place of the quantities that are subtracted


@settings(max_examples=300, deadline=None)
@given(
    right=st.sampled_from(["call", "put"]),
    spot=st.floats(10.0, 10_000.0),
    deviations=st.floats(-6.0, 6.0),
    t=st.floats(0.002, 5.0),
    vol=st.floats(0.02, 2.0),
    rate=st.floats(-0.05, 0.12),
    dividend_yield=st.floats(0.0, 0.08),
)
def test_implied_vol_inverts_the_price(right: Any, spot: float, deviations: float, t: float, vol: float, rate: float, dividend_yield: float) -> None:
    strike = spot * math.exp(deviations * vol * math.sqrt(t))
    price = float(black_scholes.price(right, spot, strike, t, vol, rate, dividend_yield))
    vega = float(black_scholes.vega(spot, strike, t, vol, rate, dividend_yield))
    information = ROUNDING_OF_PRICE * max(spot, strike) / vega if vega > 0 else math.inf
    if information > 0.01 * vol:
        return  # the digits of the price hold no vol: nothing to ask
    found = implied_vol.from_spot(right, price, spot, strike, t, rate, dividend_yield)
    assert found.outcome in {"found", "imprecise"}
    assert float(found.vol) == pytest.approx(vol, abs=max(EXACT, information))


def exact_price(forward: float, strike: float, s: float) -> float:
    """The undiscounted out-of-the-money price for a total deviation s in 60 digits, rounded once."""
    with mpmath.workdps(60):
        f, k, deviation = mpmath.mpf(forward), mpmath.mpf(strike), mpmath.mpf(s)
        h, sign = mpmath.log(f / k) / deviation, 1 if strike >= forward else -1
        return float(sign * (f * mpmath.ncdf(sign * (h + deviation / 2)) - k * mpmath.ncdf(sign * (h - deviation / 2))))


def grid() -> list[tuple[float, float, float]]:
    """Price, strike and deviation: log-moneyness of 1e-12 to 300, deviations of 1e-6 to 12, prices down to 1e-290."""
    rows = []
    for side in (1.0, -1.0):
        for moneyness in (0.0, 1e-12, 1e-8, 1e-5, 1e-3, 0.02, 0.2, 0.9, 1.9, 2.1, 5.0, 30.0, 120.0, 300.0):
            strike = 100.0 * math.exp(side * moneyness)
            distances = [moneyness / h for h in (0.01, 0.3, 0.99, 1.01, 2.0, 5.0, 12.0, 21.3, 36.0)]
            for s in {*distances, 1e-6, 1e-4, 0.01, 0.039, 0.041, 0.1, 0.5, 1.5, 3.0, 6.0, 12.0}:
                if 0.0 < s <= 12.0 and 1e-290 < (price := exact_price(100.0, strike, s)) < min(100.0, strike):
                    rows.append((price, strike, s))
    return rows


def test_the_relative_error_is_below_1e_12_or_the_outcome_says_by_how_much_it_is_not() -> None:
    price, strike, s = (np.array(column) for column in zip(*grid(), strict=True))
    right = np.where(strike >= 100.0, 1.0, -1.0)
    found = implied_vol.from_forward(right, price, 100.0, strike, 1.0)
    outcome = np.array(implied_vol.CODES)[found.code]
    assert set(outcome) <= {"found", "imprecise", "no_information"}
    error = np.abs(found.vol - s)
    assert np.all(error[outcome == "found"] <= EXACT * s[outcome == "found"])
    assert np.all(error[outcome == "imprecise"] <= found.uncertainty[outcome == "imprecise"])
    assert np.sum(price < 1e-100) > 10
    assert np.all(outcome[price < 1e-3 * np.minimum(100.0, strike)] == "found")  # below the bound every price has a vol
    assert np.sum(outcome == "found") > 0.9 * len(price)


@pytest.mark.parametrize("vol", [0.02, 0.2, 1.2, 4.0])
@pytest.mark.parametrize("t", [1 / 365 / 24, 7 / 365, 1.0])
def test_in_and_out_of_the_money_agree_where_both_carry_the_vol(vol: float, t: float) -> None:
    strike = 100.0 * math.exp(vol * math.sqrt(t))
    otm = exact_price(100.0, strike, vol * math.sqrt(t))
    put = implied_vol.from_forward("put", otm + (strike - 100.0), 100.0, strike, t)
    call = implied_vol.from_forward("call", otm, 100.0, strike, t)
    assert float(call.vol) == pytest.approx(vol, rel=EXACT)
    assert float(put.vol) == pytest.approx(vol, abs=2.0 * float(put.uncertainty))


def test_what_the_last_digit_leaves_open_is_said_and_what_it_hides_is_named() -> None:
    blurred = implied_vol.from_forward("call", 99.99999, 100.0, 100.0, 1.0)
    assert blurred.outcome == "imprecise"
    assert float(blurred.uncertainty) > EXACT * float(blurred.vol)
    hidden = implied_vol.from_forward("call", np.nextafter(100.0, 0.0), 100.0, 100.0, 1.0)
    assert hidden.outcome in {"imprecise", "no_information"}
    deep = implied_vol.from_forward("call", 50.0 * (1.0 + 1e-14), 100.0, 50.0, 0.1)
    assert deep.outcome in {"imprecise", "no_information"}
    assert float(deep.uncertainty) > 1e-6 or math.isnan(float(deep.vol))


def test_what_is_no_number_has_no_vol() -> None:
    for arguments in ((math.nan, 100.0, 90.0, 1.0), (1.0, math.nan, 90.0, 1.0), (1.0, 100.0, 90.0, math.nan), (math.inf, 100.0, 90.0, 1.0)):
        found = implied_vol.from_forward("put", *arguments)
        assert found.outcome not in {"found", "imprecise"}
        assert math.isnan(float(found.vol))


def test_whole_arrays_are_inverted_as_single_prices_are() -> None:
    rng = np.random.default_rng(5)
    size = black_scholes.BLOCK + 50
    vols, strikes = rng.uniform(0.05, 1.5, size), rng.uniform(60.0, 180.0, size)
    prices = black_scholes.price("call", 100.0, strikes, 0.4, vols, 0.03, 0.01)
    whole = implied_vol.from_spot("call", prices, 100.0, strikes, 0.4, 0.03, 0.01)
    for i in (0, 77, black_scholes.BLOCK - 1, black_scholes.BLOCK, size - 1):
        assert float(implied_vol.from_spot("call", prices[i], 100.0, strikes[i], 0.4, 0.03, 0.01).vol) == whole.vol[i]
    known = (whole.code <= 1) & (whole.uncertainty < 1e-6)
    assert np.all(np.abs(whole.vol - vols)[known] <= 1e-13 + 4.0 * whole.uncertainty[known])
    assert known.mean() > 0.95


@pytest.mark.parametrize(
    ("outcome", "right", "price", "strike", "t"),
    [
        ("below_intrinsic", "call", 9.99, 90.0, 1.0),
        ("below_intrinsic", "put", 9.99, 110.0, 1.0),
        ("above_bound", "call", 100.0, 90.0, 1.0),
        ("above_bound", "put", 90.0, 90.0, 1.0),
        ("no_time", "call", 12.0, 90.0, 0.0),
    ],
)
def test_a_price_no_vol_gives_has_a_named_outcome(outcome: str, right: Any, price: float, strike: float, t: float) -> None:
    found = implied_vol.from_forward(right, price, 100.0, strike, t)
    assert found.outcome == outcome
    assert math.isnan(float(found.vol))


@pytest.mark.parametrize(("price", "strike"), [(10.0, 90.0), (0.0, 110.0), (10.0 * (1.0 + 1e-16), 90.0)])
def test_the_value_with_no_vol_has_an_outcome_of_its_own(price: float, strike: float) -> None:
    found = implied_vol.from_forward("call", price, 100.0, strike, 1.0)
    assert found.outcome == "no_time_value"
    assert math.isnan(float(found.vol))


def test_a_whole_chain_is_inverted_at_once() -> None:
    strikes = np.linspace(60.0, 160.0, 41)
    vols = 0.2 + 0.1 * np.log(strikes / 100.0) ** 2
    prices = black_scholes.price("put", 100.0, strikes, 0.5, vols, 0.03, 0.01)
    found = implied_vol.from_spot("put", prices, 100.0, strikes, 0.5, 0.03, 0.01)
    assert np.allclose(found.vol, vols, rtol=0.0, atol=1e-11)


def test_a_price_of_1e_300_still_has_a_vol() -> None:
    found = implied_vol.from_forward("call", 1e-300, 100.0, 90_000.0, 1.0)
    assert found.outcome == "found"
    assert 0.1 < float(found.vol) < 0.3
