"""Is a school ready to be relied on? Its line, its days to come, and whom it can tell at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storage.models import Line, LineSchool, Membership, PolicyVersion, School, Term, User


@dataclass(frozen=True, slots=True)
class SchoolReadiness:
    """One school.

    lines: numbers, E.164. last_day: of the last term entered; None when none is, and every weekday counts.
    has_policy: one is in force. staff: role → for each person who has it, whether a mobile number is kept.
    """

    school_id: int
    urn: str
    time_zone: str
    lines: tuple[str, ...]
    last_day: date | None
    has_policy: bool
    staff: dict[str, tuple[bool, ...]]


def read_readiness(db: Session, on: date) -> list[SchoolReadiness]:
    """How ready each school is; four statements for any number of them.

    Args:
        on: today.
    """
    lines = _gathered(
        db.execute(
            select(LineSchool.school_id, Line.number)
            .join(Line, Line.id == LineSchool.line_id)
            .order_by(Line.id)
        )
    )
    last_days = dict(
        db.execute(select(Term.school_id, func.max(Term.last_on)).group_by(Term.school_id)).all()
    )
    with_policy = set(
        db.scalars(select(PolicyVersion.school_id).where(PolicyVersion.from_on <= on).distinct())
    )
    staff = _staff(db)
    return [
        SchoolReadiness(
            school_id=school.id,
            urn=school.urn,
            time_zone=school.time_zone,
            lines=tuple(lines.get(school.id, ())),
            last_day=last_days.get(school.id),
            has_policy=school.id in with_policy,
            staff=staff.get(school.id, {}),
        )
        for school in db.scalars(select(School).order_by(School.id))
    ]


def _staff(db: Session) -> dict[int, dict[str, tuple[bool, ...]]]:
    rows = db.execute(
        select(Membership.school_id, Membership.role, User.mobile)
        .join(User, User.id == Membership.user_id)
        .where(User.active)
    )
    found: dict[int, dict[str, tuple[bool, ...]]] = {}
    for school_id, role, mobile in rows:
        roles = found.setdefault(school_id, {})
        roles[role] = (*roles.get(role, ()), bool(mobile))
    return found


def _gathered(pairs: Iterable[tuple[int, str]]) -> dict[int, list[str]]:
    gathered: dict[int, list[str]] = {}
    for key, value in pairs:
        gathered.setdefault(key, []).append(value)
    return gathered
