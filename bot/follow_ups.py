"""What to ask next: neighbours in the term graph, disagreements on record, and inputs not yet varied."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answer import Calculation
from knowledge.library import Library

MOST = 4
_VARIATIONS: dict[str, tuple[str, ...]] = {
    "iron_condor": ("What if VIX goes to 30?", "Same trade at 30 days?", "Same but 2 contracts"),
    "vix_hedge": ("How does the second engine change the book?",),
    "second_engine": ("Does the second engine really widen break-evens by 8-12 %?",),
}


def follow_ups(question: str, terms: Sequence[str], calculations: Sequence[Calculation], library: Library) -> tuple[str, ...]:
    """At most four questions this program can answer, none of them the one just asked."""
    offered: list[str] = []
    for calculation in calculations:
        if calculation.tests is None:
            offered += _VARIATIONS.get(calculation.result.calculator, ())[:2]
    for term in terms[:2]:
        page = library.pages[term]
        if any(section.heading == "Where accounts differ" for section in page.sections):
            offered.append(f"Where do accounts differ on {_inline(page.title)}?")
        offered += [f"What is {_inline(library.pages[near].title)}?" for near in page.related[:2] if near in library.pages and near not in terms]
    asked = question.strip().lower()
    return tuple(dict.fromkeys(offer for offer in offered if offer.lower() != asked))[:MOST]


def _inline(title: str) -> str:
    """A title inside a sentence: a capital that only begins the title is dropped, an acronym's stays."""
    return title[0].lower() + title[1:] if len(title) > 1 and title[1].islower() and not any(c.isupper() for c in title[1:]) else title
