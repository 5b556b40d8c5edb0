"""Daily files: what is read, and what is refused with its line."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest

from calculators.errors import InputError
from calculators.history.files import read_daily, read_futures, shipped

LONG = "date,expiration,settle\n2020-01-02,2020-01-22,14.5\n2020-01-02,2020-02-19,15.5\n2020-01-03,2020-01-22,15\n2020-01-03,2020-02-19,0\n"
SETTLES = '"","date","M1","M2"\n"1",2020-01-02,14.5,15.5\n"2",2020-01-03,15,NA\n'
EXPIRATIONS = '"","date","V1","V2"\n"1",2020-01-02,2020-01-22,2020-02-19\n"2",2020-01-03,2020-01-22,2020-02-19\n'


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_daily_file_is_read_by_its_close_or_its_only_other_column(tmp_path: Path) -> None:
    bars = read_daily(write(tmp_path, "bars.csv", "Date,Open,Close,Volume\n2020-01-03,9,11,5\n1/2/2020,9,10,5\n2020-01-06,9,null,0\n"))
    assert bars.source == "bars.csv"
    assert bars.days.astype(str).tolist() == ["2020-01-02", "2020-01-03"]
    assert bars.values.tolist() == [10.0, 11.0]
    single = read_daily(write(tmp_path, "vix.csv", "DATE,vix\n2020-01-02,12.5\n\n2020-01-03,.\n2020-01-06,13\n"))
    assert single.values.tolist() == [12.5, 13.0]
    asked = single.on(np.array(["2020-01-01", "2020-01-02", "2020-01-03", "2020-02-03"], dtype="datetime64[D]"))
    assert np.isnan(asked[[0, 2, 3]]).all()
    assert asked[1] == 12.5


def test_a_gzipped_file_is_read_as_the_plain_one(tmp_path: Path) -> None:
    text = "date,close\n2020-01-02,10\n2020-01-03,11\n"
    packed = tmp_path / "bars.csv.gz"
    packed.write_bytes(gzip.compress(text.encode()))
    assert read_daily(packed).values.tolist() == read_daily(write(tmp_path, "bars.csv", text)).values.tolist()


def test_futures_are_the_same_from_one_a_row_and_from_contracts_side_by_side(tmp_path: Path) -> None:
    long = read_futures(write(tmp_path, "futures.csv", LONG))
    write(tmp_path, "8_m_settle.csv", SETTLES)
    write(tmp_path, "expirations.csv", EXPIRATIONS)
    wide = read_futures(tmp_path)
    for futures in (long, wide):
        assert futures.expirations.astype(str).tolist() == ["2020-01-22", "2020-02-19"]
        assert futures.dte.tolist() == [[20.0, 48.0], [19.0, 47.0]]
        assert np.array_equal(futures.settles, [[14.5, 15.5], [15.0, np.nan]], equal_nan=True)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is empty"),
        ("day,close\n2020-01-02,1\n", "needs a column Date"),
        ("date,open,high\n2020-01-02,1,2\n", "needs a column Close, or just one"),
        ("date,close\n2020-01-02,10\n", "at least two days"),
        ("date,close\n2020-01-02,10\n2020-13-03,11\n", "line 3: a date must be as 2014-01-31"),
        ("date,close\n2020-01-02,10\n1/2,11\n", "line 3: a date must be"),
        ("date,close\n2020-01-02,10\n2020-01-03,dear\n", "line 3: a level must be a number above 0; got 'dear'"),
        ("date,close\n2020-01-02,10\n2020-01-03,-1\n", "line 3: a level must be a number above 0; got '-1'"),
        ("date,close\n2020-01-02,10\n2020-01-03,inf\n", "line 3: a level must be"),
        ("date,close\n2020-01-02,10\n2020-01-02,11\n", "each day once; line 3"),
        ("date,close\n2020-01-02,10\n2020-01-03\n", "line 3: it has 1 cells"),
    ],
)
def test_a_daily_file_that_is_not_of_the_format_is_refused_with_its_line(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_daily(write(tmp_path, "bars.csv", text))


def test_files_that_are_no_text_or_not_there_are_refused(tmp_path: Path) -> None:
    broken = tmp_path / "bars.csv.gz"
    broken.write_bytes(b"no gzip")
    with pytest.raises(InputError, match="must be CSV in UTF-8"):
        read_daily(broken)
    (tmp_path / "bars.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="must be CSV in UTF-8"):
        read_daily(tmp_path / "bars.csv")
    with pytest.raises(InputError, match="must exist"):
        read_daily(tmp_path / "none.csv")


@pytest.mark.parametrize(
    ("settles", "expirations", "message"),
    [
        (SETTLES, None, "lacks expirations.csv"),
        (SETTLES, EXPIRATIONS.replace("2,2020-01-03", "2,2020-01-06").replace('"2",2020-01-03', '"2",2020-01-06'), "the same days; line 3"),
        (SETTLES, EXPIRATIONS.rsplit("\n", 2)[0] + "\n", "as many days"),
        (SETTLES.replace('"M2"', '"M2","M3"'), EXPIRATIONS, "as many contracts"),
        ('"","date","M1","M2"\n', '"","date","V1","V2"\n', "has none"),
    ],
)
def test_a_futures_folder_that_does_not_fit_together_is_refused(tmp_path: Path, settles: str, expirations: str | None, message: str) -> None:
    write(tmp_path, "8_m_settle.csv", settles)
    if expirations is not None:
        write(tmp_path, "expirations.csv", expirations)
    with pytest.raises(InputError, match=message):
        read_futures(tmp_path)


def test_a_futures_file_without_its_columns_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="needs the columns date, expiration and settle"):
        read_futures(write(tmp_path, "futures.csv", "date,settle\n2020-01-02,1\n"))


def test_the_shipped_series_are_those_of_arch_and_are_read_without_importing_it() -> None:
    index, vix = shipped("sp500"), shipped("vix")
    assert (str(index.days[0]), str(index.days[-1]), len(index.days)) == ("1999-01-04", "2018-12-31", 5031)
    assert (str(vix.days[0]), str(vix.days[-1])) == ("2014-01-03", "2019-01-03")
    assert index.values[0] == 1228.099976
    assert vix.on(np.array(["2018-02-05"], dtype="datetime64[D]"))[0] == 37.32  # the day the VIX doubled


def test_without_arch_the_refusal_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("calculators.history.files.find_spec", lambda name: None)
    with pytest.raises(InputError, match=r"pip install 'askcondor\[history\]'"):
        shipped("vix")
