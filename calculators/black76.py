"""European options on a forward or future, such as VIX options on the matching VIX future (Black 1976).

`forward` and `strike` in points of the underlying, `t` in years, `vol` and `rate` as decimals; numbers or arrays that
broadcast together. Deltas and gammas are with respect to the forward. Units and limits are those of `black_scholes`, of
which this is the case dividend yield = rate; only rho and vera differ, because the forward does not move with the rate:
they are -t times price and vega (Hull 2018, ch. 18).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from calculators import black_scholes
from calculators.black_scholes import Array, FirstOrder, Greeks, Numbers, RightLike


def d1_d2(forward: Numbers, strike: Numbers, t: Numbers, vol: Numbers) -> tuple[Array, Array]:
    """d1 and d2 of the formula (Hull 2018, ch. 18)."""
    return black_scholes.d1_d2(forward, strike, t, vol, 0.0, 0.0)


def price(right: RightLike, forward: Numbers, strike: Numbers, t: Numbers, vol: Numbers, rate: Numbers) -> Array:
    """The value in points (Hull 2018, ch. 18)."""
    return black_scholes.price(right, forward, strike, t, vol, rate, rate)


def first_order(right: RightLike, forward: Numbers, strike: Numbers, t: Numbers, vol: Numbers, rate: Numbers) -> FirstOrder:
    """Price, delta, gamma, theta, vega and rho in one pass."""
    result = black_scholes.first_order(right, forward, strike, t, vol, rate, rate)
    return replace(result, rho=-np.asarray(t, dtype=np.float64) * result.price)


def greeks(right: RightLike, forward: Numbers, strike: Numbers, t: Numbers, vol: Numbers, rate: Numbers) -> Greeks:
    """Price and every Greek to second order in one pass; delta, gamma, vanna and charm are those of the forward."""
    result = black_scholes.greeks(right, forward, strike, t, vol, rate, rate)
    years = np.asarray(t, dtype=np.float64)
    return replace(result, rho=-years * result.price, vera=-years * result.vega)


def delta(right: RightLike, forward: Numbers, strike: Numbers, t: Numbers, vol: Numbers, rate: Numbers) -> Array:
    """Change of price for a point of the forward."""
    return black_scholes.delta(right, forward, strike, t, vol, rate, rate)


def gamma(forward: Numbers, strike: Numbers, t: Numbers, vol: Numbers, rate: Numbers) -> Array:
    """Change of delta for a point of the forward."""
    return black_scholes.gamma(forward, strike, t, vol, rate, rate)


def theta(right: RightLike, forward: Numbers, strike: Numbers, t: Numbers, vol: Numbers, rate: Numbers) -> Array:
    """Change of price as a year passes with the forward unchanged."""
    return black_scholes.theta(right, forward, strike, t, vol, rate, rate)


def vega(forward: Numbers, strike: Numbers, t: Numbers, vol: Numbers, rate: Numbers) -> Array:
    """Change of price for 1.00 of vol."""
    return black_scholes.vega(forward, strike, t, vol, rate, rate)


def rho(right: RightLike, forward: Numbers, strike: Numbers, t: Numbers, vol: Numbers, rate: Numbers) -> Array:
    """Change of price for 1.00 of rate with the forward unchanged: -t times the price."""
    return -np.asarray(t, dtype=np.float64) * price(right, forward, strike, t, vol, rate)


def prob_itm(right: RightLike, forward: Numbers, strike: Numbers, t: Numbers, vol: Numbers) -> Array:
    """The risk-neutral probability of expiring in the money."""
    return black_scholes.prob_itm(right, forward, strike, t, vol, 0.0, 0.0)
