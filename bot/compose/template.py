"""The composer that needs no model: it quotes whole sentences and states figures, each under its key, layer by layer."""

from __future__ import annotations

import re
from typing import Any

from bot.answer import Calculation, ComposerName, Evidence, Tested
from bot.compose.sentences import Piece, pieces
from bot.say import say_inputs
from calculators.spec import Presentation
from knowledge.page import Passage, Standing

NUMBERS = "The numbers"
CANNOT_ANSWER = "That is outside what these pages cover, so I will not guess."
LAYERS: tuple[tuple[Standing, str], ...] = (
    ("theory", "What theory says"),
    ("method", "What the method says"),
    ("claim", "What is claimed, and where accounts differ"),
)
HEADLINE_FIGURES = 12
MOST_UNITS = 6
NOTES = {"calculate": 5, "explain": 2}
_WORD = re.compile(r"[a-z0-9][a-z0-9'/-]+")
_COMMON = frozenset(
    [
        "a",
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "but",
        "by",
        "can",
        "do",
        "does",
        "for",
        "from",
        "how",
        "i",
        "if",
        "in",
        "is",
        "it",
        "like",
        "me",
        "my",
        "no",
        "not",
        "now",
        "of",
        "on",
        "one",
        "or",
        "say",
        "show",
        "so",
        "such",
        "tell",
        "that",
        "the",
        "their",
        "then",
        "there",
        "these",
        "they",
        "this",
        "to",
        "was",
        "we",
        "what",
        "when",
        "where",
        "which",
        "who",
        "why",
        "will",
        "with",
        "work",
        "works",
        "would",
        "you",
        "your",
        "actually",
        "really",
    ]
)


class TemplateComposer:
    """Numbers, theory, method, claims: in that order, and nothing that is not in the evidence."""

    name: ComposerName = "template"

    def compose(self, evidence: Evidence) -> str:
        """Markdown in which every statement ends with the key of the passage or calculation it comes from."""
        blocks = list(evidence.opening)
        words = _words(evidence.question)
        passages = list(evidence.passages)
        if passages and not _leads_with_numbers(evidence):
            key, passage = passages.pop(0)
            blocks.append(_quote(key, pieces(passage.text)[:2]))
        if evidence.results:
            blocks.append(_numbers(evidence))
        claims = {tested.passage_key for tested in evidence.tested}
        for standing, title in LAYERS:
            cited = [_section(key, passage, words) for key, passage in passages if passage.standing == standing and key not in claims]
            if standing == "claim":
                cited += [_verdict(tested, evidence) for tested in evidence.tested]
            cited = [block for block in cited if block]
            if cited:
                blocks.append(f"**{title}**\n\n" + "\n\n".join(cited))
        return "\n\n".join(block for block in blocks if block)


def _leads_with_numbers(evidence: Evidence) -> bool:
    return evidence.route == "calculate" and bool(evidence.results)


def _numbers(evidence: Evidence) -> str:
    shown = [calculation for calculation in evidence.results if calculation.tests is None]
    if not shown:
        return ""
    most = NOTES.get(evidence.route, 3)
    blocks = [f"**{NUMBERS}**", *(_calculation(calculation, most) for calculation in shown)]
    return "\n\n".join(blocks)


def _calculation(calculation: Calculation, most_notes: int) -> str:
    presentation, key = calculation.result.presentation, f"[{calculation.key}]"
    blocks = [_keyed(presentation.headline, key), _figures(presentation, key)]
    assumed: dict[str, Any] = {name: calculation.result.inputs[name] for name in calculation.result.assumed}
    if assumed:
        blocks.append(f"Assumed, since the question did not say: {say_inputs(calculation.result.calculator, assumed)} {key}.")
    blocks += [_keyed(note, key) for note in presentation.notes[:most_notes]]
    return "\n\n".join(block for block in blocks if block)


def _figures(presentation: Presentation, key: str) -> str:
    return "\n".join(f"- {figure.label}: {figure.text} {key}" for figure in presentation.leading(HEADLINE_FIGURES))


def _keyed(text: str, key: str) -> str:
    return " ".join(f"{piece.text} {key}" for piece in pieces(text))


def _section(key: str, passage: Passage, words: frozenset[str]) -> str:
    return _quote(key, choose(pieces(passage.text), words))


def _quote(key: str, chosen: list[Piece]) -> str:
    blocks: list[str] = []
    for piece in chosen:
        match piece.kind:
            case "item":
                text = f"- {piece.text} [{key}]"
                joins = bool(blocks) and blocks[-1].startswith("- ")
                glue = "\n"
            case "sentence":
                text = f"{piece.text} [{key}]"
                joins = bool(blocks) and not blocks[-1].startswith(("- ", "|", "$$"))
                glue = " "
            case "formula":
                text, joins, glue = f"{piece.text}\n\nThat is the formula [{key}].", False, ""
            case "table":
                text, joins, glue = f"{piece.text}\n\nThose are the readings on record [{key}].", False, ""
        if joins:
            blocks[-1] += glue + text
        else:
            blocks.append(text)
    return "\n\n".join(blocks)


def choose(units: list[Piece], words: frozenset[str], most: int = MOST_UNITS) -> list[Piece]:
    """At most `most` units that share most words with the question, in the page's order; earlier ones win ties.

    A list is kept whole: its items are parallel, and leaving some out would say something else.
    """
    if len(units) <= most or any(unit.kind == "item" for unit in units):
        return units
    ranked = sorted(range(len(units)), key=lambda i: (-_overlap(units[i], words), i))
    kept = sorted(ranked[:most])
    return [units[i] for i in kept]


def _overlap(piece: Piece, words: frozenset[str]) -> float:
    weight = 1.5 if piece.kind == "table" else 1.0
    return weight * len(_words(piece.text) & words)


def _words(text: str) -> frozenset[str]:
    return frozenset(word for word in _WORD.findall(text.lower()) if word not in _COMMON)


def _verdict(tested: Tested, evidence: Evidence) -> str:
    passage = dict(evidence.passages)[tested.passage_key]
    claim = pieces(passage.text)[:1]
    keys = f"[{tested.passage_key}]" + (f" [{tested.calculation_key}]" if tested.calculation_key else "")
    stated = _quote(tested.passage_key, claim)
    return f"{stated} **Computed: {tested.verdict.verdict}.** {_keyed(tested.verdict.text, keys)}"
