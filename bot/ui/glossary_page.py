"""The glossary: every term with its sections and their standing, worked numbers, neighbours and sources."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import streamlit as st

from bot.ui import charts, escape, forms, shared
from bot.worked import fill, run
from calculators.errors import InputError
from knowledge.page import Page, Section

PER_PAGE = 24
KINDS = {"glossary": "Terms", "method": "Method", "explainer": "Explainers", "claim": "Claims"}
VERDICT_COLORS: dict[str, Any] = {"holds": "green", "fails": "red", "depends": "orange", "untestable": "gray"}


def show() -> None:
    shared.style()
    named = st.query_params.get("term")
    if named is None:
        _list(shared.library().pages.values())
    else:
        pages = shared.library().pages
        page = pages[named] if named in pages else shared.library().resolve(named)
        if page is None:
            _back()
            st.warning(f"There is no page for {escape.plain(repr(named))}. Search the glossary instead.")
        else:
            _page(page)
    shared.footer()


def found(pages: Iterable[Page], words: str, kind: str | None, letter: str | None, tags: Sequence[str]) -> list[Page]:
    """The pages that match every filter, in order of title; with search words, those named by them come first."""
    wanted = words.casefold().split()
    kept = []
    for page in pages:
        names = " ".join((page.title, *page.aliases)).casefold()
        text = f"{names} {page.summary.casefold()}"
        if (
            all(word in text for word in wanted)
            and kind in (None, page.kind)
            and letter in (None, page.title[:1].upper())
            and set(tags) <= set(page.tags)
        ):
            kept.append((not all(word in names for word in wanted), page.title.casefold(), page))
    return [page for _, _, page in sorted(kept, key=lambda item: item[:2])]


def _list(pages: Iterable[Page]) -> None:
    every = list(pages)
    st.title("Glossary", anchor=False)
    words = st.text_input(
        "Search terms and abbreviations", key="glossary:words", type="search", live=True, placeholder="condor, ALVH, breakeven…", bind="query-params"
    )
    kinds = [kind for kind in KINDS if any(page.kind == kind for page in every)]
    kind = st.pills("Kind", kinds, format_func=KINDS.__getitem__, key="glossary:kind", wrap=True)
    letter = st.pills("First letter", sorted({page.title[:1].upper() for page in every}), key="glossary:letter", wrap=True)
    tags = st.pills("Subject", sorted({tag for page in every for tag in page.tags}), key="glossary:tags", selection_mode="multi", wrap=True)
    matching = found(every, words if words is not None else "", kind, letter, tags)
    st.caption(f"{len(matching)} of {len(every)} pages")
    if not matching:
        st.markdown("Nothing matches. Clear a filter, or ask in the chat.")
        return
    pages_of_list = -(-len(matching) // PER_PAGE)
    place = st.pagination(pages_of_list, key=f"glossary:place:{pages_of_list}") if pages_of_list > 1 else 1
    with st.container(key="terms", gap="xsmall"):
        for page in matching[(place - 1) * PER_PAGE : place * PER_PAGE]:
            st.page_link(shared.pages()["glossary"], label=escape.plain(page.title), query_params={"term": page.id})
            st.caption(escape.plain(page.summary))


def _back() -> None:
    st.page_link(shared.pages()["glossary"], label="All terms", icon=":material/arrow_back:")


def _page(page: Page) -> None:
    library = shared.library()
    _back()
    st.title(escape.plain(page.title), anchor=False)
    st.markdown(f"*{escape.plain(page.summary)}*")
    if page.aliases:
        st.caption(f"Also: {escape.plain(', '.join(page.aliases))}")
    numbers = source_numbers(page)
    for section in page.sections:
        _section(page, section, numbers)
    if page.kind == "claim":
        _verdict(page)
    with st.container(horizontal=True, gap="small"):
        if st.button("Ask about this", icon=":material/forum:", type="primary"):
            shared.ask_in_chat(f"What is {page.title}?" if page.kind != "claim" else page.title)
        for name in page.calculators:
            st.page_link(
                shared.pages()["calculators"],
                label=f"Calculator: {escape.plain(forms.words(name))}",
                icon=":material/calculate:",
                query_params={"calculator": name},
            )
    shared.term_chips(page.related, "Related", "related")
    shared.term_chips(tuple(linking for linking in library.backlinks(page.id) if linking not in page.related), "Mentioned by", "backlinks")
    _sources(numbers)


def _section(page: Page, section: Section, numbers: Mapping[str, int]) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.subheader(escape.plain(section.heading), anchor=section.heading.lower().replace(" ", "-"), width="content")
        shared.standing_badge(section.standing)
    try:
        text = fill(section.text, section.examples)
    except InputError as error:
        st.warning(f"The worked example cannot be computed: {escape.plain(error.message)}")
        text = section.text
    st.markdown(escape.prose(shared.numbered(text, numbers), math=True), anchors=False)
    for place, example in enumerate(section.examples):
        try:
            result = run(example)
        except InputError:
            continue  # said above
        for number, chart in enumerate(result.presentation.charts):
            charts.titled(chart, f"{page.id}:{section.heading}:{place}:{number}")
        st.page_link(
            shared.pages()["calculators"],
            label="Change the numbers",
            icon=":material/calculate:",
            query_params=forms.to_query(example.calculator, example.inputs),
        )


def _verdict(page: Page) -> None:
    """What becomes of a claim when it is computed."""
    try:
        judged = shared.claims().judge(page.id)
    except InputError as error:
        st.warning(f"The claim cannot be tested: {escape.plain(error.message)}")
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.subheader("Computed", anchor="computed", width="content")
        st.badge(judged.verdict.verdict, color=VERDICT_COLORS[judged.verdict.verdict])
    st.markdown(escape.prose(judged.verdict.text), anchors=False)
    if judged.base is None:
        return
    for number, chart in enumerate(judged.base.presentation.charts):
        charts.titled(chart, f"{page.id}:computed:{number}")
    st.page_link(
        shared.pages()["calculators"],
        label="Change the numbers",
        icon=":material/calculate:",
        query_params=forms.to_query(judged.base.calculator, judged.base.inputs),
    )


def source_numbers(page: Page) -> dict[str, int]:
    """The page's sources in the order of their first citation, numbered from 1."""
    ids = dict.fromkeys(id for section in page.sections for id in section.sources if id in shared.bibliography())
    return {id: number for number, id in enumerate(ids, 1)}


def _sources(numbers: Mapping[str, int]) -> None:
    known = shared.bibliography()
    if not numbers:
        return
    st.subheader("Sources", anchor="sources")
    st.markdown("\n".join(f"{number}. {shared.reference(known.apa(id), known.url(id))}" for id, number in numbers.items()), anchors=False)
    with st.expander("Copy the citations", type="compact"):
        st.code("\n".join(known.apa(id) for id in numbers), language=None, wrap_lines=True)
        st.code("\n\n".join(known.bibtex(id) for id in numbers), language="bibtex", wrap_lines=True)
