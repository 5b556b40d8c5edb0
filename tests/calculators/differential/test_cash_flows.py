"""Internal rates, their modified version and present values against pyxirr and numpy-financial.

Where several rates exist either library returns one of them without saying so; ours returns all, and theirs is among them. Where
none exists they return nothing or a number that is no root; ours says that there is none.
"""

from __future__ import annotations

import math

import numpy as np
import pytest

from calculators import cash_flow

pyxirr = pytest.importorskip("pyxirr")
npf = pytest.importorskip("numpy_financial")
AGREE = 1e-9
FLOWS = 300


def loans() -> list[list[float]]:
    """An outlay, then receipts: one change of sign, so one rate."""
    rng = np.random.default_rng(11)
    return [[-float(rng.uniform(50, 5000)), *rng.uniform(1, 900, int(rng.integers(1, 40))).tolist()] for _ in range(FLOWS)]


def test_internal_rates_of_three_hundred_loans_agree_with_both() -> None:
    for flows in loans():
        ours = cash_flow.irr(flows).rate
        assert ours is not None
        assert pyxirr.irr(flows) == pytest.approx(ours, abs=AGREE)
        theirs = float(npf.irr(flows))
        if math.isfinite(theirs):
            assert theirs == pytest.approx(ours, abs=1e-7)


def test_dated_internal_rates_agree_with_pyxirr() -> None:
    rng = np.random.default_rng(12)
    import datetime as dt

    start = dt.date(2026, 1, 1)
    for flows in loans():
        days = np.concatenate(([0], np.sort(rng.choice(np.arange(1, 3000), len(flows) - 1, replace=False)))).tolist()
        theirs = pyxirr.xirr([start + dt.timedelta(days=day) for day in days], flows)
        ours = cash_flow.irr(flows, [day / 365.0 for day in days])
        if ours.outcome == "one" and theirs is not None:
            assert theirs == pytest.approx(ours.rate, rel=1e-7, abs=1e-8)
        else:  # a rate beyond all use, which one of the two does not look for
            assert ours.outcome == "beyond" or theirs is None


@pytest.mark.parametrize("rates", [(0.05, 0.08), (0.0, 0.12), (0.1, 0.1)])
def test_modified_rates_agree_with_both(rates: tuple[float, float]) -> None:
    rng = np.random.default_rng(13)
    for _ in range(100):
        flows = rng.normal(0.0, 100.0, int(rng.integers(3, 20))).tolist()
        if min(flows) < 0.0 < max(flows):
            ours = cash_flow.mirr(flows, *rates)
            assert float(npf.mirr(flows, *rates)) == pytest.approx(ours, abs=AGREE)
            assert pyxirr.mirr(flows, *rates) == pytest.approx(ours, abs=AGREE)


def test_present_values_agree_with_both() -> None:
    for i, flows in enumerate(loans()):
        rate = -0.3 + 0.005 * i
        ours = cash_flow.npv(rate, flows)
        assert float(npf.npv(rate, flows)) == pytest.approx(ours, rel=1e-10, abs=1e-7)
        assert pyxirr.npv(rate, flows) == pytest.approx(ours, rel=1e-10, abs=1e-7)


def test_of_several_rates_theirs_is_one() -> None:
    # Two rates, 25 % and 400 %: the pump of Lorie and Savage 1955.
    flows = [-1600.0, 10000.0, -10000.0]
    ours = cash_flow.irr(flows)
    assert ours.outcome == "several"
    assert ours.rates == pytest.approx((0.25, 4.0))
    for theirs in (pyxirr.irr(flows), float(npf.irr(flows))):
        assert any(theirs == pytest.approx(rate) for rate in ours.rates)


def test_where_there_is_no_rate_ours_says_so() -> None:
    received_only, never_zero = [100.0, 200.0], [1000.0, -3000.0, 2500.0]
    assert cash_flow.irr(received_only).outcome == cash_flow.irr(never_zero).outcome == "none"
    with pytest.raises(pyxirr.InvalidPaymentsError):
        pyxirr.irr(received_only)
    for found in (npf.irr(received_only), npf.irr(never_zero), pyxirr.irr(never_zero)):
        assert found is None or not math.isfinite(found) or abs(cash_flow.npv(float(found), never_zero)) > 1.0
