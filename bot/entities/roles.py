"""What a named day is in its sentence: absent then, until then, back then, or only told of."""

from dataclasses import replace
from datetime import date, timedelta
from enum import StrEnum

from bot.entities import rolewords as words
from bot.entities.backgrounds import clause_before, is_beside_the_point, is_told
from bot.entities.dates import Named, When

LOOKS_BACK = 120  # letters before a day that are read for what it is


class Role(StrEnum):
    """What a day is said to be."""

    ABSENT = "absent"
    FROM = "from"
    UNTIL = "until"  # the day of return, unless "inclusive"
    TO = "to"  # the last day absent
    BACK = "back"
    AFTER_BREAK = "after break"
    BACKGROUND = "background"


Roles = list[tuple[Role, Named]]


def looks_back(text: str) -> bool:
    """Whether a message tells of an absence that is over: "she was off yesterday"."""
    text = words.WE_ARE.sub(" we're", text) if "were" in text else text
    text = words.SAID_WAS.sub(" ", text) if "was" in text else text
    if words.PAST.search(text) is None and not (words.WAS_ILL.search(text) and words.IS_BACK.search(text)):
        return False
    return words.NOW.search(words.IS_BACK.sub(" ", words.PAST.sub(" ", text))) is None


def assign_roles(text: str, days: list[Named], when: When, over: frozenset[int] = frozenset()) -> Roles:
    """Each named day with what it is said to be.

    text: normalised, digits. days: as found in it, in order. over: where absences stand that are past.
    """
    roles: Roles = []
    for place, named in enumerate(days):
        if named.start in over:
            roles.append((Role.ABSENT, named))
            continue
        role = _joined(text, roles, named) or _role(text, days, place, roles, when)
        roles.append(_settle(role, named, when))
    if _is_withdrawn(text, roles):
        roles = [(Role.ABSENT if role is Role.BACK else role, named) for role, named in roles]
    missed = {named.first for role, named in roles if role is Role.ABSENT}
    return _in_order(
        [
            (Role.BACKGROUND if role is Role.UNTIL and named.first in missed else role, named)
            for role, named in roles
        ]
    )


def _joined(text: str, roles: Roles, named: Named) -> Role | None:
    """ "In on Thursday and Friday": the second is what the first is. "Back after Easter, so Monday 12th"."""
    if not roles:
        return None
    role, between = roles[-1][0], text[roles[-1][1].end : named.start]
    later = named.kind == "day" and named.first > roles[-1][1].first
    put_right = later and role is Role.BACKGROUND and words.BUT.search(between)
    if role is Role.BACKGROUND and named.kind == "day" and words.PUT_RIGHT.search(between):
        returns = words.BACK.search(_just_before(text, roles[-1][1])) and not words.MISSES.search(between)
        return Role.BACK if returns else Role.ABSENT
    if (
        put_right
        and words.UNTIL.search(_just_before(text, roles[-1][1]))
        and not words.MISSES.search(between)
    ):
        return Role.UNTIL  # "I said until Tuesday but it's Thursday now"
    if role is Role.AFTER_BREAK and words.THAT_IS.match(between):
        return Role.BACK
    return Role.BACK if role is Role.BACK and words.AND.match(between) else None


def _role(text: str, days: list[Named], place: int, roles: Roles, when: When) -> Role:
    named = days[place]
    before = _just_before(text, named)
    last_day = _last_day_missed(text, days, place, roles, when)
    if last_day:
        return last_day
    if is_beside_the_point(text, before, named, len(days) > 1 or _names_a_half(text)):
        return Role.BACKGROUND
    if named.kind == "break":
        return _role_of_break(before, text, named)
    if words.MOVED_TO.search(before):
        return Role.ABSENT
    ends = _role_of_end(text, before, named, when)
    if ends:
        return ends
    if words.AT_NIGHT.match(text, named.end):  # "we fly Thursday night"
        return Role.BACKGROUND
    if words.IN_FULL_FROM.search(before):
        return Role.BACKGROUND
    if words.FROM.search(before):
        begun = named.last < when.today and not when.past  # "sick from yesterday": since then
        return Role.BACKGROUND if begun and is_told(text, before, named, when) else Role.FROM
    return Role.BACKGROUND if is_told(text, before, named, when) else Role.ABSENT


def _names_a_half(text: str) -> bool:
    return "this afternoon" in text or "this morning" in text


def _last_day_missed(text: str, days: list[Named], place: int, roles: Roles, when: When) -> Role | None:
    """TO for "Monday to Wednesday" and "runs to Wednesday"; UNTIL for "… on Friday, off until then"."""
    named, before = days[place], _just_before(text, days[place])
    goes_on = place and roles[-1][0] is not Role.BACKGROUND  # "moved from Monday to Friday" does not
    if goes_on and words.TO.match(text[days[place - 1].end : named.start]):
        return Role.TO
    if words.RUNS_TO.search(before) or words.OFF_TO.search(before):
        return Role.TO
    if words.TO_AT_LAST.search(before) and any(role is Role.FROM for role, _ in roles):
        return Role.TO
    is_latest = place == len(days) - 1 and named.first > when.today
    return Role.UNTIL if is_latest and words.UNTIL_THEN.search(text, named.end) else None


def _role_of_end(text: str, before: str, named: Named, when: When) -> Role | None:
    """What "until", "back" or "in" before a day makes of it; None when nothing of the kind stands there."""
    said = text[named.start : named.end]
    until_event = said not in ("today", "tomorrow", "yesterday") and words.UNTIL_EVENT.search(before)
    if until_event or words.UNTIL.search(before) or words.NOT_BEFORE.search(before):
        if words.NOT_UNTIL_SEEN.search(before) and not words.MISSES.search(clause_before(before)):
            return Role.BACKGROUND
        return Role.TO if _is_inclusive(text, named) else Role.UNTIL
    back = words.BACK.search(before)
    if back and not words.DENIED.search(before[: back.start()]):
        present = named.kind == "week" and named.first <= when.today  # "in all week" is no return
        another = words.ANOTHER.search(before[: back.start()]) and not back[0].startswith(words.WE_EXPECT)
        return Role.BACKGROUND if present or another else Role.BACK
    if words.ANOTHER_COMES.search(before):
        return Role.BACKGROUND
    after = text[named.end :]
    comes = words.TO_SCHOOL.match(after) and words.COMES.search(before)
    return Role.BACK if comes or words.BACK_AFTER.match(after) else None


def _just_before(text: str, named: Named) -> str:
    """The words that lead to a day, as far back as they can tell anything of it."""
    if named.start <= LOOKS_BACK:
        return text[: named.start]
    return "~" + text[named.start - LOOKS_BACK : named.start]


def _role_of_break(before: str, text: str, named: Named) -> Role:
    said = text[named.start : named.end]
    if words.MOVED_TO.search(before):
        return Role.BACKGROUND
    if "end of" in said or "rest of" in said:
        return Role.UNTIL
    if any(pattern.search(before) for pattern in (words.UNTIL, words.BACK, words.NOT_BEFORE)):
        return Role.AFTER_BREAK
    over = words.HOLIDAY_OVER.search(before)
    if over and words.BACK.search(before[: over.start()]):
        return Role.AFTER_BREAK
    return Role.BACKGROUND


def _is_inclusive(text: str, named: Named) -> bool:
    around = text[max(0, named.start - 28) : named.end + 16]
    return words.INCLUSIVE.search(around) is not None or "end of" in text[named.start : named.end]


def _is_withdrawn(text: str, roles: Roles) -> bool:
    """ "Cancel that, he'll be in on Friday": Friday is the day the message is about, not a return."""
    missed = (Role.ABSENT, Role.FROM, Role.UNTIL, Role.TO)
    back = [named for role, named in roles if role is Role.BACK]
    if not back or words.WITHDRAWN.search(text) is None:
        return False
    return not any(
        role in missed and named.first not in [each.first for each in back] for role, named in roles
    )


def _settle(role: Role, named: Named, when: When) -> tuple[Role, Named]:
    """ "Back Monday", said on a Monday, is the next one."""
    if role in (Role.UNTIL, Role.BACK, Role.TO) and not named.literal and named.first <= when.today:
        days = 7 * (1 + (when.today - named.first).days // 7)
        return role, _later(named, days)
    return role, named


def _in_order(roles: Roles) -> Roles:
    """ "Off from Friday, back Wednesday" is the Wednesday after that Friday."""
    start: date | None = None
    ordered: Roles = []
    for role, named in roles:
        ends = role in (Role.UNTIL, Role.BACK, Role.TO)
        if start and ends and not named.literal and named.first <= start:
            named = _later(named, 7 * (1 + (start - named.first).days // 7))
        if role in (Role.ABSENT, Role.FROM) and named.kind == "day":
            start = named.first if start is None else max(start, named.first)
        ordered.append((role, named))
    return ordered


def _later(named: Named, days: int) -> Named:
    later = timedelta(days=days)
    return replace(named, first=named.first + later, last=named.last + later, problem=None)
