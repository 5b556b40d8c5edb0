"""American options on a fund that pays a continuous dividend yield, by the Leisen-Reimer tree.

The European part of the price is taken from the formula: tree and formula differ there by a known error, which the
early-exercise premium then does not carry (a control variate). With the default steps the price is good to about 1e-4
of the strike's hundredth, and the Greeks, which are central differences of it, to three digits.

Source: Leisen and Reimer 1996, "Binomial models for option valuation: examining and improving convergence".
"""

from __future__ import annotations

import math

import numpy as np

from calculators import black_scholes
from calculators.black_scholes import Greeks
from calculators.units import Right

STEPS = 301


def price(
    right: Right, spot: float, strike: float, t: float, vol: float, rate: float, dividend_yield: float, steps: int = STEPS
) -> float:
    """The value in points; never below the European value nor below what exercise now pays. `steps` is made odd."""
    sign = 1.0 if right == "call" else -1.0
    european = float(black_scholes.price(right, spot, strike, t, vol, rate, dividend_yield))
    exercised = max(sign * (spot - strike), 0.0)
    if t <= 0.0 or vol <= 0.0:
        return max(european, exercised) if t <= 0.0 else _without_vol(sign, spot, strike, t, rate, dividend_yield)
    premium = _early_exercise_premium(right, spot, strike, t, vol, rate, dividend_yield, steps + 1 - steps % 2)
    return max(european + premium, exercised)


def _without_vol(sign: float, spot: float, strike: float, t: float, rate: float, dividend_yield: float) -> float:
    """With a path that is known the holder exercises at the best moment of it; the gain has at most one turning point."""
    times = [0.0, t]
    if rate * dividend_yield > 0.0 and rate != dividend_yield:
        turn = math.log((dividend_yield * spot) / (rate * strike)) / (dividend_yield - rate)
        times += [turn] if 0.0 < turn < t else []
    return max(0.0, *(sign * (spot * math.exp(-dividend_yield * u) - strike * math.exp(-rate * u)) for u in times))


def _early_exercise_premium(
    right: Right, spot: float, strike: float, t: float, vol: float, rate: float, dividend_yield: float, steps: int
) -> float:
    """American less European value on one tree, rolled back together (rows 0 and 1)."""
    sign = 1.0 if right == "call" else -1.0
    step = t / steps
    d1, d2 = (float(d) for d in black_scholes.d1_d2(spot, strike, t, vol, rate, dividend_yield))
    up_probability, share_probability = _peizer_pratt(d2, steps), _peizer_pratt(d1, steps)
    if not (0.0 < up_probability < 1.0 and 0.0 < share_probability < 1.0):
        return 0.0  # so far from the strike that the tree has one branch: its premium is the exercise value, taken by the caller
    growth = math.exp((rate - dividend_yield) * step)
    up = growth * share_probability / up_probability
    down = growth * (1.0 - share_probability) / (1.0 - up_probability)
    discount = math.exp(-rate * step)
    p_up, p_down = discount * up_probability, discount * (1.0 - up_probability)
    ups = np.arange(steps + 1, dtype=np.float64)
    levels = spot * np.exp(ups * math.log(up) + (steps - ups) * math.log(down))
    values = np.tile(np.maximum(sign * (levels - strike), 0.0), (2, 1))
    for remaining in range(steps, 0, -1):
        levels = levels[:remaining] / down
        values = p_up * values[:, 1 : remaining + 1] + p_down * values[:, :remaining]
        np.maximum(values[0], sign * (levels - strike), out=values[0])
    return float(values[0, 0] - values[1, 0])


def _peizer_pratt(z: float, steps: int) -> float:
    """The second Peizer-Pratt inversion: the up-probability whose binomial tail matches the normal one at z."""
    width = z / (steps + 1.0 / 3.0 + 0.1 / (steps + 1.0))
    return 0.5 + math.copysign(0.5 * math.sqrt(-math.expm1(-width * width * (steps + 1.0 / 6.0))), z)


def greeks(right: Right, spot: float, strike: float, t: float, vol: float, rate: float, dividend_yield: float) -> Greeks:
    """Price and Greeks in the units of `black_scholes`, as central differences; `prob_itm` is that of the European option."""

    def at(spot_: float = spot, t_: float = t, vol_: float = vol, rate_: float = rate) -> float:
        return price(right, spot_, strike, t_, vol_, rate_, dividend_yield)

    def slope(up: float, down: float, width: float) -> float:
        return (up - down) / width

    h, v, r = 0.01 * spot * min(1.0, 5.0 * vol * math.sqrt(t)), 0.01 * min(1.0, 10.0 * vol), 1e-3
    u = min(1.0 / 365.0, 0.5 * t)
    here, above, below = at(), at(spot_=spot + h), at(spot_=spot - h)
    delta = slope(above, below, 2.0 * h)
    dearer, cheaper = at(vol_=vol + v), at(vol_=vol - v)
    delta_dearer, delta_cheaper, delta_later = (
        slope(at(spot_=spot + h, vol_=w, t_=x), at(spot_=spot - h, vol_=w, t_=x), 2.0 * h) for w, x in ((vol + v, t), (vol - v, t), (vol, t - u))
    )
    figures = (
        here,
        delta,
        (above - 2.0 * here + below) / (h * h),
        slope(at(t_=t - u), here, u),
        slope(dearer, cheaper, 2.0 * v),
        slope(at(rate_=rate + r), at(rate_=rate - r), 2.0 * r),
        slope(delta_dearer, delta_cheaper, 2.0 * v),
        (dearer - 2.0 * here + cheaper) / (v * v),
        slope(delta_later, delta, u),
        float(black_scholes.prob_itm(right, spot, strike, t, vol, rate, dividend_yield)),
    )
    return Greeks(*(np.asarray(figure) for figure in figures))
