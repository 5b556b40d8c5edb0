"""The numbers no pattern took: each is a candidate for the blanks whose words stand near it and of which it is believable."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import Any

from bot.answer import Missing
from bot.routing import slots
from bot.routing.found import PLACEMENTS, STRIKE_FIELDS, Found
from bot.routing.numbers import Number
from bot.routing.reading import Reading
from bot.routing.slots import Slot

NEAREST = 4  # words between a number and the word that names its blank
LEAST_LEVEL = 5.0  # from here on a percentage may say a VIX again
MOST = 5  # numbers placed at once
STRIKE_LIKE = 0.3  # how far from the index, as a part of it, a number still looks like a strike or a level of it
_AWAY = r"out|away|off|from|otm|either|both|each|sides?|shorts?|strikes?|room|distance|beyond|below|above"
_JOINS = frozenset(("of", "rate", "per"))
OTHER_UNIT = (
    r"(?:hours?|minutes|days?|dte|weeks|months|years|trades|paths|years|times|people|steps?|cents?|condor|contracts|lots)"
    # its own, so no value of a blank without it
)
_CLAUSE = re.compile(r"[,;.?!:()]|and|but|while|[NPD]\d+|_+")
_MOVED = re.compile(rf"{_CLAUSE.pattern}|up|down|by")  # "VIX went up 10" names a move of it, and no level

Named = Sequence[tuple[Slot, str]]

# The words that name a blank of a trade from some way off, beside or before or after the number.
_NAMED: tuple[tuple[Slot, str], ...] = (
    (slots.SHORT_DELTA, r"deltas?|shorts?|strikes"),
    (slots.SHORT_SD, r"sd|sigma|deviations?"),
    (slots.EDR_MULTIPLE, r"edr|ranges?"),
    (slots.SHORT_OTM, _AWAY),
    (slots.SHORT_DISTANCE, _AWAY),
    (slots.WING_WIDTH, r"wings?|wide|widths?|longs?|protection|insurance|further|farther|behind|outside|past|apart"),
    (slots.DTE, r"dte|days?|expiring|bell|left|remain\w*|expir\w*|runs?|lasts?"),
    (slots.VOL, r"vix|vol|iv|implied|v"),
    (slots.SPOT, r"spx|index|spot|cash|market|underlying"),
    (slots.CONTRACTS, r"contracts|lots|times|pieces|units|copies|cars"),
    (slots.SLIPPAGE, r"slippage|slip\w*"),
    (slots.FEES, r"fees|broker\w*|charges?|charged"),
    (
        slots.CREDIT,
        r"credits?|premium|(?:collect|pay|gross|net|receiv|earn|pocket|fill|bring)\w*|income|take|taking|took|money|need|want",
    ),
)
SLOTS = {slot.field: slot for slot, _ in _NAMED}
_WHOLE = ("contracts",)
_PLACED = (*(name for name in PLACEMENTS if name != "target_credit"), *STRIKE_FIELDS, "strike", "short_strike")


@dataclass(frozen=True, slots=True)
class _Candidate:
    index: int
    slot: Slot
    value: float
    apart: int


def words_of_trade(takes: Collection[str]) -> Named:
    """The blanks of a trade among `takes`, with the words that name them."""
    return [(slot, words) for slot, words in _NAMED if slot.field in takes]


def words_of_siblings(blanks: Sequence[Slot], given: Collection[str]) -> Named:
    """Open blanks that share a word with a filled one, by the word they do not share: after "price growing 6 %", "and dividend 4 %"."""
    named = []
    for slot in blanks:
        words = set(slot.field.split("_"))
        own = [words - set(other.split("_")) for other in given if words & set(other.split("_")) - _JOINS]
        if slot.field not in given and any(own):
            named.append((slot, "|".join(sorted(set().union(*own) - _JOINS))))
    return named


def place_nearby(reading: Reading, found: Found, named: Named, known: Mapping[str, Any]) -> None:
    """Fill open blanks of those `named` by words from the numbers left: of all assignments the one that uses most, the words nearest."""
    left = [(index, number) for index, number in reading.left() if not repeats(number, found.inputs)][:MOST]
    if not left:
        return
    words = reading.text.split()
    options = [_candidates(words, index, number, found.inputs, named, known) for index, number in left]
    best: tuple[int, int, tuple[_Candidate, ...]] = (0, 0, ())
    for choice in product(*([None, *candidates] for candidates in options)):
        taken = tuple(candidate for candidate in choice if candidate is not None)
        fields = ["placement" if candidate.slot.field in PLACEMENTS else candidate.slot.field for candidate in taken]
        if len(set(fields)) == len(fields):
            score = (len(taken), -sum(candidate.apart for candidate in taken), taken)
            best = max(best, score, key=lambda scored: scored[:2])
    for candidate in best[2]:
        reading.claim()
        reading.take_place(candidate.index)
        field, value = candidate.slot.field, candidate.value
        if field == "credit" and not any(name in found.inputs or name in known for name in _PLACED):
            field = "target_credit"  # with no strikes named, the credit is what places them
        found.inputs[field] = int(value) if field in _WHOLE else value


def _candidates(
    words: Sequence[str], index: int, number: Number, given: Mapping[str, Any], named: Named, known: Mapping[str, Any]
) -> list[_Candidate]:
    placed = any(field in given or field in known for field in (*PLACEMENTS, *STRIKE_FIELDS, "strike", "short_strike", "put_strike", "legs", "_legs"))
    candidates = []
    for slot, name in named:
        if slot.field in given or (slot.field in PLACEMENTS and placed) or not can_be(slot, number):
            continue
        apart = _distance(words, index, name, _MOVED if slot.field in ("vol", "spot") else _CLAUSE)
        if apart is not None:
            candidates.append(_Candidate(index, slot, slot.convert(number), apart))
    return candidates


def can_be(slot: Slot, number: Number) -> bool:
    """Whether the number, by its size and how it is written, may fill the blank though no pattern says so."""
    if number.signed or number.either or not slot.believable(number):
        return False
    if slot.field == "short_delta":
        return number.kind == "N" and number.value <= slots.DELTA_ALONE.high
    if slot.field in ("credit", "target_credit"):
        return number.kind == "D" or (number.kind == "N" and number.value < 100)
    if slot.field == "fees":
        return number.kind == "D"
    if slot.field == "short_otm":
        return number.kind == "P"
    if slot.field in _WHOLE:
        return number.kind == "N" and number.value == int(number.value) and number.value < 1000
    if slot.field == "vol":
        return number.kind != "D" and 5 <= slots.vix(number) <= 90
    if slot.field in ("short_sd", "short_distance", "spot", "dte"):
        return number.kind == "N"
    if slot.field == "wing_width":
        dollars = number.kind == "D" and number.value >= 5 and "." not in number.text  # "$50 wings"
        return (number.kind == "N" or dollars) and number.value < slots.SPOT.low
    if slot.convert in (slots.share, slots.rate, slots.percent, slots.part):
        return number.kind == "P" or abs(number.value) < 1
    return number.kind != "P"


def _distance(words: Sequence[str], index: int, named: str, ends: re.Pattern[str] = _CLAUSE) -> int | None:
    """How many words stand between the number and the nearest that names the blank, before one that `ends` the clause; None: none is near."""
    at = next((at for at, word in enumerate(words) if word[1:] == str(index) and word[0] in "NPD"), None)
    if at is None:
        return None
    name = _compiled(named)
    found = []
    for step in (1, -1):
        for apart in range(NEAREST):
            place = at + step * (apart + 1)
            if not 0 <= place < len(words) or ends.fullmatch(words[place]):
                break
            if name.fullmatch(words[place]):
                found.append(apart)
                break
    return min(found) if found else None


@lru_cache(maxsize=64)
def _compiled(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{words})")


def repeats(number: Number, given: Mapping[str, Any]) -> bool:
    """Whether the number only says again what is known already."""
    values = [value for value in given.values() if isinstance(value, int | float) and not isinstance(value, bool)]
    units = (0.01,) if number.kind == "P" and abs(number.value) < LEAST_LEVEL else (1.0, 0.01)  # 4 % repeats no count of four
    return any(abs(number.value) * unit == value or round(abs(number.value) * unit, 10) == value for value in values for unit in units)


def doubtful(reading: Reading, found: Found, name: str, named: Named) -> Missing | None:
    """The question about a number left beside a filled blank's words that is not its value, or that looks like a strike; else None."""
    words = reading.text.split()
    spot = found.inputs.get("spot")
    for index, number in reading.left():
        if repeats(number, found.inputs) or number.signed or number.either or re.search(rf" [NPD]{index} {OTHER_UNIT} ", reading.text):
            continue
        for slot, said in named:
            value = found.inputs.get(slot.field)
            if value is None or slot is slots.DTE or not can_be(slot, number) or _distance(words, index, said) not in (0, 1):
                continue
            title = slot.field.replace("_", " ")
            shown = f"{100 * value:g}" if slot.field in ("short_delta", "vol") else f"{value:g}"
            return Missing(name, slot.field, f"The {title} is read as {shown}, and {number.text} stands beside it as well. {slot.ask}")
        if spot and number.kind == "N" and abs(number.value / spot - 1) < STRIKE_LIKE:
            return Missing(name, "short_put", f"{number.text} may be a strike or a level of the index, and has no place here. What is it?")
    return None
