"""Children who were to be in school by a time and are not: out and not back, late and never come.

A sign-out and "coming at eleven" hold a follow-up back only until then, and half an hour.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from attendance.asking import Ask, ask_people, role_and_due
from attendance.cases import resume_case
from attendance.exceptions import Absence, sort_absences
from attendance.opening import Wanted, open_cases
from rules.policy import Policy
from rules.registers import RegisterRules, is_overdue
from rules.sessions import local_instant
from rules.steps import TaskKind
from storage.arrivals import announced, due_back, movements
from storage.following import schools_by_id
from storage.models import Case, Mark, Register
from storage.open_cases import open_cases_of_pupils
from storage.planned import agreed_and_away
from storage.policies import Policies, policies_of
from storage.registers import marks_seen

#: A return that is missed so long after its time is no news any more.
LOOKED_FOR = timedelta(hours=10)
LEAST = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Overdue:
    """A child who should be in school. due_at: aware. key: the one thing the question stands for."""

    school_id: int
    organisation_id: int
    pupil_id: int
    on: date
    due_at: datetime
    key: str
    why: str
    report_id: int | None = None


def look_for_overdue(db: Session, now: datetime) -> int:
    """Look for children who are overdue: each gets a case, or its case goes on, and the office is asked.

    The office has a few minutes to say that the child is back and was not signed in; then texts go. A
    constant number of statements, but for cases that were paused.

    Args:
        now: aware.

    Returns:
        how many are overdue.
    """
    overdue = [*_not_back(db, now), *_never_came(db, now)]
    if overdue:
        _follow(db, overdue, now)
    return len(overdue)


def _not_back(db: Session, now: datetime) -> list[Overdue]:
    """Signed out, to be back by a time, and neither the desk nor a register has seen them since."""
    out = due_back(db, since=now - LOOKED_FOR, until=now - LEAST)
    if not out:
        return []
    policies = policies_of(db, {each.school_id for each in out})
    schools = schools_by_id(db, {each.school_id for each in out})
    pupils, days = {each.pupil_id for each in out}, {each.on_date for each in out}
    last = {(move.pupil_id, move.on_date): move for move in movements(db, pupils, days)}
    afternoon = marks_seen(db, pupils, days, "pm")
    found = []
    for each in out:
        if each.returns_at is None or not _is_late(
            policies, each.school_id, each.on_date, each.returns_at, now
        ):
            continue
        each.overdue_told_at = now
        came_back = last[(each.pupil_id, each.on_date)].id != each.id
        if came_back or (each.session == "am" and (each.pupil_id, each.on_date) in afternoon):
            continue
        zone = ZoneInfo(schools[each.school_id].time_zone)
        due = f"{each.returns_at.astimezone(zone):%H:%M}"
        why = f"Signed out at the desk, to be back by {due}, and not signed in since. Is the child in school?"
        found.append(
            Overdue(
                each.school_id, each.organisation_id, each.pupil_id, each.on_date, each.returns_at,
                f"overdue:out:{each.id}", why,
            )
        )  # fmt: skip
    return found


def _never_came(db: Session, now: datetime) -> list[Overdue]:
    """Somebody said when the child would come in; the register has the child away, and so has the desk."""
    days = sorted({(now + timedelta(hours=hours)).astimezone(UTC).date() for hours in (-2, 0, 2)})
    rows = announced(db, days)
    if not rows:
        return []
    schools = schools_by_id(db, {register.school_id for _, register, _ in rows})
    policies = policies_of(db, schools)
    came = {
        (move.pupil_id, move.on_date)
        for move in movements(db, {report.pupil_id or 0 for report, _, _ in rows}, days)
        if move.kind == "in"
    }
    found: dict[int, Overdue] = {}
    for report, register, on in rows:
        if report.pupil_id is None or report.at_time is None:
            continue
        zone = ZoneInfo(schools[register.school_id].time_zone)
        due_at = local_instant(on, report.at_time, zone)
        if on != now.astimezone(zone).date() or not _is_late(policies, register.school_id, on, due_at, now):
            continue
        if (report.pupil_id, on) not in came and report.id not in found:
            report.overdue_told_at = now
            why = (
                f"Said to come in at {report.at_time:%H:%M}, and neither the register nor the desk has seen "
                "the child. Is the child in school?"
            )
            found[report.id] = Overdue(
                register.school_id, register.organisation_id, report.pupil_id, on, due_at,
                f"overdue:report:{report.id}:{on.isoformat()}", why, report.id,
            )  # fmt: skip
    return list(found.values())


def _is_late(policies: Policies, school_id: int, on: date, due_at: datetime, now: datetime) -> bool:
    rules: RegisterRules = policies.in_force(school_id, on).policy.registers
    return is_overdue(due_at, now, rules)


def _follow(db: Session, overdue: Sequence[Overdue], now: datetime) -> None:
    policies = policies_of(db, {each.school_id for each in overdue})
    of = {each.key: policies.in_force(each.school_id, each.on).policy for each in overdue}
    before = open_cases_of_pupils(db, {each.pupil_id for each in overdue})
    opened = open_cases(
        db,
        [
            Wanted(
                school_id=each.school_id,
                pupil_id=each.pupil_id,
                on=each.on,
                texts_not_before=now + _check_time(of[each.key]),
                held_reason="The office looks first whether the child is back in school.",
                why=each.why,
            )
            for each in overdue
            if each.pupil_id not in before
        ],
        now,
    )
    for each in overdue:
        case = before.get(each.pupil_id)
        if case is not None and case.paused_at is not None:
            resume_case(db, case, each.why, now)
    cases: Mapping[int, Case] = {**before, **opened}
    ask_people(db, [_question(each, cases, of[each.key], now) for each in overdue], now)


def _check_time(policy: Policy) -> timedelta:
    return timedelta(minutes=policy.registers.check_minutes)


def _question(each: Overdue, cases: Mapping[int, Case], policy: Policy, now: datetime) -> Ask:
    role, due_at = role_and_due(policy, TaskKind.SIGHT_CHECK, now)
    case = cases.get(each.pupil_id)
    return Ask(
        organisation_id=each.organisation_id,
        school_id=each.school_id,
        kind="overdue",
        role=role,
        why=each.why,
        due_at=due_at,
        dedupe_key=each.key,
        urgent=True,
        case_id=case.id if case else None,
        pupil_id=each.pupil_id,
        report_id=each.report_id,
    )


def look_at_later_starts(db: Session, now: datetime) -> int:
    """Pupils with an agreed later start whose own time has come, and who are still away: cases open.

    Returns:
        how many cases were opened.
    """
    days = sorted({(now + timedelta(hours=hours)).date() for hours in (-2, 0, 2)})
    rows = agreed_and_away(db, days)
    if not rows:
        return 0
    have = open_cases_of_pupils(db, {mark.pupil_id for _, mark, _ in rows})
    absences = {
        mark.pupil_id: _absence(mark, register) for _, mark, register in rows if mark.pupil_id not in have
    }
    treatments = sort_absences(db, list(absences.values()), now)
    wanted = [
        Wanted(
            absences[each.pupil_id].school_id,
            each.pupil_id,
            absences[each.pupil_id].on,
            each.texts_not_before,
            each.held_reason,
            each.why,
        )
        for each in treatments
        if each.open
    ]
    return len(open_cases(db, wanted, now))


def _absence(mark: Mark, register: Register) -> Absence:
    return Absence(
        mark_id=mark.id,
        pupil_id=mark.pupil_id,
        group_id=mark.group_id,
        school_id=mark.school_id,
        on=mark.on_date,
        session=mark.session,
        closes_at=register.closes_at,
    )
