"""A position: legs, what was received or paid for them, and the multiplier."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

from calculators.black_scholes import Array
from calculators.errors import InputError
from calculators.units import Right

Underlying = Literal["index", "future"]


@dataclass(frozen=True, slots=True)
class Leg:
    """`quantity` options of one kind: positive long, negative short; `vol` only when it is not the market's."""

    right: Right
    strike: float
    quantity: float
    dte: float
    underlying: Underlying = "index"
    vol: float | None = None


@dataclass(frozen=True)  # without slots: the arrays of a position are made once
class Position:
    """Legs with their `credit` in index points (positive received, negative paid) and `units` of the underlying held.

    Units enter profit at their level on the day: what was paid for them belongs in `credit`. The arrays are by leg, and
    not to be written to.
    """

    legs: tuple[Leg, ...]
    credit: float = 0.0
    multiplier: float = 100.0
    units: float = 0.0

    def __post_init__(self) -> None:
        if not self.legs:
            raise InputError("a position needs at least one leg; got none")

    def at_credit(self, credit: float) -> Position:
        """The same position for another credit."""
        other = Position(self.legs, credit, self.multiplier, self.units)
        vars(other).update({**vars(self), **vars(other)})  # the arrays are the same
        return other

    @cached_property
    def signs(self) -> Array:
        """+1 for calls, -1 for puts."""
        return np.array([1.0 if leg.right == "call" else -1.0 for leg in self.legs])

    @cached_property
    def strikes(self) -> Array:
        return np.array([leg.strike for leg in self.legs])

    @cached_property
    def quantities(self) -> Array:
        return np.array([leg.quantity for leg in self.legs], dtype=np.float64)

    @cached_property
    def dte(self) -> float:
        """Days to the nearest expiration."""
        return min(leg.dte for leg in self.legs)

    @cached_property
    def one_expiration(self) -> bool:
        return len({leg.dte for leg in self.legs}) == 1
