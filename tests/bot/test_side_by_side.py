"""Trades side by side: on one chart, in one table, and the two pages a question sets against each other."""

from __future__ import annotations

import pytest

from bot.answer import Calculation
from bot.side_by_side import change_table, comparison_table, joint_chart, kept_open, sides
from calculators.catalogue import BY_NAME
from calculators.spec import ToolResult
from knowledge.library import Library

LIBRARY, _ = Library.load()
CONDOR = {"spot": 7140, "dte": 45, "vol": 0.18, "short_delta": 0.16, "wing_width": 50}


def condor(**changed: float) -> ToolResult:
    return BY_NAME["iron_condor"].run({**CONDOR, **changed})


def test_two_payoffs_share_one_axis_each_with_its_own_curve_and_breakevens() -> None:
    before, after = condor(), condor(wing_width=25)
    chart = joint_chart([("before", before.presentation), ("now", after.presentation)])
    assert chart is not None
    assert [series.label for series in chart.series] == ["Before", "Now"]
    assert [series.y for series in chart.series] == [result.presentation.charts[0].series[0].y for result in (before, after)]
    breakevens = [marker.x for marker in chart.markers]
    for result in (before, after):
        assert {result.figure("lower_breakeven").value, result.figure("upper_breakeven").value} <= set(breakevens)


def test_one_payoff_alone_makes_no_joint_chart() -> None:
    parity = BY_NAME["kelly"].run(BY_NAME["kelly"].example)
    assert joint_chart([("condor", condor().presentation), ("kelly", parity.presentation)]) is None


def test_every_cell_of_a_change_is_a_figures_text_or_an_inputs() -> None:
    before, after = condor(), condor(wing_width=25)
    table = change_table(Calculation("C1", after), Calculation("C2", before, part="before"), None, ("wing_width",))
    texts = {figure.text for result in (before, after) for figure in result.presentation.figures}
    strikes = {"/".join(result.figure(name).text for name in ("long_put", "short_put", "short_call", "long_call")) for result in (before, after)}
    cells = {cell for row in table.rows for cell in row[1:]}
    assert cells <= texts | strikes | {"25", "50"}
    assert "| wing width | 50 | 25 |" in table.markdown()


def test_a_change_that_moves_nothing_says_so() -> None:
    table = change_table(Calculation("C1", condor()), Calculation("C2", condor(), part="before"), None, ())
    assert table.note.startswith("None of the leading figures moves")


@pytest.mark.parametrize(
    ("edited", "kept"), [(("vol",), True), (("spot", "vol"), True), (("short_delta",), False), (("contracts",), False), ((), False)]
)
def test_only_a_change_of_the_market_leaves_a_trade_open_to_be_valued(edited: tuple[str, ...], kept: bool) -> None:
    assert (kept_open(condor(), condor(vol=0.30), edited) is not None) is kept


def test_a_trade_kept_open_in_the_same_market_has_made_nothing() -> None:
    before = condor()
    inputs = kept_open(before, before, ("vol",))
    assert inputs is not None
    value = BY_NAME["iron_condor"].run(inputs).figure("expected_value").value
    assert isinstance(value, float)
    assert abs(value) < 0.005  # the credit kept is the model's, to the cent


def test_condors_compared_stand_in_columns_with_their_difference() -> None:
    result = BY_NAME["compare_condors"].run({"spot": 7140, "dte": 45, "vol": 0.18, "condors": [{"short_delta": 0.16}, {"short_delta": 0.30}]})
    table = comparison_table([Calculation("C1", result)], str)
    assert table is not None
    assert table.header == ("", "condor 1", "condor 2", "difference")
    row = next(row for row in table.rows if row[0] == "Maximum loss")
    assert row[1:] == tuple(result.figure(name).text for name in ("max_loss_1", "max_loss_2", "max_loss_difference"))


@pytest.mark.parametrize(
    ("question", "pages"),
    [
        ("Iron condor vs strangle?", ("iron-condor", "strangle")),
        ("What is the difference between contango and backwardation?", ("contango", "backwardation")),
        ("How does theta compare to vega for a 45-day condor?", ("theta", "vega")),
        ("Steward vs Promoter: how do I apply it to an iron condor?", ()),
        ("Is a condor better than this?", ()),
        ("What is theta?", ()),
    ],
)
def test_the_sides_of_a_comparison_are_named_next_to_the_comparing_words(question: str, pages: tuple[str, ...]) -> None:
    assert sides(question, LIBRARY) == pages
