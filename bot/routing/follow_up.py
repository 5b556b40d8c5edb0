"""Edits of the last request: "what if VIX goes to 30", "same but 2 contracts", "halve the size", "make the wings 25"."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping
from math import inf
from typing import Any

from bot.routing.dates import DAYS_A_MONTH
from bot.routing.found import PLACEMENTS, STRIKE_FIELDS, Given
from bot.routing.methods import LADDER_DAYS, averages_alone
from bot.routing.numbers import Number
from bot.routing.reading import Reading, compiled
from bot.routing.slots import DOLLARS_A_POINT
from bot.routing.words import FALLS, RISES
from calculators.method import TRADING_DAYS

# What people call the thing they change, and the fields it can mean, first one present wins.
SUBJECTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"vix|vol|iv|implied|implied vol|atm", ("vol", "vix")),
    (r"size|contracts|lots|units|position|quantity|count|condor|it|the trade|this|that", ("contracts", "condor_contracts")),
    (r"index|spx|spot|market|underlying|cash|s", ("spot",)),
    (r"risk|risk per trade|risk fraction|stake|bet|bets|fraction", ("risk_fraction", "fraction")),
    (r"wings|width|wing width", ("wing_width",)),
    (r"(?<=widen )(?:it|them|that)|(?<=narrow )(?:it|them|that)", ("wing_width",)),
    (r"days|dte|time|expiring|tenor", ("dte",)),
    (r"account|capital|portfolio|bankroll", ("account", "capital")),
    (r"delta|short delta|shorts", ("short_delta",)),
    (r"credit|premium", ("credit", "target_credit")),
    (r"distance|shorts|short strikes|where (?:the |my )?(?:shorts|short strikes) (?:sit|are|go|stand)", ("short_distance",)),
    (r"win rate|hit rate|winners|wins", ("win_rate",)),
    (r"max loss|loss", ("max_loss",)),
    (r"slippage", ("slippage",)),
    (r"growth", ("growth",)),
    (r"rate|required return|discount rate", ("required_return", "rate", "discount_rate")),
)
_SIZES = ("wing_width", "dte", "contracts", "short_distance")  # of these too: "wings +25"
_LEVELS = ("spot", "vol", "vix")  # where a signed number is a move: "SPX -3 %, VIX +8"
_RAISE = r"(?:bump|raise|lift|increase|add|push|move|shift|(?<!mixed )(?<!messed )up|grow|boost|widen|hike)"
_CUT = r"(?:drop|lower|cut|reduce|decrease|shrink|knock|bring|take|narrow|slash|trim|shave)"
_RISES = rf"(?:{RISES}|more|richer|firmer|grew|grows|grown|raised|lifted|hiked|boosted|too (?:low|small)|understated)"
_FALLS = rf"(?:{FALLS}|less|cheaper|softer|fewer|shrank|shrinks|shrunk|cut|reduced|lowered|trimmed|too (?:high|big|large)|overstated)"
_FOLLOWS = (
    r" (?:hm|hmm|ok|okay|fine|good|great|thanks|cool|nice|right|so|now|and|but|or|what if|what about|how "
    r"about|same|then|instead|make|bump|raise|lower|drop|cut|halve|double|"
    r"change|set|use|try|with|at|if|suppose|say|also|again|go|move|widen|narrow|add|switch|take|redo|rerun|"
    r"repeat|as|i got|it|them|those|this|that|each|half|twice) "
)
_BACK = (
    r"it|them|that|this|those|same|instead|again|the (?:trade|condor|position|structure|wings|shorts|size|vol|index|strikes|table|grid)|"
    r"that one|this one"
)


def follows(reading: Reading) -> bool:
    """Whether the wording leans on something said before."""
    return re.match(_FOLLOWS, reading.said) is not None or reading.said_at_all(_BACK)


_FIGURES = (
    r"how much (?:do|would|will|can|could|did) (?:i|we) (?:make|lose|earn|keep|get|collect|win)(?: .*)?|"
    r"what (?:[a-z]+ ){1,3}(?:do|would|will|must|should) (?:i|we) (?:need|have to have|require)(?: .*)?|"
    r"(?:show|give|plot|chart|draw|graph|and|(?:wut|what|how) about|what (?:is|are|would be) (?:the|my|its|their)|how much|"
    r"where (?:is|are|do|does|will|would|did)|its|the)(?: .*)? "
    r"(?:greeks|margin|breakeven|max loss|max profit|pop|credit|theta|delta|gamma|vega|payoff|chart|strikes|shorts|longs|wings|legs|"
    r"probability|chances?|odds|figures|numbers|risk|return|premium)(?: .*)?|what (?:do|would|will|could|can) i (?:make|lose|earn|keep|get)(?: .*)?|"
    r"(?:chances?|odds|probability|risk) of (?:an? |being |getting )?touch\w*(?: .*)?|"
    r"(?:chances?|odds|probability|likelihood) (?:that |of )?(?:it|we|they|spx|price|the (?:index|market)|either|both)(?: .*)?|"
    r"(?<=^ )(?:greeks|margin|breakeven|max loss|max profit|pop|credit|theta|delta|gamma|vega|payoff|chart)(?= (?:\? |please )*$)"
)


_ROUND_A_NUMBER = (
    r"and|or|but|now|ok|okay|so|then|what|how|about|if|the|an?|at|try|use|with|say|make|it|is|for|of|to|do|go|please|instead|one|rather|hm|hmm|"
    r"no|nah|maybe|more|like|just|only|tbh|sorry|actually|let|us|strike|strikes|struck|[,.?!]"
)


def is_bare(reading: Reading) -> bool:
    """Whether the question is one number, with nothing beside it that says what it is."""
    return len(reading.numbers) == 1 and reading.said_at_all(rf"(?<=^ )(?:(?:{_ROUND_A_NUMBER}) )*#(?: (?:{_ROUND_A_NUMBER}))*(?= $)")


def wants_again(reading: Reading) -> bool:
    """Whether the question asks for figures of the trade under discussion: "and the margin?", "show me the greeks"."""
    changed = reading.said_at_all(r"double|doubled|halve|halved|half|triple|treble|twice")
    return not reading.numbers and reading.said_at_all(_FIGURES) and not changed and not is_about_words(reading)


_OF_TABLE = (
    r"(?:picture|trade|results?|outcome|position|numbers?|figures?|greeks|theta|delta|vega|gamma|credit|margin|pnl|risk|breakeven|payoff|max loss)"
)


def is_about_words(reading: Reading) -> bool:
    """Whether the question is about a word or a reason, whatever numbers it holds."""
    if reading.numbers and reading.said_at_all(rf"how (?:do|does|will|would) (?:the|my|its) {_OF_TABLE} .*(?:if|should|at|with|when) .*"):
        return False  # "how does the picture change should vol climb to 25"
    return reading.said_at_all(
        r"why|explain|define|means?|meaning|works?|what (?:is|are) (?:an?|the (?:difference|idea|points?|"
        r"purpose|use|role|formula))|how (?:do|does|is|are) (?!it|that|this|they).*"
    )


def take_changes(reading: Reading, previous: Mapping[str, Any], fields: Collection[str], said: str = "") -> Given:
    """Changes relative to the previous inputs, taken out of the reading: doubled, up 35 percent, down 100 points.

    `fields` are all the calculator takes: a number of contracts is one when nobody said; where it takes shocks of its own,
    "SPX -5 %" is one of them and no new level. `said` is what the request was made of: after "16d 45dte", "12d" is a delta.
    """
    changes = Given(reading)
    if {"short_delta", "dte"} <= set(previous) and compiled(r"[N]\d+ d(?! [N]\d+ d )").search(said) and compiled(r"dte|days?|weeks").search(said):
        deltas = reading.take(r"# d", lambda number: 1 <= number.value <= 50)
        if deltas:
            changes["short_delta"] = _tidy("short_delta", deltas[0].value / 100)
    changes.update(_delta_or_days(reading, previous, said))
    if any(name in previous for name in PLACEMENTS) and (times := reading.take(EXPECTED_MOVES, lambda number: 0 < number.value <= MOST_RANGES)):
        changes["short_sd"] = _tidy("short_sd", times[0].value)
    changes.update(_exchanged(reading, previous))
    _drop_replaced(reading)
    _drop_pronoun(reading)
    shocked = bool({"spot_shocks", "scenarios"} & set(fields))
    if "contracts" in fields and "contracts" not in previous:
        previous = {**previous, "contracts": 1}
    if "dte" in previous and (passed := _days_passed(reading)) is not None and previous["dte"] > passed:
        if "spot_shocks" in fields:
            changes["horizon_days"] = _tidy("horizon_days", passed)  # the same table, looked at later
        else:
            changes["dte"] = _tidy("dte", previous["dte"] - passed)
    if "dte" not in previous and "legs" in previous and "horizon_days" in fields and (passed := _days_passed(reading)) is not None:
        changes["horizon_days"] = _tidy("horizon_days", passed)  # each leg has its own days
    if "contracts" in previous and reading.match(
        r"(?:size|position|contracts|lots|quantity|it) (?:down |back )*to (?:one|a single)|just one|only one"
    ):
        changes["contracts"] = 1
    if {"closes", "fast", "slow", "signal"} <= {*fields, *previous} and "closes" in previous:
        changes.update(averages_alone(reading))
    changes.update(_of_a_list(reading, previous))
    if "layers" in fields and (layers := _layers(reading, previous)):
        changes["layers"] = layers
    held = reading.take(
        r"(?:got|have|hold|holding|did|put|filled|sold|doing|trading)(?: (?:only|just|like|about))* # (?:on|of (?:them|these|those|em)|left)"
        r"(?= (?:[.,;?!]|now|instead|tbh|$))",
        lambda number: number.kind == "N" and number.value in range(1, 1001),
    )
    if held and "contracts" in previous:
        changes["contracts"] = int(held[0].value)
    changes.update(_turned(reading, previous, fields))
    if "engine_dte" in fields and (engine := reading.take("# (?:days?|dte)", lambda number: number.kind == "N")):
        changes["engine_dte"] = _tidy("engine_dte", engine[0].value)
    placed = (
        reading.take(
            rf"{_PLACE_AT} (?:both |all |out |in |further |closer |back |up |down |away |, )*(?:to|at) (?:the )?#(?: delta)?(?= (?:[.,;?!]|"
            rf"please|instead|now|then|each|apiece|$))",
            lambda number: number.kind == "N" and 1 <= number.value <= 50,
        )
        if "short_delta" in previous
        else None
    )
    placed = placed or (reading.take(_BY_DELTA, lambda number: number.kind == "N" and 1 <= number.value <= 50) if "short_delta" in fields else None)
    if placed:
        changes["short_delta"] = _tidy("short_delta", placed[0].value / 100)
    days = (
        reading.take(
            r"(?<=^ )(?:(?:and|or|now|ok|so|then|what about|how about) )*(?:for|over|in|until|till) #(?: (?:instead|then|please))*(?= (?:[.?!] )?$)",
            lambda n: n.kind == "N" and "." not in n.text,
        )
        if "dte" in previous
        else None
    )
    if days:
        changes["dte"] = days[0].value
    stretch = (
        reading.match(
            r"(?<=^ )(?:(?:and|or|now|ok|so|then|what about|how about|for|over|in|until|till|make it) )*(?:an?|one|the) (day|weeks|fortnight|"
            r"months)(?: (?:instead|then|please))*(?= (?:[.?!] )?$)|"
            r"(?:only |just )?(?:an?|one|the) (day|weeks|fortnight|months) (?:left|to go|on the clock|remaining|to run)"
        )
        if "dte" in previous and not days
        else None
    )
    if stretch is not None:
        changes["dte"] = int(_UNITS[stretch.group(1) or stretch.group(2)])
    changes.update(_by_kind(reading, previous, fields))
    lower = reading.match(_WING_BY_PLACE) if "put_wing_width" in fields else None
    if lower is not None:
        place, number = (group for group in lower.groups() if group is not None)
        changes["put_wing_width" if place in ("lower", "bottom", "downside") else "call_wing_width"] = reading.number(number).value
    wing = reading.match(_ONE_WING) if "put_wing_width" in fields else None
    if wing is not None:
        changes[f"{wing.group(1) or wing.group(3)}_wing_width"] = reading.number(wing.group(2) or wing.group(4)).value
    if (scenarios := _moved_scenario(reading, previous)) is not None:
        changes["scenarios"] = scenarios
    many = reading.take(
        rf"(?:{_FIGURE}) (?:of|for|on|with) #(?= (?:[.?!]|$|of (?:them|those|these)))", lambda n: n.kind == "N" and n.value in range(1, 1001)
    )
    if many and "contracts" in previous:
        changes["contracts"] = int(many[0].value)
    if "spot" in previous and not shocked and (moved := _it_moves(reading, previous["spot"])) is not None:
        changes["spot"] = _tidy("spot", previous["spot"] * (1 + moved))
    if "spot" in previous and "vol" in previous and (sized := _by_deviations(reading, previous)) is not None:
        if "spot_shocks" in fields:
            changes["spot_shocks"] = [sized]
        elif not shocked:
            changes["spot"] = _tidy("spot", previous["spot"] * (1 + sized))
    if "spot" in previous and "spot" not in changes and not shocked:
        small = _small_move(reading, previous)
        if small is not None:
            changes["spot"] = _tidy("spot", previous["spot"] * (1 + small / 100))
    if "spot_shocks" in previous and not reading.said_at_all("vols?|vix|iv|implied") and (moves := _bare_moves(reading)):
        changes["spot_shocks"] = moves
    scenario = shocked and (
        reading.has(r"(?:spx|index|market|s|spot) .*#%.*vix .*#.*")
        or ("spot_shocks" in fields and reading.has(r"(?:vix|vols?|iv|implied|spx|index|spot|market) (?:[a-z]+ ){1,3}#%"))
    )
    changes.update({field: _tidy(field, value) for field, value in _compared(reading, previous).items()})
    shocks = _vol_shock(reading, previous)
    if shocks is not None:
        changes["vol_shocks"] = shocks
    for words, fields in SUBJECTS:
        field = next((name for name in fields if name in previous and isinstance(previous[name], (int, float))), None)
        if field is None or field in changes or (scenario and field in _LEVELS):
            continue
        if field in ("contracts", "condor_contracts") and reading.has(r"(?:widen|narrow|tighten|stretch) .*"):
            continue  # "widen it by 25": no more of them
        changed = _scaled(reading, words, previous[field])
        if changed is None:
            changed = _moved(reading, words, field, previous[field])
        if changed is None and field in (*_LEVELS, *_SIZES) and not (shocked and field in _LEVELS):
            numbers = reading.take(rf"(?:{words}) #(?: points)?", lambda number: number.signed)
            changed = _applied(numbers[0], field, previous[field], 1) if numbers else None
        if changed is not None:
            changes[field] = _tidy(field, changed)
    for field, value in previous.items():  # what has no other name is called by its own
        words = field.replace("_", " ")
        words = f"{words}|{words.removeprefix('cost of ')} cost" if words.startswith("cost of ") else words
        words = f"{words}|{words.removesuffix(' rate')}" if words.endswith(" rate") else words
        levels = (scenario and field in _LEVELS) or reading.has(r"# (?:an?|per|each|every) years")  # what rises a year grows
        if field not in changes and not levels and isinstance(value, int | float) and not isinstance(value, bool) and reading.has(f"(?:{words})"):
            changed = _moved(reading, words, field, value)
            if changed is not None:
                changes[field] = _tidy(field, changed)
    if reading.has(r"double|halve|half|triple|treble|twice") and not changes:
        for field, value in previous.items():
            if (
                isinstance(value, int | float)
                and not isinstance(value, bool)
                and (scaled := _scaled(reading, field.replace("_", " "), value)) is not None
            ):
                changes[field] = _tidy(field, scaled)
    for field, words in _FREE:
        if previous.get(field) and reading.match(rf"(?:no|without|zero|ignor(?:e|ing)|forget|drop|skip|leave out) (?:an? |any |the )*(?:{words})"):
            changes[field] = 0
    if "spot" in previous and "spot" not in changes and not shocked:
        for sign, move in ((-1, "drop|fall|decline|crash|selloff|correction"), (1, "rally|rise|gain|bounce")):
            numbers = reading.take(rf"#% (?:market |index |spx )?(?:{move})(?! in (?:the )?(?:vol|iv|vix|implied))")
            if numbers:
                changes["spot"] = _tidy("spot", _applied(numbers[0], "spot", previous["spot"], sign))
    if "spot" in changes and "dte" in previous:
        reading.match(r"overnight|at once|right away|immediately|instantly|suddenly")  # when it moves, and no expiry
    return changes


def _delta_or_days(reading: Reading, previous: Mapping[str, Any], said: str) -> dict[str, float | int]:
    """ "12d" after "16d ic 45d", where a d was both: the one whose value is nearer."""
    if not {"short_delta", "dte"} <= set(previous) or len(compiled(r"[N]\d+ d").findall(said)) != len(("delta", "days")):
        return {}
    numbers = (
        reading.take(r"# d", lambda number: number.kind == "N" and 1 <= number.value <= 50)
        if len(compiled("# d").findall(reading.text)) == 1
        else None
    )
    if not numbers:
        return {}
    value = numbers[0].value
    of_delta, of_days = abs(math.log(value / 100 / previous["short_delta"])), abs(math.log(value / previous["dte"]))
    return {"short_delta": _tidy("short_delta", value / 100)} if of_delta < of_days else {"dte": _tidy("dte", value)}


_INDEX = r"(?:index|spx|spot|market|underlying|cash)"
_DROP, _RALLY = (
    r"drop|fall|decline|crash|selloff|down ?move|move (?:down|lower)|slide|gap down",
    r"rally|rise|gain|bounce|up ?move|move (?:up|higher)|gap up",
)
_ONE_DAY = r"(?:one|1|single|N\d+) day|daily|overnight|in (?:one|a) day|tomorrow|today"


def _by_deviations(reading: Reading, previous: Mapping[str, Any]) -> float | None:
    """ "A 3 sigma drop", "SPX down two standard deviations": the move as a part of the index, over the days of the trade or of one day."""
    match = reading.match(rf"#(?: (?:{_ONE_DAY}))? (?:sd|sigma)(?: (?:{_INDEX}|daily|overnight))* (?:({_DROP})|({_RALLY}))") or reading.match(
        rf"(?:({_DROP})|({_RALLY})) of (?:about )?# (?:sd|sigma)|{_INDEX} (?:(?:is|was|now) )?(?:({FALLS})|({RISES})) (?:by )?# (?:sd|sigma)"
    )
    if match is None:
        return None
    place = next(group for group in match.groups() if group is not None and re.fullmatch(r"[NPD]\d+", group))
    falls = any(group is not None and re.fullmatch(rf"{_DROP}|{FALLS}", group) for group in match.groups())
    soon = reading.said_at_all(_ONE_DAY)
    reading.match(rf"(?:in |over |by )?(?:{_ONE_DAY})(?: move)?")  # when it moves, and no expiry
    years = 1 / TRADING_DAYS if soon or "dte" not in previous else previous["dte"] / DAYS_A_YEAR
    size = reading.number(place).value * float(previous["vol"]) * math.sqrt(years)
    return round(-size if falls else size, 6)


_JOIN = r"(?:,|and|/|or|, and)"


def _bare_moves(reading: Reading) -> list[float]:
    """Moves of a stress test with neither a word before them nor, when they have signs, a unit: "minus 3 and minus 7", "two and six percent"."""

    directed = reading.said_at_all(rf"{_RISES}|{_FALLS}|{_DROP}|{_RALLY}")

    def small(*numbers: Number) -> bool:
        signed = all(number.signed for number in numbers)
        percent = numbers[-1].kind == "P" and not directed and not any(number.signed or number.either for number in numbers)
        return (signed or percent) and all(number.kind != "D" and 0 < abs(number.value) <= LARGEST_MOVE for number in numbers)

    numbers = reading.take(rf"(?:# {_JOIN} )?(?:# {_JOIN} )?(?:# {_JOIN} )?#(?= (?:[.?!,]|instead|please|only|now|$))", small)
    return [round(number.value / 100, 10) for number in numbers or ()]


LARGEST_MOVE = 30


def _small_move(reading: Reading, previous: Mapping[str, Any]) -> float | None:
    """ "Market off 4": so few points are percent, the fewer the sooner the trade expires."""
    most = SMALL_MOVE if previous.get("dte", SMALL_MOVE) > SHORT_DATED else SMALL_MOVE_OF_DAYS
    bare = r"(?! (?:points?|handles?|%|sd|sigma|to))"
    for sign, verb, way in ((1, _RAISE, _RISES), (-1, _CUT, _FALLS)):
        numbers = reading.take(
            rf"(?:the )?{_INDEX} (?:is |was |goes )?{way} (?:by |another )*#{bare}|{verb} (?:the )?{_INDEX} (?:by |another )*#{bare}",
            lambda number: number.kind == "N" and abs(number.value) <= most,
        )
        if numbers:
            return sign * abs(numbers[0].value)
    numbers = reading.take(rf"(?:the )?{_INDEX} #{bare}", lambda number: number.kind == "N" and number.signed and abs(number.value) <= most)
    return numbers[0].value if numbers else None


DAYS_A_YEAR = 365
SMALL_MOVE, SMALL_MOVE_OF_DAYS, SHORT_DATED = 15, 5, 3


def both_ways(reading: Reading, edits: Mapping[str, Any], previous: Mapping[str, Any]) -> dict[str, Any]:
    """New moves of a stress test without a sign, "make the moves 8 percent", go both ways if those before did."""
    new, old = edits.get("spot_shocks"), previous.get("spot_shocks")
    if not new or not old or any(shock < 0 for shock in new) or sorted(old) != sorted(-shock for shock in old):
        return {}
    if any(number.signed for number in reading.numbers) or reading.said_at_all(rf"{_RISES}|{_FALLS}|{_DROP}|{_RALLY}"):
        return {}
    sizes = sorted(set(new) - {0})
    return {"spot_shocks": [*(-size for size in reversed(sizes)), *([0] if 0 in (*old, *new) else []), *sizes]}


_MONEY = ("credit", "target_credit", "price", "premium", "cost")


def _vol_shock(reading: Reading, previous: Mapping[str, Any]) -> list[float] | None:
    """ "Vol up 80 instead", of a stress test: percent, but points when there are few."""
    match = (
        reading.match(rf"(?:vols?|iv|vix|implied) (?:(?:is|goes|going) )?(?:({RISES})|({FALLS})) (?:by )?#(?! points)")
        if "vol_shocks" in previous
        else None
    )
    if match is None:
        return None
    rises, _, place = match.groups()
    number = reading.number(place)
    share = abs(number.value) / 100
    if number.kind == "N" and number.value < LEAST_PERCENT and previous.get("vol"):
        share /= previous["vol"]
    return [round(share if rises is not None else -share, 10)]


LEAST_PERCENT = 20  # fewer without a unit are points of the VIX


def way_said(reading: Reading, at: int) -> int:
    """Whether the number at a place is said to be above, 1, or below, -1, what it was: "bring that down to sixty"."""
    for sign, verb, way in ((1, _RAISE, "up|higher"), (-1, _CUT, "down|lower")):
        if reading.has(rf"{verb} (?:(?:it|that|this|them|those|the|my|me|us|back|a bit|{way}) )*(?:{way}) to [NPD]{at}"):
            return sign
    return 0


_ONTO = r"(?<=^ )\+|add(?:ing)?|append(?:ing)?|tack(?:ing)? on|push(?:ing)?|plus|includ(?:e|ing)|another|extra|one more|next|then"


def lengthened(reading: Reading, edits: Mapping[str, Any], previous: Mapping[str, Any]) -> dict[str, Any]:
    """Lists of a calculator that has several, one longer each: "tack on Thursday: 1,100 up, 1,900 down"."""
    shocks = [name for name in ("spot_shocks", "vol_shocks") if name in edits and name in previous]
    if len(shocks) == 1 and reading.said_at_all(r"(?<=^ )(?:(?:and|now|ok|also|please|can you|could you) )*(?:add|include|append|plus)"):
        name = shocks[0]
        return {name: [*previous[name], *(shock for shock in edits[name] if shock not in previous[name])]}
    lists = [name for name, value in previous.items() if isinstance(value, list | tuple)]
    new = [name for name in lists if isinstance(edits.get(name), list) and len(edits[name]) < len(previous[name])]
    if len(new) < SEVERAL or len({len(edits[name]) for name in new}) > 1 or not reading.said_at_all(_ONTO):
        return {}
    return {name: [*previous[name], *edits[name]] for name in new}


SEVERAL = 2


def _by_kind(reading: Reading, previous: Mapping[str, Any], fields: Collection[str]) -> dict[str, Any]:
    """What a number is by how it is written or the pronoun by it: "it was $4.53 actually", "say 1.5 times", "ten of them"."""
    changes = _money(reading, previous, fields)
    if "edr_multiple" in previous:
        times = reading.take(
            r"# (?:x|times)(?: (?:version|one|variant|multiple|instead|the (?:edr|(?:daily )?range)|edr))?(?! (?:the size|contracts|lots|as))",
            lambda number: number.kind == "N" and number.value <= MOST_RANGES,
        )
        if times:
            changes["edr_multiple"] = times[0].value
    if "contracts" in fields:
        many = reading.take(
            r"(?:for |with |on |do |make it |and )*# of (?:them|these|those|em)(?= |$)",
            lambda number: number.kind == "N" and number.value in range(1, 1001),
        )
        if many:
            changes["contracts"] = int(many[0].value)
        elif reading.match(
            r"(?:just|only|make it|make that) (?:the |a )?(?:single|one|lone)(?: (?:one|contracts|lots|condor))?(?= (?:[.,;?!]|then|please|now|$))"
        ):
            changes["contracts"] = 1
    return changes


def _money(reading: Reading, previous: Mapping[str, Any], fields: Collection[str]) -> dict[str, Any]:
    """Dollars that a pronoun, or all the contracts, says what of: "it was $4.53 actually", "shave a dime off", "$5,200 for the eight"."""
    whole = (
        reading.take(
            r"#$ (?:(?:in total|altogether|total|all told|in all) )?(?:for|on|across|over|between|from) "
            r"(?:(?:the|all|those|these|my|whole) )+#(?! (?:days?|dte|weeks))",
            lambda total, count: count.value == previous.get("contracts") and count.value > 1,
        )
        if "credit" in fields and "credit" not in previous
        else None
    )
    if whole:
        return {"credit": _tidy("credit", whole[0].value / (DOLLARS_A_POINT * whole[1].value))}
    field = next((name for name in _MONEY if isinstance(previous.get(name), int | float)), None)
    if field is None:
        return {}
    off = reading.match(
        r"(?:(shave|knock|trim|cut|lop|skim|take|drop)|add|tack|put|throw) (?:another )?#$ (?:off|on|to it|from it)"
        r"(?= (?:[.,;?!]|for (?!slippage)|please|$))"
    )
    if off is not None:
        return {field: _tidy(field, previous[field] + (-1 if off.group(1) else 1) * reading.number(off.group(2)).value)}
    said = reading.take(
        r"(?:it|that|they|this|we|i) (?:(?:was|is|were|should|have|has|been|be|got|only|really|actually|meant|filled|sold|took in|at|for) )+#$"
        r"(?! (?:wide|wings|off|more|less|apart))(?: (?:actually|really|instead|not|in fact))?",
        lambda number: previous[field] and 1 / LARGEST_CHANGE <= number.value / previous[field] <= LARGEST_CHANGE,
    )
    return {field: said[0].value} if said else {}


EXPECTED_MOVES = r"(?:at|to|by|of|on|out|with|as) (?:the )?# (?:x |times )?(?:of )?(?:the |an )?expected moves?(?: (?:out|away|instead|each way))*"
LARGEST_CHANGE, MOST_RANGES = 4.0, 5.0

_PLACE_AT = (
    r"(?:move|pull|push|bring|shift|take|roll|set|put|tighten|widen)"
    r"(?: (?:them|both|it|everything|each|either|(?:both |the |each )?(?:shorts?|strikes?|legs?|sides?|one)))+"
)
_BY_DELTA = (
    r"(?:by|with|via|on|use) deltas?(?: (?:instead|rather|now|then))*(?: [,:])? ~#(?: (?:delta|each|apiece|for (?:each|both|all)|"
    r"(?:on )?either side|(?:on )?both sides))*"
)
_SOLD, _BOUGHT = r"(?:sell|selling|sold|short|shorting|seller)", r"(?:buy|buying|bought|long|purchas\w+|buyer|own|owning)"
_NOT = r"(?:instead of|rather than|not|and not)"


_PLACES = {"first": 0, "opening": 0, "front": 0, "near": 0, "nearest": 0, "second": 1, "back": -1, "far": -1, "third": 2, "last": -1, "final": -1}
_ITEM = (
    r"(?:one|period|row|quarter|flow|cash flow|payment|payout|years?|close|price|bar|print|value|number|month|months|future|futures|contract|leg|vx)"
)


_ADD = r"(?:add|put|push|append|tack|stick|throw) (?:on|in)"
_OUTLAY = r"(?:outlay|initial (?:outlay|cost|investment)|up ?front (?:cost|outlay|payment)|project (?:costs?|price)|purchase price) ~#"
MOST_ADDED = 4
_NOW_IS = r"(?:(?:is|was|are|be|should|becomes?|goes|comes|at|to|now|restated|revised|changed|corrected|down|up|only|=|->|:) )+"


def _of_a_list(reading: Reading, previous: Mapping[str, Any]) -> dict[str, Any]:
    """One of a list said anew or added, "the last one is 600", "front one drops to 17.8", "add a close of 47"; a payment stays one."""
    lists = [(name, value) for name, value in previous.items() if isinstance(value, list | tuple) and value]
    lists = [(name, value) for name, value in lists if name == "futures" or all(isinstance(item, int | float) for item in value)]
    if len(lists) != 1:
        return {}
    field, values = lists[0][0], list(lists[0][1])
    several = rf"#{'(?: (?:,|and|, and) #)?' * (MOST_ADDED - 1)}"
    end = r"(?:(?:at|to|on) (?:the )?(?:end|back|bottom|tail)(?: of (?:the )?[a-z]+)?|to (?:it|them|the (?:list|series|column|row|flows|data))|on)"
    added = field != "futures" and (
        reading.take(
            rf"(?:add|append|then|push|tack on|{_ADD}) (?:(?:an?|another|one|more|final|the|two|three) )*{_ITEM}? ?(?:(?:of|at|:) )?{several}"
            rf"(?: {end})?(?: as (?:the )?{_ITEM} #)?(?= (?:[.,?!]|$))"
        )
        or reading.take(
            rf"(?:(?:and|plus|with|then) )*(?:(?:one|1) more|another|an extra|a further|next|new|latest|today|fresh) (?:{_ITEM}|closed|printed) "
            rf"(?:(?:of|at|is|was|comes in|prints?|:|=) )*#(?= (?:[.,?!]|$))"
        )
    )
    if added:
        placed = reading.said_at_all(rf"as (?:the )?{_ITEM} #")
        return {field: [*values, *(number.value for number in (added[:-1] if placed else added))]}
    outlay = reading.take(_OUTLAY) if field == "cash_flows" and values[0] < 0 else None
    if outlay:
        return {field: [-abs(outlay[0].value), *values[1:]]}
    nth = reading.match(
        rf"(?:years?|months?|periods?|quarters?|{_ITEM})(?: (?:number|no))? # (?:(?!N\d)[a-z]+ ){{0,2}}?{_NOW_IS}#",
        lambda at, new: at.value in range(len(values)),
    )
    if nth is not None:
        at = int(reading.number(nth.group(1)).value) - (0 if field == "cash_flows" else 1)
        if at >= 0:
            values[at] = reading.number(nth.group(2)).value
            return {field: values}
    match = reading.match(
        rf"(?:the |my )?({'|'.join(_PLACES)}) {_ITEM} (?:(?:is|was|are|should be|becomes?|goes|comes|{RISES}|{FALLS}|at|to|now|back|only|"
        rf"actually|really|=|of|down|up|in|out) )*#"
    )
    if match is None or not -len(values) <= (at := _PLACES[match.group(1)]) < len(values):
        return {}
    value, old = reading.number(match.group(2)).value, values[at]
    if isinstance(old, Mapping):
        values[at] = {**old, "level": value} if "level" in old else old
    else:
        values[at] = -abs(value) if old < 0 else value
    return {field: values}


def _layers(reading: Reading, previous: Mapping[str, Any]) -> list[dict[str, Any]] | None:
    """ "Put the layers at 6/3/2": how many calls of each, at the days they had."""
    old = previous.get("layers") or [{"dte": days} for days in LADDER_DAYS]
    counts = reading.take(rf"#{' / #' * (len(old) - 1)}(?! /)", lambda *numbers: all(n.kind == "N" and 0 < n.value <= MOST_CALLS for n in numbers))
    return [{**layer, "quantity": int(count.value)} for layer, count in zip(old, counts, strict=True)] if counts and len(old) > 1 else None


MOST_CALLS = 2000


def _turned(reading: Reading, previous: Mapping[str, Any], fields: Collection[str]) -> dict[str, str]:
    """The trade turned round: "and long instead of short?", "calls rather than puts", "the other way round"."""
    turned: dict[str, str] = {}
    for field, names in (("direction", (("buy", _BOUGHT), ("sell", _SOLD))), ("right", (("call", "calls?"), ("put", "puts?")))):
        if field not in fields:
            continue
        for (value, words), (_, others) in (names, names[::-1]):
            if reading.match(
                rf"(?:i |we |now |to )*{words} (?:it |them |one |that |the )*{_NOT} (?:(?:the|it|them|one|a) )*{others}(?: (?:it|them|one|that))?"
            ):
                turned[field] = value
                break
    if "direction" in fields and (
        side := reading.match(r"(?:as |into |make it |now |do )*(?:an? |the )?(debit|credit) (?:spread|one|vertical|version)")
    ):
        turned["direction"] = "buy" if side.group(1) == "debit" else "sell"
    if "direction" in previous and reading.match(
        r"(?:the )?other way (?:round|around)|flip (?:it|them|that|the sides?)(?: (?:round|around|over))?|reverse (?:it|that|the (?:direction|"
        r"trade|sides?))|"
        r"(?:take|on|be) the (?:other|opposite) side of (?:it|that|this|the trade)"
    ):
        turned.setdefault("direction", "buy" if previous["direction"] == "sell" else "sell")
    return turned


_LOWER, _IS = r"(lower|upper|bottom|top|downside|upside)", r"(?: (?:is|at|be|=|:|to|should be|becomes?|of))*"
_WING_BY_PLACE = rf"(?:the |its |my )?{_LOWER} wings?{_IS} #(?: points)? (?:only|alone|wide)|(?:the|its|my) {_LOWER} wings?{_IS} #"
_ONE_WING = (
    r"(?:buy |own |put )?(?:the |my |only |just )*(?:long )?(put|call)(?: (?:long|wings?|leg|side|only|just|at|is))* ~#(?: points)? (?:under|"
    r"below|over|above|beyond|past)"
    r"(?: (?:the |its |my )*(?:short(?: (?:put|call))?|one))?|"
    r"(put|call) long (?:at )?#(?: points)? (?:under|below|over|above|beyond|past)(?: (?:the |its )*(?:short(?: (?:put|call))?))?"
)


# What can be done without.
_FREE = (
    ("tax_rate", r"tax(?:es)?(?: rate)?"),
    ("slippage", "slippage"),
    ("exit_slippage", "(?:exit )?slippage"),
    ("fees", "fees?|commissions?"),
    ("fee", "(?:swap )?fees?"),
    ("dividend_yield", "dividend(?: yield)?"),
    ("rate", "interest(?: rate)?|rates?"),
)
_EXITS = (("stop_loss", "stop(?:s| loss)?"), ("profit_target", "(?:profit )?target"), ("close_days_left", "time (?:exit|stop)"))


def dropped(reading: Reading, previous: Mapping[str, Any]) -> tuple[str, ...]:
    """The exit rules given up: "forget the stop"; one at least is kept."""
    gone = tuple(
        field
        for field, words in _EXITS
        if field in previous and reading.match(rf"(?:no|without|forget|drop|remove|skip|leave out|cancel|scrap) (?:an? |any |the )*(?:{words})")
    )
    return gone if len(gone) < sum(field in previous for field, _ in _EXITS) else ()


_REPLACED = compiled(
    r"(?:(?:change|move|take|switch|go|going|raise|lower|cut|drop|bump) (?:\w+ ){0,3})?(?P<old>from [NPD]\d+ (?:\w+ )?)to [NPD]\d+|"
    r"(?:swap|change|replace|trade|exchange) (?:the |my )*(?P<number>[NPD]\d+ )(?:\w+ )+?(?P<link>(?:for|with|to|by) )(?:an? |the )?[NPD]\d+"
)


_UNIT_SAID = r"(?: (?:s|delta|days?|dte|wide|points|contracts|lots|vol|strike|put|call|puts|calls))?"


def _exchanged(reading: Reading, previous: Mapping[str, Any]) -> dict[str, Any]:
    """ "12s instead of 16s", "the 6775 rather than the 6800": the one input that has the old value takes the new one."""
    changed: dict[str, Any] = {}

    def known(new: Number, old: Number) -> bool:
        numbers = {name: value for name, value in previous.items() if isinstance(value, int | float) and not isinstance(value, bool)}
        for unit in (1.0, 0.01):
            fields = [name for name, value in numbers.items() if round(old.value * unit, 10) == value]
            if len(fields) == 1 and new.value * unit <= 2 * numbers[fields[0]]:
                changed[fields[0]] = _tidy(fields[0], new.value * unit)
                return True
        return False

    reading.take(
        rf"(?:instead of|rather than|not) (?:(?:the|my|an?|vix|vol|iv|wings|delta) )*#{_UNIT_SAID}(?: ,)? "
        rf"(?:use|do|try|make it|take|go|have|put|say|it is)(?: (?:for|with|an?|the|to))* #{_UNIT_SAID}",
        lambda old, new: known(new, old),
    )
    reading.take(
        rf"#{_UNIT_SAID} (?:is|are|was|looks|feels|seems) (?:(?:way|a bit|a little|much|far|still|just) )?(?:too|not) (?:[a-z]+ ){{1,4}}?"
        rf"(?:[,.;] )*(?:(?:so|say|try|make it|use|do|go|let us|lets|rather|more like|with|to|at|for|better|maybe|what about|how about) )+"
        rf"#{_UNIT_SAID}",
        lambda old, new: known(new, old),
    )
    reading.take(rf"#{_UNIT_SAID} (?:, )?(?:and )?not (?:the )?#{_UNIT_SAID}", known)
    reading.take(rf"(?:[a-z]+ )?#{_UNIT_SAID} (?:->|=>) (?:[a-z]+ )?#{_UNIT_SAID}", lambda old, new: known(new, old))
    reading.take(
        rf"(?:not|no|don ' t|never|isn ' t|wasn ' t|won ' t) (?:[a-z]+ ){{1,5}}?#{_UNIT_SAID} (?:[.,;] )+(?:but |rather |so |then )?"
        rf"(?:try|say|make it|use|do|go|more like|rather|put|it is|it was|was)(?: (?:for|with|at|to|the))* #{_UNIT_SAID}",
        lambda old, new: known(new, old),
    )
    reading.take(
        rf"(?:(?:buy|sell|own|short|use|take|with) (?:the )?)?#{_UNIT_SAID} (?:instead of|rather than|in place of) (?:the |my )?#{_UNIT_SAID}", known
    )
    return changed


def _drop_replaced(reading: Reading) -> None:
    """Forget the old value that is named with the new one: "change delta from 16 to 20", "swap the 50 wings for 100"."""
    match = _REPLACED.search(reading.text)
    for part in ("link", "number", "old") if match is not None else ():
        if match is not None and match[part] is not None:
            reading.cut(match.start(part), match.end(part))


def _it_moves(reading: Reading, spot: float) -> float | None:
    """ "It falls 3 percent", "we open down 60": of a trade on the table that is the index."""
    opened = r"(?:it|we|things|stocks) (?:opens?|opened|closes?|closed|gaps?|gapped|trades?|traded|finish(?:es|ed)?)"
    for sign, way in ((1, "up|higher"), (-1, "down|lower")):
        points = reading.take(
            rf"{opened} (?:{way}) (?:by |another )*#(?: points)?(?! [a-z%])|{opened} #(?: points)? (?:{way})",
            lambda number: number.kind == "N" and SMALL_MOVE < number.value < spot / 2,
        )
        if points:
            return sign * points[0].value / spot
    for sign, way in ((1, _RISES), (-1, _FALLS)):
        numbers = reading.take(rf"(?:it|we|things|stocks|everything) (?:all )?(?:{way}) (?:by |another )*#%")
        if numbers:
            return sign * abs(numbers[0].value) / 100
    return None


_FIGURE = "loss|profit|margin|theta|vega|gamma|greeks|power|credit|premium|cost|gain|decay|exposure|requirement"
_NAMED = r"(?:vix|vol|iv|spx|index|spot|market|credit|premium|account|delta|width|wings|win rate|max loss|risk|distance|rate|size)"
_PRONOUN = compiled(
    rf"{_NAMED}(?P<wrong> (?:was|were|is|are) (?:wrong|off|mistaken|incorrect|not right|a typo)(?: (?:[,;.]|and|but|they|it|that|this|should|is|are"
    r"|was|were|be|have|been|read|really|actually|meant|to|supposed))+)(?= [NPD]\d+)|"
    rf"{_NAMED}"
    r"(?P<link>(?: (?:i|you|we|gave|told|said|quoted|was|is|from|yesterday|old|stale|of|had|typed|the)){0,7} (?:[,;.:] )+"
    r"(?:(?:today|now|but|actually|sorry|because|since|as|in fact|apparently) )*(?:it|that|they|this)"
    r"(?: (?:is|was|are|were|closed?|sits?|stands?|should|have|had|been|be|reads?|has|really|actually|now|ended))+)(?= (?:at |to )*[NPD]\d+)"
)


# "Home CPI, not stated before, is 105"; "the OTM column to 5.5".
_ASIDE = compiled(r"[a-z]+(?P<aside> , (?:(?!N\d|P\d|D\d)[a-z']+ ){1,6},)(?= (?:is|are|was|were|should|to|goes|stands) )")
_KIND_OF_PLACE = compiled(r"(?<=[a-z%] )(?:column|field|cell|parameter|param|input|setting|entry) (?=(?:to|is|=|:|->|becomes|at|of|should) )")


def _drop_pronoun(reading: Reading) -> None:
    """ "I was wrong about the VIX, it closed at 19.6" is "the VIX at 19.6", and what is said in between or of the sheet's places is nothing."""
    match = _PRONOUN.search(reading.text)
    if match is not None:
        part = "link" if match["link"] is not None else "wrong"
        reading.cut(match.start(part), match.end(part))
    aside = _ASIDE.search(reading.text)
    if aside is not None:
        reading.cut(aside.start("aside"), aside.end("aside"))
    name = _KIND_OF_PLACE.search(reading.text)
    if name is not None:
        reading.cut(name.start(), name.end())


def _moved_scenario(reading: Reading, previous: Mapping[str, Any]) -> list[dict[str, Any]] | None:
    """The only scenario of a hedge with another move of the VIX or of the index: "and if the VIX adds 25?"."""
    scenarios = previous.get("scenarios", ())
    if len(scenarios) != 1 or reading.has(r"(?:spx|index|market|s|spot) .*#%.*vix .*#.*"):
        return None
    moved = dict(scenarios[0])
    vix = reading.match(rf"vix (?:(?!N\d)[a-z]+ ){{0,3}}?(?:({RISES}|{FALLS}) )(?:by |another |only )*#(?: points)?") or reading.match(
        r"vix (?:)()#(?: points)?", lambda number: number.signed
    )
    if vix is not None:
        move = reading.number(vix.group(2)).value
        moved["vix_move"] = -abs(move) if vix.group(1) and re.fullmatch(FALLS, vix.group(1)) else move
    index = reading.match(rf"(?:spx|index|market|spot) (?:(?!P\d)[a-z]+ ){{0,3}}?(?:({RISES}|{FALLS}) )(?:by |another |only )*#%") or reading.match(
        r"(?:spx|index|market|spot) ()#%", lambda number: number.signed
    )
    if index is not None:
        move = reading.number(index.group(2)).value / 100
        moved["spx_move"] = round(-abs(move) if index.group(1) and re.fullmatch(FALLS, index.group(1)) else move, 12)
    return None if vix is None and index is None else [moved]


# How more and less of a thing are said of it alone: "10 wider", "15 days longer".
_COMPARED = (
    ("wing_width", r"(?: points)?", r"wider|broader", r"narrower|tighter"),
    ("dte", r" days?", r"longer|further out|more|extra", r"shorter|less|fewer|closer"),
    ("contracts", r"(?: contracts| lots)?", r"more(?: contracts| lots)?(?! [a-z])", r"(?:fewer|less)(?: contracts| lots)?(?! [a-z])"),
    ("vol", r"(?: vol points| points of vol| vol)", r"higher(?: vol)?", r"lower(?: vol)?"),
    ("short_distance", r"(?: points)?", r"further(?: out| away)?|farther(?: out| away)?", r"closer(?: in)?|nearer"),
)


def _compared(reading: Reading, previous: Mapping[str, Any]) -> dict[str, float]:
    """ "10 wider", "15 days longer", "a week shorter", "twice as wide", "add another lot"."""
    for field, unit, more, fewer in _COMPARED:
        if not isinstance(previous.get(field), int | float):
            continue
        for sign, words in ((1, more), (-1, fewer)):
            numbers = reading.take(rf"#{unit} (?:{words})")
            if numbers and numbers[0].kind != "P":
                return {field: _applied(numbers[0], field, previous[field], sign)}
            longer = _stretch(reading, words, sign) if field == "dte" else None
            if longer is not None:
                return {field: previous[field] + sign * longer}
    for field, words in (("wing_width", "wide"), ("dte", "long"), ("contracts", "many|big|large")):
        factor = reading.match(rf"(half|twice|double) as (?:{words})") if isinstance(previous.get(field), int | float) else None
        if factor is not None:
            return {field: previous[field] * (0.5 if factor.group(1) == "half" else 2.0)}
    wide = reading.take(r"(?:widen|narrow|tighten) (?:it |them |that |up |out |in )*to #") if "wing_width" in previous else None
    if wide:
        return {"wing_width": wide[0].value}
    added = reading.take(
        r"(?:(?:add|put|put on|sell|take|do|throw on) (?:another|an extra) #(?: more)?(?: contracts| lots| of (?:them|these|those|it))?|"
        r"another #(?: more)? (?:contracts|lots))(?= (?:on|more|[.?!,]|please|$))"
    )
    added = added or reading.take(
        r"(?<=^ )(?:(?:now|and|ok|so|then|also|let us|let me|i will) )*(?:add|plus) #(?: (?:more|contracts|lots))*(?= (?:[.?!]|please|to it|$))",
        lambda number: number.kind == "N" and number.value in range(1, 101) and "." not in number.text,
    )
    if added and "contracts" in previous:
        return {"contracts": previous["contracts"] + added[0].value}
    if previous.get("contracts", 1) > 1 and reading.match(
        r"(?:take|close|buy back|cover|get rid of|drop|shed|unwind) (?:off |out )?half"
        r"(?: of (?:it|them|those|the (?:position|contracts|lots)))?(?: off)?(?= (?:[.,;?!]|and|please|now|$))"
    ):
        return {"contracts": previous["contracts"] / 2}
    if "contracts" in previous and reading.match(
        r"(?:add|one|put on) (?:on )?(?:another|more|a second|one more|a) (?:one|contracts|lots|condor|trade)"
    ):
        return {"contracts": previous["contracts"] + 1}
    return {}


_UNITS = {"day": 1.0, "days": 1.0, "weeks": 7.0, "fortnight": 14.0, "months": float(DAYS_A_MONTH)}
_UNIT = r"(days?|weeks|fortnight|months)"


def _stretch(reading: Reading, words: str, sign: int) -> float | None:
    """How many days more or less: "a week longer", "two more weeks", "another fortnight", "ten days fewer"."""
    patterns = [rf"(?:a|one|another|(N\d+)) {_UNIT} (?:{words})"]
    if sign > 0:
        patterns += [rf"(?:an?|one|another|(N\d+)) (?:more|extra|additional|further) {_UNIT}", rf"another (N\d+ )?{_UNIT}"]
    else:
        patterns += [rf"(?:an?|one|(N\d+)) (?:less|fewer) {_UNIT}"]
    for pattern in patterns:
        match = reading.match(pattern)
        if match is not None:
            many, unit = match.groups()
            return (reading.number(many.strip()).value if many else 1.0) * _UNITS[unit]
    return None


def _days_passed(reading: Reading) -> float | None:
    numbers = reading.take(
        r"# (?:days?|weeks) (?:(?:are|is|have|has|had|will have|been|already|all) )*"
        r"(?:later|from now|pass|passed|go by|gone by|gone|old|over|behind (?:us|me|it)|elapsed|spent|forward|ahead|hence|on(?! the))"
    )
    numbers = numbers or reading.take(
        r"(?:fast forward|skip(?: ahead| forward)?|jump(?: ahead| forward)?|wait(?:ed|ing)?|advance|"
        r"(?:move|roll|wind|run|push) (?:(?:the|it|time|clock) )*forward)"
        r"(?: (?:it|by|another|the clock|time))* # (?:days?|weeks)"
    )
    if numbers:
        return numbers[0].value * (7 if "weeks" in reading.said else 1)
    many = reading.take(
        r"(?:let |add |plus |with |after |give it |allow )*# days? (?:of (?:passing )?(?:time|theta|decay|waiting|ageing|aging)|to decay|"
        r"go(?:es)? by|pass(?:ing)?)"
        r"(?: (?:passing|decay))?"
    )
    if many:
        return many[0].value
    off = reading.match(
        r"(?:take|knock|cut|shave|drop) (?:an?|one|(N\d+)) (days?|weeks) (?:off|from|away from)"
        r"(?: (?:the|its|it|my|time|to|expiring|dte|days|left))*"
    )
    if off is not None:
        count, unit = off.groups()
        return (reading.number(count).value if count else 1.0) * _UNITS[unit]
    match = reading.match(r"(?:a|one|another) (day|weeks) (?:of (?:time|theta|decay)|to decay|go by|pass)")
    if match is not None:
        return _UNITS[match.group(1)]
    match = reading.match(r"(?:a|one|the) (day|weeks) (?:later|from now|passes|has passed|goes by|forward|ahead|hence|on(?! the))")
    return None if match is None else 1.0 if match.group(1) == "day" else 7.0


def _scaled(reading: Reading, words: str, value: float) -> float | None:
    target = rf"(?:the |my |that |this |its )*(?:(?:number|amount|count) of )?(?:{words})(?! (?:number|amount|count) of)"
    for factor, verbs, after in (
        (0.5, r"halve|half|cut in half", r"halves|halved|in half|is halved|cut in half"),
        (2.0, r"double|twice", r"doubles|doubled|is doubled|twice as (?:big|large|much)|(?:the |at )?double|twice that"),
        (3.0, r"triple|treble", r"triples|tripled"),
    ):
        if (
            reading.match(rf"(?:{verbs}) (?:of )?{target}|{target} (?:{verbs}) (?:that|as much|of that|of it)") is not None
            or reading.match(rf"(?:cut )?{target} (?:{after})") is not None
        ):
            return value * factor
    return None


_GOES = r"(?:gaps?|gapped|moves?|moved|goes|went|is|was|were|are|opens?|opened|trades?|sits?|ends?|comes?)"


def _moved(reading: Reading, words: str, field: str, value: float) -> float | None:
    target = rf"(?:the |my )?(?:{words})(?: target)?"
    for sign, verb, way in ((1, _RAISE, _RISES), (-1, _CUT, _FALLS)):
        for pattern in (
            rf"{verb} {target} (?:{way} |up |down |{'out' if sign > 0 else 'in'} )?(?:by |another |of |a )*#(?: (?:vol |index |spx )?(?:points|"
            rf"days))?(?: ,)?(?: relative)?(?! (?:each|wide))",
            rf"{verb.replace('bring|take|', '')} (?:another |by )?# (?:more |extra )?(?:vol |index )?(?:points |days )?(?:to|from|off|on|of)? ?"
            rf"{target}(?: more| fewer)?",  # "take 8 contracts" takes none away
            rf"{verb} (?:another )?# (?:vol |index )?(?:points |days )?(?:from|off) {target}",
            rf"{target} (?:(?:is|goes|was|were|are|has|have|had|just|already|now) )*{way} (?:by |of |another )*#"
            rf"(?: (?:vol |index )?(?:points|days))?(?: relative)?",
            rf"{target} {_GOES} (?:another )?#(?: points)? {way}",
            rf"# (?:points |vol points |percent )?{way} {target}",
            rf"# {way} (?:{words})",
            rf"# (?:{words}) {way}",
            rf"{target} # (?:points |days )?(?:{way})",
        ):
            numbers = reading.take(pattern)
            if numbers:
                return _applied(numbers[0], field, value, sign)
    return None


_RATES = r"risk_fraction|win_rate|required_return|market_return|risk_free|dividend_yield|(?:.*_)?growth|(?:.*_)?rate|cost_of_.*"
LEAST_POINT = 0.1  # "raise growth half a point" of a rate, or of vol, is percentage points; what is smaller is a fraction


def _applied(number: Number, field: str, value: float, sign: int) -> float:
    amount = abs(number.value) * (sign if number.value >= 0 or not number.signed else -sign)
    rate = re.fullmatch(_RATES, field) is not None
    if number.kind == "P" and not rate:
        return value * (1 + amount / 100)
    in_points = LEAST_POINT if rate or field == "vol" else 1.0 if field in ("short_delta", "win_rate") else inf
    if number.kind == "P" or abs(amount) >= in_points:
        return value + amount / 100
    return value + amount


def _tidy(field: str, value: float) -> float | int:
    rounded = round(value, 10)
    if field in ("contracts", "condor_contracts"):
        return max(int(rounded), 1) if rounded > 0 else int(rounded)  # fewer than none is for the calculator to refuse
    return int(rounded) if rounded == int(rounded) else rounded


def _with_wings(edits: Mapping[str, Any], kept: Mapping[str, Any]) -> dict[str, Any]:
    """Two new short strikes keep the wings as wide as they were."""
    both = kept.get("wing_width")
    put, call = kept.get("put_wing_width", both), kept.get("call_wing_width", both)
    if all(name in kept for name in STRIKE_FIELDS):
        put, call = kept["short_put"] - kept["long_put"], kept["long_call"] - kept["short_call"]
    if put is None or call is None:
        return dict(edits)
    return {**edits, "long_put": edits["short_put"] - put, "long_call": edits["short_call"] + call}


def _rewinged(edits: Mapping[str, Any], kept: Mapping[str, Any]) -> dict[str, Any]:
    """New wings of four strikes move the long ones."""
    both = edits.get("wing_width")
    put, call = edits.get("put_wing_width", both), edits.get("call_wing_width", both)
    if (put is None and call is None) or any(name in edits for name in PLACEMENTS):
        return dict(edits)
    rest = {name: value for name, value in edits.items() if name not in ("wing_width", "put_wing_width", "call_wing_width")}
    longs = {
        "long_put": kept["short_put"] - put if put is not None else kept["long_put"],
        "long_call": kept["short_call"] + call if call is not None else kept["long_call"],
    }
    return {**{name: kept[name] for name in STRIKE_FIELDS}, **longs, **rest}


def merged(previous: Mapping[str, Any], edits: Mapping[str, Any]) -> dict[str, Any]:
    """The previous inputs with the edits: a new placement replaces the old one, new strikes replace placement and wings."""
    kept = dict(previous)
    if {"short_put", "short_call"} <= set(edits) and "long_put" not in edits:
        edits = _with_wings(edits, kept)
    placements = [name for name in PLACEMENTS if name in edits]
    if placements:
        rolled = "days_left" in kept  # the open condor keeps its strikes and what it was sold for
        for name in PLACEMENTS if rolled else (*PLACEMENTS, *STRIKE_FIELDS, "credit"):
            kept.pop(name, None)  # a fill belongs to the strikes it was had on
    if all(name in kept for name in STRIKE_FIELDS) and not any(name in edits for name in STRIKE_FIELDS):
        edits = _rewinged(edits, kept)
    if any(name in edits for name in (*STRIKE_FIELDS, "short_strike", "long_strike")):
        for name in (*PLACEMENTS, "wing_width", "put_wing_width", "call_wing_width", "credit"):
            kept.pop(name, None)
    if "wing_width" not in edits and "wing_width" in kept and {"put_wing_width", "call_wing_width"} & set(edits):
        both = kept.pop("wing_width")  # one wing is changed: the other stays as wide as it was
        kept.update(put_wing_width=both, call_wing_width=both)
    if "wing_width" in edits and {"short_strike", "long_strike"} <= set(kept) and not {"short_strike", "long_strike"} & set(edits):
        width = edits["wing_width"] if kept["long_strike"] > kept["short_strike"] else -edits["wing_width"]
        edits = {**{name: value for name, value in edits.items() if name != "wing_width"}, "long_strike": kept["short_strike"] + width}
    if "dte" in edits and len({leg.get("dte") for leg in kept.get("legs", ())}) == 1:  # the days that all legs have
        kept["legs"] = [{**leg, "dte": edits["dte"]} for leg in kept["legs"]]
        edits = {name: value for name, value in edits.items() if name != "dte"}
    if "wing_width" in edits:
        kept.pop("put_wing_width", None)
        kept.pop("call_wing_width", None)
    if "wing_width" in edits and "short_put" in kept and "short_call" in kept and "long_put" not in kept:
        width = edits["wing_width"]  # two short strikes were named before, the wings now
        kept.update(long_put=kept["short_put"] - width, long_call=kept["short_call"] + width)
        edits = {name: value for name, value in edits.items() if name != "wing_width"}
    for one, other in (("vol", "vix"), ("vix", "vol"), ("premium", "market_return"), ("market_return", "premium")):
        if one in edits and one not in kept:
            kept.pop(other, None)
    kept.update(edits)
    if {"direction", "right"} & set(edits) and not {"short_strike", "long_strike"} & set(edits):
        _swap_strikes(kept)
    return kept


def _swap_strikes(spread: dict[str, Any]) -> None:
    """A spread turned round, or made of the other right, keeps its two strikes: the one that was sold is bought."""
    if {"short_strike", "long_strike", "right", "direction"} <= set(spread):
        sold = (spread["short_strike"] > spread["long_strike"]) == (spread["right"] == "put")
        if sold != (spread["direction"] == "sell"):
            spread.update(short_strike=spread["long_strike"], long_strike=spread["short_strike"])
