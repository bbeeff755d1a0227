"""Which half of the day is missed: this afternoon, after lunch, in for the morning, from 11."""

import re
from collections.abc import Sequence
from datetime import time

from bot.entities.cues import has_cue, nearest_cue
from bot.entities.times import Clock
from rules.sessions import Session

LUNCH = time(12, 0)
MORNING = re.compile(
    r"\b(?:this morning|in the morning|all morning|the morning(?! after)|morning (?:only|session|off)"
    r"|mornings|"
    r"(?:today|tomorrow|\w+day) (?:in the )?morning|half the morning|this am)\b|(?<=day )am\b"
    r"|(?<=tomorrow )am\b"
)
AFTERNOON = re.compile(
    r"\b(?:this afternoon|in the afternoon|all afternoon|the afternoon|afternoon (?:only|session|off)"
    r"|afternoons|"
    r"(?:today|tomorrow|\w+day) (?:in the )?afternoon|this pm)\b|(?<=day )pm\b|(?<=tomorrow )pm\b"
)
MIDDAY = re.compile(
    r"\b(?:after|at|by|for|before|from|until) (?:lunch ?time|lunch|dinner ?time|dinner|midday)\b"
    r"|\blunch ?time\b|\blater (?:on )?this morning\b"
)
WHOLE = re.compile(r"\ball day\b|\bwhole day\b|\bfull day\b|\bthe day off\b|\bthe day\b(?! (?:after|before))")
HALF_DAY = re.compile(r"\bhalf (?:a |the )?day\b")
TAKES_LEAVE = re.compile(r"\b(?:in|stay\w*|only|just|here|school) (?:\w+ ){0,2}(?:until|for|before)$")
PRESENT_ONLY = re.compile(r"\b(?:only|just) (?:\w+ ){0,3}$")


def find_part(text: str, clocks: Sequence[Clock]) -> tuple[str, str | None]:
    """The part of the day missed, "day", "am" or "pm", and a problem ("ambiguous") when it cannot be told.

    text: normalised, digits. clocks: the times found in it.
    """
    if WHOLE.search(text):
        return "day", None
    for pattern, said in ((MORNING, "am"), (AFTERNOON, "pm")):
        part = _from_half(text, pattern, said)
        if part:
            return part, None
    part = _from_lunch(text) or _from_times(text, clocks)
    if part:
        return part, None
    return "day", "ambiguous" if HALF_DAY.search(text) else None


def first_or_last(text: str, start: int, end: int) -> Session | None:
    """The half said right beside a day ("Thursday afternoon"): PM, AM or None."""
    beside = text[start : end + 22]
    if re.match(r".*?day(?: in the)? (?:afternoon|pm)\b|^tomorrow (?:afternoon|pm)\b", beside):
        return Session.PM
    if re.match(
        r".*?day(?: in the)? (?:morning|am)\b|^tomorrow (?:morning|am)\b|.*?day lunch ?time\b", beside
    ):
        return Session.AM
    return None


def _from_half(text: str, pattern: re.Pattern[str], said: str) -> str | None:
    other = "pm" if said == "am" else "am"
    for match in pattern.finditer(text):
        kind = nearest_cue(text, match.start(), match.end())
        if kind in ("absent", "appointment"):
            return other if PRESENT_ONLY.search(text[: match.start()]) and kind != "appointment" else said
        if kind == "leaves":
            return "pm"
        if kind == "arrives":
            # in for the morning: away after it; in this afternoon: away before it
            return (
                other
                if said == "pm" or re.search(r"\b(?:for|only|just)\b", text[: match.start()][-24:])
                else "am"
            )
    return None


def _from_lunch(text: str) -> str | None:
    for match in MIDDAY.finditer(text):
        kind = nearest_cue(text, match.start(), match.end(), ("absent", "arrives", "leaves"))
        if kind == "leaves" or match.group().startswith("from"):
            return "pm"
        if match.group().startswith(("until", "before")) and kind == "arrives":
            return "pm" if TAKES_LEAVE.search(text[: match.start() + len("until")]) else "am"
        if kind == "absent":
            return "am" if match.group().startswith(("until", "before")) else "pm"
        if kind == "arrives":
            return "am"
    return None


def _from_times(text: str, clocks: Sequence[Clock]) -> str | None:
    seen = [clock for clock in clocks if clock.kind == "appointment"]
    if seen:
        whole = has_cue(text, "absent") and not has_cue(text, "arrives")
        return None if whole else ("am" if seen[0].at < LUNCH else "pm")
    if any(clock.kind == "arrives" for clock in clocks):
        return "am"
    if any(clock.kind == "leaves" for clock in clocks):
        return "pm"
    return None
