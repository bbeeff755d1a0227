"""Calls and visits: what people have to do, with everything they need beside it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select, true
from sqlalchemy.orm import Session

from storage.models import (
    Address,
    Case,
    CaseDay,
    CaseEvent,
    Contact,
    ContactPoint,
    Enrolment,
    InboundMessage,
    Pupil,
    PupilContact,
    RegistrationGroup,
    Task,
)


@dataclass(frozen=True, slots=True)
class PersonToReach:
    """A contact in the listed order, what they are to the pupil, and their living numbers."""

    contact: Contact
    link: PupilContact
    numbers: tuple[str, ...]

    def may_be_rung(self, on: date) -> bool:
        """Whether the record lets the school ring this person about this pupil on a day."""
        link = self.link
        current = (link.from_on is None or link.from_on <= on) and (link.to_on is None or on <= link.to_on)
        barred = link.must_not_be_contacted or link.court_restriction or not link.may_be_told
        return current and not barred and self.contact.ended_on is None


@dataclass(frozen=True, slots=True)
class OpenTask:
    """A task with its pupil, its case, what was tried and who can be tried. message: of an inbox task."""

    task: Task
    pupil: Pupil | None
    group: str | None
    case: Case | None
    day_number: int | None
    events: tuple[CaseEvent, ...]
    people: tuple[PersonToReach, ...]
    address: Address | None
    message: InboundMessage | None


def open_tasks(
    db: Session,
    school_id: int,
    on: date,
    *,
    hidden_kinds: Iterable[str] = (),
    with_addresses: bool = False,
    task_id: int | None = None,
) -> tuple[OpenTask, ...]:
    """A school's open tasks: the urgent first, then by the time they are due.

    Args:
        on: today, in the school's zone. hidden_kinds: kinds that the person at the screen may not see.
        with_addresses: read addresses and hazards too, for the roles that may see them.
        task_id: this one only.
    """
    rows = db.execute(
        select(Task, Pupil, RegistrationGroup.name, Case, InboundMessage)
        .outerjoin(Pupil, Pupil.id == Task.pupil_id)
        .outerjoin(
            Enrolment,
            (Enrolment.pupil_id == Pupil.id)
            & (Enrolment.school_id == school_id)
            & (Enrolment.from_on <= on)
            & (Enrolment.to_on.is_(None) | (Enrolment.to_on >= on)),
        )
        .outerjoin(RegistrationGroup, RegistrationGroup.id == Enrolment.group_id)
        .outerjoin(Case, Case.id == Task.case_id)
        .outerjoin(InboundMessage, InboundMessage.id == Task.inbound_message_id)
        .where(
            Task.school_id == school_id,
            Task.done_at.is_(None),
            Task.kind.not_in(list(hidden_kinds)),
            Task.id == task_id if task_id is not None else true(),
        )
        .order_by(Task.urgent.desc(), Task.due_at, Task.id)
    ).all()
    case_ids = [case.id for _, _, _, case, _ in rows if case is not None]
    pupil_ids = [pupil.id for _, pupil, _, _, _ in rows if pupil is not None]
    days = _day_numbers(db, case_ids)
    events = events_of_cases(db, case_ids)
    people = people_around(db, pupil_ids)
    addresses = _addresses(db, pupil_ids) if with_addresses else {}
    return tuple(
        OpenTask(
            task=task,
            pupil=pupil,
            group=group,
            case=case,
            day_number=days.get(case.id) if case else None,
            events=tuple(events.get(case.id, ())) if case else (),
            people=tuple(people.get(pupil.id, ())) if pupil else (),
            address=addresses.get(pupil.id) if pupil else None,
            message=message,
        )
        for task, pupil, group, case, message in rows
    )


def find_task(db: Session, school_id: int, task_id: int) -> Task | None:
    """A task of a school, done or not, or None when the school has no such task."""
    return db.scalars(select(Task).where(Task.id == task_id, Task.school_id == school_id)).first()


def find_case_of(db: Session, school_id: int, case_id: int) -> Case | None:
    """A case of a school, or None when the school has no such case."""
    return db.scalars(select(Case).where(Case.id == case_id, Case.school_id == school_id)).first()


def is_contact_of(db: Session, pupil_id: int, contact_id: int) -> bool:
    """Whether a contact stands on a pupil's record."""
    link = select(PupilContact.id).where(
        PupilContact.pupil_id == pupil_id, PupilContact.contact_id == contact_id
    )
    return db.scalar(link.limit(1)) is not None


def newest_task_id(db: Session, school_id: int, hidden_kinds: Iterable[str] = ()) -> int:
    """The id of the task that was opened last; 0 when there is none."""
    condition = (Task.school_id == school_id) & Task.kind.not_in(list(hidden_kinds))
    return db.scalar(select(func.max(Task.id)).where(condition)) or 0


def tasks_done(
    db: Session, school_id: int, since: datetime, hidden_kinds: Collection[str] = (), limit: int = 10
) -> list[tuple[Task, Pupil | None]]:
    """The tasks a person finished since an instant, the last one first."""
    rows = db.execute(
        select(Task, Pupil)
        .outerjoin(Pupil, Pupil.id == Task.pupil_id)
        .where(
            Task.school_id == school_id,
            Task.done_at >= since,
            Task.done_by_name.is_not(None),
            Task.kind.not_in(list(hidden_kinds)),
        )
        .order_by(Task.done_at.desc())
        .limit(limit)
    )
    return [(task, pupil) for task, pupil in rows]


def events_of_cases(db: Session, case_ids: Sequence[int]) -> dict[int, list[CaseEvent]]:
    """What happened to some cases, in the order in which it happened."""
    events: dict[int, list[CaseEvent]] = {}
    if case_ids:
        for event in db.scalars(
            select(CaseEvent).where(CaseEvent.case_id.in_(case_ids)).order_by(CaseEvent.at, CaseEvent.id)
        ):
            events.setdefault(event.case_id, []).append(event)
    return events


def people_around(db: Session, pupil_ids: Sequence[int]) -> dict[int, list[PersonToReach]]:
    """The contacts of some pupils in the listed order, each with the living numbers in theirs."""
    if not pupil_ids:
        return {}
    rows = db.execute(
        select(PupilContact, Contact, ContactPoint.number)
        .join(Contact, Contact.id == PupilContact.contact_id)
        .outerjoin(ContactPoint, (ContactPoint.contact_id == Contact.id) & ContactPoint.dead_at.is_(None))
        .where(PupilContact.pupil_id.in_(pupil_ids))
        .order_by(PupilContact.pupil_id, PupilContact.order, PupilContact.id, ContactPoint.position)
    ).all()
    numbers: dict[int, list[str]] = {}
    links: dict[int, tuple[PupilContact, Contact]] = {}
    for link, contact, number in rows:
        links[link.id] = (link, contact)
        numbers.setdefault(link.id, []).extend([number] if number else [])
    people: dict[int, list[PersonToReach]] = {}
    for link_id, (link, contact) in links.items():
        person = PersonToReach(contact, link, tuple(numbers[link_id]))
        people.setdefault(link.pupil_id, []).append(person)
    return people


def _day_numbers(db: Session, case_ids: Sequence[int]) -> dict[int, int]:
    if not case_ids:
        return {}
    rows = db.execute(
        select(CaseDay.case_id, func.max(CaseDay.number))
        .where(CaseDay.case_id.in_(case_ids))
        .group_by(CaseDay.case_id)
    )
    return {row[0]: row[1] for row in rows}


def _addresses(db: Session, pupil_ids: Sequence[int]) -> dict[int, Address]:
    found = db.scalars(select(Address).where(Address.pupil_id.in_(pupil_ids)))
    return {address.pupil_id: address for address in found}
