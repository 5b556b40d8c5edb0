"""What holds for every calculator, on every surface."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from pydantic import TypeAdapter
from typer.testing import CliRunner

from bot.say import say_inputs
from bot.surfaces.cli import app
from bot.tools import call, tool_of
from bot.wiring import load_pages
from calculators.catalogue import BY_NAME, CATALOGUE
from calculators.errors import InputError
from calculators.spec import Calculator

LIBRARY, BIBLIOGRAPHY = load_pages()
EACH = pytest.mark.parametrize("calculator", CATALOGUE, ids=lambda calculator: calculator.name)


def test_names_are_unique_and_found_by_name() -> None:
    assert len(BY_NAME) == len(CATALOGUE)
    assert all(BY_NAME[calculator.name] is calculator for calculator in CATALOGUE)


@EACH
def test_its_example_runs_and_gives_finite_figures_with_texts(calculator: Calculator[Any, Any]) -> None:
    result = calculator.run(calculator.example)
    figures = result.presentation.figures
    assert figures
    assert len({figure.name for figure in figures}) == len(figures)
    for figure in figures:
        assert figure.text.strip()
        assert figure.label.strip()
        values = figure.value if isinstance(figure.value, tuple) else (figure.value,)
        assert all(math.isfinite(value) for value in values if isinstance(value, float)), figure
        assert "nan" not in figure.text.lower()
    assert result.presentation.headline.endswith((".", "?"))


@EACH
def test_a_result_can_be_replayed_from_its_inputs(calculator: Calculator[Any, Any]) -> None:
    result = calculator.run(calculator.example)
    again = calculator.run(json.loads(json.dumps(result.inputs)))
    assert [f.text for f in again.presentation.figures] == [f.text for f in result.presentation.figures]


@EACH
def test_what_was_not_given_is_listed_as_assumed(calculator: Calculator[Any, Any]) -> None:
    result = calculator.run(calculator.example)
    assert set(result.assumed) == set(result.inputs) - set(calculator.example)


@EACH
def test_charts_hold_finite_data_of_one_length_and_say_themselves_in_words(calculator: Calculator[Any, Any]) -> None:
    for chart in calculator.run(calculator.example).presentation.charts:
        assert chart.title
        assert chart.summary.endswith(".")
        assert chart.series or chart.heat
        for series in chart.series:
            assert len(series.x) == len(series.y) > 0
            assert all(math.isfinite(value) for value in (*series.x, *series.y))
        if chart.heat is not None:
            assert len(chart.heat.values) == len(chart.heat.rows)
            assert all(len(row) == len(chart.heat.columns) for row in chart.heat.values)


@EACH
def test_its_terms_and_sources_exist(calculator: Calculator[Any, Any]) -> None:
    assert calculator.terms
    assert [term for term in calculator.terms if term not in LIBRARY.pages] == []
    assert [source for source in calculator.sources if BIBLIOGRAPHY.get(source) is None] == []


@EACH
def test_an_unknown_input_is_refused_with_a_sentence(calculator: Calculator[Any, Any]) -> None:
    with pytest.raises(InputError, match="has no input 'wingspan'"):
        calculator.run({**calculator.example, "wingspan": 3})


@EACH
def test_numbers_that_are_not_numbers_are_refused_and_the_field_is_named(calculator: Calculator[Any, Any]) -> None:
    numeric = [name for name, value in calculator.example.items() if isinstance(value, int | float) and not isinstance(value, bool)]
    for name in numeric:
        for bad in (float("nan"), float("inf"), "plenty", None if calculator.inputs.model_fields[name].is_required() else "1,5"):
            with pytest.raises(InputError) as refused:
                calculator.run({**calculator.example, name: bad})
            assert any(fault.field.startswith(name) for fault in refused.value.fields), (name, bad, refused.value)


@EACH
def test_its_schema_describes_every_input(calculator: Calculator[Any, Any]) -> None:
    schema = calculator.inputs.model_json_schema()
    assert schema["type"] == "object"
    undescribed = [name for name, info in schema["properties"].items() if not info.get("description")]
    assert undescribed == []
    TypeAdapter(dict[str, Any]).validate_json(json.dumps(schema))


@EACH
def test_as_a_tool_it_returns_the_same_figures_and_keeps_them_out_of_the_content(calculator: Calculator[Any, Any]) -> None:
    tool = tool_of(calculator)
    result = call(tool, dict(calculator.example))
    assert result == calculator.run(calculator.example)
    assert tool.description == calculator.description


@EACH
def test_on_the_command_line_it_prints_the_contract(calculator: Calculator[Any, Any]) -> None:
    ran = CliRunner().invoke(app, ["calc", calculator.name, "--json", json.dumps(dict(calculator.example))])
    assert ran.exit_code == 0, ran.output
    printed = json.loads(ran.stdout)
    assert set(printed) == {"calculator", "inputs", "assumed", "figures", "charts"}
    assert all(set(figure) == {"name", "label", "value", "unit", "text"} for figure in printed["figures"])


@EACH
def test_its_inputs_can_be_said_in_words(calculator: Calculator[Any, Any]) -> None:
    result = calculator.run(calculator.example)
    assert say_inputs(calculator.name, result.inputs).count(" ") >= len(result.inputs)
