"""Writing contacts, their numbers, and what they are to which pupil."""

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from attendance.importing.comparing import count_set, set_values
from attendance.importing.problems import Problems
from attendance.importing.records import ContactRecord, LinkRecord, SchoolFiles
from attendance.importing.summary import Tally
from storage.importing import PeopleOnRecord, remove_points
from storage.models import Contact, ContactPoint, PupilContact, School

Step = Callable[[int], None]


def check_references(files: SchoolFiles, people: PeopleOnRecord) -> None:
    """Refuse a contact_id that is somebody else's at another school of the organisation.

    Two schools may number their contacts alike; taking one person for another would tell a stranger about
    a child. The same id with the same name is the same person.

    Raises:
        ImportRefused: a contact_id is taken.
    """
    problems = Problems()
    linked_here = {contact_id for _, contact_id in people.links}
    for record in files.contacts:
        known = people.contacts.get(record.reference)
        if known is None or known.id in linked_here or known.id not in people.outsiders:
            continue
        if (known.first_name, known.last_name) != (record.first_name, record.last_name):
            problem = "is the contact_id of somebody else at another school."
            right = "Give each school's contact_ids a beginning of their own, such as the school's URN."
            problems.add("contacts.csv", record.line, "contact_id", record.reference, problem, right)
    problems.raise_if_any()


def write_contacts(
    db: Session,
    school: School,
    files: SchoolFiles,
    people: PeopleOnRecord,
    today: date,
    contacts: Tally,
    numbers: Tally,
    step: Step,
) -> None:
    """Add and change the contacts and their numbers, and end those whom the files name no more.

    Args:
        people: what the database holds; contacts added are added to it.
        today: the last day of a contact who is gone.
        contacts, numbers: count what is done.
        step: called with how many are done.
    """
    for record in files.contacts:
        known = people.contacts.get(record.reference)
        if known is not None:
            count_set(contacts, known, _facts(record))
            continue
        owner = {"organisation_id": school.organisation_id, "reference": record.reference}
        people.contacts[record.reference] = Contact(**owner, **_facts(record))
        db.add(people.contacts[record.reference])
        contacts.added += 1
    db.flush()
    gone: list[ContactPoint] = []
    for done, record in enumerate(files.contacts, start=1):
        gone += _write_numbers(db, people, people.contacts[record.reference], record, numbers)
        step(done)
    remove_points(db, gone)
    numbers.gone += len(gone)
    _end_contacts(files, people, today, contacts)
    db.flush()


def _facts(record: ContactRecord) -> dict[str, Any]:
    return {
        "kind": record.kind,
        "first_name": record.first_name,
        "last_name": record.last_name,
        "language": record.language,
        "ended_on": None,
    }


def _write_numbers(
    db: Session, people: PeopleOnRecord, contact: Contact, record: ContactRecord, tally: Tally
) -> list[ContactPoint]:
    known = people.points.get(contact.id, {})
    for position, number in enumerate(record.numbers):
        facts = {"position": position, "can_text": number.can_text}
        point = known.get(number.e164)
        if point is not None:
            count_set(tally, point, facts)
            continue
        owner = {"organisation_id": contact.organisation_id, "contact_id": contact.id}
        db.add(ContactPoint(**owner, number=number.e164, **facts))
        tally.added += 1
    kept = {number.e164 for number in record.numbers}
    return [point for number, point in known.items() if number not in kept]


def _end_contacts(files: SchoolFiles, people: PeopleOnRecord, today: date, tally: Tally) -> None:
    named = {record.reference for record in files.contacts}
    needed = people.outsiders | {contact for pupil, contact in people.links if pupil in people.elsewhere}
    for reference, contact in people.contacts.items():
        if reference in named or contact.id in needed or contact.ended_on is not None:
            continue
        contact.ended_on = today
        tally.gone += 1


def write_links(
    db: Session,
    school: School,
    files: SchoolFiles,
    people: PeopleOnRecord,
    today: date,
    tally: Tally,
    step: Step,
) -> None:
    """Add and change what contacts are to pupils, and end what the files say no more.

    The links of a pupil who is at another school too are never ended here: that school may have them.
    """
    named: set[tuple[int, int]] = set()
    for done, record in enumerate(files.links, start=1):
        key = (people.pupils[record.upn].id, people.contacts[record.reference].id)
        named.add(key)
        known = people.links.get(key)
        if known is not None:
            count_set(tally, known, _link_facts(record))
        else:
            owner = {"organisation_id": school.organisation_id, "pupil_id": key[0], "contact_id": key[1]}
            db.add(PupilContact(**owner, **_link_facts(record)))
            tally.added += 1
        step(done)
    for key, link in people.links.items():
        ended = link.to_on is not None and link.to_on <= today
        if key not in named and key[0] not in people.elsewhere and not ended:
            tally.gone += set_values(link, {"to_on": today})
    db.flush()


def _link_facts(record: LinkRecord) -> dict[str, Any]:
    return {
        "order": record.order,
        "relationship": record.relationship,
        "from_on": record.from_on,
        "to_on": record.to_on,
        **dict(record.marks),
    }
