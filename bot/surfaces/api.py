"""The assistant, the calculators and the glossary over HTTP, described by its own OpenAPI document at /openapi.json.

Every calculator of the catalogue is an endpoint with its own schema. Errors have one form, that of the command line. Requests are
limited in size and, per client address, in number a minute; `/health`, `/ready` and `/metrics` are for whoever runs it.
"""

from __future__ import annotations

import asyncio
import json
import logging
import threading
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import date
from typing import Annotated, Any

import anyio
from fastapi import FastAPI, Path, Request
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from pydantic import BaseModel, ConfigDict, Field
from pydantic.json_schema import models_json_schema
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.answer import DISCLAIMER, Answer, result_json
from bot.assistant import Assistant
from bot.glossary import entry_json, listing_json
from bot.surfaces.metrics import Metrics
from bot.surfaces.texts import catalogue_json, error_json, page_of
from calculators.catalogue import CATALOGUE
from calculators.errors import FieldError, InputError
from calculators.spec import Calculator

MOST_BYTES = 64 * 1024
MOST_CLIENTS = 10_000  # addresses remembered; the one unseen longest is forgotten
ASKED_AT_ONCE = 4
LOOPBACK = ("127.0.0.1", "localhost", "::1")

log = logging.getLogger(__name__)


class Asked(BaseModel):
    """A question, with the conversation's earlier ones."""

    model_config = ConfigDict(extra="forbid")

    question: Annotated[str, Field(max_length=1000, description="The question.", examples=["What is an iron condor?"])]
    history: Annotated[list[str], Field(max_length=50, description="Earlier questions of the conversation, oldest first.")] = []
    as_of: Annotated[date | None, Field(description='The day "tomorrow" is counted from.')] = None


class FigureOut(BaseModel):
    name: str
    label: str
    value: float | int | str | list[float] | None
    unit: str
    text: str


class ChartOut(BaseModel):
    kind: str
    title: str


class ResultOut(BaseModel):
    calculator: str
    inputs: dict[str, Any]
    assumed: list[str]
    figures: list[FigureOut]
    charts: list[ChartOut]


class CalculationOut(ResultOut):
    key: str


class SourceOut(BaseModel):
    id: str
    apa: str
    url: str | None


class CitationOut(BaseModel):
    key: str
    passage_id: str
    title: str
    section: str
    standing: str
    text: str
    sources: list[SourceOut]


class AnswerOut(BaseModel):
    question: str
    text: str
    route: str
    composer: str
    composer_reason: str
    citations: list[CitationOut]
    calculations: list[CalculationOut]
    terms: list[str]
    follow_ups: list[str]
    missing: list[dict[str, Any]]
    claims: list[dict[str, Any]]
    together: list[list[str]]
    context: dict[str, Any]
    disclaimer: str
    timings_ms: dict[str, float]


class FaultOut(BaseModel):
    field: str
    message: str


class ErrorDetail(BaseModel):
    message: str
    fields: list[FaultOut]


class ErrorOut(BaseModel):
    error: ErrorDetail


class StateOut(BaseModel):
    status: str


WRONG: dict[int | str, dict[str, Any]] = {
    400: {"description": "A request that names another host.", "content": {"text/plain": {}}},
    413: {"model": ErrorOut, "description": "A body over the size limit."},
    422: {"model": ErrorOut, "description": "Input that cannot be used; the message says what to mend."},
    429: {"model": ErrorOut, "description": "Too many requests from this address."},
}


class _Gone(Exception):
    """Whoever was reading the stream has left."""


def build_api(build: Callable[[], Assistant], per_minute: int = 120, hosts: tuple[str, ...] = LOOPBACK) -> FastAPI:
    """The application. `build` makes the assistant when the server starts, in the background; `/ready` says when it stands."""
    metrics = Metrics()
    state = _Building(build)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        state.start()
        yield

    api = FastAPI(
        title="AskCondor",
        version="1",
        summary="SPX iron condors and VIX hedges: cited words, computed figures.",
        description=DISCLAIMER,
        lifespan=lifespan,
        docs_url=None,  # the page would load its scripts from elsewhere
        redoc_url=None,
        responses=WRONG,
    )
    asking = anyio.Semaphore(ASKED_AT_ONCE)

    @api.post("/v1/ask", response_model=AnswerOut, tags=["ask"])
    async def ask(asked: Asked) -> Response:
        """Answer a question: text with keys, citations, calculations, verdicts, and which composer spoke and why."""
        async with asking:
            answer = await run_in_threadpool(lambda: state.assistant().ask(asked.question, asked.history, asked.as_of))
        metrics.answered(answer.route, answer.composer)
        return JSONResponse(answer.to_json())

    @api.post("/v1/ask/stream", response_class=StreamingResponse, tags=["ask"], responses={200: {"content": {"text/event-stream": {}}}})
    async def ask_stream(asked: Asked) -> Response:
        """Answer with server-sent events: `step` as work goes on, `sentence` as a model's sentences are checked, then `answer` or `error`.

        The answer is what counts: a model's sentences may give way to the plain answer.
        """
        return StreamingResponse(_events(state, asked, metrics, asking), media_type="text/event-stream", headers={"Cache-Control": "no-store"})

    @api.get("/v1/calculators", tags=["calculators"])
    def calculators() -> list[dict[str, Any]]:
        """Every calculator with its description and JSON Schema."""
        return catalogue_json()

    for calculator in CATALOGUE:
        api.add_api_route(
            f"/v1/calculators/{calculator.name}",
            _endpoint(calculator),
            methods=["POST"],
            name=calculator.name,
            summary=calculator.title,
            description=calculator.description,
            response_model=ResultOut,
            tags=["calculators"],
            openapi_extra={
                "requestBody": {
                    "required": True,
                    "content": {
                        "application/json": {
                            "schema": {"$ref": f"#/components/schemas/{calculator.inputs.__name__}"},
                            "example": dict(calculator.example),
                        }
                    },
                }
            },
        )

    @api.get("/v1/glossary", tags=["glossary"])
    def glossary() -> list[dict[str, Any]]:
        """Every term in one sentence."""
        return listing_json(state.assistant().library)

    @api.get(
        "/v1/glossary/{term}", tags=["glossary"], responses={404: {"model": ErrorOut, "description": "No such term; the message names near ones."}}
    )
    def term(term: Annotated[str, Path(max_length=200, description="An id, a title or an alias.")]) -> dict[str, Any]:
        """A term with its sections, each with its standing and sources."""
        assistant = state.assistant()
        try:
            page = page_of(assistant.library, term)
        except InputError as error:
            raise HTTPException(404, error.message) from None
        return entry_json(page, assistant.library, assistant.bibliography)

    @api.get("/health", tags=["running"])
    def health() -> StateOut:
        """Whether the process answers."""
        return StateOut(status="ok")

    @api.get("/ready", tags=["running"], responses={503: {"model": StateOut, "description": "Still loading, or loading failed."}})
    def ready() -> StateOut:
        """Whether questions can be answered without waiting for the index."""
        status = state.status()
        if status != "ready":
            return JSONResponse({"status": status}, 503)  # type: ignore[return-value]
        return StateOut(status=status)

    @api.get("/metrics", tags=["running"], response_class=PlainTextResponse)
    def measured() -> str:
        """Counts and times in Prometheus's text form."""
        return metrics.text(ready=state.status() == "ready")

    api.add_exception_handler(InputError, _input_error)
    api.add_exception_handler(RequestValidationError, _invalid)
    api.add_exception_handler(HTTPException, _http_error)
    api.add_middleware(Limits, per_minute=per_minute, metrics=metrics)
    if hosts:
        api.add_middleware(TrustedHostMiddleware, allowed_hosts=[f"[{host}]" if ":" in host else host for host in hosts])
    api.openapi = lambda: _document(api)  # type: ignore[method-assign]
    return api


class _Building:
    """The assistant, built once in a thread of its own."""

    def __init__(self, build: Callable[[], Assistant]) -> None:
        self._build = build
        self._lock = threading.Lock()
        self._built: Assistant | None = None
        self._failed = False

    def start(self) -> None:
        threading.Thread(target=self._warm, name="build-assistant", daemon=True).start()

    def _warm(self) -> None:
        try:
            self.assistant().warm_up()
        except Exception:
            self._failed = True
            log.exception("the assistant could not be built")

    def assistant(self) -> Assistant:
        with self._lock:
            if self._built is None:
                self._built = self._build()
            return self._built

    def status(self) -> str:
        if self._built is not None and self._built.ready:
            return "ready"
        return "failed" if self._failed else "loading"


def _endpoint(calculator: Calculator[Any, Any]) -> Callable[[Request], Awaitable[Response]]:
    async def compute(request: Request) -> Response:
        try:
            given = json.loads(await request.body())
        except (ValueError, RecursionError):
            raise InputError("the body must be a JSON object of inputs; it is no JSON") from None
        if not isinstance(given, dict):
            raise InputError(f"the body must be a JSON object of inputs; got {type(given).__name__}")
        return JSONResponse(result_json(await run_in_threadpool(calculator.run, given)))

    return compute


async def _events(state: _Building, asked: Asked, metrics: Metrics, asking: anyio.Semaphore) -> AsyncIterator[str]:
    loop, told, gone = asyncio.get_running_loop(), asyncio.Queue[tuple[str, Any] | None](), threading.Event()

    def tell(kind: str, data: Any) -> None:
        if gone.is_set():
            raise _Gone
        loop.call_soon_threadsafe(told.put_nowait, (kind, data))

    def answer() -> None:
        try:
            said: Answer = state.assistant().ask(
                asked.question,
                asked.history,
                asked.as_of,
                on_step=lambda step: tell("step", {"text": step}),
                on_sentence=lambda text, layer: tell("sentence", {"text": text, "layer": layer}),
            )
            metrics.answered(said.route, said.composer)
            tell("answer", said.to_json())
        except _Gone:
            log.info("a stream was left before its answer")
        except Exception:
            log.exception("a question could not be answered")
            loop.call_soon_threadsafe(told.put_nowait, ("error", {"message": "the answer could not be made; see the server's log", "fields": []}))
        finally:
            loop.call_soon_threadsafe(told.put_nowait, None)

    async with asking:
        working = asyncio.create_task(run_in_threadpool(answer))
        try:
            while (event := await told.get()) is not None:
                yield f"event: {event[0]}\ndata: {json.dumps(event[1], ensure_ascii=False)}\n\n"
        finally:
            gone.set()
            await asyncio.shield(working)


class Limits:
    """Refuse bodies over a size and clients over a rate, and count every request by route and status."""

    def __init__(self, app: ASGIApp, per_minute: int, metrics: Metrics) -> None:
        self._app = app
        self._rate = per_minute / 60
        self._most = float(per_minute)
        self._metrics = metrics
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status = time.perf_counter(), 500

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            wait = self._wait(scope) if scope["path"].startswith("/v1/") else 0.0
            if wait > 0:
                refusal = _error(f"at most {self._most:g} requests a minute; wait {wait:.0f} seconds", 429, {"Retry-After": f"{wait:.0f}"})
                await refusal(scope, receive, noting)
                return
            body = await _body(scope, receive)
            if body is None:
                await _error(f"a request's body may have at most {MOST_BYTES:,} bytes; send less", 413)(scope, receive, noting)
                return
            await self._app(scope, _replay(body, receive), noting)
        finally:
            route = scope.get("route")
            self._metrics.requested(getattr(route, "path", "other"), status, time.perf_counter() - began)

    def _wait(self, scope: Scope) -> float:
        """Seconds this client has to wait, 0 when it may go on: a bucket that fills evenly, one minute's worth deep."""
        client = scope["client"][0] if scope.get("client") else "unknown"
        now = time.monotonic()
        left, seen = self._buckets.pop(client, (self._most, now))
        left = min(self._most, left + (now - seen) * self._rate)
        allowed = left >= 1
        self._buckets[client] = (left - 1 if allowed else left, now)
        if len(self._buckets) > MOST_CLIENTS:
            self._buckets.popitem(last=False)
        return 0.0 if allowed else max(1.0, (1 - left) / self._rate)


async def _body(scope: Scope, receive: Receive) -> bytes | None:
    """The whole body, or None as soon as it is too large, whatever length it declared."""
    declared = dict(scope["headers"]).get(b"content-length", b"")
    if declared.isdigit() and int(declared[:12]) > MOST_BYTES:
        return None
    body = b""
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return body
        body += bytes(message.get("body", b""))
        if len(body) > MOST_BYTES:
            return None
        if not message.get("more_body", False):
            return body


def _replay(body: bytes, receive: Receive) -> Receive:
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


def _error(message: str, status: int, headers: dict[str, str] | None = None) -> JSONResponse:
    return JSONResponse({"error": {"message": message, "fields": []}}, status, headers)


async def _input_error(_: Request, error: Exception) -> Response:
    return JSONResponse(error_json(error if isinstance(error, InputError) else InputError(str(error))), 422)


async def _invalid(_: Request, error: Exception) -> Response:
    details = error.errors() if isinstance(error, RequestValidationError) else []
    faults = tuple(FieldError(".".join(str(part) for part in d["loc"][1:]), f"{d['msg'][:1].lower()}{d['msg'][1:]}") for d in details)
    message = "; ".join(f"{fault.field}: {fault.message}" if fault.field else fault.message for fault in faults)
    return JSONResponse(error_json(InputError(message, faults)), 422)


async def _http_error(_: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    headers = dict(error.headers) if isinstance(error, HTTPException) and error.headers else None
    return _error(str(error.detail) if isinstance(error, HTTPException) else "failed", status, headers)


def _document(api: FastAPI) -> dict[str, Any]:
    """The OpenAPI document, with every calculator's inputs among its schemas. Made once."""
    if api.openapi_schema is None:
        document = get_openapi(title=api.title, version=api.version, summary=api.summary, description=api.description, routes=api.routes)
        _, defined = models_json_schema([(c.inputs, "validation") for c in CATALOGUE], ref_template="#/components/schemas/{model}")
        document["components"]["schemas"] |= defined["$defs"]
        for unused in ("HTTPValidationError", "ValidationError"):
            document["components"]["schemas"].pop(unused, None)
        api.openapi_schema = document
    return api.openapi_schema


def serve(build: Callable[[], Assistant], host: str, port: int, per_minute: int) -> None:
    """Serve until stopped."""
    import uvicorn

    hosts = LOOPBACK if host in LOOPBACK else ()
    uvicorn.run(build_api(build, per_minute, hosts), host=host, port=port, log_level="warning", timeout_keep_alive=20)
