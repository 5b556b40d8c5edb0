"""Make a page of an answer marked good: Markdown with its citations, for an operator to read as a diff before it is kept.

Only the pages' own sentences are taken over, each with the sources it had there, and figures as places that are computed when the page is
shown. What a model wrote and what stands in a person's own documents stays behind.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from bot.compose.sentences import CITATION, split_sentences
from bot.worked import fill
from calculators.catalogue import BY_NAME
from calculators.errors import InputError
from knowledge.library import Library
from knowledge.page import SUMMARY, SUMMARY_LENGTH, Page, Passage, parse_page

FOLDER = "asked"
_SECTIONS = {"theory": "What theory says", "method": "What the method says", "claim": "Where accounts differ"}
_LEFT_OUT = frozenset([SUMMARY, "Example", "Formula"])
_MOST_FIGURES = 8
_ID_WORDS = 8


def promoted(answer: Mapping[str, Any], turn: str, library: Library, title: str | None = None) -> tuple[str, str]:
    """The id of the page and its Markdown. Raises InputError when nothing of the answer can stand in a page."""
    name = " ".join((title if title is not None else answer["question"]).split())
    sections = [*_example(answer), *_quoted(answer, library)]
    if not any(heading != "Example" for heading, _ in sections):
        raise InputError("a page needs sentences of the pages to stand on; this answer quotes none; mark another")
    page_id = _id(name, turn, library)
    related = [term for term in answer["terms"] if term in library.pages][:6]
    head = {
        "id": page_id,
        "title": f"Asked: {name}",
        "kind": "explainer",
        "summary": _summary(answer, name),
        "aliases": [],
        "tags": list(library.pages[related[0]].tags)[:3] if related else [],
        "related": related,
        "calculators": [call["calculator"] for call in answer["calculations"][:1]],
    }
    front = yaml.safe_dump(head, sort_keys=False, allow_unicode=True, width=10_000, default_flow_style=None)
    text = f"---\n{front}---\n" + "".join(f"\n## {heading}\n\n{body}\n" for heading, body in sections)
    _proved(text, f"{FOLDER}/{page_id}.md")
    return page_id, text


def _proved(text: str, file: str) -> None:
    page = parse_page(text, file)
    if not isinstance(page, Page):
        raise InputError(f"the page must read as every page does; {'; '.join(str(error) for error in page)}")
    for section in page.sections:
        fill(section.text, section.examples)


def _id(name: str, turn: str, library: Library) -> str:
    words = re.findall(r"[a-z0-9]+", name.lower())[:_ID_WORDS]
    page_id = "-".join([FOLDER, *words])
    return page_id if page_id not in library.pages else f"{page_id}-{turn[:6]}"


def _summary(answer: Mapping[str, Any], name: str) -> str:
    """The first sentence of the first page quoted that is short enough, else the question."""
    for citation in answer["citations"]:
        for sentence in split_sentences(CITATION.sub("", citation["text"]))[:1]:
            if len(sentence) <= SUMMARY_LENGTH and not re.search(r"[|$\d]", sentence):
                return sentence
    return name[:SUMMARY_LENGTH].strip()


def _example(answer: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The first calculation as a worked example: what was put in, and places for its figures."""
    if not answer["calculations"]:
        return []
    call = answer["calculations"][0]
    fields = BY_NAME[call["calculator"]].inputs.model_fields
    given = {
        name: value for name, value in call["inputs"].items() if name not in fields or value != fields[name].get_default(call_default_factory=True)
    }
    shown = call["figures"][:_MOST_FIGURES]
    lines = [f"- {figure['label']}: {{{{{figure['name']}}}}}" for figure in shown if not re.search(r"\d", figure["label"])]
    return [("Example", f"```calc\ncalculator: {call['calculator']}\ninputs: {json.dumps(given)}\n```\n\n" + "\n".join(lines))] if lines else []


def _quoted(answer: Mapping[str, Any], library: Library) -> list[tuple[str, str]]:
    """The pages' sentences in the answer, by section, each paragraph with its sources."""
    said = re.sub(r"\s*\[[SC]\d+\]", "", answer["text"])
    found: dict[str, list[str]] = {}
    for citation in answer["citations"]:
        page = citation["passage_id"].partition("#")[0]
        if page not in library.pages or library.pages[page].kind in ("document", "claim") or citation["section"] in _LEFT_OUT:
            continue
        kept = [raw for passage in _passages(citation["passage_id"], library) for raw in _sentences(passage) if CITATION.sub("", raw) in said]
        if kept:
            sources = tuple(source["id"] for source in citation["sources"])
            heading = citation["section"] if citation["section"] == "Common mistakes" else _SECTIONS[citation["standing"]]
            found.setdefault(heading, []).append(_cited(" ".join(kept), sources))
    order = ("What theory says", "What the method says", "Where accounts differ", "Common mistakes")
    return [(heading, "\n\n".join(found[heading])) for heading in order if heading in found]


def _passages(passage_id: str, library: Library) -> Iterator[Passage]:
    """The passage and the later pieces of its section."""
    whole = re.compile(rf"{re.escape(passage_id)}(?:-\d+)?")
    page = passage_id.partition("#")[0]
    return (passage for passage in library.passages() if passage.page_id == page and whole.fullmatch(passage.id))


def _sentences(passage: Passage) -> Iterator[str]:
    """The sentences of a passage with their citation marks; lists, tables and formulas are left to their own pages."""
    for block in re.split(r"\n\s*\n", passage.text):
        if not block.lstrip().startswith(("|", "$$", "-", "*", "```")):
            yield from (sentence for sentence in split_sentences(block) if not sentence.rstrip().endswith(":"))


def _cited(paragraph: str, sources: tuple[str, ...]) -> str:
    if CITATION.search(paragraph) or not sources:
        return paragraph
    marks = " ".join(f"[@{source}]" for source in sources)
    return f"{paragraph.rstrip('.')} {marks}."
