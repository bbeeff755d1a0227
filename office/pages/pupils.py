"""A pupil's page: who they are, who is to be reached, and everything that absence has left behind."""

from flask import Blueprint, abort

from office.access import ABSENCE_STAFF, allowed, desk, the_office
from office.pages.shared import audit_view, page
from office.shown import KIND_WORDS
from office.timeline import time_line
from rules.codes import attendance
from storage.models import Pupil
from storage.pupil_page import find_pupil_record

routes = Blueprint("pupils", __name__)

FLAGS = {
    "vulnerable": "Vulnerable",
    "social_worker": "Has a social worker",
    "youth_offending": "Youth offending",
    "looked_after": "Looked after",
    "ehcp": "EHC plan",
    "medical_plan": "Medical plan",
    "priority_call": "Priority call",
}


@routes.get("/pupils/<int:pupil_id>")
@allowed(*ABSENCE_STAFF)
def pupil(pupil_id: int) -> str:
    """The page of one pupil. Each view is in the audit."""
    here = desk()
    with the_office().database.read() as db:
        record = find_pupil_record(db, here.post.school_id, pupil_id)
        if record is None:
            abort(404)
        counted = [mark.code for mark in record.marks if mark.code and (mark.in_register or mark.confirmed)]
        body = page(
            "pupil.html",
            db,
            record=record,
            flags=flags_of(record.pupil) if here.sees_restricted else [],
            days=time_line(record, here.zone, KIND_WORDS, here.hidden_kinds),
            recent=record.marks[:20],
            figures=attendance(counted),
        )
    audit_view("viewed", "pupil", pupil_id)
    return body


def flags_of(pupil: Pupil) -> list[str]:
    """The flags a pupil has, in words. For named roles only."""
    return [words for name, words in FLAGS.items() if getattr(pupil, name)]
