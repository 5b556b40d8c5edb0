"""The calculators: pick one, fill its form, read the result as it changes; the address holds the state."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import streamlit as st

from bot.ui import answer_view, charts, escape, forms, shared
from calculators.catalogue import BY_NAME, CATALOGUE
from calculators.errors import FieldError, InputError
from calculators.spec import Calculator, ToolResult

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
    st.title("Calculators", anchor=False)
    calculator = _pick()
    if calculator is None:
        shared.footer()
        return
    start, generation = _start(calculator)
    with st.container(key="calculator"):
        inputs, result = st.columns([2, 3], gap="large")
    with inputs:
        st.subheader("Inputs", anchor=False)
        given = forms.form(calculator, start, f"form{generation}:{calculator.name}")
        fault = st.container()
        st.button("Back to the example", icon=":material/restart_alt:", type="tertiary", on_click=_choose, args=(calculator.name,))
    _remember(calculator, given)
    with result:
        st.subheader("Result", anchor=False)
        try:
            _result(calculator.run(given))
        except InputError as error:
            st.info("No result until the inputs agree.", icon=":material/edit:")
            with fault:
                _say(error)
    shared.footer()


def _pick() -> Calculator[Any, Any] | None:
    """Choose by task and by name; the address wins over what was chosen before."""
    named = st.query_params.get("calculator")
    if named is not None and named not in BY_NAME:
        st.warning(f"There is no calculator {escape.plain(repr(named))}. Choose one below.")
    chosen = BY_NAME.get(named) if named is not None else CATALOGUE[0] if CATALOGUE else None
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
    """Open a calculator at its example."""
    st.session_state.pop("written", None)
    st.query_params.from_dict({"calculator": name} if name is not None else {})


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


def _result(result: ToolResult) -> None:
    presentation = result.presentation
    st.markdown(escape.prose(presentation.headline), anchors=False)
    for place, chart in enumerate(presentation.charts):
        charts.titled(chart, f"result:{place}")
    answer_view.figure_table(list(presentation.figures))
    answer_view.assumptions({"calculator": result.calculator, "inputs": result.inputs, "assumed": result.assumed})
    for note in presentation.notes:
        st.markdown(f"- {escape.prose(note)}", anchors=False)
    calculator = BY_NAME[result.calculator]
    shared.term_chips(calculator.terms, "Terms", "terms")


def _say(error: InputError) -> None:
    """The fault beside the form, a sentence for each field that has one."""
    faults = [_sentence(fault) for fault in error.fields] if error.fields else [escape.plain(error.message)]
    st.error("\n\n".join(faults), icon=":material/error:")


def _sentence(fault: FieldError) -> str:
    """The message with the field's name as the form spells it."""
    name, _, rest = fault.field.partition(".")
    if name and fault.message.startswith(name) and not rest:
        return f"**{forms.words(name)}** {escape.plain(fault.message.removeprefix(name))}"
    return escape.plain(fault.message)
