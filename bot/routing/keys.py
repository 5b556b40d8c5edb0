"""Keys of assignments, "st_inv = 20": which blank each is, by the blanks' own names, and which calculator has them all."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
from pydantic.fields import FieldInfo
from scipy.optimize import linear_sum_assignment

from bot.routing import slots
from bot.routing.blanks import COMMON, blanks_of, name_of
from bot.routing.found import Found
from bot.routing.nearby import SLOTS
from bot.routing.numbers import Key
from bot.routing.reading import Reading, compiled
from bot.routing.sheets import shortens
from bot.routing.slots import Slot
from bot.routing.structures import STRUCTURES
from calculators.catalogue import BY_NAME
from calculators.spec import Calculator, Inputs

# Letters of formulas, and the inputs that they may be.
_SYMBOLS: Mapping[str, tuple[str, ...]] = {
    "s": ("spot",),
    "f": ("fraction", "spot"),
    "k": ("strike", "required_return"),
    "t": ("dte", "tax_rate", "years"),
    "tau": ("dte",),
    "sigma": ("vol",),
    "iv": ("vol", "vix"),
    "r": ("rate", "required_return", "risk_free"),
    "q": ("dividend_yield",),
    "n": ("contracts", "condor_contracts", "trades", "paths"),
    "p": ("win_rate",),
    "w": ("wing_width", "win"),
    "width": ("wing_width", "win"),
    "b": ("payoff_ratio",),
    "px": ("price", "prices"),
    "mid": ("price",),
    "spx": ("spot", "closes"),
    "x": ("reserve_in",),
    "y": ("reserve_out",),
    "dx": ("amount_in",),
    "cf": ("cash_flows",),
    "o": ("opens",),
    "h": ("highs",),
    "l": ("lows", "loss"),
    "c": ("closes",),
    "v": ("volumes",),
}
_READ_IN_TRADES = frozenset(("spot_shocks", "vol_shocks"))
_OWN = {slot.field: slot for slot in (slots.SPOT, slots.DTE, slots.VOL, slots.VIX, slots.RATE, slots.DIVIDEND_YIELD, slots.CONTRACTS)}
MOST_WORDS = 3
MANY = 3  # keys that choose a calculator which requires none of them
LEAST_SURE = 0.35
SURE = 0.6  # of each key, where keys alone choose the calculator
LEAST_DAYS = 3.0
_SMALL = frozenset(("of", "the", "per", "for", "n", "num", "no", "number", "total"))  # words that say nothing beside others
DROPPED = 0.25  # less sure where words before the key's last are left out
_OF_STRIKES = ("put", "call", "strike")
LISTED = 0.8  # how sure a key of several numbers is of a blank for one
_EXACT, _SYMBOL, _DECLARED, _SHORT, _COMPACT, _DESCRIBED = 1.0, 0.9, 0.85, 0.7, 0.5, 0.4
_ENDS = r"[,;.:?)\]}|/&_]|->|and|with|=="  # of a value that has no unit after it


@dataclass(frozen=True, slots=True)
class _Blank:
    """A blank that a key may name: a number's, or a list's."""

    field: str
    slot: Slot | None
    words: str
    described: tuple[str, ...]

    def believable(self, reading: Reading, key: Key) -> bool:
        number = reading.numbers[key.places[0]]
        if self.slot is None:
            return len(key.places) > 1
        if number.kind == "P" and self.slot.convert is slots.plain:
            return False
        if self.field == "dte" and key.words not in ("dte", "days") and number.value < LEAST_DAYS:
            return False  # of formulas, whose time is in years
        return self.slot.believable(number)


def take_keys(reading: Reading, found: Found, calculator: Calculator[Any, Any], but: Collection[str] = ()) -> None:
    """Fill blanks, `but` some, from the assignments whose keys name them."""
    if not reading.keys:
        return
    inputs: type[Inputs] = calculator.inputs
    series = {blank.field: blank for blank in blanks_of(inputs, calculator.speech).series}
    for key, blank in _named(reading, _blanks(calculator.name)):
        if blank.field in found.inputs or blank.field in but:
            continue
        places = key.places if blank.slot is None else key.places[:1]
        match = _where(reading, key, places, blank.slot is None)
        if match is None:
            continue
        numbers = [reading.numbers[place] for place in places]
        value = series[blank.field].read(numbers) if blank.slot is None else blank.slot.convert(numbers[0])
        if value is None:
            continue
        reading.claim()
        reading.blank(match.start(), match.end())
        found.inputs[blank.field] = int(value) if blank.field == "contracts" and isinstance(value, float) and value == int(value) else value


def take_keys_of_trade(reading: Reading, found: Found, name: str) -> None:
    """Fill what a trade is told by keys, but for what the grammar of trades reads whatever its name is."""
    calculator = BY_NAME.get(name)
    if calculator is not None and reading.keys:
        take_keys(reading, found, calculator, _READ_IN_TRADES)


def calculator_of_keys(reading: Reading, catalogue: Mapping[str, Calculator[Any, Any]], named: str | None) -> str | None:
    """The calculator whose inputs all keys are, and that lacks none it requires: of several the one with fewest others.

    None where the calculator that was named has them all."""
    best: tuple[tuple[int, float, int], str] | None = None
    if len(reading.keys) < 2 or (named is not None and named in catalogue and len(_keyed(reading, catalogue[named])) == len(reading.keys)):
        return None
    outside = len(reading.numbers) > len({place for key in reading.keys for place in key.places})
    for name, calculator in catalogue.items():
        fields = calculator.inputs.model_fields
        pairs = _keyed(reading, calculator)
        taken = {blank.field for _, blank in pairs}
        sure = [_sure(key.words, blank) for key, blank in pairs]
        if len(pairs) < len(reading.keys) or taken <= COMMON or min(sure) < SURE:
            continue
        taken |= {"right"} if reading.said_at_all(r"calls?|puts?") else set()
        required = {field for field, info in fields.items() if info.is_required()}
        if not required <= taken or (not required and (name in STRUCTURES or len(pairs) < MANY or outside)):
            continue
        score = (len(required), round(sum(sure), 6), -len(fields))
        if best is None or score > best[0]:
            best = (score, name)
    return best[1] if best is not None else None


def _keyed(reading: Reading, calculator: Calculator[Any, Any]) -> list[tuple[Key, _Blank]]:
    return _named(reading, _blanks(calculator.name))


@lru_cache(maxsize=64)
def _blanks(name: str) -> tuple[_Blank, ...]:
    """What the keys of a calculator may name."""
    inputs: type[Inputs] = BY_NAME[name].inputs
    fields, blanks = inputs.model_fields, blanks_of(inputs, BY_NAME[name].speech)
    level = replace(slots.SPOT, low=1.0, convert=slots.plain) if "underlying" in fields else slots.SPOT  # of a future too
    slots_of = {**_OWN, "spot": level, **{slot.field: slot for slot in reversed(blanks.numbers)}, **(SLOTS if name in STRUCTURES else {})}
    numbers = [_Blank(field, _fitting(slot, name), name_of(field), _described(fields[field])) for field, slot in slots_of.items() if field in fields]
    lists = [_Blank(each.field, None, f"{name_of(each.field)}|{each.words}", _described(fields[each.field])) for each in blanks.series]
    return (*numbers, *lists)


def _fitting(slot: Slot, name: str) -> Slot:
    """A blank named after its input alone, with what is believable of a vol, or of a strike of the index."""
    words = slot.field.split("_")
    if words[-1] == "vol" and len(words) > 1:
        return replace(slot, convert=slots.vol_level)
    if words[-1] in _OF_STRIKES and name in STRUCTURES and "underlying" not in BY_NAME[name].inputs.model_fields:
        return replace(slot, low=slots.SPOT.low)
    return slot


def _described(info: FieldInfo) -> tuple[str, ...]:
    """The words of the first sentence that says what an input is."""
    return tuple(re.findall(r"[a-z]+", re.split(r"[.;:]", (info.description or "").lower())[0]))


def _named(reading: Reading, blanks: Sequence[_Blank]) -> list[tuple[Key, _Blank]]:
    """The keys with the blanks they name, each once: as many as can be, and of such ways the surest."""
    keys = reading.keys
    sure = np.zeros((len(keys), len(blanks)))
    for at, key in enumerate(keys):
        for order, blank in enumerate(blanks):
            if blank.believable(reading, key):
                sure[at, order] = _sure(key.words, blank) * (LISTED if blank.slot is not None and len(key.places) > 1 else 1.0)
    rows, columns = linear_sum_assignment(np.where(sure >= LEAST_SURE, 1.0 + sure, 0.0), maximize=True)
    return [(keys[at], blanks[order]) for at, order in zip(rows, columns, strict=True) if sure[at, order] >= LEAST_SURE]


def _where(reading: Reading, key: Key, places: Sequence[int], listed: bool) -> re.Match[str] | None:
    """Where a key and its value stand, if nothing of it is taken, and no unit makes the value another's."""
    run = r" (?:, )?".join(rf"[NPD]{place}" for place in places)
    others = "|".join(re.escape(other.words) for other in reading.keys)
    ends = "" if listed else rf"(?= (?:{_ENDS}|(?:{others})(?= )|$)|$)"
    return compiled(rf"(?:(?:{re.escape(key.words)}) )?{run}{ends}").search(reading.text)


@lru_cache(maxsize=8192)
def _sure(words: str, blank: _Blank) -> float:
    """How surely a key names a blank: by the last of its words, of which those before may belong to what was said before."""
    said = [word for word in words.split() if word not in _SMALL] or words.split()
    return max(
        (_sureness(said[-count:], blank) - (DROPPED if count < len(said) else 0.0) for count in range(1, min(len(said), MOST_WORDS) + 1)), default=0.0
    )


def _sureness(said: Sequence[str], blank: _Blank) -> float:
    key, name = " ".join(said), name_of(blank.field).split()
    if list(said) == name:
        return _EXACT
    if blank.field in _SYMBOLS.get(key, ()):
        return _SYMBOL - 0.01 * _SYMBOLS[key].index(blank.field)
    if _declared(key, blank):
        return _DECLARED
    taken = _shortened(said, name)
    if taken:
        return _SHORT * (0.5 + 0.5 * taken / len(name))
    if len(said) == 1 and len(name) > 1 and _compact(key, name):
        return _COMPACT
    return _DESCRIBED if _shortened(said, blank.described) else 0.0


def _declared(key: str, blank: _Blank) -> bool:
    """Whether the calculator's own words for the blank are these."""
    if blank.slot is None:
        return compiled(rf"(?:{blank.words})").fullmatch(f" {key} ", 1, len(key) + 1) is not None
    line = f" {key} N0 "
    return any((match := compiled(pattern).match(line, 1)) is not None and match.end() == len(line) - 1 for pattern in blank.slot.patterns)


def _shortened(said: Sequence[str], name: Sequence[str]) -> int:
    """How many words of a name the words of a key shorten, each one of it, or the first letters of several; 0 unless all of them do."""
    open_ = list(name)
    for word in said:
        whole = next((whole for whole in open_ if shortens(word, whole) or word == f"{whole}s"), None)
        if whole is not None:
            open_.remove(whole)
            continue
        run = next(
            (at for at in range(len(open_) - len(word) + 1) if len(word) > 1 and [w[0] for w in open_[at : at + len(word)]] == list(word)), None
        )
        if run is not None:
            del open_[run : run + len(word)]
            continue
        if len(said) > 1 and len(word) == 1 and any(whole[0] == word for whole in open_):
            open_.remove(next(whole for whole in open_ if whole[0] == word))
            continue
        return 0
    return len(name) - len(open_)


def _compact(key: str, name: Sequence[str]) -> bool:
    """Whether a key is beginnings of all words of a name run together: "curliab"."""
    if not name:
        return not key
    first = name[0]
    return any(key[:end] == first[:end] and _compact(key[end:], name[1:]) for end in range(min(len(first), len(key)), 0, -1))
