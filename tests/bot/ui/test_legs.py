"""The strategies a position may start from."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ui import legs
from bot.ui.legs import STRATEGIES, Strategy
from calculators.catalogue import BY_NAME

MARKET = {"spot": 7140.0, "dte": 45.0, "vol": 0.18}
NAMED = {strategy.label: strategy for strategy in STRATEGIES}


def credit(label: str) -> float:
    value = BY_NAME["position"].run({**MARKET, "legs": legs.placed(NAMED[label], **MARKET)}).figure("net_credit").value
    assert isinstance(value, float)
    return value


@pytest.mark.parametrize("strategy", STRATEGIES, ids=lambda strategy: strategy.label)
def test_every_strategy_is_a_position_the_calculator_values(strategy: Strategy) -> None:
    assert BY_NAME["position"].run({**MARKET, "legs": legs.placed(strategy, **MARKET)}).presentation.charts


def test_what_defines_a_strategy_holds_of_its_legs() -> None:
    for sold in ("Iron condor", "Iron butterfly", "Bull put spread", "Bear call spread", "Strangle", "Jade lizard"):
        assert credit(sold) > 0.0, sold
    for bought in ("Butterfly", "Calendar", "Straddle"):
        assert credit(bought) < 0.0, bought
    lower_call, upper_call = sorted(leg["strike"] for leg in legs.placed(NAMED["Jade lizard"], **MARKET) if leg["right"] == "call")
    assert credit("Jade lizard") > upper_call - lower_call, "a jade lizard loses nothing upward"
    lower, middle, upper = sorted(leg["strike"] for leg in legs.placed(NAMED["Butterfly"], **MARKET))
    assert upper - middle == middle - lower


@given(st.sampled_from(STRATEGIES), st.floats(10, 20_000), st.floats(0.1, 700), st.floats(0.01, 2.0))
def test_strikes_are_listed_ones_and_no_two_options_are_the_same(strategy: Strategy, spot: float, dte: float, vol: float) -> None:
    placed = legs.placed(strategy, spot, dte, vol)
    assert all(leg["strike"] > 0.0 and leg["strike"] % 5.0 == 0.0 for leg in placed)
    options = sorted((leg["right"], leg.get("dte", dte), leg["strike"]) for leg in placed)
    assert all(one != other for one, other in pairwise(options))
