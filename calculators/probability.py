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

from calculators import black76, normal
from calculators.black_scholes import Array, Numbers
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
        inner = np.minimum(np.maximum(levels, 1e-12), 1e15)
        deviation = np.maximum(self.state.vol_at(inner, self.t) * math.sqrt(self.t), 1e-150)  # no time or vol: a step at the forward
        minus_d2 = np.log(inner / self.forward) / deviation + 0.5 * deviation
        below = normal.cdf(minus_d2)
        if not isinstance(self.state.vol, float | int):
            smiled = below + normal.density(minus_d2) * math.sqrt(self.t) * self.state.slope_at(inner, self.t)
            below = np.minimum(np.maximum(smiled, 0.0), 1.0)
        return np.where(levels <= 0.0, 0.0, np.where(levels == math.inf, 1.0, below))

    def within(self, *sets: Ranges) -> tuple[float, ...]:
        """For each set of disjoint ranges the probability of settling in any of them, in one pass over all edges."""
        edges = list({edge for ranges in sets for low_high in ranges for edge in low_high})
        below = dict(zip(edges, self._below(edges), strict=True))
        return tuple(sum((below[high] - below[low] for low, high in ranges), 0.0) for ranges in sets)

    def _below(self, edges: list[float]) -> list[float]:
        """`cdf` of a few levels: one by one at a flat vol, where arrays would cost more than they save."""
        vol = self.state.vol
        if not isinstance(vol, float | int) or vol <= 0.0 or self.t <= 0.0:
            return [float(below) for below in self.cdf(edges)]
        forward, deviation = self.forward, vol * math.sqrt(self.t)
        bounds = {0.0: 0.0, math.inf: 1.0}
        return [bounds[x] if x in bounds else normal.cdf_of_one(math.log(x / forward) / deviation + 0.5 * deviation) for x in edges]

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
        reflected = np.exp(2.0 * mu * b / sigma**2) * normal.cdf((-np.abs(b) - push) / deviation)
    reflected = np.where(np.isfinite(reflected), reflected, 0.0)
    return np.where(b == 0.0, 1.0, np.clip(normal.cdf((-np.abs(b) + push) / deviation) + reflected, 0.0, 1.0))
