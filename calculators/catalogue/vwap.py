"""Volume-weighted average price."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from calculators.indicators import Array, volume_weighted_price
from calculators.spec import Axis, Chart, Figure, Inputs, Presentation, Series, calculator
from calculators.speech import Blank, Cue, Speech
from calculators.units import Price, Volume
from calculators.wording import level, signed

Prices = Annotated[tuple[Price, ...], Field(min_length=1, max_length=10_000)]


class VwapInputs(Inputs):
    prices: Prices
    """Trade prices, or closes of the bars, oldest first, from the start of the session."""
    volumes: Annotated[tuple[Volume, ...], Field(min_length=1, max_length=10_000)]
    """Amount traded at each."""
    highs: Prices | None = None
    """Highs of the bars; with lows each bar counts at (high + low + close) / 3."""
    lows: Prices | None = None
    """Lows of the bars."""


def present(inputs: VwapInputs, running: Array) -> Presentation:
    average, last = float(running[-1]), inputs.prices[-1]
    gap = last - average
    side = "above" if gap > 0.0 else "below" if gap < 0.0 else "at"
    figures = (
        Figure("vwap", "Volume-weighted average price", average, "price", level(average)),
        Figure("distance", "Last price minus the average", gap, "price", signed(gap)),
        Figure("distance_pct", "Last price over the average", gap / average, "decimal", f"{signed(100 * gap / average, 3)} %"),
        Figure("side", "Last price against the average", side, "", side),
    )
    bars = tuple(float(k) for k in range(1, len(running) + 1))
    chart = Chart(
        "line",
        "Price and its volume-weighted average",
        Axis("Bar", "bars"),
        Axis("Price", "price"),
        f"The last price {level(last)} is {side} the average {level(average)}.",
        series=(Series("Price", bars, inputs.prices), Series("VWAP", bars, tuple(float(v) for v in running), "component")),
    )
    notes = ("An index has no volume: for the S&P 500 the average must come from its futures or a fund.",)
    return Presentation(f"The volume-weighted average price is {level(average)}; the last price is {side} it.", figures, (chart,), notes)


@calculator(
    name="vwap",
    title="Volume-weighted average price",
    task="volatility",
    presenter=present,
    example={"prices": [7120.0, 7128.0, 7135.0, 7131.0, 7138.0], "volumes": [5200, 4100, 3600, 3900, 6100]},
    terms=("vwap",),
    sources=("berkowitz-logue-noser-1988",),
    phrases=("vwap", "volume weighted average price"),
    speech=Speech(
        cues=(Cue("vwap|volume weighted", 8),),
        blanks=(
            Blank("prices", "prices?|typical prices?|closes"),
            Blank("volumes", "volumes?|vol|sizes?|quantit(?:y|ies)"),
            Blank("highs", "highs?"),
            Blank("lows", "lows?"),
        ),
    ),
)
def vwap(inputs: VwapInputs) -> Array:
    """Average a session's prices, each weighted by the amount traded, from the first bar to each bar.

    Give the session from its start. Source: Berkowitz, Logue and Noser 1988.
    """
    return volume_weighted_price(inputs.prices, inputs.volumes, inputs.highs, inputs.lows)
