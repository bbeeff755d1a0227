"""News of a text we sent: it comes twice, late, out of order, or before we know the text's id."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from attendance.failing import DID_NOT_ARRIVE, record_arrival, record_failure
from attendance.people import SOFTWARE
from rules.delivery import check_status
from storage.engine import Database
from storage.messages import find_outbound, record_delivery_event
from storage.models import Case, CaseEvent, OutboundCase, OutboundMessage, School, Task, TaskPush
from storage.outbox import lock_cases
from storage.records import insert_each_once

#: Purposes that a child's safety hangs on.
SAFEGUARDING = frozenset({"first_contact", "follow_up", "push"})
#: The provider's words for a text, in ours.
STATES = {
    "accepted": "sent",
    "scheduled": "sent",
    "queued": "sent",
    "sending": "sent",
    "sent": "sent",
    "delivered": "delivered",
    "read": "delivered",
    "undelivered": "failed",
    "failed": "failed",
}
#: States in which we have not yet heard that the provider has the text: any news moves it up from there.
NOT_HEARD_YET = frozenset({"ready", "sending", "unknown", "cancelled", "expired"})


@dataclass(frozen=True, slots=True)
class DeliveryNews:
    """What a status callback says. outbound_id: our own id of the text, from the callback's address."""

    provider_id: str
    status: str
    error: str = ""
    outbound_id: int | None = None


def take_delivery_news(database: Database, news: DeliveryNews, now: datetime) -> str:
    """Keep the news, once, and move the text's state up if it is news at all.

    Returns:
        "repeat", "unknown text", "kept" (nothing moved) or the text's new state.
    """
    with database.write() as db:
        if STATES.get(news.status) == "failed":
            lock_cases(db, _ids_of(db, news))
        message = _find(db, news)
        is_new = record_delivery_event(
            db, message.id if message else None, news.provider_id, news.status, news.error, now
        )
        if not is_new:
            return "repeat"
        if message is None:
            return "unknown text"
        if not _move_up(message, news, now):
            return "kept"
        if message.state == "failed":
            move_ladder_on(db, [message.id], now)
            record_failure(db, message, news.error, DID_NOT_ARRIVE, now)
        elif message.state == "delivered":
            record_arrival(db, message)
        return message.state


def _find(db: Session, news: DeliveryNews) -> OutboundMessage | None:
    """The text that news is about, locked; looked for again once the lock is ours.

    While we waited for it, whoever looked the text up may have found its id to be that of a twin.
    """
    message = find_outbound(db, news.provider_id, news.outbound_id)
    if message is not None and message.provider_id is None:
        return find_outbound(db, news.provider_id, None) or message
    return message


def _ids_of(db: Session, news: DeliveryNews) -> list[int]:
    """Our ids of the text that news may be about."""
    named = or_(OutboundMessage.provider_id == news.provider_id, OutboundMessage.id == news.outbound_id)
    return list(db.scalars(select(OutboundMessage.id).where(named)))


def _move_up(message: OutboundMessage, news: DeliveryNews, now: datetime) -> bool:
    """Move a text's state up a rank; returns whether it moved."""
    state = STATES.get(news.status)
    if state is None:
        return False
    message.provider_id = message.provider_id or news.provider_id
    if message.state not in NOT_HEARD_YET and not check_status(message.state, state):
        return False
    message.state, message.lease_until = state, None
    message.sent_at = message.sent_at or now
    if state == "delivered":
        message.delivered_at = now
    if news.error:
        message.error = news.error
    return True


def move_ladder_on(db: Session, outbound_ids: Sequence[int], now: datetime) -> None:
    """Messages that will not arrive: the next step of their cases comes now rather than after its gap.

    A colleague who was to be told of a task is passed over in the same way: the next one is told now.

    Args:
        outbound_ids: their cases are locked already, see `storage.outbox.lock_cases`.
        now: aware.
    """
    cases = select(OutboundCase.case_id).where(OutboundCase.outbound_id.in_(outbound_ids))
    db.execute(
        update(Case)
        .where(Case.id.in_(cases), Case.closed_at.is_(None), Case.paused_at.is_(None))
        .values(next_due_at=now, version=Case.version + 1)
        .execution_options(synchronize_session=False)
    )
    told = select(TaskPush.task_id).where(TaskPush.outbound_id.in_(outbound_ids))
    db.execute(
        update(Task)
        .where(Task.id.in_(told), Task.next_push_at > now)
        .values(next_push_at=now)
        .execution_options(synchronize_session=False)
    )


def note_resent_unsure(db: Session, outbound_id: int, now: datetime) -> None:
    """Write into its cases' story that a text goes once more although it may have gone before.

    `kind` "resent_unsure": with `OutboundMessage.resent_unsure_at` and `lookup_failed_at` it lists every step
    that may have been taken twice, and since when the provider could not be asked.
    """
    rows = db.execute(
        select(Case, School.time_zone)
        .join(School, School.id == Case.school_id)
        .join(OutboundCase, OutboundCase.case_id == Case.id)
        .where(OutboundCase.outbound_id == outbound_id)
        .order_by(Case.id)
    ).all()
    insert_each_once(
        db,
        CaseEvent,
        [
            {
                "organisation_id": case.organisation_id,
                "case_id": case.id,
                "kind": "resent_unsure",
                "on_date": now.astimezone(ZoneInfo(time_zone)).date(),
                "at": now,
                "words": "Nobody could tell us whether a text had gone, so it was sent once more.",
                "outbound_id": outbound_id,
                "name": SOFTWARE.name,
                "position": SOFTWARE.position,
            }
            for case, time_zone in rows
        ],
    )
