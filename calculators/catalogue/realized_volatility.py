"""Realized volatility by four estimators."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from calculators.errors import InputError
from calculators.indicators import check_bars, close_to_close, garman_klass, parkinson, same_length, yang_zhang
from calculators.spec import Axis, Chart, Figure, Inputs, Presentation, Series, calculator
from calculators.speech import CLOSING, Blank, Cue, Speech
from calculators.units import Price, Ratio
from calculators.wording import percent, trimmed

Prices = Annotated[tuple[Price, ...], Field(min_length=2, max_length=10_000)]


class VolatilityInputs(Inputs):
    closes: Prices
    """Closing prices, oldest first."""
    opens: Prices | None = None
    """Opening prices of the same bars."""
    highs: Prices | None = None
    """Highs of the same bars."""
    lows: Prices | None = None
    """Lows of the same bars."""
    periods_per_year: Ratio = 252.0
    """Bars in a year: 252 for trading days."""
    demean: bool = True
    """Take the spread about the mean return with n - 1 (true), or about zero with n (false)."""


@dataclass(frozen=True, slots=True)
class Volatilities:
    close_to_close: float
    parkinson: float | None
    garman_klass: float | None
    yang_zhang: float | None


def present(inputs: VolatilityInputs, result: Volatilities) -> Presentation:
    named = (
        ("close_to_close", "Close to close", result.close_to_close),
        ("parkinson", "Parkinson (high, low)", result.parkinson),
        ("garman_klass", "Garman and Klass (open, high, low, close)", result.garman_klass),
        ("yang_zhang", "Yang and Zhang (with overnight gaps)", result.yang_zhang),
    )
    found = [(name, label, value) for name, label, value in named if value is not None]
    figures = [Figure("realized_vol", "Realized volatility", result.close_to_close, "decimal", f"{percent(result.close_to_close, 2)} a year")]
    figures += [Figure(name, label, value, "decimal", f"{percent(value, 2)} a year") for name, label, value in found]
    one_bar = result.close_to_close / inputs.periods_per_year**0.5
    figures.append(Figure("one_bar", "Standard deviation of one bar", one_bar, "decimal", percent(one_bar, 3)))
    chart = Chart(
        "bars",
        "Realized volatility by estimator",
        Axis("Estimator", ""),
        Axis("Volatility, a year", "decimal"),
        "; ".join(f"{label} {percent(value, 2)}" for _, label, value in found) + ".",
        series=(Series("Volatility", tuple(float(k) for k in range(len(found))), tuple(value for _, _, value in found)),),
        categories=tuple(label for _, label, _ in found),
    )
    bars = len(inputs.closes)
    notes = [
        f"{bars} closes, {trimmed(inputs.periods_per_year)} bars a year; "
        f"a standard error is about {percent((2.0 * (bars - 1)) ** -0.5)} of the close-to-close value.",
        "Parkinson and Garman-Klass leave out the gaps between bars and assume no drift; Yang-Zhang allows for both.",
    ]
    missing = [label for name, label, value in named if value is None]
    if missing:
        notes.append(f"Not computed for want of opens, highs, lows or a third bar: {'; '.join(missing)}.")
    return Presentation(f"Realized volatility is {percent(result.close_to_close, 2)} a year, close to close.", tuple(figures), (chart,), tuple(notes))


_ENDED = r"(?:clos|finish|settl|end)(?:es?|ed|ing|s)?"
_THREE = r"[ND]\d+ (?:, )?[ND]\d+ (?:, )?(?:and )?[ND]\d+"


@calculator(
    name="realized_volatility",
    title="Realized volatility",
    task="volatility",
    presenter=present,
    example={
        "closes": [
            20.00,
            20.10,
            19.90,
            20.00,
            20.50,
            20.25,
            20.90,
            20.90,
            20.90,
            20.75,
            20.75,
            21.00,
            21.10,
            20.90,
            20.90,
            21.25,
            21.40,
            21.40,
            21.25,
            21.75,
            22.00,
        ],
    },
    terms=("realized-volatility",),
    sources=("hull-2018", "parkinson-1980", "garman-klass-1980", "yang-zhang-2000"),
    phrases=("realized volatility", "historical volatility", "hv20", "parkinson", "yang-zhang"),
    speech=Speech(
        cues=(
            Cue(rf"(?:vol|volatile) .*{_ENDED} .*{_THREE}.*|{_ENDED} .*{_THREE}.* (?:vol|volatile)", 5.5),
            Cue(
                r"(?:realized|realised|historical|historic|hist) vol|(?:hv|historic|hist) (?:of|from|for|on) [ND]\d+ (?:, )?[ND]\d+ .*|"
                r"parkinson|garman klass|yang zhang|close to close",
                5.9,
            ),
        ),
        blanks=(
            Blank(
                "periods_per_year",
                "annuali[sz]\\w+(?: (?:it|them|with|using|by|on|over|from))*",
                "(?:periods|bars|trading days|days) (?:a|per) years?",
                high=400,
            ),
            Blank("opens", "opens?|opening prices"),
            Blank("highs", "highs?"),
            Blank("lows", "lows?"),
            CLOSING,
        ),
    ),
)
def realized_volatility(inputs: VolatilityInputs) -> Volatilities:
    """Estimate realized volatility from closes, and from ranges too when opens, highs and lows are given; yearly decimals.

    Source: Hull 2018, ch. 15; Parkinson 1980; Garman and Klass 1980; Yang and Zhang 2000.
    """
    same_length(closes=inputs.closes, opens=inputs.opens, highs=inputs.highs, lows=inputs.lows)
    if (inputs.highs is None) != (inputs.lows is None):
        raise InputError("highs and lows belong together; got one of them; give both or neither")
    if inputs.highs is not None and inputs.lows is not None:
        check_bars(inputs.highs, inputs.lows, inputs.closes)
    opens, highs, lows, closes, year = inputs.opens, inputs.highs, inputs.lows, inputs.closes, inputs.periods_per_year
    return Volatilities(
        close_to_close(closes, year, inputs.demean),
        parkinson(highs, lows, year) if highs is not None and lows is not None else None,
        garman_klass(opens, highs, lows, closes, year) if opens is not None and highs is not None and lows is not None else None,
        yang_zhang(opens, highs, lows, closes, year) if len(closes) > 2 and opens is not None and highs is not None and lows is not None else None,
    )
