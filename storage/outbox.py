"""Claims on the outbox. Every claim is a compare-and-set: one process wins, whatever the database."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, exists, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from rules.throttle import Bucket, allow
from storage.models import Case, DeliveryEvent, Line, OutboundCase, OutboundMessage, RateBucket

#: How long a claim to send holds: the provider's client gives up after 10 s to connect and 10 s to answer.
SENDING_LEASE = timedelta(seconds=60)
#: How long an offered row waits for a worker before it is offered again.
OFFER_HOLDS = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class ClaimedText:
    """A message that this process, and no other, may hand to the provider."""

    id: int
    line_number: str
    to_number: str
    body: str
    purpose: str
    tries: int
    claimed_at: datetime


def _stopped_cases() -> ColumnElement[bool]:
    """Whether a case that a message was sent for has been paused or closed."""
    return exists().where(
        OutboundCase.outbound_id == OutboundMessage.id,
        Case.id == OutboundCase.case_id,
        or_(Case.paused_at.is_not(None), Case.closed_at.is_not(None)),
    )


def claim_text(db: Session, outbound_id: int, now: datetime) -> ClaimedText | None:
    """Claim one message for sending.

    Args:
        now: aware.

    Returns:
        the message; None when somebody else has it, it is not due, or its case was paused or closed.
    """
    claimed = db.execute(
        update(OutboundMessage)
        .where(
            OutboundMessage.id == outbound_id,
            OutboundMessage.state == "ready",
            OutboundMessage.not_before <= now,
            OutboundMessage.expires_at > now,
            ~_stopped_cases(),
        )
        .values(
            state="sending",
            lease_until=now + SENDING_LEASE,
            claimed_at=now,
            tries=OutboundMessage.tries + 1,
        )
        .execution_options(synchronize_session=False)
    )
    if claimed.rowcount != 1:  # type: ignore[attr-defined]
        return None
    row, number = db.execute(
        select(OutboundMessage, Line.number)
        .join(Line, Line.id == OutboundMessage.line_id)
        .where(OutboundMessage.id == outbound_id)
        .execution_options(populate_existing=True)
    ).one()
    return ClaimedText(row.id, number, row.to_number, row.body, row.purpose, row.tries, now)


def may_still_go(db: Session, outbound_id: int) -> bool:
    """Whether a claimed message is still wanted: neither its case nor the claim has ended since."""
    return bool(
        db.scalar(
            select(
                exists().where(
                    OutboundMessage.id == outbound_id,
                    OutboundMessage.state == "sending",
                    ~_stopped_cases(),
                )
            )
        )
    )


def settle(db: Session, outbound_id: int, states: Sequence[str], **values: object) -> bool:
    """Move a message on from one of some states. Returns whether it was in one of them."""
    result = db.execute(
        update(OutboundMessage)
        .where(OutboundMessage.id == outbound_id, OutboundMessage.state.in_(states))
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    return int(result.rowcount) == 1  # type: ignore[attr-defined]


def expire_texts(db: Session, now: datetime) -> int:
    """Give up messages that are no longer worth sending. Returns how many."""
    result = db.execute(
        update(OutboundMessage)
        .where(OutboundMessage.state == "ready", OutboundMessage.expires_at <= now)
        .values(state="expired", error="not sent in time")
        .execution_options(synchronize_session=False)
    )
    return int(result.rowcount)  # type: ignore[attr-defined]


def offer_ready_texts(db: Session, now: datetime, rate_per_second: float, burst: int) -> list[int]:
    """Choose the messages that may go now, and mark them as offered.

    Each line has a token bucket, taken from in this transaction. No more rows are offered than there are
    tokens: offering every ready row at every tick once buried the queue.

    Args:
        now: aware.
        rate_per_second: messages a line may send each second.
        burst: the most that may go at once.

    Returns:
        ids to hand to the workers, the most urgent first.
    """
    ready = (
        OutboundMessage.state == "ready",
        OutboundMessage.not_before <= now,
        or_(OutboundMessage.offered_until.is_(None), OutboundMessage.offered_until <= now),
    )
    offered: list[int] = []
    for line_id in db.scalars(select(OutboundMessage.line_id).where(*ready).distinct()).all():
        bucket = _lock_bucket(db, f"line:{line_id}", burst, now)
        wanted = list(
            db.scalars(
                select(OutboundMessage.id)
                .where(*ready, OutboundMessage.line_id == line_id)
                .order_by(OutboundMessage.urgency, OutboundMessage.not_before, OutboundMessage.id)
                .limit(burst)
                .with_for_update(skip_locked=True)
            )
        )
        granted, left = allow(
            Bucket(bucket.tokens, bucket.updated_at), rate_per_second, burst, now, len(wanted)
        )
        bucket.tokens, bucket.updated_at = left.tokens, left.updated_at
        offered += wanted[:granted]
    if offered:
        db.execute(
            update(OutboundMessage)
            .where(OutboundMessage.id.in_(offered))
            .values(offered_until=now + OFFER_HOLDS)
            .execution_options(synchronize_session=False)
        )
    return offered


def _lock_bucket(db: Session, key: str, burst: int, now: datetime) -> RateBucket:
    dialect = sqlite if db.get_bind().dialect.name == "sqlite" else postgresql
    db.execute(
        dialect.insert(RateBucket)
        .values(key=key, tokens=float(burst), updated_at=now)
        .on_conflict_do_nothing()
    )
    return db.scalars(
        select(RateBucket)
        .where(RateBucket.key == key)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def unsettled_texts(db: Session, now: datetime, limit: int) -> list[OutboundMessage]:
    """Messages that may or may not have reached the provider: their lease has run out."""
    return list(
        db.scalars(
            select(OutboundMessage)
            .where(OutboundMessage.state.in_(("sending", "unknown")), OutboundMessage.lease_until <= now)
            .order_by(OutboundMessage.lease_until, OutboundMessage.id)
            .limit(limit)
        )
    )


def claim_unsettled(db: Session, row: OutboundMessage, until: datetime) -> bool:
    """Claim the looking-up of a message; the lease it was found with is what is compared.

    Returns:
        whether it is ours to look up until then.
    """
    result = db.execute(
        update(OutboundMessage)
        .where(
            OutboundMessage.id == row.id,
            OutboundMessage.state == row.state,
            OutboundMessage.lease_until == row.lease_until,
        )
        .values(state="unknown", lease_until=until)
        .execution_options(synchronize_session=False)
    )
    return int(result.rowcount) == 1  # type: ignore[attr-defined]


def provider_id_from_callback(db: Session, outbound_id: int) -> str | None:
    """The provider's id for a message, learned from a status callback that named our row."""
    return db.scalar(
        select(DeliveryEvent.provider_id)
        .where(DeliveryEvent.outbound_id == outbound_id)
        .order_by(DeliveryEvent.id)
        .limit(1)
    )


def known_provider_ids(db: Session, to_number: str) -> set[str]:
    """The provider's ids of everything we know to have sent to a number."""
    return {
        provider_id
        for provider_id in db.scalars(
            select(OutboundMessage.provider_id).where(
                OutboundMessage.to_number == to_number, OutboundMessage.provider_id.is_not(None)
            )
        )
        if provider_id is not None
    }
