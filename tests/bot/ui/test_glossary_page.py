"""The glossary: every page opens, its numbers are computed, its links lead somewhere."""

from __future__ import annotations

import re

import pytest
from streamlit.testing.v1 import AppTest

from bot.ui import glossary_page, shared
from knowledge.library import Library
from tests.bot.ui.conftest import Open

PAGES = Library.load()[0].pages
OPENED = [id for id in PAGES if PAGES[id].kind != "glossary"][::6] + [id for id in PAGES if PAGES[id].kind == "glossary"][::12]


def shown(app: AppTest) -> str:
    return "\n".join(item.value for item in (*app.markdown, *app.caption, *app.subheader, *app.title))


def test_list_counts_every_page(open_page: Open) -> None:
    assert f"{len(PAGES)} of {len(PAGES)} pages" in shown(open_page("glossary"))


def test_search_finds_a_term_by_its_abbreviation(open_page: Open) -> None:
    app = open_page("glossary")
    app.text_input[0].set_value("alvh").run()
    assert not app.exception, app.exception
    assert "ALVH" in "".join(str(link.proto.label) for link in app.get("page_link"))


def test_search_with_no_match_says_what_to_do(open_page: Open) -> None:
    app = open_page("glossary")
    app.text_input[0].set_value("zzzz").run()
    assert "Clear a filter" in shown(app)


def test_filters_narrow_together() -> None:
    every = PAGES.values()
    tagged = glossary_page.found(every, "", "glossary", None, ["greeks"])
    assert tagged
    assert all("greeks" in page.tags and page.kind == "glossary" for page in tagged)
    assert all(page.title.startswith("V") for page in glossary_page.found(every, "", None, "V", []))


def test_named_pages_come_before_those_that_only_mention_the_word() -> None:
    first = glossary_page.found(PAGES.values(), "iron condor", None, None, [])[0]
    assert "condor" in " ".join((first.title, *first.aliases)).lower()


@pytest.mark.parametrize("id", OPENED)
def test_page_opens_with_a_badge_for_each_section_and_no_unfilled_place(open_page: Open, id: str) -> None:
    app = open_page("glossary", term=id)
    assert app.title[0].value
    text = shown(app)
    assert "{{" not in text.replace("^{{", "").replace("_{{", "")
    assert "[@" not in text
    assert not app.warning, [warning.value for warning in app.warning]
    headings = [heading.value for heading in app.subheader]
    for section in PAGES[id].sections:
        assert any(section.heading.split()[0] in heading for heading in headings)


def test_example_shows_computed_numbers_and_its_chart(open_page: Open) -> None:
    app = open_page("glossary", term="iron-condor")
    assert re.search(r"brings in [\d.]+ points", shown(app))
    assert app.get("plotly_chart")


def test_alias_in_the_address_opens_its_page(open_page: Open) -> None:
    assert open_page("glossary", term="SPX condor").title[0].value == "Iron condor"


def test_unknown_term_is_said_in_words(open_page: Open) -> None:
    app = open_page("glossary", term=":red[x] $5")
    assert "There is no page" in app.warning[0].value
    assert "\\:red" in app.warning[0].value


def test_formula_is_set_as_mathematics(open_page: Open) -> None:
    assert any("$$" in item.value and "\\mathrm" in item.value for item in open_page("glossary", term="iron-condor").markdown)


def test_claim_page_shows_its_computed_verdict(open_page: Open) -> None:
    claim = next(id for id in PAGES if PAGES[id].kind == "claim" and PAGES[id].check is not None)
    app = open_page("glossary", term=claim)
    assert "Computed" in [heading.value for heading in app.subheader]
    assert shared.claims().judge(claim).verdict.verdict in shown(app)


def test_citations_in_the_text_are_numbers_of_the_list(open_page: Open) -> None:
    text = shown(open_page("glossary", term="iron-condor"))
    assert "\\[1, ch. 12" in text
    assert "1. Hull, J. C. (2018)" in text


def test_citations_can_be_copied_in_both_forms(open_page: Open) -> None:
    apa, bibtex = (block.value for block in open_page("glossary", term="iron-condor").code)
    assert "Hull, J. C. (2018)" in apa
    assert "@book{hull-2018" in bibtex


def test_asking_about_a_term_asks_in_the_chat(open_page: Open) -> None:
    app = open_page("glossary", term="iron-condor")
    next(button for button in app.button if button.label == "Ask about this").click().run()
    assert app.session_state["ask"] == "What is Iron condor?"


def test_claims_come_after_the_terms() -> None:
    kinds = [page.kind == "claim" for page in glossary_page.found(PAGES.values(), "", None, None, [])]
    assert kinds == sorted(kinds)
    assert True in kinds


def test_standing_keeps_the_pages_that_have_a_section_of_it() -> None:
    kept = glossary_page.found(PAGES.values(), "", "glossary", None, [], "method")
    assert 0 < len(kept) < len(glossary_page.found(PAGES.values(), "", "glossary", None, []))
    assert all(any(section.standing == "method" for section in page.sections) for page in kept)


def test_mark_of_a_source_that_is_not_listed_leaves_no_gap() -> None:
    assert shared.numbered("held [@hull-2018, ch. 12]. Sold [@other].", {"hull-2018": 1}) == "held [1, ch. 12]. Sold."
