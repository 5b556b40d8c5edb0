"""Spellings of one word meet."""

from __future__ import annotations

import pytest

from knowledge.words import stems, words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Iron-Condors", "iron condor"),
        ("butterflies", "butterfly"),
        ("losses", "loss"),
        ("Theta's", "theta"),
        ("16Δ", "16 delta"),
        ("θ", "theta"),
        ("Schär", "schar"),
        ("7,140 points", "7140 point"),
        ("boxes", "box"),
    ],
)
def test_spellings_fold_to_the_same_words(one: str, other: str) -> None:
    assert [word.folded for word in words(one)] == [word.folded for word in words(other)]


@pytest.mark.parametrize("word", ["loss", "plus", "gas", "vix"])
def test_words_that_only_look_plural_stay(word: str) -> None:
    assert words(word)[0].folded == word


def test_decimals_are_one_word_and_the_typed_form_is_kept() -> None:
    assert [word.typed for word in words("Credit of 0.70, at VIX 17.95.")] == ["Credit", "of", "0.70", "at", "VIX", "17.95"]


def test_stems_leave_out_stop_words() -> None:
    assert stems("What are the hedges hedging?") == ["hedg", "hedg"]
