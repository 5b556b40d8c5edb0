"""What a question takes for granted and the pages set right: data in `premises.toml`, quoted, never argued."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.compose.sentences import pieces
from knowledge.library import Library
from knowledge.page import Passage

FILE = Path(__file__).with_name("premises.toml")
MOST = 2


@dataclass(frozen=True, slots=True)
class Premise:
    """A mistaken premise, how it sounds, and the sentences of a passage that set it right."""

    id: str
    takes: re.Pattern[str]
    unless: re.Pattern[str] | None
    passage: str
    says: tuple[str, ...]
    claim: str | None

    def heard_in(self, question: str) -> bool:
        return self.takes.search(question) is not None and (self.unless is None or self.unless.search(question) is None)

    def sentences(self, passage: Passage) -> list[str]:
        """The sentences of the passage that set the premise right, as the page has them."""
        return [piece.text for start in self.says for piece in pieces(passage.text) if piece.text.startswith(start)]


@cache
def premises() -> tuple[Premise, ...]:
    """Every premise of the table, in its order."""
    listed = tomllib.loads(FILE.read_text(encoding="utf-8"))["premise"]
    return tuple(
        Premise(
            one["id"],
            re.compile(one["takes"], re.I),
            re.compile(one["unless"], re.I) if "unless" in one else None,
            one["passage"],
            tuple(one["says"]),
            one.get("claim"),
        )
        for one in listed
    )


def mistaken(question: str, library: Library) -> list[Premise]:
    """The mistaken premises of a question, at most two. One whose page is not there is passed over: tests see that all are."""
    return [one for one in premises() if one.heard_in(question) and one.passage.partition("#")[0] in library.pages][:MOST]
