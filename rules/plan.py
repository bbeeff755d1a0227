"""A ladder played out for one case on one day: the steps still to take, in order, and when each is due."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from rules.casefacts import CaseContact, CaseFacts
from rules.steps import LadderStep, Only, Role, StepKind, TaskKind

NO_GAP = timedelta(0)
#: Two machines' clocks differ by less; a time farther ahead was written by a clock that was wrong.
CLOCKS_APART = timedelta(minutes=10)
HELD_TASKS = frozenset({TaskKind.CALL, TaskKind.VISIT_DECISION, TaskKind.HOME_VISIT})
NEVER_HELD = frozenset({Role.SAFEGUARDING_LEAD, Role.DEPUTY_SAFEGUARDING_LEAD})


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom to text, and at which place among how many contacts who can be texted."""

    contact_id: int
    contact_point_id: int
    place: int
    places: int


@dataclass(frozen=True, slots=True)
class Planned:
    """One step still to be taken. key: unique in the case. due_at: aware, its moment. to: of a text."""

    key: str
    step: LadderStep
    due_at: datetime
    to: Recipient | None = None


@dataclass(frozen=True, slots=True)
class _Gapped:
    """A step of the day and the time since the step before it."""

    key: str
    step: LadderStep
    gap: timedelta
    to: Recipient | None = None


def once_left(facts: CaseFacts, now: datetime) -> Iterator[Planned]:
    """The once-in-a-case steps that are due at `now` and were not taken on any day."""
    done = {taken.step_key for taken in facts.taken}
    wanted = {key.partition("/")[2] for key in facts.brought_forward}
    for step in facts.ladder.once:
        due = step.key in wanted or _has_come(step, facts, now)
        if due and step.key not in done and _concerns(step, facts):
            yield Planned(dated(facts, step.key), step, now)


def day_left(facts: CaseFacts, now: datetime) -> Iterator[Planned]:
    """The steps of the day still to be taken at `now`, in order, each due after its gap and in its hours.

    Left out: texts at the end of the day, and to a contact who has had as many as they may get today.
    """
    done = {taken.key for taken in facts.taken}
    late = facts.contact_until_at is not None and now >= facts.contact_until_at
    full = {contact.contact_id for contact in facts.contacts if is_full(contact, facts)}
    due_at = last_taken_at(facts, now)
    for one in _day_plan(facts, full):
        if one.key in done or (one.to and late):
            continue
        due_at += one.gap
        if one.to is not None:
            due_at = max(due_at, texts_from(facts))
        yield Planned(one.key, one.step, due_at, one.to)


def is_full(contact: CaseContact, facts: CaseFacts) -> bool:
    """Whether a contact who can be texted has had as many texts today as one person may get."""
    return bool(contact.points) and contact.texts_today >= facts.ladder.most_a_day


def passed_over(facts: CaseFacts) -> tuple[int, ...]:
    """The contacts, in listed order, who miss a text of today because they have had enough of them."""
    full = [each.contact_id for each in in_listed_order(facts.contacts) if is_full(each, facts)]
    if not full:
        return ()
    done = {taken.key for taken in facts.taken}
    missed = {one.to.contact_id for one in _day_plan(facts, set()) if one.to and one.key not in done}
    return tuple(contact_id for contact_id in full if contact_id in missed)


def is_held(step: LadderStep, facts: CaseFacts, now: datetime) -> bool:
    """Whether a hold keeps this step back at `now`: a text, call or visit, never a safeguarding lead's."""
    if facts.texts_not_before is None or now >= facts.texts_not_before:
        return False
    return step.kind is StepKind.TEXT or (step.task in HELD_TASKS and step.role not in NEVER_HELD)


def texts_from(facts: CaseFacts) -> datetime:
    """When the quiet hours of the morning end."""
    return facts.texts_from_at or facts.contact_from_at


def last_taken_at(facts: CaseFacts, now: datetime) -> datetime:
    """From when the next gap counts: the last step really taken today, else when contact could begin.

    Nobody can answer a text that failed or was skipped, so nothing waits for those. A step that lies far in
    the future was taken by a clock that was wrong: nothing waits until that time comes again.
    """
    once = {step.key for step in facts.ladder.once}
    today = [taken for taken in facts.taken if taken.on == facts.today and taken.step_key not in once]
    answerable = [taken.at for taken in today if taken.key not in facts.failed and not taken.skipped]
    began = [at for at in (facts.opened_at, *answerable) if at <= now + CLOCKS_APART]
    return max([facts.contact_from_at, *began])


def in_listed_order(contacts: tuple[CaseContact, ...]) -> tuple[CaseContact, ...]:
    """The contacts in the order in which the school lists them."""
    return tuple(sorted(contacts, key=lambda contact: (contact.order, contact.contact_id)))


def dated(facts: CaseFacts, key: str) -> str:
    """The key of a step as it is on this day of the case."""
    return f"{facts.today.isoformat()}/{key}"


def _day_plan(facts: CaseFacts, full: set[int]) -> Iterator[_Gapped]:
    """Every step of the day but texts to contacts who are `full`."""
    asked = answers_may_come = False
    for step in _steps_of_the_day(facts):
        if step.kind is StepKind.TEXT:
            # A round waits for answers to the round before it, unless every text of that failed.
            texts = tuple(_texts(step, facts, full, waits=answers_may_come or not asked))
            asked = asked or bool(texts)
            answers_may_come = answers_may_come or any(text.key not in facts.failed for text in texts)
            yield from texts
            continue
        # A task waits for an answer to what went before; where nobody could answer, it opens straight away.
        gap = timedelta(minutes=step.after_minutes) if answers_may_come else NO_GAP
        answers_may_come = answers_may_come or (step.task is TaskKind.CALL and bool(facts.contacts))
        yield _Gapped(dated(facts, _task_key(step, facts)), step, gap)


def _steps_of_the_day(facts: CaseFacts) -> Iterator[LadderStep]:
    steps = facts.ladder.day_one if facts.school_day_number <= 1 else facts.ladder.later_days
    applying = (step for step in steps if _applies(step, facts))
    if facts.priority:
        return iter(sorted(applying, key=lambda step: step.task is not TaskKind.CALL))
    return applying


def _texts(step: LadderStep, facts: CaseFacts, full: set[int], *, waits: bool) -> Iterator[_Gapped]:
    first_gap = timedelta(minutes=step.after_minutes) if waits else NO_GAP
    done = {taken.key for taken in facts.taken}
    prefix = dated(facts, f"{step.key}/")
    begun = any(key.startswith(prefix) for key in done - facts.failed)
    for to in _recipients(step, facts):
        key = f"{prefix}contact-{to.contact_id}"
        if key not in done and to.contact_id in full:
            continue
        yield _Gapped(key, step, timedelta(minutes=step.gap_minutes) if begun else first_gap, to)
        begun = begun or key not in facts.failed


def _recipients(step: LadderStep, facts: CaseFacts) -> Iterator[Recipient]:
    textable = [contact for contact in in_listed_order(facts.contacts) if contact.points]
    for place, contact in enumerate(textable, start=1):
        point = contact.points[(step.attempt - 1) % len(contact.points)]
        yield Recipient(contact.contact_id, point, place, len(textable))


def _has_come(step: LadderStep, facts: CaseFacts, now: datetime) -> bool:
    # By day or night on the first day; one from a later day when there are people in school to take it.
    if facts.school_day_number < step.from_day:
        return False
    return step.from_day <= 1 or (facts.is_school_day_today and now >= facts.contact_from_at)


def _applies(step: LadderStep, facts: CaseFacts) -> bool:
    return facts.school_day_number >= step.from_day and _concerns(step, facts)


def _concerns(step: LadderStep, facts: CaseFacts) -> bool:
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
        case Only.NOBODY_REACHED:
            return not facts.reached


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
