"""Days named in a message, each as the dates it means on the school's calendar."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

from bot.entities.dates import (
    DAY,
    Named,
    When,
    as_named,
    read_break,
    read_day_of_month,
    read_in_next_week,
    read_iso,
    read_last_weekday,
    read_next_week,
    read_next_weekday,
    read_relative,
    read_slashed,
    read_span,
    read_this_week,
    read_weekday,
    read_weekend,
    read_weeks_on,
    read_written,
)
from bot.entities.words import MONTHS, SHORT_DAYS, WEEKDAYS

_WD = r"(?P<{}>" + "|".join((*WEEKDAYS, *SHORT_DAYS, "sat", "sun")) + r")\b"
_MON = (
    r"(?P<{}>"
    + "|".join(sorted({*MONTHS, *(name[:3] for name in MONTHS), "sept"}, key=len, reverse=True))
    + r")\b"
)
_DOM = r"(?P<{}>[0-3]?\d)(?:st|nd|rd|th)?"

Reader = Callable[[re.Match[str], When], "Named | None"]


def find_named_days(text: str, when: When) -> list[Named]:
    """Every day, stretch of days and holiday named in `text` (normalised, digits), in order."""
    found: list[Named] = []
    for pattern, read in _READERS:
        for match in pattern.finditer(text):
            named = read(match, when)
            if named is not None:
                found.append(named)
                text = text[: match.start()] + "\x00" * len(match.group()) + text[match.end() :]
    return sorted(found, key=lambda named: named.start)


def _read_week_of(match: re.Match[str], when: When) -> Named | None:
    """ "week commencing 30/11": that week's Monday to Friday."""
    inner = [named for named in find_named_days(match["what"], when) if named.kind == "day"]
    if not inner:
        return None
    monday = inner[0].first - timedelta(days=inner[0].first.weekday())
    return as_named(match, monday, monday + 4 * DAY, kind="week", problem=inner[0].problem, literal=True)


def _patterns() -> Iterator[tuple[str, Reader]]:
    month, wd, wd2 = _MON.format("mon"), _WD.format("wd"), _WD.format("wd2")
    yield (
        r"\bweek (?:commencing|beginning|starting)(?: the| on"
        r"| from)? (?P<what>[\w/.-]+(?: (?:of )?[a-z0-9]+){0,3})",
        _read_week_of,
    )
    yield r"\b(?P<y>20\d\d)-(?P<m>\d\d)-(?P<d>\d\d)\b", read_iso
    yield (
        rf"\b{_DOM.format('d1')} ?(?:-|to|until|and|&) ?(?:the )?{_DOM.format('d2')} (?:of )?{month}",
        read_span,
    )
    yield r"(?<![\d:/])(?P<d>[0-3]?\d)[/](?P<m>[01]?\d)(?:[/](?P<y>20\d\d|\d\d))?(?![\d/])", read_slashed
    yield r"(?<![\d:.])(?P<d>[0-3]?\d)[.-](?P<m>[01]?\d)[.-](?P<y>20\d\d|\d\d)(?!\d)", read_slashed
    yield r"(?<=on )(?P<d>[0-3]?\d)\.(?P<m>[01]?\d)(?P<y>)(?![\d.]| ?(?:am|pm))", read_slashed
    yield rf"\b(?:{wd},? )?(?:the )?{_DOM.format('d')} (?:of )?{month},?(?: (?P<y>20\d\d))?", read_written
    yield (
        rf"\b(?:{wd},? )?{month} (?:the )?{_DOM.format('d')}\b(?! ?(?:am|pm|:|o'clock|-? ?year))(?P<y>)",
        read_written,
    )
    yield rf"\b(?:{wd},? )(?:the )?(?P<d>[0-3]?\d)(?:st|nd|rd|th)\b", read_day_of_month
    yield (
        r"(?<!for )(?<!for a )\b(?:a )?(?:week|fortnight|2 weeks) (?:on |from )?"
        rf"(?:{wd}|(?P<rel>today|tomorrow))\b"
        rf"|\b(?:{wd2}|(?P<rel2>today|tomorrow)) (?:week|fortnight)\b",
        read_weeks_on,
    )
    yield rf"\b{wd} (?:of )?next week\b|\bnext week(?: on)? {wd2}", read_in_next_week
    yield rf"\b(?:last|this past|past) {wd}|\b{wd2} just gone\b", read_last_weekday
    yield rf"\bnext {wd}", read_next_weekday
    yield (
        r"\bday after tomorrow\b|\bday before yesterday\b|\btoday\b|\btomorrow\b|\byesterday\b",
        read_relative,
    )
    yield (
        r"\b(?:rest|remainder|end) of (?:the|this) (?:school )?week\b|\ball (?:this )?week\b"
        r"|\b(?:the )?(?:whole|full|entire)(?: of (?:the|this))? week\b|\bthis week\b",
        read_this_week,
    )
    yield (
        r"\b(?:(?:sometime|some time|1 day|a day) )?(?:all of |the whole of )?(?:next week|following week"
        r"|week after next)\b",
        read_next_week,
    )
    yield (
        r"\b(?:the )?half[ -]?term\b|\bend of (?:the )?term\b|\brest of (?:the )?term\b"
        r"|\bchristmas(?: holidays?| break)?\b|\beaster(?: holidays?| break)?\b|\bsummer holidays?\b",
        read_break,
    )
    yield r"\bthe weekend\b", read_weekend
    yield (
        r"(?:\bthe |\bon )(?P<d>[0-3]?\d)(?:st|nd|rd|th)\b(?! (?:birthday|time|year|day|lesson|period|form))",
        read_day_of_month,
    )
    yield (
        rf"\b(?:this |this coming |coming )?{wd}(?<!\bsat)(?<!\bsun)|(?<=on )(?P<wd2>sat|sun)\b",
        read_weekday,
    )


_READERS: list[tuple[re.Pattern[str], Reader]] = [
    (re.compile(pattern), read) for pattern, read in _patterns()
]
