"""Where each key of a TOML text is written, so that a complaint can name its line."""

from __future__ import annotations

import re
from collections.abc import Iterator

STRING = r'"""[\s\S]*?"""|\'\'\'[\s\S]*?\'\'\'|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\''
TOKEN = re.compile(rf"(?P<skip>\#[^\n]*|[ \t\r]+)|(?P<string>{STRING})|(?P<bare>[\w+:-]+)|(?P<mark>[^\w])")


def lines_of(text: str) -> dict[str, int]:
    """The line, from 1, on which each key and table of a TOML text is first written.

    text: known to be TOML. Keys are paths such as "contact.until" or "ladder.day_one.2.key": the members of a
    list of tables are counted from 1.
    """
    scanner = _Scanner()
    for piece, line in _tokens(f"{text}\n"):
        scanner.take(piece, line)
    return scanner.lines


def nearest_line(lines: dict[str, int], path: str) -> int | None:
    """The line of `path`, or of the table nearest to it that is written; None when there is none."""
    while path:
        if path in lines:
            return lines[path]
        path = path.rpartition(".")[0]
    return None


def _tokens(text: str) -> Iterator[tuple[str, int]]:
    line = 1
    for match in TOKEN.finditer(text):
        if match.lastgroup != "skip":
            yield match.group(), line
        line += match.group().count("\n")


class _Scanner:
    """Reads tokens one by one. frames: the tables and lists that are open, as (mark, path, members)."""

    def __init__(self) -> None:
        self.lines: dict[str, int] = {}
        self.counts: dict[str, int] = {}
        self.frames: list[tuple[str, str, int]] = [("", "", 0)]
        self.key: list[str] = []
        self.heading = 0  # how many brackets the heading that is being read began with
        self.at_value = False

    def take(self, piece: str, line: int) -> None:
        """One piece: it belongs to a heading, to a key, or to a value."""
        if self.heading or (piece == "[" and not self.at_value and not self.key and len(self.frames) == 1):
            self._take_heading(piece, line)
        elif self.at_value:
            self._take_value(piece)
        elif piece == "=":
            self._name(".".join(filter(None, [self.frames[-1][1], *self.key])), line)
            self.at_value = True
        elif piece == "}":
            self._close()
        elif piece not in (".", ",", "\n"):
            self.key.append(piece.strip("\"'"))

    def _take_heading(self, piece: str, line: int) -> None:
        if piece == "[":
            self.heading += 1
        elif piece == "\n":
            path = ".".join(self.key)
            if self.heading > 1:
                self._name(path, line)
                self.counts[path] = self.counts.get(path, 0) + 1
                path = f"{path}.{self.counts[path]}"
            self._name(path, line)
            self.frames, self.key, self.heading = [("", path, 0)], [], 0
        elif piece not in ("]", "."):
            self.key.append(piece.strip("\"'"))

    def _take_value(self, piece: str) -> None:
        mark, path, count = self.frames[-1]
        if piece == "[":
            self.frames.append(("[", self._path(), 0))
            self.key = []
        elif piece == "{":
            inner = self._path()
            if mark == "[":
                self.frames[-1] = (mark, path, count + 1)
                inner = f"{path}.{count + 1}"
            self.frames.append(("{", inner, 0))
            self.key, self.at_value = [], False
        elif piece in "]}":
            self._close()
        elif piece in ",\n" and mark != "[":
            self.key, self.at_value = [], False

    def _close(self) -> None:
        self.frames.pop()
        self.key, self.at_value = [], True

    def _path(self) -> str:
        return ".".join(filter(None, [self.frames[-1][1], *self.key]))

    def _name(self, path: str, line: int) -> None:
        parts = path.split(".")
        for length in range(1, len(parts) + 1):
            self.lines.setdefault(".".join(parts[:length]), line)
