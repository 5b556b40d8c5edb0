"""The rules router: reads a question by grammar and named blanks, without a model."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.answer import Missing, Route
from bot.market import Market
from bot.routing.follow_up import follows, is_about_words, merged, take_changes, wants_again
from bot.routing.found import Found
from bot.routing.intents import Intent, in_general, intent_of, is_talk, wants_figures
from bot.routing.numbers import read_line
from bot.routing.phrases import Phrases
from bot.routing.plan import Plan, Request
from bot.routing.reading import Reading
from bot.routing.structures import STRUCTURES
from bot.routing.understand import Understood, lacking, understand
from calculators.errors import InputError
from calculators.spec import Calculator

TermFinder = Callable[[str], tuple[str, ...]]

# Calculators of the method: their figures go along with words about them.
METHOD = {
    "second_engine": r"second engine|private leverage(?: layer)?",
    "vix_hedge": r"alvh|adaptive layered(?: vix hedge)?|layered vix hedge|vix hedge",
    "credit_tiers": r"credit tiers?|(?:conservative|balanced|aggressive)(?: credit| risk)? tiers?|all (?:three|N\d+) "
    r"(?:credit |risk )?tiers|N\d+ / N\d+ / N\d+ credit.*",
    "edr": r"edr",
}
METHOD_TERMS = {"second-engine": "second_engine", "alvh": "vix_hedge", "vix-hedge": "vix_hedge", "credit-tiers": "credit_tiers", "edr": "edr"}
HISTORY_READ = 12
PLAIN_NAME = 6.0  # a cue of this weight names the calculator plainly
NEVER = 1000
ENOUGH = 3  # inputs that make a complete request one to compute, whatever the wording


@dataclass(frozen=True, slots=True)
class _State:
    """The trade under discussion: the last request, complete or not, and the blank last asked for or changed."""

    request: Request | None = None
    asked: str | None = None


class RulesRouter:
    """Plans by rules. Only calculators of the given catalogue are requested.

    `term_finder` gives the glossary ids a text names; `market` stands in for levels nobody named, only to judge
    whether a request could run: what it would fill is never in a request's inputs.
    """

    def __init__(self, catalogue: Iterable[Calculator[Any, Any]], term_finder: TermFinder | None = None, market: Market | None = None) -> None:
        self._catalogue = {calculator.name: calculator for calculator in catalogue}
        self._phrases = Phrases(self._catalogue.values())
        self._terms = term_finder
        self._market = market

    def plan(self, question: str, history: Sequence[str] = (), as_of: date | None = None) -> Plan:
        """The plan for a question. Days are counted from `as_of`, else from the market's day, else from today."""
        day = as_of if as_of is not None else self._market.as_of if self._market is not None else date.today()
        state = _State()
        for earlier in history[-HISTORY_READ:]:
            _, state = self._turn(earlier, state, day)
        plan, _ = self._turn(question, state, day)
        topic = plan.topic
        if history and len(question.split()) < 8 and not plan.requests:
            topic = f"{history[-1]} {question}"
        return Plan(plan.route, plan.requests, plan.missing, plan.unused, topic, plan.conflicts, plan.notes)

    def _turn(self, question: str, state: _State, day: date) -> tuple[Plan, _State]:
        """The plan for one question after the trade under discussion, and the trade under discussion after it."""
        alone = understand(Reading(read_line(question)), self._phrases, self._catalogue, day)
        intent = intent_of(alone.reading)
        if state.request is not None:
            edited = self._edit(question, alone, intent, state, day)
            if edited is not None:
                return self._conclude(question, edited, "work", day, state)
        return self._conclude(question, alone, intent, day, state)

    def _edit(self, question: str, alone: Understood, intent: Intent, state: _State, day: date) -> Understood | None:
        """The question as an edit of the last request, or None when it stands by itself."""
        before = state.request
        if before is None or intent in ("advice", "market", "claim"):
            return None
        line = Reading(read_line(question))
        leans = follows(line)
        # Beside a hedge or a size, "20 condors" counts condors; it does not ask to price one.
        same = alone.calculator in (None, before.calculator) or (
            alone.calculator == "iron_condor" and before.calculator not in STRUCTURES and len(alone.found.inputs) <= 1
        )
        if not same and alone.calculator is not None and alone.weight >= PLAIN_NAME:
            if not leans or (
                lacking(self._catalogue[alone.calculator], alone.found.inputs, self._market) is None and len(alone.found.inputs) >= ENOUGH
            ):
                return None
            return self._carried(alone, before)
        if same and alone.calculator is not None and not leans and self._complete(alone):
            return None
        if wants_again(line):
            return Understood(line, before.calculator, Found(inputs=dict(before.inputs)), PLAIN_NAME)
        if intent == "explain" and not leans and is_about_words(line):
            return None
        changes = take_changes(line, before.inputs, "contracts" in self._catalogue[before.calculator].inputs.model_fields)
        read = understand(line, self._phrases, self._catalogue, day, before.calculator, before.inputs)
        edits = {**read.found.inputs, **changes}
        if not edits and state.asked is not None:
            edits = self._answer(line, before, state.asked)
        if not edits or all(before.inputs.get(name) == value for name, value in edits.items()):
            return None
        read.edited = tuple(edits)
        read.found.inputs = merged(before.inputs, edits)
        read.calculator = before.calculator
        read.weight = max(read.weight, PLAIN_NAME)
        return read

    def _answer(self, line: Reading, before: Request, asked: str) -> dict[str, Any]:
        """A bare number is the answer to the question asked last."""
        left = line.left()
        if len(left) != 1:
            return {}
        number = left[0][1]
        calculator = self._catalogue[before.calculator]
        for value in (number.value, number.value / 100):
            given = {**before.inputs, asked: int(value) if value == int(value) else value}
            try:
                calculator.parse({**given, **(self._market.fill(calculator, given) if self._market is not None else {})})
            except InputError as error:
                if any(fault.field == asked for fault in error.fields):
                    continue
            return {asked: given[asked]}
        return {}

    def _carried(self, alone: Understood, before: Request) -> Understood | None:
        """Another calculator on the trade under discussion: "stress that", "the same as a strangle"."""
        if alone.calculator is None:
            return None
        fields = self._catalogue[alone.calculator].inputs.model_fields
        carried = {name: value for name, value in before.inputs.items() if name in fields}
        if not carried:
            return None
        alone.found.inputs = {**carried, **alone.found.inputs} if alone.calculator == "roll" else merged(carried, alone.found.inputs)
        return alone

    def _complete(self, understood: Understood) -> bool:
        if understood.calculator is None:
            return False
        return lacking(self._catalogue[understood.calculator], understood.found.inputs, self._market) is None

    def _conclude(self, question: str, understood: Understood, intent: Intent, day: date, state: _State) -> tuple[Plan, _State]:
        """Route, requests and the question back, from what was understood and what the wording wants."""
        found, name, reading = understood.found, understood.calculator, understood.reading
        request = Request(name, dict(found.inputs)) if name is not None and understood.weight > 0 else None
        missing = lacking(self._catalogue[request.calculator], request.inputs, self._market) if request is not None else None
        given = len(request.inputs) if request is not None else 0
        unused = tuple(number.text for _, number in reading.left())

        def plan(route: Route, *requests: Request, ask: Missing | None = None, conflicts: Sequence[str] = ()) -> Plan:
            return Plan(route, requests, (ask,) if ask is not None else (), unused, question, tuple(conflicts), tuple(found.notes))

        method = self._method_request(reading, understood, day)
        words = _words(intent)
        if intent in ("advice", "market"):
            figures = request is not None and missing is None and given >= ENOUGH and request.calculator in STRUCTURES
            return plan(intent, *((request,) if figures and request is not None else ())), state
        if request is None:
            return plan(words, *method), state
        ready = missing is None and not found.faults and not found.conflicts
        if intent != "work" and not (ready and given >= self._enough(request, intent, reading)):
            return plan(words, *method), state
        if is_talk(reading) and not (ready and given > ENOUGH):
            return plan(words, *method), state
        if found.faults:
            slot, number = found.faults[0]
            ask = Missing(request.calculator, slot.field, f"{number.text} cannot be the {slot.field.replace('_', ' ')}. {slot.ask}")
            return plan("clarify", ask=ask), state
        if found.conflicts:
            ask = Missing(request.calculator, "", f"The short strikes are placed twice, by {found.conflicts[0]}. Which one shall I use?")
            return plan("clarify", ask=ask, conflicts=found.conflicts), state
        if missing is None and (given > 0 or wants_figures(reading)):
            asked = understood.edited[0] if len(understood.edited) == 1 else None
            return plan("calculate", request), _State(request, asked)
        if missing is not None and (given > 0 or (wants_figures(reading) and understood.weight >= PLAIN_NAME and not in_general(reading))):
            return plan("clarify", ask=missing), _State(request, missing.field)
        return plan(words, *method), state

    def _enough(self, request: Request, intent: Intent, reading: Reading) -> int:
        """How many inputs make a question worded as one for words a request for figures after all."""
        if intent == "claim" or reading.said.startswith(" why "):
            return NEVER
        return 2 if request.calculator in METHOD or wants_figures(reading) else ENOUGH

    def _method_request(self, reading: Reading, understood: Understood, day: date) -> tuple[Request, ...]:
        """The method's calculator that goes along with words about it, with the inputs named."""
        named = next((name for name, words in METHOD.items() if name in self._catalogue and reading.said_at_all(words)), None)
        if named is None and self._terms is not None:
            ids = self._terms(reading.said)
            named = next((METHOD_TERMS[term] for term in ids if term in METHOD_TERMS and METHOD_TERMS[term] in self._catalogue), None)
        if named is None:
            return ()
        inputs = understood.found.inputs if understood.calculator == named and not understood.found.faults else {}
        if lacking(self._catalogue[named], inputs, self._market) is not None:
            inputs = {}
        return (Request(named, dict(inputs)),)


def _words(intent: Intent) -> Route:
    return "explain" if intent == "work" else intent
