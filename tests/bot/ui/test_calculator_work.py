"""Runs kept and compared, the chain in the form, presets, undo: the calculators page beyond its form."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from bot.store import Store
from bot.ui import chain_view, escape, legs, presets, runs
from calculators.catalogue import BY_NAME
from calculators.chain import ChainVol
from calculators.errors import InputError
from calculators.spec import Figure
from tests.bot.ui.conftest import Open
from tests.bot.ui.test_calculator_page import field, shown
from tests.calculators.test_chain import FORWARD, SPOT, wide_form

CONDOR = BY_NAME["iron_condor"]


def press(app: AppTest, label: str) -> AppTest:
    next(button for button in app.button if button.label == label).click().run()
    assert not app.exception, app.exception
    return app


def text_of(inputs: dict[str, Any], figure: str = "net_credit") -> str:
    return escape.plain(CONDOR.run(inputs).figure(figure).text)


def run(spot: float = 7140.0, name: str = "") -> runs.Run:
    given = {**CONDOR.example, "spot": spot}
    made = runs.run_of("iron_condor", given, CONDOR.run(given))
    return made if not name else runs.Run(made.id, name, made.calculator, made.inputs)


def test_preset_fills_the_form_and_undo_takes_it_back(open_page: Open) -> None:
    app = open_page("calculator", calculator="iron_condor")
    balanced = next(preset for preset in presets.of("iron_condor") if preset.label == "1DTE Balanced")
    press(app, "1DTE Balanced")
    assert text_of(dict(balanced.inputs)) in shown(app)
    press(app, "Undo")
    assert text_of(dict(CONDOR.example)) in shown(app)
    assert next(button for button in app.button if button.label == "Undo").disabled
    press(app, "Redo")
    assert text_of(dict(balanced.inputs)) in shown(app)
    press(app, "The example")
    assert text_of(dict(CONDOR.example)) in shown(app)


def test_single_changes_are_undone_one_by_one(open_page: Open) -> None:
    app = open_page("calculator", calculator="iron_condor")
    for width in (25.0, 75.0):
        field(app, "wing_width").set_value(width).run()
    press(app, "Undo")
    assert field(app, "wing_width").value == 25.0
    press(app, "Undo")
    assert field(app, "wing_width").value == CONDOR.example["wing_width"]


def test_another_calculator_and_back_finds_the_form_as_it_was_left(open_page: Open) -> None:
    app = open_page("calculator", calculator="iron_condor")
    field(app, "wing_width").set_value(25.0).run()
    app.selectbox[0].set_value("strangle").run()
    assert not app.exception, app.exception
    app.selectbox[0].set_value("iron_condor").run()
    assert field(app, "wing_width").value == 25.0


def test_kept_run_survives_a_new_visit_and_opens_again(open_page: Open, store: Store) -> None:
    app = open_page("calculator", calculator="iron_condor")
    field(app, "wing_width").set_value(25.0).run()
    press(app, "Keep this run")
    assert next(button for button in app.button if button.label == "Kept").disabled
    later = open_page("calculator", calculator="strangle")
    (held,) = store.preferences("local")["runs"]
    assert held["inputs"]["wing_width"] == 25.0
    press(later, "Open in the form")
    assert field(later, "wing_width").value == 25.0
    press(later, "Remove")
    assert store.preferences("local")["runs"] == []


def test_kept_runs_are_renamed_and_bounded(store: Store) -> None:
    first = run(name="mine")
    runs.keep(first)
    runs.rename(first.id, "  " + "x" * 200)
    assert runs.kept()[0].name == "x" * 80
    runs.rename(first.id, "  ")
    assert runs.kept()[0].name == "x" * 80
    for spot in range(1, runs.MOST_KEPT):
        runs.keep(run(7000.0 + spot))
    with pytest.raises(InputError, match="at most 30 runs"):
        runs.keep(run(6000.0))
    assert len(runs.kept()) == runs.MOST_KEPT


def test_two_runs_stand_side_by_side_with_their_difference(open_page: Open, store: Store) -> None:
    runs.keep(run(7000.0, "the other"))
    app = open_page("calculator", calculator="iron_condor")
    drawn = len(app.get("plotly_chart"))
    next(group for group in app.segmented_control if group.key == "runs-view").set_value("Compare").run()
    assert not app.exception, app.exception
    assert len(app.get("plotly_chart")) == drawn + 1
    table = next(item.value for item in app.markdown if "Difference" in item.value)
    assert "| Spot | 7,000 | 7,140 |" in shown(app)
    one, two = (CONDOR.run({**CONDOR.example, "spot": spot}).figure("net_credit") for spot in (7000.0, 7140.0))
    assert f"{one.text} | {two.text} | {runs.difference(one, two)}".replace("$", "\\$") in table


def test_a_difference_is_said_in_the_figures_own_unit() -> None:
    def figure(value: Any, unit: str) -> Figure:
        return Figure("x", "X", value, unit, str(value))

    assert runs.difference(figure(0.5, "decimal"), figure(0.625, "decimal")) == "+12.50 % points"
    assert runs.difference(figure(500.0, "dollars"), figure(-734.0, "dollars")) == "-$1,234"
    assert runs.difference(figure(1.0, "index points"), figure(3.5, "index points")) == "+2.50 points"
    assert runs.difference(figure(float("inf"), "dollars"), figure(float("inf"), "dollars")) == ""
    assert runs.difference(figure("a", ""), figure("b", "")) == ""
    assert runs.difference(figure(1.0, "points per calendar day"), figure(1.0, "points per trading day")) == ""


def test_inputs_that_matter_are_drawn_when_asked_for(open_page: Open) -> None:
    app = open_page("calculator", calculator="iron_condor")
    assert "What moves it" not in shown(app)
    app.session_state["matters"] = True
    app.run()
    assert not app.exception, app.exception
    assert "What moves it: Probability of profit" in shown(app)


def test_legs_are_built_from_a_strategy_changed_added_and_removed(open_page: Open) -> None:
    app = open_page("calculator", calculator="position")
    press(app, "Jade lizard")
    jade = next(strategy for strategy in legs.STRATEGIES if strategy.label == "Jade lizard")
    expected = legs.placed(jade, 7140.0, 45.0, 0.18)
    strikes = [box for box in app.number_input if str(box.key).endswith(":strike")]
    assert [box.value for box in strikes] == [leg["strike"] for leg in expected]
    strikes[0].set_value(6500.0).run()
    position = BY_NAME["position"]
    market = {"spot": 7140.0, "dte": 45.0, "vol": 0.18}
    expected[0]["strike"] = 6500.0
    assert escape.plain(position.run({**market, "legs": expected}).figure("net_credit").text) in shown(app)
    press(app, "Add a leg")
    assert len([box for box in app.number_input if str(box.key).endswith(":strike")]) == 4
    press(app, "Remove leg 1")
    boxes = [box for box in app.number_input if str(box.key).endswith(":strike")]
    assert [box.value for box in boxes][:2] == [leg["strike"] for leg in expected[1:]]
    press(app, "Undo")
    press(app, "Undo")
    assert [box.value for box in app.number_input if str(box.key).endswith(":strike")] == [leg["strike"] for leg in expected]


def test_chain_from_a_file_becomes_the_smile_of_the_form(open_page: Open) -> None:
    app = open_page("calculator", calculator="iron_condor")
    app.file_uploader[0].upload("chain.csv", wide_form().encode(), "text/csv").run()
    assert not app.exception, app.exception
    assert not app.error, [error.value for error in app.error]
    assert "30 options read, 15 out-of-the-money quotes taken" in shown(app)
    press(app, "Put this smile into the form")
    assert not app.error, [error.value for error in app.error]
    assert field(app, "spot").value == SPOT
    assert field(app, "dte").value == 45.0
    assert "meets between bid and ask" in shown(app)
    assert f"forward {FORWARD:,.2f}"[:13] in shown(app)


def test_file_that_is_no_chain_is_refused_in_words_and_nothing_else_breaks(open_page: Open) -> None:
    app = open_page("calculator", calculator="iron_condor")
    hostile = b"=cmd|'/C calc'!A0,<script>alert(1)</script>,[x](javascript:alert(1))\n1,2,3\n"
    app.file_uploader[0].upload("chain.csv", hostile, "text/csv").run()
    assert not app.exception, app.exception
    assert "a chain needs a header line" in app.error[0].value
    assert text_of(dict(CONDOR.example)) in shown(app)


def test_a_chain_of_hundreds_of_strikes_keeps_its_ends_and_fits_a_form() -> None:
    quotes = [ChainVol(float(strike), "put", 0.2, 0.19, 0.21) for strike in range(1000, 6000, 10)]
    thin = chain_view.thinned(quotes)
    assert len(thin) == len({quote.strike for quote in thin}) == chain_view.MOST_QUOTES
    assert (thin[0], thin[-1]) == (quotes[0], quotes[-1])
