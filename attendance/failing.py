"""A text that certainly did not arrive: what becomes of the number it was sent to, and who is told."""

import re
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from attendance.tasks import open_task, soon
from rules.delivery import OPTED_OUT, is_numbers_fault, needs_check
from rules.steps import TaskKind
from storage.messages import record_opt
from storage.models import Case, ContactPoint, OutboundCase, OutboundMessage, Task

DID_NOT_ARRIVE = "A text to this number did not arrive. Check the number, or ring instead."
FAILED_TWICE = (
    "Two texts in a row to a number of this family did not arrive. Find out the right number and put it "
    "right; until then it is not texted."
)
#: The key of a task that asks for a number to be checked names the number.
ASKED_ABOUT = re.compile(r"point:(\d+):failed:\d+")
STOPPED = "This number has stopped our texts. Ring instead, and ask whether that was meant."


def record_failure(db: Session, message: OutboundMessage, code: str, why: str, now: datetime) -> None:
    """Count a text's final failure against its number, and tell the office what only a person can mend.

    The ladder goes on by itself, so one lost text of it is nobody's work; the second in a row is. A reply
    that was lost is always told: nothing else follows it. Call it once a message.

    Args:
        code: the provider's; empty when it gave none.
        why: a sentence without a name, a number or a word of the message.
    """
    if code == OPTED_OUT:
        record_opt(db, message.organisation_id, message.line_id, message.to_number, out=True, now=now)
        tell_office_of_failure(db, message, STOPPED, now)
    elif message.contact_point_id is None:
        tell_office_of_failure(db, message, why, now)
    elif is_numbers_fault(code):
        failures = _count(db, message.contact_point_id)
        if failures is not None and needs_check(failures):
            _ask_to_check(db, message, now)


def record_arrival(db: Session, message: OutboundMessage) -> None:
    """A text arrived: its number is a good one, whosever it is."""
    db.execute(
        update(ContactPoint)
        .where(
            ContactPoint.organisation_id == message.organisation_id,
            ContactPoint.number == message.to_number,
            ContactPoint.failures > 0,
        )
        .values(failures=0)
        .execution_options(synchronize_session=False)
    )


def number_was_checked(db: Session, task: Task) -> None:
    """A person has checked the number that a task was about: it may be texted again."""
    asked = ASKED_ABOUT.fullmatch(task.dedupe_key)
    if asked is not None:
        db.execute(
            update(ContactPoint)
            .where(ContactPoint.id == int(asked[1]))
            .values(failures=0)
            .execution_options(synchronize_session=False)
        )


def tell_office_of_failure(db: Session, message: OutboundMessage, why: str, now: datetime) -> None:
    """A message could not be sent, or nobody knows whether it was: a person is told, once.

    Args:
        why: a sentence without a name, a number or a word of the message.
    """
    case = _case_of(db, message)
    kind = TaskKind.CHECK_NUMBER.value if case else "inbox"
    _tell(db, message, case, kind, why, f"outbound:{message.id}:failed", now)


def _ask_to_check(db: Session, message: OutboundMessage, now: datetime) -> None:
    key = f"point:{message.contact_point_id}:failed:{message.id}"
    _tell(db, message, _case_of(db, message), TaskKind.CHECK_NUMBER.value, FAILED_TWICE, key, now)


def _tell(
    db: Session,
    message: OutboundMessage,
    case: Case | None,
    kind: str,
    why: str,
    dedupe_key: str,
    now: datetime,
) -> None:
    if message.school_id is None:
        return
    open_task(
        db,
        organisation_id=message.organisation_id,
        school_id=message.school_id,
        kind=kind,
        role="office",
        why=why,
        due_at=soon(now, 30),
        dedupe_key=dedupe_key,
        now=now,
        case_id=case.id if case else None,
        pupil_id=case.pupil_id if case else None,
        conversation_id=message.conversation_id,
    )


def _case_of(db: Session, message: OutboundMessage) -> Case | None:
    case_id = db.scalar(
        select(OutboundCase.case_id)
        .where(OutboundCase.outbound_id == message.id)
        .order_by(OutboundCase.case_id)
        .limit(1)
    )
    return db.get(Case, case_id) if case_id is not None else None


def _count(db: Session, contact_point_id: int) -> int | None:
    """One failure more for a number; None when the number is no longer there."""
    return db.scalar(
        update(ContactPoint)
        .where(ContactPoint.id == contact_point_id)
        .values(failures=ContactPoint.failures + 1)
        .returning(ContactPoint.failures)
        .execution_options(synchronize_session=False)
    )
