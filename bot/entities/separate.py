"""Days apart in one message: "dentist Monday 9am and hospital Friday at 2.30", each with its own words."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from bot.entities.cues import has_cue
from bot.entities.dates import DAY, Named, When
from bot.entities.partwords import OUTRIGHT
from bot.entities.roles import Role, Roles
from bot.parsers.protocol import Period

BLANK = "~"
ABSENT = (Role.ABSENT, Role.FROM)
_LISTED = re.compile(  # what stands between the days of one list
    r"[\s,&+/()-]*(?:(?:and|plus|then|also|again|on|the|or|next|both|of|as well as|followed by)\b[\s,&+/-]*)*"
)
_OWN_WORDS = re.compile(
    r" (?:all day|the whole day|(?:at )?\d|(?:he|she|they|it|we|i)\b)"
)  # "then Thursday she'll …"
_OWN_VERB = re.compile(r" (?:he|she|they)(?:'s got| has| have| needs) (?:to|an?|the|his|her|their)\b")
_SAME_HOUR = re.compile(r"\bsame (?:time|again|hour)\b")
_SAME = re.compile(r"\bsame\b|\bagain\b")
_HOURS_AND_HALVES = re.compile(
    r"\b(?:(?:at|after|from|by|before|until|around|about) )?(?:(?:half|quarter|\d{1,2})(?: (?:past"
    r"|to))? \d{1,2}"
    r"|\d{1,2}(?:[.:]\d\d)?(?: ?[ap]m| o'?clock)?|lunch ?time|lunch|midday|noon)(?![\w.:/])"
    r"|\b(?:this|the|in the|for the) (?:morning|afternoon)\b"
)
_JOINT = re.compile(
    r"(?:[,.;&+\n-]|\b(?:and|then|but|plus|also|while)\b)(?:[ ,]*\b(?:and|then|but|also|again|on|the)\b)*"
)
_BECAUSE = re.compile(r"\b(?:because|for|as (?:he|she|they)|due to)\b")
_EACH = re.compile(r"\b(?:both|each|every|all (?:3|4|5|of them)|either|same)\b")
_SENTENCE = re.compile(r"[.;!?\n]")
_PARTS = re.compile(
    r"\d[.:]\d\d|\d ?[ap]m\b|\bat \d|morning|afternoon|lunch|noon|half|quarter|o'clock|\b[ap]m\b"
)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days that make one period, and the message with what is said of the other days blanked out.

    text: letter for letter as long as the message, so that the places of `roles` hold. own: what is said of
    these days and of no others.
    """

    text: str
    roles: Roles
    own: str


@dataclass(slots=True)
class _Group:
    """Days said in one statement: from `start` to `end` of the text."""

    roles: Roles
    start: int
    end: int
    first: date
    last: date


def separate(text: str, roles: Roles, when: When, read: Callable[[Stretch], Period]) -> tuple[Stretch, ...]:
    """The periods of a message that lists days apart, in their order in it; one as a rule.

    text: normalised, digits. read: what a stretch comes to, asked only where halves or hours are said.
    """
    whole = (Stretch(text, roles, text),)
    if sum(role in ABSENT for role, _ in roles) < 2:
        return whole
    groups = _statements(text, roles)
    groups = _joined_up(text, groups, when, read if _PARTS.search(text) else None)
    return tuple(_stretches(text, groups)) if len(groups) > 1 else whole


def _statements(text: str, roles: Roles) -> list[_Group]:
    """The days by statement: each day missed begins one, and takes what says its end."""
    groups: list[_Group] = []
    for role, named in roles:
        if role in ABSENT or not groups:
            groups.append(_Group([(role, named)], named.start, named.end, named.first, named.last))
        else:
            _extend(groups[-1], role, named)
    first = groups[0]
    if first.roles[0][0] not in ABSENT and len(groups) > 1:  # what is told before any day is missed
        groups[1].roles = first.roles + groups[1].roles
        del groups[0]
    return groups


def _extend(group: _Group, role: Role, named: Named) -> None:
    group.roles.append((role, named))
    if role is Role.BACKGROUND:
        return
    group.end = named.end
    if role is Role.TO:
        group.last = max(group.last, named.last)
    elif role in (Role.UNTIL, Role.BACK) and named.first > group.last:
        group.last = named.first - DAY


def _joined_up(
    text: str, groups: Sequence[_Group], when: When, read: Callable[[Stretch], Period] | None
) -> list[_Group]:
    """Statements of days that follow on one another are one, unless their halves or hours differ."""
    joined: list[_Group] = []
    for group in groups:
        if (
            joined
            and _follows_on(joined[-1], group, when)
            and not _differs(text, joined[-1], group, when, read)
        ):
            before = joined[-1]
            before.roles = before.roles + group.roles
            before.end, before.first = group.end, min(before.first, group.first)
            before.last = max(before.last, group.last)
        else:
            joined.append(group)
    return joined


def _follows_on(before: _Group, after: _Group, when: When) -> bool:
    """Whether no school day is left out between them."""
    one, other = sorted((before, after), key=lambda group: group.first)
    return when.calendar.next_school_day(one.last) >= other.first


def _differs(
    text: str, before: _Group, after: _Group, when: When, read: Callable[[Stretch], Period] | None
) -> bool:
    overlap = before.first <= after.last and after.first <= before.last
    if overlap or _are_listed(text, before, after):
        return False
    if _has_own_appointment(text, before, after):
        return True
    is_over = not when.past and before.last < when.today <= after.first
    if is_over and after.roles[0][1].kind == "day" and _tells_why(text, before, after):
        return True
    if read is None:
        return False
    one, other = (read(stretch) for stretch in _stretches(text, (before, after)))
    seen = "appointment" in (one.time_kind, other.time_kind)
    halves = (one.sessions, other.sessions)
    return halves != ("day", "day") and (seen or halves not in (("pm", "day"), ("day", "am")))


def _tells_why(text: str, before: _Group, after: _Group) -> bool:
    """ "Off yesterday for her clinic and today she has a cold": what is over, and another matter now."""
    own = text[_cut(text, before, after) or after.start :]
    return has_cue(own, "ill") or has_cue(own, "appointment") or _BECAUSE.search(own) is not None


def _has_own_appointment(text: str, before: _Group, after: _Group) -> bool:
    """ "Off today, sore throat, and off Monday for his scan": two reasons, each of its day."""
    cut = _cut(text, before, after)
    if cut is None or has_cue(text[:cut], "appointment"):
        return False
    told, own = text[before.end : cut].split(), _SENTENCE.split(text[cut:], maxsplit=1)[0]
    return len(told) > 1 and _BECAUSE.search(own) is not None and has_cue(own, "appointment")


def _stretches(text: str, groups: Sequence[_Group]) -> list[Stretch]:
    cuts = [_cut(text, before, after) for before, after in pairwise(groups)]
    tail = _tail_of_all(text, groups[-1], listed=bool(cuts) and cuts[-1] is None)
    return [
        Stretch(_blanked(text, groups, place, cuts, tail), group.roles, _own_words(text, place, cuts))
        for place, group in enumerate(groups)
    ]


def _cut(text: str, before: _Group, after: _Group) -> int | None:
    """Where the statement about the next days begins; None when the days stand in one list."""
    between = text[before.end : after.start]
    if _are_listed(text, before, after):
        return None
    joints = [match.start() for match in _JOINT.finditer(between) if not _inside_number(between, match)]
    return before.end + (joints[-1] if joints else 0)


def _are_listed(text: str, before: _Group, after: _Group) -> bool:
    """Whether nothing is said of either alone: "Monday and Wednesday" is, "…, then Thursday all day" not."""
    between = text[before.end : after.start]
    if not _LISTED.fullmatch(between) or ("," in between and _OWN_VERB.match(text, after.end)):
        return False
    return "then" not in between or "again" in between or _OWN_WORDS.match(text, after.end) is None


def _inside_number(text: str, match: re.Match[str]) -> bool:
    return (
        text[max(0, match.start() - 1) : match.start()].isdigit()
        and text[match.end() : match.end() + 1].isdigit()
    )


def _tail_of_all(text: str, last: _Group, *, listed: bool) -> int:
    """Where what is said of all the days begins, after the last of them; else the end of the text."""
    each = _EACH.search(text, last.end)
    if listed:
        return last.end
    if each is None:
        return len(text)
    ends = [match.end() for match in _SENTENCE.finditer(text, last.end, each.start())]
    return ends[-1] if ends else each.start()


def _blanked(text: str, groups: Sequence[_Group], place: int, cuts: Sequence[int | None], tail: int) -> str:
    """The text for one group: what leads to all of them, its own statement, and what follows for all."""
    kept = list(text)
    same_hour = place and _says_same_hour(text, groups, place, cuts)
    if place and not _in_one_list(cuts, 0, place) and not _SAME.search(text, cuts[place - 1] or 0):
        for match in _HOURS_AND_HALVES.finditer(text, 0, groups[0].start):  # those of the first days
            _blank(kept, *match.span())
        for match in OUTRIGHT.finditer(text, 0, groups[0].start):
            _blank(kept, *match.span())
    for other, group in enumerate(groups):
        if other == place:
            continue
        if _in_one_list(cuts, place, other) or (same_hour and other == place - 1):
            _blank(kept, group.start, group.end)
            continue
        starts = cuts[other - 1] if other else None
        ends = cuts[other] if other < len(cuts) else tail
        _blank(kept, group.start if starts is None else starts, group.end if ends is None else ends)
    return "".join(kept)


def _says_same_hour(text: str, groups: Sequence[_Group], place: int, cuts: Sequence[int | None]) -> bool:
    """ "Thursday at 9 and again the Monday after, same time"."""
    end = next((cut for cut in cuts[place:] if cut is not None), len(text))
    own = text[groups[place].end : end]
    return _SAME_HOUR.search(own) is not None and not any(letter.isdigit() for letter in own)


def _in_one_list(cuts: Sequence[int | None], one: int, other: int) -> bool:
    return all(cut is None for cut in cuts[min(one, other) : max(one, other)])


def _own_words(text: str, place: int, cuts: Sequence[int | None]) -> str:
    """What stands from the cut before to the cut after; listed days share theirs."""
    start = next((cut for cut in reversed(cuts[:place]) if cut is not None), 0)
    end = next((cut for cut in cuts[place:] if cut is not None), len(text))
    return text[start:end]


def _blank(letters: list[str], start: int, end: int) -> None:
    for at in range(start, end):
        letters[at] = BLANK
    if end - start > 1:
        letters[start] = letters[end - 1] = ";"
