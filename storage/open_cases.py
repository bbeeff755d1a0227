"""Open cases as registers and the desk look for them."""

from collections.abc import Collection, Iterable
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.models import Case, ContactPoint, OutboundCase, OutboundMessage, PupilContact, Task

#: A text in one of these states has reached somebody, or may have.
MAY_HAVE_ARRIVED = ("sending", "unknown", "sent", "delivered")


def open_case_ids(db: Session, pupil_ids: Collection[int], *, before: date | None = None) -> dict[int, int]:
    """Which of some pupils have an open case: pupil id → case id.

    Args:
        before: only cases that began before this day.
    """
    statement = select(Case.pupil_id, Case.id).where(Case.pupil_id.in_(pupil_ids), Case.closed_at.is_(None))
    if before is not None:
        statement = statement.where(Case.opened_on < before)
    return dict(db.execute(statement).all())


def open_cases_of_pupils(db: Session, pupil_ids: Collection[int]) -> dict[int, Case]:
    """The open cases of some pupils, locked for the change that follows, by pupil."""
    found = db.scalars(
        select(Case)
        .where(Case.pupil_id.in_(pupil_ids), Case.closed_at.is_(None))
        .order_by(Case.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return {case.pupil_id: case for case in found}


def texts_of_case(db: Session, case_id: int, since: datetime) -> list[OutboundMessage]:
    """What was written to contacts about a case since an instant, and may have reached them; in order."""
    return list(
        db.scalars(
            select(OutboundMessage)
            .join(OutboundCase, OutboundCase.outbound_id == OutboundMessage.id)
            .where(
                OutboundCase.case_id == case_id,
                OutboundMessage.contact_id.is_not(None),
                OutboundMessage.created_at >= since,
                OutboundMessage.state.in_(MAY_HAVE_ARRIVED),
            )
            .order_by(OutboundMessage.id)
        )
    )


def texts_keyed(db: Session, prefix: str) -> list[OutboundMessage]:
    """The texts whose key begins with some words; locked, oldest first."""
    return list(
        db.scalars(
            select(OutboundMessage)
            .where(OutboundMessage.dedupe_key.startswith(prefix, autoescape=True))
            .order_by(OutboundMessage.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    )


def find_case_closed_by(db: Session, pupil_id: int, on: date, why: str) -> Case | None:
    """The pupil's newest case, if it was closed for this reason; locked."""
    case = db.scalars(
        select(Case)
        .where(Case.pupil_id == pupil_id, Case.opened_on <= on)
        .order_by(Case.id.desc())
        .limit(1)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).first()
    return case if case is not None and case.closed_at is not None and case.closed_reason == why else None


def tasks_by_key(db: Session, dedupe_keys: Iterable[str]) -> dict[str, Task]:
    """Tasks by the one thing each stands for."""
    keys = list(dedupe_keys)
    found = db.scalars(select(Task).where(Task.dedupe_key.in_(keys)))
    return {task.dedupe_key: task for task in found}


def silenced_numbers(db: Session, organisation_id: int, numbers: Collection[str]) -> set[str]:
    """Which of some numbers belong, alone or with others, to somebody who must not be contacted."""
    return set(
        db.scalars(
            select(ContactPoint.number)
            .join(PupilContact, PupilContact.contact_id == ContactPoint.contact_id)
            .where(
                ContactPoint.organisation_id == organisation_id,
                ContactPoint.number.in_(list(numbers)),
                PupilContact.must_not_be_contacted,
            )
        )
    )
