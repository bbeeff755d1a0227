"""What was expected of a message and what was given, in one shape, and which items belong together."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bot.parsers.jsonlines import parse_lines
from bot.parsers.protocol import Parser
from bot.parsers.safety import SAFEGUARDING

LATE, TOO_LATE = "L", "U"  # which of the two it is, the clock decides and not the reader


@dataclass(frozen=True, slots=True)
class Item:
    """One reason for one or more children: as expected, or as in the public output.

    children: full names. code: None where none is expected, or where the engine abstained. Days are like
    2026-11-23, times like 09:30. guess: the best code even where the engine abstained. confidence: its
    probability, 0 to 1.
    """

    children: frozenset[str]
    code: str | None
    first_on: str | None
    last_on: str | None
    sessions: str | None
    first_session: str | None = None
    last_session: str | None = None
    time: str | None = None
    returns_on: str | None = None
    guess: str | None = None
    confidence: float = 0.0

    @property
    def days(self) -> tuple[str | None, ...]:
        """The days and the parts of them."""
        return (self.first_on, self.last_on, self.sessions, self.first_session, self.last_session)


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer. intent and items are None where nothing is expected of them.

    confidence: of the intent, 0 to 1.
    """

    intent: str | None
    language: str
    flags: frozenset[str]
    items: tuple[Item, ...] | None
    confidence: float = 0.0

    @property
    def flagged(self) -> bool:
        """Whether the safeguarding lead must see it at once."""
        return SAFEGUARDING in self.flags

    @property
    def children(self) -> frozenset[str]:
        """The children of all items together."""
        return frozenset(child for item in self.items or () for child in item.children)


@dataclass(frozen=True, slots=True)
class Pair:
    """An expected item and the given one that answers it; one of the two may be missing."""

    expected: Item | None
    given: Item | None


Alike = Callable[[Item, Item], bool]
#: How an expected item finds the one that answers it: by its children, and where several have the same
#: children by code and first day; what is left over is paired in order.
WAYS: tuple[Alike, ...] = (
    lambda one, other: _alike(one, other) and same_code(one.code, other.code) and one.days == other.days,
    lambda one, other: _alike(one, other) and same_code(one.code, other.code),
    lambda one, other: _alike(one, other) and one.first_on == other.first_on,
    lambda one, other: _alike(one, other),
    lambda _one, _other: True,
)


def same_code(expected: str | None, given: str | None) -> bool:
    """Whether a code is the expected one; where L is expected, U is as right."""
    return given == expected or (expected == LATE and given == TOO_LATE)


def pair_items(expected: Sequence[Item], given: Sequence[Item]) -> tuple[Pair, ...]:
    """Every expected item with its answer, in order, then every given item that answers none."""
    found: dict[int, int] = {}  # place of the expected item: place of the given one
    for way in WAYS:
        for place, item in enumerate(expected):
            fit = _find(item, given, way, set(found.values())) if place not in found else None
            if fit is not None:
                found[place] = fit
    pairs = [
        Pair(item, given[found[place]] if place in found else None) for place, item in enumerate(expected)
    ]
    extra = [Pair(None, item) for place, item in enumerate(given) if place not in found.values()]
    return (*pairs, *extra)


def read_answers(lines: Sequence[str], parser: Parser) -> Iterator[Answer]:
    """What the engine answers, one a line, taken from what `ninebell parse` would print.

    lines: messages already seen to be readable.
    """
    for line in parse_lines(lines, parser):
        yield _answer(json.loads(line))


def _find(item: Item, given: Sequence[Item], way: Alike, taken: set[int]) -> int | None:
    places = (place for place, other in enumerate(given) if place not in taken and way(item, other))
    return next(places, None)


def _alike(expected: Item, given: Item) -> bool:
    return expected.children == given.children


def _answer(fields: dict[str, Any]) -> Answer:
    return Answer(
        intent=fields["intent"],
        language=fields["language"],
        flags=frozenset(fields["flags"]),
        items=tuple(_item(item) for item in fields["items"]),
        confidence=fields["confidence"],
    )


def _item(fields: dict[str, Any]) -> Item:
    guess, confidence = fields["alternatives"][0] if fields["alternatives"] else (None, 0.0)
    return Item(
        children=frozenset(fields["children"]),
        code=fields["code"],
        first_on=fields["first_on"],
        last_on=fields["last_on"],
        sessions=fields["sessions"],
        first_session=fields.get("first_session"),
        last_session=fields.get("last_session"),
        time=fields["time"],
        returns_on=fields["returns_on"],
        guess=guess,
        confidence=confidence,
    )
