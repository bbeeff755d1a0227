"""Reports, registers and marks."""

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base

_TO_CLOSE = text("closed_at IS NULL AND received_at IS NOT NULL")
_MISSING = text("closed_at IS NULL AND received_at IS NULL")


class AbsenceReport(Base):
    """What somebody said about one pupil's absence, what we made of it, and what a person decided.

    States: `provisional` (waits for a person), `confirmed`, `rejected`, `withdrawn` (by the sender),
    `superseded` (a later report replaced it). `standing` is who the sender was at the time: `listed`,
    `unlisted`, `may_not_report`, `shared`, `unclear` (listed, but the days or the meaning are not).
    `time_kind`: what `at_time` is: `arrives`, `leaves` or `appointment`. `overdue_told_at`: the pupil was to
    come in by then, did not, and people were told.
    """

    __tablename__ = "absence_report"
    __table_args__ = (
        UniqueConstraint("inbound_message_id", "item"),
        Index("ix_absence_report_school_state", "school_id", "state"),
        Index(
            "ix_absence_report_arrives",
            "first_on",
            postgresql_where=text("time_kind = 'arrives'"),
            sqlite_where=text("time_kind = 'arrives'"),
        ),
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
    time_kind: Mapped[str | None]
    overdue_told_at: Mapped[datetime | None]
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
    """A class's register for one session: missing until it is received.

    `closed_at`: looked through at its close; empty again when a correction came. `missing_told_at`,
    `missing_escalated_at`: when the office, then the deputy, were asked for it. `texts_wait_until`: an
    unusual number of pupils are unexplained, and first texts wait so long for the office to look.
    """

    __tablename__ = "register"
    __table_args__ = (
        UniqueConstraint("group_id", "on_date", "session"),
        Index("ix_register_school_day", "school_id", "on_date", "session"),
        Index("ix_register_to_close", "closes_at", postgresql_where=_TO_CLOSE, sqlite_where=_TO_CLOSE),
        Index("ix_register_missing", "closes_at", postgresql_where=_MISSING, sqlite_where=_MISSING),
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
    missing_told_at: Mapped[datetime | None]
    missing_escalated_at: Mapped[datetime | None]
    texts_wait_until: Mapped[datetime | None]


class Mark(Base):
    """A pupil's mark for one session. How it came to be what it is stands in its entries."""

    __tablename__ = "mark"
    __table_args__ = (
        UniqueConstraint("enrolment_id", "on_date", "session"),
        Index("ix_mark_school_day", "school_id", "on_date", "session"),
        Index("ix_mark_pupil_day", "pupil_id", "on_date"),
        Index(
            "ix_mark_unexplained",
            "on_date",
            "school_id",
            postgresql_where=text("code = 'N'"),
            sqlite_where=text("code = 'N'"),
        ),
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


class Arrival(Base):
    """Somebody came in, or went out, at the desk. Corrected by another row, never changed but to undo it.

    `kind`: `in` or `out`. `minutes`: after the session's register closed, for `in`. `returns_at`: when a
    pupil who went out should be back. `undone_at`: entered by mistake.
    """

    __tablename__ = "arrival"
    __table_args__ = (
        Index("ix_arrival_school_day", "school_id", "on_date"),
        Index("ix_arrival_pupil_day", "pupil_id", "on_date"),
        Index(
            "ix_arrival_returns",
            "returns_at",
            postgresql_where=text("returns_at IS NOT NULL AND overdue_told_at IS NULL"),
            sqlite_where=text("returns_at IS NOT NULL AND overdue_told_at IS NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    pupil_id: Mapped[int] = mapped_column(ForeignKey("pupil.id"))
    on_date: Mapped[date]
    session: Mapped[str]
    kind: Mapped[str]
    at: Mapped[datetime]
    minutes: Mapped[int | None]
    code: Mapped[str | None]
    reason: Mapped[str]
    with_whom: Mapped[str | None]
    returns_at: Mapped[datetime | None]
    overdue_told_at: Mapped[datetime | None]
    by_name: Mapped[str]
    by_position: Mapped[str]
    undone_at: Mapped[datetime | None]


class PlannedMark(Base):
    """What is known beforehand: a trip, a placement, a part-time timetable, granted leave, a suspension.

    `weekdays`: 0 is Monday; empty means every school day. `site`: where the pupil is expected instead.
    Source: guidance, code B: the nature of the activity is recorded; reg 11: who authorised leave.
    """

    __tablename__ = "planned_mark"
    __table_args__ = (
        Index("ix_planned_mark_school", "school_id", "from_on", "to_on"),
        Index("ix_planned_mark_pupil", "pupil_id", "from_on"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    pupil_id: Mapped[int] = mapped_column(ForeignKey("pupil.id"))
    from_on: Mapped[date]
    to_on: Mapped[date]
    sessions: Mapped[str]
    weekdays: Mapped[list[Any]] = mapped_column(default=list)
    code: Mapped[str]
    nature: Mapped[str]
    site: Mapped[str | None]
    authorised_by: Mapped[str]
    created_at: Mapped[datetime]
    by_name: Mapped[str]
    by_position: Mapped[str]
    ended_at: Mapped[datetime | None]


class AgreedTimes(Base):
    """A pupil's own register close between two dates: an agreed late start."""

    __tablename__ = "agreed_times"
    __table_args__ = (Index("ix_agreed_times_pupil", "pupil_id", "from_on"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    pupil_id: Mapped[int] = mapped_column(ForeignKey("pupil.id"))
    from_on: Mapped[date]
    to_on: Mapped[date]
    am_closes: Mapped[time | None]
    pm_closes: Mapped[time | None]
    reason: Mapped[str]
    created_at: Mapped[datetime]
    by_name: Mapped[str]
    by_position: Mapped[str]
    ended_at: Mapped[datetime | None]


class Hold(Base):
    """Cases held together for a while by a person: a late bus, or a class somebody is looking into.

    `route` or `group_id` says whose. It always ends: at `until`, or when a person ends it. Safeguarding
    tasks are never held.
    """

    __tablename__ = "hold"
    __table_args__ = (Index("ix_hold_school_day", "school_id", "on_date"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    on_date: Mapped[date]
    route: Mapped[str | None]
    group_id: Mapped[int | None] = mapped_column(ForeignKey("registration_group.id"))
    reason: Mapped[str]
    until: Mapped[datetime]
    created_at: Mapped[datetime]
    by_name: Mapped[str]
    by_position: Mapped[str]
    ended_at: Mapped[datetime | None]
