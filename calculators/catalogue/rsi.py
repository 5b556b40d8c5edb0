"""Wilder's relative strength index."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from calculators.charts import under_price
from calculators.indicators import Strength, relative_strength_index
from calculators.spec import Axis, Chart, Figure, Inputs, Marker, Presentation, Series, calculator
from calculators.speech import CLOSING, PERIOD, Cue, Speech
from calculators.units import Bars, Price
from calculators.wording import number


class RsiInputs(Inputs):
    closes: Annotated[tuple[Price, ...], Field(min_length=2, max_length=10_000)]
    """Closing prices, oldest first."""
    period: Bars = 14
    """Look-back in bars."""


def present(inputs: RsiInputs, result: Strength) -> Presentation:
    now = float(result.rsi[-1])
    zone = "above 70" if now > 70.0 else "below 30" if now < 30.0 else "between 30 and 70"
    figures = (
        Figure("rsi", "Relative strength index", now, "index, 0 to 100", number(now)),
        Figure("average_gain", "Smoothed average gain", result.average_gain, "price", number(result.average_gain, 4)),
        Figure("average_loss", "Smoothed average loss", result.average_loss, "price", number(result.average_loss, 4)),
        Figure("zone", "Zone by the customary 30 and 70", zone, "", zone),
    )
    bars = tuple(float(k) for k in range(inputs.period + 1, len(inputs.closes) + 1))
    strength = Chart(
        "line",
        f"Relative strength index, {inputs.period} bars",
        Axis("Bar", "bars"),
        Axis("Index", "0 to 100"),
        "",
        series=(Series("RSI", bars, tuple(float(v) for v in result.rsi)),),
        markers=(Marker("70", "level", y=70.0), Marker("30", "level", y=30.0)),
    )
    said = (
        f"The last value is {number(now)}, {zone}; the lowest was {number(float(result.rsi.min()))}, the highest {number(float(result.rsi.max()))}."
    )
    whole = under_price(inputs.closes, strength, said)
    notes = (
        f"First averages are plain means of {inputs.period} changes, later ones Wilder's smoothing, so a longer history moves the value a little.",
        "30 and 70 are custom, not probabilities; whether a zone says anything about tomorrow's range must be measured.",
    )
    return Presentation(f"The relative strength index is {number(now)}, {zone}.", figures, (whole,), notes)


@calculator(
    name="rsi",
    title="Relative strength index",
    task="volatility",
    presenter=present,
    example={
        "closes": [
            44.34,
            44.09,
            44.15,
            43.61,
            44.33,
            44.83,
            45.10,
            45.42,
            45.84,
            46.08,
            45.89,
            46.03,
            45.61,
            46.28,
            46.28,
            46.00,
            46.03,
            46.41,
            46.22,
            45.64,
        ],
        "period": 14,
    },
    terms=("relative-strength-index",),
    sources=("wilder-1978",),
    phrases=("rsi", "relative strength index", "overbought", "oversold"),
    speech=Speech(
        cues=(Cue("rsi|relative strength index", 8),),
        blanks=(
            CLOSING,
            PERIOD,
        ),
    ),
)
def rsi(inputs: RsiInputs) -> Strength:
    """Compute Wilder's relative strength index of a series of closes: 0 (only losses) to 100 (only gains).

    Needs period + 1 closes. Source: Wilder 1978.
    """
    return relative_strength_index(inputs.closes, inputs.period)
