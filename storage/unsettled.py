"""Messages of which nobody knows whether the provider has them: found, claimed, and told from their twins."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from storage.models import DeliveryEvent, OutboundMessage


def unsettled_texts(db: Session, now: datetime, limit: int) -> list[OutboundMessage]:
    """Messages that may or may not have reached the provider: their lease has run out."""
    return list(
        db.scalars(
            select(OutboundMessage)
            .where(OutboundMessage.state.in_(("sending", "unknown")), OutboundMessage.lease_until <= now)
            .order_by(OutboundMessage.lease_until, OutboundMessage.urgency, OutboundMessage.id)
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
            OutboundMessage.tries == row.tries,
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


def lock_twins(db: Session, row: OutboundMessage) -> list[OutboundMessage]:
    """Every message with the same words for the same number that is under way, the row itself among them.

    Locked in the order of their ids: of two who look up twins at once, one waits and then knows what the
    other found.
    """
    return list(
        db.scalars(
            select(OutboundMessage)
            .where(
                OutboundMessage.to_number == row.to_number,
                OutboundMessage.body == row.body,
                OutboundMessage.state.in_(("sending", "unknown")),
            )
            .order_by(OutboundMessage.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    )


def known_provider_ids(db: Session, found: list[str]) -> set[str]:
    """Which of some of the provider's ids stand for a message that we know of."""
    known = db.scalars(select(OutboundMessage.provider_id).where(OutboundMessage.provider_id.in_(found)))
    return {provider_id for provider_id in known if provider_id is not None}
