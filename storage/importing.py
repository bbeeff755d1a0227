"""What a school's import is compared with: everything loaded in a few queries, keyed as the files key it."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from sqlalchemy import ColumnElement, delete, or_, select, update
from sqlalchemy.orm import Session

from storage.models import (
    Address,
    Contact,
    ContactPoint,
    Enrolment,
    Line,
    LineSchool,
    Organisation,
    OutboundMessage,
    PolicyVersion,
    Pupil,
    PupilContact,
    RegistrationGroup,
    School,
    SchoolDay,
    Term,
)

T = TypeVar("T")

#: How many values one statement may carry; both databases take more.
AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class PeopleOnRecord:
    """The people a school has, and those of its organisation that its files name.

    pupils by UPN, enrolments by pupil id (this school's, newest last), addresses by pupil id, contacts by
    reference, points by contact id and number, links by pupil and contact id. elsewhere: the pupils who are
    at another school too. outsiders: the contacts who have links to pupils outside this school.
    """

    pupils: dict[str, Pupil]
    enrolments: dict[int, list[Enrolment]]
    addresses: dict[int, Address]
    contacts: dict[str, Contact]
    points: dict[int, dict[str, ContactPoint]]
    links: dict[tuple[int, int], PupilContact]
    elsewhere: frozenset[int]
    outsiders: frozenset[int]


def find_organisation(db: Session, name: str) -> Organisation | None:
    """The organisation of that name."""
    return db.scalar(select(Organisation).where(Organisation.name == name))


def find_school(db: Session, urn: str) -> School | None:
    """The school with that URN, locked until the transaction ends so that two imports come one by one."""
    return db.scalar(select(School).where(School.urn == urn).with_for_update())


def find_lines(db: Session, numbers: Collection[str]) -> dict[str, Line]:
    """The lines with those numbers, whoever has them."""
    return {line.number: line for line in db.scalars(select(Line).where(Line.number.in_(numbers)))}


def lines_of(db: Session, school_id: int) -> dict[int, LineSchool]:
    """Which lines serve a school, by the line's id."""
    rows = db.scalars(select(LineSchool).where(LineSchool.school_id == school_id))
    return {row.line_id: row for row in rows}


def groups_of(db: Session, school_id: int) -> dict[str, RegistrationGroup]:
    """A school's classes by name, ended ones too."""
    rows = db.scalars(select(RegistrationGroup).where(RegistrationGroup.school_id == school_id))
    return {row.name: row for row in rows}


def terms_of(db: Session, school_id: int) -> dict[str, Term]:
    """A school's terms by name."""
    return {row.name: row for row in db.scalars(select(Term).where(Term.school_id == school_id))}


def closed_days_of(db: Session, school_id: int) -> dict[date, SchoolDay]:
    """A school's weekdays without school."""
    rows = db.scalars(select(SchoolDay).where(SchoolDay.school_id == school_id))
    return {row.on_date: row for row in rows}


def newest_policy(db: Session, school_id: int) -> PolicyVersion | None:
    """The policy version that came last, begun or not."""
    newest = PolicyVersion.from_on.desc(), PolicyVersion.id.desc()
    return db.scalar(
        select(PolicyVersion).where(PolicyVersion.school_id == school_id).order_by(*newest).limit(1)
    )


def upns_on_roll(db: Session, school_id: int, on: date) -> frozenset[str]:
    """The UPNs of the pupils who have a place in a school on a day."""
    rows = db.scalars(
        select(Pupil.upn)
        .join(Enrolment, Enrolment.pupil_id == Pupil.id)
        .where(Enrolment.school_id == school_id, Enrolment.from_on <= on, _open_on(on))
    )
    return frozenset(rows)


def load_people(
    db: Session,
    organisation_id: int,
    school_id: int,
    upns: Collection[str],
    references: Collection[str],
    today: date,
) -> PeopleOnRecord:
    """The people a school has, and those of its organisation that its files name, in about ten queries.

    Args:
        db: the database session.
        organisation_id, school_id: whose.
        upns, references: the pupils and contacts in the files.
        today: the school's day; a place elsewhere counts when it has not ended.
    """
    pupils = _pupils(db, organisation_id, school_id, upns)
    ids = [pupil.id for pupil in pupils.values()]
    links = {
        (link.pupil_id, link.contact_id): link
        for part in _parts(ids)
        for link in db.scalars(select(PupilContact).where(PupilContact.pupil_id.in_(part)))
    }
    contacts = _contacts(db, organisation_id, references, {contact_id for _, contact_id in links})
    contact_ids = [contact.id for contact in contacts.values()]
    return PeopleOnRecord(
        pupils=pupils,
        enrolments=_enrolments(db, school_id),
        addresses=_addresses(db, ids),
        contacts=contacts,
        points=_points(db, contact_ids),
        links=links,
        elsewhere=_elsewhere(db, school_id, ids, today),
        outsiders=_outsiders(db, contact_ids, set(ids)),
    )


def remove_points(db: Session, points: Collection[ContactPoint]) -> None:
    """Forget numbers that are no longer a contact's. What was sent to them keeps the number it went to."""
    ids = [point.id for point in points]
    for part in _parts(ids):
        db.execute(
            update(OutboundMessage)
            .where(OutboundMessage.contact_point_id.in_(part))
            .values(contact_point_id=None)
        )
        db.execute(delete(ContactPoint).where(ContactPoint.id.in_(part)))


def _pupils(db: Session, organisation_id: int, school_id: int, upns: Collection[str]) -> dict[str, Pupil]:
    here = select(Enrolment.pupil_id).where(Enrolment.school_id == school_id)
    found = {pupil.upn: pupil for pupil in db.scalars(select(Pupil).where(Pupil.id.in_(here)))}
    for part in _parts(set(upns) - found.keys()):
        named = select(Pupil).where(Pupil.organisation_id == organisation_id, Pupil.upn.in_(part))
        found |= {pupil.upn: pupil for pupil in db.scalars(named)}
    return found


def _enrolments(db: Session, school_id: int) -> dict[int, list[Enrolment]]:
    found: dict[int, list[Enrolment]] = {}
    for row in db.scalars(
        select(Enrolment).where(Enrolment.school_id == school_id).order_by(Enrolment.from_on)
    ):
        found.setdefault(row.pupil_id, []).append(row)
    return found


def _addresses(db: Session, pupil_ids: Collection[int]) -> dict[int, Address]:
    return {
        row.pupil_id: row
        for part in _parts(pupil_ids)
        for row in db.scalars(select(Address).where(Address.pupil_id.in_(part)))
    }


def _contacts(
    db: Session, organisation_id: int, references: Collection[str], linked: Collection[int]
) -> dict[str, Contact]:
    found: dict[str, Contact] = {}
    for ids in _parts(linked):
        found |= {row.reference: row for row in db.scalars(select(Contact).where(Contact.id.in_(ids)))}
    for part in _parts(set(references) - found.keys()):
        named = select(Contact).where(Contact.organisation_id == organisation_id, Contact.reference.in_(part))
        found |= {row.reference: row for row in db.scalars(named)}
    return found


def _points(db: Session, contact_ids: Collection[int]) -> dict[int, dict[str, ContactPoint]]:
    found: dict[int, dict[str, ContactPoint]] = {contact_id: {} for contact_id in contact_ids}
    for part in _parts(contact_ids):
        for row in db.scalars(select(ContactPoint).where(ContactPoint.contact_id.in_(part))):
            found[row.contact_id][row.number] = row
    return found


def _elsewhere(db: Session, school_id: int, pupil_ids: Collection[int], today: date) -> frozenset[int]:
    return frozenset(
        pupil_id
        for part in _parts(pupil_ids)
        for pupil_id in db.scalars(
            select(Enrolment.pupil_id).where(
                Enrolment.pupil_id.in_(part), Enrolment.school_id != school_id, _open_on(today)
            )
        )
    )


def _outsiders(db: Session, contact_ids: Collection[int], pupil_ids: set[int]) -> frozenset[int]:
    return frozenset(
        contact_id
        for part in _parts(contact_ids)
        for contact_id, pupil_id in db.execute(
            select(PupilContact.contact_id, PupilContact.pupil_id).where(PupilContact.contact_id.in_(part))
        )
        if pupil_id not in pupil_ids
    )


def _open_on(on: date) -> ColumnElement[bool]:
    return or_(Enrolment.to_on.is_(None), Enrolment.to_on >= on)


def _parts(values: Collection[T]) -> Iterator[list[T]]:
    every = list(values)
    return (every[start : start + AT_ONCE] for start in range(0, len(every), AT_ONCE))
