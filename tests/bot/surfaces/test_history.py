"""`askcondor history report`."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner

from bot.surfaces.cli import app

DAYS = [f"2020-{month:02d}-{day:02d}" for month in (1, 2, 3) for day in range(1, 29)]


def folder_of_files(folder: Path) -> dict[str, Path]:
    paths = {name: folder / f"{name}.csv" for name in ("spx", "vix", "futures")}
    level, vix, lines = 3000.0, [], []
    for i, day in enumerate(DAYS):
        level *= 1.004 if i % 3 else 0.991
        vix.append(16.0 + (i % 5))
        lines.append(f"{day},{level:.2f}")
    paths["spx"].write_text("Date,Close\n" + "\n".join(lines), encoding="utf-8")
    paths["vix"].write_text("Date,Close\n" + "\n".join(f"{day},{value}" for day, value in zip(DAYS, vix, strict=True)), encoding="utf-8")
    rows = [
        f"{day},{end},{15 + 0.4 * value + 0.5 * i}"
        for day, value in zip(DAYS, vix, strict=True)
        for i, end in enumerate(("2020-04-15", "2020-06-17"))
    ]
    paths["futures"].write_text("date,expiration,settle\n" + "\n".join(rows), encoding="utf-8")
    return paths


def test_it_prints_tables_of_the_files_named_and_saves_the_charts(tmp_path: Path) -> None:
    paths = folder_of_files(tmp_path)
    options = [part for name, path in paths.items() for part in (f"--{name}", str(path))]
    ran = CliRunner().invoke(app, ["history", "report", *options, "--charts", str(tmp_path / "charts")])
    assert ran.exit_code == 0, ran.output
    assert "spx.csv, 2020-01-01 to 2020-03-28, 84 days" in ran.stdout
    assert "Answer of VIX futures to spot" in ran.stdout
    pictures = sorted((tmp_path / "charts").glob("*.png"))
    assert len(pictures) == 4
    assert all(picture.read_bytes().startswith(b"\x89PNG") for picture in pictures)


def test_without_files_it_measures_the_shipped_series_and_says_so() -> None:
    ran = CliRunner().invoke(app, ["history", "report", "--json"])
    assert ran.exit_code == 0, ran.output
    printed = json.loads(ran.stdout)
    assert printed["sources"][0].startswith("Index: arch.data.sp500, 1999-01-04 to 2018-12-31")
    moves = printed["tables"][0]
    assert moves["rows"][0][0] == "any"
    assert moves["rows"][0][1] == 1256
    assert all(chart["summary"].endswith(".") for chart in printed["charts"])


def test_a_file_that_is_not_there_is_bad_input() -> None:
    ran = CliRunner().invoke(app, ["history", "report", "--vix", "nowhere.csv", "--json"])
    assert ran.exit_code == 2
    assert "must exist" in json.loads(ran.stdout)["error"]["message"]


def test_a_folder_that_cannot_be_made_is_bad_input(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file", encoding="utf-8")
    ran = CliRunner().invoke(app, ["history", "report", "--charts", str(tmp_path / "taken")])
    assert ran.exit_code == 2
    assert "folder that can be written" in ran.stderr
