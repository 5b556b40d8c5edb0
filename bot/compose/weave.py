"""Put a model's sentences where the plain answer quotes; everything that code made stays as it is.

The plain answer is taken apart into blocks. Quotations of passages give way to the model's sentences from the same passages, or go when
the model left the passage out. What code wrote or computed (openings, figures, assumptions, tables, formulas, lists, verdicts,
corrections) is neither changed nor dropped, but for the tables, formulas and lists of a passage left out altogether.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.answer import Evidence
from bot.compose.check import KEY
from bot.compose.support import NUMBERS, Supported

_TITLE = re.compile(r"\*\*[^*]+\*\*$")


def weave(plain: str, evidence: Evidence, sentences: Sequence[Supported]) -> str:
    """The plain answer with the model's sentences in it, in the model's order within each layer."""
    free = {key for key, _ in evidence.passages} - {tested.passage_key for tested in evidence.tested}
    used = {statement.key for sentence in sentences for statement in sentence.statements}
    sections = [[block for block in section if block in evidence.opening or not _left_out(block, free - used)] for section in _sections(plain)]
    whole = {key for section in sections for block in section if block.startswith("- ") for key in KEY.findall(block)}
    replaceable = free - whole
    homes: dict[str, int] = {}
    for number, section in enumerate(sections):
        for block in section:
            if _quotes(block, replaceable) and block not in evidence.opening:
                for key in KEY.findall(block):
                    homes.setdefault(key, number)
    told: dict[int, list[str]] = {}
    for sentence in sentences:
        home = 0 if sentence.layer == NUMBERS else homes.get(sentence.statements[0].key)
        if home is not None and not (sentence.layer == NUMBERS and _tells(plain, sentence)):
            told.setdefault(home, []).append(tidy(sentence.text))
    woven = [_with(section, " ".join(told.get(number, ())), replaceable, evidence.opening) for number, section in enumerate(sections)]
    return "\n\n".join(block for section in woven if len(section) > 1 or (section and not _TITLE.match(section[0])) for block in section)


def tidy(text: str) -> str:
    """A sentence with its full stop before its keys, as the rest of an answer has it."""
    keys = " ".join(f"[{key}]" for key in dict.fromkeys(KEY.findall(text)))
    said = KEY.sub("", text).strip().rstrip(" .")
    said = said if said.endswith(("?", "!")) else said + "."
    return f"{said[:1].upper()}{said[1:]} {keys}"


def _sections(plain: str) -> list[list[str]]:
    """Blocks by heading, the first section without one; a table or formula is one block with the sentence that gives its keys."""
    sections: list[list[str]] = [[]]
    held = ""
    for block in re.split(r"\n\s*\n", plain.strip()):
        if _TITLE.match(block):
            sections.append([block])
        elif block.startswith(("|", "$$")) and not KEY.search(block):
            held += block + "\n\n"
        else:
            sections[-1].append(held + block)
            held = ""
    return sections


def _left_out(block: str, unused: set[str]) -> bool:
    keys = set(KEY.findall(block))
    return bool(keys) and keys <= unused


def _quotes(block: str, replaceable: set[str]) -> bool:
    keys = set(KEY.findall(block))
    return bool(keys) and keys <= replaceable and not block.startswith(("|", "$$"))


def _with(section: list[str], paragraph: str, replaceable: set[str], opening: Sequence[str]) -> list[str]:
    """A section with the model's paragraph in place of its first quotation, or else after its opening."""
    blocks: list[str] = []
    for block in section:
        if block in opening or not _quotes(block, replaceable):
            blocks.append(block)
        elif paragraph:
            blocks.append(paragraph)
            paragraph = ""
    if paragraph:
        blocks.insert(next((i for i, block in enumerate(blocks) if block not in opening), len(blocks)), paragraph)
    return blocks


def _tells(plain: str, sentence: Supported) -> bool:
    """Whether the plain answer's own numbers already say the sentence."""
    return all(statement.text in plain for statement in sentence.statements)
