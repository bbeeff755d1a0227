"""The school shut, in part or whole, after the day had begun; and days that turn out to be without school.

A closure explains sessions, not children: whoever was missing before it is looked for as before.
Source: guidance, codes Y3 (part of the premises), Y4 (the whole site, unexpectedly) and # (planned).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from attendance.cases import pause_case, resume_case
from attendance.errors import NotAllowed, NotFound
from attendance.known import closure_facts
from attendance.marks import set_mark
from attendance.people import SOFTWARE, Actor
from attendance.registers import ensure_registers
from rules.codes import NO_REASON_YET, is_on_site
from rules.registers import is_covered
from storage.closures import (
    add_day_without_school,
    cases_opened_on,
    closures_to_apply,
    find_closure,
    places_in,
    registers_on,
    sessions_missed,
)
from storage.days import local_day, school_calendar, school_zone
from storage.models import Closure, Mark, Register, School
from storage.open_cases import open_cases_of_pupils
from storage.registers import groups_of, lock_session

CODES = ("Y3", "Y4", "#")
DAYS = ("inset", "closure", "holiday", "bank_holiday")
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Shut:
    """What is shut.

    code: Y3, Y4, or # for a half-day that was planned. sessions: "am", "pm" or "day". from_time: the school
    time it begins, for a school that sends everybody home. group_ids: the classes; none means all.
    """

    on: date
    code: str
    reason: str
    sessions: str = "day"
    from_time: time | None = None
    group_ids: frozenset[int] = field(default_factory=frozenset)


def declare_closure(db: Session, school_id: int, shut: Shut, actor: Actor, now: datetime) -> Closure:
    """Write down that the school, or part of it, is shut, today or on a day to come.

    Today: the marks of the sessions it covers are proposed; follow-ups that began with such a session wait
    for a person; a child who was missing before it is looked for as before.

    Raises:
        NotAllowed: a day that is past or no school day, a code that does not fit, or no reason.
    """
    school = db.get_one(School, school_id)
    _check(db, school, shut, now)
    closure = Closure(
        organisation_id=school.organisation_id,
        school_id=school_id,
        on_date=shut.on,
        sessions=shut.sessions,
        from_time=shut.from_time,
        code=shut.code,
        group_ids=sorted(shut.group_ids),
        reason=shut.reason.strip(),
        created_at=now,
        by_name=actor.name,
        by_position=actor.position,
    )
    db.add(closure)
    db.flush()
    if shut.on == local_day(school, now):
        apply_closure(db, closure, now)
    return closure


def apply_closure(db: Session, closure: Closure, now: datetime) -> None:
    """Propose the marks of the sessions a closure covers, and let the follow-ups that began there wait."""
    school = db.get_one(School, closure.school_id)
    ensure_registers(db, school, closure.on_date)
    covered = _covered(db, school, closure)
    for session, registers in covered.items():
        _propose(db, closure, session, registers, now)
    _pause_cases(db, closure, covered, now)


def confirm_closure(db: Session, school_id: int, closure_id: int, actor: Actor, now: datetime) -> int:
    """A person stands by the marks a closure proposed. Returns how many.

    Raises:
        NotFound: there is no such closure. NotAllowed: it has ended, or its day is to come.
    """
    closure = _open_closure(db, school_id, closure_id)
    school = db.get_one(School, school_id)
    if closure.on_date > local_day(school, now):
        raise NotAllowed("That day is still to come: its marks are not there yet.")
    count = 0
    for session, registers in _covered(db, school, closure).items():
        for mark in _marks(db, registers, closure.on_date, session):
            if mark.code == closure.code and not mark.confirmed:
                set_mark(db, mark, closure.code, closure.reason, actor, now, confirmed=True)
                count += 1
    return count


def end_closure(db: Session, school_id: int, closure_id: int, actor: Actor, now: datetime) -> None:
    """The school is open after all: proposed marks are taken back, and what waited goes on.

    Raises:
        NotFound, NotAllowed: as `confirm_closure`.
    """
    closure = _open_closure(db, school_id, closure_id)
    closure.ended_at = now
    if closure.on_date != local_day(db.get_one(School, school_id), now):
        return
    why = f"{actor.name} ended the closure."
    school = db.get_one(School, school_id)
    for session, registers in _covered(db, school, closure).items():
        for mark in _marks(db, registers, closure.on_date, session):
            if mark.code == closure.code and not mark.confirmed:
                set_mark(db, mark, NO_REASON_YET if mark.in_register else "", why, actor, now)
        for register in registers:
            register.closed_at = None
    pupils = _pupils(db, closure, _covered(db, school, closure))
    for case in open_cases_of_pupils(db, pupils).values():
        if case.paused_reason == _pause_words(closure):
            resume_case(db, case, why, now, actor)


def close_day(db: Session, school_id: int, on: date, kind: str, name: str, now: datetime) -> bool:
    """Enter a day to come without school: INSET, a planned closure, a holiday. Returns whether it was new.

    Raises:
        NotAllowed: the day is not to come, is a weekend, or the kind is not one.
    """
    school = db.get_one(School, school_id)
    if on <= local_day(school, now):
        raise NotAllowed("Choose a day to come. If the school shuts today, declare a closure instead.")
    if kind not in DAYS or not name.strip() or on.weekday() > 4:
        raise NotAllowed("Choose a weekday, what kind of day it is, and what to call it.")
    return add_day_without_school(
        db,
        organisation_id=school.organisation_id,
        school_id=school_id,
        on=on,
        kind=kind,
        name=name.strip()[:LONGEST],
    )


def apply_todays_closures(db: Session, now: datetime) -> int:
    """Closures that were declared beforehand for today: propose their marks, once. Returns how many."""
    days = sorted({(now + timedelta(hours=hours)).date() for hours in (-2, 0, 2)})
    applied = 0
    for closure, zone in closures_to_apply(db, days):
        if closure.on_date == now.astimezone(ZoneInfo(zone)).date():
            apply_closure(db, closure, now)
            applied += 1
    return applied


def _check(db: Session, school: School, shut: Shut, now: datetime) -> None:
    today = local_day(school, now)
    if shut.on < today or not school_calendar(db, school.id).is_school_day(shut.on):
        raise NotAllowed("Choose today or a school day to come.")
    if shut.code not in CODES or shut.sessions not in ("am", "pm", "day"):
        raise NotAllowed("Choose Y3 for part of the premises, Y4 for the whole site, or # if planned.")
    if shut.code == "#" and shut.on == today:
        raise NotAllowed("What shuts today was not planned: choose Y3 or Y4.")
    if shut.code == "Y3" and not shut.group_ids:
        raise NotAllowed("Y3 is for part of the premises: choose the classes. If all is shut, choose Y4.")
    if not shut.reason.strip() or len(shut.reason) > LONGEST:
        raise NotAllowed(f"Write why, in under {LONGEST} characters: the register keeps it.")
    known = {group.id for group in groups_of(db, school.id, shut.on)}
    if shut.group_ids - known:
        raise NotAllowed("One of those classes is not in this school.")


def _open_closure(db: Session, school_id: int, closure_id: int) -> Closure:
    closure = find_closure(db, school_id, closure_id)
    if closure is None:
        raise NotFound("That closure is not in this school's list.")
    if closure.ended_at is not None:
        raise NotAllowed("This closure has ended already.")
    return closure


def _covered(db: Session, school: School, closure: Closure) -> dict[str, list[Register]]:
    """The registers a closure covers, by session."""
    facts, zone = closure_facts(closure), school_zone(school)
    covered: dict[str, list[Register]] = {}
    for register in registers_on(db, school.id, closure.on_date):
        closes = register.closes_at.astimezone(zone).time()
        if is_covered(facts, register.session, register.group_id, closes):
            covered.setdefault(register.session, []).append(register)
    return covered


def _propose(
    db: Session, closure: Closure, session: str, registers: Sequence[Register], now: datetime
) -> None:
    """A pupil who was seen, whose absence a person confirmed, or who is reported, keeps that mark."""
    for mark in _marks(db, registers, closure.on_date, session):
        seen = bool(mark.code) and is_on_site(mark.code) and mark.in_register
        reported = mark.report_id is not None and mark.code not in ("", NO_REASON_YET)
        if not (mark.confirmed or seen or reported):
            set_mark(db, mark, closure.code, closure.reason, SOFTWARE, now)
    db.flush()


def _marks(db: Session, registers: Sequence[Register], on: date, session: str) -> list[Mark]:
    places = places_in(db, {register.group_id for register in registers}, on)
    return list(lock_session(db, places, on, session).values())


def _pupils(db: Session, closure: Closure, covered: dict[str, list[Register]]) -> set[int]:
    groups = {register.group_id for registers in covered.values() for register in registers}
    return {place.pupil_id for place in places_in(db, groups, closure.on_date)}


def _pause_cases(db: Session, closure: Closure, covered: dict[str, list[Register]], now: datetime) -> None:
    """Follow-ups that began today, with no session missed but those the closure covers, wait for a person."""
    cases = cases_opened_on(db, closure.school_id, closure.on_date, _pupils(db, closure, covered))
    missed = sessions_missed(db, [case.pupil_id for case in cases], closure.on_date)
    for case in cases:
        if case.paused_at is None and not missed.get(case.pupil_id, set()) - covered.keys():
            pause_case(db, case, _pause_words(closure), now)


def _pause_words(closure: Closure) -> str:
    return f"The school is shut: {closure.reason} A person closes this."
