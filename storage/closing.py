"""What closing registers and preparing days read and write: one statement each, for any number."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, time
from typing import Any, NamedTuple

from sqlalchemy import and_, or_, select, update
from sqlalchemy.orm import Session, defer

from storage.among import among
from storage.models import AbsenceReport, Case, Mark, Register, RegistrationGroup, School
from storage.reports import STANDING


class Unprepared(NamedTuple):
    """A school whose registers of the day are still to be made sure of."""

    id: int
    organisation_id: int
    time_zone: str


class ClassTimes(NamedTuple):
    """A class, and when its registers close if not when the school's do."""

    id: int
    school_id: int
    am_closes: time | None
    pm_closes: time | None
    ended_on: date | None


class Away(NamedTuple):
    """A pupil marked absent without a reason in a register that closes."""

    mark_id: int
    pupil_id: int
    register: Register


def time_zones(db: Session) -> list[str]:
    """The zones that schools are in."""
    return sorted(db.scalars(select(School.time_zone).distinct()))


def claim_unprepared(db: Session, days: Mapping[str, date], limit: int) -> list[Unprepared]:
    """Schools whose day is not prepared yet, locked.

    Args:
        days: time zone → the date there.
        limit: at most so many.
    """
    is_unprepared = [
        and_(School.time_zone == zone, School.prepared_on.is_distinct_from(day)) for zone, day in days.items()
    ]
    rows = db.execute(
        select(School.id, School.organisation_id, School.time_zone)
        .where(or_(False, *is_unprepared))
        .order_by(School.id)
        .limit(limit)
        .with_for_update(skip_locked=True, key_share=True)
    )
    return [Unprepared(*row) for row in rows]


def set_prepared(db: Session, schools: Iterable[Unprepared], days: Mapping[str, date]) -> None:
    """Say that the schools' registers of their day are there: a statement a date, so two at most."""
    by_day: dict[date, list[int]] = {}
    for school in schools:
        by_day.setdefault(days[school.time_zone], []).append(school.id)
    for day, ids in by_day.items():
        db.execute(
            update(School)
            .where(among(School.id, ids))
            .values(prepared_on=day)
            .execution_options(synchronize_session=False)
        )


def classes_of(db: Session, school_ids: Collection[int]) -> list[ClassTimes]:
    """The classes of some schools, ended ones too."""
    rows = db.execute(
        select(
            RegistrationGroup.id,
            RegistrationGroup.school_id,
            RegistrationGroup.am_closes,
            RegistrationGroup.pm_closes,
            RegistrationGroup.ended_on,
        ).where(among(RegistrationGroup.school_id, school_ids))
    )
    return [ClassTimes(*row) for row in rows]


def unexplained_in(db: Session, registers: Sequence[Register], code: str) -> list[Away]:
    """The pupils whose mark in some registers is `code`, by the time the register closes and by pupil."""
    rows: Iterable[Any] = db.execute(
        select(Mark.id, Mark.pupil_id, Register.id)
        .join(
            Register,
            and_(
                Register.school_id == Mark.school_id,
                Register.group_id == Mark.group_id,
                Register.on_date == Mark.on_date,
                Register.session == Mark.session,
            ),
        )
        .where(among(Register.id, [register.id for register in registers]), Mark.code == code)
        .order_by(Register.closes_at, Mark.pupil_id, Mark.id)
    )
    by_id = {register.id: register for register in registers}
    return [Away(mark_id, pupil_id, by_id[register_id]) for mark_id, pupil_id, register_id in rows]


def reports_about(db: Session, pupil_ids: Collection[int], days: Collection[date]) -> list[AbsenceReport]:
    """The reports that count (from listed contacts, standing) and reach into some days, oldest first."""
    return list(
        db.scalars(
            select(AbsenceReport)
            .where(
                among(AbsenceReport.pupil_id, pupil_ids),
                AbsenceReport.state.in_(STANDING),
                AbsenceReport.standing == "listed",
                AbsenceReport.first_on <= max(days),
                (AbsenceReport.last_on.is_(None)) | (AbsenceReport.last_on >= min(days)),
            )
            .order_by(AbsenceReport.id)
        )
    )


def lock_open_cases(db: Session, pupil_ids: Collection[int]) -> dict[int, Case]:
    """The open cases of some pupils, by pupil; locked, in the order of their ids, for what follows."""
    found = db.scalars(
        select(Case)
        .where(among(Case.pupil_id, pupil_ids), Case.closed_at.is_(None))
        .options(defer(Case.ladder))
        .order_by(Case.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return {case.pupil_id: case for case in found}


def reports_by_id(db: Session, report_ids: Collection[int]) -> dict[int, AbsenceReport]:
    """Reports by their ids."""
    found = db.scalars(select(AbsenceReport).where(among(AbsenceReport.id, report_ids)))
    return {report.id: report for report in found}
