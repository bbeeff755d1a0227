"""A ladder played out for one case on one day: the steps still to be taken, in order, each after its gap."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from rules.casefacts import CaseContact, CaseFacts
from rules.steps import LadderStep, Only, StepKind, TaskKind

NO_GAP = timedelta(0)


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom to text, and at which place among how many contacts who can be texted."""

    contact_id: int
    contact_point_id: int
    place: int
    places: int


@dataclass(frozen=True, slots=True)
class Planned:
    """One step still to be taken. key: unique in the case. gap: since the step before it. to: of a text."""

    key: str
    step: LadderStep
    gap: timedelta = NO_GAP
    to: Recipient | None = None


def once_left(facts: CaseFacts) -> Iterator[Planned]:
    """The once-in-a-case steps that apply and were not taken on any day."""
    done = {taken.step_key for taken in facts.taken}
    for step in facts.ladder.once:
        if step.key not in done and _applies(step, facts):
            yield Planned(_dated(facts, step.key), step)


def day_left(facts: CaseFacts, now: datetime) -> Iterator[Planned]:
    """The steps of the day still to be taken at `now`, in order. Only the first has its final gap."""
    done = {taken.key for taken in facts.taken}
    late = facts.contact_until_at is not None and now >= facts.contact_until_at
    for planned in _day_plan(facts):
        if planned.key not in done and not (late and planned.to):
            yield planned


def last_taken_at(facts: CaseFacts) -> datetime:
    """From when the next gap counts: the last step really taken today, else when contact could begin."""
    once = {step.key for step in facts.ladder.once}
    today = [taken.at for taken in facts.taken if taken.on == facts.today and taken.step_key not in once]
    return max(facts.contact_from_at, facts.opened_at, *today)


def in_listed_order(contacts: tuple[CaseContact, ...]) -> tuple[CaseContact, ...]:
    """The contacts in the order in which the school lists them."""
    return tuple(sorted(contacts, key=lambda contact: (contact.order, contact.contact_id)))


def _day_plan(facts: CaseFacts) -> Iterator[Planned]:
    steps = facts.ladder.day_one if facts.school_day_number <= 1 else facts.ladder.later_days
    answers_may_come = False
    for step in steps:
        if not _applies(step, facts):
            continue
        if step.kind is StepKind.TEXT:
            texts = tuple(_texts(step, facts))
            answers_may_come = answers_may_come or bool(texts)
            yield from texts
            continue
        # A task waits for an answer to what went before; where nobody could answer, it opens straight away.
        gap = timedelta(minutes=step.after_minutes) if answers_may_come else NO_GAP
        answers_may_come = answers_may_come or (step.task is TaskKind.CALL and bool(facts.contacts))
        yield Planned(_dated(facts, _task_key(step, facts)), step, gap)


def _texts(step: LadderStep, facts: CaseFacts) -> Iterator[Planned]:
    begun = any(taken.key.startswith(_dated(facts, f"{step.key}/")) for taken in facts.taken)
    gap = timedelta(minutes=step.gap_minutes if begun else step.after_minutes)
    for to in _recipients(facts):
        yield Planned(_dated(facts, f"{step.key}/contact-{to.contact_id}"), step, gap, to)


def _recipients(facts: CaseFacts) -> Iterator[Recipient]:
    points = [
        (contact.contact_id, contact.contact_point_id)
        for contact in in_listed_order(facts.contacts)
        if contact.contact_point_id is not None
    ]
    for place, (contact_id, point_id) in enumerate(points, start=1):
        yield Recipient(contact_id, point_id, place, len(points))


def _applies(step: LadderStep, facts: CaseFacts) -> bool:
    if facts.school_day_number < step.from_day:
        return False
    match step.only:
        case Only.ALWAYS:
            return True
        case Only.VULNERABLE:
            return facts.vulnerable
        case Only.SOCIAL_WORKER:
            return facts.social_worker
        case Only.YOUTH_OFFENDING:
            return facts.youth_offending
        case Only.VISIT_DAY:
            return _visit_is_owed(step, facts)
        case Only.BEFORE_BREAK:
            return _days_without_school(facts) >= facts.ladder.break_days


def _visit_is_owed(step: LadderStep, facts: CaseFacts) -> bool:
    # A visit that fell into a pause or a stopped machine is still owed on the days after it.
    return _visit_day(facts) > 0 and _task_key(step, facts) not in {taken.step_key for taken in facts.taken}


def _visit_day(facts: CaseFacts) -> int:
    return facts.school_day_number - facts.school_day_number % facts.ladder.visit_every


def _days_without_school(facts: CaseFacts) -> int:
    # Contact begins in the morning, so the UTC day and the school's day are the same.
    return (facts.next_contact_at.date() - facts.today).days - 1


def _task_key(step: LadderStep, facts: CaseFacts) -> str:
    return f"{step.key}/day-{_visit_day(facts)}" if step.only is Only.VISIT_DAY else step.key


def _dated(facts: CaseFacts, key: str) -> str:
    return f"{facts.today.isoformat()}/{key}"
