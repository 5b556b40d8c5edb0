"""The expected daily range by every published formula."""

from __future__ import annotations

from dataclasses import dataclass
from math import erf, sqrt
from typing import Annotated

from pydantic import Field

from calculators import method
from calculators.method import Reading
from calculators.spec import Axis, Chart, Figure, Inputs, Marker, Presentation, Series, calculator
from calculators.speech import Blank, Cue, Speech
from calculators.units import Fraction, MarketVol, Price, Spot, VixQuote
from calculators.wording import level, number, percent, points, signed, trimmed


class EdrInputs(Inputs):
    vix: VixQuote
    """VIX, in points."""
    vix9d: VixQuote | None = None
    """Nine-day VIX, in points; needed for every formula but the first."""
    hv20: MarketVol | None = None
    """Twenty-day realized volatility, a decimal a year (0.12 for 12 %)."""
    multiplier: Annotated[Price, Field(le=100.0)] = 1.0
    """The glossary's regime multiplier; its page names 0.8 to 2.0."""
    spot: Spot | None = None
    """Index level; with it every range is also given in points."""
    claimed: Fraction | None = None
    """A range someone states, a decimal (0.0116 for 1.16 %), to compare and to invert."""


@dataclass(frozen=True, slots=True)
class EdrResult:
    readings: tuple[Reading, ...]


def _said(reading: Reading, spot: float | None) -> str:
    if reading.per_year:
        return f"{percent(reading.value, 3)} as printed, a yearly figure"
    in_points = "" if spot is None else f" ({points(reading.value * spot, 1)})"
    return f"{percent(reading.value, 3)} a day{in_points}"


def _inside(range_: float, vix: float) -> float:
    """Chance that a normal day of this VIX stays within plus or minus the range."""
    return erf(range_ / method.range_from_vix(vix) / sqrt(2.0))


def _needed(name: str, label: str, value: float, unit: str, text: str) -> Figure:
    if value > 0.0:
        return Figure(name, label, value, unit, text)
    return Figure(name, label, None, unit, "cannot be reached: the VIX9D term alone is larger")


def present(inputs: EdrInputs, result: EdrResult) -> Presentation:
    first = result.readings[0].value
    figures = [Figure(r.name, r.label, r.value, "decimal", _said(r, inputs.spot)) for r in result.readings]
    if inputs.spot is not None:
        figures += [
            Figure(f"{r.name}_points", f"{r.label}, in points", r.value * inputs.spot, "index points", points(r.value * inputs.spot, 1))
            for r in result.readings
            if not r.per_year
        ]
    over_range, over_vix = first > method.TRIGGER_RANGE, inputs.vix > method.TRIGGER_VIX
    figures += [
        Figure("trigger_range", "Range above 0.94 %, by VIX / √252", int(over_range), "flag", "above 0.94 %" if over_range else "not above 0.94 %"),
        Figure("trigger_vix", "VIX above 16", int(over_vix), "flag", "above 16" if over_vix else "not above 16"),
        Figure(
            "trigger_vix_level",
            "VIX at which VIX / √252 is 0.94 %",
            method.vix_for_range(method.TRIGGER_RANGE),
            "VIX points",
            f"VIX {number(method.vix_for_range(method.TRIGGER_RANGE))}",
        ),
        Figure(
            "coverage",
            "Chance of a day inside ± VIX / √252, if normal",
            _inside(first, inputs.vix),
            "probability",
            percent(_inside(first, inputs.vix)),
        ),
    ]
    daily = [r for r in result.readings if not r.per_year]
    house = next((r for r in daily if r.name == "edr_house"), None)
    if house is not None:
        above = house.value > method.TRIGGER_RANGE
        figures.append(
            Figure(
                "trigger_house", "Range above 0.94 %, by the glossary's formula", int(above), "flag", "above 0.94 %" if above else "not above 0.94 %"
            )
        )
    notes = [
        "Coverage is that of a normal day whose volatility is VIX / √252; how often days really stayed inside must be measured.",
        "The glossary's page names no unit for its inputs: daily ones give a small range, the weights summing to 0.6; yearly ones a yearly figure.",
    ]
    if inputs.claimed is not None:
        figures += _against_claim(inputs, inputs.claimed, first)
    missing = [name for name, value in (("vix9d", inputs.vix9d), ("hv20", inputs.hv20)) if value is None]
    if missing:
        notes.append(f"Without {' and '.join(missing)} only {len(result.readings)} of the published formulas can be computed.")
    notes.append("Published at: " + "; ".join(f"{r.label}: {r.address}" for r in result.readings))
    markers = [Marker("roll trigger 0.94 %", "level", y=100.0 * method.TRIGGER_RANGE)]
    if inputs.claimed is not None:
        markers.append(Marker(f"claimed {percent(inputs.claimed, 2)}", "level", y=100.0 * inputs.claimed))
    low, high = min(r.value for r in daily), max(r.value for r in daily)
    chart = Chart(
        "bars",
        "Expected daily range by published formula",
        Axis("Formula", ""),
        Axis("Range, a day", "%"),
        f"VIX / √252 gives {percent(first, 3)}; the daily formulas run from {percent(low, 3)} to {percent(high, 3)}.",
        series=(Series("Range", tuple(float(k) for k in range(len(daily))), tuple(100.0 * r.value for r in daily), "component"),),
        markers=tuple(markers),
        categories=tuple(r.label for r in daily),
    )
    where = "" if inputs.spot is None else f", {points(first * inputs.spot, 1)} at {level(inputs.spot)}"
    return Presentation(
        f"At VIX {trimmed(inputs.vix)} one standard deviation of a day is {percent(first, 3)}{where}.", tuple(figures), (chart,), tuple(notes)
    )


def _against_claim(inputs: EdrInputs, claimed: float, first: float) -> list[Figure]:
    vix, over = method.vix_for_range(claimed), claimed / first - 1.0
    found = [
        Figure("claimed_over_vix", "Claimed over VIX / √252, minus 1", over, "decimal", f"{signed(100 * over, 1)} %"),
        Figure("claimed_coverage", "Chance of a day inside ± the range claimed, if normal", _inside(claimed, inputs.vix), "probability",
               percent(_inside(claimed, inputs.vix))),
        Figure("vix_needed", "VIX at which VIX / √252 is the range claimed", vix, "VIX points", f"VIX {number(vix)}"),
    ]  # fmt: skip
    if inputs.vix9d is not None:
        hv = method.hv20_for_range(claimed, inputs.vix9d, inputs.multiplier)
        found.append(
            _needed("hv20_needed", f"HV20 the glossary's formula needs, multiplier {trimmed(inputs.multiplier)}", hv, "decimal", percent(hv, 2))
        )
        if inputs.hv20 is not None:
            m = method.multiplier_for_range(claimed, inputs.vix9d, inputs.hv20)
            found.append(_needed("multiplier_needed", "Multiplier the glossary's formula needs", m, "number", number(m)))
    return found


@calculator(
    name="edr",
    title="Expected daily range",
    task="method",
    presenter=present,
    example={"vix": 17.95, "vix9d": 17.0, "hv20": 0.12, "multiplier": 1.0, "spot": 7138.8, "claimed": 0.0116},
    terms=("edr", "expected-move", "realized-volatility"),
    sources=("vixshield-edr", "ask-what-is-edr-expected-daily-range", "ask-how-exactly-does-the-edr-expected", "hull-2018"),
    phrases=("edr", "expected daily range", "daily range"),
    speech=Speech(
        cues=(Cue("edr", 7.5),),
        blanks=(
            Blank(
                "claimed",
                "claimed|claims?|claim of|show|shows|showing|quoted|published|advertised|print|printing|reach|reaches|"
                "equal|come to|comes to|get|give|says",
                "claimed|claim|edr",
                exact=("(?:show|claim|claimed|quoted|published|reach|give|get|says?) ~#%", "edr ~#%"),
                reads="percent",
                low=0,
                high=0.2,
            ),
            Blank("vix9d", "vix_nine", "vix_nine", reads="vix", low=3, high=150),
            Blank(
                "hv20",
                "hv_twenty|hv|realized vol|historical vol|realized|realised vol",
                "hv_twenty|hv|realized vol|historical vol|realized",
                exact=(
                    r"(?:hv|realized|realised|historical|actual)(?: vol)? (?:of )?# (?:over|for|in|across) (?:the )?(?:last |"
                    r"past )?[N]\d+ (?:days|sessions)",
                    r"(?:hv|realized|realised|historical|actual)(?: vol)? (?:over|for|in|across|of) (?:the )?(?:last |past )?[N]\d+ (?:days|sessions)"
                    r"(?: (?:has|have|was|is|been|at|of|ran|came|in|running))* #",
                    r"(?:over|in|for|across) (?:the )?(?:last |past )?[N]\d+ (?:days|sessions)(?: (?!vix)[a-z]+){0,5} (?:realized|realised)(?: vol)?"
                    r"(?: (?:was|is|has|been|at|of|came|in))* #",
                ),
                reads="vol",
                low=0.01,
                high=3,
            ),
            Blank(
                "multiplier",
                "regime multiplier|mult(?:iplier)?|regime factor|regime|factor|times a",
                "(?:regime )?multiplier|regime factor|x regime",
                reads="number",
                low=0.05,
                high=20,
            ),
            Blank("vix", "vix", "vix", reads="vix", low=3, high=150),
        ),
        along="edr",
        along_terms=("edr",),
    ),
)
def edr(inputs: EdrInputs) -> EdrResult:
    """Compute the method's expected daily range by every formula its pages print, beside the theoretical standard deviation of a day.

    Flags the 0.94 % and VIX 16 triggers, and with `claimed` finds the input each formula would need. Ranges are decimals a day.
    """
    return EdrResult(method.range_readings(inputs.vix, inputs.vix9d, inputs.hv20, inputs.multiplier))
