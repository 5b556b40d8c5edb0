"""The one error a calculator raises for input it cannot use."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FieldError:
    """One field's trouble: `field` is the input's name, or "" when the rule spans several."""

    field: str
    message: str


class InputError(ValueError):
    """Input that breaks a rule. The message says the rule, then what came, then what to do."""

    def __init__(self, message: str, fields: tuple[FieldError, ...] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.fields = fields


def field_error(field: str, message: str) -> InputError:
    """An InputError about one field."""
    return InputError(message, (FieldError(field, message),))
