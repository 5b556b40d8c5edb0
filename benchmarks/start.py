"""From nothing to a first answer on the command line, and to a chat page that takes input."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from benchmarks.served import chromium, served
from benchmarks.timing import Row

MOST_FIRST_ANSWER = 4.0
MOST_PAGE = 3.0
ROUNDS = 3


def rows() -> Iterator[Row]:
    command = [str(Path(sys.executable).parent / "askcondor"), "ask", "Why do iron condors lose when volatility rises?", "--json"]
    subprocess.run(command, check=True, capture_output=True)
    first = median(_seconds(command) for _ in range(ROUNDS))
    yield Row("`askcondor ask`, first answer of a new process", f"{first:.1f} s", f"at most {MOST_FIRST_ANSWER:g} s", first <= MOST_FIRST_ANSWER)
    pages = [seconds for _ in range(ROUNDS) if (seconds := _page_seconds()) is not None]
    if not pages:
        return
    page = median(pages)
    yield Row("chat page takes input after the server is up", f"{page:.1f} s", f"at most {MOST_PAGE:g} s", page <= MOST_PAGE)


def _seconds(command: list[str]) -> float:
    began = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - began


def _page_seconds() -> float | None:
    """Seconds from the server's first healthy reply to an enabled chat input in a browser that is already running; None without a browser."""
    with chromium() as browser:
        if browser is None:
            return None
        page = browser.new_page()
        with served() as app:
            began = time.perf_counter()
            page.goto(app.address)
            page.get_by_test_id("stChatInputTextArea").wait_for(timeout=60_000)
            return time.perf_counter() - began
