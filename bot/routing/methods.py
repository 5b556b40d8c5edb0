"""The method's calculators and the worked examples: blanks named outright, lists, and a few readings of their own."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from datetime import date
from math import inf
from typing import Any

from bot.routing import slots
from bot.routing.arbitrage import read_box, read_parity, settle_prices
from bot.routing.blanks import Blanks, blanks_of
from bot.routing.cash_flows import take_cash_flows
from bot.routing.dates import take_expiry, takes_252
from bot.routing.finance import (
    drop_claimed,
    read_capital,
    read_dividend,
    read_losses,
    read_nothing_of,
    read_partners,
    read_plan,
    settle_dividend,
    settle_plan,
)
from bot.routing.found import Found, Given
from bot.routing.keys import take_keys
from bot.routing.nearby import OTHER_UNIT, place_nearby, words_of_siblings
from bot.routing.numbers import Number
from bot.routing.reading import Reading
from bot.routing.series import places, take_curve, take_layers, take_list, take_list_before, take_run
from bot.routing.slots import Slot
from bot.routing.stakes import read_payoff, read_record, read_stake
from bot.routing.trades import TIER_CREDIT, take_zeros
from bot.routing.words import FALLS, RISES
from calculators.spec import Calculator, Inputs
from calculators.speech import verbs

CURRENCIES = {
    "usd": r"usd|dollars?|us|american|greenback|sofr",
    "eur": r"eur|euro|euros|ecb|eurozone|europe|euribor|ester",
    "gbp": r"gbp|sterling|pounds?|uk|british|britain",
    "jpy": r"jpy|yen|japan|japanese",
    "aud": r"aud|aussie|australia|australian",
    "nzd": r"nzd|kiwi",
    "cad": r"cad|loonie|canada|canadian",
    "chf": r"chf|swiss|switzerland|francs?|swissie",
    "sek": r"sek|swedish|krona",
    "nok": r"nok|norwegian",
    "mxn": r"mxn|pesos?|mexican|mexico|mexicans",
    "cnh": r"cnh|offshore yuan",
    "cny": r"cny|yuan|renminbi|rmb|chinese|china",
    "pln": r"pln|zloty|zlotys|polish|poland",
    "inr": r"inr|rupees?|indian|india",
    "try": r"lira|turkish|turkey",
    "zar": r"zar|rand|south african",
    "brl": r"brl|reais|brazilian|brazil",
    "krw": r"krw|korean won|korean|korea",
    "sgd": r"sgd|singapore",
    "hkd": r"hkd|hong kong",
    "thb": r"thb|baht|thai",
    "czk": r"czk|koruna|czech",
    "huf": r"huf|forint|hungarian",
    "dkk": r"dkk|krone|kroner|danish",
    "ils": r"ils|shekels?|israeli",
}
_FX_SPOT = Slot("spot", slots.amount, 1e-4, 1e5, (r"(?:spot|trades|trading|rate|at|is) ~#", r"#"), "What is the spot exchange rate?")


LADDER_DAYS = (30.0, 110.0, 220.0)  # the layers a hedge has when nobody names others
_ONE_LAYER = r"# vix calls?(?: (?:of|at|in|with|for))* # days?(?: (?:out|away|to expiring|to go))* (?:struck at|strike|at strike|struck|at) #"
_DELTA_OF_CALLS = r"# delta (?:vix )?calls?|(?:calls?|layers?) (?:at |of |with )*(?:an? )?# delta"


def read_method(reading: Reading, calculator: Calculator[Any, Any], as_of: date, guess: bool = True, known: Collection[str] = ()) -> Found:
    """The inputs of a calculator that is not an option structure: what only a grammar can read, then its blanks, then the market.

    Without `guess` a width must be named: any number could be one. What is `known` is no blank that a number must be for.
    """
    found = Found(Given(reading))
    inputs: type[Inputs] = calculator.inputs
    fields = frozenset(inputs.model_fields)
    blanks = blanks_of(inputs, calculator.speech)
    if "win_rate" in fields:
        reading.take(r"how many (?:wins |winners )?(?:of|out of|in|from) (?:every |each )?#(?= (?!of|out))")
    reading.take(r"(?:wins|winners) (?:per|in|out of|in every|of every) #(?= (?:do|must|should|would|does|trades|to))")
    reading.take(r"(?:all|both|the|these|those|any of the|its) # (?:[a-z]+ ){0,2}tiers")
    reading.take(r"(?:over|of|for|in|across) (?:the |its )?(?:last |past |previous )?# (?:sessions?|closes)") if "vix_5dma" in fields else None
    reading.take(r"# (?:\w+ )?(?:rules|steps|reasons|ways|kinds|types|phases|questions|principles|ideas)")  # counts of words, no inputs
    if "dte" not in fields:
        reading.take(r"(?:these|those) # (?:days?|weeks|months|years|sessions?|bars|closes|prices|prints|trades)")
    take_keys(reading, found, calculator)
    if reading.said_at_all(_CLAIMS):
        drop_claimed(reading, calculator.name)
    for needs, read in _READERS:
        if needs <= fields:
            read(reading, found, as_of)
    _take_series(reading, found, blanks)
    if {"account", "max_loss"} <= fields:
        _stake(reading, found)
    if {"win_rate", "fraction"} <= fields and (staked := _part_staked(reading)) is not None:
        found.inputs["fraction"] = staked
    if {"credit", "win_rate"} <= fields:
        reading.match(r"how often (?:[a-z]+ ){1,5}?win(?:s|ning)?")  # asked for, not given
        reading.match(r"breakeven win(?:ning|s)?(?: rate| ratio| percentage| %| probability)?(?= (?!(?:of|is|at|to) P))")  # asked for, not given
    if calculator.name == "expected_move":  # one and two standard deviations are always told
        while reading.take(r"# (?:sd|sigma)"):
            pass
    if {"credit", "wing_width"} <= fields and "tiers" not in fields and len(tiers := re.findall(_TIER, reading.said)) == 1:
        found.inputs["credit"] = TIER_CREDIT[tiers[0]]
    risked = (
        reading.take(r"(?:risk|risking|to lose|lose|losing|max loss) ~#", lambda number: number.kind == "D" and number.value >= 20)
        if {"credit", "wing_width", "fraction"} <= fields and not reading.has(r"# (?:points )?wide|wings? .*#|width ~#|# w|# spreads?|on (?:an? )?#")
        else None
    )
    found.assign(reading, *blanks.numbers)
    if risked and "credit" in found.inputs and "wing_width" not in found.inputs:  # what is risked is the width less the credit
        found.inputs["wing_width"] = round(found.inputs["credit"] + risked[0].value / slots.DOLLARS_A_POINT, 10)
    if "cash_flows" in fields:
        _flows(reading, found)
    if "demean" in fields and reading.match(_NOT_DEMEANED) is not None:
        found.inputs["demean"] = False
    for choice in blanks.choices:
        if choice.field not in found.inputs and reading.said_at_all(choice.words):
            found.inputs[choice.field] = choice.value
    if "foreign_rate" not in fields:  # a pair of currencies has two rates of its own
        _market(reading, found, fields, as_of)
    _bare_run(reading, found, blanks, known)
    _last_blanks(
        reading,
        found,
        fields,
        [name for name, info in inputs.model_fields.items() if info.is_required() and name not in known and (guess or name != "wing_width")],
        blanks,
    )
    settle_prices(reading, found)
    cap = found.inputs.pop("_cap", None)
    if cap is not None and found.inputs.get("account", 0) > 0 and "risk_fraction" not in found.inputs:
        found.inputs["risk_fraction"] = round(cap / found.inputs["account"], 10)
    place_nearby(reading, found, words_of_siblings(blanks.numbers, found.inputs), {})
    if {"reserve_in", "reserve_out"} <= set(found.inputs):
        _by_token(reading, found)
    for right in ("call", "put"):
        if "strike" in found.inputs and found.inputs.get(right) == found.inputs["strike"] and {"call", "put"} <= fields:
            found.inputs.pop(right)  # "the 7100 call" names it by its strike, and no price
    if "eps" in fields and {"price", "net_income"} == set(found.inputs) and found.inputs["net_income"] < 10 * found.inputs["price"]:
        found.inputs["eps"] = found.inputs.pop("net_income")  # what one share costs, and what one earns
    if "required_return" in fields and "growth" not in {*found.inputs, *known} and "terminal_growth" in found.inputs:
        found.inputs["growth"] = found.inputs.pop("terminal_growth")  # "growing 3 % forever" is all the growth there is
    settle_plan(found)
    settle_dividend(found)
    if "scenarios" in fields:
        levels_to_moves(found.inputs, found.inputs.get("vix"))
    found.check(reading, *blanks.numbers, *((slots.DTE,) if "dte" in fields else ()))
    return found


_CLAIMS = (
    r"claims?|claimed|claiming|says?|said|saying|writes?|wrote|told|states?|true|false|right|correct|verify|verified|check|checks?|confirm|really|"
    r"wrong|slip|mistaken|agree|statement|promises?|boasts?|reckons?"
)
_NOT_DEMEANED = (
    r"(?:no|without|not|skip|skipping|drop|don ' t|do not|with no) (?:(?:the|any|a) )*(?:demean\w*|de meaning|mean (?:subtract\w*|removal))|"
    r"(?:(?:with|assume|assuming|a|at|of) )*(?:zero mean|mean (?:of |is |at |= )*(?:zero|nought))"
)
_TIER = re.compile(rf"(?<= )({'|'.join(TIER_CREDIT)})(?= )")


def _take_series(reading: Reading, found: Found, blanks: Blanks) -> None:
    """Lists after their names, "highs 102, 103", or all of them before, "1,800 and 1,500 risers"."""
    open_ = [series for series in blanks.series if series.field not in found.inputs and series.field != "cash_flows"]
    for take in (take_list, take_list_before):
        for series in open_:
            least = 2 if take is take_list_before or (series.required and len(blanks.series) == 1) else series.least
            values = None if series.field in found.inputs else series.read(take(reading, series.words, least=least))
            if values is not None:
                found.inputs[series.field] = values
    lengths = {len(found.inputs[series.field]) for series in blanks.series if series.field in found.inputs}
    reading.take(
        r"(?:(?:over|of|for|in|on|across|the|these|those|last|past) )*# (?:\w+ )?(?:days?|weeks|months|sessions?|bars|closes|prices|prints)",
        lambda number: number.value in lengths,
    )  # how many there are


def _bare_run(reading: Reading, found: Found, blanks: Blanks, known: Collection[str]) -> None:
    """A run of numbers nobody named belongs to the one list that is required and not known."""
    required = [series for series in blanks.series if series.required and series.field not in known]
    if len(required) == 1 and required[0].field not in found.inputs:
        values = required[0].read(take_run(reading))
        if values is not None:
            found.inputs[required[0].field] = values


def levels_to_moves(inputs: dict[str, Any], vix: float | None) -> None:
    """A scenario's "VIX to 40" is a move from the VIX named, else from that of the market."""
    scenarios = []
    for scenario in inputs.get("scenarios", []):
        level = scenario.get("vix_level")
        if level is not None and vix is not None:
            scenario = {"spx_move": scenario["spx_move"], "vix_move": round(level - vix, 10)}
        scenarios.append(scenario)
    if scenarios:
        inputs["scenarios"] = scenarios


def _market(reading: Reading, found: Found, fields: Collection[str], as_of: date) -> None:
    """Days, rates, vol and spot, as far as the calculator takes them."""
    if "time_convention" in fields and takes_252(reading):
        found.inputs["time_convention"] = "trading252"
    if "dte" in fields:
        found.take_days(reading, as_of)
    if {"rate", "dividend_yield", "spot"} <= set(fields):
        take_zeros(reading, found)
    found.take(reading, *(slot for slot in (slots.RATE, slots.DIVIDEND_YIELD, slots.CONTRACTS) if slot.field in fields and "spot" in fields))
    # What is built on VIX itself is told the level, whatever the word.
    level = slots.VIX if "vix" in fields and ("vol" not in fields or reading.said_at_all("vix")) else slots.VOL
    if level.field in fields and not {"vix", "vol"} & set(found.inputs):
        found.take(reading, level)
    if "spot" not in fields:
        return
    found.take(reading, slots.SPOT)
    for index, number in reading.left():
        if number.kind != "N" or number.signed:
            continue
        if "spot" not in found.inputs and slots.SPOT.believable(number) and not slots.is_year(number):
            found.put(reading, index, "spot", number.value)
        elif level.field in fields and "spot" in found.inputs and not {"vix", "vol"} & set(found.inputs) and 5 <= slots.vix(number) <= 90:
            found.put(reading, index, level.field, level.convert(number))
    found.check(reading, slots.SPOT)


_MONEY = ("account", "capital", "deposit", "notional")


def _last_blanks(reading: Reading, found: Found, fields: Collection[str], required: Collection[str], blanks: Blanks) -> None:
    """A single number left goes to the single blank it can fill."""
    held = [field for field in _MONEY if field in fields]
    sums = [(index, number) for index, number in reading.left() if number.kind != "P" and number.value >= 5000 and not number.signed]
    if (
        len(held) == 1
        and held[0] not in found.inputs
        and len(sums) == 1
        and ("spot" not in fields or "spot" in found.inputs or sums[0][1].kind == "D" or sums[0][1].value > slots.SPOT.high)
    ):
        found.put(reading, sums[0][0], held[0], sums[0][1].value)
    dollars = [(index, number) for index, number in reading.left() if number.kind == "D"]
    if {"account", "max_loss"} <= set(fields):
        for index, number in dollars:
            slot = "account" if number.value >= 5000 and "account" not in found.inputs else "max_loss"
            if slot not in found.inputs:
                found.put(reading, index, slot, number.value)
        for index, number in reading.left():
            if number.kind == "P" and "risk_fraction" not in found.inputs and number.value <= 100:
                found.put(reading, index, "risk_fraction", slots.share(number))
            elif number.kind == "N" and number.value >= 10_000 and "account" not in found.inputs:
                found.put(reading, index, "account", number.value)
    if "win_rate" in fields:
        for index, number in reading.left():
            if number.kind == "P" and "win_rate" not in found.inputs and 5 <= number.value <= 100:
                found.put(reading, index, "win_rate", slots.share(number))
            elif (
                "credit" in fields
                and number.kind != "P"
                and "credit" not in found.inputs
                and 0.05 <= slots.premium(number) < found.inputs.get("wing_width", 50)
            ):
                found.put(reading, index, "credit", slots.premium(number))
    left = [
        (index, number)
        for index, number in reading.left()
        if number.kind in ("N", "D") and not re.search(rf" [ND]{index} {OTHER_UNIT} ", reading.text)
    ]
    lacking = [slot for slot in blanks.numbers if slot.field in required and slot.field not in found.inputs]
    if len(left) == 1 and len(lacking) == 1 and lacking[0].believable(left[0][1]):
        found.put(reading, left[0][0], lacking[0].field, lacking[0].convert(left[0][1]))
    if "vix_5dma" in fields and "vix" not in found.inputs:
        for index, number in reading.left():
            if number.kind == "N" and 5 <= number.value <= 150:
                found.put(reading, index, "vix", slots.vix(number))
                break


_SHARES = {"half": 0.5, "third": 1 / 3, "quarter": 0.25, "fifth": 0.2, "tenth": 0.1, "twentieth": 0.05}


def _part_staked(reading: Reading) -> float | None:
    """ "A tenth of the account": the part of it that is staked."""
    part = reading.match(
        rf"(?:an? |one )?({'|'.join(_SHARES)}) of (?:the |my |our |its )*(?:account|bankroll|capital|money|equity)"
    ) or reading.match(
        rf"(?:bet|stake|wager|betting|staking|risk|risking) (?:only |just )?(?:an? |one )?({'|'.join(_SHARES)})(?= (?:[.,?!]|each|every|a|per|$))"
    )
    return None if part is None else _SHARES[part.group(1)]


def _stake(reading: Reading, found: Found) -> None:
    """ "Condors 10 wide sold for 1.60": unless the loss is named, one can lose the width less the credit."""
    staked = _part_staked(reading)
    if staked is not None:
        found.inputs["risk_fraction"] = staked
    part = reading.take(
        r"(?:risk|risking|lose|losing|put|putting) ~# (?:of|on|out of|from) (?:an? |my |the |our )?#(?= (?:account|book|portfolio|,|\.|_))",
        lambda stake, account: 0 < stake.value < account.value and "P" not in (stake.kind, account.kind),
    )
    if part:
        found.inputs.update(account=part[1].value, risk_fraction=round(part[0].value / part[1].value, 10))
    cap = reading.take(
        r"(?:i|we|to|will|willing|wont|not|never|may|would)(?: [a-z]+){0,2} (?:lose|risk) (?:more than|at most|up to|no more than|max(?:imum)?) ~#"
        r"(?: (?:a|per|each|on any|on a|on each|in any|in one) (?:single |one )?trade|(?= (?:and|in total|overall|altogether|[,.;])))",
        lambda number: number.kind != "P",
    )
    if cap:
        found.inputs["_cap"] = cap[0].value
    worst = reading.take(r"worst (?:case|outcome|result|loss)? ?~#", lambda number: number.signed and number.value < 0)
    if worst:
        found.inputs["max_loss"] = -worst[0].value  # what is lost at worst, told with its sign
    points = reading.take(r"(?:max(?:imum)? loss|loses?|lose|losing|loss|risks?) ~# points", lambda number: number.kind == "N")
    if points:
        found.inputs["max_loss"] = round(points[0].value * slots.DOLLARS_A_POINT, 10)
    if reading.said_at_all(r"max(?:imum)? loss|los(?:e|es|ing)|at (?:risk|stake)|worst|risks #.*"):
        return
    width = slots.WING_WIDTH.take(reading)
    if width is None:
        return
    credit = slots.FILL.take(reading)
    credit = slots.CREDIT.take(reading) if credit is None else credit
    if credit is None:
        named = reading.take(r"(?:at|@|of|on|by|from) #", lambda number: number.kind != "P" and 0 < slots.premium(number) < width)
        credit = slots.premium(named[0]) if named else None
    if credit is not None and credit < width:
        found.inputs["max_loss"] = round((width - credit) * slots.DOLLARS_A_POINT, 10)


def _proportion(reading: Reading, found: Found, as_of: date) -> None:
    """ "Nine times in ten", "7 out of 10": a win rate. "Even money": a payoff of one."""
    losers = reading.take(
        r"# (?:times |trades )?(?:in|out of|of|of every) (?:every )?# (?:times |trades |of them )?(?:(?:is|are|will|be|ends?|end up|turns?|"
        r"goes|out|as|to|a|an|the|full|total|complete|big|max|maximum) )*"
        r"(?:losers?|loss|losses|lost|loses?|losing|goes wrong|blows up|wiped out|max loss)",
        lambda a, b: 0 <= a.value <= b.value and b.value > 1 and a.kind == b.kind == "N",
    )
    if losers:
        found.inputs["win_rate"] = round(1 - losers[0].value / losers[1].value, 10)
    numbers = reading.take(
        r"# (?:times |wins |winners |(?:winning )?trades )?(?:in|out of|of|of every) (?:every )?#(?: times| trades)?(?! points)",
        lambda a, b: 0 <= a.value <= b.value and b.value >= 2 and a.kind == b.kind == "N",
    )
    if numbers:
        found.inputs["win_rate"] = numbers[0].value / numbers[1].value
    lost = reading.take(r"(?:lose|losing|lost) (?:(?:one|a|#) )?(?:(?:trades?|times?) )?(?:in|out of|of) (?:every )?#", lambda *n: n[-1].value > 1)
    if lost:
        found.inputs["win_rate"] = 1 - (lost[0].value if len(lost) > 1 else 1.0) / lost[-1].value
    part = reading.match(rf"{_PART} (?:of )?{_TRADES} (?:{verbs('win work succeed')}|winners|come good)")
    if part is not None:
        found.inputs["win_rate"] = (reading.number(part.group(1)).value if part.group(1) else 1.0) * _PARTS[part.group(2).rstrip("s")]
    record = reading.take(
        r"# (?:\w+ )?trades (?:[a-z,]+ ){0,3}?# (?:of them |have |were |are )*(?:winners|wins?|won|profitable|made money|worked)|"
        r"# trades (?:, )?(?:(?:i|we|it|they|have|has) )*(?:won|win|wins) #",
        lambda a, b: 0 <= b.value <= a.value and a.kind == b.kind == "N",
    )
    if record:
        found.inputs["win_rate"] = record[1].value / record[0].value
    losers = reading.take(
        rf"#% (?:of {_TRADES} )?(?:are |were |end (?:up )?(?:as |in )?)?(?:losers?|los(?:e|ing|es)(?! trades?)|bad)(?= )|#% (?:losers?|"
        rf"losing trades?|losses)|#% of (?:the |my |all )?(?:trades |them )?(?:lose|losers)|los(?:s|ing) rate ~#%|lose ~#% of the time"
    )
    if losers:
        found.inputs["win_rate"] = round(1 - losers[0].value / 100, 10)
    counts = (
        reading.match(r"(N\d+) (?:times|wins|winners)(?= (?:[a-z,]+ ){0,4}?(?:lose|loses|losing|lost|drop) (?:[ND]\d+ )?(?:(once)|(N\d+) times))")
        if "win_rate" not in found.inputs
        else None
    )
    if counts is not None:
        won, gone = reading.number(counts.group(1)).value, 1.0 if counts.group(2) else reading.number(counts.group(3)).value
        found.inputs["win_rate"] = won / (won + gone)
    winners = reading.take(rf"#% of {_TRADES}|#% shots?") if "win_rate" not in found.inputs else None
    if winners:
        found.inputs["win_rate"] = slots.share(winners[0])
    _ruin(reading, found)
    reading.take(r"# (?:losers|losses|losing trades) (?:in a row|running|straight)")  # streaks of every length are told
    if reading.match(r"(?:at )?even (?:money|odds)|(?:one|N\d+) (?:to|for) one|same size either way") is not None:
        found.inputs["payoff_ratio"] = 1


_TRADES = r"(?:my |the |all |these |our |those |such )*(?:trades|them|condor|spreads|positions|setups|bets|cases)"
_RUINED = (
    r"ruin(?:ed)? (?:level )?(?:=|:|is|are|means?|meaning|being|defined|when|where|at|level|to be) "
    r"(?:(?:=|:|is|means?|being|defined|as|at|when|i|we|have|am|the|my|an?|account|equity|bankroll|down|falling|falls?|fall|drops?|to|below|under|"
    r"left|with|only|of) )*"
)


def _ruin(reading: Reading, found: Found) -> None:
    """Where ruin begins: "ruined = down to 40 %", "ruin is losing half", "ruin at a 70 % drawdown"."""
    lost = r"(?:losing|loss of|lose|lost|down by|a drawdown of|drawdown of) (?:the |my |a )*"
    level = reading.match(rf"{_RUINED}(?:{lost})(?:#%|(half))|{_RUINED}#% (?:drawdown|loss|lost|down)")
    if level is not None:
        place = level.group(1) or level.group(3)
        found.inputs["ruin_level"] = 0.5 if place is None else round(1 - slots.share(reading.number(place)), 10)
        return
    level = reading.match(rf"{_RUINED}(?:#%|(half))(?! (?:win|wins|winners|winning|hit|pop|chance|of the time|success))")
    if level is not None:
        found.inputs["ruin_level"] = 0.5 if level.group(1) is None else slots.share(reading.number(level.group(1)))


def _kelly(reading: Reading, found: Found, as_of: date) -> None:
    part = reading.match(rf"({'|'.join(_SHARES)}) (?:of )?(?:the )?(?:full )?kelly")
    if part is not None:
        found.inputs["fraction"] = _SHARES[part.group(1)]
    either_way = reading.take(r"# (?:against|versus|vs|and|or|/|,) #", lambda a, b: a.signed and b.signed and a.value > 0 > b.value)
    if either_way:
        found.inputs.update(win=either_way[0].value, loss=-either_way[1].value)
    numbers = reading.take(r"# (?:to|:) #", lambda a, b: a.kind == b.kind == "N" and b.value > 0) or reading.take(
        r"# (?:for|on) (?:every|each) # (?:staked|risked|bet|put up|lost|wagered|at risk)", lambda a, b: b.value > 0
    )
    if numbers:
        found.inputs["payoff_ratio"] = numbers[0].value / numbers[1].value


def _curve(reading: Reading, found: Found, as_of: date) -> None:
    if "futures" in found.inputs:
        return
    curve = take_curve(reading)
    if curve is not None:
        found.inputs["futures"] = curve


def _are_levels(*numbers: Number) -> bool:
    return all(number.kind == "N" and 5 <= number.value <= 150 for number in numbers)


def _levels(reading: Reading, found: Found, as_of: date) -> None:
    """A futures curve without its days: "the front two futures at 26.4 and 25.1", "front future 17.4, second 18.6"."""
    one = r"(?:(?:months?|futures?|vx|contract|one) )*"
    two = reading.take(rf"(?:front|first|near) {one}~# (?:(?:,|and|/) )*(?:the )?(?:second|back|next) {one}~#(?! (?:days?|dte))", _are_levels)
    if two and "futures" not in found.inputs:
        found.inputs["futures"] = [{"level": number.value} for number in two]
    levels = take_list(reading, r"(?:vix |vx )?futures?(?: curve)?|curve") if "futures" not in found.inputs else None
    if levels is not None:
        found.inputs["futures"] = [slots.vix(level) for level in levels]
    reading.take(r"(?:first|front|next) #(?= (?:vix |vx )?(?:futures|months|_))")


def _hedge(reading: Reading, found: Found, as_of: date) -> None:
    part = reading.match(_PART_OF_LOSS)
    if part is not None:
        many, name = part.group(1) or part.group(3), part.group(2) or part.group(4)
        found.inputs["target_offset"] = round((reading.number(many).value if many else 1.0) * _PARTS[name.rstrip("s")], 10)
    condor = _condor_hedged(reading)
    if condor:
        found.inputs["condor"] = condor
    scenarios = _scenarios(reading)
    if scenarios:
        start = scenarios[0].pop("_from", None)
        if start is not None:
            found.inputs["vix"] = start
        found.inputs["scenarios"] = scenarios
    reading.take(r"(?:all|the|these|those|in|both) # layers")
    horizon = reading.take(r"(?:in |after |over )?# days? (?:from now|later|ahead|hence|have passed|pass(?:ed)?|into it)|after # days?")
    weeks = (
        reading.take(r"(?:in |after |over )?# weeks (?:from now|later|ahead|hence|have passed|pass(?:ed)?|into it)|after # weeks")
        if not horizon
        else None
    )
    if horizon or weeks:
        found.inputs["horizon_days"] = horizon[0].value if horizon else 7 * weeks[0].value if weeks else 0
    one = reading.take(_ONE_LAYER) if len(reading.all(r"# vix calls?")) == 1 else None
    layers = [{"quantity": int(one[0].value), "dte": one[1].value, "strike": one[2].value}] if one else take_layers(reading)
    if layers is None and (calls := reading.take(_DELTA_OF_CALLS)) is not None:
        found.inputs["delta"] = slots.delta(calls[0])
    if layers is not None:
        told = any(len(layer) > len(("quantity", "dte")) for layer in layers)
        struck = {} if told else _struck(reading)
        found.inputs["layers"] = [{**layer, **struck} for layer in layers]
    reading.take(r"# / # / #(?: (?:ladder|ratio|layers?|hedge|calls?))?", lambda *n: [x.value for x in n] == [4, 4, 2])  # the ladder assumed anyway
    curve = take_curve(reading, [layer["dte"] for layer in layers] if layers else list(LADDER_DAYS))
    if curve is not None:
        found.inputs["futures"] = curve


def _struck(reading: Reading) -> dict[str, float]:
    """Where all layers of a hedge are struck: "each 6 points above its future", "strike 25 in all layers", "30 delta calls"."""
    above = reading.take(
        r"# (?:vix )?points? (?:above|over|otm|out of the money)(?: (?:the|its|their|each|own|vix|futures?|future|respective))*",
        lambda n: n.value <= 60,
    )
    if above:
        return {"otm_points": above[0].value}
    strike = reading.take(r"(?:strikes?|struck) (?:at |of |is |are |: )*#(?! (?:points|delta|%))|# strike(?: calls?)?", lambda n: 5 <= n.value <= 150)
    if strike:
        return {"strike": strike[0].value}
    delta = reading.take(_DELTA_OF_CALLS)
    return {"delta": slots.delta(delta[0])} if delta else {}


def _condor_hedged(reading: Reading) -> dict[str, float]:
    """The condor a hedge stands over, when it is told by delta and width: "40 condors of 45 days, 16 delta and 50 wide"."""
    if not (reading.has(r"# delta(?! (?:vix )?calls?)") and reading.has(r"# (?:points )?wide|wings? .*#|width ~#")):
        return {}
    condor: dict[str, float] = {}
    days = reading.take(r"# (?:dte|days?|d)(?= (?:iron |spx |kind |type |sort )*(?:condor|ic|kind|type|sort))") or reading.take(
        r"(?:condor|ic) (?:of|with|at|in|,)? ?(?:the )?# (?:dte|days?|d)(?! (?:calls?|vix))"
    )
    if days:
        condor["dte"] = days[0].value
    for slot in (slots.DELTA_FIRST, slots.WING_WIDTH):
        value = slot.take(reading)
        if value is not None:
            condor[slot.field] = value
    return condor if slots.DELTA_FIRST.field in condor else {}


_PART = r"(?:(N\d+) |a |one )?(half|quarters?|thirds?|all)"
_PART_OF_LOSS = (
    rf"{_PART}(?= (?:of )?(?:(?!vix)[a-z]+ |N\d+ (?=condor)|' ){{0,5}}?(?:loss(?:es)?|loses?|lost)(?: |$))|"
    rf"(?:(?<=is )|(?<=are )|(?<=be )){_PART}(?= (?:of it |of that )?(?:paid|covered|offset|made|recovered|compensated|hedged) )"
)
_PARTS = {"quarter": 0.25, "third": 1 / 3, "half": 0.5, "all": 1.0}

_SPX = r"(?:spx|index|market|s|spot)"
_MOVES = rf"(?:(?:slides?|trades?|comes|is|were|was|goes|moves?|opens?|gaps?) )?({FALLS}|{RISES})?"


LEAST_OF_A_CRASH = 30.0  # from here on "VIX 60" beside a fall is where it goes, and not by how much


def _scenarios(reading: Reading) -> list[dict[str, float]]:
    """ "SPX -5% with VIX +15": moves of the index as a decimal, of VIX in points."""
    scenarios: list[dict[str, float]] = []
    risen = reading.take(r"vix (?:[a-z]+ ){0,2}from # to #")
    if risen:
        index = reading.match(rf"{_SPX} {_MOVES} (?:by )?#%") or reading.match(r"(?:spx|index|market) ()#%")
        if index is not None:
            fell = index.group(1) and re.fullmatch(FALLS, index.group(1))
            fell_by = reading.number(index.group(2))
            scenarios.append(
                {
                    "spx_move": round((-1 if fell else 1) * fell_by.value / 100, 12),
                    "vix_move": risen[1].value - risen[0].value,
                    "_from": risen[0].value,
                }
            )
    while True:
        match = reading.match(
            rf"(?:{_SPX} )?{_MOVES}(?(1) )(?:by |of )?(?<!target )(?<!offset )#% (?:with |and |, |/ |while |in |the |a )*vix (?:(?:goes |is |"
            rf"moves |gaps |"
            rf"shoots |pops |opens )?({RISES}|{FALLS}|to|at|goes|went|hits|reaches) )?(?:to )?(?:by )?#(?: points)?(?: higher)?(?! %)"
        )
        if match is None:
            match = reading.match(
                r"(?:a |an )?(?P<move>P\d+) (?:spx |index |market |s )?(?P<fall>drop|fall|decline|crash|selloff|rally|rise|"
                r"gain) (?:(?:in|of) (?:the )?(?:spx|index|market|s) )?"
                rf"(?:with |and |while |a |the |, )*vix (?:(?P<way>{RISES}|{FALLS}|to|at) )?(?:by )?(?P<level>N\d+)(?: points)?"
            )
            if match is None:
                return scenarios
            groups = match["fall"], match["move"], match["way"], match["level"]
        else:
            groups = match.group(1), match.group(2), match.group(3), match.group(4)
        fall, move, way, level = groups
        spx, vix = reading.number(move), reading.number(level)
        sign = -1 if fall and re.fullmatch(FALLS, fall) else 1
        scenario = {"spx_move": round(sign * spx.value / 100, 12)}
        if (way in ("to", "at", "hits", "reaches") or " to " in match.group(0) or (not way and vix.value >= LEAST_OF_A_CRASH)) and not vix.signed:
            scenario["vix_level"] = vix.value
        else:
            scenario["vix_move"] = -vix.value if way and re.fullmatch(FALLS, way) else vix.value
        scenarios.append(scenario)


def _engine(reading: Reading, found: Found, as_of: date) -> None:
    for field, low, high, pattern in (
        (
            "engine_dte",
            1,
            2000,
            r"engine (?:strangle |spreads? |sleeve |legs? |options? |of |at |in |with )*# (?:dte|days?)|# (?:dte|"
            r"days?) (?:_+ )*(?:N\d+ delta )?(?:engine|strangle|sleeve)",
        ),
        (
            "engine_delta",
            1,
            50,
            r"engine (?:strangle |spreads? |sleeve |legs? |options? |of |at |in |with |_+ )*# delta|# delta (?:_+ )*(?:engine|strangle)",
        ),
    ):
        numbers = reading.take(pattern, lambda number, low=low, high=high: low <= number.value <= high)
        if numbers:
            found.inputs[field] = numbers[0].value if field == "engine_dte" else slots.delta(numbers[0])
    if "strangle" in reading.said:
        delta = reading.take(r"strangle (?:at |of |with |out |_+ |, |and )*# delta") if "engine_delta" not in found.inputs else None
        if delta:
            found.inputs["engine_delta"] = slots.delta(delta[0])
        days = reading.take(r"(?:strangle|_+) (?:at |of |with |out |, |and )*# (?:dte|days?)") if "engine_dte" not in found.inputs else None
        if days:
            found.inputs["engine_dte"] = days[0].value
    if "engine_dte" in found.inputs and "engine_delta" not in found.inputs:
        delta = reading.take(r"_+ (?:at |, |and |with )*# delta", lambda number: 1 <= number.value <= 50)
        if delta:
            found.inputs["engine_delta"] = slots.delta(delta[0])
    if reading.said_at_all(r"hedged?|alvh|vix calls?") and not reading.said_at_all(
        r"(?:no|not|without|un) (?:an? |any |the |vix |call )*hedged?|unhedged"
    ):
        found.inputs["hedge"] = "vix_calls"
    for engine, words in (("strangle", "strangles?"), ("spreads", "spreads?")):
        if reading.said_at_all(words) and not reading.said_at_all(rf"(?:instead of|rather than|not|no|without) (?:an? |the |naked |short )*{words}"):
            found.inputs["engine"] = engine
            break
    if "engine" in found.inputs and not reading.said_at_all("condor|base (?:sleeve )?(?:of|at|in|with) # (?:days?|dte|delta)"):
        days = reading.take(r"# (?:dte|days?)") if "engine_dte" not in found.inputs else None
        if days:
            found.inputs["engine_dte"] = days[0].value
        delta = reading.take(r"# delta", lambda number: 1 <= number.value <= 50) if "engine_delta" not in found.inputs else None
        if delta:
            found.inputs["engine_delta"] = slots.delta(delta[0])
    shock = reading.take(rf"(?:vol|iv|vix|implied(?: vol)?) (?:{RISES}) (?:by )?#%")
    if shock:
        found.inputs["vol_shock"] = [slots.share(shock[0])]
    owed = reading.match(
        rf"(?:an? |one )?({'|'.join(_SHARES)})(?: of(?: (?:the|my|our|its|it|that))*(?: (?:capital|money|book))?)?"
        r"(?: (?:is|are|being))?(?= (?:borrowed|debt|owed))"
    )
    if owed is not None:
        found.inputs["debt_share"] = _SHARES[owed.group(1)]
    part = reading.match(rf"{_PART} (?:of (?:it|that|the money|the capital|my capital|the book) )?(?:(?:is|goes|sits|in|into|to|for|the) )+base")
    if part is not None:
        many = reading.number(part.group(1)).value if part.group(1) else 1.0
        found.inputs["base_share"] = round(many * _PARTS[part.group(2).rstrip("s")], 10)
    if reading.match(r"half (?:of it |the money |of the money )?(?:is |goes |sits )?(?:in|into|to|for) (?:the )?base") is not None:
        found.inputs["base_share"] = 0.5
    split = reading.take(r"# / #(?: split| mix| base)?", lambda a, b: abs(slots.share(a) + slots.share(b) - 1) < 1e-9)
    if split:
        found.inputs["base_share"] = slots.share(split[0])


_GROWS = rf"(?:grow\w*|{RISES}|appreciat\w+)"


def _two_growths(reading: Reading, found: Found, as_of: date) -> None:
    """ "Price growing 6 and the payout 4 percent a year": both growths in one breath."""
    numbers = reading.take(
        rf"(?:price|shares?|stock)(?: price)? {_GROWS}(?: rate)? ~# (?:(?:a|per) years? )?(?:and|,|while|with|, and) (?:(?:the|its) )*"
        rf"(?:dividends?|payouts?|divs?|distributions?) (?:{_GROWS} |by |growth |at )*~#(?: (?:a|per) years?)?"
    )
    both = reading.take(
        rf"(?:price|shares?|stock)(?: price)? and (?:(?:the|its) )*(?:dividends?|payouts?|divs?|distributions?) (?:(?:each|both|alike|also|all) )*"
        rf"{_GROWS} (?:by |at )?#%"
    )
    if numbers or both:
        first, second = numbers if numbers else (both[0], both[0]) if both else ()
        found.inputs.update(price_growth=slots.rate(first), dividend_growth=slots.rate(second))


def _sampling(reading: Reading, found: Found, as_of: date) -> None:
    """How often a series was sampled: "weekly data", "52 periods a year"."""
    numbers = reading.take(r"# (?:periods?|observations?|samples?|weeks|months|days?) (?:a|per|in a|in the|every|to the|to a) years")
    if numbers:
        found.inputs["periods_per_year"] = numbers[0].value
        return
    for words, times in (("daily", 252), ("weekly", 52), ("monthly", 12)):
        if reading.said_at_all(rf"{words} (?:data|closes?|prices?|series|observations?|bars)"):
            found.inputs["periods_per_year"] = times


def _averages(reading: Reading, found: Found, as_of: date) -> None:
    """ "MACD 12/26/9", "macd(5, 10, 4)" """
    numbers = reading.take(
        r"macd (?:with |at |using |\( )?# (?:,|/|-) # (?:,|/|-|and|, and) #(?= (?:\)|on|for|of|,|:|over|with))",
        _are_averages,
    ) or reading.take(
        r"(?:with|using|at|settings?|parameters?|periods?)(?: of)? # (?:,|/|-) # (?:,|/|-|and|, and) #(?= (?:[.?!)]|$|_|on|over|for))", _are_averages
    )
    if numbers:
        found.inputs.update(zip(("fast", "slow", "signal"), (int(number.value) for number in numbers), strict=True))


def averages_alone(reading: Reading) -> dict[str, int]:
    """ "Use 5/10/4", of a MACD whose closes are known."""
    numbers = reading.take(r"# (?:,|/|-) # (?:,|/|-|and|, and) #(?= (?:[.?!]|instead|please|$))", _are_averages)
    return dict(zip(("fast", "slow", "signal"), (int(number.value) for number in numbers), strict=True)) if numbers else {}


def _are_averages(fast: Number, slow: Number, signal: Number) -> bool:
    return 0 < fast.value < slow.value and all(n.value == int(n.value) for n in (fast, slow, signal))


def _prices_and_volumes(reading: Reading, found: Found, as_of: date) -> None:
    """ "100 shares at 50, 200 at 51 and 150 at 49.5"; of "7131 x 1200, 7134.5 x 800" the prices are what lies closer together."""
    if reading.has(
        r"(?:prices?|trades?|prints?) (?:(?:of|were|are|:|at) )*#(?: (?:,|and|, and) #)+ .*(?:volumes?|sizes?|shares) (?:(?:of|were|are|:) )*#.*"
    ):
        return  # two lists, each after its name
    pairs = []
    while (pair := reading.take(r"# (?:shares |units |contracts |lots |traded |of it )*(?:at|@) #")) is not None:
        pairs.append(pair)
    if pairs:
        found.inputs.update(prices=[price.value for _, price in pairs], volumes=[volume.value for volume, _ in pairs])
        return
    while (pair := reading.take(r"# (?:x|on|with|for|\() (?:volume |vol )?#(?: \)| shares| lots| contracts| units)*")) is not None:
        pairs.append(pair)
    if pairs:
        first, second = ([number.value for number in column] for column in zip(*pairs, strict=True))
        prices, volumes = sorted((first, second), key=lambda column: max(column) / min(column) if min(column) > 0 else inf)
        found.inputs.update(prices=prices, volumes=volumes)


def _breadth(reading: Reading, found: Found, as_of: date) -> None:
    """ "1900/1100, 1400/1600": what advanced and what declined, day by day."""
    for field, words in (
        ("advances", "rose|advanced|gained|climbed|went up|were up"),
        ("declines", "fell|declined|lost|dropped|went down|were down"),
    ):
        listed = reading.match(rf"((?:[N]\d+ (?:(?:,|and|, and) )?)+[N]\d+) (?:stocks |issues |shares )*(?:{words})")
        if listed is not None:
            found.inputs[field] = [number.value for number in places(reading, listed.group(1))]
    days = []
    shares = r"(?:(?:stocks|issues|shares|names) )*"
    while (day := reading.take(rf"# {shares}{RISES} (?:(?:,|and|while|but|against|with) )*# {shares}(?:{FALLS})")) is not None:
        days.append(day)
    while (day := reading.take(r"# (?:/|against|vs|up(?: ,| and)?|advanc\w+(?: ,| and)?) #(?: (?:down|declin\w+))?")) is not None:
        days.append(day)
    if days:
        found.inputs.update(advances=[up.value for up, _ in days], declines=[down.value for _, down in days])


def _tiers(reading: Reading, found: Found, as_of: date) -> None:
    listed = reading.take(r"# (?:/|,|and|or) # (?:/|,|and|or|, and|, or) #", lambda *n: all(0.05 <= slots.premium(x) <= 20 for x in n))
    if listed:
        found.inputs["tiers"] = [slots.premium(number) for number in listed]
    reading.take(r"# (?:credit |risk )?tiers", lambda number: number.value == 3)


def _rates_of_return(reading: Reading, found: Found, as_of: date) -> None:
    """The internal rate that somebody claims is none of the rates given; "both rates at 6" are the two of the modified one."""
    reading.forget(r"(?:irr|internal rate(?: of return)?|yield) (?:(?:is|of|at|around|about|should be|be|comes to) )*#%|#% (?:irr|internal rate)")
    both = reading.take(r"both (?:rates?|of them) (?:(?:at|are|of|is) )*(?<!_)#")
    if both:
        found.inputs.update(finance_rate=slots.rate(both[0]), reinvest_rate=slots.rate(both[0]))


def _flows(reading: Reading, found: Found) -> None:
    """Cash flows, once the rates are out of the way."""
    if "rate" not in found.inputs:
        numbers = reading.take(r"#%")
        if numbers:
            found.inputs["rate"] = slots.rate(numbers[0])
    flows = take_cash_flows(reading)
    if flows is not None:
        found.inputs["cash_flows"] = flows


def _two_stage(reading: Reading, found: Found, as_of: date) -> None:
    if reading.match(r"(?:with |and )?(?:no|zero|without(?: any)?) growth|(?:that )?never grow(?:s|ing)?|(?:a )?flat dividend") is not None:
        found.inputs["growth"] = 0
    staged = reading.take(
        r"(?:stage|phase) # (?:: )?#% (?:[a-z]+ ){0,2}?(?:for )?# years (?:[;,.] )?(?:then )?(?:stage|phase) # (?:: )?#%(?: (?:perpetually|"
        r"for ?ever|thereafter))?"
    )
    if staged:
        found.inputs.update(growth=slots.rate(staged[1]), years=int(staged[2].value), terminal_growth=slots.rate(staged[4]))
        return
    if "years" in reading.said or "terminal" in reading.said or " then " in reading.said:
        numbers = reading.take(rf"{_FIRST} (?:{_AFTER}) ~(?:by |at |{_GROWS} )*#%(?: (?:for ?ever|thereafter|growth|a years?))*") or reading.take(
            rf"{_FIRST} (?:at |by |{_GROWS} )*#% (?:growth )?(?:(?:a|per) years )?(?:{_AFTER})"
        )
        if numbers:
            found.inputs.update(growth=slots.rate(numbers[0]), years=int(numbers[1].value), terminal_growth=slots.rate(numbers[2]))


_AFTER = (
    r"then|after(?:wards?| that| which)?|falling to|settling (?:at|to|down to)|followed by|thereafter|from then on|for ?ever(?: after)?|"
    r"beyond(?: that)?|in perpetuity|terminal"
)
_FIRST = (  # a first stage: "grows by 12 % for 5 years, and"
    rf"(?:{_GROWS} )?(?:at |by )?#% (?:growth )?(?:(?:a|per) years )?(?:for|over|during|in) (?:the |its )?(?:next |first )?# years"
    r"(?: (?:,|;|and|but|it))*"
)
_CURRENCY = "|".join(CURRENCIES.values())


def _currency(name: str) -> str:
    """The code of a currency named in any way."""
    return next(code for code, names in CURRENCIES.items() if re.fullmatch(rf"{code}|{names}", name))


def _pair(text: str) -> re.Match[str] | None:
    """Where a text names two currencies as a pair, the base first."""
    pair = re.search(rf" ({'|'.join(CURRENCIES)})(?: ?/ ?)?({'|'.join(CURRENCIES)}) ", text) or re.search(r" (?:cable)()() ", text)
    pair = pair or re.search(rf" ({_CURRENCY}) (?:(?:is|at|costs|buys|trades) )*(?=D\d+ )(?P<quote>)", text)  # euro at 1.09 dollars
    return pair or re.search(rf" ({_CURRENCY}) (?:(?:/|into|against) )?(?!\1)(?!{_OF_COUNTRY})({_CURRENCY}) (?!rates?|money|cash|interest)", text)


_OF_COUNTRY = rf"(?:{'|'.join(rf'(?<={name} )' for name in ('canadian', 'australian', 'aussie', 'singapore', 'hong kong', 'zealand'))})dollars? "


def _per_unit(text: str) -> tuple[str, str] | None:
    """The base and the quote currency of a price said per unit of one: "7.24 per dollar", beside a rate of another currency."""
    said = re.search(rf" [ND]\d+ (?:({_CURRENCY}) )?(?:per|for a|for one|to the|to a|a) (?:us |one )?({_CURRENCY}) ", text)
    if said is None:
        return None
    base = _currency(said.group(2))
    named = [said.group(1)] if said.group(1) else re.findall(rf"(?<= )(?:{_CURRENCY}|{'|'.join(CURRENCIES)})(?= )", text)
    quote = next((code for code in map(_currency, named) if code != base), None)
    return (base, quote) if quote is not None else None


def _currencies(pair: re.Match[str]) -> tuple[str, str]:
    """The base and the quote currency of a pair found in the text: cable is sterling in dollars, and a price alone is in dollars."""
    base, quote = pair.group(1), pair.group(2)
    return _currency(base) if base else "gbp", _currency(quote) if quote else "usd"


def rates_of_pair(reading: Reading, said: str, spot: float) -> dict[str, float]:
    """New rates said by currency or central bank, "ECB cuts to 1.75", of the pair that was `said` before; "euro at 1.12" is its price."""
    pair = _pair(said) or re.search(
        rf" ({_CURRENCY}) (?:(?:is|at|trades|buys) )*[ND]\d+ (?:(?:against|into|versus|vs|in|per|to|the|a) )+({_CURRENCY}) ", said
    )
    rates: dict[str, float] = {}
    plain = reading.said_at_all(rf"rates?|interest|yields?|pay\w*|cuts?|hikes?|deposits?|{'|'.join(_BANKS.values())}")
    if pair is None or _pair(reading.text) is not None:
        return rates
    base, quote = _currencies(pair)
    for field, currency in (("foreign_rate", base), ("domestic_rate", quote)):
        numbers = reading.take(
            rf"(?:the )?(?:{CURRENCIES[currency]}|{_BANKS[currency]})(?: (?!{_CURRENCY}|{_ANY_BANK} )(?:[a-z]+|,)){{0,4}}? "
            r"#(?! (?:days?|weeks|months|points))",
            lambda number: (
                number.kind == "P" or (number.kind == "N" and number.value < MOST_RATE and (plain or not 0.75 < number.value / spot < 1.33))
            ),
        ) or reading.take(
            rf"# (?:for |on |in )?(?:the )?(?:{CURRENCIES[currency]}|{_BANKS[currency]})(?: rates?)?", lambda number: number.kind == "P"
        )
        if numbers:
            rates[field] = slots.rate(numbers[0])
    return rates


MOST_RATE, LEAST_NOTIONAL = 30, 1000
_BANKS = {
    "usd": "fed(?: funds)?|fomc", "eur": "ecb", "gbp": "boe|bank of england", "jpy": "boj|bank of japan", "aud": "rba", "nzd": "rbnz", "cad": "boc",
    "chf": "snb", "sek": "riksbank", "nok": "norges", "mxn": "banxico",
    "cnh": "pboc", "cny": "pboc", "pln": "nbp", "inr": "rbi", "try": "cbrt", "zar": "sarb", "brl": "bcb", "krw": "bok", "sgd": "mas",
    "hkd": "hkma", "thb": "bank of thailand", "czk": "cnb", "huf": "mnb", "dkk": "nationalbanken", "ils": "bank of israel",
}  # fmt: skip


_ANY_BANK = f"(?:{'|'.join(_BANKS.values())})"


def _parity(reading: Reading, found: Found, as_of: date) -> None:
    basis = reading.take(
        r"(?:act(?:ual)?|30) / #(?: (?:days?|basis|count))?|# days? (?:years?|basis|count)", lambda number: number.value in (360, 365)
    )
    if basis:
        found.inputs["day_count"] = int(basis[0].value)
    pair = _pair(reading.text)
    days = take_expiry(reading, as_of)
    if days is not None:
        found.inputs["dte"] = days
    per_unit = _per_unit(reading.text) if pair is None else None
    if pair is not None or per_unit is not None:
        base, quote = _currencies(pair) if pair is not None else per_unit or ("", "")
        if pair is not None:
            reading.blank(pair.start() + 1, pair.end() - 1)
        rates = {}
        for field, currency in (("foreign_rate", base), ("domestic_rate", quote)):
            names = f"{CURRENCIES[currency]}|{_BANKS[currency]}"
            gap = (
                r"(?:at|is|of|on|for|rate|rates|cash|interest|deposits?|depos?|libor|ois|funding|borrowing|lending|swaps?|money|"
                r"paying|pays|yields?|earns?|costs|interest rate)"
            )
            numbers = reading.take(rf"(?:{names}) (?:{gap} )*~#") or reading.take(
                rf"# (?:for |on |in )?(?:the )?(?:{names})", lambda n: n.kind == "P"
            )
            if numbers and numbers[0].kind != "P" and numbers[0].value >= LEAST_NOTIONAL:
                found.inputs["notional"] = numbers[0].value  # "EUR 12.5m" is an amount of it
                numbers = reading.take(rf"(?:{names}) (?:{gap} )*~#", lambda n: n.kind == "P" or n.value < MOST_RATE)
            if numbers:
                rates[field] = numbers[0]
        percents = any(number.kind == "P" or number.value >= 0.2 for number in rates.values())
        for field, number in rates.items():
            found.inputs[field] = round(number.value / 100, 12) if percents else number.value
    for field, words in (("domestic_rate", "domestic(?: rate| interest rate)?"), ("foreign_rate", "foreign(?: rate| interest rate)?")):
        numbers = reading.take(rf"(?:{words}) ~#")
        if numbers:
            found.inputs[field] = slots.rate(numbers[0])
    if reading.match(
        r"simple(?: (?:interest|compounding|rates?))?|simply(?: compounded)?|(?:interest|compounding|compounded) simpl[ey]|"
        r"money market (?:basis|rates?|conventions?|style)"
    ):
        found.inputs["compounding"] = "simple"
    months = reading.take(r"# m(?= (?:forward|outright|[,.?]))") if "dte" not in found.inputs else None
    if months:
        found.inputs["dte"] = 30 * months[0].value
    numbers = reading.take(r"(?:notional|on|long|short|buy|sell) ~#", lambda number: number.value >= LEAST_NOTIONAL)
    if numbers:
        found.inputs["notional"] = numbers[0].value
    value = _FX_SPOT.take(reading)
    if value is not None:
        found.inputs["spot"] = value


def _pool(reading: Reading, found: Found, as_of: date) -> None:
    both = reading.take(r"# (?:of )?(?:each|both|either)(?: token| side| asset| coin)?s?") or reading.take(
        r"# (?:tokens? )?(?:on|of) (?:each|both) (?:side|sides|token|tokens)"
    )
    if both:
        found.inputs.update(reserve_in=both[0].value, reserve_out=both[0].value)
    if (
        reading.match(
            r"(?:no|without|zero|nil|free of|ignore|ignoring|nobody charging|not charging) (?:a |any |the )?(?:swap |lp |pool )?fees?|fee ?less|"
            r"fees? (?:is |are |: )?(?:nil|none|zero|free)|(?:with )?nothing (?:is )?charged|charg(?:es|ing) nothing"
        )
        is not None
    ):
        found.inputs["fee"] = 0
    charged = None
    for pattern in (r"(?:swap |lp |pool )?fees? ~#(?! (?:%|days?))", r"# (?:bps? )?(?:swap |lp |pool )?fees?(?! #)"):
        charged = charged or reading.take(pattern, lambda n: n.kind == "N" and LEAST_OF_PERCENT <= n.value <= MOST_OF_POINTS)
    if charged:  # "0.3 fee" is in percent, and "fee 30" in basis points
        found.inputs["fee"] = round(charged[0].value / (10_000 if charged[0].value >= LEAST_OF_POINTS else 100), 10)
    for pattern in _RESERVES:
        if "reserve_in" not in found.inputs and (sides := reading.take(pattern)) is not None:
            found.inputs.update(reserve_in=sides[0].value, reserve_out=sides[1].value)
    if "reserve_in" not in found.inputs:
        token = r"(?: (?!and|against|with|x)[a-z]+)?"
        pair = reading.take(
            rf"(?:pool|amm|reserves?|pair|liquidity)(?: of| has| holds| with| is| are| :|,)* #{token} (?:and|/|,|x|against|by|vs|-) #{token}"
        ) or reading.take(r"(?:pool|reserves?|pair|liquidity)(?: of| has| holds| with| is| are| :|,)* # [a-z]+ # [a-z]+")
        if pair is None:
            pair = reading.take(
                rf"#{token} (?:and|/|x|against|by|vs) #{token} (?:(?:constant product|amm|liquidity|swap) )*(?:pool|in the pool|reserves?|pair)"
            )
        if pair is None and reading.said_at_all("pools?|amm|liquidity"):  # "a pool that has 800 ETH and 2.4 million USDC"
            pair = reading.take(r"# (?!and|against|with|x|in|of)[a-z]+ (?:and|/|x|against|by|vs) # (?!percent|days?)[a-z]+")
        if pair:
            found.inputs.update(reserve_in=pair[0].value, reserve_out=pair[1].value)


LEAST_OF_PERCENT, LEAST_OF_POINTS, MOST_OF_POINTS = 0.05, 2.0, 500.0
# The two sides of a pool by what goes in and what comes out.
_RESERVES = (
    r"(?:has|with|of|holds|:) # x (?:and|,|/|against) # y",
    r"# in (?:the )?(?:pool|token (?:coming|going|brought) in|token i (?:give|bring|sell))(?: [,;.:]| and)* # in (?:the )?token (?:going|"
    r"coming|taken) out",
    r"token (?:i|he|they|we) (?:give|bring|sell|put in) (?:[:,] )?#(?: in the pool)?(?: [,;.:]| and)* (?:the )?token (?:i|he|they|"
    r"we) (?:take|get|buy|receive) (?:[:,] )?#(?: in the pool)?",
    r"# in (?:,|and) # out(?= [,;.])",
    r"# (?!percent)[a-z]+ against # (?!percent)[a-z]+(?= [,;.])",
)


def _by_token(reading: Reading, found: Found) -> None:
    """What is brought in is of the reserve of its token: 60,000 USDC into 50 BTC and 3 million USDC go to the second."""
    tokens = {
        reading.number(place).value: token
        for place, token in re.findall(r" ([ND]\d+) (?:of )?(?:the )?(?:dollar )?(?!percent|tokens?|units?|of|in|and)([a-z]{2,})(?= )", reading.said)
    }
    brought = tokens.get(next((found.inputs[name] for name in ("amount_in", "victim_amount") if name in found.inputs), -1.0))
    reserves = found.inputs["reserve_in"], found.inputs["reserve_out"]
    if brought is not None and brought == tokens.get(reserves[1]) != tokens.get(reserves[0]):
        found.inputs.update(reserve_in=reserves[1], reserve_out=reserves[0])


def _whole(equity: Number, debt: Number) -> bool:
    """Whether two percentages are the parts of a whole, and no costs."""
    return abs(equity.value + debt.value - 100) < 1e-9


def _at_cost(value: Number, cost: Number) -> bool:
    """Whether a sum, or a part of the capital, and what it costs."""
    return cost.kind == "P" or (cost.kind == "N" and cost.value < 50)


def _capital_at_cost(reading: Reading, found: Found, as_of: date) -> None:
    """ "70m equity at 10 % and 30m debt at 6 %" """
    split = reading.take(r"equity (?:is |of |share |weight )*#% (?:(?:,|and|/|vs) )*debt (?:is |of |share |weight )*#%", _whole) or reading.take(
        r"#% equity (?:(?:,|and|/) )*#% debt(?! at)", _whole
    )
    if split:
        found.inputs.update(equity_value=slots.share(split[0]), debt_value=slots.share(split[1]))
    for source, names in (("equity", r"equity|shares|stock|share ?holders|e"), ("debt", r"debts?|bonds?|loans?|borrowings?|borrowed|owes|d")):
        numbers = reading.take(
            rf"(?:{names}) (?:{_IS_WORTH} )*# (?:{_AND_IT} )*(?:{_COSTS}) (?:(?:of|a|about|at|us|them|it) )*#", _at_cost
        ) or reading.take(
            rf"# (?:of |in |as )*(?:(?!and|or|with|but)[a-z]+ )?(?:{names}) (?:{_AND_IT} )*(?:{_COSTS}) (?:(?:of|a|about|at|us|them|it) )*#", _at_cost
        )
        turned = reading.take(rf"#% (?:cost of )?{source} (?:on|for|with|over) #", lambda cost, value: value.kind != "P") if not numbers else None
        numbers = turned[::-1] if turned else numbers
        if numbers:
            found.inputs.setdefault(f"{source}_value", numbers[0].value)
            found.inputs[f"cost_of_{source}"] = slots.rate(numbers[1])


# "Its debt, worth $400 million, on which it pays six": between a source of capital, its value and what it costs.
_IS_WORTH = (
    rf"(?:,|:|of the (?:firm|company)|makes? up|being|accounts? for|is|are|of|at|has|the|value|"
    rf"valued|market|worth|stands?|amounts?|totals?|totalling|comes? to|to|a|{verbs('total')})"
)
_AND_IT = (
    r"(?:,|;|must|should|has to|of (?:the )?(?:total |its )?capital|and|which|that|it|its|who|whose|on which|for which|the|they|firm|company|owners|"
    r"investors|share ?holders|lenders|holders|"
    r"currently|now|/|:)"
)
_COSTS = (
    rf"{verbs('cost require demand want yield pay charge expect ask carry earn return bear')}|at|@|cost|with a cost|with an? (?:yield|coupon)|coupon"
)


def _price_change(reading: Reading, found: Found, as_of: date) -> None:
    for words, ratio in (
        (r"doubles?(?! (?:the|my|our|that|it))|(?:a )?doubling|doubled|two ?fold", 2),
        (r"triples?|(?:a )?tripling|tripled|three ?fold|trebles?|(?:a )?trebling|trebled", 3),
        (r"quadruples?|quadrupled|four ?fold", 4),
        (r"five ?fold", 5),
        (r"ten ?fold", 10),
        (r"halves|halved|(?:a )?halving|is cut in half|(?:falls|drops|down|declines) (?:by )?(?:half|N\d+ half)|loses half", 0.5),
    ):
        if reading.match(words) is not None:
            found.inputs["price_ratio"] = ratio
    split = reading.take(r"# / #(?: pool| weights?| split)?", lambda a, b: abs(slots.share(a) + slots.share(b) - 1) < 1e-9)
    if split:
        found.inputs["weight"] = slots.share(split[0])
    elif reading.match(r"half (?:and |/ )?half|(?:an? )?(?:even|equal(?:ly)?)(?: weighted| split)? pool|equal weights") is not None:
        found.inputs["weight"] = 0.5
    reading.take(r"stable\w* (?:coin )?(?:(?:stays|remains|holds|is|worth) )*(?:at )?#")
    apart = reading.take(
        r"(?:entry|entered|entering|went in|bought|deposited|price at (?:entry|deposit|start))(?: (?:price|at|was|is|of|:|when))* # "
        r"(?:(?!days)[a-z,.;]+ ){0,4}?(?:mark|exit|exited|now|today|current|currently|price now|out)(?: (?:price|at|is|now|its|it|of|:))* #",
        lambda first, second: first.value > 0 and "P" not in (first.kind, second.kind),
    ) or reading.take(
        r"(?:was|were|at) # (?:when|as|before|then) (?:(?!days)[a-z,]+ ){1,9}?(?:now|today|currently)(?: (?:its|it|is|at|the|price))* #",
        lambda first, second: first.value > 0 and "P" not in (first.kind, second.kind),
    )
    if apart:
        found.inputs["price_ratio"] = round(apart[1].value / apart[0].value, 10)
    moved = (
        reading.take(r"from # (?:[a-z]+ )?(?:up |down |back )?to #(?! (?:days?|%))")
        or reading.take(
            r"(?:price|it|coin|token|was|were|at|stood)(?: (?:was|at|is|stood|of))* # .{0,40}?(?:now|today|currently|then)(?: (?:is|at|it|"
            r"stands|the|price))* #"
        )
        or reading.take(r"# -> #|# (?:then|before) .{0,20}?# (?:now|today|after)")
    )
    if moved and moved[0].value > 0 and "P" not in (moved[0].kind, moved[1].kind):
        found.inputs["price_ratio"] = round(moved[1].value / moved[0].value, 10)
    weight = reading.take(r"(?:width|weight|w) (?:of )?#(?= (?:in|,|;|\.|and|on|for))", lambda number: number.kind == "N" and 0 < number.value < 1)
    if weight:
        found.inputs["weight"] = weight[0].value  # w is short for the width of a trade elsewhere
    lost = reading.take(r"(?:los(?:es|t|ing)|shed|shedding|gives? up|gave up|down|dropped|fell)(?: by)? #% (?:of )?(?:its|the|their) [a-z]+")
    if lost:
        found.inputs["price_ratio"] = round(1 - lost[0].value / 100, 10)
    fallen = reading.take(r"#% (?:[a-z]+ ){0,1}?(?:crash|drop|fall|decline|loss|plunge|slump|dip|haircut) (?:of|in) (?:the )?(?!pool|value of)[a-z]+")
    moves = reading.take(
        r"(?:change|move|token|coin|price|it|il for|for)(?: (?:in|of|is|by|a|an|:|price))* #%(?: move)?(?= (?:upwards?|up|move|[.?,]|_|$))",
        lambda n: n.signed,
    )
    moves = moves or reading.take(r"(?:change|move)(?: (?:in|of|is|by|a|an|:|price))* #% (?:upwards?|up|higher)")
    if fallen:
        found.inputs["price_ratio"] = round(1 - fallen[0].value / 100, 10)
    elif moves:
        found.inputs["price_ratio"] = round(1 + moves[0].value / 100, 10)
    part = reading.take(
        rf"(?:{RISES}|{FALLS}|went|goes|now|at|is) (?:to |just |only |about |worth )*# (?:(?:x|times|of) )*(?:its|their|the|my|what) [a-z]+"
    )
    if part:
        found.inputs["price_ratio"] = slots.multiple(part[0])
    left = reading.take(
        rf"(?:{RISES}|{FALLS}|goes|moves|went|is|now) (?:back |only )*(?:to|at) # (?:of|times) (?:its|the|their|that|"
        rf"what) (?:\w+ )?(?:price|value|level)?"
    )
    if left:
        found.inputs["price_ratio"] = round(left[0].value / 100, 10) if left[0].kind == "P" else left[0].value
    told = (
        reading.take(r"[a-z]+ # to #(?! (?:days?|%))", lambda a, b: a.value > 0 and a.kind == b.kind != "P")
        if "price_ratio" not in found.inputs
        else None
    )
    if told:
        found.inputs["price_ratio"] = round(told[1].value / told[0].value, 10)
    numbers = reading.take(rf"{RISES} (?:by |about )*#%")
    if numbers:
        found.inputs["price_ratio"] = 1 + numbers[0].value / 100
    numbers = reading.take(rf"{FALLS} (?:by |about )*#%")
    if numbers:
        found.inputs["price_ratio"] = 1 - numbers[0].value / 100


def _signers(reading: Reading, found: Found, as_of: date) -> None:
    single = reading.take(r"any (?:single )?one of (?:our |the |my |a |their |its )*#")
    if single:
        found.inputs.update(m=1, n=int(single[0].value))
        return
    numbers = (
        reading.take(
            r"# (?:of|out of|from|in|/) (?:our |the |my |a |their |its )*#(?: signers?| keys?| multisig| guardians|"
            r" wallets?| owners| cosigners| keyholders)?",
            lambda a, b: a.kind == b.kind == "N",
        )
        or reading.take(
            r"(?:need\w*|requir\w*|take|takes|with) # (?:of|out of|from) (?:our |the |my |a |their |its )*#(?: (?:keys?|signers?|owners))"
        )
        or reading.take(
            r"# (?:signatures?|signers?|approvals?|keys) (?:of|out of|from|by|with) (?:our |the |my |a |their |its )*#"
            r"(?: keys?| signers?| owners| holders)?"
        )
    )
    if numbers:
        found.inputs.update(m=int(numbers[0].value), n=int(numbers[1].value))


def _two_prices(reading: Reading, found: Found, as_of: date) -> None:
    """ "7000 call at 215, 7000 put at 70" """
    for right in ("call", "put"):
        numbers = reading.take(rf"{_NO_RIGHT}# (?:{right}|{right[0]}) (?:{_PRICED} )*#", lambda strike, price: strike.value > price.value)
        numbers = numbers or reading.take(
            rf"{right} # (?:at|costs?|is|for|trades at|sells at|worth|=|:) #(?! (?:days?|dte))", lambda strike, price: strike.value > price.value
        )
        if numbers:
            found.inputs.update({"strike": numbers[0].value, right: numbers[1].value})


_NO_RIGHT = "(?<!c )(?<!p )(?<!call )(?<!put )(?<!calls )(?<!puts )"  # "call 210 put 95": the first is the price of the call
_PRICED = rf"(?:at|is|for|worth|@|=|:|,|now|price|mid|bid|offered|goes|it|{verbs('trade cost quote mark price fetch show sell change')}|hands)"


def _box(reading: Reading, found: Found, as_of: date) -> None:
    numbers = reading.take(r"# (?:/|-|and|by|to) #", lambda a, b: a.value >= 100 and b.value >= 100)
    if numbers:
        lower, upper = sorted(number.value for number in numbers)
        found.inputs.update(lower=lower, upper=upper)
        alone = reading.take(r"(?<=, )#(?= (?:,|\.|\?|$))", lambda number: number.kind != "P" and 0.5 < number.value / (upper - lower) < 1.1)
        price = alone or reading.take(
            r"_+ (?:box |spread )*(?:,|at|for|@) #(?! (?:days?|dte|weeks|months|years|%))",
            lambda n: n.kind != "P" and n.value < 1.2 * (upper - lower),
        )
        if price:
            found.inputs["price"] = price[0].value


Reader = Callable[[Reading, Found, date], None]
# What only a grammar can read, by the inputs it fills: a calculator that takes them all is read so.
_READERS: tuple[tuple[frozenset[str], Reader], ...] = tuple(
    (frozenset(fields.split()), read)
    for fields, read in (
        ("account max_loss", read_stake),
        ("win_rate", read_record),
        ("win loss", read_payoff),
        ("win_rate", _proportion),
        ("win loss", _kelly),
        ("layers scenarios", _hedge),
        ("futures", _curve),
        ("engine engine_dte", _engine),
        ("tiers", _tiers),
        ("growth years terminal_growth", _two_stage),
        ("eps net_income", read_losses),
        ("receivables current_liabilities", read_nothing_of),
        ("equity_value debt_value", read_capital),
        ("equity_value debt_value", _capital_at_cost),
        ("weights base_rates exchange_rates", read_partners),
        ("domestic_rate foreign_rate", _parity),
        ("lower upper", read_box),
        ("call put strike", read_parity),
        ("reserve_in reserve_out", _pool),
        ("price_ratio", _price_change),
        ("m n", _signers),
        ("fast slow signal", _averages),
        ("cash_flows finance_rate reinvest_rate", _rates_of_return),
        ("payments_per_year dividend_yield", read_plan),
        ("growth required_return", read_dividend),
        ("price_growth dividend_growth", _two_growths),
        ("periods_per_year", _sampling),
        ("prices volumes", _prices_and_volumes),
        ("advances declines", _breadth),
        ("vix_5dma futures", _levels),
        ("lower upper", _box),
        ("call put strike", _two_prices),
    )
)
