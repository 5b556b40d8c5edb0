"""The tree against QuantLib and what must be true of early exercise."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from calculators import american, black_scholes

PRICE = 5e-3  # for a strike of 100
ROOT_MEAN_SQUARE = 1e-3
GREEK = 2e-3


@pytest.mark.parametrize("right", ["call", "put"])
def test_an_american_option_is_worth_at_least_the_european_and_its_exercise(right: Any) -> None:
    rng = np.random.default_rng(1)
    for _ in range(20):
        spot, vol, t = rng.uniform(60, 140), rng.uniform(0.1, 0.8), rng.uniform(0.02, 2.0)
        rate, dividend_yield = rng.uniform(-0.02, 0.1), rng.uniform(0.0, 0.08)
        value = float(american.price(right, spot, 100.0, t, vol, rate, dividend_yield))
        sign = 1.0 if right == "call" else -1.0
        assert value >= float(black_scholes.price(right, spot, 100.0, t, vol, rate, dividend_yield)) - 1e-12
        assert value >= sign * (spot - 100.0)


def test_without_dividends_a_call_is_never_exercised_early() -> None:
    european = float(black_scholes.price("call", 100.0, 95.0, 1.0, 0.25, 0.05, 0.0))
    assert float(american.price("call", 100.0, 95.0, 1.0, 0.25, 0.05, 0.0)) == pytest.approx(european, abs=1e-10)


def test_quantlib_agrees_on_american_prices() -> None:
    ql = pytest.importorskip("QuantLib")
    today = ql.Date(1, 1, 2026)
    ql.Settings.instance().evaluationDate = today
    rng, misses = np.random.default_rng(7), []
    for _ in range(12):
        spot, vol, days = float(rng.uniform(80, 120)), float(rng.uniform(0.12, 0.6)), int(rng.integers(10, 700))
        rate, dividend_yield = float(rng.uniform(0.0, 0.1)), float(rng.uniform(0.0, 0.08))
        for right, kind in (("call", ql.Option.Call), ("put", ql.Option.Put)):
            curve = ql.YieldTermStructureHandle(ql.FlatForward(today, rate, ql.Actual365Fixed()))
            dividends = ql.YieldTermStructureHandle(ql.FlatForward(today, dividend_yield, ql.Actual365Fixed()))
            flat = ql.BlackVolTermStructureHandle(ql.BlackConstantVol(today, ql.NullCalendar(), vol, ql.Actual365Fixed()))
            process = ql.BlackScholesMertonProcess(ql.QuoteHandle(ql.SimpleQuote(spot)), dividends, curve, flat)
            option = ql.VanillaOption(ql.PlainVanillaPayoff(kind, 100.0), ql.AmericanExercise(today, today + days))
            option.setPricingEngine(ql.QdFpAmericanEngine(process, ql.QdFpAmericanEngine.highPrecisionScheme()))
            found = american.price(right, spot, 100.0, days / 365.0, vol, rate, dividend_yield)  # type: ignore[arg-type]
            misses.append(float(found) - option.NPV())
            assert abs(misses[-1]) < PRICE, (right, spot, vol, days, rate, dividend_yield)
    assert float(np.sqrt(np.mean(np.square(misses)))) < ROOT_MEAN_SQUARE


def test_greeks_of_an_unexercised_call_are_those_of_the_formula() -> None:
    tree, formula = (f("call", 100.0, 105.0, 0.5, 0.2, 0.04, 0.0) for f in (american.greeks, black_scholes.greeks))
    for name in ("price", "delta", "vega", "rho"):
        assert float(getattr(tree, name)) == pytest.approx(float(getattr(formula, name)), rel=GREEK), name
    assert float(tree.gamma) == pytest.approx(float(formula.gamma), rel=5e-3)
    assert float(tree.theta) == pytest.approx(float(formula.theta), rel=1e-2)


def test_deep_in_the_money_a_put_is_worth_its_exercise() -> None:
    assert float(american.price("put", 40.0, 100.0, 0.5, 0.2, 0.05, 0.0)) == pytest.approx(60.0, abs=1e-9)
    assert float(american.greeks("put", 40.0, 100.0, 0.5, 0.2, 0.05, 0.0).delta) == pytest.approx(-1.0)


def test_options_are_priced_together_as_they_are_alone() -> None:
    spots = np.array([80.0, 100.0, 1e-3, 1e6])
    together = american.price("put", spots, 100.0, 0.5, 0.2, 0.05, 0.01)
    alone = [float(american.price("put", spot, 100.0, 0.5, 0.2, 0.05, 0.01)) for spot in spots]
    assert together.tolist() == pytest.approx(alone, rel=1e-14)
