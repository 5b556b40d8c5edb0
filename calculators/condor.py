"""The iron condor: a short put spread below a short call spread, sold for a credit."""

from __future__ import annotations

from dataclasses import dataclass

from calculators.errors import InputError
from calculators.position import Leg, Position
from calculators.structure import Fill, Outlook, Trade, check_credit, open_trade


@dataclass(frozen=True, slots=True)
class IronCondor:
    """Four strikes with long_put < short_put < short_call < long_call; equal shorts are an `iron_butterfly`."""

    long_put: float
    short_put: float
    short_call: float
    long_call: float
    iron_butterfly: bool = False

    def __post_init__(self) -> None:
        shorts_ok = self.short_put == self.short_call if self.iron_butterfly else self.short_put < self.short_call
        if not (0.0 < self.long_put < self.short_put and shorts_ok and self.short_call < self.long_call):
            rule = "long_put < short_put = short_call < long_call" if self.iron_butterfly else "long_put < short_put < short_call < long_call"
            came = ", ".join(f"{strike:g}" for strike in self.strikes)
            raise InputError(f"strikes must satisfy {rule}, all above 0; got {came}: reorder them, or narrow the wings")

    @property
    def strikes(self) -> tuple[float, float, float, float]:
        return self.long_put, self.short_put, self.short_call, self.long_call

    @property
    def put_width(self) -> float:
        return self.short_put - self.long_put

    @property
    def call_width(self) -> float:
        return self.long_call - self.short_call

    @property
    def width(self) -> float:
        """The wider wing: what the condor can be made to pay."""
        return max(self.put_width, self.call_width)

    def position(self, dte: float, credit: float = 0.0) -> Position:
        """The four legs of the short condor."""
        puts = Leg("put", self.long_put, 1, dte), Leg("put", self.short_put, -1, dte)
        calls = Leg("call", self.short_call, -1, dte), Leg("call", self.long_call, 1, dte)
        return Position((*puts, *calls), credit)


def sell(condor: IronCondor, outlook: Outlook | None, fill: Fill, dte: float | None) -> Trade:
    """Open the condor for its fill, or the model credit. Raises InputError for a credit no market would give."""
    position = condor.position(0.0 if dte is None else dte)
    trade = open_trade(position, outlook, fill)
    check_credit(trade.gross_credit, condor.width)
    check_credit(trade.credit, condor.width)
    return trade
