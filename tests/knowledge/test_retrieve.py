"""What a question finds, on a small library, with vectors of word counts; and on the shipped pages, with the real model."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from knowledge.embedders import HashingEmbedder, load_embedder
from knowledge.evaluate import QUESTIONS, evaluate_questions
from knowledge.index import open_index
from knowledge.library import Library
from knowledge.retrieve import A_PAGE, Retriever


@pytest.fixture
def retriever(library: Library, tmp_path: Path) -> Retriever:
    embedder = HashingEmbedder()
    return Retriever(library, open_index(library, lambda: embedder, tmp_path), embedder)


def ids(retriever: Retriever, question: str, limit: int = 5) -> list[str]:
    return [one.passage.id for one in retriever.search(question, limit).passages]


@pytest.mark.parametrize("question", ["What is an iron condor?", "IC", "explain the condor", "iron condors?"])
def test_a_page_asked_for_by_name_leads_with_its_definition(retriever: Retriever, question: str) -> None:
    assert ids(retriever, question)[0] == "iron-condor#definition"


def test_a_page_asked_for_alone_gives_all_it_has(retriever: Retriever) -> None:
    assert set(ids(retriever, "what is an iron condor")[:3]) == {
        "iron-condor#definition",
        "iron-condor#example",
        "iron-condor#what-the-method-says",
    }


def test_otherwise_a_page_gives_two_passages_at_most(retriever: Retriever) -> None:
    found = ids(retriever, "does an iron condor lose its value as expiration comes near", limit=10)
    assert sum(id.startswith("iron-condor#") for id in found) == A_PAGE


def test_pages_that_are_compared_both_lead_with_their_definitions(retriever: Retriever) -> None:
    assert set(ids(retriever, "theta vs breakeven")[:2]) == {"theta#definition", "breakeven#definition"}


def test_a_summary_stands_for_its_definition(retriever: Retriever) -> None:
    found = ids(retriever, "change in an option's value as one day passes", limit=10)
    assert found[0] == "theta#definition", "the words are those of the summary"
    assert not any(id.endswith("#summary") for id in found)


def test_passages_that_say_the_same_are_shown_once(folder: Path, tmp_path: Path) -> None:
    text = (folder / "pages" / "glossary" / "theta.md").read_text(encoding="utf-8")
    copy = text.replace("id: theta", "id: daily-decay").replace("title: Theta", "title: Daily loss").replace("aliases: [time decay, decay]\n", "")
    (folder / "pages" / "glossary" / "daily-decay.md").write_text(copy, encoding="utf-8")
    library, _ = Library.load(folder / "pages", folder / "sources.toml")
    embedder = HashingEmbedder()
    found = ids(Retriever(library, open_index(library, lambda: embedder, tmp_path), embedder), "rate at which an option loses value")
    assert len({"theta#definition", "daily-decay#definition"} & set(found)) == 1


def test_terms_and_unknown_words_are_named(retriever: Retriever) -> None:
    found = retriever.search("Is theta a bull put ladder on pizza?")
    assert found.terms == ("theta",)
    assert found.unknown == ("bull", "ladder", "pizza")


def test_scores_say_what_they_are_made_of(retriever: Retriever) -> None:
    found = retriever.search("which position has zero profit at expiration")
    assert list(found.passages) == sorted(found.passages, key=lambda one: -one.score)
    best = found.passages[0]
    assert best.passage.id == "breakeven#definition"
    assert best.lexical > 0
    assert 0 < best.dense <= 1
    assert 0 <= found.confidence <= 1
    assert found.answerable == (found.confidence >= 0.5)


@pytest.mark.parametrize("question", ["", "?", "what is it", "🦅"])
def test_a_question_that_says_nothing_is_not_answerable(retriever: Retriever, question: str) -> None:
    assert not retriever.search(question).answerable


# --- the shipped pages, the real model --------------------------------------------------------------------------------

MOST_REFUSED = 0.05  # of the questions the pages answer
MOST_NEAR_ANSWERED = 0.15  # of finance questions they do not answer
LEAST_NDCG = 0.75


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory, indexed_home: Path) -> Retriever:
    library, _ = Library.load()
    embedder = load_embedder(indexed_home / "cache")
    return Retriever(library, open_index(library, lambda: embedder, indexed_home / "cache"), embedder)


@pytest.mark.slow
def test_retrieval_is_as_good_as_it_was(shipped: Retriever) -> None:
    scores = evaluate_questions(shipped)
    assert scores.questions >= 60
    assert scores.ndcg >= LEAST_NDCG, scores


@pytest.mark.slow
@pytest.mark.parametrize(
    ("question", "answerable"),
    [
        ("what is an iron condor", True),
        ("does theta invert at VIX 16", True),
        ("How much does ALVH cost?", True),
        ("Which horse wins the next race?", False),
        ("best pizza in Rome", False),
        ("write me a python web server", False),
    ],
)
def test_what_lies_far_outside_is_refused(shipped: Retriever, question: str, answerable: bool) -> None:
    assert shipped.search(question).answerable is answerable


@pytest.mark.slow
def test_refusals_are_right_on_the_question_set(shipped: Retriever) -> None:
    questions = tomllib.loads(QUESTIONS.read_text(encoding="utf-8"))
    refused = [one["question"] for one in questions["inside"] if not shipped.search(one["question"]).answerable]
    assert len(refused) <= MOST_REFUSED * len(questions["inside"]), refused
    for kind, most in (("far", 0.0), ("near", MOST_NEAR_ANSWERED)):
        asked = [one["question"] for one in questions["outside"] if one["kind"] == kind]
        answered = [question for question in asked if shipped.search(question).answerable]
        assert len(answered) <= most * len(asked), answered


@pytest.mark.slow
def test_the_question_set_names_pages_that_exist(shipped: Retriever) -> None:
    questions = tomllib.loads(QUESTIONS.read_text(encoding="utf-8"))["inside"]
    assert [id for one in questions for id in one["pages"] if id not in shipped.library.pages] == []
