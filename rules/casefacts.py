"""What is known about a case when its next step is decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from rules.steps import Ladder


@dataclass(frozen=True, slots=True)
class CaseContact:
    """Somebody who may be contacted about the pupil.

    contact_point_id: the first number that can be texted, or None without one. point_ids: every number that
    can be texted, in order. texts_today: texts already queued or sent to them today, about any child.
    """

    contact_id: int
    contact_point_id: int | None
    order: int
    point_ids: tuple[int, ...] = ()
    texts_today: int = 0

    @property
    def points(self) -> tuple[int, ...]:
        """Every number of theirs that can be texted, in order; none when nothing can be."""
        first = () if self.contact_point_id is None else (self.contact_point_id,)
        return self.point_ids or first


@dataclass(frozen=True, slots=True)
class TakenStep:
    """A step that was taken, or skipped by a person. on: the school's day; at: the instant, aware.

    skipped: gaps count from steps really taken, so a skipped one holds nothing up.
    """

    key: str
    on: date
    at: datetime
    skipped: bool = False

    @property
    def step_key(self) -> str:
        """The key without its day: "2026-11-23/text/1/contact-12" gives "text/1/contact-12"."""
        return self.key.partition("/")[2]


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """All that the next step depends on. Instants are aware; days are the school's.

    school_day_number: 1 on the first school day of the case (on a day without school, that of the last).
    contact_from_at: when contact may begin today. next_contact_at: when it begins on the next school day.
    contact_until_at: no text goes out at or after it today; tasks still open. None means no such moment.
    texts_not_before, held_reason: a hold or an office check keeps texts and calls back until then, never
    tasks for the safeguarding lead. brought_forward: step keys a person wants now, whatever their gap.
    contact_days: days without school on which the safeguarding lead wants the family contacted.
    priority: the school rings this family first. reached: an adult has answered since the case opened.
    texts_from_at: no text goes out before it today (quiet hours). None means contact_from_at.
    failed: keys of taken texts that certainly reached nobody (not delivered, refused, or too late to send).
    """

    case_id: int
    opened_at: datetime
    opened_on: date
    today: date
    school_day_number: int
    is_school_day_today: bool
    contact_from_at: datetime
    next_contact_at: datetime
    ladder: Ladder
    contacts: tuple[CaseContact, ...] = ()
    taken: tuple[TakenStep, ...] = ()
    paused_at: datetime | None = None
    closed_at: datetime | None = None
    vulnerable: bool = False
    social_worker: bool = False
    youth_offending: bool = False
    contact_until_at: datetime | None = None
    texts_not_before: datetime | None = None
    held_reason: str | None = None
    brought_forward: frozenset[str] = frozenset()
    contact_days: tuple[date, ...] = ()
    priority: bool = False
    reached: bool = False
    texts_from_at: datetime | None = None
    failed: frozenset[str] = frozenset()
