"""The folder of a school's files, read and checked as a whole. Nothing here touches the database."""

from collections.abc import Mapping
from pathlib import Path

from attendance.importing.contacts_file import CONTACT_COLUMNS, read_contacts
from attendance.importing.places_files import CALENDAR_COLUMNS, SCHOOL_COLUMNS, read_calendar, read_school
from attendance.importing.problems import Problems
from attendance.importing.pupils_file import (
    CLASS_COLUMNS,
    PUPIL_COLUMNS,
    PUPIL_OPTIONAL,
    read_classes,
    read_pupils,
)
from attendance.importing.records import SchoolFiles
from attendance.importing.table import Row, read_rows

#: The file a school may leave out once Ninebell knows it.
SCHOOL_FILE = "school.csv"
COLUMNS = {
    "classes.csv": CLASS_COLUMNS,
    "pupils.csv": PUPIL_COLUMNS,
    "contacts.csv": CONTACT_COLUMNS,
    "calendar.csv": CALENDAR_COLUMNS,
    SCHOOL_FILE: SCHOOL_COLUMNS,
}

#: Columns that a file may have besides; without one, what the records hold stays as it is.
OPTIONAL = {"pupils.csv": PUPIL_OPTIONAL}


def read_folder(path: Path) -> SchoolFiles:
    """Read a school's files from a folder.

    Args:
        path: the folder with pupils.csv, contacts.csv, classes.csv, calendar.csv and perhaps school.csv.

    Returns:
        everything they say, checked.

    Raises:
        ImportRefused: something is wrong with them; all of it is said at once.
    """
    problems = Problems()
    if not path.is_dir():
        right = f"Give the folder that holds {', '.join(COLUMNS)}."
        problems.add(path.name or str(path), None, None, None, "this is not a folder.", right)
        problems.raise_if_any()
    found = {each.name.casefold(): each for each in path.iterdir() if each.is_file()}
    files = {name: _read(found[name], problems) for name in COLUMNS if name in found}
    problems.raise_if_any()
    return read_files(files)


def read_files(files: Mapping[str, bytes]) -> SchoolFiles:
    """Read a school's files, as `read_folder` does, when they did not come as a folder.

    Args:
        files: name to content.
    """
    problems = Problems()
    rows: dict[str, list[Row]] = {}
    broken: set[str] = set()
    for name in (each for each in COLUMNS if each in files or each != SCHOOL_FILE):
        before = problems.count
        rows[name] = read_rows(name, files.get(name), COLUMNS[name], problems, OPTIONAL.get(name, ()))
        broken |= {name} if problems.count > before else set()
    classes = read_classes(rows["classes.csv"])
    # What a broken file lacks is not held against the others: its own errors come first.
    names = None if "classes.csv" in broken else {each.name for each in classes}
    pupils = read_pupils(rows["pupils.csv"], names)
    upns = None if "pupils.csv" in broken else {each.upn for each in pupils}
    contacts, links, cannot_be_dialled = read_contacts(rows["contacts.csv"], upns)
    terms, closed_days = read_calendar(rows["calendar.csv"], problems)
    school = read_school(rows.get(SCHOOL_FILE, []))
    problems.raise_if_any()
    return SchoolFiles(
        school=school,
        classes=tuple(classes),
        pupils=tuple(pupils),
        contacts=tuple(contacts),
        links=tuple(links),
        terms=tuple(terms),
        closed_days=tuple(closed_days),
        cannot_be_dialled=tuple(cannot_be_dialled),
        notices=tuple(problems.notices),
    )


def _read(path: Path, problems: Problems) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        problems.add(path.name, None, None, None, "the file cannot be read.", f"({error.strerror})")
        return b""
