"""The slope of the VIX curve: worked examples, signs and refusals."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calculators.catalogue.term_structure import term_structure
from calculators.errors import InputError

EXACT = 1e-12


def test_two_futures_in_contango_cost_a_long_one_the_gap() -> None:
    result = term_structure.run({"vix": 17.95, "futures": [{"level": 19.0, "dte": 20.0}, {"level": 20.2, "dte": 48.0}]})
    assert result.figure("contango_pct").value == pytest.approx(20.2 / 19.0 - 1.0, abs=EXACT)
    assert result.figure("roll_yield").value == pytest.approx((19.0 / 20.2 - 1.0) * 365.0 / 28.0, abs=EXACT)
    assert result.figure("spot_to_front_pct").value == pytest.approx(19.0 / 17.95 - 1.0, abs=EXACT)
    assert result.figure("slope").value == pytest.approx((20.2 - 17.95) * 30.0 / 48.0, abs=EXACT)
    assert (result.figure("backwardation").value, result.figure("backwardation").text) == (0, "no")
    assert result.figure("contango_pct").text == "+6.32 %"


def test_an_inverted_curve_is_flagged_and_pays_a_long_future() -> None:
    result = term_structure.run({"vix": 34.0, "futures": [{"level": 31.0, "dte": 20.0}, {"level": 28.0, "dte": 48.0}]})
    assert result.figure("backwardation").text == "yes"
    assert float(str(result.figure("roll_yield").value)) > 0.0
    assert "in backwardation" in result.presentation.headline


def test_one_future_is_compared_with_spot() -> None:
    result = term_structure.run({"vix": 18.0, "futures": [{"level": 19.0, "dte": 20.0}]})
    assert result.figure("contango_pct").value == pytest.approx(1.0 / 18.0, abs=EXACT)
    assert "spot and the future" in result.figure("contango_pct").label


def test_the_order_of_the_futures_does_not_matter() -> None:
    futures = [{"level": 19.0, "dte": 20.0}, {"level": 20.2, "dte": 48.0}, {"level": 20.8, "dte": 76.0}]
    forward, backward = (term_structure.run({"vix": 18.0, "futures": given}) for given in (futures, futures[::-1]))
    assert [f.value for f in forward.presentation.figures] == [f.value for f in backward.presentation.figures]


@pytest.mark.parametrize(
    ("given_", "said"),
    [
        ({"futures": [{"level": 19.0, "dte": 20.0}]}, "a slope needs two futures"),
        ({"futures": []}, "got 0 futures"),
        ({"futures": [{"level": 19.0, "dte": 20.0}, {"level": 20.0, "dte": 20.0}]}, "different days"),
        ({"futures": [{"level": 0.19, "dte": 20.0}]}, "must be at least 1"),
        ({"vix": 18.0}, "futures is required"),
    ],
)
def test_refusals_say_the_rule(given_: dict[str, object], said: str) -> None:
    with pytest.raises(InputError, match=said):
        term_structure.run(given_)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(st.floats(1e-3, 200.0), st.floats(0.01, 3660.0)), max_size=5), st.none() | st.floats(1e-3, 200.0))
def test_figures_are_finite_or_the_input_is_refused(points: list[tuple[float, float]], vix: float | None) -> None:
    given_ = {"futures": [{"level": level, "dte": dte} for level, dte in points]} | ({} if vix is None else {"vix": vix})
    try:
        figures = term_structure.run(given_).presentation.figures
    except InputError:
        return
    assert all(math.isfinite(float(str(figure.value))) for figure in figures)
