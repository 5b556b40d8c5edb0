"""The VIX from two strips of option quotes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated, Any, Self

import numpy as np
from pydantic import BeforeValidator, Field, model_validator

from calculators.errors import InputError
from calculators.spec import Axis, Chart, Figure, Inputs, Marker, Presentation, Series, calculator
from calculators.speech import Cue, Speech
from calculators.units import Minutes, Premium, Rate, Strike
from calculators.vix_index import MONTH, Quote, StripVariance, interpolated, strip_variance
from calculators.wording import level, number, percent, trimmed

NEAR, NEXT = "near", "next"
DAY = 1440.0


class StripQuote(Inputs):
    """One strike of a strip."""

    strike: Strike
    """Strike price."""
    call_bid: Premium
    """Bid of the call, index points; 0 when nobody bids."""
    call_ask: Premium
    """Ask of the call, index points."""
    put_bid: Premium
    """Bid of the put, index points; 0 when nobody bids."""
    put_ask: Premium
    """Ask of the put, index points."""

    @model_validator(mode="after")
    def _bid_below_ask(self) -> Self:
        for right, bid, ask in (("call", self.call_bid, self.call_ask), ("put", self.put_bid, self.put_ask)):
            if bid > ask:
                raise InputError(f"a bid must not exceed its ask; got {bid:g} and {ask:g} for the {self.strike:g} {right}; swap or correct them")
        return self


def _as_quote(given: Any) -> Any:
    """A row of five numbers means the five fields in order."""
    names = tuple(StripQuote.model_fields)
    return dict(zip(names, given, strict=True)) if isinstance(given, list | tuple) and len(given) == len(names) else given


Row = Annotated[StripQuote, BeforeValidator(_as_quote)]
Strip = Annotated[tuple[Row, ...], Field(min_length=3, max_length=2000)]


class VixIndexInputs(Inputs):
    near: Strip
    """Quotes of the nearer expiration, a row a strike: strike, call_bid, call_ask, put_bid, put_ask."""
    next: Strip
    """Quotes of the later expiration, in the same form."""
    near_minutes: Minutes
    """Minutes to settlement of the nearer expiration; 1,440 a day."""
    next_minutes: Minutes
    """Minutes to settlement of the later expiration."""
    near_rate: Rate = 0.04
    """Interest rate to the nearer expiration, a decimal a year, continuously compounded."""
    next_rate: Rate = 0.04
    """Interest rate to the later expiration."""


@dataclass(frozen=True, slots=True)
class VixIndex:
    vix: float
    strips: Mapping[str, StripVariance]


def present(inputs: VixIndexInputs, result: VixIndex) -> Presentation:
    figures = [Figure("vix", "VIX", result.vix, "VIX points", number(result.vix))]
    minutes = {NEAR: inputs.near_minutes, NEXT: inputs.next_minutes}
    for name, strip in result.strips.items():
        said = f"{name} expiration, {trimmed(minutes[name] / DAY, 1)} days"
        vol = strip.variance**0.5
        figures += [
            Figure(f"{name}_variance", f"Variance a year ({said})", strip.variance, "decimal", f"{strip.variance:.7f}"),
            Figure(f"{name}_vol", f"Volatility a year ({said})", vol, "decimal", percent(vol, 2)),
            Figure(f"{name}_forward", f"Forward ({said})", strip.forward, "index points", number(strip.forward)),
            Figure(f"{name}_center", f"Strike at or next below the forward ({said})", strip.center, "index points", level(strip.center)),
            Figure(
                f"{name}_strikes",
                f"Strikes used ({said})",
                len(strip.strikes),
                "strikes",
                f"{len(strip.strikes):,}, from {level(strip.strikes[0])} to {level(strip.strikes[-1])}",
            ),
            Figure(
                f"{name}_put_share",
                f"Share of the variance from puts below {level(strip.center)} ({said})",
                strip.put_share,
                "decimal",
                percent(strip.put_share),
            ),
        ]
    headline = f"These quotes give a VIX of {number(result.vix)}."
    lead = ("vix", "near_variance", "next_variance", "near_forward", "next_forward", "near_strikes", "next_strikes")
    return Presentation(headline, tuple(figures), (_chart(result),), _notes(inputs, result), lead)


def _notes(inputs: VixIndexInputs, result: VixIndex) -> tuple[str, ...]:
    widest = {name: max(above - below for below, above in pairwise(strip.strikes)) for name, strip in result.strips.items()}
    notes = [
        "Out-of-the-money mid prices weighted by 1/K², puts below and calls above the strike next to the forward, up to two zero bids in a row.",
        f"Strikes used are up to {trimmed(widest[NEAR])} (near) and {trimmed(widest[NEXT])} (next) points apart; wide gaps or missing wings put the "
        "number off.",
    ]
    if not inputs.near_minutes <= MONTH <= inputs.next_minutes:
        notes.append("30 days do not lie between the two expirations, so the line through them is extended; the published index never needs that.")
    return tuple(notes)


def _chart(result: VixIndex) -> Chart:
    """Running share of the variance from the lowest strike up, which strips of unequal spacing share as a scale."""
    shares = {name: np.cumsum(strip.contributions) / sum(strip.contributions) for name, strip in result.strips.items()}
    near = result.strips[NEAR]
    half = near.strikes[int(np.searchsorted(shares[NEAR], 0.5))]
    return Chart(
        "line",
        "Where the variance comes from, strike by strike",
        Axis("Strike", "index points"),
        Axis("Share of the variance from this strike and below", "decimal"),
        f"Half of the near variance comes from strikes up to {level(half)}, and {percent(near.put_share)} from puts below {level(near.center)}.",
        series=tuple(Series(f"{name.capitalize()} expiration", strip.strikes, tuple(shares[name].tolist())) for name, strip in result.strips.items()),
        markers=(Marker(f"forward {level(round(near.forward, 2))}", "level", x=near.forward),),
    )


# Illustrative quotes, every other hundred points: a skewed smile about an index of 7,140.
_NEAR = [
    [5800.0, 1336.65, 1363.65, 0.85, 0.95],
    [6000.0, 1140.20, 1163.25, 1.90, 2.00],
    [6200.0, 944.85, 963.95, 4.05, 4.15],
    [6400.0, 751.70, 766.85, 8.35, 8.50],
    [6600.0, 562.90, 574.30, 17.05, 17.40],
    [6800.0, 383.05, 390.80, 34.65, 35.35],
    [7000.0, 221.15, 225.65, 70.25, 71.65],
    [7200.0, 94.55, 96.45, 141.10, 143.95],
    [7400.0, 24.50, 25.00, 268.50, 273.95],
    [7600.0, 3.85, 3.95, 445.35, 454.35],
    [7800.0, 0.45, 0.55, 639.50, 652.40],
    [8000.0, 0.00, 0.10, 836.50, 853.40],
]
_NEXT = [
    [5800.0, 1340.30, 1367.40, 1.90, 2.00],
    [6000.0, 1144.80, 1167.90, 3.70, 3.80],
    [6200.0, 950.85, 970.05, 7.10, 7.25],
    [6400.0, 759.80, 775.15, 13.35, 13.65],
    [6600.0, 574.10, 585.70, 25.00, 25.50],
    [6800.0, 398.30, 406.35, 46.50, 47.45],
    [7000.0, 240.55, 245.40, 86.10, 87.85],
    [7200.0, 114.95, 117.25, 157.80, 161.00],
    [7400.0, 38.05, 38.80, 278.25, 283.85],
    [7600.0, 8.50, 8.65, 446.00, 455.00],
    [7800.0, 1.50, 1.60, 636.35, 649.20],
    [8000.0, 0.20, 0.30, 832.40, 849.25],
]


@calculator(
    name="vix_index",
    title="VIX from option quotes",
    task="volatility",
    presenter=present,
    example={"near": _NEAR, "next": _NEXT, "near_minutes": 35_000.0, "next_minutes": 45_080.0, "near_rate": 0.04, "next_rate": 0.04},
    terms=("vix", "implied-volatility"),
    sources=("cboe-vix-methodology",),
    phrases=("vix from option quotes", "compute the vix", "replicate the vix", "vix formula", "variance strip"),
    speech=Speech(cues=(Cue("(?:compute|calculate|build|rebuild|replicate) (?:the )?vix|near and next|vix index from|vix formula", 8),)),
)
def vix_index(inputs: VixIndexInputs) -> VixIndex:
    """Compute the VIX from the quotes of two SPX expirations: the variance of each, and 30 days between them.

    Needs whole strips with bids and asks; for a move from a VIX level use expected_move. Source: Cboe, VIX methodology.
    """
    strips = {
        NEAR: strip_variance(_quotes(inputs.near), inputs.near_minutes, inputs.near_rate, NEAR),
        NEXT: strip_variance(_quotes(inputs.next), inputs.next_minutes, inputs.next_rate, NEXT),
    }
    vix = interpolated(strips[NEAR].variance, inputs.near_minutes, strips[NEXT].variance, inputs.next_minutes)
    return VixIndex(vix, strips)


def _quotes(strip: tuple[StripQuote, ...]) -> list[Quote]:
    return [Quote(row.strike, row.call_bid, row.call_ask, row.put_bid, row.put_ask) for row in strip]
