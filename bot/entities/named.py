"""Days named in a message, each as the dates it means on the school's calendar."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from bot.entities.datelists import find_listed_dates
from bot.entities.dates import (
    DAY,
    Named,
    When,
    as_named,
    read_day_of_month,
    read_iso,
    read_last_weekday,
    read_next_weekday,
    read_relative,
    read_slashed,
    read_span,
    read_span_of_days,
    read_weekday,
    read_weekday_and_number,
    read_written,
)
from bot.entities.sequences import lean_on_each_other
from bot.entities.weeks import (
    read_break,
    read_days_of_term,
    read_days_of_week,
    read_last_week,
    read_next_week,
    read_this_week,
    read_weekday_after_next,
    read_weekend,
    read_weeks_on,
)
from bot.entities.words import MONTHS, SHORT_DAYS, WEEKDAYS

_WD = r"(?P<{}>" + "|".join((*WEEKDAYS, *SHORT_DAYS, "sat", "sun")) + r")\b"
_MON = (
    r"(?P<{}>"
    + "|".join(sorted({*MONTHS, *(name[:3] for name in MONTHS), "sept"}, key=len, reverse=True))
    + r")\b"
)
_DOM = r"(?P<{}>[0-3]?\d)(?:st|nd|rd|th)?"

_NTH_DAY = r"(?P<{}>[0-3]?\d)(?:st|nd|rd|th)"

Reader = Callable[[re.Match[str], When], "Named | None"]

_MONTH_STARTS = tuple(name[:3] for name in MONTHS)
_DAY_STARTS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_RELATIVES = ("today", "tomorrow", "yesterday")
_NTH = tuple("0123456789")


@dataclass(frozen=True, slots=True)
class _Kind:
    """One way to name days: letters of which one must be there at all, the pattern, and its reader."""

    letters: tuple[str, ...]
    pattern: re.Pattern[str]
    read: Reader

    def may_be_in(self, text: str) -> bool:
        """Whether it is worth while to look with the pattern."""
        return any(letters in text for letters in self.letters)


def find_named_days(text: str, when: When) -> list[Named]:
    """Every day, stretch of days and holiday named in `text` (normalised, digits), in order."""
    found: list[Named] = []
    rest = text
    for (start, end), days in find_listed_dates(text, when):
        found += days
        rest = rest[:start] + "\x00" * (end - start) + rest[end:]
    for kind in _KINDS:
        if not kind.may_be_in(rest):
            continue
        for match in kind.pattern.finditer(rest):
            named = kind.read(match, when)
            if named is not None:
                found.append(named)
                rest = rest[: match.start()] + "\x00" * len(match.group()) + rest[match.end() :]
    return lean_on_each_other(text, sorted(found, key=lambda named: named.start))


def _read_week_of(match: re.Match[str], when: When) -> Named | None:
    """ "week commencing 30/11": that week's Monday to Friday."""
    inner = [named for named in find_named_days("the " + match["what"], when) if named.kind == "day"]
    if not inner:
        return None
    monday = inner[0].first - timedelta(days=inner[0].first.weekday())
    return as_named(match, monday, monday + 4 * DAY, kind="week", problem=inner[0].problem, literal=True)


def _kinds() -> Iterator[tuple[tuple[str, ...], str, Reader]]:
    yield from _dates()
    yield from _weekdays_with_weeks()
    yield from _stretches()
    yield (
        ("the ", "on ", "until ", "back ", "from ", "return"),
        r"(?:\bthe |\bon |(?<=until )|(?<=back )|(?<=from )|(?<=return )|(?<=returns )"
        r"|(?<=returning ))(?P<d>[0-3]?\d)(?:st|nd|rd|th)\b"
        r"(?! (?:birthday|time|year|days?|lesson|period|form|century|floor|match|game|century|set))",
        read_day_of_month,
    )
    yield (
        _DAY_STARTS,
        rf"\b(?:this |this coming |coming )?{_WD.format('wd')}(?<!\bsat)(?<!\bsun)(?!s? club)"
        r"(?! (?:better|like|love|rather|appreciate|prefer)\b)"
        r"|(?<=on )(?P<wd2>sat|sun)\b",
        read_weekday,
    )


def _dates() -> Iterator[tuple[tuple[str, ...], str, Reader]]:
    month, wd = _MON.format("mon"), _WD.format("wd")
    yield (
        ("week commencing", "week beginning", "week starting"),
        r"\bweek (?:commencing|beginning|starting)(?: the| on| from)? "
        rf"(?P<what>(?:{wd},? ?)?(?:the )?[\d/.-]*(?:st|nd|rd|th)?(?: ?(?:of )?{month})?)",
        _read_week_of,
    )
    yield ("20",), r"\b(?P<y>20\d\d)-(?P<m>\d\d)-(?P<d>\d\d)\b", read_iso
    yield (
        _MONTH_STARTS,
        rf"\b{_DOM.format('d1')} ?(?:-|to|until|and|&) ?(?:the )?{_DOM.format('d2')} (?:of )?{month}",
        read_span,
    )
    yield (
        ("st", "nd", "rd", "th"),
        rf"\b(?:the )?{_NTH_DAY.format('d1')} ?(?:-|to|and"
        rf"|&) ?(?:the )?{_NTH_DAY.format('d2')}\b(?! (?:of )?{month})"
        r"(?! (?:day|lesson|period))",
        read_span_of_days,
    )
    yield (
        ("/",),
        rf"(?:\b{wd},? ?)?(?<![\d:/])(?<!year )(?<!years )(?<!class )(?<!yr)"
        rf"(?P<d>[0-3]?\d)[/](?P<m>[01]?\d)(?:[/](?P<y>20\d\d|\d\d))?(?![\d/])",
        read_slashed,
    )
    yield (
        _NTH,
        r"(?<![\d:.])(?P<d>[0-3]?\d)[.-](?P<m>[01]?\d)[.-](?P<y>20\d\d|\d\d)(?!\d)",
        read_slashed,
    )
    yield (
        ("on ", "day "),
        rf"(?:(?<=on )|\b{wd},? )(?P<d>[0-3]?\d)\.(?P<m>0\d|1[0-2])(?P<y>)(?![\d.]| ?(?:am|pm))",
        read_slashed,
    )
    yield (
        _MONTH_STARTS,
        rf"\b(?:{wd},? )?(?:the )?{_DOM.format('d')} (?:of )?{month},?(?: (?P<y>20\d\d))?",
        read_written,
    )
    yield (
        _MONTH_STARTS,
        rf"\b(?:{wd},? )?{month} (?:the )?{_DOM.format('d')}\b(?! ?(?:am|pm|:|o'clock|-? ?year))(?P<y>)",
        read_written,
    )
    yield (
        _DAY_STARTS,
        rf"\b(?:{wd},? )(?:the )?(?P<d>[0-3]?\d)(?:st|nd|rd|th)\b",
        read_day_of_month,
    )
    yield (
        _DAY_STARTS,
        rf"\b(?:{wd},? )(?:the )?(?P<d>[1-3]?\d)\b"
        r"(?! ?(?:[:./-]\d|am\b|pm\b|o'|days?\b|past\b|to \d|until \d))",
        read_weekday_and_number,
    )


def _weekdays_with_weeks() -> Iterator[tuple[tuple[str, ...], str, Reader]]:
    wd, wd2 = _WD.format("wd"), _WD.format("wd2")
    yield (
        ("week", "fortnight"),
        r"(?<!for )(?<!for a )(?<!away )(?<!off )(?<!absent )(?<!gone )"
        r"(?<!this )(?<!next )(?<!the )\b(?:a )?(?:week|fortnight|2 weeks) (?:on |from )?"
        rf"(?:{wd}|(?P<rel>today|tomorrow))\b"
        rf"|\b(?:{wd2}|(?P<rel2>today|tomorrow)) (?:week|fortnight)\b",
        read_weeks_on,
    )
    yield (
        ("last ", "past ", "gone"),
        rf"\b(?:last|this past|past) {wd}|\b{wd2} just gone\b",
        read_last_weekday,
    )
    yield ("after next",), rf"\b(?:the )?{wd} after next\b", read_weekday_after_next
    yield ("next ",), rf"\bnext {wd}", read_next_weekday
    yield (
        (*_RELATIVES, "the day"),
        r"\bday after tomorrow\b|\bday before yesterday\b|(?:(?<=tomorrow and the )"
        r"|(?<=tomorrow or the ))day after"
        r"|\btoday\b|\btomorrow\b|\byesterday\b"
        r"|(?<=\boff )the day\b(?! (?:off|after))",
        read_relative,
    )


def _stretches() -> Iterator[tuple[tuple[str, ...], str, Reader]]:
    yield ("last week",), r"(?<!the )\b(?:all (?:of )?|the whole of )?last week\b", read_last_week
    some = r"\b(?:the )?{0} (?:(?P<n>[2-5]|couple of) )?(?:school )?days? of "
    yield (
        ("days of ", "day of "),
        some.format("(?P<which>first|last)")
        + r"(?P<week>(?:next|this|the coming|the|this coming) (?:school )?week)(?! commencing)\b",
        read_days_of_week,
    )
    yield ("days of ",), some.format("last") + r"(?:this |the )?(?:half )?term\b", read_days_of_term
    yield (
        ("week",),
        r"\b(?:(?:the )?(?:rest|remainder) of )?(?:the |this )(?:school )?week (?:and|or|&"
        r"|plus) (?:all )?(?:of )?next(?: week)?\b"
        r"|\b(?:rest|remainder|end) of (?:the |this )?(?:school )?week\b"
        r"|\ball (?:of )?(?:this |the )?(?:school )?week\b(?! (?:commencing|beginning))"
        r"|\b(?:the )?(?:whole|full|entire)(?: of (?:the|this))? (?:school )?week\b|\bthis week\b"
        r"|\bfor the week\b",
        read_this_week,
    )
    yield (
        ("week",),
        r"(?<!for )(?<!for the )(?<!over the )\b(?:(?:sometime|some time|1 day|a day) )?(?:all (?:of )?"
        r"|the whole of |(?:the )?(?:end|start|beginning) of )?(?:the )?(?:next (?:school )?week"
        r"|following week|week after next)\b"
        r"|\b(?:all (?:of )?)?(?:the|this) coming (?:school )?week\b|\bthe week ahead\b",
        read_next_week,
    )
    yield (
        ("term", "christmas", "xmas", "easter", "holiday", "new year", "break", "until ", "before s"),
        r"\b(?:the )?half[ -]?term\b(?: holidays?| break)?|\bend of (?:the |this )?term\b"
        r"|\brest of (?:the |this )?(?:half )?term\b|\b(?:the )?(?:christmas|xmas|easter"
        r"|whitsun)(?: holidays?| break)?\b"
        r"|(?:(?<=until )|(?<=before ))(?:the )?(?:we break up|(?:they|you) break up|break up|summer break"
        r"|summer"
        r"|break(?! ?time))\b|(?<=until )(?:sept|september|january)\b(?! \d)"
        r"|\b(?:the )?(?:school|summer) (?:holidays?|break)\b|\bthe holidays\b|\bthe new year\b",
        read_break,
    )
    yield ("weekend",), r"\b(?:the|this) weekend\b", read_weekend


_KINDS = tuple(_Kind(letters, re.compile(pattern), read) for letters, pattern, read in _kinds())
