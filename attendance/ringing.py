"""A text that cannot go is no reason to wait: a person rings the family instead."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from attendance.people import SOFTWARE
from rules.steps import Ladder, Role, TaskKind
from storage.bulk import insert_returning
from storage.models import Case, CaseEvent, School, Task
from storage.records import insert_each_once

#: Who rings, and within how long, where the ladder of a case has no call of its own.
USUAL_ROLE, USUAL_MINUTES = Role.OFFICE, 30
CASES_AT_ONCE = 1000


def ask_to_ring(db: Session, case_ids: Collection[int], why: str, now: datetime) -> int:
    """Open a call task for cases whose text has not gone out, once a case and day.

    A case that is paused, held or closed, or for which somebody is to ring already, is left alone. The ladder
    goes on beside it.

    Args:
        case_ids: at most `CASES_AT_ONCE`.
        why: a sentence without a name, a number or a reason.
        now: aware.

    Returns:
        how many tasks were opened.
    """
    rows = [_task(case, school, why, now) for case, school in _nobody_rings_for(db, case_ids, now)]
    opened = insert_returning(db, Task, rows, "id", "case_id", "organisation_id", "created_at")
    days = {row["case_id"]: row["dedupe_key"].rpartition(":")[2] for row in rows}
    insert_each_once(db, CaseEvent, [_event(task, days[task.case_id], why) for task in opened])
    return len(opened)


def is_rung_for() -> Any:
    """Whether somebody is to ring about a case already."""
    return exists().where(Task.case_id == Case.id, Task.kind == TaskKind.CALL.value, Task.done_at.is_(None))


def may_be_rung(now: datetime) -> tuple[Any, ...]:
    """Whether a case is one to ring about: open, not paused, and not held."""
    return (
        Case.closed_at.is_(None),
        Case.paused_at.is_(None),
        or_(Case.texts_not_before.is_(None), Case.texts_not_before <= now),
    )


def _nobody_rings_for(db: Session, case_ids: Collection[int], now: datetime) -> Iterable[tuple[Case, School]]:
    query = (
        select(Case, School)
        .join(School, School.id == Case.school_id)
        .where(Case.id.in_(list(case_ids)), *may_be_rung(now), ~is_rung_for())
        .order_by(Case.id)
    )
    return [(case, school) for case, school in db.execute(query)]


def _task(case: Case, school: School, why: str, now: datetime) -> dict[str, Any]:
    role, minutes = _who_rings(Ladder.from_json(case.ladder))
    day = now.astimezone(ZoneInfo(school.time_zone)).date()
    return {
        "organisation_id": case.organisation_id,
        "school_id": case.school_id,
        "kind": TaskKind.CALL.value,
        "role": role.value,
        "urgent": False,
        "why": why,
        "created_at": now,
        "due_at": now + timedelta(minutes=minutes),
        "dedupe_key": f"case:{case.id}:ring-instead:{day}",
        "case_id": case.id,
        "pupil_id": case.pupil_id,
        "version": 1,
    }


def _who_rings(ladder: Ladder) -> tuple[Role, int]:
    for step in (*ladder.day_one, *ladder.later_days):
        if step.task is TaskKind.CALL and step.role is not None:
            return step.role, step.due_minutes
    return USUAL_ROLE, USUAL_MINUTES


def _event(task: Any, day: str, why: str) -> dict[str, Any]:
    return {
        "organisation_id": task.organisation_id,
        "case_id": task.case_id,
        "kind": "ring_instead",
        "on_date": datetime.fromisoformat(day).date(),
        "at": task.created_at,
        "words": why,
        "task_id": task.id,
        "name": SOFTWARE.name,
        "position": SOFTWARE.position,
    }
