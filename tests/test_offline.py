"""Nothing but loopback is ever contacted, and answering waits for no torch."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.conftest import watched_run


def test_exporting_the_model_building_the_index_and_answering_contacts_no_one(first_run: dict[str, Any]) -> None:
    assert first_run["strangers"] == []
    assert first_run["routes"] == ["explain", "explain", "calculate"]
    assert first_run["chroma"]


def test_answering_with_an_index_in_place_contacts_no_one_and_imports_no_torch(indexed_home: Path) -> None:
    seen = watched_run(indexed_home)
    assert seen["strangers"] == []
    assert not seen["torch"]
