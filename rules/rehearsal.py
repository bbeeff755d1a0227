"""A policy played forward: a calendar, some pupils and what happens to them in, every step and moment out.

Nothing is sent and nothing is kept. It asks the same `next_step` as the clock does, and sleeps as it is told.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from rules.casefacts import CaseContact, CaseFacts, TakenStep
from rules.cases import school_day_number
from rules.ladder import Closed, Decision, OpenTask, Send, Wait, next_step
from rules.policy import Policy
from rules.sessions import SchoolCalendar, Session, register_close
from rules.steps import Ladder, TaskKind

NEVER = datetime.max.replace(tzinfo=UTC)
MOST_MOMENTS = 5000  # steps a pupil may take before we say that the rehearsal does not end


class Happens(StrEnum):
    """What may happen to a case while a policy is played."""

    REASON = "reason"  # a listed contact gives a reason: contact pauses
    REJECTED = "rejected"  # a person does not accept it: contact goes on
    CONFIRMED = "confirmed"  # a person confirms the code: the case closes
    REACHED = "reached"  # an adult answered, without a reason
    HELD = "held"  # texts and calls wait until `until`
    CONTACT_DAYS = "contact_days"  # the lead decides on contact during a break, on `days`
    FORWARD = "forward"  # a person brings the step `key` forward
    SKIPPED = "skipped"  # a person skips the step `key`


HAPPENED = {
    Happens.REASON: "a reason is given",
    Happens.REJECTED: "the reason is rejected",
    Happens.CONFIRMED: "the code is confirmed",
    Happens.REACHED: "an adult answers",
    Happens.HELD: "contact is held",
    Happens.CONTACT_DAYS: "contact days are set",
    Happens.FORWARD: "a step is brought forward",
    Happens.SKIPPED: "a step is skipped",
}


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that people do. at: aware. key: of a step, without its day. words: for the time line."""

    at: datetime
    what: Happens
    words: str
    until: datetime | None = None
    days: tuple[date, ...] = ()
    key: str = ""


@dataclass(frozen=True, slots=True)
class RehearsedPupil:
    """A pupil who is missing from the morning register of `absent_from`, and all that happens then.

    The contacts of siblings share their ids, so that a text about both is one text.
    """

    name: str
    absent_from: date
    contacts: tuple[CaseContact, ...] = ()
    vulnerable: bool = False
    social_worker: bool = False
    youth_offending: bool = False
    priority: bool = False
    happenings: tuple[Happening, ...] = ()


@dataclass(frozen=True, slots=True)
class Closure:
    """A day on which school turns out to be closed, known from `decided_at` (aware)."""

    on: date
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class Moment:
    """One step or one thing that happened. at: aware UTC. local: on the school's clock. task: of a task."""

    at: datetime
    local: datetime
    pupil: str
    what: str
    who: str
    why: str
    task: TaskKind | None = None


@dataclass
class _Case:
    """One pupil's case as it stands at some moment of the rehearsal."""

    place: int
    pupil: RehearsedPupil
    facts: CaseFacts
    ahead: list[Happening]
    look_at: datetime
    taken: int = 0


class Rehearsal:
    """What is played: a policy, over a calendar and the closures decided on the day, in a school's zone."""

    def __init__(
        self, policy: Policy, calendar: SchoolCalendar, zone: ZoneInfo, closures: tuple[Closure, ...] = ()
    ) -> None:
        """closures: days that the calendar holds for school days until their closure is decided."""
        self.policy, self.calendar, self.zone, self.closures = policy, calendar, zone, closures
        self._texted: dict[tuple[date, int], set[datetime]] = {}

    def play(self, pupils: Iterable[RehearsedPupil], until: datetime) -> list[Moment]:
        """Every step about every pupil before `until` (aware), in order of time.

        Raises RuntimeError when a pupil's steps do not come to an end.
        """
        self._texted.clear()
        cases = [self._open(place, pupil) for place, pupil in enumerate(pupils)]
        moments: list[Moment] = []
        while waiting := [(case.look_at, case.place) for case in cases if case.look_at < until]:
            now, place = min(waiting)
            moments.extend(self._look(cases[place], now))
        return moments

    def calendar_at(self, now: datetime) -> SchoolCalendar:
        """The calendar as it is known at `now`."""
        known = {closure.on for closure in self.closures if closure.decided_at <= now}
        return replace(self.calendar, closed=self.calendar.closed | known)

    def _open(self, place: int, pupil: RehearsedPupil) -> _Case:
        on, policy = pupil.absent_from, self.policy
        opened_at = register_close(on, Session.AM, policy.sessions, self.zone)
        ladder: Ladder = policy.ladder_for(vulnerable=pupil.vulnerable)
        facts = CaseFacts(
            case_id=place,
            opened_at=opened_at,
            opened_on=on,
            today=on,
            school_day_number=1,
            is_school_day_today=True,
            contact_from_at=opened_at,
            next_contact_at=opened_at,
            ladder=ladder,
            contacts=pupil.contacts,
            vulnerable=pupil.vulnerable,
            social_worker=pupil.social_worker,
            youth_offending=pupil.youth_offending,
            priority=pupil.priority,
        )
        ahead = sorted(pupil.happenings, key=lambda happening: happening.at)
        return _Case(place, pupil, facts, ahead, opened_at)

    def _look(self, case: _Case, now: datetime) -> list[Moment]:
        moments = [self._happen(case, happening, now) for happening in _due(case, now)]
        while True:
            case.facts = self._facts(case.facts, now)
            decision = next_step(case.facts, now)
            if not isinstance(decision, Send | OpenTask):
                case.look_at = _next_look(case, decision)
                return moments
            moments.append(self._take(case, decision, now))

    def _facts(self, facts: CaseFacts, now: datetime) -> CaseFacts:
        """The facts as the clock would gather them at `now`."""
        policy, zone, calendar = self.policy, self.zone, self.calendar_at(now)
        today = now.astimezone(zone).date()
        number = school_day_number(facts.opened_on, today, calendar)
        following = calendar.next_school_day(today)
        return replace(
            facts,
            today=today,
            school_day_number=number,
            is_school_day_today=calendar.is_school_day(today),
            contact_from_at=policy.contact_from_at(today, number, zone),
            next_contact_at=policy.contact_from_at(following, number + 1, zone),
            texts_from_at=policy.texts_from_at(today, zone),
            contact_until_at=policy.contact_until_at(today, zone),
            contacts=tuple(
                replace(contact, texts_today=self._texts_before(contact.contact_id, today, now))
                for contact in facts.contacts
            ),
        )

    def _texts_before(self, contact_id: int, today: date, now: datetime) -> int:
        # What goes to one person at one moment, about however many children, is one text.
        return len(self._texted.get((today, contact_id), set()) - {now})

    def _take(self, case: _Case, step: Send | OpenTask, now: datetime) -> Moment:
        case.taken += 1
        if case.taken > MOST_MOMENTS:
            raise RuntimeError(f"the rehearsal of {case.pupil.name} does not come to an end")
        taken = TakenStep(step.step_key, case.facts.today, now)
        case.facts = replace(case.facts, taken=(*case.facts.taken, taken))
        if isinstance(step, Send):
            self._texted.setdefault((case.facts.today, step.contact_id), set()).add(now)
            who = f"contact {step.contact_id}, number {_number(case.facts, step)}"
            return self._moment(case, now, f"text {step.attempt}", who, step.reason)
        due = step.due_at.astimezone(self.zone)
        who = f"{str(step.for_role).replace('_', ' ')}, by {due:%H:%M}"
        moment = self._moment(case, now, str(step.kind).replace("_", " "), who, step.reason)
        return replace(moment, task=step.kind)

    def _happen(self, case: _Case, happening: Happening, now: datetime) -> Moment:
        case.facts = _after(self._facts(case.facts, now), happening)
        return self._moment(case, now, HAPPENED[happening.what], "a person", happening.words)

    def _moment(self, case: _Case, now: datetime, what: str, who: str, why: str) -> Moment:
        return Moment(now, now.astimezone(self.zone), case.pupil.name, what, who, why)


def _due(case: _Case, now: datetime) -> list[Happening]:
    due = [happening for happening in case.ahead if happening.at <= now]
    case.ahead = [happening for happening in case.ahead if happening.at > now]
    return due


def _next_look(case: _Case, decision: Decision) -> datetime:
    looks = [] if isinstance(decision, Closed) else [happening.at for happening in case.ahead]
    if isinstance(decision, Wait):
        looks.append(decision.until)
    return min(looks, default=NEVER)


def _after(facts: CaseFacts, happening: Happening) -> CaseFacts:
    match happening.what:
        case Happens.REASON:
            return replace(facts, paused_at=happening.at, reached=True)
        case Happens.REJECTED:
            return replace(facts, paused_at=None)
        case Happens.CONFIRMED:
            return replace(facts, closed_at=happening.at)
        case Happens.REACHED:
            return replace(facts, reached=True)
        case Happens.HELD:
            return replace(facts, texts_not_before=happening.until, held_reason=happening.words)
        case Happens.CONTACT_DAYS:
            return replace(facts, contact_days=happening.days)
        case Happens.FORWARD:
            key = f"{facts.today.isoformat()}/{happening.key}"
            return replace(facts, brought_forward=facts.brought_forward | {key})
        case Happens.SKIPPED:
            key = f"{facts.today.isoformat()}/{happening.key}"
            return replace(facts, taken=(*facts.taken, TakenStep(key, facts.today, happening.at, True)))


def _number(facts: CaseFacts, step: Send) -> int:
    contact = next(contact for contact in facts.contacts if contact.contact_id == step.contact_id)
    return contact.points.index(step.contact_point_id) + 1
