"""The strikes of a structure as its input fields, and the side it is traded on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bot.answer import Missing
from bot.routing import slots
from bot.routing.found import STRIKE_FIELDS, Found
from bot.routing.numbers import Number
from bot.routing.reading import Reading, compiled
from bot.routing.strikes import STOCK, Leg, Strikes, right_said
from bot.routing.structures import LOWEST_STOCK_STRIKE, LOWEST_VIX_STRIKE, condor_of, on_vix


def strike_inputs(name: str, strikes: Strikes) -> dict[str, Any]:
    given: dict[str, Any] = {}
    legs = strikes.legs
    four = strikes.condor or condor_of(legs)
    if name != "position" and len(legs) > 1 and all(leg.premium is not None and leg.quantity for leg in legs):
        got = -sum(leg.quantity * (leg.premium or 0.0) for leg in legs) / min(abs(leg.quantity) for leg in legs)
        given["credit"] = round(abs(got), 10)
    if name in ("stress_test", "position", "roll") and legs and four is None:
        return {"_legs": legs}
    if strikes.fly is not None:
        low, body, high = strikes.fly
        wings = {"wing_width": high - body} if high - body == body - low else {"put_wing_width": body - low, "call_wing_width": high - body}
        return {**given, "strike": body, **wings}
    if four is not None and name == "iron_butterfly":
        put_wing, call_wing = four[1] - four[0], four[3] - four[2]
        wings = {"wing_width": put_wing} if put_wing == call_wing else {"put_wing_width": put_wing, "call_wing_width": call_wing}
        return {**given, "strike": four[1], **wings, **({"dte": legs[0].dte} if legs and legs[0].dte is not None else {})}
    if four is not None:
        given.update(zip(STRIKE_FIELDS, four, strict=True))
        sizes = {abs(leg.quantity) for leg in legs} - {0, 1}
        if sizes:
            given["contracts"] = sizes.pop()
        if legs and legs[0].dte is not None:
            given["dte"] = legs[0].dte
        return given
    if strikes.pair is not None:
        if name in ("stress_test", "position") and strikes.pair_right is None:
            low, high = sorted(strikes.pair)  # a strangle, sold
            return {"_legs": (Leg("put", low, -1), Leg("call", high, -1))}
        if name in ("strangle", "collar"):
            return {"put_strike": min(strikes.pair), "call_strike": max(strikes.pair)}
        return {"_pair": strikes.pair, **({"right": strikes.pair_right} if strikes.pair_right else {})}
    if not legs:
        return given
    if name in ("option_price", "implied_volatility"):
        leg = legs[0]
        given = {"right": leg.right, "strike": leg.strike}
        if abs(leg.quantity) > 1:
            given["contracts"] = abs(leg.quantity)
        if leg.dte is not None:
            given["dte"] = leg.dte
        return given
    if name == "vertical_spread" and len(legs) == 2:
        return {**given, "_vertical": legs, "right": legs[0].right, **({"dte": legs[0].dte} if legs[0].dte is not None else {})}
    if name in ("strangle", "collar", "straddle"):
        for leg in legs:
            given["strike" if name == "straddle" else f"{leg.right}_strike"] = leg.strike
        size = max(abs(leg.quantity) for leg in legs)
        if size > 1:
            given["contracts"] = size
        if all(leg.quantity for leg in legs) and name != "collar":
            given["direction"] = "sell" if legs[0].quantity < 0 else "buy"
        if legs[0].dte is not None:
            given["dte"] = legs[0].dte
        return given
    if name == "calendar_spread":
        given = {"right": legs[0].right, "strike": legs[0].strike}
        size = min(abs(leg.quantity) for leg in legs)
        if size > 1:
            given["contracts"] = size
        days = sorted(leg.dte for leg in legs if leg.dte is not None)
        if len(days) == 2:
            given.update(dte=days[0], back_dte=days[1])
        elif len(legs) == 1 and days:
            given["_days"] = days[0]
        return given
    if name == "iron_butterfly":
        return {**given, **({"dte": legs[0].dte} if legs[0].dte is not None else {})}
    return {"_legs": legs}


def wings_from(found: Found, legs: tuple[Leg, ...]) -> None:
    body = found.inputs["strike"]
    widths = {leg.right: abs(leg.strike - body) for leg in legs}
    if len(set(widths.values())) == 1:
        found.inputs["wing_width"] = next(iter(widths.values()))
    else:
        found.inputs.update({f"{right}_wing_width": width for right, width in widths.items()})


def _strikes_all(*numbers: Number) -> bool:
    values = [number.value for number in numbers]
    return min(values) >= 100 and max(values) < 1.5 * min(values) and all(number.kind == "N" for number in numbers)


def take_strike(reading: Reading, found: Found, name: str) -> None:
    if name in ("butterfly", "iron_butterfly"):
        three = reading.take(r"# / # / #", _strikes_all) or reading.take(r"# (?:(?:,|-) )?# (?:(?:,|-|and|, and) )?#", _strikes_all)
        if three:
            low, middle, high = sorted(number.value for number in three)
            found.inputs.update(
                strike=middle,
                **(
                    {"wing_width": high - middle}
                    if high - middle == middle - low
                    else {"put_wing_width": middle - low, "call_wing_width": high - middle}
                ),
            )
            return
    lowest = LOWEST_VIX_STRIKE if on_vix(reading) else LOWEST_STOCK_STRIKE if reading.said_at_all(STOCK) else 100.0
    many = reading.take(
        r"# (?:x |of )?(?:the )?#(?: (?:strike|atm|short|long|call|put))? (?:straddle|iron fly|fly|butterfly|iron butterfly|calendar)",
        lambda count, strike: slots.CONTRACTS.believable(count) and strike.kind == "N" and strike.value >= slots.SPOT.low and count.value < 100,
    )
    many = many or reading.take(
        r"# (?:straddle|iron fly|fly|butterfly|iron butterfly|calendar) (?:(?:at|@|on|struck|the) )+#(?! (?:days?|dte))",
        lambda count, strike: slots.CONTRACTS.believable(count) and strike.kind == "N" and strike.value >= slots.SPOT.low and count.value < 100,
    )
    many = many or reading.take(  # a book signs what is sold: "-75 straddles @7100"
        r"# (?:straddle|iron fly|fly|butterfly|iron butterfly) (?:(?:at|@|on|struck|the) )+#(?! (?:days?|dte))",
        lambda count, strike: count.signed and count.kind == "N" and count.value == int(count.value) != 0 and strike.value >= slots.SPOT.low,
    )
    if many and many[0].signed:
        found.inputs["direction"] = "sell" if many[0].value < 0 else "buy"
    if many:
        found.inputs.update(contracts=int(abs(many[0].value)), strike=many[1].value)
        return
    if name == "calendar_spread" and reading.has(r"# day # .*# day #"):  # "the 14-day 6,900 and the 56-day 6,900"
        twice = [reading.take(r"(?<=day )#", lambda number: number.value >= lowest and number.kind == "N") for _ in range(2)]
        if twice[0] is not None:
            found.inputs["strike"] = twice[0][0].value
            return
    for pattern in slots.STRIKE.patterns:
        numbers = reading.take(pattern, lambda number: number.value >= lowest and number.kind != "P")
        if numbers:
            found.inputs["strike"] = numbers[0].value
            return
    if name in ("straddle", "option_price") and reading.said_at_all("atm"):
        numbers = reading.take(r"(?:at|@|atm) (?:the )?#", lambda number: number.value >= lowest and number.kind != "P")
        if numbers:
            found.inputs["strike"] = numbers[0].value


def vertical_strikes(reading: Reading, found: Found, before: Mapping[str, Any]) -> None:
    given = found.inputs
    right = given.get("right", before.get("right"))
    legs = given.pop("_vertical", None)
    if legs is not None:
        ordered = sorted(legs, key=lambda leg: leg.quantity)
        if ordered[0].quantity < 0:
            given.update(short_strike=ordered[0].strike, long_strike=ordered[1].strike)
            given["direction"] = _vertical_direction(given)
            size = abs(ordered[0].quantity)
            if size > 1:
                given["contracts"] = size
            return
        given["_pair"] = (legs[0].strike, legs[1].strike)
    pair = given.pop("_pair", None)
    if pair is None:
        either = r"(?:(?:and|,|/|-) )?(?:the )?"
        both = reading.take(rf"# (?:short|sold) {either}# (?:long|bought)", lambda *n: n[1].value >= 100)
        both_ = reading.take(rf"# (?:long|bought) {either}# (?:short|sold)", lambda *n: n[1].value >= 100) if both is None else None
        short = both[:1] if both else both_[1:] if both_ else reading.take(r"(?:short|sell|selling|sold) ~#", lambda number: number.value >= 100)
        long = both[1:] if both else both_[:1] if both_ else reading.take(r"(?:long|buy|buying|bought) ~#", lambda number: number.value >= 100)
        if short and long:
            given.update(short_strike=short[0].value, long_strike=long[0].value)
            if "right" in given:
                given["direction"] = _vertical_direction(given)
        direction = direction_of(reading)
        if direction is None and not (short and long):  # the option placed is the nearer one: sold for a credit, bought for a debit
            near = reading.match(r"(sell|selling|sold|short|buy|buying|bought|long)(?= (?:(?:the|a|an) )*[NP]\d+ delta )")
            direction = None if near is None else "sell" if near.group(1) in ("sell", "selling", "sold", "short") else "buy"
        if direction is not None and "direction" not in given:
            given["direction"] = direction
        return
    direction = _said_vertical(reading) or direction_of(reading) or _side_held(reading)
    if direction is not None:
        given["direction"] = direction
    low, high = min(pair), max(pair)
    sells = (direction or before.get("direction") or "sell") == "sell"
    above = (right == "put") == sells  # sold for a credit, the short strike is the dear one: the higher put, the lower call
    given.update(short_strike=high if above else low, long_strike=low if above else high)


def _side_held(reading: Reading) -> str | None:
    """The side of spreads that a book holds by the sign of their number: "+15 7100/7200 call spreads"."""
    match = compiled(r"([N]\d+) (?:x )?[N]\d+ [/-] [N]\d+ (?:puts?|calls?|p|c)").search(reading.said)
    number = reading.number(match.group(1)) if match is not None else None
    return None if number is None or not number.signed else "buy" if number.value > 0 else "sell"


def direction_of(reading: Reading) -> str | None:
    """ "sell" or "buy" as said of the structure, None when neither or both are."""
    sells = reading.said_at_all(
        r"(?:sell|selling|sold|short|shorting|credit|writes?|writing|wrote|written|bull put|bear call|collect|collecting|sellers?|"
        r"hit (?:the |a )?bid)"
    )
    buys = reading.said_at_all(
        r"(?:buy|buying|bought|buyers?|long|debit|own|bull call|bear put|paying|i pay|"
        r"(?<!get )(?<!got )(?<!was )(?<!being )paid|lift\w* (?:the |an? )?offer)"
    )
    if buys and not sells:
        return "buy"
    if sells and not buys:
        return "sell"
    return None


_WHOLE = r"(?:(?:iron |broken wing )?(?:fly|butterfly)|straddle|strangle|calendar|time spread|diagonal|(?:put |call )?spread|vertical)"
_TURNED = (
    r"reversed? (?:calendar|time spread|horizontal)|(?:sell|selling|sold|short) (?:the )?(?:far|back|later|longer)(?: (?:months?|leg|one|option))?"
)


def said_direction(reading: Reading) -> str | None:
    """ "sell" or "buy" of a structure sold or bought as a whole."""
    if reading.said_at_all(_TURNED):
        return "sell"
    of_whole = {
        match.group(1)
        for match in compiled(rf"(sell|selling|sold|short|shorting|buy|buying|bought|long|own) (?:the|an?|this|my) {_WHOLE}").finditer(reading.said)
    }
    if len(of_whole) == 1:
        return "buy" if of_whole & {"buy", "buying", "bought", "long", "own"} else "sell"
    sells = reading.said_at_all(
        r"sell|selling|sold|short|shorting|shorts(?= an? )|writes?|writing|wrote|written|sellers?|writers?|hit (?:the |a )?bid"
    )
    buys = reading.said_at_all(r"buy|buying|bought|long|(?<!my )own|owning|buyers?|lift\w* (?:the |an? )?offer")
    return None if sells == buys else "sell" if sells else "buy"


def _said_vertical(reading: Reading) -> str | None:
    if reading.said_at_all(r"bull put|bear call|credit"):
        return "sell"
    if reading.said_at_all(r"bull call|bear put|debit"):
        return "buy"
    view = reading.peek(r"(?:bull|bear) spreads?") is not None
    right = right_said(reading)
    return None if not view or right is None else "sell" if reading.said_at_all("bull") == (right == "put") else "buy"


def _vertical_direction(given: dict[str, Any]) -> str:
    """Credit or debit by which strike is sold: the dearer one is sold for a credit."""
    higher = given["short_strike"] > given["long_strike"]
    return "sell" if higher == (given.get("right") == "put") else "buy"


_UPSIDE_SOLD = (
    r"(?:give|giving|gave|sell|selling|sold|cap|capping|capped|forgo\w*) (?:(?:up|away|off|the|my|all|any) )*(?:upside|gains?) "
    r"(?:(?:over|above|beyond|past|at|from) )+(?:the )?#"
)


def collar_strikes(reading: Reading, found: Found) -> None:
    given_up = reading.take(_UPSIDE_SOLD, lambda number: number.kind == "N" and number.value >= LOWEST_STOCK_STRIKE)
    if given_up and "call_strike" not in found.inputs:
        found.inputs["call_strike"] = given_up[0].value
    for right in ("put", "call"):
        if f"{right}_strike" not in found.inputs:
            numbers = reading.take(rf"(?:{right}s?) ~(?:strike )?#", lambda number: number.value >= 20) or reading.take(
                rf"# {right}s?", lambda number: number.value >= 20
            )
            if numbers:
                found.inputs[f"{right}_strike"] = numbers[0].value


_SPOT = r"(?:spot|(?:the )?(?:index|market|money))"
LOWEST_STRIKE_SAID = 1000.0  # a number from here on is a strike, whatever stands around it


def _equal(first: Number, second: Number) -> bool:
    return first.kind == second.kind and first.value == second.value


def _unequal(first: Number, second: Number) -> bool:
    return first.kind == second.kind == "N" and first.value != second.value and max(first.value, second.value) < LOWEST_STRIKE_SAID


def _placed_by(found: Found, number: Number) -> None:
    """Put the shorts so far from spot: percent or points."""
    slot = slots.SHORT_OTM if number.kind == "P" else slots.SHORT_DISTANCE
    found.inputs[slot.field] = slot.convert(number)


def shorts_apart(reading: Reading, found: Found) -> None:
    """ "Puts 150 below, calls 150 above": the shorts as far out on both sides. What is bought so is no short."""
    short, under, over = r"(?:the |my |an? |short |sold |sell |selling )*", rf"{_UNDER}(?: {_SPOT})?", rf"{_OVER}(?: {_SPOT})?"
    bought = reading.said_at_all(r"(?:buy|buying|bought|long|own|owning) (?:the |an? )?(?:puts?|calls?)")
    ok = _equal if bought else _points_each
    for first, second in (((r"puts?", under), (r"calls?", over)), ((r"calls?", over), (r"puts?", under))):
        sides = [rf"{short}{words}(?: (?:strikes?|side))? ~#(?: points| otm)? {way}" for words, way in (first, second)]
        sides_after = [rf"#(?: points| otm)? {way} (?:for|on|with|as) {short}{words}(?: (?:strikes?|side))?" for words, way in (first, second)]
        for one, other in (sides, sides_after):
            numbers = reading.take(rf"(?<!long )(?<!buy )(?<!bought )(?<!wings ){one}(?: (?:and|,|/|;|&))* (?:an? )?{other}", ok)
            if numbers is not None and numbers[0].value == numbers[1].value:
                _placed_by(found, numbers[0])
                return
            if numbers is not None:
                put, call = numbers if first[0] == "puts?" else numbers[::-1]
                found.apart = (abs(put.value), abs(call.value))
                return


def _points_each(*numbers: Number) -> bool:
    """Whether two distances are both in points, or the same in percent."""
    return _equal(*numbers) or all(number.kind == "N" and 3 <= abs(number.value) < LOWEST_STRIKE_SAID for number in numbers)


def strikes_apart(found: Found) -> None:
    """Shorts that are not as far out on both sides, once the index and the wings are known: a condor's four strikes."""
    given = found.inputs
    both = given.get("wing_width")
    put, call = given.get("put_wing_width", both), given.get("call_wing_width", both)
    if found.apart is None or put is None or call is None:
        return
    if "spot" not in given:
        found.doubt = Missing("iron_condor", "spot", "Shorts at distances of their own are counted from the index. Where is it, for example 7140?")
        return
    short_put, short_call = given["spot"] - found.apart[0], given["spot"] + found.apart[1]
    for name in ("wing_width", "put_wing_width", "call_wing_width"):
        given.pop(name, None)
    given.update(long_put=short_put - put, short_put=short_put, short_call=short_call, long_call=short_call + call)


def deltas_by_side(reading: Reading, found: Found, name: str) -> None:
    """ "16 delta put, 16 delta call": one delta; two that differ are asked about, for a condor has one."""
    side = r"(?:(?:on|for|at|in) )?(?:the |my |short )*{}(?: side| wing)?"
    for first, second in ((r"puts?", r"calls?"), (r"calls?", r"puts?")):
        for pattern in (
            rf"# delta {side.format(first)} (?:(?:and|,|/|but|with|&) )*(?:a |the )?#(?: delta)? {side.format(second)}(?! (?:# )?wide)",
            rf"{first}(?: side)? ~# delta (?:(?:and|,|/|but|&) )*(?:the )?{second}(?: side)? ~#(?: delta)?(?! (?:points|wide))",
        ):
            deltas = reading.take(pattern, lambda *two: all(slots.DELTA_ALONE.believable(number) for number in two))
            if deltas is None:
                continue
            found.inputs["short_delta"] = slots.delta(deltas[0])
            if slots.delta(deltas[1]) != found.inputs["short_delta"]:
                said = [f"{100 * slots.delta(number):g}" for number in deltas]
                found.doubt = Missing(
                    name,
                    "short_delta",
                    f"One delta places both short strikes here, and {said[0]} and {said[1]} are named. Which one shall I use?",
                    tuple(f"{delta} delta" for delta in said),
                )
            return


def take_two_premiums(reading: Reading, found: Found) -> None:
    """ "The 6700/6650 put spread for 2.10 and the 7500/7550 call spread for 1.65": the condor's credit is the sum."""
    price = r"(?:credit )?(?:for|at|@|brought|paid|fetched|collected|got) #"
    two = reading.take(
        rf"(?<=_ ){price}(?: (?:credit|each|points))?(?: (?:and|,|/|plus|then|also|;))* (?:the |a |my |sold |sell |selling )*_+ {price}",
        lambda *both: all(slots.FILL.believable(number) and number.kind != "P" and slots.premium(number) < MOST_PREMIUM for number in both),
    )
    if two is not None:
        found.inputs["credit"] = round(sum(slots.premium(number) for number in two), 10)


MOST_PREMIUM = 100.0  # from here on a number is a level


def either_side(reading: Reading, found: Found) -> None:
    """ "Sell +-200, buy +-250": a distance, and wings as far beyond as the bought ones are."""
    side, down, up = r"(?:the |it |sell |short |and |, |/ |then |a )*", rf"(?:{_UNDER}|down)", rf"(?:{_OVER}|up)"
    between = rf"(?:{_SPOT} )?(?:and|,|/|then) {side}"
    around = reading.take(rf"# (?:points )?{down} {between}# (?:points )?{up}(?: {_SPOT}| it)?", _equal) or reading.take(
        rf"# (?:points )?{up} {between}# (?:points )?{down}(?: {_SPOT}| it)?", _equal
    )
    if around is not None:
        _placed_by(found, around[0])
        return
    sells, buys = r"(?:sell|short|shorts|selling|sold|strikes)", r"(?:buy|long|longs|buying|bought|wings|protection)"
    apart = r"(?:points )?(?:otm )?(?:above and below|below and above|either side|(?:on )?(?:each side|both sides)|each way|either way|out|away)"
    sold = reading.take(rf"{sells} ~#(?! (?:sd|sigma|delta|edr|x|times))", lambda number: number.either and number.kind != "P") or (
        reading.take(rf"{sells} ~# {apart}", lambda number: number.kind != "P") if reading.has(rf"{buys} ~# {apart}") else None
    )
    if sold is None:
        whole = reading.take(r"#(?! (?:sd|sigma|delta|edr|x))", lambda number: number.either)
        if whole is not None:
            _placed_by(found, whole[0])
        return
    found.inputs["short_distance"] = sold[0].value
    bought = reading.take(rf"{buys} ~#", lambda number: number.either and number.value > sold[0].value) or reading.take(
        rf"{buys} ~# {apart}", lambda number: number.value > sold[0].value
    )
    if bought is not None:
        found.inputs["wing_width"] = bought[0].value - sold[0].value


def longs_from_spot(reading: Reading, found: Found) -> None:
    """ "The shorts live 350 points from spot and the longs 425": both from spot, so the wings are the difference."""
    further = r"(?! (?:points )?(?:further|farther|beyond|past|wide|wider|more|outside|behind|delta|s|sd|sigma|%))"
    far = reading.match(
        r"(?:shorts?|short strikes|sell|sold|selling)(?: [a-z]+){0,3} # (?:points )?(?:away|out|from|off)(?: [a-z,]+| [N]\d+(?! points)){0,5}?"
        rf" (?:longs?|long strikes|buy|bought|buying|protection)(?: [a-z]+){{0,2}}? #{further}(?: points)?",
        lambda *n: 10 <= n[0].value < n[-1].value < LOWEST_STRIKE_SAID and n[0].kind == n[-1].kind == "N" and all(x.value > 500 for x in n[1:-1]),
    )
    if far is not None:
        places = re.findall(r"N\d+", far.group(0))
        first, last = (reading.number(place).value for place in (places[0], places[-1]))
        found.inputs["short_distance"] = first
        found.inputs["wing_width"] = last - first
        if len(places) > 2:
            found.inputs["spot"] = reading.number(places[1]).value


_PUTS = r"(?:(?:the |for the |on the |in the )?(?:puts?|downside|down side|lower|bottom)(?: side| wings?| spread| vertical)*)"
_CALLS = r"(?:(?:the |for the |on the |in the )?(?:calls?|upside|up side|upper|top)(?: side| wings?| spread| vertical)*)"
_WIDE = r"(?: (?:points|wide|w|wings?|points wide|points wings?|points of wings?))?"
_UNDER, _OVER = r"(?:below|under|underneath|beneath|lower)", r"(?:above|over|higher)"
_OTHER_UNITS = r"(?:delta|dte|days?|d|weeks|months|sd|sigma|edr|x|times|lots|contracts|vol|iv|vix|credit)(?= )"
_SAID = rf"(?: (?!{_OTHER_UNITS})(?:[a-z]+|,)){{0,4}}"  # "get 75 of wing and ... only"
_BOTH = r"(?:(?:and|but|,|/|;|with|while|, and|a|the) )*"


def take_wings_by_side(reading: Reading, found: Found) -> None:
    """The wings of both sides said in one breath: "fifty-point wings for the puts and thirty for the calls", "puts 50 wide, calls 30"."""

    def widths(*numbers: Number) -> bool:
        return all(number.kind == "N" and slots.PUT_WING.believable(number) and number.value < LOWEST_STRIKE_SAID for number in numbers)

    for first, second, order in ((_PUTS, _CALLS, ("put", "call")), (_CALLS, _PUTS, ("call", "put"))):
        for pattern in (
            rf"{slots.FREE}#{_WIDE} (?:(?:for|on|in|to|at) )?{first} {_BOTH}#{_WIDE} (?:(?:for|on|in|to|at) )?{second}",
            rf"{first} (?:widths? )?~#{_WIDE} {_BOTH}{second} (?:widths? )?~#{_WIDE}",
            rf"(?:wings?|widths?) ~# (?:/|and|by|-) # (?:\( )?{order[0]}s? (?:/|and|-) {order[1]}s?",
            rf"# (?:/|and|by|-) # (?:(?:wings?|wide|widths?|points) )?(?:\( )?{order[0]}s? (?:/|and|-) {order[1]}s?",
            rf"# (?:points )?(?:wide|wings?) {_UNDER if order[0] == 'put' else _OVER} {_BOTH}#{_WIDE} {_OVER if order[0] == 'put' else _UNDER}",
        ):
            numbers = reading.take(pattern, widths)
            if numbers:
                found.inputs.update({f"{right}_wing_width": number.value for right, number in zip(order, numbers, strict=True)})
                return
        up = reading.take(rf"{slots.FREE}# up {_BOTH}# down" if order[0] == "call" else rf"{slots.FREE}# down {_BOTH}# up", _unequal)
        if up:
            found.inputs.update({f"{right}_wing_width": number.value for right, number in zip(order, up, strict=True)})
            return
        if reading.said_at_all("wings?|wing"):  # of unequal reach, and so no distance of the shorts
            numbers = reading.take(
                rf"#{_WIDE} {_UNDER if order[0] == 'put' else _OVER} {_BOTH}#{_WIDE} {_OVER if order[0] == 'put' else _UNDER}",
                lambda a, b: widths(a, b) and a.value != b.value,
            )
            if numbers:
                found.inputs.update({f"{right}_wing_width": number.value for right, number in zip(order, numbers, strict=True)})
                return
        numbers = (
            reading.take(
                rf"(?:{first}{_SAID} #{_WIDE}{_SAID} {second}{_SAID} #|#{_WIDE}{_SAID} {first}{_SAID} #{_WIDE}{_SAID} {second})(?! {_OTHER_UNITS})",
                widths,
            )
            if reading.said_at_all(r"wings?|wide|widths?|longs?|buy|buying|bought")
            else None
        )
        if numbers:
            found.inputs.update({f"{right}_wing_width": number.value for right, number in zip(order, numbers, strict=True)})
            return


def shorts_and_width(found: Found, strikes: Strikes) -> None:
    """Two short strikes and the width of the wings make the four strikes."""
    rights = {leg.right: leg.strike for leg in strikes.legs if leg.quantity < 0}
    shorts = sorted(strikes.pair) if strikes.pair is not None else sorted(leg.strike for leg in strikes.legs)
    if strikes.pair is None and len(rights) == len(shorts) == 2:
        shorts = [rights["put"], rights["call"]]  # a put above the call is a mistake to ask about
    if len(shorts) != 2 or any(name in found.inputs for name in STRIKE_FIELDS):
        return
    found.inputs.pop("_legs", None)
    found.inputs.pop("_pair", None)
    both = found.inputs.pop("wing_width", None)
    put, call = found.inputs.pop("put_wing_width", both), found.inputs.pop("call_wing_width", both)
    found.inputs.update(short_put=shorts[0], short_call=shorts[1])
    days = {leg.dte for leg in strikes.legs if leg.dte is not None}
    if len(days) == 1:
        found.inputs.setdefault("dte", days.pop())
    if put is not None and call is not None:
        found.inputs.update(long_put=shorts[0] - put, long_call=shorts[1] + call)


def longs_of_width(given: dict[str, Any]) -> None:
    """The long strikes of two short ones and the width of the wings, said in any order."""
    if {"short_put", "short_call"} <= set(given) and not {"long_put", "long_call"} & set(given) and "wing_width" in given:
        width = given.pop("wing_width")
        given.update(long_put=given["short_put"] - width, long_call=given["short_call"] + width)


def drop_width_of_strikes(found: Found) -> None:
    """A width that only repeats what the strikes already say is no second placement."""
    given = found.inputs
    if {"short_strike", "long_strike", "wing_width"} <= set(given) and abs(given["short_strike"] - given["long_strike"]) == given["wing_width"]:
        del given["wing_width"]
    if all(name in given for name in STRIKE_FIELDS) and "wing_width" in given:
        widths = {given["short_put"] - given["long_put"], given["long_call"] - given["short_call"]}
        if widths == {given["wing_width"]}:
            del given["wing_width"]
