"""Implied vol by strike and expiration: smiles, their fit to quotes, and the tests that they admit no arbitrage.

A smile gives the vol, and its slope in log-moneyness k = ln(strike / forward), for any time t. A smile of one expiration keeps
its shape in standard deviations, z = k / (vol * sqrt(t)), at others; an SSVI surface has a law for that.

Sources: Gatheral 2006, "The Volatility Surface"; Gatheral and Jacquier 2014, "Arbitrage-free SVI volatility surfaces".
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, Protocol

import numpy as np

from calculators.black_scholes import Array
from calculators.errors import InputError

_FIT_STEPS = 200


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
            raise InputError(f"the at-the-money vol of a smile must be greater than 0; got {self.atm:g}: give a decimal such as 0.18")
        if self.curvature < 0.0 or (self.curvature == 0.0 and self.skew != 0.0):
            raise InputError(f"the curvature of a smile must be greater than 0 (0 only without skew); got {self.curvature:g}: give for example 0.02")

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


@dataclass(frozen=True, slots=True)
class JumpWings:
    """What a trader reads off an SVI smile: at-the-money variance a year, its skew, the slopes of the put and call wings, the least variance.

    `skew` is d(vol)/dk at the money times sqrt(t); a wing's slope is that of total variance over its root at the money
    (Gatheral and Jacquier 2014, eq. 3.5).
    """

    variance: float
    skew: float
    put_wing: float
    call_wing: float
    least_variance: float


def jump_wings(smile: SviSmile) -> JumpWings:
    """The jump-wing parameters of a raw SVI smile (Gatheral and Jacquier 2014, eq. 3.5)."""
    root = math.hypot(smile.m, smile.sigma)
    total = smile.a + smile.b * (root - smile.rho * smile.m)
    per_root = smile.b / math.sqrt(total)
    return JumpWings(
        variance=total / smile.t,
        skew=0.5 * per_root * (smile.rho - smile.m / root),
        put_wing=per_root * (1.0 - smile.rho),
        call_wing=per_root * (1.0 + smile.rho),
        least_variance=(smile.a + smile.b * smile.sigma * math.sqrt(1.0 - smile.rho**2)) / smile.t,
    )


def svi_from_jump_wings(wings: JumpWings, t: float) -> SviSmile:
    """The raw SVI smile with those parameters (Gatheral and Jacquier 2014, lemma 3.2). Raises InputError when there is none."""
    total = wings.variance * t
    b = 0.5 * math.sqrt(total) * (wings.call_wing + wings.put_wing)
    rho = 1.0 - wings.put_wing * math.sqrt(total) / b if b > 0.0 else 0.0
    beta = rho - 2.0 * wings.skew * math.sqrt(total) / b if b > 0.0 else 2.0
    if not (b > 0.0 and abs(rho) < 1.0 and abs(beta) <= 1.0):
        raise InputError(
            "jump wings must have positive slopes and a skew between minus half the put wing's slope and half the call wing's; "
            f"got skew {wings.skew:g}, put wing {wings.put_wing:g}, call wing {wings.call_wing:g}"
        )
    excess = (wings.variance - wings.least_variance) * t
    if beta == 0.0 and rho == 0.0:
        raise InputError("jump wings with no skew and equal wings leave the curvature open: give raw SVI parameters instead")
    if beta == 0.0:
        m, sigma = 0.0, excess / (b * (1.0 - math.sqrt(1.0 - rho**2)))
    else:
        alpha = math.copysign(math.sqrt(1.0 / beta**2 - 1.0), beta)
        m = excess / (b * (math.copysign(math.sqrt(1.0 + alpha**2), alpha) - rho - alpha * math.sqrt(1.0 - rho**2)))
        sigma = alpha * m
    return SviSmile(wings.least_variance * t - b * sigma * math.sqrt(1.0 - rho**2), b, rho, m, sigma, t)


@dataclass(frozen=True, slots=True)
class SsviSurface:
    """The surface SSVI for every expiration at once (Gatheral and Jacquier 2014, sec. 4).

    Total variance is (theta / 2) * (1 + rho*phi*k + sqrt((phi*k + rho)^2 + 1 - rho^2)), theta the total variance at the money and
    phi = eta * theta^-gamma * (1 + theta)^(gamma - 1). `atm` holds (years, vol at the money), earliest first: variance runs straight
    between them and from nothing today, and with the last vol beyond. For gamma up to 1/2 and eta * (1 + |rho|) up to 2 no butterfly and
    no calendar can be arbitraged.
    """

    rho: float
    eta: float
    gamma: float
    atm: tuple[tuple[float, float], ...]

    def __post_init__(self) -> None:
        if not (abs(self.rho) < 1.0 and self.eta > 0.0 and 0.0 < self.gamma < 1.0):
            raise InputError(
                "SSVI must satisfy -1 < rho < 1, eta > 0 and 0 < gamma < 1; "
                f"got rho {self.rho:g}, eta {self.eta:g}, gamma {self.gamma:g}: correct them"
            )
        totals = [(t, vol**2 * t) for t, vol in self.atm]
        for (early, less), (late, more) in pairwise([(0.0, 0.0), *totals]):
            if not (late > early and more > less):
                raise InputError(
                    "total variance at the money must rise with the years, which must ascend; "
                    f"got {less:.6g} at {early:.4g} years and {more:.6g} at {late:.4g}"
                )

    def slice(self, t: float) -> SviSmile:
        """The raw SVI smile of the expiration in `t` years (Gatheral and Jacquier 2014, lemma 3.1 and sec. 4)."""
        theta, phi = self._theta_phi(t)
        rest = math.sqrt(1.0 - self.rho**2)
        return SviSmile(0.5 * theta * rest**2, 0.5 * theta * phi, self.rho, -self.rho / phi, rest / phi, t)

    def vol(self, k: Array, t: float) -> Array:
        return self.slice(t).vol(k, t)

    def slope(self, k: Array, t: float) -> Array:
        return self.slice(t).slope(k, t)

    def _theta_phi(self, t: float) -> tuple[float, float]:
        last, vol = self.atm[-1]
        years, totals = zip((0.0, 0.0), *((when, level**2 * when) for when, level in self.atm), strict=True)
        theta = vol**2 * t if t > last else float(np.interp(t, years, totals))
        return theta, self.eta * theta**-self.gamma * (1.0 + theta) ** (self.gamma - 1.0)


@dataclass(frozen=True, slots=True)
class Fit:
    """A smile fitted to quotes: its root-mean-square miss in vol, and how many quotes it meets between bid and ask (None without any)."""

    smile: SkewSmile | SviSmile
    miss: float
    between: int | None


def fitted(
    strikes: Sequence[float],
    vols: Sequence[float],
    forward: float,
    t: float,
    *,
    spreads: Sequence[float] | None = None,
    shape: Literal["skew", "svi"] = "skew",
) -> Fit:
    """The smile nearest to a chain of quotes, by least squares in vol, each miss counted in units of its bid-ask spread when `spreads` are given.

    `skew` needs quotes at three different strikes, `svi` at five; a spread counts as at least a hundredth of the widest.
    Levenberg and Marquardt's method from the quadratic through the quotes, and for SVI from the skew smile found so. Raises
    InputError when the chain is too short.
    """
    needed = 3 if shape == "skew" else 5
    if len(set(strikes)) < needed:
        many = "three" if shape == "skew" else "five"
        raise InputError(f"a chain to fit a {shape} smile needs at least {many} different strikes; got {len(set(strikes))}: add quotes")
    k, quoted = np.log(np.asarray(strikes) / forward), np.asarray(vols, dtype=np.float64)
    wide = np.ones(len(k)) if spreads is None else np.maximum(np.asarray(spreads), 0.01 * max(spreads))
    weights = np.median(wide) / np.where(wide > 0.0, wide, 1.0)
    quadratic = np.polyfit(k / np.sqrt(t), quoted, 2, w=weights)
    atm = max(float(quadratic[2]), 0.25 * float(np.min(quoted)))
    start = np.array([math.log(atm), float(quadratic[1]), math.log(max(float(quadratic[0]) * atm, 1e-3))])

    def skew_of(p: Array) -> SkewSmile:
        return SkewSmile(math.exp(p[0]), float(p[1]), math.exp(p[2]))

    def svi_of(p: Array) -> SviSmile:
        return SviSmile(float(p[0]), math.exp(p[1]), math.tanh(p[2]), float(p[3]), math.exp(p[4]), t)

    skewed = skew_of(_least_squares(lambda p: (skew_of(p).vol(k, t) - quoted) * weights, start))
    smile: SkewSmile | SviSmile = skewed
    if shape == "svi":
        raw = _as_svi(skewed, t)
        start = np.array([raw.a, math.log(raw.b), math.atanh(raw.rho), raw.m, math.log(raw.sigma)])
        smile = svi_of(_least_squares(lambda p: (svi_of(p).vol(k, t) - quoted) * weights, start))
    misses = smile.vol(k, t) - quoted
    between = None if spreads is None else int(np.sum(np.abs(misses) <= 0.5 * np.asarray(spreads) + 1e-12))
    return Fit(smile, float(np.sqrt(np.mean(misses**2))), between)


def _as_svi(smile: SkewSmile, t: float) -> SviSmile:
    """The same curve by the raw SVI parameters (it is an SSVI slice)."""
    theta = smile.atm**2 * t
    eta = math.sqrt(8.0 * (smile.curvature + smile.skew**2))
    rho, phi = 2.0 * smile.skew / eta, eta / math.sqrt(theta)
    rest = math.sqrt(1.0 - rho**2)
    return SviSmile(0.5 * theta * rest**2, 0.5 * theta * phi, rho, -rho / phi, rest / phi, t)


def _least_squares(miss: Callable[[Array], Array], start: Array) -> Array:
    """The parameters with the least sum of squares near `start`, by Levenberg and Marquardt with forward differences."""
    here, base, damping = start, miss(start), 1e-3
    for _ in range(_FIT_STEPS):
        steps = 1e-7 * np.maximum(np.abs(here), 1e-2)
        jacobian = np.column_stack([(miss(here + np.eye(len(here))[i] * steps[i]) - base) / steps[i] for i in range(len(here))])
        normal, slope = jacobian.T @ jacobian, jacobian.T @ base
        while damping < 1e12:
            move = -np.linalg.solve(normal + damping * (np.diag(np.diag(normal)) + 1e-14 * np.eye(len(here))), slope)
            there = np.clip(here + move, -100.0, 100.0)  # where exponentials of parameters are still numbers
            with np.errstate(all="ignore"):
                trial = miss(there)
            if np.all(np.isfinite(trial)) and trial @ trial < base @ base:
                break
            damping *= 4.0
        else:
            return here
        here, base, damping = there, trial, 0.25 * damping
        if float(np.max(np.abs(move) / np.maximum(np.abs(here), 1e-2))) < 1e-12:
            return here
    return here


def check_butterfly(smile: Smile, forward: float, t: float) -> None:
    """Refuse a smile under which some strike's risk-neutral density is negative, naming the strike.

    The density has the sign of g(k) = (1 - k*w'/(2w))^2 - (w'^2/4)*(1/w + 1/4) + w''/2 for total variance w (Gatheral
    and Jacquier 2014, eq. 2.1). It is tested out to eight standard deviations.
    """
    at_the_money = float(smile.vol(np.zeros(1), t)[0])
    if not at_the_money > 0.0:
        raise InputError(f"a smile must have a positive vol at every strike; at the forward {forward:,.2f} it has none: raise its level")
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


def check_calendar(smile: Smile, forward: float, times: Sequence[float]) -> None:
    """Refuse a smile whose total variance falls from one expiration to a later one, naming the strike where it falls most.

    At equal log-moneyness total variance must not fall with time (Gatheral and Jacquier 2014, lemma 2.1). `forward` is that of the
    first time. It is tested out to eight standard deviations of the last.
    """
    ordered = sorted(set(times))
    deviation = float(smile.vol(np.zeros(1), ordered[-1])[0]) * math.sqrt(ordered[-1])
    k = deviation * np.linspace(-8.0, 8.0, 321)
    for early, late in pairwise(ordered):
        fall = smile.vol(k, early) ** 2 * early - smile.vol(k, late) ** 2 * late
        worst = int(np.argmax(fall))
        if fall[worst] > 1e-9 * deviation**2:
            raise InputError(
                f"a smile must admit no calendar arbitrage; at strike {forward * math.exp(k[worst]):,.0f} its total variance falls between "
                f"{early:.4g} and {late:.4g} years: lessen skew or curvature, or raise the later vol"
            )
