"""The VIX futures curve, how it answers a move of the spot index, and the vol of VIX options by tenor.

Levels are VIX points, tenors calendar days to settlement, vols decimals. A future settles to the spot index, so at 0
days the curve is the spot index itself.

Three defaults are measured on the exchange's daily settlements of the first eight VIX futures, 26 March 2004 to
11 May 2017, against the VIX close of the same days (contracts matched by expiration, last week left out; `calculators.history`
measures them anew on any such files):

- `BETA_DAYS`: the daily change of a future with `dte` days left, regressed on the change of spot, is fitted by
  (1 + dte / 7.2) ** -0.5. The fit by tenor, with the slope measured in that bucket: 18 days .53 (.58), 38 days .40 (.41),
  75 days .30 (.31), 106 days .25 (.25), 226 days .18 (.16). The one-factor exp(-kappa t) of Grünbichler and Longstaff 1996 fits
  worse (kappa 5.4; squared error 23 % larger): it overstates the 30-day answer (.64) and understates the 220-day one (.04).
- `CONTANGO`: the median premium of the 30-day future over spot, 8.1 %.
- `CURVE_SPEED`: the mean-reversion speed that fits the median premiums at 60 to 180 days, 4.1 a year.

`VVIX` is not measured, for want of option prices: 0.90 is an illustrative 30-day vol for a quiet market. The futures themselves
realised .76 with 7 to 28 days left and .62 with 28 to 49.

`VIX_PER_PERCENT_DOWN` and `_UP` are measured on daily closes of the S&P 500 and the VIX, 14 June 2001 to 16 May 2017, on the
1,141 days that began with the VIX between 15 and 20: regressed through 0, it rose 1.32 points for a 1 % fall and fell
1.01 for a 1 % rise. A straight line understates a crash: the five falls of over 3 % that began below VIX 22 brought 2.1 each.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from calculators.black_scholes import Array, Numbers
from calculators.errors import InputError

BETA_DAYS = 7.2
CONTANGO = 0.08
CURVE_SPEED = 4.1
VVIX = 0.90
VIX_PER_PERCENT_DOWN = 1.3
VIX_PER_PERCENT_UP = 1.0
VIX_FLOOR = 9.0  # its lowest close so far is 9.14
NEAR = 30.0  # the tenor at which contango and the vol of VIX options are quoted
YEAR = 365.0


@dataclass(frozen=True, slots=True)
class VixCurve:
    """The curve of one day. Build it with `curve_from_levels` or `curve_from_contango`.

    `levels`, `betas` and `vols` are points by days, read by linear interpolation and flat beyond the last; without
    levels the curve is mean-reverting from `contango`. With `mean_reversion` the answer to a spot move is
    exp(-mean_reversion t) (Grünbichler and Longstaff 1996), else the measured one; explicit `betas` replace both.
    """

    spot: float
    levels: tuple[tuple[float, float], ...]
    contango: float
    mean_reversion: float | None
    betas: tuple[tuple[float, float], ...]
    vols: tuple[tuple[float, float], ...]

    def future(self, dte: Numbers) -> Array:
        """The level today of a future with that many days left."""
        if self.levels:
            return _read(dte, ((0.0, self.spot), *self.levels))
        speed = CURVE_SPEED if self.mean_reversion is None else self.mean_reversion
        reached = np.expm1(-speed * np.maximum(dte, 0.0) / YEAR) / np.expm1(-speed * NEAR / YEAR)
        level: Array = self.spot * (1.0 + self.contango * reached)
        return level

    def beta(self, dte: Numbers) -> Array:
        """The points by which a future moves for a point of spot: 1 at 0 days, less with every day further out."""
        days = np.maximum(dte, 0.0)
        if self.betas:
            return _read(days, ((0.0, 1.0), *self.betas))
        if self.mean_reversion is not None:
            return np.asarray(np.exp(-self.mean_reversion * days / YEAR))
        return np.asarray((1.0 + days / BETA_DAYS) ** -0.5)

    def shocked(self, dte: Numbers, vix_move: Numbers) -> Array:
        """The future after spot has moved by `vix_move` points at once. Raises InputError if it would fall to 0 or below."""
        level = self.future(dte) + self.beta(dte) * np.asarray(vix_move, dtype=np.float64)
        if (level <= 0.0).any():
            raise InputError(
                f"every VIX future must stay above 0; a move of {np.min(vix_move):g} from VIX {self.spot:g} takes one to "
                f"{level.min():.2f}; give a smaller fall"
            )
        return level

    def vol(self, dte: Numbers) -> Array:
        """The Black-76 vol of an option settling in that many days.

        A future far from settlement moves little and more as it nears it, so an option's vol is the root mean square of
        the future's own over its life (the maturity effect of Samuelson 1965). That shape runs through the given points.
        """
        points = tuple((days, vol / float(self._maturity_effect(days))) for days, vol in self.vols)
        return _read(dte, points) * self._maturity_effect(dte)

    def _maturity_effect(self, dte: Numbers) -> Array:
        """sqrt of the mean of beta squared over the remaining life, 1 at 0 days."""
        days = np.maximum(dte, 1e-6)
        if self.mean_reversion is not None:
            x = 2.0 * self.mean_reversion * days / YEAR
            return np.asarray(np.sqrt(-np.expm1(-x) / x))
        x = days / BETA_DAYS
        return np.asarray(np.sqrt(np.log1p(x) / x))


def curve_from_levels(
    spot: float,
    levels: Mapping[float, float],
    *,
    mean_reversion: float | None = None,
    betas: Mapping[float, float] | None = None,
    vols: Mapping[float, float] | None = None,
) -> VixCurve:
    """A curve through the levels of futures by days to settlement. Raises InputError when there is none."""
    if not levels:
        raise InputError("a futures curve needs at least one level; got none; give for example 19.5 at 30 days, or a contango instead")
    return VixCurve(spot, _points(levels), 0.0, mean_reversion, _betas(betas), _points(vols or {NEAR: VVIX}))


def curve_from_contango(
    spot: float,
    contango: float = CONTANGO,
    *,
    mean_reversion: float | None = None,
    betas: Mapping[float, float] | None = None,
    vols: Mapping[float, float] | None = None,
) -> VixCurve:
    """A mean-reverting curve from the premium of the 30-day future over spot; below 0 it is in backwardation."""
    curve = VixCurve(spot, (), contango, mean_reversion, _betas(betas), _points(vols or {NEAR: VVIX}))
    lowest = float(curve.future(1e9))
    if lowest <= 0.0:
        raise InputError(f"every VIX future must stay above 0; a contango of {contango:g} takes the far end to {lowest:.2f}; give one nearer 0")
    return curve


def vix_move_with(spx_move: Numbers, vix: float, per_percent_down: float, per_percent_up: float) -> Array:
    """The points spot VIX moves when the index moves by that fraction at once: straight lines, one each way, down to `VIX_FLOOR`."""
    moved = np.asarray(spx_move, dtype=np.float64) * 100.0
    return np.maximum(np.where(moved < 0.0, -per_percent_down, -per_percent_up) * moved, min(VIX_FLOOR - vix, 0.0))


def _betas(betas: Mapping[float, float] | None) -> tuple[tuple[float, float], ...]:
    points = _points(betas or {})
    if any(later > earlier for (_, earlier), (_, later) in pairwise(((0.0, 1.0), *points))):
        raise InputError(
            f"betas must not rise with the days left, from 1 at 0 days; got {', '.join(f'{b:g} at {d:g} days' for d, b in points)}; correct the list"
        )
    return points


def _points(values: Mapping[float, float]) -> tuple[tuple[float, float], ...]:
    return tuple(sorted(values.items()))


def _read(dte: Numbers, points: tuple[tuple[float, float], ...]) -> Array:
    days, values = zip(*points, strict=True)
    return np.asarray(np.interp(dte, days, values))
