"""School days and register closes."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.sessions import CalendarError, SchoolCalendar, Session, SessionTimes, local_instant, register_close

LONDON = ZoneInfo("Europe/London")
DAY = timedelta(days=1)
FRIDAY = date(2026, 11, 20)
MONDAY = date(2026, 11, 23)
AUTUMN = SchoolCalendar(
    terms=((date(2026, 9, 1), date(2026, 10, 23)), (date(2026, 11, 2), date(2026, 12, 18))),
    closed=frozenset({date(2026, 9, 1), date(2026, 11, 27)}),
)
TIMES = {
    Session.AM: SessionTimes(time(8, 55), time(9, 0), time(12, 0)),
    Session.PM: SessionTimes(time(13, 15), time(13, 20), time(15, 20)),
}
calendars = st.builds(
    lambda closed: SchoolCalendar(closed=frozenset(date(2026, 1, 1) + DAY * offset for offset in closed)),
    st.sets(st.integers(0, 120), max_size=60),
)
days = st.dates(date(2026, 1, 1), date(2026, 4, 30))


def test_a_school_day_is_a_weekday_in_term_that_is_not_closed() -> None:
    assert AUTUMN.is_school_day(date(2026, 9, 2))
    assert not AUTUMN.is_school_day(date(2026, 9, 1)), "INSET"
    assert not AUTUMN.is_school_day(date(2026, 8, 31)), "before term"
    assert AUTUMN.is_school_day(date(2026, 10, 23)), "the last day of term"
    assert not AUTUMN.is_school_day(date(2026, 10, 26)), "half-term"
    assert AUTUMN.is_school_day(date(2026, 11, 2)), "the first day of term"
    assert AUTUMN.is_school_day(date(2026, 11, 21)) is False, "Saturday"
    assert not AUTUMN.is_school_day(date(2026, 11, 22)), "Sunday"


def test_without_terms_every_weekday_that_is_not_closed_counts() -> None:
    plain = SchoolCalendar(closed=frozenset({MONDAY}))
    assert plain.is_school_day(FRIDAY)
    assert not plain.is_school_day(MONDAY)
    assert plain.next_school_day(FRIDAY) == date(2026, 11, 24)


def test_the_next_and_the_previous_are_strict() -> None:
    plain = SchoolCalendar()
    assert plain.next_school_day(FRIDAY) == MONDAY
    assert plain.next_school_day(date(2026, 11, 21)) == MONDAY
    assert plain.previous_school_day(MONDAY) == FRIDAY
    assert plain.previous_school_day(date(2026, 11, 22)) == FRIDAY
    assert plain.school_day_on_or_after(FRIDAY) == FRIDAY
    assert plain.school_day_on_or_after(date(2026, 11, 21)) == MONDAY


def test_adding_school_days_skips_what_is_closed() -> None:
    assert AUTUMN.add_school_days(date(2026, 11, 26), 1) == date(2026, 11, 30)
    assert AUTUMN.add_school_days(date(2026, 11, 30), -1) == date(2026, 11, 26)
    assert AUTUMN.add_school_days(date(2026, 10, 22), 2) == date(2026, 11, 2)
    assert AUTUMN.add_school_days(date(2026, 11, 28), 0) == date(2026, 11, 28)


def test_the_school_days_between() -> None:
    assert AUTUMN.school_days(date(2026, 11, 26), date(2026, 12, 1)) == (
        date(2026, 11, 26),
        date(2026, 11, 30),
        date(2026, 12, 1),
    )
    assert AUTUMN.school_days(MONDAY, MONDAY) == (MONDAY,)
    assert AUTUMN.school_days(MONDAY, FRIDAY) == ()


def test_the_next_break_is_five_weekdays_without_school() -> None:
    assert AUTUMN.next_break_after(date(2026, 9, 2)) == date(2026, 10, 26)
    assert AUTUMN.day_after_break(date(2026, 9, 2)) == date(2026, 11, 2)
    four = SchoolCalendar(closed=frozenset(MONDAY + DAY * offset for offset in range(4)))
    with pytest.raises(
        CalendarError, match=r"No half-term or holiday is entered after 20 November 2026\. Add the term dates"
    ):
        four.next_break_after(FRIDAY)


def test_a_break_that_has_begun_counts_from_the_day_asked() -> None:
    assert AUTUMN.next_break_after(date(2026, 10, 23)) == date(2026, 10, 26)
    assert AUTUMN.next_break_after(date(2026, 12, 18)) == date(2026, 12, 21)
    assert AUTUMN.next_break_after(date(2026, 10, 26)) == date(2026, 12, 21)


def test_a_run_broken_by_a_school_day_is_no_break() -> None:
    closed = frozenset(MONDAY + DAY * offset for offset in (0, 1, 2, 3, 7, 8, 9, 10, 11))
    assert SchoolCalendar(closed=closed).next_break_after(FRIDAY) == date(2026, 11, 30)


def test_a_calendar_that_ends_says_what_to_enter() -> None:
    with pytest.raises(
        CalendarError, match=r"No school day is entered after 18 December 2026\. Add the term dates"
    ):
        AUTUMN.next_school_day(date(2026, 12, 18))
    with pytest.raises(CalendarError, match="No school day is entered on or after 19 December 2026"):
        AUTUMN.school_day_on_or_after(date(2026, 12, 19))
    with pytest.raises(CalendarError, match="No school day is entered before 2 September 2026"):
        AUTUMN.previous_school_day(date(2026, 9, 2))


@pytest.mark.parametrize(
    ("day", "session", "utc"),
    [
        (date(2026, 3, 27), Session.AM, datetime(2026, 3, 27, 9, 0, tzinfo=UTC)),
        (date(2026, 3, 29), Session.AM, datetime(2026, 3, 29, 8, 0, tzinfo=UTC)),
        (date(2026, 3, 30), Session.PM, datetime(2026, 3, 30, 12, 20, tzinfo=UTC)),
        (date(2026, 10, 23), Session.AM, datetime(2026, 10, 23, 8, 0, tzinfo=UTC)),
        (date(2026, 10, 25), Session.AM, datetime(2026, 10, 25, 9, 0, tzinfo=UTC)),
        (date(2026, 10, 26), Session.PM, datetime(2026, 10, 26, 13, 20, tzinfo=UTC)),
    ],
)
def test_the_register_closes_by_the_clock_on_the_wall(day: date, session: Session, utc: datetime) -> None:
    closed = register_close(day, session, TIMES, LONDON)
    assert closed == utc
    assert closed.tzinfo is UTC


def test_a_time_that_comes_twice_comes_once_and_one_left_out_still_comes() -> None:
    twice = date(2026, 10, 25)
    assert local_instant(twice, time(1, 30), LONDON) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert local_instant(twice, time(1, 30, fold=1), LONDON) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    skipped = date(2026, 3, 29)
    assert local_instant(skipped, time(1, 30), LONDON) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


@given(st.dates(date(2020, 1, 1), date(2035, 12, 31)), st.times())
def test_instants_of_following_days_are_a_day_apart_but_for_the_clock_change(day: date, at: time) -> None:
    apart = local_instant(day + DAY, at, LONDON) - local_instant(day, at, LONDON)
    assert abs(apart - DAY) <= timedelta(hours=1)


@given(calendars, days)
def test_next_and_previous_undo_each_other(calendar: SchoolCalendar, day: date) -> None:
    school_day = calendar.school_day_on_or_after(day)
    assert calendar.previous_school_day(calendar.next_school_day(school_day)) == school_day
    assert calendar.next_school_day(calendar.previous_school_day(school_day)) == school_day


@given(calendars, days, st.integers(-15, 15))
def test_adding_and_taking_away_undo_each_other(calendar: SchoolCalendar, day: date, count: int) -> None:
    school_day = calendar.school_day_on_or_after(day)
    assert calendar.add_school_days(calendar.add_school_days(school_day, count), -count) == school_day


@given(calendars, days, st.integers(0, 20))
def test_counting_agrees_with_adding(calendar: SchoolCalendar, day: date, count: int) -> None:
    first = calendar.school_day_on_or_after(day)
    span = calendar.school_days(first, calendar.add_school_days(first, count))
    assert len(span) == count + 1
    assert all(calendar.is_school_day(each) for each in span)
