"""The desk: sign a child in, sign one out, and put a mistake right."""

from datetime import datetime, time
from typing import Any

from flask import Blueprint, abort, flash, request
from sqlalchemy.orm import Session

from attendance.desk import AtTheDesk, sign_in, sign_out, undo
from attendance.errors import AttendanceError
from office.access import ABSENCE_STAFF, allowed, desk, the_office
from office.codewords import UnreadableCode, choices_on, read_code
from office.pages.shared import audit, back_to, page
from rules.sessions import local_instant
from storage.arrivals import desk_of_day, find_pupils
from storage.marks import find_enrolment

routes = Blueprint("desk", __name__)

#: More names than this are not looked through: a longer word is asked for.
MOST = 12
#: The longest name somebody types to find a child.
LONGEST_SEARCH = 60


class _Unreadable(AttendanceError):  # noqa: N818 -- as in attendance.errors
    """What was typed is not a time."""


@routes.get("/desk")
@allowed(*ABSENCE_STAFF)
def at_desk() -> str:
    """Look for a child by name, and see who came and went today."""
    with the_office().database.read() as db:
        return _page(db, request.args.get("q", ""))


@routes.post("/desk/<int:pupil_id>/in")
@allowed(*ABSENCE_STAFF)
def take_in(pupil_id: int) -> Any:
    """Sign a child in."""
    here = desk()

    def act(db: Session) -> AtTheDesk:
        at = _time("at") or here.now
        return sign_in(db, pupil_id, at, request.form.get("reason", ""), here.actor, here.now)

    return _act(act, "signed_in_pupil", pupil_id)


@routes.post("/desk/<int:pupil_id>/out")
@allowed(*ABSENCE_STAFF)
def take_out(pupil_id: int) -> Any:
    """Sign a child out."""
    here = desk()

    def act(db: Session) -> AtTheDesk:
        return sign_out(
            db,
            pupil_id,
            _time("at") or here.now,
            request.form.get("reason", ""),
            request.form.get("with_whom", ""),
            here.actor,
            here.now,
            returns_at=_time("returns_at"),
            code=_code(),
        )

    return _act(act, "signed_out_pupil", pupil_id)


@routes.post("/desk/undo/<int:arrival_id>")
@allowed(*ABSENCE_STAFF)
def take_undo(arrival_id: int) -> Any:
    """It was a mistake."""
    here = desk()
    try:
        with the_office().database.write() as db:
            said = undo(db, here.post.school_id, arrival_id, here.actor, here.now)
            audit(db, "undid", "arrival", arrival_id)
    except AttendanceError as refused:
        flash(str(refused), "problem")
    else:
        flash(said, "done")
    return back_to("office.desk.at_desk")


def _act(act: Any, action: str, pupil_id: int) -> Any:
    here = desk()
    try:
        with the_office().database.write() as db:
            place = find_enrolment(db, pupil_id, here.today)
            if place is None or place.school_id != here.post.school_id:
                abort(404)
            done: AtTheDesk = act(db)
            audit(db, action, "pupil", pupil_id)
    except AttendanceError as refused:
        with the_office().database.read() as db:
            return _page(db, request.form.get("q", ""), problem=str(refused), typed=pupil_id), 422
    flash(done.said, "done")
    return back_to("office.desk.at_desk")


def _time(field: str) -> datetime | None:
    """A time of today from the form, or None when nothing was typed."""
    here = desk()
    typed = request.form.get(field, "").strip()
    if not typed:
        return None
    try:
        return local_instant(here.today, time.fromisoformat(typed), here.zone)
    except ValueError:
        raise _Unreadable("Write the time as hours and minutes, such as 09:40.") from None


def _code() -> str | None:
    typed = request.form.get("code", "").strip()
    if not typed:
        return None
    try:
        return read_code(typed, desk().today).code
    except UnreadableCode as unreadable:
        raise _Unreadable(str(unreadable)) from None


def _page(db: Session, asked: str, *, problem: str = "", typed: int | None = None) -> str:
    here = desk()
    words = asked.strip()[:LONGEST_SEARCH]
    found = find_pupils(db, here.post.school_id, here.today, words, MOST + 1) if words else []
    return page(
        "desk.html",
        db,
        asked=words,
        found=found[:MOST],
        more=len(found) > MOST,
        moves=desk_of_day(db, here.post.school_id, here.today),
        problem=problem,
        typed=typed,
        codes=choices_on(here.today),
    )
