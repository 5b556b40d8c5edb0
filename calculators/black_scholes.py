"""European options on an index that pays a continuous dividend yield: price, Greeks and probabilities.

Every function takes `right` ("call", "put", or an array of +1 and -1) and numbers or arrays that broadcast together:
`spot` and `strike` in index points, `t` in years, `vol`, `rate` and `dividend_yield` as decimals, continuously
compounded. Results are float64. `theta` and `charm` are per year, `vega` per 1.00 of vol, `rho` per 1.00 of rate.

Where no time or no vol is left the exact limit is returned: the discounted payoff on the forward, an option
struck exactly at the forward counting as half in the money. There gamma and theta have no bound and are infinite.

Sources: Black and Scholes 1973; Merton 1973 for the dividend yield; Hull 2018, ch. 17 and 19; Haug 2007, ch. 2.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

Array: TypeAlias = NDArray[np.float64]
Numbers: TypeAlias = float | Sequence[float] | Array
RightLike: TypeAlias = Literal["call", "put"] | Sequence[str] | NDArray[Any]

_ROOT_TWO_PI = float(np.sqrt(2.0 * np.pi))


@dataclass(frozen=True, slots=True)
class Greeks:
    """Price and derivatives of one pass, in the units of this module."""

    price: Array
    delta: Array
    gamma: Array
    theta: Array
    vega: Array
    rho: Array
    vanna: Array
    volga: Array
    charm: Array
    prob_itm: Array


def sign_of(right: RightLike) -> Array:
    """+1 for a call, -1 for a put; an array of signs passes through."""
    if isinstance(right, str):
        return np.asarray(1.0 if right == "call" else -1.0)
    values = np.asarray(right)
    return np.where(values == "call", 1.0, -1.0) if values.dtype.kind == "U" else values.astype(np.float64)


def density(x: Array) -> Array:
    """The standard normal density; 0 at infinity."""
    bounded = np.clip(x, -40.0, 40.0)  # beyond which it underflows, and the square of a huge x would overflow
    result: Array = np.exp(-0.5 * bounded * bounded) / _ROOT_TWO_PI
    return result


def _arrays(*numbers: Numbers) -> tuple[Array, ...]:
    return tuple(np.asarray(n, dtype=np.float64) for n in numbers)


def d1_d2(spot: Numbers, strike: Numbers, t: Numbers, vol: Numbers, rate: Numbers, dividend_yield: Numbers) -> tuple[Array, Array]:
    """d1 and d2 of the formula (Hull 2018, eq. 17.4): infinite, with the sign of the moneyness, when t or vol is 0."""
    spot, strike, t, vol, rate, dividend_yield = _arrays(spot, strike, t, vol, rate, dividend_yield)
    deviation = vol * np.sqrt(t)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        ratio = (np.log(spot / strike) + (rate - dividend_yield) * t) / deviation
    ratio = np.where(np.isnan(ratio), 0.0, ratio)
    return ratio + 0.5 * deviation, ratio - 0.5 * deviation


def price(right: RightLike, spot: Numbers, strike: Numbers, t: Numbers, vol: Numbers, rate: Numbers, dividend_yield: Numbers) -> Array:
    """The value in index points (Hull 2018, eq. 17.4 and 17.5)."""
    sign = sign_of(right)
    spot, strike, t, rate, dividend_yield = _arrays(spot, strike, t, rate, dividend_yield)
    d1, d2 = d1_d2(spot, strike, t, vol, rate, dividend_yield)
    value = sign * (spot * np.exp(-dividend_yield * t) * ndtr(sign * d1) - strike * np.exp(-rate * t) * ndtr(sign * d2))
    floored: Array = np.maximum(value, 0.0)
    return floored


def greeks(right: RightLike, spot: Numbers, strike: Numbers, t: Numbers, vol: Numbers, rate: Numbers, dividend_yield: Numbers) -> Greeks:
    """Price and every Greek in one pass (Hull 2018, ch. 19; vanna, volga and charm: Haug 2007, ch. 2)."""
    sign = sign_of(right)
    spot, strike, t, vol, rate, dividend_yield = _arrays(spot, strike, t, vol, rate, dividend_yield)
    root = np.sqrt(t)
    deviation = vol * root
    d1, d2 = d1_d2(spot, strike, t, vol, rate, dividend_yield)
    yield_factor, discount = np.exp(-dividend_yield * t), np.exp(-rate * t)
    carried, discounted = spot * yield_factor, strike * discount
    n1, n2, phi = ndtr(sign * d1), ndtr(sign * d2), density(d1)
    weight = carried * phi
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        gamma = _limit(phi, yield_factor * phi / (spot * deviation))
        decay = _limit(phi, weight * vol / (2.0 * root))
        vanna = _limit(phi, -yield_factor * phi * d2 / vol)
        volga = _limit(phi, weight * root * d1 * d2 / vol)
        drift = _limit(phi, phi * ((rate - dividend_yield) / deviation - d2 / (2.0 * t)))
    return Greeks(
        price=np.maximum(sign * (carried * n1 - discounted * n2), 0.0),
        delta=sign * yield_factor * n1,
        gamma=gamma,
        theta=-decay + sign * (dividend_yield * carried * n1 - rate * discounted * n2),
        vega=weight * root,
        rho=sign * discounted * t * n2,
        vanna=vanna,
        volga=volga,
        charm=yield_factor * (sign * dividend_yield * n1 - drift),
        prob_itm=n2,
    )


def _limit(phi: Array, values: Array) -> Array:
    """0 where the density has underflowed (the quotient is then 0/0) or the quotient has no limit (at the money, no time)."""
    return np.where((phi == 0.0) | np.isnan(values), 0.0, values)


def delta(right: RightLike, spot: Numbers, strike: Numbers, t: Numbers, vol: Numbers, rate: Numbers, dividend_yield: Numbers) -> Array:
    """Change of price for a point of spot (Hull 2018, sec. 19.4)."""
    sign = sign_of(right)
    d1, _ = d1_d2(spot, strike, t, vol, rate, dividend_yield)
    result: Array = sign * np.exp(-np.multiply(dividend_yield, t)) * ndtr(sign * d1)
    return result


def gamma(spot: Numbers, strike: Numbers, t: Numbers, vol: Numbers, rate: Numbers, dividend_yield: Numbers) -> Array:
    """Change of delta for a point of spot, the same for calls and puts (Hull 2018, sec. 19.6)."""
    return greeks("call", spot, strike, t, vol, rate, dividend_yield).gamma


def theta(right: RightLike, spot: Numbers, strike: Numbers, t: Numbers, vol: Numbers, rate: Numbers, dividend_yield: Numbers) -> Array:
    """Change of price as a year passes; divide by 365 for a calendar day (Hull 2018, sec. 19.5)."""
    return greeks(right, spot, strike, t, vol, rate, dividend_yield).theta


def vega(spot: Numbers, strike: Numbers, t: Numbers, vol: Numbers, rate: Numbers, dividend_yield: Numbers) -> Array:
    """Change of price for 1.00 of vol, the same for calls and puts; divide by 100 for a vol point (Hull 2018, sec. 19.8)."""
    return greeks("call", spot, strike, t, vol, rate, dividend_yield).vega


def rho(right: RightLike, spot: Numbers, strike: Numbers, t: Numbers, vol: Numbers, rate: Numbers, dividend_yield: Numbers) -> Array:
    """Change of price for 1.00 of rate; divide by 100 for a percentage point (Hull 2018, sec. 19.9)."""
    return greeks(right, spot, strike, t, vol, rate, dividend_yield).rho


def vanna(spot: Numbers, strike: Numbers, t: Numbers, vol: Numbers, rate: Numbers, dividend_yield: Numbers) -> Array:
    """Change of delta for 1.00 of vol, the same for calls and puts (Haug 2007, ch. 2)."""
    return greeks("call", spot, strike, t, vol, rate, dividend_yield).vanna


def volga(spot: Numbers, strike: Numbers, t: Numbers, vol: Numbers, rate: Numbers, dividend_yield: Numbers) -> Array:
    """Change of vega for 1.00 of vol, the same for calls and puts (Haug 2007, ch. 2)."""
    return greeks("call", spot, strike, t, vol, rate, dividend_yield).volga


def charm(right: RightLike, spot: Numbers, strike: Numbers, t: Numbers, vol: Numbers, rate: Numbers, dividend_yield: Numbers) -> Array:
    """Change of delta as a year passes (Haug 2007, ch. 2)."""
    return greeks(right, spot, strike, t, vol, rate, dividend_yield).charm


def prob_itm(right: RightLike, spot: Numbers, strike: Numbers, t: Numbers, vol: Numbers, rate: Numbers, dividend_yield: Numbers) -> Array:
    """The risk-neutral probability of expiring in the money, N(d2) for a call (Hull 2018, sec. 15.8)."""
    sign = sign_of(right)
    _, d2 = d1_d2(spot, strike, t, vol, rate, dividend_yield)
    result: Array = ndtr(sign * d2)
    return result
