"""What the words for a day mean on the school's calendar, each kind of word by its own reader."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.entities.words import MONTHS, SHORT_DAYS, WEEKDAYS
from rules.sessions import CalendarError, SchoolCalendar

DAY = timedelta(days=1)
WEEK = timedelta(days=7)
SMALL_HOURS = 4  # before this "tomorrow" may mean the day that has begun
LONG_BREAK = 16  # calendar days between two terms, against a half-term's nine


@dataclass(frozen=True, slots=True)
class Named:
    """Days named at one place of the text.

    Attributes:
        first, last: the dates, both inclusive.
        kind: "day", "week" (a stretch of days) or "break" (a holiday: the days without school).
        problem: "ambiguous" when it may mean two things, else None.
        literal: a word that means one date whatever the tense: today, yesterday, a date.
    """

    start: int
    end: int
    first: date
    last: date
    kind: str = "day"
    problem: str | None = None
    literal: bool = False


@dataclass(frozen=True, slots=True)
class When:
    """The moment a message was sent, the school's days, and whether it looks back."""

    now: datetime
    calendar: SchoolCalendar
    past: bool = False

    @property
    def today(self) -> date:
        """The date in the school's zone."""
        return self.now.date()


def weekday_on_or_after(day: date, weekday: int) -> date:
    """The first date from `day` on that is `weekday` (0 is Monday)."""
    return day + timedelta(days=(weekday - day.weekday()) % 7)


def weekday_number(word: str) -> int:
    """0 for Monday to 6 for Sunday."""
    return SHORT_DAYS.get(word, [name[:3] for name in WEEKDAYS].index(word[:3]))


def as_named(
    match: re.Match[str],
    first: date,
    last: date | None = None,
    *,
    kind: str = "day",
    problem: str | None = None,
    literal: bool = False,
) -> Named:
    """The days at the place of `match`; one day when `last` is not given."""
    return Named(match.start(), match.end(), first, last or first, kind, problem, literal)


def read_iso(match: re.Match[str], when: When) -> Named | None:
    """ "2026-11-24"."""
    return _on(match, when, int(match["d"]), int(match["m"]), int(match["y"]))


def read_slashed(match: re.Match[str], when: When) -> Named | None:
    """ "24/11", "24.11.26": the day stands first."""
    year = match["y"]
    return _on(match, when, int(match["d"]), int(match["m"]), _full_year(year) if year else None)


def read_written(match: re.Match[str], when: When) -> Named | None:
    """ "12th December", "Dec 12"."""
    month = [name[:3] for name in MONTHS].index(match["mon"][:3]) + 1
    return _on(match, when, int(match["d"]), month, _full_year(match["y"]) if match["y"] else None)


def read_span(match: re.Match[str], when: When) -> Named | None:
    """ "24th to 26th november"."""
    month = [name[:3] for name in MONTHS].index(match["mon"][:3]) + 1
    first, last = (
        _on(match, when, int(match["d1"]), month, None),
        _on(match, when, int(match["d2"]), month, None),
    )
    if first is None or last is None or last.first < first.first:
        return None
    return as_named(
        match, first.first, last.first, kind="week", problem=first.problem or last.problem, literal=True
    )


def read_day_of_month(match: re.Match[str], when: When) -> Named | None:
    """ "the 12th": the next one, or the last when the message looks back."""
    wanted, step = int(match["d"]), -DAY if when.past else DAY
    day = when.today
    for _ in range(62):
        if day.day == wanted:
            return as_named(match, day, literal=True)
        day += step
    return None


def _on(match: re.Match[str], when: When, day: int, month: int, year: int | None) -> Named | None:
    """A date whose year, when unsaid, is the nearest. One that does not exist is said to be a problem."""
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return None
    years = [year] if year else [when.today.year - 1, when.today.year, when.today.year + 1]
    dates = [made for made in (_make(one, month, day) for one in years) if made]
    if not dates:
        return as_named(match, when.today, problem="ambiguous", literal=True)
    nearest = min(dates, key=lambda made: abs((made - when.today).days))
    if not year and abs((nearest - when.today).days) > 190:
        return as_named(match, nearest, problem="ambiguous", literal=True)
    return as_named(match, nearest, literal=True)


def _make(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _full_year(year: str) -> int:
    return int(year) + 2000 if len(year) == 2 else int(year)


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


def read_in_next_week(match: re.Match[str], when: When) -> Named | None:
    """ "Tuesday next week"."""
    monday = _monday(when) + (0 * DAY if _at_weekend(when) else WEEK)
    return as_named(match, monday + timedelta(days=weekday_number(match["wd"] or match["wd2"])), literal=True)


def read_next_weekday(match: re.Match[str], when: When) -> Named | None:
    """ "next Friday": plain only when this week's Friday has come or gone; else it may be either."""
    weekday, today = weekday_number(match["wd"]), when.today
    coming = weekday_on_or_after(today + DAY, weekday)
    same_week = coming - timedelta(days=coming.weekday()) == today - timedelta(days=today.weekday())
    if same_week:
        return as_named(match, coming + WEEK, problem="ambiguous", literal=True)
    doubtful = (coming - today).days < 3  # "next Monday" on a Saturday or Sunday
    return as_named(match, coming, problem="ambiguous" if doubtful else None, literal=True)


def read_last_weekday(match: re.Match[str], when: When) -> Named | None:
    """ "last Friday", "Friday just gone"."""
    weekday = weekday_number(match["wd"] or match["wd2"])
    return as_named(match, weekday_on_or_after(when.today - WEEK, weekday), literal=True)


def read_weekday(match: re.Match[str], when: When) -> Named | None:
    """ "Friday": the next one, today included; the last one when the message looks back."""
    weekday = weekday_number(match["wd"] or match["wd2"])
    if when.past:
        return as_named(match, weekday_on_or_after(when.today - timedelta(days=6), weekday))
    day = weekday_on_or_after(when.today, weekday)
    over = day == when.today and (when.now.hour, when.now.minute) >= (15, 30)
    return as_named(match, day, problem="ambiguous" if over else None)


def read_relative(match: re.Match[str], when: When) -> Named | None:
    """Today, tomorrow, yesterday and the days beside them."""
    word = match.group()
    offset = 2 if "after" in word else -2 if "before" in word else {"today": 0, "tomorrow": 1}.get(word, -1)
    small_hours = offset == 1 and when.now.hour < SMALL_HOURS
    problem = "ambiguous" if small_hours else None
    return as_named(match, when.today + timedelta(days=offset), problem=problem, literal=True)


def read_this_week(match: re.Match[str], when: When) -> Named | None:
    """This week from today on; at the weekend the week that is coming."""
    monday = _monday(when)
    rest = "rest" in match.group() or "end" in match.group()
    problem = "ambiguous" if _at_weekend(when) and rest else None
    first = max(monday, when.today)
    last = monday + 4 * DAY
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
