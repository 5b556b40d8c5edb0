"""Build an assistant from settings: the only place that picks concrete classes."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.assistant import Assistant
from bot.market import Market
from bot.routing.rules import RulesRouter
from bot.settings import PACKAGED_EMBEDDER, Settings, stay_offline
from bot.tools import PassageRetriever
from calculators.catalogue import CATALOGUE
from calculators.errors import InputError
from knowledge import documents
from knowledge.documents import Document, load_documents
from knowledge.embedders import Embedder, HashingEmbedder, load_embedder, model_id, packaged_folder
from knowledge.evaluate import FolderError, evaluate_folder, evaluate_questions
from knowledge.index import Index, find_index, forget_page, open_index
from knowledge.ingest import DocumentError
from knowledge.library import Library
from knowledge.retrieve import Retriever
from knowledge.sources import Bibliography

if TYPE_CHECKING:
    from bot.store import Store

Progress = Callable[[str], None]
log = logging.getLogger(__name__)


def build_assistant(settings: Settings | None = None, progress: Progress | None = None, connect: bool = True) -> Assistant:
    """An assistant over the shipped pages. The index and the search model load at the first question, or by `warm_up`.

    A command that answers one question and ends may leave Chroma unopened (`connect=False`): importing it costs a second or more, and
    the index's own copy of the vectors finds the same passages.
    """
    stay_offline()
    settings = settings if settings is not None else Settings()
    library, bibliography = load_pages(settings)

    def open_search() -> PassageRetriever:
        embedder = embedder_of(settings, progress)
        return PassageRetriever(source=Retriever(library, index_of(settings, embedder, progress, connect), embedder))

    market = Market(settings.market_spot, settings.market_vix, settings.market_as_of)
    router = RulesRouter(CATALOGUE, term_finder=library.terms_in, market=market)
    return Assistant(library, bibliography, CATALOGUE, router, open_search, market)


def load_pages(settings: Settings | None = None) -> tuple[Library, Bibliography]:
    """The shipped pages, the person's own documents, and the bibliography. What has a mistake is reported, and the rest serves."""
    settings = settings if settings is not None else Settings()
    return _load_pages(settings.cache_folder, settings.documents_folder)


@lru_cache(maxsize=4)
def _load_pages(cache: Path, documents: Path) -> tuple[Library, Bibliography]:
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
    return open_index(library, lambda: embedder, settings.cache_folder, progress, connect=connect, rebuild=rebuild)


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
        forget_page(settings.cache_folder, id)


def _index_anew(settings: Settings, progress: Progress | None) -> None:
    _load_pages.cache_clear()
    index_of(settings, embedder_of(settings, progress), progress, connect=False)


def _listed(document: Document) -> dict[str, str]:
    return {"id": document.id, "title": document.title, "file": document.file, "added": document.added.isoformat()}


def evaluate_retrieval(settings: Settings, folder: Path | None, progress: Progress | None = None) -> str:
    """Scores of the search on the project's own questions, or on a BEIR-layout folder indexed for the occasion. Raises InputError."""
    embedder = embedder_of(settings, progress)
    if folder is None:
        library, _ = load_pages(settings)
        return str(evaluate_questions(Retriever(library, index_of(settings, embedder, progress), embedder)))
    try:
        return str(evaluate_folder(folder, embedder, progress))
    except FolderError as error:
        raise InputError(str(error)) from error


def open_store(settings: Settings) -> Store:
    """Where conversations are kept. SQLAlchemy loads here: answering needs none of it."""
    from bot.store import Store

    return Store(settings.store_url)
