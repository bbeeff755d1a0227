"""Where a message names a child: by first name, nickname, misspelling or mishearing."""

import functools
import importlib
import importlib.util
import re
from collections.abc import Sequence

from bot.entities.heard import by_surname, heard_in_pieces
from bot.entities.mentions import NEAR, POSSESSIVE, WORD, Mention, forms, surnames
from bot.entities.namelike import stands_as_name
from bot.entities.names import (
    EXACT,
    NICKNAME,
    REMEMBERED,
    SAME_NAME,
    closeness,
    fold,
    is_given_name,
    is_ordinary,
)
from bot.parsers.protocol import ChildName

SETTLED = 0.2  # what the surname or the second half of a first name adds
ENGLISH = "en"
TITLES = (
    r"\b(?:(?:mr|mrs|ms|dr|st)\.? |(?:miss|mister|madame|doctor|sir|nurse|aunt|aunty|auntie|uncle|nan|nanny"
    r"|grandma|granny|saint) )"
)
TITLE = re.compile(TITLES + r"\Z", re.I)
ADULT = re.compile(
    TITLES
    + r"\Z|\b(?:mum|mam|mom|dad|father|mother|friend|mate|cousin|teacher|coach|neighbour|partner|husband|wife"
    r"|my name is|my name's|name is|i'?m|i am|tutor|babysitter|childminder),? \Z",
    re.I,
)
# "Teacher, Ben has a fever"
ADDRESSED = re.compile(
    r"\W*(?:(?:good|morning|afternoon|evening|hello|hi|dear)[ ,]+)*(?:teacher|miss|sir|madam)\s*[,.!]\s*\Z",
    re.I,
)
SIGNED = re.compile(
    r"\w.*\b(?:thanks|thank you|thx|tx|ta|cheers|regards|wishes|sincerely|faithfully)[,.!\s-]*\Z"
    r"|[.,!?\n]\s*(?:love|from)[,\s]*\Z",
    re.I | re.S,
)
CALLER = re.compile(
    r"(?:\b\w+(?:'s|s'|s)|\b(?:this|dis|it|that)(?:'?s| is)) (?:mum|mam|mom|mummy|dad|daddy|father"
    r"|mother|granny|gran"
    r"|nan|nana|grandma|grandad) \Z"
    r"|\b(?:morning|afternoon|evening|hello|hi|hiya|dear|please) (?:sir|miss|madam|madame) \Z"
)
SAID_OF_CHILD = re.compile(
    r"(?: [^\W\d_]+)?(?: (?:and|n) [^\W\d_]+)?(?:'s|\s+(?:is|has|had|was|were|are|have|won'?t"
    r"|don'?t|doesn'?t|isn'?t"
    r"|can'?t|not|off|got|been|needs|woke))\b"
    r"(?! (?:here|calling|ringing|phoning|speaking|texting|messaging|just"
    r"|at work|letting)\b)"
)
LONGEST_TITLE = 24  # letters looked back at


def find_mentions(text: str, children: Sequence[ChildName], language: str = ENGLISH) -> list[Mention]:
    """Every place a child is named, in order. text: cleaned, own capitals. language: ISO 639-1."""
    words = list(WORD.finditer(text))
    found = [hit for word in words for hit in _match_word(text, word, children, language)]
    found = _without_second_halves(text, found, children)
    if not found:
        found = by_surname(text, words, children) or heard_in_pieces(text, words, children)
    more = found
    while more:
        named = {mention.pupil_id for mention in found}
        left = [child for child in children if child.pupil_id not in named]
        more = heard_in_pieces(text, words, left, guess=False)
        found = [*found, *more]
    return sorted(found, key=lambda one: one.start)


def _without_second_halves(text: str, found: list[Mention], children: Sequence[ChildName]) -> list[Mention]:
    """The mentions but those of another child in the second half of a name: "Mary Anne" is no Anne."""
    whole = {child.pupil_id: child for child in children}
    taken = [
        (mention.end + 1, mention.pupil_id)
        for mention in found
        if _is_followed_by_own(text, mention.end, whole[mention.pupil_id])
    ]
    return [one for one in found if not any(one.start == at and one.pupil_id != pupil for at, pupil in taken)]


def _match_word(
    text: str, word: re.Match[str], children: Sequence[ChildName], language: str
) -> list[Mention]:
    written = word.group()
    scores = {child.pupil_id: _closest(written, child.first_name, child.known_as) for child in children}
    if language != ENGLISH:
        scores = {child.pupil_id: _in_own_language(written, child, language) for child in children}
    if not any(scores.values()):
        return []
    bare = POSSESSIVE.sub("", written)
    start, end = word.start(), word.start() + len(bare)
    if _is_adult(text, start, end) and not (
        max(scores.values()) >= SAME_NAME and len(children) > 1 and _is_child_of_caller(text, start, end)
    ):
        return []
    for child in children:
        if scores[child.pupil_id] and _is_followed_by_own(text, end, child):
            scores[child.pupil_id] += SETTLED
    best = max(scores.values())
    if is_ordinary(fold(bare)) and best <= EXACT and not stands_as_name(text, start, end):
        return []
    return [
        Mention(start, end, pupil, score) for pupil, score in scores.items() if score and best - score < NEAR
    ]


@functools.lru_cache(maxsize=REMEMBERED)
def _closest(written: str, first_name: str, known_as: str | None) -> float:
    said, names = fold(POSSESSIVE.sub("", written)), forms(first_name, known_as)
    score = max((closeness(said, name) for name in names), default=0.0)
    if score >= NICKNAME or said[-1:] != "s" or is_ordinary(said) or is_given_name(said):
        return score
    # "its shivs mum": the apostrophe left out
    owner = max((closeness(said[:-1], name) for name in names), default=0.0)
    return owner if owner >= NICKNAME and not is_ordinary(said[:-1]) else score


def _is_child_of_caller(text: str, start: int, end: int) -> bool:
    """A recogniser writes no stops: in "it's kai's mum kai has chickenpox" the second Kai is the child."""
    said_before = text[:start]
    parted = text.islower() or said_before.endswith(", ")
    return bool(parted and CALLER.search(said_before.replace(", ", " ")) and SAID_OF_CHILD.match(text, end))


def _in_own_language(written: str, child: ChildName, language: str) -> float:
    """A name as another language writes or inflects it; as English does only where it has a capital."""
    known = _closest(written, child.first_name, child.known_as) if written[:1].isupper() else 0.0
    match = _foreign_match()
    if known >= NICKNAME or match is None:
        return known
    return max(
        (match(written, name, language) for name in (child.first_name, child.known_as) if name), default=0.0
    )


def _is_adult(text: str, start: int, end: int) -> bool:
    """Whether the name is a grown-up's or a friend's: "Auntie Amy", "thanks, Amy" at the end."""
    if ADDRESSED.match(text, 0, start):
        return False
    if text[end : end + 2] == "'s":
        return bool(TITLE.search(text, max(0, start - LONGEST_TITLE), start))
    signed = len(text[end:].strip(" .!x")) == 0 and SIGNED.search(text, max(0, start - LONGEST_TITLE), start)
    return bool(signed or ADULT.search(text, max(0, start - LONGEST_TITLE), start))


def _is_followed_by_own(text: str, end: int, child: ChildName) -> bool:
    """Whether the surname, its initial, or the second half of the first name stands after a name."""
    following = WORD.match(text, end + 1) if text[end : end + 1] in (" ", "-") else None
    if not following:
        return False
    said = fold(POSSESSIVE.sub("", following.group()))
    second = [fold(part) for part in child.first_name.replace("-", " ").split()[1:]]
    if said in second or said in surnames(child.last_name):
        return True
    return len(said) == 1 and following.group().isupper() and fold(child.last_name)[:1] == said


@functools.cache
def _foreign_match() -> functools.partial[float] | None:
    """The matcher of names in other scripts."""
    if importlib.util.find_spec("bot.entities.foreign_names") is None:
        return None
    return functools.partial(importlib.import_module("bot.entities.foreign_names").forms_match)
