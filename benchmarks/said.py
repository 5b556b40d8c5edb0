"""Write `bot/routing/said.tsv`, by which what no pattern reads is likened to requests whose meaning is known.

    python -m benchmarks.said            from the requests in tests/bot/routing/data

A test checks that the file is what this makes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from bot.routing.alike import NONE, WORDS, frame
from bot.routing.numbers import Line, read_line

HERE = Path(__file__).resolve().parents[1]
DATA = HERE / "tests" / "bot" / "routing" / "data"
SAID = HERE / "bot" / "routing" / "said.tsv"
LABELS = {"explain": WORDS, "compare": WORDS, "claim": WORDS, "advice": "advice", "market": "market"}  # of what prices nothing


def frames(paths: Iterable[Path]) -> dict[str, str]:
    """The label of each frame, in the order of the requests."""
    made: dict[str, str] = {}
    for path in paths:
        for text in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(text)
            computed = row["calculators"] and row["route"] in ("calculate", "clarify")
            if row.get("history") or not (computed or row["route"] in LABELS):
                continue
            line = read_line(row["question"])
            fields = blanks(line, row["inputs"]) if row["route"] == "calculate" else {}
            made.setdefault(frame(line.text, line.numbers, fields), row["calculators"][0] if computed else LABELS[row["route"]])
    return made


def blanks(line: Line, inputs: Any) -> dict[int, str]:
    """The blank that each number of a request must be, by its value, or NONE; a number that could be two, or is part of a list, is left out."""
    given = {name: value for name, value in inputs.items() if isinstance(value, int | float) and not isinstance(value, bool)}
    listed = list(_listed([value for name, value in inputs.items() if name not in given]))
    found: dict[int, str] = {}
    for at, number in enumerate(line.numbers):
        size = abs(number.value)
        names = [name for name, value in given.items() if _equal(size, abs(value), (1.0, 0.01))]
        names = names if names else [name for name, value in given.items() if _equal(size, abs(value), (100.0,))]
        if len(names) == 1:
            found[at] = names[0]
        elif not names and not any(_equal(size, abs(value), (1.0, 0.01, 100.0)) for value in listed):
            found[at] = NONE
    return found


def _equal(size: float, value: float, units: tuple[float, ...]) -> bool:
    return any(abs(size * unit - value) < 1e-9 for unit in units)


def _listed(value: Any) -> Iterator[float]:
    """The numbers inside lists and objects."""
    if isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _listed(item)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield float(value)


def written(made: Mapping[str, str]) -> str:
    """The frames as the file holds them."""
    return "".join(f"{label}\t{said}\n" for said, label in made.items())


if __name__ == "__main__":
    SAID.write_text(written(frames(sorted(DATA.glob("*.jsonl")))), encoding="utf-8")
