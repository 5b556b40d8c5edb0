"""The box spread: a loan made of four options."""

from __future__ import annotations

import math
from dataclasses import dataclass

from calculators import conventions
from calculators.errors import InputError, field_error
from calculators.figures import points_figure
from calculators.spec import Figure, Inputs, Presentation, calculator
from calculators.speech import Blank, Cue, Speech, verbs
from calculators.units import HIGHEST_RATE, LOWEST_RATE, Count, Days, PositiveNumber, Rate, Strike, TimeConvention
from calculators.wording import level, percent, points


class BoxSpreadInputs(Inputs):
    lower: Strike
    """Lower strike."""
    upper: Strike
    """Upper strike."""
    dte: Days
    """Calendar days to expiration."""
    price: PositiveNumber | None = None
    """Price of the box in index points; its fair value when absent."""
    rate: Rate = 0.04
    """Interest rate a year, continuously compounded."""
    time_convention: TimeConvention = "calendar365"
    """`calendar365`: dte/365 years. `trading252`: dte counts trading days, dte/252 years."""
    contracts: Count = 1
    """How many boxes."""


@dataclass(frozen=True, slots=True)
class BoxSpread:
    width: float
    fair_value: float
    implied_rate: float


def _present(inputs: BoxSpreadInputs, result: BoxSpread) -> Presentation:
    figures = (
        points_figure("fair_value", "Fair value at the rate given", result.fair_value, inputs.contracts),
        Figure("implied_rate", "Interest rate of the box, continuously compounded", result.implied_rate, "decimal", percent(result.implied_rate, 2)),
        points_figure("payout", "Paid at expiration, wherever the index settles", result.width, inputs.contracts),
    )
    at = points(result.fair_value if inputs.price is None else inputs.price)
    headline = (
        f"The {level(inputs.lower)}/{level(inputs.upper)} box pays {points(result.width)} at expiration; "
        f"at {at} its rate is {percent(result.implied_rate, 2)} a year."
    )
    notes = (
        "European options only: with early exercise a box is not a loan.",
        "Buying the box lends at the rate; selling it borrows.",
        *conventions.clock_notes(inputs.dte, inputs.time_convention),
    )
    return Presentation(headline, figures, notes=notes)


@calculator(
    name="box_spread",
    title="Box spread",
    task="price",
    presenter=_present,
    example={"lower": 6000.0, "upper": 7000.0, "dte": 365.0, "price": 958.0},
    terms=("box-spread", "put-call-parity"),
    sources=("hull-2018",),
    phrases=("box spread", "box rate", "synthetic loan"),
    speech=Speech(
        cues=(Cue("box|box spread|boxes", 8),),
        blanks=(
            Blank("lower", "lower(?: strike)?|low strike", "lower(?: strike)?", reads="number", low=1, high=50000),
            Blank("upper", "upper(?: strike)?|high strike", "upper(?: strike)?", reads="number", low=1, high=50000),
            Blank(
                "price",
                "price|priced|trades|trading|paid|pays?|paying|costs?|for|at|sold|borrow|get|getting|got|receive|received|collect|collecting|quote|"
                "quoted|bid|offer|offered|ask|mid|marked?|worth|mark(?:et)?|take in|buy|bought|sell|raise",
                "price|debit|credit|bid|offer|ask|mid",
                exact=(rf"(?:{verbs('pay lay spend invest lend cost put')})(?: (?:out|up|me|us|down|in))* ~#(?! (?:days?|dte))",),
                reads="amount",
                low=0,
                high=50000,
            ),
            Blank("rate", "rate|funding|money|at(?= P)", "rate|funding", reads="rate", low=-0.05, high=0.4),
        ),
    ),
)
def box_spread(inputs: BoxSpreadInputs) -> BoxSpread:
    """Value a box spread (a bull call spread and a bear put spread of the same strikes) and give the interest rate in its price."""
    if not inputs.lower < inputs.upper:
        raise InputError(f"lower must be below upper; got {inputs.lower:g} and {inputs.upper:g}: swap them")
    t = conventions.years(inputs.dte, inputs.time_convention)
    width = inputs.upper - inputs.lower
    fair = width * math.exp(-inputs.rate * t)
    price = fair if inputs.price is None else inputs.price
    implied = math.log(width / price) / t
    if not LOWEST_RATE <= implied <= HIGHEST_RATE:
        raise field_error(
            "price",
            f"the rate of a box must lie between {percent(LOWEST_RATE, 0)} and {percent(HIGHEST_RATE, 0)} a year; {price:g} for {width:g} points in "
            f"{inputs.dte:g} days gives {percent(implied, 0)}; check price, strikes and dte",
        )
    return BoxSpread(width, fair, implied)
