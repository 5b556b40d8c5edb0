"""A person's own documents join the pages, never stand in for them, and leave without a trace."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from knowledge.documents import add_documents, load_documents, remove_document
from knowledge.embedders import HashingEmbedder
from knowledge.index import open_index
from knowledge.ingest import DocumentError
from knowledge.library import Library
from knowledge.retrieve import Retriever

DAY = date(2026, 11, 23)
TEXT = "# Iron condor\n\nThe quonk premium is {{net_credit}} high [@hull-2018].\n\n## Summary\n\nQuonk again.\n\n## Definition\n\nQuonk once more.\n"


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    return tmp_path / "documents"


def written(folder: Path, name: str, text: str = TEXT) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def loaded(folder: Path, documents: Path) -> Library:
    library, errors = Library.load(folder / "pages", folder / "sources.toml", documents=documents)
    assert errors == ()
    return library


def test_a_document_is_kept_as_it_came_with_a_manifest(folder: Path, documents: Path) -> None:
    path = written(folder, "my notes.md")
    (added,) = add_documents(documents, [path], DAY)
    assert (added.id, added.title, added.file, added.added) == ("own-iron-condor", "Iron condor", "my notes.md", DAY)
    assert (documents / added.id / "original.md").read_bytes() == path.read_bytes()
    assert load_documents(documents) == ((added,), ())
    assert [left.name for left in documents.iterdir()] == [added.id]


def test_all_it_says_is_a_claim_and_cites_the_document(folder: Path, documents: Path) -> None:
    add_documents(documents, [written(folder, "notes.md")], DAY)
    library = loaded(folder, documents)
    passages = [passage for passage in library.passages() if passage.page_id == "own-iron-condor"]
    assert [passage.id.partition("#")[2] for passage in passages] == ["summary", "section-1", "section-2", "section-3"]
    assert {passage.standing for passage in passages} == {"claim"}
    assert {passage.sources for passage in passages} == {("own-iron-condor",)}, "hull-2018 never said it"
    assert library.bibliography.apa("own-iron-condor") == "Iron condor [Own document, file notes.md]. (Added 2026-11-23)."
    assert library.bibliography.label("own-iron-condor") == "“Iron condor”"
    assert "howpublished = {notes.md}" in library.bibliography.bibtex("own-iron-condor")
    assert library.bibliography.url("own-iron-condor") is None
    assert not library.bibliography["own-iron-condor"].primary


def test_it_never_shadows_a_shipped_page(folder: Path, documents: Path, library: Library) -> None:
    add_documents(documents, [written(folder, "notes.md"), written(folder, "other.md", "# Quonk ladder\n\nText.")], DAY)
    with_own = loaded(folder, documents)
    for text in ("iron condor", "IC", "condors", "own-iron-condor", "quonk ladder", "own-quonk-ladder"):
        assert with_own.resolve(text) == library.resolve(text), text
        assert with_own.terms_in(f"what is an {text}") == library.terms_in(f"what is an {text}"), text
    assert with_own.suggest("qounk ladder") == ()


def test_search_finds_it_by_its_words_and_headings(folder: Path, documents: Path, tmp_path: Path) -> None:
    add_documents(documents, [written(folder, "rules.md", "# Quonk\n\nA ladder.\n\n## Frobnication\n\nNever on a Monday.\n")], DAY)
    library = loaded(folder, documents)
    embedder = HashingEmbedder()
    retriever = Retriever(library, open_index(library, lambda: embedder, tmp_path / "cache"), embedder)
    found = retriever.search("quonk frobnication on a Monday")
    assert found.passages[0].passage.id == "own-quonk#section-2"
    assert "frobnication" not in found.unknown


def test_references_kept_on_disk_hold_no_document(folder: Path, documents: Path, tmp_path: Path) -> None:
    add_documents(documents, [written(folder, "rules.md", "# Zyzzyva\n\nText.")], DAY)
    library, _ = Library.load(folder / "pages", folder / "sources.toml", cache=tmp_path / "cache", documents=documents)
    library.bibliography.render_all()
    kept = "".join(path.read_text(encoding="utf-8") for path in (tmp_path / "cache" / "references").iterdir())
    assert "Hull" in kept
    assert "Zyzzyva" not in kept


def test_two_documents_of_one_title_get_two_ids(folder: Path, documents: Path) -> None:
    ids = [document.id for document in add_documents(documents, [written(folder, "a.md"), written(folder, "b.md", TEXT + "More.")], DAY)]
    assert ids == ["own-iron-condor", "own-iron-condor-2"]
    (russian,) = add_documents(documents, [written(folder, "c.txt", "риск")], DAY)
    assert russian.id == "own-c"
    (nameless,) = add_documents(documents, [written(folder, "д.txt", "доход")], DAY)
    assert nameless.id == "own-document"


def test_all_or_none_are_added(folder: Path, documents: Path) -> None:
    with pytest.raises(DocumentError, match="is empty"):
        add_documents(documents, [written(folder, "a.md"), written(folder, "b.md", "")], DAY)
    assert not documents.exists()
    for missing in (folder / "none.md", folder):
        with pytest.raises(DocumentError, match="a document is a file"):
            add_documents(documents, [missing], DAY)


def test_the_same_file_is_added_once(folder: Path, documents: Path) -> None:
    path = written(folder, "a.md")
    with pytest.raises(DocumentError, match="is own-iron-condor already"):
        add_documents(documents, [path, path], DAY)
    add_documents(documents, [path], DAY)
    with pytest.raises(DocumentError, match="is own-iron-condor already"):
        add_documents(documents, [path], DAY)


def test_removal_leaves_nothing(folder: Path, documents: Path) -> None:
    (added,) = add_documents(documents, [written(folder, "a.md")], DAY)
    (documents / "adding-left").mkdir()
    remove_document(documents, added.id)
    assert list(documents.iterdir()) == []
    assert "own-iron-condor" not in loaded(folder, documents).pages


@pytest.mark.parametrize("id", ["own-nothing", "..", "../pages", "own-../../pages", "", "iron-condor"])
def test_only_a_document_is_removed(folder: Path, documents: Path, id: str) -> None:
    add_documents(documents, [written(folder, "a.md")], DAY)
    with pytest.raises(DocumentError, match="there are own-iron-condor"):
        remove_document(documents, id)
    assert (folder / "pages").exists()
    with pytest.raises(DocumentError, match="there are none"):
        remove_document(folder / "elsewhere", id)


@pytest.mark.parametrize("name", ["manifest.json", "sections.json"])
def test_a_damaged_document_is_reported_and_the_rest_serves(folder: Path, documents: Path, name: str) -> None:
    add_documents(documents, [written(folder, "a.md"), written(folder, "b.md", "# Quonk\n\nText.")], DAY)
    (documents / "own-quonk" / name).write_text("[", encoding="utf-8")
    library, errors = Library.load(folder / "pages", folder / "sources.toml", documents=documents)
    assert "own-iron-condor" in library.pages
    assert "own-quonk" not in library.pages
    assert ["remove own-quonk and add it again" in str(error) for error in errors] == [True]
    remove_document(documents, "own-quonk")
