"""The slope of the VIX futures curve and what rolling along it yields."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Self

from pydantic import model_validator

from calculators.errors import FieldError, InputError
from calculators.spec import Axis, Chart, Figure, Inputs, Marker, Presentation, Series, calculator
from calculators.speech import VIX_LEVEL, Cue, Speech
from calculators.units import Days, VixQuote
from calculators.wording import days, listed, number, percent, signed, trimmed

YEAR = 365.0
MONTH = 30.0


class VixFuture(Inputs):
    level: VixQuote
    """Price of the future, VIX points."""
    dte: Days
    """Calendar days to its settlement."""


class TermStructureInputs(Inputs):
    futures: tuple[VixFuture, ...]
    """VIX futures: level and days to settlement of each, in any order."""
    vix: VixQuote | None = None
    """The spot index; with it the gap to the first future is given, and one future is enough for a slope."""

    @model_validator(mode="after")
    def enough(self) -> Self:
        tenors = [future.dte for future in self.futures]
        if len(set(tenors)) < len(tenors):
            message = f"futures must settle on different days; got {', '.join(f'{t:g}' for t in tenors)} days; keep one of each"
            raise InputError(message, (FieldError("futures", message),))
        if len(tenors) + (self.vix is not None) < 2 or not tenors:
            message = (
                f"a slope needs two futures, or one and the spot index; got {len(tenors)} {'future' if len(tenors) == 1 else 'futures'}; give another"
            )
            raise InputError(message, (FieldError("futures", message),))
        ordered = sorted(tenors if len(tenors) > 1 else [0.0, *tenors])
        if any(later - sooner < 1.0 for sooner, later in pairwise(ordered)):
            message = f"points of the curve must lie at least a day apart; got {', '.join(f'{t:g}' for t in ordered)} days; drop the nearer of two"
            raise InputError(message, (FieldError("futures", message),))
        return self


@dataclass(frozen=True, slots=True)
class TermStructure:
    """Ratios are decimals. `contango` and `roll_yield` compare the front pair: the first two futures, or spot and the only one."""

    near: tuple[float, float]
    far: tuple[float, float]
    spot_to_front: float | None
    contango: float
    roll_yield: float
    slope: float
    inverted_at: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Point:
    name: str
    dte: float
    level: float


def _points(inputs: TermStructureInputs) -> list[_Point]:
    spot = [] if inputs.vix is None else [_Point("spot", 0.0, inputs.vix)]
    return spot + [_Point(f"the {trimmed(f.dte)}-day future", f.dte, f.level) for f in sorted(inputs.futures, key=lambda f: f.dte)]


def present(inputs: TermStructureInputs, result: TermStructure) -> Presentation:
    state = "backwardation" if result.contango < 0 else "contango" if result.contango > 0 else "flat"
    pair = "the first two futures" if len(inputs.futures) > 1 else "spot and the future"
    figures = [
        Figure("contango_pct", f"Contango between {pair}", result.contango, "decimal", f"{signed(100 * result.contango)} %"),
        Figure(
            "roll_yield",
            "Roll yield of a long future on an unchanged curve, a year",
            result.roll_yield,
            "decimal",
            f"{signed(100 * result.roll_yield, 1)} % a year",
        ),
        Figure(
            "slope",
            "Slope from the nearest to the farthest point",
            result.slope,
            "VIX points",
            f"{signed(result.slope)} VIX points for 30 days",
        ),
        Figure("backwardation", "Front of the curve in backwardation", int(result.contango < 0), "flag", "yes" if result.contango < 0 else "no"),
    ]
    if result.spot_to_front is not None:
        figures.append(
            Figure("spot_to_front_pct", "First future over spot", result.spot_to_front, "decimal", f"{signed(100 * result.spot_to_front)} %")
        )
    points = _points(inputs)
    chart = Chart(
        "line",
        "VIX futures curve",
        Axis("Days to settlement", "calendar days"),
        Axis("Level", "VIX points"),
        f"The curve runs from {number(points[0].level)} at {days(points[0].dte)} to {number(points[-1].level)} at {days(points[-1].dte)}; "
        f"its front is in {state}."
        if state != "flat"
        else "The front of the curve is flat.",
        series=(Series("VIX futures", tuple(p.dte for p in points), tuple(p.level for p in points), "line"),),
        markers=tuple(Marker(f"{p.name} {trimmed(p.level)}", "spot" if p.dte == 0 else "level", x=p.dte, y=p.level) for p in points),
    )
    notes = [
        f"Contango is the far level over the near one less 1, here {number(result.far[1])} over {number(result.near[1])}.",
        "The roll yield is what holding the farther one gains while it becomes the nearer one on an unchanged curve: near over far less 1, "
        f"times 365 over the {trimmed(result.far[0] - result.near[0])} days between them, not compounded. A short future has the opposite sign, "
        "and loses in a spike.",
        "A VIX option settles on the future of its own date, so this slope, not spot, is what a long call rolls down.",
    ]
    if result.inverted_at:
        notes.append(f"The curve falls at {listed(result.inverted_at)}.")
    headline = f"The front of the VIX curve is {'flat' if state == 'flat' else 'in ' + state}: {percent(abs(result.contango), 2)}."
    return Presentation(headline, tuple(figures), (chart,), tuple(notes))


@calculator(
    name="term_structure",
    title="VIX term structure",
    task="volatility",
    presenter=present,
    example={"vix": 17.95, "futures": [{"level": 19.0, "dte": 20.0}, {"level": 20.2, "dte": 48.0}, {"level": 20.8, "dte": 76.0}]},
    terms=("term-structure", "contango", "backwardation", "roll-yield"),
    sources=("cfe-vix-futures-specifications", "whaley-2013", "sp-vix-futures-index"),
    phrases=("term structure", "contango", "backwardation", "roll yield", "futures curve"),
    speech=Speech(
        cues=(
            Cue(r"annuali[sz]ed (?:roll|carry)|(?:front|first) [N]\d+ .*second [N]\d+ .*vix.*", 8.5),
            Cue(r"vx [N]\d+ .*(?:roll|carry)(?: .*)?", 9.5),
            Cue("(?:how )?(?:steep|flat|inverted) .*curve|curve .*(?:steep|flat|inverted)|m1 .*m2", 7),
            Cue(r"(?:curve|futures) (?:at |is |are |: )*[N]\d+ (?:at|in|@|for|with|\() (?:in )?[N]\d+ (?:days?|dte|d).*", 6),
            Cue("term structure|contango|backwardation|backwardated|roll yield|futures curve|vix curve|vx curve", 7),
        ),
        blanks=(VIX_LEVEL,),
    ),
)
def term_structure(inputs: TermStructureInputs) -> TermStructure:
    """Measure the VIX futures curve: contango between the first two futures, roll yield of a long one, slope, and whether it is inverted.

    Needs levels and days of one or more VIX futures, and the spot index when there is only one. Not for the price of a
    VIX call (`vix_hedge`). Source: Whaley 2013.
    """
    points = _points(inputs)
    futures = [point for point in points if point.dte > 0.0]
    near, far = futures[:2] if len(futures) > 1 else points
    contango = far.level / near.level - 1.0
    return TermStructure(
        near=(near.dte, near.level),
        far=(far.dte, far.level),
        spot_to_front=None if inputs.vix is None else futures[0].level / inputs.vix - 1.0,
        contango=contango,
        roll_yield=(near.level / far.level - 1.0) * YEAR / (far.dte - near.dte),
        slope=(points[-1].level - points[0].level) * MONTH / (points[-1].dte - points[0].dte),
        inverted_at=tuple(after.name for before, after in pairwise(points) if after.level < before.level),
    )
