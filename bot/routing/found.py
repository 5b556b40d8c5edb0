"""What a reading gave for one calculator."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from math import isclose
from typing import Any

from bot.answer import Missing
from bot.routing.dates import take_day
from bot.routing.numbers import Number, Span
from bot.routing.reading import Reading, compiled
from bot.routing.slots import Slot
from bot.routing.words import word_list

PLACEMENTS = ("short_delta", "short_sd", "short_distance", "short_otm", "edr_multiple", "target_credit")
STRIKE_FIELDS = ("long_put", "short_put", "short_call", "long_call")


class Given(dict[str, Any]):
    """Inputs that remember where in the question they were read: an input set belongs to what was taken just before."""

    def __init__(self, reading: Reading) -> None:
        super().__init__()
        self.spans: dict[str, tuple[Span, ...]] = {}
        self._reading = reading
        self._moved: tuple[Span, ...] = ()
        reading.claim()

    def __setitem__(self, field: str, value: Any) -> None:
        super().__setitem__(field, value)
        self._mark((field,))

    def update(self, *given: Any, **more: Any) -> None:
        values = dict(*given, **more)
        super().update(values)
        self._mark(tuple(values))

    def pop(self, field: str, *otherwise: Any) -> Any:
        self._moved = self.spans.pop(field, ())
        return super().pop(field, *otherwise)

    def _mark(self, fields: tuple[str, ...]) -> None:
        spans = self._reading.claim() or self._moved
        self._moved = ()
        for name in fields:
            if spans or name not in self.spans:
                self.spans[name] = spans


@dataclass(slots=True)
class Found:
    """What a reading gave: inputs by field, slots whose number cannot be meant, a question that must be asked."""

    inputs: dict[str, Any] = field(default_factory=dict)
    faults: list[tuple[Slot, Number]] = field(default_factory=list)
    spans: dict[str, tuple[Span, ...]] = field(default_factory=dict)
    doubt: Missing | None = None
    notes: list[str] = field(default_factory=list)
    apart: tuple[float, float] | None = None  # points below and above the index of two shorts not as far out
    vol_points: list[float] = field(default_factory=list)  # moves of the VIX in points, of which the calculator wants the part of the vol they are

    def take(self, reading: Reading, *blanks: Slot) -> None:
        for slot in blanks:
            if slot.field not in self.inputs:
                reading.claim()
                value = slot.take(reading)
                if value is not None:
                    self.inputs[slot.field] = int(value) if slot.field == "contracts" and value == int(value) else value

    def put(self, reading: Reading, index: int, field: str, value: Any) -> None:
        """Fill a blank from the number at a place."""
        reading.claim()
        reading.take_place(index)
        self.inputs[field] = value

    def assign(self, reading: Reading, *blanks: Slot) -> None:
        """Fill blanks from the numbers around them, all at once: the words that stand closest to a number have it.

        People put words before numbers ("cash 120") or after ("120 cash") and keep to it: both orders are tried, and the one that
        fills more blanks, with fewer words between, is taken.
        """
        open_ = [slot for slot in blanks if slot.field not in self.inputs]
        candidates = [candidate for order, slot in enumerate(open_) for candidate in _candidates(reading, slot, order)]
        best = max((_chosen(candidates, first) for first in (False, True)), key=lambda taken: (len(taken), -sum(c.apart for c in taken)))
        for candidate in sorted(best, key=lambda candidate: candidate.start):
            reading.claim()
            reading.blank(candidate.start, candidate.end)
            self.inputs[candidate.slot.field] = candidate.value

    def take_days(self, reading: Reading, as_of: date) -> None:
        """The days to the expiration named, and a note of a day that was counted."""
        if "dte" not in self.inputs:
            reading.claim()
            days, note = take_day(reading, as_of)
            if days is not None:
                self.inputs["dte"] = days
                self.notes += [note] if note else []

    def check(self, reading: Reading, *blanks: Slot) -> None:
        """Note numbers said outright for a slot they cannot fill."""
        for slot in blanks:
            if slot.field not in self.inputs:
                number = slot.fault(reading)
                if number is not None:
                    self.faults.append((slot, number))


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A number that could fill a slot: where the words and it stand, and how many other words are between."""

    slot: Slot
    value: float
    place: str
    start: int
    end: int
    order: int
    exact: bool
    after: bool
    apart: int
    words: int


def _candidates(reading: Reading, slot: Slot, order: int) -> list[_Candidate]:
    found = []
    for rank, pattern in enumerate(slot.patterns):
        for match in compiled(pattern).finditer(reading.text):
            place = match.group(1)
            number = reading.number(place)
            if slot.believable(number):
                exact = rank < slot.exact
                after = match.group(0).startswith(place)
                said = match.group(0).split()
                inward = said[1:] if after else said[-2::-1]  # from the number to the words that name the slot
                apart = 0 if exact else next((at for at, word in enumerate(inward) if word not in _BETWEEN), len(inward))
                found.append(_Candidate(slot, slot.convert(number), place, match.start(), match.end(), order, exact, after, apart, len(said)))
    return found


_BETWEEN = frozenset(
    word_list("at on to was were be near around about price level trades trading the a an for of in with say is are : = , current now")
)


def _chosen(candidates: list[_Candidate], words_first: bool) -> list[_Candidate]:
    """The candidates taken one by one, the plainest first, each number and each slot once."""

    def plainness(candidate: _Candidate) -> tuple[bool, int, bool, int, int]:
        return (not candidate.exact, candidate.apart, candidate.after == words_first, -candidate.words, candidate.order)

    taken: list[_Candidate] = []
    for candidate in sorted(candidates, key=plainness):
        if all(
            candidate.slot.field != other.slot.field
            and (candidate.end <= other.start or candidate.start >= other.end)
            and candidate.place != other.place
            for other in taken
        ):
            taken.append(candidate)
    return taken


def narrowed(spans: tuple[Span, ...], value: Any, reading: Reading) -> tuple[Span, ...]:
    """Of the stretches an input was read from, the number it is, when just one of theirs is it; of a list, all its numbers."""
    inside = [number for number in reading.numbers if any(start <= number.span[0] and number.span[1] <= end for start, end in spans)]
    if isinstance(value, list) and inside:
        return tuple(number.span for number in inside)
    if isinstance(value, int | float) and not isinstance(value, bool):
        its = [number for number in inside if any(isclose(abs(number.value) * unit, abs(value), rel_tol=1e-9) for unit in (1.0, 0.01, 100.0))]
        if len(its) == 1:
            return (its[0].span,)
    return spans
