"""The glossary, the claims and the bibliography in a real browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.app import answered, asked, drawn, go, settled

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_the_glossary_is_searched_as_one_types_and_filtered(page: Page, address: str) -> None:
    go(page, address, "glossary")
    search = page.get_by_label("Search terms and abbreviations")
    search.fill("alvh")
    expect(page.get_by_role("main").get_by_role("link").first).to_contain_text("(ALVH)")
    search.fill("no such words")
    expect(page.get_by_text("Nothing matches. Clear a filter, or ask in the chat.")).to_be_visible()
    search.fill("")
    page.get_by_role("radio", name="Claims").click()
    page.get_by_role("button", name="currency").click()
    expect(page.get_by_text(re.compile(r"^\d{1,2} of \d+ pages$"))).to_be_visible()
    page.get_by_role("radio", name="Claims").click()
    page.get_by_role("button", name="currency").click()
    page.get_by_role("radio", name="W", exact=True).click()
    expect(page.get_by_role("main").get_by_role("link").first.get_by_role("paragraph")).to_have_text(re.compile("^W"))


def test_the_glossary_is_paged(page: Page, address: str) -> None:
    go(page, address, "glossary")
    first = page.get_by_role("main").get_by_role("link").first
    title = first.inner_text()
    page.get_by_role("button", name="Next page").click()
    expect(first).not_to_have_text(title)


def test_the_map_leads_to_a_page(page: Page, address: str) -> None:
    go(page, address, "glossary")
    page.get_by_text("As a map").click()
    node = page.get_by_test_id("stGraphVizChart").locator("a").first
    expect(node).to_be_visible()
    node.click()
    page.wait_for_url("**/glossary?term=*")
    expect(page.get_by_role("link", name="All terms")).to_be_visible()


def test_a_term_has_its_formula_chart_neighbours_readings_and_citations(page: Page, address: str) -> None:
    go(page, address, "glossary?term=iron-condor")
    expect(page.locator(".katex").first).to_be_visible()
    drawn(page)
    expect(page.get_by_role("columnheader", name="reading").first).to_be_visible()
    page.get_by_text("Map of its neighbours").click()
    expect(page.get_by_test_id("stGraphVizChart").locator("a").first).to_be_visible()
    page.get_by_text("Copy the citations").click()
    expect(page.get_by_text("@book{").first).to_be_visible()
    title = page.get_by_role("heading", level=1)
    neighbours = page.locator(".st-key-neighbours").get_by_role("link")
    after = neighbours.last.get_by_role("paragraph").inner_text()
    neighbours.last.click()
    expect(title).to_have_text(after)
    neighbours.nth(1).click()
    expect(title).to_have_text("Iron condor")


def test_a_term_is_asked_about_in_the_chat(page: Page, address: str) -> None:
    go(page, address, "glossary?term=vega")
    page.get_by_role("button", name="Ask about this").click()
    answered(page, 1)
    expect(asked(page, 0)).to_have_text("What is Vega?")


def test_a_page_that_is_not_there_says_so(page: Page, address: str) -> None:
    go(page, address, "glossary?term=no-such-term")
    expect(page.get_by_role("alert")).to_contain_text("There is no page for 'no-such-term'")


def test_claims_are_filtered_and_looked_behind(page: Page, address: str) -> None:
    go(page, address, "claims")
    fails = page.get_by_role("radio", name="Fails (")
    counted = re.search(r"\d+", fails.inner_text())
    assert counted is not None
    fails.click()
    expect(page.get_by_text(re.compile(rf"^{counted[0]} of \d+ claims$"))).to_be_visible()
    settled(page)  # the count stands before the list that it counts
    badges = page.get_by_role("main").locator(".stMarkdownBadge")
    assert badges.count() > 0
    assert set(badges.all_inner_texts()) == {"fails"}
    page.get_by_text("What is behind it").first.click()
    drawn(page)
    page.get_by_role("link", name="Change the numbers").first.click()
    page.wait_for_url("**/calculators?calculator=*")
    expect(page.get_by_role("heading", name="Result")).to_be_visible()


def test_sources_are_searched_and_lead_to_the_pages_that_cite_them(page: Page, address: str) -> None:
    go(page, address, "sources")
    page.get_by_label("Search by author, title or year").fill("natenberg")
    expect(page.get_by_text(re.compile(r"^1 of \d+ sources$"))).to_be_visible()
    settled(page)  # until then the list of before may stand below the new one
    expect(page.get_by_text("Natenberg, S. (2015)")).to_be_visible()
    page.get_by_text(re.compile(r"^Cited by \d+ pages$")).click()
    page.get_by_role("main").get_by_role("link", name="Vega", exact=True).click()
    page.wait_for_url("**/glossary?term=vega")
    settled(page)
