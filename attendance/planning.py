"""What is known beforehand: trips, placements, timetables, suspensions, granted leave; and later starts.

Source: guidance, codes B, D, E, K, P, S, V, W and the leave codes: the nature of an activity, where it is,
and who authorised it are recorded; leave is granted only by somebody the proprietor authorised (reg 11).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from attendance.errors import NotAllowed, NotFound
from attendance.laying import planned_words
from attendance.marks import set_mark
from attendance.opening import Wanted, open_cases
from attendance.people import SOFTWARE, Actor
from rules.codes import NO_REASON_YET, UnknownCode, WithdrawnCode, get_code, is_on_site
from storage.marks import find_enrolment, lock_marks
from storage.models import AgreedTimes, Case, Enrolment, PlannedMark
from storage.planned import find_agreed, find_plan, plans_to_prefill
from storage.registers import lock_session

LONGEST = 200
SESSIONS = ("day", "am", "pm")


@dataclass(frozen=True, slots=True)
class Plan:
    """Something planned for a pupil.

    sessions: "am", "pm" or "day". weekdays: 0 is Monday; none means every school day. nature: what it is.
    site: where the pupil is expected instead. authorised_by: a name.
    """

    from_on: date
    to_on: date
    code: str
    nature: str
    authorised_by: str
    sessions: str = "day"
    weekdays: Collection[int] = ()
    site: str | None = None


def plan_marks(db: Session, pupil_id: int, plan: Plan, actor: Actor, now: datetime) -> PlannedMark:
    """Write down what is planned. It stands in the register until the register says otherwise.

    Raises:
        NotAllowed: not on roll, dates or code that cannot be, or nobody who authorised it.
    """
    place = _place(db, pupil_id, plan.from_on)
    _check_plan(plan)
    row = PlannedMark(
        organisation_id=place.organisation_id,
        school_id=place.school_id,
        pupil_id=pupil_id,
        from_on=plan.from_on,
        to_on=plan.to_on,
        sessions=plan.sessions,
        weekdays=sorted(set(plan.weekdays)),
        code=plan.code,
        nature=plan.nature.strip(),
        site=(plan.site or "").strip() or None,
        authorised_by=plan.authorised_by.strip(),
        created_at=now,
        by_name=actor.name,
        by_position=actor.position,
    )
    db.add(row)
    db.flush()
    return row


def end_plan(db: Session, school_id: int, plan_id: int, now: datetime) -> None:
    """A plan does not hold any more. Marks that it gave stay as they are; the register corrects them.

    Raises:
        NotFound: there is no such plan. NotAllowed: it has ended.
    """
    plan = find_plan(db, school_id, plan_id)
    if plan is None:
        raise NotFound("That plan is not in this school's list.")
    if plan.ended_at is not None:
        raise NotAllowed("This plan has ended already.")
    plan.ended_at = now


def prefill_plans(db: Session, now: datetime) -> int:
    """Put what is planned for today into marks that say nothing yet; provisional, until a register comes.

    Args:
        now: aware.

    Returns:
        how many marks were written.
    """
    days = {(now + timedelta(hours=hours)).date() for hours in (-2, 0, 2)}
    written = 0
    by_session: dict[tuple[date, str], list[tuple[PlannedMark, Enrolment]]] = {}
    for plan, place, on, session in plans_to_prefill(db, sorted(days)):
        by_session.setdefault((on, session), []).append((plan, place))
    for (on, session), some in by_session.items():
        marks = lock_session(db, [place for _, place in some], on, session)
        for plan, place in some:
            mark = marks[place.id]
            if not mark.code:
                set_mark(db, mark, plan.code, planned_words(plan), SOFTWARE, now)
                written += 1
    return written


def absent_from_site(
    db: Session, plan_id: int, on: date, session: str, words: str, actor: Actor, now: datetime
) -> Case | None:
    """The other site says that a pupil who is planned to be there is not: a case opens.

    Args:
        on, session: "am" or "pm" of a day the plan holds.
        words: who said it; kept with the mark.

    Returns:
        the case, or None when the pupil has an open one, which goes on.

    Raises:
        NotAllowed: the plan has no site, or does not hold then.
    """
    plan = db.get(PlannedMark, plan_id)
    if plan is None or plan.site is None or not _holds(plan, on, session):
        raise NotAllowed("Nothing is planned at another site for this pupil then. Check the plan.")
    place = _place(db, plan.pupil_id, on)
    mark = lock_marks(db, {on: place}, [session])[0]
    reason = f"Not at {plan.site}, where the pupil was expected. {words.strip()}".strip()
    mark.in_register, mark.report_id = True, None
    set_mark(db, mark, NO_REASON_YET, reason, actor, now)
    why = f"Expected at {plan.site} ({plan.nature}) and not there."
    return open_cases(db, [Wanted(plan.school_id, plan.pupil_id, on, why=why)], now).get(plan.pupil_id)


def agree_times(
    db: Session,
    pupil_id: int,
    from_on: date,
    to_on: date,
    reason: str,
    actor: Actor,
    now: datetime,
    *,
    am_closes: time | None = None,
    pm_closes: time | None = None,
) -> AgreedTimes:
    """Agree a register close of the pupil's own: nobody looks for them before it.

    Args:
        am_closes, pm_closes: wall clock of the school; None leaves that session's as it is.

    Raises:
        NotAllowed: not on roll, dates that cannot be, no time, or no reason.
    """
    place = _place(db, pupil_id, from_on)
    _check_dates(from_on, to_on)
    _check_words(reason)
    if am_closes is None and pm_closes is None:
        raise NotAllowed("Write the time by which the pupil is to be in school.")
    row = AgreedTimes(
        organisation_id=place.organisation_id,
        school_id=place.school_id,
        pupil_id=pupil_id,
        from_on=from_on,
        to_on=to_on,
        am_closes=am_closes,
        pm_closes=pm_closes,
        reason=reason.strip(),
        created_at=now,
        by_name=actor.name,
        by_position=actor.position,
    )
    db.add(row)
    db.flush()
    return row


def end_agreed_times(db: Session, school_id: int, agreed_id: int, now: datetime) -> None:
    """Agreed times do not hold any more. Raises NotFound or NotAllowed, as `end_plan`."""
    agreed = find_agreed(db, school_id, agreed_id)
    if agreed is None:
        raise NotFound("Those times are not in this school's list.")
    if agreed.ended_at is not None:
        raise NotAllowed("These times have ended already.")
    agreed.ended_at = now


def _holds(plan: PlannedMark, on: date, session: str) -> bool:
    in_dates = plan.ended_at is None and plan.from_on <= on <= plan.to_on
    return (
        in_dates
        and (not plan.weekdays or on.weekday() in plan.weekdays)
        and (plan.sessions in ("day", session))
    )


def _place(db: Session, pupil_id: int, on: date) -> Enrolment:
    place = find_enrolment(db, pupil_id, on)
    if place is None:
        raise NotAllowed("That child is not on roll on the first of these days.")
    return place


def _check_plan(plan: Plan) -> None:
    _check_dates(plan.from_on, plan.to_on)
    _check_words(plan.nature)
    _check_words(plan.site or "-")
    if not plan.authorised_by.strip():
        raise NotAllowed("Write who authorised this.")
    if plan.sessions not in SESSIONS or any(day not in range(5) for day in plan.weekdays):
        raise NotAllowed("Choose morning, afternoon or the day, and weekdays from Monday to Friday.")
    for on in (plan.from_on, plan.to_on):
        try:
            code = get_code(plan.code, on).code
        except (UnknownCode, WithdrawnCode) as error:
            raise NotAllowed(str(error)) from error
    if is_on_site(code) or code == NO_REASON_YET:
        raise NotAllowed("A plan says where the pupil is instead. Choose another code.")


def _check_dates(from_on: date, to_on: date) -> None:
    if to_on < from_on or to_on - from_on > timedelta(days=366):
        raise NotAllowed("The last day must not come before the first, nor more than a year after it.")


def _check_words(words: str) -> None:
    if not words.strip():
        raise NotAllowed("Write what it is, or why: the record keeps it with your name.")
    if len(words) > LONGEST:
        raise NotAllowed(f"Keep it under {LONGEST} characters.")
