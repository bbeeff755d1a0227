"""Names said of an absent child that are none of this contact's children's: a person must look."""

import re
from collections.abc import Sequence

from bot.entities.names import closeness, fold, is_name, is_ordinary
from bot.parsers.protocol import ChildName

NAME = r"[^\W\d_]+(?:-[^\W\d_]+)*"
# what is said of an absent child straight after the name
ABSENT = (
    r"(?:won'?t|wnt|wont|will not|will be|'ll be|is not|isn'?t|isnt|is (?:ill|sick|off|poorly|unwell|not"
    r"|away|still|at the)"
    r"|has (?:a|an|been|got|had|no|the)|hasn'?t|not (?:in|coming|well|at|going)|off (?:today|sick|school"
    r"|ill)|can'?t|cant"
    r"|is (?:too|running|going)|was (?:sick|up|ill)|'s (?:ill|sick|not|off|got|been|poorly|unwell))"
)
SUBJECT = re.compile(rf"\b(?P<name>{NAME})(?: (?P<surname>[A-Z][^\W\d_]+))?\s?(?:{ABSENT})\b")
PAIR = re.compile(rf"\b(?P<one>{NAME}) ?(?:and|&|,|n) ?(?P<two>{NAME})\b")
OWN_CHILD = re.compile(
    rf"\bmy (?:son|daughter|child|grandson|granddaughter|nephew|niece|boy|girl|lad)[ ,]+(?P<name>{NAME})\b",
    re.I,
)
ONLY = re.compile(rf"^\W*(?:it'?s |its |for |just |about )?(?P<name>{NAME})\W*$", re.I)
# not a child: a title or somebody who introduces themselves stands before the name
SPEAKER = re.compile(
    r"(?:\b(?:mr|mrs|ms|miss|dr|doctor|sir|nurse|aunt|auntie|uncle|nan|grandma|grandad|cousin|brother"
    r"|sister|teacher|coach"
    r"|this is|i'?m|i am|my name is|from|hi|hello|hey|dear|thanks|regards|st|saint))[ ,.]*$",
    re.I,
)


def find_strangers(
    text: str, known: Sequence[tuple[int, int]], children: Sequence[ChildName]
) -> tuple[str, ...]:
    """Names that are said to be away and are not these children's.

    text: cleaned, own capitals. known: where these children are named. Returns the names as written.
    """
    found: dict[str, None] = {}
    for pattern in (SUBJECT, OWN_CHILD, ONLY):
        for match in pattern.finditer(text):
            if _is_stranger(text, match.start("name"), match.group("name"), known, children):
                found[match.group("name")] = None
    for name in _beside_known(text, known, children):
        found[name] = None
    return tuple(found)


def _beside_known(text: str, known: Sequence[tuple[int, int]], children: Sequence[ChildName]) -> list[str]:
    """ "Ben and Zoe won't be in", where only Ben is this family's."""
    names = []
    for match in PAIR.finditer(text):
        for mine, other in (("one", "two"), ("two", "one")):
            is_mine = any(start == match.start(mine) for start, _ in known)
            if (
                is_mine
                and is_name(fold(match[other]))
                and _is_stranger(text, match.start(other), match[other], known, children)
            ):
                names.append(match[other])
    return names


def _is_stranger(
    text: str, start: int, name: str, known: Sequence[tuple[int, int]], children: Sequence[ChildName]
) -> bool:
    said = fold(name)
    if any(first <= start < last for first, last in known) or len(said) < 3 or is_ordinary(said):
        return False
    if SPEAKER.search(text[:start]) or any(_is_surname(said, child) for child in children):
        return False
    capital = name[0].isupper() and not text.isupper()
    return is_name(said) or (capital and not name.isupper())


def _is_surname(said: str, child: ChildName) -> bool:
    parts = [*re.split(r"[\s-]+", child.last_name), child.last_name]
    return any(closeness(said, fold(part)) for part in parts)
