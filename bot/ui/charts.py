"""Draw `calculators.spec.Chart` data with plotly: the one place that turns a chart into a picture.

Backgrounds are transparent and text keeps the theme's colour, so one figure serves the light and the dark theme. Every
colour here holds 3:1 against both, and no meaning rests on colour alone: losses are hatched, regions and lines are named.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st

from bot.ui import escape
from calculators.spec import Axis, Chart, Marker, Series

if TYPE_CHECKING:
    import plotly.graph_objects as go

PROFIT, LOSS = "#0072B2", "#D55E00"
NEUTRAL = "#808080"
_SHADE = {PROFIT: "rgba(0,114,178,0.18)", LOSS: "rgba(213,94,0,0.16)"}
LINES = ("#0072B2", "#D55E00", "#009E73", "#9A6FB0", "#808080", "#B8860B")
_DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
_EARLIER = ("#009E73", "#9A6FB0", "#808080", "#B8860B")
_MARKER_LINES = {"strike": ("solid", 1.0), "breakeven": ("dot", 1.5), "spot": ("dash", 1.5), "level": ("dashdot", 1.0)}
_NUMBER_AT_END = re.compile(r" (-?\$?[\d][\d,.]*)$")
_DOLLARS, _PERCENT = frozenset({"dollars", "$"}), frozenset({"percent", "%", "per cent"})

# Labels are packed for the narrowest plot a phone shows; on a wider one they only move apart.
_NARROWEST = 240.0
_LEFT_OF_PLOT = 40.0  # labels may reach over the axis' own numbers, which lie lower
_CHARACTER = 6.2
_LANE = 15
_LEGEND_ROW = 20
_BELOW_PLOT = 52
INK = {"light": "#1D2730", "dark": "#E6EBEF"}  # theme.light.textColor and theme.dark.textColor
_CONFIG = {"displaylogo": False, "displayModeBar": False, "responsive": True, "showTips": False}
_PLOT_HEIGHT = 300


def draw(chart: Chart, key: str) -> None:
    """Show the chart in the page, with its one-sentence summary as text alternative. `key` must be unique in the page."""
    st.plotly_chart(figure(chart, st.context.theme.type), key=key, alt=f"{chart.title}. {chart.summary}", config=_CONFIG, theme="streamlit")


def titled(chart: Chart, key: str) -> None:
    """The chart under its title, with its summary written out for everyone."""
    st.markdown(f"**{escape.plain(chart.title)}**", anchors=False)
    draw(chart, key)
    st.caption(escape.plain(chart.summary))


def figure(chart: Chart, theme: str | None = None) -> go.Figure:
    """The plotly figure of a chart. `theme` (`light` or `dark`) sets the colour of text; unset, the viewer's own holds."""
    import plotly.graph_objects as go  # 0.2 s, and most pages draw nothing

    canvas = go.Figure()
    canvas.update_layout(
        title=None,
        height=_PLOT_HEIGHT + 12 + _BELOW_PLOT,
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        margin={"l": 4, "r": 12, "t": 12, "b": _BELOW_PLOT},
        font={"size": 12},
        hovermode="x unified",
        dragmode=False,
    )
    canvas.update_xaxes(title=_title(chart.x), automargin=True, fixedrange=True, showgrid=False, zeroline=False, **_ticks(chart.x.unit))
    canvas.update_yaxes(title=_title(chart.y), automargin=True, fixedrange=True, zeroline=False, **_ticks(chart.y.unit))
    match chart.kind:
        case "payoff":
            _payoff(canvas, chart)
        case "heatmap":
            _heatmap(canvas, chart)
        case "bars":
            _bars(canvas, chart)
        case "comparison" | "line":
            _lines(canvas, chart)
    _legend(canvas)
    if theme in INK:
        ink = INK[theme]
        canvas.update_layout(font={"color": ink}, legend={"font": {"color": ink}})
        for axes in (canvas.update_xaxes, canvas.update_yaxes):
            axes(tickfont={"color": ink}, title_font={"color": ink, "size": 12})
        canvas.update_annotations(font_color=ink)
    return canvas


def _legend(canvas: go.Figure) -> None:
    """Put the legend under the axis title, with room for the rows it needs on a phone."""
    names = [trace.name for trace in canvas.data if trace.name and trace.showlegend is not False]
    if len(names) < 2:
        canvas.update_layout(showlegend=False)
        return
    columns = max(1, int(_NARROWEST // (48 + 6.6 * max(len(name) for name in names))))
    rows = -(-len(names) // columns)
    room = rows * _LEGEND_ROW
    margin, height = canvas.layout.margin, canvas.layout.height + room
    top = 1 - (height - room - 4) / height
    canvas.update_layout(
        height=height,
        margin={"b": margin.b + room},
        showlegend=True,
        legend={
            "orientation": "h",
            "x": 0,
            "y": top,
            "yref": "container",
            "xanchor": "left",
            "yanchor": "top",
            "tracegroupgap": 0,
            "title": None,
            "font": {"size": 11},
        },
    )


def _payoff(canvas: go.Figure, chart: Chart) -> None:
    for curve in chart.series:
        if curve.role == "expiration":
            _shaded(canvas, curve, chart.y.unit)
    earlier = [curve for curve in chart.series if curve.role != "expiration"]
    for place, curve in enumerate(earlier):
        canvas.add_scatter(
            x=curve.x,
            y=curve.y,
            name=curve.label,
            mode="lines",
            line={"color": _EARLIER[place % len(_EARLIER)], "width": 1.8, "dash": _DASHES[1 + place % 4]},
            hovertemplate=_hover(chart.y.unit),
        )
    _zero_line(canvas)
    _references(canvas, chart)


def _shaded(canvas: go.Figure, curve: Series, unit: str) -> None:
    """The expiration curve in pieces of one sign, each filled to zero and named; losses are hatched as well."""
    x_all, y_all = np.asarray(curve.x), np.asarray(curve.y)
    span_x, span_y = float(np.ptp(x_all)), float(np.ptp(y_all))
    pieces = sorted(one_sided(x_all, y_all), key=lambda piece: piece[1].sum() < 0)  # profit first: the legend shows the first
    for place, (x, y) in enumerate(pieces):
        gains = float(y.sum()) >= 0
        color, name = (PROFIT, "profit") if gains else (LOSS, "loss")
        canvas.add_scatter(
            x=x,
            y=y,
            name=curve.label,
            legendgroup="expiration",
            showlegend=place == 0,
            mode="lines",
            line={"color": color, "width": 3},
            fill="tozeroy",
            fillcolor=_SHADE[color],
            fillpattern={} if gains else {"shape": "/", "fgcolor": "rgba(213,94,0,0.55)", "bgcolor": _SHADE[LOSS], "size": 9, "solidity": 0.12},
            hoverinfo="skip",
        )
        peak = float(y.max() if gains else y.min())
        top = x[np.abs(y) >= 0.97 * abs(peak)]
        if abs(peak) > 0.12 * span_y and float(x[-1] - x[0]) > 0.07 * span_x:
            canvas.add_annotation(
                x=float(top.min() + (0.25 if gains else 0.5) * np.ptp(top)), y=peak / 2, text=f"<b>{name}</b>", showarrow=False, font={"size": 13}
            )
    canvas.add_scatter(
        x=curve.x,
        y=curve.y,
        name=curve.label,
        mode="lines",
        line={"color": "rgba(128,128,128,0)", "width": 0},
        showlegend=False,
        hovertemplate=_hover(unit),
    )


def one_sided(x: np.ndarray[Any, Any], y: np.ndarray[Any, Any]) -> Iterable[tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]]:
    """Cut a curve where it crosses zero; each piece starts and ends on the axis unless the chart ends first."""
    crossing = np.flatnonzero(np.sign(y[:-1]) * np.sign(y[1:]) < 0)
    at = x[crossing] - y[crossing] * (x[crossing + 1] - x[crossing]) / (y[crossing + 1] - y[crossing])
    xs, ys = np.insert(x, crossing + 1, at), np.insert(y, crossing + 1, 0.0)
    zeros = np.flatnonzero(ys == 0.0)
    edges = np.unique(np.concatenate(([0], zeros, [len(xs) - 1])))
    for start, end in pairwise(edges):
        if np.any(ys[start : end + 1] != 0.0):
            yield xs[start : end + 1], ys[start : end + 1]


def _lines(canvas: go.Figure, chart: Chart) -> None:
    styles = {"with": (PROFIT, "solid", 3.0), "without": (LOSS, "dash", 2.5)}
    others = 0
    for curve in chart.series:
        if curve.role in styles:
            color, dash, width = styles[curve.role]
        else:
            place = others + (2 if chart.kind == "comparison" else 0)
            color, dash, width = LINES[place % len(LINES)], _DASHES[place % len(_DASHES)], 2.2 if curve.role == "line" else 1.6
            others += 1
        canvas.add_scatter(
            x=curve.x,
            y=curve.y,
            name=curve.label,
            mode="lines+markers" if len(curve.x) <= 12 else "lines",
            line={"color": color, "dash": dash, "width": width},
            hovertemplate=_hover(chart.y.unit),
        )
    if chart.categories:
        _name_positions(canvas, chart.categories)
    if any(min(curve.y, default=0.0) < 0 < max(curve.y, default=0.0) for curve in chart.series):
        _zero_line(canvas)
    _references(canvas, chart)


def _bars(canvas: go.Figure, chart: Chart) -> None:
    every = [y for group in chart.series for y in group.y]
    for place, group in enumerate(chart.series):
        canvas.add_bar(
            x=group.x,
            y=group.y,
            name=group.label,
            marker={"color": LINES[place % len(LINES)], "pattern": {"shape": ("", "/", ".", "x")[place % 4], "solidity": 0.25}},
            texttemplate=f"%{{y:{_format(chart.y.unit, every)}}}" if len(every) <= 12 else None,
            textposition="outside",
            cliponaxis=False,
            hovertemplate=_hover(chart.y.unit),
        )
    _name_positions(canvas, chart.categories)
    _zero_line(canvas)
    canvas.update_layout(barmode="group", margin={"t": 24})
    _references(canvas, chart)


def _heatmap(canvas: go.Figure, chart: Chart) -> None:
    heat = chart.heat
    if heat is None:
        raise ValueError(f"a heatmap chart must carry heat; {chart.title!r} has none")
    values = np.asarray(heat.values, dtype=float)
    reach = float(np.abs(values).max()) if values.size else 1.0
    shown = _format(heat.unit, values.ravel())
    canvas.add_heatmap(
        x=heat.columns,
        y=heat.rows,
        z=values,
        zmin=-reach,
        zmax=reach,
        colorscale=[[0, LOSS], [0.5, "#F4F2EE"], [1, PROFIT]],
        texttemplate=f"%{{z:{shown}}}",
        textfont={"size": 11},
        xgap=2,
        ygap=2,
        showscale=False,
        hovertemplate=f"{chart.y.label} %{{y}}<br>{chart.x.label} %{{x}}<br><b>%{{z:{shown}}}</b><extra></extra>",
    )
    canvas.update_layout(hovermode="closest", height=max(200, 42 * len(heat.rows)) + 12 + _BELOW_PLOT)
    canvas.update_xaxes(type="category", tickformat=None, tickprefix=None, ticksuffix=None)
    canvas.update_yaxes(type="category", autorange="reversed", tickformat=None, tickprefix=None, ticksuffix=None, showgrid=False)


def _name_positions(canvas: go.Figure, categories: Sequence[str]) -> None:
    canvas.update_xaxes(tickmode="array", tickvals=list(range(len(categories))), ticktext=list(categories), tickformat=None, tickprefix=None)


def _zero_line(canvas: go.Figure) -> None:
    canvas.add_hline(y=0, line={"color": NEUTRAL, "width": 2}, layer="below")


def _references(canvas: go.Figure, chart: Chart) -> None:
    """Bands, and markers with their labels stacked above the plot so that none covers another."""
    for band in chart.bands:
        canvas.add_vrect(x0=band.low, x1=band.high, fillcolor="rgba(128,128,128,0.10)", line_width=0, layer="below")
        canvas.add_annotation(
            x=(band.low + band.high) / 2,
            y=0,
            yref="paper",
            yanchor="bottom",
            text=band.label.replace(": ", "<br>"),
            showarrow=False,
            font={"size": 11},
            yshift=1,
        )
    xs = [x for curve in chart.series for x in curve.x] + [marker.x for marker in chart.markers if marker.x is not None]
    low, high = (min(xs), max(xs)) if xs else (0.0, 1.0)
    vertical = [marker for marker in chart.markers if marker.x is not None and marker.y is None]
    lane_height = _LANE * (2 if any("<br>" in label(marker) for marker in vertical) else 1)
    for marker, (lane, anchor) in zip(vertical, lanes(vertical, low, high), strict=True):
        dash, width = _MARKER_LINES[marker.role]
        canvas.add_vline(x=marker.x, line={"color": NEUTRAL, "width": width, "dash": dash}, opacity=0.7, layer="below")
        canvas.add_annotation(
            x=marker.x,
            y=1,
            yref="paper",
            yanchor="bottom",
            xanchor=anchor,
            yshift=2 + lane * lane_height,
            text=label(marker),
            showarrow=False,
            font={"size": 11},
        )
    if vertical:
        deepest = max(lane for lane, _ in lanes(vertical, low, high))
        room = 14 + lane_height * (deepest + 1)
        canvas.update_layout(margin={"t": room}, height=_PLOT_HEIGHT + room + _BELOW_PLOT)
        canvas.update_xaxes(range=[low, high])
    for marker in chart.markers:
        if marker.y is not None and marker.x is None:
            canvas.add_hline(y=marker.y, line={"color": NEUTRAL, "width": 1, "dash": "dot"}, annotation_text=marker.label, annotation_font_size=11)
        elif marker.y is not None:
            canvas.add_scatter(
                x=[marker.x], y=[marker.y], mode="markers+text", text=[marker.label], textposition="top center", showlegend=False, hoverinfo="skip",
                marker={"size": 9, "symbol": "diamond", "color": NEUTRAL},
            )  # fmt: skip
    breakevens = [marker.x for marker in vertical if marker.role == "breakeven"]
    if breakevens and chart.kind == "payoff":
        canvas.add_scatter(
            x=breakevens, y=[0.0] * len(breakevens), mode="markers", showlegend=False, hoverinfo="skip",
            marker={"size": 10, "symbol": "diamond", "color": NEUTRAL, "line": {"width": 1, "color": "white"}},
        )  # fmt: skip


def lanes(markers: Sequence[Marker], low: float, high: float) -> list[tuple[int, str]]:
    """For each marker the row its label takes above the plot and the side it hangs on, such that no two labels overlap.

    Widths are estimated for the narrowest plot; on wider plots the gaps grow, so a packing that holds there holds everywhere.
    """
    scale = _NARROWEST / (high - low) if high > low else 0.0
    taken: list[float] = []
    placed: dict[int, tuple[int, str]] = {}
    spans = {}
    for index, marker in enumerate(markers):
        x = ((marker.x if marker.x is not None else low) - low) * scale
        width = max(len(line) for line in label(marker).split("<br>")) * _CHARACTER + 8
        if x < width / 2 - _LEFT_OF_PLOT:
            spans[index] = (x, x + width, "left")
        elif x > _NARROWEST - width / 2:
            spans[index] = (x - width, x, "right")
        else:
            spans[index] = (x - width / 2, x + width / 2, "center")
    for index in sorted(spans, key=lambda i: spans[i][0]):
        start, end, anchor = spans[index]
        lane = next((row for row, reach in enumerate(taken) if reach <= start), len(taken))
        taken[lane : lane + 1] = [end]
        placed[index] = (lane, anchor)
    return [placed[index] for index in range(len(markers))]


def label(marker: Marker) -> str:
    """The label, its number on a second line: narrow labels need fewer rows."""
    return _NUMBER_AT_END.sub(r"<br>\1", marker.label)


def _title(axis: Axis) -> str:
    return f"{axis.label} ({axis.unit})" if axis.unit else axis.label


def _ticks(unit: str) -> dict[str, Any]:
    if unit in _DOLLARS:
        return {"tickformat": "$,~f"}
    if unit in _PERCENT:
        return {"tickformat": ",~f", "ticksuffix": " %"}
    return {"tickformat": ",~f"}


def _format(unit: str, values: Iterable[float]) -> str:
    largest = max((abs(float(value)) for value in values), default=0.0)
    digits = 0 if largest >= 100 or largest == 0 else 2 if largest >= 1 or unit in _DOLLARS else 4
    return f"{'$' if unit in _DOLLARS else ''},.{digits}f"


def _hover(unit: str) -> str:
    prefix, suffix = ("$", "") if unit in _DOLLARS else ("", " %" if unit in _PERCENT else f" {unit}" if unit else "")
    return f"%{{y:{prefix},.2f}}{suffix}"
