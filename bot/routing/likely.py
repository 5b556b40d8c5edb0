"""The numbers that no pattern and no word near them placed: each goes to the blank it is in requests like this one, when that is plain."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import product
from typing import Any

from bot.market import Market
from bot.routing import alike, slots
from bot.routing.asking import as_value
from bot.routing.blanks import blanks_of
from bot.routing.found import PLACEMENTS, STRIKE_FIELDS
from bot.routing.nearby import SLOTS, can_be, repeats
from bot.routing.numbers import Number
from bot.routing.structures import STRUCTURES
from bot.routing.understand import Understood
from calculators.errors import InputError
from calculators.spec import Calculator, Inputs, unit_of

MOST = 5  # numbers placed at once
SURE = 0.7  # of the votes of the numbers nearest to it
_PREMIUMS = ("credit", "target_credit", "price")
_WIDTHS = ("wing_width", "put_wing_width", "call_wing_width")
_NEVER = ("contracts", "strike_step", "horizon_days", "drift")  # a stray number would change the trade without a trace
_OF_REAL_VOL = r"reali[sz]\w*|forecast\w*|actual|true|own|deliver\w*|subsequent"
_BEYOND = r"(?:above|below|over|under|than|at least|exceed\w*|beats?)"  # what is compared with a figure, and no input
_PLACED = (*STRIKE_FIELDS, "strike", "short_strike", "put_strike")


def place_alike(understood: Understood, calculator: Calculator[Any, Any], market: Market | None) -> None:
    """Fill open blanks of the calculator from the numbers left: of all assignments the one with most votes, as far as it is sure.

    A question about a number that is placed is dropped."""
    reading, found = understood.reading, understood.found
    left = {
        index: number
        for index, number in reading.left()
        if not (repeats(number, found.inputs) or number.either or reading.has(rf"{_BEYOND} [NPD]{index}"))
    }
    if not left or len(left) > MOST or found.faults:
        return
    known, open_ = alike.numbers_of(calculator.name), _open(calculator, found.inputs)
    if not reading.said_at_all(_OF_REAL_VOL):
        open_.discard("real_vol")
    around = alike.at_numbers(reading.said, reading.numbers)
    inputs: type[Inputs] = calculator.inputs
    believable = {slot.field: slot.believable for slot in blanks_of(inputs, calculator.speech).numbers}
    votes: dict[int, dict[str, float]] = {}
    for index, number in left.items():
        ranked = known.ranked(around[index], {*open_, alike.NONE}) if index in around else ()
        votes[index] = {
            field: vote
            for field, vote in ranked
            if field == alike.NONE or (believable.get(field, lambda _: True)(number) and _value(number, field, calculator) is not None)
        }
    best = _most_votes(votes)
    for index, field in best.items():
        taken = {other for at, other in best.items() if at != index and other != alike.NONE}
        share = votes[index][field] / sum(vote for other, vote in votes[index].items() if other not in taken)
        value = _value(left[index], field, calculator) if field != alike.NONE else None
        if value is None or share < SURE or field in found.inputs or not _fits(field, value, calculator, found.inputs, market):
            continue
        reading.claim()
        reading.take_place(index)
        found.inputs[field] = value
        found.spans[field] = (left[index].span,)
        if found.doubt is not None and left[index].text in found.doubt.question:
            found.doubt = None


def _most_votes(votes: Mapping[int, Mapping[str, float]]) -> dict[int, str]:
    """For each number the blank it is given, or NONE, so that no blank is given twice and the votes are most."""
    choices = [[(index, field, vote) for field, vote in own.items()] + [(index, alike.NONE, 0.0)] for index, own in votes.items()]
    best: tuple[tuple[int, str, float], ...] = ()
    most = -1.0
    for choice in product(*choices):
        fields = [field for _, field, _ in choice if field != alike.NONE]
        total = sum(vote for _, _, vote in choice)
        if total > most and len(set(fields)) == len(fields):
            best, most = choice, total
    return {index: field for index, field, vote in best if vote > 0.0}


def _open(calculator: Calculator[Any, Any], given: Mapping[str, Any]) -> set[str]:
    """The blanks that nothing given fills or excludes."""
    open_ = {name for name, info in calculator.inputs.model_fields.items() if name not in given and unit_of(info) is not None}
    open_ -= {*_NEVER}
    if any(name in given for name in (*PLACEMENTS, *_PLACED)):
        open_ -= {*PLACEMENTS, *_PLACED} - {name for name in STRIKE_FIELDS if any(other in given for other in STRIKE_FIELDS)}
    if any(name in given for name in _WIDTHS) or all(name in given for name in STRIKE_FIELDS):
        open_ -= {*_WIDTHS}
    if {"vol", "vix"} & set(given):
        open_ -= {"vol", "vix"}
    return open_


def _value(number: Number, field: str, calculator: Calculator[Any, Any]) -> float | int | None:
    slot = SLOTS.get(field) if calculator.name in STRUCTURES else None
    if slot is not None:
        return slot.convert(number) if can_be(slot, number) else None
    if field in _PREMIUMS and number.kind == "D":
        return slots.premium(number)
    return as_value(number, field, calculator)


def _fits(field: str, value: float | int, calculator: Calculator[Any, Any], given: Mapping[str, Any], market: Market | None) -> bool:
    """Whether the calculator has nothing against the value itself."""
    inputs = {**given, field: value}
    try:
        calculator.parse({**inputs, **(market.fill(calculator, inputs) if market is not None else {})})
    except InputError as error:
        return all(fault.field != field or re.search(r" is required$", fault.message) for fault in error.fields)
    return True
