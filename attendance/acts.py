"""What a person does to a follow-up: pause it for a while, skip a step, bring one forward, go on with it.

Each act has a reason and stands in the case's story with the person's name and position.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from attendance.case_facts import FORWARD, read_batch
from attendance.cases import note, pause_case, resume_case
from attendance.errors import NotAllowed, NotFound, Stale
from attendance.people import Actor
from rules.casefacts import CaseFacts
from rules.ladder import steps_ahead
from rules.plan import Planned, once_left
from rules.steps import Role, TaskKind
from rules.wording import step_name
from storage.cases import cases_going_on, find_case
from storage.days import school_zone
from storage.models import Case, School

#: Who may take a safeguarding step away, or keep a vulnerable child's follow-up waiting.
SAFEGUARDING_ROLES = frozenset({Role.SAFEGUARDING_LEAD, Role.DEPUTY_SAFEGUARDING_LEAD, Role.HEAD})
SAFEGUARDING_STEPS = frozenset(
    {
        TaskKind.SAFEGUARDING,
        TaskKind.WELFARE_CHECK,
        TaskKind.INFORM_SOCIAL_WORKER,
        TaskKind.INFORM_YOUTH_OFFENDING,
        TaskKind.BREAK_DECISION,
        TaskKind.SITE_SEARCH,
    }
)
#: A page shows so many of a case's next steps.
STEPS_SHOWN = 4
LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class Ahead:
    """A step of today still to come. due_at: if nothing changes. needs_lead: only a lead may skip it."""

    key: str
    words: str
    due_at: datetime
    needs_lead: bool


def pause_case_until(
    db: Session, case_id: int, version: int, until: datetime, reason: str, actor: Actor, now: datetime
) -> str:
    """Keep a follow-up waiting until a time; it goes on by itself.

    Args:
        version: of the case, as the person saw it. until: aware; no later than contact begins on the next
            school day.

    Returns:
        a sentence on what happened.

    Raises:
        NotFound, Stale: the case is not there, is closed, or was changed.
        NotAllowed: no reason, a time that cannot be, or a vulnerable child and no safeguarding role.
    """
    case = _open_case(db, case_id, version)
    why = _reason(reason)
    if case.paused_at is not None:
        raise NotAllowed("This follow-up is paused already.")
    known = _facts(db, case, now)
    if known.vulnerable and not actor.roles & SAFEGUARDING_ROLES:
        raise NotAllowed(
            "This child is flagged as vulnerable: only a safeguarding lead or the head may pause this. Tell "
            "them."
        )
    latest = known.next_contact_at
    said = _said(db, case, until)
    if not now < until <= latest:
        raise NotAllowed(
            f"Choose a time from now to {_said(db, case, latest)}: a pause ends when the next school day's "
            "contact begins."
        )
    pause_case(db, case, f"Paused until {said}: {why}", now, actor, until)
    return f"Paused until {said}. It goes on by itself."


def resume_case_by_hand(
    db: Session, case_id: int, version: int, reason: str, actor: Actor, now: datetime
) -> str:
    """Go on with a paused follow-up. Returns a sentence. Raises NotFound, Stale, NotAllowed as a pause."""
    case = _open_case(db, case_id, version)
    why = _reason(reason)
    if case.paused_at is None:
        raise NotAllowed("This follow-up is not paused.")
    resume_case(db, case, why, now, actor)
    return "The follow-up goes on now."


def skip_step(
    db: Session, case_id: int, version: int, step_key: str, reason: str, actor: Actor, now: datetime
) -> str:
    """Leave a step of today out.

    Args:
        step_key: as `next_steps` gave it.

    Returns:
        a sentence on what happened.

    Raises:
        NotFound, Stale: as a pause. NotAllowed: no reason, no such step ahead, or a step of safeguarding that
            only a lead or the head may skip.
    """
    case = _open_case(db, case_id, version)
    why = _reason(reason)
    step = _step_ahead(db, case, step_key, now)
    if step.needs_lead and not actor.roles & SAFEGUARDING_ROLES:
        raise NotAllowed("Only a safeguarding lead or the head may skip a step of safeguarding. Ask them.")
    note(db, case, "skipped", f"Skipped: {step.words}. {why}", now, actor=actor, step_key=step.key)
    case.next_due_at, case.version = now, case.version + 1
    return f"Skipped: {step.words}."


def bring_forward(
    db: Session, case_id: int, version: int, step_key: str, reason: str, actor: Actor, now: datetime
) -> str:
    """Take a step of today now, without waiting for its time.

    Returns a sentence. Raises NotFound, Stale and NotAllowed as `skip_step`.
    """
    case = _open_case(db, case_id, version)
    why = _reason(reason)
    step = _step_ahead(db, case, step_key, now)
    key = FORWARD + step.key
    note(db, case, "forward", f"Brought forward: {step.words}. {why}", now, actor=actor, step_key=key)
    case.next_due_at, case.version = now, case.version + 1
    return f"Brought forward: {step.words}. It comes with the next beat of the clock, within a minute."


def next_steps(db: Session, case_ids: Collection[int], now: datetime) -> dict[int, list[Ahead]]:
    """The next few steps of today of some open cases, in a constant number of statements.

    Nothing is ahead of a paused case, on a day without school, or once all of today is done.
    """
    cases = cases_going_on(db, case_ids)
    if not cases:
        return {}
    batch = read_batch(db, cases, now)
    return {case.id: _ahead(batch.known(case).facts, now)[:STEPS_SHOWN] for case in cases}


def _ahead(facts: CaseFacts, now: datetime) -> list[Ahead]:
    planned: Sequence[Planned] = (*once_left(facts, now), *steps_ahead(facts, now))
    return [
        Ahead(
            step.key,
            step_name(step).removeprefix("a task (").removesuffix(")"),
            step.due_at,
            step.step.task in SAFEGUARDING_STEPS,
        )
        for step in planned
        if step.key not in facts.brought_forward
    ]


def _step_ahead(db: Session, case: Case, step_key: str, now: datetime) -> Ahead:
    if case.paused_at is not None:
        raise NotAllowed("This follow-up is paused. Go on with it first.")
    found = next((step for step in _ahead(_facts(db, case, now), now) if step.key == step_key), None)
    if found is None:
        raise NotAllowed("That step is not ahead any more: it was taken, or its day is over. Look again.")
    return found


def _facts(db: Session, case: Case, now: datetime) -> CaseFacts:
    db.flush()
    claimed = cases_going_on(db, [case.id])
    return read_batch(db, claimed, now).known(claimed[0]).facts


def _open_case(db: Session, case_id: int, version: int) -> Case:
    case = find_case(db, case_id)
    if case is None:
        raise NotFound("That follow-up is not in this school's list.")
    if case.closed_at is not None:
        raise Stale(f"This follow-up was closed ({case.closed_by_name}). Nothing was changed.")
    if case.version != version:
        raise Stale("This follow-up has moved on since the page was shown. Look again before you go on.")
    return case


def _reason(reason: str) -> str:
    if not reason.strip():
        raise NotAllowed("Write a reason: the record keeps it with your name.")
    if len(reason) > LONGEST_REASON:
        raise NotAllowed(f"Keep the reason under {LONGEST_REASON} characters.")
    return reason.strip()


def _said(db: Session, case: Case, at: datetime) -> str:
    """A moment as the school's clock shows it: "09:30 on Mon 23 Nov"."""
    local = at.astimezone(school_zone(db.get_one(School, case.school_id)))
    return f"{local:%H:%M} on {local:%a} {local.day} {local:%b}"
