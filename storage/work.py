"""Calls and visits: what people have to do, with everything they need beside it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import false, func, or_, select, true, update
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
    TaskPush,
    User,
)
from storage.pushes import pushes_of
from storage.roll import is_on_roll


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
    """A task with its pupil, its case, what was tried and who can be tried.

    message: of an inbox task. children: of one call for several, all of them. told: who was told of it.
    handed_to: the name of the colleague whose it is now.
    """

    task: Task
    pupil: Pupil | None
    group: str | None
    case: Case | None
    day_number: int | None
    events: tuple[CaseEvent, ...]
    people: tuple[PersonToReach, ...]
    address: Address | None
    message: InboundMessage | None
    children: tuple[Pupil, ...] = ()
    told: tuple[TaskPush, ...] = ()
    handed_to: str | None = None


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
    day_number = select(func.max(CaseDay.number)).where(CaseDay.case_id == Case.id).scalar_subquery()
    rows = db.execute(
        select(
            Task,
            Pupil,
            RegistrationGroup.name.label("group"),
            Case,
            InboundMessage,
            User.name.label("handed_to"),
            day_number.label("day_number"),
            Address,
        )
        .outerjoin(Pupil, Pupil.id == Task.pupil_id)
        .outerjoin(User, User.id == Task.for_user_id)
        .outerjoin(
            Enrolment,
            (Enrolment.pupil_id == Pupil.id) & (Enrolment.school_id == school_id) & is_on_roll(on),
        )
        .outerjoin(RegistrationGroup, RegistrationGroup.id == Enrolment.group_id)
        .outerjoin(Case, Case.id == Task.case_id)
        .outerjoin(InboundMessage, InboundMessage.id == Task.inbound_message_id)
        .outerjoin(Address, Address.pupil_id == Pupil.id if with_addresses else false())
        .where(
            Task.school_id == school_id,
            Task.done_at.is_(None),
            Task.kind.not_in(list(hidden_kinds)),
            Task.id == task_id if task_id is not None else true(),
        )
        .order_by(Task.urgent.desc(), Task.due_at, Task.id)
    ).all()
    case_ids = [row.Case.id for row in rows if row.Case is not None]
    pupil_ids = [row.Pupil.id for row in rows if row.Pupil is not None]
    task_ids = [row.Task.id for row in rows]
    events = events_of_cases(db, case_ids, hidden_kinds)
    children = children_of_tasks(db, task_ids)
    told = pushes_of(db, task_ids)
    people = people_around(db, pupil_ids)
    return tuple(
        OpenTask(
            task=row.Task,
            pupil=row.Pupil,
            group=row.group,
            case=row.Case,
            day_number=row.day_number,
            events=tuple(events.get(row.Case.id, ())) if row.Case else (),
            people=tuple(people.get(row.Pupil.id, ())) if row.Pupil else (),
            address=row.Address,
            message=row.InboundMessage,
            children=tuple(children.get(row.Task.id, ())),
            told=tuple(push for push, _ in told.get(row.Task.id, ())),
            handed_to=row.handed_to,
        )
        for row in rows
    )


#: Tasks that their own part of the product sees to when nobody does them.
SEEN_TO_ELSEWHERE = ("inbox", "register", "class_check", "ring_colleague")


def claim_overdue(db: Session, now: datetime, limit: int) -> list[Task]:
    """Claim tasks whose deadline has passed undone, in one statement and once in their lives.

    Args:
        now: aware.
        limit: at most so many.
    """
    late = (
        select(Task.id)
        .where(
            Task.done_at.is_(None),
            Task.overdue_told_at.is_(None),
            Task.due_at <= now,
            Task.kind.not_in(SEEN_TO_ELSEWHERE),
        )
        .order_by(Task.due_at, Task.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return list(
        db.scalars(
            update(Task)
            .where(Task.id.in_(late), Task.overdue_told_at.is_(None))
            .values(overdue_told_at=now)
            .returning(Task)
            .execution_options(synchronize_session=False, populate_existing=True)
        )
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


def events_of_cases(
    db: Session, case_ids: Sequence[int], hidden_kinds: Iterable[str] = ()
) -> dict[int, list[CaseEvent]]:
    """What happened to some cases, in the order in which it happened.

    Args:
        hidden_kinds: what happened to tasks of these kinds is left out.
    """
    events: dict[int, list[CaseEvent]] = {}
    if case_ids:
        hidden = select(Task.id).where(Task.case_id.in_(case_ids), Task.kind.in_(list(hidden_kinds)))
        for event in db.scalars(
            select(CaseEvent)
            .where(
                CaseEvent.case_id.in_(case_ids),
                or_(CaseEvent.task_id.is_(None), CaseEvent.task_id.not_in(hidden)),
            )
            .order_by(CaseEvent.at, CaseEvent.id)
        ):
            events.setdefault(event.case_id, []).append(event)
    return events


def children_of_tasks(db: Session, task_ids: Sequence[int]) -> dict[int, list[Pupil]]:
    """The children of each task that is for several, in the order of their names."""
    if not task_ids:
        return {}
    rows = db.execute(
        select(CaseEvent.task_id, Pupil)
        .join(Case, Case.id == CaseEvent.case_id)
        .join(Pupil, Pupil.id == Case.pupil_id)
        .where(CaseEvent.task_id.in_(task_ids), CaseEvent.kind == "task", Case.closed_at.is_(None))
        .order_by(Pupil.first_name, Pupil.id)
        .distinct()
    )
    found: dict[int, list[Pupil]] = {}
    for task_id, pupil in rows:
        found.setdefault(task_id or 0, []).append(pupil)
    return {task_id: pupils for task_id, pupils in found.items() if len(pupils) > 1}


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
