"""Build an assistant from settings: the only place that picks concrete classes."""

from __future__ import annotations

import logging
from collections.abc import Callable
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
from knowledge.embedders import Embedder, HashingEmbedder, load_embedder, model_id, packaged_folder
from knowledge.evaluate import FolderError, evaluate_folder, evaluate_questions
from knowledge.index import Index, find_index, open_index
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
    """The shipped pages and bibliography. A page with a mistake is reported by file and line, and the rest serves."""
    return _load_pages((settings if settings is not None else Settings()).cache_folder)


@lru_cache(maxsize=4)
def _load_pages(cache: Path) -> tuple[Library, Bibliography]:
    library, errors = Library.load(cache=cache)
    for error in errors:
        log.warning("%s", error)
    return library, library.bibliography


def embedder_of(settings: Settings, progress: Progress | None = None) -> Embedder:
    """The embedder the settings name."""
    if settings.embedder == "hashing":
        return HashingEmbedder()
    return load_embedder(settings.cache_folder, None if settings.embedder == PACKAGED_EMBEDDER else settings.embedder, progress)


def index_of(settings: Settings, embedder: Embedder, progress: Progress | None = None, connect: bool = True, rebuild: bool = False) -> Index:
    """The index of the shipped pages, built first when it is missing, stale or damaged."""
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
    return {"fresh": found is not None, **(found.status() if found is not None else {"folder": str(settings.cache_folder / "indexes")})}


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
