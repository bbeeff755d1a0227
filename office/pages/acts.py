"""What a person does to a follow-up, and to whose turn it is: pause, skip, bring forward, hand on, away."""

from datetime import date, datetime, timedelta
from typing import Any

from flask import Blueprint, abort, flash, request
from sqlalchemy.orm import Session

from attendance.acts import bring_forward, next_steps, pause_case_until, resume_case_by_hand, skip_step
from attendance.errors import AttendanceError, NotAllowed
from attendance.overdue import hand_to
from office.access import ABSENCE_STAFF, DEPUTY, HEAD, LEAD, OFFICER, AtDesk, allowed, desk, the_office
from office.pages.shared import LONGEST, audit, audit_view, back_to, page, version_of_form
from storage.staff import end_away, record_away, staff_of_school
from storage.work import find_case_of, find_task, open_tasks

routes = Blueprint("acts", __name__)

#: Nobody is marked as away for longer at once: who is long away has no role any more.
LONGEST_AWAY = timedelta(days=60)


@routes.get("/calls/<int:task_id>/more")
@allowed(*ABSENCE_STAFF)
def more(task_id: int) -> Any:
    """One task: the next steps of its follow-up, with what can be done about them, and handing it on."""
    here = desk()
    audit_view("viewed", "task", task_id)
    with the_office().database.read() as db:
        rows = open_tasks(
            db, here.post.school_id, here.today, hidden_kinds=here.hidden_kinds, task_id=task_id
        )
        if not rows:
            flash("That task is not open any more.", "problem")
            return back_to("office.work.work")
        case = rows[0].case
        steps = next_steps(db, [case.id], here.now).get(case.id, ()) if case is not None else ()
        colleagues = staff_of_school(db, here.post.school_id)
        return page("more.html", db, row=rows[0], steps=steps, colleagues=colleagues)


@routes.get("/calls/away")
@allowed(*ABSENCE_STAFF)
def away() -> str:
    """A small form: who is away, and until when."""
    here = desk()
    with the_office().database.read() as db:
        return page("away.html", db, colleagues=staff_of_school(db, here.post.school_id))


@routes.post("/calls/cases/<int:case_id>/acts")
@allowed(OFFICER, LEAD, DEPUTY, HEAD)
def take_act(case_id: int) -> Any:
    """Pause a follow-up, go on with it, skip a step or bring one forward, with a reason."""
    here, version = desk(), version_of_form()
    try:
        with the_office().database.write() as db:
            case = find_case_of(db, here.post.school_id, case_id)
            if case is None:
                abort(404)
            said = _act(db, case.id, version, here)
            audit(db, "acted", "case", case.id)
        flash(said, "done")
    except AttendanceError as problem:
        flash(str(problem), "problem")
    return back_to("office.work.work")


def _act(db: Session, case_id: int, version: int, here: AtDesk) -> str:
    act, _, step = request.form.get("act", "").partition(" ")
    reason = request.form.get("reason", "")[: LONGEST + 1]
    match act:
        case "pause":
            return pause_case_until(db, case_id, version, _until(here), reason, here.actor, here.now)
        case "resume":
            return resume_case_by_hand(db, case_id, version, reason, here.actor, here.now)
        case "skip":
            return skip_step(db, case_id, version, step, reason, here.actor, here.now)
        case "forward":
            return bring_forward(db, case_id, version, step, reason, here.actor, here.now)
    raise NotAllowed("Choose what to do with the follow-up.")


def _until(here: AtDesk) -> datetime:
    """The moment that was typed, by the school's clock."""
    try:
        typed = datetime.fromisoformat(request.form.get("until", ""))
    except ValueError:
        raise NotAllowed("Choose the day and the time until which the follow-up waits.") from None
    return typed.replace(tzinfo=here.zone)


@routes.post("/calls/<int:task_id>/hand")
@allowed(*ABSENCE_STAFF)
def take_handing(task_id: int) -> Any:
    """Hand a task to a colleague."""
    here, version = desk(), version_of_form()
    try:
        with the_office().database.write() as db:
            task = find_task(db, here.post.school_id, task_id)
            if task is None or task.kind in here.hidden_kinds:
                abort(404)
            said = hand_to(db, task.id, version, _number("user"), here.actor, here.now)
        flash(said, "done")
    except AttendanceError as problem:
        flash(str(problem), "problem")
    return back_to("office.work.work")


@routes.post("/calls/away")
@allowed(*ABSENCE_STAFF)
def take_away() -> Any:
    """Mark a colleague as away: what is urgent goes to the next person at once."""
    here = desk()
    user_id, until = _number("user"), _day(here.today)
    with the_office().database.write() as db:
        names = dict(staff_of_school(db, here.post.school_id))
        if user_id not in names or not here.today <= until <= here.today + LONGEST_AWAY:
            flash("Choose a colleague, and a last day from today on.", "problem")
            return back_to("office.work.work")
        days = (here.today, until)
        away_id = record_away(db, here.post.school_id, user_id, days, here.staff.name, here.now)
        audit(db, "added", "staff_away", away_id)
    flash(f"{names[user_id]} is marked as away. Urgent tasks go to the next person at once.", "done")
    return back_to("office.work.work")


@routes.post("/calls/away/<int:away_id>/end")
@allowed(*ABSENCE_STAFF)
def take_return(away_id: int) -> Any:
    """A colleague is back."""
    here = desk()
    with the_office().database.write() as db:
        if not end_away(db, here.post.school_id, away_id, here.now):
            abort(404)
        audit(db, "ended", "staff_away", away_id)
    flash("Marked as back.", "done")
    return back_to("office.work.work")


def _number(name: str) -> int:
    typed = request.form.get(name, "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 18 else 0


def _day(today: date) -> date:
    """The day that was typed; today when it was left empty, and a day that is refused when it is none."""
    typed = request.form.get("until", "")
    try:
        return date.fromisoformat(typed) if typed else today
    except ValueError:
        return date.min
