"""The calendar spread: one strike, a near option against a later one."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import model_validator

from calculators import conventions, margin, valuation
from calculators.catalogue.straddle import nearest_strike
from calculators.errors import field_error
from calculators.figures import Opened, present_opened
from calculators.horizon_figures import HorizonInputs, with_horizon
from calculators.position import Leg, Position
from calculators.spec import Presentation, calculator
from calculators.speech import Cue, Speech
from calculators.structure import check_sign, missing, open_trade
from calculators.trade import StructureInputs, fill_of, require_outlook
from calculators.units import Days, Right, Strike, Vol


class CalendarSpreadInputs(HorizonInputs, StructureInputs):
    right: Right = "put"
    """call or put."""
    strike: Strike | None = None
    """Strike of both options; the listed strike nearest spot when not given."""
    back_dte: Days
    """Calendar days to the later expiration; dte is the nearer one."""
    back_vol: Vol | None = None
    """Implied volatility of the later option; the same as vol when absent."""
    direction: Literal["buy", "sell"] = "buy"
    """`buy` owns the later option, `sell` the nearer."""

    @model_validator(mode="after")
    def _at_the_money(self) -> Self:
        if self.strike is None and self.spot is not None:
            self.__dict__["strike"] = nearest_strike(self.spot)  # not through the constructor: it is assumed, not given
        return self


def _present(inputs: CalendarSpreadInputs, opened: Opened) -> Presentation:
    return with_horizon(present_opened(inputs, opened), opened, inputs.horizon_days, inputs.contracts)


@calculator(
    name="calendar_spread",
    title="Calendar spread",
    task="price",
    presenter=_present,
    example={"spot": 7140.0, "strike": 7140.0, "dte": 30.0, "back_dte": 60.0, "vol": 0.18, "back_vol": 0.185, "right": "put"},
    terms=("calendar-spread", "term-structure", "theta"),
    sources=("hull-2018", "natenberg-2015"),
    phrases=("calendar spread", "time spread", "horizontal spread", "calendar"),
    speech=Speech(cues=(Cue("calendar|time spread|horizontal(?: spread)?|diagonal", 7),)),
)
def calendar_spread(inputs: CalendarSpreadInputs) -> Opened:
    """Price a calendar spread and its profit at the nearer expiration, when the later option is valued by the model.

    Give strike, dte and back_dte; back_vol if the later volatility differs.
    """
    seen = require_outlook(inputs, "the later option is valued by the model")
    if inputs.strike is None:
        raise missing(("strike",), "the strike of both options")
    if not inputs.back_dte > seen.dte:
        raise field_error("back_dte", f"back_dte must be greater than dte; got {inputs.back_dte:g} and {seen.dte:g}: raise back_dte")
    back_t = conventions.years(inputs.back_dte, inputs.time_convention)
    front_vol = float(seen.state.vol_at(inputs.strike, seen.t))
    back_vol = inputs.back_vol if inputs.back_vol is not None else float(seen.state.vol_at(inputs.strike, back_t))
    if back_vol**2 * back_t < front_vol**2 * seen.t:
        raise field_error(
            "back_vol",
            f"total variance must not fall with time (calendar arbitrage); got vol {front_vol:.4f} for {seen.dte:g} days and {back_vol:.4f} for "
            f"{inputs.back_dte:g} days at strike {inputs.strike:g}: raise back_vol",
        )
    sign = 1 if inputs.direction == "buy" else -1
    legs = (Leg(inputs.right, inputs.strike, -sign, seen.dte), Leg(inputs.right, inputs.strike, sign, inputs.back_dte, vol=back_vol))
    trade = open_trade(Position(legs), seen, fill_of(inputs))
    check_sign(trade, inputs.direction)
    later = float(valuation.leg_greeks(trade.position, seen.state, seen.convention).price[1])
    exceeds = trade.payoff.max_loss > -trade.credit > 0.0
    return Opened(
        title=f"{'long' if sign > 0 else 'short'} {inputs.right} calendar",
        trade=trade,
        strikes=(("strike", inputs.strike),),
        touches=(),
        margin=-trade.credit if sign > 0 else margin.naked(inputs.right, seen.state.spot, inputs.strike, later),
        notes=(
            f"Profit is taken at the nearer expiration, with the later option worth its model value at a vol of {100 * back_vol:.2f} %: "
            "extremes, breakevens and expected value all rest on that vol.",
            *(("The later option sold outlives the one bought, so its margin is that of a naked short.",) if sign < 0 else ()),
            *(("The loss can exceed the cost: deep in the money the later option is worth less than the one then due.",) if exceeds else ()),
        ),
        smile_comparison=False,
    )
