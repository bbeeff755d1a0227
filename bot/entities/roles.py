"""What a named day is in its sentence: absent then, until then, back then, or only told of."""

import re
from dataclasses import replace
from datetime import timedelta
from enum import StrEnum

from bot.entities.cues import nearest_cue
from bot.entities.dates import Named, When


class Role(StrEnum):
    """What a day is said to be."""

    ABSENT = "absent"
    FROM = "from"
    UNTIL = "until"  # the day of return, unless "inclusive"
    TO = "to"  # the last day absent
    BACK = "back"
    AFTER_BREAK = "after break"
    BACKGROUND = "background"


PAST = re.compile(
    r"\b(?:was|were|has been|had been|wasn't|weren't|been) (?:\w+ ){0,3}?(?:off|absent|away|not in|in"
    r"|at home|missing)\b"
    r"|\b(?:missed|didn't (?:come|attend|make it|go|get in)|did not (?:come|attend)|stayed (?:at )?home"
    r"|kept (?:\w+ ){0,2}(?:off|home)"
    r"|(?:why|reason for|explain)\b.*\b(?:absence|absent|off)|had (?:\w+ ){0,2}(?:day )?off"
    r"|off (?:school )?(?:yesterday|last))\b"
)
NOW = re.compile(
    r"\b(?:won't|will not|will be off|will be absent|is off|not coming|isn't coming|not in today|today"
    r"|tomorrow|still|staying|keeping"
    r"|again|won't|'ll be|going to be|needs? to|can't|cannot|not going to)\b"
)
_UNTIL = re.compile(
    r"\b(?:until|up until|up to|till|through to|through|thru)(?: (?:at least|about|the|and including"
    r"|after|next|this|including|probably|maybe|around|on))*\s*$"
)
_INCLUSIVE = re.compile(r"\b(?:up to and including|inclusive|including|through|thru)\b")
_BACK = re.compile(
    r"(?:\bback\b|^in\b|\breturn\w*|\bresum\w+|\b(?<!not )(?:be|is|coming|come) in\b|\bin school\b"
    r"|\bin again\b|\battend\w*|\bstart\w* again)"
    r"(?: (?:to|in|at|school|on|by|from|for|hopefully|probably|again|as|normal|usual|to school|the|this"
    r"|first|thing|hopefully|,))*\s*$"
)
_DENIED = re.compile(r"(?:won't|not|isn't|aren't|cannot|can't|unable to|never|unlikely to) (?:\w+ ){0,2}$")
_FROM = re.compile(r"\b(?:from|starting|as of|beginning|commencing)(?: (?:the|on|this))*\s*$")
_NOT_THIS = re.compile(r"\b(?:not|instead of|rather than|i said|i put)(?: (?:on|for|the|until))*\s*$")
_SINCE = re.compile(r"\bsince(?: (?:last|the|on|about))*\s*$")
_TO = re.compile(
    r"^\s*(?:(?:morning|afternoon|lunchtime|am|pm) )?(?:to|-|through to|through|thru|right through to"
    r"|up to and including)\s*(?:the\s*)?$"
)
_LATER = re.compile(
    r"(?:\bsee how (?:he|she|they|it|things|we)\b|\b(?:will|'ll|i'l|can|shall) (?:let you know|update"
    r"|ring|call|phone|email|confirm|speak|keep you (?:posted|updated)|chase|ask|check)\b)"
    r"[^.,;!?\n]{0,40}$"
)
_AWAY = re.compile(r"\b(?:off|won't|not|absent|be in|back|away)\b")
_TOLD = re.compile(
    r"\b(?:was|were|been|had|got|fell|came|started|went|vomited|threw|hurt|broke|tested|sent|saw|took"
    r"|since|began|woke|ended|finished|caught)\b[^.,;!?\n]*$"
)
_HOLIDAY_OVER = re.compile(r"\b(?:after|back after|following)(?: the)?\s*$")


def looks_back(text: str) -> bool:
    """Whether a message tells of an absence that is over: "she was off yesterday"."""
    return PAST.search(text) is not None and NOW.search(PAST.sub(" ", text)) is None


def assign_roles(text: str, days: list[Named], when: When) -> list[tuple[Role, Named]]:
    """Each named day with what it is said to be.

    text: normalised, digits. days: as found in it, in order.
    """
    return [_settle(_role(text, days, place, when), named, when) for place, named in enumerate(days)]


def _role(text: str, days: list[Named], place: int, when: When) -> Role:
    named = days[place]
    before = text[: named.start]
    previous_end = days[place - 1].end if place else 0
    between = text[previous_end : named.start]
    if place and _TO.match(between):
        return Role.TO
    if _LATER.search(before) and not _AWAY.search(_LATER.search(before)[0]):  # type: ignore[index]
        return Role.BACKGROUND
    if _SINCE.search(before) or (len(days) > 1 and _NOT_THIS.search(before)):
        return Role.BACKGROUND
    if named.kind == "break":
        return _role_of_break(before, text, named)
    if _UNTIL.search(before):
        return Role.TO if _is_inclusive(text, named) else Role.UNTIL
    back = _BACK.search(before)
    if back and not _DENIED.search(before[: back.start()]):
        return Role.BACK
    if re.match(
        r" (?:is|will be) (?:when|fine|ok)|^ (?:she|he|they)(?:'ll| will) be (?:back|in)\b", text[named.end :]
    ):
        return Role.BACK
    if _FROM.search(before):
        return Role.FROM
    return Role.BACKGROUND if _is_told(text, before, named, when) else Role.ABSENT


def _role_of_break(before: str, text: str, named: Named) -> Role:
    if "end of" in text[named.start : named.end] or "rest of" in text[named.start : named.end]:
        return Role.UNTIL
    if _UNTIL.search(before) or _HOLIDAY_OVER.search(before) or _BACK.search(before):
        return Role.AFTER_BREAK
    return Role.BACKGROUND


def _is_inclusive(text: str, named: Named) -> bool:
    around = text[max(0, named.start - 28) : named.end + 16]
    return _INCLUSIVE.search(around) is not None or "end of" in text[named.start : named.end]


def _is_told(text: str, before: str, named: Named, when: When) -> bool:
    """A day that only tells of the illness: "she was sick on Sunday"."""
    if when.past:
        return False
    word = text[named.start : named.end]
    if named.last < when.today and NOW.search(text):
        return True
    if named.last < when.today:
        return nearest_cue(
            text, named.start, named.end, ("absent", "ill", "appointment")
        ) != "absent" or _was_ill(before)
    if word in ("today", "tomorrow") or named.kind == "week":
        return False
    return _TOLD.search(before) is not None and nearest_cue(text, named.start, named.end) == "ill"


def _was_ill(before: str) -> bool:
    told = _TOLD.search(before)
    return told is not None and _AWAY.search(told[0]) is None


def _settle(role: Role, named: Named, when: When) -> tuple[Role, Named]:
    """ "Back Monday", said on a Monday, is the next one."""
    if role in (Role.UNTIL, Role.BACK, Role.TO) and not named.literal and named.first <= when.today:
        days = 7 * (1 + (when.today - named.first).days // 7)
        later = timedelta(days=days)
        return role, replace(named, first=named.first + later, last=named.last + later, problem=None)
    return role, named
