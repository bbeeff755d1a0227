"""Finding, claiming and reading cases."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Text, cast, literal_column, not_, or_, select, true
from sqlalchemy.orm import Session, aliased

from rules.contacts import PupilLink
from storage.among import among
from storage.models import Case, CaseDay, Contact, Pupil, PupilContact


def find_open_case(db: Session, pupil_id: int) -> Case | None:
    """The pupil's open case, locked for the change that follows."""
    return db.scalars(
        select(Case)
        .where(Case.pupil_id == pupil_id, Case.closed_at.is_(None))
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).first()


def find_case(db: Session, case_id: int) -> Case | None:
    """A case by its id, locked for the change that follows."""
    return db.scalars(
        select(Case)
        .where(Case.id == case_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).first()


# Whoever locks a case locks it so that a row may still be written that names it: two people who pause two
# siblings at once each write a text about the other child, and must not wait for each other.

#: Beside a batch, so many more cases at most are looked at for its families' sake.
MOST_SIBLINGS = 100


#: About such a pupil somebody is told before all others.
COMES_FIRST = or_(Pupil.vulnerable, Pupil.priority_call)
#: A case as it was opened: nobody has been asked yet. Written out, so that a plan finds its partial index.
NEVER_LOOKED_AT = Case.version == literal_column("1")


class ClaimedCase(NamedTuple):
    """A case that is ours until the transaction ends. ladder: JSON as the database writes it."""

    id: int
    organisation_id: int
    school_id: int
    pupil_id: int
    opened_at: datetime
    opened_on: date
    ladder: str
    version: int
    next_due_at: datetime
    texts_not_before: datetime | None
    held_reason: str | None


_CLAIMED = (
    Case.id,
    Case.organisation_id,
    Case.school_id,
    Case.pupil_id,
    Case.opened_at,
    Case.opened_on,
    cast(Case.ladder, Text),
    Case.version,
    Case.next_due_at,
    Case.texts_not_before,
    Case.held_reason,
)


def claim_due_cases(db: Session, now: datetime, limit: int) -> list[ClaimedCase]:
    """Claim cases whose next step is due: vulnerable and priority pupils first.

    Then those about whom nobody has been asked at all, then the longest overdue: a first question that is
    late leaves a child unlooked for, a second one only a parent unreminded. Each of these is one statement,
    asked only while there is room left, and the second and third read an index in its own order: however
    many cases are due, a batch costs the same.

    On PostgreSQL the rows stay locked until the transaction ends and others pass them over, so two clocks
    never take the same step; on SQLite the writing transaction itself keeps others out. Whatever is written
    about a claimed case compares its version first (`storage.bulk.let_rest`).

    Args:
        now: aware.
        limit: at most so many.

    Returns:
        the claimed cases, in that order.
    """
    come_first = Case.pupil_id.in_(select(Pupil.id).where(COMES_FIRST))
    claimed: list[ClaimedCase] = []
    for of_this_kind in (come_first, NEVER_LOOKED_AT, Case.version > 1):
        if len(claimed) < limit:
            claimed += _claim(db, now, of_this_kind, claimed, limit - len(claimed))
    return claimed


def _claim(
    db: Session, now: datetime, of_this_kind: ColumnElement[bool], ours: Sequence[ClaimedCase], limit: int
) -> list[ClaimedCase]:
    """Lock more due cases, but for those that are ours already."""
    rows: Iterable[Any] = db.execute(
        select(*_CLAIMED)
        .where(
            Case.closed_at.is_(None),
            Case.paused_at.is_(None),
            Case.next_due_at <= now,
            of_this_kind,
            not_(among(Case.id, [case.id for case in ours])) if ours else true(),
        )
        .order_by(Case.next_due_at, Case.id)
        .limit(limit)
        .with_for_update(skip_locked=True, key_share=True)
    )
    return [ClaimedCase(*row) for row in rows]


def cases_going_on(db: Session, case_ids: Iterable[int]) -> list[ClaimedCase]:
    """Those of some cases that are neither paused nor closed, read and not claimed."""
    going_on = (Case.closed_at.is_(None), Case.paused_at.is_(None), Case.next_due_at.is_not(None))
    rows: Iterable[Any] = db.execute(
        select(*_CLAIMED).where(Case.id.in_(list(case_ids)), *going_on).order_by(Case.id)
    )
    return [ClaimedCase(*row) for row in rows]


def claim_siblings(
    db: Session, cases: Sequence[ClaimedCase], now: datetime, within: timedelta
) -> list[ClaimedCase]:
    """Lock the cases of the claimed pupils' families whose next step is due now or soon, in two statements.

    Most of them turn out to wait for their own moment, and nothing is written about those.

    Args:
        cases: those claimed.
        within: how soon.

    Returns:
        cases of pupils who share a contact with one of those, but a social worker or the like; not those
        themselves, and no more than there are of those and a few.
    """
    rows: Iterable[Any] = db.execute(
        select(*_CLAIMED)
        .where(
            among(Case.pupil_id, _siblings_of(db, [case.pupil_id for case in cases])),
            Case.closed_at.is_(None),
            Case.paused_at.is_(None),
            Case.next_due_at <= now + within,
        )
        .order_by(Case.id)
        .limit(len(cases) + MOST_SIBLINGS)
        .with_for_update(skip_locked=True, key_share=True)
    )
    return [ClaimedCase(*row) for row in rows]


def _siblings_of(db: Session, pupil_ids: Sequence[int]) -> set[int]:
    """Other pupils who share a contact with some pupils, but for social workers and the like."""
    own, sibling = aliased(PupilContact), aliased(PupilContact)
    found = db.scalars(
        select(sibling.pupil_id)
        .join(own, own.contact_id == sibling.contact_id)
        .join(Contact, Contact.id == own.contact_id)
        .where(
            among(own.pupil_id, pupil_ids),
            sibling.pupil_id != own.pupil_id,
            Contact.kind != "professional",
        )
    )
    return set(found) - set(pupil_ids)


def last_case_day(db: Session, case_id: int) -> CaseDay | None:
    """The newest school day of a case."""
    return db.scalars(
        select(CaseDay).where(CaseDay.case_id == case_id).order_by(CaseDay.on_date.desc()).limit(1)
    ).first()


def pupil_links(db: Session, pupil_id: int) -> list[PupilLink]:
    """What the records say about everyone around one pupil."""
    return links_where(db, PupilContact.pupil_id == pupil_id)


def links_where(db: Session, condition: ColumnElement[bool]) -> list[PupilLink]:
    """Links of pupils and contacts in the shape the rules read."""
    rows: Iterable[Any] = db.execute(
        select(
            PupilContact.contact_id,
            PupilContact.pupil_id,
            PupilContact.order,
            PupilContact.may_report,
            PupilContact.may_be_told,
            PupilContact.must_not_be_contacted,
            PupilContact.court_restriction,
            PupilContact.from_on,
            PupilContact.to_on,
            Contact.kind == "professional",
        )
        .join(Contact, Contact.id == PupilContact.contact_id)
        .where(condition, Contact.ended_on.is_(None))
    )
    return [PupilLink(*row) for row in rows]
