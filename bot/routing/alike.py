"""What a question is like, among requests whose meaning is known: which calculator, and which of its blanks a number is.

For what no cue names and no pattern reads. The requests stand in `said.tsv`, a label and a frame on each line: the words, with each
number as its kind and the length of its whole part, and the blank it is, "N4:spot". `benchmarks/said.py` makes the file.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise

import numpy as np

from bot.routing.numbers import Number

WORDS = "words"  # the label of a question that wants words and no figures
NONE = "none"  # the label of a number that fills no blank by itself
NEAREST = 7  # of those known that vote
LEAST = 0.12  # of the votes' squares: less is like nothing
LONGEST_SIZE = 6
_LONG = 5  # letters by which longer words are alike: "expected" and "expects"
_PLACE = re.compile(r"([NPD])(\d+)")
_FRAMED = re.compile(r"([NPD])(\d)(?::(\w+))?")
_APART, _FARTHEST = 3, 6  # words either side of a number whose places count, and that are looked at
_END = re.compile(r"[,;.:?!()]|[NPD]|\^")


class Alike:
    """Labelled sets of features, and the labels of those nearest to another: the rarer a shared feature, the heavier."""

    def __init__(self, said: Iterable[tuple[str, set[str]]]) -> None:
        pairs = list(said)
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

    def ranked(self, features: set[str], among: Collection[str] | None = None) -> tuple[tuple[str, float], ...]:
        """The labels nearest to `features`, of those `among` given ones, by the sum of their squared likeness, the likeliest first."""
        own = [feature for feature in features if feature in self._held]
        scores = np.zeros(len(self._labels))
        for feature in own:
            scores[self._held[feature]] += self._weight[feature] ** 2
        scores /= self._length * self._norm(own)
        votes: dict[str, float] = defaultdict(float)
        voted = 0
        for at in np.argsort(-scores):
            label = self._labels[at]
            if among is None or label in among:
                votes[label] += float(scores[at]) ** 2
                voted += 1
            if voted == NEAREST:
                break
        return tuple((label, vote) for label, vote in sorted(votes.items(), key=lambda counted: -counted[1]) if vote >= LEAST)


def frame(line: str, numbers: Sequence[Number], fields: Mapping[int, str] | None = None) -> str:
    """A line with its numbers' kinds and sizes alone, and the blanks they are: requests alike in all but the digits have one frame."""

    def framed(match: re.Match[str]) -> str:
        at = int(match.group(2))
        field = f":{fields[at]}" if fields is not None and at in fields else ""
        return f"{match.group(1)}{_size(numbers[at].value)}{field}"

    return _PLACE.sub(framed, line).strip()


def _size(value: float) -> int:
    """How many digits the whole part has; none below one."""
    whole = abs(value)
    return min(len(str(int(whole))), LONGEST_SIZE) if whole >= 1 else 0


def of_question(framed: str) -> set[str]:
    """What a question is compared by; of a number only that it is one, and whether in percent or dollars, beside its neighbours."""
    words = _FRAMED.sub(r"\1", framed).split()
    own = {word for word in words if word not in ("N", "P", "D")}
    own.update(f"{word[:_LONG]}-" for word in words if len(word) > _LONG)
    own.update(f"{left} {right}" for left, right in pairwise(words))
    return own


def of_numbers(framed: str) -> list[tuple[str | None, set[str]]]:
    """For each number of a frame its blank, if named, and what it is compared by: its kind and size, the words around it by place, and those
    of its clause."""
    words = framed.split()
    plain = [_FRAMED.sub(r"\1", word) for word in words]
    found = []
    for at, word in enumerate(words):
        match = _FRAMED.fullmatch(word)
        if match is None:
            continue
        kind, size, field = match.groups()
        own = {f"kind {kind}", f"size {kind}{size}", f"before {' '.join(plain[max(at - 2, 0) : at])}", f"after {' '.join(plain[at + 1 : at + 3])}"}
        for side, step in (("<", -1), (">", 1)):
            clause = True
            for away in range(1, _FARTHEST + 1):
                place = at + step * away
                near = plain[place] if 0 <= place < len(plain) else "^"
                if away <= _APART:
                    own.add(f"{side}{away} {near}")
                if clause:
                    own.add(f"{side} {near}")
                    own.add(f"clause {near}")
                clause = clause and _END.fullmatch(near) is None
        found.append((field, own))
    return found


def at_numbers(line: str, numbers: Sequence[Number]) -> dict[int, set[str]]:
    """What each number of a line is compared by, by its index."""
    places = [int(match.group(2)) for match in _PLACE.finditer(line)]
    return {place: own for place, (_, own) in zip(places, of_numbers(frame(line, numbers)), strict=True)}


@lru_cache(maxsize=1)
def _said() -> tuple[tuple[str, str], ...]:
    rows = files("bot.routing").joinpath("said.tsv").read_text(encoding="utf-8").splitlines()
    return tuple((label, framed) for label, _, framed in (row.partition("\t") for row in rows))


@lru_cache(maxsize=1)
def questions() -> Alike:
    """All requests, labelled by their calculator."""
    return Alike((label, of_question(framed)) for label, framed in _said())


@lru_cache(maxsize=64)
def numbers_of(calculator: str) -> Alike:
    """The numbers said for a calculator, labelled by the blank each is."""
    return Alike((field, own) for label, framed in _said() if label == calculator for field, own in of_numbers(framed) if field is not None)
