"""Who a number belongs to, and the children around them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from rules.contacts import PupilLink
from storage.models import (
    Contact,
    ContactPoint,
    Enrolment,
    Line,
    LineSchool,
    Pupil,
    PupilContact,
    RegistrationGroup,
    School,
)
from storage.roll import is_on_roll


@dataclass(frozen=True, slots=True)
class LineInUse:
    """A line and the schools it serves, in a fixed order."""

    id: int
    organisation_id: int
    schools: tuple[School, ...]


@dataclass(frozen=True, slots=True)
class ChildOnRoll:
    """A pupil of one of the line's schools. group: the class."""

    pupil: Pupil
    school_id: int
    group: str


@dataclass(frozen=True, slots=True)
class NumberHolders:
    """Everybody who has a number.

    languages: each contact's language. links: each contact's links, as `check_speaker` of the rules reads
    them: those to children of the line's schools, and any other that says "must not be contacted".
    children: on roll in the line's schools, each once.
    """

    languages: dict[int, str]
    links: dict[int, list[PupilLink]]
    children: tuple[ChildOnRoll, ...]


#: Asked twice for every message, so it is put together once.
HOLDERS = (
    select(ContactPoint.dead_at, Contact, PupilContact, Pupil, Enrolment.school_id, RegistrationGroup.name)
    .join(Contact, Contact.id == ContactPoint.contact_id)
    .outerjoin(PupilContact, PupilContact.contact_id == Contact.id)
    .outerjoin(Pupil, Pupil.id == PupilContact.pupil_id)
    .outerjoin(
        Enrolment,
        (Enrolment.pupil_id == Pupil.id)
        & Enrolment.school_id.in_(bindparam("school_ids", expanding=True))
        & is_on_roll(bindparam("on")),
    )
    .outerjoin(RegistrationGroup, RegistrationGroup.id == Enrolment.group_id)
    .where(
        ContactPoint.organisation_id == bindparam("organisation_id"),
        ContactPoint.number == bindparam("number"),
    )
    .order_by(Contact.id, Pupil.year.desc(), Pupil.id, Enrolment.school_id)
)


def find_line(db: Session, number: str) -> LineInUse | None:
    """The line with a number (E.164), or None when it is not one of ours."""
    return _line(db, Line.number == number)


def get_line(db: Session, line_id: int) -> LineInUse:
    """A line by its id. Raises LookupError when there is none, or when it serves no school."""
    found = _line(db, Line.id == line_id)
    if found is None:
        raise LookupError(f"line {line_id} serves no school: import the school again")
    return found


def holders_of_number(
    db: Session, organisation_id: int, number: str, school_ids: Iterable[int], on: date
) -> NumberHolders:
    """The contacts with a number, their links and children, in one query.

    A number noted as dead may be a stranger's by now: it lets nobody speak for a child, but still keeps out
    somebody who must not be contacted.

    Args:
        number: E.164.
        school_ids: the schools of the line that was written to.
        on: the school's day.
    """
    asked = {"organisation_id": organisation_id, "number": number, "school_ids": list(school_ids), "on": on}
    rows = db.execute(HOLDERS, asked).all()
    languages: dict[int, str] = {}
    links: dict[int, list[PupilLink]] = {}
    children: dict[int, ChildOnRoll] = {}
    for dead_at, contact, link, pupil, school_id, group in rows:
        alive = dead_at is None
        if alive and contact.ended_on is None:
            languages[contact.id] = contact.language
            links.setdefault(contact.id, [])
        if link is None or (not link.must_not_be_contacted and not (alive and school_id is not None)):
            continue
        links.setdefault(contact.id, []).append(_link(link, contact))
        if alive and school_id is not None and _link(link, contact).is_current(on):
            children.setdefault(pupil.id, ChildOnRoll(pupil, school_id, group))
    return NumberHolders(languages, links, tuple(children.values()))


def pupils_on_roll(db: Session, school_ids: Iterable[int], on: date) -> list[ChildOnRoll]:
    """Every pupil of some schools on a day, for finding one by full name."""
    rows = db.execute(
        select(Pupil, Enrolment.school_id, RegistrationGroup.name)
        .join(Enrolment, Enrolment.pupil_id == Pupil.id)
        .join(RegistrationGroup, RegistrationGroup.id == Enrolment.group_id)
        .where(
            Enrolment.school_id.in_(list(school_ids)),
            is_on_roll(on),
        )
        .order_by(Pupil.id)
    )
    return [ChildOnRoll(pupil, school_id, group) for pupil, school_id, group in rows]


def _line(db: Session, condition: object) -> LineInUse | None:
    rows = db.execute(
        select(Line, School)
        .join(LineSchool, LineSchool.line_id == Line.id)
        .join(School, School.id == LineSchool.school_id)
        .where(condition)  # type: ignore[arg-type]
        .order_by(School.id)
    ).all()
    if not rows:
        return None
    line = rows[0][0]
    return LineInUse(line.id, line.organisation_id, tuple(school for _, school in rows))


def _link(link: PupilContact, contact: Contact) -> PupilLink:
    """A link as the rules read it; it ends with the contact."""
    read = PupilLink(
        contact_id=link.contact_id,
        pupil_id=link.pupil_id,
        order=link.order,
        may_report=link.may_report,
        may_be_told=link.may_be_told,
        must_not_be_contacted=link.must_not_be_contacted,
        court_restriction=link.court_restriction,
        from_on=link.from_on,
        to_on=link.to_on,
        professional=contact.kind == "professional",
    )
    if contact.ended_on is None or (read.to_on is not None and read.to_on <= contact.ended_on):
        return read
    return replace(read, to_on=contact.ended_on)
