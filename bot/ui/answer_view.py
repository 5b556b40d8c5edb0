"""Show a stored answer: its text with live keys, its charts and figures, its sources, terms and follow-ups."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import streamlit as st

from bot.compose.template import NUMBERS
from bot.say import say_inputs
from bot.side_by_side import joint_chart
from bot.ui import blanks, charts, copying, escape, forms, shared, term_links
from bot.worked import fill_passage
from calculators.catalogue import BY_NAME
from calculators.errors import InputError
from calculators.spec import Chart, Figure, Presentation
from knowledge.library import Library
from knowledge.page import Page, passages_of

# Links in the text name a key or a term by their fragment; this hands a click on one to Python, which opens the passage or the entry, and
# shows a term's summary on hover and focus. A click that came before this was listening has left its fragment in the address.
_CLICKS = st.components.v2.component("askcondor_keys", js=(Path(__file__).parent / "links.js").read_text(encoding="utf-8"))
# The cited passage is brought into view when its panel opens.
_SHOWN = st.components.v2.component(
    "askcondor_shown",
    js="""
    export default function ({ parentElement }) {
      parentElement.getRootNode().host?.closest(".st-key-cited")?.scrollIntoView({ block: "start" })
    }
    """,
)

# A key is shown once for a run of sentences that share it, at the end of the run.
_REPEATED = re.compile(r" \[([SC]\d+)\](?=[^\[\]\n]*\[\1\])")
_TITLE = re.compile(r"^\*\*[^*\n]+\*\*$", re.M)
_LAST_ROW = re.compile(r".*^(?:- |\|)[^\n]*\n", re.M | re.S)


def anchor(turn: str) -> str:
    return f"cite-{turn}"


def text_of(answer: Mapping[str, Any], turn: str) -> tuple[str, str, str]:
    """The answer's text as Markdown, its keys as links into the evidence: up to the last number, how they were computed, the rest."""
    keys = frozenset(item["key"] for item in (*answer["citations"], *answer["calculations"]))
    return _linked(answer["text"], keys, turn, shared.library())


@lru_cache(maxsize=1024)  # every answer of a conversation is shown again whenever anything on its page changes
def _linked(written: str, keys: frozenset[str], turn: str, library: Library) -> tuple[str, str, str]:
    named = [library.pages[id] for id in library.terms_in(written) if library.pages[id].kind != "claim"]
    text = term_links.link(escape.answer(_REPEATED.sub("", written), keys, anchor(turn)), named)
    titles = [found.start() for found in _TITLE.finditer(text)]
    numbers = text.find(f"**{NUMBERS}**")
    end = next((start for start in titles if start > numbers), len(text)) if numbers >= 0 else len(text)
    rows = _LAST_ROW.match(text, max(numbers, 0), end)
    cut = rows.end() if numbers >= 0 and rows is not None else end
    return text[:cut], text[cut:end].strip(), text[end:]


def show(answer: Mapping[str, Any], turn: str, write: Callable[[str], Any] = st.markdown, *, last: bool = True, recent: bool = True) -> None:
    """The whole answer, the chart right after the numbers and before how they came about; `write` puts text on the page, at once or bit by bit.

    Keys of elements start with the turn, so that the same answer may stand twice in a page. All but the `last` answer of a conversation
    keep their blanks closed and their charts without sliders, and those that are not `recent` their charts folded, so that a long
    conversation opens fast.
    """
    numbers, reasons, words = text_of(answer, turn)
    write(numbers)
    if answer["calculations"]:
        _worked(answer["calculations"][0], turn, last, recent)
    for keys in answer.get("together", ()):
        _together(keys, answer["calculations"], turn, recent)
    if reasons:
        with st.container(key=f"fine-{turn}"):
            write(reasons)
    if words:
        write(words)
    for place, calculation in enumerate(answer["calculations"]):
        _calculation(calculation, turn, answer["text"], first=place == 0)
    _sources(answer["citations"], turn)
    shared.term_chips(answer["terms"], "Terms", f"terms-{turn}")


def open_clicked(answers: Mapping[str, Mapping[str, Any]], fresh: str | None = None) -> None:
    """Open the passage or calculation whose key was clicked in the text of one of the answers, by turn.

    The question of the `fresh` turn, just answered, is brought into view: an answer is read from its beginning.
    """
    clicked = _CLICKS(key="keys", data={"fresh": fresh}, on_key_change=lambda: None).key
    if not isinstance(clicked, str):
        return
    if clicked.startswith(term_links.ANCHOR):
        page = shared.library().pages.get(clicked.removeprefix(term_links.ANCHOR))
        if page is not None:
            _term(page)
        return
    turn, _, key = clicked.removeprefix("cite-").rpartition("-")
    answer = answers.get(turn)
    if answer is None:
        return
    for citation in answer["citations"]:
        if citation["key"] == key:
            _passage(citation)
            return
    for calculation in answer["calculations"]:
        if calculation["key"] == key:
            _figures(calculation)
            return


def _sources(citations: list[dict[str, Any]], turn: str) -> None:
    if not citations:
        return
    st.caption("Sources")
    with st.container(horizontal=True, gap="xsmall", key=f"chips-sources-{turn}"):
        for citation in citations:
            label = f"{citation['key']} {escape.plain(citation['title'])} › {escape.plain(citation['section'])}"
            if st.button(label, key=f"source:{turn}:{citation['key']}", help=f"Standing: {citation['standing']}"):
                _passage(citation)


@st.dialog("Source", width="medium", position="right")
def _passage(citation: Mapping[str, Any]) -> None:
    """The passage where it stands in its page, marked and brought into view, with its references to copy."""
    page = shared.library().pages.get(citation["passage_id"].partition("#")[0])
    st.markdown(f"### {escape.plain(citation['title'])}", anchors=False)
    if page is not None:
        st.page_link(shared.pages()["glossary"], label="Open the whole page", icon=":material/menu_book:", query_params={"term": page.id})
    passages = [(passage.id, passage.heading) for passage in passages_of(page)] if page is not None else []
    if page is None or citation["passage_id"] not in dict(passages):  # the page has changed since the answer
        _cited(citation, citation["section"])
        return
    above = ""
    for passage in passages_of(page):
        heading, above = (passage.heading if passage.heading != above else ""), passage.heading
        if passage.id == citation["passage_id"]:
            _cited(citation, heading)
        else:
            if heading:
                st.markdown(f"**{escape.plain(heading)}**", anchors=False)
            st.markdown(escape.prose(shared.numbered(fill_passage(passage, page).text, {}), math=True), anchors=False)


def _cited(citation: Mapping[str, Any], heading: str) -> None:
    numbers = {source["id"]: number for number, source in enumerate(citation["sources"], 1)}
    with st.container(key="cited", gap="small"):
        _SHOWN(key="cited-shown", data=citation["passage_id"])
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            if heading:
                st.markdown(f"**{escape.plain(heading)}**", anchors=False, width="content")
            shared.standing_badge(citation["standing"])
        st.markdown(escape.prose(shared.numbered(citation["text"], numbers), math=True), anchors=False)
        if not citation["sources"]:
            return
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            st.caption("References", width="content")
            copying.button("Copy", "\n".join(source["apa"] for source in citation["sources"]), "references")
        st.markdown("\n".join(f"{numbers[source['id']]}. {shared.reference(source['apa'], source['url'])}" for source in citation["sources"]))


@st.dialog("Term", width="medium")
def _term(page: Page) -> None:
    st.markdown(f"### {escape.plain(page.title)}", anchors=False)
    st.markdown(escape.plain(page.summary), anchors=False)
    st.page_link(shared.pages()["glossary"], label="Open the whole page", icon=":material/menu_book:", query_params={"term": page.id})


@st.dialog("Calculation", width="medium")
def _figures(calculation: Mapping[str, Any]) -> None:
    st.markdown(f"### {escape.plain(title_of(calculation['calculator']))}", anchors=False)
    figure_table([Figure(**figure) for figure in calculation["figures"]])
    assumptions(calculation)
    _open_in_calculator(calculation)


def _calculation(calculation: Mapping[str, Any], turn: str, text: str, *, first: bool) -> None:
    """All figures, and the charts not shown above, drawn when asked for; assumptions unless the text has said them."""
    key, name = calculation["key"], calculation["calculator"]
    if "assumed" not in text.lower():
        assumptions(calculation)
    hidden = len(calculation["charts"]) - (1 if first else 0)
    within = "all figures" if hidden <= 0 else "charts and all figures"
    details = st.expander(f"{key} · {escape.plain(title_of(name))}: {within}", type="compact", key=f"details:{turn}:{key}", on_change="rerun")
    if not details.open:
        return
    with details:
        _charts(calculation, turn, start=1 if first else 0)
        figure_table([Figure(**figure) for figure in calculation["figures"]])
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            _open_in_calculator(calculation)
            st.download_button(
                "Download as JSON",
                json.dumps(calculation, indent=2),
                file_name=f"{name}.json",
                mime="application/json",
                key=f"download:{turn}:{key}",
                type="tertiary",
                icon=":material/download:",
                on_click="ignore",
            )


@st.fragment
def _worked(calculation: Mapping[str, Any], turn: str, last: bool, recent: bool) -> None:
    """The calculation of an answer, its inputs as blanks to change: then the figures and charts are of what stands in them."""
    key = f"{turn}:{calculation['key']}"
    inputs = calculation["inputs"]
    if calculation["calculator"] in BY_NAME and blanks.of(calculation):
        sentence = st.expander("Change the numbers", expanded=last, type="compact", key=f"change:{key}", on_change="rerun")
        if sentence.open:
            with sentence:
                inputs = blanks.show(calculation, key)
    if inputs == calculation["inputs"]:
        _charts(calculation, turn, stop=1, sliders=last, folded=not recent)
        return
    changed = {"calculator": calculation["calculator"], "inputs": inputs, "assumed": []}
    try:
        presentation = _presentation(changed["calculator"], json.dumps(inputs, sort_keys=True))
    except InputError as error:
        st.error(escape.plain(error.message), icon=":material/error:")
        return
    st.caption("Computed with your changes; the text of the answer keeps to the numbers asked.")
    for place, chart in enumerate(presentation.charts[:1]):
        charts.titled(chart, f"{key}:changed:{place}")
    figure_table(list(presentation.figures))
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        _open_in_calculator(changed)
        st.button(
            "Back to the numbers asked", key=f"undo:{key}", type="tertiary", icon=":material/undo:", on_click=blanks.reset, args=(calculation, key)
        )


def _charts(
    calculation: Mapping[str, Any], turn: str, start: int = 0, stop: int | None = None, *, sliders: bool = False, folded: bool = False
) -> None:
    if not calculation["charts"]:
        return
    try:
        redrawn = _presentation(calculation["calculator"], json.dumps(calculation["inputs"], sort_keys=True))
    except InputError as error:
        st.caption(f"The chart of {calculation['key']} cannot be drawn again: {escape.plain(error.message)}")
        return
    for place, chart in list(enumerate(redrawn.charts))[start:stop]:
        _chart(chart, f"{turn}:{calculation['key']}:{place}", sliders=sliders, folded=folded)


def _chart(chart: Chart, key: str, *, sliders: bool = False, folded: bool = False) -> None:
    """The chart with its title and tabs, or only its title to open it by."""
    if not folded:
        charts.titled(chart, key, sliders=sliders)
        return
    fold = st.expander(f"Chart: {escape.plain(chart.title)}", type="compact", key=f"fold:{key}", on_change="rerun")
    if fold.open:
        with fold:
            charts.titled(chart, key, sliders=sliders)


def _together(keys: Sequence[str], calculations: Sequence[Mapping[str, Any]], turn: str, recent: bool) -> None:
    """Trades side by side on one chart: compared, or before and after a change."""
    by_key = {calculation["key"]: calculation for calculation in calculations}
    try:
        named = [
            (
                f"{key} {title_of(by_key[key]['calculator']).lower()}",
                _presentation(by_key[key]["calculator"], json.dumps(by_key[key]["inputs"], sort_keys=True)),
            )
            for key in keys
            if key in by_key
        ]
    except InputError as error:
        st.caption(f"The trades cannot be drawn together: {escape.plain(error.message)}")
        return
    chart = joint_chart(named)
    if chart is not None:
        _chart(chart, f"{turn}:{':'.join(keys)}", folded=not recent)


@st.cache_resource(max_entries=256, show_spinner=False)  # one object, whose charts are computed once; nobody changes it
def _presentation(name: str, inputs: str) -> Presentation:
    """The charts of a stored calculation: stored are its inputs, from which it is computed again."""
    if name not in BY_NAME:
        raise InputError(f"a stored calculation must name a calculator; got {name!r}, which is no longer here")
    return BY_NAME[name].run(json.loads(inputs)).presentation


def _open_in_calculator(calculation: Mapping[str, Any]) -> None:
    if calculation["calculator"] in BY_NAME:
        st.page_link(
            shared.pages()["calculators"],
            label="Open in the calculator",
            icon=":material/calculate:",
            query_params=forms.to_query(calculation["calculator"], calculation["inputs"]),
        )


def title_of(name: str) -> str:
    return BY_NAME[name].title if name in BY_NAME else forms.words(name)


def assumptions(calculation: Mapping[str, Any]) -> None:
    """One line that names every input nobody gave, with the value used."""
    assumed = {name: calculation["inputs"][name] for name in calculation["assumed"] if name in calculation["inputs"]}
    if assumed and calculation["calculator"] in BY_NAME:
        st.caption(escape.plain(f"Assumed, not given: {say_inputs(calculation['calculator'], assumed)}."))


def figure_table(figures: list[Figure]) -> None:
    """Every figure with its text; the text already carries sign and unit."""
    rows = "\n".join(f"| {escape.plain(figure.label)} | {escape.plain(figure.text)} |" for figure in figures)
    st.markdown(f"| Figure | Value |\n| :--- | ---: |\n{rows}", anchors=False)
