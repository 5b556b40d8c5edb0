"""Which calculator is meant: each calculator's own cues, and the phrases and the title it is listed under."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from bot.routing.numbers import read_line
from bot.routing.reading import Reading, compiled
from calculators.spec import Calculator
from calculators.speech import Cue

PHRASE_WEIGHT = 5.0


class Phrases:
    """Ranks the calculators of a catalogue by the words of a question."""

    def __init__(self, catalogue: Iterable[Calculator[Any, Any]]) -> None:
        catalogue = tuple(catalogue)
        cues = [(calculator.name, cue) for calculator in catalogue for cue in calculator.speech.cues]
        self._cues = tuple(sorted(cues, key=lambda cue: -cue[1].weight))
        self._phrases = tuple(
            (calculator.name, Cue("|".join(filter(None, map(_pattern, (*calculator.phrases, calculator.title)))), PHRASE_WEIGHT))
            for calculator in catalogue
        )

    def ranked(self, reading: Reading) -> tuple[tuple[str, float], ...]:
        """Calculators the words point at, the heaviest first; among equals the order of the catalogue."""
        weights: dict[str, float] = {}
        for name, cue in (*self._cues, *self._phrases):
            if name not in weights and compiled(cue.words).search(reading.said):
                weights[name] = cue.weight
        return tuple(sorted(weights.items(), key=lambda item: -item[1]))


def _pattern(phrase: str) -> str:
    """A catalogue phrase as the reader's line would write it, with any number for each of its own; nothing if it is hardly but numbers."""
    words = read_line(phrase).text.split()
    if not any(len(word) > 3 for word in words) and any(map(_NUMBER.fullmatch, words)):
        return ""
    return " ".join(r"[NPD]\d+" if _NUMBER.fullmatch(word) else re.escape(word) for word in words)


_NUMBER = re.compile(r"[NPD]\d+")
