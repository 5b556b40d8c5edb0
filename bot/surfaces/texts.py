"""What every surface but the app says alike: an answer, a result, a term, a day and an error, as text or JSON."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from calculators.errors import InputError, field_error

if TYPE_CHECKING:
    from bot.answer import Answer
    from calculators.spec import ToolResult
    from knowledge.library import Library
    from knowledge.page import Page


def answer_text(answer: Answer) -> str:
    """An answer with its sources, what to ask next, and the disclaimer."""
    blocks = [answer.text]
    if answer.citations:
        lines = [f"[{c.key}] {c.title}: {c.section}" + "".join(f"\n     {s.apa}" for s in c.sources) for c in answer.citations]
        blocks.append("Sources\n" + "\n".join(lines))
    if answer.follow_ups:
        blocks.append("Ask next\n" + "\n".join(f"- {offer}" for offer in answer.follow_ups))
    return "\n\n".join([*blocks, answer.disclaimer])


def result_text(result: ToolResult) -> str:
    """A calculation: headline, figures, what was assumed, notes."""
    presentation = result.presentation
    width = max(len(figure.label) for figure in presentation.figures)
    lines = [presentation.headline, "", *(f"{figure.label:{width}}  {figure.text}" for figure in presentation.figures)]
    if result.assumed:
        from bot.say import say_inputs

        assumed = say_inputs(result.calculator, {name: result.inputs[name] for name in result.assumed})
        lines += ["", f"Assumed: {assumed}"]
    return "\n".join([*lines, "", *presentation.notes])


def catalogue_json() -> list[dict[str, Any]]:
    """Every calculator with its description and the JSON Schema of its inputs."""
    from calculators.catalogue import CATALOGUE

    return [
        {"name": c.name, "title": c.title, "task": c.task, "description": c.description, "schema": c.inputs.model_json_schema()} for c in CATALOGUE
    ]


def page_of(library: Library, term: str) -> Page:
    """The page of a term by id, title or alias. Raises InputError with the nearest ones when there is none."""
    page = library.resolve(term)
    if page is None:
        near = [library.pages[name].title for name in library.suggest(term)]
        hint = f"did you mean {' or '.join(near)}?" if near else "list the glossary for those there are"
        raise field_error("term", f"the glossary has no term {term!r}; {hint}")
    return page


def day_of(text: str | None) -> date | None:
    """The day a person counts from. Raises InputError."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except (TypeError, ValueError):
        raise field_error("as_of", f"as_of must be a date such as 2026-05-07; got {text!r}") from None


def error_json(error: InputError) -> dict[str, Any]:
    """An error in the contract's form."""
    return {"error": {"message": error.message, "fields": [{"field": fault.field, "message": fault.message} for fault in error.fields]}}
