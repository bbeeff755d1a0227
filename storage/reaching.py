"""Whom a text or a call about many children may reach: each function is one statement."""

from collections.abc import Collection
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from rules.contacts import PupilLink
from storage.among import among
from storage.cases import links_where
from storage.following import grouped
from storage.models import (
    Contact,
    ContactPoint,
    Line,
    LineSchool,
    OptOut,
    OutboundMessage,
    PupilContact,
    Task,
)

#: A number that failed so often in a row is passed over, as if the contact had none.
FAILS_TOO_OFTEN = 2


class Point(NamedTuple):
    """A number of a contact."""

    id: int
    number: str


class OpenCall(NamedTuple):
    """A call that somebody is yet to make, and a person of the family who may be told of its child."""

    task_id: int
    why: str
    role: str
    school_id: int
    case_id: int | None
    created_at: datetime
    contact_id: int
    from_on: date | None
    to_on: date | None


def lines_of(db: Session, school_ids: Collection[int]) -> dict[int, int]:
    """The line that each school writes from; a school without one is left out."""
    return dict(
        db.execute(
            select(LineSchool.school_id, func.min(Line.id))
            .join(Line, Line.id == LineSchool.line_id)
            .where(among(LineSchool.school_id, school_ids))
            .group_by(LineSchool.school_id)
        ).all()
    )


def links_of_pupils(db: Session, pupil_ids: Collection[int]) -> dict[int, list[PupilLink]]:
    """What the records say about everyone around some pupils."""
    found: dict[int, list[PupilLink]] = {}
    for link in links_where(db, among(PupilContact.pupil_id, pupil_ids)):
        found.setdefault(link.pupil_id, []).append(link)
    return found


def points_of(db: Session, pupil_ids: Collection[int]) -> dict[int, list[Point]]:
    """The numbers of the contacts of some pupils that can be texted, in order, by contact.

    Left out: a dead number, and one at which texts keep failing.
    """
    contacts = select(PupilContact.contact_id).where(among(PupilContact.pupil_id, pupil_ids))
    rows = db.execute(
        select(ContactPoint.contact_id, ContactPoint.id, ContactPoint.number)
        .where(
            ContactPoint.contact_id.in_(contacts),
            ContactPoint.can_text,
            ContactPoint.dead_at.is_(None),
            ContactPoint.failures < FAILS_TOO_OFTEN,
        )
        .order_by(ContactPoint.contact_id, ContactPoint.position, ContactPoint.id)
    )
    return grouped(rows, Point)


def silenced_numbers(db: Session, numbers: Collection[str]) -> set[tuple[int, str]]:
    """Which numbers belong to somebody who must not be contacted: (organisation, number).

    Whoever else has such a number is not written to on it either.
    """
    rows = db.execute(
        select(ContactPoint.organisation_id, ContactPoint.number)
        .join(PupilContact, PupilContact.contact_id == ContactPoint.contact_id)
        .join(Contact, Contact.id == ContactPoint.contact_id)
        .where(
            among(ContactPoint.number, numbers),
            PupilContact.must_not_be_contacted,
            Contact.ended_on.is_(None),
        )
    )
    return set(rows.all())


def opted_out(db: Session, numbers: Collection[str]) -> set[tuple[int, str]]:
    """Which numbers told the provider to write no more, and on which line: (line, number)."""
    rows = db.execute(select(OptOut.line_id, OptOut.number).where(among(OptOut.number, numbers)))
    return set(rows.all())


def texts_since(db: Session, contact_ids: Collection[int], since: datetime) -> dict[int, list[datetime]]:
    """When texts that we began were queued for contacts; not replies, nor those that never went."""
    found: dict[int, list[datetime]] = {}
    for contact_id, at in db.execute(
        select(OutboundMessage.contact_id, OutboundMessage.created_at).where(
            among(OutboundMessage.contact_id, contact_ids),
            OutboundMessage.created_at >= since,
            OutboundMessage.purpose != "reply",
            OutboundMessage.state.not_in(("cancelled", "expired")),
        )
    ):
        if contact_id is not None:
            found.setdefault(contact_id, []).append(at)
    return found


def claim_open_calls(
    db: Session, school_ids: Collection[int], contact_ids: Collection[int]
) -> list[OpenCall]:
    """Calls of some schools that nobody has taken on, about children of some contacts; locked.

    One that somebody is writing to at this moment is left out: nobody waits for anybody.
    """
    rows = db.execute(
        select(
            Task.id,
            Task.why,
            Task.role,
            Task.school_id,
            Task.case_id,
            Task.created_at,
            PupilContact.contact_id,
            PupilContact.from_on,
            PupilContact.to_on,
        )
        .join(PupilContact, PupilContact.pupil_id == Task.pupil_id)
        .where(
            among(Task.school_id, school_ids),
            Task.kind == "call",
            Task.done_at.is_(None),
            Task.acknowledged_at.is_(None),
            among(PupilContact.contact_id, contact_ids),
            PupilContact.may_be_told,
            PupilContact.must_not_be_contacted.is_(False),
            PupilContact.court_restriction.is_(False),
        )
        .order_by(Task.id)
        .with_for_update(skip_locked=True, key_share=True, of=Task)
    )
    return [OpenCall(*row) for row in rows]
