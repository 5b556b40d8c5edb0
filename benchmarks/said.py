"""Write `bot/routing/said.tsv`, by which a question that no cue names is likened to requests whose calculator is known.

    python -m benchmarks.said            from the requests in tests/bot/routing/data

A line is a calculator's name, or "words" for a question that prices nothing, and the request's frame: its words, with each
number as N, P or D. A test checks that the file is what this makes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from bot.routing.alike import WORDS, frame
from bot.routing.numbers import read_line

HERE = Path(__file__).resolve().parents[1]
DATA = HERE / "tests" / "bot" / "routing" / "data"
SAID = HERE / "bot" / "routing" / "said.tsv"
OF_WORDS = ("explain", "compare", "claim")


def frames(paths: Iterable[Path]) -> dict[str, str]:
    """The label of each frame, in the order of the requests."""
    made: dict[str, str] = {}
    for path in paths:
        for text in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(text)
            computed = row["calculators"] and row["route"] in ("calculate", "clarify")
            if not row.get("history") and (computed or row["route"] in OF_WORDS):
                made.setdefault(frame(read_line(row["question"]).text), row["calculators"][0] if computed else WORDS)
    return made


def written(made: Mapping[str, str]) -> str:
    """The frames as the file holds them."""
    return "".join(f"{label}\t{said}\n" for said, label in made.items())


if __name__ == "__main__":
    SAID.write_text(written(frames(sorted(DATA.glob("*.jsonl")))), encoding="utf-8")
