"""Where published accounts differ, as data: one table a question, each row a reading with whose word it is.

A file `contradictions/<page id>.toml` beside the pages holds the questions that its page owns:

    [[contradiction]]
    question = "How many days are left when the condor is sold?"
    also = ["base-trade"]
    readings = [
      { says = "one day", value = 1, unit = "days", standing = "method", sources = ["ask-..."] },
      { says = "14 to 45 days", value = [14, 45], unit = "days", sources = ["ask-..."] },
    ]

The page that owns a question quotes it under "Where accounts differ" and gives it to the index; the pages in `also` show it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from knowledge.page import PageError

HEADING = "Where accounts differ"
FEWEST_READINGS = 2  # one account alone contradicts nobody

Whose = Literal["method", "account"]  # the methodology's own statement, or another account of it
_Text = Annotated[str, Field(min_length=1, pattern=r"^[^|\n]*\S$")]  # a cell of a table and a line of a list


class Reading(BaseModel):
    """One answer to a contradiction's question. `value` is what it says as a number or a range of two, in `unit`."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    says: _Text
    sources: Annotated[list[str], Field(min_length=1)]
    standing: Whose = "account"
    value: float | Annotated[list[float], Field(min_length=2, max_length=2)] | None = None
    unit: str | None = None

    @model_validator(mode="after")
    def _value_with_unit(self) -> Self:
        if (self.value is None) != (self.unit is None):
            raise ValueError("a value has a unit, and a unit a value; got one without the other")
        low, high = self.bounds or (0.0, 0.0)
        if low > high:
            raise ValueError(f"a range runs from low to high; got {low:g} to {high:g}")
        return self

    @property
    def bounds(self) -> tuple[float, float] | None:
        """The value as a range."""
        if self.value is None:
            return None
        return (self.value[0], self.value[1]) if isinstance(self.value, list) else (self.value, self.value)


class _Question(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    question: Annotated[_Text, Field(pattern=r"\?$")]
    also: list[str] = []
    readings: Annotated[list[Reading], Field(min_length=FEWEST_READINGS)]

    @model_validator(mode="after")
    def _one_unit(self) -> Self:
        units = {reading.unit for reading in self.readings if reading.unit is not None}
        if len(units) > 1:
            raise ValueError(f"the values of one question share a unit; got {', '.join(sorted(units))}")
        return self


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A question that published accounts answer differently."""

    page_id: str
    question: str
    readings: tuple[Reading, ...]
    also: tuple[str, ...] = ()

    @property
    def spread(self) -> str:
        """How far the figures lie apart, in a sentence; empty where fewer than two readings give one."""
        ranges = [reading.bounds for reading in self.readings if reading.bounds is not None]
        if len(ranges) < FEWEST_READINGS:
            return ""
        low, high = min(low for low, _ in ranges), max(high for _, high in ranges)
        unit = next(reading.unit for reading in self.readings if reading.unit is not None)
        return f"The figures run from {low:g} to {high:g} {unit}." if low < high else ""

    def listed(self) -> str:
        """The question and its readings as page Markdown, a line a reading, each ending in its citations."""
        rows = [f"- {reading.says}{_OWN[reading.standing]}: {_marks(reading)}" for reading in self.readings]
        return "\n".join((f"{self.question} {self.spread}".strip(), *rows))

    def tabled(self) -> str:
        """The same as a Markdown table, for a screen."""
        rows = [f"| {reading.says} | {_WHOSE[reading.standing]} | {_marks(reading)} |" for reading in self.readings]
        return "\n".join((f"**{self.question}** {self.spread}".strip(), "", "| reading | whose | source |", "| --- | --- | --- |", *rows))


_OWN: Mapping[Whose, str] = {"method": " (the method itself)", "account": ""}
_WHOSE: Mapping[Whose, str] = {"method": "the method itself", "account": "another account"}


def load_contradictions(folder: Path) -> tuple[dict[str, tuple[Contradiction, ...]], dict[str, str], tuple[PageError, ...]]:
    """Read every file of a folder: questions by the id of the page that owns them, the files' texts, and what is wrong.

    A question that cannot be read is left out.
    """
    found: dict[str, tuple[Contradiction, ...]] = {}
    texts: dict[str, str] = {}
    errors: list[PageError] = []
    for path in sorted(folder.glob("*.toml")):
        file = f"{folder.name}/{path.name}"
        text = path.read_text(encoding="utf-8", errors="replace")
        try:
            raw = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            errors.append(PageError(file, _toml_line(error), f"TOML: {error}"))
            continue
        questions = raw.pop("contradiction", [])
        if raw or not isinstance(questions, list) or not questions:
            errors.append(PageError(file, 1, f"a file holds [[contradiction]] tables and nothing else; got {', '.join(raw) or 'none of them'}"))
            continue
        texts[path.stem] = text
        starts = [number for number, line in enumerate(text.split("\n"), start=1) if line.strip() == "[[contradiction]]"]
        read: list[Contradiction] = []
        for line, question in zip(starts, questions, strict=True):
            try:
                fields = _Question.model_validate(question)
            except ValidationError as error:
                for fault in error.errors():
                    field = ".".join(str(part) for part in fault["loc"]) or "contradiction"
                    errors.append(PageError(file, line, f"{field}: {fault['msg'][0].lower()}{fault['msg'][1:]}; got {fault['input']!r}"))
                continue
            read.append(Contradiction(path.stem, fields.question, tuple(fields.readings), tuple(fields.also)))
        found[path.stem] = tuple(read)
    return found, texts, tuple(errors)


def _marks(reading: Reading) -> str:
    return " ".join(f"[@{source}]" for source in reading.sources)


def _toml_line(error: tomllib.TOMLDecodeError) -> int:
    digits = str(error).rpartition("at line ")[2].split(",")[0]
    return int(digits) if digits.isdigit() else 1
