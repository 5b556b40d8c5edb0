"""The app over the stand-in assistant, for looking at pages by hand: `streamlit run tests/bot/ui/fake_app.py`."""

from __future__ import annotations

import sys
from concurrent.futures import Future
from pathlib import Path

import streamlit as st

sys.path.insert(0, str(Path(__file__).parents[3]))

from bot.ui import shared
from tests.bot.ui.fakes import FakeAssistant


@st.cache_resource
def _assistant() -> Future[FakeAssistant]:
    ready: Future[FakeAssistant] = Future()
    ready.set_result(FakeAssistant())
    return ready


shared.assistant = _assistant
shared.assistant_at = lambda market, plain=False: _assistant().result()
st.set_page_config(page_title="AskCondor", page_icon=shared.ICON, layout="centered")
st.navigation(list(shared.pages().values())).run()
