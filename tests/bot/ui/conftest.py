"""Pages are run in the test's own process, over the stand-in assistant and a store of their own."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from bot.store import Store
from bot.ui import shared
from tests.bot.ui.fakes import FakeAssistant

Open = Callable[..., AppTest]


def _page(name: str) -> None:
    """One page of the app, with all pages registered so that it can link to them."""
    from importlib import import_module

    import streamlit as st

    from bot.ui.shared import pages

    st.navigation(list(pages().values()), position="hidden")
    import_module(f"bot.ui.{name}_page").show()


@pytest.fixture
def assistant(monkeypatch: pytest.MonkeyPatch) -> FakeAssistant:
    fake = FakeAssistant()
    ready: Future[FakeAssistant] = Future()
    ready.set_result(fake)
    monkeypatch.setattr(shared, "assistant", lambda: ready)
    monkeypatch.setattr(shared, "assistant_at", lambda market, plain=False: fake)
    return fake


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Store:
    kept = Store(f"sqlite:///{tmp_path / 'conversations.sqlite'}")
    monkeypatch.setattr(shared, "store", lambda: kept)
    return kept


@pytest.fixture
def open_page(assistant: FakeAssistant, store: Store) -> Open:
    """Open a page by name, with the parameters of an address."""

    def opened(name: str, **parameters: str) -> AppTest:
        app = AppTest.from_function(_page, kwargs={"name": name}, default_timeout=30)
        for key, value in parameters.items():
            app.query_params[key] = value
        app.run()
        assert not app.exception, app.exception
        return app

    return opened
