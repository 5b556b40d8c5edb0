"""The measures of a history as tables and charts, each default beside what this history says of it."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np

from calculators import vix_curve
from calculators.history import measures
from calculators.history.files import Daily, Dates, Futures
from calculators.normal import density
from calculators.spec import Axis, Chart, Series
from calculators.wording import number, percent, trimmed

Kind = Literal["text", "count", "percent", "vol", "points", "number"]
Cell = str | float | int | None

CALM = (15.0, 20.0)  # the band of the VIX in which its answer to the index is a default
BAND = "VIX"
_DIGITS: dict[Kind, int] = {"vol": 1, "points": 2, "number": 2}


@dataclass(frozen=True, slots=True)
class Column:
    """A column's heading and what its numbers are: decimals shown as per cent, vols as vol points, points, plain numbers."""

    name: str
    kind: Kind = "number"

    def text(self, value: Cell) -> str:
        if value is None:
            return "-"
        if isinstance(value, str):
            return value
        if self.kind == "count":
            return f"{value:,}"
        return percent(value) if self.kind == "percent" else number(100.0 * value if self.kind == "vol" else value, _DIGITS[self.kind])


def _columns(kinds: dict[str, Kind]) -> tuple[Column, ...]:
    return tuple(Column(name, kind) for name, kind in kinds.items())


@dataclass(frozen=True, slots=True)
class Table:
    """What was measured, on what; `note` says how to read it."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str

    def to_text(self) -> str:
        """Title, aligned columns, note."""
        lines = [[column.name for column in self.columns], *([c.text(v) for c, v in zip(self.columns, row, strict=True)] for row in self.rows)]
        widths = [max(len(line[i]) for line in lines) for i in range(len(self.columns))]
        left = [column.kind == "text" for column in self.columns]
        aligned = ["  ".join(f"{cell:{'<' if left[i] else '>'}{widths[i]}}" for i, cell in enumerate(line)).rstrip() for line in lines]
        return "\n".join([self.title, "", *aligned, "", self.note])

    def to_json(self) -> dict[str, Any]:
        columns = [{"name": column.name, "kind": column.kind} for column in self.columns]
        return {"title": self.title, "columns": columns, "rows": [list(row) for row in self.rows], "note": self.note}


@dataclass(frozen=True, slots=True)
class HistoryReport:
    sources: tuple[str, ...]
    tables: tuple[Table, ...]
    charts: tuple[Chart, ...]

    def to_json(self) -> dict[str, Any]:
        return {
            "sources": list(self.sources),
            "tables": [table.to_json() for table in self.tables],
            "charts": [asdict(chart) for chart in self.charts],
        }


def history_report(index: Daily, vix: Daily, futures: Futures | None = None) -> HistoryReport:
    """Every measure that the files allow; without futures, those of index and VIX alone."""
    moved = measures.moves(index, vix)
    tables = [_moves_table(moved), _worst_table(moved), _premium_table(index, vix), _response_table(index, vix)]
    charts = [_moves_chart(moved), _premium_chart(index, vix)]
    sources = [f"Index: {said(index)}", f"VIX: {said(vix)}"]
    if futures is not None:
        sources.append(f"VIX futures: {futures.source}, {_span(futures.days)}, {len(futures.expirations)} contracts")
        tables += [_contango_table(futures, vix), _beta_table(futures, vix), _vol_table(futures)]
        charts += [_contango_chart(futures, vix), _beta_chart(futures, vix)]
    tables.append(_defaults_table(index, vix, futures))
    return HistoryReport(tuple(sources), tuple(tables), tuple(charts))


def said(daily: Daily) -> str:
    """'arch.data.vix, 2014-01-03 to 2019-01-03, 1,258 days'."""
    return f"{daily.source}, {_span(daily.days)}, {len(daily.days):,} days"


def _span(days: Dates) -> str:
    return f"{days[0]} to {days[-1]}"


def _band(band: tuple[float, float]) -> str:
    if math.isinf(band[1]):
        return f"{band[0]:g} and over"
    return f"under {band[1]:g}" if band[0] == 0.0 else f"{band[0]:g} to {band[1]:g}"


def _moves_table(moved: measures.Moves) -> Table:
    columns = _columns(
        {
            BAND: "text",
            "days": "count",
            "mean size, 252": "number",
            "beyond 1, 252": "percent",
            "beyond 2, 252": "percent",
            "down beyond 2, 252": "percent",
            "worst, 252": "number",
            "beyond 1, 365": "percent",
            "beyond 2, 365": "percent",
        }
    )
    rows: list[tuple[Cell, ...]] = []
    for band in ((0.0, math.inf), *measures.BANDS):
        inside = (moved.vix >= band[0]) & (moved.vix < band[1])
        if inside.any():
            some = moved.within(inside)
            by252, by365 = measures.spread(some.units()), measures.spread(some.units(365.0))
            row = (by252.count, by252.mean_size, by252.beyond_one, by252.beyond_two, by252.below_minus_two, by252.worst)
            rows.append(("any" if len(rows) == 0 else _band(band), *row, by365.beyond_one, by365.beyond_two))
    one, two = measures.normal_shares()
    rows.append(("normal law", None, math.sqrt(2.0 / math.pi), one, two, 0.5 * two, None, one, two))
    note = (
        f"Log moves of {_span(moved.days)} in units of the expected one: the VIX close of the day before over the root of 252 (or 365). "
        "The last line is what a normal law with that deviation would give."
    )
    return Table("One-day moves in units of the expected move", columns, tuple(rows), note)


def _worst_table(moved: measures.Moves) -> Table:
    fell = measures.worst(moved)
    columns = _columns({"day": "text", "move": "percent", "VIX before": "points", "units, 252": "number", "units, 365": "number"})
    rows = zip(fell.days, np.expm1(fell.returns), fell.vix, fell.units(), fell.units(365.0), strict=True)
    note = "The falls furthest beyond what the VIX of the day before had priced; a large fall from a high VIX may be missing here."
    return Table("Worst days", columns, tuple((str(day), *(float(v) for v in values)) for day, *values in rows), note)


def _premium_table(index: Daily, vix: Daily) -> Table:
    columns = _columns({BAND: "text", "days": "count", "mean VIX": "vol", "realised after": "vol", "median gap": "vol", "VIX above": "percent"})
    rows: list[tuple[Cell, ...]] = []
    for band in ((0.0, math.inf), *measures.BANDS):
        found = measures.premium(index, vix, band)
        if found is not None:
            name = "any" if not rows else _band(band)
            rows.append((name, found.count, found.implied, found.realised, found.median_gap, found.share_above))
    note = (
        f"The VIX close against the vol of the {measures.WINDOW} trading days that followed, in vol points. Windows overlap: there are only about "
        f"{round(float(rows[0][1] or 0) / measures.WINDOW)} independent ones in all."
    )
    return Table("Implied against realised vol", columns, tuple(rows), note)


def _response_table(index: Daily, vix: Daily) -> Table:
    columns = _columns(
        {
            BAND: "text",
            "falls": "count",
            "points up for 1 % down": "number",
            "error of it": "number",
            "rises": "count",
            "points down for 1 % up": "number",
            "error of that": "number",
        }
    )
    rows: list[tuple[Cell, ...]] = []
    for band in measures.BANDS:
        down, up = (measures.vix_response(index, vix, band, falls) for falls in (True, False))
        if down is not None and up is not None:
            rows.append((_band(band), down.count, -down.slope, down.error, up.count, -up.slope, up.error))
    note = "Regressions through 0 of the day's change of the VIX on the index's move, by the VIX the day began with."
    return Table("Answer of the VIX to the index", columns, tuple(rows), note)


def _contango_table(futures: Futures, vix: Daily) -> Table:
    columns = _columns({BAND: "text", "days": "count", "second above first": "percent", "30-day above spot": "percent", "median premium": "percent"})
    rows: list[tuple[Cell, ...]] = []
    for band in ((0.0, math.inf), *measures.BANDS):
        found = measures.contango(futures, vix, band)
        if found is not None:
            front = None if math.isnan(found.front) else found.front
            rows.append(("any" if not rows else _band(band), found.count, front, found.over_spot, found.median_premium))
    note = "The 30-day future is read straight between the contracts either side; its premium is over the VIX close of the day."
    return Table("Contango", columns, tuple(rows), note)


def _beta_table(futures: Futures, vix: Daily) -> Table:
    columns = _columns(
        {
            "days left": "text",
            "changes": "count",
            "mean days": "points",
            "beta": "number",
            "error": "number",
            "default": "number",
            "exponential": "number",
        }
    )
    speed = measures.beta_fit(futures, vix).speed
    rows = tuple(
        (
            f"{one.low:g} to {one.high:g}",
            one.beta.count,
            one.mean_dte,
            one.beta.slope,
            one.beta.error,
            (1.0 + one.mean_dte / vix_curve.BETA_DAYS) ** -0.5,
            math.exp(-speed * one.mean_dte / vix_curve.YEAR),
        )
        for one in measures.betas(futures, vix)
    )
    note = (
        "Daily changes of each contract, matched by expiration, regressed through 0 on those of the VIX; the last week is left out. "
        f"Exponential: the best single speed of mean reversion, {trimmed(speed)} a year."
    )
    return Table("Answer of VIX futures to spot", columns, rows, note)


def _vol_table(futures: Futures) -> Table:
    columns = _columns({"days left": "text", "changes": "count", "realised vol": "percent"})
    rows: list[tuple[Cell, ...]] = []
    for low, high in measures.TENORS:
        found = measures.future_vol(futures, low, high)
        if found is not None:
            rows.append((f"{low:g} to {high:g}", found[1], found[0]))
    note = "What the futures did, a year: options on them are priced above it as a rule, as index options are."
    return Table("Realised vol of VIX futures", columns, tuple(rows), note)


def _defaults_table(index: Daily, vix: Daily, futures: Futures | None) -> Table:
    columns = _columns({"default": "text", "in use": "number", "on this history": "number", "from": "text"})
    rows: list[tuple[Cell, ...]] = []
    for name, falls in (("VIX_PER_PERCENT_DOWN", True), ("VIX_PER_PERCENT_UP", False)):
        value = vix_curve.VIX_PER_PERCENT_DOWN if falls else vix_curve.VIX_PER_PERCENT_UP
        found = measures.vix_response(index, vix, CALM, falls)
        measured = None if found is None else -found.slope
        rows.append((name, value, measured, f"days that began with the VIX from {CALM[0]:g} to {CALM[1]:g}"))
    if futures is not None:
        shape = measures.contango(futures, vix)
        rows.append(("CONTANGO", vix_curve.CONTANGO, None if shape is None else shape.median_premium, "median premium of the 30-day future"))
        rows.append(("CURVE_SPEED", vix_curve.CURVE_SPEED, measures.curve_speed(futures, vix), "median premiums at 60 to 180 days"))
        rows.append(("BETA_DAYS", vix_curve.BETA_DAYS, measures.beta_fit(futures, vix).days, "every daily change of every contract"))
    note = "`in use` is what the calculators assume when a question does not say; each was measured on the data its docstring names."
    return Table("Defaults", columns, tuple(rows), note)


def _moves_chart(moved: measures.Moves) -> Chart:
    units = moved.units()
    edges = np.arange(-5.25, 5.5, 0.5)
    middles = 0.5 * (edges[1:] + edges[:-1])
    shares = np.histogram(np.clip(units, edges[0], edges[-1]), edges)[0] / len(units)
    normal = 0.5 * density(middles)
    spread = measures.spread(units)
    return Chart(
        kind="line",
        title="One-day moves in units of the expected move",
        x=Axis("Move over VIX / 100 / sqrt(252)", "expected moves"),
        y=Axis("Share of days in each half unit", "decimal"),
        summary=f"{percent(spread.beyond_one)} of {spread.count:,} days moved by more than the expected move and {percent(spread.beyond_two)} by "
        "more than twice it.",
        series=(Series("Days", _floats(middles), _floats(shares), "component"), Series("Normal law", _floats(middles), _floats(normal), "line")),
    )


def _premium_chart(index: Daily, vix: Daily) -> Chart:
    found = [(_band(band), measures.premium(index, vix, band)) for band in measures.BANDS]
    kept = [(name, one) for name, one in found if one is not None]
    whole = measures.premium(index, vix)
    at = tuple(float(i) for i in range(len(kept)))
    above = "none" if whole is None else percent(whole.share_above)
    return Chart(
        kind="bars",
        title="VIX against the vol that followed",
        x=Axis("VIX at the close", ""),
        y=Axis("Mean vol", "vol points"),
        summary=f"The VIX stood above the vol of the {measures.WINDOW} days that followed on {above} of days.",
        series=(
            Series("VIX", at, tuple(100.0 * one.implied for _, one in kept), "component"),
            Series("Realised after", at, tuple(100.0 * one.realised for _, one in kept), "component"),
        ),
        categories=tuple(name for name, _ in kept),
    )


def _contango_chart(futures: Futures, vix: Daily) -> Chart:
    found = [(_band(band), measures.contango(futures, vix, band)) for band in measures.BANDS]
    kept = [(name, one) for name, one in found if one is not None]
    whole = measures.contango(futures, vix)
    share = "none" if whole is None else percent(whole.over_spot)
    return Chart(
        kind="bars",
        title="Days in contango by VIX",
        x=Axis("VIX at the close", ""),
        y=Axis("Share of days with the 30-day future above spot", "per cent"),
        summary=f"The 30-day future stood above spot on {share} of days.",
        series=(Series("Contango", tuple(float(i) for i in range(len(kept))), tuple(100.0 * one.over_spot for _, one in kept), "component"),),
        categories=tuple(name for name, _ in kept),
    )


def _beta_chart(futures: Futures, vix: Daily) -> Chart:
    found, fit = measures.betas(futures, vix), measures.beta_fit(futures, vix)
    days = np.linspace(0.0, max(one.mean_dte for one in found), 61)
    return Chart(
        kind="line",
        title="Points a VIX future moves for a point of spot",
        x=Axis("Days to settlement", "calendar days"),
        y=Axis("Beta to spot VIX", "points per point"),
        summary=f"Betas fall from {number(found[0].beta.slope)} at {found[0].mean_dte:.0f} days to {number(found[-1].beta.slope)} at "
        f"{found[-1].mean_dte:.0f}.",
        series=(
            Series("Measured", tuple(one.mean_dte for one in found), tuple(one.beta.slope for one in found), "component"),
            Series("Default", _floats(days), _floats((1.0 + days / vix_curve.BETA_DAYS) ** -0.5), "line"),
            Series("Best exponential", _floats(days), _floats(np.exp(-fit.speed * days / vix_curve.YEAR)), "line"),
        ),
    )


def _floats(values: Any) -> tuple[float, ...]:
    return tuple(float(value) for value in values)
