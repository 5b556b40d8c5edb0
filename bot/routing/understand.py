"""One question by itself: the calculator meant, the inputs given, and what speaks against running it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.answer import Missing
from bot.market import Market
from bot.routing import slots
from bot.routing.asking import NO_DAYS_LEFT, ask_for, too_rich, too_wide, wings_said_twice
from bot.routing.dates import date_strikes, no_such_day, two_dates
from bot.routing.found import PLACEMENTS, STRIKE_FIELDS, Found, Given
from bot.routing.keys import calculator_of_keys
from bot.routing.methods import read_method
from bot.routing.numbers import Line
from bot.routing.phrases import PHRASE_WEIGHT, Phrases
from bot.routing.reading import Reading
from bot.routing.special_trades import EXIT_FIELDS
from bot.routing.strikes import Strikes
from bot.routing.structures import STRUCTURES, structure_of
from bot.routing.trades import in_a_row, labels, read_comparison, read_labelled, read_structure
from calculators.errors import InputError
from calculators.spec import Calculator, unit_of

Catalogue = Mapping[str, Calculator[Any, Any]]
KEYED = 6.5  # the weight of a calculator whose inputs all keys are
LEAST_ACCOUNT = 5000.0  # dollars
# Other names a calculator may have for the same blank.
OTHER_NAMES = {
    "spot": ("new_spot",),
    "short_delta": ("delta",),
    "vol": ("new_vol",),
}


@dataclass(slots=True)
class Understood:
    """What one question says by itself.

    `weight` is how plainly it named its calculator (0: not at all), `edited` what it changed of an earlier request.
    """

    reading: Reading
    calculator: str | None
    found: Found
    weight: float = 0.0
    edited: tuple[str, ...] = ()
    wanted: bool = False  # its figures are, whatever the wording


def understand(
    reading: Reading, phrases: Phrases, catalogue: Catalogue, as_of: date, calculator: str | None = None, known: Mapping[str, Any] | None = None
) -> Understood:
    """Read a question; with `calculator` given, as one about that calculator, of which the inputs `known` are settled."""
    _take_back(reading)
    dated = two_dates(reading, as_of) + date_strikes(reading, as_of)
    ranked = phrases.ranked(reading)
    weight = ranked[0][1] if ranked else 0.0
    named = ranked[0][0] if ranked else None
    keyed = calculator_of_keys(reading, catalogue, named) if calculator is None else None
    if calculator is not None:
        named = calculator
    elif keyed is not None:
        named, weight = keyed, KEYED
    elif named == "edr" and reading.said_at_all("strangle") and reading.said_at_all(slots.EDR_MULTIPLE.patterns[0]):
        named = "strangle"
    elif (named == "edr" and _places_by_edr(reading)) or (
        named == "expected_move"
        and reading.said_at_all(
            r"(?:condor|ic|shorts?|strikes) .*(?:at|on|outside|beyond|where) (?:the )?(?:market )?expected moves?(?: .*)?|"
            r"# (?:sd|sigma) (?:, )?(?:# (?:days?|dte) )?(?:(?:iron|spx) )*(?:condor|ic)(?: .*)?|"
            r"(?:condor|ic|shorts?|strikes) .*# (?:sd|sigma) (?:moves? )?(?:away|out|off|from|otm|either|each)(?: .*)?|"
            r"# (?:times (?:the )?)?expected moves? (?:out|away|from|either|each|otm)|(?:shorts?|strikes) .*# (?:times (?:the )?)?expected moves?"
        )
    ):
        named = "iron_condor"
    elif (
        named == "vix_hedge"
        and reading.said_at_all(_BOUGHT_FOR_COVER)
        and reading.said_at_all(_SOLD_IN_PAIRS)
        and not reading.said_at_all(_OF_VIX_HEDGE)
    ):
        named, weight = "iron_condor", 6.0  # the hedge is its wings
    elif weight <= PHRASE_WEIGHT and reading.said_at_all(_ONE_SIDE) and reading.said_at_all("puts?") != reading.said_at_all("calls?"):
        named, weight = "vertical_spread", 6.0
    elif (weight <= PHRASE_WEIGHT and _looks_like_condor(reading)) or (named == "credit_tiers" and _one_tier(reading)):
        named, weight = "iron_condor", 6.0
    elif (
        named in ("vix_hedge",)
        and reading.said_at_all(
            r"vix (?:[N]\d+ )?(?:strike )?(?:call|put)|vix (?:calls|puts) [,:] (?:strike|struck) .*|vix [N]\d+ (?:strike )?calls?"
        )
        and not reading.said_at_all(r"alvh|adaptive.*|layers?|.* condor")
    ):
        named = "option_price"
    elif named == "vix_hedge" and reading.said_at_all("butterfly|fly") and reading.peek(r"# / # / # (?:vix )?(?:calls?|puts?)") is not None:
        named, weight = "butterfly", 6.0  # three strikes, and no layers
    elif (
        named == "vix_hedge"
        and reading.said_at_all(rf"{_OF_TWO_LEGS} .*{_OF_TWO_LEGS}")
        and not reading.said_at_all(r"alvh|adaptive.*|layers?|ladder|vix (?:calls?|options?|hedge)|condor")
    ):
        named = None  # a hedge of index options is the trade its legs make
    elif named == "implied_volatility" and calculator is None and any(map(slots.VOL.believable, reading.all(_VOL_GIVEN))):
        named = "option_price"  # its vol is given
    elif named == "expected_move" and reading.said_at_all("straddle") and reading.has(r"(?:struck|strike) ~#"):
        named = "straddle"  # how far the index must move is its breakeven
    elif named == "vix_hedge" and reading.said_at_all(rf"{_SPREAD_OF_INDEX}|{_NO_HEDGE}") and not reading.said_at_all(_OF_VIX_HEDGE):
        named = None  # what it hedges with is said outright
    elif named == "kelly" and reading.said_at_all(r"# (?:points )?(?:wide|spreads?|wings?|w)|(?:wings?|width) ~#"):
        named = "odds"  # a credit on a width, of which Kelly's share is one figure
    elif named == "odds" and reading.said_at_all(rf"# (?:delta|sd|sigma)|{_FOUR}") and reading.said_at_all("condor|ic"):
        named, weight = "iron_condor", 6.0  # what a condor is worth, and not what a record of wins is
    elif (
        named == "position_size"
        and not any(number.value >= LEAST_ACCOUNT for number in reading.all(r"(?:with|on) (?:an? |my |only |just )*#"))
        and not reading.said_at_all(
            r"account|risk|risks|risking|rule|lose|loses|losing|capital|max loss|bankroll|portfolio|at stake|under management|(?:for|"
            r"with|on) (?:an? |my )?# (?:at|and|,|with) #%|"
            r"#% (?:of #|(?:per|a|each) trade)"
        )
    ):
        named = ranked[1][0] if len(ranked) > 1 else None
    elif (
        named == "vertical_spread"
        and reading.said_at_all("put (?:credit )?spreads?")
        and reading.said_at_all("call (?:credit )?spreads?")
        and not reading.said_at_all("# [/-] #")
    ):
        named = "iron_condor"  # one of each, and a width after them is both's
        while reading.match(r"(?:put|call) (?:credit )?spreads?") is not None:
            pass
    two_of_four = rf"{_FOUR} .*{_FOUR}.*"
    if (
        calculator is None
        and (named in ("iron_condor", "compare_condors") or reading.said_at_all(two_of_four))
        and "compare_condors" in catalogue
        and (reading.said_at_all(_TWO) or in_a_row(reading) or labels(reading))
    ):
        twice = Reading(Line(reading.said, reading.numbers))
        compared = read_labelled(twice, as_of)
        if compared is None:
            twice = Reading(Line(reading.said, reading.numbers))
            compared = read_comparison(twice, structure_of(twice, "iron_condor")[1], as_of)
        if compared is not None:
            return Understood(twice, "compare_condors", _fitted(catalogue["compare_condors"], compared), max(weight, 6.0))
        named = "iron_condor"
    if named in STRUCTURES or named is None or (weight <= PHRASE_WEIGHT and calculator is None):
        structure, strikes = structure_of(reading, named if named in STRUCTURES else None)
        if calculator is not None:
            structure = calculator
        if structure is None and named is not None and not strikes.legs and strikes.condor is None:
            structure = named
        named = structure
        weight = max(weight, 6.0) if strikes != Strikes() or (structure is not None and weight == 0) else weight
        if named is not None and named in catalogue and named in STRUCTURES:
            found = read_structure(reading, named, strikes, as_of, known)
            found.notes += dated
            found.doubt = found.doubt if found.doubt is not None else _no_such_day(reading, catalogue[named])
            return Understood(reading, named, _fitted(catalogue[named], found), weight)
    if named is None or named not in catalogue:
        return Understood(reading, None, Found(), 0.0)
    sought = calculator is not None and known is None  # by what its inputs are
    found = read_method(reading, catalogue[named], as_of, guess=not sought, known=(*known, "spot", "vol", "vix") if known is not None else ())
    found.doubt = found.doubt if found.doubt is not None else _no_such_day(reading, catalogue[named])
    return Understood(reading, named, _fitted(catalogue[named], found), weight)


_OF_TWO_LEGS = (
    r"(?:buy|buying|bought|long|own|sell|selling|sold|short) (?:the |a |an |[N]\d+ )*(?:[N]\d+ (?:puts?|calls?|p|c)|(?:puts?|calls?) [N]\d+)"
)
_BOUGHT_FOR_COVER = r"hedg(?:e|es|ed|ing) (?:(?:another|a|further|each|legs?|it|them|with|at|by|bought|is|are|both|the|longs?) )*[N]\d+"
_SOLD_IN_PAIRS = r"condor|ic|strangle|sell|selling|sold|shorts?"
_OF_VIX_HEDGE = (
    r"(?<!/ )[N]\d+ / [N]\d+ / [N]\d+(?! /)|alvh|adaptive.*|layers?|ladder|overlay|vix (?:calls?|options?|hedge|call)|"
    r"hedg\w+ [N]\d+ (?:spx |iron )*(?:condor|ic|contracts|lots)"
)
_VOL_GIVEN = r"(?:vix|iv|vol|implied vol|implied) (?:(?:is|=|:|around|about|near) )*(?:(?:at|of) (?=P\d))?#(?! (?:calls?|puts?|c|p|strike|days?|dte))"
_NO_HEDGE = r"(?:no|without|not|lacking) (?:(?:a|any|the|my) )?hedg\w+"
_SPREAD_OF_INDEX = r"[N]\d+ [/-] [N]\d+ (?:put|call) (?:debit |credit )?spreads?|(?:put|call) (?:debit |credit )?spreads? ~[N]\d+ [/-] [N]\d+"
_ONE_SIDE = (
    r"(?:sell|selling|sold|short|buy|buying|bought|long) (?:(?:the|a|an|[N]\d+) )*[NP]\d+ delta (?:puts?|calls?) .*"
    r"(?:buy|buying|bought|long|sell|selling|sold|short) (?:(?:the|a|an|one|another|put|call|puts|calls|further|that) )*[N]\d+ (?:points )?.*"
)
_FOUR = r"[N]\d+ [/-] [N]\d+ [/-] [N]\d+ [/-] [N]\d+"
_TIER = r"(conservative|balanced|aggressive)"


def _one_tier(reading: Reading) -> bool:
    """Whether the condor of one tier is asked for, not the table of all: "the Balanced tier, 1 DTE, 5 wide"."""
    return len(set(re.findall(_TIER, reading.said))) == 1 and not reading.said_at_all("tiers") and len(reading.numbers) > 1


_PLACE = re.compile(r"[NPD]\d+")
_NO_UNIT = ("on", "for", "with", "and", "at", "both", "please", "instead", "each", "then", "so", "what", "how", "in")
_OOPS = (
    r"(?: (?:\.|,|-|;|\?|\(|or|ok|okay|well|ah|hang on|hold on))*"
    r" (?:no|nope|sorry|apologies|pardon|wait|er|erm|i mean|i meant|make (?:that|it)|rather(?! than)|(?:scratch|strike|scrap|forget) (?:that|it)|"
    r"correction|oops|actually|my (?:bad|mistake)|let say)"
    r"(?: (?:no|wait|hang on|sorry|i mean|i meant(?: to say)?|make (?:that|it)|let us say|let say|it is|that is|should be|actually|rather|"
    r",|\.|:|-|the|a|an|to|at))* "
)
_CORRECTED = re.compile(
    rf"(?<= )[NPD]\d+(?P<tail>(?: (?:[a-z]+|[NPD]\d+)){{0,4}}?)(?P<oops>{_OOPS})(?=(?P<words>(?:[a-z]+ ){{0,2}}?)[NPD]\d+(?P<after>(?: [a-z]+)?))"
)
_LIST = r"[N]\d+(?: [/-] [N]\d+)+"
_LIST_CORRECTED = re.compile(rf"(?<= )(?P<old>{_LIST}){_OOPS}(?P<new>{_LIST})(?= )")
# "vix 19, not 18", "45 dte (38 actually)": the number that stands for nothing, and the one that stands for the other.
_NOT = re.compile(r"(?<= )[NPD]\d+(?: [a-z]+)? (?P<gone>[,(] not [NPD]\d+(?: [a-z]+)? (?:\) |(?=[,.;]|$)))")
_IN_BRACKETS = re.compile(
    r"(?<= )[NPD]\d+(?: ish \( (?P<near>[NPD]\d+)|(?P<tail>(?: [a-z]+)?) \( (?P<new>[NPD]\d+) (?:actually|rather|sorry|now|i mean|i meant)) \)(?= )"
)
_UNITS = ("days", "day", "dte", "delta", "wide", "weeks", "months", "lots", "contracts")
_TIMES = {"d", "day", "days", "dte", "weeks", "months", "years", "y", "hours", "minutes"}
_LEVELS = (["vix"], ["vol"], ["iv"], ["spx"], ["index"], ["spot"])
# "vix between 17 and 18, say 17.5", "40 to 45 days, call it 42": the one that is chosen.
_RANGE = re.compile(
    r"(?<= )(?:(?:somewhere|anywhere) )?(?:(?:between|from|in) )?[NPD]\d+ (?:and|to|-) [NPD]\d+(?P<unit>(?: [a-z]+)?)"
    r"(?: ,| ;| \()* (?:call it|let us say|let say|say|use|take|make it) (?:the )?(?P<chosen>[NPD]\d+)(?: \))?(?= )"
)
_CLOSED = re.compile(r" \)(?= )")
_UNIT_APART = re.compile(rf" ,(?= (?:{'|'.join(_UNITS)}) )")


def _take_back(reading: Reading) -> None:
    """Forget a number that is corrected at once, with the words that go with both: "a forty delta... no, fourteen delta condor"."""
    if (lists := _LIST_CORRECTED.search(reading.text)) is not None and lists["old"].count(" ") == lists["new"].count(" "):
        reading.cut(lists.start(), lists.start("new"))
    if (match := _RANGE.search(reading.text)) is not None:
        reading.restate(
            match.start(), match.end(), [match.span("chosen"), *([(match.start("unit") + 1, match.end("unit"))] if match["unit"] else [])]
        )
    if (match := _IN_BRACKETS.search(reading.text)) is not None:
        kept = [match.span("near")] if match["near"] else [match.span("new")]
        reading.restate(match.start(), match.end(), [*kept, *([(match.start("tail") + 1, match.end("tail"))] if match["tail"] else [])])
    if (match := _NOT.search(reading.text)) is not None:
        reading.cut(match.start("gone"), match.end("gone"))
    at = 0
    while (match := _CORRECTED.search(reading.text, at)) is not None:
        said, again = match["tail"].split(), match["after"].split()
        anew = _PLACE.search(reading.text, match.end())
        alone = (not again or again[0] in _NO_UNIT) and not match["words"] and not any(_PLACE.fullmatch(word) for word in said)
        at = match.start() + 1
        other = again[:1] and again[0] in _UNITS and reading.text[: match.start()].split()[-1:] in _LEVELS  # "VIX 18, wait, 5 days"
        same = bool(again and said) and (again[0] in (said[0], said[-1]) or {again[0], said[0]} <= _TIMES)
        if anew is None or other or not (alone or not said or same):
            continue
        close = _CLOSED if "(" in match["oops"] else _UNIT_APART if not said else None
        closed = close.match(reading.text, anew.end()) if close is not None else None
        if closed is not None:
            reading.cut(anew.end(), closed.end())
        if said and alone:
            reading.restate(match.start(), anew.end(), [anew.span(), (match.start("tail") + 1, match.end("tail"))])
        else:
            reading.cut(match.start(), match.end())


_TWO = (
    r"than (?:a|an|the) # (?:days?|dte|delta|sd|weeks|points?) (?:one|condor|ic|wide|wings?)|"
    r"vs|versus|compare|comparing|compared|contrast|side by side|against|or|better|differences? between.*|next to|alongside|beside|"
    r"(?:line|lined|lining) up|"
    r"both (?:a |an |the )?# delta (?:(?:iron |spx )*(?:condor|ic) )?and|[N]\d+ condor :|changes between.*|"
    r"# delta (?:(?:iron |spx )*(?:condor|ic) )?and (?:a|an|the|another) # delta"
)


def _places_by_edr(reading: Reading) -> bool:
    return reading.said_at_all(
        rf"{slots.EDR_MULTIPLE.patterns[0]}|edr (?:multiple|x).*|(?:condor|ic|shorts?|strikes) .*(?:at|on|outside) (?:the )?edr"
    )


def _no_such_day(reading: Reading, calculator: Calculator[Any, Any]) -> Missing | None:
    """The question about a day to expire on that no year has, or None."""
    said = no_such_day(reading) if "dte" in calculator.inputs.model_fields else None
    return Missing(calculator.name, "dte", said) if said is not None else None


def _looks_like_condor(reading: Reading) -> bool:
    """A placement or wings without the word: "120 points out on each side, 10 wide", "shorts at 1.2x EDR"."""
    places = reading.said_at_all(
        r"# (?:delta|sd|sigma) .*|# points (?:out|away|either|from|off|of).*|#% (?:otm|out|away|off|from|of).*|# away.*|"
        r"# (?:(?:x|times|of) (?:the |an )?)?edr.*|"
        r"puts? # (?:points )?(?:below|under|down) .*calls? # (?:points )?(?:above|over|up).*|"
        r"(?:delta|distance|otm|sd|sigma|edr) ~#.*|(?:total |net )?(?:premium|credit).*|sell # , buy #.*|# (?:d|s|points|points out).*"
    )
    if reading.said_at_all(r"butterfly|fly|bull|bear|spreads?|verticals?|tiers|win (?:rate|probability|%|ratio)|hit (?:rate|ratio)|kelly|alvh"):
        return False
    if places and reading.said_at_all(r"which strikes.*|where .* shorts? .*|what strikes.*"):
        return True
    wings = reading.said_at_all(
        r"# (?:points )?(?:wide|wings?|w)|wings? .*|width ~#|longs? # points.*|(?:buy|long) #|longs.*|# points of protection.*|"
        r"# (?:points )?(?:more|further|farther|another) .*"
    )
    return places and wings and reading.said_at_all(r"short|shorts|sell|wings?|wide|width|w|strikes|condor")


def _fitted(calculator: Calculator[Any, Any], found: Found) -> Found:
    """The findings under the calculator's own field names and types; what it has no field for is noted."""
    fields = calculator.inputs.model_fields
    given = found.inputs
    for name in ("_pair", "_vertical", "_days"):
        given.pop(name, None)
    legs = given.pop("_legs", None)
    if legs is not None and "legs" in fields:
        days = {leg.dte for leg in legs if leg.dte is not None}
        shared = given.get("dte", days.pop() if len(days) == 1 else None)
        given["legs"] = [leg.as_input(shared) for leg in legs]
        given.pop("dte", None)
    fitted: dict[str, Any] = {}
    said = given.spans if isinstance(given, Given) else {}
    for name, value in given.items():
        field = name if name in fields else next((other for other in OTHER_NAMES.get(name, ()) if other in fields), None)
        if field is None and name in ("vol", "vix"):
            other = "vix" if name == "vol" else "vol"
            if other in fields:
                field, value = other, round(value * 100, 10) if other == "vix" else round(value / 100, 10)
        if field is None and name == "payoff_ratio" and "win" in fields:
            fitted.update(win=value, loss=1)
            found.spans["win"] = said.get(name, ())
            continue
        if field is None and calculator.name not in STRUCTURES:
            field = name  # let the calculator say that it does not know it
        if field is None:
            found.notes.append(f"{calculator.title} takes no {name.replace('_', ' ')}: left out")
            continue
        found.spans[field] = said.get(name, ())
        unit = unit_of(fields[field]) if field in fields else None
        fitted[field] = (
            int(value) if unit is not None and unit.name == "contracts" and isinstance(value, float) and value == int(value) else _plain(value)
        )
    found.inputs = fitted
    return found


def _plain(value: Any) -> Any:
    """Whole floats as they were said: 7140.0 is 7140."""
    if isinstance(value, float) and value == int(value) and abs(value) < 1e15:
        return int(value)
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    return value


_OF_PARTS = ("valuation_ratios", "liquidity_ratios")  # none of whose inputs is required, though each ratio needs its own


def lacking(calculator: Calculator[Any, Any], given: Mapping[str, Any], market: Market | None) -> Missing | None:
    """The one question to ask before the calculator can run on these inputs, or None."""
    filled = {**given, **(market.fill(calculator, given) if market is not None else {})}
    field = _first_need(calculator.name, filled)
    if field is not None:
        return ask_for(calculator, field, market)
    for choice in (wings_said_twice, too_rich, too_wide):
        if (doubt := choice(calculator.name, filled)) is not None:
            return doubt
    try:
        calculator.parse(filled)
        if calculator.name in _OF_PARTS:
            calculator.run(filled)
    except InputError as error:
        for fault in error.fields:
            if (fault.field and fault.message.endswith("is required")) or " is required" in fault.message:
                return ask_for(calculator, fault.field.split(".")[0], market)
        first = error.fields[0] if error.fields else None
        name = first.field if first is not None else ""
        if name == "dte" and filled.get("dte") == 0:
            return Missing(calculator.name, name, NO_DAYS_LEFT, ("4 hours left", "1 hour left", "1 day"))
        offers = ask_for(calculator, name, market).suggestions if name else ()
        return Missing(calculator.name, name, f"{error.message[:1].upper()}{error.message[1:]}.", offers)
    return None


def _first_need(name: str, given: Mapping[str, Any]) -> str | None:
    """What a structure needs beyond its schema: a place for its strikes, and days unless strikes and credit make the payoff."""
    if name in ("option_price", "implied_volatility"):
        return "dte" if "strike" in given and "dte" not in given else None
    if name not in STRUCTURES:
        return None
    some = [field for field in STRIKE_FIELDS if field in given]
    if some and len(some) < len(STRIKE_FIELDS) and not (len(some) == 2 and "wing_width" in given):
        return "wing_width" if {"short_put", "short_call"} <= set(some) and len(some) == 2 else next(f for f in STRIKE_FIELDS if f not in given)
    strikes = any(field in given for field in (*STRIKE_FIELDS, "strike", "short_strike", "put_strike", "legs"))
    if (
        name in ("iron_condor", "exit_rules", "strangle", "stress_test", "vertical_spread", "roll")
        and not strikes
        and not any(field in given for field in (*PLACEMENTS, "delta"))
    ):
        return "short_put" if name == "roll" else "placement"
    if name == "exit_rules" and not any(field in given for field in EXIT_FIELDS):
        return "profit_target"
    if name in ("position",) and "legs" not in given:
        return "legs"
    one_of_two = {"put_strike", "call_strike"} - set(given)
    if name in ("strangle", "collar") and len(one_of_two) == 1:
        return one_of_two.pop()
    if name == "collar" and one_of_two and not any(field in given for field in PLACEMENTS):
        return "put_strike"
    if name in ("iron_butterfly", "straddle", "butterfly", "calendar_spread") and not strikes and "spot" not in given:
        return "strike"
    if name in ("roll", "compare_condors"):
        return None
    if "dte" not in given and not (strikes and "credit" in given) and "legs" not in given:
        return "dte"
    if strikes and "credit" not in given and name != "position" and "legs" not in given:
        smile = given.get("smile")
        own_level = isinstance(smile, Mapping) and bool({"a", "atm"} & set(smile))
        for field in ("spot", "vol"):
            if field not in given and not (field == "vol" and own_level):
                return field
    return None
