"""AskCondor in the browser: `streamlit run streamlit_app.py`."""

import streamlit as st

from bot.ui.shared import ICON, pages

st.set_page_config(page_title="AskCondor", page_icon=ICON, layout="centered")
st.navigation(list(pages().values())).run()
