"""Charts of a trade as data: its payoff, and the law of the settlement value over it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial

import numpy as np

from calculators import valuation
from calculators.black_scholes import Array
from calculators.payoff import profit_at
from calculators.position import Position
from calculators.spec import Axis, Band, BandRole, Chart, ChartKind, Marker, Series, SeriesRole, Sweep
from calculators.structure import Outlook, Trade
from calculators.wording import days, dollars, level, listed, percent, signed, vol_points

GRID = 160
EARLIER = (0.0, 0.5)
SWEEP_GRID = 49
SWEEP_DATES = 10
VOL_CHANGES = (-0.5, -0.4, -0.3, -0.2, -0.1, 0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.75, 1.0)


def payoff_chart(title: str, trade: Trade, contracts: int = 1) -> Chart:
    """Profit in dollars of the whole position at expiration, today and half way, over the settlement value.

    The grid holds every kink and breakeven, spot and the band's edges, so the expiration curve is exact and the table
    of the chart has them. Without a market only that curve is drawn.
    """
    position = trade.position
    scale = position.multiplier * contracts
    spots = _grid(trade)
    at_end = profit_at(position, spots) if position.one_expiration else _profits(trade, spots, position.dte)
    series = [_series("At expiration" if position.one_expiration else "At the nearest expiration", spots, at_end * scale, "expiration")]
    bands: tuple[Band, ...] = ()
    markers = [*_strike_markers(trade.position), *_breakeven_markers(trade), *_extreme_markers(at_end * scale, trade, scale)]
    sweep = None
    if trade.outlook is not None:
        sweep = partial(payoff_sweep, trade, scale)
        for share in EARLIER:
            elapsed = share * position.dte
            label = "Today" if share == 0.0 else f"In {days(round(elapsed, 2))}"
            series.append(_series(label, spots, _profits(trade, spots, elapsed) * scale, "earlier"))
        spot, move = trade.outlook.state.spot, trade.outlook.expected_move
        markers.append(Marker(f"Spot {level(spot)}", "spot", x=spot))
        low, high = _one_deviation(spot, move)
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
        contracts=contracts,
        sweep=sweep,
    )


def payoff_sweep(trade: Trade, scale: float) -> Sweep:
    """Profit in dollars by index level, date and change of every implied vol, for a chart's sliders.

    Dates run from today to the (nearest) expiration, whole days apart where there are enough of them. Raises TypeError
    for a trade without a market.
    """
    seen = trade.outlook
    if seen is None:
        raise TypeError("a sweep of dates and vols needs a market")
    position, dte = trade.position, trade.position.dte
    spots = _grid(trade, SWEEP_GRID)
    whole = dte >= 2 * SWEEP_DATES
    left = tuple(dict.fromkeys(float(round(d)) if whole and 0.0 < d < dte else round(d, 2) for d in np.linspace(dte, 0.0, SWEEP_DATES).tolist()))
    vols = valuation.leg_vols(position, seen.state, seen.convention)
    places = 0 if float(np.abs(trade.payoff.profit).max()) * scale >= 1000.0 else 2

    moved = vols * (1.0 + np.array(VOL_CHANGES))[:, None, None]

    def curves(days_left: float) -> tuple[tuple[float, ...], ...]:
        profit = valuation.profits(position, seen.state, spots, dte - days_left, seen.convention, moved)
        return tuple(tuple(curve) for curve in np.round(profit * scale, places).tolist())

    values = tuple(curves(days_left) for days_left in left)
    return Sweep(tuple(np.round(spots, 4).tolist()), left, VOL_CHANGES, values, seen.state.spot, seen.atm_vol)


def density_chart(payoff: Chart, trade: Trade) -> Chart | None:
    """The law of the settlement value over the payoff chart of the same trade, its area parted into profit and loss.

    The areas are the probabilities of the figures: the law is the one they name. The density is the slope of the law's
    distribution function, taken between neighbouring levels, per 100 index points. None without a market, or where legs expire apart.
    """
    seen = trade.outlook
    if seen is None or not trade.position.one_expiration:
        return None
    at_end = payoff.series[0]
    low, high = at_end.x[0], at_end.x[-1]
    edges = np.linspace(low, high, 2 * GRID + 1)
    below = seen.law.cdf(edges)
    middles, heights = 0.5 * (edges[1:] + edges[:-1]), 100.0 * np.diff(below) / np.diff(edges)
    gains = [(a, b) for a, b in trade.payoff.profitable if a < high and b > low]
    losses = _between(gains, 0.0, math.inf)
    chances = seen.law.within(*((stretch,) for stretch in (*gains, *losses)))
    roles: list[BandRole] = ["profit"] * len(gains)
    roles += ["loss"] * len(losses)
    bands = tuple(Band(f"{role}: {percent(chance)}", a, b, role) for (a, b), chance, role in zip((*gains, *losses), chances, roles, strict=True))
    law = "your own view" if seen.real_world else "the risk-neutral law the options imply"
    chance = percent(sum(c for c, role in zip(chances, roles, strict=True) if role == "profit"))
    upper = Chart(
        kind="density",
        title="Settlement by your own view" if seen.real_world else "Settlement by the risk-neutral law",
        x=payoff.x,
        y=Axis("Probability per 100 points", "decimal"),
        summary="",
        series=(_series("Probability density", middles, heights, "line"),),
        markers=tuple(marker for marker in payoff.markers if marker.role in ("breakeven", "spot")),
        bands=bands,
    )
    lower = Chart("payoff", "Profit at expiration", payoff.x, Axis("Profit", payoff.y.unit), "", (at_end,), contracts=payoff.contracts)
    summary = f"By {law}, {days(round(seen.dte, 2))} ahead, the probability of a profit is {chance}; the areas under the curve are the probabilities."
    return _stacked("density", f"{payoff.title}: probability over payoff", payoff.x, payoff.y, summary, (upper, lower))


def smile_chart(seen: Outlook, position: Position | None = None, quotes: Sequence[tuple[float, float, float, float]] = ()) -> Chart:
    """The implied vol by strike, over three standard deviations or as far as legs and quotes reach, with the quotes it was fitted to.

    A quote is (strike, vol, lowest vol, highest vol), the last two those of bid and ask, or the vol itself where only one is known.
    """
    spot, reach = seen.state.spot, 3.0 * seen.expected_move
    legs = () if position is None else position.legs
    ends = [max(spot - reach, 0.3 * spot), spot + reach, *(leg.strike for leg in legs), *(quote[0] for quote in quotes)]
    strikes = np.linspace(min(ends), max(ends), GRID)
    vols = seen.state.vol_at(strikes, seen.t)
    curves = [_series("Fitted smile" if quotes else "Smile", strikes, vols, "line")]
    said = ""
    if quotes:
        k, mid, low, high = (tuple(column) for column in zip(*sorted(quotes), strict=True))
        misses = np.abs(seen.state.vol_at(k, seen.t) - np.asarray(mid))
        bars = any(a < b for a, b in zip(low, high, strict=True))
        curves.append(Series("Quotes, bid to ask" if bars else "Quotes", k, mid, "quotes", low if bars else (), high if bars else ()))
        said = f" The fit misses the quotes by at most {vol_points(float(misses.max()))}, at {level(k[int(misses.argmax())])}."
    markers = [Marker(f"Spot {level(spot)}", "spot", x=spot), *(() if position is None else _strike_markers(position))]
    at = seen.state.vol_at([strikes[0], spot, strikes[-1]], seen.t)
    return Chart(
        kind="line",
        title=f"Implied volatility by strike, {days(round(seen.dte, 2))} ahead",
        x=Axis("Strike", "index points"),
        y=Axis("Implied volatility a year", "decimal"),
        summary=f"{percent(float(at[1]))} at spot, {percent(float(at[0]))} at {level(round(float(strikes[0])))} and "
        f"{percent(float(at[2]))} at {level(round(float(strikes[-1])))}.{said}",
        series=tuple(curves),
        markers=tuple(markers),
    )


def under_price(closes: Sequence[float], indicator: Chart, summary: str) -> Chart:
    """An indicator's chart under the closes it is made of, bar by bar, as panels over one axis."""
    bars = tuple(float(k) for k in range(1, len(closes) + 1))
    price = Chart("line", "Closing price", indicator.x, Axis("Price", ""), "", (Series("Close", bars, tuple(float(c) for c in closes)),))
    return _stacked("panels", indicator.title, indicator.x, indicator.y, summary, (price, indicator))


def _stacked(kind: ChartKind, title: str, x: Axis, y: Axis, summary: str, panels: tuple[Chart, ...]) -> Chart:
    """Panels as one chart, which holds all their series for a reader who wants the numbers only."""
    return Chart(kind, title, x, y, summary, series=tuple(curve for panel in panels for curve in panel.series), panels=panels)


def _between(ranges: list[tuple[float, float]], low: float, high: float) -> list[tuple[float, float]]:
    """What rising disjoint ranges leave of low to high."""
    edges = [low, *(edge for pair in ranges for edge in pair), high]
    return [(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if b > a]


def _one_deviation(spot: float, move: float) -> tuple[float, float]:
    return max(spot - move, 0.0), spot + move


def _profits(trade: Trade, spots: Array, elapsed: float) -> Array:
    if trade.outlook is None:
        raise TypeError("an earlier date needs a market")
    return valuation.profits(trade.position, trade.outlook.state, spots, elapsed, trade.outlook.convention)


def _series(label: str, x: Array, y: Array, role: SeriesRole) -> Series:
    return Series(label, tuple(x.tolist()), tuple(y.tolist()), role)


def _grid(trade: Trade, points: int = GRID) -> Array:
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
    if trade.outlook is not None:
        exact += [x for x in (spot, *_one_deviation(spot, move)) if x > left]
    return np.unique(np.concatenate((np.linspace(left, right, points), exact)))


def _strike_markers(position: Position) -> list[Marker]:
    """One marker a strike, naming every leg there: 'Short put 6,740', 'Short 2 calls, long put 7,000'."""
    at: dict[float, list[str]] = {}
    for leg in position.legs:
        side, many = "long" if leg.quantity > 0 else "short", abs(leg.quantity)
        at.setdefault(leg.strike, []).append(f"{side} {leg.right}" if many == 1 else f"{side} {many:g} {leg.right}s")
    said = {strike: ", ".join(dict.fromkeys(legs)) for strike, legs in at.items()}
    return [Marker(f"{legs[:1].upper()}{legs[1:]} {level(strike)}", "strike", x=strike) for strike, legs in said.items()]


def _breakeven_markers(trade: Trade) -> list[Marker]:
    """Each breakeven with its distance from spot, where spot is known."""
    spot = None if trade.outlook is None else trade.outlook.state.spot
    return [
        Marker(f"Breakeven {level(round(b, 2))}", "breakeven", x=b, detail="" if spot is None else f"({signed(100.0 * (b / spot - 1.0), 1)} %)")
        for b in trade.payoff.breakevens
    ]


def _extreme_markers(drawn: Array, trade: Trade, scale: float) -> list[Marker]:
    """Lines at the most that can be made and lost, where the drawn curve reaches them; elsewhere the summary says them."""
    named = (("profit", trade.payoff.max_profit * scale, float(drawn.max())), ("loss", trade.payoff.max_loss * scale, -float(drawn.min())))
    return [
        Marker(f"Maximum {name} {dollars(most)}", "level", y=reached if name == "profit" else -reached, detail=f"max {dollars(most)}")
        for name, most, reached in named
        if reached > 0.0 and abs(most - reached) <= 1e-6 * reached
    ]


def _summary(trade: Trade, scale: float) -> str:
    payoff = trade.payoff
    best = "without limit" if math.isinf(payoff.max_profit) else f"at most {dollars(payoff.max_profit * scale)}"
    worst = "without limit" if math.isinf(payoff.max_loss) else f"at most {dollars(payoff.max_loss * scale)}"
    where = listed([said_range(low, high) for low, high in payoff.profitable]) or "at no level"
    when = "" if trade.outlook is None else f", in {days(round(trade.position.dte, 2))},"
    return f"Profit at expiration{when} {where}; profit {best}, loss {worst}."


def said_range(low: float, high: float) -> str:
    """'between 6,731.55 and 7,568.45', 'below 6,731.55', 'above 7,568.45' or 'at every level'."""
    if math.isinf(high):
        return f"above {level(round(low, 2))}" if low > 0.0 else "at every level"
    return f"between {level(round(low, 2))} and {level(round(high, 2))}" if low > 0.0 else f"below {level(round(high, 2))}"
