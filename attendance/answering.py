"""What follows from the outcomes of tasks that are not about a reason: a decision, a call, a look."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy.orm import Session

from attendance.errors import NotAllowed
from attendance.people import Actor
from attendance.story import note
from attendance.tasks import take_on
from attendance.unaware import raise_alarm
from rules.sessions import CalendarError
from rules.steps import Role
from storage.cases import find_case
from storage.days import local_day, school_calendar
from storage.models import Case, CaseContactDay, School, Task
from storage.pushes import tasks_rung_about
from storage.records import insert_once
from storage.staff import roles_in_school

DECIDES_ON_BREAKS = frozenset({Role.SAFEGUARDING_LEAD, Role.DEPUTY_SAFEGUARDING_LEAD, Role.HEAD})
NOT_SEEN = "This child should be in school, and was not there when somebody went to look. Find them now."


def days_of_break(db: Session, school_id: int, today: date) -> tuple[date, ...]:
    """The days without school from tomorrow to the next school day: on which a family may be contacted."""
    calendar = school_calendar(db, school_id)
    try:
        until = calendar.next_school_day(today)
    except CalendarError:
        return ()
    first = today.toordinal() + 1
    return tuple(date.fromordinal(number) for number in range(first, until.toordinal()))


def take_contact_days(
    db: Session, case: Case, days: Collection[date], outcome: str, actor: Actor, now: datetime
) -> str:
    """The safeguarding lead decides how a child is followed up while school is shut (domain.md, 8).

    Args:
        days: on which somebody contacts the family; none for the outcome "no_contact".

    Returns:
        a sentence on what follows.

    Raises:
        NotAllowed: it is not this person's to decide, no day was chosen, or one is no day of the break.
    """
    if not actor.roles & DECIDES_ON_BREAKS:
        raise NotAllowed("The safeguarding lead, the deputy or the head decides about the break. Tell them.")
    if outcome == "no_contact":
        return "Written down: nobody is contacted in the break."
    if not days:
        raise NotAllowed("Tick the days on which the family is contacted.")
    today = local_day(db.get_one(School, case.school_id), now)
    if not set(days) <= set(days_of_break(db, case.school_id, today)):
        raise NotAllowed("Choose days without school, before the next school day.")
    for day in sorted(days):
        insert_once(
            db,
            CaseContactDay,
            organisation_id=case.organisation_id,
            case_id=case.id,
            on_date=day,
            created_at=now,
            by_name=actor.name,
        )
    named = ", ".join(f"{day:%a} {day.day} {day:%b}" for day in sorted(days))
    words = f"The family is contacted in the break on {named}."
    note(db, case, "contact_days", words, now, actor=actor)
    # The case was to rest until school begins: now there is something to do before that.
    case.next_due_at, case.version = now, case.version + 1
    return words


def answer_ring(db: Session, ring: Task, outcome: str, now: datetime) -> str:
    """A colleague was rung about urgent tasks: reached, they have them; not reached, the next one is told."""
    waiting = tasks_rung_about(db, ring.id)
    for task, user in waiting:
        if outcome != "reached":
            task.next_push_at = now if task.next_push_at is not None else None
        elif user is not None:
            _, roles = roles_in_school(db, user.id, task.school_id)
            take_on(db, task, Actor(user.id, user.name, user.position, roles), now)
    if outcome != "reached":
        return "Written down. The next person is told."
    return "Written down: they have it." if any(user for _, user in waiting) else "Written down."


def answer_sight(db: Session, task: Task, now: datetime) -> str:
    """Nobody had a register, and the child was not there: the safeguarding lead knows now."""
    if task.pupil_id is None:
        return "Written down."
    case = find_case(db, task.case_id) if task.case_id is not None else None
    raise_alarm(db, task.school_id, task.pupil_id, case, NOT_SEEN, f"task:{task.id}:not_seen", now)
    return "The safeguarding lead is told now."
