"""Which calculator a question is most like, by requests whose calculator is known: for one that no cue names."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise

import numpy as np

WORDS = "words"  # the label of a question that wants words and no figures
NEAREST = 7  # requests that vote
LEAST = 0.12  # of the votes' squares: less is like nothing
_LONG = 5  # letters by which longer words are alike: "expected" and "expects"
_NUMBER = re.compile(r"([NPD])\d+")


class Alike:
    """Requests with the calculator each asks for, compared by words, pairs of words and beginnings of words, the rarer the heavier."""

    def __init__(self, said: Iterable[tuple[str, str]]) -> None:
        pairs = [(label, features(line)) for label, line in said]
        self._labels = [label for label, _ in pairs]
        held: dict[str, list[int]] = defaultdict(list)
        for at, (_, own) in enumerate(pairs):
            for feature in own:
                held[feature].append(at)
        self._weight = {feature: float(np.log(len(pairs) / len(at))) for feature, at in held.items()}
        self._held = {feature: np.array(at, dtype=np.int32) for feature, at in held.items()}
        self._length = np.array([self._norm(own) for _, own in pairs])

    def _norm(self, own: Iterable[str]) -> float:
        return float(np.sqrt(sum(self._weight.get(feature, 0.0) ** 2 for feature in own))) or 1.0

    def ranked(self, line: str) -> tuple[tuple[str, float], ...]:
        """The labels of the requests nearest to a line as the reader writes it, by the sum of their squared likeness, the likeliest first."""
        own = [feature for feature in features(line) if feature in self._held]
        scores = np.zeros(len(self._labels))
        for feature in own:
            scores[self._held[feature]] += self._weight[feature] ** 2
        scores /= self._length * self._norm(own)
        votes: dict[str, float] = defaultdict(float)
        for at in np.argsort(-scores)[:NEAREST]:
            votes[self._labels[at]] += float(scores[at]) ** 2
        return tuple((label, vote) for label, vote in sorted(votes.items(), key=lambda counted: -counted[1]) if vote >= LEAST)


def features(line: str) -> set[str]:
    """What a line is compared by; of a number only that it is one, and whether in percent or dollars, beside its neighbours."""
    words = frame(line).split()
    own = {word for word in words if word not in ("N", "P", "D")}
    own.update(f"{word[:_LONG]}-" for word in words if len(word) > _LONG)
    own.update(f"{left} {right}" for left, right in pairwise(words))
    return own


def frame(line: str) -> str:
    """A line with its numbers' kinds alone: requests that differ in numbers only have one frame."""
    return _NUMBER.sub(r"\1", line).strip()


@lru_cache(maxsize=1)
def known() -> Alike:
    """The frames of `said.tsv`: a label and a frame on each line, made by `benchmarks/said.py` from requests with known answers."""
    rows = (row.partition("\t") for row in files("bot.routing").joinpath("said.tsv").read_text(encoding="utf-8").splitlines())
    return Alike((label, said) for label, _, said in rows)
