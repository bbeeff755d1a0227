"""Pupils, the people around them, and how those people can be reached."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base


class Pupil(Base):
    """A child on roll. The flags decide who is told first when nobody can say where the child is."""

    __tablename__ = "pupil"
    __table_args__ = (
        UniqueConstraint("organisation_id", "upn"),
        Index(
            "ix_pupil_comes_first",
            "id",
            postgresql_where=text("vulnerable OR priority_call"),
            sqlite_where=text("vulnerable = 1 OR priority_call = 1"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    upn: Mapped[str]
    first_name: Mapped[str]
    last_name: Mapped[str]
    known_as: Mapped[str | None]
    birth_on: Mapped[date | None]
    year: Mapped[int]
    vulnerable: Mapped[bool] = mapped_column(default=False)
    social_worker: Mapped[bool] = mapped_column(default=False)
    youth_offending: Mapped[bool] = mapped_column(default=False)
    ehcp: Mapped[bool] = mapped_column(default=False)
    looked_after: Mapped[bool] = mapped_column(default=False)
    medical_plan: Mapped[bool] = mapped_column(default=False)
    priority_call: Mapped[bool] = mapped_column(default=False)
    route: Mapped[str | None]

    @property
    def called(self) -> str:
        """The first name the family and the class use."""
        return self.known_as or self.first_name

    @property
    def full_name(self) -> str:
        """The name staff look for: what the child is called, and the surname."""
        return f"{self.called} {self.last_name}"


class Enrolment(Base):
    """A pupil's place in a class of a school, between two dates."""

    __tablename__ = "enrolment"
    __table_args__ = (UniqueConstraint("pupil_id", "school_id", "from_on"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), index=True)
    pupil_id: Mapped[int] = mapped_column(ForeignKey("pupil.id"), index=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("registration_group.id"), index=True)
    from_on: Mapped[date]
    to_on: Mapped[date | None]


class Address(Base):
    """Where a pupil lives, and what a visitor must know before going there."""

    __tablename__ = "address"
    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    pupil_id: Mapped[int] = mapped_column(ForeignKey("pupil.id"), unique=True)
    lines: Mapped[str]
    hazards: Mapped[str | None]
    unsuitable_to_visit: Mapped[bool] = mapped_column(default=False)


class Contact(Base):
    """A person (or a professional) whom the school may hear from or turn to."""

    __tablename__ = "contact"
    __table_args__ = (UniqueConstraint("organisation_id", "reference"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    reference: Mapped[str]
    kind: Mapped[str] = mapped_column(default="person")
    first_name: Mapped[str]
    last_name: Mapped[str]
    language: Mapped[str] = mapped_column(default="en")
    ended_on: Mapped[date | None]

    @property
    def full_name(self) -> str:
        """First name and surname."""
        return f"{self.first_name} {self.last_name}".strip()


class ContactPoint(Base):
    """A number of a contact. Two contacts may share one.

    `failures` counts texts in a row that did not arrive; a text that arrives sets it to 0 again.
    """

    __tablename__ = "contact_point"
    __table_args__ = (UniqueConstraint("contact_id", "number"), Index("ix_contact_point_number", "number"))
    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"))
    number: Mapped[str]
    position: Mapped[int]
    can_text: Mapped[bool]
    dead_at: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(default=0)


class PupilContact(Base):
    """What a contact is to a pupil: the order in which they are tried and what they may know or say."""

    __tablename__ = "pupil_contact"
    __table_args__ = (UniqueConstraint("pupil_id", "contact_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    pupil_id: Mapped[int] = mapped_column(ForeignKey("pupil.id"))
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), index=True)
    order: Mapped[int]
    relationship: Mapped[str]
    parental_responsibility: Mapped[bool] = mapped_column(default=False)
    emergency: Mapped[bool] = mapped_column(default=True)
    may_report: Mapped[bool] = mapped_column(default=True)
    may_be_told: Mapped[bool] = mapped_column(default=True)
    must_not_be_contacted: Mapped[bool] = mapped_column(default=False)
    court_restriction: Mapped[bool] = mapped_column(default=False)
    from_on: Mapped[date | None]
    to_on: Mapped[date | None]


class OptOut(Base):
    """A number that told the provider to write no more on this line."""

    __tablename__ = "opt_out"
    __table_args__ = (UniqueConstraint("line_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    line_id: Mapped[int] = mapped_column(ForeignKey("line.id"))
    number: Mapped[str]
    since_at: Mapped[datetime]
