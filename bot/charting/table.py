"""The numbers of a chart as a table: all of them for a file, the telling ones for the screen."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

from bot.charting.look import axis_title, digits, shown, spelled
from calculators.spec import Axis, Chart, Series

_SAME = 1e-9


@dataclass(frozen=True, slots=True)
class Column:
    title: str
    unit: str
    cells: tuple[float | str | None, ...]


def columns(chart: Chart) -> tuple[Column, ...]:
    """Every number the chart draws, by column; a cell is None where a curve has no point."""
    drawn = shown(chart)
    if drawn.heat is not None:
        heat = drawn.heat
        cells = [Column(f"{drawn.x.label} {name}", heat.unit, tuple(row[j] for row in heat.values)) for j, name in enumerate(heat.columns)]
        return (Column(axis_title(drawn.y), "", heat.rows), *cells)
    parts = drawn.panels if drawn.panels else (drawn,)
    curves = [(part, curve) for part in parts for curve in part.series]
    if drawn.categories:
        names = Column(drawn.x.label, "", drawn.categories)
        return (names, *(_values(part, curve, tuple(float(i) for i in range(len(drawn.categories)))) for part, curve in curves))
    xs = sorted({x for _, curve in curves for x in curve.x})
    kept = tuple(x for i, x in enumerate(xs) if i == 0 or x - xs[i - 1] > _SAME * max(abs(x), 1.0))
    found = [Column(axis_title(drawn.x), drawn.x.unit, kept)]
    for part, curve in curves:
        found.append(_values(part, curve, kept))
        if curve.low:
            found += [_values(part, curve, kept, "low"), _values(part, curve, kept, "high")]
    return tuple(found)


def _values(part: Chart, curve: Series, xs: tuple[float, ...], which: str = "y") -> Column:
    """A curve's values at each x it has a point at."""
    known = {round(x, 9): y for x, y in zip(curve.x, getattr(curve, which), strict=True)}
    suffix = "" if which == "y" else f", {which}"
    return Column(axis_title(Axis(curve.label + suffix, part.y.unit)), part.y.unit, tuple(known.get(round(x, 9)) for x in xs))


def telling(chart: Chart, most: int = 15) -> tuple[Column, ...]:
    """The table cut to the rows of strikes, breakevens, spot and band edges, named, with some between; all rows if they are few."""
    every = columns(chart)
    xs = every[0].cells
    if len(xs) <= most + 6:
        return _named(chart, every)
    drawn = shown(chart)
    parts = drawn.panels if drawn.panels else (drawn,)
    marked = [m.x for part in parts for m in part.markers if m.x is not None and m.y is None]
    marked += [edge for part in parts for band in part.bands for edge in (band.low, band.high)]
    rows = {i for i, x in enumerate(xs) if any(_near(x, at) for at in marked)}
    spread = max(most - len(rows), 5)
    rows |= {round(i * (len(xs) - 1) / (spread - 1)) for i in range(spread)}
    return _named(chart, tuple(Column(c.title, c.unit, tuple(c.cells[i] for i in sorted(rows))) for c in every))


def _near(x: float | str | None, at: float) -> bool:
    return isinstance(x, float) and abs(x - at) <= _SAME * max(abs(at), 1.0)


def _named(chart: Chart, table: tuple[Column, ...]) -> tuple[Column, ...]:
    """The table with a column that says what stands at an x, when anything does."""
    drawn = shown(chart)
    markers = [m for part in (drawn, *drawn.panels) for m in part.markers if m.x is not None and m.y is None]
    names = []
    for x in table[0].cells:
        there = dict.fromkeys(f"{m.label} {m.detail}".rstrip() for m in markers if m.x is not None and _near(x, m.x))
        names.append(", ".join(there))
    return (*table, Column("What stands there", "", tuple(names))) if any(names) and not drawn.categories else table


def rows_of_text(table: tuple[Column, ...]) -> list[list[str]]:
    """The cells as people read them, row by row."""
    texts = []
    for column in table:
        numbers = [cell for cell in column.cells if isinstance(cell, float | int)]
        places = digits(column.unit, numbers)
        texts.append(["" if cell is None else cell if isinstance(cell, str) else spelled(cell, column.unit, places) for cell in column.cells])
    return [list(row) for row in zip(*texts, strict=True)]


def to_csv(chart: Chart) -> str:
    """Every number of the chart as comma-separated values, a header first; plain decimals, no thousands separators."""
    table = columns(chart)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([column.title for column in table])
    for row in zip(*(column.cells for column in table), strict=True):
        writer.writerow(["" if cell is None else cell if isinstance(cell, str) else f"{cell:.10g}" for cell in row])
    return out.getvalue()
