"""Options added to the trade on the table: "throw in 4 of the 6700 puts as insurance", "offset it with five long 6600 puts"."""

from __future__ import annotations

from dataclasses import replace

from bot.routing.found import STRIKE_FIELDS
from bot.routing.plan import Request
from bot.routing.reading import Reading, compiled
from bot.routing.strikes import Leg, Right, Strikes, take_strikes
from bot.routing.structures import condor_of

_ADDS = (
    r"(?:add(?:s|ed|ing)?|append(?:s|ed|ing)?|insert(?:s|ed|ing)?|attach(?:es|ed|ing)?|include|including|offset(?:s|ting)?|overlay(?:s|ing)?|"
    r"combin(?:e|es|ed|ing)|pair(?:s|ed|ing)?|"
    r"(?:throw|toss|put|stick|tack|bolt|layer|pile)(?:s|ing)? (?:in|on)|hedg(?:e|ed|ing) (?:it|that|this|them|the (?:position|book|trade)) with|"
    r"(?:vs|versus|against|on top of|alongside|beside|together with|next to) (?:it|that|this|them|(?:the )?(?:above|rest|existing|original|book))|"
    r"(?:cover|protect|wrap|net|insure)(?:ed|ted|ing|ting)? (?:it|that|this|them) (?:with|against|by|in)|"
    r"also (?:hold|have|own|got|long|short|sold|bought|buy|sell|am)|whole (?:position|book)|"
    r"on top|as well|in addition|another leg|one more leg|extra leg|more legs?|legs? \+|plus)"
)
_BOUGHT = r"(?:cover|protect)(?:ed|ing)? (?:it|that|this|them)|long|buy|buying|bought|own|owning|insurance|protection|hedge|tail|lottery|cheap|cover"
_SOLD = r"short|sell|selling|sold|writ(?:e|ing)|overwrite"
_OF_MARKET = ("spot", "vol", "rate", "dividend_yield", "smile", "time_convention")
_NEW_EXPIRY = r"(?:at|in|with|for|expiring|out) (?:in )?# (?:days?|dte)|# (?:days?|dte)"
_OF_SPREAD = {"right", "direction", "short_strike", "long_strike", "contracts", "dte"}
LONGEST = 24  # words of a question that adds legs


def adds_legs(reading: Reading) -> bool:
    """Whether the words may add options to the trade on the table."""
    return len(reading.said.split()) <= LONGEST and bool(reading.numbers) and reading.said_at_all(_ADDS)


def with_more_legs(reading: Reading, before: Request, said: str, alone: Request | None) -> Request | None:
    """The trade on the table, made of the words `said`, with the options that the question adds; None when it adds none.

    `alone` is what the question asks for by itself, a spread perhaps.
    """
    held = held_legs(before, said)
    if not held or reading.said_at_all(r"(?:spx|index|spot) ~#"):
        return None
    added = _sided(reading, take_strikes(reading))
    if not added and alone is not None and alone.calculator == "vertical_spread" and set(alone.inputs) <= _OF_SPREAD:
        added = held_legs(alone)
        while added and reading.take("#", lambda number: number.value in (added[0].strike, added[1].strike)):
            pass
    if not added and len({leg.right for leg in held}) == 1:
        added = _of_same_right(reading, held[0])
    days = reading.take(_NEW_EXPIRY) if added else None
    if not added or reading.left() or any(not leg.quantity for leg in added):
        return None
    given = before.inputs
    own = days[0].value if days else given.get("dte", held[0].dte)
    added = tuple(leg if leg.dte is not None else replace(leg, dte=own) for leg in added)
    legs = (*held, *added)
    market = {name: given[name] for name in _OF_MARKET if name in given}
    four = condor_of(legs)
    if four is not None and four[1] < four[2]:
        size = abs(legs[0].quantity)
        whole = {**market, **({"dte": own} if own is not None else {}), **({"contracts": size} if size > 1 else {})}
        return Request("iron_condor", {**dict(zip(STRIKE_FIELDS, four, strict=True)), **whole})
    return Request("position", {**market, "legs": [{name: _plain(value) for name, value in leg.as_input(None).items()} for leg in legs]})


def held_legs(before: Request, said: str = "") -> tuple[Leg, ...]:
    """The legs of a trade whose strikes are known, as many as it has contracts; none when they are not."""
    given, name = before.inputs, before.calculator
    if "legs" in given:
        size = int(given.get("contracts", 1))
        return tuple(
            Leg(leg["right"], leg["strike"], size * leg["quantity"], leg.get("dte", given.get("dte")), leg.get("vol"), leg.get("premium"))
            for leg in given["legs"]
        )
    side = 1 if given.get("direction") == "buy" else -1
    days = given.get("dte")
    legs: tuple[Leg, ...] = ()
    rights: tuple[Right, ...] = ("put", "put", "call", "call")
    if all(field in given for field in STRIKE_FIELDS):
        legs = tuple(Leg(right, given[field], sign) for field, right, sign in zip(STRIKE_FIELDS, rights, (1, -1, -1, 1), strict=True))
    elif {"short_strike", "long_strike", "right"} <= set(given):
        legs = (Leg(given["right"], given["short_strike"], -1), Leg(given["right"], given["long_strike"], 1))
    elif {"put_strike", "call_strike"} <= set(given):
        put, call = (1, -1) if name == "collar" else (side, side)
        legs = (Leg("put", given["put_strike"], put), Leg("call", given["call_strike"], call))
    elif name == "straddle" and "strike" in given:
        legs = (Leg("put", given["strike"], side), Leg("call", given["strike"], side))
    elif name == "option_price" and {"strike", "right"} <= set(given) and given.get("underlying") != "future":
        sold = compiled(_SOLD).search(said) is not None
        legs = (Leg(given["right"], given["strike"], -1 if sold else 1),)
    return tuple(replace(leg, quantity=leg.quantity * int(given.get("contracts", 1)), dte=days) for leg in legs)


def _of_same_right(reading: Reading, held: Leg) -> tuple[Leg, ...]:
    """ "Buy the 6800 against it": a strike with a side, of the right there is."""
    match = reading.match(
        rf"({_SIDE_SAID}) (?:(?:the|a|an|one|some|my) )*#(?: s)?(?: strike)?(?= (?:{_ADDS}|[.,;?!]|$))",
        lambda number: number.kind == "N" and NEAR * held.strike < number.value < held.strike / NEAR and number.value != held.strike,
    )
    if match is None:
        return ()
    sold = compiled(_SOLD).fullmatch(match.group(1)) is not None
    return (Leg(held.right, reading.number(match.group(2)).value, -1 if sold else 1),)


_SIDE_SAID = r"(?:long|buy|buying|bought|own|short|sell|selling|sold)"
NEAR = 0.7


def _sided(reading: Reading, strikes: Strikes) -> tuple[Leg, ...]:
    """The legs said, those without a side on the one side the question speaks of; a spread sells its strike that is nearer to the index."""
    bought, sold = reading.said_at_all(_BOUGHT), reading.said_at_all(_SOLD)
    if strikes.pair is not None and strikes.pair_right is not None:
        low, high = sorted(strikes.pair)
        near, far = (high, low) if strikes.pair_right == "put" else (low, high)
        turn = -1 if bought and not sold else 1
        count = turn * (strikes.count or 1)
        return Leg(strikes.pair_right, near, -count), Leg(strikes.pair_right, far, count)
    side = -1 if sold and not bought else 1  # what is added with no side said is bought
    return tuple(
        replace(leg, quantity=(abs(leg.quantity) or 1) * side) if leg.quantity >= 0 and bought != sold else _of_side(leg, side)
        for leg in strikes.legs
    )


def _of_side(leg: Leg, side: int) -> Leg:
    return leg if leg.quantity else replace(leg, quantity=side)


def _plain(value: float | str) -> float | str:
    return int(value) if isinstance(value, float) and value == int(value) else value
