"""A school's days and times, read from its records."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from rules.sessions import SchoolCalendar
from storage.models import School, SchoolDay, Term


def school_calendar(db: Session, school_id: int) -> SchoolCalendar:
    """The school's terms and the weekdays it is closed."""
    terms = db.execute(select(Term.first_on, Term.last_on).where(Term.school_id == school_id)).all()
    closed = db.scalars(select(SchoolDay.on_date).where(SchoolDay.school_id == school_id))
    return SchoolCalendar(
        terms=tuple(sorted((first, last) for first, last in terms)), closed=frozenset(closed)
    )


def school_zone(school: School) -> ZoneInfo:
    """The zone the school's clocks are in."""
    return ZoneInfo(school.time_zone)


def local_day(school: School, now: datetime) -> date:
    """The school's date at an instant."""
    return now.astimezone(school_zone(school)).date()
