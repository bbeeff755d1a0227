"""Tasks that were not done in time, and tasks that are handed on. The ladder goes on regardless."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from attendance.errors import NotAllowed
from attendance.people import SOFTWARE, Actor
from attendance.story import note_on
from attendance.tasks import get_open_task
from rules.pushing import LEADS
from rules.steps import Role
from storage.days import school_zone
from storage.models import School, Task
from storage.staff import roles_in_school
from storage.waiting import NAMED_ROLES, RESTRICTED_KINDS
from storage.work import claim_overdue

#: Who is told when somebody of a role has not done a task in time. The leads have their own chain.
TOLD_NEXT = {
    Role.OFFICE.value: "the attendance officer sees to it",
    Role.ATTENDANCE_OFFICER.value: "the head sees to it",
    Role.HEAD.value: "nobody has done it yet",
}


def escalate_overdue(db: Session, now: datetime, limit: int = 100) -> int:
    """Tell the next person of each follow-up task that was not done by its deadline, once.

    It goes to the top of everybody's list with a sentence that says whose it is now; a safeguarding lead's
    is pushed to the lead, the deputy and the head until somebody has it.

    Args:
        now: aware.
        limit: tasks at once.

    Returns:
        how many tasks were late; call again while it is `limit`.
    """
    late = claim_overdue(db, now, limit)
    for task in late:
        _escalate(db, task, now)
    return len(late)


def _escalate(db: Session, task: Task, now: datetime) -> None:
    zone = school_zone(db.get_one(School, task.school_id))
    task.urgent = True
    if task.role in LEADS:
        if task.next_push_at is None and task.acknowledged_at is None:
            task.next_push_at = now
        who = "the lead, the deputy and the head are told until somebody has it"
    else:
        who = TOLD_NEXT.get(task.role, "the head sees to it")
    words = f"Not done by {_clock(task.due_at, zone)}: {who}."
    task.why = f"{task.why} {words}"
    note_on(db, task.case_id, "overdue", words, now, SOFTWARE, task.id)


def hand_to(db: Session, task_id: int, version: int, user_id: int, actor: Actor, now: datetime) -> str:
    """Hand an open task to a colleague, by name.

    Args:
        version: of the task, as the person saw it.

    Returns:
        a sentence on what happened.

    Raises:
        NotFound, Stale: the task is not there, is done, or was changed.
        NotAllowed: that colleague does not work in this school, or may not see this kind of task.
    """
    task = get_open_task(db, task_id, version)
    name, roles = roles_in_school(db, user_id, task.school_id)
    if not roles:
        raise NotAllowed("That person has no account in this school now. Choose another.")
    if task.kind in RESTRICTED_KINDS and not roles & NAMED_ROLES:
        raise NotAllowed(
            f"{name} may not see tasks of this kind. Choose the attendance officer, a safeguarding lead or "
            "the head."
        )
    task.for_user_id, task.version = user_id, task.version + 1
    note_on(db, task.case_id, "handed", f"Handed to {name}.", now, actor, task.id)
    return f"It is {name}'s now."


def _clock(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%H:%M}"
