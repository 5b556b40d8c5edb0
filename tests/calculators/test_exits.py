"""Exit rules by simulation: against closed forms where there are any, and against what theory says cannot change."""

from __future__ import annotations

import numpy as np
import pytest

from calculators import exits
from calculators.catalogue import find
from calculators.catalogue.iron_condor import IronCondorInputs, build
from calculators.errors import InputError
from calculators.exits import REASONS, Rules, estimate, simulate
from calculators.position import Leg, Position
from calculators.structure import Outlook, Trade

ERRORS = 4.0  # standard errors that chance may be off by: a fixed seed, so a test holds always or never
GIVEN = {"spot": 7140.0, "dte": 45.0, "vol": 0.18, "short_delta": 0.16, "wing_width": 50.0}
FULL = Rules(target=0.5, stop=2.0, days_left=21.0)


def opened(**changes: object) -> tuple[Trade, Outlook]:
    trade = build(IronCondorInputs.model_validate({**GIVEN, **changes})).trade
    assert trade.outlook is not None
    return trade, trade.outlook


@pytest.mark.parametrize("rules", [Rules(), Rules(target=0.5), Rules(stop=1.0), FULL])
def test_before_costs_no_rule_changes_the_mean_under_the_law_that_priced_it(rules: Rules) -> None:
    trade, outlook = opened()
    outcomes = simulate(trade.position, outlook, rules, 20_000, seed=3)
    found = estimate(outcomes.discounted)
    assert abs(found.mean) < ERRORS * found.error
    assert found.error < 0.5


def test_held_to_expiration_it_agrees_with_the_exact_probability() -> None:
    trade, outlook = opened()
    held = estimate((simulate(trade.position, outlook, FULL, 20_000, seed=5).held > 0.0).astype(float))
    assert trade.prob_of_profit is not None
    assert abs(held.mean - trade.prob_of_profit) < ERRORS * held.error


def test_a_view_of_lower_vol_than_implied_pays_the_seller() -> None:
    trade, outlook = opened(real_vol=0.12)
    found = estimate(simulate(trade.position, outlook, FULL, 4_000, seed=1).discounted)
    assert found.mean > ERRORS * found.error


def test_without_rules_it_is_held_and_every_path_ends_at_expiration() -> None:
    trade, outlook = opened()
    outcomes = simulate(trade.position, outlook, Rules(), 500, seed=1)
    assert np.array_equal(outcomes.profit, outcomes.held)
    assert set(outcomes.reason.tolist()) == {REASONS.index("expiration")}
    assert (outcomes.days == 45.0).all()


def test_each_rule_ends_paths_where_it_says() -> None:
    trade, outlook = opened()
    credit = trade.position.credit
    outcomes = simulate(trade.position, outlook, FULL, 4_000, seed=2)
    by = {name: outcomes.profit[outcomes.reason == i] for i, name in enumerate(REASONS)}
    assert (by["target"] >= 0.5 * credit).all()
    assert (by["stop"] <= -2.0 * credit).all()
    assert ((by["time"] > -2.0 * credit) & (by["time"] < 0.5 * credit)).all()
    assert len(by["expiration"]) == 0
    assert (outcomes.days[outcomes.reason == REASONS.index("time")] == 24.0).all()
    assert outcomes.days.min() >= 1.0


def test_closing_early_costs_what_it_is_said_to_cost() -> None:
    trade, outlook = opened()
    free, paid = (simulate(trade.position, outlook, Rules(days_left=21.0, exit_cost=cost), 300, seed=2) for cost in (0.0, 0.75))
    assert free.profit - paid.profit == pytest.approx(np.full(300, 0.75))


def test_one_seed_gives_one_result_and_progress_is_told_day_by_day() -> None:
    trade, outlook = opened()
    told: list[tuple[int, int]] = []
    first = simulate(trade.position, outlook, FULL, 301, seed=9, progress=lambda done, all_days: told.append((done, all_days)))
    again, other = (simulate(trade.position, outlook, FULL, 301, seed=seed) for seed in (9, 10))
    assert len(first.profit) == 302
    assert np.array_equal(first.profit, again.profit)
    assert not np.array_equal(first.profit, other.profit)
    assert told == [(day, 45) for day in range(1, 46)]


def test_what_is_not_sold_for_one_expiration_within_reach_is_refused() -> None:
    trade, outlook = opened()
    with pytest.raises(InputError, match="multiples of the credit"):
        simulate(Position(trade.position.legs, 0.0), outlook, FULL, 100, seed=1)
    two = Position((Leg("put", 7000.0, -1, 45.0), Leg("put", 6900.0, 1, 60.0)), 3.0)
    with pytest.raises(InputError, match="one expiration within 400 days"):
        simulate(two, outlook, FULL, 100, seed=1)
    far, view = opened(dte=401.0)
    with pytest.raises(InputError, match="one expiration within 400 days"):
        simulate(far.position, view, FULL, 100, seed=1)


def test_the_worst_mean_is_that_of_the_lowest_share() -> None:
    assert exits.worst_mean(np.arange(100.0), 0.05) == 2.0
    assert exits.worst_mean(np.array([3.0]), 0.05) == 3.0


def test_the_calculator_says_that_it_simulates_and_shows_standard_errors() -> None:
    result = find("exit_rules").run(
        {**GIVEN, "profit_target": 0.5, "stop_loss": 2.0, "close_days_left": 21.0, "paths": 1000, "slippage": 0.2, "fees": 1.0}
    )
    assert result.presentation.notes[0].startswith("Simulated, not computed: 1,000 paths, seed 1")
    assert "standard error" in result.figure("win_rate").text
    assert "costs 0.24 points" in result.presentation.notes[1]
    shares = [result.figure(f"ended_by_{reason}").value for reason in REASONS]
    assert sum(share for share in shares if isinstance(share, float)) == pytest.approx(1.0)


def test_the_calculator_refuses_no_rule_and_a_time_exit_before_the_start() -> None:
    with pytest.raises(InputError, match="at least one rule"):
        find("exit_rules").run(GIVEN)
    with pytest.raises(InputError, match="close_days_left must be less than the 45 days"):
        find("exit_rules").run({**GIVEN, "close_days_left": 45.0})
    with pytest.raises(InputError, match="spot, dte and vol are required"):
        find("exit_rules").run({"long_put": 90.0, "short_put": 95.0, "short_call": 105.0, "long_call": 110.0, "credit": 2.0, "stop_loss": 1.0})
