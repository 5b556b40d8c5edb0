"""Implied vol inverts the price wherever the price says anything of vol."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calculators import black76, black_scholes, implied_vol

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
    assert found.outcome == "found"
    assert float(found.vol) == pytest.approx(vol, abs=max(EXACT, information))


@pytest.mark.parametrize("strike", [100.0, 100.0000001, 101.0, 130.0, 200.0, 1000.0])
@pytest.mark.parametrize("vol", [0.05, 0.2, 1.0])
def test_out_of_the_money_the_error_is_below_1e_12(strike: float, vol: float) -> None:
    price = black76.price("call", 100.0, strike, 1.0, vol, 0.0)
    if float(price) < 1e-9:
        return  # the pricing formula itself has lost its digits there
    tolerance = max(EXACT, 1e-15 * 100.0 / float(black76.vega(100.0, strike, 1.0, vol, 0.0)))
    assert float(implied_vol.from_forward("call", price, 100.0, strike, 1.0).vol) == pytest.approx(vol, abs=tolerance)


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


def test_the_value_with_no_vol_implies_a_vol_of_zero() -> None:
    assert float(implied_vol.from_forward("call", 10.0, 100.0, 90.0, 1.0).vol) == 0.0
    assert float(implied_vol.from_forward("call", 0.0, 100.0, 110.0, 1.0).vol) == 0.0


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
