"""Registers: which there should be, which have come, and which have closed."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session, aliased

from rules.codes import ON_SITE
from storage.models import (
    AbsenceReport,
    Case,
    Contact,
    Enrolment,
    Mark,
    Pupil,
    PupilContact,
    Register,
    RegistrationGroup,
    School,
    SchoolDay,
)
from storage.records import insert_each_once
from storage.roll import is_on_roll


def groups_of(db: Session, school_id: int, on: date) -> list[RegistrationGroup]:
    """A school's classes on a day, in register order."""
    return list(
        db.scalars(
            select(RegistrationGroup)
            .where(
                RegistrationGroup.school_id == school_id,
                (RegistrationGroup.ended_on.is_(None)) | (RegistrationGroup.ended_on > on),
            )
            .order_by(RegistrationGroup.position, RegistrationGroup.name)
        )
    )


def registers_of_day(db: Session, school_id: int, on: date) -> dict[tuple[int, str], Register]:
    """The registers a school has for a day, by class and session."""
    found = db.scalars(select(Register).where(Register.school_id == school_id, Register.on_date == on))
    return {(register.group_id, register.session): register for register in found}


def registers_to_close(db: Session, now: datetime, limit: int) -> list[Register]:
    """Received registers whose time to close has come; locked, so that one clock closes each."""
    return list(
        db.scalars(
            select(Register)
            .where(Register.closed_at.is_(None), Register.received_at.is_not(None), Register.closes_at <= now)
            .order_by(Register.closes_at, Register.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
            .execution_options(populate_existing=True)
        )
    )


def enrolments_by_upn(db: Session, school_id: int, on: date, upns: Iterable[str]) -> dict[str, Enrolment]:
    """Where the pupils with these UPNs are on roll in a school on a day."""
    rows = db.execute(
        select(Pupil.upn, Enrolment)
        .join(Enrolment, Enrolment.pupil_id == Pupil.id)
        .where(
            Enrolment.school_id == school_id,
            Pupil.upn.in_(list(upns)),
            is_on_roll(on),
        )
    )
    return dict(rows.all())


def schools(db: Session) -> list[School]:
    """Every school, in a fixed order."""
    return list(db.scalars(select(School).order_by(School.id)))


def registers_of_groups(
    db: Session, group_ids: Collection[int], days: Iterable[date]
) -> dict[tuple[int, date, str], Register]:
    """The registers of some classes on some days, by class, day and session."""
    found = db.scalars(
        select(Register)
        .where(Register.group_id.in_(group_ids), Register.on_date.in_(list(days)))
        .order_by(Register.id)
    )
    return {(each.group_id, each.on_date, each.session): each for each in found}


def rolls_of(db: Session, group_ids: Collection[int], on: date) -> dict[int, int]:
    """How many pupils are in each of some classes on a day."""
    rows = db.execute(
        select(Enrolment.group_id, func.count())
        .where(
            Enrolment.group_id.in_(group_ids),
            is_on_roll(on),
        )
        .group_by(Enrolment.group_id)
    )
    return dict(rows.all())


def class_names(db: Session, group_ids: Collection[int]) -> dict[int, str]:
    """The names of some classes."""
    rows = db.execute(
        select(RegistrationGroup.id, RegistrationGroup.name).where(RegistrationGroup.id.in_(group_ids))
    )
    return dict(rows.all())


def marks_seen(
    db: Session, pupil_ids: Collection[int], days: Iterable[date], session: str
) -> set[tuple[int, date]]:
    """Which of some pupils a register, or the desk, has seen in school in a session: pupil and day."""
    rows = db.execute(
        select(Mark.pupil_id, Mark.on_date).where(
            Mark.pupil_id.in_(pupil_ids),
            Mark.on_date.in_(list(days)),
            Mark.session == session,
            Mark.code.in_(ON_SITE),
            Mark.in_register | Mark.confirmed,
        )
    )
    return {(pupil_id, on) for pupil_id, on in rows}


@dataclass(frozen=True, slots=True)
class MixUp:
    """A report for a pupil who is in school, whose sender also has a child who is away. Names as called."""

    report: AbsenceReport
    present: str
    away_id: int
    away: str
    group: str
    on: date


def mix_ups(
    db: Session,
    days: Iterable[date],
    *,
    away_ids: Collection[int] | None = None,
    report_ids: Collection[int] | None = None,
) -> list[MixUp]:
    """Reports that nobody has decided, for a pupil in school, by somebody whose other child is away.

    Args:
        days: of the marks.
        away_ids: where this pupil is among those away, or
        report_ids: where this is the report, and the other child has an open case.
    """
    here, gone = aliased(Mark), aliased(Mark)
    seen, missed = aliased(Pupil), aliased(Pupil)
    mine, theirs = aliased(PupilContact), aliased(PupilContact)
    statement = (
        select(AbsenceReport, seen, missed, RegistrationGroup.name, here.on_date)
        .join(mine, (mine.contact_id == AbsenceReport.contact_id) & (mine.pupil_id == AbsenceReport.pupil_id))
        .join(theirs, (theirs.contact_id == mine.contact_id) & (theirs.pupil_id != mine.pupil_id))
        .join(Contact, Contact.id == mine.contact_id)
        .join(here, here.pupil_id == mine.pupil_id)
        .join(
            gone,
            (gone.pupil_id == theirs.pupil_id)
            & (gone.on_date == here.on_date)
            & (gone.session == here.session)
            & (gone.school_id == here.school_id),
        )
        .join(seen, seen.id == mine.pupil_id)
        .join(missed, missed.id == theirs.pupil_id)
        .join(RegistrationGroup, RegistrationGroup.id == gone.group_id)
        .where(
            AbsenceReport.state == "provisional",
            AbsenceReport.standing == "listed",
            AbsenceReport.code.not_in(("L", "U")),
            AbsenceReport.first_on <= here.on_date,
            AbsenceReport.last_on.is_(None) | (AbsenceReport.last_on >= here.on_date),
            AbsenceReport.sessions.in_(("day", here.session)),
            Contact.kind != "professional",
            theirs.may_report,
            here.on_date.in_(list(days)),
            here.code.in_(ON_SITE),
            here.in_register,
            gone.code == "N",
            gone.in_register,
        )
        .order_by(AbsenceReport.id, missed.id)
        .distinct()
    )
    if away_ids is not None:
        statement = statement.where(theirs.pupil_id.in_(away_ids))
    if report_ids is not None:
        open_case = select(Case.id).where(Case.pupil_id == theirs.pupil_id, Case.closed_at.is_(None))
        statement = statement.where(AbsenceReport.id.in_(report_ids), open_case.exists())
    return [
        MixUp(report, present.called, away.id, away.called, group, on)
        for report, present, away, group, on in db.execute(statement)
    ]


def lock_session(db: Session, places: Collection[Enrolment], on: date, session: str) -> dict[int, Mark]:
    """The marks of many pupils for one session, locked, by enrolment; blank where there was none.

    A parent who writes in the same second gets the same marks, one after the other.
    """
    blank = [
        {
            "organisation_id": place.organisation_id,
            "school_id": place.school_id,
            "pupil_id": place.pupil_id,
            "enrolment_id": place.id,
            "group_id": place.group_id,
            "on_date": on,
            "session": session,
            "code": "",
        }
        for place in sorted(places, key=lambda each: each.id)
    ]
    insert_each_once(db, Mark, blank)
    found = db.scalars(
        select(Mark)
        .where(
            Mark.enrolment_id.in_({place.id for place in places}),
            Mark.on_date == on,
            Mark.session == session,
        )
        .order_by(Mark.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {mark.enrolment_id: mark for mark in found}


def missing_registers(db: Session, since: datetime, until: datetime) -> list[Register]:
    """Registers that closed between two instants and have not come, for which somebody is to be asked.

    A day that is no school day after all, and a class without pupils, need none. Locked, so that one clock
    asks for each.
    """
    no_school = select(SchoolDay.id).where(
        SchoolDay.school_id == Register.school_id, SchoolDay.on_date == Register.on_date
    )
    pupils = select(Enrolment.id).where(
        Enrolment.group_id == Register.group_id,
        is_on_roll(Register.on_date),
    )
    return list(
        db.scalars(
            select(Register)
            .where(
                Register.received_at.is_(None),
                Register.closed_at.is_(None),
                Register.closes_at > since,
                Register.closes_at <= until,
                Register.missing_told_at.is_(None) | Register.missing_escalated_at.is_(None),
                ~no_school.exists(),
                pupils.exists(),
            )
            .order_by(Register.id)
            .with_for_update(skip_locked=True)
            .execution_options(populate_existing=True)
        )
    )


def note_asked_for(db: Session, told: Collection[int], escalated: Collection[int], now: datetime) -> None:
    """Write down that the office, and then the deputy, were asked for some registers; by their ids."""
    for ids, column in ((told, Register.missing_told_at), (escalated, Register.missing_escalated_at)):
        if ids:
            db.execute(update(Register).where(Register.id.in_(ids)).values({column: now}))


@dataclass(frozen=True, slots=True)
class SessionCount:
    """How many registers a school expects in a session, and how many have come."""

    expected: int
    received: int


def count_sessions(
    db: Session, school_ids: Collection[int], days: Iterable[date]
) -> dict[tuple[int, date, str], SessionCount]:
    """How many registers there should be and are, by school, day and session."""
    rows = db.execute(
        select(
            Register.school_id,
            Register.on_date,
            Register.session,
            func.count(),
            func.count(Register.received_at),
        )
        .where(Register.school_id.in_(school_ids), Register.on_date.in_(list(days)))
        .group_by(Register.school_id, Register.on_date, Register.session)
    )
    return {(row[0], row[1], row[2]): SessionCount(row[3], row[4]) for row in rows}


def vulnerable_not_accounted_for(
    db: Session, sessions: Sequence[tuple[int, date, str]]
) -> list[tuple[tuple[int, date, str], Pupil]]:
    """The vulnerable pupils of some classes of whom nothing says where they are, for each class and session.

    Args:
        sessions: class, day and session of each.
    """
    days, halves = {each[1] for each in sessions}, {each[2] for each in sessions}
    rows = db.execute(
        select(Enrolment.group_id, Register.on_date, Register.session, Pupil, Mark.code)
        .join(Pupil, Pupil.id == Enrolment.pupil_id)
        .join(Register, Register.group_id == Enrolment.group_id)
        .outerjoin(
            Mark,
            (Mark.enrolment_id == Enrolment.id)
            & (Mark.on_date == Register.on_date)
            & (Mark.session == Register.session),
        )
        .where(
            Enrolment.group_id.in_({each[0] for each in sessions}),
            Register.on_date.in_(days),
            Register.session.in_(halves),
            is_on_roll(Register.on_date),
            Pupil.vulnerable,
        )
        .order_by(Pupil.id)
    )
    wanted = set(sessions)
    return [
        ((group_id, on, half), pupil)
        for group_id, on, half, pupil, code in rows
        if (group_id, on, half) in wanted and code in (None, "", "N")
    ]
