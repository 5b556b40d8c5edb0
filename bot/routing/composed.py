"""Trades told by their parts: a put and a call at one strike, a condor or a ratio of one right, a straddle and one option more."""

from __future__ import annotations

import re

from bot.routing.numbers import Number
from bot.routing.reading import Reading, compiled
from bot.routing.strikes import (
    HIGHEST_STRIKE,
    LOWEST_INDEX_STRIKE,
    SHORT_WORDS,
    SIDE,
    STOCK,
    Leg,
    Right,
    Strikes,
    are_near,
    right_of,
    right_said,
    signed_legs,
    take_legs,
)

_MOST = 1000  # contracts of a leg
_ARTICLE = r"(?:(?:the|a|an|my|one|both|simultaneously|naked) )*"
_RIGHTS = r"(calls?|puts?|c|p)"
_NO_STRIKE = r"(?! (?:(?:@|at|of|struck|strike|k) )*[ND]\d)"
_JOINED = r"(?:(?:and|,|/|&|\+|plus|simultaneously) )*"
_BOTH_RIGHTS = rf"(?:{SIDE} {_ARTICLE}(?:([N]\d+) )?{_RIGHTS}{_NO_STRIKE} {_JOINED}(?:{SIDE} )?{_ARTICLE}(?:([N]\d+) )?{_RIGHTS})"
_ONE_STRIKE = r"(?:(?:,|both|all|with|at|@|struck|strikes?|k|the|same|of|exercise|price|one|is|synthetic|long|short|stock|a|each) )+([N]\d+)"
_TWO_STRIKES = r"(?<!/ )([N]\d+) (?:/|-|and|by) ([N]\d+)(?! [/-])"


def composed(reading: Reading) -> Strikes | None:
    """The legs of a trade that is told by its parts; None when it is not, and then nothing is taken."""
    for form in (_two_terms, _both_rights, _four_of_one_right, _ratio_of_counts, _straddle_and_more, _unequal_fly, _again_later):
        text, taken = reading.text, set(reading.taken)
        legs = form(reading)
        if legs:
            return Strikes(legs=legs)
        reading.text, reading.taken = text, taken
    return None


def _a_strike(number: Number) -> bool:
    return number.kind == "N" and not number.signed and LOWEST_INDEX_STRIKE <= number.value <= HIGHEST_STRIKE


def _count(reading: Reading, place: str | None) -> int | None:
    """How many, 1 when no number says; None when the number can be no count."""
    if place is None:
        return 1
    value = reading.number(place).value
    return int(value) if value == int(value) and 0 < value < _MOST else None


def _both_rights(reading: Reading) -> tuple[Leg, ...]:
    """A put and a call, each with its side, and the strike that both have: "long 6 puts short 6 calls, strike 7200"; of two the put has the lower."""
    match = compiled(_BOTH_RIGHTS).search(reading.text)
    if match is None:
        return ()
    first_side, first_count, first, second_side, second_count, second = match.groups()
    counts = _count(reading, first_count), _count(reading, second_count)
    if right_of(first) == right_of(second) or None in counts:
        return ()
    on_stock = reading.said_at_all(STOCK)
    strikes = _strikes_of_both(reading, match, on_stock)
    if strikes is None:
        return ()
    sides = [-1 if said in SHORT_WORDS else 1 for said in (first_side, second_side or first_side)]
    legs = []
    for said, side, count in zip((first, second), sides, counts, strict=True):
        right = right_of(said)
        legs.append(Leg(right, min(strikes) if right == "put" else max(strikes), side * (count or 1)))
    return tuple(legs if len(set(strikes)) == 1 else sorted(legs, key=lambda leg: leg.strike))


def _strikes_of_both(reading: Reading, match: re.Match[str], on_stock: bool) -> tuple[float, ...] | None:
    """The one strike or the two that a put and a call have, said right after them, or anywhere before; taken with them."""
    after = compiled(_ONE_STRIKE).match(reading.text, match.end() + 1)
    pair = compiled(_TWO_STRIKES).search(reading.text)
    if pair is not None and are_near(*map(reading.number, pair.groups())):
        found = pair
    elif after is not None and (_a_strike(reading.number(after.group(1))) or on_stock):
        found = after
    else:
        before = [m for m in compiled(_ONE_STRIKE).finditer(reading.text[: match.start() + 1]) if _a_strike(reading.number(m.group(1)))]
        if not before:
            return None
        found = before[-1]
    strikes = tuple(reading.number(place).value for place in found.groups())
    reading.blank(match.start(), match.end())
    reading.blank(found.start(), found.end())
    return strikes


_DAYS = r"(?:d|dte|days?)"
_SIDED_DAYS = (
    rf"(?:{SIDE} (?:(?!N\d)[a-z]+ ){{0,6}}?(?:[ND]\d+ (?:calls?|puts?) (?:\( )?)?([N]\d+) {_DAYS}(?: (?:\) |out |long |short ))?|"
    rf"([N]\d+) {_DAYS} {SIDE})"
)
_SAME = r"both|each|same (?:strike|option)"
_STRIKE_OF_BOTH = (
    r"(?:strikes?|struck|puts?|calls?) (?:(?:at|of|is|the|same|strike) )*([N]\d+)(?! (?:d|dte|days?) )|([N]\d+) (?:strike )?(?:puts?|calls?|c|p)"
)


def _two_terms(reading: Reading) -> tuple[Leg, ...]:
    """One option bought for one term and sold for another: "short a 30-day call and long a 90-day call, both at 7100"."""
    right = right_said(reading) if reading.said_at_all(_SAME) else None
    terms = list(compiled(_SIDED_DAYS).finditer(reading.text)) if right is not None else []
    level = reading.match(_STRIKE_OF_BOTH, _a_strike) if len(terms) == 2 else None
    if right is None or level is None:
        return ()
    told = [(side or after, first or second) for side, first, second, after in (term.groups() for term in terms)]
    sides = [-1 if side in SHORT_WORDS else 1 for side, _ in told]
    days = [reading.number(place).value for _, place in told]
    if sum(sides) != 0 or days[0] == days[1]:
        return ()
    for term in terms:
        reading.blank(term.start(), term.end())
    strike = reading.number(level.group(1) or level.group(2)).value
    return tuple(Leg(right, strike, side, term) for side, term in zip(sides, days, strict=True))


_OF_ONE_RIGHT = r"all (puts?|calls?)|(puts?|calls?) (?:condor|ic)|(?:condor|ic)(?: (?:spread|made|all|done|built))* (?:in|of|with|on) (puts?|calls?)"
_TURNED = r"(?:short|sell|selling|sold) (?:(?:the|a|my) )*(?:outside|outer|wings?|(?:puts?|calls?) (?:condor|ic))"
_FOUR = r"([N]\d+)(?: (?:/|-|,|and|x))* ([N]\d+)(?: (?:/|-|,|and|x))* ([N]\d+)(?: (?:/|-|,|and|x))* ([N]\d+)"


def _four_of_one_right(reading: Reading) -> tuple[Leg, ...]:
    """A condor of puts alone or of calls alone, bought unless its outer strikes are said to be sold."""
    said = compiled(_OF_ONE_RIGHT).search(reading.text)
    if said is None or not reading.said_at_all("condor|ic"):
        return ()
    right = right_of(next(filter(None, said.groups())))
    signed = signed_legs(reading, right)
    if signed:
        return signed
    four = reading.take(_FOUR, lambda *numbers: are_near(*numbers) and all(map(_a_strike, numbers)))
    if four is None:
        return ()
    side = -1 if reading.said_at_all(_TURNED) else 1
    strikes = sorted(number.value for number in four)
    return tuple(Leg(right, strike, side * sign) for strike, sign in zip(strikes, (1, -1, -1, 1), strict=True))


_RATIO = r"ratio|backspread"
_COUNTS = (
    rf"(?:{SIDE} )?([N]\d+)(?: lots?| contracts)? (?:{_JOINED}(?:x |by |against |: )?)(?:{SIDE} )?([N]\d+)(?: lots?)?"
    r"(?! (?:days?|dte|d|puts?|calls?|c|p))"
)
_SIDED_STRIKES = rf"{SIDE} {_ARTICLE}([N]\d+)(?: s)? {_JOINED}{SIDE} {_ARTICLE}([N]\d+)(?: s)?"


def _ratio_of_counts(reading: Reading) -> tuple[Leg, ...]:
    """A ratio spread whose strikes are told apart from how many of each: "backspread 7200/7300, sell 10 buy 20", "1 x 3, long 7000s short 6800s"."""
    right = right_said(reading) if reading.said_at_all(_RATIO) else None
    if right is None:
        return ()
    sided = reading.match(_SIDED_STRIKES, lambda *numbers: are_near(*numbers) and all(map(_a_strike, numbers)))
    strikes = sided or reading.match(_TWO_STRIKES, are_near)
    counts = reading.match(_COUNTS, _are_counts) if strikes is not None else None
    if strikes is None or counts is None:
        return ()
    said = [side for side in (strikes.groups()[::2] if sided else counts.groups()[::2]) if side]
    if len(said) != 2 or (said[0] in SHORT_WORDS) == (said[1] in SHORT_WORDS):
        return ()
    places = strikes.groups()[1::2] if sided else strikes.groups()
    return tuple(
        Leg(right, reading.number(strike).value, int(reading.number(count).value) * (-1 if side in SHORT_WORDS else 1))
        for strike, count, side in zip(places, counts.groups()[1::2], said, strict=True)
    )


def _are_counts(*numbers: Number) -> bool:
    return all(number.kind == "N" and number.value == int(number.value) and 0 < number.value < _MOST for number in numbers)


_A_STRADDLE = rf"{SIDE} {_ARTICLE}(?:straddle (?:(?:at|@|struck|on) )*([N]\d+)|([N]\d+) straddle)"
_A_STRANGLE = rf"{SIDE} {_ARTICLE}(?:([N]\d+) / ([N]\d+) strangle|strangle (?:(?:at|@|struck|on) )*([N]\d+) / ([N]\d+))"
_ONE_MORE = (
    rf"{SIDE} {_ARTICLE}(?:extra |further )*"
    r"(?:(calls?|puts?|c|p) (?:(?:at|@|struck|strike) )*([N]\d+)|([N]\d+) (?:strike )?(calls?|puts?|c|p))"
    r"(?! (?:and|,|/|&) (?:the |a )?(?:[N]\d+ )?(?:calls?|puts?|c|p))"
)


def _straddle_and_more(reading: Reading) -> tuple[Leg, ...]:
    """A straddle or a strangle and one option beside it: "short straddle 7100 + long call 7250 above it"."""
    whole = reading.match(_A_STRADDLE, lambda number: _a_strike(number)) or reading.match(_A_STRANGLE, are_near)
    more = list(compiled(_ONE_MORE).finditer(reading.text)) if whole is not None else []
    if whole is None or len(more) != 1:
        return ()
    side, *places = whole.groups()
    strikes = [reading.number(place) for place in places if place is not None]
    extra_side, *rest = more[0].groups()
    right, other = (rest[0], rest[1]) if rest[0] is not None else (rest[3], rest[2])
    if not are_near(*strikes, reading.number(other)):
        return ()
    reading.blank(more[0].start(), more[0].end())
    sign = -1 if side in SHORT_WORDS else 1
    low, high = min(number.value for number in strikes), max(number.value for number in strikes)
    extra = Leg(right_of(right), reading.number(other).value, -1 if extra_side in SHORT_WORDS else 1)
    return (Leg("put", low, sign), Leg("call", high, sign), extra)


def _unequal_fly(reading: Reading) -> tuple[Leg, ...]:
    """Three signed legs of one right that are no butterfly, 1 and 2 of which would be: "+1 7150 / -3 7250 / +2 7300 calls"."""
    right = right_said(reading)
    legs = signed_legs(reading, right) if right is not None else ()
    counts = [leg.quantity for leg in sorted(legs, key=lambda leg: leg.strike)]
    return legs if len(counts) == 3 and counts != [counts[0], -2 * counts[0], counts[0]] else ()


_LATER = (
    rf"{SIDE} (?:the )?same (?:two |four )?(?:strikes?|options?|ones?)(?: (?:at|in|for|with|out|again|expiring|but))* #(?: (?:days?|dte|d))(?: out)?"
)


def _again_later(reading: Reading) -> tuple[Leg, ...]:
    """Options traded again at another expiration: "short the 6900 put and 7350 call 18 days out, long the same strikes 46 days out"."""
    match = compiled(_LATER).search(reading.text)
    if match is None:
        return ()
    side, place = match.groups()
    reading.blank(match.start(), match.end())
    legs = take_legs(reading)
    if not legs or any(not leg.quantity or leg.dte is None for leg in legs):
        return ()
    days, sign = reading.number(place).value, -1 if side in SHORT_WORDS else 1
    again: tuple[tuple[Right, float, int], ...] = tuple((leg.right, leg.strike, sign * abs(leg.quantity)) for leg in legs)
    return (*legs, *(Leg(right, strike, quantity, days) for right, strike, quantity in again))
