"""The auditor: looks each minute for what must not be, and says so until it is put right.

It trusts nothing but the rows, and decides nothing: a child whose follow-up stands still is put before a
person, and what a wrong clock has put off is looked at now. What it finds is shown to staff, logged by id,
counted, and keeps the heartbeat from going out.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from attendance.tasks import open_task, soon
from storage import auditing
from storage.auditing import AUDIT_TASK, Found
from storage.auditing_marks import marks_unfollowed
from storage.beats import AUDIT, CLEAN, REALIGNED, find_beat, record_beat, record_furthest, take_turn
from storage.engine import Database
from storage.models import Case
from storage.realign import realign
from storage.troubles import end_troubles, open_keys, record_trouble

log = logging.getLogger(__name__)

#: How often, by whichever clock comes first.
EVERY = timedelta(minutes=1)
#: Machines that are set from the network differ by less than this; only what jumps differs by more.
CLOCK_JUMP = timedelta(minutes=2)
#: Children put before a person in one audit; the rest follow in the next.
CHILDREN_AT_ONCE = 50
KEY = "audit:"
FAILED_KEY = KEY + "audit_failed"
FAILED_WORDS = (
    "Ninebell could not check itself. Go by your registers and your own call list, and tell whoever runs "
    "Ninebell."
)
CHECKS: tuple[Callable[[Session, datetime], list[Found]], ...] = (
    auditing.cases_standing_still,
    marks_unfollowed,
    auditing.texts_without_lease,
    auditing.texts_waiting,
    auditing.messages_unhandled,
    auditing.tasks_nobody_is_told_of,
    auditing.registers_not_closed,
    auditing.registers_nobody_asked_for,
    auditing.classes_without_register,
)
#: What staff are told: what is wrong, how many, and what to do. No name, no number, no reason.
WORDS = {
    "case_standing_still": (
        "Follow-ups that stand still: {count}. Each is on Calls and visits: ring the family yourself now"
    ),
    "mark_unfollowed": (
        "Absences without a reason that nobody is following up: {count}. Open Today, Unexplained, and ring "
        "the families yourself now"
    ),
    "text_unsettled": (
        "Texts of which we cannot tell whether they went: {count}. Ring instead where it matters"
    ),
    "text_late": "Texts that should have gone by now: {count}. Ring the families of unexplained pupils",
    "message_unhandled": (
        "Messages from parents that are not taken in yet: {count}. Some reasons may be missing from Review"
    ),
    "task_untold": (
        "Urgent tasks that nobody has been told of: {count}. Open Calls and visits and see to them now"
    ),
    "register_not_closed": (
        "Registers that came and were not looked through: {count}. Open Today, Unexplained, and check"
    ),
    "register_not_asked_for": (
        "Registers that are missing, and that nobody was asked for: {count}. Open Registers and ask for them"
    ),
    "register_not_expected": (
        "Classes whose registers are not waited for today: {count}. Check the calendar and the classes"
    ),
    "clock_wrong": (
        "The computer's clock was wrong, or still is. Times of today may be wrong, and steps may come late: "
        "check every open follow-up"
    ),
}
TELL = ", and tell whoever runs Ninebell."


@dataclass(frozen=True, slots=True)
class AuditResult:
    """What an audit found."""

    findings: tuple[Found, ...]

    @property
    def clean(self) -> bool:
        """Whether nothing is wrong."""
        return not self.findings


def audit(db: Session, now: datetime) -> AuditResult:
    """Look for everything that must not be; reads only.

    Args:
        now: aware.
    """
    return AuditResult(tuple(found for check in CHECKS for found in check(db, now)))


def audit_in_turn(database: Database, now: datetime, every: timedelta = EVERY) -> bool | None:
    """Audit, when nobody has for so long, and keep what was found where staff see it.

    An audit that fails is itself a trouble: nobody knows then that all is well.

    Args:
        now: aware.

    Returns:
        whether nothing is wrong; None when it was not time.
    """
    with database.write() as db:
        if not take_turn(db, AUDIT, now, every):
            return None
    try:
        with database.read() as db:
            result = audit(db, now)
        with database.write() as db:
            result = AuditResult((*result.findings, *_look_at_clock(db, now)))
            keep_findings(db, result, now)
    except Exception:
        with database.write() as db:
            record_trouble(db, FAILED_KEY, "audit_failed", FAILED_WORDS, now)
        raise
    return result.clean


def keep_findings(db: Session, result: AuditResult, now: datetime) -> None:
    """Write down what is wrong, end what is so no more, and put children who are stuck before a person.

    Args:
        db: in a writing transaction.
        now: aware.
    """
    keys = {_key(found) for found in result.findings}
    for found in result.findings:
        _keep(db, found, now)
    end_troubles(db, {key for key in open_keys(db) if key.startswith(KEY)} - keys, now)
    if any(found.kind == "case_standing_still" for found in result.findings):
        for case in auditing.ids_standing_still(db, now, CHILDREN_AT_ONCE):
            _put_before_a_person(db, case, now)
    if result.clean:
        record_beat(db, CLEAN, now)


def _keep(db: Session, found: Found, now: datetime) -> None:
    words = WORDS[found.kind].format(count=found.count) + TELL
    record_trouble(db, _key(found), found.kind, words, now, found.school_id)
    log.error(
        "audit found",
        extra={
            "part": found.kind,
            "school_id": found.school_id,
            "count": found.count,
            "code": found.example_id,
        },
    )


def _key(found: Found) -> str:
    return f"{KEY}{found.kind}:{found.school_id or 'all'}"


def _put_before_a_person(db: Session, case: Case, now: datetime) -> None:
    open_task(
        db,
        organisation_id=case.organisation_id,
        school_id=case.school_id,
        kind="standing_still",
        role="attendance_officer",
        why="The follow-up of this child stands still by itself. Ring the family yourself, and close it or "
        "see that it goes on.",
        due_at=soon(now, 10),
        dedupe_key=f"{AUDIT_TASK}{case.id}:{case.version}",
        now=now,
        case_id=case.id,
        pupil_id=case.pupil_id,
    )


def _look_at_clock(db: Session, now: datetime) -> tuple[Found, ...]:
    """A clock that shows less than one of ours showed before has jumped back, or was ahead then."""
    furthest = record_furthest(db, now)
    if furthest - now <= CLOCK_JUMP:
        return ()
    if find_beat(db, REALIGNED) != furthest:
        record_beat(db, REALIGNED, furthest)
        for table, rows in realign(db, now).items():
            if rows:
                log.error("a wrong clock's rows set right", extra={"part": table, "count": rows})
    return (Found("clock_wrong", None, 1, now, 0),)
