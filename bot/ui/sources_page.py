"""The bibliography: what the pages cite, by kind, and which pages cite it; and a person's own documents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import streamlit as st

from bot.ui import documents_view, escape, shared

KINDS = {
    "book": "Books",
    "chapter": "Chapters",
    "article-journal": "Journal articles",
    "paper-conference": "Conference papers",
    "thesis": "Theses",
    "report": "Reports and specifications",
    "legislation": "Law",
    "webpage": "Web pages",
}
PER_PAGE = 20


def show() -> None:
    shared.style()
    st.title("Sources", anchor=False)
    cited, own = st.tabs(["Cited by the pages", "Your documents"])
    with cited:
        _bibliography()
    with own:
        documents_view.show()
    shared.footer()


def _bibliography() -> None:
    known = shared.bibliography()
    citing = cited_by()
    words = st.text_input("Search by author, title or year", key="sources:words", type="search", live=True, placeholder="Hull, volatility, 2018…")
    matching = [id for id in known if _matches(id, words if words is not None else "")]
    kinds = [kind for kind in KINDS if any(known.kind(id) == kind for id in matching)]
    st.caption(f"{len(matching)} of {len(list(known))} sources")
    if not matching:
        st.markdown("Nothing matches. Try an author's family name or one word of the title.")
    for kind in kinds:
        _kind(kind, sorted((id for id in matching if known.kind(id) == kind), key=lambda id: known.label(id).casefold()), citing)


def cited_by() -> dict[str, list[str]]:
    """For each source the ids of the pages that cite it, in the order of their titles."""
    citing: dict[str, list[str]] = defaultdict(list)
    for page in sorted(shared.library().pages.values(), key=lambda page: page.title.casefold()):
        for id in dict.fromkeys(id for section in page.sections for id in section.sources):
            citing[id].append(page.id)
    return citing


def _matches(id: str, words: str) -> bool:
    source = shared.bibliography()[id]
    names = [part for name in source.author for part in (name.family, name.given, name.literal)]
    return shared.names(
        words, " ".join(part for part in (id, source.title, source.label, source.publisher, str(source.issued[0]), *names) if part is not None)
    )


def _kind(kind: str, ids: list[str], citing: dict[str, list[str]]) -> None:
    known = shared.bibliography()
    st.subheader(f"{KINDS[kind]} ({len(ids)})", anchor=False)
    count = -(-len(ids) // PER_PAGE)
    place = st.pagination(count, key=f"sources:{kind}:{count}") if count > 1 else 1
    for id in ids[(place - 1) * PER_PAGE : place * PER_PAGE]:
        with st.container(gap=None):
            st.markdown(shared.reference(known.apa(id), known.url(id)), anchors=False)
            _citing(id, citing.get(id, []))


def _citing(id: str, pages: Sequence[str]) -> None:
    if not pages:
        st.caption("Not cited by a page yet")
        return
    # Some sources are cited by dozens of pages: their links are made when asked for.
    citing_pages = st.expander(
        f"Cited by {len(pages)} {'page' if len(pages) == 1 else 'pages'}", type="compact", key=f"citing:{id}", on_change="rerun"
    )
    with citing_pages:
        for page in pages if citing_pages.open else ():
            st.page_link(shared.pages()["glossary"], label=escape.plain(shared.library().pages[page].title), query_params={"term": page})
