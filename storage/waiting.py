"""What waits for a person: the few things that cannot, and how many there are of the rest."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storage.models import AbsenceReport, Enrolment, Pupil, RegistrationGroup, Task
from storage.roll import is_on_roll

#: Tasks that are shown to named roles only: staff never see reasons they need not.
RESTRICTED_KINDS = frozenset(
    {
        "safeguarding",
        "welfare_check",
        "social_worker",
        "youth_offending",
        "inform_social_worker",
        "inform_youth_offending",
    }
)
#: The roles that see them, and flags, addresses and hazards.
NAMED_ROLES = frozenset({"attendance_officer", "safeguarding_lead", "deputy_safeguarding_lead", "head"})


@dataclass(frozen=True, slots=True)
class UrgentTask:
    """A task that a person must look at now."""

    task_id: int
    kind: str
    why: str
    due_at: datetime
    acknowledged_by: str | None
    pupil_name: str | None
    group: str | None


def urgent_tasks(db: Session, school_id: int, on: date) -> tuple[UrgentTask, ...]:
    """Open tasks that cannot wait: urgent ones and every safeguarding task, the earliest due first."""
    rows = db.execute(
        select(Task, Pupil, RegistrationGroup.name)
        .outerjoin(Pupil, Pupil.id == Task.pupil_id)
        .outerjoin(
            Enrolment,
            (Enrolment.pupil_id == Pupil.id) & (Enrolment.school_id == school_id) & is_on_roll(on),
        )
        .outerjoin(RegistrationGroup, RegistrationGroup.id == Enrolment.group_id)
        .where(
            Task.school_id == school_id,
            Task.done_at.is_(None),
            Task.urgent | (Task.kind == "safeguarding"),
        )
        .order_by(Task.urgent.desc(), Task.due_at, Task.id)
    )
    return tuple(
        UrgentTask(
            task_id=task.id,
            kind=task.kind,
            why=task.why,
            due_at=task.due_at,
            acknowledged_by=task.acknowledged_by_name,
            pupil_name=pupil.full_name if pupil else None,
            group=group,
        )
        for task, pupil, group in rows
    )


def waiting_counts(db: Session, school_id: int, hidden_kinds: Iterable[str] = ()) -> tuple[int, int]:
    """How many reports wait for a person, and how many tasks are open: the numbers beside the menu.

    Args:
        hidden_kinds: kinds of task that the person at the screen may not see.
    """
    reports = select(func.count()).where(
        AbsenceReport.school_id == school_id, AbsenceReport.state == "provisional"
    )
    tasks = select(func.count()).where(
        Task.school_id == school_id, Task.done_at.is_(None), Task.kind.not_in(list(hidden_kinds))
    )
    row = db.execute(select(reports.scalar_subquery(), tasks.scalar_subquery())).one()
    return int(row[0]), int(row[1])
