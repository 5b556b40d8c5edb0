"""A button that copies a text: Streamlit's own stands only beside code."""

from __future__ import annotations

import streamlit as st

_COPY = st.components.v2.component(
    "askcondor_copy",
    html='<button type="button"></button><span role="status"></span>',
    css="""
    :host { display: block; font: 0.875rem/1.4 var(--st-font); color: var(--st-text-color); }
    button { border: 1px solid rgba(128, 128, 128, 0.55); border-radius: 1rem; padding: 0.1rem 0.6rem; background: none; }
    button { color: inherit; font: inherit; line-height: 1.6; cursor: pointer; }
    button:hover { color: var(--st-primary-color); border-color: var(--st-primary-color); }
    button:focus-visible { outline: 2px solid var(--st-primary-color); outline-offset: 2px; }
    span:not(:empty) { margin-left: 0.6rem; }
    """,
    js="""
    export default function ({ data, parentElement }) {
      const button = parentElement.querySelector("button")
      const said = parentElement.querySelector("span")
      button.textContent = data.label
      button.onclick = async () => {
        try {
          await navigator.clipboard.writeText(data.text)
          said.textContent = "Copied"
        } catch {
          said.textContent = "The browser did not allow copying; export the conversation instead"
        }
        setTimeout(() => { said.textContent = "" }, 4000)
      }
    }
    """,
)


def button(label: str, text: str, key: str) -> None:
    """Draw the button. `key` is unique in the page."""
    _COPY(key=f"copy:{key}", data={"label": label, "text": text}, width="content")
