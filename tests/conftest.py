"""Every test runs with the network shut but for loopback, and with a home of its own."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from hypothesis import settings
from pytest_socket import socket_allow_hosts

from bot.settings import stay_offline

stay_offline()

# On a person's machine every run draws new cases; continuous integration repeats the same ones, so that a red run means a change.
settings.register_profile("repeatable", derandomize=True)
if os.environ.get("CI") == "true":
    settings.load_profile("repeatable")

ROOT = Path(__file__).parent.parent

# Every socket call of the interpreter passes its audit hooks, so what they do not see was not tried from Python.
WATCHED = """
import json, sys
strangers = []
def watch(event, arguments):
    if event in ("socket.connect", "socket.sendto"):
        address = arguments[1]
        if isinstance(address, tuple) and str(address[0]) not in ("127.0.0.1", "::1", "localhost"):
            strangers.append([event, str(address)])
    elif event == "socket.getaddrinfo" and str(arguments[0]) not in ("127.0.0.1", "::1", "localhost", "None", ""):
        strangers.append([event, str(arguments[0])])
sys.addaudithook(watch)
from bot.wiring import build_assistant
assistant = build_assistant()
questions = ("What is an iron condor?", "Why do condors lose when volatility rises?",
    "Price a 45 DTE SPX iron condor at 7140 with 16 delta shorts, 50 wide wings and VIX at 18")
routes = [assistant.ask(question).route for question in questions]
print(json.dumps({"strangers": strangers, "routes": routes, "torch": "torch" in sys.modules, "chroma": "chromadb" in sys.modules}))
"""


@pytest.fixture(scope="session")
def shared_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data and cache folder for this process's tests, so that no test touches the person's own."""
    return tmp_path_factory.mktemp("askcondor")


@pytest.fixture(scope="session", autouse=True)
def _home_of_the_session(shared_home: Path) -> Iterator[None]:
    before = os.environ.get("ASKCONDOR_HOME")
    os.environ["ASKCONDOR_HOME"] = str(shared_home)
    yield
    if before is None:
        del os.environ["ASKCONDOR_HOME"]
    else:
        os.environ["ASKCONDOR_HOME"] = before


@pytest.fixture(scope="session")
def built_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose index a fresh process built, with what was seen of it in `seen.json`: built once for all processes of a run."""
    parallel = "PYTEST_XDIST_WORKER" in os.environ
    run = tmp_path_factory.getbasetemp().parent if parallel else tmp_path_factory.mktemp("run")
    home = run / "built"
    with FileLock(run / "built.lock"):
        if not (home / "seen.json").exists():
            seen = watched_run(home)
            (home / "seen.json").write_text(json.dumps(seen))
    return home


@pytest.fixture(scope="session")
def first_run(built_home: Path) -> dict[str, Any]:
    """What was seen while a fresh process exported the model, built the index and answered."""
    return dict(json.loads((built_home / "seen.json").read_text()))


@pytest.fixture(scope="session")
def indexed_home(shared_home: Path, built_home: Path) -> Path:
    """This process's home, with the index of the shipped pages in it."""
    shutil.copytree(built_home / "cache", shared_home / "cache", dirs_exist_ok=True)
    return shared_home


@pytest.fixture(autouse=True)
def _no_network() -> None:
    socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)


def watched_run(home: Path) -> dict[str, Any]:
    """Answer questions in a process of its own that notes every address it looks up or connects to."""
    offline = ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "ANONYMIZED_TELEMETRY")  # the program must see to these itself
    environment = {name: value for name, value in os.environ.items() if name not in offline} | {"ASKCONDOR_HOME": str(home)}
    ran = subprocess.run([sys.executable, "-c", WATCHED], capture_output=True, text=True, env=environment, cwd=ROOT, timeout=600, check=False)
    assert ran.returncode == 0, ran.stderr
    return dict(json.loads(ran.stdout.splitlines()[-1]))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
