"""Opening cases: many at once, in as many statements as one takes."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from attendance.people import SOFTWARE
from rules.policy import Policy
from storage.bulk import insert_cases, insert_rows
from storage.following import schools_by_id, vulnerable_among
from storage.models import Case, CaseDay, CaseEvent
from storage.policies import policies_of

NOBODY_SAID = "Away at the register's close, and nobody who may report has said why."
FIRST_REASON = "The register has closed and nobody has said why the pupil is away."


@dataclass(frozen=True, slots=True)
class Wanted:
    """A case to open for a pupil who is away with nobody having said why.

    on: the first school day of the case. texts_not_before, held_reason: texts and calls wait until then, and
    why; None when nothing is held. why: the first line of the case's story, a sentence for staff.
    """

    school_id: int
    pupil_id: int
    on: date
    texts_not_before: datetime | None = None
    held_reason: str | None = None
    why: str = NOBODY_SAID


def open_cases(db: Session, wanted: Sequence[Wanted], now: datetime) -> dict[int, Case]:
    """Open cases with the ladder of the day copied onto each; a constant number of statements for any number.

    Args:
        wanted: at most one a pupil counts; a pupil who has an open case keeps it and gets no other.
        now: aware; the first look at each case is due at once.

    Returns:
        pupil id → the case, of those opened now.

    Raises:
        LookupError: a school has no policy on that day; importing it gives it one. Nothing is opened then.
    """
    opened = insert_opened(db, wanted, now)
    if not opened:
        return {}
    found = db.scalars(select(Case).where(Case.id.in_(opened.values())))
    return {case.pupil_id: case for case in found}


def insert_opened(db: Session, wanted: Sequence[Wanted], now: datetime) -> dict[int, int]:
    """As `open_cases`, without reading the cases back. Returns pupil id → case id of those opened now."""
    if not wanted:
        return {}
    # In the order of pupils: two who open the same pupils' cases at once wait for each other in one order.
    ordered = sorted({each.pupil_id: each for each in reversed(wanted)}.values(), key=_pupil)
    opener = _Opener(db, ordered, now)
    opened = insert_cases(db, [opener.case(each) for each in ordered])
    new = [(opened[each.pupil_id], each) for each in ordered if each.pupil_id in opened]
    insert_rows(db, CaseEvent, [opener.first_line(case_id, each) for case_id, each in new])
    days = [{"case_id": case_id, "on_date": each.on, "number": 1} for case_id, each in new]
    insert_rows(db, CaseDay, days)
    return opened


def _pupil(wanted: Wanted) -> int:
    return wanted.pupil_id


class _Opener:
    """What the rows of new cases need, read once for all of them."""

    def __init__(self, db: Session, wanted: Sequence[Wanted], now: datetime) -> None:
        self.now = now
        school_ids = {each.school_id for each in wanted}
        self.policies = policies_of(db, school_ids)
        self.schools = schools_by_id(db, school_ids)
        self.vulnerable = vulnerable_among(db, [each.pupil_id for each in wanted])
        self._ladders: dict[tuple[int, bool], tuple[Policy, str]] = {}

    def case(self, wanted: Wanted) -> dict[str, object]:
        in_force = self.policies.in_force(wanted.school_id, wanted.on)
        return {
            "organisation_id": self.schools[wanted.school_id].organisation_id,
            "school_id": wanted.school_id,
            "pupil_id": wanted.pupil_id,
            "opened_at": self.now,
            "opened_on": wanted.on,
            "ladder": self._ladder(in_force.policy, vulnerable=wanted.pupil_id in self.vulnerable),
            "policy_version_id": in_force.version_id,
            "version": 1,
            "next_due_at": self.now,
            "next_reason": FIRST_REASON,
            "texts_not_before": wanted.texts_not_before,
            "held_reason": wanted.held_reason,
        }

    def first_line(self, case_id: int, wanted: Wanted) -> dict[str, object]:
        return {
            "organisation_id": self.schools[wanted.school_id].organisation_id,
            "case_id": case_id,
            "kind": "opened",
            "on_date": wanted.on,
            "at": self.now,
            "words": wanted.why,
            "name": SOFTWARE.name,
            "position": SOFTWARE.position,
        }

    def _ladder(self, policy: Policy, *, vulnerable: bool) -> str:
        key = (id(policy), vulnerable)
        if key not in self._ladders:
            # The policy is kept beside its text, so that nothing else can have its identity meanwhile.
            text = json.dumps(policy.ladder_for(vulnerable=vulnerable).to_json())
            self._ladders[key] = policy, text
        return self._ladders[key][1]
