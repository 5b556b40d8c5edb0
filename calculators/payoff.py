"""Profit at expiration of a position whose legs expire together: a piecewise linear function of the settlement value."""

from __future__ import annotations

import math
from bisect import bisect_left
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from calculators.black_scholes import Array, Numbers
from calculators.position import Position


@dataclass(frozen=True, slots=True)
class Payoff:
    """The kinks `spots` with their `profit` in index points, and what follows from them.

    `max_profit` and `max_loss` (a positive number) are infinite when unlimited. Between breakevens lie `profitable`
    ranges of settlement; the last may reach to infinity. A flat stretch at exactly zero has a breakeven at each end.
    """

    spots: Array
    profit: Array
    breakevens: tuple[float, ...]
    max_profit: float
    max_loss: float
    profitable: tuple[tuple[float, float], ...]
    at_max_profit: tuple[tuple[float, float], ...]
    at_max_loss: tuple[tuple[float, float], ...]
    end_slope: float = 0.0

    def at(self, settlement: Numbers) -> Array:
        """Profit in index points for each settlement value, read off the straight pieces."""
        values = np.asarray(settlement, dtype=np.float64)
        profit: Array = np.interp(values, self.spots, self.profit)
        return profit + self.end_slope * np.maximum(values - self.spots[-1], 0.0) if self.end_slope else profit


def profit_at(position: Position, settlement: Numbers) -> Array:
    """Profit in index points for each settlement value: credit plus what every leg pays."""
    values = np.asarray(settlement, dtype=np.float64)
    paid = np.maximum(position.signs * (values[..., None] - position.strikes), 0.0) @ position.quantities
    result: Array = position.credit + position.units * values + paid
    return result


def at_expiration(position: Position) -> Payoff:
    """The whole payoff, exact: every kink, every breakeven, both extremes."""
    kinks = [0.0, *sorted({leg.strike for leg in position.legs})]
    # `profit_at` would give the same; for the few numbers of most positions arrays cost more than they save
    calls = [(leg.strike, leg.quantity) for leg in position.legs if leg.right == "call"]
    puts = [(leg.strike, leg.quantity) for leg in position.legs if leg.right == "put"]
    profit = [
        position.credit
        + position.units * kink
        + sum(quantity * (kink - strike) for strike, quantity in calls if strike < kink)
        + sum(quantity * (strike - kink) for strike, quantity in puts if strike > kink)
        for kink in kinks
    ]
    end_slope = position.units + sum(quantity for _, quantity in calls)
    return from_kinks(kinks, profit, 0.0 if abs(end_slope) < 1e-12 else end_slope)


def from_kinks(x: list[float], profit: list[float], end_slope: float) -> Payoff:
    """The payoff that runs straight between the kinks at spots x and leaves the last one with `end_slope`."""
    scale = 1e-12 * max(1.0, max(profit), -min(profit))
    y = [0.0 if abs(p) <= scale else p for p in profit]
    roots: list[float] = []
    for i, (left, right) in enumerate(pairwise(y)):
        if left * right < 0.0:
            roots.append(x[i] + (x[i + 1] - x[i]) * left / (left - right))
        elif left == 0.0 and (x[i] > 0.0 or right != 0.0) and _crosses(y, i, end_slope):
            roots.append(x[i])
    if y[-1] == 0.0 and _crosses(y, len(y) - 1, end_slope):
        roots.append(x[-1])
    if y[-1] * end_slope < 0.0:
        roots.append(x[-1] - y[-1] / end_slope)
    breakevens = tuple(roots)
    max_profit = math.inf if end_slope > 0 else max(y)
    max_loss = math.inf if end_slope < 0 else -min(y)
    return Payoff(
        np.array(x),
        np.array(y),
        breakevens,
        max_profit,
        max_loss,
        _profitable(x, y, end_slope, breakevens),
        _plateaus(x, y, end_slope, max_profit, scale),
        _plateaus(x, y, end_slope, -max_loss, scale),
        end_slope,
    )


def _crosses(y: list[float], i: int, end_slope: float) -> bool:
    """Whether a zero at kink i parts ranges of different sign (zero being a sign of its own)."""
    before = y[i - 1] if i > 0 else 0.0
    after = y[i + 1] if i + 1 < len(y) else end_slope
    return (before > 0.0) != (after > 0.0) or (before < 0.0) != (after < 0.0)


def _profitable(x: list[float], y: list[float], end_slope: float, roots: tuple[float, ...]) -> tuple[tuple[float, float], ...]:
    """The ranges between neighbouring roots where there is a profit: half way, or, where it only touches zero there, at some kink."""
    edges = [0.0, *(root for root in roots if root > 0.0), math.inf]
    ranges: list[tuple[float, float]] = []
    for low, high in pairwise(edges):
        middle = 0.5 * (low + high) if high < math.inf else max(low, x[-1]) + 1.0
        half_way = _between(x, y, end_slope, middle)
        if half_way > 0.0 or (half_way == 0.0 and any(low < s < high and p > 0.0 for s, p in zip(x, y, strict=True))):
            ranges.append((low, high))
    return tuple(ranges)


def _between(x: list[float], y: list[float], end_slope: float, level: float) -> float:
    """Profit at a level on or between the kinks, or beyond the last."""
    if level > x[-1]:
        return y[-1] + end_slope * (level - x[-1])
    right = max(bisect_left(x, level), 1)
    return y[right - 1] + (y[right] - y[right - 1]) * (level - x[right - 1]) / (x[right] - x[right - 1])


def _plateaus(x: list[float], y: list[float], end_slope: float, level: float, scale: float) -> tuple[tuple[float, float], ...]:
    """The stretches, longer than a point, on which profit is at `level`."""
    there = [abs(p - level) <= scale for p in y]
    found = [(x[i], x[i + 1]) for i, (left, right) in enumerate(pairwise(there)) if left and right]
    if end_slope == 0.0 and there[-1]:
        found.append((x[-1], math.inf))
    return tuple(found)
