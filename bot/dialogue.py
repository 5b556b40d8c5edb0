"""Follow a conversation: what is on the table, what was talked about, and what a short follow-up means in their light.

The router reads one question after the trade under discussion. What goes beyond one trade is read here: going back,
comparing with what was there, adding the hedge, rolling, and words such as "why?" that lean on the answer before.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import Any, Literal

from bot.leaning import NTH, ORDINALS, PART, PRONOUN, Layer, is_short, layer_asked, numbers_at
from bot.routing.plan import Plan, Request, Router
from bot.small_talk import HELP, reply
from calculators.errors import InputError
from calculators.spec import Calculator, ToolResult

Change = Literal["", "edit", "back", "hedge", "roll"]
TermFinder = Callable[[str], tuple[str, ...]]

STRIKES = ("long_put", "short_put", "short_call", "long_call")
SHORTEST_ROLL = 7.0  # days a roll goes out when nobody says how far
LEADING_TERMS = 1  # of a calculator's terms, those that are its own subject
# A worked example of a trade, said so that what follows can change it.
EXAMPLES = {"iron_condor": "45 DTE iron condor with 16 delta shorts and 50 wide wings"}
LEAST_HEDGED = 2  # condors from which the 4/4/2 ladder holds a whole call


# Who asks and how simply it is to be said is no part of what is asked: the pages are written plainly for all.
_PLAINLY = re.compile(
    r"^(?:(?:sorry|hi|hello|hey)[\s,]+)*(?:i(?:['’]?m| am) (?:\w+ )?(?:new|an? (?:beginner|newbie|noob))(?: here| to (?:this|options|all this))?"
    r"|(?:total |complete )?(?:newbie|noob|beginner|dumb|stupid|basic|quick)(?: (?:here|question))"
    r"|sorry if (?:this is )?(?:a )?(?:dumb|stupid)(?: question)?)[\s,.:;-]+(?:so |but |and )?"
    r"|[\s,]*\b(?:(?:explained |said )?(?:like|as if|as though) (?:i(?:['’]?m| am| was| were)|to) (?:an? )?[\w-]+(?: years?[- ]olds?)?"
    r"|(?:to|for) (?:an?|my|the) (?:(?:\d+|[a-z]+)[- ]years?[- ]olds?|(?:complete |total |absolute )?(?:beginner|newbie|novice|dummy|kid|child))"
    r"|(?:for )?(?:dummies|beginners)|in (?:very )?(?:simple|plain|lay(?:man['’]?s?)?|easy|everyday) (?:words|terms|english|language)|eli5)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Placed:
    """A request that was computed, and the questions that lead the router to it."""

    request: Request
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Thread:
    """What a conversation has come to.

    `trades` are the requests computed, oldest first; `said` the questions the router must have heard; `terms` and `topic`
    what the last answer was about; `edited` the inputs it changed of the request `before`; `along` what was computed with it,
    `compared` the trades it set side by side; `computed` whether figures were what it was for.
    """

    trades: tuple[Placed, ...] = ()
    said: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    topic: str = ""
    edited: tuple[str, ...] = ()
    before: Request | None = None
    along: tuple[Request, ...] = ()
    compared: tuple[Request, ...] = ()
    computed: bool = False


@dataclass(frozen=True, slots=True)
class Heard:
    """A question in the light of the conversation.

    `question` has the words it leans on written out; `before` is the request it changed or goes back from; `layer` the
    one kind of thing it asks of `terms`; `ordinal` the place of one part, such as a layer of the hedge, from 1; `supplied`,
    request by request, the inputs that nobody said and that stand in so that there is something to compare.
    """

    plan: Plan
    question: str
    change: Change = ""
    before: Request | None = None
    edited: tuple[str, ...] = ()
    layer: Layer | None = None
    ordinal: int | None = None
    terms: tuple[str, ...] = ()
    supplied: tuple[tuple[str, ...], ...] = ()
    thread: Thread = field(default_factory=Thread)


_BACK = re.compile(
    rf"\b(?:(?:go|went|going|take (?:me|us)|switch|get|come|let'?s go|return|revert|reset|restore|back)\b[\w\s,']*?\b(?:to|at)?\s*(?:the |my )?"
    rf"(?P<nth>{NTH}|previous|last|earlier|one before)(?:\s+(?:one|trade|condor|version|setup|position|structure|idea))?"
    rf"|undo(?:\s+(?:that|it|this))?|(?:scrap|forget|never\s*mind|drop)\s+(?:that|this)(?:\s+(?:change|one|edit))?)\b",
    re.I,
)
_COMPARE = re.compile(
    r"\b(?:compare|contrast|put)\b\s*(?P<it>it|that|this|them|the (?:trade|condor|position|result)|these)?\s*(?:side by side\s*)?"
    r"(?:with|to|against|next to|and|versus|vs\.?)\s+(?P<other>.+)"
    r"|\bhow (?:does|would|do) (?:it|that|this) compare (?:with|to|against)\s+(?P<other2>.+)"
    r"|^\W*(?:and\s+)?(?:it|that|this|same)?\s*(?:vs\.?|versus|against)\s+(?P<other3>.+)",
    re.I,
)
_ASKING = re.compile(r"^\W*(?:(?:and|but|so|ok)\W+)*(?:is|are|does|do|was|were|can|could|will|would|why|how (?:does|do|is|are))\b", re.I)
_WITH_THAT = re.compile(
    r"\b(?:compare\w*|differ\w*|better|worse|cheaper|versus|vs\.?|different)\b.*\b(?:it|that|this)\b|\b(?:it|that|this)\b.*\b(?:compare|differ\w*|better|worse|cheaper|versus|vs\.?)",
    re.I,
)
_WHICH = re.compile(
    r"^\W*(?:(?:so|and|but|then|ok|okay)\W+)*which(?: one)?(?: of (?:them|these|those|the two))?"
    r"(?:\W*$|\s+(?:is|has|had|pays?|makes?|loses?|wins?|would|looks?|gives?|collects?|risks?|does|are|takes?|costs?|needs?|keeps?|comes?)\b)",
    re.I,
)
_TO_A = re.compile(
    r"\b(?:back|return|revert)\w*\b[\w\s']*?\bto (?:the |my |that )?(?:iron )?"
    r"(?P<what>condor|hedge|strangle|straddle|spread|butterfly|roll|stress test)\W*$",
    re.I,
)
_WHAT = {"condor": "iron_condor", "hedge": "vix_hedge", "spread": "vertical_spread", "stress test": "stress_test"}
_OF_THE_HEDGE = re.compile(r"\b(?:vix )?calls?\b|\blayers?\b|\bladder\b|\bhedge\b", re.I)
_HEDGE = re.compile(
    r"\b(?:add|with|include|put on|attach|bring in|now)\b[\w\s]*?\b(?:the|a|its|that|my)?\s*(?:vix |alvh |4/4/2 )*hedge\b"
    r"|\bhedge (?:it|that|this|them|the (?:trade|condor|position))\b",
    re.I,
)
_ROLL = re.compile(r"\broll(?:ing|ed|s)?\b(?=.*\b(?:it|that|this|them|out|up|down|forward|condor|trade|position|week|weeks|days?|month)\b)", re.I)
_COUNT = {"a": 1, "an": 1, "one": 1, "another": 1, "two": 2, "three": 3, "four": 4, "six": 6, "couple of": 2}
_OUT = re.compile(rf"\b(?P<to>to\s+)?(?P<n>{'|'.join(_COUNT)}|\d+(?:\.\d+)?)[\s-]*(?:more\s+)?(?P<unit>day|week|month|dte|d\b)s?", re.I)
_UNIT_DAYS = {"day": 1, "week": 7, "month": 30, "dte": 1, "d": 1}

_DIGIT = re.compile(r"\d|\b(?:one|two|three|four|five|six|ten|twelve|fifteen|sixteen|twenty|thirty|forty|fifty|hundred|half|double)\b", re.I)
_COUNTED = re.compile(r"\d\s*(?:iron |spx )?(?:condors|ics)\b", re.I)
_STRIP = re.compile(r"^\W*(?:and|but|or|so|then|with|at|to|the|by|only|just|instead|now|,|please|make it)*\W*", re.I)


_STRUCTURES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(rf"\b(?:short |long |spx )*(?:{words})\b", re.I))
    for name, words in (
        ("iron_butterfly", r"iron (?:butterfl(?:y|ies)|fl(?:y|ies))|ironfly"),
        ("iron_condor", r"(?:iron )?condors?|ics?"),
        ("strangle", r"strangles?"),
        ("straddle", r"straddles?"),
        ("calendar_spread", r"calendars?(?: spreads?)?|time spreads?"),
        ("vertical_spread", r"(?:put|call|bull put|bear call) (?:credit )?(?:spreads?|verticals?)|credit spreads?|verticals?(?: spreads?)?"),
        ("butterfly", r"butterfl(?:y|ies)"),
        ("collar", r"collars?"),
    )
)
_PLACED = ("short_delta", "short_sd", "short_distance", "short_otm", "edr_multiple", "target_credit")
_COMPARABLE = frozenset(name for name, _ in _STRUCTURES)
_OF_ALL = frozenset(
    ["spot", "vol", "dte", "contracts", "wing_width", "smile", "rate", "slippage", "fees"]
)  # a change that all of several trades can take
_MARKET_TERMS = frozenset(["vix", "spx", "implied-volatility", "days-to-expiration", "low-volatility-regime", "volatility-expansion"])
_LINKS = re.compile(
    r"\b(?:vs\.?|versus|compare[ds]?|or|and|with|to|against|an?|the|what is|difference|between|which|better|rather than)\b|[?,]", re.I
)
_OF_ONE = re.compile(r"\b(?:vix|spy|hedg\w+|second engine|alvh|bitcoin|crypto|uniswap|dividend)\b", re.I)


class Dialogue:
    """Reads the questions of a conversation in order. Keeps nothing but a memory of what it has read before, by its text."""

    def __init__(
        self,
        router: Router,
        calculators: Mapping[str, Calculator[Any, Any]],
        compute: Callable[[Request], ToolResult],
        terms: TermFinder,
        title: Callable[[str], str],
        guess: TermFinder,
    ) -> None:
        """`compute` runs a request, `terms` gives the pages a text names, `title` a page's name, `guess` the pages that the answer to a
        question which names none was about."""
        # A question is read once, however often later ones lean on it: reading may ask a model.
        self._plan = lru_cache(maxsize=1024)(router.plan)
        self._calculators = calculators
        self._compute = compute
        self._terms = terms
        self._title = title
        self._guess = guess
        self._after = lru_cache(maxsize=512)(self._read)

    def hear(self, question: str, history: Sequence[str] = (), as_of: date | None = None) -> Heard:
        """The question after those of `history`, oldest first."""
        question = _PLAINLY.sub(lambda match: " " * len(match.group(0)), question).rstrip() or question  # places in it stay
        thread = self._after(tuple(history), as_of)
        said = reply(question)
        if said is not None and not (said.question == HELP and thread.topic and PRONOUN.search(question)):
            return Heard(Plan("clarify", missing=(said,), topic=question), question, thread=thread)
        for reads in (
            self._back,
            self._comparison,
            self._hedged,
            self._hedge_changed,
            self._rolled,
            self._compared_again,
            self._leaning,
            self._continued,
        ):
            heard = reads(question, thread, as_of)
            if heard is not None:
                return heard
        return self._plain(question, thread, as_of)

    def _read(self, history: tuple[str, ...], as_of: date | None) -> Thread:
        return self.hear(history[-1], history[:-1], as_of).thread if history else Thread()

    # --- a question read by the router -----------------------------------------------------------------------------

    def _plain(self, question: str, thread: Thread, as_of: date | None) -> Heard:
        plan = self._plan(question, thread.said, as_of)
        plan = replace(plan, topic=question if not plan.topic.endswith(question) or not thread.terms else plan.topic)
        if plan.route == "compare" and not plan.requests:
            if thread.terms and is_short(question) and _WITH_THAT.search(question) is not None:
                question = self._written_out(question, thread)
                plan = replace(plan, topic=question)
            requests, supplied = self._structures(question, as_of)
            heard = self._heard(replace(plan, requests=requests), question, thread, self._terms(question), as_of)
            return replace(heard, supplied=supplied, thread=replace(heard.thread, compared=requests))
        if plan.route == "clarify" and not thread.trades and _ASKING.match(question) is not None and self._leans(question, thread):
            plan = replace(plan, route="explain", missing=())  # "is it bigger at one day?" is about the term, and prices nothing
        before: Request | None = None
        edited: tuple[str, ...] = ()
        if plan.route == "calculate" and len(plan.requests) == 1 and not plan.requests[0].inputs:  # "how much is the hedge": the one just shown
            shown = next((one.request for one in reversed(thread.trades) if one.request.calculator == plan.requests[0].calculator), None)
            if shown is not None:
                return self._heard(replace(plan, requests=(shown,)), question, thread, self._terms(question), as_of, keep=True)
        if plan.route == "calculate" and plan.requests and thread.trades:
            before, edited = self._edit_of(question, plan.requests[0], thread, as_of)
        written, terms = question, self._terms(question)
        if before is None and plan.route in ("explain", "claim", "compare") and not plan.requests and self._leans(question, thread):
            written = self._written_out(question, thread)
            terms = self._terms(written)
            again = self._plan(written, (), as_of)
            plan = replace(again if again.route not in ("clarify", "calculate") else plan, topic=written)
        if before is not None and edited:
            return self._heard(plan, question, thread, terms, as_of, change="edit", before=before, edited=edited)
        return self._heard(plan, written, thread, terms, as_of)

    def _structures(self, question: str, as_of: date | None) -> tuple[tuple[Request, ...], tuple[tuple[str, ...], ...]]:
        """A request for each of two structures compared by name, completed from the calculators' examples; none for anything else."""
        rest, named = question, dict[str, str]()
        for name, pattern in _STRUCTURES:
            found = pattern.search(rest)
            if found is not None and name in self._calculators:
                named[name] = found.group()
                rest = pattern.sub(" ", rest)
        if len(named) != 2 or _OF_ONE.search(question):
            return (), ()
        given = {name: self._spoken_of(name, f"Price a {words} {_LINKS.sub(' ', rest)}", as_of) for name, words in named.items()}
        said = {key: value for inputs in given.values() for key, value in inputs.items() if key in ("dte", "spot", "vol", "wing_width", "contracts")}
        requests, supplied = [], []
        for name in sorted(named, key=lambda name: question.find(named[name])):
            market: dict[str, Any] = {key: said[key] for key in ("spot", "vol") if key in said}
            inputs = {**market, **given[name]}
            stand_ins = self._stand_ins(name, inputs, said)
            requests.append(Request(name, {**stand_ins, **inputs}))
            supplied.append(tuple(key for key in stand_ins if key not in said))
        return tuple(requests), tuple(supplied)

    def _spoken_of(self, name: str, words: str, as_of: date | None) -> dict[str, Any]:
        """The inputs said of a structure, though they may not be all it needs."""
        for completion, added in (("", ()), (" 45 DTE 16 delta", ("dte", "short_delta"))):
            plan = self._plan(words + completion, (), as_of)
            if plan.requests and plan.requests[0].calculator == name:
                return {key: value for key, value in plan.requests[0].inputs.items() if key not in added}
        return {}

    def _stand_ins(self, name: str, given: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
        """What the example of the iron condor, else the structure's own, supplies for what was not said of it: the market never."""
        calculator = self._calculators[name]
        shared = {**self._calculators["iron_condor"].example, **said}
        example = {**calculator.example, **{key: value for key, value in shared.items() if key in calculator.inputs.model_fields}}
        placed = any(key in given for key in (*STRIKES, "strike", "put_strike", "call_strike", "short_strike", *_PLACED))
        left_out = {"spot", "vol", "strike", *given, *(_PLACED if placed else ())}
        return {key: value for key, value in example.items() if key not in left_out}

    def _edit_of(self, question: str, request: Request, thread: Thread, as_of: date | None) -> tuple[Request | None, tuple[str, ...]]:
        """The trade a request edits and the inputs it changes; nothing when the question stands by itself."""
        table = next((placed.request for placed in reversed(thread.trades) if placed.request.calculator == request.calculator), None)
        if table is None or table.inputs == request.inputs:
            return None, ()
        alone = self._plan(question, (), as_of)
        if alone.requests and alone.requests[0].inputs == request.inputs:
            return None, ()
        return table, changed_inputs(table.inputs, request.inputs)

    def _leans(self, question: str, thread: Thread) -> bool:
        """Whether a question points back at what was talked about: it has a pronoun, is short, and names at most the market."""
        own = set(self._terms(question)) - _MARKET_TERMS - {"iron-condor"}  # what nearly every question is about
        return bool(thread.terms) and not own and is_short(question) and PRONOUN.search(question) is not None

    def _written_out(self, question: str, thread: Thread) -> str:
        return PRONOUN.sub(self._title(thread.terms[0]), question, count=1)

    # --- what goes beyond one trade --------------------------------------------------------------------------------

    def _back(self, question: str, thread: Thread, as_of: date | None) -> Heard | None:
        """ "Go back to the first one", "undo that", and an edit said in the same breath."""
        named = _TO_A.search(question)
        if named is not None:
            what = named.group("what").lower()
            there = next((one for one in reversed(thread.trades) if one.request.calculator == _WHAT.get(what, what)), None)
            if there is not None:
                plan = Plan("calculate", (there.request,), topic=question)
                return self._heard(plan, question, replace(thread, said=there.said[:-1]), (), as_of, change="back", last=there.said[-1])
        found = _BACK.search(question)
        if found is None or len(thread.trades) < 2:
            return None
        nth = (found.group("nth") or "previous").lower()
        place = ORDINALS[nth] - 1 if nth in ORDINALS else len(thread.trades) - 2
        if place >= len(thread.trades):
            return None
        there, here = thread.trades[place], thread.trades[-1].request
        plan = Plan("calculate", (there.request,), topic=question)
        said, rest = there.said, _STRIP.sub("", question[found.end() :]).strip(" ,.?!")
        if rest:
            further = self._plan(rest, there.said, as_of)
            if further.route == "calculate" and further.requests and further.requests[0].calculator == there.request.calculator:
                plan, said = replace(further, topic=question), (*there.said, rest)
        edited = changed_inputs(here.inputs, plan.requests[0].inputs) if here.calculator == plan.requests[0].calculator else ()
        heard = self._heard(plan, question, replace(thread, said=said[:-1]), (), as_of, change="back", before=here, edited=edited, last=said[-1])
        return heard

    def _comparison(self, question: str, thread: Thread, as_of: date | None) -> Heard | None:
        """ "Compare it with 30 delta", "compare it with a strangle", "against the first one"."""
        found = _COMPARE.search(question)
        if found is None or not thread.trades:
            return None
        placed = next((one for one in reversed(thread.trades) if one.request.calculator in _COMPARABLE), None)
        if placed is None:
            return None
        table = placed.request
        other = (found.group("other") or found.group("other2") or found.group("other3")).strip(" .?!")
        back = re.fullmatch(rf"(?:the |my )?(?P<nth>{NTH}|previous)(?: one| trade| condor| version)?", other, re.I)
        second: Request | None = None
        if back is not None:
            place = ORDINALS.get(back.group("nth").lower(), len(thread.trades) - 1) - 1
            second = thread.trades[place].request if place < len(thread.trades) else None
        else:
            for words in (f"what about {other}", f"same but {other}", f"the same as {other}"):
                plan = self._plan(words, placed.said, as_of)
                if plan.route == "calculate" and plan.requests and plan.requests[0] != table:
                    second = plan.requests[0]
                    break
        if second is None or second == table:
            return None
        return self._side_by_side(question, (table, second), thread)

    def _side_by_side(self, question: str, trades: tuple[Request, ...], thread: Thread, supplied: tuple[tuple[str, ...], ...] = ()) -> Heard:
        """A comparison of trades: by the calculator that compares condors where they all are."""
        requests = trades
        if all(trade.calculator == "iron_condor" for trade in trades) and "compare_condors" in self._calculators:
            market: dict[str, Any] = {name: trades[0].inputs[name] for name in ("spot", "vol", "dte", "smile") if name in trades[0].inputs}
            requests = (Request("compare_condors", {**market, "condors": [dict(trade.inputs) for trade in trades]}),)
        alike = len({trade.calculator for trade in trades}) == 1
        edited = changed_inputs(trades[0].inputs, trades[1].inputs) if alike else ()
        plan = Plan("compare", requests, topic=question)
        terms = self._terms(question)
        about = tuple(dict.fromkeys([*terms, *self._about(trades)]))
        after = replace(thread, terms=about, topic=question, edited=edited, before=None, compared=trades, along=requests, computed=True)
        return Heard(plan, question, edited=edited, terms=terms, supplied=supplied, thread=after)

    def _compared_again(self, question: str, thread: Thread, as_of: date | None) -> Heard | None:
        """ "What if VIX goes to 30?" after a comparison: the change is made to all that was compared."""
        if not thread.compared:
            return None
        if _WHICH.search(question) is not None and is_short(question):
            return self._side_by_side(question, thread.compared, thread)
        base = {**self._calculators["iron_condor"].example, **thread.compared[0].inputs}
        said = (
            f"Price a {base['dte']:g} DTE iron condor at {base['spot']:g} with {100 * base.get('short_delta', 0.16):g} delta shorts, "
            f"{base.get('wing_width', 50):g} wide wings and VIX at {100 * base['vol']:g}",
        )
        start, plan = self._plan(said[0], (), as_of), self._plan(question, said, as_of)
        if plan.route != "calculate" or not plan.requests or not start.requests or plan.requests[0].calculator != "iron_condor":
            return None
        names = changed_inputs(start.requests[0].inputs, plan.requests[0].inputs)
        if not names or not set(names) <= _OF_ALL or self._stands_alone(question, plan, as_of):
            return None
        edits = {name: plan.requests[0].inputs[name] for name in names if name in plan.requests[0].inputs}
        trades = tuple(
            Request(
                trade.calculator, {**trade.inputs, **{n: v for n, v in edits.items() if n in self._calculators[trade.calculator].inputs.model_fields}}
            )
            for trade in thread.compared
        )
        return self._side_by_side(question, trades, thread)

    def _hedged(self, question: str, thread: Thread, as_of: date | None) -> Heard | None:
        """ "Add the hedge": VIX calls beside the condor on the table."""
        condor = self._condor(thread)
        if condor is None or "vix_hedge" not in self._calculators or _HEDGE.search(question) is None:
            return None
        read = self._plan(question, (), as_of)
        given = dict(read.requests[0].inputs) if read.requests and read.requests[0].calculator == "vix_hedge" else {}
        held = self._calculators["iron_condor"].inputs.model_fields
        inputs: dict[str, Any] = {"condor": {name: value for name, value in condor.inputs.items() if name in held and name != "contracts"}}
        notes: list[str] = []
        if "spot" in condor.inputs:
            inputs["spot"] = condor.inputs["spot"]
        if "vol" in condor.inputs:
            inputs["vix"] = round(condor.inputs["vol"] * 100, 10)
        contracts = condor.inputs.get("contracts", 1)
        if contracts >= LEAST_HEDGED:
            inputs["condor_contracts"] = contracts
        else:
            notes.append("The ladder is shown for ten condors like the one on the table: fewer than two do not divide into whole calls")
        request = Request("vix_hedge", {**inputs, **given})
        plan = Plan("calculate", (request,), unused=read.unused, topic=question, notes=tuple(notes))
        return self._heard(plan, question, thread, self._terms(question), as_of, change="hedge", before=condor, keep=True)

    def _hedge_changed(self, question: str, thread: Thread, as_of: date | None) -> Heard | None:
        """ "And with 30 delta calls?" after the hedge was added: the hedge changed, and the condor left on the table."""
        last = thread.trades[-1].request if thread.trades else None
        if last is None or last.calculator != "vix_hedge" or not is_short(question) or _OF_THE_HEDGE.search(question) is None:
            return None
        plan = self._asked_of(last.calculator, _line(self._calculators[last.calculator], _STRIP.sub("", question)), as_of)
        if plan is None or plan.unused:
            return None
        given = plan.requests[0].inputs
        edited = tuple(name for name, value in given.items() if last.inputs.get(name) != value)
        if not edited:
            return None
        plan = replace(plan, requests=(Request(last.calculator, {**last.inputs, **given}),), topic=question)
        return self._heard(plan, question, thread, self._terms(question), as_of, change="edit", before=last, edited=edited, keep=True)

    def _rolled(self, question: str, thread: Thread, as_of: date | None) -> Heard | None:
        """ "Roll it out a week": the condor on the table bought back and sold again later."""
        condor = self._condor(thread)
        if condor is None or "roll" not in self._calculators or _ROLL.search(question) is None:
            return None
        asked = self._plan(question, thread.said, as_of)
        if asked.route in ("advice", "market") or (asked.requests and asked.requests[0].calculator == "iron_condor"):
            return None  # "roll the puts down 100" moves strikes of the trade on the table
        given = dict(asked.requests[0].inputs) if asked.requests and asked.requests[0].calculator == "roll" else {}
        try:
            opened = self._compute(condor)
            strikes = {name: opened.figure(name).value for name in STRIKES}
            credit = opened.figure("net_credit").value
        except (InputError, KeyError):
            return None  # the trade on the table cannot be opened, so the router's own answer stands
        used = opened.inputs
        left = given.get("days_left", used.get("dte"))
        if left is None or "vol" not in used or "spot" not in used:
            return None
        notes = []
        if "new_dte" not in given:
            given["new_dte"], said_how_far = _rolled_to(question, float(left))
            if not said_how_far:
                notes.append(f"The roll goes out {SHORTEST_ROLL:g} days, since the question did not say how far")
        at_once = not {"new_spot", "new_vol", "days_left"} & set(given)
        if at_once:
            notes.append(
                "The roll is made at the market and with the days of the trade on the table; give the level, the VIX or the days left to move it"
            )
        inputs = {**strikes, "credit": credit, "new_spot": used["spot"], "new_vol": used["vol"], "days_left": left}
        if "contracts" in condor.inputs:
            inputs["contracts"] = condor.inputs["contracts"]
        if "smile" in condor.inputs:
            inputs["smile"] = condor.inputs["smile"]
        if "time_convention" in condor.inputs:
            inputs["time_convention"] = condor.inputs["time_convention"]
        request = Request("roll", {**inputs, **given})
        plan = Plan("calculate", (request,), unused=asked.unused if given else (), topic=question, notes=tuple(notes))
        return self._heard(plan, question, thread, self._terms(question), as_of, change="roll", before=condor, keep=True)

    def _condor(self, thread: Thread) -> Request | None:
        """The iron condor last put on the table, behind whatever was computed of it since."""
        return next((placed.request for placed in reversed(thread.trades) if placed.request.calculator == "iron_condor"), None)

    # --- words that lean on the last answer --------------------------------------------------------------------------

    def _leaning(self, question: str, thread: Thread, as_of: date | None) -> Heard | None:
        """ "Why?", "show me with numbers", "what does the method say about that", "and the third layer?"."""
        if not thread.topic or (not thread.terms and not _may_lean(question)):
            return None
        thread = replace(thread, terms=thread.terms if thread.terms else self._guess(thread.topic))
        part = PART.search(question)
        if part is not None and is_short(question) and not self._terms(question) and thread.terms:
            ordinal = int(part.group("n")) if part.group("n") else ORDINALS.get(part.group("nth").lower())
            kind = re.sub(r"\W*(?:what|how) about|^\W*and\b|[?.!]", "", question, flags=re.I).strip()
            written = f"{kind} of {self._title(thread.terms[0])}"
            return self._about_words(written, thread, "more", ordinal)
        layer = layer_asked(question)
        if layer is None:
            return None
        shown = self._shown(question, thread, as_of) if layer == "numbers" and not thread.computed else None
        if shown is not None:
            return shown
        about = self._title(thread.terms[0]) if thread.terms else thread.topic
        written = {
            "why": f"Why: {thread.topic}",
            "numbers": f"{about} with numbers",
            "method": f"What does the method say about {about}?",
            "theory": f"What does theory say about {about}?",
            "claims": f"Where do accounts differ on {about}?",
            "more": f"More about {about}",
        }[layer]
        return self._about_words(written, thread, layer, None)

    def _shown(self, question: str, thread: Thread, as_of: date | None) -> Heard | None:
        """The numbers of what was talked about, at what the question names: "show me one with numbers", "the numbers at VIX 16"."""
        at = numbers_at(question)
        name = self._calculator_of(thread.terms, LEADING_TERMS if at is None else None)
        if name is None:
            return None
        calculator = self._calculators[name]
        if at is not None:
            line = _line(calculator, at)
            told = self._asked_of(name, line, as_of)
            return None if told is None else self._heard(replace(told, topic=question), question, thread, thread.terms, as_of, last=line)
        line = EXAMPLES.get(name, "")
        plan = self._plan(line, (), as_of) if line else Plan("calculate", (Request(name, dict(calculator.example)),))
        heard = self._heard(replace(plan, topic=question, unused_spans=()), question, thread, thread.terms, as_of, last=line, keep=not line)
        return replace(heard, supplied=(tuple(plan.requests[0].inputs),))

    def _continued(self, question: str, thread: Thread, as_of: date | None) -> Heard | None:
        """Numbers for the calculator an explanation was about: "and for 20 condors", "with VIX 15"; None for what stands by itself."""
        if thread.computed or not thread.terms or not is_short(question) or not _DIGIT.search(question):
            return None
        counted = {"iron-condor"} if _COUNTED.search(question) else set[str]()  # "for 20 condors" counts them
        if set(self._terms(question)) - _MARKET_TERMS - {*thread.terms} - counted:
            return None
        name = thread.along[0].calculator if thread.along else self._calculator_of(thread.terms, LEADING_TERMS)
        if name is None:
            return None
        line = _line(self._calculators[name], _STRIP.sub("", question))
        plan = self._asked_of(name, line, as_of)
        if plan is None or plan.unused or not plan.requests[0].inputs:
            return None
        return self._heard(replace(plan, topic=question), question, thread, thread.terms, as_of, last=line)

    def _asked_of(self, name: str, line: str, as_of: date | None) -> Plan | None:
        """The plan of a line that names a calculator outright; None when it asks for another, or for more."""
        plan = self._plan(line, (), as_of)
        asked = plan.route == "calculate" and bool(plan.requests) and plan.requests[0].calculator == name
        return replace(plan, unused_spans=()) if asked else None

    def _calculator_of(self, terms: Sequence[str], most: int | None) -> str | None:
        """The calculator that shows the first of some terms, among its first `most` ones; None when none does."""
        named = {one.name: (*one.speech.along_terms, *one.terms[:most]) for one in self._calculators.values()}
        for term in terms[:2]:
            shows = [name for name, shown in named.items() if term in shown]
            if shows:
                return next((name for name in shows if term.startswith(name.replace("_", "-"))), shows[0])
        return None

    def _about_words(self, written: str, thread: Thread, layer: Layer, ordinal: int | None) -> Heard:
        requests: tuple[Request, ...] = ()
        before = thread.before if layer == "why" else None
        if ordinal is not None or (layer == "numbers" and not thread.computed):
            requests = thread.along
        elif thread.computed and thread.trades and (layer == "numbers" or before is not None):
            requests = (thread.trades[-1].request,)
        plan = Plan("explain", requests, topic=written)
        change: Change = "edit" if before is not None else ""
        return Heard(plan, written, change, before, thread.edited, layer, ordinal, thread.terms, thread=thread)

    # --- the conversation after a question ---------------------------------------------------------------------------

    def _heard(
        self,
        plan: Plan,
        question: str,
        thread: Thread,
        terms: Sequence[str],
        as_of: date | None,
        change: Change = "",
        before: Request | None = None,
        edited: tuple[str, ...] = (),
        keep: bool = False,
        last: str | None = None,
    ) -> Heard:
        """What was heard, with the thread after it. `keep` leaves the router at the trade that was on the table."""
        computed = plan.route == "calculate" and bool(plan.requests)
        said, trades = thread.said, thread.trades
        line = last if last is not None else question
        if computed and not keep:
            alone = not edited and change == "" and self._stands_alone(line, plan, as_of)
            said = (line,) if alone else (*said, line)
        elif plan.missing and not keep:
            said = (*said, line)
        if computed and (not trades or trades[-1].request != plan.requests[0]):
            trades = (*trades, Placed(plan.requests[0], said))
        levels = [term for term in terms if computed and term in _MARKET_TERMS]  # named to say where the market is, and no subject
        about = tuple(dict.fromkeys([*(term for term in terms if term not in levels), *(self._about(plan.requests) if computed else ()), *levels]))
        after = Thread(trades, said, about, question, edited, before if edited else None, plan.requests, (), computed)
        return Heard(plan, question, change, before, edited, terms=tuple(terms), thread=after)

    def _stands_alone(self, line: str, plan: Plan, as_of: date | None) -> bool:
        alone = self._plan(line, (), as_of)
        return bool(alone.requests) and alone.requests[0] == plan.requests[0]

    def _about(self, requests: Sequence[Request]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(term for request in requests for term in self._calculators[request.calculator].terms))


def _line(calculator: Calculator[Any, Any], words: str) -> str:
    """Words of a follow-up with the calculator they are about said before them."""
    return f"{calculator.phrases[0]} {words}"


def _may_lean(question: str) -> bool:
    return is_short(question) and (PART.search(question) is not None or layer_asked(question) is not None)


def changed_inputs(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, ...]:
    """The inputs given with one request and not, or otherwise, with the other."""
    return tuple(name for name in dict.fromkeys([*after, *before]) if before.get(name) != after.get(name))


def _rolled_to(question: str, left: float) -> tuple[float, bool]:
    """Days of the condor rolled to, and whether the question said how far."""
    for found in _OUT.finditer(question):
        count = _COUNT.get(found.group("n").lower())
        days = float(count if count is not None else found.group("n")) * _UNIT_DAYS[found.group("unit").lower()]
        to = found.group("to") is not None or found.group("unit").lower() in ("dte", "d")
        if not to:
            return left + days, True
        if days > left:
            return days, True
    return left + SHORTEST_ROLL, False
