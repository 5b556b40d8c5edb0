"""What a broker must hold against short index options under the exchange's strategy-based rules.

Requirements are in index points before the credit, which may be applied to them. A portfolio-margin account, and any
broker's house rule, asks for something else. Source: FINRA Rule 4210(f)(2).
"""

from __future__ import annotations

BROAD_INDEX_RATE = 0.15
MINIMUM_RATE = 0.10


def spread(widths: tuple[float, ...]) -> float:
    """Vertical spreads on one underlying and expiration: the widest, since settlement can only be on one side."""
    return max(widths)


def covered(max_loss: float, credit: float) -> float:
    """Legs that expire together, none of them short without a long one beside it: the most they can be made to pay, and what they cost."""
    return max(max_loss + credit, 0.0) + max(-credit, 0.0)


def naked(right: str, spot: float, strike: float, premium: float) -> float:
    """One short option on a broad index: premium + 15 % of the index less what it is out of the money, at least premium + 10 %.

    The 10 % floor is of the index for a call and of the strike for a put.
    """
    out_of_the_money = max(strike - spot, 0.0) if right == "call" else max(spot - strike, 0.0)
    floor = MINIMUM_RATE * (spot if right == "call" else strike)
    return premium + max(BROAD_INDEX_RATE * spot - out_of_the_money, floor)


def strangle(spot: float, put_strike: float, call_strike: float, put_premium: float, call_premium: float) -> float:
    """A short put and a short call: the greater naked requirement and the other side's premium."""
    put, call = naked("put", spot, put_strike, put_premium), naked("call", spot, call_strike, call_premium)
    return max(put + call_premium, call + put_premium)
