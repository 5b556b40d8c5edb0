"""Sweeps: the same rows in the same order, whoever computes them."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from calculators import sweep as sweeps
from calculators.catalogue import find
from calculators.errors import InputError
from calculators.sweep import grid, sweep, values_of, write_csv

BASE = {"spot": 7140.0, "dte": 45.0, "vol": 0.18, "short_delta": 0.16, "wing_width": 50.0}
# A width of 0 is refused: an error among the rows.
OVER = {"vol": values_of("0.10:0.30:9"), "wing_width": [0, 25.0, 50.0, 100.0], "dte": [20.0, 45.0, 90.0]}
POINTS = grid(OVER)


@pytest.fixture(scope="module")
def rows() -> tuple[sweeps.Row, ...]:
    return sweep("iron_condor", POINTS, BASE, workers=1)


@pytest.fixture
def scheduler() -> Iterator[str]:
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=False, dashboard_address=None, host="127.0.0.1", protocol="tcp"
    ) as cluster:
        yield cluster.scheduler_address


def test_a_grid_has_every_combination_the_last_field_fastest() -> None:
    assert grid({"a": [1, 2], "b": ["x", "y"]}) == [{"a": 1, "b": "x"}, {"a": 1, "b": "y"}, {"a": 2, "b": "x"}, {"a": 2, "b": "y"}]
    assert len(POINTS) == 108


def test_each_row_is_what_the_calculator_says_at_its_point(rows: tuple[sweeps.Row, ...]) -> None:
    assert [row.point for row in rows] == POINTS
    for row in rows[::7]:
        if row.error is None:
            result = find("iron_condor").run({**BASE, **row.point})
            assert row.figures == {figure.name: figure.value for figure in result.presentation.figures}


def test_a_refused_point_is_a_row_with_its_sentence(rows: tuple[sweeps.Row, ...]) -> None:
    refused = [row for row in rows if row.error is not None]
    assert {row.point["wing_width"] for row in refused} == {0}
    assert len(refused) == 27
    assert "wing_width must be greater than 0" in str(refused[0].error)
    assert refused[0].figures == {}


def test_processes_give_the_same_rows_and_tell_their_progress(rows: tuple[sweeps.Row, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeps, "_FEW", 0)
    told: list[tuple[int, int]] = []
    assert sweep("iron_condor", POINTS, BASE, workers=2, progress=lambda done, of: told.append((done, of))) == rows
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert told[-1] == (len(POINTS), len(POINTS))


def test_processes_do_not_run_the_main_script(rows: tuple[sweeps.Row, ...], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """In the app that script is the page."""
    page = tmp_path / "page.py"
    page.write_text("raise SystemExit('the page was run')")
    main = ModuleType("__main__")
    main.__file__ = str(page)
    monkeypatch.setitem(sys.modules, "__main__", main)
    monkeypatch.setattr(sweeps, "_FEW", 0)
    assert sweep("iron_condor", POINTS, BASE, workers=2) == rows


def test_a_cluster_gives_the_same_rows(rows: tuple[sweeps.Row, ...], scheduler: str) -> None:
    assert sweep("iron_condor", POINTS, BASE, scheduler=scheduler) == rows


def test_a_scheduler_that_is_not_there_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setattr(sweeps, "_CONNECT", "1s")
    for address in ("tcp://127.0.0.1:9", "nowhere"):
        with pytest.raises(InputError, match="address of one that runs"):
            sweep("iron_condor", POINTS, BASE, scheduler=address)


def test_books_may_be_listed_instead_of_a_grid() -> None:
    books: list[dict[str, Any]] = [{"capital": 100_000.0}, {"capital": 250_000.0}, {"capital": -1.0}]
    found = sweep("second_engine", books, find("second_engine").example)
    assert [row.error is None for row in found] == [True, True, False]


def test_values_are_said_as_a_range_or_a_list() -> None:
    assert values_of("0.1:0.3:5") == [0.1, 0.15, 0.2, 0.25, 0.3]
    assert values_of("7:9:1") == [7.0]
    assert values_of("5,10.5,flat") == [5, 10.5, "flat"]
    for bad in ("a:b:3", "1:2:x"):
        with pytest.raises(InputError, match="from, to, how many"):
            values_of(bad)
    with pytest.raises(InputError, match=r"1 to 1,000,000 values"):
        values_of("1:2:0")


def test_too_many_points_none_at_all_and_an_unknown_calculator_are_refused() -> None:
    with pytest.raises(InputError, match="at most 1,000,000 points; got 4,000,000"):
        grid({"a": range(2000), "b": range(2000)})
    with pytest.raises(InputError, match="needs a field to vary"):
        grid({})
    with pytest.raises(InputError, match="got none for a"):
        grid({"a": []})
    with pytest.raises(InputError, match="there is no calculator 'iron_condr'"):
        sweep("iron_condr", POINTS)


def test_the_table_has_what_was_varied_the_figures_and_the_refusals(rows: tuple[sweeps.Row, ...]) -> None:
    text = io.StringIO()
    write_csv(rows, text)
    lines = text.getvalue().splitlines()
    header = lines[0].split(",")
    assert header[:3] == ["vol", "wing_width", "dte"]
    assert header[-1] == "error"
    assert "net_credit" in header
    assert len(lines) == 1 + len(POINTS)
    assert "wing_width must be greater than 0" in lines[1]
