"""The calculators page by keyboard and pointer: presets, undo, kept runs, the strategy builder, a chain from a file, the way to the chat."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import app
from tests.calculators.test_chain import wide_form

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NAMELESS = """() => [...document.querySelectorAll('button, input, textarea, select, a[href]')]
  .filter(part => part.offsetParent !== null)
  .filter(part => !(part.textContent.trim() || part.ariaLabel || part.title || part.getAttribute('aria-labelledby') || part.labels?.length
    || part.closest('[aria-label]') || part.placeholder))
  .map(part => part.outerHTML.slice(0, 160))"""


def press(page: Page, name: str) -> None:
    """Press a button by keyboard alone and wait for what comes of it."""
    page.get_by_role("button", name=name, exact=True).first.focus()
    page.keyboard.press("Enter")
    page.wait_for_timeout(100)
    app.settled(page)


def headline(page: Page) -> str:
    return str(page.get_by_text("takes in").first.text_content())


def test_a_trade_is_changed_undone_kept_compared_shared_and_explained(page: Page, address: str, pictures: Path) -> None:
    app.go(page, address, app.CONDOR_FORM)
    example = headline(page)
    press(page, "1DTE Conservative")
    expect(page.get_by_text("7,015/7,020/7,255/7,260 iron condor takes in").first).to_be_visible()
    press(page, "Undo")
    expect(page.get_by_text(example).first).to_be_visible()
    press(page, "Keep this run")
    expect(page.get_by_role("button", name="Kept", exact=True)).to_be_disabled()

    press(page, "Redo")
    page.reload()
    app.settled(page)
    expect(page.get_by_text("7,015/7,020/7,255/7,260 iron condor takes in").first).to_be_visible()
    page.get_by_role("radio", name="Compare").click()
    expect(page.get_by_role("columnheader", name="Difference")).to_be_visible()
    expect(page.get_by_text("6,690/6,740/7,645/7,695 iron condor and 7,015/7,020/7,255/7,260 iron condor at expiration")).to_be_visible()
    app.picture(page, pictures, "compare")

    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_text("Copied")).to_be_visible()
    link = page.evaluate("navigator.clipboard.readText()")
    assert link.startswith(f"{address}/calculators?")
    assert "target_credit=0.7" in link
    page.get_by_role("radio", name="Kept (1)").click()
    press(page, "Open in the form")
    expect(page.get_by_text(example).first).to_be_visible()
    press(page, "Remove")
    expect(page.get_by_text("Nothing is kept yet")).to_be_visible()
    page.get_by_role("button", name="Explain in the chat").click()
    answer = app.answered(page, 1)
    expect(answer.get_by_text("14.62 points").first).to_be_attached()


def test_a_position_is_built_and_priced_on_a_chain_from_a_file(chromium: Browser, address: str, pictures: Path, tmp_path: Path) -> None:
    file = tmp_path / "chain.csv"
    file.write_text(re.sub(r"(C06400000,0,0,)[\d.]+", r"\g<1>9999", wide_form()), encoding="utf-8")
    with app.opened(chromium, address, "dark") as page:
        app.go(page, address, "calculators?calculator=position")
        press(page, "Iron condor")
        press(page, "Add a leg")
        expect(page.get_by_label("Strike, leg 5", exact=True)).to_be_visible()
        press(page, "Remove leg 5")
        strike = page.get_by_label("Strike", exact=True)
        strike.fill("6600")
        strike.press("Enter")
        expect(page.get_by_text("Long put 6,600").first).to_be_attached()
        page.get_by_text("Load an option chain (CSV)").click()
        page.locator("input[type=file]").set_input_files(file)
        expect(page.get_by_text("29 options read")).to_be_visible()
        page.get_by_text("1 left out, and why").click()
        expect(page.get_by_role("cell", name="a crossed market: bid 9999 above")).to_be_visible()
        press(page, "Put this smile into the form")
        expect(page.get_by_text("The smile is fitted to the")).to_be_visible()
        assert page.evaluate(NAMELESS) == []
        app.picture(page, pictures, "builder")
