"""For everyone: no serious finding of axe-core on any page in either theme, and the chat by keyboard alone."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser import app
from tests.browser.app import CONDOR, CONDOR_FORM, PAGES, answered, ask, drawn, go

GRAVE = ("serious", "critical")

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def _faults(page: Page) -> list[str]:
    """What axe-core finds that keeps someone out, with the first element concerned."""
    found = Axe().run(page).response["violations"]
    return [f"{fault['id']} ({len(fault['nodes'])}): {fault['nodes'][0]['html'][:200]}" for fault in found if fault["impact"] in GRAVE]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_keeps_anyone_out(chromium: Browser, address: str, scheme: str) -> None:
    faults = {}
    with app.opened(chromium, address, scheme) as page:
        for path in (*PAGES[1:], CONDOR_FORM, "glossary?term=iron-condor", ""):
            go(page, address, path)
            faults[path] = _faults(page)
        answer = ask(page, CONDOR, answers=1)
        drawn(answer)
        faults["answer"] = _faults(page)
        answer.locator("a[href$='-S1']").first.click()
        expect(page.get_by_role("dialog").get_by_text("References")).to_be_visible()
        faults["passage"] = _faults(page)
    assert {path: found for path, found in faults.items() if found} == {}


def test_by_keyboard_alone_a_question_is_asked_and_its_source_read(page: Page, address: str) -> None:
    go(page, address)
    _tab_until(page, "element => element.dataset.testid === 'stChatInputTextArea'")
    page.keyboard.type("What is vega?")
    page.keyboard.press("Enter")
    answered(page, 1)
    _tab_until(page, "element => /^#cite-.*-S1$/.test(element.getAttribute('href') ?? '')")
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("References")).to_be_visible()
    assert dialog.evaluate("dialog => dialog.contains(document.activeElement)")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)


def _tab_until(page: Page, there: str) -> None:
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate(f"() => ({there})(document.activeElement)"):
            return
    pytest.fail(f"eighty tabs do not lead to {there}")
