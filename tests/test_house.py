"""Every link between pages, sources and calculators holds, and every number in a page is computed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import pytest

from bot.claims import Claims
from bot.glossary import references
from bot.worked import PLACE, fill, run
from calculators.catalogue import BY_NAME, CATALOGUE
from knowledge.contradictions import FEWEST_READINGS, HEADING
from knowledge.library import PRIMARY_SECTIONS, Library
from knowledge.page import CITATION, Page, plain
from knowledge.sources import Bibliography
from tests.terms_of_art import ORGANISATIONS, TERMS_OF_ART

LIBRARY = Library.load()[0]  # without anyone's own documents
BIBLIOGRAPHY = LIBRARY.bibliography
PAGES = list(LIBRARY.pages.values())
EACH = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.id)


def of_kind(kind: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("page", [page for page in PAGES if page.kind == kind], ids=lambda page: page.id)


def test_the_shipped_pages_and_sources_have_no_mistakes() -> None:
    _, page_errors = Library.load()
    _, source_errors = Bibliography.load()
    assert [str(error) for error in (*page_errors, *source_errors)] == []


@pytest.mark.parametrize(("kind", "promised"), [("glossary", 150), ("method", 25), ("explainer", 15), ("claim", 60)])
def test_there_are_as_many_pages_as_promised(kind: str, promised: int) -> None:
    assert sum(page.kind == kind for page in PAGES) >= promised


# --- links --------------------------------------------------------------------------------------------------------


@EACH
def test_its_calculators_exist(page: Page) -> None:
    assert [name for name in page.calculators if name not in BY_NAME] == []


@pytest.mark.parametrize("calculator", CATALOGUE, ids=lambda calculator: calculator.name)
def test_the_terms_of_a_calculator_have_pages(calculator: Any) -> None:
    assert calculator.terms
    assert [term for term in calculator.terms if term not in LIBRARY.pages] == []


def test_every_source_is_cited_somewhere() -> None:
    cited = {source for page in PAGES for source in references(page)} | {source for calculator in CATALOGUE for source in calculator.sources}
    assert sorted(set(BIBLIOGRAPHY.ids) - cited) == []


@of_kind("glossary")
def test_a_term_leads_on_to_others(page: Page) -> None:
    assert page.related
    assert page.tags


# --- words --------------------------------------------------------------------------------------------------------

_FORMULA = re.compile(r"\$\$.*?\$\$|(?<![\\$])\$(?![\s\d$])[^$\n]+?\$(?!\d)", re.DOTALL)
_ACRONYM = re.compile(r"(?<![\w$\\])(?:[A-Z][A-Za-z]*[A-Z][A-Za-z0-9]*|[A-Z]{2,}[A-Za-z0-9]*|[A-Z][0-9]+[A-Z]*)(?:/[A-Z0-9]+)*\b")


def prose(page: Page) -> str:
    """Everything a page says, without formulas and citation marks."""
    text = "\n".join((page.title, page.summary, *(section.text for section in page.sections)))
    return CITATION.sub("", _FORMULA.sub("", text))


@EACH
def test_every_acronym_it_uses_has_an_entry(page: Page) -> None:
    used = dict.fromkeys(_ACRONYM.findall(prose(page)))
    unknown = [name for name in used if name not in ORGANISATIONS and LIBRARY.resolve(name) is None and LIBRARY.resolve(name.rstrip("s")) is None]
    assert unknown == [], f"{page.id}: give each a page or an alias, or write it out"


def test_every_term_of_art_in_use_has_an_entry() -> None:
    said = " ".join(plain(prose(page)).casefold() for page in PAGES)
    used = [term for term in TERMS_OF_ART if re.search(rf"(?<!\w){re.escape(term.casefold())}s?(?!\w)", said)]
    assert len(used) > len(TERMS_OF_ART) / 2
    assert [term for term in used if LIBRARY.resolve(term) is None] == []


@of_kind("glossary")
def test_a_term_is_found_by_its_other_names(page: Page) -> None:
    assert len(page.aliases) >= 3
    assert [alias for alias in page.aliases if LIBRARY.resolve(alias) is not page] == []


@EACH
def test_its_summary_stands_alone_as_a_tooltip(page: Page) -> None:
    assert page.summary.endswith(".")
    assert 20 <= len(page.summary) <= 220
    assert not PLACE.search(page.summary)
    assert "[@" not in page.summary


# --- standing -----------------------------------------------------------------------------------------------------


@EACH
def test_its_theory_cites_a_primary_source_and_no_page_of_the_method(page: Page) -> None:
    for section in page.sections:
        if section.heading in PRIMARY_SECTIONS:
            assert section.sources, f"{page.id}: {section.heading} cites nothing"
            assert [source for source in section.sources if not BIBLIOGRAPHY[source].primary] == []
        if section.standing in ("method", "claim"):
            assert section.sources, f"{page.id}: {section.heading} cites nothing"


@EACH
def test_its_paragraphs_of_theory_and_method_are_cited(page: Page) -> None:
    for section in page.sections:
        paragraphs = [paragraph for paragraph in re.split(r"\n\s*\n", section.text) if not paragraph.startswith(("$$", "|"))]
        assert section.heading == "Example" or any(CITATION.search(paragraph) for paragraph in paragraphs), f"{page.id}: {section.heading}"


@of_kind("glossary")
def test_a_formula_names_its_symbols(page: Page) -> None:
    for section in page.sections:
        if section.heading == "Formula":
            assert "$$" in section.text
            after = re.sub(r"\$\$.*?\$\$", "", section.text, flags=re.DOTALL)
            assert len(after.split()) >= 8, f"{page.id}: say what each symbol is and its unit"


def test_titles_of_published_pages_do_not_read_like_addresses() -> None:
    slug = re.compile(r"^[a-z]|\b(?:spx|vix|edr|alvh|dte|ics?|rsai|vixshield|fomc|cpi|vwap|macd)\b|[a-z]{4,}\d{3,}|  ")
    assert [source.title for source in BIBLIOGRAPHY.values() if not source.primary and slug.search(source.title)] == []


# --- contradictions -----------------------------------------------------------------------------------------------


def test_contradictions_are_data_and_no_table_is_left_as_prose() -> None:
    left = [
        page.id for page in PAGES for section in page.sections if section.standing == "claim" and re.search(r"^\s*\|", section.text, re.MULTILINE)
    ]
    assert left == []


def test_every_reading_has_a_source_and_every_question_several_readings() -> None:
    questions = [question for page in PAGES for question in LIBRARY.contradictions(page.id) if question.page_id == page.id]
    assert len(questions) > 35
    for question in questions:
        assert len(question.readings) >= FEWEST_READINGS
        assert all(reading.sources for reading in question.readings)
        assert all(source in BIBLIOGRAPHY for reading in question.readings for source in reading.sources)
        assert len({reading.says for reading in question.readings}) == len(question.readings)


@EACH
def test_the_page_that_owns_a_contradiction_quotes_every_reading(page: Page) -> None:
    said = "\n".join(section.text for section in page.sections if section.heading == HEADING)
    for question in LIBRARY.contradictions(page.id):
        if question.page_id == page.id:
            assert all(reading.says in said for reading in question.readings)
        else:
            assert page.id in question.also


def test_a_value_of_a_reading_is_the_one_it_says() -> None:
    for page in PAGES:
        for question in LIBRARY.contradictions(page.id):
            for reading in question.readings:
                said = [float(number) for number in re.findall(r"\d+(?:\.\d+)?", reading.says)] + [1.0 for _ in re.findall(r"\bone\b", reading.says)]
                assert all(bound in said for bound in reading.bounds or ()), f"{question.page_id}: {reading.says}"


# --- figures ------------------------------------------------------------------------------------------------------


@EACH
def test_every_figure_it_shows_is_computed(page: Page) -> None:
    for section in page.sections:
        filled = fill(section.text, section.examples)
        assert not PLACE.search(filled)
        assert not (section.examples and filled == section.text), f"{page.id}: an example that shows no figure"


_NUMBER = re.compile(r"(?<![\w.])-?\d[\d,]*(?:\.\d+)?")


def leaves(value: object) -> Iterable[float]:
    """The numbers among the inputs of a call, however deep."""
    if isinstance(value, bool):
        return
    if isinstance(value, int | float):
        yield abs(float(value))
    elif isinstance(value, str):
        yield from (float(number) for number in re.findall(r"\d+(?:\.\d+)?", value))
    elif isinstance(value, dict):
        for name, part in value.items():
            yield from leaves(name)  # VIX9D, HV20
            yield from leaves(part)
    elif isinstance(value, list | tuple):
        yield float(len(value))
        for part in value:
            yield from leaves(part)


SCALES = (1.0, 100.0, 1e-6, 1e-9, 10_000.0)  # as typed, as a per cent, in millions or billions, in basis points
NAMED = {500.0, 252.0, 365.0}  # the S&P 500, days of a year
CLOSE = 1e-9


@EACH
def test_the_numbers_of_an_example_are_its_inputs_or_computed(page: Page) -> None:
    for section in page.sections:
        if section.heading != "Example":
            continue
        inputs = [value for example in section.examples for value in leaves(run(example).inputs)]
        given = {scale * value for value in inputs for scale in SCALES} | {100 * (1 - value) for value in inputs} | NAMED
        typed = [abs(float(number.replace(",", ""))) for number in _NUMBER.findall(CITATION.sub("", PLACE.sub("", _FORMULA.sub("", section.text))))]
        strange = [number for number in typed if not any(abs(number - value) <= CLOSE * max(1.0, value) for value in given)]
        assert strange == [], f"{page.id}: typed in the example, and no input of its call"


@of_kind("explainer")
def test_an_explainer_draws_a_chart(page: Page) -> None:
    charts = [chart for section in page.sections for example in section.examples for chart in run(example).presentation.charts]
    assert charts


# --- claims -------------------------------------------------------------------------------------------------------


@of_kind("claim")
def test_its_verdict_is_computed(page: Page) -> None:
    judged = Claims(LIBRARY, lambda name, inputs: BY_NAME[name].run(inputs)).judge(page.id)
    assert judged.verdict.text
    if page.check is None:
        assert page.untestable
        assert (judged.verdict.verdict, judged.verdict.text) == ("untestable", page.untestable)
    else:
        assert judged.verdict.verdict in ("holds", "fails", "depends")
        assert judged.base is not None
        assert len(judged.readings) >= 1


@of_kind("claim")
def test_a_claim_says_what_is_claimed_and_is_related_to_a_term(page: Page) -> None:
    assert "What is claimed" in [section.heading for section in page.sections]
    assert page.related


def test_the_roll_yield_a_page_defines_is_the_one_computed() -> None:
    """The page's formula, worked by hand on its own example."""
    page = LIBRARY.page("roll-yield")
    section = next(section for section in page.sections if section.heading == "Formula")
    assert r"\frac{F_1}{F_2} - 1" in section.text
    example = next(example for section in page.sections for example in section.examples)
    near, far = example.inputs["futures"]
    by_hand = (near["level"] / far["level"] - 1) * 365 / (far["dte"] - near["dte"])
    assert run(example).figure("roll_yield").value == pytest.approx(by_hand)
