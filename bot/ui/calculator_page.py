"""The calculators: pick one, fill its form, read the result as it changes; the address holds the state."""

from __future__ import annotations

import html
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from bot.ui import answer_view, chain_view, charts, copying, escape, forms, legs, presets, questions, runs, shared
from bot.ui.timeline import Timeline
from calculators.catalogue import BY_NAME, CATALOGUE
from calculators.errors import InputError
from calculators.sensitivity import PREFERRED, moveable, tornado
from calculators.spec import Calculator, ToolResult

MOST_FIGURES = 20  # a longer table is opened when it is asked for
TASKS = {
    "price": "Price",
    "hedge": "Hedge",
    "size": "Size",
    "method": "Method",
    "volatility": "Volatility",
    "company": "Company",
    "currency": "Currency",
    "chain": "Chain",
}


def show() -> None:
    st.set_page_config(layout="wide")
    shared.style()
    embedded = bool(st.context.is_embedded)
    if embedded:  # the frame shows the calculator alone
        st.html("<style>[data-testid=stSidebar], [data-testid=stExpandSidebarButton] { display: none; }</style>")
    else:
        st.title("Calculators", anchor=False)
    calculator = _named() if embedded else _pick()
    if calculator is None:
        shared.footer()
        return
    start, generation = _start(calculator)
    prefix = f"form{generation}:{calculator.name}"
    if embedded:
        st.subheader(escape.plain(calculator.title), anchor=False)
    else:
        _presets(calculator)
    with st.container(key="calculator"):
        built = _built(calculator, start, prefix)
        inputs, result = st.columns([2, 3], gap="large")
    with inputs:
        heading = st.container(horizontal=True, vertical_alignment="center", gap="small")
        form = forms.form(calculator, start, prefix, without=tuple(built))
        given = {name: value for name in calculator.inputs.model_fields if (value := {**form, **built}.get(name)) is not None}
        fault = st.container()
        if not embedded and chain_view.takes_chain(calculator):
            chain_view.show(calculator, given, lambda chain: _open(calculator.name, {**given, **chain}))
    _remember(calculator, given)
    with heading:
        st.subheader("Inputs", anchor=False)
        _undo_buttons(calculator)
    run = None
    with result:
        st.subheader("Result", anchor=False)
        try:
            found = calculator.run(given)
        except InputError as error:
            st.info("No result until the inputs agree.", icon=":material/edit:")
            with fault:
                st.error(forms.refusal(error, calculator.inputs), icon=":material/error:")
        else:
            run = runs.run_of(calculator.name, given, found)
            _result(calculator, given, found, run, embedded)
    if not embedded:
        if run is not None:
            runs.visit(run)
        runs.show(run, _open)
    shared.footer()


def _named() -> Calculator[Any, Any] | None:
    """The calculator the address names, else the first."""
    named = st.query_params.get("calculator")
    if named is not None and named not in BY_NAME:
        st.warning(f"There is no calculator {escape.plain(repr(named))}. Choose one below.")
    return BY_NAME.get(named) if named is not None else CATALOGUE[0] if CATALOGUE else None


def _presets(calculator: Calculator[Any, Any]) -> None:
    """The example and what else the form may start from."""
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="chips-presets"):
        st.markdown("Start from", width="content")
        st.button("The example", key=f"example:{calculator.name}", on_click=_open, args=(calculator.name, calculator.example))
        for preset in presets.of(calculator.name):
            st.button(
                escape.plain(preset.label),
                key=f"preset:{calculator.name}:{preset.label}",
                help=escape.plain(preset.about),
                on_click=_open,
                args=(calculator.name, preset.inputs),
            )


def _built(calculator: Calculator[Any, Any], start: Mapping[str, Any], prefix: str) -> dict[str, Any]:
    """The legs of a position, from the strategy builder; {} for every other calculator and for legs that are no rows."""
    info = calculator.inputs.model_fields.get("legs")
    rows = start.get("legs", [])
    if info is None or not info.is_required() or not (isinstance(rows, list) and all(isinstance(row, Mapping) for row in rows)):
        return {}

    def choose(strategy: legs.Strategy) -> None:
        given = {**calculator.example, **{name: value for name, value in _timeline(calculator.name).now.items() if name not in ("legs", "credit")}}
        try:
            placed = legs.placed(strategy, float(given["spot"]), float(given["dte"]), float(given["vol"]))
        except (TypeError, ValueError):  # a number that is none: the form says which
            return
        _open(calculator.name, {**given, "legs": placed})

    st.subheader("Legs", anchor=False)
    return {"legs": legs.builder(rows, prefix, choose) or None}


def _timeline(name: str) -> Timeline:
    timelines: dict[str, Timeline] = st.session_state.setdefault("timelines", {})
    return timelines.setdefault(name, Timeline())


def _undo_buttons(calculator: Calculator[Any, Any]) -> None:
    timeline = _timeline(calculator.name)

    def step(forward: bool) -> None:
        _open(calculator.name, timeline.forward() if forward else timeline.back())

    for words, icon, possible, forward in (("Undo", "undo", timeline.earlier, False), ("Redo", "redo", timeline.later, True)):
        st.button(words, key=words.lower(), icon=f":material/{icon}:", type="tertiary", disabled=not possible, on_click=step, args=(forward,))


def _pick() -> Calculator[Any, Any] | None:
    """Choose by task and by name; the address wins over what was chosen before."""
    chosen = _named()
    present = [task for task in TASKS if any(calculator.task == task for calculator in CATALOGUE)]
    present += sorted({calculator.task for calculator in CATALOGUE} - set(present))
    task = st.pills(
        "Task",
        present,
        format_func=lambda name: TASKS.get(name, forms.words(name)),
        key="task",
        selection_mode="single",
        on_change=_leave_other_task,
        wrap=True,
    )
    offered = [calculator for calculator in CATALOGUE if task is None or calculator.task == task]
    if chosen is not None and chosen not in offered:
        offered = [chosen, *offered]
    names = [calculator.name for calculator in offered]
    # The key follows the address, so that a link into the page also moves the box.
    key = f"pick:{task}:{chosen.name if chosen is not None else ''}"
    st.selectbox(
        "Calculator (type to search)",
        names,
        index=names.index(chosen.name) if chosen is not None else None,
        format_func=lambda name: f"{BY_NAME[name].title}",
        key=key,
        on_change=lambda: _choose(st.session_state[key]),
    )
    if chosen is not None:
        summary, *rest = chosen.description.split("\n\n", 1)
        st.markdown(escape.prose(summary))
        if rest:
            with st.expander("Conventions and limits", type="compact"):
                st.markdown(escape.prose(rest[0]))
    return chosen


def _leave_other_task() -> None:
    task = st.session_state["task"]
    named = st.query_params.get("calculator")
    current = BY_NAME.get(named) if named is not None else None
    if task is not None and (current is None or current.task != task):
        _choose(next(calculator.name for calculator in CATALOGUE if calculator.task == task))


def _choose(name: str | None) -> None:
    """Open a calculator as it was left, or at its example."""
    if name is None:
        st.session_state.pop("written", None)
        st.query_params.clear()
    else:
        left = _timeline(name).now
        _open(name, left if left else BY_NAME[name].example)


def _open(name: str, inputs: Mapping[str, Any]) -> None:
    """Open a calculator with its form filled in."""
    st.session_state.pop("written", None)
    st.query_params.from_dict(forms.to_query(name, inputs))


def _start(calculator: Calculator[Any, Any]) -> tuple[Mapping[str, Any], int]:
    """What the form starts from, and a number that changes whenever it starts anew.

    Whatever this page wrote into the address itself is its own state; anything else is a link followed or a page
    gone back to, and starts the form anew.
    """
    parameters = st.query_params.to_dict()
    if st.session_state.get("written") != (calculator.name, parameters):
        named = forms.from_query(calculator, parameters)
        st.session_state["start"] = named if named else json.loads(json.dumps(dict(calculator.example)))
        st.session_state["generation"] = st.session_state.get("generation", 0) + 1
    return st.session_state["start"], st.session_state["generation"]


def _remember(calculator: Calculator[Any, Any], given: Mapping[str, Any]) -> None:
    parameters = forms.to_query(calculator.name, given)
    if parameters != st.query_params.to_dict():
        st.query_params.from_dict(parameters)
    st.session_state["written"] = (calculator.name, parameters)
    _timeline(calculator.name).note(given)


def _result(calculator: Calculator[Any, Any], given: Mapping[str, Any], result: ToolResult, run: runs.Run, embedded: bool) -> None:
    presentation = result.presentation
    st.markdown(escape.prose(presentation.headline), anchors=False)
    if not embedded:
        _actions(calculator, given, run)
    for place, chart in enumerate(presentation.charts):
        charts.titled(chart, f"result:{place}")
    figures, leading = list(presentation.figures), list(presentation.leading(MOST_FIGURES))
    answer_view.figure_table(figures if len(figures) <= MOST_FIGURES else leading)
    if len(figures) > MOST_FIGURES:
        with st.expander(f"All {len(figures)} figures", type="compact", key="all-figures"):
            answer_view.figure_table(figures)
    answer_view.assumptions({"calculator": result.calculator, "inputs": result.inputs, "assumed": result.assumed})
    with st.container(key="fine-notes"):
        st.markdown("\n".join(f"- {escape.prose(note)}" for note in presentation.notes), anchors=False)
    _what_matters(calculator, given, result)
    if not embedded:
        shared.term_chips(calculator.terms, "Terms", "terms")


def _actions(calculator: Calculator[Any, Any], given: Mapping[str, Any], run: runs.Run) -> None:
    """What can be done with a result: keep it, ask about it, send it to others."""
    address = _address(calculator, given)
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="chips-actions"):
        runs.keep_button(run)
        if st.button("Explain in the chat", key="explain", icon=":material/forum:"):
            shared.ask_in_chat(questions.question_of(calculator, given))
        copying.button("Copy link", address, "link")
        with st.popover("Embed", type="tertiary"):
            st.caption("This calculator with these inputs, for a page of your own")
            st.code(_frame(calculator, address), language="html", wrap_lines=True)


def _address(calculator: Calculator[Any, Any], given: Mapping[str, Any]) -> str:
    """The address of this page with the form's state."""
    here = (st.context.url or "").partition("?")[0]
    return f"{here}?{urlencode(forms.to_query(calculator.name, given))}"


def _frame(calculator: Calculator[Any, Any], address: str) -> str:
    return f'<iframe src="{html.escape(address)}&amp;embed=true" title="{html.escape(calculator.title)}" width="100%" height="900"></iframe>'


def _what_matters(calculator: Calculator[Any, Any], given: Mapping[str, Any], result: ToolResult) -> None:
    """Each input moved by itself, computed only when it is asked for."""
    figures = moveable(result)
    if not figures:
        return
    asked = st.expander("Which input matters most?", type="compact", key="matters", on_change="rerun")
    if not asked.open:
        return
    with asked:
        by_name = {figure.name: figure.label for figure in result.presentation.figures}
        first = next((name for name in (*PREFERRED, *result.presentation.lead) if name in figures), figures[0])
        name = st.selectbox(
            "For which figure", figures, index=figures.index(first), format_func=by_name.__getitem__, key=f"matters:{calculator.name}"
        )
        try:
            with st.spinner("Computing with each input a little lower and higher"):
                chart = tornado(calculator, given, name)
        except InputError as error:
            st.info(escape.plain(error.message))
        else:
            charts.titled(chart, f"matters:{calculator.name}:{name}")
