"""A chart's numbers: all of them in a file, the telling ones on the screen, spelled as figures are."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from bot.charting import table
from calculators.catalogue import BY_NAME, CATALOGUE
from calculators.sensitivity import tornado
from calculators.spec import Axis, Calculator, Chart, Series


def charts_of(name: str, **changes: Any) -> tuple[Chart, ...]:
    return BY_NAME[name].run({**BY_NAME[name].example, **changes}).presentation.charts


def read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_a_payoffs_file_has_every_point_of_every_curve_unrounded() -> None:
    chart = charts_of("iron_condor")[0]
    rows = read(table.to_csv(chart))
    assert len(rows) == len(chart.series[0].x)
    assert [float(row["Index level (index points)"]) for row in rows] == pytest.approx(chart.series[0].x)
    for curve in chart.series:
        assert [float(row[f"{curve.label} (dollars)"]) for row in rows] == pytest.approx(curve.y, abs=1e-5)


def test_the_screen_shows_strikes_breakevens_and_spot_by_name_and_no_more_than_can_be_read() -> None:
    chart = charts_of("iron_condor")[0]
    shown = table.telling(chart)
    assert len(shown[0].cells) < 30
    named = {str(cell) for cell in shown[-1].cells}
    for marker in chart.markers:
        if marker.x is not None:
            assert f"{marker.label} {marker.detail}".strip() in named


def test_profit_at_a_breakeven_reads_zero_and_at_the_extremes_what_the_figures_say() -> None:
    result = BY_NAME["iron_condor"].run(BY_NAME["iron_condor"].example)
    rows = table.rows_of_text(table.telling(result.presentation.charts[0]))
    by_name = {row[-1]: row for row in rows}
    breakeven = next(row for name, row in by_name.items() if name.startswith("Breakeven"))
    assert breakeven[1] == "$0"
    assert f"({by_name['Short put 6,740'][1]} a contract)" in result.figure("max_profit").text
    assert f"({by_name['Long put 6,690'][1].removeprefix('-')} a contract)" in result.figure("max_loss").text


def test_decimals_are_shown_as_per_cent_on_the_screen_and_in_the_file_alike() -> None:
    chart = Chart(
        "bars", "Shares", Axis("Source", ""), Axis("Share", "decimal"), "Two.", (Series("share", (0.0, 1.0), (0.25, 0.5)),), categories=("a", "b")
    )
    assert table.rows_of_text(table.columns(chart)) == [["a", "25.00 %"], ["b", "50.00 %"]]
    assert table.to_csv(chart) == "Source,share (%)\na,25\nb,50\n"


def test_curves_over_different_x_leave_cells_empty_rather_than_guess() -> None:
    chart = Chart(
        "line", "Two", Axis("Day", ""), Axis("Level", ""), "Two.", (Series("a", (1.0, 2.0), (5.0, 6.0)), Series("b", (2.0, 3.0), (7.0, 8.0)))
    )
    assert [list(row) for row in csv.reader(io.StringIO(table.to_csv(chart)))] == [
        ["Day", "a", "b"], ["1", "5", ""], ["2", "6", "7"], ["3", "", "8"],
    ]  # fmt: skip


def test_quotes_bring_their_bid_and_ask_and_panels_all_their_curves() -> None:
    quotes = Series("quote", (1.0,), (0.2,), "quotes", (0.19,), (0.21,))
    chart = Chart("line", "Smile", Axis("Strike", ""), Axis("Vol", "decimal"), "One.", (quotes,))
    assert table.to_csv(chart) == 'Strike,quote (%),"quote, low (%)","quote, high (%)"\n1,20,19,21\n'
    assert [column.title.split(" (")[0] for column in table.columns(charts_of("macd")[0])] == ["Bar", "Close", "MACD", "Signal", "Histogram"]


def test_a_heat_map_keeps_its_rows_and_columns() -> None:
    chart = charts_of("stress_test")[0]
    assert chart.heat is not None
    rows = read(table.to_csv(chart))
    assert tuple(row["Move of the index (%)"] for row in rows) == chart.heat.rows
    assert float(rows[0]["Relative move of volatility -20 %"]) == pytest.approx(chart.heat.values[0][0])


@pytest.mark.parametrize("calculator", CATALOGUE, ids=lambda calculator: calculator.name)
def test_every_chart_has_a_table_with_a_title_a_column_and_no_empty_row(calculator: Calculator[Any, Any]) -> None:
    for chart in calculator.run(calculator.example).presentation.charts:
        shown = table.telling(chart)
        assert len({column.title for column in shown}) == len(shown)
        assert all(any(cell for cell in row[1:]) for row in table.rows_of_text(table.columns(chart)))
        assert "decimal" not in " ".join(column.title for column in shown)


def test_a_tornados_table_says_what_was_moved_where_and_what_came_of_it() -> None:
    calculator = BY_NAME["capm"]
    rows = table.rows_of_text(table.columns(tornado(calculator, calculator.example)))
    assert rows[0] == ["market return: 7.2 % or 8.8 %", "8.04 %", "9.96 %"]
