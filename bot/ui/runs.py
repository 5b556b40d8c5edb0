"""Runs of calculators: those of this visit, those a person keeps, and two of them side by side."""

from __future__ import annotations

import json
import math
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import streamlit as st

from bot.say import say_inputs, say_value
from bot.side_by_side import joint_chart
from bot.ui import charts, escape, forms, shared
from calculators.catalogue import BY_NAME
from calculators.errors import InputError
from calculators.spec import Figure, ToolResult
from calculators.wording import signed, signed_dollars

MOST_KEPT, MOST_VISITED = 30, 20
_LONGEST_NAME, _LONGEST_WORDS = 80, 220
_KEPT, _VISITED = "runs", "visited"  # the name of the preference, and of the state of the session

Open = Callable[[str, Mapping[str, Any]], None]


@dataclass(frozen=True, slots=True)
class Run:
    """A calculator with the inputs of its form, under a name."""

    id: str
    name: str
    calculator: str
    inputs: dict[str, Any]

    @property
    def what(self) -> str:
        """What was computed, whatever its name."""
        return json.dumps([self.calculator, self.inputs], sort_keys=True)


def run_of(calculator: str, given: Mapping[str, Any], result: ToolResult) -> Run:
    """The run in the form, named by its trade where it has one."""
    title = BY_NAME[calculator].title
    trade = next((chart.title for chart in result.presentation.charts[:1] if chart.kind == "payoff"), title)
    name = trade if trade.lower() != "position" else title
    return Run(uuid.uuid4().hex, name[:_LONGEST_NAME], calculator, dict(given))


def kept() -> list[Run]:
    """The runs this person keeps, latest first. Those of calculators that are no longer here are passed over."""
    held = shared.store().preferences(shared.owner()).get(_KEPT)
    return [Run(**run) for run in (held if held is not None else []) if run["calculator"] in BY_NAME]


def keep(run: Run) -> None:
    """Keep a run, before the others. Raises InputError when no more can be kept."""
    runs = kept()
    if len(runs) >= MOST_KEPT:
        raise InputError(f"at most {MOST_KEPT} runs can be kept; {len(runs)} are; remove one first")
    _write([run, *runs])


def remove(id: str) -> None:
    _write([run for run in kept() if run.id != id])


def rename(id: str, name: str) -> None:
    """Name a kept run; an empty name changes nothing."""
    if name.strip():
        _write([Run(id, name.strip()[:_LONGEST_NAME], run.calculator, run.inputs) if run.id == id else run for run in kept()])


def _write(runs: Sequence[Run]) -> None:
    shared.store().set_preference(shared.owner(), _KEPT, [asdict(run) for run in runs])


def visited() -> list[Run]:
    """The runs of this visit, latest first."""
    runs: list[Run] = st.session_state.get(_VISITED, [])
    return runs


def visit(run: Run) -> None:
    """Note a run of this visit; one made before comes up again."""
    st.session_state[_VISITED] = [run, *(other for other in visited() if other.what != run.what)][:MOST_VISITED]


def keep_button(run: Run) -> None:
    """The button that keeps the run in the form."""
    runs = kept()
    there, full = any(other.what == run.what for other in runs), len(runs) >= MOST_KEPT
    st.button(
        "Kept" if there else "Keep this run",
        icon=":material/bookmark_added:" if there else ":material/bookmark_add:",
        key="keep-run",
        disabled=there or full,
        help=f"{MOST_KEPT} runs are kept; remove one below first." if full and not there else "It stays here after a reload, to open and to compare.",
        on_click=keep,
        args=(run,),
    )


def show(now: Run | None, open_run: Open) -> None:
    """Kept runs, those of this visit, and two side by side. `now` is the run in the form, `open_run` fills the form."""
    st.subheader("Runs", anchor=False)
    views = {"Kept": f"Kept ({len(kept())})", "This visit": "This visit", "Compare": "Compare"}
    view = st.segmented_control("Which runs", list(views), default="Kept", required=True, format_func=views.__getitem__, key="runs-view")
    match view:
        case "This visit":
            _list([run for run in visited() if now is None or run.what != now.what], open_run, "Nothing else was computed in this visit.", own=False)
        case "Compare":
            _compare([*([now] if now is not None else []), *kept()], now)
        case _:
            _list(kept(), open_run, "Nothing is kept yet. “Keep this run” stands above the chart of a result.", own=True)


def _list(runs: Sequence[Run], open_run: Open, none: str, *, own: bool) -> None:
    if not runs:
        st.caption(none)
    full = len(kept()) >= MOST_KEPT
    for run in runs:
        with st.container(border=True, gap="xsmall", key=f"run-{run.id}"):
            st.markdown(f"**{escape.plain(run.name)}**", anchors=False)
            st.caption(escape.plain(_words(run)))
            with st.container(horizontal=True, gap="small"):
                st.button(
                    "Open in the form",
                    key=f"open:{run.id}",
                    icon=":material/open_in_full:",
                    type="tertiary",
                    on_click=open_run,
                    args=(run.calculator, run.inputs),
                )
                if own:
                    with st.popover("Rename", icon=":material/edit:", type="tertiary"):
                        name = st.text_input("Name", value=run.name, max_chars=_LONGEST_NAME, key=f"name:{run.id}")
                        st.button("Save the name", key=f"save:{run.id}", on_click=rename, args=(run.id, name))
                    st.button("Remove", key=f"remove:{run.id}", icon=":material/delete:", type="tertiary", on_click=remove, args=(run.id,))
                else:
                    st.button(
                        "Keep", key=f"keep:{run.id}", icon=":material/bookmark_add:", type="tertiary", on_click=keep, args=(run,), disabled=full
                    )


def _words(run: Run) -> str:
    """The calculator and the inputs that its defaults do not say."""
    fields = BY_NAME[run.calculator].inputs.model_fields
    given = {name: value for name, value in run.inputs.items() if name in fields and value != fields[name].get_default(call_default_factory=True)}
    said = f"{BY_NAME[run.calculator].title}: {say_inputs(run.calculator, given)}"
    return said if len(said) <= _LONGEST_WORDS else said[: _LONGEST_WORDS - 4].rstrip(", ;") + " ..."


def _compare(runs: Sequence[Run], now: Run | None) -> None:
    if len(runs) < 2:
        st.caption("To compare two trades, keep one, change the form or open another calculator, and come back here.")
        return
    by_id = {"now" if run is now else run.id: run for run in runs}

    def said(id: str) -> str:
        return f"In the form: {by_id[id].name}" if id == "now" else by_id[id].name

    columns = st.columns(2)
    ids = list(by_id)
    first = columns[0].selectbox("First", ids, index=1, format_func=said, key="compare-first")
    second = columns[1].selectbox("Second", ids, index=0, format_func=said, key="compare-second")
    if first == second:
        st.caption("These are the same run; choose two.")
        return
    try:
        one, two = (BY_NAME[by_id[id].calculator].run(by_id[id].inputs) for id in (first, second))
    except InputError as error:
        st.error(f"A kept run no longer computes: {escape.plain(error.message)}", icon=":material/error:")
        return
    names = [by_id[first].name, by_id[second].name]
    if names[0] == names[1]:
        names = [f"{name} ({place})" for name, place in zip(names, ("first", "second"), strict=True)]
    chart = joint_chart(list(zip(names, (one.presentation, two.presentation), strict=True)))
    if chart is not None:
        charts.titled(chart, f"compare:{first}:{second}", sliders=False)
    with st.container(key="comparison"):
        differing = _inputs(one, two)
        if differing:
            _table(("Input", "First", "Second"), differing)
        _table(("Figure", "First", "Second", "Difference"), _figures(one, two))
    st.caption("Each column is computed by itself; the difference is the second less the first.")


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A Markdown table; the names of the trades stand above it, for they are too wide for a phone."""
    align = [":---", *("---:" for _ in header[1:])]
    lines = [f"| {' | '.join(cells)} |" for cells in (header, align, *([escape.plain(cell) for cell in row] for row in rows))]
    st.markdown("\n".join(lines), anchors=False)


def _inputs(one: ToolResult, two: ToolResult) -> list[tuple[str, ...]]:
    """The inputs in which the two differ."""
    differing = [name for name in dict.fromkeys((*one.inputs, *two.inputs)) if one.inputs.get(name) != two.inputs.get(name)]
    return [(forms.words(name), _input(one, name), _input(two, name)) for name in differing]


def _input(run: ToolResult, name: str) -> str:
    return _shortened(say_value(run.calculator, name, run.inputs[name])) if name in run.inputs else forms.NOT_GIVEN


def _shortened(said: str) -> str:
    return said if len(said) <= 90 else said[:86].rstrip(", ;") + " ..."


def _figures(one: ToolResult, two: ToolResult) -> list[tuple[str, ...]]:
    """The figures both have, and of one alone those that lead."""
    here, there = ({figure.name: figure for figure in run.presentation.figures} for run in (one, two))
    leading = {figure.name for run in (one, two) for figure in run.presentation.leading(12)}
    return [
        (
            (here.get(name) or there[name]).label,
            *(side[name].text if name in side else "none" for side in (here, there)),
            difference(here[name], there[name]) if name in here and name in there else "",
        )
        for name in dict.fromkeys((*here, *there))
        if (name in here and name in there) or name in leading
    ]


def difference(first: Figure, second: Figure) -> str:
    """The second figure less the first with its sign, in the figures' unit; nothing where they are no numbers of one unit."""
    values = [figure.value for figure in (first, second)]
    if first.unit != second.unit or any(isinstance(value, bool) or not isinstance(value, int | float) for value in values):
        return ""
    change = float(second.value) - float(first.value)  # type: ignore[arg-type]  # numbers, as just seen
    if not math.isfinite(change):
        return ""
    match first.unit:
        case "decimal":
            return f"{signed(100.0 * change, 2)} % points"
        case "dollars":
            return signed_dollars(change)
        case "index points":
            return f"{signed(change)} points"
        case unit:
            return f"{signed(change, 4)} {unit}".rstrip()
