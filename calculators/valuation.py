"""What a position is worth before expiration, its Greeks, and its profit over a grid of spots and dates.

Each leg is priced by Black-Scholes at its own vol: the leg's, else the market's at its strike and expiration. Spot moves
and days that pass leave the vol of a strike as it is ("sticky strike"), so Greeks are the slopes of the very curves drawn.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from calculators import black76, black_scholes
from calculators.black_scholes import Array, FirstOrder, Numbers
from calculators.conventions import years
from calculators.errors import InputError
from calculators.market import MarketState
from calculators.payoff import Payoff, at_expiration, from_kinks
from calculators.position import Leg, Position
from calculators.units import TimeConvention


@dataclass(frozen=True, slots=True)
class Valuation:
    """Value in index points (what the position would fetch; negative costs to close) and net Greeks, per year and 1.00 of vol."""

    value: float
    delta: float
    gamma: float
    theta: float
    vega: float
    rho: float


def leg_vols(position: Position, state: MarketState, convention: TimeConvention = "calendar365") -> Array:
    """The vol each leg is priced at."""
    if position.one_expiration and all(leg.vol is None for leg in position.legs):
        return state.vol_at(position.strikes, years(position.legs[0].dte, convention))
    return np.array([_leg_vol(leg, state, convention) for leg in position.legs])


def _leg_vol(leg: Leg, state: MarketState, convention: TimeConvention) -> float:
    return leg.vol if leg.vol is not None else float(state.vol_at(leg.strike, years(leg.dte, convention)))


def leg_greeks(position: Position, state: MarketState, convention: TimeConvention = "calendar365") -> FirstOrder:
    """Price and Greeks of one option of each leg, in leg order."""
    t = _years_left(position, 0.0, convention)
    vols = leg_vols(position, state, convention)
    underlyings = {leg.underlying for leg in position.legs}
    if underlyings == {"index"}:
        return black_scholes.first_order(position.signs, state.spot, position.strikes, t, vols, state.rate, state.dividend_yield)
    if underlyings == {"future"}:
        return black76.first_order(position.signs, state.spot, position.strikes, t, vols, state.rate)
    raise InputError("legs of a position must share one underlying, index or future; got both: value them apart")


def _years_left(position: Position, elapsed: float, convention: TimeConvention) -> Numbers:
    """The year fraction left for each leg once `elapsed` days have passed: one number when all expire together."""
    if position.one_expiration:
        return years(max(position.dte - elapsed, 0.0), convention)
    return np.array([years(max(leg.dte - elapsed, 0.0), convention) for leg in position.legs])


def value(position: Position, state: MarketState, convention: TimeConvention = "calendar365") -> Valuation:
    """The position as the sum of its legs and units."""
    worth, delta, gamma, theta, vega, rho = leg_greeks(position, state, convention).net(position.quantities)
    return Valuation(worth + position.units * state.spot, delta + position.units, gamma, theta, vega, rho)


def price(position: Position, state: MarketState, convention: TimeConvention = "calendar365") -> float:
    """The value of `value`, without its Greeks."""
    return float(profits(position, state, np.array([state.spot]), 0.0, convention)[0]) - position.credit


def profits(
    position: Position,
    state: MarketState,
    spots: Array,
    elapsed: float,
    convention: TimeConvention = "calendar365",
    vols: Array | None = None,
) -> Array:
    """Profit in index points at each spot once `elapsed` days have passed; `vols` per leg, by default today's."""
    sigma = leg_vols(position, state, convention) if vols is None else vols
    t = _years_left(position, elapsed, convention)
    carry = state.rate if position.legs[0].underlying == "future" else state.dividend_yield
    prices = black_scholes.price(position.signs, spots[..., None], position.strikes, t, sigma, state.rate, carry)
    result: Array = position.credit + position.units * spots + prices @ position.quantities
    return result


GRID = 2001
_BISECTIONS = 60


def at_nearest_expiration(position: Position, state: MarketState, convention: TimeConvention = "calendar365") -> Payoff:
    """The payoff at the nearest expiration, later legs valued by the model: exact when all legs expire together.

    Otherwise the curve is followed on a fine grid of spots between nothing and five times the highest strike, and its
    zeros refined to rounding; best and worst are those of the grid, and infinite where the last slope does not vanish.
    """
    if position.one_expiration:
        return at_expiration(position)
    strikes = position.strikes
    inner = np.linspace(0.8 * float(strikes.min()), 1.2 * float(strikes.max()), GRID)
    outer = np.array([1.5, 2.0, 5.0]) * strikes.max()
    spots = np.unique(np.concatenate((np.linspace(1e-3, 0.8 * float(strikes.min()), 101), inner, strikes, outer)))
    vols = leg_vols(position, state, convention)
    profit = profits(position, state, spots, position.dte, convention, vols)
    crossings = np.flatnonzero(profit[:-1] * profit[1:] < 0.0)
    low, high = spots[crossings], spots[crossings + 1]
    rising = profit[crossings] < 0.0
    for _ in range(_BISECTIONS if len(crossings) else 0):
        middle = 0.5 * (low + high)
        above = (profits(position, state, middle, position.dte, convention, vols) > 0.0) == rising
        low, high = np.where(above, low, middle), np.where(above, middle, high)
    everywhere = np.concatenate((spots, low))
    order = np.argsort(everywhere)
    everything = np.concatenate((profit, np.zeros(len(low))))[order]
    calls = position.signs > 0
    end_slope = float(position.units + position.quantities[calls].sum())
    payoff = from_kinks(everywhere[order].tolist(), everything.tolist(), 0.0 if abs(end_slope) < 1e-12 else end_slope)
    return replace(payoff, at_max_profit=(), at_max_loss=())  # a curve reaches its extremes at points
