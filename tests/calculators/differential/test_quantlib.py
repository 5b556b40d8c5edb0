"""Prices and Greeks of 20,000 random options against QuantLib's Black calculator.

Differences left: QuantLib's normal distribution and ours differ by rounding, so both are compared against the size of what
is subtracted (spot and strike), not against an option worth a billionth of it. QuantLib has no `volga`, `vanna` or `charm`:
those are tested elsewhere as slopes of the Greeks tested here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from calculators import black76, black_scholes
from calculators.black_scholes import Array
from tests.calculators.differential.draws import draw

ql = pytest.importorskip("QuantLib")
COUNT = 20_000
ROUNDING = 2e-12  # of spot + strike, times the Greek's own scale


def calculators(forward: Array) -> list[Any]:
    o = draw(COUNT)
    kinds = {1.0: ql.Option.Call, -1.0: ql.Option.Put}
    rows = zip(o.sign.tolist(), o.strike.tolist(), forward.tolist(), (o.vol * np.sqrt(o.t)).tolist(), np.exp(-o.rate * o.t).tolist(), strict=True)
    return [ql.BlackCalculator(ql.PlainVanillaPayoff(kinds[s], k), f, d, df) for s, k, f, d, df in rows]


def each(found: list[Any], of: Callable[..., float], *arguments: Array) -> Array:
    rows = zip(found, *(argument.tolist() for argument in arguments), strict=True)
    return np.array([of(*row) for row in rows])


def test_twenty_thousand_index_options_agree_in_price_and_every_greek() -> None:
    o = draw(COUNT)
    ours = black_scholes.greeks(o.sign, o.spot, o.strike, o.t, o.vol, o.rate, o.dividend_yield)
    theirs = calculators(o.spot * np.exp((o.rate - o.dividend_yield) * o.t))
    scale = o.spot * np.exp(-o.dividend_yield * o.t) + o.strike * np.exp(-o.rate * o.t)
    deviation = o.vol * np.sqrt(o.t)
    close(ours.price, each(theirs, lambda c: c.value()), scale)
    close(ours.delta, each(theirs, lambda c, s: c.delta(s), o.spot), scale / o.spot)
    close(ours.gamma, each(theirs, lambda c, s: c.gamma(s), o.spot), 10.0 * scale / o.spot**2 / deviation)
    close(ours.vega, each(theirs, lambda c, t: c.vega(t), o.t), 10.0 * scale * np.sqrt(o.t))
    close(ours.rho, each(theirs, lambda c, t: c.rho(t), o.t), scale * o.t)
    close(ours.theta, each(theirs, lambda c, s, t: c.theta(s, t), o.spot, o.t), 10.0 * scale * (1.0 + (1.0 + deviation) / o.t))
    above = each(theirs, lambda c: c.itmCashProbability())  # N(d2) for puts too, whatever the name says
    close(ours.prob_itm, np.where(o.sign > 0.0, above, 1.0 - above), np.full(COUNT, 1.0))


def test_twenty_thousand_options_on_a_future_agree() -> None:
    # No rho: QuantLib's lets the forward move with the rate, Black's model of a quoted future does not.
    o = draw(COUNT)
    ours = black76.greeks(o.sign, o.spot, o.strike, o.t, o.vol, o.rate)
    theirs = calculators(o.spot)
    scale = (o.spot + o.strike) * np.exp(-o.rate * o.t)
    deviation = o.vol * np.sqrt(o.t)
    close(ours.price, each(theirs, lambda c: c.value()), scale)
    close(ours.delta, each(theirs, lambda c: c.deltaForward()), scale / o.spot)
    close(ours.gamma, each(theirs, lambda c: c.gammaForward()), 10.0 * scale / o.spot**2 / deviation)
    close(ours.vega, each(theirs, lambda c, t: c.vega(t), o.t), 10.0 * scale * np.sqrt(o.t))
    close(ours.theta, each(theirs, lambda c, f, t: c.theta(f, t), o.spot, o.t), 10.0 * scale * (1.0 + (1.0 + deviation) / o.t))


def close(ours: Array, theirs: Array, scale: Array) -> None:
    miss = np.abs(ours - theirs) / scale
    worst = int(np.argmax(miss))
    assert np.isfinite(ours).all()
    assert miss[worst] < ROUNDING, (worst, ours[worst], theirs[worst])
