"""Ask a question, get an answer: route, calculate, search, compose, check."""

from __future__ import annotations

import json
import logging
import re
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any

from bot.agent import Agent, wants_steps
from bot.answer import Answer, Calculation, Citation, CitedSource, ComposerName, Evidence, Missing, Route, Table, Tested
from bot.asked import asked_figures
from bot.claims import Claims
from bot.compose.check import KEY, Fault
from bot.compose.composer import Composer, ComposerError
from bot.compose.model import ModelComposer, speak
from bot.compose.sentences import CITATION, label_tables
from bot.compose.template import CANNOT_ANSWER, CORRECTION, TemplateComposer
from bot.dialogue import Dialogue, Heard
from bot.finding import Finder, Found, are_compared
from bot.follow_ups import follow_ups, inline
from bot.market import Market
from bot.premises import mistaken
from bot.routing import learned
from bot.routing.plan import Plan, Request, Router
from bot.selection import (
    bearing_on,
)
from bot.side_by_side import change_table, comparison_table, kept_open, sides, words_table
from bot.worked import fill_passage
from calculators.errors import InputError
from calculators.spec import Calculator, Figure, ToolResult
from calculators.wording import listed
from knowledge.library import Library
from knowledge.page import Passage
from knowledge.retrieve import Retriever
from knowledge.sources import Bibliography, short_label

MOST_CHARACTERS = 1000
MOST_VERDICTS: Mapping[Route, int] = {"explain": 4, "claim": 2, "compare": 1}
MOST_UNKNOWN = 3

NO_ADVICE = (
    "Whether to take, size or close a trade is yours to decide: this explains and computes, it does not advise. "
    "Here is what the pages say; name a trade and it can be priced, stressed and compared."
)
NO_MARKET = "There are no live quotes and no forecasts here: levels are the ones you give, or the example market named in the assumptions."

# The figure of a trade that answers a change of an input.
FIELD_FIGURES: Mapping[str, tuple[str, ...]] = {"vol": ("vega",), "vix": ("vega",), "dte": ("theta",), "spot": ("delta", "gamma")}

NO_PEOPLE = "Nobody trades here and nobody's trades are kept; this is what the pages say and what can be computed."

_ASSERTING = re.compile(r"(?:is|are|does|do|did|can|could|will|would|has|have)\b", re.I)
_EXPLAINING = re.compile(
    r"(?:(?:can|could|would) (?:some|any)(?:one|body) |(?:can|could|would) you )?(?:please )?(?:explain|walk (?:me|us) through)\b", re.I
)
_ADVISING = re.compile(r"(?:should|shall|must|would you|do you|when should)\b", re.I)
_STANDING = re.compile(r"\bstands? for\b|\bshort for\b|\babbreviat|\bacronym\b|\bfull (?:form|name)\b", re.I)
_TITLE = re.compile(r"(?P<words>.+) \((?P<letters>[A-Z][\w/&-]*)\)")
_PEOPLE = re.compile(
    r"\b(?<!why would )(?<!why does )(?<!how would )(?<!how does )(?<!how can )"
    r"(?:any(?:one|body)(?: (?:else|here|actually|still|ever))?|(?:do|have|has|are|did) any of you|(?:do|are|have|how do|what do|which do)"
    r" (?:you )?(?:guys|folks|all|people)|you guys|(?:is|are|does) everyone"
    r"|(?:are|have|did|do) you (?:guys |actually |still |all )*(?:\w+ing|run|use|trade|backtest\w*)"
    r"|what (?:are|is) your|your (?:own )?(?:experience|results?|setup|favou?rite|go-to))\b",
    re.I,
)

log = logging.getLogger(__name__)


class Assistant:
    """Joins the router, the calculators, the pages and a composer. Thread-safe: it keeps nothing about who asks."""

    def __init__(
        self,
        library: Library,
        bibliography: Bibliography,
        catalogue: Sequence[Calculator[Any, Any]],
        router: Router,
        open_search: Callable[[], Retriever],
        market: Market,
        composer: Composer | None = None,
    ) -> None:
        self.library = library
        self.bibliography = bibliography
        self.catalogue = tuple(catalogue)
        self.market = market
        self._calculators: Mapping[str, Calculator[Any, Any]] = {calculator.name: calculator for calculator in self.catalogue}
        self._router = router
        self._plain = TemplateComposer()
        self._composer = composer if composer is not None else self._plain
        self.agent: Agent | None = None
        self._claims = Claims(library, self._run_example)
        self._finder = Finder(library, self._calculators, self._claims, open_search)
        self._dialogue = Dialogue(router, self._calculators, self._calculate, library.terms_in, self._title, self._finder.subjects)
        self._computed = lru_cache(maxsize=256)(self._compute)
        self._filled = lru_cache(maxsize=4096)(self._fill)
        self._sources = lru_cache(maxsize=2048)(self._cite)

    @property
    def ready(self) -> bool:
        """Whether the search model and index are loaded; until then the first question waits for them."""
        return self._finder.ready

    def opened(self) -> Retriever:
        """The search, loaded at the first call."""
        return self._finder.opened()

    def warm_up(self) -> None:
        """Load the search model and index, and what was learned of requests, so that later questions meet warm caches."""
        self._finder.search("iron condor", 1)
        learned.load()

    def ask(
        self,
        question: str,
        history: Sequence[str] = (),
        as_of: date | None = None,
        on_step: Callable[[str], None] | None = None,
        on_sentence: Callable[[str, str], None] | None = None,
    ) -> Answer:
        """Answer one question. `history` holds the earlier questions of the conversation, oldest first; `as_of` is the
        day that "tomorrow" is counted from (default: today). Never raises for what a person may type.

        `on_sentence` is told each sentence of a model, with its layer, as soon as it is checked; the answer may still be the plain one.
        """
        timings = _Timings()
        step = on_step if on_step is not None else _silent
        question = " ".join(question.split())
        if not question:
            return self._back(question, "A question needs some words; this one was empty. Ask for a term, a price or a payoff.", timings)
        if len(question) > MOST_CHARACTERS:
            return self._back(
                question, f"A question may have at most {MOST_CHARACTERS:,} characters; this one has {len(question):,}. Shorten it.", timings
            )

        step("Understanding the question")
        with timings("understand"):
            heard = self._dialogue.hear(question, history, as_of)
            heard = self._settled(heard)
            plan = heard.plan
        timings.context = self._context(history, as_of)
        if self.agent is not None and wants_steps(question):
            stepped = self._in_steps(self.agent, heard, step, on_sentence, timings)
            if stepped is not None:
                return stepped
        if plan.conflicts:
            return self._back(question, plan.conflicts[0], timings, plan)
        found: Found | None = None
        if plan.missing and not plan.requests:
            route_: Route = "advice" if _ADVISING.match(question) else "claim"
            found = self._finder.found(heard) if route_ == "advice" or _ASSERTING.match(question) else None
            if found is None or not found.passages or (route_ == "claim" and not found.claims):
                return self._back(question, plan.missing[0].question, timings, plan)
            plan = replace(plan, route=route_, missing=())
            heard = replace(heard, plan=plan)

        if plan.requests:
            step("Calculating")
        with timings("calculate"):
            try:
                calculations = self._calculations(heard)
            except InputError as error:
                return self._back(question, _sentence(error.message), timings, plan)

        step("Searching the pages")
        with timings("search"):
            if found is None:
                found = self._finder.found(heard, [calculation.result for calculation in calculations])
        route: Route = plan.route
        if not found.passages and not calculations:
            if route in ("explain", "compare", "claim", "clarify"):
                return self._decline(question, found, timings)
            return replace(self._back(question, NO_ADVICE if route == "advice" else NO_MARKET, timings), route=route)

        step("Writing the answer")
        with timings("compose"):
            evidence = self._evidence(question, heard, found, calculations)
            text, composer, reason = speak(evidence, self._composer, self._plain, on_sentence, _report)
        return replace(self._answer(question, text, composer, evidence, heard, found.terms, timings), composer_reason=reason)

    def _settled(self, heard: Heard) -> Heard:
        """The route as the pages bear it out: what names no two sides is no comparison, and how a thing works is no claim."""
        plan = heard.plan
        if plan.route == "compare" and not are_compared(plan, plan.requests) and not sides(heard.question, self.library):
            return replace(heard, plan=replace(plan, route="explain"))
        if plan.route == "claim" and _EXPLAINING.match(heard.question):
            return replace(heard, plan=replace(plan, route="explain"))
        return heard

    # --- the steps -----------------------------------------------------------------------------------------------

    def compute(self, calculator: str, inputs: dict[str, Any]) -> ToolResult:
        """A calculator's result, what the market supplies filled in and named as assumed. Raises InputError."""
        return self._calculate(Request(calculator, inputs))

    def passages(self, question: str, limit: int) -> list[Passage]:
        """The passages found for a question, their figures filled in; none when the pages cannot answer it."""
        retrieval = self._finder.search(question, limit)
        return [self._filled(scored.passage) for scored in retrieval.passages] if retrieval.answerable else []

    def _in_steps(
        self, agent: Agent, heard: Heard, step: Callable[[str], None], on_sentence: Callable[[str, str], None] | None, timings: _Timings
    ) -> Answer | None:
        """The answer a model worked out with several calculators, or None when it came to nothing."""
        step(f"Working in steps with {agent.label}")
        try:
            with timings("steps"):
                worked = agent.work(heard.question, step)
        except ComposerError as error:
            step(f"{agent.label} came to nothing: {error}")
            return None
        heard = replace(heard, plan=Plan("calculate", topic=heard.question))
        named = list(self.library.terms_in(heard.question))
        found = Found(list(worked.passages) if worked.passages else self._finder.behind_the_numbers(heard, worked.calculations[-1].result), named)
        step("Writing the answer")
        with timings("compose"):
            evidence = self._evidence(heard.question, heard, found, list(worked.calculations))
            writer = self._composer.having_written(worked.draft) if isinstance(self._composer, ModelComposer) else self._plain
            text, composer, reason = speak(evidence, writer, self._plain, on_sentence, _report)
        answer = self._answer(heard.question, text, composer, evidence, heard, found.terms, timings)
        return replace(answer, composer_reason=f"{agent.label} chose the steps and calculators computed them; {reason}")

    def _calculate(self, request: Request) -> ToolResult:
        """A request computed, what the market supplies filled in and named as assumed. Raises InputError."""
        return self._computed(request.calculator, json.dumps(request.inputs, sort_keys=True))

    def _compute(self, name: str, inputs: str) -> ToolResult:
        calculator, given = self._calculators[name], json.loads(inputs)
        filled = self.market.fill(calculator, given)
        result = calculator.run({**given, **filled})
        return replace(result, assumed=(*filled, *result.assumed)) if filled else result

    def _calculations(self, heard: Heard) -> list[Calculation]:
        """What the question asks to have computed, then the trade before its change and that trade kept open.

        Raises InputError when the question asks for nothing but figures and they cannot be had.
        """
        plan, results = heard.plan, list[ToolResult]()
        for place, request in enumerate(plan.requests):
            try:
                result = self._calculate(request)
            except InputError as error:
                if plan.route == "calculate":
                    raise
                # The words can be answered all the same; the figures were a companion to them.
                log.info("%s was left out of an answer in words: %s", request.calculator, error)
                continue
            supplied = heard.supplied[place] if place < len(heard.supplied) else ()
            results.append(replace(result, assumed=(*supplied, *result.assumed)) if supplied else result)
        if plan.route == "compare" and len(results) < len(plan.requests):
            results = []  # one side alone compares with nothing
        found = [Calculation(f"C{number}", result) for number, result in enumerate(results, 1)]
        if not found or heard.before is None or heard.change not in ("edit", "back"):
            return found
        try:
            before = self._calculate(heard.before)
        except InputError:
            return found  # what was on the table could not be computed as it stood: there is no before to show
        if before.calculator != results[0].calculator:
            return found
        found.append(Calculation(f"C{len(found) + 1}", before, part="before"))
        kept = kept_open(before, results[0], heard.edited) if heard.change == "edit" else None
        if kept is not None:
            try:
                found.append(Calculation(f"C{len(found) + 1}", self._calculate(Request(before.calculator, kept)), part="kept"))
            except InputError as error:
                log.info("the trade kept open could not be valued: %s", error)
        return found

    def _title(self, term: str) -> str:
        return inline(self.library.pages[term].title)

    def _context(self, history: Sequence[str], as_of: date | None) -> dict[str, Any]:
        """What an answer depends on beside its question, so that it can be replayed."""
        return {
            "history": list(history),
            "as_of": (as_of if as_of is not None else self.market.as_of).isoformat(),
            "market": self.market.to_json(),
        }

    def _evidence(self, question: str, heard: Heard, found: Found, calculations: list[Calculation]) -> Evidence:
        plan = heard.plan
        claims = list(found.claims)
        computed = {calculation.result.calculator for calculation in calculations}
        passages = [self._fit(passage, heard.question) for passage in found.passages if not computed & self._worked(passage)]
        premises = mistaken(question, self.library)
        keyed = [(f"S{i}", self._filled(passage)) for i, passage in enumerate((one for one in passages if one is not None), 1)]
        corrections: list[str] = []
        for premise in premises:
            passage = self._filled(self.library.passage(premise.passage))
            said = premise.sentences(passage)
            key = next((key for key, other in keyed if other.id == passage.id), None)
            if said:
                if key is None:
                    key = f"S{len(keyed) + 1}"
                    keyed.append((key, replace(passage, text=" ".join(said))))
                corrections.append(" ".join([f"{CORRECTION}{said[0]} [{key}]", *(f"{one} [{key}]" for one in said[1:])]))
            if premise.claim is not None and premise.claim in self.library.pages:
                claims = [premise.claim, *(claim for claim in claims if claim != premise.claim)]
        if _STANDING.search(question):
            corrections += self._spelled_out(found.terms[:1], keyed)
        tested: list[Tested] = []
        results = list(calculations)
        most = MOST_VERDICTS.get(plan.route, 1 if any(premise.claim for premise in premises) else 0)
        for claim in claims[:most]:
            judged = self._claims.judge(claim)
            keyed.append((f"S{len(keyed) + 1}", self._filled(self.library.passage(f"{claim}#what-is-claimed"))))
            calculation_key = None
            if judged.base is not None:
                calculation_key = f"C{len(results) + 1}"
                results.append(Calculation(calculation_key, judged.base, tests=claim))
            tested.append(Tested(judged.verdict, keyed[-1][0], calculation_key))
        asked = asked_figures(question, calculations[0].result.presentation.figures) if calculations else ()
        if heard.ordinal is not None and calculations:
            asked = _of_part(calculations[0].result, heard.ordinal)
        if heard.layer == "why" and len(calculations) > 1:
            corrections += [
                f"{figure.label} of the trade before the change: {figure.text} [C2]." for figure in _movers(calculations[1].result, heard.edited)
            ]
        return Evidence(
            heard.question,
            plan.route,
            tuple(keyed),
            tuple(results),
            tuple(tested),
            (
                *(_read_as(slip) for slip in found.respelled),
                *self._beside(found),
                *_opening(plan, question, computed=bool(calculations)),
                *corrections,
            ),
            tuple(self._tables(heard, keyed, calculations)),
            asked,
        )

    def _beside(self, found: Found) -> list[str]:
        """That the pages do not answer a question as it was asked, where they only know what it is about."""
        if found.apart:
            return [f"On no page: {_quoted(found.apart)}. This is what the pages say of the rest."]
        return (
            [f"No page answers that as it was asked; this is what they say of {listed([self._title(page) for page in found.near])}."]
            if found.near
            else []
        )

    def _spelled_out(self, terms: Sequence[str], keyed: Sequence[tuple[str, Passage]]) -> list[str]:
        """What the letters of a term stand for, where its page is among the evidence and its title says it."""
        titles = [(term, _TITLE.fullmatch(self.library.pages[term].title)) for term in terms]
        keys = {passage.page_id: key for key, passage in reversed(keyed)}
        return [f"{title['letters']} stands for {title['words']}. [{keys[term]}]" for term, title in titles if title is not None and term in keys]

    def _worked(self, passage: Passage) -> set[str]:
        """The calculators of a page's worked example: beside their own figures it would tell the same again."""
        if passage.heading != "Example":
            return set()
        sections = self.library.pages[passage.page_id].sections
        return {example.calculator for section in sections if section.heading == "Example" for example in section.examples}

    def _fit(self, passage: Passage, question: str) -> Passage | None:
        """The passage as it may be quoted: all of a page's, and of a person's own document what bears on the question."""
        return bearing_on(question, passage) if self.library.pages[passage.page_id].kind == "document" else passage

    def _tables(self, heard: Heard, keyed: Sequence[tuple[str, Passage]], calculations: Sequence[Calculation]) -> list[Table]:
        """What changed, or what is compared, side by side."""
        by_part = {calculation.part: calculation for calculation in reversed(calculations)}
        if "before" in by_part:
            return [change_table(by_part["asked"], by_part["before"], by_part.get("kept"), heard.edited)]
        if heard.plan.route != "compare":
            return []
        tables = [comparison_table(calculations, lambda name: self._calculators[name].title)] if calculations else []
        return [table for table in (*tables, words_table(keyed)) if table is not None]

    def _answer(
        self, question: str, text: str, composer: ComposerName, evidence: Evidence, heard: Heard, terms: Sequence[str], timings: _Timings
    ) -> Answer:
        used = set(KEY.findall(text))
        citations = tuple(
            Citation(key, p.id, p.title, p.heading, p.standing, CITATION.sub("", p.text), tuple(self._sources(source) for source in p.sources))
            for key, p in evidence.passages
            if key in used
        )
        pages = [
            term
            for term in dict.fromkeys([*terms, *(c.passage_id.split("#")[0] for c in citations)])
            if self.library.pages[term].kind not in ("claim", "document")
        ]
        calculations = tuple(calculation for calculation in evidence.results if calculation.key in used)
        return Answer(
            question=question,
            text=text,
            route=heard.plan.route,
            composer=composer,
            citations=citations,
            calculations=calculations,
            terms=tuple(pages),
            follow_ups=follow_ups(question, pages, evidence.results, self.library, heard.plan.route),
            missing=heard.plan.missing,
            claims=tuple(tested.verdict for tested in evidence.tested),
            together=_together(calculations),
            context=timings.context,
            timings_ms=timings.done(),
        )

    # --- answers that say no, or ask back ------------------------------------------------------------------------

    def _back(self, question: str, text: str, timings: _Timings, plan: Plan | None = None) -> Answer:
        missing: tuple[Missing, ...] = plan.missing if plan is not None else ()
        offers = missing[0].suggestions if missing else ()
        return Answer(
            question=question, text=text, route="clarify", missing=missing, follow_ups=offers, context=timings.context, timings_ms=timings.done()
        )

    def _decline(self, question: str, found: Found, timings: _Timings) -> Answer:
        near = [self.library.pages[page].title for word in found.unknown for page in self.library.suggest(word)]
        parts = [CANNOT_ANSWER]
        if found.unknown:
            parts.append(f"No page knows {_quoted(found.unknown)}.")
        if near:
            parts.append(f"Did you mean {' or '.join(dict.fromkeys(near))}?")
        elif found.nearest:
            near = [self.library.pages[page].title for page in found.nearest]
            parts.append(f"What comes nearest: {listed(near)}.")
        parts.append(
            "They cover SPX iron condors and other option structures, break-evens and probabilities, the Greeks, volatility and the VIX, "
            "the ALVH hedge, the Second Engine and the rest of the methodology, and the finance, currency and blockchain terms its texts use."
        )
        offers = tuple(f"What is {title}?" for title in dict.fromkeys(near)) or (
            "What is an iron condor?",
            "What is the Second Engine?",
            "What is ALVH?",
        )
        return Answer(
            question=question, text=" ".join(parts), route="unsupported", follow_ups=offers[:3], context=timings.context, timings_ms=timings.done()
        )

    # --- looked up once --------------------------------------------------------------------------------------------

    def _run_example(self, calculator: str, inputs: dict[str, Any]) -> ToolResult:
        if calculator not in self._calculators:
            raise InputError(f"a page's check must name a calculator; got {calculator!r}")
        return self._calculators[calculator].run(inputs)

    def _fill(self, passage: Passage) -> Passage:
        filled = fill_passage(passage, self.library.pages[passage.page_id])
        return replace(filled, text=label_tables(filled.text, lambda source: short_label(self.bibliography[source])))

    def _cite(self, source: str) -> CitedSource:
        return CitedSource(source, self.bibliography.apa(source), self.bibliography.url(source))


class _Timings:
    """Milliseconds by step, and in total since it was made; and what the answer depends on beside the question."""

    def __init__(self) -> None:
        self._start = time.perf_counter()
        self._steps: dict[str, float] = {}
        self.context: dict[str, Any] = {}

    @contextmanager
    def __call__(self, name: str) -> Any:
        began = time.perf_counter()
        try:
            yield
        finally:
            self._steps[name] = round((time.perf_counter() - began) * 1000, 3)

    def done(self) -> dict[str, float]:
        return {**self._steps, "total": round((time.perf_counter() - self._start) * 1000, 3)}


def _quoted(unknown: Sequence[str]) -> str:
    return listed([f"“{word}”" for word in unknown[:MOST_UNKNOWN]])


def _read_as(slip: tuple[str, str]) -> str:
    typed, meant = slip
    return f"I read “{typed}” as “{meant}”; did you mean that?"


def _opening(plan: Plan, question: str, computed: bool) -> tuple[str, ...]:
    """Sentences that code says before the composer speaks. How inputs were read is worth saying where figures lead."""
    said = {"advice": NO_ADVICE, "market": NO_MARKET}.get(plan.route)
    if said is None and plan.route in ("explain", "compare", "claim") and _PEOPLE.search(question):
        said = NO_PEOPLE
    sentences = [said] if said is not None else []
    if computed and plan.route in ("calculate", "compare"):
        sentences += [_sentence(note) for note in plan.notes]
        if plan.unused:
            sentences.append(f"I did not use {listed(list(plan.unused))}.")
    if plan.missing:
        sentences.append(plan.missing[0].question)
    return tuple(sentences)


def _together(calculations: Sequence[Calculation]) -> tuple[tuple[str, ...], ...]:
    """Calculations whose payoffs belong on one chart: a trade before and after its change, or the trades compared."""
    drawn = [
        calculation.key
        for part in ("before", "kept", "asked")
        for calculation in calculations
        if calculation.part == part
        and calculation.tests is None
        and any(chart.kind == "payoff" for chart in calculation.result.presentation.charts[:1])
    ]
    return (tuple(drawn),) if len(drawn) > 1 else ()


def _movers(result: ToolResult, edited: Sequence[str]) -> list[Figure]:
    """The figures of a trade that say how it answers a change of the inputs edited."""
    wanted = {figure for name in edited for figure in FIELD_FIGURES.get(name, ())}
    return [figure for figure in result.presentation.figures if figure.name in wanted]


def _of_part(result: ToolResult, ordinal: int) -> tuple[str, ...]:
    """Figures of one layer of a hedge, by the days of its calls."""
    layers = result.inputs.get("layers", [])
    if not 0 < ordinal <= len(layers):
        return ()
    ending = f"_{layers[ordinal - 1]['dte']:g}"
    return tuple(figure.name for figure in result.presentation.figures if figure.name.endswith(ending))


def _sentence(message: str) -> str:
    text = message[:1].upper() + message[1:]
    return text if text.endswith((".", "?", "!")) else text + "."


def _report(composer: Composer, found: list[Fault]) -> None:
    for fault in found:
        log.warning("the %s composer's draft was refused: %s: %s", composer.name, fault.rule, fault.sentence[:200])


def _silent(_: str) -> None:
    return None
