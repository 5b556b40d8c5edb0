"""A build killed at any moment leaves the index before it whole and serving, and the next start clean."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
KILLS = 20

# One process imports everything once and forks the builders, which would each need seconds to start otherwise. It never opens the store
# itself, so that each builder starts from the state a fresh program has.
KILLED_BUILDS = """
import json, os, signal, sys, time
from pathlib import Path
import chromadb
from knowledge.embedders import HashingEmbedder
from knowledge.index import DRAFT, find_index, open_index
from knowledge.library import Library

folder, cache, kills = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
embedder = HashingEmbedder()

def load():
    return Library.load(folder / "pages", folder / "sources.toml")[0]

def in_child(work):
    child = os.fork()
    if child == 0:
        try:
            work()
        except BaseException as error:
            print(repr(error), file=sys.stderr)
            os._exit(1)
        os._exit(0)
    return child

def build(library, cache, rebuild=False):
    return open_index(library, lambda: embedder, cache, rebuild=rebuild)

def ended(child):
    status = os.waitpid(child, 0)[1]
    return "killed" if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)

old = load()
assert ended(in_child(lambda: build(old, cache))) == 0
page = folder / "pages" / "glossary" / "theta.md"
page.write_text(page.read_text(encoding="utf-8").replace("time passes", "the days pass"), encoding="utf-8")
new = load()
began = time.perf_counter()
assert ended(in_child(lambda: build(new, cache / "elsewhere"))) == 0
whole = time.perf_counter() - began

seen = []
for number in range(kills):
    child = in_child(lambda: build(new, cache, rebuild=True))
    time.sleep(whole * 1.1 * number / kills)
    os.kill(child, signal.SIGKILL)
    how = ended(child)
    serving = find_index(old, embedder.model_id, cache)
    answer = serving.query(embedder.embed(["iron condor"])[0], 1)[0][0] if serving is not None else "no index"
    drafts = len(list((cache / "indexes").glob(DRAFT + "*")))
    seen.append([how, answer, drafts])

def next_start():
    index = open_index(new, lambda: embedder, cache, connect=True)
    assert index.connected and "damaged" not in index.notice, index.notice
    assert open_index(new, lambda: embedder, cache).notice == ""

opened, built = ended(in_child(next_start)), ended(in_child(lambda: build(new, cache, rebuild=True)))
print(json.dumps({"seen": seen, "opened": opened, "built": built, "left": len(list((cache / "indexes").glob(DRAFT + "*")))}))
"""


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks the builders")
def test_a_build_killed_at_twenty_moments_leaves_the_old_index_serving(folder: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-c", KILLED_BUILDS, str(folder), str(tmp_path / "cache"), str(KILLS)]
    ran = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=300, check=False)
    assert ran.returncode == 0, ran.stderr
    told = json.loads(ran.stdout.splitlines()[-1])
    assert {answer.partition("#")[0] for _, answer, _ in told["seen"]} == {"iron-condor"}
    assert sum(how == "killed" for how, _, _ in told["seen"]) >= KILLS // 2, "most were killed at work"
    assert max(drafts for _, _, drafts in told["seen"]) > 0, "some left a draft behind"
    assert (told["opened"], told["built"]) == (0, 0), ran.stderr
    assert told["left"] == 0, "the next build sweeps up"
