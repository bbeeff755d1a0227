"""Days that are only spoken of: the day the sickness began, the day that was said by mistake."""

import re

from bot.entities import rolewords as words
from bot.entities.cues import nearest_cue
from bot.entities.dates import Named, When

SATURDAY = 5
_HAVING = re.compile(  # "having their eyes tested on Thursday", "she's got day surgery on Friday"
    r"\b(?:having|getting) (?:his|her|their|an?|the|some)\b[^.,;!?\n]*$"
    r"|\bso (?:he|she|they)(?:'s|'re|'ll| is| are| will)\b(?! (?:been|still))[^.,;!?\n]*$"
    r"|(?:'s|\b(?:has|have)) got (?!worse|ill|sick|poorly|this|it)[^.,;!?\n]*$"
)
_DOCKS = re.compile(r"\b(?:docks|lands|gets in|boards|sails)(?: on| in)? $")
_NEVER_MEANT = (
    words.SINCE,
    words.BETTER,
    words.HABIT,
    words.MESSAGE,
    words.MOVED_FROM,
    words.LOOKS_AFTER,
    _DOCKS,
)


def is_beside_the_point(text: str, before: str, named: Named, among_others: bool) -> bool:
    """Whether a day is only spoken of: "I'll ring tomorrow", "not Monday", "better by Friday".

    text: normalised, digits. before: the words that lead to the day. among_others: other days are named.
    """
    later = words.LATER.search(before)
    if (later and not words.AWAY.search(later[0])) or words.UNSURE.search(before):
        return True
    if any(pattern.search(before) for pattern in _NEVER_MEANT):
        return True
    if words.TRAVEL.search(before) and words.STRANDED.search(text):
        return True
    also = words.AS_WELL.match(text[named.end :]) is not None
    if (among_others or also) and words.MAYBE.search(before):
        return True
    if not among_others:
        return False
    if words.TRAVELS_BACK.search(before):
        return True
    if words.NOT_THIS.search(before) or _is_taken_back(text, before, named):
        return True
    return words.EVENT.search(before) is not None or words.TIMETABLE.search(before) is not None


def _is_taken_back(text: str, before: str, named: Named) -> bool:
    """ "I said Monday but she's off Tuesday": Monday is not meant."""
    if not words.SAID.search(_sentence(before)):
        return False
    after = re.split(r"[.;!?\n]", text[named.end :], maxsplit=1)[0]
    meant = words.MEANT_NEXT.match(text, named.end + len(after))  # "… off today. I meant Monday"
    after += meant[0] if meant else ""
    but = words.BUT.search(after)
    if but is None:
        return False
    rest = after[but.end() :]
    return re.search(
        r"(?<!holi)day\b|\b\d{1,2}(?:st|nd|rd|th)\b|tomorrow|\bweek\b", rest
    ) is not None and not re.search(r"\b(?:as well|too|also|both|either)\b", rest)


def is_told(text: str, before: str, named: Named, when: When) -> bool:
    """A day that only tells of the illness: "she was sick on Sunday".

    text: normalised, digits. before: the words that lead to the day.
    """
    if when.past:
        return False
    word = text[named.start : named.end]
    if named.last < when.today and ("last week" in word or words.NOW.search(text)):
        return True
    if named.last < when.today:
        return nearest_cue(
            text, named.start, named.end, ("absent", "ill", "appointment")
        ) != "absent" or _was_ill(before)
    if named.kind == "week":
        so_far = words.ALL_ALONG.search(_sentence(before))
        return named.first <= when.today and so_far is not None and not words.AHEAD.search(so_far[0])
    if word in ("today", "tomorrow") or (named.literal and named.first > when.today):
        return False
    before = words.FELL_OFF.sub("fell", before)
    told = words.TOLD.search(before)
    if named.first.weekday() >= SATURDAY and not named.literal:
        if told is None and nearest_cue(text, named.start, named.end) == "appointment":
            return False  # "the dentist on Saturday": another day is meant
        return not words.AWAY.search(clause_before(before)) or _was_ill(before)
    if told is None or _HAVING.search(before):
        return False
    return nearest_cue(text, named.start, named.end) == "ill" or not words.AHEAD.search(told[0])


def _was_ill(before: str) -> bool:
    told = words.TOLD.search(before)
    return told is not None and words.AWAY.search(told[0]) is None


def _sentence(before: str) -> str:
    return re.split(r"[.;!?\n]", before)[-1]


def clause_before(before: str) -> str:
    """The end of `before` that stands in one clause with what follows it."""
    return re.split(r"[.,;!?\n]|\b(?:so|and)\b", before)[-1]
