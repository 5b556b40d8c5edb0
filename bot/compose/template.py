"""The composer that needs no model: it quotes whole sentences and states figures, each under its key, layer by layer."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from bot.answer import Calculation, ComposerName, Evidence, Tested
from bot.compose.check import KEY
from bot.compose.sentences import Piece, pieces
from bot.say import say_inputs
from calculators.spec import Presentation
from calculators.wording import listed
from knowledge.page import Passage, Standing

NUMBERS = "The numbers"
CORRECTION = "One thing first: "
CANNOT_ANSWER = "That is outside what these pages cover, so I will not guess."
LAYERS: tuple[tuple[Standing, str], ...] = (
    ("theory", "What theory says"),
    ("method", "What the method says"),
    ("claim", "What is claimed, and where accounts differ"),
)
HEADLINE_FIGURES = 12
COMPANION_FIGURES = 6  # beside words
SHORT = 2  # sentences of the answer in short
MOST_ASKED = 4  # figures named before anything else
MOST_UNITS = 6
MISTAKES = "Common mistakes"
DIFFERENCES = "Where accounts differ"  # readings beside one another: after what is computed of any of them
MOST_LISTED = 12  # units of a passage that holds lists
NOTES = {"calculate": 5, "explain": 2}
NOTES_BESIDE_A_TABLE = 2
_ORDER = {"Definition": 0, "What theory says": 1, "Formula": 2, "Example": 3, MISTAKES: 4}  # as a reader wants them
BEHIND_NUMBERS = 3  # units of a passage that stands behind figures
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
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
    """The short answer; then numbers, theory, method, claims: in that order, and nothing that is not in the evidence."""

    name: ComposerName = "template"

    def compose(self, evidence: Evidence) -> str:
        """Markdown in which every statement ends with the key of the passage or calculation it comes from."""
        blocks = list(evidence.opening)
        words = _words(evidence.question) if evidence.route != "calculate" else frozenset[str]()  # behind figures a page's own order serves
        passages = list(evidence.passages)
        tested = list(evidence.tested)
        if _leads_with_numbers(evidence):
            blocks.append(short_of_numbers(evidence))
        elif evidence.route == "claim" and tested:
            blocks.append(verdict_block(tested.pop(0), evidence))
        elif passages:
            leads = 2 if evidence.route == "compare" and evidence.tables else 1
            if leads == 1:  # words first: a formula leads only where all there is are formulas
                passages.sort(key=lambda keyed: pieces(keyed[1].text)[0].kind == "formula")
            blocks += [quote(key, pieces(passage.text)[: SHORT if leads == 1 else 1]) for key, passage in passages[:leads]]
            passages = passages[leads:]
            blocks.append(tally(tested))
        blocks.append(calculation_blocks(evidence))
        claims = {judged.passage_key for judged in evidence.tested}
        pages = list(dict.fromkeys(passage.page_id for _, passage in evidence.passages))
        passages.sort(key=lambda keyed: (pages.index(keyed[1].page_id), _ORDER.get(keyed[1].heading, 1)))
        most = BEHIND_NUMBERS if evidence.route in ("calculate", "compare") else MOST_UNITS
        said = {piece.text.removeprefix(CORRECTION) for block in blocks for piece in pieces(KEY.sub("", block))}
        said |= {KEY.sub("", cell).strip() for table in evidence.tables for row in table.rows for cell in row}
        for standing, title in LAYERS:
            of_it = [keyed for keyed in passages if keyed[1].standing == standing and keyed[0] not in claims]
            differing = [keyed for keyed in of_it if keyed[1].heading == DIFFERENCES and tested]
            cited = [_section(key, passage, words, said, most) for key, passage in of_it if (key, passage) not in differing]
            if standing == "claim":
                for judged in tested:
                    cited.append(verdict_block(judged, evidence, said))
                    said.add(_claim(judged, evidence))
            cited += [_section(key, passage, words, said, most) for key, passage in differing]
            cited = [block for block in cited if block]
            if cited:
                blocks.append(f"**{title}**\n\n" + "\n\n".join(cited))
        return "\n\n".join(block for block in blocks if block)


def _leads_with_numbers(evidence: Evidence) -> bool:
    """Whether figures are what was asked for: of a trade, or of trades compared; beside words they stand second."""
    shown = _shown(evidence)
    if evidence.route == "compare":
        return len(shown) > 1 or any(one.result.calculator == "compare_condors" for one in shown)
    return evidence.route == "calculate" and bool(shown)


def _shown(evidence: Evidence) -> list[Calculation]:
    """The calculations the question asked for: not those run to test a claim, nor the trade before a change."""
    return [calculation for calculation in evidence.results if calculation.tests is None and calculation.part == "asked"]


def short_of_numbers(evidence: Evidence) -> str:
    """The figures asked for, then the headline: the answer in two sentences."""
    asked = _shown(evidence)
    first = asked[0]
    found = [figure for figure in first.result.presentation.figures if figure.name in evidence.asked]
    named = " ".join(f"{figure.label}: {figure.text} [{first.key}]." for figure in found[:MOST_ASKED])
    heads = [_keyed(calculation.result.presentation.headline, f"[{calculation.key}]") for calculation in asked]
    return "\n\n".join(block for block in (named, *heads) if block)


def calculation_blocks(evidence: Evidence) -> str:
    """The tables, and every calculation asked for: its figures, what was assumed, its notes."""
    shown = _shown(evidence)
    blocks = [f"**{table.title}**\n\n{table.markdown()}" for table in evidence.tables]
    if shown:
        most = NOTES.get(evidence.route, 3) if not evidence.tables else NOTES_BESIDE_A_TABLE
        led = _leads_with_numbers(evidence)
        parts = [_calculation(calculation, evidence.asked, most, headline=not led, figures=not evidence.tables) for calculation in shown]
        parts = [part for part in parts if part]
        if parts:
            blocks += [f"**{NUMBERS}**", *parts]
    return "\n\n".join(blocks)


def _calculation(calculation: Calculation, asked: tuple[str, ...], most_notes: int, headline: bool, figures: bool) -> str:
    presentation, key = calculation.result.presentation, f"[{calculation.key}]"
    blocks = [_keyed(presentation.headline, key) if headline else "", _figures(presentation, asked, key, only=headline) if figures else ""]
    assumed: dict[str, Any] = {name: calculation.result.inputs[name] for name in calculation.result.assumed}
    if assumed:
        blocks.append(f"Assumed, since the question did not say: {say_inputs(calculation.result.calculator, assumed)} {key}.")
    blocks.append(" ".join(_keyed(note, key) for note in presentation.notes[:most_notes]))
    return "\n\n".join(block for block in blocks if block)


def _figures(presentation: Presentation, asked: tuple[str, ...], key: str, only: bool) -> str:
    """The figures that tell most, those asked for first; `only` those, beside words."""
    wanted = [figure for figure in presentation.figures if figure.name in asked]
    rest = [] if only and wanted else [figure for figure in presentation.leading(HEADLINE_FIGURES) if figure not in wanted]
    shown = [*wanted, *rest][: COMPANION_FIGURES if only else HEADLINE_FIGURES]
    return "\n".join(f"- {figure.label}: {figure.text} {key}" for figure in shown)


def _keyed(text: str, key: str) -> str:
    return " ".join(f"{piece.text} {key}" for piece in pieces(text))


def _section(key: str, passage: Passage, words: frozenset[str], said: set[str], most: int) -> str:
    """What a passage adds: its units that no block has said already, the most telling ones."""
    units = choose([piece for piece in pieces(passage.text) if piece.text not in said], words, most)
    if units and passage.heading == MISTAKES and units[0].kind == "sentence":
        units = [replace(units[0], text=f"Easily mistaken: {_run_on(units[0].text)}"), *units[1:]]
    return quote(key, units)


def _run_on(text: str) -> str:
    """A sentence that begins with a gerund, after a colon."""
    return text[0].lower() + text[1:] if text.split(" ", 1)[0].endswith("ing") else text


def quote(key: str, chosen: list[Piece]) -> str:
    """Units of a passage, each under its key."""
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
                text, joins, glue = f"{piece.text}\n\nSo the page sets it out [{key}].", False, ""
        if joins:
            blocks[-1] += glue + text
        else:
            blocks.append(text)
    return "\n\n".join(blocks)


def choose(units: list[Piece], words: frozenset[str], most: int = MOST_UNITS) -> list[Piece]:
    """At most `most` units that share most words with the question, in the page's order; earlier ones win ties.

    A list is kept whole with what leads it in: its items are parallel, and leaving some out would say something else. Of several lists
    those that share most words with the question are kept, as long as there is room.
    """
    if len(units) <= most:
        return units
    parts = _parts(units)
    room = max(most, MOST_LISTED) if any(unit.kind == "item" for unit in units) else most
    ranked = sorted(range(len(parts)), key=lambda i: (-_overlap(parts[i], words), i))
    kept: set[int] = set()
    for i in ranked:
        if not kept or sum(len(parts[k]) for k in kept) + len(parts[i]) <= room:
            kept.add(i)
    return [unit for i in sorted(kept) for unit in parts[i]]


def _parts(units: list[Piece]) -> list[list[Piece]]:
    """Single units, and lists with the sentences that lead them in."""
    if not any(unit.kind == "item" for unit in units):
        return [[unit] for unit in units]
    parts: list[list[Piece]] = [[]]
    for unit in units:
        if parts[-1] and parts[-1][-1].kind == "item" and unit.kind != "item":
            parts.append([])
        parts[-1].append(unit)
    return parts


def _overlap(part: list[Piece], words: frozenset[str]) -> float:
    """How many of the words a part has; what leads a list in says most surely what it is about."""
    weight = 1.5 if part[0].kind == "table" else 1.0
    every = frozenset[str]().union(*(_words(piece.text) for piece in part))
    return weight * len(every & words) + (len(_words(part[0].text) & words) if len(part) > 1 else 0)


def _words(text: str) -> frozenset[str]:
    return frozenset(word for word in _WORD.findall(text.lower()) if word not in _COMMON)


_NUMBERS = ("no", "one", "two", "three", "four", "five", "six")
_FARED = {"holds": ("holds", "hold"), "fails": ("fails", "fail"), "depends": ("depends on what it leaves open", "depend on what they leave open")}


def tally(tested: Sequence[Tested]) -> str:
    """How the claims computed further down fare together, in a sentence; nothing for fewer than two."""
    computed = [judged for judged in tested if judged.calculation_key is not None]
    if not 1 < len(computed) < len(_NUMBERS):
        return ""
    fared = Counter(judged.verdict.verdict for judged in computed)
    parts = [f"{_NUMBERS[fared[verdict]]} {_FARED[verdict][fared[verdict] > 1]}" for verdict in ("fails", "depends", "holds") if fared[verdict]]
    keys = " ".join(f"[{judged.calculation_key}]" for judged in computed)
    return f"Of {_NUMBERS[len(computed)]} assertions computed below, {listed(parts)}. {keys}"


def verdict_block(tested: Tested, evidence: Evidence, said: Collection[str] = ()) -> str:
    """A claim as its page states it, unless another page has stated it the same, with the verdict computed and what it depends on."""
    keys = f"[{tested.passage_key}]" + (f" [{tested.calculation_key}]" if tested.calculation_key else "")
    claim, title = _claim(tested, evidence), dict(evidence.passages)[tested.passage_key].title
    stated = f"{claim} [{tested.passage_key}]" if claim not in said else f"The same sentence [{tested.passage_key}]."
    # What is tested is the page's title; where the sentence does not say it whole, the title is quoted as well.
    if claim in said or set(_NUMBER.findall(title)) - set(_NUMBER.findall(claim)):
        stated += f" Tested as “{title}” [{tested.passage_key}]."
    verdict = "Cannot be tested." if tested.verdict.verdict == "untestable" else f"Computed: {tested.verdict.verdict}."
    return f"{stated} **{verdict}** {_keyed(tested.verdict.text, keys)}"


def _claim(tested: Tested, evidence: Evidence) -> str:
    """The sentence in which a page states its claim."""
    return pieces(dict(evidence.passages)[tested.passage_key].text)[0].text
