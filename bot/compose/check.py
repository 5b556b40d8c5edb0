"""Read a draft before anyone sees it: every key known, every sentence keyed, every number in what its keys stand for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from bot.answer import ComposerName, Evidence
from bot.compose.composer import Composer, ComposerError
from bot.compose.sentences import split_sentences
from bot.say import say_inputs
from calculators.spec import ToolResult

KEY = re.compile(r"\[([SC]\d+)\]")
_NUMBER = re.compile(r"(?<![\w.])[-−]?\$?\d[\d,]*(?:\.\d+)?|(?<![\w.])\.\d+")
_SPELLING = str.maketrans({"−": "-", "$": None, ",": None})
_PER_CENT = re.compile(r"\s?(?:%|per ?cent\b)")
_TITLE = re.compile(r"\*\*[^*]+\*\*$")


@dataclass(frozen=True, slots=True)
class Fault:
    rule: str
    sentence: str


def compose_checked(
    evidence: Evidence, first: Composer, fallback: Composer, report: Callable[[Composer, list[Fault]], None]
) -> tuple[str, ComposerName]:
    """The first composer's text if it has no fault, else the fallback's. `report` is told of each draft that had faults.

    The fallback's text is given whatever is found in it: it only quotes, and a report is how a mistake in it is known.
    """
    if first is not fallback:
        try:
            text = first.compose(evidence)
            found = faults(text, evidence)
        except ComposerError as error:
            found = [Fault(f"no draft: {error}", "")]
        if not found:
            return text, first.name
        report(first, found)
    text = fallback.compose(evidence)
    found = faults(text, evidence)
    if found:
        report(fallback, found)
    return text, fallback.name


def faults(text: str, evidence: Evidence) -> list[Fault]:
    """Everything wrong with a draft, in order. An empty list means it may be shown."""
    allowed = {key: _numbers(passage.text) for key, passage in evidence.passages}
    allowed |= {calculation.key: _numbers_of(calculation.result) for calculation in evidence.results}
    for tested in evidence.tested:
        if tested.calculation_key is not None:
            allowed[tested.calculation_key] |= _numbers(tested.verdict.text)
    found: list[Fault] = []
    for statement in _statements(text, evidence.opening):
        keys = KEY.findall(statement)
        unknown = [key for key in keys if key not in allowed]
        if unknown:
            found.append(Fault(f"unknown key {', '.join(unknown)}", statement))
        elif not keys:
            found.append(Fault("sentence without a key", statement))
        else:
            known = set().union(*(allowed[key] for key in keys))
            stray = sorted({written for written, same in _spelled(KEY.sub("", statement)) if not known & {written, same}})
            if stray:
                found.append(Fault(f"number in no cited figure or passage: {', '.join(map(str, stray))}", statement))
    return found


def _statements(text: str, opening: Iterable[str]) -> list[str]:
    """Sentences with the keys that follow them; a list item is one statement, a table or formula belongs to the sentence after it."""
    written = set(opening)
    statements: list[str] = []
    held = ""
    for block in re.split(r"\n\s*\n", text):
        block = block.strip()
        if not block or _TITLE.match(block) or (block in written and not KEY.search(block)):
            continue
        if block.startswith(("|", "$$")):
            held = block + " "
            continue
        for statement in block.splitlines() if block.startswith("- ") else _with_keys(split_sentences(block)):
            statements.append(held + statement)
            held = ""
    return statements + ([held] if held else [])


def _with_keys(sentences: list[str]) -> list[str]:
    joined: list[str] = []
    for sentence in sentences:
        leading = re.match(r"(?:\[[SC]\d+\]\s*)+", sentence)
        if leading and joined:
            joined[-1] += " " + leading.group()
            sentence = sentence[leading.end() :]
        if sentence:
            joined.append(sentence)
    return joined


def _numbers(text: str) -> set[Decimal]:
    return {value for pair in _spelled(text) for value in pair}


def _spelled(text: str) -> list[tuple[Decimal, Decimal]]:
    """Each number as it is written and as a part of one: 18 % is 0.18 too."""
    found: list[tuple[Decimal, Decimal]] = []
    for match in _NUMBER.finditer(text):
        written = abs(Decimal(match[0].translate(_SPELLING)))
        found.append((written, written / 100 if _PER_CENT.match(text, match.end()) else written))
    return found


def _numbers_of(result: ToolResult) -> set[Decimal]:
    presentation = result.presentation
    spoken: list[Any] = [presentation.headline, *presentation.notes, say_inputs(result.calculator, result.inputs)]
    for figure in presentation.figures:
        spoken += [figure.label, figure.text]
    return set().union(*(_numbers(str(text)) for text in spoken))
