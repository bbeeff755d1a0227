"""Marks: proposed by software, decided by people, every change kept with who and why.

Source: School Attendance (Pupil Registration) (England) Regulations 2024, regulation 10: an amendment keeps
the original entry, the amended entry, the reason, the date, and the name and position of the person.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from attendance.people import SOFTWARE, Actor
from rules.codes import NO_REASON_YET, is_on_site
from rules.coding import ARRIVED
from storage.days import local_day, school_calendar
from storage.marks import enrolments_on, lock_marks, marks_of_report
from storage.models import AbsenceReport, Enrolment, Mark, MarkEntry, ReportSession, School
from storage.records import insert_each_once

BOTH = ("am", "pm")
#: The standing of a report from a listed contact whose days or meaning are not clear: it is kept for a
#: person, no mark rests on it, and it holds no follow-up back.
UNCLEAR = "unclear"


def counts(report: AbsenceReport) -> bool:
    """Whether the reason counts: it came from a contact who may report (S-stoc 4.2)."""
    return report.standing == "listed"


def standing_code(report: AbsenceReport) -> str:
    """What may stand in the register before a person has decided.

    The reason of somebody who is not listed leaves `N`, and so does "coming late": until the child is seen,
    a forecast must not count as present.
    """
    return report.code if counts(report) and report.code not in ARRIVED else NO_REASON_YET


def report_days(db: Session, report: AbsenceReport, now: datetime) -> tuple[date, ...]:
    """The school days a report speaks of so far; an open-ended one reaches today and grows day by day."""
    school = db.get_one(School, report.school_id)
    last = report.last_on or max(report.first_on, local_day(school, now))
    return school_calendar(db, school.id).school_days(report.first_on, last)


def place_report_marks(db: Session, report: AbsenceReport, now: datetime) -> int:
    """Write a report's sessions, and a provisional mark for each.

    A mark a person confirmed is left alone, and so is one that says the pupil is in school; the reason of
    somebody who is not listed leaves `N`. Running it again changes nothing.

    Args:
        report: with pupil and school.
        now: aware.

    Returns:
        how many marks now rest on the report.
    """
    if report.pupil_id is None or report.school_id is None:
        return 0
    places = enrolments_on(db, report.pupil_id, report_days(db, report, now))
    sessions = BOTH if report.sessions == "day" else (report.sessions,)
    spoken_of = [
        {"report_id": report.id, "on_date": on, "session": session} for on in places for session in sessions
    ]
    insert_each_once(db, ReportSession, spoken_of)
    marks = lock_marks(db, places, sessions) if places else []
    return sum(place_mark(db, report, mark, now) for mark in marks)


def place_mark(db: Session, report: AbsenceReport, mark: Mark, now: datetime) -> int:
    """Rest one mark on a report, unless a person stands by it or the pupil was seen. Returns 1 if it does."""
    if mark.confirmed or (mark.in_register and is_on_site(mark.code)):
        return 0
    mark.report_id = report.id
    proposed = standing_code(report)
    set_mark(db, mark, proposed, report.why, SOFTWARE, now)
    return 1


def new_mark(db: Session, enrolment: Enrolment, on: date, session: str) -> Mark:
    """A mark that says nothing yet; `set_mark` gives it its code and first entry."""
    mark = Mark(
        organisation_id=enrolment.organisation_id,
        school_id=enrolment.school_id,
        pupil_id=enrolment.pupil_id,
        enrolment_id=enrolment.id,
        group_id=enrolment.group_id,
        on_date=on,
        session=session,
        code="",
    )
    db.add(mark)
    db.flush()
    return mark


def set_mark(
    db: Session,
    mark: Mark,
    code: str,
    reason: str,
    actor: Actor,
    now: datetime,
    *,
    confirmed: bool = False,
    entries: list[dict[str, Any]] | None = None,
) -> None:
    """Give a mark a code, and keep what it was, why it changed and who changed it.

    Args:
        code: a register code in use on that day.
        reason: a sentence; the regulations want one.
        confirmed: a named person stands by it. Software never sets this.
        entries: collects the entry for a caller who writes those of a whole register in one statement.
    """
    if mark.code == code and mark.confirmed == confirmed:
        return
    entry = {
        "organisation_id": mark.organisation_id,
        "mark_id": mark.id,
        "original": mark.code or None,
        "amended": code,
        "reason": reason,
        "at": now,
        "user_id": actor.user_id,
        "name": actor.name,
        "position": actor.position,
    }
    if entries is None:
        db.add(MarkEntry(**entry))
    else:
        entries.append(entry)
    mark.code, mark.confirmed, mark.version = code, confirmed, mark.version + 1


def confirm_report_marks(
    db: Session, report: AbsenceReport, code: str, reason: str, actor: Actor, now: datetime
) -> None:
    """A person confirmed a report: its marks carry the code, in that person's name."""
    for mark in marks_of_report(db, report.id):
        set_mark(db, mark, code, reason, actor, now, confirmed=True)


def withdraw_report_marks(
    db: Session, report: AbsenceReport, reason: str, actor: Actor, now: datetime
) -> None:
    """A report was withdrawn, replaced or rejected: its marks go back to "no reason yet"."""
    for mark in marks_of_report(db, report.id):
        mark.report_id = None
        set_mark(db, mark, NO_REASON_YET, reason, actor, now)
