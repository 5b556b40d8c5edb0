"""An option chain from a file: what was taken and refused, the smile fitted to one expiration, and the form set to it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import streamlit as st
from pydantic import ValidationError

from bot.ui import charts, escape
from calculators import chain
from calculators.charts import smile_chart
from calculators.conventions import years
from calculators.errors import InputError
from calculators.spec import Calculator
from calculators.trade import ChainInput, MarketInputs, require_outlook
from calculators.wording import level, percent

MOST_QUOTES = 100  # what the form and its address carry of an expiration with hundreds of strikes
_MOST_NAMED = 200
_DEVIATIONS = 3.0
_SHAPES = {"svi": "SVI, five numbers", "skew": "Skew, three numbers"}
_DEFAULTS = MarketInputs()

Fill = Callable[[Mapping[str, Any]], None]


def takes_chain(calculator: Calculator[Any, Any]) -> bool:
    """Whether a calculator's smile may be a chain."""
    info = calculator.inputs.model_fields.get("smile")
    return info is not None and ChainInput.__name__ in str(info.annotation) and "spot" in calculator.inputs.model_fields


def show(calculator: Calculator[Any, Any], given: Mapping[str, Any], fill: Fill) -> None:
    """The uploader and what came of the file. `fill` is called with the inputs that put the chain into the form."""
    with st.expander("Load an option chain (CSV)", icon=":material/upload_file:", key=f"chain:{calculator.name}"):
        file = st.file_uploader(
            "A broker's or exchange's export with strike, bid and ask",
            type=["csv", "txt", "tsv"],
            max_upload_size=chain.LARGEST // 1_000_000,
            key=f"chain:{calculator.name}:file",
            help="One option a line, or one strike a line with calls left and puts right of it. It is read here and not kept.",
        )
        if file is None:
            return
        try:
            read = _read(file.getvalue())
        except InputError as error:
            st.error(escape.plain(error.message), icon=":material/error:")
            return
        _expiration(calculator, given, read, fill)


@st.cache_data(max_entries=8, show_spinner=False)
def _read(content: bytes) -> chain.Chain:
    return chain.read(content)


def _expiration(calculator: Calculator[Any, Any], given: Mapping[str, Any], read: chain.Chain, fill: Fill) -> None:
    """Choose the expiration and its market; show the fit and the rows left out."""
    key = f"chain:{calculator.name}"
    counts = {day: sum(row.expiration == day for row in read.rows) for day in read.expirations}
    expiration = st.selectbox(
        "Expiration",
        list(counts),
        format_func=lambda day: f"{'no date given' if day is None else f'{day:%a} {day.day} {day:%b %Y}'}: {counts[day]:,} options",
        key=f"{key}:expiration",
    )
    rate, dividend_yield = (_number(given, name, getattr(_DEFAULTS, name)) for name in ("rate", "dividend_yield"))
    left, right = st.columns(2, vertical_alignment="bottom")
    known = _days(read.as_of, expiration)
    dte = left.number_input(
        "Days to expiration",
        value=known if known is not None else _number(given, "dte", 30.0),
        min_value=0.01,
        max_value=3660.0,
        step=1.0,
        format="%0.10g",
        key=f"{key}:dte:{expiration}",
        help="Calendar days from the day of the quotes. Counted from the file where it says its day, else the form's.",
    )
    within = right.number_input(
        "Within standard deviations",
        value=_DEVIATIONS,
        min_value=0.5,
        max_value=8.0,
        step=0.5,
        key=f"{key}:within",
        help="Quotes further from the forward are left out: a few hundredths of a point say little of a vol.",
    )
    shape = st.segmented_control("Shape of the fit", list(_SHAPES), default="svi", required=True, format_func=_SHAPES.__getitem__, key=f"{key}:shape")
    spot_now = read.spot if read.spot is not None else _number(given, "spot", math.nan)
    t = years(dte, "calendar365")
    try:
        found = chain.vols(read, expiration, t, rate=rate, forward=spot_now * math.exp((rate - dividend_yield) * t), within=within)
        quotes = thinned(found.quotes)
        inputs = _inputs(found.forward, quotes, dte, shape, read.spot, rate, dividend_yield)
        seen = require_outlook(MarketInputs(**inputs, rate=rate), "a smile")
    except InputError as error:
        st.error(escape.plain(error.message), icon=":material/error:")
        _refused(read.refused)
        return
    except ValidationError as error:
        st.error(escape.plain(f"These quotes make no smile: {error.errors()[0]['msg']}"), icon=":material/error:")
        _refused(read.refused)
        return
    thin = "" if len(quotes) == len(found.quotes) else f", {len(quotes)} of them, evenly spread, for the fit"
    implied_yield = inputs["dividend_yield"]
    st.caption(
        escape.plain(
            f"{len(read.rows):,} options read, {len(found.quotes)} out-of-the-money quotes taken{thin}. "
            f"Calls and puts imply a forward of {level(round(found.forward, 2))}; from a spot of {level(inputs['spot'])} "
            f"that is a dividend yield of {percent(implied_yield, 2)} at a rate of {percent(rate, 2)}."
        )
    )
    charts.titled(smile_chart(seen, None, [(q.strike, q.vol, q.at_bid, q.at_ask) for q in quotes]), f"{key}:fit")
    st.button(
        "Put this smile into the form",
        key=f"{key}:use",
        type="primary",
        on_click=fill,
        args=({name: value for name, value in inputs.items() if name in calculator.inputs.model_fields},),
    )
    _refused([*read.refused, *found.refused])


def _inputs(
    forward: float, quotes: Sequence[chain.ChainVol], dte: float, shape: str, spot: float | None, rate: float, dividend_yield: float
) -> dict[str, Any]:
    """The inputs under which the calculators see the chain: its forward from the file's spot, or else the spot that the form's yield gives.

    A yield that no index pays means that spot and quotes are not of one moment; then the forward decides the spot as well.
    """
    t = years(dte, "calendar365")
    implied = rate - math.log(forward / spot) / t if spot is not None else dividend_yield
    if spot is None or not -0.05 <= implied <= 0.1:
        spot, implied = round(forward * math.exp(-(rate - dividend_yield) * t), 4), dividend_yield
    return {
        "spot": spot,
        "dte": dte,
        "dividend_yield": round(implied, 8),
        "smile": {
            "chain": [{"strike": q.strike, "bid": round(q.at_bid, 5), "ask": round(max(q.at_ask, q.at_bid), 5)} for q in quotes],
            "shape": shape,
        },
    }


def thinned(quotes: Sequence[chain.ChainVol]) -> list[chain.ChainVol]:
    """At most as many quotes as a form can carry, evenly spread over the strikes with both ends."""
    if len(quotes) <= MOST_QUOTES:
        return list(quotes)
    step = (len(quotes) - 1) / (MOST_QUOTES - 1)
    return [quotes[round(place * step)] for place in range(MOST_QUOTES)]


def _refused(refused: Sequence[chain.Refused]) -> None:
    if not refused:
        return
    with st.expander(f"{len(refused):,} left out, and why", type="compact"):
        rows = "\n".join(f"| {fault.line} | {escape.plain(fault.what)} | {escape.plain(fault.reason)} |" for fault in refused[:_MOST_NAMED])
        st.markdown(f"| Line | Option | Reason |\n| ---: | :--- | :--- |\n{rows}", anchors=False)
        if len(refused) > _MOST_NAMED:
            st.caption(f"The first {_MOST_NAMED} of {len(refused):,}.")


def _days(as_of: date | None, expiration: date | None) -> float | None:
    days = (expiration - as_of).days if as_of is not None and expiration is not None else None
    return None if days is None or days < 0 else max(float(days), 0.25)  # expiring today: what is left of the day


def _number(given: Mapping[str, Any], name: str, otherwise: float) -> float:
    value = given.get(name)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else otherwise
