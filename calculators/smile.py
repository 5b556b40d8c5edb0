"""Implied vol by strike: a smile for one expiration, and the test that it admits no arbitrage.

A smile gives the vol, and its slope in log-moneyness k = ln(strike / forward), for any time t. As time passes its shape
is kept in standard deviations, z = k / (vol * sqrt(t)): the same vol at the same number of deviations.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from calculators.black_scholes import Array
from calculators.errors import InputError


class Smile(Protocol):
    """Vol and slope d(vol)/dk at log-moneyness `k` for a time `t` in years."""

    def vol(self, k: Array, t: float) -> Array: ...

    def slope(self, k: Array, t: float) -> Array: ...


@dataclass(frozen=True, slots=True)
class SkewSmile:
    """A smile by three numbers a trader can read off a screen.

    `atm` is the vol at the forward. With vol(z) = atm * (1 + skew * z + curvature * z^2 + ...) and z the distance from
    the forward in standard deviations of log price, `skew` is the relative change of vol for one deviation upward and
    `curvature` the coefficient of its square. Beyond second order the curve is the SSVI slice with those two
    derivatives, so the wings grow no faster than no-arbitrage lets them: total variance is
    (theta / 2) * (1 + rho*eta*z + sqrt(1 + 2*rho*eta*z + (eta*z)^2)) with rho*eta = 2*skew and
    eta^2 = 8*(curvature + skew^2) (Gatheral and Jacquier 2014, sec. 4, expanded at z = 0).
    """

    atm: float
    skew: float
    curvature: float

    def __post_init__(self) -> None:
        if self.atm <= 0.0:
            raise InputError(f"the at-the-money vol of a smile must be greater than 0; got {self.atm:g}")
        if self.curvature < 0.0 or (self.curvature == 0.0 and self.skew != 0.0):
            raise InputError(f"the curvature of a smile must be greater than 0 (0 only without skew); got {self.curvature:g}")

    def vol(self, k: Array, t: float) -> Array:
        z = k / (self.atm * np.sqrt(t))
        result: Array = self.atm * np.sqrt(0.5 * (1.0 + 2.0 * self.skew * z + self._root(z)))
        return result

    def slope(self, k: Array, t: float) -> Array:
        deviation = self.atm * np.sqrt(t)
        z = k / deviation
        square = 8.0 * (self.curvature + self.skew**2)
        ratio_slope = 0.5 * (2.0 * self.skew + (2.0 * self.skew + square * z) / self._root(z))
        result: Array = 0.5 * self.atm**2 * ratio_slope / (self.vol(k, t) * deviation)
        return result

    def _root(self, z: Array) -> Array:
        root: Array = np.sqrt(1.0 + 4.0 * self.skew * z + 8.0 * (self.curvature + self.skew**2) * z * z)
        return root


SPX_SKEW, SPX_CURVATURE = -0.22, 0.02


def spx(atm: float) -> SkewSmile:
    """A typical SPX smile about a given at-the-money vol: illustrative round numbers, not a fit to any day.

    Skew -0.22 and curvature 0.02 give, at an at-the-money vol of 15 %, about 17.3 % for the 25-delta put and 12.9 % for
    the 25-delta call a month out: the order of magnitude of the downward slope that index options have shown since 1987
    (Hull 2018, ch. 20; Gatheral 2006, ch. 3). The true slope varies from day to day and by expiration.
    """
    return SkewSmile(atm, SPX_SKEW, SPX_CURVATURE)


@dataclass(frozen=True, slots=True)
class SviSmile:
    """Raw SVI total variance a + b*(rho*(k-m) + sqrt((k-m)^2 + sigma^2)) of the expiration at `t` years (Gatheral and Jacquier 2014, eq. 3.1)."""

    a: float
    b: float
    rho: float
    m: float
    sigma: float
    t: float

    def vol(self, k: Array, t: float) -> Array:
        result: Array = np.sqrt(np.maximum(self._variance(self._scaled(k, t)), 0.0) / self.t)
        return result

    def slope(self, k: Array, t: float) -> Array:
        scaled = self._scaled(k, t)
        offset = scaled - self.m
        variance_slope = self.b * (self.rho + offset / np.sqrt(offset**2 + self.sigma**2))
        result: Array = variance_slope / (2.0 * self.t * self.vol(k, t)) * np.sqrt(self.t / t)
        return result

    def _scaled(self, k: Array, t: float) -> Array:
        scaled: Array = np.asarray(k) * np.sqrt(self.t / t)
        return scaled

    def _variance(self, k: Array) -> Array:
        offset = k - self.m
        variance: Array = self.a + self.b * (self.rho * offset + np.sqrt(offset**2 + self.sigma**2))
        return variance


def fitted(strikes: Sequence[float], vols: Sequence[float], forward: float, t: float) -> tuple[SkewSmile, float]:
    """The `SkewSmile` nearest to a chain of at least three quotes, by least squares in vol, and its root-mean-square miss.

    Gauss-Newton from the quadratic through the quotes. Raises InputError when the chain is too short or the fit has no
    valid smile.
    """
    if len(set(strikes)) < 3:
        raise InputError(f"a chain to fit a smile needs at least three different strikes; got {len(set(strikes))}")
    k, quoted = np.log(np.asarray(strikes) / forward), np.asarray(vols)
    quadratic = np.polyfit(k / np.sqrt(t), quoted, 2)
    atm = max(float(quadratic[2]), 0.25 * float(np.min(quoted)))
    guess = np.array([atm, float(quadratic[1]), max(float(quadratic[0]) * atm, 1e-3)])

    def miss(p: Array) -> Array:
        difference: Array = SkewSmile(float(p[0]), float(p[1]), float(p[2])).vol(k, t) - quoted
        return difference

    for _ in range(50):
        base = miss(guess)
        steps = 1e-6 * np.maximum(np.abs(guess), 1e-2)
        jacobian = np.column_stack([(miss(guess + np.eye(3)[i] * steps[i]) - base) / steps[i] for i in range(3)])
        move = np.linalg.lstsq(jacobian, -base, rcond=None)[0]
        for _ in range(30):  # halve a step that does not improve or leaves the valid region
            trial = guess + move
            if trial[0] > 0 and trial[2] > 0 and float(np.sum(miss(trial) ** 2)) <= float(np.sum(base**2)):
                break
            move = 0.5 * move
        else:
            break
        guess = trial
        if float(np.max(np.abs(move))) < 1e-12:
            break
    return SkewSmile(*(float(p) for p in guess)), float(np.sqrt(np.mean(miss(guess) ** 2)))


def check_butterfly(smile: Smile, forward: float, t: float) -> None:
    """Refuse a smile under which some strike's risk-neutral density is negative, naming the strike.

    The density has the sign of g(k) = (1 - k*w'/(2w))^2 - (w'^2/4)*(1/w + 1/4) + w''/2 for total variance w (Gatheral
    and Jacquier 2014, eq. 2.1). It is tested out to eight standard deviations.
    """
    at_the_money = float(smile.vol(np.zeros(1), t)[0])
    if not at_the_money > 0.0:
        raise InputError(f"a smile must have a positive vol at every strike; at the forward {forward:,.2f} it has none")
    deviation = at_the_money * np.sqrt(t)
    k = deviation * np.linspace(-8.0, 8.0, 321)
    h = 1e-3 * deviation
    left, w, right = (smile.vol(x, t) ** 2 * t for x in (k - h, k, k + h))
    if np.any(w <= 0.0):
        strike = forward * float(np.exp(k[int(np.argmin(w))]))
        raise InputError(f"a smile must have a positive vol at every strike; at strike {strike:,.0f} it has none: raise its level")
    first, second = (right - left) / (2.0 * h), (right - 2.0 * w + left) / (h * h)
    g = (1.0 - k * first / (2.0 * w)) ** 2 - 0.25 * first**2 * (1.0 / w + 0.25) + 0.5 * second
    if np.any(g < -1e-6):
        bad = k[g < -1e-6]
        strike = forward * float(np.exp(bad[int(np.argmin(np.abs(bad)))]))
        raise InputError(
            f"a smile must admit no butterfly arbitrage; at strike {strike:,.0f} its implied probability is negative: lessen skew or curvature"
        )
