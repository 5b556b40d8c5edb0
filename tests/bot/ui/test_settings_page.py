"""Settings: the market a person sets is assumed from then on, by that person alone; what is kept can be had and deleted."""

from __future__ import annotations

import json

from bot.store import Store
from bot.ui import shared
from tests.bot.ui.conftest import Open


def test_first_visit_shows_the_example_as_one(open_page: Open) -> None:
    app = open_page("settings")
    assert "an example, not the market now" in app.info[0].value
    assert "days ago" in app.info[0].value


def test_market_saved_is_assumed_and_shown_with_its_day(open_page: Open, store: Store) -> None:
    app = open_page("settings")
    next(one for one in app.number_input if one.label.startswith("S&P")).set_value(7300.0)
    next(one for one in app.number_input if one.label.startswith("VIX")).set_value(21.5)
    next(one for one in app.button if one.label == "Save the market").click().run()
    assert not app.exception, app.exception
    assert (shared.market().spot, shared.market().vix, shared.market().example) == (7300.0, 21.5, False)
    assert "SPX 7,300.00, VIX 21.50" in app.info[0].value
    assert "7,300.00" in "".join(caption.value for caption in open_page("chat").sidebar.caption)
    assert store.preferences("somebody else") == {}


def test_level_out_of_bounds_is_refused_with_the_rule_and_nothing_is_saved(open_page: Open, store: Store) -> None:
    app = open_page("settings")
    next(one for one in app.number_input if one.label.startswith("VIX")).set_value(-3.0)
    next(one for one in app.button if one.label == "Save the market").click().run()
    assert app.error[0].value.startswith("**VIX** must be at least 1; got -3")
    assert store.preferences("local") == {}


def test_habits_saved_are_assumed_and_taken_back_when_emptied(open_page: Open, store: Store) -> None:
    app = open_page("settings")
    app.number_input(key="habits:fees").set_value(1.25)
    app.button(key="habits:save").click().run()
    assert not app.exception, app.exception
    assert shared.market().habits == (("fees", 1.25),)
    app.button(key="habits:empty").click().run()
    assert shared.market().habits == ()
    assert app.number_input(key="habits:fees").value is None
    assert store.preferences("local") == {}


def test_habits_out_of_bounds_are_refused_with_the_rule(open_page: Open, store: Store) -> None:
    app = open_page("settings")
    app.number_input(key="habits:account").set_value(-5.0)
    app.button(key="habits:save").click().run()
    assert app.error[0].value.startswith("**Account** must be greater than 0; got -5")
    assert store.preferences("local") == {}


def test_example_comes_back(open_page: Open, store: Store) -> None:
    store.set_preference("local", "market", {"spot": 7000, "vix": 20, "as_of": "2026-06-01"})
    app = open_page("settings")
    next(one for one in app.button if one.label == "Back to the example").click().run()
    assert shared.market().example


def test_everything_kept_can_be_deleted(open_page: Open, store: Store) -> None:
    talk = store.create_conversation("local")
    store.add_turn(talk, "local", "mine")
    store.set_preference("local", "market", {"spot": 7000, "vix": 20, "as_of": "2026-06-01"})
    assert json.loads(json.dumps(store.export("local")))["preferences"]["market"]["vix"] == 20
    app = open_page("settings")
    next(one for one in app.button if one.key == "delete:everything").click().run()
    assert store.export("local") == {"owner": "local", "preferences": {}, "conversations": []}
