"""Closures: when part of a school, or all of it, is shut though the day had begun."""

from collections.abc import Collection, Iterable
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.models import Case, Closure, Enrolment, Mark, Register, School, SchoolDay
from storage.records import lock_of_school
from storage.roll import is_on_roll


def closures_now(db: Session, school_ids: Collection[int], days: Iterable[date]) -> list[Closure]:
    """The closures of some schools on some days that nobody has ended, oldest first."""
    return list(
        db.scalars(
            select(Closure)
            .where(
                Closure.school_id.in_(school_ids), Closure.on_date.in_(list(days)), Closure.ended_at.is_(None)
            )
            .order_by(Closure.id)
        )
    )


def closures_from(db: Session, school_id: int, on: date) -> list[Closure]:
    """A school's closures of a day and those to come, ended or not, the soonest first."""
    return list(
        db.scalars(
            select(Closure)
            .where(Closure.school_id == school_id, Closure.on_date >= on)
            .order_by(Closure.on_date, Closure.id)
        )
    )


def find_closure(db: Session, school_id: int, closure_id: int) -> Closure | None:
    """A closure of a school, locked for the change that follows."""
    return lock_of_school(db, Closure, school_id, closure_id)


def registers_on(db: Session, school_id: int, on: date) -> list[Register]:
    """A school's registers of a day, locked."""
    return list(
        db.scalars(
            select(Register)
            .where(Register.school_id == school_id, Register.on_date == on)
            .order_by(Register.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    )


def places_in(db: Session, group_ids: Collection[int], on: date) -> list[Enrolment]:
    """Everybody's place in some classes on a day, by pupil."""
    return list(
        db.scalars(
            select(Enrolment)
            .where(
                Enrolment.group_id.in_(group_ids),
                is_on_roll(on),
            )
            .order_by(Enrolment.pupil_id)
        )
    )


def cases_opened_on(db: Session, school_id: int, on: date, pupil_ids: Collection[int]) -> list[Case]:
    """Open cases of some pupils that began on a day, locked, by id."""
    return list(
        db.scalars(
            select(Case)
            .where(
                Case.school_id == school_id,
                Case.opened_on == on,
                Case.closed_at.is_(None),
                Case.pupil_id.in_(pupil_ids),
            )
            .order_by(Case.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    )


def sessions_missed(db: Session, pupil_ids: Collection[int], on: date) -> dict[int, set[str]]:
    """The sessions of a day in which each of some pupils is away with no reason, as a register said."""
    rows = db.execute(
        select(Mark.pupil_id, Mark.session).where(
            Mark.pupil_id.in_(pupil_ids), Mark.on_date == on, Mark.code == "N", Mark.in_register
        )
    )
    missed: dict[int, set[str]] = {}
    for pupil_id, session in rows:
        missed.setdefault(pupil_id, set()).add(session)
    return missed


def add_day_without_school(
    db: Session, *, organisation_id: int, school_id: int, on: date, kind: str, name: str
) -> bool:
    """Enter a weekday without school. Returns whether it was new."""
    known = db.scalar(select(SchoolDay.id).where(SchoolDay.school_id == school_id, SchoolDay.on_date == on))
    if known is not None:
        return False
    db.add(SchoolDay(organisation_id=organisation_id, school_id=school_id, on_date=on, kind=kind, name=name))
    db.flush()
    return True


def closures_to_apply(db: Session, days: Iterable[date]) -> list[tuple[Closure, str]]:
    """Closures of some days that were declared on an earlier day and have marked nobody; with their zones."""
    marked = select(Mark.id).where(
        Mark.school_id == Closure.school_id, Mark.on_date == Closure.on_date, Mark.code == Closure.code
    )
    expected = select(Register.id).where(
        Register.school_id == Closure.school_id, Register.on_date == Closure.on_date
    )
    rows = db.execute(
        select(Closure, School.time_zone)
        .join(School, School.id == Closure.school_id)
        .where(
            Closure.on_date.in_(list(days)), Closure.ended_at.is_(None), ~marked.exists(), expected.exists()
        )
        .order_by(Closure.id)
    )
    return [(closure, zone) for closure, zone in rows]
