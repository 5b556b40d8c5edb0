"""The inputs that place short strikes by a rule, and the note that says what rounding to listed strikes did."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from calculators.errors import InputError
from calculators.market import MarketState
from calculators.spec import Inputs
from calculators.strikes import RULES, Placement, Rule, Slot, deltas, model_credits, rounded, shorts
from calculators.structure import Outlook, missing
from calculators.trade import StructureInputs, outlook, require_outlook
from calculators.units import Delta, Number, PositiveNumber, Premium, Share, Width
from calculators.wording import level, listed, number, points

DEFAULT_DELTA = 0.16
SPOT_RULES: tuple[Rule, ...] = ("short_distance", "short_otm")


class PlacementRules(Inputs):
    """The rules that place short strikes."""

    short_delta: Delta | None = None
    """Place both shorts at this delta, such as 0.16."""
    short_sd: PositiveNumber | None = None
    """Place both shorts this many expected moves (spot x vol x root of time) from spot."""
    short_distance: Width | None = None
    """Place both shorts this many index points from spot."""
    short_otm: Share | None = None
    """Place both shorts this fraction of spot away, such as 0.05."""
    edr_multiple: PositiveNumber | None = None
    """Place both shorts this many expected daily ranges (spot x vol / root of 252) from spot."""
    target_credit: Annotated[Premium, Field(gt=0)] | None = None
    """Place both shorts equally far from spot, where the model credit is this many index points."""
    strike_step: Annotated[Number, Field(ge=0)] = 5.0
    """Listed strikes are multiples of this; 0 leaves strikes unrounded."""

    def placement(self) -> Placement | None:
        """The rule given, or None when there is none."""
        for rule in RULES:
            if (amount := getattr(self, rule)) is not None:
                return Placement(rule, amount)
        return None


class PlacementInputs(PlacementRules, StructureInputs):
    """Short strikes by exactly one rule: the strikes themselves, or one of the rules; 0.16 delta when none is given."""

    strike_fields: ClassVar[tuple[str, ...]] = ()

    @model_validator(mode="after")
    def _place_once(self) -> Self:
        rules = [rule for rule in RULES if getattr(self, rule) is not None]
        strikes = [name for name in self.strike_fields if getattr(self, name) is not None]
        chosen = rules + ([f"strikes ({listed(strikes)})"] if strikes else [])
        if len(chosen) > 1:
            raise InputError(f"strikes are placed by exactly one rule; got {listed(chosen)}: keep one of them")
        if not chosen:
            # Set on the instance, not through the constructor, so that it counts as assumed and not as given.
            self.__dict__["short_delta"] = DEFAULT_DELTA
        return self

    def given_strikes(self) -> tuple[float, ...]:
        """All the strikes; InputError names those missing."""
        absent = tuple(name for name in self.strike_fields if getattr(self, name) is None)
        if absent:
            raise missing(absent, f"strikes are given all together: {listed(list(self.strike_fields))}")
        return tuple(getattr(self, name) for name in self.strike_fields)


@dataclass(frozen=True, slots=True)
class Placed:
    """Short strikes after rounding, the exact levels the rule asked for, and the sentence about the difference."""

    short_put: float
    short_call: float
    exact_put: float
    exact_call: float
    note: str | None


def place(inputs: PlacementInputs, placement: Placement, slots: tuple[Slot, ...]) -> Placed:
    """The short strikes by the rule, rounded to listed ones. InputError when the rule lacks spot, dte or vol."""
    seen = outlook(inputs)
    if seen is None and placement.rule in SPOT_RULES and inputs.spot is not None:
        exact = shorts(placement, MarketState(inputs.spot), 0.0, slots)
    else:
        seen = require_outlook(inputs, f"to place strikes by {placement.rule}")
        exact = shorts(placement, seen.state, seen.t, slots)
    put, call = rounded(exact[0], inputs.strike_step), rounded(exact[1], inputs.strike_step)
    two_sided = len({slot.side for slot in slots}) == 2
    if put <= 0.0 or (two_sided and put >= call):
        raise InputError(
            f"{placement.rule} must leave the short put above 0 and below the short call after rounding to {inputs.strike_step:g}; "
            f"got {placement.amount:g}, which gives put {put:g} and call {call:g}: place them further apart or lower strike_step"
        )
    return Placed(put, call, *exact, _rounding(placement, (put, call), exact, seen, inputs.strike_step, slots))


def _rounding(
    placement: Placement, listed_at: tuple[float, float], exact: tuple[float, float], seen: Outlook | None, step: float, slots: tuple[Slot, ...]
) -> str | None:
    """What rounding did to each short that the structure has, and to the model credit; None when it moved nothing."""
    sides = [side for side in (-1, 1) if any(slot.side == side for slot in slots)]
    chosen = [(("put", 0) if side < 0 else ("call", 1)) for side in sides]
    if step == 0.0 or max(abs(listed_at[i] - exact[i]) for _, i in chosen) < 1e-9:
        return None
    before, after = deltas((exact, listed_at), seen.state, seen.t) if seen else (None, None)
    said = []
    for right, i in chosen:
        change = f" (delta {number(before[i], 4)} to {number(after[i], 4)})" if before and after else ""
        said.append(f"{right} {level(round(exact[i], 2))} to {level(listed_at[i])}{change}")
    credit = ""
    if seen is not None and min(exact[0], listed_at[0]) + min(slot.offset for slot in slots) > 0.0:
        exact_credit, listed_credit = model_credits((exact, listed_at), seen.state, seen.t, slots)
        credit = f"; the model credit went from {points(exact_credit, 3)} to {points(listed_credit, 3)}"
    rule = placement.rule.replace("_", " ").capitalize()
    return f"{rule} {placement.amount:g}, rounded to strikes of {step:g}: {listed(said)}{credit}."
