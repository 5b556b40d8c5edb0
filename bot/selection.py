"""Choose which passages an answer stands on: few, of every standing there is, the short answer first."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from bot.compose.sentences import pieces
from knowledge.contradictions import HEADING
from knowledge.library import Library
from knowledge.page import SUMMARY, Page, Passage, cited, plain
from knowledge.retrieve import Retrieval
from knowledge.words import QUESTION_WORDS, STOP_WORDS, stem, stems, words

MOST_PASSAGES = 5
MOST_OF_A_STANDING = 2
MOST_BESIDE = 2  # terms a question names that get a passage after those the search chose
MOST_OF_A_GUIDE = 3
ANSWERING = ("Definition", "What the method says", "Example", "What theory says")  # sections of a guide or an explainer, as they answer
WEAKEST = 0.6  # score of a passage worth quoting: of those that answer one in fifty lies below, of those that do not one in four
CARD = ("Definition", "Example", "What the method says", "Where accounts differ", "What is claimed", "What theory says", "Formula")
_DEFINING = re.compile(
    r"^\s*(?:please\s+)?(?:what(?:'s|\s+is|\s+are|\s+does)|define|explain|describe|meaning\s+of|tell\s+me\s+about|who\s+is)\b[\s,]*(?:the|an?)?\b",
    re.I,
)
_WORKING = re.compile(r"\bhow\s+(?:exactly\s+|actually\s+)?(?:does|do|is|are|did|would|can)\b|\bexplain\b|\bwalk\s+(?:me\s+)?through\b", re.I)
_SAYING = re.compile(r"\bwhat (?:does|do|did) (?:the |your )?(?P<who>\w+)(?: \w+)? (?:say|prescribe|teach|recommend)s?\b", re.I)
_SAYERS = {"theory": "theory", "books": "theory", "textbooks": "theory", "method": "method", "methodology": "method", "vixshield": "method"}
_FORMULA = re.compile(r"\b(?:formulas?|equations?|math(?:s|ematics)?) (?:for|of|behind|to)\b|\bhow (?:is|are) .+ (?:calculated|computed)\b", re.I)
_DIFFERING = re.compile(
    r"\b(?:accounts?|sources?|pages?|versions?|readings?|they)\b.*\b(?:differ|conflict)|\b(?:contradict|disagree|inconsisten|conflicting\b)", re.I
)
_FILLER = frozenset(
    [
        "a",
        "an",
        "the",
        "in",
        "of",
        "on",
        "for",
        "mean",
        "means",
        "stand",
        "stands",
        "meaning",
        "mastery",
        "methodology",
        "method",
        "and",
        "its",
        "their",
        "to",
        "me",
        "please",
        "exactly",
        "trading",
        "options",
        "option",
        "vixshield",
        "spx",
    ]
)


def defined_term(question: str, library: Library, terms: Sequence[str]) -> str | None:
    """The page a question simply asks to have explained, or None when it asks for more than that."""
    bare = question.strip().rstrip("?.! ")
    page = library.resolve(bare)
    if page is not None:
        return page.id
    opening = _DEFINING.match(bare)
    if not opening:
        return None
    rest = bare[opening.end() :].strip()
    page = library.resolve(rest)
    if page is not None:
        return page.id
    if len(terms) != 1:
        return None
    named = library.pages[terms[0]]
    words = set(re.findall(r"[a-z0-9/]+", rest.lower()))
    names = {word for name in (named.title, named.id, *named.aliases) for word in re.findall(r"[a-z0-9/]+", name.lower())}
    return named.id if not words - names - _FILLER else None


def of_page(page_id: str, library: Library) -> list[Passage]:
    """A page as a card: its summary, then its sections in the order a reader wants them."""
    page = library.pages[page_id]
    sections = [_whole(page, heading, library) for heading in CARD if any(section.heading == heading for section in page.sections)]
    return [library.passage(f"{page_id}#summary"), *sections][:MOST_PASSAGES]


def guide_to(question: str, term: str, retrieval: Retrieval, library: Library) -> list[Passage]:
    """For a question how a term of the method works: what its guide sets out, standing by standing. Empty when there is no guide.

    A guide is a method page whose first related page is the term; of several, the one the search ranks first. A question may name the
    guide itself: the term is then the one it is a guide to.
    """
    if not _WORKING.search(question):
        return []
    named_itself = library.pages[term].kind == "method"
    if named_itself:
        guides = [term]
        term = next(iter(library.pages[term].related), term)
    else:
        guides = [page.id for page in library.pages.values() if page.kind == "method" and page.related[:1] == (term,)]
    if not guides or library.pages[term].kind != "glossary":
        return []
    ranked = [scored.passage.page_id for scored in retrieval.passages]
    guide = library.pages[min(guides, key=lambda page_id: ranked.index(page_id) if page_id in ranked else len(ranked))]
    own = library.pages[term]
    # A guide that is named, or whose title says what else the question has, answers it more closely than the term's own page.
    beyond = set(stems(guide.title)) - set(stems(own.title))
    leads = guide if named_itself or (beyond and beyond <= set(stems(question))) else own
    wanted = (
        (leads, "What the method says"),
        (guide, "What is claimed"),
        (guide, "What theory says"),
        (own, "Where accounts differ"),
        (guide, "Where accounts differ"),
    )
    sections = [_whole(page, heading, library) for page, heading in wanted if any(section.heading == heading for section in page.sections)]
    return [library.passage(f"{leads.id}#summary"), *sections][:MOST_PASSAGES]


def differences(question: str, named: Sequence[str], library: Library) -> list[Passage]:
    """For a question where accounts differ on a term: every contradiction its page shows, its own and those of other pages. Empty otherwise."""
    term = next((term for term in named if library.contradictions(term)), None)
    if term is None or not _DIFFERING.search(question):
        return []
    shown = library.contradictions(term)
    passages = [library.passage(f"{term}#summary")]
    for owner in dict.fromkeys(contradiction.page_id for contradiction in shown):
        whole = _whole(library.pages[owner], HEADING, library)
        if owner != term:
            text = "\n\n".join(contradiction.listed() for contradiction in shown if contradiction.page_id == owner)
            whole = replace(whole, text=text, sources=cited(text))
        passages.append(whole)
    return passages[:MOST_PASSAGES]


_LAYER_HEADINGS: dict[str, tuple[str, ...]] = {
    "why": ("What theory says", "Formula"),
    "change": ("Definition", "What theory says"),
    "numbers": ("Example", "Formula"),
    "theory": ("Definition", "What theory says", "Formula"),
    "method": ("What the method says",),
    "claims": ("Where accounts differ", "What is claimed"),
    "formula": ("Formula", "Example"),
    "more": ("What theory says", "Common mistakes", "Formula", "Where accounts differ"),
}
_LAYER_STANDING = {"theory": "theory", "method": "method", "claims": "claim"}


def layer_asked(question: str) -> str | None:
    """The layer a question asks for by name ("what does the method say about stops", "the formula for theta"), or None."""
    if _FORMULA.search(question):
        return "formula"
    asked = _SAYING.search(question)
    return _SAYERS.get(asked["who"].lower()) if asked is not None else None


def of_layer(layer: str, terms: Sequence[str], retrieval: Retrieval, library: Library) -> list[Passage]:
    """What the pages about some terms, and the guides and explainers to the first of them, say of one kind; the terms' own pages first."""
    if not terms:
        return []
    wanted_kind = "method" if layer in ("method", "claims") else "explainer"
    beside = [page.id for page in library.pages.values() if page.kind == wanted_kind and terms[0] in page.related[:3]]
    ranked = [scored.passage.page_id for scored in retrieval.passages]
    beside.sort(key=lambda page_id: ranked.index(page_id) if page_id in ranked else len(ranked))
    order = [terms[0], *beside[:2], *terms[1:3]] if layer in ("why", "change", "method", "claims") else [terms[0]]
    chosen = [
        _whole(library.pages[page_id], heading, library)
        for page_id in dict.fromkeys(order)
        for heading in _LAYER_HEADINGS[layer]
        if any(section.heading == heading for section in library.pages[page_id].sections)
    ]
    standing = _LAYER_STANDING.get(layer)
    if not chosen and standing is not None:
        found = [scored.passage for scored in retrieval.passages if library.pages[scored.passage.page_id].kind not in ("claim", "document")]
        chosen = [passage for passage in found if passage.standing == standing and passage.heading != SUMMARY]
    if layer in ("claims", "formula") or not chosen:
        chosen.insert(0, library.passage(f"{terms[0]}#summary"))
    return chosen[:MOST_PASSAGES]


def select(retrieval: Retrieval, library: Library, named: Sequence[str], subject: str | None = None) -> list[Passage]:
    """The summary of the page the question is about, then the best passages that are not too weak, at most two of a standing.

    Claim pages are left to the verdicts, which quote them together with what was computed.
    """
    told = [scored for scored in retrieval.passages if library.pages[scored.passage.page_id].kind != "claim"]
    if not told:
        return []
    found = [scored.passage for scored in told if scored is told[0] or scored.score >= WEAKEST]
    leading = library.pages[_leading(found, library, named, subject)]
    chosen = [library.passage(f"{leading.id}#summary")]
    if leading.kind in ("method", "explainer"):  # written to answer such a question: with its numbers, not the pieces that rank best alone
        held = {section.heading for section in leading.sections}
        chosen += [_whole(leading, heading, library) for heading in ANSWERING if heading in held][:MOST_OF_A_GUIDE]
        found = [passage for passage in found if passage.page_id != leading.id]
    counts: dict[str, int] = {}
    for passage in found:
        if passage.heading == SUMMARY or counts.get(passage.standing, 0) >= MOST_OF_A_STANDING:
            continue
        counts[passage.standing] = counts.get(passage.standing, 0) + 1
        chosen.append(passage)
        if len(chosen) == MOST_PASSAGES:
            break
    return chosen


# What nearly every question names tells least of what it asks.
ALWAYS_NAMED = frozenset(["spx", "vix", "iron-condor", "option", "days-to-expiration", "net-credit"])

_CLAUSES = re.compile(r"[.?!:;,—–]+\s|\s[-—–]+\s")
_ASKING = frozenset("does do is are can could did will would was were".split())  # noqa: SIM905
_BEFORE_ASKING = frozenset("how why what when exactly actually".split())  # noqa: SIM905
_NO_SUBJECT = frozenset("you we i they anyone anybody everyone people there it this that these those your my".split())  # noqa: SIM905
SUBJECT_WITHIN = 6  # words after the one that asks


def subject_of(question: str, library: Library) -> str | None:
    """The page that a question asks of: the first telling name after "how does", "why is", "can". None when no name stands there.

    In "how does rolling change my breakeven when VIX spikes" it is rolling, whatever else is named.
    """
    for clause in _CLAUSES.split(question):
        found = words(clause)
        asks = next(
            (
                place
                for place, word in enumerate(found)
                if word.typed.lower() in _ASKING and (place == 0 or found[place - 1].typed.lower() in _BEFORE_ASKING)
            ),
            None,
        )
        if asks is None or (len(found) > asks + 1 and found[asks + 1].typed.lower() in _NO_SUBJECT):
            continue
        for page_id, start, _ in library.names_in(found):
            if asks < start <= asks + SUBJECT_WITHIN and page_id not in ALWAYS_NAMED and library.pages[page_id].kind != "claim":
                return page_id
    return None


def _leading(found: Sequence[Passage], library: Library, named: Sequence[str], subject: str | None) -> str:
    """The page whose summary answers first: a guide or an explainer that ranks best, unless the question asks of something else; then
    what it asks of; else the best ranked of the pages named."""
    ranked = dict.fromkeys(passage.page_id for passage in found)
    first = library.pages[found[0].page_id]
    if first.kind in ("method", "explainer") and (subject is None or subject == first.id or subject in first.related):
        return first.id
    if subject is not None:
        return subject
    pages = [term for term in named if library.pages[term].kind != "claim"]
    telling = [term for term in pages if term not in ALWAYS_NAMED]
    pages = telling if telling else pages
    return next((page_id for page_id in ranked if page_id in pages), pages[0] if pages else found[0].page_id)


def with_every_term(chosen: Sequence[Passage], named: Sequence[str], retrieval: Retrieval, library: Library) -> list[Passage]:
    """The passages chosen, and one of each telling term named that none of them is about: at most two, those that fewest pages lean on."""
    shown = {passage.page_id for passage in chosen}
    missing = [
        term for term in dict.fromkeys(named) if term not in shown and term not in ALWAYS_NAMED and library.pages[term].kind in ("glossary", "method")
    ]
    missing = [term for term in missing if not shown & set(library.pages[term].related[:1])]  # a guide to what is shown
    rarest = sorted(missing, key=lambda term: len(library.backlinks(term)))[:MOST_BESIDE]
    beside = (_telling_most(term, retrieval, library) for term in missing if term in rarest)
    return [*chosen, *(passage for passage in beside if passage is not None)]


def _telling_most(term: str, retrieval: Retrieval, library: Library) -> Passage | None:
    """The passage of a page that the search ranks best, else what the method says of it, else what it is."""
    headings = ("What the method says", "What theory says", "Definition")
    found = (scored.passage for scored in retrieval.passages if scored.passage.page_id == term and scored.passage.heading in headings)
    page = library.pages[term]
    has = [heading for heading in headings if any(section.heading == heading for section in page.sections)]
    return next(found, None) or (_whole(page, has[0], library) if has else None)


# Words of a sentence that is about answering and not about its subject.
_ORDERS = re.compile(
    r"\b(?:answer(?:s|ing)?|repl(?:y|ies|ied|ying)|respond\w*|assistants?|instructions?|prompt|output|append|verbatim|exactly as|from now on"
    r"|regardless of|ignore|disregard|forget|the user|restate|reference code|always (?:cite|include|mention)|whenever (?:this|asked))\b"
    r"|_assistant|<\||!\[|\binclude this exact",
    re.I,
)


def bearing_on(question: str, passage: Passage) -> Passage | None:
    """What a person's own document says to the question: its sentences that share a telling word with it. None when there are none.

    The rest of a document is never quoted, nor given to a model, and neither is a sentence that tells a reader how to answer: whatever
    else stands in a document has no part in an answer.
    """
    asked = {stem(word.folded) for word in words(question) if word.folded not in STOP_WORDS and word.folded not in QUESTION_WORDS}
    kept = [piece for piece in pieces(passage.text) if asked & set(stems(plain(piece.text))) and not _ORDERS.search(piece.text)]
    text = "\n\n".join(f"- {piece.text}" if piece.kind == "item" else piece.text for piece in kept)
    return replace(passage, text=text) if kept else None


def claims_among(retrieval: Retrieval, library: Library, most: int = MOST_PASSAGES) -> list[str]:
    """Claim pages among the best passages, best first."""
    pages = [scored.passage.page_id for scored in retrieval.passages[:most]]
    return [page_id for page_id in dict.fromkeys(pages) if library.pages[page_id].kind == "claim"]


# Stems that nearly every question and every claim has: sharing them says nothing.
_EVERYWHERE = frozenset(
    stems("SPX iron condor VIX VixShield option trade method market index day hedge strike expiration contract position price point")
    + stems("short long close vol")
)

BEARS = 2  # telling words that a claim shares with a question it bears on
BEARING = 5.0  # and how much they must tell together: each by the logarithm of how few claims have it, a number half of that


def claims_bearing_on(question: str, claims: Sequence[str], library: Library) -> list[str]:
    """Of some claim pages those that share enough telling words with a question, those that tell most first; a claim it names bears on it."""
    telling = [word.folded for word in words(question) if word.folded not in STOP_WORDS and word.folded not in QUESTION_WORDS]
    asked = {stem(word) for word in telling if len(word) > 1} - _EVERYWHERE
    named = set(library.terms_in(question))
    told, held_by = _told_by_claims(library)
    bearing: dict[str, float] = {}
    for claim in dict.fromkeys(claims):
        shared = asked & told[claim]
        weight = sum(math.log(len(told) / held_by[each]) * (0.5 if each[0].isdigit() else 1.0) for each in shared)
        if claim in named:
            bearing[claim] = weight + BEARING * len(asked)
        elif len(shared) >= BEARS and weight >= BEARING:
            bearing[claim] = weight
    return sorted(bearing, key=lambda claim: -bearing[claim])


@lru_cache(maxsize=4)
def _told_by_claims(library: Library) -> tuple[Mapping[str, frozenset[str]], Counter[str]]:
    """The stems of what each claim page claims and of its names, and how many claims have each."""
    told = {
        page.id: frozenset(stems(plain(" ".join((page.title, *page.aliases, library.passage(f"{page.id}#what-is-claimed").text)))))
        for page in library.pages.values()
        if page.kind == "claim"
    }
    return told, Counter(each for some in told.values() for each in some)


def _whole(page: Page, heading: str, library: Library) -> Passage:
    """A section as one passage, under the id of its first piece."""
    section = next(section for section in page.sections if section.heading == heading)
    first = next(passage for passage in library.passages() if passage.page_id == page.id and passage.heading == heading)
    return replace(first, text=section.text, sources=section.sources)
