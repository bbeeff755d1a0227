"""Registers in: what the school's own system says, laid beside what parents reported."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy.orm import Session

from attendance.cases import pause_case
from attendance.errors import NotAllowed
from attendance.importing.register_file import RegisterRow
from attendance.marks import new_mark, place_report_marks, set_mark, standing_code
from attendance.people import Actor
from rules.codes import NO_REASON_YET, is_on_site
from rules.coding import ARRIVED
from rules.policy import Policy
from rules.sessions import Session as HalfDay
from rules.sessions import local_instant
from storage.cases import find_open_case
from storage.days import school_calendar, school_zone
from storage.marks import marks_of_enrolments
from storage.models import AbsenceReport, Enrolment, Mark, Register, RegistrationGroup, School
from storage.policies import policy_in_force
from storage.records import insert_once
from storage.registers import enrolments_by_upn, groups_of, registers_of_day
from storage.reports import reports_covering

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
    """Make sure a school day has a register for each class and session, missing until it comes.

    A day without school has none.
    """
    if not school_calendar(db, school.id).is_school_day(on):
        return
    there = registers_of_day(db, school.id, on)
    groups = groups_of(db, school.id, on)
    if len(there) >= 2 * len(groups):
        return
    policy = policy_in_force(db, school.id, on).policy
    for group in groups:
        for session in HalfDay:
            if (group.id, session.value) not in there:
                insert_once(
                    db,
                    Register,
                    organisation_id=school.organisation_id,
                    school_id=school.id,
                    group_id=group.id,
                    on_date=on,
                    session=session.value,
                    closes_at=local_instant(on, _closes(policy, group, session), school_zone(school)),
                )


def _closes(policy: Policy, group: RegistrationGroup, session: HalfDay) -> time:
    own = group.am_closes if session is HalfDay.AM else group.pm_closes
    return own or policy.sessions[session].closes_at


def take_register(
    db: Session, school_id: int, rows: Sequence[RegisterRow], now: datetime, actor: Actor
) -> RegisterSummary:
    """Take a register in: all of it or nothing.

    A mark that says the pupil is in school stands over a report; an absence without a reason keeps what a
    listed contact reported. Taking the same register twice changes nothing.

    Args:
        rows: checked by `attendance.importing`, for one or more days and sessions.

    Raises:
        NotAllowed: a pupil is not on roll here on that day, or the day is not a school day.
    """
    school = db.get_one(School, school_id)
    changed = unexplained = 0
    touched: set[tuple[int, date, str]] = set()
    for (on, session), some in _by_session(rows).items():
        _check_day(db, school, on)
        ensure_registers(db, school, on)
        places = _places(db, school, on, some)
        reports = reports_covering(db, [place.pupil_id for place in places.values()], on, session)
        marks = marks_of_enrolments(db, [place.id for place in places.values()], on, session)
        for row in some:
            place = places[row.upn]
            mark = marks.get(place.id) or new_mark(db, place, on, session)
            changed += _take_mark(db, mark, row, reports.get(place.pupil_id), actor, now)
            unexplained += mark.code == NO_REASON_YET
            touched.add((place.group_id, on, session))
    for group_id, on, session in touched:
        _receive(db, school, group_id, on, session, now, changed=changed > 0)
    return RegisterSummary(len(rows), changed, len(rows) - changed, unexplained, len(touched))


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


def _take_mark(
    db: Session, mark: Mark, row: RegisterRow, report: AbsenceReport | None, actor: Actor, now: datetime
) -> int:
    """Lay one row of the register over a mark. Returns 1 when the mark or its minutes changed."""
    before = (mark.code, mark.confirmed, mark.minutes_late)
    mark.in_register, mark.minutes_late = True, row.minutes_late
    if row.code == NO_REASON_YET:
        _take_absence(db, mark, report, actor, now)
    else:
        set_mark(db, mark, row.code, "Entered in the register.", actor, now, confirmed=True)
    if is_on_site(row.code):
        _seen_in_school(db, mark, report, now)
    return int(before != (mark.code, mark.confirmed, mark.minutes_late))


def _take_absence(db: Session, mark: Mark, report: AbsenceReport | None, actor: Actor, now: datetime) -> None:
    """Absent, says the register: a reported reason stays, anything else is "no reason yet"."""
    if report is not None:
        place_report_marks(db, report, now)
        if mark.code in ("", NO_REASON_YET) or is_on_site(mark.code):
            mark.report_id = report.id
            confirmed = report.state == "confirmed"
            code = report.review_code or standing_code(report)
            set_mark(db, mark, code, report.review_reason or report.why, actor, now, confirmed=confirmed)
    elif not mark.confirmed or is_on_site(mark.code):
        set_mark(db, mark, NO_REASON_YET, "Absent in the register, and no reason is known.", actor, now)


def _seen_in_school(db: Session, mark: Mark, report: AbsenceReport | None, now: datetime) -> None:
    """In school, says the register: a report that differs is doubtful, and a case waits for a person."""
    mark.report_id = None  # whoever saw the child is believed over whoever wrote
    if report is not None and report.state == "provisional" and report.code not in ARRIVED:
        doubt = "The register says this pupil is in school."
        if doubt not in report.doubts:
            report.doubts, report.doubtful = [*report.doubts, doubt], True
            report.version += 1
    case = find_open_case(db, mark.pupil_id)
    if case is not None and case.paused_at is None:
        pause_case(db, case, "Marked as in school: a person confirms and closes.", now)


def _receive(
    db: Session, school: School, group_id: int, on: date, session: str, now: datetime, *, changed: bool
) -> None:
    register = registers_of_day(db, school.id, on)[(group_id, session)]
    if register.received_at is None:
        register.received_at = now
    if changed:
        register.closed_at = None  # looked through again at the next tick
