"""What is known beforehand: planned marks, and times that were agreed with a family."""

from collections.abc import Collection, Iterable
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.models import AgreedTimes, Enrolment, Mark, PlannedMark, Register
from storage.records import lock_of_school
from storage.roll import is_on_roll


def plans_on(db: Session, pupil_ids: Collection[int], on: date) -> list[PlannedMark]:
    """The plans of some pupils whose dates hold a day, oldest first; those that ended are left out."""
    found = db.scalars(
        select(PlannedMark)
        .where(
            PlannedMark.pupil_id.in_(pupil_ids),
            PlannedMark.from_on <= on,
            PlannedMark.to_on >= on,
            PlannedMark.ended_at.is_(None),
        )
        .order_by(PlannedMark.id)
    )
    return [plan for plan in found if _is_on(plan, on)]


def plans_of_school(db: Session, school_id: int, on: date) -> list[PlannedMark]:
    """Every plan of a school for a day, oldest first."""
    found = db.scalars(
        select(PlannedMark)
        .where(
            PlannedMark.school_id == school_id,
            PlannedMark.from_on <= on,
            PlannedMark.to_on >= on,
            PlannedMark.ended_at.is_(None),
        )
        .order_by(PlannedMark.id)
    )
    return [plan for plan in found if _is_on(plan, on)]


def _is_on(plan: PlannedMark, on: date) -> bool:
    return not plan.weekdays or on.weekday() in plan.weekdays


def plans_of_pupil(db: Session, pupil_id: int, since: date) -> list[PlannedMark]:
    """A pupil's plans that are not over, the soonest first."""
    return list(
        db.scalars(
            select(PlannedMark)
            .where(
                PlannedMark.pupil_id == pupil_id, PlannedMark.to_on >= since, PlannedMark.ended_at.is_(None)
            )
            .order_by(PlannedMark.from_on, PlannedMark.id)
        )
    )


def find_plan(db: Session, school_id: int, plan_id: int) -> PlannedMark | None:
    """A plan of a school, locked for the change that follows."""
    return lock_of_school(db, PlannedMark, school_id, plan_id)


def agreed_times(db: Session, pupil_ids: Collection[int], days: Iterable[date]) -> list[AgreedTimes]:
    """The times agreed for some pupils that hold on any of some days, the newest last."""
    every = list(days)
    return list(
        db.scalars(
            select(AgreedTimes)
            .where(
                AgreedTimes.pupil_id.in_(pupil_ids),
                AgreedTimes.from_on <= max(every),
                AgreedTimes.to_on >= min(every),
                AgreedTimes.ended_at.is_(None),
            )
            .order_by(AgreedTimes.id)
        )
    )


def agreed_of_pupil(db: Session, pupil_id: int, since: date) -> list[AgreedTimes]:
    """The times agreed for a pupil that are not over."""
    return list(
        db.scalars(
            select(AgreedTimes)
            .where(
                AgreedTimes.pupil_id == pupil_id, AgreedTimes.to_on >= since, AgreedTimes.ended_at.is_(None)
            )
            .order_by(AgreedTimes.from_on, AgreedTimes.id)
        )
    )


def find_agreed(db: Session, school_id: int, agreed_id: int) -> AgreedTimes | None:
    """Agreed times of a school, locked for the change that follows."""
    return lock_of_school(db, AgreedTimes, school_id, agreed_id)


def agreed_and_away(db: Session, days: Iterable[date]) -> list[tuple[AgreedTimes, Mark, Register]]:
    """Pupils with agreed times who are away and unexplained, in a register that was looked through."""
    every = list(days)
    rows = db.execute(
        select(AgreedTimes, Mark, Register)
        .join(Mark, (Mark.pupil_id == AgreedTimes.pupil_id) & Mark.on_date.in_(every))
        .join(
            Register,
            (Register.group_id == Mark.group_id)
            & (Register.on_date == Mark.on_date)
            & (Register.session == Mark.session),
        )
        .where(
            AgreedTimes.from_on <= Mark.on_date,
            AgreedTimes.to_on >= Mark.on_date,
            AgreedTimes.ended_at.is_(None),
            Mark.in_register,
            Mark.code == "N",
            Register.closed_at.is_not(None),
        )
        .order_by(AgreedTimes.id)
    )
    return [(agreed, mark, register) for agreed, mark, register in rows]


def plans_to_prefill(db: Session, days: Iterable[date]) -> list[tuple[PlannedMark, Enrolment, date, str]]:
    """Plans for sessions of some days whose mark says nothing yet, where a register is expected.

    Returns:
        plan, the pupil's place, day and session of each.
    """
    every = list(days)
    rows = db.execute(
        select(PlannedMark, Enrolment, Register.on_date, Register.session)
        .join(
            Enrolment,
            (Enrolment.pupil_id == PlannedMark.pupil_id) & (Enrolment.school_id == PlannedMark.school_id),
        )
        .join(
            Register,
            (Register.group_id == Enrolment.group_id)
            & Register.on_date.in_(every)
            & (Register.on_date >= PlannedMark.from_on)
            & (Register.on_date <= PlannedMark.to_on),
        )
        .outerjoin(
            Mark,
            (Mark.enrolment_id == Enrolment.id)
            & (Mark.on_date == Register.on_date)
            & (Mark.session == Register.session),
        )
        .where(
            PlannedMark.from_on <= max(every),
            PlannedMark.to_on >= min(every),
            PlannedMark.ended_at.is_(None),
            PlannedMark.sessions.in_(("day", Register.session)),
            is_on_roll(Register.on_date),
            Register.received_at.is_(None),
            Mark.id.is_(None) | (Mark.code == ""),
        )
        .order_by(PlannedMark.id)
    )
    return [(plan, place, on, session) for plan, place, on, session in rows if _is_on(plan, on)]
