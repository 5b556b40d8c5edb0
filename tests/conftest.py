"""Every test runs with the network shut but for loopback, and with a home of its own."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_socket import socket_allow_hosts

from bot.settings import stay_offline

stay_offline()


@pytest.fixture(scope="session")
def shared_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data and cache folder for the session, so that the index is built once and no test touches the person's own."""
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


@pytest.fixture(autouse=True)
def _no_network() -> None:
    socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
