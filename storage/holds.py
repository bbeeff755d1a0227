"""Holds: cases that a person keeps waiting together, for a while."""

from collections.abc import Collection, Iterable
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.models import Case, Enrolment, Hold, OutboundCase, OutboundMessage, Pupil
from storage.records import lock_of_school
from storage.roll import is_on_roll


def holds_now(db: Session, school_ids: Collection[int], now: datetime) -> list[Hold]:
    """The holds of some schools that hold at an instant, oldest first."""
    return list(
        db.scalars(
            select(Hold)
            .where(Hold.school_id.in_(school_ids), Hold.ended_at.is_(None), Hold.until > now)
            .order_by(Hold.id)
        )
    )


def holds_of_day(db: Session, school_id: int, on: date) -> list[Hold]:
    """A school's holds of a day, the newest first."""
    return list(
        db.scalars(
            select(Hold).where(Hold.school_id == school_id, Hold.on_date == on).order_by(Hold.id.desc())
        )
    )


def find_hold(db: Session, school_id: int, hold_id: int) -> Hold | None:
    """A hold of a school, locked for the change that follows."""
    return lock_of_school(db, Hold, school_id, hold_id)


def routes_of(db: Session, school_id: int, on: date) -> list[str]:
    """The bus routes that pupils of a school are on, by name."""
    return list(
        db.scalars(
            select(Pupil.route)
            .join(Enrolment, Enrolment.pupil_id == Pupil.id)
            .where(
                Enrolment.school_id == school_id,
                is_on_roll(on),
                Pupil.route.is_not(None),
            )
            .distinct()
            .order_by(Pupil.route)
        )
    )


def routes_of_pupils(db: Session, pupil_ids: Collection[int]) -> dict[int, str]:
    """Which route each of some pupils is on; those who are on none are left out."""
    rows = db.execute(select(Pupil.id, Pupil.route).where(Pupil.id.in_(pupil_ids), Pupil.route.is_not(None)))
    return {pupil_id: route for pupil_id, route in rows if route is not None}


def open_cases_of(
    db: Session, school_id: int, on: date, *, route: str | None = None, group_id: int | None = None
) -> list[Case]:
    """The open cases of the pupils on a route or of a class, locked, by id."""
    statement = (
        select(Case)
        .join(Pupil, Pupil.id == Case.pupil_id)
        .where(Case.school_id == school_id, Case.closed_at.is_(None))
        .order_by(Case.id)
        .with_for_update(of=Case, key_share=True)
        .execution_options(populate_existing=True)
    )
    if route is not None:
        return list(db.scalars(statement.where(Pupil.route == route)))
    members = select(Enrolment.pupil_id).where(
        Enrolment.school_id == school_id,
        Enrolment.group_id == group_id,
        is_on_roll(on),
    )
    return list(db.scalars(statement.where(Case.pupil_id.in_(members))))


def texts_waiting(db: Session, case_ids: Iterable[int]) -> list[OutboundMessage]:
    """Texts for some cases, and for no others, that nobody has claimed for sending; locked."""
    ids = list(case_ids)
    others = select(OutboundCase.outbound_id).where(OutboundCase.case_id.not_in(ids))
    return list(
        db.scalars(
            select(OutboundMessage)
            .where(
                OutboundMessage.state == "ready",
                OutboundMessage.id.in_(select(OutboundCase.outbound_id).where(OutboundCase.case_id.in_(ids))),
                OutboundMessage.id.not_in(others),
            )
            .order_by(OutboundMessage.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    )
