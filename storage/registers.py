"""Registers: which there should be, which have come, and which have closed."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.models import Enrolment, Mark, Pupil, Register, RegistrationGroup, School


def groups_of(db: Session, school_id: int, on: date) -> list[RegistrationGroup]:
    """A school's classes on a day, in register order."""
    return list(
        db.scalars(
            select(RegistrationGroup)
            .where(
                RegistrationGroup.school_id == school_id,
                (RegistrationGroup.ended_on.is_(None)) | (RegistrationGroup.ended_on > on),
            )
            .order_by(RegistrationGroup.position, RegistrationGroup.name)
        )
    )


def registers_of_day(db: Session, school_id: int, on: date) -> dict[tuple[int, str], Register]:
    """The registers a school has for a day, by class and session."""
    found = db.scalars(select(Register).where(Register.school_id == school_id, Register.on_date == on))
    return {(register.group_id, register.session): register for register in found}


def registers_to_close(db: Session, now: datetime, limit: int) -> list[Register]:
    """Received registers whose time to close has come; locked, so that one clock closes each."""
    return list(
        db.scalars(
            select(Register)
            .where(Register.closed_at.is_(None), Register.received_at.is_not(None), Register.closes_at <= now)
            .order_by(Register.closes_at, Register.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
            .execution_options(populate_existing=True)
        )
    )


def marks_with_pupils(db: Session, register: Register, code: str) -> list[tuple[Mark, Pupil]]:
    """The pupils of a class whose mark of one session is `code`."""
    rows = db.execute(
        select(Mark, Pupil)
        .join(Pupil, Pupil.id == Mark.pupil_id)
        .where(
            Mark.group_id == register.group_id,
            Mark.on_date == register.on_date,
            Mark.session == register.session,
            Mark.code == code,
        )
        .order_by(Pupil.id)
    )
    return [(mark, pupil) for mark, pupil in rows]


def enrolments_by_upn(db: Session, school_id: int, on: date, upns: Iterable[str]) -> dict[str, Enrolment]:
    """Where the pupils with these UPNs are on roll in a school on a day."""
    rows = db.execute(
        select(Pupil.upn, Enrolment)
        .join(Enrolment, Enrolment.pupil_id == Pupil.id)
        .where(
            Enrolment.school_id == school_id,
            Pupil.upn.in_(list(upns)),
            Enrolment.from_on <= on,
            (Enrolment.to_on.is_(None)) | (Enrolment.to_on >= on),
        )
    )
    return dict(rows.all())


def schools(db: Session) -> list[School]:
    """Every school, in a fixed order."""
    return list(db.scalars(select(School).order_by(School.id)))
