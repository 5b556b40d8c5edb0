"""What a position is likely to be worth on a day before its nearest expiration, its legs still alive.

The profit that day is a smooth curve of spot, kinked only where a leg expires. Its zeros are polished to rounding, and
its means are integrals against the law of spot: over each panel [a, b]

    integral of g dF = g(b) (F(b) - F(a)) - integral of g'(K) (F(K) - F(a)) dK,

g' being the position's delta, by Gauss-Legendre quadrature in log spot. That needs no density, so it serves the law of a
smile as well as the lognormal one, and nothing is simulated. Vols stay with their strikes; the law is that of `Law`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from calculators import black_scholes, valuation
from calculators.black_scholes import Array
from calculators.conventions import years
from calculators.errors import field_error
from calculators.market import MarketState
from calculators.position import Position
from calculators.probability import Law
from calculators.units import TimeConvention

TAIL = 0.05
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(12)
_CORE = np.concatenate(([-40.0, -30.0, -22.0, -16.0, -13.0, -11.0], np.linspace(-10.0, 10.0, 41), [11.0, 13.0, 16.0, 22.0, 30.0, 40.0]))
_NEAR_STRIKE = np.array([-6.0, -4.0, -3.0, -2.0, -1.5, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0])
_FURTHEST = 600.0  # of log spot
_POLISHES = 100
_PARTS = 8  # of a panel, between which the profit is taken as straight for the value at risk alone
_BISECTIONS = 50
_CORRECTIONS = 2


@dataclass(frozen=True)  # without slots: the tail is looked for when it is asked for
class Horizon:
    """A position `days` on, in index points of one structure; probabilities under `law`.

    `mean_profit` = prob_of_profit * mean_gain - prob_of_loss * mean_loss, undiscounted; `expected_value` is the credit plus
    the discounted mean of what closing then brings, so that under the law that set the credit it is 0. `mean_gain` and
    `mean_loss` (positive) are None where there is no chance of one. In the worst `tail` of outcomes the loss is at least
    `value_at_risk`, on average `cvar`; both are negative where even those bring a profit.
    """

    days: float
    law: Law
    breakevens: tuple[float, ...]
    prob_of_profit: float
    prob_of_loss: float
    expected_value: float
    mean_profit: float
    mean_gain: float | None
    mean_loss: float | None
    tail: float
    panels: _Panels = field(repr=False, compare=False)

    @property
    def value_at_risk(self) -> float:
        return self._worst[0]

    @property
    def cvar(self) -> float:
        return self._worst[1]

    @cached_property
    def _worst(self) -> tuple[float, float]:
        return _tail(self.panels, self.tail)


@dataclass(frozen=True, slots=True)
class _Curve:
    """Profit and delta of a position that day."""

    position: Position
    state: MarketState
    convention: TimeConvention
    days: float
    vols: Array

    @property
    def left(self) -> Array:
        return np.array([years(max(leg.dte - self.days, 0.0), self.convention) for leg in self.position.legs])

    def profit(self, spots: Array) -> Array:
        return valuation.profits(self.position, self.state, spots, self.days, self.convention, self.vols)

    def slope(self, spots: Array) -> Array:
        position, state = self.position, self.state
        carry = state.rate if position.legs[0].underlying == "future" else state.dividend_yield
        deltas = black_scholes.delta(position.signs, spots[..., None], position.strikes, self.left, self.vols, state.rate, carry)
        slope: Array = deltas @ position.quantities + position.units
        return slope


@dataclass(frozen=True, slots=True)
class _Panels:
    """Ranges of spot between `edges`, with the probability and the integral of profit over each."""

    curve: _Curve
    law: Law
    edges: Array
    mass: Array
    integral: Array

    def total(self, kept: NDArray[np.bool_]) -> float:
        """The mean of profit over the panels kept, not divided by their probability."""
        return float(self.integral[kept].sum())


def at(
    position: Position, state: MarketState, days: float, law: Law | None = None, convention: TimeConvention = "calendar365", tail: float = TAIL
) -> Horizon:
    """The position `days` on. `law` is that of spot then, by default the risk-neutral one of `state`.

    At a flat vol the expected value of any horizon is what the position is worth beside its credit today. With a smile it is not
    quite: vols that stay with their strikes are a convention, not the dynamics that the smile implies.

    Raises InputError for days beyond the nearest expiration, since what a leg settled for would hang on the path.
    """
    check_days(days, position.dte)
    settled = Law(state, years(days, convention)) if law is None else law
    curve = _Curve(position, state, convention, days, valuation.leg_vols(position, state, convention))
    edges = _edges(curve, settled)
    roots = zeros(curve, edges)
    panels = _panels(curve, settled, np.unique(np.concatenate((edges, roots))))
    middle = curve.profit(np.sqrt(panels.edges[:-1] * panels.edges[1:]))
    flat = 1e-11 * max(1.0, float(np.abs(position.quantities) @ position.strikes))
    gains, losses = middle > flat, middle < -flat
    prob_gain, prob_loss = float(panels.mass[gains].sum()), float(panels.mass[losses].sum())
    gain, loss = panels.total(gains), -panels.total(losses)
    mean = float(panels.integral.sum())
    return Horizon(
        days=days,
        law=settled,
        breakevens=tuple(float(root) for root in roots),
        prob_of_profit=min(prob_gain, 1.0),
        prob_of_loss=min(prob_loss, 1.0),
        expected_value=position.credit + state.discount(years(days, convention)) * (mean - position.credit),
        mean_profit=mean,
        mean_gain=gain / prob_gain if prob_gain > 0.0 else None,
        mean_loss=loss / prob_loss if prob_loss > 0.0 else None,
        tail=tail,
        panels=panels,
    )


def check_days(days: float, dte: float) -> None:
    """Refuse a horizon that is not after now and at most the nearest expiration."""
    if not 0.0 < days <= dte:
        raise field_error(
            "horizon_days", f"horizon_days must be above 0 and at most the {dte:g} days to the nearest expiration; got {days:g}: lower it"
        )


def zeros(curve: _Curve, edges: Array) -> Array:
    """Every spot between neighbouring edges or panel middles at which profit changes sign, to rounding, ascending."""
    spots = np.unique(np.concatenate((edges, np.sqrt(edges[:-1] * edges[1:]))))
    profit = curve.profit(spots)
    at_zero = np.flatnonzero(np.sign(profit[:-1]) * np.sign(profit[1:]) < 0.0)
    exact = spots[1:-1][(profit[1:-1] == 0.0) & (profit[:-2] * profit[2:] < 0.0)]
    low, high, left, right = spots[at_zero], spots[at_zero + 1], profit[at_zero], profit[at_zero + 1]
    rising = left < 0.0
    guess = low - left * (high - low) / (right - left)
    for _ in range(_POLISHES if len(at_zero) else 0):  # Newton, inside a bracket that shrinks
        value = curve.profit(guess)
        above = (value > 0.0) == rising
        low, high = np.where(above, low, guess), np.where(above, guess, high)
        with np.errstate(divide="ignore", invalid="ignore"):
            newton = guess - value / curve.slope(guess)
        following = np.where((newton >= low) & (newton <= high), newton, 0.5 * (low + high))
        done = np.abs(following - guess) <= 1e-15 * guess
        guess = np.where(value == 0.0, guess, following)
        if np.all(done | (value == 0.0)):
            break
    return np.sort(np.concatenate((guess, exact)))


def _edges(curve: _Curve, law: Law) -> Array:
    """Panel edges: by standard deviations of the law, and about each strike by those its option has left, where the curve bends."""
    deviation = float(law.state.vol_at(law.forward, law.t)) * math.sqrt(law.t)
    spread = math.log(law.forward) + np.clip(_CORE * deviation, -_FURTHEST, _FURTHEST)
    left = curve.vols * np.sqrt(curve.left)
    bends = np.log(curve.position.strikes)[:, None] + left[:, None] * _NEAR_STRIKE
    inside = np.clip(bends.ravel(), spread[0], spread[-1])
    return np.unique(np.exp(np.concatenate((spread, inside))))


def _panels(curve: _Curve, law: Law, edges: Array) -> _Panels:
    at_edges = curve.profit(edges)
    logs = np.log(edges)
    half = 0.5 * np.diff(logs)
    nodes = np.exp(0.5 * (logs[:-1] + logs[1:])[:, None] + half[:, None] * _NODES)
    below = law.cdf(edges)
    mass = np.diff(below)
    above_start = law.cdf(nodes) - below[:-1, None]
    bent = (curve.slope(nodes) * above_start * nodes) @ _WEIGHTS * half
    integral = at_edges[1:] * mass - bent
    # What little lies beyond the outer edges counts as being there.
    integral[0] += at_edges[0] * below[0]
    integral[-1] += at_edges[-1] * (1.0 - below[-1])
    mass = mass.copy()
    mass[0] += below[0]
    mass[-1] += 1.0 - below[-1]
    return _Panels(curve, law, edges, mass, integral)


def _tail(panels: _Panels, tail: float) -> tuple[float, float]:
    """Value at risk and the mean loss beyond it, by Rockafellar and Uryasev 2000: cvar = min over L of L + E[(loss - L)+] / tail.

    L, the value at risk, is read off straight lines between close points and once corrected by the exact probability beyond it; about
    the minimum the expression is flat, and the mean beyond L is that of the panels, cut where the loss passes L.
    """
    curve, law = panels.curve, panels.law
    fine = np.unique(np.concatenate((panels.edges, np.exp(_between(np.log(panels.edges), _PARTS)))))
    losses, mass = -curve.profit(fine), np.diff(law.cdf(fine))
    worse, better = np.maximum(losses[1:], losses[:-1]), np.minimum(losses[1:], losses[:-1])
    wanted = tail
    for _ in range(_CORRECTIONS):
        low, high = float(losses.min()), float(losses.max())
        for _ in range(_BISECTIONS):
            level = 0.5 * (low + high)
            share = np.where(worse > better, (worse - level) / np.where(worse > better, worse - better, 1.0), (worse > level).astype(np.float64))
            low, high = (level, high) if float(mass @ np.clip(share, 0.0, 1.0)) > wanted else (low, level)
        moved = replace(curve, position=replace(curve.position, credit=curve.position.credit + high))
        beyond = _panels(moved, law, np.unique(np.concatenate((panels.edges, zeros(moved, panels.edges)))))
        over = moved.profit(np.sqrt(beyond.edges[:-1] * beyond.edges[1:])) < 0.0
        missed = tail - float(beyond.mass[over].sum())
        if abs(missed) > 0.1 * tail:  # a loss that has a probability of its own: the level is exact
            break
        wanted += missed
    return high, high - beyond.total(over) / tail


def _between(values: Array, parts: int) -> Array:
    """`parts` - 1 points evenly between each pair of neighbours."""
    shares = np.arange(1, parts) / parts
    return np.asarray((values[:-1, None] + np.diff(values)[:, None] * shares).ravel())
