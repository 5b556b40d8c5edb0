"""The iron condor, sold for a credit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self

from pydantic import model_validator

from calculators import margin
from calculators.condor import IronCondor, sell
from calculators.errors import InputError
from calculators.figures import Opened, present_opened
from calculators.horizon_figures import HorizonInputs, with_horizon
from calculators.placing import PlacementInputs, place
from calculators.spec import Presentation, calculator
from calculators.speech import Cue, Speech
from calculators.strikes import condor_slots
from calculators.structure import Trade
from calculators.trade import fill_of, outlook
from calculators.units import Strike, Width
from calculators.wording import listed

DEFAULT_WIDTH = 50.0


class IronCondorInputs(PlacementInputs):
    strike_fields: ClassVar[tuple[str, ...]] = ("long_put", "short_put", "short_call", "long_call")

    long_put: Strike | None = None
    """Lowest strike; give all four or a placement rule."""
    short_put: Strike | None = None
    """Second strike."""
    short_call: Strike | None = None
    """Third strike."""
    long_call: Strike | None = None
    """Highest strike."""
    wing_width: Width | None = None
    """Points between short and long strike on both sides; 50 when no width is given."""
    put_wing_width: Width | None = None
    """Width of the put side alone."""
    call_wing_width: Width | None = None
    """Width of the call side alone."""

    @model_validator(mode="after")
    def _wings_once(self) -> Self:
        own = [name for name in ("put_wing_width", "call_wing_width") if getattr(self, name) is not None]
        if self.wing_width is not None and len(own) == 2:
            raise InputError("give wing_width, or put_wing_width and call_wing_width; got all three: drop wing_width or the other two")
        given = [name for name in self.strike_fields if getattr(self, name) is not None]
        widths = own + (["wing_width"] if self.wing_width is not None else [])
        if given and widths:
            raise InputError(f"four strikes already set the wings; got {listed(widths)} as well: drop the width or give a placement rule")
        if not given and self.wing_width is None and len(own) < 2:
            self.__dict__["wing_width"] = DEFAULT_WIDTH  # not through the constructor: it is assumed, not given
        return self

    def widths(self) -> tuple[float, float]:
        """The put and call wings of a placed condor."""
        both = self.wing_width if self.wing_width is not None else DEFAULT_WIDTH
        put = self.put_wing_width if self.put_wing_width is not None else both
        call = self.call_wing_width if self.call_wing_width is not None else both
        return put, call


@dataclass(frozen=True, slots=True)
class OpenedCondor:
    """A condor and how it was opened."""

    condor: IronCondor
    opened: Opened

    @property
    def trade(self) -> Trade:
        return self.opened.trade


def build(inputs: IronCondorInputs) -> OpenedCondor:
    """Place the strikes, take the credit, and open the condor. Other calculators that hold condors start here."""
    placement, note = inputs.placement(), None
    if placement is None:
        long_put, short_put, short_call, long_call = inputs.given_strikes()
        condor = IronCondor(long_put, short_put, short_call, long_call)
    else:
        put_wing, call_wing = inputs.widths()
        placed = place(inputs, placement, condor_slots(put_wing, call_wing))
        condor, note = IronCondor(placed.short_put - put_wing, placed.short_put, placed.short_call, placed.short_call + call_wing), placed.note
    trade = sell(condor, outlook(inputs), fill_of(inputs), inputs.dte)
    opened = Opened(
        title="iron condor",
        trade=trade,
        strikes=tuple(zip(IronCondorInputs.strike_fields, condor.strikes, strict=True)),
        touches=(("put", condor.short_put), ("call", condor.short_call)),
        margin=margin.spread((condor.put_width, condor.call_width)),
        notes=(*(() if note is None else (note,)), *shape_notes(condor, trade)),
    )
    return OpenedCondor(condor, opened)


def shape_notes(condor: IronCondor, trade: Trade) -> tuple[str, ...]:
    """What unequal wings do, and what margin means."""
    notes = []
    if condor.put_width != condor.call_width:
        wider = "put" if condor.put_width > condor.call_width else "call"
        notes.append(f"The wings differ: the maximum loss is on the {wider} side only.")
    if len(trade.payoff.breakevens) < 2:
        notes.append("The credit is at least the narrower wing, so that side cannot lose and has no breakeven.")
    notes.append("Margin is the wider wing (strategy-based rules); the credit may be applied to it, which leaves the maximum loss to deposit.")
    return tuple(notes)


class IronCondorAtHorizonInputs(HorizonInputs, IronCondorInputs):
    """The inputs of the calculator; other calculators hold condors without a horizon."""


def _present(inputs: IronCondorAtHorizonInputs, built: OpenedCondor) -> Presentation:
    return with_horizon(present_opened(inputs, built.opened), built.opened, inputs.horizon_days, inputs.contracts)


@calculator(
    name="iron_condor",
    title="Iron condor",
    task="price",
    presenter=_present,
    example={"spot": 7140.0, "dte": 45.0, "vol": 0.18, "short_delta": 0.16, "wing_width": 50.0},
    terms=(
        "iron-condor",
        "net-credit",
        "max-loss",
        "breakeven",
        "probability-of-profit",
        "probability-of-touch",
        "wing-width",
        "short-strike",
        "return-on-risk",
    ),
    sources=("hull-2018", "natenberg-2015", "cboe-spx-specifications", "finra-4210"),
    phrases=("iron condor", "condor", "ic", "sell a condor", "short strikes", "wings", "0dte condor", "1dte condor"),
    speech=Speech(cues=(Cue("iron condor|condor|ic", 6),)),
)
def iron_condor(inputs: IronCondorAtHorizonInputs) -> OpenedCondor:
    """Price a short iron condor: strikes, credit, breakevens, probabilities, expected value, Greeks and margin, with its payoff chart.

    Give four strikes, or one rule that places the short strikes (delta, standard deviations, points, per cent out of
    the money, multiples of the expected daily range, or a target credit) and the wing width. With four strikes and a
    credit the payoff needs no spot, volatility or days.
    """
    return build(inputs)
