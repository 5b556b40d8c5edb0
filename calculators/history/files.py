"""Daily files as arrays. Rows that cannot be read are refused with file and line, never skipped."""

from __future__ import annotations

import csv
import gzip
import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from importlib.util import find_spec
from itertools import zip_longest
from pathlib import Path
from typing import Literal, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from calculators.black_scholes import Array
from calculators.errors import InputError

Dates: TypeAlias = NDArray[np.datetime64]
Key = TypeVar("Key")

ABSENT = frozenset({"", "NA", "NaN", "null", "."})
UNSETTLED = ABSENT | {"0", "0.0", "0.00"}  # the exchange's own files write 0 where a contract had no settlement
SHIPPED = {"sp500": ("sp500", "sp500.csv.gz"), "vix": ("vix", "vix.csv.gz")}
WIDE_SETTLES, WIDE_EXPIRATIONS = "8_m_settle.csv", "expirations.csv"


@dataclass(frozen=True, slots=True)
class Daily:
    """One value a trading day, oldest first; `source` says where from."""

    source: str
    days: Dates
    values: Array

    def on(self, days: Dates) -> Array:
        """The value of each day asked for, NaN where there is none."""
        at = np.searchsorted(self.days, days)
        at = np.minimum(at, len(self.days) - 1)
        return np.where(self.days[at] == days, self.values[at], np.nan)


@dataclass(frozen=True, slots=True)
class Futures:
    """Settlements by day (rows) and contract (columns, by expiration), NaN where a contract did not trade."""

    source: str
    days: Dates
    expirations: Dates
    settles: Array

    @property
    def dte(self) -> Array:
        """Calendar days to each contract's expiration, shaped as `settles`; negative after it."""
        left: Array = (self.expirations[None, :] - self.days[:, None]).astype(np.float64)
        return left


def read_daily(path: Path) -> Daily:
    """The closes of a daily file. Raises InputError for a file that is not of the format."""
    rows = _rows(path)
    _, header = next(rows)
    names = [name.strip().lower() for name in header]
    if "date" not in names:
        raise InputError(f"a daily file needs a column Date; {path.name} has {', '.join(header)}; rename one")
    others = [i for i, name in enumerate(names) if name not in {"", "date"}]
    if "close" not in names and len(others) != 1:
        raise InputError(f"a daily file needs a column Close, or just one beside Date; {path.name} has {', '.join(header)}; rename one")
    where, column = names.index("date"), names.index("close") if "close" in names else others[0]
    found: dict[np.datetime64, float] = {}
    for line, row in rows:
        value = _number(path, line, row, column)
        if value is not None:
            _put(found, _day(path, line, row, where), value, path, line)
    if len(found) < 2:
        raise InputError(f"a daily file needs at least two days; {path.name} has {len(found)}")
    days = np.array(sorted(found), dtype="datetime64[D]")
    return Daily(path.name, days, np.array([found[day] for day in days]))


def read_futures(path: Path) -> Futures:
    """Settlements from a file of date, expiration and settle, or from a folder of the two files with contracts side by side."""
    return _futures(path.name, _side_by_side(path) if path.is_dir() else _one_a_row(path))


def shipped(name: Literal["sp500", "vix"]) -> Daily:
    """A series that the package `arch` ships, read from its file without importing it. Raises InputError where it is not installed."""
    package = find_spec("arch")
    if package is None or package.origin is None:
        raise InputError(
            "the shipped history comes with the package arch, which is not installed; pip install 'askcondor[history]', or name your own files"
        )
    daily = read_daily(Path(package.origin).parent.joinpath("data", *SHIPPED[name]))
    return Daily(f"arch.data.{name}", daily.days, daily.values)


def _one_a_row(path: Path) -> dict[tuple[np.datetime64, np.datetime64], float]:
    rows = _rows(path)
    _, header = next(rows)
    names = [name.strip().lower() for name in header]
    needed = ("date", "expiration", "settle")
    if any(name not in names for name in needed):
        raise InputError(f"a futures file needs the columns date, expiration and settle; {path.name} has {', '.join(header)}; rename them")
    day, expiration, settle = (names.index(name) for name in needed)
    found: dict[tuple[np.datetime64, np.datetime64], float] = {}
    for line, row in rows:
        value = _number(path, line, row, settle, UNSETTLED)
        if value is not None:
            _put(found, (_day(path, line, row, day), _day(path, line, row, expiration)), value, path, line)
    return found


def _side_by_side(folder: Path) -> dict[tuple[np.datetime64, np.datetime64], float]:
    paths = folder / WIDE_SETTLES, folder / WIDE_EXPIRATIONS
    absent = [path.name for path in paths if not path.is_file()]
    if absent:
        raise InputError(f"a futures folder needs {WIDE_SETTLES} and {WIDE_EXPIRATIONS}; {folder} lacks {' and '.join(absent)}")
    settles, expirations = (_rows(path) for path in paths)
    (_, header), (_, other) = next(settles), next(expirations)
    if "date" not in header or header.index("date") + 1 >= len(header) or len(other) != len(header):
        raise InputError(f"{WIDE_SETTLES} and {WIDE_EXPIRATIONS} need a column date and as many contracts each; got {header} and {other}")
    where = header.index("date")
    found: dict[tuple[np.datetime64, np.datetime64], float] = {}
    for settled, expiring in zip_longest(settles, expirations):
        if settled is None or expiring is None:
            raise InputError(f"{WIDE_SETTLES} and {WIDE_EXPIRATIONS} must hold as many days each; one ends before the other")
        (line, row), (_, days) = settled, expiring
        day = _day(paths[0], line, row, where)
        if day != _day(paths[1], line, days, where):
            raise InputError(f"{WIDE_SETTLES} and {WIDE_EXPIRATIONS} must name the same days; line {line} has {row[where]} and {days[where]}")
        for column in range(where + 1, len(header)):
            value = _number(paths[0], line, row, column, UNSETTLED)
            if value is not None:
                _put(found, (day, _day(paths[1], line, days, column)), value, paths[0], line)
    return found


def _futures(source: str, found: dict[tuple[np.datetime64, np.datetime64], float]) -> Futures:
    if not found:
        raise InputError(f"a futures history needs settlements; {source} has none")
    pairs = np.array(list(found), dtype="datetime64[D]")
    days, row = np.unique(pairs[:, 0], return_inverse=True)
    expirations, column = np.unique(pairs[:, 1], return_inverse=True)
    settles = np.full((len(days), len(expirations)), np.nan)
    settles[row, column] = list(found.values())
    return Futures(source, days, expirations, settles)


def _put(found: dict[Key, float], key: Key, value: float, path: Path, line: int) -> None:
    if key in found:
        raise InputError(f"{path.name} must give each day once; line {line} repeats one")
    found[key] = value


def _rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Line numbers and cells, the header first."""
    if not path.is_file():
        raise InputError(f"a history file must exist; there is none at {path}")
    try:
        with gzip.open(path, "rt", encoding="utf-8", newline="") if path.suffix == ".gz" else path.open(encoding="utf-8", newline="") as text:
            reader = csv.reader(text)
            empty = True
            for row in reader:
                if row:
                    empty = False
                    yield reader.line_num, row
            if empty:
                raise InputError(f"a history file needs a header and rows; {path.name} is empty")
    except (UnicodeDecodeError, csv.Error, gzip.BadGzipFile, EOFError) as error:
        raise InputError(f"a history file must be CSV in UTF-8, gzipped when its name ends in .gz; {path.name} is not: {error}") from None


def _cell(path: Path, line: int, row: list[str], column: int) -> str:
    if column >= len(row):
        raise InputError(f"{path.name}, line {line}: it has {len(row)} cells and the header more; complete the line")
    return row[column].strip()


def _number(path: Path, line: int, row: list[str], column: int, absent: frozenset[str] = ABSENT) -> float | None:
    text = _cell(path, line, row, column)
    if text in absent:
        return None
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not (math.isfinite(value) and value > 0.0):
        raise InputError(f"{path.name}, line {line}: a level must be a number above 0; got {text!r}")
    return value


def _day(path: Path, line: int, row: list[str], column: int) -> np.datetime64:
    text = _cell(path, line, row, column)
    try:
        if "/" in text:
            month, day, year = (int(part) for part in text.split("/"))
            return np.datetime64(date(year, month, day), "D")
        return np.datetime64(date.fromisoformat(text), "D")
    except ValueError:
        raise InputError(f"{path.name}, line {line}: a date must be as 2014-01-31 or 1/31/2014; got {text!r}") from None
