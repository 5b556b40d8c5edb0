"""BM25 against scores worked out by hand."""

from __future__ import annotations

import math

import pytest

from knowledge.lexical import BM25

# Three documents of 2, 3 and 4 words, mean 3; k1 = 1.2, b = 0.75.
DOCUMENTS = [["condor", "wing"], ["condor", "condor", "vega"], ["theta", "decay", "day", "day"]]
EXACT = 1e-12


def test_scores_are_those_worked_out_by_hand() -> None:
    # "condor" stands in two of three documents: idf = ln(1 + (3 - 2 + 0.5) / (2 + 0.5)) = ln 1.6.
    # Document 0: one time in 2 words: 2.2 / (1 + 1.2 (0.25 + 0.75 * 2/3)) = 2.2 / 1.9.
    # Document 1: two times in 3 words: 2 * 2.2 / (2 + 1.2) = 4.4 / 3.2.
    scores = BM25(DOCUMENTS).scores(["condor"])
    assert scores[0] == pytest.approx(math.log(1.6) * 2.2 / 1.9, abs=EXACT)
    assert scores[1] == pytest.approx(math.log(1.6) * 4.4 / 3.2, abs=EXACT)
    assert scores[2] == 0


def test_a_query_adds_up_over_its_words_and_ignores_unknown_ones() -> None:
    bm25 = BM25(DOCUMENTS)
    assert bm25.scores(["condor", "horse", "vega"]) == pytest.approx(bm25.scores(["condor"]) + bm25.scores(["vega"]), abs=EXACT)
    assert "horse" not in bm25
    assert "vega" in bm25


def test_idf_is_never_negative_and_highest_for_unknown_words() -> None:
    bm25 = BM25([["a", "b"], ["a"], ["a"]])
    assert 0 < bm25.idf("a") < bm25.idf("b") < bm25.idf("unknown")
    assert bm25.idf("a") == pytest.approx(math.log(1 + 0.5 / 3.5), abs=EXACT)


def test_a_word_in_a_name_outweighs_one_in_the_text() -> None:
    scores = BM25([["vega", "rises"], ["rises", "rises"]], names=[[["option"]], [["vega"]]]).scores(["vega"])
    assert scores[1] > scores[0] > 0


def test_long_documents_are_not_favoured() -> None:
    scores = BM25([["vega"], ["vega", *["filler"] * 50]]).scores(["vega"])
    assert scores[0] > scores[1]


def test_no_documents_give_no_scores() -> None:
    assert BM25([]).scores(["condor"]).shape == (0,)
    assert BM25([[]]).scores(["condor"]).tolist() == [0]
