"""A late bus: the follow-ups of its pupils wait together, with a reason and an end."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from attendance.errors import NotAllowed, NotFound
from attendance.people import Actor
from attendance.story import note
from storage.days import local_day, school_zone
from storage.holds import find_hold, open_cases_of, routes_of, texts_waiting
from storage.models import Case, Hold, RegistrationGroup, School

LONGEST = timedelta(hours=2)
LONGEST_REASON = 200


def hold_route(
    db: Session, school_id: int, route: str, reason: str, until: datetime, actor: Actor, now: datetime
) -> Hold:
    """Let the follow-ups of everybody on a route wait: those that are open, and those that open until then.

    Texts and calls wait; tasks for the safeguarding lead do not. At `until` they go on by themselves.

    Args:
        route: as the pupils' records have it.
        until: aware; at most two hours away.

    Raises:
        NotAllowed: no such route, no reason, or a time that has passed or is too far away.
    """
    school = db.get_one(School, school_id)
    if route not in routes_of(db, school_id, local_day(school, now)):
        raise NotAllowed("No pupil is on that route. Choose one of the list, or import the pupils' routes.")
    return _hold(db, school, reason, until, actor, now, route=route)


def hold_group(
    db: Session, school_id: int, group_id: int, reason: str, until: datetime, actor: Actor, now: datetime
) -> Hold:
    """Let the follow-ups of a class wait. As `hold_route`.

    Raises:
        NotFound: there is no such class. NotAllowed: as `hold_route`.
    """
    group = db.get(RegistrationGroup, group_id)
    if group is None or group.school_id != school_id:
        raise NotFound("That class is not in this school.")
    return _hold(db, db.get_one(School, school_id), reason, until, actor, now, group_id=group_id)


def release(db: Session, school_id: int, hold_id: int, actor: Actor, now: datetime) -> int:
    """End a hold before its time: what waited for it goes on now, unless another hold keeps it.

    Returns:
        how many follow-ups go on.

    Raises:
        NotFound: there is no such hold. NotAllowed: it has ended.
    """
    hold = find_hold(db, school_id, hold_id)
    if hold is None:
        raise NotFound("That hold is not in this school's list.")
    if hold.ended_at is not None or hold.until <= now:
        raise NotAllowed("This hold has ended already.")
    hold.ended_at = now
    cases = [
        case
        for case in open_cases_of(db, school_id, hold.on_date, route=hold.route, group_id=hold.group_id)
        if case.texts_not_before == hold.until and case.held_reason == hold.reason
    ]
    for case in cases:
        case.texts_not_before = case.held_reason = None
        case.next_due_at, case.version = now, case.version + 1
        note(db, case, "released", f"{actor.name} ended the hold: {hold.reason}", now, actor=actor)
    for text in texts_waiting(db, [case.id for case in cases]):
        if text.not_before == hold.until:
            text.not_before = now
    return len(cases)


def _hold(
    db: Session,
    school: School,
    reason: str,
    until: datetime,
    actor: Actor,
    now: datetime,
    *,
    route: str | None = None,
    group_id: int | None = None,
) -> Hold:
    _check(reason, until, now)
    on = local_day(school, now)
    hold = Hold(
        organisation_id=school.organisation_id,
        school_id=school.id,
        on_date=on,
        route=route,
        group_id=group_id,
        reason=reason.strip(),
        until=until,
        created_at=now,
        by_name=actor.name,
        by_position=actor.position,
    )
    db.add(hold)
    db.flush()
    cases = open_cases_of(db, school.id, on, route=route, group_id=group_id)
    clock = f"{until.astimezone(school_zone(school)):%H:%M}"
    _keep_waiting(db, cases, hold, clock, actor, now)
    return hold


def _keep_waiting(
    db: Session, cases: Sequence[Case], hold: Hold, clock: str, actor: Actor, now: datetime
) -> None:
    held = [case for case in cases if case.texts_not_before is None or case.texts_not_before < hold.until]
    for case in held:
        case.texts_not_before, case.held_reason = hold.until, hold.reason
        case.next_due_at, case.version = now, case.version + 1
        note(db, case, "held", f"Texts and calls wait until {clock}: {hold.reason}", now, actor=actor)
    db.flush()
    for text in texts_waiting(db, [case.id for case in held]):
        text.expires_at += hold.until - text.not_before if hold.until > text.not_before else timedelta()
        text.not_before = max(text.not_before, hold.until)


def _check(reason: str, until: datetime, now: datetime) -> None:
    if not reason.strip():
        raise NotAllowed("Write a reason: staff see it beside every child who waits.")
    if len(reason) > LONGEST_REASON:
        raise NotAllowed(f"Keep the reason under {LONGEST_REASON} characters.")
    if until <= now:
        raise NotAllowed("Choose a time that is still to come.")
    if until > now + LONGEST:
        raise NotAllowed("Follow-ups wait two hours at most. Choose an earlier time.")
