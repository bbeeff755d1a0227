"""The school's day and days: AM and PM, when a register closes, and school-day arithmetic.

A day is a `date` in the school's own time zone. The school's calendar is the authority; bank holidays are
simply among its closed days.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

ONE_DAY = timedelta(days=1)
WEEKEND_FROM = 5  # Saturday, as date.weekday() counts
HORIZON = 800  # days searched before we say that the calendar has no more school days
BREAK_LENGTH = 5  # weekdays without school that make a half-term or a holiday


class CalendarError(ValueError):
    """The calendar holds no answer; the text says what to enter."""


class Session(StrEnum):
    """Half a school day, as the register counts it."""

    AM = "am"
    PM = "pm"


@dataclass(frozen=True, slots=True)
class SchoolCalendar:
    """The days of a school.

    terms: (first, last) pairs, both inclusive; none at all means every Monday to Friday that is not closed.
    closed: weekdays without school: holiday, INSET, bank holiday, closure.
    """

    terms: tuple[tuple[date, date], ...] = ()
    closed: frozenset[date] = field(default_factory=frozenset)

    def is_school_day(self, day: date) -> bool:
        """Whether pupils are expected on `day`."""
        if day.weekday() >= WEEKEND_FROM or day in self.closed:
            return False
        return not self.terms or any(first <= day <= last for first, last in self.terms)

    def next_school_day(self, day: date) -> date:
        """The first school day strictly after `day`. Raises CalendarError when there is none."""
        return self._first(_days(day + ONE_DAY, ONE_DAY), day, "after")

    def school_day_on_or_after(self, day: date) -> date:
        """`day` itself when it is a school day, else the next. Raises CalendarError when there is none."""
        return self._first(_days(day, ONE_DAY), day, "on or after")

    def previous_school_day(self, day: date) -> date:
        """The last school day strictly before `day`. Raises CalendarError when there is none."""
        return self._first(_days(day - ONE_DAY, -ONE_DAY), day, "before")

    def add_school_days(self, day: date, count: int) -> date:
        """The school day `count` school days from `day`: back when negative; 0 is `day` itself.

        Raises CalendarError when the calendar ends first.
        """
        step = self.next_school_day if count > 0 else self.previous_school_day
        for _ in range(abs(count)):
            day = step(day)
        return day

    def school_days(self, first: date, last: date) -> tuple[date, ...]:
        """Every school day from `first` to `last`, both inclusive; none when `last` comes before `first`."""
        length = (last - first).days + 1
        days = (first + timedelta(days=offset) for offset in range(length))
        return tuple(day for day in days if self.is_school_day(day))

    def next_break_after(self, day: date) -> date:
        """The first weekday of the next half-term or holiday after `day`: five or more without school.

        Raises CalendarError when no break is in sight.
        """
        run: list[date] = []
        for candidate in _days(day + ONE_DAY, ONE_DAY):
            if candidate.weekday() >= WEEKEND_FROM:
                continue
            run = [] if self.is_school_day(candidate) else [*run, candidate]
            if len(run) == BREAK_LENGTH:
                return run[0]
        raise CalendarError(
            f"No half-term or holiday is entered after {_said(day)}. Add the term dates to the calendar."
        )

    def day_after_break(self, day: date) -> date:
        """The first school day after the next break after `day`. Raises CalendarError when there is none."""
        return self.school_day_on_or_after(self.next_break_after(day))

    def _first(self, candidates: Iterator[date], day: date, side: str) -> date:
        for candidate in candidates:
            if self.is_school_day(candidate):
                return candidate
        raise CalendarError(
            f"No school day is entered {side} {_said(day)}. Add the term dates to the calendar."
        )


@dataclass(frozen=True, slots=True)
class SessionTimes:
    """Wall-clock times of one session: when the register opens and closes, and when the session ends."""

    opens_at: time
    closes_at: time
    ends_at: time


def register_close(
    day: date, session: Session, times: Mapping[Session, SessionTimes], zone: ZoneInfo
) -> datetime:
    """When the register of `session` on `day` closes.

    day: in the school's zone. times: per session. zone: the school's zone.
    Returns an aware UTC datetime (see `local_instant` for the two days on which the clocks change).
    """
    return local_instant(day, times[session].closes_at, zone)


def local_instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The instant of the wall-clock time `at` on `day` in `zone`, as an aware UTC datetime.

    A time in the hour that comes twice is taken the first time; one in the hour that is left out is taken as
    if the clocks had not changed yet. So every wall-clock time comes exactly once a day.
    """
    return datetime.combine(day, at.replace(fold=0), zone).astimezone(UTC)


def _days(start: date, step: timedelta) -> Iterator[date]:
    for count in range(HORIZON):
        yield start + step * count


def _said(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
