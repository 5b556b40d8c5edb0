"""Which option structure the words name or the strikes make."""

from __future__ import annotations

from bot.routing.composed import composed
from bot.routing.numbers import Number
from bot.routing.reading import Reading
from bot.routing.strikes import HIGHEST_STRIKE, LOWEST_INDEX_STRIKE, STOCK, Leg, Right, Strikes, take_legs, take_strikes
from bot.routing.words import word_list

STRUCTURES = frozenset(
    word_list(
        "option_price implied_volatility iron_condor iron_butterfly vertical_spread strangle straddle butterfly calendar_spread collar position "
        "roll stress_test exit_rules compare_condors"
    )
)
# What is done to a trade: without one of its own, to the one on the table.
ON_A_TRADE = frozenset(("exit_rules", "stress_test", "roll", "position_size", "expected_move"))
ONE_CONDOR = frozenset(("iron_condor", "exit_rules"))  # what takes a condor, and nothing else, as its trade


LOWEST_VIX_STRIKE = 5.0
LOWEST_STOCK_STRIKE = 1.0


def on_vix(reading: Reading) -> bool:
    """Whether the options spoken of are VIX options."""
    return reading.said_at_all(
        r"vix (?:option|call|put|calls|puts|_+|[N]\d+ (?:strike )?(?:call|put|calls|puts|c|p)|[N]\d+)(?: .*)? "
        r"(?:call|put|calls|puts|c|p|option).*(?:future|futures|forward|vx).*"
    ) or reading.said_at_all(
        r"vix (?:[N]\d+ )?(?:strike )?(?:call|put|option|calls|puts|c|p)|(?:call|put|option) on (?:the )?vix|"
        r"vix (?:book|desk|position|trade) .*(?:calls?|puts?) .*"
    )


_WINGS = r"(?<!no )(?<!without )wings?|# (?:points )?wide"


def structure_of(reading: Reading, named: str | None) -> tuple[str | None, Strikes]:
    """The structure the words name or the strikes make, with the strikes taken out of the reading."""
    if named not in STRUCTURES and named is not None:
        return named, Strikes()
    if (
        named in ("option_price", "implied_volatility")
        and on_vix(reading)
        and reading.said_at_all(r"[N]\d+ (?:calls?|puts?) (?:struck|strike|at|@) .*")
    ):
        return named, Strikes()
    if named in (None, "option_price", "implied_volatility"):
        lowest = LOWEST_VIX_STRIKE if on_vix(reading) else LOWEST_STOCK_STRIKE if reading.said_at_all(STOCK) else None
        legs = take_legs(reading, lowest) if lowest is not None else ()
        if len(legs) > 1 and named in (None, "option_price"):
            return _named_by(reading, Strikes(legs=legs), None), Strikes(legs=legs)
        options = named is not None or on_vix(reading) or reading.said_at_all("options?|calls?|puts?|c|p|american|early exercise")
        if legs or (lowest is not None and options) or (named is None and reading.said_at_all(r"atm (?:[N]\d+ )?(?:call|put)s?|(?:call|put) atm")):
            return named or "option_price", Strikes(legs=legs)
    if named is None and (asked := chance_of_level(reading)) is not None:
        return asked
    if named in (None, "option_price") and (protection := protective_put(reading)):
        return "option_price", Strikes(legs=protection)
    parts = composed(reading) if named not in ("stress_test", "exit_rules", "compare_condors", "implied_volatility") else None
    if parts is not None:
        named = None if named in ("roll", "iron_condor", "option_price") else named
    elif named == "butterfly":
        return named, fly_strikes(reading)
    found = parts or take_strikes(reading)
    if found.condor is not None and reading.said_at_all(r"reversed? (?:(?:iron|spx|short|long) )*condor|reversed? ic"):
        return "position", Strikes(legs=_bought_inside(found))
    if found.pair is not None and reading.said_at_all("straddle") and reading.said_at_all("strangle"):
        low, high = sorted(found.pair)  # the strangle bought around a straddle sold
        return "iron_butterfly", Strikes(legs=(Leg("put", low, 1), Leg("call", high, 1)))
    return _named_by(reading, found, named), found


_CHANCE = r"(?:probability|prob|chances?|odds|likely|likelihood)"
_BELOW, _ABOVE = r"(?:below|under|beneath|lower than|less than|south of)", r"(?:above|over|higher than|more than|north of|past|through|beyond)"
TOUCH = r"(?:touch\w*|hits?|hitting|reach\w*|tags?|tagging|gets? (?:down |up )?to|trad\w+ (?:down |up )?(?:at|to))"
_TO_LEVEL = r"(?:(?!N\d)[a-z]+ ){0,8}?"


def chance_of_level(reading: Reading) -> tuple[str, Strikes] | None:
    """The trade whose figures answer "what is the chance that the index ends below 6800", "touches 7300", "stays between 6900 and 7300"."""
    if reading.said_at_all("puts?|calls?|condor|ic|strangle|spreads?|fly|butterfly"):
        return None
    between = reading.take(rf"{_CHANCE} {_TO_LEVEL}(?:between|within|inside|from|in) (?:the )?# (?:and|to|/|-) #", _are_levels)
    if between is not None:
        low, high = sorted(number.value for number in between)
        return "strangle", Strikes(legs=(Leg("put", low, -1), Leg("call", high, -1)))
    match = reading.match(rf"{_CHANCE} {_TO_LEVEL}(?:({_BELOW})|({_ABOVE})|{TOUCH}) (?:the |a |level |of )*#", _are_levels)
    if match is None:
        return None
    below, above, place = match.groups()
    strike = reading.number(place).value
    spot = next((number.value for number in reading.all(r"(?:spx|index|spot|market|from|at) ~#") if number.value >= LOWEST_INDEX_STRIKE), None)
    put = below is not None or (above is None and ((spot is not None and strike < spot) or reading.said_at_all("down")))
    return "option_price", Strikes(legs=(Leg("put" if put else "call", strike, 1),))


def protective_put(reading: Reading) -> tuple[Leg, ...]:
    """ "A put that protects me below 6500": the level is its strike."""
    strike = reading.take(
        rf"puts? (?:[a-z]+ ){{0,3}}?(?:protect\w*|cover\w*|insur\w*|hedg\w*|pays?) (?:(?!N\d)[a-z]+ ){{0,6}}?{_BELOW} (?:the )?#", _are_levels
    )
    return () if strike is None else (Leg("put", strike[0].value, 1),)


def _are_levels(*numbers: Number) -> bool:
    return all(number.kind == "N" and number.value >= LOWEST_INDEX_STRIKE for number in numbers)


_NOT_A_STRIKE = frozenset(word_list("spx index spot s underlying market cash ref reference es vix at with"))
_LINKING = frozenset(
    word_list("at is now = near of the trading trades trade quoted quotes being currently around about sits stands stood was closed")
)


def fly_strikes(reading: Reading) -> Strikes:
    """The three strikes of a butterfly, however they are said: of the levels, the one said to be the index, else the last of four, is none."""
    words = reading.text.split()
    levels: list[tuple[int, int, float]] = []
    spot: int | None = None
    for at, word in enumerate(words):
        if word[0] not in "ND" or not word[1:].isdigit() or not 1000 <= abs(reading.number(word).value) <= HIGHEST_STRIKE:
            continue
        named = next((said for said in words[at - 1 : max(at - 5, -1) : -1] if said not in _LINKING), "")
        if named in _NOT_A_STRIKE or words[at + 1 : at + 2] in (["spot"], ["index"], ["spx"], ["cash"]):
            spot = at
        else:
            levels.append((at, int(word[1:]), abs(reading.number(word).value)))
    if spot is None and len({value for _, _, value in levels}) == 4:
        levels.pop()
    values = sorted({value for _, _, value in levels})  # a strike may be named again: "6900/6850/6750, short two of the 6850"
    if len(values) != 3 or values[2] > 1.3 * values[0]:
        return Strikes()
    for at, place, _ in levels:
        before = next((word for word in words[at - 1 :: -1] if word not in ("x", "of", "the")), "") if at else ""
        if before[:1] == "N" and before[1:].isdigit() and abs(reading.number(before).value) in (1.0, 2.0):
            reading.take_place(int(before[1:]))  # how many of it
        reading.take_place(place)
    return Strikes(fly=(values[0], values[1], values[2]))


def _bought_inside(found: Strikes) -> tuple[Leg, ...]:
    """A condor turned round: the inner strikes bought, the outer ones sold."""
    if found.condor is None:
        return found.legs
    count = found.count if found.count is not None else 1
    rights: tuple[Right, ...] = ("put", "put", "call", "call")
    return tuple(Leg(right, strike, sign * count) for right, strike, sign in zip(rights, found.condor, (-1, 1, 1, -1), strict=True))


_RATIO = r"ratio (?:(?:put|call|credit|debit) )*spreads?|(?:put|call|puts|calls) ratio|backspreads?|[N]\d+ (?:x|by) [N]\d+ (?:(?:put|call) )?ratio"


def _named_by(reading: Reading, found: Strikes, named: str | None) -> str | None:
    legs = found.legs
    if named == "strangle" and not legs and found.pair is None and found.condor is None and reading.has(rf"(?:{_WINGS})"):
        return "iron_condor"  # a strangle with wings is one
    bare = reading.said_at_all(r"(?:no|without|not any|lacking) (?:any |the )?(?:wings?|longs?|protection|hedges?)|naked|uncovered")
    if named == "iron_condor" and bare and (len(legs) == 2 or found.pair is not None) and not reading.said_at_all("condor|ic"):
        return "strangle"
    if named == "straddle" and found == Strikes() and reading.has(rf"(?:{_WINGS})"):
        return "iron_butterfly"
    if named == "calendar_spread" and len({leg.strike for leg in legs}) == 2 and all(leg.quantity for leg in legs):
        return "position"  # a diagonal
    if named == "collar" and len(legs) > 2 and all(leg.quantity for leg in legs):
        return "position"
    if named == "vertical_spread" and not legs and found == Strikes() and reading.said_at_all(_RATIO):
        return "position"
    if named in ("stress_test", "exit_rules", "roll", "compare_condors", "implied_volatility", "iron_butterfly", "calendar_spread", "collar"):
        return named
    if found.condor is not None:
        return "iron_butterfly" if found.condor[1] == found.condor[2] else "iron_condor"
    if found.pair is not None:
        if found.pair_right is None and (named == "iron_condor" or (named is None and (found.shorts or reading.has(_WINGS)))):
            return "iron_condor"
        if named == "strangle" and reading.has(_WINGS):
            return "iron_condor"  # a strangle with wings is one
        return named if named in ("strangle", "straddle") else "vertical_spread"
    if not legs:
        return named
    four = condor_of(legs)
    if four is not None:
        return "iron_butterfly" if four[1] == four[2] else "iron_condor"
    if len(legs) == 3 and len({leg.right for leg in legs}) == 1 and named is None and all(leg.quantity for leg in legs):
        return "position"
    if len(legs) == 2 and all(leg.quantity > 0 for leg in legs) and named == "straddle" and legs[0].strike != legs[1].strike:
        return "iron_butterfly"
    if named == "iron_condor" and len(legs) == 2 and {leg.right for leg in legs} == {"call", "put"} and all(leg.quantity <= 0 for leg in legs):
        return named
    if len(legs) == 1:
        return named if named not in (None, "position") else "option_price"
    if reading.said_at_all(r"book|position|legs|portfolio|combine|combined|combo|ratio|backspread|lots? of them|together"):
        return "position"
    return _two_legs(legs, named)


def _two_legs(legs: tuple[Leg, ...], named: str | None) -> str | None:
    if len(legs) != 2 or abs(legs[0].quantity) != abs(legs[1].quantity):
        return "position"
    first, second = legs
    if first.right == second.right:
        if first.dte is not None and second.dte is not None and first.dte != second.dte:
            return "calendar_spread" if first.strike == second.strike else "position"
        return "vertical_spread" if first.quantity * second.quantity <= 0 else "position"
    if first.quantity * second.quantity >= 0 and first.dte == second.dte:
        return "straddle" if first.strike == second.strike else "strangle"
    return named if named == "collar" else "position"


def condor_of(legs: tuple[Leg, ...]) -> tuple[float, float, float, float] | None:
    """The four strikes, if the legs are a condor's: two puts below two calls, inner short, equal size, one expiry."""
    puts = sorted((leg for leg in legs if leg.right == "put"), key=lambda leg: leg.strike)
    calls = sorted((leg for leg in legs if leg.right == "call"), key=lambda leg: leg.strike)
    if len(puts) != 2 or len(calls) != 2 or len({abs(leg.quantity) for leg in legs}) != 1 or len({leg.dte for leg in legs}) != 1:
        return None
    signs = [leg.quantity for leg in (*puts, *calls)]
    if any(signs) and not (signs[0] > 0 > signs[1] and signs[2] < 0 < signs[3]):
        return None
    return puts[0].strike, puts[1].strike, calls[0].strike, calls[1].strike
