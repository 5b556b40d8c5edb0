"""The payoff chart of a trade, as data."""

from __future__ import annotations

import math

import numpy as np

from calculators import valuation
from calculators.black_scholes import Array
from calculators.payoff import profit_at
from calculators.spec import Axis, Band, Chart, Marker, Series, SeriesRole
from calculators.structure import Trade
from calculators.wording import days, dollars, level, listed

GRID = 160
EARLIER = (("Today", 0.0), ("Half way", 0.5))


def payoff_chart(title: str, trade: Trade, contracts: int = 1) -> Chart:
    """Profit in dollars of the whole position at expiration, today and half way, over the settlement value.

    The grid holds every kink and breakeven, so the expiration curve is exact. Without a market only
    that curve is drawn.
    """
    position, payoff = trade.position, trade.payoff
    scale = position.multiplier * contracts
    spots = _grid(trade)
    at_end = profit_at(position, spots) if position.one_expiration else _profits(trade, spots, position.dte)
    series = [_series("At expiration" if position.one_expiration else "At the nearest expiration", spots, at_end * scale, "expiration")]
    bands: tuple[Band, ...] = ()
    markers = [*_strike_markers(trade), *(Marker(f"Breakeven {level(b)}", "breakeven", x=b) for b in payoff.breakevens)]
    if trade.outlook is not None:
        for name, share in EARLIER:
            elapsed = share * position.dte
            label = f"{name} ({days(round(position.dte - elapsed, 2))} left)"
            series.append(_series(label, spots, _profits(trade, spots, elapsed) * scale, "earlier"))
        spot, move = trade.outlook.state.spot, trade.outlook.expected_move
        markers.append(Marker(f"Spot {level(spot)}", "spot", x=spot))
        low, high = max(spot - move, 0.0), spot + move
        bands = (Band(f"One standard deviation: {level(round(low, 2))} to {level(round(high, 2))}", low, high),)
    return Chart(
        kind="payoff",
        title=title,
        x=Axis("Index level", "index points"),
        y=Axis("Profit of the whole position", "dollars"),
        summary=_summary(trade, scale),
        series=tuple(series),
        markers=tuple(markers),
        bands=bands,
    )


def _profits(trade: Trade, spots: Array, elapsed: float) -> Array:
    if trade.outlook is None:
        raise TypeError("an earlier date needs a market")
    return valuation.profits(trade.position, trade.outlook.state, spots, elapsed, trade.outlook.convention)


def _series(label: str, x: Array, y: Array, role: SeriesRole) -> Series:
    return Series(label, tuple(x.tolist()), tuple(y.tolist()), role)


def _grid(trade: Trade) -> Array:
    """Outer strikes with one width to spare, two standard deviations, every breakeven; kinks and breakevens exactly."""
    strikes = trade.position.strikes
    low, high = float(strikes.min()), float(strikes.max())
    spare = max((high - low) / 2.0, 0.02 * high) if len(set(strikes.tolist())) < 4 else float(np.diff(np.unique(strikes)).min())
    anchors = [low - spare, high + spare]
    if trade.outlook is not None:
        spot, move = trade.outlook.state.spot, trade.outlook.expected_move
        anchors += [spot - 2.0 * move, spot + 2.0 * move, 0.999 * spot, 1.001 * spot]
    anchors += [edge for b in trade.payoff.breakevens for edge in (b - 0.25 * spare, b + 0.25 * spare)]
    left, right = max(min(anchors), 0.01), max(anchors)
    exact = [*strikes.tolist(), *(b for b in trade.payoff.breakevens if b > left)]
    return np.unique(np.concatenate((np.linspace(left, right, GRID), exact)))


def _strike_markers(trade: Trade) -> list[Marker]:
    return [
        Marker(f"{'Long' if leg.quantity > 0 else 'Short'} {leg.right} {level(leg.strike)}", "strike", x=leg.strike) for leg in trade.position.legs
    ]


def _summary(trade: Trade, scale: float) -> str:
    payoff = trade.payoff
    best = "without limit" if math.isinf(payoff.max_profit) else f"at most {dollars(payoff.max_profit * scale)}"
    worst = "without limit" if math.isinf(payoff.max_loss) else f"at most {dollars(payoff.max_loss * scale)}"
    where = listed([said_range(low, high) for low, high in payoff.profitable]) or "at no level"
    return f"Profit at expiration {where}; profit {best}, loss {worst}."


def said_range(low: float, high: float) -> str:
    """'between 6,731.55 and 7,568.45', 'below 6,731.55', 'above 7,568.45' or 'at every level'."""
    if math.isinf(high):
        return f"above {level(round(low, 2))}" if low > 0.0 else "at every level"
    return f"between {level(round(low, 2))} and {level(round(high, 2))}" if low > 0.0 else f"below {level(round(high, 2))}"
