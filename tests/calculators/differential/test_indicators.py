"""RSI, MACD, VWAP and their averages against talipp, and volatilities against a plain reading of its series.

talipp seeds an exponential average with the plain mean, as our default does, and its VWAP counts each bar at (high + low + close) / 3,
as ours does when highs and lows are given.
"""

from __future__ import annotations

import numpy as np
import pytest

from calculators import indicators

talipp = pytest.importorskip("talipp.indicators")
ROUNDING = 1e-9
PATHS = 20


def closes(seed: int, count: int = 400) -> list[float]:
    rng = np.random.default_rng(seed)
    return (100.0 * np.exp(np.cumsum(rng.normal(0.0, 0.015, count)))).tolist()


@pytest.mark.parametrize("period", [2, 9, 14, 30])
def test_the_relative_strength_index_agrees(period: int) -> None:
    for seed in range(PATHS):
        prices = closes(seed)
        theirs = [value for value in talipp.RSI(period, prices) if value is not None]
        assert indicators.relative_strength_index(prices, period).rsi == pytest.approx(np.array(theirs), abs=ROUNDING)


@pytest.mark.parametrize(("fast", "slow", "signal"), [(12, 26, 9), (3, 10, 16), (5, 35, 5)])
def test_the_moving_average_convergence_agrees(fast: int, slow: int, signal: int) -> None:
    for seed in range(PATHS):
        prices = closes(seed)
        theirs = [value for value in talipp.MACD(fast, slow, signal, prices) if value is not None and value.signal is not None]
        ours = indicators.moving_average_convergence(prices, fast, slow, signal)
        assert len(theirs) == len(ours.signal)
        assert ours.macd == pytest.approx(np.array([value.macd for value in theirs]), abs=ROUNDING)
        assert ours.signal == pytest.approx(np.array([value.signal for value in theirs]), abs=ROUNDING)
        assert ours.histogram == pytest.approx(np.array([value.histogram for value in theirs]), abs=ROUNDING)


@pytest.mark.parametrize("period", [2, 20])
def test_the_exponential_average_agrees(period: int) -> None:
    for seed in range(PATHS):
        prices = closes(seed)
        theirs = [value for value in talipp.EMA(period, prices) if value is not None]
        assert indicators.exponential_average(np.array(prices), period) == pytest.approx(np.array(theirs), abs=ROUNDING)


def test_the_volume_weighted_price_agrees() -> None:
    from talipp.ohlcv import OHLCV

    for seed in range(PATHS):
        rng = np.random.default_rng(seed)
        middle = np.array(closes(seed))
        highs, lows, volumes = middle + rng.uniform(0, 1, 400), middle - rng.uniform(0, 1, 400), rng.uniform(1, 1e4, 400)
        bars = [OHLCV(c, h, low, c, v) for c, h, low, v in zip(middle, highs, lows, volumes, strict=True)]
        ours = indicators.volume_weighted_price(middle.tolist(), volumes.tolist(), highs.tolist(), lows.tolist())
        assert ours == pytest.approx(np.array(list(talipp.VWAP(bars))), abs=ROUNDING * 100)


def test_the_rogers_satchell_part_of_yang_zhang_agrees() -> None:
    # talipp knows one range estimator; over bars that open where the last closed, two of the three parts of Yang and Zhang's remain.
    from talipp.ohlcv import OHLCV

    rng = np.random.default_rng(3)
    middle = np.array(closes(3, 60))
    opens = np.concatenate(([middle[0]], middle[:-1]))
    highs, lows = np.maximum(opens, middle) * 1.004, np.minimum(opens, middle) * (1.0 - rng.uniform(0, 0.004, 60))
    bars = [OHLCV(o, h, low, c) for o, h, low, c in zip(opens, highs, lows, middle, strict=True)]
    n = len(bars) - 1
    single = [value for value in talipp.RogersSatchell(n, bars) if value is not None][-1]
    k = 0.34 / (1.34 + (n + 1) / (n - 1))
    body = np.log(middle[1:] / opens[1:])
    expected = np.sqrt(252.0 * (k * body.var(ddof=1) + (1.0 - k) * float(single) ** 2))
    assert indicators.yang_zhang(opens.tolist(), highs.tolist(), lows.tolist(), middle.tolist()) == pytest.approx(expected, rel=1e-9)
