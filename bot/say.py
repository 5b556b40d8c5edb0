"""Say a calculation's inputs in words, with their units."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic.fields import FieldInfo

from calculators.catalogue import BY_NAME
from calculators.spec import Inputs, unit_of


def say_inputs(calculator: str, inputs: Mapping[str, Any]) -> str:
    """The inputs as one phrase: `rate 4 %, contracts 1, smile flat`."""
    return _phrase(BY_NAME[calculator].inputs, inputs)


def say_value(calculator: str, name: str, value: Any) -> str:
    """One input's value as a person writes it: decimals as per cent, lists in brackets, levels with separators."""
    return _value(value, BY_NAME[calculator].inputs.model_fields.get(name))


def _phrase(model: type[Inputs], inputs: Mapping[str, Any]) -> str:
    return ", ".join(f"{name.replace('_', ' ')} {_value(value, model.model_fields.get(name))}" for name, value in inputs.items())


def _value(value: Any, info: FieldInfo | None) -> str:
    if isinstance(value, bool) or value is None:
        return {True: "yes", False: "no", None: "none"}[value]
    if isinstance(value, dict):
        model = next((model for model in _nested(info) if set(value) <= set(model.model_fields)), None)
        return f"({_phrase(model, _beyond_defaults(model, value))})" if model is not None else str(value)
    if isinstance(value, list | tuple):
        return "; ".join(_value(item, info) for item in value)
    if isinstance(value, int | float):
        unit = unit_of(info) if info is not None else None
        match unit.name if unit is not None else "":
            case "decimal":
                return f"{_trim(value * 100)} %"
            case "dollars":
                return f"${_trim(value)}"
            case _:
                return _trim(value)
    return str(value)


def _nested(info: FieldInfo | None) -> list[type[Inputs]]:
    """The input models inside a field's type, looked up through `X | None` and tuples; a field may take one of several."""
    pending: list[Any] = [info.annotation] if info is not None else []
    found = []
    while pending:
        annotation = pending.pop()
        if isinstance(annotation, type) and issubclass(annotation, Inputs):
            found.append(annotation)
        pending.extend(getattr(annotation, "__args__", ()))
    return found


def _beyond_defaults(model: type[Inputs], given: Mapping[str, Any]) -> dict[str, Any]:
    """What a nested set of inputs says that its defaults do not."""
    return {
        name: value for name, value in given.items() if value is not None and value != model.model_fields[name].get_default(call_default_factory=True)
    }


def _trim(value: float) -> str:
    return f"{round(value, 4):,.4f}".rstrip("0").rstrip(".")
