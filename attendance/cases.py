"""Cases: opened when nobody has spoken for a child, paused by a listed reason, closed only by a person."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from attendance.family import ask_again_for_siblings, pass_on_tasks
from attendance.marks import counts
from attendance.opening import Wanted, open_cases
from attendance.outbox import cancel_for_case
from attendance.people import SOFTWARE, Actor
from attendance.story import note
from attendance.task_outcomes import CHILD_SEEN
from attendance.tasks import drop_tasks, open_task, soon
from rules.cases import check_close, school_day_number
from storage.cases import find_case, find_open_case, last_case_day
from storage.days import local_day, school_calendar
from storage.models import AbsenceReport, Case, CaseDay, Pupil, School, Task
from storage.records import insert_once
from storage.reports import speaks_of

__all__ = [
    "add_case_day",
    "close_case_for_report",
    "is_explained",
    "note",
    "open_case",
    "pause_case",
    "pause_for_report",
    "reopen_case_for_report",
    "resume_case",
    "resume_case_for_report",
    "resume_ended_pauses",
    "try_to_close",
]

#: Tasks that a closed case no longer needs. Safeguarding tasks stay until a person has dealt with them.
ENDS_WITH_CASE = ("call", "family_contact", "visit_decision", "home_visit", "break_decision", "close_case")


def open_case(db: Session, school: School, pupil: Pupil, on: date, now: datetime) -> Case | None:
    """Open a case for a pupil who is away with nobody having said why, with the ladder of the day copied.

    Returns:
        the case, or None when the pupil has an open one already.
    """
    return open_cases(db, [Wanted(school.id, pupil.id, on)], now).get(pupil.id)


def add_case_day(db: Session, case: Case, school: School, on: date) -> bool:
    """Count a school day to a case. Returns whether it was new."""
    number = school_day_number(case.opened_on, on, school_calendar(db, school.id))
    return insert_once(db, CaseDay, case_id=case.id, on_date=on, number=number) is not None


def pause_for_report(db: Session, report: AbsenceReport, now: datetime) -> bool:
    """A listed contact gave a reason: contact about that child stops now, until a person has looked.

    What is queued is taken back. A message already claimed for sending is in flight.

    Returns:
        whether an open case was paused.
    """
    if report.pupil_id is None or not counts(report):
        return False
    case = find_open_case(db, report.pupil_id)
    if case is None or not _answers(db, case, report, now):
        return False
    _pause(db, case, "A listed contact gave a reason: waiting for a person to check it.", now, report=report)
    return True


def pause_case(
    db: Session,
    case: Case,
    why: str,
    now: datetime,
    actor: Actor = SOFTWARE,
    until: datetime | None = None,
) -> None:
    """Pause a case for another reason than a report. until: when it goes on by itself; None is never."""
    _pause(db, case, why, now, actor=actor)
    case.paused_until = until


def _pause(
    db: Session,
    case: Case,
    why: str,
    now: datetime,
    *,
    report: AbsenceReport | None = None,
    actor: Actor = SOFTWARE,
) -> None:
    case.paused_at, case.paused_until, case.paused_reason = now, None, why
    case.paused_by_report_id = report.id if report else None
    case.next_reason, case.version = why, case.version + 1
    _take_texts_back(db, case, now)
    note(db, case, "paused", why, now, actor=actor, report_id=report.id if report else None)


def _take_texts_back(db: Session, case: Case, now: datetime) -> None:
    """Nothing more goes out for a case; its siblings, still unexplained, are asked about on their own."""
    db.flush()
    ask_again_for_siblings(db, cancel_for_case(db, case.id, now), now)


def resume_case(db: Session, case: Case, why: str, now: datetime, actor: Actor = SOFTWARE) -> None:
    """Go on with a paused case, at once."""
    case.paused_at = case.paused_until = case.paused_reason = case.paused_by_report_id = None
    case.next_due_at, case.next_reason, case.version = now, why, case.version + 1
    note(db, case, "resumed", why, now, actor=actor)


def resume_ended_pauses(db: Session, now: datetime, limit: int = 100) -> int:
    """Go on with cases that a person paused until a time that has come. Returns how many."""
    ended = db.scalars(
        select(Case)
        .where(Case.paused_until <= now, Case.paused_at.is_not(None), Case.closed_at.is_(None))
        .order_by(Case.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    for case in ended:
        resume_case(db, case, "The pause that was agreed has ended: the follow-up goes on.", now)
    return len(ended)


def resume_case_for_report(
    db: Session, report: AbsenceReport, now: datetime, why: str, actor: Actor = SOFTWARE
) -> bool:
    """A report no longer holds (withdrawn, rejected): the case it paused goes on. Returns whether one did."""
    if report.pupil_id is None:
        return False
    case = find_open_case(db, report.pupil_id)
    if case is None or case.paused_at is None or case.paused_by_report_id != report.id:
        return False
    resume_case(db, case, why, now, actor)
    return True


def close_case_for_report(db: Session, report: AbsenceReport, actor: Actor, now: datetime) -> str:
    """A person confirmed a report: close the pupil's case if the report speaks for its newest day.

    A vulnerable pupil's case stays paused until somebody has seen or spoken to the child.

    Returns:
        a sentence on what happened to the case; empty when there was none.
    """
    if report.pupil_id is None:
        return ""
    case = find_open_case(db, report.pupil_id)
    if case is None:
        return ""
    last = last_case_day(db, case.id)
    if last is not None and not speaks_of(db, report.id, last.on_date):
        if case.paused_at is not None and case.paused_by_report_id == report.id:
            resume_case(db, case, "The confirmed reason does not reach the newest day away.", now, actor)
        return "The follow-up goes on: this reason does not cover the newest day away."
    return try_to_close(db, case, f"{actor.name} confirmed the reason.", actor, now)


def try_to_close(
    db: Session, case: Case, why: str, actor: Actor, now: datetime, *, child_seen: bool = False
) -> str:
    """Close a case as far as a person's confirmation allows. Returns a sentence on what happened.

    Args:
        child_seen: the person has the child before them.
    """
    pupil = db.get_one(Pupil, case.pupil_id)
    verdict = check_close(
        confirmed_by_person=actor.user_id is not None,
        vulnerable=pupil.vulnerable,
        child_seen=child_seen or _child_was_seen(db, case),
    )
    if verdict.allowed:
        _close(db, case, why, actor, now)
        return "The follow-up is closed."
    if case.paused_at is None:
        pause_case(db, case, verdict.why, now, actor)
    open_task(
        db,
        organisation_id=case.organisation_id,
        school_id=case.school_id,
        kind="safeguarding",
        role="safeguarding_lead",
        why=verdict.why,
        due_at=soon(now, 60),
        dedupe_key=f"case:{case.id}:see-the-child",
        now=now,
        case_id=case.id,
        pupil_id=case.pupil_id,
    )
    return verdict.why


def _close(db: Session, case: Case, why: str, actor: Actor, now: datetime) -> None:
    case.closed_at, case.closed_reason, case.paused_until = now, why, None
    case.closed_by_name, case.closed_by_position = actor.name, actor.position
    case.next_due_at, case.next_reason, case.version = None, "", case.version + 1
    _take_texts_back(db, case, now)
    pass_on_tasks(db, case.id, ENDS_WITH_CASE)
    drop_tasks(db, case.id, ENDS_WITH_CASE, "not needed: the case was closed", now)
    note(db, case, "closed", why, now, actor=actor)


def reopen_case_for_report(db: Session, report: AbsenceReport, actor: Actor, now: datetime) -> None:
    """A confirmation was undone: the case it closed is open again, and paused as it was."""
    if report.pupil_id is None or find_open_case(db, report.pupil_id) is not None:
        return
    case_id = db.scalar(
        select(Case.id)
        .where(Case.pupil_id == report.pupil_id, Case.closed_at == report.reviewed_at)
        .order_by(Case.id.desc())
        .limit(1)
    )
    case = find_case(db, case_id) if case_id is not None else None
    if case is None:
        return
    case.closed_at = case.closed_reason = case.closed_by_name = case.closed_by_position = None
    note(db, case, "reopened", f"{actor.name} took the confirmation back.", now, actor=actor)
    _pause(db, case, "A listed contact gave a reason: waiting for a person to check it.", now, report=report)
    case.next_due_at = now


def _answers(db: Session, case: Case, report: AbsenceReport, now: datetime) -> bool:
    """Whether a report speaks of a case's newest day, or of today."""
    last = last_case_day(db, case.id)
    newest = last.on_date if last is not None else case.opened_on
    today = local_day(db.get_one(School, case.school_id), now)
    return speaks_of(db, report.id, newest) or speaks_of(db, report.id, today)


def is_explained(db: Session, case: Case) -> bool:
    """Whether a person has confirmed a report that speaks of the case's newest day."""
    last = last_case_day(db, case.id)
    if last is None:
        return False
    confirmed = db.scalars(
        select(AbsenceReport).where(
            AbsenceReport.pupil_id == case.pupil_id, AbsenceReport.state == "confirmed"
        )
    )
    return any(speaks_of(db, report.id, last.on_date) for report in confirmed)


def _child_was_seen(db: Session, case: Case) -> bool:
    seen = db.scalar(select(Task.id).where(Task.case_id == case.id, Task.outcome.in_(CHILD_SEEN)).limit(1))
    return seen is not None
