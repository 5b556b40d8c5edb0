"""A page as the surfaces show it: figures filled in, references rendered."""

from __future__ import annotations

from typing import Any

from bot.compose.sentences import CITATION, label_tables
from bot.worked import fill
from knowledge.library import Library
from knowledge.page import Page, Section
from knowledge.sources import Bibliography, short_label


def references(page: Page) -> list[str]:
    """Source ids a page cites, in order of first mention."""
    return list(dict.fromkeys(source for section in page.sections for source in section.sources))


def listing_json(library: Library) -> list[dict[str, Any]]:
    """Every page but claims and a person's own documents, by title."""
    pages = sorted((page for page in library.pages.values() if page.kind not in ("claim", "document")), key=lambda page: page.title.lower())
    return [{"id": page.id, "title": page.title, "kind": page.kind, "summary": page.summary, "aliases": list(page.aliases)} for page in pages]


def _shown(section: Section, bibliography: Bibliography) -> str:
    """A section's text with its figures filled in and its citation marks gone, but spelled out where they fill a table's cell."""
    filled = fill(section.text, section.examples)
    return CITATION.sub("", label_tables(filled, lambda source: short_label(bibliography[source]))).strip()


def entry_json(page: Page, library: Library, bibliography: Bibliography) -> dict[str, Any]:
    return {
        "id": page.id,
        "title": page.title,
        "kind": page.kind,
        "summary": page.summary,
        "aliases": list(page.aliases),
        "tags": list(page.tags),
        "related": list(page.related),
        "backlinks": list(library.backlinks(page.id)),
        "calculators": list(page.calculators),
        "sections": [
            {"heading": s.heading, "standing": s.standing, "text": _shown(s, bibliography), "sources": list(s.sources)} for s in page.sections
        ],
        "contradictions": [
            {
                "question": question.question,
                "page": question.page_id,
                "readings": [reading.model_dump(exclude_none=True) for reading in question.readings],
            }
            for question in library.contradictions(page.id)
        ],
        "sources": [{"id": name, "apa": bibliography.apa(name), "url": bibliography.url(name)} for name in references(page)],
    }


def entry_text(page: Page, bibliography: Bibliography) -> str:
    blocks = [page.title, page.summary]
    blocks += [f"{s.heading} ({s.standing})\n\n{_shown(s, bibliography)}" for s in page.sections]
    cited = references(page)
    if cited:
        blocks.append("References\n\n" + "\n".join(bibliography.apa(name) for name in cited))
    return "\n\n".join(blocks)
