"""Make `bot/routing/learned.npz`, by which what no pattern reads is judged, from requests whose meaning is known.

    python -m benchmarks.learn            from the requests in tests/bot/routing/data

A test checks that the file was made from the requests that are there now.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_array
from sklearn.svm import LinearSVC

from bot.routing.learned import ADVICE, ALONE, GOES_ON, MARKET, MODELS, NONE, WORDS, of_numbers, of_question, of_turn
from bot.routing.numbers import Line, read_line
from calculators.catalogue import BY_NAME

HERE = Path(__file__).resolve().parents[1]
DATA = HERE / "tests" / "bot" / "routing" / "data"
LEARNED = HERE / "bot" / "routing" / "learned.npz"
LABELS = {"explain": WORDS, "compare": WORDS, "claim": WORDS, "advice": ADVICE, "market": MARKET}  # of what prices nothing
LEAST = 2  # requests in which a feature must occur
STEPS = 127  # to which weights are rounded
SMALL = 0.02  # of the largest weight: less is nothing
TIMES = {"dte": (7.0, 30.0, 365.0)}  # a number of weeks, months or years is the days too

Example = tuple[str, set[str]]


def examples(paths: Iterable[Path]) -> dict[str, list[Example]]:
    """The examples of each model, each with its label and its features."""
    made: dict[str, list[Example]] = {name: [] for name in MODELS}
    for path in paths:
        for text in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(text)
            line = read_line(row["question"])
            computed = row["calculators"] and row["route"] in ("calculate", "clarify")
            calculated = row["calculators"] and row["route"] == "calculate"
            if row.get("history"):
                if calculated:
                    made["turns"].append((GOES_ON, of_turn(line.text, line.numbers)))
            elif computed or row["route"] in LABELS:
                made["turns"].append((ALONE, of_turn(line.text, line.numbers)))
                made["questions"].append((row["calculators"][0] if computed else LABELS[row["route"]], of_question(line.text, line.numbers)))
            if calculated:
                made["numbers"] += numbers_of(line, row["calculators"][0], row["inputs"])
    return made


def numbers_of(line: Line, calculator: str, inputs: Any) -> list[Example]:
    """The numbers of a request that computes, those that are a blank of the calculator or none."""
    known = {NONE, *BY_NAME[calculator].inputs.model_fields}
    own = of_numbers(line.text, line.numbers, calculator)
    return [(label, own[at]) for at, label in blanks(line, inputs).items() if at in own and label in known]


def blanks(line: Line, inputs: Any) -> dict[int, str]:
    """The blank that each number of a request must be, by its value, or NONE; a number that could be two is left out."""
    scalars = {name: [float(value)] for name, value in inputs.items() if isinstance(value, int | float) and not isinstance(value, bool)}
    lists = {name: list(_listed(value)) for name, value in inputs.items() if isinstance(value, dict | list)}
    found: dict[int, str] = {}
    for at, number in enumerate(line.numbers):
        for held in (scalars, lists):
            size = abs(number.value)
            names = [name for name, values in held.items() if _among(size, values, (1.0, 0.01))]
            names = names if names else [name for name, values in held.items() if _among(size, values, (100.0, *TIMES.get(name, ())))]
            if names:
                break
        other = [name for name in lists if held is scalars and _among(size, lists[name], (1.0,))]
        if len(names) == 1 and not other:
            found[at] = names[0]
        elif not names:
            found[at] = NONE
    return found


def _among(size: float, values: Sequence[float], units: Sequence[float]) -> bool:
    return any(abs(size * unit - abs(value)) < 1e-9 for unit in units for value in values)


def _listed(value: Any) -> Iterator[float]:
    """The numbers inside lists and objects."""
    if isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _listed(item)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield float(value)


def trained(name: str, said: Sequence[Example]) -> dict[str, Any]:
    """The arrays of one model, its weights rounded."""
    counts = Counter(feature for _, own in said for feature in own)
    features = sorted(feature for feature, count in counts.items() if count >= LEAST)
    place = {feature: at for at, feature in enumerate(features)}
    rows = [sorted(place[feature] for feature in own if feature in place) for _, own in said]
    values = np.concatenate([np.full(len(row), 1 / np.sqrt(max(len(row), 1)), dtype=np.float32) for row in rows])
    at, starts = np.concatenate(rows).astype(np.int32), np.cumsum([0, *map(len, rows)], dtype=np.int32)
    matrix = csr_array((values, at, starts), shape=(len(rows), len(features)))
    model = LinearSVC(C=1.0, random_state=0).fit(matrix, [label for label, _ in said])
    weights, bias = model.coef_.T, model.intercept_
    if len(model.classes_) == 2:  # one score tells both
        weights, bias = np.hstack([-weights, weights]), np.array([-bias[0], bias[0]])
    step = float(np.abs(weights).max()) / STEPS
    weights[np.abs(weights) < SMALL * np.abs(weights).max()] = 0
    rounded = np.rint(weights / step).astype(np.int8)
    at, label = np.nonzero(rounded)
    return {
        f"{name}_features": np.frombuffer("\n".join(features).encode(), dtype=np.uint8),
        f"{name}_labels": np.frombuffer("\n".join(model.classes_).encode(), dtype=np.uint8),
        f"{name}_counts": np.bincount(at, minlength=len(features)).astype(np.uint8),
        f"{name}_at": label.astype(np.uint8),
        f"{name}_weights": rounded[at, label],
        f"{name}_step": np.float32(step),
        f"{name}_bias": bias.astype(np.float32),
    }


def digest(paths: Iterable[Path]) -> str:
    """What the requests are, in short."""
    return hashlib.sha256(b"".join(path.read_bytes() for path in paths)).hexdigest()


def learn(paths: Sequence[Path], target: Path) -> None:
    arrays = [trained(name, said) for name, said in examples(paths).items()]
    np.savez_compressed(target, made_from=digest(paths), **{name: array for each in arrays for name, array in each.items()})


if __name__ == "__main__":
    learn(sorted(DATA.rglob("*.jsonl")), Path(sys.argv[1]) if len(sys.argv) > 1 else LEARNED)
