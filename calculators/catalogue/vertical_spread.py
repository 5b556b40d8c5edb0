"""The vertical spread: one option sold, one bought further along, same right and expiration."""

from __future__ import annotations

from typing import ClassVar, Literal, Self

from pydantic import model_validator

from calculators.errors import InputError
from calculators.figures import Opened, present_opened
from calculators.placing import PlacementInputs, place
from calculators.position import Leg, Position
from calculators.spec import Presentation, calculator
from calculators.speech import Cue, Speech
from calculators.strikes import Slot
from calculators.structure import check_credit, check_debit, open_trade
from calculators.trade import fill_of, outlook
from calculators.units import Right, Strike, Width

DEFAULT_WIDTH = 50.0


class VerticalSpreadInputs(PlacementInputs):
    strike_fields: ClassVar[tuple[str, ...]] = ("short_strike", "long_strike")

    right: Right
    """call or put."""
    direction: Literal["sell", "buy"] | None = None
    """`sell` for a credit, `buy` for a debit; with both strikes given it follows from them."""
    short_strike: Strike | None = None
    """Strike sold; give both strikes or a placement rule."""
    long_strike: Strike | None = None
    """Strike bought."""
    wing_width: Width | None = None
    """Points between the strikes of a placed spread; 50 when not given."""

    @model_validator(mode="after")
    def _direction_once(self) -> Self:
        if self.short_strike is None or self.long_strike is None:
            if self.placement() is not None:
                for name, value in (("direction", "sell"), ("wing_width", DEFAULT_WIDTH)):
                    if getattr(self, name) is None:
                        self.__dict__[name] = value  # not through the constructor: it is assumed, not given
            if self.direction == "buy" and self.target_credit is not None:
                raise InputError("target_credit places a spread that is sold; got direction buy: place it by another rule or by strikes")
            return self
        if self.short_strike == self.long_strike:
            raise InputError(f"short_strike and long_strike must differ; got {self.short_strike:g} for both: move one")
        if self.wing_width is not None:
            raise InputError(f"two strikes already set the width; got wing_width {self.wing_width:g} as well: drop it or give a placement rule")
        sold = (self.short_strike > self.long_strike) == (self.right == "put")
        if self.direction is not None and (self.direction == "sell") != sold:
            rule = "a put spread is sold with short_strike above long_strike, a call spread with short_strike below it"
            raise InputError(
                f"{rule}; got direction {self.direction} with short {self.short_strike:g} and long {self.long_strike:g}: "
                "swap the strikes or drop direction"
            )
        return self


def _present(inputs: VerticalSpreadInputs, opened: Opened) -> Presentation:
    return present_opened(inputs, opened)


@calculator(
    name="vertical_spread",
    title="Vertical spread",
    task="price",
    presenter=_present,
    example={"spot": 7140.0, "dte": 45.0, "vol": 0.18, "right": "put", "short_delta": 0.16, "wing_width": 50.0},
    terms=("vertical-spread", "credit-spread", "breakeven", "max-loss"),
    sources=("hull-2018", "natenberg-2015"),
    phrases=("vertical spread", "credit spread", "put spread", "call spread", "bull put", "bear call", "debit spread", "bull call", "bear put"),
    speech=Speech(
        cues=(
            Cue("vertical|(?:bull|bear) (?:put|call|spreads?)|(?:put|call|puts|calls) (?:credit |debit )?spreads?|credit spreads?|debit spreads?", 5),
        )
    ),
)
def vertical_spread(inputs: VerticalSpreadInputs) -> Opened:
    """Price a vertical spread, sold for a credit or bought for a debit: extremes, breakeven, probabilities, Greeks, payoff chart.

    Give short_strike and long_strike, or a rule that places the nearer strike and a wing width. One side of a condor.
    """
    placement = inputs.placement()
    notes: tuple[str, ...] = ()
    side = 1 if inputs.right == "call" else -1
    if placement is None:
        short, long = inputs.given_strikes()
        sold = (short > long) == (inputs.right == "put")
    else:
        width = inputs.wing_width if inputs.wing_width is not None else DEFAULT_WIDTH
        slots = (Slot(inputs.right, -1, side), Slot(inputs.right, 1, side, side * width))
        placed = place(inputs, placement, slots)
        near = placed.short_put if side < 0 else placed.short_call
        sold, far = inputs.direction != "buy", near + side * width
        if far <= 0.0:
            raise InputError(f"the further strike must be above 0; got {far:g}: narrow wing_width")
        short, long = (near, far) if sold else (far, near)
        notes = (placed.note,) if placed.note is not None else ()
    dte = inputs.dte if inputs.dte is not None else 0.0
    trade = open_trade(Position((Leg(inputs.right, short, -1, dte), Leg(inputs.right, long, 1, dte))), outlook(inputs), fill_of(inputs))
    width = abs(short - long)
    for credit in (trade.gross_credit, trade.credit):
        if sold:
            check_credit(credit, width)
        else:
            check_debit(-credit, width)
    return Opened(
        title=f"{inputs.right} {'credit' if sold else 'debit'} spread",
        trade=trade,
        strikes=(("short_strike", short), ("long_strike", long)),
        touches=((inputs.right, short),),
        margin=width if sold else -trade.credit,
        notes=notes,
    )
