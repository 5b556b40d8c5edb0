"""Random options for the differential tests: moneyness to six deviations, hours to ten years, 1 to 300 % vol, either sign of rate and yield."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from calculators.black_scholes import Array

SEED = 20260507


@dataclass(frozen=True)
class Options:
    sign: Array
    spot: Array
    strike: Array
    t: Array
    vol: Array
    rate: Array
    dividend_yield: Array


def draw(count: int, seed: int = SEED) -> Options:
    rng = np.random.default_rng(seed)
    spot = np.exp(rng.uniform(np.log(5.0), np.log(10_000.0), count))
    t = np.exp(rng.uniform(np.log(1.0 / 8760.0), np.log(10.0), count))
    vol = np.exp(rng.uniform(np.log(0.01), np.log(3.0), count))
    rate, dividend_yield = rng.uniform(-0.05, 0.15, count), rng.uniform(-0.02, 0.10, count)
    away = np.clip(rng.normal(0.0, 2.0, count), -6.0, 6.0) * vol * np.sqrt(t)
    strike = spot * np.exp((rate - dividend_yield) * t + np.clip(away, -3.0, 3.0))
    return Options(rng.choice([1.0, -1.0], count), spot, strike, t, vol, rate, dividend_yield)
