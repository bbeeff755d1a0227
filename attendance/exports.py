"""Confirmed marks as a file, in the order of the registers, for the school's own system."""

import csv
import io
import unicodedata
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session as DatabaseSession

from attendance.importing.register_file import REGISTER_COLUMNS
from rules.sessions import Session
from storage.models import Mark, Pupil, RegistrationGroup

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_Key = tuple[int, str, str, str, str, str]


def confirmed_marks_csv(db: DatabaseSession, school_id: int, on: date, session: Session | None) -> str:
    """The marks that a person has confirmed, as a register file that `read_register` takes.

    Args:
        db: the database session.
        school_id: the school.
        on: the day, in the school's zone.
        session: AM or PM, or None for both.

    Returns:
        CSV with the column names, in register order: class, surname, first name, AM before PM.
    """
    wanted = (
        select(Mark, Pupil, RegistrationGroup)
        .join(Pupil, Pupil.id == Mark.pupil_id)
        .join(RegistrationGroup, RegistrationGroup.id == Mark.group_id)
        .where(Mark.school_id == school_id, Mark.on_date == on, Mark.confirmed)
    )
    if session is not None:
        wanted = wanted.where(Mark.session == session.value)
    found = ((_place(mark, pupil, group), pupil.upn, mark) for mark, pupil, group in db.execute(wanted))
    rows = sorted(found, key=lambda row: row[0])
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(REGISTER_COLUMNS)
    for _, upn, mark in rows:
        minutes = "" if mark.minutes_late is None else str(mark.minutes_late)
        cells = (upn, mark.on_date.isoformat(), mark.session.upper(), mark.code, minutes)
        writer.writerow([harmless(cell) for cell in cells])
    return out.getvalue()


def harmless(cell: str) -> str:
    """A cell that a spreadsheet will show and not calculate: an apostrophe keeps a formula words."""
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell


def _place(mark: Mark, pupil: Pupil, group: RegistrationGroup) -> _Key:
    names = _sorted_as(pupil.last_name), _sorted_as(pupil.called)
    return group.position, group.name, *names, pupil.upn, mark.session


def _sorted_as(name: str) -> str:
    """A name as a register orders it: Ångström beside Angus, O'Brien beside Obi."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    return "".join(letter for letter in plain if letter.isalnum())
