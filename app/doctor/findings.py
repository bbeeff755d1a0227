"""What the doctor says of one thing: how it stands, and what to do about it."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How a thing stands."""

    OK = "ok"
    WARN = "warn"  # it works, and somebody should look at it
    FAIL = "fail"  # children or messages could be missed


#: How each level looks on a terminal.
SIGNS = {Level.OK: "✓", Level.WARN: "!", Level.FAIL: "✗"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the doctor's. what: a fact. do: what to do, empty when nothing is."""

    level: Level
    what: str
    do: str = ""


def ok(what: str) -> Finding:
    """It is as it should be."""
    return Finding(Level.OK, what)


def warn(what: str, do: str) -> Finding:
    """It works, and somebody should look at it."""
    return Finding(Level.WARN, what, do)


def fail(what: str, do: str) -> Finding:
    """Children or messages could be missed."""
    return Finding(Level.FAIL, what, do)
