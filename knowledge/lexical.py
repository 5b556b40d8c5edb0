"""Ranking by words: BM25 over stems, with names weighted above the text.

The term weight is Robertson and Walker's BM25 (S. Robertson & H. Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond",
Foundations and Trends in Information Retrieval 3(4), 2009, eq. 3.15), with the never-negative idf that Lucene uses (C. Kamphuis et al.,
"Which BM25 Do You Mean?", ECIR 2020, table 1). Fields are combined before the saturation, as in S. Robertson, H. Zaragoza & M. Taylor,
"Simple BM25 Extension to Multiple Weighted Fields", CIKM 2004: a word in a name counts as NAME_WEIGHT words of text.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

K1 = 1.2
B = 0.75
NAME_WEIGHT = 2


class BM25:
    """Scores of documents, each a list of stems, for a query of stems."""

    def __init__(self, texts: Sequence[Sequence[str]], names: Sequence[Sequence[str]] | None = None, k1: float = K1, b: float = B) -> None:
        counts = [Counter(text) for text in texts]
        for count, name in zip(counts, names if names is not None else [()] * len(texts), strict=True):
            for stem in name:
                count[stem] += NAME_WEIGHT
        self.size = len(counts)
        lengths = np.array([count.total() for count in counts], dtype=float)
        mean_length = lengths.mean() if lengths.any() else 1.0
        saturation = k1 * (1 - b + b * lengths / mean_length)
        postings: dict[str, list[tuple[int, int]]] = {}
        for document, count in enumerate(counts):
            for stem, frequency in count.items():
                postings.setdefault(stem, []).append((document, frequency))
        self._weights: dict[str, tuple[NDArray[np.intp], NDArray[np.float64]]] = {}
        for stem, posting in postings.items():
            documents = np.array([document for document, _ in posting], dtype=np.intp)
            frequencies = np.array([frequency for _, frequency in posting], dtype=float)
            self._weights[stem] = (documents, self._idf(len(posting)) * frequencies * (k1 + 1) / (frequencies + saturation[documents]))

    def __contains__(self, stem: object) -> bool:
        return stem in self._weights

    def idf(self, stem: str) -> float:
        """How telling a stem is: ln(1 + (N - n + 0.5) / (n + 0.5)); one that no document holds is the most telling."""
        return self._idf(len(self._weights[stem][0]) if stem in self._weights else 0)

    def scores(self, query: Iterable[str]) -> NDArray[np.float64]:
        """The score of every document; a stem that stands twice in the query counts twice."""
        scores = np.zeros(self.size)
        for stem in query:
            if stem in self._weights:
                documents, weights = self._weights[stem]
                scores[documents] += weights
        return scores

    def _idf(self, holding: int) -> float:
        return math.log1p((self.size - holding + 0.5) / (holding + 0.5))
