"""A pupil with an open case is away again: a day more, and no pause but one that speaks of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from attendance.cases import pause_for_report, resume_case
from attendance.exceptions import Treatment
from attendance.story import note
from rules.cases import Effect, school_day_number
from storage.bulk import insert_returning
from storage.closing import reports_by_id
from storage.following import calendars_of
from storage.models import AbsenceReport, Case, CaseDay, Register

RESUMED = "Away again, and the reason given does not reach this far."
STILL_AWAY = "Still away, and nobody has said why."


@dataclass(frozen=True, slots=True)
class GoingOn:
    """An open case and a session more of its absence.

    report: what a listed contact said of that session. effect: what the mark does to the case. treatment:
    what the absence comes to, where nobody has spoken of it.
    """

    case: Case
    register: Register
    report: AbsenceReport | None
    effect: Effect
    treatment: Treatment | None


def go_on(db: Session, going_on: Sequence[GoingOn], now: datetime) -> None:
    """Count the day to each case, and pause, resume or go on with it; one absence a case.

    A constant number of statements for any number, but for reports that came meanwhile.
    """
    if not going_on:
        return
    new = _count_days(db, going_on)
    paused_by = reports_by_id(
        db, {each.case.paused_by_report_id for each in going_on if each.case.paused_by_report_id is not None}
    )
    for each in going_on:
        _hold_back(each)
        if each.effect is Effect.PAUSE and each.report is not None:
            if each.case.paused_at is None:
                pause_for_report(db, each.report, now)
        elif each.case.paused_at is not None and not _pause_holds(each, paused_by):
            resume_case(db, each.case, RESUMED, now)
        elif each.case.id in new:
            note(db, each.case, "day", STILL_AWAY, now, on=each.register.on_date)
    db.flush()


def _count_days(db: Session, going_on: Sequence[GoingOn]) -> set[int]:
    """Count a school day to each case. Returns the cases for which it was new."""
    days = {each.register.on_date for each in going_on}
    calendars = calendars_of(
        db,
        {each.case.school_id for each in going_on},
        min(each.case.opened_on for each in going_on),
        max(days),
    )
    rows = [
        {
            "case_id": each.case.id,
            "on_date": each.register.on_date,
            "number": school_day_number(
                each.case.opened_on, each.register.on_date, calendars[each.case.school_id]
            ),
        }
        for each in going_on
    ]
    return {case_id for (case_id,) in insert_returning(db, CaseDay, rows, "case_id")}


def _hold_back(each: GoingOn) -> None:
    """A hold that covers this absence keeps the case's texts back too, never shorter than another."""
    until = each.treatment.texts_not_before if each.treatment else None
    if until is not None and (each.case.texts_not_before is None or each.case.texts_not_before < until):
        each.case.texts_not_before = until
        each.case.held_reason = each.treatment.held_reason if each.treatment else None


def _pause_holds(each: GoingOn, reports: dict[int, AbsenceReport]) -> bool:
    """Whether the report that paused a case speaks of this register's session, or a person paused it."""
    case, register = each.case, each.register
    if case.paused_until is not None and case.paused_until > register.closes_at:
        return True
    if case.paused_by_report_id is None:
        return case.paused_at is not None and case.paused_at >= register.closes_at
    report = reports[case.paused_by_report_id]
    return report.last_on is None or report.last_on >= register.on_date
