"""The VIX from two strips of option quotes: the fair variance of each expiration, and 30 days between them.

Times are minutes to settlement, a year has 525,600 of them; prices and strikes are index points, rates continuous decimals.
Source: Cboe, VIX methodology; the sum over strikes is the replication of a variance swap (Demeterfi, Derman, Kamal and Zou 1999).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, sqrt

from calculators.errors import InputError, field_error

YEAR = 525_600.0
MONTH = 43_200.0
STOP_AFTER = 2  # zero bids in a row: every strike beyond them is left out


@dataclass(frozen=True, slots=True)
class Quote:
    """Bid and ask of the call and the put at one strike."""

    strike: float
    call_bid: float
    call_ask: float
    put_bid: float
    put_ask: float

    @property
    def call(self) -> float:
        return 0.5 * (self.call_bid + self.call_ask)

    @property
    def put(self) -> float:
        return 0.5 * (self.put_bid + self.put_ask)


@dataclass(frozen=True, slots=True)
class StripVariance:
    """One expiration. `contributions` are the terms of 2/T sum(dK / K^2 e^(RT) Q(K)), strike by strike, so they add to variance + correction."""

    t: float
    forward: float
    center: float
    strikes: tuple[float, ...]
    contributions: tuple[float, ...]
    correction: float

    @property
    def variance(self) -> float:
        """Annual variance of the expiration."""
        return sum(self.contributions) - self.correction

    @property
    def put_share(self) -> float:
        """Share of the sum that comes from strikes below the center."""
        below = sum(part for strike, part in zip(self.strikes, self.contributions, strict=True) if strike < self.center)
        return below / sum(self.contributions)


def strip_variance(quotes: Sequence[Quote], minutes: float, rate: float, name: str = "strip") -> StripVariance:
    """The variance of one expiration from its quotes in any order; `name` is what errors call the strip.

    The forward comes from the strike where call and put, both bid, lie nearest to each other; the center K0 is the listed
    strike at or next below it. Used are puts below and calls above it that have a bid, outward until two in a row have
    none, and the mean of both at K0. Raises InputError when strikes repeat, the forward cannot be found, or one side is empty.
    """
    listed = sorted(quotes, key=lambda quote: quote.strike)
    if len({quote.strike for quote in listed}) < len(listed):
        raise field_error(name, f"{name} must quote each strike once; a strike is there twice; drop one")
    t = minutes / YEAR
    growth = exp(rate * t)
    two_sided = [quote for quote in listed if quote.call_bid > 0.0 and quote.put_bid > 0.0]
    if not two_sided:
        raise field_error(name, f"{name} needs a strike where call and put both have a bid, for the forward; got none; add strikes near the money")
    nearest = min(two_sided, key=lambda quote: abs(quote.call - quote.put))
    forward = nearest.strike + growth * (nearest.call - nearest.put)
    at_or_below = [place for place, quote in enumerate(listed) if quote.strike <= forward]
    if not at_or_below:
        raise field_error(name, f"{name} needs a strike at or below its forward {forward:,.2f}; got {listed[0].strike:g} upward; add lower strikes")
    middle = at_or_below[-1]
    puts = _with_bids([(quote.strike, quote.put_bid, quote.put) for quote in reversed(listed[:middle])])
    calls = _with_bids([(quote.strike, quote.call_bid, quote.call) for quote in listed[middle + 1 :]])
    if not puts or not calls:
        side = "put below" if not puts else "call above"
        raise field_error(name, f"{name} needs at least one {side} {listed[middle].strike:g} with a bid; got none; add strikes on that side")
    center = listed[middle]
    used = [*reversed(puts), (center.strike, 0.5 * (center.call + center.put)), *calls]
    strikes = tuple(strike for strike, _ in used)
    contributions = tuple(2.0 / t * gap / strike**2 * growth * price for gap, (strike, price) in zip(_gaps(strikes), used, strict=True))
    found = StripVariance(t, forward, center.strike, strikes, contributions, (forward / center.strike - 1.0) ** 2 / t)
    if not found.variance > 0.0:
        raise field_error(name, f"{name} must have a variance above 0; got {found.variance:.3g}; check its quotes and minutes")
    return found


def _with_bids(outward: Sequence[tuple[float, float, float]]) -> list[tuple[float, float]]:
    """Strike and mid price from the center outward, without zero bids, up to the first two zero bids in a row."""
    kept, empty = [], 0
    for strike, bid, mid in outward:
        empty = empty + 1 if bid == 0.0 else 0
        if empty == STOP_AFTER:
            break
        if bid > 0.0:
            kept.append((strike, mid))
    return kept


def _gaps(strikes: Sequence[float]) -> list[float]:
    """Half the distance between a strike's neighbours; at either end the distance to the only one."""
    inner = [0.5 * (above - below) for below, above in zip(strikes[:-2], strikes[2:], strict=True)]
    return [strikes[1] - strikes[0], *inner, strikes[-1] - strikes[-2]]


def interpolated(near_variance: float, near_minutes: float, next_variance: float, next_minutes: float) -> float:
    """The VIX in points: 30-day variance on the straight line of total variance through both expirations.

    Beyond them the line is extended. Raises InputError unless near comes before next, or when the line falls to 0 or below at 30 days.
    """
    if not near_minutes < next_minutes:
        raise field_error(
            "next_minutes", f"near must settle before next; got {near_minutes:g} and {next_minutes:g} minutes; swap them or correct one"
        )
    weight = (next_minutes - MONTH) / (next_minutes - near_minutes)
    total = near_minutes / YEAR * near_variance * weight + next_minutes / YEAR * next_variance * (1.0 - weight)
    if not total > 0.0:
        raise InputError(f"the 30-day variance must be above 0; these two expirations extend to {total * YEAR / MONTH:.3g}; give ones around 30 days")
    return 100.0 * sqrt(total * YEAR / MONTH)
