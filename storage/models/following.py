"""Cases of unexplained absence, their events, and the tasks they give to people."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base

_OPEN = text("closed_at IS NULL")
_NEW = text("closed_at IS NULL AND version = 1")


class Case(Base):
    """A spell of unexplained absence. One open case a pupil, with the ladder as it was when it opened.

    A listed contact's reason pauses it (`paused_at`); only a person closes it (`closed_at`).
    `paused_until`: a person paused it, and then it goes on by itself.
    `texts_not_before`, `held_reason`: a hold or an office check keeps texts and calls back until then;
    tasks for the safeguarding lead are never kept back.
    """

    __tablename__ = "absence_case"
    __table_args__ = (
        Index(
            "uq_absence_case_open_pupil",
            "pupil_id",
            unique=True,
            postgresql_where=_OPEN,
            sqlite_where=_OPEN,
        ),
        Index("ix_absence_case_due", "next_due_at", "id", postgresql_where=_OPEN, sqlite_where=_OPEN),
        Index("ix_absence_case_new", "next_due_at", "id", postgresql_where=_NEW, sqlite_where=_NEW),
        Index("ix_absence_case_school", "school_id", "closed_at"),
        Index("ix_absence_case_pupil", "pupil_id", "opened_on"),
        Index(
            "ix_absence_case_paused_until",
            "paused_until",
            postgresql_where=text("paused_until IS NOT NULL"),
            sqlite_where=text("paused_until IS NOT NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    pupil_id: Mapped[int] = mapped_column(ForeignKey("pupil.id"))
    opened_at: Mapped[datetime]
    opened_on: Mapped[date]
    ladder: Mapped[dict[str, Any]]
    policy_version_id: Mapped[int] = mapped_column(ForeignKey("policy_version.id"))
    version: Mapped[int] = mapped_column(default=1)
    next_due_at: Mapped[datetime | None]
    next_reason: Mapped[str] = mapped_column(default="")
    lease_until: Mapped[datetime | None]
    texts_not_before: Mapped[datetime | None]
    held_reason: Mapped[str | None]
    paused_at: Mapped[datetime | None]
    paused_until: Mapped[datetime | None]
    paused_by_report_id: Mapped[int | None] = mapped_column(ForeignKey("absence_report.id"))
    paused_reason: Mapped[str | None]
    closed_at: Mapped[datetime | None]
    closed_reason: Mapped[str | None]
    closed_by_name: Mapped[str | None]
    closed_by_position: Mapped[str | None]


class CaseContactDay(Base):
    """A day without school on which somebody is to contact the family, as the safeguarding lead decided."""

    __tablename__ = "case_contact_day"
    __table_args__ = (
        UniqueConstraint("case_id", "on_date"),
        Index("ix_case_contact_day_due", "on_date"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("absence_case.id"))
    on_date: Mapped[date]
    created_at: Mapped[datetime]
    by_name: Mapped[str]


class CaseDay(Base):
    """A school day that belongs to a case, numbered from 1."""

    __tablename__ = "case_day"
    __table_args__ = (UniqueConstraint("case_id", "on_date"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("absence_case.id"))
    on_date: Mapped[date]
    number: Mapped[int]


class CaseEvent(Base):
    """Something that happened to a case, in words staff can read. Only ever added.

    A ladder step carries its `step_key`, unique within the case: a step is taken once.
    """

    __tablename__ = "case_event"
    __table_args__ = (
        UniqueConstraint("case_id", "step_key"),
        Index(
            "ix_case_event_task",
            "task_id",
            postgresql_where=text("task_id IS NOT NULL"),
            sqlite_where=text("task_id IS NOT NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("absence_case.id"))
    kind: Mapped[str]
    step_key: Mapped[str | None]
    on_date: Mapped[date]
    at: Mapped[datetime]
    words: Mapped[str] = mapped_column(Text)
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"))
    outbound_id: Mapped[int | None] = mapped_column(ForeignKey("outbound_message.id"))
    report_id: Mapped[int | None] = mapped_column(ForeignKey("absence_report.id"))
    task_id: Mapped[int | None] = mapped_column(ForeignKey("task.id"))
    name: Mapped[str | None]
    position: Mapped[str | None]


class Task(Base):
    """Something a person must do by a time: a call, a visit, a safeguarding look, a thread to answer.

    `dedupe_key` names the one thing it stands for. `kind`: a `rules.steps.TaskKind`, or one that no ladder
    opens (`inbox`, `register`). `next_push_at`: when the next person is told of it, until somebody
    acknowledges it. `for_user_id`: handed to this person.
    """

    __tablename__ = "task"
    __table_args__ = (
        Index(
            "ix_task_open",
            "school_id",
            "due_at",
            postgresql_where=text("done_at IS NULL"),
            sqlite_where=text("done_at IS NULL"),
        ),
        Index(
            "ix_task_push",
            "next_push_at",
            postgresql_where=text("next_push_at IS NOT NULL"),
            sqlite_where=text("next_push_at IS NOT NULL"),
        ),
        Index(
            "ix_task_overdue",
            "due_at",
            postgresql_where=text("done_at IS NULL AND overdue_told_at IS NULL"),
            sqlite_where=text("done_at IS NULL AND overdue_told_at IS NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("absence_case.id"), index=True)
    pupil_id: Mapped[int | None] = mapped_column(ForeignKey("pupil.id"), index=True)
    conversation_id: Mapped[int | None] = mapped_column(ForeignKey("conversation.id"), index=True)
    inbound_message_id: Mapped[int | None] = mapped_column(ForeignKey("inbound_message.id"))
    report_id: Mapped[int | None] = mapped_column(ForeignKey("absence_report.id"))
    dedupe_key: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    role: Mapped[str]
    urgent: Mapped[bool] = mapped_column(default=False)
    why: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    next_push_at: Mapped[datetime | None]
    overdue_told_at: Mapped[datetime | None]
    for_user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    acknowledged_at: Mapped[datetime | None]
    acknowledged_by_name: Mapped[str | None]
    done_at: Mapped[datetime | None]
    outcome: Mapped[str | None]
    note: Mapped[str | None] = mapped_column(Text)
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    done_by_name: Mapped[str | None]
    done_by_position: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)


class TaskPush(Base):
    """Somebody was told of an urgent task: a text to their own mobile, or a call that a person makes.

    `round`: 1, 2 … each time the chain of people begins anew. Unique, so that nobody is told twice. One text,
    or one call (`ring_task_id`, a task of its own), may stand for several tasks that wait for one person.
    """

    __tablename__ = "task_push"
    __table_args__ = (
        UniqueConstraint("task_id", "round", "role", "channel"),
        Index("ix_task_push_user", "user_id", "at"),
        Index("ix_task_push_outbound", "outbound_id"),
        Index("ix_task_push_ring", "ring_task_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"))
    round: Mapped[int]
    role: Mapped[str]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    channel: Mapped[str]
    at: Mapped[datetime]
    outbound_id: Mapped[int | None] = mapped_column(ForeignKey("outbound_message.id"))
    ring_task_id: Mapped[int | None] = mapped_column(ForeignKey("task.id"))
    words: Mapped[str]


class Trouble(Base):
    """Something that must not be: found by the auditor or the breaker, shown until it is put right.

    `key` names the one thing that is wrong. `school_id` is empty for trouble that is everybody's.
    """

    __tablename__ = "trouble"
    __table_args__ = (
        Index(
            "uq_trouble_open_key",
            "key",
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
            sqlite_where=text("ended_at IS NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    school_id: Mapped[int | None] = mapped_column(ForeignKey("school.id"))
    key: Mapped[str]
    kind: Mapped[str]
    words: Mapped[str]
    first_seen_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
