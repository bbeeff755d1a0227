"""Writing what the files say of the school itself: its lines, its policy, its classes, its days."""

from collections.abc import Sequence
from datetime import date, datetime
from importlib import resources
from typing import Any

from sqlalchemy.orm import Session

from attendance.importing.comparing import count_set, set_values
from attendance.importing.problems import Problems
from attendance.importing.records import SchoolDetails, SchoolFiles
from attendance.importing.summary import Tally
from storage import importing as on_record
from storage.models import (
    Base,
    Line,
    LineSchool,
    Organisation,
    PolicyVersion,
    RegistrationGroup,
    School,
    SchoolDay,
    Term,
)

SCHOOL_FILE = "school.csv"


def write_organisation(db: Session, name: str) -> Organisation:
    """The organisation of that name, made when it is not there."""
    organisation = on_record.find_organisation(db, name)
    if organisation is None:
        organisation = Organisation(name=name)
        db.add(organisation)
        db.flush()
    return organisation


def write_school(db: Session, organisation: Organisation, details: SchoolDetails, tally: Tally) -> School:
    """The school and the lines that serve it.

    Raises:
        ImportRefused: the URN or a line is another organisation's.
    """
    problems = Problems()
    school = on_record.find_school(db, details.urn)
    lines = on_record.find_lines(db, details.lines)
    strangers = [line.number for line in lines.values() if line.organisation_id != organisation.id]
    if school is not None and school.organisation_id != organisation.id:
        right = "Import it under the name of its own organisation."
        problems.add(SCHOOL_FILE, 2, "urn", details.urn, "is a school of another organisation.", right)
    for number in strangers:
        right = "Write the number of a line of your own."
        problems.add(SCHOOL_FILE, 2, "line", number, "is the line of another organisation.", right)
    problems.raise_if_any()
    return _school_and_lines(db, school, organisation, details, lines, tally)


def _school_and_lines(
    db: Session,
    school: School | None,
    organisation: Organisation,
    details: SchoolDetails,
    lines: dict[str, Line],
    tally: Tally,
) -> School:
    facts = {"name": details.name, "phone": details.phone, "time_zone": details.time_zone}
    if school is None:
        school = School(organisation_id=organisation.id, urn=details.urn, **facts)
        tally.added += 1
        db.add(school)
    else:
        count_set(tally, school, facts)
    for number in (each for each in details.lines if each not in lines):
        lines[number] = Line(organisation_id=organisation.id, number=number, name=details.name)
        db.add(lines[number])
    db.flush()
    _write_line_schools(db, school, [line.id for line in lines.values()], tally)
    return school


def _write_line_schools(db: Session, school: School, wanted: list[int], tally: Tally) -> None:
    served = on_record.lines_of(db, school.id)
    added = [line_id for line_id in wanted if line_id not in served]
    gone = [row for line_id, row in served.items() if line_id not in wanted]
    db.add_all(LineSchool(line_id=line_id, school_id=school.id) for line_id in added)
    for row in gone:
        db.delete(row)
    tally.changed += bool(added or gone) and not tally.total


def write_policy(
    db: Session, school: School, slug: str, first_day: date, today: date, now: datetime, tally: Tally
) -> None:
    """Give the school the policy it names.

    Its first one is in force from the first day of its calendar; another one from today.
    """
    newest = on_record.newest_policy(db, school.id)
    if newest is not None and newest.slug == slug:
        return
    body = resources.files("rules").joinpath("policies", f"{slug}.toml").read_text("utf-8")
    db.add(
        PolicyVersion(
            organisation_id=school.organisation_id,
            school_id=school.id,
            slug=slug,
            body=body,
            from_on=today if newest else min(first_day, today),
            created_at=now,
        )
    )
    tally.changed += not tally.total


def write_classes(
    db: Session, school: School, files: SchoolFiles, today: date, tally: Tally
) -> dict[str, RegistrationGroup]:
    """The classes, by name. A class that is no longer in the file has ended; its registers stay."""
    groups = on_record.groups_of(db, school.id)
    for position, record in enumerate(files.classes):
        facts: dict[str, Any] = {
            "year": record.year,
            "position": position,
            "teacher": record.teacher,
            "am_closes": record.am_closes,
            "pm_closes": record.pm_closes,
            "ended_on": None,
        }
        group = groups.get(record.name)
        if group is not None:
            count_set(tally, group, facts)
            continue
        owner = {"organisation_id": school.organisation_id, "school_id": school.id}
        groups[record.name] = RegistrationGroup(**owner, name=record.name, **facts)
        db.add(groups[record.name])
        tally.added += 1
    kept = {record.name for record in files.classes}
    for group in (each for name, each in groups.items() if name not in kept):
        tally.gone += group.ended_on is None and set_values(group, {"ended_on": today})
    db.flush()
    return groups


def write_days(db: Session, school: School, files: SchoolFiles, tally: Tally) -> None:
    """The terms and the days without school. What the calendar held before the file's first day stays."""
    owner = {"organisation_id": school.organisation_id, "school_id": school.id}
    terms = on_record.terms_of(db, school.id)
    for term in files.terms:
        facts: dict[str, Any] = {"first_on": term.first_on, "last_on": term.last_on}
        known = terms.pop(term.name, None)
        _write(db, known, Term(**owner, name=term.name, **facts), facts, tally)
    _remove(db, [row for row in terms.values() if row.last_on >= files.first_day], tally)
    days = on_record.closed_days_of(db, school.id)
    for day in files.closed_days:
        facts = {"kind": day.kind, "name": day.name}
        _write(
            db, days.pop(day.on_date, None), SchoolDay(**owner, on_date=day.on_date, **facts), facts, tally
        )
    _remove(db, [row for on, row in days.items() if on >= files.first_day], tally)
    school.prepared_on = None  # today may have other classes now, or be a school day after all


def _write(db: Session, known: Base | None, new: Base, facts: dict[str, Any], tally: Tally) -> None:
    if known is not None:
        count_set(tally, known, facts)
        return
    db.add(new)
    tally.added += 1


def _remove(db: Session, rows: Sequence[Base], tally: Tally) -> None:
    for row in rows:
        db.delete(row)
    tally.gone += len(rows)
