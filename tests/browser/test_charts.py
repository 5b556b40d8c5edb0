"""Charts in a real browser: drawn again by their sliders without the server, read as numbers, saved as files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.app import CONDOR_FORM, go

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_payoff_sliders_redraw_by_keyboard_and_ask_the_server_nothing(page: Page, address: str) -> None:
    sent: list[object] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(frame)))
    go(page, address, CONDOR_FORM)
    plot = page.locator(".js-plotly-plot").first
    expect(plot.locator(".updatemenu-button")).to_be_attached()
    curve = "plot => plot.data.find(trace => trace.name === 'At the sliders').y"
    today = plot.evaluate(curve)
    date, vol = page.get_by_label("Date", exact=True), page.get_by_label("Implied volatility", exact=True)
    expect(date).to_have_attribute("aria-valuetext", "45 days left")
    page.wait_for_timeout(1000)  # what the page itself still has to say
    sent.clear()
    for slider, presses in ((date, 5), (vol, 3)):
        slider.focus()
        for _ in range(presses):
            page.keyboard.press("ArrowRight")
    expect(date).to_have_attribute("aria-valuetext", "20 days left")
    expect(vol).to_have_attribute("aria-valuetext", "+30 %, 18 % to 23.4 %")
    expect(page.get_by_text("With 20 days left, vol +30 %: profit at 7,140 is $329")).to_be_visible()
    page.wait_for_function(f"today => JSON.stringify(({curve})(document.querySelector('.js-plotly-plot'))) !== today", arg=json.dumps(today))
    assert sent == []


def test_a_chart_shows_its_numbers_and_is_saved_as_picture_drawing_and_table(page: Page, address: str, tmp_path: Path) -> None:
    go(page, address, CONDOR_FORM)
    page.get_by_role("tab", name="Numbers").first.click()
    expect(page.get_by_role("cell", name="Breakeven 6,725.38 (-5.8 %)")).to_be_visible()
    page.get_by_role("tab", name="Download").first.click()
    for button, start in (("PNG picture", b"\x89PNG"), ("SVG drawing", b"<?xml"), ("CSV numbers", b"Index level (index points),At expiration")):
        with page.expect_download() as saved:
            page.get_by_role("button", name=button).first.click()
        saved.value.save_as(tmp_path / "chart")
        assert (tmp_path / "chart").read_bytes().startswith(start)
