"""The strings under fields are read as they stand, and become the help texts of forms and schemas."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

import pytest

from calculators.catalogue import CATALOGUE
from calculators.field_docs import field_docs

SOURCE = '''
class Described(Base):
    """Of the class, not of a field."""

    first: int = 1
    """One line."""
    second: list[
        int
    ] = Field(default=[])
    """Several lines:
    the second is indented.

      and the third more."""
    bare: str = ""

    third: Annotated[float, Field(gt=0)] = 2.0
    """After one without."""

    def method(self) -> None:
        """Of the method."""
        inner: int = 3
        """Of nothing."""


def function(
    argument: int,
) -> None:
    """Of the function."""


class Another(Base):
    first: int
    """Its own."""
'''


def test_each_field_has_the_string_that_stands_under_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "described_fields.py"
    file.write_text(SOURCE)
    module = ModuleType("described_fields")
    module.__file__ = str(file)
    monkeypatch.setitem(sys.modules, module.__name__, module)
    described, another, elsewhere = (type(name, (), {"__module__": module.__name__}) for name in ("Described", "Another", "Absent"))
    assert field_docs(described) == {
        "first": "One line.",
        "second": "Several lines:\nthe second is indented.\n\n  and the third more.",
        "third": "After one without.",
    }
    assert field_docs(another) == {"first": "Its own."}
    assert field_docs(elsewhere) == {}


def test_a_class_whose_source_is_not_at_hand_has_no_texts() -> None:
    assert field_docs(type("Made", (), {"__module__": "no.such.module"})) == {}


@pytest.mark.parametrize("calculator", CATALOGUE, ids=lambda calculator: calculator.name)
def test_every_input_has_its_help_text_and_so_has_what_it_inherits(calculator: object) -> None:
    fields = calculator.inputs.model_fields  # type: ignore[attr-defined]
    assert [name for name, info in fields.items() if not info.description] == []
