"""How a figure of any calculator answers each of its inputs, one at a time: the data of a tornado chart.

Each single number among the inputs, also within an object such as a condor, moves down and up by a tenth of itself, or by
its form's step when it is 0; whole numbers by at least one. What the calculator refuses to have moved (a bound, a rule
across fields), dollars that are 0, and lists stay as they are. Nothing here runs unless asked for.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from calculators.errors import FieldError, InputError
from calculators.spec import Axis, Calculator, Chart, Figure, Marker, Series, ToolResult, model_in, unit_of
from calculators.units import Unit
from calculators.wording import listed, trimmed

SHARE = 0.10
MOST_BARS = 12
PREFERRED = ("prob_of_profit", "net_credit")


@dataclass(frozen=True, slots=True)
class Response:
    """The figure with one input moved down and up; None where the calculator refuses the moved input."""

    field: str
    unit: Unit | None
    down: float
    up: float
    at_down: Figure | None
    at_up: Figure | None

    def reach(self, base: float) -> float:
        """The larger of the two changes."""
        return max(abs(value_of(figure) - base) for figure in (self.at_down, self.at_up) if figure is not None)

    @property
    def ends(self) -> tuple[tuple[float, Figure], ...]:
        """Each value of the input that the calculator took, with the figure there."""
        both = ((self.down, self.at_down), (self.up, self.at_up))
        return tuple((value, figure) for value, figure in both if figure is not None)


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """The responses of one figure, the largest first; `refused` are the inputs that cannot move by themselves."""

    figure: Figure
    responses: tuple[Response, ...]
    refused: tuple[str, ...]


def moveable(result: ToolResult) -> tuple[str, ...]:
    """Names of the figures that a sensitivity can be asked of: those with one finite number."""
    return tuple(f.name for f in result.presentation.figures if _number(f.value) is not None)


def sensitivity(calculator: Calculator[Any, Any], given: Mapping[str, Any], figure: str | None = None) -> Sensitivity:
    """Vary every numeric input of `given`, and those assumed for it, and report the change of the figure.

    `figure` is by default the one a trader would ask of, else the first that is a number. Raises InputError for inputs
    the calculator refuses and for a figure that is not there or is no number.
    """
    base = calculator.run(given)
    names = moveable(base)
    asked = (figure,) if figure is not None else tuple(name for name in (*PREFERRED, *base.presentation.lead, *names) if name in names)[:1]
    if not asked or asked[0] not in names:
        rule = f"a sensitivity needs a figure that is a number: {listed(names)}" if names else f"{calculator.name} has no figure that is a number"
        raise InputError(f"{rule}; got {figure!r}", (FieldError("figure", f"no numeric figure {figure!r}"),))
    middle = base.figure(asked[0])
    responses, refused = [], []
    for place, value, unit in _numbers(calculator.inputs, base.inputs):
        moved = _moved(value, unit)
        if moved is None:
            continue
        down, up = (_figure_at(calculator, _with(given, base.inputs, place, end), asked[0]) for end in moved)
        found = Response(" ".join(place), unit, *moved, down, up)
        if not found.ends:
            refused.append(found.field)
        elif found.reach(value_of(middle)) > 1e-9 * max(abs(value_of(middle)), 1e-9):
            responses.append(found)
    responses.sort(key=lambda response: -response.reach(value_of(middle)))
    return Sensitivity(middle, tuple(responses), tuple(refused))


def tornado(calculator: Calculator[Any, Any], given: Mapping[str, Any], figure: str | None = None) -> Chart:
    """The sensitivity as a chart: one bar an input, the longest on top. Raises InputError as `sensitivity`, and when no input moves the figure."""
    found = sensitivity(calculator, given, figure)
    shown = found.responses[:MOST_BARS]
    if not shown:
        raise InputError(f"no single number among the inputs of {calculator.name} moves {found.figure.name}: ask of another figure")
    first = shown[0]
    ends = listed([f"{figure.text} at {_spelled(value, first.unit)}" for value, figure in first.ends])
    summary = f"{found.figure.label}, now {found.figure.text}, answers {_words(first.field)} most: {ends}. Each input moves alone, the others held."
    if len(found.responses) > len(shown):
        summary += f" Shown are the {len(shown)} largest of {len(found.responses)}."
    if found.refused:
        summary += f" Not to be moved alone: {listed([_words(field) for field in found.refused])}."
    lower = [(float(i), value_of(r.at_down)) for i, r in enumerate(shown) if r.at_down is not None]
    higher = [(float(i), value_of(r.at_up)) for i, r in enumerate(shown) if r.at_up is not None]
    return Chart(
        kind="tornado",
        title=f"What moves it: {found.figure.label}",
        x=Axis("Input", ""),
        y=Axis("Value of the figure", found.figure.unit),
        summary=summary,
        series=tuple(
            Series(label, tuple(x for x, _ in bars), tuple(y for _, y in bars), "component")
            for label, bars in (("Input lower", lower), ("Input higher", higher))
            if bars
        ),
        markers=(Marker("Now", "level", y=value_of(found.figure)),),
        categories=tuple(f"{_words(r.field)}: {' or '.join(_spelled(value, r.unit) for value, _ in r.ends)}" for r in shown),
    )


def value_of(figure: Figure) -> float:
    """The number of a figure that is one."""
    number = _number(figure.value)
    if number is None:
        raise TypeError(f"{figure.name} is no number")
    return number


def _words(field: str) -> str:
    return field.replace("_", " ")


def _spelled(value: float, unit: Unit | None) -> str:
    """An input's value with no more decimals than it has."""
    return trimmed(100.0 * value, 2) + " %" if unit is not None and unit.name == "decimal" else trimmed(value, 4)


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value) else None


def _numbers(model: type[BaseModel], used: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], float | int, Unit | None]]:
    """The single numbers among the inputs in use, in the order of the form: their place, value and unit."""
    for name, info in model.model_fields.items():
        value = used.get(name)
        if isinstance(value, int | float) and not isinstance(value, bool):
            yield (name,), value, unit_of(info)
        elif isinstance(value, dict):
            inner = model_in(info)
            if inner is not None:
                yield from (((name, *place), number, unit) for place, number, unit in _numbers(inner, value))


def _moved(value: float | int, unit: Unit | None) -> tuple[float, float] | None:
    """The value down and up, or None for no dollars: the step of a form's dollars is made for accounts."""
    if value == 0 and unit is not None and unit.name == "dollars":
        return None
    step = abs(value) * SHARE if value != 0 else (unit.step if unit is not None else 1.0)
    if isinstance(value, int):
        whole = max(1, round(step))
        return value - whole, value + whole
    return round(value - step, 10), round(value + step, 10)


def _with(given: Mapping[str, Any], used: Mapping[str, Any], place: tuple[str, ...], value: float) -> dict[str, Any]:
    """The inputs given with the number at a place changed; an object on the way that was not given is the one used."""
    name, *rest = place
    if not rest:
        return {**given, name: value}
    inner = given.get(name)
    return {**given, name: _with(inner if isinstance(inner, Mapping) else used[name], used[name], tuple(rest), value)}


def _figure_at(calculator: Calculator[Any, Any], given: Mapping[str, Any], name: str) -> Figure | None:
    """The figure at changed inputs, or None where the calculator refuses them or has no such number then."""
    try:
        figure = calculator.run(given).figure(name)
    except (InputError, KeyError):
        return None
    return figure if _number(figure.value) is not None else None
