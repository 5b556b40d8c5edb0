"""The market assumed when a question names no level, and which inputs it fills."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Annotated, Any, TypeVar

from pydantic import Field, ValidationError

from calculators.errors import InputError
from calculators.placing import PlacementInputs
from calculators.spec import Calculator, Inputs, readable, unit_of
from calculators.trade import StructureInputs
from calculators.units import Capital, Days, Dollars, Number, Premium, Rate, Spot, VixQuote
from calculators.wording import listed

_NAMED_BY_STRIKES = ("long_put", "short_put", "short_call", "long_call", "short_strike", "strike", "put_strike", "call_strike", "legs", "closes")


Entered = TypeVar("Entered", bound=Inputs)

# What the calculators assume of every trade. A field that assumes something else is another thing of that name: a discount rate, a share's yield.
_GENERAL = {
    **{name: StructureInputs.model_fields[name].default for name in ("rate", "dividend_yield", "slippage", "fees")},
    "strike_step": PlacementInputs.model_fields["strike_step"].default,
}
_ACCOUNT = "account"


class EnteredHabits(Inputs):
    """What holds for a person's trades unless a question says otherwise, as that person enters it."""

    account: Capital | None = None
    """Dollars in the account."""

    rate: Rate | None = None
    """Interest rate a year, continuously compounded."""

    dividend_yield: Rate | None = None
    """Dividend yield of the index a year, continuously compounded."""

    strike_step: Annotated[Number, Field(ge=0)] | None = None
    """Strikes are rounded to multiples of this, in index points; 0 leaves them unrounded."""

    slippage: Premium | None = None
    """Index points lost to the bid-ask spread for a whole structure."""

    fees: Annotated[Dollars, Field(ge=0)] | None = None
    """Dollars of commission and exchange fees a contract leg."""


class EnteredFuture(Inputs):
    """A VIX future as a person enters it."""

    level: VixQuote
    dte: Days


class EnteredMarket(Inputs):
    """The market as a person enters it: what is assumed when a question names no level."""

    spot: Spot
    """S&P 500 level."""

    vix: VixQuote
    """VIX."""

    as_of: date
    """The day these levels belong to."""

    vix_5dma: VixQuote | None = None
    """Mean VIX of the last five closes."""

    futures: list[EnteredFuture] = Field(default_factory=list, max_length=12)
    """The VIX futures, near to far."""


@dataclass(frozen=True, slots=True)
class Future:
    """A VIX future: its level in points and the calendar days to its settlement."""

    level: float
    dte: float


@dataclass(frozen=True, slots=True)
class Market:
    """Index and VIX levels on a day. `example` marks levels nobody set: an example, not the market now.

    `vix_5dma` is the mean VIX of the last five closes and `futures` the VIX curve, near to far; either may be unknown. `habits` are what
    one person's trades have unless said otherwise: the account, the rate, the fees and their like, by name.
    """

    spot: float
    vix: float
    as_of: date
    example: bool = True
    vix_5dma: float | None = None
    futures: tuple[Future, ...] = ()
    habits: tuple[tuple[str, float], ...] = ()

    @classmethod
    def entered(cls, entered: Mapping[str, Any]) -> Market:
        """The market of levels a person set. Raises InputError naming each field at fault."""
        read = _read(EnteredMarket, entered)
        days = [future.dte for future in read.futures]
        if sorted(set(days)) != days:
            raise InputError(
                f"VIX futures must be given near to far, each with its own days to settlement; got {listed([f'{day:g}' for day in days])}"
            )
        futures = tuple(Future(future.level, future.dte) for future in read.futures)
        return cls(read.spot, read.vix, read.as_of, example=False, vix_5dma=read.vix_5dma, futures=futures)

    def with_habits(self, entered: Mapping[str, Any]) -> Market:
        """This market for a person with these habits. Raises InputError naming each field at fault."""
        return replace(self, habits=tuple(_read(EnteredHabits, entered).model_dump(exclude_none=True).items()))

    def to_json(self) -> dict[str, Any]:
        return asdict(self) | {"as_of": self.as_of.isoformat(), "habits": dict(self.habits)}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Market:
        """The market that `to_json` described, or an older description without its mean, futures or habits."""
        futures = tuple(Future(**future) for future in kept.get("futures", ()))
        habits = tuple(kept.get("habits", {}).items())
        return cls(kept["spot"], kept["vix"], date.fromisoformat(kept["as_of"]), kept["example"], kept.get("vix_5dma"), futures, habits)

    def age_days(self, today: date) -> int:
        """Calendar days since the levels were those of the market."""
        return (today - self.as_of).days

    def described(self, today: date) -> str:
        """The levels, the day they belong to and how old they are, in one sentence."""
        levels = [f"SPX {self.spot:,.2f}", f"VIX {self.vix:.2f}"]
        if self.vix_5dma is not None:
            levels.append(f"its 5-day mean {self.vix_5dma:.2f}")
        if self.futures:
            levels.append("VIX futures " + ", ".join(f"{future.level:.2f} in {future.dte:g} days" for future in self.futures))
        age = self.age_days(today)
        old = "today" if age == 0 else "1 day ago" if age == 1 else f"{age} days ago" if age > 0 else f"{-age} days ahead"
        kind = "an example, not the market now" if self.example else "as set by hand, not a live quote"
        return f"{', '.join(levels)} of {self.as_of:%A} {self.as_of.day} {self.as_of:%B %Y} ({old}): {kind}."

    def fill(self, calculator: Calculator[Any, Any], given: Mapping[str, Any]) -> dict[str, Any]:
        """The inputs the calculator takes and the person did not give: habits; the index level, the VIX or the vol it stands for; and,
        where the VIX is the market's own, its mean and its futures.

        A trade named by its strikes keeps to the levels given with it: today's say nothing about yesterday's trade.
        """
        fields = calculator.inputs.model_fields
        filled: dict[str, Any] = {
            name: value
            for name, value in self.habits
            if name in fields and name not in given and (name == _ACCOUNT or fields[name].default == _GENERAL[name])
        }
        if any(name in given for name in _NAMED_BY_STRIKES):
            return filled
        index = "spot" in fields and (unit := unit_of(fields["spot"])) is not None and unit.name == "index points"
        if index and "spot" not in given:
            filled["spot"] = self.spot
        if "vol" in given or "vix" in given:
            return filled
        if "vix" in fields:
            filled["vix"] = self.vix
        elif "vol" in fields and index:
            filled["vol"] = round(self.vix / 100, 6)
        # A curve or a mean beside a VIX that is not its own would be two markets at once.
        if "vix_5dma" in fields and self.vix_5dma is not None and "vix_5dma" not in given:
            filled["vix_5dma"] = self.vix_5dma
        if "futures" in fields and self.futures and "futures" not in given and "contango" not in given:
            filled["futures"] = [{"level": future.level, "dte": future.dte} for future in self.futures]
        return filled


def _read(model: type[Entered], entered: Mapping[str, Any]) -> Entered:
    try:
        return model.model_validate(dict(entered))
    except ValidationError as error:
        raise readable(model, "the market", error) from error
