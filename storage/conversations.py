"""Conversations: one number on one line, locked while a message of it is handled; events are only added."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from storage.models import Case, Conversation, ConversationEvent, OutboundCase, OutboundMessage, Task
from storage.records import dialect_insert

#: A message in one of these states has not reached anybody and will not.
NEVER_SENT = ("ready", "cancelled", "expired")


def lock_conversation(
    db: Session, organisation_id: int, line_id: int, number: str, now: datetime
) -> Conversation:
    """The conversation with a number on a line, begun if need be, and ours until the transaction ends.

    On PostgreSQL the row is locked; on SQLite the writing transaction keeps every other writer out.
    """
    # The update that changes nothing is what finds and locks a row that is there already.
    begun_or_found = (
        dialect_insert(db, Conversation)
        .values(organisation_id=organisation_id, line_id=line_id, number=number, version=0, last_at=now)
        .on_conflict_do_update(index_elements=["line_id", "number"], set_={"number": number})
        .returning(Conversation)
    )
    return db.scalars(begun_or_found, execution_options={"populate_existing": True}).one()


def events_since(db: Session, conversation_id: int, since: datetime) -> list[tuple[str, dict[str, Any]]]:
    """Kind and data of what happened in a conversation since an instant, oldest first."""
    rows = db.execute(
        select(ConversationEvent.kind, ConversationEvent.data)
        .where(ConversationEvent.conversation_id == conversation_id, ConversationEvent.at >= since)
        .order_by(ConversationEvent.position)
    )
    return [(kind, data) for kind, data in rows]


def add_events(
    db: Session, conversation: Conversation, events: Sequence[tuple[str, dict[str, Any]]], at: datetime
) -> None:
    """Add to a locked conversation.

    Args:
        events: kind and data, in order; ids and keys, never words of a message.
        at: when the message that caused them was sent.
    """
    last = db.scalar(
        select(func.max(ConversationEvent.position)).where(
            ConversationEvent.conversation_id == conversation.id
        )
    )
    first = 0 if last is None else last + 1
    rows = [
        {
            "organisation_id": conversation.organisation_id,
            "conversation_id": conversation.id,
            "position": first + offset,
            "kind": kind,
            "data": data,
            "at": at,
        }
        for offset, (kind, data) in enumerate(events)
    ]
    if rows:
        db.execute(insert(ConversationEvent), rows)
    conversation.version += 1
    conversation.last_at = max(conversation.last_at, at)


def is_held_by_person(db: Session, conversation_id: int, school_ids: Iterable[int]) -> bool:
    """Whether a safeguarding task of this conversation still waits for a person.

    Args:
        school_ids: the schools of its line; they lead to the index of open tasks.
    """
    found = db.scalar(
        select(Task.id)
        .where(
            Task.school_id.in_(list(school_ids)),
            Task.done_at.is_(None),
            Task.conversation_id == conversation_id,
            Task.kind == "safeguarding",
        )
        .limit(1)
    )
    return found is not None


def pupils_written_about(db: Session, pupil_ids: Iterable[int], number: str) -> tuple[int, ...]:
    """The pupils with an open, running case about whom we have written to a number."""
    ids = list(pupil_ids)
    if not ids:
        return ()
    found = db.scalars(
        select(Case.pupil_id)
        .join(OutboundCase, OutboundCase.case_id == Case.id)
        .join(OutboundMessage, OutboundMessage.id == OutboundCase.outbound_id)
        .where(
            Case.pupil_id.in_(ids),
            Case.closed_at.is_(None),
            Case.paused_at.is_(None),
            OutboundMessage.to_number == number,
            OutboundMessage.state.not_in(NEVER_SENT),
        )
        .distinct()
    )
    return tuple(sorted(found))
