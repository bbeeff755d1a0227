"""Trusts, schools, their lines, their days and their classes."""

from datetime import date, datetime, time

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base


class Organisation(Base):
    """A trust, or a school on its own: the tenant."""

    __tablename__ = "organisation"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)


class School(Base):
    """One school, with the zone its clocks are in and the number parents may ring."""

    __tablename__ = "school"
    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    urn: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    phone: Mapped[str]
    time_zone: Mapped[str] = mapped_column(default="Europe/London")


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
