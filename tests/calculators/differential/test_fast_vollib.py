"""Prices, Greeks, implied vols and condor curves against fast-vollib.

It quotes vega and rho for a percentage point and theta for a calendar day, as our figures do and our engine does not. It values
single options; a condor is the sum of its legs.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from calculators import black76, black_scholes, implied_vol, valuation
from calculators.black_scholes import Array
from calculators.market import MarketState
from calculators.position import Leg, Position
from tests.calculators.differential.draws import draw

peer = pytest.importorskip("fast_vollib")
COUNT = 20_000
PRICE = 1e-11  # of spot + strike
GREEK = 1e-9  # of the largest in the sample of its kind


def flags(sign: Array) -> Any:
    return np.where(sign > 0.0, "c", "p")


def test_prices_and_greeks_of_twenty_thousand_options_agree() -> None:
    o = draw(COUNT)
    ours = black_scholes.greeks(o.sign, o.spot, o.strike, o.t, o.vol, o.rate, o.dividend_yield)
    at = (flags(o.sign), o.spot, o.strike, o.t, o.rate, o.vol, o.dividend_yield)
    price = peer.fast_black_scholes_merton(*at, return_as="numpy", backend="numpy")
    assert np.max(np.abs(ours.price - np.maximum(price, 0.0)) / (o.spot + o.strike)) < PRICE
    theirs = peer.get_all_greeks(*at, model="black_scholes_merton", return_as="dict", backend="numpy")
    for name, value, unit in (("delta", ours.delta, 1.0), ("gamma", ours.gamma, 1.0), ("vega", ours.vega, 100.0), ("theta", ours.theta, 365.0),
                              ("rho", ours.rho, 100.0)):  # fmt: skip
        found = np.asarray(theirs[name]) * unit
        assert np.max(np.abs(found - value) / np.maximum(np.abs(value), 1e-6 * np.max(np.abs(value)))) < GREEK, name


def test_options_on_a_future_agree() -> None:
    o = draw(COUNT)
    price = peer.fast_black(flags(o.sign), o.spot, o.strike, o.t, o.rate, o.vol, return_as="numpy", backend="numpy")
    assert np.max(np.abs(black76.price(o.sign, o.spot, o.strike, o.t, o.vol, o.rate) - np.maximum(price, 0.0)) / (o.spot + o.strike)) < PRICE


def test_implied_vols_agree_where_the_price_carries_them() -> None:
    # In the money a price is mostly intrinsic value, and the digits that are left bound what any inversion can find.
    o = draw(COUNT)
    price = black_scholes.price(o.sign, o.spot, o.strike, o.t, o.vol, o.rate, o.dividend_yield)
    vega = black_scholes.vega(o.spot, o.strike, o.t, o.vol, o.rate, o.dividend_yield)
    told = (price > 1e-6 * o.spot) & (vega > 1e-2 * o.spot * np.sqrt(o.t)) & (o.t > 0.01)
    ours = implied_vol.from_spot(o.sign[told], price[told], o.spot[told], o.strike[told], o.t[told], o.rate[told], o.dividend_yield[told]).vol
    theirs = peer.fast_implied_volatility(
        price[told], o.spot[told], o.strike[told], o.t[told], o.rate[told], flags(o.sign[told]), o.dividend_yield[told],
        model="black_scholes_merton", return_as="numpy", backend="numpy", on_error="ignore",
    )  # fmt: skip
    assert told.sum() > 5_000
    assert np.max(np.abs(ours - o.vol[told])) < 1e-9
    gap = np.abs(ours - np.asarray(theirs))  # its search stops up to 1e-5 short of the vol; most come out to rounding
    assert np.max(gap) < 1e-4
    assert np.median(gap) < 1e-12


def test_a_condors_curve_before_expiration_is_the_sum_of_its_legs() -> None:
    state = MarketState(7140.0, 0.04, 0.013, 0.18)
    strikes, rights, quantities = (6690.0, 6740.0, 7640.0, 7690.0), ("put", "put", "call", "call"), (1, -1, -1, 1)
    condor = Position(tuple(Leg(r, k, q, 45.0) for r, k, q in zip(rights, strikes, quantities, strict=True)), 14.7)  # type: ignore[arg-type]
    spots = np.linspace(5500.0, 8800.0, 1001)
    for days in (0.0, 20.0, 44.0):
        summed = np.full(spots.shape, 14.7)
        for right, strike, quantity in zip(rights, strikes, quantities, strict=True):
            t = (45.0 - days) / 365.0
            summed += quantity * peer.fast_black_scholes_merton(right[0], spots, strike, t, 0.04, 0.18, 0.013, return_as="numpy", backend="numpy")
        assert valuation.profits(condor, state, spots, days) == pytest.approx(summed, abs=1e-8)
