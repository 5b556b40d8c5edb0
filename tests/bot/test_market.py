import json
from datetime import date

import pytest

from bot.market import Market
from calculators.catalogue import BY_NAME
from calculators.errors import InputError

MARKET = Market(7138.8, 17.95, date(2026, 5, 7))


def test_the_index_level_and_vol_fill_what_was_not_given() -> None:
    assert MARKET.fill(BY_NAME["iron_condor"], {"dte": 45}) == {"spot": 7138.8, "vol": 0.1795}
    assert MARKET.fill(BY_NAME["iron_condor"], {"spot": 6000, "vol": 0.2}) == {}


def test_a_calculator_that_takes_the_vix_gets_the_vix() -> None:
    assert MARKET.fill(BY_NAME["vix_hedge"], {})["vix"] == 17.95
    assert "vix" not in MARKET.fill(BY_NAME["second_engine"], {"vol": 0.2})


def test_a_trade_named_by_its_strikes_is_left_alone() -> None:
    strikes = {"long_put": 5700, "short_put": 5750, "short_call": 6300, "long_call": 6350}
    assert MARKET.fill(BY_NAME["iron_condor"], strikes) == {}


def test_a_calculator_without_a_market_gets_none() -> None:
    assert MARKET.fill(BY_NAME["capm"], {}) == {}


HABITS = MARKET.with_habits({"account": 250_000, "rate": 0.035, "fees": 1.5})


def test_habits_fill_what_a_question_does_not_say() -> None:
    assert HABITS.fill(BY_NAME["iron_condor"], {"dte": 45, "rate": 0.05}) == {"fees": 1.5, "spot": 7138.8, "vol": 0.1795}
    assert HABITS.fill(BY_NAME["position_size"], {"risk_fraction": 0.02}) == {"account": 250_000}


def test_habits_hold_for_a_trade_named_by_its_strikes_too() -> None:
    strikes = {"long_put": 5700, "short_put": 5750, "short_call": 6300, "long_call": 6350}
    assert HABITS.fill(BY_NAME["iron_condor"], strikes) == {"rate": 0.035, "fees": 1.5}


def test_a_rate_of_another_kind_is_no_habit() -> None:
    assert HABITS.fill(BY_NAME["irr"], {}) == {}
    assert MARKET.with_habits({"dividend_yield": 0.02}).fill(BY_NAME["drip"], {}) == {}


def test_habits_out_of_bounds_are_refused() -> None:
    with pytest.raises(InputError, match=r"account must be greater than 0; got -1"):
        MARKET.with_habits({"account": -1})


def test_a_market_comes_back_whole_from_what_is_kept_of_it() -> None:
    market = Market.entered({"spot": 7000, "vix": 20, "as_of": "2026-06-01", "vix_5dma": 19, "futures": [{"level": 21, "dte": 30}]})
    market = market.with_habits({"fees": 0, "slippage": 0.1})
    assert Market.from_json(json.loads(json.dumps(market.to_json()))) == market
