"""Turns of a conversation that are about the trade on the table as a whole: back to an earlier one, beside another, hedged, rolled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from bot.market import Market
from bot.routing.found import PLACEMENTS, STRIKE_FIELDS
from bot.routing.more_legs import held_legs
from bot.routing.numbers import Line, Number
from bot.routing.plan import Request
from bot.routing.reading import Reading
from bot.routing.structures import STRUCTURES
from calculators.errors import InputError
from calculators.spec import Calculator
from calculators.wording import MULTIPLIER

Catalogue = Mapping[str, Calculator[Any, Any]]

_LAST = (
    r"(?:(?:that|this|it|the|my|very|last|latest|previous) )*(?:[N]\d+ )?"
    r"(?:one|ones|changes?|edits?|steps?|bit|thing|tweaks?|moves?|scenarios?|cases?|variants?|versions?)"
)
_UNDO = (
    rf"(?:undo|revert|take back|cancel|roll back|scratch|disregard|ignore|drop|discard) {_LAST}|(?:undo|revert|cancel)(?: (?:that|this|it))?|"
    r"take (?:that|it) back|scratch that|"
    r"(?:put|set|have|make|leave) (?:it|that|things|everything) (?:back )?(?:to )?(?:how|the way|as|what|like) it was(?: before)?|"
    r"(?:put|set|change|turn|switch) (?:it|that|things|everything) back|"
    r"never ?mind(?: (?:that|the last one))?|(?:go |step )?back (?:one|a step|one step|[N]\d+(?: steps| changes)?)|"
    r"(?:go )?back to (?:the )?(?:previous|last|one before|one before that|earlier)(?: .*)?|(?:the )?(?:one before|previous one)"
)
LONGEST = 24  # words of a question that changes an earlier trade
_STEPS = r"changes?|edits?|steps?|tweaks?|moves?"
_ONLY_UNDO = r"(?<=^ )(?:(?:please|ok|okay|no|nah|sorry|oops|wait|can you|,) )*" + f"(?:{_UNDO})" + r"(?= (?:(?:please|then|again|now|,|[.?!]) )*$)"
_ORIGINAL = r"(?:very )?(?:first|original|initial|opening|starting)"
_TRADE = r"(?:one|trade|condor|position|version|example|case|setup|idea|request|numbers|structure)"
_FIRST = (
    rf"(?:(?:go |come |get )?back to|return(?:ing)? to|reset to|restore|show(?: me)?|redo) (?:the |my |our )?(?:{_ORIGINAL}|start|beginning)(?: .*)?|"
    rf"(?:the |my )?{_ORIGINAL} {_TRADE}(?: again)?|start over(?: .*)?|reset"
)
# The same beside a change, so plainly that the change is one of the earlier trade: "back to the first one, but 20 contracts".
_FIRST_WITH = (
    rf"(?:(?:back|return|returning|reset|revert) to|(?:start|begin) (?:again|over|afresh) (?:from|with)) (?:the |my |our )?{_ORIGINAL} {_TRADE}|"
    rf"(?:restore|redo|repeat|rerun|take) (?:the |my |our )?{_ORIGINAL} {_TRADE}|"
    rf"(?:the )?{_ORIGINAL} {_TRADE} (?:again|(?:won|wins|is better|was better|is best|was best|it is)(?: .*)? again)"
)
_UNDO_WITH = (
    rf"(?:undo|revert|take back|cancel|roll back|scratch|disregard|ignore|discard|forget|scrap|bin|drop|skip) (?:that |the |my |this )*"
    rf"(?:last|latest|previous) (?:{_TRADE}|scenarios?|changes?|edits?|steps?|tweaks?|variants?)"
)
_BESIDE = (
    r"(?:is|are|was|would) (?:it|that|this|they|these|mine)(?: be)? (?:\w+ )?(?:better|worse|safer|richer|cheaper|riskier|wider) than|"
    r"compare|compared|compares|comparing|versus|vs|against|side by side|next to|beside|alongside|how (?:does|do|would) .* compare.*"
)
_BOTH = (
    r"(?:compare|comparing|diff|contrast|(?:the )?differences? (?:of|between)) (?:the )?(?:two|N\d+|both|them|these)(?: of them)?|"
    r"(?:the )?(?:two|N\d+|both) side by side|"
    r"(?:compare )?(?:it )?(?:with|to) the (?:first|previous|original)(?: one)?"
)
# What several condors side by side can share.
SHARED = ("spot", "dte", "vol", "rate", "dividend_yield", "smile", "time_convention")


_KEPT = ("rate", "dividend_yield", "smile", "time_convention", "contracts", "slippage", "fees")


@dataclass(frozen=True, slots=True)
class Table:
    """The trade under discussion: the last request, complete or not, the blank last asked for or changed, the requests
    that led to it, oldest first and itself last, and the words they were made of."""

    request: Request | None = None
    asked: str | None = None
    trail: tuple[Request, ...] = ()
    said: str = ""

    def put(self, request: Request, asked: str | None = None, computed: bool = True, said: str = "") -> Table:
        """The table with another request on it."""
        new = not self.trail or self.trail[-1] != request
        same = self.request is not None and self.request.calculator == request.calculator
        trail = (*self.trail, request) if computed and new else self.trail
        return Table(request, asked, trail, f"{self.said}{said}" if same else said)


def goes_back(reading: Reading) -> int | Literal["first"] | None:
    """Whether the words ask for an earlier trade again, and how many changes back or which."""
    if len(reading.said.split()) > 12:
        return None
    steps = reading.take(rf"(?:undo|revert|take back|cancel|roll back|go back|step back|back) (?:(?:the|my|last|latest) )*# (?:{_STEPS})")
    if reading.left():
        return None
    if steps:
        return int(steps[0].value)
    if reading.said_at_all(_FIRST):
        return "first"
    return 1 if reading.said_at_all(_UNDO) else None


def changes_earlier(reading: Reading) -> int | Literal["first"] | None:
    """Like `goes_back`, of a question that changes the earlier trade besides: "disregard that last scenario, and make it 45 days"."""
    if not reading.numbers or len(reading.said.split()) > LONGEST:
        return None
    return "first" if reading.said_at_all(_FIRST_WITH) else 1 if reading.said_at_all(_UNDO_WITH) else None


def only_undo(reading: Reading) -> bool:
    """Whether the question is nothing but the wish to undo."""
    return reading.said_at_all(_ONLY_UNDO)


def back(table: Table, how: int | Literal["first"]) -> Table | None:
    """The table as it was before, or None when there is nothing to go back to."""
    if not table.trail:
        return None
    if how == "first":
        return replace(table, request=table.trail[0], asked=None, trail=(*table.trail, table.trail[0]))
    if not 1 <= how < len(table.trail):
        return None
    return replace(table, request=table.trail[-1 - how], asked=None, trail=table.trail[:-how])


def go_back_to(reading: Reading, table: Table) -> dict[str, Any]:
    """ "Go back to 30": the blank that was 30 in an earlier request of the same kind, and is not now."""
    now = table.request
    if now is None:
        return {}
    changes: dict[str, Any] = {}

    def earlier(number: Number) -> bool:
        for request in reversed(table.trail):
            for name, value in request.inputs.items() if request.calculator == now.calculator else ():
                alike = not isinstance(value, bool | str | list | dict) and value in (number.value, round(number.value / 100, 10))
                if alike and now.inputs.get(name) != value:
                    changes[name] = value
                    return True
        return False

    reading.take(r"(?:back|return|revert|returning) (?:down |up )?to (?:the )?#(?= (?:[,.;!?]|but|and|with|please|again|$))", earlier)
    return changes


def beside(reading: Reading) -> bool:
    """Whether the words put the trade on the table next to another."""
    return reading.said_at_all(_BESIDE)


def both(reading: Reading, table: Table) -> tuple[Request, Request] | None:
    """The trade on the table and the last different condor before it, when the words ask for the two."""
    if table.request is None or not reading.said_at_all(_BOTH):
        return None
    condors = [request for request in table.trail if request.calculator == "iron_condor" and request.inputs != table.request.inputs]
    if table.request.calculator != "iron_condor" or not condors:
        return None
    return (condors[0] if reading.said_at_all(".*(?:first|original).*") else condors[-1]), table.request


_KINDS = (
    ("wing_width", r"(?:points? )?(?:wide|wings?)", (1, 1000), 1.0),
    ("short_delta", r"delta", (1, 50), 0.01),
    ("dte", r"(?:days?|dte)", (1, 800), 1.0),
    ("short_sd", r"(?:sd|sigma)", (0.2, 5), 1.0),
    ("short_distance", r"points? (?:out|away|otm)", (5, 2000), 1.0),
    ("spot", r"(?:[.?!]|$)", (2000, 20000), 1.0),
)


def two_of_a_kind(reading: Reading, before: Request) -> list[dict[str, Any]] | None:
    """ "25 and 40 wide beside each other", "wings 50 vs 75 vs 100": the edits that make the two, or more, of the condor on the table."""
    many = len(reading.numbers)
    if (
        before.calculator != "iron_condor"
        or not 1 < many <= MOST_SIDE_BY_SIDE
        or not (beside(reading) or reading.said_at_all("same .*|both .*|for .*"))
    ):
        return None
    join = r" (?:and|or|vs|versus|against|with|next to|beside|/|,|, and) (?:(?:a|an|the|at|to) )*"
    for field, unit, (low, high), scale in _KINDS:
        if field == "spot" and many == len(STRIKE_FIELDS):
            continue  # four levels are strikes
        listed = join.join([rf"#(?: {unit})?"] * (many - 1) + ["#"])
        first = rf"(?:{_NAMED_FIRST[field]}) ~{join.join(['#'] * many)}" if field in _NAMED_FIRST else None
        for pattern in (rf"{listed}(?= {unit})", *([first] if first else [])):
            numbers = reading.take(
                pattern, lambda *all_, low=low, high=high: all(number.kind == "N" and low <= number.value <= high for number in all_)
            )
            if numbers:
                return [{field: round(number.value * scale, 10)} for number in numbers]
    return None


MOST_SIDE_BY_SIDE = 5
_NAMED_FIRST = {"wing_width": "wings?|widths?", "short_delta": "deltas?|shorts at", "dte": "dte|days", "short_sd": "sds?|sigmas?"}


def compared(*condors: Mapping[str, Any]) -> dict[str, Any]:
    """Inputs of a comparison of condors: what they have in common once, the rest in each."""
    first, *others = condors
    shared = {name: first[name] for name in SHARED if name in first and all(other.get(name) == first[name] for other in others)}
    return {**shared, "condors": [{name: value for name, value in each.items() if name not in shared} for each in condors]}


def handed_on(target: Calculator[Any, Any], before: Request, catalogue: Catalogue, market: Market | None) -> dict[str, Any]:
    """Inputs of the trade on the table that another calculator takes: under its own names, or as the condor it holds."""
    fields = target.inputs.model_fields
    if before.calculator in ("stress_test", "exit_rules") and "legs" not in before.inputs and "iron_condor" in catalogue:
        held = catalogue["iron_condor"].inputs.model_fields  # what is done to a condor leaves the condor on the table
        before = Request("iron_condor", {name: value for name, value in before.inputs.items() if name in held})
    if target.name == "roll":
        return _to_roll(before, catalogue, market)
    if {"account", "max_loss"} <= set(fields) and before.calculator in STRUCTURES:
        return _to_size(before, catalogue, market)
    if target.name == "odds" and before.calculator == "iron_condor":
        return _to_odds(before, catalogue, market)
    given = dict(before.inputs)
    handed: dict[str, Any] = {}
    if "legs" in fields and not all(name in given for name in STRIKE_FIELDS) and (legs := held_legs(before)):
        handed = {name: given[name] for name in SHARED if name in given and name != "dte"}
        return {**handed, "legs": [leg.as_input(None) for leg in legs]}
    inner = next((name for name in ("condor", "base_condor") if name in fields), None)
    if inner is not None and before.calculator == "iron_condor":
        handed["spot"] = given.pop("spot", None)
        vol = given.pop("vol", None)
        if vol is not None:
            handed["vix" if "vix" in fields else "vol"] = round(100 * vol, 10) if "vix" in fields else vol
        contracts = given.pop("contracts", None)
        if contracts is not None and "condor_contracts" in fields:
            handed["condor_contracts"] = contracts
        handed[inner] = given
        return {name: value for name, value in handed.items() if value is not None}
    handed = {name: value for name, value in given.items() if name in fields}
    if "vix" in fields and "vol" not in fields and "vol" in given and "vix" not in given:
        handed["vix"] = round(100 * given["vol"], 10)
    if "vol" in fields and "vix" not in fields and "vix" in given and "vol" not in given:
        handed["vol"] = round(given["vix"] / 100, 10)
    return handed


def _to_size(before: Request, catalogue: Catalogue, market: Market | None) -> dict[str, Any]:
    """What one contract of the trade can lose, in dollars; nothing when that is not known or has no end."""
    calculator = catalogue[before.calculator]
    given = {**before.inputs, **(market.fill(calculator, before.inputs) if market is not None else {})}
    try:
        figures = {figure.name: figure for figure in calculator.run(given).presentation.figures}
    except InputError:
        return {}
    loss = figures.get("max_loss")
    if loss is None or not isinstance(loss.value, int | float) or loss.unit != "index points":
        return {}
    return {"max_loss": round(MULTIPLIER * loss.value, 2)}


def _to_odds(before: Request, catalogue: Catalogue, market: Market | None) -> dict[str, Any]:
    """The credit of a condor and the width at risk; nothing when it cannot be computed."""
    calculator, given = catalogue[before.calculator], dict(before.inputs)
    try:
        result = calculator.run({**given, **(market.fill(calculator, given) if market is not None else {})})
    except InputError:
        return {}
    strikes = {name: float(str(result.figure(name).value)) for name in STRIKE_FIELDS}
    width = max(strikes["short_put"] - strikes["long_put"], strikes["long_call"] - strikes["short_call"])
    said = given.get("credit", given.get("target_credit"))  # what was taken in, and not what the nearest strikes would bring
    credit = said if said is not None else round(float(str(result.figure("net_credit").value)), 4)
    return {"credit": credit, "wing_width": given.get("wing_width", width)}


def worked_out(before: Request, catalogue: Catalogue, market: Market | None) -> Request:
    """A condor placed by a delta or the like with its four strikes; any other trade, or one that cannot be computed, as it is."""
    given = before.inputs
    if before.calculator != "iron_condor" or all(name in given for name in STRIKE_FIELDS):
        return before
    try:
        result = catalogue["iron_condor"].run({**given, **(market.fill(catalogue["iron_condor"], given) if market is not None else {})})
    except InputError:
        return before
    placing = (*PLACEMENTS, "wing_width", "put_wing_width", "call_wing_width", "strike_step")
    kept = {name: value for name, value in given.items() if name not in placing}
    return Request("iron_condor", {**kept, **{name: float(str(result.figure(name).value)) for name in STRIKE_FIELDS}})


def _to_roll(before: Request, catalogue: Catalogue, market: Market | None) -> dict[str, Any]:
    """The open trade of a roll. A condor placed by a delta or the like is worked out first: its strikes and credit are what is rolled."""
    given = dict(before.inputs)
    if before.calculator != "iron_condor":
        return {}
    if market is not None:
        given = {**given, **market.fill(catalogue["iron_condor"], given)}
    handed: dict[str, Any] = {name: given[name] for name in _KEPT if name in given}
    if any(name not in given for name in STRIKE_FIELDS) or "credit" not in given:
        try:
            result = catalogue["iron_condor"].run(given)
        except InputError:
            return {}
        given.update({name: result.figure(name).value for name in STRIKE_FIELDS}, credit=round(float(str(result.figure("net_credit").value)), 4))
    handed.update({name: given[name] for name in (*STRIKE_FIELDS, "credit")})
    for new, old in (("new_spot", "spot"), ("new_vol", "vol"), ("days_left", "dte")):
        if old in given:
            handed[new] = given[old]
    return handed


def roll_forward(reading: Reading, given: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    """ "Roll it out a week": that much later than the open trade, at its strikes unless others are named."""
    out: dict[str, Any] = {}
    if all(name in given for name in STRIKE_FIELDS):  # the open trade is known: those named now are where it goes
        out = {f"new_{name}": given[name] for name in STRIKE_FIELDS} | {name: before[name] for name in STRIKE_FIELDS}
    reading = Reading(Line(reading.said, reading.numbers))
    to = reading.take(r"(?:at|to|into|for|in) (?:the |a |about )*# (?:days?|dte)(?! (?:left|to go|remain\w*))") if "new_dte" not in given else None
    if to:
        out["new_dte"] = to[0].value
    elif "new_dte" not in given:
        match = reading.match(
            r"(?:out |by |forward |another |for )*(?:(a|one|two|N\d+) (?:more )?(days?|weeks|months)(?! (?:left|to go|remain\w*|ago)))"
        )
        if match is not None and "days_left" in before:
            count, unit = match.groups()
            many = 1.0 if count in ("a", "one") else 2.0 if count == "two" else reading.number(count).value
            out["new_dte"] = before["days_left"] + many * {"day": 1, "days": 1, "weeks": 7, "months": 30}[unit]
    if not any(name in given for name in PLACEMENTS) and "new_short_put" not in {**given, **out}:
        out["strikes"] = "same"
    return out


def with_another(before: Mapping[str, Any], edits: Mapping[str, Any]) -> dict[str, Any] | None:
    """A comparison with one more condor: the last one with these edits; market and days said for all change all."""
    condors: Sequence[Mapping[str, Any]] = before["condors"]
    common = {name: value for name, value in edits.items() if name in SHARED}
    own = {name: value for name, value in edits.items() if name not in SHARED}
    changed = {**before, **common, "condors": [{k: v for k, v in condor.items() if k not in common} for condor in condors]}
    if own:
        kept = {k: v for k, v in condors[-1].items() if not (k in PLACEMENTS and any(name in PLACEMENTS for name in own))}
        changed["condors"] = [*changed["condors"], {**kept, **own}]
    return changed
