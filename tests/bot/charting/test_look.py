"""What every drawing shares: where words go, and how numbers are spelled."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.charting import look
from calculators.spec import Axis, Chart, Marker, Series

CLOSE = 1e-9


@given(st.lists(st.floats(-100.0, 100.0).filter(lambda y: abs(y) > 1e-6 or y == 0.0), min_size=2, max_size=40))
def test_pieces_of_one_sign_are_of_one_sign_and_hold_the_whole_area(heights: list[float]) -> None:
    x, y = np.arange(float(len(heights))), np.array(heights)
    pieces = list(look.one_sided(x, y))
    for _, part in pieces:
        assert np.all(part >= -CLOSE) or np.all(part <= CLOSE)
    area = sum(float(np.trapezoid(part, at)) for at, part in pieces)
    assert area == pytest.approx(float(np.trapezoid(y, x)), abs=1e-6)


@pytest.mark.parametrize(
    ("marker", "lines"),
    [
        (Marker("Short put 6,740", "strike", x=1.0), ["Short put", "6,740"]),
        (Marker("Breakeven 6,725.38", "breakeven", x=1.0, detail="(-5.8 %)"), ["Breakeven", "6,725.38", "(-5.8 %)"]),
        (Marker("Implied 18.23 %", "level", x=1.0), ["Implied", "18.23 %"]),
        (Marker("now", "spot", x=1.0), ["now"]),
    ],
)
def test_a_labels_number_and_its_detail_stand_on_lines_of_their_own(marker: Marker, lines: list[str]) -> None:
    assert look.label(marker) == lines


@pytest.mark.parametrize(
    ("value", "unit", "places", "said"),
    [
        (1462.4, "dollars", 0, "$1,462"),
        (-35.0, "dollars a share", 2, "-$35.00"),
        (69.56, "%", 1, "69.6 %"),
        (7140.0, "index points", 2, "7,140"),
        (-0.0, "", 0, "0"),
    ],
)
def test_numbers_are_spelled_as_figures_spell_them(value: float, unit: str, places: int, said: str) -> None:
    assert look.spelled(value, unit, places) == said


def test_a_chart_in_decimals_is_shown_in_per_cent_with_its_marks() -> None:
    chart = Chart(
        "line", "Growth", Axis("Share", "decimal"), Axis("Growth", "decimal"), "One.", (Series("g", (0.1, 0.2), (0.01, 0.02)),),
        markers=(Marker("half", "level", x=0.15), Marker("none", "level", y=0.0)),
    )  # fmt: skip
    drawn = look.shown(chart)
    assert drawn.series[0].x == (10.0, 20.0)
    assert drawn.series[0].y == (1.0, 2.0)
    assert [(m.x, m.y) for m in drawn.markers] == [(15.0, None), (None, 0.0)]
    assert look.axis_title(drawn.y) == "Growth (%)"


def test_an_axis_says_its_unit_once() -> None:
    assert look.axis_title(Axis("Bar", "bars")) == "Bar"
    assert look.axis_title(Axis("Profit", "dollars")) == "Profit (dollars)"


def test_a_wrapped_name_keeps_its_per_cent_signs() -> None:
    assert [line[-2:] for line in look.wrapped("dividend yield 1.17 % or 1.43 %", 30)] != [" %"]
    assert all(not line.startswith("%") for line in look.wrapped("65 % VIX9D, 35 % HV20 (calm)", 14))
