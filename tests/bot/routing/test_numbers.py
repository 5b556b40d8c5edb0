"""Numbers in every notation a trader types or says."""

import pytest

from bot.routing.numbers import read_line

SAID = [
    ("7,138.80", 7138.80, "N"),
    ("$1,150", 1150, "D"),
    ("17.95%", 17.95, "P"),
    ("five percent", 5, "P"),
    ("3 pct", 3, "P"),
    ("25 bps", 0.25, "P"),
    ("thirty cents", 0.30, "D"),
    ("three dollar", 3, "D"),
    (".16", 0.16, "N"),
    ("75k", 75_000, "N"),
    ("$1.5m", 1_500_000, "D"),
    ("eighteen", 18, "N"),
    ("twenty-one", 21, "N"),
    ("a dozen", 12, "N"),
    ("seven thousand one forty", 7140, "N"),
    ("seven thousand and fifty", 7050, "N"),
    ("seventy-one forty", 7140, "N"),
    ("fifty thousand", 50_000, "N"),
    ("two hundred and twenty", 220, "N"),
    ("two-twenty", 220, "N"),
    ("one and a half", 1.5, "N"),
    ("2 and a half", 2.5, "N"),
    ("point one six", 0.16, "N"),
    ("seventeen point nine five", 17.95, "N"),
    ("minus eighteen", -18, "N"),
    ("-5%", -5, "P"),
    ("a third", 1 / 3, "N"),
    ("zero", 0, "N"),
    ("18,6", 18.6, "N"),
    ("0,16", 0.16, "N"),
    ("7.140,50", 7140.5, "N"),
    ("7140,5", 7140.5, "N"),
    ("7'140.50", 7140.5, "N"),
    ("180 000 dollars", 180_000, "D"),
    ("17,5 %", 17.5, "P"),
    ("two dozen", 24, "N"),
    ("zero point four", 0.4, "N"),
    ("six-nine-fifty", 6950, "N"),
    ("seven one oh five", 7105, "N"),
    ("seven one twenty five", 7125, "N"),
    ("4 bucks 20", 4.2, "D"),
    ("3 $", 3, "D"),
    ("50.000 €", 50_000, "D"),
    ("$100.000", 100_000, "D"),
]


@pytest.mark.parametrize(("text", "value", "kind"), SAID, ids=[text for text, _, _ in SAID])
def test_a_number_is_read_in_its_notation(text: str, value: float, kind: str) -> None:
    numbers = read_line(f"vol {text} then").numbers
    assert [(round(number.value, 9), number.kind) for number in numbers] == [(round(value, 9), kind)]


@pytest.mark.parametrize(
    ("text", "whole", "decimal"), [("one fifteen", 115, 1.15), ("seventeen ninety-five", 1795, 17.95), ("two twenty", 220, 2.20)]
)
def test_a_pair_said_aloud_keeps_both_readings(text: str, whole: float, decimal: float) -> None:
    (number,) = read_line(text).numbers
    assert (number.value, number.decimal) == (whole, decimal)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("7140,45dte", [7140, 45]),
        ("vix 18,16 delta", [18, 16]),
        ("6700,6750,7550,7600", [6700, 6750, 7550, 7600]),
        ("10 700 puts", [10, 700]),
        ("spx 7.140, vix 18", [7140, 18]),
        ("condor at 6.700 and 7.500", [6700, 7500]),
        ("eur/usd spot 1.085", [1.085]),
        ("C=120.5 P=95.2 K=7150", [120.5, 95.2, 7150]),
        ("vix at twenty-four six", [24.6]),
    ],
)
def test_a_comma_a_point_and_a_space_part_only_what_they_can(text: str, values: list[float]) -> None:
    assert [number.value for number in read_line(text).numbers] == values


def test_a_hyphen_binds_a_number_to_its_unit_and_not_to_the_number_before() -> None:
    assert [number.value for number in read_line("twenty ten-wide condors").numbers] == [20, 10]


def test_numbers_side_by_side_stay_apart() -> None:
    assert [number.value for number in read_line("spx7140 x5 16d 50w 1dte").numbers] == [7140, 5, 16, 50, 1]


@pytest.mark.parametrize("text", ["+-200", "+/-200", "±200", "plus or minus 200"])
def test_either_side_is_marked(text: str) -> None:
    (number,) = read_line(f"shorts {text} away").numbers
    assert (number.either, number.value) == (True, 200)


def test_a_dash_between_numbers_is_no_sign() -> None:
    assert [number.value for number in read_line("the 5750-5700 put vertical").numbers] == [5750, 5700]


def test_one_and_second_count_only_before_what_is_counted() -> None:
    assert read_line("price me one with the second engine").numbers == ()
    assert [number.value for number in read_line("one sd and one day").numbers] == [1, 1]


def test_names_with_digits_in_them_are_words() -> None:
    line = read_line("vix9d 17, hv20 11, 5dma 18.6 and the 5-day average of the S&P 500")
    assert [number.value for number in line.numbers] == [17, 11, 18.6]


def test_a_restated_number_is_one_number() -> None:
    assert [number.value for number in read_line("a quarter-hundred (25) of wing").numbers] == [25]


@pytest.mark.parametrize(
    ("typed", "meant"), [("condr", "condor"), ("spoot", "spot"), ("vxi", "vix"), ("stradle", "straddle"), ("detla", "delta"), ("strkes", "strikes")]
)
def test_slips_in_the_fields_own_words_are_mended(typed: str, meant: str) -> None:
    assert f" {meant} " in read_line(f"a {typed} here").text


@pytest.mark.parametrize("word", ["currently", "priced", "protective", "sport", "wins", "printing", "frequent", "stranger", "divided", "week"])
def test_ordinary_words_are_left_alone(word: str) -> None:
    mended = read_line(f"a {word} here").text.split()[1]
    assert mended.startswith(word[:4])
