"""The calculators page: a form from each model, a live result, faults as sentences, the state in the address."""

from __future__ import annotations

import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from bot.ui import calculator_page, forms
from calculators.catalogue import BY_NAME, CATALOGUE
from calculators.spec import Calculator
from tests.bot.ui.conftest import Open


def shown(app: AppTest) -> str:
    return "\n".join(item.value for item in (*app.markdown, *app.caption))


def field(app: AppTest, name: str) -> Any:
    """The number input of a field, whatever start of the form it belongs to."""
    return next(box for box in app.number_input if str(box.key).endswith(f":{name}"))


@pytest.mark.parametrize("calculator", CATALOGUE, ids=lambda calculator: calculator.name)
def test_every_calculator_opens_at_its_example_with_the_result_of_its_example(open_page: Open, calculator: Calculator[Any, Any]) -> None:
    app = open_page("calculator", calculator=calculator.name)
    assert not app.error, [error.value for error in app.error]
    expected = calculator.run(calculator.example)
    for figure in expected.presentation.figures[:5]:
        assert forms.escape.plain(figure.text) in shown(app)
    assert len(app.get("plotly_chart")) == len(expected.presentation.charts)


@pytest.mark.parametrize("calculator", CATALOGUE, ids=lambda calculator: calculator.name)
def test_address_carries_every_example_and_back(calculator: Calculator[Any, Any]) -> None:
    used = calculator.run(calculator.example).inputs
    given = forms.from_query(calculator, forms.to_query(calculator.name, used))
    assert given == used
    assert calculator.run(given).presentation == calculator.run(used).presentation


def test_result_follows_the_form_and_the_address_follows_both(open_page: Open) -> None:
    app = open_page("calculator", calculator="iron_condor")
    field(app, "wing_width").set_value(25.0).run()
    assert not app.exception, app.exception
    expected = BY_NAME["iron_condor"].run({**BY_NAME["iron_condor"].example, "wing_width": 25.0})
    assert forms.escape.plain(expected.figure("max_loss").text) in shown(app)
    assert "25.0" in str(app.query_params["wing_width"])


def test_address_starts_the_form(open_page: Open) -> None:
    app = open_page("calculator", calculator="iron_condor", spot="6000", dte="30", vol="0.2", short_delta="0.1", wing_width="40")
    assert field(app, "spot").value == 6000.0
    expected = BY_NAME["iron_condor"].run({"spot": 6000.0, "dte": 30.0, "vol": 0.2, "short_delta": 0.1, "wing_width": 40.0})
    assert forms.escape.plain(expected.figure("net_credit").text) in shown(app)


def test_value_out_of_bounds_is_a_sentence_beside_the_form(open_page: Open) -> None:
    app = open_page("calculator", calculator="iron_condor")
    field(app, "wing_width").set_value(-3.0).run()
    (error,) = app.error
    assert error.value.startswith("**Wing width** must be greater than 0; got -3")
    assert not app.get("plotly_chart")


@pytest.mark.parametrize(
    "parameters",
    [
        {"spot": "lots"},
        {"spot": "NaN"},
        {"spot": "Infinity"},
        {"spot": "1e400"},
        {"spot": "[1,2]"},
        {"spot": '{"a":1}'},
        {"smile": ":red[x]"},
        {"spot": "true"},
        {"spot": "<script>alert(1)</script>"},
    ],
)
def test_hostile_address_is_refused_without_breaking_the_page(open_page: Open, parameters: dict[str, str]) -> None:
    app = open_page("calculator", calculator="iron_condor", dte="45", vol="0.18", short_delta="0.16", wing_width="50", **parameters)
    assert app.title[0].value == "Calculators"
    assert app.error or app.get("plotly_chart")


def test_unknown_calculator_is_said_and_another_can_be_chosen(open_page: Open) -> None:
    app = open_page("calculator", calculator="perpetual_motion")
    assert "perpetual" in app.warning[0].value
    app.selectbox[0].set_value("option_price").run()
    assert app.query_params["calculator"] in ("option_price", ["option_price"])
    assert "price" in shown(app).lower()


def test_task_narrows_the_list(open_page: Open) -> None:
    app = open_page("calculator")
    app.pills[0].set_value("company").run()
    assert not app.exception, app.exception
    offered = {BY_NAME[name].task for name in BY_NAME if BY_NAME[name].title in app.selectbox[0].options}
    assert offered == {"company"}


def test_field_the_address_lacks_is_left_empty_and_not_taken_from_the_example(open_page: Open) -> None:
    app = open_page("calculator", calculator="option_price", strike="7000", right="put")
    assert field(app, "spot").value is None
    assert "spot" not in app.query_params
    assert any("spot" in error.value.lower() for error in app.error)


def test_words_of_a_field_are_the_fields_own() -> None:
    assert forms.words("short_put_dte") == "Short put DTE"
    assert forms.words("vol") == "Volatility"


def test_numbers_of_the_address_survive_exactly() -> None:
    condor = BY_NAME["iron_condor"]
    assert forms.from_query(condor, forms.to_query("iron_condor", {"spot": 7138.8, "smile": "spx"})) == {"spot": 7138.8, "smile": "spx"}
    assert json.loads(forms.to_query("iron_condor", {"spot": 7138.8})["spot"]) == 7138.8


def test_a_long_table_of_figures_shows_those_that_lead_and_folds_all(open_page: Open) -> None:
    every = BY_NAME["vix_hedge"].run(BY_NAME["vix_hedge"].example).presentation
    assert len(every.figures) > calculator_page.MOST_FIGURES
    app = open_page("calculator", calculator="vix_hedge")
    short, long = (item.value for item in app.markdown if item.value.startswith("| Figure"))
    assert short.count("\n") == len(every.leading(calculator_page.MOST_FIGURES)) + 1 < long.count("\n")
    assert long.count("\n") == len(every.figures) + 1
    assert [fold.label for fold in app.expander if fold.label.startswith("All ")] == [f"All {len(every.figures)} figures"]


def test_vols_and_rates_are_entered_in_per_cent(open_page: Open) -> None:
    app = open_page("calculator", calculator="iron_condor", spot="6000", dte="30", vol="0.2", short_delta="0.1", wing_width="40")
    vol = field(app, "vol")
    assert (vol.value, vol.label) == (20.0, "Volatility (%)")
    vol.set_value(18.5).run()
    assert "0.185" in app.query_params["vol"]
    expected = BY_NAME["iron_condor"].run({"spot": 6000.0, "dte": 30.0, "vol": 0.185, "short_delta": 0.1, "wing_width": 40.0})
    assert forms.escape.plain(expected.figure("net_credit").text) in shown(app)


def test_a_refusal_speaks_in_the_form_s_units(open_page: Open) -> None:
    app = open_page("calculator", calculator="odds", credit="0.7", wing_width="5", win_rate="0.9")
    field(app, "win_rate").set_value(140.0).run()
    assert app.error[0].value == "**Win rate** must be at most 100\u00a0%; got 140\u00a0%"


def test_a_list_of_fractions_is_entered_in_per_cent(open_page: Open) -> None:
    shocks = json.dumps([-0.2, 0.3])
    app = open_page("calculator", calculator="stress_test", dte="45", vol="0.18", short_delta="0.16", wing_width="50", vol_shocks=shocks)
    area = next(one for one in app.text_area if one.label == "Volatility shocks (%)")
    assert area.value == "-20, 30"
    area.set_value("-7.5 2").run()
    assert "[-0.075, 0.02]" in app.query_params["vol_shocks"]


def test_a_table_given_in_short_is_shown_in_full_and_kept_short_until_changed(open_page: Open) -> None:
    app = open_page("calculator", calculator="vix_hedge", vix="18", condor_contracts="10", vol_of_vol="0.92")
    assert not app.exception, app.exception
    assert "**Volatility of volatility**" in shown(app)
    assert "0.92" in app.query_params["vol_of_vol"]
