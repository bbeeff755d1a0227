"""Dates listed one after another: "the 9th and 16th March", "Tuesdays 2nd, 9th and 16th"."""

import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from bot.entities.dates import DAY, Named, When, day_of_month, month_number, nearest_date, weekday_number
from bot.entities.words import MONTHS, SHORT_DAYS, WEEKDAYS

_MONTHS = "|".join(sorted({*MONTHS, *(name[:3] for name in MONTHS)}, key=lambda name: (-len(name), name)))
_ORDINAL = r"[0-3]?\d(?:st|nd|rd|th)"
_WORTH_IT = re.compile(r"\d(?:st|nd|rd|th)?,? ?(?:,|and|&|\+|plus|then) ?(?:(?:then|again|on|the) )*\d")
_LIST = re.compile(
    rf"(?:\b(?P<wd>{'|'.join((*WEEKDAYS, *SHORT_DAYS))})s?,? )?(?:\bthe )?(?<![\d:./-])\b(?P<days>[0-3]?\d"
    rf"(?:st|nd|rd|th)?(?:,? ?(?:,|and|&|\+|plus|then) ?(?:(?:then|again|on|the|{'|'.join(WEEKDAYS)}) )*"
    r"[0-3]?\d(?:st|nd|rd|th)?)+)\b(?![:./]\d)"
    rf"(?: ?(?:of )?(?P<mon>{_MONTHS})\b)?"
)
_NUMBER = re.compile(r"\d+(?:st|nd|rd|th)?")


def find_listed_dates(text: str, when: When) -> Iterator[tuple[tuple[int, int], list[Named]]]:
    """Each list of dates apart: its place, and its days. Two that follow on each other make no list."""
    if not _WORTH_IT.search(text):
        return
    for match in _LIST.finditer(text):
        numbers = list(_NUMBER.finditer(text, *match.span("days")))
        if match["mon"] is None and not all(re.fullmatch(_ORDINAL, number.group()) for number in numbers):
            continue
        days = _dates(match, [int(re.sub(r"\D", "", number.group())) for number in numbers], when)
        if days and _is_apart(days, when):
            yield match.span(), _named(match, numbers, days)


def _dates(match: re.Match[str], numbers: list[int], when: When) -> list[date] | None:
    if match["mon"]:
        found = [nearest_date(number, month_number(match["mon"]), when) for number in numbers]
        return [day for day in found if day] if all(found) else None
    days: list[date] = []
    for number in numbers:
        start = days[-1] + DAY if days else when.today
        wanted = weekday_number(match["wd"]) if match["wd"] else None
        day = day_of_month(number, start, -DAY if when.past and not days else DAY, wanted)
        if day is None:
            return None
        days.append(day)
    return days


def _is_apart(days: list[date], when: When) -> bool:
    rising = all(one < other for one, other in pairwise(days))
    return rising and any(when.calendar.next_school_day(one) < other for one, other in pairwise(days))


def _named(match: re.Match[str], numbers: list[re.Match[str]], days: list[date]) -> list[Named]:
    """The first with the weekday before it, the last with the month after it."""
    starts = [match.start(), *(number.start() for number in numbers[1:])]
    ends = [*(number.end() for number in numbers[:-1]), match.end()]
    return [
        Named(start, end, day, day, literal=True) for start, end, day in zip(starts, ends, days, strict=True)
    ]
