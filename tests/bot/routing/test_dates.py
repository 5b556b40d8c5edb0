"""Expiries counted from Thursday 7 May 2026. Holidays: New York Stock Exchange (19 June 2026 and 3 April 2026 are closed)."""

from datetime import date

import pytest

from bot.routing.dates import nth_weekday, session_on_or_before, take_expiry, third_friday
from bot.routing.numbers import read_line
from bot.routing.reading import Reading

AS_OF = date(2026, 5, 7)
SAID = [
    ("45 DTE", 45),
    ("45-day", 45),
    ("dte 16", 16),
    ("expiring in nine days", 9),
    ("two weeks out", 14),
    ("a week to go", 7),
    ("in a couple of weeks", 14),
    ("six months (180 days)", 180),
    ("half a day until settlement", 0.5),
    ("6 hours left", 0.25),
    ("tomorrow", 1),
    ("0dte", 0),
    ("this Friday", 1),
    ("next Friday", 8),
    ("Monday", 4),
    ("Sep 18 2026", 134),
    ("18 September", 134),
    ("18th of September", 134),
    ("2026-09-18", 134),
    ("9/18/2026", 134),
    ("third Friday of August", 106),
    ("third Friday of January 2027", 253),
    ("third Friday of June", 42),
    ("June monthly", 42),
    ("end of the month", 22),
    ("5 trading days", 7),
    ("May 1", -6),  # just passed: to be refused, and not next year's
    ("March 20", 317),
    ("12.06.2026", 36),
    ("expiring 12.6.26", 36),
    ("expires on 18.06.", 42),
    ("three weeks and two days", 23),
    ("0DTE, 0.25 days left", 0.25),
    ("zero point four of a day left", 0.4),
    ("35 to go", 35),
]


@pytest.mark.parametrize(("text", "days"), SAID, ids=[text for text, _ in SAID])
def test_an_expiry_is_counted_in_calendar_days(text: str, days: float) -> None:
    assert take_expiry(Reading(read_line(text)), AS_OF) == days


def test_a_question_without_an_expiry_has_none() -> None:
    assert take_expiry(Reading(read_line("16 delta condor 50 wide at 7140")), AS_OF) is None


def test_what_was_read_as_a_date_is_no_number_any_more() -> None:
    reading = Reading(read_line("expiring Sep 18 2026, $50 wings, 7,140"))
    take_expiry(reading, AS_OF)
    assert [number.value for _, number in reading.left()] == [50, 7140]


def test_an_expiry_on_a_holiday_moves_to_the_session_before() -> None:
    assert third_friday(2026, 6) == date(2026, 6, 19)
    assert session_on_or_before(date(2026, 6, 19)) == date(2026, 6, 18)
    assert session_on_or_before(date(2026, 4, 3)) == date(2026, 4, 2)
    assert session_on_or_before(date(2027, 1, 1)) == date(2026, 12, 31)


def test_the_last_weekday_of_a_month_is_counted_from_its_end() -> None:
    assert nth_weekday(2026, 12, 4, -1) == date(2026, 12, 25)
    assert nth_weekday(2026, 2, 0, -1) == date(2026, 2, 23)
