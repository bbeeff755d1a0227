"""The outbox: what is to be sent is written down first, in the transaction that decided it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session

from storage.models import OptOut, OutboundCase, OutboundMessage
from storage.records import dialect_insert

#: How long a message is worth sending, by purpose. A reply an hour late confuses; a first contact does not.
WORTH_SENDING = {"reply": timedelta(hours=2)}
DEFAULT_WORTH = timedelta(hours=8)
#: Rows written at once: each is as many parameters as it has columns.
ROWS_AT_ONCE = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMessage:
    """One text to be queued.

    purpose: "reply", "first_contact", "follow_up" or "push".
    dedupe_key: names the one thing this message stands for; a second with the same key is not written.
    urgency: 1 goes first, 9 last. case_ids: the cases it is sent for; paused or closed, it is not sent.
    user_id, task_id: the colleague it is for, and the task it tells of.
    not_before, expires_at: aware; from now, and for as long as its purpose is worth, when None.
    """

    organisation_id: int
    school_id: int | None
    line_id: int
    to_number: str
    body: str
    purpose: str
    dedupe_key: str
    urgency: int = 5
    contact_id: int | None = None
    contact_point_id: int | None = None
    conversation_id: int | None = None
    inbound_message_id: int | None = None
    user_id: int | None = None
    task_id: int | None = None
    resend_of_id: int | None = None
    case_ids: tuple[int, ...] = ()
    not_before: datetime | None = None
    expires_at: datetime | None = None
    attempt: int = 1


def queue_messages(db: Session, rows: Sequence[NewMessage], now: datetime) -> dict[str, int]:
    """Queue texts, each once, in a few statements however many there are.

    Args:
        db: in the writing transaction that decided to send them.
        rows: what to send.
        now: aware.

    Returns:
        dedupe key → the new row's id. Not in it: what was queued before, and numbers that opted out of their
        line.
    """
    out = opted_out(db, {(row.line_id, row.to_number) for row in rows})
    wanted = [row for row in rows if (row.line_id, row.to_number) not in out]
    queued: dict[str, int] = {}
    for start in range(0, len(wanted), ROWS_AT_ONCE):
        queued |= _insert(db, wanted[start : start + ROWS_AT_ONCE], now)
    links = [
        {"outbound_id": queued[row.dedupe_key], "case_id": case_id}
        for row in wanted
        if row.dedupe_key in queued
        for case_id in row.case_ids
    ]
    if links:
        db.execute(dialect_insert(db, OutboundCase).on_conflict_do_nothing(), links)
    return queued


def queue_message(db: Session, *, now: datetime, case_ids: Iterable[int] = (), **columns: Any) -> int | None:
    """Queue one text, once; the other arguments are those of `NewMessage`.

    Returns:
        the new row's id; None when it was queued before, or when the number opted out on that line.
    """
    message = NewMessage(case_ids=tuple(case_ids), **columns)
    return queue_messages(db, [message], now).get(message.dedupe_key)


def _insert(db: Session, rows: Sequence[NewMessage], now: datetime) -> dict[str, int]:
    statement = (
        dialect_insert(db, OutboundMessage)
        .values([_columns(row, now) for row in rows])
        .on_conflict_do_nothing()
        .returning(OutboundMessage.dedupe_key, OutboundMessage.id)
    )
    return {row.dedupe_key: row.id for row in db.execute(statement)}


def _columns(row: NewMessage, now: datetime) -> dict[str, Any]:
    return {
        "organisation_id": row.organisation_id,
        "school_id": row.school_id,
        "line_id": row.line_id,
        "contact_id": row.contact_id,
        "contact_point_id": row.contact_point_id,
        "user_id": row.user_id,
        "task_id": row.task_id,
        "conversation_id": row.conversation_id,
        "inbound_message_id": row.inbound_message_id,
        "resend_of_id": row.resend_of_id,
        "dedupe_key": row.dedupe_key,
        "attempt": row.attempt,
        "purpose": row.purpose,
        "urgency": row.urgency,
        "to_number": row.to_number,
        "body": row.body,
        "state": "ready",
        "created_at": now,
        "not_before": row.not_before or now,
        "expires_at": row.expires_at or now + WORTH_SENDING.get(row.purpose, DEFAULT_WORTH),
        "tries": 0,
    }


def opted_out(db: Session, numbers: Iterable[tuple[int, str]]) -> set[tuple[int, str]]:
    """Which of some lines and numbers belong together as an opt-out."""
    wanted = sorted(set(numbers))
    found: set[tuple[int, str]] = set()
    for start in range(0, len(wanted), ROWS_AT_ONCE):
        part = wanted[start : start + ROWS_AT_ONCE]
        rows = db.execute(
            select(OptOut.line_id, OptOut.number).where(
                OptOut.line_id.in_({line_id for line_id, _ in part}),
                OptOut.number.in_({number for _, number in part}),
            )
        )
        found |= {(line_id, number) for line_id, number in rows}
    return found.intersection(wanted)


def is_opted_out(db: Session, line_id: int, number: str) -> bool:
    """Whether a number told the provider to write no more on this line."""
    found = db.scalar(select(exists().where(OptOut.line_id == line_id, OptOut.number == number)))
    return bool(found)


def cancel_for_case(db: Session, case_id: int, now: datetime) -> list[int]:
    """Take back what is queued for a case, and has not been claimed.

    A message that was claimed before is on its way and is marked as overtaken, so that it can be counted
    apart from one that went after the stop: there must be none of those.

    Args:
        db: in the transaction that pauses or closes the case, which has locked it.
        now: aware.

    Returns:
        the ids of the messages taken back. One that was for other cases too no longer goes for them either.
    """
    of_case = OutboundMessage.id.in_(select(OutboundCase.outbound_id).where(OutboundCase.case_id == case_id))
    cancelled = db.scalars(
        update(OutboundMessage)
        .where(OutboundMessage.state == "ready", of_case)
        .values(state="cancelled", error="the case was paused or closed first")
        .returning(OutboundMessage.id)
        .execution_options(synchronize_session=False)
    ).all()
    db.execute(
        update(OutboundMessage)
        .where(
            OutboundMessage.state.in_(("sending", "unknown")), OutboundMessage.overtaken_at.is_(None), of_case
        )
        .values(overtaken_at=now)
        .execution_options(synchronize_session=False)
    )
    return sorted(cancelled)
