"""The strategy builder: the legs of a position, a row each, and well-known strategies to start from."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import streamlit as st

Leg = Mapping[str, Any]
MOST = 40  # as many as a position takes
_OPTIONAL = ("dte", "vol", "premium")
_STEP = 5.0  # SPX strikes


@dataclass(frozen=True, slots=True)
class Strategy:
    """Legs as (right, quantity, distance of the strike from spot in standard deviations, multiple of the days)."""

    label: str
    about: str
    legs: tuple[tuple[str, int, float, float], ...]


STRATEGIES = (
    Strategy(
        "Iron condor", "Both spreads sold out of the money.", (("put", 1, -1.4, 1), ("put", -1, -1, 1), ("call", -1, 1, 1), ("call", 1, 1.4, 1))
    ),
    Strategy("Iron butterfly", "A straddle sold, wings bought.", (("put", 1, -1, 1), ("put", -1, 0, 1), ("call", -1, 0, 1), ("call", 1, 1, 1))),
    Strategy("Bull put spread", "A put sold, a lower one bought.", (("put", 1, -1.4, 1), ("put", -1, -1, 1))),
    Strategy("Bear call spread", "A call sold, a higher one bought.", (("call", -1, 1, 1), ("call", 1, 1.4, 1))),
    Strategy("Butterfly", "Two calls sold between two bought.", (("call", 1, -0.5, 1), ("call", -2, 0, 1), ("call", 1, 0.5, 1))),
    Strategy(
        "Broken-wing butterfly", "A put butterfly, the lower wing further off.", (("put", 1, -0.4, 1), ("put", -2, -0.8, 1), ("put", 1, -1.5, 1))
    ),
    Strategy("Calendar", "A put sold, the same strike bought twice as far out.", (("put", -1, 0, 1), ("put", 1, 0, 2))),
    Strategy("Diagonal", "A put sold, a lower one bought twice as far out.", (("put", -1, -0.5, 1), ("put", 1, -0.8, 2))),
    Strategy("Jade lizard", "A put sold with a narrow call spread.", (("put", -1, -0.7, 1), ("call", -1, 0.7, 1), ("call", 1, 0.8, 1))),
    Strategy("Put ratio spread", "One put bought, two sold further down.", (("put", 1, -0.5, 1), ("put", -2, -1, 1))),
    Strategy("Put backspread", "One put sold, two bought further down.", (("put", -1, -0.5, 1), ("put", 2, -1, 1))),
    Strategy("Strangle", "A put and a call sold out of the money.", (("put", -1, -1, 1), ("call", -1, 1, 1))),
    Strategy("Straddle", "A put and a call bought at one strike.", (("put", 1, 0, 1), ("call", 1, 0, 1))),
)


def placed(strategy: Strategy, spot: float, dte: float, vol: float) -> list[dict[str, Any]]:
    """The legs of a strategy about a spot, strikes on multiples of five, no two of one right and expiration on the same.

    The distances are in standard deviations vol * sqrt(dte / 365) of the index.
    """
    deviation = spot * vol * math.sqrt(dte / 365.0)
    legs: list[dict[str, Any]] = []
    for right, quantity, distance, later in strategy.legs:
        strike = max(_STEP * round((spot + distance * deviation) / _STEP), _STEP)
        own = {} if all(leg[3] == 1 for leg in strategy.legs) else {"dte": dte * later}
        while any(leg["right"] == right and leg["strike"] == strike and leg.get("dte") == own.get("dte") for leg in legs):
            strike += _STEP
        legs.append({"right": right, "strike": strike, "quantity": quantity, **own})
    return legs


def builder(start: Sequence[Leg], prefix: str, choose: Callable[[Strategy], None]) -> list[dict[str, Any]]:
    """Draw the legs and return them. `start` fills the rows at first; `choose` is called when a strategy is picked to start from."""
    st.caption("Start from a strategy; strikes are set by standard deviations from the spot below")
    with st.container(horizontal=True, gap="xsmall", key="chips-strategies"):
        for strategy in STRATEGIES:
            st.button(strategy.label, key=f"{prefix}:strategy:{strategy.label}", help=strategy.about, on_click=choose, args=(strategy,))
    rows = _rows(prefix, start)
    detailed = st.toggle(
        "Days, volatility and premium of each leg",
        value=any(leg.get(name) is not None for leg in start for name in _OPTIONAL),
        key=f"{prefix}:detailed",
        help="Where a leg expires at another date, is quoted at its own implied volatility, or was opened at a known price.",
    )
    legs = [_row(number, f"{prefix}:leg{id}", leg, detailed, partial(_remove, rows, id)) for number, (id, leg) in enumerate(rows.items(), 1)]
    st.button(
        "Add a leg", key=f"{prefix}:add", icon=":material/add:", on_click=_add, args=(rows, legs[-1] if legs else None), disabled=len(rows) >= MOST
    )
    return legs


def _rows(prefix: str, start: Sequence[Leg]) -> dict[int, Leg]:
    """What each row began with, by a number that stays with it; anew for a form started anew."""
    form, rows = st.session_state.get("legs", ("", {}))
    if form != prefix:
        rows = dict(enumerate(start))
        st.session_state["legs"] = (prefix, rows)
    known: dict[int, Leg] = rows
    return known


def _row(number: int, key: str, leg: Leg, detailed: bool, remove: Callable[[], None]) -> dict[str, Any]:
    """One leg's widgets, named by leg for whoever cannot see the row; what they hold."""
    labels: Any = "visible" if number == 1 else "collapsed"

    def name_of(words: str) -> str:
        return words if number == 1 else f"{words}, leg {number}"

    def amount(name: str, words: str, width: int, step: float, hint: str) -> float | None:
        known: Any = leg.get(name)
        value: float | None = st.number_input(
            name_of(words),
            value=float(known) if _is_number(known) else None,
            step=step,
            format="%0.10g",
            key=f"{key}:{name}",
            placeholder=hint,
            label_visibility=labels,
            width=width,
        )
        return value

    quantity: Any = leg.get("quantity")
    short = _is_number(quantity) and quantity < 0
    with st.container(horizontal=True, vertical_alignment="bottom", gap="xsmall", key=f"leg-{key.replace(':', '-')}"):
        side = st.selectbox(name_of("Side"), ["Buy", "Sell"], index=int(short), key=f"{key}:side", label_visibility=labels, width=86)
        count = st.number_input(
            name_of("How many"), value=max(abs(int(quantity)), 1) if _is_number(quantity) else 1, step=1, min_value=1, max_value=1_000_000,
            key=f"{key}:count", label_visibility=labels, width=110,
        )  # fmt: skip
        right = st.selectbox(
            name_of("Right"), ["put", "call"], index=int(leg.get("right") == "call"), format_func=str.capitalize, key=f"{key}:right",
            label_visibility=labels, width=86,
        )  # fmt: skip
        strike = amount("strike", "Strike", 126, _STEP, "strike")
        optional: dict[str, float | None] = {}
        if detailed:
            optional["dte"] = amount("dte", "Days", 104, 1.0, "as below")
            optional["vol"] = amount("vol", "Volatility", 104, 0.01, "as below")
            optional["premium"] = amount("premium", "Premium", 104, 0.05, "model's")
        st.button(f"Remove leg {number}", key=f"{key}:remove", type="tertiary", on_click=remove)
    given = {"right": right, "strike": strike, "quantity": -count if side == "Sell" else count, **optional}
    return {name: value for name, value in given.items() if value is not None}


def _add(rows: dict[int, Leg], last: Leg | None) -> None:
    """One more row: the last leg turned over, five strikes further out."""
    leg: dict[str, Any] = {"right": "put", "quantity": 1} if last is None else dict(last)
    if "strike" in leg:
        leg |= {"strike": max(leg["strike"] + (5 if leg["right"] == "call" else -5) * _STEP, _STEP), "quantity": -leg["quantity"]}
    rows[max(rows, default=-1) + 1] = leg


def _remove(rows: dict[int, Leg], id: int) -> None:
    del rows[id]


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value) and abs(value) <= 1e9
