"""The office: the pages that staff live in from eight to ten."""

from datetime import datetime
from typing import Any

from flask import Blueprint, Flask, g
from flask_wtf.csrf import CSRFProtect, generate_csrf

from office import assets
from office.access import guard, the_office
from office.errors import install_errors
from office.headers import install_headers, keep_nothing
from office.pages import acts, holds, pupils, registers, review, sign, today, troubles, work
from office.pages import desk as desk_page
from office.services import Office
from office.shown import install_words
from office.signin import install_security

__all__ = ["Office", "register"]


def register(app: Flask, office: Office) -> None:
    """Put the office's pages into an application.

    Every POST to an office page is refused without a CSRF token; other blueprints see to their own callers,
    as the webhooks do with signatures.

    Args:
        app: with `SECRET_KEY` set; it signs sessions and CSRF tokens.
        office: what the pages need from outside.

    Raises:
        ValueError: the application has no secret key.
    """
    if not app.secret_key:
        raise ValueError("set NINEBELL_SECRET_KEY: the office signs its sessions with it")
    app.extensions["office"] = office
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False  # `guard` checks every office page instead
    app.config["WTF_CSRF_TIME_LIMIT"] = None  # a token lives as long as its session
    CSRFProtect(app)
    install_headers(app, secure=office.secure)
    install_security(app, office)
    install_words(app)
    app.register_blueprint(_pages())


def _pages() -> Blueprint:
    routes = Blueprint("office", __name__, template_folder="templates")
    for pages in (assets, sign, today, review, work, acts, pupils, registers, desk_page, holds, troubles):
        routes.register_blueprint(pages.routes)
    routes.before_request(guard)
    routes.after_request(keep_nothing)
    routes.context_processor(_everywhere)
    install_errors(routes)
    return routes


def _everywhere() -> dict[str, Any]:
    """What every template of the office may use."""
    desk = getattr(g, "desk", None)
    now: datetime | None = desk.now if desk is not None else None
    return {"desk": desk, "now": now, "csrf_token": generate_csrf, "office": the_office()}
