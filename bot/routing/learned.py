"""What a question asks for, and what each of its numbers is, judged by requests whose meaning is known.

Linear models over the words of the line: one scores each calculator (or "words", "advice", "market"), one each blank of a calculator
for each number, one whether the question goes on with what was computed before it. They stand in `learned.npz`, which
`benchmarks/learn.py` makes with scikit-learn's linear support vector machine from the requests in `tests/bot/routing/data`; to use
them takes numpy alone.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache
from importlib.resources import as_file, files
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bot.routing.numbers import Number

WORDS, ADVICE, MARKET = "words", "advice", "market"  # the labels of questions that no calculator answers
DECLINED = (ADVICE, MARKET)
NONE = "none"  # the label of a number that fills no blank
MODELS = ("questions", "numbers", "turns")
GOES_ON, ALONE = "goes on", "alone"  # whether a question is about what was computed before it
Scores = tuple[tuple[str, float], ...]  # labels and their scores, the best first

_PLACE = re.compile(r"([NPD])(\d+)")
_END = re.compile(r"[,;.:?!()]|[NPD]|\^")
_SHORT = 4  # letters by which longer words are alike: "expected" and "expects"
_CLAUSE = 7  # words either side of a number that are looked at
_FEW, _MANY = 5, 9  # places in a row that are told apart
_MOST_DIGITS = 6


class Linear:
    """A linear model: for each feature the weights of some labels."""

    def __init__(
        self,
        features: Sequence[str],
        labels: Sequence[str],
        starts: npt.NDArray[np.int32],
        at: npt.NDArray[np.uint8],
        weights: npt.NDArray[np.float32],
        bias: npt.NDArray[np.float32],
    ) -> None:
        self._place = {feature: place for place, feature in enumerate(features)}
        self._labels = tuple(labels)
        self._starts, self._at, self._weights, self._bias = starts, at, weights, bias

    @property
    def labels(self) -> tuple[str, ...]:
        return self._labels

    def scores(self, features: Iterable[str], among: Collection[str] | None = None) -> Scores:
        """The labels, of those `among` given ones, by their score for these features: positive is likelier so than not."""
        places = [place for feature in features if (place := self._place.get(feature)) is not None]
        totals = np.zeros(len(self._labels))
        if places:
            rows = [slice(self._starts[place], self._starts[place + 1]) for place in places]
            at = np.concatenate([self._at[row] for row in rows])
            totals = np.bincount(at, np.concatenate([self._weights[row] for row in rows]), len(self._labels)) / np.sqrt(len(places))
        totals = totals + self._bias
        ranked = sorted(zip(self._labels, totals.tolist(), strict=True), key=lambda scored: -scored[1])
        return tuple((label, score) for label, score in ranked if among is None or label in among)


def of_question(line: str, numbers: Sequence[Number]) -> set[str]:
    """What a question is judged by: its words, their beginnings and pieces, neighbours, and how many numbers of which size it has."""
    words = [_PLACE.sub(r"\1", word) for word in line.split()]
    own = set(words)
    for word in words:
        if word.isalpha():
            bounded = f"^{word}$"
            own.update(f"c {bounded[at : at + _SHORT]}" for at in range(len(bounded) - _SHORT + 1))
    own.update(f"{left} {right}" for left, right in pairwise(words))
    own.update(f"{left} _ {right}" for left, right in zip(words, words[2:], strict=False))
    own.update((f"count {min(len(numbers), _MANY)}", f"start {' '.join(words[:2])}", f"end {' '.join(words[-2:])}"))
    own.update(f"has {number.kind}{_digits(number.value)}" for number in numbers)
    return own


def of_turn(line: str, numbers: Sequence[Number]) -> set[str]:
    """What a question is judged by to go on with what was computed: as by itself, and how long it is."""
    return of_question(line, numbers) | {f"long {min(len(line.split()) // 4, _MANY)}"}


def of_numbers(line: str, numbers: Sequence[Number], calculator: str) -> dict[int, set[str]]:
    """What each number of a line is judged by, for a calculator: its kind and size, its place among the others, and the words around it."""
    words = line.split()
    plain = [_PLACE.sub(r"\1", word) for word in words]
    places = [(at, int(match.group(2))) for at, word in enumerate(words) if (match := _PLACE.fullmatch(word))]
    sizes = sorted((abs(numbers[index].value) for _, index in places), reverse=True)
    judged: dict[int, set[str]] = {}
    for order, (at, index) in enumerate(places):
        number = numbers[index]
        size = f"{number.kind}{_digits(number.value)}"
        shared = set(_around(plain, at, size))
        shared.update(_value(number, size, min(sizes.index(abs(number.value)), _FEW)))
        own = {f"order {min(order, _FEW)}", f"of {min(len(places), _MANY)} {min(order, _FEW)}", f"for {calculator}"}
        for name, other in (("left", order - 1), ("right", order + 1)):
            if 0 <= other < len(places):
                near = numbers[places[other][1]]
                own.add(f"{name} {near.kind}{_digits(near.value)} {abs(places[other][0] - at)}")
        judged[index] = shared | own | {f"{calculator}|{feature}" for feature in shared if feature.count(" ") < 2}
    return judged


def _value(number: Number, size: str, rank: int) -> Iterator[str]:
    """Features of the number itself."""
    value = abs(number.value)
    whole = value == int(value)
    yield f"kind {number.kind}"
    yield f"size {size}"
    yield f"size {size}{'' if whole else '.'}"
    yield f"sign {number.signed}"
    yield f"first {(f'{value:.6f}'.lstrip('0.') or '0')[0]} {size}"
    yield f"rank {rank} {size}"
    for step in (5, 50):
        if whole and value % step == 0:
            yield f"step {step} {size}"


def _around(words: Sequence[str], at: int, size: str) -> Iterator[str]:
    """Features of the words before and after a number: by place, in twos and threes, and of its clause by themselves."""

    def word(away: int) -> str:
        return words[at + away] if 0 <= at + away < len(words) else "^"

    before, after = (word(-1), word(-2), word(-3)), (word(1), word(2), word(3))
    for name, near in (("<", before), (">", after)):
        for away, said in enumerate(near, 1):
            yield f"{name}{away} {said}"
        yield f"{name}{name} {near[0]} {near[1]}"
        yield f"{name}{name}{name} {near[0]} {near[1]} {near[2]}"
        yield f"{name}1- {_short(near[0])}"
        yield f"{name}2- {_short(near[1])}"
        yield f"{name}size {near[0]} {size}"
    yield f"<> {before[0]} {after[0]}"
    for name, step in (("<", -1), (">", 1)):
        for away in range(1, _CLAUSE + 1):
            said = word(step * away)
            yield f"{name} {_short(said)}"
            yield f"clause {_short(said)}"
            if _END.fullmatch(said):
                break


def _short(word: str) -> str:
    return word[:_SHORT] if word.isalpha() else word


def _digits(value: float) -> int:
    """How many digits the whole part has; none below one."""
    return min(len(str(int(abs(value)))), _MOST_DIGITS) if abs(value) >= 1 else 0


def knows(calculator: str) -> bool:
    """Whether there were requests for this calculator to learn from."""
    return calculator in _model("questions").labels


@lru_cache(maxsize=256)
def calculators(line: str, numbers: tuple[Number, ...]) -> Scores:
    """The calculators, and what no calculator answers, by how likely the question asks for each."""
    return _model("questions").scores(of_question(line, numbers))


@lru_cache(maxsize=256)
def goes_on(line: str, numbers: tuple[Number, ...]) -> float:
    """How much likelier a question goes on with the trade on the table than not, whatever stands there."""
    scores = dict(_model("turns").scores(of_turn(line, numbers)))
    return scores[GOES_ON] - scores[ALONE]


@lru_cache(maxsize=256)
def blanks(line: str, numbers: tuple[Number, ...], calculator: str, among: frozenset[str]) -> dict[int, Scores]:
    """For each number of a line the blanks of a calculator `among` those given, and NONE, by how likely it is each."""
    judged = of_numbers(line, numbers, calculator)
    return {index: _model("numbers").scores(own, {*among, NONE}) for index, own in judged.items()}


def load() -> None:
    """Read the models, which the first question would else wait for."""
    for name in MODELS:
        _model(name)


@lru_cache(maxsize=len(MODELS))
def _model(name: str) -> Linear:
    with as_file(files("bot.routing").joinpath("learned.npz")) as path:
        return read(path, name)


def read(path: Path, name: str) -> Linear:
    """One of the models in a file."""
    with np.load(path) as held:
        features, labels = (bytes(held[f"{name}_{part}"]).decode().split("\n") for part in ("features", "labels"))
        starts = np.concatenate([[0], np.cumsum(held[f"{name}_counts"], dtype=np.int32)])
        weights = held[f"{name}_weights"].astype(np.float32) * float(held[f"{name}_step"])
        return Linear(features, labels, starts, held[f"{name}_at"], weights, held[f"{name}_bias"])
