"""Requests to learn from, in harder words than most: not all are understood, and no fewer than now may be."""

import json
from datetime import date
from typing import Any

import pytest

from benchmarks import learn
from bot.market import Market
from bot.routing.rules import RulesRouter
from calculators.catalogue import CATALOGUE
from tests.bot.routing.test_unseen import score

# Of each file, how many of 100 are understood fully at least: a little below what they were when it was added.
LEAST = {
    "condors": 97,
    "condors_2": 95,
    "finance": 90,
    "finance_2": 88,
    "finance_3": 91,
    "method": 82,
    "method_2": 67,
    "risk": 82,
    "structures": 93,
    "structures_2": 84,
    "voices": 93,
}


@pytest.fixture(scope="module")
def router() -> RulesRouter:
    return RulesRouter(CATALOGUE, market=Market(7138.80, 17.95, date(2026, 5, 7)))


def _rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (learn.DATA / "taught" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


def test_every_file_is_counted() -> None:
    assert {path.stem for path in (learn.DATA / "taught").iterdir()} == set(LEAST)


@pytest.mark.parametrize("name", sorted(LEAST))
def test_no_fewer_are_understood_than_were(router: RulesRouter, name: str) -> None:
    rows = _rows(name)
    missed = [
        row["id"]
        for row in rows
        if score.wrong(row, router.plan(row["question"], row["history"], date.fromisoformat(row["as_of"]) if row.get("as_of") else None))
    ]
    assert 100 * (len(rows) - len(missed)) / len(rows) >= LEAST[name], f"not understood: {' '.join(missed)}"


def test_no_request_stands_twice() -> None:
    said = [(row["question"], tuple(row["history"])) for name in LEAST for row in _rows(name)]
    assert len(said) == len(set(said))
    ids = [row["id"] for name in LEAST for row in _rows(name)]
    assert len(ids) == len(set(ids))
