"""Reading a table of settings strictly: every complaint names the key, its line and what to write instead."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import time
from difflib import get_close_matches
from enum import StrEnum
from typing import Any, TypeVar

from rules.toml_lines import nearest_line

SURELY = 0.85  # likeness from which a misspelling is told from a neighbour such as opens_at and ends_at

Word = TypeVar("Word", bound=StrEnum)
Lines = dict[str, int]


class PolicyError(ValueError):
    """A policy cannot be used; the text names the key and says what to write instead."""


def complaint(lines: Lines, path: str, instead: str) -> PolicyError:
    """An error about `path`, to be raised: its line, or that of the table it belongs in, and the way out."""
    line = nearest_line(lines, path)
    return PolicyError(f"{path}{f' (line {line})' if line else ''}: {instead}")


class Table:
    """One table of a policy. Take every key that is known, then `finish`, which refuses what is left."""

    def __init__(self, data: object, path: str, lines: Lines | None = None) -> None:
        """data: what was read; path: such as "ladder.once.2", "" at the top; lines: of the keys."""
        self._lines = lines or {}
        self.path = path
        if not isinstance(data, Mapping):
            raise complaint(self._lines, path, f"write a table here, such as [{path}].")
        self._left: dict[str, Any] = dict(data)
        self._known: list[str] = []

    def has(self, key: str) -> bool:
        """Whether the key was written."""
        return key in self._left

    def is_word(self, key: str, word: str) -> bool:
        """Whether `word` was written under `key`; if so, the key is taken."""
        return self._left.get(key) == word and self._take(key, "") == word

    def fail(self, key: str, instead: str) -> PolicyError:
        """An error about `key`, to be raised: where it is and what to write instead."""
        return complaint(self._lines, self._below(key), instead)

    def table(self, key: str) -> Table:
        """The table under `key`. Raises PolicyError when there is none."""
        return Table(
            self._take(key, "write this table, as the default policy has it."), self._below(key), self._lines
        )

    def tables(self, key: str) -> tuple[Table, ...]:
        """The list of tables under `key`; none when it was not written. Raises PolicyError otherwise."""
        rows = self._take(key, "", default=[])
        if not isinstance(rows, list):
            raise self.fail(key, f"write one [[{self._below(key)}]] for each step.")
        return tuple(
            Table(row, f"{self._below(key)}.{place}", self._lines) for place, row in enumerate(rows, start=1)
        )

    def text(self, key: str, default: str | None = None) -> str:
        """A text. Raises PolicyError when it is empty or something else."""
        value = self._take(key, 'write a text in quotes, such as "call".', default)
        if not isinstance(value, str) or not value.strip():
            raise self.fail(key, 'write a text in quotes, such as "call".')
        return value

    def truth(self, key: str) -> bool:
        """true or false. Raises PolicyError on anything else."""
        value = self._take(key, "write true or false.")
        if not isinstance(value, bool):
            raise self.fail(key, "write true or false.")
        return value

    def whole(self, key: str, least: int, most: int, default: int | None = None) -> int:
        """A whole number between `least` and `most`, both included. Raises PolicyError on anything else."""
        instead = f"write a whole number from {least} to {most}."
        value = self._take(key, instead, default)
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise self.fail(key, instead)
        return value

    def share(self, key: str) -> float:
        """A number between 0 and 1. Raises PolicyError on anything else."""
        value = self._take(key, "write a number from 0 to 1, such as 0.75.")
        if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value <= 1:
            raise self.fail(key, "write a number from 0 to 1, such as 0.75.")
        return float(value)

    def clock(self, key: str) -> time:
        """A time of day, "09:00". Raises PolicyError on anything else."""
        value = self._take(key, 'write a time such as "09:00".')
        if not isinstance(value, str) or not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value):
            raise self.fail(key, 'write a time such as "09:00".')
        return time.fromisoformat(value)

    def word(self, key: str, words: type[Word], default: Word | None = None) -> Word:
        """One of the words of an enumeration. Raises PolicyError on anything else."""
        instead = f"write one of {', '.join(words)}."
        value = self._take(key, instead, default)
        if not isinstance(value, str) or value not in list(words):
            raise self.fail(key, instead)
        return words(value)

    def words(self, key: str, words: type[Word]) -> tuple[Word, ...]:
        """A list of words of an enumeration, in order. Raises PolicyError on anything else."""
        instead = f"write a list of {', '.join(words)}."
        value = self._take(key, instead)
        if not isinstance(value, list) or any(word not in list(words) for word in value):
            raise self.fail(key, instead)
        return tuple(words(word) for word in value)

    def finish(self) -> None:
        """Refuse whatever was not asked for. Raises PolicyError with the nearest key that there is."""
        for key in self._left:
            near = get_close_matches(key, self._known, n=1)
            raise self.fail(
                key, f"there is no such setting; did you mean {near[0]}?" if near else "take it out."
            )

    def _take(self, key: str, instead: str, default: object = None) -> object:
        self._known.append(key)
        if key in self._left:
            return self._left.pop(key)
        if default is not None:
            return default
        near = get_close_matches(key, self._left, n=1, cutoff=SURELY)
        if near:
            raise self.fail(near[0], f"there is no such setting; did you mean {key}?")
        raise self.fail(key, f"this is missing: {instead}")

    def _below(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key
