"""The page that tests the method: every claim, its verdict, and what is behind it."""

from __future__ import annotations

from bot.answer import Verdict
from bot.claims import Judged
from bot.ui import claims_page
from knowledge.library import Library
from tests.bot.ui.conftest import Open

CLAIMS = [page for page in Library.load()[0].pages.values() if page.kind == "claim"]


def test_every_claim_has_a_computed_verdict_and_can_be_filtered_by_it(open_page: Open) -> None:
    app = open_page("claims")
    assert f"{len(CLAIMS)} of {len(CLAIMS)} claims" in [caption.value for caption in app.caption]
    verdicts = next(group for group in app.get("button_group") if group.label == "Verdict")
    counted = sum(int(option.content.rpartition("(")[2].rstrip(")")) for option in verdicts.proto.options)
    assert counted == len(CLAIMS)


def test_what_is_behind_a_claim_is_shown_when_asked_for(open_page: Open) -> None:
    app = open_page("claims")
    app.text_input[0].set_value("widen breakevens").run()
    assert not app.exception, app.exception
    assert [expander.label for expander in app.expander]


def test_filters_narrow_together() -> None:
    judged = {page.id: Judged(Verdict(page.id, "fails" if page is CLAIMS[0] else "holds", ""), None) for page in CLAIMS}
    assert claims_page.found(CLAIMS, judged, "", "fails", []) == [CLAIMS[0]]
    assert claims_page.found(CLAIMS, judged, "nothing has this in it", None, []) == []
    tag = CLAIMS[0].tags[0]
    assert all(tag in page.tags for page in claims_page.found(CLAIMS, judged, "", "holds", [tag]))
