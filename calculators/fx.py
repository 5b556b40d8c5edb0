"""Covered interest parity and effective exchange rates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, fsum, log
from typing import Literal

from calculators.errors import FieldError, InputError

Compounding = Literal["continuous", "simple"]
WEIGHT_TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True)
class Forward:
    """A forward exchange rate, in domestic currency for one unit of the foreign one; carry is in the foreign currency."""

    forward: float
    forward_points: float
    forward_premium: float
    carry_per_day: float
    carry_per_day_domestic: float


def covered_forward(
    spot: float, domestic_rate: float, foreign_rate: float, days: float, notional: float, compounding: Compounding, day_count: int
) -> Forward:
    """Price the forward that leaves no arbitrage between two money markets; `spot` is domestic per one foreign unit.

    Continuous: F = S exp((r_d - r_f) t); simple: F = S (1 + r_d t) / (1 + r_f t); t = days / day_count. The carry of a day
    is notional x (r_f - r_d) / day_count: what holding the foreign currency and owing the domestic one earns while spot
    stands still, and what a fall of spot to the forward takes away. Source: Hull 2018, ch. 5; Krugman, Obstfeld and Melitz 2018, ch. 14.
    """
    t = days / day_count
    if compounding == "continuous":
        factor = exp((domestic_rate - foreign_rate) * t)
    else:
        for name, rate in (("domestic_rate", domestic_rate), ("foreign_rate", foreign_rate)):
            if 1.0 + rate * t <= 0.0:
                message = f"1 + {name} x time must be above zero with simple interest; got {name} {rate:g} over {t:g} years"
                raise InputError(message, (FieldError(name, message),))
        factor = (1.0 + domestic_rate * t) / (1.0 + foreign_rate * t)
    carry = notional * (foreign_rate - domestic_rate) / day_count
    return Forward(spot * factor, spot * (factor - 1.0), factor - 1.0, carry, carry * spot)


@dataclass(frozen=True, slots=True)
class EffectiveRate:
    """Indices with base 100; contributions are each partner's part of the real index in log points (they add to ln(real/100))."""

    nominal: float
    real: float
    contributions: tuple[float, ...]


def effective_exchange_rate(
    weights: Sequence[float], rates: Sequence[float], base_rates: Sequence[float], price_level: float, partner_prices: Sequence[float]
) -> EffectiveRate:
    """Weigh bilateral rates geometrically, then correct each for relative prices.

    Rates are foreign currency for one unit of the home currency, so a rise is an appreciation; price levels are indices
    that stood at 100 at the base. Errors: InputError for lists of unequal length or weights that do not sum to 1.
    Source: Klau and Fung 2006 (the BIS indices: geometric trade weights, relative consumer prices).
    """
    lengths = {"weights": len(weights), "exchange_rates": len(rates), "base_rates": len(base_rates), "partner_prices": len(partner_prices)}
    if len(set(lengths.values())) != 1:
        said = ", ".join(f"{name} {count}" for name, count in lengths.items())
        raise InputError(f"each partner needs one weight, rate, base rate and price level; got {said}; make the lists equally long")
    total = fsum(weights)
    if abs(total - 1.0) > WEIGHT_TOLERANCE:
        message = f"weights must sum to 1; got {total:g}; divide each by the sum"
        raise InputError(message, (FieldError("weights", message),))
    nominal = [w * log(rate / base) for w, rate, base in zip(weights, rates, base_rates, strict=True)]
    parts = [n + w * log(price_level / partner) for n, w, partner in zip(nominal, weights, partner_prices, strict=True)]
    return EffectiveRate(100.0 * exp(fsum(nominal)), 100.0 * exp(fsum(parts)), tuple(parts))
