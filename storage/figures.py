"""How things stand, for whoever runs Ninebell: counts and ages, never a name or a word of a message."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import Session

from storage.auditing import days_round, standing_still
from storage.beats import CLEAN, find_beat, last_tick
from storage.models import Case, InboundMessage, OutboundMessage, ProviderState, Register, Task
from storage.troubles import open_by_kind

#: States of a message that is still to become something else.
MOVING = ("ready", "sending", "unknown")


@dataclass(frozen=True, slots=True)
class Figures:
    """What is now. Ages are in seconds; None where there is nothing that could have one.

    cases: by "climbing" and "paused". messages: by state. tasks: (kind, whether overdue) → number.
    providers: key → state. troubles: by kind.
    """

    cases: dict[str, int]
    cases_standing_still: int
    messages: dict[str, int]
    oldest_ready_s: float | None
    inbound_unhandled: int
    oldest_inbound_s: float | None
    tasks: dict[tuple[str, bool], int]
    tasks_unacknowledged: int
    registers_missing: int
    providers: dict[str, str]
    troubles: dict[str, int]
    last_tick_s: float | None
    last_clean_audit_s: float | None


def read_figures(db: Session, now: datetime) -> Figures:
    """Read every figure.

    Args:
        now: aware.
    """
    inbound = db.execute(
        select(func.count(), func.min(InboundMessage.received_at)).where(InboundMessage.handled_at.is_(None))
    ).one()
    return Figures(
        cases=_cases(db),
        cases_standing_still=db.scalar(select(func.count(Case.id)).where(standing_still(now))) or 0,
        messages=_messages(db),
        oldest_ready_s=_age(_oldest_ready(db, now), now),
        inbound_unhandled=int(inbound[0]),
        oldest_inbound_s=_age(inbound[1], now),
        tasks=_tasks(db, now),
        tasks_unacknowledged=_unacknowledged(db),
        registers_missing=_registers_missing(db, now),
        providers=dict(db.execute(select(ProviderState.key, ProviderState.state)).all()),
        troubles=open_by_kind(db),
        last_tick_s=_age(last_tick(db), now),
        last_clean_audit_s=_age(find_beat(db, CLEAN), now),
    )


def _age(since: datetime | None, now: datetime) -> float | None:
    return None if since is None else max(0.0, (now - since) / timedelta(seconds=1))


def _cases(db: Session) -> dict[str, int]:
    paused = case((Case.paused_at.is_(None), "climbing"), else_="paused")
    rows = db.execute(select(paused, func.count()).where(Case.closed_at.is_(None)).group_by(paused))
    return {"climbing": 0, "paused": 0} | {state: int(number) for state, number in rows}


def _messages(db: Session) -> dict[str, int]:
    state = OutboundMessage.state
    counted = {moving: select(func.count()).where(state == moving).scalar_subquery() for moving in MOVING}
    row = db.execute(select(*counted.values())).one()
    return dict(zip(counted, (int(number) for number in row), strict=True))


def _oldest_ready(db: Session, now: datetime) -> datetime | None:
    return db.scalar(
        select(func.min(OutboundMessage.not_before)).where(
            OutboundMessage.state == "ready", OutboundMessage.not_before <= now
        )
    )


def _tasks(db: Session, now: datetime) -> dict[tuple[str, bool], int]:
    overdue = case((Task.due_at < now, 1), else_=0)
    rows = db.execute(
        select(Task.kind, overdue, func.count()).where(Task.done_at.is_(None)).group_by(Task.kind, overdue)
    )
    return {(kind, bool(late)): int(number) for kind, late, number in rows}


def _unacknowledged(db: Session) -> int:
    waits = and_(Task.done_at.is_(None), Task.urgent, Task.acknowledged_at.is_(None))
    return db.scalar(select(func.count(Task.id)).where(waits)) or 0


def _registers_missing(db: Session, now: datetime) -> int:
    missing = and_(
        Register.on_date.in_(days_round(now)),
        Register.received_at.is_(None),
        Register.closes_at < now,
        Register.closes_at > now - timedelta(days=1),
    )
    return db.scalar(select(func.count(Register.id)).where(missing)) or 0
