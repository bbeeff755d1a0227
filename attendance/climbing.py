"""Climbing the ladder: facts from the rows, one decision, and all it causes in one transaction."""

import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from attendance import texts
from attendance.outbox import queue_message
from attendance.tasks import open_task
from rules.casefacts import CaseContact, CaseFacts, TakenStep
from rules.cases import school_day_number
from rules.contacts import PupilLink, contacts_in_order, is_silenced
from rules.ladder import Closed, Decision, OpenTask, Paused, Send, Wait, next_step
from rules.policy import Policy
from rules.sessions import CalendarError, SchoolCalendar, local_instant
from rules.steps import Ladder, Role
from storage.cases import (
    claim_due_cases,
    contacts_on_numbers,
    links_of_contacts,
    pupil_links,
    taken_steps,
    textable_points,
)
from storage.days import local_day, school_calendar, school_zone
from storage.marks import find_enrolment
from storage.models import Case, CaseEvent, ContactPoint, Line, LineSchool, Pupil, RegistrationGroup, School
from storage.policies import policy_in_force
from storage.records import insert_once

log = logging.getLogger(__name__)

#: No day of a ladder has more steps; past it something is wrong, and the case is looked at again.
MOST_STEPS_AT_ONCE = 200
#: A case whose step failed is looked at again after this, with those that are well going first.
FAILED_WAITS = timedelta(minutes=1)
#: A question about this morning is not worth sending after this.
TEXT_IS_WORTH = timedelta(hours=3)
URGENT_ROLES = {Role.SAFEGUARDING_LEAD}


def take_due_steps(db: Session, now: datetime, limit: int = 50) -> int:
    """Take every step that is due, of up to `limit` cases, in the caller's transaction.

    Args:
        now: aware.
        limit: cases claimed at once; call again while it returns `limit`.

    Returns:
        how many cases were looked at.
    """
    cases = claim_due_cases(db, now, limit)
    for case in cases:
        try:
            with db.begin_nested():
                _climb(db, case, now)
            log.info("case looked at", extra={"case_id": case.id})
        except Exception:  # one case that cannot be read must not keep the others from their steps
            log.exception("case failed", extra={"case_id": case.id})
            _try_again_soon(db, case.id, now)
    return len(cases)


def _try_again_soon(db: Session, case_id: int, now: datetime) -> None:
    case = db.get_one(Case, case_id, populate_existing=True)
    case.next_due_at = now + FAILED_WAITS
    case.next_reason = "Something went wrong in working out the next step: look at this child yourself."


def _climb(db: Session, case: Case, now: datetime) -> None:
    climber = _Climber(db, case, now)
    for decision in climber.decisions():
        if isinstance(decision, Send):
            climber.send(decision)
        elif isinstance(decision, OpenTask):
            climber.open(decision)
        else:
            climber.rest(decision)


class _Climber:
    """One case at one moment, with what its steps need read once."""

    def __init__(self, db: Session, case: Case, now: datetime) -> None:
        self.db, self.case, self.now = db, case, now
        self.school = db.get_one(School, case.school_id)
        self.pupil = db.get_one(Pupil, case.pupil_id)
        self.today = local_day(self.school, now)
        self.line = _line_of(db, case.school_id)
        self.links = contacts_in_order(pupil_links(db, case.pupil_id), self.today)
        self.points = _numbers_to_text(db, case, [link.contact_id for link in self.links], self.line)
        self.facts = self._facts()

    def decisions(self) -> Iterator[Decision]:
        """Each step that is due now, then the wait for the next."""
        for _ in range(MOST_STEPS_AT_ONCE):
            decision = next_step(self.facts, self.now)
            yield decision
            if not isinstance(decision, Send | OpenTask):
                return
            taken = TakenStep(decision.step_key, self.today, self.now)
            self.facts = _with_taken(self.facts, taken)
        yield Wait(self.now + timedelta(minutes=1), "More steps than a day can have: looked at again.")

    def send(self, step: Send) -> None:
        """Queue the text of a step and write the step down."""
        point = self.points[step.contact_id]
        queued = self._queue(step, point)
        words = step.reason if queued else "Not texted: this number opted out of texts."
        self._write_down(step.step_key, "text", words, contact_id=step.contact_id, outbound_id=queued)

    def _queue(self, step: Send, point: ContactPoint) -> int | None:
        if self.line is None:
            return None
        return queue_message(
            self.db,
            organisation_id=self.case.organisation_id,
            school_id=self.case.school_id,
            line_id=self.line.id,
            to_number=point.number,
            body=self._words(step),
            purpose="first_contact" if step.attempt == 1 else "follow_up",
            dedupe_key=f"case:{self.case.id}:{step.step_key}",
            now=self.now,
            urgency=2 if self.pupil.vulnerable or self.pupil.priority_call else 3,
            contact_id=step.contact_id,
            contact_point_id=point.id,
            case_ids=(self.case.id,),
            expires_at=self.now + TEXT_IS_WORTH,
            attempt=step.attempt,
        )

    def open(self, step: OpenTask) -> None:
        """Give a person the task of a step and write the step down."""
        task_id = open_task(
            self.db,
            organisation_id=self.case.organisation_id,
            school_id=self.case.school_id,
            kind=str(step.kind),
            role=str(step.for_role),
            why=step.reason,
            due_at=step.due_at,
            dedupe_key=f"case:{self.case.id}:{step.step_key}",
            now=self.now,
            urgent=step.for_role in URGENT_ROLES,
            case_id=self.case.id,
            pupil_id=self.case.pupil_id,
        )
        self._write_down(step.step_key, "task", step.reason, task_id=task_id)

    def rest(self, decision: Decision) -> None:
        """Say when the case is looked at next, and why not sooner."""
        if isinstance(decision, Wait):
            self.case.next_due_at, self.case.next_reason = decision.until, decision.reason
        elif isinstance(decision, Paused | Closed):
            self.case.next_reason = decision.reason

    def _write_down(
        self,
        step_key: str,
        kind: str,
        words: str,
        *,
        contact_id: int | None = None,
        outbound_id: int | None = None,
        task_id: int | None = None,
    ) -> None:
        insert_once(
            self.db,
            CaseEvent,
            organisation_id=self.case.organisation_id,
            case_id=self.case.id,
            kind=kind,
            step_key=step_key,
            on_date=self.today,
            at=self.now,
            words=words,
            contact_id=contact_id,
            outbound_id=outbound_id,
            task_id=task_id,
            name="Ninebell",
            position="software",
        )

    def _words(self, step: Send) -> str:
        child, school = self.pupil.called, self.school.name
        if step.attempt > 1:
            return texts.still_waiting(school, child)
        if self.facts.school_day_number > 1:
            return texts.still_away(school, child)
        return texts.first_contact(school, child)

    def _facts(self) -> CaseFacts:
        calendar = school_calendar(self.db, self.school.id)
        number = school_day_number(self.case.opened_on, self.today, calendar)
        zone = school_zone(self.school)
        policy = policy_in_force(self.db, self.school.id, self.today).policy
        return CaseFacts(
            case_id=self.case.id,
            opened_at=self.case.opened_at,
            opened_on=self.case.opened_on,
            today=self.today,
            school_day_number=number,
            is_school_day_today=calendar.is_school_day(self.today),
            contact_from_at=self._contact_from(policy, self.today, number),
            next_contact_at=self._contact_from(policy, _next_day(calendar, self.today), number + 1),
            ladder=Ladder.from_json(self.case.ladder),
            contacts=tuple(
                CaseContact(
                    link.contact_id,
                    self.points[link.contact_id].id if link.contact_id in self.points else None,
                    link.order,
                )
                for link in self.links
            ),
            taken=tuple(TakenStep(*step) for step in taken_steps(self.db, self.case.id)),
            paused_at=self.case.paused_at,
            closed_at=self.case.closed_at,
            vulnerable=self.pupil.vulnerable,
            social_worker=self.pupil.social_worker,
            youth_offending=self.pupil.youth_offending,
            contact_until_at=policy.contact_until_at(self.today, zone),
        )

    def _contact_from(self, policy: Policy, day: date, number: int) -> datetime:
        """When contact begins on a day: a class whose register closes at a time of its own waits for that."""
        zone = school_zone(self.school)
        enrolment = find_enrolment(self.db, self.case.pupil_id, day)
        group = self.db.get(RegistrationGroup, enrolment.group_id) if enrolment else None
        if group is not None and group.am_closes is not None and policy.later_contact_from is None:
            return local_instant(day, group.am_closes, zone)
        return policy.contact_from_at(day, number, zone)


def _next_day(calendar: SchoolCalendar, today: date) -> date:
    """The next school day; where the calendar has run out, tomorrow, so that nobody is forgotten."""
    try:
        return calendar.next_school_day(today)
    except CalendarError:
        return today + timedelta(days=1)


def _line_of(db: Session, school_id: int) -> Line | None:
    return db.scalars(
        select(Line)
        .join(LineSchool, LineSchool.line_id == Line.id)
        .where(LineSchool.school_id == school_id)
        .order_by(Line.id)
        .limit(1)
    ).first()


def _numbers_to_text(
    db: Session, case: Case, contact_ids: list[int], line: Line | None
) -> dict[int, ContactPoint]:
    """The number to text for each contact; one shared with somebody to keep away is left out."""
    if line is None:
        return {}
    points = textable_points(db, contact_ids, line.id)
    owners = contacts_on_numbers(db, case.organisation_id, {point.number for point in points.values()})
    links = links_of_contacts(db, set().union(*owners.values()))
    by_contact: dict[int, list[PupilLink]] = {}
    for link in links:
        by_contact.setdefault(link.contact_id, []).append(link)
    return {
        contact_id: point
        for contact_id, point in points.items()
        if not is_silenced({owner: by_contact.get(owner, []) for owner in owners[point.number]})
    }


def _with_taken(facts: CaseFacts, step: TakenStep) -> CaseFacts:
    return replace(facts, taken=(*facts.taken, step))
