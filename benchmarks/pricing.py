"""The pricing engine against its bars and against the transcendental work it cannot avoid."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from benchmarks.peers import condor
from benchmarks.timing import Row
from benchmarks.work import DAYS, INVERSIONS, LEGS, OPTIONS, RATE, SPOT, VOL, YIELD, chain, once
from calculators import black_scholes, implied_vol, valuation
from calculators.book import Book, Sleeve
from calculators.catalogue import BY_NAME
from calculators.condor import IronCondor
from calculators.market import MarketState
from calculators.position import Leg, Position
from calculators.smile import spx
from calculators.vix_curve import curve_from_contango
from calculators.vix_hedge import CallLayer, VixHedge

MOST_CONDOR_MS = 0.5
MOST_IMPORT = 0.5
MOST_GREEKS = 4.5
LEAST_VOLS = 300_000
MOST_CUBE_MS = 20.0
ROUNDS = 9
SHORT = 300
BLOCK = 8192
IMPORT = "import time; before = time.process_time(); import calculators.catalogue; print(time.process_time() - before)"
CONDOR = {"spot": SPOT, "dte": float(DAYS), "vol": VOL} | {
    name: strike for name, (_, strike, _) in zip(("long_put", "short_put", "short_call", "long_call"), LEGS, strict=True)
}


def rows() -> Iterator[Row]:
    yield _at_most("full condor: credit, extremes, breakevens, chances, mean, Greeks, 1,001 points", _best(condor, SHORT) * 1e3, MOST_CONDOR_MS, "ms")
    run = _best(lambda: BY_NAME["iron_condor"].run(CONDOR), SHORT) * 1e3
    yield Row("the same as the calculator gives it, with words and notes, charts undrawn", f"{run:.2f} ms", "none", True)
    drawn = _best(lambda: BY_NAME["iron_condor"].run(CONDOR).presentation.charts, SHORT) * 1e3
    yield Row("the same with its charts drawn", f"{drawn:.2f} ms", "none", True)
    yield _at_most("`import calculators.catalogue` in a new process, processor time", min(_import() for _ in range(ROUNDS)), MOST_IMPORT, "s")
    yield from _million()
    yield _vols()
    yield _at_most("stress cube 21 x 21 x 4 of a book of 12 SPX and VIX legs", _best(cube(), ROUNDS) * 1e3, MOST_CUBE_MS, "ms")


def _million() -> Iterator[Row]:
    """Turn by turn: the bare functions, the formulas written plainly and run in blocks, and ours."""
    o = chain(OPTIONS)
    sign, ratio, x = o.sign.astype(np.float64), o.spot / o.strike, np.random.default_rng(1).normal(size=OPTIONS)

    def bare() -> None:
        np.log(ratio)
        np.exp(x)
        ndtr(x)
        ndtr(x)

    def plain() -> None:
        results = [np.empty(OPTIONS) for _ in range(6)]
        for start in range(0, OPTIONS, BLOCK):
            part = slice(start, start + BLOCK)
            for result, values in zip(results, _plain(sign[part], o.spot[part], o.strike[part], o.t[part], o.vol[part]), strict=True):
                result[part] = values

    def ours() -> object:
        return black_scholes.first_order(sign, o.spot, o.strike, o.t, o.vol, RATE, YIELD)

    floor, written, taken = (min(column) for column in zip(*((once(bare), once(plain), once(ours)) for _ in range(ROUNDS)), strict=True))
    many = "price and five Greeks of a million options"
    said = f"{taken / floor:.2f} ({taken * 1e3:.0f} ms / {floor * 1e3:.0f} ms)"
    yield Row(f"{many} / one log, one exp, two normal CDFs each", said, f"at most {MOST_GREEKS:g}", taken / floor <= MOST_GREEKS)
    yield Row(f"{many}: plain numpy in blocks of {BLOCK:,} / ours", f"{written / taken:.2f} ({OPTIONS / taken / 1e6:.1f} M/s)", "none", True)


def _plain(
    sign: NDArray[np.float64], spot: NDArray[np.float64], strike: NDArray[np.float64], t: NDArray[np.float64], vol: NDArray[np.float64]
) -> tuple[NDArray[np.float64], ...]:
    root = np.sqrt(t)
    d1 = (np.log(spot / strike) + (RATE - YIELD + 0.5 * vol * vol) * t) / (vol * root)
    d2 = d1 - vol * root
    carry, discount = np.exp(-YIELD * t), np.exp(-RATE * t)
    n1, n2, phi = ndtr(sign * d1), ndtr(sign * d2), np.exp(-0.5 * d1 * d1) / np.sqrt(2.0 * np.pi)
    price = sign * (spot * carry * n1 - strike * discount * n2)
    gamma, vega = carry * phi / (spot * vol * root), spot * carry * phi * root
    theta = -0.5 * spot * carry * phi * vol / root + sign * (YIELD * spot * carry * n1 - RATE * strike * discount * n2)
    return price, sign * carry * n1, gamma, theta, vega, sign * strike * t * discount * n2


def _vols() -> Row:
    o = chain(INVERSIONS)
    price = black_scholes.price(o.sign, o.spot, o.strike, o.t, o.vol, RATE, YIELD)
    each = INVERSIONS / _best(lambda: implied_vol.from_spot(o.sign, price, o.spot, o.strike, o.t, RATE, YIELD), ROUNDS)
    return Row("implied vols a second, on an array", f"{each:,.0f}", f"at least {LEAST_VOLS:,}", each >= LEAST_VOLS)


def cube() -> Callable[[], object]:
    """Spot, vol with VIX, and days: two condors and a strangle on a smile, with a ladder of VIX calls on their futures."""
    market = MarketState(SPOT, RATE, YIELD, spx(VOL))
    near, far = (IronCondor(*(strike for _, strike, _ in LEGS)).position(float(dte)) for dte in (DAYS, 2 * DAYS))
    legs = (*near.legs, *far.legs, Leg("put", 6500.0, -1, 60.0))
    unpaid = Position(legs)
    sold = Position(legs, -valuation.value(unpaid, market).value)
    ladder = tuple(CallLayer(4, days, 25.0, days) for days in (30.0, 110.0, 220.0))
    book = Book(market, (Sleeve("index", sold, 10),), VixHedge(curve_from_contango(18.0), ladder, RATE))
    spots = SPOT * np.linspace(0.85, 1.15, 21)
    factors, moves = np.linspace(0.7, 2.0, 21), np.linspace(-4.0, 20.0, 21)
    return lambda: book.cube(spots, factors, moves, np.array([0.0, 7.0, 15.0, 30.0]))


def _import() -> float:
    compiled = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}  # as an installation is
    return float(subprocess.run([sys.executable, "-c", IMPORT], check=True, capture_output=True, text=True, env=compiled).stdout)


def _best(work: Callable[[], object], rounds: int) -> float:
    work()
    return min(once(work) for _ in range(rounds))


def _at_most(what: str, taken: float, most: float, unit: str) -> Row:
    return Row(what, f"{taken:.2f} {unit}", f"at most {most:g} {unit}", taken <= most)


if __name__ == "__main__":
    began = time.perf_counter()
    for row in rows():
        print(f"| {row.what} | {row.text} | {row.bar} | {'met' if row.met else 'MISSED'} |", flush=True)
    print(f"{time.perf_counter() - began:.0f} s", file=sys.stderr)
