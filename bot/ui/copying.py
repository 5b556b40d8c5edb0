"""A button that copies a text: Streamlit's own stands only beside code."""

from __future__ import annotations

import streamlit as st

_COPY = st.components.v2.component(
    "askcondor_copy",
    html='<button type="button"></button><span role="status"></span>',
    css="""
    :host { display: block; font: 0.875rem/1.4 var(--st-font); color: var(--st-text-color); }
    button { border: 0; padding: 0.3rem 0; background: none; color: inherit; font: inherit; cursor: pointer; }
    button { text-decoration: underline; text-underline-offset: 0.2em; }
    button:focus-visible { outline: 2px solid var(--st-primary-color); outline-offset: 2px; }
    span { margin-left: 0.6rem; }
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
