"""A two-sleeve book: a base of iron condors and an "engine" of later-dated short premium, each under its own risk ratio.

The source of the idea names shares and ratios but no strikes, tenors or sizes. Here each sleeve's capital times its ratio
is a risk budget in dollars, and the budget buys whole contracts by what one of them can lose. A spread has a largest
loss. A short strangle has none, so its loss in a stated stress stands in for it: the budget is then no bound.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from calculators import cash_flow, margin, valuation
from calculators.book import Book, Sleeve, State
from calculators.cash_flow import InternalRate
from calculators.errors import InputError
from calculators.market import MarketState
from calculators.odds import whole_contracts
from calculators.position import Position

Engine = Literal["strangle", "spreads"]
YEAR = 365.0
BASE, ENGINE, HEDGE = "base", "engine", "hedge"


@dataclass(frozen=True, slots=True)
class Stress:
    """The instant at which a strangle's loss is taken: spot this fraction up or down, index vols this fraction higher."""

    move: float
    vol_shock: float


@dataclass(frozen=True, slots=True)
class Budget:
    """One sleeve: dollars it may risk, dollars one contract can lose, and the whole contracts that buys."""

    allowed: float
    each: float
    contracts: int

    @property
    def held(self) -> float:
        return self.each * self.contracts


@dataclass(frozen=True, slots=True)
class Widening:
    """How far a breakeven moved outward, in points and against two yardsticks; negative when it moved inward."""

    points: float
    of_distance: float
    of_spot: float


def stress_loss(position: Position, market: MarketState, stress: Stress) -> float:
    """Index points that one position loses at worst in the stress, at once and at model value; 0 when it gains both ways."""
    spots = market.spot * np.array([1.0 - stress.move, 1.0 + stress.move])
    vols = valuation.leg_vols(position, market) * (1.0 + stress.vol_shock)
    return max(0.0, -float(valuation.profits(position, market, spots, 0.0, vols=vols).min()))


def budget(capital: float, share: float, ratio: float, loss: float, contracts: int | None) -> Budget:
    """Whole contracts whose loss (dollars each) fits capital * share * ratio, unless a count is given."""
    allowed = capital * share * ratio
    if contracts is None:
        if loss <= 0.0:
            raise InputError(
                "a sleeve's size comes from what one contract can lose; here it loses nothing in the stress; "
                "give a larger stress or the number of contracts"
            )
        contracts = whole_contracts(capital * share, ratio, loss)
    return Budget(allowed, loss, contracts)


def edges(breakevens: tuple[float, ...], middle: float, profit: float) -> tuple[float | None, float | None]:
    """The nearest breakevens either side of `middle`, where the book makes `profit`; None for a missing one, and both when that is a loss."""
    below, above = [x for x in breakevens if x < middle], [x for x in breakevens if x > middle]
    return (below[-1] if below and profit > 0.0 else None), (above[0] if above and profit > 0.0 else None)


def widening(before: float, after: float | None, spot: float) -> Widening | None:
    """The outward shift of one breakeven. None when there is none any more, or when the first stood at spot."""
    distance = abs(before - spot)
    if after is None or distance == 0.0:
        return None
    points = (after - before) * (1.0 if before > spot else -1.0)
    points += 0.0  # never -0
    return Widening(points, points / distance, points / spot)


def margin_each(position: Position, engine: Engine, market: MarketState) -> float:
    """Index points a broker holds against one: the wider wing of spreads, the exchange's rule for a naked strangle."""
    strikes = position.strikes
    if engine == "spreads":
        return margin.spread((float(strikes[1] - strikes[0]), float(strikes[3] - strikes[2])))
    put, call = valuation.leg_greeks(position, market).price
    return margin.strangle(market.spot, float(strikes[0]), float(strikes[1]), float(put), float(call))


def shocked(book: Book, vol_shock: float, days: float = 0.0) -> State:
    """`days` later, index vols and spot VIX both higher by that share."""
    return State(days, 1.0 + vol_shock, 0.0 if book.hedge is None else vol_shock * book.hedge.curve.spot)


def internal_rate(book: Book, margins: float, days: float, vol_shock: float) -> InternalRate:
    """The yearly internal rate of the book held to the front expiration with spot unchanged.

    Two dated flows: today the margin goes out and the net credit comes in; at the front expiration the margin comes back
    less what it then costs to settle the base and to buy back the rest at model value, index vols and VIX higher by the shock.
    """
    received = sum(sleeve.position.credit * sleeve.position.multiplier * sleeve.contracts for sleeve in book.sleeves)
    if book.hedge is not None:
        received -= float(book.hedge.premiums().sum())
    profit = float(book.total(book.market.spot, shocked(book, vol_shock, days)))
    first = received - margins
    return cash_flow.irr((first, profit - first), (0.0, days / YEAR))


def sleeves(base: Position, base_count: int, engine: Position, engine_count: int) -> tuple[Sleeve, ...]:
    return Sleeve(BASE, base, base_count), Sleeve(ENGINE, engine, engine_count)
