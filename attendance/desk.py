"""The desk: children who come in late, and children who are taken out and brought back.

Whoever signs a child in has the child before them: the mark says so in their name, the follow-up stops, and
whoever was asked about the child is told once.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from attendance.arrived import stop_at_desk, take_back
from attendance.cases import resume_case
from attendance.errors import NotAllowed, NotFound
from attendance.marks import place_report_marks, set_mark
from attendance.people import Actor
from attendance.registers import ensure_registers
from attendance.story import note
from rules.codes import NO_REASON_YET, UnknownCode, WithdrawnCode, get_code, is_on_site
from rules.coding import ARRIVED
from rules.registers import code_on_arrival
from rules.sessions import Session as HalfDay
from rules.sessions import local_instant
from storage.arrivals import find_arrival, last_movement
from storage.cases import find_open_case
from storage.days import local_day, school_calendar, school_zone
from storage.marks import find_enrolment, lock_marks
from storage.models import Arrival, Enrolment, Mark, MarkEntry, Register, School
from storage.open_cases import find_case_closed_by
from storage.planned import agreed_times
from storage.policies import policy_in_force
from storage.registers import registers_of_day
from storage.reports import reports_covering

LONGEST = 200
#: The same thing entered twice within this is one thing.
SAME = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class AtTheDesk:
    """What came of it. said: a sentence for whoever is at the desk."""

    arrival_id: int
    said: str


@dataclass(frozen=True, slots=True)
class _Visit:
    """A pupil at the desk: where they belong, and the register of the session."""

    school: School
    place: Enrolment
    on: date
    session: str
    at: datetime
    register: Register
    closes_at: datetime


def sign_in(db: Session, pupil_id: int, at: datetime, reason: str, actor: Actor, now: datetime) -> AtTheDesk:
    """A pupil comes in. Before the register's close `L`, after it `U`, unless another code applies.

    Args:
        at: when they came in; aware, today, not in the future.
        reason: what they say; may be empty.
        actor: who has the child before them; a follow-up is closed in their name.

    Raises:
        NotAllowed: not on roll, no school day, not today, or too long a reason. Nothing is changed.
    """
    visit = _visit(db, pupil_id, at, now)
    _check_words(reason)
    last = last_movement(db, pupil_id, visit.on)
    if last is not None and last.kind == "in" and abs(last.at - at) <= SAME:
        return AtTheDesk(last.id, f"Signed in already, at {_clock(visit, last.at)}.")
    mark = _lock_mark(db, visit)
    verdict = code_on_arrival(at, visit.closes_at, mark.code, session=visit.session)
    arrival = _write(db, visit, "in", reason, actor, minutes=verdict.minutes, code=verdict.code)
    why = f"Signed in at the desk at {_clock(visit, at)}."
    if verdict.code is not None:
        mark.minutes_late, mark.report_id = verdict.minutes or None, None
        set_mark(db, mark, verdict.code, f"{why} {verdict.why}", actor, now, confirmed=True)
    mark.in_register = True
    _doubt_report(db, visit, at)
    case = find_open_case(db, pupil_id)
    said = f"Signed in, {verdict.code or mark.code}." if verdict.code or mark.code else "Signed in."
    if case is None:
        return AtTheDesk(arrival.id, said)
    followed = stop_at_desk(db, case, visit.school, why, visit.on, actor, now)
    return AtTheDesk(arrival.id, f"{said} {followed}")


def sign_out(
    db: Session,
    pupil_id: int,
    at: datetime,
    reason: str,
    with_whom: str,
    actor: Actor,
    now: datetime,
    *,
    returns_at: datetime | None = None,
    code: str | None = None,
) -> AtTheDesk:
    """A pupil goes out, with somebody, and is to be back by a time or not today.

    Args:
        at, returns_at: aware, today.
        with_whom: who takes the pupil, or "alone, agreed with …"; asked for always.
        code: the register code for the sessions missed, where the desk knows it.

    Raises:
        NotAllowed: as `sign_in`; also without a person and a reason, with a time that has passed, or a code
            that only the head may give.
    """
    visit = _visit(db, pupil_id, at, now)
    _check_words(reason, with_whom)
    if not with_whom.strip() or not reason.strip():
        raise NotAllowed("Write who takes the child, and why. The record keeps it with your name.")
    if returns_at is not None and (returns_at <= at or local_day(visit.school, returns_at) != visit.on):
        raise NotAllowed("The time to be back must be later today. Leave it empty if not today.")
    last = last_movement(db, pupil_id, visit.on)
    if last is not None and last.kind == "out" and abs(last.at - at) <= SAME:
        return AtTheDesk(last.id, f"Signed out already, at {_clock(visit, last.at)}.")
    arrival = _write(
        db,
        visit,
        "out",
        reason,
        actor,
        with_whom=with_whom.strip(),
        returns_at=returns_at,
        code=_check_code(code, visit.on, actor),
    )
    back = f" Back by {_clock(visit, returns_at)}." if returns_at else ""
    return AtTheDesk(arrival.id, f"Signed out at {_clock(visit, at)}.{back}")


def undo(db: Session, school_id: int, arrival_id: int, actor: Actor, now: datetime) -> str:
    """It was entered by mistake: the mark and the follow-up are as they were, and whoever was told is told.

    Raises:
        NotFound: there is no such row. NotAllowed: it was undone already, or is not of today.
    """
    arrival = find_arrival(db, school_id, arrival_id)
    if arrival is None:
        raise NotFound("That is not in this school's list.")
    school = db.get_one(School, school_id)
    if arrival.undone_at is not None:
        raise NotAllowed("This was undone already.")
    if arrival.on_date != local_day(school, now):
        raise NotAllowed("Only today's can be undone. Correct the register of that day instead.")
    arrival.undone_at = now
    if arrival.kind == "out":
        return "Undone: the child was not signed out."
    _undo_mark(db, school, arrival, actor, now)
    return _undo_case(db, school, arrival, actor, now)


def _visit(db: Session, pupil_id: int, at: datetime, now: datetime) -> _Visit:
    place = find_enrolment(db, pupil_id, now.date())
    if place is None:
        raise NotAllowed("That child is not on roll in this school today.")
    school = db.get_one(School, place.school_id)
    zone, on = school_zone(school), local_day(school, now)
    if local_day(school, at) != on or at > now + SAME:
        raise NotAllowed("Write a time today that is not in the future.")
    if not school_calendar(db, school.id).is_school_day(on):
        raise NotAllowed("Today is not a school day in the calendar.")
    ensure_registers(db, school, on)
    times = policy_in_force(db, school.id, on).policy.sessions
    session = HalfDay.AM if at < local_instant(on, times[HalfDay.AM].ends_at, zone) else HalfDay.PM
    register = registers_of_day(db, school.id, on)[(place.group_id, session.value)]
    return _Visit(school, place, on, session.value, at, register, _own_close(db, register, pupil_id, school))


def _own_close(db: Session, register: Register, pupil_id: int, school: School) -> datetime:
    """The close that counts for this pupil: agreed times come before the class's."""
    for own in reversed(agreed_times(db, [pupil_id], [register.on_date])):
        closes = own.am_closes if register.session == "am" else own.pm_closes
        if closes is not None:
            return local_instant(register.on_date, closes, school_zone(school))
    return register.closes_at


def _lock_mark(db: Session, visit: _Visit) -> Mark:
    return lock_marks(db, {visit.on: visit.place}, [visit.session])[0]


def _write(
    db: Session,
    visit: _Visit,
    kind: str,
    reason: str,
    actor: Actor,
    *,
    minutes: int | None = None,
    code: str | None = None,
    with_whom: str | None = None,
    returns_at: datetime | None = None,
) -> Arrival:
    arrival = Arrival(
        organisation_id=visit.school.organisation_id,
        school_id=visit.school.id,
        pupil_id=visit.place.pupil_id,
        on_date=visit.on,
        session=visit.session,
        kind=kind,
        at=visit.at,
        minutes=minutes,
        code=code,
        reason=reason.strip(),
        with_whom=with_whom,
        returns_at=returns_at,
        by_name=actor.name,
        by_position=actor.position,
    )
    db.add(arrival)
    db.flush()
    return arrival


def _doubt_report(db: Session, visit: _Visit, at: datetime) -> None:
    """A report of a whole absence, and the child came in: whoever decides on it sees that."""
    report = reports_covering(db, [visit.place.pupil_id], visit.on, visit.session).get(visit.place.pupil_id)
    if report is None or report.state != "provisional" or report.code in ARRIVED:
        return
    report.doubts, report.doubtful = [*report.doubts, f"The child came in at {_clock(visit, at)}."], True
    report.version += 1


def _undo_mark(db: Session, school: School, arrival: Arrival, actor: Actor, now: datetime) -> None:
    place = find_enrolment(db, arrival.pupil_id, arrival.on_date)
    if place is None:
        return
    mark = lock_marks(db, {arrival.on_date: place}, [arrival.session])[0]
    register = registers_of_day(db, school.id, arrival.on_date)[(place.group_id, arrival.session)]
    came = register.received_at is not None
    if arrival.code is not None and mark.code == arrival.code:
        before = _code_before(db, mark, arrival.code) or (NO_REASON_YET if came else "")
        mark.minutes_late = None
        set_mark(db, mark, before, "The sign-in at the desk was a mistake.", actor, now)
    mark.in_register, register.closed_at = came, None
    db.flush()
    report = reports_covering(db, [arrival.pupil_id], arrival.on_date, arrival.session).get(arrival.pupil_id)
    if report is not None:
        place_report_marks(db, report, now)


def _code_before(db: Session, mark: Mark, code: str) -> str | None:
    before = db.scalar(
        select(MarkEntry.original)
        .where(MarkEntry.mark_id == mark.id, MarkEntry.amended == code)
        .order_by(MarkEntry.id.desc())
        .limit(1)
    )
    return None if before is not None and is_on_site(before) else before


def _undo_case(db: Session, school: School, arrival: Arrival, actor: Actor, now: datetime) -> str:
    local = arrival.at.astimezone(school_zone(school))
    why = f"Signed in at the desk at {local:%H:%M}."
    case = find_open_case(db, arrival.pupil_id)
    if case is None:
        case = find_case_closed_by(db, arrival.pupil_id, arrival.on_date, why)
        if case is None:
            return "Undone."
        case.closed_at = case.closed_reason = case.closed_by_name = case.closed_by_position = None
        note(db, case, "reopened", f"{actor.name} took the sign-in back.", now, actor=actor)
    told = take_back(db, case, school, arrival.on_date, now)
    resume_case(db, case, "The sign-in at the desk was a mistake: the child is looked for again.", now, actor)
    if told:
        return "Undone. The follow-up goes on, and the family is told that our last text was a mistake."
    return "Undone. The follow-up goes on."


def _check_words(*words: str) -> None:
    if any(len(each) > LONGEST for each in words):
        raise NotAllowed(f"Keep it under {LONGEST} characters.")


def _check_code(code: str | None, on: date, actor: Actor) -> str | None:
    if not code:
        return None
    try:
        found = get_code(code, on)
    except (UnknownCode, WithdrawnCode) as error:
        raise NotAllowed(str(error)) from error
    if found.who_decides == "head" and "head" not in actor.roles:
        raise NotAllowed("Only the head may decide this code. Leave it empty: the head is asked.")
    if is_on_site(found.code) or found.code == NO_REASON_YET:
        raise NotAllowed("Choose the code for the sessions missed, or leave it empty.")
    return found.code


def _clock(visit: _Visit, at: datetime) -> str:
    return f"{at.astimezone(school_zone(visit.school)):%H:%M}"
