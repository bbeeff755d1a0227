"""What follows when a register has been laid over the marks: doubts, questions, and follow-ups that stop."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from attendance.arrived import stop_asking
from attendance.asking import Ask, ask_people, end_tasks, role_and_due
from attendance.laying import Laid, Sheet
from attendance.siblings import point_out_reported
from rules.codes import needs_explaining
from rules.coding import ARRIVED
from rules.steps import TaskKind
from storage.models import AbsenceReport
from storage.open_cases import open_cases_of_pupils
from storage.policies import policy_in_force

IN_SCHOOL = "The register says this pupil is in school."


def follow_what_was_seen(db: Session, sheet: Sheet, laid: Sequence[Laid], now: datetime) -> None:
    """Do what a register makes necessary, in a constant number of statements but for cases that it stops."""
    here = {each.mark.pupil_id for each in laid if each.is_here}
    _doubt_reports(db, sheet, here, now)
    _question_plans(db, sheet, laid, now)
    _take_questions_back(db, sheet, laid, now)
    said = {
        each.mark.pupil_id: each.is_here
        for each in laid
        if each.mark.code and not needs_explaining(each.mark.code) and (each.is_here or _says_why(each))
    }
    cases = open_cases_of_pupils(db, said)
    waiting = {pupil: case for pupil, case in cases.items() if case.paused_at is None or said[pupil]}
    if waiting:
        stop_asking(db, sheet.school, waiting, said, sheet.on, now)


def _says_why(laid: Laid) -> bool:
    """The register itself gives a reason: somebody in school entered one."""
    return laid.changed and laid.mark.confirmed and laid.marked == laid.mark.code


def _doubt_reports(db: Session, sheet: Sheet, here: set[int], now: datetime) -> None:
    """In school, says the register: a report that differs is doubtful, and the office asks the sender."""
    differing = [
        report
        for pupil, report in sheet.reports.items()
        if pupil in here and report.state == "provisional" and report.code not in ARRIVED
    ]
    for report in differing:
        if IN_SCHOOL not in report.doubts:
            report.doubts, report.doubtful = [*report.doubts, IN_SCHOOL], True
            report.version += 1
    db.flush()
    ask_people(db, [_question(db, sheet, report, now) for report in differing], now)
    point_out_reported(db, {report.id for report in differing}, [sheet.on], now)


def _question(db: Session, sheet: Sheet, report: AbsenceReport, now: datetime) -> Ask:
    role, due_at = role_and_due(
        policy_in_force(db, sheet.school.id, sheet.on).policy, TaskKind.CHECK_NUMBER, now
    )
    return Ask(
        organisation_id=sheet.school.organisation_id,
        school_id=sheet.school.id,
        kind="report_differs",
        role=role,
        why="Reported as away, and the register has this child in school. See that the child is there, and "
        "ask the sender which child they meant.",
        due_at=due_at,
        dedupe_key=differs_key(report),
        pupil_id=report.pupil_id,
        report_id=report.id,
    )


def differs_key(report: AbsenceReport) -> str:
    """The one question about a report that a register contradicts."""
    return f"report-differs:{report.id}"


def _question_plans(db: Session, sheet: Sheet, laid: Sequence[Laid], now: datetime) -> None:
    """In school though something else was planned: the mark stands, and the office sees the plan."""
    policy = policy_in_force(db, sheet.school.id, sheet.on).policy
    role, due_at = role_and_due(policy, TaskKind.CHECK_NUMBER, now)
    ask_people(
        db,
        [
            Ask(
                organisation_id=sheet.school.organisation_id,
                school_id=sheet.school.id,
                kind="plan_differs",
                role=role,
                why=f"Marked {each.mark.code}, though {plan.code} was planned ({plan.nature}). The mark "
                "stands. Is the plan still right?",
                due_at=due_at,
                dedupe_key=f"plan-differs:{plan.id}:{sheet.on.isoformat()}:{sheet.session}",
                pupil_id=plan.pupil_id,
            )
            for each in laid
            if (plan := sheet.plans.get(each.mark.pupil_id)) is not None and each.is_here
        ],
        now,
    )


def _take_questions_back(db: Session, sheet: Sheet, laid: Sequence[Laid], now: datetime) -> None:
    """Corrected to absent: nobody need ask why the report and the register differ."""
    away = {each.mark.pupil_id for each in laid if not each.is_here}
    keys = [differs_key(report) for pupil, report in sheet.reports.items() if pupil in away]
    end_tasks(db, keys, "not needed: the register was corrected", now)
