"""What a person decides about a report, in their name and position; and how it is taken back."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from attendance.cases import (
    close_case_for_report,
    pause_for_report,
    reopen_case_for_report,
    resume_case_for_report,
)
from attendance.errors import NotAllowed, NotFound, Stale
from attendance.marks import UNCLEAR, confirm_report_marks, counts, place_report_marks, withdraw_report_marks
from attendance.people import Actor
from rules.codes import NO_REASON_YET, UnknownCode, WithdrawnCode, get_code
from storage.days import school_zone
from storage.marks import find_enrolment
from storage.models import AbsenceReport, Enrolment, Register, School

HEAD_ONLY = "head"
LONGEST_REASON = 500


def approve(db: Session, report_id: int, version: int, actor: Actor, now: datetime) -> str:
    """Confirm the proposed code.

    Args:
        version: of the report, as the person saw it.

    Returns:
        a sentence on what follows.

    Raises:
        NotFound, Stale: it is not there, or somebody was first.
        NotAllowed: the head decides, the sender is not listed, or nobody knows which child it is about.
    """
    report = _open_report(db, report_id, version)
    _check_may_decide(report, report.code, actor)
    if report.standing == UNCLEAR:
        raise NotAllowed("Read the message first, then amend this report to say what it means.")
    if report.code == NO_REASON_YET:
        raise NotAllowed("No reason is known yet: ask the family, then amend this report.")
    if not counts(report):
        raise NotAllowed(
            "The sender may not report for this child. Ask a listed contact, then amend this report and say "
            "whom you asked."
        )
    return _confirm(db, report, report.code, report.why, actor, now)


def amend(
    db: Session, report_id: int, version: int, code: str, reason: str, actor: Actor, now: datetime
) -> str:
    """Confirm another code than the one proposed, and say why.

    A report from somebody who is not listed counts from here on, because a person has checked it.

    Raises:
        NotFound, Stale, NotAllowed: as `approve`; also for a code that cannot be used on that day, and a
            missing or overlong reason.
    """
    report = _open_report(db, report_id, version)
    code = _check_code(report, code)
    _check_reason(reason)
    _check_may_decide(report, code, actor)
    if not counts(report):
        report.standing = "listed"
        place_report_marks(db, report, now)
        pause_for_report(db, report, now)
    return _confirm(db, report, code, reason.strip(), actor, now)


def reject(db: Session, report_id: int, version: int, reason: str, actor: Actor, now: datetime) -> str:
    """Refuse a report: its marks go back to `N`, and the follow-up goes on.

    Raises:
        NotFound, Stale, NotAllowed: as `amend`.
    """
    report = _open_report(db, report_id, version)
    _check_reason(reason)
    _decide(report, "rejected", None, reason.strip(), actor, now)
    withdraw_report_marks(db, report, f"Report rejected: {reason.strip()}", actor, now)
    resumed = resume_case_for_report(db, report, now, f"{actor.name} rejected the reason.", actor)
    _look_again(db, report)
    return "Rejected. The follow-up goes on." if resumed else "Rejected."


def undo(db: Session, report_id: int, version: int, actor: Actor, now: datetime) -> str:
    """Take a decision back: the report waits for a person again.

    Raises:
        NotFound, Stale: as `approve`. NotAllowed: nobody has decided it yet, or it was replaced since.
    """
    report = _get_report(db, report_id, version)
    if report.state not in ("confirmed", "rejected"):
        raise NotAllowed("Nobody has decided this report, so there is nothing to take back.")
    if report.state == "confirmed":
        reopen_case_for_report(db, report, actor, now)
    else:
        pause_for_report(db, report, now)
    reason = f"{actor.name} took the decision back."
    withdraw_report_marks(db, report, reason, actor, now)
    report.state, report.version = "provisional", report.version + 1
    report.reviewed_at = report.reviewed_by_id = report.reviewed_by_name = None
    report.reviewed_by_position = report.review_code = report.review_reason = None
    place_report_marks(db, report, now)
    return "Taken back. It is waiting for a decision again."


def assign_pupil(
    db: Session, report_id: int, version: int, pupil_id: int, actor: Actor, now: datetime
) -> str:
    """Say which child a report is about, when the sender left it open.

    Raises:
        NotFound, Stale: as `approve`. NotAllowed: the child is not on roll in this school.
    """
    report = _open_report(db, report_id, version)
    if report.pupil_id is not None:
        raise NotAllowed("This report is already about a child. Reject it if that child is wrong.")
    place = find_enrolment(db, pupil_id, report.first_on)
    if place is None or place.school_id != report.school_id:
        raise NotAllowed("That child is not on roll in this school.")
    report.pupil_id, report.version = pupil_id, report.version + 1
    place_report_marks(db, report, now)
    pause_for_report(db, report, now)
    return f"{actor.name} named the child."


def _confirm(db: Session, report: AbsenceReport, code: str, reason: str, actor: Actor, now: datetime) -> str:
    _decide(report, "confirmed", code, reason, actor, now)
    confirm_report_marks(db, report, code, reason, actor, now)
    follow_up = close_case_for_report(db, report, actor, now)
    return f"Confirmed as {code}. {follow_up}".strip()


def _decide(
    report: AbsenceReport, state: str, code: str | None, reason: str, actor: Actor, now: datetime
) -> None:
    report.state, report.version = state, report.version + 1
    report.reviewed_at, report.reviewed_by_id = now, actor.user_id
    report.reviewed_by_name, report.reviewed_by_position = actor.name, actor.position
    report.review_code, report.review_reason = code, reason


def _get_report(db: Session, report_id: int, version: int) -> AbsenceReport:
    report = db.scalars(
        select(AbsenceReport)
        .where(AbsenceReport.id == report_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).first()
    if report is None:
        raise NotFound("That report is not in this school's list.")
    if report.version != version:
        raise Stale(f"{_who_was_first(db, report)} Nothing was changed: look again before you decide.")
    return report


def _open_report(db: Session, report_id: int, version: int) -> AbsenceReport:
    report = _get_report(db, report_id, version)
    if report.state != "provisional":
        raise Stale(f"This report is already {report.state}. Nothing was changed.")
    return report


def _who_was_first(db: Session, report: AbsenceReport) -> str:
    if report.reviewed_by_name is None or report.reviewed_at is None or report.school_id is None:
        return "This report has changed since the page was shown."
    zone = school_zone(db.get_one(School, report.school_id))
    return f"{report.reviewed_by_name} decided this at {report.reviewed_at.astimezone(zone):%H:%M}."


def _check_may_decide(report: AbsenceReport, code: str, actor: Actor) -> None:
    if report.pupil_id is None:
        raise NotAllowed("Say which child this is about first.")
    who_decides = get_code(code, report.first_on).who_decides
    for_the_head = who_decides == HEAD_ONLY or (report.decided_by == HEAD_ONLY and code == report.code)
    if for_the_head and "head" not in actor.roles:
        raise NotAllowed("Only the head may decide this code. It stays on the list for the head.")


def _check_code(report: AbsenceReport, code: str) -> str:
    try:
        return get_code(code.strip(), report.first_on).code
    except (UnknownCode, WithdrawnCode) as error:
        raise NotAllowed(str(error)) from error


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise NotAllowed("Write a reason: the record keeps it with your name.")
    if len(reason) > LONGEST_REASON:
        raise NotAllowed(f"Keep the reason under {LONGEST_REASON} characters.")


def _look_again(db: Session, report: AbsenceReport) -> None:
    """A register that closed while this report held the call is looked through again."""
    if report.pupil_id is None:
        return
    groups = select(Enrolment.group_id).where(Enrolment.pupil_id == report.pupil_id)
    for register in db.scalars(
        select(Register).where(
            Register.group_id.in_(groups),
            Register.on_date >= report.first_on,
            Register.closed_at.is_not(None),
        )
    ):
        register.closed_at = None
