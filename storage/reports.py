"""Absence reports: as conversations, registers and cases look for them."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from storage.models import AbsenceReport, ReportSession

STANDING = ("provisional", "confirmed")


def standing_reports(db: Session, conversation_id: int, on: date, since: datetime) -> list[AbsenceReport]:
    """A conversation's reports that still stand and matter now, oldest first.

    Args:
        on: today, in the school's zone; reports whose days are over by then matter only when they are new.
        since: aware; a report made since then is new.
    """
    found = db.scalars(
        select(AbsenceReport)
        .where(AbsenceReport.conversation_id == conversation_id, AbsenceReport.state.in_(STANDING))
        .order_by(AbsenceReport.id)
    )
    return [
        report
        for report in found
        if report.last_on is None or report.last_on >= on or report.created_at >= since
    ]


def get_reports(db: Session, report_ids: Iterable[int]) -> list[AbsenceReport]:
    """Reports by their ids, locked, oldest first."""
    ids = list(report_ids)
    if not ids:
        return []
    return list(
        db.scalars(
            select(AbsenceReport)
            .where(AbsenceReport.id.in_(ids))
            .order_by(AbsenceReport.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    )


def end_report(db: Session, report: AbsenceReport, state: str, superseded_by_id: int | None = None) -> bool:
    """Withdraw or supersede a report that no person has decided on: a compare-and-set.

    Returns:
        False when somebody decided on it first; nothing was changed then.
    """
    changed = db.execute(
        update(AbsenceReport)
        .where(AbsenceReport.id == report.id, AbsenceReport.state == "provisional")
        .values(state=state, superseded_by_id=superseded_by_id, version=AbsenceReport.version + 1)
        .returning(AbsenceReport.id)
        .execution_options(synchronize_session=False)
    ).scalar_one_or_none()
    if changed is not None:
        db.refresh(report)
    return changed is not None


def speaks_of(db: Session, report_id: int, on: date) -> bool:
    """Whether a report has a session on a day."""
    found = db.scalar(
        select(ReportSession.id)
        .where(ReportSession.report_id == report_id, ReportSession.on_date == on)
        .limit(1)
    )
    return found is not None


def reports_covering(
    db: Session, pupil_ids: Iterable[int], on: date, session: str
) -> dict[int, AbsenceReport]:
    """The reports that count (from listed contacts, standing) and speak of a session, newest per pupil.

    Args:
        session: "am" or "pm"; a report of the whole day speaks of both.
    """
    found = db.scalars(
        select(AbsenceReport)
        .where(
            AbsenceReport.pupil_id.in_(list(pupil_ids)),
            AbsenceReport.state.in_(STANDING),
            AbsenceReport.standing == "listed",
            AbsenceReport.first_on <= on,
            (AbsenceReport.last_on.is_(None)) | (AbsenceReport.last_on >= on),
            AbsenceReport.sessions.in_(("day", session)),
        )
        .order_by(AbsenceReport.id)
    )
    return {report.pupil_id: report for report in found if report.pupil_id is not None}
