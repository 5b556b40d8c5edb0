"""What a person brings and sets: documents, the market, and the deletion of everything. In an app of their own, for others would see it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.app import ANSWERED, ask, go, settled

NOTES = """# Zebra-fly notes

## The rule

The zebra-fly rule closes every zebra-fly position at 2 pm when the first hour's range was wider than the debit.
"""

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_document_is_added_cited_as_the_persons_own_and_removed_without_trace(visitor: Page, fresh_address: str, tmp_path: Path) -> None:
    file = tmp_path / "zebra-notes.md"
    file.write_text(NOTES)
    go(visitor, fresh_address, "sources")
    visitor.get_by_role("tab", name="Your documents").click()
    expect(visitor.get_by_text("None yet.")).to_be_visible()
    visitor.locator("input[type=file]").set_input_files(file)
    visitor.get_by_role("button", name="Add to the library").click()
    expect(visitor.get_by_text("What was read")).to_be_visible(timeout=ANSWERED)
    visitor.get_by_text("What was read").click()
    expect(visitor.get_by_text("The zebra-fly rule closes every")).to_be_visible()

    go(visitor, fresh_address)
    answer = ask(visitor, "What does the zebra-fly rule say?", answers=1)
    expect(answer.get_by_text("closes every zebra-fly position at 2 pm").first).to_be_visible()
    answer.get_by_role("button", name="Zebra-fly notes").first.click()
    expect(visitor.get_by_role("dialog").get_by_text("claim", exact=True)).to_be_visible()
    visitor.keyboard.press("Escape")

    go(visitor, fresh_address, "sources")
    visitor.get_by_role("tab", name="Your documents").click()
    visitor.get_by_role("button", name="Remove").first.click()
    visitor.get_by_role("button", name="Remove for good").click()
    expect(visitor.get_by_text("None yet.")).to_be_visible(timeout=ANSWERED)
    go(visitor, fresh_address)
    answer = ask(visitor, "What does the zebra-fly rule say?", answers=1)
    expect(answer.get_by_text("closes every zebra-fly position")).to_have_count(0)


def test_a_file_that_cannot_be_read_is_refused_and_nothing_is_added(visitor: Page, fresh_address: str, tmp_path: Path) -> None:
    file = tmp_path / "broken.pdf"
    file.write_bytes(b"%PDF-1.7 this is no PDF")
    go(visitor, fresh_address, "sources")
    visitor.get_by_role("tab", name="Your documents").click()
    visitor.locator("input[type=file]").set_input_files(file)
    visitor.get_by_role("button", name="Add to the library").click()
    expect(visitor.get_by_role("alert")).to_contain_text("broken.pdf", timeout=ANSWERED)
    expect(visitor.get_by_text("None yet.")).to_be_visible()


def test_the_market_set_is_the_one_the_next_answer_assumes(visitor: Page, fresh_address: str) -> None:
    go(visitor, fresh_address, "settings")
    visitor.get_by_label("S&P 500 (index points)").fill("6200")
    visitor.get_by_label("VIX (points)", exact=True).fill("24")
    visitor.get_by_role("button", name="Save the market").click()
    expect(visitor.get_by_role("main").get_by_text("SPX 6,200.00, VIX 24.00")).to_be_visible()
    visitor.get_by_role("link", name="Chat").click()
    expect(visitor.get_by_role("region", name="Sidebar").get_by_text("SPX 6,200.00, VIX 24.00")).to_be_visible()
    answer = ask(visitor, "Price a 45 DTE SPX iron condor with 16 delta shorts, 50 wide wings", answers=1)
    answer.get_by_text("Change the numbers").wait_for()
    expect(answer.get_by_role("spinbutton", name="Spot", exact=True)).to_have_value("6200")

    visitor.get_by_role("link", name="Settings").click()
    visitor.get_by_role("button", name="Back to the example").click()
    expect(visitor.get_by_role("main").get_by_text("an example, not the market now")).to_be_visible()


def test_a_market_that_cannot_be_is_refused(visitor: Page, fresh_address: str) -> None:
    go(visitor, fresh_address, "settings")
    assumed = visitor.get_by_role("main").get_by_role("status").first.get_by_role("paragraph").inner_text()
    visitor.get_by_label("VIX (points)", exact=True).fill("-4")
    visitor.get_by_role("button", name="Save the market").click()
    expect(visitor.get_by_role("alert").filter(has_text="-4")).to_be_visible()
    visitor.reload()
    expect(visitor.get_by_role("main").get_by_role("status").first.get_by_role("paragraph")).to_have_text(assumed)


def test_everything_kept_is_exported_and_deleted(visitor: Page, fresh_address: str) -> None:
    go(visitor, fresh_address)
    ask(visitor, "What is gamma?", answers=1)
    visitor.get_by_role("link", name="Settings").click()
    with visitor.expect_download() as saved:
        visitor.get_by_role("button", name="Export everything as JSON").click()
    kept = json.loads(Path(saved.value.path()).read_text())
    assert "What is gamma?" in [turn["question"] for one in kept["conversations"] for turn in one["turns"]]
    visitor.get_by_role("button", name="Delete everything").click()
    visitor.get_by_role("button", name="Delete for good").click()
    expect(visitor.get_by_text("0 conversations with their questions")).to_be_visible()
    visitor.get_by_role("link", name="Chat").click()
    expect(visitor.get_by_role("heading", name="AskCondor")).to_be_visible()
    settled(visitor)
    expect(visitor.get_by_role("button", name="What is gamma?")).to_have_count(0)
