"""Technical indicators and estimators of realized volatility, each as its author defines it.

Series are oldest first. Every function returns the whole series it can compute, so the last element is today's value.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from calculators.errors import FieldError, InputError

Array = NDArray[np.float64]
Seed = Literal["sma", "first"]


def _enough(name: str, count: int, needed: int, why: str) -> None:
    if count < needed:
        message = f"{name} must hold at least {needed} values ({why}); got {count}; give a longer series"
        raise InputError(message, (FieldError(name, message),))


def same_length(**series: Sequence[float] | None) -> None:
    """Raise InputError unless all the series given are equally long (a None is one not given)."""
    counts = {name: len(values) for name, values in series.items() if values is not None}
    if len(set(counts.values())) > 1:
        said = ", ".join(f"{name} {count}" for name, count in counts.items())
        raise InputError(f"the series must be equally long; got {said}; give one value a period in each")


@dataclass(frozen=True, slots=True)
class Strength:
    """The index from the first bar that has one, with the last smoothed average gain and loss."""

    rsi: Array
    average_gain: float
    average_loss: float


def relative_strength_index(closes: Sequence[float], period: int = 14) -> Strength:
    """Return 100 - 100 / (1 + average gain / average loss), from close `period` on.

    The first averages are plain means over `period` changes, later ones Wilder's: (previous x (period-1) + today) / period.
    With no loss at all it is 100, with neither gain nor loss 50 by convention. Errors: InputError for fewer than period + 1
    closes. Source: Wilder 1978.
    """
    _enough("closes", len(closes), period + 1, f"period {period} needs as many changes")
    changes = np.diff(np.asarray(closes, dtype=float))
    gains, losses = np.maximum(changes, 0.0), np.maximum(-changes, 0.0)
    up, down = float(gains[:period].mean()), float(losses[:period].mean())
    values = [_index(up, down)]
    for gain, loss in zip(gains[period:], losses[period:], strict=True):
        up = (up * (period - 1) + float(gain)) / period
        down = (down * (period - 1) + float(loss)) / period
        values.append(_index(up, down))
    return Strength(np.array(values), up, down)


def _index(up: float, down: float) -> float:
    return 50.0 if up + down == 0.0 else 100.0 * up / (up + down)


def exponential_average(values: Array, period: int, seed: Seed = "sma") -> Array:
    """Smooth with weight 2 / (period + 1), from element `period` on.

    The seed is the plain mean of the first `period` values (`sma`, the charting custom) or the first value (`first`);
    the difference dies out as ((period - 1) / (period + 1)) to the number of bars.
    """
    weight = 2.0 / (period + 1.0)
    average = float(values[:period].mean())
    if seed == "first":
        average = float(values[0])
        for value in values[1:period]:
            average += weight * (float(value) - average)
    smoothed = [average]
    for value in values[period:]:
        average += weight * (float(value) - average)
        smoothed.append(average)
    return np.array(smoothed)


@dataclass(frozen=True, slots=True)
class Convergence:
    """The three series from the first bar at which the signal line exists."""

    macd: Array
    signal: Array
    histogram: Array


def moving_average_convergence(closes: Sequence[float], fast: int = 12, slow: int = 26, signal: int = 9, seed: Seed = "sma") -> Convergence:
    """Return fast minus slow exponential average, its own exponential average, and the difference of the two.

    Errors: InputError unless fast < slow and there are slow + signal - 1 closes. Source: Appel 2005.
    """
    if fast >= slow:
        message = f"fast must be shorter than slow; got {fast} and {slow}; the usual pair is 12 and 26"
        raise InputError(message, (FieldError("fast", message),))
    _enough("closes", len(closes), slow + signal - 1, f"slow {slow} and signal {signal} take slow + signal - 1")
    prices = np.asarray(closes, dtype=float)
    line = exponential_average(prices, fast, seed)[slow - fast :] - exponential_average(prices, slow, seed)
    smoothed = exponential_average(line, signal, seed)
    shown = line[signal - 1 :]
    return Convergence(shown, smoothed, shown - smoothed)


def advance_decline_line(advances: Sequence[float], declines: Sequence[float], start: float = 0.0) -> Array:
    """Add up advancing minus declining issues, day by day, from `start`.

    The level depends on the start and means nothing; only its course does. Source: Murphy 1999, ch. 18.
    """
    same_length(advances=advances, declines=declines)
    _enough("advances", len(advances), 1, "one day at the least")
    return start + np.cumsum(np.asarray(advances, dtype=float) - np.asarray(declines, dtype=float))


def volume_weighted_price(
    prices: Sequence[float], volumes: Sequence[float], highs: Sequence[float] | None = None, lows: Sequence[float] | None = None
) -> Array:
    """Return the running average price weighted by volume; with highs and lows each bar counts at (high + low + close) / 3.

    Errors: InputError for unequal lengths or while no volume has traded.
    """
    same_length(prices=prices, volumes=volumes, highs=highs, lows=lows)
    _enough("prices", len(prices), 1, "one trade or bar at the least")
    if (highs is None) != (lows is None):
        raise InputError("highs and lows belong together; got one of them; give both or neither")
    traded = np.cumsum(np.asarray(volumes, dtype=float))
    if traded[0] <= 0.0:
        message = f"the first volume must be above zero, or the average starts at nothing; got {volumes[0]:g}; drop the empty bars in front"
        raise InputError(message, (FieldError("volumes", message),))
    typical = np.asarray(prices, dtype=float)
    if highs is not None and lows is not None:
        check_bars(highs, lows, prices)
        typical = (np.asarray(highs, dtype=float) + np.asarray(lows, dtype=float) + typical) / 3.0
    return np.asarray(np.cumsum(typical * np.asarray(volumes, dtype=float)) / traded, dtype=np.float64)


def check_bars(highs: Sequence[float], lows: Sequence[float], *others: Sequence[float]) -> None:
    """Raise InputError unless low <= every other price <= high in each bar."""
    for i, (high, low) in enumerate(zip(highs, lows, strict=True)):
        inside = (low, high, *(series[i] for series in others))
        if not (low <= min(inside) and max(inside) <= high):
            raise InputError(f"each bar needs low <= open and close <= high; got bar {i + 1} with low {low:g}, high {high:g}; check the columns")


def close_to_close(closes: Sequence[float], periods_per_year: float = 252.0, demean: bool = True) -> float:
    """Return the yearly standard deviation of log returns; `demean` divides by n - 1 about the mean, else by n about zero.

    Errors: InputError for fewer than three closes (two when the mean is taken as zero). Source: Hull 2018, ch. 15.4.
    """
    _enough("closes", len(closes), 3 if demean else 2, "a spread needs two returns" if demean else "one return")
    returns = np.diff(np.log(np.asarray(closes, dtype=float)))
    variance = float(returns.var(ddof=1)) if demean else float(np.mean(returns**2))
    return float(np.sqrt(variance * periods_per_year))


def parkinson(highs: Sequence[float], lows: Sequence[float], periods_per_year: float = 252.0) -> float:
    """Return the yearly volatility from each bar's range: variance = mean of ln(high/low)^2 / (4 ln 2). No drift, no gaps.

    Source: Parkinson 1980.
    """
    _enough("highs", len(highs), 1, "one bar at the least")
    check_bars(highs, lows)
    ranges = np.log(np.asarray(highs, dtype=float) / np.asarray(lows, dtype=float))
    return float(np.sqrt(np.mean(ranges**2) / (4.0 * np.log(2.0)) * periods_per_year))


def garman_klass(
    opens: Sequence[float], highs: Sequence[float], lows: Sequence[float], closes: Sequence[float], periods_per_year: float = 252.0
) -> float:
    """Return the yearly volatility from range and open-to-close: 0.5 ln(high/low)^2 - (2 ln 2 - 1) ln(close/open)^2. No drift, no gaps.

    Never negative: |ln(close/open)| <= ln(high/low) and 0.5 > 2 ln 2 - 1. Source: Garman and Klass 1980.
    """
    _enough("opens", len(opens), 1, "one bar at the least")
    check_bars(highs, lows, opens, closes)
    ranges = np.log(np.asarray(highs, dtype=float) / np.asarray(lows, dtype=float))
    bodies = np.log(np.asarray(closes, dtype=float) / np.asarray(opens, dtype=float))
    return float(np.sqrt(np.mean(0.5 * ranges**2 - (2.0 * np.log(2.0) - 1.0) * bodies**2) * periods_per_year))


def yang_zhang(
    opens: Sequence[float], highs: Sequence[float], lows: Sequence[float], closes: Sequence[float], periods_per_year: float = 252.0
) -> float:
    """Return the yearly volatility that allows for drift and for overnight gaps; the first bar only lends its close.

    variance = overnight + k open-to-close + (1 - k) Rogers-Satchell, k = 0.34 / (1.34 + (n + 1) / (n - 1)), over n bars.
    Errors: InputError for fewer than three bars. Source: Yang and Zhang 2000.
    """
    _enough("opens", len(opens), 3, "the first lends its close, and a spread needs two")
    check_bars(highs, lows, opens, closes)
    o, h, low, c = (np.log(np.asarray(series, dtype=float)) for series in (opens, highs, lows, closes))
    overnight, up, down, body = o[1:] - c[:-1], h[1:] - o[1:], low[1:] - o[1:], c[1:] - o[1:]
    n = len(overnight)
    k = 0.34 / (1.34 + (n + 1.0) / (n - 1.0))
    rogers_satchell = float(np.mean(up * (up - body) + down * (down - body)))
    variance = float(overnight.var(ddof=1)) + k * float(body.var(ddof=1)) + (1.0 - k) * rogers_satchell
    return float(np.sqrt(max(variance, 0.0) * periods_per_year))
