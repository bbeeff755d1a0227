"""One CSV file as rows of named cells, each knowing the line it came from."""

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from attendance.importing.cells import BadCell, clean
from attendance.importing.problems import Problems
from attendance.importing.words import decode

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Row:
    """One row. Its readers note what is wrong and go on, so that all errors are told at once."""

    file: str
    line: int
    cells: Mapping[str, str]
    problems: Problems

    def read(self, column: str, parse: Callable[[str], T], otherwise: T) -> T:
        """The cell's value; when it is wrong, `otherwise`, and the error is noted."""
        try:
            return parse(self.cells[column])
        except BadCell as bad:
            self.note(column, bad.problem, bad.right)
            return otherwise

    def maybe(self, column: str, parse: Callable[[str], T]) -> T | None:
        """As `read`, but an empty cell is None."""
        return self.read(column, parse, None) if self.cells[column] else None

    def text(self, column: str) -> str | None:
        """The cell's words, or None when it is empty."""
        return self.cells[column] or None

    def note(self, column: str, problem: str, right: str) -> None:
        """Note that the cell is wrong."""
        self.problems.add(self.file, self.line, column, self.cells[column], problem, right)

    def note_twice(self, column: str, key: object, seen: dict[object, int]) -> None:
        """Note that what must be there once is there again. key: None says nothing. seen: key to line."""
        if key is None:
            return
        first = seen.setdefault(key, self.line)
        if first != self.line:
            self.note(column, f"is there already, on line {first}.", "Take one of the two out.")


def read_rows(
    name: str,
    data: bytes | None,
    columns: Sequence[str],
    problems: Problems,
    optional: Sequence[str] = (),
) -> list[Row]:
    """The rows of one file that have their proper shape.

    Args:
        name: the file's name, for messages.
        data: what is in it, or None when there is no such file.
        columns: the columns it must have, in any order.
        problems: where errors are noted; a column we do not know is a notice.
        optional: columns that it may have besides; without one, its rows have no such cell.

    Returns:
        rows with every column, cleaned; empty lines left out.
    """
    before = problems.count
    text = decode(name, data, columns, problems)
    if text is None:
        return []
    lines = _lines(name, text, problems)
    header = next(lines, (1, []))[1]
    names = [cell.strip().casefold().replace(" ", "_").replace("-", "_") for cell in header]
    if not _check_header(name, names, columns, problems, optional):
        return []
    filled = ((line, cells) for line, cells in lines if any(cell.strip() for cell in cells))
    rows = [_row(name, line, names, cells, problems) for line, cells in filled]
    if not rows and problems.count == before:
        problems.add(name, None, None, None, "there is nothing under the column names.", "Export it again.")
    return [row for row in rows if row is not None]


def _lines(name: str, text: str, problems: Problems) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            problem = "a quotation mark that opens here is not closed where the cell ends."
            right = 'Close it with another ", and write a quotation mark inside a cell twice.'
            problems.add(name, line, None, None, problem, right)
            return
        yield line, cells
        line = reader.line_num + 1


def _check_header(
    name: str, names: list[str], columns: Sequence[str], problems: Problems, optional: Sequence[str]
) -> bool:
    before = problems.count
    if len(names) == 1 and any(sign in names[0] for sign in ";\t|"):
        problems.add(
            name,
            1,
            None,
            None,
            "the columns are not separated by commas.",
            'Save it as "CSV (comma delimited)".',
        )
        return False
    for column in columns:
        if column not in names:
            right = "Add it; it may be left empty where the documentation says so."
            problems.add(name, 1, column, None, "this column is missing.", right)
        elif names.count(column) > 1:
            problems.add(name, 1, column, None, "this column is there twice.", "Take one of them out.")
    for column in optional:
        if names.count(column) > 1:
            problems.add(name, 1, column, None, "this column is there twice.", "Take one of them out.")
    for unknown in (each for each in names if each and each not in (*columns, *optional)):
        _notice_unknown(name, unknown, problems)
    return problems.count == before


def _notice_unknown(name: str, column: str, problems: Problems) -> None:
    aside = Problems()
    aside.add(name, 1, column, None, "this column is not one we know.", "It was left out.")
    problems.notices.extend(aside.errors)


def _row(name: str, line: int, names: list[str], cells: list[str], problems: Problems) -> Row | None:
    if len(cells) != len(names):
        problem = f"this line has {len(cells)} cells where the first line has {len(names)}."
        right = 'Put " round a cell that has a comma in it, and leave no cell out.'
        problems.add(name, line, None, None, problem, right)
        return None
    found: dict[str, str] = {}
    for column, cell in zip(names, cells, strict=True):
        try:
            found[column] = clean(cell)
        except BadCell as bad:
            problems.add(name, line, column, cell, bad.problem, bad.right)
            found[column] = ""
    return Row(name, line, found, problems)
