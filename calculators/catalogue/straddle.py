"""The straddle: a put and a call of one strike, sold or bought together."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import model_validator

from calculators.catalogue.strangle import naked_margin, naked_notes
from calculators.figures import Opened, present_opened
from calculators.position import Leg, Position
from calculators.spec import Presentation, calculator
from calculators.speech import Cue, Speech
from calculators.strikes import rounded
from calculators.structure import check_sign, missing, open_trade
from calculators.trade import StructureInputs, fill_of, outlook
from calculators.units import Strike

STEP = 5.0


class StraddleInputs(StructureInputs):
    strike: Strike | None = None
    """Strike of both options; the listed strike nearest spot when not given."""
    direction: Literal["sell", "buy"] = "sell"
    """`sell` for a credit, `buy` for a debit."""

    @model_validator(mode="after")
    def _at_the_money(self) -> Self:
        if self.strike is None and self.spot is not None:
            self.__dict__["strike"] = nearest_strike(self.spot)  # not through the constructor: it is assumed, not given
        return self


def nearest_strike(spot: float) -> float:
    """The multiple of 5 nearest spot, or spot itself where that would be 0."""
    return rounded(spot, STEP) or spot


def _present(inputs: StraddleInputs, opened: Opened) -> Presentation:
    return present_opened(inputs, opened)


@calculator(
    name="straddle",
    title="Straddle",
    task="price",
    presenter=_present,
    example={"spot": 7140.0, "strike": 7140.0, "dte": 7.0, "vol": 0.18},
    terms=("straddle", "breakeven", "expected-move"),
    sources=("hull-2018", "natenberg-2015", "finra-4210"),
    phrases=("straddle", "short straddle", "long straddle", "atm straddle"),
    speech=Speech(cues=(Cue("straddle", 6.2),)),
)
def straddle(inputs: StraddleInputs) -> Opened:
    """Price a straddle, sold or bought: credit or cost, breakevens, probabilities, Greeks, margin, payoff chart.

    Give the strike, or none for the one nearest spot.
    """
    if inputs.strike is None:
        raise missing(("strike",), "give it, or spot to take the strike nearest to it")
    quantity = -1 if inputs.direction == "sell" else 1
    dte = inputs.dte if inputs.dte is not None else 0.0
    legs = (Leg("put", inputs.strike, quantity, dte), Leg("call", inputs.strike, quantity, dte))
    trade = open_trade(Position(legs), outlook(inputs), fill_of(inputs))
    check_sign(trade, inputs.direction)
    return Opened(
        title=f"{'short' if quantity < 0 else 'long'} straddle",
        trade=trade,
        strikes=(("strike", inputs.strike),),
        touches=(),
        margin=naked_margin(trade) if quantity < 0 else -trade.credit,
        notes=naked_notes(trade) if quantity < 0 else (),
    )
