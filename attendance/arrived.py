"""A child who was looked for is in school: the follow-up stops, and whoever was asked is told, once.

A person saw the child: the teacher at the register, or somebody at the desk. Software only stops asking; a
case is closed by the person at the desk who signs the child in, or by whoever answers the task.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time

from sqlalchemy.orm import Session

from attendance.asking import Ask, ask_people, role_and_due
from attendance.cases import pause_case, try_to_close
from attendance.family import pass_on_tasks
from attendance.outbox import queue_message
from attendance.people import Actor
from attendance.story import note
from attendance.tasks import drop_tasks, open_task, soon
from rules.contacts import contacts_in_order
from rules.sessions import local_instant
from rules.steps import TaskKind
from storage.cases import pupil_links
from storage.days import school_zone
from storage.models import Case, OutboundMessage, Pupil, School
from storage.open_cases import MAY_HAVE_ARRIVED, silenced_numbers, texts_keyed, texts_of_case
from storage.policies import policy_in_force

#: Looking for a child who is in school helps nobody. Safeguarding tasks stay until a person ends them.
ENDS_WITH_ARRIVAL = ("call", "family_contact", "visit_decision", "home_visit")
SEEN = "Marked as in school: a person confirms and closes."
EXPLAINED = "The register now gives a reason: a person confirms and closes."


def in_school_now(school: str, child: str) -> str:
    """The text to whoever was asked about a child who has come in. A first name, and no reason."""
    return f"{school}: {child} is in school now. Thank you for your help."


def not_in_school(school: str, child: str) -> str:
    """The text that takes "is in school now" back."""
    return (
        f"{school}: our last text about {child} was a mistake, and we are sorry. We have not seen {child} in "
        "school today. Please ring us now, or reply to this text."
    )


def stop_asking(
    db: Session, school: School, cases: Mapping[int, Case], seen: Mapping[int, bool], on: date, now: datetime
) -> None:
    """A register says where some pupils are: their open cases wait for a person to close them.

    Args:
        cases: pupil → open case, locked. seen: pupil → whether the register has the pupil in school; False
            means that it gives a reason for the absence.
    """
    asked = []
    policy = policy_in_force(db, school.id, on).policy
    role, due_at = role_and_due(policy, TaskKind.CLASS_CHECK, now)
    for pupil_id, case in cases.items():
        if case.paused_at is None:
            pause_case(db, case, SEEN if seen[pupil_id] else EXPLAINED, now)
        if not seen[pupil_id]:
            why = "The register now gives a reason for this absence. Is it right? If so, close the follow-up."
        else:
            _drop_searching(db, case, now)
            tell_family(db, case, school, on, now)
            why = "The register has this child in school. Is it right? If so, close the follow-up."
        asked.append(
            Ask(
                organisation_id=school.organisation_id,
                school_id=school.id,
                kind="close_case",
                role=role,
                why=why,
                due_at=max(due_at, soon(now, 30)),
                dedupe_key=close_key(case.id, on),
                case_id=case.id,
                pupil_id=pupil_id,
            )
        )
    ask_people(db, asked, now)


def close_key(case_id: int, on: date) -> str:
    """The one question a day whether a case can be closed."""
    return f"close:{case_id}:{on.isoformat()}"


def stop_at_desk(
    db: Session, case: Case, school: School, why: str, on: date, actor: Actor, now: datetime
) -> str:
    """Somebody at the desk has the child before them: the case is closed in their name.

    Without a person's account it only waits for one.

    Returns:
        a sentence on what happened to the follow-up.
    """
    if actor.user_id is None:
        stop_asking(db, school, {case.pupil_id: case}, {case.pupil_id: True}, on, now)
        return "The follow-up has stopped: a person closes it."
    tell_family(db, case, school, on, now)
    pass_on_tasks(db, case.id, ENDS_WITH_ARRIVAL)
    return try_to_close(db, case, why, actor, now, child_seen=True)


def _drop_searching(db: Session, case: Case, now: datetime) -> None:
    pass_on_tasks(db, case.id, ENDS_WITH_ARRIVAL)
    drop_tasks(db, case.id, ENDS_WITH_ARRIVAL, "not needed: the child is in school", now)


def tell_family(db: Session, case: Case, school: School, on: date, now: datetime) -> int:
    """Tell everybody who was texted about the case today that the child is in school, once each.

    Nobody is told to whom nothing went, nobody who may not be told, and nobody on a number that they share
    with somebody who must not be contacted.

    Returns:
        how many are told now.
    """
    midnight = local_instant(on, time(), school_zone(school))
    texts = texts_of_case(db, case.id, midnight)
    if not texts:
        return 0
    pupil = db.get_one(Pupil, case.pupil_id)
    told = 0
    prefix = f"{case.id}:{on.isoformat()}:"
    corrections = _corrections(db, prefix)
    for text in _who_may_hear(db, case, texts, on):
        told += _queue(
            db,
            text,
            in_school_now(school.name, pupil.called),
            f"arrived:{prefix}{text.to_number}:{corrections}",
            now,
        )
    if told:
        note(db, case, "told", f"In school: told {_people(told)} who had been texted.", now, on=on)
    return told


def take_back(db: Session, case: Case, school: School, on: date, now: datetime) -> int:
    """The child was not in school after all: whoever was told so is told that it was a mistake.

    Returns:
        how many had been told, or may have been.
    """
    prefix = f"{case.id}:{on.isoformat()}:"
    pupil = db.get_one(Pupil, case.pupil_id)
    sent = texts_keyed(db, f"arrived:{prefix}")
    corrections = _corrections(db, prefix)
    told = 0
    for text in sent:
        if not text.dedupe_key.endswith(f":{corrections}"):
            continue
        if text.state == "ready":
            text.state, text.error = "cancelled", "entered at the desk by mistake"
        elif text.state in MAY_HAVE_ARRIVED:
            key = f"not-arrived:{prefix}{text.to_number}:{corrections}"
            told += _queue(db, text, not_in_school(school.name, pupil.called), key, now)
    if told:
        _warn_lead(db, case, told, now)
    return told


def _corrections(db: Session, prefix: str) -> int:
    """How often the family was told that day that "in school now" was a mistake."""
    return len({text.dedupe_key.rsplit(":", 1)[1] for text in texts_keyed(db, f"not-arrived:{prefix}")})


def _warn_lead(db: Session, case: Case, told: int, now: datetime) -> None:
    why = (
        f"The family ({_people(told)}) had been told that this child is in school. That was a mistake, and "
        "they have been written to again. Find out where the child is, now."
    )
    note(db, case, "told", f"Not in school: told {_people(told)} that the last text was a mistake.", now)
    open_task(
        db,
        organisation_id=case.organisation_id,
        school_id=case.school_id,
        kind=TaskKind.SAFEGUARDING.value,
        role="safeguarding_lead",
        why=why,
        due_at=soon(now, 10),
        dedupe_key=f"told-wrongly:{case.id}:{now.isoformat()}",
        now=now,
        urgent=True,
        case_id=case.id,
        pupil_id=case.pupil_id,
    )


def _who_may_hear(
    db: Session, case: Case, texts: Sequence[OutboundMessage], on: date
) -> list[OutboundMessage]:
    """One text of each number whose owner may be told today."""
    may_hear = {link.contact_id for link in contacts_in_order(pupil_links(db, case.pupil_id), on)}
    by_number = {text.to_number: text for text in texts if text.contact_id in may_hear}
    silenced = silenced_numbers(db, case.organisation_id, by_number)
    return [text for number, text in by_number.items() if number not in silenced]


def _queue(db: Session, text: OutboundMessage, body: str, key: str, now: datetime) -> int:
    """Write to the number of an earlier text; of no case, so that closing the case does not take it back."""
    queued = queue_message(
        db,
        organisation_id=text.organisation_id,
        school_id=text.school_id,
        line_id=text.line_id,
        to_number=text.to_number,
        body=body,
        purpose="arrived",
        dedupe_key=key,
        now=now,
        urgency=4,
        contact_id=text.contact_id,
        contact_point_id=text.contact_point_id,
    )
    return int(queued is not None)


def _people(count: int) -> str:
    return "1 person" if count == 1 else f"{count} people"
