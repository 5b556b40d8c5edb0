"""How well retrieval does: nDCG@10, recall@10 and reciprocal rank, on our own questions or on a folder in BEIR's layout.

A BEIR folder (N. Thakur et al., "BEIR: A Heterogeneous Benchmark for Zero-shot Evaluation of Information Retrieval Models", NeurIPS 2021) has
`corpus.jsonl` and `queries.jsonl` with `_id`, `title`, `text`, and judgements `qrels.tsv` (or `qrels/test.tsv`): query id, document id, grade.
"""

from __future__ import annotations

import csv
import hashlib
import json
import math
import tempfile
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from knowledge.embedders import Embedder
from knowledge.index import build_index, load_index
from knowledge.page import Passage
from knowledge.retrieve import Ranking, Retriever
from knowledge.words import stems

QUESTIONS = Path(__file__).parent / "questions.toml"
DEPTH = 10
PASSAGES_ASKED = 40  # enough passages to hold DEPTH pages
THRESHOLDS = (0.1, 0.3, 0.5, 0.7, 0.9)  # of confidence, at which the abstention curve is read

Half = Literal["tuning", "held-out"]
HALVES: tuple[Half, ...] = ("tuning", "held-out")


class FolderError(Exception):
    """A folder that is not laid out as BEIR's: the rule, what came, what to do."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question of our set: its manner or kind, and the pages that answer it, none when nothing here does."""

    text: str
    kind: str
    pages: tuple[str, ...] = ()

    @property
    def half(self) -> Half:
        return half(self.text)


@dataclass(frozen=True, slots=True)
class Scores:
    """Means over questions, each in [0, 1]."""

    ndcg: float
    recall: float
    mrr: float
    questions: int

    def __str__(self) -> str:
        return f"nDCG@{DEPTH} {self.ndcg:.3f}\nrecall@{DEPTH} {self.recall:.3f}\nMRR@{DEPTH} {self.mrr:.3f}\nquestions {self.questions}"


@dataclass(frozen=True, slots=True)
class Abstention:
    """What is answered when confidence must reach a threshold: shares of the questions of each sort, in [0, 1].

    `coverage` is the share answered of those that have an answer; `risk` the share of all answered that have none, were both sorts asked
    equally often.
    """

    threshold: float
    coverage: float
    far: float
    near: float
    risk: float


@dataclass(frozen=True, slots=True)
class Evaluation:
    """One half of our questions: scores over all, scores by manner, and the abstention curve."""

    half: Half
    scores: Scores
    manners: Mapping[str, Scores]
    curve: tuple[Abstention, ...]


def half(question: str) -> Half:
    """The half a question belongs to: for tuning, or kept for the final figure. Drawn from a digest of its words."""
    return "tuning" if hashlib.sha256(question.encode()).digest()[0] % 2 == 0 else "held-out"


def load_questions(path: Path = QUESTIONS) -> tuple[Question, ...]:
    """Our own questions: those that pages answer, by manner, and those that none does, by kind."""
    read = tomllib.loads(path.read_text(encoding="utf-8"))
    inside = [Question(text, manner, tuple(pages)) for manner, asked in read["inside"].items() for text, pages in asked.items()]
    return (*inside, *(Question(text, kind) for kind, asked in read["outside"].items() for text in asked))


def evaluate_questions(retriever: Retriever, half: Half, questions: Sequence[Question] | None = None) -> Evaluation:
    """Score a retriever on one half of our questions: which pages it finds, a page standing where its first passage stands, and which
    questions it would answer. Advice and live data are not judged here: their wording gives them away before anything is searched."""
    asked = [question for question in (load_questions() if questions is None else questions) if question.half == half]
    runs: dict[str, list[tuple[Sequence[str], Mapping[str, int]]]] = {}
    confidences: dict[str, list[float]] = {"inside": [], "far": [], "near": []}
    for question in asked:
        sort = "inside" if question.pages else question.kind
        if sort not in confidences:
            continue
        found = retriever.search(question.text, limit=PASSAGES_ASKED)
        confidences[sort].append(found.confidence)
        if question.pages:
            pages = list(dict.fromkeys(one.passage.page_id for one in found.passages))
            runs.setdefault(question.kind, []).append((pages, dict.fromkeys(question.pages, 1)))
    curve = tuple(_abstention(threshold, confidences) for threshold in THRESHOLDS)
    everything = mean_scores([run for some in runs.values() for run in some])
    return Evaluation(half, everything, {manner: mean_scores(some) for manner, some in runs.items()}, curve)


def report(evaluations: Sequence[Evaluation]) -> str:
    """The measures of the last evaluation a line each, then all of them side by side, then the abstention curve of the last."""
    final = evaluations[-1]
    lines = [f"{final.scores}  ({final.half})", ""]
    lines += [f"{'':14}" + "".join(f"{one.half:>34}" for one in evaluations)]
    lines += [f"{'':14}" + f"{'questions':>10}{'nDCG@10':>8}{'rec.@10':>8}{'MRR@10':>8}" * len(evaluations)]
    for manner in ("all", *final.manners):
        some = [one.scores if manner == "all" else one.manners[manner] for one in evaluations]
        lines.append(f"{manner:14}" + "".join(f"{s.questions:10}{s.ndcg:8.3f}{s.recall:8.3f}{s.mrr:8.3f}" for s in some))
    lines += ["", f"confidence of at least ({final.half})    answered: inside     near      far    risk"]
    lines += [f"{at.threshold:10.1f}{at.coverage:39.3f}{at.near:9.3f}{at.far:9.3f}{at.risk:8.3f}" for at in final.curve]
    return "\n".join(lines)


def _abstention(threshold: float, confidences: Mapping[str, Sequence[float]]) -> Abstention:
    def answered(some: Sequence[float]) -> float:
        return sum(confidence >= threshold for confidence in some) / len(some) if some else 0.0

    inside, outside = answered(confidences["inside"]), answered([*confidences["far"], *confidences["near"]])
    risk = outside / (inside + outside) if inside + outside else 0.0
    return Abstention(threshold, inside, answered(confidences["far"]), answered(confidences["near"]), risk)


def evaluate_folder(folder: Path, embedder: Embedder, progress: Callable[[str], None] | None = None) -> Scores:
    """Index a BEIR folder into a store that is thrown away afterwards, and score the ranking on its questions.

    Documents are ranked by words and vectors as pages are; what rests on names of pages does not apply. FolderError if a file is missing
    or a line is not as the layout says.
    """
    judgements = _judgements(folder)
    queries = {row["_id"]: str(row["text"]) for row in _rows(folder / "queries.jsonl") if row["_id"] in judgements}
    documents = [
        Passage(str(row["_id"]), str(row["_id"]), str(row.get("title") or ""), "", "theory", str(row["text"]), ())
        for row in _rows(folder / "corpus.jsonl")
    ]
    if not documents or not queries:
        raise FolderError(f"a BEIR folder holds documents and judged queries; got {len(documents)} and {len(queries)} in {folder}")
    texts = [f"{document.title} {document.text}".strip() for document in documents]
    with tempfile.TemporaryDirectory(prefix="retrieval-", ignore_cleanup_errors=True) as place:
        store = Path(place)
        build_index(documents, embedder, store, texts=texts, progress=progress)
        index = load_index(store, connect=True)
        ranking = Ranking(documents, index)
        ids = list(queries)
        vectors = embedder.embed([queries[id] for id in ids])
        runs = []
        for id, vector in zip(ids, vectors, strict=True):
            ranked = ranking.rank(stems(queries[id]), vector)
            runs.append(([one.passage.id for one in ranked[:DEPTH]], judgements[id]))
        index.close()
    return mean_scores(runs)


def mean_scores(runs: Sequence[tuple[Sequence[str], Mapping[str, int]]]) -> Scores:
    """Average over questions, each given as the ids found, best first, and the grades of the right ones."""
    count = len(runs)
    if not count:
        return Scores(0.0, 0.0, 0.0, 0)
    return Scores(
        sum(ndcg(found, grades) for found, grades in runs) / count,
        sum(recall(found, grades) for found, grades in runs) / count,
        sum(reciprocal_rank(found, grades) for found, grades in runs) / count,
        count,
    )


def ndcg(found: Sequence[str], grades: Mapping[str, int], depth: int = DEPTH) -> float:
    """Normalised discounted cumulative gain with linear gain, as trec_eval has it (K. Jarvelin & J. Kekalainen, ACM TOIS 20(4), 2002)."""
    best = _gain(sorted(grades.values(), reverse=True)[:depth])
    return _gain([grades.get(id, 0) for id in found[:depth]]) / best if best else 0.0


def recall(found: Sequence[str], grades: Mapping[str, int], depth: int = DEPTH) -> float:
    """Share of the right ones among the first `depth`."""
    right = {id for id, grade in grades.items() if grade > 0}
    return len(right & set(found[:depth])) / len(right) if right else 0.0


def reciprocal_rank(found: Sequence[str], grades: Mapping[str, int], depth: int = DEPTH) -> float:
    """One over the place of the first right one, 0 if it is not among the first `depth`."""
    return next((1 / place for place, id in enumerate(found[:depth], start=1) if grades.get(id, 0) > 0), 0.0)


def _gain(grades: Sequence[int]) -> float:
    return sum(max(grade, 0) / math.log2(place + 1) for place, grade in enumerate(grades, start=1))


def _judgements(folder: Path) -> dict[str, dict[str, int]]:
    path = next((path for path in (folder / "qrels.tsv", folder / "qrels" / "test.tsv") if path.exists()), None)
    if path is None:
        raise FolderError(f"a BEIR folder has qrels.tsv or qrels/test.tsv; found neither in {folder}")
    judgements: dict[str, dict[str, int]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE), start=1):
            if not row or (number == 1 and len(row) == 3 and not row[2].strip().lstrip("-").isdigit()):
                continue  # an empty line, or the heading
            if len(row) != 3 or not row[2].strip().lstrip("-").isdigit():
                raise FolderError(f"a judgement is query id, document id and grade between tabs; got {row} in {path.name}:{number}")
            judgements.setdefault(row[0], {})[row[1]] = int(row[2])
    return judgements


def _rows(path: Path) -> list[dict[str, Any]]:
    if not path.exists():
        raise FolderError(f"a BEIR folder has {path.name}; there is none in {path.parent}")
    rows = []
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, start=1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except ValueError as error:
                raise FolderError(f"each line is a JSON object; {path.name}:{number}: {error}") from error
            if not isinstance(row, dict) or "_id" not in row or "text" not in row:
                raise FolderError(f"each line has _id and text; got neither in {path.name}:{number}")
            rows.append(row | {"_id": str(row["_id"])})
    return rows
