"""Measures on histories made so that the answer is known, on the shipped series, and the defaults on the data they name."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from calculators import vix_curve
from calculators.black_scholes import Array
from calculators.errors import InputError
from calculators.history import measures
from calculators.history.files import Daily, Dates, Futures, read_daily, read_futures, shipped
from calculators.history.report import Column, history_report

ROUNDING = 1e-9
# The folder with 8_m_settle.csv, expirations.csv and vix.csv of 2004 to 2017 that the defaults were measured on; it cannot be shipped.
DATA = os.environ.get("ASKCONDOR_TEST_HISTORY")
MEASURED = pytest.mark.skipif(DATA is None, reason="ASKCONDOR_TEST_HISTORY names no folder of VIX futures")


def weekdays(count: int) -> Dates:
    days = np.arange("2019-01-01", "2030-01-01", dtype="datetime64[D]")
    return days[np.is_busday(days)][:count]


def made(values: Array, name: str = "made") -> Daily:
    return Daily(name, weekdays(len(values)), np.asarray(values, dtype=np.float64))


def futures_of(level: Array, beta: float = 0.4, base: float = 12.0) -> Futures:
    """Four contracts that each answer every move of spot by the same part."""
    days = weekdays(len(level))
    expirations = days[0] + np.array([40, 75, 110, 230])
    settles = np.where(expirations[None, :] >= days[:, None], base + beta * level[:, None] + np.arange(4.0), np.nan)
    return Futures("made", days, expirations, settles)


def test_a_move_is_counted_in_units_of_the_vix_of_the_day_before() -> None:
    index = made(100.0 * np.exp(np.cumsum([0.0, 0.01, -0.02, 0.03])))
    vix = made(np.array([16.0, 20.0, 25.0, 30.0]))
    found = measures.moves(index, vix)
    assert found.units() == pytest.approx(np.array([0.01 / 0.16, -0.02 / 0.20, 0.03 / 0.25]) * np.sqrt(252), rel=ROUNDING)
    assert found.units(365.0) == pytest.approx(found.units() * np.sqrt(365 / 252), rel=ROUNDING)
    spread = measures.spread(np.array([0.5, -1.5, 2.5, -0.5, -3.0]))
    assert (spread.beyond_one, spread.beyond_two, spread.below_minus_two, spread.worst) == (0.6, 0.4, 0.2, -3.0)
    assert spread.mean_size == pytest.approx(1.6)


def test_a_day_without_its_vix_and_a_gap_of_weeks_are_no_moves() -> None:
    days = weekdays(4)
    index = Daily("made", np.append(days, days[-1] + np.timedelta64(20, "D")), np.array([100.0, 101.0, 102.0, 103.0, 60.0]))
    vix = Daily("made", days[[0, 2, 3]], np.array([15.0, 16.0, 17.0]))
    assert measures.moves(index, vix).vix.tolist() == [15.0, 16.0]
    with pytest.raises(InputError, match="must share days"):
        measures.moves(index, Daily("late", days + np.timedelta64(999, "D"), np.ones(4)))


def test_the_worst_days_come_worst_first() -> None:
    found = measures.worst(measures.moves(made(np.array([100.0, 99.0, 95.0, 96.0, 90.0])), made(np.full(5, 16.0))), 2)
    assert found.days.tolist() == weekdays(5)[[4, 2]].tolist()


def test_realised_vol_is_that_of_the_days_that_follow() -> None:
    daily = np.repeat([0.01, 0.02], 30)
    index = made(100.0 * np.exp(np.cumsum(np.concatenate(([0.0], daily)))))
    after = measures.realised_after(index)
    assert after.values[0] == pytest.approx(0.01 * np.sqrt(252))
    assert after.values[-1] == pytest.approx(0.02 * np.sqrt(252))
    vix = made(np.full(61, 20.0))
    premium = measures.premium(index, vix)
    assert premium is not None
    assert premium.implied == pytest.approx(0.20)
    assert premium.count == len(after.days) == 40
    assert premium.share_above == pytest.approx(float(np.mean(after.values < 0.20)))
    assert measures.premium(index, vix, (30.0, 40.0)) is None


def test_the_answer_of_the_vix_is_the_slope_it_was_made_with() -> None:
    draw = np.random.default_rng(4)
    percent = draw.normal(0.0, 1.0, 400)
    percent = percent[np.abs(percent) > 0.05]
    index = made(100.0 * np.cumprod(np.concatenate(([1.0], 1.0 + percent / 100.0))))
    level = 400.0 + np.cumsum(np.concatenate(([0.0], np.where(percent < 0.0, -1.5, -0.8) * percent)))
    for falls, slope in ((True, -1.5), (False, -0.8)):
        found = measures.vix_response(index, made(level), (0.0, np.inf), falls)
        assert found is not None
        assert found.slope == pytest.approx(slope, rel=1e-9)
        assert found.error < 1e-9
    assert measures.vix_response(index, made(level), (0.0, 1.0), True) is None


def test_a_slope_through_zero_has_the_error_of_its_scatter() -> None:
    x, y = np.array([1.0, 2.0, -1.0, 3.0]), np.array([2.0, 4.0, -2.0, 6.0])
    exact = measures.through_origin(x, y)
    assert (exact.slope, exact.error, exact.count) == (2.0, 0.0, 4)
    draw = np.random.default_rng(0)
    x = draw.normal(size=20_000)
    found = measures.through_origin(x, 0.7 * x + draw.normal(size=20_000))
    assert abs(found.slope - 0.7) < 4.0 * found.error
    assert found.error == pytest.approx(1.0 / np.sqrt(20_000), rel=0.05)


def test_betas_are_those_the_futures_were_made_with_and_the_last_week_is_left_out() -> None:
    level = 18.0 + np.random.default_rng(1).normal(0.0, 1.0, 150)
    futures = futures_of(level, beta=0.4)
    for one in measures.betas(futures, made(level)):
        assert one.beta.slope == pytest.approx(0.4, rel=ROUNDING)
        assert one.low < one.mean_dte <= one.high
    dte, _, _ = measures.changes(futures, made(level))
    assert dte.min() > measures.LAST_WEEK


def test_the_fit_finds_the_scale_that_made_the_futures() -> None:
    level = 18.0 + np.random.default_rng(2).normal(0.0, 1.0, 120)
    days = weekdays(120)
    expirations = days[0] + np.array([60, 120, 200, 300])
    dte = (expirations[None, :] - days[:, None]).astype(float)
    live = dte >= 1.0
    # Each change answers spot by the beta of the tenor it starts from.
    answered = (1.0 + dte[:-1].clip(1.0) / 9.0) ** -0.5 * np.diff(level)[:, None]
    settles = np.where(live, 20.0 + np.vstack((np.zeros(4), np.cumsum(answered, axis=0))), np.nan)
    fit = measures.beta_fit(Futures("made", days, expirations, settles), made(level))
    assert fit.days == pytest.approx(9.0, rel=1e-4)
    assert fit.excess > 100.0


def test_contango_counts_the_days_the_curve_rises() -> None:
    level = np.where(np.arange(60) < 45, 15.0, 60.0)
    futures = futures_of(level, beta=0.0, base=18.0)
    found = measures.contango(futures, made(level))
    assert found is not None
    thirty = measures.constant_maturity(futures)
    assert found.over_spot == pytest.approx(float(np.mean(thirty.values > made(level).on(thirty.days))))
    assert found.front == 1.0
    calm = measures.contango(futures, made(level), (0.0, 20.0))
    wild = measures.contango(futures, made(level), (50.0, 70.0))
    assert calm is not None
    assert wild is not None
    assert (calm.over_spot, wild.over_spot) == (1.0, 0.0)
    assert measures.contango(futures, made(level), (20.0, 50.0)) is None


def test_the_thirty_day_future_lies_straight_between_its_neighbours() -> None:
    days = weekdays(2)
    futures = Futures("made", days, days[0] + np.array([20, 50]), np.array([[15.0, 18.0], [15.0, np.nan]]))
    thirty = measures.constant_maturity(futures)
    assert thirty.days.tolist() == days[:1].tolist()
    assert thirty.values == pytest.approx([16.0])


def test_the_curve_speed_is_the_one_the_curve_was_made_with() -> None:
    days = weekdays(40)
    expirations = days[0] + np.arange(10, 300, 10)
    dte = (expirations[None, :] - days[:, None]).astype(float)
    level = np.linspace(14.0, 20.0, 40)
    settles = np.where(dte >= 0.0, level[:, None] * (1.0 + 0.3 * -np.expm1(-2.5 * dte / 365.0)), np.nan)
    # Straight lines between contracts ten days apart stand for the curve.
    assert measures.curve_speed(Futures("made", days, expirations, settles), made(level)) == pytest.approx(2.5, rel=1e-2)


def test_the_realised_vol_of_futures_is_that_of_their_daily_changes() -> None:
    days = weekdays(20)
    up = np.exp(0.03 * (np.arange(20) % 2))
    futures = Futures("made", days, days[0] + np.array([60]), (20.0 * up)[:, None])
    found = measures.future_vol(futures, 7.0, 90.0)
    assert found is not None
    assert found[0] == pytest.approx(0.03 * np.sqrt(252))
    assert found[1] == 19
    assert measures.future_vol(futures, 100.0, 200.0) is None


def test_on_the_shipped_history_days_stayed_within_the_expected_move_more_often_than_a_normal_law_says() -> None:
    moves = measures.moves(shipped("sp500"), shipped("vix"))
    spread = measures.spread(moves.units())
    one, two = measures.normal_shares()
    assert spread.count == 1256
    assert spread.beyond_one == pytest.approx(0.191, abs=0.001)
    assert spread.beyond_one < one
    assert spread.beyond_two == pytest.approx(0.0167, abs=0.0005)
    assert spread.beyond_two < two
    # 5 February 2018, -4.1 % from a VIX of 17.31: the tail is fat all the same.
    assert str(measures.worst(moves, 1).days[0]) == "2018-02-05"
    assert spread.worst == pytest.approx(-3.84, abs=0.01)


def test_on_the_shipped_history_the_vix_stood_above_the_vol_that_followed_four_days_in_five() -> None:
    premium = measures.premium(shipped("sp500"), shipped("vix"))
    assert premium is not None
    assert premium.share_above == pytest.approx(0.817, abs=0.001)
    assert premium.median_gap == pytest.approx(0.042, abs=0.001)


def test_a_report_says_only_what_its_files_allow_and_every_cell_has_a_text() -> None:
    level = 18.0 + np.random.default_rng(5).normal(0.0, 1.0, 150)
    index = made(100.0 * np.exp(np.cumsum(np.random.default_rng(6).normal(0.0, 0.01, 150))))
    without, whole = history_report(index, made(level)), history_report(index, made(level), futures_of(level))
    assert [table.title for table in without.tables] == [
        "One-day moves in units of the expected move",
        "Worst days",
        "Implied against realised vol",
        "Answer of the VIX to the index",
        "Defaults",
    ]
    assert {"Contango", "Answer of VIX futures to spot", "Realised vol of VIX futures"} <= {table.title for table in whole.tables}
    assert len(whole.charts) == len(without.charts) + 2
    for table in whole.tables:
        text = table.to_text()
        assert "nan" not in text.lower()
        assert all(len(row) == len(table.columns) for row in table.rows)
        assert table.note.endswith(".")
    assert Column("share", "percent").text(0.201) == "20.1 %"
    assert Column("vol", "vol").text(0.201) == "20.1"
    assert Column("share").text(None) == "-"


@MEASURED
def test_each_measured_default_is_what_its_data_say() -> None:
    folder = Path(str(DATA))
    index, vix, futures = shipped("sp500"), read_daily(folder / "vix.csv"), read_futures(folder)
    assert (str(futures.days[0]), str(futures.days[-1])) == ("2004-03-26", "2017-05-11")
    fit = measures.beta_fit(futures, vix)
    assert fit.days == pytest.approx(vix_curve.BETA_DAYS, abs=0.05)
    assert fit.speed == pytest.approx(5.4, abs=0.05)
    assert fit.excess == pytest.approx(0.23, abs=0.005)
    contango = measures.contango(futures, vix)
    assert contango is not None
    assert contango.median_premium == pytest.approx(vix_curve.CONTANGO, abs=0.005)
    assert measures.curve_speed(futures, vix) == pytest.approx(vix_curve.CURVE_SPEED, abs=0.05)
    for falls, default in ((True, vix_curve.VIX_PER_PERCENT_DOWN), (False, vix_curve.VIX_PER_PERCENT_UP)):
        answer = measures.vix_response(index, vix, (15.0, 20.0), falls)
        assert answer is not None
        assert -answer.slope == pytest.approx(default, abs=0.05)
    near, far = measures.future_vol(futures, 7.0, 28.0), measures.future_vol(futures, 28.0, 49.0)
    assert near is not None
    assert far is not None
    assert (near[0], far[0]) == (pytest.approx(0.76, abs=0.005), pytest.approx(0.62, abs=0.005))
