"""What came in, what goes out, and the conversations between."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base


class Conversation(Base):
    """One number on one line. Its tracker is the replay of its events."""

    __tablename__ = "conversation"
    __table_args__ = (UniqueConstraint("line_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    line_id: Mapped[int] = mapped_column(ForeignKey("line.id"))
    number: Mapped[str]
    version: Mapped[int] = mapped_column(default=0)
    last_at: Mapped[datetime]


class ConversationEvent(Base):
    """One thing that happened in a conversation. Only ever added."""

    __tablename__ = "conversation_event"
    __table_args__ = (UniqueConstraint("conversation_id", "position"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversation.id"))
    position: Mapped[int]
    kind: Mapped[str]
    data: Mapped[dict[str, Any]]
    at: Mapped[datetime]


class InboundMessage(Base):
    """A message as it reached us. Once this row is committed the message cannot be lost.

    `handled_at` is empty until everything it causes is committed with it; a lease that has run out
    means that whoever was handling it has died. `attempts`: how often it was claimed. `failures`: how often
    handling it went wrong by itself, as opposed to being cut off.
    """

    __tablename__ = "inbound_message"
    __table_args__ = (
        Index(
            "ix_inbound_message_unhandled",
            "received_at",
            postgresql_where=text("handled_at IS NULL"),
            sqlite_where=text("handled_at IS NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    line_id: Mapped[int] = mapped_column(ForeignKey("line.id"))
    provider_id: Mapped[str] = mapped_column(unique=True)
    channel: Mapped[str] = mapped_column(default="sms")
    from_number: Mapped[str | None]
    body: Mapped[str] = mapped_column(Text)
    media_count: Mapped[int] = mapped_column(default=0)
    opt: Mapped[str | None]
    received_at: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    failures: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    handled_at: Mapped[datetime | None]
    conversation_id: Mapped[int | None] = mapped_column(ForeignKey("conversation.id"), index=True)
    outcome: Mapped[str | None]


class OutboundMessage(Base):
    """A message to send: the outbox. The row is the truth; queues carry only its id.

    `dedupe_key` names the one thing this row stands for (a step of a case and an attempt, or the reply to
    one inbound message), so that whatever is repeated after a crash is written once.
    `overtaken_at`: a case it was sent for was paused or closed while it was already on its way.
    `lookup_failed_at`: the provider could not say whether it has it, and since when.
    `resent_unsure_at`: it went once more without our knowing whether the provider had it already.
    """

    __tablename__ = "outbound_message"
    __table_args__ = (
        Index(
            "ix_outbound_message_ready",
            "urgency",
            "not_before",
            postgresql_where=text("state = 'ready'"),
            sqlite_where=text("state = 'ready'"),
        ),
        Index(
            "ix_outbound_message_sending",
            "lease_until",
            postgresql_where=text("state IN ('sending', 'unknown')"),
            sqlite_where=text("state IN ('sending', 'unknown')"),
        ),
        Index(
            "ix_outbound_message_turn",
            "line_id",
            "school_id",
            "urgency",
            "not_before",
            "id",
            postgresql_where=text("state = 'ready'"),
            sqlite_where=text("state = 'ready'"),
        ),
        Index("ix_outbound_message_contact", "contact_id", "created_at"),
        Index("ix_outbound_message_number", "to_number", "created_at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    school_id: Mapped[int | None] = mapped_column(ForeignKey("school.id"))
    line_id: Mapped[int] = mapped_column(ForeignKey("line.id"))
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"))
    contact_point_id: Mapped[int | None] = mapped_column(ForeignKey("contact_point.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    task_id: Mapped[int | None] = mapped_column(ForeignKey("task.id"))
    conversation_id: Mapped[int | None] = mapped_column(ForeignKey("conversation.id"), index=True)
    inbound_message_id: Mapped[int | None] = mapped_column(ForeignKey("inbound_message.id"))
    dedupe_key: Mapped[str] = mapped_column(unique=True)
    attempt: Mapped[int] = mapped_column(default=1)
    resend_of_id: Mapped[int | None] = mapped_column(ForeignKey("outbound_message.id"))
    purpose: Mapped[str]
    urgency: Mapped[int] = mapped_column(default=5)
    to_number: Mapped[str]
    body: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(default="ready")
    created_at: Mapped[datetime]
    not_before: Mapped[datetime]
    expires_at: Mapped[datetime]
    offered_until: Mapped[datetime | None]
    lease_until: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    claimed_at: Mapped[datetime | None]
    overtaken_at: Mapped[datetime | None]
    lookup_failed_at: Mapped[datetime | None]
    resent_unsure_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]
    provider_id: Mapped[str | None] = mapped_column(unique=True)
    error: Mapped[str | None]


class OutboundCase(Base):
    """Which cases a message was sent for: one, or several when siblings are away together."""

    __tablename__ = "outbound_case"
    outbound_id: Mapped[int] = mapped_column(ForeignKey("outbound_message.id"), primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("absence_case.id"), primary_key=True, index=True)


class DeliveryEvent(Base):
    """A status the provider told us of. Every one is kept once, in whatever order they came."""

    __tablename__ = "delivery_event"
    __table_args__ = (UniqueConstraint("provider_id", "status", "error"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    outbound_id: Mapped[int | None] = mapped_column(ForeignKey("outbound_message.id"), index=True)
    provider_id: Mapped[str]
    status: Mapped[str]
    error: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]


class RateBucket(Base):
    """How many messages a sender may still send now; refilled in the transaction that takes from it."""

    __tablename__ = "rate_bucket"
    key: Mapped[str] = mapped_column(primary_key=True)
    tokens: Mapped[float]
    updated_at: Mapped[datetime]


class ProviderState(Base):
    """How the provider is doing: a circuit breaker shared by every worker.

    `state`: `closed` (all is well), `open` (nothing is sent until `retry_at`) or `half_open` (one is tried).
    `failures`: failures in a row since the last success.
    """

    __tablename__ = "provider_state"
    key: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(default="closed")
    failures: Mapped[int] = mapped_column(default=0)
    first_failed_at: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]
    retry_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
