"""Every premise of the table is set right by a sentence that stands in the pages."""

from bot.premises import premises
from knowledge.library import Library

LIBRARY, _ = Library.load()


def test_every_correction_quotes_its_page_and_every_claim_is_a_claim_page() -> None:
    for premise in premises():
        passage = LIBRARY.passage(premise.passage)
        assert len(premise.sentences(passage)) == len(premise.says), (premise.id, passage.text)
        assert premise.claim is None or LIBRARY.pages[premise.claim].kind == "claim"
