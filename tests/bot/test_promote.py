"""An answer marked good becomes a page like any other: parsed, cited, its figures computed and never typed."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from bot.assistant import Assistant
from bot.promote import promoted
from bot.worked import fill
from calculators.errors import InputError
from knowledge.library import PAGES, Library
from knowledge.page import Page, parse_page


@pytest.mark.parametrize(
    "question",
    [
        "Price a 45 DTE SPX iron condor at 7140 with 16 delta shorts, 50 wide wings and VIX at 18",
        "What is theta?",
        "What is ALVH?",
        "Why do condors lose when volatility rises?",
        "What is the difference between contango and backwardation?",
    ],
)
def test_a_promoted_page_is_a_page_and_joins_the_others_without_a_fault(answering: Assistant, tmp_path: Path, question: str) -> None:
    page_id, text = promoted(answering.ask(question).to_json(), "t" * 32, answering.library)
    page = parse_page(text, f"asked/{page_id}.md")
    assert isinstance(page, Page), page
    assert all(section.sources for section in page.sections if section.heading != "Example")
    for section in page.sections:
        fill(section.text, section.examples)
    pages = shutil.copytree(PAGES, tmp_path / "pages")
    (pages / "asked").mkdir(exist_ok=True)
    (pages / "asked" / f"{page_id}.md").write_text(text, encoding="utf-8")
    library, errors = Library.load(pages)
    assert page_id in library.pages
    assert [str(error) for error in errors if page_id in error.file] == []


def test_figures_are_places_and_no_number_of_the_calculation_is_typed(answering: Assistant) -> None:
    answer = answering.ask("Price a 45 DTE SPX iron condor at 7140 with 16 delta shorts, 50 wide wings and VIX at 18").to_json()
    _, text = promoted(answer, "t" * 32, answering.library)
    assert "{{net_credit}}" in text
    credit = next(figure["text"] for figure in answer["calculations"][0]["figures"] if figure["name"] == "net_credit")
    assert credit not in text


def test_every_sentence_is_one_of_the_pages_with_its_sources(answering: Assistant) -> None:
    answer = answering.ask("What is theta?").to_json()
    _, text = promoted(answer, "t" * 32, answering.library)
    held = " ".join(" ".join(passage.text.split()) for passage in answering.library.passages())
    body = text.split("\n## ", 2)[1]
    for sentence in re.split(r"(?<=\.)\s+(?=[A-Z])", body.partition("\n\n")[2].strip()):
        assert re.sub(r"\s*\[@[^\]]*\]", "", sentence).rstrip(".")[:60] in re.sub(r"\s*\[@[^\]]*\]", "", held), sentence


def test_what_quotes_nothing_cannot_be_a_page(answering: Assistant) -> None:
    with pytest.raises(InputError, match="this answer quotes none"):
        promoted(answering.ask("Give me a recipe for pancakes").to_json(), "t" * 32, answering.library)
