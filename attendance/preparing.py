"""Making sure, once a day and school, that there is a register to wait for in each class and session."""

import logging
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from rules.policy import Policy
from rules.sessions import Session as HalfDay
from rules.sessions import local_instant
from storage.bulk import insert_rows
from storage.closing import (
    ClassTimes,
    Unprepared,
    claim_unprepared,
    classes_of,
    set_prepared,
    time_zones,
)
from storage.following import calendars_of
from storage.models import Register
from storage.policies import Policies, policies_of

log = logging.getLogger(__name__)


def prepare_today(db: Session, now: datetime, limit: int = 500) -> int:
    """Make sure that schools have their registers of the day to wait for, missing until they come.

    A school is looked at once a day, by its own clock, and again when its classes or calendar change; a day
    without school needs none. A constant number of statements for any number of schools.

    Args:
        now: aware.
        limit: schools at once.

    Returns:
        how many schools were prepared; call again while it is `limit`.
    """
    days = {zone: now.astimezone(ZoneInfo(zone)).date() for zone in time_zones(db)}
    schools = claim_unprepared(db, days, limit)
    if not schools:
        return 0
    insert_rows(db, Register, list(_registers(db, schools, days)))
    set_prepared(db, schools, days)
    log.info("days prepared", extra={"count": len(schools)})
    return len(schools)


def _registers(db: Session, schools: Sequence[Unprepared], days: dict[str, date]) -> Iterator[dict[str, Any]]:
    """The registers of the schools that have school today."""
    ids = [school.id for school in schools]
    calendars = calendars_of(db, ids, min(days.values()), max(days.values()))
    policies = policies_of(db, ids)
    classes: dict[int, list[ClassTimes]] = {}
    for each in classes_of(db, ids):
        classes.setdefault(each.school_id, []).append(each)
    for school in schools:
        on = days[school.time_zone]
        if calendars[school.id].is_school_day(on):
            yield from _of_school(school, classes.get(school.id, ()), policies, on)


def _of_school(
    school: Unprepared, classes: Sequence[ClassTimes], policies: Policies, on: date
) -> list[dict[str, Any]]:
    try:
        policy = policies.in_force(school.id, on).policy
    except Exception:  # others must not wait for it; imported again, it is looked at again
        log.exception("school has no policy that can be read", extra={"school_id": school.id})
        return []
    zone = ZoneInfo(school.time_zone)
    return [
        {
            "organisation_id": school.organisation_id,
            "school_id": school.id,
            "group_id": each.id,
            "on_date": on,
            "session": session.value,
            "closes_at": local_instant(on, _closes(policy, each, session), zone),
        }
        for each in classes
        if each.ended_on is None or each.ended_on > on
        for session in HalfDay
    ]


def _closes(policy: Policy, group: ClassTimes, session: HalfDay) -> time:
    own = group.am_closes if session is HalfDay.AM else group.pm_closes
    return own or policy.sessions[session].closes_at
