"""Is the register right? What the office answers, and what it does to texts that wait."""

from collections.abc import Callable, Collection
from datetime import date, datetime

from sqlalchemy.orm import Session

from attendance.answering import answer_sight
from attendance.asking import role_and_due
from attendance.cases import resume_case, try_to_close
from attendance.exceptions import check_key
from attendance.missing import again_key
from attendance.people import SOFTWARE, Actor
from attendance.story import note
from attendance.tasks import open_task
from rules.registers import CHECKING
from rules.steps import TaskKind
from storage.cases import find_case
from storage.holds import open_cases_of
from storage.models import Case, Register, RegistrationGroup, Task
from storage.open_cases import tasks_by_key
from storage.policies import policy_in_force
from storage.registers import marks_seen

WRONG = "register_wrong"


def answer_school_task(db: Session, task: Task, outcome: str, actor: Actor, now: datetime) -> str | None:
    """What follows from the answer to a question about registers; None when it is another kind of task.

    Args:
        task: finished, with its outcome written down.

    Returns:
        a sentence on what follows.
    """
    answer = _ANSWERS.get((task.kind, outcome))
    return answer(db, task, actor, now) if answer is not None else None


def release_corrected(db: Session, came: Collection[Register], now: datetime) -> None:
    """Corrected registers have come that the office had called wrong: the texts of their classes go now."""
    waiting = [each for each in came if each.texts_wait_until is not None and each.texts_wait_until > now]
    if not waiting:
        return
    checks = tasks_by_key(db, [check_key(each.id) for each in waiting])
    for register in waiting:
        check = checks.get(check_key(register.id))
        if check is not None and check.outcome == WRONG:
            _release(db, register, "The register came again: contact goes on.", now)


def _release(db: Session, register: Register, why: str, now: datetime, actor: Actor = SOFTWARE) -> int:
    register.texts_wait_until = now
    cases = [
        case
        for case in open_cases_of(db, register.school_id, register.on_date, group_id=register.group_id)
        if case.held_reason == CHECKING
    ]
    for case in cases:
        case.texts_not_before = case.held_reason = None
        case.next_due_at, case.version = now, case.version + 1
        note(db, case, "released", why, now, actor=actor)
    return len(cases)


def _is_right(db: Session, task: Task, actor: Actor, now: datetime) -> str:
    register = _register_of(db, task)
    count = _release(db, register, f"{actor.name} says that the register is right.", now, actor)
    return f"Written down. The follow-up of {_children(count)} goes on now."


def _is_wrong(db: Session, task: Task, actor: Actor, now: datetime) -> str:
    """The register is asked for again. Texts wait for it, but no longer than they would have waited."""
    register = _register_of(db, task)
    register.received_at = register.closed_at = register.missing_escalated_at = None
    register.missing_told_at = now
    group = db.get_one(RegistrationGroup, register.group_id)
    policy = policy_in_force(db, register.school_id, register.on_date).policy
    role, due_at = role_and_due(policy, TaskKind.REGISTER, now)
    open_task(
        db,
        organisation_id=register.organisation_id,
        school_id=register.school_id,
        kind=TaskKind.REGISTER.value,
        role=role,
        why=f"{actor.name} says that the register of {group.name} is wrong. Have it sent again.",
        due_at=due_at,
        dedupe_key=again_key(register.id),
        now=now,
        urgent=True,
    )
    return "Written down. The register is asked for again; texts wait for it, but not past their time."


def _register_of(db: Session, task: Task) -> Register:
    return db.get_one(
        Register, int(task.dedupe_key.rpartition(":")[2]), with_for_update=True, populate_existing=True
    )


def _is_back(db: Session, task: Task, actor: Actor, now: datetime) -> str:
    """Somebody has seen a child who was overdue: they were not signed in."""
    case = _open_case(db, task)
    if case is None:
        return "Written down. Sign the child in at the desk, so that the record has it."
    return try_to_close(db, case, f"{actor.name} saw the child in school.", actor, now, child_seen=True)


def _is_not_back(db: Session, task: Task, actor: Actor, now: datetime) -> str:
    """A child who was overdue is not in school: the safeguarding lead now, and texts need not wait."""
    case = _open_case(db, task)
    if case is not None:
        case.texts_not_before = case.held_reason = None
        case.next_due_at, case.version = now, case.version + 1
        note(db, case, "released", f"{actor.name} looked: the child is not there.", now, actor=actor)
    return answer_sight(db, task, now)


def _open_case(db: Session, task: Task) -> Case | None:
    case = find_case(db, task.case_id) if task.case_id is not None else None
    return case if case is not None and case.closed_at is None else None


def _close_it(db: Session, task: Task, actor: Actor, now: datetime) -> str:
    """A person says that what the register has is right."""
    case = _open_case(db, task)
    if case is None:
        return "The follow-up was closed already."
    why = f"{actor.name} says that the register is right."
    return try_to_close(db, case, why, actor, now, child_seen=_was_marked_here(db, task))


def _was_marked_here(db: Session, task: Task) -> bool:
    """Whether a register, or the desk, saw the child on the day the question was asked."""
    on = date.fromisoformat(task.dedupe_key.rpartition(":")[2])
    pupils = [task.pupil_id] if task.pupil_id is not None else []
    return any(marks_seen(db, pupils, [on], session) for session in ("am", "pm"))


def _go_on(db: Session, task: Task, actor: Actor, now: datetime) -> str:
    case = _open_case(db, task)
    if case is None:
        return "The follow-up was closed already."
    if case.paused_at is not None:
        resume_case(db, case, f"{actor.name} says that the register is not right.", now, actor)
    return "The follow-up goes on now. Have the register put right."


def _children(count: int) -> str:
    return "1 child" if count == 1 else f"{count} children"


_ANSWERS: dict[tuple[str, str], Callable[[Session, Task, Actor, datetime], str]] = {
    ("class_check", "register_right"): _is_right,
    ("class_check", WRONG): _is_wrong,
    ("overdue", "seen_in_class"): _is_back,
    ("overdue", "not_seen"): _is_not_back,
    ("close_case", "close"): _close_it,
    ("close_case", "go_on"): _go_on,
}
