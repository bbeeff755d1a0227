"""Who may open which page: said at the route, checked before it runs, refused when nothing is said."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, TypeVar, cast
from zoneinfo import ZoneInfo

from flask import Response, abort, current_app, g, redirect, request, session, url_for
from flask_security import current_user, logout_user

from attendance.people import Actor
from office.services import Office
from storage.staff import Post, StaffMember
from storage.waiting import NAMED_ROLES, RESTRICTED_KINDS

OFFICE = "office"
OFFICER = "attendance_officer"
LEAD = "safeguarding_lead"
DEPUTY = "deputy_safeguarding_lead"
HEAD = "head"
ADMIN = "admin"
EVERYONE = (OFFICE, OFFICER, LEAD, DEPUTY, HEAD, ADMIN)
#: Who deals with children's absences. An administrator looks after accounts, and sees no reasons.
ABSENCE_STAFF = (OFFICE, OFFICER, LEAD, DEPUTY, HEAD)
ROLE_WORDS = {
    OFFICE: "Office",
    OFFICER: "Attendance officer",
    LEAD: "Safeguarding lead",
    DEPUTY: "Deputy safeguarding lead",
    HEAD: "Head teacher",
    ADMIN: "Administrator",
}

View = TypeVar("View", bound=Callable[..., Any])


def allowed(*roles: str, live: bool = False) -> Callable[[View], View]:
    """Say which roles may open a route.

    Args:
        roles: in the school at hand; any one of them is enough.
        live: the page asks for it by itself, so it does not count as somebody being there.
    """

    def mark(view: View) -> View:
        cast(Any, view).allowed_roles = frozenset(roles)
        cast(Any, view).is_live = live
        return view

    return mark


def public(view: View) -> View:
    """Say that a route needs no sign-in."""
    cast(Any, view).is_public = True
    return view


@dataclass(frozen=True, slots=True)
class AtDesk:
    """Who is at the screen, in which school, and what time it is there."""

    staff: StaffMember
    post: Post
    now: datetime

    @property
    def zone(self) -> ZoneInfo:
        """The zone the school's clocks are in."""
        return ZoneInfo(self.post.time_zone)

    @property
    def today(self) -> date:
        """The school's date."""
        return self.now.astimezone(self.zone).date()

    @property
    def actor(self) -> Actor:
        """The person, as the records will name them."""
        return Actor(self.staff.user_id, self.staff.name, self.staff.position, self.post.roles)

    @property
    def sees_restricted(self) -> bool:
        """Whether flags, addresses, hazards and safeguarding tasks may be shown."""
        return bool(self.post.roles & NAMED_ROLES)

    @property
    def hidden_kinds(self) -> frozenset[str]:
        """Kinds of task that are not for these eyes."""
        return frozenset() if self.sees_restricted else RESTRICTED_KINDS

    @property
    def is_absence_staff(self) -> bool:
        """Whether the person deals with children's absences."""
        return self.is_any(*ABSENCE_STAFF)

    @property
    def may_close(self) -> bool:
        """Whether the person may pause, close or change a follow-up."""
        return self.is_any(OFFICER, LEAD, DEPUTY, HEAD)

    def is_any(self, *roles: str) -> bool:
        """Whether the person has one of some roles here."""
        return bool(self.post.roles & set(roles))


def the_office() -> Office:
    """The surroundings that `office.register` was given.

    Once `guard` has let somebody through, their database is that of their organisation: on PostgreSQL the
    rows of another are not there, whatever a page asks for. Before that, sign-in has to look among all.
    """
    office = cast(Office, current_app.extensions["office"])
    here: AtDesk | None = getattr(g, "desk", None)
    if here is None:
        return office
    return replace(office, database=office.database.for_organisation(here.staff.organisation_id))


def desk() -> AtDesk:
    """Who is at the screen. Only inside a route that `guard` has let through."""
    return cast(AtDesk, g.desk)


def guard() -> Any:
    """Before every request for an office page: signed in, not idle, in a school, with a role that may.

    Returns:
        None to go on, or the answer to give instead.
    """
    current_app.extensions["csrf"].protect()
    view = current_app.view_functions.get(request.endpoint or "")
    if getattr(view, "is_public", False):
        return None
    if not current_user.is_authenticated:
        return to_sign_in("")
    now = the_office().now()
    if _was_idle(now):
        logout_user()
        session.clear()
        return to_sign_in("idle")
    if not getattr(view, "is_live", False):
        session["seen_at"] = now.timestamp()
    staff: StaffMember = current_user.staff
    post = staff.find_post(session.get("school_id")) or (staff.posts[0] if staff.posts else None)
    if post is None:
        abort(403, "You are signed in, but you have no role in any school yet. Ask your administrator.")
    g.desk = AtDesk(staff, post, now)
    if not post.roles & getattr(view, "allowed_roles", frozenset()):
        abort(403, "This page is not for your role. If you need it for your work, ask your administrator.")
    return None


def _was_idle(now: datetime) -> bool:
    seen_at = session.get("seen_at")
    return seen_at is None or now.timestamp() - float(seen_at) > the_office().idle.total_seconds()


def to_sign_in(why: str) -> Any:
    """Send somebody to the sign-in page, and afterwards back to where they were going."""
    here = request.full_path.rstrip("?") if request.method == "GET" else None
    asked_by_page = request.headers.get("HX-Request") == "true"
    address = url_for("office.sign.sign_in", next=None if asked_by_page else here, why=why or None)
    if asked_by_page:
        answer = Response(status=401)
        answer.headers["HX-Redirect"] = address
        return answer
    return redirect(address)
