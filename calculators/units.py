"""Types for calculator inputs: each names its unit, bounds, form step and number format, and nothing else does.

Numbers are strict: text where a number belongs is refused, so are NaN and infinities.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

DUST = 1e-12


@dataclass(frozen=True, slots=True)
class Unit:
    """How a number is said and entered: `step` is a form's increment, `digits` the decimals shown."""

    name: str
    step: float
    digits: int
    hint: str


def _number(unit: Unit, *, gt: float | None = None, ge: float | None = None, lt: float | None = None, le: float | None = None) -> tuple[object, ...]:
    field = Field(gt=gt, ge=ge, lt=lt, le=le, strict=True, allow_inf_nan=False, json_schema_extra={"unit": unit.name})
    return (unit, field, BeforeValidator(_without_dust)) if gt == 0 else (unit, field)


def _without_dust(value: object) -> object:
    """A number that must be above 0 and is nearer to it than any quantity of a market is 0: its reciprocals would overflow."""
    return 0.0 if isinstance(value, float) and abs(value) < DUST else value


def _whole(unit: Unit, ge: int, le: int) -> tuple[Unit, object, object]:
    """Whole numbers; JSON writes some of them as 10.0, which is no other number."""
    return unit, Field(ge=ge, le=le, strict=True, json_schema_extra={"unit": unit.name}), BeforeValidator(_without_point)


def _without_point(value: object) -> object:
    return int(value) if isinstance(value, float) and value.is_integer() else value


_POINTS = Unit("index points", 5.0, 2, "an index level such as 7140")
_WIDTH = Unit("index points", 5.0, 2, "index points such as 50")
_PREMIUM = Unit("index points", 0.05, 2, "option points such as 1.15, which is $115 a contract at multiplier 100")
_DECIMAL_VOL = Unit("decimal", 0.01, 4, "a decimal such as 0.18 for 18 %")
_DECIMAL = Unit("decimal", 0.001, 4, "a decimal such as 0.04 for 4 %")
_FRACTION = Unit("decimal", 0.05, 4, "a decimal between 0 and 1 such as 0.16")
_DELTA = Unit("delta", 0.01, 4, "a delta between 0 and 1 such as 0.16")
_DAYS = Unit("calendar days", 1.0, 2, "calendar days such as 45")
_MINUTES = Unit("minutes", 60.0, 0, "minutes such as 43200 for 30 days")
_VIX = Unit("VIX points", 0.5, 2, "VIX points such as 18")
_DOLLARS = Unit("dollars", 1000.0, 2, "dollars such as 100000")
_COUNT = Unit("contracts", 1.0, 0, "a whole number of contracts such as 1")
_NUMBER = Unit("number", 1.0, 4, "a number")
_SHARE_PRICE = Unit("dollars a share", 1.0, 4, "dollars a share such as 45.50")
_SHARES = Unit("shares", 100.0, 2, "a number of shares such as 100")
_EXCHANGE = Unit("domestic per foreign", 0.01, 5, "domestic currency for one unit of the foreign one, such as 1.10")
_INDEX = Unit("index", 1.0, 2, "an index level such as 103.5")
_BARS = Unit("bars", 1.0, 0, "a whole number of bars such as 14")
_YEARS = Unit("years", 1.0, 0, "a whole number of years such as 10")
_TRADES = Unit("trades", 10.0, 0, "a whole number of trades such as 250")
_KEYS = Unit("keys", 1.0, 0, "a whole number of keys such as 3")
_TOKENS = Unit("tokens", 1.0, 4, "an amount of the token such as 10")
_VOLUME = Unit("units traded", 100.0, 0, "an amount traded such as 1000")
_ISSUES = Unit("issues", 10.0, 0, "a number of listed issues such as 1800")

Spot = Annotated[float, *_number(_POINTS, gt=0, le=1e6)]
Strike = Annotated[float, *_number(_POINTS, gt=0, le=1e6)]
Width = Annotated[float, *_number(_WIDTH, gt=0, le=1e6)]
Premium = Annotated[float, *_number(_PREMIUM, ge=0, le=1e6)]
Credit = Annotated[float, *_number(_PREMIUM, ge=-1e6, le=1e6)]
Vol = Annotated[float, *_number(_DECIMAL_VOL, ge=1e-4, le=10)]
MarketVol = Annotated[float, *_number(_DECIMAL_VOL, ge=1e-4, le=3)]
VolShock = Annotated[float, *_number(_DECIMAL_VOL, gt=-1, le=10)]
VolChange = Annotated[float, *_number(_DECIMAL_VOL, gt=-10, le=10)]
Move = Annotated[float, *_number(_DECIMAL, gt=-1, le=5)]
LOWEST_RATE, HIGHEST_RATE = -0.5, 1.0  # a year; money is lent at nothing beyond

Rate = Annotated[float, *_number(_DECIMAL, ge=LOWEST_RATE, le=HIGHEST_RATE)]
Margin = Annotated[float, *_number(_DECIMAL, ge=-1e4, le=1e4)]
Fraction = Annotated[float, *_number(_FRACTION, ge=0, le=1)]
Share = Annotated[float, *_number(_FRACTION, gt=0, lt=1)]
Delta = Annotated[float, *_number(_DELTA, gt=0, lt=1)]
Days = Annotated[float, *_number(_DAYS, gt=0, le=3660)]
Minutes = Annotated[float, *_number(_MINUTES, gt=0, le=5_270_400)]
VixLevel = Annotated[float, *_number(_VIX, gt=0, le=200)]
VixQuote = Annotated[float, *_number(_VIX, ge=1, le=200)]
VixMove = Annotated[float, *_number(_VIX, ge=-100, le=200)]
Dollars = Annotated[float, *_number(_DOLLARS, ge=-1e15, le=1e15)]
Capital = Annotated[float, *_number(_DOLLARS, gt=0, le=1e15)]
Number = Annotated[float, *_number(_NUMBER, ge=-1e12, le=1e12)]
PositiveNumber = Annotated[float, *_number(_NUMBER, gt=0, le=1e12)]
Count = Annotated[int, *_whole(_COUNT, 1, 1_000_000)]
SignedCount = Annotated[int, *_whole(_COUNT, -1_000_000, 1_000_000)]
SharePrice = Annotated[float, *_number(_SHARE_PRICE, ge=1e-6, le=1e7)]
Shares = Annotated[float, *_number(_SHARES, ge=1e-6, le=1e12)]
PerShare = Annotated[float, *_number(_SHARE_PRICE, ge=0, le=1e7)]
Earnings = Annotated[float, *_number(_SHARE_PRICE, ge=-1e7, le=1e7)]
Money = Annotated[float, *_number(_DOLLARS, ge=0.01, le=1e15)]
Balance = Annotated[float, *_number(_DOLLARS, ge=0, le=1e15)]
ExchangeRate = Annotated[float, *_number(_EXCHANGE, ge=1e-9, le=1e9)]
IndexLevel = Annotated[float, *_number(_INDEX, ge=1e-6, le=1e9)]
Price = Annotated[float, *_number(_NUMBER, ge=1e-9, le=1e9)]
Beta = Annotated[float, *_number(_NUMBER, ge=-20, le=20)]
Ratio = Annotated[float, *_number(_NUMBER, ge=1e-9, le=1e9)]
Part = Annotated[float, *_number(_DECIMAL, gt=0, le=10)]
Fee = Annotated[float, *_number(_FRACTION, ge=0, lt=1)]
Tokens = Annotated[float, *_number(_TOKENS, ge=1e-9, le=1e18)]
TokenAmount = Annotated[float, *_number(_TOKENS, ge=0, le=1e18)]
Volume = Annotated[float, *_number(_VOLUME, ge=0, le=1e15)]
Issues = Annotated[float, *_number(_ISSUES, ge=0, le=1e6)]
Bars = Annotated[int, *_whole(_BARS, 1, 1000)]
Years = Annotated[int, *_whole(_YEARS, 1, 100)]
Trades = Annotated[int, *_whole(_TRADES, 1, 5000)]
Keys = Annotated[int, *_whole(_KEYS, 1, 100)]

Right = Literal["call", "put"]
TimeConvention = Literal["calendar365", "trading252"]
