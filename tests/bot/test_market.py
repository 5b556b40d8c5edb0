from datetime import date

from bot.market import Market
from calculators.catalogue import BY_NAME

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
