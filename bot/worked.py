"""Fill the `{{figure}}` places of a page from the calculator call written beside them."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from calculators.catalogue import BY_NAME
from calculators.errors import InputError
from calculators.spec import ToolResult
from knowledge.page import Page, Passage, WorkedExample

log = logging.getLogger(__name__)

PLACE = re.compile(r"\{\{\s*([a-z0-9_]+)\s*\}\}")


def run(example: WorkedExample) -> ToolResult:
    """The example's result. Raises InputError when the page names no such calculator or gives inputs it refuses."""
    return _run(example.calculator, json.dumps(example.inputs, sort_keys=True))


@lru_cache(maxsize=512)
def _run(name: str, inputs: str) -> ToolResult:
    if name not in BY_NAME:
        raise InputError(f"a page's example must name a calculator; got {name!r}")
    return BY_NAME[name].run(json.loads(inputs))


def fill(text: str, examples: tuple[WorkedExample, ...]) -> str:
    """The text with each `{{figure}}` replaced by that figure's text. Raises InputError for a figure no example gives."""
    if not PLACE.search(text):
        return text
    texts: Mapping[str, str] = {figure.name: figure.text for example in examples for figure in run(example).presentation.figures}

    def figure_text(match: re.Match[str]) -> str:
        name = match.group(1)
        if name not in texts:
            raise InputError(f"a page asks for the figure {name!r}; its example gives {', '.join(texts)}")
        return texts[name]

    return PLACE.sub(figure_text, text)


def fill_passage(passage: Passage, page: Page) -> Passage:
    """The passage with its places filled from the examples of the section it was cut from.

    A page whose example does not run must not stop an answer: its places then say so, and the log says why.
    """
    examples = tuple(example for section in page.sections if section.heading == passage.heading for example in section.examples)
    try:
        text = fill(passage.text, examples)
    except InputError as error:
        log.warning("the example of %s does not run: %s", passage.id, error)
        text = PLACE.sub("(not computed)", passage.text)
    return replace(passage, text=text)
