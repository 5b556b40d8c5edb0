"""Draw `calculators.spec.Chart` data with plotly: the one place that turns a chart into a picture on screen.

Backgrounds are transparent and text keeps the theme's colour, so one figure serves the light and the dark theme. The same
chart on file is drawn by `bot.charting.picture`, with the same look.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st

from bot.charting import look, table
from bot.charting.look import LINES, LOSS, NEUTRAL, PROFIT
from bot.ui import escape
from calculators.spec import Chart, Marker, Series, Sweep

if TYPE_CHECKING:
    import plotly.graph_objects as go

_SHADE = {PROFIT: "rgba(0,114,178,0.18)", LOSS: "rgba(213,94,0,0.16)"}
_HATCH = {"shape": "/", "fgcolor": "rgba(213,94,0,0.55)", "bgcolor": _SHADE[LOSS], "size": 9, "solidity": 0.12}
INK = {"light": "#1D2730", "dark": "#E6EBEF"}  # theme.light.textColor and theme.dark.textColor
GROUND = {"light": "#FFFFFF", "dark": "#12181E"}  # theme.light.backgroundColor and theme.dark.backgroundColor
_VEIL = {"light": "rgba(255,255,255,0.72)", "dark": "rgba(18,24,30,0.72)"}  # under words that stand on curves
_UNSEEN = "rgba(128,128,128,0)"

# Labels are packed for the narrowest plot a phone shows; on a wider one they only move apart.
NARROWEST, CHARACTER, LEFT_OF_PLOT = 240.0, 6.2, 40.0  # labels may reach over the axis' own numbers, which lie lower
_LEGEND = 460.0
_BAR_NAME, _TORNADO_NAME = 22, 16  # characters in a line of a bar's name; a tornado has numbers at both of its sides
_LANE, _LEGEND_ROW, _BELOW_PLOT = 15, 20, 52
_PLOT, _PANEL, _BAR_ROW, _HEAT_ROW = 300, 170, 21, 42
_CONFIG = {"displaylogo": False, "displayModeBar": False, "responsive": True, "showTips": False}

_SLIDERS = st.components.v2.component(
    "askcondor_sliders",
    html="""
    <div class="row"><label for="date">Date</label><input id="date" type="range" min="0" step="1"><output for="date"></output></div>
    <div class="row"><label for="vol">Implied volatility</label><input id="vol" type="range" min="0" step="1"><output for="vol"></output></div>
    <p class="reading" aria-live="polite"></p>
    """,
    css="""
    :host { display: block; color: var(--st-text-color); font: 0.875rem/1.4 var(--st-font); }
    .row { display: grid; grid-template-columns: 1fr auto; column-gap: 0.8rem; max-width: 30rem; }
    input { grid-column: 1 / -1; grid-row: 2; width: 100%; margin: 0; accent-color: var(--st-primary-color); min-height: 1.5rem; }
    input:focus-visible { outline: 2px solid var(--st-primary-color); outline-offset: 2px; }
    .reading { margin: 0.3rem 0 0; }
    """,
    js="""
    // The curve of the sliders is in the page already: the plot is handed another one through the button it carries for this.
    export default function ({ data, parentElement }) {
      const { box, x, left, changes, values, spot, vol } = data
      const [date, volatility] = ["date", "vol"].map((name) => parentElement.querySelector(`#${name}`))
      const [dateSaid, volSaid] = parentElement.querySelectorAll("output")
      const reading = parentElement.querySelector(".reading")
      const unmoved = changes.indexOf(0)
      const sized = [String(left.length - 1), String(changes.length - 1)]
      if (date.max !== sized[0] || volatility.max !== sized[1] || !date.dataset.set) {
        ;[date.max, volatility.max] = sized
        date.value = 0
        volatility.value = unmoved
        date.dataset.set = "yes"
      }
      const number = (value, digits = 2) => value.toLocaleString("en-US", { maximumFractionDigits: digits })
      const money = (value) => (value < 0 ? "-$" : "$") + number(Math.abs(value), Math.abs(value) < 100 ? 2 : 0)
      const days = (value) => `${number(value)} ${value === 1 ? "day" : "days"}`
      const at = (curve, level) => {
        const k = Math.min(Math.max(x.findIndex((value) => value >= level), 1), x.length - 1)
        return curve[k - 1] + ((curve[k] - curve[k - 1]) * (level - x[k - 1])) / (x[k] - x[k - 1])
      }
      const crossing = (curve, k) => x[k - 1] - (curve[k - 1] * (x[k] - x[k - 1])) / (curve[k] - curve[k - 1])
      const zeros = (curve) => curve.flatMap((y, k) => (k && curve[k - 1] < 0 !== y < 0 ? [crossing(curve, k)] : []))
      const state = () => {
        const [i, j] = [Number(date.value), Number(volatility.value)]
        const change = changes[j]
        const moved = change === 0 ? "unchanged" : `${change > 0 ? "+" : "-"}${number(Math.abs(100 * change))} %`
        const when = left[i] === 0 ? "at expiration" : `${days(left[i])} left`
        const level = change === 0 ? number(100 * vol) + " %" : `${number(100 * vol)} % to ${number(100 * vol * (1 + change))} %`
        return { curve: values[i][j], when, moved, level, still: i === 0 && j === unmoved }
      }
      const redraw = () => {
        const plot = document.querySelector(`.st-key-${box} .js-plotly-plot`)
        const button = plot && plot.querySelector(".updatemenu-button")
        if (!button) return
        const { curve } = state()
        const change = plot.layout.updatemenus[0].buttons[0].args[0]
        change.y = [curve]
        change.name = ["At the sliders"]
        button.dispatchEvent(new MouseEvent("click"))
      }
      const say = () => {
        const { curve, when, moved, level } = state()
        dateSaid.textContent = when
        volSaid.textContent = `${moved} (${level})`
        date.setAttribute("aria-valuetext", when)
        volatility.setAttribute("aria-valuetext", `${moved}, ${level}`)
        const edges = [...new Set(zeros(curve).map((edge) => number(edge, 0)))]
        const even = edges.length ? `; it crosses zero near ${edges.join(" and ")}` : ""
        const on = when === "at expiration" ? "At expiration" : `With ${when}`
        reading.textContent = `${on}, vol ${moved}: profit at ${number(spot)} is ${money(at(curve, spot))}${even}.`
      }
      let due = 0
      const changed = () => {
        say()
        cancelAnimationFrame(due)
        due = requestAnimationFrame(redraw)
      }
      date.oninput = volatility.oninput = changed
      say()
      // A plot drawn anew, for other inputs or another theme, starts from today's curve again.
      const later = state().still ? [] : [50, 400, 1200].map((wait) => setTimeout(redraw, wait))
      return () => later.forEach(clearTimeout)
    }
    """,
)


def titled(chart: Chart, key: str, *, sliders: bool = True) -> None:
    """The chart under its title in three tabs (chart, numbers, download), with its summary written out for everyone.

    `key` must be unique in the page. A payoff that can be looked at on other dates and at other vols gets sliders for
    both, which redraw in the browser; without `sliders` its page is lighter.
    """
    st.markdown(f"**{escape.plain(chart.title)}**", anchors=False)
    picture, numbers, files = st.tabs(["Chart", "Numbers", "Download"])
    with picture:
        draw(chart, key, sliders=sliders)
    with numbers:
        _numbers(chart)
    with files:
        _downloads(chart, key)
    st.caption(escape.plain(chart.summary))


def draw(chart: Chart, key: str, *, sliders: bool = False) -> None:
    """Show the chart alone, with its one-sentence summary as text alternative. `key` must be unique in the page."""
    sweep = chart.sweep() if sliders and chart.sweep is not None else None
    alt = f"{chart.title}. {chart.summary}"
    box = "plot-" + re.sub(r"[^A-Za-z0-9_-]", "-", key)
    with st.container(key=box, gap="xsmall"):
        theme = st.context.theme.type
        shown = figure(chart, theme, sweep) if sweep is not None else _still(chart, theme)
        st.plotly_chart(shown, key=key, alt=alt, config=_CONFIG, theme="streamlit")
        if sweep is not None:
            _SLIDERS(
                key=f"{key}:sliders",
                data={
                    "box": box, "x": sweep.x, "left": sweep.left, "changes": sweep.vol_changes, "values": sweep.values, "spot": sweep.spot,
                    "vol": sweep.vol,
                },
            )  # fmt: skip


def _numbers(chart: Chart) -> None:
    """The rows that tell most, as a table a screen reader can walk."""
    shown = table.telling(chart)
    rows = "\n".join(f"| {' | '.join(escape.plain(cell) for cell in row)} |" for row in table.rows_of_text(shown))
    align = " | ".join(":---" if column.unit == "" and any(isinstance(cell, str) for cell in column.cells) else "---:" for column in shown)
    st.markdown(f"| {' | '.join(escape.plain(column.title) for column in shown)} |\n| {align} |\n{rows}", anchors=False)
    every = len(table.columns(chart)[0].cells)
    if every > len(shown[0].cells):
        st.caption(f"{len(shown[0].cells)} of {every:,} rows; the CSV under Download has them all.")


def _downloads(chart: Chart, key: str) -> None:
    """Files made when they are asked for: a page must not wait for pictures nobody wants."""
    name = re.sub(r"[^a-z0-9]+", "-", chart.title.lower()).strip("-")[:60]
    with st.container(horizontal=True, gap="small"):
        for form, words, mime in (("png", "PNG picture", "image/png"), ("svg", "SVG drawing", "image/svg+xml"), ("csv", "CSV numbers", "text/csv")):
            st.download_button(
                words, partial(file_bytes, chart, form), file_name=f"{name}.{form}", mime=mime, key=f"{key}:{form}", on_click="ignore",
                icon=":material/download:",
            )  # fmt: skip


def file_bytes(chart: Chart, form: str) -> bytes:
    """The chart as a file: `png`, `svg` or `csv`."""
    from bot.charting.files import to_file

    return to_file(chart, form)


# --- the figure --------------------------------------------------------------------------------------------------------


class _Plot:
    """One plot of a figure: its traces, shapes and words, on its own pair of axes. `top` is the room its labels take above."""

    def __init__(self, chart: Chart, nth: int) -> None:
        self.chart = chart
        self.suffix = "" if nth == 0 else str(nth + 1)
        self.traces: list[dict[str, Any]] = []
        self.shapes: list[dict[str, Any]] = []
        self.notes: list[dict[str, Any]] = []
        self.x: dict[str, Any] = {"automargin": True, "fixedrange": True, "showgrid": False, "zeroline": False, "hoverformat": ",.2~f"}
        self.y: dict[str, Any] = {"automargin": True, "fixedrange": True, "zeroline": False}
        self.top = 12
        self.height = _PLOT

    def trace(self, kind: str, **options: Any) -> None:
        self.traces.append({"type": kind, "xaxis": "x", "yaxis": f"y{self.suffix}", **options})

    def across(self, y: float, color: str = NEUTRAL, width: float = 1.0, dash: str = "solid") -> None:
        self.shapes.append(
            {"type": "line", "xref": "x domain", "x0": 0, "x1": 1, "yref": f"y{self.suffix}", "y0": y, "y1": y, "layer": "below",
             "line": {"color": color, "width": width, "dash": dash}}
        )  # fmt: skip

    def upright(self, x: float, width: float, dash: str, opacity: float = 0.7) -> None:
        self.shapes.append(
            {"type": "line", "xref": "x", "x0": x, "x1": x, "yref": f"y{self.suffix} domain", "y0": 0, "y1": 1, "layer": "below",
             "opacity": opacity, "line": {"color": NEUTRAL, "width": width, "dash": dash}}
        )  # fmt: skip

    def note(self, x: float, y: float, text: str, **options: Any) -> None:
        self.notes.append({"xref": "x", "yref": f"y{self.suffix}", "x": x, "y": y, "text": text, "showarrow": False, "font": {"size": 11}, **options})

    def above(self, x: float, text: str, shift: float, anchor: str = "center") -> None:
        """Words over the plot, so many pixels above its upper edge."""
        self.note(x, 1, text, yref=f"y{self.suffix} domain", yanchor="bottom", xanchor=anchor, yshift=shift)


@lru_cache(maxsize=256)
def _still(chart: Chart, theme: str | None) -> go.Figure:
    """The figure without sliders, made once: the charts of a conversation are shown again whenever anything on its page changes."""
    return figure(chart, theme)


def figure(chart: Chart, theme: str | None = None, sweep: Sweep | None = None) -> go.Figure:
    """The plotly figure of a chart. `theme` (`light` or `dark`) sets the colour of text; unset, the viewer's own holds.

    With a `sweep` the figure has one more curve, the sliders', and an unseen button through which they change it.
    """
    import plotly.graph_objects as go  # 0.2 s, and most pages draw nothing

    drawn = look.shown(chart)
    plots = [_plot(part, nth) for nth, part in enumerate(drawn.panels if drawn.panels else (drawn,))]
    for plot in plots if drawn.panels else ():
        plot.height = _PANEL
    gaps = [0, *(28 + plot.top for plot in plots[1:])]
    inside = sum(plot.height for plot in plots) + sum(gaps)
    layout: dict[str, Any] = {
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "margin": {"l": 4, "r": 12, "t": plots[0].top + (20 if drawn.panels else 0), "b": _BELOW_PLOT},
        "font": {"size": 12},
        "hovermode": "closest" if drawn.kind == "heatmap" or look.lies(drawn) else "x unified",
        "hoversubplots": "axis",
        "dragmode": False,
        "barmode": "group",
        "bargap": 0.28,
        "xaxis": {**plots[-1].x, "anchor": f"y{plots[-1].suffix}"},
        "shapes": [shape for plot in plots for shape in plot.shapes],
        "annotations": [note for plot in plots for note in plot.notes],
    }
    top = 0
    for plot, gap in zip(plots, gaps, strict=True):
        top += gap
        layout[f"yaxis{plot.suffix}"] = {**plot.y, "anchor": "x", "domain": [max(0.0, 1 - (top + plot.height) / inside), 1 - top / inside]}
        if drawn.panels:
            words = {"xref": "paper", "x": 0, "yref": f"y{plot.suffix} domain", "y": 1, "xanchor": "left", "yanchor": "bottom", "showarrow": False}
            layout["annotations"].append({**words, "text": f"<b>{plot.chart.title}</b>", "yshift": plot.top - 10, "font": {"size": 12}})
        top += plot.height
    data = [trace for plot in plots for trace in plot.traces]
    if sweep is not None:
        data.append(_swept(sweep, drawn.y.unit))
        layout["updatemenus"] = [_unseen_button(len(data) - 1)]
    layout["height"] = inside + layout["margin"]["t"] + _BELOW_PLOT
    _legend(layout, data if look.wants_legend(drawn) else (), NARROWEST / 2 if look.lies(drawn) else _LEGEND)
    _colour(layout, data, theme)
    return go.Figure({"data": data, "layout": layout})


def _plot(chart: Chart, nth: int) -> _Plot:
    plot = _Plot(chart, nth)
    lies = look.lies(chart)
    across, up = (chart.y, chart.x) if lies else (chart.x, chart.y)
    plot.x |= {"title": {"text": look.axis_title(across), "font": {"size": 12}}, **_ticks(across.unit)}
    plot.y |= {"title": {"text": "" if lies else look.axis_title(up), "font": {"size": 12}}, **_ticks(up.unit)}
    match chart.kind:
        case "payoff" if any(curve.role == "expiration" for curve in chart.series):
            _payoff(plot)
        case "heatmap":
            _heatmap(plot)
        case "bars" | "tornado":
            _bars(plot)
        case "density":
            _density(plot)
        case _:
            _lines(plot)
    return plot


def _payoff(plot: _Plot) -> None:
    chart = plot.chart
    plot.across(0.0, width=2)
    spot = next((marker.x for marker in chart.markers if marker.role == "spot"), None)
    for curve in chart.series:
        if curve.role == "expiration":
            _shaded(plot, curve)
    if spot is not None:
        (curve, *_) = chart.series
        moves = [100.0 * (x / spot - 1.0) for x in curve.x]
        plot.trace("scatter", x=curve.x, y=curve.y, name="Index against spot", mode="lines", showlegend=False, customdata=moves,
                   line={"color": _UNSEEN, "width": 0}, hovertemplate="%{customdata:+.2f} %")  # fmt: skip
    for place, curve in enumerate(curve for curve in chart.series if curve.role != "expiration"):
        line = {"color": look.EARLIER[place % len(look.EARLIER)], "width": 1.8, "dash": look.DASHES[1 + place % 4]}
        plot.trace("scatter", x=curve.x, y=curve.y, name=curve.label, mode="lines", line=line, **_hover(chart, curve))
    _references(plot)
    breakevens = [marker.x for marker in chart.markers if marker.role == "breakeven" and marker.x is not None]
    if breakevens:
        diamond = {"size": 10, "symbol": "diamond", "color": NEUTRAL, "line": {"width": 1, "color": "white"}}
        plot.trace("scatter", x=breakevens, y=[0.0] * len(breakevens), mode="markers", showlegend=False, hoverinfo="skip", marker=diamond)


def _shaded(plot: _Plot, curve: Series) -> None:
    """The expiration curve in pieces of one sign, each filled to zero and named; losses are hatched as well."""
    chart = plot.chart
    pieces = sorted(look.one_sided(np.asarray(curve.x), np.asarray(curve.y)), key=lambda piece: piece[1].sum() < 0)
    for place, (x, y) in enumerate(pieces):  # profit first: the legend shows the first
        gains = float(y.sum()) >= 0
        color = PROFIT if gains else LOSS
        plot.trace(
            "scatter", x=x, y=y, name=curve.label, legendgroup="expiration", showlegend=place == 0, mode="lines",
            line={"color": color, "width": 3}, fill="tozeroy", fillcolor=_SHADE[color], fillpattern={} if gains else _HATCH, hoverinfo="skip",
        )  # fmt: skip
        said = look.region_words(chart, x, y, 0.07, 0.16)
        if said is not None:
            at, height, anchor, word, most = said
            words = f"<b>{word}</b><br>{most}" if most else f"<b>{word}</b>"
            plot.note(at, height, words, font={"size": 12}, xanchor=anchor, bgcolor="veil", borderpad=1)
    plot.trace(
        "scatter", x=curve.x, y=curve.y, name=curve.label, mode="lines", line={"color": _UNSEEN, "width": 0}, showlegend=False, **_hover(chart, curve)
    )


def _swept(sweep: Sweep, unit: str) -> dict[str, Any]:
    unmoved = sweep.vol_changes.index(0.0)
    return {
        "type": "scatter", "x": sweep.x, "y": sweep.values[0][unmoved], "name": "At the sliders", "mode": "lines", "xaxis": "x", "yaxis": "y",
        "line": {"color": "ink", "width": 2.4, "dash": "solid"}, "hovertemplate": _template(unit),
    }  # fmt: skip


def _unseen_button(place: int) -> dict[str, Any]:
    """What the sliders press, once they have put another curve into its arguments."""
    button = {"method": "restyle", "label": "", "args": [{"y": [[]], "name": [""]}, [place]]}
    clear = {"bgcolor": _UNSEEN, "bordercolor": _UNSEEN, "font": {"size": 1, "color": _UNSEEN}, "pad": {"t": 0, "b": 0, "l": 0, "r": 0}}
    return {"type": "buttons", "buttons": [button], "showactive": False, "x": 0, "y": 0, "xanchor": "left", "yanchor": "bottom", **clear}


def _lines(plot: _Plot) -> None:
    chart = plot.chart
    if any(min(curve.y, default=0.0) < 0 < max(curve.y, default=0.0) for curve in chart.series):
        plot.across(0.0, width=2)
    styles = {"with": (PROFIT, "solid", 3.0), "without": (LOSS, "dash", 2.5)}
    others = 2 if chart.kind == "comparison" else 0
    for curve in chart.series:
        if curve.role == "quotes":
            plot.trace(
                "scatter",
                x=curve.x,
                y=curve.y,
                name=curve.label,
                mode="markers",
                marker={"color": LINES[1], "size": 7},
                **_bid_ask(curve),
                **_hover(chart, curve),
            )
            continue
        if curve.role == "histogram":
            rising = [y >= 0 for y in curve.y]
            marker = {
                "color": [PROFIT if up else LOSS for up in rising],
                "pattern": {"shape": ["" if up else "/" for up in rising], "solidity": 0.25},
            }
            plot.trace("bar", x=curve.x, y=curve.y, name=curve.label, marker=marker, **_hover(chart, curve))
            continue
        if curve.role in styles:
            color, dash, width = styles[curve.role]
        else:
            color, dash = LINES[others % len(LINES)], look.DASHES[others % len(look.DASHES)]
            width, others = 2.2, others + 1
        plot.trace(
            "scatter", x=curve.x, y=curve.y, name=curve.label, mode="lines+markers" if len(curve.x) <= 12 else "lines",
            line={"color": color, "dash": dash, "width": width}, **_hover(chart, curve),
        )  # fmt: skip
    if chart.categories:
        plot.x |= _named_positions(chart.categories)
    _references(plot)


def _bid_ask(curve: Series) -> dict[str, Any]:
    if not curve.low:
        return {}
    y = np.asarray(curve.y)
    return {"error_y": {"type": "data", "symmetric": False, "array": curve.high - y, "arrayminus": y - curve.low, "thickness": 1.5}}


def _density(plot: _Plot) -> None:
    chart = plot.chart
    (curve,) = chart.series
    highest = max(curve.y)
    for role, words, at, x, y in look.density_pieces(chart, curve):
        gains = role == "profit"
        plot.trace(
            "scatter", x=x, y=y, mode="lines", line={"color": _UNSEEN, "width": 0}, fill="tozeroy", showlegend=False, hoverinfo="skip",
            fillcolor=_SHADE[PROFIT if gains else LOSS], fillpattern={} if gains else _HATCH,
        )  # fmt: skip
        plot.note(at, highest * (0.45 if gains else 0.62), f"<b>{words.replace(': ', '<br>')}</b>", bgcolor="veil", borderpad=1)
    plot.trace("scatter", x=curve.x, y=curve.y, name=curve.label, mode="lines", line={"color": "ink", "width": 2}, **_hover(chart, curve))
    plot.y |= {"rangemode": "tozero"}
    _references(plot)


def _bars(plot: _Plot) -> None:
    chart, lies, tornado = plot.chart, look.lies(plot.chart), plot.chart.kind == "tornado"
    named = next((marker.y for marker in chart.markers if marker.y is not None), None)
    base = named if tornado and named is not None else 0.0
    every = [y for group in chart.series for y in group.y]
    places, crowded = look.digits(chart.y.unit, every), len(every) > (40 if lies else 12)
    for place, group in enumerate(chart.series):
        lengths, positions = [y - base for y in group.y], list(group.x)
        texts = [look.spelled(y, chart.y.unit, places) for y in group.y]
        hover = {"text": texts, "texttemplate": "" if crowded else "%{text}", "hovertemplate": f"{group.label}: %{{text}}<extra></extra>"}
        plot.trace(
            "bar", name=group.label, textposition="outside", cliponaxis=False, constraintext="none", textfont={"size": 11}, **hover,
            marker={"color": LINES[place % len(LINES)], "pattern": {"shape": look.PATTERNS[place % 4], "solidity": 0.25}},
            **({"x": lengths, "y": positions, "orientation": "h"} if lies else {"x": positions, "y": lengths}), base=base,
        )  # fmt: skip
    spread = (max([*every, base]) - min([*every, base])) or 1.0
    if lies:
        bars = len(chart.series)
        names = ["<br>".join(look.wrapped(name, _TORNADO_NAME if tornado else _BAR_NAME)) for name in chart.categories]
        plot.height = max(70, len(names) * (max(_BAR_ROW * bars, *(15 * (name.count("<br>") + 1) for name in names)) + 12))
        plot.y |= {**_named_positions(names), "autorange": "reversed", "showgrid": False}
        low, high = value_range(chart)
        plot.x |= {"range": [low, high], "showgrid": True, "nticks": 4}
        plot.upright(base, 2, "solid", 1.0)
        _uprights(plot, [Marker(m.label, m.role, x=m.y, detail=m.detail) for m in chart.markers if m.y is not None], low, high)
        return
    plot.x |= _named_positions(chart.categories)
    plot.y |= {"range": [min(0.0, min(every) - 0.12 * spread * (min(every) < 0)), max(0.0, max(every)) + 0.12 * spread]}
    plot.across(0.0, width=2)
    _references(plot)


def value_range(chart: Chart) -> tuple[float, float]:
    """What the value axis of lying bars spans: every bar and marker, and room for the number at a bar's end on a phone."""
    values = [y for group in chart.series for y in group.y] + [marker.y for marker in chart.markers if marker.y is not None]
    values += [] if chart.kind == "tornado" else [0.0]
    low, high = min(values), max(values)
    spare = (0.6 if chart.kind == "tornado" else 0.34) * ((high - low) or 1.0)
    return low - spare * (chart.kind == "tornado" or low < 0), high + spare


def _heatmap(plot: _Plot) -> None:
    chart, heat = plot.chart, plot.chart.heat
    if heat is None:
        raise ValueError(f"a heatmap chart must carry heat; {chart.title!r} has none")
    values = np.asarray(heat.values, dtype=float)
    most = float(np.abs(values).max()) if values.size else 1.0
    places = look.digits(heat.unit, values.ravel())
    texts = [[look.spelled(value, heat.unit, places) for value in row] for row in heat.values]
    rows = [row.replace(" (", "<br>(") if " (" in row else "<br>".join(look.wrapped(row, 16)) for row in heat.rows]
    plot.trace(
        "heatmap", x=heat.columns, y=rows, z=values, zmin=-most, zmax=most, text=texts, texttemplate="%{text}",
        colorscale=[[0, look.HEAT_LOW], [0.5, look.HEAT_MIDDLE], [1, look.HEAT_HIGH]], textfont={"size": 10.5, "color": look.HEAT_INK},
        xgap=2, ygap=2, showscale=False,
        hovertemplate=f"{chart.y.label} %{{y}}<br>{chart.x.label} %{{x}}<br><b>%{{text}}</b><extra></extra>",
    )  # fmt: skip
    plot.height = max(120, len(rows) * max(_HEAT_ROW, *(15 * (row.count("<br>") + 1) + 6 for row in rows)))
    plot.x = {
        **plot.x,
        "type": "category",
        "tickangle": 0 if len(heat.columns) <= 6 else None,
        "tickformat": None,
        "tickprefix": None,
        "ticksuffix": None,
    }
    plot.y = {**plot.y, "type": "category", "autorange": "reversed", "tickformat": None, "ticksuffix": None, "showgrid": False}


def _named_positions(names: Sequence[str]) -> dict[str, Any]:
    return {"tickmode": "array", "tickvals": list(range(len(names))), "ticktext": list(names), "tickformat": None, "ticksuffix": None}


def _references(plot: _Plot) -> None:
    """Bands, and markers with their labels stacked above the plot so that none covers another."""
    chart = plot.chart
    bands = [band for band in chart.bands if band.role == "range"]
    for band in bands:
        plot.shapes.append(
            {"type": "rect", "xref": "x", "x0": band.low, "x1": band.high, "yref": f"y{plot.suffix} domain", "y0": 0, "y1": 1, "layer": "below",
             "fillcolor": "rgba(128,128,128,0.10)", "line": {"width": 0}}
        )  # fmt: skip
        plot.above((band.low + band.high) / 2, band.label.replace(": ", "<br>"), 1)
    if bands:
        plot.top = 2 * _LANE + 4
    low, high = look.reach(chart)
    vertical = [marker for marker in chart.markers if marker.x is not None and marker.y is None]
    if vertical or bands:
        plot.x |= {"range": [low, high]}
    _uprights(plot, vertical, low, high)
    for marker in chart.markers:
        if marker.y is not None and marker.x is None:
            plot.across(marker.y, dash="dot")
            if chart.kind != "payoff":  # there the region says it
                plot.note(1, marker.y, marker.label, xref="x domain", xanchor="right", yanchor="bottom", bgcolor="veil")
        elif marker.x is not None and marker.y is not None:
            diamond = {"size": 9, "symbol": "diamond", "color": NEUTRAL}
            plot.trace("scatter", x=[marker.x], y=[marker.y], mode="markers", showlegend=False, hoverinfo="skip", marker=diamond)
            plot.note(marker.x, marker.y, marker.label, xanchor=look.hanging(marker.x, low, high), yanchor="bottom", yshift=6, bgcolor="veil")


def _uprights(plot: _Plot, markers: Sequence[Marker], low: float, high: float) -> None:
    if not markers:
        return
    under = plot.top if plot.top > 12 else 0
    placed = look.lanes(markers, low, high, NARROWEST, CHARACTER, LEFT_OF_PLOT)
    below = look.lines_below(markers, placed)
    for marker, (lane, anchor) in zip(markers, placed, strict=True):
        dash, width = look.MARKER_LINES[marker.role]
        plot.upright(marker.x if marker.x is not None else low, width, dash)
        plot.above(marker.x if marker.x is not None else low, "<br>".join(look.label(marker)), under + 2 + _LANE * below[lane], anchor)
    plot.top = under + 14 + _LANE * below[-1]


def _legend(layout: dict[str, Any], data: Sequence[dict[str, Any]], width: float) -> None:
    """Put the legend under the axis title, with room for the rows it needs on a phone."""
    names = [trace["name"] for trace in data if trace.get("name") and trace.get("showlegend") is not False]
    if len(names) < 2:
        layout["showlegend"] = False
        return
    columns = max(1, int(width // (48 + 6.6 * max(len(name) for name in names))))
    room = -(-len(names) // columns) * _LEGEND_ROW
    layout["height"] += room
    layout["margin"]["b"] += room
    layout |= {
        "showlegend": True,
        "legend": {
            "orientation": "h", "xref": "container", "x": 0, "y": 0, "yref": "container", "xanchor": "left",
            "yanchor": "bottom", "tracegroupgap": 0, "title": None, "font": {"size": 11},
        },
    }  # fmt: skip


def _colour(layout: dict[str, Any], data: Sequence[dict[str, Any]], theme: str | None) -> None:
    """Give words their colour in a known theme, and take what only a known theme can have out of an unknown one."""
    ink, veil = (INK[theme], _VEIL[theme]) if theme is not None else (None, None)
    for note in layout["annotations"]:
        if note.get("bgcolor") == "veil":
            note["bgcolor"] = veil
        if ink is not None:
            note["font"] = {**note["font"], "color": ink}
    for trace in data:
        if "line" in trace and trace["line"].get("color") == "ink":
            trace["line"] = {**trace["line"], "color": ink if ink is not None else NEUTRAL}
    if theme is None:
        return
    layout["font"]["color"] = ink
    layout["hoverlabel"] = {"bgcolor": GROUND[theme], "font": {"color": ink}}
    if "legend" in layout:
        layout["legend"]["font"]["color"] = ink
    for name, axis in layout.items():
        if name.startswith(("xaxis", "yaxis")):
            axis["tickfont"] = {"color": ink}
            axis["title"] = {**axis["title"], "font": {"color": ink, "size": 12}}


def _ticks(unit: str) -> dict[str, Any]:
    if look.in_dollars(unit):
        return {"tickformat": "$,~f"}
    return {"tickformat": ",~f", "ticksuffix": " %"} if unit == "%" else {"tickformat": ",~f"}


def _template(unit: str) -> str:
    if look.in_dollars(unit):
        return "%{y:$,.2f}"
    return f"%{{y:,.2f}} {unit}".rstrip() if unit == "%" or len(unit) <= 14 else "%{y:,.4~f}"


def _hover(chart: Chart, curve: Series) -> dict[str, Any]:
    """What is said of a point: its value in full, and in dollars what it comes to for each contract."""
    if chart.contracts == 1 or not look.in_dollars(chart.y.unit):
        return {"hovertemplate": _template(chart.y.unit)}
    return {
        "customdata": [y / chart.contracts for y in curve.y],
        "hovertemplate": f"%{{y:$,.2f}} for {chart.contracts:,} (%{{customdata:$,.2f}} a contract)",
    }
