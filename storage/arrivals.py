"""Who came in and who went out at the desk."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from storage.models import AbsenceReport, Arrival, Enrolment, Mark, Pupil, Register, RegistrationGroup
from storage.records import lock_of_school
from storage.roll import is_on_roll

ENTERED = Arrival.undone_at.is_(None)


def movements(db: Session, pupil_ids: Iterable[int], days: Iterable[date]) -> list[Arrival]:
    """What some pupils did at the desk on some days, in order; what was undone is left out."""
    return list(
        db.scalars(
            select(Arrival)
            .where(Arrival.pupil_id.in_(list(pupil_ids)), Arrival.on_date.in_(list(days)), ENTERED)
            .order_by(Arrival.at, Arrival.id)
        )
    )


def last_movement(db: Session, pupil_id: int, on: date) -> Arrival | None:
    """The last thing a pupil did at the desk that day."""
    found = movements(db, [pupil_id], [on])
    return found[-1] if found else None


def find_arrival(db: Session, school_id: int, arrival_id: int) -> Arrival | None:
    """A row of a school's desk, locked for the change that follows."""
    return lock_of_school(db, Arrival, school_id, arrival_id)


def desk_of_day(db: Session, school_id: int, on: date) -> list[tuple[Arrival, Pupil, str]]:
    """Everything that happened at a school's desk on a day, the last first, with pupil and class."""
    rows = db.execute(
        select(Arrival, Pupil, RegistrationGroup.name)
        .join(Pupil, Pupil.id == Arrival.pupil_id)
        .join(
            Enrolment,
            (Enrolment.pupil_id == Pupil.id) & (Enrolment.school_id == school_id) & is_on_roll(on),
        )
        .join(RegistrationGroup, RegistrationGroup.id == Enrolment.group_id)
        .where(Arrival.school_id == school_id, Arrival.on_date == on)
        .order_by(Arrival.at.desc(), Arrival.id.desc())
    )
    return [(arrival, pupil, group) for arrival, pupil, group in rows]


def find_pupils(db: Session, school_id: int, on: date, words: str, most: int) -> list[tuple[Pupil, str]]:
    """The pupils on roll whose names hold every word that was typed, with their classes, by name."""
    statement = (
        select(Pupil, RegistrationGroup.name)
        .join(Enrolment, Enrolment.pupil_id == Pupil.id)
        .join(RegistrationGroup, RegistrationGroup.id == Enrolment.group_id)
        .where(
            Enrolment.school_id == school_id,
            is_on_roll(on),
        )
        .order_by(Pupil.last_name, Pupil.first_name, Pupil.id)
        .limit(most)
    )
    for word in words.split():
        part = f"%{word.replace('%', '').replace('_', '')}%"
        names = (Pupil.first_name, Pupil.last_name, Pupil.known_as)
        statement = statement.where(or_(*(name.ilike(part) for name in names)))
    return [(pupil, group) for pupil, group in db.execute(statement)]


@dataclass(frozen=True, slots=True)
class Due:
    """A pupil who was to be in school by a time. Either arrival_id or report_id says who said so."""

    pupil_id: int
    school_id: int
    group_id: int
    on: date
    session: str
    due_at: datetime
    arrival_id: int | None
    report_id: int | None


def due_back(db: Session, since: datetime, until: datetime) -> list[Arrival]:
    """Pupils who went out, were to be back between two instants, and have not been asked about."""
    return list(
        db.scalars(
            select(Arrival)
            .where(
                Arrival.kind == "out",
                Arrival.returns_at > since,
                Arrival.returns_at <= until,
                Arrival.overdue_told_at.is_(None),
                ENTERED,
            )
            .order_by(Arrival.id)
            .with_for_update(skip_locked=True)
        )
    )


def announced(db: Session, days: Sequence[date]) -> list[tuple[AbsenceReport, Register, date]]:
    """Reports that say when a pupil comes in that day, who is away in a register that has come.

    Returns:
        each report that counts with the register of the session in which the pupil is still away.
    """
    rows = db.execute(
        select(AbsenceReport, Register, Mark.on_date)
        .join(
            Mark,
            (Mark.pupil_id == AbsenceReport.pupil_id)
            & Mark.on_date.in_(list(days))
            & (Mark.on_date >= AbsenceReport.first_on)
            & (AbsenceReport.last_on.is_(None) | (Mark.on_date <= AbsenceReport.last_on)),
        )
        .join(
            Register,
            (Register.group_id == Mark.group_id)
            & (Register.on_date == Mark.on_date)
            & (Register.session == Mark.session),
        )
        .where(
            AbsenceReport.time_kind == "arrives",
            AbsenceReport.first_on <= max(days),
            AbsenceReport.overdue_told_at.is_(None),
            AbsenceReport.at_time.is_not(None),
            AbsenceReport.state.in_(("provisional", "confirmed")),
            AbsenceReport.standing == "listed",
            AbsenceReport.sessions.in_(("day", Mark.session)),
            Mark.in_register,
            Mark.code.not_in(("/", "\\", "L", "U")),
            Register.received_at.is_not(None),
        )
        .order_by(AbsenceReport.id, Mark.on_date, Mark.session)
        .with_for_update(of=AbsenceReport, skip_locked=True)
    )
    return [(report, register, on) for report, register, on in rows]
