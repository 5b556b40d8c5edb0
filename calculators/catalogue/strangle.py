"""The strangle: a put below and a call above, sold or bought together."""

from __future__ import annotations

from typing import ClassVar, Literal

from calculators import margin, valuation
from calculators.errors import InputError
from calculators.figures import Opened, present_opened
from calculators.placing import PlacementInputs, place
from calculators.position import Leg, Position
from calculators.spec import Presentation, calculator
from calculators.speech import Cue, Speech
from calculators.strikes import Slot
from calculators.structure import Trade, check_sign, open_trade
from calculators.trade import fill_of, outlook
from calculators.units import Strike

SLOTS = (Slot("put", -1, -1), Slot("call", -1, 1))


class StrangleInputs(PlacementInputs):
    strike_fields: ClassVar[tuple[str, ...]] = ("put_strike", "call_strike")

    direction: Literal["sell", "buy"] = "sell"
    """`sell` for a credit, `buy` for a debit."""
    put_strike: Strike | None = None
    """Strike of the put; give both strikes or a placement rule."""
    call_strike: Strike | None = None
    """Strike of the call."""


def naked_margin(trade: Trade) -> float | None:
    """The requirement of a put and a call sold naked, or None without a market to price them in."""
    if trade.outlook is None:
        return None
    put, call = (float(price) for price in valuation.leg_greeks(trade.position, trade.outlook.state, trade.outlook.convention).price)
    put_strike, call_strike = (leg.strike for leg in trade.position.legs)
    return margin.strangle(trade.outlook.state.spot, put_strike, call_strike, put, call)


def naked_notes(trade: Trade) -> tuple[str, ...]:
    """What the margin of a short strangle or straddle is, or what it needs."""
    if trade.outlook is None:
        return ("Left out: the margin of a naked short, which needs spot, dte and vol.",)
    return (
        "Margin is the exchange's rule for naked shorts: the side that asks more (premium, 15 % of the index less what it is out of the money, "
        "at least 10 %) and the other side's premium; a portfolio-margin account or a broker's own rule asks for something else.",
    )


def _present(inputs: StrangleInputs, opened: Opened) -> Presentation:
    return present_opened(inputs, opened)


@calculator(
    name="strangle",
    title="Strangle",
    task="price",
    presenter=_present,
    example={"spot": 7140.0, "dte": 45.0, "vol": 0.18, "short_delta": 0.16},
    terms=("strangle", "breakeven", "margin", "defined-risk"),
    sources=("hull-2018", "natenberg-2015", "finra-4210"),
    phrases=("strangle", "short strangle", "naked put and call", "sell a put and a call"),
    speech=Speech(cues=(Cue("strangle", 6.2),)),
)
def strangle(inputs: StrangleInputs) -> Opened:
    """Price a strangle, sold or bought: credit, breakevens, probabilities, Greeks, margin of the naked short, payoff chart.

    Give put_strike and call_strike, or a rule that places both. A sold strangle loses without limit; the iron condor
    is the same trade with wings bought.
    """
    placement = inputs.placement()
    notes: tuple[str, ...] = ()
    if placement is None:
        put, call = inputs.given_strikes()
    else:
        placed = place(inputs, placement, SLOTS)
        put, call = placed.short_put, placed.short_call
        notes = (placed.note,) if placed.note is not None else ()
    if not put < call:
        raise InputError(f"put_strike must be below call_strike; got {put:g} and {call:g}: equal strikes are a straddle")
    quantity = -1 if inputs.direction == "sell" else 1
    dte = inputs.dte if inputs.dte is not None else 0.0
    trade = open_trade(Position((Leg("put", put, quantity, dte), Leg("call", call, quantity, dte))), outlook(inputs), fill_of(inputs))
    check_sign(trade, inputs.direction)
    return Opened(
        title=f"{'short' if quantity < 0 else 'long'} strangle",
        trade=trade,
        strikes=(("put_strike", put), ("call_strike", call)),
        touches=(("put", put), ("call", call)),
        margin=naked_margin(trade) if quantity < 0 else -trade.credit,
        notes=(*notes, *(naked_notes(trade) if quantity < 0 else ())),
    )
