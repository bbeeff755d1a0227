"""What must never be so, looked for in the rows: a few statements for any number of schools.

Each finding is counted by school. Nothing here changes a row, and nothing reads a name, a number or a word.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, exists, func, literal, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from rules.sessions import WEEKEND_FROM
from storage.models import (
    AbsenceReport,
    Case,
    CaseEvent,
    Closure,
    Enrolment,
    InboundMessage,
    Line,
    LineSchool,
    OutboundMessage,
    Register,
    RegistrationGroup,
    School,
    SchoolDay,
    Task,
    Term,
)

#: A beat comes every second and may take a while on a bad morning; what is later than this stands still.
LAG = timedelta(minutes=5)
#: Looking a lost answer up waits for the provider's list (30 s) and may have to ask again.
LEASE_LAG = timedelta(minutes=5)
#: A line sends ten texts a second: six thousand that became ready at once are gone in this time.
READY_LAG = timedelta(minutes=10)
#: A policy may wait a quarter of an hour before a class is asked for its register; and it is news for a day.
ASKED_WITHIN, ASKED_FOR = timedelta(minutes=20), timedelta(hours=8)
#: Behind findings in more schools than this is one cause, and it is told once, to everybody.
MOST_SCHOOLS = 200
#: Written on a case by the clock when working out its next step failed.
FAILED_REASON = "Something went wrong in working out the next step: look at this child yourself."
#: Begins the key of a task that the auditor itself gave to a person.
AUDIT_TASK = "audit:"
UNSETTLED = ("sending", "unknown")


@dataclass(frozen=True, slots=True)
class Found:
    """Something that must not be: what, whose (None: everybody's), how often, since when, one row's id."""

    kind: str
    school_id: int | None
    count: int
    since: datetime
    example_id: int


def standing_still(now: datetime) -> ColumnElement[bool]:
    """Whether an open case has no next step in the future and no person's name on it."""
    overdue = and_(Case.paused_at.is_(None), Case.next_due_at < now - LAG)
    unplanned = and_(Case.paused_at.is_(None), Case.next_due_at.is_(None), ~_task_is_open())
    failing = and_(Case.paused_at.is_(None), Case.next_reason == FAILED_REASON)
    unwatched = and_(
        Case.paused_at < now - LAG,
        ~_report_waits(),
        ~_person_paused(),
        ~_task_is_open(),
    )
    slept_in = and_(Case.paused_at.is_not(None), Case.paused_until < now - LAG)
    return and_(Case.closed_at.is_(None), or_(overdue, unplanned, failing, unwatched, slept_in))


def _task_is_open() -> ColumnElement[bool]:
    """A person has something to do about it; what the auditor asked for does not put anything right."""
    return exists().where(
        Task.case_id == Case.id, Task.done_at.is_(None), ~Task.dedupe_key.startswith(AUDIT_TASK)
    )


def _report_waits() -> ColumnElement[bool]:
    """A reason waits on Review, where people look."""
    return exists().where(AbsenceReport.pupil_id == Case.pupil_id, AbsenceReport.state == "provisional")


def _person_paused() -> ColumnElement[bool]:
    return exists().where(
        CaseEvent.case_id == Case.id,
        CaseEvent.kind == "paused",
        CaseEvent.at >= Case.paused_at,
        CaseEvent.position != "software",
    )


def cases_standing_still(db: Session, now: datetime) -> list[Found]:
    """Open cases without a next step in the future, and without a person's name."""
    since = func.coalesce(Case.paused_at, Case.next_due_at, Case.opened_at)
    return _by_school(db, "case_standing_still", Case.school_id, Case.id, since, standing_still(now))


def ids_standing_still(db: Session, now: datetime, limit: int) -> list[Case]:
    """The same cases themselves, the oldest first."""
    return list(db.scalars(select(Case).where(standing_still(now)).order_by(Case.id).limit(limit)))


def texts_without_lease(db: Session, now: datetime) -> list[Found]:
    """Messages on their way whose claim ran out, or never had an end, and that nobody looks up."""
    message = OutboundMessage
    late = or_(message.lease_until.is_(None), message.lease_until < now - LEASE_LAG)
    since = func.coalesce(message.lease_until, message.claimed_at, message.created_at)
    return _by_school(
        db, "text_unsettled", message.school_id, message.id, since, message.state.in_(UNSETTLED), late
    )


def texts_waiting(db: Session, now: datetime) -> list[Found]:
    """Messages that should have gone, or been given up, a while ago."""
    message = OutboundMessage
    late = or_(message.not_before < now - READY_LAG, message.expires_at < now - LAG)
    return _by_school(
        db, "text_late", message.school_id, message.id, message.not_before, message.state == "ready", late
    )


def messages_unhandled(db: Session, now: datetime) -> list[Found]:
    """Messages from parents that neither software nor a person has taken in."""
    school_id = select(func.min(LineSchool.school_id)).where(LineSchool.line_id == Line.id)
    serves_one = select(func.count()).where(LineSchool.line_id == Line.id).scalar_subquery() == 1
    rows = db.execute(
        select(
            school_id.where(serves_one).scalar_subquery(),
            func.count(),
            func.min(InboundMessage.received_at),
            func.min(InboundMessage.id),
        )
        .join(Line, Line.id == InboundMessage.line_id)
        .where(InboundMessage.handled_at.is_(None), InboundMessage.received_at < now - LAG)
        .group_by(Line.id)
        .limit(MOST_SCHOOLS + 1)
    ).all()
    return gather("message_unhandled", rows)


def tasks_nobody_is_told_of(db: Session, now: datetime) -> list[Found]:
    """Urgent tasks that nobody has acknowledged, and for which no next person will be told."""
    unacknowledged = and_(Task.done_at.is_(None), Task.acknowledged_at.is_(None))
    never = and_(
        Task.urgent,
        Task.role == "safeguarding_lead",
        Task.next_push_at.is_(None),
        Task.created_at < now - LAG,
    )
    late = and_(Task.next_push_at.is_not(None), Task.next_push_at < now - LAG)
    return _by_school(
        db, "task_untold", Task.school_id, Task.id, Task.created_at, unacknowledged, or_(never, late)
    )


def registers_not_closed(db: Session, now: datetime) -> list[Found]:
    """Registers that came, and that nobody looked through at their close."""
    return _by_school(
        db,
        "register_not_closed",
        Register.school_id,
        Register.id,
        Register.closes_at,
        Register.on_date.in_(days_round(now)),
        Register.received_at.is_not(None),
        Register.closed_at.is_(None),
        Register.closes_at < now - LAG,
        Register.received_at < now - LAG,
    )


def registers_nobody_asked_for(db: Session, now: datetime) -> list[Found]:
    """Registers that have not come, and that no person was asked for.

    Those of a closed school are not missed, nor those of a class without pupils.
    """
    shut = exists().where(
        Closure.school_id == Register.school_id,
        Closure.on_date == Register.on_date,
        Closure.ended_at.is_(None),
    )
    has_pupils = exists().where(
        Enrolment.group_id == Register.group_id,
        Enrolment.from_on <= Register.on_date,
        or_(Enrolment.to_on.is_(None), Enrolment.to_on >= Register.on_date),
    )
    return _by_school(
        db,
        "register_not_asked_for",
        Register.school_id,
        Register.id,
        Register.closes_at,
        Register.on_date.in_(days_round(now)),
        Register.received_at.is_(None),
        Register.missing_told_at.is_(None),
        Register.closes_at.between(now - ASKED_FOR, now - ASKED_WITHIN),
        ~shut,
        has_pupils,
    )


def classes_without_register(db: Session, now: datetime) -> list[Found]:
    """Classes that are not even waited for on a school day; one statement for each time zone."""
    found: list[Found] = []
    for name in db.scalars(select(School.time_zone).distinct()).all():
        local = (now - LAG).astimezone(ZoneInfo(name))
        if local.weekday() < WEEKEND_FROM:
            begun = local.replace(hour=0, minute=0, second=0, microsecond=0)
            found += _classes_without(db, name, local.date(), begun)
    return found


def _classes_without(db: Session, zone: str, today: date, begun: datetime) -> list[Found]:
    group = RegistrationGroup
    return _by_school(
        db,
        "register_not_expected",
        group.school_id,
        group.id,
        literal(begun, type_=Register.closes_at.type),
        group.school_id.in_(select(School.id).where(School.time_zone == zone)),
        or_(group.ended_on.is_(None), group.ended_on > today),
        _is_term_day(group.school_id, today),
        or_(*(~_has_register(group.id, today, session) for session in ("am", "pm"))),
    )


def _is_term_day(school_id: InstrumentedAttribute[int], today: date) -> ColumnElement[bool]:
    """What `SchoolCalendar.is_school_day` says of a weekday, in SQL."""
    of_school = Term.school_id == school_id
    in_term = exists().where(of_school, Term.first_on <= today, Term.last_on >= today)
    shut = exists().where(SchoolDay.school_id == school_id, SchoolDay.on_date == today)
    return and_(or_(in_term, ~exists().where(of_school)), ~shut)


def _has_register(group_id: InstrumentedAttribute[int], today: date, session: str) -> ColumnElement[bool]:
    return exists().where(
        Register.group_id == group_id, Register.on_date == today, Register.session == session
    )


def days_round(now: datetime) -> list[date]:
    """The dates it can be anywhere at an instant, and the day before: what is audited again and again."""
    return [now.date() + timedelta(days=offset) for offset in (-1, 0, 1)]


def _by_school(
    db: Session,
    kind: str,
    school_id: Any,
    row_id: InstrumentedAttribute[int],
    since: Any,
    *conditions: ColumnElement[bool],
) -> list[Found]:
    rows = db.execute(
        select(school_id, func.count(), func.min(since), func.min(row_id))
        .where(*conditions)
        .group_by(school_id)
        .limit(MOST_SCHOOLS + 1)
    ).all()
    return gather(kind, rows)


def gather(kind: str, rows: Sequence[Any]) -> list[Found]:
    """One finding a school; one for everybody when it is more schools than have trouble of their own."""
    found = list(_merged(kind, rows))
    if len(found) <= MOST_SCHOOLS:
        return found
    count, since = sum(each.count for each in found), min(each.since for each in found)
    return [Found(kind, None, count, since, min(each.example_id for each in found))]


def _merged(kind: str, rows: Sequence[Any]) -> Iterator[Found]:
    """Rows of the same school, as one."""
    schools: dict[int | None, Found] = {}
    for school_id, count, since, example_id in rows:
        before = schools.get(school_id)
        if before is not None:
            count, since = count + before.count, min(since, before.since)
            example_id = min(example_id, before.example_id)
        schools[school_id] = Found(kind, school_id, int(count), since, example_id)
    yield from schools.values()
