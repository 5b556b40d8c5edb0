"""The collar: the index or fund held, a put bought below, a call sold above."""

from __future__ import annotations

from typing import ClassVar

from calculators.errors import InputError
from calculators.figures import Opened, present_opened
from calculators.placing import PlacementInputs, place
from calculators.position import Leg, Position
from calculators.spec import Presentation, calculator
from calculators.speech import Cue, Speech
from calculators.strikes import Slot
from calculators.structure import missing, open_trade
from calculators.trade import fill_of, outlook
from calculators.units import Strike

SLOTS = (Slot("put", 1, -1), Slot("call", -1, 1))


class CollarInputs(PlacementInputs):
    strike_fields: ClassVar[tuple[str, ...]] = ("put_strike", "call_strike")

    put_strike: Strike | None = None
    """Strike of the put bought; give both strikes or a placement rule."""
    call_strike: Strike | None = None
    """Strike of the call sold."""


def _present(inputs: CollarInputs, opened: Opened) -> Presentation:
    return present_opened(inputs, opened)


@calculator(
    name="collar",
    title="Collar",
    task="price",
    presenter=_present,
    example={"spot": 7140.0, "dte": 90.0, "vol": 0.18, "put_strike": 6800.0, "call_strike": 7500.0},
    terms=("put-option", "call-option", "hedge", "breakeven"),
    sources=("hull-2018", "mcmillan-2012"),
    phrases=("collar", "fence", "protective put and covered call", "zero cost collar"),
    speech=Speech(
        cues=(
            Cue("collars?|collared|collaring|fences?|fenced", 7),
            Cue(
                r"(?:own|hold|holding|long) (?:(?:the|my|an?|some|spx|[N]\d+) )*(?:index|stock|shares|underlying|basket|fund|etf|exposure|"
                r"spx (?:at|@)) "
                r".*puts? .*(?:calls?|upside)(?: .*)?|"
                r"puts? .*calls? (?:.* )?(?:vs|versus|against|over|around) (?:my |the |an? )*"
                r"(?:index )?(?:fund|stock|shares|portfolio|holdings?)(?: .*)?|"
                r"(?:protect\w*|insur\w*|hedg\w*|(?:on|of) my) (?:my |the |an? )*(?:(?:index|stock|spx) )?"
                r"(?:holdings?|shares|stock|portfolio|fund|index position) .*(?:puts? .*calls?|calls? .*puts?)(?: .*)?|"
                r"floor and (?:the |my )?(?:cap|ceiling)|puts? .*(?:financ\w+|paid for|funded) (?:it )?(?:by|with) (?:.* )?calls?(?: .*)?",
                8.5,
            ),
        )
    ),
)
def collar(inputs: CollarInputs) -> Opened:
    """Price a collar (also called a fence) about a holding bought at spot: option credit or cost, floor, cap, breakeven, Greeks, chart.

    Give put_strike and call_strike, or a rule that places both. Dividends of the holding are left out.
    """
    if inputs.spot is None:
        raise missing(("spot",), "the price at which the holding is carried")
    if inputs.target_credit is not None:
        raise InputError("a collar's credit need not fall with distance, so target_credit cannot place it: give strikes or another rule")
    placement = inputs.placement()
    notes = ["The holding is one unit at spot per structure; its dividends are left out of the profit."]
    if placement is None:
        put, call = inputs.given_strikes()
    else:
        placed = place(inputs, placement, SLOTS)
        put, call = placed.short_put, placed.short_call
        notes += [placed.note] if placed.note is not None else []
    if not put < call:
        raise InputError(f"put_strike must be below call_strike; got {put:g} and {call:g}: swap them, or place them further apart")
    dte = inputs.dte if inputs.dte is not None else 0.0
    legs = (Leg("put", put, 1, dte), Leg("call", call, -1, dte))
    trade = open_trade(Position(legs, units=1.0), outlook(inputs), fill_of(inputs), paid_for_units=inputs.spot)
    return Opened(
        title="collar",
        trade=trade,
        strikes=(("put_strike", put), ("call_strike", call)),
        touches=(("put", put), ("call", call)),
        margin=None,
        notes=tuple(notes),
        smile_comparison=False,
    )
