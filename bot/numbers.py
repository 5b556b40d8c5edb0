"""The numbers that a text or a value holds, for telling what a person said from what a model added."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?|\.\d+")


def numbers_in(text: str) -> list[float]:
    """The numbers written in a text, without sign or unit."""
    return [float(number.replace(",", "")) for number in _NUMBER.findall(text)]


def said_in(question: str) -> set[float]:
    """The values that a question's numbers may stand for: as written, and from 0 to 100 also as per cent or deltas."""
    numbers = numbers_in(question)
    return {*numbers, *(number / 100 for number in numbers if number <= 100)}


def values_in(value: Any) -> list[float]:
    """The sizes of the numbers in a value, however nested; a switch is none."""
    if isinstance(value, bool) or value is None:
        return []
    if isinstance(value, int | float):
        return [abs(float(value))]
    if isinstance(value, str):
        return numbers_in(value)
    if isinstance(value, Mapping):
        return [number for item in value.values() for number in values_in(item)]
    return [number for item in value for number in values_in(item)] if isinstance(value, list | tuple) else []
