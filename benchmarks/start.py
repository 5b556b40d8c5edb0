"""From nothing to a first answer on the command line, and to a chat page that takes input."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from urllib.error import URLError

from benchmarks.timing import Row

ROOT = Path(__file__).resolve().parent.parent
MOST_FIRST_ANSWER = 4.0
MOST_PAGE = 3.0
ROUNDS = 3


def rows() -> Iterator[Row]:
    command = [str(Path(sys.executable).parent / "askcondor"), "ask", "Why do iron condors lose when volatility rises?", "--json"]
    subprocess.run(command, check=True, capture_output=True)
    first = median(_seconds(command) for _ in range(ROUNDS))
    yield Row("`askcondor ask`, first answer of a new process", f"{first:.1f} s", f"at most {MOST_FIRST_ANSWER:g} s", first <= MOST_FIRST_ANSWER)
    browser = shutil.which("chromium")
    if browser is None:
        return
    page = median(_page_seconds(browser) for _ in range(ROUNDS))
    yield Row("chat page takes input after the server is up", f"{page:.1f} s", f"at most {MOST_PAGE:g} s", page <= MOST_PAGE)


def _seconds(command: list[str]) -> float:
    began = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - began


def _page_seconds(browser: str) -> float:
    """Seconds from the server's first healthy reply to an enabled chat input in a browser that is already running."""
    from playwright.sync_api import sync_playwright

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    server = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", "streamlit_app.py", "--server.port", str(port), "--server.headless", "true"],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        with sync_playwright() as playwright:
            page = playwright.chromium.launch(
                executable_path=browser, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
            ).new_page()
            _wait_until_healthy(address)
            began = time.perf_counter()
            page.goto(address)
            page.locator('[data-testid="stChatInputTextArea"]').wait_for(state="visible", timeout=60_000)
            return time.perf_counter() - began
    finally:
        server.terminate()
        server.wait(timeout=20)


def _wait_until_healthy(address: str) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=1) as reply:
                if reply.status == 200:
                    return
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.02)
    raise TimeoutError(f"the app at {address} was not up within a minute")
