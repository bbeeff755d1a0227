"""A policy in plain words, for the people who answer for it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from datetime import date, time
from zoneinfo import ZoneInfo

from rules.coding import HolidayRule
from rules.policy import Policy
from rules.rehearsal import Moment, Rehearsal, RehearsedPupil
from rules.scenes import two_contacts
from rules.sessions import ONE_DAY, SchoolCalendar, Session, local_instant
from rules.steps import Ladder, LadderStep, Only, TaskKind

A_MONDAY = date(2026, 11, 2)  # any Monday does: no clock changes that week
ANY_ZONE = ZoneInfo("UTC")
WIDTH = 96

TASK_WORDS = {
    TaskKind.CALL: "ring the contacts in listed order",
    TaskKind.VISIT_DECISION: "decide on a home visit that day",
    TaskKind.HOME_VISIT: "visit the home",
    TaskKind.SAFEGUARDING: "look now: a child may not be safe",
    TaskKind.INFORM_SOCIAL_WORKER: "tell the family's social worker",
    TaskKind.INFORM_YOUTH_OFFENDING: "tell the youth offending officer",
    TaskKind.BREAK_DECISION: "decide who contacts the family during the break, and on which days",
    TaskKind.LOCAL_AUTHORITY: "consider telling the local authority",
    TaskKind.CHECK_NUMBER: "find the right number for a contact",
    TaskKind.SITE_SEARCH: "look for a pupil on the site",
    TaskKind.WELFARE_CHECK: "consider asking the police for a welfare check",
    TaskKind.FAMILY_CONTACT: "contact the family on a day without school",
    TaskKind.REGISTER: "ask a class for its register",
    TaskKind.CLASS_CHECK: "check the register of a class with unusually many away",
    TaskKind.SIGHT_CHECK: "go and see that a vulnerable pupil is there",
    TaskKind.RING_COLLEAGUE: "ring a colleague who has not answered a text",
}
ONLY_WORDS = {
    Only.ALWAYS: "for every pupil",
    Only.VULNERABLE: "for a pupil flagged as vulnerable",
    Only.SOCIAL_WORKER: "for a pupil with a social worker",
    Only.YOUTH_OFFENDING: "for a pupil with a youth offending officer",
    Only.NOBODY_REACHED: "while nobody at all has been reached",
}


def explain_policy(policy: Policy) -> str:
    """The whole policy, section by section, with clock times for two contacts and its own registers."""
    sections = (
        ("Registers", _registers(policy)),
        ("An unexplained absence, on the first day", _first_day(policy, vulnerable=False)),
        ("On every later school day, until somebody explains it", _later_day(policy, vulnerable=False)),
        ("Once in a case", _once(policy.ladder)),
        ("A pupil who was flagged as vulnerable, on the first day", _first_day(policy, vulnerable=True)),
        ("The same pupil on every later school day", _later_day(policy, vulnerable=True)),
        ("Before and during days without school", _breaks(policy)),
        ("When nothing goes out", _quiet(policy)),
        ("Urgent tasks", _push(policy)),
        ("Requests and codes", _coding(policy)),
        ("Who gets which task", _tasks(policy)),
    )
    parts = [f"{policy.title}\n{'=' * len(policy.title)}"]
    parts += [f"{title}\n{_bullets(lines)}" for title, lines in sections]
    return "\n\n".join(parts) + "\n"


def _registers(policy: Policy) -> Iterator[str]:
    am, pm = policy.sessions[Session.AM], policy.sessions[Session.PM]
    rules = policy.registers
    yield f"Families are asked to report by {policy.report_by:%H:%M}."
    yield (
        f"The morning register opens at {am.opens_at:%H:%M} and closes at {am.closes_at:%H:%M}, "
        f"the afternoon register opens at {pm.opens_at:%H:%M} and closes at {pm.closes_at:%H:%M}."
    )
    yield (
        f"A class that has sent no register {_long(rules.missing_minutes)} after its close is asked for it; "
        f"{_long(rules.deputy_minutes)} later the deputy is told, and vulnerable pupils are checked by sight."
    )
    if rules.check_minutes:
        yield (
            f"When {rules.unusual_least} or more pupils, and {rules.unusual_percent} % of a class, are away "
            f"unexplained, first texts wait up to {_long(rules.check_minutes)} for the office to check the "
            "register. Unanswered, they go. The safeguarding lead's tasks never wait."
        )
    yield f"A pupil who went out is overdue {_long(rules.overdue_minutes)} after the time agreed."


def _first_day(policy: Policy, *, vulnerable: bool) -> Iterator[str]:
    yield from _day(policy, A_MONDAY, vulnerable=vulnerable)
    yield "More contacts make each round longer; where nobody can be texted, the call comes at once."


def _later_day(policy: Policy, *, vulnerable: bool) -> Iterator[str]:
    yield from _day(policy, A_MONDAY + ONE_DAY, vulnerable=vulnerable)
    ladder = policy.ladder_for(vulnerable=vulnerable)
    for step in ladder.later_days:
        if step.only is Only.VISIT_DAY and step.task:
            every = ladder.visit_every
            days = ", ".join(str(every * times) for times in (1, 2, 3))
            yield f"On school days {days} and so on the {_role(step)} is asked to {TASK_WORDS[step.task]}."


def _day(policy: Policy, day: date, *, vulnerable: bool) -> Iterator[str]:
    pupil = RehearsedPupil("", A_MONDAY, two_contacts(), vulnerable=vulnerable)
    rehearsal = Rehearsal(policy, SchoolCalendar(), ANY_ZONE)
    until = local_instant(day + ONE_DAY, time(0), ANY_ZONE)
    once = {step.task for step in policy.ladder_for(vulnerable=vulnerable).once}
    for moment in rehearsal.play([pupil], until):
        if moment.local.date() == day and (vulnerable or moment.task not in once):
            yield _moment(moment)


def _moment(moment: Moment) -> str:
    if moment.task is None:
        return f"{moment.local:%H:%M}  {moment.what} to {moment.who.partition(',')[0]}"
    return f"{moment.local:%H:%M}  a task for the {moment.who}: {TASK_WORDS[moment.task]}"


def _once(ladder: Ladder) -> Iterator[str]:
    for step in ladder.once:
        if step.task is None:
            continue
        when = "at once, by day or night" if step.from_day <= 1 else f"on school day {step.from_day}"
        whom = ONLY_WORDS[step.only]
        yield f"{when.capitalize()}, {whom}: the {_role(step)} is asked to {TASK_WORDS[step.task]}."


def _breaks(policy: Policy) -> Iterator[str]:
    days = policy.ladder.break_days
    rule = policy.tasks[TaskKind.BREAK_DECISION]
    contact = policy.tasks[TaskKind.FAMILY_CONTACT]
    yield (
        f"Before {days} or more days without school, the {_name(rule.role)} decides that day how each "
        "open case is followed up."
    )
    yield f"On each of the days chosen, the {_name(contact.role)} is asked to contact the family."
    yield "On other days without school nothing goes out, but urgent tasks still open."


def _quiet(policy: Policy) -> Iterator[str]:
    yield (
        f"No text goes out before {policy.contact_from:%H:%M}, nor from {policy.contact_until:%H:%M} on. "
        "Tasks for people still open."
    )
    yield f"No contact gets more than {policy.ladder.most_a_day} texts a day, about whichever child."
    yield "A reason from a listed contact pauses contact at once; only a person closes a case."
    yield (
        "A hold, such as a late bus, keeps texts, calls and visits back until it ends, "
        "never a task for the safeguarding lead."
    )


def _push(policy: Policy) -> Iterator[str]:
    chain = [f"the {_name(role)}" for role in policy.push.chain]
    yield (
        f"An urgent task is told to {', then '.join(chain)}, {_long(policy.push.gap_minutes)} apart, "
        "first by text and then by call, until one of them says that they have it."
    )


def _coding(policy: Policy) -> Iterator[str]:
    coding = policy.coding
    holiday = "never granted" if coding.holiday is HolidayRule.NEVER else "weighed by the head"
    yield f"A holiday in term time is {holiday}; no code is final until a person confirms it."
    if coding.appointment_evidence:
        yield "Medical appointments are asked for with evidence."
    yield f"After {coding.religious_days} days of religious observance in a school year a person looks."
    yield f"A mark still without a reason is put before a person on school day {coding.stale_days}."


def _tasks(policy: Policy) -> Iterator[str]:
    for kind, rule in policy.tasks.items():
        yield f"{_name(rule.role)}, within {_long(rule.due_minutes)}: {TASK_WORDS[kind]}"


def _bullets(lines: Iterable[str]) -> str:
    return "\n".join(
        textwrap.fill(line, WIDTH, initial_indent="  - ", subsequent_indent="    ") for line in lines
    )


def _long(minutes: int) -> str:
    if minutes == 1:
        return "1 minute"
    hours, rest = divmod(minutes, 60)
    if rest or not hours:
        return f"{minutes} minutes"
    return "an hour" if hours == 1 else f"{hours} hours"


def _role(step: LadderStep) -> str:
    return _name(step.role) if step.role else "office"


def _name(role: str) -> str:
    return str(role).replace("_", " ")
