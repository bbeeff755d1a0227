"""What following up reads about many cases at once: each function is one statement, whatever the number."""

from collections.abc import Callable, Collection, Iterable
from datetime import date, datetime, time
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from rules.sessions import SchoolCalendar
from storage.among import among
from storage.models import (
    AgreedTimes,
    CaseContactDay,
    CaseEvent,
    Enrolment,
    Pupil,
    RegistrationGroup,
    School,
    SchoolDay,
    Task,
    Term,
)

Made = TypeVar("Made")
#: What a person found that means an adult of the family was reached.
REACHED = ("reached_reason", "not_aware", "left_for_school", "visited_adult", "visited_seen")


class SchoolFacts(NamedTuple):
    """A school, as a step needs it."""

    id: int
    organisation_id: int
    name: str
    time_zone: str


class PupilFacts(NamedTuple):
    """A pupil, as a step needs them. called: the first name that is used."""

    id: int
    called: str
    vulnerable: bool
    social_worker: bool
    youth_offending: bool
    priority_call: bool


class Place(NamedTuple):
    """A class that a pupil is in between two dates, or times agreed with a pupil, and when its AM closes."""

    from_on: date
    to_on: date | None
    am_closes: time | None


class Event(NamedTuple):
    """A step in a case's story that was taken, skipped or brought forward."""

    step_key: str
    kind: str
    on: date
    at: datetime


def schools_by_id(db: Session, school_ids: Collection[int]) -> dict[int, SchoolFacts]:
    """Schools by their ids."""
    rows = db.execute(
        select(School.id, School.organisation_id, School.name, School.time_zone).where(
            among(School.id, school_ids)
        )
    )
    return {row[0]: SchoolFacts(*row) for row in rows}


def vulnerable_among(db: Session, pupil_ids: Collection[int]) -> set[int]:
    """Which of some pupils are flagged as vulnerable."""
    return set(db.scalars(select(Pupil.id).where(among(Pupil.id, pupil_ids), Pupil.vulnerable)))


def calendars_of(
    db: Session, school_ids: Collection[int], first: date, last: date
) -> dict[int, SchoolCalendar]:
    """The schools' terms, and the days they are closed between two dates: two statements.

    A day after `last` that is closed is not known of: whoever looks further looks again when it comes.
    """
    terms: dict[int, list[tuple[date, date]]] = {}
    for school_id, first_on, last_on in db.execute(
        select(Term.school_id, Term.first_on, Term.last_on).where(among(Term.school_id, school_ids))
    ):
        terms.setdefault(school_id, []).append((first_on, last_on))
    closed: dict[int, list[date]] = {}
    for school_id, on in db.execute(
        select(SchoolDay.school_id, SchoolDay.on_date).where(
            among(SchoolDay.school_id, school_ids), SchoolDay.on_date.between(first, last)
        )
    ):
        closed.setdefault(school_id, []).append(on)
    return {
        school_id: SchoolCalendar(
            tuple(sorted(terms.get(school_id, ()))), frozenset(closed.get(school_id, ()))
        )
        for school_id in school_ids
    }


def pupils_by_id(db: Session, pupil_ids: Collection[int]) -> dict[int, PupilFacts]:
    """Pupils by their ids."""
    rows = db.execute(
        select(
            Pupil.id,
            func.coalesce(func.nullif(Pupil.known_as, ""), Pupil.first_name),
            Pupil.vulnerable,
            Pupil.social_worker,
            Pupil.youth_offending,
            Pupil.priority_call,
        ).where(among(Pupil.id, pupil_ids))
    )
    return {row[0]: PupilFacts(*row) for row in rows}


def places_of(db: Session, pupil_ids: Collection[int]) -> dict[int, list[Place]]:
    """The classes pupils are and were in, the newest first."""
    rows = db.execute(
        select(Enrolment.pupil_id, Enrolment.from_on, Enrolment.to_on, RegistrationGroup.am_closes)
        .join(RegistrationGroup, RegistrationGroup.id == Enrolment.group_id)
        .where(among(Enrolment.pupil_id, pupil_ids))
        .order_by(Enrolment.from_on.desc())
    )
    return grouped(rows, Place)


def agreed_times_of(db: Session, pupil_ids: Collection[int]) -> dict[int, list[Place]]:
    """The later register closes that were agreed with pupils, and between which dates."""
    rows = db.execute(
        select(AgreedTimes.pupil_id, AgreedTimes.from_on, AgreedTimes.to_on, AgreedTimes.am_closes)
        .where(among(AgreedTimes.pupil_id, pupil_ids), AgreedTimes.ended_at.is_(None))
        .order_by(AgreedTimes.id.desc())
    )
    return grouped(rows, Place)


def step_events(db: Session, case_ids: Collection[int]) -> dict[int, list[Event]]:
    """The steps of cases that were taken, skipped or brought forward, oldest first."""
    rows = db.execute(
        select(CaseEvent.case_id, CaseEvent.step_key, CaseEvent.kind, CaseEvent.on_date, CaseEvent.at)
        .where(among(CaseEvent.case_id, case_ids), CaseEvent.step_key.is_not(None))
        .order_by(CaseEvent.id)
    )
    return grouped(rows, Event)


def reached_cases(db: Session, case_ids: Collection[int]) -> set[int]:
    """In which cases an adult of the family answered since they opened, in whatever way."""
    wrote = select(CaseEvent.case_id).where(
        among(CaseEvent.case_id, case_ids),
        or_(CaseEvent.report_id.is_not(None), CaseEvent.kind == "unaware"),
    )
    told = select(Task.case_id).where(among(Task.case_id, case_ids), Task.outcome.in_(REACHED))
    return {case_id for case_id in db.scalars(wrote.union(told)) if case_id is not None}


def contact_days_of(db: Session, case_ids: Collection[int]) -> dict[int, list[date]]:
    """The days without school on which the families of some cases are to be contacted."""
    rows = db.execute(
        select(CaseContactDay.case_id, CaseContactDay.on_date)
        .where(among(CaseContactDay.case_id, case_ids))
        .order_by(CaseContactDay.on_date)
    )
    return grouped(rows, _itself)


def grouped(rows: Iterable[Any], make: Callable[..., Made]) -> dict[int, list[Made]]:
    """Rows by their first column, each made of the columns after it; in the order in which they came."""
    found: dict[int, list[Made]] = {}
    for first, *rest in rows:
        found.setdefault(first, []).append(make(*rest))
    return found


def _itself(on: date) -> date:
    return on
