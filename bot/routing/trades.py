"""Option structures: which one the strikes and words make, and its inputs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from bot.routing import slots
from bot.routing.dates import take_expiry
from bot.routing.numbers import Number
from bot.routing.reading import Reading, compiled
from bot.routing.series import take_shocks
from bot.routing.slots import Slot
from bot.routing.strikes import Leg, Strikes, take_legs, take_strikes
from bot.routing.words import word_list

STRUCTURES = frozenset(
    word_list(
        "option_price implied_volatility iron_condor iron_butterfly vertical_spread strangle straddle butterfly calendar_spread collar position "
        "roll stress_test compare_condors"
    )
)
PLACEMENTS = ("short_delta", "short_sd", "short_distance", "short_otm", "edr_multiple", "target_credit")
STRIKE_FIELDS = ("long_put", "short_put", "short_call", "long_call")
# The method's published credit for each tier, in index points.
TIER_CREDIT = {"conservative": 0.70, "balanced": 1.15, "aggressive": 1.60}
LOWEST_VIX_STRIKE = 5.0
LOWEST_STOCK_STRIKE = 1.0
_STOCK = r"american|early exercise|etf|spy|qqq|iwm|stock|shares?"
LARGEST_DELTA = 50.0
USUAL_DELTAS = (5, 8, 10, 12, 15, 16, 18, 20, 25, 30, 40)


@dataclass(slots=True)
class Found:
    """What a reading gave: inputs by field, slots whose number cannot be meant, things said twice."""

    inputs: dict[str, Any] = field(default_factory=dict)
    faults: list[tuple[Slot, Number]] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def take(self, reading: Reading, *blanks: Slot) -> None:
        for slot in blanks:
            if slot.field not in self.inputs:
                value = slot.take(reading)
                if value is not None:
                    self.inputs[slot.field] = int(value) if slot.field == "contracts" and value == int(value) else value

    def check(self, reading: Reading, *blanks: Slot) -> None:
        """Note numbers said outright for a slot they cannot fill."""
        for slot in blanks:
            if slot.field not in self.inputs:
                number = slot.fault(reading)
                if number is not None:
                    self.faults.append((slot, number))


def on_vix(reading: Reading) -> bool:
    """Whether the options spoken of are VIX options."""
    return reading.said_at_all(
        r"vix (?:option|call|put|calls|puts|_+|[N]\d+ (?:strike )?(?:call|put|calls|puts|c|p)|[N]\d+)(?: .*)? "
        r"(?:call|put|calls|puts|c|p|option).*(?:future|futures|forward|vx).*"
    ) or reading.said_at_all(r"vix (?:[N]\d+ )?(?:strike )?(?:call|put|option|calls|puts|c|p)|(?:call|put|option) on (?:the )?vix")


def structure_of(reading: Reading, named: str | None) -> tuple[str | None, Strikes]:
    """The structure the words name or the strikes make, with the strikes taken out of the reading."""
    if named not in STRUCTURES and named is not None:
        return named, Strikes()
    if named in (None, "option_price", "implied_volatility"):
        lowest = LOWEST_VIX_STRIKE if on_vix(reading) else LOWEST_STOCK_STRIKE if reading.said_at_all(_STOCK) else None
        legs = take_legs(reading, lowest) if lowest is not None else ()
        if legs or lowest is not None or (named is None and reading.said_at_all(r"atm (?:[N]\d+ )?(?:call|put)s?|(?:call|put) atm")):
            return named or "option_price", Strikes(legs=legs)
    if named == "butterfly":
        return named, Strikes()
    found = take_strikes(reading)
    return _named_by(reading, found, named), found


def _named_by(reading: Reading, found: Strikes, named: str | None) -> str | None:
    legs = found.legs
    if named in ("stress_test", "roll", "compare_condors", "implied_volatility", "iron_butterfly", "calendar_spread", "collar"):
        return named
    if found.condor is not None:
        return "iron_butterfly" if found.condor[1] == found.condor[2] else "iron_condor"
    if found.pair is not None:
        if found.pair_right is None and (named == "iron_condor" or (named is None and reading.has(r"wings?|# wide"))):
            return "iron_condor"
        return named if named in ("strangle", "straddle") else "vertical_spread"
    if not legs:
        return named
    if len(legs) == 4 and _condor(legs) is not None:
        return "iron_butterfly" if (four := _condor(legs)) and four[1] == four[2] else "iron_condor"
    if len(legs) == 2 and all(leg.quantity > 0 for leg in legs) and named == "straddle":
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
    return named if named in ("collar",) else "position"


def _condor(legs: tuple[Leg, ...]) -> tuple[float, float, float, float] | None:
    """The four strikes, if the legs are a condor's: two puts below two calls, inner short, equal size, one expiry."""
    puts = sorted((leg for leg in legs if leg.right == "put"), key=lambda leg: leg.strike)
    calls = sorted((leg for leg in legs if leg.right == "call"), key=lambda leg: leg.strike)
    if len(puts) != 2 or len(calls) != 2 or len({abs(leg.quantity) for leg in legs}) != 1 or len({leg.dte for leg in legs}) != 1:
        return None
    signs = [leg.quantity for leg in (*puts, *calls)]
    if any(signs) and not (signs[0] > 0 > signs[1] and signs[2] < 0 < signs[3]):
        return None
    return puts[0].strike, puts[1].strike, calls[0].strike, calls[1].strike


def direction_of(reading: Reading) -> str | None:
    """ "sell" or "buy" as said of the structure, None when neither or both are."""
    sells = reading.said_at_all(r"(?:sell|selling|sold|short|shorting|credit|write|writing|bull put|bear call|collect|collecting)")
    buys = reading.said_at_all(r"(?:buy|buying|bought|long|debit|own|bull call|bear put|paying|purchase|i pay)")
    if buys and not sells:
        return "buy"
    if sells and not buys:
        return "sell"
    return None


def _said_direction(reading: Reading) -> str | None:
    """ "sell" or "buy" of a structure sold or bought as a whole."""
    sells = reading.said_at_all(r"sell|selling|sold|short|shorting|write|writing|wrote")
    buys = reading.said_at_all(r"buy|buying|bought|long|own|owning|purchase")
    return None if sells == buys else "sell" if sells else "buy"


def read_structure(
    reading: Reading, name: str, strikes: Strikes, as_of: date, known: Mapping[str, Any] | None = None, leftovers: bool = True
) -> Found:
    """The inputs of a structure. Placements and strikes first, then wings, time, money, market; then the numbers left.

    `known` are inputs settled before, as in a follow-up: with its strikes placed, a credit named is a fill and not a target.
    """
    found = Found()
    before = known if known is not None else {}
    found.inputs.update(_strike_inputs(name, strikes))
    if name == "stress_test":
        _stress(reading, found)
    if name == "roll":
        _roll(reading, found)
    if on_vix(reading) and name in ("option_price", "implied_volatility"):
        _vix_option(reading, found)
    condor_like = name in ("iron_condor", "iron_butterfly", "stress_test", "roll", "compare_condors")
    if (
        name in ("straddle", "iron_butterfly", "butterfly", "calendar_spread", "option_price", "implied_volatility")
        and "strike" not in found.inputs
        and not any(f in found.inputs for f in STRIKE_FIELDS)
    ):
        _take_strike(reading, found, name)
    if name == "iron_butterfly" and "strike" in found.inputs and strikes.legs:
        _wings_from(found, strikes.legs)
    if name in ("butterfly", "calendar_spread", "implied_volatility", "option_price", "vertical_spread") and "right" not in found.inputs:
        calls, puts = reading.said_at_all(r"calls?|c"), reading.said_at_all(r"puts?|p")
        if calls != puts:
            found.inputs["right"] = "call" if calls else "put"
    if name == "vertical_spread":
        _vertical_strikes(reading, found, before)
    if name == "collar":
        _collar_strikes(reading, found)
    if condor_like or name == "butterfly":
        _either_side(reading, found)
        found.take(reading, slots.PUT_WING, slots.CALL_WING)
    found.take(reading, slots.EDR_MULTIPLE)
    if condor_like and "edr_multiple" not in found.inputs and reading.match(r"(?:at|on|outside) (?:the )?edr") is not None:
        found.inputs["edr_multiple"] = 1
    if name not in ("option_price", "implied_volatility", "straddle"):
        found.take(reading, slots.SHORT_SD, slots.SHORT_OTM, slots.DELTA_FIRST)
    if condor_like or name in ("butterfly", "vertical_spread"):
        found.take(reading, slots.WING_WIDTH)
    if condor_like or name in ("strangle", "vertical_spread"):
        found.take(reading, slots.SHORT_DISTANCE)
    if name == "iron_condor":
        _shorts_and_width(found, strikes)
    if name == "calendar_spread":
        found.take(reading, slots.BACK_VOL)
        _two_expiries(reading, found)
    _delta_or_days(reading, found)
    if name == "implied_volatility":
        found.take(reading, PRICE)
    if reading.take(
        r"(?:use |with |on |over )*(?:a )?# (?:(?:trading|business) days?(?: a years| years)?|days? (?:a years|years|convention|basis))",
        lambda number: number.value == 252,
    ):
        found.inputs["time_convention"] = "trading252"
    if "dte" not in found.inputs:
        days = take_expiry(reading, as_of)
        if days is not None:
            found.inputs["dte"] = days
    placing = (*PLACEMENTS, *STRIKE_FIELDS, "strike", "short_strike", "put_strike", "_legs", "legs")
    placed = any(name in found.inputs or name in before for name in placing)
    found.take(reading, slots.SLIPPAGE, slots.FEES, slots.RATE, slots.DIVIDEND_YIELD)
    _take_size_early(reading, found)
    _take_market(reading, found)
    found.take(reading, slots.CONTRACTS)
    if condor_like or name in ("vertical_spread", "strangle", "straddle", "butterfly", "collar", "position"):
        _take_credit(reading, found, placed)
    _take_smile(reading, found)
    if name == "iron_condor" and not placed and "credit" in found.inputs and "target_credit" not in found.inputs:
        found.inputs["target_credit"] = found.inputs.pop("credit")  # with no strikes named, the credit is what places them
    if condor_like and not any(field in found.inputs for field in (*PLACEMENTS, *STRIKE_FIELDS)):
        _take_tier(reading, found)
    found.check(reading, slots.VOL, slots.DELTA_FIRST, slots.SPOT, slots.WING_WIDTH, slots.CONTRACTS)
    _drop_width_of_strikes(found)
    if leftovers:
        _leftovers(reading, found, name)
    if name in ("option_price", "implied_volatility"):
        if "strike" not in found.inputs and "spot" in found.inputs and reading.said_at_all("atm"):
            found.inputs["strike"] = found.inputs["spot"]
        if reading.said_at_all(r"american|early exercise|etf|spy|qqq|iwm"):
            found.inputs["exercise"] = "american"
    if name in ("strangle", "straddle", "butterfly", "iron_butterfly", "calendar_spread") and "direction" not in found.inputs:
        direction = _said_direction(reading)
        if direction is not None:
            found.inputs["direction"] = direction
    if condor_like and name != "roll":
        _check_placements(found)
    if "contracts" not in found.inputs and strikes.count is not None and name not in ("option_price",):
        found.inputs["contracts"] = strikes.count
    _total_premium(reading, found)
    return found


PRICE = Slot(
    "price",
    slots.plain,
    0.001,
    50000,
    (
        r"(?:paid|pay|paying|price|priced|premium|cost|costs|costing|trades|trading|quoted|mid|marked|mark|bid|"
        r"offered|sold|sells|selling|bought|worth|last|going) ~(?:at |for )?#(?: points)?(?: for)?",
        r"# (?:price|premium|mid|mark)",
        r"(?:at|for|@) #",
    ),
    "What did the option trade for?",
)


def _strike_inputs(name: str, strikes: Strikes) -> dict[str, Any]:
    given: dict[str, Any] = {}
    legs = strikes.legs
    four = strikes.condor or _condor(legs)
    if name in ("stress_test", "position", "roll") and legs and four is None:
        return {"_legs": legs}
    if four is not None:
        given.update(zip(STRIKE_FIELDS, four, strict=True))
        sizes = {abs(leg.quantity) for leg in legs} - {0, 1}
        if sizes:
            given["contracts"] = sizes.pop()
        if legs and legs[0].dte is not None:
            given["dte"] = legs[0].dte
        return given
    if strikes.pair is not None:
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
        return {"_vertical": legs, "right": legs[0].right, **({"dte": legs[0].dte} if legs[0].dte is not None else {})}
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
        days = sorted(leg.dte for leg in legs if leg.dte is not None)
        if len(days) == 2:
            given.update(dte=days[0], back_dte=days[1])
        elif len(legs) == 1 and days:
            given["_days"] = days[0]
        return given
    if name == "iron_butterfly":
        return given
    return {"_legs": legs}


def read_comparison(reading: Reading, strikes: Strikes, as_of: date) -> Found | None:
    """Two or more condors that differ in what is said twice ("16 vs 10 delta"); None when nothing is, or they have no strikes."""
    reading.text = _UNIT_TWICE.sub(r"\1 \3 vs \2 \3", reading.text)
    found = read_structure(reading, "iron_condor", strikes, as_of, leftovers=False)
    others: list[dict[str, Any]] = []
    for _ in range(4):
        other: dict[str, Any] = {}
        more = take_strikes(reading)
        if more.condor is not None:
            other.update(zip(STRIKE_FIELDS, more.condor, strict=True))
        for slot in (slots.SHORT_SD, slots.SHORT_OTM, slots.DELTA_FIRST, slots.EDR_MULTIPLE, slots.WING_WIDTH, slots.SHORT_DISTANCE):
            value = slot.take(reading)
            if value is not None:
                other[slot.field] = value
        days = take_expiry(reading, as_of)
        if days is not None:
            other["dte"] = days
        if not other:
            break
        others.append(other)
    _leftovers(reading, found, "iron_condor")
    shared = {name: found.inputs[name] for name in found.inputs if name in ("spot", "vol", "rate", "dividend_yield", "smile", "time_convention")}
    first = {name: value for name, value in found.inputs.items() if name not in shared}
    if "dte" in first and not any("dte" in other for other in others):
        shared["dte"] = first.pop("dte")
    if len(found.conflicts) == 1 and not others:
        placements = [name for name in PLACEMENTS if name in first]
        rest = {name: value for name, value in first.items() if name not in placements}
        condors = [{**rest, name: first[name]} for name in placements]
    else:
        condors = [first]
        for other in others:
            base = {} if any(name in other for name in STRIKE_FIELDS) else first
            kept = {name: value for name, value in base.items() if not (name in PLACEMENTS and any(o in PLACEMENTS for o in other))}
            condors.append({**kept, **other})
    if len(condors) < 2 or not all(any(name in condor for name in (*PLACEMENTS, *STRIKE_FIELDS)) for condor in condors):
        return None
    found.inputs = {**shared, "condors": condors}
    found.conflicts.clear()
    return found


_UNIT_TWICE = re.compile(
    r"([NPD]\d+) (?:vs|versus|or|and|against|to|/|,) ([NPD]\d+) (delta|sd|wide|dte|days|points wide|points wings|w|wings|points)(?= )"
)


def _wings_from(found: Found, legs: tuple[Leg, ...]) -> None:
    body = found.inputs["strike"]
    widths = {leg.right: abs(leg.strike - body) for leg in legs}
    if len(set(widths.values())) == 1:
        found.inputs["wing_width"] = next(iter(widths.values()))
    else:
        found.inputs.update({f"{right}_wing_width": width for right, width in widths.items()})


def _take_strike(reading: Reading, found: Found, name: str) -> None:
    if name == "butterfly":
        three = reading.take(r"# / # / #", lambda *n: all(x.value >= 100 for x in n)) or reading.take(
            r"# (?:,|-) # (?:,|-|and) #", lambda *n: all(x.value >= 100 for x in n)
        )
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
    lowest = LOWEST_VIX_STRIKE if on_vix(reading) else LOWEST_STOCK_STRIKE if reading.said_at_all(_STOCK) else 100.0
    for pattern in slots.STRIKE.patterns:
        numbers = reading.take(pattern, lambda number: number.value >= lowest and number.kind != "P")
        if numbers:
            found.inputs["strike"] = numbers[0].value
            return
    if name in ("straddle", "option_price") and reading.said_at_all("atm"):
        numbers = reading.take(r"(?:at|@|atm) (?:the )?#", lambda number: number.value >= lowest and number.kind != "P")
        if numbers:
            found.inputs["strike"] = numbers[0].value


def _vertical_strikes(reading: Reading, found: Found, before: Mapping[str, Any]) -> None:
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
        short = reading.take(r"(?:short|sell|selling|sold) ~#", lambda number: number.value >= 100)
        long = reading.take(r"(?:long|buy|buying|bought) ~#", lambda number: number.value >= 100)
        if short and long:
            given.update(short_strike=short[0].value, long_strike=long[0].value)
            if "right" in given:
                given["direction"] = _vertical_direction(given)
        direction = direction_of(reading)
        if direction is not None and "direction" not in given:
            given["direction"] = direction
        return
    direction = _said_vertical(reading) or direction_of(reading)
    if direction is not None:
        given["direction"] = direction
    low, high = min(pair), max(pair)
    sells = (direction or before.get("direction") or "sell") == "sell"
    above = (right == "put") == sells  # sold for a credit, the short strike is the dear one: the higher put, the lower call
    given.update(short_strike=high if above else low, long_strike=low if above else high)


def _said_vertical(reading: Reading) -> str | None:
    if reading.said_at_all(r"bull put|bear call|credit"):
        return "sell"
    if reading.said_at_all(r"bull call|bear put|debit"):
        return "buy"
    return None


def _vertical_direction(given: dict[str, Any]) -> str:
    """Credit or debit by which strike is sold: the dearer one is sold for a credit."""
    higher = given["short_strike"] > given["long_strike"]
    return "sell" if higher == (given.get("right") == "put") else "buy"


def _collar_strikes(reading: Reading, found: Found) -> None:
    for right in ("put", "call"):
        if f"{right}_strike" not in found.inputs:
            numbers = reading.take(rf"(?:{right}s?) ~(?:strike )?#", lambda number: number.value >= 20) or reading.take(
                rf"# {right}s?", lambda number: number.value >= 20
            )
            if numbers:
                found.inputs[f"{right}_strike"] = numbers[0].value


def _either_side(reading: Reading, found: Found) -> None:
    """ "Sell +-200, buy +-250": a distance, and wings as far beyond as the bought ones are."""
    sold = reading.take(r"(?:sell|short|shorts|selling|sold|strikes) ~#", lambda number: number.either and number.kind != "P")
    if sold is None:
        return
    found.inputs["short_distance"] = sold[0].value
    bought = reading.take(r"(?:buy|long|longs|buying|bought|wings|protection) ~#", lambda number: number.either and number.value > sold[0].value)
    if bought is not None:
        found.inputs["wing_width"] = bought[0].value - sold[0].value


def _stress(reading: Reading, found: Found) -> None:
    horizon = reading.take(r"(?:in |after |over |horizon ~)?# days? (?:from now|later|ahead|forward|on|hence|into (?:the trade|it))") or reading.take(
        r"(?:horizon|after) ~# days?"
    )
    if horizon is not None:
        found.inputs["horizon_days"] = horizon[0].value
    elif reading.match(r"(?:tomorrow|overnight|one day later|a day later|next day)") is not None:
        found.inputs["horizon_days"] = 1
    elif reading.match(r"(?:a weeks (?:from now|later|on)|in a weeks|after a weeks)") is not None:
        found.inputs["horizon_days"] = 7
    found.inputs.update(take_shocks(reading))


_NEW = r"(?:now|moved|gone|went|is|has|been|at|to|up|down|risen|fallen|rallied|dropped|fell|rose|sits|trades|since|just|currently)"


def _roll(reading: Reading, found: Found) -> None:
    """The trade after it was opened: where index and vol are now, the days left, and the expiry it moves to."""
    for name, slot, pattern in (
        ("new_dte", None, r"(?:to|into|out to|for|new) (?:a |the |another |new |expiring in |in )*# (?:dte|days?)(?: out| expiring)?"),
        ("days_left", None, r"# (?:dte|days?) (?:left|to go|remaining|until expiring|to expiring)"),
        ("new_dte", None, r"(?:new |to |into |out )(?:dte |expiring |expiry )*~# ?(?:dte|days?)?"),
        ("new_spot", slots.SPOT, rf"(?:spx|index|spot|market|underlying) (?:{_NEW} )+#"),
        ("new_vol", slots.VOL, rf"(?:vix|iv|vol|implied) (?:{_NEW} )+#"),
        ("new_spot", slots.SPOT, r"(?:now at|now) #"),
    ):
        if name in found.inputs:
            continue
        ok = slot.believable if slot is not None else lambda number: 0 < number.value <= 400
        numbers = reading.take(pattern, ok)
        if numbers:
            found.inputs[name] = slot.convert(numbers[0]) if slot is not None else numbers[0].value
    if reading.match(r"(?:at |with |to |into |keeping |keep |on )?(?:the )?(?:same|unchanged|identical) strikes") is not None:
        found.inputs["strikes"] = "same"


_VIX_FUTURE = Slot(
    "spot",
    slots.plain,
    5,
    150,
    (r"(?:vix futures?|futures?|forward|vx|underlying|vix future|spot|vix) ~#", r"# (?:future|futures|forward)"),
    "Where is the VIX future of that expiry?",
)


def _vix_option(reading: Reading, found: Found) -> None:
    found.inputs["underlying"] = "future"
    if "strike" not in found.inputs:
        numbers = reading.take(
            r"strike ~#|vix # (?:strike )?(?:call|put|c|p)|(?:call|put) (?:struck )?(?:at )?#|# strike",
            lambda number: LOWEST_VIX_STRIKE <= number.value <= 200 and number.kind != "P",
        )
        if numbers:
            found.inputs["strike"] = numbers[0].value
    if "right" not in found.inputs:
        found.inputs["right"] = "put" if reading.said_at_all("puts?|p") else "call"
    found.take(
        reading, Slot("vol", slots.vol, 0.1, 5, (*slots.VOL.patterns[1:2], r"(?:vol of vol|vvix|iv|vol|implied|implied vol) ~#"), slots.VOL.ask)
    )
    found.take(reading, _VIX_FUTURE)


def _shorts_and_width(found: Found, strikes: Strikes) -> None:
    """Two short strikes and the width of the wings make the four strikes."""
    shorts = sorted(strikes.pair) if strikes.pair is not None else sorted(leg.strike for leg in strikes.legs)
    if len(shorts) != 2 or any(name in found.inputs for name in STRIKE_FIELDS):
        return
    found.inputs.pop("_legs", None)
    found.inputs.pop("_pair", None)
    both = found.inputs.pop("wing_width", None)
    put, call = found.inputs.pop("put_wing_width", both), found.inputs.pop("call_wing_width", both)
    found.inputs.update(short_put=shorts[0], short_call=shorts[1])
    if put is not None and call is not None:
        found.inputs.update(long_put=shorts[0] - put, long_call=shorts[1] + call)


def _drop_width_of_strikes(found: Found) -> None:
    """A width that only repeats what four strikes already say is no second placement."""
    given = found.inputs
    if all(name in given for name in STRIKE_FIELDS) and "wing_width" in given:
        widths = {given["short_put"] - given["long_put"], given["long_call"] - given["short_call"]}
        if widths == {given["wing_width"]}:
            del given["wing_width"]


def _two_expiries(reading: Reading, found: Found) -> None:
    given = found.inputs
    if "back_dte" in given:
        return
    alone = given.pop("_days", None)
    day = r"(?:days?|dte|d)"
    pair = (
        reading.take(
            rf"# (?:{day} )?(?:vs|versus|against|/|over|and|to|,|-|front)(?: long| short| sell| buy| a| the| sold| bought)* # {day}(?: back)?"
        )
        or reading.take(
            rf"(?:front|near|short|sell) (?:leg |month |expiring |the |at |of )*# {day} .*(?:back|far|long|buy) "
            rf"(?:leg |month |expiring |the |at |of )*# {day}"
        )
        or reading.take(rf"# (?:vs|versus|/|-) #(?: {day})?", lambda a, b: a.value < 400 and b.value < 800)
        or reading.take(r"# (weeks) (?:vs|versus|against|/|over|and) # weeks")
    )
    if pair:
        scale = 7.0 if reading.said_at_all(r"# weeks (?:vs|versus|against|/|over|and) # weeks") else 1.0
        front, back = sorted(number.value * scale for number in pair)
        given.update(dte=front, back_dte=back)
        return
    for name, words in (("back_dte", "back|far|long|buy|bought"), ("dte", "front|near|short|sell|sold")):
        numbers = reading.take(rf"(?:{words}) (?:leg |month |expiring |the |at |in |of |is )*# {day}") or reading.take(rf"# {day} (?:{words})")
        if numbers:
            given[name] = numbers[0].value
    if alone is not None:
        other = reading.take(rf"# {day}")
        if other:
            front, back = sorted((alone, other[0].value))
            given.update(dte=front, back_dte=back)
        else:
            given.setdefault("dte", alone)


def _delta_or_days(reading: Reading, found: Found) -> None:
    """Settle "16d": a delta when days are given otherwise and no placement is, else days. Of two, the usual delta is one."""
    if any(name in found.inputs for name in (*PLACEMENTS, *STRIKE_FIELDS)):
        return
    marked = [reading.number(match.group(1)) for match in compiled("# d").finditer(reading.text)]
    small = [number for number in marked if 0 < number.value <= LARGEST_DELTA and number.kind == "N"]
    if not small:
        return
    if len(marked) > 1:
        usual = [number for number in small if number.value in USUAL_DELTAS]
        chosen = usual[0] if len(usual) == 1 else min(small, key=lambda number: number.value)
    else:
        days_said = "dte" in found.inputs or reading.has(
            r"# (?:dte|days?|weeks|months|hours).*|dte ~#|tomorrow|overnight|expiring .*|(?:a|one) weeks .*|"
            r"(?:this|next|first|second|third|fourth|last) (?:friday|monday|tuesday|wednesday|thursday)"
        )
        if not days_said and not reading.has(r"[N]\d+ d (?:condor|ic|iron|short|shorts|strangle|put|call|wings|strikes)"):
            return
        chosen = small[0]
    reading.take("# d", lambda number: number is chosen)
    found.inputs["short_delta"] = slots.delta(chosen)


def _take_size_early(reading: Reading, found: Found) -> None:
    """ "x5", "10 lots", "ten contracts": sizes no other blank could want."""
    for pattern in slots.CONTRACTS.patterns[:4]:
        numbers = reading.take(
            pattern, lambda number: slots.CONTRACTS.believable(number) and number.value == int(number.value) and number.kind == "N"
        )
        if numbers:
            found.inputs.setdefault("contracts", int(numbers[0].value))
            return


def _take_market(reading: Reading, found: Found) -> None:
    found.take(reading, slots.VOL)
    strong = Slot("spot", slots.plain, slots.SPOT.low, slots.SPOT.high, slots.SPOT.patterns[:3], slots.SPOT.ask)
    if (
        "spot" not in found.inputs
        and "strike" in found.inputs
        and reading.match(r"(?:spx|index|spot|market|underlying) (?:is )?(?:there|same|at the strike|right there)(?: too| as well)?") is not None
    ):
        found.inputs["spot"] = found.inputs["strike"]
    if "strike" in found.inputs and found.inputs["strike"] < slots.SPOT.low:
        strong = replace(strong, low=found.inputs["strike"] / 5, high=5 * found.inputs["strike"])
    found.take(reading, strong)
    strike = found.inputs.get("strike", 0.0)
    if "spot" not in found.inputs and strike >= slots.SPOT.low and reading.said_at_all("atm"):
        rivals = [number for _, number in reading.left() if number.value >= slots.SPOT.low and abs(number.value / strike - 1) < 0.5]
        if not rivals:
            found.inputs["spot"] = strike
    if "vol" not in found.inputs:
        found.take(reading, slots.VOL)
    found.take(reading, slots.SPOT)


def _take_credit(reading: Reading, found: Found, placed: bool) -> None:
    believable = slots.FILL.high
    if "wing_width" in found.inputs:
        believable = found.inputs["wing_width"]

    def ok(slot: Slot) -> Slot:
        return Slot(slot.field, lambda number: _points(number, believable), slot.low, slot.high, slot.patterns, slot.ask)

    fill = ok(slots.FILL).take(reading)
    if fill is not None:
        found.inputs["credit"] = fill
    credit = ok(slots.CREDIT).take(reading)
    if credit is None:
        return
    aimed = not placed or (
        reading.said_at_all(r"target|targeting|aim|aiming|solve|solving|instead")
        and not any(name in found.inputs for name in (*PLACEMENTS, *STRIKE_FIELDS))
    )
    if aimed and "target_credit" not in found.inputs:
        found.inputs["target_credit"] = credit
    elif "credit" not in found.inputs:
        found.inputs["credit"] = credit


def _points(number: Number, width: float) -> float:
    """Index points of a premium; dollars that exceed the width, or look like a contract's, are a contract's."""
    value = slots.premium(number)
    return round(value / slots.DOLLARS_A_POINT, 10) if number.kind == "D" and value == number.value and value >= width else value


def _total_premium(reading: Reading, found: Found) -> None:
    """A total over several contracts is a credit each."""
    for name in ("target_credit", "credit"):
        contracts = found.inputs.get("contracts", 1)
        if (
            name in found.inputs
            and contracts > 1
            and reading.said_at_all(r"(?:total|altogether|in all|in total|overall|for the lot)(?: net)?(?: premium| credit)?.*")
        ):
            found.inputs[name] = round(found.inputs[name] / contracts, 10)


def _take_smile(reading: Reading, found: Found) -> None:
    if reading.said_at_all(
        r"spx (?:smile|skew)|(?:with|using|on|under) (?:the |a )?(?:typical |spx |index )?(?:smile|skew)|"
        r"(?:typical|usual) (?:spx )?(?:smile|skew)|smile spx|skewed"
    ):
        found.inputs["smile"] = "spx"
    if reading.said_at_all(r"(?:trading|business) day (?:convention|count|basis)|N\d+ trading days a years|trading time"):
        found.inputs["time_convention"] = "trading252"


def _take_tier(reading: Reading, found: Found) -> None:
    match = reading.match(r"(?:the )?(conservative|balanced|aggressive)(?: credit)?(?: tier)?(?: condor)?")
    if match is not None and "target_credit" not in found.inputs and not any(name in found.inputs for name in PLACEMENTS):
        found.inputs["target_credit"] = TIER_CREDIT[match.group(1)]


def _leftovers(reading: Reading, found: Found, name: str) -> None:
    """Give numbers without a word of their own to the one blank they can be: 7,140 is the index, 17.95 the vol, 0.16 a delta."""
    bare = [(index, number) for index, number in reading.left() if number.kind == "N" and not number.signed and not number.either]
    for index, number in bare:
        if "spot" not in found.inputs and slots.SPOT.believable(number) and not slots.is_year(number):
            found.inputs["spot"] = number.value
            reading.take_place(index)
    placed = any(field in found.inputs for field in (*PLACEMENTS, *STRIKE_FIELDS))
    for index, number in reading.left():
        if number.kind == "D" or number.signed or number.either:
            continue
        if not placed and number.kind == "N" and name in ("iron_condor", "strangle", "vertical_spread") and 0.01 <= number.value <= 0.5:
            found.inputs["short_delta"] = number.value
            placed = True
        elif "vol" not in found.inputs and "spot" in found.inputs and "dte" in found.inputs and 5 <= slots.vix(number) <= 90:
            found.inputs["vol"] = slots.vol(number)
        else:
            continue
        reading.take_place(index)


def _check_placements(found: Found) -> None:
    given = [name for name in PLACEMENTS if name in found.inputs]
    if any(name in found.inputs for name in STRIKE_FIELDS) or "_legs" in found.inputs:
        if "target_credit" in given:
            found.inputs["credit"] = found.inputs.pop("target_credit")
            given.remove("target_credit")
        if given:
            found.conflicts.append(f"strikes and {_say(given[0])}")
    elif len(given) > 1:
        found.conflicts.append(" and ".join(_say(name) for name in given))


def _say(placement: str) -> str:
    return {
        "short_delta": "a delta",
        "short_sd": "a number of standard deviations",
        "short_distance": "a distance in points",
        "short_otm": "a percentage out of the money",
        "edr_multiple": "a multiple of the EDR",
        "target_credit": "a credit to aim for",
    }[placement]
