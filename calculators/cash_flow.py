"""Dated cash flows: net present value, internal rate of return and its modified version.

Amounts are dollars, positive received and negative paid; times are in the period of the rate (years for a yearly rate),
counted from the moment of valuation. Rates are per period, compounded once a period, and above -1.

Sources: Brealey, Myers and Allen 2020, ch. 5 (net present value, its rule, and where the internal rate of return fails).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from calculators.black_scholes import Array
from calculators.errors import InputError

Outcome = Literal["one", "several", "none", "beyond"]

MAX_RATE = 1e9  # a yearly rate above this says nothing: a gain of 6 % overnight is already 1.7e9
_SCAN = 2001  # points of the search when signs change more than once
_TOUCH = 1e-12  # a value this small against the sum of its terms is a root that touches zero without crossing
_FLAT = 1.0 - 1e-9
_BISECTIONS = 90


@dataclass(frozen=True, slots=True)
class InternalRate:
    """The rates at which the net present value is 0: `rate` when there is exactly one, and `reason` in a sentence when not."""

    outcome: Outcome
    rates: tuple[float, ...]
    sign_changes: int
    reason: str

    @property
    def rate(self) -> float | None:
        return self.rates[0] if self.outcome == "one" else None


def npv(rate: float, amounts: Sequence[float], times: Sequence[float] | None = None) -> float:
    """The sum of the amounts, each discounted by (1 + rate)^-time (Brealey, Myers and Allen 2020, sec. 5.1)."""
    flows, when = _flows(amounts, times)
    _check_rate("rate", rate)
    with np.errstate(over="ignore", invalid="ignore"):
        value = float(flows @ np.exp(-np.log1p(rate) * when))
    if not np.isfinite(value):
        raise InputError(
            f"the net present value must be finite; at a rate of {rate:g} over {when[-1]:g} periods it is not; give a rate further from -1"
        )
    return value


def irr(amounts: Sequence[float], times: Sequence[float] | None = None) -> InternalRate:
    """Every rate above -1 at which the net present value is 0, by Descartes' rule and a bracketed search.

    The number of sign changes in the sequence bounds the number of rates: none without a change, exactly one with one.
    """
    flows, when = _flows(amounts, times)
    flows, when = _merged(flows, when)
    changes = int(np.count_nonzero(np.diff(np.sign(flows))))
    if changes == 0:
        which = "all amounts are received" if flows.size and flows[0] > 0 else "all amounts are paid" if flows.size else "all amounts are 0"
        return InternalRate("none", (), 0, f"no internal rate of return exists: {which}, so no rate makes the net present value 0")
    span = float(when[-1] - when[0])
    shares = (when - when[0]) / span
    exponents = _roots(flows, shares, changes) / span
    if exponents.size == 0:
        return InternalRate("none", (), changes, f"no internal rate of return exists: {changes} sign changes, yet the net present value is never 0")
    largest, smallest = np.log1p(MAX_RATE), np.log(1e-9)
    if (exponents > largest).any() or (exponents < smallest).any():
        size = "above 1e9 per period" if (exponents > largest).any() else "within 1e-9 of -100 % per period"
        return InternalRate(
            "beyond", (), changes, f"the internal rate of return is {size}, which is no useful number: use profit over capital at risk"
        )
    rates = tuple(float(rate) for rate in np.expm1(exponents))
    if len(rates) == 1:
        return InternalRate("one", rates, changes, "")
    named = ", ".join(f"{100 * rate:.2f} %" for rate in rates)
    return InternalRate(
        "several",
        rates,
        changes,
        f"{len(rates)} internal rates of return exist ({named}): the signs change {changes} times; judge by net present value",
    )


def mirr(amounts: Sequence[float], finance_rate: float, reinvest_rate: float, times: Sequence[float] | None = None) -> float:
    """The rate that turns the present value of what is paid into the future value of what is received.

    Raises InputError unless something is paid and something received. Unlike the internal rate it always exists then.
    """
    flows, when = _flows(amounts, times)
    _check_rate("finance_rate", finance_rate)
    _check_rate("reinvest_rate", reinvest_rate)
    span = float(when[-1] - when[0])
    with np.errstate(over="ignore", invalid="ignore"):
        received = float(np.maximum(flows, 0.0) @ np.exp(np.log1p(reinvest_rate) * (when[-1] - when)))
        paid = float(-np.minimum(flows, 0.0) @ np.exp(-np.log1p(finance_rate) * (when - when[0])))
    if received <= 0.0 or paid <= 0.0 or span == 0.0:
        raise InputError(
            "a modified internal rate needs an amount paid and one received, at different times; got one kind only; "
            "add the outlay as a negative amount"
        )
    with np.errstate(over="ignore"):
        rate = float(np.expm1((np.log(received) - np.log(paid)) / span))
    if not rate <= MAX_RATE:
        raise InputError(
            f"a modified internal rate must stay below 1e9 per period; the amounts give more over {span:g} periods; use profit over capital at risk"
        )
    return rate


def _check_rate(name: str, rate: float) -> None:
    if not -1.0 < rate < np.inf:
        raise InputError(f"{name} must be above -1 (a loss of everything); got {rate:g}; give a decimal such as 0.10")


def _flows(amounts: Sequence[float], times: Sequence[float] | None) -> tuple[Array, Array]:
    flows = np.asarray(amounts, dtype=np.float64)
    when = np.arange(flows.size, dtype=np.float64) if times is None else np.asarray(times, dtype=np.float64)
    if flows.size == 0:
        raise InputError("cash flows must hold at least one amount; got none; give them oldest first, for example -1000, 600, 600")
    if flows.shape != when.shape:
        raise InputError(f"there must be one time for each amount; got {flows.size} amounts and {when.size} times; leave times out for equal periods")
    if not (np.isfinite(flows).all() and np.isfinite(when).all()):
        raise InputError("amounts and times must be finite numbers; got an infinity or no number; correct the list")
    if np.any(np.diff(when) < 0):
        raise InputError("times must not decrease; got a later amount dated before an earlier one; sort the cash flows by time")
    return flows, when


def _merged(flows: Array, when: Array) -> tuple[Array, Array]:
    """Amounts of one moment added together over the largest of them; zeros, and what vanishes beside it, left out."""
    moments, place = np.unique(when, return_inverse=True)
    sums = np.zeros(moments.size)
    np.add.at(sums, place, flows)
    with np.errstate(under="ignore"):
        parts = sums / max(float(np.abs(sums).max()), np.finfo(np.float64).tiny)
    kept = parts != 0.0
    return parts[kept], moments[kept]


def _value(x: Array, flows: Array, shares: Array) -> tuple[Array, Array]:
    """Sum of flow * exp(-x * share) over its terms' absolute sum, so that neither end of the line overflows."""
    powers = -np.multiply.outer(x, shares)
    terms = flows * np.exp(powers - powers.max(axis=-1, keepdims=True))
    total: Array = terms.sum(axis=-1)
    return total / np.abs(terms).sum(axis=-1), total


def _roots(flows: Array, shares: Array, changes: int) -> Array:
    """Roots in x of sum(flow * exp(-x * share)), ascending."""
    if flows.size == 2:
        return np.array([np.log(-flows[1] / flows[0])])
    # Outside these ends the first (or last) amount outweighs all others together, so no root lies beyond.
    others = np.abs(flows).sum()
    high = max(1.0, np.log(others / abs(flows[0])) / (shares[1] - shares[0])) * 1.01
    low = -max(1.0, np.log(others / abs(flows[-1])) / (shares[-1] - shares[-2])) * 1.01
    if changes == 1:
        return _bisected(np.array([low]), np.array([high]), flows, shares)
    ends = np.arcsinh(np.array([low, high]))
    grid = np.sinh(np.linspace(ends[0], ends[1], _SCAN))
    values, _ = _value(grid, flows, shares)
    sign = np.sign(values)
    crossing = np.flatnonzero(sign[:-1] * sign[1:] < 0)
    found = [_bisected(grid[crossing], grid[crossing + 1], flows, shares), grid[sign == 0]]
    size = np.abs(values)
    lowest = (size[1:-1] <= size[:-2]) & (size[1:-1] <= size[2:]) & (size[1:-1] < _FLAT)  # where one amount outweighs all it is 1 throughout
    one_sign = (sign[1:-1] == sign[:-2]) & (sign[1:-1] == sign[2:]) & (sign[1:-1] != 0)
    for dip in 1 + np.flatnonzero(lowest & one_sign):
        found.append(_touching(grid[dip - 1], grid[dip + 1], sign[dip], flows, shares))
    return np.unique(np.concatenate(found))


def _bisected(low: Array, high: Array, flows: Array, shares: Array) -> Array:
    """One root in each bracket, all at once."""
    if low.size == 0:
        return low
    start = np.sign(_value(low, flows, shares)[0])
    for _ in range(_BISECTIONS):
        middle = 0.5 * (low + high)
        same = np.sign(_value(middle, flows, shares)[0]) == start
        low, high = np.where(same, middle, low), np.where(same, high, middle)
    result: Array = 0.5 * (low + high)
    return result


def _touching(low: float, high: float, sign: float, flows: Array, shares: Array) -> Array:
    """The roots hidden between grid points of one sign: a double root, or two close ones."""
    a, b = low, high
    for _ in range(_BISECTIONS):
        third = (b - a) / 3.0
        left, right = _value(np.array([a + third, b - third]), flows, shares)[0] * sign
        a, b = (a, b - third) if left <= right else (a + third, b)
    bottom = 0.5 * (a + b)
    depth = float(_value(np.array([bottom]), flows, shares)[0][0] * sign)
    if depth < -_TOUCH:
        return _bisected(np.array([low, bottom]), np.array([bottom, high]), flows, shares)
    return np.array([bottom]) if depth <= _TOUCH else np.empty(0)
