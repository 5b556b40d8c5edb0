"""From a question to the passages that may answer it, or to the finding that nothing here does.

Words and vectors rank together: BM25 and cosine, each scaled to [0, 1] over the candidates and added with a weight (min-max fusion; S.
Bruch, S. Gai & A. Ingber, "An Analysis of Fusion Functions for Hybrid Retrieval", ACM TOIS 42(1), 2023, find it sounder than fusing ranks).
A page that the question names by any of its names comes before passages that merely sound alike.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from knowledge.embedders import Embedder
from knowledge.index import Index
from knowledge.lexical import BM25
from knowledge.library import Library
from knowledge.page import SUMMARY, Passage, plain, topic
from knowledge.words import QUESTION_WORDS, STOP_WORDS, Word, stem, stems, words

if TYPE_CHECKING:
    from numpy.typing import NDArray

LEXICAL_WEIGHT = 0.2  # share of BM25 in the score, the rest is cosine: found best on long questions over plain texts
PAGES_LEXICAL_WEIGHT = 0.5  # the same over pages, whose names are indexed: questions are short and use those names
POOL = 200  # candidates by vector, and as many by words
LEADING = 1.0  # added to the definition of each page a question names, if it asks for nothing else
NAMED = 0.3  # added to the other passages of those pages
A_PAGE = 2  # passages of one page, unless the question asks for that page alone
ALIKE = 0.8  # shared words from which two passages say the same (Jaccard)

# Logistic regression of "the pages answer this" on questions.toml; see `Retriever.signals` for the three signals.
BIAS = -7.2
PER_COSINE = 10.4
PER_COVERAGE = 4.8
PER_NAMED = 3.9
ANSWERABLE = 0.5


@dataclass(frozen=True, slots=True)
class Scored:
    """A passage with its score and the two it was made of: BM25 as computed, and the cosine."""

    passage: Passage
    score: float
    lexical: float
    dense: float


@dataclass(frozen=True, slots=True)
class Retrieval:
    """What was found, and how far to trust it.

    `terms` are pages the question names, `unknown` its words that no page knows; `confidence` in [0, 1] is the estimated chance that the
    passages bear on the question, and below one half it is not `answerable`.
    """

    passages: tuple[Scored, ...]
    terms: tuple[str, ...]
    confidence: float
    answerable: bool
    unknown: tuple[str, ...]


class Ranking:
    """Every candidate passage in order, by words and vectors together."""

    def __init__(self, passages: Sequence[Passage], names: Sequence[Sequence[str]], index: Index, lexical_weight: float = LEXICAL_WEIGHT) -> None:
        """`names` are, for each passage, the stems of the names it goes by."""
        self.passages = list(passages)
        self.texts = [stems(plain(passage.text)) for passage in passages]
        self.lexical = BM25(self.texts, names)
        self.lexical_weight = lexical_weight
        self._index = index
        self._rows = {passage.id: row for row, passage in enumerate(passages)}
        rows = {id: row for row, id in enumerate(index.ids)}
        # The store finds the nearest; how near each candidate is, and the scale, come from the vectors themselves.
        self._vectors = np.stack([index.vectors[rows[passage.id]] for passage in passages]) if passages else np.zeros((0, 1), dtype=np.float32)

    def vector(self, passage_id: str) -> NDArray[np.float32]:
        """The stored vector of a passage."""
        vector: NDArray[np.float32] = self._vectors[self._rows[passage_id]]
        return vector

    def nearness(self, vector: NDArray[np.float32]) -> float:
        """The cosine of the nearest passage."""
        return float((self._vectors @ vector).max()) if len(self._vectors) else 0.0

    def rank(self, query: Iterable[str], vector: NDArray[np.float32]) -> list[Scored]:
        """Score the POOL passages nearest to the vector and the POOL that share most with the query, best first."""
        if not self.passages:
            return []
        lexical, cosines = self.lexical.scores(query), self._vectors @ vector
        scores = self.lexical_weight * _scaled(lexical, 0.0, float(lexical.max()))
        scores += (1 - self.lexical_weight) * _scaled(cosines, float(cosines.min()), float(cosines.max()))
        worded = np.flatnonzero(lexical)
        worded = worded[np.argsort(-lexical[worded], kind="stable")[:POOL]]
        rows = {self._rows[id] for id, _ in self._index.query(vector, POOL)} | set(worded.tolist())
        scored = [Scored(self.passages[row], float(scores[row]), float(lexical[row]), float(cosines[row])) for row in rows]
        return sorted(scored, key=_best_first)


class Retriever:
    """Searches one library through one index."""

    def __init__(self, library: Library, index: Index, embedder: Embedder) -> None:
        self.library, self.index, self.embedder = library, index, embedder
        passages = library.passages()
        names = [sorted(set(stems(" ".join((topic(passage), *library.page(passage.page_id).aliases))))) for passage in passages]
        self.ranking = Ranking(passages, names, index, PAGES_LEXICAL_WEIGHT)
        self._texts = {passage.id: frozenset(text) for passage, text in zip(passages, self.ranking.texts, strict=True)}
        self._names = {passage.id: frozenset(name) for passage, name in zip(passages, names, strict=True)}
        self._leading: dict[str, Passage] = {}
        for passage in passages:
            if passage.heading != SUMMARY:
                self._leading.setdefault(passage.page_id, passage)

    def search(self, question: str, limit: int = 5) -> Retrieval:
        """The passages most likely to answer a question, best first."""
        asked = _Question(question, self.library)
        [typed] = self.embedder.embed([question])
        # What a short name means its page's summary says, and its vector is at hand: named and asked count alike.
        meant = typed + self._summaries(asked.unsaid)
        ranked = self.ranking.rank(dict.fromkeys(stems(asked.said)), meant / np.linalg.norm(meant))
        chosen = self._chosen(ranked, () if asked.besides else asked.terms, limit)
        confidence = _chance(*self.signals(asked, chosen, self.ranking.nearness(typed)))
        unknown = tuple(word.typed for word in asked.besides if stem(word.folded) not in self.ranking.lexical)
        return Retrieval(chosen, asked.terms, confidence, confidence >= ANSWERABLE, tuple(dict.fromkeys(unknown)))

    def _summaries(self, page_ids: Sequence[str]) -> NDArray[np.float32]:
        """The direction of the pages' summaries together, of length one, or nothing for no page."""
        total = np.zeros(self.embedder.dimension, dtype=np.float32)
        for page_id in page_ids:
            total += self.ranking.vector(f"{page_id}#summary")
        length = np.linalg.norm(total)
        return total / length if length > 0 else total

    def signals(self, asked: _Question, chosen: Sequence[Scored], cosine: float) -> tuple[float, float, float]:
        """What confidence rests on: the best cosine of the question as typed (titles added to it would praise themselves); and of the
        words that tell what is asked, by idf, the share that stands in the chosen passages and the share that names pages."""
        total = self._weight(asked.telling)
        if not chosen or total == 0:
            return cosine, 0.0, 0.0
        standing = frozenset[str]().union(*(self._texts[one.passage.id] | self._names[one.passage.id] for one in chosen))
        covered = self._weight(word for word in asked.telling if stem(word.folded) in standing)
        return cosine, covered / total, 1 - self._weight(asked.besides) / total

    def _weight(self, some: Iterable[Word]) -> float:
        return sum(self.ranking.lexical.idf(stem(word.folded)) for word in some)

    def _chosen(self, ranked: Sequence[Scored], wanted: Sequence[str], limit: int) -> tuple[Scored, ...]:
        """Pick from the ranked passages; `wanted` are the pages asked for by name, if nothing else is asked."""
        chosen: list[Scored] = []
        for one in sorted(self._raised(ranked, wanted), key=_best_first):
            page_id = one.passage.page_id
            if (page_id,) != tuple(wanted) and sum(other.passage.page_id == page_id for other in chosen) >= A_PAGE:
                continue
            if any(self._alike(one.passage, other.passage) for other in chosen):
                continue
            chosen.append(one)
            if len(chosen) == limit:
                break
        return tuple(chosen)

    def _raised(self, ranked: Sequence[Scored], wanted: Sequence[str]) -> Iterable[Scored]:
        """The passages to choose from: a summary lends its score to what it sums up, and wanted pages rise."""
        best: dict[str, Scored] = {}
        for one in ranked:
            passage = one.passage if one.passage.heading != SUMMARY else self._leading.get(one.passage.page_id, one.passage)
            best.setdefault(passage.id, replace(one, passage=passage))  # the first has the higher score
        for one in best.values():
            if one.passage.page_id in wanted:
                leads = one.passage is self._leading.get(one.passage.page_id)
                yield replace(one, score=one.score + (LEADING if leads else NAMED))
            else:
                yield one

    def _alike(self, one: Passage, other: Passage) -> bool:
        mine, others = self._texts[one.id], self._texts[other.id]
        return len(mine & others) >= ALIKE * len(mine | others)


class _Question:
    """A question taken apart: the pages it names, and its other words that tell what it is about."""

    def __init__(self, text: str, library: Library) -> None:
        found = words(text)
        names = library.names_in(found)
        self.named: dict[str, list[Word]] = {}
        for page_id, start, end in names:
            self.named.setdefault(page_id, []).extend(found[start:end])
        taken = {position for _, start, end in names for position in range(start, end)}
        self.besides = [word for position, word in enumerate(found) if position not in taken and _tells(word)]
        self.telling = [*self.besides, *(word for named in self.named.values() for word in named)]
        self.terms = tuple(self.named)
        # Whoever writes "IC" means what the pages call an iron condor: a title that is not written out whole is left unsaid. Among the words
        # of a question that has one of the title's, the others would outweigh what is asked.
        written = {word.folded for word in found}
        titles = [(title, {word.folded for word in words(title)}) for title in (library.page(id).title for id in self.terms)]
        self.unsaid = [id for id, (_, folded) in zip(self.terms, titles, strict=True) if not folded <= written]
        self.said = " ".join([text, *(title for title, folded in titles if folded.isdisjoint(written))])


def _tells(word: Word) -> bool:
    typed = word.typed.lower()
    return typed not in STOP_WORDS and typed not in QUESTION_WORDS and not typed[0].isdigit()


def _best_first(one: Scored) -> tuple[float, str]:
    return -one.score, one.passage.id


def _scaled(values: NDArray[Any], low: float, high: float) -> NDArray[Any]:
    return (values - low) / (high - low) if high > low else np.zeros(len(values))


def _chance(cosine: float, coverage: float, named: float) -> float:
    return 1 / (1 + math.exp(-(BIAS + PER_COSINE * cosine + PER_COVERAGE * coverage + PER_NAMED * named)))
