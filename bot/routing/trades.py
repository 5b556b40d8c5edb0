"""The inputs of an option structure, read in the order in which words bind: strikes, wings, time, money, market."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from bot.answer import Missing
from bot.routing import slots
from bot.routing.asking import QUESTIONS
from bot.routing.dates import MONTH, take_expiry, takes_252
from bot.routing.found import PLACEMENTS, STRIKE_FIELDS, Found, Given
from bot.routing.keys import take_keys_of_trade
from bot.routing.nearby import doubtful, place_nearby, repeats, words_of_trade
from bot.routing.numbers import Line, Number
from bot.routing.reading import Reading, compiled
from bot.routing.slots import Slot
from bot.routing.special_trades import points_to_shocks, read_exits, read_horizon, read_roll, read_stress, read_two_expiries, read_vix_option
from bot.routing.strike_inputs import (
    collar_strikes,
    deltas_by_side,
    drop_width_of_strikes,
    either_side,
    longs_from_spot,
    longs_of_width,
    said_direction,
    shorts_and_width,
    shorts_apart,
    strike_inputs,
    strikes_apart,
    take_strike,
    take_two_premiums,
    take_wings_by_side,
    vertical_strikes,
    wings_from,
)
from bot.routing.strikes import STOCK, Strikes, crossed, right_said, take_strikes
from bot.routing.structures import LOWEST_STOCK_STRIKE, ONE_CONDOR, on_vix
from bot.routing.words import FALLS, RISES

# The method's published credit for each tier, in index points.
TIER_CREDIT = {"conservative": 0.70, "balanced": 1.15, "aggressive": 1.60}
LARGEST_DELTA = 50.0
USUAL_DELTAS = (5, 8, 10, 12, 15, 16, 18, 20, 25, 30, 40)


_OF_ONE_RIGHT = r"(?:(?:credit|debit|time|broken|wings?) )*(?:spreads?|verticals?|butterfly|fly|calendar)"
_WIDTHS = ("wing_width", "put_wing_width", "call_wing_width")
_OF_ANY = frozenset(("spot", "vol", "dte", "contracts", "slippage", "fees"))
# The blanks a number may fill for the words that stand near it, by structure.
_TAKES = {
    **{name: _OF_ANY | {*PLACEMENTS, "wing_width", "credit"} for name in ("iron_condor", "vertical_spread")},
    "exit_rules": _OF_ANY | {*PLACEMENTS, "wing_width"},
    "strangle": _OF_ANY | {*PLACEMENTS, "credit"},
    **{name: _OF_ANY | {"wing_width", "credit"} for name in ("iron_butterfly", "butterfly")},
    "straddle": _OF_ANY | {"credit"},
}


def read_structure(
    reading: Reading, name: str, strikes: Strikes, as_of: date, known: Mapping[str, Any] | None = None, leftovers: bool = True
) -> Found:
    """The inputs of a structure. Placements and strikes first, then wings, time, money, market; then the numbers left.

    `known` are inputs settled before, as in a follow-up: with its strikes placed, a credit named is a fill and not a target.
    """
    strikes_said = reading.claim()
    given = Given(reading)
    found = Found(given)
    before = known if known is not None else {}
    for field, value in strike_inputs(name, strikes).items():
        given[field] = value
        given.spans[field] = strikes_said
    _take_svi(reading, found)
    take_keys_of_trade(reading, found, name)
    reading.take(_COUNTED_PARTS, lambda number: number.kind == "N" and number.value in (2, 3, 4))
    reading.take(r"(?:iv|vol|vix|implied) (?:rank|percentile) ~#(?: percentile)?")  # a place among past levels, and no level
    turned = (
        name == "position" and reading.said_at_all("condor|ic") and not reading.said_at_all(r"revers\w*|invers\w*|(?:long|buy|bought) .*condor .*")
    )
    if (name == "iron_condor" or turned) and (wrong := crossed(reading)) is not None:
        said = f"An iron condor buys its long options outside the short ones; here {wrong}. Which four strikes are meant?"
        found.doubt = Missing(name, "long_put", said)
    if name == "stress_test":
        read_stress(reading, found)
    if name == "roll":
        read_roll(reading, found)
    if name == "exit_rules":
        read_exits(reading, found)
    if name in ("iron_condor", "calendar_spread", "position"):
        read_horizon(reading, found, known)
    if on_vix(reading) and name in ("option_price", "implied_volatility"):
        read_vix_option(reading, found)
    condor_like = name in ("iron_condor", "exit_rules", "iron_butterfly", "stress_test", "roll", "compare_condors")
    if (
        name in ("straddle", "iron_butterfly", "butterfly", "calendar_spread", "option_price", "implied_volatility")
        and "strike" not in found.inputs
        and not any(f in found.inputs for f in STRIKE_FIELDS)
    ):
        take_strike(reading, found, name)
    if name == "iron_butterfly" and "strike" in found.inputs and not strikes.legs:
        wings = reading.take(r"(?:wings|longs?|protection|bought|buy) ~# (?:and|/|,|-) #", lambda a, b: a.value < found.inputs["strike"] < b.value)
        if wings:
            found.inputs.update(_fly_wings(found.inputs["strike"] - wings[0].value, wings[1].value - found.inputs["strike"]))
    if name == "iron_butterfly" and "strike" in found.inputs and strikes.legs and not any(field in found.inputs for field in _WIDTHS):
        wings_from(found, strikes.legs)
    if name in ("butterfly", "calendar_spread", "implied_volatility", "option_price", "vertical_spread") and "right" not in found.inputs:
        calls, puts = reading.said_at_all(r"calls?|c"), reading.said_at_all(r"puts?|p")
        if calls and puts:
            calls, puts = reading.said_at_all(rf"calls? {_OF_ONE_RIGHT}"), reading.said_at_all(rf"puts? {_OF_ONE_RIGHT}")
        if calls != puts:
            found.inputs["right"] = "call" if calls else "put"
    if name == "vertical_spread":
        vertical_strikes(reading, found, before)
    if name == "collar":
        collar_strikes(reading, found)
        shares = reading.take(
            r"# (?:(?:spy|qqq|iwm|of the|of my|index) )*shares(?! (?:at|@))", lambda n: n.kind == "N" and n.value % A_CONTRACT == 0 < n.value
        )
        if shares:
            found.inputs["contracts"] = int(shares[0].value / A_CONTRACT)
    if name == "iron_butterfly" and "wing_width" not in found.inputs:
        around = reading.take(r"#(?: points| wings| wide)*", lambda number: number.either and number.kind == "N")
        if around is not None:
            found.inputs["wing_width"] = around[0].value
    if condor_like or name == "butterfly":
        shorts_apart(reading, found)
        deltas_by_side(reading, found, name)
        if strikes.condor is not None:
            take_two_premiums(reading, found)
        take_wings_by_side(reading, found)
        either_side(reading, found)
        longs_from_spot(reading, found)
        if name != "butterfly" or right_said(reading) is None:  # else "10 wide puts" says both wings
            found.take(reading, slots.PUT_WING, slots.CALL_WING)
    if name == "strangle" and not any(field in found.inputs for field in ("put_strike", "_pair")):
        either_side(reading, found)
    found.take(reading, slots.EDR_MULTIPLE)
    if condor_like and "edr_multiple" not in found.inputs and reading.match(r"(?:at|on|outside) (?:the )?edr") is not None:
        found.inputs["edr_multiple"] = 1
    if (
        condor_like
        and reading.match(r"(?:at|on|outside|beyond|where) (?:the )?(?:market )?expected moves?(?: ends)?(?! (?:[ND]\d|of))(?: , N\d+ x)?")
        is not None
    ):
        found.inputs["short_sd"] = 1
    if name not in ("option_price", "implied_volatility", "straddle"):
        found.take(reading, _SIGMA_OF_VOL)
        found.take(reading, slots.SHORT_SD, slots.SHORT_OTM, slots.DELTA_FIRST)
        if not any(field in found.inputs or field in before for field in (*PLACEMENTS, *STRIKE_FIELDS)):
            found.take(reading, slots.DELTA_OF_SHORTS)
    if condor_like or name in ("butterfly", "vertical_spread"):
        found.take(reading, slots.WING_WIDTH)
    if name == "vertical_spread":
        found.take(reading, _FURTHER_LEG)
    if name in ("butterfly", "iron_butterfly") and not any(field in found.inputs or field in before for field in _WIDTHS):
        reading.claim()
        each_side = slots.SHORT_DISTANCE.take(reading)
        if each_side is not None:
            found.inputs["wing_width"] = each_side
    if condor_like or name in ("strangle", "vertical_spread"):
        found.take(reading, slots.SHORT_DISTANCE)
        if not any(field in found.inputs or field in before for field in (*PLACEMENTS, *STRIKE_FIELDS, "strike", "short_strike", "put_strike")):
            if reading.has(rf"(?:{_AIMS}) .*# (?:points )?(?:net |of )*(?:credit|premium)(?: .*)? # s"):
                found.take(reading, _WIDTH_ALONE)  # the credit places the shorts
            found.take(reading, slots.DELTA_ALONE)
    if name in (*ONE_CONDOR, "roll"):
        if (strikes.pair is not None or strikes.legs) and "wing_width" not in found.inputs and "short_distance" in found.inputs:
            found.inputs["wing_width"] = found.inputs.pop("short_distance")  # the shorts are named: what is so far out is bought
        shorts_and_width(found, strikes)
        _three_strikes(reading, found)
    if name == "calendar_spread":
        _two_calendars(found, strikes)
        found.take(reading, slots.BACK_VOL)
        _vols_of_legs(reading, found, strikes)
        read_two_expiries(reading, found)
    if name in ("straddle", "strangle") and "credit" not in found.inputs:
        both = reading.take(_CALL_AND_PUT_COST, lambda a, b: a.kind != "P" != b.kind and max(a.value, b.value) < found.inputs.get("strike", a.value))
        if both is not None:
            found.inputs["credit"] = round(both[0].value + both[1].value, 10)
    if name == "position":
        each = reading.take(r"# (?:a|per|each|on each|either) (?:side|leg)", lambda n: slots.CONTRACTS.believable(n) and n.value < LARGEST_DELTA)
        if each is not None:
            found.inputs["contracts"] = int(each[0].value)
        reading.take(r"(?:ratio|backspread|spread) # (?:x|by|/|:) #", lambda a, b: max(a.value, b.value) < 10)
        reading.take(r"# (?:x|by|/|:) #(?= (?:put |call |front |back )*(?:ratio|backspread))", lambda a, b: max(a.value, b.value) < 10)
    _delta_or_days(reading, found)
    if name == "implied_volatility":
        found.take(reading, replace(slots.SPOT, patterns=slots.SPOT.patterns[:1]))
        found.take(reading, _price_of(found.inputs.get("strike", before.get("strike"))))
    if takes_252(reading):
        found.inputs["time_convention"] = "trading252"
    found.take_days(reading, as_of)
    placing = (*PLACEMENTS, *STRIKE_FIELDS, "strike", "short_strike", "put_strike", "_legs", "legs")
    placed = any(name in found.inputs or name in before for name in placing)
    take_zeros(reading, found)
    _costs_of_legs(reading, found, name)
    found.take(reading, slots.SLIPPAGE, slots.FEES, slots.RATE, slots.DIVIDEND_YIELD, slots.REAL_VOL, slots.DRIFT, slots.STRIKE_STEP)
    _take_unrounded(reading, found)
    _take_total(reading, found, "credit" if placed else "target_credit", strikes.count)
    _take_size_early(reading, found)
    _note_settlement(reading, found)
    _take_market(reading, found)
    sold = reading.take(r"(?:sell|sold|buy|bought) #", _signed_count)
    if sold is None and name in (*BOUGHT_OR_SOLD, "collar", "iron_butterfly"):
        _take_held(reading, found, name)
    if sold is None and name == "iron_condor":
        signed = ("-", "minus")
        sold = reading.take(r"#(?= (?:spx |iron )*(?:condor|ic) )", lambda n: n.value < 0 and n.text.startswith(signed) and n.value == int(n.value))
    if sold and abs(sold[0].value) > 1:
        found.inputs["contracts"] = int(abs(sold[0].value))  # an order ticket signs the quantity as well
    found.take(reading, slots.CONTRACTS)
    none = reading.take(rf"# {_LOT}(?! (?:[NPD]\d+|_+) (?:/|-))", lambda number: number.kind == "N" and number.value <= 0)
    none = none or reading.take(
        r"(?:want|sell|sold|selling|buy|buying|trade|trading|do|run|open|hold|price) (?:me )?#(?= (?:iron |spx )*(?:condor|contracts|lots) )",
        lambda number: number.kind == "N" and 1 < number.value < LARGEST_DELTA and "." in number.text and number.value != int(number.value),
    )
    if none and "contracts" not in found.inputs:
        found.faults.append((slots.CONTRACTS, none[0]))
    _cannot_be(reading, found, name)
    if leftovers and name in ONE_CONDOR:
        _two_expiries(reading, found, name)
    if condor_like or name in ("vertical_spread", "strangle", "straddle", "butterfly", "collar", "position"):
        placed_now = [name for name in placing if name in found.inputs]
        by_credit = "target_credit" in before and not any(name in before for name in placing if name != "target_credit")
        by_credit = not placed_now and (by_credit or reading.said_at_all(_PLACES_ANEW))
        _take_credit(reading, found, name, placed and not by_credit)
    _take_smile(reading, found)
    if name in ONE_CONDOR and not placed and "credit" in found.inputs and "target_credit" not in found.inputs:
        found.inputs["target_credit"] = found.inputs.pop("credit")  # with no strikes named, the credit is what places them
    if condor_like and not any(field in found.inputs for field in (*PLACEMENTS, *STRIKE_FIELDS)):
        _take_tier(reading, found)
    found.check(reading, slots.DTE, slots.VOL, slots.DELTA_FIRST, slots.SHORT_DELTA, _level(reading, found), slots.WING_WIDTH, slots.CONTRACTS)
    if name != "roll":  # where the width is the new condor's
        drop_width_of_strikes(found)
    if (
        name in ("iron_condor", "exit_rules", "vertical_spread")
        and "wing_width" not in found.inputs
        and any(field in found.inputs for field in PLACEMENTS)
    ):
        lone = reading.take(r"# (?:points|s)", slots.WING_WIDTH.believable)  # the shorts are placed: points alone are the wings
        if lone:
            found.inputs["wing_width"] = lone[0].value
    if (
        name in ONE_CONDOR
        and "strike_step" in found.inputs
        and not any(field in found.inputs or field in before for field in (*_WIDTHS, *STRIKE_FIELDS))
        and reading.said_at_all("strike spacing|spacing (?:of|between) (?:the )?strikes")
    ):
        found.inputs["wing_width"] = found.inputs.pop("strike_step")  # with no wings named, what the strikes are apart by
    unsided = next((leg for leg in found.inputs.get("_legs", ()) if not leg.quantity), None) if name == "position" else None
    if unsided is not None:
        said = f"{unsided.strike:,.0f} {unsided.right}"
        found.doubt = Missing(name, "legs", f"Is the {said} bought or sold?", (f"long the {said}", f"short the {said}"))
    if leftovers:
        if name in ("straddle", "butterfly", "iron_butterfly", "calendar_spread") and "strike" not in before:
            _strike_alone(reading, found)
        if name == "implied_volatility" and "price" not in found.inputs and "strike" in found.inputs and "price" not in before:
            _price_alone(reading, found)
        takes = words_of_trade(_TAKES.get(name, ()))
        place_nearby(reading, found, takes, before)
        _leftovers(reading, found, name, before)
        if takes and found.doubt is None and known is None:
            found.doubt = doubtful(reading, found, name, takes)
        if name in ONE_CONDOR:
            longs_of_width(given)
        if name in (*ONE_CONDOR, "strangle", "vertical_spread"):
            _two_deltas(reading, found, name)
    if name in ("option_price", "implied_volatility"):
        if "strike" not in found.inputs and "spot" in found.inputs and reading.said_at_all("atm"):
            found.inputs["strike"] = found.inputs["spot"]
        if reading.said_at_all(r"american|early exercise|etf|spy|qqq|iwm"):
            found.inputs["exercise"] = "american"
    if name == "iron_butterfly" and "direction" not in found.inputs and reading.said_at_all(_IRON_BOUGHT):
        found.inputs["direction"] = "buy"
    wings_named = (
        name == "iron_butterfly" and bool(strikes.legs) and not reading.said_at_all(r"(?:buy|bought|buying|sell|sold|selling) (?:an |the )?iron \w+")
    )  # "long the 7000 put" says how a wing is held, not the fly
    if name in ("strangle", "straddle", "butterfly", "iron_butterfly", "calendar_spread") and "direction" not in found.inputs and not wings_named:
        direction = said_direction(reading)
        if name == "calendar_spread" and len(strikes.legs) == 2 and all(leg.quantity and leg.dte is not None for leg in strikes.legs):
            later = max(strikes.legs, key=lambda leg: leg.dte if leg.dte is not None else 0.0)
            direction = "sell" if later.quantity < 0 else "buy" if direction == "sell" else direction
        if direction is not None:
            found.inputs["direction"] = direction
    if condor_like:
        strikes_apart(found)
    if condor_like and name != "roll":
        _fill_of_strikes(found)
    if "contracts" not in found.inputs and strikes.count is not None and name not in ("option_price",):
        found.inputs["contracts"] = strikes.count
    _total_premium(reading, found)
    if name in _AT_THE_MONEY and "target_credit" in found.inputs:
        found.inputs.setdefault("credit", found.inputs.pop("target_credit"))  # nothing of them is placed by a credit
    if name in BOUGHT_OR_SOLD:
        _take_debit(reading, found, before)
        if name in ("straddle", "strangle") and found.inputs.get("credit", 0) < 0 and "direction" not in before:
            found.inputs["direction"] = "buy"
    if name in ("collar", "position") and found.inputs.get("credit", 0) > 0 and spent(reading, found.inputs["credit"]):
        found.inputs["credit"] = -found.inputs["credit"]
    if name == "stress_test":
        points_to_shocks(found, before)
    return found


def spent(reading: Reading, value: float) -> bool:
    """Whether a premium is one that was paid."""
    paid = compiled(
        r"(?:(?<!was )(?<!got )(?<!get )(?<!being )(?:paid|pay|paying|pays)|costs?|costing|debit)(?: (?:a|of|net|about|me|us|only))* #|# debit"
    )
    return any(abs(reading.number(match.group(1) or match.group(2)).value) == value for match in paid.finditer(reading.said))


# How many there are: "the four strikes", "the two wings differ".
_COUNTED_PARTS = (
    r"(?<!for )(?<!of )(?<!on )(?<!across )(?:(?:the|these|those|all|my|our|its|both) )+"
    r"# (?:short |long |outer |inner )?(?:strikes|legs|wings|sides|options|shorts|longs)"
)
_PLACES_ANEW = r"(?:pick|choose|place|set|move|find|put|select)(?:ing)? (?:(?:the|my|all|those|both|short) )*(?:strikes|shorts) .*"
_IRON_BOUGHT = (
    r"reversed? iron .*|(?:long|buy|buying|bought) (?:(?:an?|the|one|this|[N]\d+) )*(?:iron (?:fly|butterfly)|[N]\d+ straddle|straddle)|"
    r"iron (?:fly|butterfly) (?:bought|(?:for|at) a (?:net )?debit)"
)
_FURTHER_LEG = replace(
    slots.WING_WIDTH,
    patterns=(
        r"(?:buy|buying|bought|long|one|another|cover|protection|option) (?:(?:the|a|put|call|one|is) )*# (?:points )?"
        r"(?:below|under|underneath|beneath|lower|down|above|over|higher|up)(?: (?:it|that|the short|further))?",
    ),
    outright=0,
)
BOUGHT_OR_SOLD = ("vertical_spread", "straddle", "strangle", "butterfly", "calendar_spread")
_PAID = (
    r"(?:(?<!was )(?<!got )(?<!get )(?<!were )paid|paying|pay|costs?(?: me| us)?|costing|debit|gave|spent|outlay)(?: (?:a|of|was|is|net|debit|:))* ~#"
    r"(?! (?:strike|days?|dte|delta|_))",
    r"# (?:(?:points|net|in|of) )*(?:debit|paid)",
    r"(?:bought|buying|buy|long) (?:(?:it|this|that|them|the|_+|[a-z]+) )*?(?:for|at|@) #(?= (?:[,.;:?!]|debit|and|with|$))",
)


def _take_debit(reading: Reading, found: Found, before: Mapping[str, Any]) -> None:
    """What a trade bought cost is a credit below zero."""
    given = found.inputs
    if given.get("direction", before.get("direction", "buy" if reading.said_at_all("debit|paid") else None)) != "buy":
        return
    if "credit" in given:
        if reading.said_at_all("credit"):
            return
        given["credit"] = -abs(given["credit"])
        return
    most = abs(given["short_strike"] - given["long_strike"]) if {"short_strike", "long_strike"} <= set(given) else slots.FILL.high
    for pattern in _PAID:
        paid = reading.take(pattern, lambda number: number.kind != "P" and not number.signed and 0 < _points(number, most) < most)
        if paid is not None:
            given["credit"] = -_points(paid[0], most)
            return


PRICE = Slot(
    "price",
    slots.amount,
    0.001,
    50000,
    (
        r"(?:paid|pay|paying|price|priced|px|premium|cost|costs|costing|trades|traded|trading|quoted|mid|marked|mark|bid|"
        r"offered|sold|sells|selling|bought|worth|last|going) ~(?:at |for )?#(?: points)?(?: for)?",
        r"# (?:price|premium|mid|mark)",
        r"(?:quote|price|premium|mid|mark) of #",
        r"(?<!spx )(?<!index )(?<!spot )(?<!market )(?<!underlying )(?<!cash )(?:at|for|@) "
        rf"#(?! (?:days?|dte|d|weeks|months|iv|vol|{MONTH[1:-1]}))",
        r"(?<=_ )#(?= (?:,|;|and|with|$))",
    ),
    "What did the option trade for?",
)


def _price_of(strike: float | None) -> Slot:
    """The price of an option; a pair said aloud is dollars and cents when it is too large otherwise ("thirty-two fifty")."""
    most = strike / 4 if strike is not None else PRICE.high

    def points(number: Number) -> float:
        if number.kind == "D" and number.value >= _OF_A_CONTRACT * most:
            return round(number.value / slots.DOLLARS_A_POINT, 10)  # what a contract costs
        return number.decimal if number.decimal is not None and number.value > most else number.value

    return replace(PRICE, convert=points)


_OF_A_CONTRACT = 0.4  # of the largest price that is believable


def read_comparison(reading: Reading, strikes: Strikes, as_of: date) -> Found | None:
    """Two or more condors that differ in what is said twice ("16 vs 10 delta"); None when nothing is, or they have no strikes."""
    reading.text = _IN_A_ROW.sub(lambda match: _each_with_unit(match, reading), reading.text)
    reading.text = _D_TWICE.sub(r"\1 delta \2 \3 delta", reading.text)
    reading.text = _UNIT_TWICE.sub(r"\1 \3 vs \2 \3", reading.text)
    reading.text = _LISTED.sub(r"\1 \3 vs \2 \3", reading.text)
    found = read_structure(reading, "iron_condor", strikes, as_of, leftovers=False)
    others: list[dict[str, Any]] = []
    for _ in range(4):
        other = _one_more(reading, as_of)
        if not other:
            break
        others.append(other)
    _leftovers(reading, found, "iron_condor", {})
    shared = {name: found.inputs[name] for name in found.inputs if name in _OF_THE_MARKET}
    first = {name: value for name, value in found.inputs.items() if name not in shared}
    if "dte" in first and not any("dte" in other for other in others):
        shared["dte"] = first.pop("dte")
    placements = [name for name in PLACEMENTS if name in first]
    if len(placements) > 1 and not others:
        rest = {name: value for name, value in first.items() if name not in placements}
        condors = [{**rest, name: first[name]} for name in placements]
    else:
        condors = [first]
        for other in others:
            base = {} if any(name in other for name in STRIKE_FIELDS) else first
            kept = {name: value for name, value in base.items() if not (name in PLACEMENTS and any(o in PLACEMENTS for o in other))}
            condors.append({**kept, **other})
    if first.get("contracts") == len(condors) and reading.said_at_all(r"[N]\d+ (?:different |iron |spx )*(?:condor|ic)"):
        for condor in condors:
            condor.pop("contracts", None)  # how many are compared
    if len(condors) < 2 or not all(any(name in condor for name in (*PLACEMENTS, *STRIKE_FIELDS)) for condor in condors):
        return None
    found.inputs = {**shared, "condors": condors}
    return found


_OF_THE_MARKET = ("spot", "vol", "rate", "dividend_yield", "smile", "time_convention", "real_vol", "drift")


def _each_with_unit(match: re.Match[str], reading: Reading) -> str:
    """Three or more values with one unit, each with its own: "10, 16 and 25 delta", "short deltas 0.10, 0.20 and 0.30"."""
    unit = match["after"] or match["before"]
    return " vs ".join(f"{place} {unit}" for place in re.findall(r"[NPD]\d+", match[0])) if _alike(match, reading) else match[0]


def _alike(match: re.Match[str], reading: Reading) -> bool:
    """Whether the numbers of a row are of one size, as values of one kind are."""
    sizes = [abs(reading.number(place).value) for place in re.findall(r"[NPD]\d+", match[0])]
    return max(sizes) <= _ALIKE * min(sizes)


def in_a_row(reading: Reading) -> bool:
    """Whether three or more values of one kind are named, each of a condor: "10, 16 and 25 delta"."""
    return any(_alike(match, reading) for match in _IN_A_ROW.finditer(reading.text))


_ALIKE = 10.0
_ROW_UNIT = r"delta|sd|sigma|wide|dte|days|weeks|w|wings"
_IN_A_ROW = re.compile(
    rf"(?<= )(?:(?P<before>delta|sd|width|dte) (?:(?:of|at|:) )*)?[NPD]\d+ (?:, |vs |/ )[NPD]\d+(?: (?:, |vs |/ )[NPD]\d+)* "
    rf"(?:, )?(?:and|or|vs|/) [NPD]\d+(?:(?: points?)? (?P<after>{_ROW_UNIT})|(?(before)|(?!)))(?= )"
)


def _one_more(reading: Reading, as_of: date) -> dict[str, Any]:
    """The placement, wings and days said next of a condor."""
    told: dict[str, Any] = {}
    strikes = take_strikes(reading)
    if strikes.condor is not None:
        told.update(zip(STRIKE_FIELDS, strikes.condor, strict=True))
    elif strikes.pair is not None and strikes.shorts:
        told.update(short_put=min(strikes.pair), short_call=max(strikes.pair))
    for slot in (slots.SHORT_SD, slots.SHORT_OTM, slots.DELTA_FIRST, slots.EDR_MULTIPLE, slots.WING_WIDTH, slots.SHORT_DISTANCE):
        value = slot.take(reading)
        if value is not None:
            told[slot.field] = value
    days = take_expiry(reading, as_of)
    if days is not None:
        told["dte"] = days
    return told


def labels(reading: Reading) -> list[re.Match[str]]:
    """Where condors told one after the other begin: "A: ... B: ...", "condor 1 ... condor 2 ...", "the first has ..., the second ..."."""
    found = list(_LABEL.finditer(reading.text))
    counted = [reading.number(match["count"]).value for match in found if match["count"]]
    return found if len(found) > 1 and counted in ([], [float(at + 1) for at in range(len(found))]) else []


def read_labelled(reading: Reading, as_of: date) -> Found | None:
    """The comparison of condors told one after the other; None when they are not told so."""
    condors = _labelled(reading, as_of) if labels(reading) else None
    return None if condors is None else _side_by_side(reading, condors, as_of)


def _labelled(reading: Reading, as_of: date) -> list[dict[str, Any]] | None:
    """What is said of each of two or more condors told one after the other; None when they are not. What is said of all stays in the reading."""
    found = labels(reading)
    ends = [match.start() for match in found[1:]] + [len(reading.text) - 1]
    condors = []
    days_apart = reading.has(r"# (?:dte|days?)|dte #")
    for match, end in zip(found, ends, strict=False):
        stop = _OF_ALL.search(reading.text, match.end() - 1, end + 1)
        end = stop.start() if stop is not None else end
        part = Reading(Line(reading.text[match.end() - 1 : end + 1], reading.numbers))
        if days_apart:
            part.text = _D_ALONE.sub(r"\1 s", part.text)  # with the days said apart, "10d" is a delta
        told = _one_more(part, as_of)
        if days_apart and not any(name in told for name in (*PLACEMENTS, *STRIKE_FIELDS)):
            delta = slots.DELTA_ALONE.take(part)
            told.update({} if delta is None else {"short_delta": delta})
        if not told:
            return None
        condors.append(told)
        reading.taken |= part.taken
        reading.text = f"{reading.text[: match.end() - 1]}{part.text}{reading.text[end + 1 :]}"
    for match in found:
        reading.blank(match.start() + 1, match.end() - 1)
    return condors or None


def _side_by_side(reading: Reading, condors: list[dict[str, Any]], as_of: date) -> Found | None:
    """The comparison of condors told one after the other, with what is said of all."""
    found = read_structure(reading, "iron_condor", Strikes(), as_of, leftovers=False)
    _leftovers(reading, found, "iron_condor", {})
    last = condors[-1]
    for name in ("dte", *_WIDTHS):
        if name in last and not any(name in condor for condor in condors[:-1]):
            found.inputs.setdefault(name, last.pop(name))  # said once, at the end, of all
        elif name in condors[0] and name != "dte" and not any(name in condor for condor in condors[1:]):
            found.inputs.setdefault(name, condors[0][name])  # "with the same wings"
    if found.inputs.get("contracts") == len(condors):
        del found.inputs["contracts"]  # how many are compared
    each = {name: value for name, value in found.inputs.items() if name in (*PLACEMENTS, *_WIDTHS, "contracts", "credit")}
    shared = {name: value for name, value in found.inputs.items() if name not in each}
    for condor in condors:
        own = any(name in condor for name in (*PLACEMENTS, *STRIKE_FIELDS))
        kept = {name: value for name, value in each.items() if not (own and name in PLACEMENTS)}
        condor.update(
            {name: value for name, value in kept.items() if name not in condor and not (name in _WIDTHS and set(STRIKE_FIELDS) <= set(condor))}
        )
        if {"short_put", "short_call", "wing_width"} <= set(condor):
            width = condor.pop("wing_width")
            condor.update(long_put=condor["short_put"] - width, long_call=condor["short_call"] + width)
    if not all(any(name in condor for name in (*PLACEMENTS, *STRIKE_FIELDS)) for condor in condors):
        return None
    found.inputs = {**shared, "condors": condors}
    return found


_OF_ONE = r"(?:condor|ic|setup|structure|trade|version|option|case|col|column|plan|candidate|choice|alternative|scenario)"
_LABEL = re.compile(
    rf" (?:{_OF_ONE} )?[a-d] (?:[:=)]|is|has) |"
    rf" {_OF_ONE} (?:# )?(?P<count>N\d+) (?:[:)] |(?=[NPD]\d))|"
    r" (?:the )?(?:first|second|third|other)(?: (?:one|condor|ic))? (?:(?:has|is|with|uses|having|:|=) |(?=at |[NPD]\d))|"
    r" (?:one|another)(?: (?:condor|ic))? (?:(?:with|has|using) |(?=at [NPD]\d))"
)
_OF_ALL = re.compile(r" (?:both|each|all|[.;?]|spx|spot|index|vol|iv|vix)(?= )")
_D_ALONE = re.compile(r"(N\d+) d(?= )")
_LISTED = re.compile(  # "compare 10, 16 delta": a number after a word of its own is in no list
    r"(?:(?<=: )|(?<=, )|(?<=^ )|(?<=compare )|(?<=condor )|(?<=between )|(?<=wings )|(?<=the ))([NPD]\d+) , ([NPD]\d+) "
    r"(delta|sd|wide|dte|days|w|wings)(?= )"
)
_D_TWICE = re.compile(r"([NPD]\d+) d (vs|versus|or|and|against|to|/|,) ([NPD]\d+) d(?= (?:iron |spx )*(?:condor|ic|shorts?) )")
_UNIT_TWICE = re.compile(
    r"([NPD]\d+) (?:vs|versus|or|and|against|to|/) ([NPD]\d+) "
    r"(delta|sd|wide|dte|days|points wide|points wings|w|wings|points)(?= )"
)


def _vols_of_legs(reading: Reading, found: Found, strikes: Strikes) -> None:
    """ "Short 7000p 18 days at 17.1 vol, long 7000p 46 days at 16.6 vol": each leg's vol, in the order of the legs."""
    days = [leg.dte for leg in strikes.legs if leg.dte is not None]
    pattern = r"(?:at|@|with|,) # (?:vol|iv|implied)"
    if len(days) != 2 or {"vol", "back_vol"} & set(found.inputs) or len(reading.all(pattern)) != 2:
        return
    vols = [slots.vol(number) for _ in range(2) for number in reading.take(pattern, slots.VOL.believable) or ()]
    if len(vols) == 2:
        near, far = vols if days[0] < days[1] else reversed(vols)
        found.inputs.update(vol=near, back_vol=far)


def _delta_or_days(reading: Reading, found: Found) -> None:
    """Settle "16d": a delta when days are given otherwise and no placement is, else days. Of two, the usual delta is one."""
    if any(name in found.inputs for name in (*PLACEMENTS, *STRIKE_FIELDS, "short_strike", "put_strike", "strike", "_legs", "_pair")):
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


def _signed_count(number: Number) -> bool:
    """Whether a number is how many an order is for, written with its sign: "SELL -4", "BUY +2"."""
    return number.signed and number.kind == "N" and number.value == int(number.value) and 0 < abs(number.value) <= _MOST_ORDERED


_MOST_ORDERED = 100
_SETTLED = (
    r"(?:(?:spx|index|spot|market|underlying|it|we|price) )?(?:pins?|pinned|pinning|settles?|settled|settling|finish(?:es|ed)?|ends? up|"
    r"lands?|expiring|closes at expiring|is at expiring)(?: (?:right|exactly|out|around|near|at|on|to|the))* #(?: (?:at|on) expiring)?"
)


def _note_settlement(reading: Reading, found: Found) -> None:
    """ "If the index pins 7000": where it ends is no level of now, and no input: the payoff says what it brings."""
    settled = reading.take(_SETTLED, lambda number: number.kind == "N" and slots.SPOT.believable(number))
    if settled:
        found.notes.append(f"The index at {settled[0].text} at expiration is no input: the payoff chart shows the profit there")


_COSTS = r"(?:costs?|is|are|at|for|@|trades at|trading at|goes for|fetch(?:es)?|brings?)"
_CALL_AND_PUT_COST = (
    rf"calls? (?:{_COSTS} )+#(?: (?:points|and|,|while|with))* (?:the )?puts? (?:{_COSTS} )*#|"
    rf"puts? (?:{_COSTS} )+#(?: (?:points|and|,|while|with))* (?:the )?calls? (?:{_COSTS} )*#"
)
_IS_THE_STRIKE = r"(?:spx|index|spot|market|underlying|cash) (?:(?:is|at|now|=) )*# (?:= |is |equals )(?:the )?(?:strike|centre|center|body|middle)"


def _take_held(reading: Reading, found: Found, name: str) -> None:
    """How many a book holds, with the sign it gives them: "-40 strangles"."""
    match = compiled(rf"([N]\d+) (?:{_HELD})").search(reading.said)
    if match is None or int(match.group(1)[1:]) in reading.taken or not _signed_count(reading.number(match.group(1))):
        return
    value = reading.number(match.group(1)).value
    reading.take_place(int(match.group(1)[1:]))
    found.inputs["contracts"] = int(abs(value))
    if name in BOUGHT_OR_SOLD and "direction" not in found.inputs:
        found.inputs["direction"] = "sell" if value < 0 else "buy"


_HELD = r"strangle|straddle|collars?|iron fly|fly|butterfly|iron butterfly|calendar|verticals?|(?:put |call )?spreads"
_AT_THE_STRIKE = (
    r"(?:spx|index|spot|market|underlying|cash) (?:is )?(?:there|same|at the strike|right there)(?: too| as well)?|"
    r"(?:spx|index|spot|market|underlying|cash) (?:(?:is|sits|sitting|right|trading|now|exactly|also) )*(?:on|at) (?:the )?"
    r"(?:strike|centre|center|body|middle)|"
    r"(?:which is |that is )?(?:also |just |exactly |right )*where (?:the )?(?:spx|index|spot|market|underlying|cash) "
    r"(?:now |currently |also )*(?:trades|is|sits|stands|closed|trading|quotes)"
)


def _take_market(reading: Reading, found: Found) -> None:
    found.take(reading, slots.VOL)
    level = _level(reading, found)
    strong = replace(level, convert=slots.plain, patterns=level.patterns[:3])
    here = reading.take(_IS_THE_STRIKE, slots.SPOT.believable)
    if here is not None:
        found.inputs.update(spot=here[0].value, strike=found.inputs.get("strike", here[0].value))
    if "spot" not in found.inputs and "strike" in found.inputs and reading.match(_AT_THE_STRIKE) is not None:
        found.inputs["spot"] = found.inputs["strike"]
    found.take(reading, strong)
    strike = found.inputs.get("strike", 0.0)
    if "spot" not in found.inputs and strike >= slots.SPOT.low and reading.said_at_all("atm"):
        rivals = [number for _, number in reading.left() if number.value >= slots.SPOT.low and abs(number.value / strike - 1) < 0.5]
        if not rivals:
            found.inputs["spot"] = strike
    if "vol" not in found.inputs:
        found.take(reading, slots.VOL, replace(slots.VOL, patterns=(r"vx ~#(?! (?:in|for|at) )",)))
    found.take(reading, level)


_LEVELS = ("strike", "short_strike", "long_strike", *STRIKE_FIELDS, "put_strike", "call_strike")


def _level(reading: Reading, found: Found) -> Slot:
    """The blank of the index, or of a share or a small index: near the strikes, when they are below what the index can be."""
    strikes = [found.inputs[name] for name in _LEVELS if name in found.inputs]
    strikes += [leg.strike for leg in found.inputs.get("_legs", ())] + list(found.inputs.get("_pair", ()))
    if strikes and min(strikes) < slots.SPOT.low:
        return replace(slots.SPOT, convert=slots.plain, low=min(strikes) / _FAR, high=_FAR * max(strikes), patterns=(_OF_SHARE, *slots.SPOT.patterns))
    if reading.said_at_all(STOCK):
        low = slots.SPOT.low if strikes else LOWEST_STOCK_STRIKE
        return replace(slots.SPOT, convert=slots.plain, low=low, patterns=(_OF_SHARE, *slots.SPOT.patterns[:2]))
    return slots.SPOT


A_CONTRACT = 100  # shares
_FAR = 5.0
_OF_SHARE = r"(?:spy|qqq|iwm|xsp|rut|ndx|s|shares?|stock|stock price) (?:it )?~#(?! (?:shares?|puts?|calls?|p|c|strike|/|-))"


def _take_credit(reading: Reading, found: Found, name: str, placed: bool) -> None:
    believable = slots.FILL.high
    if "wing_width" in found.inputs:
        believable = found.inputs["wing_width"]
    in_points = 0.0  # dollars up to here are points of a structure at the money, which hundredths of them could not buy
    if name in _AT_THE_MONEY and not reading.has(_A_CONTRACT):
        in_points = found.inputs.get("wing_width", found.inputs.get("strike", 0.0) * _RICHEST)

    def points_of(number: Number) -> float:
        return number.value if number.kind == "D" and number.value <= in_points else _points(number, believable)

    def ok(slot: Slot) -> Slot:
        return Slot(slot.field, points_of, slot.low, slot.high, slot.patterns, slot.ask)

    if reading.has("(?:credit|premium) (?:over|above|under|below|more|less|bigger|smaller|at)"):
        reading.take(_ASKED_OF_CREDIT)
    if placed:
        reading.take(_MORE_THAN)
    fill = ok(slots.FILL).take(reading)
    if fill is not None:
        found.inputs["credit"] = fill
    credit = ok(slots.CREDIT).take(reading)
    if credit is None:
        numbers = reading.take(_PREMIUM_ALONE, lambda number: _is_premium(number) and points_of(number) < believable / 2)
        if numbers is None:
            return
        credit = points_of(numbers[0])
    aimed = not placed or (
        reading.said_at_all(r"target|targeting|aim|aiming|solve|solving|instead")
        and not any(name in found.inputs for name in (*PLACEMENTS, *STRIKE_FIELDS))
    )
    if aimed and "target_credit" not in found.inputs:
        found.inputs["target_credit"] = credit
    elif "credit" not in found.inputs:
        found.inputs["credit"] = credit


_AT_THE_MONEY = ("straddle", "iron_butterfly")
_RICHEST = 0.05  # what a straddle may bring, as a part of its strike
_A_CONTRACT = r"#$ (?:a|per|each|for each) (?:contract|contracts|lots|straddle|fly|iron)"
_ASKED_OF_CREDIT = (  # a question about the credit, and no credit
    r"(?:is|are|will|would|does|was) (?:(?:the|my|its) )*(?:credit|premium) (?:(?:be|come|out|to|any) )*"
    r"(?:over|above|under|below|more than|less than|bigger than|smaller than|at least) (?:about )?#"
)
_MORE_THAN = (
    r"(?:pay|pays|bring|brings|collect|collects|worth|get|gets|yield|yields|fetch|fetches)(?: (?:in|me|out|us))* "
    r"(?:over|above|under|below|more than|less than) (?:about )?#"
)
_PREMIUM_ALONE = r"(?:at|like|want|need|get|getting|see|make|worth|require|requires|demand|insist on) (?:about |around |at least )?#"


def _is_premium(number: Number) -> bool:
    """Whether a number without a word of its own is written as a premium is: in dollars, or with cents."""
    return number.kind == "D" or (number.kind == "N" and (number.decimal is not None or number.value != int(number.value)) and not number.signed)


_SIGMA_OF_VOL = Slot(
    "vol",
    slots.vol_level,
    0.05,
    0.6,
    (r"(?<![ND]\d )(?<![ND]\d\d )sigma (?:(?:is|of|=|:|at|->|to|now|goes|becomes) )*#(?! (?:out|away|otm|from|each|either))",),
    "",
)
_LEAST_TOTAL = 500.0  # dollars; less "on 8 condors" may be each one's
_AIMS = r"strikes?|shorts|where|target\w*|aim\w*|solv\w*|find\w*"
_WIDTH_ALONE = replace(slots.WING_WIDTH, patterns=(r"# s",), outright=0)
_LOT = r"(?:(?:iron|spx) )*(?:condor|ic|contracts|lots|spreads?|fly|butterfly|strangle|straddle|structures|units|of (?:them|these|those))"


def _take_total(reading: Reading, found: Found, field: str, count: int | None) -> None:
    """ "Took in $1,840 on 8 condors": dollars of all contracts together, and so a credit each."""
    aim = reading.take(
        rf"total (?:of )?#$ (?:on|for|from|across|over)(?= (?:the |my |all )*[N]\d+ {_LOT})", lambda number: number.value >= _LEAST_TOTAL
    )
    for_all = reading.peek(rf"([N]\d+) {_LOT}") if aim is not None else None
    if aim is not None and for_all is not None and slots.count(for_all[0]) >= 1:
        found.inputs[field] = aim[0].value / slots.DOLLARS_A_POINT  # divided when all is read
        return
    lots_said = reading.peek(rf"([N]\d+) {_LOT}")
    if lots_said is not None and slots.count(lots_said[0]) >= 1:
        inflow = r"#$ (?:all in|(?:in )?total coming in|coming in (?:in total|altogether))"
        all_in = reading.take(inflow, lambda number: number.value >= _LEAST_TOTAL)
        if all_in is not None:
            shared = 1 if reading.said_at_all(_ALTOGETHER) else slots.count(lots_said[0])  # else divided when all is read
            found.inputs[field] = round(all_in[0].value / (shared * slots.DOLLARS_A_POINT), 10)
            return
    if reading.said_at_all(_ALTOGETHER) or reading.said_at_all(_EACH):
        return  # divided when all is read, or of one already
    if count is not None and count > 1:
        whole = reading.take(
            r"#$ (?:in |of )?(?:net |credit |premium )*(?:on|for|from|across|over|selling)(?= (?:the |my |all |those )*_+ )",
            lambda number: number.value >= _LEAST_TOTAL,
        )
        if whole is not None:
            found.inputs[field] = round(whole[0].value / (count * slots.DOLLARS_A_POINT), 10)
            return
    said = reading.take(
        rf"(?:(?:took in|taken in|received|collected|got|got paid|sold|filled)(?: (?:for|a|at|total|of))* )?"
        rf"#$ (?:in |of )?(?:net |credit |premium )*(?:on|for|from|across|over|selling)(?= (?:the |my |all |those )*[N]\d+ {_LOT})",
        lambda number: number.value >= _LEAST_TOTAL,
    )
    lots = reading.peek(rf"(?:the |my |all |those )*([N]\d+) {_LOT}")
    if said is None or lots is None or slots.count(lots[0]) < 1:
        return
    found.inputs[field] = round(said[0].value / (lots[0].value * slots.DOLLARS_A_POINT), 10)


_IN_ALL = r"(?:total|altogether|in all|in total|overall|for the lot|together|all told|combined)"
_ALTOGETHER = (
    rf"(?:total|overall|combined) (?:net )?(?:premium|credit)|[ND]\d+ (?:(?:of|in|net|credit|premium|points) )*{_IN_ALL}|"
    r"(?:total|altogether|in all|in total|overall|all told)(?: net)?(?: premium| credit)? (?:(?:of|about|,|for|at|was|is) )*[ND]\d+"
)
_EACH = r"[ND]\d+ (?:(?:of|in|net|credit|premium|points) )*(?:each|apiece|a piece|(?:a|per|for each|for every) (?:condor|ic|contracts|lots|spread))"


def _points(number: Number, width: float) -> float:
    """Index points of a premium; dollars that exceed the width, or look like a contract's, are a contract's."""
    value = slots.premium(number)
    return round(value / slots.DOLLARS_A_POINT, 10) if number.kind == "D" and value == number.value and value >= width else value


_OF_BOTH = (
    r"(?:put|call) (?:credit )?(?:spreads? |side )?(?:.* )?(?:\+|and|plus) .*(?:put|call) credit .*total (?:net )?credit .*"  # of the two spreads
)


def _total_premium(reading: Reading, found: Found) -> None:
    """A total over several contracts is a credit each."""
    for name in ("target_credit", "credit"):
        contracts = found.inputs.get("contracts", 1)
        if name in found.inputs and contracts > 1 and reading.said_at_all(_ALTOGETHER) and not reading.said_at_all(_OF_BOTH):
            found.inputs[name] = round(found.inputs[name] / contracts, 10)


_OF_CARRY = r"interest|rate|r|dividend|div|yield|q|carry"
_CARRIES = r"(?:(?:the |any |my )?(?:risk free |interest |funding )?(?:interest|rate|r|dividend(?: yield)?|div(?: yield)?|yield|q))"
_NONE_OF = r"(?:no|without|zero|ignor\w+|neglect\w*|neither|excluding|leave out|leaving out|forget|skip)(?: (?:any|the|both))*"
_BOTH_ZERO = (
    rf"(?:{_NONE_OF}|#) {_CARRIES} (?:(?:and|or|nor|/|,|&) )+(?:(?:no|any|the|zero|#) )*{_CARRIES}",
    rf"{_CARRIES} (?:(?:and|or|/|,|&|=) )+{_CARRIES}(?: (?:both|all|are|is|be|to|at|of|=|set|each))* #",
)


def _cannot_be(reading: Reading, found: Found, name: str) -> None:
    """Values no market and no broker has: a negative vol to come, negative fees, a vol of zero."""
    for slot in (slots.REAL_VOL, slots.FEES):
        for pattern in slot.patterns if slot.field not in found.inputs else ():
            below = reading.take(pattern, lambda *numbers: numbers[0].signed and numbers[0].value < 0)
            if below:
                found.faults.append((slot, below[0]))
                return
    if "vol" not in found.inputs and name != "stress_test":
        zero = reading.take(r"(?:sigma|vol|iv|vix|implied vol) (?:(?:is|of|at|=) )?#", lambda number: number.value == 0 and not number.signed)
        if zero is not None:
            found.faults.append((slots.VOL, zero[0]))


def _two_expiries(reading: Reading, found: Found, name: str) -> None:
    """Days to expire in beside others: ask which are meant."""
    other = reading.take(r"(?:expiring|expires?|_+) in # (?:days?|d)|# dte", lambda number: number.value != found.inputs.get("dte", number.value))
    if other is not None:
        said = f"Two expiries are named, {found.inputs['dte']:g} and {other[0].text} days. Which one shall I use?"
        found.doubt = Missing(name, "dte", said, (f"{found.inputs['dte']:g} DTE", f"{other[0].text} DTE"))


def take_zeros(reading: Reading, found: Found) -> None:
    """ "No dividends", "zero rates", "neither interest nor dividends", "r and q both 0": what is left out is zero."""
    if not reading.said_at_all(_OF_CARRY):
        return
    for pattern in _BOTH_ZERO:
        if reading.match(pattern, lambda *numbers: all(number.value == 0 for number in numbers)) is not None:
            found.inputs.update(rate=0, dividend_yield=0)
            return
    for field, words in (("rate", r"(?:interest(?: rate)?|rate)"), ("dividend_yield", r"(?:dividend|div)(?: yield)?")):
        if reading.match(rf"{_NONE_OF} {words}") is not None or reading.take(rf"# {words}", lambda number: number.value == 0):
            found.inputs[field] = 0


_UNROUNDED = (
    r"(?:unrounded|unsnapped|no rounding|(?:with no|without|no|skip|drop) (?:(?:any|the|strike) )*(?:rounding|snapping|strike step|strike grid)|"
    r"(?:not|never|don ' t|dont) (?:round\w*|snap\w*))(?: (?:of|the|my|all|any|short|long|please|strikes?))*(?: \(? ?(?:strike )?step #)?|"
    r"(?:strike )?step(?: size)? ~#"
)


def _take_unrounded(reading: Reading, found: Found) -> None:
    """ "Unrounded strikes", "step 0": a step of zero rounds nothing."""
    if "strike_step" not in found.inputs and reading.match(_UNROUNDED, lambda *steps: all(step.value == 0 for step in steps)) is not None:
        found.inputs["strike_step"] = 0


_LEGS = {"iron_condor": 4, "exit_rules": 4, "iron_butterfly": 4, "vertical_spread": 2, "strangle": 2, "straddle": 2}
_EACH_LEG = (
    r"(?:points? )?(?:in |of )?(?:slippage )?(?:on |for |at )?(?:the )?(?:a|per|each|every) (?:single )?(?:of (?:the )?)?(?:# )?(?:legs?|options?)"
)
_LOST = r"(?:los(?:e|es|ing|t)|giv(?:e|es|ing) (?:up|away|back)|gave up|conced(?:e|es|ing)|slips?) (?:(?:of|is|at|about|around|say|:) )*"


def _costs_of_legs(reading: Reading, found: Found, name: str) -> None:
    """What is lost on each leg, as slippage of the whole; and fees told of all legs together, as one's: "$2.60 for the four legs"."""
    legs = _LEGS.get(name)
    if legs is None or not reading.said_at_all("legs?|sides?"):
        return
    lost = reading.take(rf"{_LOST}# {_EACH_LEG}|# {_EACH_LEG} (?:of |in |for )?slippage", lambda *numbers: _is_cost(numbers[0]))
    if lost:
        found.inputs["slippage"] = round(legs * lost[0].value, 10)
    for_all = r"(?:(?:in|total|all|altogether|overall|for|on|across|over|of|the|all) )+# legs"
    fees = reading.take(rf"(?:fees|clearing|broker\w*|charges?) (?:\w+ ){{0,3}}?#(?: points?)? {for_all}", lambda *numbers: numbers[-1].value == legs)
    if fees:
        found.inputs["fees"] = round(fees[0].value / fees[1].value, 10)


def _is_cost(number: Number) -> bool:
    """Whether a number can be what one leg loses to the spread: below a point or so."""
    return number.kind != "P" and not number.signed and 0 < number.value <= MOST_LOST


MOST_LOST = 2.0  # index points a leg


_SVI = r"svi (?:[a-z]+ )*(?:[:,(] )*a # (?:, )?b # (?:, )?rho # (?:, )?m # (?:, )?sigma #"


def _take_svi(reading: Reading, found: Found) -> None:
    """The parameters of an SVI smile: "svi a=0.0005 b=0.02 rho=-0.4 m=0 sigma=0.1"."""
    numbers = reading.take(_SVI)
    if numbers:
        found.inputs["smile"] = {name: number.value for name, number in zip(("a", "b", "rho", "m", "sigma"), numbers, strict=True)}


_NO_SMILE = (
    r"(?:no|without|ignor\w+|zero|exclud\w+|skip|leave out|drop|minus) (?:(?:the|any|all|a|vol|put|spx) )*(?:skew|smile)|flat (?:smile|skew)|"
    r"(?:skew|smile) (?:is |turned |switched )?(?:off|out|flat|none)"
)


def _take_smile(reading: Reading, found: Found) -> None:
    if reading.match(_NO_SMILE) is not None:
        found.inputs["smile"] = "flat"
    elif reading.said_at_all(
        r"spx (?:smile|skew)|(?:with|using|use|on|under|apply|add|include) (?:the |a )?(?:typical |spx |index )?(?:smile|skew)|"
        r"(?:typical|usual) (?:spx )?(?:smile|skew)|smile spx|skewed(?! (?:wings?|condor|ic|structure))|"
        r"(?:smile|skew) (?:is |turned |switched )?(?:on|included|in|please)"
    ):
        found.inputs["smile"] = "spx"
    if reading.said_at_all("skew|curvature"):
        slope = reading.take(r"(?:smile )?(?:skew|slope)(?: of the (?:skew|smile))? ~#", lambda number: number.kind == "N" and abs(number.value) < 1)
        bend = reading.take(r"(?:curvature|curv|convexity|curve) ~#", lambda number: number.kind == "N" and abs(number.value) < 1)
        if slope is not None and bend is not None:
            atm = {"atm": found.inputs["vol"]} if "vol" in found.inputs and reading.said_at_all("smile (?:[:,] )?atm .*") else {}
            found.inputs["smile"] = {**atm, "skew": slope[0].value, "curvature": bend[0].value}
    if reading.said_at_all(
        r"(?:trading|business) days? (?:convention|count|basis|time|clock|calendar|years)|N\d+ trading days a years|trading time|"
        r"(?<!\d )(?:trading|business) days"
    ):
        found.inputs["time_convention"] = "trading252"


def _take_tier(reading: Reading, found: Found) -> None:
    match = reading.match(r"(?:the )?(conservative|balanced|aggressive)(?: credit)?(?: tier)?(?: condor)?")
    if match is not None and "target_credit" not in found.inputs and not any(name in found.inputs for name in PLACEMENTS):
        found.inputs["target_credit"] = TIER_CREDIT[match.group(1)]


def _strike_alone(reading: Reading, found: Found) -> None:
    """ "A straddle for Friday, 7100, index 7096": the level that is not the index is the strike; of two levels the first is."""
    if "strike" in found.inputs or any(field in found.inputs for field in STRIKE_FIELDS):
        return
    spot = found.inputs.get("spot")
    levels = [
        (index, number)
        for index, number in reading.left()
        if number.kind == "N" and not number.signed and slots.SPOT.believable(number) and not slots.is_year(number)
    ]
    if len(levels) != (1 if spot is not None else 2) or (spot is not None and not 0.5 < levels[0][1].value / spot < 2):
        return
    reading.claim()
    reading.take_place(levels[0][0])
    found.inputs["strike"] = levels[0][1].value


def _price_alone(reading: Reading, found: Found) -> None:
    """The one number left that is no level and written as a premium is: what the option trades for."""
    left = [
        (index, number) for index, number in reading.left() if number.kind != "P" and not number.signed and number.value < found.inputs["strike"] / 4
    ]
    if len(left) == 1 and _is_premium(left[0][1]):
        reading.claim()
        reading.take_place(left[0][0])
        found.inputs["price"] = left[0][1].value


OF_STRIKES = r"longs?|shorts?|strikes?|puts?|calls?|wings?|legs?|pair|sides?|body"


def _leftovers(reading: Reading, found: Found, name: str, known: Mapping[str, Any]) -> None:
    """Give numbers without a word of their own to the one blank they can be: 7,140 is the index, 17.95 the vol, 0.16 a delta."""
    of_strikes = "spot" in known and reading.said_at_all(
        rf"{OF_STRIKES}|lose|risk|account|capital|budget"
    )  # a level beside these words is no new index
    bare = [(index, number) for index, number in reading.left() if number.kind == "N" and not number.signed and not number.either]
    for index, number in sorted(bare, key=lambda one: one[1].value < slots.LEAST_DOLLARS_OF_INDEX):
        a_strike = any(found.inputs.get(field) == number.value for field in STRIKE_FIELDS)  # named again
        if not (of_strikes or a_strike) and "spot" not in found.inputs and slots.SPOT.believable(number) and not slots.is_year(number):
            found.inputs["spot"] = number.value
            reading.take_place(index)
    money = [(index, number) for index, number in reading.left() if number.kind == "D" and not number.signed]
    struck = any(field in found.inputs for field in ("short_put", "short_strike", "put_strike"))
    if len(money) == 1 and struck and "credit" not in found.inputs and slots.FILL.believable(money[0][1]):
        found.inputs["credit"] = slots.premium(money[0][1])  # of a trade with its strikes, money without a word is what it brought in
        reading.take_place(money[0][0])
    placed = any(field in found.inputs for field in (*PLACEMENTS, *STRIKE_FIELDS))
    for index, number in reading.left():
        if number.kind == "D" or number.signed or number.either:
            continue
        if not placed and number.kind == "N" and name in ("iron_condor", "exit_rules", "strangle", "vertical_spread") and 0.01 <= number.value <= 0.5:
            found.inputs["short_delta"] = number.value
            placed = True
        elif (
            "vol" not in found.inputs
            and "spot" in found.inputs
            and "dte" in found.inputs
            and 5 <= slots.vix(number) <= 90
            and not repeats(number, found.inputs)
            and not reading.has(rf"[NP]{index} (?:delta|of|days?|dte|sd|sigma|x|lots|contracts)")
            and not reading.has(rf"(?:{FALLS}|{RISES}) (?:(?:by|another|about|up|down) )*[NP]{index}")
            and not reading.has(
                rf"(?:paid|paying|pay|costs?|debit|credit|for|collected|received|filled|sold at|bought at|above|than) (?:an? |at )?[NP]{index}"
            )
        ):
            found.inputs["vol"] = slots.vol(number)
        else:
            continue
        reading.take_place(index)


def _two_calendars(found: Found, strikes: Strikes) -> None:
    """A calendar of puts and one of calls, at strikes of their own: ask which one."""
    named = {(leg.strike, leg.right) for leg in strikes.legs}
    if len({strike for strike, _ in named}) == len({right for _, right in named}) == 2:
        said = [f"{strike:g} {right} calendar" for strike, right in sorted(named)]
        found.doubt = Missing("calendar_spread", "strike", f"Two calendars are named: {' and '.join(said)}. Which one shall I price?", tuple(said))


def _fly_wings(put: float, call: float) -> dict[str, float]:
    return {"wing_width": put} if put == call else {"put_wing_width": put, "call_wing_width": call}


def _two_deltas(reading: Reading, found: Found, name: str) -> None:
    """A second delta that is not the first: ask which one is meant."""
    first = found.inputs.get("short_delta")
    second = reading.take(r"# delta", slots.DELTA_FIRST.believable)
    if first is None or not second or slots.delta(second[0]) == first:
        return
    deltas = [f"{100 * value:g}" for value in (first, slots.delta(second[0]))]
    question = f"Two deltas are named for the short strikes: {' and '.join(deltas)}. Which one shall I use?"
    found.doubt = Missing(name, "short_delta", question, tuple(f"{delta} delta" for delta in deltas))


def _three_strikes(reading: Reading, found: Found) -> None:
    """Three strikes are no condor's: ask for the fourth."""
    if any(name in found.inputs for name in (*PLACEMENTS, *STRIKE_FIELDS)):
        return
    numbers = reading.take(r"# (?:/|-|,) # (?:/|-|,|and) #", lambda *three: all(100 <= n.value <= 50_000 for n in three) and three[0].kind == "N")
    if numbers:
        said = ", ".join(number.text for number in numbers)
        found.doubt = Missing("iron_condor", "long_put", f"A condor has four strikes, and these are three: {said}. {QUESTIONS['long_put']}")


def _fill_of_strikes(found: Found) -> None:
    """With strikes named, a credit named is a fill and not a target."""
    placed = any(name in found.inputs for name in STRIKE_FIELDS) or "_legs" in found.inputs
    if placed and "target_credit" in found.inputs and "credit" not in found.inputs:
        found.inputs["credit"] = found.inputs.pop("target_credit")
