"""Each placement rule inverts: the strikes it gives have the property it was asked for."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calculators.condor import IronCondor
from calculators.errors import InputError
from calculators.market import MarketState
from calculators.smile import SkewSmile, spx
from calculators.strikes import Placement, condor_slots, deltas, model_credit, rounded, shorts

T = 45 / 365
SLOTS = condor_slots(50.0, 50.0)
EXACT = 1e-9
STATES = {
    "flat": MarketState(7140.0, vol=0.18),
    "spx": MarketState(7140.0, vol=spx(0.18)),
    "negative rate": MarketState(7140.0, -0.02, 0.04, SkewSmile(0.3, -0.3, 0.05)),
}


@pytest.mark.parametrize("name", STATES)
@pytest.mark.parametrize("delta", [0.02, 0.10, 0.16, 0.30, 0.45])
def test_shorts_placed_by_delta_have_that_delta(name: str, delta: float) -> None:
    found = shorts(Placement("short_delta", delta), STATES[name], T, SLOTS)
    assert deltas((found,), STATES[name], T)[0] == pytest.approx([delta, delta], abs=EXACT)


@pytest.mark.parametrize("name", STATES)
@pytest.mark.parametrize("credit", [0.05, 1.15, 8.0, 20.0, 40.0])
def test_shorts_placed_by_credit_bring_that_credit(name: str, credit: float) -> None:
    found = shorts(Placement("target_credit", credit), STATES[name], T, SLOTS)
    assert model_credit(found, STATES[name], T, SLOTS) == pytest.approx(credit, abs=EXACT)
    assert 7140.0 - found[0] == pytest.approx(found[1] - 7140.0, abs=EXACT)


@pytest.mark.parametrize(
    ("placement", "distance"),
    [
        (Placement("short_distance", 100.0), 100.0),
        (Placement("short_otm", 0.05), 357.0),
        (Placement("short_sd", 1.5), 1.5 * 7140.0 * 0.18 * math.sqrt(T)),
        (Placement("edr_multiple", 2.0), 2.0 * 7140.0 * 0.18 / math.sqrt(252.0)),
    ],
)
def test_distance_rules_place_both_shorts_that_far_from_spot(placement: Placement, distance: float) -> None:
    assert shorts(placement, STATES["flat"], T, SLOTS) == pytest.approx((7140.0 - distance, 7140.0 + distance))


def test_what_cannot_be_attained_is_refused_with_what_can() -> None:
    with pytest.raises(InputError, match=r"at most 47\.\d\d points"):
        shorts(Placement("target_credit", 49.9), STATES["flat"], T, SLOTS)
    with pytest.raises(InputError, match=r"less than e\^\(-qt\) = 0\.99"):
        shorts(Placement("short_delta", 0.9999), MarketState(7140.0, dividend_yield=0.05), T, SLOTS)
    with pytest.raises(InputError, match="short put above 0"):
        shorts(Placement("short_distance", 7140.0), STATES["flat"], T, SLOTS)


@given(st.floats(1.0, 1e5), st.sampled_from([0.0, 1.0, 5.0, 25.0]))
@settings(max_examples=100, deadline=None)
def test_rounding_goes_to_the_nearest_listed_strike(level: float, step: float) -> None:
    found = rounded(level, step)
    assert abs(found - level) <= step / 2 * (1 + EXACT)
    assert step == 0.0 or found / step == pytest.approx(round(found / step), abs=EXACT)


@pytest.mark.parametrize("strikes", [(4800, 4750, 5250, 5300), (4700, 4750, 4750, 5300), (4700, 4750, 5250, 5250), (-10, 4750, 5250, 5300)])
def test_crossed_strikes_are_refused_and_named(strikes: tuple[float, float, float, float]) -> None:
    came = ", ".join(f"{k:g}" for k in strikes)
    with pytest.raises(InputError, match=f"long_put < short_put < short_call < long_call.*got {came}"):
        IronCondor(*strikes)
