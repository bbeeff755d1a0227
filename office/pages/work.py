"""Calls and visits: what to do next, for whom, by when, and what came of it."""

from datetime import date, datetime, time
from typing import Any

from flask import Blueprint, abort, flash, make_response, request
from sqlalchemy.orm import Session

from attendance.answering import days_of_break
from attendance.errors import AttendanceError, NotAllowed, Stale
from attendance.outcomes import Found, close_case_by_hand, record_outcome
from attendance.tasks import acknowledge, outcomes_of
from office.access import ABSENCE_STAFF, DEPUTY, HEAD, LEAD, OFFICER, AtDesk, allowed, desk, the_office
from office.codewords import UnreadableCode, choices_on, read_code
from office.pages.shared import (
    LONGEST,
    audit_view,
    back_to,
    is_partial,
    nothing_new,
    page,
    part,
    version_of_form,
)
from storage.models import Task
from storage.staff import staff_away
from storage.work import (
    OpenTask,
    find_case_of,
    find_task,
    is_contact_of,
    newest_task_id,
    open_tasks,
    tasks_done,
)

routes = Blueprint("work", __name__)

NEEDS_CODE = "reached_reason"
#: Tasks about a child nobody can account for come before everything else, until somebody has them.
NOBODY_KNOWS_WHERE = frozenset({"site_search", "safeguarding", "sight_check", "welfare_check"})


@routes.get("/calls")
@allowed(*ABSENCE_STAFF)
def work() -> str:
    """The queue, and what was done today."""
    here = desk()
    with the_office().database.read() as db:
        rows = _rows(db, here)
        body = page(
            "work.html",
            db,
            rows=rows,
            away=staff_away(db, here.post.school_id, here.today),
            **_around(db, here, rows),
            done=tasks_done(db, here.post.school_id, _midnight(here), here.hidden_kinds),
            newest=newest_task_id(db, here.post.school_id, here.hidden_kinds),
            choices=choices_on(here.today),
        )
    audit_view("viewed", "work", None, tasks=len(rows))
    return body


@routes.get("/calls/news")
@allowed(*ABSENCE_STAFF, live=True)
def news() -> Any:
    """A line that says that new tasks have come, and moves nothing."""
    here = desk()
    with the_office().database.read() as db:
        newest = newest_task_id(db, here.post.school_id, here.hidden_kinds)
        if newest <= request.args.get("after", 0, type=int):
            return nothing_new()
        return part("parts/work_news.html", db, newest=newest)


@routes.post("/calls/<int:task_id>/outcome")
@allowed(*ABSENCE_STAFF)
def take_outcome(task_id: int) -> Any:
    """Write down what came of a task."""
    here, version = desk(), version_of_form()
    said, status = "", 200
    try:
        with the_office().database.write() as db:
            task = _task(find_task(db, here.post.school_id, task_id), here)
            found = _found(here)
            _check_reached(db, task, found)
            said = record_outcome(db, task.id, version, found, here.actor, here.now)
    except Stale as problem:
        said, status = str(problem), 409
    except (AttendanceError, UnreadableCode) as problem:
        said, status = str(problem), 422
    return _show(task_id, said, status)


@routes.post("/calls/<int:task_id>/seen")
@allowed(*ABSENCE_STAFF)
def take_acknowledgement(task_id: int) -> Any:
    """ "I have seen this and am on it"."""
    here, version = desk(), version_of_form()
    said, status = "Your name stands beside it now.", 200
    try:
        with the_office().database.write() as db:
            task = _task(find_task(db, here.post.school_id, task_id), here)
            acknowledge(db, task.id, version, here.actor, here.now)
    except AttendanceError as problem:
        said, status = str(problem), 409
    return _show(task_id, said, status)


@routes.post("/calls/cases/<int:case_id>/close")
@allowed(OFFICER, LEAD, DEPUTY, HEAD)
def take_closing(case_id: int) -> Any:
    """Close a follow-up with a code and a reason, in one's own name."""
    here, version = desk(), version_of_form()
    try:
        with the_office().database.write() as db:
            case = find_case_of(db, here.post.school_id, case_id)
            if case is None:
                abort(404)
            code = read_code(request.form.get("code", "")[:LONGEST], here.today)
            reason = _note()
            flash(close_case_by_hand(db, case.id, version, code.code, reason, here.actor, here.now), "done")
    except (AttendanceError, UnreadableCode) as problem:
        flash(str(problem), "problem")
    return back_to("office.work.work")


def _rows(db: Session, here: AtDesk, task_id: int | None = None) -> list[OpenTask]:
    """The school's open tasks, the most pressing first; or one of them."""
    rows = open_tasks(
        db,
        here.post.school_id,
        here.today,
        hidden_kinds=here.hidden_kinds,
        with_addresses=here.sees_restricted,
        task_id=task_id,
    )
    return sorted(rows, key=_pressing)


def _pressing(row: OpenTask) -> tuple[bool, bool, bool, datetime, int]:
    """Sorts a child nobody can account for to the top, then a colleague to ring, then by time."""
    task = row.task
    unknown = task.urgent and task.kind in NOBODY_KNOWS_WHERE and task.acknowledged_at is None
    return (not unknown, task.kind != "ring_colleague", not task.urgent, task.due_at, task.id)


def _around(db: Session, here: AtDesk, rows: list[OpenTask]) -> dict[str, Any]:
    """What the forms beside the tasks offer: outcomes, and the days of a break that is to be decided on."""
    breaks = any(row.task.kind == "break_decision" for row in rows)
    return {
        "break_days": days_of_break(db, here.post.school_id, here.today) if breaks else (),
        "outcomes_of": outcomes_of,
    }


def _task(task: Task | None, here: AtDesk) -> Task:
    """The task, or 404: of another school, or of a kind that is not for these eyes."""
    if task is None or task.kind in here.hidden_kinds:
        abort(404)
    return task


def _found(here: AtDesk) -> Found:
    outcome = request.form.get("outcome", "")
    code = request.form.get("code", "")[:LONGEST]
    chosen = read_code(code, here.today).code if outcome == NEEDS_CODE else None
    typed = request.form.get("contact", "")
    contact_id = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 18 else None
    return Found(outcome, _note(), chosen, contact_id, _days_ticked(), _children_ticked())


def _days_ticked() -> tuple[date, ...]:
    try:
        return tuple(sorted({date.fromisoformat(typed) for typed in request.form.getlist("day")}))
    except ValueError:
        raise NotAllowed("Choose the days from the list.") from None


def _children_ticked() -> frozenset[int]:
    typed = request.form.getlist("child")
    return frozenset(int(each) for each in typed if each.isascii() and each.isdigit() and len(each) < 18)


def _check_reached(db: Session, task: Task, found: Found) -> None:
    """Whoever gave the reason stands on the pupil's record."""
    if found.contact_id is None:
        return
    if task.pupil_id is None or not is_contact_of(db, task.pupil_id, found.contact_id):
        raise NotAllowed("That person is not on record for this pupil. Reload the page and choose again.")


def _note() -> str:
    note = request.form.get("note", "")
    if len(note) > LONGEST:
        raise UnreadableCode(f"Keep the note under {LONGEST} characters.")
    return note


def _show(task_id: int, said: str, status: int) -> Any:
    here = desk()
    if not is_partial():
        flash(said, "problem" if status != 200 else "done")
        return back_to("office.work.work")
    with the_office().database.read() as db:
        rows = _rows(db, here, task_id)
        task = find_task(db, here.post.school_id, task_id)
        body = part(
            "parts/task.html",
            db,
            row=rows[0] if rows else None,
            task=task,
            said=said,
            status=status,
            typed=request.form,
            **_around(db, here, rows),
        )
    return make_response(body, status)


def _midnight(here: AtDesk) -> datetime:
    return datetime.combine(here.today, time(0), here.zone)
