"""The peers' half of the comparison. Runs in their environment: a task's name comes in a line, the seconds it took go out.

It imports nothing of ours but `benchmarks.work`. Every peer is called through its public interface with the input it likes
best, on one thread; the first call of a task, which compiles or imports, is not counted.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
import warnings
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

from benchmarks.work import DAYS, HORIZON, INVERSIONS, LEGS, OPTIONS, RATE, SMALL, SPOT, VOL, YIELD, Chain, chain, turn

TODAY = dt.date(2026, 1, 1)


@cache
def options() -> Chain:
    return chain(OPTIONS)


@cache
def flags() -> Any:
    return np.where(options().sign > 0, "c", "p")


@cache
def quoted() -> tuple[Chain, Any, Any]:
    """Options to invert, their prices by the formula, their letters."""
    from scipy.special import ndtr

    o = chain(INVERSIONS)
    deviation = o.vol * np.sqrt(o.t)
    d1 = (np.log(o.spot / o.strike) + (RATE - YIELD) * o.t) / deviation + 0.5 * deviation
    price = o.sign * (o.spot * np.exp(-YIELD * o.t) * ndtr(o.sign * d1) - o.strike * np.exp(-RATE * o.t) * ndtr(o.sign * (d1 - deviation)))
    return o, np.maximum(price, 0.0), np.where(o.sign > 0, "c", "p")


def strategy(scale: float, **more: Any) -> dict[str, Any]:
    from optionlab.black_scholes import get_bs_info

    legs = []
    for right, strike, quantity in LEGS:
        worth = get_bs_info(SPOT * scale, strike * scale, RATE, VOL, DAYS / 365, YIELD)
        premium = float(worth.put_price if right == "put" else worth.call_price)
        legs.append({"type": right, "strike": strike * scale, "premium": premium, "n": 1, "action": "buy" if quantity > 0 else "sell"} | more)
    low, high = (SPOT - 500.0) * scale, (SPOT + 500.0) * scale
    return {
        "stock_price": SPOT * scale, "volatility": VOL, "interest_rate": RATE, "dividend_yield": YIELD, "min_stock": low, "max_stock": high,
        "price_step": (high - low) / 1000.0, "strategy": legs, "start_date": TODAY, "discard_nonbusiness_days": False,
    }  # fmt: skip


def optionlab_condor() -> Callable[[], object]:
    from optionlab import run_strategy

    inputs = strategy(1.0) | {"target_date": TODAY + dt.timedelta(DAYS)}
    return lambda: run_strategy(inputs)


def optionlab_horizon() -> Callable[[], object]:
    from optionlab import run_strategy

    inputs = strategy(SMALL, expiration=TODAY + dt.timedelta(DAYS)) | {"target_date": TODAY + dt.timedelta(HORIZON)}

    def work() -> object:
        try:
            return run_strategy(inputs)
        except RuntimeError:  # what it raises when the means have not converged after all its refinements
            return "gave up"

    return work


def optionlab_horizon_chance() -> Callable[[], object]:
    from optionlab import run_strategy

    inputs = strategy(SMALL, expiration=TODAY + dt.timedelta(DAYS)) | {"target_date": TODAY + dt.timedelta(HORIZON), "calculations": ["pop"]}
    return lambda: run_strategy(inputs)


def fast_vollib_greeks() -> Callable[[], object]:
    import fast_vollib as peer

    o, letters = options(), flags()

    def work() -> object:
        price = peer.fast_black_scholes_merton(letters, o.spot, o.strike, o.t, RATE, o.vol, YIELD, return_as="numpy", backend="numba")
        greeks = peer.get_all_greeks(
            letters, o.spot, o.strike, o.t, RATE, o.vol, YIELD, model="black_scholes_merton", return_as="numpy", backend="numba"
        )
        return price, greeks

    return work


def pyvolr_greeks() -> Callable[[], object]:
    from pyvolr import bs as peer

    o = options()
    return lambda: (peer.price(o.sign, o.spot, o.strike, o.t, RATE, o.vol, YIELD), peer.greeks(o.sign, o.spot, o.strike, o.t, RATE, o.vol, YIELD))


def py_vollib_vectorized_vol() -> Callable[[], object]:
    import py_vollib_vectorized as peer

    o, price, letters = quoted()
    return lambda: peer.vectorized_implied_volatility(
        price, o.spot, o.strike, o.t, RATE, letters, q=YIELD, model="black_scholes_merton", return_as="numpy", on_error="ignore"
    )


def fast_vollib_vol() -> Callable[[], object]:
    import fast_vollib as peer

    o, price, letters = quoted()
    return lambda: peer.fast_implied_volatility(
        price, o.spot, o.strike, o.t, RATE, letters, q=YIELD, model="black_scholes_merton", return_as="numpy", on_error="ignore", backend="numba"
    )


def pyvolr_vol() -> Callable[[], object]:
    from pyvolr import bs as peer

    o, price, _ = quoted()
    return lambda: peer.implied_vol(price, o.sign, o.spot, o.strike, o.t, RATE, YIELD, on_error="ignore")


TASKS: dict[str, Callable[[], Callable[[], object]]] = {
    "optionlab condor": optionlab_condor,
    "optionlab horizon": optionlab_horizon,
    "optionlab horizon chance": optionlab_horizon_chance,
    "fast-vollib greeks": fast_vollib_greeks,
    "pyvolr greeks": pyvolr_greeks,
    "py_vollib_vectorized vol": py_vollib_vectorized_vol,
    "fast-vollib vol": fast_vollib_vol,
    "pyvolr vol": pyvolr_vol,
}


@cache
def prepared(name: str) -> tuple[Callable[[], object], str]:
    """The task ready to run, and what its first call came to where that is a word."""
    work = TASKS[name]()
    outcome = work()
    return work, outcome if isinstance(outcome, str) else ""


def main() -> None:
    warnings.simplefilter("ignore")
    answers, sys.stdout = sys.stdout, sys.stderr  # what a peer prints is no answer
    for line in sys.stdin:
        try:
            work, outcome = prepared(line.strip())
            reply = {"seconds": turn(work), "outcome": outcome}
        except Exception as error:  # a peer that fails is a row that says so, whatever it raises
            reply = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(reply), file=answers, flush=True)


if __name__ == "__main__":
    main()
