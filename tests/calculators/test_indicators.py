"""Indicators against published tables, volatility estimators against simulated paths and textbook numbers."""

from __future__ import annotations

from math import log, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from calculators import indicators
from calculators.catalogue import find
from calculators.errors import InputError

EXACT = 1e-12
TABLE = 0.005  # the published tables round to two decimals

# StockCharts ChartSchool, "Relative Strength Index (RSI)", the worked spreadsheet (QQQQ, 14 periods).
CLOSES = [
    44.3389, 44.0902, 44.1497, 43.6124, 44.3278, 44.8264, 45.0955, 45.4245, 45.8433, 46.0826, 45.8931,
    46.0328, 45.6140, 46.2820, 46.2820, 46.0028, 46.0328, 46.4116, 46.2222, 45.6439, 46.2122, 46.2521,
    45.7137, 46.4515, 45.7835, 45.3548, 44.0288, 44.1783, 44.2181, 44.5672, 43.4205, 42.6628, 43.1314,
]  # fmt: skip
RSI = [
    70.53, 66.32, 66.55, 69.41, 66.36, 57.97, 62.93, 63.26, 56.06, 62.38, 54.71, 50.42, 39.99, 41.46, 41.87, 45.46, 37.30, 33.08, 37.77,
]  # fmt: skip

# Hull 2018, table 15.1: twenty daily returns, standard deviation 1.216 % a day, 19.3 % a year.
HULL = [
    20.00, 20.10, 19.90, 20.00, 20.50, 20.25, 20.90, 20.90, 20.90, 20.75, 20.75,
    21.00, 21.10, 20.90, 20.90, 21.25, 21.40, 21.40, 21.25, 21.75, 22.00,
]  # fmt: skip

prices = st.lists(st.floats(1.0, 1e4), min_size=16, max_size=60)


def test_rsi_is_the_published_spreadsheet() -> None:
    assert indicators.relative_strength_index(CLOSES, 14).rsi == pytest.approx(RSI, abs=2 * TABLE)


def test_rsi_is_100_when_prices_only_rise_0_when_they_only_fall_and_50_when_they_stand() -> None:
    assert indicators.relative_strength_index([1.0 + k for k in range(15)]).rsi[-1] == 100.0
    assert indicators.relative_strength_index([20.0 - k for k in range(15)]).rsi[-1] == 0.0
    assert indicators.relative_strength_index([5.0] * 15).rsi[-1] == 50.0


@given(st.lists(st.integers(16, 160_000).map(lambda sixteenths: sixteenths / 16), min_size=16, max_size=60))  # mirrored without rounding
def test_rsi_of_a_mirrored_path_is_the_complement(path: list[float]) -> None:
    mirrored = [2e4 - price for price in path]
    if len(set(path)) > 1:
        direct = indicators.relative_strength_index(path).rsi
        assert np.all((direct >= 0.0) & (direct <= 100.0))
        assert indicators.relative_strength_index(mirrored).rsi == pytest.approx(100.0 - direct, abs=1e-4)


def test_rsi_of_too_short_a_series_says_how_many_it_needs() -> None:
    with pytest.raises(InputError, match=r"at least 15 values.*got 14"):
        find("rsi").run({"closes": [1.0 + k for k in range(14)]})


def test_macd_of_a_straight_line_is_the_difference_of_the_lags() -> None:
    # An exponential average lags a straight line of slope 1 by (n - 1) / 2 bars, and the seed by the plain mean starts it exactly there.
    result = indicators.moving_average_convergence([100.0 + k for k in range(60)])
    assert result.macd == pytest.approx(np.full(len(result.macd), (26 - 1) / 2 - (12 - 1) / 2), abs=1e-9)
    assert result.signal == pytest.approx(result.macd, abs=1e-9)
    assert result.histogram == pytest.approx(np.zeros(len(result.macd)), abs=1e-9)


def test_macd_agrees_with_a_plain_recursion() -> None:
    closes = [7000.0 + 50.0 * np.sin(k / 5.0) + k for k in range(120)]

    def average(values: list[float], period: int) -> list[float | None]:
        out: list[float | None] = [None] * (period - 1) + [sum(values[:period]) / period]
        for value in values[period:]:
            previous = out[-1]
            assert previous is not None
            out.append(value * 2 / (period + 1) + previous * (1 - 2 / (period + 1)))
        return out

    line = [f - s for f, s in zip(average(closes, 12), average(closes, 26), strict=True) if f is not None and s is not None]
    signal = average(line, 9)
    result = find("macd").run({"closes": closes})
    assert result.figure("macd").value == pytest.approx(line[-1], rel=1e-9)
    assert result.figure("signal").value == pytest.approx(signal[-1], rel=1e-9)
    assert result.figure("histogram").value == pytest.approx(line[-1] - signal[-1], rel=1e-9)  # type: ignore[operator]


def test_the_two_seeds_agree_after_a_long_history() -> None:
    closes = [100.0 + 5.0 * np.sin(k / 7.0) for k in range(600)]
    by_mean = indicators.moving_average_convergence(closes, seed="sma").macd[-1]
    by_first = indicators.moving_average_convergence(closes, seed="first").macd[-1]
    assert by_mean == pytest.approx(by_first, abs=1e-9)


def test_macd_refuses_a_fast_average_that_is_not_faster() -> None:
    with pytest.raises(InputError, match="fast must be shorter"):
        find("macd").run({"closes": [1.0] * 100, "fast": 26, "slow": 12})


def test_the_advance_decline_line_cumulates_net_advances() -> None:
    assert indicators.advance_decline_line([1500, 1200, 1600], [1200, 1500, 1000]).tolist() == [300.0, 0.0, 600.0]


def test_an_index_high_without_a_high_of_the_line_is_a_divergence() -> None:
    days = {"advances": [1600, 1100, 1300], "declines": [1000, 1500, 1200]}
    assert find("advance_decline").run(days | {"closes": [100.0, 101.0, 102.0]}).figure("divergence").value == 1
    assert find("advance_decline").run(days | {"closes": [100.0, 101.0, 100.5]}).figure("divergence").value == 0


def test_advances_and_declines_of_different_days_are_refused() -> None:
    with pytest.raises(InputError, match="equally long"):
        find("advance_decline").run({"advances": [1.0, 2.0], "declines": [1.0]})


def test_vwap_weighs_prices_by_volume() -> None:
    assert indicators.volume_weighted_price([10.0, 20.0], [300.0, 100.0])[-1] == pytest.approx(12.5, abs=EXACT)


@given(st.lists(st.tuples(st.floats(1, 1e4), st.floats(0.1, 1e6)), min_size=1, max_size=50))
def test_vwap_lies_between_the_lowest_and_the_highest_price(bars: list[tuple[float, float]]) -> None:
    running = indicators.volume_weighted_price([p for p, _ in bars], [v for _, v in bars])
    assert min(p for p, _ in bars) * (1 - 1e-12) <= running[-1] <= max(p for p, _ in bars) * (1 + 1e-12)


def test_vwap_before_any_trade_is_refused() -> None:
    with pytest.raises(InputError, match="first volume"):
        find("vwap").run({"prices": [10.0, 11.0], "volumes": [0.0, 5.0]})


def test_close_to_close_is_hulls_table() -> None:
    assert indicators.close_to_close(HULL) / sqrt(252) == pytest.approx(0.01216, abs=5e-6)
    assert indicators.close_to_close(HULL) == pytest.approx(0.193, abs=5e-4)


def test_parkinson_of_one_bar_is_its_formula() -> None:
    assert indicators.parkinson([105.0], [100.0], 1.0) == pytest.approx(log(1.05) / sqrt(4 * log(2)), rel=EXACT)


def test_garman_klass_of_a_bar_that_closes_where_it_opened_is_its_range_part() -> None:
    assert indicators.garman_klass([100.0], [104.0], [99.0], [100.0], 1.0) == pytest.approx(log(104 / 99) * sqrt(0.5), rel=EXACT)


def simulated(vol: float, gap: float, days: int, steps: int = 400) -> tuple[list[float], list[float], list[float], list[float]]:
    """Bars of a driftless walk with `vol` a year in the session and overnight jumps of `gap` a year, on a fixed seed."""
    generator = np.random.default_rng(7)
    moves = generator.normal(0.0, vol / sqrt(252 * steps), (days, steps))
    jumps = generator.normal(0.0, gap / sqrt(252), days) if gap > 0.0 else np.zeros(days)
    level = 0.0
    opens, highs, lows, closes = [], [], [], []
    for jump, day in zip(jumps, moves, strict=True):
        path = level + jump + np.concatenate(([0.0], np.cumsum(day)))
        opens.append(float(np.exp(path[0])))
        highs.append(float(np.exp(path.max())))
        lows.append(float(np.exp(path.min())))
        closes.append(float(np.exp(path[-1])))
        level = float(path[-1])
    return opens, highs, lows, closes


def test_every_estimator_finds_the_volatility_of_a_simulated_walk() -> None:
    opens, highs, lows, closes = simulated(0.20, 0.0, 750)
    # Range estimators fall a little short on a walk of finite steps (Garman and Klass 1980 measure it), hence the 5 %.
    assert indicators.close_to_close(closes) == pytest.approx(0.20, rel=0.08)
    assert indicators.parkinson(highs, lows) == pytest.approx(0.20, rel=0.05)
    assert indicators.garman_klass(opens, highs, lows, closes) == pytest.approx(0.20, rel=0.05)
    assert indicators.yang_zhang(opens, highs, lows, closes) == pytest.approx(0.20, rel=0.05)


def test_only_yang_zhang_and_close_to_close_see_overnight_gaps() -> None:
    opens, highs, lows, closes = simulated(0.16, 0.12, 750)
    whole = sqrt(0.16**2 + 0.12**2)
    assert indicators.yang_zhang(opens, highs, lows, closes) == pytest.approx(whole, rel=0.06)
    assert indicators.close_to_close(closes) == pytest.approx(whole, rel=0.08)
    assert indicators.parkinson(highs, lows) == pytest.approx(0.16, rel=0.06)


def test_a_bar_whose_low_lies_above_its_close_is_refused() -> None:
    with pytest.raises(InputError, match="bar 2"):
        find("realized_volatility").run({"opens": [1.0] * 3, "highs": [1.2] * 3, "lows": [0.9, 1.1, 0.9], "closes": [1.0] * 3})
