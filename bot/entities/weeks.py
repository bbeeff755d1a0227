"""Weeks, weekends and holidays as they are said, on the school's calendar."""

import re
from datetime import date, timedelta

from bot.entities.dates import DAY, WEEK, Named, When, as_named, weekday_number, weekday_on_or_after
from rules.sessions import CalendarError

SCHOOL_DAYS = 5  # of a week

LONG_BREAK = 16  # calendar days between two terms, against a half-term's nine
MONTHS_OF = {  # in which a break begins or after which school begins again
    "christmas": (12, 1), "xmas": (12, 1), "new year": (12, 1), "easter": (3, 4), "whitsun": (5, 6),
    "summer": (7, 8, 9), "sept": (7, 8, 9),
    "january": (12, 1),
}  # fmt: skip


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
    """ "next week"; at the weekend, and on its Monday "the coming week", it is the week at hand."""
    at_hand = _at_weekend(when) or ("coming" in match.group() and when.today.weekday() == 0)
    monday = _monday(when) + (0 * DAY if at_hand else WEEK)
    monday += WEEK if "after next" in match.group() else 0 * DAY
    if "end of" in match.group():
        return as_named(match, monday + 4 * DAY, kind="week", literal=True)
    if "start of" in match.group() or "beginning of" in match.group():
        return as_named(match, monday, literal=True)
    vague = re.match(r"(?:sometime|some time|1 day|a day)", match.group()) is not None
    problem = "ambiguous" if vague else None
    return as_named(match, monday, monday + 4 * DAY, kind="week", problem=problem, literal=True)


def read_weekday_after_next(match: re.Match[str], when: When) -> Named | None:
    """ "the Monday after next": in the week after next."""
    monday = when.today - timedelta(days=when.today.weekday()) + 2 * WEEK
    return as_named(match, monday + weekday_number(match["wd"]) * DAY, literal=True)


def read_last_week(match: re.Match[str], when: When) -> Named | None:
    """ "last week": its school days, Monday to Friday."""
    monday = when.today - timedelta(days=when.today.weekday()) - WEEK
    return as_named(match, monday, monday + 4 * DAY, kind="week", literal=True)


def read_days_of_week(match: re.Match[str], when: When) -> Named | None:
    """ "the first two days of next week", "the last day of this week": Monday first, Friday last."""
    monday = _monday(when)
    if "next" in match["week"] or ("coming" in match["week"] and monday != when.today):
        monday += WEEK if not _at_weekend(when) else 0 * DAY
    number = match["n"] or "1"
    count = int(number) if number.isdigit() else 2
    if not 1 <= count <= SCHOOL_DAYS:
        return None
    first = monday if match["which"] == "first" else monday + (SCHOOL_DAYS - count) * DAY
    return as_named(match, first, first + (count - 1) * DAY, kind="week", literal=True)


def read_days_of_term(match: re.Match[str], when: When) -> Named | None:
    """ "the last two days of term": those before the next holiday."""
    number = match["n"] or "1"
    count = int(number) if number.isdigit() else 2
    try:
        last = when.calendar.previous_school_day(when.calendar.next_break_after(when.today))
        first = when.calendar.add_school_days(last, 1 - count)
    except CalendarError:
        return None
    return as_named(match, first, last, kind="week", literal=True)


def read_weekend(match: re.Match[str], when: When) -> Named | None:
    """ "the weekend"."""
    saturday = weekday_on_or_after(when.today, 5)
    return as_named(match, saturday, saturday + DAY, kind="break", literal=True)


def read_break(match: re.Match[str], when: When) -> Named | None:
    """Half-term, Christmas, the end of term: the days without school that are meant."""
    said = match.group()
    months = next((months for word, months in MONTHS_OF.items() if word in said), None)
    try:
        first = when.calendar.next_break_after(when.today)
        back = when.calendar.day_after_break(when.today)
        while not _is_meant(said, months, first, back):
            first, back = when.calendar.next_break_after(back), when.calendar.day_after_break(back)
    except CalendarError:
        return as_named(match, when.today, kind="break", problem="ambiguous", literal=True)
    return as_named(match, first, back - DAY, kind="break", literal=True)


def _is_meant(said: str, months: tuple[int, ...] | None, first: date, back: date) -> bool:
    """Whether a break is the one said: by its month, or by its length; "the holidays" are the next of all."""
    if months:
        return first.month in months or back.month in months
    return "half" in said or "term" not in said or (back - first).days >= LONG_BREAK - 4


def _monday(when: When) -> date:
    """The Monday of this week, or of the coming one at the weekend."""
    monday = when.today - timedelta(days=when.today.weekday())
    return monday + WEEK if _at_weekend(when) else monday


def _at_weekend(when: When) -> bool:
    return when.today.weekday() >= 5
