"""The school at a glance: what each class's marks say about one session of one day."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from rules.codes import Kind, all_codes, is_on_site, needs_explaining
from storage.models import AbsenceReport, Enrolment, Mark, Pupil, Register, RegistrationGroup
from storage.roll import is_on_roll

PRESENT, REPORTED, UNEXPLAINED, ELSEWHERE = "present", "reported", "unexplained", "elsewhere"
LATE = "late"


@dataclass(frozen=True, slots=True)
class ClassToday:
    """One class in one session: pupils on roll, what their marks say, and where its register is.

    late is a part of present. register: received, missing (past its close) or expected.
    """

    group_id: int
    name: str
    teacher: str | None
    roll: int
    present: int
    reported: int
    unexplained: int
    late: int
    elsewhere: int
    register: str
    received_at: datetime | None
    closes_at: datetime | None


@dataclass(frozen=True, slots=True)
class PupilToday:
    """One pupil in a list that a number of Today opens."""

    pupil_id: int
    name: str
    group: str
    code: str
    confirmed: bool
    minutes_late: int | None
    report_id: int | None
    report_state: str | None


def place_of_mark(code: str, in_register: bool, confirmed: bool) -> str:
    """Where a mark says that a pupil is: present, reported, unexplained or elsewhere.

    A code of somebody on site that only a parent's message proposes is a report, not yet a child seen.
    """
    if not code or needs_explaining(code):
        return UNEXPLAINED
    if is_on_site(code):
        return PRESENT if in_register or confirmed else REPORTED
    absent = all_codes()[code].kind in (Kind.AUTHORISED, Kind.UNAUTHORISED)
    return REPORTED if absent else ELSEWHERE


def class_rows(db: Session, school_id: int, on: date, session: str, now: datetime) -> tuple[ClassToday, ...]:
    """Every class of a school in one session, in the school's own order.

    Args:
        on: the school's day. session: "am" or "pm". now: aware.
    """
    groups = db.execute(
        select(RegistrationGroup, Register.received_at, Register.closes_at)
        .outerjoin(
            Register,
            (Register.group_id == RegistrationGroup.id)
            & (Register.on_date == on)
            & (Register.session == session),
        )
        .where(RegistrationGroup.school_id == school_id)
        .order_by(RegistrationGroup.position, RegistrationGroup.year, RegistrationGroup.name)
    ).all()
    rolls = _rolls(db, school_id, on)
    places = _places(db, school_id, on, session)
    rows = []
    for group, received_at, closes_at in groups:
        if group.ended_on is not None and group.ended_on < on:
            continue
        place = places.get(group.id, Counter())
        rows.append(
            ClassToday(
                group_id=group.id,
                name=group.name,
                teacher=group.teacher,
                roll=rolls.get(group.id, 0),
                present=place[PRESENT],
                reported=place[REPORTED],
                unexplained=place[UNEXPLAINED],
                late=place[LATE],
                elsewhere=place[ELSEWHERE],
                register=_register_state(received_at, closes_at, now),
                received_at=received_at,
                closes_at=closes_at,
            )
        )
    return tuple(rows)


def _register_state(received_at: datetime | None, closes_at: datetime | None, now: datetime) -> str:
    if received_at is not None:
        return "received"
    return "missing" if closes_at is not None and closes_at <= now else "expected"


def _rolls(db: Session, school_id: int, on: date) -> dict[int, int]:
    rows = db.execute(
        select(Enrolment.group_id, func.count())
        .where(
            Enrolment.school_id == school_id,
            is_on_roll(on),
        )
        .group_by(Enrolment.group_id)
    )
    return {row[0]: row[1] for row in rows}


def _places(db: Session, school_id: int, on: date, session: str) -> dict[int, Counter[str]]:
    rows = db.execute(
        select(Mark.group_id, Mark.code, Mark.in_register, Mark.confirmed, func.count())
        .where(Mark.school_id == school_id, Mark.on_date == on, Mark.session == session)
        .group_by(Mark.group_id, Mark.code, Mark.in_register, Mark.confirmed)
    )
    places: dict[int, Counter[str]] = {}
    for group_id, code, in_register, confirmed, count in rows:
        place = place_of_mark(code, in_register, confirmed)
        found = places.setdefault(group_id, Counter())
        found[place] += count
        if place == PRESENT and code in ("L", "U"):
            found[LATE] += count
    return places


def pupils_where(
    db: Session, school_id: int, on: date, session: str, place: str, group_id: int | None = None
) -> tuple[PupilToday, ...]:
    """The pupils behind one number of Today, by class and surname.

    Args:
        place: present, reported, unexplained, late or elsewhere.
        group_id: one class only.
    """
    statement = (
        select(Mark, Pupil, RegistrationGroup.name, AbsenceReport.state)
        .join(Pupil, Pupil.id == Mark.pupil_id)
        .join(RegistrationGroup, RegistrationGroup.id == Mark.group_id)
        .outerjoin(AbsenceReport, AbsenceReport.id == Mark.report_id)
        .where(Mark.school_id == school_id, Mark.on_date == on, Mark.session == session)
        .order_by(RegistrationGroup.position, RegistrationGroup.name, Pupil.last_name, Pupil.first_name)
    )
    if group_id is not None:
        statement = statement.where(Mark.group_id == group_id)
    return tuple(
        PupilToday(
            pupil_id=pupil.id,
            name=pupil.full_name,
            group=group,
            code=mark.code,
            confirmed=mark.confirmed,
            minutes_late=mark.minutes_late,
            report_id=mark.report_id,
            report_state=state,
        )
        for mark, pupil, group, state in db.execute(statement)
        if _is_at(mark, place)
    )


def _is_at(mark: Mark, place: str) -> bool:
    at = place_of_mark(mark.code, mark.in_register, mark.confirmed)
    if place == LATE:
        return at == PRESENT and mark.code in ("L", "U")
    return at == place
