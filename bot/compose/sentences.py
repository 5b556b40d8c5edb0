"""Cut Markdown into the units a composer may quote: sentences, list items, tables, formulas."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

CITATION = re.compile(r"\s*\[@[^\]]+\]")
_MARK = re.compile(r"\[@([^\],]+)[^\]]*\]")
_MARKS = re.compile(rf"{_MARK.pattern}(?: {_MARK.pattern})*")
_CELL = re.compile(r"\s*\||- .+: (?=\[@)")  # a row of a table, or a reading of a contradiction with its sources after the colon
_END = re.compile(r"(?<=[.!?])[\"'”’)]*\s+(?=[\"'“‘(\[]?[A-Z0-9$])")
_NOT_AN_END = re.compile(r"\b(?:e\.g|i\.e|vs|cf|approx|ch|eq|no|pp|al|St|Dr|Mr|Inc|U\.S)\.$")


@dataclass(frozen=True, slots=True)
class Piece:
    """One unit of quotation. `text` has no citation marks and is otherwise the page's own."""

    kind: Literal["sentence", "item", "table", "formula"]
    text: str


def split_sentences(paragraph: str) -> list[str]:
    """Sentences of one paragraph, in order, with their punctuation."""
    sentences: list[str] = []
    for part in _END.split(" ".join(paragraph.split())):
        if sentences and _NOT_AN_END.search(sentences[-1]):
            sentences[-1] += " " + part
        elif part:
            sentences.append(part)
    return sentences


def label_tables(markdown: str, label: Callable[[str], str]) -> str:
    """Spell out the citations that stand in table cells or after a reading, where a mark cannot be dropped without leaving a hole."""

    def labels(marks: re.Match[str]) -> str:
        return ", ".join(label(mark.group(1)) for mark in _MARK.finditer(marks.group()))

    def row(line: str) -> str:
        return _MARKS.sub(labels, line) if _CELL.match(line) else line

    return "\n".join(row(line) for line in markdown.split("\n"))


def pieces(markdown: str) -> list[Piece]:
    """The units of a passage in order, citation marks removed."""
    found: list[Piece] = []
    for block in re.split(r"\n\s*\n", CITATION.sub("", markdown).strip()):
        lines = [line for line in block.splitlines() if line.strip()]
        if not lines:
            continue
        if lines[0].lstrip().startswith("$$"):
            found.append(Piece("formula", "\n".join(lines)))
        elif lines[0].lstrip().startswith("|"):
            found.append(Piece("table", "\n".join(line.strip() for line in lines)))
        else:
            found += _prose(lines)
    return found


def _prose(lines: list[str]) -> list[Piece]:
    found: list[Piece] = []
    paragraph: list[str] = []
    item: list[str] | None = None

    def close() -> None:
        nonlocal item
        if item is not None:
            found.append(Piece("item", " ".join(" ".join(item).split())))
            item = None
        if paragraph:
            found.extend(Piece("sentence", sentence) for sentence in split_sentences(" ".join(paragraph)))
            paragraph.clear()

    for line in lines:
        bullet = re.match(r"\s*(?:[-*+]|\d+[.)])\s+(.*)", line)
        if bullet:
            close()
            item = [bullet.group(1)]
        elif item is not None:
            item.append(line)
        else:
            paragraph.append(line)
    close()
    return found
