"""How long an absence is said to last: two days, a fortnight, 48 hours, not sure when."""

import re
from datetime import date, timedelta

from rules.sessions import SchoolCalendar

NOON = 12
SCHOOL_DAYS_AT_MOST = 5  # "five days" are school days; "ten days" are days of the calendar

_NOT_BEFORE = r"(?<!last )(?<!past )(?<!previous )(?<!every )(?<!within )(?<!over the )"
_DAYS = re.compile(
    rf"{_NOT_BEFORE}\b(?P<n>\d{{1,2}}|a couple of|couple of|a couple)(?: more| school| full| whole"
    r"| working)* days?\b(?! (?:ago|now|before|last|old|late|time))"
)
_WEEKS = re.compile(
    rf"{_NOT_BEFORE}\b(?P<n>\d{{1,2}}|a|a couple of|couple of|another)(?: more| full"
    r"| whole)? (?P<unit>weeks?|fortnight|months?)\b(?! (?:ago|now|before|on|today|tomorrow|commencing"
    r"|beginning|old|end|time|after|of))"
)
_HOURS = re.compile(r"\b(?P<n>24|48|72) ?-?(?:hours?|hrs?|h)\b(?! ago)")
_VAGUE = re.compile(
    rf"{_NOT_BEFORE}\b(?:a )?(?:few|several|some|couple or 3) (?:more )?(?:days|weeks)\b(?! (?:ago|now))"
    r"|\bday or (?:2|so)\b|\b2 or 3 days\b|\b[1-9] ?(?:-|or|to) ?[1-9] days\b"
)
_ILL_FOR = re.compile(
    r"\b(?:been|was|feeling|felt|had)\b(?: \w+){0,3}? (?:ill|sick|poorly|unwell|coughing|vomiting|bad"
    r"|rough|temperature|fever|cold|cough|off (?:it|food)|struggling|up)(?: \w+){0,3}? (?:for|now)?\s*$"
)
OPEN = re.compile(
    r"\b(?:not sure (?:when|how long)|don't know (?:when|how long|yet when)|unsure (?:when|how long"
    r"|of (?:when|return))|no idea (?:when|how long)|until further notice|indefinite\w*"
    r"|foreseeable|until (?:he|she|they|he's|she's|they're|it|it's|they are|he is"
    r"|she is)(?: \w+){0,3}? (?:better|well|recovers?|recovered|clears?|gone|stops?|ok|fit)"
    r"|until (?:better|well|recovered)"
    r"|(?:let you know|update you|tell you)(?: on| about)? (?:when|how long)|however long|when (?:he"
    r"|she)'s better|can't say (?:when|how long)|for now|for a while|for some time|as long as it takes)\b"
)


def is_open_ended(text: str) -> bool:
    """Whether the sender says that the end is not known."""
    return OPEN.search(text) is not None


def is_vague(text: str) -> bool:
    """Whether a length is given that could be several: "a few days"."""
    return _VAGUE.search(text) is not None


def last_day(text: str, first: date, calendar: SchoolCalendar, today: date, hour: int) -> date | None:
    """The last school day of a length said in `text`, counted from `first`; None when no length is said.

    text: normalised, digits. first: first day absent. today, hour: when it was sent, for "48 hours".
    """
    hours = _HOURS.search(text)
    if hours:
        return _after_hours(int(hours["n"]) // 24, text, first, calendar, today, hour)
    if _VAGUE.search(text):
        return None
    weeks = _WEEKS.search(text)
    if weeks and _counts(text, weeks) and _is_length(text, weeks):
        return _before(first + timedelta(days=_weeks(weeks)), calendar)
    days = _DAYS.search(text)
    if days and _counts(text, days):
        number = int(days["n"]) if days["n"].isdigit() else 2
        if number == 0:
            return None
        if number <= SCHOOL_DAYS_AT_MOST:
            return calendar.add_school_days(first, number - 1)
        return _before(first + timedelta(days=number), calendar)
    return None


def _after_hours(days: int, text: str, first: date, calendar: SchoolCalendar, today: date, hour: int) -> date:
    """The rule of 48 hours after the last sickness: two days at home, the second of them the last.

    It is counted from the day the message was sent when the sickness was in the night or the morning
    before it, and else from the next day.
    """
    told_early = hour < NOON or re.search(r"\blast night\b|\bthis morning\b|\byesterday\b", text)
    start = today if told_early and today >= first else max(first, today)
    if told_early and re.search(r"\blast night\b", text):
        start = today
    return max(first, _before(start + timedelta(days=days), calendar))


def _before(day: date, calendar: SchoolCalendar) -> date:
    return calendar.previous_school_day(day)


def _counts(text: str, match: re.Match[str]) -> bool:
    return _ILL_FOR.search(text[: match.start()]) is None


def _is_length(text: str, match: re.Match[str]) -> bool:
    """ "Once a week" and "the week" are not lengths; "for a week" and "two weeks" are."""
    before = text[: match.start()]
    return re.search(r"\b(?:once|twice|times|days?|every|every other|in|each)\s*$", before) is None


def _weeks(match: re.Match[str]) -> int:
    number = int(match["n"]) if match["n"].isdigit() else 2 if "couple" in match["n"] else 1
    unit = match["unit"]
    return number * (14 if unit == "fortnight" else 28 if unit.startswith("month") else 7)
