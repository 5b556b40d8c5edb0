"""The VIX from strips of quotes."""

from __future__ import annotations

import csv
from math import exp, sqrt
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from calculators import black76
from calculators.catalogue import find
from calculators.errors import InputError
from calculators.vix_index import MONTH, YEAR, Quote, interpolated, strip_variance

PRINTED = 5e-7  # the white paper prints variances to eight and the index to six decimals
REPLICATED = 2e-3  # points of VIX: what strikes 5 points apart leave of the continuous sum
RATE = 0.03
WHITE_PAPER = Path(__file__).parent / "data" / "vix_white_paper_2009.csv"


def strip(vol: float, minutes: float, forward: float = 5000.0, rate: float = RATE) -> list[Quote]:
    """Black-76 prices at one vol, bid equal to ask, out to where they vanish."""
    t = minutes / YEAR
    strikes = np.arange(5.0, 25_000.0, 5.0)
    calls, puts = (black76.price(right, forward, strikes, t, vol, rate) for right in ("call", "put"))
    return [
        Quote(float(k), max(c, 0.0), max(c, 0.0), max(p, 0.0), max(p, 0.0)) for k, c, p in zip(strikes, calls.tolist(), puts.tolist(), strict=True)
    ]


def test_thirty_days_between_the_white_papers_two_variances_is_its_published_index() -> None:
    # Cboe VIX white paper (2014 and later), worked example: 35,924 and 46,394 minutes, variances 0.01846292 and 0.01882101, VIX 13.685821.
    assert interpolated(0.01846292, 35_924.0, 0.01882101, 46_394.0) == pytest.approx(13.685821, abs=1e-4)


@pytest.mark.parametrize(
    ("strike", "call", "put", "minutes", "rate", "forward"),
    [(1965.0, 21.05, 23.15, 35_924.0, 0.000305, 1962.89996), (1960.0, 27.30, 24.90, 46_394.0, 0.000286, 1962.40006)],
)
def test_the_forward_is_the_white_papers(strike: float, call: float, put: float, minutes: float, rate: float, forward: float) -> None:
    # The same example: the strike with the smallest gap between call and put, its mid prices, and the forward printed.
    around = [Quote(strike + step, call - step / 2 - 9, call - step / 2 - 9, put + step / 2 + 9, put + step / 2 + 9) for step in (-10.0, -5.0, 5.0)]
    found = strip_variance([*around, Quote(strike, call, call, put, put)], minutes, rate)
    assert found.forward == pytest.approx(forward, abs=1e-5)
    assert found.center == 1960.0


def test_one_strikes_contribution_is_the_white_papers() -> None:
    # The same example's first row: the 1370 put at 0.20, 5 points from its neighbour, adds 0.0000005328 before the factor 2/T.
    rows = [(1370.0, 0.20), (1375.0, 0.125), (1960.0, 24.25)]
    quotes = [Quote(k, 595.0 if k < 1900 else 24.25, 595.0 if k < 1900 else 24.25, p, p) for k, p in rows]
    found = strip_variance([*quotes, Quote(1965.0, 21.05, 21.05, 23.15, 23.15)], 35_924.0, 0.000305)
    assert found.contributions[0] * found.t / 2.0 == pytest.approx(5.328e-7, abs=5e-11)


def test_the_white_papers_whole_chain_gives_its_published_index() -> None:
    # Cboe VIX white paper (2009), worked example on the quotes of its first appendix: 9 and 37 days, 0.38 %, forwards 920.50 and 921.00,
    # K0 920 for both, VIX = 100 x 0.612179986.
    with WHITE_PAPER.open(newline="", encoding="utf-8") as rows:
        quotes = [{name: float(cell) for name, cell in row.items()} for row in csv.DictReader(rows)]
    strips = {days: [[*row.values()][1:] for row in quotes if row["days"] == days] for days in (9.0, 37.0)}
    times = {"near_minutes": 9 * 1440.0, "next_minutes": 37 * 1440.0, "near_rate": 0.0038, "next_rate": 0.0038}
    found = find("vix_index").run({"near": strips[9.0], "next": strips[37.0], **times})
    assert found.figure("vix").value == pytest.approx(61.2179986, abs=1e-7)
    assert [found.figure(f"{name}_forward").text for name in ("near", "next")] == ["920.50", "921.00"]
    assert [found.figure(f"{name}_center").value for name in ("near", "next")] == [920.0, 920.0]


@pytest.mark.parametrize("vol", [0.10, 0.18, 0.45])
def test_a_strip_at_one_vol_gives_that_vol(vol: float) -> None:
    for minutes in (24 * 1440.0, 37 * 1440.0):
        found = strip_variance(strip(vol, minutes), minutes, RATE)
        assert 100.0 * sqrt(found.variance) == pytest.approx(100.0 * vol, abs=REPLICATED)
        assert found.forward == pytest.approx(5000.0, abs=1e-6)


def test_the_index_interpolates_total_variance_and_not_vol() -> None:
    near, later = 23.0 * 1440.0, 37.0 * 1440.0
    total = 0.5 * (0.16**2 * near + 0.20**2 * later)  # 30 days lie half way
    assert interpolated(0.16**2, near, 0.20**2, later) == pytest.approx(100.0 * sqrt(total / MONTH), rel=1e-12)


@given(st.floats(0.05, 1.5), st.floats(7.0, 29.9), st.floats(30.1, 60.0))
def test_a_flat_term_structure_gives_its_own_level(vol: float, near_days: float, next_days: float) -> None:
    assert interpolated(vol**2, near_days * 1440.0, vol**2, next_days * 1440.0) == pytest.approx(100.0 * vol, rel=1e-9)


def test_two_zero_bids_in_a_row_end_the_strip_and_one_does_not() -> None:
    minutes = 30 * 1440.0
    whole = [quote for quote in strip(0.2, minutes) if 4500.0 <= quote.strike <= 5500.0]

    def without_bids(*strikes: float) -> tuple[float, ...]:
        quotes = [Quote(q.strike, q.call_bid, q.call_ask, 0.0 if q.strike in strikes else q.put_bid, q.put_ask) for q in whole]
        return strip_variance(quotes, minutes, RATE).strikes

    assert without_bids(4600.0)[0] == 4500.0
    assert 4600.0 not in without_bids(4600.0)
    assert without_bids(4600.0, 4595.0)[0] == 4605.0


def test_the_calculator_takes_rows_of_five_or_named_fields_in_any_order() -> None:
    calculator = find("vix_index")
    rows = calculator.example["near"]
    named = [dict(zip(("strike", "call_bid", "call_ask", "put_bid", "put_ask"), row, strict=True)) for row in reversed(rows)]
    assert calculator.run({**calculator.example, "near": named}).figure("vix").value == calculator.run(calculator.example).figure("vix").value


def test_the_calculator_is_the_formula_on_its_example() -> None:
    # Worked again in one line an expiration: the sum over strikes less the correction, then 30 days between them.
    example = find("vix_index").example
    variances = []
    for name in ("near", "next"):
        t = example[f"{name}_minutes"] / 525_600
        growth = exp(0.04 * t)
        rows = {row[0]: ((row[1] + row[2]) / 2, (row[3] + row[4]) / 2) for row in example[name] if row[0] < 8000 or row[1] > 0}
        at = min(rows, key=lambda k: abs(rows[k][0] - rows[k][1]))
        forward = at + growth * (rows[at][0] - rows[at][1])
        center = max(k for k in rows if k <= forward)
        used = {k: c if k > center else p if k < center else (c + p) / 2 for k, (c, p) in rows.items()}
        variances.append(2 / t * sum(200 / k**2 * growth * price for k, price in used.items()) - (forward / center - 1) ** 2 / t)
    vix = interpolated(variances[0], example["near_minutes"], variances[1], example["next_minutes"])
    assert find("vix_index").run(example).figure("vix").value == pytest.approx(vix, rel=1e-12)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"near_minutes": 50_000.0}, "near must settle before next"),
        ({"near": [[7000.0, 5.0, 4.0, 1.0, 2.0], [7100.0, 1.0, 2.0, 1.0, 2.0], [7200.0, 1.0, 2.0, 1.0, 2.0]]}, "must not exceed its ask"),
        ({"near": [[7000.0, 1.0, 2.0, 1.0, 2.0]] * 3}, "each strike once"),
        ({"near": [[7000.0, 0.0, 2.0, 1.0, 2.0], [7100.0, 0.0, 2.0, 1.0, 2.0], [7200.0, 0.0, 2.0, 1.0, 2.0]]}, "both have a bid"),
        ({"next": [[7000.0, 90.0, 92.0, 80.0, 81.0], [7100.0, 40.0, 41.0, 130.0, 131.0], [7200.0, 10.0, 11.0, 200.0, 201.0]]}, "put below 7"),
        ({"near": [[7000.0, 1.0, 2.0], [7100.0], [7200.0]]}, "near.0"),
    ],
)
def test_strips_that_cannot_be_used_are_refused_in_words(change: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        find("vix_index").run({**find("vix_index").example, **change})
