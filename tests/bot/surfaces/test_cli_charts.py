"""`askcondor calc NAME --chart FILE` writes what the app draws; the answer on stdout stays as it is."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.surfaces.cli import app

CONDOR = ("calc", "iron_condor", "spot=7140", "dte=45", "vol=0.18", "short_delta=0.16", "wing_width=50")


@pytest.mark.parametrize(("form", "start"), [("png", b"\x89PNG"), ("svg", b"<?xml"), ("csv", b"Index level")])
def test_each_chart_goes_to_a_file_of_its_own(tmp_path: Path, form: str, start: bytes) -> None:
    plain = CliRunner().invoke(app, [*CONDOR, "--json"])
    ran = CliRunner().invoke(app, [*CONDOR, "--json", "--chart", str(tmp_path / f"condor.{form}")])
    assert ran.exit_code == 0, ran.output
    assert json.loads(ran.stdout) == json.loads(plain.stdout)
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"condor-2.{form}", f"condor.{form}"]
    assert all(path.read_bytes().startswith(start) for path in tmp_path.iterdir())
    assert f"saved {tmp_path / f'condor.{form}'}" in ran.stderr


def test_a_sensitivity_is_written_as_a_chart_of_the_figure_named(tmp_path: Path) -> None:
    ran = CliRunner().invoke(app, [*CONDOR, "--chart", str(tmp_path / "moves.csv"), "--sensitivity", "net_credit"])
    assert ran.exit_code == 0, ran.output
    with (tmp_path / "moves.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert rows[0].keys() == {"Input", "Input lower (index points)", "Input higher (index points)"}
    assert any(row["Input"].startswith("wing width: 45 or 55") for row in rows)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((*CONDOR, "--json", "--chart", "condor.pdf"), "must end in .png, .svg or .csv; got 'condor.pdf'"),
        ((*CONDOR, "--json", "--sensitivity", "net_credit"), "name its file with --chart"),
        ((*CONDOR, "--json", "--chart", "x.png", "--sensitivity", "credits"), "a figure that is a number"),
        ((*CONDOR, "--json", "--chart", "no/such/folder/x.csv"), "must be one that can be written"),
        (("calc", "liquidity_ratios", "cash=1", "receivables=2", "current_liabilities=1", "--json", "--chart", "x.png"), "has no chart"),
    ],
)
def test_a_chart_that_cannot_be_written_is_refused_with_what_to_do(arguments: tuple[str, ...], said: str) -> None:
    ran = CliRunner().invoke(app, list(arguments))
    assert ran.exit_code == 2, ran.output
    assert said in json.loads(ran.stdout)["error"]["message"]
