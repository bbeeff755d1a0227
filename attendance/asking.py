"""Asking many people for many things at once: tasks in one statement, whatever their number."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from rules.policy import Policy
from rules.pushing import first_push_at
from rules.steps import TaskKind
from storage.models import Task
from storage.records import insert_each_once


@dataclass(frozen=True, slots=True)
class Ask:
    """A task to open, once. The fields are those of `attendance.tasks.open_task`."""

    organisation_id: int
    school_id: int
    kind: str
    role: str
    why: str
    due_at: datetime
    dedupe_key: str
    urgent: bool = False
    case_id: int | None = None
    pupil_id: int | None = None
    report_id: int | None = None


def ask_people(db: Session, asked: Sequence[Ask], now: datetime) -> None:
    """Open tasks, each once; one statement for any number."""
    insert_each_once(db, Task, [_row(ask, now) for ask in asked])


def _row(ask: Ask, now: datetime) -> dict[str, object]:
    pushed = first_push_at(ask.kind, ask.role, urgent=ask.urgent, due_at=ask.due_at, now=now)
    return {
        "organisation_id": ask.organisation_id,
        "school_id": ask.school_id,
        "kind": ask.kind,
        "role": ask.role,
        "urgent": ask.urgent,
        "why": ask.why,
        "created_at": now,
        "due_at": ask.due_at,
        "next_push_at": pushed,
        "dedupe_key": ask.dedupe_key,
        "case_id": ask.case_id,
        "pupil_id": ask.pupil_id,
        "report_id": ask.report_id,
        "version": 1,
    }


def role_and_due(policy: Policy, kind: TaskKind, now: datetime) -> tuple[str, datetime]:
    """Who gets a kind of task in a school, and by when it is due."""
    rule = policy.tasks[kind]
    return str(rule.role), now + timedelta(minutes=rule.due_minutes)


def end_tasks(db: Session, dedupe_keys: Iterable[str], outcome: str, now: datetime) -> int:
    """Take back open tasks that something else has made needless; one statement. Returns how many.

    Args:
        outcome: why, in words for staff.
    """
    keys = list(dedupe_keys)
    if not keys:
        return 0
    result = db.execute(
        update(Task)
        .where(Task.dedupe_key.in_(keys), Task.done_at.is_(None))
        .values(done_at=now, outcome=outcome, next_push_at=None, version=Task.version + 1)
        .execution_options(synchronize_session=False)
    )
    return int(result.rowcount)  # type: ignore[attr-defined]
