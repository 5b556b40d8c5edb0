"""The first five minutes of someone who has read nothing: price a condor, hedge it, test a claim, export it all; by visible words only."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.app import answered, drawn, go

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_newcomer_prices_a_condor_hedges_it_tests_a_claim_and_exports_the_lot(visitor: Page, fresh_address: str) -> None:
    go(visitor, fresh_address)
    visitor.get_by_text("Price: Price a 45 DTE SPX iron condor").click()
    priced = answered(visitor, 1)
    expect(priced.get_by_text("Net credit").first).to_be_visible()
    drawn(priced)

    visitor.get_by_placeholder("Ask a question").fill("hedge it")
    visitor.keyboard.press("Enter")
    hedged = answered(visitor, 2)
    expect(hedged.get_by_text("VIX calls").first).to_be_visible()
    drawn(hedged)

    visitor.get_by_text("Test the method", exact=True).click()
    expect(visitor.get_by_role("heading", name="Test the method")).to_be_visible()
    visitor.get_by_placeholder("win rate, hedge, breakeven…").fill("second engine breakevens")
    expect(visitor.get_by_text("of 69 claims")).not_to_have_text("69 of 69 claims")
    visitor.get_by_text("What is behind it").first.click()
    drawn(visitor)
    visitor.get_by_role("main").get_by_role("link").first.click()
    expect(visitor.get_by_role("heading", name="Computed")).to_be_visible()
    claim = visitor.get_by_role("heading", level=1).inner_text().replace("\N{NO-BREAK SPACE}", " ")
    visitor.get_by_text("Ask about this").click()
    judged = answered(visitor, 3)
    expect(judged.get_by_text("Computed:").first).to_be_visible()

    visitor.get_by_role("button", name="Rename, export or delete").first.click()
    with visitor.expect_download() as saved:
        visitor.get_by_text("Web page").click()
    exported = Path(saved.value.path()).read_text()
    for held in ("Price a 45 DTE SPX iron condor", "hedge it", claim, "Net credit", "VIX calls", "Education, not advice"):
        assert held in exported, held
