"""Medians, and the rows of the table."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Row:
    what: str
    text: str
    bar: str
    met: bool


def median_ms(work: Callable[[], object], rounds: int = 31, warm: int = 3) -> float:
    """Median wall time of one call, in milliseconds, after `warm` calls that do not count."""
    for _ in range(warm):
        work()
    taken = []
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        taken.append((time.perf_counter() - began) * 1000)
    return median(taken)
