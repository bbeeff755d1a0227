"""Finding, claiming and reading cases."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from rules.contacts import PupilLink
from storage.models import Case, CaseDay, CaseEvent, Contact, ContactPoint, OptOut, PupilContact


def find_open_case(db: Session, pupil_id: int) -> Case | None:
    """The pupil's open case, locked for the change that follows."""
    return db.scalars(
        select(Case)
        .where(Case.pupil_id == pupil_id, Case.closed_at.is_(None))
        .with_for_update()
        .execution_options(populate_existing=True)
    ).first()


def find_case(db: Session, case_id: int) -> Case | None:
    """A case by its id, locked for the change that follows."""
    return db.scalars(
        select(Case).where(Case.id == case_id).with_for_update().execution_options(populate_existing=True)
    ).first()


def claim_due_cases(db: Session, now: datetime, limit: int) -> list[Case]:
    """Claim cases whose next step is due, in one statement.

    Their version moves on, and on PostgreSQL the rows stay locked until the transaction ends, so two clocks
    never take the same step. On SQLite the writing transaction itself keeps others out.

    Args:
        now: aware.
        limit: at most so many.

    Returns:
        the claimed cases, the longest overdue first.
    """
    due = (
        select(Case.id)
        .where(Case.closed_at.is_(None), Case.paused_at.is_(None), Case.next_due_at <= now)
        .order_by(Case.next_due_at, Case.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    claimed = db.scalars(
        update(Case)
        .where(Case.id.in_(due), Case.closed_at.is_(None), Case.paused_at.is_(None), Case.next_due_at <= now)
        .values(version=Case.version + 1)
        .returning(Case)
        .execution_options(synchronize_session=False, populate_existing=True)
    ).all()
    return sorted(claimed, key=lambda case: (case.next_due_at or now, case.id))


def taken_steps(db: Session, case_id: int) -> list[tuple[str, date, datetime]]:
    """The ladder steps a case has taken: key, school day, instant."""
    rows = db.execute(
        select(CaseEvent.step_key, CaseEvent.on_date, CaseEvent.at)
        .where(CaseEvent.case_id == case_id, CaseEvent.step_key.is_not(None))
        .order_by(CaseEvent.id)
    )
    return [(key, on, at) for key, on, at in rows if key is not None]


def last_case_day(db: Session, case_id: int) -> CaseDay | None:
    """The newest school day of a case."""
    return db.scalars(
        select(CaseDay).where(CaseDay.case_id == case_id).order_by(CaseDay.on_date.desc()).limit(1)
    ).first()


def pupil_links(db: Session, pupil_id: int) -> list[PupilLink]:
    """What the records say about everyone around one pupil."""
    return links_where(db, PupilContact.pupil_id == pupil_id)


def links_of_contacts(db: Session, contact_ids: Iterable[int]) -> list[PupilLink]:
    """What the records say about some contacts, with every pupil of theirs."""
    return links_where(db, PupilContact.contact_id.in_(list(contact_ids)))


def links_where(db: Session, condition: object) -> list[PupilLink]:
    """Links of pupils and contacts in the shape the rules read."""
    rows = db.execute(
        select(PupilContact, Contact.kind)
        .join(Contact, Contact.id == PupilContact.contact_id)
        .where(condition, Contact.ended_on.is_(None))  # type: ignore[arg-type]
    )
    return [
        PupilLink(
            contact_id=link.contact_id,
            pupil_id=link.pupil_id,
            order=link.order,
            may_report=link.may_report,
            may_be_told=link.may_be_told,
            must_not_be_contacted=link.must_not_be_contacted,
            court_restriction=link.court_restriction,
            from_on=link.from_on,
            to_on=link.to_on,
            professional=kind == "professional",
        )
        for link, kind in rows
    ]


def textable_points(db: Session, contact_ids: Iterable[int], line_id: int) -> dict[int, ContactPoint]:
    """The first living number of each contact that can be texted on a line, opted-out ones left out."""
    opted_out = select(OptOut.number).where(OptOut.line_id == line_id)
    points = db.scalars(
        select(ContactPoint)
        .where(
            ContactPoint.contact_id.in_(list(contact_ids)),
            ContactPoint.can_text,
            ContactPoint.dead_at.is_(None),
            ContactPoint.number.not_in(opted_out),
        )
        .order_by(ContactPoint.contact_id, ContactPoint.position)
    )
    first: dict[int, ContactPoint] = {}
    for point in points:
        first.setdefault(point.contact_id, point)
    return first


def contacts_on_numbers(db: Session, organisation_id: int, numbers: Iterable[str]) -> dict[str, set[int]]:
    """Which contacts each number belongs to."""
    rows = db.execute(
        select(ContactPoint.number, ContactPoint.contact_id).where(
            ContactPoint.organisation_id == organisation_id, ContactPoint.number.in_(list(numbers))
        )
    )
    found: dict[str, set[int]] = {}
    for number, contact_id in rows:
        found.setdefault(number, set()).add(contact_id)
    return found
