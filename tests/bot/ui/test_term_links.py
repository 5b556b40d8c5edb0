"""A term's first mention in an answer leads to its entry, and nothing else of the text changes."""

from __future__ import annotations

import re

from bot.ui import escape, term_links
from knowledge.library import Library

LIBRARY = Library.load()[0]
LINK = re.compile(r'\[([^\]]+)\]\(#term-([\w-]+) "(?:[^"\\]|\\.)*"\)')


def linked(text: str, *ids: str) -> str:
    return term_links.link(escape.prose(text, math=True), [LIBRARY.pages[id] for id in ids])


def test_first_mention_of_a_term_is_linked_with_its_summary() -> None:
    text = linked("An iron condor has four legs. The iron condor loses twice.", "iron-condor")
    [(words, id)] = LINK.findall(text)
    assert (words, id) == ("iron condor", "iron-condor")
    assert LIBRARY.pages["iron-condor"].summary.split()[0] in text


def test_plural_and_abbreviation_are_mentions() -> None:
    assert LINK.findall(linked("Iron condors lose.", "iron-condor")) == [("Iron condors", "iron-condor")]
    assert LINK.findall(linked("The ALVH costs.", "alvh")) == [("ALVH", "alvh")]


def test_abbreviation_is_a_mention_only_as_written() -> None:
    assert not LINK.search(linked("The range sets a distance.", *(page.id for page in LIBRARY.pages.values() if "SETS" in page.aliases)))
    assert not LINK.search(linked("The alvh costs.", "alvh"))


def test_part_of_a_word_is_no_mention() -> None:
    assert linked("A thetaburn and pre-theta things.", "theta") == "A thetaburn and pre-theta things."


def test_nothing_inside_a_link_a_formula_code_a_title_or_a_table_head_changes() -> None:
    for text in ("[theta](#cite-1-S1)", "$\\theta = theta$", "`theta`", "**Theta**", "| theta | x |\n| --- | --- |"):
        assert term_links.link(text, [LIBRARY.pages["theta"]]) == text


def test_text_without_its_links_is_the_text() -> None:
    names = [page.title for page in LIBRARY.pages.values() if page.kind == "glossary"]
    text = escape.prose("; ".join(names))
    pages = [page for page in LIBRARY.pages.values() if page.kind == "glossary"]
    assert LINK.sub(r"\1", term_links.link(text, pages)) == text


def test_term_linked_in_an_earlier_part_is_not_linked_again() -> None:
    done: set[str] = set()
    pages = [LIBRARY.pages["theta"]]
    assert LINK.search(term_links.link("Theta here.", pages, done))
    assert term_links.link("Theta there.", pages, done) == "Theta there."
