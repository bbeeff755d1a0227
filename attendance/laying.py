"""Laying a register over the marks: one session of one school at a time, whatever the number of pupils."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from attendance.importing.register_file import RegisterRow
from attendance.known import closure_facts
from attendance.marks import BOTH, place_mark, set_mark, standing_code
from attendance.people import Actor
from rules.codes import NO_REASON_YET, is_on_site
from rules.registers import is_covered
from storage.arrivals import movements
from storage.closures import closures_now
from storage.days import school_zone
from storage.models import (
    AbsenceReport,
    Arrival,
    Closure,
    Enrolment,
    Mark,
    MarkEntry,
    PlannedMark,
    ReportSession,
    School,
)
from storage.planned import plans_on
from storage.records import insert_each_once
from storage.registers import lock_session, registers_of_day
from storage.reports import reports_covering


@dataclass(frozen=True, slots=True)
class Sheet:
    """One session's rows with all that bears on them.

    By pupil id: reports, plans, and who is in or out. shut: class → the closure that covers it.
    """

    school: School
    on: date
    session: str
    rows: Sequence[RegisterRow]
    places: Mapping[str, Enrolment]
    marks: Mapping[int, Mark]
    reports: Mapping[int, AbsenceReport]
    plans: Mapping[int, PlannedMark]
    moves: Mapping[int, Arrival]
    shut: Mapping[int, Closure]

    @classmethod
    def read(
        cls,
        db: Session,
        school: School,
        on: date,
        session: str,
        places: Mapping[str, Enrolment],
        rows: Sequence[RegisterRow],
    ) -> "Sheet":
        """Read and lock what is there. places: by UPN."""
        pupils = [place.pupil_id for place in places.values()]
        closures = closures_now(db, [school.id], [on])
        marks = lock_session(db, list(places.values()), on, session)
        return cls(
            school=school,
            on=on,
            session=session,
            rows=rows,
            places=places,
            marks=marks,
            reports=reports_covering(db, pupils, on, session),
            plans={
                plan.pupil_id: plan for plan in plans_on(db, pupils, on) if plan.sessions in ("day", session)
            },
            moves={
                move.pupil_id: move
                for move in movements(db, pupils, [on])
                if move.session == session or (move.kind == "out" and session == "pm")
            },
            shut=_shut_classes(db, school, closures, session) if closures else {},
        )


@dataclass(frozen=True, slots=True)
class Laid:
    """One row that was laid over a mark. was: the code before it. overruled: what a plan had said."""

    mark: Mark
    was: str
    changed: bool
    marked: str

    @property
    def is_here(self) -> bool:
        """The mark says that the pupil is in school."""
        return bool(self.mark.code) and is_on_site(self.mark.code)


def lay_rows(db: Session, sheet: Sheet, actor: Actor, now: datetime) -> list[Laid]:
    """Lay every row of a sheet over its mark, each change with its entry, all in one go."""
    _rest_reports(db, sheet, now)
    layer = _Layer(db, sheet, actor, now)
    laid = []
    for row in sheet.rows:
        mark = sheet.marks[sheet.places[row.upn].id]
        before = (mark.code, mark.confirmed, mark.minutes_late)
        was_in = mark.in_register
        if row.code == NO_REASON_YET:
            layer.absence(mark)
        else:
            layer.code(mark, row)
        mark.in_register = True
        changed = before != (mark.code, mark.confirmed, mark.minutes_late)
        if changed or not was_in:
            _write_alike(mark)
        laid.append(Laid(mark, before[0], changed, row.code))
    insert_each_once(db, MarkEntry, layer.entries)
    db.flush()
    return laid


def _write_alike(mark: Mark) -> None:
    """Write the same columns of every mark, so that the database writes them all in one statement."""
    for column in ("code", "confirmed", "in_register", "minutes_late", "report_id", "version"):
        flag_modified(mark, column)


class _Layer:
    """Lays rows over marks. entries: what changed, to be written down together."""

    def __init__(self, db: Session, sheet: Sheet, actor: Actor, now: datetime) -> None:
        self.db, self.sheet, self.actor, self.now = db, sheet, actor, now
        self.entries: list[dict[str, Any]] = []

    def code(self, mark: Mark, row: RegisterRow) -> None:
        """The register says where the pupil is, or why they are away."""
        mark.minutes_late = row.minutes_late if row.code in ("L", "U") else None
        self._set(mark, row.code, "Entered in the register.", confirmed=True)
        if is_on_site(row.code):
            mark.report_id = None  # whoever saw the child is believed over whoever wrote

    def absence(self, mark: Mark) -> None:
        """Absent, says the register: what the desk saw, a report and a plan stand; else "no reason yet"."""
        move, report = self.sheet.moves.get(mark.pupil_id), self.sheet.reports.get(mark.pupil_id)
        if move is not None and move.kind == "in" and mark.in_register and mark.code:
            return  # the desk saw the child come in, and the teacher had marked the class before that
        here = bool(mark.code) and is_on_site(mark.code)
        mark.minutes_late = None
        if report is not None:
            if mark.code in ("", NO_REASON_YET) or here:
                self._rest_on(mark, report)
        elif here or not mark.confirmed:
            self._unreported(mark, move)

    def _rest_on(self, mark: Mark, report: AbsenceReport) -> None:
        mark.report_id = report.id
        code = report.review_code or standing_code(report)
        confirmed = report.state == "confirmed"
        self._set(mark, code, report.review_reason or report.why, confirmed=confirmed)

    def _unreported(self, mark: Mark, move: Arrival | None) -> None:
        plan, closure = self.sheet.plans.get(mark.pupil_id), self.sheet.shut.get(mark.group_id)
        if move is not None and move.kind == "out" and move.code:
            self._set(mark, move.code, f"Signed out at the desk: {move.reason}", confirmed=True)
        elif closure is not None:
            self._set(mark, closure.code, closure.reason)
        elif plan is not None:
            self._set(mark, plan.code, planned_words(plan), confirmed=True)
        else:
            self._set(mark, NO_REASON_YET, "Absent in the register, and no reason is known.")

    def _set(self, mark: Mark, code: str, reason: str, *, confirmed: bool = False) -> None:
        set_mark(self.db, mark, code, reason, self.actor, self.now, confirmed=confirmed, entries=self.entries)


def _shut_classes(
    db: Session, school: School, closures: Sequence[Closure], session: str
) -> dict[int, Closure]:
    zone = school_zone(school)
    return {
        group_id: closure
        for closure in closures
        for (group_id, half), register in registers_of_day(db, school.id, closure.on_date).items()
        if half == session
        and is_covered(closure_facts(closure), half, group_id, register.closes_at.astimezone(zone).time())
    }


def planned_words(plan: PlannedMark) -> str:
    """Why a planned mark stands, as the regulations want it: what it is for, and who authorised it."""
    where = f" at {plan.site}" if plan.site else ""
    return f"Planned: {plan.nature}{where}. Authorised by {plan.authorised_by}."


def _rest_reports(db: Session, sheet: Sheet, now: datetime) -> None:
    """An open-ended report grows by a day: its sessions, and a provisional mark in the other session."""
    away = _reported_away(sheet)
    halves = {report.id: BOTH if report.sessions == "day" else (report.sessions,) for report in away.values()}
    insert_each_once(
        db,
        ReportSession,
        [
            {"report_id": report_id, "on_date": sheet.on, "session": half}
            for report_id, each in halves.items()
            for half in each
        ],
    )
    whole = {pupil: report for pupil, report in away.items() if report.sessions == "day"}
    if whole:
        other = "pm" if sheet.session == "am" else "am"
        places = [place for place in sheet.places.values() if place.pupil_id in whole]
        for mark in lock_session(db, places, sheet.on, other).values():
            if mark.report_id is None:
                place_mark(db, whole[mark.pupil_id], mark, now)


def _reported_away(sheet: Sheet) -> dict[int, AbsenceReport]:
    pupils: Collection[int] = {
        sheet.places[row.upn].pupil_id for row in sheet.rows if row.code == NO_REASON_YET
    }
    return {pupil: report for pupil, report in sheet.reports.items() if pupil in pupils}
