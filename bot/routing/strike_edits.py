"""Edits of the strikes on the table: one side alone, a side moved, one strike or one side named anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.answer import Missing
from bot.routing.follow_up import is_bare
from bot.routing.found import PLACEMENTS, STRIKE_FIELDS
from bot.routing.numbers import Number
from bot.routing.plan import Request
from bot.routing.reading import Reading

LONGEST, LONGEST_NAMED = 16, 26  # words of a question that only edits, and of one that names a strike of four
_OF_ALL = ("spot", "dte", "vol", "rate", "dividend_yield", "smile", "time_convention", "contracts", "slippage", "fees", "drift", "real_vol")
_SIDES = {"put": ("long_put", "short_put"), "call": ("short_call", "long_call")}
_OF_SIDE = {  # the pair of a condor by what it is of or where it lies
    "put": r"(?:puts?|(?:lower|bottom|downside) (?=pair|side|spread|strikes|half|legs|two))",
    "call": r"(?:calls?|(?:upper|top|higher|upside) (?=pair|side|spread|strikes|half|legs|two))",
}
_LOW, _HIGH = r"(?:lower|bottom|downside|lowest)", r"(?:upper|top|upside|highest|higher)"
_SHORT_NAMES = {
    "long_put": f"lp|put wings?|{_LOW} (?:long|wings?)|long on the downside",
    "short_put": f"sp|{_LOW} short|short on the downside",
    "short_call": f"sc|{_HIGH} short|short on the upside",
    "long_call": f"lc|call wings?|{_HIGH} (?:long|wings?)|long on the upside",
}
_SIDE = r"(?:(?:the|my|on|of|to|whole|entire|short(?! (?:puts?|calls?)(?= ))|both) )*"
_ONE_OF = rf"{_SIDE}(?:(short|long) (?=puts?|calls?))?"
_SPREAD = r"(?:(?: credit)? ?(?:side|spread|vertical|strikes|wing|legs?|half|pair|two))?"
_VERB = (
    r"(?:mov(?:e|es|ed|ing)|shift(?:s|ed|ing)?|roll(?:s|ed|ing)?|raise[sd]?|raising|lower(?:s|ed|ing)?|push(?:es|ed|ing)?|bring(?:ing)?|brought|"
    r"slid(?:e|es|ing)?|tak(?:e|es|ing)|took|drop(?:s|ped|ping)?|pull(?:s|ed|ing)?|nudg(?:e|es|ed|ing)|walk(?:s|ed|ing)?|bump(?:s|ed|ing)?|"
    r"lift(?:s|ed|ing)?|hik(?:e|es|ed|ing)|tuck(?:s|ed|ing)?|up(?= (?:it|them|both|everything|the)))"
)
_UP, _DOWN, _OUT, _IN = (
    r"up|higher|raise",
    r"down|lower|drop",
    r"out|away|further|farther|wider|further out|farther out|further away",
    r"in|closer|nearer",
)
_WAY = rf"(?: ({_UP}|{_DOWN}|{_OUT}|{_IN}))?"
_PLACE = (
    r"(?: (?:strike|leg|to|at|is|goes|go|went|moves|moved|r|are|was|were|should|have|has|"
    r"read|been|become|becomes|of|be|=|:|->|the|up|down|out|in|back|over|now))* "
)


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
    naked = (
        r"(?:without|no|drop|skip|remove|lose|forget|minus|strip|take off|buy no) (?:the |any |my |both )*(?:wings?|longs?|protection)|"
        r"naked|unhedged wings|"
        r"(?:take|strip|leave) (?:the |my |both )*(?:wings?|longs?|protection) (?:off|away|out)"
    )
    if before.calculator != "iron_condor" or reading.left() or len(reading.said.split()) > LONGEST or reading.match(naked) is None:
        return None
    given = before.inputs
    strangle = {name: given[name] for name in (*_OF_ALL, *(name for name in PLACEMENTS if name != "target_credit")) if name in given}
    if all(name in given for name in STRIKE_FIELDS):
        strangle.update(put_strike=given["short_put"], call_strike=given["short_call"])
    elif not any(name in given for name in PLACEMENTS if name != "target_credit"):
        return None
    return Request("strangle", strangle)


def with_wings(reading: Reading, before: Request) -> Request | None:
    """ "Now buy wings 50 out": a strangle sold becomes a condor, a straddle a fly."""
    strikes = {"strangle": {"put_strike", "call_strike"}, "straddle": {"strike"}}.get(before.calculator, set())
    if not strikes or not strikes <= set(before.inputs) or before.inputs.get("direction") == "buy" or len(reading.said.split()) > LONGEST:
        return None
    wings = r"(?:wings?|longs?|protection|insurance)"
    outer = reading.take(
        rf"(?:(?:buy|add|with|attach|plus|own|give it|put on|and|use) )+(?:(?:the|some|my|a|long) )*"
        rf"(?:# (?:/|-|and) # (?:strangle )?{wings}|{wings}{_PLACE}# (?:/|-|and) #)(?: (?:around|outside|on|about) (?:it|them|that|this))?"
        r"(?= (?:[.?!,]|please|$))",
        _near(before.inputs),
    )
    if outer and before.calculator == "strangle" and not reading.left():
        (low, high), given = sorted(number.value for number in outer), before.inputs
        if low < given["put_strike"] < given["call_strike"] < high:
            kept = {name: given[name] for name in _OF_ALL if name in given}
            return Request(
                "iron_condor",
                {**kept, "long_put": low, "short_put": given["put_strike"], "short_call": given["call_strike"], "long_call": high},
            )
    added = reading.take(
        rf"(?:(?:buy|add|with|attach|plus|own|give it|put on|and|stick|slap|bolt|put|throw|tack|hang) )+(?:(?:the|some|my|an?) )*"
        rf"(?:{wings} (?:(?:at|of|on|both|sides|another|it|that|them|this|,) )*#(?: points)?(?: (?:(?:on |to )?(?:a|each|per|either|both) sides?))?"
        rf"(?: (?:{_OUT}|beyond|past|wide))?|"
        rf"#(?: points?)?(?: wide)? (?:of )?{wings})(?= (?:[.?!,]|please|$))",
        lambda number: number.kind == "N" and number.value < LONGEST_WING,
    )
    if not added or reading.left():
        return None
    width, given = added[0].value, before.inputs
    kept = {name: given[name] for name in _OF_ALL if name in given}
    if before.calculator == "straddle":
        return Request("iron_butterfly", {**kept, "strike": given["strike"], "wing_width": width})
    put, call = given["put_strike"], given["call_strike"]
    return Request("iron_condor", {**kept, "long_put": put - width, "short_put": put, "short_call": call, "long_call": call + width})


def other_side(reading: Reading, before: Request) -> Request | None:
    """ "Add the 6850/6800 put spread": a spread sold on the other side makes a condor of the one on the table."""
    given, calls = before.inputs, before.inputs.get("right") == "call"
    if before.calculator != "vertical_spread" or not {"short_strike", "long_strike"} <= set(given) or len(reading.said.split()) > LONGEST:
        return None
    other = "put" if calls else "call"
    pair = reading.take(
        rf"(?:(?:add|adding|sell|selling|plus|with|and|also|put on|throw in|now) )+(?:(?:the|an?|in|on|other) )*# (?:/|-|and|by) # "
        rf"(?:{other}s?(?: credit)?(?: spread| side| vertical)?|[a-z]cs)",
        _near(given),
    ) or reading.take(rf"(?:add|adding|sell|selling|plus) (?:(?:the|an?|some) )*{other}s?{_SPREAD}{_PLACE}# (?:/|-|and|by) #", _near(given))
    near, far = given["short_strike"], given["long_strike"]
    if not pair or reading.left() or given.get("direction") == "buy" or (near < far) != calls:
        return None
    low, high = sorted(number.value for number in pair)
    strikes = (low, high, near, far) if calls else (far, near, low, high)
    if sorted(strikes) != list(strikes):
        return None
    kept = {name: given[name] for name in _OF_ALL if name in given}
    return Request("iron_condor", {**kept, **dict(zip(STRIKE_FIELDS, strikes, strict=True))})


LONGEST_WING = 1000
MUCH_LESS = 3
_LEGS: tuple[Mapping[str, tuple[str, ...]], ...] = (
    {"put": ("long_put", "short_put"), "call": ("short_call", "long_call")},
    {"put": ("put_strike",), "call": ("call_strike",)},
    {"both": ("short_strike", "long_strike")},
    {"both": ("strike",)},
)
_NAMES: tuple[Mapping[str, str], ...] = (
    {name: name for name in STRIKE_FIELDS},
    {"put_strike": "put", "call_strike": "call"},
    {"short_strike": "short", "long_strike": "long"},
    {},
)


def strike_edits(reading: Reading, before: Mapping[str, Any], asked: str | None = None) -> dict[str, Any]:
    """The strikes of the trade on the table that a short question moves or names anew; `asked` is the blank last asked for or changed."""
    long = len(reading.said.split()) > LONGEST
    if len(reading.said.split()) > LONGEST_NAMED:
        return {}
    for legs, names in zip(_LEGS, _NAMES, strict=True):
        if all(name in before for fields in legs.values() for name in fields):
            if long:  # in so many words a strike is named by what it is
                return _named(reading, before, names) if len(legs.get("put", ())) > 1 else {}
            edits: dict[str, Any] = {}
            for _ in range(MOST_EDITS):  # "call side up 50, put side down 25"
                more = _one_edit(reading, {**before, **edits}, legs, names, asked)
                edits.update(more)
                if not more or not reading.left():
                    break
            return edits
    return {}


MOST_EDITS = 3


def _one_edit(
    reading: Reading, before: Mapping[str, Any], legs: Mapping[str, tuple[str, ...]], names: Mapping[str, str], asked: str | None
) -> dict[str, Any]:
    """The strikes after the first edit the question has left, all of them; nothing when it has none."""
    condor, fields = len(legs.get("put", ())) > 1, [name for group in legs.values() for name in group]
    return (
        (_indexed(reading, before, fields) if condor else {})
        or _replaced(reading, before, fields)
        or _shifted(reading, before, legs)
        or (_widened(reading, before) if "long_strike" in before else {})
        or (_side_named(reading, before) if condor else _pair_named(reading, before, [*legs.values()]))
        or _named(reading, before, names)
        or (_one_named(reading, before, asked) if "strike" in before else {})
    )


def _indexed(reading: Reading, before: Mapping[str, Any], fields: Sequence[str]) -> dict[str, Any]:
    """ "strikes[3] = 7600": one of the four, counted from nought."""
    numbers = reading.take(
        r"(?:strikes?|legs?|k) [\[(] # [\])](?: (?:=|:|->|to))* #", lambda at, new: at.value in range(len(fields)) and _near(before)(new)
    )
    return {**{name: before[name] for name in fields}, fields[int(numbers[0].value)]: numbers[1].value} if numbers else {}


def _replaced(reading: Reading, before: Mapping[str, Any], fields: Sequence[str]) -> dict[str, Any]:
    """ "Sell the 7150 call instead of the 7200": one strike in the place of another."""
    option, where = r"(?: (?:strike|puts?|calls?|p|c|s))?", {before[name]: name for name in fields}

    def known(new: Number, old: Number) -> bool:
        return _near(before)(new, old) and old.value in where and new.value not in where

    pair = reading.take(
        rf"(?:(?:buy|sell|own|short|use|take|with|the) )*#{option} "
        rf"(?:instead of|rather than|in place of|for|(?:, )?(?:and )?not) (?:the |my )*#{option}",
        known,
    )
    if pair is None:
        turned = reading.take(
            rf"(?:(?:swap|change|replace|trade|exchange|move|switch|roll|from) )*(?:the |my )*#{option} "
            rf"(?:for|with|to|into|->|becomes?) (?:(?:the|an?) )*#{option}",
            lambda old, new: known(new, old),
        )
        pair = turned[::-1] if turned else None
    return {**{name: before[name] for name in fields}, where[pair[1].value]: pair[0].value} if pair else {}


def _widened(reading: Reading, before: Mapping[str, Any]) -> dict[str, Any]:
    """ "Widen it to 7100": the strike of a spread on that side moves there; "widen it by 25": the long one moves out."""
    by = reading.match(rf"(widen|narrow|tighten|stretch|extend)(?: {_IT_ALL})*(?: (?:out|in|up))* (?:by|another) #(?: points)?")
    if by is not None:
        points = reading.number(by.group(2)).value * (1 if by.group(1) in ("widen", "stretch", "extend") else -1)
        short, long = before["short_strike"], before["long_strike"]
        far = long + (points if long > short else -points)
        return {"short_strike": short, "long_strike": far} if (far > short) == (long > short) else {}
    to = reading.take(rf"(?:widen|narrow|tighten|stretch|extend)(?: {_IT_ALL})*(?: (?:out|in|up|down))*(?: to)? (?:the )?#", _near(before))
    if not to:
        return {}
    moved = {name: before[name] for name in ("short_strike", "long_strike")}
    outside = [name for name, strike in moved.items() if abs(strike - to[0].value) == min(abs(strike - to[0].value) for strike in moved.values())]
    between = min(moved.values()) < to[0].value < max(moved.values())
    return {**moved, "long_strike" if between else outside[0]: to[0].value}


_IT_ALL = r"(?:it|that|them|the|my|spread|vertical|long|short|width|strikes?|leg|wing)"


def _pair_named(reading: Reading, before: Mapping[str, Any], legs: Sequence[tuple[str, ...]]) -> dict[str, Any]:
    """ "Tighten it to 6800/7300": two strikes in the place of two, the lower for the lower."""
    fields = [name for leg in legs for name in leg]
    pair = reading.take(r"# (?:/|-|and|by|,) #", _near(before)) if len(fields) == len(("lower", "upper")) else None
    if not pair:
        return {}
    low, high = sorted(number.value for number in pair)
    return dict(zip(sorted(fields, key=lambda name: before[name]), (low, high), strict=True)) if low < high else {}


def two_strikes(reading: Reading, before: Request) -> Missing | None:
    """ "And the 6850, 6950?" of an option that has one strike: which first."""
    pair = reading.peek(r"# (?:,|and|or|/|, and) (?:the )?#") if len(reading.numbers) == 2 and "strike" in before.inputs else None
    if (
        pair is None
        or not _near(before.inputs)(*pair)
        or not reading.said_at_all(r"(?<=^ )(?:(?:and|or|what|how|about|the|for|also|now|then) )*# .*")
    ):
        return None
    return Missing(
        before.calculator, "strike", "There is one strike here, and two were named. Which one?", tuple(f"strike {n.value:g}" for n in pair)
    )


def _one_named(reading: Reading, before: Mapping[str, Any], asked: str | None) -> dict[str, Any]:
    """ "And the 6750?", "7250?", "recentred at 7,000": the one strike there is, unless the number answers for the index."""
    named = (
        r"(?:(?:re)?cent(?:re|er)(?:ed|ing)?|strike|struck)(?: (?:it|them|the (?:fly|body|trade)))?(?: (?:at|on|to|around|=|of|is|the))* #|# strike"
    )
    listed = rf"(?:the|to|of) #(?= (?:{_PLEASE}))"
    numbers = reading.take(named, _near(before)) or reading.take(listed, _near(before))
    if not numbers and is_bare(reading) and asked != "spot":
        numbers = reading.take("#", lambda number: _near(before)(number) and number.value % STRIKE_STEP == 0)
    return {"strike": numbers[0].value} if numbers else {}


_PLEASE = r"(?:instead|please|then|rather|now|[.?!] )*(?= |$)"
STRIKE_STEP = 5  # strikes of an index are listed at multiples of it


def _shifted(reading: Reading, before: Mapping[str, Any], legs: Mapping[str, tuple[str, ...]]) -> dict[str, Any]:
    """ "Roll the calls up fifty, so 7350/7400", "everything 25 lower": strikes moved by points."""
    match = (
        reading.match(
            rf"({_VERB}) {_ONE_OF}(puts?|calls?|sides|both|them|everything|all|it|condor|thing|strikes?|legs|shorts|strangle|spread|body|fly)"
            rf"{_SPREAD}(?: (?:four )?strikes)?{_WAY}(?: by)?(?: another)? #(?: points)?{_WAY}(?: (?:on )?(?:both|all|each) (?:legs|strikes|sides))?"
        )
        or reading.match(
            rf"(){_ONE_OF}(puts?|calls?|sides|both|them|everything|all|strikes?|legs|condor|strangle|body|thing|lot){_SPREAD}(?: (?:four )?strikes)?"
            rf"(?: (?:is|are|was|were|sat|sits|goes|went|should be|had been|by))*()"
            rf" #(?: points)? ({_UP}|{_DOWN}|{_OUT}|{_IN})"
        )
        or reading.match(
            rf"(){_ONE_OF}(puts?|calls?|everything){_SPREAD} ({_UP}|{_DOWN}|{_OUT}|{_IN})(?: (?:by|another))* #(?: points)?()"
            r"(?= (?:[.?!,]|please|instead|$))",
            lambda number: number.kind == "N",
        )
    )
    if match is None:
        match = reading.match(  # "bring in the call side by 30"
            rf"(?P<verb>{_VERB}) (?P<first>{_UP}|{_DOWN}|{_OUT}|{_IN}) {_SIDE}(?:(?P<leg>short|long) (?=puts?|calls?))?"
            rf"(?P<what>puts?|calls?|sides|both|everything|all|strikes?|shorts|strangle){_SPREAD}"
            r"(?: (?:by|another))* (?P<number>[NPD]\d+)(?: points)?"
        )
    if match is None and "spot" in before and "short_put" in before:
        room = min(before["spot"] - before["short_put"], before["short_call"] - before["spot"])
        match = reading.match(  # a part of the room they have is a move, and no distance from the index
            rf"(){_ONE_OF}(shorts)()(?: (?:go|sit|should be|by))* #(?: points)? ({_OUT}|{_IN})", lambda number: 0 < MUCH_LESS * number.value <= room
        )
    if match is None:
        return {}
    named = match.groupdict()
    if named:
        verb, leg, what, first, number, second = (named[name] for name in ("verb", "leg", "what", "first", "number", "first"))
    else:
        verb, leg, what, first, number, second = match.groups()
    if verb.startswith("roll") and not what.startswith(("put", "call")):
        return {}  # the whole condor rolled is another trade
    upward, downward = verb.startswith(("rais", "lift", "bump", "hik", "up")), verb.startswith(("lower", "drop"))
    way = first or second or ("raise" if upward else "lower" if downward else verb)
    size = abs(reading.number(number).value)
    if way not in (*_UP.split("|"), *_DOWN.split("|"), *_OUT.split("|"), *_IN.split("|")) or size >= _level(before) / 2:
        return {}
    rights = [right for right in ("put", "call") if what.startswith(right)] or ["put", "call"]
    sides = {right: names for right, names in legs.items() if right in (*rights, "both")}
    if "both" in sides and (what.startswith(("put", "call")) or way in (*_OUT.split("|"), *_IN.split("|"))):
        return {}  # of a spread on one side, further out is no direction
    moved: dict[str, Any] = {name: before[name] for names in legs.values() for name in names}
    for right, names in sides.items():
        outward = -1 if right == "put" else 1
        sign = 1 if way in _UP.split("|") else -1 if way in _DOWN.split("|") else outward if way in _OUT.split("|") else -outward
        for name in (f"{leg}_{right}",) if leg and f"{leg}_{right}" in names else names:
            moved[name] = before[name] + sign * size
    while reading.take("#", lambda number: number.value in moved.values()):
        pass  # where they come to, said as well
    return moved


def _level(before: Mapping[str, Any]) -> float:
    return float(next((before[name] for name in ("short_put", "put_strike", "short_strike", "strike") if name in before), 0.0))


def _near(before: Mapping[str, Any]) -> Any:
    level = _level(before)
    return lambda *numbers: all(number.kind != "P" and level / 1.5 < number.value < 1.5 * level for number in numbers)


def _side_named(reading: Reading, before: Mapping[str, Any]) -> dict[str, Any]:
    """ "Use 7450/7500 for the calls", "put spread at 6600/6650"."""
    for right in ("put", "call"):
        pair: tuple[Number, ...] | None = reading.take(
            rf"# (?:/|-|and|by) # (?:for |on |as |in )?{_SIDE}{_OF_SIDE[right]}{_SPREAD}", _near(before)
        ) or reading.take(rf"{_OF_SIDE[right]}{_SPREAD}{_PLACE}# (?:/|-|and|by) #", _near(before))
        pair = pair or reading.take(
            rf"{_OF_SIDE[right]}{_SPREAD}(?: (?!N\d)[a-z]+){{0,3}}? (?:short|long){_PLACE}# (?:(?:,|and|the|its) )*(?:short|long){_PLACE}#",
            _near(before),
        )
        if pair:
            low, high = sorted(number.value for number in pair)
            return {**{name: before[name] for name in STRIKE_FIELDS}, **dict(zip(_SIDES[right], (low, high), strict=True))}
    return {}


def _named(reading: Reading, before: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """ "Make the short put 6850", "long call at 7500", "put strike 6700"."""
    edits: dict[str, Any] = {}
    for field, said in names.items():
        side, _, right = said.partition("_")
        words = f"{side} {right}|{_SHORT_NAMES.get(field, said)}" if right else f"{side}s?"
        after = rf"{side} (?:the )?# {right}|{right} (?:side|spread)(?: (?!N\d)[a-z]+){{0,5}}? # {side}" if right else rf"# {side}s?"
        its = rf"{right} (?:side|spread|half)(?: (?!N\d)[a-z]+){{0,5}}? {side}(?: (?:strike|leg|one|put|call))?" if right else words
        numbers = reading.take(rf"(?:{words}|{its}){_PLACE}#", _near(before)) or reading.take(after, _near(before))
        if numbers:
            edits[field] = numbers[0].value
    if len(edits) == 1 and len(names) == len(STRIKE_FIELDS):  # a short past its long takes it along
        (field, value), *_ = edits.items()
        side, _, right = field.partition("_")
        partner = f"{'long' if side == 'short' else 'short'}_{right}"
        ordered = value < before[partner] if (side == "long") == (right == "put") else value > before[partner]
        if not ordered:
            edits[partner] = before[partner] + value - before[field]
    return {**{name: before[name] for name in names}, **edits} if edits else {}
