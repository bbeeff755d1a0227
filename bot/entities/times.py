"""Clock times in a message: half ten, quarter to two, 10.30am, "half 2", noon."""

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from bot.entities.cues import nearest_cue
from bot.entities.words import with_digits

EARLIEST_HOUR, LATEST_HOUR = 7, 18  # a plain "2" is 14:00, a plain "8" is 08:00
FIVES = {"5": 5, "10": 10, "20": 20, "25": 25, "quarter": 15, "half": 30}

_BEFORE = (
    r"(?:at|by|around|about|for|from|until|till|before|after|approx|approximately|gone|circa|nearly|is|@)"
)
_HALF = re.compile(r"\bhalf(?: past| )\s?(?P<h>1[0-2]|[1-9])\b(?! ?(?:day|term|hour|of|mins?))")
_PAST = re.compile(
    r"\b(?P<m>quarter|5|10|20|25)(?: minutes)? (?P<side>past|to|after)(?! school) ?(?P<h>1[0-2]"
    r"|[1-9])\b(?!\s?(?:minutes|days|weeks|hours|st|nd|rd|th))"
)
_DIGITAL = re.compile(
    r"(?<![\d/.:£-])(?P<h>[01]?\d|2[0-3])(?P<sep>[:.h])(?P<m>[0-5]\d)(?![\d/])(?:\s?(?P<half>am|pm|a\.m"
    r"|p\.m))?"
)
_MERIDIEM = re.compile(r"(?<![\d/.:£-])(?P<h>1[0-2]|0?[1-9])\s?(?P<half>am|pm|a\.m|p\.m)\b\.?")
_COMPACT = re.compile(
    rf"(?:{_BEFORE} )(?P<h>0[7-9]|1[0-8])(?P<m>[0-5]\d)\b(?!\s?(?:pounds|am|pm))|\b(?P<h2>0[7-9]"
    r"|1[0-8](?=\d\d ?hrs?\b))(?P<m2>[0-5]\d)(?: ?hrs?)?\b"
)
_SPOKEN = re.compile(
    r"\b(?P<h>1[0-2]|[7-9]|[1-6]) (?P<m>15|20|30|40|45|50|05|10|35|55|25)\b(?!\s?(?:minutes|mins|days"
    r"|weeks|hours|years|pounds|/|st|nd|rd|th))"
)
_CLOCK = re.compile(r"\b(?P<h>1[0-2]|[1-9]) ?o'? ?clock\b")
_BARE = re.compile(
    rf"\b{_BEFORE} (?:about |around |approx |say |like )?(?P<h>1[0-2]|[1-9])(?:ish"
    r"|-ish)?\b(?!\s?(?:minutes|mins?\b|days?|weeks?|hours?|hrs|years?|months?|st\b|nd\b|rd\b|th\b|of\b"
    r"|am\b|pm\b|/|%|[.:]\d|more|people|kids|children|o'|\d|-|to \d))"
)
_NOON = re.compile(r"\b(?:noon|midday|mid day|12 noon)\b")
_SOON = re.compile(
    r"\b(?:in|be|about|another|next|there) (?:about |around |approx |roughly |the next )?(?P<n>5|10|15|20"
    r"|25|30|40|45) minutes?\b(?! (?:late|ago|before|after))|\b(?P<n2>5|10|15|20|25|30|40"
    r"|45) minutes? away\b"
)
_NIGHT = re.compile(
    r"\s?(?:this morning |in the (?:morning|night) )?(?:last night|all night|through the night)"
)


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day said at one place, and what it is for ("arrives", "leaves", "appointment", None)."""

    at: time
    start: int
    end: int
    kind: str | None


def find_times(text: str, now: datetime) -> list[Clock]:
    """The times that say when a child comes, goes or is seen, in the order of the text.

    text: normalised. now: when it was sent, for "in ten minutes". Times that belong to an illness ("sick at
    four this morning") are left out.
    """
    text = with_digits(text)
    found: list[Clock] = []
    for pattern in (_HALF, _PAST, _DIGITAL, _MERIDIEM, _COMPACT, _CLOCK, _NOON, _SOON, _SPOKEN, _BARE):
        for match in pattern.finditer(text):
            at = _read(match, now)
            if at is None or any(clock.start < match.end() and match.start() < clock.end for clock in found):
                continue
            found.append(Clock(at, match.start(), match.end(), _purpose(text, match, pattern)))
    return sorted((clock for clock in found if clock.kind != "ill"), key=lambda clock: clock.start)


def _purpose(text: str, match: re.Match[str], pattern: re.Pattern[str]) -> str | None:
    if pattern is _SOON:
        return "arrives"
    if _NIGHT.match(text, match.end()):
        return "ill"
    kind = nearest_cue(
        text, match.start(), match.end(), ("absent", "arrives", "leaves", "appointment", "ill")
    )
    if kind is None and re.match(r"(?:.*\s)?from\s", match.group()):
        return "leaves"
    if kind == "absent":
        # "won't be in until 11" comes in at 11; "off from 11" goes at 11
        before = text[max(0, match.start() - 12) : match.end()]
        return "leaves" if re.search(r"\b(?:from|after|at)\b", before) else "arrives"
    return kind


def _read(match: re.Match[str], now: datetime) -> time | None:
    words = match.groupdict()
    if match.re is _NOON:
        return time(12)
    if match.re is _SOON:
        arrival = now + timedelta(minutes=int(words["n"] or words["n2"]))
        return time(arrival.hour, arrival.minute)
    hour, minute = int(words.get("h") or words["h2"]), _minute(words)
    if match.re is _HALF:
        minute = 30
    if words.get("side") == "to":
        hour, minute = hour - 1 or 12, 60 - minute
    return _settle(
        hour, minute, words.get("half"), exact=match.re is _COMPACT or hour > 12 or _has_nought(match)
    )


def _minute(words: dict[str, str]) -> int:
    said = words.get("m") or words.get("m2") or "0"
    return FIVES.get(said) or int(said) if not said.isdigit() or said in FIVES else int(said)


def _has_nought(match: re.Match[str]) -> bool:
    return match.group().lstrip().startswith("0")


def _settle(hour: int, minute: int, half: str | None, exact: bool) -> time | None:
    """Choose the half of the day that a school's day knows; None for a time outside it."""
    if half:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    elif not exact and hour < EARLIEST_HOUR:
        hour += 12
    if not EARLIEST_HOUR <= hour <= LATEST_HOUR:
        return None
    return time(hour, minute)
