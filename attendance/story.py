"""A case's story: what happened, in words staff can read, with the name and position of whoever did it."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from attendance.people import SOFTWARE, Actor
from storage.days import local_day
from storage.models import Case, CaseEvent, School


def note(
    db: Session,
    case: Case,
    kind: str,
    words: str,
    now: datetime,
    *,
    on: date | None = None,
    actor: Actor = SOFTWARE,
    report_id: int | None = None,
    task_id: int | None = None,
    step_key: str | None = None,
) -> None:
    """Add a line to a case's story.

    Args:
        kind: what sort of thing, such as "paused". on: the school's day; today when it is left out.
        step_key: of a step of the ladder that a person skipped or brought forward.
    """
    school = db.get_one(School, case.school_id)
    db.add(
        CaseEvent(
            organisation_id=case.organisation_id,
            case_id=case.id,
            kind=kind,
            step_key=step_key,
            on_date=on or local_day(school, now),
            at=now,
            words=words,
            report_id=report_id,
            task_id=task_id,
            name=actor.name,
            position=actor.position,
        )
    )


def note_on(
    db: Session, case_id: int | None, kind: str, words: str, now: datetime, actor: Actor, task_id: int
) -> None:
    """Add a line about a task to its case's story, if it has a case."""
    case = db.get(Case, case_id) if case_id is not None else None
    if case is not None:
        note(db, case, kind, words, now, actor=actor, task_id=task_id)
