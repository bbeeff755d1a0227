"""What a call, a visit or another task came to, and what follows from it."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from attendance.cases import is_explained, note, pause_case, try_to_close
from attendance.errors import NotAllowed
from attendance.marks import place_report_marks
from attendance.people import Actor
from attendance.review import amend
from attendance.tasks import finish_task, get_open_task, open_task, outcomes_of, soon
from rules.cases import Effect, Outcome, OutcomeFacts, next_after_outcome
from rules.codes import UnknownCode, WithdrawnCode, get_code
from rules.steps import Role, TaskKind
from storage.cases import find_case, last_case_day
from storage.models import AbsenceReport, Case, Pupil, Task
from storage.policies import policy_in_force

#: Outcomes after which the ladder goes straight on instead of waiting out its gap.
GO_ON_NOW = {"no_answer", "wrong_number", "no_visit", "visited_nobody", "visited_adult"}
#: Outcomes that the rules decide about.
FOLLOWED = frozenset(outcome.value for outcome in Outcome)


@dataclass(frozen=True, slots=True)
class Found:
    """What a person found. code: the register code, where a reason was given. contact_id: who gave it."""

    outcome: str
    note: str = ""
    code: str | None = None
    contact_id: int | None = None


def record_outcome(db: Session, task_id: int, version: int, found: Found, actor: Actor, now: datetime) -> str:
    """Write down what came of a task, and do what follows.

    Args:
        version: of the task, as the person saw it.

    Returns:
        a sentence on what follows.

    Raises:
        NotFound, Stale: the task is not there, is done, or was changed.
        NotAllowed: an outcome, a note or a code is missing or cannot be; nothing is changed then.
    """
    task = get_open_task(db, task_id, version)
    finish_task(db, task, found.outcome, found.note, actor, now)
    case = find_case(db, task.case_id) if task.case_id is not None else None
    if case is None or case.closed_at is not None:
        return "Written down."
    said = outcomes_of(task.kind)[found.outcome]
    note(db, case, "outcome", _words(said, found.note), now, actor=actor, task_id=task.id)
    if found.outcome == "visit":
        return _order_visit(db, case, task, now)
    if found.outcome in FOLLOWED:
        return _follow(db, case, task, found, actor, now)
    if found.outcome in GO_ON_NOW:
        _go_on_now(case, now)
    return "Written down. The follow-up goes on."


def close_case_by_hand(
    db: Session, case_id: int, version: int, code: str, reason: str, actor: Actor, now: datetime
) -> str:
    """Close a case with a code and a reason in a person's name (S-stoc 4.1).

    Returns:
        a sentence on what happened.

    Raises:
        NotAllowed: the code cannot be used, or the reason is missing. Stale, NotFound: as elsewhere.
    """
    case = find_case(db, case_id)
    if case is None or case.closed_at is not None or case.version != version:
        raise NotAllowed("This case has changed since the page was shown. Look again.")
    if not reason.strip():
        raise NotAllowed("Write a reason: the record keeps it with your name.")
    _reason_given(db, case, None, Found("reached_reason", reason, code), actor, now)
    return try_to_close(db, case, reason.strip(), actor, now) if case.closed_at is None else "Closed."


def _words(said: str, text: str) -> str:
    return f"{said}. {text.strip()}" if text.strip() else f"{said}."


def _follow(db: Session, case: Case, task: Task, found: Found, actor: Actor, now: datetime) -> str:
    pupil = db.get_one(Pupil, case.pupil_id)
    if found.outcome == Outcome.REACHED_REASON:
        return _reason_given(db, case, task, found, actor, now)
    if found.outcome == Outcome.VISITED_SEEN and is_explained(db, case):
        return try_to_close(db, case, "The reason is confirmed and the child was seen.", actor, now)
    verdict = next_after_outcome(Outcome(found.outcome), OutcomeFacts(vulnerable=pupil.vulnerable))
    if verdict.task is not None and verdict.for_role is not None:
        _open_follow_up(db, case, task, verdict.task, verdict.for_role, verdict.why, now)
    if verdict.effect is Effect.PAUSE and case.paused_at is None:
        pause_case(db, case, verdict.why, now, actor)
    elif found.outcome in GO_ON_NOW:
        _go_on_now(case, now)
    return verdict.why


def _reason_given(
    db: Session, case: Case, task: Task | None, found: Found, actor: Actor, now: datetime
) -> str:
    """A member of staff was told the reason: a report in their words, decided by them if they may."""
    day = last_case_day(db, case.id)
    on = day.on_date if day else case.opened_on
    code = _check_code(found.code, on)
    report = AbsenceReport(
        organisation_id=case.organisation_id,
        school_id=case.school_id,
        pupil_id=case.pupil_id,
        contact_id=found.contact_id,
        channel="call",
        standing="listed",
        words=found.note.strip() or "Told by telephone.",
        reason="told",
        code=code,
        alternatives=[],
        confidence=1.0,
        why=f"{actor.name} spoke to the family.",
        decided_by=get_code(code, on).who_decides,
        doubtful=False,
        doubts=[],
        first_on=on,
        last_on=on,
        created_at=now,
    )
    db.add(report)
    db.flush()
    place_report_marks(db, report, now)
    if report.decided_by == "head" and "head" not in actor.roles:
        pause_case(db, case, "A reason was given that the head decides.", now, actor)
        case.paused_by_report_id = report.id
        return "Written down for the head to decide. The follow-up is paused."
    return amend(db, report.id, report.version, code, found.note.strip() or report.why, actor, now)


def _check_code(code: str | None, on: date) -> str:
    if not code or not code.strip():
        raise NotAllowed("Choose the register code for the reason they gave.")
    try:
        return get_code(code.strip(), on).code
    except (UnknownCode, WithdrawnCode) as error:
        raise NotAllowed(str(error)) from error


def _order_visit(db: Session, case: Case, task: Task, now: datetime) -> str:
    why = "A home visit was decided on: go to the door, and say here what was found."
    rule = policy_in_force(db, case.school_id, case.opened_on).policy.tasks[TaskKind.HOME_VISIT]
    open_task(
        db,
        organisation_id=case.organisation_id,
        school_id=case.school_id,
        kind="home_visit",
        role=str(rule.role),
        why=why,
        due_at=soon(now, rule.due_minutes),
        dedupe_key=f"task:{task.id}:home_visit",
        now=now,
        case_id=case.id,
        pupil_id=case.pupil_id,
    )
    return "A home visit is on the list."


def _open_follow_up(
    db: Session, case: Case, task: Task, kind: TaskKind, role: Role, why: str, now: datetime
) -> None:
    rule = policy_in_force(db, case.school_id, case.opened_on).policy.tasks[kind]
    open_task(
        db,
        organisation_id=case.organisation_id,
        school_id=case.school_id,
        kind=str(kind),
        role=str(role),
        why=why,
        due_at=soon(now, rule.due_minutes),
        dedupe_key=f"task:{task.id}:{kind}",
        now=now,
        urgent=role is Role.SAFEGUARDING_LEAD,
        case_id=case.id,
        pupil_id=case.pupil_id,
    )


def _go_on_now(case: Case, now: datetime) -> None:
    if case.paused_at is None:
        case.next_due_at, case.version = now, case.version + 1
