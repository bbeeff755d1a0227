"""Weeks, weekends and holidays as they are said, on the school's calendar."""

import re
from datetime import date, timedelta

from bot.entities.dates import DAY, WEEK, Named, When, as_named, weekday_number, weekday_on_or_after
from rules.sessions import CalendarError

LONG_BREAK = 16  # calendar days between two terms, against a half-term's nine


def read_weeks_on(match: re.Match[str], when: When) -> Named | None:
    """ "Thursday week", "a week on Thursday", "a fortnight today"."""
    words = match.groupdict()
    base = words.get("wd") or words.get("wd2") or words["rel"] or words["rel2"]
    ahead = 2 * WEEK if "fortnight" in match.group() or "2 weeks" in match.group() else WEEK
    if base in ("today", "tomorrow"):
        day = when.today + (DAY if base == "tomorrow" else 0 * DAY)
    else:
        day = weekday_on_or_after(when.today, weekday_number(base))
    return as_named(match, day + ahead, literal=True)


def read_this_week(match: re.Match[str], when: When) -> Named | None:
    """This week from today on; at the weekend the week that is coming."""
    monday = _monday(when)
    rest = "rest" in match.group() or "end" in match.group()
    problem = "ambiguous" if _at_weekend(when) and rest else None
    first = max(monday, when.today)
    last = monday + (11 if "next" in match.group() else 4) * DAY
    if "end" in match.group():
        first = last
    return as_named(match, first, max(first, last), kind="week", problem=problem, literal=True)


def read_next_week(match: re.Match[str], when: When) -> Named | None:
    """ "next week"; at the weekend it is the week that is coming."""
    monday = _monday(when) + (0 * DAY if _at_weekend(when) else WEEK)
    monday += WEEK if "after next" in match.group() else 0 * DAY
    vague = re.match(r"(?:sometime|some time|1 day|a day)", match.group()) is not None
    problem = "ambiguous" if vague else None
    return as_named(match, monday, monday + 4 * DAY, kind="week", problem=problem, literal=True)


def read_weekend(match: re.Match[str], when: When) -> Named | None:
    """ "the weekend"."""
    saturday = weekday_on_or_after(when.today, 5)
    return as_named(match, saturday, saturday + DAY, kind="break", literal=True)


def read_break(match: re.Match[str], when: When) -> Named | None:
    """Half-term, Christmas, the end of term: the days without school that are meant."""
    try:
        first = when.calendar.next_break_after(when.today)
        back = when.calendar.day_after_break(when.today)
        while "half" not in match.group() and (back - first).days < LONG_BREAK - 4:
            first, back = when.calendar.next_break_after(back), when.calendar.day_after_break(back)
    except CalendarError:
        return as_named(match, when.today, kind="break", problem="ambiguous", literal=True)
    return as_named(match, first, back - DAY, kind="break", literal=True)


def _monday(when: When) -> date:
    """The Monday of this week, or of the coming one at the weekend."""
    monday = when.today - timedelta(days=when.today.weekday())
    return monday + WEEK if _at_weekend(when) else monday


def _at_weekend(when: When) -> bool:
    return when.today.weekday() >= 5
