"""What is wrong with Ninebell itself, on top of every page, whoever is signed in."""

import hashlib
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, render_template, request

from office.access import EVERYONE, allowed, desk, the_office
from office.pages.shared import nothing_new
from storage.models import Trouble
from storage.troubles import open_troubles

routes = Blueprint("troubles", __name__)


@routes.get("/troubles")
@allowed(*EVERYONE, live=True)
def troubles() -> Any:
    """The banner when it has changed since `seen`, nothing otherwise."""
    with the_office().database.read() as db:
        found = open_troubles(db, desk().post.school_id)
    if request.args.get("seen") == troubles_digest(found):
        return nothing_new()
    return render_template("office/parts/troubles.html", troubles=found)


@routes.app_context_processor
def _in_templates() -> dict[str, Any]:
    return {"troubles_digest": troubles_digest}


def troubles_digest(found: Sequence[Trouble]) -> str:
    """A short name of exactly these troubles: a page that shows them needs nothing new."""
    said = [(trouble.id, trouble.words) for trouble in found]
    return hashlib.sha256(repr(said).encode()).hexdigest()[:16]
