"""Who was told of an urgent task, and what still waits to be said or rung because of it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, exists, func, select, true, update
from sqlalchemy.orm import Session, aliased

from storage.models import (
    Line,
    LineSchool,
    Membership,
    OutboundMessage,
    StaffAway,
    Task,
    TaskPush,
    User,
)

#: A task that is waiting for somebody to take it on.
WAITING = Task.done_at.is_(None) & Task.acknowledged_at.is_(None)


@dataclass(frozen=True, slots=True)
class ChainMember:
    """Somebody with a role in a school, as pushing sees them."""

    user_id: int
    name: str
    role: str
    mobile: str | None
    is_away: bool


def claim_pushes(db: Session, now: datetime, limit: int) -> list[Task]:
    """Claim tasks whose next push is due, in one statement; two clocks never push the same one.

    Their `next_push_at` is emptied: whoever claims them says when they are looked at next.

    Args:
        now: aware.
        limit: at most so many.

    Returns:
        the tasks, those of one school together.
    """
    due = (
        select(Task.id)
        .where(Task.next_push_at <= now)
        .order_by(Task.school_id, Task.next_push_at, Task.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    claimed = db.scalars(
        update(Task)
        .where(Task.id.in_(due), Task.next_push_at <= now)
        .values(next_push_at=None)
        .returning(Task)
        .execution_options(synchronize_session=False, populate_existing=True)
    ).all()
    return sorted(claimed, key=lambda task: (task.school_id, task.id))


def pushes_of(
    db: Session, task_ids: Sequence[int], rounds: int | None = None
) -> dict[int, list[tuple[TaskPush, str | None]]]:
    """Who was told of some tasks so far, in order, each with what came of it.

    What came of it: the state of the text, or the outcome of the task to ring them; None while it is open.

    Args:
        rounds: only the last so many; all of them when None.
    """
    found: dict[int, list[tuple[TaskPush, str | None]]] = {}
    ring, other = aliased(Task), aliased(TaskPush)
    last_round = select(func.max(other.round)).where(other.task_id == TaskPush.task_id).scalar_subquery()
    if task_ids:
        rows = db.execute(
            select(TaskPush, func.coalesce(OutboundMessage.state, ring.outcome))
            .outerjoin(OutboundMessage, OutboundMessage.id == TaskPush.outbound_id)
            .outerjoin(ring, ring.id == TaskPush.ring_task_id)
            .where(
                TaskPush.task_id.in_(task_ids),
                TaskPush.round > last_round - rounds if rounds is not None else true(),
            )
            .order_by(TaskPush.id)
        )
        for push, came in rows:
            found.setdefault(push.task_id, []).append((push, came))
    return found


def chain_members(db: Session, school_id: int, roles: Iterable[str], on: date) -> list[ChainMember]:
    """Everybody with an account who has one of some roles in a school. on: the school's day."""
    away = exists().where(
        StaffAway.user_id == User.id,
        StaffAway.school_id == school_id,
        StaffAway.ended_at.is_(None),
        StaffAway.from_on <= on,
        StaffAway.to_on >= on,
    )
    rows = db.execute(
        select(User.id, User.name, Membership.role, User.mobile, away.label("away"))
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.school_id == school_id, Membership.role.in_(list(roles)), User.active)
        .order_by(User.id)
    )
    return [ChainMember(row.id, row.name, row.role, row.mobile, bool(row.away)) for row in rows]


def line_of_school(db: Session, school_id: int) -> Line | None:
    """The line that a school's own texts go out on."""
    return db.scalars(
        select(Line)
        .join(LineSchool, LineSchool.line_id == Line.id)
        .where(LineSchool.school_id == school_id)
        .order_by(Line.id)
        .limit(1)
    ).first()


def open_ring(db: Session, school_id: int, user_id: int | None) -> int | None:
    """The open task "ring this colleague", if there is one; for user None, "find somebody"."""
    ring = aliased(Task)
    return db.scalar(
        select(ring.id)
        .join(TaskPush, TaskPush.ring_task_id == ring.id)
        .where(
            ring.school_id == school_id,
            ring.done_at.is_(None),
            TaskPush.user_id == user_id if user_id is not None else TaskPush.user_id.is_(None),
        )
        .limit(1)
    )


def tasks_rung_about(db: Session, ring_task_id: int) -> list[tuple[Task, User | None]]:
    """The waiting tasks that a call was to be about, with whom it was to reach."""
    rows = db.execute(
        select(Task, User)
        .join(TaskPush, TaskPush.task_id == Task.id)
        .outerjoin(User, User.id == TaskPush.user_id)
        .where(TaskPush.ring_task_id == ring_task_id, WAITING)
        .order_by(Task.id)
        .distinct()
    )
    return [(task, user) for task, user in rows]


def lock_rung_about(db: Session, ring_task_id: int) -> None:
    """Lock the tasks that a call was to be about, before the call: whoever takes one on goes that way too."""
    about = select(TaskPush.task_id).where(TaskPush.ring_task_id == ring_task_id)
    db.execute(select(Task.id).where(Task.id.in_(about)).order_by(Task.id).with_for_update())


def tell_no_more(db: Session, task_id: int, outcome: str, now: datetime) -> None:
    """Somebody has a task: take back texts that have not gone and calls not made that were about it alone."""
    texts, rings = _told_by(db, task_id)
    if texts:
        db.execute(
            update(OutboundMessage)
            .where(
                OutboundMessage.id.in_(texts),
                OutboundMessage.state == "ready",
                ~_still_about(TaskPush.outbound_id == OutboundMessage.id, task_id),
            )
            .values(state="cancelled", error="somebody took the task on first")
            .execution_options(synchronize_session=False)
        )
    if rings:
        db.execute(
            update(Task)
            .where(
                Task.id.in_(rings),
                Task.done_at.is_(None),
                ~_still_about_ring(rings, task_id),
            )
            .values(done_at=now, outcome=outcome, version=Task.version + 1)
            .execution_options(synchronize_session=False)
        )


def _told_by(db: Session, task_id: int) -> tuple[list[int], list[int]]:
    rows = db.execute(
        select(TaskPush.outbound_id, TaskPush.ring_task_id).where(TaskPush.task_id == task_id)
    ).all()
    return [row[0] for row in rows if row[0]], [row[1] for row in rows if row[1]]


def _still_about(condition: ColumnElement[bool], task_id: int) -> ColumnElement[bool]:
    """Whether another task that waits hangs on the same text."""
    return exists().where(condition, TaskPush.task_id != task_id, Task.id == TaskPush.task_id, WAITING)


def _still_about_ring(rings: Collection[int], task_id: int) -> ColumnElement[bool]:
    other = aliased(Task)
    needed = (
        select(TaskPush.ring_task_id)
        .join(other, other.id == TaskPush.task_id)
        .where(
            TaskPush.ring_task_id.in_(list(rings)),
            TaskPush.task_id != task_id,
            other.done_at.is_(None),
            other.acknowledged_at.is_(None),
        )
    )
    return Task.id.in_(needed)


def is_waiting_for_anybody(db: Session, school_id: int, nobody_role: str) -> bool:
    """Whether a waiting task of a school was last pushed when nobody was there.

    nobody_role: what `task_push.role` says then.
    """
    newest = (
        select(TaskPush.role)
        .where(TaskPush.task_id == Task.id)
        .order_by(TaskPush.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    found = db.scalar(
        select(Task.id)
        .where(Task.school_id == school_id, Task.next_push_at.is_not(None), WAITING, newest == nobody_role)
        .limit(1)
    )
    return found is not None


@dataclass(frozen=True, slots=True)
class ToldByText:
    """A task that a colleague was told of by a text to the number at hand."""

    task: Task
    user: User


def told_by_text(db: Session, school_ids: Collection[int], number: str, since: datetime) -> list[ToldByText]:
    """The tasks that a mobile number was told of by text since an instant, the last told first."""
    rows = db.execute(
        select(Task, User)
        .join(TaskPush, TaskPush.task_id == Task.id)
        .join(User, User.id == TaskPush.user_id)
        .where(
            User.mobile == number,
            User.active,
            TaskPush.channel == "text",
            TaskPush.at >= since,
            Task.school_id.in_(list(school_ids)),
        )
        .order_by(TaskPush.id.desc())
    )
    found: dict[int, ToldByText] = {}
    for task, user in rows:
        found.setdefault(task.id, ToldByText(task, user))
    return list(found.values())


def last_text_to(db: Session, line_id: int, number: str) -> str | None:
    """The purpose of the newest text that we wrote to a number on a line."""
    return db.scalar(
        select(OutboundMessage.purpose)
        .where(OutboundMessage.line_id == line_id, OutboundMessage.to_number == number)
        .order_by(OutboundMessage.id.desc())
        .limit(1)
    )
