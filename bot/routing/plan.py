"""What a question asks for: a route, the calculations with the inputs the person gave, and what to ask back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, Protocol

from bot.answer import Missing, Route

Origin = Literal["said", "kept"]


@dataclass(frozen=True, slots=True)
class Read:
    """Where an input comes from: said in this question, at these stretches of its text (start and end, as of a slice), or
    kept from an earlier question. What is in no `Read` of a request is assumed."""

    field: str
    value: Any
    origin: Origin
    spans: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Request:
    """One calculation: `inputs` holds only what the person gave, in the calculator's own field names and units."""

    calculator: str
    inputs: dict[str, Any]
    read: tuple[Read, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Plan:
    """How to answer a question.

    `missing` holds at most one question back; `unused` the numbers no input took, as they were written; `topic` the
    text to search the pages with; `conflicts` what was said twice and differently; `notes` readings worth showing.
    A question that edits the trade on the table says what it `changed` and what the request was `before`.
    """

    route: Route
    requests: tuple[Request, ...] = ()
    missing: tuple[Missing, ...] = ()
    unused: tuple[str, ...] = ()
    topic: str = ""
    conflicts: tuple[str, ...] = ()
    notes: tuple[str, ...] = field(default=())
    unused_spans: tuple[tuple[int, int], ...] = ()
    changed: tuple[str, ...] = ()
    before: Request | None = None


class Router(Protocol):
    """Reads a question, in the light of the questions before it (oldest first), counting days from `as_of`."""

    def plan(self, question: str, history: Sequence[str] = (), as_of: date | None = None) -> Plan: ...
