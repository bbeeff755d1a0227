"""News of a text we sent: it comes twice, late, out of order, or before we know the text's id."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from attendance.tasks import open_task, soon
from rules.delivery import check_status
from storage.engine import Database
from storage.messages import find_outbound, record_delivery_event
from storage.models import Case, OutboundCase, OutboundMessage

#: Purposes that a child's safety hangs on.
SAFEGUARDING = frozenset({"first_contact", "follow_up"})
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
DID_NOT_ARRIVE = "A text to this number did not arrive. Check the number, or ring instead."


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
        message = find_outbound(db, news.provider_id, news.outbound_id)
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
            move_ladder_on(db, message.id, now)
            tell_office_of_failure(db, message, DID_NOT_ARRIVE, now)
        return message.state


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


def move_ladder_on(db: Session, outbound_id: int, now: datetime) -> None:
    """A message of a case will not arrive: the next step comes now rather than after its gap."""
    cases = select(OutboundCase.case_id).where(OutboundCase.outbound_id == outbound_id)
    db.execute(
        update(Case)
        .where(Case.id.in_(cases), Case.closed_at.is_(None), Case.paused_at.is_(None))
        .values(next_due_at=now, version=Case.version + 1)
        .execution_options(synchronize_session=False)
    )


def tell_office_of_failure(db: Session, message: OutboundMessage, why: str, now: datetime) -> None:
    """A message could not be sent, or nobody knows whether it was: a person is told.

    Args:
        why: a sentence without a name, a number or a word of the message.
    """
    if message.school_id is None:
        return
    case_id = db.scalar(select(OutboundCase.case_id).where(OutboundCase.outbound_id == message.id).limit(1))
    case = db.get(Case, case_id) if case_id is not None else None
    open_task(
        db,
        organisation_id=message.organisation_id,
        school_id=message.school_id,
        kind="check_number" if case else "inbox",
        role="office",
        why=why,
        due_at=soon(now, 30),
        dedupe_key=f"outbound:{message.id}:failed",
        now=now,
        case_id=case_id,
        pupil_id=case.pupil_id if case else None,
        conversation_id=message.conversation_id,
    )
