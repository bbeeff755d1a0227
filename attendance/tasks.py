"""Tasks: what a person must do, by when; and what they found."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from attendance.errors import NotAllowed, NotFound, Stale
from attendance.people import Actor
from attendance.story import note_on
from attendance.task_outcomes import NEEDS_NOTE, outcomes_of
from rules.pushing import first_push_at, push_again_at
from storage.models import Case, Task
from storage.pushes import tell_no_more
from storage.records import insert_once

__all__ = [
    "acknowledge",
    "drop_tasks",
    "finish_task",
    "get_open_task",
    "open_task",
    "outcomes_of",
    "soon",
    "take_on",
]


def open_task(
    db: Session,
    *,
    organisation_id: int,
    school_id: int,
    kind: str,
    role: str,
    why: str,
    due_at: datetime,
    dedupe_key: str,
    now: datetime,
    urgent: bool = False,
    case_id: int | None = None,
    pupil_id: int | None = None,
    conversation_id: int | None = None,
    inbound_message_id: int | None = None,
    report_id: int | None = None,
) -> int | None:
    """Give a person something to do, once. An urgent task of the safeguarding lead is pushed from now on.

    Args:
        kind: see `storage.models.Task`. role: who it is for.
        why: a sentence that says what to do and why; it is shown to that role only.
        dedupe_key: names the one thing this task stands for.

    Returns:
        the new task's id, or None when it was opened before.
    """
    return insert_once(
        db,
        Task,
        organisation_id=organisation_id,
        school_id=school_id,
        kind=kind,
        role=role,
        why=why,
        created_at=now,
        due_at=due_at,
        dedupe_key=dedupe_key,
        urgent=urgent,
        next_push_at=first_push_at(kind, role, urgent=urgent, due_at=due_at, now=now),
        case_id=case_id,
        pupil_id=pupil_id,
        conversation_id=conversation_id,
        inbound_message_id=inbound_message_id,
        report_id=report_id,
        version=1,
    )


def soon(now: datetime, minutes: int = 15) -> datetime:
    """A deadline some minutes from now."""
    return now + timedelta(minutes=minutes)


def get_open_task(db: Session, task_id: int, version: int) -> Task:
    """A task that is still to be done, locked after its case, as the person saw it.

    Raises:
        NotFound: there is none. Stale: it was done, or changed, since the page was shown.
    """
    # Whoever changes both takes the case first, so that two people never wait for each other.
    db.execute(
        select(Case.id)
        .join(Task, Task.case_id == Case.id)
        .where(Task.id == task_id)
        .with_for_update(of=Case, key_share=True)
    )
    task = db.scalars(
        select(Task).where(Task.id == task_id).with_for_update().execution_options(populate_existing=True)
    ).first()
    if task is None:
        raise NotFound("That task is not in this school's list.")
    if task.done_at is not None:
        at = f" ({task.done_by_name})" if task.done_by_name else ""
        raise Stale(f"This task was already done{at}. Nothing was changed.")
    if task.version != version:
        raise Stale("Somebody changed this task while you were looking at it. Look again before you go on.")
    return task


def acknowledge(db: Session, task_id: int, version: int, actor: Actor, now: datetime) -> Task:
    """Say "I have seen this and am on it". Raises NotFound or Stale."""
    task = get_open_task(db, task_id, version)
    take_on(db, task, actor, now)
    return task


def take_on(db: Session, task: Task, actor: Actor, now: datetime) -> None:
    """A person has an open task: nobody else is told of it, until it is long overdue."""
    was_pushed = task.next_push_at is not None
    task.acknowledged_at, task.acknowledged_by_name = now, actor.name
    task.next_push_at = push_again_at(task.due_at, now) if was_pushed else None
    task.version += 1
    note_on(db, task.case_id, "taken_on", f"{actor.name} has taken this on.", now, actor, task.id)
    db.flush()
    tell_no_more(db, task.id, f"not needed: {actor.name} has it", now)


def finish_task(db: Session, task: Task, outcome: str, note: str, actor: Actor, now: datetime) -> None:
    """Write down what came of a task.

    Raises:
        NotAllowed: the outcome does not belong to this kind of task, or it needs a note.
    """
    if outcome not in outcomes_of(task.kind):
        raise NotAllowed("Choose one of the outcomes listed.")
    if outcome in NEEDS_NOTE and not note.strip():
        raise NotAllowed("Write a note: say what was found or decided.")
    task.outcome, task.note = outcome, note.strip() or None
    task.done_at, task.done_by_id, task.next_push_at = now, actor.user_id, None
    task.done_by_name, task.done_by_position = actor.name, actor.position
    task.version += 1
    db.flush()
    tell_no_more(db, task.id, f"not needed: {actor.name} dealt with it", now)


def drop_tasks(db: Session, case_id: int, kinds: Iterable[str], outcome: str, now: datetime) -> int:
    """Take back the open tasks of a case that a closing has made needless. Returns how many."""
    result = db.execute(
        update(Task)
        .where(Task.case_id == case_id, Task.done_at.is_(None), Task.kind.in_(list(kinds)))
        .values(done_at=now, outcome=outcome, next_push_at=None, version=Task.version + 1)
        .execution_options(synchronize_session=False)
    )
    return int(result.rowcount)  # type: ignore[attr-defined]
