"""What several pages do in the same way."""

from typing import Any

from flask import Response, abort, make_response, redirect, render_template, request, url_for
from sqlalchemy.orm import Session

from office.access import desk, the_office
from storage.audit import record_audit
from storage.troubles import open_troubles
from storage.waiting import waiting_counts

#: The longest note or reason a form takes; more is refused with a sentence, not cut.
LONGEST = 500


def is_partial() -> bool:
    """Whether a part of a page is asked for, by the page itself, rather than a whole page."""
    return request.headers.get("HX-Request") == "true"


def page(template: str, db: Session, **values: Any) -> str:
    """A whole page, with the numbers beside the menu, and what is wrong with Ninebell at the top."""
    here = desk()
    reports, tasks = waiting_counts(db, here.post.school_id, here.hidden_kinds)
    return render_template(
        f"office/{template}",
        reports_waiting=reports,
        tasks_waiting=tasks,
        troubles=open_troubles(db, here.post.school_id),
        **values,
    )


def part(template: str, db: Session, **values: Any) -> str:
    """A part of a page, with the numbers beside the menu to be swapped in at the same time."""
    here = desk()
    reports, tasks = waiting_counts(db, here.post.school_id, here.hidden_kinds)
    body = render_template(f"office/{template}", **values)
    counts = render_template("office/parts/counts.html", reports_waiting=reports, tasks_waiting=tasks)
    return body + counts


def nothing_new() -> Response:
    """The answer to a page that asks again and has everything already."""
    return make_response("", 204)


def back_to(endpoint: str, **values: Any) -> Any:
    """After a plain form: to the page it came from, so that reloading repeats nothing."""
    return redirect(url_for(endpoint, **values), 303)


def version_of_form() -> int:
    """The version of the row as the person saw it, from the form."""
    typed = request.form.get("version", "")
    if not typed.isascii() or not typed.isdigit() or len(typed) > 9:
        abort(400, "The form did not come through whole. Go back, reload the page and try again.")
    return int(typed)


def audit_view(action: str, subject_kind: str, subject_id: int | None = None, **data: int | str) -> None:
    """Write down, in a transaction of its own, that the person is about to see something.

    Pages are read and written without it, so that nobody who looks keeps a parent's message waiting.
    """
    with the_office().database.write() as db:
        audit(db, action, subject_kind, subject_id, **data)


def audit(
    db: Session, action: str, subject_kind: str, subject_id: int | None = None, **data: int | str
) -> None:
    """Write down that the person at the screen did or saw something."""
    here = desk()
    record_audit(
        db,
        organisation_id=here.staff.organisation_id,
        school_id=here.post.school_id,
        at=here.now,
        user_id=here.staff.user_id,
        name=here.staff.name,
        position=here.staff.position,
        action=action,
        subject_kind=subject_kind,
        subject_id=subject_id,
        data=dict(data),
    )
