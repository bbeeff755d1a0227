"""Registers in: what the school's own system says, laid beside what parents reported and the desk saw."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy.orm import Session

from attendance.class_checks import release_corrected
from attendance.errors import NotAllowed
from attendance.importing.register_file import RegisterRow
from attendance.laying import Laid, Sheet, lay_rows
from attendance.missing import registers_have_come
from attendance.people import Actor
from attendance.seen import follow_what_was_seen
from rules.codes import NO_REASON_YET
from rules.policy import Policy
from rules.sessions import Session as HalfDay
from rules.sessions import local_instant
from storage.days import school_calendar, school_zone
from storage.models import Enrolment, Register, RegistrationGroup, School
from storage.policies import policy_in_force
from storage.records import insert_each_once
from storage.registers import enrolments_by_upn, groups_of, registers_of_day

#: How many unknown pupils a refusal names.
NAMED = 5


@dataclass(frozen=True, slots=True)
class RegisterSummary:
    """What taking a register in came to. rows: in the file. classes: whose register is now there."""

    rows: int
    changed: int
    unchanged: int
    unexplained: int
    classes: int


def ensure_registers(db: Session, school: School, on: date) -> None:
    """Make sure that a school day has a register for each class and session, missing until it comes.

    A day without school has none.
    """
    if not school_calendar(db, school.id).is_school_day(on):
        return
    there = registers_of_day(db, school.id, on)
    groups = groups_of(db, school.id, on)
    if len(there) >= 2 * len(groups):
        return
    policy = policy_in_force(db, school.id, on).policy
    new = [
        {
            "organisation_id": school.organisation_id,
            "school_id": school.id,
            "group_id": group.id,
            "on_date": on,
            "session": session.value,
            "closes_at": local_instant(on, _closes(policy, group, session), school_zone(school)),
        }
        for group in groups
        for session in HalfDay
        if (group.id, session.value) not in there
    ]
    insert_each_once(db, Register, new)


def _closes(policy: Policy, group: RegistrationGroup, session: HalfDay) -> time:
    own = group.am_closes if session is HalfDay.AM else group.pm_closes
    return own or policy.sessions[session].closes_at


def take_register(
    db: Session, school_id: int, rows: Sequence[RegisterRow], now: datetime, actor: Actor
) -> RegisterSummary:
    """Take a register in, or a part of one, or a correction: all of what is given or nothing.

    A mark that says the pupil is in school stands over a report; an absence without a reason keeps what a
    listed contact reported, what was planned, and what the desk has seen. Taking the same register twice
    changes nothing. The number of statements does not depend on the number of pupils, but for the cases that
    a register stops.

    Args:
        rows: checked by `attendance.importing`, for one or more days and sessions, of any classes.

    Raises:
        NotAllowed: a pupil is not on roll here on that day, or the day is not a school day.
    """
    school = db.get_one(School, school_id)
    laid: list[Laid] = []
    for (on, session), some in _by_session(rows).items():
        _check_day(db, school, on)
        ensure_registers(db, school, on)
        places = _places(db, school, on, some)
        sheet = Sheet.read(db, school, on, session, places, some)
        new = lay_rows(db, sheet, actor, now)
        follow_what_was_seen(db, sheet, new, now)
        _receive(db, sheet, new, now)
        laid += new
    changed = sum(each.changed for each in laid)
    unexplained = sum(each.mark.code == NO_REASON_YET for each in laid)
    classes = {(each.mark.group_id, each.mark.on_date, each.mark.session) for each in laid}
    return RegisterSummary(len(rows), changed, len(rows) - changed, unexplained, len(classes))


def _by_session(rows: Sequence[RegisterRow]) -> dict[tuple[date, str], list[RegisterRow]]:
    groups: dict[tuple[date, str], list[RegisterRow]] = {}
    for row in rows:
        groups.setdefault((row.on, str(row.session)), []).append(row)
    return groups


def _check_day(db: Session, school: School, on: date) -> None:
    if not school_calendar(db, school.id).is_school_day(on):
        raise NotAllowed(
            f"{on.day} {on:%B %Y} is not a school day in the calendar. Check the date, or the calendar. "
            "Nothing was taken in."
        )


def _places(db: Session, school: School, on: date, rows: Sequence[RegisterRow]) -> dict[str, Enrolment]:
    places = enrolments_by_upn(db, school.id, on, {row.upn for row in rows})
    unknown = sorted({row.upn for row in rows} - places.keys())
    if unknown:
        named = ", ".join(unknown[:NAMED]) + (" and others" if len(unknown) > NAMED else "")
        raise NotAllowed(
            f"No pupil with UPN {named} is on roll on {on.day} {on:%B %Y}. Import the pupils first, or "
            "correct the register. Nothing was taken in."
        )
    return places


def _receive(db: Session, sheet: Sheet, laid: Sequence[Laid], now: datetime) -> None:
    """The registers have come; those in which something changed are looked through again at their close."""
    changed: Counter[int] = Counter()
    for each in laid:
        changed[each.mark.group_id] += each.changed
    registers = registers_of_day(db, sheet.school.id, sheet.on)
    came = [registers[(group_id, sheet.session)] for group_id in changed]
    for register in came:
        if register.received_at is None:
            register.received_at = now
        if changed[register.group_id]:
            register.closed_at = None
    db.flush()
    marked = {each.mark.pupil_id: registers[(each.mark.group_id, sheet.session)] for each in laid}
    registers_have_come(db, came, marked, registers.values(), now)
    release_corrected(db, came, now)
