"""Prices and Greeks against textbooks, QuantLib and their own properties."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calculators import black76, black_scholes

PRINTED = 0.006  # textbooks print two decimals
PRINTED_GREEK = 0.0006
ROUNDING = 1e-10  # of spot: what double precision leaves after a dozen operations
SLOPE = 2e-6  # a central difference of a smooth function

RIGHTS = st.sampled_from(["call", "put"])
SPOTS = st.floats(10.0, 10_000.0)
MONEYNESS = st.floats(0.7, 1.4)
YEARS = st.floats(0.01, 3.0)
VOLS = st.floats(0.05, 1.5)
RATES = st.floats(-0.03, 0.12)
YIELDS = st.floats(-0.02, 0.08)
MARKET = {"spot": SPOTS, "moneyness": MONEYNESS, "t": YEARS, "vol": VOLS, "rate": RATES, "dividend_yield": YIELDS}


@pytest.mark.parametrize(
    ("source", "right", "spot", "strike", "t", "vol", "rate", "dividend_yield", "expected"),
    [
        ("Hull 2018, example 15.6", "call", 42.0, 40.0, 0.5, 0.20, 0.10, 0.0, 4.76),
        ("Hull 2018, example 15.6", "put", 42.0, 40.0, 0.5, 0.20, 0.10, 0.0, 0.81),
        ("Hull 2018, example 17.1, index with a 3 % yield", "call", 930.0, 900.0, 2 / 12, 0.20, 0.08, 0.03, 51.83),
        ("Haug 2007, sec. 1.1.1", "call", 60.0, 65.0, 0.25, 0.30, 0.08, 0.0, 2.1334),
        ("Haug 2007, sec. 1.1.2, index with a 5 % yield", "put", 100.0, 95.0, 0.5, 0.20, 0.10, 0.05, 2.4648),
    ],
)
def test_prices_are_those_textbooks_print(
    source: str, right: Any, spot: float, strike: float, t: float, vol: float, rate: float, dividend_yield: float, expected: float
) -> None:
    assert float(black_scholes.price(right, spot, strike, t, vol, rate, dividend_yield)) == pytest.approx(expected, abs=PRINTED), source


def test_an_option_on_a_future_is_priced_as_hull_prints_it() -> None:
    assert float(black76.price("put", 20.0, 20.0, 4 / 12, 0.25, 0.09)) == pytest.approx(1.12, abs=PRINTED)  # Hull 2018, ch. 18


def test_greeks_are_those_hull_prints() -> None:
    found = black_scholes.greeks("call", 49.0, 50.0, 0.3846, 0.20, 0.05, 0.0)  # Hull 2018, ch. 19
    assert float(found.delta) == pytest.approx(0.522, abs=PRINTED_GREEK)
    assert float(found.gamma) == pytest.approx(0.066, abs=PRINTED_GREEK)
    assert float(found.vega) == pytest.approx(12.1, abs=0.06)
    assert float(found.theta) == pytest.approx(-4.31, abs=PRINTED)
    assert float(found.rho) == pytest.approx(8.91, abs=PRINTED)


@pytest.mark.parametrize(
    ("greek", "right", "spot", "strike", "t", "vol", "rate", "cost_of_carry", "expected", "printed"),
    [
        ("delta", "call", 105.0, 100.0, 0.5, 0.36, 0.10, 0.0, 0.5946, PRINTED_GREEK),
        ("delta", "put", 105.0, 100.0, 0.5, 0.36, 0.10, 0.0, -0.3566, PRINTED_GREEK),
        ("gamma", "call", 55.0, 60.0, 0.75, 0.30, 0.10, 0.10, 0.0278, PRINTED_GREEK),
        ("vega", "call", 55.0, 60.0, 0.75, 0.30, 0.105, 0.0695, 18.5027, PRINTED_GREEK),
        ("theta", "put", 430.0, 405.0, 1 / 12, 0.20, 0.07, 0.02, -31.1924, PRINTED_GREEK),
        ("rho", "call", 72.0, 75.0, 1.0, 0.19, 0.09, 0.09, 38.7325, PRINTED_GREEK),
        ("volga", "call", 90.0, 130.0, 0.75, 0.28, 0.05, 0.0, 92.3444, PRINTED_GREEK),
        ("charm", "put", 105.0, 90.0, 0.25, 0.24, 0.14, 0.0, 0.3700, PRINTED_GREEK),
    ],
)
def test_greeks_are_those_haug_prints(
    greek: str, right: Any, spot: float, strike: float, t: float, vol: float, rate: float, cost_of_carry: float, expected: float, printed: float
) -> None:
    found = black_scholes.greeks(right, spot, strike, t, vol, rate, rate - cost_of_carry)  # Haug 2007, ch. 2
    assert float(getattr(found, greek)) == pytest.approx(expected, abs=printed), greek


@settings(max_examples=150, deadline=None)
@given(**MARKET)
def test_call_less_put_is_the_carried_spot_less_the_discounted_strike(
    spot: float, moneyness: float, t: float, vol: float, rate: float, dividend_yield: float
) -> None:
    strike = spot * moneyness
    call, put = (float(black_scholes.price(right, spot, strike, t, vol, rate, dividend_yield)) for right in ("call", "put"))
    assert call - put == pytest.approx(spot * math.exp(-dividend_yield * t) - strike * math.exp(-rate * t), abs=ROUNDING * spot)


@settings(max_examples=150, deadline=None)
@given(right=RIGHTS, **MARKET)
def test_a_price_lies_between_its_bounds_rises_with_vol_and_is_convex_in_strike(
    right: Any, spot: float, moneyness: float, t: float, vol: float, rate: float, dividend_yield: float
) -> None:
    strike = spot * moneyness
    carried, discounted = spot * math.exp(-dividend_yield * t), strike * math.exp(-rate * t)
    value = float(black_scholes.price(right, spot, strike, t, vol, rate, dividend_yield))
    lowest, highest = (carried - discounted, carried) if right == "call" else (discounted - carried, discounted)
    slack = ROUNDING * spot
    assert max(lowest, 0.0) - slack <= value <= highest + slack
    assert float(black_scholes.price(right, spot, strike, t, vol * 1.1, rate, dividend_yield)) >= value - slack
    low, middle, high = black_scholes.price(right, spot, np.array([0.95, 1.0, 1.05]) * strike, t, vol, rate, dividend_yield)
    assert low + high - 2.0 * middle >= -slack


@settings(max_examples=200, deadline=None)
@given(right=RIGHTS, **MARKET)
def test_every_greek_is_the_slope_of_what_it_is_named_for(
    right: Any, spot: float, moneyness: float, t: float, vol: float, rate: float, dividend_yield: float
) -> None:
    strike = spot * moneyness

    def at(**bumped: float) -> black_scholes.Greeks:
        market = {"spot": spot, "strike": strike, "t": t, "vol": vol, "rate": rate, "dividend_yield": dividend_yield} | bumped
        return black_scholes.greeks(right, **market)

    def slope(of: str, by: str, here: float, step: float) -> float:
        """Fourth-order central difference."""
        up, down = (float(getattr(at(**{by: here + s * step}), of)) for s in (1, -1))
        far_up, far_down = (float(getattr(at(**{by: here + s * step}), of)) for s in (2, -2))
        return (8.0 * (up - down) - (far_up - far_down)) / (12.0 * step)

    found = at()
    deviation = vol * math.sqrt(t)
    h, v, u = 2e-3 * deviation * spot, 2e-3 * vol, 2e-3 * t
    peak = math.exp(-dividend_yield * t) / deviation  # the size that gammas and their like can reach
    scale = {
        "delta": ("price", "spot", spot, h, 1.0),
        "gamma": ("delta", "spot", spot, h, peak / spot),
        "vega": ("price", "vol", vol, v, spot * math.sqrt(t)),
        "rho": ("price", "rate", rate, 1e-4, strike * t),
        "vanna": ("delta", "vol", vol, v, peak),
        "volga": ("vega", "vol", vol, v, spot * math.sqrt(t) / vol),
        "vera": ("rho", "vol", vol, v, strike * t / vol),
    }
    for name, (of, by, here, step, size) in scale.items():
        assert float(getattr(found, name)) == pytest.approx(slope(of, by, here, step), abs=SLOPE * size, rel=SLOPE), name
    # theta, charm and veta run against t, the time that is left
    assert float(found.theta) == pytest.approx(-slope("price", "t", t, u), abs=SLOPE * spot * max(vol / math.sqrt(t), 0.1), rel=SLOPE)
    assert float(found.charm) == pytest.approx(-slope("delta", "t", t, u), abs=SLOPE * max(1.0 / t, 1.0), rel=SLOPE)
    assert float(found.veta) == pytest.approx(-slope("vega", "t", t, u), abs=SLOPE * spot * max(1.0 / math.sqrt(t), 1.0), rel=SLOPE)


@pytest.mark.parametrize("right", ["call", "put"])
@pytest.mark.parametrize("strike", [90.0, 99.9, 100.1, 110.0])
def test_a_price_tends_to_the_payoff_as_time_or_vol_goes(right: Any, strike: float) -> None:
    sign = 1.0 if right == "call" else -1.0
    payoff = max(sign * (100.0 - strike), 0.0)
    for t, vol in ((0.0, 0.2), (1e-12, 0.2), (0.5, 0.0)):
        forward_payoff = max(sign * (100.0 - strike), 0.0) if t < 0.5 else max(sign * (100.0 - strike * math.exp(-0.05 * t)), 0.0)
        assert float(black_scholes.price(right, 100.0, strike, t, vol, 0.05, 0.0)) == pytest.approx(forward_payoff, abs=1e-9)
    assert float(black_scholes.delta(right, 100.0, strike, 0.0, 0.2, 0.05, 0.0)) == (sign if payoff > 0 else 0.0)


def test_vega_answers_the_rate_as_rho_answers_vol() -> None:
    low, high = (float(black_scholes.vega(100.0, 110.0, 0.5, 0.3, r, 0.02)) for r in (0.0499, 0.0501))
    assert float(black_scholes.vera(100.0, 110.0, 0.5, 0.3, 0.05, 0.02)) == pytest.approx((high - low) / 0.0002, rel=SLOPE)


def test_few_options_one_by_one_and_many_in_blocks_come_to_the_same() -> None:
    rng = np.random.default_rng(11)
    size = 2 * black_scholes.BLOCK + 5
    sign, strike, t, vol = (
        np.where(rng.random(size) < 0.5, 1.0, -1.0),
        rng.uniform(40, 250, size),
        rng.uniform(0.001, 3, size),
        rng.uniform(0.02, 2, size),
    )
    whole = black_scholes.greeks(sign, 100.0, strike, t, vol, 0.03, -0.01)
    for part in (slice(0, 7), slice(black_scholes.BLOCK - 4, black_scholes.BLOCK + 4), slice(size - 5, size)):
        few = black_scholes.greeks(sign[part], 100.0, strike[part], t[part], vol[part], 0.03, -0.01)
        for name in black_scholes.Greeks.__dataclass_fields__:
            assert np.allclose(getattr(few, name), getattr(whole, name)[part], rtol=1e-11, atol=1e-13), name
    first = black_scholes.first_order(sign, 100.0, strike, t, vol, 0.03, -0.01)
    for name in black_scholes.FirstOrder.__dataclass_fields__:
        assert np.array_equal(getattr(first, name), getattr(whole, name)), name
    assert np.allclose(black_scholes.price(sign, 100.0, strike, t, vol, 0.03, -0.01), whole.price, rtol=1e-11, atol=1e-13)


def test_arguments_of_several_shapes_broadcast_alike_in_one_block_and_in_many() -> None:
    spots, strikes, vols = np.linspace(80, 120, 300)[:, None, None], np.linspace(70, 130, 40)[:, None], np.array([0.1, 0.3])
    together = black_scholes.price("put", spots, strikes, 0.5, vols, 0.02, 0.01)
    assert together.shape == (300, 40, 2)
    assert np.array_equal(together[17], black_scholes.price("put", spots[17], strikes, 0.5, vols, 0.02, 0.01))
    assert black_scholes.price("put", np.empty((0, 1)), strikes[:, 0], 0.5, 0.2, 0.02, 0.01).shape == (0, 40)


def test_net_greeks_are_the_sums_of_the_legs() -> None:
    each = black_scholes.first_order(np.array([1.0, -1.0]), 100.0, np.array([95.0, 110.0]), 0.3, 0.25, 0.02, 0.01)
    assert each.net(np.array([2.0, -3.0])) == pytest.approx(
        [2 * float(row[0]) - 3 * float(row[1]) for row in (each.price, each.delta, each.gamma, each.theta, each.vega, each.rho)]
    )


def test_no_wing_however_deep_gives_nan() -> None:
    with np.errstate(all="raise", under="ignore"):
        found = black_scholes.greeks(np.array([1.0, -1.0]), 100.0, np.array([[1e-6], [1e-2], [1e4], [1e9]]), 1e-4, 0.05, 0.03, -0.01)
    for name in found.__slots__:
        assert np.all(np.isfinite(getattr(found, name))), name


def test_at_the_forward_with_no_time_an_option_is_half_in_the_money() -> None:
    assert float(black_scholes.delta("call", 100.0, 100.0, 0.0, 0.2, 0.05, 0.0)) == 0.5
    assert math.isinf(float(black_scholes.gamma(100.0, 100.0, 0.0, 0.2, 0.05, 0.0)))


@settings(max_examples=60, deadline=None)
@given(right=RIGHTS, **MARKET)
def test_black_76_on_the_forward_is_black_scholes_on_the_spot(
    right: Any, spot: float, moneyness: float, t: float, vol: float, rate: float, dividend_yield: float
) -> None:
    forward = spot * math.exp((rate - dividend_yield) * t)
    on_spot = black_scholes.price(right, spot, spot * moneyness, t, vol, rate, dividend_yield)
    assert float(black76.price(right, forward, spot * moneyness, t, vol, rate)) == pytest.approx(float(on_spot), abs=ROUNDING * spot)


def test_vera_of_an_option_on_a_future_is_the_slope_of_its_vega_in_the_rate() -> None:
    low, high = (float(black76.vega(20.0, 21.0, 0.5, 0.9, r)) for r in (0.0399, 0.0401))
    assert float(black76.greeks("call", 20.0, 21.0, 0.5, 0.9, 0.04).vera) == pytest.approx((high - low) / 0.0002, rel=SLOPE)


def test_rho_of_an_option_on_a_future_is_minus_time_times_price() -> None:
    low, high = (float(black76.price("call", 20.0, 21.0, 0.5, 0.9, r)) for r in (0.0399, 0.0401))
    assert float(black76.greeks("call", 20.0, 21.0, 0.5, 0.9, 0.04).rho) == pytest.approx((high - low) / 0.0002, rel=SLOPE)


def test_quantlib_agrees_on_seeded_random_options() -> None:
    ql = pytest.importorskip("QuantLib")
    rng = np.random.default_rng(20260507)
    for _ in range(300):
        right: Any = str(rng.choice(["call", "put"]))
        spot, t, vol = float(rng.uniform(10, 8000)), float(rng.uniform(0.01, 3)), float(rng.uniform(0.05, 1.0))
        strike = spot * float(np.exp(rng.uniform(-2.5, 2.5) * vol * math.sqrt(t)))
        rate, dividend_yield = float(rng.uniform(-0.02, 0.1)), float(rng.uniform(0.0, 0.06))
        forward, discount = spot * math.exp((rate - dividend_yield) * t), math.exp(-rate * t)
        kind = ql.Option.Call if right == "call" else ql.Option.Put
        peer = ql.BlackCalculator(ql.PlainVanillaPayoff(kind, strike), forward, vol * math.sqrt(t), discount)
        found = black_scholes.greeks(right, spot, strike, t, vol, rate, dividend_yield)
        assert float(found.price) == pytest.approx(peer.value(), rel=1e-9, abs=1e-10 * spot)
        assert float(found.delta) == pytest.approx(peer.delta(spot), rel=1e-9, abs=1e-11)
        assert float(found.gamma) == pytest.approx(peer.gamma(spot), rel=1e-8, abs=1e-13)
        assert float(found.vega) == pytest.approx(peer.vega(t), rel=1e-9, abs=1e-10 * spot)
        assert float(found.rho) == pytest.approx(peer.rho(t), rel=1e-9, abs=1e-9 * spot)
        assert float(found.theta) == pytest.approx(peer.theta(spot, t), rel=1e-7, abs=1e-9 * spot)
