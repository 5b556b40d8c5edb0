"""A smile means what its parameters say, fits what it is given and is refused when it can be arbitraged."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calculators import black76
from calculators.errors import InputError
from calculators.market import MarketState
from calculators.probability import Law
from calculators.smile import SkewSmile, SviSmile, check_butterfly, fitted, spx

FORWARD, T = 7160.0, 45 / 365
DERIVATIVE = 1e-6


@settings(max_examples=50, deadline=None)
@given(atm=st.floats(0.05, 0.8), skew=st.floats(-0.4, 0.4), curvature=st.floats(0.01, 0.2))
def test_level_skew_and_curvature_are_the_derivatives_at_the_forward(atm: float, skew: float, curvature: float) -> None:
    smile, h = SkewSmile(atm, skew, curvature), 1e-3
    low, here, high = smile.vol(np.array([-h, 0.0, h]) * atm * np.sqrt(T), T) / atm
    assert here == pytest.approx(1.0)
    assert (high - low) / (2 * h) == pytest.approx(skew, abs=1e-5)
    assert (high - 2 * here + low) / (2 * h * h) == pytest.approx(curvature, abs=1e-4)


@pytest.mark.parametrize("smile", [spx(0.18), SviSmile(0.001, 0.03, -0.6, 0.01, 0.05, T)])
@pytest.mark.parametrize("t", [T, T / 2])
def test_the_slope_is_the_slope_of_the_vol(smile: SkewSmile | SviSmile, t: float) -> None:
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
    found, miss = fitted(strikes.tolist(), made.vol(np.log(strikes / FORWARD), T).tolist(), FORWARD, T)
    assert (found.atm, found.skew, found.curvature) == pytest.approx((0.17, -0.25, 0.03), abs=1e-6)
    assert miss < 1e-8


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
