"""Measures of daily history. Levels are index or VIX points, moves and shares decimals, vols decimals a year.

A day's expected move is taken from the VIX close of the trading day before: VIX / 100 / sqrt(252), or / sqrt(365). Realised
vol is the root mean square of daily log returns times sqrt(252), the mean not taken off.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calculators import normal
from calculators.black_scholes import Array
from calculators.errors import InputError
from calculators.history.files import Daily, Dates, Futures
from calculators.vix_curve import NEAR, YEAR

Mask = NDArray[np.bool_]

TRADING_DAYS = 252.0
WINDOW = 21  # trading days in the month that the VIX looks ahead over
LONGEST_GAP = 5.0  # calendar days between closes that count as one trading day apart
LAST_WEEK = 7.0  # days to settlement below which a future is left out: it is settling, not answering
BANDS = ((0.0, 12.0), (12.0, 15.0), (15.0, 20.0), (20.0, 25.0), (25.0, 30.0), (30.0, 40.0), (40.0, math.inf))
TENORS = ((7.0, 28.0), (28.0, 49.0), (49.0, 91.0), (91.0, 122.0), (122.0, 183.0), (183.0, 300.0))
CURVE_TENORS = (60.0, 90.0, 120.0, 150.0, 180.0)
_SECTIONS, _REFINEMENTS = 41, 8


@dataclass(frozen=True, slots=True)
class Moves:
    """Each day's move of the index as a log return, the VIX the day before, and the move in units of the expected one."""

    days: Dates
    returns: Array
    vix: Array

    def units(self, days_a_year: float = TRADING_DAYS) -> Array:
        return self.returns / (self.vix / 100.0 / math.sqrt(days_a_year))

    def within(self, mask: Mask) -> Moves:
        return Moves(self.days[mask], self.returns[mask], self.vix[mask])


@dataclass(frozen=True, slots=True)
class Spread:
    """How a sample of moves in units of the expected one is spread; `beyond_one` and `beyond_two` count both sides."""

    count: int
    mean_size: float
    deviation: float
    beyond_one: float
    beyond_two: float
    below_minus_two: float
    worst: float


@dataclass(frozen=True, slots=True)
class Premium:
    """The VIX close against what the index then realised, both as vols, over the days of one band.

    Windows overlap, so the sample holds only about count / 21 independent ones.
    """

    count: int
    implied: float
    realised: float
    median_gap: float
    share_above: float


@dataclass(frozen=True, slots=True)
class Slope:
    """A regression through 0: slope, its standard error, the sample."""

    slope: float
    error: float
    count: int


@dataclass(frozen=True, slots=True)
class TenorBeta:
    """The answer of futures of one range of tenors to a point of spot VIX."""

    low: float
    high: float
    mean_dte: float
    beta: Slope


@dataclass(frozen=True, slots=True)
class BetaFit:
    """The answer of all futures by one number: `days` of (1 + dte / days) ** -0.5, or `speed` of exp(-speed dte / 365).

    `excess` is the share by which the second's squared error is greater.
    """

    days: float
    speed: float
    excess: float
    count: int


@dataclass(frozen=True, slots=True)
class Contango:
    """Of the days of one band the share with the second future above the first, and the 30-day one above spot."""

    count: int
    front: float
    over_spot: float
    median_premium: float


def moves(index: Daily, vix: Daily) -> Moves:
    """Every day whose trading day before has a VIX close."""
    before, after = index.days[:-1], index.days[1:]
    level = vix.on(before)
    kept = np.isfinite(level) & _adjacent(before, after)
    if not kept.any():
        raise InputError(f"index and VIX must share days; {index.source} and {vix.source} do not: choose files of one span")
    return Moves(after[kept], np.diff(np.log(index.values))[kept], level[kept])


def spread(units: Array) -> Spread:
    """The spread of moves in units of the expected one."""
    size = np.abs(units)
    return Spread(
        count=len(units),
        mean_size=float(size.mean()),
        deviation=float(np.sqrt(np.mean(units**2))),
        beyond_one=float(np.mean(size > 1.0)),
        beyond_two=float(np.mean(size > 2.0)),
        below_minus_two=float(np.mean(units < -2.0)),
        worst=float(units.min()),
    )


def normal_shares() -> tuple[float, float]:
    """What a normal law with the expected move as its deviation puts beyond one and beyond two."""
    return 2.0 * float(normal.cdf(-1.0)), 2.0 * float(normal.cdf(-2.0))


def worst(found: Moves, count: int = 10) -> Moves:
    """The days that fell furthest in units of the expected move, worst first."""
    at = np.argsort(found.units(), kind="stable")[:count]
    return Moves(found.days[at], found.returns[at], found.vix[at])


def realised_after(index: Daily, window: int = WINDOW) -> Daily:
    """For each day the realised vol of the `window` trading days that follow it."""
    if len(index.days) <= window:
        raise InputError(f"realised vol needs more than {window} days; {index.source} has {len(index.days)}")
    squares = np.diff(np.log(index.values)) ** 2
    total = np.cumsum(np.concatenate(([0.0], squares)))
    vols = np.sqrt((total[window:] - total[:-window]) / window * TRADING_DAYS)
    return Daily(index.source, index.days[: len(vols)], vols)


def premium(index: Daily, vix: Daily, band: tuple[float, float] = (0.0, math.inf), window: int = WINDOW) -> Premium | None:
    """The VIX against the vol that followed, on the days that closed within the band; None where there are none."""
    realised = realised_after(index, window).on(vix.days)
    kept = np.isfinite(realised) & _in(band, vix.values)
    if not kept.any():
        return None
    implied, after = vix.values[kept] / 100.0, realised[kept]
    gap = implied - after
    return Premium(int(kept.sum()), float(implied.mean()), float(after.mean()), float(np.median(gap)), float(np.mean(gap > 0.0)))


def vix_response(index: Daily, vix: Daily, band: tuple[float, float], falls: bool) -> Slope | None:
    """The points the VIX moves for 1 % of the index on days that began in the band, falls or rises alone; negative slopes.

    None where fewer than two days are left.
    """
    before, after = index.days[:-1], index.days[1:]
    percent = 100.0 * (index.values[1:] / index.values[:-1] - 1.0)
    start = vix.on(before)
    change = vix.on(after) - start
    kept = np.isfinite(change) & _adjacent(before, after) & _in(band, start) & ((percent < 0.0) if falls else (percent > 0.0))
    return through_origin(percent[kept], change[kept]) if kept.sum() >= 2 else None


def through_origin(x: Array, y: Array) -> Slope:
    """Least squares through 0, with the standard error that does not suppose equal variances (White 1980)."""
    square = float(x @ x)
    slope = float(x @ y) / square
    residual = y - slope * x
    return Slope(slope, math.sqrt(float(np.sum((x * residual) ** 2))) / square, len(x))


def changes(futures: Futures, vix: Daily) -> tuple[Array, Array, Array]:
    """(days left at the earlier close, change of spot, change of the future) of every contract between neighbouring days.

    Contracts are followed by expiration, so that no roll is a change. The last week is left out.
    """
    spot = vix.on(futures.days)
    dte = futures.dte[:-1]
    moved = np.diff(futures.settles, axis=0)
    spot_moved = np.broadcast_to(np.diff(spot)[:, None], moved.shape)
    near = _adjacent(futures.days[:-1], futures.days[1:])[:, None]
    kept = np.isfinite(moved) & np.isfinite(spot_moved) & near & (dte > LAST_WEEK)
    if not kept.any():
        raise InputError(f"futures and VIX must share neighbouring days; {futures.source} and {vix.source} do not: choose files of one span")
    return dte[kept], spot_moved[kept], moved[kept]


def betas(futures: Futures, vix: Daily) -> tuple[TenorBeta, ...]:
    """The slope of futures' daily changes on those of spot by range of tenors."""
    dte, spot, moved = changes(futures, vix)
    found = []
    for low, high in TENORS:
        kept = (dte > low) & (dte <= high)
        if kept.sum() >= 2:
            found.append(TenorBeta(low, high, float(dte[kept].mean()), through_origin(spot[kept], moved[kept])))
    return tuple(found)


def beta_fit(futures: Futures, vix: Daily) -> BetaFit:
    """The two one-number curves fitted to every daily change by least squares."""
    dte, spot, moved = changes(futures, vix)

    def power(scale: float) -> float:
        return float(np.sum((moved - spot * (1.0 + dte / scale) ** -0.5) ** 2))

    def exponential(speed: float) -> float:
        return float(np.sum((moved - spot * np.exp(-speed * dte / YEAR)) ** 2))

    scale, speed = minimum(power, 0.5, 200.0), minimum(exponential, 0.05, 50.0)
    return BetaFit(scale, speed, exponential(speed) / power(scale) - 1.0, len(dte))


def constant_maturity(futures: Futures, dte: float = NEAR) -> Daily:
    """The level at `dte` days each day, straight between the contracts either side; days without both are left out."""
    left = np.where(np.isfinite(futures.settles), futures.dte, np.nan)
    days, levels = [], []
    for day, have, settle in zip(futures.days, left, futures.settles, strict=True):
        known = np.flatnonzero(have > 0.0)
        below, above = known[have[known] <= dte], known[have[known] >= dte]
        if len(below) and len(above):
            a, b = below[-1], above[0]
            share = 0.0 if a == b else (dte - have[a]) / (have[b] - have[a])
            days.append(day)
            levels.append(settle[a] + share * (settle[b] - settle[a]))
    return Daily(futures.source, np.array(days, dtype="datetime64[D]"), np.array(levels))


def contango(futures: Futures, vix: Daily, band: tuple[float, float] = (0.0, math.inf)) -> Contango | None:
    """Contango on the days the VIX closed in the band; None where there are none. The future that settles that day is no first one."""
    near = constant_maturity(futures)
    spot = vix.on(near.days)
    kept = np.isfinite(spot) & _in(band, spot)
    if not kept.any():
        return None
    over = near.values[kept] / spot[kept] - 1.0
    live = np.where(np.isfinite(futures.settles) & (futures.dte > 0.0), futures.settles, np.nan)
    first = np.argmax(np.isfinite(live), axis=1)
    rows = np.arange(len(live))
    step = live[rows, np.minimum(first + 1, live.shape[1] - 1)] - live[rows, first]
    both = np.isfinite(step) & _in(band, vix.on(futures.days))
    front = float(np.mean(step[both] > 0.0)) if both.any() else math.nan
    return Contango(int(kept.sum()), front, float(np.mean(over > 0.0)), float(np.median(over)))


def curve_speed(futures: Futures, vix: Daily) -> float:
    """The mean-reversion speed whose curve fits best the median premiums over spot of `CURVE_TENORS`, in units of the 30-day one.

    Each tenor's median and that of 30 days are over the days that have both.
    """
    near = constant_maturity(futures)
    tenors, ratios = [], []
    for dte in CURVE_TENORS:
        far = constant_maturity(futures, dte)
        spot, base = vix.on(far.days), near.on(far.days)
        both = np.isfinite(spot) & np.isfinite(base)
        if both.any():
            tenors.append(dte)
            ratios.append(float(np.median(far.values[both] / spot[both] - 1.0) / np.median(base[both] / spot[both] - 1.0)))
    if not tenors:
        raise InputError(f"a curve's speed needs futures out to {CURVE_TENORS[0]:g} days or more on days of the VIX file; {futures.source} has none")
    days, wanted = np.array(tenors), np.array(ratios)

    def miss(speed: float) -> float:
        return float(np.sum((np.expm1(-speed * days / YEAR) / math.expm1(-speed * NEAR / YEAR) - wanted) ** 2))

    return minimum(miss, 0.05, 50.0)


def future_vol(futures: Futures, low: float, high: float) -> tuple[float, int] | None:
    """The realised vol of futures with more than `low` and at most `high` days left, and the number of daily changes; None without any."""
    returns = np.diff(np.log(futures.settles), axis=0)
    dte = futures.dte[:-1]
    kept = np.isfinite(returns) & (dte > low) & (dte <= high) & _adjacent(futures.days[:-1], futures.days[1:])[:, None]
    return (float(np.sqrt(np.mean(returns[kept] ** 2) * TRADING_DAYS)), int(kept.sum())) if kept.any() else None


def minimum(of: Callable[[float], float], low: float, high: float) -> float:
    """Where a function with one trough between two positive numbers is least, by narrowing a geometric grid."""
    grid = np.geomspace(low, high, _SECTIONS)
    for _ in range(_REFINEMENTS):
        best = int(np.argmin([of(float(x)) for x in grid]))
        grid = np.linspace(grid[max(best - 1, 0)], grid[min(best + 1, len(grid) - 1)], _SECTIONS)
    return float(grid[_SECTIONS // 2])


def _adjacent(before: Dates, after: Dates) -> Mask:
    gap: Mask = (after - before).astype(np.float64) <= LONGEST_GAP
    return gap


def _in(band: tuple[float, float], values: Array) -> Mask:
    inside: Mask = (values >= band[0]) & (values < band[1])
    return inside
