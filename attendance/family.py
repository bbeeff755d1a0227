"""Siblings away together: one text and one call for them, and what becomes of these when one is explained.

A text for several children is never sent as it stands once one of their cases is paused or closed; the
others are asked about again at once, by name, and without that child's.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, or_, select, update
from sqlalchemy.orm import Session

from attendance import texts
from attendance.people import SOFTWARE
from storage.bulk import insert_returning
from storage.models import Case, CaseEvent, OutboundCase, OutboundMessage, Pupil, School, Task
from storage.records import insert_each_once

ASKED_AGAIN = "Texted again, about this child: the first text also named a sibling who is explained now."


def cases_of_task(db: Session, task_id: int) -> list[Case]:
    """The cases a task was opened for: one, or those of a family's children for whom it is one call.

    Closed and paused ones are among them; by case id.
    """
    own = select(Task.case_id).where(Task.id == task_id)
    joined = select(CaseEvent.case_id).where(CaseEvent.task_id == task_id, CaseEvent.kind == "task")
    return list(db.scalars(select(Case).where(Case.id.in_(own.union(joined))).order_by(Case.id)))


def pass_on_tasks(db: Session, case_id: int, kinds: Collection[str]) -> int:
    """A case is about to be closed: its open tasks that are also for a sibling become that sibling's.

    Call it before the tasks of the case are dropped.

    Args:
        case_id: the case to be closed.
        kinds: the kinds of task that would be dropped with it.

    Returns:
        how many tasks were passed on.
    """
    rows = db.execute(
        select(Task.id, Case.id, Case.pupil_id, Case.school_id)
        .join(CaseEvent, CaseEvent.task_id == Task.id)
        .join(Case, Case.id == CaseEvent.case_id)
        .where(
            Task.case_id == case_id,
            Task.done_at.is_(None),
            Task.kind.in_(kinds),
            CaseEvent.kind == "task",
            Case.id != case_id,
            Case.closed_at.is_(None),
        )
        # Whoever is still being asked about comes first; a paused sibling may yet go on.
        .order_by(Task.id, Case.paused_at.is_not(None), Case.id)
    )
    heirs = {
        task_id: (heir, pupil_id, school_id) for task_id, heir, pupil_id, school_id in reversed(rows.all())
    }
    for task_id, (heir, pupil_id, school_id) in sorted(heirs.items()):
        db.execute(
            update(Task)
            .where(Task.id == task_id)
            .values(case_id=heir, pupil_id=pupil_id, school_id=school_id, version=Task.version + 1)
        )
    return len(heirs)


def ask_again_for_siblings(db: Session, outbound_ids: Collection[int], now: datetime) -> list[int]:
    """Texts were taken back because a case was paused or closed: ask about the others they named, at once.

    Call it in the transaction that takes them back. Running it again changes nothing.

    Args:
        outbound_ids: the texts taken back; one for a single child asks nothing again.

    Returns:
        the new texts' ids.
    """
    again = [_Again(rows, now) for rows in _texts_with_some_left(db, outbound_ids)]
    written = insert_returning(db, OutboundMessage, [each.message() for each in again], "dedupe_key", "id")
    ids: dict[str, int] = dict(written)
    new = [(ids[each.key], each) for each in again if each.key in ids]
    insert_each_once(db, OutboundCase, [row for outbound_id, each in new for row in each.links(outbound_id)])
    insert_each_once(db, CaseEvent, [row for outbound_id, each in new for row in each.events(outbound_id)])
    return sorted(ids.values())


def _texts_with_some_left(db: Session, outbound_ids: Collection[int]) -> list[list[Any]]:
    """Of each text that was taken back for some of its cases only: a row for each case that goes on."""
    rows: Sequence[Any] = db.execute(
        select(
            OutboundMessage,
            Case.id.label("case_id"),
            Case.opened_on,
            or_(Case.paused_at.is_not(None), Case.closed_at.is_not(None)).label("explained"),
            func.coalesce(func.nullif(Pupil.known_as, ""), Pupil.first_name).label("called"),
            School.name.label("school"),
            CaseEvent.on_date,
        )
        .join(OutboundCase, OutboundCase.outbound_id == OutboundMessage.id)
        .join(Case, Case.id == OutboundCase.case_id)
        .join(Pupil, Pupil.id == Case.pupil_id)
        .join(School, School.id == Case.school_id)
        .join(CaseEvent, and_(CaseEvent.case_id == Case.id, CaseEvent.outbound_id == OutboundMessage.id))
        .where(OutboundMessage.id.in_(outbound_ids), OutboundMessage.state == "cancelled")
        .order_by(OutboundMessage.id, Case.id)
    ).all()
    texts_of: dict[int, list[Any]] = {}
    for row in rows:
        texts_of.setdefault(row.OutboundMessage.id, []).append(row)
    left = [([row for row in each if not row.explained], each) for each in texts_of.values()]
    return [some for some, each in left if some and len(some) < len(each)]


class _Again:
    """A text to write once more, about those of its children who are still unexplained."""

    def __init__(self, rows: Sequence[Any], now: datetime) -> None:
        self.rows, self.now = rows, now
        self.before: OutboundMessage = rows[0].OutboundMessage
        self.key = f"{self.before.dedupe_key}:for:{','.join(str(row.case_id) for row in rows)}"

    def message(self) -> dict[str, Any]:
        before = self.before
        kinds = [texts.asking(before.attempt, first_day=row.on_date == row.opened_on) for row in self.rows]
        schools = list(dict.fromkeys(row.school for row in self.rows))
        return {
            "organisation_id": before.organisation_id,
            "school_id": before.school_id,
            "line_id": before.line_id,
            "contact_id": before.contact_id,
            "contact_point_id": before.contact_point_id,
            "dedupe_key": self.key,
            "attempt": before.attempt,
            "purpose": before.purpose,
            "urgency": before.urgency,
            "to_number": before.to_number,
            "body": texts.ask(schools, [row.called for row in self.rows], kinds),
            "state": "ready",
            "created_at": self.now,
            "not_before": self.now,
            "expires_at": before.expires_at,
            "tries": 0,
        }

    def links(self, outbound_id: int) -> list[dict[str, Any]]:
        return [{"outbound_id": outbound_id, "case_id": row.case_id} for row in self.rows]

    def events(self, outbound_id: int) -> list[dict[str, Any]]:
        return [
            {
                "organisation_id": self.before.organisation_id,
                "case_id": row.case_id,
                "kind": "text",
                "on_date": row.on_date,
                "at": self.now,
                "words": ASKED_AGAIN,
                "contact_id": self.before.contact_id,
                "outbound_id": outbound_id,
                "name": SOFTWARE.name,
                "position": SOFTWARE.position,
            }
            for row in self.rows
        ]
