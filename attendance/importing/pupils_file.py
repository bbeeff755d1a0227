"""classes.csv and pupils.csv."""

from datetime import date

from attendance.importing.cells import (
    BadCell,
    parse_day,
    parse_mark,
    parse_text,
    parse_time,
    parse_upn,
    parse_year,
)
from attendance.importing.records import ClassRecord, PupilRecord
from attendance.importing.table import Row

CLASS_COLUMNS = ("class", "year", "teacher", "am_close", "pm_close")
PUPIL_MARKS = (
    "vulnerable",
    "social_worker",
    "youth_offending",
    "ehcp",
    "looked_after",
    "medical_plan",
    "priority_call",
)
PUPIL_COLUMNS = (
    "upn",
    "first_name",
    "last_name",
    "known_as",
    "birth_date",
    "year",
    "class",
    "start_date",
    "leaving_date",
    "address",
    "hazards",
    *PUPIL_MARKS,
)
PUPIL_OPTIONAL = ("route",)


def read_classes(rows: list[Row]) -> list[ClassRecord]:
    """The classes, in the order in which registers are listed."""
    seen: dict[object, int] = {}
    classes = []
    for row in rows:
        name = row.read("class", parse_text, "")
        row.note_twice("class", name or None, seen)
        classes.append(
            ClassRecord(
                line=row.line,
                name=name,
                year=row.read("year", parse_year, 0),
                teacher=row.text("teacher"),
                am_closes=row.maybe("am_close", parse_time),
                pm_closes=row.maybe("pm_close", parse_time),
            )
        )
    return classes


def read_pupils(rows: list[Row], classes: set[str] | None) -> list[PupilRecord]:
    """The pupils. classes: the names in classes.csv, or None when that file could not be read."""
    seen: dict[object, int] = {}
    return [_read_pupil(row, classes, seen) for row in rows]


def _read_pupil(row: Row, classes: set[str] | None, seen: dict[object, int]) -> PupilRecord:
    upn = row.read("upn", parse_upn, "")
    row.note_twice("upn", upn or None, seen)
    born = row.maybe("birth_date", parse_day)
    first = row.read("start_date", parse_day, date.max)
    last = row.maybe("leaving_date", parse_day)
    if last and last < first < date.max:
        row.note("leaving_date", "is before the start date.", "Correct one of the two.")
    if born and born >= first:
        row.note("birth_date", "is not before the start date.", "Correct one of the two.")
    return PupilRecord(
        line=row.line,
        upn=upn,
        first_name=row.read("first_name", parse_text, ""),
        last_name=row.read("last_name", parse_text, ""),
        known_as=row.text("known_as"),
        birth_on=born,
        year=row.read("year", parse_year, 0),
        group=row.read("class", lambda cell: _known_class(cell, classes), ""),
        from_on=first,
        to_on=last,
        address=row.text("address"),
        hazards=row.text("hazards"),
        marks=tuple((mark, row.read(mark, parse_mark, False)) for mark in PUPIL_MARKS),
        route=row.cells.get("route"),
    )


def _known_class(cell: str, classes: set[str] | None) -> str:
    if parse_text(cell) not in (classes or {cell}):
        raise BadCell("is not a class in classes.csv.", "Add the class there, or correct its name here.")
    return cell
