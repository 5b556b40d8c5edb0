"""Contradictions are read whole or reported with file and line, and stand on the pages that own and show them."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.contradictions import Contradiction, Reading
from knowledge.library import Library

TENOR = """[[contradiction]]
question = "How many days are left?"
also = ["theta"]
readings = [
  { says = "one day", value = 1, unit = "days", standing = "method", sources = ["house-page"] },
  { says = "30 to 45 days", value = [30, 45], unit = "days", sources = ["house-page", "hull-2018"] },
  { says = "a quarter", sources = ["house-page"] },
]
"""


def write(folder: Path, text: str, page: str = "iron-condor") -> None:
    contradictions = folder / "pages" / "contradictions"
    contradictions.mkdir(exist_ok=True)
    (contradictions / f"{page}.toml").write_text(text, encoding="utf-8")


def load(folder: Path) -> tuple[Library, list[str]]:
    library, errors = Library.load(folder / "pages", folder / "sources.toml")
    return library, [str(error) for error in errors]


def test_the_page_that_owns_a_question_quotes_it_where_accounts_differ(folder: Path) -> None:
    write(folder, TENOR)
    library, errors = load(folder)
    assert errors == []
    section = library.page("iron-condor").sections[-1]
    assert (section.heading, section.standing) == ("Where accounts differ", "claim")
    assert section.sources == ("house-page", "hull-2018")
    assert section.text.split("\n") == [
        "How many days are left? The figures run from 1 to 45 days.",
        "- one day (the method itself): [@house-page]",
        "- 30 to 45 days: [@house-page] [@hull-2018]",
        "- a quarter: [@house-page]",
    ]
    assert library.passage("iron-condor#where-accounts-differ").text == section.text


def test_what_the_page_says_stands_before_its_readings_and_mistakes_after(folder: Path) -> None:
    page = folder / "pages" / "glossary" / "theta.md"
    page.write_text(
        page.read_text(encoding="utf-8").replace("## Common", "## Where accounts differ\n\nMuch [@house-page].\n\n## Common"), encoding="utf-8"
    )
    write(folder, TENOR.replace('also = ["theta"]\n', ""), "theta")
    sections = load(folder)[0].page("theta").sections
    assert [section.heading for section in sections] == ["Definition", "Where accounts differ", "Common mistakes"]
    assert sections[1].text.startswith("Much [@house-page].\n\nHow many days are left?")


def test_a_new_section_comes_before_common_mistakes(folder: Path) -> None:
    write(folder, TENOR.replace('also = ["theta"]\n', ""), "theta")
    assert [section.heading for section in load(folder)[0].page("theta").sections] == ["Definition", "Where accounts differ", "Common mistakes"]


def test_other_pages_show_a_question_without_quoting_it_again(folder: Path) -> None:
    write(folder, TENOR)
    library = load(folder)[0]
    (question,) = library.contradictions("theta")
    assert question in library.contradictions("iron-condor")
    assert library.contradictions("breakeven") == ()
    assert sum("How many days" in passage.text for passage in library.passages()) == 1


def test_a_table_has_a_row_a_reading_with_its_sources() -> None:
    question = Contradiction("x", "How wide?", (Reading(says="five", sources=["a"], standing="method"), Reading(says="ten", sources=["b", "c"])))
    assert question.spread == ""
    assert question.tabled().split("\n")[2:] == [
        "| reading | whose | source |",
        "| --- | --- | --- |",
        "| five | the method itself | [@a] |",
        "| ten | another account | [@b] [@c] |",
    ]


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ('also = ["theta"]', 'also = ["vega"]', 3, "shown on other pages that exist; got 'vega'"),
        ('also = ["theta"]', 'also = ["iron-condor"]', 3, "shown on other pages that exist; got 'iron-condor'"),
        ('"hull-2018"', '"hull-2020"', 6, "cited sources are in the bibliography; got 'hull-2020'"),
        ("left?", "left.", 1, "question"),
        ("one day", "one | day", 1, "says"),
        ("[30, 45]", "[45, 30]", 1, "from low to high; got 45 to 30"),
        ('value = 1, unit = "days"', "value = 1", 1, "a value has a unit"),
        ('value = 1, unit = "days"', 'value = 1, unit = "weeks"', 1, "share a unit; got days, weeks"),
        ('standing = "method"', 'standing = "theory"', 1, "standing"),
        ('sources = ["house-page"] },\n]', "sources = [] },\n]", 1, "sources"),
        ("question =", "question", 2, "TOML"),
        ("[[contradiction]]", "[[conflict]]", 1, "nothing else; got conflict"),
    ],
)
def test_a_mistake_is_reported_with_its_line_and_the_page_stays(folder: Path, old: str, new: str, line: int, words: str) -> None:
    assert old in TENOR
    write(folder, TENOR.replace(old, new))
    library, errors = load(folder)
    assert any(error.startswith(f"contradictions/iron-condor.toml:{line}: ") and words in error for error in errors), errors
    assert "iron-condor" in library.pages


def test_a_file_is_named_after_its_page(folder: Path) -> None:
    write(folder, TENOR, "vega")
    assert load(folder)[1] == ["contradictions/vega.toml:1: a file of contradictions is named after its page; there is no page 'vega'"]


def test_one_reading_alone_is_no_contradiction(folder: Path) -> None:
    one = TENOR.split('  { says = "30')[0] + "]\n"
    write(folder, one)
    assert any("readings" in error for error in load(folder)[1])
    write(folder, TENOR.replace("house-page", "nobody"))
    library, errors = load(folder)
    assert library.contradictions("iron-condor") == ()
    assert len(errors) == 1
