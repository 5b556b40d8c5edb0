"""A calculation as a sentence with blanks: change one, and its figures and charts follow."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from bot.ui import escape, forms
from calculators.catalogue import BY_NAME
from calculators.spec import unit_of

_NARROW, _DIGIT, _FEWEST_DIGITS = 32, 10, 4  # pixels of a blank without digits and of a digit; room to type
MARKET = ("spot", "vol", "vix", "dte", "contracts")  # blanks even when nobody gave them


def of(calculation: Mapping[str, Any]) -> list[str]:
    """The inputs that are blanks: every number given, and the market's, in the order of the form."""
    given = [name for name in calculation["inputs"] if name not in calculation["assumed"] or name in MARKET]
    fields = BY_NAME[calculation["calculator"]].inputs.model_fields
    return [name for name in fields if name in given and _is_number(calculation["inputs"][name])]


def show(calculation: Mapping[str, Any], key: str) -> dict[str, Any]:
    """Draw the sentence and return the calculation's inputs with what now stands in the blanks. `key` is unique in the page."""
    calculator = BY_NAME[calculation["calculator"]]
    inputs = dict(calculation["inputs"])
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key=f"blanks-{key}"):
        st.markdown(f"**{escape.plain(calculator.title)}** with", width="content")
        for name in of(calculation):
            info = calculator.inputs.model_fields[name]
            unit, scale, asked = unit_of(info), forms.scale(info), _shown(calculation, name)
            words = forms.words(name)
            step = (unit.step if unit is not None else 1.0) * scale
            st.session_state.setdefault(_key(key, name), asked)
            # A blank stays with its words where the sentence wraps.
            with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", width="content", wrap=False):
                st.markdown(escape.plain(words.lower() if words[1:].islower() else words), width="content")
                typed = st.number_input(
                    words,
                    step=max(1, int(step)) if isinstance(asked, int) else round(step, 8),
                    format=None if isinstance(asked, int) else "%0.8g",
                    key=_key(key, name),
                    label_visibility="collapsed",
                    width=_NARROW + _DIGIT * max(len(f"{asked:.8g}"), _FEWEST_DIGITS),
                )
                if scale != 1.0:
                    st.markdown("%", width="content")
            inputs[name] = inputs[name] if typed == asked else typed if isinstance(asked, int) else forms.scaled(typed, 1 / scale)
    return inputs


def reset(calculation: Mapping[str, Any], key: str) -> None:
    """Put back into the blanks what was asked."""
    for name in of(calculation):
        st.session_state[_key(key, name)] = _shown(calculation, name)


def _key(key: str, name: str) -> str:
    return f"blank:{key}:{name}"


def _shown(calculation: Mapping[str, Any], name: str) -> int | float:
    shown: int | float = forms.scaled(calculation["inputs"][name], forms.scale(BY_NAME[calculation["calculator"]].inputs.model_fields[name]))
    return shown


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
