"""A person's own documents, kept beside the shipped pages and told apart from them.

    <documents>/own-gamma-notes/original.md      the file as it was given
                                manifest.json    title, file name, day added, digest
                                sections.json    its text by headings

A document is a page of kind `document`: all it says has the standing of a claim, cites the document itself, and its title names nothing,
so that it can never stand in for a shipped page.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import tempfile
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from knowledge.ingest import DocumentError, Sections, inert, read_document
from knowledge.page import Page, PageError, Section
from knowledge.sources import Name, Source

PREFIX = "own-"  # no shipped page and no source has an id that starts like this
ID_LENGTH = 48
DRAFT = "adding-"


@dataclass(frozen=True, slots=True)
class Document:
    """A file a person added: what it is called, when it came, what it says."""

    id: str
    title: str
    file: str
    added: date
    sha256: str
    sections: Sections

    @property
    def page(self) -> Page:
        summary = f"“{self.title}” is your own document {self.file}, added on {self.added}; what it says is a claim that nothing here has checked."
        sections = tuple(Section(heading, "claim", text, (self.id,)) for heading, text in self.sections)
        return Page(self.id, self.title, "document", summary, sections)

    @property
    def source(self) -> Source:
        """How the bibliography lists it."""
        day = [self.added.year, self.added.month, self.added.day]
        return Source(id=self.id, kind="document", title=self.title, author=[Name(literal="Own document")], issued=day, container=self.file)


def load_documents(folder: Path) -> tuple[tuple[Document, ...], tuple[PageError, ...]]:
    """Every document of a folder, and what is wrong with those that cannot be read."""
    documents: list[Document] = []
    errors: list[PageError] = []
    for manifest in sorted(folder.glob(f"{PREFIX}*/manifest.json")):
        id = manifest.parent.name
        try:
            kept = json.loads(manifest.read_text(encoding="utf-8"))
            sections = json.loads((manifest.parent / "sections.json").read_text(encoding="utf-8"))
            pairs = tuple((str(heading), str(text)) for heading, text in sections)
            documents.append(Document(id, str(kept["title"]), str(kept["file"]), date.fromisoformat(kept["added"]), str(kept["sha256"]), pairs))
        except (OSError, ValueError, KeyError, TypeError) as error:
            message = f"a document's files are as they were written; got {type(error).__name__}: {error}: remove {id} and add it again"
            errors.append(PageError(f"documents/{id}", 1, message))
    return tuple(documents), tuple(errors)


def add_documents(folder: Path, paths: Iterable[Path], added: date) -> tuple[Document, ...]:
    """Keep some files: all of them, or none and a DocumentError. A file that is already there, byte for byte, is refused."""
    known = {document.sha256: document.id for document in load_documents(folder)[0]}
    taken = {path.name for path in folder.glob(f"{PREFIX}*")}
    new: list[tuple[Document, bytes]] = []
    for path in paths:
        if not path.is_file():
            raise DocumentError(f"a document is a file; there is none at {path}")
        try:
            content = path.read_bytes()
        except OSError as error:
            raise DocumentError(f"a document can be read; {path} cannot: {error.strerror}") from error
        title, sections = read_document(path.name, content)
        digest = hashlib.sha256(content).hexdigest()
        if digest in known:
            raise DocumentError(f"a document is added once; {path.name!r} is {known[digest]} already: remove that first to read it anew")
        id = _free_id(title, taken)
        taken.add(id)
        known[digest] = id
        new.append((Document(id, title, inert(path.name), added, digest, sections), content))
    folder.mkdir(parents=True, exist_ok=True)
    for document, content in new:
        _write(folder, document, content)
    return tuple(document for document, _ in new)


def remove_document(folder: Path, id: str) -> None:
    """Delete a document and all that was kept of it; DocumentError if there is none of that id."""
    ids = sorted(path.name for path in folder.glob(f"{PREFIX}*") if path.is_dir())
    if id not in ids:
        there = f"there are {', '.join(ids)}" if ids else "there are none"
        raise DocumentError(f"a document is removed by its id; got {id!r}, {there}")
    shutil.rmtree(folder / id)
    for left in folder.glob(DRAFT + "*"):  # by a program that was killed while it wrote
        shutil.rmtree(left)


def _free_id(title: str, taken: set[str]) -> str:
    ascii_title = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", ascii_title).strip("-")[:ID_LENGTH].strip("-")
    id = PREFIX + (words if words else "document")
    number = 1
    while (candidate := id if number == 1 else f"{id}-{number}") in taken:
        number += 1
    return candidate


def _write(folder: Path, document: Document, content: bytes) -> None:
    """Write a document beside its place and rename it, so that there is never half of one."""
    with tempfile.TemporaryDirectory(dir=folder, prefix=DRAFT) as draft_name:
        draft = Path(draft_name) / document.id
        draft.mkdir()
        (draft / f"original{Path(document.file).suffix.lower()}").write_bytes(content)
        manifest = {"title": document.title, "file": document.file, "added": document.added.isoformat(), "sha256": document.sha256}
        (draft / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False, indent=1), encoding="utf-8")
        (draft / "sections.json").write_text(json.dumps(document.sections, ensure_ascii=False), encoding="utf-8")
        draft.replace(folder / document.id)
