"""The butterfly of one right: one low, two centre, one high."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import model_validator

from calculators import margin
from calculators.catalogue.straddle import nearest_strike
from calculators.errors import InputError
from calculators.figures import Opened, present_opened
from calculators.position import Leg, Position
from calculators.spec import Presentation, calculator
from calculators.speech import Cue, Speech
from calculators.structure import check_outcome, check_sign, missing, open_trade
from calculators.trade import StructureInputs, fill_of, outlook
from calculators.units import Right, Strike, Width


class ButterflyInputs(StructureInputs):
    right: Right = "call"
    """call or put."""
    strike: Strike | None = None
    """Centre strike; the listed strike nearest spot when not given."""
    wing_width: Width = 50.0
    """Points from the centre to each wing."""
    put_wing_width: Width | None = None
    """Points from the centre to the lower wing, when it differs (a broken wing)."""
    call_wing_width: Width | None = None
    """Points from the centre to the upper wing, when it differs (a broken wing)."""
    direction: Literal["sell", "buy"] = "buy"
    """`buy` owns the wings, `sell` the centre."""

    @model_validator(mode="after")
    def _at_the_money(self) -> Self:
        if self.strike is None and self.spot is not None:
            self.__dict__["strike"] = nearest_strike(self.spot)  # not through the constructor: it is assumed, not given
        return self


def _present(inputs: ButterflyInputs, opened: Opened) -> Presentation:
    return present_opened(inputs, opened)


@calculator(
    name="butterfly",
    title="Butterfly",
    task="price",
    presenter=_present,
    example={"spot": 7140.0, "strike": 7140.0, "dte": 30.0, "vol": 0.18, "wing_width": 100.0},
    terms=("butterfly", "breakeven", "wing-width"),
    sources=("hull-2018", "natenberg-2015"),
    phrases=("butterfly", "broken wing butterfly", "bwb", "call fly", "put fly"),
    speech=Speech(cues=(Cue("butterfly|fly", 6),)),
)
def butterfly(inputs: ButterflyInputs) -> Opened:
    """Price a butterfly of calls or of puts, wings equal or broken: cost, extremes, breakevens, probabilities, Greeks, payoff chart.

    Give the centre strike (or none for the one nearest spot) and the wing width. For puts and calls together use iron_butterfly.
    """
    if inputs.strike is None:
        raise missing(("strike",), "give it, or spot to take the strike nearest to it")
    low = inputs.strike - (inputs.wing_width if inputs.put_wing_width is None else inputs.put_wing_width)
    high = inputs.strike + (inputs.wing_width if inputs.call_wing_width is None else inputs.call_wing_width)
    if low <= 0.0:
        raise InputError(f"the lower wing must be struck above 0; got {low:g}: narrow the wing")
    sign = 1 if inputs.direction == "buy" else -1
    dte = inputs.dte if inputs.dte is not None else 0.0
    strikes = (low, inputs.strike, high)
    legs = tuple(Leg(inputs.right, strike, sign * quantity, dte) for strike, quantity in zip(strikes, (1, -2, 1), strict=True))
    trade = open_trade(Position(legs), outlook(inputs), fill_of(inputs))
    if high - inputs.strike == inputs.strike - low:  # broken wings may be opened for either sign
        check_sign(trade, inputs.direction)
    check_outcome(trade)
    return Opened(
        title=f"{'long' if sign > 0 else 'short'} {inputs.right} butterfly",
        trade=trade,
        strikes=(("lower_strike", low), ("strike", inputs.strike), ("upper_strike", high)),
        touches=(),
        margin=margin.covered(trade.payoff.max_loss, trade.credit),
    )
