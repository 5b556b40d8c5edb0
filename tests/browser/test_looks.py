"""Every page in both themes at both widths, as pictures to look at; a page wider than its screen fails."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import app
from tests.browser.app import CONDOR, CONDOR_FORM, NARROW, ask, drawn, go, picture

SHOWN = {
    "welcome": "",
    "glossary": "glossary",
    "term": "glossary?term=iron-condor",
    "calculator": CONDOR_FORM,
    "claims": "claims",
    "sources": "sources",
    "settings": "settings",
}

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_fits_its_screen(chromium: Browser, address: str, pictures: Path, scheme: str) -> None:
    with app.opened(chromium, address, scheme) as page:
        for name, path in SHOWN.items():
            go(page, address, path)
            if name in ("term", "calculator"):
                drawn(page)
            picture(page, pictures, name)
        go(page, address)
        drawn(ask(page, CONDOR, answers=1))
        picture(page, pictures, "answer")
        page.get_by_test_id("stChatMessage").last.locator("a[href$='-S1']").first.click()
        expect(page.get_by_role("dialog").get_by_text("References")).to_be_visible()
        page.screenshot(path=pictures / f"passage-{scheme}.png")


def test_on_a_phone_the_menu_is_opened_and_a_question_asked(page: Page, address: str, pictures: Path) -> None:
    page.set_viewport_size(NARROW)
    go(page, address)
    answer = ask(page, "What is vega?", answers=1)
    expect(answer).to_be_in_viewport()
    page.get_by_test_id("stExpandSidebarButton").click()
    expect(page.get_by_role("link", name="Glossary")).to_be_in_viewport()
    page.screenshot(path=pictures / "phone-menu.png")
    page.get_by_role("link", name="Glossary").click()
    expect(page.get_by_role("heading", name="Glossary")).to_be_visible()
