"""After a clock that was wrong: what it wrote into the future must not wait until that time comes again.

Only rows that bear a time farther ahead than two good clocks ever differ are touched, and only so that they
are looked at now. Nothing is sent twice by it: a step that was taken stays taken.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, exists, or_, update
from sqlalchemy.orm import Session

from rules.plan import CLOCKS_APART
from storage.models import Case, CaseEvent, InboundMessage, OutboundMessage, ProviderState, Task

#: The provider's list shows everything after so long: looked up sooner, a text could go twice.
LIST_IS_TRUE = timedelta(seconds=60)
#: A claim of a wrong time was really made within this; the provider's own times are those of a right clock.
CLAIMED_WITHIN = timedelta(hours=1)


def realign(db: Session, now: datetime) -> dict[str, int]:
    """Let everything that a clock ahead of time has put off be looked at now.

    Args:
        db: in a writing transaction.
        now: aware, of a clock that is right.

    Returns:
        how many cases, messages and tasks were touched, by table.
    """
    return {
        "absence_case": _cases(db, now),
        "outbound_message": _messages_out(db, now),
        "inbound_message": _messages_in(db, now),
        "task": _tasks(db, now),
        "provider_state": _provider(db, now),
    }


def _cases(db: Session, now: datetime) -> int:
    """A case that something happened to in the future is looked at; the rules pass over that step's time."""
    ahead = now + CLOCKS_APART
    from_the_future = or_(
        Case.opened_at > ahead, exists().where(CaseEvent.case_id == Case.id, CaseEvent.at > ahead)
    )
    return _change(
        db,
        update(Case)
        .where(Case.closed_at.is_(None), Case.paused_at.is_(None), Case.next_due_at > now, from_the_future)
        .values(next_due_at=now),
    )


def _messages_out(db: Session, now: datetime) -> int:
    """What was to go later goes now; what a worker is thought to have is looked up now."""
    message, ahead = OutboundMessage, now + CLOCKS_APART
    times = (message.created_at, message.claimed_at, message.offered_until)
    late = and_(message.state == "ready", or_(*(at > ahead for at in times)))
    ready = _change(db, update(message).where(late).values(not_before=now, offered_until=None))
    held = and_(message.state.in_(("sending", "unknown")), message.lease_until > ahead)
    looked_up = {"lease_until": now + LIST_IS_TRUE, "claimed_at": now - CLAIMED_WITHIN}
    return ready + _change(db, update(message).where(held).values(**looked_up))


def _messages_in(db: Session, now: datetime) -> int:
    held = and_(InboundMessage.handled_at.is_(None), InboundMessage.lease_until > now + CLOCKS_APART)
    return _change(db, update(InboundMessage).where(held).values(lease_until=now))


def _tasks(db: Session, now: datetime) -> int:
    """Nobody is told of an urgent task later than minutes from now."""
    held = and_(
        Task.done_at.is_(None), Task.acknowledged_at.is_(None), Task.next_push_at > now + CLOCKS_APART
    )
    return _change(db, update(Task).where(held).values(next_push_at=now))


def _provider(db: Session, now: datetime) -> int:
    held = ProviderState.retry_at > now + CLOCKS_APART
    return _change(db, update(ProviderState).where(held).values(retry_at=now))


def _change(db: Session, statement: Any) -> int:
    result: Any = db.execute(statement.execution_options(synchronize_session=False))
    return int(result.rowcount)
