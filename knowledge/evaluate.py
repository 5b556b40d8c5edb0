"""How well retrieval does: nDCG@10, recall@10 and reciprocal rank, on our own questions or on a folder in BEIR's layout.

A BEIR folder (N. Thakur et al., "BEIR: A Heterogeneous Benchmark for Zero-shot Evaluation of Information Retrieval Models", NeurIPS 2021) has
`corpus.jsonl` and `queries.jsonl` with `_id`, `title`, `text`, and judgements `qrels.tsv` (or `qrels/test.tsv`): query id, document id, grade.
"""

from __future__ import annotations

import csv
import json
import math
import tempfile
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from knowledge.embedders import Embedder
from knowledge.index import build_index, load_index
from knowledge.page import Passage
from knowledge.retrieve import Ranking, Retriever
from knowledge.words import stems

QUESTIONS = Path(__file__).parent / "questions.toml"
DEPTH = 10
PASSAGES_ASKED = 40  # enough passages to hold DEPTH pages


class FolderError(Exception):
    """A folder that is not laid out as BEIR's: the rule, what came, what to do."""


@dataclass(frozen=True, slots=True)
class Scores:
    """Means over questions, each in [0, 1]."""

    ndcg: float
    recall: float
    mrr: float
    questions: int

    def __str__(self) -> str:
        return f"nDCG@{DEPTH} {self.ndcg:.3f}\nrecall@{DEPTH} {self.recall:.3f}\nMRR@{DEPTH} {self.mrr:.3f}\nquestions {self.questions}"


def evaluate_questions(retriever: Retriever, path: Path = QUESTIONS) -> Scores:
    """Score a retriever on our own questions: which pages it finds, a page standing where its first passage stands."""
    runs: list[tuple[Sequence[str], Mapping[str, int]]] = []
    for question in tomllib.loads(path.read_text(encoding="utf-8"))["inside"]:
        found = retriever.search(question["question"], limit=PASSAGES_ASKED).passages
        pages = list(dict.fromkeys(one.passage.page_id for one in found))
        runs.append((pages, dict.fromkeys(question["pages"], 1)))
    return mean_scores(runs)


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
        ranking = Ranking(documents, [stems(document.title) for document in documents], index)
        ids = list(queries)
        vectors = embedder.embed([queries[id] for id in ids])
        runs = []
        for id, vector in zip(ids, vectors, strict=True):
            ranked = ranking.rank(dict.fromkeys(stems(queries[id])), vector)
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
