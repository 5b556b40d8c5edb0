"""Numbers as people write and say them, and the line of text that marks their places.

A question becomes one lower-case line in which every number is a place: `N0` plain, `P1` a percentage, `D2` dollars.
Patterns then speak of words and places only, never of notations: "$7,140", "7140" and "seven thousand one forty"
differ in the number, not in the line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from bot.routing.spoken import SCALES, Kind, Token, join_spoken
from bot.routing.words import mend, normalise, word_list

LETTER_SCALES = {"k": 1e3, "mm": 1e6, "mn": 1e6, "mio": 1e6, "bn": 1e9}

# Where these are spoken of, "1.5m" is in millions; elsewhere the m is months.
_HELD = frozenset(word_list("account equity debt capital portfolio shares cash fund revenue income assets liabilities"))

_TOKEN = re.compile(
    r"(?P<number>(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+))"
    r"|(?P<word>[a-z_]+)"
    r"|(?P<mark>\+/-|\+-|->|[^\s\w])"
)


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


@dataclass(frozen=True, slots=True)
class Line:
    """The question as words and places, with one space before and after each, and the numbers by place."""

    text: str
    numbers: tuple[Number, ...]


def read_line(question: str) -> Line:
    """The line of a question. Spelling mistakes in the field's own words are mended first."""
    tokens = _percent_and_money(_signs(_scales(join_spoken(_tokens(normalise(question))))))
    tokens = _restated(tokens)
    numbers: list[Number] = []
    words: list[str] = []
    for token in tokens:
        if token.kind == "number":
            words.append(f"{token.number}{len(numbers)}")
            numbers.append(Number(token.value, token.number, token.text, token.signed, token.either, token.decimal))
        else:
            words.append(mend(token.text) if token.kind == "word" else token.text)
    return Line(_punctuated(_EQUALS.sub(" ", f" {' '.join(words)} ")), tuple(numbers))


_KEYS = word_list(
    "delta dte days day wide width wings spx spot index vix iv vol implied slippage credit contracts lots "
    "sd rate yield fees account risk strike beta growth "
    "weeks multiplier premium dividend cash receivables margin price"
)
_EQUALS = re.compile(r" = (?=[NPD]\d)")
_RUN = re.compile(rf"(?<= )(?:(?:[NPD]\d+|{'|'.join(_KEYS)}) ){{4,}}")


def _punctuated(text: str) -> str:
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
        return " , ".join(f"{left} {right}" for left, right in zip(words[::2], words[1::2], strict=True)) + " "

    return _RUN.sub(part, text)


def _tokens(text: str) -> list[Token]:
    tokens: list[Token] = []
    end = 0
    for match in _TOKEN.finditer(text):
        gap = match.start() > end or end == 0
        end = match.end()
        if (digits := match.group("number")) is not None:
            tokens.append(Token(digits, "number", gap, float(digits.replace(",", ""))))
        elif (word := match.group("word")) is not None:
            tokens.append(Token(word, "word", gap))
        else:
            tokens.append(Token(match.group("mark"), "mark", gap))
    return tokens


def _scales(tokens: list[Token]) -> list[Token]:
    """Apply what multiplies a written number: 100k, 1.5m, 2 hundred, 7 thousand, and fractions such as 1/3 or 2 1/2."""
    done: list[Token] = []
    held = any(token.text in _HELD for token in tokens)
    for index, token in enumerate(tokens):
        before = done[-1] if done else None
        if before is not None and before.kind == "number" and token.kind == "word":
            scale = LETTER_SCALES.get(token.text) if not token.gap else SCALES.get(token.text)
            if token.text == "m" and not token.gap and len(done) > 1 and done[-2].text == "$":
                scale = 1e6
            if token.text == "m" and not token.gap and held:
                scale = 1e6
            if scale is None and token.text in ("million", "thousand", "billion", "mm", "k"):
                scale = {**SCALES, **LETTER_SCALES}[token.text]
            if scale is not None:
                done[-1] = replace(before, value=before.value * scale, text=before.text + (" " if token.gap else "") + token.text, decimal=None)
                continue
            part = tokens[index + 1] if index + 1 < len(tokens) else None
            if token.text == "and" and part is not None and part.spoken and part.text.startswith("a ") and part.value < 1:
                done[-1] = replace(before, value=before.value + part.value, text=f"{before.text} and {part.text}")
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
            continue
        if before is not None and before.kind == "number":
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
            if token.text in ("dollar", "dollars", "bucks"):
                before.number, before.text = "D", f"{before.text} {token.text}"
                continue
            if token.text in ("cent", "cents"):
                before.value, before.number, before.text = before.value / 100, "D", f"{before.text} {token.text}"
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
