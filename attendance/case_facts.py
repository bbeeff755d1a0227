"""The facts of many cases, read together in a constant number of statements."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property, lru_cache
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from rules.casefacts import CaseContact, CaseFacts, TakenStep
from rules.cases import school_day_number
from rules.contacts import PupilLink, contacts_in_order
from rules.policy import Policy
from rules.sessions import CalendarError, SchoolCalendar
from rules.steps import Ladder
from storage.cases import ClaimedCase
from storage.following import (
    Event,
    Place,
    PupilFacts,
    SchoolFacts,
    agreed_times_of,
    calendars_of,
    contact_days_of,
    places_of,
    pupils_by_id,
    reached_cases,
    schools_by_id,
    step_events,
)
from storage.outbox import failed_steps
from storage.policies import Policies, policies_of
from storage.reaching import (
    Point,
    lines_of,
    links_of_pupils,
    opted_out,
    points_of,
    silenced_numbers,
    texts_since,
)

#: A person asked for a step now; it is not taken yet. Its key is this and the step's own.
FORWARD = "forward/"
#: How far ahead closed days are read. No break is longer; were one, the case would be looked at again.
AHEAD = timedelta(days=100)


@dataclass(frozen=True, slots=True)
class Known:
    """One case at one moment, with what its steps need.

    points: the number behind each point's id. line_id: the line its school writes from.
    """

    case: ClaimedCase
    facts: CaseFacts
    pupil: PupilFacts
    school: SchoolFacts
    line_id: int | None
    points: Mapping[int, Point]

    @property
    def comes_first(self) -> bool:
        """Whether this child's texts and calls go before others'."""
        return self.pupil.vulnerable or self.pupil.priority_call


class _SchoolDay:
    """A school at one moment, worked out once for all of its cases; what cannot be read fails when asked."""

    def __init__(
        self, school: SchoolFacts, calendar: SchoolCalendar, policies: Policies, now: datetime
    ) -> None:
        self.school, self.calendar = school, calendar
        self.zone = ZoneInfo(school.time_zone)
        self.today = now.astimezone(self.zone).date()
        self.day_began = datetime.combine(self.today, time(), self.zone)
        self._policies = policies

    @cached_property
    def policy(self) -> Policy:
        return self._policies.in_force(self.school.id, self.today).policy

    @cached_property
    def next_day(self) -> date:
        """The next school day; where the calendar has run out, tomorrow, so that nobody is forgotten."""
        try:
            return self.calendar.next_school_day(self.today)
        except CalendarError:
            return self.today + timedelta(days=1)


@dataclass
class Batch:
    """What is known around some cases. `known` puts one case's facts together."""

    now: datetime
    schools: Mapping[int, SchoolFacts]
    calendars: Mapping[int, SchoolCalendar]
    policies: Policies
    lines: Mapping[int, int]
    pupils: Mapping[int, PupilFacts]
    places: Mapping[int, Sequence[Place]]
    agreed: Mapping[int, Sequence[Place]]
    links: Mapping[int, Sequence[PupilLink]]
    points: Mapping[int, Sequence[Point]]
    silenced: set[tuple[int, str]]
    opted_out: set[tuple[int, str]]
    texts: Mapping[int, Sequence[datetime]]
    events: Mapping[int, Sequence[Event]]
    reached: set[int]
    contact_days: Mapping[int, Sequence[date]]
    failed: Mapping[int, frozenset[str]]
    _days: dict[int, _SchoolDay] = field(default_factory=dict)

    def known(self, case: ClaimedCase) -> Known:
        """One case's facts. Raises whatever makes this one case unreadable."""
        day = self._day(case.school_id)
        line_id = self.lines.get(case.school_id)
        links = contacts_in_order(self.links.get(case.pupil_id, ()), day.today)
        points = {link.contact_id: self._textable(case, link.contact_id, line_id) for link in links}
        return Known(
            case=case,
            facts=self._facts(case, day, links, points),
            pupil=self.pupils[case.pupil_id],
            school=day.school,
            line_id=line_id,
            points={point.id: point for some in points.values() for point in some},
        )

    def _day(self, school_id: int) -> _SchoolDay:
        if school_id not in self._days:
            self._days[school_id] = _SchoolDay(
                self.schools[school_id], self.calendars[school_id], self.policies, self.now
            )
        return self._days[school_id]

    def _textable(self, case: ClaimedCase, contact_id: int, line_id: int | None) -> list[Point]:
        """The numbers to text a contact on; one shared with somebody to keep away is left out."""
        if line_id is None:
            return []
        return [
            point
            for point in self.points.get(contact_id, ())
            if (case.organisation_id, point.number) not in self.silenced
            and (line_id, point.number) not in self.opted_out
        ]

    def _facts(
        self,
        case: ClaimedCase,
        day: _SchoolDay,
        links: Sequence[PupilLink],
        points: Mapping[int, Sequence[Point]],
    ) -> CaseFacts:
        pupil, policy, today = self.pupils[case.pupil_id], day.policy, day.today
        number = school_day_number(case.opened_on, today, day.calendar)
        events = self.events.get(case.id, ())
        return CaseFacts(
            case_id=case.id,
            opened_at=case.opened_at,
            opened_on=case.opened_on,
            today=today,
            school_day_number=number,
            is_school_day_today=day.calendar.is_school_day(today),
            contact_from_at=self._contact_from(case, day, today, number),
            next_contact_at=self._contact_from(case, day, day.next_day, number + 1),
            ladder=_ladder(case.ladder),
            contacts=tuple(self._contact(link, points[link.contact_id], day) for link in links),
            taken=tuple(
                TakenStep(event.step_key, event.on, event.at, skipped=event.kind == "skipped")
                for event in events
                if not event.step_key.startswith(FORWARD)
            ),
            vulnerable=pupil.vulnerable,
            social_worker=pupil.social_worker,
            youth_offending=pupil.youth_offending,
            contact_until_at=policy.contact_until_at(today, day.zone),
            texts_not_before=case.texts_not_before,
            held_reason=case.held_reason,
            brought_forward=frozenset(
                event.step_key.removeprefix(FORWARD) for event in events if event.step_key.startswith(FORWARD)
            ),
            contact_days=tuple(self.contact_days.get(case.id, ())),
            priority=pupil.priority_call,
            reached=case.id in self.reached,
            texts_from_at=policy.texts_from_at(today, day.zone),
            failed=self.failed.get(case.id, frozenset()),
        )

    def _contact(self, link: PupilLink, points: Sequence[Point], day: _SchoolDay) -> CaseContact:
        return CaseContact(
            contact_id=link.contact_id,
            contact_point_id=points[0].id if points else None,
            order=link.order,
            point_ids=tuple(point.id for point in points),
            texts_today=sum(at >= day.day_began for at in self.texts.get(link.contact_id, ())),
        )

    def _contact_from(self, case: ClaimedCase, day: _SchoolDay, on: date, number: int) -> datetime:
        """When contact begins on a day: a pupil or class whose register closes later waits for that."""
        closes = _covering(self.agreed.get(case.pupil_id, ()), on) or _covering(
            self.places.get(case.pupil_id, ()), on
        )
        return day.policy.contact_from_at(on, number, day.zone, closes)


def read_batch(db: Session, cases: Sequence[ClaimedCase], now: datetime) -> Batch:
    """Read all that the steps of some cases hang on, whatever their number, in as many statements.

    Args:
        cases: claimed, so that nothing about them changes meanwhile.
        now: aware.
    """
    school_ids = {case.school_id for case in cases}
    pupil_ids = {case.pupil_id for case in cases}
    case_ids = [case.id for case in cases]
    points = points_of(db, pupil_ids)
    numbers = {point.number for some in points.values() for point in some}
    earliest = min(case.opened_on for case in cases)
    return Batch(
        now=now,
        schools=schools_by_id(db, school_ids),
        calendars=calendars_of(db, school_ids, earliest, now.date() + AHEAD),
        policies=policies_of(db, school_ids),
        lines=lines_of(db, school_ids),
        pupils=pupils_by_id(db, pupil_ids),
        places=places_of(db, pupil_ids),
        agreed=agreed_times_of(db, pupil_ids),
        links=links_of_pupils(db, pupil_ids),
        points=points,
        silenced=silenced_numbers(db, numbers),
        opted_out=opted_out(db, numbers),
        # A day has 25 hours when the clocks go back.
        texts=texts_since(db, list(points), now - timedelta(hours=26)),
        events=step_events(db, case_ids),
        reached=reached_cases(db, case_ids),
        contact_days=contact_days_of(db, case_ids),
        failed=failed_steps(db, case_ids),
    )


def _covering(places: Iterable[Place], on: date) -> time | None:
    """The AM close of the newest of some places that covers a day."""
    for place in places:
        if place.from_on <= on and (place.to_on is None or on <= place.to_on):
            return place.am_closes
    return None


@lru_cache(maxsize=512)
def _ladder(text: str) -> Ladder:
    return Ladder.from_json(json.loads(text))
