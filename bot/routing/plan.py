"""What a question asks for: a route, the calculations with the inputs the person gave, and what to ask back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from bot.answer import Missing, Route


@dataclass(frozen=True, slots=True)
class Request:
    """One calculation: `inputs` holds only what the person gave, in the calculator's own field names and units."""

    calculator: str
    inputs: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Plan:
    """How to answer a question.

    `missing` holds at most one question back; `unused` the numbers no input took, as they were written; `topic` the
    text to search the pages with; `conflicts` what was said twice and differently; `notes` readings worth showing.
    """

    route: Route
    requests: tuple[Request, ...] = ()
    missing: tuple[Missing, ...] = ()
    unused: tuple[str, ...] = ()
    topic: str = ""
    conflicts: tuple[str, ...] = ()
    notes: tuple[str, ...] = field(default=())


class Router(Protocol):
    """Reads a question, in the light of the questions before it (oldest first), counting days from `as_of`."""

    def plan(self, question: str, history: Sequence[str] = (), as_of: date | None = None) -> Plan: ...
