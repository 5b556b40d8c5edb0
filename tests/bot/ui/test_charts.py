"""Charts are drawn whole: signs shaded apart, labels apart, numbers in cells, text for those who do not see."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

import numpy as np
import pytest

from bot.ui import charts
from calculators.spec import Chart, Marker
from tests.bot.ui.samples import CHARTS, STRIKES, bars_chart, comparison_chart, heatmap_chart, payoff_chart

CLOSE = 1e-9


@pytest.mark.parametrize("sample", CHARTS)
@pytest.mark.parametrize("theme", ["light", "dark", None])
def test_every_kind_is_drawn_on_a_transparent_ground(sample: Callable[[], Chart], theme: str | None) -> None:
    drawn = charts.figure(sample(), theme)
    assert drawn.data
    assert drawn.layout.paper_bgcolor == drawn.layout.plot_bgcolor == "rgba(0,0,0,0)"


@pytest.mark.parametrize("sample", [payoff_chart, comparison_chart])
def test_axes_name_their_units(sample: Callable[[], Chart]) -> None:
    drawn, chart = charts.figure(sample()), sample()
    assert drawn.layout.xaxis.title.text == f"{chart.x.label} ({chart.x.unit})"
    assert drawn.layout.yaxis.title.text == f"{chart.y.label} ({chart.y.unit})"


def test_profit_and_loss_are_filled_apart_and_meet_on_the_zero_line() -> None:
    filled = [trace for trace in charts.figure(payoff_chart()).data if trace.fill == "tozeroy"]
    signs = {trace.line.color: np.sign(np.sum(trace.y)) for trace in filled}
    assert signs == {charts.PROFIT: 1.0, charts.LOSS: -1.0}
    for trace in filled:
        y = np.asarray(trace.y)
        assert np.all(y >= -CLOSE) or np.all(y <= CLOSE)
    edges = sorted(x for trace in filled for x in (trace.x[0], trace.x[-1]))[1:-1]
    assert edges == pytest.approx([6541.55, 6541.55, 7608.45, 7608.45], abs=0.01)


def test_loss_is_told_by_hatching_and_words_not_by_colour_alone() -> None:
    drawn = charts.figure(payoff_chart())
    losses = [trace for trace in drawn.data if trace.fill == "tozeroy" and trace.line.color == charts.LOSS]
    assert all(trace.fillpattern.shape == "/" for trace in losses)
    words = [note.text for note in drawn.layout.annotations]
    assert words.count("<b>loss</b>") == 2
    assert words.count("<b>profit</b>") == 1


def test_payoff_hover_gives_the_exact_profit_of_every_curve() -> None:
    drawn, chart = charts.figure(payoff_chart()), payoff_chart()
    assert drawn.layout.hovermode == "x unified"
    hovered = {trace.name: trace for trace in drawn.data if trace.hovertemplate is not None}
    for curve in chart.series:
        assert tuple(hovered[curve.label].y) == curve.y
        assert hovered[curve.label].hovertemplate == "%{y:$,.2f}"


def test_payoff_marks_strikes_breakevens_and_spot_with_their_numbers() -> None:
    words = " ".join(note.text for note in charts.figure(payoff_chart()).layout.annotations).replace("<br>", " ")
    for said in (*(f"{name} {strike:,.0f}" for name, strike in STRIKES.items()), "breakeven 6,541.55", "spot 7,140", "one standard deviation"):
        assert said in words


def extent(marker: Marker, anchor: str, width: float, low: float, high: float) -> tuple[float, float]:
    """Where a label lies, in pixels, on a plot of the given width."""
    assert marker.x is not None
    at = (marker.x - low) / (high - low) * width
    size = max(len(line) for line in charts.label(marker).split("<br>")) * 6.0
    start = {"left": at, "right": at - size, "center": at - size / 2}[anchor]
    return start, start + size


@pytest.mark.parametrize("width", [240, 300, 640, 1100])
@pytest.mark.parametrize("middle", [6525.0, 6900.0, 7140.0, 7625.0])
def test_no_label_covers_another_at_any_width(width: float, middle: float) -> None:
    markers = [*payoff_chart().markers[:-1], Marker(f"spot {middle:,.0f}", "spot", x=middle)]
    placed = charts.lanes(markers, 6300.0, 7850.0)
    for (first, (lane, anchor)), (second, (other, hung)) in combinations(zip(markers, placed, strict=True), 2):
        if lane == other:
            a, b = extent(first, anchor, width, 6300.0, 7850.0), extent(second, hung, width, 6300.0, 7850.0)
            assert a[1] <= b[0] or b[1] <= a[0], (first.label, second.label)


def test_heatmap_has_its_number_in_every_cell() -> None:
    (cells,) = charts.figure(heatmap_chart()).data
    assert cells.texttemplate == "%{z:$,.0f}"
    assert np.shape(cells.z) == (5, 5)
    assert cells.zmin == -cells.zmax


def test_bars_are_named_and_told_apart_by_pattern() -> None:
    drawn = charts.figure(bars_chart())
    assert tuple(drawn.layout.xaxis.ticktext) == ("30 days", "110 days", "220 days")
    assert len({trace.marker.pattern.shape for trace in drawn.data}) == 2


def test_curve_that_only_touches_zero_is_one_piece_each_side() -> None:
    x, y = np.array([0.0, 1.0, 2.0, 3.0]), np.array([-1.0, 0.0, 0.0, 2.0])
    pieces = [(piece_x.tolist(), piece_y.tolist()) for piece_x, piece_y in charts.one_sided(x, y)]
    assert pieces == [([0.0, 1.0], [-1.0, 0.0]), ([2.0, 3.0], [0.0, 2.0])]
