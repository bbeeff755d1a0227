"""What is wrong with a policy that can be read: hours, people and gaps that leave a child unfollowed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time
from typing import TYPE_CHECKING

from rules.reading import Lines, PolicyError, complaint
from rules.sessions import Session
from rules.steps import Ladder, LadderStep, Role, StepKind, TaskKind
from rules.toml_lines import nearest_line

if TYPE_CHECKING:
    from rules.policy import Policy

CONTACTS = 4  # a first day must have room for as many contacts as most children have
LONGEST_TASK = 480  # minutes: whatever is opened on a day is due on that day
MOST_MINUTES = {
    TaskKind.SAFEGUARDING: 30,
    TaskKind.SITE_SEARCH: 30,
    TaskKind.SIGHT_CHECK: 30,
    TaskKind.REGISTER: 30,
    TaskKind.CLASS_CHECK: 10,
    TaskKind.RING_COLLEAGUE: 10,
    TaskKind.WELFARE_CHECK: 60,
    TaskKind.CALL: 120,
    TaskKind.VISIT_DECISION: 120,
    TaskKind.INFORM_SOCIAL_WORKER: 120,
    TaskKind.INFORM_YOUTH_OFFENDING: 120,
    TaskKind.BREAK_DECISION: 240,
}
LEADS_ONLY = (TaskKind.SAFEGUARDING, TaskKind.WELFARE_CHECK, TaskKind.BREAK_DECISION)
LEADS = (Role.SAFEGUARDING_LEAD, Role.DEPUTY_SAFEGUARDING_LEAD)


@dataclass(frozen=True, slots=True)
class Fault:
    """Something to put right. places: where that can be done, best first, each with what to write there."""

    places: tuple[tuple[str, str], ...]

    def complaint(self, lines: Lines) -> PolicyError:
        """The error to be raised: about the first place that the school itself has written.

        What it left to the policy it extends is in no line of its own; then a place beside what it wrote is
        named.
        """
        written = [place for place in self.places if place[0] in lines]
        beside = [place for place in self.places if nearest_line(lines, place[0])]
        path, instead = (*written, *beside, *self.places)[0]
        return complaint(lines, path, instead)


def find_hour_faults(policy: Policy) -> Iterator[Fault]:
    """Hours in which contact could not happen, or would begin too late or too early."""
    am, pm = policy.sessions[Session.AM], policy.sessions[Session.PM]
    close = f"{am.closes_at:%H:%M}"
    if pm.opens_at < am.ends_at:
        ours = f"the afternoon register opens at {pm.opens_at:%H:%M}; write that or earlier."
        theirs = f"the morning ends at {am.ends_at:%H:%M}; write that or later."
        yield _at("sessions.pm.opens_at", theirs, ("sessions.am.ends_at", ours))
    if policy.report_by > am.closes_at:
        ours = f"families report by {policy.report_by:%H:%M}; write that or later, or an earlier report_by."
        theirs = f"the first texts go out at {close}; write that or earlier."
        yield _at("report_by", theirs, ("sessions.am.closes_at", ours))
    if policy.contact_from > am.closes_at:
        instead = f"the first text would wait after the register closes at {close}; write that or earlier."
        ours = f"no text goes out before {policy.contact_from:%H:%M}; write that or later."
        yield _at("contact.from", instead, ("sessions.am.closes_at", ours))
    if policy.contact_until <= am.closes_at:
        why = f"no text could ever go out: the register closes at {close}"
        ours = f"{why}, and contact ends at {policy.contact_until:%H:%M}; write an earlier time."
        instead = f'{why}; write a time such as "18:00".'
        yield _at("contact.until", instead, ("sessions.am.closes_at", ours))
    yield from _later_start(policy, close)


def find_task_faults(policy: Policy) -> Iterator[Fault]:
    """Tasks that nobody would do in time, or that the wrong person gets."""
    for kind, rule in policy.tasks.items():
        most = MOST_MINUTES.get(kind, LONGEST_TASK)
        if rule.due_minutes > most:
            instead = f"a child would wait too long for this; write {most} or less."
            yield _at(f"tasks.{kind}.due_minutes", instead)
        if rule.role is Role.ADMIN:
            instead = 'an admin looks after settings, not children; write another role, such as "office".'
            yield _at(f"tasks.{kind}.role", instead)
        if kind in LEADS_ONLY and rule.role not in LEADS:
            instead = f'this is for whoever leads on safeguarding; write "{LEADS[0]}" or "{LEADS[1]}".'
            yield _at(f"tasks.{kind}.role", instead)


def find_text_faults(policy: Policy, path: str, ladder: Ladder) -> Iterator[Fault]:
    """Texts that would not go out, or come too soon after one another. path: of the ladder."""
    for day, steps in (("day_one", ladder.day_one), ("later_days", ladder.later_days)):
        places = [place for place, step in enumerate(steps, start=1) if step.kind is StepKind.TEXT]
        if len(places) > ladder.most_a_day:
            most = f"one person may get {ladder.most_a_day} texts a day"
            rounds = len(places)
            ours = f"each contact is texted {rounds} times in {path}.{day}; write at least {rounds}."
            theirs = f"{most}; take this round of texts out, or write more in contact.most_a_day."
            yield _at("contact.most_a_day", ours, (f"{path}.{day}.{places[ladder.most_a_day]}", theirs))
        for number, place in enumerate(places, start=1):
            if steps[place - 1].attempt != number:
                instead = f"this is round {number} of the texts of the day; write attempt = {number}."
                yield _at(f"{path}.{day}.{place}.attempt", instead)
        yield from _too_soon(f"{path}.{day}", steps)


def find_length_faults(policy: Policy, path: str, ladder: Ladder) -> Iterator[Fault]:
    """Days whose steps would not fit in before contact ends. path: of the ladder."""
    pm, am = policy.sessions[Session.PM], policy.sessions[Session.AM]
    begins = policy.later_contact_from or am.closes_at
    yield from _too_long(policy, f"{path}.day_one", ladder.day_one, pm.closes_at, "sessions.pm.closes_at")
    yield from _too_long(policy, f"{path}.later_days", ladder.later_days, begins, "contact.later_days_from")


def _later_start(policy: Policy, close: str) -> Iterator[Fault]:
    am = policy.sessions[Session.AM]
    if policy.later_contact_from is None:
        return
    if policy.later_contact_from < am.closes_at:
        instead = f'nobody is known to be away before {close}; write that or later, or "register_close".'
        yield _at("contact.later_days_from", instead)
    if policy.later_contact_from > am.ends_at:
        instead = f"the morning would pass without contact; write {am.ends_at:%H:%M} or earlier."
        yield _at("contact.later_days_from", instead)


def _too_soon(path: str, steps: tuple[LadderStep, ...]) -> Iterator[Fault]:
    between, texted = 0, False
    for place, step in enumerate(steps, start=1):
        between += step.after_minutes
        if step.kind is not StepKind.TEXT:
            continue
        if texted and between < 5:
            instead = "nobody could answer the text before so quickly; write after_minutes = 5 or more."
            yield _at(f"{path}.{place}.after_minutes", instead)
        between, texted = 0, True


def _too_long(
    policy: Policy, path: str, steps: tuple[LadderStep, ...], begins: time, begins_key: str
) -> Iterator[Fault]:
    ends = _minutes(begins) + sum(_length(step) for step in steps)
    over = ends - _minutes(policy.contact_until)
    if over <= 0:
        return
    why = f"with {CONTACTS} contacts {path} would last from {begins:%H:%M} to {_said(ends)}"
    past = f"{why}, but contact ends at {policy.contact_until:%H:%M}"
    hours = ("contact.until", f'{why}; write "{_said(ends)}" or later.')
    sooner = (begins_key, f'{past}; write "{_said(_minutes(begins) - over)}" or earlier.')
    gaps = _shorter(path, steps, over, past)
    if policy.contact_until < policy.sessions[Session.PM].ends_at:
        yield Fault((hours, *gaps, sooner))
    else:
        yield Fault((*gaps, hours, sooner))


def _shorter(path: str, steps: tuple[LadderStep, ...], over: int, why: str) -> list[tuple[str, str]]:
    """Which gap to shorten to how much, the one that takes most of the day first."""
    gaps = [(step.after_minutes, f"{path}.{at}.after_minutes", 1) for at, step in enumerate(steps, start=1)]
    gaps += [
        (step.gap_minutes * (CONTACTS - 1), f"{path}.{at}.gap_minutes", CONTACTS - 1)
        for at, step in enumerate(steps, start=1)
    ]
    return [
        (key, f"{why}; write {max(1, (length - over) // times)} or less.")
        for length, key, times in sorted(gaps, reverse=True)
        if length
    ]


def _length(step: LadderStep) -> int:
    return step.after_minutes + step.gap_minutes * (CONTACTS - 1)


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute


def _said(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}" if minutes < 24 * 60 else "the next day"


def _at(path: str, instead: str, *others: tuple[str, str]) -> Fault:
    return Fault(((path, instead), *others))
