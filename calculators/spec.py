"""How a calculator is declared once, and what it gives back.

A calculator is a function from an `Inputs` model to a result, with a presenter that says the result as figures and
charts. Every surface (chat, command line, form, reference page, tool for a language model) is derived from that.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property
from typing import Any, Generic, Literal, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, Discriminator, Tag, ValidationError
from pydantic.fields import FieldInfo

from calculators.errors import FieldError, InputError, field_error
from calculators.field_docs import field_docs
from calculators.speech import Speech
from calculators.units import Unit

LONGEST = 20_000  # elements of one input; each calculator's own limits are lower
MOST_FAULTS = 8  # a message with more would not be read
MOST_NAMED = 8
NO_EXAMPLE = "; give a number"  # which whoever gave one need not be told

FigureValue = float | int | str | tuple[float, ...] | None
ChartKind = Literal["payoff", "comparison", "line", "bars", "heatmap", "density", "tornado", "panels"]
SeriesRole = Literal["expiration", "earlier", "with", "without", "component", "line", "quotes", "histogram"]
MarkerRole = Literal["strike", "breakeven", "spot", "level"]
BandRole = Literal["range", "profit", "loss"]


class Inputs(BaseModel):
    """Base of every input model. The docstring under a field is its help text."""

    # defer_build: a process that uses two calculators need not build the validators of all.
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        for name, text in field_docs(cls).items():
            if (info := cls.__pydantic_fields__.get(name)) is not None and info.description is None:
                info.description = text


@dataclass(frozen=True, slots=True)
class Figure:
    """A computed quantity. `text` is the only spelling of the number an answer may use."""

    name: str
    label: str
    value: FigureValue
    unit: str
    text: str


@dataclass(frozen=True, slots=True)
class Axis:
    label: str
    unit: str


@dataclass(frozen=True, slots=True)
class Series:
    """One curve, or one group of bars (`x` then holds positions 0..n-1 and the chart's `categories` their names).

    `quotes` are points, each with a bar from `low` to `high` (bid and ask) where these are given.
    """

    label: str
    x: tuple[float, ...]
    y: tuple[float, ...]
    role: SeriesRole = "line"
    low: tuple[float, ...] = ()
    high: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Marker:
    """A labelled vertical (`x`) or horizontal (`y`) reference, or a point when both are given. `detail` says more of it in a word or two."""

    label: str
    role: MarkerRole
    x: float | None = None
    y: float | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Band:
    """A shaded range of x, such as one standard deviation about the forward; in a density, a stretch of profit or of loss."""

    label: str
    low: float
    high: float
    role: BandRole = "range"


@dataclass(frozen=True, slots=True)
class Heat:
    """Cell values by row and column: `values[i][j]` belongs to `rows[i]` and `columns[j]`; `unit` is the cells' own."""

    columns: tuple[str, ...]
    rows: tuple[str, ...]
    values: tuple[tuple[float, ...], ...]
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Sweep:
    """A payoff's curves by date and vol, for sliders: `values[i][j][k]` is the y at `x[k]`, `left[i]` days before expiration,
    every implied vol changed by the fraction `vol_changes[j]`; `spot` and the at-the-money `vol` are where they stand now.
    """

    x: tuple[float, ...]
    left: tuple[float, ...]
    vol_changes: tuple[float, ...]
    values: tuple[tuple[tuple[float, ...], ...], ...]
    spot: float
    vol: float


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart as data, with no plotting library in it. `summary` says the same in one sentence (the alternative text).

    `panels` stand one under the other over the same x and are all that such a chart draws; `series` then repeats theirs. `contracts` is how many the
    dollars of a payoff count. `sweep` computes its curves at other dates and vols when sliders are wanted.
    """

    kind: ChartKind
    title: str
    x: Axis
    y: Axis
    summary: str
    series: tuple[Series, ...] = ()
    markers: tuple[Marker, ...] = ()
    bands: tuple[Band, ...] = ()
    categories: tuple[str, ...] = ()
    heat: Heat | None = None
    panels: tuple[Chart, ...] = ()
    contracts: int = 1
    sweep: Callable[[], Sweep] | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)  # without slots: charts are drawn once
class Presentation:
    """What a surface may show of a result. `notes` say conventions, roundings and what could not be computed, and why.

    `draw` is the charts, or a function that makes them, for whoever wants figures alone need not wait for charts. `lead`
    names the figures that tell most, for a surface with room for few; without it the first ones do.
    """

    headline: str
    figures: tuple[Figure, ...]
    draw: tuple[Chart, ...] | Callable[[], tuple[Chart, ...]] = field(default=(), compare=False, repr=False)
    notes: tuple[str, ...] = ()
    lead: tuple[str, ...] = ()

    @cached_property
    def charts(self) -> tuple[Chart, ...]:
        """The charts, drawn when first asked for."""
        return self.draw() if callable(self.draw) else self.draw

    def leading(self, most: int) -> tuple[Figure, ...]:
        """The figures to show first, at most so many."""
        by_name = {figure.name: figure for figure in self.figures}
        return tuple(by_name[name] for name in self.lead if name in by_name)[:most] if self.lead else self.figures[:most]


@dataclass(frozen=True, slots=True)
class ToolResult:
    """A calculation that can be replayed: `inputs` are those used; `assumed` names the ones the person did not give."""

    calculator: str
    inputs: dict[str, Any]
    assumed: tuple[str, ...]
    presentation: Presentation

    def figure(self, name: str) -> Figure:
        """The figure of that name; KeyError names the ones there are."""
        for figure in self.presentation.figures:
            if figure.name == name:
                return figure
        raise KeyError(f"{self.calculator} has no figure {name!r}; it has {[f.name for f in self.presentation.figures]}")


InputsT = TypeVar("InputsT", bound=Inputs)
ResultT = TypeVar("ResultT")


@dataclass(frozen=True)
class Calculator(Generic[InputsT, ResultT]):
    """A calculator as declared. `example` is smoke test, golden value, form start, documentation and few-shot at once."""

    name: str
    title: str
    task: str
    description: str
    inputs: type[InputsT]
    compute: Callable[[InputsT], ResultT]
    present: Callable[[InputsT, ResultT], Presentation]
    example: Mapping[str, Any]
    terms: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    phrases: tuple[str, ...] = field(default=())
    speech: Speech = field(default=Speech())

    def run(self, given: Mapping[str, Any]) -> ToolResult:
        """Validate, compute and present. Raises InputError, and nothing else, for input it cannot use."""
        inputs = self.parse(given)
        try:
            presentation = self.present(inputs, self.compute(inputs))
        except ValidationError as error:  # inputs that the calculator made of these for another one
            raise readable(self.inputs, self.name, error) from error
        used = inputs.model_dump(mode="json", exclude_none=True)
        assumed = tuple(name for name in used if name not in inputs.model_fields_set)
        return ToolResult(self.name, used, assumed, presentation)

    def parse(self, given: Mapping[str, Any]) -> InputsT:
        """The validated input model, or InputError with a message for each field."""
        _refuse_huge(given)
        try:
            return self.inputs.model_validate(dict(given))
        except ValidationError as error:
            raise readable(self.inputs, self.name, error) from error


def calculator(
    *,
    name: str,
    title: str,
    task: str,
    presenter: Callable[[InputsT, ResultT], Presentation],
    example: Mapping[str, Any],
    terms: tuple[str, ...] = (),
    sources: tuple[str, ...] = (),
    phrases: tuple[str, ...] = (),
    speech: Speech = Speech(),  # noqa: B008 (frozen, and holds nothing)
) -> Callable[[Callable[[InputsT], ResultT]], Calculator[InputsT, ResultT]]:
    """Declare a calculator from a function of one `Inputs` model; its docstring is the description every surface shows.

    `task` groups it in menus (price, hedge, size, method, volatility, company, currency, chain); `terms` are glossary
    ids and `sources` bibliography ids; `phrases` are words by which a person asks for it,
    `speech` how its inputs are said.
    """

    def declare(compute: Callable[[InputsT], ResultT]) -> Calculator[InputsT, ResultT]:
        model = next(iter(inspect.get_annotations(compute, eval_str=True).values()))
        description = inspect.getdoc(compute)
        if not description:
            raise TypeError(f"calculator {name!r} needs a docstring: it is what every surface shows")
        return Calculator(name, title, task, description, model, compute, presenter, example, terms, sources, phrases, speech)

    return declare


def unit_of(info: FieldInfo) -> Unit | None:
    """The unit declared in a field's type, looked up through `X | None` and lists."""
    for item in info.metadata:
        if isinstance(item, Unit):
            return item
    pending: list[Any] = [info.annotation]
    while pending:
        annotation = pending.pop()
        for item in getattr(annotation, "__metadata__", ()):
            if isinstance(item, Unit):
                return item
        pending.extend(getattr(annotation, "__args__", ()))
    return None


def model_in(info: FieldInfo) -> type[BaseModel] | None:
    """The input model that a field holds, by itself, optionally or in a list."""
    pending: list[Any] = [info.annotation]
    while pending:
        kind = pending.pop()
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            return kind
        pending.extend(getattr(kind, "__args__", ()))
    return None


def readable(inputs: type[BaseModel], whose: str, error: ValidationError) -> InputError:
    """What validation found, each fault as the rule, what came and what to do; `whose` inputs they are is named where one is unknown."""
    details = error.errors(include_url=False)
    # A value that an outer field hands on to inner ones is faulted once, under its own name.
    outer = {(detail["loc"][0], detail["type"]) for detail in details if len(detail["loc"]) == 1}
    own = [d for d in details if len(d["loc"]) < 2 or (d["loc"][-1], d["type"]) not in outer]
    found = [_refusal(inputs, whose, detail) for detail in own[:MOST_FAULTS]]
    more = (f"and {len(own) - MOST_FAULTS:,} more such faults",) if len(own) > MOST_FAULTS else ()
    return InputError("; ".join((*(each.message for each in found), *more)), tuple(fault for each in found for fault in each.fields))


def _refusal(inputs: type[BaseModel], whose: str, detail: Any) -> InputError:
    """One fault that validation found, or the error that an input model raised itself."""
    inner = detail.get("ctx", {}).get("error")
    if isinstance(inner, InputError):
        return inner if inner.fields else InputError(inner.message, (FieldError("", inner.message),))
    fault = _fault(inputs, whose, detail)
    return InputError(fault.message, (fault,))


def _refuse_huge(given: Mapping[str, Any]) -> None:
    """Refuse a list far beyond any limit before each of its elements is looked at."""
    for name, value in given.items():
        if isinstance(value, list | tuple | dict | str) and len(value) > LONGEST:
            raise field_error(str(name), f"{name} must hold at most {LONGEST:,} values; got {len(value):,}; give fewer")


def _fault(inputs: type[BaseModel], whose: str, detail: Any) -> FieldError:
    kind, came, context = detail["type"], detail["input"], detail.get("ctx", {})
    name, model, info = _declared(inputs, detail["loc"])
    unit = unit_of(info) if info else None
    choices = [repr(choice) for choice in get_args(info.annotation) if isinstance(choice, str)] if info else []
    hint = f"; give {unit.hint}" if unit else f"; give {' or '.join(choices)}" if choices else ""
    if kind == "missing" or (came is None and kind != "literal_error"):
        return FieldError(name, f"{name} is required{hint}")
    if kind == "extra_forbidden":
        known = list(model.model_fields)
        near = get_close_matches(str(detail["loc"][-1]), known, 1)
        return FieldError(name, f"{whose} has no input {name!r}; " + (f"did you mean {near[0]!r}?" if near else f"it takes {', '.join(known)}"))
    bounds = {
        "greater_than": ("gt", "greater than"),
        "greater_than_equal": ("ge", "at least"),
        "less_than": ("lt", "less than"),
        "less_than_equal": ("le", "at most"),
    }
    if kind in bounds:
        key, words = bounds[kind]
        return FieldError(name, f"{name} must be {words} {_short(context[key])}; got {_short(came)}{'' if hint == NO_EXAMPLE else hint}")
    if kind in {"too_short", "too_long"}:
        short = kind == "too_short"
        bound, words, remedy = (context["min_length"], "at least", "more") if short else (context["max_length"], "at most", "fewer")
        values = "value" if bound == 1 else "values"
        return FieldError(name, f"{name} must hold {words} {bound:,} {values}; got {context['actual_length']:,}; give {remedy}")
    if kind in {"tuple_type", "list_type"}:
        return FieldError(name, f"{name} must be a list; got {_short(came)}; put the values in brackets")
    if kind == "finite_number":
        return FieldError(name, f"{name} must be a finite number; got {_short(came)}{hint}")
    if kind in {"float_type", "int_type", "float_parsing", "int_parsing", "int_from_float"}:
        noun = "a whole number" if kind.startswith("int") else "a number"
        return FieldError(name, f"{name} must be {noun}; got {_short(came)}{hint}")
    if kind == "literal_error":
        or_object = ", or an object" if info is not None and model_in(info) is not None else ""
        return FieldError(name, f"{name} must be {context['expected']}{or_object}; got {_short(came)}")
    if kind in {"model_type", "model_attributes_type"}:
        inner = model_in(info) if info is not None else None
        names = f": {', '.join(inner.model_fields)}" if inner is not None and len(inner.model_fields) <= MOST_NAMED else ""
        return FieldError(name, f"{name} must be an object; got {_short(came)}; give its inputs by name{names}")
    return FieldError(name, f"{name}: {detail['msg'][:1].lower()}{detail['msg'][1:]}; got {_short(came)}{hint}")


def _declared(model: type[BaseModel], place: tuple[int | str, ...]) -> tuple[str, type[BaseModel], FieldInfo | None]:
    """The name of a faulted place, the innermost input model on the way to it, and the field there if it has one.

    After a field that takes several shapes the place holds the tag of the shape met, which nobody gave and no name shows.
    """
    info: FieldInfo | None = None
    inner: type[BaseModel] | None = None
    names: list[str] = []
    tagged = False
    for part in place:
        if tagged:
            tagged, inner = False, _shape(info, part)
            continue
        names.append(str(part))
        if isinstance(part, str):
            model = inner or model
            info = model.model_fields.get(part)
            inner = model_in(info) if info is not None else None
            tagged = info is not None and any(isinstance(item, Discriminator) for item in info.metadata)
    return ".".join(names), model, info


def _shape(info: FieldInfo | None, tag: int | str) -> type[BaseModel] | None:
    """The input model that stands under a tag in a field of several shapes."""
    for shape in get_args(info.annotation) if info is not None else ():
        kind, *marks = get_args(shape)
        if any(isinstance(mark, Tag) and mark.tag == tag for mark in marks):
            return kind if isinstance(kind, type) and issubclass(kind, BaseModel) else None
    return None


def _short(value: object) -> str:
    plain = isinstance(value, int | float) and not isinstance(value, bool)
    text = f"{value:,.10g}" if plain else repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
