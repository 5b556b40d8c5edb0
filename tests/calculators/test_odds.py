"""Kelly, growth, streaks, ruin and whole contracts."""

from __future__ import annotations

from itertools import product
from math import exp, log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calculators import odds
from calculators.catalogue import find
from calculators.errors import InputError

EXACT = 1e-12


def test_kellys_even_money_bet_is_the_edge() -> None:
    # Kelly 1956: at even odds stake p - q.
    assert odds.kelly_fraction(0.6, 1.0, 1.0) == pytest.approx(0.2, abs=EXACT)


def test_thorps_two_to_one_bet() -> None:
    # p = 0.5 at 2 to 1: (0.5 x 2 - 0.5) / 2 = 0.25.
    assert odds.kelly_fraction(0.5, 2.0, 1.0) == pytest.approx(0.25, abs=EXACT)


chances = st.floats(0.05, 0.95)
amounts = st.floats(0.1, 10.0)


@given(chances, amounts, amounts, st.floats(0.0, 0.95))
def test_no_fraction_grows_faster_than_kellys(p: float, win: float, loss: float, other: float) -> None:
    best = max(odds.kelly_fraction(p, win, loss), 0.0)
    assert odds.log_growth(p, win, loss, other) <= odds.log_growth(p, win, loss, best) + 1e-12


@given(amounts, amounts)
def test_at_the_breakeven_win_rate_nothing_is_expected_and_nothing_is_staked(win: float, loss: float) -> None:
    p = odds.breakeven_win_rate(win, loss)
    assert odds.expected_value(p, win, loss) == pytest.approx(0.0, abs=1e-9)
    assert odds.kelly_fraction(p, win, loss) == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize(
    ("credit", "width", "slippage", "needed"), [(0.70, 5.0, 0.0, 0.86), (0.70, 10.0, 0.0, 0.93), (0.70, 5.0, 0.15, 0.89), (0.70, 5.0, 0.40, 0.94)]
)
def test_the_win_rate_needed_is_one_less_net_credit_over_width(credit: float, width: float, slippage: float, needed: float) -> None:
    result = find("odds").run({"credit": credit, "wing_width": width, "slippage": slippage, "win_rate": 0.9})
    assert result.figure("breakeven_win_rate").value == pytest.approx(needed, abs=EXACT)


def test_ninety_percent_earns_on_five_wide_and_loses_on_ten_wide() -> None:
    narrow = find("odds").run({"credit": 0.70, "wing_width": 5.0, "win_rate": 0.90})
    wide = find("odds").run({"credit": 0.70, "wing_width": 10.0, "win_rate": 0.90})
    assert narrow.figure("expected_value").value == pytest.approx(0.20, abs=EXACT)
    assert wide.figure("expected_value").value == pytest.approx(-0.30, abs=EXACT)


def test_growth_is_the_product_of_wins_and_losses_in_proportion() -> None:
    result = find("odds").run({"credit": 0.70, "wing_width": 5.0, "win_rate": 0.90, "fraction": 0.10, "trades": 250})
    assert result.figure("growth").value == pytest.approx((1 + 0.1 * 0.7 / 4.3) ** 225 * 0.9**25, rel=1e-9)


@pytest.mark.parametrize(("trades", "length", "q"), [(6, 2, 0.3), (10, 3, 0.5), (12, 2, 0.1), (5, 5, 0.4), (4, 5, 0.4)])
def test_the_chance_of_a_streak_counts_every_sequence(trades: int, length: int, q: float) -> None:
    counted = 0.0
    for outcome in product("WL", repeat=trades):
        if "L" * length in "".join(outcome):
            counted += q ** outcome.count("L") * (1 - q) ** outcome.count("W")
    assert odds.prob_streak(trades, length, q) == pytest.approx(counted, abs=1e-12)


@pytest.mark.parametrize(("fraction", "level"), [(0.3, 0.5), (0.2, 0.7), (0.5, 0.5), (1.0, 0.5)])
def test_the_chance_of_ruin_counts_every_path(fraction: float, level: float) -> None:
    p, win, loss, trades = 0.6, 1.0, 1.0, 9
    counted = 0.0
    for outcome in product((True, False), repeat=trades):
        account, ruined = 1.0, False
        for won in outcome:
            account *= 1 + fraction if won else 1 - fraction
            ruined = ruined or account <= level * (1 + 1e-12)
        if ruined:
            counted += p ** sum(outcome) * (1 - p) ** (trades - sum(outcome))
    assert odds.prob_ruin(trades, p, win, loss, fraction, level) == pytest.approx(counted, abs=1e-12)


@given(chances, st.floats(0.01, 0.9), st.integers(1, 60))
def test_ruin_grows_with_the_number_of_trades(p: float, fraction: float, trades: int) -> None:
    fewer = odds.prob_ruin(trades, p, 1.0, 2.0, fraction, 0.5)
    more = odds.prob_ruin(trades + 1, p, 1.0, 2.0, fraction, 0.5)
    assert 0.0 <= fewer <= more + 1e-12 <= 1.0 + 1e-11


def test_one_loss_at_full_stake_ends_the_account() -> None:
    result = find("odds").run({"credit": 0.70, "wing_width": 5.0, "win_rate": 0.90, "fraction": 1.0})
    assert result.figure("growth").value == 0.0
    assert result.figure("log_growth").value is None
    assert result.figure("ruin").value == pytest.approx(1 - 0.9**250, abs=1e-12)


def test_a_sure_win_has_no_streak_and_no_ruin() -> None:
    result = find("odds").run({"credit": 0.70, "wing_width": 5.0, "win_rate": 1.0, "fraction": 0.1, "trades": 10})
    assert result.figure("streak_2").value == 0.0
    assert result.figure("ruin").value == 0.0
    assert result.figure("growth").value == pytest.approx(exp(10 * log(1 + 0.1 * 0.7 / 4.3)), rel=1e-12)


def test_without_a_win_rate_only_the_break_even_one_is_given() -> None:
    # 1.15 on 10 points: 8.85 of 10 must be won back.
    result = find("odds").run({"credit": 1.15, "wing_width": 10.0})
    assert result.figure("breakeven_win_rate").value == pytest.approx(0.885, rel=1e-12)
    assert {f.name for f in result.presentation.figures} == {"breakeven_win_rate", "win", "loss"}
    assert any("need a win_rate" in note for note in result.presentation.notes)


@pytest.mark.parametrize("slippage", [0.70, 0.90])
def test_a_credit_eaten_by_slippage_is_refused(slippage: float) -> None:
    with pytest.raises(InputError, match="between 0 and wing_width"):
        find("odds").run({"credit": 0.70, "wing_width": 5.0, "win_rate": 0.9, "slippage": slippage})


def test_half_a_contract_is_none() -> None:
    result = find("position_size").run({"account": 150_000.0, "risk_fraction": 0.01, "max_loss": 3_200.0})
    assert result.figure("contracts").value == 0
    assert result.figure("risk_fraction_actual").value == 0.0


def test_an_exact_budget_buys_all_its_contracts() -> None:
    assert odds.whole_contracts(100_000.0, 0.1, 1_000.0) == 10
    assert odds.whole_contracts(43_000.0, 0.07, 430.0) == 7


@given(st.floats(1.0, 1e7), st.floats(0.0, 1.0), st.floats(1.0, 1e5))
def test_the_contracts_fit_the_budget_and_one_more_does_not(account: float, fraction: float, max_loss: float) -> None:
    contracts = odds.whole_contracts(account, fraction, max_loss)
    assert contracts * max_loss <= account * fraction * (1 + 1e-8)
    assert (contracts + 1) * max_loss > account * fraction
