"""Measures against values worked out by hand, and folders in BEIR's layout."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from knowledge.embedders import HashingEmbedder
from knowledge.evaluate import (
    THRESHOLDS,
    FolderError,
    Question,
    Scores,
    evaluate_folder,
    evaluate_questions,
    half,
    load_questions,
    mean_scores,
    ndcg,
    recall,
    reciprocal_rank,
    report,
)
from knowledge.index import open_index
from knowledge.library import Library
from knowledge.retrieve import Retriever

EXACT = 1e-12
CORPUS = {"d1": "iron condor wings", "d2": "theta decay of options", "d3": "best pizza in Rome", "d4": "vega and volatility"}
QUERIES = {"q1": "what are condor wings", "q2": "option theta", "q3": "never judged"}


def test_ndcg_is_the_one_worked_out_by_hand() -> None:
    # Found: wrong, grade 2, wrong, grade 1. Gain 2 / log2 3 + 1 / log2 5; ideal 2 / log2 2 + 1 / log2 3.
    expected = (2 / math.log2(3) + 1 / math.log2(5)) / (2 + 1 / math.log2(3))
    assert ndcg(["x", "a", "y", "b"], {"a": 2, "b": 1}) == pytest.approx(expected, abs=EXACT)


def test_what_stands_below_the_tenth_place_does_not_count() -> None:
    found = [f"x{i}" for i in range(10)] + ["a"]
    assert (ndcg(found, {"a": 1}), recall(found, {"a": 1}), reciprocal_rank(found, {"a": 1})) == (0, 0, 0)


def test_recall_counts_the_right_ones_and_reciprocal_rank_the_first() -> None:
    assert recall(["x", "a"], {"a": 1, "b": 1, "c": 0}) == 0.5
    assert reciprocal_rank(["x", "a", "b"], {"a": 1, "b": 1}) == 0.5


def test_scores_are_means_and_print_one_a_line() -> None:
    scores = mean_scores([(["a"], {"a": 1}), (["x"], {"a": 1})])
    assert scores == Scores(0.5, 0.5, 0.5, 2)
    assert str(scores).splitlines() == ["nDCG@10 0.500", "recall@10 0.500", "MRR@10 0.500", "questions 2"]


def lay_out(folder: Path, qrels: str, qrels_path: str = "qrels.tsv") -> Path:
    for name, texts in (("corpus.jsonl", CORPUS), ("queries.jsonl", QUERIES)):
        lines = [json.dumps({"_id": id, "title": "", "text": text}) for id, text in texts.items()]
        (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / qrels_path).parent.mkdir(exist_ok=True)
    (folder / qrels_path).write_text(qrels, encoding="utf-8")
    return folder


@pytest.mark.parametrize("place", ["qrels.tsv", "qrels/test.tsv"])
@pytest.mark.parametrize("heading", ["query-id\tcorpus-id\tscore\n", ""])
def test_a_folder_is_indexed_and_its_judged_questions_scored(tmp_path: Path, place: str, heading: str) -> None:
    folder = lay_out(tmp_path, heading + "q1\td1\t1\nq2\td2\t1\n", place)
    assert evaluate_folder(folder, HashingEmbedder()) == Scores(1.0, 1.0, 1.0, 2)


def test_a_wrong_judgement_lowers_the_score(tmp_path: Path) -> None:
    assert evaluate_folder(lay_out(tmp_path, "q1\td1\t1\nq2\td3\t1\n"), HashingEmbedder()).ndcg < 1


@pytest.mark.parametrize(
    ("qrels", "words"),
    [("q1 d1 1\n", "between tabs"), ("q1\td1\tyes\nq2\td2\tno\n", "between tabs"), ("q9\td1\t1\n", "holds documents and judged queries")],
)
def test_judgements_out_of_form_are_refused(tmp_path: Path, qrels: str, words: str) -> None:
    with pytest.raises(FolderError, match=words):
        evaluate_folder(lay_out(tmp_path, qrels), HashingEmbedder())


def test_a_folder_that_is_no_such_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FolderError, match=r"found neither in"):
        evaluate_folder(tmp_path, HashingEmbedder())
    (tmp_path / "qrels.tsv").write_text("q1\td1\t1\n", encoding="utf-8")
    with pytest.raises(FolderError, match=r"queries\.jsonl"):
        evaluate_folder(tmp_path, HashingEmbedder())
    (tmp_path / "queries.jsonl").write_text('{"_id": "q1"}\n', encoding="utf-8")
    with pytest.raises(FolderError, match=r"queries\.jsonl:1"):
        evaluate_folder(tmp_path, HashingEmbedder())


def test_a_question_keeps_its_half_whatever_else_is_asked() -> None:

    assert [half(text) for text in ("what is an iron condor", "what is a fly")] == ["tuning", "held-out"]
    assert {half(question.text) for question in load_questions()} == {"tuning", "held-out"}


def test_an_evaluation_scores_what_has_an_answer_and_counts_what_has_none(library: Library, tmp_path: Path) -> None:
    embedder = HashingEmbedder()
    retriever = Retriever(library, open_index(library, lambda: embedder, tmp_path), embedder)
    asked = [
        Question("what is theta", "terms", ("theta",)),
        Question("what is an iron condor", "terms", ("iron-condor", "theta")),
        Question("best pizza in Rome", "far"),
        Question("should I sell", "advice"),
    ]
    scored = evaluate_questions(retriever, "tuning", [question for question in asked if question.half == "tuning"])
    inside = [question for question in asked if question.half == "tuning" and question.pages]
    assert scored.scores.questions == len(inside) == scored.manners["terms"].questions
    assert [at.threshold for at in scored.curve] == list(THRESHOLDS)
    coverage = [at.coverage for at in scored.curve]
    assert coverage == sorted(coverage, reverse=True), "the higher the bar, the fewer are answered"
    said = report([scored, scored])
    assert said.splitlines()[0] == f"nDCG@10 {scored.scores.ndcg:.3f}"
    assert "risk" in said
