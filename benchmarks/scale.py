"""How search holds up at 100,000 passages beside 1,000: `python -m benchmarks.scale [PASSAGES]`. Minutes, so `make bench` leaves it out.

Everything is made up: a passage is words drawn by the Zipf-Mandelbrot law from a made-up vocabulary, its vector a random direction near one of some
hundred topics (embedding 100,000 real texts would take the better part of an hour and measure the network, not the search). A question
is the words of some passage and a direction near its vector; what one real embedding costs is measured apart and added.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.timing import median_ms
from bot.settings import Settings, stay_offline
from bot.wiring import embedder_of
from knowledge.index import build_index, load_index
from knowledge.page import Passage
from knowledge.retrieve import Ranking
from knowledge.words import stems

SMALL, LARGE = 1_000, 100_000
VOCABULARY = 20_000
WORDS = 60  # a passage
COMMON = 40  # in the Zipf-Mandelbrot law: without function words the commonest word stands in about one passage in five
TOPICS = 200
ASKED = 200
MOST_TIMES = 3.0
QUESTION = "Why do short-dated iron condors lose money when implied volatility rises?"


class MadeUp:
    """Stands in for an embedder: the vector of a text is a random direction near that of its topic, the same for the same text."""

    model_id = "made-up-384"
    dimension = 384

    def __init__(self) -> None:
        self._topics = np.random.default_rng(1).standard_normal((TOPICS, self.dimension))

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        rows = np.empty((len(texts), self.dimension), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            draw = np.random.default_rng(zlib.crc32(text.encode()))
            vector = self._topics[draw.integers(TOPICS)] + draw.standard_normal(self.dimension)
            row[:] = vector / np.linalg.norm(vector)
        return rows


def passages(count: int) -> list[Passage]:
    draw = np.random.default_rng(count)
    often = 1 / (np.arange(VOCABULARY) + COMMON)
    drawn = np.searchsorted(np.cumsum(often / often.sum()), draw.random((count, WORDS)))
    return [Passage(f"p{i}", f"p{i}", f"w{row[0]}", "", "theory", " ".join(f"w{number}" for number in row), ()) for i, row in enumerate(drawn)]


def measure(count: int) -> None:
    """Build and ask one size, in a process of its own so that its memory is its own."""
    made, embedder = passages(count), MadeUp()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with tempfile.TemporaryDirectory(prefix="scale-", ignore_cleanup_errors=True) as place:
        began = time.perf_counter()
        build_index(made, embedder, Path(place))
        built = time.perf_counter() - began
        for connect in (False, True):
            index = load_index(Path(place), connect=connect)
            ranking = Ranking(made, index)
            draw = np.random.default_rng(7)
            taken = []
            for row in draw.integers(count, size=ASKED):
                noise = draw.standard_normal(embedder.dimension)
                vector = index.vectors[row] + 0.5 * noise / np.linalg.norm(noise)
                vector = (vector / np.linalg.norm(vector)).astype(np.float32)
                query = stems(" ".join(made[row].text.split()[:8]))
                began = time.perf_counter()
                ranking.rank(query, vector)
                taken.append((time.perf_counter() - began) * 1000)
            name = "chroma" if connect else "exact"
            p50, p95 = np.percentile(taken[10:], [50, 95])
            memory = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
            print(f"{count}\t{name}\t{count / built:.0f}\t{p50:.2f}\t{p95:.2f}\t{memory:.0f}", flush=True)
            index.close()


def main(large: int) -> None:
    stay_offline()
    embedder = embedder_of(Settings())
    embedding = median_ms(lambda: embedder.embed([QUESTION]))
    print(f"one embedding {embedding:.1f} ms; passages and vectors are made up\n")
    print(
        "| passages | search | built a second | ranked p50 | p95 | memory over the passages, build included |\n| --- | --- | --- | --- | --- | --- |"
    )
    totals: dict[tuple[int, str], float] = {}
    for count in (SMALL, large):
        ran = subprocess.run([sys.executable, "-m", "benchmarks.scale", "--measure", str(count)], check=True, capture_output=True, text=True)
        for line in ran.stdout.splitlines():
            size, name, rate, p50, p95, memory = line.split("\t")
            totals[int(size), name] = embedding + float(p50)
            print(f"| {int(size):,} | {name} | {rate} | {p50} ms | {p95} ms | {memory} MB |", flush=True)
    for name in ("exact", "chroma"):
        ratio = totals[large, name] / totals[SMALL, name]
        verdict = "met" if ratio <= MOST_TIMES else "MISSED"
        print(f"\nquestion with its embedding, {large:,} beside {SMALL:,} passages, {name}: {ratio:.2f} times (at most {MOST_TIMES:g}: {verdict})")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        measure(int(sys.argv[2]))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else LARGE)
