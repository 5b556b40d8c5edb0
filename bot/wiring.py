"""Build an assistant from settings: the only place that picks concrete classes."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.agent import Agent
from bot.assistant import Assistant
from bot.compose.model import ModelComposer
from bot.compose.template import TemplateComposer
from bot.market import Market
from bot.models import opener, parse_model
from bot.routing.model import ModelRouter
from bot.routing.rules import RulesRouter
from bot.settings import PACKAGED_EMBEDDER, Settings, stay_offline
from calculators.catalogue import BY_NAME, CATALOGUE
from calculators.errors import InputError
from knowledge import documents
from knowledge.documents import Document, load_documents
from knowledge.embedders import Embedder, HashingEmbedder, load_embedder, model_id, packaged_folder
from knowledge.evaluate import HALVES, FolderError, evaluate_folder, evaluate_questions, load_questions, report
from knowledge.index import Index, find_index, forget_page, open_index
from knowledge.ingest import DocumentError
from knowledge.library import Library
from knowledge.retrieve import Retriever
from knowledge.sources import Bibliography

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from bot.store import Store

STEPS_TIMEOUT = 3  # a run of several steps may take so many times a single reply's time

Progress = Callable[[str], None]
log = logging.getLogger(__name__)


def build_assistant(
    settings: Settings | None = None,
    progress: Progress | None = None,
    connect: bool = True,
    market: Market | None = None,
    sharing: Assistant | None = None,
) -> Assistant:
    """An assistant over the shipped pages. The index and the search model load at the first question, or by `warm_up`.

    `market` is what a question that names no level assumes (default: the settings' own). One for another market shares the search
    of the assistant given as `sharing`.

    A command that answers one question and ends may leave Chroma unopened (`connect=False`): importing it costs a second or more, and
    the index's own copy of the vectors finds the same passages.
    """
    stay_offline()
    settings = settings if settings is not None else Settings()
    library, bibliography = load_pages(settings)

    def open_search() -> Retriever:
        if sharing is not None:
            return sharing.opened()
        embedder = embedder_of(settings, progress)
        return Retriever(library, index_of(settings, embedder, progress, connect), embedder)

    market = market if market is not None else _market(settings)
    router = RulesRouter(CATALOGUE, term_finder=library.terms_in, market=market)
    if settings.model is None:
        return Assistant(library, bibliography, CATALOGUE, router, open_search, market)
    label, open_model = model_of(settings, settings.model)
    composer = ModelComposer(open_model, label, TemplateComposer(), settings.model_timeout)
    reader = ModelRouter(router, open_model, label, CATALOGUE, settings.model_timeout, market)
    assistant = Assistant(library, bibliography, CATALOGUE, reader, open_search, market, composer)
    assistant.agent = Agent(open_model, label, BY_NAME, assistant.compute, assistant.passages, STEPS_TIMEOUT * settings.model_timeout)
    return assistant


def model_of(settings: Settings, model: str) -> tuple[str, Callable[[], BaseChatModel]]:
    """A model's name for people, and what opens it at the first call. Raises InputError for a name that is none."""
    named = parse_model(model)
    return str(named), opener(named, settings.key_of(named.provider if named.url is None else None), settings.model_timeout)


def load_pages(settings: Settings | None = None) -> tuple[Library, Bibliography]:
    """The shipped pages, the person's own documents, and the bibliography. What has a mistake is reported, and the rest serves."""
    settings = settings if settings is not None else Settings()
    return _load_pages(settings.cache_folder, settings.documents_folder, settings.documents_state)


@lru_cache(maxsize=2)
def _load_pages(cache: Path, documents: Path, state: tuple[tuple[str, int], ...]) -> tuple[Library, Bibliography]:
    library, errors = Library.load(cache=cache, documents=documents)
    for error in errors:
        log.warning("%s", error)
    return library, library.bibliography


def embedder_of(settings: Settings, progress: Progress | None = None) -> Embedder:
    """The embedder the settings name."""
    if settings.embedder == "hashing":
        return HashingEmbedder()
    return load_embedder(settings.cache_folder, None if settings.embedder == PACKAGED_EMBEDDER else settings.embedder, progress)


def index_of(settings: Settings, embedder: Embedder, progress: Progress | None = None, connect: bool = True, rebuild: bool = False) -> Index:
    """The index of the pages and documents, built first when it is missing, stale or damaged."""
    library, _ = load_pages(settings)
    return open_index(library, lambda: embedder, settings.cache_folder, progress, connect, rebuild, settings.chroma_url)


def index_state(settings: Settings) -> dict[str, Any]:
    """Whether there is a fresh, whole index, without building one."""
    library, _ = load_pages(settings)
    match settings.embedder:
        case "hashing":
            model = HashingEmbedder().model_id
        case _:
            model = model_id(packaged_folder() if settings.embedder == PACKAGED_EMBEDDER else settings.embedder)
    found = find_index(library, model, settings.cache_folder)
    state = found.status() if found is not None else {"folder": str(settings.cache_folder / "indexes")}
    return {"fresh": found is not None, **state, "documents": [_listed(document) for document in load_documents(settings.documents_folder)[0]]}


def add_documents(settings: Settings, paths: Sequence[Path], progress: Progress | None = None) -> list[dict[str, str]]:
    """Keep a person's files, all or none, and index them. Raises InputError."""
    try:
        added = documents.add_documents(settings.documents_folder, paths, date.today())
    except DocumentError as error:
        raise InputError(str(error)) from error
    _index_anew(settings, progress)
    return [_listed(document) for document in added]


def remove_document(settings: Settings, id: str, progress: Progress | None = None) -> None:
    """Delete a document with every index that holds it, and index what is left. Raises InputError."""
    try:
        documents.remove_document(settings.documents_folder, id)
    except DocumentError as error:
        raise InputError(str(error)) from error
    try:
        _index_anew(settings, progress)  # before the old indexes go: their other vectors are wanted
    finally:
        forget_page(settings.cache_folder, id, settings.chroma_url)


def _index_anew(settings: Settings, progress: Progress | None) -> None:
    index_of(settings, embedder_of(settings, progress), progress, connect=False)


def _listed(document: Document) -> dict[str, str]:
    return {"id": document.id, "title": document.title, "file": document.file, "added": document.added.isoformat()}


def evaluate_retrieval(settings: Settings, folder: Path | None, progress: Progress | None = None) -> str:
    """Scores of the search on the project's own questions, or on a BEIR-layout folder indexed for the occasion. Raises InputError."""
    embedder = embedder_of(settings, progress)
    if folder is not None:
        try:
            return str(evaluate_folder(folder, embedder, progress))
        except FolderError as error:
            raise InputError(str(error)) from error
    library, _ = load_pages(settings)
    retriever = Retriever(library, index_of(settings, embedder, progress), embedder)
    router = RulesRouter(CATALOGUE, term_finder=library.terms_in, market=_market(settings))
    held = [question for question in load_questions() if question.half == HALVES[-1]]
    lines = [report([evaluate_questions(retriever, half) for half in HALVES]), ""]
    for kind, route in (("advice", "advice"), ("live", "market")):
        asked = [question.text for question in held if question.kind == kind]
        known = sum(router.plan(text).route in (route, "advice", "market") for text in asked)
        lines.append(f"asking for {kind}, known by the wording {known} of {len(asked)} ({HALVES[-1]})")
    return "\n".join(lines)


def _market(settings: Settings) -> Market:
    return Market(settings.market_spot, settings.market_vix, settings.market_as_of)


def open_store(settings: Settings) -> Store:
    """Where conversations are kept. SQLAlchemy loads here: answering needs none of it."""
    from bot.store import Store

    return Store(settings.store_url)
