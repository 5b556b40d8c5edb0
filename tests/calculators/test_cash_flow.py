"""Cash flows against textbook cases, and the property that defines an internal rate: the net present value there is 0."""

from __future__ import annotations

import math
import re
from collections.abc import Callable

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from calculators.cash_flow import MAX_RATE, irr, mirr, npv
from calculators.errors import InputError

EXACT = 1e-12
PRINTED = 5e-5  # a rate printed in per cent with two decimals


@pytest.mark.parametrize(
    ("name", "flows", "rate"),
    [
        # Brealey, Myers and Allen 2020, sec. 5.3: -4,000, +2,000, +4,000 has a rate of 28.08 %.
        ("machine tool", (-4000.0, 2000.0, 4000.0), 0.2808),
        # The same section's project A lends at 50 %, project B borrows at 50 %.
        ("lending", (-1000.0, 1500.0), 0.50),
        ("borrowing", (1000.0, -1500.0), 0.50),
    ],
)
def test_textbook_internal_rates_are_reproduced(name: str, flows: tuple[float, ...], rate: float) -> None:
    found = irr(flows)
    assert found.outcome == "one"
    assert found.rate == pytest.approx(rate, abs=PRINTED), name


def test_net_present_value_of_the_textbook_machine_at_ten_per_cent_is_1124() -> None:
    assert npv(0.10, (-4000.0, 2000.0, 4000.0)) == pytest.approx(-4000.0 + 2000.0 / 1.1 + 4000.0 / 1.21, abs=EXACT * 1e4)
    assert round(npv(0.10, (-4000.0, 2000.0, 4000.0))) == 1124


def test_two_rates_are_both_found_and_the_answer_says_so() -> None:
    # The oil-pump problem of Lorie and Savage 1955: -1,600, +10,000, -10,000 has rates of 25 % and 400 %.
    found = irr((-1600.0, 10000.0, -10000.0))
    assert found.outcome == "several"
    assert found.rate is None
    assert found.rates == pytest.approx((0.25, 4.0), abs=1e-9)
    assert found.sign_changes == 2
    assert "2 internal rates" in found.reason


def test_no_rate_exists_although_signs_change() -> None:
    # Brealey, Myers and Allen 2020, sec. 5.3: +1,000, -3,000, +2,500 has no internal rate.
    found = irr((1000.0, -3000.0, 2500.0))
    assert found.outcome == "none"
    assert found.sign_changes == 2
    assert "never 0" in found.reason


def test_a_double_rate_counts_as_one() -> None:
    found = irr((-100.0, 220.0, -121.0))
    assert found.outcome == "one"
    assert found.rate == pytest.approx(0.10, abs=1e-6)


@pytest.mark.parametrize("flows", [(1.0, 2.0), (-1.0, -2.0), (0.0, 0.0), (5.0,)])
def test_without_a_sign_change_no_rate_exists_and_the_reason_says_why(flows: tuple[float, ...]) -> None:
    found = irr(flows)
    assert found.outcome == "none"
    assert found.rate is None
    assert found.sign_changes == 0
    assert found.reason.startswith("no internal rate of return exists: all amounts")


def test_a_rate_too_large_to_mean_anything_is_named_and_not_returned() -> None:
    found = irr((-100.0, 110.0), (0.0, 1.0 / 365.0))
    assert found.outcome == "beyond"
    assert found.rates == ()
    assert "profit over capital" in found.reason
    assert MAX_RATE < 1.1**365


def test_dated_flows_compound_by_the_year() -> None:
    assert irr((-100.0, 101.0), (0.0, 45.0 / 365.0)).rate == pytest.approx(1.01 ** (365.0 / 45.0) - 1.0, rel=1e-12)


def test_modified_rate_compounds_receipts_and_discounts_outlays() -> None:
    # Receipts of 300, 400, 500 at 12 % end at 1,324.32 after three years; 1,000 paid at once.
    ended = 300.0 * 1.12**2 + 400.0 * 1.12 + 500.0
    assert mirr((-1000.0, 300.0, 400.0, 500.0), 0.10, 0.12) == pytest.approx((ended / 1000.0) ** (1 / 3) - 1.0, abs=EXACT)


def test_modified_rate_equals_the_internal_one_when_money_is_worth_exactly_that() -> None:
    flows = (-1000.0, 300.0, 400.0, 500.0)
    rate = irr(flows).rate
    assert rate is not None
    assert mirr(flows, rate, rate) == pytest.approx(rate, abs=1e-10)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: npv(-1.0, (1.0,)), "must be above -1"),
        (lambda: npv(0.1, ()), "at least one amount"),
        (lambda: npv(0.1, (1.0, 2.0), (0.0,)), "one time for each amount"),
        (lambda: npv(0.1, (1.0, 2.0), (1.0, 0.0)), "must not decrease"),
        (lambda: npv(0.1, (math.nan, 2.0)), "finite"),
        (lambda: npv(-0.999999, (1.0, 1.0), (0.0, 1000.0)), "must be finite"),
        (lambda: mirr((1.0, 2.0), 0.1, 0.1), "an amount paid and one received"),
        (lambda: mirr((-1.0, 2.0), -2.0, 0.1), "finance_rate must be above -1"),
    ],
)
def test_refusals_say_the_rule(call: Callable[[], float], said: str) -> None:
    with pytest.raises(InputError, match=re.escape(said)):
        call()


flows = st.lists(st.floats(-1e6, 1e6).filter(lambda x: x == 0.0 or abs(x) > 1e-3), min_size=2, max_size=12)


@settings(max_examples=150, deadline=None)
@given(flows)
def test_the_net_present_value_at_every_rate_found_is_zero(amounts: list[float]) -> None:
    found = irr(amounts)
    assert len(found.rates) <= found.sign_changes
    for rate in found.rates:
        assume(rate > -0.99)
        terms = sum(abs(a) * (1.0 + rate) ** -i for i, a in enumerate(amounts))
        assert abs(npv(rate, amounts)) <= 1e-8 * terms


@settings(max_examples=100, deadline=None)
@given(flows, st.floats(0.01, 100.0))
def test_scaling_the_amounts_changes_no_rate(amounts: list[float], scale: float) -> None:
    assert irr([a * scale for a in amounts]).rates == pytest.approx(irr(amounts).rates, rel=1e-6, abs=1e-9)


@settings(max_examples=100, deadline=None)
@given(st.floats(0.5, 1e5), st.lists(st.floats(0.5, 1e5), min_size=1, max_size=30), st.floats(0.001, 20.0))
def test_one_outlay_then_receipts_always_has_exactly_one_outcome(outlay: float, receipts: list[float], span: float) -> None:
    times = [span * i for i in range(len(receipts) + 1)]
    found = irr([-outlay, *receipts], times)
    assert found.sign_changes == 1
    assert found.outcome in {"one", "beyond"}
