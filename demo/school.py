"""Thistlewick Primary School, which does not exist, written as the files that a school would bring."""

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from attendance.importing.contacts_file import CONTACT_COLUMNS
from attendance.importing.places_files import CALENDAR_COLUMNS, SCHOOL_COLUMNS
from attendance.importing.pupils_file import CLASS_COLUMNS, PUPIL_COLUMNS, PUPIL_MARKS
from demo.days import calendar_rows
from demo.family import FORMS, Adult, year_of
from demo.roll import LINE, PHONE, Roll, RollPupil, build_roll, school_year_of

NAME = "Thistlewick Primary School"
#: No school's number begins with 9.
URN = "900001"
ZONE = "Europe/London"
#: The register is open from 08:55; Thistlewick closes it at ten past.
REGISTER_CLOSES = "09:10"
TEACHERS = (
    "Miss Larkin", "Mr Adeoye", "Mrs Pennyfeather", "Ms Quayle", "Mr Bhandari", "Mrs Featherby", "Miss Roe",
    "Mr Okonjo", "Mrs Wadlow", "Ms Sandiford", "Mr Vickerman", "Miss Zielińska", "Mrs Merrythought",
    "Mr Eddowes",
)  # fmt: skip


def write_school(folder: Path, around: date) -> None:
    """Write the invented school's files: the same for every day of one school year.

    Args:
        folder: where to; made when it is not there.
        around: a day of the school year wanted, in the school's zone.
    """
    roll = build_roll(school_year_of(around))
    folder.mkdir(parents=True, exist_ok=True)
    _write(
        folder / "school.csv", SCHOOL_COLUMNS, [(URN, NAME, _written(PHONE), ZONE, _written(LINE), "default")]
    )
    _write(folder / "classes.csv", CLASS_COLUMNS, _class_rows())
    _write(folder / "pupils.csv", PUPIL_COLUMNS, (_pupil_row(pupil) for pupil in roll.pupils))
    _write(folder / "contacts.csv", CONTACT_COLUMNS, _contact_rows(roll))
    days = ((row.kind, row.name, row.first_on, row.last_on) for row in calendar_rows(around))
    _write(folder / "calendar.csv", CALENDAR_COLUMNS, days)


def _write(path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(rows)


def _class_rows() -> Iterable[Sequence[object]]:
    for group, teacher in zip(FORMS, TEACHERS, strict=True):
        yield group, year_of(group) or "R", teacher, REGISTER_CLOSES, ""


def _pupil_row(pupil: RollPupil) -> Sequence[object]:
    child = pupil.child
    marks = ("yes" if mark in child.marks else "no" for mark in PUPIL_MARKS)
    return (
        pupil.upn,
        child.first_name,
        child.last_name,
        child.known_as,
        pupil.birth_on,
        child.year or "R",
        child.group,
        pupil.start_on,
        "",
        pupil.address,
        child.hazards,
        *marks,
    )


def _contact_rows(roll: Roll) -> Iterable[Sequence[object]]:
    keys = dict.fromkeys(adult.key for pupil in roll.pupils for adult in pupil.adults)
    references = {key: f"T{number:04d}" for number, key in enumerate(sorted(keys), start=1)}
    for pupil in roll.pupils:
        for order, adult in enumerate(pupil.adults, start=1):
            phones = [*(_written(number) for number in roll.numbers[adult.key]), adult.extra_cell, "", "", ""]
            yield (
                pupil.upn,
                references[adult.key],
                order,
                adult.first_name,
                adult.last_name,
                adult.relationship,
                adult.language,
                *phones[:3],
                *_yes_no(adult),
                "",
                "",
                adult.kind,
            )


def _yes_no(adult: Adult) -> Iterable[str]:
    answers = (
        adult.parental_responsibility,
        adult.may_report,
        adult.may_be_told,
        adult.must_not_be_contacted,
        adult.court_restriction,
        adult.emergency,
    )
    return ("yes" if answer else "no" for answer in answers)


def _written(number: str) -> str:
    """A number as it stands in a school's records: 07700 900123, 0161 496 0123."""
    digits = "0" + number.removeprefix("+44")
    return (
        f"{digits[:5]} {digits[5:]}"
        if digits.startswith("07")
        else f"{digits[:4]} {digits[4:7]} {digits[7:]}"
    )
