"""Where the short strikes of a condor or strangle go: one rule, exact levels from it, then rounding to listed strikes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from calculators import black_scholes, normal
from calculators.black_scholes import Array
from calculators.errors import field_error
from calculators.market import MarketState
from calculators.units import Right

Rule = Literal["short_delta", "short_sd", "short_distance", "short_otm", "edr_multiple", "target_credit"]
RULES: tuple[Rule, ...] = ("short_delta", "short_sd", "short_distance", "short_otm", "edr_multiple", "target_credit")

TRADING_DAYS = 252.0
_LARGEST_EXPONENT = 300.0
_FIXED_POINT_STEPS = 200
_TOLERANCE = 1e-13
_REFINEMENTS = 8  # each divides the bracket by 64: 64^8 is beyond float64


@dataclass(frozen=True, slots=True)
class Placement:
    """One rule and its number: a delta, deviations, points, a fraction of spot, a multiple of the daily range, or a credit."""

    rule: Rule
    amount: float


@dataclass(frozen=True, slots=True)
class Slot:
    """A leg of a template: struck at spot + side * distance + offset, side -1 below and +1 above."""

    right: Right
    quantity: int
    side: int
    offset: float = 0.0


def condor_slots(put_wing: float, call_wing: float) -> tuple[Slot, ...]:
    """The iron condor as a template; its first two slots are the put spread, the middle two the strangle."""
    return Slot("put", 1, -1, -put_wing), Slot("put", -1, -1), Slot("call", -1, 1), Slot("call", 1, 1, call_wing)


def shorts(placement: Placement, state: MarketState, t: float, slots: tuple[Slot, ...]) -> tuple[float, float]:
    """The exact short put and short call by the rule, before rounding.

    `short_delta`: each short has that delta (spot delta, sign dropped). `short_sd`: that many expected moves
    spot*vol*sqrt(t) either side of spot. `short_distance`: points either side. `short_otm`: a fraction of spot either
    side. `edr_multiple`: multiples of the expected daily range spot*vol/sqrt(252). `target_credit`: the distance at which
    the model credit of the structure, given by its slots, is that amount. Raises InputError when the rule cannot be met.
    """
    amount = placement.amount
    if placement.rule == "short_delta":
        return by_delta(amount, state, t)
    by_credit = placement.rule == "target_credit"
    distance = distance_for_credit(amount, state, t, slots) if by_credit else amount * unit_distance(placement.rule, state, t)
    if distance >= state.spot:
        came = f"{amount:g}, which is {distance:,.2f} points at spot {state.spot:g}"
        raise field_error(placement.rule, f"{placement.rule} must leave the short put above 0; got {came}: lower it")
    return state.spot - distance, state.spot + distance


def unit_distance(rule: Rule, state: MarketState, t: float) -> float:
    """The points that one unit of a distance rule stands for."""
    if rule == "short_distance":
        return 1.0
    if rule == "short_otm":
        return state.spot
    at_the_money = float(state.vol_at(state.forward(t), t))
    return state.spot * at_the_money * (math.sqrt(t) if rule == "short_sd" else 1.0 / math.sqrt(TRADING_DAYS))


def by_delta(delta: float, state: MarketState, t: float) -> tuple[float, float]:
    """The put and call strikes whose delta is `delta` in size: K = F exp(vol^2 t/2 -+ vol sqrt(t) N^-1(delta e^(qt))).

    With a smile the vol depends on the strike, and the formula is applied again until the strike no longer moves.
    """
    attainable = math.exp(-state.dividend_yield * t)
    if not delta < attainable:
        raise field_error(
            "short_delta", f"short_delta must be less than e^(-qt) = {attainable:.4f}, the most a delta can be here; got {delta:g}: lower it"
        )
    quantile = float(normal.quantile(delta / attainable))
    direction = np.array([1.0, -1.0]) * quantile
    forward = state.forward(t)
    strikes = np.array([forward, forward])
    for _ in range(_FIXED_POINT_STEPS):
        deviation = state.vol_at(strikes, t) * math.sqrt(t)
        exponent = 0.5 * deviation**2 + direction * deviation
        if not np.max(np.abs(exponent)) < _LARGEST_EXPONENT:
            break  # a smile under which strikes run off without bound
        following = forward * np.exp(exponent)
        moved = float(np.max(np.abs(following / strikes - 1.0)))
        strikes = following
        if moved < _TOLERANCE:
            return float(strikes[0]), float(strikes[1])
    raise field_error("short_delta", f"short_delta must be one that some strike has under this smile; got {delta:g}: try smile flat")


def distance_for_credit(credit: float, state: MarketState, t: float, slots: tuple[Slot, ...]) -> float:
    """The distance of the shorts from spot at which the model credit is `credit`; it falls as the distance grows."""
    lowest = min(slot.offset for slot in slots)
    low, high = 0.0, (state.spot + lowest) * (1.0 - 1e-9)
    if high <= 0.0:
        raise field_error("wing_width", f"the put wing must be narrower than spot; got {-lowest:g} at spot {state.spot:g}: narrow it")
    most = float(_credits_at(np.array([0.0]), state, t, slots)[0])
    if credit > most or credit <= 0.0:
        raise field_error(
            "target_credit",
            f"target_credit must be above 0 and at most {most:.2f} points, the credit with the shorts at spot; got {credit:g}: widen the wings",
        )
    for _ in range(_REFINEMENTS):
        grid = np.linspace(low, high, 65)
        last = int(np.flatnonzero(_credits_at(grid, state, t, slots) >= credit)[-1])
        low, high = float(grid[last]), float(grid[min(last + 1, 64)])
    return 0.5 * (low + high)


def _credits_at(distances: Array, state: MarketState, t: float, slots: tuple[Slot, ...]) -> Array:
    sides, offsets = np.array([float(slot.side) for slot in slots]), np.array([slot.offset for slot in slots])
    return _credits(state.spot + distances[:, None] * sides + offsets, state, t, slots)


def model_credit(shorts_at: tuple[float, float], state: MarketState, t: float, slots: tuple[Slot, ...]) -> float:
    """The model credit of the structure with its put side at the first strike and its call side at the second."""
    return model_credits((shorts_at,), state, t, slots)[0]


def model_credits(pairs: Sequence[tuple[float, float]], state: MarketState, t: float, slots: tuple[Slot, ...]) -> tuple[float, ...]:
    """The model credit at each pair of shorts, in one pass."""
    strikes = np.array([[pair[0 if slot.side < 0 else 1] + slot.offset for slot in slots] for pair in pairs])
    return tuple(_credits(strikes, state, t, slots).tolist())


def _credits(strikes: Array, state: MarketState, t: float, slots: tuple[Slot, ...]) -> Array:
    signs = np.array([1.0 if slot.right == "call" else -1.0 for slot in slots])
    prices = black_scholes.price(signs, state.spot, strikes, t, state.vol_at(strikes, t), state.rate, state.dividend_yield)
    credits: Array = -(prices @ np.array([float(slot.quantity) for slot in slots]))
    return credits


def rounded(level: float, step: float) -> float:
    """The nearest multiple of `step`, half upward; a step of 0, or too small to tell strikes apart, leaves the level alone."""
    return math.floor(level / step + 0.5) * step if step > 1e-9 * level else level


def deltas(pairs: Sequence[tuple[float, float]], state: MarketState, t: float) -> list[list[float]]:
    """For each pair of strikes the deltas of a put at the first and a call at the second, sign dropped, in one pass."""
    levels = np.array(pairs)
    signs = np.array([-1.0, 1.0])
    found: Array = np.abs(black_scholes.delta(signs, state.spot, levels, t, state.vol_at(levels, t), state.rate, state.dividend_yield))
    return [[float(put), float(call)] for put, call in found]
