"""A chart as a file: PNG, SVG or CSV."""

from __future__ import annotations

from pathlib import Path

from bot.charting.table import to_csv
from calculators.errors import InputError
from calculators.spec import Chart

FORMS = ("png", "svg", "csv")


def form_of(path: Path) -> str:
    """The form a file's name asks for. Raises InputError for any other than FORMS."""
    form = path.suffix.lower().removeprefix(".")
    if form not in FORMS:
        raise InputError(f"a chart's file must end in .png, .svg or .csv; got {path.name!r}")
    return form


def to_file(chart: Chart, form: str) -> bytes:
    """The chart as the bytes of a file. Raises InputError for a form that is not one of FORMS."""
    if form == "csv":
        return to_csv(chart).encode()
    if form in FORMS:
        from bot.charting.picture import picture  # matplotlib, wanted by few pages

        return picture(chart, "svg" if form == "svg" else "png")
    raise InputError(f"a chart is written as png, svg or csv; got {form!r}")
