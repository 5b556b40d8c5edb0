"""Ask a question, get an answer: route, calculate, search, compose, check."""

from __future__ import annotations

import logging
import re
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import Any

from langchain_core.tools import StructuredTool

from bot.answer import Answer, Calculation, Citation, CitedSource, Evidence, Missing, Route, Tested
from bot.claims import Claims
from bot.compose.check import KEY, Composer, Fault, compose_checked
from bot.compose.sentences import CITATION, label_tables
from bot.compose.template import CANNOT_ANSWER, TemplateComposer
from bot.follow_ups import follow_ups
from bot.market import Market
from bot.routing.plan import Plan, Request, Router
from bot.selection import claims_among, defined_term, guide_to, of_page, select
from bot.tools import PassageRetriever, call, tool_of
from bot.worked import fill_passage
from calculators.errors import InputError
from calculators.spec import Calculator, ToolResult
from calculators.wording import listed
from knowledge.library import Library
from knowledge.page import Passage
from knowledge.sources import Bibliography, short_label

MOST_CHARACTERS = 1000
MOST_VERDICTS: Mapping[Route, int] = {"explain": 4, "claim": 2, "compare": 1}
SEARCHED = 14

NO_ADVICE = (
    "Whether to take, size or close a trade is yours to decide: this explains and computes, it does not advise. "
    "Here is what the pages say; name a trade and it can be priced, stressed and compared."
)
NO_MARKET = "There are no live quotes and no forecasts here: levels are the ones you give, or the example market named in the assumptions."

_ASSERTING = re.compile(r"(?:is|are|does|do|did|can|could|will|would|has|have)\b", re.I)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Found:
    """What the pages hold for a question: passages to quote, terms it names, claim pages it sounds like, words nobody knows."""

    passages: list[Passage]
    terms: list[str]
    claims: list[str] = field(default_factory=list)
    unknown: tuple[str, ...] = ()


class Assistant:
    """Joins the router, the calculators, the pages and a composer. Thread-safe: it keeps nothing about who asks."""

    def __init__(
        self,
        library: Library,
        bibliography: Bibliography,
        catalogue: Sequence[Calculator[Any, Any]],
        router: Router,
        open_search: Callable[[], PassageRetriever],
        market: Market,
        composer: Composer | None = None,
    ) -> None:
        self.library = library
        self.bibliography = bibliography
        self.catalogue = tuple(catalogue)
        self.market = market
        self._calculators: Mapping[str, Calculator[Any, Any]] = {calculator.name: calculator for calculator in self.catalogue}
        self._tools: dict[str, StructuredTool] = {}
        self._router = router
        self._plain = TemplateComposer()
        self._composer = composer if composer is not None else self._plain
        self._open_search = open_search
        self._search: PassageRetriever | None = None
        self._opening = threading.Lock()
        self._claims = Claims(library, self._run_example)
        self._filled = lru_cache(maxsize=4096)(self._fill)
        self._sources = lru_cache(maxsize=2048)(self._cite)

    @property
    def ready(self) -> bool:
        """Whether the search model and index are loaded; until then the first question waits for them."""
        return self._search is not None

    def warm_up(self) -> None:
        """Load the search model and index, and answer once so that later questions meet warm caches."""
        self.search("iron condor", 1)

    def tool(self, name: str) -> StructuredTool:
        """The LangChain tool of a calculator, made on first use."""
        if name not in self._tools:
            self._tools[name] = tool_of(self._calculators[name])
        return self._tools[name]

    def search(self, question: str, limit: int) -> Any:
        """Passages for a question. Opens the index on first use."""
        if self._search is None:
            with self._opening:
                if self._search is None:
                    self._search = self._open_search()
        return self._search.search(question, limit)

    def ask(self, question: str, history: Sequence[str] = (), as_of: date | None = None, on_step: Callable[[str], None] | None = None) -> Answer:
        """Answer one question. `history` holds the earlier questions of the conversation, oldest first; `as_of` is the
        day that "tomorrow" is counted from (default: today). Never raises for what a person may type."""
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
            plan = self._router.plan(question, history, as_of)
        if plan.conflicts:
            return self._back(question, plan.conflicts[0], timings, plan)
        found: Found | None = None
        if plan.missing and not plan.requests:
            found = self._found(question, plan) if _ASSERTING.match(question) else None
            if found is None or not found.claims:
                return self._back(question, plan.missing[0].question, timings, plan)
            plan = replace(plan, route="claim")

        if plan.requests:
            step("Calculating")
        with timings("calculate"):
            results: list[ToolResult] = []
            for request in plan.requests:
                try:
                    results.append(self._calculate(request))
                except InputError as error:
                    if plan.route == "calculate":
                        return self._back(question, _sentence(error.message), timings, plan)
                    # The words can be answered all the same; the figures were a companion to them.
                    log.info("%s was left out of an answer in words: %s", request.calculator, error)

        step("Searching the pages")
        with timings("search"):
            if found is None:
                found = self._found(question, plan, results)
        route: Route = plan.route
        if not found.passages and not results:
            if route in ("explain", "compare", "claim", "clarify"):
                return self._decline(question, found.unknown, timings)
            return replace(self._back(question, NO_ADVICE if route == "advice" else NO_MARKET, timings), route=route)

        step("Writing the answer")
        with timings("compose"):
            evidence = self._evidence(question, plan, found, results)
            text, composer = compose_checked(evidence, self._composer, self._plain, _report)
        return self._answer(question, text, composer, evidence, plan, found.terms, timings)

    # --- the steps -----------------------------------------------------------------------------------------------

    def _calculate(self, request: Request) -> ToolResult:
        calculator = self._calculators[request.calculator]
        filled = self.market.fill(calculator, request.inputs)
        result = call(self.tool(request.calculator), {**request.inputs, **filled})
        return replace(result, assumed=(*filled, *result.assumed)) if filled else result

    def _found(self, question: str, plan: Plan, results: Sequence[ToolResult] = ()) -> Found:
        named = list(self.library.terms_in(question))
        if plan.route == "calculate" and results:
            return Found(self._behind_the_numbers(named, results), named)
        defined = defined_term(question, self.library, named)
        if defined is not None and plan.route == "explain":
            return Found(of_page(defined, self.library), [defined, *(term for term in named if term != defined)], self._claims.about([defined]))
        topic = plan.topic.strip()
        retrieval = self.search(topic if topic else question, SEARCHED)
        if not retrieval.answerable:
            return Found([], named, unknown=retrieval.unknown)
        claims = claims_among(retrieval, self.library)
        if plan.route == "compare" and len(named) > 1:
            return Found(self._side_by_side(named), named, claims)
        guided = guide_to(question, named[0], retrieval, self.library) if named else []
        if guided:
            return Found(guided, named, self._claims.about([named[0], *(passage.page_id for passage in guided)]))
        return Found(select(retrieval, self.library, named), named, claims, retrieval.unknown)

    def _behind_the_numbers(self, named: Sequence[str], results: Sequence[ToolResult]) -> list[Passage]:
        """The definitions a calculation leans on: terms the question names, then the calculator's own."""
        terms = dict.fromkeys([*named, *(term for result in results for term in self._calculators[result.calculator].terms)])
        return [self.library.passage(f"{term}#definition") for term in terms if self._defines(term)][:3]

    def _defines(self, term: str) -> bool:
        return term in self.library.pages and any(section.heading == "Definition" for section in self.library.pages[term].sections)

    def _side_by_side(self, named: Sequence[str]) -> list[Passage]:
        wanted = {f"{term}#{part}" for term in named[:3] for part in ("definition", "what-the-method-says")}
        return [passage for passage in self.library.passages() if passage.id in wanted]

    def _evidence(self, question: str, plan: Plan, found: Found, results: Sequence[ToolResult]) -> Evidence:
        keyed = [(f"S{i}", self._filled(passage)) for i, passage in enumerate(found.passages, 1)]
        calculations = [Calculation(f"C{i}", result) for i, result in enumerate(results, 1)]
        tested: list[Tested] = []
        if plan.route in MOST_VERDICTS:
            for claim in found.claims[: MOST_VERDICTS[plan.route]]:
                judged = self._claims.judge(claim)
                keyed.append((f"S{len(keyed) + 1}", self._filled(self.library.passage(f"{claim}#what-is-claimed"))))
                calculation_key = None
                if judged.base is not None:
                    calculation_key = f"C{len(calculations) + 1}"
                    calculations.append(Calculation(calculation_key, judged.base, tests=claim))
                tested.append(Tested(judged.verdict, keyed[-1][0], calculation_key))
        return Evidence(question, plan.route, tuple(keyed), tuple(calculations), tuple(tested), _opening(plan, computed=bool(results)))

    def _answer(self, question: str, text: str, composer: Any, evidence: Evidence, plan: Plan, terms: Sequence[str], timings: _Timings) -> Answer:
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
        return Answer(
            question=question,
            text=text,
            route=plan.route,
            composer=composer,
            citations=citations,
            calculations=tuple(calculation for calculation in evidence.results if calculation.key in used),
            terms=tuple(pages),
            follow_ups=follow_ups(question, pages, evidence.results, self.library),
            missing=plan.missing,
            claims=tuple(tested.verdict for tested in evidence.tested),
            timings_ms=timings.done(),
        )

    # --- answers that say no, or ask back ------------------------------------------------------------------------

    def _back(self, question: str, text: str, timings: _Timings, plan: Plan | None = None) -> Answer:
        missing: tuple[Missing, ...] = plan.missing if plan is not None else ()
        return Answer(question=question, text=text, route="clarify", missing=missing, timings_ms=timings.done())

    def _decline(self, question: str, unknown: Sequence[str], timings: _Timings) -> Answer:
        near = [self.library.pages[page].title for word in unknown for page in self.library.suggest(word)]
        parts = [CANNOT_ANSWER]
        if near:
            parts.append(f"Did you mean {' or '.join(dict.fromkeys(near))}?")
        parts.append(
            "They cover SPX iron condors and other option structures, break-evens and probabilities, the Greeks, volatility and the VIX, "
            "the ALVH hedge, the Second Engine and the rest of the methodology, and the finance, currency and blockchain terms its texts use."
        )
        offers = tuple(f"What is {title}?" for title in dict.fromkeys(near)) or (
            "What is an iron condor?",
            "What is the Second Engine?",
            "What is ALVH?",
        )
        return Answer(question=question, text=" ".join(parts), route="unsupported", follow_ups=offers[:3], timings_ms=timings.done())

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
    """Milliseconds by step, and in total since it was made."""

    def __init__(self) -> None:
        self._start = time.perf_counter()
        self._steps: dict[str, float] = {}

    @contextmanager
    def __call__(self, name: str) -> Any:
        began = time.perf_counter()
        try:
            yield
        finally:
            self._steps[name] = round((time.perf_counter() - began) * 1000, 3)

    def done(self) -> dict[str, float]:
        return {**self._steps, "total": round((time.perf_counter() - self._start) * 1000, 3)}


def _opening(plan: Plan, computed: bool) -> tuple[str, ...]:
    """Sentences that code says before the composer speaks. How inputs were read is worth saying only when something was computed."""
    said = {"advice": NO_ADVICE, "market": NO_MARKET}.get(plan.route)
    sentences = [said] if said is not None else []
    if computed:
        sentences += [_sentence(note) for note in plan.notes]
        if plan.unused:
            sentences.append(f"I did not use {listed(list(plan.unused))}.")
    if plan.missing:
        sentences.append(plan.missing[0].question)
    return tuple(sentences)


def _sentence(message: str) -> str:
    text = message[:1].upper() + message[1:]
    return text if text.endswith((".", "?", "!")) else text + "."


def _report(composer: Composer, found: list[Fault]) -> None:
    for fault in found:
        log.warning("the %s composer's draft was refused: %s: %s", composer.name, fault.rule, fault.sentence[:200])


def _silent(_: str) -> None:
    return None
