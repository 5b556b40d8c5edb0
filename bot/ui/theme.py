"""The theme a page is seen in: charts are drawn for it, so a page drawn for another one is drawn again."""

from __future__ import annotations

import streamlit as st

_SEEN = st.components.v2.component(
    "askcondor_theme",
    js="""
    let told = null
    export default function ({ data, setTriggerValue }) {
      const app = document.querySelector("[data-testid=stApp]")
      const seen = () => {
        const [red, green, blue] = getComputedStyle(app).backgroundColor.match(/\\d+/g).map(Number)
        return 0.299 * red + 0.587 * green + 0.114 * blue < 128 ? "dark" : "light"
      }
      if (seen() === data.drawn) told = null
      const check = () => {
        const theme = seen()
        if (theme === data.drawn || theme === told) return
        told = theme
        setTriggerValue("theme", theme)
      }
      const watching = new MutationObserver(check)
      watching.observe(app, { attributes: true, attributeFilter: ["class"] })
      check()
      return () => watching.disconnect()
    }
    """,
)


def follow() -> None:
    """Have the page drawn again when its theme changes, by the menu or by the system."""
    _SEEN(key="theme", data={"drawn": st.context.theme.type}, on_theme_change=lambda: None)
