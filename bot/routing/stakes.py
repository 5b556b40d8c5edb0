"""What a bettor says of a record and a stake: so many of so many, a part of the account, what is won against what is lost."""

from __future__ import annotations

from datetime import date

from bot.routing.found import Found
from bot.routing.numbers import Number
from bot.routing.reading import Reading
from calculators.speech import verbs

_WHOLES = {
    "half": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10, "twelfth": 12,
    "fifteenth": 15, "twentieth": 20, "twenty fifth": 25, "thirtieth": 30, "fortieth": 40, "fiftieth": 50, "hundredth": 100,
}  # fmt: skip
_PART = rf"(?:(?P<many>N\d+) |an? |one )?(?P<part>{'|'.join(_WHOLES)})s?"
_OF_ALL = (
    r"of (?:(?:the|my|our|its|his|her|their|that|this|any|all|it|your|total|trading|whole) )*(?:account|bankroll|capital|money|equity|"
    r"nest egg|savings|pot|kitty|stake|portfolio|book|fund|cash|it|that|balance|net liq|roll|purse|pile|_+)"
)
_RISK = rf"(?:{verbs('risk bet stake wager lose expose commit put drop')})"
_OF_EACH = r"(?:(?:in|out of|from|of|of each|of every|in each|in every|every|per) )"
_TRADES = r"(?:times|trades?|bets?|cases|operations|positions|condor|spreads|rounds|goes|hands|shots?|occasions)"


def _is_part(part: Number, whole: Number) -> bool:
    return part.kind == whole.kind == "N" and 0 < part.value < whole.value and part.value == int(part.value) and whole.value == int(whole.value)


def _is_small_part(part: Number, whole: Number) -> bool:
    return _is_part(part, whole) and part.value * 4 <= whole.value <= 1000


def read_stake(reading: Reading, found: Found, as_of: date) -> None:
    """The part of the account that one trade may lose: "a fiftieth of it", "1/50 of it", "1 in 100 of my bankroll", "half a per cent"."""
    if reading.match(r"half (?:of )?(?:a |one )?(?:percent|per cent|%)") is not None:
        found.inputs["risk_fraction"] = 0.005
        return
    points = reading.take(rf"# points (?={_OF_ALL})", lambda number: number.kind == "N" and number.value <= 25)
    if points:
        found.inputs["risk_fraction"] = round(points[0].value / 100, 10)
        return
    one = reading.take(r"one (?:part |time )?in #", lambda whole: whole.kind == "N" and 4 <= whole.value <= 1000)
    if one:
        found.inputs["risk_fraction"] = round(1 / one[0].value, 10)
        return
    part = reading.take(r"#(?: parts?)? (?:/|in|out of|of every|of each) #", _is_small_part)
    if part:
        found.inputs["risk_fraction"] = round(part[0].value / part[1].value, 12)
        return
    said = reading.match(rf"{_PART}(?= {_OF_ALL})") or reading.match(rf"{_RISK} (?:(?:more|only|just|than|at most|up to|no) )*{_PART}(?= )")
    if said is not None:
        many = reading.number(said["many"]).value if said["many"] else 1.0
        found.inputs["risk_fraction"] = round(many / _WHOLES[said["part"]], 10)
        return
    sums = reading.take(
        rf"{_RISK} (?:(?:at most|up to|no more than|more than|only) )*# (?:on|per|a|in|for) (?:(?:any|each|every|one|single|a) )*"
        r"(?:trade|idea|position|bet) (?:out of|of|from|on) (?:(?:my|a|an|the|our) )*#",
        lambda stake, account: 0 < stake.value < account.value and "P" not in (stake.kind, account.kind),
    )
    if sums:
        found.inputs.update(account=sums[1].value, risk_fraction=round(sums[0].value / sums[1].value, 10))


def read_record(reading: Reading, found: Found, as_of: date) -> None:
    """A win rate as so many of so many, of the losers or of the winners: "I lose in 1 of each 8", "9/10", "wins 3/4 of her bets", "84/16"."""
    lost = reading.take(
        rf"(?:lose|losing|loses|lost|losers?|losses) (?:(?:in|on|about|roughly|only|just|up) )*# (?:{_TRADES} )?{_OF_EACH}#(?: {_TRADES})?", _is_part
    ) or reading.take(rf"# (?:{_TRADES} )?(?:losers?|losses|losing|lost) (?:{_TRADES} )?{_OF_EACH}#(?: {_TRADES})?", _is_part)
    if lost:
        found.inputs["win_rate"] = round(1 - lost[0].value / lost[1].value, 10)
        return
    won = reading.take(
        rf"(?:win|wins|won|winning|hit|hits|hitting|right|success\w*|winners) (?:(?:is|about|roughly|in|on) )*# (?:/|from) #(?! /)(?: {_TRADES})?",
        _is_part,
    ) or reading.take(rf"(?<!/ )# / # (?:of (?:(?:my|the|her|his|our|their|all) )*{_TRADES}|win\w*|hit\w*|success\w*)", _is_part)
    if won:
        found.inputs["win_rate"] = round(won[0].value / won[1].value, 10)
        return
    split = reading.take(r"(?<!/ )# / #(?! /)", lambda wins, losses: wins.value + losses.value == 100 and wins.kind == losses.kind == "N")
    if split:
        found.inputs["win_rate"] = round(split[0].value / 100, 10)
        return
    part = reading.match(rf"{_PART} of (?:the|its|all|my) (?:time|trades|bets|cases)")
    if part is not None and 0 < (share := _share_said(reading, part["many"], part["part"])) < 1:
        before = reading.said[: part.start()]
        lost_last = max(before.rfind(word) for word in (" lose", " losing", " lost"))
        won_last = max(before.rfind(word) for word in (" win", " won", " make", " right"))
        found.inputs["win_rate"] = round(1 - share if lost_last > won_last else share, 10)


def _share_said(reading: Reading, many: str | None, part: str) -> float:
    return (reading.number(many).value if many else 1.0) / _WHOLES[part]


def read_payoff(reading: Reading, found: Found, as_of: date) -> None:
    """What is won against what is lost: "+55, -210", "three to one", "winners pay double what losers cost"; and a part that is bet."""
    signed = [number for _, number in reading.left() if number.signed and number.kind != "P" and number.value]
    if len(signed) == 2 and signed[0].value * signed[1].value < 0:
        for index, number in reading.left():
            if number in signed:
                reading.take_place(index)
        found.inputs.update(win=max(number.value for number in signed), loss=-min(number.value for number in signed))
    odds = reading.take(r"# (?:to|:|for) one", lambda number: number.kind == "N" and 0 < number.value < 1000)
    if odds:
        found.inputs["payoff_ratio"] = odds[0].value
    times = reading.match(
        r"(?:pay|pays|make|makes|earn|earns|are|is|bring)(?: me| us| out)? (double|twice|triple|three times|half|N\d+ (?:times|x))"
        r"(?: (?:of|as much as|the size of|as big as))* (?:what )?(?:(?:the|my|our) )?(?:losers?|losses|i lose|i risk|loss)"
        r"(?: (?:cost|costs|are|me|us))*"
    )
    if times is not None:
        said = times.group(1)
        found.inputs["payoff_ratio"] = reading.number(said.split()[0]).value if said[0] == "N" else _TIMES[said]
    bet = reading.match(rf"(?:bet|betting|stake|staking|wager|wagering|risk|risking) (?:(?:only|just) )*{_PART}(?= (?!as|of kelly))")
    if bet is not None and "fraction" not in found.inputs:
        found.inputs["fraction"] = round(_share_said(reading, bet["many"], bet["part"]), 10)


_TIMES = {"double": 2.0, "twice": 2.0, "triple": 3.0, "three times": 3.0, "half": 0.5}
