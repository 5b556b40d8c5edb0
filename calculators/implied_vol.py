"""The vol that makes Black's formula give a price, or the named reason why there is none.

The option is first turned into its out-of-the-money twin by put-call parity and normalised by sqrt(forward * strike).
The twin's price is then inverted for the total deviation s = vol * sqrt(t) by Newton steps on a transformed price that
is nearly straight in s (one over the root of minus the log below the inflection, the log of the distance to the upper
bound above it), inside a bracket that always shrinks. The transformation follows the idea of Jaeckel 2015, "Let's be
rational"; the steps are plain Newton.

Where the price carries information the error is a few units of rounding of the price divided by vega. Deep in the
money a price is mostly intrinsic value, and the digits that remain are all that can be recovered.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.special import erfcx, erfinv

from calculators.black_scholes import Array, Numbers, RightLike, sign_of

Outcome = Literal["found", "below_intrinsic", "above_bound", "no_time"]
CODES: tuple[Outcome, ...] = ("found", "below_intrinsic", "above_bound", "no_time")

_STEPS = 80
_RELATIVE_STEP = 1e-15
_ROOT_HALF = float(np.sqrt(0.5))
_ROOT_TWO_PI = float(np.sqrt(2.0 * np.pi))


@dataclass(frozen=True, slots=True)
class ImpliedVol:
    """The vol, NaN where there is none, and for each element the index into `CODES` of what happened."""

    vol: Array
    code: np.ndarray[tuple[int, ...], np.dtype[np.intp]]

    @property
    def outcome(self) -> Outcome:
        """The named outcome of a single inversion."""
        return CODES[int(self.code)]


def from_spot(right: RightLike, price: Numbers, spot: Numbers, strike: Numbers, t: Numbers, rate: Numbers, dividend_yield: Numbers) -> ImpliedVol:
    """Invert `black_scholes.price`; arguments in its units, arrays broadcast."""
    spot, t, rate, dividend_yield = (np.asarray(x, dtype=np.float64) for x in (spot, t, rate, dividend_yield))
    return from_forward(right, np.multiply(price, np.exp(rate * t)), spot * np.exp((rate - dividend_yield) * t), strike, t)


def from_forward(right: RightLike, undiscounted: Numbers, forward: Numbers, strike: Numbers, t: Numbers) -> ImpliedVol:
    """Invert an undiscounted price on a forward.

    Outcomes: `below_intrinsic` when the price is under the value with no vol, `above_bound` when it reaches the forward
    (call) or the strike (put), `no_time` when t is 0. A price of exactly the value with no vol gives a vol of 0.
    """
    sign, undiscounted, forward, strike, t = np.broadcast_arrays(sign_of(right), undiscounted, forward, strike, t)
    value, forward, strike, t = (np.asarray(x, dtype=np.float64) for x in (undiscounted, forward, strike, t))
    intrinsic = np.maximum(sign * (forward - strike), 0.0)
    bound = np.where(sign > 0, forward, strike)
    code = np.select([t <= 0, value < intrinsic, value >= bound], [3, 1, 2], 0)
    with np.errstate(all="ignore"):
        scale = np.sqrt(forward * strike)
        x = -np.abs(np.log(forward / strike))
        target = (value - intrinsic) / scale
        usable = (code == 0) & (target > 0)
        deviation = np.where(usable, _deviation(np.where(usable, target, 0.5 * np.exp(0.5 * x)), x), 0.0)
        vol = np.where(code == 0, deviation / np.sqrt(t), np.nan)
    return ImpliedVol(vol, code)


def _deviation(target: Array, x: Array) -> Array:
    """s with b(x, s) = target, for x <= 0 and 0 < target < exp(x/2), elementwise."""
    at_the_money = x == 0.0
    turn = np.sqrt(-2.0 * x)
    below = target <= _price(x, np.maximum(turn, 1e-300))[0]
    low, high = np.where(below, 0.0, turn), np.where(below, turn, np.inf)
    s = np.where(below, 0.7 * turn, turn + 0.3)
    goal = np.where(below, (-np.log(target)) ** -0.5, np.log(np.exp(0.5 * x) - target))
    for _ in range(_STEPS):
        value, rest, slope = _price(x, s)
        log_value = np.log(value)
        reached = np.where(below, (-log_value) ** -0.5, np.log(rest))
        gradient = np.where(below, 0.5 * (-log_value) ** -1.5 * slope / value, -slope / rest)
        too_high = value > target
        low, high = np.where(too_high, low, s), np.where(too_high, s, high)
        newton = s + (goal - reached) / gradient
        middle = np.where(np.isinf(high), 2.0 * s + 1.0, 0.5 * (low + high))
        inside = (newton >= low) & (newton <= high) & np.isfinite(newton)
        following = np.where(inside, newton, middle)
        done = np.abs(following - s) <= _RELATIVE_STEP * s
        s = following
        if bool(np.all(done | at_the_money)):
            break
    return np.where(at_the_money, 2.0 * np.sqrt(2.0) * erfinv(np.minimum(target, 1.0)), s)


def _price(x: Array, s: Array) -> tuple[Array, Array, Array]:
    """Black's normalised out-of-the-money call, its distance to the bound exp(x/2), and its slope in s.

    Written with the scaled complementary error function, so that a price of 1e-200 keeps its digits.
    """
    h, half = x / s, 0.5 * s
    scale = np.exp(-0.5 * (h * h + half * half))
    near, far = erfcx(-(h + half) * _ROOT_HALF), erfcx(-(h - half) * _ROOT_HALF)
    value = 0.5 * scale * (near - far)
    rest = 0.5 * scale * (erfcx((h + half) * _ROOT_HALF) + far)
    return value, rest, scale / _ROOT_TWO_PI
