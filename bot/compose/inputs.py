"""Say a calculation's inputs in words, with their units."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from calculators.catalogue import BY_NAME
from calculators.spec import unit_of

_PERCENT_FIELDS = "decimal"


def say_inputs(calculator: str, inputs: Mapping[str, Any]) -> str:
    """The inputs as one phrase: `rate 4 %, contracts 1, smile flat`."""
    return ", ".join(f"{name.replace('_', ' ')} {say_value(calculator, name, value)}" for name, value in inputs.items())


def say_value(calculator: str, name: str, value: Any) -> str:
    """One input's value as a person writes it: decimals as percent, lists in brackets, levels with separators."""
    info = BY_NAME[calculator].inputs.model_fields.get(name)
    unit = unit_of(info) if info is not None else None
    return _say(value, unit.name if unit is not None else "")


def _say(value: Any, unit: str) -> str:
    if isinstance(value, bool) or value is None:
        return {True: "yes", False: "no", None: "none"}[value]
    if isinstance(value, dict):
        return "(" + ", ".join(f"{key.replace('_', ' ')} {_say(item, '')}" for key, item in value.items() if item is not None) + ")"
    if isinstance(value, list | tuple):
        return "; ".join(_say(item, unit) for item in value)
    if isinstance(value, int | float):
        if unit == _PERCENT_FIELDS:
            return f"{_trim(round(value * 100, 4))} %"
        return f"${_trim(value)}" if unit == "dollars" else _trim(value)
    return str(value)


def _trim(value: float) -> str:
    return f"{value:,.4f}".rstrip("0").rstrip(".")
