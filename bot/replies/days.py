"""Days as a parent would say them: "today (Mon 23 Nov)", "Tue 24 to Thu 26 Nov"."""

from datetime import date, timedelta

from bot.parsers.protocol import Period
from bot.replies.catalogue import Catalogue

ONE_DAY = timedelta(days=1)


def say_days(period: Period, today: date, words: Catalogue) -> str:
    """The days of a period; of one without an end, its first.

    Args:
        today: the school's date on which it is said.
    """
    part = "" if period.sessions == "day" else f"{period.sessions}_"
    last = period.last_on or period.first_on
    if last > period.first_on:
        return words.days[f"{part}range"].format(
            first=_first_of_range(period.first_on, last, words), last=say_day(last, words)
        )
    near = {today: "today", today + ONE_DAY: "tomorrow"}.get(period.first_on, "one")
    return words.days[f"{part}{near}"].format(day=say_day(period.first_on, words))


def say_day(day: date, words: Catalogue) -> str:
    """One day: "Fri 20 Nov"."""
    return _formatted("day", day, words)


def say_names(names: tuple[str, ...], words: Catalogue) -> str:
    """ "Amina", "Amina and Bilal", "Amina, Bilal and Cora"."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {words.days['and']} {names[-1]}"


def _first_of_range(first: date, last: date, words: Catalogue) -> str:
    same_month = (first.year, first.month) == (last.year, last.month)
    return _formatted("day_same_month" if same_month else "day", first, words)


def _formatted(key: str, day: date, words: Catalogue) -> str:
    return words.days[key].format(
        weekday=words.weekdays[day.weekday()], number=day.day, month=words.months[day.month - 1]
    )
