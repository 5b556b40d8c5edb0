"""Lists put together from what each number of a question is likely part of: series side by side, and the futures curve."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise, permutations
from math import isclose
from typing import Any

from bot.routing import learned
from bot.routing.blanks import Series
from bot.routing.found import Found
from bot.routing.numbers import Number
from bot.routing.reading import Reading
from bot.routing.words import FALLS, RISES

MOST_SERIES = 4  # side by side
LEAST_ALONE = 3  # numbers of a list by itself
NEAR = 1.6  # neighbours on a futures curve differ by less than this factor
LOWEST, HIGHEST = 5.0, 150.0  # a future
NO_SERIES = -2.0  # the score of a list that a number was not judged for
_IN_WEEKS = {"weeks": 7.0, "months": 30.0}
_NEWEST_FIRST = (
    r"(?:newest|latest|most recent|last|today|recent)(?: (?:one|price|close|day|value))? (?:first|to (?:the )?(?:oldest|earliest|first))|"
    r"(?:reverse|reversed|backward\w*|descending) (?:chronological )?(?:order|in time|chronolog\w+)|(?:, )?before that .*before that .*|"
    r"(?:going|working|counting) back(?:wards?)?(?: in time)?"
)

Judged = Mapping[int, learned.Scores]
Holds = Mapping[int, str]  # the blank that each number fills by itself


def take_series(reading: Reading, found: Found, judged: Judged, series: Mapping[str, Series], holds: Holds) -> None:
    """Fill blanks for several numbers with all that are likeliest theirs, where a pattern found fewer or others."""
    indices = [index for index in sorted(set(judged) - reading.unsaid) if judged[index][0][0] in series]
    required = [field for field, blank in series.items() if blank.required]
    named = {judged[index][0][0] for index in indices}
    members = _laid_out(reading, indices, judged, sorted(named)) if named >= set(required) or len(indices) >= LEAST_ALONE else None
    if members is None or (len(indices) < LEAST_ALONE and len(members) == 1) or not _lengthens(found, members, series):
        return
    read = {field: series[field].read([reading.numbers[index] for index in own]) for field, own in members.items()}
    if any(values is None or len(values) < series[field].least for field, values in read.items()):
        return
    for field, values in read.items():
        if len(found.inputs.get(field, ())) == len(values or ()):
            continue  # the grammar found as many, by their words
        put(reading, found, field, members[field], [int(value) if value == int(value) else value for value in values or ()], holds)


def _lengthens(found: Found, members: Mapping[str, Sequence[int]], series: Iterable[str]) -> bool:
    """Whether these are more than was found, and all of it. One list by itself grows by two at least: a number alone may be something else."""
    now = {field: len(found.inputs.get(field, ())) for field in members}
    return not {*series} & {*found.inputs} - {*members} and any(
        len(own) > now[field] + (len(members) == 1 and now[field] > 0) for field, own in members.items()
    )


def _laid_out(reading: Reading, indices: Sequence[int], judged: Judged, fields: Sequence[str]) -> dict[str, list[int]] | None:
    """Which numbers make each list: list by list or row by row, whichever is likelier; None when no two are as long."""
    count = len(indices)
    if not fields or len(fields) > MOST_SERIES or count % len(fields) or count < len(fields):
        return None
    scores = {index: dict(judged[index]) for index in indices}
    length = count // len(fields)
    runs = _runs(reading, indices)
    lists_apart, rows_apart = runs == [length] * len(fields), runs == [len(fields)] * length
    best: tuple[float, dict[str, list[int]]] | None = None
    for order in permutations(fields):
        by_list = {field: list(indices[at * length : (at + 1) * length]) for at, field in enumerate(order)}
        by_row = {field: list(indices[at :: len(fields)]) for at, field in enumerate(order)}
        for members in [by_list] if lists_apart and not rows_apart else [by_row] if rows_apart and not lists_apart else [by_list, by_row]:
            worth = sum(scores[index].get(field, NO_SERIES) for field, own in members.items() for index in own)
            if best is None or worth > best[0]:
                best = worth, members
    return best[1] if best is not None else None


def _runs(reading: Reading, indices: Sequence[int]) -> list[int]:
    """How many of the numbers follow each other with nothing but commas between, run by run."""
    said = re.sub(r" (?:, )?(?:and|then)(?= )| [,/;-](?= )", "", reading.said)
    runs: list[int] = []
    for at, index in enumerate(indices):
        joined = at > 0 and re.search(rf" [NPD]{indices[at - 1]} [NPD]{index} ", said) is not None
        if joined:
            runs[-1] += 1
        else:
            runs.append(1)
    return runs


def put(reading: Reading, found: Found, field: str, indices: Sequence[int], values: list[Any], holds: Holds) -> None:
    """Fill a blank from the numbers at these places, which fill no other."""
    reading.claim()
    for index in indices:
        reading.take_place(index)
        found.inputs.pop(holds.get(index, ""), None)
        for name in [name for name, spans in found.spans.items() if not spans and _is_value(found.inputs.get(name), reading.numbers[index])]:
            found.inputs.pop(name)  # nobody knows where it came from, and here it may have
    found.inputs[field] = values
    found.spans[field] = tuple(reading.numbers[index].span for index in indices)


def _is_value(value: Any, number: Number) -> bool:
    return isinstance(value, float) and any(isclose(abs(number.value) * unit, abs(value)) for unit in (1.0, 0.01))


def oldest_first(reading: Reading, found: Found, series: Mapping[str, Series]) -> None:
    """Turn lists told from the newest on."""
    if reading.said_at_all(_NEWEST_FIRST):
        for field in set(series) & set(found.inputs):
            found.inputs[field] = found.inputs[field][::-1]


def take_futures(reading: Reading, found: Found, judged: Judged, holds: Holds, days_needed: bool) -> None:
    """The futures curve: levels, each with its days in weeks or days before or after it, or all levels and all days; or levels alone."""
    indices = [index for index in sorted(set(judged) - reading.unsaid) if _of_curve(reading, judged, index)]
    now = found.inputs.get("futures", [])
    pairs = _as_pairs(reading, indices)
    if pairs is not None and (len(pairs) > len(now) or any(isinstance(each, dict) and "dte" not in each for each in now)):
        curve: list[Any] = [{"level": level, "dte": days} for level, days in pairs]
        put(reading, found, "futures", indices, curve, holds)
    elif pairs is None and not days_needed and len(indices) > len(now) and _is_curve(levels := [reading.numbers[at].value for at in indices]):
        put(reading, found, "futures", indices, levels, holds)


def _of_curve(reading: Reading, judged: Judged, index: int) -> bool:
    """Whether a number is of the curve: judged so, or a number of weeks that follows one."""
    if judged[index][0][0] == "futures":
        return True
    in_weeks = _unit(reading, index) in _IN_WEEKS
    return in_weeks and any(judged[other][0][0] == "futures" for other in (index - 1, index + 1) if other in judged)


def _unit(reading: Reading, index: int) -> str:
    word = re.search(rf" [NPD]{index} ([a-z]+)", reading.said)
    return word.group(1) if word is not None else ""


def _as_pairs(reading: Reading, indices: Sequence[int]) -> list[tuple[float, float]] | None:
    """Levels and their days, in the first order that makes a curve of them: in turns, or one list after the other."""
    half = len(indices) // 2
    if len(indices) < 2 or len(indices) % 2:
        return None
    orders = ((indices[::2], indices[1::2]), (indices[1::2], indices[::2]), (indices[:half], indices[half:]), (indices[half:], indices[:half]))
    options = list(_curves(reading, orders))
    return max(options, key=lambda option: option[0])[1] if options else None


def _curves(reading: Reading, orders: Sequence[tuple[Sequence[int], Sequence[int]]]) -> Iterator[tuple[int, list[tuple[float, float]]]]:
    """The orders that make a curve, each with the number of its days that are said to be days."""
    for levels, tenors in orders:
        told = [reading.numbers[index] for index in levels]
        units = [_unit(reading, index) for index in tenors]
        days = [reading.numbers[index].value * _IN_WEEKS.get(unit, 1.0) for index, unit in zip(tenors, units, strict=True)]
        rises = all(sooner < later for sooner, later in pairwise(days)) and all(day > 0 and day == int(day) for day in days)
        wrong = any(_unit(reading, index) in ("days", "day", "dte", *_IN_WEEKS) or reading.said_at_all(rf"in [NPD]{index}") for index in levels)
        values = [_level(number) for number in told]
        if rises and not wrong and _is_curve(values):
            yield sum(unit in ("days", "day", "dte", "d", *_IN_WEEKS) for unit in units), list(zip(values, days, strict=True))


def _level(number: Number) -> float:
    return number.decimal if number.decimal is not None and number.value > HIGHEST else number.value


def _is_curve(levels: Sequence[float]) -> bool:
    """Whether these can be the levels of one curve."""
    return all(LOWEST <= level <= HIGHEST for level in levels) and all(max(pair) < NEAR * min(pair) for pair in pairwise(levels))


_CLAUSE = re.compile(r"(?<= )(?:[;.:?!(]|with|while|but)(?= )")
_FALLING, _RISING = re.compile(rf"(?<= )(?:{FALLS})(?= )"), re.compile(rf"(?<= )(?:{RISES}|higher|more)(?= )")
_EITHER_WAY = re.compile(r"(?<= )(?:either (?:way|direction|side)|both (?:ways|directions)|each way|up (?:and|or) down)(?= )")


def right_shocks(reading: Reading, found: Found, judged: Judged, holds: Holds) -> None:
    """Moves of the index and of vol, where the numbers judged to be theirs are others than a pattern took."""
    labels = {index: next(name for name, _ in own if name not in holds.values() or holds.get(index) == name) for index, own in judged.items()}
    for run in _RUN.finditer(reading.said):  # what is said as one list is one
        members = [index for index in map(int, re.findall(r"[NPD](\d+)", run.group(0))) if index in labels]
        if {labels[index] for index in members} & {*_SHOCKS} and not any(index in holds for index in members):
            scores = [dict(judged[index]) for index in members]
            likeliest = max(_SHOCKS, key=lambda field: sum(own.get(field, 0.0) for own in scores))
            labels |= dict.fromkeys(members, likeliest)
    told = {field: [index for index in sorted(labels) if labels[index] == field and index not in reading.unsaid] for field in _SHOCKS}
    if not any(told.values()) or reading.said_at_all("(?:spot|vol) shocks"):
        return  # a list with its own name is read by it
    for field, indices in told.items():
        now = list(found.inputs.get(field, ()))
        kept = [value for value in now if not value or not _is_other(reading, labels, holds, value, field)]
        values = moves_of(reading, indices, field)
        if {abs(value) for value in values} <= {abs(value) for value in now} and len(kept) == len(now):
            continue
        if values:
            put(reading, found, field, indices, [0] * (0 in now and 0 not in values) + values, holds)
        elif kept:
            found.inputs[field] = kept
        elif now:
            del found.inputs[field]
    for field in set(_SHOCKS) & set(found.inputs):  # a pattern takes both at once
        sizes = {abs(value) for value in found.inputs[field]}
        found.spans[field] = tuple(reading.numbers[index].span for index in judged if abs(_part(reading.numbers[index])) in sizes)


_SHOCKS = ("spot_shocks", "vol_shocks")
_RUN = re.compile(r"(?<= )[NPD]\d+(?: (?:, and|,|and|or|/) [NPD]\d+)+(?= )")


def _is_other(reading: Reading, labels: Mapping[int, str], holds: Holds, value: float, field: str) -> bool:
    """Whether the number of a move, which no blank has, is judged to be of another."""
    alike = [index for index in labels if index not in holds and abs(_part(reading.numbers[index])) == abs(value)]
    alike = [index for index in alike if reading.numbers[index].kind == "P"] or alike
    return bool(alike) and not {labels[index] for index in alike} & {field, learned.NONE}


def _part(number: Number) -> float:
    return round(number.value / 100, 12) if number.kind == "P" or abs(number.value) >= 1 else number.value


def moves_of(reading: Reading, indices: Sequence[int], field: str) -> list[float]:
    """The moves as decimals, down where a word for falls was the last, both ways where it says so; a move of vol is up by itself."""
    values: list[float] = []
    falls = False
    for index in indices:
        number = reading.numbers[index]
        size = abs(_part(number))
        place = re.search(rf" ([NPD]{index})(?= )", reading.said)
        if place is None:
            return []
        if number.either or (_EITHER_WAY.match(reading.said[place.end() + 1 :]) and len(indices) == 1):
            values += [-size, size]
            continue
        if number.signed:
            values.append(_part(number))
            continue
        before = _CLAUSE.split(reading.said[: place.start() + 1])[-1]
        after = re.match(rf" (?:(?:of |in )?(?:the )?[a-z]+ )?(?:{FALLS}|drop|fall|slide|decline|crash|selloff)(?= )", reading.said[place.end() :])
        last_fall, last_rise = (max((match.end() for match in words.finditer(before)), default=-1) for words in (_FALLING, _RISING))
        rises = re.match(rf" (?:(?:of |in )?(?:the )?)?(?:{RISES}|rally|rise|gain|jump|bounce|pop|rebound)(?= )", reading.said[place.end() :])
        if after is not None or rises is not None:
            falls = after is not None
        elif last_fall != last_rise:
            falls = last_fall > last_rise
        elif not values:
            falls = field == "spot_shocks"
        values.append(-size if falls and size else size)
    return [value if value else 0 for value in values]
