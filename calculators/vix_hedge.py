"""A standing hedge of long VIX calls in layers: what it costs to keep and what it pays when the VIX jumps.

VIX options are European on the VIX future that settles with them, so each call is priced with Black 1976 on its own
future (multiplier 100), and a jump of spot VIX reaches it only by the future's beta.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from calculators import black76, normal
from calculators.black_scholes import Array, Numbers
from calculators.errors import InputError
from calculators.vix_curve import YEAR, VixCurve

MULTIPLIER = 100.0
MIN_VOL = 1e-4


@dataclass(frozen=True, slots=True)
class CallLayer:
    """Long VIX calls of one tenor: bought with `dte` days left, sold and bought anew `hold_days` later."""

    contracts: int
    dte: float
    strike: float
    hold_days: float


@dataclass(frozen=True, slots=True)
class CarryCost:
    """Dollars a year of keeping a layer, by the assumption about what the calls are worth at the roll."""

    rolled_down: Array
    futures_only: Array
    expired: Array
    trading: Array


@dataclass(frozen=True, slots=True)
class VixHedge:
    """Layers on a curve. Arrays come in the order of the layers, on the last axis."""

    curve: VixCurve
    layers: tuple[CallLayer, ...]
    rate: float

    @property
    def contracts(self) -> Array:
        return np.array([float(layer.contracts) for layer in self.layers])

    @property
    def dtes(self) -> Array:
        return np.array([layer.dte for layer in self.layers])

    @property
    def strikes(self) -> Array:
        return np.array([layer.strike for layer in self.layers])

    def prices(self, vix_move: Numbers = 0.0, days: float = 0.0, vol_move: Numbers = 0.0) -> Array:
        """One call of each layer in VIX points, `days` later and spot VIX having moved; shape (moves, layers) for arrays.

        The curve rolls down: a future with `days` less left stands where a future of that tenor stands today, plus its
        beta times the move. A layer that has settled by then counts its payoff at the spot level of the move.
        """
        left = np.maximum(self.dtes - days, 0.0)
        forward = self.curve.shocked(left, np.asarray(vix_move, dtype=np.float64)[..., None])
        vol = np.maximum(self.curve.vol(left) + np.asarray(vol_move, dtype=np.float64)[..., None], MIN_VOL)
        return black76.price("call", forward, self.strikes, left / YEAR, vol, self.rate)

    def values(self, vix_move: Numbers = 0.0, days: float = 0.0, vol_move: Numbers = 0.0) -> Array:
        """Dollars each layer is worth then."""
        return self.prices(vix_move, days, vol_move) * self.contracts * MULTIPLIER

    def premiums(self) -> Array:
        """Dollars each layer costs today."""
        return self.values()

    def payoffs(self, vix_move: Numbers, days: float = 0.0, vol_move: Numbers = 0.0) -> Array:
        """Dollars each layer gains, its premium taken off. Never below minus the premium."""
        return self.values(vix_move, days, vol_move) - self.premiums()

    def deltas(self) -> Array:
        """Points of a call's price for a point of its future."""
        return black76.delta("call", self.curve.future(self.dtes), self.strikes, self.dtes / YEAR, self.curve.vol(self.dtes), self.rate)

    def carry_cost(self, slippage: float = 0.0, fees: float = 0.0) -> CarryCost:
        """Dollars a year by layer, positive when paid, spot VIX and curve unchanged for ever.

        `rolled_down`: each layer is bought at its tenor, held for its `hold_days` while its future slides down the curve
        and its time decays, sold at its model value, and bought again, 365 / hold_days times a year. `futures_only`: the
        part of that due to the futures alone, with no day of the calls' own life used up, which is what is left if moves of the
        VIX pay back the time decay. `expired`: every
        layer is instead held to settlement and pays nothing. `trading`: `slippage` points and `fees` dollars for each
        call bought and each call sold.
        """
        hold = np.array([layer.hold_days for layer in self.layers])
        kept = np.array([float(self.values(0.0, layer.hold_days)[i]) for i, layer in enumerate(self.layers)])
        slid = black76.price("call", self.curve.future(self.dtes - hold), self.strikes, self.dtes / YEAR, self.curve.vol(self.dtes), self.rate)
        a_year = YEAR / hold
        return CarryCost(
            rolled_down=(self.premiums() - kept) * a_year,
            futures_only=(self.prices() - slid) * self.contracts * MULTIPLIER * a_year,
            expired=self.premiums() * YEAR / self.dtes,
            trading=2.0 * (slippage * MULTIPLIER + fees) * self.contracts * a_year,
        )


def strike_for_delta(curve: VixCurve, dte: float, delta: float, step: float) -> float:
    """The listed strike nearest to the one whose call has that delta N(d1), not discounted.

    Raises InputError for a delta so high that no strike of at least one step is left.
    """
    deviation = float(curve.vol(dte)) * math.sqrt(dte / YEAR)
    exponent = 0.5 * deviation**2 - deviation * float(normal.quantile(delta))
    exact = float(curve.future(dte)) * math.exp(min(exponent, 100.0))
    if not exact >= 0.5 * step:
        raise InputError(f"a VIX call needs a strike of at least {step:g}; delta {delta:g} at {dte:g} days asks for {exact:.2f}; give a lower delta")
    if not exact <= 1e6:
        raise InputError(f"a VIX call needs a strike below a million; delta {delta:g} at {dte:g} days asks for more; give a higher delta")
    return rounded(exact, step)


def rounded(strike: float, step: float) -> float:
    """The multiple of `step` nearest to the strike, at least one step."""
    return max(step, round(strike / step) * step)
