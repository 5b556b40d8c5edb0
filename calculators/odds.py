"""What a win rate is worth: expectation, Kelly's fraction, growth, losing streaks, ruin, and whole contracts.

A trade either wins `win` or loses `loss` (both positive, same unit), independently, with a fixed win rate.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, floor, log, log1p

import numpy as np

from calculators.errors import FieldError, InputError

# Relative slack so that 10 % of 100,000 pays for exactly 10 contracts of 1,000 in spite of rounding in binary.
WHOLE_TOLERANCE = 1e-9
MOST_CONTRACTS = 1e9
SMALLEST = 1e-6  # index points: a win or a loss below this makes a ratio of the two meaningless


def net_credit(credit: float, slippage: float, wing_width: float) -> float:
    """Return the credit left after slippage, in points. Errors: InputError unless it lies between zero and the wing width."""
    net = credit - slippage
    if not SMALLEST <= net <= wing_width - SMALLEST:
        message = f"credit minus slippage must lie between 0 and wing_width; got {credit:g} - {slippage:g} on {wing_width:g}; check the three"
        raise InputError(message, (FieldError("credit", message),))
    return net


def breakeven_win_rate(win: float, loss: float) -> float:
    """Return the share of wins at which nothing is earned: loss / (win + loss)."""
    return loss / (win + loss)


def expected_value(win_rate: float, win: float, loss: float) -> float:
    """Return the mean result of one trade, in the unit of win and loss."""
    return win_rate * win - (1.0 - win_rate) * loss


def kelly_fraction(win_rate: float, win: float, loss: float) -> float:
    """Return the share of the account to put at risk that makes the mean log growth greatest: p - (1-p) loss/win.

    Zero or less says: do not take the trade. The formula's value is returned as it is. Errors: InputError unless win and
    loss are above zero. Source: Kelly 1956.
    """
    for name, amount in (("win", win), ("loss", loss)):
        if amount <= 0.0:
            message = f"{name} must be above zero; got {amount:g}; give both as positive amounts"
            raise InputError(message, (FieldError(name, message),))
    return win_rate - (1.0 - win_rate) * loss / win


def log_growth(win_rate: float, win: float, loss: float, fraction: float) -> float:
    """Return the mean log growth of the account a trade when `fraction` of it is what the losing trade takes.

    A fraction of 1 with any chance of loss gives minus infinity: one loss ends the account.
    """
    lost = 1.0 - win_rate
    if fraction >= 1.0 and lost > 0.0:
        return -np.inf
    return win_rate * log1p(fraction * win / loss) + (lost * log1p(-fraction) if lost > 0.0 else 0.0)


def prob_streak(trades: int, length: int, loss_rate: float) -> float:
    """Return the chance of at least one run of `length` losses in a row within `trades` trades; exact.

    With s(n) the chance of no such run in n trades: s(n) = s(n-1) - q^k (1-q) s(n-1-k), s(n) = 1 for n < k, s(k) = 1 - q^k.
    Source: Feller 1968, ch. XIII.7.
    """
    if length > trades:
        return 0.0
    run = loss_rate**length
    none = [1.0] * length + [1.0 - run]
    for n in range(length + 1, trades + 1):
        none.append(none[n - 1] - run * (1.0 - loss_rate) * none[n - 1 - length])
    return min(max(1.0 - none[trades], 0.0), 1.0)


def prob_ruin(trades: int, win_rate: float, win: float, loss: float, fraction: float, level: float) -> float:
    """Return the chance that the account falls to `level` of its start, or below, at any time within `trades` trades; exact.

    The account after j losses and i wins is (1 - f)^j (1 + f win/loss)^i whatever their order, so the chances of j
    losses are carried forward trade by trade and those at or under the level are taken out.
    """
    if fraction <= 0.0 or win_rate >= 1.0:
        return 0.0
    up = log1p(fraction * win / loss)
    down = log1p(-fraction) if fraction < 1.0 else -np.inf
    barrier = log(level) + WHOLE_TOLERANCE
    alive = np.zeros(trades + 1)
    alive[0] = 1.0
    losses = np.arange(trades + 1)
    fallen = np.where(losses > 0, losses * down, 0.0) if np.isfinite(down) else np.where(losses > 0, -np.inf, 0.0)
    ruined = 0.0
    for n in range(1, trades + 1):
        step = alive * win_rate
        step[1:] += alive[:-1] * (1.0 - win_rate)
        under = fallen + (n - losses) * up <= barrier
        ruined += float(step[under].sum())
        step[under] = 0.0
        alive = step
    return min(ruined, 1.0)


def growth_multiple(log_rate: float, trades: int) -> float:
    """Return what one dollar becomes at that mean log growth over so many trades (the median path, nearly).

    Errors: InputError when it is too large to be a number.
    """
    exponent = log_rate * trades if log_rate != -np.inf else -np.inf
    if exponent > 700.0:
        raise InputError(f"growth over {trades} trades is beyond e^700, so the odds given cannot be meant; got {log_rate:g} a trade; check them")
    return exp(exponent)


def growth_curve(win_rate: float, win: float, loss: float, fractions: Sequence[float]) -> tuple[float, ...]:
    """Return the mean log growth a trade at each fraction."""
    return tuple(log_growth(win_rate, win, loss, f) for f in fractions)


def whole_contracts(account: float, risk_fraction: float, max_loss: float) -> int:
    """Return how many contracts fit a risk budget: budget / loss of one, rounded down, because half a contract cannot be traded."""
    if max_loss <= 0.0:
        message = f"max_loss must be above zero, in dollars a contract; got {max_loss:g}"
        raise InputError(message, (FieldError("max_loss", message),))
    count = account * risk_fraction / max_loss * (1.0 + WHOLE_TOLERANCE)
    if count > MOST_CONTRACTS:
        raise InputError(f"the budget must buy at most {MOST_CONTRACTS:,.0f} contracts; got {count:g}; check that max_loss is in dollars a contract")
    return floor(count)
