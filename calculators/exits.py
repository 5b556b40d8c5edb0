"""Exit rules of a short structure, by simulation: they hang on the path, so no formula serves.

Spot follows a geometric Brownian motion, looked at once a day at the close; each leg is valued then by Black-Scholes at the vol
of its strike today. Every path comes with its mirror image (antithetic variates), and standard errors are
those of the means of such pairs. One seed gives one result.

Under the law that priced the position no rule changes the mean of the discounted profit before costs (optional stopping): what a rule
changes is how profit is spread, how long capital is tied, and how often the spread is paid.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from calculators import black_scholes, valuation
from calculators.black_scholes import Array
from calculators.conventions import years
from calculators.errors import InputError
from calculators.payoff import profit_at
from calculators.position import Position
from calculators.structure import Outlook

Reason: TypeAlias = Literal["target", "stop", "time", "expiration"]
REASONS: tuple[Reason, ...] = ("target", "stop", "time", "expiration")
Progress: TypeAlias = Callable[[int, int], None]
MOST_DAYS = 400.0
_BLOCK = 4096  # paths valued together


@dataclass(frozen=True, slots=True)
class Rules:
    """When to close before expiration, each rule None where it is not kept.

    `target`: at a profit of that share of the credit. `stop`: at a loss of that many credits. `days_left`: with that many days
    left. `exit_cost`: index points that closing early costs beyond the model's value. The stop is looked at before the target.
    """

    target: float | None = None
    stop: float | None = None
    days_left: float | None = None
    exit_cost: float = 0.0


@dataclass(frozen=True, slots=True)
class Outcomes:
    """By path (a path and its mirror are `n / 2` apart): profit in index points, days held, why it ended, and the profit if held.

    `discounted` and `held_discounted` are profits of today: the credit and the discounted cost of closing.
    """

    profit: Array
    days: Array
    reason: NDArray[np.intp]
    held: Array
    discounted: Array
    held_discounted: Array


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean with its standard error."""

    mean: float
    error: float


def simulate(position: Position, outlook: Outlook, rules: Rules, paths: int, seed: int, progress: Progress | None = None) -> Outcomes:
    """Follow `paths` paths (rounded up to an even number) to their exit and, for comparison, to expiration.

    `position` is what was opened, credit net of costs; its legs expire together. `progress` is told the days done and all days.
    Raises InputError for a position that took in no credit, or with more than `MOST_DAYS` days.
    """
    if position.credit <= 0.0:
        raise InputError(f"exit rules count in multiples of the credit, so there must be one; got {position.credit:g} points: give a sold structure")
    if not position.one_expiration or outlook.dte > MOST_DAYS:
        raise InputError(f"exit rules are simulated day by day for one expiration within {MOST_DAYS:g} days; got {outlook.dte:g}: give a nearer one")
    law, half = outlook.law.state, max(1, (paths + 1) // 2)
    steps = max(1, math.ceil(outlook.dte))
    times = outlook.dte * np.arange(1, steps + 1) / steps
    t = np.array([years(float(day), outlook.convention) for day in times])
    vol = float(law.vol_at(law.forward(t[-1]), t[-1]))
    drift = law.rate - law.dividend_yield - 0.5 * vol**2
    draw = np.random.default_rng(seed)
    vols = valuation.leg_vols(position, outlook.state, outlook.convention)
    n = 2 * half
    logs = np.full(n, math.log(law.spot))
    profit, days, discounted = np.zeros(n), np.full(n, outlook.dte), np.zeros(n)
    reason = np.full(n, REASONS.index("expiration"), dtype=np.intp)
    alive = np.ones(n, dtype=bool)
    previous = 0.0
    for step, (day, elapsed) in enumerate(zip(times, t, strict=True), start=1):
        normal = draw.standard_normal(half)
        gap = elapsed - previous
        logs += drift * gap + vol * math.sqrt(gap) * np.concatenate((normal, -normal))
        previous = elapsed
        if step < steps and alive.any():
            at = np.flatnonzero(alive)
            made = _profits(position, outlook, np.exp(logs[at]), float(t[-1] - elapsed), vols)
            why = _exit(made, float(outlook.dte - day), position.credit, rules)
            ended = why >= 0
            who = at[ended]
            profit[who] = made[ended] - rules.exit_cost
            days[who], reason[who], alive[who] = day, why[ended], False
            discounted[who] = position.credit + outlook.state.discount(elapsed) * (profit[who] - position.credit)
        if progress is not None:
            progress(step, steps)
    held = profit_at(position, np.exp(logs))
    profit[alive] = held[alive]
    held_discounted = position.credit + outlook.state.discount(t[-1]) * (held - position.credit)
    discounted[alive] = held_discounted[alive]
    return Outcomes(profit, days, reason, held, discounted, held_discounted)


def estimate(values: Array) -> Estimate:
    """The mean over paths, its error from the means of mirrored pairs."""
    pairs = 0.5 * (values[: len(values) // 2] + values[len(values) // 2 :])
    error = float(pairs.std(ddof=1)) / math.sqrt(len(pairs)) if len(pairs) > 1 else 0.0
    return Estimate(float(values.mean()), error)


def worst_mean(profit: Array, share: float) -> float:
    """The mean of the worst `share` of profits."""
    count = max(1, round(share * len(profit)))
    return float(np.partition(profit, count - 1)[:count].mean())


def _profits(position: Position, outlook: Outlook, spots: Array, left: float, vols: Array) -> Array:
    """Profit at each spot with `left` years to expiration, in blocks that stay in the cache."""
    state, found = outlook.state, np.empty(len(spots))
    for start in range(0, len(spots), _BLOCK):
        some = spots[start : start + _BLOCK]
        prices = black_scholes.price(position.signs, some[:, None], position.strikes, left, vols, state.rate, state.dividend_yield)
        found[start : start + _BLOCK] = prices @ position.quantities
    return position.credit + found + position.units * spots


def _exit(profit: Array, left: float, credit: float, rules: Rules) -> NDArray[np.intp]:
    """For each path the index of the rule that ends it now, or -1."""
    why = np.full(len(profit), -1, dtype=np.intp)
    if rules.days_left is not None and left <= rules.days_left + 1e-9:
        why[:] = REASONS.index("time")
    if rules.target is not None:
        why[profit >= rules.target * credit] = REASONS.index("target")
    if rules.stop is not None:
        why[profit <= -rules.stop * credit] = REASONS.index("stop")
    return why
