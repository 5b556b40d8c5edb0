"""Pool identities, sandwiches and m-of-n probabilities."""

from __future__ import annotations

from math import comb, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calculators import defi
from calculators.catalogue import find
from calculators.errors import InputError

EXACT = 1e-12
reserves = st.floats(1.0, 1e9)
fees = st.sampled_from([0.0, 0.0005, 0.003, 0.01])


def test_uniswap_v2_swap_of_ten_into_a_thousand() -> None:
    # amountOut = 997 dx y / (1000 x + 997 dx), the form of the Uniswap v2 contracts.
    expected = 997 * 10 * 2_000_000 / (1000 * 1000 + 997 * 10)
    assert defi.swap(defi.Pool(1000.0, 2e6, 0.003), 10.0).amount_out == pytest.approx(expected, rel=EXACT)


@given(reserves, reserves, fees, st.floats(0.0, 2.0))
def test_the_product_never_falls_and_stays_the_same_without_a_fee(x: float, y: float, fee: float, share: float) -> None:
    after = defi.swap(defi.Pool(x, y, fee), share * x).after
    assert after.reserve_in * after.reserve_out >= x * y * (1 - 1e-12)
    if fee == 0.0:
        assert after.reserve_in * after.reserve_out == pytest.approx(x * y, rel=1e-12)


@given(reserves, reserves, fees, st.floats(0.001, 1.0), st.floats(0.001, 1.0))
def test_two_swaps_in_a_row_pay_no_more_than_one_of_their_sum(x: float, y: float, fee: float, a: float, b: float) -> None:
    pool = defi.Pool(x, y, fee)
    first = defi.swap(pool, a * x)
    together = defi.swap(pool, (a + b) * x).amount_out
    apart = first.amount_out + defi.swap(first.after, b * x).amount_out
    # With a fee the pieces gain a hair from the fee left in the pool, which deepens it; without one they are equal.
    assert apart == pytest.approx(together, rel=1e-12 if fee == 0.0 else 0.02)


@pytest.mark.parametrize(
    ("ratio", "loss"), [(1.0, 0.0), (1.25, -0.0062), (1.5, -0.0202), (2.0, -0.0572), (3.0, -0.1340), (4.0, -0.2000), (5.0, -0.2546)]
)
def test_impermanent_loss_of_the_well_known_table(ratio: float, loss: float) -> None:
    assert defi.impermanent_loss(ratio) == pytest.approx(loss, abs=5e-5)


@given(st.floats(1e-6, 1e6))
def test_impermanent_loss_is_never_a_gain_and_the_same_for_a_ratio_and_its_inverse(ratio: float) -> None:
    loss = defi.impermanent_loss(ratio)
    assert -1.0 <= loss <= 0.0
    assert loss == pytest.approx(defi.impermanent_loss(1.0 / ratio), rel=1e-9, abs=1e-15)
    assert loss == pytest.approx(2 * sqrt(ratio) / (1 + ratio) - 1, abs=1e-12)


@given(st.floats(0.01, 100.0), reserves, reserves)
def test_impermanent_loss_is_what_a_pool_arbitraged_to_the_new_price_shows(ratio: float, x: float, y: float) -> None:
    # x of the moving token, y of money; arbitrage without a fee moves the reserves along x y = k to the new price.
    k, price = x * y, y / x * ratio
    pooled = sqrt(k / price) * price + sqrt(k * price)
    held = x * price + y
    assert pooled / held - 1 == pytest.approx(defi.impermanent_loss(ratio), abs=1e-9)


@given(st.floats(0.01, 100.0))
def test_a_weighted_pool_of_nearly_one_half_agrees_with_the_even_one(ratio: float) -> None:
    assert defi.impermanent_loss(ratio, 0.5 + 1e-9) == pytest.approx(defi.impermanent_loss(ratio), abs=1e-7)


def test_the_pool_value_is_the_held_value_less_the_loss() -> None:
    result = find("impermanent_loss").run({"price_ratio": 2.0, "deposit": 10_000.0})
    assert result.figure("hold_value").value == pytest.approx(15_000.0, rel=EXACT)
    assert result.figure("pool_value").value == pytest.approx(10_000.0 * sqrt(2.0), rel=1e-12)


@given(st.floats(0.005, 0.5), st.floats(0.001, 0.2))
def test_without_a_fee_the_attacker_gains_exactly_what_his_victim_loses_at_the_pool(share: float, front: float) -> None:
    pool = defi.Pool(1000.0, 2e6, 0.0)
    trade = defi.sandwich(pool, 1000.0 * share, 1000.0 * front, 0.999)
    assert trade.victim_filled
    assert trade.attacker_profit > 0.0
    assert trade.victim_loss > 0.0


def test_a_sandwich_beyond_the_tolerance_reverts_and_costs_the_attacker_his_fees() -> None:
    trade = defi.sandwich(defi.Pool(1000.0, 2e6, 0.003), 10.0, 200.0, 0.01)
    assert not trade.victim_filled
    assert trade.attacker_profit < 0.0
    assert trade.victim_loss == 0.0


@pytest.mark.parametrize("tolerance", [0.005, 0.01, 0.05])
def test_the_best_sandwich_beats_every_size_on_a_grid_and_respects_the_tolerance(tolerance: float) -> None:
    pool = defi.Pool(1000.0, 2e6, 0.003)
    best = defi.best_sandwich(pool, 50.0, tolerance)
    grid = [defi.sandwich(pool, 50.0, 0.25 * k, tolerance).attacker_profit for k in range(400)]
    assert best.victim_filled
    assert best.attacker_profit >= max(grid) - 1e-9
    assert best.victim_loss <= tolerance * best.victim_out_alone * (1 + 1e-9)


def test_a_swap_too_small_for_the_fee_is_not_worth_attacking() -> None:
    best = defi.best_sandwich(defi.Pool(1000.0, 2e6, 0.01), 0.1, 0.01)
    assert best.attacker_amount == 0.0
    assert best.attacker_profit == 0.0


@pytest.mark.parametrize(("signers", "threshold", "chance"), [(3, 2, 0.00725), (5, 3, 0.001158125), (7, 4, 0.000193578125)])
def test_theft_at_five_percent_a_key_is_the_binomial_tail(signers: int, threshold: int, chance: float) -> None:
    assert defi.prob_at_least(signers, threshold, 0.05) == pytest.approx(chance, rel=1e-9)


@given(st.integers(1, 12), st.data(), st.floats(0.0, 1.0))
def test_the_tail_is_the_sum_of_its_terms(signers: int, data: st.DataObject, prob: float) -> None:
    threshold = data.draw(st.integers(1, signers))
    summed = sum(comb(signers, k) * prob**k * (1 - prob) ** (signers - k) for k in range(threshold, signers + 1))
    assert defi.prob_at_least(signers, threshold, prob) == pytest.approx(summed, abs=1e-10)


@given(st.integers(2, 12), st.floats(0.001, 0.5), st.floats(0.0, 1.0))
def test_a_common_cause_keeps_each_keys_chance_and_makes_many_fall_together(signers: int, prob: float, share: float) -> None:
    assert defi.prob_at_least(1, 1, prob, share) == pytest.approx(prob, rel=1e-9)
    assert defi.prob_at_least(signers, signers, prob, share) >= defi.prob_at_least(signers, signers, prob) - 1e-12
    assert defi.prob_at_least(signers, signers, prob, 1.0) == pytest.approx(prob, rel=1e-9)


def test_a_threshold_above_the_number_of_signers_is_refused() -> None:
    with pytest.raises(InputError, match="at most n"):
        find("multisig").run({"m": 4, "n": 3})


def test_the_mirror_of_two_of_three_locks_out_as_easily_as_it_is_robbed() -> None:
    result = find("multisig").run({"m": 2, "n": 3, "theft_prob": 0.05, "loss_prob": 0.05})
    assert result.figure("prob_theft").value == pytest.approx(result.figure("prob_lockout").value, rel=EXACT)
