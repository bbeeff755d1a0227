"""All rows that the count needs, read once into memory."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import Session

from rules.codes import is_on_site
from rules.steps import Ladder
from storage.engine import Database
from storage.models import (
    AbsenceReport,
    Case,
    CaseEvent,
    Contact,
    ContactPoint,
    Mark,
    OptOut,
    OutboundCase,
    OutboundMessage,
    Pupil,
    PupilContact,
    Task,
    TaskPush,
)
from storage.policies import policy_in_force
from tests.chaos.expected import Child
from tests.chaos.witness import Seen, read_witness

#: Tasks that make a person contact the family.
REACHES_FAMILY = frozenset({"call", "home_visit", "visit_decision"})
#: Purposes of the texts that a ladder sends. A child's safety hangs on them.
LADDER = frozenset({"first_contact", "follow_up"})
#: Texts in one of these states count for nobody's day.
NEVER_WENT = frozenset({"cancelled", "expired"})
#: In the key of a text that says again what another said, without a child who is explained now.
REWRITTEN = ":for:"


@dataclass(frozen=True)
class Records:
    """The rows. cases_of: outbound id → the cases it was sent for. ladders: case id → as its policy has it.

    children: case id → what its steps depend on. chains: school id → how many people are told of an urgent
    task. silenced: numbers of people who must not be contacted. reports: pupil id → states of the reports.
    seen_pupils: marked in school.
    """

    cases: list[Case]
    events: list[CaseEvent]
    texts: dict[int, OutboundMessage]
    tasks: list[Task]
    pushes: list[TaskPush]
    cases_of: dict[int, set[int]]
    ladders: dict[int, Ladder]
    children: dict[int, Child]
    chains: dict[int, int]
    silenced: set[str]
    seen_pupils: set[int]
    reports: dict[int, list[str]]
    witness: list[Seen]

    @cached_property
    def steps_of(self) -> dict[int, set[tuple[int, str]]]:
        """Outbound id → the steps (case, key) that a text stands for."""
        found: dict[int, set[tuple[int, str]]] = {}
        for event in self.events:
            if event.outbound_id is not None and event.step_key:
                found.setdefault(event.outbound_id, set()).add((event.case_id, event.step_key))
        return found

    def had_enough(self, most_a_day: int) -> set[int | None]:
        """The contacts who were texted as often as anybody may be in a day, about whichever child."""
        texted = Counter(
            row.contact_id
            for row in self.texts.values()
            if row.purpose != "reply" and row.state not in NEVER_WENT
        )
        return {contact for contact, times in texted.items() if contact is not None and times >= most_a_day}

    @cached_property
    def without_sibling(self) -> dict[int, list[OutboundMessage]]:
        """Outbound id → the texts that took its place when one of the children it named was explained."""
        by_key = {row.dedupe_key: row.id for row in self.texts.values()}
        found: dict[int, list[OutboundMessage]] = {}
        for row in self.texts.values():
            first, mark, _ = row.dedupe_key.partition(REWRITTEN)
            if mark and first in by_key:
                found.setdefault(by_key[first], []).append(row)
        return found

    @cached_property
    def pushes_of(self) -> dict[int, set[tuple[int, int, str]]]:
        """Outbound id → the tellings (task, round, role) that a text stands for; it may tell of several."""
        found: dict[int, set[tuple[int, int, str]]] = {}
        for push in self.pushes:
            if push.outbound_id is not None:
                found.setdefault(push.outbound_id, set()).add((push.task_id, push.round, push.role))
        return found

    @cached_property
    def contact_steps(self) -> set[tuple[int, str]]:
        """The steps (case, key) that contact a family: texts, and tasks to ring or to go there."""
        reaching = {task.id for task in self.tasks if task.kind in REACHES_FAMILY}
        return {
            (event.case_id, event.step_key)
            for event in self.events
            if event.step_key and (event.kind == "text" or event.task_id in reaching)
        }


def read_records(database: Database) -> Records:
    """Read them."""
    witness = read_witness(database)
    with database.read() as db:
        cases = list(db.scalars(select(Case).order_by(Case.id)))
        reports: dict[int, list[str]] = {}
        for pupil_id, state in db.execute(select(AbsenceReport.pupil_id, AbsenceReport.state)):
            reports.setdefault(pupil_id, []).append(state)
        return Records(
            cases=cases,
            events=list(db.scalars(select(CaseEvent).order_by(CaseEvent.id))),
            texts={row.id: row for row in db.scalars(select(OutboundMessage))},
            tasks=list(db.scalars(select(Task).order_by(Task.id))),
            pushes=list(db.scalars(select(TaskPush).order_by(TaskPush.id))),
            cases_of=_cases_of(db),
            ladders={case.id: _ladder(db, case) for case in cases},
            children={case.id: _child(db, case) for case in cases},
            chains={case.school_id: _chain(db, case) for case in cases},
            silenced=_silenced(db),
            seen_pupils={m.pupil_id for m in db.scalars(select(Mark)) if m.code and is_on_site(m.code)},
            reports=reports,
            witness=witness,
        )


def _cases_of(db: Session) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for outbound_id, case_id in db.execute(select(OutboundCase.outbound_id, OutboundCase.case_id)):
        found.setdefault(outbound_id, set()).add(case_id)
    return found


def _ladder(db: Session, case: Case) -> Ladder:
    """From the policy, not from the case: what was copied onto it is the product's own."""
    pupil = db.get_one(Pupil, case.pupil_id)
    policy = policy_in_force(db, case.school_id, case.opened_on).policy
    return policy.ladder_for(vulnerable=pupil.vulnerable)


def _chain(db: Session, case: Case) -> int:
    """How many people the school's policy names to be told of an urgent task."""
    return len(policy_in_force(db, case.school_id, case.opened_on).policy.push.chain)


def _child(db: Session, case: Case) -> Child:
    pupil = db.get_one(Pupil, case.pupil_id)
    links = db.scalars(
        select(PupilContact)
        .where(PupilContact.pupil_id == pupil.id, ~PupilContact.must_not_be_contacted)
        .where(~PupilContact.court_restriction, PupilContact.may_be_told)
        .order_by(PupilContact.order, PupilContact.contact_id)
    )
    silenced, opted_out = _silenced(db), set(db.scalars(select(OptOut.number)))
    contacts = []
    for link in links:
        if db.get_one(Contact, link.contact_id).ended_on is not None or not _holds(link, case.opened_on):
            continue
        points = db.scalars(
            select(ContactPoint).where(ContactPoint.contact_id == link.contact_id, ContactPoint.can_text)
        )
        if any(p.dead_at is None and p.number not in silenced | opted_out for p in points):
            contacts.append(link.contact_id)
    return Child(pupil.vulnerable, pupil.social_worker, pupil.youth_offending, tuple(contacts))


def _holds(link: PupilContact, on: date) -> bool:
    return (link.from_on is None or link.from_on <= on) and (link.to_on is None or on <= link.to_on)


def _silenced(db: Session) -> set[str]:
    """Numbers that anybody uses who must not be contacted about some child."""
    return set(
        db.scalars(
            select(ContactPoint.number)
            .join(PupilContact, PupilContact.contact_id == ContactPoint.contact_id)
            .where(PupilContact.must_not_be_contacted)
        )
    )
