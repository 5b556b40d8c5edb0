"""A smile means what its parameters say, fits what it is given and is refused when it can be arbitraged."""

from __future__ import annotations

from dataclasses import astuple, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calculators import black76
from calculators.errors import InputError
from calculators.market import MarketState
from calculators.probability import Law
from calculators.smile import (
    JumpWings,
    SkewSmile,
    SsviSurface,
    SviSmile,
    check_butterfly,
    check_calendar,
    fitted,
    jump_wings,
    spx,
    svi_from_jump_wings,
)

FORWARD, T = 7160.0, 45 / 365
DERIVATIVE = 1e-6
PRINTED = 6e-7


@settings(max_examples=50, deadline=None)
@given(atm=st.floats(0.05, 0.8), skew=st.floats(-0.4, 0.4), curvature=st.floats(0.01, 0.2))
def test_level_skew_and_curvature_are_the_derivatives_at_the_forward(atm: float, skew: float, curvature: float) -> None:
    smile, h = SkewSmile(atm, skew, curvature), 1e-3
    low, here, high = smile.vol(np.array([-h, 0.0, h]) * atm * np.sqrt(T), T) / atm
    assert here == pytest.approx(1.0)
    assert (high - low) / (2 * h) == pytest.approx(skew, abs=1e-5)
    assert (high - 2 * here + low) / (2 * h * h) == pytest.approx(curvature, abs=1e-4)


@pytest.mark.parametrize("smile", [spx(0.18), SviSmile(0.001, 0.03, -0.6, 0.01, 0.05, T), SsviSurface(-0.6, 1.0, 0.5, ((T, 0.18),))])
@pytest.mark.parametrize("t", [T, T / 2])
def test_the_slope_is_the_slope_of_the_vol(smile: SkewSmile | SviSmile | SsviSurface, t: float) -> None:
    k, h = np.linspace(-0.3, 0.2, 11), 1e-6
    assert np.allclose(smile.slope(k, t), (smile.vol(k + h, t) - smile.vol(k - h, t)) / (2 * h), atol=DERIVATIVE)


def test_the_typical_spx_smile_has_the_vols_its_documentation_names() -> None:
    state = MarketState(7140.0, vol=spx(0.15))
    z = np.array([-0.674, 0.674]) * 0.15 * np.sqrt(30 / 365)
    put, call = spx(0.15).vol(z, 30 / 365)
    assert put == pytest.approx(0.173, abs=0.002)
    assert call == pytest.approx(0.129, abs=0.002)
    assert float(state.vol_at(state.forward(0.1), 0.1)) == pytest.approx(0.15)


@pytest.mark.parametrize("atm", [0.08, 0.18, 0.45, 0.9])
@pytest.mark.parametrize("days", [0.2, 1.0, 45.0, 365.0])
def test_the_typical_spx_smile_admits_no_arbitrage(atm: float, days: float) -> None:
    check_butterfly(spx(atm), FORWARD, days / 365)
    k = np.linspace(-0.5, 0.3, 101)
    early, late = (spx(atm).vol(k, t) ** 2 * t for t in (days / 365, 1.3 * days / 365))
    assert np.all(late >= early)  # no calendar arbitrage either


def test_a_smile_that_can_be_arbitraged_is_refused_with_its_strike() -> None:
    with pytest.raises(InputError, match=r"butterfly arbitrage; at strike [\d,]+ "):
        check_butterfly(SviSmile(0.0001, 0.5, -0.9, 0.0, 0.01, T), FORWARD, T)
    with pytest.raises(InputError, match=r"positive vol at every strike"):
        check_butterfly(SviSmile(-0.5, 0.1, 0.0, 0.0, 0.1, T), FORWARD, T)
    with pytest.raises(InputError, match="curvature"):
        SkewSmile(0.2, -0.2, 0.0)


def test_the_refused_strike_is_one_where_the_density_is_negative() -> None:
    smile = SviSmile(0.0001, 0.5, -0.9, 0.0, 0.01, T)
    with pytest.raises(InputError) as refused:
        check_butterfly(smile, FORWARD, T)
    strike = float(refused.value.message.split("strike ")[1].split(" its")[0].replace(",", ""))
    near = strike + np.array([-20.0, -10.0, 0.0, 10.0, 20.0])
    prices = black76.price("call", FORWARD, near, T, smile.vol(np.log(near / FORWARD), T), 0.0)
    assert np.min(prices[2:] - 2 * prices[1:-1] + prices[:-2]) < 0.0


def test_a_chain_made_by_a_smile_gives_that_smile_back() -> None:
    made = SkewSmile(0.17, -0.25, 0.03)
    strikes = FORWARD * np.exp(np.linspace(-2.5, 1.5, 15) * 0.17 * np.sqrt(T))
    fit = fitted(strikes.tolist(), made.vol(np.log(strikes / FORWARD), T).tolist(), FORWARD, T)
    assert isinstance(fit.smile, SkewSmile)
    assert (fit.smile.atm, fit.smile.skew, fit.smile.curvature) == pytest.approx((0.17, -0.25, 0.03), abs=1e-6)
    assert fit.miss < 1e-8
    assert fit.between is None


@settings(max_examples=25, deadline=None)
@given(b=st.floats(0.01, 0.1), rho=st.floats(-0.85, 0.3), m=st.floats(-0.02, 0.03), sigma=st.floats(0.03, 0.2))
def test_a_chain_made_by_svi_is_met_by_the_svi_fit(b: float, rho: float, m: float, sigma: float) -> None:
    made = SviSmile(0.0005, b, rho, m, sigma, T)
    strikes = FORWARD * np.exp(np.linspace(-0.35, 0.2, 25))
    fit = fitted(strikes.tolist(), made.vol(np.log(strikes / FORWARD), T).tolist(), FORWARD, T, shape="svi")
    assert fit.miss < 1e-6


def test_a_tight_quote_outweighs_a_wide_one_and_quotes_met_are_counted() -> None:
    made, noise = SkewSmile(0.17, -0.25, 0.03), np.where(np.arange(13) % 2 == 0, 0.0, 0.02)
    strikes = FORWARD * np.exp(np.linspace(-2.5, 1.5, 13) * 0.17 * np.sqrt(T))
    vols, spreads = (made.vol(np.log(strikes / FORWARD), T) + noise).tolist(), np.where(noise == 0.0, 0.001, 0.1).tolist()
    weighted, plain = (fitted(strikes.tolist(), vols, FORWARD, T, spreads=s) for s in (spreads, None))
    assert isinstance(weighted.smile, SkewSmile)
    assert isinstance(plain.smile, SkewSmile)
    assert abs(weighted.smile.atm - 0.17) < 0.05 * abs(plain.smile.atm - 0.17)
    assert weighted.between == 13


def test_the_svi_smile_of_the_literature_has_its_jump_wings_and_its_arbitrage() -> None:
    axel_vogt = SviSmile(-0.0410, 0.1331, 0.3060, 0.3586, 0.4153, 1.0)  # Gatheral and Jacquier 2014, example 3.1
    wings = jump_wings(axel_vogt)
    printed = JumpWings(0.01742625, -0.1752111, 0.6997381, 1.316798, 0.0116249)
    assert astuple(wings) == pytest.approx(astuple(printed), abs=PRINTED)
    assert astuple(svi_from_jump_wings(wings, 1.0)) == pytest.approx(astuple(axel_vogt), abs=1e-12)
    with pytest.raises(InputError, match="butterfly arbitrage; at strike"):
        check_butterfly(axel_vogt, 100.0, 1.0)
    # the same with the call wing and least variance of the paper's example 5.1 admits none
    check_butterfly(svi_from_jump_wings(replace(wings, call_wing=0.3493158, least_variance=0.01548182), 1.0), 100.0, 1.0)


@settings(max_examples=50, deadline=None)
@given(b=st.floats(0.01, 0.5), rho=st.floats(-0.9, 0.9), m=st.floats(0.05, 0.3), sigma=st.floats(0.05, 0.5), t=st.floats(0.02, 2.0))
def test_jump_wings_are_the_vols_slopes_and_least_of_the_smile(b: float, rho: float, m: float, sigma: float, t: float) -> None:
    smile, zero = SviSmile(0.01, b, rho, m if rho < 0.0 else -m, sigma, t), np.zeros(1)
    wings = jump_wings(smile)
    assert wings.variance == pytest.approx(float(smile.vol(zero, t)[0]) ** 2)
    assert wings.skew == pytest.approx(float(smile.slope(zero, t)[0]) * np.sqrt(t), abs=1e-12)
    assert wings.least_variance == pytest.approx(float(np.min(smile.vol(m + sigma * np.sinh(np.linspace(-6, 6, 4001)), t))) ** 2, rel=1e-4)
    again = svi_from_jump_wings(wings, t)
    k = np.linspace(-0.5, 0.5, 11)
    assert np.allclose(again.vol(k, t), smile.vol(k, t), rtol=1e-6)


@settings(max_examples=40, deadline=None)
@given(rho=st.floats(-0.95, 0.95), gamma=st.floats(0.1, 0.5), share=st.floats(0.05, 1.0), vol=st.floats(0.05, 0.9), t=st.floats(0.01, 2.0))
def test_an_ssvi_surface_within_its_bounds_admits_no_arbitrage(rho: float, gamma: float, share: float, vol: float, t: float) -> None:
    surface = SsviSurface(rho, 2.0 * share / (1.0 + abs(rho)), gamma, ((0.5 * t, vol), (t, 1.05 * vol)))
    check_butterfly(surface, FORWARD, t)
    check_calendar(surface, FORWARD, (0.2 * t, 0.5 * t, 0.8 * t, t, 2.0 * t))
    assert float(surface.vol(np.zeros(1), 0.5 * t)[0]) == pytest.approx(vol)
    assert float(surface.vol(np.zeros(1), 3.0 * t)[0]) == pytest.approx(1.05 * vol)


def test_an_ssvi_surface_is_its_formula() -> None:
    rho, eta, gamma, theta = -0.7, 1.1, 0.4, 0.2**2 * 0.5
    phi = eta / (theta**gamma * (1 + theta) ** (1 - gamma))  # Gatheral and Jacquier 2014, sec. 4
    k = np.linspace(-0.4, 0.3, 8)
    total = theta / 2 * (1 + rho * phi * k + np.sqrt((phi * k + rho) ** 2 + 1 - rho**2))
    assert np.allclose(SsviSurface(rho, eta, gamma, ((0.5, 0.2),)).vol(k, 0.5) ** 2 * 0.5, total, rtol=1e-13)


def test_variance_that_falls_with_time_is_refused_with_its_strike() -> None:
    class Falling:
        def vol(self, k: np.ndarray, t: float) -> np.ndarray:
            return np.where(k < -0.1, 0.3 / np.sqrt(t) * (1.2 - t), 0.2)

        def slope(self, k: np.ndarray, t: float) -> np.ndarray:
            return np.zeros_like(k)

    with pytest.raises(InputError, match=r"calendar arbitrage; at strike [\d,]+ its total variance falls between 0.1 and 0.2 years"):
        check_calendar(Falling(), FORWARD, (0.2, 0.1))
    with pytest.raises(InputError, match="must rise with the years"):
        SsviSurface(-0.5, 1.0, 0.5, ((0.1, 0.3), (0.2, 0.1)))
    with pytest.raises(InputError, match="eta > 0"):
        SsviSurface(-0.5, 0.0, 0.5, ((0.1, 0.3),))


def test_a_chain_of_two_strikes_is_refused() -> None:
    with pytest.raises(InputError, match="at least three different strikes"):
        fitted([7000.0, 7100.0, 7100.0], [0.2, 0.19, 0.19], FORWARD, T)


@pytest.mark.parametrize("smile", [spx(0.18), SviSmile(0.001, 0.03, -0.6, 0.01, 0.05, T)])
def test_the_implied_law_is_minus_the_slope_of_the_call_price(smile: SkewSmile | SviSmile) -> None:
    law = Law(MarketState(7140.0, vol=smile), T)
    strikes, h = np.linspace(5500.0, 8200.0, 28), 1e-2

    def undiscounted(k: np.ndarray) -> np.ndarray:
        return black76.price("call", law.forward, k, T, law.state.vol_at(k, T), 0.0)

    slope = (undiscounted(strikes + h) - undiscounted(strikes - h)) / (2 * h)
    assert np.allclose(law.cdf(strikes), 1.0 + slope, atol=1e-7)
