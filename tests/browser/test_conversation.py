"""Conversations: long ones, many of them, interrupted ones, and those of others."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.store import Store
from tests.browser import app
from tests.browser.app import CONDOR, answered, ask, asked, drawn, go, settled
from tests.conversation import TWELVE

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def _plain(text: str) -> str:
    """As a reader sees it: keys without their brackets, any space as one."""
    return " ".join(re.sub(r"[\[\]]", " ", text).split())


def test_twelve_turns_that_mix_everything_are_answered_each_from_the_ones_before(page: Page, address: str) -> None:
    go(page, address)
    for place, said in enumerate(TWELVE, 1):
        answer = ask(page, said.question, answers=place)
        text = _plain(answer.inner_text())
        for held in said.holds:
            assert _plain(held) in text, f"turn {place}, {said.question!r}, does not say {held!r}"
        for number, calculator in enumerate(said.calculators, 1):
            title = calculator.replace("_", " ")
            assert f"c{number} · {title}" in text.lower() or f"c{number} ·" in text.lower(), f"turn {place} did not run {calculator}"
        if said.route == "compare":
            assert len(drawn(answer).evaluate("plot => plot.data.filter(trace => trace.mode === 'lines')")) >= 2
    page.reload()
    settled(page)
    expect(page.get_by_test_id("stChatMessage")).to_have_count(2 * len(TWELVE))
    for place, said in enumerate(TWELVE):
        expect(asked(page, place)).to_have_text(said.question)


def test_a_question_is_kept_when_its_reader_leaves_before_the_answer(chromium: Browser, page: Page, address: str) -> None:
    question = "Why do short condors lose when volatility rises, asked by someone in a hurry?"
    with app.opened(chromium, address) as hasty:
        go(hasty, address)
        box = hasty.get_by_test_id("stChatInputTextArea")
        box.fill(question)
        box.press("Enter")
        hasty.wait_for_url("**/?c=*")
        named = hasty.url
    page.goto(named)
    settled(page)
    expect(asked(page, 0)).to_have_text(question)
    if page.get_by_role("button", name="Ask it again").is_visible():  # it was left; else the answer was ready all the same
        page.get_by_role("button", name="Ask it again").click()
    answered(page, 1)
    expect(page.get_by_test_id("stChatMessage")).to_have_count(2)


def test_a_question_left_without_an_answer_is_asked_again_by_a_click(visitor: Page, fresh_address: str, fresh_home: Path) -> None:
    store = _store(fresh_home)
    conversation = store.create_conversation("local")
    store.add_turn(conversation, "local", "What is a strangle?")
    go(visitor, fresh_address, f"?c={conversation}")
    expect(visitor.get_by_text("This question was left before its answer was ready.")).to_be_visible()
    visitor.get_by_role("button", name="Ask it again").click()
    expect(answered(visitor, 1).get_by_role("link", name="S1").first).to_be_visible()
    assert len(store.turns(conversation, "local")) == 1
    store.delete(conversation, "local")


def test_a_dropped_connection_loses_nothing(page: Page, address: str) -> None:
    """The line to the server is cut and comes back, with the same page still open."""
    sockets = []
    page.route_web_socket(re.compile("_stcore/stream"), lambda socket: sockets.append((socket, socket.connect_to_server())))
    go(page, address)
    ask(page, CONDOR, answers=1)
    for socket, server in list(sockets):
        server.close()
        socket.close()
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-connection-state", "CONNECTED")
    answer = ask(page, "make the wings 25", answers=2)
    assert "6,715/6,740/7,645/7,670" in answer.inner_text()
    expect(page.get_by_text(CONDOR, exact=True)).to_be_visible()


def test_the_conversation_of_another_person_is_not_shown(visitor: Page, fresh_address: str, fresh_home: Path) -> None:
    store = _store(fresh_home)
    private = store.create_conversation("somebody else")
    store.add_turn(private, "somebody else", "What is my secret strike of 6543?")
    go(visitor, fresh_address, f"?c={private}")
    expect(visitor.get_by_role("heading", name="AskCondor")).to_be_visible()
    expect(visitor.get_by_text("6543")).to_have_count(0)
    assert private not in visitor.url
    ask(visitor, "What is vega?", answers=1)  # and nothing is written into it
    assert [turn.question for turn in store.turns(private, "somebody else")] == ["What is my secret strike of 6543?"]


def test_a_long_conversation_opens_at_its_end_and_shows_the_rest_when_asked(visitor: Page, fresh_address: str, fresh_home: Path) -> None:
    store = _store(fresh_home)
    long = store.create_conversation("local")
    for number in range(21):
        store.add_turn(long, "local", f"Question {number}")
    go(visitor, fresh_address, f"?c={long}")
    expect(asked(visitor, 0)).to_have_text("Question 10")
    expect(visitor.get_by_text("Question 20", exact=True)).to_be_visible()
    visitor.get_by_role("button", name="Show earlier questions (10)").click()
    expect(asked(visitor, 0)).to_have_text("Question 0")
    expect(visitor.get_by_role("button", name="Show earlier questions")).to_have_count(0)
    store.delete(long, "local")


def test_conversations_are_renamed_searched_exported_and_deleted(visitor: Page, fresh_address: str, fresh_home: Path) -> None:
    store = _store(fresh_home)
    for number in range(7):  # as many as bring up the search
        name = store.create_conversation("local")
        store.add_turn(name, "local", f"What is theta, time {number}?")
    go(visitor, fresh_address)
    ask(visitor, CONDOR, answers=1)
    sidebar = visitor.get_by_role("region", name="Sidebar")
    sidebar.get_by_role("button", name="Rename, export or delete").first.click()
    visitor.get_by_role("textbox", name="Title").fill("My first condor")
    visitor.get_by_role("textbox", name="Title").press("Enter")
    expect(sidebar.get_by_role("button", name="My first condor")).to_be_visible()
    for form, start in (("Markdown", b"# My first condor"), ("Web page", b"<!doctype html>"), ("PDF", b"%PDF-")):
        with visitor.expect_download() as saved:
            visitor.get_by_role("button", name=form).click()
        assert Path(saved.value.path()).read_bytes().lower().startswith(start.lower()), form
    visitor.keyboard.press("Escape")

    search = sidebar.get_by_label("Search conversations")
    search.fill("first condor")
    expect(sidebar.get_by_role("button", name="theta")).to_have_count(0)
    expect(sidebar.get_by_role("button", name="My first condor")).to_be_visible()
    search.fill("no such words")
    expect(sidebar.get_by_text("No conversation has these words in its title")).to_be_visible()
    search.fill("")
    expect(sidebar.get_by_role("button", name="theta")).to_have_count(7)

    sidebar.get_by_role("button", name="theta, time 3").click()
    expect(asked(visitor, 0)).to_have_text("What is theta, time 3?")
    sidebar.get_by_role("button", name="New conversation").click()
    expect(visitor.get_by_role("heading", name="AskCondor")).to_be_visible()
    sidebar.get_by_role("button", name="Rename, export or delete").first.click()
    visitor.get_by_role("button", name="Delete for good").click()
    expect(sidebar.get_by_role("button", name="My first condor")).to_have_count(0)


def _store(home: Path) -> Store:
    """The conversations of the running app, as another process sees them."""
    return Store(f"sqlite:///{home / 'conversations.sqlite'}")
