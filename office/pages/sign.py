"""Signing in and out, and choosing the school."""

from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, session, url_for
from flask_security import current_user, login_user, logout_user

from office.access import EVERYONE, allowed, desk, public, the_office
from office.lockout import LOCKED, try_sign_in
from office.signin import StaffUser
from storage.audit import record_audit

routes = Blueprint("sign", __name__)

NOTES = {
    "idle": "You were signed out because nobody had used this page for a while. Sign in to go on.",
    "out": "You are signed out.",
}


@routes.get("/sign-in")
@public
def sign_in() -> Any:
    """The sign-in page."""
    if current_user.is_authenticated:
        return redirect(_safe_next())
    return render_template("office/sign_in.html", note=NOTES.get(request.args.get("why", "")), email="")


@routes.post("/sign-in")
@public
def take_sign_in() -> Any:
    """Check who it is. A new session starts, so that none handed over before is worth anything."""
    office = the_office()
    now = office.now()
    email, password = request.form.get("email", "")[:254], request.form.get("password", "")[:1024]
    address = request.remote_addr or "unknown"
    verdict = try_sign_in(office.database, email, password, address, str(current_app.secret_key), now)
    if verdict.staff is None:
        status = 429 if verdict.sentence == LOCKED else 401
        return render_template("office/sign_in.html", problem=verdict.sentence, email=email), status
    session.clear()
    login_user(StaffUser(verdict.staff), authn_via=["password"])
    session["seen_at"] = now.timestamp()
    staff = verdict.staff
    with office.database.write() as db:
        record_audit(
            db,
            organisation_id=staff.organisation_id,
            school_id=None,
            at=now,
            user_id=staff.user_id,
            name=staff.name,
            position=staff.position,
            action="signed_in",
            subject_kind="user",
            subject_id=staff.user_id,
        )
    return redirect(_safe_next(), 303)


@routes.post("/sign-out")
@allowed(*EVERYONE)
def sign_out() -> Any:
    """Sign out, and forget the session."""
    logout_user()
    session.clear()
    return redirect(url_for("office.sign.sign_in", why="out"), 303)


@routes.post("/school")
@allowed(*EVERYONE)
def choose_school() -> Any:
    """Go to another school one works in."""
    typed = request.form.get("school", "")
    post = desk().staff.find_post(int(typed) if typed.isascii() and typed.isdigit() else None)
    if post is None:
        abort(404)
    session["school_id"] = post.school_id
    flash(f"You are now in {post.school_name}.")
    return redirect(url_for("office.today.today"), 303)


def _safe_next() -> str:
    """Where to go after signing in: a path of this site, or the first page; never another site."""
    wanted = request.args.get("next", "")
    parts = urlsplit(wanted)
    plain = wanted.isprintable() and "\\" not in wanted
    ours = wanted.startswith("/") and not wanted.startswith("//") and not parts.scheme and not parts.netloc
    return wanted if plain and ours else url_for("office.today.today")
