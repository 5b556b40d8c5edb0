"""Ranking by words: BM25 over stems and over pairs of neighbouring stems, with names weighted above the text.

The term weight is Robertson and Walker's BM25 (S. Robertson & H. Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond",
Foundations and Trends in Information Retrieval 3(4), 2009, eq. 3.15), with the never-negative idf that Lucene uses (C. Kamphuis et al.,
"Which BM25 Do You Mean?", ECIR 2020, table 1). Fields are combined before the saturation, as in S. Robertson, H. Zaragoza & M. Taylor,
"Simple BM25 Extension to Multiple Weighted Fields", CIKM 2004: a word in a name counts as NAME_WEIGHT words of text. Two stems that follow
one another are a term of their own, so that "short squeeze" is more than "short" and "squeeze" apart; a length counts single stems.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

K1 = 1.2
B = 0.75
NAME_WEIGHT = 3
PAIR_BITS = 32  # a pair's key: one more than the number of its first stem, then the number of its second


class BM25:
    """Scores of documents, each a list of stems, for a query of stems. The postings are arrays, so that they are kept in a file."""

    def __init__(self, texts: Iterable[Sequence[str]], names: Iterable[Iterable[Sequence[str]]] | None = None, k1: float = K1, b: float = B) -> None:
        """`names` are, for each document, the names it goes by, each a list of stems; a term counts once however many of them hold it."""
        numbers: dict[str, int] = {}
        keys: list[NDArray[np.int64]] = []
        texts_of: list[NDArray[np.int32]] = []
        owners: list[int] = []  # of each array in `keys`: its document and its weight
        weights: list[int] = []
        lengths: list[int] = []
        for document, text in enumerate(texts):
            said = _numbered(text, numbers)
            texts_of.append(np.unique(said).astype(np.int32))
            keys.append(_keys(said))
            owners.append(document)
            weights.append(1)
            lengths.append(len(said))
        for document, named in enumerate(names if names is not None else ()):
            said = np.unique(np.concatenate([np.zeros(0, np.int64), *(_keys(_numbered(name, numbers)) for name in named)]))
            keys.append(said)
            owners.append(document)
            weights.append(NAME_WEIGHT)
            lengths[document] += NAME_WEIGHT * int((said < 1 << PAIR_BITS).sum())
        sizes = np.array([len(some) for some in keys], dtype=np.intp)
        flat = np.concatenate(keys) if keys else np.zeros(0, np.int64)
        documents = np.repeat(np.array(owners, np.int32), sizes)
        counts = np.repeat(np.array(weights, np.int32), sizes)
        order = np.lexsort((documents, flat))
        flat, documents, counts = flat[order], documents[order], counts[order]
        first = np.flatnonzero(np.r_[True, (flat[1:] != flat[:-1]) | (documents[1:] != documents[:-1])]) if len(flat) else np.zeros(0, np.intp)
        frequencies = np.add.reduceat(counts, first).astype(float) if len(flat) else np.zeros(0)
        flat, self._documents = flat[first], documents[first]

        self.size = len(lengths)
        self._numbers = numbers
        self._terms, starts = np.unique(flat, return_index=True)
        self._offsets = np.r_[starts, len(flat)].astype(np.int64)
        mean_length = float(np.mean(lengths)) if any(lengths) else 1.0
        saturation = k1 * (1 - b + b * np.array(lengths, dtype=float) / mean_length)
        idf = np.array([self._idf(holding) for holding in np.diff(self._offsets)])
        self._weights = np.repeat(idf, np.diff(self._offsets)) * frequencies * (k1 + 1) / (frequencies + saturation[self._documents])
        self._text_offsets = np.r_[0, np.cumsum([len(some) for some in texts_of])].astype(np.int64)
        self._text_stems = np.concatenate(texts_of) if texts_of else np.zeros(0, np.int32)

    def save(self, path: Path) -> None:
        """Keep the postings in a file of NumPy arrays."""
        arrays = {name: getattr(self, f"_{name}") for name in _ARRAYS}
        np.savez(path, **arrays, size=np.array(self.size), stems=np.frombuffer("\n".join(self._numbers).encode(), dtype=np.uint8))

    @classmethod
    def load(cls, path: Path) -> BM25:
        """Read what `save` kept. Raises OSError, ValueError, KeyError or zipfile.BadZipFile if it is not whole."""
        bm25 = cls.__new__(cls)
        with np.load(path, allow_pickle=False) as kept:
            for name in _ARRAYS:
                setattr(bm25, f"_{name}", kept[name])
            bm25.size = int(kept["size"])
            stems = kept["stems"].tobytes().decode()
        bm25._numbers = {stem: number for number, stem in enumerate(stems.split("\n"))} if stems else {}
        return bm25

    def __contains__(self, stem: object) -> bool:
        return stem in self._numbers

    def idf(self, stem: str) -> float:
        """How telling a stem is: ln(1 + (N - n + 0.5) / (n + 0.5)); one that no document holds is the most telling."""
        start, end = self._posting(self._numbers[stem]) if stem in self._numbers else (0, 0)
        return self._idf(end - start)

    def scores(self, query: Sequence[str], pair_weight: float = 1.0) -> NDArray[np.float64]:
        """The score of every document; each stem of the query counts once, and each pair of neighbours in it by its weight."""
        scores = np.zeros(self.size)
        known = np.array([self._numbers.get(stem, -1) for stem in query], dtype=np.int64)
        for key in np.unique(_keys(known)).tolist():
            start, end = self._posting(key)
            weights = self._weights[start:end]
            scores[self._documents[start:end]] += weights if key < 1 << PAIR_BITS else pair_weight * weights
        return scores

    def text(self, document: int) -> frozenset[int]:
        """The numbers of the stems of a document's text, its names left out."""
        return frozenset(self._text_stems[self._text_offsets[document] : self._text_offsets[document + 1]].tolist())

    def number(self, stem: str) -> int | None:
        """The number of a stem, by which `text` lists it; None for one that no document holds."""
        return self._numbers.get(stem)

    def _posting(self, key: int) -> tuple[int, int]:
        place = int(np.searchsorted(self._terms, key))
        if place == len(self._terms) or self._terms[place] != key:
            return 0, 0
        return int(self._offsets[place]), int(self._offsets[place + 1])

    def _idf(self, holding: int) -> float:
        return math.log1p((self.size - holding + 0.5) / (holding + 0.5))


_ARRAYS = ("terms", "offsets", "documents", "weights", "text_offsets", "text_stems")


def _numbered(stems: Sequence[str], numbers: dict[str, int]) -> NDArray[np.int64]:
    """The number of each stem; a new one gets the next."""
    return np.array([numbers.setdefault(stem, len(numbers)) for stem in stems], dtype=np.int64)


def _keys(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """The terms of a text, as often as they stand in it: its stems, and its pairs of neighbours. A number below zero is no stem."""
    first, second = numbers[:-1], numbers[1:]
    pairs = ((first + 1) << PAIR_BITS) + second
    return np.concatenate([numbers[numbers >= 0], pairs[(first >= 0) & (second >= 0)]])
