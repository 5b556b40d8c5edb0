"""An index is whole or built anew: whatever happens to its files, the next question is answered."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from knowledge.embedders import HashingEmbedder
from knowledge.index import KEEP, KEEP_DAYS, Index, IndexDamage, embedded_text, forget_page, load_index, open_index
from knowledge.library import Library

ROOT = Path(__file__).parents[2]
EMBEDDER = HashingEmbedder()
SAME_COSINE = 1e-5


def opened(library: Library, cache: Path, connect: bool = False, rebuild: bool = False) -> Index:
    return open_index(library, lambda: EMBEDDER, cache, connect=connect, rebuild=rebuild)


def store_client(folder: Path) -> Any:
    import chromadb
    from chromadb.config import Settings

    return chromadb.PersistentClient(str(folder / "chroma"), settings=Settings(anonymized_telemetry=False))


def folders(cache: Path) -> list[Path]:
    return sorted(path for path in (cache / "indexes").iterdir() if path.is_dir())


def test_the_first_opening_builds_and_the_second_only_opens(library: Library, tmp_path: Path) -> None:
    said: list[str] = []
    first = open_index(library, lambda: EMBEDDER, tmp_path, progress=said.append)
    assert first.notice == "There was no index yet, so one has been built."
    assert said == [f"Indexed {len(library.passages())} of {len(library.passages())} passages"]
    second = open_index(library, lambda: EMBEDDER, tmp_path, progress=said.append)
    assert second.notice == ""
    assert second.folder == first.folder
    assert len(said) == 1


def test_the_manifest_says_what_it_was_built_from(library: Library, tmp_path: Path) -> None:
    index = opened(library, tmp_path)
    manifest = json.loads((index.folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["content_hash"] == library.content_hash
    assert manifest["model_id"] == EMBEDDER.model_id
    assert (manifest["count"], manifest["dimension"]) == (len(library.passages()), EMBEDDER.dimension)
    assert {"vectors.npy", "rows.json", "chroma/chroma.sqlite3"} <= set(manifest["files"])
    status = index.status()
    assert (status["passages"], status["search"], status["model"]) == (len(library.passages()), "exact", EMBEDDER.model_id)


def test_chroma_and_exact_search_agree(library: Library, tmp_path: Path) -> None:
    index = opened(library, tmp_path)
    vector = EMBEDDER.embed(["what is an iron condor"])[0]
    exact = index.query(vector, len(library.passages()))
    assert not index.connected
    assert index.connect()
    assert index.connected
    stored = index.query(vector, len(library.passages()))
    assert dict(stored).keys() == dict(exact).keys()
    for id, cosine in stored:
        assert cosine == pytest.approx(dict(exact)[id], abs=SAME_COSINE)
        assert cosine == pytest.approx(float(vector @ EMBEDDER.embed([_text(library, id)])[0]), abs=SAME_COSINE)
    assert index.status()["search"] == "chroma"
    index.close()
    assert index.query(vector, len(library.passages())) == exact
    assert index.query(vector, 2) == exact[:2]


def _text(library: Library, id: str) -> str:
    return embedded_text(library.passage(id))


def test_the_store_keeps_passages_with_where_they_come_from(library: Library, tmp_path: Path) -> None:
    index = opened(library, tmp_path)
    client = store_client(index.folder)
    row = client.get_collection("passages", embedding_function=None).get("theta#definition")
    assert row["documents"] == [library.passage("theta#definition").text]
    assert row["metadatas"] == [{"page_id": "theta", "title": "Theta", "heading": "Definition", "standing": "theory", "sources": "hull-2018"}]
    client.close()


def test_changed_pages_get_a_new_index(folder: Path, library: Library, tmp_path: Path) -> None:
    first = opened(library, tmp_path)
    second = opened(edited(folder), tmp_path)
    assert second.notice == "The index has been built anew for the pages and the model as they are now."
    assert second.folder != first.folder


class _Counting(HashingEmbedder):
    """Remembers what it was asked to embed."""

    def __init__(self) -> None:
        super().__init__()
        self.embedded: list[str] = []

    def embed(self, texts: Sequence[str]) -> Any:
        self.embedded += texts
        return super().embed(texts)


def edited(folder: Path) -> Library:
    page = folder / "pages" / "glossary" / "theta.md"
    page.write_text(page.read_text(encoding="utf-8").replace("loses value", "sheds value"), encoding="utf-8")
    return Library.load(folder / "pages", folder / "sources.toml")[0]


def test_after_an_edit_only_the_edited_passages_are_embedded(folder: Path, library: Library, tmp_path: Path) -> None:
    counting = _Counting()
    open_index(library, lambda: counting, tmp_path)
    assert len(counting.embedded) == len(library.passages())
    counting.embedded.clear()
    changed = edited(folder)
    index = open_index(changed, lambda: counting, tmp_path)
    assert counting.embedded == [embedded_text(changed.passage("theta#definition"))]
    whole = opened(changed, tmp_path / "elsewhere")
    assert index.ids == whole.ids
    assert np.array_equal(index.vectors, whole.vectors)


def test_a_model_never_keeps_the_vectors_of_another(folder: Path, library: Library, tmp_path: Path) -> None:
    open_index(library, lambda: HashingEmbedder(64), tmp_path)
    counting = _Counting()
    open_index(library, lambda: counting, tmp_path)
    assert len(counting.embedded) == len(library.passages())


def test_damaged_vectors_are_not_kept_and_sound_ones_of_a_damaged_store_are(folder: Path, library: Library, tmp_path: Path) -> None:
    first = opened(library, tmp_path)
    (first.folder / "chroma" / "chroma.sqlite3").unlink()
    counting = _Counting()
    second = open_index(library, lambda: counting, tmp_path)
    assert counting.embedded == []
    shutil.rmtree(first.folder)
    _scribble(second.folder / "vectors.npy")
    open_index(library, lambda: counting, tmp_path)
    assert len(counting.embedded) == len(library.passages())


def test_a_forced_build_embeds_everything(library: Library, tmp_path: Path) -> None:
    counting = _Counting()
    for _ in range(2):
        open_index(library, lambda: counting, tmp_path, rebuild=True)
    assert len(counting.embedded) == 2 * len(library.passages())


def test_a_forgotten_page_is_in_no_index(folder: Path, library: Library, tmp_path: Path) -> None:
    opened(library, tmp_path)
    unreadable = opened(library, tmp_path, rebuild=True).folder
    (unreadable / "rows.json").write_text("?", encoding="utf-8")
    without = Library([page for page in library.pages.values() if page.id != "theta"], library.bibliography)
    left = opened(without, tmp_path)
    forget_page(tmp_path, "theta")
    assert folders(tmp_path) == [left.folder]
    forget_page(tmp_path / "never-used", "theta")


def test_another_model_gets_a_new_index(library: Library, tmp_path: Path) -> None:
    first = opened(library, tmp_path)
    other = open_index(library, lambda: HashingEmbedder(64), tmp_path)
    assert other.vectors.shape[1] == 64
    assert other.folder != first.folder
    assert first.folder.exists()


def _truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _scribble(path: Path) -> None:
    """Overwrite the middle, size unchanged."""
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 4096] = os.urandom(len(content[middle : middle + 4096]))
    path.write_bytes(content)


@pytest.mark.parametrize(
    ("name", "harm"),
    [
        ("vectors.npy", Path.unlink),
        ("vectors.npy", _truncate),
        ("vectors.npy", _scribble),
        ("rows.json", _truncate),
        ("manifest.json", _truncate),
        ("manifest.json", Path.unlink),
        ("chroma/chroma.sqlite3", Path.unlink),
        ("chroma/chroma.sqlite3", _truncate),
        ("chroma", shutil.rmtree),
    ],
)
def test_a_damaged_index_is_built_anew_with_a_notice(library: Library, tmp_path: Path, name: str, harm: Callable[[Path], None]) -> None:
    first = opened(library, tmp_path)
    harm(first.folder / name)
    with pytest.raises(IndexDamage):
        load_index(first.folder)
    second = opened(library, tmp_path)
    assert second.notice.startswith("The index was damaged (")
    assert second.notice.endswith(") and has been built anew.")
    assert second.folder != first.folder, "a path that some program may have open is never written anew"
    assert second.query(EMBEDDER.embed(["theta"])[0], 1)[0][0].startswith("theta#")
    assert opened(library, tmp_path).folder == second.folder


def test_a_corrupt_database_of_the_right_size_is_noticed(library: Library, tmp_path: Path) -> None:
    first = opened(library, tmp_path)
    database = first.folder / "chroma" / "chroma.sqlite3"
    content = bytearray(database.read_bytes())
    for page in range(4096, len(content), 8192):
        content[page : page + 512] = b"\xff" * len(content[page : page + 512])
    database.write_bytes(content)
    assert opened(library, tmp_path, connect=True).notice.startswith("The index was damaged (chroma.sqlite3")


def test_a_store_that_lost_rows_is_noticed_when_it_is_opened(library: Library, tmp_path: Path) -> None:
    first = opened(library, tmp_path)
    client = store_client(first.folder)
    client.get_collection("passages", embedding_function=None).delete(["theta#definition"])
    client.close()
    second = opened(library, tmp_path, connect=True)
    assert "damaged" in second.notice
    assert second.connected


def test_a_store_that_fails_later_leaves_exact_search(library: Library, tmp_path: Path) -> None:
    class Broken:
        def query(self, **_: object) -> object:
            raise RuntimeError("disk gone")

    index = opened(library, tmp_path, connect=True)
    index._collection = Broken()
    assert index.query(EMBEDDER.embed(["theta"])[0], 1)[0][0].startswith("theta#")
    assert "askcondor index build" in index.notice
    assert not index.connected


def test_rebuild_builds_whatever_is_there(library: Library, tmp_path: Path) -> None:
    first = opened(library, tmp_path)
    second = opened(library, tmp_path, rebuild=True)
    assert second.folder != first.folder
    assert opened(library, tmp_path).folder == second.folder


def test_an_unfinished_build_is_swept_away(library: Library, tmp_path: Path) -> None:
    left = tmp_path / "indexes" / "building-left"
    left.mkdir(parents=True)
    (left / "vectors.npy").write_bytes(b"half")
    index = opened(library, tmp_path)
    assert folders(tmp_path) == [index.folder]


def test_old_indexes_go_and_recent_ones_stay(library: Library, tmp_path: Path) -> None:
    old = [opened(library, tmp_path, rebuild=True).folder for _ in range(KEEP + 3)]
    long_ago = time.time() - (KEEP_DAYS + 1) * 86_400
    for folder in old[:-1]:
        os.utime(folder / "manifest.json", (long_ago, long_ago))
    newest = opened(library, tmp_path, rebuild=True).folder
    left = folders(tmp_path)
    assert newest in left
    assert old[-1] in left, "it was opened a moment ago"
    assert len(left) == KEEP + 1


def test_an_index_of_no_pages_finds_nothing(tmp_path: Path, library: Library) -> None:
    empty = Library([], library.bibliography)
    index = opened(empty, tmp_path, connect=True)
    assert index.query(np.zeros(EMBEDDER.dimension, dtype=np.float32), 5) == []


SLOW_BUILD = """
import sys, time
from pathlib import Path
from knowledge.embedders import HashingEmbedder
from knowledge.index import open_index
from knowledge.library import Library

class Slow(HashingEmbedder):
    "Takes long enough that two builds would overlap."
    def embed(self, texts):
        time.sleep(0.5)
        return super().embed(texts)

folder, cache, start = Path(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3])
library, _ = Library.load(folder / "pages", folder / "sources.toml")
time.sleep(max(0.0, start - time.time()))
print(open_index(library, Slow, cache).notice)
"""


def test_two_processes_build_once(folder: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-c", SLOW_BUILD, str(folder), str(tmp_path), str(time.time() + 4)]
    builders = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT) for _ in range(2)]
    said = [builder.communicate(timeout=120) for builder in builders]
    assert [builder.returncode for builder in builders] == [0, 0], said
    notices = [output.strip() for output, _ in said]
    assert sorted(notices) == ["", "There was no index yet, so one has been built."]
    assert len(folders(tmp_path)) == 1
