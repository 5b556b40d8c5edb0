"""Put-call parity: the gap between call and put, and what closing it would earn."""

from __future__ import annotations

import math
from dataclasses import dataclass

from calculators import conventions
from calculators.errors import InputError
from calculators.figures import level_figure, points_figure
from calculators.market import MarketState
from calculators.spec import Figure, Inputs, Presentation, calculator
from calculators.speech import Blank, Cue, Speech
from calculators.units import HIGHEST_RATE, LOWEST_RATE, Count, Days, Premium, Rate, Spot, Strike, TimeConvention
from calculators.wording import level, percent, points


class ParityInputs(Inputs):
    spot: Spot
    """Index level now."""
    strike: Strike
    """Strike of both options."""
    dte: Days
    """Calendar days to expiration."""
    call: Premium
    """Price of the call in index points."""
    put: Premium
    """Price of the put in index points."""
    cost: Premium = 0.0
    """Index points that doing all the legs costs."""
    rate: Rate = 0.04
    """Interest rate a year, continuously compounded."""
    dividend_yield: Rate = 0.013
    """Dividend yield a year, continuously compounded."""
    time_convention: TimeConvention = "calendar365"
    """`calendar365`: dte/365 years. `trading252`: dte counts trading days, dte/252 years."""
    contracts: Count = 1
    """How many of each option."""


@dataclass(frozen=True, slots=True)
class Parity:
    gap: float
    conversion: float
    reversal: float
    implied_rate: float
    implied_forward: float
    forward: float


def _present(inputs: ParityInputs, result: Parity) -> Presentation:
    figures = (
        points_figure("parity_gap", "Call less put, beyond parity", result.gap, inputs.contracts),
        points_figure("conversion_profit", "Conversion: own the index and the put, sell the call", result.conversion, inputs.contracts),
        points_figure("reversal_profit", "Reversal: sell the index and the put, own the call", result.reversal, inputs.contracts),
        _rate_figure(result.implied_rate),
        level_figure("implied_forward", "Forward the prices imply", result.implied_forward),
    )
    if result.conversion > 0.0:
        verdict = f"a conversion would earn {points(result.conversion)} after costs"
    elif result.reversal > 0.0:
        verdict = f"a reversal would earn {points(result.reversal)} after costs"
    else:
        verdict = "neither a conversion nor a reversal earns anything after costs"
    headline = f"Call less put at {level(inputs.strike)} is {points(result.gap)} away from parity: {verdict}."
    notes = (
        "Parity for European options: call - put = spot x e^(-qt) - strike x e^(-rt). Profits are in today's index points.",
        f"At the rate and yield given the forward is {level(round(result.forward, 2))}; a small gap often means that the market's differ.",
        *conventions.clock_notes(inputs.dte, inputs.time_convention),
    )
    return Presentation(headline, figures, notes=notes)


def _rate_figure(rate: float) -> Figure:
    """The rate in the prices, or that the gap is none of a rate's doing: over a short time any error of a price comes to a huge one."""
    sane = LOWEST_RATE <= rate <= HIGHEST_RATE
    text = percent(rate, 2) if sane else f"none between {percent(LOWEST_RATE, 0)} and {percent(HIGHEST_RATE, 0)} a year gives these prices"
    return Figure("implied_rate", "Interest rate the prices imply", rate if sane else None, "decimal", text)


@calculator(
    name="parity",
    title="Put-call parity, conversion and reversal",
    task="price",
    presenter=_present,
    example={"spot": 7140.0, "strike": 7150.0, "dte": 45.0, "call": 182.0, "put": 166.0, "cost": 0.5},
    terms=("put-call-parity", "conversion", "reversal"),
    sources=("stoll-1969", "hull-2018"),
    phrases=("put-call parity", "put call parity", "conversion", "reversal", "synthetic", "arbitrage between call and put"),
    speech=Speech(
        cues=(
            Cue("put call parity", 9.5),
            Cue("arb|arbitrage", 6),
            Cue("(?<!interest )(?<!rate )(?<!covered )parity|conversion|(?<!risk )reversal|synthetic forward|put call parity", 8),
        ),
        blanks=(
            Blank(
                "call",
                "calls?(?: price| at| costs?| is| mid)?|c",
                "calls?|for the calls?",
                exact=("(?:calls?) (?:is |are |at |costs |trades at |price |priced at )?#",),
                reads="number",
                low=0,
                high=50000,
            ),
            Blank("put", "puts?(?: price| at| costs?| is| mid)?|p", "puts?|for the put", reads="number", low=0, high=50000),
            Blank(
                "strike",
                "strike|struck|k",
                "strike",
                exact=(
                    "(?:conversion|reversal|parity|synthetic) (?:on|at|in) (?:the )?#",
                    "# (?:conversion|reversal)",
                    "(?:both|each|same)(?: (?:at|on|the|of|are|struck))* #(?: (?:line|strike|level))?",
                    "# (?:line|level)",
                    r"(?<!c )(?<!p )(?<!call )(?<!put )(?<!calls )(?<!puts )(?<!at )#(?= (?:c|calls?|p|puts?) (?:(?:at|@|for|is|=|:) )?[ND]\d)",
                ),
                reads="number",
                low=1,
                high=50000,
            ),
            Blank(
                "cost",
                "costs?(?: me| us)?|costing(?: me| us)?|fees|friction|transaction costs?|commissions?",
                "costs?|in costs?|fees",
                reads="number",
                low=0,
                high=1000,
            ),
        ),
    ),
)
def parity(inputs: ParityInputs) -> Parity:
    """Test put-call parity: the gap, the profit of a conversion or a reversal after costs, and the rate and forward implied.

    Give call and put prices of one strike and expiration.
    """
    t = conventions.years(inputs.dte, inputs.time_convention)
    state = MarketState(inputs.spot, inputs.rate, inputs.dividend_yield)
    carried = inputs.spot * math.exp(-inputs.dividend_yield * t)
    gap = inputs.call - inputs.put - carried + inputs.strike * state.discount(t)
    bond = carried - inputs.call + inputs.put
    if bond <= 0.0:
        raise InputError(
            f"the call may exceed the put by less than the index; got {inputs.call:g} and {inputs.put:g} at spot {inputs.spot:g}: check the prices"
        )
    return Parity(
        gap=gap,
        conversion=gap - inputs.cost,
        reversal=-gap - inputs.cost,
        implied_rate=-math.log(bond / inputs.strike) / t,
        implied_forward=inputs.strike + (inputs.call - inputs.put) / state.discount(t),
        forward=state.forward(t),
    )
