"""Numbers said in words: "seven thousand one forty", "one and a half", "point one six"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.routing.words import word_list

Kind = Literal["N", "P", "D"]

_UNITS = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
UNITS = {word: value for value, word in enumerate(_UNITS.split())}
TENS = {word: 10 * value for value, word in enumerate(_TENS.split(), start=2)}
SMALL = {**UNITS, **TENS, "dozen": 12, "fourty": 40, "ninty": 90, "fourtyfive": 45}
SCALES = {"hundred": 100.0, "thousand": 1e3, "grand": 1e3, "million": 1e6, "billion": 1e9}
# "one" and "a" are numbers only before a unit of something: "price me one" counts nothing.
COUNTED = frozenset(
    word_list(
        "day days week weeks month months year years dte sd sds sigma std standard percent pct % contract "
        "contracts lot lots point points times pc dollar buck hour x cent edr edrs expected trading business session "
        "tenth tenths twentieth twentieths basis"
    )
)


# A small number before one of these is not the end of an index level: "at seven thousand five | fourteen days".
OF_A_TRADE = frozenset(word_list("day days week weeks month months dte delta deltas wide lot lots contracts sd sds sigma vol hour hours"))


@dataclass(slots=True)
class Token:
    text: str
    kind: Literal["number", "word", "mark"]
    gap: bool  # white space came before
    value: float = 0.0
    number: Kind = "N"
    signed: bool = False
    either: bool = False
    decimal: float | None = None
    spoken: bool = False
    start: int = 0  # where it stands in the normalised text
    end: int = 0


def join_spoken(tokens: list[Token]) -> list[Token]:
    """Join number words: "seven thousand one forty", "one and a half", "minus five", "point one six"."""
    done: list[Token] = []
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


def _spoken_at(tokens: list[Token], start: int) -> tuple[int, Token | None]:
    """The spoken number that starts here and how many tokens it takes, or None."""
    if _word(tokens, start) == "point" and _word(tokens, start + 1) in SMALL and (start == 0 or tokens[start - 1].kind != "number"):
        return _decimals(tokens, start, start, 0.0)
    if _word(tokens, start) == "zero":
        if _word(tokens, start + 1) == "point" and _word(tokens, start + 2) in SMALL:
            return _decimals(tokens, start, start + 1, 0.0)
        return 1, _number_token(tokens, start, 1, 0.0)
    digits = _digits_at(tokens, start)
    if digits is not None and _word(tokens, start + len(digits)) == "point" and _word(tokens, start + len(digits) + 1) in SMALL:
        return _decimals(tokens, start, start + len(digits), float(digits))
    if digits is not None:
        return len(digits), _number_token(tokens, start, len(digits), float(digits))
    level = _level_at(tokens, start)
    if level is not None:
        return level
    taken, token = _fraction_at(tokens, start)
    return (taken, token) if token is not None else _whole_at(tokens, start)


_SPELLED = 3
_DIGITS = {"oh": 0, "o": 0, **{word: value for word, value in UNITS.items() if value < 10}}
_LEVELS = ("vix", "vol", "iv", "implied", "vix_avg", "vix_nine", "hv_twenty", "average")
_TO_LEVEL = ("at", "is", "near", "around", "of", "was", "closed")


def _digits_at(tokens: list[Token], start: int) -> str | None:
    """Three or more digits spelled one by one, as a voice may: "seven one four zero"."""
    digits = ""
    while (said := _word(tokens, start + len(digits))) in _DIGITS and (digits or said in UNITS):
        digits += str(_DIGITS[said])
    return digits if len(digits) >= _SPELLED and digits[0] != "0" else None


def _level_at(tokens: list[Token], start: int) -> tuple[int, Token] | None:
    """Two digits and a pair, as an index level is said: "six nine fifty", "seven-one-twenty-five"."""
    said: list[str] = []
    ends: list[int] = []
    at = start
    while len(said) < 4 and (_word(tokens, at) in SMALL or _word(tokens, at) == "oh"):
        said.append(_word(tokens, at))
        ends.append(at + 1)
        at += 1 + (_hyphen(tokens, at + 1) and _word(tokens, at + 2) in SMALL)
    if len(said) < 3 or not 2 <= UNITS.get(said[0], 0) < 10:
        return None
    hundreds, pair = _DIGITS.get(said[1]), SMALL.get(said[2], 0)
    if hundreds is None or not 10 <= pair < 100:
        return None
    units = UNITS.get(said[3], 0) if len(said) == 4 and pair >= 20 else 0
    taken = ends[3 if 0 < units < 10 else 2] - start
    return taken, _number_token(tokens, start, taken, 1000.0 * UNITS[said[0]] + 100 * hundreds + pair + (units if units < 10 else 0))


def _word(tokens: list[Token], at: int) -> str:
    return tokens[at].text if at < len(tokens) and tokens[at].kind == "word" else ""


def _hyphen(tokens: list[Token], at: int) -> bool:
    return at < len(tokens) and tokens[at].text == "-" and not tokens[at].gap


_NO_PART = ("friday", "party", "hundred", "of")  # "a third friday", "a quarter of": no number by itself
_PARTS = {"half": 0.5, "quarter": 0.25, "third": 1 / 3}
# After a number these are parts of one, and no place in an order: "four tenths of a day", "3 eighths".
PARTS_OF_ONE = {"tenth": 0.1, "twentieth": 0.05, "twentieths": 0.05, "fifths": 0.2, "eighths": 0.125, "tenths": 0.1, "hundredths": 0.01}
WHOLES = frozenset(word_list("day week weeks month months year years point percent sigma sd standard edr expected session trading dollar"))
_MOVES = ("by", "up", "down", "another")  # "up by a third": a part said so is of what moves


def _fraction_at(tokens: list[Token], start: int) -> tuple[int, Token | None]:
    """A fraction or a part of something: "half a day", "a third", "a quarter-hundred", "half a dozen"."""
    first, second, third = (_word(tokens, start + offset) for offset in range(3))
    counted = UNITS.get(first, 0) if second.rstrip("s") in _PARTS else 1 if first in ("a", "one") and second == "half" else 0
    named = start + (1 if counted else 0)
    part_of = [_word(tokens, named + offset) for offset in range(1, 4)]
    if _word(tokens, named).rstrip("s") in _PARTS and part_of[0] == "of" and part_of[1] in ("a", "an", "one", "the") and part_of[2] in WHOLES:
        value = (counted if counted else 1) * _PARTS[_word(tokens, named).rstrip("s")]
        return named + 3 - start, _number_token(tokens, start, named + 3 - start, value)
    if first in ("half", "quarter"):
        part = 0.5 if first == "half" else 0.25
        if second in ("a", "an") and third in SCALES:
            return 3, _number_token(tokens, start, 3, SCALES[third] * part)
        if second in ("million", "billion"):
            return 2, _number_token(tokens, start, 2, SCALES[second] * part)
        if second in ("day", "session"):
            return 1, _number_token(tokens, start, 1, part)
        if second == "hundred":
            return 2, _number_token(tokens, start, 2, 100 * part)
        if _hyphen(tokens, start + 1) and third == "hundred":
            return 3, _number_token(tokens, start, 3, 100 * part)
        if second in ("a", "an") and third == "dozen":
            return 3, _number_token(tokens, start, 3, 12 * part)
        if second == "dozen":
            return 2, _number_token(tokens, start, 2, 12 * part)
        if (second in ("a", "an") and (third in WHOLES or (third in ("vol", "vix") and _word(tokens, start + 3) == "point"))) or (
            second == "the" and third in ("edr", "expected")
        ):
            return 2, _number_token(tokens, start, 2, part)
        if start > 0 and tokens[start - 1].text in _MOVES and second not in _NO_PART:
            return 1, _part_token(tokens, start, 1, part)
        return 0, None
    if first in ("a", "an") and second == "half" and third == "dozen":
        return 3, _number_token(tokens, start, 3, 6.0)
    if first in ("a", "one", "two") and second in ("third", "thirds", "quarter", "quarters", "half") and third not in _NO_PART:
        if _hyphen(tokens, start + 2) or (first == "a" and start > 0 and tokens[start - 1].kind == "number"):
            return 0, None  # "0.55 a quarter" is how often
        part = (2 if first == "two" else 1) * _PARTS[second.rstrip("s")]
        moved = start > 0 and tokens[start - 1].text in _MOVES and third.rstrip("s") not in WHOLES
        return 2, _part_token(tokens, start, 2, part) if moved else _number_token(tokens, start, 2, part)
    return 0, None


def _whole_at(tokens: list[Token], start: int) -> tuple[int, Token | None]:
    """A whole number, with the half or the decimals that may follow it."""
    at = start + 1 if _word(tokens, start) in ("a", "one") and _word(tokens, start + 1) in ("hundred", "thousand", "dozen", "million") else start
    total = 0.0
    parts: list[float] = []  # the small numbers said since the last scale
    while at < len(tokens):
        joined = at > start and _hyphen(tokens, at) and (_word(tokens, at + 1) in SMALL or _word(tokens, at + 1) in SCALES)
        here = at + joined
        said = _word(tokens, here)
        if said == "dozen" and len(parts) == 1 and not total:
            parts, at = [12 * parts[0]], here + 1
            break
        if said in SCALES:
            if not parts and total == 0:
                if said == "grand" or (said != "hundred" and at == start) or (at == start > 0 and _in_hundreds(tokens[start - 1])):
                    break
                parts = [1.0]
            if said == "hundred" and len(parts) == 2 and parts[0] < 10:
                parts, at = parts[:1], start + 1  # "two sixty-seven hundred puts": how many comes first
                break
            value = _together(parts)[0] * SCALES[said]
            parts, total = ([value], total) if said == "hundred" else ([], total + value)
            at = here + 1
        elif said in SMALL and said != "zero":
            if total and not parts and _word(tokens, here + 1) == "thousand":
                break  # "seven thousand | seven thousand fifty"
            if parts and (not _continues(parts[-1], SMALL[said]) or _is_another(tokens, start, here, total, parts)):
                if len(parts) == 2 and parts[0] < 10 <= SMALL[said] and not total and _unit_of(tokens, here) in ("call", "calls", "put", "puts"):
                    parts, at = parts[:1], start + 1  # "two seventy-two fifty calls"
                break
            if parts and parts[-1] < 100 and parts[-1] >= 20 and parts[-1] % 10 == 0 and SMALL[said] < 10:
                parts[-1] += SMALL[said]
            elif parts and parts[-1] < 100 and not joined and _hyphen(tokens, here + 1) and _word(tokens, here + 2) not in UNITS:
                break  # "twenty ten-wide": the hyphen binds the second number to its unit, not to the first number
            else:
                parts.append(float(SMALL[said]))
            at = here + 1
        elif said == "and" and at > start and (total or (parts and parts[-1] >= 100)) and _goes_on(tokens, start, here + 1, total, parts):
            at = here + 1
        elif said in ("oh", "o") and len(parts) == 1 and parts[0] < 100 and _word(tokens, here + 1) in UNITS:
            parts.append(float(UNITS[_word(tokens, here + 1)]))
            at = here + 2
        else:
            break
    if at == start or (not parts and total == 0):
        return 0, None
    value, decimal = _together(parts) if parts else (0.0, None)
    value += total
    if _word(tokens, at) == "point" and _word(tokens, at + 1) in SMALL:
        return _decimals(tokens, start, at, value)
    after = tuple(_word(tokens, at + offset) for offset in range(3))
    if after[:2] == ("and", "half"):
        value += 0.5
        at += 2
    elif after[0] == "and" and after[1] in ("a", "one") and after[2] in ("half", "quarter", "third"):
        value += _PARTS[after[2]]
        at += 3
    elif after in (("and", "three", "quarters"), ("and", "three", "quarter")):
        value += 0.75
        at += 3
    whole = len(parts) == 1 and 10 <= parts[0] < 100 and (parts[0] < 20 or parts[0] % 10 > 0)
    tight = _hyphen(tokens, at) and whole and total == 0
    tenths = UNITS.get(_word(tokens, at + tight), 0)
    level = _after_level(tokens, start) or _word(tokens, at + tight + 1) in _LEVELS
    if total == 0 and whole and 0 < tenths < 10 and level and _word(tokens, at + tight + 1) not in COUNTED:
        at += tight
        return at + 1 - start, _number_token(tokens, start, at + 1 - start, value + tenths / 10)  # "VIX seventeen nine" is 17.9
    unit = _word(tokens, at + 1) if _hyphen(tokens, at) else _word(tokens, at)
    signed = start > 0 and tokens[start - 1].text in ("plus", "minus", "+", "-")  # "minus one 6,850 put"
    if at - start == 1 and tokens[start].text == "one" and unit not in COUNTED and not signed and not (at < len(tokens) and tokens[at].text == "%"):
        return 0, None
    token = _number_token(tokens, start, at - start, value)
    token.decimal = decimal if not total else None
    return at - start, token


def _in_hundreds(token: Token) -> bool:
    """Whether a number in digits before "hundred" is a level in hundreds: "the 69 hundred straddle"."""
    return token.kind == "number" and 20 <= token.value < 100


def _after_level(tokens: list[Token], start: int) -> bool:
    """Whether a number that starts here is a level of vol by the word before it: "VIX seventeen", "VIX at seventeen"."""
    at = start - 1
    if at > 0 and tokens[at].text in _TO_LEVEL:
        at -= 1
    return at >= 0 and tokens[at].text in _LEVELS


def _decimals(tokens: list[Token], start: int, point: int, whole: float) -> tuple[int, Token | None]:
    """Finish a spoken decimal: "one point one five" from its point on."""
    at = point + 1
    said: list[str] = []
    while _word(tokens, at) in _DIGITS and (said or _word(tokens, at) in UNITS):
        said.append(str(_DIGITS[_word(tokens, at)]))
        at += 1
    if len(said) > 1 and whole >= 10 and _after_level(tokens, start) and _word(tokens, at + _hyphen(tokens, at)) in OF_A_TRADE:
        said.pop()  # "vix sixteen point five | nine days"
        at -= 1
    if not said:  # "point sixteen", "point ninety-five"
        two = 0 < UNITS.get(_word(tokens, at + 1 + _hyphen(tokens, at + 1)), 0) < 10 and SMALL.get(_word(tokens, at), 0) >= 20
        said.append(str(SMALL[_word(tokens, at)] + (UNITS[_word(tokens, at + 1 + _hyphen(tokens, at + 1))] if two else 0)))
        at += 2 + _hyphen(tokens, at + 1) if two else 1
    digits = "".join(said)
    return at - start, _number_token(tokens, start, at - start, whole + float(f"0.{digits}"))


def _continues(last: float, value: float) -> bool:
    """Whether a small number said after another belongs to the same number: "twenty one", "one fifteen", "two hundred six"."""
    if last >= 100:
        return value < 100
    if last >= 20 and last % 10 == 0 and value < 10:
        return True
    return 10 <= value < 100 and 1 <= last < 100


def _goes_on(tokens: list[Token], start: int, at: int, total: float, parts: list[float]) -> bool:
    """Whether what follows "and" is more of the number: "seven thousand and fifty", but "seventy four hundred and | seventy four fifty"."""
    value = SMALL.get(_word(tokens, at))
    if total >= 1000 and "thousand" in (_word(tokens, at + 1), _word(tokens, at + 2)):
        return False  # "six thousand eight hundred and | seven thousand four hundred"
    return value is not None and (not parts or (_continues(parts[-1], value) and not _is_another(tokens, start, at, total, parts)))


def _is_another(tokens: list[Token], start: int, at: int, total: float, parts: list[float]) -> bool:
    """Whether a small number that could go on starts a number of its own: "seventy one twenty | thirty days", "sixty seven hundred | sixty
    seven fifty", "vol nineteen | ten delta". A pair has two parts, and after thousands its first is a digit; what follows hundreds is new if it is
    a level like them, and what follows a level of vol if it has a unit."""
    value = SMALL[_word(tokens, at)]
    if (
        start > 0
        and tokens[start - 1].text in _LEVELS
        and value >= 10
        and _word(tokens, at + 1 + _hyphen(tokens, at + 1)) in COUNTED | {"delta", "wide"}
    ):
        return True
    if parts[-1] < 100:
        added = parts[-1] >= 20 and parts[-1] % 10 == 0 and value < 10
        ends = _unit_of(tokens, at) in OF_A_TRADE
        ended = (total > 0 and (parts[0] >= 10 or _word(tokens, at - 2) == "and" or ends)) or (
            parts[0] >= 10 and ends and _unit_of(tokens, at) != "vol"
        )
        return not added and (len(parts) > 1 or ended)
    if parts[-1] >= 1000 and (_word(tokens, at + 1) == "thousand" or _unit_of(tokens, at) in OF_A_TRADE | {"point"}):
        return True
    if value < 20 or parts[-1] < 1000:
        return False
    after = at + 1 + (_hyphen(tokens, at + 1) and _word(tokens, at + 2) in UNITS)
    if _word(tokens, after) in UNITS and UNITS[_word(tokens, after)] < 10:
        value += UNITS[_word(tokens, after)]
        after += 1
    follows = 0 if _word(tokens, after) == "hundred" else SMALL.get(_word(tokens, after), -1)
    return (follows == 0 or follows >= 10) and 0.6 < value * 100 / parts[-1] < 1.6


def _unit_of(tokens: list[Token], at: int) -> str:
    """The word after the small number said here, which may be its unit: "days" of "forty-five days"."""
    two = SMALL[_word(tokens, at)] >= 20
    after = at + 1 + _hyphen(tokens, at + 1)
    if two and 0 < UNITS.get(_word(tokens, after), 0) < 10:
        after += 1
    return _word(tokens, after + _hyphen(tokens, after))


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


def _number_token(tokens: list[Token], start: int, count: int, value: float) -> Token:
    text = "".join((" " if token.gap and index else "") + token.text for index, token in enumerate(tokens[start : start + count]))
    return Token(text, "number", tokens[start].gap, value, spoken=True, start=tokens[start].start, end=tokens[start + count - 1].end)


def _part_token(tokens: list[Token], start: int, count: int, part: float) -> Token:
    token = _number_token(tokens, start, count, 100 * part)
    token.number = "P"
    return token
