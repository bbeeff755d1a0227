"""Reading and writing marks. Every change leaves an entry."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.models import Enrolment, Mark
from storage.records import insert_each_once
from storage.roll import is_on_roll


def find_enrolment(db: Session, pupil_id: int, on: date) -> Enrolment | None:
    """The pupil's place on a day, or None when they are on no roll then."""
    return db.scalars(
        select(Enrolment)
        .where(
            Enrolment.pupil_id == pupil_id,
            is_on_roll(on),
        )
        .order_by(Enrolment.from_on.desc())
        .limit(1)
    ).first()


def enrolments_on(db: Session, pupil_id: int, days: Sequence[date]) -> dict[date, Enrolment]:
    """The pupil's place on each of some days; a day on which they are on no roll is left out.

    Args:
        days: in order.
    """
    if not days:
        return {}
    found = db.scalars(
        select(Enrolment)
        .where(
            Enrolment.pupil_id == pupil_id,
            Enrolment.from_on <= days[-1],
            (Enrolment.to_on.is_(None)) | (Enrolment.to_on >= days[0]),
        )
        .order_by(Enrolment.from_on)
    ).all()
    return {
        day: place
        for place in found
        for day in days
        if place.from_on <= day and (place.to_on is None or day <= place.to_on)
    }


def lock_marks(db: Session, places: Mapping[date, Enrolment], sessions: Sequence[str]) -> list[Mark]:
    """A pupil's marks, locked for the change that follows; one that says nothing yet where there is none.

    Two people who write about one child at the same moment both get the same marks, one after the other.

    Args:
        places: the pupil's place on each day.
        sessions: "am", "pm" or both, of every day.

    Returns:
        the marks, by day and session.
    """
    blank = [_blank_mark(place, on, session) for on, place in sorted(places.items()) for session in sessions]
    insert_each_once(db, Mark, blank)
    found = db.scalars(
        select(Mark)
        .where(
            Mark.enrolment_id.in_({place.id for place in places.values()}),
            Mark.on_date.in_(places),
            Mark.session.in_(sessions),
        )
        .order_by(Mark.on_date, Mark.session)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return [mark for mark in found if places[mark.on_date].id == mark.enrolment_id]


def _blank_mark(place: Enrolment, on: date, session: str) -> dict[str, Any]:
    return {
        "organisation_id": place.organisation_id,
        "school_id": place.school_id,
        "pupil_id": place.pupil_id,
        "enrolment_id": place.id,
        "group_id": place.group_id,
        "on_date": on,
        "session": session,
        "code": "",
    }


def marks_of_report(db: Session, report_id: int) -> list[Mark]:
    """Every mark that rests on a report, by day and session."""
    return list(
        db.scalars(select(Mark).where(Mark.report_id == report_id).order_by(Mark.on_date, Mark.session))
    )


def marks_of_enrolments(db: Session, enrolment_ids: Iterable[int], on: date, session: str) -> dict[int, Mark]:
    """The marks of many pupils for one session, by enrolment."""
    found = db.scalars(
        select(Mark).where(
            Mark.enrolment_id.in_(list(enrolment_ids)), Mark.on_date == on, Mark.session == session
        )
    )
    return {mark.enrolment_id: mark for mark in found}
