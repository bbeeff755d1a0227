"""Clock times in a message: half ten, quarter to two, 10.30am, "half 2", noon."""

import itertools
import re
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from bot.entities import clockwords as words
from bot.entities.cues import is_attached, nearest_cue
from bot.entities.words import with_digits

EARLIEST_HOUR, LATEST_HOUR = 7, 18  # a plain "2" is 14:00, a plain "8" is 08:00
LOOKS_BACK = 120  # letters before a time that are read for what it is
FIVES = {"5": 5, "10": 10, "20": 20, "25": 25, "quarter": 15, "half": 30}

_PATTERNS = (
    words.RANGE, words.RANGE_TO, words.HALF, words.PAST, words.DIGITAL, words.MERIDIEM_COMPACT,
    words.MERIDIEM, words.COMPACT, words.CLOCK, words.NOON, words.SOON, words.SPOKEN, words.RUN_TOGETHER,
    words.SEEN_AT, words.ISH,
    words.BARE, words.HOURLESS,
)  # fmt: skip
_TELLS = re.compile(r"\d|noon|midday|mid day|quarter|half")
_NIGHT_AFTER = re.compile(
    r"\s?(?:this morning |in the (?:morning|night) )?(?:last night|all night|through the night|yesterday)"
)
_NIGHT_BEFORE = re.compile(
    r"\b(?:yesterday|last night|in the night|overnight|(?:sat|sun)day(?: night)?)"
    r"(?: (?:at|about|around|from|since|until|and|again))*\s*$"
)
_WAS_UNTIL = re.compile(  # "we were in a and e until 5", "up until 4"
    r"\b(?:was|were|wasn't|didn't|been|up|awake|slept|asleep|sleep|night)\b[^.,;!?\n]*\b(?:until|since)\s*$"
)
_OURS = re.compile(  # "phone me after 4", "I'm on shift till 2"
    r"\b(?:phone|ring|call(?! for)|text|messages?|messaged|voicemail"
    r"|e-?mail(?:ed)?|shift|work|working|reply|lunch is|i finish)\b(?: [\w']+){0,4} $"
)
_OUT_UNTIL = re.compile(r"\b(?:out|off|away|at|not in|won't be in)(?: (?!not\b)[\w']+){0,3} until $")
# "the delayed 8.02", "the 7.40 service": not when the child comes
_BUS = r"(?:service|bus|train|coach|ferry|flight|tube|tram)"
_BUS_BEFORE = re.compile(
    rf"\b(?:{_BUS}|next one(?:'s| is)?|boards|catch\w*|missed|delayed|cancelled)"
    r"(?: (?:the|at|is|left|leaves|went|goes|departs|departed|set off|sets off))* $"
)
_BUS_AFTER = re.compile(rf"\s?{_BUS}\b")
_NOT_THEN = re.compile(r"\b(?:not|instead of|rather than|said|put|wrote)(?: (?:at|about|for|it|was|by))* $")
_SENT_HOME = re.compile(
    r"\b(?:was|were|got|been|had to be) (?:sent|picked|collected|taken|fetched|brought)(?: [\w']+){0,3} $"
)
_TO_COLLECT = re.compile(
    r"\s?(?:today |tomorrow )?to (?:fetch|collect|pick|get|take) (?:him|her|them|[\w']+ up)\b"
)
_PRESENT_FOR = re.compile(  # "his exam is at 1.30 and he'll be in for that": nothing of school is missed
    r"[^.;!?\n]{0,20}\b(?:he|she|they)(?:'ll| will|'s| is|'re| are) (?:be )?(?:in|here|there"
    r"|back) for (?:that|it)\b"
)
_NOBODY_THEN = re.compile(
    r"\b(?:nobody|no one|no-one|can't|cannot)\b[^,.;!?\n]*\b(?:get|fetch|collect|pick)\b[^,.;!?\n]* (?:at )?$"
)
_TRADESMAN = re.compile(
    r"\b(?<!at the )(?<!at )(?:plough|gritter|plumber|engineer|locksmith|electrician|mechanic|recovery"
    r"|breakdown|aa|rac"
    r"|garage|tow)"
    r"(?:'s| is| are| will be|'ll be)? (?:[\w']+ ){0,4}$"
)
_SAID = re.compile(r"\b(?:said|say|told you|put|wrote|reported)\b[^.;!?\n]*$")
_CORRECTED = re.compile(
    r"\b(?:it'?s|it is|actually|i meant?|should (?:be|say|have been)|make that)(?: at| for)? $"
)
_IN_FROM = re.compile(r"(?<!not )\b(?:in|back|there|here|attend\w*) from (?:about |around )?$")
_NOT_OF_THE_CHILD = (_OURS, _BUS_BEFORE, _SENT_HOME, _TRADESMAN)
_MENDED = re.compile(r"\bmake (?:that|it)(?: about| more like)? $")
_STILL_AWAY = re.compile(r"\b(?:off|absent|won't|late|not)\b")


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
    return times_in(with_digits(text), now)


def times_in(text: str, now: datetime) -> list[Clock]:
    """As `find_times`, for a text whose numbers are digits already."""
    if not _TELLS.search(text):
        return []
    found: list[Clock] = []
    taken: list[tuple[int, int]] = []
    soon: list[Clock] = []
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            if any(start < match.end() and match.start() < end for start, end in taken):
                continue
            if pattern is words.HOURLESS and found and not _MENDED.search(text[: match.start()]):
                continue
            taken.append(match.span())
            at = _read(match, _hour_before(found, now) if pattern is words.HOURLESS else now)
            if at is not None:
                found.append(Clock(at, match.start(), match.end(), _purpose(text, match)))
                soon += found[-1:] if pattern is words.SOON else []
    if any(clock.kind in ("arrives", None) for clock in found if clock not in soon):
        said = [clock for clock in found if clock not in soon]  # "25 minutes away so 5 past 9"
        found = [replace(clock, kind=clock.kind or "arrives") for clock in said] if soon else said
    found = [clock for clock in found if clock.kind != "ill"]
    meant = [clock for clock in found if not _is_denied(text[: _digits_at(text, clock)])]
    return _as_corrected(text, sorted(meant or found, key=lambda clock: clock.start))


def _as_corrected(text: str, clocks: list[Clock]) -> list[Clock]:
    """ "I said the appointment is at 1, it's 2": the time that is put right is left out."""
    for wrong, right in itertools.pairwise(clocks):
        between = text[wrong.end : _digits_at(text, right)]
        if _MENDED.search(between) or (
            _CORRECTED.search(text, wrong.end, right.start) and _SAID.search(text, 0, wrong.start)
        ):
            return [clock for clock in clocks if clock is not wrong]
    return clocks


def _hour_before(found: list[Clock], now: datetime) -> datetime:
    """ "Quarter to nine, make that ten past": the ten past that follows the time first said."""
    return now.replace(hour=found[-1].at.hour, minute=found[-1].at.minute) if found else now


def _is_denied(before: str) -> bool:
    return _NOT_THEN.search(before) is not None or _NOBODY_THEN.search(before) is not None


def _digits_at(text: str, clock: Clock) -> int:
    figure = re.search(r"\d|half|quarter|noon|mid", text[clock.start : clock.end])
    return clock.start + (figure.start() if figure else 0)


def _purpose(text: str, match: re.Match[str]) -> str | None:
    if match.re is words.SOON:
        goes = is_attached(text, *match.span(), "leaves")
        return (
            "leaves"
            if goes and nearest_cue(text, *match.span(), ("arrives", "leaves")) == "leaves"
            else "arrives"
        )
    if match.re is words.SEEN_AT:
        return "appointment"
    said_from = match.start("h") if match.groupdict().get("h") else match.start()
    before = text[max(0, said_from - LOOKS_BACK) : said_from]
    if _is_another_matter(text, before, match.end()):
        return "ill"
    if _TO_COLLECT.match(text, match.end()):
        return "leaves"
    kind = nearest_cue(
        text, match.start(), match.end(), ("absent", "arrives", "leaves", "appointment", "ill")
    )
    if _IN_FROM.search(before):
        return "arrives"
    if kind in (None, "appointment") and before.endswith("from "):
        return "leaves"
    if kind == "absent" and not is_attached(text, match.start(), match.end(), "absent"):
        return None
    if kind in (None, "absent", "appointment") and _OUT_UNTIL.search(before):
        return "arrives"
    if kind == "absent":
        # "won't be in until 11" comes in at 11; "off from 11" goes at 11
        near = text[max(0, match.start() - 12) : match.end()]
        return "leaves" if re.search(r"\b(?:from|after|at)\b", near) else "arrives"
    return kind


def _is_another_matter(text: str, before: str, end: int) -> bool:
    """Whether a time is the night's, the bus's, the plumber's or the sender's."""
    if any(pattern.match(text, end) for pattern in (_NIGHT_AFTER, _BUS_AFTER, _PRESENT_FOR)):
        return True
    return _is_of_the_night(before) or any(pattern.search(before) for pattern in _NOT_OF_THE_CHILD)


def _is_of_the_night(before: str) -> bool:
    if _NIGHT_BEFORE.search(before):
        return True
    lasted = _WAS_UNTIL.search(before)
    return lasted is not None and _STILL_AWAY.search(lasted[0]) is None


def _read(match: re.Match[str], now: datetime) -> time | None:
    said = match.groupdict()
    if match.re is words.NOON:
        return time(12)
    if match.re is words.SOON:
        return _clock_time(now + timedelta(minutes=int(said["n"] or said["n2"] or said["n3"])))
    minute = 30 if match.re is words.HALF else _minute(said)
    if match.re is words.HOURLESS:
        return _next(60 - minute if said["side"] == "to" else minute, now)
    hour = int(said.get("h") or said["h2"])
    if said.get("side") == "to":
        hour, minute = hour - 1 or 12, 60 - minute
    exact = match.re is words.COMPACT or hour > 12 or match.group().lstrip().startswith("0")
    return _settle(hour, minute, said.get("half"), exact=exact)


def _next(minute: int, now: datetime) -> time | None:
    """ "10 past", with no hour: the next time that the clock says so."""
    ahead = now + timedelta(minutes=(minute - now.minute) % 60)
    return _clock_time(ahead) if EARLIEST_HOUR <= ahead.hour <= LATEST_HOUR else None


def _clock_time(moment: datetime) -> time:
    return time(moment.hour, moment.minute)


def _minute(said: dict[str, str]) -> int:
    minute = said.get("m") or said.get("m2") or "0"
    return FIVES.get(minute) or int(minute)


def _settle(hour: int, minute: int, half: str | None, exact: bool) -> time | None:
    """Choose the half of the day that a school's day knows; None for a time outside it."""
    if half:
        after_noon = half.startswith("p") or half.endswith(("afternoon", "evening", "at night"))
        hour = hour % 12 + (12 if after_noon else 0)
    elif not exact and hour < EARLIEST_HOUR:
        hour += 12
    if not EARLIEST_HOUR <= hour <= LATEST_HOUR:
        return None
    return time(hour, minute)
