"""The glossary: every term with its sections and their standing, worked numbers, neighbours and sources."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import streamlit as st

from bot.ui import charts, escape, forms, shared, term_map
from bot.worked import fill, run
from calculators.errors import InputError
from knowledge.contradictions import HEADING
from knowledge.page import Page, Section, Standing

PER_PAGE = 24
STANDINGS: dict[Standing, str] = {"theory": "Theory", "method": "What the method says", "claim": "Where accounts differ"}
KINDS = {"glossary": "Terms", "method": "Method", "explainer": "Explainers", "claim": "Claims", "document": "Your documents"}


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


def found(
    pages: Iterable[Page], words: str, kind: str | None, letter: str | None, tags: Sequence[str], standing: Standing | None = None
) -> list[Page]:
    """The pages that match every filter, claims after the terms, in order of title; with search words, those named by them come first."""
    kept = []
    for page in pages:
        names = " ".join((page.title, *page.aliases))
        if (
            kind in (None, page.kind)
            and letter in (None, page.title[:1].upper())
            and set(tags) <= set(page.tags)
            and (standing is None or any(section.standing == standing for section in page.sections))
            and shared.names(words, f"{names} {page.summary}")
        ):
            kept.append((not shared.names(words, names), page.kind == "claim", page.title.casefold(), page))
    return [page for *_, page in sorted(kept, key=lambda item: item[:3])]


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
    standing = st.pills("Which says something of", STANDINGS, format_func=STANDINGS.__getitem__, key="glossary:standing", wrap=True)
    matching = found(every, words if words is not None else "", kind, letter, tags, standing)
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.caption(f"{len(matching)} of {len(every)} pages", width="content")
        as_map = st.toggle("As a map", key="glossary:map", disabled=not matching)
    if not matching:
        st.markdown("Nothing matches. Clear a filter, or ask in the chat.")
        return
    if as_map:
        _map(matching)
        return
    pages_of_list = -(-len(matching) // PER_PAGE)
    place = st.pagination(pages_of_list, key=f"glossary:place:{pages_of_list}") if pages_of_list > 1 else 1
    with st.container(key="terms", gap="xsmall"):
        for page in matching[(place - 1) * PER_PAGE : place * PER_PAGE]:
            st.page_link(shared.pages()["glossary"], label=escape.plain(page.title), query_params={"term": page.id})
            st.caption(escape.plain(page.summary))


def _map(matching: Sequence[Page]) -> None:
    """The matching pages and how they lead to one another; a map of more than a few dozen cannot be read."""
    shown = [page.id for page in matching if page.kind != "claim"][: term_map.MOST]
    if len(shown) < len(matching):
        st.caption(f"The map shows {len(shown)} of them, no claims. Choose a subject or search to see others.")
    term_map.show(shown, f"A map of {len(shown)} terms joined where one is related to another; the list shows the same pages.")


def _back() -> None:
    st.page_link(shared.pages()["glossary"], label="All terms", icon=":material/arrow_back:")


def _page(page: Page) -> None:
    library = shared.library()
    _neighbours(page)
    st.title(escape.plain(page.title), anchor=False)
    st.markdown(f"*{escape.plain(page.summary)}*")
    if page.aliases:
        st.caption(f"Also: {escape.plain(', '.join(page.aliases))}")
    numbers = source_numbers(page)
    for section in page.sections:
        _section(page, section, numbers)
    _readings_elsewhere(page, numbers)
    if page.kind == "claim":
        _verdict(page)
    else:
        _claims_about(page)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if st.button("Ask about this", icon=":material/forum:", type="primary"):
            shared.ask_in_chat(f"What is {page.title}?" if page.kind != "claim" else f"Is it true: {page.title}?")
        for name in page.calculators:
            st.page_link(
                shared.pages()["calculators"],
                label=f"Calculator: {escape.plain(forms.words(name))}",
                icon=":material/calculate:",
                query_params={"calculator": name},
            )
    shared.term_chips(page.related, "Related", "related")
    shared.term_chips(tuple(linking for linking in library.backlinks(page.id) if linking not in page.related), "Mentioned by", "backlinks")
    neighbourhood = st.expander("Map of its neighbours", type="compact", key=f"map:{page.id}", on_change="rerun")
    if neighbourhood.open:
        with neighbourhood:
            shown = term_map.around(library.pages, page.id)
            term_map.show(shown, f"A map of {page.title} and the {len(shown) - 1} pages next to it", focus=page.id)
    _sources(numbers)


def _neighbours(page: Page) -> None:
    """The way back to the list, and to the page before and after this one in the alphabet of its kind."""
    alike = sorted((other for other in shared.library().pages.values() if other.kind == page.kind), key=lambda other: other.title.casefold())
    place = alike.index(page)
    with st.container(horizontal=True, horizontal_alignment="distribute", key="neighbours"):
        _back()
        for other, icon in ((place - 1, "chevron_left"), (place + 1, "chevron_right")):
            if 0 <= other < len(alike):
                label = escape.plain(alike[other].title)
                st.page_link(
                    shared.pages()["glossary"], label=label, icon=f":material/{icon}:", icon_position="left" if other < place else "right",
                    query_params={"term": alike[other].id},
                )  # fmt: skip


def _claims_about(page: Page) -> None:
    """The claims that name this term, with their computed verdicts."""
    about = [id for id in shared.claims().about([page.id]) if id != page.id]
    if not about:
        return
    st.subheader("Claims, computed", anchor="claims")
    for id in about:
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"claims-{id}"):
            shared.verdict_badge(shared.claims().judge(id).verdict.verdict)
            claim = shared.library().pages[id]
            st.page_link(shared.pages()["glossary"], label=escape.plain(claim.title), query_params={"term": id}, help=escape.plain(claim.summary))


def _section(page: Page, section: Section, numbers: Mapping[str, int]) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.subheader(escape.plain(section.heading), anchor=section.heading.lower().replace(" ", "-"), width="content")
        shared.standing_badge(section.standing)
    try:
        text = fill(section.text, section.examples)
    except InputError as error:
        st.warning(f"The worked example cannot be computed: {escape.plain(error.message)}")
        text = section.text
    if section.heading == HEADING:
        for contradiction in shared.library().contradictions(page.id):
            text = text.replace(contradiction.listed(), contradiction.tabled())
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


def _readings_elsewhere(page: Page, numbers: Mapping[str, int]) -> None:
    """Contradictions that another page owns and this one shows."""
    shown = [contradiction for contradiction in shared.library().contradictions(page.id) if contradiction.page_id != page.id]
    if not shown:
        return
    if all(section.heading != HEADING for section in page.sections):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.subheader(HEADING, anchor=HEADING.lower().replace(" ", "-"), width="content")
            shared.standing_badge("claim")
    for contradiction in shown:
        st.markdown(escape.prose(shared.numbered(contradiction.tabled(), numbers)), anchors=False)


def _verdict(page: Page) -> None:
    """What becomes of a claim when it is computed."""
    try:
        judged = shared.claims().judge(page.id)
    except InputError as error:
        st.warning(f"The claim cannot be tested: {escape.plain(error.message)}")
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.subheader("Computed", anchor="computed", width="content")
        shared.verdict_badge(judged.verdict.verdict)
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
    cited = [id for section in page.sections for id in section.sources]
    cited += [id for contradiction in shared.library().contradictions(page.id) for reading in contradiction.readings for id in reading.sources]
    ids = dict.fromkeys(id for id in cited if id in shared.bibliography())
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
