"""A child spoken of at a place of a text, and the forms its name may take there."""

import functools
import re
from dataclasses import dataclass
from enum import StrEnum

from bot.entities.names import fold

NEAR = 0.05  # two children this close to one word are not told apart by it
# the vowel signs of Indian scripts are no letters to Python
_LETTER = r"(?:[^\W\d_]|[\u0900-\u0963\u0971-\u09e5\u09f0-\u0a65\u0a70-\u0ae5])"
WORD = re.compile(rf"{_LETTER}+(?:['-]{_LETTER}+)*")
POSSESSIVE = re.compile(r"'s?$")


@dataclass(frozen=True, slots=True)
class Mention:
    """One child spoken of at one place of the text.

    Attributes:
        start, end: the place.
        pupil_id: the child.
        sureness: 0 to 1 and a little over, to weigh two children named alike.
        described: by "both", "my eldest", "the Hughes boys", not by name; several may share its place.
    """

    start: int
    end: int
    pupil_id: int
    sureness: float
    described: bool = False


class Standing(StrEnum):
    """What a message says of a child where it names it."""

    AWAY = "away"
    HERE = "here"  # coming in, or well
    NOT_MEANT = "not meant"  # "not Amy", "I said Amy but it's Ben"
    UNCLEAR = "unclear"  # it might be either: nobody may be chosen, and nobody ruled out, by it


@dataclass(frozen=True, slots=True)
class ChildrenSaid:
    """What a message says about which child.

    Attributes:
        pupil_ids: in the order of the request's children; empty when it does not say which.
        ambiguous: pupil ids between which the message does not decide.
        unknown: names said as an absent child's that are none of these children's.
        mentions: where an absent child is named or described.
        spans: every place a child of this family is named, absent or not.
        present: pupil ids named only as coming in, being well or not being meant.
    """

    pupil_ids: tuple[int, ...]
    ambiguous: tuple[int, ...] = ()
    unknown: tuple[str, ...] = ()
    mentions: tuple[Mention, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()
    present: tuple[int, ...] = ()


@functools.lru_cache(maxsize=8192)
def forms(first_name: str, known_as: str | None) -> tuple[str, ...]:
    """What a child may be called, folded: the whole first name, what it is known as, and their parts."""
    names = [name for name in (first_name, known_as) if name]
    parts = [part for name in names for part in re.split(r"[\s-]+", name) if len(part) > 2]
    return tuple(dict.fromkeys(fold(name) for name in (*names, *parts) if fold(name)))


@functools.lru_cache(maxsize=8192)
def surnames(last_name: str) -> tuple[str, ...]:
    """A surname and its parts, folded."""
    parts = (last_name, *re.split(r"[\s-]+", last_name))
    return tuple(dict.fromkeys(fold(part) for part in parts if len(fold(part)) > 1))
