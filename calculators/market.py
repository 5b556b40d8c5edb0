"""The state of the market that a position is valued in."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from calculators.black_scholes import Array, Numbers
from calculators.smile import Smile


@dataclass(frozen=True, slots=True)
class MarketState:
    """Spot in index points, rate and dividend yield as continuous decimals, vol a decimal or a smile.

    `vix_curve` holds (days, level) pairs of VIX futures, `as_of` the day the state describes; both may be empty.
    """

    spot: float
    rate: float = 0.04
    dividend_yield: float = 0.013
    vol: float | Smile = 0.18
    vix_curve: tuple[tuple[float, float], ...] = ()
    as_of: str | None = None

    def forward(self, t: float) -> float:
        """S e^((r-q)t) (Hull 2018, eq. 5.3)."""
        return self.spot * math.exp((self.rate - self.dividend_yield) * t)

    def discount(self, t: float) -> float:
        return math.exp(-self.rate * t)

    def vol_at(self, strike: Numbers, t: float) -> Array:
        """The implied vol of each strike for the expiration in `t` years."""
        strikes = np.asarray(strike, dtype=np.float64)
        if isinstance(self.vol, float | int):
            return np.full(strikes.shape, float(self.vol))
        return self.vol.vol(np.log(strikes / self.forward(t)), t)

    def slope_at(self, strike: Numbers, t: float) -> Array:
        """d(vol)/dk at each strike, k the log-moneyness; 0 for a flat vol."""
        strikes = np.asarray(strike, dtype=np.float64)
        if isinstance(self.vol, float | int):
            return np.zeros(strikes.shape)
        return self.vol.slope(np.log(strikes / self.forward(t)), t)

    def with_vol(self, vol: float | Smile) -> MarketState:
        return replace(self, vol=vol)
