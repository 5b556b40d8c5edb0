"""Numbers have one spelling."""

from __future__ import annotations

import pytest

from calculators import wording


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (wording.number(7140.0), "7,140.00"),
        (wording.number(-0.001), "0.00"),
        (wording.number(-1234.5), "-1,234.50"),
        (wording.trimmed(0.5), "0.5"),
        (wording.trimmed(700.0, 0), "700"),
        (wording.level(7088.45), "7,088.45"),
        (wording.points(8.454), "8.45 points"),
        (wording.dollars(845.0), "$845"),
        (wording.dollars(-1234.4), "-$1,234"),
        (wording.dollars(3.456), "$3.46"),
        (wording.dollars(0.0), "$0"),
        (wording.dollars(-0.001, 2), "$0.00"),
        (wording.percent(0.6834), "68.3 %"),
        (wording.vol_points(0.18), "18.00 vol points"),
        (wording.signed(1.2), "+1.20"),
        (wording.signed(-0.0), "0.00"),
        (wording.points_and_dollars(8.45), "8.45 points ($845 a contract)"),
        (wording.points_and_dollars(8.45, 10), "8.45 points ($845 a contract, $8,450 for 10)"),
        (wording.days(1.0), "1 day"),
        (wording.days(0.4), "0.4 days"),
        (wording.listed(["a", "b", "c"]), "a, b and c"),
        (wording.listed([]), ""),
    ],
)
def test_numbers_are_said_one_way(said: str, expected: str) -> None:
    assert said == expected
