"""What a person waits for in the browser, timed inside the page: from the key or the click to the change on the screen."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from benchmarks.served import chromium, served
from benchmarks.timing import Row
from bot.answer import Answer
from bot.store import Store
from bot.wiring import build_assistant

if TYPE_CHECKING:
    from playwright.sync_api import Page

CONDOR = "Price a 45 DTE SPX iron condor at 7140 with 16 delta shorts, 50 wide wings and VIX at 18"
QUESTIONS = (CONDOR, "make the wings 25", "What is vega?", "Compare an iron condor with an iron butterfly at 7140, 45 days, VIX 18", "What is ALVH?")
MESSAGES = 100
ROUNDS = 7
FIRST_WORDS, REDRAWN, OPENED, SWITCHED = 400, 400, 1500, 500  # milliseconds
PATIENCE = 60_000
PAGES = (("Calculators", "Inputs"), ("Glossary", "Search terms"), ("Test the method", "of "), ("Sources", "Books"), ("Settings", "Market"))

# Starts a clock at the next key or click, and stops it at the first frame in which `there()` holds.
CLOCK = """([event, there]) => {
  const holds = new Function(`return ${there}`)
  window.clock = new Promise((resolve) => {
    addEventListener(event, () => {
      const began = performance.now()
      const look = () => (holds() ? resolve(performance.now() - began) : requestAnimationFrame(look))
      requestAnimationFrame(look)
    }, { capture: true, once: true })
  })
}"""
# Words of the answer, not of the steps that lead to it.
SPOKEN = """(() => {
  const answers = [...document.querySelectorAll('[aria-label="Chat message from assistant"]')]
  const paragraphs = [...(answers.at(-1)?.querySelectorAll('[data-testid=stMarkdownContainer] p') ?? [])]
  const steps = '[data-testid=stStatus], [data-testid=stExpander]'
  return answers.length >= COUNT && paragraphs.some((one) => !one.closest(steps) && one.textContent.length > 40)
})()"""
# The last messages stand with a chart drawn, and the server has said all.
OPEN = """document.querySelectorAll('[data-testid=stChatMessage]').length >= 12 && document.querySelector('.js-plotly-plot .main-svg')
  && document.querySelector('[data-testid=stApp]').dataset.testScriptState === 'notRunning'"""


def rows() -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        if browser is None:
            return
        database = f"sqlite:///{Path(folder) / 'browser.sqlite'}"
        _long_conversation(Store(database))
        with served(database) as app:
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            page.set_default_timeout(PATIENCE)
            page.goto(app.address)
            _ask(page, CONDOR, 1)  # warm: the index, the calculators, the drawing of charts
            words = median(islice(_first_words(page), ROUNDS))
            yield _row("question sent to first words of the answer", words, FIRST_WORDS)
            page.goto(app.address)
            _ask(page, CONDOR, 1)
            yield _row("blank of an answer changed to chart redrawn", median(islice(_redrawn(page), ROUNDS)), REDRAWN)
            yield _row(f"conversation of {MESSAGES} messages opens", median(islice(_opened(page, app.address), ROUNDS)), OPENED)
            page.goto(app.address)
            _standing(page)
            for _ in _switches(page):  # each page once, to load what it needs
                pass
            yield _row("page switched, the new one whole", median(taken for _ in range(3) for taken in _switches(page)), SWITCHED)


def _row(what: str, taken: float, most: float) -> Row:
    return Row(what, f"{taken:.0f} ms", f"at most {most:g} ms", taken <= most)


def _timed(page: Page, event: str, there: str, act: Callable[[], object]) -> float:
    page.evaluate(CLOCK, [event, there])
    act()
    return float(page.evaluate("window.clock"))


def _standing(page: Page) -> None:
    page.get_by_text("Education, not advice").wait_for()
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()


def _ask(page: Page, question: str, answers: int) -> None:
    box = page.get_by_test_id("stChatInputTextArea")
    box.fill(question)
    box.press("Enter")
    page.get_by_test_id("stFeedback").nth(answers - 1).wait_for()
    _standing(page)


def _first_words(page: Page) -> Iterator[float]:
    box = page.get_by_test_id("stChatInputTextArea")
    for answers in range(2, 3 + ROUNDS):
        box.fill(QUESTIONS[answers % len(QUESTIONS)])
        yield _timed(page, "keydown", SPOKEN.replace("COUNT", str(answers)), lambda: box.press("Enter"))
        page.get_by_test_id("stFeedback").nth(answers - 1).wait_for()
        _standing(page)


def _redrawn(page: Page) -> Iterator[float]:
    blank = page.get_by_role("spinbutton", name="Wing width", exact=True)
    for wings in range(25, 125, 5):
        blank.fill(str(wings))
        there = f"[...document.querySelectorAll('.js-plotly-plot .annotation-text')].some((part) => part.textContent.includes('{6740 - wings:,}'))"
        yield _timed(page, "keydown", there, lambda: blank.press("Enter"))
        _standing(page)


def _opened(page: Page, address: str) -> Iterator[float]:
    while True:
        page.goto(address)
        _standing(page)
        entry = page.locator("[data-testid=stSidebar]").get_by_role("button", name="A long conversation")
        yield _timed(page, "click", OPEN, entry.click)
        _standing(page)


def _switches(page: Page) -> Iterator[float]:
    for name, words in PAGES:
        main = "document.querySelector('[data-testid=stMain]').textContent"
        there = f"document.querySelector('h1')?.textContent === '{name}' && {main}.includes('{words}') && {main}.includes('Education, not advice')"
        link = page.get_by_test_id("stSidebarNav").get_by_role("link", name=name)
        yield _timed(page, "click", there, link.click)
        _standing(page)


def _long_conversation(store: Store) -> None:
    """Fifty questions with their answers, as many kinds as people mix."""
    assistant = build_assistant()
    answers: list[Answer] = []
    asked: list[str] = []
    for question in QUESTIONS:
        answers.append(assistant.ask(question, asked))
        asked.append(question)
    conversation = store.create_conversation("local")
    for place in range(MESSAGES // 2):
        store.add_turn(conversation, "local", QUESTIONS[place % len(QUESTIONS)], answers[place % len(answers)])
    store.rename(conversation, "local", "A long conversation")


if __name__ == "__main__":
    for row in rows():
        print(row.what, "|", row.text, "|", row.bar, "|", "met" if row.met else "MISSED", flush=True)
