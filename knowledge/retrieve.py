"""From a question to the passages that may answer it, or to the finding that nothing here does.

Words and vectors rank together: BM25 and cosine, each scaled to [0, 1] over the candidates and added with a weight (min-max fusion; S.
Bruch, S. Gai & A. Ingber, "An Analysis of Fusion Functions for Hybrid Retrieval", ACM TOIS 42(1), 2023, find it sounder than fusing ranks).
A page that the question names by any of its names comes before passages that merely sound alike; a word nobody knows is read as the name it
is a slip of, and said so.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from knowledge.embedders import Embedder
from knowledge.index import Index, dots
from knowledge.library import Library
from knowledge.page import SUMMARY, Passage, topic
from knowledge.words import QUESTION_WORDS, STOP_WORDS, Word, stem, stems, words

if TYPE_CHECKING:
    from numpy.typing import NDArray

LEXICAL_WEIGHT = 0.15  # share of BM25 in the score, the rest is cosine: found best on long questions over plain texts
PAIR_WEIGHT = 1.0  # of a pair of neighbouring words in BM25, beside single words
PAGES_LEXICAL_WEIGHT = 0.5  # the same two over pages, whose names are indexed: questions are short and use those names
PAGES_PAIR_WEIGHT = 0.25
POOL = 200  # candidates by vector, and as many by words
SCALE_SAMPLE = 2048  # passages whose cosines set the low end of the scale
LEADING = 1.0  # added to the definition of each page a question names, if it asks for nothing else
NAMED = 0.3  # added to the other passages of those pages
A_PAGE = 2  # passages of one page, unless the question asks for that page alone
ALIKE = 0.8  # shared words from which two passages say the same (Jaccard)
JUDGED = 5  # passages that confidence looks at
NEAREST = 3  # pages offered in place of a term that no page knows
NEAR = 0.3  # cosine below which nothing comes near


class Signals(NamedTuple):
    """What confidence rests on, each in [0, 1] (a cosine may be below)."""

    cosine: float  # of the nearest passage to the question as typed: titles added to it would praise themselves
    coverage: float  # share, by idf, of the words that tell what is asked that stand in the first passages
    named: float  # share of those words, by idf, that name pages


# Logistic regression of "the pages answer this" on the tuning half of questions.toml.
BIAS = -10.1
PER_SIGNAL = Signals(cosine=12.5, coverage=5.1, named=6.7)
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

    `terms` are pages the question names, `unknown` its words that no page knows, `respelled` the slips that were read as names (typed,
    meant), `nearest` the pages that come closest. `confidence` in [0, 1] is the estimated chance that the passages bear on the question; below
    one half it is not `answerable`.
    """

    passages: tuple[Scored, ...]
    terms: tuple[str, ...]
    confidence: float
    answerable: bool
    unknown: tuple[str, ...]
    respelled: tuple[tuple[str, str], ...] = ()
    nearest: tuple[str, ...] = ()


class Ranking:
    """Every candidate passage of an index in order, by words and vectors together."""

    def __init__(self, passages: Sequence[Passage], index: Index, lexical_weight: float = LEXICAL_WEIGHT, pair_weight: float = PAIR_WEIGHT) -> None:
        """`passages` stand in the order of the index."""
        self.passages = list(passages)
        self.index = index
        self.lexical_weight, self.pair_weight = lexical_weight, pair_weight
        self._rows = {id: row for row, id in enumerate(index.ids)}
        self._sample = np.ascontiguousarray(index.vectors[:: max(1, -(-len(index.ids) // SCALE_SAMPLE))])

    def row(self, passage_id: str) -> int:
        """The place of a passage in the index."""
        return self._rows[passage_id]

    def nearness(self, vector: NDArray[np.float32]) -> float:
        """The cosine of the nearest passage."""
        nearest = self.index.query(vector, 1)
        return nearest[0][1] if nearest else 0.0

    def rank(self, query: Sequence[str], vector: NDArray[np.float32]) -> list[Scored]:
        """Score the POOL passages nearest to the vector and the POOL that share most with the query, best first."""
        if not self.passages:
            return []
        lexical = self.index.lexical.scores(query, self.pair_weight)
        worded = np.flatnonzero(lexical)
        if len(worded) > POOL:
            worded = worded[np.argpartition(-lexical[worded], POOL - 1)[:POOL]]
        near = np.array([self._rows[id] for id, _ in self.index.query(vector, POOL)], dtype=np.intp)
        rows = np.union1d(near, worded)
        # The store finds the nearest; how near each candidate is, and the scale, come from the vectors themselves.
        cosines = dots(self.index.vectors[rows], vector)
        scores = self.lexical_weight * _scaled(lexical[rows], 0.0, float(lexical.max()))
        scores += (1 - self.lexical_weight) * _scaled(cosines, float(dots(self._sample, vector).min()), float(cosines.max()))
        found = zip(rows.tolist(), scores.tolist(), lexical[rows].tolist(), cosines.tolist(), strict=True)
        return sorted((Scored(self.passages[row], score, words, dense) for row, score, words, dense in found), key=_best_first)


class Retriever:
    """Searches one library through one index."""

    def __init__(self, library: Library, index: Index, embedder: Embedder) -> None:
        self.library, self.index, self.embedder = library, index, embedder
        self.lexical = index.lexical
        self.ranking = Ranking([library.passage(id) for id in index.ids], index, PAGES_LEXICAL_WEIGHT, PAGES_PAIR_WEIGHT)
        self._leading: dict[str, Passage] = {}
        for passage in self.ranking.passages:
            if passage.heading != SUMMARY:
                self._leading.setdefault(passage.page_id, passage)
        self._name_stems = lru_cache(maxsize=4096)(self._stems_of_names)

    def respelled(self, question: str) -> tuple[str, tuple[tuple[str, str], ...]]:
        """The question with slips of the pen in names put right, and each as typed and as meant."""
        fixes = self.library.respelled(words(question), self._knows)
        for typed, meant in fixes:
            question = re.sub(rf"(?<![\w.]){re.escape(typed)}(?![\w.])", meant, question)
        return question, fixes

    def search(self, question: str, limit: int = JUDGED) -> Retrieval:
        """The passages most likely to answer a question, best first."""
        question, respelled = self.respelled(question)
        asked = _Question(question, self.library)
        [typed] = self.embedder.embed([question])
        # What a short name means its page's summary says, and its vector is at hand: named and asked count alike.
        meant = typed + self._summaries(asked.unsaid) if asked.unsaid else typed
        ranked = self.ranking.rank(stems(asked.said), meant / np.linalg.norm(meant))
        chosen = self._chosen(ranked, asked, max(limit, JUDGED))
        cosine = self.ranking.nearness(typed)
        confidence = _chance(self.signals(asked, chosen, cosine))
        return Retrieval(
            passages=chosen[:limit],
            terms=asked.terms,
            confidence=confidence,
            answerable=confidence >= ANSWERABLE,
            unknown=asked.unknown(self._knows),
            respelled=respelled,
            nearest=self._nearest(chosen) if cosine >= NEAR else (),
        )

    def _nearest(self, chosen: Sequence[Scored]) -> tuple[str, ...]:
        """The pages to offer where nothing answers: those that explain, and no claim."""
        pages = dict.fromkeys(one.passage.page_id for one in sorted(chosen, key=lambda one: -one.dense))
        return tuple(page_id for page_id in pages if self.library.page(page_id).kind not in ("claim", "document"))[:NEAREST]

    def _knows(self, word: Word) -> bool:
        return not _tells(word) or stem(word.folded) in self.lexical

    def _summaries(self, page_ids: Sequence[str]) -> NDArray[np.float32]:
        """The direction of the pages' summaries together, of length one."""
        total: NDArray[np.float32] = self.index.vectors[[self.ranking.row(f"{page_id}#summary") for page_id in page_ids]].sum(axis=0)
        length = np.linalg.norm(total)
        return total / length if length > 0 else total

    def signals(self, asked: _Question, chosen: Sequence[Scored], cosine: float) -> Signals:
        """What confidence rests on, for a question and the passages chosen for it."""
        weights = {stem(word.folded): self.lexical.idf(stem(word.folded)) for word in asked.telling}
        total = sum(weights.values())
        if not chosen or total == 0:
            return Signals(cosine, 0.0, 0.0)
        held = frozenset[str]().union(*(self._held(one.passage, weights) for one in chosen[:JUDGED]))
        names = {stem(word.folded) for some in asked.named.values() for word in some}
        return Signals(cosine, sum(weights[each] for each in held) / total, sum(weights[each] for each in names) / total)

    def _held(self, passage: Passage, some: Iterable[str]) -> frozenset[str]:
        """The stems among some that stand in a passage or its names."""
        text = self.lexical.text(self.ranking.row(passage.id))
        names = self._name_stems(passage.id)
        return frozenset(each for each in some if each in names or self.lexical.number(each) in text)

    def _stems_of_names(self, passage_id: str) -> frozenset[str]:
        passage = self.library.passage(passage_id)
        return frozenset(stems(" ".join((topic(passage), *self.library.page(passage.page_id).aliases))))

    def _chosen(self, ranked: Sequence[Scored], asked: _Question, limit: int) -> tuple[Scored, ...]:
        """Pick from the ranked passages: of one page at most A_PAGE, unless it is all that is asked for, and none that says the same again."""
        alone = asked.terms[0] if len(asked.terms) == 1 and not asked.besides else None
        chosen: list[Scored] = []
        for one in sorted(self._raised(ranked, asked), key=_best_first):
            page_id = one.passage.page_id
            if page_id != alone and sum(other.passage.page_id == page_id for other in chosen) >= A_PAGE:
                continue
            if any(self._alike(one.passage, other.passage) for other in chosen):
                continue
            chosen.append(one)
            if len(chosen) == limit:
                break
        return tuple(chosen)

    def _raised(self, ranked: Sequence[Scored], asked: _Question) -> Iterable[Scored]:
        """The passages to choose from: a summary lends its score to what it sums up, and pages that are named rise."""
        best: dict[str, Scored] = {}
        for one in ranked:
            passage = one.passage if one.passage.heading != SUMMARY else self._leading.get(one.passage.page_id, one.passage)
            best.setdefault(passage.id, replace(one, passage=passage))  # the first has the higher score
        for one in best.values():
            if asked.besides or one.passage.page_id not in asked.terms:
                yield one
            else:
                leads = one.passage is self._leading.get(one.passage.page_id)
                yield replace(one, score=one.score + (LEADING if leads else NAMED))

    def _alike(self, one: Passage, other: Passage) -> bool:
        mine, others = (self.lexical.text(self.ranking.row(passage.id)) for passage in (one, other))
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
        self._found = found
        self._beside = [position for position, word in enumerate(found) if position not in taken and _tells(word)]
        self.besides = [found[position] for position in self._beside]
        self.telling = [*self.besides, *(word for named in self.named.values() for word in named)]
        self.terms = tuple(self.named)
        # Whoever writes "IC" means what the pages call an iron condor: a title that is not written out whole is left unsaid. Among the words
        # of a question that has one of the title's, the others would outweigh what is asked.
        written = {word.folded for word in found}
        titles = [(title, {word.folded for word in words(title)}) for title in (library.page(id).title for id in self.terms)]
        self.unsaid = [id for id, (_, folded) in zip(self.terms, titles, strict=True) if not folded <= written]
        self.said = " ".join([text, *(title for title, folded in titles if folded.isdisjoint(written))])

    def unknown(self, knows: Callable[[Word], bool]) -> tuple[str, ...]:
        """What no page knows, as typed; words that follow one another together."""
        phrases: list[list[str]] = []
        before = -2
        for position in self._beside:
            if knows(self._found[position]):
                continue
            if position == before + 1:
                phrases[-1].append(self._found[position].typed)
            else:
                phrases.append([self._found[position].typed])
            before = position
        return tuple(dict.fromkeys(" ".join(phrase) for phrase in phrases))


def _tells(word: Word) -> bool:
    typed = word.typed.lower()
    return typed not in STOP_WORDS and typed not in QUESTION_WORDS and not typed[0].isdigit()


def _best_first(one: Scored) -> tuple[float, str]:
    return -one.score, one.passage.id


def _scaled(values: NDArray[Any], low: float, high: float) -> NDArray[Any]:
    return (values - low) / (high - low) if high > low else np.zeros(len(values))


def _chance(signals: Signals) -> float:
    return 1 / (1 + math.exp(-(BIAS + sum(per * signal for per, signal in zip(PER_SIGNAL, signals, strict=True)))))
