"""Numbers as people write and say them, and the line of text that marks their places.

A question becomes one lower-case line in which every number is a place: `N0` plain, `P1` a percentage, `D2` dollars.
Patterns then speak of words and places only, never of notations: "$7,140", "7140" and "seven thousand one forty"
differ in the number, not in the line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from bot.routing.parts import join_parts
from bot.routing.spoken import PARTS_OF_ONE, SCALES, WHOLES, Kind, Token, join_spoken
from bot.routing.words import mend, mend_unit, normalise, word_list

Span = tuple[int, int]  # a stretch of the question as it was typed

# Beside one of these, or a pair of them, "5m" is an amount.
CURRENCY_CODES = (
    "usd", "eur", "gbp", "jpy", "aud", "nzd", "cad", "chf", "sek", "nok", "mxn", "cnh", "cny", "pln", "inr", "try", "zar", "brl", "krw", "sgd",
    "hkd", "thb", "czk", "huf", "dkk", "ils",
)  # fmt: skip
_PAIR = re.compile(rf"(?:{'|'.join(CURRENCY_CODES)}){{2}}")
_OF_HELD = {"m": 1e6, "b": 1e9, "t": 1e12}
LETTER_SCALES = {"k": 1e3, "mil": 1e6, "mm": 1e6, "mn": 1e6, "mio": 1e6, "bn": 1e9}

# Where these are spoken of, "1.5m" is in millions; elsewhere the m is months.
_HELD = frozenset(
    word_list(
        "account equity debt capital portfolio shares cash fund revenue income assets liabilities "
        "book sizing size pool usdc usdt dai eth reserves reserve wacc cap engine dupont irr npv mirr amm sandwich swap "
        "impermanent divergence lp notional outlay deposited supplied"
    )
)

# Notations of the Continent: 7.140,50, 7'140.50 and 180 000 have thousands before the decimals, 18,6 and 7140,5 a decimal comma.
_UNIT = r"(?! ?-?(?:dte|d|days?|delta|wide|w|wings?|contracts|lots)\b)"
_GROUP = "[ \u2009\u202f]"
_POINTS_APART = r"\d{1,3}(?:\.\d{3})+,\d{1,2}(?!\d|,\d|\.\d)"
_SPACES_APART = (
    rf"(?<!\d )(?<![\d.,/-])(?:\d{{1,3}}(?:{_GROUP}\d{{3}})*{_GROUP}000(?:,\d{{1,2}})?|\d{{1,3}}(?:{_GROUP}\d{{3}})+,\d{{1,2}}|"
    rf"(?:(?<=[$€£])|(?<=\bat )|(?<=\bspx )|(?<=\bindex )|(?<=\bspot ))\d{{1,3}}(?:{_GROUP}\d{{3}})+|"
    rf"(?:(?<=\bon )|(?<=\bis )|(?<=\bnow )|(?<=\bnear ))[4-9]{_GROUP}\d{{3}}(?!\d))(?!\d|[,./]\d){_UNIT}"
)
_COMMA_DECIMAL = (
    rf"(?<!\d,)(?:[01],\d{{1,2}}|0,\d{{3,5}}|(?<!\d)\d,\d{{4}}|\d+,\d{{1,2}}(?!\d){_UNIT})"
    rf"(?!\d|,\d|\.\d| ?/(?! ?(?:[a-z]|\d+(?:,\d{{1,2}}(?!\d)| ?%| [a-z]))))"
)
_WRITTEN = rf"{_COMMA_DECIMAL}|\d{{1,3}}(?:'\d{{3}})+(?:\.\d+)?|(?:\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)"
_OTHER = r"(?P<word>[a-z_]+)|(?P<mark>\+/-|\+-|->|[^\s\w])"
_TOKEN = re.compile(rf"(?P<number>{_POINTS_APART}|{_SPACES_APART}|{_WRITTEN})|{_OTHER}")
# Who writes 10 000 once writes 4 200 as well.
_SPACED = re.compile(rf"(?<![\d.,/-])(?<!\d )[1-9]\d{{0,2}}(?:{_GROUP}\d{{3}})*{_GROUP}000(?![\d.,])")
_ALL_SPACED = rf"(?<![\d.,/-])(?<!\d )[1-9]\d{{0,2}}(?:{_GROUP}\d{{3}})+(?![\d,./]\d|\d)"
_TOKEN_SPACED = re.compile(rf"(?P<number>{_POINTS_APART}|{_ALL_SPACED}|{_SPACES_APART}|{_WRITTEN})|{_OTHER}")


@dataclass(frozen=True, slots=True)
class Number:
    """A number in the text. `decimal` is its second reading when spoken in two parts: "one fifteen" is 115, or 1.15.

    `signed` says a sign was written; `either` that it stands for both signs (+-200).
    """

    value: float
    kind: Kind
    text: str
    signed: bool = False
    either: bool = False
    decimal: float | None = None
    span: Span = (0, 0)


@dataclass(frozen=True, slots=True)
class Key:
    """The words before an equals sign, and the numbers after it by their places: one, or those of a list."""

    words: str
    places: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """The question as words and places, with one space before and after each, and the numbers by place.

    `sources` says for each word and place of the text where it ends there, and what stretch of the question it is.
    """

    text: str
    numbers: tuple[Number, ...]
    sources: tuple[tuple[int, Span], ...] = ()
    keys: tuple[Key, ...] = ()


def read_line(question: str) -> Line:
    """The line of a question. Spelling mistakes in the field's own words are mended first."""
    text, origin = normalise(question)
    tokens = _percent_and_money(_signs(_scales(join_spoken(join_parts(_tokens(text))))))
    tokens = _restated(tokens)
    numbers: list[Number] = []
    words: list[str] = []
    spans: list[Span] = []
    for token in tokens:
        spans.append((origin[token.start], origin[token.end - 1] + 1) if token.end > token.start else (0, 0))
        if token.kind == "number":
            words.append(f"{token.number}{len(numbers)}")
            numbers.append(Number(token.value, token.number, token.text, token.signed, token.either, token.decimal, spans[-1]))
        else:
            after_number = bool(words) and words[-1][1:].isdigit()
            words.append((mend_unit if after_number else mend)(token.text) if token.kind == "word" else token.text)
    written = f" {' '.join(words)} "
    line = _EQUALS.sub(" ", written)
    line = _punctuated(_COLONS.sub(r"\1 ", line) if len(_COLONS.findall(line)) >= _PAIRS else line, numbers)
    return Line(line, tuple(numbers), _sources(line, words, spans), tuple(_keys(written)))


_ASSIGNED = re.compile(r"(?<= )(?P<words>(?:[a-z_]+ ){1,4})= (?P<values>[NPD]\d+(?: (?:, )?[NPD]\d+)*)(?= )")


def _keys(written: str) -> Iterator[Key]:
    """The assignments of a line. A unit right after a number before the key is that number's."""
    for match in _ASSIGNED.finditer(written):
        words = match["words"].split()
        if len(words) > 1 and words[0] in _UNITS and words[1] != "left" and re.search(r" [NPD]\d+ $", written[: match.start()]) is not None:
            words = words[1:]
        yield Key(" ".join(words), tuple(int(place[1:]) for place in re.findall(r"[NPD]\d+", match["values"])))


def _sources(line: str, words: list[str], spans: list[Span]) -> tuple[tuple[int, Span], ...]:
    """Where the words of the line come from. "=" may have been dropped from it and "," put in; what is neither is in order."""
    sources: list[tuple[int, Span]] = []
    pieces = [(piece, span) for word, span in zip(words, spans, strict=True) for piece in word.split()]
    at = 0
    for match in re.finditer(r"\S+", line):
        while at < len(pieces) and pieces[at][0] == "=" and match.group(0) != "=":
            at += 1
        if at < len(pieces) and pieces[at][0] == match.group(0):
            sources.append((match.end(), pieces[at][1]))
            at += 1
    return tuple(sources)


_KEYS = word_list(
    "delta dte days day wide width wings spx spot index vix iv vol implied slippage credit contracts lots "
    "sd rate yield fees account risk strike beta growth distance wing otm sigma edr qty "
    "weeks multiplier premium dividend cash receivables margin price"
)
_LEVEL_KEYS = ("spx", "spot", "index")
_LOWEST_LEVEL = 500.0
_EQUALS = re.compile(r" = (?=[NPD]\d)")
_COLONS = re.compile(rf"(?<= )({'|'.join(_KEYS)}) : (?=[NPD]\d)")
_PAIRS = 3  # pairs by colons, "spot: 7065 dte: 33 iv: 0.16", that make a list of them
_RUN = re.compile(rf"(?<= )(?:(?:[NPD]\d+|{'|'.join(_KEYS)}) ){{4,}}")


def _punctuated(text: str, said: list[Number]) -> str:
    """Part pairs said without commas: in "delta 16 width 50" words come first, in "16 delta 50 wide" numbers do.

    Without this "50" of the first would be read with "delta"-like words on either side.
    """

    def part(match: re.Match[str]) -> str:
        words = match.group(0).split()
        if len(words) % 2:
            return match.group(0)
        numbers = [bool(re.fullmatch(r"[NPD]\d+", word)) for word in words]
        if any(left == right for left, right in pairwise(numbers)):
            return match.group(0)
        if not numbers[0] and words[0] in _LEVEL_KEYS and said[int(words[1][1:])].value < _LOWEST_LEVEL:
            return match.group(0)  # "spx 10 dte": the number is of the word after it
        return " , ".join(f"{left} {right}" for left, right in zip(words[::2], words[1::2], strict=True)) + " "

    return _RUN.sub(part, text)


def _tokens(text: str) -> list[Token]:
    tokens: list[Token] = []
    end = 0
    european = _EUROPEAN.search(text) is not None or (_LEVEL_WITH_POINT.search(text) is not None and _OF_INDEX_OPTIONS.search(text) is not None)
    for match in (_TOKEN_SPACED if _SPACED.search(text) is not None else _TOKEN).finditer(text):
        gap = match.start() > end or end == 0
        end = match.end()
        if (digits := match.group("number")) is not None:
            tokens.append(Token(digits, "number", gap, _value(digits, european), start=match.start(), end=end))
        elif (word := match.group("word")) is not None:
            tokens.append(Token(word, "word", gap, start=match.start(), end=end))
        else:
            tokens.append(Token(match.group("mark"), "mark", gap, start=match.start(), end=end))
    return tokens


_EUROPEAN = re.compile(
    rf"(?<![\d.,])(?:{_POINTS_APART}|{_COMMA_DECIMAL})|\b(?:spx|index) (?:\w+ ){{0,2}}[1-9]\.\d{{3}}(?![\d.])|"
    r"(?<![\d.,])(?:[1-9]\d{1,2}(?:\.\d{3})+|[1-9](?:\.\d{3})*\.000) ?(?:€|\$|£|dollars?\b|euros?\b)|"
    r"[€$£](?:[1-9]\d{1,2}(?:\.\d{3})+|[1-9](?:\.\d{3})*\.000)(?![\d.])|"
    r"(?<![\d.,])[1-9]\d{1,2}\.000(?![\d.,]).*(?<![\d.,])[1-9]\d{0,2}\.000(?![\d.])"
)


_LEVEL_WITH_POINT = re.compile(r"(?<![\d.,$€£])[4-9]\.\d{3}(?![\d.]|,\d)")
_OF_INDEX_OPTIONS = re.compile(r"\b(?:condors?|spx|vix|straddles?|strangles?|butterfl\w+|strikes?)\b")


def _value(digits: str, european: bool) -> float:
    """The number written; with a comma before its decimals anywhere in the text, 7.140 is in thousands."""
    plain = re.sub(r"[ \u2009\u202f']", "", digits)
    if re.fullmatch(r"(?:\d{1,3}(?:\.\d{3})+|\d+),\d{1,2}|0,\d{3,5}|\d,\d{4}", plain):
        return float(plain.replace(".", "").replace(",", "."))
    if european and re.fullmatch(r"[1-9]\d{0,2}(?:\.\d{3})+", plain):
        return float(plain.replace(".", ""))
    return float(plain.replace(",", ""))


def _scales(tokens: list[Token]) -> list[Token]:
    """Apply what multiplies a written number: 100k, 1.5m, 2 hundred, 7 thousand, and fractions such as 1/3 or 2 1/2."""
    done: list[Token] = []
    held = any(token.text in _HELD for token in tokens)
    for index, token in enumerate(tokens):
        before = done[-1] if done else None
        if before is not None and before.text.endswith(" thousand") and token.kind == "number" and token.gap and 100 <= token.value < 1000:
            done[-1] = replace(before, value=before.value + token.value, text=f"{before.text} {token.text}", end=token.end)  # "6 thousand 900"
            continue
        if before is not None and before.kind == "number" and token.kind == "word":
            following = tokens[index + 1] if index + 1 < len(tokens) else token
            scale = LETTER_SCALES.get(token.text) if not token.gap else SCALES.get(token.text)
            if token.text == "m" and not token.gap and len(done) > 1 and done[-2].text == "$":
                scale = 1e6
            owned = following.text in CURRENCY_CODES or _PAIR.fullmatch(following.text) or (len(done) > 1 and done[-2].text in CURRENCY_CODES)
            if token.text in _OF_HELD and not token.gap and (held or owned):
                scale = _OF_HELD[token.text]
            if token.text == "k" and token.gap and (following.text in "=:" or following.kind == "number"):
                scale = None  # K is the strike
            elif token.text in ("millions", "billions"):
                scale = SCALES[token.text.removesuffix("s")]
            elif scale is None and token.text in ("million", "thousand", "billion", "mil", "mm", "k", "bn", "mn", "mio"):
                scale = {**SCALES, **LETTER_SCALES}[token.text]
            if scale is not None:
                done[-1] = replace(
                    before, value=before.value * scale, text=before.text + (" " if token.gap else "") + token.text, decimal=None, end=token.end
                )
                continue
            if token.text in PARTS_OF_ONE:
                done[-1] = replace(
                    before, value=round(before.value * PARTS_OF_ONE[token.text], 10), text=f"{before.text} {token.text}", decimal=None, end=token.end
                )
                of_one = tokens[index + 1 : index + 4]
                if len(of_one) == 3 and of_one[0].text == "of" and of_one[1].text in ("a", "an", "one", "the") and of_one[2].text in WHOLES:
                    of_one[0].text = of_one[1].text = ""
                continue
            part = tokens[index + 1] if index + 1 < len(tokens) else None
            if token.text == "and" and part is not None and part.spoken and part.text.startswith("a ") and part.value < 1:
                done[-1] = replace(before, value=before.value + part.value, text=f"{before.text} and {part.text}", end=part.end)
                part.text = ""
                continue
            if token.text in ("nd", "rd", "st", "th") and not token.gap:
                continue
        if token.text:
            done.append(token)
    return done


def _signs(tokens: list[Token]) -> list[Token]:
    """Bind a sign to its number, drop hyphens inside words, keep "-" between two numbers as a range or pair."""
    done: list[Token] = []
    for index, token in enumerate(tokens):
        after = tokens[index + 1] if index + 1 < len(tokens) else None
        before = done[-1] if done else None
        if token.text in ("+/-", "+-") and after is not None and (after.kind == "number" or after.text == "$"):
            after.either = True
            after.start = token.start
            continue
        if (
            token.text in ("plus", "minus", "negative")
            and token.kind == "word"
            and after is not None
            and (after.kind == "number" or after.text == "$")
        ):
            following = tokens[index + 2] if index + 2 < len(tokens) else None
            if token.text == "plus" and following is not None and following.text in ("or",):
                done.append(token)
                continue
            target = following if after.text == "$" and following is not None else after
            target.signed = True
            target.value *= 1 if token.text == "plus" else -1
            target.text = f"{token.text} {target.text}"
            target.start = token.start
            continue
        if token.text in "+-" and token.kind == "mark" and after is not None:
            tight = not after.gap
            apart = before is None or token.gap or (before.kind == "mark" and before.text not in (")",))
            target = after
            if after.text == "$" and index + 2 < len(tokens):
                target = tokens[index + 2]
            if tight and apart and target.kind == "number" and not target.spoken:
                target.signed = True
                target.value *= 1 if token.text == "+" else -1
                target.text = token.text + target.text
                target.start = token.start
                continue
            if token.text == "-":
                between = before is not None and before.kind == "number" and after.kind == "number" and not after.spoken
                before_right = token.gap and tight and after.kind == "word" and after.text in ("c", "p", "call", "put", "calls", "puts")
                if between or before_right:
                    done.append(token)
                elif token.gap and after.gap:
                    done.append(replace(token, text=","))
                continue
        done.append(token)
    return done


_UNITS = frozenset(word_list("delta deltas d dte day days wide w wing wings point points pts week weeks lot lots contract contracts x sd sigma"))


def _cents_after(done: list[Token], token: Token, after: list[Token]) -> bool:
    """Whether a number is the cents of the dollars before it: "one dollar fifteen", "4 bucks 20"."""
    dollars = done[-1] if done else None
    return (
        dollars is not None
        and dollars.number == "D"
        and not any(unit.text in ("%", "percent", "pct", "per") for unit in after)
        and (dollars.spoken or (len(token.text) == 2 and not any(unit.text in _UNITS or unit.text in ("-", "%", "percent", "pct") for unit in after)))
        and dollars.text.endswith(("dollar", "dollars", "buck", "bucks"))
        and token.kind == "number"
        and token.spoken == dollars.spoken
        and token.number == "N"
        and 1 <= token.value < 100
    )


def _add_to_dollars(done: list[Token]) -> None:
    """Add cents just said to the dollars before them: "two dollars and forty cents"."""
    cents = done[-1]
    at = -3 if len(done) > 2 and done[-2].text in ("and", ",") else -2
    dollars = done[at] if len(done) >= -at else None
    if dollars is not None and dollars.number == "D" and dollars.value == int(dollars.value) and cents.value < 1:
        done[at] = replace(dollars, value=dollars.value + cents.value, text=f"{dollars.text} and {cents.text}", end=cents.end)
        del done[at + 1 :]


_MONEY_AND_PERCENT = frozenset(word_list("% percent pct percentage bp bps dollar dollars buck bucks cent cents $ € £"))


def _percent_and_money(tokens: list[Token]) -> list[Token]:
    """Fold "%", "percent", "bps", "$", "dollars" and "cents" into the number's kind."""
    done: list[Token] = []
    skip = False
    for index, token in enumerate(tokens):
        if skip:
            skip = False
            continue
        before = done[-1] if done else None
        if token.text in "$€£" and index + 1 < len(tokens) and tokens[index + 1].kind == "number":
            tokens[index + 1].number = "D"
            tokens[index + 1].text = token.text + tokens[index + 1].text
            tokens[index + 1].start = min(token.start, tokens[index + 1].start)
            continue
        if _cents_after(done, token, tokens[index + 1 : index + 2]):
            done[-1] = replace(done[-1], value=done[-1].value + token.value / 100, text=f"{done[-1].text} {token.text}", end=token.end)
            continue
        if before is not None and before.kind == "number":
            after = tokens[index + 1] if index + 1 < len(tokens) else token
            if token.text in _MONEY_AND_PERCENT:
                before.end = token.end
            elif (token.text, after.text) in (("per", "cent"), ("basis", "points")):
                before.end = after.end
            if token.text in ("%", "percent", "pct", "percentage"):
                before.number = "P"
                before.text += token.text if token.text == "%" else f" {token.text}"
                # A spoken pair before "percent" has its decimal reading only if it is too large otherwise.
                continue
            if token.text == "per" and index + 1 < len(tokens) and tokens[index + 1].text == "cent":
                before.number, before.text, skip = "P", f"{before.text} per cent", True
                continue
            if token.text in ("bp", "bps"):
                before.value, before.number, before.text = before.value / 100, "P", f"{before.text} {token.text}"
                continue
            if token.text == "basis" and index + 1 < len(tokens) and tokens[index + 1].text == "points":
                before.value, before.number, before.text, skip = before.value / 100, "P", f"{before.text} basis points", True
                continue
            if token.text in ("dollar", "dollars", "buck", "bucks", "$", "€", "£") and before.number != "P":
                before.number, before.text = "D", f"{before.text} {token.text}"
                continue
            cents = token.text == "c" and not token.gap and before.value < 100 and any(said.text.startswith("dividend") for said in tokens)
            if token.text in ("cent", "cents") or cents:
                before.value, before.number, before.text = before.value / 100, "D", f"{before.text} {token.text}"
                _add_to_dollars(done)
                continue
        done.append(token)
    return done


def _restated(tokens: list[Token]) -> list[Token]:
    """Drop a number repeated in brackets right after itself: "a quarter-hundred (25)"."""
    done: list[Token] = []
    at = 0
    while at < len(tokens):
        window = tokens[at : at + 3]
        if (
            done
            and len(window) == 3
            and window[0].text == "("
            and window[2].text == ")"
            and window[1].kind == "number"
            and done[-1].kind == "number"
            and window[1].value in (done[-1].value, done[-1].decimal)
        ):
            done[-1].value, done[-1].decimal = window[1].value, None
            at += 3
            continue
        done.append(tokens[at])
        at += 1
    return done
