"""Interest parity and effective exchange rates against a textbook example and their identities."""

from __future__ import annotations

from math import exp, log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calculators import fx
from calculators.catalogue import find
from calculators.errors import InputError

EXACT = 1e-12


def test_hulls_two_year_forward_on_the_australian_dollar() -> None:
    # Hull 2018, example 5.6: spot 0.7500 USD per AUD, 3 % in AUD, 1 % in USD, two years: 0.7206.
    result = fx.covered_forward(0.75, 0.01, 0.03, 730.0, 1.0, "continuous", 365)
    assert result.forward == pytest.approx(0.7206, abs=5e-5)


def test_the_higher_rate_currency_trades_at_a_forward_discount_and_earns_carry() -> None:
    result = fx.covered_forward(100.0, 0.001, 0.0435, 365.0, 1e6, "continuous", 365)
    assert result.forward_points < 0.0
    assert result.carry_per_day == pytest.approx(1e6 * 0.0425 / 365, rel=EXACT)


rates = st.floats(-0.05, 0.3)


@given(st.floats(0.01, 200), rates, rates, st.floats(1, 720), st.sampled_from(["continuous", "simple"]))
def test_borrowing_at_home_and_lending_abroad_earns_nothing_once_hedged(
    spot: float, home: float, abroad: float, days: float, compounding: fx.Compounding
) -> None:
    forward = fx.covered_forward(spot, home, abroad, days, 1.0, compounding, 365).forward
    t = days / 365
    lent, owed = (exp(abroad * t), exp(home * t)) if compounding == "continuous" else (1 + abroad * t, 1 + home * t)
    assert forward * lent == pytest.approx(spot * owed, rel=1e-12)


@given(st.floats(0.01, 200), rates, rates, st.floats(1, 720))
def test_the_forward_seen_from_the_other_side_is_the_reciprocal(spot: float, home: float, abroad: float, days: float) -> None:
    here = fx.covered_forward(spot, home, abroad, days, 1.0, "continuous", 365).forward
    there = fx.covered_forward(1 / spot, abroad, home, days, 1.0, "continuous", 365).forward
    assert here * there == pytest.approx(1.0, rel=1e-12)


def test_simple_interest_that_wipes_out_the_deposit_is_refused() -> None:
    with pytest.raises(InputError, match="above zero"):
        find("interest_parity").run({"spot": 1.1, "domestic_rate": 0.0, "foreign_rate": -0.5, "dte": 1000.0, "compounding": "simple"})


def test_unchanged_rates_and_prices_leave_both_indices_at_100() -> None:
    index = fx.effective_exchange_rate([0.6, 0.4], [0.9, 150.0], [0.9, 150.0], 100.0, [100.0, 100.0])
    assert index.nominal == pytest.approx(100.0, rel=EXACT)
    assert index.real == pytest.approx(100.0, rel=EXACT)


def test_one_partner_gives_the_bilateral_real_rate() -> None:
    # q = e P / P*: Krugman, Obstfeld and Melitz, the real exchange rate.
    index = fx.effective_exchange_rate([1.0], [0.95], [0.90], 112.0, [108.0])
    assert index.real == pytest.approx(100.0 * (0.95 / 0.90) * (112.0 / 108.0), rel=EXACT)


weights = st.lists(st.floats(0.05, 1.0), min_size=2, max_size=6)


@given(weights, st.floats(0.5, 2.0), st.floats(0.5, 2.0))
def test_the_index_multiplies_through_equal_moves_and_ignores_equal_inflation(parts: list[float], move: float, inflation: float) -> None:
    shares = [part / sum(parts) for part in parts]
    count = len(shares)
    index = fx.effective_exchange_rate(shares, [move] * count, [1.0] * count, 100.0 * inflation, [100.0 * inflation] * count)
    assert index.nominal == pytest.approx(100.0 * move, rel=1e-9)
    assert index.real == pytest.approx(index.nominal, rel=1e-9)
    assert sum(index.contributions) == pytest.approx(log(index.real / 100.0), abs=1e-9)


def test_weights_that_do_not_sum_to_one_are_refused() -> None:
    with pytest.raises(InputError, match=r"weights must sum to 1; got 0\.9"):
        find("reer").run({"weights": [0.5, 0.4], "exchange_rates": [1.0, 1.0], "base_rates": [1.0, 1.0], "partner_prices": [100.0, 100.0]})


def test_lists_of_unequal_length_are_refused() -> None:
    with pytest.raises(InputError, match="equally long"):
        find("reer").run({"weights": [0.5, 0.5], "exchange_rates": [1.0], "base_rates": [1.0, 1.0], "partner_prices": [100.0, 100.0]})
