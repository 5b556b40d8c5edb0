"""Two clocks, and a result that says which it used."""

from __future__ import annotations

import math

import pytest

from calculators.conventions import clock_notes, years


def test_at_one_day_the_conventions_differ_by_a_fifth_of_the_distance() -> None:
    assert math.sqrt(years(1.0, "trading252") / years(1.0, "calendar365")) == pytest.approx(1.2035, abs=1e-4)


def test_days_become_years() -> None:
    assert years(365.0) == 1.0
    assert years(252.0, "trading252") == 1.0
    assert years(0.4) == pytest.approx(0.4 / 365)


@pytest.mark.parametrize(("dte", "convention", "named"), [(1.0, "calendar365", True), (7.0, "calendar365", False), (45.0, "trading252", True)])
def test_a_short_or_unusual_clock_is_named(dte: float, convention: str, named: bool) -> None:
    said = clock_notes(dte, convention)  # type: ignore[arg-type]
    assert [convention in note for note in said] == ([True] if named else [])
