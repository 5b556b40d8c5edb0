"""How a figure answers each input: the tornado's data, against differences taken by hand and textbook slopes."""

from __future__ import annotations

from typing import Any

import pytest

from calculators.catalogue import BY_NAME, CATALOGUE
from calculators.errors import InputError
from calculators.sensitivity import moveable, sensitivity, tornado, value_of
from calculators.spec import Calculator

CAPM = {"beta": 1.2, "risk_free": 0.03, "market_return": 0.08}
CLOSE = 1e-12


def test_each_input_moves_a_tenth_and_the_figure_is_that_of_a_run_with_it() -> None:
    found = sensitivity(BY_NAME["capm"], CAPM)
    assert found.figure.name == "cost_of_equity"
    for response in found.responses:
        for value, figure in response.ends:
            assert abs(value / CAPM[response.field] - 1.0) == pytest.approx(0.1)
            assert figure.value == BY_NAME["capm"].run({**CAPM, response.field: value}).figure("cost_of_equity").value


def test_the_largest_answer_stands_first() -> None:
    found = sensitivity(BY_NAME["capm"], CAPM)
    reaches = [response.reach(value_of(found.figure)) for response in found.responses]
    assert reaches == sorted(reaches, reverse=True)
    assert [response.field for response in found.responses] == ["market_return", "beta", "risk_free"]
    # d(cost of equity)/d(market return) = beta (Brealey, Myers and Allen 2020, eq. 8.1): 1.2 * 0.008
    assert reaches[0] == pytest.approx(1.2 * 0.008, rel=CLOSE * 1e3)


def test_inputs_within_an_object_and_inputs_at_their_default_move_too() -> None:
    condor = {"spot": 7140.0, "dte": 45.0, "vol": 0.18, "short_delta": 0.16, "wing_width": 50.0}
    fields = {response.field for response in sensitivity(BY_NAME["iron_condor"], condor, "net_credit").responses}
    assert {"rate", "dividend_yield", "short_delta", "vol"} <= fields
    hedge = {**BY_NAME["vix_hedge"].example, "condor": {"spot": 7140.0, "dte": 45.0, "vol": 0.18, "short_delta": 0.16, "wing_width": 50.0}}
    moved = {response.field for response in sensitivity(BY_NAME["vix_hedge"], hedge, "net_without_1").responses}
    assert "condor wing_width" in moved


def test_an_input_that_cannot_move_alone_is_named_and_not_guessed() -> None:
    chart = tornado(BY_NAME["drip"], BY_NAME["drip"].example)
    assert "Not to be moved alone: payments per year." in chart.summary


def test_zero_moves_by_the_forms_step_and_no_dollars_stay_none() -> None:
    found = sensitivity(BY_NAME["iron_condor"], dict(BY_NAME["iron_condor"].example), "net_credit")
    by_field = {response.field: response for response in found.responses}
    assert by_field["slippage"].up == 0.05
    assert by_field["slippage"].at_down is None
    assert "fees" not in by_field


@pytest.mark.parametrize("figure", ["no_such", "breakevens"])
def test_a_figure_that_is_no_number_is_refused_with_those_that_are(figure: str) -> None:
    with pytest.raises(InputError, match=r"a sensitivity needs a figure that is a number: .*net_credit.*got '"):
        sensitivity(BY_NAME["position"], BY_NAME["position"].example, figure)


@pytest.mark.parametrize("calculator", CATALOGUE, ids=lambda calculator: calculator.name)
def test_every_calculator_has_a_tornado_or_says_why_not(calculator: Calculator[Any, Any]) -> None:
    given = {**calculator.example, **({"paths": 500} if "paths" in calculator.inputs.model_fields else {})}
    try:
        chart = tornado(calculator, given)
    except InputError:
        assert sensitivity(calculator, given).responses == ()  # nothing moves it, and tornado says so
        return
    base = next(marker.y for marker in chart.markers)
    assert chart.kind == "tornado"
    assert all(len(series.x) == len(series.y) for series in chart.series)
    bars = [(x, abs(y - base)) for series in chart.series for x, y in zip(series.x, series.y, strict=True)]
    lengths = [max(length for x, length in bars if x == place) for place in range(len(chart.categories))]
    assert lengths == sorted(lengths, reverse=True)
    assert lengths[-1] > 0.0


def test_moveable_figures_are_those_with_one_finite_number() -> None:
    names = moveable(BY_NAME["strangle"].run(BY_NAME["strangle"].example))
    assert "net_credit" in names
    assert "max_loss" not in names  # without limit
