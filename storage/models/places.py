"""Trusts, schools, their lines, their days and their classes."""

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base


class Organisation(Base):
    """A trust, or a school on its own: the tenant."""

    __tablename__ = "organisation"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)


class School(Base):
    """One school, with the zone its clocks are in and the number parents may ring.

    `prepared_on`: the school's day whose registers are known to be there, or not to be needed; empty when
    its classes or its calendar have changed, so that they are looked at anew.
    """

    __tablename__ = "school"
    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    urn: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    phone: Mapped[str]
    time_zone: Mapped[str] = mapped_column(default="Europe/London")
    prepared_on: Mapped[date | None]


class PolicyVersion(Base):
    """A school's policy as it stood from a date on. The newest that has begun is in force."""

    __tablename__ = "policy_version"
    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), index=True)
    slug: Mapped[str]
    body: Mapped[str]
    from_on: Mapped[date]
    created_at: Mapped[datetime]


class Line(Base):
    """A telephone number that parents write to."""

    __tablename__ = "line"
    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    number: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]


class LineSchool(Base):
    """Which schools a line serves."""

    __tablename__ = "line_school"
    line_id: Mapped[int] = mapped_column(ForeignKey("line.id"), primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), primary_key=True)


class RegistrationGroup(Base):
    """A class. A close time of its own, local to the school, overrides the policy's."""

    __tablename__ = "registration_group"
    __table_args__ = (UniqueConstraint("school_id", "name"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    name: Mapped[str]
    year: Mapped[int]
    position: Mapped[int] = mapped_column(default=0)
    teacher: Mapped[str | None]
    am_closes: Mapped[time | None]
    pm_closes: Mapped[time | None]
    ended_on: Mapped[date | None]


class Term(Base):
    """A term or half-term: the days on which there can be school."""

    __tablename__ = "term"
    __table_args__ = (UniqueConstraint("school_id", "name"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    name: Mapped[str]
    first_on: Mapped[date]
    last_on: Mapped[date]


class Closure(Base):
    """Part of a school, or all of it, shut for a session, part of one, or the day, after the day had begun.

    A day without school at all is a `SchoolDay`. `code`: `Y3` (part of the premises) or `Y4` (the whole
    site). `group_ids` names the classes; empty means all. `from_time`: school time from which it holds.
    """

    __tablename__ = "closure"
    __table_args__ = (Index("ix_closure_school_day", "school_id", "on_date"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    on_date: Mapped[date]
    sessions: Mapped[str]
    from_time: Mapped[time | None]
    code: Mapped[str]
    group_ids: Mapped[list[Any]] = mapped_column(default=list)
    reason: Mapped[str]
    created_at: Mapped[datetime]
    by_name: Mapped[str]
    by_position: Mapped[str]
    ended_at: Mapped[datetime | None]


class SchoolDay(Base):
    """A weekday that is not a plain school day: holiday, bank holiday, INSET or closure."""

    __tablename__ = "school_day"
    __table_args__ = (UniqueConstraint("school_id", "on_date"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    on_date: Mapped[date]
    kind: Mapped[str]
    name: Mapped[str]
