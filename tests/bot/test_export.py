"""A conversation as a file: whole, inert, readable anywhere."""

from __future__ import annotations

import re

import pytest

from bot import export
from calculators.catalogue import BY_NAME
from calculators.errors import InputError
from tests.bot.ui.fakes import FakeAssistant

HOSTILE = 'What is <script>alert("x")</script> *this* [link](http://x.example)?'
CONDOR = {"spot": 7140, "dte": 45, "vol": 0.18, "short_delta": 0.16, "wing_width": 50}


@pytest.fixture(scope="module")
def asked() -> list[export.Asked]:
    answer = FakeAssistant().ask("Price a condor").to_json()
    return [("Price a condor", answer), (HOSTILE, None)]


def test_markdown_holds_question_figures_keys_and_each_source_once(asked: list[export.Asked]) -> None:
    text = export.conversation("Mine", asked, "md").decode()
    answer = asked[0][1]
    assert answer is not None
    for figure in answer["calculations"][0]["figures"]:
        assert figure["text"] in text
    assert "[S1]" in text
    assert "[C1]" in text
    for citation in answer["citations"]:
        for source in citation["sources"]:
            assert text.count(source["apa"]) == 1
    assert "*Not answered.*" in text


def test_page_runs_nothing_fetches_nothing_and_shows_what_was_typed(asked: list[export.Asked]) -> None:
    page = export.conversation(HOSTILE, asked, "html").decode()
    assert "<script" not in page
    assert not re.search(r'(?:src|href)="(?!data:)', page)
    assert "&lt;script&gt;" in page


def test_chart_of_a_calculation_is_in_the_page_with_its_words(asked: list[export.Asked]) -> None:
    page = export.conversation("Mine", asked, "html").decode()
    chart = BY_NAME["iron_condor"].run(CONDOR).presentation.charts[0]
    assert "data:image/png;base64," in page
    assert chart.summary.split()[0] in page


def test_pdf_is_one(asked: list[export.Asked]) -> None:
    from io import BytesIO

    from pypdf import PdfReader

    reader = PdfReader(BytesIO(export.conversation("Mine σ − ›", asked, "pdf")))
    text = "".join(page.extract_text() for page in reader.pages)
    assert "Price a condor" in text
    assert "[C1]" in text


def test_other_forms_are_refused() -> None:
    with pytest.raises(InputError, match="md, html or pdf; got 'docx'"):
        export.conversation("Mine", [], "docx")  # type: ignore[arg-type]
