"""What every page shares: the assistant loading behind, the store, the library, the way to other pages, the footer."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from concurrent.futures import Future
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

import streamlit as st

from bot.answer import DISCLAIMER
from bot.claims import Claims
from bot.settings import Settings, stay_offline
from bot.store import Store
from bot.ui import escape
from bot.worked import run
from knowledge.library import Library
from knowledge.page import Standing, WorkedExample
from knowledge.sources import Bibliography

if TYPE_CHECKING:
    from bot.assistant import Assistant

RISKS_DOCUMENT = "https://www.theocc.com/company-information/documents-and-archives/options-disclosure-document"
STANDING_COLORS: dict[Standing, str] = {"theory": "blue", "method": "violet", "claim": "orange"}
ICON = str(Path(__file__).parent / "icon.svg")  # a named icon would be fetched from elsewhere
_STYLE = Path(__file__).parent / "style.css"

log = logging.getLogger(__name__)


@st.cache_resource(show_spinner=False)
def assistant() -> Future[Assistant]:
    """The one assistant, built in a thread so that no page waits for its imports, its index or its model."""
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

    Thread(target=build, name="build-assistant", daemon=True).start()
    return building


@st.cache_resource(show_spinner=False)
def settings() -> Settings:
    stay_offline()
    return Settings()


@st.cache_resource(show_spinner=False)
def store() -> Store:
    return Store(settings().store_url)


@st.cache_resource(show_spinner=False)
def library() -> Library:
    loaded, errors = Library.load()
    for error in errors:
        log.warning("%s", error)
    return loaded


@st.cache_resource(show_spinner=False)
def claims() -> Claims:
    """The judge of claim pages; each page's calculations run once."""
    return Claims(library(), lambda name, inputs: run(WorkedExample(name, inputs)))


@st.cache_resource(show_spinner=False)
def bibliography() -> Bibliography:
    loaded, errors = Bibliography.load(cache=settings().cache_folder)
    for error in errors:
        log.warning("%s", error)
    return loaded


def owner() -> str:
    """Who owns the conversations: the person signed in, or everyone at this machine when no sign-in is configured."""
    return str(st.user.get("sub", "local"))


def pages() -> dict[str, Any]:
    """The pages of the app by name, in the order of the menu."""
    from bot.ui import calculator_page, chat_page, glossary_page, sources_page

    return {
        "chat": st.Page(chat_page.show, title="Chat", icon=":material/forum:", url_path="chat", default=True),
        "calculators": st.Page(calculator_page.show, title="Calculators", icon=":material/calculate:", url_path="calculators"),
        "glossary": st.Page(glossary_page.show, title="Glossary", icon=":material/menu_book:", url_path="glossary"),
        "sources": st.Page(sources_page.show, title="Sources", icon=":material/library_books:", url_path="sources"),
    }


def ask_in_chat(question: str) -> None:
    """Go to the chat and ask there, in the conversation that is open."""
    st.session_state["ask"] = question
    st.switch_page(pages()["chat"])


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
    st.badge(standing, color=STANDING_COLORS[standing])  # type: ignore[arg-type]


def reference(apa: str, url: str | None) -> str:
    """A reference as Markdown whose address, if any, is its own link."""
    text = apa.removesuffix(url).rstrip() if url is not None and apa.endswith(url) else apa
    address = (
        f" [{escape.plain(url)}]({url.replace(')', '%29').replace('(', '%28').replace(' ', '%20')})" if url and url.startswith("https://") else ""
    )
    return escape.plain(text) + address


def style() -> None:
    st.html(_STYLE)


def footer() -> None:
    """The risk statement, at the end of every page."""
    st.divider()
    st.caption(f"{escape.plain(DISCLAIMER)} [Read the OCC document]({RISKS_DOCUMENT})")
