"""Which half of the day is missed: this afternoon, after lunch, in for the morning, from 11."""

import re
from collections.abc import Sequence
from datetime import time

from bot.entities import partwords as words
from bot.entities.cues import has_cue, is_attached, nearest_cue
from bot.entities.times import Clock

LATE_MORNING, LUNCH = time(11, 30), time(12, 0)
REGISTER_CALLED = time(13, 15)  # of the afternoon: who is there by then misses the morning only


def find_part(text: str, clocks: Sequence[Clock]) -> tuple[str, str | None]:
    """The part of the day missed, "day", "am" or "pm", and a problem ("ambiguous") when it cannot be told.

    text: normalised, digits. clocks: the times found in it.
    """
    only = words.MISSES_ONLY.search(text) if "only" in text or "just" in text else None
    if only:
        return "am" if "morning" in only.groups() else "pm", None
    if (
        any(word in text for word in ("day", "whole", "at all"))
        and words.WHOLE.search(text)
        and not words.NOT_WHOLE.search(text)
    ):
        return "day", None
    part = _from_timetable(text)
    if part is None and ("afternoon" in text or "pm" in text):
        part = _from_half(text, words.AFTERNOON, "pm")
    if part is None and ("morning" in text or "am" in text):
        part = _from_half(text, words.MORNING, "am")
        if part == "am" and any(clock.kind == "leaves" and clock.at >= LATE_MORNING for clock in clocks):
            part = None  # in this morning, and collected at 12
    part = part or _from_lunch(text) or _from_times(text, clocks)
    part = part or _from_lesson(text) or _from_visit(text, clocks)
    if part:
        return part, None
    if not words.HALF_DAY.search(text):
        return "day", None
    return ("pm", None) if any(clock.at >= LATE_MORNING for clock in clocks) else ("day", "ambiguous")


def is_of_every_day(text: str) -> bool:
    """Whether a half is missed on each of several days: "mornings only this week"."""
    return words.EVERY_DAY.search(text) is not None


def beside(text: str, start: int, end: int) -> str | None:
    """The part said right beside a day: "am", "pm", or "noon" for lunchtime; None when none is."""
    after, before = text[start : end + 22], text[max(0, start - 24) : start]
    if re.match(r".*?day(?: in the)? (?:afternoon|pm)\b|^tomorrow (?:afternoon|pm)\b", after):
        return "pm"
    if words.NOON_AFTER.match(after) or words.IN_AT_NOON.match(text, end):
        return "noon"
    if re.search(r"\b(?:lunch ?time|lunch|midday|noon|afternoon)(?: on| of)? $", before):
        return "noon"
    if re.match(r".*?day(?: in the)? (?:morning|am)\b|^tomorrow (?:morning|am)\b", after):
        return "am"
    return None


def _from_timetable(text: str) -> str | None:
    """ "Reduced timetable, mornings only": the other half is missed."""
    only = words.PRESENT_HALVES.search(text)
    if only:
        return "pm" if "morning" in only.groups() or "mornings" in only.groups() else "am"
    if not words.PART_TIME.search(text):
        return None
    if re.search(r"\bmornings\b|\bmorning only\b|\bthe morning\b", text) and not re.search(
        r"\bafternoons?\b|this morning", text
    ):
        return "pm"
    return "am" if re.search(r"\bafternoons\b", text) and "morning" not in text else None


def _from_half(text: str, pattern: re.Pattern[str], said: str) -> str | None:
    for match in pattern.finditer(text):
        part = _half_at(text, match, said)
        if part:
            return part
    return None


def _half_at(text: str, match: re.Match[str], said: str) -> str | None:
    """The half missed by what stands around "this morning" or "this afternoon"; None when nothing tells."""
    before, other = text[: match.start()], "pm" if said == "am" else "am"
    comes = words.COMES_IN.search(before)
    if said == "pm" and comes and not words.DENIED.search(before[: comes.start()]):
        return "am"
    kind = nearest_cue(text, match.start(), match.end())
    tells_why = (kind != "absent" or words.UNTIL_HALF.search(before)) and words.SO_AWAY.match(
        text, match.end()
    )
    if tells_why or words.SAID_THEN.search(before) or words.IN_FOR_THAT.match(text, match.end()):
        return None
    if kind == "appointment":
        return None if words.OUTRIGHT.search(text) else said
    if kind == "absent":
        if not is_attached(text, match.start(), match.end(), "absent") or words.REPORTED.search(before):
            return None
        if said == "pm" and words.UNTIL_HALF.search(before):
            return "am"
        return other if words.PRESENT_ONLY.search(before) else said
    if kind == "leaves" and said == "am" and words.AT_HOME.search(before):
        return "am"
    if kind == "leaves":
        return "pm" if is_attached(text, match.start(), match.end(), "leaves") else None
    if kind == "arrives":
        # in for the morning: away after it; in this afternoon: away before it
        return other if said == "pm" or words.FOR_THE_HALF.search(before[-24:]) else "am"
    # nothing tells: "the masterclass this afternoon", "an entrance test Monday morning"
    return said if kind is None and (said == "pm" or words.DAY_MORNING.match(match.group())) else None


def _from_lunch(text: str) -> str | None:
    if not any(word in text for word in ("lunch", "dinner", "midday", "later")):
        return None
    if words.LUNCH_THEN_OUT.search(text):
        return "pm"
    for match in words.MIDDAY.finditer(text):
        kind = nearest_cue(text, match.start(), match.end(), ("absent", "arrives", "leaves"))
        if kind == "absent" and not is_attached(text, match.start(), match.end(), "absent"):
            continue
        if kind == "leaves" or match.group().startswith("from"):
            return "pm"
        if match.group().startswith(("until", "before")) and kind == "arrives":
            return "pm" if words.TAKES_LEAVE.search(text[: match.start() + len("until")]) else "am"
        if kind == "absent":
            return "am" if match.group().startswith(("until", "before")) else "pm"
        if kind == "arrives":
            return "am"
        if words.ON_A_DAY.search(text[: match.start()]):
            return "pm"
    return None


def _from_visit(text: str, clocks: Sequence[Clock]) -> str | None:
    """ "Doctors now, will bring her straight after": the morning, when no hour is said."""
    comes = not clocks and ("after" in text or "when" in text) and words.AFTER_IT.search(text)
    return "am" if comes and has_cue(text, "appointment") else None


def _from_lesson(text: str) -> str | None:
    """ "Back in for period 3"."""
    worth_it = any(word in text for word in ("period", "lesson", "break", " p"))
    if not worth_it:
        return None
    missed = words.MISSED_LESSON.search(text)
    if missed:
        return "am" if int(missed["n"]) <= words.LAST_MORNING_LESSON else "pm"
    return "pm" if words.AFTER_LESSON.search(text) else "am" if words.LESSON.search(text) else None


def _from_times(text: str, clocks: Sequence[Clock]) -> str | None:
    seen = [clock for clock in clocks if clock.kind == "appointment"]
    if seen:
        return None if words.OUTRIGHT.search(text) else _from_appointment(text, seen[0], clocks)
    if any(clock.kind == "arrives" for clock in clocks) or (clocks and words.ON_THAT_BUS.search(text)):
        return "am"
    goes = [clock for clock in clocks if clock.kind == "leaves"]
    if not goes:
        return None
    comes_back = has_cue(text, "appointment") and not words.STAYS_AWAY.search(text)
    return "am" if goes[0].at < LUNCH and comes_back else "pm"


def _from_appointment(text: str, seen: Clock, clocks: Sequence[Clock]) -> str | None:
    if any(clock.kind == "arrives" and seen.at < clock.at <= REGISTER_CALLED for clock in clocks):
        return "am"
    if seen.at >= LUNCH:
        return "pm"
    if not words.NOT_BACK.search(text):
        return "am"
    return "pm" if any(clock.kind == "leaves" for clock in clocks) else None
