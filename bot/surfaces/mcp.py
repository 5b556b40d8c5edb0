"""The calculators, the glossary and the assistant for other agents, over the Model Context Protocol.

Every calculator of the catalogue is a tool with its own input schema; `glossary` looks a term up and `ask` answers a question. The
glossary and the catalogue are resources as well. What a tool cannot use comes back as an error result whose sentence says what to mend.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from datetime import date
from typing import Any

import anyio
from mcp import types
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server
from mcp.shared.exceptions import MCPError

from bot.answer import DISCLAIMER, result_json
from bot.assistant import Assistant
from bot.glossary import entry_json, entry_text, listing_json
from bot.surfaces.texts import answer_text, catalogue_json, day_of, error_json, page_of, result_text
from calculators.catalogue import CATALOGUE, find
from calculators.errors import InputError, field_error

SCHEME = "askcondor://"
INSTRUCTIONS = (
    "Computes and explains SPX iron condors and VIX hedges. Take figures from the calculators and quote their `text`; list what they "
    "assumed. `ask` answers in words with citations; its layers (theory, method, claim) are kept apart: keep them apart too. " + DISCLAIMER
)
ASK_SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "question": {"type": "string", "description": "The question, at most 1,000 characters.", "minLength": 1, "maxLength": 1000},
        "history": {"type": "array", "items": {"type": "string"}, "description": "Earlier questions of the conversation, oldest first."},
        "as_of": {"type": "string", "format": "date", "description": 'The day "tomorrow" is counted from, as 2026-05-07.'},
    },
    "required": ["question"],
    "additionalProperties": False,
}
GLOSSARY_SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"term": {"type": "string", "description": "A term's id, title or alias. Without it every term is listed."}},
    "additionalProperties": False,
}
READ_ONLY = types.ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)

log = logging.getLogger(__name__)


def build_server(build: Callable[[], Assistant]) -> Server[Any]:
    """The protocol server. `build` makes the assistant at the first question or look-up; calculators need none."""
    made: list[Assistant] = []
    lock = anyio.Lock()

    async def assistant() -> Assistant:
        async with lock:
            if not made:
                made.append(await anyio.to_thread.run_sync(build))
        return made[0]

    async def list_tools(_: Any, __: types.PaginatedRequestParams | None) -> types.ListToolsResult:
        return types.ListToolsResult(tools=_tools())

    async def call_tool(_: Any, params: types.CallToolRequestParams) -> types.CallToolResult:
        given = params.arguments if params.arguments is not None else {}
        try:
            if params.name == "ask":
                answering = await assistant()
                question, history, day = _asked(given)
                answer = await anyio.to_thread.run_sync(lambda: answering.ask(question, history, day))
                return _said(answer_text(answer), answer.to_json())
            if params.name == "glossary":
                answering = await assistant()
                return await anyio.to_thread.run_sync(_looked_up, answering, given)
            result = await anyio.to_thread.run_sync(find(params.name).run, given)
            return _said(result_text(result), result_json(result))
        except InputError as error:
            return types.CallToolResult(
                content=[types.TextContent(type="text", text=error.message)], structured_content=error_json(error), is_error=True
            )
        except Exception:
            log.exception("the tool %s failed", params.name)
            raise MCPError(types.INTERNAL_ERROR, f"{params.name} failed; see the server's log") from None

    async def list_resources(_: Any, __: types.PaginatedRequestParams | None) -> types.ListResourcesResult:
        library = (await assistant()).library
        pages = [
            types.Resource(
                uri=f"{SCHEME}glossary/{item['id']}", name=item["id"], title=item["title"], description=item["summary"], mime_type="text/plain"
            )
            for item in listing_json(library)
        ]
        whole = [
            types.Resource(
                uri=f"{SCHEME}calculators", name="calculators", description="Every calculator with its schema.", mime_type="application/json"
            ),
            types.Resource(uri=f"{SCHEME}glossary", name="glossary", description="Every term in one sentence.", mime_type="application/json"),
        ]
        return types.ListResourcesResult(resources=[*whole, *pages])

    async def list_templates(_: Any, __: types.PaginatedRequestParams | None) -> types.ListResourceTemplatesResult:
        term = types.ResourceTemplate(
            uri_template=f"{SCHEME}glossary/{{term}}", name="term", description="A term by id, title or alias.", mime_type="text/plain"
        )
        return types.ListResourceTemplatesResult(resource_templates=[term])

    async def read_resource(_: Any, params: types.ReadResourceRequestParams) -> types.ReadResourceResult:
        uri = str(params.uri)
        library, bibliography = (answering := await assistant()).library, answering.bibliography
        try:
            match uri.removeprefix(SCHEME).split("/"):
                case ["calculators"]:
                    return _read(uri, "application/json", json.dumps(catalogue_json(), ensure_ascii=False))
                case ["glossary"]:
                    return _read(uri, "application/json", json.dumps(listing_json(library), ensure_ascii=False))
                case ["glossary", term]:
                    return _read(uri, "text/plain", entry_text(page_of(library, term), bibliography))
        except InputError as error:
            raise MCPError(types.INVALID_PARAMS, error.message) from None
        raise MCPError(types.INVALID_PARAMS, f"there is no resource {uri}; list the resources for those there are")

    return Server(
        "askcondor",
        title="AskCondor",
        instructions=INSTRUCTIONS,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
        on_list_resources=list_resources,
        on_list_resource_templates=list_templates,
        on_read_resource=read_resource,
    )


def serve_stdio(build: Callable[[], Assistant]) -> None:
    """Serve one client over stdin and stdout until it leaves."""

    async def serve() -> None:
        server = build_server(build)
        async with stdio_server() as (read, write):
            await server.run(read, write, server.create_initialization_options())

    anyio.run(serve)


def serve_http(build: Callable[[], Assistant], host: str, port: int) -> None:
    """Serve any number of clients over streamable HTTP at /mcp. On loopback, requests that name another host are refused."""
    import uvicorn

    app = build_server(build).streamable_http_app(stateless_http=True, json_response=True, host=host, max_request_body_size=1 << 20)
    uvicorn.run(app, host=host, port=port, log_level="warning")


def _tools() -> list[types.Tool]:
    own = [
        types.Tool(
            name="ask",
            title="Ask AskCondor",
            description="Answer a question about SPX iron condors, VIX hedges and their terms: cited words in layers, and computed figures. "
            "To compute for inputs you know, call the calculator itself.",
            input_schema=ASK_SCHEMA,
            annotations=READ_ONLY,
        ),
        types.Tool(
            name="glossary",
            title="Glossary",
            description="Look a term up by id, title or alias; without a term, list them all in one sentence each.",
            input_schema=GLOSSARY_SCHEMA,
            annotations=READ_ONLY,
        ),
    ]
    computed = [
        types.Tool(name=c.name, title=c.title, description=c.description, input_schema=c.inputs.model_json_schema(), annotations=READ_ONLY)
        for c in CATALOGUE
    ]
    return own + computed


def _looked_up(assistant: Assistant, given: dict[str, Any]) -> types.CallToolResult:
    term = given.get("term")
    if term is None:
        terms = listing_json(assistant.library)
        return _said("\n".join(f"{item['id']}: {item['summary']}" for item in terms), {"terms": terms})
    if not isinstance(term, str):
        raise field_error("term", f"term must be a string; got {term!r}; give a term's id, title or alias")
    page = page_of(assistant.library, term)
    return _said(entry_text(page, assistant.bibliography), entry_json(page, assistant.library, assistant.bibliography))


def _asked(given: dict[str, Any]) -> tuple[str, list[str], date | None]:
    question, history = given.get("question"), given.get("history", [])
    if not isinstance(question, str):
        raise field_error("question", f"question is required as a string; got {question!r}")
    if not isinstance(history, list) or not all(isinstance(item, str) for item in history):
        raise field_error("history", "history must be a list of earlier questions, oldest first")
    return question, history, day_of(given.get("as_of"))


def _said(text: str, structured: dict[str, Any]) -> types.CallToolResult:
    return types.CallToolResult(content=[types.TextContent(type="text", text=text)], structured_content=structured)


def _read(uri: str, mime_type: str, text: str) -> types.ReadResourceResult:
    return types.ReadResourceResult(contents=[types.TextResourceContents(uri=uri, mime_type=mime_type, text=text)])
