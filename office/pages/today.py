"""Today: the school at a glance, live, and the lists behind its numbers."""

import hashlib
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

from flask import Blueprint, abort, redirect, request, url_for
from sqlalchemy.orm import Session

from office.access import ABSENCE_STAFF, EVERYONE, AtDesk, allowed, desk, the_office
from office.pages.shared import audit_view, nothing_new, page, part
from rules.sessions import CalendarError
from storage.days import school_calendar
from storage.today import ClassToday, class_rows, pupils_where
from storage.waiting import UrgentTask, urgent_tasks

routes = Blueprint("today", __name__)

#: From here on Today shows the afternoon, unless the morning is asked for.
AFTERNOON_FROM = time(12, 30)
LISTS = {
    "present": "Present",
    "reported": "Away, and somebody has said why",
    "unexplained": "Away, and nobody who may report has said why",
    "late": "Late",
    "elsewhere": "Learning elsewhere, or not expected",
}


@dataclass(frozen=True, slots=True)
class Board:
    """What Today shows: one session of one day."""

    on: date
    session: str
    classes: tuple[ClassToday, ...]
    urgent: tuple[UrgentTask, ...]

    def total(self, name: str) -> int:
        """A number over all classes."""
        return sum(int(getattr(row, name)) for row in self.classes)

    def registers(self, state: str) -> int:
        """How many registers are received, missing or expected."""
        return sum(row.register == state for row in self.classes)

    @property
    def digest(self) -> str:
        """A short name of exactly this content: a page that has it needs nothing new."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:16]


@routes.get("/")
@allowed(*EVERYONE)
def start() -> Any:
    """The first page."""
    return redirect(url_for("office.today.today"))


@routes.get("/today")
@allowed(*EVERYONE)
def today() -> str:
    """The whole page."""
    here = desk()
    with the_office().database.read() as db:
        on, session = _asked(here)
        return page(
            "today.html",
            db,
            board=_board(db, here, on, session),
            closed=_closed(db, here, on),
            yesterday=on - timedelta(days=1),
            tomorrow=on + timedelta(days=1),
        )


@routes.get("/today/board")
@allowed(*EVERYONE, live=True)
def board() -> Any:
    """The live part: everything when it has changed since `seen`, nothing otherwise."""
    here = desk()
    with the_office().database.read() as db:
        on, session = _asked(here)
        now_shown = _board(db, here, on, session)
        if request.args.get("seen") == now_shown.digest:
            return nothing_new()
        return part("parts/board.html", db, board=now_shown)


@routes.get("/today/<place>")
@allowed(*ABSENCE_STAFF)
def people(place: str) -> str:
    """The pupils behind a number."""
    if place not in LISTS:
        abort(404)
    here = desk()
    on, session = _asked(here)
    group_id = request.args.get("class", type=int)
    with the_office().database.read() as db:
        found = pupils_where(db, here.post.school_id, on, session, place, group_id)
        group = found[0].group if group_id is not None and found else None
        body = page(
            "today_list.html",
            db,
            heading=LISTS[place],
            place=place,
            pupils=found,
            group=group,
            on=on,
            session=session,
        )
    audit_view("viewed", "list", None, place=place, on=on.isoformat(), pupils=len(found))
    return body


def _asked(here: AtDesk) -> tuple[date, str]:
    """The day and the session asked for; what is not said, or makes no sense, is now."""
    local = here.now.astimezone(here.zone)
    session = request.args.get("session", "")
    if session not in ("am", "pm"):
        session = "am" if local.time() < AFTERNOON_FROM else "pm"
    try:
        on = date.fromisoformat(request.args.get("on", ""))
    except ValueError:
        return here.today, session
    return (on if abs((on - here.today).days) <= 3660 else here.today), session


def _board(db: Session, here: AtDesk, on: date, session: str) -> Board:
    """Marks of a day past or to come are shown as they are; what is urgent is always of now."""
    urgent = urgent_tasks(db, here.post.school_id, here.today)
    return Board(
        on=on,
        session=session,
        classes=class_rows(db, here.post.school_id, on, session, here.now),
        urgent=urgent,
    )


def _closed(db: Session, here: AtDesk, on: date) -> dict[str, date | None] | None:
    """When there is no school that day: the school days round it, as far as the calendar knows."""
    calendar = school_calendar(db, here.post.school_id)
    if calendar.is_school_day(on):
        return None
    return {
        "before": _or_none(calendar.previous_school_day, on),
        "after": _or_none(calendar.next_school_day, on),
    }


def _or_none(find: Any, on: date) -> date | None:
    try:
        found: date = find(on)
    except CalendarError:
        return None
    return found
