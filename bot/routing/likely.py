"""The numbers of a question put right by what they are in requests like it: those left over, and those placed where none like them is."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from math import isclose
from typing import Any

import numpy as np

from bot.market import Market
from bot.routing import learned, slots
from bot.routing.asking import as_value, placed_twice
from bot.routing.blanks import Blanks, blanks_of
from bot.routing.found import PLACEMENTS, STRIKE_FIELDS, Found, narrowed
from bot.routing.hedges import take_layers_likely, take_scenarios_likely
from bot.routing.learned import NONE
from bot.routing.lists import oldest_first, right_shocks, take_futures, take_series
from bot.routing.nearby import SLOTS, can_be, repeats
from bot.routing.numbers import Number
from bot.routing.reading import Reading
from bot.routing.slots import Slot
from bot.routing.structures import STRUCTURES
from bot.routing.trades import spent
from bot.routing.understand import Understood
from calculators.errors import InputError
from calculators.spec import Calculator, Inputs, unit_of

FILLS, MOVES, REMOVES = 0.15, 0.6, 2.0  # how much likelier than the next, to fill a blank, to leave one for another, and for none
SURE = 1.0  # for a blank of which a wrong value changes the trade without a trace
_PREMIUMS = ("credit", "target_credit", "price")
_WIDTHS = ("wing_width", "put_wing_width", "call_wing_width")
_UNSEEN = ("contracts", "strike_step", "horizon_days", "drift")
_OF_REAL_VOL = r"reali[sz]\w*|forecast\w*|actual|true|own|deliver\w*|subsequent"
_BEYOND = r"(?:above|below|over|under|than|at least|exceed\w*|beats?)"  # what is compared with a figure, and no input
_PLACED = (*STRIKE_FIELDS, "strike", "short_strike", "put_strike")
_SIGNED = ("cash_flows", "spot_shocks", "vol_shocks", "vol_shock")  # read with the words that say which way
_TIMES = ("years", "months", "weeks", "hours", "minutes")  # the ends of the names of blanks for these
_SEVERAL = ""  # in the place of a blank: a number said of two, "both rates at 6"
_LEVELS = ("spot", "vol", "vix", "new_spot", "new_vol")
_NEAR = 0.35  # of the index a strike is from it at most
_NOWHERE = -9.0  # the score of a blank that a number cannot fill


@dataclass(frozen=True, slots=True)
class _Placed:
    """A number: the blank it fills now, if any, and what speaks for each blank it could fill."""

    index: int
    number: Number
    field: str | None
    scores: Mapping[str, float]

    def surplus(self, field: str, taken: Collection[str]) -> float:
        """How much likelier it is this blank than the likeliest other that is not taken."""
        return self.scores[field] - max((score for name, score in self.scores.items() if name != field and name not in taken), default=_NOWHERE)


def place_likely(understood: Understood, calculator: Calculator[Any, Any], market: Market | None, move_alone: bool = False) -> None:
    """Fill open blanks of the calculator from the numbers left, and move those that fill a blank which none like them fills.

    With `move_alone` none of those left is placed. A question about a number that is placed is dropped."""
    reading, found = understood.reading, understood.found
    if not learned.knows(calculator.name):
        return
    found.faults = [fault for fault in found.faults if not _meant_elsewhere(reading, calculator, *fault)]
    if found.faults:
        return
    if not move_alone:
        _take_lists(understood, calculator)
        _take_strikes(understood, calculator, market)
    movable = [placed for placed in _movable(understood, calculator) if placed.field is not None or not move_alone]
    if not movable:
        return
    kept, ran = dict(found.inputs), _refusal(calculator, found.inputs, market) is None
    for placed in movable:
        if placed.field is not None:
            del found.inputs[placed.field]
    open_ = _open(calculator, found.inputs)
    if not reading.said_at_all(_OF_REAL_VOL):
        open_.discard("real_vol")
    if found.doubt is not None and found.doubt.field in STRIKE_FIELDS:
        open_ -= {*STRIKE_FIELDS}
    chosen = _assigned(movable, open_)
    placed_now: list[str] = []
    for placed in sorted(movable, key=lambda placed: placed.index not in chosen):  # those that are given a blank first
        field = chosen.get(placed.index)
        least = SURE if field in _UNSEEN else FILLS
        taken = {*found.inputs, *(other for index, other in chosen.items() if index != placed.index)}
        value = _value(placed.number, field, calculator) if field is not None else None
        if (
            field == "credit"
            and value is not None
            and not reading.said_at_all("credit")
            and (found.inputs.get("direction") == "buy" or (calculator.name in ("collar", "position") and spent(reading, value)))
        ):
            value = -abs(value)  # what a trade bought cost
        sure = field is not None and placed.surplus(field, taken) >= least
        if field is None or value is None or not sure or field in found.inputs or not _fits(field, value, calculator, found.inputs, market):
            _put_back(placed, found, kept, drop=field is None and placed.surplus(NONE, ()) >= REMOVES)
            continue
        reading.claim()
        reading.take_place(placed.index)
        found.inputs[field] = value
        found.spans[field] = (placed.number.span,)
        placed_now.append(field)
        if found.doubt is not None and placed.number.text in found.doubt.question:
            found.doubt = None
    if found.doubt is not None and found.doubt.field in placed_now:
        found.doubt = None
    _whole_condor(found, placed_now)
    if ran and _refusal(calculator, found.inputs, market) is not None:
        found.inputs = kept  # numbers that are likelier each by itself, and cannot be so together


def _take_strikes(understood: Understood, calculator: Calculator[Any, Any], market: Market | None) -> None:
    """The four strikes of a condor, or its two short ones beside a width, from numbers left near the index, whatever joins them:
    "6720 over 6690 and 7440 under 7470". A condor's strikes have but one order."""
    reading, found = understood.reading, understood.found
    fields = calculator.inputs.model_fields
    spot = found.inputs.get("spot", found.inputs.get("new_spot", market.spot if market is not None else None))
    if spot is None or any(name not in fields or name in found.inputs for name in STRIKE_FIELDS) or any(name in found.inputs for name in PLACEMENTS):
        return
    judged = _judged(reading, calculator)
    mistaken = _strike_as_spot(reading, found, judged)
    candidates = [*reading.left(), *((index, reading.numbers[index]) for index in mistaken)]
    near = {
        number.value: index
        for index, number in candidates
        if number.kind == "N" and not number.signed and abs(number.value / spot - 1) < _NEAR and index in judged and _may_be_strike(judged[index])
    }
    strikes, width = sorted(near), found.inputs.get("wing_width")
    if len(strikes) == 2 and width is not None and strikes[0] < spot < strikes[1]:
        named = dict(zip(STRIKE_FIELDS, (strikes[0] - width, *strikes, strikes[1] + width), strict=True))
        del found.inputs["wing_width"]
    elif len(strikes) == len(STRIKE_FIELDS):
        named = dict(zip(STRIKE_FIELDS, strikes, strict=True))
    else:
        return
    for field in ("spot", "new_spot") if mistaken else ():
        found.inputs.pop(field, None)
    reading.claim()
    for index in near.values():
        reading.take_place(index)
    for field, value in named.items():
        found.inputs[field] = int(value) if value == int(value) else value
        found.spans[field] = (reading.numbers[near[value]].span,) if value in near else ()
    if found.doubt is not None and found.doubt.field in (*STRIKE_FIELDS, "placement", "wing_width"):
        found.doubt = None


def _strike_as_spot(reading: Reading, found: Found, judged: Mapping[int, learned.Scores]) -> list[int]:
    """The number read as the index that is much likelier a strike."""
    held = [index for index, field in _held(reading, found).items() if field in ("spot", "new_spot") and index in judged]
    return [
        index
        for index in held
        if judged[index][0][0] in STRIKE_FIELDS
        and judged[index][0][1] - max(dict(judged[index]).get(name, _NOWHERE) for name in ("spot", "new_spot")) >= MOVES
    ]


def _may_be_strike(scores: learned.Scores) -> bool:
    """Whether nothing but a strike, or a leg, is much likelier."""
    best = max((score for name, score in scores if name in (*STRIKE_FIELDS, "legs")), default=_NOWHERE)
    return scores[0][1] - best < MOVES


def _meant_elsewhere(reading: Reading, calculator: Calculator[Any, Any], slot: Slot, number: Number) -> bool:
    """Whether a number that a blank cannot hold is likelier another, or none. A level of the market is what it was said to be."""
    scores = next((dict(own) for index, own in _judged(reading, calculator).items() if reading.numbers[index].span == number.span), {})
    likeliest = max(scores, key=lambda name: scores[name], default=NONE)
    if slot.field in _LEVELS and number.kind != "P" and likeliest not in ("vix", "futures"):
        return False
    return bool(scores) and scores[likeliest] - scores.get(slot.field, _NOWHERE) >= MOVES


def edits_likely(reading: Reading, calculator: Calculator[Any, Any], before: Mapping[str, Any], edits: Mapping[str, Any]) -> dict[str, Any]:
    """What the numbers left of a change of the trade on the table are likely changes of."""
    judged, scalars = _judged(reading, calculator), _scalars(calculator)
    more: dict[str, Any] = {}
    for index, number in reading.left():
        scores = judged.get(index, ())
        if number.signed or number.either or len(scores) < 2 or scores[0][0] not in scalars or scores[0][1] - scores[1][1] < MOVES:
            continue
        field = scores[0][0]
        value = _value(number, field, calculator)
        if value is None or field in edits or field in more or not (field in before or field in _open(calculator, before)):
            continue
        reading.take_place(index)
        more[field] = value
    return more


def fits_better(reading: Reading, calculator: Calculator[Any, Any], other: Calculator[Any, Any]) -> bool:
    """Whether the numbers of a question are much likelier blanks of a calculator than of another."""
    likeliest = [
        [max((score for label, score in scores if label != NONE), default=_NOWHERE) for scores in _judged(reading, each).values()]
        for each in (calculator, other)
    ]
    return bool(likeliest[0]) and sum(likeliest[0]) - sum(likeliest[1]) >= MOVES * len(likeliest[0])


def _whole_condor(found: Found, placed: Collection[str]) -> None:
    """Take back strikes just placed unless they make the four of a condor, or the two short ones beside a width."""
    strikes = [name for name in STRIKE_FIELDS if name in found.inputs]
    whole = len(strikes) == len(STRIKE_FIELDS) or (strikes == ["short_put", "short_call"] and any(name in found.inputs for name in _WIDTHS))
    for name in () if whole else set(strikes) & set(placed):
        del found.inputs[name]


def _take_lists(understood: Understood, calculator: Calculator[Any, Any]) -> None:
    """Fill the blanks for several numbers, those with a sign of their own apart."""
    reading, found = understood.reading, understood.found
    series = {blank.field: blank for blank in _blanks(calculator).series if blank.field not in _SIGNED}
    judged = _judged(reading, calculator)
    if series:
        take_series(reading, found, judged, series, _held(reading, found))
        oldest_first(reading, found, series)
    if calculator.name == "stress_test":
        right_shocks(reading, found, judged, _held(reading, found))
    if calculator.name == "vix_hedge":
        take_layers_likely(reading, found, judged, _held(reading, found))
        take_scenarios_likely(reading, found, judged, _held(reading, found))
    if "futures" in calculator.inputs.model_fields:
        take_futures(reading, found, judged, _held(reading, found), days_needed="vix_5dma" not in calculator.inputs.model_fields)


def _put_back(placed: _Placed, found: Found, kept: Mapping[str, Any], drop: bool) -> None:
    """Leave the number in the blank it had, unless that has another now, or it is likelier nothing."""
    if placed.field is not None and placed.field not in found.inputs and not drop:
        found.inputs[placed.field] = kept[placed.field]


def _movable(understood: Understood, calculator: Calculator[Any, Any]) -> list[_Placed]:
    """The numbers left, and those in a blank though another, or none, is much likelier."""
    reading, found = understood.reading, understood.found
    judged = _judged(reading, calculator)
    left = {index for index, _ in reading.left()} | lost(reading, found)
    holds = _held(reading, found)
    scalars = _scalars(calculator)
    least = 0.0 if placed_twice(calculator.name, found.inputs) is not None else MOVES
    believable = {slot.field: slot.believable for slot in _blanks(calculator).numbers}
    movable = []
    for index, scores in judged.items():
        number = reading.numbers[index]
        field = holds.get(index)
        said_again = repeats(number, found.inputs) and scores[0][0] in (NONE, *found.inputs)
        if index in left and (said_again or number.either or reading.has(rf"{_BEYOND} [NPD]{index}")):
            continue
        if index not in left and field is None:
            continue
        in_other_unit = reading.said_at_all(rf"[NPD]{index} (?:weeks|months|years|hours|minutes)")
        best = scores[0][0]
        own = dict(scores)
        rival = field is not None and any(
            judged[other][0][0] == field and judged[other][0][1] - own.get(field, _NOWHERE) >= MOVES for other in left & set(judged)
        )
        if field is not None and (best == field or own[best] - own.get(field, _NOWHERE) < (REMOVES if best == NONE and not rival else least)):
            continue
        fits = {
            name: score
            for name, score in scores
            if name in (NONE, field)
            or name not in scalars
            or (
                believable.get(name, lambda _: True)(number)
                and _value(number, name, calculator) is not None
                and not (in_other_unit and not name.endswith(_TIMES))
            )
        }
        movable.append(_Placed(index, number, field, fits))
    return movable


def lost(reading: Reading, found: Found) -> set[int]:
    """The numbers that a pattern took and no input shows."""
    shown = [span for field in found.inputs for span in found.spans.get(field, ())]
    return {
        index
        for index in reading.taken - reading.unsaid
        if not any(start <= reading.numbers[index].span[0] and reading.numbers[index].span[1] <= end for start, end in shown)
    }


def spare(understood: Understood, calculator: Calculator[Any, Any]) -> int:
    """How many numbers no blank has, though they are likely meant for one."""
    reading = understood.reading
    judged = _judged(reading, calculator) if reading.left() else {}
    return sum(judged[index][0][0] != NONE for index, _ in reading.left() if index in judged)


def idle(understood: Understood) -> int:
    """How many numbers written in digits no blank has."""
    return sum(number.text[:1].isdigit() for _, number in understood.reading.left())


def _held(reading: Reading, found: Found) -> dict[int, str]:
    """The blank that each number fills by itself."""
    holds: dict[int, str] = {}
    for field, value in found.inputs.items():
        if not isinstance(value, int | float) or isinstance(value, bool):
            continue
        said = found.spans.get(field, ())
        spans = narrowed(said, value, reading)
        its = [index for index, number in enumerate(reading.numbers) if index in reading.taken and _is(number, value)]
        own = [index for index in its if reading.numbers[index].span in spans or not said]
        if len(own) == 1 and (len(spans) == 1 or not said):
            holds[own[0]] = field if own[0] not in holds else _SEVERAL
    return {index: field for index, field in holds.items() if field != _SEVERAL}


def _is(number: Number, value: float) -> bool:
    """Whether an input is the number itself, and nothing counted from it."""
    return any(isclose(abs(number.value) * unit, abs(value), rel_tol=1e-9) for unit in (1.0, 0.01))


def _assigned(movable: list[_Placed], open_: Collection[str]) -> dict[int, str]:
    """For each number the blank it is given, if any: no blank twice, and all together the likeliest."""
    from scipy.optimize import linear_sum_assignment

    fields = sorted({*open_} & {name for placed in movable for name in placed.scores})
    scores = np.full((len(movable), len(fields) + len(movable)), _NOWHERE)
    for row, placed in enumerate(movable):
        for column, field in enumerate(fields):
            scores[row, column] = placed.scores.get(field, _NOWHERE)
        scores[row, len(fields) + row] = max((score for name, score in placed.scores.items() if name not in open_), default=_NOWHERE)
    rows, columns = linear_sum_assignment(scores, maximize=True)
    return {movable[row].index: fields[column] for row, column in zip(rows, columns, strict=True) if column < len(fields)}


def _open(calculator: Calculator[Any, Any], given: Mapping[str, Any]) -> set[str]:
    """The blanks that nothing given fills or excludes."""
    open_ = {name for name in _scalars(calculator) if name not in given}
    if any(name in given for name in (*PLACEMENTS, *_PLACED)):
        open_ -= {*PLACEMENTS, *_PLACED} - {name for name in STRIKE_FIELDS if any(other in given for other in STRIKE_FIELDS)}
    if any(name in given for name in _WIDTHS) or all(name in given for name in STRIKE_FIELDS):
        open_ -= {*_WIDTHS}
    if {"vol", "vix"} & set(given):
        open_ -= {"vol", "vix"}
    if any("dte" in each for name in ("legs", "condors", "layers") for each in given.get(name, ())):
        open_.discard("dte")  # each has its own
    return open_


def _judged(reading: Reading, calculator: Calculator[Any, Any]) -> Mapping[int, learned.Scores]:
    return learned.blanks(reading.said, reading.numbers, calculator.name, frozenset(calculator.inputs.model_fields))


def _blanks(calculator: Calculator[Any, Any]) -> Blanks:
    inputs: type[Inputs] = calculator.inputs
    return blanks_of(inputs, calculator.speech)


def _scalars(calculator: Calculator[Any, Any]) -> list[str]:
    """The blanks for one number."""
    series = {blank.field for blank in _blanks(calculator).series}
    return [name for name, info in calculator.inputs.model_fields.items() if unit_of(info) is not None and name not in series]


def _value(number: Number, field: str, calculator: Calculator[Any, Any]) -> float | int | None:
    slot = SLOTS.get(field) if calculator.name in STRUCTURES else None
    if slot is not None:
        written = field == "vol" and number.kind == "P" and not number.signed  # of a future, or a stock, it may be high
        return slot.convert(number) if can_be(slot, number) or (written and slot.believable(number)) else None
    unit = unit_of(calculator.inputs.model_fields[field]) if field in _PREMIUMS else None
    if unit is not None and unit.name != "dollars a share" and number.kind == "D":
        return slots.premium(number)
    declared = next((blank for blank in _blanks(calculator).numbers if blank.field == field), None)
    if declared is not None and declared.convert in (slots.share, slots.part) and not (number.signed or number.either):
        return declared.convert(number)  # 0.845 is a share of wins
    return as_value(number, field, calculator)


def _refusal(calculator: Calculator[Any, Any], inputs: Mapping[str, Any], market: Market | None) -> InputError | None:
    """What the calculator has against inputs, with the market for those that it may fill."""
    try:
        calculator.parse({**inputs, **(market.fill(calculator, inputs) if market is not None else {})})
    except InputError as error:
        return error
    return None


def _fits(field: str, value: float | int, calculator: Calculator[Any, Any], given: Mapping[str, Any], market: Market | None) -> bool:
    """Whether the calculator has nothing against the value itself."""
    refusal = _refusal(calculator, {**given, field: value}, market)
    return refusal is None or all(fault.field != field or re.search(r" is required$", fault.message) for fault in refusal.fields)
