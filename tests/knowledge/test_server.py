"""The same search over a Chroma server: one is started on loopback, given the index, and asked."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from knowledge.embedders import HashingEmbedder
from knowledge.index import forget_page, open_index
from knowledge.library import Library
from knowledge.retrieve import Retriever

EMBEDDER = HashingEmbedder()
SERVE = "import sys; from chromadb.cli.cli import app; sys.exit(app())"
QUESTIONS = ("what is an iron condor", "BE", "does time decay stay constant", "which position has zero profit at expiration", "thetta")
START_SECONDS = 120


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folder = tmp_path_factory.mktemp("server")
    arguments = ["run", "--host", "127.0.0.1", "--port", str(port), "--path", str(folder / "data")]
    process = subprocess.Popen([sys.executable, "-c", SERVE, *arguments], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait(process, port)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=60)


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        assert process.poll() is None, "the server ended before it served"
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(f"the server was not up within {START_SECONDS} seconds")


@pytest.mark.slow
def test_a_server_finds_what_the_index_itself_finds(server: str, library: Library, tmp_path: Path) -> None:
    exact = Retriever(library, open_index(library, lambda: EMBEDDER, tmp_path), EMBEDDER)
    index = open_index(library, lambda: EMBEDDER, tmp_path, connect=True, server=server)
    assert index.connected, index.notice
    assert index.status()["search"] == "chroma"
    served = Retriever(library, index, EMBEDDER)
    for question in QUESTIONS:
        mine, theirs = exact.search(question), served.search(question)
        assert [one.passage.id for one in theirs.passages] == [one.passage.id for one in mine.passages], question
        assert theirs.answerable == mine.answerable
        assert theirs.confidence == pytest.approx(mine.confidence, abs=1e-4)
    index.close()


@pytest.mark.slow
def test_a_page_forgotten_is_on_no_server(server: str, library: Library, tmp_path: Path) -> None:
    import chromadb

    open_index(library, lambda: EMBEDDER, tmp_path, connect=True, server=server).close()
    client = chromadb.HttpClient("127.0.0.1", int(server.rpartition(":")[2]))
    assert [one.count() for one in client.list_collections()] == [len(library.passages())]
    forget_page(tmp_path, "theta", server)
    assert client.list_collections() == []


@pytest.mark.parametrize("address", ["http://127.0.0.1:9", "127.0.0.1:8000", "ftp://127.0.0.1"])
def test_a_server_that_cannot_be_used_leaves_exact_search_and_says_so(library: Library, tmp_path: Path, address: str) -> None:
    index = open_index(library, lambda: EMBEDDER, tmp_path, connect=True, server=address)
    assert not index.connected
    assert index.notice.startswith("The Chroma server cannot be used")
    assert index.query(EMBEDDER.embed(["theta"])[0], 1)[0][0].startswith("theta#")
