"""The one way numbers are spelled: '-' for minus, ',' for thousands, the unit said, never a '-0'.

Functions take plain numbers in the units of the calculators (decimals, index points, dollars) and return text.
"""

from __future__ import annotations

MULTIPLIER = 100.0


def number(value: float, digits: int = 2) -> str:
    """7140 -> '7,140.00'. Negative zero loses its sign."""
    text = f"{value:,.{digits}f}"
    return text[1:] if text.startswith("-") and not any(c in "123456789" for c in text) else text


def trimmed(value: float, digits: int = 2) -> str:
    """As `number`, without trailing zeros: 7140.0 -> '7,140', 0.5 -> '0.5'."""
    text = number(value, digits)
    return text.rstrip("0").rstrip(".") if "." in text else text


def level(value: float) -> str:
    """An index level or strike: '7,140', '7,088.45'."""
    return trimmed(value, 2)


def points(value: float, digits: int = 2) -> str:
    """Index points: '8.45 points'."""
    return f"{number(value, digits)} points"


def dollars(value: float, digits: int | None = None) -> str:
    """Dollars with the sign in front: '$845', '-$1,234'; cents only below $100 unless `digits` says otherwise."""
    if digits is None:
        digits = 0 if abs(value) >= 100 or value == round(value) else 2
    text = number(abs(value), digits)
    return f"-${text}" if value < 0 and any(c in "123456789" for c in text) else f"${text}"


def percent(value: float, digits: int = 1) -> str:
    """A decimal as per cent: 0.683 -> '68.3 %'."""
    return f"{number(100 * value, digits)} %"


def vol_points(value: float, digits: int = 2) -> str:
    """A decimal volatility (or a difference of two) in vol points: 0.18 -> '18.00 vol points'."""
    return f"{number(100 * value, digits)} vol points"


def signed(value: float, digits: int = 2) -> str:
    """With its sign always shown: '+1.20', '-0.35', '0.00'."""
    text = number(value, digits)
    return text if text.startswith("-") or not any(c in "123456789" for c in text) else f"+{text}"


def signed_dollars(value: float) -> str:
    """Dollars with the sign always shown: '+$557', '-$1,234', '$0'."""
    text = dollars(value)
    return text if value < 0 or not any(c in "123456789" for c in text) else f"+{text}"


def points_and_dollars(value: float, contracts: int = 1, multiplier: float = MULTIPLIER, digits: int = 2) -> str:
    """Points with dollars a contract, and the total when there are several: '8.45 points ($845 a contract, $8,450 for 10)'."""
    each = dollars(value * multiplier)
    total = "" if contracts == 1 else f", {dollars(value * multiplier * contracts)} for {contracts:,}"
    return f"{points(value, digits)} ({each} a contract{total})"


def days(value: float) -> str:
    """'1 day', '45 days', '0.4 days'."""
    return f"{trimmed(value, 2)} {'day' if value == 1 else 'days'}"


def listed(items: tuple[str, ...] | list[str]) -> str:
    """'a', 'a and b', 'a, b and c'."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}" if items else ""
