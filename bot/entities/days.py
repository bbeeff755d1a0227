"""The days an absence covers, on the school's calendar; what is ambiguous is said to be, never guessed at."""

from dataclasses import replace
from datetime import date, datetime

from bot.entities.dates import DAY_ENDS, Named, When
from bot.entities.lengths import is_open_ended, is_vague, last_day
from bot.entities.named import find_named_days
from bot.entities.parts import beside, find_part, is_of_every_day
from bot.entities.partwords import HALF_SAID
from bot.entities.roles import Role, Roles, assign_roles, looks_back
from bot.entities.rolewords import AS_WELL
from bot.entities.times import Clock, times_in
from bot.entities.words import with_digits
from bot.parsers.protocol import Period
from rules.sessions import CalendarError, SchoolCalendar, Session

KIND_ORDER = {"appointment": 0, "arrives": 1, "leaves": 2, None: 3}


def read_period(text: str, now: datetime, calendar: SchoolCalendar) -> Period:
    """The days and part of the day a message speaks of.

    text: normalised. now: aware, in the school's zone. calendar: the school's days.
    Nothing said about the end means that day only. A message sent at 15:00 or later, or on a day without
    school, speaks of the next school day. Days the calendar does not reach give problem "no_school".
    """
    text = with_digits(text)
    try:
        return _read(text, When(now, calendar, looks_back(text)))
    except (CalendarError, OverflowError):
        return Period(first_on=now.date(), last_on=now.date(), problem="no_school")


def day_at_hand(now: datetime, calendar: SchoolCalendar) -> date:
    """The school day a message is about when it names none."""
    if calendar.is_school_day(now.date()) and now.time() < DAY_ENDS:
        return now.date()
    return calendar.next_school_day(now.date())


def _read(text: str, when: When) -> Period:
    roles = assign_roles(text, find_named_days(text, when), when)
    clocks = times_in(text, when.now)
    period = _with_days(text, roles, when)
    period = _with_part(text, roles, clocks, period)
    clock = _telling(clocks)
    if clock is None:
        return period
    return replace(period, time=clock.at, time_kind=clock.kind)


def _telling(clocks: list[Clock]) -> Clock | None:
    """The time that matters: the appointment's, else when the child comes, unless it has left before that."""
    first = min(clocks, key=lambda clock: KIND_ORDER[clock.kind], default=None)
    if first is None or first.kind != "arrives":
        return first
    left = [clock for clock in clocks if clock.kind == "leaves" and clock.at < first.at]
    return left[0] if left else first


def _with_days(text: str, roles: Roles, when: When) -> Period:
    absent = [named for role, named in roles if role in (Role.ABSENT, Role.FROM)]
    first, last, problem = _span(absent, when)
    first = _and_today(text, absent, first, when)
    back, ends = _ends(roles)
    problem = problem or next((named.problem for named in (ends, back) if named and named.problem), None)
    resumes = _return_day(back, when)
    if resumes:
        last = when.calendar.previous_school_day(resumes)
    if ends and not (_find(roles, Role.BACK) and resumes):
        last = _on_or_before(ends.last, when.calendar)
    open_ended = False
    if not resumes and not ends:
        length = last_day(text, first, when.calendar, when.today, when.now.hour) if len(absent) < 2 else None
        last = max(last, length) if length else last
        open_ended = (length in (None, first) and is_open_ended(text)) or is_vague(text)
        problem = problem or ("ambiguous" if is_vague(text) else None)
    stated = any(role is not Role.BACKGROUND for role, _ in roles) or last != first or open_ended
    problem = problem or _problem(first, last, absent, resumes, when)
    return Period(
        first_on=first,
        last_on=None if open_ended else max(first, last),
        returns_on=resumes if back and _is_said(text, back) else None,
        stated=stated,
        problem=problem,
    )


def _ends(roles: Roles) -> tuple[Named | None, Named | None]:
    """The day of return, or the holiday after which it is, and the last day missed."""
    until = _find(roles, Role.UNTIL)
    back = _find(roles, Role.BACK) or _find(roles, Role.AFTER_BREAK) or until
    return back, _find(roles, Role.TO)


def _is_said(text: str, back: Named) -> bool:
    """Whether a day of return is named at all: "back after half-term" names none."""
    return back.kind != "break" or "weekend" in text[back.start : back.end]


def _and_today(text: str, absent: list[Named], first: date, when: When) -> date:
    """ "Off tomorrow as well" begins today."""
    today = day_at_hand(when.now, when.calendar)
    if len(absent) != 1 or today != when.today or not today < first:
        return first
    adjoins = when.calendar.next_school_day(today) == first
    return today if adjoins and AS_WELL.match(text[absent[0].end :]) else first


def _span(absent: list[Named], when: When) -> tuple[date, date, str | None]:
    """First and last school day of the days missed, or the day at hand, and what is wrong with them."""
    if not absent:
        at_hand = day_at_hand(when.now, when.calendar)
        return at_hand, at_hand, None
    problem = next((named.problem for named in absent if named.problem), None)
    first, last = min(named.first for named in absent), max(named.last for named in absent)
    if not when.calendar.school_days(first, last):
        if when.past:
            before = when.calendar.previous_school_day(first)
            return before, before, problem or "ambiguous"
        following = when.calendar.school_day_on_or_after(first)
        return following, following, problem or "no_school"
    start, end = when.calendar.school_day_on_or_after(first), _on_or_before(last, when.calendar)
    return start, end, problem or ("ambiguous" if _has_gap(absent, start, end, when) else None)


def _has_gap(absent: list[Named], start: date, end: date, when: When) -> bool:
    """Whether school days between those named are left out: "Monday and Wednesday"."""
    covered = {day for named in absent for day in when.calendar.school_days(named.first, named.last)}
    return len(absent) > 1 and not covered.issuperset(when.calendar.school_days(start, end))


def _return_day(back: Named | None, when: When) -> date | None:
    """The first school day after the absence; none when "back" is today: the child comes in."""
    if back is None or (back.kind == "day" and back.first <= when.today):
        return None
    return when.calendar.school_day_on_or_after(back.first)


def _problem(first: date, last: date, absent: list[Named], returns_on: date | None, when: When) -> str | None:
    if last < first and not (returns_on == first and not absent):
        return "ambiguous"
    if (absent and max(first, last) < when.today) or first < when.today:
        return "past"
    return None


def _with_part(text: str, roles: Roles, clocks: list[Clock], period: Period) -> Period:
    several = period.last_on is None or period.last_on > period.first_on
    if several or period.returns_on:
        edged = _with_edges(text, roles, period)
        if edged is not None:
            return edged
    sessions, problem = find_part(text, clocks)
    period = replace(period, problem=period.problem or problem)
    if sessions == "am" and period.returns_on and period.returns_on > period.first_on:
        sessions = "day"  # "funeral at 11, back on Friday": not back that afternoon
    if not several or (sessions != "day" and is_of_every_day(text)):
        return replace(period, sessions=sessions)
    goes = any(clock.kind == "leaves" for clock in clocks)  # an appointment on one of the days tells nothing
    if sessions == "pm" and (goes or HALF_SAID.search(text)):
        return replace(period, first_session=Session.PM)
    return period


def _with_edges(text: str, roles: Roles, period: Period) -> Period | None:
    """Halves said beside the first or the last day: "from Thursday afternoon", "back Monday afternoon"."""
    begins = ends = None
    last = period.last_on
    for role, named in roles:
        half = beside(text, named.start, named.end)
        if role in (Role.ABSENT, Role.FROM) and half in ("pm", "noon") and named.first == period.first_on:
            begins = Session.PM
        if role in (Role.BACK, Role.UNTIL) and half in ("pm", "noon") and period.returns_on:
            last, ends = period.returns_on, Session.AM
        if role is Role.TO and half in ("am", "noon"):
            ends = Session.AM
    if not begins and not ends:
        return None
    if last == period.first_on:
        return replace(period, last_on=last, sessions="am" if ends else "pm")
    return replace(period, last_on=last, first_session=begins, last_session=ends)


def _find(roles: Roles, wanted: Role) -> Named | None:
    return next((named for role, named in roles if role is wanted), None)


def _on_or_before(day: date, calendar: SchoolCalendar) -> date:
    return day if calendar.is_school_day(day) else calendar.previous_school_day(day)
