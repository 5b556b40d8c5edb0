"""Constant-product pools, sandwich trades on them, and m-of-n signatures.

A pool holds x of one token and y of another and keeps x y from falling; a swap pays the fee in the token it brings in.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import comb, fsum, sqrt

from calculators.errors import FieldError, InputError

SEARCH_STEPS = 100


@dataclass(frozen=True, slots=True)
class Pool:
    """Reserves of the token brought in and of the token taken out; `fee` is the share of the amount in."""

    reserve_in: float
    reserve_out: float
    fee: float

    @property
    def price(self) -> float:
        """Out-tokens for one in-token, for an amount too small to move the pool, before the fee."""
        return self.reserve_out / self.reserve_in


@dataclass(frozen=True, slots=True)
class Swap:
    """What a swap pays and the pool it leaves behind (the fee stays in the pool)."""

    amount_out: float
    after: Pool


def swap(pool: Pool, amount_in: float) -> Swap:
    """Swap an amount of the in-token: dy = y g dx / (x + g dx) with g = 1 - fee.

    Source: Adams, Zinsmeister and Robinson 2020 (Uniswap v2); Angeris and Chitra 2020.
    """
    effective = amount_in * (1.0 - pool.fee)
    amount_out = pool.reserve_out * effective / (pool.reserve_in + effective)
    return Swap(amount_out, Pool(pool.reserve_in + amount_in, pool.reserve_out - amount_out, pool.fee))


def reverse(pool: Pool) -> Pool:
    """The same pool seen by one who brings the other token."""
    return Pool(pool.reserve_out, pool.reserve_in, pool.fee)


def impermanent_loss(price_ratio: float, weight: float = 0.5) -> float:
    """Return the pool's value over the value of just holding, minus 1, fees left out (so zero or negative).

    `price_ratio` is the new price of the moving token over the old; `weight` is that token's share of value in the pool.
    At one half it is 2 sqrt(r) / (1 + r) - 1; in general r^w / (w r + 1 - w) - 1.
    Source: Angeris and Chitra 2020 (constant product and geometric-mean pools).
    """
    if price_ratio <= 0.0:
        raise InputError(f"price_ratio must be above zero; got {price_ratio:g}", (FieldError("price_ratio", "price_ratio must be above zero"),))
    if weight == 0.5:
        # 1 - (1 - sqrt r)^2 / (1 + r): the same value without the cancellation near r = 1
        return -((1.0 - sqrt(price_ratio)) ** 2) / (1.0 + price_ratio)
    return float(price_ratio**weight / (weight * price_ratio + 1.0 - weight) - 1.0)


@dataclass(frozen=True, slots=True)
class Sandwich:
    """A front-run, the victim's swap and the back-run, all in the units named; profit and loss before gas."""

    attacker_amount: float
    attacker_profit: float
    victim_out_alone: float
    victim_out: float
    victim_loss: float
    victim_filled: bool


def sandwich(pool: Pool, victim_amount: float, attacker_amount: float, slippage_tolerance: float) -> Sandwich:
    """Trade ahead of a victim and back after him. If the price he gets falls below his tolerance his swap reverts.

    Profit is in the in-token; the victim's loss is in the out-token. Source: Daian et al. 2020.
    """
    alone = swap(pool, victim_amount).amount_out
    front = swap(pool, attacker_amount)
    victim = swap(front.after, victim_amount)
    filled = victim.amount_out >= alone * (1.0 - slippage_tolerance) * (1.0 - 1e-12)
    before_back_run = victim.after if filled else front.after
    back = swap(reverse(before_back_run), front.amount_out).amount_out
    received = victim.amount_out if filled else 0.0
    return Sandwich(attacker_amount, back - attacker_amount, alone, received, alone - received if filled else 0.0, filled)


def best_sandwich(pool: Pool, victim_amount: float, slippage_tolerance: float) -> Sandwich:
    """The attacker's most profitable amount that still lets the victim's swap pass; amount 0 when every attack loses.

    The fill falls with the attacker's amount, so bisection finds the largest one; profit has one hump, so a ternary search finds its top.
    """
    low, high = 0.0, pool.reserve_in
    while sandwich(pool, victim_amount, high, slippage_tolerance).victim_filled and high < 1e6 * pool.reserve_in:
        low, high = high, 4.0 * high
    for _ in range(SEARCH_STEPS):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if sandwich(pool, victim_amount, middle, slippage_tolerance).victim_filled else (low, middle)
    left, right = 0.0, low
    for _ in range(SEARCH_STEPS):
        third = (right - left) / 3.0
        profits = [sandwich(pool, victim_amount, amount, 1.0).attacker_profit for amount in (left + third, right - third)]
        left, right = (left + third, right) if profits[0] < profits[1] else (left, right - third)
    best = sandwich(pool, victim_amount, 0.5 * (left + right), slippage_tolerance)
    return best if best.victim_filled and best.attacker_profit > 0.0 else sandwich(pool, victim_amount, 0.0, slippage_tolerance)


def prob_at_least(count: int, needed: int, prob: float, common_cause: float = 0.0) -> float:
    """Return the chance that at least `needed` of `count` keys are hit, each with chance `prob`.

    `common_cause` is the beta factor: that share of a key's chance comes from one event that strikes every key at once
    (one vendor, one building, one seed phrase); the rest is independent, and each key's own chance stays `prob`.
    Errors: InputError unless 1 <= needed <= count. Source: the binomial law; the beta-factor model of Mosleh et al. 1988.
    """
    if not 1 <= needed <= count:
        raise InputError(f"the number needed must lie between 1 and {count}; got {needed}; change one of them")
    shared = common_cause * prob
    if shared >= 1.0:
        return 1.0
    alone = (prob - shared) / (1.0 - shared)
    independent = fsum(comb(count, hit) * alone**hit * (1.0 - alone) ** (count - hit) for hit in range(needed, count + 1))
    return shared + (1.0 - shared) * independent
