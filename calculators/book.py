"""A book: sleeves of index positions in whole numbers, with or without a VIX hedge, valued together in dollars.

Legs that outlive the day of valuation are taken at model value with their remaining time; legs that have expired count
what they settled for at the spot level given. Index vols are sticky by strike (see `valuation`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from calculators import black_scholes, valuation
from calculators.black_scholes import Array, Numbers
from calculators.conventions import days_per_year
from calculators.market import MarketState
from calculators.position import Position
from calculators.units import TimeConvention
from calculators.vix_hedge import VixHedge

_GRID = 701
_SECTIONS = 128
_REFINEMENTS = 3  # 128^3 = 2^21 parts of a grid step; a straight line does the rest


@dataclass(frozen=True, slots=True)
class Sleeve:
    """A number of equal positions under one name."""

    name: str
    position: Position
    contracts: int


@dataclass(frozen=True, slots=True)
class State:
    """The market `days` calendar days on: index vols `vol_factor` times today's, spot VIX and the vol of its options moved.

    Each of the last three is one number for all spots, or one for each.
    """

    days: float = 0.0
    vol_factor: Numbers = 1.0
    vix_move: Numbers = 0.0
    vol_of_vol_move: Numbers = 0.0


@dataclass(frozen=True, slots=True)
class NetGreeks:
    """Dollars for an index point, a day of the convention and a vol point."""

    delta: float
    theta: float
    vega: float


@dataclass(frozen=True, slots=True)
class Book:
    """Sleeves in one market; the hedge, when there is one, answers only to the VIX."""

    market: MarketState
    sleeves: tuple[Sleeve, ...]
    hedge: VixHedge | None = None
    convention: TimeConvention = "calendar365"

    def profit(self, spots: Numbers, state: State = State()) -> dict[str, Array]:
        """Dollars gained by each sleeve, and by the "hedge", at each spot in a later state of the market."""
        levels = np.asarray(spots, dtype=np.float64)
        elapsed = state.days * days_per_year(self.convention) / days_per_year("calendar365")
        gains: dict[str, Array] = {}
        for sleeve in self.sleeves:
            vols = valuation.leg_vols(sleeve.position, self.market, self.convention) * np.asarray(state.vol_factor, dtype=np.float64)[..., None]
            each = valuation.profits(sleeve.position, self.market, levels, elapsed, self.convention, vols)
            gains[sleeve.name] = each * sleeve.position.multiplier * sleeve.contracts
        if self.hedge is not None:
            paid = self.hedge.payoffs(state.vix_move, state.days, state.vol_of_vol_move).sum(axis=-1)
            gains["hedge"] = np.broadcast_to(paid, levels.shape)
        return gains

    def total(self, spots: Numbers, state: State = State()) -> Array:
        """Dollars gained by everything together."""
        return np.asarray(sum(self.profit(spots, state).values()))

    def cube(self, spots: Numbers, vol_factors: Numbers, vix_moves: Numbers, days: Numbers, vol_of_vol_moves: Numbers = 0.0) -> Array:
        """Dollars gained by everything at every spot, every state of vol and every day, in one pass; shape (spots, states, days).

        A state of vol is a factor on index vols with the points spot VIX and the vol of its options moved: the three have one length.
        Each cell equals `total` at that spot in that `State`.
        """
        levels, later = np.atleast_1d(np.asarray(spots, dtype=np.float64)), np.atleast_1d(np.asarray(days, dtype=np.float64))
        states = np.broadcast_arrays(*(np.atleast_1d(np.asarray(x, dtype=np.float64)) for x in (vol_factors, vix_moves, vol_of_vol_moves)))
        factors, vix, vol_of_vol = states
        total = np.zeros((len(levels), len(factors), len(later)))
        elapsed = later * days_per_year(self.convention) / days_per_year("calendar365")
        for sleeve in self.sleeves:
            position = sleeve.position
            left = np.maximum(np.array([leg.dte for leg in position.legs]) - elapsed[:, None], 0.0) / days_per_year(self.convention)
            vols = valuation.leg_vols(position, self.market, self.convention) * factors[:, None, None]
            carry = self.market.rate if position.legs[0].underlying == "future" else self.market.dividend_yield
            spread = levels[:, None, None, None]
            prices = black_scholes.price(position.signs, spread, position.strikes, left, vols, self.market.rate, carry)
            held = position.credit + position.units * levels
            total += (held[:, None, None] + prices @ position.quantities) * (position.multiplier * sleeve.contracts)
        if self.hedge is not None:
            total += np.stack([self.hedge.payoffs(vix, float(day), vol_of_vol).sum(axis=-1) for day in later], axis=-1)
        return total

    def breakevens(self, state: State = State()) -> tuple[float, ...]:
        """Every spot from a fifth to three times today's at which the whole book makes nothing in that state, ascending.

        `state` is one for all spots. Zeros are found between neighbours of a grid that holds every strike.
        """
        strikes = np.concatenate([sleeve.position.strikes for sleeve in self.sleeves])
        grid = np.unique(np.concatenate((np.linspace(0.2, 3.0, _GRID) * self.market.spot, strikes)))
        profit = self.total(grid, state)
        at = np.flatnonzero(np.sign(profit[:-1]) * np.sign(profit[1:]) < 0.0)
        exact = grid[1:-1][(profit[1:-1] == 0.0) & (profit[:-2] * profit[2:] < 0.0)]
        low, high, left, right = grid[at], grid[at + 1], profit[at], profit[at + 1]
        for _ in range(_REFINEMENTS if at.size else 0):
            spots = low + (high - low) * np.linspace(0.0, 1.0, _SECTIONS + 1)[:, None]
            inside = self.total(spots, state)
            last = np.argmax(np.sign(inside) != np.sign(inside[0]), axis=0) - 1
            columns = np.arange(at.size)
            low, high, left, right = (ends[row, columns] for ends in (spots, inside) for row in (last, last + 1))
        between = low - left * (high - low) / (right - left)
        return tuple(float(level) for level in np.sort(np.concatenate((between, exact))))

    def greeks(self) -> NetGreeks:
        """Net Greeks of the index legs, theta with the hedge's next day. The hedge's answer to the VIX is no index Greek and not in them."""
        delta = theta = vega = 0.0
        for sleeve in self.sleeves:
            each = valuation.value(sleeve.position, self.market, self.convention)
            scale = sleeve.position.multiplier * sleeve.contracts
            delta += scale * each.delta
            theta += scale * each.theta / days_per_year(self.convention)
            vega += scale * each.vega / 100.0
        if self.hedge is not None:
            theta += float(self.hedge.payoffs(0.0, 1.0).sum())
        return NetGreeks(delta, theta, vega)
