"""What is said of boxes and of put-call parity beside their own blanks: widths, prices in cents, options at one strike."""

from __future__ import annotations

from datetime import date
from math import isclose

from bot.routing.found import Found
from bot.routing.numbers import Number
from bot.routing.reading import Reading

_A_CONTRACT = 100.0  # dollars a point
_LOWEST_LEVEL = 500.0  # of the index
_MOST = 10_000  # contracts


def read_box(reading: Reading, found: Found, as_of: date) -> None:
    """How many boxes, and the higher strike of one told by its width: "a 300-point box (6900 lower)"."""
    ticket = reading.take(r"(?:qty|quantity) # dte #(?: (?:price|px) #)?", lambda many, *_: _is_count(many))  # each word before its number
    if ticket:
        found.inputs.update(contracts=int(ticket[0].value), dte=ticket[1].value, **({"price": ticket[2].value} if len(ticket) > 2 else {}))
    many = reading.take(r"# boxes|(?:qty|quantity|size) #", _is_count)
    if many:
        found.inputs["contracts"] = int(many[0].value)
    wide = reading.take(r"# (?:points? )?(?:wide )?box", lambda number: number.kind == "N" and 0 < number.value < _LOWEST_LEVEL)
    low = reading.take(r"# (?:is )?(?:the )?lower(?: strike)?|(?:lower|low|bottom)(?: strike)? (?:(?:is|at|of) )*#|from #") if wide else None
    if wide and low:
        found.inputs.update(lower=low[0].value, upper=low[0].value + wide[0].value)


_OPTION_AND_PRICE = r"(?:calls?|c) # (?:\( |@ |at |for )#(?: \))?"
_PUT_AND_PRICE = r"(?:puts?|p) # (?:\( |@ |at |for )#(?: \))?"


def read_parity(reading: Reading, found: Found, as_of: date) -> None:
    """The call and the put each with its strike and price, "buy call 6950 (96), sell put 6950 (79)", and the level of a share."""
    call = reading.peek(_OPTION_AND_PRICE)
    put = reading.peek(_PUT_AND_PRICE)
    if call is not None and put is not None and call[0].value == put[0].value > max(call[1].value, put[1].value):
        reading.take(_OPTION_AND_PRICE)
        reading.take(_PUT_AND_PRICE)
        found.inputs.update(strike=call[0].value, call=call[1].value, put=put[1].value)
    level = reading.take(r"(?:stock|shares?|index|s) (?:(?:at|is|price|costs?|trades|:) )*#", lambda number: number.kind != "P" and number.value > 0)
    if level:
        found.inputs["spot"] = level[0].value
    yields = reading.take(r"(?:q|dividend yield|div yield) #", lambda number: number.kind == "P" or 0 <= number.value < 1)
    if yields:
        found.inputs["dividend_yield"] = round(yields[0].value / 100, 10) if yields[0].kind == "P" else yields[0].value
    many = reading.take(r"# of each", _is_count)
    if many:
        found.inputs["contracts"] = int(many[0].value)


def _is_count(number: Number) -> bool:
    return number.kind == "N" and number.value == int(number.value) and 0 < number.value < _MOST


def settle_prices(reading: Reading, found: Found) -> None:
    """Put right prices that are more than what they are of can be worth: dollars of a contract, or points and cents said as a pair."""
    given = found.inputs
    most = given["upper"] - given["lower"] if {"upper", "lower"} <= set(given) else given.get("strike")
    if most is None:
        return
    for field in ("call", "put", "price"):
        value = given.get(field)
        if not isinstance(value, int | float) or value <= most / (1 if "upper" in given else 4):
            continue
        said = next((number for number in reading.numbers if isclose(number.value, value)), None)
        if said is not None and said.decimal is not None:
            given[field] = said.decimal
        elif value / _A_CONTRACT <= most and said is not None and said.kind == "D":
            given[field] = round(value / _A_CONTRACT, 10)
