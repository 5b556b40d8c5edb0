"""The app and a browser for the tests of each file; screenshots go to the folder ASKCONDOR_SCREENSHOTS names, or to the test's own."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import app


@pytest.fixture(scope="session")
def address(indexed_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One app for all files of this process. A test begins with a conversation of its own, and puts back what everyone shares."""
    with app.started(indexed_home, tmp_path_factory.mktemp("app") / "log.txt") as address:
        yield address


@pytest.fixture(scope="module")
def fresh_home(built_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("fresh")
    shutil.copytree(built_home / "cache", home / "cache")
    return home


@pytest.fixture(scope="module")
def fresh_address(fresh_home: Path) -> Iterator[str]:
    """An app nobody has used, for tests that count conversations or change what everyone shares."""
    with app.started(fresh_home, fresh_home / "log.txt") as address:
        yield address


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with app.launched() as browser:
        yield browser


@pytest.fixture
def page(chromium: Browser, address: str) -> Iterator[Page]:
    with app.opened(chromium, address) as page:
        yield page


@pytest.fixture
def visitor(chromium: Browser, fresh_address: str) -> Iterator[Page]:
    """A page of the app nobody has used."""
    with app.opened(chromium, fresh_address) as page:
        yield page


@pytest.fixture(scope="session")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    named = os.environ.get("ASKCONDOR_SCREENSHOTS")
    folder = Path(named) if named is not None else tmp_path_factory.mktemp("screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    return folder
