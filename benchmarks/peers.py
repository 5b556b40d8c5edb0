"""Our engine beside named peers, turn by turn in one run, as ratios. The peers live in an environment of their own.

`python -m benchmarks.peers [FOLDER]` makes that environment (`.venv-peers` by default) when it is not there, with pip, and
prints the table. A peer that cannot be installed, or that fails, is a row that says so.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.timing import Row
from benchmarks.work import DAYS, HORIZON, INVERSIONS, LEGS, OPTIONS, RATE, SMALL, SPOT, VOL, YIELD, chain, turn
from calculators import black_scholes, horizon, implied_vol
from calculators.condor import IronCondor, sell
from calculators.market import MarketState
from calculators.probability import Law
from calculators.structure import Fill, Outlook

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv-peers"
PACKAGES = {
    "optionlab": ("optionlab==1.9.1",),
    "fast-vollib": ("fast-vollib==0.2.4", "numba>=0.60"),
    "pyvolr": ("pyvolr==0.1.7",),
    # its compiled functions need this older py_lets_be_rational
    "py_vollib_vectorized": ("py_vollib_vectorized==0.1.1", "py_vollib==1.0.1", "py_lets_be_rational==1.0.1"),
}
ONE_THREAD = dict.fromkeys(("NUMBA_NUM_THREADS", "RAYON_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


@dataclass(frozen=True, slots=True)
class Match:
    """A peer's task and ours; `least` is the ratio asked for, if any, `rounds` how often each has its turn."""

    what: str
    peer: str
    task: str
    ours: Callable[[], object]
    least: float | None
    rounds: int = 9


class PeerSide:
    """The process in the peers' environment."""

    def __init__(self, environment: Path) -> None:
        self._process = subprocess.Popen(
            [str(_python(environment)), "-m", "benchmarks.peer_side"],
            cwd=ROOT, env=os.environ | ONE_THREAD, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )  # fmt: skip

    def ask(self, task: str) -> dict[str, object]:
        stdin, stdout = self._process.stdin, self._process.stdout
        if stdin is None or stdout is None:
            raise TypeError("the peers' process has no pipes")
        stdin.write(f"{task}\n")
        stdin.flush()
        line = stdout.readline()
        return dict(json.loads(line)) if line else {"error": "its process ended"}

    def close(self) -> None:
        self._process.terminate()
        self._process.wait(timeout=20)


def condor() -> object:
    """Credit, extremes, breakevens, probabilities, expected value, Greeks, and the payoff at 1,001 levels."""
    state = MarketState(SPOT, RATE, YIELD, VOL)
    outlook = Outlook(state, float(DAYS), "calendar365", Law(state, DAYS / 365.0))
    trade = sell(IronCondor(*(strike for _, strike, _ in LEGS)), outlook, Fill(), float(DAYS))
    return trade, trade.payoff.at(SPOT - 500.0 + np.arange(1001.0))


def at_horizon() -> object:
    """Breakevens, probability of profit and expected value before expiration, of the condor on the small index."""
    state = MarketState(SPOT * SMALL, RATE, YIELD, VOL)
    outlook = Outlook(state, float(DAYS), "calendar365", Law(state, DAYS / 365.0))
    trade = sell(IronCondor(*(strike * SMALL for _, strike, _ in LEGS)), outlook, Fill(), float(DAYS))
    return horizon.at(trade.position, state, float(HORIZON))


def matches() -> Iterator[Match]:
    yield Match("full condor with 1,001 points", "optionlab", "optionlab condor", condor, 8.0, 15)
    yield Match("chance and mean of profit at a horizon, legs alive", "optionlab", "optionlab horizon", at_horizon, 200.0)
    yield Match("the same against its chance of profit alone", "optionlab", "optionlab horizon chance", at_horizon, None)
    o = chain(OPTIONS)
    sign = o.sign.astype(np.float64)

    def greeks() -> object:
        return black_scholes.first_order(sign, o.spot, o.strike, o.t, o.vol, RATE, YIELD)

    million = "price and five Greeks, a million options"
    yield Match(million, "fast-vollib", "fast-vollib greeks", greeks, 2.0)
    yield Match(million, "pyvolr", "pyvolr greeks", greeks, 2.0)
    q = chain(INVERSIONS)
    signs = q.sign.astype(np.float64)
    price = black_scholes.price(signs, q.spot, q.strike, q.t, q.vol, RATE, YIELD)

    def vols() -> object:
        return implied_vol.from_spot(signs, price, q.spot, q.strike, q.t, RATE, YIELD)

    many = f"implied vol of {INVERSIONS:,} options"
    yield Match(many, "py_vollib_vectorized", "py_vollib_vectorized vol", vols, 0.5)
    yield Match(many, "fast-vollib", "fast-vollib vol", vols, None)
    yield Match(many, "pyvolr", "pyvolr vol", vols, None)


def rows(environment: Path = ENVIRONMENT) -> Iterator[Row]:
    absent = install(environment)
    for peer, why in absent.items():
        yield Row(f"{peer}, as a peer", f"not installed: {why}", "installed", False)
    side = PeerSide(environment) if len(absent) < len(PACKAGES) else None
    try:
        for match in matches():
            if side is not None and match.peer not in absent:
                yield _played(match, side)
    finally:
        if side is not None:
            side.close()


def _played(match: Match, side: PeerSide) -> Row:
    """One row: the peer's time over ours, each the best of rounds in which we take turns, so that other load weighs on neither."""
    what = f"{match.what}: {match.peer} / ours"
    bar = "none" if match.least is None else f"at least {match.least:g}"
    theirs, ours, outcome = [], [], ""
    match.ours()
    for _ in range(match.rounds):
        reply = side.ask(match.task)
        if "error" in reply:
            return Row(what, f"{match.peer} failed: {str(reply['error']).splitlines()[0]}", bar, False)
        theirs.append(float(str(reply["seconds"])))
        outcome = f", where {match.peer} {reply['outcome']}" if reply["outcome"] else ""
        ours.append(turn(match.ours))
    ratio = min(theirs) / min(ours)
    slower = "" if ratio >= 1.0 else ", so we are slower"
    text = f"{ratio:.3g} ({_said(min(theirs))} / {_said(min(ours))}{outcome}{slower})"
    return Row(what, text, bar, match.least is None or ratio >= match.least)


def install(environment: Path) -> dict[str, str]:
    """Make the environment where it is missing; the peers that could not be installed, each with pip's last word."""
    if not _python(environment).exists():
        venv.create(environment, with_pip=True)
    absent = {}
    for peer, packages in PACKAGES.items():
        command = [str(_python(environment)), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *packages]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            words = [line for line in done.stderr.splitlines() if line.strip()]
            absent[peer] = words[-1] if words else f"pip ended with {done.returncode}"
    return absent


def _python(environment: Path) -> Path:
    return environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def _said(taken: float) -> str:
    return f"{taken:.2f} s" if taken >= 1.0 else f"{taken * 1e3:.3g} ms"


if __name__ == "__main__":
    for row in rows(Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else ENVIRONMENT):
        print(f"| {row.what} | {row.text} | {row.bar} | {'met' if row.met else 'MISSED'} |", flush=True)
