"""Strikes and legs in every notation: a/b/c/d, two verticals, shorts and longs, signed legs, one option."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any, Literal

from bot.routing.numbers import Number
from bot.routing.reading import Reading, compiled
from bot.routing.words import word_list

Right = Literal["call", "put"]

LOWEST_INDEX_STRIKE = 100.0
HIGHEST_STRIKE = 50_000.0
_RIGHT = r"(c|p|call|calls|put|puts)"
SIDE = (
    r"(short|long|sell|selling|sold|buy|buying|bought|shorting|shorted|shorts|own|owning|owns|hold|holding|holds|writes?|writing|wrote|written|"
    r"lift|lifting|lifted|plus|minus|\+|-)"
)
SHORT_WORDS = frozenset(word_list("short sell selling sold shorting shorted shorts write writes writing wrote written minus -"))
_AND = r"(?:and|/|,|&|-|by|over|against)"
_STRIKE = r"(?:strike |strikes )?"


@dataclass(frozen=True, slots=True)
class Leg:
    """An option as named: quantity signed, `dte` its own days when it has them."""

    right: Right
    strike: float
    quantity: int
    dte: float | None = None
    vol: float | None = None
    premium: float | None = None

    def as_input(self, dte: float | None) -> dict[str, Any]:
        days = self.dte if self.dte is not None else dte
        given: dict[str, Any] = {"right": self.right, "strike": self.strike, "quantity": self.quantity}
        if days is not None:
            given["dte"] = days
        if self.vol is not None:
            given["vol"] = self.vol
        if self.premium is not None:
            given["premium"] = self.premium
        return given


@dataclass(frozen=True, slots=True)
class Strikes:
    """What the question says of strikes: four of a condor, a pair of a vertical, single legs, or nothing."""

    condor: tuple[float, float, float, float] | None = None
    pair: tuple[float, float] | None = None
    pair_right: Right | None = None
    legs: tuple[Leg, ...] = ()
    count: int | None = None
    fly: tuple[float, float, float] | None = None  # lower wing, body, upper wing
    shorts: bool = False  # the pair was said to be short strikes


def take_strikes(reading: Reading) -> Strikes:
    """Take the strikes out of the reading, the most telling notation first."""
    for form in (_diagonal, _four, _two_verticals, _shorts_and_longs, _one_body, _one_in_the_other, _four_in_order):
        found = form(reading)
        if found is not None:
            return found
    right = right_said(reading)
    signed = (signed_legs(reading, right) if right is not None else ()) or _sided_after(reading)
    if signed:
        return Strikes(legs=signed)
    counts = reading.take(r"# (?:x|by|/|:) #", _ratio) if reading.said_at_all("ratio|backspread") else None
    before = reading.text
    pair = _pair(reading)
    if pair is None:
        legs = take_legs(reading) or _legs_of_one_right(reading) or _legs_on_stock(reading)
        return Strikes(legs=_with_other(reading, legs[0]) if len(legs) == 1 else legs)
    right = pair.pair_right or right_said(reading)
    if counts is not None and right is not None:
        return Strikes(legs=_of_ratio(reading, right, pair.pair, counts))
    after = reading.text
    others = take_legs(reading) if pair.pair_right is not None and pair.count is None else ()
    if others and all(leg.quantity for leg in others):
        days = {leg.dte for leg in others}
        own = days.pop() if len(days) == 1 else None
        return Strikes(legs=(*others, *(replace(leg, dte=own) for leg in _of_spread(before, after, pair))))
    return pair


_DAYS_SAID = r"(?:d|dte|days?)"
_DAYS_TWICE = rf"# {_DAYS_SAID} (?:/|-|vs|and|against|over|x|,) (?:the )?# {_DAYS_SAID}"


def _diagonal(reading: Reading) -> Strikes | None:
    """A diagonal by its two expirations and its two strikes, in the same order: "buy the 26 Jun / 29 May 7200/7250 call diagonal"."""
    right = right_said(reading) if reading.said_at_all("diagonal") else None
    days = reading.peek(_DAYS_TWICE) if right is not None else None
    strikes = reading.peek(r"# (?:/|-|vs|and|against) (?:the )?#(?! [/-])") if days is not None else None
    if right is None or days is None or strikes is None or not are_near(*strikes) or days[0].value == days[1].value:
        return None
    reading.take(_DAYS_TWICE)
    reading.take(r"# (?:/|-|vs|and|against) (?:the )?#", are_near)
    far = max(day.value for day in days)
    sold = reading.said_at_all(r"(?:sell|sold|short) (?:(?:the|a|an|my|[N]\d+) )*(?:_+ |spx |call |put )*diagonal")
    sides = [1 if (day.value == far) != sold else -1 for day in days]
    return Strikes(legs=tuple(Leg(right, strike.value, side, day.value) for strike, side, day in zip(strikes, sides, days, strict=True)))


def _ratio(*counts: Number) -> bool:
    """Whether two numbers are how many of each strike: "1 x 2"."""
    return counts[0].value != counts[1].value and all(number.value in range(1, 10) and number.kind == "N" for number in counts)


def _of_ratio(reading: Reading, right: Right, pair: tuple[float, float] | None, counts: tuple[Number, ...]) -> tuple[Leg, ...]:
    """The legs of a ratio spread: the more are sold, in a backspread bought."""
    most = max(number.value for number in counts)
    back = -1 if reading.said_at_all(r"backspread|back (?:ratio|spread)") else 1
    sizes = [int(number.value) * back * (-1 if number.value == most else 1) for number in counts]
    return tuple(Leg(right, strike, size) for strike, size in zip(pair or (), sizes, strict=True))


def _of_spread(before: str, after: str, spread: Strikes) -> tuple[Leg, ...]:
    """The legs of a spread told beside other options: sold for a credit unless the word before it says bought."""
    if spread.pair is None or spread.pair_right is None:
        return ()
    start = next(at for at, (old, new) in enumerate(zip(before, after, strict=True)) if old != new)
    return _legs_of(spread, 1 if _side_before(before[:start]) > 0 else -1)


def _side_before(text: str) -> int:
    """1 when the last word says bought, -1 when it says sold, else 0."""
    words = [word for word in text.split() if word not in ("a", "the", "one", "my", "an")]
    if not words or words[-1] in ("+", "-", "plus", "minus") or re.fullmatch(SIDE, words[-1]) is None:
        return 0
    return -1 if words[-1] in SHORT_WORDS else 1


def _legs_of(spread: Strikes, side: int) -> tuple[Leg, ...]:
    """The legs of a vertical: side -1 sells the nearer strike, 1 buys it."""
    if spread.pair is None or spread.pair_right is None:
        return ()
    low, high = sorted(spread.pair)
    near, far = (high, low) if spread.pair_right == "put" else (low, high)
    return (Leg(spread.pair_right, near, side), Leg(spread.pair_right, far, -side))


def crossed(reading: Reading) -> str | None:
    """What a condor's legs, each said with its side and right, have the wrong way round: a put bought above the one sold, or None."""
    for right, wrong in (("put", 1), ("call", -1)):
        sides = [
            re.search(rf" (?:{words}) (?:the )?{right}s? (?:(?:at|strike|:) )*([N]\d+) ", reading.said)
            for words in ("short|sold|sell|selling", "long|bought|buy|buying|own")
        ]
        if all(sides):
            short, long = (reading.number(match[1]).value for match in sides if match is not None)
            if wrong * (long - short) > 0:
                return f"the long {right} at {long:g} stands inside the short one at {short:g}"
    return None


def _index_strike(*numbers: Number) -> bool:
    return all(number.value >= LOWEST_INDEX_STRIKE and number.kind != "P" and not number.either for number in numbers)


def are_near(*numbers: Number) -> bool:
    """Whether numbers can be strikes of one structure: of index size, and within half of each other."""
    values = [number.value for number in numbers]
    return _index_strike(*numbers) and max(values) < 1.6 * min(values)


def _sorted_four(values: list[float]) -> tuple[float, float, float, float]:
    a, b, c, d = sorted(values)
    return a, b, c, d


def _count(reading: Reading, place: str | None) -> int | None:
    if place is None:
        return None
    number = reading.number(place)
    size = abs(number.value) if number.signed else number.value  # a ticket signs it
    return int(size) if number.kind == "N" and size == int(size) and 0 < size < LOWEST_INDEX_STRIKE * 10 else None


_NO_DAY = "".join(f"(?<!{month} )" for month in word_list("jan feb mar apr may jun june jul july aug sep oct nov dec"))


def _four(reading: Reading) -> Strikes | None:
    for separator in (r" (?:[/\-]|x|by) ", r"(?: ,)?(?: and)? ", r" (?:, |/ |- |and |, and )?"):
        four = separator.join(["#"] * 4)
        match = reading.match(
            rf"{_NO_DAY}([N]\d+) (?:x |of |of the |the )?{four}(?: s)?", lambda *n: are_near(*n[1:]) and n[0].value < LOWEST_INDEX_STRIKE
        )
        match = match or reading.match(rf"{four}(?: s)?", are_near)
        if match is not None:
            places = [place for place in match.groups() if place is not None]
            count = _count(reading, places[0]) if len(places) == 5 else None
            return Strikes(condor=_sorted_four([reading.number(place).value for place in places[-4:]]), count=count)
    return None


def _four_in_order(reading: Reading) -> Strikes | None:
    """Four levels of one size that rise or fall one after the other are a condor's strikes, however they are joined."""
    if not reading.said_at_all(r"condor|ic|(?:lower|upper) (?:wings?|short|long) .*(?:lower|upper) (?:wings?|short|long) .*"):
        return None
    between = r"(?: [a-z,/&:;.-]+){0,5}"
    pattern = rf"#{between} #{between} #{between} #(?! (?:[/-]|by) [N]\d)"
    at = 0
    while (match := compiled(pattern).search(reading.text, at)) is not None:
        numbers = [reading.number(place) for place in match.groups()]
        if are_near(*numbers) and _one_way([number.value for number in numbers]):
            reading.blank(match.start(), match.end())
            return Strikes(condor=_sorted_four([number.value for number in numbers]))
        at = match.start() + 1  # a level before them may stand as near
    return None


def _one_way(values: list[float]) -> bool:
    return values == sorted(values) or values == sorted(values, reverse=True)


_VERTICAL = r"(?:spread|vertical|side|wing|wings|credit spread)"


def _two_verticals(reading: Reading) -> Strikes | None:
    side = "(?:short|long|sold|bought)"
    both = rf"(?:{side} )?#(?: s)?(?: {side})? (?:{_AND} (?:{side} )?|{side} )#(?: s)?(?: {side})?"
    before = rf"{_RIGHT} (?:{_VERTICAL} )?(?:strikes )?~{both}"
    after = rf"{both} (?:(?:on|for|as|of|in) (?:the |my )?)?{_RIGHT}(?: {_VERTICAL})?"
    text, taken = reading.text, set(reading.taken)
    found: dict[str, list[float]] = {}
    sides: dict[str, int] = {}
    for pattern in (after, before):
        while len(found) < 2:
            match = reading.match(pattern, are_near)
            if match is None:
                break
            groups = match.groups()
            right = next(group for group in groups if group and not group[1:].isdigit())
            places = [group for group in groups if group and group[1:].isdigit()]
            found.setdefault(right_of(right), [reading.number(place).value for place in places])
            sides.setdefault(right_of(right), _side_before(text[: match.start()]))
        if len(found) == 2 and all(sides.values()) and sum(sides.values()) > -2:  # not both sold
            spreads = [(right, Strikes(pair=(values[0], values[1]), pair_right=right_of(right))) for right, values in found.items()]
            return Strikes(legs=tuple(leg for right, spread in spreads for leg in _legs_of(spread, sides[right])))
        if len(found) == 2:
            return Strikes(condor=_sorted_four(found["put"] + found["call"]))
        reading.text, reading.taken, found, sides = text, set(taken), {}, {}
    return None


_SHORT_EACH = r"(?:short|sold|sell|selling) (?:the )?# (?:puts?|p) (?:and|,|&|/|plus) (?:the )?# (?:calls?|c)"


def _shorts_and_longs(reading: Reading) -> Strikes | None:
    """ "Short strikes 6950 and 7350, protection bought at 6900 and 7400" """
    short = r"(?:shorts?|short strikes|sold|sell|selling|short the|inner strikes|body|inside strikes)(?: strikes)? ~# (?:and|/|,|&|-) #(?: strangle)?"
    long = (
        r"(?:longs?|long strikes|own|owning|protection|wings|bought|buy|buying|outer strikes|outside strikes|insurance|"
        r"hedged with)(?: strikes| wings| bought| out| further out| protection)* ~#(?: s)? (?:and|/|,|&|-) (?:the )?#(?: s)?"
    )
    text, taken = reading.text, set(reading.taken)
    inner = reading.take(short, are_near) or reading.take(_SHORT_EACH, are_near)
    outer = reading.take(long, are_near) if inner is not None else None
    if (
        inner is not None
        and outer is not None
        and min(n.value for n in outer) < min(n.value for n in inner) < max(n.value for n in inner) < max(n.value for n in outer)
    ):
        return Strikes(condor=_sorted_four([n.value for n in (*inner, *outer)]))
    reading.text, reading.taken = text, taken
    return None


def _one_body(reading: Reading) -> Strikes | None:
    """ "Both shorts at 6950, longs 6870 and 7030": an iron butterfly told as a condor."""
    body = reading.peek(_BOTH_SHORTS)
    wings = reading.peek(_WINGS_AT) if body is not None else None
    if body is None or wings is None or not are_near(*body, *wings) or not min(n.value for n in wings) < body[0].value < max(n.value for n in wings):
        return None
    reading.take(_BOTH_SHORTS)
    reading.take(_WINGS_AT)
    low, high = sorted(number.value for number in wings)
    return Strikes(condor=(low, body[0].value, body[0].value, high))


_BOTH_SHORTS = r"(?:both|two|N\d+) (?:of )?(?:the |my )?shorts?(?: (?:strikes?|legs?|options?|both|at|on|are|is|the|same|one|of))* #"
_WINGS_AT = r"(?:longs?|wings?|protection|bought|buying|buy) ~#(?: s)? (?:and|/|,|&|-) (?:the )?#(?: s)?"


_ITS_RIGHT = r"(?: (?:calls?|puts?|c|p))?"
_TWO_STRIKES = rf"(?<!/ )(?<!- )#{_ITS_RIGHT} (?:[/-]|and|&) (?:(?:the|a) )?#{_ITS_RIGHT}(?! [/-])"


def _one_in_the_other(reading: Reading) -> Strikes | None:
    """ "Short 6750/7550 strangle wrapped with 6700/7600": two pairs, the bought one around the sold one."""
    if not reading.said_at_all(
        r"condor|ic|long|buy|buying|bought|own|wings?|hedged|wrapped|capped|cover\w*|protect\w+|insur\w+"
    ) or reading.said_at_all(r"vs|versus|compar\w+"):
        return None
    text, taken = reading.text, set(reading.taken)
    matches = [reading.match(_TWO_STRIKES, are_near) for _ in range(2)]
    if all(match is not None and re.search(r"\d (?:c|p|calls?|puts?) ", match.group(0)) for match in matches):
        matches = [None]  # four legs, each with its right
    pairs = [None if match is None else tuple(map(reading.number, match.groups())) for match in matches]
    strikes = sorted(number.value for pair in pairs if pair is not None for number in pair)
    inner = next((pair for pair in pairs if pair is not None and len(strikes) == 4 and {n.value for n in pair} == set(strikes[1:3])), None)
    if inner is None:
        reading.text, reading.taken = text, taken
        return None
    return Strikes(condor=_sorted_four(strikes))


def _pair(reading: Reading) -> Strikes | None:
    for pattern in (
        rf"(?:([N]\d+) )?# (?:/|-|by|and|,) # {_RIGHT}(?: {_VERTICAL})?",
        rf"# # {_RIGHT} (?:credit |debit |ratio )?(?:{_VERTICAL}|_+)",
        rf"{_RIGHT} (?:(?:with|struck|strikes?|prices?|,|of) )*(?:{_VERTICAL} |credit |debit |{_VERTICAL} ~)?~# (?:(?:/|-|by|and|over|,) )?#",
        rf"{_RIGHT} (?:{_VERTICAL} )?# (?:short|sold|long|bought) (?:(?:/|and|,) )?# (?:short|sold|long|bought)",
    ):
        match = reading.match(pattern, lambda *n: are_near(*n[-2:]) and (len(n) == 2 or n[0].value < LOWEST_INDEX_STRIKE))
        if match is not None:
            groups = [group for group in match.groups() if group]
            right = next(group for group in groups if not group[1:].isdigit())
            places = [group for group in groups if group[1:].isdigit()]
            first, second = (reading.number(place).value for place in places[-2:])
            count = _count(reading, places[0]) if len(places) == 3 else None
            return Strikes(pair=(first, second), pair_right=right_of(right), count=count)
    shorts = reading.take(r"(?:shorts?|short strikes|sold|sell|selling|inner strikes)(?: strikes)? ~# (?:(?:and|/|,|&|-) )?#", are_near)
    if shorts is not None:
        return Strikes(pair=(shorts[0].value, shorts[1].value), shorts=True)
    if shorts is None and reading.said_at_all("strangle|collar"):
        bare = reading.take(r"(?:strangle|collar)(?: (?:at|of|on|the|struck|strikes?|with))* # (?:(?:/|-|and|,|by|to) )?#", are_near)
        if bare is not None:
            return Strikes(pair=(bare[0].value, bare[1].value))
    inside = (
        reading.take(
            r"(?:between|inside|(?<!spx )(?<!index )(?<!spot )(?<!wings )(?<!longs )(?<!bought )at) # and #(?! (?:spx|vix|iv|spot))", are_near
        )
        if reading.said_at_all("condor|ic|wings?")
        else None
    )
    if inside is not None:
        return Strikes(pair=(inside[0].value, inside[1].value), shorts=True)
    two = r"(?<!/ )(?<!- )# [/\-] #(?: s)?(?! [/\-] [N]\d)"
    match = reading.match(rf"([N]\d+) (?:x )?{two}", lambda *n: are_near(*n[1:]) and n[0].value < LOWEST_INDEX_STRIKE) or reading.match(two, are_near)
    if match is not None:
        places = [group for group in match.groups() if group]
        first, second = (reading.number(place).value for place in places[-2:])
        return Strikes(pair=(first, second), count=_count(reading, places[0]) if len(places) == 3 else None)
    return None


def right_of(word: str) -> Right:
    return "call" if word.startswith("c") else "put"


_BEFORE = rf"(?:(?P<side>{SIDE[1:-1]}) )?(?:(?:of|the|a|an|my|one|some|someone|somebody) )*(?:(?P<early>N\d+) (?:days?|dte) )?"
_QUANTITY = (
    r"(?P<quantity>N\d+) (?:x |of |of the |times |(?:lots|contracts) (?:of (?:the )?)?)?"
    r"(?:(?:naked|uncovered|bare|far|deep|otm|cheap|extra|more|protective|tail) )*"
    r"(?:(?:the|a|an) )?(?:(?:spx|spy|qqq|iwm) )?(?:(?P<between>N\d+) (?:days?|dte) )?"
)
_STRIKE_RIGHT = (
    rf"(?P<strike>[ND]\d+) {_STRIKE}(?:(?P<later>{SIDE[1:-1]}) )?(?P<right>c|p|calls?|puts?)"
    r"(?: (?P<after>long|short|sold|bought)(?= (?:[,;.]|and|against|$)))?"
)
_RIGHT_STRIKE = (
    r"(?P<right>c|p|calls?|puts?) (?:(?:options?|struck|strike|k|bought|sold|at|of|with|is|was|a|the|that|which|i|we|he|she|"
    r"as insurance|as protection|as (?:a )?hedge|on (?:the )?(?:index|spx)(?= (?:with|at|having|of|struck) (?:a )?(?:strike|struck|at))|having|"
    r"you|@|=|:|[,;](?= (?:strike|struck|"
    r"k) )) )*(?P<strike>[ND]\d+)"
    r"(?! (?:points |_+ )?(?:under|below|beneath|above|over|beyond|past|away|wide|wings?(?! (?:\w+ )?N\d)|points|lots|contracts|delta|"
    r"(?:dte|days?)(?! N\d))\b)"
)
_DAYS = (
    r"(?: options?)?(?: x (?P<many>N\d+)(?! (?:days?|dte|delta)))?(?: (?:@ |at |in |for |of |expiring in |with |, )?(?P<days>N\d+) (?:d|dte|days?))?"
)
_PREMIUM = (
    r"(?P<paid> (?:(?:bought|sold|priced|trading|quoted|costing) )?(?:@|at|for) (?P<premium>[ND]\d+)(?: (?:each|apiece|points))?"
    r"(?= (?:[,;.?:]|and|plus|_|$)))?"
)
_LEGS = tuple(
    re.compile(rf"{before}{body}{_DAYS}{_PREMIUM}(?= )")
    for before in (rf"{_QUANTITY}(?P<side>{SIDE[1:-1]}) (?:the |a |an )?", rf"{_BEFORE}{_QUANTITY}", _BEFORE)
    for body in (_STRIKE_RIGHT, _RIGHT_STRIKE)
)
_TURNED = re.compile(
    r" (?:(?P<other>against)|(?P<bought>hedg\w*|cover\w*|protect\w*|insur\w*|spend\w*|spent)|financ\w*|fund\w*) "
)  # what holds of the next leg
_DEALT = re.compile("(?<= )(?:bought|sold)(?= )")
_THAT_HE = re.compile(
    r" (?:(?:that|which) (?:i|we|you|he|she|they|one) (?:(?:has|have|had|is|are|am) )?(?P<after>short|sell|sold|long|buy|bought|own|hold)(?= )|"
    r"(?P<alone>short|sold|long|bought)(?= (?:[,;.]|and|against|$)))"
)
_MOST_CONTRACTS = 1000
_STRANGLE = r"strangle|straddle|both"
_TIMES_EACH = re.compile(r" (?:[ND]\d+ (?:c|p|calls?|puts?)|(?:c|p|calls?|puts?) [ND]\d+) x N\d+(?= )")
_BY_LOTS = re.compile(r"N\d+ (?:lots|contracts) (?:of )?(?:the )?[ND]\d+ (?:strike )?(?:c|p|calls?|puts?)(?= |$)")
_STOP = re.compile(r" [;.?!] ")
_SIGNED_STRIKE = re.compile(r"(?<= )(?P<strike>N\d+)(?: s)?(?= )")
_ITS_QUANTITY = re.compile(r"(?<= )(?P<place>N\d+) (?:x |of )?$")
_ONE_RIGHT = re.compile(
    r"(?<= )(?:(?P<sold>short|sell|selling|sold)|long|buy|buying|bought|own)(?: (?:the|a|an|one|of|(?P<quantity>N\d+)))* (?P<strike>N\d+)(?: s)?(?= )"
)
_THE_OTHER = re.compile(  # "and the one I bought at 6,600"
    r"(?<= )(?:the )?(?:one|other)(?: one)? (?:(?:that|which) )?(?:(?:i|we|he|she|you) )?(?:(?P<sold>sold|short)|bought|long)(?P<quantity>)? "
    r"(?:(?:is|was|at|struck) )*(?P<strike>N\d+)(?= )"
)
_LEAST_INDEX = 1000.0
_WITH_RIGHT = re.compile(rf"(?<= )(?:N\d+ {_RIGHT}|{_RIGHT} N\d+)(?= )")


def right_said(reading: Reading) -> Right | None:
    """The right of all options, when only one is spoken of."""
    calls, puts = reading.said_at_all(r"calls?|c"), reading.said_at_all(r"puts?|p")
    return None if calls == puts else "call" if calls else "put"


def signed_legs(reading: Reading, right: Right) -> tuple[Leg, ...]:
    """Legs written with signs, their right said once for all: "+1 7050, -2 7000, +1 6925 puts", "call spread +7100/-7200"."""
    if not any(number.signed for number in reading.numbers) or len(_WITH_RIGHT.findall(reading.text)) > 1:
        return ()
    found: list[tuple[int, int, Leg]] = []
    for match in _SIGNED_STRIKE.finditer(reading.text):
        strike = reading.number(match["strike"])
        its = _ITS_QUANTITY.search(reading.text[: match.start()])
        number = reading.number(its["place"]) if its is not None else None
        start = match.start()
        if not _LEAST_INDEX <= abs(strike.value) <= HIGHEST_STRIKE or strike.either:
            continue
        if strike.signed and (number is None or abs(number.value) >= _LEAST_INDEX):
            quantity = 1 if strike.value > 0 else -1
        elif number is not None and number.signed and number.value == int(number.value) and abs(number.value) < _MOST_CONTRACTS:
            quantity, start = int(number.value), start if its is None else its.start()
        else:
            continue
        found.append((start, match.end(), Leg(right, abs(strike.value), quantity)))
    if len(found) < 2 or len({leg.quantity > 0 for *_, leg in found}) < 2:
        return ()
    for start, end, _ in found:
        reading.blank(start, end)
    return tuple(leg for *_, leg in found)


_AFTER = re.compile(
    r"(?<= )(?P<strike>N\d+) (?:(?:s|leg|strike|one) )?(?P<side>bought|sold|long|short|purchased|written)(?: (?:at|@|for) (?P<premium>[ND]\d+))?(?= )"
)


def _sided_after(reading: Reading) -> tuple[Leg, ...]:
    """Two legs told by strike and then side, their right said once for both: "spread of calls: 7200 bought, 7250 sold"."""
    right = right_said(reading)
    told = list(_AFTER.finditer(reading.text)) if right is not None and not _WITH_RIGHT.search(reading.text) else []
    if right is None or len(told) != 2 or not are_near(*(reading.number(match["strike"]) for match in told)):
        return ()
    sides = [-1 if match["side"] in SHORT_WORDS else 1 for match in told]
    if sum(sides) != 0:
        return ()
    prices = [reading.number(match["premium"]) if match["premium"] else None for match in told]
    for match in told:
        reading.blank(match.start(), match.end())
    each = [price.value if price is not None and None not in prices else None for price in prices]
    return tuple(Leg(right, reading.number(m["strike"]).value, side, premium=cost) for m, side, cost in zip(told, sides, each, strict=True))


def _legs_of_one_right(reading: Reading) -> tuple[Leg, ...]:
    """Legs told by side and strike, their right said once for all: "put ratio: buy one 6950, sell two 6800s"."""
    right = right_said(reading)
    found: list[tuple[re.Match[str], Leg]] = []
    for match in _ONE_RIGHT.finditer(reading.text) if right is not None else ():
        strike = reading.number(match["strike"])
        number = reading.number(match["quantity"]) if match["quantity"] else None
        if not _LEAST_INDEX <= strike.value <= HIGHEST_STRIKE or strike.kind == "P" or right is None:
            continue
        count = int(number.value) if number is not None and 0 < number.value < _MOST_CONTRACTS else 1
        found.append((match, Leg(right, strike.value, -count if match["sold"] else count)))
    if len(found) < 2 or len({leg.quantity > 0 for _, leg in found}) < 2 or all(abs(leg.quantity) == 1 for _, leg in found):
        return ()
    for match, _ in found:
        reading.blank(match.start(), match.end())
    return tuple(leg for _, leg in found)


STOCK = r"american|early exercise|etf|spy|qqq|iwm|stock|shares?"
_LOWEST_ON_STOCK = 5.0


def _legs_on_stock(reading: Reading) -> tuple[Leg, ...]:
    """Two or more options on a share, whose strikes are below those of the index and near each other."""
    if not reading.said_at_all(STOCK):
        return ()
    text, taken = reading.text, set(reading.taken)
    legs = take_legs(reading, _LOWEST_ON_STOCK)
    strikes = [leg.strike for leg in legs]
    if len(legs) > 1 and max(strikes) < 2 * min(strikes):
        return legs
    reading.text, reading.taken = text, taken
    return ()


def _with_other(reading: Reading, leg: Leg) -> tuple[Leg, ...]:
    """A leg and the one of its right told after it by side and strike alone: "long the 6700 puts and short the 6500s"."""
    match = _ONE_RIGHT.search(reading.text) or _THE_OTHER.search(reading.text)
    if match is None or not leg.quantity:
        return (leg,)
    strike = reading.number(match["strike"])
    number = reading.number(match["quantity"]) if match["quantity"] else None
    count = int(number.value) if number is not None and 0 < number.value < _MOST_CONTRACTS else abs(leg.quantity)
    other = replace(leg, strike=strike.value, quantity=-count if match["sold"] else count)
    if strike.kind == "P" or not 0.6 < other.strike / leg.strike < 1.6 or other.strike == leg.strike or other.quantity * leg.quantity > 0:
        return (leg,)
    reading.blank(match.start(), match.end())
    return (leg, other)


def take_legs(reading: Reading, lowest: float = LOWEST_INDEX_STRIKE) -> tuple[Leg, ...]:
    """Single options: "short 10 7550 calls and 10 6750 puts 45 days, long 5 6500 puts 90 days", "-1C7350@30d".

    A side said once holds until the next one or the end of the sentence; days belong to their leg and to those before
    it that have none. A leg whose side nobody said has quantity 0.
    """
    legs: list[Leg] = []
    prices: list[tuple[int, int, Number]] = []
    end, side, count, joined = 0, _side_of_all(reading), 1, False
    text = reading.text
    each_times = len(_TIMES_EACH.findall(text)) > 1
    for start in (match.end() for match in re.finditer(" ", text)):
        match = _leg_at(reading, text, start, lowest) if start >= end else None
        if match is None:
            continue
        if legs and _STOP.search(text[end - 1 : start + 2]):
            side = 0
        strike = reading.number(match["strike"])
        stops = match.end()
        if match["many"] and not each_times:
            stops = match.start("many") - len(" x ")  # how many of the whole trade
        times = match["quantity"] if "quantity" in match.re.groupindex else match["many"] if each_times else None
        number = reading.number(times) if times is not None else None
        who = _THAT_HE.match(text, match.end())
        said = (who["after"] or who["alone"] if who else None) or match["side"] or match.groupdict().get("later") or match.groupdict().get("after")
        if said == "+" and legs and strike.signed is False and joined:
            said = None  # "short 6600p + 7300c": an and
        joined = said not in ("+", "-", "plus", "minus") if said else joined
        if not said and (dealt := _DEALT.search(match.group(0))) is not None:
            said = dealt.group(0)
        if not said and legs and (turn := _TURNED.search(text[end - 1 : start + 1])) is not None:
            side = -side if turn["other"] else 1 if turn["bought"] else -1
        first = _PRICE_FIRST.search(text[:start])
        if not said and first is not None and (first["paid"] or first["got"]):
            side = 1 if first["paid"] else -1
        signed = number if number is not None and number.signed else strike if strike.signed else None
        if signed is not None:
            side = -1 if signed.value < 0 else 1
        elif said:
            side = -1 if said in SHORT_WORDS else 1
        count = int(abs(number.value)) if number is not None else 1
        legs.append(Leg("call" if match["right"].startswith("c") else "put", abs(strike.value), side * count))
        end = stops
        whole = end == match.end()
        reading.blank(start, match.start("paid") if match["paid"] and whole else end)
        prices += [(match.start("paid") + 1, match.end("paid"), reading.number(match["premium"]))] if match["paid"] and whole else []
        prices += (
            [(first.start("premium"), first.end("premium"), reading.number(first["premium"]))] if first is not None and not match["paid"] else []
        )
        own_says = _IN_BRACKETS.match(reading.text, end)
        if own_says is not None:
            vol = reading.number(own_says["vol"] or own_says["iv"]) if own_says["vol"] or own_says["iv"] else None
            own = reading.number(own_says["days"]).value
            legs[-1] = replace(legs[-1], dte=own, vol=vol_of(vol) if vol is not None else None)
            legs = legs if vol is not None else [replace(leg, dte=own) if leg.dte is None else leg for leg in legs]
            reading.blank(own_says.start() + 1, own_says.end())
            end = own_says.end()
        days = (match["days"] if whole else None) or match.groupdict().get("early") or match.groupdict().get("between")
        if days is not None and not (reading.number(days).value == 0 and compiled(r"# (?:hours|minutes)").search(text)):  # "0dte, 3 hours left"
            own = reading.number(days).value
            legs = [replace(leg, dte=own) if leg.dte is None and ((match["days"] and whole) or leg is legs[-1]) else leg for leg in legs]
    if len(legs) == 2 and legs[0].right != legs[1].right and not legs[0].quantity and legs[1].quantity and reading.said_at_all(_STRANGLE):
        legs[0] = replace(legs[0], quantity=legs[1].quantity)  # "strangle, 6500 put and 7700 call short": both
    if len(legs) == 1 and legs[0].quantity == 0 and count > 1:
        legs = [replace(legs[0], quantity=count)]  # "value of 10 6900 puts"
    if len(legs) > 1 and len(prices) == len(legs):  # one price is the trade's, one each are the legs'
        for first_at, last_at, _ in prices:
            reading.blank(first_at, last_at)
        legs = [replace(leg, premium=_price(price)) for leg, (*_, price) in zip(legs, prices, strict=True)]
    return tuple(legs)


_PRICE_FIRST = re.compile(  # "I paid 61 for a 7100 call and 40 for a 7000 put"
    r" (?:(?P<paid>paid|pay|paying|spent|gave)|(?P<got>got|get|getting|collected|received)|and|plus|,) (?P<premium>[ND]\d+) (?:points )?for "
    r"(?:(?:a|an|the|one|my) )*$"
)
_IN_BRACKETS = re.compile(
    r" \( (?P<days>N\d+) (?:d|dte|days?)(?: ,)?"
    r"(?: (?:(?:iv|vol|at|@|implied|sigma) )+(?P<vol>[NP]\d+)| (?P<iv>[NP]\d+) (?:iv|vol|v|implied))?(?: \))?(?= )"
)
_OF_ALL = r"(?:all|both|each|every one)(?: (?:of them|legs|options|are|were))* (bought|long|sold|short|written)"


def _side_of_all(reading: Reading) -> int:
    """The side that is said of all the legs at once: "two 7150 calls, one 7150 put, all bought"."""
    said = compiled(_OF_ALL).search(reading.said)
    return 0 if said is None else -1 if said.group(1) in SHORT_WORDS else 1


def vol_of(number: Number) -> float:
    """A volatility as a decimal: of 18, 18 % and 0.18."""
    return round(number.value / 100, 10) if number.kind == "P" or number.value > _LARGEST_VOL else number.value


_LARGEST_VOL = 3.0


def _price(number: Number) -> float:
    return number.decimal if number.decimal is not None and number.value > 200 else number.value


def _leg_at(reading: Reading, text: str, start: int, lowest: float) -> re.Match[str] | None:
    """The leg said from here on, a quantity before the strike if there can be one."""
    for pattern in _LEGS:
        match = pattern.match(text, start)
        if match is None:
            continue
        if len(_BY_LOTS.findall(text)) == 1 and _BY_LOTS.search(match.group(0)) is not None:
            continue  # how many of the whole trade
        strike = reading.number(match["strike"])
        if not lowest <= abs(strike.value) <= HIGHEST_STRIKE or strike.kind == "P" or strike.either:
            continue
        if "quantity" in pattern.groupindex:
            quantity = reading.number(match["quantity"])
            if quantity.value != int(quantity.value) or not 0 < abs(quantity.value) < _MOST_CONTRACTS:
                continue
        return match
    return None
