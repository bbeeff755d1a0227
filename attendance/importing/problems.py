"""What is wrong with a file, said so that the person who made it can put it right."""

from dataclasses import dataclass, field

from attendance.errors import AttendanceError

#: How many errors are listed. More would not be read; the count says how many there are.
LISTED = 50
#: How much of a cell is shown.
SHOWN_LETTERS = 40


@dataclass(frozen=True, slots=True)
class RowError:
    """One thing that is wrong in one place of a file.

    file: its name. line: of the file, from 1 (the column names), or None for the file as a whole.
    column: or None. value: the cell, or None when it is empty. problem: what is wrong with it.
    right: what would be right.
    """

    file: str
    line: int | None
    column: str | None
    value: str | None
    problem: str
    right: str

    def __str__(self) -> str:
        line = f", line {self.line}" if self.line else ""
        column = f", {self.column}" if self.column else ""
        value = f"'{shown(self.value)}' " if self.value else ""
        return f"{self.file}{line}{column}: {value}{self.problem} {self.right}"


class ImportRefused(AttendanceError):  # noqa: N818 -- it reads as a sentence where it is raised
    """The files cannot be taken in as they are. Nothing was written.

    errors: the first ones, in the order of the files. count: how many there are in all.
    """

    def __init__(self, errors: tuple[RowError, ...], count: int) -> None:
        self.errors = errors
        self.count = count
        super().__init__("\n".join(self._sentences()))

    def _sentences(self) -> list[str]:
        things = "1 thing needs" if self.count == 1 else f"{self.count} things need"
        more = self.count - len(self.errors)
        rest = [f"… and {more} more like these."] if more else []
        return [
            f"Nothing was imported: {things} putting right.",
            *(str(error) for error in self.errors),
            *rest,
        ]


@dataclass(slots=True)
class Problems:
    """Collects errors, which stop an import, and notices, which do not."""

    errors: list[RowError] = field(default_factory=list)
    notices: list[RowError] = field(default_factory=list)
    count: int = 0

    def add(
        self, file: str, line: int | None, column: str | None, value: str | None, problem: str, right: str
    ) -> None:
        """Note an error. Only the first ones are kept; all are counted."""
        self.count += 1
        if len(self.errors) < LISTED:
            self.errors.append(RowError(file, line, column, value, problem, right))

    def raise_if_any(self) -> None:
        """Raise ImportRefused when an error was noted."""
        if self.count:
            raise ImportRefused(tuple(self.errors), self.count)


def shown(value: str) -> str:
    """A cell as it may be shown on a screen: short, on one line, nothing invisible in it."""
    visible = "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in value)
    return visible if len(visible) <= SHOWN_LETTERS else visible[: SHOWN_LETTERS - 1] + "…"
