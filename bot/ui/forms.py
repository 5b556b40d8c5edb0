"""A calculator's form, made from its input model, and its state in an address."""

from __future__ import annotations

import json
import math
import re
import types
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import streamlit as st
from annotated_types import Ge, Gt, Le, Lt
from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from bot.ui import escape
from calculators.errors import FieldError, InputError
from calculators.spec import Calculator, unit_of

_SPELLED = {
    "vol": "volatility",
    "dte": "DTE",
    "vix": "VIX",
    "vvix": "VVIX",
    "otm": "OTM",
    "sd": "SD",
    "edr": "EDR",
    "irr": "IRR",
    "wacc": "WACC",
    "hv20": "HV20",
    "vix9d": "VIX9D",
    "iv": "IV",
}
_BOUNDS = {Gt: ("more than", "gt"), Ge: ("at least", "ge"), Lt: ("less than", "lt"), Le: ("at most", "le")}
_LARGEST = 1e15
_IN_DECIMALS = re.compile(r"(?<= )(?P<rule>at most|at least|greater than|less than|got) (?P<number>-?\d[\d.]*(?:e[+-]?\d+)?)(?=;|$|,)")
NOT_GIVEN = "not given"


def words(name: str) -> str:
    """`short_put_dte` -> `Short put DTE`."""
    parts = [_SPELLED.get(part, part) for part in name.split("_")]
    return (parts[0][:1].upper() + parts[0][1:] + " " + " ".join(parts[1:])).strip()


def spell(value: Any) -> str:
    """A value as a person would type it."""
    match value:
        case bool():
            return "yes" if value else "no"
        case float() | int():
            return f"{value:,.10g}"
        case None:
            return NOT_GIVEN
        case list() | tuple():
            return (
                "; ".join(spell(item) for item in value)
                if any(isinstance(item, Mapping) for item in value)
                else ", ".join(f"{item:.10g}" if isinstance(item, int | float) else str(item) for item in value)
            )
        case Mapping():
            return " ".join(f"{key.replace('_', ' ')} {spell(item)}" for key, item in value.items() if item is not None)
    return str(value)


def scale(info: FieldInfo) -> float:
    """What a number is multiplied by to be shown: a person reads and enters vols, rates and fractions in per cent."""
    unit = unit_of(info)
    return 100.0 if unit is not None and unit.name == "decimal" and _holds_numbers(_kind(info)[0]) else 1.0


def scaled(value: Any, by: float) -> Any:
    """A number, or each of a list, in the unit of the form (`by` its scale) or back from it (`by` one over that); other values as they are."""
    if isinstance(value, list | tuple):
        return [scaled(item, by) for item in value]
    if by == 1.0 or isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return value
    return round(value * by, 12)


def refusal(error: InputError, model: type[BaseModel]) -> str:
    """What is wrong, a sentence for each field that has a fault, in the form's own names and units."""
    faults = [_fault(fault, model) for fault in error.fields]
    return "\n\n".join(faults) if faults else escape.plain(error.message)


def _fault(fault: FieldError, model: type[BaseModel]) -> str:
    name, _, rest = fault.field.partition(".")
    if not name or rest or not fault.message.startswith(name):
        return escape.plain(fault.message)
    message, info = fault.message.removeprefix(name), model.model_fields.get(name)
    if info is not None and scale(info) != 1.0:
        message = _IN_DECIMALS.sub(lambda match: f"{match['rule']} {scaled(float(match['number']), scale(info)):,g}\u00a0%", message)
        message = message.partition("; give a decimal")[0]
    return f"**{words(name)}** {escape.plain(message.strip())}"


def to_query(name: str, given: Mapping[str, Any]) -> dict[str, str]:
    """The state of a form as address parameters; text stays bare, everything else is JSON."""
    return {"calculator": name, **{key: value if isinstance(value, str) else json.dumps(value) for key, value in given.items() if value is not None}}


def from_query(calculator: Calculator[Any, Any], parameters: Mapping[str, str]) -> dict[str, Any]:
    """The inputs an address names. What is no JSON stays text, and the calculator says what is wrong with it."""
    return {name: _decoded(parameters[name]) for name in calculator.inputs.model_fields if name in parameters}


def _decoded(text: str) -> Any:
    try:
        value = json.loads(text, parse_constant=lambda constant: constant)
    except ValueError:
        return text
    return value


def form(calculator: Calculator[Any, Any], start: Mapping[str, Any], prefix: str, without: Sequence[str] = ()) -> dict[str, Any]:
    """Draw the form and return what it holds, leaving out fields left empty and those `without`. `prefix` keeps widget keys apart."""
    fields = {name: info for name, info in calculator.inputs.model_fields.items() if name not in without}
    main = [name for name, info in fields.items() if name in start or name in calculator.example or info.is_required()]
    more = [name for name in fields if name not in main]
    given = _fields(calculator.inputs, main, start, prefix)
    if more:
        with st.expander(f"{len(more)} more inputs", key=f"{prefix}:more"):
            given |= _fields(calculator.inputs, more, start, prefix)
    return {name: given[name] for name in fields if name in given}


def fields(model: type[BaseModel], start: Mapping[str, Any], prefix: str) -> dict[str, Any]:
    """Draw a widget for each field of a model and return what they hold, leaving out those left empty."""
    return _fields(model, list(model.model_fields), start, prefix)


def _fields(model: type[BaseModel], names: Sequence[str], start: Mapping[str, Any], prefix: str) -> dict[str, Any]:
    """Short fields two abreast, tables and sub-forms across."""
    given: dict[str, Any] = {}
    short = [name for name in names if not _is_wide(model.model_fields[name])]
    for row in range(0, len(short), 2):
        for column, name in zip(st.columns(2, wrap=False, vertical_alignment="bottom"), short[row : row + 2], strict=False):
            with column:
                given[name] = _field(name, model.model_fields[name], start, prefix)
    for name in names:
        if name not in short:
            given[name] = _field(name, model.model_fields[name], start, prefix)
    return {name: value for name, value in given.items() if value is not None}


def _field(name: str, info: FieldInfo, start: Mapping[str, Any], prefix: str) -> Any:
    """One field's widget. A field neither started nor required is empty, and the calculator's own default holds."""
    kind, optional = _kind(info)
    key, label, help_text = f"{prefix}:{name}", _label(name, info), _help(info)
    default = None if info.is_required() or info.default_factory is not None else info.default
    value = start.get(name)
    hint = spell(scaled(default, scale(info))) if default is not None else "" if info.is_required() else NOT_GIVEN
    if kind is bool:
        on = st.toggle(label, value=bool(value if value is not None else default), key=key, help=help_text)
        return None if name not in start and on == default else on
    if kind is int or kind is float:
        return _number(label, key, help_text, hint, kind, value, info)
    if get_origin(kind) is Literal:
        choices = [*([None] if optional else []), *get_args(kind)]
        chosen = value if value in choices else default if default in choices else choices[0]
        picked = st.selectbox(
            label,
            choices,
            index=choices.index(chosen),
            format_func=lambda choice: NOT_GIVEN if choice is None else spell(choice),
            key=key,
            help=help_text,
        )
        return None if name not in start and picked == default else picked
    if (ways := _ways(kind)) and (value is None or _way_of(ways, value) is not None):
        return _either(label, key, help_text, ways, value, default)
    if kind is str:
        text = st.text_input(label, value="" if value is None else str(value), key=key, help=help_text, placeholder=hint)
        return text if text else None
    row = _row_model(kind)
    rows = value if value is not None else default
    if row is not None and rows is not None and not _are_rows(rows):
        rows = _in_full(info, rows)
    if row is not None and (rows is None or _are_rows(rows)):
        entered = _table(label, key, help_text, row, rows)
        return value if value is not None and entered == _filled(rows) else entered
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return _nested(label, key, kind, value if isinstance(value, Mapping) else None, optional or not info.is_required())
    if _is_number_list(kind):
        text = st.text_area(
            label,
            value=spell(scaled(value, scale(info))) if isinstance(value, list | tuple) else "",
            key=key,
            help=help_text,
            placeholder=hint or "1.5, 2, 2.5",
            height=68,
        )
        return [scaled(_as_number(part), 1 / scale(info)) for part in re.split(r"[,;\s]+", text.strip()) if part] or None
    shown = "" if value is None else value if isinstance(value, str) else json.dumps(value)
    text = st.text_area(label, value=shown, key=key, help=f"{help_text} A word, or JSON.", placeholder=hint, height=68)
    return _decoded(text) if text.strip() else None


def _number(label: str, key: str, help_text: str, hint: str, kind: type, value: Any, info: FieldInfo) -> Any:
    unit = unit_of(info)
    step = unit.step if unit is not None else 1.0
    usable = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value) and abs(value) <= _LARGEST
    if kind is int:
        return st.number_input(label, value=int(value) if usable else None, step=max(1, int(step)), key=key, help=help_text, placeholder=hint)
    start = float(scaled(value, scale(info))) if usable else None
    typed = st.number_input(label, value=start, step=scaled(step, scale(info)), format="%0.10g", key=key, help=help_text, placeholder=hint)
    return value if typed == start else scaled(typed, 1 / scale(info))


def _ways(kind: Any) -> dict[str, type[BaseModel] | None]:
    """The ways to give a field that takes a word or one of several objects: the words themselves, and the objects by name; {} for other fields."""
    members = [_bare(member) for member in get_args(kind)] if get_origin(kind) in (Union, types.UnionType) else []
    ways: dict[str, type[BaseModel] | None] = {}
    for member in members:
        if get_origin(member) is Literal:
            ways |= dict.fromkeys(get_args(member))
        elif isinstance(member, type) and issubclass(member, BaseModel):
            ways[member.__name__] = member
        else:
            return {}
    return ways


def _way_of(ways: Mapping[str, type[BaseModel] | None], value: Any) -> str | None:
    """Which of the ways a value was given in; None for a value of none of them, which stays text for the calculator to refuse."""
    if isinstance(value, str):
        return value if value in ways and ways[value] is None else None
    if not isinstance(value, Mapping):
        return None
    return next((name for name, model in ways.items() if model is not None and set(value) <= set(model.model_fields)), None)


def _either(label: str, key: str, help_text: str, ways: Mapping[str, type[BaseModel] | None], value: Any, default: Any) -> Any:
    """A choice among words and objects, and the chosen object's own fields under it."""
    options = list(ways)
    start = _way_of(ways, value if value is not None else default)

    def said(way: str) -> str:
        model = ways[way]
        return way if model is None else (model.__doc__ or way).strip().split("\n")[0].rstrip(".")

    chosen = st.selectbox(label, options, index=options.index(start) if start is not None else 0, format_func=said, key=key, help=help_text)
    model = ways[chosen]
    if model is None:
        return None if value is None and chosen == default else chosen
    with st.container(border=True):
        return _fields(model, list(model.model_fields), value if chosen == start and isinstance(value, Mapping) else {}, f"{key}:{chosen}")


def _nested(label: str, key: str, model: type[BaseModel], value: Mapping[str, Any] | None, may_be_absent: bool) -> dict[str, Any] | None:
    with st.container(border=True):
        if may_be_absent:
            if not st.toggle(label, value=value is not None, key=f"{key}:given"):
                return None
        else:
            st.markdown(f"**{label}**", anchors=False)
        start = value if value is not None else {}
        main = [name for name, info in model.model_fields.items() if name in start or info.is_required()]
        more = [name for name in model.model_fields if name not in main]
        given = _fields(model, main, start, key)
        if more:
            with st.expander(f"{len(more)} more inputs", key=f"{key}:more"):
                given |= _fields(model, more, start, key)
        return given


def _table(label: str, key: str, help_text: str, model: type[BaseModel], value: Any) -> list[dict[str, Any]] | None:
    """Rows of a nested model as an editable table; empty cells are inputs not given."""
    import pandas as pd  # Streamlit has loaded it by now

    rows = _filled(value)
    used = {name for row in rows for name in row}
    names = [name for name, info in model.model_fields.items() if name in used or info.is_required()] or list(model.model_fields)
    data = pd.DataFrame([{name: _cell(scaled(row.get(name), scale(model.model_fields[name]))) for name in names} for row in rows], columns=names)
    columns = {name: _column(name, model.model_fields[name]) for name in names}
    for name in names:
        if _kind(model.model_fields[name])[0] in (int, float):
            data[name] = pd.to_numeric(data[name])
    st.markdown(f"**{label}**", help=help_text, anchors=False)
    edited = st.data_editor(data, key=key, num_rows="dynamic", hide_index=True, column_config=columns, alt=label)
    filled = [{name: _uncell(cell, model.model_fields[name]) for name, cell in row.items() if not _empty(cell)} for row in edited.to_dict("records")]
    return [row for row in filled if row] or None


def _in_full(info: FieldInfo, value: Any) -> Any:
    """The rows of a table given in short, as one number; what is wrong stays as it came, for the calculator to refuse."""
    declared: Any = Annotated[info.annotation, *info.metadata]
    try:
        return TypeAdapter(declared).validate_python(value)
    except (ValidationError, InputError):
        return value


def _filled(rows: Any) -> list[dict[str, Any]]:
    """The rows of a table with the inputs they give."""
    given = [dict(row) if isinstance(row, Mapping) else row.model_dump(mode="json") for row in (rows if rows is not None else ())]
    return [{name: cell for name, cell in row.items() if cell is not None} for row in given]


def _are_rows(value: Any) -> bool:
    return isinstance(value, list | tuple) and all(isinstance(item, Mapping | BaseModel) for item in value)


def _column(name: str, info: FieldInfo) -> Any:
    kind, _ = _kind(info)
    required, help_text = info.is_required(), _help(info)
    if kind is bool:
        return st.column_config.CheckboxColumn(_heading(name, info), help=help_text, required=required)
    if get_origin(kind) is Literal:
        return st.column_config.SelectboxColumn(_heading(name, info), options=list(get_args(kind)), help=help_text, required=required)
    if kind is int or kind is float:
        unit = unit_of(info)
        return st.column_config.NumberColumn(
            _heading(name, info), help=help_text, required=required, step=1 if kind is int else None, format=None if unit is None else "%.10g"
        )
    return st.column_config.TextColumn(_heading(name, info), help=help_text, required=required)


def _cell(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, list | tuple | Mapping) else value


def _uncell(value: Any, info: FieldInfo) -> Any:
    kind, _ = _kind(info)
    if kind is int and float(value).is_integer():
        return int(value)
    if kind is float:
        return scaled(float(value), 1 / scale(info))
    if kind is bool:
        return bool(value)
    return _decoded(value) if isinstance(value, str) and get_origin(kind) is not Literal else value


def _empty(cell: Any) -> bool:
    return cell is None or cell == "" or (isinstance(cell, float) and math.isnan(cell))


def _as_number(text: str) -> Any:
    """A number, or the text itself for the calculator to refuse."""
    try:
        return int(text) if re.fullmatch(r"[+-]?\d+", text) else float(text)
    except ValueError:
        return text


def _kind(info: FieldInfo) -> tuple[Any, bool]:
    """The type under `Annotated` and `| None`, and whether None is allowed."""
    bare = _bare(info.annotation)
    members = [_bare(member) for member in get_args(bare)] if get_origin(bare) in (Union, types.UnionType) else [bare]
    left = [member for member in members if member is not types.NoneType]
    return (left[0] if len(left) == 1 else Union[tuple(left)]), len(left) < len(members)  # noqa: UP007


def _bare(annotation: Any) -> Any:
    return _bare(get_args(annotation)[0]) if get_origin(annotation) is Annotated else annotation


def _row_model(kind: Any) -> type[BaseModel] | None:
    members = get_args(kind) if get_origin(kind) in (list, tuple, Sequence) else ()
    first = _bare(members[0]) if members else None
    return first if isinstance(first, type) and issubclass(first, BaseModel) else None


def _is_number_list(kind: Any) -> bool:
    members = [_bare(member) for member in get_args(kind) if member is not ...]
    return get_origin(kind) in (list, tuple) and all(member in (int, float) for member in members) and bool(members)


def _holds_numbers(kind: Any) -> bool:
    return kind in (int, float) or _is_number_list(kind)


def _is_wide(info: FieldInfo) -> bool:
    kind, _ = _kind(info)
    return not (kind in (bool, int, float, str) or get_origin(kind) is Literal)


def _label(name: str, info: FieldInfo) -> str:
    unit = unit_of(info)
    said = "%" if scale(info) != 1.0 else unit.name if unit is not None else "number"
    title = info.title or words(name)
    said = said.removeprefix(f"{title} ")  # VIX (points)
    return escape.plain(title if said == "number" or said in name else f"{title} ({said})")


def _heading(name: str, info: FieldInfo) -> str:
    """The label of a column, where there is little room: its unit stands in its help."""
    return _label(name, info) if scale(info) != 1.0 else escape.plain(info.title or words(name))


def _help(info: FieldInfo) -> str:
    unit = unit_of(info)
    percent = " %" if scale(info) != 1.0 else ""
    entered = "per cent: 18 is 0.18" if percent else unit.hint if unit is not None else ""
    limits = [
        f"{said} {scaled(getattr(item, attribute), scale(info)):,g}{percent}"
        for item in _limits(info)
        for kind, (said, attribute) in _BOUNDS.items()
        if isinstance(item, kind)
    ]
    parts = [info.description or "", f"Enter {entered}." if entered else "", f"Must be {' and '.join(limits)}." if limits else ""]
    return escape.plain(" ".join(part for part in parts if part))


def _limits(info: FieldInfo) -> list[Any]:
    """Bounds declared in the type: on the field itself, or inside `X | None`."""
    found: list[Any] = []
    pending: list[Any] = [*info.metadata, info.annotation]
    while pending:
        item = pending.pop()
        if isinstance(item, FieldInfo):
            pending.extend(item.metadata)
        elif isinstance(item, Gt | Ge | Lt | Le):
            found.append(item)
        else:
            pending.extend(getattr(item, "__metadata__", ()))
            if get_origin(item) in (Union, types.UnionType, Annotated):
                pending.extend(get_args(item))
    return [item for kind in _BOUNDS for item in found if isinstance(item, kind)]
