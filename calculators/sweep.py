"""One calculator at many inputs: a grid of strikes, widths, tenors and vols, or a list of thousands of books.

The points are computed by all cores of this machine, or by a cluster when the address of a Dask scheduler is given (its workers
need askcondor installed). Rows come in the order of the points whatever computes them, and are the same. An input that is
refused is a row with its sentence, not the end of the sweep.
"""

from __future__ import annotations

import csv
import itertools
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass
from importlib import import_module
from typing import Any, TextIO, TypeAlias

from calculators.catalogue import find
from calculators.errors import InputError
from calculators.spec import FigureValue

Progress: TypeAlias = Callable[[int, int], None]
Point: TypeAlias = Mapping[str, Any]

MOST_POINTS = 1_000_000
_FEW = 500  # points that are done before processes have started
_CHUNK = 64
_CONNECT = "10s"


@dataclass(frozen=True, slots=True)
class Row:
    """What was varied, the figures by name, and the refusal when there are none."""

    point: dict[str, Any]
    figures: dict[str, FigureValue]
    error: str | None = None


def grid(over: Mapping[str, Sequence[Any]]) -> list[dict[str, Any]]:
    """Every combination of the values, the last field varying fastest. Raises InputError for none and for more than `MOST_POINTS`."""
    empty = [name for name, values in over.items() if not values]
    if not over or empty:
        raise InputError(f"a sweep needs a field to vary and values for it; got none{' for ' + ', '.join(empty) if empty else ''}: give field=a:b:n")
    count = 1
    for values in over.values():
        count *= len(values)
    if count > MOST_POINTS:
        raise InputError(f"a sweep has at most {MOST_POINTS:,} points; got {count:,}; give fewer values")
    return [dict(zip(over, values, strict=True)) for values in itertools.product(*over.values())]


def sweep(
    name: str,
    points: Sequence[Point],
    base: Point | None = None,
    *,
    workers: int | None = None,
    scheduler: str | None = None,
    progress: Progress | None = None,
) -> tuple[Row, ...]:
    """The calculator at `base` with each point's fields over it, one row a point, in their order.

    `workers` is a number of processes, by default one a core; `scheduler` the address of a Dask scheduler instead, such as
    `tcp://127.0.0.1:8786`. `progress` is told the points done and all of them. Raises InputError for an unknown calculator, for too
    many points, and for a scheduler that cannot be used.
    """
    find(name)
    if len(points) > MOST_POINTS:
        raise InputError(f"a sweep has at most {MOST_POINTS:,} points; got {len(points):,}; give fewer")
    chunks = [(name, dict(base or {}), [dict(point) for point in points[i : i + _CHUNK]]) for i in range(0, len(points), _CHUNK)]
    cores = workers if workers is not None else _cores()
    if scheduler is not None:
        done = _on_cluster(chunks, scheduler)
    elif cores <= 1 or len(points) <= _FEW:
        done = ((i, _chunk(chunk)) for i, chunk in enumerate(chunks))
    else:
        done = _on_cores(chunks, cores)
    found: list[list[Row]] = [[] for _ in chunks]
    finished = 0
    for place, rows in done:
        found[place] = rows
        finished += len(rows)
        if progress is not None:
            progress(finished, len(points))
    return tuple(itertools.chain.from_iterable(found))


def write_csv(rows: Sequence[Row], to: TextIO) -> None:
    """What was varied, then every figure that some row has, then the refusal; lists are joined by semicolons."""
    varied = list(dict.fromkeys(field for row in rows for field in row.point))
    names = [name for name in dict.fromkeys(name for row in rows for name in row.figures) if name not in varied]
    writer = csv.writer(to, lineterminator="\n")
    writer.writerow([*varied, *names, "error"])
    for row in rows:
        cells = [_cell(row.point.get(field)) for field in varied] + [_cell(row.figures.get(name)) for name in names]
        writer.writerow([*cells, row.error if row.error is not None else ""])


def values_of(text: str) -> list[Any]:
    """`a:b:n` as n numbers from a to b, or values parted by commas. Raises InputError for neither."""
    parts = text.split(":")
    if len(parts) == 3:
        try:
            low, high, count = float(parts[0]), float(parts[1]), int(parts[2])
        except ValueError:
            raise InputError(f"values to sweep must be as 0.10:0.30:5 (from, to, how many) or as 5,10,20; got {text!r}") from None
        if not 1 <= count <= MOST_POINTS:
            raise InputError(f"a sweep takes 1 to {MOST_POINTS:,} values of a field; got {count:,}")
        step = (high - low) / (count - 1) if count > 1 else 0.0
        return [round(low + i * step, 12) for i in range(count)]
    return [_value(part) for part in text.split(",") if part.strip()]


def _value(text: str) -> Any:
    try:
        return float(text) if any(c in text for c in ".eE") else int(text)
    except ValueError:
        return text.strip()


def _cell(value: Any) -> Any:
    return ";".join(str(v) for v in value) if isinstance(value, list | tuple) else "" if value is None else value


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _chunk(chunk: tuple[str, dict[str, Any], list[dict[str, Any]]]) -> list[Row]:
    """The rows of some points; runs wherever it is sent."""
    name, base, points = chunk
    calculator = find(name)
    rows = []
    for point in points:
        try:
            result = calculator.run({**base, **point})
        except InputError as error:
            rows.append(Row(point, {}, error.message))
        except Exception as error:
            error.add_note(f"at the point {point} of a sweep of {name}")
            raise
        else:
            rows.append(Row(point, {figure.name: figure.value for figure in result.presentation.figures}))
    return rows


def _on_cores(chunks: Sequence[Any], cores: int) -> Iterator[tuple[int, list[Row]]]:
    from loky import ProcessPoolExecutor  # only a large sweep needs it

    # Processes are started afresh, for forking a program that runs threads, as the app does, can stop it dead; and they do not run the
    # program's main script, which in the app is the page itself.
    with ProcessPoolExecutor(min(cores, len(chunks))) as pool:
        waiting: dict[Future[list[Row]], int] = {pool.submit(_chunk, chunk): i for i, chunk in enumerate(chunks)}
        try:
            while waiting:
                for future in wait(waiting, return_when=FIRST_COMPLETED).done:
                    yield waiting.pop(future), future.result()
        finally:
            for future in waiting:
                future.cancel()


def _on_cluster(chunks: Sequence[Any], scheduler: str) -> Iterator[tuple[int, list[Row]]]:
    try:
        distributed: Any = import_module("distributed")
    except ImportError:
        raise InputError("a scheduler needs the package distributed, which is not installed; pip install 'askcondor[cluster]'") from None
    try:
        client = distributed.Client(scheduler, timeout=_CONNECT, set_as_default=False)
    except (OSError, ValueError) as error:
        raise InputError(f"a scheduler must be the address of one that runs, such as tcp://127.0.0.1:8786; got {scheduler!r}: {error}") from None
    with client:
        futures = client.map(_chunk, list(chunks), pure=False)
        places = {future.key: i for i, future in enumerate(futures)}
        for future, rows in distributed.as_completed(futures, loop=client.loop, with_results=True):
            yield places[future.key], rows
