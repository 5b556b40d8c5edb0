"""Condors against optionlab, whose values stand in `optionlab.json`: it asks for older pandas, so `benchmarks/optionlab_values.py` makes them apart.

Two conventions of its own explain every difference, and with them allowed for the figures agree:

- it counts the first day too, so 45 days are 46 of 365;
- a profit below 0.01 is no profit, which moves each breakeven by as much as that takes.

One thing is wrong: gamma and vega of short legs keep the sign of long ones, so that their sum, the net vega of a short
condor, comes out positive. A short condor loses when vol rises: ours is negative, and it is the slope of the price.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from calculators import horizon, valuation
from calculators.horizon import Horizon
from calculators.market import MarketState
from calculators.position import Leg, Position

TABLE = json.loads((Path(__file__).parent / "optionlab.json").read_text(encoding="utf-8"))
CASES = [case for case in TABLE["cases"] if "error" not in case["said"]]
LEAST = 0.01  # what it takes for a profit
AT_EXPIRATION = 1e-7
ITS_QUADRATURE = 5e-4  # relative: the tolerance it states for horizons
QUANTITIES = (1, -1, -1, 1)


def condor(case: dict[str, Any], extra_credit: float = 0.0) -> Position:
    given = case["given"]
    credit = -sum(quantity * premium for quantity, premium in zip(QUANTITIES, given["premiums"], strict=True))
    rights = ("put", "put", "call", "call")
    rows = zip(rights, given["strikes"], QUANTITIES, strict=True)
    legs = tuple(Leg(right, float(strike), quantity, given["dte"] + 1.0) for right, strike, quantity in rows)  # type: ignore[arg-type]
    return Position(legs, credit + extra_credit)


def state(case: dict[str, Any]) -> MarketState:
    given = case["given"]
    return MarketState(given["spot"], given["rate"], given["dividend_yield"], given["vol"])


def ours(case: dict[str, Any], extra_credit: float = 0.0) -> Horizon:
    days = case["given"].get("horizon_days", case["given"]["dte"]) + 1.0
    return horizon.at(condor(case, extra_credit), state(case), days)


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["given"]["strikes"]))
def test_breakevens_probability_and_means_agree(case: dict[str, Any]) -> None:
    said, whole, live = case["said"], ours(case, -LEAST), "horizon_days" in case["given"]
    tolerance = ITS_QUADRATURE if live else AT_EXPIRATION
    assert whole.breakevens == pytest.approx(said["profit_ranges"][0], rel=1e-6 if live else 1e-9)
    assert whole.prob_of_profit == pytest.approx(said["probability_of_profit"], rel=tolerance)
    assert whole.mean_gain is not None
    assert whole.mean_loss is not None
    assert whole.mean_gain + LEAST == pytest.approx(said["expected_profit_if_profitable"], rel=max(tolerance, 1e-4))
    assert LEAST - whole.mean_loss == pytest.approx(said["expected_loss_if_unprofitable"], rel=max(tolerance, 1e-4))


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["given"]["strikes"]))
def test_its_greeks_of_a_leg_agree_in_size_and_its_gamma_and_vega_lack_the_sign_of_short_legs(case: dict[str, Any]) -> None:
    position, said = condor(case), case["said"]
    greeks = valuation.leg_greeks(position, state(case))
    assert position.quantities * greeks.delta == pytest.approx(said["delta"], rel=1e-7)
    assert position.quantities * greeks.theta / 365.0 == pytest.approx(said["theta"], rel=1e-7)
    for ours_, name in ((greeks.gamma, "gamma"), (greeks.vega / 100.0, "vega")):
        assert ours_ == pytest.approx(said[name], rel=1e-7)
        assert all(value > 0.0 for value in said[name])


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["given"]["strikes"]))
def test_our_net_greeks_of_a_short_condor_are_the_slopes_of_its_value(case: dict[str, Any]) -> None:
    position, market = condor(case), state(case)
    net = valuation.value(position, market)

    def worth(spot: float = market.spot, vol: float = float(market.vol), days: float = 0.0) -> float:  # type: ignore[arg-type]
        moved = MarketState(spot, market.rate, market.dividend_yield, vol)
        return float(valuation.profits(position, moved, np.array([spot]), days)[0])

    h = 1e-3 * market.spot
    assert net.delta == pytest.approx((worth(market.spot + h) - worth(market.spot - h)) / (2.0 * h), abs=1e-5)
    assert net.gamma == pytest.approx((worth(market.spot + h) - 2.0 * worth() + worth(market.spot - h)) / (h * h), rel=2e-3)
    vol = float(market.vol)  # type: ignore[arg-type]
    assert net.vega == pytest.approx((worth(vol=vol + 1e-5) - worth(vol=vol - 1e-5)) / 2e-5, rel=1e-5)
    assert net.theta / 365.0 == pytest.approx((worth(days=1e-3) - worth()) / 1e-3, rel=1e-3)
    assert net.vega < 0.0
    assert net.gamma < 0.0
    assert net.theta > 0.0
    assert sum(case["said"]["vega"]) > 0.0


def test_where_its_quadrature_gives_up_ours_does_not() -> None:
    case = next(case for case in TABLE["cases"] if "error" in case["said"])
    assert "did not converge" in case["said"]["error"]
    found = ours(case)
    today = condor(case).credit + valuation.value(condor(case), state(case)).value
    assert found.expected_value == pytest.approx(today, abs=1e-9)
