"""The app as a process of its own, and what a person does to it in a browser."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from tests.conftest import free_port

ROOT = Path(__file__).parents[2]
CONDOR = "Price a 45 DTE SPX iron condor at 7140 with 16 delta shorts, 50 wide wings and VIX at 18"
FOUNDING = "How does the Second Engine/Private Leverage Layer actually work in the Balanced tier during low vol regimes like now?"
CONDOR_FORM = "calculators?calculator=iron_condor&spot=7140&dte=45&vol=0.18&short_delta=0.16&wing_width=50"
PAGES = ("", "calculators", "glossary", "claims", "sources", "settings")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--no-first-run", "--disable-sync"]
STARTED, ANSWERED, DRAWN = 60.0, 300_000, 30_000  # seconds; milliseconds: the first question may build the index
TALLEST = 5000  # pixels of a picture
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 390, "height": 844}

expect.set_options(timeout=DRAWN)


@contextmanager
def started(home: Path, log: Path) -> Iterator[str]:
    """The app as a person starts it, with this home; its address."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "streamlit_app.py"), "--server.port", str(port), "--server.headless", "true"]
    with log.open("w") as output:
        app = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "ASKCONDOR_HOME": str(home)}, stdout=output, stderr=output)
        try:
            _wait_until_up(f"http://127.0.0.1:{port}/_stcore/health", app, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            app.terminate()
            app.wait(timeout=30)


def _wait_until_up(health: str, app: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + STARTED
    while time.monotonic() < end:
        if app.poll() is not None:
            break
        try:
            urllib.request.urlopen(health, timeout=1).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
        else:
            return
    pytest.fail(f"the app did not start:\n{log.read_text()}")


@contextmanager
def launched() -> Iterator[Browser]:
    """A Chromium. Without one a test is passed over, but not where continuous integration promises it."""
    path = next((found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None)
    if path is None:
        said = "no Chromium on this machine, so the app was not tried in a browser; on Debian: apt-get install chromium"
        if os.environ.get("CI") == "true":
            pytest.fail(said)
        pytest.skip(said)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@contextmanager
def opened(browser: Browser, address: str, scheme: str = "light") -> Iterator[Page]:
    """A page of a visitor new to the app. Fails when anything was asked of another machine, or an error was not caught."""
    context = browser.new_context(
        viewport=WIDE, color_scheme="dark" if scheme == "dark" else "light", permissions=["clipboard-read", "clipboard-write"]
    )
    page = context.new_page()
    page.set_default_timeout(DRAWN)
    host = address.removeprefix("http://")
    trouble: list[str] = []

    def requested(url: str) -> None:
        if not url.startswith((f"http://{host}", f"ws://{host}", "data:", "blob:")):
            trouble.append(f"request to {url}")

    page.on("request", lambda request: requested(request.url))
    page.on("websocket", lambda socket: requested(socket.url))
    page.on("pageerror", lambda error: trouble.append(f"error {error}"))
    yield page
    context.close()
    assert not trouble, trouble


def go(page: Page, address: str, path: str = "") -> None:
    """Open a page of the app and wait until it stands."""
    page.goto(f"{address}/{path}")
    settled(page)


def settled(page: Page) -> None:
    """Wait until the server has sent the whole page."""
    expect(page.get_by_text("Education, not advice").first).to_be_visible()
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0)


def ask(page: Page, question: str, answers: int) -> Locator:
    """Type a question, wait until the page holds that many finished answers, and return the last one."""
    box = page.get_by_test_id("stChatInputTextArea")
    box.fill(question)
    box.press("Enter")
    return answered(page, answers)


def answered(page: Page, answers: int) -> Locator:
    expect(page.get_by_test_id("stFeedback")).to_have_count(answers, timeout=ANSWERED)
    settled(page)
    return page.get_by_test_id("stChatMessage").last


def asked(page: Page, place: int) -> Locator:
    """The text of the question at this place of the conversation, counted from 0."""
    return page.get_by_role("group", name="Chat message from user").nth(place).get_by_test_id("stText")


def drawn(within: Page | Locator) -> Locator:
    """The first chart in a place, its curves or bars drawn."""
    chart = within.locator(".js-plotly-plot").first
    expect(chart.locator(".trace").first).to_be_attached()
    return chart


def picture(page: Page, pictures: Path, name: str) -> None:
    """The whole page at both widths, checked for content wider than the screen."""
    scheme = "dark" if page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches") else "light"
    for size in (WIDE, NARROW):
        page.set_viewport_size(size)
        page.wait_for_timeout(400)  # charts follow a new width after a moment, and nothing says when
        tall = page.evaluate("Math.max(...[...document.querySelectorAll('section, main, div')].map(part => part.scrollHeight))")
        page.set_viewport_size({"width": size["width"], "height": min(int(tall) + 20, TALLEST)})
        page.wait_for_timeout(400)
        page.screenshot(path=pictures / f"{name}-{size['width']}-{scheme}.png")
        beyond = page.evaluate(
            "[...document.querySelectorAll('[data-testid=stMainBlockContainer]')].some(block => block.scrollWidth > block.clientWidth + 1)"
        )
        assert not beyond, f"{name} is wider than a screen of {size['width']}"
    page.set_viewport_size(WIDE)
