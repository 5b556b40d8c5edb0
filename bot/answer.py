"""The vocabulary of an answer: what was found, what was computed, and what is said with keys into both."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from calculators.spec import ToolResult
from knowledge.page import Passage, Standing

Route = Literal["explain", "calculate", "compare", "claim", "market", "advice", "clarify", "unsupported"]
ComposerName = Literal["template", "model"]

NO_MODEL = "no language model was asked"
DISCLAIMER = (
    "Education, not advice. Option figures are theoretical values from the stated inputs and assumptions; commissions, "
    "slippage and settlement differences are excluded unless stated. Options involve risk and are not suitable for "
    "every investor: read the Options Clearing Corporation's Characteristics and Risks of Standardized Options first."
)


@dataclass(frozen=True, slots=True)
class CitedSource:
    id: str
    apa: str
    url: str | None


@dataclass(frozen=True, slots=True)
class Citation:
    """A passage an answer leans on, under the key by which the answer's text names it (S1, S2, ...)."""

    key: str
    passage_id: str
    title: str
    section: str
    standing: Standing
    text: str
    sources: tuple[CitedSource, ...]


@dataclass(frozen=True, slots=True)
class Calculation:
    """A calculation an answer leans on, under its key (C1, C2, ...).

    `tests` names the claim page it was run to test. `part` is what it is to the question: `asked`, the trade `before` a
    change, or that trade `kept` open while the market changed.
    """

    key: str
    result: ToolResult
    tests: str | None = None
    part: Literal["asked", "before", "kept"] = "asked"


@dataclass(frozen=True, slots=True)
class Missing:
    """An input a calculation still needs, the question that asks for it, and answers that would do, each a next question of its own."""

    calculator: str
    field: str
    question: str
    suggestions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """A claim page with the verdict its check computes: holds, fails, depends, or untestable."""

    id: str
    verdict: Literal["holds", "fails", "depends", "untestable"]
    text: str


@dataclass(frozen=True, slots=True)
class Tested:
    """A claim's verdict with the keys of the passage that states the claim and of the calculation that tested it."""

    verdict: Verdict
    passage_key: str
    calculation_key: str | None


@dataclass(frozen=True, slots=True)
class Table:
    """Things side by side, made by code of figures' texts and pages' words. `note` follows it with its keys.

    `figures` stand to the right of their cells, words to the left.
    """

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str
    figures: bool = True

    def markdown(self) -> str:
        """The table, then its note."""
        lines = ["| " + " | ".join(_cell(cell) for cell in row) + " |" for row in (self.header, *self.rows)]
        rule = "|" + "|".join([" :--- ", *(" ---: " if self.figures else " :--- " for _ in self.header[1:])]) + "|"
        return "\n".join([lines[0], rule, *lines[1:]]) + f"\n\n{self.note}"


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "/").split())


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything a composer may say, under the keys by which it must say it.

    `passages` come with their figure places filled; the first is the one that answers in short. `opening` holds
    blocks that code wrote (a refusal, a question back, a number left unused, a premise corrected): no composer may change
    them. `tables` are code's too: a composer places them, unchanged. `asked` names the figures the question asks for, in
    the first result.
    """

    question: str
    route: Route
    passages: tuple[tuple[str, Passage], ...] = ()
    results: tuple[Calculation, ...] = ()
    tested: tuple[Tested, ...] = ()
    opening: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    asked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person gets. `text` is Markdown with [S1] and [C1] keys; code, never a model, builds the citations.

    `together` names calculations whose payoffs belong on one chart; `context` is what the answer depended on beside the
    question and those before it: the day, and the market assumed. `composer_reason` says why that composer spoke.
    """

    question: str
    text: str
    route: Route
    composer: ComposerName = "template"
    composer_reason: str = NO_MODEL
    citations: tuple[Citation, ...] = ()
    calculations: tuple[Calculation, ...] = ()
    terms: tuple[str, ...] = ()
    follow_ups: tuple[str, ...] = ()
    missing: tuple[Missing, ...] = ()
    claims: tuple[Verdict, ...] = ()
    together: tuple[tuple[str, ...], ...] = ()
    context: dict[str, Any] = field(default_factory=dict)
    disclaimer: str = DISCLAIMER
    timings_ms: dict[str, float] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """The answer in the contract's form, ready for json.dumps."""
        return {
            "question": self.question,
            "text": self.text,
            "route": self.route,
            "composer": self.composer,
            "composer_reason": self.composer_reason,
            "citations": [
                {
                    "key": c.key,
                    "passage_id": c.passage_id,
                    "title": c.title,
                    "section": c.section,
                    "standing": c.standing,
                    "text": c.text,
                    "sources": [{"id": s.id, "apa": s.apa, "url": s.url} for s in c.sources],
                }
                for c in self.citations
            ],
            "calculations": [{"key": c.key, **result_json(c.result)} for c in self.calculations],
            "terms": list(self.terms),
            "follow_ups": list(self.follow_ups),
            "missing": [{"calculator": m.calculator, "field": m.field, "question": m.question} for m in self.missing],
            "claims": [{"id": v.id, "verdict": v.verdict, "text": v.text} for v in self.claims],
            "together": [list(keys) for keys in self.together],
            "context": self.context,
            "disclaimer": self.disclaimer,
            "timings_ms": self.timings_ms,
        }


def result_json(result: ToolResult) -> dict[str, Any]:
    """A calculation in the contract's form: inputs used, which of them were assumed, figures, and charts by title."""
    return {
        "calculator": result.calculator,
        "inputs": result.inputs,
        "assumed": list(result.assumed),
        "figures": [{"name": f.name, "label": f.label, "value": f.value, "unit": f.unit, "text": f.text} for f in result.presentation.figures],
        "charts": [{"kind": c.kind, "title": c.title} for c in result.presentation.charts],
    }
