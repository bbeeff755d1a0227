"""An adult believed the child was in school: the safeguarding lead knows now, and the site is searched.

Source: S-stoc 4.5, and domain.md, following up 6. None of this ever closes or pauses a case.
"""

from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from attendance.cases import note
from attendance.people import SOFTWARE, Actor
from attendance.tasks import open_task, soon
from bot.setting_off import said_to_set_off
from rules.steps import Role, TaskKind
from storage.cases import find_open_case
from storage.days import local_day
from storage.marks import find_enrolment
from storage.models import Case, InboundMessage, Pupil, School, Task
from storage.policies import policy_in_force

UNAWARE = "An adult believes this child is in school, or set off for it. Find out where the child is, now."
SEARCH = (
    "An adult says this child set off for school or was dropped off. Look everywhere on site, now: classes, "
    "toilets, first aid, clubs, the gates. Say here what you find."
)
NOT_ON_SITE = (
    "This child set off for school, an adult says, and the site was searched without finding them. Decide "
    "now on ringing the police."
)


def record_dispute(db: Session, pupil_id: int, message: InboundMessage, now: datetime) -> int | None:
    """A parent wrote that the child should be in school: the safeguarding lead looks now.

    Where the words say that the child set off or was dropped off, the office searches the site too.

    Returns:
        the safeguarding task's id, or None when this message raised it before.
    """
    case = find_open_case(db, pupil_id)
    school_id = case.school_id if case else _school_of(db, pupil_id, now)
    if school_id is None:
        return None
    if case is not None:
        note(db, case, "unaware", "An adult wrote that the child should be in school.", now)
    if said_to_set_off(message.body):
        open_site_search(db, school_id, pupil_id, case, f"search:{message.id}:{pupil_id}", now)
    return raise_alarm(
        db, school_id, pupil_id, case, UNAWARE, f"unaware:{message.id}:{pupil_id}", now, message=message
    )


def open_site_search(
    db: Session,
    school_id: int,
    pupil_id: int,
    case: Case | None,
    dedupe_key: str,
    now: datetime,
    actor: Actor = SOFTWARE,
) -> int | None:
    """Ask the office to look for a child on site. Returns the task's id; None while one is open already."""
    searching = exists().where(
        Task.pupil_id == pupil_id, Task.kind == TaskKind.SITE_SEARCH.value, Task.done_at.is_(None)
    )
    if db.scalar(select(searching)):
        return None
    pupil, school = db.get_one(Pupil, pupil_id), db.get_one(School, school_id)
    rule = policy_in_force(db, school_id, local_day(school, now)).policy.tasks[TaskKind.SITE_SEARCH]
    task_id = open_task(
        db,
        organisation_id=pupil.organisation_id,
        school_id=school_id,
        kind=TaskKind.SITE_SEARCH.value,
        role=rule.role.value,
        why=SEARCH,
        due_at=soon(now, rule.due_minutes),
        dedupe_key=dedupe_key,
        now=now,
        urgent=True,
        case_id=case.id if case else None,
        pupil_id=pupil_id,
    )
    if case is not None and task_id is not None:
        note(
            db, case, "search", "The office was asked to search the site.", now, actor=actor, task_id=task_id
        )
    return task_id


def raise_alarm(
    db: Session,
    school_id: int,
    pupil_id: int,
    case: Case | None,
    why: str,
    dedupe_key: str,
    now: datetime,
    message: InboundMessage | None = None,
) -> int | None:
    """Give the safeguarding lead an urgent task about a child, and tell them of it at once.

    Args:
        why: a sentence that says what to do; the lead alone, the deputy and the head see it.
        dedupe_key: names the one thing it stands for. message: what a parent wrote, if that raised it.

    Returns:
        the task's id, or None when it was raised before.
    """
    pupil = db.get_one(Pupil, pupil_id)
    return open_task(
        db,
        organisation_id=pupil.organisation_id,
        school_id=school_id,
        kind=TaskKind.SAFEGUARDING.value,
        role=Role.SAFEGUARDING_LEAD.value,
        why=why,
        due_at=soon(now, 10),
        dedupe_key=dedupe_key,
        now=now,
        urgent=True,
        case_id=case.id if case else None,
        pupil_id=pupil_id,
        inbound_message_id=message.id if message else None,
        conversation_id=message.conversation_id if message else None,
    )


def _school_of(db: Session, pupil_id: int, now: datetime) -> int | None:
    enrolment = find_enrolment(db, pupil_id, now.date())
    return enrolment.school_id if enrolment else None
