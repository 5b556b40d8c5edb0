"""The payoff at expiration: exact kinks, every breakeven, both extremes."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calculators.errors import InputError
from calculators.payoff import at_expiration, profit_at
from calculators.position import Leg, Position
from calculators.units import Right

ROUNDING = 1e-9


def held(credit: float, *legs: tuple[Right, float, float], units: float = 0.0) -> Position:
    return Position(tuple(Leg(right, strike, quantity, 30.0) for right, strike, quantity in legs), credit, units=units)


CONDOR = (("put", 90.0, 1), ("put", 95.0, -1), ("call", 105.0, -1), ("call", 110.0, 1))


def test_a_condor_breaks_even_at_its_short_strikes_less_and_plus_the_credit() -> None:
    found = at_expiration(held(1.5, *CONDOR))  # type: ignore[arg-type]
    assert found.breakevens == pytest.approx((93.5, 106.5))
    assert (found.max_profit, found.max_loss) == pytest.approx((1.5, 3.5))
    assert found.profitable[0] == pytest.approx((93.5, 106.5))
    assert found.at_max_profit == ((95.0, 105.0),)
    assert found.at_max_loss == ((0.0, 90.0), (110.0, math.inf))


@pytest.mark.parametrize(
    ("name", "position", "breakevens", "max_profit", "max_loss"),
    [
        ("long call", held(-3.0, ("call", 100.0, 1)), (103.0,), math.inf, 3.0),
        ("short call", held(3.0, ("call", 100.0, -1)), (103.0,), 3.0, math.inf),
        ("short put", held(3.0, ("put", 100.0, -1)), (97.0,), 3.0, 97.0),
        ("short straddle", held(5.0, ("put", 100.0, -1), ("call", 100.0, -1)), (95.0, 105.0), 5.0, math.inf),
        (
            "double butterfly",
            held(-1.0, *(("call", k, q) for k, q in ((90, 1), (95, -2), (100, 2), (105, -2), (110, 1)))),
            (91, 99, 101, 109),
            4.0,
            1.0,
        ),
        ("free spread", held(0.0, ("call", 100.0, 1), ("call", 110.0, -1)), (100.0,), 10.0, 0.0),
        ("covered call", held(2.0 - 100.0, ("call", 105.0, -1), units=1.0), (98.0,), 7.0, 98.0),
        ("nothing but a gift", held(1.0, ("put", 90.0, 1)), (), 91.0, -1.0),
    ],
)
def test_extremes_and_breakevens_of_known_structures(
    name: str, position: Position, breakevens: tuple[float, ...], max_profit: float, max_loss: float
) -> None:
    found = at_expiration(position)
    assert found.breakevens == pytest.approx(breakevens), name
    assert found.max_profit == pytest.approx(max_profit), name
    assert found.max_loss == pytest.approx(max_loss), name


LEGS = st.lists(st.tuples(st.sampled_from(["call", "put"]), st.integers(80, 120).map(float), st.integers(-3, 3).filter(bool)), min_size=1, max_size=6)


@settings(max_examples=200, deadline=None)
@given(legs=LEGS, credit=st.integers(-40, 40).map(lambda n: n / 4))
def test_breakevens_part_profit_from_loss_and_no_level_beats_the_extremes(legs: list[Any], credit: float) -> None:
    position = held(credit, *legs)
    found = at_expiration(position)
    levels = np.unique(np.concatenate((np.linspace(0.0, 400.0, 1601), found.breakevens)))
    profit = profit_at(position, levels)
    assert np.all(profit <= found.max_profit + ROUNDING)
    assert np.all(-profit <= found.max_loss + ROUNDING)
    for level in found.breakevens:
        assert float(profit_at(position, level)) == pytest.approx(0.0, abs=ROUNDING)
    for level, value in zip(levels, profit, strict=True):
        inside = any(low < level < high for low, high in found.profitable)
        if value > ROUNDING and level > 0.0:
            assert inside, level
        if value < -ROUNDING:
            assert not inside, level


@settings(max_examples=60, deadline=None)
@given(legs=LEGS, credit=st.floats(-20.0, 20.0), units=st.sampled_from([0.0, -1.0, 2.0]))
def test_the_payoff_read_off_its_kinks_is_the_sum_of_the_legs(legs: list[Any], credit: float, units: float) -> None:
    position = held(credit, *legs, units=units)
    levels = np.linspace(0.0, 300.0, 301)
    assert np.allclose(at_expiration(position).at(levels), profit_at(position, levels), atol=ROUNDING)


def test_a_position_at_another_credit_is_another_position_with_the_same_legs() -> None:
    first = held(1.0, *CONDOR)  # type: ignore[arg-type]
    strikes = first.strikes
    second = first.at_credit(2.5)
    assert (first.credit, second.credit) == (1.0, 2.5)
    assert second.strikes is strikes
    assert second == held(2.5, *CONDOR)  # type: ignore[arg-type]


def test_a_position_without_legs_is_refused() -> None:
    with pytest.raises(InputError, match="at least one leg"):
        Position(())
