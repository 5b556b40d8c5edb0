"""Choose which passages an answer stands on: few, of every standing there is, the short answer first."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.library import Library
from knowledge.page import Passage
from knowledge.retrieve import Retrieval

MOST_PASSAGES = 5
MOST_OF_A_STANDING = 2
_DEFINING = re.compile(
    r"^\s*(?:please\s+)?(?:what(?:'s|\s+is|\s+are|\s+does)|define|explain|describe|meaning\s+of|tell\s+me\s+about|who\s+is)\b[\s,]*(?:the|an?)?\b", re.I
)
_FILLER = frozenset("a an the in of on for mean means meaning mastery methodology method and its their to me please exactly trading options option vixshield spx".split())


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
    """A page's own passages in reading order, the first piece of each section, summary first."""
    chosen: dict[str, Passage] = {}
    for passage in library.passages():
        if passage.page_id == page_id:
            chosen.setdefault(passage.heading, passage)
    return list(chosen.values())[: MOST_PASSAGES + 1]


def select(retrieval: Retrieval, library: Library, named: Sequence[str]) -> list[Passage]:
    """The summary of the page the question is about, then the best passages, at most two of a standing.

    Claim pages are left to the verdicts, which quote them together with what was computed.
    """
    found = [scored.passage for scored in retrieval.passages if library.pages[scored.passage.page_id].kind != "claim"]
    about = named[0] if named else found[0].page_id if found else None
    lead = [passage for passage in library.passages() if passage.id == f"{about}#summary"]
    chosen = lead[:1]
    counts: dict[str, int] = {}
    for passage in found:
        if passage in chosen or passage.heading == "Summary" or counts.get(passage.standing, 0) >= MOST_OF_A_STANDING:
            continue
        counts[passage.standing] = counts.get(passage.standing, 0) + 1
        chosen.append(passage)
        if len(chosen) == MOST_PASSAGES:
            break
    return chosen
