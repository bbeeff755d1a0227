"""The days an absence covers, on the school's calendar; what is ambiguous is said to be, never guessed at."""

from dataclasses import replace
from datetime import date, datetime

from bot.entities.dates import DAY_ENDS, Named, When
from bot.entities.lengths import is_open_ended, is_vague, last_day
from bot.entities.named import find_named_days
from bot.entities.parts import beside, find_part, is_of_every_day
from bot.entities.partwords import HALF_SAID
from bot.entities.roles import Role, Roles, assign_roles, looks_back
from bot.entities.rolewords import AS_WELL, FROM_NOW, NOT_TILL_AFTER
from bot.entities.separate import Stretch, separate
from bot.entities.tenses import set_back, with_half_of_today
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
        when, roles = _days_said(text, now, calendar)
        return _read(Stretch(text, roles, text), when)
    except (CalendarError, OverflowError):
        return Period(first_on=now.date(), last_on=now.date(), problem="no_school")


def read_periods(text: str, now: datetime, calendar: SchoolCalendar) -> tuple[Period, ...]:
    """The periods a message speaks of: one as a rule, several where days apart are listed.

    text: normalised. now: aware, in the school's zone. calendar: the school's days.
    Each has its own part of the day and time: "dentist Monday 9am and hospital Friday 2.30pm". A single one
    is what `read_period` gives.
    """
    return tuple(period for period, _ in read_statements(text, now, calendar))


def read_statements(text: str, now: datetime, calendar: SchoolCalendar) -> tuple[tuple[Period, str], ...]:
    """As `read_periods`, each period with what the message says of it alone."""
    text = with_digits(text)
    try:
        when, roles = _days_said(text, now, calendar)
        stretches = separate(text, roles, when, lambda stretch: _read(stretch, when))
        return tuple((_read(stretch, when), stretch.own) for stretch in stretches)
    except (CalendarError, OverflowError):
        return ((Period(first_on=now.date(), last_on=now.date(), problem="no_school"), text),)


def day_at_hand(now: datetime, calendar: SchoolCalendar) -> date:
    """The school day a message is about when it names none."""
    if calendar.is_school_day(now.date()) and now.time() < DAY_ENDS:
        return now.date()
    return calendar.next_school_day(now.date())


def _days_said(text: str, now: datetime, calendar: SchoolCalendar) -> tuple[When, Roles]:
    when = When(now, calendar, looks_back(text))
    days, over = set_back(text, find_named_days(text, when), when)
    return when, with_half_of_today(text, assign_roles(text, days, when, over), when)


def _read(stretch: Stretch, when: When) -> Period:
    text, roles = stretch.text, stretch.roles
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
    if len(absent) == 1 and "that" in text and FROM_NOW.search(text):
        absent = []
    if _is_the_day_after(text, roles, absent, when):
        roles, absent = (
            [(Role.BACK, named) if named in absent else (role, named) for role, named in roles],
            [],
        )
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
        returns_on=resumes if back and resumes and _is_said(text, back) else _resumed(roles, first, when),
        stated=stated,
        problem=problem,
    )


def _is_the_day_after(text: str, roles: Roles, absent: list[Named], when: When) -> bool:
    """ "Three days at home, so Thursday": the one day named is the first after the length said."""
    if len(absent) != 1 or absent[0].kind != "day" or any(role is Role.FROM for role, _ in roles):
        return False
    today = day_at_hand(when.now, when.calendar)
    length = (
        last_day(text, today, when.calendar, when.today, when.now.hour) if absent[0].first > today else None
    )
    return length is not None and length > today and when.calendar.next_school_day(length) == absent[0].first


def _ends(roles: Roles) -> tuple[Named | None, Named | None]:
    """The day of return, or the holiday after which it is, and the last day missed."""
    until = _find(roles, Role.UNTIL)
    back = _find(roles, Role.BACK) or _find(roles, Role.AFTER_BREAK) or until
    return back, _find(roles, Role.TO)


def _is_said(text: str, back: Named) -> bool:
    """Whether a day of return is named at all: "off till after half-term" names none."""
    named = back.kind != "break" or "weekend" in text[back.start : back.end]
    return named or NOT_TILL_AFTER.search(text, 0, back.start) is not None


def _resumed(roles: Roles, first: date, when: When) -> date | None:
    """ "She was off yesterday, back today": today."""
    back = _find(roles, Role.BACK) if when.past and first < when.today else None
    return when.today if back and back.first == when.today else None


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
    last, ended = period.last_on, is_of_every_day(text)
    for role, named in roles:
        half = beside(text, named.start, named.end)
        if role in (Role.ABSENT, Role.FROM) and half in ("pm", "noon") and named.first == period.first_on:
            begins = Session.PM
        if role in (Role.BACK, Role.UNTIL) and half in ("pm", "noon") and period.returns_on:
            last, ends = period.returns_on, Session.AM
        if role is Role.TO and half in ("am", "noon"):
            ends = Session.AM
        if role is Role.ABSENT and half == "am" and period.first_on < named.first == last and not ended:
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
