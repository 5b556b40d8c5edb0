"""Readings that are lists: hedge layers, a futures curve, shocks, scenarios, closes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from bot.routing import slots
from bot.routing.numbers import Number
from bot.routing.reading import Reading, compiled
from bot.routing.words import FALLS, RISES

_SEP = r"(?: (?:, and|, then|,|and|then|/|or|;|to))? "
_DAYS = r"(?:days?|dte|d)"
_PLACES = re.compile(r"[NPD]\d+")


def places(reading: Reading, text: str) -> list[Number]:
    return [reading.number(place) for place in _PLACES.findall(text)]


def take_list(reading: Reading, words: str, least: int = 2) -> list[Number] | None:
    """The numbers of a list that follows these words: "closes 44, 45.1, 43.9 and 44.6"; of several, of the longest."""
    pattern = rf"(?:{words}) ~(?:of |were |are )*((?:[NPD]\d+{_SEP}){{{least - 1},}}[NPD]\d+)"
    match = max(compiled(pattern).finditer(reading.text), key=lambda found: len(_PLACES.findall(found.group(1))), default=None)
    if match is None:
        return None
    reading.blank(match.start(), match.end())
    return places(reading, match.group(1))


def take_list_before(reading: Reading, words: str, least: int = 2) -> list[Number] | None:
    """The numbers of a list that these words follow: "1,800, 1,500 and 1,200 advancing issues"."""
    match = reading.match(rf"((?:[ND]\d+{_SEP}){{{least - 1},}}[ND]\d+) (?:(?:of|in|as|were|are|for|the) )*(?:{words})")
    return None if match is None else places(reading, match.group(1))


def take_run(reading: Reading, least: int = 3) -> list[Number] | None:
    """The longest bare run of numbers."""
    pattern = re.compile(rf"(?<= )(?:[NPD]\d+{_SEP}){{{least - 1},}}[NPD]\d+(?= )")
    runs = sorted(pattern.finditer(reading.text), key=lambda match: len(_PLACES.findall(match.group(0))))
    if not runs:
        return None
    reading.blank(runs[-1].start(), runs[-1].end())
    return places(reading, runs[-1].group(0))


def take_layers(reading: Reading) -> list[dict[str, Any]] | None:
    """Hedge layers: "4/4/2 at 30/110/220", or "8 thirty-day, 8 hundred-ten-day and 4 two-twenty-day VIX calls"."""
    three = "# (?:/|,|-) # (?:/|,|-|and|, and) #"
    match = reading.take(
        rf"{three} (?:_+ )*(?:ratio |contracts |layers? |alvh )*(?:vix )?(?:calls? )?(?:at|across|over|in|for|"
        rf"on|of|with|@|,)? ?(?:the )?{three}(?: {_DAYS})?(?: vix)?(?: calls?)?"
    )
    if match is not None:
        return [{"quantity": int(count.value), "dte": days.value} for count, days in zip(match[:3], match[3:], strict=True)]
    layers: list[dict[str, Any]] = []
    spans = []
    text = _CURVE_SAID.sub(lambda said: " " * len(said.group(0)), reading.text)
    for found in _LAYER.finditer(text):
        count, days = reading.number(found["count"] or found["n"]).value, reading.number(found["days"] or found["d"]).value
        if count == int(count):
            layers.append({"quantity": int(count), "dte": days, **_struck_at(reading, found["struck"] or found["s"] or "")})
            spans.append(found.span())
    if len(layers) == 1:  # the days said of the first are meant of the others
        more = rf"([N]\d+) (?:x |vix |calls? |of |contracts )*(?:at|of|in|for|@) (?:the )?([N]\d+)(?: {_DAYS})?(?= (?:,|;|and|vix|calls?|\.))"
        found_more = [m for m in compiled(more).finditer(text) if reading.number(m.group(1)).value in range(1001)]
        if len(found_more) > 1:
            layers = [{"quantity": int(reading.number(m.group(1)).value), "dte": reading.number(m.group(2)).value} for m in found_more]
            spans = [m.span() for m in found_more]
    if len(layers) < 2:
        return None
    for start, end in spans:
        reading.blank(start, end)
    struck = [{k: v for k, v in layer.items() if k not in ("quantity", "dte")} for layer in layers]
    last = struck[-1]
    return [{**last, **layer} for layer in layers] if last and not any(struck[:-1]) else layers  # said once, at the end, of all


_LINKS = r"(?:(?:x|vix|calls?|contracts|lots|options?|of|at|in|with|for|the|an?|more|further|extra|another|each|long|out|expiring|struck|@|,|:) )"
_STRIKES = (
    r"(?:strikes?|struck) (?:(?:at|of|is|:) )*(?:the )?[ND]\d+(?! (?:points|delta))|(?:the )?[ND]\d+ strike|[N]\d+ (?:vix )?points? (?:above|"
    r"over|otm|out of the money)|"
    r"[N]\d+ delta"
)
# One layer: how many calls, in how many days and where struck, the last two in either order.
_LAYER = re.compile(
    rf"(?<= )(?:(?P<n>[N]\d+) {_LINKS}*?(?P<s>{_STRIKES}|(?<=vix )[N]\d+(?= calls?)) {_LINKS}*(?P<d>[N]\d+) {_DAYS}(?= )|"
    rf"(?P<count>[N]\d+) {_LINKS}*?(?P<days>[N]\d+) {_DAYS}(?: (?:out|calls?|vix))*"
    rf"(?:(?: (?:,|with|at|the|struck|each|all|on|a))*? (?P<struck>{_STRIKES}|[N]\d+ s(?= ))"
    r"(?: (?:(?:the|its|their|each|own|vix|futures?|calls?|in|all|layers) )*(?:futures?|calls?|strike|layers))?)?)(?= )"
)


def _struck_at(reading: Reading, said: str) -> dict[str, float]:
    """Where one layer is struck: at a VIX level, so far above its future, or at a delta."""
    numbers = places(reading, said)
    if not numbers:
        return {}
    if said.endswith("delta"):
        return {"delta": slots.delta(numbers[0])}
    return {"otm_points" if "point" in said else "strike": numbers[0].value}


# A futures curve told in days as layers are: "futures 19.1 at 30d, 20.4 at 110d".
_CURVE_SAID = re.compile(r"(?<= )(?:vx|futures?|curve) (?:(?:at|of|are|is|:|curve) )*[ND]\d+ (?:at|in|for|@) [N]\d+[^;.?]*")


def take_curve(reading: Reading, tenors: list[float] | None = None) -> list[dict[str, Any]] | None:
    """A futures curve: "29.5 in 15 days and 27.8 in 43 days", "30 days at 19.5", or levels in the order of known tenors."""
    listed = _curve_in_lists(reading)
    if listed is not None:
        return listed
    pairs = _pairs_of_curve(reading)
    if len(pairs) >= 2 or (pairs and reading.has(r"(?:futures?|vx|curve|front|contract)")):
        if len(pairs) == 1:  # the days said of the first are meant of the others
            alike = re.finditer(r"(?<= )([N]\d+) (?:/|in|at|@|for|with|w) (?:in )?([N]\d+)(?= (?:[,;.?:)]|and|second|third))", reading.text)
            pairs += [
                _Pair(match[1], reading.number(match[2]).value, match.start(), match.end())
                for match in alike
                if match.start() > pairs[0].start and _is_level(reading, match[1])
            ]
        for pair in pairs:
            reading.blank(pair.start, pair.end)
        reading.match(r"(?:(?:vx|vix|front|second|third|back|next|far|first|months?|futures?|contract|at|the|is|near) )+_+")
        return [{"level": _level(reading.number(pair.level)), "dte": pair.days} for pair in pairs]
    levels = take_list(reading, r"futures?|curve|vx futures|vix futures|futures curve", least=2) if tenors is not None else None
    if levels is not None and tenors is not None and len(levels) == len(tenors):
        return [{"level": _level(level), "dte": days} for level, days in zip(levels, tenors, strict=True)]
    return None


def _curve_in_lists(reading: Reading) -> list[dict[str, Any]] | None:
    """Days in one list and levels in another: "futures for 12 and 40 days at 32.0 and 29.4", or the levels first."""
    run = rf"((?:[N]\d+{_SEP})+[N]\d+)"
    link = r"(?:(?:at|are|is|trade|:|for|in|with|are at|and|of|days?|dte|to|expiring|levels?|@|,|trading|quoted|respectively) )+"
    for pattern, level_first in (
        (rf"(?:futures?|vx|curve) (?:(?:for|in|at|of|with|expiring|due) )*{run} {_DAYS} {link}{run}", False),
        (rf"(?:futures?|vx|curve) (?:(?:at|of|are|is|:|curve|trade|trading) )*{run} {link}{run} {_DAYS}", True),
        (rf"(?:futures?|vx|curve) (?:(?:at|of|are|is|:|curve|trade|trading) )*{run} (?:[,;] )?{_DAYS} (?:(?:of|at|:|are) )*{run}", True),
    ):
        match = compiled(pattern).search(reading.text)
        first, second = (places(reading, match.group(group)) for group in (1, 2)) if match is not None else ([], [])
        levels, days = (first, second) if level_first else (second, first)
        if match is not None and len(levels) == len(days) and all(5 <= _level(level) <= 150 for level in levels):
            reading.blank(match.start(), match.end())
            return [{"level": _level(level), "dte": day.value} for level, day in zip(levels, days, strict=True)]
    return None


@dataclass(frozen=True, slots=True)
class _Pair:
    """A future's level and its days: their places, and where the two stand."""

    level: str
    days: float
    start: int
    end: int


_NUMBERED = re.compile(rf"(?<= )([N]\d+)(?: ({_DAYS}|weeks|months))?(?= )")
_SETTLES_IN = re.compile(r" (?:settl\w+|expir\w+|due) in $")
_LONGER = {"weeks": 7.0, "months": 30.0}
_NO_FUTURE = re.compile(r"(?:spot|cash|vix|index|condor|vix_avg|vol|over) (?:(?:at|is|of|:|=|now|closed|index|spot|trades|the|a) )*$")
_FUTURE = r"futures?|contracts?|months?|one|vx"
_IN_DAYS = re.compile(
    rf"(?:(?:{_FUTURE}|/|in|at|@|for|with|w|\(|,|due|expiring|having|has|which|that|settling|settles|and|it|is|the|another|a further) )*"
)
_OF_DAYS = re.compile(
    rf"(?:(?:{_FUTURE}|out|away|ahead|from|settlement|expiring|to|run|go|left|at|=|:|,|@|\)|"
    r"is|are|stands|stood|trades|trading|quoted|priced|sits|costs|level) )*"
)


def _pairs_of_curve(reading: Reading) -> list[_Pair]:
    """A level and its days side by side, in either order: of two ways to pair them, the one that leaves fewer over, or starts earlier."""

    def in_days(match: re.Match[str]) -> bool:
        return match[2] is not None or _SETTLES_IN.search(reading.text[: match.start()]) is not None

    found = [match for match in _NUMBERED.finditer(reading.text) if in_days(match) or _is_level(reading, match[1])]
    found = [match for match in found if in_days(match) or not _NO_FUTURE.search(reading.text[: match.start()])]

    def paired(at: int) -> list[_Pair]:
        pairs: list[_Pair] = []
        while at + 1 < len(found):
            first, second = found[at : at + 2]
            between = reading.text[first.end() + 1 : second.start()]
            fits = in_days(first) != in_days(second) and (_OF_DAYS if in_days(first) else _IN_DAYS).fullmatch(between)
            if fits:
                level, days = (second, first) if in_days(first) else (first, second)
                count = reading.number(days[1]).value * _LONGER.get(days[2], 1.0)
                pairs.append(_Pair(level[1], count, first.start(), second.end()))
            at += 2 if fits else 1
        return pairs

    return max(paired(0), paired(1), key=len)


def _is_level(reading: Reading, place: str) -> bool:
    return 5 <= _level(reading.number(place)) <= 150


def _level(number: Number) -> float:
    return number.decimal if number.decimal is not None and number.value > 200 else number.value


_DOWN, _UP = FALLS, rf"(?:{RISES}|by|of|at|moves?|shocks?|shocked|changes?)"
_WAY = rf"(?:(?:{FALLS}|{RISES}) (?:by )?|by )"
_STILL = r"(?:unchanged|flat|constant|steady|same)"
_ITEM = rf"(?:(?:{_WAY})?[NP]\d+(?! (?:delta|days?|dte|wide|points|d|w|sd|sigma|contracts|lots|condor|weeks|months)(?: |$))|{_STILL})"
_ITEM_PLACE = re.compile(rf"(?P<way>{_WAY})?(?:(?P<place>[NP]\d+)|{_STILL})(?= |$)")
_LIST = rf"(?:{_ITEM}(?: (?:,|and|/|or|, and|to|then))? )*{_ITEM}"
_EITHER = (
    r"(?: (?:either way|both ways|each way|either direction|both directions|up and down|up or down|in "
    r"either direction|in both directions|either side))"
)


def take_shocks(reading: Reading) -> dict[str, list[float]]:
    """Moves of the index and of vol as decimals: "SPX -5%, -3%, 0 with vol +30%", "moves of 2, 4 and 6 pct either way; vol up a third"."""
    shocks: dict[str, list[float]] = {}
    grid = _row_of_moves(reading)
    if grid is not None:
        shocks["spot_shocks"] = grid
    both = None if shocks else reading.match(rf"({FALLS}|{RISES}) (?:or|and|/) ({FALLS}|{RISES}) (?:by |of |about )?#%", lambda n: not n.signed)
    if both is not None and (re.fullmatch(FALLS, both[1]) is None) != (re.fullmatch(FALLS, both[2]) is None):
        size = _move(reading.number(both[3]), True)
        shocks["spot_shocks"] = [-size, size]
    filler = r"(?:(?:shocks?|moves?|goes|go|gaps?|comes|index|is|are|a|with|for|relative|of|by|,|:) )*"
    # "18 vol: index down 3 %" says nothing of vol: a level stands before the word, and the index after it.
    vols, spots = (
        r"(?<!N\d )(?<!N\d\d )(?:vols?|iv|implied|implied vol|vix)(?! (?:[,:] )*index)",
        r"(?:spx|index|spot|market|moves?|price|underlying|shocks?|stress|it)",
    )
    way, listed_, either_ = rf"(?P<way>{_DOWN}|{_UP})", rf"(?P<listed>{_LIST})", rf"(?P<either>{_EITHER})?"
    fall = rf"{_FALLS_AFTER}(?! (?:in (?:the )?)?(?:vol|iv|vix|implied))"
    for field, patterns in (
        ("vol_shocks", (rf"{vols} {filler}(?:{way} )*{filler}{listed_}{either_}",)),
        (
            "spot_shocks",
            (
                rf"(?P<listed>P\d+) {fall}(?P<either>{_EITHER})?",
                rf"{spots} {filler}(?:{way} )*{filler}{listed_}{either_}",
                rf"{way} {filler}{listed_}{either_}",
                rf"{listed_}{either_}",
            ),
        ),
    ):
        matches = [
            match
            for pattern in patterns
            for match in compiled(pattern).finditer(reading.text)
            if _are_moves(places(reading, match["listed"]), match.group(0), alone=match.group(0).startswith(match["listed"]))
        ]
        if not matches or field in shocks:
            continue
        # "IV 17%: falls of 3 and 5 percent, vol higher by 30 percent": a level before the move.
        plain = field == "vol_shocks" and len(matches) > 1 and re.fullmatch(rf"{vols} P\d+", matches[0].group(0)) is not None
        if field == "vol_shocks" and len(matches) > 1 and _level_before_moves(places(reading, matches[0]["listed"])):
            matches = matches[1:]  # "VIX 18, by -3% and -6% with vol +30%"
        match = matches[1 if plain and not reading.number(matches[0]["listed"]).signed else 0]
        reading.blank(match.start(), match.end())
        direction, listed, either = match.groupdict().get("way"), match["listed"], match["either"]
        ways = _EITHER_DIRECTION.findall(match.group(0)[: match.start("listed") - match.start()])
        direction = ways[-1] if ways and direction is not None else direction  # "fell by 4 %": it fell
        numbers = places(reading, listed)
        percents, items = any(n.kind == "P" for n in numbers), list(_ITEM_PLACE.finditer(listed))
        values = [_move(reading.number(item["place"]), percents) if item["place"] else 0.0 for item in items]
        # A market that "gaps 3 %" goes either way, until somebody says which.
        after = re.match(rf" ?({FALLS}|{RISES}) ", reading.text[match.end() :])
        undirected = field == "spot_shocks" and len(numbers) == 1 and not numbers[0].signed and _EITHER_WAY.search(match.group(0)) is not None
        if undirected and after is not None:  # "gaps 4 % down"
            undirected, direction = False, after.group(1)
        if either or undirected or any(number.either for number in numbers):
            sizes = sorted({abs(value) for value in values} - {0.0})
            values = [-size for size in reversed(sizes)] + ([0.0] if 0.0 in values else []) + sizes
        else:
            falls = direction is not None and re.fullmatch(rf"{_DOWN}|gap(?: down| lower)?", direction) is not None
            for at, item in enumerate(items):
                falls = falls if item["way"] is None else re.match(rf"{_DOWN} ", item["way"]) is not None
                values[at] = -abs(values[at]) if falls else values[at]
        shocks[field] = [value if value else 0 for value in values]
    if "spot_shocks" in shocks and "vol_shocks" not in shocks and reading.match(_VOL_STAYS) is not None:
        shocks["vol_shocks"] = [0]
    if "vol_shocks" not in shocks and reading.match(r"(?:vols?|iv|vix|implied|implied vol) (?:triples|tripling|tripled)") is not None:
        shocks["vol_shocks"] = [2.0]
    if "vol_shocks" not in shocks and reading.match(r"(?:vols?|iv|vix|implied|implied vol) (?:doubles|doubling|doubled|twice as high)") is not None:
        shocks["vol_shocks"] = [1.0]
    return shocks


_IN_STEPS = r"(?:in )?(?:steps of )?#%(?: steps?)? from # (?:to|through|up to) #"
_FROM_TO = r"from # (?:to|through|up to) # (?:in|by) (?:steps of )?#%(?: (?:steps?|increments))?"
_VOL_STAYS = (
    r"(?:vols?|iv|vix|implied|implied vol) (?:(?:is|are|being|stays?|staying|remains?|remaining|held|kept|left|does|do|not|at|the) )*"
    r"(?:unchanged|constant|steady|fixed|flat|same|put|as (?:it|they) (?:is|are)|"
    r"where (?:it|they) (?:is|are)|move|change)(?! (?:at|by) )(?! [NPD]\d)|"
    r"(?:constant|unchanged|same|fixed) (?:vols?|iv|implied vol)(?! (?:(?:of|at) )?[NPD]\d)"
)


def _row_of_moves(reading: Reading) -> list[float] | None:
    """Moves told by their ends and a step: "in 2 percent steps from -6 to +6"."""

    def fits(low: Number, high: Number, step: Number) -> bool:
        return low.signed and not step.signed and low.value < 0 < step.value < high.value - low.value <= MOST_STEPS * step.value

    numbers = reading.take(_FROM_TO, fits)
    if numbers is None and (turned := reading.take(_IN_STEPS, lambda step, low, high: fits(low, high, step))) is not None:
        numbers = (*turned[1:], turned[0])
    if numbers is None:
        return None
    low, high, step = (number.value / 100 for number in numbers)
    moves = [round(low + at * step, 10) for at in range(round((high - low) / step) + 1)]
    return [move if move else 0 for move in moves]


MOST_STEPS = 40


_EITHER_DIRECTION = compiled(rf"{FALLS}|{RISES}")


def _level_before_moves(numbers: list[Number]) -> bool:
    """Whether a list is a level and then moves, which have signs."""
    first, *rest = numbers
    return bool(rest) and first.kind == "N" and not first.signed and all(number.signed and number.kind == "P" for number in rest)


_EITHER_WAY = re.compile(r" (?:gaps?|moves?|swings?) (?:(?:by|of|another) )*P\d+$")
_FALLS_AFTER = (
    r"(?:(?:overnight|sudden|instant|immediate|market|index|spx) )*"
    r"(?P<way>drop|fall|decline|crash|selloff|gap (?:up|higher)|gap(?: down| lower)?|rally|rise|gain|jump|lower|higher)"
)


def _are_moves(numbers: list[Number], said: str, alone: bool = False) -> bool:
    """Whether a list is of relative moves: percentages, signs, or fractions said to be moves ("vol 0.18" is a level).

    A list `alone`, with no word before it, is one when all of it is percentages or zero and one of them has a sign."""
    if alone and not re.search(rf"^P\d+ {_FALLS_AFTER}", said):
        return any(number.signed or number.either for number in numbers) and all(
            number.kind == "P" or number.value == 0 or (number.signed and numbers[-1].kind == "P") for number in numbers
        )
    if all(number.kind == "N" and not number.signed and not number.either for number in numbers) and not re.search(
        rf" (?:{_DOWN}|{_UP}|shocks?) ", said
    ):
        return False
    return any(number.kind == "P" or number.signed or number.either or 0 < abs(number.value) < 1 for number in numbers) and all(
        abs(number.value) < 200 for number in numbers
    )


def _move(number: Number, percents: bool) -> float:
    return round(number.value / 100, 12) if number.kind == "P" or (percents and abs(number.value) >= 1) else number.value
