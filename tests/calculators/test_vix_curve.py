"""The VIX futures curve against the mean-reverting model, its limits and its refusals."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calculators import black76
from calculators.errors import InputError
from calculators.vix_curve import VixCurve, curve_from_contango, curve_from_levels, vix_move_with

ROUNDING = 1e-12
TENORS = np.array([0.0, 1.0, 7.0, 30.0, 60.0, 110.0, 220.0, 400.0, 2000.0])


def curves() -> list[VixCurve]:
    return [
        curve_from_contango(18.0),
        curve_from_contango(18.0, mean_reversion=5.0),
        curve_from_levels(18.0, {20.0: 19.0, 48.0: 20.2}),
        curve_from_levels(34.0, {20.0: 31.0, 48.0: 28.0}, mean_reversion=3.5),
        curve_from_levels(18.0, {30.0: 19.4}, betas={30.0: 0.66, 110.0: 0.22, 220.0: 0.05}),
    ]


@pytest.mark.parametrize("curve", curves())
def test_at_no_days_a_future_is_spot_and_moves_with_it_one_for_one(curve: VixCurve) -> None:
    assert float(curve.future(0.0)) == curve.spot
    assert float(curve.beta(0.0)) == 1.0


@pytest.mark.parametrize("curve", curves())
def test_betas_fall_with_the_days_left(curve: VixCurve) -> None:
    betas = curve.beta(TENORS)
    assert (np.diff(betas) <= 0.0).all()
    assert (betas >= 0.0).all()
    assert (np.diff(curve.beta(TENORS[:7])) < 0.0).all()


def test_a_contango_curve_is_the_mean_reverting_one_of_grunbichler_and_longstaff() -> None:
    # Their futures price: F(T) = V exp(-kappa T) + theta (1 - exp(-kappa T)).
    spot, contango, kappa = 18.0, 0.08, 5.0
    curve = curve_from_contango(spot, contango, mean_reversion=kappa)
    long_run = spot * (1.0 + contango / (1.0 - np.exp(-kappa * 30.0 / 365.0)))
    t = TENORS / 365.0
    assert curve.future(TENORS) == pytest.approx(spot * np.exp(-kappa * t) + long_run * (1.0 - np.exp(-kappa * t)), abs=1e-10)
    assert float(curve.future(30.0)) == pytest.approx(spot * 1.08, abs=ROUNDING * 100)
    # So dF/dV = exp(-kappa T).
    assert curve.beta(TENORS) == pytest.approx(np.exp(-kappa * t), abs=ROUNDING)


def test_the_measured_answer_is_four_tenths_at_a_month_and_a_sixth_at_seven() -> None:
    # Slopes of daily changes by bucket of days, settlements of 2004 to 2017: 38 days .41, 106 days .25, 226 days .16.
    measured = {38.0: 0.413, 106.0: 0.253, 226.0: 0.161}
    curve = curve_from_contango(18.0)
    for dte, slope in measured.items():
        assert float(curve.beta(dte)) == pytest.approx(slope, abs=0.02)


def test_levels_are_read_straight_between_and_flat_beyond() -> None:
    curve = curve_from_levels(18.0, {48.0: 20.2, 20.0: 19.0})
    assert float(curve.future(10.0)) == pytest.approx(18.5)
    assert float(curve.future(34.0)) == pytest.approx(19.6)
    assert float(curve.future(300.0)) == pytest.approx(20.2)


def test_the_vol_of_vix_options_passes_through_its_points_and_falls_with_tenor() -> None:
    one = curve_from_contango(18.0, vols={30.0: 0.9})
    assert float(one.vol(30.0)) == pytest.approx(0.9)
    assert (np.diff(one.vol(TENORS)) < 0.0).all()
    three = curve_from_contango(18.0, vols={30.0: 0.95, 110.0: 0.70, 220.0: 0.55})
    assert three.vol(np.array([30.0, 110.0, 220.0])) == pytest.approx([0.95, 0.70, 0.55])


@pytest.mark.parametrize("kappa", [None, 5.0])
def test_the_vol_by_tenor_is_the_root_mean_square_of_the_futures_own(kappa: float | None) -> None:
    curve = curve_from_contango(18.0, mean_reversion=kappa, vols={30.0: 0.9})

    def mean_square(dte: float) -> float:
        left = np.linspace(0.0, dte, 20001)
        return float(np.trapezoid(curve.beta(left) ** 2, left) / dte)

    for dte in (7.0, 110.0, 220.0):
        assert float(curve.vol(dte)) == pytest.approx(0.9 * np.sqrt(mean_square(dte) / mean_square(30.0)), rel=1e-5)


@pytest.mark.parametrize("curve", curves())
@pytest.mark.parametrize("dte", [30.0, 110.0, 220.0])
def test_put_call_parity_holds_on_every_future(curve: VixCurve, dte: float) -> None:
    future, vol, t = float(curve.future(dte)), float(curve.vol(dte)), dte / 365.0
    strikes = np.array([10.0, 18.0, 25.0, 60.0])
    call, put = (black76.price(right, future, strikes, t, vol, 0.04) for right in ("call", "put"))
    assert call - put == pytest.approx(np.exp(-0.04 * t) * (future - strikes), abs=1e-10)


def test_the_vix_moves_against_the_index_and_stops_at_its_floor() -> None:
    moves = vix_move_with(np.array([-0.05, -0.01, 0.0, 0.01, 0.5]), 18.0, 1.3, 1.0)
    assert moves == pytest.approx([6.5, 1.3, 0.0, -1.0, -9.0])
    assert float(vix_move_with(0.05, 8.0, 1.3, 1.0)) == 0.0


def test_a_curve_refuses_what_would_make_a_future_worthless() -> None:
    with pytest.raises(InputError, match=r"must stay above 0; a contango of -0\.5"):
        curve_from_contango(18.0, -0.5)
    with pytest.raises(InputError, match="must stay above 0; a move of -18"):
        curve_from_contango(18.0).shocked(0.0, -18.0)
    with pytest.raises(InputError, match="at least one level"):
        curve_from_levels(18.0, {})
    with pytest.raises(InputError, match="betas must not rise"):
        curve_from_contango(18.0, betas={30.0: 0.2, 110.0: 0.4})


@settings(max_examples=60, deadline=None)
@given(st.floats(5.0, 90.0), st.floats(-0.05, 0.5), st.floats(0.2, 40.0), st.floats(0.0, 60.0))
def test_a_jump_lifts_near_futures_more_than_far_ones_and_none_more_than_spot(spot: float, contango: float, kappa: float, jump: float) -> None:
    for curve in (curve_from_contango(spot, contango), curve_from_contango(spot, max(contango, 0.0), mean_reversion=kappa)):
        lifted = curve.shocked(TENORS, jump) - curve.future(TENORS)
        assert (np.diff(lifted) <= 1e-9).all()
        assert lifted[0] == pytest.approx(jump, abs=1e-9)
