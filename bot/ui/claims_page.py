"""Test the method: every published claim with its computed verdict, to filter and to look behind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import streamlit as st

from bot.claims import Judged
from bot.ui import charts, escape, forms, shared
from knowledge.page import Page

PER_PAGE = 12
VERDICTS = {"fails": "Fails", "depends": "Depends", "holds": "Holds", "untestable": "Cannot be tested"}


def show() -> None:
    shared.style()
    st.title("Test the method", anchor=False)
    st.markdown(
        "What the methodology's publications assert, each computed here: *holds* at every setting the claim leaves open, *fails* at all of them, "
        "or *depends* on them. A verdict is made of the claim's own inputs and the models named with it; it says nothing about tomorrow's market."
    )
    pages = sorted((page for page in shared.library().pages.values() if page.kind == "claim"), key=lambda page: page.title.casefold())
    judged = _judge(pages)
    _filtered(pages, judged)
    shared.footer()


def _judge(pages: Sequence[Page]) -> dict[str, Judged]:
    """Every claim's verdict; each is computed once and remembered."""
    judge = shared.claims().judge
    if judge.cache_info().currsize >= len(pages):
        return {page.id: judge(page.id) for page in pages}
    judged = {}
    progress = st.progress(0.0, "Computing the claims")
    for place, page in enumerate(pages, 1):
        judged[page.id] = judge(page.id)
        progress.progress(place / len(pages), f"Computed {place} of {len(pages)} claims")
    progress.empty()
    return judged


def _filtered(pages: Sequence[Page], judged: dict[str, Judged]) -> None:
    counts: Counter[str] = Counter(one.verdict.verdict for one in judged.values())
    words = st.text_input(
        "Search claims", key="claims:words", type="search", live=True, placeholder="win rate, hedge, breakeven…", bind="query-params"
    )
    verdict = st.pills(
        "Verdict",
        [name for name in VERDICTS if counts[name]],
        format_func=lambda name: f"{VERDICTS[name]} ({counts[name]})",
        key="claims:verdict",
        wrap=True,
    )
    tags = st.pills("Subject", sorted({tag for page in pages for tag in page.tags}), key="claims:tags", selection_mode="multi", wrap=True)
    matching = found(pages, judged, words if words is not None else "", verdict, tags)
    st.caption(f"{len(matching)} of {len(pages)} claims")
    if not matching:
        st.markdown("Nothing matches. Clear a filter, or ask about it in the chat.")
        return
    count = -(-len(matching) // PER_PAGE)
    place = st.pagination(count, key=f"claims:place:{count}") if count > 1 else 1
    for page in matching[(place - 1) * PER_PAGE : place * PER_PAGE]:
        _claim(page, judged[page.id])


def found(pages: Iterable[Page], judged: dict[str, Judged], words: str, verdict: str | None, tags: Sequence[str]) -> list[Page]:
    """The claims that match every filter, in the order given."""
    return [
        page
        for page in pages
        if verdict in (None, judged[page.id].verdict.verdict)
        and set(tags) <= set(page.tags)
        and shared.names(words, f"{page.title} {page.summary} {' '.join(page.aliases)}")
    ]


def _claim(page: Page, judged: Judged) -> None:
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"claims-{page.id}"):
            st.page_link(shared.pages()["glossary"], label=escape.plain(page.title), query_params={"term": page.id})
            shared.verdict_badge(judged.verdict.verdict)
        st.markdown(escape.prose(judged.verdict.text), anchors=False)
        if judged.base is None:
            return
        behind = st.expander("What is behind it", type="compact", key=f"behind:{page.id}", on_change="rerun")
        if behind.open:
            with behind:
                for number, chart in enumerate(judged.base.presentation.charts):
                    charts.titled(chart, f"claims:{page.id}:{number}")
                st.page_link(
                    shared.pages()["calculators"],
                    label="Change the numbers",
                    icon=":material/calculate:",
                    query_params=forms.to_query(judged.base.calculator, judged.base.inputs),
                )
