"""Run every benchmark and print one table. Nothing here is a test: a number is reported with its bar, met or not."""

from __future__ import annotations

import os
import platform

from benchmarks import answers, browser, load, peers, pricing, start
from benchmarks.timing import Row


def main() -> None:
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}\n")
    print("| what | measured | bar | |\n| --- | --- | --- | --- |")
    for measure in (answers.rows, start.rows, browser.rows, load.rows, pricing.rows, peers.rows):
        for row in measure():
            print(_line(row), flush=True)


def _line(row: Row) -> str:
    return f"| {row.what} | {row.text} | {row.bar} | {'met' if row.met else 'MISSED'} |"


if __name__ == "__main__":
    main()
