"""The blanks of a calculator: those it declares beside its inputs, and for inputs it says nothing of, their own names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, get_args, get_origin

from pydantic.fields import FieldInfo

from bot.routing import slots
from bot.routing.numbers import Number, read_line
from bot.routing.slots import Convert, Slot
from calculators.spec import Inputs, unit_of
from calculators.speech import HUGE, Blank, Speech

# Read by the grammar of trades and dates, whatever the calculator.
COMMON = frozenset(("spot", "dte", "vol", "vix", "rate", "dividend_yield", "contracts", "smile", "time_convention"))
CONVERTS: Mapping[str, Convert] = {
    "number": slots.plain,
    "amount": slots.amount,
    "share": slots.share,
    "part": slots.part,
    "percent": slots.percent,
    "rate": slots.rate,
    "vol": slots.vol,
    "vix": slots.vix,
    "premium": slots.premium,
    "points": slots.points,
}
_FOR = "(?:of |for |by )?"  # "win rate for 1.15" names no win rate
_TIME = "days"  # a blank that speaks of days may have "for 30 days" for its own
_NO_TIME = "(?! (?:days?|dte|weeks|months)(?= ))"
_NO_YEARS = "(?! years(?= ))"
# Words that are a choice's value and much else besides: alone they choose nothing.
_TOO_PLAIN = frozenset(("none", "flat", "first", "index", "future", "same", "simple", "call", "put", "buy", "sell"))


@dataclass(frozen=True, slots=True)
class Series:
    """A blank for a list of numbers, oldest first."""

    field: str
    words: str
    convert: Convert
    low: float
    high: float
    required: bool
    least: int

    def read(self, numbers: Sequence[Number] | None) -> list[float] | None:
        """The values, if all are believable."""
        values = [self.convert(number) for number in numbers or ()]
        return values if values and all(self.low <= value <= self.high for value in values) else None


@dataclass(frozen=True, slots=True)
class Choice:
    """A blank for one of a few words."""

    field: str
    value: str
    words: str


@dataclass(frozen=True, slots=True)
class Blanks:
    numbers: tuple[Slot, ...] = ()
    series: tuple[Series, ...] = ()
    choices: tuple[Choice, ...] = ()


@lru_cache(maxsize=256)
def blanks_of(inputs: type[Inputs], speech: Speech) -> Blanks:
    """All blanks of a calculator with these inputs, declared ones first."""
    fields = inputs.model_fields
    declared = {blank.field for blank in speech.blanks}
    asked = [*speech.blanks, *(Blank(name) for name in fields if name not in declared and name not in COMMON)]
    numbers: list[Slot] = []
    series: list[Series] = []
    choices: list[Choice] = []
    for blank in asked:
        info = fields.get(blank.field)
        shape = _shape(info.annotation) if info is not None else "number"
        if (shape == "number" and info is not None and unit_of(info) is not None) or (shape in ("number", "other") and blank.field in declared):
            numbers.append(_slot(blank, info))
        elif shape == "numbers" and info is not None and unit_of(info) is not None:
            least = 1 if blank.before else 2
            series.append(Series(blank.field, blank.before or name_of(blank.field), _convert(blank, info), *_bounds(info), info.is_required(), least))
        elif shape == "choice" and info is not None and blank.field not in declared:
            choices += [Choice(blank.field, value, words) for value, words in _values(blank.field, info.annotation)]
    return Blanks(tuple(numbers), tuple(series), tuple(choices))


def _slot(blank: Blank, info: FieldInfo | None) -> Slot:
    patterns, convert = blank.exact, _convert(blank, info)
    name = name_of(blank.field)
    before, after = (f"{name}|{blank.before}", blank.after) if blank.before or blank.after or blank.exact else (name, name)
    before = before.rstrip("|")
    own_time = ("" if _TIME in f"{before} {after}" else _NO_TIME) + ("" if "year" in f"{before} {after}" else _NO_YEARS)
    if before:
        patterns += (rf"(?:{before}) ~{_FOR if convert is not slots.share else ''}#{own_time}",)
    if after:
        own = r"(?! (?:is|was|at|:|=) [NPD]\d)" if blank.field.startswith("vix") else ""  # a VIX that "is" another number is named before it
        patterns += (rf"# (?:x |of |in |the )*(?:{after}){own}",)
    low, high = _bounds(info) if info is not None else (-HUGE, HUGE)
    return Slot(
        blank.field,
        convert,
        blank.low if blank.low is not None else low,
        blank.high if blank.high is not None else high,
        patterns,
        blank.ask or f"What is the {blank.field.replace('_', ' ')}?",
        exact=len(blank.exact),
        outright=len(patterns),
    )


def _convert(blank: Blank, info: FieldInfo | None) -> Convert:
    if blank.reads is not None:
        return CONVERTS[blank.reads]
    unit = unit_of(info) if info is not None else None
    if unit is None:
        return slots.plain
    if unit.name == "VIX points":
        return slots.vix
    if unit.name in ("decimal", "delta") and info is not None:
        low, high = _bounds(info)
        return slots.share if low >= 0 and high <= 1 else slots.rate
    return slots.plain


@lru_cache(maxsize=1024)
def name_of(field: str) -> str:
    """A field's name as the line of a question would say it."""
    return read_line(field.replace("_", " ")).text.strip()


def _shape(annotation: Any) -> Literal["number", "numbers", "choice", "other"]:
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is Literal:
        return "choice" if all(isinstance(value, str) for value in args) else "other"
    if origin in (list, tuple):
        return "numbers" if _shape(args[0]) == "number" else "other"
    if annotation in (float, int):
        return "number"
    if hasattr(annotation, "__metadata__"):
        return _shape(args[0])
    shapes = {_shape(part) for part in args if part is not type(None)}
    return shapes.pop() if len(shapes) == 1 else "other"


def _bounds(info: FieldInfo) -> tuple[float, float]:
    """The bounds declared in a field's type, inclusive or not."""
    low, high = -HUGE, HUGE
    pending: list[Any] = [*info.metadata, info.annotation]
    while pending:
        item = pending.pop()
        pending.extend(getattr(item, "metadata", ()) if isinstance(item, FieldInfo) else getattr(item, "__metadata__", ()))
        if hasattr(item, "__args__"):
            pending.extend(item.__args__)
        for name in ("ge", "gt"):
            low = max(low, float(getattr(item, name, low)))
        for name in ("le", "lt"):
            high = min(high, float(getattr(item, name, high)))
    return low, high


def _values(field: str, annotation: Any) -> list[tuple[str, str]]:
    if get_origin(annotation) is not Literal:
        return [pair for part in get_args(annotation) for pair in _values(field, part)]
    name = name_of(field)
    return [
        (value, rf"(?:{words} {name}|{name} {words}|{words})" if words not in _TOO_PLAIN else rf"(?:{words} {name}|{name} {words})")
        for value in get_args(annotation)
        for words in (name_of(value),)
    ]
