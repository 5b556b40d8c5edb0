"""The vol that makes Black's formula give a price, or the named reason why there is none.

The option is first turned into its out-of-the-money twin by put-call parity and normalised by sqrt(forward * strike): with
x = -|ln(forward / strike)| its price is b(x, s), s = vol * sqrt(t) being sought. Below the point of inflection,
s = sqrt(2 |x|), one over the root of -ln b is nearly straight in s; above it b itself is, and near the upper bound the
logarithm of the distance to it. On that scale a cubic or a hyperbola gives the first guess, and steps of fourth order
(Householder's third) the rest. The plan is that of Jaeckel 2015, "Let's be rational"; guesses and scales are our own.

b is worked with as a logarithm, from scaled complementary error functions or, for small s, from the Taylor series of their
difference, so a price of 1e-300 keeps its digits. The relative error of the vol is below 1e-12 wherever the last digit of
the price does not hide more; deep in the money a price is mostly intrinsic value, and the outcome says so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from calculators.black_scholes import BLOCK, Array, Numbers, RightLike, sign_of
from calculators.normal import ROOT_TWO_PI

Outcome = Literal["found", "imprecise", "no_information", "no_time_value", "below_intrinsic", "above_bound", "no_time", "not_converged"]
CODES: tuple[Outcome, ...] = (
    "found",
    "imprecise",
    "no_information",
    "no_time_value",
    "below_intrinsic",
    "above_bound",
    "no_time",
    "not_converged",
)

_FOUND, _IMPRECISE, _NO_INFORMATION, _NO_TIME_VALUE, _BELOW, _ABOVE, _NO_TIME, _NOT_CONVERGED = range(len(CODES))

EXACT = 1e-12  # the relative error of a vol that is `found`
_HIDDEN = 0.5  # a vol that the last digit of the price moves by more than this share of itself is not in the price
_ROUNDINGS = 16.0  # a price this many roundings from the value with no vol is taken as that value
_EPSILON = float(np.finfo(np.float64).eps)
_WORKING = 16.0 * _EPSILON  # what the inversion itself adds
_STEPS = 40
_SETTLED = 1e-5  # a relative step of fourth order below this leaves nothing to do
_SERIES_BELOW = 0.1
_ROOT_HALF = float(np.sqrt(0.5))

Codes = np.ndarray[tuple[int, ...], np.dtype[np.intp]]


@dataclass(frozen=True, slots=True)
class ImpliedVol:
    """The vol and how far the last digit of the price leaves it open, both NaN where there is none; the index into `CODES` of what happened.

    `found`: as exact as promised. `imprecise`: the vol is open by more, namely by `uncertainty`. `no_information`: by as much as
    itself. `no_time_value`: the price is the value with no vol.
    """

    vol: Array
    uncertainty: Array
    code: Codes

    @property
    def outcome(self) -> Outcome:
        """The named outcome of a single inversion."""
        return CODES[int(self.code)]


def from_spot(right: RightLike, price: Numbers, spot: Numbers, strike: Numbers, t: Numbers, rate: Numbers, dividend_yield: Numbers) -> ImpliedVol:
    """Invert `black_scholes.price`; arguments in its units, arrays broadcast."""
    spot, t, rate, dividend_yield = (np.asarray(x, dtype=np.float64) for x in (spot, t, rate, dividend_yield))
    undiscounted, forward = np.multiply(price, np.exp(rate * t)), spot * np.exp((rate - dividend_yield) * t)
    return _in_blocks(2.0 * _EPSILON, right, undiscounted, forward, strike, t)


def from_forward(right: RightLike, undiscounted: Numbers, forward: Numbers, strike: Numbers, t: Numbers) -> ImpliedVol:
    """Invert an undiscounted price on a forward.

    Outcomes beside those of `ImpliedVol`: `below_intrinsic` when the price is under the value with no vol, `above_bound` when
    it reaches the forward (call) or the strike (put), `no_time` when t is 0.
    """
    return _in_blocks(0.0, right, undiscounted, forward, strike, t)


def _in_blocks(forward_error: float, right: RightLike, *numbers: Numbers) -> ImpliedVol:
    arguments = np.broadcast_arrays(sign_of(right), *(np.asarray(x, dtype=np.float64) for x in numbers))
    shape = arguments[0].shape
    flat = [np.atleast_1d(a).reshape(-1) for a in arguments]
    vol, uncertainty, code = np.empty(flat[0].size), np.empty(flat[0].size), np.empty(flat[0].size, dtype=np.intp)
    for start in range(0, vol.size, BLOCK):
        part = slice(start, start + BLOCK)
        vol[part], uncertainty[part], code[part] = _invert(forward_error, *(a[part] for a in flat))
    return ImpliedVol(vol.reshape(shape), uncertainty.reshape(shape), code.reshape(shape))


def _invert(forward_error: float, sign: Array, value: Array, forward: Array, strike: Array, t: Array) -> tuple[Array, Array, Codes]:
    """Vol, uncertainty and code of each element; `forward_error` is the relative error with which the forward is known."""
    with np.errstate(all="ignore"):
        intrinsic = np.maximum(sign * (forward - strike), 0.0)
        room = np.where(sign > 0.0, forward, strike) - value
        over, rounding = value - intrinsic, _ROUNDINGS * _EPSILON * intrinsic
        code = np.select([~(t > 0.0), over < -rounding, room <= 0.0, over <= rounding], [_NO_TIME, _BELOW, _ABOVE, _NO_TIME_VALUE], _FOUND)
        scale = np.sqrt(forward) * np.sqrt(strike)
        x = -np.log1p(np.abs(forward - strike) / np.minimum(forward, strike))
        target, rest = over / scale, room / scale
        knot = _knot(x)
        low, high = np.log(target) <= knot.log_price, target > rest
        s, settled = np.full(value.shape, np.nan), np.zeros(value.shape, dtype=np.bool_)
        ask = code == _FOUND
        for chosen, solve in ((ask & low, _below), (ask & ~low & ~high, _above), (ask & ~low & high, _near_the_bound)):
            at = np.flatnonzero(chosen)
            if at.size:
                s[at], settled[at] = solve(x[at], target[at], rest[at], knot.at(at))
        vega = scale * s * np.exp(-0.5 * ((x / s) ** 2 + 0.25 * s * s)) / ROOT_TWO_PI
        open_by = _WORKING + (_EPSILON * value + forward_error * np.where(intrinsic > 0.0, forward, 0.0)) / vega
        open_by += forward_error * np.minimum(1.25 / s, -1.0 / x)
    code[ask] = np.select([~settled[ask], open_by[ask] > _HIDDEN, open_by[ask] > EXACT], [_NOT_CONVERGED, _NO_INFORMATION, _IMPRECISE], _FOUND)
    vol = np.where(code > _IMPRECISE, np.nan, s / np.sqrt(np.where(t > 0.0, t, np.nan)))
    return vol, open_by * vol, code


@dataclass(frozen=True, slots=True)
class _Knot:
    """Where the scales change: the inflection sqrt(2 |x|), but |x| for |x| < 2, where b is no longer like exp(-1/s^2) above it."""

    s: Array
    log_price: Array
    ratio: Array  # d ln b / d ln s

    def at(self, chosen: NDArray[np.intp]) -> _Knot:
        return _Knot(self.s[chosen], self.log_price[chosen], self.ratio[chosen])


def _knot(x: Array) -> _Knot:
    s = np.where(x > -2.0, -x, np.sqrt(-2.0 * x))
    log_price, slope = _log_price(np.where(x == 0.0, -1.0, x / s), 0.5 * s)
    return _Knot(s, log_price, np.where(x == 0.0, 1.0, slope * s))


def _below(x: Array, target: Array, rest: Array, knot: _Knot) -> tuple[Array, NDArray[np.bool_]]:
    """s for targets below the knot, on the scale u = (D - ln b + ln b_knot)^(-1/2), where D makes s follow its chord at the knot."""
    depth = 0.5 * knot.ratio
    goal = (depth + knot.log_price - np.log(target)) ** -0.5
    offset = depth + knot.log_price
    part = goal * np.sqrt(depth)
    start = -x * _ROOT_HALF / (knot.s * np.sqrt(depth))  # ds/du at 0, in chords
    s = knot.s * part * (start + part * (2.0 - 2.0 * start + part * (start - 1.0)))

    def step(at: NDArray[np.intp], s: Array) -> Array:
        h, half = x[at] / s, 0.5 * s
        log_b, slope = _log_price(h, half)
        ratio, decay = slope * s, offset[at] - log_b
        newton = (goal[at] * np.sqrt(decay) - 1.0) * 2.0 * decay / ratio
        share = ratio / decay
        return _householder(newton, h, half, ratio, 1.5 * share, 3.75 * share * share)

    return _iterate(step, s)


def _above(x: Array, target: Array, rest: Array, knot: _Knot) -> tuple[Array, NDArray[np.bool_]]:
    """s for targets between the knot and half the bound, on the scale of b itself."""
    goal = np.log(target)

    def step(at: NDArray[np.intp], s: Array) -> Array:
        h, half = x[at] / s, 0.5 * s
        log_b, slope = _log_price(h, half)
        return _householder(np.expm1(goal[at] - log_b) / (slope * s), h, half)

    return _iterate(step, _guess_above(x, (target + np.sinh(-0.5 * x)) / np.cosh(0.5 * x), knot))


def _near_the_bound(x: Array, target: Array, rest: Array, knot: _Knot) -> tuple[Array, NDArray[np.bool_]]:
    """s for targets in the upper half, on the scale of the logarithm of the distance to the bound exp(x / 2)."""
    from scipy.special import erfcx

    goal = np.log(rest)

    def step(at: NDArray[np.intp], s: Array) -> Array:
        h, half = x[at] / s, 0.5 * s
        both = erfcx((half + h) * _ROOT_HALF) + erfcx((half - h) * _ROOT_HALF)
        log_rest = np.log(0.5 * both) - 0.5 * (h * h + half * half)
        ratio = -2.0 * s / (ROOT_TWO_PI * both)
        return _householder((goal[at] - log_rest) / ratio, h, half, ratio)

    return _iterate(step, _guess_above(x, 1.0 - rest / np.cosh(0.5 * x), knot))


def _guess_above(x: Array, w: Array, knot: _Knot) -> Array:
    """A guess on the scale z = 2 sqrt(2) erfinv(w), w = (b + sinh(|x| / 2)) / cosh(x / 2), of which s becomes the equal for large s.

    The hyperbola that does so leaves the knot with the slope s has there.
    """
    from scipy.special import erfinv

    cosh, price = np.cosh(0.5 * x), np.exp(knot.log_price) * (x != 0.0)
    at_knot = (price + np.sinh(-0.5 * x)) / cosh
    z, z_knot = (2.0 / _ROOT_HALF * erfinv(np.minimum(share, 1.0 - 1e-16)) for share in (w, at_knot))
    offset = knot.s - z_knot
    slope = np.exp(0.125 * z_knot**2) * ROOT_TWO_PI * price * knot.ratio / (knot.s * cosh)
    bend = np.where(np.abs(offset) > 0.0, (1.0 - 1.0 / slope) / offset, 0.0)
    guess: Array = z + offset / (1.0 + np.maximum(bend, 0.0) * np.maximum(z - z_knot, 0.0))
    return guess


def _log_price(h: Array, half: Array) -> tuple[Array, Array]:
    """ln b, and d ln b / ds, at h = x / s and half = s / 2."""
    from scipy.special import erfcx

    difference = erfcx(-(h + half) * _ROOT_HALF) - erfcx(-(h - half) * _ROOT_HALF)
    near = half < _SERIES_BELOW
    if np.any(near):
        difference[near] = _difference_series(h[near], half[near])
    return np.log(0.5 * difference) - 0.5 * (h * h + half * half), 2.0 / (ROOT_TWO_PI * difference)


def _difference_series(h: Array, half: Array) -> Array:
    """The difference of `_log_price` where it would cancel: odd Taylor terms of Y(h +- half), Y the ratio of normal distribution and density.

    Y' = 1 + h Y and the n-th derivative after it is h times the last plus n - 1 times the one before.
    """
    from scipy.special import erfcx

    before = erfcx(-h * _ROOT_HALF) * (0.5 * ROOT_TWO_PI)
    derivative = 1.0 + h * before
    term = 2.0 * half
    total = term * derivative
    for n in range(1, 11, 2):
        before, derivative = derivative, h * derivative + n * before
        before, derivative = derivative, h * derivative + (n + 1) * before
        term = term * half * half / ((n + 1) * (n + 2))
        total += term * derivative
    difference: Array = total * (2.0 / ROOT_TWO_PI)
    return difference


def _householder(newton: Array, h: Array, half: Array, ratio: Array | float = 0.0, first: Array | float = 0.0, second: Array | float = 0.0) -> Array:
    """The relative step of fourth order from that of Newton, for a function g of ln b (or of ln of the distance to the bound).

    Everything is in units of s: `ratio` = s (ln b)' (0 when the function is b itself), `first` = s g''/g' (ln b)' and `second` =
    s^2 g'''/g' (ln b)'^2. b''/b' = x^2/s^3 - s/4 in those units is h^2 - half^2.
    """
    squares, halves = h * h, half * half
    bent = squares - halves
    curve = bent - ratio + first
    third = bent * bent - 3.0 * squares - halves - 3.0 * ratio * bent + 2.0 * ratio * ratio + 3.0 * first * (bent - ratio) + second
    step: Array = newton * (1.0 + 0.5 * curve * newton) / (1.0 + newton * (curve + third * newton / 6.0))
    return step


def _iterate(step: Callable[[NDArray[np.intp], Array], Array], s: Array) -> tuple[Array, NDArray[np.bool_]]:
    """Apply relative steps until each element has settled; those that have not are False in the second result."""
    at = np.arange(s.size)
    settled = np.zeros(s.size, dtype=np.bool_)
    for _ in range(_STEPS):
        here = s[at]
        move = np.clip(step(at, here), -0.5, 1.0)
        s[at] = here * (1.0 + move)
        still = ~(np.abs(move) < _SETTLED)
        settled[at[~still]] = True
        at = at[still]
        if not at.size:
            break
    return s, settled
