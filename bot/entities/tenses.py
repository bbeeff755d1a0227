"""Days of a message that tells of more times than one: off on Tuesday, and off again today."""

import re
from dataclasses import replace

from bot.entities import rolewords as words
from bot.entities.backgrounds import clause_before
from bot.entities.cues import has_cue, is_attached, nearest_cue
from bot.entities.dates import DAY_ENDS, WEEK, Named, When
from bot.entities.lengths import HURRIED
from bot.entities.partwords import OUTRIGHT, REPORTED, SAID_THEN, SO_AWAY
from bot.entities.roles import Role, Roles

NOON = 12
_SENTENCE_ENDS = re.compile(r"[.;!?\n](?!\d)")
_POINT = re.compile(r"(?<=\d)\.(?=\d)")
_STATEMENT = re.compile(r"[.;!?\n](?!\d)|\b(?:but|now|so)\b|\b(?:and|n|&|then) (?:he|she|they|it|we|i)\b")
_WENT_HOME = re.compile(r"\b(?:went|came) home\b")
_SUBJECT = re.compile(r" (?:he|she|they|[\w'-]+) ")
_CAUSE = re.compile(
    r"^(?: and \w+day)?(?: last week)?[ ,-]*(?:because|with|for|due to|as|since|that was|it was)\b"
)
_OWN_ILLNESS = re.compile(r"\b(?:poorly|ill|sick|unwell|with|because)\b")
_GOES_ON = re.compile(r"\b(?:still|since|(?:no|isn't|not) (?:any )?better|worse|until)\b")
_THIS_HALF = re.compile(r"\bthis (?:morning|afternoon)\b(?!'s)")


def set_back(text: str, days: list[Named], when: When) -> tuple[list[Named], frozenset[int]]:
    """The days, those that the sender says are over moved into the past; and where such absences stand.

    text: normalised, digits. days: as found in it. "He was off Tuesday with a cold and is off again today".
    """
    if when.past or not (words.PAST.search(text) or _WENT_HOME.search(text)):
        return days, frozenset()
    settled, missed = [], set()
    for named in days:
        gone = _gone(text, named, when)
        if gone and named.first >= when.today:
            named = replace(named, first=named.first - WEEK, last=named.last - WEEK, problem=None)
        if gone and _is_told_apart(text, named, gone):
            missed.add(named.start)
        settled.append(named)
    return settled, frozenset(missed)


def _gone(text: str, named: Named, when: When) -> re.Match[str] | None:
    """What says that a weekday or yesterday is over; None for other days."""
    if named.kind != "day" or (named.literal and named.first >= when.today):
        return None
    before = _STATEMENT.split(text[: named.start])[-1]
    if words.NOW.search(words.PAST.sub(" ", before)) or any(
        pattern.search(before) for pattern in (words.UNTIL, words.BACK, words.FROM)
    ):
        return None
    subject = _SUBJECT.match(text, named.end)  # "yesterday she was off with …"
    after = words.PAST.match(text, subject.end()) if subject else None
    return words.PAST.search(before) or _WENT_HOME.search(before) or after


def _is_told_apart(text: str, named: Named, gone: re.Match[str]) -> bool:
    """Whether the absence that is over has its own reason, and is not what goes on today."""
    if _GOES_ON.search(text):
        return False
    if gone.string is text:
        return _CAUSE.match(text[gone.end() :]) is not None
    led = _OWN_ILLNESS.search(gone.string, gone.end())
    return led is not None or _CAUSE.match(text[named.end :]) is not None


def with_half_of_today(text: str, roles: Roles, when: When) -> Roles:
    """ "Blood test this morning and the physio on Friday": with today, where only its half is said.

    text: normalised, digits. roles: the days named; unchanged where one is today or says an end.
    """
    said = _flat_absence(text, roles) or _THIS_HALF.search(text)
    missed = [named.first for role, named in roles if role is Role.ABSENT]
    if said is None or when.past or not missed or min(missed) <= when.today:
        return roles
    over = when.now.hour >= NOON if said[0] == "this morning" else when.now.time() >= DAY_ENDS
    ends = any(role not in (Role.ABSENT, Role.BACKGROUND) for role, _ in roles)
    if over or ends or not when.calendar.is_school_day(when.today) or not _is_missed(text, said):
        return roles
    today = Named(said.start(), said.start(), when.today, when.today, literal=True)
    return sorted([*roles, (Role.ABSENT, today)], key=lambda role: role[1].start)


def _flat_absence(text: str, roles: Roles) -> re.Match[str] | None:
    """ "Sick in the night so not in. Dentist is still Friday": a first sentence of today's illness alone."""
    end = _SENTENCE_ENDS.search(text)
    if end is None or any(named.start < end.start() for _, named in roles):
        return None
    return OUTRIGHT.search(text, 0, end.end()) if has_cue(text[: end.start()], "ill") else None


def _is_missed(text: str, said: re.Match[str]) -> bool:
    if said.re is OUTRIGHT or SO_AWAY.match(text, said.end()):
        return True
    before = text[: said.start()]
    if words.TOLD.search(clause_before(before)) or REPORTED.search(before) or SAID_THEN.search(before):
        return False
    text = _POINT.sub(":", text)  # the point of "2.20" ends no sentence
    kind = nearest_cue(text, *said.span())
    if kind == "arrives":
        return HURRIED.search(clause_before(before)) is not None
    return kind in ("absent", "appointment", "leaves") and is_attached(text, *said.span(), kind)
