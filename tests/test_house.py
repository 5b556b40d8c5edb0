"""Every link between pages, sources and calculators holds, and every number in a page is computed."""

from __future__ import annotations

import pytest

from bot.claims import Claims
from bot.glossary import references
from bot.worked import PLACE, fill
from calculators.catalogue import BY_NAME, CATALOGUE
from knowledge.library import Library
from knowledge.page import Page
from knowledge.sources import Bibliography

LIBRARY = Library.load()[0]  # without anyone's own documents
BIBLIOGRAPHY = LIBRARY.bibliography
PAGES = list(LIBRARY.pages.values())
EACH = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.id)
CLAIMS = pytest.mark.parametrize("page", [page for page in PAGES if page.kind == "claim"], ids=lambda page: page.id)


def test_the_shipped_pages_and_sources_have_no_mistakes() -> None:
    _, page_errors = Library.load()
    _, source_errors = Bibliography.load()
    assert [str(error) for error in (*page_errors, *source_errors)] == []


def test_there_are_as_many_pages_as_promised() -> None:
    kinds = [page.kind for page in PAGES]
    assert kinds.count("glossary") >= 45
    assert kinds.count("method") >= 8


@EACH
def test_its_calculators_exist(page: Page) -> None:
    assert [name for name in page.calculators if name not in BY_NAME] == []


@EACH
def test_every_figure_it_shows_is_computed(page: Page) -> None:
    for section in page.sections:
        filled = fill(section.text, section.examples)
        assert not PLACE.search(filled)
        assert not (section.examples and filled == section.text), f"{page.id}: an example that shows no figure"


@EACH
def test_its_theory_cites_a_primary_source(page: Page) -> None:
    for section in page.sections:
        if section.heading in ("Definition", "Formula", "What theory says"):
            primary = [source for source in section.sources if not source.startswith(("ask-", "vixshield-"))]
            assert primary, f"{page.id}: {section.heading} cites no primary source"
        if section.standing in ("method", "claim"):
            assert section.sources, f"{page.id}: {section.heading} cites nothing"


@EACH
def test_its_summary_stands_alone_as_a_tooltip(page: Page) -> None:
    assert page.summary.endswith(".")
    assert 20 <= len(page.summary) <= 220
    assert not PLACE.search(page.summary)
    assert "[@" not in page.summary


@CLAIMS
def test_its_verdict_is_computed(page: Page) -> None:
    judged = Claims(LIBRARY, lambda name, inputs: BY_NAME[name].run(inputs)).judge(page.id)
    assert judged.verdict.verdict in ("holds", "fails", "depends", "untestable")
    assert judged.verdict.text
    if page.check is not None:
        assert judged.base is not None
        assert len(judged.readings) >= 1


@CLAIMS
def test_a_claim_says_what_is_claimed_and_is_related_to_a_term(page: Page) -> None:
    assert "What is claimed" in [section.heading for section in page.sections]
    assert page.related


def test_every_source_is_cited_somewhere() -> None:
    cited = {source for page in PAGES for source in references(page)} | {source for calculator in CATALOGUE for source in calculator.sources}
    assert sorted(set(BIBLIOGRAPHY.ids) - cited) == []
