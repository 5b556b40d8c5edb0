"""Strikes and legs, however they are written down."""

import pytest

from bot.routing.numbers import read_line
from bot.routing.reading import Reading
from bot.routing.strikes import Leg, Strikes, take_strikes
from bot.routing.structures import structure_of

FOUR = (5700.0, 5750.0, 6300.0, 6350.0)
NOTATIONS = [
    "5700/5750/6300/6350",
    "6350/6300/5750/5700",
    "5700 / 5750 / 6300 / 6350",
    "5700-5750-6300-6350",
    "strikes 5700, 5750, 6300 and 6350",
    "5700 5750 6300 6350",
    "sell the 6300/6350 call spread and the 5750/5700 put spread",
    "short the 5750-5700 put vertical and the 6300-6350 call vertical",
    "puts 5700/5750, calls 6300/6350",
    "5750/5700 puts against 6300/6350 calls",
    "5750/5700p 6300/6350c",
    "short strikes 5750 and 6300, protection bought at 5700 and 6350",
    "shorts 5750/6300 longs 5700/6350",
]


@pytest.mark.parametrize("text", NOTATIONS)
def test_four_strikes_are_read_in_any_order(text: str) -> None:
    assert take_strikes(Reading(read_line(text))).condor == FOUR


@pytest.mark.parametrize(
    "text",
    [
        "+P5700 -P5750 -C6300 +C6350",
        "short put 5750, long put 5700, short call 6300, long call 6350",
        "sell 5750p and 6300c, buy 5700p and 6350c",
        "5700p/5750p/6300c/6350c",
    ],
)
def test_four_legs_of_a_condor_are_a_condor(text: str) -> None:
    name, found = structure_of(Reading(read_line(text)), None)
    assert name == "iron_condor"
    assert sorted(leg.strike for leg in found.legs) == list(FOUR)


def test_a_side_holds_until_the_next_and_days_reach_back() -> None:
    found = take_strikes(Reading(read_line("short 10 7550 calls and 10 6750 puts 45 days, long 5 6500 puts 90 days")))
    assert found.legs == (Leg("call", 7550, -10, 45), Leg("put", 6750, -10, 45), Leg("put", 6500, 5, 90))


def test_compact_legs_carry_sign_quantity_and_days() -> None:
    found = take_strikes(Reading(read_line("+1P6800@60d, -1P6950@30d, -1C7350@30d")))
    assert found.legs == (Leg("put", 6800, 1, 60), Leg("put", 6950, -1, 30), Leg("call", 7350, -1, 30))


def test_a_count_before_the_strikes_is_the_size() -> None:
    assert take_strikes(Reading(read_line("twenty 6650/6700/7550/7600s"))) == Strikes(condor=(6650, 6700, 7550, 7600), count=20)


def test_wing_widths_are_no_strikes() -> None:
    assert take_strikes(Reading(read_line("long put 100 under the short put, long call 50 over the short call"))) == Strikes()


def test_a_level_and_days_are_no_strikes() -> None:
    assert take_strikes(Reading(read_line("SPX 7140, 45 dte, VIX 18, account 100000"))) == Strikes()
