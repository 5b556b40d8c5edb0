"""Notations of sheets and programs, written as the sentences that patterns read.

A pasted table becomes "name = value , name = value", or a list after each column's name; rows of legs, hedge layers and futures become the words
for them. Keys, quotes, brackets and cell references lose what only a program needs. Prose has none of it and stays as it was typed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any, get_args

from pydantic import BaseModel

from calculators.catalogue import CATALOGUE

Span = tuple[int, int]  # a stretch of the line as it stands before an edit
Piece = str | Span  # words to put, or a stretch to keep
Edit = tuple[int, int, tuple[Piece, ...]]

_NUMBER = r"[-+~]?[$€£]?[-+]?(?:\d[\d.,'_]*\d|\d|\.\d+)(?:e\d+)?"
_VALUE = re.compile(rf"{_NUMBER} ?(?:%|k|m|mm|bn|d|days?|pts?|x)?")
_WORD_CELL = re.compile(r"[\w./:%-][\w ./:%-]{0,24}")
_NAME_CELL = re.compile(r"(?:[a-z#%$][\w .$%&/#()'-]{0,30}|\d{1,2}[- ]?d[a-z -]{0,12})")
_SEPARATORS = (r"\t", r"\|", r";", r",", r" {2,}|\t", r" ")
_RULE = re.compile(r"[|+:= -]*-[|+:= -]*")  # the line between the head of a table and its rows
MOST_WORDS = 4  # of a column's name

# What a column of several rows is, by its name.
_INDEX = r"(?:years?|yr|dates?|times?|layers?|#|no\.?|id|rows?|periods?|months?|weeks?|sessions?|days?|bars?|legs?|names?|tickers?|symbols?|t)"
_ROLES = {
    "quantity": r"qty|quantity|contracts?|lots?|size|calls",
    "right": r"type|right|c ?/? ?p|put ?/ ?call|kind|option(?: type)?",
    "strike": r"strikes?|k",
    "dte": r"dte|days?(?: .*)?|tenor",
    "side": r"side|action|b ?/ ?s|buy ?/ ?sell|direction|l ?/ ?s",
    "level": r"levels?|futures?|fut|price|px|vx|settle\w*|last|quote",
    "delta": r"deltas?",
}
_SOLD = re.compile(r"s|sell|sold|short|sto|-")
_SYMBOLS = frozenset(re.findall(r"\w+", "lp sp sc lc spx s k iv vix vol dte qty px adv dec w n cr lots wing days width delta t q r"))


def unfolded(line: str, origin: list[int], typed: str) -> tuple[str, list[int]]:
    """The line with its sheets and programs written out, and for each character the place in what was typed."""
    line, origin = _edited(line, origin, list(_humps(line, origin, typed)))
    for step in _STEPS:
        line, origin = _edited(line, origin, list(step(line)))
    return line, origin


def _edited(line: str, origin: list[int], edits: Sequence[Edit]) -> tuple[str, list[int]]:
    """Apply edits. Words put stand for the stretch kept after them, else before them, else for all that they replace."""
    if not edits:
        return line, origin
    text: list[str] = []
    places: list[int] = []
    at = 0
    for start, end, pieces in sorted(edits, key=lambda edit: edit[:2]):
        if start < at:
            continue
        text.append(line[at:start])
        places += origin[at:start]
        kept = [piece for piece in pieces if isinstance(piece, tuple)]
        for index, piece in enumerate(pieces):
            if isinstance(piece, tuple):
                text.append(line[piece[0] : piece[1]])
                places += origin[piece[0] : piece[1]]
                continue
            text.append(piece)
            after = next((place for place in pieces[index:] if isinstance(place, tuple)), None)
            if after is not None and after[0] < len(origin):
                places += [origin[after[0]]] * len(piece)
            elif kept:
                places += [origin[kept[-1][1] - 1]] * len(piece)
            elif end > start:
                places += [origin[start]] * min(len(piece), 1) + [origin[end - 1]] * (len(piece) - 1)
            else:
                places += [origin[min(start, len(origin) - 1)]] * len(piece)
        at = end
    return "".join([*text, line[at:]]), [*places, *origin[at:]]


# Keys and values as programs write them.

_KEY_AHEAD = re.compile(r"\b[a-z]+(?= ?=|\()|(?:(?<=[{,\n])|(?<=[{,\n] ))[a-z]+(?= ?:)")


def _humps(line: str, origin: list[int], typed: str) -> Iterator[Edit]:
    """Keys written in one word with humps, "maxLoss:", in words."""
    for key in _KEY_AHEAD.finditer(line):
        for at in range(key.start() + 1, key.end()):
            if typed[origin[at]].isupper() and typed[origin[at - 1]].islower():
                yield at, at, ("_",)


_QUOTED = re.compile(
    r"(?:\"|(?<=[{,\n])'|(?<=[{,\n] )')([a-z_][\w /-]{0,30})[\"'](?=\s*:)|(?<=[=:,(\[])\s?[\"']([a-z][\w -]{0,20})[\"'](?=\s*[,)\]}]|\s*$)"
)


def _quotes(line: str) -> Iterator[Edit]:
    for quoted in _QUOTED.finditer(line):
        yield quoted.start(), quoted.end(), (quoted.span(1 if quoted.group(1) is not None else 2),)


_GROUPED = re.compile(r"(?<=\d)_(?=\d{3}(?!\d))")
_POWER = re.compile(r"(?<![\w.])(\d+(?:\.\d+)?)e([1-9])\b")
_BEFORE_DIGITS = re.compile(r"(?<=[a-z])_(?=5d)")
_YIELDS = re.compile(r" ?=> ?")
_TWO_STRIKES = re.compile(r"\bk_?1 ?= ?(\d[\d.,]*\d),?;? ?k_?2 ?= ?(\d[\d.,]*\d)(?!,?;? ?k_?3)")
_LATER = re.compile(r"\b(?:(?:t ?\+ ?|h(?:orizon)? ?= ?)(\d+) ?d(?:ays?)?\b|horizon_days ?[=:] ?(\d+)\b)")


def _numerals(line: str) -> Iterator[Edit]:
    """Numbers as programs write them, 47_500 and 600e3, and signs that are easily taken for an assignment's."""
    for grouped in _GROUPED.finditer(line):
        yield *grouped.span(), ()
    for power in _POWER.finditer(line):
        yield *power.span(), (f"{float(power.group(0)):.0f}",)
    for under in _BEFORE_DIGITS.finditer(line):
        yield *under.span(), (" ",)
    for arrow in _YIELDS.finditer(line):
        yield *arrow.span(), (" -> ",)
    for strikes in _TWO_STRIKES.finditer(line):
        yield *strikes.span(), (strikes.span(1), "/", strikes.span(2))
    for later in _LATER.finditer(line):
        yield *later.span(), ("after ", later.span(1 if later.group(1) else 2), " days")


_RIGHT = re.compile(r"\b(?:cp|c/p|right|type|kind|option_?type)\s*[=:]\s*(c|p|calls?|puts?)\b")
_ONE_WORD = re.compile(r"\b(?:struct(?:ure)?|strat(?:egy)?|engine|smile)\s*(=|(?<![a-z] engine):)\s*(?=[a-z])")
_DAYS_KEY = re.compile(r"(?:(?<=^)|(?<=[,;{(|\n.])|(?<=[,;{(|\n.] ))(days?)\s*[=:]\s*(?=\d)")

_GROWTHS = re.compile(r"\b(g_?[12]) ?= ?(?=[-+]?[\d.])")
_WIDTH_CELL = re.compile(r"(?<=\| )(w) (?=\d+(?: ?\||\s*$))")


def _choices(line: str) -> Iterator[Edit]:
    """What a key names in words: "cp: C" is a call."""
    for right in _RIGHT.finditer(line):
        yield *right.span(), ("call" if right.group(1)[0] == "c" else "put",)
    for word in _ONE_WORD.finditer(line):
        yield *word.span(1), (" ",)
    for growth in _GROWTHS.finditer(line):
        yield *growth.span(1), ("growth" if growth.group(1).endswith("1") else "terminal growth",)
    for width in _WIDTH_CELL.finditer(line):
        yield *width.span(1), ("width",)
    for days in _DAYS_KEY.finditer(line):
        yield *days.span(1), ("dte",)


# Lists in brackets.

_ITEM = rf"{_NUMBER} ?%?"
_IN_BRACKETS = re.compile(
    rf"(?P<key>(?<![\w/])[a-z][\w*/ ]{{0,18}}?)?\s*(?P<sign>=|:|\bin\b)?\s*(?:\[|\{{|(?<=[=:])\(|(?<=[=:] )\()"
    rf"\s*(?P<items>{_ITEM}(?:(?:\s*[,;/]\s*|\s+){_ITEM})+)\s*,?\s*[\]}})]"
)
_BARE_LIST = re.compile(r"(?P<key>[a-z_]+)(?:_t|_0)?\s*[=:]\s*(?P<items>\d{1,3}(?:,\d{1,3}){2,}|\d+(?:\.\d+)?(?:,\d+\.\d+){2,})(?![\d.]|,\d)")
_OF_SPOT = re.compile(r"d ?_?(?:s|spx|spot)(?: ?/ ?(?:s|spx|spot))?|spot(?:_| )(?:moves?|shocks?)")
_OF_VOL = re.compile(r"d ?_?(?:v|iv|vol|sigma)(?: ?/ ?(?:v|iv|vol|sigma))?|vol(?:_| )(?:moves?|shocks?)")
_MOVE_OF = re.compile(
    r"(?<![\w/])d ?_?(?:(?P<spot>s|spx|spot)|(?P<vol>v|iv|vol|sigma)|(?P<vix>vix))(?: ?/ ?(?:s|spx|spot|v|iv|vol|sigma))? ?"
    r"(?:=|:|\bin\b|\bof\b)? ?(?=[-+]?\d+(?:\.\d+)? ?%?(?P<more>[,/ ]+[-+]?\d+(?:\.\d+)?%)?)"
)


_SIDE = re.compile(r"(?:.* )?k_?[pc]")  # the strikes of one side, which are a pair and no list


def _lists(line: str) -> Iterator[Edit]:
    """Lists in brackets, in which a comma only parts."""
    for found in _IN_BRACKETS.finditer(line):
        start, end = found.span("items")
        items = _items(line, start, end)
        key = (found["key"] or "").strip()
        if (not key and found["sign"] is None) or _SIDE.fullmatch(key):
            continue
        named = _key_of(found, key)
        yield found.start(), found.end(), (" ", *named, " = " if named else " ", *_joined(items), " ; ")
    for found in _BARE_LIST.finditer(line):
        start, end = found.span("items")
        if _is_series(found["key"]):
            yield start, end, tuple(_joined([(start + m.start(), start + m.end()) for m in re.finditer(r"[^,]+", found["items"])]))


def _key_of(found: re.Match[str], key: str) -> tuple[Piece, ...]:
    if _OF_SPOT.fullmatch(key):
        return ("spot shocks",)
    if _OF_VOL.fullmatch(key):
        return ("vol shocks",)
    return (found.span("key"),) if key else ()


def _items(line: str, start: int, end: int) -> list[Span]:
    """The items of a list. Where some commas have a space after them and some have none, the latter are inside of numbers."""
    said = line[start:end]
    tight = re.search(r"\d,\d", said) is not None and re.search(r"\d, ", said) is not None and re.search(r"(?<!\d)\d{1,3},\d{3}\b", said) is not None
    part = r"\s*;\s*|,\s+|\s+" if tight or ";" in said else r"\s*[,/]\s*|\s+"
    items, at = [], 0
    for gap in [*re.finditer(part, said), None]:
        until = gap.start() if gap is not None else len(said)
        if until > at and said[at:until].strip(" ,;"):
            items.append((start + at, start + until))
        at = gap.end() if gap is not None else at
    return items


def _joined(items: Sequence[Span], sign: str = " , ") -> list[Piece]:
    pieces: list[Piece] = []
    for item in items:
        pieces += [item, sign]
    return pieces[:-1]


def _moves(line: str) -> Iterator[Edit]:
    """Moves by their symbols, "dS/S = -6%, dVIX = +18", and lists of them without brackets, "dIV +30%,+60%"."""
    for found in _MOVE_OF.finditer(line):
        signed = re.match(r"[-+]", line[found.end() :]) is not None
        if found["vix"]:
            yield *found.span(), ("vix ",)
        elif found["more"] and (signed or "=" in found.group(0)):
            yield *found.span(), ("spot shocks = " if found["spot"] else "vol shocks = ",)
        elif signed and "/" in found.group(0):
            yield *found.span(), ("spx " if found["spot"] else "vol ",)


_LEG = re.compile(
    r"\(\s*(?:(?P<q>[+-]?\d{1,4})\s*,\s*[\"']?(?P<r>[pc])[a-z]*[\"']?\s*,\s*(?P<k>\d{3,5}(?:\.\d+)?)|"
    r"[\"']?(?P<r2>[pc])[a-z]*[\"']?\s*,\s*(?P<k2>\d{3,5}(?:\.\d+)?)\s*,\s*(?P<q2>[+-]?\d{1,4})|"
    r"(?P<k3>\d{3,5}(?:\.\d+)?)\s*,\s*[\"']?(?P<r3>[pc])[a-z]*[\"']?\s*,\s*(?P<q3>[+-]?\d{1,4}))\s*(?:,\s*(?P<d>\d{1,4})\s*)?\)"
)
_CURVE = re.compile(
    r"\b(?P<key>curve|futures?|term_?(?:structure)?|vx\w*)\s*[=:]?\s*\{(?P<items>\s*\d+\s*:\s*\d+(?:\.\d+)?(?:\s*,\s*\d+\s*:\s*\d+(?:\.\d+)?)+)\s*\}"
)


def _tuples(line: str) -> Iterator[Edit]:
    """Legs as tuples, (-1, 'P', 6800), and a futures curve as days with their levels, {10: 18.05, 38: 19.35}."""
    for leg in _LEG.finditer(line):
        which = next(end for end in ("", "2", "3") if leg[f"q{end}"])
        yield *leg.span(), _leg_words(leg.span(f"q{which}"), leg[f"q{which}"], leg.span(f"k{which}"), leg[f"r{which}"], leg.span("d"))[:-1]
    for bracket in re.finditer(r"\[\s*(?=\()|(?<=\))\s*\]", line) if _LEG.search(line) else ():
        yield *bracket.span(), (" ",)
    for curve in _CURVE.finditer(line):
        start = curve.start("items")
        pieces: list[Piece] = ["futures "]
        for pair in re.finditer(r"(\d+)\s*:\s*(\d+(?:\.\d+)?)", curve["items"]):
            days, level = ((start + pair.start(g), start + pair.end(g)) for g in (1, 2))
            pieces += [level, " at ", days, " days , "]
        yield *curve.span(), tuple(pieces)


def _leg_words(quantity: Span, said: str, strike: Span, right: str, days: Span, sold: bool | None = None) -> tuple[Piece, ...]:
    """A leg as orders write it: "-1 7400c 30 dte"."""
    signed = said[:1] in "+-"
    bare = (quantity[0] + 1, quantity[1]) if signed else quantity
    short = said.startswith("-") if sold is None else sold
    tail: tuple[Piece, ...] = (" ", days, " dte") if days[0] >= 0 and days[1] > days[0] else ()
    return (" -" if short else " +", bare, " ", strike, right[:1], *tail, " , ")


_CALL = re.compile(r"\b(?P<name>[a-z][a-z_0-9]*)(?P<open>\(\s*\{?)(?P<body>[^()]*?[a-z_0-9] ?[=:] ?[^()]*?)(?P<close>\}?\s*\))")


_ONE_STRIKE = re.compile(r" ?k ?= ?[\d,.]+ ?")  # C(K=7300) is the call at that strike


def _calls(line: str) -> Iterator[Edit]:
    """A call, f(a=1, b=2), as its name and what it is given."""
    for call in _CALL.finditer(line):
        if (
            call["name"] not in ("p", "e", "iv")
            and re.search(r"[a-z_0-9] ?[=:] ?[-+$\d.\[{'\"]", call["body"])
            and not _ONE_STRIKE.fullmatch(call["body"])
        ):
            yield *call.span("open"), (" , ",)
            yield *call.span("close"), (" , ",)


_PAIR = re.compile(rf"(?P<before>^|[,;{{(|\n]|\s-\s)\s*(?P<key>[a-z][a-z_ ]{{0,25}}?(?:\d{{1,2}}[a-z]{{0,3}})?)(?P<sign>\s?:\s*)(?={_NUMBER})")


_LABEL = re.compile(r" [a-z]$|(?:[a-z]+ ){3}")  # "condor A: 16 delta, condor B: 12 delta", and what is too long for a name


def _colons(line: str) -> Iterator[Edit]:
    """The colons of a list of names and values; a single one only introduces."""
    pairs = [pair for pair in _PAIR.finditer(line) if not _LABEL.search(pair["key"])]
    if len(pairs) > 1 or (pairs and " = " in line and _is_known(pairs[0]["key"])):
        for pair in pairs:
            yield *pair.span("sign"), (" = ",)


_BRACES = re.compile(r"\{[^{}]*\}")


def _braces(line: str) -> Iterator[Edit]:
    """What is left in braces, without them."""
    for braces in _BRACES.finditer(line):
        for sign in re.finditer(r"[{}\",]", braces.group(0)):
            at = braces.start() + sign.start()
            yield at, at + 1, (" , " if sign.group(0) == "," else " ",)


# Tables.


@dataclass(frozen=True, slots=True)
class _Column:
    """A column: what it is called, and its cells."""

    name: str
    head: Span
    cells: tuple[Span, ...]
    values: bool


def _tables(line: str) -> Iterator[Edit]:
    """Tables with a head, a row of values or several under it; and sheets of two columns, names and values."""
    rows = [match.span() for match in re.finditer(r"[^\n\r]*\S[^\n\r]*", line)]
    yield from _tables_in(line, rows)
    for found in _IN_LINE.finditer(line):
        start = found.start("rows")
        inner = [(start + row.start(), start + row.end()) for row in re.finditer(r"[^;]+", found["rows"])]
        yield from _tables_in(line, [found.span("head"), *inner])
    for found in _RECORDS.finditer(line):
        records = [(found.start() + row.start(), found.start() + row.end()) for row in re.finditer(r"[^;]+", found.group(0))]
        sheet = _sheet_at(line, records, 0)
        if sheet is not None:
            yield sheet[0]


_IN_LINE = re.compile(r"(?P<head>\b[a-z]+(?:, ?[a-z]+){1,8}) ?: ?(?P<rows>[^;:\n]+(?:;[^;:\n]+?)+?)(?=\.(?:\s|$)|\n|$)")
_RECORDS = re.compile(r"(?:(?<=\s)|(?<=^))[a-z][a-z ]*,[^,;\n]+(?:;\s*[a-z][a-z ]*,[^,;\n]+){2,}")


def _tables_in(line: str, rows: Sequence[Span]) -> Iterator[Edit]:
    at = 0
    while at < len(rows):
        table = _numbered_at(line, rows, at) or _sheet_at(line, rows, at) or _table_at(line, rows, at)
        if table is None:
            at += 1
            continue
        yield table[0]
        at = table[1]


def _cells(line: str, row: Span, separator: str) -> list[Span]:
    """The cells of a row, without the space around them."""
    start, end = row
    cells, at = [], start
    for gap in [*re.finditer(separator, line[start:end]), None]:
        until = start + gap.start() if gap is not None else end
        left, right = at, until
        while left < right and line[left] in " \t":
            left += 1
        while left < right and line[right - 1] in " \t":
            right -= 1
        cells.append((left, right))
        at = start + gap.end() if gap is not None else end
    while cells and cells[0][0] == cells[0][1]:
        cells.pop(0)
    while cells and cells[-1][0] == cells[-1][1]:
        cells.pop()
    return cells


def _is_value(cell: str) -> bool:
    return _VALUE.fullmatch(cell) is not None


def _is_name(cell: str) -> bool:
    return bool(_NAME_CELL.fullmatch(cell)) and len(cell.split()) <= MOST_WORDS and not _is_value(cell)


def _table_at(line: str, rows: Sequence[Span], at: int) -> tuple[Edit, int] | None:
    """The table whose head is the row, and the row after it; None when it is none."""
    for separator in _SEPARATORS:
        heads = _cells(line, rows[at], separator)
        names = [line[start:end] for start, end in heads]
        if len(heads) < 2 or not all(map(_is_name, names)) or (separator == r" " and not all(map(_is_known, names))):
            continue
        body, until = [], at + 1
        while until < len(rows):
            row = line[slice(*rows[until])]
            cells = _cells(line, rows[until], separator)
            if _RULE.fullmatch(row.strip()):
                until += 1
                continue
            if not _is_body(line, cells, len(heads)):
                break
            body.append(cells[len(cells) - len(heads) :])
            until += 1
        if body:
            return (rows[at][0], rows[until - 1][1], _written(line, heads, body)), until
    return None


def _is_body(line: str, cells: Sequence[Span], columns: int) -> bool:
    said = [line[start:end] for start, end in cells]
    return (
        len(cells) in (columns, columns + 1)
        and any(map(_is_value, said[len(cells) - columns :]))
        and all(_is_value(cell) or (_WORD_CELL.fullmatch(cell) and len(cell.split()) <= 2) for cell in said)
    )


def _written(line: str, heads: Sequence[Span], body: Sequence[Sequence[Span]]) -> tuple[Piece, ...]:
    """A table as words: of one row the names and values, of several what the rows are, or a list for each column."""
    columns = []
    for index, head in enumerate(heads):
        cells = tuple(row[index] for row in body)
        columns.append(_Column(line[slice(*head)], head, cells, all(_is_value(line[slice(*cell)]) for cell in cells)))
    if len(body) == 1:
        return tuple(piece for column in columns for piece in _pair(line, column.head, column.cells[0]))
    roles = {role: column for role, names in _ROLES.items() for column in columns if re.fullmatch(names, column.name)}
    for shape in (_legs, _layers, _curve):
        if (said := shape(line, roles)) is not None:
            return said
    kept = [column for column in columns if column.values and not _is_index(line, column)] or [column for column in columns if column.values]
    return tuple(piece for column in kept for piece in (column.head, " = ", *_joined(column.cells), " ; "))


def _is_index(line: str, column: _Column) -> bool:
    """Whether a column only counts the rows."""
    if not re.fullmatch(_INDEX, column.name):
        return False
    said = [line[slice(*cell)] for cell in column.cells]
    counts = [int(cell) for cell in said if cell.isdigit()]
    return len(counts) == len(said) and all(second - first == 1 for first, second in pairwise(counts))


_UNIT_OF_NAME = re.compile(r"\s*(?:[(\[]\s*[%$a-z]+\s*[)\]]|%)\s*$")


def _pair(line: str, head: Span, cell: Span) -> tuple[Piece, ...]:
    """ "iv (%)" over 17 as "iv = 17%"."""
    unit = _UNIT_OF_NAME.search(line, head[0], head[1])
    value = line[slice(*cell)]
    name = (head[0], unit.start()) if unit is not None and unit.start() > head[0] else head
    percent = unit is not None and "%" in unit.group(0) and _is_value(value) and "%" not in value
    if re.fullmatch(r"days?(?: to exp\w*| left)?|days", line[slice(*name)]) and _is_value(value):
        return ("dte = ", cell, " , ")
    if re.fullmatch(_ROLES["right"], line[slice(*name)]) and re.fullmatch(r"c|p|calls?|puts?", value):
        return ("call , " if value[0] == "c" else "put , ",)
    return (name, " = " if _is_value(value) else " ", cell, "% , " if percent else " , ")


def _legs(line: str, roles: dict[str, _Column]) -> tuple[Piece, ...] | None:
    """Rows of options as legs."""
    if "strike" not in roles or "right" not in roles or not ({"quantity", "side"} & set(roles)):
        return None
    pieces: list[Piece] = []
    for at, strike in enumerate(roles["strike"].cells):
        right = line[slice(*roles["right"].cells[at])]
        if not re.match(r"[cp]", right) or not _is_value(line[slice(*strike)]):
            return None
        side = line[slice(*roles["side"].cells[at])] if "side" in roles else None
        quantity = roles["quantity"].cells[at] if "quantity" in roles else (strike[0], strike[0])
        days = roles["dte"].cells[at] if "dte" in roles else (-1, -1)
        sold = None if side is None else _SOLD.fullmatch(side) is not None
        words = _leg_words(quantity, line[slice(*quantity)], strike, right, days, sold)
        pieces += words if quantity[1] > quantity[0] else (words[0], "1", *words[2:])
    return tuple(pieces)


def _layers(line: str, roles: dict[str, _Column]) -> tuple[Piece, ...] | None:
    """Rows of a hedge as its layers of calls."""
    if not {"quantity", "dte"} <= set(roles) or "right" in roles:
        return None
    pieces: list[Piece] = []
    for at, quantity in enumerate(roles["quantity"].cells):
        pieces += [quantity, " vix calls at ", roles["dte"].cells[at], " days"]
        if "strike" in roles:
            pieces += [" strike ", roles["strike"].cells[at]]
        elif "delta" in roles:
            pieces += [" at ", roles["delta"].cells[at], " delta"]
        pieces.append(" , ")
    return tuple(pieces)


def _curve(line: str, roles: dict[str, _Column]) -> tuple[Piece, ...] | None:
    """Rows of days and levels as a futures curve."""
    if not {"level", "dte"} <= set(roles) or {"quantity", "strike"} & set(roles):
        return None
    pieces: list[Piece] = ["futures "]
    for level, days in zip(roles["level"].cells, roles["dte"].cells, strict=True):
        pieces += [level, " at ", days, " days , "]
    return tuple(pieces)


_HEADS_OF_SHEET = re.compile(r"(?:metric|field|name|item|input|parameter|param|key|variable|cell|label)s?[\t,;| ]+(?:value|val|setting|amount)s?")
_PAIRED = (r"\t", r"\|", r";", r",", r":", r"=", r" {2,}")


def _sheet_at(line: str, rows: Sequence[Span], at: int) -> tuple[Edit, int] | None:
    """A sheet of two columns, the names and the values."""
    headed = _HEADS_OF_SHEET.fullmatch(line[slice(*rows[at])].strip(" |")) is not None
    pieces: list[Piece] = []
    until, values = at + headed, 0
    while until < len(rows):
        row = line[slice(*rows[until])]
        pair = next((cells for sign in _PAIRED if (cells := _named(line, rows[until], sign)) is not None), None)
        if pair is None and not ((pieces or headed) and _RULE.fullmatch(row.strip())):
            break
        if pair is not None:
            pieces += _pair(line, *pair)
            values += _is_value(line[slice(*pair[1])])
        until += 1
    least = 1 if headed else 2
    return ((rows[at][0], rows[until - 1][1], tuple(pieces)), until) if values >= least and pieces else None


def _named(line: str, row: Span, separator: str) -> tuple[Span, Span] | None:
    """A name and its value, if these are all that the row holds."""
    cells = _cells(line, row, separator)
    if len(cells) != 2:
        return None
    name, value = (line[slice(*cell)] for cell in cells)
    said = _is_value(value) or re.fullmatch(r"[a-z]{1,12}|\d{4}-\d\d-\d\d", value)
    return (cells[0], cells[1]) if _is_name(name) and said else None


_NUMBERED_ROW = re.compile(r"\s*(?:weeks?|years?|months?|periods?|days?|y|t|q) ?_?(\d{1,2})\s*[:=|,;\t-]?\s+?(.*\S)\s*")


def _numbered_at(line: str, rows: Sequence[Span], at: int) -> tuple[Edit, int] | None:
    """Rows that are counted, "week 0: -75000", without the counts."""
    pieces: list[Piece] = []
    until, count = at, None
    while until < len(rows):
        row = _NUMBERED_ROW.fullmatch(line[slice(*rows[until])])
        nothing = row is not None and row.group(2) in ("nothing", "none", "nil", "-", "zero")
        if row is None or (count is not None and int(row.group(1)) != count + 1) or not (nothing or _is_value(row.group(2))):
            break
        start = rows[until][0]
        pieces += ["0" if nothing else (start + row.start(2), start + row.end(2)), " , "]
        count = int(row.group(1))
        until += 1
    return ((rows[at][0], rows[until - 1][1], tuple(pieces)), until) if until - at > 1 else None


# Cells, and names after the values.

_CELL = re.compile(
    rf"(?P<before>^|[,;|/(\n-]\s*|\.\s+)(?P<cell>[a-h]\d{{1,2}})(?:(?P<sign>\s?[:=]\s*)(?=[-+$]?\d)|\s+(?=[a-z][a-z ]{{1,20}}? ?[=:]? ?{_NUMBER}))"
)
_NAME_IN_BRACKETS = re.compile(rf"(?P<value>{_NUMBER} ?%?)\s*\((?P<name>[a-z][a-z /]{{0,20}})\)")
_OTHER_CELL = re.compile(r"\b[a-h]\d{1,2}(?:\s?:\s?[a-h]\d{1,2})?\s?=?\s?")


def _cell_references(line: str) -> Iterator[Edit]:
    """Cells, "A1 spot 7150, A2 vix 17.8", without their references; and what is in brackets after a value as its name."""
    cells = list(_CELL.finditer(line))
    if len(cells) < 2 or len({cell["cell"] for cell in cells}) < len(cells):
        return
    signs = [cell["sign"] is not None for cell in cells]
    named = list(_NAME_IN_BRACKETS.finditer(line))
    if any(signs) and not named and len(cells) <= 2:
        return
    taken: list[Span] = []
    for pair in named:
        yield *pair.span(), (pair.span("name"), " = ", pair.span("value"))
        taken.append(pair.span())
    for cell in _OTHER_CELL.finditer(line):
        after = line[cell.end() :].lstrip(" :=")
        if not any(start <= cell.start() < end for start, end in taken):
            colon = re.match(r"\s?[:=]\s*", line[cell.end() :])
            yield cell.start(), cell.end() + (colon.end() if colon is not None and after else 0), ()


_NAMES_AFTER = re.compile(
    rf"(?P<values>(?<![\d.,])(?:{_NUMBER} ?%?(?:[ \t]*[/|;\t][ \t]*|,[ \t]+|[ \t]+)){{2,}}{_NUMBER} ?%?)(?P<words>[ \t]*[a-z ]{{0,30}}?)[ \t]*"
    r"(?P<mark><-+|<=|\(|\bare\b|//|#)[ \t]*(?P<names>[a-z][a-z,/| \t]*)"
)


def _names_after(line: str) -> Iterator[Edit]:
    """A row of values and after it the row of their names: "7140 18 45 <- spot vix dte"."""
    for found in _NAMES_AFTER.finditer(line):
        start = found.start("values")
        values = _items(line, start, found.end("values"))
        bracket = found["mark"] == "("
        names: list[Span] = []
        for name in (r"[a-z][a-z ]*[a-z]|[a-z]", r"[a-z]+"):
            names = [(found.start("names") + each.start(), found.start("names") + each.end()) for each in re.finditer(name, found["names"])]
            if len(names) == len(values):
                break
        if (
            len(names) < len(values)
            or (bracket and len(names) > len(values))
            or not all(_is_known(line[slice(*name)]) for name in names[: len(values)])
        ):
            continue
        pairs = [piece for name, value in zip(names, values, strict=False) for piece in (name, " = ", value, " , ")]
        end = found.end("names") if bracket else names[len(values) - 1][1]
        end += line[end : end + 1] == ")"
        yield start, end, (*pairs, found.span("words"), " ")


@lru_cache(maxsize=1)
def _vocabulary() -> frozenset[str]:
    """The words of all names that inputs have, those of their own parts too."""
    words: set[str] = set()
    pending: list[Any] = [calculator.inputs for calculator in CATALOGUE]
    seen: set[Any] = set()
    while pending:
        item = pending.pop()
        if isinstance(item, type) and issubclass(item, BaseModel) and item not in seen:
            seen.add(item)
            for name, info in item.model_fields.items():
                words.update(name.split("_"))
                pending.append(info.annotation)
        else:
            pending.extend(get_args(item))
    return frozenset(words)


@lru_cache(maxsize=1)
def _series_names() -> frozenset[str]:
    """The names of inputs that are lists."""
    return frozenset(
        name
        for calculator in CATALOGUE
        for name, info in calculator.inputs.model_fields.items()
        if re.search(r"\b(?:list|tuple)\[", str(info.annotation))
    )


@lru_cache(maxsize=512)
def _is_known(name: str) -> bool:
    """Whether a name is, or shortens, that of an input."""
    words = name.replace("_", " ").split()
    return bool(words) and all(word in _SYMBOLS or any(shortens(word, whole) for whole in _vocabulary()) for word in words)


def _is_series(name: str) -> bool:
    return any(whole.startswith(name) or whole.split("_")[0] == name for whole in _series_names() if len(name) > 1)


_VOWELS = str.maketrans("", "", "aeiou")
LEAST_LETTERS = 2


@lru_cache(maxsize=8192)
def shortens(word: str, whole: str) -> bool:
    """Whether a word is another's beginning, or the other without its vowels: "st", "qty" and "rcvbls" are."""
    if word == whole:
        return True
    if len(word) < LEAST_LETTERS or word[0] != whole[0] or len(word) >= len(whole):
        return False
    bare = whole[0] + whole[1:].translate(_VOWELS)
    return (
        whole.startswith(word)
        or bare.startswith(word)
        or (word.rstrip("s") == bare.rstrip("s"))
        or (len(word) > LEAST_LETTERS and _inside(word, bare))
    )


def _inside(word: str, whole: str) -> bool:
    letters = iter(whole)
    return all(letter in letters for letter in word) and word[-1] == whole[-1]


_STEPS: tuple[Callable[[str], Iterator[Edit]], ...] = (
    _quotes,
    _numerals,
    _tables,
    _cell_references,
    _names_after,
    _choices,
    _tuples,
    _calls,
    _lists,
    _moves,
    _colons,
    _braces,
)
