"""Where accounts differ: the rows are quoted under the term that was asked about, each with its source."""

from __future__ import annotations

import pytest

from bot.compose.sentences import Piece, label_tables, pieces
from bot.compose.template import choose
from bot.glossary import entry_json
from bot.selection import differences
from knowledge.library import Library

LIBRARY = Library.load()[0]


@pytest.mark.parametrize(
    ("question", "term", "owners"),
    [
        ("Where do accounts differ on days to expiration?", "days-to-expiration", ["days-to-expiration"]),
        ("Do the pages contradict each other on the hedge cost?", "hedge-cost", ["alvh"]),
        ("Which versions of the VIX scaling guide disagree?", "vix-scaling-guide", ["vix-risk-scaling", "credit-tier"]),
    ],
)
def test_a_question_where_accounts_differ_gets_every_reading_its_page_shows(question: str, term: str, owners: list[str]) -> None:
    summary, *quoted = differences(question, [term], LIBRARY)
    assert summary.id == f"{term}#summary"
    assert sorted(passage.page_id for passage in quoted) == sorted(owners)
    for contradiction in LIBRARY.contradictions(term):
        assert any(contradiction.listed() in passage.text for passage in quoted)


@pytest.mark.parametrize(
    ("question", "named"), [("What is a delta?", ["delta"]), ("Where do accounts differ?", []), ("Where do accounts differ on rho?", ["rho"])]
)
def test_other_questions_and_terms_without_contradictions_get_none(question: str, named: list[str]) -> None:
    assert differences(question, named, LIBRARY) == []


def test_a_reading_keeps_its_source_when_citation_marks_go() -> None:
    text = "How many days?\n- one day (the method itself): [@a]\n- 14 to 45 days: [@b] [@c, ch. 2]\n- a list item that ends in a citation [@d]."
    assert [piece.text for piece in pieces(label_tables(text, str.upper))] == [
        "How many days?",
        "one day (the method itself): A",
        "14 to 45 days: B, C",
        "a list item that ends in a citation.",
    ]


def test_of_several_lists_the_one_that_is_asked_about_is_kept_whole() -> None:
    units = [Piece("sentence", "Some prose.")]
    for topic in ("letters", "formula", "signal"):
        units += [Piece("sentence", f"What is the {topic}?"), *(Piece("item", f"{topic} {number}") for number in range(8))]
    chosen = choose(units, frozenset({"formula"}))
    assert [unit.text for unit in chosen] == ["What is the formula?", *(f"formula {number}" for number in range(8))]


def test_an_entry_tells_programs_its_contradictions_with_whose_word_each_is() -> None:
    entry = entry_json(LIBRARY.page("base-trade"), LIBRARY, LIBRARY.bibliography)
    tenor = next(question for question in entry["contradictions"] if question["page"] == "days-to-expiration")
    assert tenor["readings"][0]["standing"] == "method"
    assert tenor["readings"][0]["value"] == 1
