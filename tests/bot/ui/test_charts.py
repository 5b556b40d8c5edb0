"""Charts are drawn whole: signs shaded apart, labels apart, numbers in cells, text for those who do not see."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from typing import Any

import numpy as np
import pytest

from bot.charting import look
from bot.ui import charts
from calculators.catalogue import BY_NAME, CATALOGUE
from calculators.sensitivity import tornado
from calculators.spec import Axis, Calculator, Chart, Marker, Series
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
    assert drawn.layout.xaxis.title.text == f"{chart.x.label} ({'%' if chart.x.unit == 'percent' else chart.x.unit})"
    assert drawn.layout.yaxis.title.text == f"{chart.y.label} ({chart.y.unit})"


def test_profit_and_loss_are_filled_apart_and_meet_on_the_zero_line() -> None:
    filled = [trace for trace in charts.figure(payoff_chart()).data if trace.fill == "tozeroy"]
    signs = {trace.line.color: np.sign(np.sum(trace.y)) for trace in filled}
    assert signs == {look.PROFIT: 1.0, look.LOSS: -1.0}
    for trace in filled:
        y = np.asarray(trace.y)
        assert np.all(y >= -CLOSE) or np.all(y <= CLOSE)
    edges = sorted(x for trace in filled for x in (trace.x[0], trace.x[-1]))[1:-1]
    assert edges == pytest.approx([6541.55, 6541.55, 7608.45, 7608.45], abs=0.01)


def test_loss_is_told_by_hatching_and_words_not_by_colour_alone() -> None:
    drawn = charts.figure(payoff_chart())
    losses = [trace for trace in drawn.data if trace.fill == "tozeroy" and trace.line.color == look.LOSS]
    assert all(trace.fillpattern.shape == "/" for trace in losses)
    words = [note.text for note in drawn.layout.annotations]
    assert sum(word.startswith("<b>loss</b>") for word in words) == 2
    assert sum(word.startswith("<b>profit</b>") for word in words) == 1


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
    size = max(len(line) for line in look.label(marker)) * 6.0
    start = {"left": at, "right": at - size, "center": at - size / 2}[anchor]
    return start, start + size


@pytest.mark.parametrize("width", [240, 300, 640, 1100])
@pytest.mark.parametrize("middle", [6525.0, 6900.0, 7140.0, 7625.0])
def test_no_label_covers_another_at_any_width(width: float, middle: float) -> None:
    markers = [*payoff_chart().markers[:-1], Marker(f"spot {middle:,.0f}", "spot", x=middle, detail="(+1.2 %)")]
    placed = look.lanes(markers, 6300.0, 7850.0, charts.NARROWEST, charts.CHARACTER, charts.LEFT_OF_PLOT)
    for (first, (lane, anchor)), (second, (other, hung)) in combinations(zip(markers, placed, strict=True), 2):
        if lane == other:
            a, b = extent(first, anchor, width, 6300.0, 7850.0), extent(second, hung, width, 6300.0, 7850.0)
            assert a[1] <= b[0] or b[1] <= a[0], (first.label, second.label)


def test_heatmap_has_its_number_in_every_cell() -> None:
    (cells,) = charts.figure(heatmap_chart()).data
    assert cells.texttemplate == "%{text}"
    assert np.shape(cells.z) == np.shape(cells.text) == (5, 5)
    assert cells.text[0][0] == "$800"
    assert cells.text[4][4] == "-$1,760"
    assert cells.zmin == -cells.zmax


def test_bars_are_named_and_told_apart_by_pattern() -> None:
    drawn = charts.figure(bars_chart())
    assert tuple(drawn.layout.xaxis.ticktext) == ("30 days", "110 days", "220 days")
    assert len({trace.marker.pattern.shape for trace in drawn.data}) == 2


def test_bars_with_long_names_lie_so_that_the_names_can_be_read() -> None:
    names = ("VIX / 252 ** 0.5", "70 % VIX9D, 30 % HV20")
    chart = Chart("bars", "Ranges", Axis("Formula", ""), Axis("Range", "%"), "Two.", (Series("range", (0.0, 1.0), (1.13, 0.98)),), categories=names)
    (drawn,) = charts.figure(chart).data
    assert drawn.orientation == "h"
    assert list(drawn.text) == ["1.13 %", "0.98 %"]


@pytest.mark.parametrize("calculator", CATALOGUE, ids=lambda calculator: calculator.name)
def test_every_chart_of_every_calculator_is_drawn(calculator: Calculator[Any, Any]) -> None:
    for chart in calculator.run(calculator.example).presentation.charts:
        drawn = charts.figure(chart, "light")
        named = {trace.name for trace in drawn.data}
        assert {curve.label for curve in chart.series if chart.kind != "heatmap"} <= named
        for axis in (drawn.layout.xaxis, drawn.layout.yaxis):
            assert "decimal" not in (axis.title.text or "")


def condor(**changes: Any) -> Chart:
    calculator = BY_NAME["iron_condor"]
    return calculator.run({**calculator.example, **changes}).presentation.charts[0]


def test_hover_over_several_contracts_gives_the_total_and_each() -> None:
    drawn = charts.figure(condor(contracts=10))
    hovered = next(trace for trace in drawn.data if trace.name == "Today" and trace.hovertemplate)
    assert "for 10" in hovered.hovertemplate
    assert np.asarray(hovered.customdata) * 10 == pytest.approx(np.asarray(hovered.y))


def test_hover_says_how_far_the_index_is_from_spot() -> None:
    moves = next(trace for trace in charts.figure(condor()).data if trace.name == "Index against spot")
    assert moves.customdata[int(np.argmin(np.abs(np.asarray(moves.x) - 7140.0)))] == pytest.approx(0.0, abs=1e-6)


def test_sliders_have_a_curve_of_their_own_and_a_button_that_changes_it() -> None:
    chart = condor()
    assert chart.sweep is not None
    drawn = charts.figure(chart, "dark", chart.sweep())
    (button,) = drawn.layout.updatemenus[0].buttons
    assert button.method == "restyle"
    assert drawn.data[button.args[1][0]].name == "At the sliders"
    assert not charts.figure(chart).layout.updatemenus


def test_panels_stand_one_under_the_other_over_one_axis() -> None:
    chart = BY_NAME["macd"].run(BY_NAME["macd"].example).presentation.charts[0]
    drawn = charts.figure(chart)
    assert drawn.layout.yaxis.domain[0] > drawn.layout.yaxis2.domain[1]
    assert {trace.xaxis for trace in drawn.data} == {"x"}
    assert {trace.yaxis for trace in drawn.data} == {"y", "y2"}


def test_probabilities_are_written_into_the_areas_they_are() -> None:
    chart = BY_NAME["iron_condor"].run(BY_NAME["iron_condor"].example).presentation.charts[1]
    words = [note.text for note in charts.figure(chart).layout.annotations]
    assert "<b>profit<br>69.6 %</b>" in words
    assert sum(word.startswith("<b>loss<br>") for word in words) == 2


def test_tornado_bars_start_at_the_figure_as_it_is_now() -> None:
    calculator = BY_NAME["capm"]
    drawn = charts.figure(tornado(calculator, calculator.example))
    assert {trace.base for trace in drawn.data} == {9.0}
    assert {trace.orientation for trace in drawn.data} == {"h"}


def test_curve_that_only_touches_zero_is_one_piece_each_side() -> None:
    x, y = np.array([0.0, 1.0, 2.0, 3.0]), np.array([-1.0, 0.0, 0.0, 2.0])
    pieces = [(piece_x.tolist(), piece_y.tolist()) for piece_x, piece_y in look.one_sided(x, y)]
    assert pieces == [([0.0, 1.0], [-1.0, 0.0]), ([2.0, 3.0], [0.0, 2.0])]


def test_the_wings_of_a_condor_stand_in_rows_alike() -> None:
    markers = [marker for marker in condor().markers if marker.x is not None and marker.y is None]
    low, high = look.reach(condor())
    placed = look.lanes(markers, low, high, charts.NARROWEST, charts.CHARACTER, charts.LEFT_OF_PLOT)
    rows: dict[str, set[int]] = {}
    for marker, (lane, _) in zip(markers, placed, strict=True):
        kind = next(word for word in ("short", "long", "breakeven", "spot") if marker.label.lower().startswith(word))
        rows.setdefault(kind, set()).add(lane)
    assert rows["short"] == {0}
    assert rows["long"] == {1}
    assert len(rows["breakeven"]) == 1
    below = look.lines_below(markers, placed)
    assert below == sorted(below)
    assert below[-1] == sum(
        max(len(look.label(m)) for m, (lane, _) in zip(markers, placed, strict=True) if lane == row) for row in range(len(below) - 1)
    )
