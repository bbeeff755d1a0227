"""Everything the school knows about one pupil's attendance, read for one page."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from storage.models import (
    AbsenceReport,
    Address,
    Case,
    CaseEvent,
    Contact,
    Enrolment,
    Mark,
    MarkEntry,
    OutboundCase,
    OutboundMessage,
    Pupil,
    RegistrationGroup,
    Task,
)
from storage.work import PersonToReach, people_around

#: So many of each kind are shown, the newest first. A school year has about 380 sessions.
NEWEST = 400


@dataclass(frozen=True, slots=True)
class PupilRecord:
    """A pupil with class, people, address and every trace that absence has left."""

    pupil: Pupil
    group: str
    enrolled_from: date
    enrolled_to: date | None
    people: tuple[PersonToReach, ...]
    address: Address | None
    marks: tuple[Mark, ...]
    entries: tuple[tuple[MarkEntry, Mark], ...]
    reports: tuple[tuple[AbsenceReport, Contact | None], ...]
    messages: tuple[OutboundMessage, ...]
    events: tuple[CaseEvent, ...]
    tasks: tuple[Task, ...]


def find_pupil_record(db: Session, school_id: int, pupil_id: int) -> PupilRecord | None:
    """A pupil who is or was on a school's roll, or None when the school has no such pupil."""
    row = db.execute(
        select(Pupil, RegistrationGroup.name, Enrolment, Address)
        .join(Enrolment, Enrolment.pupil_id == Pupil.id)
        .join(RegistrationGroup, RegistrationGroup.id == Enrolment.group_id)
        .outerjoin(Address, Address.pupil_id == Pupil.id)
        .where(Pupil.id == pupil_id, Enrolment.school_id == school_id)
        .order_by(Enrolment.from_on.desc())
        .limit(1)
    ).first()
    if row is None:
        return None
    pupil, group, enrolment, address = row
    entries = _entries(db, school_id, pupil_id)
    reports = _reports(db, school_id, pupil_id)
    return PupilRecord(
        pupil=pupil,
        group=group,
        enrolled_from=enrolment.from_on,
        enrolled_to=enrolment.to_on,
        people=tuple(people_around(db, [pupil_id]).get(pupil_id, ())),
        address=address,
        marks=_marks(db, school_id, pupil_id),
        entries=entries,
        reports=reports,
        messages=_messages(db, school_id, pupil_id),
        events=_events(db, school_id, pupil_id),
        tasks=_tasks(db, school_id, pupil_id),
    )


def _marks(db: Session, school_id: int, pupil_id: int) -> tuple[Mark, ...]:
    return tuple(
        db.scalars(
            select(Mark)
            .where(Mark.pupil_id == pupil_id, Mark.school_id == school_id)
            .order_by(Mark.on_date.desc(), Mark.session.desc())
            .limit(NEWEST)
        )
    )


def _entries(db: Session, school_id: int, pupil_id: int) -> tuple[tuple[MarkEntry, Mark], ...]:
    rows = db.execute(
        select(MarkEntry, Mark)
        .join(Mark, Mark.id == MarkEntry.mark_id)
        .where(Mark.pupil_id == pupil_id, Mark.school_id == school_id)
        .order_by(MarkEntry.at.desc(), MarkEntry.id.desc())
        .limit(NEWEST)
    )
    return tuple((entry, mark) for entry, mark in rows)


def _reports(db: Session, school_id: int, pupil_id: int) -> tuple[tuple[AbsenceReport, Contact | None], ...]:
    rows = db.execute(
        select(AbsenceReport, Contact)
        .outerjoin(Contact, Contact.id == AbsenceReport.contact_id)
        .where(AbsenceReport.pupil_id == pupil_id, AbsenceReport.school_id == school_id)
        .order_by(AbsenceReport.created_at.desc(), AbsenceReport.id.desc())
        .limit(NEWEST)
    )
    return tuple((report, contact) for report, contact in rows)


def _messages(db: Session, school_id: int, pupil_id: int) -> tuple[OutboundMessage, ...]:
    """What was written about this pupil: for a case of theirs, or in answer to a report about them."""
    for_case = (
        select(OutboundCase.outbound_id)
        .join(Case, Case.id == OutboundCase.case_id)
        .where(Case.pupil_id == pupil_id, Case.school_id == school_id)
    )
    answered = select(AbsenceReport.inbound_message_id).where(
        AbsenceReport.pupil_id == pupil_id,
        AbsenceReport.school_id == school_id,
        AbsenceReport.inbound_message_id.is_not(None),
    )
    return tuple(
        db.scalars(
            select(OutboundMessage)
            .where(
                or_(OutboundMessage.id.in_(for_case), OutboundMessage.inbound_message_id.in_(answered)),
                or_(OutboundMessage.school_id == school_id, OutboundMessage.school_id.is_(None)),
            )
            .order_by(OutboundMessage.created_at.desc(), OutboundMessage.id.desc())
            .limit(NEWEST)
        )
    )


def _events(db: Session, school_id: int, pupil_id: int) -> tuple[CaseEvent, ...]:
    return tuple(
        db.scalars(
            select(CaseEvent)
            .join(Case, Case.id == CaseEvent.case_id)
            .where(Case.pupil_id == pupil_id, Case.school_id == school_id)
            .order_by(CaseEvent.at.desc(), CaseEvent.id.desc())
            .limit(NEWEST)
        )
    )


def _tasks(db: Session, school_id: int, pupil_id: int) -> tuple[Task, ...]:
    return tuple(
        db.scalars(
            select(Task)
            .where(Task.pupil_id == pupil_id, Task.school_id == school_id)
            .order_by(Task.created_at.desc(), Task.id.desc())
            .limit(NEWEST)
        )
    )
