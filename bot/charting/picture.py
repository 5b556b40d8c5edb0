"""Draw a chart to PNG or SVG without a browser: matplotlib on the same data, with the title, the summary and the caution on the picture.

matplotlib takes a second to import, so this module is imported when a picture is asked for.
"""

from __future__ import annotations

import io
import math
import textwrap
from typing import Any, Literal

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from bot.charting import look
from bot.charting.look import LINES, LOSS, NEUTRAL, PROFIT
from calculators.spec import Axis, Chart, Marker, Series

Format = Literal["png", "svg"]

CAUTION = "Theoretical values from the stated inputs. Education, not advice. AskCondor"

# `$` is money here, never mathematics; the salt makes the same chart the same file.
mpl.rcParams.update({"text.parse_math": False, "svg.hashsalt": "askcondor", "font.size": 9.5, "hatch.linewidth": 0.6, "axes.unicode_minus": False})

_WIDTH, _LEFT, _RIGHT = 9.0, 1.05, 0.25  # inches
_PLOT, _PANEL, _BAR_ROW, _HEAT_ROW = 3.6, 2.0, 0.24, 0.36
_LINE, _CHARACTER = 0.165, 0.079  # inches a line of small text takes, and a character
_INK, _GRID = "#1D2730", "#DDE2E6"
_SMALL = 8.5
_STYLES: dict[str, Any] = {
    "solid": "-",
    "dash": (0, (5, 2.5)),
    "dot": (0, (1.2, 1.8)),
    "dashdot": (0, (6, 2, 1.2, 2)),
    "longdash": (0, (9, 3)),
    "longdashdot": (0, (9, 2.5, 1.2, 2.5)),
}
_VEIL = {"facecolor": "white", "alpha": 0.75, "edgecolor": "none", "pad": 1.5}  # under words that stand on curves
_HATCHES = {"": "", "/": "//", ".": "..", "x": "xx"}
_HEAT = LinearSegmentedColormap.from_list("heat", [look.HEAT_LOW, look.HEAT_MIDDLE, look.HEAT_HIGH])


def picture(chart: Chart, form: Format) -> bytes:
    """The chart as the bytes of a PNG (1,440 pixels wide) or SVG file, on white."""
    drawn = look.shown(chart)
    parts = drawn.panels if drawn.panels else (drawn,)
    heights = [_plot_height(part, len(parts)) for part in parts]
    labels = [_label_room(part) for part in parts]
    below = 0.62 + _name_room(parts[-1])
    names = dict.fromkeys(curve.label for part in parts for curve in part.series)
    rows = _legend_rows(list(names)) if len(names) > 1 and look.wants_legend(drawn) else 0
    words = textwrap.wrap(chart.summary, 118)
    titles = textwrap.wrap(chart.title, 84)
    tall = 0.2 + 0.24 * len(titles) + sum(heights) + sum(labels) + 0.42 * (len(parts) - 1) + below + 0.26 * rows + _LINE * len(words) + 0.5
    figure = Figure(figsize=(_WIDTH, tall), dpi=160, facecolor="white")

    def from_top(inches: float) -> float:
        return 1.0 - inches / tall

    figure.text(0.2 / _WIDTH, from_top(0.16), "\n".join(titles), fontsize=12, fontweight="bold", color=_INK, va="top")
    top = 0.2 + 0.24 * len(titles)
    left = _LEFT + _side_names(parts[0])
    shared: Axes | None = None
    for part, height, room in zip(parts, heights, labels, strict=True):
        top += room
        frame = (left / _WIDTH, from_top(top + height), (_WIDTH - left - _RIGHT) / _WIDTH, height / tall)
        axes = figure.add_axes(frame, sharex=shared)
        _draw(axes, part, last=part is parts[-1])
        if len(parts) > 1:
            axes.set_title(part.title, loc="left", fontsize=_SMALL, color=_INK, pad=3 + 72 * max(room - 0.24, 0.0))
        shared, top = axes, top + height + 0.42
    low, high = min(look.reach(part)[0] for part in parts), max(look.reach(part)[1] for part in parts)
    if shared is not None and high > low and not (drawn.heat or look.lies(drawn) or drawn.categories):
        shared.set_xlim(low, high)
    top += below - 0.42
    if rows:
        handles = {name: handle for axes in figure.axes for handle, name in zip(*axes.get_legend_handles_labels(), strict=True)}
        figure.legend(
            handles.values(), handles.keys(), loc="upper left", bbox_to_anchor=(0.2 / _WIDTH, from_top(top)), ncols=_legend_columns(list(names)),
            frameon=False, fontsize=_SMALL, handlelength=3.2, columnspacing=1.4, borderaxespad=0.0, labelcolor=_INK,
        )  # fmt: skip
        top += 0.26 * rows
    figure.text(0.2 / _WIDTH, from_top(top + 0.08), "\n".join(words), fontsize=_SMALL, color=_INK, va="top", linespacing=1.3)
    figure.text(0.2 / _WIDTH, 0.12 / tall, CAUTION, fontsize=7.5, color="#5B6770", va="bottom")
    out = io.BytesIO()
    about = {"Title": chart.title, "Description": chart.summary}
    figure.savefig(out, format=form, metadata=about | ({"Date": None} if form == "svg" else {}))
    return out.getvalue()


def _plot_height(chart: Chart, panels: int) -> float:
    if chart.heat is not None:
        return max(1.2, _HEAT_ROW * len(chart.heat.rows))
    if look.lies(chart):
        return max(1.2, len(chart.categories) * (_BAR_ROW * _bars_a_name(chart) + 0.14))
    return _PANEL if panels > 1 else _PLOT


def _bars_a_name(chart: Chart) -> int:
    return len(chart.series)


def _legend_columns(names: list[str]) -> int:
    return max(1, int((_WIDTH - 0.4) // (0.62 + 0.073 * max(len(name) for name in names))))


def _legend_rows(names: list[str]) -> int:
    return -(-len(names) // min(_legend_columns(names), len(names)))


def _side_names(chart: Chart) -> float:
    """Room left of the plot for names of bars or of heat rows, in inches."""
    names = chart.heat.rows if chart.heat is not None else [line for name in chart.categories for line in _wrapped(name)] if look.lies(chart) else ()
    return max(0.0, 0.068 * max((len(name) for name in names), default=0) - 0.4)


def _wrapped(name: str) -> list[str]:
    return look.wrapped(name, 32)


def _name_room(chart: Chart) -> float:
    return 0.0 if look.lies(chart) else 0.14 * max((name.count("\n") for name in chart.categories), default=0)


def _vertical(chart: Chart) -> list[Marker]:
    """Markers that stand as lines across the plot from below: those of an x, and, where bars lie, of a value."""
    if look.lies(chart):
        return [Marker(m.label, m.role, x=m.y, detail=m.detail) for m in chart.markers if m.y is not None]
    return [m for m in chart.markers if m.x is not None and m.y is None]


def _lanes(chart: Chart) -> list[tuple[int, str]]:
    low, high = _x_range(chart)
    return look.lanes(_vertical(chart), low, high, _WIDTH - _LEFT - _side_names(chart) - _RIGHT, _CHARACTER, _LEFT - 0.2)


def _label_room(chart: Chart) -> float:
    bands = 0.0 if chart.kind == "density" else _LINE * 1.15 * bool([b for b in chart.bands if b.role == "range"])
    return 0.24 + _LINE * 1.05 * look.lines_below(_vertical(chart), _lanes(chart))[-1] + bands


def _x_range(chart: Chart) -> tuple[float, float]:
    if not look.lies(chart):
        return look.reach(chart)
    values = [y for group in chart.series for y in group.y] + [m.y for m in chart.markers if m.y is not None]
    values += [] if chart.kind == "tornado" else [0.0]
    spare = 0.12 * (max(values) - min(values)) or 1.0
    return min(values) - spare * (min(values) < 0 or chart.kind == "tornado"), max(values) + spare


def _draw(axes: Axes, chart: Chart, last: bool) -> None:
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    axes.tick_params(colors=_INK, labelsize=_SMALL)
    axes.set_axisbelow(True)
    if chart.kind == "heatmap":
        _heatmap(axes, chart)
    elif chart.kind in ("bars", "tornado"):
        _bars(axes, chart)
    else:
        axes.grid(axis="y", color=_GRID, linewidth=0.7)
        _number_axis(axes.yaxis, chart.y)
        _number_axis(axes.xaxis, chart.x)
        {"payoff": _payoff, "density": _density}.get(chart.kind, _lines)(axes, chart)
    across, up = (chart.y, chart.x) if look.lies(chart) else (chart.x, chart.y)
    if last:
        axes.set_xlabel(look.axis_title(across), color=_INK)
    else:
        axes.tick_params(labelbottom=False)
    if not look.lies(chart):
        axes.set_ylabel("\n".join(textwrap.wrap(look.axis_title(up), 26 if axes.get_position().height < 0.3 else 44)), color=_INK)
    _references(axes, chart)


def _number_axis(axis: Any, said: Axis) -> None:
    axis.set_major_locator(MaxNLocator(8, steps=[1, 2, 5, 10]))

    def text(value: float, _place: int) -> str:
        ticks = axis.get_majorticklocs()
        step = float(np.min(np.diff(ticks))) if len(ticks) > 1 else 1.0
        places = max(0, -math.floor(math.log10(step) + 1e-9))
        return look.spelled(value, said.unit if said.unit == "%" or look.in_dollars(said.unit) else "", places)

    axis.set_major_formatter(FuncFormatter(text))


def _payoff(axes: Axes, chart: Chart) -> None:
    axes.axhline(0, color=NEUTRAL, linewidth=1.6, zorder=1.5)
    earlier = 0
    for curve in chart.series:
        if curve.role == "expiration":
            _shaded(axes, chart, curve)
            continue
        color = look.EARLIER[earlier % len(look.EARLIER)]
        axes.plot(curve.x, curve.y, label=curve.label, color=color, linewidth=1.5, linestyle=_STYLES[look.DASHES[1 + earlier % 4]])
        earlier += 1
    crossings = [m.x for m in chart.markers if m.role == "breakeven" and m.x is not None]
    axes.plot(crossings, [0.0] * len(crossings), linestyle="", marker="D", markersize=6, color=NEUTRAL, markeredgecolor="white", zorder=4)


def _shaded(axes: Axes, chart: Chart, curve: Series) -> None:
    for place, (x, y) in enumerate(sorted(look.one_sided(np.asarray(curve.x), np.asarray(curve.y)), key=lambda piece: piece[1].sum() < 0)):
        gains = float(y.sum()) >= 0
        color = PROFIT if gains else LOSS
        axes.fill_between(x, y, 0, facecolor=color, alpha=0.16, linewidth=0)
        if not gains:
            axes.fill_between(x, y, 0, facecolor="none", edgecolor=LOSS, alpha=0.45, hatch="//", linewidth=0)
        axes.plot(x, y, color=color, linewidth=2.4, label=curve.label if place == 0 else None)
        said = look.region_words(chart, x, y, 0.05, 0.06)
        if said is not None:
            at, height, anchor, word, most = said
            axes.text(at, height, f"{word}\n{most}" if most else word, ha=anchor, va="center", fontsize=9.5, fontweight="bold", color=_INK,
                      bbox=_VEIL, zorder=5)  # fmt: skip


def _density(axes: Axes, chart: Chart) -> None:
    (curve,) = chart.series
    for role, words, at, x, y in look.density_pieces(chart, curve):
        gains = role == "profit"
        axes.fill_between(x, y, 0, facecolor=PROFIT if gains else LOSS, alpha=0.22, linewidth=0)
        if not gains:
            axes.fill_between(x, y, 0, facecolor="none", edgecolor=LOSS, alpha=0.5, hatch="//", linewidth=0)
        height = float(np.max(curve.y)) * (0.45 if gains else 0.62)
        axes.text(
            at, height, words.replace(": ", "\n"), ha="center", va="center", fontsize=_SMALL, fontweight="bold", color=_INK, zorder=5, bbox=_VEIL
        )
    axes.plot(curve.x, curve.y, color=_INK, linewidth=1.6, label=curve.label)
    axes.set_ylim(bottom=0)


def _lines(axes: Axes, chart: Chart) -> None:
    if any(min(c.y, default=0.0) < 0 < max(c.y, default=0.0) for c in chart.series):
        axes.axhline(0, color=NEUTRAL, linewidth=1.4, zorder=1.5)
    others = 2 if chart.kind == "comparison" else 0
    for curve in chart.series:
        if curve.role == "quotes":
            x, y = np.asarray(curve.x), np.asarray(curve.y)
            bars = np.abs(np.array([y - np.asarray(curve.low), np.asarray(curve.high) - y])) if curve.low else None
            axes.errorbar(x, y, yerr=bars, fmt="o", markersize=4.5, color=LINES[1], ecolor=LINES[1], capsize=3, linewidth=1.2, label=curve.label)
            continue
        if curve.role == "histogram":
            step = float(np.diff(curve.x).min()) if len(curve.x) > 1 else 1.0
            up = np.asarray(curve.y) >= 0
            bars_drawn = axes.bar(curve.x, curve.y, width=0.7 * step, color=np.where(up, PROFIT, LOSS), label=curve.label, alpha=0.75)
            for bar, gains in zip(bars_drawn, up, strict=True):
                bar.set_hatch("" if gains else "//")
            continue
        if curve.role in ("with", "without"):
            color, dash, width = (PROFIT, "solid", 2.6) if curve.role == "with" else (LOSS, "dash", 2.2)
        else:
            color, dash, width = LINES[others % len(LINES)], look.DASHES[others % len(look.DASHES)], 1.9
            others += 1
        few = len(curve.x) <= 12
        dots = "o" if few else None
        axes.plot(curve.x, curve.y, color=color, linewidth=width, linestyle=_STYLES[dash], marker=dots, markersize=4, label=curve.label)
    if chart.categories:
        axes.set_xticks(range(len(chart.categories)), [name.replace(" (", "\n(") for name in chart.categories])


def _bars(axes: Axes, chart: Chart) -> None:
    lying, tornado = look.lies(chart), chart.kind == "tornado"
    base = next((m.y for m in chart.markers if m.y is not None), 0.0) if tornado else 0.0
    base = 0.0 if base is None else base
    groups = len(chart.series)
    thick = 0.78 / groups
    values = [y for group in chart.series for y in group.y]
    places = look.digits(chart.y.unit, values)
    spread = (max([*values, base]) - min([*values, base])) or 1.0
    for nth, group in enumerate(chart.series):
        at = np.asarray(group.x) + (nth - (groups - 1) / 2) * thick
        style: dict[str, Any] = {
            "color": LINES[nth % len(LINES)], "hatch": _HATCHES[look.PATTERNS[nth % 4]], "edgecolor": "white", "linewidth": 0, "label": group.label,
        }  # fmt: skip
        length = np.asarray(group.y) - base
        if lying:
            axes.barh(at, length, thick * 0.92, left=base, **style)
        else:
            axes.bar(at, length, thick * 0.92, bottom=base, **style)
        if len(values) > 40:
            continue
        for x, y in zip(at, group.y, strict=True):
            text, beyond = look.spelled(y, chart.y.unit, places), y >= base
            if lying:
                axes.annotate(text, (y, x), xytext=(3 if beyond else -3, 0), textcoords="offset points", va="center",
                              ha="left" if beyond else "right", fontsize=7.5 if groups > 2 else _SMALL, color=_INK)  # fmt: skip
            else:
                axes.annotate(text, (x, y), xytext=(0, 2 if beyond else -2), textcoords="offset points", ha="center",
                              va="bottom" if beyond else "top", fontsize=_SMALL, color=_INK)  # fmt: skip
    numbers, names = (axes.xaxis, axes.yaxis) if lying else (axes.yaxis, axes.xaxis)
    _number_axis(numbers, chart.y)
    (axes.axvline if lying else axes.axhline)(base, color=NEUTRAL, linewidth=1.4, zorder=2.5)
    axes.grid(axis="x" if lying else "y", color=_GRID, linewidth=0.7)
    if lying:
        axes.set_yticks(range(len(chart.categories)), ["\n".join(_wrapped(name)) for name in chart.categories])
        axes.invert_yaxis()
        axes.set_xlim(*_x_range(chart))
    else:
        names.set_ticks(range(len(chart.categories)), list(chart.categories))
        axes.set_ylim(min(0.0, min(values) - 0.1 * spread) if min(values) < 0 else 0.0, max(max(values), 0.0) + 0.1 * spread)


def _heatmap(axes: Axes, chart: Chart) -> None:
    heat = chart.heat
    if heat is None:
        raise ValueError(f"a heatmap chart must carry heat; {chart.title!r} has none")
    values = np.asarray(heat.values, dtype=float)
    most = float(np.abs(values).max()) or 1.0
    axes.imshow(values, cmap=_HEAT, vmin=-most, vmax=most, aspect="auto")
    places = look.digits(heat.unit, values.ravel())
    for (i, j), value in np.ndenumerate(values):
        axes.text(j, i, look.spelled(float(value), heat.unit, places), ha="center", va="center", fontsize=_SMALL, color=look.HEAT_INK)
    axes.set_xticks(range(len(heat.columns)), list(heat.columns))
    axes.set_yticks(range(len(heat.rows)), list(heat.rows))
    axes.set_xticks(np.arange(len(heat.columns) + 1) - 0.5, minor=True)
    axes.set_yticks(np.arange(len(heat.rows) + 1) - 0.5, minor=True)
    axes.grid(which="minor", color="white", linewidth=2)
    axes.tick_params(which="both", length=0)
    for spine in axes.spines.values():
        spine.set_visible(False)


def _references(axes: Axes, chart: Chart) -> None:
    """Bands, and markers with their labels stacked above the plot."""
    lines = _vertical(chart)
    points = 72.0
    for band in (b for b in chart.bands if b.role == "range"):
        axes.axvspan(band.low, band.high, color=NEUTRAL, alpha=0.10, linewidth=0, zorder=0)
        axes.annotate(band.label, ((band.low + band.high) / 2, 1.0), xycoords=axes.get_xaxis_transform(), xytext=(0, 2), textcoords="offset points",
                      ha="center", va="bottom", fontsize=_SMALL, color=_INK)  # fmt: skip
    above = _LINE * 1.15 * bool([b for b in chart.bands if b.role == "range"]) * (chart.kind != "density")
    lanes = _lanes(chart)
    below = look.lines_below(lines, lanes)
    for marker, (lane, anchor) in zip(lines, lanes, strict=True):
        x = marker.x if marker.x is not None else 0.0
        dash, width = look.MARKER_LINES[marker.role]
        axes.axvline(x, color=NEUTRAL, linewidth=width, linestyle=_STYLES[dash], alpha=0.8, zorder=1)
        axes.annotate("\n".join(look.label(marker)), (x, 1.0), xycoords=axes.get_xaxis_transform(), va="bottom", ha=anchor,
                      xytext=(0, points * (above + _LINE * 1.05 * below[lane]) + 2), textcoords="offset points",
                      fontsize=_SMALL, color=_INK, linespacing=1.1)  # fmt: skip
    if look.lies(chart):
        return
    for marker in chart.markers:
        if marker.y is not None and marker.x is None:
            axes.axhline(marker.y, color=NEUTRAL, linewidth=1, linestyle=_STYLES["dot"])
            if chart.kind != "payoff":
                axes.annotate(marker.label, (1.0, marker.y), xycoords=axes.get_yaxis_transform(), xytext=(-2, 2), textcoords="offset points",
                              ha="right", va="bottom", fontsize=_SMALL, color=_INK)  # fmt: skip
        elif marker.x is not None and marker.y is not None:
            axes.plot([marker.x], [marker.y], linestyle="", marker="D", markersize=6, color=NEUTRAL)
            axes.annotate(marker.label, (marker.x, marker.y), xytext=(0, 6), textcoords="offset points", fontsize=_SMALL, color=_INK,
                          ha=look.hanging(marker.x, *look.reach(chart)), bbox=_VEIL)  # fmt: skip
