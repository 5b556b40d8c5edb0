"""Edits of the strikes on the table: one side alone, a side moved, one strike or one side named anew."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.routing.found import PLACEMENTS, STRIKE_FIELDS
from bot.routing.numbers import Number
from bot.routing.plan import Request
from bot.routing.reading import Reading

LONGEST = 16  # words of a question that only edits
_OF_ALL = ("spot", "dte", "vol", "rate", "dividend_yield", "smile", "time_convention", "contracts", "slippage", "fees", "drift", "real_vol")
_SIDES = {"put": ("long_put", "short_put"), "call": ("short_call", "long_call")}
_SIDE = r"(?:(?:the|my|on|of|to|whole|entire|short(?! (?:puts?|calls?)(?= ))|both) )*"
_ONE_OF = rf"{_SIDE}(?:(short|long) (?=puts?|calls?))?"
_SPREAD = r"(?:(?: credit)? ?(?:side|spread|vertical|strikes|wing|leg|half))?"
_VERB = r"(?:move|moving|shift|roll|raise|lower|push|bring|slide|take|drop|pull|nudge|walk)"
_UP, _DOWN, _OUT, _IN = (
    r"up|higher|raise",
    r"down|lower|drop",
    r"out|away|further|farther|wider|further out|farther out|further away",
    r"in|closer|nearer",
)
_WAY = rf"(?: ({_UP}|{_DOWN}|{_OUT}|{_IN}))?"
_PLACE = r"(?: (?:strike|leg|to|at|is|of|be|=|:|the|up|down|out|in|back|over|now))* "


def side_alone(reading: Reading, before: Request) -> Request | None:
    """ "Same thing but on the put side only": that half of the condor, a vertical spread."""
    if before.calculator != "iron_condor" or reading.left() or len(reading.said.split()) > LONGEST:
        return None
    kept = reading.match(rf"(?:just|only|keep) {_SIDE}(put|call)s?{_SPREAD}|{_SIDE}(put|call)s?{_SPREAD} (?:only|alone|by itself|on its own)")
    dropped = (
        reading.match(rf"(?:without|drop|skip|leave (?:off|out)|forget|no|remove|scrap|lose) {_SIDE}(put|call)s?{_SPREAD}") if kept is None else None
    )
    if kept is not None:
        right = kept.group(1) or kept.group(2)
    elif dropped is not None:
        right = "put" if dropped.group(1) == "call" else "call"
    else:
        return None
    given = before.inputs
    side: dict[str, Any] = {"right": right, **{name: given[name] for name in _OF_ALL if name in given}}
    if all(name in given for name in STRIKE_FIELDS):
        side.update(short_strike=given[f"short_{right}"], long_strike=given[f"long_{right}"])
        return Request("vertical_spread", side)
    placed = [name for name in PLACEMENTS if name in given and name != "target_credit"]  # a credit aimed for is both sides'
    if not placed:
        return None
    width = given.get(f"{right}_wing_width", given.get("wing_width"))
    side.update({name: given[name] for name in placed}, **({"wing_width": width} if width is not None else {}))
    return Request("vertical_spread", side)


def without_wings(reading: Reading, before: Request) -> Request | None:
    """ "Naked, without the wings": the condor's short strikes alone, a strangle."""
    naked = r"(?:without|no|drop|skip|remove|lose|forget|minus) (?:the |any )?(?:wings?|longs?|protection)|naked|unhedged wings"
    if before.calculator != "iron_condor" or reading.left() or len(reading.said.split()) > LONGEST or reading.match(naked) is None:
        return None
    given = before.inputs
    strangle = {name: given[name] for name in (*_OF_ALL, *(name for name in PLACEMENTS if name != "target_credit")) if name in given}
    if all(name in given for name in STRIKE_FIELDS):
        strangle.update(put_strike=given["short_put"], call_strike=given["short_call"])
    elif not any(name in given for name in PLACEMENTS if name != "target_credit"):
        return None
    return Request("strangle", strangle)


def strike_edits(reading: Reading, before: Mapping[str, Any]) -> dict[str, Any]:
    """The strikes of the trade on the table that a short question moves or names anew."""
    if len(reading.said.split()) > LONGEST:
        return {}
    if all(name in before for name in STRIKE_FIELDS):
        return _shifted(reading, before) or _side_named(reading, before) or _named(reading, before, {name: name for name in STRIKE_FIELDS})
    if {"put_strike", "call_strike"} <= set(before):
        return _named(reading, before, {"put_strike": "put", "call_strike": "call"})
    if {"short_strike", "long_strike"} <= set(before):
        return _named(reading, before, {"short_strike": "short", "long_strike": "long"})
    return {}


def _shifted(reading: Reading, before: Mapping[str, Any]) -> dict[str, Any]:
    match = (
        reading.match(
            rf"({_VERB}) {_ONE_OF}(puts?|calls?|sides|everything|all|it|condor|thing|strikes|shorts){_SPREAD}(?: (?:four )?strikes)?{_WAY}"
            rf"(?: by)?(?: another)? #(?: points)?{_WAY}"
        )
        or reading.match(
            rf"(){_ONE_OF}(puts?|calls?|sides|everything|all|strikes|legs|condor){_SPREAD}(?: (?:four )?strikes)?(?: (?:is|are|should be|by))?()"
            rf" #(?: points)? ({_UP}|{_DOWN}|{_OUT}|{_IN})"
        )
        or reading.match(
            rf"(){_ONE_OF}(puts?|calls?|everything){_SPREAD} ({_UP}|{_DOWN}|{_OUT}|{_IN})(?: by)? #(?: points)?()(?= (?:[.?!,]|please|instead|$))",
            lambda number: number.kind == "N",
        )
    )
    if match is None:
        return {}
    verb, leg, what, first, number, second = match.groups()
    if verb == "roll" and not what.startswith(("put", "call")):
        return {}  # the whole condor rolled is another trade
    way = first or second or verb
    size = abs(reading.number(number).value)
    if way not in (*_UP.split("|"), *_DOWN.split("|"), *_OUT.split("|"), *_IN.split("|")) or size >= before["short_put"] / 2:
        return {}
    rights = [right for right in ("put", "call") if what.startswith(right)] or ["put", "call"]
    moved: dict[str, Any] = {name: before[name] for name in STRIKE_FIELDS}
    for right in rights:
        outward = -1 if right == "put" else 1
        sign = 1 if way in _UP.split("|") else -1 if way in _DOWN.split("|") else outward if way in _OUT.split("|") else -outward
        for name in (f"{leg}_{right}",) if leg else _SIDES[right]:
            moved[name] = before[name] + sign * size
    return moved


def _near(before: Mapping[str, Any]) -> Any:
    level = before.get("short_put", before.get("put_strike", before.get("short_strike", 0.0)))
    return lambda *numbers: all(number.kind != "P" and level / 1.5 < number.value < 1.5 * level for number in numbers)


def _side_named(reading: Reading, before: Mapping[str, Any]) -> dict[str, Any]:
    """ "Use 7450/7500 for the calls", "put spread at 6600/6650"."""
    for right in ("put", "call"):
        pair: tuple[Number, ...] | None = reading.take(
            rf"# (?:/|-|and|by) # (?:for |on |as |in )?{_SIDE}{right}s?{_SPREAD}", _near(before)
        ) or reading.take(rf"{right}s?{_SPREAD}{_PLACE}# (?:/|-|and|by) #", _near(before))
        if pair:
            low, high = sorted(number.value for number in pair)
            return {**{name: before[name] for name in STRIKE_FIELDS}, **dict(zip(_SIDES[right], (low, high), strict=True))}
    return {}


def _named(reading: Reading, before: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """ "Make the short put 6850", "long call at 7500", "put strike 6700"."""
    edits: dict[str, Any] = {}
    for field, said in names.items():
        side, _, right = said.partition("_")
        words = f"{side} {right}" if right else f"{side}s?"
        after = rf"{side} (?:the )?# {right}" if right else rf"# {side}s?"
        numbers = reading.take(rf"{words}{_PLACE}#", _near(before)) or reading.take(after, _near(before))
        if numbers:
            edits[field] = numbers[0].value
    return {**{name: before[name] for name in names}, **edits} if edits else {}
