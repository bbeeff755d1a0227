"""At a register's close: who is away with nobody having said why, and so becomes a case."""

from datetime import datetime

from sqlalchemy.orm import Session

from attendance.cases import add_case_day, note, open_case, pause_for_report, resume_case
from attendance.marks import place_report_marks
from attendance.registers import ensure_registers
from rules.cases import Effect, next_on_mark
from rules.codes import NO_REASON_YET
from storage.cases import find_open_case
from storage.days import local_day
from storage.models import AbsenceReport, Case, Register, School
from storage.registers import marks_with_pupils, registers_to_close, schools
from storage.reports import reports_covering


def prepare_today(db: Session, now: datetime) -> None:
    """Make sure that every school has its registers of the day to wait for."""
    for school in schools(db):
        ensure_registers(db, school, local_day(school, now))


def close_due_registers(db: Session, now: datetime, limit: int = 20) -> int:
    """Close registers whose time has come, and open a case for each pupil whom nobody has spoken for.

    A report that came after the close but before this still holds the call.

    Args:
        now: aware.
        limit: registers at once.

    Returns:
        how many registers were closed; call again while it is `limit`.
    """
    registers = registers_to_close(db, now, limit)
    for register in registers:
        _close(db, register, now)
    return len(registers)


def _close(db: Session, register: Register, now: datetime) -> None:
    school = db.get_one(School, register.school_id)
    away = marks_with_pupils(db, register, NO_REASON_YET)
    reports = reports_covering(db, [pupil.id for _, pupil in away], register.on_date, register.session)
    for mark, pupil in away:
        report = reports.get(pupil.id)
        case = find_open_case(db, pupil.id)
        verdict = next_on_mark(mark.code, case_open=case is not None, listed_report=report is not None)
        if verdict.effect is Effect.OPEN:
            open_case(db, school, pupil, register.on_date, now)
        elif case is not None:
            _go_on(db, case, school, register, report, verdict.effect, now)
        if report is not None:
            place_report_marks(db, report, now)
    register.closed_at = now


def _go_on(
    db: Session,
    case: Case,
    school: School,
    register: Register,
    report: AbsenceReport | None,
    effect: Effect,
    now: datetime,
) -> None:
    """A pupil with an open case is away again: a day more, and no pause but one that speaks of it."""
    is_new = add_case_day(db, case, school, register.on_date)
    if effect is Effect.PAUSE and report is not None:
        if case.paused_at is None:
            pause_for_report(db, report, now)
    elif case.paused_at is not None and not _pause_holds(db, case, register):
        resume_case(db, case, "Away again, and the reason given does not reach this far.", now)
    elif is_new:
        note(db, case, "day", "Still away, and nobody has said why.", now, on=register.on_date)


def _pause_holds(db: Session, case: Case, register: Register) -> bool:
    """Whether the report that paused a case speaks of this register's session, or a person paused it."""
    if case.paused_by_report_id is None:
        return case.paused_at is not None and case.paused_at >= register.closes_at
    report = db.get_one(AbsenceReport, case.paused_by_report_id)
    return report.last_on is None or report.last_on >= register.on_date
