"""Days and parts of days as British parents say them, against one school's calendar."""

from datetime import date

import pytest

from rules.sessions import SchoolCalendar, Session
from tests.unit.bot.conftest import read_days as read

MONDAY = "2026-11-16 08:12"  # the Friday of the week after is an INSET day
EVENING = "2026-11-16 19:40"
WEDNESDAY = "2026-11-18 08:12"
FRIDAY = "2026-11-20 08:12"
SUNDAY_NIGHT = "2026-11-22 21:15"


# text, sent at, first day, last day (None: open-ended), day of return
SPANS = [
    ("Amy won't be in", MONDAY, "11-16", "11-16", None),
    ("Amy won't be in today", MONDAY, "11-16", "11-16", None),
    ("off 2day n 2moro", MONDAY, "11-16", "11-17", None),
    ("off today and tomorrow", MONDAY, "11-16", "11-17", None),
    ("won't be in tomorrow", MONDAY, "11-17", "11-17", None),
    ("she's off the day after tomorrow", MONDAY, "11-18", "11-18", None),
    ("absent Weds", MONDAY, "11-18", "11-18", None),
    ("off on thurs and fri", MONDAY, "11-19", "11-20", None),
    ("away this Thursday", MONDAY, "11-19", "11-19", None),
    ("dentist Thursday week", MONDAY, "11-26", "11-26", None),
    ("a week on Tuesday he has the hospital", MONDAY, "11-24", "11-24", None),
    ("off a week tomorrow", MONDAY, "11-24", "11-24", None),
    ("Monday fortnight we are at a funeral", "2026-11-17 08:12", "12-07", "12-07", None),
    ("appointment Tuesday next week", MONDAY, "11-24", "11-24", None),
    ("rest of the week", MONDAY, "11-16", "11-20", None),
    ("off for the rest of this week", WEDNESDAY, "11-18", "11-20", None),
    ("she'll be off all week", MONDAY, "11-16", "11-20", None),
    ("off the whole week", WEDNESDAY, "11-18", "11-20", None),
    ("away next week", MONDAY, "11-23", "11-26", None),  # the INSET day is no absence
    ("off week commencing 23rd November", MONDAY, "11-23", "11-26", None),
    ("w/b 30/11 we are away", MONDAY, "11-30", "12-04", None),
    ("w/c Monday 30th november", MONDAY, "11-30", "12-04", None),
    ("off until Friday", MONDAY, "11-16", "11-19", "11-20"),
    ("off till weds", MONDAY, "11-16", "11-17", "11-18"),
    ("off until Friday inclusive", MONDAY, "11-16", "11-20", None),
    ("up to and including Thursday", MONDAY, "11-16", "11-19", None),
    ("off until the end of the week", MONDAY, "11-16", "11-20", None),
    ("won't be in until Thursday", MONDAY, "11-16", "11-18", "11-19"),
    ("back on Thursday", MONDAY, "11-16", "11-18", "11-19"),
    ("should be back Friday", MONDAY, "11-16", "11-19", "11-20"),
    ("returning to school on Monday", MONDAY, "11-16", "11-20", "11-23"),
    ("he's ill, back tomorrow hopefully", MONDAY, "11-16", "11-16", "11-17"),
    ("will be in tomorrow", MONDAY, "11-16", "11-16", "11-17"),
    ("wont be in today will be back tomorrow", MONDAY, "11-16", "11-16", "11-17"),
    ("off until Friday, back Monday", MONDAY, "11-16", "11-20", "11-23"),
    ("off til next week", WEDNESDAY, "11-18", "11-20", "11-23"),
    ("Monday to Wednesday", MONDAY, "11-16", "11-18", None),
    ("from tomorrow to Friday", MONDAY, "11-17", "11-20", None),
    ("from Tuesday until Thursday", MONDAY, "11-17", "11-18", "11-19"),
    ("today til thursday", MONDAY, "11-16", "11-18", "11-19"),
    ("off 18/11", MONDAY, "11-18", "11-18", None),
    ("off on 18.11", MONDAY, "11-18", "11-18", None),
    ("absent 18/11/26", MONDAY, "11-18", "11-18", None),
    ("absent 2026-11-19", MONDAY, "11-19", "11-19", None),
    ("7th to 11th December we are away", MONDAY, "12-07", "12-11", None),
    ("7-11 December", MONDAY, "12-07", "12-11", None),
    ("the seventh of december he is at a wedding", MONDAY, "12-07", "12-07", None),
    ("on Wednesday the 2nd of December", MONDAY, "12-02", "12-02", None),
    ("December 3rd", MONDAY, "12-03", "12-03", None),
    ("off the 19th", MONDAY, "11-19", "11-19", None),
    ("we fly Thursday and are back on the 25th", MONDAY, "11-19", "11-24", "11-25"),
    ("off for two days", MONDAY, "11-16", "11-17", None),
    ("off 2 days", FRIDAY, "11-20", "11-23", None),
    ("off a couple of days", MONDAY, "11-16", "11-17", None),
    ("suspended for five days", MONDAY, "11-16", "11-20", None),
    ("off for a week", MONDAY, "11-16", "11-20", None),
    ("away for a fortnight from Monday", SUNDAY_NIGHT, "11-23", "12-04", None),
    ("abroad for 10 days", MONDAY, "11-16", "11-25", None),
    ("three weeks in Pakistan from 30th November", MONDAY, "11-30", "12-18", None),
    ("sick last night so 48 hours", MONDAY, "11-16", "11-17", None),
    ("vomiting, 48hrs rule", WEDNESDAY, "11-18", "11-19", None),
    ("been sick, off for 48 hours", FRIDAY, "11-20", "11-20", None),
    ("was sick this morning, keeping off 24 hours", MONDAY, "11-16", "11-16", None),
    ("has just been sick so off 48 hours", EVENING, "11-17", "11-18", None),
    ("not sure when she'll be back", MONDAY, "11-16", None, None),
    ("off indefinitely", MONDAY, "11-16", None, None),
    ("off until further notice", MONDAY, "11-16", None, None),
    ("keeping her off until she's better", MONDAY, "11-16", None, None),
    ("don't know how long for", MONDAY, "11-16", None, None),
    ("will let you know when he is back", MONDAY, "11-16", None, None),
    ("back after half term", "2026-10-20 08:00", "10-20", "10-23", None),
    ("off till after half-term", "2026-10-20 08:00", "10-20", "10-23", None),
    ("off until after Christmas", "2026-12-16 08:00", "12-16", "12-18", None),
    ("off for the rest of term", "2026-12-16 08:00", "12-16", "12-18", None),
    ("back on 4th January", "2026-12-17 08:00", "12-17", "12-18", "01-04"),
    ("ill today", "2027-01-04 08:00", "01-04", "01-04", None),
    ("off until 5/1", "2026-12-18 08:00", "12-18", "01-04", "01-05"),
    # sent after the school day, at the weekend, before a bank holiday
    ("Amy is poorly", EVENING, "11-17", "11-17", None),
    ("Amy is poorly", "2026-11-16 15:00", "11-17", "11-17", None),
    ("Amy is poorly", "2026-11-16 14:59", "11-16", "11-16", None),
    ("won't be in tomorrow", SUNDAY_NIGHT, "11-23", "11-23", None),
    ("she's not well", SUNDAY_NIGHT, "11-23", "11-23", None),
    ("back on Wednesday", SUNDAY_NIGHT, "11-23", "11-24", "11-25"),
    ("off for two days", "2027-04-30 08:00", "04-30", "05-04", None),
    ("not well", "2027-05-02 20:00", "05-04", "05-04", None),
    # both changes of the clock
    ("won't be in tomorrow", "2026-10-25 20:00", "11-02", "11-02", None),
    ("off today", "2027-03-25 08:00", "03-25", "03-25", None),
    # days that only tell of the illness, or of a later message
    ("sick since Saturday so not in", MONDAY, "11-16", "11-16", None),
    ("she was sick on Sunday so won't be in", MONDAY, "11-16", "11-16", None),
    ("he came home ill on Friday and is still not right", MONDAY, "11-16", "11-16", None),
    ("will see how he is tomorrow", MONDAY, "11-16", "11-16", None),
    ("won't be in. I'll ring tomorrow", MONDAY, "11-16", "11-16", None),
    ("just to let you know Ben will be off tomorrow", MONDAY, "11-17", "11-17", None),
    ("Ben was off yesterday and won't be in today", WEDNESDAY, "11-18", "11-18", None),
    ("sorry I meant Thursday not Wednesday", MONDAY, "11-19", "11-19", None),
    ("been ill for three days now, not in today", WEDNESDAY, "11-18", "11-18", None),
]


@pytest.mark.parametrize(("text", "now", "first", "last", "returns"), SPANS)
def test_span(
    text: str, now: str, first: str, last: str | None, returns: str | None, calendar: SchoolCalendar
) -> None:
    period = read(text, now, calendar)
    shown = (
        f"{period.first_on:%m-%d}",
        period.last_on and f"{period.last_on:%m-%d}",
        period.returns_on and f"{period.returns_on:%m-%d}",
    )
    assert shown == (first, last, returns)
    assert period.problem == ("no_school" if now == "2026-10-25 20:00" else None)  # tomorrow is half-term


def test_years_turn(calendar: SchoolCalendar) -> None:
    period = read("off until 5/1", "2026-12-18 08:00", calendar)
    assert (period.first_on, period.last_on) == (date(2026, 12, 18), date(2027, 1, 4))


def test_leap_day() -> None:
    school = SchoolCalendar()
    assert read("off on 29/2", "2028-02-25 08:00", school).first_on == date(2028, 2, 29)
    assert read("off tomorrow", "2028-02-28 08:00", school).first_on == date(2028, 2, 29)
    assert read("off on 29/2", "2026-02-25 08:00", school).problem == "ambiguous"
    assert read("off 31st november", MONDAY, school).problem == "ambiguous"


PROBLEMS = [
    ("next Friday she has a wedding", MONDAY, "ambiguous"),
    ("off next Monday", SUNDAY_NIGHT, "ambiguous"),
    ("off a few days", MONDAY, "ambiguous"),
    ("off 2 or 3 days", MONDAY, "ambiguous"),
    ("off Monday and Wednesday", MONDAY, "ambiguous"),
    ("off tomorrow", "2026-11-17 01:20", "ambiguous"),
    ("off Friday", "2026-11-20 16:30", "ambiguous"),
    ("he has a half day", MONDAY, "ambiguous"),
    ("she was off yesterday", WEDNESDAY, "past"),
    ("he was off Friday with a cold", MONDAY, "past"),
    ("absent 11/11", MONDAY, "past"),
    ("won't be in tomorrow", FRIDAY, "no_school"),
    ("off on saturday", MONDAY, "no_school"),
    ("she has the dentist on saturday", MONDAY, "no_school"),
    ("off on 27th November", MONDAY, "no_school"),
    ("won't be in today", SUNDAY_NIGHT, "no_school"),
]


@pytest.mark.parametrize(("text", "now", "problem"), PROBLEMS)
def test_problem_is_said(text: str, now: str, problem: str, calendar: SchoolCalendar) -> None:
    assert read(text, now, calendar).problem == problem


PARTS = [
    ("won't be in this morning", "am"),
    ("off this afternoon", "pm"),
    ("this morning Ella won't be in", "am"),
    ("she will be in this afternoon", "am"),
    ("back after lunch", "am"),
    ("off until lunch", "am"),
    ("won't be in until lunchtime", "am"),
    ("I'll collect him at lunchtime", "pm"),
    ("physio Wednesday afternoon", "pm"),
    ("dentist tomorrow morning", "am"),
    ("in for the morning only", "pm"),
    ("leaving at 2", "pm"),
    ("won't be in until 11", "am"),
    ("appointment at 10:30", "am"),
    ("appointment at quarter to two", "pm"),
    ("hospital at 10, off all day", "day"),
    ("won't be in today, hospital appointment at 2", "day"),
    ("been sick this morning so won't be in", "day"),
    ("Not feeling well this morning won't be in", "day"),
    ("Good morning, Ben won't be in", "day"),
    ("woke up this morning with a temperature", "day"),
]


@pytest.mark.parametrize(("text", "sessions"), PARTS)
def test_part_of_the_day(text: str, sessions: str, calendar: SchoolCalendar) -> None:
    assert read(text, MONDAY, calendar).sessions == sessions


def test_period_beginning_in_the_middle_of_a_day(calendar: SchoolCalendar) -> None:
    period = read("away from Thursday afternoon until Monday", MONDAY, calendar)
    assert (period.first_on, period.first_session, period.last_on) == (
        date(2026, 11, 19), Session.PM, date(2026, 11, 20),
    )  # fmt: skip


def test_period_ending_in_the_middle_of_a_day(calendar: SchoolCalendar) -> None:
    period = read("off, back Thursday afternoon", MONDAY, calendar)
    assert (period.last_on, period.last_session) == (date(2026, 11, 19), Session.AM)


def test_whether_days_were_stated(calendar: SchoolCalendar) -> None:
    assert not read("Amy is poorly", MONDAY, calendar).stated
    assert read("Amy is poorly today", MONDAY, calendar).stated


def test_a_calendar_that_ends(calendar: SchoolCalendar) -> None:
    school = SchoolCalendar(terms=((date(2026, 9, 1), date(2026, 11, 17)),))
    assert read("off on the 25th", MONDAY, school).problem == "no_school"
