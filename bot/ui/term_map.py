"""A map of terms: pages as nodes that lead to them, `related` links as lines."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping

import streamlit as st

from bot.ui import shared
from knowledge.page import Page

# Each node brings its own ground, so that its text has contrast in the light theme and the dark one.
GROUNDS = {"glossary": "#005F99", "method": "#6B3FA0", "explainer": "#00695C", "claim": "#9A4A00"}
LINE = "#7F8C99"
MOST = 30


def around(pages: Mapping[str, Page], id: str) -> list[str]:
    """A page, the pages it names as related, and those that name it: at most MOST."""
    naming = [other.id for other in pages.values() if id in other.related and other.kind != "claim"]
    return [name for name in dict.fromkeys((id, *pages[id].related, *naming)) if name in pages][:MOST]


def dot(pages: Mapping[str, Page], shown: Collection[str], focus: str | None = None) -> str:
    """The Graphviz text of a map of some pages, with a line wherever one names another as related."""
    lines = [f'graph {{ bgcolor=transparent overlap=false splines=true outputorder=edgesfirst edge [color="{LINE}"]']
    lines.append('node [shape=box style="filled,rounded" fontname="Arial" fontsize=11 fontcolor=white penwidth=0 margin="0.2,0.06"]')
    for id in shown:
        page = pages[id]
        wide = 'penwidth=3 color="#D55E00" ' if id == focus else ""
        lines.append(
            f"{json.dumps(id)} [label={_quoted(page.title)} tooltip={_quoted(page.summary)} "
            f'{wide}fillcolor="{GROUNDS[page.kind]}" URL="glossary?term={id}" target="_self"]'
        )
    linked = {frozenset((id, other)) for id in shown for other in pages[id].related if other in shown and other != id}
    lines += sorted(" -- ".join(json.dumps(id) for id in sorted(pair)) for pair in linked)
    return "\n".join([*lines, "}"])


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def show(shown: Collection[str], alt: str, focus: str | None = None) -> None:
    """Draw the map; the same pages stand as a list beside it, for whoever does not see it."""
    text = dot(shared.library().pages, shown, focus)
    engine = "layout=neato" if focus is not None else "layout=fdp K=0.9"
    st.graphviz_chart(text.replace("graph {", f"graph {{ {engine}", 1), width="stretch", alt=alt)
