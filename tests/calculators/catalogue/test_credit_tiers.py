"""Where the credit tiers stand: a table computed once by hand from the model, identities, and refusals."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from calculators.catalogue.credit_tiers import credit_tiers
from calculators.catalogue.iron_condor import iron_condor
from calculators.errors import InputError
from calculators.spec import ToolResult

TIERS = ("conservative", "balanced", "aggressive")
MARKET = {"spot": 7138.8, "vix": 17.95}
POINT = 0.5


def value(result: ToolResult, name: str) -> float:
    found = result.figure(name).value
    assert isinstance(found, float | int)
    return float(found)


@pytest.mark.parametrize(
    ("wing", "distances", "deviations", "breakeven_rates"),
    [(5.0, (117, 94, 78), (1.44, 1.17, 0.96), (0.86, 0.77, 0.68)), (10.0, (141, 122, 108), (1.75, 1.52, 1.34), (0.93, 0.885, 0.84))],
)
def test_the_table_of_distances(wing: float, distances: tuple[float, ...], deviations: tuple[float, ...], breakeven_rates: tuple[float, ...]) -> None:
    result = credit_tiers.run({**MARKET, "wing_width": wing})
    for i, tier in enumerate(TIERS):
        assert value(result, f"distance_{tier}") == pytest.approx(distances[i], abs=POINT)
        assert value(result, f"sd_{tier}") == pytest.approx(deviations[i], abs=0.006)
        assert value(result, f"breakeven_win_rate_{tier}") == pytest.approx(breakeven_rates[i])


def test_a_condor_at_the_exact_distance_brings_the_credit_and_has_the_same_odds() -> None:
    result = credit_tiers.run({**MARKET, "wing_width": 5.0})
    for credit, tier in zip((0.70, 1.15, 1.60), TIERS, strict=True):
        shape = {"spot": 7138.8, "vol": 0.1795, "dte": 1.0, "time_convention": "trading252", "wing_width": 5.0, "strike_step": 0.0}
        condor = iron_condor.run({**shape, "short_distance": value(result, f"distance_{tier}")})
        assert value(condor, "net_credit") == pytest.approx(credit, abs=1e-6)
        assert value(condor, "prob_of_profit") == pytest.approx(value(result, f"prob_of_profit_{tier}"), abs=1e-9)


def test_the_probability_of_profit_is_the_lognormal_law_between_the_breakevens() -> None:
    result = credit_tiers.run({**MARKET, "wing_width": 5.0})
    deviation = 0.1795 * math.sqrt(1.0 / 252.0)
    forward = 7138.8 * math.exp((0.04 - 0.013) / 252.0)
    for credit, tier in zip((0.70, 1.15, 1.60), TIERS, strict=True):
        reach = value(result, f"distance_{tier}") + credit
        low, high = (norm.cdf((np.log((7138.8 + side * reach) / forward) + 0.5 * deviation**2) / deviation) for side in (-1, 1))
        assert value(result, f"prob_of_profit_{tier}") == pytest.approx(high - low, abs=1e-9)


def test_a_nearer_condor_brings_more_and_wins_less() -> None:
    result = credit_tiers.run({**MARKET, "wing_width": 5.0})
    for stem, rises in (("distance", False), ("sd", False), ("prob_of_profit", False), ("put_delta", True), ("return_on_risk", True)):
        found = [value(result, f"{stem}_{tier}") for tier in TIERS]
        assert found == sorted(found, reverse=not rises)


def test_expected_value_and_kelly_use_the_claimed_win_rates() -> None:
    result = credit_tiers.run({**MARKET, "wing_width": 10.0})
    for credit, rate, tier in zip((0.70, 1.15, 1.60), (0.90, 0.87, 0.82), TIERS, strict=True):
        assert value(result, f"expected_value_{tier}") == pytest.approx(rate * credit - (1 - rate) * (10.0 - credit))
        assert value(result, f"kelly_{tier}") == pytest.approx(rate - (1 - rate) * (10.0 - credit) / credit)
    assert "no bet" in result.figure("kelly_conservative").text
    own = credit_tiers.run({**MARKET, "win_rates": [1.0, 0.5, 0.0]})
    assert value(own, "expected_value_conservative") == pytest.approx(0.70)


def test_other_credits_are_named_by_their_amount_and_claim_nothing() -> None:
    result = credit_tiers.run({**MARKET, "tiers": [0.95]})
    assert value(result, "distance_0_95") > 0.0
    with pytest.raises(KeyError):
        result.figure("expected_value_0_95")
    assert any("need win_rates" in note for note in result.presentation.notes)


@pytest.mark.parametrize(
    ("given_", "said"),
    [
        ({}, "spot is required"),
        ({"spot": 7140.0}, "neither vix nor vol"),
        ({**MARKET, "tiers": [6.0]}, "less than the wing width"),
        ({**MARKET, "tiers": [4.95]}, "at most"),
        ({**MARKET, "tiers": []}, "1 to 8 credits"),
        ({**MARKET, "tiers": [0.70, 0.701]}, "differ by at least a cent"),
        ({**MARKET, "win_rates": [0.9]}, "a win rate for each tier"),
    ],
)
def test_refusals_say_the_rule(given_: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        credit_tiers.run(given_)


@settings(max_examples=60, deadline=None)
@given(
    st.floats(50.0, 20000.0),
    st.floats(1.0, 150.0),
    st.floats(0.05, 400.0),
    st.floats(0.5, 300.0),
    st.lists(st.floats(0.01, 200.0), min_size=1, max_size=3),
    st.sampled_from(["flat", "spx"]),
)
def test_every_figure_is_finite_or_the_input_is_refused(spot: float, vix: float, dte: float, wing: float, tiers: list[float], smile: str) -> None:
    try:
        result = credit_tiers.run({"spot": spot, "vix": vix, "dte": dte, "wing_width": wing, "tiers": tiers, "smile": smile})
    except InputError:
        return
    for figure in result.presentation.figures:
        assert math.isfinite(float(str(figure.value))), figure
