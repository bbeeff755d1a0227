"""The audit: who did or saw what. Rows are only ever added, and hold ids, never words."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from storage.models import AuditEvent


def record_audit(
    db: Session,
    *,
    organisation_id: int,
    school_id: int | None,
    at: datetime,
    user_id: int | None,
    name: str,
    position: str,
    action: str,
    subject_kind: str,
    subject_id: int | None = None,
    data: dict[str, Any] | None = None,
) -> None:
    """Write down that somebody did or saw something.

    Args:
        db: in a writing transaction.
        name, position: of the person, as they are now.
        action: a verb and its object in one word, such as "viewed" or "signed_in".
        subject_kind, subject_id: what it was done to, such as "pupil" and its id.
        data: further ids and counts. Never a pupil's name, a number or a message's words.
    """
    db.add(
        AuditEvent(
            organisation_id=organisation_id,
            school_id=school_id,
            at=at,
            user_id=user_id,
            name=name,
            position=position,
            action=action,
            subject_kind=subject_kind,
            subject_id=subject_id,
            data=data or {},
        )
    )
