"""Profit at expiration of a position whose legs expire together: a piecewise linear function of the settlement value."""

from __future__ import annotations

import math
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


def profit_at(position: Position, settlement: Numbers) -> Array:
    """Profit in index points for each settlement value: credit plus what every leg pays."""
    values = np.asarray(settlement, dtype=np.float64)
    paid = np.maximum(position.signs * (values[..., None] - position.strikes), 0.0) @ position.quantities
    result: Array = position.credit + position.units * values + paid
    return result


def at_expiration(position: Position) -> Payoff:
    """The whole payoff, exact: every kink, every breakeven, both extremes."""
    spots = np.concatenate(([0.0], np.unique(position.strikes)))
    profit = profit_at(position, spots)
    calls = position.signs > 0
    end_slope = float(position.units + position.quantities[calls].sum())
    return from_kinks(spots, profit, 0.0 if abs(end_slope) < 1e-12 else end_slope)


def from_kinks(spots: Array, profit: Array, end_slope: float) -> Payoff:
    """The payoff that runs straight between the kinks and leaves the last one with `end_slope`."""
    scale = 1e-12 * max(1.0, float(np.max(np.abs(profit))))
    x = [float(s) for s in spots]
    y = [0.0 if abs(p) <= scale else float(p) for p in profit]
    roots: list[float] = []
    for i, (left, right) in enumerate(pairwise(y)):
        if left == 0.0 and (x[i] > 0.0 or right != 0.0) and _crosses(y, i, end_slope):
            roots.append(x[i])
        if left * right < 0.0:
            roots.append(x[i] + (x[i + 1] - x[i]) * left / (left - right))
    if y[-1] == 0.0 and _crosses(y, len(y) - 1, end_slope):
        roots.append(x[-1])
    if y[-1] * end_slope < 0.0:
        roots.append(x[-1] - y[-1] / end_slope)
    max_profit = math.inf if end_slope > 0 else max(y)
    max_loss = math.inf if end_slope < 0 else -min(y)
    return Payoff(
        spots,
        np.asarray(y),
        tuple(sorted(set(roots))),
        max_profit,
        max_loss,
        _profitable(x, y, end_slope, sorted(set(roots))),
        _plateaus(x, y, end_slope, max_profit, scale),
        _plateaus(x, y, end_slope, -max_loss, scale),
    )


def _crosses(y: list[float], i: int, end_slope: float) -> bool:
    """Whether a zero at kink i parts ranges of different sign (zero being a sign of its own)."""
    before = y[i - 1] if i > 0 else 0.0
    after = y[i + 1] if i + 1 < len(y) else end_slope
    return (before > 0.0) != (after > 0.0) or (before < 0.0) != (after < 0.0)


def _profitable(x: list[float], y: list[float], end_slope: float, roots: list[float]) -> tuple[tuple[float, float], ...]:
    edges = [0.0, *(root for root in roots if root > 0.0), math.inf]
    ranges: list[tuple[float, float]] = []
    for low, high in pairwise(edges):
        inner = [p for s, p in zip(x, y, strict=True) if low < s < high]
        middle = 0.5 * (low + high) if math.isfinite(high) else max(low, x[-1]) + 1.0
        beyond = y[-1] + end_slope * (middle - x[-1]) if middle > x[-1] else float(np.interp(middle, x, y))
        if beyond > 0.0 or any(p > 0.0 for p in inner):
            ranges.append((low, high))
    return tuple(ranges)


def _plateaus(x: list[float], y: list[float], end_slope: float, level: float, scale: float) -> tuple[tuple[float, float], ...]:
    """The stretches, longer than a point, on which profit is at `level`."""
    found = [(x[i], x[i + 1]) for i in range(len(x) - 1) if abs(y[i] - level) <= scale and abs(y[i + 1] - level) <= scale]
    if end_slope == 0.0 and abs(y[-1] - level) <= scale:
        found.append((x[-1], math.inf))
    return tuple(found)
