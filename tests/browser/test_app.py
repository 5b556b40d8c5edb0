"""The real app in a real browser: asked the founding question, it answers with sources and charts, and asks nobody else.

Screenshots go to the folder named by ASKCONDOR_SCREENSHOTS, or to the test's own.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.conftest import free_port

ROOT = Path(__file__).parents[2]
FOUNDING = "How does the Second Engine/Private Leverage Layer actually work in the Balanced tier during low vol regimes like now?"
CONDOR = "Price a 45 DTE SPX iron condor at 7140 with 16 delta shorts, 50 wide wings and VIX at 18"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--no-first-run", "--disable-sync"]
STARTED, ANSWERED, DRAWN = 60.0, 300_000, 30_000  # seconds; milliseconds: the first question may build the index
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 390, "height": 844}

expect.set_options(timeout=DRAWN)
pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
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


@pytest.fixture(scope="module")
def address(indexed_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The app, started as a person starts it, with a home of its own."""
    port = free_port()
    log = tmp_path_factory.mktemp("app") / "log.txt"
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "streamlit_app.py"), "--server.port", str(port), "--server.headless", "true"]
    with log.open("w") as output:
        app = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "ASKCONDOR_HOME": str(indexed_home)}, stdout=output, stderr=output)
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


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    named = os.environ.get("ASKCONDOR_SCREENSHOTS")
    folder = Path(named) if named is not None else tmp_path_factory.mktemp("screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(params=["light", "dark"], scope="module")
def page(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[Page]:
    """A page that records every request and every uncaught error."""
    context = chromium.new_context(viewport=WIDE, color_scheme=request.param)
    opened = context.new_page()
    opened.set_default_timeout(DRAWN)
    yield opened
    context.close()


def watch(page: Page, address: str) -> list[str]:
    """What goes wrong unseen: requests that leave this machine, and uncaught errors."""
    host = address.removeprefix("http://")
    trouble: list[str] = []

    def requested(url: str) -> None:
        if not url.startswith((f"http://{host}", f"ws://{host}", "data:", "blob:")):
            trouble.append(f"request to {url}")

    page.on("request", lambda request: requested(request.url))
    page.on("websocket", lambda socket: requested(socket.url))
    page.on("pageerror", lambda error: trouble.append(f"error {error}"))
    return trouble


def ask(page: Page, question: str, answers: int) -> None:
    """Type a question and wait until the page holds that many finished answers."""
    box = page.get_by_test_id("stChatInputTextArea")
    box.fill(question)
    box.press("Enter")
    expect(page.get_by_test_id("stFeedback")).to_have_count(answers, timeout=ANSWERED)


def picture(page: Page, pictures: Path, name: str) -> None:
    """The whole page at both widths, checked for content wider than the screen."""
    scheme = "dark" if page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches") else "light"
    for size in (WIDE, NARROW):
        page.set_viewport_size(size)
        page.wait_for_timeout(800)
        tall = page.evaluate("Math.max(...[...document.querySelectorAll('section, main, div')].map(part => part.scrollHeight))")
        page.set_viewport_size({"width": size["width"], "height": min(int(tall) + 20, 8000)})
        page.wait_for_timeout(800)
        page.screenshot(path=pictures / f"{name}-{size['width']}-{scheme}.png")
        beyond = page.evaluate(
            "[...document.querySelectorAll('[data-testid=stMainBlockContainer]')].some(block => block.scrollWidth > block.clientWidth + 1)"
        )
        assert not beyond, f"{name} is wider than a screen of {size['width']}"
    page.set_viewport_size(WIDE)


def test_chat_answers_with_sources_and_charts_and_survives_a_reload(page: Page, address: str, pictures: Path) -> None:
    trouble = watch(page, address)
    page.goto(address)
    expect(page.get_by_test_id("stChatInputTextArea")).to_be_visible()
    expect(page.get_by_role("radio", name="What is an iron condor?")).to_be_visible()
    picture(page, pictures, "welcome")

    box = page.get_by_test_id("stChatInputTextArea")
    box.fill("x" * 1000)
    expect(page.get_by_text("1000/1000")).to_be_visible()
    box.press("y")
    expect(box).to_have_value("x" * 1000)

    ask(page, FOUNDING, answers=1)
    answer = page.get_by_test_id("stChatMessage").nth(1)
    assert answer.locator("a[href^='#cite-']").count() >= 3
    assert answer.get_by_role("button", name="S1 ").count() >= 1
    picture(page, pictures, "founding")

    ask(page, CONDOR, answers=2)
    priced = page.get_by_test_id("stChatMessage").nth(3)
    chart = priced.locator(".js-plotly-plot")
    expect(chart.locator("g.scatterlayer path.js-line").first).to_be_attached()
    assert chart.locator("g.scatterlayer path.js-line").count() >= 4
    for marked in ("Short put", "Long call", "Breakeven", "Spot", "profit", "loss"):
        expect(chart.get_by_text(marked).first).to_be_attached()
    _no_label_covers_another(page)
    picture(page, pictures, "condor")

    page.reload()
    expect(page.get_by_test_id("stChatMessage")).to_have_count(4)
    expect(page.get_by_text(CONDOR).first).to_be_visible()
    assert not trouble, trouble


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


def test_key_in_the_text_opens_its_passage_and_leads_to_the_glossary(page: Page, address: str, pictures: Path) -> None:
    trouble = watch(page, address)
    page.get_by_test_id("stChatMessage").last.locator("a[href$='-S1']").first.click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    expect(dialog.get_by_text("References")).to_be_visible()
    page.screenshot(path=pictures / "passage.png")
    dialog.get_by_role("link", name="Open the whole page").click()
    page.wait_for_url("**/glossary?term=*")
    expect(page.get_by_role("link", name="All terms")).to_be_visible()
    assert not trouble, trouble


def test_key_clicked_before_the_page_listens_still_opens_its_passage(page: Page, address: str) -> None:
    """Such a click leaves only its fragment in the address."""
    page.goto(address)
    page.get_by_role("button", name=FOUNDING[:20]).first.click()
    link = page.get_by_test_id("stChatMessage").last.locator("a[href$='-S1']").first
    page.wait_for_url("**/?c=*")
    page.goto(f"{page.url}{link.get_attribute('href')}")
    page.reload()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert "#" not in page.url


def test_glossary_calculators_and_sources_are_whole(page: Page, address: str, pictures: Path) -> None:
    trouble = watch(page, address)
    page.goto(f"{address}/glossary?term=iron-condor")
    expect(page.locator(".katex").first).to_be_visible()
    expect(page.locator(".js-plotly-plot g.scatterlayer path.js-line").first).to_be_attached()
    picture(page, pictures, "term")

    page.goto(f"{address}/glossary")
    page.get_by_label("Search terms and abbreviations").fill("alvh")
    expect(page.get_by_role("link", name="ALVH").first).to_be_visible()
    picture(page, pictures, "glossary")

    page.goto(f"{address}/calculators?calculator=iron_condor&spot=7140&dte=45&vol=0.18&short_delta=0.16&wing_width=50")
    expect(page.locator(".js-plotly-plot g.scatterlayer path.js-line").first).to_be_attached()
    picture(page, pictures, "calculator")
    width = page.get_by_role("spinbutton", name="Wing width (index points)", exact=True)
    width.fill("-5")
    width.press("Enter")
    expect(page.get_by_text("must be greater than 0; got -5")).to_be_visible()

    page.goto(f"{address}/sources")
    expect(page.get_by_text("Hull, J. C. (2018)").first).to_be_visible()
    picture(page, pictures, "sources")
    assert not trouble, trouble


def test_payoff_sliders_redraw_by_keyboard_and_ask_the_server_nothing(page: Page, address: str) -> None:
    trouble = watch(page, address)
    sent: list[object] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(frame)))
    page.goto(f"{address}/calculators?calculator=iron_condor&spot=7140&dte=45&vol=0.18&short_delta=0.16&wing_width=50")
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
    assert not trouble, trouble


def test_a_chart_shows_its_numbers_and_is_saved_as_picture_drawing_and_table(page: Page, address: str, tmp_path: Path) -> None:
    page.goto(f"{address}/calculators?calculator=iron_condor&spot=7140&dte=45&vol=0.18&short_delta=0.16&wing_width=50")
    page.get_by_role("tab", name="Numbers").first.click()
    expect(page.get_by_role("cell", name="Breakeven 6,725.38 (-5.8 %)")).to_be_visible()
    page.get_by_role("tab", name="Download").first.click()
    for button, start in (("PNG picture", b"\x89PNG"), ("SVG drawing", b"<?xml"), ("CSV numbers", b"Index level (index points),At expiration")):
        with page.expect_download() as saved:
            page.get_by_role("button", name=button).first.click()
        saved.value.save_as(tmp_path / "chart")
        assert (tmp_path / "chart").read_bytes().startswith(start)


def test_every_control_has_a_name(page: Page, address: str) -> None:
    for path in ("/", "/calculators", "/glossary", "/sources"):
        page.goto(address + path)
        expect(page.get_by_text("Education, not advice")).to_be_visible()
        nameless = page.evaluate(
            """() => [...document.querySelectorAll('button, input, textarea, a[href]')]
              .filter(part => part.offsetParent !== null)
              .filter(part => !(part.textContent.trim() || part.ariaLabel || part.title || part.getAttribute('aria-labelledby') || part.labels?.length
                || part.closest('[aria-label]') || part.placeholder))
              .map(part => part.outerHTML.slice(0, 160))"""
        )
        assert nameless == [], path
