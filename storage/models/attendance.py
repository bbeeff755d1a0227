"""Reports, registers and marks."""

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base


class AbsenceReport(Base):
    """What somebody said about one pupil's absence, what we made of it, and what a person decided.

    States: `provisional` (waits for a person), `confirmed`, `rejected`, `withdrawn` (by the sender),
    `superseded` (a later report replaced it). `standing` is who the sender was at the time: `listed`,
    `unlisted`, `may_not_report`, `shared`, `unclear` (listed, but the days or the meaning are not).
    """

    __tablename__ = "absence_report"
    __table_args__ = (
        UniqueConstraint("inbound_message_id", "item"),
        Index("ix_absence_report_school_state", "school_id", "state"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    school_id: Mapped[int | None] = mapped_column(ForeignKey("school.id"))
    pupil_id: Mapped[int | None] = mapped_column(ForeignKey("pupil.id"), index=True)
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"))
    conversation_id: Mapped[int | None] = mapped_column(ForeignKey("conversation.id"), index=True)
    inbound_message_id: Mapped[int | None] = mapped_column(ForeignKey("inbound_message.id"))
    item: Mapped[int] = mapped_column(default=0)
    channel: Mapped[str]
    standing: Mapped[str]
    words: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(default="en")
    reason: Mapped[str]
    code: Mapped[str]
    alternatives: Mapped[list[Any]] = mapped_column(default=list)
    confidence: Mapped[float]
    because: Mapped[str] = mapped_column(default="")
    why: Mapped[str]
    decided_by: Mapped[str]
    doubtful: Mapped[bool]
    doubts: Mapped[list[Any]] = mapped_column(default=list)
    first_on: Mapped[date]
    last_on: Mapped[date | None]
    returns_on: Mapped[date | None]
    sessions: Mapped[str] = mapped_column(default="day")
    at_time: Mapped[time | None]
    state: Mapped[str] = mapped_column(default="provisional")
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    reviewed_at: Mapped[datetime | None]
    reviewed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    reviewed_by_name: Mapped[str | None]
    reviewed_by_position: Mapped[str | None]
    review_code: Mapped[str | None]
    review_reason: Mapped[str | None]
    superseded_by_id: Mapped[int | None] = mapped_column(ForeignKey("absence_report.id"))


class ReportSession(Base):
    """One session that a report speaks of. An open-ended report gains its days as they come."""

    __tablename__ = "report_session"
    __table_args__ = (UniqueConstraint("report_id", "on_date", "session"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("absence_report.id"))
    on_date: Mapped[date]
    session: Mapped[str]


class Register(Base):
    """A class's register for one session: missing until it is received."""

    __tablename__ = "register"
    __table_args__ = (
        UniqueConstraint("group_id", "on_date", "session"),
        Index("ix_register_school_day", "school_id", "on_date", "session"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    group_id: Mapped[int] = mapped_column(ForeignKey("registration_group.id"))
    on_date: Mapped[date]
    session: Mapped[str]
    closes_at: Mapped[datetime]
    received_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]


class Mark(Base):
    """A pupil's mark for one session. How it came to be what it is stands in its entries."""

    __tablename__ = "mark"
    __table_args__ = (
        UniqueConstraint("enrolment_id", "on_date", "session"),
        Index("ix_mark_school_day", "school_id", "on_date", "session"),
        Index("ix_mark_pupil_day", "pupil_id", "on_date"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    pupil_id: Mapped[int] = mapped_column(ForeignKey("pupil.id"))
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"))
    group_id: Mapped[int] = mapped_column(ForeignKey("registration_group.id"))
    on_date: Mapped[date]
    session: Mapped[str]
    code: Mapped[str]
    confirmed: Mapped[bool] = mapped_column(default=False)
    in_register: Mapped[bool] = mapped_column(default=False)
    minutes_late: Mapped[int | None]
    report_id: Mapped[int | None] = mapped_column(ForeignKey("absence_report.id"))
    version: Mapped[int] = mapped_column(default=1)


class MarkEntry(Base):
    """One change of a mark: the five facts the regulations ask for. Never changed, never removed.

    Source: School Attendance (Pupil Registration) (England) Regulations 2024, regulation 10 and the
    guidance on amendments (original entry, amended entry, reason, date, name and position).
    """

    __tablename__ = "mark_entry"
    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    mark_id: Mapped[int] = mapped_column(ForeignKey("mark.id"), index=True)
    original: Mapped[str | None]
    amended: Mapped[str]
    reason: Mapped[str]
    at: Mapped[datetime]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    name: Mapped[str]
    position: Mapped[str]
