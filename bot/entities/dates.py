"""What the words for a day mean on the school's calendar, each kind of word by its own reader."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.entities.words import MONTHS, SHORT_DAYS, WEEKDAYS
from rules.sessions import SchoolCalendar

DAY = timedelta(days=1)
WEEK = timedelta(days=7)
SMALL_HOURS = 4  # before this "tomorrow" may mean the day that has begun
RELATIVE_DAYS = {
    "today": 0,
    "the day": 0,  # Scots and Geordie: "he's off the day"
    "tomorrow": 1,
    "yesterday": -1,
    "day after tomorrow": 2,
    "day after": 2,  # "tomorrow and the day after"
    "day before yesterday": -2,
}
DAY_ENDS = time(15, 0)  # from here a message that names no day is about the next school day


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
    month = month_number(match["mon"])
    return _on(match, when, int(match["d"]), month, _full_year(match["y"]) if match["y"] else None)


def read_span(match: re.Match[str], when: When) -> Named | None:
    """ "24th to 26th november"."""
    month = month_number(match["mon"])
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
    day = _on_that_weekday(match, wanted, when) or day_of_month(wanted, when.today, step)
    return None if day is None else as_named(match, day, problem=_not_that_weekday(match, day), literal=True)


def read_weekday_and_number(match: re.Match[str], when: When) -> Named | None:
    """ "Thursday 21": a date where the 21st is a Thursday; else the number is something else."""
    day = _on_that_weekday(match, int(match["d"]), when)
    return None if day is None else as_named(match, day, literal=True)


def _on_that_weekday(match: re.Match[str], wanted: int, when: When) -> date | None:
    """The nearest "Thursday 17th" that is a Thursday, ahead or (when the message looks back) behind."""
    said = match.groupdict().get("wd")
    if not said:
        return None
    weekday = weekday_number(said)
    ways = (-DAY, DAY) if when.past else (DAY,)
    days = (when.today + count * step for step in ways for count in range(62))
    return next((day for day in days if day.day == wanted and day.weekday() == weekday), None)


def read_span_of_days(match: re.Match[str], when: When) -> Named | None:
    """ "the 12th and 13th", "the 7th to the 11th"."""
    first = day_of_month(int(match["d1"]), when.today, -DAY if when.past else DAY)
    last = day_of_month(int(match["d2"]), first, DAY) if first else None
    return as_named(match, first, last, kind="week", literal=True) if first and last else None


def day_of_month(wanted: int, start: date, step: timedelta, weekday: int | None = None) -> date | None:
    """The first `wanted`th of a month from `start` on, by `step` of one day ahead or back."""
    days = (start + count * step for count in range(62))
    return next((day for day in days if day.day == wanted and weekday in (None, day.weekday())), None)


def month_number(word: str) -> int:
    """1 for "january" or "jan" to 12."""
    return [name[:3] for name in MONTHS].index(word[:3]) + 1


def nearest_date(day: int, month: int, when: When) -> date | None:
    """The 9th of March that is nearest; None when there is no such date."""
    made = [_make(year, month, day) for year in range(when.today.year - 1, when.today.year + 2)]
    return min((one for one in made if one), key=lambda one: _farness(one, when), default=None)


def _not_that_weekday(match: re.Match[str], day: date) -> str | None:
    """ "ambiguous" for "Wednesday the 4th" when the 4th is a Friday."""
    said = match.groupdict().get("wd")
    return "ambiguous" if said and weekday_number(said) != day.weekday() else None


def _on(match: re.Match[str], when: When, day: int, month: int, year: int | None) -> Named | None:
    """A date whose year, when unsaid, is the nearest. One that does not exist is said to be a problem."""
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return None
    years = [year] if year else [when.today.year - 1, when.today.year, when.today.year + 1]
    dates = [made for made in (_make(one, month, day) for one in years) if made]
    if not dates:
        return as_named(match, when.today, problem="ambiguous", literal=True)
    nearest = min(dates, key=lambda made: _farness(made, when))
    if not year and abs((nearest - when.today).days) > 190:
        return as_named(match, nearest, problem="ambiguous", literal=True)
    return as_named(match, nearest, problem=_not_that_weekday(match, nearest), literal=True)


def _farness(day: date, when: When) -> int:
    """Days from now; what is over is further away unless the message looks back."""
    days = (day - when.today).days
    return -days * (1 if when.past else 3) if days < 0 else days


def _make(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _full_year(year: str) -> int:
    return int(year) + 2000 if len(year) == 2 else int(year)


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
    over = day == when.today and when.now.time() >= DAY_ENDS
    return as_named(match, day + WEEK if over else day, problem="ambiguous" if over else None)


def read_relative(match: re.Match[str], when: When) -> Named | None:
    """Today, tomorrow, yesterday and the days beside them."""
    offset = RELATIVE_DAYS[match.group()]
    small_hours = offset == 1 and when.now.hour < SMALL_HOURS
    problem = "ambiguous" if small_hours else None
    return as_named(match, when.today + timedelta(days=offset), problem=problem, literal=True)
