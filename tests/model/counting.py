"""The counts that must stay at zero, read from the rows and from what the provider took."""

from collections import Counter
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from attendance.delivering import SAFEGUARDING
from storage.models import Case, CaseEvent, OutboundCase, OutboundMessage, Register, Task, TaskPush
from tests.model.provider import ModelProvider

#: A task that must be pushed to the next person may wait so long.
LONGEST_UNTOLD = timedelta(minutes=15)
#: Nothing that is under way stays so longer than this while the clock beats.
LONGEST_UNDER_WAY = timedelta(minutes=15)
ENDED = frozenset({"sent", "delivered", "failed", "cancelled", "expired"})


def delivered_twice(db: Session, provider: ModelProvider) -> list[int]:
    """Outbox rows that the provider took more than once, but for a safeguarding step nobody could look up."""
    times = Counter(text.outbound_id for text in provider.taken)
    purposes = dict(db.execute(select(OutboundMessage.id, OutboundMessage.purpose)).all())
    return [
        outbound_id
        for outbound_id, number in times.items()
        if number > 1
        and not (
            outbound_id in provider.failed_look_ups and purposes[outbound_id] in SAFEGUARDING and number == 2
        )
    ]


def contacted_after_a_stop(db: Session, provider: ModelProvider) -> list[int]:
    """Texts taken by the provider though their case had been paused or closed before they were claimed."""
    rows = db.execute(
        select(OutboundMessage.id, OutboundMessage.claimed_at, CaseEvent.kind, CaseEvent.at)
        .join(OutboundCase, OutboundCase.outbound_id == OutboundMessage.id)
        .join(CaseEvent, CaseEvent.case_id == OutboundCase.case_id)
        .where(CaseEvent.kind.in_(("paused", "resumed", "closed", "reopened")))
        .order_by(CaseEvent.id)
    ).all()
    stopped: list[int] = []
    for text in provider.taken:
        standing = "open"
        for outbound_id, claimed_at, kind, at in rows:
            if outbound_id != text.outbound_id or claimed_at is None:
                continue
            # Within one instant of this world's clock the go-ahead comes before the claim, the stop after it.
            if at < claimed_at or (at == claimed_at and kind in ("resumed", "reopened")):
                standing = kind
        if standing in ("paused", "closed"):
            stopped.append(text.outbound_id)
    return stopped


def without_a_next_step(db: Session, now: datetime) -> list[int]:
    """Open cases that have neither a step to come nor somebody's name on them."""
    lost = []
    for case in db.scalars(select(Case).where(Case.closed_at.is_(None))):
        if case.paused_at is not None:
            continue
        if case.next_due_at is None or case.next_due_at <= now:
            lost.append(case.id)
    return lost


def lost_steps(db: Session, now: datetime) -> list[int]:
    """Texts that were decided on and then neither went out, nor ended in a way that somebody knows of."""
    rows = db.scalars(select(OutboundMessage).where(OutboundMessage.state.not_in(ENDED)))
    return [row.id for row in rows if max(row.created_at, row.not_before) < now - LONGEST_UNDER_WAY]


def registers_forgotten(db: Session, now: datetime) -> list[int]:
    """Registers that came and whose time has come, but that nobody looked through."""
    return list(
        db.scalars(
            select(Register.id).where(
                Register.received_at.is_not(None), Register.closed_at.is_(None), Register.closes_at < now
            )
        )
    )


def untold_tasks(db: Session, now: datetime) -> list[int]:
    """Urgent safeguarding tasks that nobody has taken on, and whose next person has not been told in time."""
    untold = []
    tasks = db.scalars(
        select(Task).where(
            Task.kind == "safeguarding",
            Task.urgent,
            Task.done_at.is_(None),
            Task.acknowledged_at.is_(None),
            Task.created_at <= now - LONGEST_UNTOLD,
        )
    )
    for task in tasks:
        told = db.scalars(select(TaskPush.at).where(TaskPush.task_id == task.id)).all()
        if not told or max(told) < now - LONGEST_UNTOLD:
            untold.append(task.id)
    return untold
