"""Test what a page claims: run the calculator its check names, over the inputs the claim leaves open."""

from __future__ import annotations

import itertools
import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from bot.answer import Verdict
from bot.say import say_value
from calculators.errors import InputError
from calculators.spec import Figure, ToolResult
from calculators.wording import listed, trimmed
from knowledge.library import Library
from knowledge.page import Check

Run = Callable[[str, dict[str, Any]], ToolResult]
MOST_RUNS = 64
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Judged:
    """A claim's verdict, the result with the claim's own inputs, and the figure at each setting of the open ones."""

    verdict: Verdict
    base: ToolResult | None
    readings: tuple[tuple[dict[str, Any], Figure], ...] = ()


class Claims:
    """Claim pages of a library, judged when asked and remembered for the life of the process."""

    def __init__(self, library: Library, run: Run) -> None:
        self._library = library
        self._run = run
        self.judge = cache(self._judge)

    def about(self, terms: Iterable[str]) -> list[str]:
        """Claim pages related to any of the terms: by the order of the terms, then by how early a page names the term."""
        pages = [page for page in self._library.pages.values() if page.kind == "claim"]
        found: dict[str, None] = {}
        for term in terms:
            related = [page for page in pages if page.id == term or term in page.related]
            found |= dict.fromkeys(page.id for page in sorted(related, key=lambda page: (page.id != term, (*page.related, term).index(term))))
        return list(found)

    def _judge(self, page_id: str) -> Judged:
        page = self._library.pages[page_id]
        if page.check is None:
            return Judged(Verdict(page.id, "untestable", page.untestable or "Its page gives no check."), None)
        check = page.check
        try:
            readings, base = self._readings(check)
        except (InputError, KeyError) as error:
            log.warning("the check of claim %s does not run: %s", page.id, error)
            return Judged(Verdict(page.id, "untestable", f"Its check could not be run: {error.args[0]}."), None)
        inside = [_inside(check, figure) for _, figure in readings]
        verdict: Any = "holds" if all(inside) else "depends" if any(inside) else "fails"
        return Judged(Verdict(page.id, verdict, _say(check, readings)), base, readings)

    def _readings(self, check: Check) -> tuple[tuple[tuple[dict[str, Any], Figure], ...], ToolResult]:
        """The figure with the claim's own inputs first, unless those alone do not give it, then at each setting of the open ones."""
        readings, results = [], []
        for setting in ({}, *_settings(check)):
            try:
                result = self._run(check.calculator, {**check.inputs, **setting})
                readings.append((setting, result.figure(check.figure)))
                results.append(result)
            except (InputError, KeyError):
                if setting or not check.vary:
                    raise
        return tuple(readings), results[0]


def _settings(check: Check) -> list[dict[str, Any]]:
    """Every combination of the inputs a claim leaves open, or one at a time when those are too many."""
    if not check.vary:
        return []
    names = list(check.vary)
    grid = [dict(zip(names, values, strict=True)) for values in itertools.product(*check.vary.values())]
    return grid if len(grid) <= MOST_RUNS else [{name: value} for name in names for value in check.vary[name]]


def _inside(check: Check, figure: Figure) -> bool:
    value = figure.value
    if not isinstance(value, int | float):
        return False
    return (check.low is None or value >= check.low) and (check.high is None or value <= check.high)


def _say(check: Check, readings: tuple[tuple[dict[str, Any], Figure], ...]) -> str:
    base = readings[0][1]
    how = "with the inputs stated" if not readings[0][0] else f"with {_said(check, readings[0][0])}"
    text = f"{base.label} comes to {base.text} {how}; the claim needs {_asserted(check, base)}."
    numeric = [figure for _, figure in readings if isinstance(figure.value, int | float)]
    if len(numeric) > 1:
        lowest = min(numeric, key=lambda figure: float(str(figure.value)))
        highest = max(numeric, key=lambda figure: float(str(figure.value)))
        if lowest.text != highest.text:
            open_inputs = listed([name.replace("_", " ") for name in check.vary])
            tried = sum(1 for setting, _ in readings if setting)
            text += f" Over {tried} settings of {open_inputs} it runs from {lowest.text} to {highest.text}."
    return text


def _said(check: Check, setting: Mapping[str, Any]) -> str:
    return listed([f"{name.replace('_', ' ')} {say_value(check.calculator, name, value)}" for name, value in setting.items()])


def _asserted(check: Check, figure: Figure) -> str:
    def spell(bound: float) -> str:
        if figure.unit.startswith("decimal"):
            return f"{trimmed(bound * 100, 3)} %"
        return f"${trimmed(bound)}" if figure.unit == "dollars" else trimmed(bound, 4)

    if check.low is not None and check.high is not None:
        return f"{spell(check.low)} to {spell(check.high)}"
    if check.low is not None:
        return f"at least {spell(check.low)}"
    if check.high is not None:
        return f"at most {spell(check.high)}"
    return "any value"
