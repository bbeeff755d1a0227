"""A child spoken of at a place of a text, and the forms its name may take there."""

import functools
import re
from dataclasses import dataclass

from bot.entities.names import fold

NEAR = 0.05  # two children this close to one word are not told apart by it
WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*", re.UNICODE)
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
