"""The law of the settlement value, and what it says of a payoff.

With a flat vol the law is lognormal. With a smile it is the law the smile implies: P(S_T <= K) from the slope of the
option price in the strike (Breeden and Litzenberger 1978). It is risk-neutral, with mean the forward, unless the caller
sets the forward and vol of a real-world view.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from scipy.special import ndtr

from calculators import black76
from calculators.black_scholes import Array, Numbers, density
from calculators.market import MarketState
from calculators.payoff import Payoff
from calculators.position import Position

Ranges: TypeAlias = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Law:
    """The distribution of the settlement value `t` years on, as `state` implies it."""

    state: MarketState
    t: float

    @property
    def forward(self) -> float:
        return self.state.forward(self.t)

    def cdf(self, level: Numbers) -> Array:
        """P(settlement <= level): N(-d2) plus, with a smile, phi(d2) sqrt(t) d(vol)/dk."""
        levels = np.asarray(level, dtype=np.float64)
        inner = np.clip(levels, 1e-12, 1e15)
        _, d2 = black76.d1_d2(self.forward, inner, self.t, self.state.vol_at(inner, self.t))
        below = ndtr(-d2)
        if not isinstance(self.state.vol, float | int):
            below = below + density(d2) * math.sqrt(self.t) * self.state.slope_at(inner, self.t)
        return np.clip(np.where(levels <= 0.0, 0.0, np.where(np.isinf(levels), 1.0, below)), 0.0, 1.0)

    def within(self, *sets: Ranges) -> tuple[float, ...]:
        """For each set of disjoint ranges the probability of settling in any of them, in one pass over all edges."""
        edges = self.cdf(np.array([edge for ranges in sets for edge in ranges]).reshape(-1, 2))
        widths = (edges[:, 1] - edges[:, 0]).tolist()
        found, start = [], 0
        for ranges in sets:
            found.append(float(sum(widths[start : start + len(ranges)])))
            start += len(ranges)
        return tuple(found)

    def quantile_grid(self, n: int = 4001) -> Array:
        """Levels out to 40 standard deviations either side of the forward, dense about it: a skewed law has a far lower tail."""
        deviation = float(self.state.vol_at(self.forward, self.t)) * math.sqrt(self.t)
        spread = 40.0 * np.sinh(np.linspace(-5.0, 5.0, n)) / math.sinh(5.0)
        levels: Array = self.forward * np.exp(np.clip(deviation * spread, -600.0, 600.0))
        return levels

    def mean(self, levels: Array, values: Array) -> float:
        """The mean of a function known at rising levels, taken as straight between them and level beyond."""
        weights = np.diff(self.cdf(levels), prepend=0.0, append=1.0)
        middles = np.concatenate((values[:1], 0.5 * (values[1:] + values[:-1]), values[-1:]))
        return float(weights @ middles)

    def expected_payout(self, position: Position) -> float:
        """The mean of what legs and units pay at expiration, in undiscounted index points, credit not counted."""
        strikes = position.strikes
        prices = black76.price(position.signs, self.forward, strikes, self.t, self.state.vol_at(strikes, self.t), 0.0)
        return float(position.quantities @ prices) + position.units * self.forward


def prob_of_profit(payoff: Payoff, law: Law) -> float:
    """P(profit > 0 at expiration)."""
    return law.within(payoff.profitable)[0]


def expected_value(position: Position, law: Law, discount: float) -> float:
    """Credit plus the discounted mean of what is paid at expiration, in index points of today.

    Under the risk-neutral law of the model that set the credit it is exactly 0, and less by whatever was lost to
    slippage and fees.
    """
    return position.credit + discount * law.expected_payout(position)


def prob_touch(spot: float, barrier: Numbers, t: float, vol: Numbers, drift: float) -> Array:
    """The probability that spot reaches `barrier` at some moment before `t`, watched continuously.

    Reflection with drift: with mu = drift - vol^2/2 and b = ln(barrier/spot) it is
    N((-|b| + s*mu*t)/(vol*sqrt(t))) + exp(2*mu*b/vol^2) * N((-|b| - s*mu*t)/(vol*sqrt(t))), s the sign of b (Hull 2018,
    sec. 26.9; Haug 2007, ch. 4). `drift` is r - q for the risk-neutral probability. One constant vol: with a smile
    the caller passes the barrier's own, which ignores how the vol would change on the way.
    """
    b = np.log(np.asarray(barrier, dtype=np.float64) / spot)
    sigma = np.asarray(vol, dtype=np.float64)
    mu = drift - 0.5 * sigma**2
    deviation = sigma * math.sqrt(t)
    push = np.sign(b) * mu * t
    with np.errstate(over="ignore", invalid="ignore"):
        reflected = np.exp(2.0 * mu * b / sigma**2) * ndtr((-np.abs(b) - push) / deviation)
    reflected = np.where(np.isfinite(reflected), reflected, 0.0)
    return np.where(b == 0.0, 1.0, np.clip(ndtr((-np.abs(b) + push) / deviation) + reflected, 0.0, 1.0))
