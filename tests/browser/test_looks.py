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


def test_a_theme_is_chosen_in_the_menu_and_charts_follow_it(page: Page, address: str) -> None:
    go(page, address, CONDOR_FORM)
    drawn(page)
    ink = "() => document.querySelector('.js-plotly-plot').layout.font.color"
    before = page.evaluate(ink)
    page.get_by_role("button", name="Main menu").click()
    page.get_by_role("menuitemradio", name="Dark").click()
    page.wait_for_function(f"before => ({ink})() !== before", arg=before)
    expect(page.get_by_test_id("stApp")).to_have_css("background-color", "rgb(18, 24, 30)")


def test_a_calculator_in_a_frame_stands_alone_and_fits_it(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 700, "height": 900})
    go(page, address, f"{CONDOR_FORM}&embed=true")
    drawn(page)
    expect(page.get_by_role("heading", name="Iron condor", exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="Glossary")).to_be_hidden()
    beyond = page.get_by_role("spinbutton").evaluate_all("boxes => boxes.filter(box => box.getBoundingClientRect().right > innerWidth).length")
    assert beyond == 0
    inputs, result = (page.get_by_role("heading", name=name, exact=True).bounding_box() for name in ("Inputs", "Result"))
    assert inputs is not None
    assert result is not None
    assert inputs["y"] < result["y"]
    assert abs(inputs["x"] - result["x"]) < 10
