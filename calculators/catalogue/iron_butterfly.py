"""The iron butterfly: a straddle sold with wings bought, or the reverse."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import model_validator

from calculators.catalogue.straddle import nearest_strike
from calculators.condor import IronCondor
from calculators.figures import Opened, present_opened
from calculators.position import Leg, Position
from calculators.spec import Presentation, calculator
from calculators.speech import Cue, Speech
from calculators.structure import check_credit, check_debit, missing, open_trade
from calculators.trade import StructureInputs, fill_of, outlook
from calculators.units import Strike, Width


class IronButterflyInputs(StructureInputs):
    strike: Strike | None = None
    """Centre strike of put and call; the listed strike nearest spot when not given."""
    wing_width: Width = 50.0
    """Points from the centre to each wing."""
    put_wing_width: Width | None = None
    """Width of the put side, when it differs."""
    call_wing_width: Width | None = None
    """Width of the call side, when it differs."""
    direction: Literal["sell", "buy"] = "sell"
    """`sell` for a credit, `buy` for a debit."""

    @model_validator(mode="after")
    def _at_the_money(self) -> Self:
        if self.strike is None and self.spot is not None:
            self.__dict__["strike"] = nearest_strike(self.spot)  # not through the constructor: it is assumed, not given
        return self


def _present(inputs: IronButterflyInputs, opened: Opened) -> Presentation:
    return present_opened(inputs, opened)


@calculator(
    name="iron_butterfly",
    title="Iron butterfly",
    task="price",
    presenter=_present,
    example={"spot": 7140.0, "strike": 7140.0, "dte": 30.0, "vol": 0.18, "wing_width": 100.0},
    terms=("butterfly", "straddle", "iron-condor", "wing-width"),
    sources=("hull-2018", "natenberg-2015"),
    phrases=("iron butterfly", "iron fly", "ironfly"),
    speech=Speech(cues=(Cue("iron (?:butterfly|fly)", 9),)),
)
def iron_butterfly(inputs: IronButterflyInputs) -> Opened:
    """Price an iron butterfly, sold or bought: credit, extremes, breakevens, probabilities, Greeks, margin, payoff chart.

    Give the centre strike (or none for the one nearest spot) and the wing width.
    """
    if inputs.strike is None:
        raise missing(("strike",), "give it, or spot to take the strike nearest to it")
    put_wing = inputs.wing_width if inputs.put_wing_width is None else inputs.put_wing_width
    call_wing = inputs.wing_width if inputs.call_wing_width is None else inputs.call_wing_width
    shape = IronCondor(inputs.strike - put_wing, inputs.strike, inputs.strike, inputs.strike + call_wing, iron_butterfly=True)
    sold = inputs.direction == "sell"
    legs = shape.position(inputs.dte if inputs.dte is not None else 0.0).legs
    if not sold:
        legs = tuple(Leg(leg.right, leg.strike, -leg.quantity, leg.dte) for leg in legs)
    trade = open_trade(Position(legs), outlook(inputs), fill_of(inputs))
    for credit in (trade.gross_credit, trade.credit):
        if sold:
            check_credit(credit, shape.width)
        else:
            check_debit(-credit, shape.width)
    names = ("long_put", "short_put", "short_call", "long_call") if sold else ("short_put", "long_put", "long_call", "short_call")
    return Opened(
        title="iron butterfly" if sold else "reverse iron butterfly",
        trade=trade,
        strikes=tuple(zip(names, shape.strikes, strict=True)),
        touches=(),
        margin=shape.width if sold else -trade.credit,
    )
