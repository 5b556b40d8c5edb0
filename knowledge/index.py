"""The vectors of all passages: built once, kept in Chroma, opened at start, rebuilt whenever they do not fit.

An index is a folder that is finished before anyone sees it: it is built beside its place, checked, and renamed. It is a cache and nothing
else: content that changed, another model, a damaged file or a missing folder each lead to a new one, with a notice and no error.

    <cache>/indexes/<key>-<number>/manifest.json   what it was built from, and the size of each file
                                   chroma/         the store: vectors, passages, where each comes from
                                   vectors.npy     the same vectors, row by row as in rows.json
                                   rows.json       id of each passage, and a digest of the text that was embedded
                                   words.npz       the postings of their words

A passage whose embedded text some index of the same model already holds keeps that vector, so after an edit only the edited page is embedded.

Importing Chroma takes one to five seconds, so a command that answers one question searches `vectors.npy` exactly, which at this size takes
less than a millisecond. A program that stays calls `Index.connect` and searches Chroma; should the store fail later, the exact vectors
answer. Where a Chroma server is named, it holds a copy of the index in a collection of the folder's name, and is searched instead.
"""

from __future__ import annotations

import hashlib
import json
import logging
import shutil
import sqlite3
import tempfile
import threading
import time
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import numpy as np
from filelock import FileLock

from knowledge.embedders import Embedder
from knowledge.lexical import BM25
from knowledge.page import Passage, plain, topic
from knowledge.words import stems

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from knowledge.library import Library

log = logging.getLogger(__name__)

FORMAT = 3  # of the folder and of what is kept in it: change it and every index is built anew
COLLECTION = "passages"
COSINE = {"hnsw": {"space": "cosine"}}
DRAFT = "building-"  # how the folder of an unfinished index starts
STORE_BATCH = 1000  # rows a write; Chroma takes at most about 5,000
EMBED_BATCH = 128
KEEP = 2  # indexes left in place besides the one in use
KEEP_DAYS = 7  # an index opened within these may still be open in some program


class IndexDamage(Exception):
    """An index that cannot be used; what is wrong with it."""


class Index:
    """A finished, read-only index."""

    def __init__(self, folder: Path, manifest: dict[str, Any], ids: Sequence[str], vectors: NDArray[np.float32], lexical: BM25) -> None:
        self.folder, self.manifest, self.ids, self.vectors, self.lexical = folder, manifest, ids, vectors, lexical
        self.notice = ""
        self._client: Any = None
        self._collection: Any = None
        self._lock = threading.Lock()

    @property
    def connected(self) -> bool:
        """Whether queries go to Chroma."""
        return self._collection is not None

    def connect(self) -> bool:
        """Open the store, so that queries go to it. False, with a notice, if it is damaged: exact search goes on."""
        with self._lock:
            if self._collection is None:
                try:
                    self._client, self._collection = _open_store(self.folder, self.manifest["count"], self.vectors)
                except IndexDamage as damage:
                    self._give_up(str(damage))
            return self._collection is not None

    def connect_server(self, server: str, passages: Sequence[Passage]) -> bool:
        """Have queries go to a Chroma server, which is given the passages first if it does not hold them. False, with a notice, if it fails."""
        with self._lock:
            try:
                self._client = _client_of(server)
                self._collection = _copy_to(self._client, self.folder.name, passages, self.vectors)
            except Exception as error:  # Chroma, its transport and its server raise bare classes of many kinds; exact search goes on
                self._give_up(f"the Chroma server at {server}: {type(error).__name__}: {error}", "The Chroma server cannot be used")
            return self._collection is not None

    def close(self) -> None:
        """Let the store go; queries go on over the exact vectors."""
        with self._lock:
            client, self._client, self._collection = self._client, None, None
            if client is not None:
                with suppress(Exception):  # a server that is gone cannot be told goodbye
                    client.close()

    def query(self, vector: NDArray[np.float32], n: int) -> list[tuple[str, float]]:
        """The n passages nearest to a vector of length one: passage id and cosine, nearest first."""
        n = min(n, len(self.ids))
        if n <= 0:
            return []
        collection = self._collection
        if collection is not None:
            try:
                found = collection.query(query_embeddings=[vector], n_results=n, include=["distances"])
                return [(id, 1.0 - float(distance)) for id, distance in zip(found["ids"][0], found["distances"][0], strict=True)]
            except Exception as error:  # Chroma raises its own and its engine's bare classes; no question may fail for it
                self._collection = None
                self._give_up(f"{type(error).__name__}: {error}")
        cosines = dots(self.vectors, vector)
        nearest = np.argpartition(-cosines, n - 1)[:n]
        return [(self.ids[row], float(cosines[row])) for row in nearest[np.argsort(-cosines[nearest], kind="stable")]]

    def status(self) -> dict[str, Any]:
        """What the index holds, for people and programs."""
        return {
            "folder": str(self.folder),
            "passages": len(self.ids),
            "model": self.manifest["model_id"],
            "dimension": self.manifest["dimension"],
            "content_hash": self.manifest["content_hash"],
            "built": self.manifest["built"],
            "search": "chroma" if self.connected else "exact",
            "notice": self.notice,
        }

    def _give_up(self, reason: str, what: str = "The vector store failed") -> None:
        log.warning("the vector store of %s failed (%.300s); searching the exact vectors instead", self.folder, reason)
        self.notice = f"{what}, so passages are searched without it; `askcondor index build` makes a new one."


def open_index(
    library: Library,
    embedder_factory: Callable[[], Embedder],
    cache: Path,
    progress: Callable[[str], None] | None = None,
    connect: bool = False,
    rebuild: bool = False,
    server: str | None = None,
) -> Index:
    """Open the index of a library, or build it if there is none, or none that is whole, made from these pages and this model.

    `connect` opens the store too, and counts a store that does not open as damage; with `server`, the address of a Chroma server, it is that
    store which is opened. `rebuild` builds whatever is there. The index's `notice` says why one was built.
    """
    if connect and server is not None:
        local = open_index(library, embedder_factory, cache, progress, rebuild=rebuild)
        local.connect_server(server, library.passages())
        return local
    root = cache / "indexes"
    root.mkdir(parents=True, exist_ok=True)
    embedder = embedder_factory()
    key = _key(library.content_hash, embedder.model_id)
    damage: list[str] = []
    index = None if rebuild else _open_newest(root, key, connect, damage)
    if index is None:
        with FileLock(root / "build.lock"):
            if not rebuild:  # another process may have built it while this one waited
                index = _open_newest(root, key, connect, [])
            if index is None:
                notice = _notice(root, damage)
                index = _build(library, embedder, root, key, connect, progress, {} if rebuild else _kept_vectors(root, embedder.model_id))
                index.notice = notice
                log.info("%s", notice)
                library.bibliography.render_all()
    return index


def find_index(library: Library, model_id: str, cache: Path) -> Index | None:
    """Open the whole and fresh index of a library, or None: nothing is built, and the model is not loaded."""
    return _open_newest(cache / "indexes", _key(library.content_hash, model_id), connect=False, damage=[])


def build_index(
    passages: Sequence[Passage],
    embedder: Embedder,
    folder: Path,
    content_hash: str = "",
    texts: Sequence[str] | None = None,
    names: Iterable[Iterable[str]] | None = None,
    progress: Callable[[str], None] | None = None,
    kept: Mapping[str, NDArray[np.float32]] | None = None,
) -> None:
    """Write a whole index into an empty folder: vectors, postings, store, and last the manifest.

    `texts` are what is embedded, one a passage; by default `embedded_text`. `names` are the names each passage goes by; by default its
    title. `kept` are vectors of this model by the digest of their text.
    """
    ids = [passage.id for passage in passages]
    texts = [embedded_text(passage) for passage in passages] if texts is None else texts
    digests = [_digest(text) for text in texts]
    known = dict(kept) if kept is not None else {}
    new = sorted({digest: text for digest, text in zip(digests, texts, strict=True) if digest not in known}.items(), key=lambda item: len(item[1]))
    for start in range(0, len(new), EMBED_BATCH):
        batch = new[start : start + EMBED_BATCH]
        known.update(zip((digest for digest, _ in batch), embedder.embed([text for _, text in batch]), strict=True))
        if progress is not None:
            progress(f"Indexed {len(ids) - len(new) + start + len(batch)} of {len(ids)} passages")
    vectors = np.array([known[digest] for digest in digests], dtype=np.float32).reshape(len(ids), embedder.dimension)
    if not np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3):
        raise ValueError("an embedder gives vectors of length one; got others")
    np.save(folder / "vectors.npy", vectors)
    (folder / "rows.json").write_text(json.dumps(list(zip(ids, digests, strict=True))), encoding="utf-8")
    named = names if names is not None else ([passage.title] for passage in passages)
    BM25((stems(plain(passage.text)) for passage in passages), ([stems(name) for name in some] for some in named)).save(folder / "words.npz")
    _fill_store(folder / "chroma", passages, vectors)
    files = {path.relative_to(folder).as_posix(): path.stat().st_size for path in sorted(folder.rglob("*")) if path.is_file()}
    manifest = {
        "format": FORMAT,
        "content_hash": content_hash,
        "model_id": embedder.model_id,
        "dimension": embedder.dimension,
        "count": len(ids),
        "built": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "vectors_sha256": hashlib.sha256((folder / "vectors.npy").read_bytes()).hexdigest(),
        "files": files,
    }
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=1), encoding="utf-8")


def dots(rows: NDArray[np.float32], vector: NDArray[np.float32]) -> NDArray[np.float32]:
    """The dot product of each row with a vector.

    Not `rows @ vector`: the threads that BLAS wakes for it have so little to do that waiting for a busy core costs a hundred times the work.
    """
    products: NDArray[np.float32] = np.einsum("ij,j->i", rows, vector)
    return products


def embedded_text(passage: Passage) -> str:
    """What stands for a passage in vector space: what it says it is about, and its bare words."""
    return f"{topic(passage)}. {plain(passage.text)}"


def load_index(folder: Path, connect: bool = False) -> Index:
    """Open one finished index folder; IndexDamage if anything in it is not as its manifest says."""
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        for name, size in manifest["files"].items():
            found = (folder / name).stat().st_size
            if found != size:
                raise IndexDamage(f"{name} has {found} bytes, not {size}")
        rows, vectors = _read_vectors(folder, manifest)
        lexical = BM25.load(folder / "words.npz")
        if manifest["format"] != FORMAT or lexical.size != len(rows):
            raise IndexDamage("its parts do not fit together")
    except (OSError, ValueError, KeyError, TypeError, AttributeError, zipfile.BadZipFile) as error:
        raise IndexDamage(f"{type(error).__name__}: {error}") from error
    _check_database(folder / "chroma" / "chroma.sqlite3")
    index = Index(folder, manifest, [id for id, _ in rows], vectors, lexical)
    if connect and not index.connect():
        raise IndexDamage("its store does not open")
    return index


def forget_page(cache: Path, page_id: str, server: str | None = None) -> None:
    """Delete every index that holds passages of a page, and every one that cannot be read: what it said must be nowhere."""
    if server is not None:
        with closing(_client_of(server)) as client:
            for collection in client.list_collections():
                holds = collection.name.startswith(f"{COLLECTION}-") and collection.get(where={"page_id": page_id}, limit=1, include=[])["ids"]
                if holds:
                    client.delete_collection(collection.name)
    root = cache / "indexes"
    if not root.is_dir():
        return
    with FileLock(root / "build.lock"):
        for folder in [path for path in root.iterdir() if path.is_dir()]:
            try:
                rows = json.loads((folder / "rows.json").read_text(encoding="utf-8"))
                holds = any(str(id).startswith(f"{page_id}#") for id, _ in rows)
            except (OSError, ValueError, TypeError):
                holds = True
            if holds:
                shutil.rmtree(folder)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _read_vectors(folder: Path, manifest: dict[str, Any]) -> tuple[list[tuple[str, str]], NDArray[np.float32]]:
    """The rows of an index, id and digest, with their vectors; IndexDamage, or what reading JSON and files raises, if they are not whole."""
    if hashlib.sha256((folder / "vectors.npy").read_bytes()).hexdigest() != manifest["vectors_sha256"]:
        raise IndexDamage("vectors.npy is not what was written")
    vectors = np.load(folder / "vectors.npy", allow_pickle=False)
    rows = [(str(id), str(digest)) for id, digest in json.loads((folder / "rows.json").read_text(encoding="utf-8"))]
    if vectors.shape != (manifest["count"], manifest["dimension"]) or len(rows) != manifest["count"]:
        raise IndexDamage("its parts do not fit together")
    return rows, vectors


def _kept_vectors(root: Path, model_id: str) -> dict[str, NDArray[np.float32]]:
    """The vectors of the index of a model that was wanted last, by the digest of their text; none if there is no such index."""
    for folder in sorted((path for path in root.glob("*-*") if (path / "manifest.json").exists()), key=_age):
        try:
            manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
            if manifest["model_id"] == model_id:
                rows, vectors = _read_vectors(folder, manifest)
                return {digest: vector for (_, digest), vector in zip(rows, vectors, strict=True)}
        except (OSError, ValueError, KeyError, TypeError, IndexDamage) as error:
            log.info("no vectors are taken from %s: %s", folder, error)
    return {}


def _key(content_hash: str, model_id: str) -> str:
    return hashlib.sha256(json.dumps([FORMAT, content_hash, model_id]).encode()).hexdigest()[:16]


def _versions(root: Path, key: str) -> list[Path]:
    """The folders of a key, newest first. A rebuilt index gets a new number: a path that Chroma has open must never be written anew."""
    numbered = [path for path in root.glob(f"{key}-*") if path.name.rpartition("-")[2].isdigit()]
    return sorted(numbered, key=lambda path: -int(path.name.rpartition("-")[2]))


def _open_newest(root: Path, key: str, connect: bool, damage: list[str]) -> Index | None:
    for folder in _versions(root, key):
        try:
            index = load_index(folder, connect)
        except IndexDamage as error:
            log.warning("the index in %s cannot be used: %s", folder, error)
            damage.append(str(error))
        else:
            with suppress(OSError):  # a cache that may only be read is fine
                (folder / "manifest.json").touch()  # its age tells `_prune` when it was last wanted
            return index
    return None


def _build(
    library: Library,
    embedder: Embedder,
    root: Path,
    key: str,
    connect: bool,
    progress: Callable[[str], None] | None,
    kept: Mapping[str, NDArray[np.float32]],
) -> Index:
    for left in root.glob(DRAFT + "*"):  # by a process that was killed: whoever builds holds the lock
        shutil.rmtree(left, ignore_errors=True)
    draft = Path(tempfile.mkdtemp(dir=root, prefix=DRAFT))
    passages = library.passages()
    names = ((topic(passage), *library.page(passage.page_id).aliases) for passage in passages)
    build_index(passages, embedder, draft, library.content_hash, names=names, progress=progress, kept=kept)
    newest = next((int(path.name.rpartition("-")[2]) for path in _versions(root, key)), 0)
    folder = root / f"{key}-{newest + 1}"
    draft.replace(folder)
    index = load_index(folder, connect)
    _prune(root, folder)
    return index


def _notice(root: Path, damage: Sequence[str]) -> str:
    if damage:
        return f"The index was damaged ({damage[0]}) and has been built anew."
    if any(path.is_dir() for path in root.iterdir()):
        return "The index has been built anew for the pages and the model as they are now."
    return "There was no index yet, so one has been built."


def _prune(root: Path, current: Path) -> None:
    """Delete indexes that no program can still be using: old ones, not opened for days."""
    others = sorted((path for path in root.glob("*-*") if path.is_dir() and path != current), key=_age)
    for folder in others[KEEP:]:
        if _age(folder) > KEEP_DAYS * 86_400:
            shutil.rmtree(folder, ignore_errors=True)


def _age(folder: Path) -> float:
    """Seconds since an index was last opened."""
    manifest = folder / "manifest.json"
    return time.time() - (manifest if manifest.exists() else folder).stat().st_mtime


def _client(folder: Path) -> Any:
    import chromadb
    from chromadb.config import Settings

    return chromadb.PersistentClient(str(folder), settings=Settings(anonymized_telemetry=False))


def _client_of(server: str) -> Any:
    import chromadb
    from chromadb.config import Settings

    address = urlsplit(server)
    if address.scheme not in ("http", "https") or address.hostname is None:
        raise ValueError(f"a Chroma server's address is http://host:port; got {server!r}")
    secure = address.scheme == "https"
    port = address.port if address.port is not None else 443 if secure else 80
    return chromadb.HttpClient(address.hostname, port, ssl=secure, settings=Settings(anonymized_telemetry=False))


def _fill_store(folder: Path, passages: Sequence[Passage], vectors: NDArray[np.float32]) -> None:
    with closing(_client(folder)) as client:
        _fill(client.create_collection(COLLECTION, configuration=COSINE, embedding_function=None), passages, vectors)


def _copy_to(client: Any, name: str, passages: Sequence[Passage], vectors: NDArray[np.float32]) -> Any:
    """The collection of an index on a server, filled first unless it is whole."""
    collection = client.get_or_create_collection(f"{COLLECTION}-{name}", configuration=COSINE, embedding_function=None)
    if collection.count() != len(passages):
        _fill(collection, passages, vectors)
    _try(collection, len(passages), vectors)
    return collection


def _fill(collection: Any, passages: Sequence[Passage], vectors: NDArray[np.float32]) -> None:
    for start in range(0, len(passages), STORE_BATCH):
        batch = passages[start : start + STORE_BATCH]
        collection.upsert(
            ids=[passage.id for passage in batch],
            embeddings=vectors[start : start + STORE_BATCH],
            documents=[passage.text for passage in batch],
            metadatas=[
                {
                    "page_id": passage.page_id,
                    "title": passage.title,
                    "heading": passage.heading,
                    "standing": passage.standing,
                    "sources": " ".join(passage.sources),
                }
                for passage in batch
            ],
        )


def _check_database(path: Path) -> None:
    """Ask SQLite whether the store's database is whole; a few milliseconds, without importing Chroma."""
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
            verdict = database.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.Error as error:
        raise IndexDamage(f"{path.name}: {error}") from error
    if verdict != "ok":
        raise IndexDamage(f"{path.name}: {verdict}")


def _open_store(folder: Path, count: int, vectors: NDArray[np.float32]) -> tuple[Any, Any]:
    """Open the store and try it."""
    try:
        client = _client(folder / "chroma")
        collection = client.get_collection(COLLECTION, embedding_function=None)
        _try(collection, count, vectors)
    except IndexDamage:
        raise
    except Exception as error:  # Chroma and its engine raise bare classes of their own
        raise IndexDamage(f"{type(error).__name__}: {error}") from error
    return client, collection


def _try(collection: Any, count: int, vectors: NDArray[np.float32]) -> None:
    """A collection must hold every passage and find the first one by its own vector; IndexDamage if not."""
    found = collection.count()
    if found != count:
        raise IndexDamage(f"the store holds {found} passages, not {count}")
    if count:
        nearest = collection.query(query_embeddings=[vectors[0]], n_results=1, include=["distances"])["distances"][0][0]
        if not abs(nearest) < 1e-3:
            raise IndexDamage(f"the store does not find a passage by its own vector; distance {nearest}")
