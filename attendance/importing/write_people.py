"""Writing pupils, their places and their addresses. Nobody is ever deleted: a place ends."""

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from attendance.importing.comparing import set_values
from attendance.importing.problems import Problems
from attendance.importing.records import PupilRecord, SchoolFiles
from attendance.importing.summary import Tally
from storage.importing import PeopleOnRecord
from storage.models import Address, Enrolment, Pupil, RegistrationGroup, School

Step = Callable[[int], None]
#: A file that has lost this share of the pupils on roll, and at least this many, was probably cut short.
TOO_MANY_GONE, AT_LEAST_GONE = 0.3, 20


def check_not_cut_short(files: SchoolFiles, people: PeopleOnRecord, today: date) -> None:
    """Refuse a pupils.csv from which very many pupils have vanished without a leaving date.

    Their absences would be followed up no more, silently; a year that leaves can be said with its dates.

    Raises:
        ImportRefused: it looks cut short.
    """
    named = {record.upn for record in files.pupils}
    on_roll = [upn for upn, pupil in people.pupils.items() if _current(people, pupil, today)]
    missing = [upn for upn in on_roll if upn not in named]
    if len(missing) >= AT_LEAST_GONE and len(missing) > TOO_MANY_GONE * len(on_roll):
        problems = Problems()
        problem = f"{len(missing)} of the {len(on_roll)} pupils on roll are not in the file."
        right = "Export it again if it was cut short; if they have left, keep their rows, with leaving dates."
        problems.add("pupils.csv", None, None, None, problem, right)
        problems.raise_if_any()


def write_pupils(
    db: Session,
    school: School,
    files: SchoolFiles,
    people: PeopleOnRecord,
    groups: dict[str, RegistrationGroup],
    today: date,
    tally: Tally,
    step: Step,
) -> None:
    """Add and change the pupils in the files, and end the places of those who are not in them.

    Args:
        people: what the database holds; pupils added are added to it.
        groups: the school's classes by name.
        today: the last day of a pupil who is gone.
        tally: counts pupils; a changed place or address counts as a changed pupil.
        step: called with how many are done.
    """
    added = {record.upn for record in files.pupils if record.upn not in people.pupils}
    owner = {"organisation_id": school.organisation_id}
    for record in (each for each in files.pupils if each.upn in added):
        people.pupils[record.upn] = Pupil(**owner, upn=record.upn, **_facts(record))
        db.add(people.pupils[record.upn])
    db.flush()
    for done, record in enumerate(files.pupils, start=1):
        pupil = people.pupils[record.upn]
        changed = set_values(pupil, _facts(record))
        changed |= _write_place(db, school, people, pupil, record, groups[record.group].id)
        changed |= _write_address(db, people, pupil, record)
        tally.added += record.upn in added
        tally.changed += changed and record.upn not in added
        step(done)
    _end_places(files, people, today, tally)
    db.flush()


def _facts(record: PupilRecord) -> dict[str, Any]:
    return {
        "first_name": record.first_name,
        "last_name": record.last_name,
        "known_as": record.known_as,
        "birth_on": record.birth_on,
        "year": record.year,
        **dict(record.marks),
        **({} if record.route is None else {"route": record.route or None}),
    }


def _write_place(
    db: Session, school: School, people: PeopleOnRecord, pupil: Pupil, record: PupilRecord, group_id: int
) -> bool:
    facts = {"from_on": record.from_on, "to_on": record.to_on, "group_id": group_id}
    place = _place_of(people.enrolments.get(pupil.id, []), record.from_on)
    if place is not None:
        return set_values(place, facts)
    owner = {"organisation_id": school.organisation_id, "school_id": school.id, "pupil_id": pupil.id}
    place = Enrolment(**owner, **facts)
    people.enrolments.setdefault(pupil.id, []).append(place)
    db.add(place)
    return True


def _place_of(places: list[Enrolment], from_on: date) -> Enrolment | None:
    """The place the row speaks of: it began that day, or was not over by then (a corrected date)."""
    same = [place for place in places if place.from_on == from_on]
    running = [place for place in places if place.to_on is None or place.to_on >= from_on]
    return next(iter(same or running[-1:]), None)


def _write_address(db: Session, people: PeopleOnRecord, pupil: Pupil, record: PupilRecord) -> bool:
    known = people.addresses.get(pupil.id)
    if known is not None:
        return set_values(known, {"lines": record.address or "", "hazards": record.hazards})
    if not record.address and not record.hazards:
        return False
    known = Address(
        organisation_id=pupil.organisation_id,
        pupil_id=pupil.id,
        lines=record.address or "",
        hazards=record.hazards,
    )
    people.addresses[pupil.id] = known
    db.add(known)
    return True


def _end_places(files: SchoolFiles, people: PeopleOnRecord, today: date, tally: Tally) -> None:
    named = {record.upn for record in files.pupils}
    for pupil in (each for upn, each in people.pupils.items() if upn not in named):
        places = _current(people, pupil, today)
        for place in places:
            place.to_on = today
        tally.gone += bool(places)


def _current(people: PeopleOnRecord, pupil: Pupil, today: date) -> list[Enrolment]:
    places = people.enrolments.get(pupil.id, [])
    return [place for place in places if place.to_on is None or place.to_on > today]
