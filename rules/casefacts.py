"""What is known about a case when its next step is decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from rules.steps import Ladder


@dataclass(frozen=True, slots=True)
class CaseContact:
    """Somebody who may be contacted about the pupil; contact_point_id is None without a number to text."""

    contact_id: int
    contact_point_id: int | None
    order: int


@dataclass(frozen=True, slots=True)
class TakenStep:
    """A step that was taken, or skipped by a person. on: the school's day; at: the instant, aware."""

    key: str
    on: date
    at: datetime

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
