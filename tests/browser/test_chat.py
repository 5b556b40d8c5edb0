"""The chat in a real browser: asked, it answers with sources and charts, and every control beside an answer does what it says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.app import CONDOR, FOUNDING, NARROW, WIDE, answered, ask, asked, drawn, go, settled

ATTEMPTS = 100

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_chat_answers_with_sources_and_charts_and_survives_a_reload(page: Page, address: str) -> None:
    go(page, address)
    expect(page.get_by_role("radio", name="What is an iron condor?")).to_be_visible()
    box = page.get_by_test_id("stChatInputTextArea")
    box.fill("x" * 1000)
    expect(page.get_by_text("1000/1000")).to_be_visible()
    box.press("y")
    expect(box).to_have_value("x" * 1000)

    answer = ask(page, FOUNDING, answers=1)
    assert answer.locator("a[href^='#cite-']").count() >= 3
    assert answer.get_by_role("button", name="S1 ").count() >= 1

    priced = ask(page, CONDOR, answers=2)
    chart = drawn(priced)
    assert chart.locator("g.scatterlayer path.js-line").count() >= 4
    for marked in ("Short put", "Long call", "Breakeven", "Spot", "profit", "loss"):
        expect(chart.get_by_text(marked).first).to_be_attached()
    _no_label_covers_another(page)

    page.reload()
    expect(page.get_by_test_id("stChatMessage")).to_have_count(4)
    expect(page.get_by_text(CONDOR).first).to_be_visible()


def _no_label_covers_another(page: Page) -> None:
    """On a phone's width, where labels are tightest."""
    page.set_viewport_size(NARROW)
    page.wait_for_timeout(1200)
    covered = page.evaluate(
        """() => {
          const hit = (a, b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1
          return [...document.querySelectorAll('.js-plotly-plot')].flatMap(plot => {
            const boxes = [...plot.querySelectorAll('.annotation-text-g')].map(group => [group.textContent, group.getBoundingClientRect()])
            return boxes.flatMap(([name, box], i) => boxes.slice(i + 1).filter(([, other]) => hit(box, other)).map(([other]) => `${name} / ${other}`))
          })
        }"""
    )
    page.set_viewport_size(WIDE)
    assert covered == []


def test_a_short_answer_at_the_end_leaves_the_frame_of_the_page_where_it_is(page: Page, address: str) -> None:
    go(page, address)
    ask(page, CONDOR, answers=1)
    ask(page, "at 12?", answers=2)
    expect(page.get_by_text("What is 12 here?")).to_be_in_viewport()
    page.wait_for_timeout(2000)  # the answer is brought into view once the page is quiet, six times at most
    assert page.evaluate("document.querySelector('[data-testid=stAppViewContainer]').scrollTop") == 0
    expect(page.get_by_text("What is 12 here?")).to_be_in_viewport()


def test_key_clicked_before_the_page_listens_still_opens_its_passage(page: Page, address: str) -> None:
    """Such a click leaves only its fragment in the address."""
    go(page, address)
    link = ask(page, FOUNDING, answers=1).locator("a[href$='-S1']").first
    page.wait_for_url("**/?c=*")
    page.goto(f"{page.url}{link.get_attribute('href')}")
    page.reload()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert "#" not in page.url


def test_keys_and_terms_in_the_text_open_what_they_name(page: Page, address: str) -> None:
    go(page, address)
    answer = ask(page, CONDOR, answers=1)
    term = answer.get_by_role("link", name="Net credit").first
    card = page.get_by_role("tooltip").and_(page.locator(".askcondor-card"))
    drawn(answer)
    for _ in range(ATTEMPTS):  # the page begins to listen a moment after the answer stands, and a card goes while it still scrolls
        term.hover()
        page.wait_for_timeout(200)
        if card.count() > 0:
            break
        page.mouse.move(0, 0)
    expect(card).to_contain_text("Premium received")
    page.mouse.move(0, 0)
    expect(card).to_have_count(0)
    term.focus()
    expect(card).to_be_visible()
    page.keyboard.press("Escape")
    expect(card).to_have_count(0)
    dialog = page.get_by_role("dialog")
    term.click()
    expect(dialog.get_by_role("link", name="Open the whole page")).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)

    answer.locator("a[href$='-S2']").first.click()
    marked = dialog.locator(".st-key-cited")
    expect(marked.get_by_text("References")).to_be_visible()
    expect(marked).to_be_in_viewport()
    expect(dialog.get_by_text("Common mistakes", exact=True)).to_be_attached()
    marked.get_by_role("button", name="Copy").click()
    expect(marked.get_by_text("Copied", exact=True)).to_be_visible()
    assert re.search(r"\(\d{4}\)\. ", page.evaluate("navigator.clipboard.readText()"))
    dialog.get_by_role("link", name="Open the whole page").click()
    page.wait_for_url("**/glossary?term=*")
    expect(page.get_by_role("link", name="All terms")).to_be_visible()


def test_a_blank_changed_redraws_figures_and_chart_and_is_put_back(page: Page, address: str) -> None:
    go(page, address)
    answer = ask(page, CONDOR, answers=1)
    drawn(answer)
    blank = answer.get_by_role("spinbutton", name="Wing width", exact=True)
    expect(blank).to_have_value("50")
    cut = "boxes => boxes.filter(box => box.scrollWidth > box.clientWidth).map(box => box.value)"
    assert answer.get_by_role("spinbutton").evaluate_all(cut) == []
    blank.fill("25")
    blank.press("Enter")
    expect(answer.get_by_text("Computed with your changes")).to_be_visible()
    expect(answer.get_by_text("6,715/6,740/7,645/7,670 iron condor", exact=True)).to_be_visible()
    expect(answer.locator(".js-plotly-plot").get_by_text("Long put6,715")).to_be_attached()
    expect(answer.get_by_role("link", name="Open in the calculator").first).to_have_attribute("href", re.compile("wing_width=25"))
    blank.fill("-5")
    blank.press("Enter")
    expect(answer.get_by_role("alert")).to_contain_text("must be greater than 0")
    blank.fill("30")
    blank.press("Enter")
    answer.get_by_role("button", name="Back to the numbers asked").click()
    expect(blank).to_have_value("50")
    expect(answer.get_by_text("6,690/6,740/7,645/7,695 iron condor", exact=True)).to_be_visible()
    expect(answer.get_by_text("Computed with your changes")).to_have_count(0)


def test_an_answer_is_copied_judged_and_taken_to_its_calculator(page: Page, address: str) -> None:
    go(page, address)
    answer = ask(page, CONDOR, answers=1)
    answer.get_by_role("button", name="Copy with references").click()
    expect(page.get_by_text("Copied", exact=True)).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "14.62 points" in copied
    assert "References" in copied

    answer.get_by_test_id("stFeedback").get_by_role("radio", name="Thumbs down").click()
    reason = page.get_by_label("What was wrong? (optional)")
    reason.fill("too long")
    reason.press("Enter")
    settled(page)
    page.reload()
    expect(reason).to_be_visible()

    answer = page.get_by_test_id("stChatMessage").last
    answer.get_by_text("C1 · Iron condor: charts and all figures").click()
    with page.expect_download() as saved:
        answer.get_by_role("button", name="Download as JSON").click()
    assert '"wing_width": 50' in Path(saved.value.path()).read_text()
    answer.get_by_role("link", name="Open in the calculator").last.click()
    page.wait_for_url("**/calculators?calculator=iron_condor*")
    expect(page.get_by_role("spinbutton", name="Wing width (index points)", exact=True)).to_have_value("50")


def test_the_last_question_is_edited_and_a_follow_up_asked_by_a_click(page: Page, address: str) -> None:
    go(page, address)
    ask(page, CONDOR, answers=1)
    ask(page, "make the wings 25", answers=2)
    expect(page.get_by_role("button", name="Edit the question")).to_have_count(1)
    place = "document.querySelectorAll('[data-testid=stChatMessage]')[2].getBoundingClientRect().top"
    page.wait_for_function(f"{place} >= 0 && {place} < 200")  # brought into view
    page.get_by_role("button", name="Edit the question").click()
    page.get_by_role("textbox", name="Question", exact=True).fill("make the wings 30")
    page.get_by_role("button", name="Ask this instead").click()
    expect(page.get_by_text("make the wings 30", exact=True)).to_be_visible()
    expect(answered(page, 2)).to_contain_text("6,710/6,740/7,645/7,675")
    expect(page.get_by_text("make the wings 25", exact=True)).to_have_count(0)

    offered = page.get_by_role("radiogroup", name="Go on with").get_by_role("radio").first
    question = offered.inner_text()
    offered.click()
    answered(page, 3)
    expect(asked(page, 2)).to_have_text(question)
