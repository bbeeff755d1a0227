"""Messages in, and news of messages out."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm import Session, aliased

from storage.models import DeliveryEvent, InboundMessage, OptOut, OutboundMessage
from storage.records import insert_once

_done = aliased(InboundMessage)
#: Asked after every message, so it is put together once.
NEXT_OF_SAME_NUMBER = (
    select(InboundMessage.id)
    .join(
        _done,
        (_done.line_id == InboundMessage.line_id) & (_done.from_number == InboundMessage.from_number),
    )
    .where(
        _done.id == bindparam("done_id"),
        InboundMessage.handled_at.is_(None),
        InboundMessage.lease_until.is_(None),
    )
    .order_by(InboundMessage.received_at, InboundMessage.id)
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to handle one message until the lease runs out. attempt: which try it is, from 1."""

    message_id: int
    attempt: int


def record_inbound(
    db: Session,
    *,
    organisation_id: int,
    line_id: int,
    provider_id: str,
    channel: str,
    from_number: str | None,
    body: str,
    media_count: int,
    opt: str | None,
    now: datetime,
    lease: timedelta,
) -> Claim | None:
    """Keep a message, once, and claim it in the same breath.

    Returns:
        the claim of the first to record it; None when the message is here already.
    """
    message_id = insert_once(
        db,
        InboundMessage,
        organisation_id=organisation_id,
        line_id=line_id,
        provider_id=provider_id,
        channel=channel,
        from_number=from_number,
        body=body,
        media_count=media_count,
        opt=opt,
        received_at=now,
        lease_until=now + lease,
        attempts=1,
    )
    return None if message_id is None else Claim(message_id, 1)


def claim_inbound(db: Session, message_id: int, now: datetime, lease: timedelta) -> Claim | None:
    """Claim a message that nobody handles: a compare-and-set on its lease.

    Returns:
        the claim, or None when it is handled or somebody else holds it.
    """
    attempt = db.execute(
        update(InboundMessage)
        .where(
            InboundMessage.id == message_id,
            InboundMessage.handled_at.is_(None),
            InboundMessage.lease_until.is_(None) | (InboundMessage.lease_until <= now),
        )
        .values(lease_until=now + lease, attempts=InboundMessage.attempts + 1)
        .returning(InboundMessage.attempts)
        .execution_options(synchronize_session=False)
    ).scalar_one_or_none()
    return None if attempt is None else Claim(message_id, attempt)


def get_claimed(db: Session, claim: Claim) -> InboundMessage | None:
    """The claimed message, locked, or None when it was handled or claimed anew meanwhile."""
    return db.scalars(
        select(InboundMessage)
        .where(
            InboundMessage.id == claim.message_id,
            InboundMessage.handled_at.is_(None),
            InboundMessage.attempts == claim.attempt,
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    ).first()


def get_message(db: Session, message_id: int) -> InboundMessage:
    """A message by its id."""
    return db.get_one(InboundMessage, message_id)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message that nobody handles, how often it was claimed, and how often handling it went wrong."""

    message_id: int
    attempts: int
    failures: int


def record_failure_to_handle(db: Session, message_id: int) -> None:
    """Write down that handling a message went wrong by itself."""
    db.execute(
        update(InboundMessage)
        .where(InboundMessage.id == message_id)
        .values(failures=InboundMessage.failures + 1)
        .execution_options(synchronize_session=False)
    )


def unhandled_messages(db: Session, now: datetime, limit: int) -> list[Waiting]:
    """Messages that nobody handles, oldest first."""
    rows = db.execute(
        select(InboundMessage.id, InboundMessage.attempts, InboundMessage.failures)
        .where(
            InboundMessage.handled_at.is_(None),
            InboundMessage.lease_until.is_(None) | (InboundMessage.lease_until <= now),
        )
        .order_by(InboundMessage.received_at, InboundMessage.id)
        .limit(limit)
    )
    return [Waiting(*row) for row in rows]


def is_behind_another(db: Session, message: InboundMessage, now: datetime) -> bool:
    """Whether an earlier message of the same number is being handled at this moment."""
    found = db.scalar(
        select(InboundMessage.id)
        .where(
            InboundMessage.handled_at.is_(None),
            InboundMessage.id < message.id,
            InboundMessage.line_id == message.line_id,
            InboundMessage.from_number == message.from_number,
            InboundMessage.lease_until > now,
        )
        .order_by(InboundMessage.received_at)  # any one will do, but so it is found by the index of the few
        .limit(1)
    )
    return found is not None


def put_back(db: Session, message: InboundMessage) -> None:
    """Give a claim back without having tried."""
    message.lease_until = None
    message.attempts -= 1


def next_of_same_number(db: Session, message_id: int) -> int | None:
    """The oldest message of the same number that was put back for this one."""
    found: int | None = db.scalar(NEXT_OF_SAME_NUMBER, {"done_id": message_id})
    return found


def record_opt(
    db: Session, organisation_id: int, line_id: int, number: str, *, out: bool, now: datetime
) -> None:
    """Mirror what the provider does when a number opts out of a line or back in."""
    if out:
        insert_once(db, OptOut, organisation_id=organisation_id, line_id=line_id, number=number, since_at=now)
    else:
        db.execute(delete(OptOut).where(OptOut.line_id == line_id, OptOut.number == number))


def find_outbound(db: Session, provider_id: str, outbound_id: int | None) -> OutboundMessage | None:
    """The message that news is about, locked: by the provider's id, else by our own from the callback.

    Our own id counts only while the row has no provider's id: the news may come before our commit of it.
    """
    found = _locked(db, OutboundMessage.provider_id == provider_id)
    if found is not None or outbound_id is None:
        return found
    return _locked(db, (OutboundMessage.id == outbound_id) & OutboundMessage.provider_id.is_(None))


def record_delivery_event(
    db: Session, outbound_id: int | None, provider_id: str, status: str, error: str, now: datetime
) -> bool:
    """Keep one piece of news, once. Returns whether it was new."""
    event_id = insert_once(
        db,
        DeliveryEvent,
        outbound_id=outbound_id,
        provider_id=provider_id,
        status=status,
        error=error,
        at=now,
    )
    return event_id is not None


def _locked(db: Session, condition: object) -> OutboundMessage | None:
    return db.scalars(
        select(OutboundMessage)
        .where(condition)  # type: ignore[arg-type]
        .with_for_update()
        .execution_options(populate_existing=True)
    ).first()
