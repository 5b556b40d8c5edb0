"""Calculators as LangChain tools, the passage search as a LangChain retriever.

A tool's content is one line a model may read; its artifact is the `ToolResult` itself, so figures and charts never
pass through a model.
"""

from __future__ import annotations

from typing import Any, Protocol

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from langchain_core.tools import StructuredTool, ToolException
from pydantic import ConfigDict, SkipValidation

from calculators.errors import InputError
from calculators.spec import Calculator, ToolResult
from knowledge.retrieve import Retrieval


def tool_of(calculator: Calculator[Any, Any]) -> StructuredTool:
    """The calculator as a tool. Bad input comes out as a ToolException with the sentence that says what to mend.

    The schema is given as JSON Schema, not as the model, so that the tool does not fill in defaults before the
    calculator sees which inputs were given and which assumed.
    """

    def run(**given: Any) -> tuple[str, ToolResult]:
        try:
            result = calculator.run(given)
        except InputError as error:
            raise ToolException(error.message) from error
        figures = "; ".join(f"{figure.label}: {figure.text}" for figure in result.presentation.figures)
        return f"{result.presentation.headline} {figures}", result

    return StructuredTool(
        name=calculator.name,
        description=calculator.description,
        args_schema=calculator.inputs.model_json_schema(),
        func=run,
        response_format="content_and_artifact",
    )


def call(tool: StructuredTool, given: dict[str, Any]) -> ToolResult:
    """Run a calculator's tool and return its artifact. Raises the calculator's InputError."""
    try:
        message = tool.invoke({"type": "tool_call", "id": tool.name, "name": tool.name, "args": given})
    except ToolException as error:
        if isinstance(error.__cause__, InputError):
            raise error.__cause__ from None
        raise
    artifact = message.artifact
    if not isinstance(artifact, ToolResult):
        raise TypeError(f"tool {tool.name} returned no ToolResult but {type(artifact).__name__}")
    return artifact


class Searches(Protocol):
    """What finds passages: a `Retriever`, or an `Assistant`, which opens one at its first search."""

    def search(self, question: str, limit: int) -> Retrieval: ...


class PassageRetriever(BaseRetriever):
    """The hybrid passage search behind LangChain's retriever interface. `search` keeps what a list of documents cannot say."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    source: SkipValidation[Searches]
    limit: int = 5

    def search(self, question: str, limit: int | None = None) -> Retrieval:
        """Passages with their scores, the terms the question names, and whether the pages can answer it."""
        return self.source.search(question, limit=self.limit if limit is None else limit)

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        return [
            Document(
                id=scored.passage.id,
                page_content=scored.passage.text,
                metadata={
                    "title": scored.passage.title,
                    "heading": scored.passage.heading,
                    "standing": scored.passage.standing,
                    "score": scored.score,
                },
            )
            for scored in self.search(query).passages
        ]
