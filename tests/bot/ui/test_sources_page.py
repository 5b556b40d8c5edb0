"""The bibliography: grouped, searchable, with what cites each source."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from bot.ui import shared, sources_page
from tests.bot.ui.conftest import Open


def shown(app: AppTest) -> str:
    return "\n".join(item.value for item in (*app.markdown, *app.caption, *app.subheader))


def test_sources_are_grouped_by_kind_with_their_citing_pages(open_page: Open) -> None:
    app = open_page("sources")
    text = shown(app)
    assert "Books (" in text
    assert "Web pages (" in text
    assert "Hull, J. C. (2018)" in text
    assert "Cited by" in "".join(box.label for box in app.expander)
    assert not app.get("page_link")


def test_search_narrows_to_an_author(open_page: Open) -> None:
    app = open_page("sources")
    app.text_input[0].set_value("gatheral svi").run()
    assert not app.exception, app.exception
    assert "1 of " in shown(app)
    assert "Gatheral, J., & Jacquier, A. (2014)" in shown(app).replace("\\", "")


def test_search_with_no_match_says_what_to_do(open_page: Open) -> None:
    app = open_page("sources")
    app.text_input[0].set_value("zzzz").run()
    assert "Nothing matches" in shown(app)


def test_every_cited_source_knows_its_pages() -> None:
    citing = sources_page.cited_by()
    assert "iron-condor" in citing["hull-2018"]
    assert set(citing) <= set(shared.bibliography())


def test_reference_links_to_the_site_and_not_to_odd_addresses() -> None:
    linked = shared.reference("Cboe. (2026). VIX. https://www.cboe.com/vix", "https://www.cboe.com/vix")
    assert linked.endswith("](https://www.cboe.com/vix)")
    assert "](" not in shared.reference("X. javascript:alert(1)", "javascript:alert(1)")
