"""Numbers as people write and say them, and the line of text that marks their places.

A question becomes one lower-case line in which every number is a place: `N0` plain, `P1` a percentage, `D2` dollars.
Patterns then speak of words and places only, never of notations: "$7,140", "7140" and "seven thousand one forty"
differ in the number, not in the line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from bot.routing.words import mend, normalise, word_list

Kind = Literal["N", "P", "D"]

_UNITS = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
UNITS = {word: value for value, word in enumerate(_UNITS.split())}
TENS = {word: 10 * value for value, word in enumerate(_TENS.split(), start=2)}
SMALL = {**UNITS, **TENS, "dozen": 12, "fourty": 40, "ninty": 90, "fourtyfive": 45}
SCALES = {"hundred": 100.0, "thousand": 1e3, "grand": 1e3, "million": 1e6, "billion": 1e9}
LETTER_SCALES = {"k": 1e3, "mm": 1e6, "mn": 1e6, "mio": 1e6, "bn": 1e9}
# "one" and "a" are numbers only before a unit of something: "price me one" counts nothing.
COUNTED = frozenset(
    word_list(
        "day days week weeks month months year years dte sd sds sigma std standard percent pct % contract "
        "contracts lot lots point points times pc dollar hour x cent edr edrs expected"
    )
)

# What "1.5m" counts in millions; before other words the m is months.
_HELD = frozenset(word_list("account equity debt capital portfolio shares cash book fund in of revenue income"))

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


@dataclass(slots=True)
class _Token:
    text: str
    kind: Literal["number", "word", "mark"]
    gap: bool  # white space came before
    value: float = 0.0
    number: Kind = "N"
    signed: bool = False
    either: bool = False
    decimal: float | None = None
    spoken: bool = False


def read_line(question: str) -> Line:
    """The line of a question. Spelling mistakes in the field's own words are mended first."""
    tokens = _percent_and_money(_signs(_scales(_spoken(_tokens(normalise(question))))))
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


def _tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    end = 0
    for match in _TOKEN.finditer(text):
        gap = match.start() > end or end == 0
        end = match.end()
        if (digits := match.group("number")) is not None:
            tokens.append(_Token(digits, "number", gap, float(digits.replace(",", ""))))
        elif (word := match.group("word")) is not None:
            tokens.append(_Token(word, "word", gap))
        else:
            tokens.append(_Token(match.group("mark"), "mark", gap))
    return tokens


def _spoken(tokens: list[_Token]) -> list[_Token]:
    """Join number words: "seven thousand one forty", "one and a half", "minus five", "point one six"."""
    done: list[_Token] = []
    at = 0
    while at < len(tokens):
        taken, token = _spoken_at(tokens, at)
        if token is None:
            done.append(tokens[at])
            at += 1
        else:
            done.append(token)
            at += taken
    return done


def _spoken_at(tokens: list[_Token], start: int) -> tuple[int, _Token | None]:
    """The spoken number that starts here and how many tokens it takes, or None."""
    at = start
    total = 0.0
    parts: list[float] = []  # the small numbers said since the last scale

    def word(offset: int = 0) -> str:
        return tokens[at + offset].text if at + offset < len(tokens) and tokens[at + offset].kind == "word" else ""

    def hyphen(offset: int = 0) -> bool:
        return at + offset < len(tokens) and tokens[at + offset].text == "-" and not tokens[at + offset].gap

    if word() == "point" and word(1) in UNITS and (at == 0 or tokens[at - 1].kind != "number"):
        return _decimals(tokens, start, start, 0.0)
    if word() in ("half", "quarter") and (word(1) in ("a", "an", "hundred") or (hyphen(1) and word(2) == "hundred")):
        value = 0.5 if word() == "half" else 0.25
        if word(1) == "hundred" or word(2) == "hundred":
            value *= 100
            return (2 if word(1) == "hundred" else 3), _number_token(tokens, start, 2 if word(1) == "hundred" else 3, value)
        if word(2) in ("day", "point", "percent", "sigma", "sd", "standard"):
            return 2, _number_token(tokens, start, 2, value)
        return 0, None
    if (
        word() in ("a", "one", "two")
        and word(1) in ("third", "thirds", "quarter", "quarters", "half")
        and word(2) not in ("friday", "party", "hundred")
    ):
        top = {"a": 1, "one": 1, "two": 2}[word()]
        if word(1) == "half" and word(2) in ("dozen",):
            return 3, _number_token(tokens, start, 3, 6)
        bottom = 3 if word(1).startswith("third") else 4 if word(1).startswith("quarter") else 2
        if hyphen(2) or (word() == "a" and word(1) == "quarter" and word(2) in ("of", "hundred")):
            return 0, None
        return 2, _number_token(tokens, start, 2, top / bottom)
    if word() in ("a", "one") and word(1) in ("hundred", "thousand", "dozen", "million"):
        at += 1
    if word() == "half" and word(1) == "dozen":
        return 2, _number_token(tokens, start, 2, 6)
    while at < len(tokens):
        skip = 1 if at > start and hyphen() and (word(1) in SMALL or word(1) in SCALES) else 0
        said = word(skip)
        if said in SCALES:
            scale = SCALES[said]
            if not parts and total == 0:
                if (said != "hundred" and not (start < at)) or said == "grand":
                    break
                parts = [1.0]
            current = _together(parts)[0]
            if scale == 100:
                parts = [current * 100]
            else:
                total += current * scale
                parts = []
            at += 1 + skip
        elif said in SMALL and said != "zero":
            joined = skip == 1
            if len(parts) and not _continues(parts[-1], SMALL[said], joined):
                break
            if (parts and parts[-1] >= 100) or not parts:
                parts.append(float(SMALL[said]))
            elif parts[-1] >= 20 and parts[-1] % 10 == 0 and SMALL[said] < 10:
                parts[-1] += SMALL[said]
            else:
                # "twenty ten-wide": the hyphen binds the second number to its unit, not to the first number
                after = at + skip + 1
                if (
                    not joined
                    and after < len(tokens)
                    and tokens[after].text == "-"
                    and after + 1 < len(tokens)
                    and tokens[after + 1].text not in UNITS
                ):
                    break
                parts.append(float(SMALL[said]))
            at += 1 + skip
        elif said == "zero" and at == start:
            return 1, _number_token(tokens, start, 1, 0.0)
        elif said == "and" and at > start and (total or (parts and parts[-1] >= 100)) and word(skip + 1) in SMALL:
            at += 1 + skip
        elif said in ("oh", "o") and len(parts) == 1 and word(skip + 1) in UNITS and parts[0] < 100:
            parts.append(UNITS[word(skip + 1)] / 100 - 0.0)
            value = parts[0] * 100 + UNITS[word(skip + 1)]
            token = _number_token(tokens, start, at + skip + 2 - start, value)
            token.decimal = parts[0] + UNITS[word(skip + 1)] / 100
            return at + skip + 2 - start, token
        else:
            break
    if at == start or (not parts and total == 0):
        return 0, None
    value, decimal = _together(parts) if parts else (0.0, None)
    value += total
    if word() == "point" and word(1) in UNITS:
        return _decimals(tokens, start, at, value)
    if word() == "and" and word(1) in ("a", "one") and word(2) in ("half", "quarter", "third"):
        value += {"half": 0.5, "quarter": 0.25, "third": 1 / 3}[word(2)]
        at += 3
    elif word() == "and" and word(1) == "three" and word(2) == "quarters":
        value += 0.75
        at += 3
    count = at - start
    unit = word(1) if hyphen() else word()
    if count == 1 and tokens[start].text == "one" and unit not in COUNTED and not (at < len(tokens) and tokens[at].text == "%"):
        return 0, None
    token = _number_token(tokens, start, count, value)
    token.decimal = decimal if not total else None
    return count, token


def _decimals(tokens: list[_Token], start: int, point: int, whole: float) -> tuple[int, _Token | None]:
    """Finish a spoken decimal: "one point one five" from its point on."""
    digits = ""
    at = point + 1
    while at < len(tokens) and tokens[at].text in SMALL and tokens[at].kind == "word":
        digits += str(SMALL[tokens[at].text])
        at += 1
    return at - start, _number_token(tokens, start, at - start, whole + float(f"0.{digits}"))


def _continues(last: float, value: float, joined: bool) -> bool:
    """Whether a small number said after another belongs to the same number: "twenty one", "one fifteen", "two hundred six"."""
    if last >= 100:
        return value < 100
    if last >= 20 and last % 10 == 0 and value < 10:
        return True
    return 10 <= value < 100 and 1 <= last < 100


def _together(parts: list[float]) -> tuple[float, float | None]:
    """The value of small numbers said in a row, and the decimal reading if they came as a pair."""
    if len(parts) == 1:
        return parts[0], None
    if parts[0] >= 100:
        return parts[0] + _together(parts[1:])[0], None
    value = parts[0]
    for part in parts[1:]:
        value = value * 100 + part
    return value, (parts[0] + parts[1] / 100 if len(parts) == 2 else None)


def _number_token(tokens: list[_Token], start: int, count: int, value: float) -> _Token:
    text = "".join((" " if token.gap and index else "") + token.text for index, token in enumerate(tokens[start : start + count]))
    return _Token(text, "number", tokens[start].gap, value, spoken=True)


def _scales(tokens: list[_Token]) -> list[_Token]:
    """Apply what multiplies a written number: 100k, 1.5m, 2 hundred, 7 thousand, and fractions such as 1/3 or 2 1/2."""
    done: list[_Token] = []
    for index, token in enumerate(tokens):
        before = done[-1] if done else None
        if before is not None and before.kind == "number" and token.kind == "word":
            scale = LETTER_SCALES.get(token.text) if not token.gap else SCALES.get(token.text)
            if token.text == "m" and not token.gap and len(done) > 1 and done[-2].text == "$":
                scale = 1e6
            if token.text == "m" and not token.gap and index + 1 < len(tokens) and tokens[index + 1].text in _HELD:
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


def _signs(tokens: list[_Token]) -> list[_Token]:
    """Bind a sign to its number, drop hyphens inside words, keep "-" between two numbers as a range or pair."""
    done: list[_Token] = []
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


def _percent_and_money(tokens: list[_Token]) -> list[_Token]:
    """Fold "%", "percent", "bps", "$", "dollars" and "cents" into the number's kind."""
    done: list[_Token] = []
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


def _restated(tokens: list[_Token]) -> list[_Token]:
    """Drop a number repeated in brackets right after itself: "a quarter-hundred (25)"."""
    done: list[_Token] = []
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
