"""What every page shares: the assistant loading behind, the store, the library, the way to other pages, the footer.

Calculators and pages are imported where they are used: the chat must take a question before they are loaded.
"""

from __future__ import annotations

import gc
import logging
import re
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

import streamlit as st

from bot.answer import DISCLAIMER
from bot.settings import Settings, stay_offline
from bot.store import Store
from bot.ui import escape, theme
from knowledge.page import Standing
from knowledge.words import words

if TYPE_CHECKING:
    from bot.assistant import Assistant
    from bot.claims import Claims
    from bot.market import Market
    from knowledge.library import Library
    from knowledge.sources import Bibliography

RISKS_DOCUMENT = "https://www.theocc.com/company-information/documents-and-archives/options-disclosure-document"
STANDING_COLORS: dict[Standing, Any] = {"theory": "blue", "method": "violet", "claim": "orange"}
VERDICT_COLORS: dict[str, Any] = {"holds": "green", "fails": "red", "depends": "orange", "untestable": "gray"}
ICON = str(Path(__file__).parent / "icon.svg")  # a named icon would be fetched from elsewhere
_STYLE = Path(__file__).parent / "style.css"

_CITED = re.compile(r" ?\[@[^\]]+\](?:\s*\[@[^\]]+\])*")
_ONE = re.compile(r"@([A-Za-z0-9_-]+)(?:,\s*([^@;\]]+))?")

Documents = tuple[tuple[str, int], ...]  # which own documents there are: caches hold what was read with them

log = logging.getLogger(__name__)


def assistant() -> Future[Assistant]:
    """The one assistant, built in a thread so that no page waits for its imports, its index or its model; anew when documents come or go."""
    return _assistant(settings().documents_state)


@st.cache_resource(show_spinner=False, max_entries=2)
def _assistant(documents: Documents) -> Future[Assistant]:
    building: Future[Assistant] = Future()

    def build() -> None:
        try:
            from bot.wiring import build_assistant

            built = build_assistant(settings())
        except Exception as error:  # handed to whoever asks for the result
            log.exception("the assistant could not be built")
            building.set_exception(error)
            return
        building.set_result(built)
        try:
            built.warm_up()
        except Exception:  # the first question meets the same trouble and shows it
            log.exception("the search index could not be loaded")
        # What stays for good need not be gone through each time garbage is collected.
        gc.collect()
        gc.freeze()

    Thread(target=build, name="build-assistant", daemon=True).start()
    return building


def assistant_at(market: Market, plain: bool = False) -> Assistant:
    """The assistant for whoever set this market; a `plain` one asks no model. Waits for the one it shares pages and search with."""
    return _assistant_at(market, plain, settings().documents_state)


@st.cache_resource(show_spinner=False, max_entries=64)
def _assistant_at(market: Market, plain: bool, documents: Documents) -> Assistant:
    from bot.wiring import build_assistant

    chosen = settings().model_copy(update={"model": None}) if plain else settings()
    return build_assistant(chosen, market=market, sharing=assistant().result())


def market() -> Market:
    """The market this person set, or the example, with this person's habits."""
    from bot.market import Market

    kept, chosen = store().preferences(owner()), settings()
    market = Market.entered(kept["market"]) if "market" in kept else Market(chosen.market_spot, chosen.market_vix, chosen.market_as_of)
    return market.with_habits(kept.get("habits", {}))


@st.cache_resource(show_spinner=False)
def settings() -> Settings:
    stay_offline()
    return Settings()


@st.cache_resource(show_spinner=False)
def store() -> Store:
    return Store(settings().store_url)


def library() -> Library:
    """The shipped pages and the documents added to this installation."""
    return _library(settings().documents_state)


@st.cache_resource(show_spinner=False, max_entries=2)
def _library(documents: Documents) -> Library:
    from knowledge.library import Library

    loaded, errors = Library.load(cache=settings().cache_folder, documents=settings().documents_folder)
    for error in errors:
        log.warning("%s", error)
    return loaded


def claims() -> Claims:
    """The judge of claim pages; each page's calculations run once."""
    return _claims(settings().documents_state)


@st.cache_resource(show_spinner=False, max_entries=2)
def _claims(documents: Documents) -> Claims:
    from bot.claims import Claims
    from bot.worked import run
    from knowledge.page import WorkedExample

    return Claims(library(), lambda name, inputs: run(WorkedExample(name, inputs)))


def bibliography() -> Bibliography:
    return library().bibliography


def owner() -> str:
    """Who owns the conversations: the person signed in, or everyone at this machine when no sign-in is configured."""
    return str(st.user.get("sub", "local"))


def pages() -> dict[str, Any]:
    """The pages of the app by name, in the order of the menu. A page's module is imported when it is opened."""
    return {
        "chat": st.Page(_opening("chat"), title="Chat", icon=":material/forum:", url_path="chat", default=True),
        "calculators": st.Page(_opening("calculator"), title="Calculators", icon=":material/calculate:", url_path="calculators"),
        "glossary": st.Page(_opening("glossary"), title="Glossary", icon=":material/menu_book:", url_path="glossary"),
        "claims": st.Page(_opening("claims"), title="Test the method", icon=":material/science:", url_path="claims"),
        "sources": st.Page(_opening("sources"), title="Sources", icon=":material/library_books:", url_path="sources"),
        "settings": st.Page(_opening("settings"), title="Settings", icon=":material/tune:", url_path="settings"),
    }


def _opening(name: str) -> Callable[[], None]:
    def show() -> None:
        import_module(f"bot.ui.{name}_page").show()

    return show


def ask_in_chat(question: str) -> None:
    """Go to the chat and ask there, in the conversation that is open."""
    st.session_state["ask"] = question
    st.switch_page(pages()["chat"])


def names(query: str, text: str) -> bool:
    """Whether the text holds every word of a search, whatever the case, hyphens and plurals: "breakevens" finds "break-even"."""
    joined = "".join(word.folded for word in words(text))
    return all(word.folded in joined for word in words(query))


def term_chips(ids: Sequence[str], heading: str, key: str) -> None:
    """Links to glossary pages, side by side. `key` is unique in the page."""
    known = [library().pages[id] for id in ids if id in library().pages]
    if not known:
        return
    st.caption(heading)
    with st.container(horizontal=True, gap="xsmall", key=f"chips-{key}"):
        for page in known:
            st.page_link(pages()["glossary"], label=escape.plain(page.title), query_params={"term": page.id}, help=escape.plain(page.summary))


def standing_badge(standing: Standing) -> None:
    st.badge(standing, color=STANDING_COLORS[standing])


def verdict_badge(verdict: str) -> None:
    st.badge(verdict, color=VERDICT_COLORS[verdict])


def numbered(text: str, numbers: Mapping[str, int]) -> str:
    """Citation marks as numbers of a source list: `[@hull-2018, ch. 12]` becomes `[1, ch. 12]`; marks of other sources are left out."""

    def number(mark: re.Match[str]) -> str:
        cited = [", ".join(part for part in (str(numbers[id]), place.strip()) if part) for id, place in _ONE.findall(mark[0]) if id in numbers]
        space = " " if mark[0].startswith(" ") else ""
        return f"{space}[{'; '.join(cited)}]" if cited else ""

    return _CITED.sub(number, text)


def reference(apa: str, url: str | None) -> str:
    """A reference as Markdown, its address as a link named after the site: addresses of whole questions are long."""
    if url is None or not url.startswith("https://"):
        return escape.plain(apa)
    target = quote(url, safe=":/?&=%#+,;@!~*'")
    text = apa.removesuffix(url).rstrip()
    return f"{escape.plain(text)} [{escape.plain(url if len(url) <= 48 else urlsplit(url).netloc)}]({target})"


def style() -> None:
    st.html(_STYLE)
    theme.follow()
    if st.context.theme.type == "dark":  # white words on the dark theme's light blue would be hard to read
        st.html('<style>button[kind^="primary"] :is(p, span) { color: #12181E; }</style>')


def footer() -> None:
    """The risk statement, at the end of every page."""
    st.divider()
    st.caption(f"{escape.plain(DISCLAIMER)} [Read the OCC document]({RISKS_DOCUMENT})")
