"""Choose which passages an answer stands on: few, of every standing there is, the short answer first."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from knowledge.library import Library
from knowledge.page import SUMMARY, Page, Passage
from knowledge.retrieve import Retrieval

MOST_PASSAGES = 5
MOST_OF_A_STANDING = 2
CARD = ("Definition", "Example", "What the method says", "Where accounts differ", "What is claimed", "What theory says", "Formula")
_DEFINING = re.compile(
    r"^\s*(?:please\s+)?(?:what(?:'s|\s+is|\s+are|\s+does)|define|explain|describe|meaning\s+of|tell\s+me\s+about|who\s+is)\b[\s,]*(?:the|an?)?\b",
    re.I,
)
_WORKING = re.compile(r"\bhow\s+(?:exactly\s+|actually\s+)?(?:does|do|is|are|did|would|can)\b|\bexplain\b|\bwalk\s+(?:me\s+)?through\b", re.I)
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

    A guide is a method page whose first related page is the term; of several, the one the search ranks first.
    """
    guides = [page.id for page in library.pages.values() if page.kind == "method" and page.related[:1] == (term,)]
    if not guides or not _WORKING.search(question):
        return []
    ranked = [scored.passage.page_id for scored in retrieval.passages]
    guide = library.pages[min(guides, key=lambda page_id: ranked.index(page_id) if page_id in ranked else len(ranked))]
    own = library.pages[term]
    wanted = (
        (own, "What the method says"),
        (guide, "What is claimed"),
        (guide, "What theory says"),
        (own, "Where accounts differ"),
        (guide, "Where accounts differ"),
    )
    sections = [_whole(page, heading, library) for page, heading in wanted if any(section.heading == heading for section in page.sections)]
    return [library.passage(f"{term}#summary"), *sections][:MOST_PASSAGES]


def select(retrieval: Retrieval, library: Library, named: Sequence[str]) -> list[Passage]:
    """The summary of the page the question is about, then the best passages, at most two of a standing.

    Claim pages are left to the verdicts, which quote them together with what was computed.
    """
    found = [scored.passage for scored in retrieval.passages if library.pages[scored.passage.page_id].kind != "claim"]
    if not found:
        return []
    about = named[0] if named else found[0].page_id
    chosen = [library.passage(f"{about}#summary")]
    counts: dict[str, int] = {}
    for passage in found:
        if passage.heading == SUMMARY or counts.get(passage.standing, 0) >= MOST_OF_A_STANDING:
            continue
        counts[passage.standing] = counts.get(passage.standing, 0) + 1
        chosen.append(passage)
        if len(chosen) == MOST_PASSAGES:
            break
    return chosen


def claims_among(retrieval: Retrieval, library: Library) -> list[str]:
    """Claim pages among the best passages, best first."""
    pages = [scored.passage.page_id for scored in retrieval.passages[:MOST_PASSAGES]]
    return [page_id for page_id in dict.fromkeys(pages) if library.pages[page_id].kind == "claim"]


def _whole(page: Page, heading: str, library: Library) -> Passage:
    """A section as one passage, under the id of its first piece."""
    section = next(section for section in page.sections if section.heading == heading)
    first = next(passage for passage in library.passages() if passage.page_id == page.id and passage.heading == heading)
    return replace(first, text=section.text, sources=section.sources)
