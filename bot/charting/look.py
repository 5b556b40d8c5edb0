"""How charts look, whatever draws them: colours, dashes, the units of axes, and labels placed so that none covers another.

Colours are of Okabe and Ito's palette, darkened where they would not hold 3:1 against both grounds. No meaning rests on
colour alone: losses are hatched, regions are named, and each line of a chart has a dash of its own.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from calculators.spec import Axis, Chart, Marker, MarkerRole, Series
from calculators.wording import dollars, number, trimmed

Array: TypeAlias = npt.NDArray[np.float64]

PROFIT, LOSS, NEUTRAL = "#0072B2", "#D55E00", "#808080"
LINES = ("#0072B2", "#D55E00", "#009E73", "#9A6FB0", "#808080", "#B8860B")
EARLIER = ("#009E73", "#9A6FB0", "#808080", "#B8860B")
HEAT_LOW, HEAT_MIDDLE, HEAT_HIGH, HEAT_INK = "#F0A06A", "#F7F5F1", "#7CB9E8", "#1D2730"  # the ink holds 7:1 on all three
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
PATTERNS = ("", "/", ".", "x")
MARKER_LINES: dict[MarkerRole, tuple[str, float]] = {
    "strike": ("solid", 1.0),
    "breakeven": ("dot", 1.5),
    "spot": ("dash", 1.5),
    "level": ("dashdot", 1.0),
}
_ROWS: tuple[MarkerRole, ...] = ("strike", "spot", "level", "breakeven")  # whose labels come first, from the plot upward
LONG_NAME = 14  # bars whose names are longer lie on their side, the names beside them

_NUMBER_AT_END = re.compile(r" (-?\$?[\d][\d,.]*(?: %)?)$")
_PERCENTS = frozenset({"%", "percent", "per cent"})


def shown(chart: Chart) -> Chart:
    """The chart as drawn: decimals as per cent, every per cent spelled alike, panels likewise."""
    fx, fy = (100.0 if axis.unit == "decimal" else 1.0 for axis in (chart.x, chart.y))
    heat = chart.heat
    if heat is not None and heat.unit == "decimal":
        heat = replace(heat, values=tuple(tuple(100.0 * value for value in row) for row in heat.values))
    if heat is not None:
        heat = replace(heat, unit=_unit(heat.unit))
    series, markers, bands = chart.series, chart.markers, chart.bands
    if fx != 1.0 or fy != 1.0:
        series = tuple(
            replace(s, x=_times(s.x, 1.0 if chart.categories else fx), y=_times(s.y, fy), low=_times(s.low, fy), high=_times(s.high, fy))
            for s in series
        )
        markers = tuple(replace(m, x=None if m.x is None else fx * m.x, y=None if m.y is None else fy * m.y) for m in markers)
        bands = tuple(replace(b, low=fx * b.low, high=fx * b.high) for b in bands)
    return replace(
        chart,
        x=Axis(chart.x.label, _unit(chart.x.unit)),
        y=Axis(chart.y.label, _unit(chart.y.unit)),
        series=series,
        markers=markers,
        bands=bands,
        heat=heat,
        panels=tuple(shown(panel) for panel in chart.panels),
    )


def _times(values: tuple[float, ...], factor: float) -> tuple[float, ...]:
    return tuple(factor * value for value in values) if factor != 1.0 else values


def _unit(unit: str) -> str:
    return "%" if unit == "decimal" or unit in _PERCENTS else unit


def in_dollars(unit: str) -> bool:
    return unit == "$" or unit.startswith("dollars")


def axis_title(axis: Axis) -> str:
    """The label with its unit, which is left out where the label says it: 'Profit (dollars)', 'Bar' for bars."""
    return f"{axis.label} ({axis.unit})" if axis.unit and not axis.unit.lower().startswith(axis.label.lower()) else axis.label


def digits(unit: str, values: Iterable[float]) -> int:
    """Decimals that tell the values of one axis or table column apart and no more."""
    if unit == "index points":
        return 2
    largest = max((abs(float(value)) for value in values), default=0.0)
    if in_dollars(unit):
        return 0 if largest >= 100 else 2
    return 0 if largest >= 1000 else 1 if largest >= 100 else 2 if largest >= 1 else 4


def spelled(value: float, unit: str, places: int) -> str:
    """A number of a chart as figures spell it: '$1,462', '68.30 %', '7,140'."""
    if in_dollars(unit):
        return dollars(value, places)
    return f"{number(value, places)} %" if unit == "%" else trimmed(value, places)


def lies(chart: Chart) -> bool:
    """Whether the bars of a chart lie on their side: their names are long, their numbers would touch, or there are few of them."""
    if chart.kind == "tornado":
        return True
    long, bars = any(len(name) > LONG_NAME for name in chart.categories), len(chart.categories) * len(chart.series)
    return chart.kind == "bars" and (long or len(chart.series) > 2 or not 3 <= bars <= 8)


def wrapped(name: str, width: int) -> list[str]:
    """A name in lines of at most so many characters; a number keeps its per cent sign."""
    return textwrap.wrap(name.replace(" %", "\u00a0%"), width)


def one_sided(x: Array, y: Array) -> Iterator[tuple[Array, Array]]:
    """Cut a curve where it crosses zero; each piece starts and ends on the axis unless the chart ends first."""
    crossing = np.flatnonzero(np.sign(y[:-1]) * np.sign(y[1:]) < 0)
    at = x[crossing] - y[crossing] * (x[crossing + 1] - x[crossing]) / (y[crossing + 1] - y[crossing])
    xs, ys = np.insert(x, crossing + 1, at), np.insert(y, crossing + 1, 0.0)
    zeros = np.flatnonzero(ys == 0.0)
    edges = np.unique(np.concatenate(([0], zeros, [len(xs) - 1])))
    for start, end in pairwise(edges):
        if np.any(ys[start : end + 1] != 0.0):
            yield xs[start : end + 1], ys[start : end + 1]


def region_words(chart: Chart, x: Array, y: Array, narrow: float, edge: float) -> tuple[float, float, str, str, str] | None:
    """Where the name of a piece of one sign goes and hangs, 'profit' or 'loss', and how much at most if that is reached in it.

    None where the piece is too small for words: lower than an eighth of the chart, or less wide than the share `narrow`.
    Nearer to an end of the plot than the share `edge` the words hang inward.
    """
    curve = next(series for series in chart.series if series.role == "expiration")
    gains = float(y.sum()) >= 0
    peak = float(y.max() if gains else y.min())
    if abs(peak) <= 0.12 * float(np.ptp(curve.y)) or float(x[-1] - x[0]) <= narrow * float(np.ptp(curve.x)):
        return None
    most = next((m.detail for m in chart.markers if m.role == "level" and m.y is not None and abs(m.y - peak) <= 1e-6 * abs(peak)), "")
    top = x[np.abs(y) >= 0.97 * abs(peak)]
    if np.ptp(top) > 0.3 * np.ptp(curve.x):  # beside the middle, where spot and the earlier curves are
        at, height = float(top.min() + (0.25 if gains else 0.5) * np.ptp(top)), peak / 2
    else:
        widths, heights = np.diff(x), np.abs(0.5 * (y[1:] + y[:-1]))
        at = float((0.5 * (x[1:] + x[:-1])) @ (widths * heights) / (widths @ heights))
        height = float(np.interp(at, x, y)) / 2
    low, high = reach(chart)
    anchor, inset = hanging(at, low, high, edge), 0.01 * (high - low)
    at = low + inset if anchor == "left" else high - inset if anchor == "right" else at
    return at, height, anchor, "profit" if gains else "loss", most


def hanging(x: float, low: float, high: float, edge: float = 0.15) -> str:
    """The side on which words at x hang, so that nearer to an end of the plot than the share `edge` of it they stay within."""
    place = (x - low) / (high - low) if high > low else 0.5
    return "left" if place < edge else "right" if place > 1.0 - edge else "center"


def density_pieces(chart: Chart, curve: Series) -> Iterator[tuple[str, str, float, Array, Array]]:
    """The area under a density in the pieces its bands name: role, label, where the label goes, x, y."""
    x, y = np.asarray(curve.x), np.asarray(curve.y)
    for band in chart.bands:
        if band.role == "range":
            continue
        low, high = max(band.low, float(x[0])), min(band.high, float(x[-1]))
        if low >= high:
            continue
        inner = (x > low) & (x < high)
        xs = np.concatenate(([low], x[inner], [high]))
        ys = np.interp(xs, x, y)
        weight = float(ys.sum())
        yield band.role, band.label, float(xs @ ys) / weight if weight else (low + high) / 2, xs, ys


def label(marker: Marker) -> list[str]:
    """The lines of a marker's label, its number and its detail on lines of their own: narrow labels stand side by side."""
    found = _NUMBER_AT_END.search(marker.label)
    said = [marker.label] if found is None else [marker.label[: found.start()], found[1]]
    return [*said, marker.detail] if marker.detail else said


def lanes(markers: Sequence[Marker], low: float, high: float, width: float, character: float, beyond: float) -> list[tuple[int, str]]:
    """For each marker the row its label takes above the plot and the side it hangs on, such that no two labels overlap.

    Markers of one kind come in one row as far as they fit, the inner before the outer, so that the wings of a condor stand in
    rows alike. `width` of the plot, of a `character` and of the room `beyond` its left edge are in one unit. A packing that
    holds for some width holds for any wider one, where labels only move apart.
    """
    scale = width / (high - low) if high > low else 0.0
    placed: dict[int, tuple[int, str]] = {}
    spans = {}
    for index, marker in enumerate(markers):
        x = ((marker.x if marker.x is not None else low) - low) * scale
        size = (max(len(line) for line in label(marker)) + 1.3) * character
        if x < size / 2 - beyond:
            spans[index] = (x, x + size, "left")
        elif x > width - size / 2:
            spans[index] = (x - size, x, "right")
        else:
            spans[index] = (x - size / 2, x + size / 2, "center")
    for index in _inner_first(markers):
        start, end, anchor = spans[index]
        taken = {placed[other][0] for other in placed if spans[other][0] < end and start < spans[other][1]}
        placed[index] = (next(row for row in range(len(markers)) if row not in taken), anchor)
    return [placed[index] for index in range(len(markers))]


def _inner_first(markers: Sequence[Marker]) -> list[int]:
    """The order in which labels take their rows: by kind, and from the middle of their kind outward."""
    order: list[int] = []
    for role in _ROWS:
        alike = [(marker.x, index) for index, marker in enumerate(markers) if marker.role == role and marker.x is not None]
        middle = (min(alike)[0] + max(alike)[0]) / 2 if alike else 0.0
        order += [index for _, index in sorted((abs(x - middle), index) for x, index in alike)]
    return [*order, *(index for index, marker in enumerate(markers) if index not in order)]


def lines_below(markers: Sequence[Marker], placed: Sequence[tuple[int, str]]) -> list[int]:
    """How many lines of text lie under each row of labels, and at the end under all of them."""
    below = [0]
    for row in range(1 + max((lane for lane, _ in placed), default=-1)):
        below.append(below[-1] + max(len(label(marker)) for marker, (lane, _) in zip(markers, placed, strict=True) if lane == row))
    return below


def wants_legend(chart: Chart) -> bool:
    """Whether curves need a legend: not where each panel has one curve and a title that names it."""
    return not chart.panels or any(len(panel.series) > 1 for panel in chart.panels)


def reach(chart: Chart) -> tuple[float, float]:
    """The lowest and highest x that the chart shows."""
    xs = [x for curve in chart.series for x in curve.x] + [marker.x for marker in chart.markers if marker.x is not None]
    return (min(xs), max(xs)) if xs else (0.0, 1.0)
