"""Expiries as people name them, in calendar days from a given day."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache

from bot.routing.numbers import Line, Number
from bot.routing.reading import Reading
from bot.routing.words import word_list
from calculators.method import TRADING_DAYS

MONTHS = {name: month for month, name in enumerate(word_list("jan feb mar apr may jun jul aug sep oct nov dec"), start=1)}
MONTH = r"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:tember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")
_WEEKDAY = rf"({'|'.join(_WEEKDAYS)}|mon|tues?|wed|thurs?|thu|fri)"
_NTH = {"first": 1, "1st": 1, "second": 2, "third": 3, "3rd": 3, "fourth": 4, "last": -1}
_TAIL = (
    r"(?: (?:to go|to run|to expiring|to (?:the )?(?:bell|close)|from (?:the )?(?:bell|close)|"
    r"(?:until|till|before) (?:the )?(?:expiring|settlement|bell|close)|left|out|away|"
    r"expiring|of life|remaining|from now|hence))?"
)
DAYS_A_MONTH = 30
LEAST_STRIKE = 100.0
JUST_PASSED = 31  # days: a day of the year so near is the one that has passed, not next year's
DAYS_A_YEAR = 365
LARGEST_IN_YEARS = 5.0
HOURS_A_DAY = 24
MINUTES_A_DAY = 24 * 60


def take_expiry(reading: Reading, as_of: date) -> float | None:
    """Days to the expiry the question names, taken out of it; None when it names none.

    A stretch ("45 DTE", "six weeks", "half a day") needs no calendar; a day ("third Friday of June") is counted from
    `as_of` and, when the exchange is closed on it, moves to the session before, as listed expirations do.
    """
    return take_day(reading, as_of)[0]


def take_day(reading: Reading, as_of: date) -> tuple[float | None, str]:
    """Like `take_expiry`, with what to say of a day that was counted from a calendar ("" for a stretch of time)."""
    _drop_zero_days(reading)
    for form in (_named_day, _stretch, _near_day):
        days = form(reading, as_of)
        if days is not None:
            return days, "" if form is _stretch else _counted(days, as_of)
    return None, ""


def _counted(days: float, as_of: date) -> str:
    day = as_of + timedelta(days=int(days))
    return f"The expiration is read as {_written(day)}, {days:g} {'day' if days == 1 else 'days'} from {_written(as_of)}"


def _written(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B %Y}"


def _drop_zero_days(reading: Reading) -> None:
    """ "0DTE, 4 hours left" is four hours, "0DTE, 0.25 days left" six: the zero says no more than that."""
    part = any(0 < number.value < 1 for number in reading.all(r"# (?:of (?:a|the|one) )?(?:trading |calendar )?(?:days?|dte)"))
    if part or reading.has(r"# (?:hours|minutes)"):
        reading.take(r"# (?:dte|days?)", lambda number: number.value == 0)


_STRIKE_NEXT = r"(?= (?:the )?(?P<strike>[ND]\d+)(?P<right> (?:strike )?(?:puts?|calls?|p|c)(?= ))?)"
_NAMED_MONTH = f"(?P<month>{MONTH[1:-1]})"
_DATED = tuple(
    re.compile(rf"(?<= )(?:expiring )?{day}(?: expiring)?{_STRIKE_NEXT}")
    for day in (
        rf"{_NAMED_MONTH} (?P<day>N\d+) (?P<year>N\d+)",
        rf"{_NAMED_MONTH} (?P<day>N\d+)(?P<year>(?!))?",
        rf"(?P<day>N\d+) {_NAMED_MONTH} (?P<year>N\d+)",
        rf"(?P<day>N\d+) {_NAMED_MONTH}(?P<year>(?!))?",
        rf"{_NAMED_MONTH}(?P<day>(?!))?",
    )
)
_OPTION = re.compile(r"(?<= )[ND]\d+ (?:strike )?(?:puts?|calls?|p|c)(?= )")
_PLAIN = _DATED[:3]  # the others are turned only when there are two


def date_strikes(reading: Reading, as_of: date) -> list[str]:
    """Turn a day said before a strike into the days to it, "short the May 15 7100 put", and say which day each was read as.

    "15 May 7100 put" and "the June 7000 put" are turned only when there are two: a day of the whole trade is read with its time.
    """
    notes = []
    for pattern in _DATED:
        dated = len([match for match in pattern.finditer(reading.text) if match["right"]])
        at = 0 if pattern in _PLAIN or dated > 1 else len(reading.text)
        of_all = dated < 2 and len(_OPTION.findall(reading.text)) > 1  # the days of the whole trade, not of the option beside them
        while (match := pattern.search(reading.text, at)) is not None:
            at = match.start() + 1
            strike = reading.number(match["strike"]).value
            a_strike = strike >= LEAST_STRIKE and (match["right"] or (pattern in _PLAIN[:2] and not 2000 <= strike < 2100))
            a_strike = a_strike and ("year" not in pattern.groupindex or not match["year"] or 2000 <= reading.number(match["year"]).value < 2100)
            if not a_strike or (match["day"] and not _is_day(1, reading.number(match["day"]).value)):
                continue
            days = _days_to_month(as_of, _month(match["month"]), None)
            if match["day"]:
                days = _days_in(reading, as_of, _month(match["month"]), match["day"], match["year"])
            reading.rewrite(match.start(), match.end(), Number(days, "N", f"{days:g}"), "dte", last=of_all)
            notes.append(_counted(days, as_of))
    return notes


_MONTH_SAID = f"(?:{MONTH[1:-1]})"
_A_DATE = rf"(?:{_MONTH_SAID} N\d+|N\d+ {_MONTH_SAID})(?: N\d+(?= (?:/|-|[NDL]\d)))?|{_MONTH_SAID}(?! N\d)"
_TWO_DATES = re.compile(
    rf"(?<= )(?P<first>{_A_DATE}) (?:expiring )?(?:/|-|and|to|into|vs|versus|against|x|,) (?:the )?(?P<second>{_A_DATE})(?: expiring)?(?= )"
)
_BOTH = ("first", "second")
_OF_TWO_DATES = r"calendar|diagonal|time spreads?|horizontal(?: spread)?|roll|double calendar"


def _of_a_date(number: Number) -> bool:
    return _is_day(1, number.value) or 2000 <= number.value < 2100


def two_dates(reading: Reading, as_of: date) -> list[str]:
    """Turn the two expirations of a calendar or a diagonal, "10 Jun / 20 May", into the days to each, and say how they were read."""
    no_strikes = re.sub(r"N(?=(\d+) )", lambda place: "N" if _of_a_date(reading.numbers[int(place[1])]) else "L", reading.text)
    match = _TWO_DATES.search(no_strikes) if reading.said_at_all(_OF_TWO_DATES) else None
    if match is None:
        return []
    days = [_named_day(Reading(Line(f" {match[name]} ", reading.numbers)), as_of) for name in _BOTH]
    first, second = (_days_to_month(as_of, _month(match[name]), None) if day is None else day for name, day in zip(_BOTH, days, strict=True))
    if first == second:
        return []
    for name, day in (("second", second), ("first", first)):
        reading.rewrite(match.start(name), match.end(name), Number(day, "N", f"{day:g}"), "dte")
    return [_counted(day, as_of) for day in (first, second)]


def _days_to_month(as_of: date, month: int, year: float | None) -> float:
    """Days to the monthly expiration of a month."""
    return float((session_on_or_before(_coming(as_of, month, lambda y: third_friday(y, month), year)) - as_of).days)


def third_friday(year: int, month: int) -> date:
    """The third Friday of a month, before any holiday shift."""
    return nth_weekday(year, month, 4, 3)


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> date:
    """The nth given weekday (Monday 0) of a month; -1 is the last."""
    if nth < 0:
        last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
        return last - timedelta(days=(last.weekday() - weekday) % 7)
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))


def session_on_or_before(day: date) -> date:
    """The day itself, or the last New York session before it. The calendar is loaded only for days that can be holidays."""
    while day.weekday() > 4 or (_can_be_holiday(day) and not _is_session(day)):
        day -= timedelta(days=1)
    return day


def _can_be_holiday(day: date) -> bool:
    """Whether a fixed or moving market holiday can fall on this weekday; most days are ruled out without a calendar."""
    month, of_month = day.month, day.day
    if day.weekday() == 0:
        return (month, (of_month - 1) // 7) in ((1, 2), (2, 2), (9, 0)) or (month == 5 and of_month > 24) or _fixed(month, of_month)
    if day.weekday() == 4:
        return (month in (3, 4)) or _fixed(month, of_month)
    return _fixed(month, of_month) or (month == 11 and day.weekday() == 3)


def _fixed(month: int, of_month: int) -> bool:
    return (month, of_month) in {(1, 1), (1, 2), (6, 18), (6, 19), (6, 20), (7, 3), (7, 4), (7, 5), (12, 24), (12, 25), (12, 26)}


@lru_cache(maxsize=256)
def _is_session(day: date) -> bool:
    import exchange_calendars  # 1 s and pandas: only when a holiday matters

    calendar = exchange_calendars.get_calendar("XNYS", start=f"{day.year - 1}-12-01", end=f"{day.year + 1}-01-31")
    return bool(calendar.is_session(day.isoformat()))


def _month(name: str) -> int:
    return MONTHS[name[:3]]


def _weekday(name: str) -> int:
    return [day[:3] for day in _WEEKDAYS].index(name[:3])


def _coming(as_of: date, month: int, day: Callable[[int], date], year: float | None) -> date:
    if year is not None:
        return day(int(year))
    this_year = day(as_of.year)
    return this_year if this_year >= as_of or (as_of - this_year).days <= JUST_PASSED else day(as_of.year + 1)


def _year_of(reading: Reading, place: str | None) -> float | None:
    if place is None:
        return None
    value = reading.number(place).value
    return value + 2000 if value < 100 else value


def _named_day(reading: Reading, as_of: date) -> float | None:
    match = reading.match(rf"(?:the )?(first|second|third|fourth|last) {_WEEKDAY} (?:of|in) (?:the )?{MONTH}(?: (N\d+))?(?: expiring)?", _a_year)
    if match is not None:
        nth, weekday, month, year = match.groups()
        day = _coming(as_of, _month(month), lambda y: nth_weekday(y, _month(month), _weekday(weekday), _NTH[nth]), _year_of(reading, year))
        return float((session_on_or_before(day) - as_of).days)
    match = reading.match(rf"{MONTH} (first|second|third|fourth|last) {_WEEKDAY}(?: expiring)?", None)
    if match is not None:
        month, nth, weekday = match.groups()
        day = _coming(as_of, _month(month), lambda y: nth_weekday(y, _month(month), _weekday(weekday), _NTH[nth]), None)
        return float((session_on_or_before(day) - as_of).days)
    match = reading.match(  # the day itself, in brackets after what it is called
        rf"(?:(?:the )?end of )?{MONTH} (?:months? end|quarterly|monthly|opex|expiring) [(,] (?:on )?(?:the )?(?:\1 )?(N\d+)(?: \))?(?= )",
        lambda d: _is_day(1, d.value),
    )
    if match is not None:
        return _days_in(reading, as_of, _month(match.group(1)), match.group(2), None)
    match = reading.match(rf"{MONTH} (?:(N\d+) )?(?:monthly|monthlies|opex|quarterly)(?: expiring)?", _a_year)
    if match is not None:
        month, year = match.groups()
        reading.match(r"(?<=_ )(?:, |\( )?(?:the |its )?third friday(?: \))?|[,(] (?:the |its )?third friday(?: \))?")
        return _days_to_month(as_of, _month(month), _year_of(reading, year))
    written = r"(N\d+) - (N\d+) - (N\d+)"
    traded = reading.match(rf"{written}(?= .*expiring (?:on )?N\d+ - N\d+ - N\d+ )", _year_first)
    match = reading.match(rf"(?:expiring )?(?:on )?{written}", _year_first)
    if match is not None:  # from the day of the trade, if that is written too
        start = _days_to(reading, as_of, *traded.groups()) if traded is not None else 0.0
        return _days_to(reading, as_of, *match.groups()) - start
    match = reading.match(
        r"(?:expiring )?(?:on )?(N\d+) / (N\d+) / (N\d+)",
        lambda m, d, y: _is_day(m.value, d.value) and (as_of.year % 100 <= y.value < 100 or y.value >= 2000),
    )
    if match is not None:
        month, day_of_month, year = match.groups()
        return _days_to(reading, as_of, year, month, day_of_month)
    match = reading.match(r"(?:expiring|on|by|until|through) (?:on )?(N\d+) / (N\d+)(?! /)", lambda m, d: _is_day(m.value, d.value))
    if match is not None:
        month, day_of_month = match.groups()
        return _days_in(reading, as_of, int(reading.number(month).value), day_of_month, None)
    match = reading.match(r"(N\d+) / (N\d+)(?: /)? expiring", lambda m, d: _is_day(m.value, d.value))
    if match is not None:
        month, day_of_month = match.groups()
        return _days_in(reading, as_of, int(reading.number(month).value), day_of_month, None)
    match = reading.match(rf"(?:expiring )?(?:on )?{_WEEKDAY} the (N\d+)", lambda d: _is_day(1, d.value))
    if match is not None:
        of_month = int(reading.number(match.group(2)).value)
        ahead = as_of.month + (of_month < as_of.day)
        return float((_date(as_of.year + (ahead - 1) // 12, (ahead - 1) % 12 + 1, of_month) - as_of).days)
    match = reading.match(r"(?:expiring |for |on |by |until |through )*day_of_month (N\d+)(?: expiring)?", lambda d: _is_day(1, d.value))
    if match is not None:
        of_month = int(reading.number(match.group(1)).value)
        said = {_month(name) for name in re.findall(rf"(?<= ){MONTH}(?= )", reading.said)}
        if len(said) == 1:
            reading.match(rf"(?:months? end )?{MONTH}(?: months? end)?")
            return _days_in(reading, as_of, said.pop(), match.group(1), None)
        ahead = as_of.month + (of_month < as_of.day)
        return float((_date(as_of.year + (ahead - 1) // 12, (ahead - 1) % 12 + 1, of_month) - as_of).days)
    match = reading.match(rf"(?:expiring )?(?:on )?(?:the )?{MONTH} (?:the )?(N\d+)(?: ,)?(?: (N\d+))?(?: expiring)?", _day_and_year)
    if match is not None:
        month, day_of_month, year = match.groups()
        return _days_in(reading, as_of, _month(month), day_of_month, year)
    match = reading.match(rf"(?:expiring )?(?:on )?(?:the )?(N\d+) (?:of )?{MONTH}(?: ,)?(?: (N\d+))?(?: expiring)?", _day_and_year)
    if match is not None:
        day_of_month, month, year = match.groups()
        return _days_in(reading, as_of, _month(month), day_of_month, year)
    match = reading.match(rf"(?:the )?{MONTH} (?:expiring|condor|iron condor|ic|cycle)", None) or reading.match(
        rf"(?:for|in|into) (?:the )?(?!may ){MONTH}(?! , N\d+ (?:d|dte|days?) )(?= (?:[,.;:?!-]|and |with |spx |vix |$))", None
    )
    if match is not None:
        return _days_to_month(as_of, _month(match.group(1)), None)
    return None


def _a_year(*numbers: object) -> bool:
    return all(2000 <= getattr(number, "value", 0) < 2100 for number in numbers)


def _is_day(month: float, day: float) -> bool:
    return month == int(month) and day == int(day) and 1 <= month <= 12 and 1 <= day <= 31


def _day_and_year(*numbers: object) -> bool:
    values = [getattr(number, "value", 0) for number in numbers]
    return _is_day(1, values[0]) and all(2000 <= value < 2100 for value in values[1:])


def _year_first(year: Number, month: Number, day: Number) -> bool:
    return 2000 <= year.value < 2100 and month.value <= 12 and day.value <= 31


def _days_to(reading: Reading, as_of: date, year: str, month: str, day: str) -> float:
    return float((_date(int(_year_of(reading, year) or 0), int(reading.number(month).value), int(reading.number(day).value)) - as_of).days)


def _days_in(reading: Reading, as_of: date, month: int, day: str, year: str | None) -> float:
    of_month = int(reading.number(day).value)
    return float((_coming(as_of, month, lambda y: _date(y, month, of_month), _year_of(reading, year)) - as_of).days)


_NAMED_DAY = re.compile(rf"(?<= )(?:{MONTH} (?:the )?(N\d+)|(N\d+) (?:of )?{MONTH})(?= )")
_MOST_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def no_such_day(reading: Reading) -> str | None:
    """What to ask of a day that no year has, "31 June"; None when there is none."""
    for match in _NAMED_DAY.finditer(reading.said):
        name, place = (group for group in match.groups() if group is not None) if match[1] else (match[4], match[3])
        day, month = reading.number(place).value, _month(name)
        most = _MOST_DAYS[month - 1]
        if day == int(day) and most < day <= max(_MOST_DAYS):
            return f"{name.title()} has {most} days, and no {day:g}. Which day does it expire?"
    return None


def _date(year: int, month: int, day: int) -> date:
    """The date; a day past the month's end is its last day."""
    last = nth_weekday(year, month, 0, -1) + timedelta(days=6)
    while last.month != month:
        last -= timedelta(days=1)
    return date(year, month, min(day, last.day))


def _stretch(reading: Reading, as_of: date) -> float | None:
    both = reading.take(rf"# months \( # days? \){_TAIL}")
    if both is not None:
        return both[1].value
    for pattern, units in (
        (rf"(?:expiring )?(?:in |over )?# weeks (?:and |, )?# days?{_TAIL}", (7, 1)),
        (rf"(?:expiring )?(?:in |over )?# months (?:and )?# weeks{_TAIL}", (DAYS_A_MONTH, 7)),
        (rf"(?:expiring )?(?:in |over )?# months (?:and )# days?{_TAIL}", (DAYS_A_MONTH, 1)),
    ):
        two = reading.take(pattern, lambda a, b: 0 < a.value < 60 and 0 < b.value < 31)
        if two is not None:
            return two[0].value * units[0] + two[1].value * units[1]
    later = reading.match(r"(?:expiring )?(?:in )?(?:a|one|(N\d+)) (days?|weeks) (?:from|after) (tomorrow|today|now)")
    if later is not None:
        place, period, start = later.groups()
        ahead = (reading.number(place).value if place else 1) * (7 if period == "weeks" else 1)
        if start != "tomorrow":
            return round(ahead, 6)  # counted already, whatever day that is
        return float((session_on_or_before(as_of + timedelta(days=int(ahead) + 1)) - as_of).days)
    match = reading.take(rf"(?:expiring )?(?:in )?# (?:trading|business) (?:days?|sessions?){_TAIL}", _positive)
    if match is not None and counts_trading_days(reading):
        return match[0].value
    if match is not None:
        day, count = as_of, int(match[0].value)
        while count > 0:
            day += timedelta(days=1)
            if session_on_or_before(day) == day:
                count -= 1
        return float((day - as_of).days)
    years = reading.take(r"(?:t|tau) #(?! (?:d|days?|dte|months|weeks|hours|minutes|trading|sessions?))(?: years)?", _part_of_years)
    if years is not None:
        return round(years[0].value * DAYS_A_YEAR, 6)
    for pattern, unit in (
        (r"t (?:[-+] )?#(?: d| days?)?(?! (?:years|months|weeks|hours|minutes|trading|sessions?))", 1.0),
        (rf"(?:expiring )?(?:in |over |with )?# (?:of (?:a|the|one) )?(?:calendar )?(?:dte|days?|dt|d|sessions?){_TAIL}", 1.0),
        (r"(?:at )?dte ~#", 1.0),
        (r"(?<!\d )days(?: (?:left|to go|out))? (?:: )?#", 1.0),
        (r"days to expiring ~#", 1.0),
        (r"(?:tenor|maturity|horizon) ~# days?", 1.0),
        (rf"(?:expiring )?(?:in |over )?# weeks?{_TAIL}", 7.0),
        (rf"(?:expiring )?(?:in |over )?# months{_TAIL}", float(DAYS_A_MONTH)),
        (rf"(?:expiring )?(?:in |over )?# years{_TAIL}", 365.0),
        (rf"(?:expiring )?(?:in |with )?# hours{_TAIL}", 1.0 / HOURS_A_DAY),
        (rf"(?:expiring )?(?:in |with )?# minutes{_TAIL}", 1.0 / MINUTES_A_DAY),
        (
            r"(?:expiring )?(?:in |with )?# (?:to go|to run|left|remaining|until expiring|to expiring)"
            r"(?= (?:[,.;:?!/)]|and|on|at|spx|index|cash|vix|iv|$))",
            1.0,
        ),
    ):
        taken = reading.take(pattern, _positive)
        if taken is not None:
            return round(taken[0].value * unit, 6)
    from_day = reading.match(rf"(?:expiring )?(?:in )?(?:a|one|(N\d+)) weeks (?:from|after|on) (?:this |next |coming )?{_WEEKDAY}") or reading.match(
        rf"(?:expiring )?(?:on )?(){_WEEKDAY} (?:weeks(?! (?:expir\w+|condor|options?))|after next)"
    )
    if from_day is not None:
        weeks, name = from_day.groups()
        ahead = (_weekday(name) - as_of.weekday()) % 7 or 7
        return float((session_on_or_before(as_of + timedelta(days=ahead + 7 * int(reading.number(weeks).value if weeks else 1))) - as_of).days)
    match_words = reading.match(
        r"(?:expiring )?(?:in |over )?(?:(?:a|one|the) (?:(couple of|few) )?|(?=fortnight ))(day|weeks|months|fortnight|years)(?: "
        r"(?:out|from now|expiring|to go|to run|left|away|hence|of life|(?:to|until|till|before) expiring|"
        r"(?:(?:iron|spx) )*(?:condor|ic|strangle|straddle|fly|spreads?)))"
    )
    if match_words is None:
        match_words = reading.match(r"(?<=^ )(?:a|one) (?:(couple of|few) )?(day|weeks|months|fortnight|years)(?= (?:[.?!] )?$)")
    if match_words is None:
        match_words = reading.match(
            r"(?:expiring in|in|over|for|until|till|within) (?:a|one|the (?:next|coming)) (?:(couple of|few) )?(day|weeks|months|fortnight|years)"
        )
    if match_words is not None:
        many = {"couple of": 2, "few": 3, None: 1}[match_words.group(1)]
        return float(many * {"day": 1, "weeks": 7, "fortnight": 14, "months": DAYS_A_MONTH, "years": 365}[match_words.group(2)])
    return None


def counts_trading_days(reading: Reading) -> bool:
    """Whether the clock is said to be one of trading days: a number of them is the days then, and needs no calendar."""
    return any(number.value == TRADING_DAYS for number in reading.numbers) or reading.said_at_all(
        r"(?:trading|business) days? (?:convention|count|basis|time|clock|calendar)|trading time|"
        r"(?:count\w*|measur\w*|reckon\w*) (?:it |time |them )?(?:in|by) (?:trading|business) days"
    )


def takes_252(reading: Reading) -> bool:
    """Whether days are said to be counted as trading days, 252 a year; the words are taken."""
    taken = reading.take(
        r"(?:use |using |with |on |over |by )*(?:a |the )?# (?:(?:trading|business) days?(?: a years| years)?|days? (?:a years|years)|"
        r"(?:/|a|per) years)"
        r"(?: (?:count|clock|convention|basis|calendar|time))?|"
        r"(?:use |using |with |on |over |by )*(?:a |the )?# (?:days? )?(?:convention|basis|count|clock|calendar|time)|"
        r"(?:actual|act|business|bus|trading) / #|"
        r"(?:annuali[sz]ed? |count\w* (?:time |it |days )?)(?:over|on|by|with|in) #|(?:on|over|by) (?:a )?#(?= [,.;:?)])",
        lambda number: number.value == TRADING_DAYS,
    )
    return taken is not None or reading.take(rf"{_COUNTED} # / #", lambda one, days: one.value == 1 and days.value == TRADING_DAYS) is not None


_COUNTED = (
    r"(?:count|treat|take|use|measure|price)(?:ed|ing)? (?:(?:the|a|an|each|every|one|it|time) )*(?:days?|it|time)? ?(?:as|at|for|to be|like|by)"
)


def _part_of_years(number: Number) -> bool:
    """Whether a symbol's value is in years: T = 0.25."""
    return number.kind == "N" and 0 < number.value < LARGEST_IN_YEARS and "." in number.text


def _positive(number: object) -> bool:
    return 0 <= getattr(number, "value", -1) <= 3660


def _near_day(reading: Reading, as_of: date) -> float | None:
    today = reading.match(rf"(?:today|now|it) is (?:now |currently )?(?:a )?{_WEEKDAY}(?! (?:expiring|close))")
    if today is not None:
        as_of += timedelta(days=(_weekday(today.group(1)) - as_of.weekday()) % 7)
    past = reading.match(rf"(?:expiring|expired|that expired) (?:on )?(?:(yesterday)|last {_WEEKDAY})")
    if past is not None:
        return -1.0 if past.group(1) else -float((as_of.weekday() - _weekday(past.group(2))) % 7 or 7)
    match = reading.match(
        r"(daily|weekly|monthly|one day|next day|overnight)"
        r"(?= (?:expected |implied |1 sd |one sd |spx |iron )*(?:moves?|range|condor|ic)(?= ))|(?<=[,;] )(weekly)(?= [,;.])"
    )
    if match is not None:
        return {"weekly": 7.0, "monthly": float(DAYS_A_MONTH)}.get(match.group(1) or match.group(2), 1.0)
    match = reading.match(r"(daily|weekly|monthly)(?= (?:(?:N\d+ )?(?:sd|sigma)|_+) )") or reading.match(
        r"(?:(?<=sd )|(?<=sigma )|(?<=_ ))(day|weeks|months)(?= (?:at|with|for|on|in|if|,|\?|is))"
    )
    if match is not None:
        return {"daily": 1.0, "day": 1.0, "weekly": 7.0, "weeks": 7.0}.get(match.group(1), float(DAYS_A_MONTH))
    tomorrow = r"(?:tomorrow|overnight|day ahead|next (?:trading )?(?:day|session))"
    if reading.match(rf"(?:expiring )?{tomorrow}(?: (?:expiring|close|pm|settlement))?") is not None:
        return float((_session_after(as_of) - as_of).days)
    match = reading.match(rf"(?:expiring )?(?:months? end (?:of )?{MONTH}|{MONTH} months? end)(?: expiring)?")
    if match is not None:
        number = _month(match.group(1) or match.group(2))
        return float((session_on_or_before(_coming(as_of, number, lambda y: _date(y, number, 31), None)) - as_of).days)
    if reading.match(r"(?:expiring )?(?:(?:the )?end of (?:the )?|months? )(?:months?|end)(?: expiring)?") is not None:
        last = _date(as_of.year, as_of.month, 31)
        return float((session_on_or_before(last) - as_of).days)
    match = reading.match(
        rf"(?:expiring )?(?:at |on )?(?:the )?(?:(?:end|last (?:trading |business )?day) of (?:the )?(?:{MONTH}|(quarter|years))|"
        r"(quarter|years) end)"
    )
    if match is not None:
        month, period, before = match.groups()
        number = _month(month) if month else 12 if "years" in (period, before) else 3 * ((as_of.month + 2) // 3)
        last = _coming(as_of, number, lambda y: _date(y, number, 31), None)
        return float((session_on_or_before(last) - as_of).days)
    match = reading.match(r"(this|next) months (?:monthly |regular )?(?:expiring|opex|monthly|cycle)")
    if match is not None:
        month_ahead = as_of.month + (match.group(1) == "next")
        day = third_friday(as_of.year + (month_ahead - 1) // 12, (month_ahead - 1) % 12 + 1)
        if day >= as_of:
            return float((session_on_or_before(day) - as_of).days)
    match = reading.match(rf"(?:expiring )?(?:on )?(?:the )?{_WEEKDAY} (?:of )?(?:the )?(next|following|coming) weeks(?: expiring)?")
    if match is not None:
        day = as_of + timedelta(days=7 - as_of.weekday() + _weekday(match.group(1)))
        return float((session_on_or_before(day) - as_of).days)
    match = reading.match(rf"(?:expiring )?(?:on )?(this|next|coming|the coming)?(?(1) ){_WEEKDAY}(?: (?:expiring|close))?")
    if match is not None:
        which, name = match.groups()
        ahead = (_weekday(name) - as_of.weekday()) % 7
        if which == "next":
            ahead = 7 - as_of.weekday() + _weekday(name)  # the one in the week after this
        day = as_of + timedelta(days=ahead if ahead else 7)
        return float((session_on_or_before(day) - as_of).days)
    if reading.match(r"(?:expiring )?(?:end of (?:the |this )?|this )weeks(?: expiring)?") is not None:
        day = as_of + timedelta(days=(4 - as_of.weekday()) % 7)
        return float((session_on_or_before(day) - as_of).days)
    return None


def _session_after(day: date) -> date:
    after = day + timedelta(days=1)
    while session_on_or_before(after) != after:
        after += timedelta(days=1)
    return after
