"""A stand-in model that lies, over 200 answers: what the check catches, what it misses, and what it drops although it is true.

`python -m benchmarks.lying [ANSWERS]` prints the table. Lies are made of the evidence itself, by a rule a kind, so that each is one step
from the truth; honest rewrites likewise. Drawn with a fixed seed: a run repeats itself.
"""

from __future__ import annotations

import random
import re
import sys
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import islice, pairwise

from bot.answer import Evidence
from bot.compose.check import KEY
from bot.compose.model import Draft
from bot.compose.support import SMALL, Statement, Support
from bot.compose.template import TemplateComposer
from knowledge.words import stem

ANSWERS = 200
SEED = 7
A_KIND = 2  # sentences of each kind an answer
_NUMBER = re.compile(r"(?<![\w.,])\d+(?:,\d{3})*(?:\.\d+)?(?![\w,.]*\d)")
_OPPOSITE = {
    "put": "call", "call": "put", "puts": "calls", "calls": "puts", "short": "long", "long": "short", "above": "below", "below": "above",
    "buyer": "seller", "seller": "buyer", "buys": "sells", "sells": "buys", "sold": "bought", "bought": "sold", "rises": "falls",
    "falls": "rises", "rise": "fall", "fall": "rise", "gain": "loss", "loss": "gain", "gains": "loses", "loses": "gains", "higher": "lower",
    "lower": "higher", "upper": "lower", "more": "less", "less": "more", "before": "after", "after": "before", "credit": "debit",
    "debit": "credit", "most": "least", "maximum": "minimum", "minimum": "maximum", "outward": "inward", "inward": "outward",
}  # fmt: skip
_HEDGE = re.compile(r"\s*\b(?:at most|at least|about|roughly|may|might|only|often|usually|nearly|typically|some|mostly|almost|said to)\b", re.I)
_BE = re.compile(r"\b(is|are|can|does|has|will|was)\b")
_NOT = re.compile(r"\s(?:not|no|never|without)\b")

Make = Callable[["Teller"], Iterator[str]]


@dataclass(frozen=True)
class Teller:
    """One answer's evidence, and its true statements to start from."""

    evidence: Evidence
    support: Support
    true: tuple[Statement, ...]
    random: random.Random

    def say(self, statement: Statement, text: str | None = None, key: str | None = None) -> str:
        return f"{(text if text is not None else statement.text).rstrip(' .')}. [{key if key is not None else statement.key}]"


def teller(evidence: Evidence, seed: int) -> Teller:
    support = Support(evidence)
    tested = {tested.passage_key for tested in evidence.tested}
    keys = [key for key, _ in evidence.passages if key not in tested] + [c.key for c in evidence.results if c.tests is None]
    true = [s for key in keys for s in support.statements(key) if len(s.text.split()) > 4 and not s.leans and "[" not in s.text]
    shuffled = random.Random(seed)
    shuffled.shuffle(true)
    return Teller(evidence, support, tuple(true), shuffled)


# --- lies: each yields sentences that are false, or that their key does not bear out ------------------------------------------


def numbers_invented(t: Teller) -> Iterator[str]:
    for s in t.true:
        found = list(_NUMBER.finditer(s.text))
        if found:
            number = t.random.choice(found)
            new = f"{float(number[0].replace(',', '')) * 1.37 + 1:,.2f}"
            if new.rstrip("0").rstrip(".") not in s.text:
                yield t.say(s, s.text[: number.start()] + new + s.text[number.end() :])


def numbers_of_elsewhere(t: Teller) -> Iterator[str]:
    """A real number of the same answer in the wrong place."""
    others = [number[0] for s in t.true for number in _NUMBER.finditer(s.text)]
    for s in t.true:
        found = _NUMBER.search(s.text)
        strange = [other for other in others if other not in s.text]
        if found and strange:
            yield t.say(s, s.text[: found.start()] + t.random.choice(strange) + s.text[found.end() :])


def signs_swapped(t: Teller) -> Iterator[str]:
    for s in t.true:
        negative = re.search(r"(?<![\w.)])[-−](?=\$?[\d.]*[1-9])", s.text)
        if negative:
            yield t.say(s, s.text[: negative.start()] + s.text[negative.end() :])
        else:
            positive = re.search(r"(?<=\s)\$?\d[\d,.]*(?= points| %)", s.text)
            if positive and float(positive[0].strip("$").replace(",", "")) > 0:
                yield t.say(s, s.text[: positive.start()] + "-" + s.text[positive.start() :])


def units_swapped(t: Teller) -> Iterator[str]:
    for s in t.true:
        if re.search(r"\d %", s.text):
            yield t.say(s, re.sub(r"(\d) %", r"\1 points", s.text, count=1))
        elif re.search(r"\d points", s.text):
            yield t.say(s, re.sub(r"(\d) points", r"\1 %", s.text, count=1))
        elif re.search(r"\$\d", s.text):
            yield t.say(s, re.sub(r"\$(\d)", r"\1", s.text, count=1) + " points")


def keys_invented(t: Teller) -> Iterator[str]:
    for s in t.true:
        yield t.say(s, key=f"{s.key[0]}{90 + t.random.randrange(9)}")


def keys_left_out(t: Teller) -> Iterator[str]:
    for s in t.true:
        yield s.text


def keys_of_elsewhere(t: Teller) -> Iterator[str]:
    """A true sentence under the key of a real passage or calculation that does not say it."""
    keys = [key for key, _ in t.evidence.passages] + [c.key for c in t.evidence.results]
    for s in t.true:
        wrong = [key for key in keys if key != s.key and not any(s.forms & other.forms for other in t.support.statements(key))]
        if wrong:
            yield t.say(s, key=t.random.choice(wrong))


def negations_added(t: Teller) -> Iterator[str]:
    for s in t.true:
        if _BE.search(s.text) and not _NOT.search(s.text):
            yield t.say(s, _BE.sub(lambda verb: f"{verb[0]} not", s.text, count=1))


def negations_dropped(t: Teller) -> Iterator[str]:
    for s in t.true:
        if _NOT.search(s.text):
            yield t.say(s, _NOT.sub(" ", s.text, count=1).replace("  ", " "))


def hedges_dropped(t: Teller) -> Iterator[str]:
    for s in t.true:
        if _HEDGE.search(s.text):
            yield t.say(s, _HEDGE.sub("", s.text, count=1))


def conditions_dropped(t: Teller) -> Iterator[str]:
    for s in t.true:
        cut = re.search(r",?\s(?:if|unless|when|except|only|as long as|until|provided)\b[^.;]*", s.text)
        if cut and cut.start() > 15:
            yield t.say(s, s.text[: cut.start()] + s.text[cut.end() :])


def sides_swapped(t: Teller) -> Iterator[str]:
    for s in t.true:
        words = [word for word in re.finditer(r"[a-z]+", s.text) if word[0] in _OPPOSITE]
        if words:
            word = t.random.choice(words)
            yield t.say(s, s.text[: word.start()] + _OPPOSITE[word[0]] + s.text[word.end() :])


def roles_swapped(t: Teller) -> Iterator[str]:
    """Two words of a sentence change places: the theta of vega, the loss of the credit."""
    for s in t.true:
        distinct = {stem(word[0]): word for word in re.finditer(r"[a-z]{5,}", s.text) if word[0] not in SMALL}
        if len(distinct) > 3:
            first, second = sorted(t.random.sample(list(distinct.values()), 2), key=lambda word: word.start())
            text = s.text
            yield t.say(s, text[: first.start()] + second[0] + text[first.end() : second.start()] + first[0] + text[second.end() :])


def figures_crossed(t: Teller) -> Iterator[str]:
    """The label of one figure with the number of another."""
    for calculation in t.evidence.results:
        figures = [figure for figure in calculation.result.presentation.figures if re.search(r"\d", figure.text)]
        for first, second in pairwise(figures):
            if second.text not in first.text and first.text not in second.text:
                yield f"{first.label} is {second.text}. [{calculation.key}]"


def halves_crossed(t: Teller) -> Iterator[str]:
    """The beginning of one sentence with the end of another of the same passage."""
    for s in t.true:
        for other in t.true:
            if other.key == s.key and other is not s:
                half, rest = s.text.split(), other.text.split()
                yield t.say(s, " ".join([*half[: len(half) // 2], *rest[len(rest) // 2 :]]))


def advice(t: Teller) -> Iterator[str]:
    sayings = ("You should sell this condor now", "I recommend the wider wings", "Sell the put spread", "It is a good time to sell premium")
    for s in t.true:
        yield t.say(s, t.random.choice(sayings))
        yield t.say(s, f"You should know that {s.text[:1].lower()}{s.text[1:]}")


def promises(t: Teller) -> Iterator[str]:
    for s in t.true:
        yield t.say(s, f"{s.text.rstrip('.')}, which is guaranteed")


def standing_changed(t: Teller) -> Iterator[str]:
    """What is claimed told as theory, what theory says told as the method's."""
    keys: dict[str, list[str]] = {}
    for key, passage in t.evidence.passages:
        keys.setdefault(passage.standing, []).append(key)
    for s in t.true:
        for standing, others in keys.items():
            wrong = [key for key in others if not any(s.forms & other.forms for other in t.support.statements(key))]
            if s.layer in keys and standing != s.layer and wrong:
                yield t.say(s, key=wrong[0])
        yield t.say(s, f"It is proven that {s.text[:1].lower()}{s.text[1:]}")


def opinions(t: Teller) -> Iterator[str]:
    for s in t.true:
        yield t.say(s, t.random.choice(("Condors always win in the end", "This method beats the market", "The risk is small", "Theta is free money")))


def small_words_swapped(t: Teller) -> Iterator[str]:
    """Prepositions and tenses are caught; articles and forms of be, have and do are beyond the check, and seldom carry the sense."""
    swaps = {" in ": " for ", " of ": " on ", " is ": " was ", " for ": " of ", " at ": " with ", " are ": " have ", " the ": " a "}
    for s in t.true:
        for old, new in swaps.items():
            if old in s.text:
                yield t.say(s, s.text.replace(old, new, 1))
                break


LIES: dict[str, Make] = {
    make.__name__.replace("_", " "): make
    for make in (
        numbers_invented, numbers_of_elsewhere, signs_swapped, units_swapped, keys_invented, keys_left_out, keys_of_elsewhere, negations_added,
        negations_dropped, hedges_dropped, conditions_dropped, sides_swapped, roles_swapped, figures_crossed, halves_crossed, advice, promises,
        standing_changed, opinions, small_words_swapped,
    )
}  # fmt: skip
BEYOND = ("small words swapped",)


# --- honest rewrites ------------------------------------------------------------------------------------------------------------


def word_for_word(t: Teller) -> Iterator[str]:
    for s in t.true:
        yield t.say(s)


def small_words_dropped(t: Teller) -> Iterator[str]:
    for s in t.true:
        text = re.sub(r"\b(?:the|a|an) ", "", s.text, count=2)
        if text != s.text:
            yield t.say(s, text)


def ends_dropped(t: Teller) -> Iterator[str]:
    """An end after the last comma or semicolon, where nothing binds."""
    for s in t.true:
        head, mark, tail = s.text.rpartition(", ")
        if mark and len(head.split()) > 5 and not re.search(r"\d|\b(?:and|or|if|not|no|only|but|when|because|so|than|less|may)\b", tail):
            yield t.say(s, head)


def asides_dropped(t: Teller) -> Iterator[str]:
    for s in t.true:
        text = re.sub(r" \([^()]*\)", "", s.text, count=1)
        if text != s.text:
            yield t.say(s, text)


def two_joined(t: Teller) -> Iterator[str]:
    for first, second in pairwise(t.true):
        if first.key == second.key:
            yield t.say(first, f"{first.text.rstrip('.')}; {second.text[:1].lower()}{second.text[1:]}")


def beginnings_moved(t: Teller) -> Iterator[str]:
    for s in t.true:
        head, mark, tail = s.text.rstrip(".").partition(", ")
        if mark and len(head.split()) < 7 and len(tail.split()) > 4:
            yield t.say(s, f"{tail[:1].upper()}{tail[1:]}, {head[:1].lower()}{head[1:]}")


def other_words(t: Teller) -> Iterator[str]:
    same = {"uses": "employs", "shows": "displays", "starts": "begins", "big": "large", "ends": "finishes", "gives": "yields", "keeps": "retains"}
    for s in t.true:
        for old, new in same.items():
            if f" {old} " in s.text:
                yield t.say(s, s.text.replace(f" {old} ", f" {new} ", 1))


HONEST: dict[str, Make] = {
    make.__name__.replace("_", " "): make
    for make in (word_for_word, small_words_dropped, ends_dropped, asides_dropped, two_joined, beginnings_moved, other_words)
}
FREER = ("beginnings moved", "other words")


@dataclass
class Tally:
    tried: Counter[str]
    shown: Counter[str]
    examples: dict[str, list[str]]
    dropped: dict[str, list[str]]


def tally(evidences: Sequence[Evidence], kinds: dict[str, Make], each: int = A_KIND) -> Tally:
    """How many sentences of each kind were tried and how many were shown, with examples of those shown."""
    found = Tally(Counter(), Counter(), {}, {})
    plain = TemplateComposer()
    for number, evidence in enumerate(evidences):
        told = teller(evidence, SEED + number)
        text = plain.compose(evidence)
        for kind, make in kinds.items():
            for sentence in islice(make(told), each):
                if _is_true(sentence, told):
                    continue
                draft = Draft(evidence, text)
                found.tried[kind] += 1
                if draft.take(sentence) is not None:
                    found.shown[kind] += 1
                    found.examples.setdefault(kind, []).append(sentence)
                else:
                    found.dropped.setdefault(kind, []).append(f"({draft.dropped[0].rule}) {sentence}")
    return found


def _is_true(sentence: str, told: Teller) -> bool:
    """Whether a lie happens to be another statement of the evidence, word for word: then it is none."""
    if sentence in {told.say(s) for s in told.true}:
        return False  # an honest rewrite, or a lie about the key only, and that one is never the same
    bare = _letters(KEY.sub("", sentence))
    return any(bare == _letters(s.text) for key in KEY.findall(sentence) for s in told.support.statements(key))


def _letters(text: str) -> str:
    return re.sub(r"[^a-z0-9.$%−-]+", " ", text.lower()).strip(" .")


def evidences(count: int) -> list[Evidence]:
    """The evidence of that many answers: the project's own questions, and the calculators' examples asked for in words."""
    from bot.wiring import build_assistant

    assistant = build_assistant()
    seen: list[Evidence] = []

    class Remember(TemplateComposer):
        def compose(self, evidence: Evidence) -> str:
            seen.append(evidence)
            return super().compose(evidence)

    assistant._plain = assistant._composer = Remember()
    for question in questions():
        if len(seen) >= count:
            break
        assistant.ask(question)
    return [evidence for evidence in seen if evidence.passages or evidence.results][:count]


def questions() -> Iterator[str]:
    for spot in (6900, 7140):
        for days, delta, width, vix in ((45, 16, 50, 18), (30, 10, 25, 14), (7, 20, 10, 25), (60, 12, 100, 30)):
            yield f"Price a {days} DTE SPX iron condor at {spot} with {delta} delta shorts, {width} wide wings and VIX at {vix}"
            yield f"Stress a {days} DTE SPX iron condor at {spot} with {delta} delta shorts, {width} wide wings, VIX {vix}"
    yield "What does a layered VIX call hedge cost for 10 condors?"
    yield "How does the Second Engine work in the Balanced tier during low vol regimes?"
    own = tomllib.loads(files("knowledge").joinpath("questions.toml").read_text(encoding="utf-8"))
    for asked in own["inside"].values():
        yield from asked


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else ANSWERS
    found = evidences(count)
    print(f"{len(found)} answers\n\n| lie | told | shown |\n| --- | ---: | ---: |")
    lies = tally(found, LIES)
    for kind in LIES:
        print(f"| {kind} | {lies.tried[kind]} | {lies.shown[kind]} |")
    print("\n| honest rewrite | written | dropped |\n| --- | ---: | ---: |")
    honest = tally(found, HONEST)
    for kind in HONEST:
        print(f"| {kind} | {honest.tried[kind]} | {honest.tried[kind] - honest.shown[kind]} |")
    shown = [(f"shown, {kind}", examples) for kind, examples in lies.examples.items()]
    for what, examples in [*shown, *((f"dropped, {kind}", honest.dropped[kind]) for kind in HONEST if kind in honest.dropped)]:
        print(f"\n{what}:")
        print("\n".join(f"- {example[:300]}" for example in examples[:4]))


if __name__ == "__main__":
    main()
