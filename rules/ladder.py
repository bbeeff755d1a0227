"""The ladder: the facts of a case and the moment in, the next step and its reason out.

S-stoc 4.5: first-day contact, every emergency contact in listed order; nobody reached: a person decides on a
home visit; a vulnerable pupil: the safeguarding lead at once; continued: contact every day, a home visit on
the third school day and every three after. While a case is open it is never silent: there is always something
to do now, or a moment, no later than the next school day's contact time, at which there will be.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from rules.casefacts import CaseContact, CaseFacts, TakenStep
from rules.plan import Planned, Recipient, day_left, in_listed_order, last_taken_at, once_left
from rules.steps import Ladder, LadderStep, Only, Role, StepKind, TaskKind

__all__ = [
    "CaseContact",
    "CaseFacts",
    "Closed",
    "Decision",
    "Ladder",
    "LadderStep",
    "Only",
    "OpenTask",
    "Paused",
    "Role",
    "Send",
    "StepKind",
    "TakenStep",
    "TaskKind",
    "Wait",
    "next_step",
]

ASK_AGAIN = timedelta(minutes=1)

TASK_REASONS = {
    TaskKind.VISIT_DECISION: "Nobody has told us why the pupil is away: decide on a home visit today.",
    TaskKind.SAFEGUARDING: "The pupil is away and nobody has said why: the safeguarding lead looks now.",
    TaskKind.INFORM_SOCIAL_WORKER: "Tell the family's social worker that the pupil is away unexplained.",
    TaskKind.INFORM_YOUTH_OFFENDING: "Tell the youth offending officer that the pupil is away unexplained.",
    TaskKind.BREAK_DECISION: "School is about to be shut for days: decide who contacts the family, and when.",
    TaskKind.CHECK_NUMBER: "Check the contact numbers we hold for this pupil.",
}


@dataclass(frozen=True, slots=True)
class Send:
    """Text this contact now. step_key is unique in the case: idempotence hangs on it."""

    step_key: str
    contact_id: int
    contact_point_id: int
    attempt: int
    reason: str


@dataclass(frozen=True, slots=True)
class OpenTask:
    """Give a person this task now.

    contact_ids: everybody who may be contacted, in listed order; not_textable: those among them with no
    number that can be texted, so that a person knows whom nothing has reached yet.
    """

    step_key: str
    kind: TaskKind
    for_role: Role
    due_at: datetime
    reason: str
    contact_ids: tuple[int, ...] = ()
    not_textable: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Wait:
    """Nothing to do before `until`, which is always later than now."""

    until: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Paused:
    """A reason was given: nothing goes out until a person has looked."""

    reason: str


@dataclass(frozen=True, slots=True)
class Closed:
    """A person closed the case."""

    reason: str


Decision = Send | OpenTask | Wait | Paused | Closed


def next_step(facts: CaseFacts, now: datetime) -> Decision:
    """What to do about a case at `now` (aware).

    Several steps may be due: each call gives the first that is not in `facts.taken`: record it, ask again.
    Returns Send, OpenTask, Wait, Paused or Closed, each with its reason in words for staff.
    """
    if facts.closed_at is not None:
        return Closed("A person closed this case.")
    if facts.paused_at is not None:
        return Paused("A reason was given, so contact is paused until a person confirms or rejects it.")
    for planned in once_left(facts):
        return _open_task(planned, facts, now)
    if not facts.is_school_day_today:
        return _wait(facts, facts.next_contact_at, now, "No school today: contact goes on next school day.")
    for planned in day_left(facts, now):
        return _next_of_day(planned, facts, now)
    return _wait(
        facts, facts.next_contact_at, now, "All steps of today are taken: the next come next school day."
    )


def _next_of_day(planned: Planned, facts: CaseFacts, now: datetime) -> Decision:
    due_at = last_taken_at(facts) + planned.gap
    if now < due_at:
        return _wait(facts, due_at, now, f"Giving time for an answer. Next: {_named(planned)}.")
    if planned.to is not None:
        return _send(planned, planned.to)
    return _open_task(planned, facts, now)


def _send(planned: Planned, to: Recipient) -> Send:
    return Send(
        step_key=planned.key,
        contact_id=to.contact_id,
        contact_point_id=to.contact_point_id,
        attempt=planned.step.attempt,
        reason=f"Nobody has told us why the pupil is away: {_named(planned)}.",
    )


def _open_task(planned: Planned, facts: CaseFacts, now: datetime) -> OpenTask:
    step = planned.step
    if step.task is None or step.role is None:
        raise ValueError(f"step {step.key} of the ladder names no task or no role")
    contacts = in_listed_order(facts.contacts)
    return OpenTask(
        step_key=planned.key,
        kind=step.task,
        for_role=step.role,
        due_at=now + timedelta(minutes=step.due_minutes),
        reason=_task_reason(step.task, facts),
        contact_ids=tuple(contact.contact_id for contact in contacts),
        not_textable=tuple(contact.contact_id for contact in contacts if contact.contact_point_id is None),
    )


def _task_reason(kind: TaskKind, facts: CaseFacts) -> str:
    day = facts.school_day_number
    if kind is TaskKind.CALL:
        return _call_reason(facts)
    if kind is TaskKind.HOME_VISIT:
        return f"School day {day} away with no satisfactory reason: a home visit is due."
    if kind is TaskKind.LOCAL_AUTHORITY:
        return f"School day {day} away unexplained: consider telling the local authority."
    return TASK_REASONS[kind]


def _call_reason(facts: CaseFacts) -> str:
    if not facts.contacts:
        return "No contact for this pupil may be contacted. Find out from the records whom to call."
    missing = sum(contact.contact_point_id is None for contact in facts.contacts)
    if not missing:
        return "No answer to our texts. Call the contacts in listed order."
    if missing == len(facts.contacts):
        return "No contact has a number that can be texted. Call or find another way, in listed order."
    return f"No answer to our texts, and {_people(missing)} could not be texted. Call them in listed order."


def _people(count: int) -> str:
    return "1 contact" if count == 1 else f"{count} contacts"


def _named(planned: Planned) -> str:
    if planned.to is not None:
        return f"text {planned.step.attempt} to contact {planned.to.place} of {planned.to.places}"
    return f"a task ({(planned.step.task or planned.step.key).replace('_', ' ')})"


def _wait(facts: CaseFacts, until: datetime, now: datetime, reason: str) -> Wait:
    # Whatever the gaps say, a case is looked at again by the next school day's contact time.
    until = min(until, facts.next_contact_at)
    return Wait(until if until > now else now + ASK_AGAIN, reason)
