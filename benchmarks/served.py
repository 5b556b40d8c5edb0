"""The app as a process of its own, for measurements from outside."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import URLError

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).resolve().parent.parent
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
UP_WITHIN = 60.0  # seconds


@dataclass(frozen=True)
class Served:
    host: str
    pid: int

    @property
    def address(self) -> str:
        return f"http://{self.host}"

    @property
    def resident_mb(self) -> float:
        """What the process holds in memory now. Linux only."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        return next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmRSS"))


@contextmanager
def served(database_url: str | None = None) -> Iterator[Served]:
    """The app with the index in place and, when named, other conversations than this person's; ready when its server is up."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        host = f"127.0.0.1:{probe.getsockname()[1]}"
    port = host.partition(":")[2]
    command = [sys.executable, "-m", "streamlit", "run", "streamlit_app.py", "--server.port", port, "--server.headless", "true"]
    environment = {**os.environ, **({"ASKCONDOR_DATABASE_URL": database_url} if database_url is not None else {})}
    server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_until_healthy(f"http://{host}/_stcore/health")
        yield Served(host, server.pid)
    finally:
        server.terminate()
        server.wait(timeout=20)


def _wait_until_healthy(address: str) -> None:
    deadline = time.monotonic() + UP_WITHIN
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(address, timeout=1) as reply:
                if reply.status == 200:
                    return
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.02)
    raise TimeoutError(f"the app must be up within {UP_WITHIN:g} seconds; {address} did not answer; see what `make run` says")


@contextmanager
def chromium() -> Iterator[Browser | None]:
    """A Chromium, or None on a machine without one."""
    path = next((found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None)
    if path is None:
        yield None
        return
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()
