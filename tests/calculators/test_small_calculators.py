"""The worked examples behind glossary terms, taken as a whole: any input gives finite figures or a sentence that says why not."""

from __future__ import annotations

from math import isfinite
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from calculators.catalogue import find
from calculators.errors import InputError
from calculators.spec import ToolResult

NAMES = (
    "edr",
    "vix_regime",
    "odds",
    "kelly",
    "position_size",
    "realized_volatility",
    "vix_index",
    "rsi",
    "macd",
    "advance_decline",
    "vwap",
    "wacc",
    "capm",
    "ddm",
    "irr",
    "liquidity_ratios",
    "valuation_ratios",
    "drip",
    "interest_parity",
    "reer",
    "amm_swap",
    "impermanent_loss",
    "sandwich",
    "multisig",
)
EDGES: tuple[Any, ...] = (0, 0.0, -0.0, 1, 1.0, -1, 0.5, 1e-9, 1e9, -1e9, 1e300, 5e-324, float("nan"), float("inf"), "12", None, True, [], {})


def field(schema: dict[str, Any], definitions: dict[str, Any], length: int) -> st.SearchStrategy[Any]:
    """Values a field's schema allows, lists of the one length drawn for the whole input."""
    if "$ref" in schema:
        return field(definitions[schema["$ref"].rsplit("/", 1)[1]], definitions, length)
    if "anyOf" in schema:
        return st.one_of(*(field(option, definitions, length) for option in schema["anyOf"]))
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    kind = schema.get("type")
    if kind == "number":
        low, high = (float(schema[bound] if bound in schema else schema[f"exclusive{bound.capitalize()}"]) for bound in ("minimum", "maximum"))
        near = st.floats(max(low, -200.0), min(high, 200.0)) if low <= 200.0 and high >= -200.0 else st.nothing()
        return st.one_of(near, st.floats(low, high), st.sampled_from([low, high]))
    if kind == "integer":
        return st.integers(schema["minimum"], min(schema["maximum"], 300))
    if kind == "array":
        return st.lists(field(schema["items"], definitions, length), min_size=length, max_size=length)
    if kind == "object":
        return st.fixed_dictionaries({name: field(part, definitions, length) for name, part in schema["properties"].items()})
    return {"null": st.none(), "boolean": st.booleans(), "string": st.text(max_size=5)}[str(kind)]


@st.composite
def inputs(draw: st.DrawFn, name: str) -> dict[str, Any]:
    """Mostly well-formed inputs, with a field left out or replaced by an edge case now and then."""
    model = find(name).inputs
    schema = model.model_json_schema()
    length = draw(st.integers(1, 40))
    given_inputs: dict[str, Any] = {}
    for key, part in schema["properties"].items():
        if key in schema.get("required", ()) or draw(st.booleans()):
            given_inputs[key] = draw(field(part, schema.get("$defs", {}), length))
    if draw(st.integers(0, 4)) == 0:
        given_inputs[draw(st.sampled_from(sorted(schema["properties"])))] = draw(st.sampled_from(EDGES))
    return given_inputs


def numbers(result: ToolResult) -> list[float]:
    """Every number a surface would show."""
    shown: list[float] = []
    for figure in result.presentation.figures:
        if isinstance(figure.value, int | float):
            shown.append(float(figure.value))
    for chart in result.presentation.charts:
        for series in chart.series:
            assert len(series.x) == len(series.y)
            shown += [*series.x, *series.y]
        for marker in chart.markers:
            shown += [place for place in (marker.x, marker.y) if place is not None]
        if chart.heat is not None:
            assert len(chart.heat.values) == len(chart.heat.rows)
            shown += [value for row in chart.heat.values for value in row]
        if chart.categories:
            assert all(len(series.x) == len(chart.categories) for series in chart.series)
    return shown


@pytest.mark.parametrize("name", NAMES)
def test_any_input_gives_finite_figures_or_a_sentence(name: str) -> None:
    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
    @given(inputs(name))
    def check(given_inputs: dict[str, Any]) -> None:
        try:
            result = find(name).run(given_inputs)
        except InputError:
            return
        assert all(isfinite(value) for value in numbers(result))
        texts = [result.presentation.headline, *(f.text for f in result.presentation.figures), *(c.summary for c in result.presentation.charts)]
        assert all(text and "nan" not in text.lower().split() and "inf" not in text for text in texts)

    check()


@pytest.mark.parametrize("name", NAMES)
def test_the_example_runs_and_is_declared_in_full(name: str) -> None:
    calculator = find(name)
    result = calculator.run(calculator.example)
    assert result.presentation.figures
    assert calculator.terms
    assert calculator.sources
    assert calculator.phrases
    assert all(isfinite(value) for value in numbers(result))
    names = [figure.name for figure in result.presentation.figures]
    assert len(names) == len(set(names))
