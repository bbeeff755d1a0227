"""Is every absence without a reason followed? What the whole product is there for, asked of the rows."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session

from rules.codes import NO_REASON_YET
from rules.sessions import local_instant
from storage.auditing import LAG, Found, days_round, gather
from storage.days import school_zone
from storage.models import (
    AbsenceReport,
    AgreedTimes,
    Arrival,
    Case,
    CaseDay,
    Closure,
    Mark,
    PlannedMark,
    Register,
    School,
)
from storage.reports import STANDING

#: Marks looked at closely in one audit; behind more than this is one cause.
MOST_MARKS = 1000


def marks_unfollowed(db: Session, now: datetime) -> list[Found]:
    """Absences without a reason in a register that was closed: no case, no listed report, no person's act.

    A sign-out, a planned mark, an agreed late start and a closure are acts of a person that explain a mark.
    """
    rows = _candidates(db, now)
    if not rows:
        return []
    closures, agreed = _closures(db, rows), _agreed(db, rows, now)
    left = [row for row in rows if not _is_shut(row, closures) and row.id not in agreed]
    return gather("mark_unfollowed", [(row.school_id, 1, row.closed_at, row.id) for row in left])


def _candidates(db: Session, now: datetime) -> Sequence[Any]:
    of_day = and_(Arrival.pupil_id == Mark.pupil_id, Arrival.on_date == Mark.on_date)
    return db.execute(
        select(
            Mark.id,
            Mark.school_id,
            Mark.group_id,
            Mark.pupil_id,
            Mark.on_date,
            Mark.session,
            Register.closed_at,
        )
        .join(
            Register,
            and_(
                Register.group_id == Mark.group_id,
                Register.on_date == Mark.on_date,
                Register.session == Mark.session,
            ),
        )
        .where(
            Mark.code == NO_REASON_YET,
            Mark.on_date.in_(days_round(now)),
            Register.received_at.is_not(None),
            Register.closed_at < now - LAG,
            ~exists().where(Case.pupil_id == Mark.pupil_id, Case.closed_at.is_(None)),
            ~_had_case(),
            ~_has_report(),
            ~exists().where(of_day, Arrival.kind == "out", Arrival.undone_at.is_(None)),
            ~_is_planned(),
        )
        .order_by(Mark.id)
        .limit(MOST_MARKS)
    ).all()


def _had_case() -> ColumnElement[bool]:
    """A case of that day that a person has closed since."""
    return exists().where(
        CaseDay.case_id == Case.id, CaseDay.on_date == Mark.on_date, Case.pupil_id == Mark.pupil_id
    )


def _has_report() -> ColumnElement[bool]:
    return exists().where(
        AbsenceReport.pupil_id == Mark.pupil_id,
        AbsenceReport.state.in_(STANDING),
        AbsenceReport.standing == "listed",
        AbsenceReport.first_on <= Mark.on_date,
        or_(AbsenceReport.last_on.is_(None), AbsenceReport.last_on >= Mark.on_date),
        or_(AbsenceReport.sessions == "day", AbsenceReport.sessions == Mark.session),
    )


def _is_planned() -> ColumnElement[bool]:
    return exists().where(
        PlannedMark.pupil_id == Mark.pupil_id,
        PlannedMark.from_on <= Mark.on_date,
        PlannedMark.to_on >= Mark.on_date,
        PlannedMark.ended_at.is_(None),
    )


def _closures(db: Session, rows: Sequence[Any]) -> dict[tuple[int, date], list[Closure]]:
    found = db.scalars(
        select(Closure).where(
            Closure.school_id.in_({row.school_id for row in rows}),
            Closure.on_date.in_({row.on_date for row in rows}),
            Closure.ended_at.is_(None),
        )
    )
    closures: dict[tuple[int, date], list[Closure]] = {}
    for closure in found:
        closures.setdefault((closure.school_id, closure.on_date), []).append(closure)
    return closures


def _is_shut(row: Any, closures: dict[tuple[int, date], list[Closure]]) -> bool:
    """Whether the class is among those that were sent home; from when in the session makes no odds here."""
    return any(
        (not closure.group_ids or row.group_id in closure.group_ids)
        and closure.sessions in ("day", row.session)
        for closure in closures.get((row.school_id, row.on_date), ())
    )


def _agreed(db: Session, rows: Sequence[Any], now: datetime) -> set[int]:
    """Marks of pupils whose own register has not closed yet."""
    found = db.execute(
        select(AgreedTimes, School)
        .join(School, School.id == AgreedTimes.school_id)
        .where(AgreedTimes.pupil_id.in_({row.pupil_id for row in rows}), AgreedTimes.ended_at.is_(None))
    ).all()
    return {
        row.id
        for row in rows
        for times, school in found
        if times.pupil_id == row.pupil_id
        and times.from_on <= row.on_date <= times.to_on
        and _closes_later(times, school, row.on_date, row.session, now)
    }


def _closes_later(times: AgreedTimes, school: School, on: date, session: str, now: datetime) -> bool:
    own = times.am_closes if session == "am" else times.pm_closes
    return own is not None and local_instant(on, own, school_zone(school)) > now - LAG
