"""Cases: opened when nobody has spoken for a child, paused by a listed reason, closed only by a person."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from attendance.marks import counts
from attendance.outbox import cancel_for_case
from attendance.people import SOFTWARE, Actor
from attendance.tasks import drop_tasks, open_task, soon
from rules.cases import check_close, school_day_number
from storage.cases import find_case, find_open_case, last_case_day
from storage.days import local_day, school_calendar
from storage.marks import find_enrolment
from storage.models import AbsenceReport, Case, CaseDay, CaseEvent, InboundMessage, Pupil, School, Task
from storage.policies import policy_in_force
from storage.records import insert_once
from storage.reports import speaks_of

#: Tasks that a closed case no longer needs. Safeguarding tasks stay until a person has dealt with them.
ENDS_WITH_CASE = ("call", "visit_decision", "home_visit")


def open_case(db: Session, school: School, pupil: Pupil, on: date, now: datetime) -> Case | None:
    """Open a case for a pupil who is away with nobody having said why, with the ladder of the day copied.

    Returns:
        the case, or None when the pupil has an open one already.
    """
    in_force = policy_in_force(db, school.id, on)
    case_id = insert_once(
        db,
        Case,
        organisation_id=school.organisation_id,
        school_id=school.id,
        pupil_id=pupil.id,
        opened_at=now,
        opened_on=on,
        ladder=in_force.policy.ladder_for(vulnerable=pupil.vulnerable).to_json(),
        policy_version_id=in_force.version_id,
        version=1,
        next_due_at=now,
        next_reason="The register has closed and nobody has said why the pupil is away.",
    )
    if case_id is None:
        return None
    case = db.get_one(Case, case_id)
    note(
        db,
        case,
        "opened",
        "Away at the register's close, and nobody who may report has said why.",
        now,
        on=on,
    )
    add_case_day(db, case, school, on)
    return case


def add_case_day(db: Session, case: Case, school: School, on: date) -> bool:
    """Count a school day to a case. Returns whether it was new."""
    number = school_day_number(case.opened_on, on, school_calendar(db, school.id))
    return insert_once(db, CaseDay, case_id=case.id, on_date=on, number=number) is not None


def note(
    db: Session,
    case: Case,
    kind: str,
    words: str,
    now: datetime,
    *,
    on: date | None = None,
    actor: Actor = SOFTWARE,
    report_id: int | None = None,
    task_id: int | None = None,
) -> None:
    """Add a line to a case's story."""
    school = db.get_one(School, case.school_id)
    db.add(
        CaseEvent(
            organisation_id=case.organisation_id,
            case_id=case.id,
            kind=kind,
            on_date=on or local_day(school, now),
            at=now,
            words=words,
            report_id=report_id,
            task_id=task_id,
            name=actor.name,
            position=actor.position,
        )
    )


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


def pause_case(db: Session, case: Case, why: str, now: datetime, actor: Actor = SOFTWARE) -> None:
    """Pause a case for another reason than a report."""
    _pause(db, case, why, now, actor=actor)


def _pause(
    db: Session,
    case: Case,
    why: str,
    now: datetime,
    *,
    report: AbsenceReport | None = None,
    actor: Actor = SOFTWARE,
) -> None:
    case.paused_at, case.paused_reason = now, why
    case.paused_by_report_id = report.id if report else None
    case.next_reason, case.version = why, case.version + 1
    cancel_for_case(db, case.id)
    note(db, case, "paused", why, now, actor=actor, report_id=report.id if report else None)


def resume_case(db: Session, case: Case, why: str, now: datetime, actor: Actor = SOFTWARE) -> None:
    """Go on with a paused case, at once."""
    case.paused_at = case.paused_reason = case.paused_by_report_id = None
    case.next_due_at, case.next_reason, case.version = now, why, case.version + 1
    note(db, case, "resumed", why, now, actor=actor)


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


def try_to_close(db: Session, case: Case, why: str, actor: Actor, now: datetime) -> str:
    """Close a case as far as a person's confirmation allows. Returns a sentence on what happened."""
    pupil = db.get_one(Pupil, case.pupil_id)
    verdict = check_close(
        confirmed_by_person=actor.user_id is not None,
        vulnerable=pupil.vulnerable,
        child_seen=_child_was_seen(db, case),
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
    case.closed_at, case.closed_reason = now, why
    case.closed_by_name, case.closed_by_position = actor.name, actor.position
    case.next_due_at, case.next_reason, case.version = None, "", case.version + 1
    cancel_for_case(db, case.id)
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


def record_dispute(db: Session, pupil_id: int, message: InboundMessage, now: datetime) -> int | None:
    """An adult believed the child was in school: the safeguarding lead looks now, and no case closes.

    Source: S-stoc 4.5, and domain.md "unaware".

    Returns:
        the safeguarding task's id, or None when this message raised it before.
    """
    case = find_open_case(db, pupil_id)
    pupil = db.get_one(Pupil, pupil_id)
    school_id = case.school_id if case else _school_of(db, pupil_id, now)
    if school_id is None:
        return None
    if case is not None:
        note(db, case, "unaware", "An adult wrote that the child should be in school.", now)
    return open_task(
        db,
        organisation_id=pupil.organisation_id,
        school_id=school_id,
        kind="safeguarding",
        role="safeguarding_lead",
        why="An adult believes this child is in school, or set off for it. Find out where the child is, now.",
        due_at=soon(now, 10),
        dedupe_key=f"unaware:{message.id}:{pupil_id}",
        now=now,
        urgent=True,
        case_id=case.id if case else None,
        pupil_id=pupil_id,
        inbound_message_id=message.id,
        conversation_id=message.conversation_id,
    )


def _school_of(db: Session, pupil_id: int, now: datetime) -> int | None:
    enrolment = find_enrolment(db, pupil_id, now.date())
    return enrolment.school_id if enrolment else None


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
    seen = db.scalar(select(Task.id).where(Task.case_id == case.id, Task.outcome == "visited_seen").limit(1))
    return seen is not None
