"""What a person sets once: the market and the habits assumed when a question names none; and what is kept of them."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import streamlit as st

from bot.market import EnteredHabits, EnteredMarket, Market
from bot.models import parse_model
from bot.ui import escape, forms, shared
from calculators.errors import InputError


def show() -> None:
    shared.style()
    st.title("Settings", anchor=False)
    _market(shared.market())
    _habits()
    _composer()
    _appearance()
    _kept()
    shared.footer()


def _market(market: Market) -> None:
    st.subheader("Market", anchor=False)
    st.markdown(
        "Assumed wherever a question names no level, and listed as assumed in every answer that uses it. There are no live quotes: enter yours."
    )
    st.info(escape.plain(market.described(date.today())), icon=":material/event:")
    with st.form("market", enter_to_submit=True):
        left, right = st.columns(2)
        spot = left.number_input("S&P 500 (index points)", value=market.spot, step=5.0, format="%0.10g")
        vix = right.number_input("VIX (points)", value=market.vix, step=0.5, format="%0.10g")
        mean = left.number_input("Mean VIX of five closes (points)", value=market.vix_5dma, step=0.5, format="%0.10g", placeholder="not given")
        as_of = right.date_input("As of", value=market.as_of, format="YYYY-MM-DD")
        st.markdown("**VIX futures**, near to far", anchors=False)
        futures = _futures(market)
        with st.container(horizontal=True, gap="small"):
            saved = st.form_submit_button("Save the market", type="primary")
            reset = st.form_submit_button("Back to the example", disabled=market.example)
    if reset:
        shared.store().set_preference(shared.owner(), "market", None)
        st.rerun()
    if saved:
        entered = {"spot": spot, "vix": vix, "as_of": as_of.isoformat() if isinstance(as_of, date) else None, "vix_5dma": mean, "futures": futures}
        try:
            Market.entered(entered)
        except InputError as error:
            st.error(forms.refusal(error, EnteredMarket), icon=":material/error:")
            return
        shared.store().set_preference(shared.owner(), "market", entered)
        st.toast("Saved: questions that name no level now assume this market.")
        st.rerun()


def _futures(market: Market) -> list[dict[str, Any]]:
    import pandas as pd  # Streamlit has loaded it by now

    rows = pd.DataFrame({"level": [future.level for future in market.futures], "dte": [future.dte for future in market.futures]}, dtype=float)
    columns = {
        "level": st.column_config.NumberColumn("Level (points)", required=True, step=0.05),
        "dte": st.column_config.NumberColumn("Days", help="Calendar days to settlement", required=True, step=1),
    }
    edited = st.data_editor(rows, key="market:futures", num_rows="dynamic", hide_index=True, column_config=columns, alt="VIX futures")
    return [{"level": float(row["level"]), "dte": float(row["dte"])} for row in edited.dropna().to_dict("records")]


def _habits() -> None:
    st.subheader("Account and trades", anchor=False)
    st.markdown("Holds for every question that says nothing else, and is listed as assumed. What is left empty is as each calculator has it.")
    with st.form("habits", enter_to_submit=True):
        entered = forms.fields(EnteredHabits, dict(shared.market().habits), "habits")
        with st.container(horizontal=True, gap="small"):
            saved = st.form_submit_button("Save account and trades", type="primary", key="habits:save")
            reset = st.form_submit_button("Empty all", key="habits:empty", disabled=not shared.market().habits)
    if reset:
        shared.store().set_preference(shared.owner(), "habits", None)
        for name in EnteredHabits.model_fields:
            st.session_state.pop(f"habits:{name}", None)
        st.rerun()
    if saved:
        try:
            shared.market().with_habits(entered)
        except InputError as error:
            st.error(forms.refusal(error, EnteredHabits), icon=":material/error:")
            return
        shared.store().set_preference(shared.owner(), "habits", entered if entered else None)
        st.toast("Saved: questions that say nothing else now assume this.")
        st.rerun()


def _composer() -> None:
    st.subheader("Who writes the answers", anchor=False)
    named = shared.settings().model
    if named is None:
        st.markdown(
            "The plain composer: sentences of the pages and figures of the calculators, joined by code. A chat model may rewrite them; "
            "name one in the variable `ASKCONDOR_MODEL` before the app starts. Numbers never come from it."
        )
    else:
        st.markdown(
            f"The model **{escape.plain(str(parse_model(named)))}** rewrites the plain composer's answers. Each sentence is checked against its "
            "sources and figures, and what does not pass is shown in the plain form."
        )


def _appearance() -> None:
    st.subheader("Appearance", anchor=False)
    st.markdown("Light, dark or as the system has it: choose in the menu at the upper right of every page.")


def _kept() -> None:
    st.subheader("What is kept of you", anchor=False)
    count = len(shared.store().conversations(shared.owner()))
    st.markdown(f"{count} {'conversation' if count == 1 else 'conversations'} with their questions, answers and feedback, and the settings above.")
    with st.container(horizontal=True, gap="small"):
        st.download_button(
            "Export everything as JSON",
            json.dumps(shared.store().export(shared.owner()), indent=2),
            file_name="askcondor.json",
            mime="application/json",
            icon=":material/download:",
            on_click="ignore",
        )
        with st.popover("Delete everything", icon=":material/delete:"):
            st.markdown("This deletes every conversation and setting for good.")
            if st.button("Delete for good", key="delete:everything"):
                shared.store().delete_all(shared.owner())
                st.session_state.pop("conversation", None)
                st.rerun()
