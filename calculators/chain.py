"""Option chains from a broker's or an exchange's CSV: rows read or refused by line, and the vols that their quotes imply.

Two layouts are read. Long: an option a line, with its strike, right, bid and ask, or with a symbol that says the first two.
Wide: a strike a line, the call's quotes left of the strike and the put's right of it, as in Cboe's quote download. Columns are
recognised by name; lines before the header are searched for the day and the level of the index. Delimiters are comma, semicolon or
tab; numbers may carry dollar signs and separators of thousands.
"""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np

from calculators import implied_vol
from calculators.errors import InputError
from calculators.units import Right

LARGEST = 5_000_000  # bytes
MOST_LINES = 50_000
FEWEST = 5  # strikes to fit three numbers to and still see how well they fit
_PREAMBLE = 40  # lines among which the header is looked for

_NAMES: dict[str, tuple[str, ...]] = {
    "strike": ("strike", "strike price", "strikeprice", "strk", "k", "exercise price"),
    "right": ("right", "type", "call/put", "put/call", "cp", "c/p", "p/c", "option type", "optiontype", "call put", "put call", "callput", "putcall"),
    "bid": ("bid", "bid price", "bidprice", "best bid", "bid px"),
    "ask": ("ask", "ask price", "askprice", "offer", "best ask", "best offer", "ask px"),
    "expiration": ("expiration", "expiration date", "expirationdate", "expiry", "expiry date", "exp", "exp date", "expdate",
                   "expire date", "maturity"),
    "symbol": ("symbol", "option symbol", "contract", "contract symbol", "option", "contract name", "calls", "puts", "occ symbol"),
}  # fmt: skip
_CALL_SIDE, _PUT_SIDE = re.compile(r"^(?:calls?|c)[ _.]+"), re.compile(r"^(?:puts?|p)[ _.]+")
_OCC = re.compile(r"^[A-Z.$^]{1,6}\s*(?P<day>\d{6})(?P<right>[CP])(?P<strike>\d{8})$")
_DATED = re.compile(
    r"\d{4}-\d{2}-\d{2}|\b\d{1,2}/\d{1,2}/(?:\d{4}|\d{2})\b|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d{1,2},? \d{4}"
    r"|\b\d{1,2} (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? (?:\d{4}|\d{2})\b|\b20\d{6}\b",
    re.I,
)
_FORMS = ("%Y-%m-%d", "%m/%d/%Y", "%m/%d/%y", "%b %d %Y", "%B %d %Y", "%d %b %Y", "%d %B %Y", "%d %b %y", "%d %B %y", "%Y%m%d")
_LAST = re.compile(r"\blast(?: price| sale)?\b[\s:,;\t\"$]*(?P<level>\d[\d,]*(?:\.\d+)?)", re.I)
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?")
_EMPTY = frozenset(["", "-", "--", "n/a", "na", "nan", "null", "none"])


@dataclass(frozen=True, slots=True)
class Row:
    """An option's bid and ask in index points, and the line they stand in."""

    line: int
    expiration: date | None
    right: Right
    strike: float
    bid: float
    ask: float

    @property
    def mid(self) -> float:
        return 0.5 * (self.bid + self.ask)


@dataclass(frozen=True, slots=True)
class Refused:
    """A line, or the option in it, that cannot be used, and why."""

    line: int
    what: str
    reason: str


@dataclass(frozen=True, slots=True)
class Chain:
    """What a file holds. `as_of` and `spot` are what the lines before its header say, where they do."""

    rows: tuple[Row, ...]
    refused: tuple[Refused, ...]
    as_of: date | None
    spot: float | None

    @property
    def expirations(self) -> tuple[date | None, ...]:
        """The expirations of the rows, nearest first; None for rows that name none."""
        return tuple(sorted({row.expiration for row in self.rows}, key=lambda day: (day is None, day if day is not None else date.min)))


@dataclass(frozen=True, slots=True)
class ChainVol:
    """The vols that an out-of-the-money option's mid, bid and ask imply, decimals a year."""

    strike: float
    right: Right
    vol: float
    at_bid: float
    at_ask: float


@dataclass(frozen=True, slots=True)
class ChainVols:
    """The quotes of one expiration by rising strike; `forward` is what calls and puts of one strike imply, where both are there."""

    quotes: tuple[ChainVol, ...]
    refused: tuple[Refused, ...]
    forward: float


def read(content: bytes | str) -> Chain:
    """Read a CSV. Raises InputError for a file that is too large, is no text, has no header or no row that can be used."""
    text = _text(content)
    lines = _cells(text)
    heads = [(place, columns) for place, cells in enumerate(lines[:_PREAMBLE]) if (columns := _columns(cells)) is not None]
    if not heads:
        raise InputError(
            "a chain needs a header line that names a strike (or an option symbol), a bid and an ask; "
            f"none of the first {min(len(lines), _PREAMBLE)} lines does; export the chain with its column names"
        )
    head, sides = heads[0]
    before = "\n".join(" ".join(cells) for cells in lines[:head])
    decimal_comma = _has_decimal_commas(lines[head + 1 :])
    rows: list[Row] = []
    refused: list[Refused] = []
    for number, cells in enumerate(lines[head + 1 :], head + 2):
        if not any(cell for cell in cells):
            continue
        if _columns(cells) is not None:  # the header once more, as in exports that print it over each expiration
            continue
        for side in sides:
            found = _row(number, cells, side, decimal_comma)
            if isinstance(found, Row):
                rows.append(found)
            elif found is not None:
                refused.append(found)
    rows, doubled = _once(rows)
    refused = sorted([*refused, *doubled], key=lambda fault: fault.line)
    if not rows:
        why = f"; the first: line {refused[0].line}, {refused[0].reason}" if refused else ""
        raise InputError(f"a chain needs rows with a strike, a bid and an ask; none of its {len(lines) - head - 1} lines has them{why}")
    last = _LAST.search(before)
    return Chain(tuple(rows), tuple(refused), _day(before), _level(last["level"]) if last is not None else None)


def vols(chain: Chain, expiration: date | None, t: float, *, rate: float, forward: float, within: float = math.inf) -> ChainVols:
    """Imply the vols of one expiration's out-of-the-money options, `t` years ahead, at the interest `rate` a year.

    The forward is the one at which the call and the put nearest to the money agree (put-call parity at the strike where their
    mids differ least, as Cboe's VIX takes it); `forward` serves a chain that has no strike with both. Puts below it and calls
    from it on are taken, each no further than `within` standard deviations of the at-the-money vol. Options are taken as
    European. Raises InputError when fewer than five strikes are left.
    """
    rows = [row for row in chain.rows if row.expiration == expiration]
    implied = _parity_forward(rows, t, rate)
    middle = implied if implied is not None else forward
    if not (t > 0.0 and math.isfinite(middle) and middle > 0.0):
        raise InputError(f"a chain's vols need time to expiration and a forward above 0; got {t:g} years and {middle:g}")
    wanted = [row for row in rows if (row.right == "call") == (row.strike >= middle)]
    grow = math.exp(rate * t)
    right = np.array([row.right for row in wanted])
    strikes = np.array([row.strike for row in wanted])
    prices = np.array([(row.mid, row.bid, row.ask) for row in wanted]).reshape(-1, 3) * grow
    found = [implied_vol.from_forward(right, prices[:, column], middle, strikes, t) for column in range(3)]
    quotes: list[ChainVol] = []
    refused: list[Refused] = []
    for place, row in enumerate(wanted):
        outcome = implied_vol.CODES[int(found[0].code[place])]
        if outcome not in ("found", "imprecise"):
            refused.append(Refused(row.line, _said(row.right, row.strike), f"its mid {row.mid:g} implies no vol ({outcome.replace('_', ' ')})"))
            continue
        mid, bid, ask = (float(vol.vol[place]) for vol in found)
        quotes.append(ChainVol(row.strike, row.right, mid, bid if math.isfinite(bid) else mid, ask if math.isfinite(ask) else mid))
    quotes.sort(key=lambda quote: quote.strike)
    if quotes and math.isfinite(within):
        nearest = min(quotes, key=lambda quote: abs(quote.strike - middle))
        reach = within * nearest.vol * math.sqrt(t)
        lines = {(row.strike, row.right): row.line for row in wanted}
        for quote in quotes:
            if abs(math.log(quote.strike / middle)) > reach:
                refused.append(
                    Refused(lines[quote.strike, quote.right], _said(quote.right, quote.strike), f"further than {within:g} standard deviations")
                )
        quotes = [quote for quote in quotes if abs(math.log(quote.strike / middle)) <= reach]
    if len(quotes) < FEWEST:
        raise InputError(
            f"a smile needs at least {FEWEST} out-of-the-money quotes with a bid; {len(quotes)} of the {len(rows)} rows of this expiration are; "
            "choose another expiration or a file with more strikes"
        )
    return ChainVols(tuple(quotes), tuple(sorted(refused, key=lambda fault: fault.line)), middle)


# --- lines and columns -------------------------------------------------------------------------------------------------


def _text(content: bytes | str) -> str:
    if len(content) > LARGEST:
        raise InputError(f"a chain may hold at most {LARGEST:,} bytes; got {len(content):,}; export fewer expirations")
    if isinstance(content, str):
        text = content.removeprefix("\ufeff")
    elif content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = content.decode("utf-16", errors="replace")
    else:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("latin-1")
    if "\0" in text:
        raise InputError("a chain must be a text file of comma, semicolon or tab separated values; this one is not text; export it as CSV")
    return text


def _cells(text: str) -> list[list[str]]:
    """The cells of each line of the file, stripped. A quoted cell may not run over lines: each line is read by itself."""
    lines = text.splitlines()
    if len(lines) > MOST_LINES:
        raise InputError(f"a chain may hold at most {MOST_LINES:,} lines; got {len(lines):,}; export fewer expirations")
    counts = {mark: sum(line.count(mark) for line in lines[: 2 * _PREAMBLE]) for mark in (";", "\t", ",")}
    delimiter = max(counts, key=counts.__getitem__)
    return [[cell.strip() for cell in cells] for line in lines for cells in [_split(line, delimiter)]]


def _split(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader(io.StringIO(line), delimiter=delimiter), [])
    except csv.Error:  # a cell longer than any number
        return [line]


@dataclass(frozen=True, slots=True)
class _Side:
    """Where an option's cells stand in a line; `right` where the columns' place says it."""

    columns: Mapping[str, int]
    right: Right | None


def _columns(cells: Sequence[str]) -> tuple[_Side, ...] | None:
    """Where a header line puts what: one option a line, or a call and a put. None for a line that is no header."""
    names = [re.sub(r"\s+", " ", cell.lower().replace("_", " ")).strip(" .:$") for cell in cells]
    common = _found(dict(enumerate(names)))
    if "strike" in common:
        middle = common["strike"]
        pairs: tuple[tuple[Right, dict[int, str]], ...]
        if sum(name in _NAMES["bid"] for name in names) == 2:
            pairs = (
                ("call", {place: name for place, name in enumerate(names) if place < middle}),
                ("put", {place: name for place, name in enumerate(names) if place > middle}),
            )
        else:
            pairs = (("call", _of_side(_CALL_SIDE, names)), ("put", _of_side(_PUT_SIDE, names)))
        shared = {kind: place for kind, place in common.items() if kind in ("strike", "expiration")}
        sides = tuple(_Side({**_found(own), **shared}, right) for right, own in pairs)
        if all({"bid", "ask"} <= set(side.columns) for side in sides):
            return sides
    told = "symbol" in common or ("strike" in common and "right" in common)
    return (_Side(common, None),) if told and {"bid", "ask"} <= set(common) else None


def _of_side(mark: re.Pattern[str], names: Sequence[str]) -> dict[int, str]:
    """The columns that a mark such as "call " leads, without it."""
    return {place: mark.sub("", name) for place, name in enumerate(names) if mark.match(name)}


def _found(names: Mapping[int, str]) -> dict[str, int]:
    """The first place of each kind of column."""
    found: dict[str, int] = {}
    for place, name in names.items():
        for kind, words in _NAMES.items():
            if name in words:
                found.setdefault(kind, place)
    return found


def _row(line: int, cells: Sequence[str], side: _Side, decimal_comma: bool) -> Row | Refused | None:
    """The option of one side of a line; None for a line of words, such as a title between expirations."""

    def cell(name: str) -> str:
        place = side.columns.get(name)
        return cells[place] if place is not None and place < len(cells) else ""

    symbol = _OCC.match(cell("symbol").upper().lstrip("."))
    right = side.right if side.right is not None else _right(cell("right"))
    strike = _amount(cell("strike"), decimal_comma)
    expiration = _day(cell("expiration"))
    if symbol is not None:
        right = right if right is not None else "call" if symbol["right"] == "C" else "put"
        strike = strike if strike is not None else int(symbol["strike"]) / 1000.0
        expiration = expiration if expiration is not None else _occ_day(symbol["day"])
    what = _said(right, strike)
    texts = {name: cell(name) for name in ("bid", "ask")}
    amounts = {name: _amount(text, decimal_comma) for name, text in texts.items()}
    if strike is None and all(amount is None for amount in amounts.values()) and right is None:
        return None if len([cell for cell in cells if cell]) < 3 else Refused(line, what, "no strike, bid and ask")
    if strike is None or not strike > 0.0:
        return Refused(line, what, f"the strike is no number above 0: {_quoted(cell('strike'))}")
    if right is None:
        return Refused(line, what, f"neither a call nor a put: {_quoted(cell('right'))}")
    for name, amount in amounts.items():
        if amount is None:
            empty = texts[name].lower() in _EMPTY
            return Refused(line, what, f"no {name}" if empty else f"the {name} is no number: {_quoted(texts[name])}")
    bid, ask = amounts["bid"], amounts["ask"]
    if bid is None or ask is None or bid <= 0.0:
        return Refused(line, what, "no bid")
    if bid > ask:
        return Refused(line, what, f"a crossed market: bid {bid:g} above ask {ask:g}")
    if "expiration" in side.columns and expiration is None:
        return Refused(line, what, f"the expiration is no date: {_quoted(cell('expiration'))}")
    return Row(line, expiration, right, strike, bid, ask)


def _once(rows: Sequence[Row]) -> tuple[list[Row], list[Refused]]:
    """Each option once, with the narrower of its quotes: SPX and SPXW may list the same strikes for one day."""
    best: dict[tuple[date | None, Right, float], Row] = {}
    refused = []
    for row in rows:
        known = best.setdefault((row.expiration, row.right, row.strike), row)
        if known is row:
            continue
        kept, other = (row, known) if row.ask - row.bid < known.ask - known.bid else (known, row)
        best[row.expiration, row.right, row.strike] = kept
        refused.append(Refused(other.line, _said(row.right, row.strike), f"quoted again in line {kept.line}, with a spread no wider"))
    return list(best.values()), refused


def _parity_forward(rows: Sequence[Row], t: float, rate: float) -> float | None:
    """K + e^(rt) (C - P) at the strike where call and put differ least (Cboe VIX methodology); None without such a strike."""
    mids: dict[float, dict[str, float]] = {}
    for row in rows:
        mids.setdefault(row.strike, {})[row.right] = row.mid
    both = [(strike, sides["call"] - sides["put"]) for strike, sides in mids.items() if len(sides) == 2]
    if not both:
        return None
    strike, gap = min(both, key=lambda pair: abs(pair[1]))
    return strike + math.exp(rate * t) * gap


# --- cells -------------------------------------------------------------------------------------------------------------


def _amount(text: str, decimal_comma: bool) -> float | None:
    bare = re.sub(r"[\s$€£'\u00a0\u202f]", "", text)
    bare = bare.replace(".", "").replace(",", ".") if decimal_comma else re.sub(r",(?=\d{3}(?:\D|$))", "", bare)
    if not _NUMBER.fullmatch(bare):
        return None
    value = float(bare)
    return value if math.isfinite(value) and abs(value) <= 1e6 else None


def _has_decimal_commas(lines: Sequence[Sequence[str]]) -> bool:
    """Whether a comma is the decimal sign: some cell is a number with other than three digits after its one comma, and none has a point there."""
    cells = [cell for cells in lines[:2000] for cell in cells]
    return any(re.fullmatch(r"\$?\d[\d.]*,(?:\d{1,2}|\d{4,})", cell) for cell in cells) and not any(
        re.fullmatch(r"\$?\d[\d,]*\.\d{1,2}", cell) for cell in cells
    )


def _level(text: str) -> float | None:
    value = _amount(text, False)
    return value if value is not None and value > 0.0 else None


def _right(text: str) -> Right | None:
    match text.strip().lower():
        case "c" | "call" | "calls":
            return "call"
        case "p" | "put" | "puts":
            return "put"
    return None


def _day(text: str) -> date | None:
    for found in _DATED.finditer(text):
        plain = re.sub(r"\s+", " ", found[0].replace(",", "").replace(".", ""))
        for form in _FORMS:
            try:
                return datetime.strptime(plain, form).date()
            except ValueError:
                continue
    return None


def _occ_day(digits: str) -> date | None:
    try:
        return datetime.strptime(digits, "%y%m%d").date()
    except ValueError:
        return None


def _said(right: Right | None, strike: float | None) -> str:
    return " ".join((right if right is not None else "option", f"{strike:,.10g}" if strike is not None else "")).strip()


def _quoted(text: str) -> str:
    return repr(text if len(text) <= 24 else text[:21] + "...") if text else "nothing"
