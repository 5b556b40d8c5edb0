"""How a number of days becomes the year fraction t, and how a result says which way it was done."""

from __future__ import annotations

from calculators.units import TimeConvention

DAYS_PER_YEAR: dict[TimeConvention, float] = {"calendar365": 365.0, "trading252": 252.0}
SHORT_DATED = 7.0  # below this many days the two conventions differ enough that every result names its own


def years(dte: float, convention: TimeConvention = "calendar365") -> float:
    """The year fraction of `dte` days.

    `calendar365` counts calendar days: t = dte / 365. `trading252` counts `dte` as trading days, each 1/252 of a year:
    t = dte / 252. One day is therefore sqrt(365/252) = 1.20 times as wide under `trading252`. Over weeks the two would
    agree only if `dte` were first counted in trading sessions, which this function does not do: a caller with 45
    calendar days (about 31 sessions) under `trading252` gives 31.
    """
    return dte / DAYS_PER_YEAR[convention]


def days_per_year(convention: TimeConvention) -> float:
    """Days in the year of the convention: what a yearly theta is divided by to give a daily one."""
    return DAYS_PER_YEAR[convention]


def clock_notes(dte: float, convention: TimeConvention) -> tuple[str, ...]:
    """The sentence a result carries about its clock; none when it counts seven calendar days or more."""
    if convention == "trading252":
        return (f"Time: trading252, so 1 trading day = 1/252 year and dte {dte:g} counts trading days (t = {years(dte, convention):.5f}).",)
    if dte < SHORT_DATED:
        return (f"Time: calendar365, so 1 day = 1/365 year (t = {years(dte, convention):.5f}); under trading252 moves come out 20 % wider.",)
    return ()
