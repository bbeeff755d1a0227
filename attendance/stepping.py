"""Writing down what many cases' steps cause: texts, tasks, lines of their stories, and their next moments."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from attendance import texts
from attendance.bundling import Bundle, Step, Taking
from attendance.calling import Call, Calls, is_call
from attendance.case_facts import Known
from attendance.people import SOFTWARE
from rules.ladder import OpenTask, Send, Wait
from rules.pushing import first_push_at
from rules.steps import Role
from storage.bulk import Rested, insert_returning, insert_rows, let_rest, widen_tasks
from storage.models import CaseEvent, OutboundCase, OutboundMessage, Task

#: A question about this morning is not worth sending after this.
TEXT_IS_WORTH = timedelta(hours=3)
URGENT_ROLES = {Role.SAFEGUARDING_LEAD}
#: Vulnerable pupils and those on the priority list go before others; both after a push to staff.
FIRST, ROUTINE = 2, 3


def write_steps(
    db: Session, takings: Sequence[Taking], bundles: Sequence[Bundle], failed: Sequence[Rested], now: datetime
) -> None:
    """Write what some cases take, in a constant number of statements.

    Args:
        takings: each case's steps and rest.
        bundles: the texts among these steps; each is one message, about one child or several.
        failed: cases that could not be read.
    """
    writer = _Writer(now)
    sent = writer.texts(db, bundles)
    tasks = writer.tasks(db, takings)
    events = [writer.event(taking.known, step, sent, tasks) for taking in takings for step in taking.steps]
    insert_rows(db, CaseEvent, events)
    let_rest(db, sorted([*failed, *(_rested(taking) for taking in takings)]))


def step_key(known: Known, step: Step) -> str:
    """What names one step of one case for ever: nothing it causes is written twice."""
    return f"case:{known.case.id}:{step.step_key}"


def _rested(taking: Taking) -> Rested:
    case, rest = taking.known.case, taking.rest
    until = rest.until if isinstance(rest, Wait) else case.next_due_at
    return Rested(case.id, case.version, until, rest.reason)


class _Writer:
    """Rows for what steps cause, all of one moment."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def texts(self, db: Session, bundles: Sequence[Bundle]) -> dict[str, int]:
        """Queue the texts. Returns a step's key → the id of the text that is its own, or its family's."""
        rows = [self._text(bundle) for bundle in bundles]
        ids = dict(insert_returning(db, OutboundMessage, rows, "dedupe_key", "id"))
        written = [
            (step_key(known, send), known.case.id, ids[row["dedupe_key"]])
            for row, bundle in zip(rows, bundles, strict=True)
            if row["dedupe_key"] in ids
            for known, send in bundle.parts
        ]
        links = [{"outbound_id": outbound_id, "case_id": case_id} for _, case_id, outbound_id in written]
        insert_rows(db, OutboundCase, links)
        return {key: outbound_id for key, _, outbound_id in written}

    def _text(self, bundle: Bundle) -> dict[str, Any]:
        known, send = bundle.parts[0]
        attempt = min(send.attempt for _, send in bundle.parts)
        first = any(known.comes_first for known, _ in bundle.parts)
        return {
            "organisation_id": known.case.organisation_id,
            "school_id": known.case.school_id,
            "line_id": known.line_id,
            "contact_id": send.contact_id,
            "contact_point_id": send.contact_point_id,
            "dedupe_key": step_key(known, send),
            "attempt": attempt,
            "purpose": "first_contact" if attempt == 1 else "follow_up",
            "urgency": FIRST if first else ROUTINE,
            "to_number": known.points[send.contact_point_id].number,
            "body": _words(bundle),
            "state": "ready",
            "created_at": self.now,
            "not_before": self.now,
            "expires_at": self.now + TEXT_IS_WORTH,
            "tries": 0,
        }

    def tasks(self, db: Session, takings: Sequence[Taking]) -> dict[str, int]:
        """Open the tasks; a call about a sibling joins the first. Returns a step's key → its task's id."""
        calls = Calls(db, takings)
        joined: dict[str, Call] = {}
        new: list[tuple[dict[str, Any], Call | None]] = []
        for taking in takings:
            for step in taking.steps:
                if isinstance(step, OpenTask):
                    self._open(calls, taking.known, step, joined, new)
        rows = [{**row, "why": call.words} if call else row for row, call in new]
        ids: dict[str, int] = dict(insert_returning(db, Task, rows, "dedupe_key", "id"))
        widen_tasks(db, {call.task_id: call.words for call in calls.found if call.joined and call.task_id})
        also = {key: call.task_id or ids.get(call.key) for key, call in joined.items()}
        return ids | {key: task_id for key, task_id in also.items() if task_id is not None}

    def _open(
        self,
        calls: Calls,
        known: Known,
        step: OpenTask,
        joined: dict[str, Call],
        new: list[tuple[dict[str, Any], Call | None]],
    ) -> None:
        key = step_key(known, step)
        if not is_call(step):
            new.append((self._task(known, step, key), None))
            return
        call = calls.find(known, step)
        if call is None:
            new.append((self._task(known, step, key), calls.add(known, step, key)))
            return
        call.join()
        joined[key] = call

    def _task(self, known: Known, step: OpenTask, key: str) -> dict[str, Any]:
        kind, role, urgent = str(step.kind), str(step.for_role), step.for_role in URGENT_ROLES
        return {
            "organisation_id": known.case.organisation_id,
            "school_id": known.case.school_id,
            "case_id": known.case.id,
            "pupil_id": known.case.pupil_id,
            "dedupe_key": key,
            "kind": kind,
            "role": role,
            "urgent": urgent,
            "why": step.reason,
            "created_at": self.now,
            "due_at": step.due_at,
            "next_push_at": first_push_at(kind, role, urgent=urgent, due_at=step.due_at, now=self.now),
            "version": 1,
        }

    def event(self, known: Known, step: Step, sent: dict[str, int], tasks: dict[str, int]) -> dict[str, Any]:
        """The line of a case's story for one step."""
        key = step_key(known, step)
        return {
            "organisation_id": known.case.organisation_id,
            "case_id": known.case.id,
            "kind": "text" if isinstance(step, Send) else "task",
            "step_key": step.step_key,
            "on_date": known.facts.today,
            "at": self.now,
            "words": step.reason,
            "contact_id": step.contact_id if isinstance(step, Send) else None,
            "outbound_id": sent.get(key),
            "task_id": tasks.get(key),
            "name": SOFTWARE.name,
            "position": SOFTWARE.position,
        }


def _words(bundle: Bundle) -> str:
    kinds = [
        texts.asking(send.attempt, first_day=known.facts.school_day_number <= 1)
        for known, send in bundle.parts
    ]
    schools = list(dict.fromkeys(known.school.name for known, _ in bundle.parts))
    return texts.ask(schools, [known.pupil.called for known, _ in bundle.parts], kinds)
