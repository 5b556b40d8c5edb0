"""The expected move: one standard deviation of the index over a number of days."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Self

import numpy as np
from pydantic import model_validator

from calculators import black76, black_scholes, conventions
from calculators.errors import InputError
from calculators.figures import level_figure, points_figure
from calculators.market import MarketState
from calculators.normal import density
from calculators.spec import Axis, Band, Chart, Figure, Inputs, Marker, Presentation, Series, calculator
from calculators.speech import Cue, Speech
from calculators.units import Days, Rate, Spot, TimeConvention, VixQuote, Vol
from calculators.wording import days, level, percent, points


class ExpectedMoveInputs(Inputs):
    spot: Spot
    """Index level now."""
    dte: Days
    """Calendar days ahead, fractions allowed."""
    vol: Vol | None = None
    """Implied volatility a year; or give vix."""
    vix: VixQuote | None = None
    """VIX level, used as a volatility of vix/100; or give vol."""
    rate: Rate = 0.04
    """Interest rate a year, continuously compounded."""
    dividend_yield: Rate = 0.013
    """Dividend yield a year, continuously compounded."""
    time_convention: TimeConvention = "calendar365"
    """`calendar365`: dte/365 years. `trading252`: dte counts trading days, dte/252 years."""

    @model_validator(mode="after")
    def _one_vol(self) -> Self:
        if (self.vol is None) == (self.vix is None):
            came = "neither" if self.vol is None else f"vol {self.vol:g} and vix {self.vix:g}"
            raise InputError(f"give exactly one of vol (a decimal such as 0.18) and vix (points such as 18); got {came}")
        return self


@dataclass(frozen=True, slots=True)
class ExpectedMove:
    vol: float
    t: float
    forward: float
    move: float
    straddle: float


def _present(inputs: ExpectedMoveInputs, result: ExpectedMove) -> Presentation:
    spot, move = inputs.spot, result.move
    figures = (
        Figure("expected_move", "Expected move (one standard deviation)", move, "index points", points(move)),
        Figure("expected_move_pct", "Expected move as a share of spot", move / spot, "decimal", percent(move / spot, 2)),
        *(
            level_figure(f"{side}_{n}sd", f"{n} standard deviation{'s' if n > 1 else ''} {word} spot", max(spot + sign * n * move, 0.0))
            for n in (1, 2)
            for side, word, sign in (("lower", "below", -1.0), ("upper", "above", 1.0))
        ),
        points_figure("straddle", "Model price of the straddle struck at spot", result.straddle, 1),
    )
    notes = [
        "Expected move = spot x vol x root of time, counted either way from spot. The straddle is worth about four fifths of it, "
        "because it pays the mean size of the move and not its standard deviation.",
    ]
    if inputs.vix is not None:
        notes.append(f"VIX {inputs.vix:g} is used as a vol of {percent(result.vol, 2)}; VIX itself speaks of the next 30 days only.")
    if 2.0 * move > spot:
        notes.append("An index cannot fall below 0, so that is where the range ends: over so long a time the real law leans far from an even one.")
    notes += conventions.clock_notes(inputs.dte, inputs.time_convention)
    headline = (
        f"At a vol of {percent(result.vol, 2)} the expected move of {level(spot)} over {days(inputs.dte)} is {points(move)} "
        f"({percent(move / spot, 2)}): {level(round(max(spot - move, 0.0), 2))} to {level(round(spot + move, 2))}."
    )
    return Presentation(headline, figures, (_chart(inputs, result),), tuple(notes))


def _chart(inputs: ExpectedMoveInputs, result: ExpectedMove) -> Chart:
    """The lognormal density of the index over four standard deviations each way, per index point."""
    spot, move = inputs.spot, result.move
    levels = np.linspace(max(spot - 4.0 * move, 1e-3 * spot), spot + 4.0 * move, 201)
    _, d2 = black76.d1_d2(result.forward, levels, result.t, result.vol)
    heights = density(d2) / (levels * result.vol * math.sqrt(result.t))
    edges = [(n, sign) for n in (1, 2) for sign in (-1.0, 1.0) if spot + sign * n * move > 0.0]
    return Chart(
        kind="line",
        title=f"Where the index may be in {days(inputs.dte)}",
        x=Axis("Index level", "index points"),
        y=Axis("Probability density (risk-neutral)", "per index point"),
        summary=f"A bell about {level(round(result.forward, 2))} with one standard deviation of {points(move)} either way.",
        series=(Series("Risk-neutral density", tuple(levels.tolist()), tuple(heights.tolist())),),
        markers=(
            Marker(f"Spot {level(spot)}", "spot", x=spot),
            *(Marker(f"{'-' if s < 0 else '+'}{n} sd {level(round(spot + s * n * move, 2))}", "level", x=spot + s * n * move) for n, s in edges),
        ),
        bands=(Band("One standard deviation", max(spot - move, 0.0), spot + move),),
    )


@calculator(
    name="expected_move",
    title="Expected move",
    task="price",
    presenter=_present,
    example={"spot": 7140.0, "vix": 18.0, "dte": 7.0},
    terms=("expected-move", "standard-deviation-move", "implied-volatility", "straddle", "vix"),
    sources=("hull-2018", "natenberg-2015", "cboe-vix-methodology"),
    phrases=("expected move", "standard deviation", "one sigma", "how far can spx move", "implied range", "move by"),
    speech=Speech(
        cues=(
            Cue(
                r"#% (?:range|band|interval)|em(?= (?:N|for|of|over))|(?:move|range|swing) expected|(?:priced in|implied|expected) (?:range|"
                r"band|swing)|"
                r"(?:daily|weekly|monthly|one day|N\d+ days?) (?:spx )?(?:N\d+ )?(?:sd|sigma)|N\d+ (?:sd|sigma) (?:day|weeks|months)|"
                r"(?:convert|turn|translate) .* (?:daily|weekly|monthly) (?:spx )?(?:moves?|swings?)|"
                r"(?:imply|implies|mean|means) for (?:daily|weekly|monthly) (?:\w+ )?(?:moves?|swings?)|"
                r"how far (?:\w+ ){0,3}(?:in|over|by|within) (?:N\d+|an?|the next N\d+) (?:days?|weeks|months)|"
                r"(?:how (?:wide|large|big)|what|which) (?:an? )?(?:\w+ )?(?:range|band|swing|move) (?:\w+ ){0,3}(?:priced?|pricing|imply|"
                r"implies|implied|expects?)|"
                r"(?:how many|what) points (?:can|could|may|might|should|will|would|does|is) (?:the )?(?:spx|index|it|"
                r"market) (?:\w+ )?(?:move|travel|go|swing)|"
                r"expected (?:moves?|range)|implied moves?|N\d+ (?:sd|sigma) (?:moves?|range|band|levels?|in points)|(?:what is|"
                r"whats?) (?:the |a )?N\d+ (?:sd|sigma)(?! (?:condor|iron|ic|strangle|otm|out))|expected (?:weekly|monthly) (?:move|range)|"
                r"how many points (?:\w+ ){1,6}(?:bring|days?|weeks|months)|"
                r"how (?:far|much) (?:\w+ ){1,7}(?:travel|wander|stray|swing|roam|drift)|"
                r"how (?:far|much) (?:is|are) (?:\w+ ){1,3}likely to move|"
                r"how (?:far|much) (?:can|could|might|may|should|will|would|does|is) (?:spx|the spx|the index|it|"
                r"the market) (?:expected to )?(?:move|travel|go)",
                7.5,
            ),
        )
    ),
)
def expected_move(inputs: ExpectedMoveInputs) -> ExpectedMove:
    """Say how far the index may be expected to move in a number of days: one and two standard deviations, and the straddle.

    It takes an implied volatility or a VIX level. It does not say in which direction.
    """
    vol = inputs.vol if inputs.vol is not None else (inputs.vix if inputs.vix is not None else 0.0) / 100.0
    t = conventions.years(inputs.dte, inputs.time_convention)
    state = MarketState(inputs.spot, inputs.rate, inputs.dividend_yield, vol)
    both = black_scholes.price(np.array([1.0, -1.0]), inputs.spot, inputs.spot, t, vol, inputs.rate, inputs.dividend_yield)
    return ExpectedMove(vol, t, state.forward(t), inputs.spot * vol * math.sqrt(t), float(both.sum()))
