"""Review: what parents wrote, the code it may mean, and a person's decision."""

from collections.abc import Callable
from datetime import datetime, time
from typing import Any

from flask import Blueprint, abort, flash, make_response, request
from sqlalchemy.orm import Session

from attendance.errors import AttendanceError, NotAllowed, Stale
from attendance.review import amend, approve, assign_pupil, reject, undo
from office.access import ABSENCE_STAFF, AtDesk, allowed, desk, the_office
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
from rules.codes import NO_REASON_YET
from storage.review import (
    ReportToReview,
    children_of_sender,
    find_report,
    newest_report_id,
    reports_decided,
    reports_to_review,
)

routes = Blueprint("review", __name__)

REASONS_TO_AMEND = (
    "The message means another code",
    "Spoke to a listed contact",
    "Evidence seen",
    "The register says otherwise",
)


@routes.get("/review")
@allowed(*ABSENCE_STAFF)
def review() -> str:
    """Every report that waits, and the last ones decided today."""
    here = desk()
    with the_office().database.read() as db:
        rows = reports_to_review(db, here.post.school_id, here.today)
        body = page(
            "review.html",
            db,
            rows=rows,
            decided=reports_decided(db, here.post.school_id, here.today, _midnight(here)),
            newest=newest_report_id(db, here.post.school_id),
            choices=choices_on(here.today),
            reasons=REASONS_TO_AMEND,
            children=_children(db, here, rows),
            is_head=here.is_any("head"),
        )
    audit_view("viewed", "review", None, reports=len(rows))
    return body


@routes.get("/review/arrivals")
@allowed(*ABSENCE_STAFF, live=True)
def arrivals() -> Any:
    """Reports that came after the last one shown, to be put below what is being looked at."""
    here = desk()
    after = request.args.get("after", 0, type=int)
    with the_office().database.read() as db:
        newest = newest_report_id(db, here.post.school_id)
        if newest <= after:
            return nothing_new()
        rows = reports_to_review(db, here.post.school_id, here.today, after)
        return part(
            "parts/arrivals.html",
            db,
            rows=rows,
            newest=newest,
            children=_children(db, here, rows),
            is_head=here.is_any("head"),
        )


@routes.post("/review/<int:report_id>/approve")
@allowed(*ABSENCE_STAFF)
def take_approval(report_id: int) -> Any:
    """Confirm the proposed code. "No reason yet" is not a reason: that one can only be amended."""

    def confirm(db: Session, row: ReportToReview, version: int, here: AtDesk) -> str:
        if row.report.code == NO_REASON_YET:
            raise NotAllowed("Nobody has said why yet. Ask, then amend this report to the code.")
        return approve(db, row.report.id, version, here.actor, here.now)

    return _decide(report_id, confirm)


@routes.post("/review/<int:report_id>/amend")
@allowed(*ABSENCE_STAFF)
def take_amendment(report_id: int) -> Any:
    """Confirm another code, typed as a letter or a word, with a reason."""

    def change(db: Session, row: ReportToReview, version: int, here: AtDesk) -> str:
        code = read_code(request.form.get("code", "")[:LONGEST], row.report.first_on)
        return amend(db, row.report.id, version, code.code, _reason(), here.actor, here.now)

    return _decide(report_id, change, opens="amend")


@routes.post("/review/<int:report_id>/reject")
@allowed(*ABSENCE_STAFF)
def take_rejection(report_id: int) -> Any:
    """Refuse the report, with a reason: the follow-up goes on."""
    return _decide(report_id, lambda db, row, version, here: reject(
        db, row.report.id, version, _reason(), here.actor, here.now
    ), opens="reject")  # fmt: skip


@routes.post("/review/<int:report_id>/undo")
@allowed(*ABSENCE_STAFF)
def take_back(report_id: int) -> Any:
    """Take a decision back."""
    return _decide(report_id, lambda db, row, version, here: undo(
        db, row.report.id, version, here.actor, here.now
    ))  # fmt: skip


@routes.post("/review/<int:report_id>/child")
@allowed(*ABSENCE_STAFF)
def take_child(report_id: int) -> Any:
    """Say which child the report is about."""

    def name_child(db: Session, row: ReportToReview, version: int, here: AtDesk) -> str:
        typed = request.form.get("pupil", "")
        if not typed.isascii() or not typed.isdigit() or len(typed) > 18:
            raise UnreadableCode("Choose which child this is about.")
        return assign_pupil(db, row.report.id, version, int(typed), here.actor, here.now)

    return _decide(report_id, name_child)


def _reason() -> str:
    """The reason as typed; what is too long is refused where it is kept."""
    return request.form.get("reason", "")


def _decide(
    report_id: int, change: Callable[[Session, ReportToReview, int, AtDesk], str], opens: str = ""
) -> Any:
    """Make one change to one report of this school, and show the report as it is afterwards.

    Args:
        opens: which form of the card to leave open when the change is refused.
    """
    here, version = desk(), version_of_form()
    said, status = "", 200
    try:
        with the_office().database.write() as db:
            row = find_report(db, here.post.school_id, report_id, here.today)
            if row is None:
                abort(404)
            said = change(db, row, version, here)
    except Stale as problem:
        said, status = str(problem), 409
    except (AttendanceError, UnreadableCode) as problem:
        said, status = str(problem), 422
    return _show(report_id, said, status, opens)


def _show(report_id: int, said: str, status: int, opens: str) -> Any:
    here = desk()
    if not is_partial():
        flash(said, "problem" if status != 200 else "done")
        return back_to("office.review.review")
    with the_office().database.read() as db:
        row = find_report(db, here.post.school_id, report_id, here.today)
        if row is None:
            abort(404)
        body = part(
            "parts/report.html",
            db,
            row=row,
            said=said,
            status=status,
            opens=opens if status == 422 else "",
            typed=request.form,
            children=_children(db, here, (row,)),
            is_head=here.is_any("head"),
        )
    return make_response(body, status)


def _children(db: Session, here: AtDesk, rows: tuple[ReportToReview, ...]) -> dict[int, list[Any]]:
    """For reports that do not say which child: the children of whoever sent them."""
    unknown = {row.report.contact_id for row in rows if row.pupil is None and row.report.contact_id}
    return children_of_sender(db, here.post.school_id, unknown, here.today) if unknown else {}


def _midnight(here: AtDesk) -> datetime:
    return datetime.combine(here.today, time(0), here.zone)
