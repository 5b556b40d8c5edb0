"""What the pages hold for a question: the passages that answer it, the claims that bear on it, and what nobody knows."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from bot.asked import asked_figures
from bot.claims import Claims
from bot.dialogue import Heard
from bot.routing.plan import Plan, Request
from bot.selection import (
    ALWAYS_NAMED,
    claims_among,
    claims_bearing_on,
    defined_term,
    differences,
    guide_to,
    layer_asked,
    of_layer,
    of_page,
    select,
    subject_of,
    with_every_term,
)
from bot.side_by_side import sides
from calculators.spec import Calculator, ToolResult
from knowledge.library import Library
from knowledge.page import SUMMARY, Passage
from knowledge.retrieve import Retrieval, Retriever

SEARCHED = 14
MOST_COMPARED = 3
MOST_BEHIND = 2
MOST_NEAR = 2
MOST_BESIDE_A_TERM = 2

# What explains a change of an input.
FIELD_TERMS: Mapping[str, tuple[str, ...]] = {
    "vol": ("vega", "implied-volatility"),
    "vix": ("vega", "implied-volatility"),
    "spot": ("delta", "gamma"),
    "dte": ("theta", "days-to-expiration"),
    "short_delta": ("delta", "probability-of-profit"),
    "short_distance": ("short-strike", "probability-of-profit"),
    "short_sd": ("standard-deviation-move", "probability-of-profit"),
    "wing_width": ("wing-width", "max-loss"),
    "contracts": ("position-sizing",),
    "credit": ("net-credit", "breakeven"),
    "target_credit": ("net-credit", "credit-tier"),
}


@dataclass(frozen=True, slots=True)
class Found:
    """What the pages hold for a question: passages to quote, terms it names, claim pages it sounds like, words nobody knows, slips of the
    pen (typed, meant), pages that come `nearest` when there is nothing, pages the question is `near` without their answering it, and words
    nobody knows that were set `apart` to answer the rest."""

    passages: list[Passage]
    terms: list[str]
    claims: list[str] = field(default_factory=list)
    unknown: tuple[str, ...] = ()
    respelled: tuple[tuple[str, str], ...] = ()
    nearest: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()


class Finder:
    """Finds what the pages hold. The search is opened at its first use."""

    def __init__(
        self, library: Library, calculators: Mapping[str, Calculator[Any, Any]], claims: Claims, open_search: Callable[[], Retriever]
    ) -> None:
        self.library = library
        self._calculators = calculators
        self._claims = claims
        self._open_search = open_search
        self._search: Retriever | None = None
        self._opening = threading.Lock()

    @property
    def ready(self) -> bool:
        """Whether the search model and index are loaded; until then the first question waits for them."""
        return self._search is not None

    def search(self, question: str, limit: int) -> Retrieval:
        """Passages for a question. Opens the index on first use."""
        return self.opened().search(question, limit)

    def opened(self) -> Retriever:
        """The search, loaded at the first call."""
        if self._search is None:
            with self._opening:
                if self._search is None:
                    self._search = self._open_search()
        return self._search

    def subjects(self, question: str) -> tuple[str, ...]:
        """The pages an answer to a question that names none is about: those of its best passages."""
        retrieval = self.search(question, SEARCHED)
        pages = (
            scored.passage.page_id for scored in retrieval.passages if self.library.pages[scored.passage.page_id].kind not in ("claim", "document")
        )
        return tuple(dict.fromkeys(pages))[:2] if retrieval.answerable else ()

    def found(self, heard: Heard, results: Sequence[ToolResult] = ()) -> Found:
        plan, (question, respelled) = heard.plan, self._spelled(heard.question)
        if respelled:
            return replace(self.found(replace(heard, question=question), results), respelled=respelled)
        named = list(self.library.terms_in(question))
        if heard.layer is not None:
            return self._of_layer(heard, results)
        compared = are_compared(plan, results)
        if results and (plan.route == "calculate" or (compared and len(results) == 1)):
            return Found(self.behind_the_numbers(heard, results[0]), named)
        defined = defined_term(question, self.library, named)
        if defined is not None and plan.route == "explain":
            # What the method's own words mean is asserted; a term of the field has a definition.
            page = self.library.pages[defined]
            claims = self._claims.about([defined])[: None if page.kind == "method" else MOST_BESIDE_A_TERM] if "method" in page.tags else []
            return Found(of_page(defined, self.library), [defined, *(term for term in named if term != defined)], claims)
        asked = layer_asked(question)
        if asked is not None and named:
            return Found(of_layer(asked, named, self.search(question, SEARCHED), self.library), named)
        differing = differences(question, named, self.library)
        if differing:
            return Found(differing, named, self._claims.about(named[:1]))
        topic = plan.topic.strip()
        retrieval = self.search(topic if topic else question, SEARCHED)
        if plan.route == "compare":
            pages = [self._calculators[result.calculator].terms[0] for result in results] if compared else sides(question, self.library)
            claims = claims_bearing_on(question, claims_among(retrieval, self.library), self.library) if retrieval.answerable else []
            return Found(self._side_by_side(pages), list(dict.fromkeys([*pages, *named])), claims)
        if not retrieval.answerable:
            pages = [name for name in named if self.library.pages[name].kind in ("glossary", "method")]
            pages.sort(key=lambda page_id: len(self.library.backlinks(page_id)))  # what few pages lean on tells most of what is asked
            if len(pages) > 1 + len(retrieval.unknown):  # it is about things the pages know, though no question they answer
                return Found(self._each_of(pages[:MOST_NEAR]), named, unknown=retrieval.unknown, near=tuple(pages[:MOST_NEAR]))
            rest = _without(question, retrieval.unknown)
            # One name among strange words may be another thing of that name: condors nest, and a delta is a river's.
            if len(pages) > max(1, len(retrieval.unknown)) and rest != question and self.search(rest, SEARCHED).answerable:
                found = self.found(replace(heard, question=rest, plan=replace(plan, topic="")), results)
                return replace(found, apart=retrieval.unknown)
            return Found([], named, unknown=retrieval.unknown, nearest=retrieval.nearest)
        bearing = claims_bearing_on(question, claims_among(retrieval, self.library, SEARCHED), self.library)
        subject = subject_of(question, self.library)
        asked_of = subject if subject is not None else next((term for term in named if term not in ALWAYS_NAMED), next(iter(named), None))
        guided = guide_to(question, asked_of, retrieval, self.library) if asked_of is not None else []
        if guided:
            about = self._claims.about(dict.fromkeys(passage.page_id for passage in guided))
            claims = list(dict.fromkeys([*(claim for claim in about if claim in bearing), *bearing[:1], *about]))
            return Found(with_every_term(guided, named, retrieval, self.library), named, claims)
        claims = bearing[:MOST_BESIDE_A_TERM]
        if plan.route == "claim":  # a verdict answers first, so it must be about what is asked
            best = claims_among(retrieval, self.library)
            claims = [claim for claim in bearing if claim in best or set(self.library.pages[claim].related[:1]) & set(named)] or best
        chosen = with_every_term(select(retrieval, self.library, named, subject), named, retrieval, self.library)
        return Found(chosen, named, claims, retrieval.unknown)

    def _spelled(self, question: str) -> tuple[str, tuple[tuple[str, str], ...]]:
        """The question with slips in names put right. One that asks for a name as it is written needs no search to be opened."""
        if defined_term(question, self.library, self.library.terms_in(question)) is not None:
            return question, ()
        return self.opened().respelled(question)

    def _of_layer(self, heard: Heard, results: Sequence[ToolResult]) -> Found:
        """What the pages hold of one kind about the terms of the answer before; a search in full words where they hold nothing."""
        terms = (
            [term for field_ in heard.edited for term in FIELD_TERMS.get(field_, ()) if term in self.library.pages] if heard.layer == "why" else []
        )
        terms = list(dict.fromkeys([*terms, *heard.terms]))
        if heard.ordinal is not None and results:
            return self._of_part(heard, results[0])
        retrieval = self.search(heard.question, SEARCHED)
        passages = (
            of_layer("change" if heard.layer == "why" and heard.edited else heard.layer, terms, retrieval, self.library)
            if heard.layer is not None and heard.ordinal is None
            else []
        )
        if not passages and retrieval.answerable:
            passages = select(retrieval, self.library, terms)
        claims = self._claims.about(terms[:1]) if heard.layer == "claims" else []
        return Found(passages, terms, claims, retrieval.unknown)

    def _of_part(self, heard: Heard, result: ToolResult) -> Found:
        """What the pages about the terms of the answer before, and their neighbours, say of one part of what was computed, by its days."""
        layers = result.inputs.get("layers", [])
        part = f"{layers[heard.ordinal - 1]['dte']:g} days" if heard.ordinal is not None and 0 < heard.ordinal <= len(layers) else ""
        retrieval = self.search(f"{heard.question} {part}", 3 * SEARCHED)
        near = {near for term in heard.terms[:1] for near in (term, *self.library.pages[term].related, *self.library.backlinks(term))}
        scored = tuple(one for one in retrieval.passages if one.passage.page_id in near and one.passage.heading not in (SUMMARY, "Example"))
        chosen = [one.passage for one in scored if self.library.pages[one.passage.page_id].kind != "claim"][: MOST_BEHIND + 1]
        return Found(chosen if chosen else select(retrieval, self.library, heard.terms), list(heard.terms))

    def behind_the_numbers(self, heard: Heard, result: ToolResult) -> list[Passage]:
        """What a calculation leans on: the terms of what was changed or asked for; else the calculator's own subject, with what the method says."""
        figures = asked_figures(heard.question, result.presentation.figures)
        terms = [term for name in heard.edited if heard.change in ("edit", "") for term in FIELD_TERMS.get(name, ())]
        terms += [name.removeprefix("lower_").removeprefix("upper_").replace("_", "-") for name in figures]
        terms += ["probability-of-profit"] if "prob_of_profit" in figures else []
        sections = [f"{term}#definition" for term in dict.fromkeys(terms) if self._has(term, "Definition")][:MOST_BEHIND]
        if not sections:
            terms = [term for term in self._calculators[result.calculator].terms if self._has(term, "Definition")]
            named = self.library.terms_in(heard.question)
            subject = next((term for term in terms if term in named), next(iter(terms), None))
            if subject is not None:
                sections = [f"{subject}#definition"]
                sections += [f"{subject}#what-the-method-says"] if self._has(subject, "What the method says") else []
        return [self.library.passage(section) for section in sections]

    def _has(self, term: str, heading: str) -> bool:
        return term in self.library.pages and any(section.heading == heading for section in self.library.pages[term].sections)

    def _each_of(self, pages: Sequence[str]) -> list[Passage]:
        """Of each page what it is, and what the method says of it."""
        parts = [f"{page}#{part}" for part in ("definition", "what-the-method-says") for page in pages]
        held = {passage.id: passage for passage in self.library.passages() if passage.page_id in pages}
        return [self.library.passage(f"{pages[0]}#summary"), *(held[part] for part in parts if part in held)]

    def _side_by_side(self, named: Sequence[str]) -> list[Passage]:
        """Of each page compared: its summary first, then what it is, what theory adds, what the method says, what is mistaken."""
        compared = [term for term in dict.fromkeys(named) if self.library.pages[term].kind != "claim"][:MOST_COMPARED]
        wanted = [
            f"{term}#{part}" for part in ("summary", "definition", "what-theory-says", "what-the-method-says", "common-mistakes") for term in compared
        ]
        held = {passage.id: passage for passage in self.library.passages() if passage.page_id in compared}
        return [held[one] for one in wanted if one in held]


def are_compared(plan: Plan, computed: Sequence[Request] | Sequence[ToolResult]) -> bool:
    """Whether what is computed is what is compared, and no companion to words."""
    return plan.route == "compare" and (len(computed) > 1 or any(one.calculator == "compare_condors" for one in computed))


def _without(question: str, phrases: Sequence[str]) -> str:
    """A question without some of its words."""
    for word in (word for phrase in phrases for word in phrase.split()):
        question = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", " ", question)
    return " ".join(question.split())
