"""A register as a file: who was there, session by session."""

from collections.abc import Callable, Set
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from attendance.importing.cells import BadCell, parse_day, parse_text, parse_upn
from attendance.importing.problems import Problems
from attendance.importing.table import Row, read_rows
from rules.codes import UnknownCode, WithdrawnCode, get_code
from rules.sessions import SchoolCalendar, Session

REGISTER_COLUMNS = ("upn", "date", "session", "code", "minutes_late")
LATE_CODES = frozenset({"L", "U"})
OTHER_HALF = {
    ("\\", Session.AM): ("is for the afternoon.", "Write / for the morning."),
    ("/", Session.PM): ("is for the morning.", "Write \\ for the afternoon."),
}
LONGEST_LATE = 600


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One pupil's mark for one session, as the class register has it."""

    upn: str
    on: date
    session: Session
    code: str
    minutes_late: int | None


def read_register(
    source: Path | bytes,
    *,
    name: str = "register.csv",
    calendar: SchoolCalendar | None = None,
    today: date | None = None,
    on_roll: Set[str] | None = None,
) -> tuple[RegisterRow, ...]:
    """Read a register file.

    Args:
        source: the file, or what is in it.
        name: what to call it in messages when `source` is its content.
        calendar: the school's; days without school are refused.
        today: the school's day; later days are refused.
        on_roll: the UPNs the school has; others are refused.

    Returns:
        its rows, in the file's order.

    Raises:
        ImportRefused: something is wrong with it; all of it is said at once.
    """
    problems = Problems()
    data = source if isinstance(source, bytes) else _content(source, problems)
    name = name if isinstance(source, bytes) else source.name
    rows = read_rows(name, data, REGISTER_COLUMNS, problems) if not problems.count else []
    seen: dict[object, int] = {}
    register = tuple(_read_row(row, seen, _days(calendar, today), on_roll) for row in rows)
    problems.raise_if_any()
    return register


def _read_row(
    row: Row, seen: dict[object, int], parse_school_day: Callable[[str], date], on_roll: Set[str] | None
) -> RegisterRow:
    upn = row.read("upn", lambda cell: _listed(cell, on_roll), "")
    on = row.read("date", parse_school_day, date.max)
    session = row.read("session", _parse_session, None)
    if upn and session and on < date.max:
        row.note_twice("session", (upn, on, session), seen)
    code = row.read("code", lambda cell: _parse_code(cell, on, session), "")
    minutes = row.maybe("minutes_late", _parse_minutes)
    if minutes is not None and code and code not in LATE_CODES:
        row.note("minutes_late", f"stands beside code {code}.", "Only L and U have minutes: leave it empty.")
    return RegisterRow(upn, on, session or Session.AM, code, minutes)


def _days(calendar: SchoolCalendar | None, today: date | None) -> Callable[[str], date]:
    def parse(cell: str) -> date:
        day = parse_day(cell)
        if today and day > today:
            raise BadCell("has not come yet.", "Registers are taken on the day.")
        if calendar and not calendar.is_school_day(day):
            raise BadCell("is not a school day.", "Correct the date, or the school's calendar.csv.")
        return day

    return parse


def _listed(cell: str, on_roll: Set[str] | None) -> str:
    upn = parse_upn(cell)
    if on_roll is not None and upn not in on_roll:
        raise BadCell("is not the UPN of a pupil on roll.", "Import the school's pupils first.")
    return upn


def _parse_session(cell: str) -> Session | None:
    word = parse_text(cell).casefold()
    if word not in {*Session}:
        raise BadCell("is not a session.", "Write AM or PM.")
    return Session(word)


def _parse_code(cell: str, on: date, session: Session | None) -> str:
    code = parse_text(cell)
    try:
        get_code(code, on)
    except UnknownCode as error:
        raise BadCell("is not a register code.", str(error)) from error
    except WithdrawnCode as error:
        raise BadCell("is a code that could not be used on that day.", str(error)) from error
    if session and (code, session) in OTHER_HALF:
        raise BadCell(*OTHER_HALF[code, session])
    return code


def _parse_minutes(cell: str) -> int:
    if not (cell.isascii() and cell.isdigit()) or int(cell) > LONGEST_LATE:
        raise BadCell("is not a number of minutes.", "Write a whole number, such as 12.")
    return int(cell)


def _content(path: Path, problems: Problems) -> bytes | None:
    try:
        return path.read_bytes() if path.is_file() else None
    except OSError as error:
        problems.add(path.name, None, None, None, "the file cannot be read.", f"({error.strerror})")
        return None
