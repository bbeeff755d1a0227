"""The outbox: what is to be sent is written down first, in the transaction that decided it."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import exists, insert, select, update
from sqlalchemy.orm import Session

from storage.models import OptOut, OutboundCase, OutboundMessage
from storage.records import insert_once

#: How long a message is worth sending, by purpose. A reply an hour late confuses; a first contact does not.
WORTH_SENDING = {"reply": timedelta(hours=2)}
DEFAULT_WORTH = timedelta(hours=8)


def queue_message(
    db: Session,
    *,
    organisation_id: int,
    school_id: int | None,
    line_id: int,
    to_number: str,
    body: str,
    purpose: str,
    dedupe_key: str,
    now: datetime,
    urgency: int = 5,
    contact_id: int | None = None,
    contact_point_id: int | None = None,
    conversation_id: int | None = None,
    inbound_message_id: int | None = None,
    case_ids: Iterable[int] = (),
    not_before: datetime | None = None,
    expires_at: datetime | None = None,
    attempt: int = 1,
) -> int | None:
    """Queue one text, once.

    Args:
        db: in the writing transaction that decided to send it.
        purpose: "reply", "first_contact" or "follow_up".
        dedupe_key: names the one thing this message stands for; a second with the same key is not written.
        now, not_before, expires_at: aware instants.
        urgency: 1 goes first, 9 last.
        case_ids: the cases it was sent for; paused or closed, it is not sent.

    Returns:
        the new row's id; None when it was queued before, or when the number opted out on that line.
    """
    if is_opted_out(db, line_id, to_number):
        return None
    outbound_id = insert_once(
        db,
        OutboundMessage,
        organisation_id=organisation_id,
        school_id=school_id,
        line_id=line_id,
        contact_id=contact_id,
        contact_point_id=contact_point_id,
        conversation_id=conversation_id,
        inbound_message_id=inbound_message_id,
        dedupe_key=dedupe_key,
        attempt=attempt,
        purpose=purpose,
        urgency=urgency,
        to_number=to_number,
        body=body,
        state="ready",
        created_at=now,
        not_before=not_before or now,
        expires_at=expires_at or now + WORTH_SENDING.get(purpose, DEFAULT_WORTH),
        tries=0,
    )
    if outbound_id is not None:
        for case_id in case_ids:
            db.execute(insert(OutboundCase).values(outbound_id=outbound_id, case_id=case_id))
    return outbound_id


def is_opted_out(db: Session, line_id: int, number: str) -> bool:
    """Whether a number told the provider to write no more on this line."""
    found = db.scalar(select(exists().where(OptOut.line_id == line_id, OptOut.number == number)))
    return bool(found)


def cancel_for_case(db: Session, case_id: int) -> int:
    """Take back what is queued for a case and has not been claimed. Returns how many messages."""
    result = db.execute(
        update(OutboundMessage)
        .where(
            OutboundMessage.state == "ready",
            OutboundMessage.id.in_(select(OutboundCase.outbound_id).where(OutboundCase.case_id == case_id)),
        )
        .values(state="cancelled", error="the case was paused or closed first")
        .execution_options(synchronize_session=False)
    )
    return int(result.rowcount)  # type: ignore[attr-defined]
