"""`askcondor sweep`."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.surfaces.cli import app

BASE = json.dumps({"spot": 7140, "dte": 45, "vol": 0.18, "wing_width": 50})


def test_it_prints_a_row_for_every_combination() -> None:
    ran = CliRunner().invoke(app, ["sweep", "iron_condor", "--json", BASE, "--over", "short_delta=0.10:0.30:3", "--over", "wing_width=0,25"])
    assert ran.exit_code == 0, ran.output
    rows = list(csv.DictReader(io.StringIO(ran.stdout)))
    assert [(row["short_delta"], row["wing_width"]) for row in rows] == [(d, w) for d in ("0.1", "0.2", "0.3") for w in ("0", "25")]
    assert all(float(row["net_credit"]) > 0.0 for row in rows if row["wing_width"] == "25")
    assert "3 of 6 points are refused" in ran.stderr


def test_it_writes_the_table_to_a_file(tmp_path: Path) -> None:
    out = tmp_path / "table.csv"
    ran = CliRunner().invoke(app, ["sweep", "kelly", "--over", "win_rate=0.5:0.9:5", "--json", '{"win": 1, "loss": 1}', "--out", str(out)])
    assert ran.exit_code == 0, ran.output
    assert ran.stdout == ""
    assert len(out.read_text(encoding="utf-8").splitlines()) == 6


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["iron_condor", "--over", "dte"], "--over must be field=from:to:count"),
        (["iron_condor", "--over", "dte=1:x:3"], "from, to, how many"),
        (["iron_condor", "--json", BASE, "--over", "dte=-1,-2"], "every point is refused; the first says: dte must be greater than 0"),
        (["iron_condor", "--json", "{", "--over", "dte=1,2"], "must be a JSON object"),
        (["none_such", "--over", "dte=1,2"], "there is no calculator"),
        (["kelly", "--json", '{"win": 1, "loss": 1}', "--over", "win_rate=0.5,0.6", "--out", "/nowhere/at/all.csv"], "a file that can be written"),
    ],
)
def test_what_cannot_be_swept_is_bad_input(arguments: list[str], message: str) -> None:
    ran = CliRunner().invoke(app, ["sweep", *arguments])
    assert ran.exit_code == 2
    assert message in ran.stderr
