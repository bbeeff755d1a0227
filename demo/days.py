"""The invented school's days: terms, half-terms, INSET days and bank holidays of England."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import holidays

from demo.roll import SEPTEMBER, school_year_of
from rules.sessions import SchoolCalendar

ONE_DAY, WEEK = timedelta(days=1), timedelta(days=7)
MONDAY, FRIDAY = 0, 4
WEEKDAYS = range(5)
TERMS = ("Autumn", "Spring", "Summer")


@dataclass(frozen=True, slots=True)
class DayRow:
    """One row of calendar.csv."""

    kind: str
    name: str
    first_on: date
    last_on: date


def calendar_rows(around: date) -> tuple[DayRow, ...]:
    """The school year that holds a day, and the one after it, so that no follow-up runs off its end."""
    year = school_year_of(around)
    return tuple(row for each in (year, year + 1) for row in _year_rows(each))


def demo_calendar(around: date) -> SchoolCalendar:
    """The same days as the rules want them."""
    rows = calendar_rows(around)
    closed = (row for row in rows if row.kind != "term")
    return SchoolCalendar(
        terms=tuple((row.first_on, row.last_on) for row in rows if row.kind == "term"),
        closed=frozenset(
            row.first_on + ONE_DAY * offset
            for row in closed
            for offset in range((row.last_on - row.first_on).days + 1)
        ),
    )


def last_school_day(today: date) -> date:
    """The last school day that is not after today."""
    calendar = demo_calendar(today - 52 * WEEK)
    return calendar.previous_school_day(today + ONE_DAY)


def _year_rows(year: int) -> list[DayRow]:
    terms = _terms(year)
    october = _on_or_after(date(year, 10, 23), MONDAY)
    february = _on_or_after(date(year + 1, 2, 13), MONDAY)
    may = _on_or_before(date(year + 1, 5, 31), MONDAY)
    half_terms = [
        DayRow("holiday", f"{name} half-term", monday, monday + 4 * ONE_DAY)
        for name, monday in zip(TERMS, (october, february, may), strict=True)
    ]
    inset = [
        DayRow("inset", "Staff training day", day, day)
        for day in (terms[0].first_on, terms[1].first_on, may + WEEK)
    ]
    return [*terms, *half_terms, *inset, *_bank_holidays(year)]


def _terms(year: int) -> list[DayRow]:
    easter = next(day for day, name in _england(year + 1) if "Good Friday" in name) - 4 * ONE_DAY
    spans = (
        (_on_or_after(date(year, SEPTEMBER, 2), *WEEKDAYS), _on_or_before(date(year, 12, 20), FRIDAY)),
        (_working_day(_on_or_after(date(year + 1, 1, 3), MONDAY)), easter - 3 * ONE_DAY),
        (easter + 2 * WEEK, _on_or_before(date(year + 1, 7, 22), FRIDAY)),
    )
    return [
        DayRow("term", f"{name} term {first.year}", first, last)
        for name, (first, last) in zip(TERMS, spans, strict=True)
    ]


def _bank_holidays(year: int) -> list[DayRow]:
    first, last = date(year, SEPTEMBER, 1), date(year + 1, SEPTEMBER, 1) - ONE_DAY
    days = [*_england(year), *_england(year + 1)]
    return [
        DayRow("bank_holiday", name, day, day)
        for day, name in days
        if first <= day <= last and day.weekday() in WEEKDAYS
    ]


def _working_day(day: date) -> date:
    closed = {each for each, _ in _england(day.year)}
    return day if day not in closed else day + ONE_DAY


@cache
def _england(year: int) -> tuple[tuple[date, str], ...]:
    found = holidays.country_holidays("GB", subdiv="ENG", years=year)
    return tuple(sorted((day, str(name)) for day, name in found.items() if day.year == year))


def _on_or_after(day: date, *weekdays: int) -> date:
    return next(each for each in (day + ONE_DAY * n for n in range(7)) if each.weekday() in weekdays)


def _on_or_before(day: date, *weekdays: int) -> date:
    return next(each for each in (day - ONE_DAY * n for n in range(7)) if each.weekday() in weekdays)
