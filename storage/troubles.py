"""Troubles: what must not be, kept from when it is first seen until it is put right."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from storage.models import School, Trouble
from storage.records import insert_once

#: A page shows no more than this; behind so many is one cause.
MOST_SHOWN = 20


def record_trouble(
    db: Session,
    key: str,
    kind: str,
    words: str,
    now: datetime,
    school_id: int | None = None,
    organisation_id: int | None = None,
) -> bool:
    """Write down that something must not be, or that it still is.

    There is one open row for each key, however many processes see it; `last_seen_at` and the words move on.

    Args:
        db: in a writing transaction.
        key: names the one thing that is wrong, such as `case_overdue:7`.
        kind: what sort of thing, for metrics.
        words: what is wrong and what to do, for staff of any role: no name, no number, no reason.
        now: aware.
        school_id: whose it is; None is everybody's.
        organisation_id: the school's own trust when None and a school is given.

    Returns:
        whether it was not known before.
    """
    if organisation_id is None and school_id is not None:
        organisation_id = db.scalar(select(School.organisation_id).where(School.id == school_id))
    new = insert_once(
        db,
        Trouble,
        key=key,
        kind=kind,
        words=words,
        first_seen_at=now,
        last_seen_at=now,
        school_id=school_id,
        organisation_id=organisation_id,
    )
    if new is None:
        db.execute(
            update(Trouble)
            .where(Trouble.key == key, Trouble.ended_at.is_(None))
            .values(last_seen_at=now, words=words)
            .execution_options(synchronize_session=False)
        )
    return new is not None


def end_trouble(db: Session, key: str, now: datetime) -> bool:
    """Write down that something has been put right. Returns whether it was open."""
    return end_troubles(db, [key], now) == 1


def end_troubles(db: Session, keys: Collection[str], now: datetime) -> int:
    """Write down that several things have been put right. Returns how many were open."""
    if not keys:
        return 0
    result = db.execute(
        update(Trouble)
        .where(Trouble.key.in_(list(keys)), Trouble.ended_at.is_(None))
        .values(ended_at=now)
        .execution_options(synchronize_session=False)
    )
    return int(result.rowcount)  # type: ignore[attr-defined]


def open_troubles(db: Session, school_id: int) -> list[Trouble]:
    """What is wrong for a school now, its own and everybody's, the oldest first; at most `MOST_SHOWN`."""
    return list(
        db.scalars(
            select(Trouble)
            .where(
                Trouble.ended_at.is_(None),
                or_(Trouble.school_id == school_id, Trouble.school_id.is_(None)),
            )
            .order_by(Trouble.first_seen_at, Trouble.id)
            .limit(MOST_SHOWN)
        )
    )


def open_keys(db: Session, kind: str | None = None) -> set[str]:
    """The keys of what is wrong now, of one kind or of all."""
    query = select(Trouble.key).where(Trouble.ended_at.is_(None))
    return set(db.scalars(query if kind is None else query.where(Trouble.kind == kind)))


def open_by_kind(db: Session) -> dict[str, int]:
    """How many things are wrong now, by kind."""
    rows = db.execute(
        select(Trouble.kind, func.count()).where(Trouble.ended_at.is_(None)).group_by(Trouble.kind)
    )
    return {kind: int(number) for kind, number in rows}
