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
from rules.plan import (
    Planned,
    Recipient,
    dated,
    day_left,
    in_listed_order,
    is_held,
    once_left,
    passed_over,
    texts_from,
)
from rules.steps import Ladder, LadderStep, Only, Role, StepKind, TaskKind
from rules.wording import held_reason, step_name, task_reason, text_reason

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
    "steps_ahead",
]

ASK_AGAIN = timedelta(minutes=1)
CLOCKS_MAY_CHANGE = timedelta(hours=1)


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
    number that can be texted; at_limit: those who get no further text today because they have had enough. So
    a person knows whom nothing has reached yet.
    """

    step_key: str
    kind: TaskKind
    for_role: Role
    due_at: datetime
    reason: str
    contact_ids: tuple[int, ...] = ()
    not_textable: tuple[int, ...] = ()
    at_limit: tuple[int, ...] = ()


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
    for planned in once_left(facts, now):
        if not is_held(planned.step, facts, now):
            return _open_task(planned, facts, now)
    if not facts.is_school_day_today:
        return _without_school(facts, now)
    return _next_of_day(facts, now)


def steps_ahead(facts: CaseFacts, now: datetime) -> tuple[Planned, ...]:
    """The steps of today still to come, in order, with when each is due if nothing changes.

    For the people who skip a step or bring it forward; nothing is ahead of a paused or closed case.
    """
    if facts.closed_at or facts.paused_at or not facts.is_school_day_today:
        return ()
    return tuple(day_left(facts, now))


def _next_of_day(facts: CaseFacts, now: datetime) -> Decision:
    for planned in day_left(facts, now) if facts.brought_forward else ():
        if planned.key in facts.brought_forward and not _must_wait(planned, facts, now):
            return _take(planned, facts, now)
    held_until: datetime | None = None
    for planned in day_left(facts, now):
        if is_held(planned.step, facts, now):
            held_until = facts.texts_not_before
        elif now >= planned.due_at:
            return _take(planned, facts, now)
        elif held_until is None or planned.due_at < held_until:
            # What may not be held keeps the moment it would have had.
            return _wait(
                facts, planned.due_at, now, f"Giving time for an answer. Next: {step_name(planned)}."
            )
        else:
            break
    if held_until is not None:
        return _wait(facts, held_until, now, held_reason(facts))
    return _wait(
        facts, facts.next_contact_at, now, "All steps of today are taken: the next come next school day."
    )


def _must_wait(planned: Planned, facts: CaseFacts, now: datetime) -> bool:
    """Whether even a step that a person brought forward waits: a text in the quiet hours or in a hold."""
    return planned.to is not None and (now < texts_from(facts) or is_held(planned.step, facts, now))


def _without_school(facts: CaseFacts, now: datetime) -> Decision:
    step = facts.ladder.family_contact
    key = dated(facts, step.key)
    if facts.today in facts.contact_days and key not in {taken.key for taken in facts.taken}:
        if now >= facts.contact_from_at:
            return _open_task(Planned(key, step, now), facts, now)
        return _wait(facts, facts.contact_from_at, now, "No school today, but the family is contacted.")
    return _wait(facts, facts.next_contact_at, now, "No school today: contact goes on next school day.")


def _take(planned: Planned, facts: CaseFacts, now: datetime) -> Send | OpenTask:
    return _send(planned, planned.to, facts) if planned.to is not None else _open_task(planned, facts, now)


def _send(planned: Planned, to: Recipient, facts: CaseFacts) -> Send:
    return Send(
        step_key=planned.key,
        contact_id=to.contact_id,
        contact_point_id=to.contact_point_id,
        attempt=planned.step.attempt,
        reason=text_reason(planned, facts),
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
        reason=task_reason(step.task, facts),
        contact_ids=tuple(contact.contact_id for contact in contacts),
        not_textable=tuple(contact.contact_id for contact in contacts if not contact.points),
        at_limit=passed_over(facts),
    )


def _wait(facts: CaseFacts, until: datetime, now: datetime, reason: str) -> Wait:
    # Whatever the gaps say, a case is looked at again by the next school day's contact time.
    until = min(until, facts.next_contact_at, *_looks_before(facts, now))
    return Wait(until if until > now else now + ASK_AGAIN, reason)


def _looks_before(facts: CaseFacts, now: datetime) -> list[datetime]:
    """Moments before the next school day at which a case is looked at whatever its steps say."""
    looks = [facts.contact_from_at] if facts.is_school_day_today else []
    # An hour early, since the clocks may change before that day; the case then waits for its real beginning.
    looks += [
        facts.contact_from_at + (day - facts.today) - CLOCKS_MAY_CHANGE
        for day in facts.contact_days
        if day > facts.today
    ]
    return [look for look in looks if look > now]
