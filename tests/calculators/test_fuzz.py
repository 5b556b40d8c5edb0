"""Whatever is put into a calculator, out come finite figures or an InputError with a sentence, and nothing else.

Inputs are drawn from each calculator's own JSON Schema, edges of the bounds included, and then spoiled: wrong types,
NaN, infinities, absurd sizes.
"""

from __future__ import annotations

import json
import math
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from calculators.catalogue import BY_NAME, CATALOGUE
from calculators.errors import InputError
from calculators.spec import Calculator, Chart, ToolResult

HANG = 120  # seconds after which a run is called hung; a run takes milliseconds
EACH = pytest.mark.parametrize("calculator", CATALOGUE, ids=lambda calculator: calculator.name)
QUICK = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))

GARBAGE: tuple[Any, ...] = (
    math.nan, math.inf, -math.inf, 1e308, -1e308, 5e-324, -0.0, 0, 0.0, -1, 10**9, 10**30, 0.5, 1e-9,
    True, False, None, "", "plenty", "1e5", "NaN", "spx", "٤٢", "\x00", [], {}, [[]], [None], {"a": 1}, [math.nan], [1, 2], ["x"] * 3,
    [0.0] * 5000, list(range(100)), [{}], [[1, 2], [3]], {"chain": []}, {"skew": 0, "curvature": 0}, {"atm": 1e-4, "skew": -9, "curvature": 80},
)  # fmt: skip


@contextmanager
def guarded() -> Iterator[None]:
    """Stop a run that hangs, where the system can."""
    if not hasattr(signal, "SIGALRM"):
        yield
        return

    def hung(*_: object) -> None:
        raise AssertionError(f"the calculator ran for more than {HANG} seconds")

    before = signal.signal(signal.SIGALRM, hung)
    signal.alarm(HANG)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def outcome(calculator: Calculator[Any, Any], inputs: dict[str, Any]) -> ToolResult | InputError:
    try:
        return calculator.run(inputs)
    except InputError as refused:
        return refused


def check(calculator: Calculator[Any, Any], inputs: dict[str, Any]) -> None:
    with guarded():
        result = outcome(calculator, inputs)
    if isinstance(result, InputError):
        assert result.message.strip()
        assert "\n" not in result.message
        assert len(result.message) < 20_000
        return
    assert result.presentation.headline.strip()
    for figure in result.presentation.figures:
        values = figure.value if isinstance(figure.value, tuple) else (figure.value,)
        assert all(math.isfinite(value) for value in values if isinstance(value, float)), figure
        assert figure.text.strip(), figure
    texts = [figure.text for figure in result.presentation.figures] + [result.presentation.headline, *result.presentation.notes]
    assert not [text for text in texts if {"nan", "inf", "-inf", "$nan", "$inf"} & set(text.lower().replace(",", " ").split())], texts
    for chart in result.presentation.charts:
        check_chart(chart)
    json.dumps(result.inputs, allow_nan=False)


def check_chart(chart: Chart) -> None:
    for series in chart.series:
        assert all(math.isfinite(value) for value in (*series.x, *series.y)), (chart.title, series.label)
    markers = [value for marker in chart.markers for value in (marker.x, marker.y) if value is not None]
    bands = [value for band in chart.bands for value in (band.low, band.high)]
    cells = [value for row in chart.heat.values for value in row] if chart.heat else []
    assert all(math.isfinite(value) for value in (*markers, *bands, *cells)), chart.title


def numbers(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Numbers within the bounds of the schema, their edges often, small and large ones alike."""
    whole = schema["type"] == "integer"
    low = schema.get("minimum", schema.get("exclusiveMinimum", -1e12))
    high = schema.get("maximum", schema.get("exclusiveMaximum", 1e12))
    edges = [low, high, 0.5 * (low + high), *(x for x in (0.0, 1.0, -1.0, 1e-6, 1e-3, 0.1, 18.0, 45.0, 100.0, 7140.0) if low <= x <= high)]
    if whole:
        return st.sampled_from([int(edge) for edge in edges]) | st.integers(max(int(low), -50), min(int(high), 300))
    return (
        st.sampled_from(edges) | st.floats(low, high) | st.floats(max(low, -3.0), min(high, 3.0))
        if low <= 3.0 and high >= -3.0
        else st.floats(low, high)
    )


def values(schema: dict[str, Any], definitions: dict[str, Any], depth: int = 0) -> st.SearchStrategy[Any]:
    if "$ref" in schema:
        return values(definitions[schema["$ref"].rsplit("/", 1)[1]], definitions, depth)
    if "anyOf" in schema or "oneOf" in schema:
        return st.one_of([values(one, definitions, depth) for one in schema.get("anyOf", schema.get("oneOf", []))])
    if "const" in schema:
        return st.just(schema["const"])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    kind = schema.get("type")
    if kind in {"number", "integer"}:
        return numbers(schema)
    if kind == "array":
        if "prefixItems" in schema:
            return st.tuples(*(values(one, definitions, depth + 1) for one in schema["prefixItems"])).map(list)
        fewest = schema.get("minItems", 0)
        return st.lists(values(schema["items"], definitions, depth + 1), min_size=fewest, max_size=min(schema.get("maxItems", 12), max(fewest, 12)))
    if kind == "object" and "properties" in schema:
        return objects(schema, definitions, depth)
    if kind == "object" and isinstance(schema.get("additionalProperties"), dict):
        return st.dictionaries(
            st.sampled_from(["30", "110", "220.5", "x"]), values(schema["additionalProperties"], definitions, depth + 1), max_size=4
        )
    return {"boolean": st.booleans(), "string": st.text(max_size=5), "null": st.none()}.get(str(kind), st.sampled_from(GARBAGE))


def objects(schema: dict[str, Any], definitions: dict[str, Any], depth: int) -> st.SearchStrategy[dict[str, Any]]:
    required = {name: values(one, definitions, depth + 1) for name, one in schema["properties"].items() if name in schema.get("required", ())}
    optional = {name: values(one, definitions, depth + 1) for name, one in schema["properties"].items() if name not in required}
    return st.fixed_dictionaries(required, optional=optional)


@cache
def whole_inputs(name: str) -> st.SearchStrategy[dict[str, Any]]:
    schema = BY_NAME[name].inputs.model_json_schema()
    return objects(schema, schema.get("$defs", {}), 0)


@cache
def near_the_example(name: str) -> st.SearchStrategy[dict[str, Any]]:
    """The example with a few fields drawn anew: most of these are accepted, so they reach the arithmetic."""
    calculator = BY_NAME[name]
    schema = calculator.inputs.model_json_schema()
    definitions = schema.get("$defs", {})
    fields = {name: values(one, definitions) for name, one in schema["properties"].items()}

    @st.composite
    def drawn(draw: st.DrawFn) -> dict[str, Any]:
        names = draw(st.lists(st.sampled_from(sorted(fields)), min_size=1, max_size=3, unique=True))
        return {**calculator.example, **{name: draw(fields[name]) for name in names}}

    return drawn()


def spoiled(value: Any) -> st.SearchStrategy[Any]:
    """The value with garbage somewhere within it."""
    if isinstance(value, dict) and value:
        within = st.sampled_from(sorted(value)).flatmap(lambda name: spoiled(value[name]).map(lambda bad: {**value, name: bad}))
        return within | st.sampled_from(GARBAGE)
    if isinstance(value, list) and value:
        within = st.integers(0, len(value) - 1).flatmap(lambda i: spoiled(value[i]).map(lambda bad: [*value[:i], bad, *value[i + 1 :]]))
        return within | st.sampled_from(GARBAGE) | st.sampled_from([value * 50, value[:1], value[::-1]])
    return st.sampled_from(GARBAGE)


@EACH
@QUICK
@given(data=st.data())
def test_any_inputs_of_the_schema_give_figures_or_a_refusal(calculator: Calculator[Any, Any], data: st.DataObject) -> None:
    check(calculator, data.draw(near_the_example(calculator.name) | whole_inputs(calculator.name)))


@EACH
@QUICK
@given(data=st.data())
def test_spoiled_inputs_are_figures_or_a_refusal(calculator: Calculator[Any, Any], data: st.DataObject) -> None:
    names = [*calculator.example, *calculator.inputs.model_fields]
    name = data.draw(st.sampled_from(names))
    bad = data.draw(spoiled(calculator.example[name]) if name in calculator.example else st.sampled_from(GARBAGE))
    inputs = {**calculator.example, name: bad}
    check(calculator, inputs)


@EACH
def test_a_list_of_a_million_is_refused_before_it_is_read(calculator: Calculator[Any, Any]) -> None:
    for name, info in calculator.inputs.model_json_schema()["properties"].items():
        if "array" in json.dumps(info):
            with pytest.raises(InputError):
                calculator.run({**calculator.example, name: [0.0] * 1_000_000})


def test_a_list_of_bad_numbers_is_faulted_in_a_sentence_that_can_be_read() -> None:
    with pytest.raises(InputError, match=r"; and 9\d more such faults$") as refused:
        BY_NAME["rsi"].run({"closes": [0.0] * 100})
    assert len(refused.value.fields) == 8


def test_a_number_that_must_be_above_nothing_is_not_dust() -> None:
    with pytest.raises(InputError, match="spot must be greater than 0"):
        BY_NAME["expected_move"].run({"spot": 5e-324, "vix": 18.0, "dte": 7.0})
