"""Parts of one, where parts are what is spoken of: "a tenth", "three quarters", "1/25", "1 in 50", "one time in thirty"."""

from __future__ import annotations

from bot.routing.spoken import SCALES, SMALL, UNITS, WHOLES, Kind, Token
from bot.routing.words import word_list

# Among these a fraction is a rate, a chance or a weight; elsewhere 1/5 may be a day, a pair of widths or of deltas.
_OF_PARTS = frozenset(
    word_list(
        "wacc capm beta ddm dividend dividends payout gordon multisig key keys keyholders signers signer signatories signatures quorum "
        "wallet reer weights partners impermanent divergence il lp amm irr npv hurdle turnover roe dupont sandwich sandwiches "
        "sandwiched sandwiching swapping drip swap token tokens inflation stock bonds holding hodl hodling pooled coin coins safe sigs "
        "tax taxed debt receivables liabilities overvalued reinvested trade_weighted"
    )
)
_OF_TRADES = frozenset(
    word_list(
        "kelly account bankroll condor condors ic strangle strangles vix engine sleeve delta deltas dte wings win wins winners credit spread spreads"
    )
)
_WHOLE = frozenset(word_list("credit premium profit max account capital book equity bankroll"))
_ORDINALS = {
    "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10, "twelfth": 12,
    "fifteenth": 15, "twentieth": 20, "fortieth": 40, "fiftieth": 50, "hundredth": 100,
}  # fmt: skip
_NO_PART = ("friday", "party", "year", "quarter", "dollar", "of a", "stage", "month", "week", "day")
_UNITS_OF_TIME = ("year", "years", "month", "months", "day", "days", "week", "weeks", "quarters", "q1", "usd", "eur")
_NUMBER: Kind = "N"
_PERCENT: Kind = "P"
_SIGNED_BY = frozenset(word_list("multisig key keys signers signatures quorum"))  # where 3/5 are three of five
_LEAST, _MOST = 2, 1000  # parts into which one is cut


def join_parts(tokens: list[Token]) -> list[Token]:
    """Fold each part of one into a percentage, if the line speaks of what has parts."""
    said = {token.text for token in tokens}
    wide = bool(said & _OF_PARTS) and not said & _OF_TRADES
    done: list[Token] = []
    at = 0
    while at < len(tokens):
        taken, part = _said_at(tokens, at) or _written_at(tokens, at) or _chance_at(tokens, at) or (0, 0.0)
        if taken and (wide or _of_whole(tokens, at + taken)):
            after = _text(tokens, at + taken)
            amount = after in SCALES or (after == "of" and _text(tokens, at + taken + 1) in ("a", "an"))
            done.append(_part(tokens[at : at + taken], part, amount))
            at += taken
        else:
            done.append(tokens[at])
            at += 1
    return done


def _of_whole(tokens: list[Token], at: int) -> bool:
    """Whether "of the credit" or the like follows a part, which is one then, whatever else is spoken of."""
    if _text(tokens, at) != "of":
        return False
    named = at + 1 + (_text(tokens, at + 1) in ("the", "my", "its", "our", "a", "an"))
    return _text(tokens, named) in _WHOLE


def _text(tokens: list[Token], at: int) -> str:
    return tokens[at].text if 0 <= at < len(tokens) else ""


def _number(tokens: list[Token], at: int) -> float:
    """The small whole number at a place, in digits or in words; 0 when there is none."""
    token = tokens[at] if 0 <= at < len(tokens) else None
    if token is None:
        return 0.0
    value = token.value if token.kind == "number" else float(SMALL.get(token.text, 0))
    return value if value == int(value) and not token.signed else 0.0


def _said_at(tokens: list[Token], at: int) -> tuple[int, float] | None:
    """ "A tenth", "one-twentieth", "three quarters"; "0.55 a quarter" is how often, and "in the third quarter" which one."""
    first = _text(tokens, at)
    count = 1.0 if first in ("a", "an", "one") else _number(tokens, at)
    named = at + 1 + (_text(tokens, at + 1) == "-")
    name = _text(tokens, named).removesuffix("s")
    whole = _ORDINALS.get(name, 0)
    if not 0 < count < whole or (count == 1) == _text(tokens, named).endswith("s"):
        return None
    before, after = _text(tokens, at - 1), _text(tokens, named + 1)
    of_time = name == "quarter" and first == "a" and at > 0 and (tokens[at - 1].kind == "number" or before in ("dollar", "dollars", "cents", "$"))
    joined = before == "and" and (tokens[at - 2].kind == "number" or _text(tokens, at - 2) in SMALL) if at > 1 else False
    of_unit = after == "of" and _text(tokens, named + 2) in ("a", "an", "one", "the") and _text(tokens, named + 3) in WHOLES
    if of_unit or of_time or joined or after in _NO_PART or after in _UNITS_OF_TIME or after == "hundred" or _text(tokens, named + 1) == "-":
        return None
    return named + 1 - at, count / whole


def _written_at(tokens: list[Token], at: int) -> tuple[int, float] | None:
    """ "1/25", "3/4": alone, not one of a row and no date."""
    if not (at + 2 < len(tokens) and tokens[at].kind == tokens[at + 2].kind == "number" and tokens[at + 1].text == "/"):
        return None
    count, whole = tokens[at].value, tokens[at + 2].value
    alone = _text(tokens, at - 1) not in ("/", "-") and _text(tokens, at + 3) != "/" and not tokens[at + 1].gap
    whole_numbers = (
        "." not in tokens[at].text
        and ("." not in tokens[at + 2].text or count == 1)
        and (count == 1 or not _SIGNED_BY & {token.text for token in tokens})
    )
    small = whole_numbers and 1 <= count < 10 and count < whole and _LEAST <= whole <= _MOST
    percent = _text(tokens, at + 3) in ("%", "percent", "pct", "per")  # half of one percent
    return None if not (alone and small) else (3, count / whole / (100 if percent else 1))


def _chance_at(tokens: list[Token], at: int) -> tuple[int, float] | None:
    """ "1 in 50", "one in twenty", "1 time in 30", "one-in-fifty"."""
    first = _text(tokens, at)
    count = 1.0 if first == "one" else _number(tokens, at)
    here = at + 1
    for word in ("-", "time", "times"):
        here += _text(tokens, here) == word
    if not 1 <= count < 10 or _text(tokens, here) != "in":
        return None
    here += 1 + (_text(tokens, here + 1) == "-")
    whole, tens = _number(tokens, here), _text(tokens, here)
    end = here + 1
    scaled = end + (_text(tokens, end) == "-")
    if (tens in SMALL or tens == "a") and _text(tokens, scaled) in ("hundred", "thousand"):
        whole, end = max(whole, 1.0) * SCALES[_text(tokens, scaled)], scaled + 1
    elif tens in SMALL and SMALL[tens] >= 20 and _text(tokens, end) == "-" and _text(tokens, end + 1) in UNITS:
        whole, end = whole + UNITS[_text(tokens, end + 1)], end + 2
    if not count < whole or whole < _LEAST or _text(tokens, end) in _UNITS_OF_TIME:
        return None
    return end - at, count / whole


def _part(tokens: list[Token], part: float, amount: bool) -> Token:
    """A part as a percentage; of a million, or of an ounce, it is an amount."""
    first, last = tokens[0], tokens[-1]
    text = "".join((" " if token.gap and place else "") + token.text for place, token in enumerate(tokens))
    value, kind = (part, _NUMBER) if amount else (round(100 * part, 12), _PERCENT)
    return Token(text, "number", first.gap, value, kind, signed=first.signed, spoken=True, start=first.start, end=last.end)
