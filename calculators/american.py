"""American options on a fund that pays a continuous dividend yield, by the Leisen-Reimer tree.

Price = the European price by formula + the early-exercise premium by tree. The premium is the difference of American
and European values on one tree, which share most of their error, extrapolated from two trees to an endless number of
steps. Against a high-precision method the price is within 0.005 for a strike of 100 (root mean square 0.0005). Greeks
are central differences: good to about three digits, those of second order to two.

Source: Leisen and Reimer 1996, "Binomial models for option valuation: examining and improving convergence".
"""

from __future__ import annotations

import math

import numpy as np

from calculators import black_scholes
from calculators.black_scholes import Array, Greeks, Numbers
from calculators.units import Right

STEPS = (151, 301)


def price(right: Right, spot: Numbers, strike: float, t: Numbers, vol: Numbers, rate: Numbers, dividend_yield: float) -> Array:
    """The value in points; never below the European value nor below what exercise now pays.

    `spot`, `t`, `vol` and `rate` broadcast together. Time and vol must be greater than 0.
    """
    sign = 1.0 if right == "call" else -1.0
    european = black_scholes.price(right, spot, strike, t, vol, rate, dividend_yield)
    spots, times, vols, rates = np.broadcast_arrays(spot, t, vol, rate)
    flat = [np.asarray(x, dtype=np.float64).ravel() for x in (spots, times, vols, rates)]
    few, many = (_early_exercise_premium(sign, flat[0], strike, flat[1], flat[2], flat[3], dividend_yield, steps) for steps in STEPS)
    premium = many + (many - few) * STEPS[0] / (STEPS[1] - STEPS[0])
    value: Array = np.maximum(european + np.maximum(premium, 0.0).reshape(spots.shape), sign * (spots - strike))
    return value


def _early_exercise_premium(sign: float, spot: Array, strike: float, t: Array, vol: Array, rate: Array, dividend_yield: float, steps: int) -> Array:
    """American less European value for each of the options, both rolled back on one tree."""
    d1, d2 = black_scholes.d1_d2(spot, strike, t, vol, rate, dividend_yield)
    up_probability, share_probability = (_peizer_pratt(d, steps)[:, None] for d in (d2, d1))
    # Far from the strike all probability is on one branch: the premium is then that of exercise, which the caller takes.
    branching = ((up_probability > 1e-12) & (up_probability < 1.0 - 1e-12) & (share_probability > 1e-12) & (share_probability < 1.0 - 1e-12)).ravel()
    up_probability, share_probability = (np.where(branching[:, None], p, 0.5) for p in (up_probability, share_probability))
    step = t[:, None] / steps
    growth, discount = np.exp((rate[:, None] - dividend_yield) * step), np.exp(-rate[:, None] * step)
    up = growth * share_probability / up_probability
    down = growth * (1.0 - share_probability) / (1.0 - up_probability)
    ups = np.arange(steps + 1, dtype=np.float64)
    levels = spot[:, None] * np.exp(ups * np.log(up) + (steps - ups) * np.log(down))
    american = np.maximum(sign * (levels - strike), 0.0)
    european = american
    p_up, p_down = discount * up_probability, discount * (1.0 - up_probability)
    for remaining in range(steps, 0, -1):
        levels = levels[:, :remaining] / down
        european = p_up * european[:, 1:] + p_down * european[:, :-1]
        american = np.maximum(p_up * american[:, 1:] + p_down * american[:, :-1], sign * (levels - strike))
    return np.where(branching, american[:, 0] - european[:, 0], 0.0)


def _peizer_pratt(z: Array, steps: int) -> Array:
    """The second Peizer-Pratt inversion: the up-probability whose binomial tail matches the normal one at z."""
    width = np.clip(z, -1e3, 1e3) / (steps + 1.0 / 3.0 + 0.1 / (steps + 1.0))
    probability: Array = 0.5 + np.copysign(0.5 * np.sqrt(-np.expm1(-width * width * (steps + 1.0 / 6.0))), z)
    return probability


def greeks(right: Right, spot: float, strike: float, t: float, vol: float, rate: float, dividend_yield: float) -> Greeks:
    """Price and Greeks in the units of `black_scholes`, as central differences; `prob_itm` is that of the European option."""
    h, v, r = 0.01 * spot * min(1.0, 5.0 * vol * math.sqrt(t)), 0.01 * min(1.0, 10.0 * vol), 1e-3
    u = min(1.0 / 365.0, 0.5 * t)
    bumps = np.array(
        [
            (0, 0, 0, 0), (h, 0, 0, 0), (-h, 0, 0, 0), (0, -u, 0, 0), (0, 0, v, 0), (0, 0, -v, 0), (0, 0, 0, r), (0, 0, 0, -r),
            (h, 0, v, 0), (-h, 0, v, 0), (h, 0, -v, 0), (-h, 0, -v, 0), (h, -u, 0, 0), (-h, -u, 0, 0),
            (0, -u, v, 0), (0, -u, -v, 0), (0, 0, v, r), (0, 0, -v, r), (0, 0, v, -r), (0, 0, -v, -r),
        ]
    )  # fmt: skip
    at = price(right, spot + bumps[:, 0], strike, t + bumps[:, 1], vol + bumps[:, 2], rate + bumps[:, 3], dividend_yield)
    delta, delta_dearer, delta_cheaper, delta_later = ((at[i] - at[j]) / (2.0 * h) for i, j in ((1, 2), (8, 9), (10, 11), (12, 13)))
    vega, vega_later, vega_up, vega_down = ((at[i] - at[j]) / (2.0 * v) for i, j in ((4, 5), (14, 15), (16, 17), (18, 19)))
    return Greeks(
        price=at[0],
        delta=delta,
        gamma=(at[1] - 2.0 * at[0] + at[2]) / (h * h),
        theta=(at[3] - at[0]) / u,
        vega=vega,
        rho=(at[6] - at[7]) / (2.0 * r),
        vanna=(delta_dearer - delta_cheaper) / (2.0 * v),
        volga=(at[4] - 2.0 * at[0] + at[5]) / (v * v),
        charm=(delta_later - delta) / u,
        veta=(vega_later - vega) / u,
        vera=(vega_up - vega_down) / (2.0 * r),
        prob_itm=black_scholes.prob_itm(right, spot, strike, t, vol, rate, dividend_yield),
    )
