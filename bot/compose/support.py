"""Whether a sentence that a model wrote says what the evidence says, decided by rules and without a model.

A sentence is supported when its words are those of one statement of a passage or calculation that it cites (or of up to three, joined),
in their order. Small words, endings and a few synonyms of the field may differ; an aside or the end of a sentence may be left out, but
only at punctuation and only if no condition, negation, hedge or bound goes with it. Numbers are compared as Decimal with their unit and
sign. So a swapped side, a lost "not", an invented figure or a citation of the wrong passage each leave the sentence without support.

Inaccurate where a small word carries the sense: "has" for "is", "they" for "it", passes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from bot.answer import Calculation, Evidence
from bot.compose.check import KEY
from bot.compose.sentences import CITATION, pieces, split_sentences
from bot.say import say_inputs
from knowledge.words import stem

MOST_JOINED = 3
LEAST_WORDS = 2  # a part of a sentence with fewer words says nothing that could be checked
NUMBERS = "numbers"

# Words that may come, go and change.
SMALL = frozenset(
    """a an the is are be been being am it its this that these those which who whose there here and also has have having do does doing
    their them they he she his her we our you your namely""".split()  # noqa: SIM905
)
# Words that never go, whatever else is left out: they decide whether the rest is true, and of how much.
BINDING = frozenset(
    """no not never none neither nor nothing nobody without hardly rarely seldom if unless only except provided assuming assume when
    while where until till otherwise even though although but however because since therefore hence thus so then than all every each
    any some most many few several always usually typically often sometimes mostly nearly about roughly approximately around almost
    least may might can could would should must will shall cannot need claim claims claimed say says said assert asserts asserted
    according allege alleged suggest suggests report reported plus minus times less more per
    wrong false mistake mistaken untrue misread ignore ignores forget thinking question whether""".split()  # noqa: SIM905
)
# Spellings of one thing. Nothing here may be a direction, a side or a degree.
SAME = {
    "max": "maximum",
    "min": "minimum",
    "odds": "probability",
    "chance": "probability",
    "break-even": "breakeven",
    "expiry": "expiration",
    "volatility": "vol",
    "premium's": "premium",
    "monetises": "monetizes",
    "percent": "%",
}
_CONTRACTED = {"can't": "can not", "cannot": "can not", "won't": "will not", "isn't": "is not", "aren't": "are not"}
_PHRASES = (("break even", "breakeven"), ("break-even", "breakeven"), ("per cent", "%"), ("percent", "%"))
_SCALE = {"k": Decimal(1000), "m": Decimal(1_000_000), "million": Decimal(1_000_000), "billion": Decimal(1_000_000_000)}
_TOKEN = re.compile(
    r"(?P<sign>(?<![\w.)%])[-−+])?(?P<dollar>\$)?(?P<second>(?<![\w.)%$])[-−])?(?P<number>\d[\d,]*(?:\.\d+)?|\.\d+)"
    r"(?:\s?(?P<unit>%|dollars?\b|k\b|m\b|million\b|billion\b))?"
    r"|(?P<word>[^\W\d_]+(?:['’][^\W\d_]+)*)|(?P<mark>[,;:()?—–])",
    re.IGNORECASE,
)
_ASIDE = re.compile(r"\([^()]*\)")
_COMMA_ASIDE = re.compile(r", (?:called|known as|which|such as|namely|that is|for example|in other words)\b[^,;:()]*,")
_MARKUP = re.compile(r"!\[|\]\(|https?:|www\.|<[a-zA-Z/!]|^\s*#|\$\$|\\\w|\|", re.MULTILINE)
_ADVICE = re.compile(
    r"\b(?:you|traders?|one|we) (?:should|ought|must|need to|have to|had better)\b|\b(?:i|we|my|our) (?:would |strongly )*"
    r"(?:recommend|suggest|advise|advice|recommendation)|\b(?:recommended|advisable|worth (?:buying|selling|taking))\b|"
    r"\bgood (?:time|idea|trade|moment)\b|\b(?:guaranteed?|risk[- ]?free|riskless|no[- ]brainer|(?:can't|cannot|can not) lose(?! more)|sure thing)\b|"
    r"\b(?:best|right|safest) (?:trade|choice|move|strategy|time)\b|\bgo ahead\b",
    re.IGNORECASE,
)
_ORDER = re.compile(
    r"\W*(?:please |just |simply |then |now |so |always |never |don't |do not )*(?:buy|sell|close|open|roll|hedge|enter|exit|hold|avoid|"
    r"take|use|add|wait|put|place|consider|choose|pick|go|keep|trade|stop|set|reduce|increase|cut|double|scale|let|make sure|be)\b",
    re.IGNORECASE,
)
_LEANING = re.compile(r"\W*(?:it|its|this|that|these|those|they|their|such|he|both|neither|either|here|there|so|but|also|then|thus|hence)\b", re.I)

Token = str | tuple[Decimal, str]


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing the evidence says: its key, layer, place in the passage, words, and the shorter forms that are still true to it."""

    key: str
    layer: str
    place: int
    text: str
    forms: frozenset[tuple[Token, ...]]

    @property
    def leans(self) -> bool:
        """Whether it begins with a word that points to the statement before it."""
        return _LEANING.match(self.text) is not None


@dataclass(frozen=True, slots=True)
class Supported:
    """A model's sentence with the statements it is made of."""

    text: str
    statements: tuple[Statement, ...]

    @property
    def layer(self) -> str:
        return self.statements[0].layer


@dataclass(frozen=True, slots=True)
class Unsupported:
    """A model's sentence that may not be shown, and the rule it breaks."""

    text: str
    rule: str


class Support:
    """The statements of one question's evidence, to hold a model's sentences against."""

    def __init__(self, evidence: Evidence) -> None:
        self._by_key: dict[str, list[Statement]] = {}
        for key, passage in evidence.passages:
            said = [piece.text for piece in pieces(passage.text) if piece.kind == "sentence"]
            self._by_key[key] = [_statement(key, passage.standing, place, text) for place, text in enumerate(said)]
        for calculation in evidence.results:
            self._by_key[calculation.key] = list(_of_calculation(calculation))

    def statements(self, key: str) -> Sequence[Statement]:
        """What stands under a key, in its order."""
        return tuple(self._by_key.get(key, ()))

    def judge(self, sentence: str) -> Supported | Unsupported:
        """Whether a sentence may be shown; if not, why not."""
        keys = list(dict.fromkeys(KEY.findall(sentence)))
        bare = KEY.sub("", sentence).strip()
        unknown = [key for key in keys if key not in self._by_key]
        if not keys:
            return Unsupported(sentence, "sentence without a key")
        if unknown:
            return Unsupported(sentence, f"unknown key {', '.join(unknown)}")
        if _MARKUP.search(bare):
            return Unsupported(sentence, "markup")
        cited = [statement for key in keys for statement in self._by_key[key]]
        layers = {statement.layer for statement in cited}
        if len(layers) > 1:
            return Unsupported(sentence, f"one sentence for several layers: {', '.join(sorted(layers))}")
        said = _content(bare)
        made_of = _made_of(said, cited)
        if _advises(bare, made_of if made_of is not None else ()):
            return Unsupported(sentence, "advice")
        stray = [token for token in said if isinstance(token, tuple) and not any(token in form for s in cited for form in s.forms)]
        if stray:
            return Unsupported(sentence, f"number in no cited figure or passage: {', '.join(_spell(token) for token in stray)}")
        if made_of is None:
            return Unsupported(sentence, "not what its keys say")
        if {statement.key for statement in made_of} != set(keys):
            return Unsupported(sentence, "a key that it does not rest on")
        if ("?" in bare) != any("?" in statement.text for statement in made_of):
            return Unsupported(sentence, "a question and a statement confused")
        return Supported(sentence, made_of)


def _advises(text: str, made_of: Sequence[Statement]) -> bool:
    """Whether a text tells a person what to do, where what it is made of does not."""
    if _ADVICE.search(text) and not any(_ADVICE.search(statement.text) for statement in made_of):
        return True
    return _ORDER.match(text) is not None and not (made_of and _ORDER.match(made_of[0].text))


def _statement(key: str, layer: str, place: int, text: str) -> Statement:
    return Statement(key, layer, place, text, frozenset(_forms(text)))


def _of_calculation(calculation: Calculation) -> Iterator[Statement]:
    """The headline's and the notes' sentences, a statement a figure, and one for each input."""
    result = calculation.result
    presentation = result.presentation
    place = 0
    for text in (*split_sentences(presentation.headline), *(sentence for note in presentation.notes for sentence in split_sentences(note))):
        yield _statement(calculation.key, NUMBERS, place, text)
        place += 1
    for figure in presentation.figures:
        # The label stays whole: it says which probability, at which time, of what. The text may be its main spelling or the one in brackets.
        label = _content(figure.label)
        spellings = [figure.text, _ASIDE.sub("", figure.text), *(inside[1:-1] for inside in _ASIDE.findall(figure.text))]
        said = [_content(spelling) for spelling in spellings]
        forms = {(*label, *of, *text) for text in said for of in ((), ("of",))} | {(*text, *label) for text in said}
        yield Statement(calculation.key, NUMBERS, place, f"{figure.label}: {figure.text}", frozenset(form for form in forms if form))
        place += 1
    for name, value in result.inputs.items():
        yield _statement(calculation.key, NUMBERS, place, say_inputs(result.calculator, {name: value}))
        place += 1


def _forms(text: str) -> Iterator[tuple[Token, ...]]:
    """The content of a sentence, whole and in the shortened forms that a person may vouch for."""
    text = CITATION.sub("", text)
    one_less = {text[: aside.start()] + text[aside.end() :] for aside in _ASIDE.finditer(text) if not _binds(aside[0])}
    for variant in {text, _without_asides(text), *one_less}:
        parts = re.split(r"(?<=[,;—–])\s(?![\d$])", variant)
        for kept in range(len(parts), 0, -1):
            dropped = " ".join(parts[kept:])
            if kept < len(parts) and (_binds(dropped) or (kept > 1 and re.match(r"(?:and|or)\b", dropped))):
                break  # an end that binds the rest, or ends a list, stays; so does all before it
            content = _content(" ".join(parts[:kept]))
            if len(content) >= LEAST_WORDS:
                yield content


def _without_asides(text: str) -> str:
    """The sentence without its asides, those kept that bind."""
    for aside in (_ASIDE, _COMMA_ASIDE):
        text = aside.sub(lambda found: found[0] if _binds(found[0]) else " ", text)
    return text


def _binds(text: str) -> bool:
    return any(word in BINDING for word in re.findall(r"[a-z]+", _plain(text)))


def _made_of(said: tuple[Token, ...], cited: Sequence[Statement]) -> tuple[Statement, ...] | None:
    """The statements whose forms, one after the other, are exactly what was said; fewest first. None if there are none."""
    reached: dict[int, tuple[Statement, ...]] = {0: ()}
    for _ in range(MOST_JOINED):
        further: dict[int, tuple[Statement, ...]] = {}
        for start, so_far in reached.items():
            for statement in cited:
                for form in statement.forms:
                    end = start + len(form)
                    if end <= len(said) and said[start:end] == form and end not in further:
                        further[end] = (*so_far, statement)
        if len(said) in further:
            return further[len(said)]
        reached = further
    return None


def _plain(text: str) -> str:
    text = text.lower().replace("’", "'").replace("*", "").replace("`", "")
    text = re.sub(r"\b(?:can't|cannot|won't|isn't|aren't)\b", lambda word: _CONTRACTED[word[0]], text)
    text = re.sub(r"n't\b", " not", text)
    for phrase, one in _PHRASES:
        text = text.replace(phrase, one)
    return re.sub(r"'s\b", "", text)


@lru_cache(maxsize=20_000)
def _content(text: str) -> tuple[Token, ...]:
    """What a text says, without its small words: stems, and numbers as (value, unit) with per cent as a part of one."""
    found: list[Token] = []
    pending: list[int] = []  # numbers that may still get the unit of the number they stand with: 8 to 12 %
    for match in _TOKEN.finditer(_plain(text)):
        if match["number"] is not None:
            number = _number(match)
            if number[1] == "%":
                for place in pending:
                    value = found[place]
                    if isinstance(value, tuple):
                        found[place] = (value[0] / 100, "%")
            pending = [len(found)] if number[1] == "" else []
            found.append(number)
        elif match["word"] is not None:
            word = SAME.get(match["word"], match["word"])
            if word in SMALL:
                continue
            if word not in ("to", "and", "or"):
                pending = []
            found.append(word if word in BINDING else stem(word))
    return tuple((value[0], "") if isinstance(value, tuple) and value[1] == "%" else value for value in found)


def _number(match: re.Match[str]) -> tuple[Decimal, str]:
    """Value and unit. Per cent is a part of one, so that 18 % and 0.18 agree; dollars stay apart from points."""
    value = Decimal(match["number"].replace(",", ""))
    if match["sign"] in ("-", "−") or match["second"] is not None:
        value = -value
    unit = match["unit"].lower() if match["unit"] is not None else ""
    if unit == "%":
        return value / 100, "%"
    value *= _SCALE.get(unit, Decimal(1))
    return value, "$" if match["dollar"] is not None or unit.startswith("dollar") else ""


def _spell(token: Token) -> str:
    return f"{token[1]}{token[0].normalize():f}" if isinstance(token, tuple) else token
