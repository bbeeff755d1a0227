"""Why a step is taken, in words for staff. No name, no number, no clock time: the page adds those."""

from __future__ import annotations

from rules.casefacts import CaseFacts
from rules.plan import Planned, passed_over
from rules.steps import TaskKind

NOBODY_SAID = "Nobody has told us why the pupil is away"

TASK_REASONS = {
    TaskKind.VISIT_DECISION: f"{NOBODY_SAID}: decide on a home visit today.",
    TaskKind.SAFEGUARDING: "The pupil is away and nobody has said why: the safeguarding lead looks now.",
    TaskKind.INFORM_SOCIAL_WORKER: "Tell the family's social worker that the pupil is away unexplained.",
    TaskKind.INFORM_YOUTH_OFFENDING: "Tell the youth offending officer that the pupil is away unexplained.",
    TaskKind.BREAK_DECISION: "School is about to be shut for days: decide who contacts the family, and when.",
    TaskKind.CHECK_NUMBER: "Check the contact numbers we hold for this pupil.",
    TaskKind.SITE_SEARCH: "The pupil may have set off for school: look for them on the site now.",
    TaskKind.FAMILY_CONTACT: "No school today, but contact was decided on: call or visit the family.",
    TaskKind.REGISTER: "This class has sent no register: ask for it now.",
    TaskKind.CLASS_CHECK: "Unusually many of this class are away unexplained: check the register.",
    TaskKind.SIGHT_CHECK: "No register has come for this pupil's class: go and see that they are there.",
    TaskKind.RING_COLLEAGUE: "A colleague who must know now has not answered our text: ring them.",
}

DAY_REASONS = {
    TaskKind.HOME_VISIT: "School day {} away with no satisfactory reason: a home visit is due.",
    TaskKind.LOCAL_AUTHORITY: "School day {} away unexplained: consider telling the local authority.",
    TaskKind.WELFARE_CHECK: (
        "School day {} and nobody has been reached: consider asking the police for a welfare check."
    ),
}


def text_reason(planned: Planned, facts: CaseFacts) -> str:
    """Why this text goes out, and who was passed over for it."""
    return f"{NOBODY_SAID}: {step_name(planned)}.{_passed(facts)}"


def task_reason(kind: TaskKind, facts: CaseFacts) -> str:
    """Why this task is opened."""
    if kind is TaskKind.CALL:
        return _call_reason(facts)
    if kind in DAY_REASONS:
        return DAY_REASONS[kind].format(facts.school_day_number)
    return TASK_REASONS[kind]


def held_reason(facts: CaseFacts) -> str:
    """Why texts and calls wait although they are due."""
    why = (facts.held_reason or "a member of staff asked for it").strip().rstrip(".")
    return f"Contact waits: {why}."


def step_name(planned: Planned) -> str:
    """A step in a few words: "text 1 to contact 2 of 3", "a task (home visit)"."""
    if planned.to is not None:
        return f"text {planned.step.attempt} to contact {planned.to.place} of {planned.to.places}"
    return f"a task ({(planned.step.task or planned.step.key).replace('_', ' ')})"


def _call_reason(facts: CaseFacts) -> str:
    if not facts.contacts:
        return "No contact for this pupil may be contacted. Find out from the records whom to call."
    missing = sum(not contact.points for contact in facts.contacts)
    if missing == len(facts.contacts):
        return "No contact has a number that can be texted. Call or find another way, in listed order."
    could_not = f"{_people(missing)} could not be texted" if missing else ""
    if _texted_today(facts):
        start = f"No answer to our texts, and {could_not}" if could_not else "No answer to our texts"
    else:
        start = f"{NOBODY_SAID}, and {could_not}" if could_not else NOBODY_SAID
    ask = "Call them in listed order" if could_not else "Call the contacts in listed order"
    return f"{start}. {ask}.{_passed(facts)}"


def _texted_today(facts: CaseFacts) -> bool:
    return any(
        taken.on == facts.today and "/contact-" in taken.key and not taken.skipped for taken in facts.taken
    )


def _passed(facts: CaseFacts) -> str:
    count = len(passed_over(facts))
    if not count:
        return ""
    have = "has" if count == 1 else "have"
    return f" {_people(count)} {have} had as many texts today as one person may get."


def _people(count: int) -> str:
    return "1 contact" if count == 1 else f"{count} contacts"
