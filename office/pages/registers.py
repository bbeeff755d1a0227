"""Registers: today's in, from the school's own system, and confirmed marks out."""

from datetime import date
from typing import Any

from flask import Blueprint, Response, flash, render_template, request
from sqlalchemy.orm import Session
from werkzeug.utils import secure_filename

from attendance.errors import AttendanceError
from attendance.exports import confirmed_marks_csv
from attendance.importing.problems import ImportRefused
from attendance.importing.register_file import read_register
from attendance.registers import RegisterSummary, take_register
from office.access import ABSENCE_STAFF, EVERYONE, AtDesk, allowed, desk, the_office
from office.pages.shared import audit, audit_view, back_to, is_partial, page
from rules.sessions import Session as HalfDay
from storage.days import school_calendar
from storage.importing import upns_on_roll
from storage.today import class_rows

routes = Blueprint("registers", __name__)

#: Two registers a day of the largest school are under 200 KB.
LARGEST_FILE = 2_000_000


@routes.get("/registers")
@allowed(*EVERYONE)
def registers() -> str:
    """The page to drop a register on, with what has come and what is missing."""
    with the_office().database.read() as db:
        return _page(db)


@routes.post("/registers")
@allowed(*EVERYONE)
def take_file() -> Any:
    """Take a register file in, all of it or nothing, and say what it came to."""
    here = desk()
    given = request.files.get("file")
    name = secure_filename(given.filename or "")[:80] if given is not None else ""
    data = given.read(LARGEST_FILE + 1) if given is not None else b""
    summary: RegisterSummary | None = None
    problem, errors = _problem_with(name, data), []
    if not problem:
        try:
            summary = _take(data, name or "register.csv", here)
        except ImportRefused as refused:
            problem = _how_many(refused)
            errors = list(refused.errors)
        except AttendanceError as refused:
            problem = str(refused)
    return _answer(summary, problem, errors, name)


def _problem_with(name: str, data: bytes) -> str:
    if not data:
        return (
            "Choose a register file first: a CSV with something in it." if not name else f"{name} is empty."
        )
    if len(data) > LARGEST_FILE:
        return "That file is too large for a register. Export one day's register as CSV."
    return ""


def _take(data: bytes, name: str, here: AtDesk) -> RegisterSummary:
    database = the_office().database
    with database.read() as db:
        calendar = school_calendar(db, here.post.school_id)
        on_roll = upns_on_roll(db, here.post.school_id, here.today)
    rows = read_register(data, name=name, calendar=calendar, today=here.today, on_roll=on_roll)
    with database.write() as db:
        summary = take_register(db, here.post.school_id, rows, here.now, here.actor)
        audit(db, "imported", "register", None, rows=summary.rows, changed=summary.changed)
    return summary


def _how_many(refused: ImportRefused) -> str:
    things = "1 thing needs" if refused.count == 1 else f"{refused.count} things need"
    return f"Nothing was taken in: {things} putting right in the file."


def _answer(summary: RegisterSummary | None, problem: str, errors: list[Any], name: str) -> Any:
    status = 422 if problem else 200
    if not is_partial() and summary is not None:
        flash(_in_words(summary), "done")
        return back_to("office.registers.registers")
    result = {"summary": summary, "problem": problem, "errors": errors, "name": name}
    if is_partial():
        said = _in_words(summary) if summary is not None else ""
        return render_template("office/parts/register_result.html", said=said, **result), status
    with the_office().database.read() as db:
        return _page(db, **result), status


def _in_words(summary: RegisterSummary) -> str:
    classes = "1 register" if summary.classes == 1 else f"{summary.classes} registers"
    return (
        f"Taken in: {summary.rows} marks in {classes}; {summary.changed} changed, "
        f"{summary.unexplained} without a reason."
    )


def _page(db: Session, **result: Any) -> str:
    here = desk()
    sessions = {
        session: class_rows(db, here.post.school_id, here.today, session, here.now)
        for session in ("am", "pm")
    }
    return page("registers.html", db, sessions=sessions, on=here.today, **result)


@routes.get("/registers/confirmed.csv")
@allowed(*ABSENCE_STAFF)
def confirmed() -> Response:
    """The confirmed marks of a day, in register order, for the school's own system."""
    here = desk()
    try:
        on = date.fromisoformat(request.args.get("on", ""))
    except ValueError:
        on = here.today
    typed = request.args.get("session", "")
    session = HalfDay(typed) if typed in ("am", "pm") else None
    with the_office().database.read() as db:
        body = confirmed_marks_csv(db, here.post.school_id, on, session)
    audit_view("exported", "marks", None, on=on.isoformat())
    half = f"-{session.value}" if session is not None else ""
    response = Response(body, mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="marks-{on.isoformat()}{half}.csv"'
    return response
