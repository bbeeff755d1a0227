"""Holds and closures: a late bus, a class to look into, a school that is shut."""

from collections.abc import Callable
from datetime import date, time
from typing import Any

from flask import Blueprint, flash, request
from sqlalchemy.orm import Session

from attendance.closures import Shut, close_day, confirm_closure, declare_closure, end_closure
from attendance.errors import AttendanceError, NotAllowed
from attendance.holds import hold_group, hold_route, release
from office.access import ABSENCE_STAFF, allowed, desk, the_office
from office.pages.shared import audit, back_to, page
from rules.sessions import local_instant
from storage.closures import closures_from
from storage.holds import holds_of_day, routes_of
from storage.registers import groups_of

routes = Blueprint("holds", __name__)

MARKED = {1: "1 mark is confirmed."}


@routes.get("/holds")
@allowed(*ABSENCE_STAFF)
def holds() -> str:
    """What is held and what is shut."""
    with the_office().database.read() as db:
        return _page(db)


@routes.post("/holds")
@allowed(*ABSENCE_STAFF)
def take_hold() -> Any:
    """Hold a route or a class."""
    here = desk()

    def act(db: Session) -> str:
        until = local_instant(here.today, _clock("until"), here.zone)
        whose, reason = request.form.get("whose", ""), request.form.get("reason", "")
        school = here.post.school_id
        if whose.startswith("class:"):
            hold_group(db, school, _number(whose.removeprefix("class:")), reason, until, here.actor, here.now)
        else:
            route = whose.removeprefix("route:")
            hold_route(db, school, route, reason, until, here.actor, here.now)
        return f"Held until {until.astimezone(here.zone):%H:%M}. Safeguarding tasks are not held."

    return _act(act, "held", "hold", None)


@routes.post("/holds/<int:hold_id>/end")
@allowed(*ABSENCE_STAFF)
def take_release(hold_id: int) -> Any:
    """End a hold now."""
    here = desk()

    def act(db: Session) -> str:
        count = release(db, here.post.school_id, hold_id, here.actor, here.now)
        return f"Ended. Follow-ups that go on now: {count}."

    return _act(act, "released", "hold", hold_id)


@routes.post("/closures")
@allowed(*ABSENCE_STAFF)
def take_closure() -> Any:
    """Declare that the school, or a part of it, is shut."""
    here = desk()

    def act(db: Session) -> str:
        shut = Shut(
            on=_day("on"),
            code=request.form.get("code", ""),
            reason=request.form.get("reason", ""),
            sessions=request.form.get("sessions", ""),
            from_time=_clock("from_time") if request.form.get("from_time") else None,
            group_ids=frozenset(_number(each) for each in request.form.getlist("class")),
        )
        declare_closure(db, here.post.school_id, shut, here.actor, here.now)
        return "Written down. Marks are proposed; a person confirms them."

    return _act(act, "declared", "closure", None)


@routes.post("/closures/<int:closure_id>/confirm")
@allowed(*ABSENCE_STAFF)
def take_confirmation(closure_id: int) -> Any:
    """Stand by the marks that a closure proposed."""
    here = desk()

    def act(db: Session) -> str:
        count = confirm_closure(db, here.post.school_id, closure_id, here.actor, here.now)
        return MARKED.get(count, f"{count} marks are confirmed.")

    return _act(act, "confirmed", "closure", closure_id)


@routes.post("/closures/<int:closure_id>/end")
@allowed(*ABSENCE_STAFF)
def take_opening(closure_id: int) -> Any:
    """The school is open after all."""
    here = desk()

    def act(db: Session) -> str:
        end_closure(db, here.post.school_id, closure_id, here.actor, here.now)
        return "Ended. What it had kept waiting goes on."

    return _act(act, "ended", "closure", closure_id)


@routes.post("/days-without-school")
@allowed(*ABSENCE_STAFF)
def take_day() -> Any:
    """Enter a day to come without school."""
    here = desk()

    def act(db: Session) -> str:
        kind, name = request.form.get("kind", ""), request.form.get("name", "")
        new = close_day(db, here.post.school_id, _day("on"), kind, name, here.now)
        return "Entered in the calendar." if new else "That day was in the calendar already."

    return _act(act, "entered", "school_day", None)


def _act(act: Callable[[Session], str], action: str, kind: str, subject_id: int | None) -> Any:
    try:
        with the_office().database.write() as db:
            said = act(db)
            audit(db, action, kind, subject_id)
    except AttendanceError as refused:
        with the_office().database.read() as db:
            return _page(db, problem=str(refused)), 422
    flash(said, "done")
    return back_to("office.holds.holds")


def _number(typed: str) -> int:
    if not typed.isascii() or not typed.isdigit() or len(typed) > 12:
        raise NotAllowed("Choose a class of the list.")
    return int(typed)


def _clock(field: str) -> time:
    try:
        return time.fromisoformat(request.form.get(field, "").strip())
    except ValueError:
        raise NotAllowed("Write the time as hours and minutes, such as 09:40.") from None


def _day(field: str) -> date:
    try:
        return date.fromisoformat(request.form.get(field, "").strip())
    except ValueError:
        raise NotAllowed("Choose a day.") from None


def _page(db: Session, *, problem: str = "") -> str:
    here = desk()
    school = here.post.school_id
    groups = groups_of(db, school, here.today)
    return page(
        "holds.html",
        db,
        holds=holds_of_day(db, school, here.today),
        closures=closures_from(db, school, here.today),
        bus_routes=routes_of(db, school, here.today),
        groups=groups,
        names={group.id: group.name for group in groups},
        problem=problem,
        typed=request.form,
    )
