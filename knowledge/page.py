"""Pages as written, their sections, and the passages the index holds.

A page is one Markdown file: front matter, then sections whose headings set their standing. Inside the text
`[@source-id]` cites the bibliography and `{{figure}}` stands for a number that the section's `calc` block computes.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import PurePath
from typing import Annotated, Any, Literal

import yaml
from frontmatter.default_handlers import SafeLoader, YAMLHandler
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

Written = Literal["glossary", "method", "explainer", "claim"]
Kind = Literal[Written, "document"]  # a document is a person's own: it is read in, not written as a page
Standing = Literal["theory", "method", "claim"]
Tag = Literal[
    "structure",
    "price",
    "greeks",
    "volatility",
    "probability",
    "hedge",
    "method",
    "sizing",
    "settlement",
    "market",
    "macro",
    "company",
    "indicator",
    "currency",
    "chain",
    "psychology",
]

FOLDERS: dict[str, Written] = {"glossary": "glossary", "method": "method", "explainers": "explainer", "claims": "claim"}

STANDINGS: dict[str, Standing] = {
    "Definition": "theory",
    "Formula": "theory",
    "Example": "theory",
    "What theory says": "theory",
    "Common mistakes": "theory",
    "What the method says": "method",
    "Where accounts differ": "claim",
    "What is claimed": "claim",
}


@dataclass(frozen=True, slots=True)
class WorkedExample:
    """A calculator call written in a page; its `{{figure}}` places are filled when the page is shown."""

    calculator: str
    inputs: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Section:
    """Text under one heading. `text` keeps its citation marks and figure places."""

    heading: str
    standing: Standing
    text: str
    sources: tuple[str, ...]
    examples: tuple[WorkedExample, ...] = ()


@dataclass(frozen=True, slots=True)
class Check:
    """How a claim is computed: a calculator, its inputs, the figure, and the range asserted (either end may be open)."""

    calculator: str
    inputs: dict[str, Any]
    figure: str
    low: float | None
    high: float | None
    vary: dict[str, tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Page:
    id: str
    title: str
    kind: Kind
    summary: str
    sections: tuple[Section, ...]
    aliases: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    calculators: tuple[str, ...] = ()
    check: Check | None = None
    untestable: str | None = None  # why no calculator can decide a claim that has no check


@dataclass(frozen=True, slots=True)
class Passage:
    """A citable piece of a page. The id (`iron-condor#definition`) is stable across re-indexing.

    `text` is the page's own Markdown, marks and figure places included; `plain` turns it into bare words.
    """

    id: str
    page_id: str
    title: str
    heading: str
    standing: Standing
    text: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PageError:
    """A mistake in a page, as data: one bad page is a message, never a dead app."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


SUMMARY_STANDINGS: dict[Kind, Standing] = {"glossary": "theory", "explainer": "theory", "method": "method", "claim": "claim", "document": "claim"}
SUMMARY = "Summary"  # the heading of the passage made of a page's summary
SUMMARY_LENGTH = 200
PASSAGE_WORDS = 160  # a section longer than this is split, between paragraphs
LEFTOVER_WORDS = 40  # a last piece shorter than this stays with the one before

CITATION = re.compile(r"\[@([a-z0-9][a-z0-9-]*)(?:,\s*([^\]\n]+))?\]")
PLACE = re.compile(r"\{\{\s*([a-z][a-z0-9_]*)\s*\}\}")

_ID = r"^[a-z0-9]+(-[a-z0-9]+)*$"
_Line = Annotated[str, Field(min_length=1, pattern=r"^\S(.*\S)?$")]
_HTML = re.compile(r"</?(a|b|i|p|br|div|span|img|table|sub|sup|details|summary|script|style|iframe)\b[^<>]*>", re.IGNORECASE)
_LINK = re.compile(r"!?\[[^\]]*\]\([^)]*\)")


class _CheckFields(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    calculator: _Line
    inputs: dict[str, Any]
    figure: _Line
    low: float | None = None
    high: float | None = None
    vary: dict[str, list[Any]] = {}

    @model_validator(mode="after")
    def _range(self) -> _CheckFields:
        if self.low is None and self.high is None:
            raise ValueError("a check needs low, high or both; got neither")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError(f"low must not be above high; got {self.low} and {self.high}")
        return self


class FrontMatter(BaseModel):
    """What a writer puts between the `---` lines at the head of a page."""

    model_config = ConfigDict(extra="forbid", strict=True)

    id: Annotated[str, Field(pattern=_ID)]
    title: _Line
    kind: Written
    summary: Annotated[_Line, Field(max_length=SUMMARY_LENGTH)]
    aliases: list[_Line] = []
    tags: list[Tag] = []
    related: list[Annotated[str, Field(pattern=_ID)]] = []
    calculators: list[_Line] = []
    check: _CheckFields | None = None
    untestable: _Line | None = None


def parse_page(text: str, file: str) -> Page | tuple[PageError, ...]:
    """Read one page; give the page, or every mistake found in it with file and line."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    boundary = YAMLHandler.FM_BOUNDARY
    opening = boundary.match(text)
    if opening is None:
        return (PageError(file, 1, "a page starts with front matter between two lines of ---; found none"),)
    closing = boundary.search(text, opening.end())
    if closing is None:
        return (PageError(file, 1, "the front matter must end with a line of ---; found none"),)
    head = _Head(file, text[: closing.start()], opening.end())
    fields = head.read()
    body = _Body(file, text[closing.end() :], _line_at(text, closing.end()))
    sections = body.read()
    errors = (*head.errors, *body.errors)
    if fields is None or errors:
        return errors
    return Page(
        id=fields.id,
        title=fields.title,
        kind=fields.kind,
        summary=fields.summary,
        sections=sections,
        aliases=tuple(fields.aliases),
        tags=tuple(fields.tags),
        related=tuple(fields.related),
        calculators=tuple(fields.calculators),
        check=_check_of(fields.check) if fields.check is not None else None,
        untestable=fields.untestable,
    )


def _check_of(fields: _CheckFields) -> Check:
    vary = {name: tuple(values) for name, values in fields.vary.items()}
    return Check(fields.calculator, fields.inputs, fields.figure, fields.low, fields.high, vary)


def cited(text: str) -> tuple[str, ...]:
    """List the source ids that a text cites, each once, in order."""
    return tuple(dict.fromkeys(match[1] for match in CITATION.finditer(text)))


def plain(text: str) -> str:
    """Turn page Markdown into bare words on one line: for search, tooltips and comparison, not for display."""
    text = CITATION.sub("", text)
    text = PLACE.sub(lambda place: place[1].replace("_", " "), text)
    text = _MATH.sub(lambda math: f" {_formula_words(math[1] or math[2])} ", text)
    text = re.sub(r"^\s*\|?(\s*:?-{3,}:?\s*\|?)+\s*$", "", text, flags=re.MULTILINE)  # the rule under a table's head
    text = re.sub(r"^\s*(#+|>|[-*+]|\d+\.)\s+", "", text, flags=re.MULTILINE)
    text = text.replace("|", " ").replace("`", "")
    text = re.sub(r"(\*{1,3}|(?<!\w)_{1,2})(?=\S)(.+?)(?<=\S)\1", r"\2", text)
    return re.sub(r"\s+([.,;:])", r"\1", " ".join(text.split()))


def slug(heading: str) -> str:
    """Spell a heading as the part of a passage id after the `#`."""
    return heading.lower().replace(" ", "-")


def topic(passage: Passage) -> str:
    """What a passage says it is about: its title, and its heading where that is more than a page's usual one."""
    usual = passage.heading in STANDINGS or passage.heading == SUMMARY
    return passage.title if usual or passage.heading == passage.title else f"{passage.title}: {passage.heading}"


def passages_of(page: Page) -> tuple[Passage, ...]:
    """Cut a page into its citable pieces: the summary, then one a section; long sections between paragraphs.

    The pieces of a long section are numbered from the second one on: `roll#example`, `roll#example-2`. A document's headings are anyone's
    words and may repeat, so its sections go by number: `own-notes#section-3`.
    """
    standing = SUMMARY_STANDINGS[page.kind]
    # The summary cites nothing itself: it says in one sentence what the first section says with its sources.
    summary_sources = page.sections[0].sources if page.sections else ()
    passages = [Passage(f"{page.id}#summary", page.id, page.title, SUMMARY, standing, page.summary, summary_sources)]
    for place, section in enumerate(page.sections, start=1):
        anchor = f"section-{place}" if page.kind == "document" else slug(section.heading)
        for number, piece in enumerate(_pieces(section.text), start=1):
            name = anchor if number == 1 else f"{anchor}-{number}"
            passages.append(
                Passage(f"{page.id}#{name}", page.id, page.title, section.heading, section.standing, piece, cited(piece) or section.sources)
            )
    return tuple(passages)


_MATH = re.compile(r"\$\$(.+?)\$\$|(?<![\\$])\$(?![\s\d$])([^$\n]+?)(?<!\s)\$(?!\d)", re.DOTALL)
_LAYOUT = re.compile(
    r"\\(mathrm|mathit|mathbf|text|operatorname|left|right|quad|qquad|frac|dfrac|tfrac|begin|end|displaystyle|big|Big)\b|\\[,;:! \\]"
)


def _formula_words(formula: str) -> str:
    """Keep what a reader might search for in a formula: its letters, and the names of its Greek ones."""
    return re.sub(r"[{}_^&\\]", " ", _LAYOUT.sub(" ", formula))


def _pieces(text: str) -> list[str]:
    pieces: list[list[str]] = []
    lengths: list[int] = []
    for paragraph in re.split(r"\n\s*\n", text):
        length = len(plain(paragraph).split())
        if pieces and lengths[-1] + length <= PASSAGE_WORDS:
            pieces[-1].append(paragraph)
            lengths[-1] += length
        else:
            pieces.append([paragraph])
            lengths.append(length)
    if len(pieces) > 1 and lengths[-1] < LEFTOVER_WORDS:
        leftover = pieces.pop()
        pieces[-1] += leftover
    return ["\n\n".join(piece) for piece in pieces]


def _line_at(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1


class _Head:
    """The front matter of one page, and what is wrong with it."""

    def __init__(self, file: str, text: str, start: int) -> None:
        self.file, self.text, self.start = file, text, start
        self.errors: list[PageError] = []

    def read(self) -> FrontMatter | None:
        try:
            raw = yaml.load(self.text[self.start :], Loader=SafeLoader)
        except yaml.YAMLError as error:
            self.errors.append(_yaml_error(self.file, error, _line_at(self.text, self.start)))
            return None
        if not isinstance(raw, dict):
            self._fault("id", f"front matter must be fields, one `name: value` a line; got {type(raw).__name__}")
            return None
        keys = re.findall(r"^(\w+):", self.text[self.start :], re.MULTILINE)
        for key in sorted({key for key in keys if keys.count(key) > 1}):
            self._fault(key, f"a field may be given once; {key} is there {keys.count(key)} times")
        try:
            fields = FrontMatter.model_validate(raw)
        except ValidationError as error:
            for fault in error.errors():
                self._fault(str(fault["loc"][0]) if fault["loc"] else "id", _field_message(fault["loc"], fault["msg"], fault["input"]))
            return None
        path = PurePath(self.file)
        if fields.id != path.stem:
            self._fault("id", f"id must equal the file name; got {fields.id} in {path.name}")
        if fields.kind != FOLDERS.get(path.parent.name, fields.kind):
            self._fault("kind", f"pages in {path.parent.name}/ are of kind {FOLDERS[path.parent.name]}; got {fields.kind}")
        if fields.check is not None and fields.kind != "claim":
            self._fault("check", f"only a claim page has a check; this one is of kind {fields.kind}")
        if fields.untestable is not None and fields.kind != "claim":
            self._fault("untestable", f"only a claim page may be untestable; this one is of kind {fields.kind}")
        if fields.kind == "claim" and (fields.check is None) == (fields.untestable is None):
            both = "both" if fields.check is not None else "neither"
            self._fault("untestable", f"a claim page has a check, or says why it is untestable; this one has {both}")
        return fields

    def _fault(self, field: str, message: str) -> None:
        found = re.search(rf"^{re.escape(field)}:", self.text, re.MULTILINE)
        self.errors.append(PageError(self.file, _line_at(self.text, found.start() if found else 0), message))


class _Body:
    """The sections of one page, and what is wrong with them."""

    def __init__(self, file: str, text: str, first_line: int) -> None:
        self.file, self.lines, self.first_line = file, text.split("\n"), first_line
        self.errors: list[PageError] = []

    def read(self) -> tuple[Section, ...]:
        headings = self._headings()
        opening = headings[0][0] if headings else len(self.lines)
        for number, line in enumerate(self.lines[:opening]):
            if line.strip():
                self._fault(number, f"text must stand under a ## heading; got {line.strip()[:40]!r} before the first")
                break
        if not headings:
            self._fault(0, "a page needs at least one ## section; got none")
            return ()
        ends = [start for start, _ in headings[1:]] + [len(self.lines)]
        seen: set[str] = set()
        sections: list[Section] = []
        for (start, heading), end in zip(headings, ends, strict=True):
            if heading not in STANDINGS:
                self._fault(start, f"headings are {', '.join(STANDINGS)}; got {heading!r}")
                continue
            if heading in seen:
                self._fault(start, f"a heading may stand once a page; {heading!r} is there again")
            seen.add(heading)
            sections.append(self._section(heading, start, end))
        return tuple(sections)

    def _headings(self) -> list[tuple[int, str]]:
        found, fenced = [], False
        for number, line in enumerate(self.lines):
            fenced ^= line.startswith("```")
            if not fenced and line.startswith("#"):
                if line.startswith("## "):
                    found.append((number, line[3:].strip()))
                else:
                    self._fault(number, f"only ## headings; got {line.strip()[:40]!r}")
        return found

    def _section(self, heading: str, start: int, end: int) -> Section:
        text: list[str] = []
        examples: list[WorkedExample] = []
        places: list[tuple[int, str]] = []
        number = start + 1
        while number < end:
            line = self.lines[number]
            if line.rstrip() == "```calc":
                close = next((n for n in range(number + 1, end) if self.lines[n].rstrip() == "```"), None)
                if close is None:
                    self._fault(number, "a ```calc block must end with a line of ```; this one does not")
                    break
                example = self._example(number, close)
                if example is not None:
                    examples.append(example)
                number = close + 1
                continue
            self._check_line(number, line)
            places += [(number, place[1]) for place in PLACE.finditer(line)]
            text.append(line)
            number += 1
        if places and not examples:
            self._fault(places[0][0], f"{{{{{places[0][1]}}}}} needs a ```calc block in its section to compute it; found none")
        whole = re.sub(r"\n{3,}", "\n\n", "\n".join(text)).strip()
        if not whole:
            self._fault(start, f"a section says something; {heading!r} is empty")
        return Section(heading, STANDINGS[heading], whole, cited(whole), tuple(examples))

    def _check_line(self, number: int, line: str) -> None:
        if line.count("[@") != len(CITATION.findall(line)):
            self._fault(number, "a citation is [@source-id] or [@source-id, ch. 12]; got one spelled differently")
        if line.count("{{") != len(PLACE.findall(line)):
            self._fault(number, "a figure place is {{figure_name}}; got one spelled differently")
        if _LINK.search(line):
            self._fault(number, f"pages hold no links or images: cite a source instead; got {_LINK.findall(line)[0][:40]!r}")
        if html := _HTML.search(line):
            self._fault(number, f"pages hold no HTML; got {html[0]!r}")

    def _example(self, start: int, close: int) -> WorkedExample | None:
        try:
            raw = yaml.load("\n".join(self.lines[start + 1 : close]), Loader=SafeLoader)
        except yaml.YAMLError as error:
            self.errors.append(_yaml_error(self.file, error, self.first_line + start + 1))
            return None
        if (
            not isinstance(raw, dict)
            or set(raw) != {"calculator", "inputs"}
            or not isinstance(raw["calculator"], str)
            or not isinstance(raw["inputs"], dict)
        ):
            self._fault(start, "a calc block has two lines, `calculator: name` and `inputs: {field: value}`; got something else")
            return None
        try:
            json.dumps(raw["inputs"])
        except TypeError:
            self._fault(start, f"inputs are numbers, texts and lists of them; put a date in quotes; got {raw['inputs']}")
            return None
        return WorkedExample(raw["calculator"], raw["inputs"])

    def _fault(self, number: int, message: str) -> None:
        self.errors.append(PageError(self.file, self.first_line + number, message))


def _yaml_error(file: str, error: yaml.YAMLError, first_line: int) -> PageError:
    mark = getattr(error, "problem_mark", None)
    line = first_line + (mark.line if mark is not None else 0)
    problem = str(getattr(error, "problem", None) or error)
    remedy = ": put a value that holds a colon in quotes" if "mapping values" in problem else ""
    return PageError(file, line, f"YAML: {problem}{remedy}")


def _field_message(location: tuple[int | str, ...], message: str, value: object) -> str:
    field = ".".join(str(part) for part in location)
    if message == "Field required":
        return f"{field}: every page gives this field; it is missing"
    hint = ": put it in quotes" if isinstance(value, bool | int | float) and "string" in message else ""
    return f"{field}: {message[0].lower()}{message[1:]}; got {value!r}{hint}"
