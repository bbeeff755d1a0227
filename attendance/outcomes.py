"""What a call, a visit or another task came to, and what follows from it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from attendance.answering import answer_ring, answer_sight, take_contact_days
from attendance.cases import is_explained, pause_case, try_to_close
from attendance.class_checks import answer_school_task
from attendance.errors import NotAllowed
from attendance.failing import number_was_checked
from attendance.family import cases_of_task
from attendance.marks import place_report_marks
from attendance.people import Actor
from attendance.review import amend
from attendance.story import note
from attendance.tasks import finish_task, get_open_task, open_task, outcomes_of, soon
from attendance.unaware import NOT_ON_SITE, open_site_search, raise_alarm
from rules.cases import Effect, Outcome, OutcomeFacts, next_after_outcome
from rules.codes import UnknownCode, WithdrawnCode, get_code
from rules.steps import Role, TaskKind
from storage.cases import find_case, last_case_day
from storage.models import AbsenceReport, Case, Pupil, Task
from storage.policies import policy_in_force
from storage.pushes import lock_rung_about

#: Outcomes after which the ladder goes straight on instead of waiting out its gap.
GO_ON_NOW = {"no_answer", "wrong_number", "no_visit", "visited_nobody", "visited_adult"}
#: Outcomes that the rules decide about.
FOLLOWED = frozenset(outcome.value for outcome in Outcome)
FOUND_IN_SCHOOL = "The child was found in school. A person puts the mark right, and closes the follow-up."


@dataclass(frozen=True, slots=True)
class Found:
    """What a person found.

    code: the register code, where a reason was given. contact_id: who gave it. days: for the break, on which
    the family is contacted. pupil_ids: of a call for several children, those whom the reason is about; empty
    means all of them.
    """

    outcome: str
    note: str = ""
    code: str | None = None
    contact_id: int | None = None
    days: tuple[date, ...] = ()
    pupil_ids: frozenset[int] = frozenset()


def record_outcome(db: Session, task_id: int, version: int, found: Found, actor: Actor, now: datetime) -> str:
    """Write down what came of a task, and do what follows, for every child it was about.

    Args:
        version: of the task, as the person saw it.

    Returns:
        a sentence on what follows.

    Raises:
        NotFound, Stale: the task is not there, is done, or was changed.
        NotAllowed: an outcome, a note, a day or a code is missing or cannot be, or it is not this person's
            to decide; nothing is changed then.
    """
    lock_rung_about(db, task_id)
    task = get_open_task(db, task_id, version)
    cases = [case for case in _cases(db, task) if case.closed_at is None]
    finish_task(db, task, found.outcome, found.note, actor, now)
    number_was_checked(db, task)
    for case in cases:
        said = outcomes_of(task.kind)[found.outcome]
        note(db, case, "outcome", _words(said, found.note), now, actor=actor, task_id=task.id)
    answered = answer_school_task(db, task, found.outcome, actor, now)
    if answered is not None:
        return answered
    if not cases:
        return _without_case(db, task, found, actor, now)
    chosen = [case for case in cases if not found.pupil_ids or case.pupil_id in found.pupil_ids]
    if not chosen:
        raise NotAllowed("Tick the children this is about.")
    if found.outcome != Outcome.REACHED_REASON:
        chosen = cases
    follows = [_consequence(db, case, task, found, actor, now) for case in chosen]
    _ask_again(db, task, cases, chosen, now)
    return " ".join(dict.fromkeys(follows))


def _cases(db: Session, task: Task) -> list[Case]:
    """The task's cases, locked in the order of their ids."""
    found = [find_case(db, case.id) for case in cases_of_task(db, task.id)]
    return [case for case in found if case is not None]


def _consequence(db: Session, case: Case, task: Task, found: Found, actor: Actor, now: datetime) -> str:
    """What follows for one child. Returns a sentence on it."""
    match found.outcome:
        case "visit":
            return _order_visit(db, case, task, now)
        case "contact_days" | "no_contact":
            return take_contact_days(db, case, found.days, found.outcome, actor, now)
        case "left_for_school":
            return _left_for_school(db, case, task, actor, now)
        case "welfare_check":
            why = "Decide whether to ask the police for a welfare check, and say here what came of it."
            _open_follow_up(db, case, task, TaskKind.WELFARE_CHECK, Role.SAFEGUARDING_LEAD, why, now)
            return "A welfare check is on the list for the safeguarding lead."
        case "found_in_school":
            if case.paused_at is None:
                pause_case(db, case, FOUND_IN_SCHOOL, now, actor)
            return FOUND_IN_SCHOOL
    if found.outcome in FOLLOWED:
        return _follow(db, case, task, found, actor, now)
    if found.outcome in GO_ON_NOW:
        _go_on_now(case, now)
    return _without_case(db, task, found, actor, now) or "Written down. The follow-up goes on."


def _without_case(db: Session, task: Task, found: Found, actor: Actor, now: datetime) -> str:
    """What follows from outcomes that concern a child, or a colleague, whether a case is open or not."""
    if task.kind == TaskKind.RING_COLLEAGUE:
        return answer_ring(db, task, found.outcome, now)
    if found.outcome == "not_found" and task.pupil_id is not None:
        case = find_case(db, task.case_id) if task.case_id is not None else None
        raise_alarm(db, task.school_id, task.pupil_id, case, NOT_ON_SITE, f"task:{task.id}:not_found", now)
        return "The safeguarding lead is told now that the child is not on site."
    if found.outcome == "not_seen":
        return answer_sight(db, task, now)
    return "" if task.case_id is not None else "Written down."


def _ask_again(db: Session, task: Task, cases: list[Case], chosen: Collection[Case], now: datetime) -> None:
    """A call explained some of the children it was for: the others are still to be asked about."""
    left = [case for case in cases if case not in chosen and case.closed_at is None]
    for case in left:
        open_task(
            db,
            organisation_id=case.organisation_id,
            school_id=case.school_id,
            kind=task.kind,
            role=task.role,
            why=f"{task.why} A sibling is explained; nobody has said why this child is away.",
            due_at=max(task.due_at, soon(now)),
            dedupe_key=f"task:{task.id}:left:{case.id}",
            now=now,
            case_id=case.id,
            pupil_id=case.pupil_id,
        )


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


def _left_for_school(db: Session, case: Case, task: Task, actor: Actor, now: datetime) -> str:
    why = "An adult says the child set off for school or was dropped off. Find out where the child is, now."
    raise_alarm(db, case.school_id, case.pupil_id, case, why, f"task:{task.id}:set_off:{case.id}", now)
    key = f"task:{task.id}:search:{case.id}"
    open_site_search(db, case.school_id, case.pupil_id, case, key, now, actor)
    return "The safeguarding lead is told now, and the site is searched. The follow-up goes on."


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
