"""Staff: who they are, in which schools they work and as what, and the sign-ins that failed."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.orm import Session

from storage.models import Membership, School, SignInAttempt, StaffAway, User

#: Failed sign-ins older than this are of no more use to anybody.
KEEP_ATTEMPTS = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Post:
    """What somebody is in one school: the school as pages need it, and their roles there."""

    school_id: int
    school_name: str
    time_zone: str
    roles: frozenset[str]


@dataclass(frozen=True, slots=True)
class StaffMember:
    """A member of staff with every post they hold, in order of the schools' names."""

    user_id: int
    organisation_id: int
    email: str
    name: str
    position: str
    password: str | None
    active: bool
    fs_uniquifier: str
    posts: tuple[Post, ...]

    def find_post(self, school_id: int | None) -> Post | None:
        """The post in a school, or None when they hold none there."""
        return next((post for post in self.posts if post.school_id == school_id), None)


def find_staff_by_email(db: Session, email: str) -> StaffMember | None:
    """The member of staff with an e-mail address, whatever its letters' case."""
    return _find_staff(db, func.lower(User.email) == email.strip().lower())


def find_staff_by_key(db: Session, fs_uniquifier: str) -> StaffMember | None:
    """The member of staff whom a signed-in session names. Changing the key signs them out everywhere."""
    return _find_staff(db, User.fs_uniquifier == fs_uniquifier)


def _find_staff(db: Session, condition: ColumnElement[bool]) -> StaffMember | None:
    rows = db.execute(
        select(User, Membership.role, School.id, School.name, School.time_zone)
        .outerjoin(Membership, Membership.user_id == User.id)
        .outerjoin(School, School.id == Membership.school_id)
        .where(condition)
        .order_by(School.name, School.id, Membership.role)
    ).all()
    if not rows:
        return None
    user: User = rows[0][0]
    schools = {row.id: (row.name, row.time_zone) for row in rows if row.id is not None}
    posts = tuple(
        Post(school_id, name, zone, frozenset(row.role for row in rows if row.id == school_id))
        for school_id, (name, zone) in schools.items()
    )
    return StaffMember(
        user_id=user.id,
        organisation_id=user.organisation_id,
        email=user.email,
        name=user.name,
        position=user.position,
        password=user.password,
        active=user.active,
        fs_uniquifier=user.fs_uniquifier,
        posts=posts,
    )


def roles_in_school(db: Session, user_id: int, school_id: int) -> tuple[str, frozenset[str]]:
    """The name of somebody who can still sign in, and their roles in a school; none when they have none."""
    rows = db.execute(
        select(User.name, Membership.role)
        .join(Membership, Membership.user_id == User.id)
        .where(User.id == user_id, User.active, Membership.school_id == school_id)
    ).all()
    return (rows[0].name if rows else "", frozenset(row.role for row in rows))


@dataclass(frozen=True, slots=True)
class Away:
    """A member of staff who is marked as away in a school. to_on: the last day."""

    away_id: int
    name: str
    to_on: date


def staff_of_school(db: Session, school_id: int) -> list[tuple[int, str]]:
    """Everybody who works in a school and can sign in, by name: id and name."""
    rows = db.execute(
        select(User.id, User.name)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.school_id == school_id, User.active)
        .order_by(User.name, User.id)
        .distinct()
    )
    return [(row.id, row.name) for row in rows]


def staff_away(db: Session, school_id: int, on: date) -> list[Away]:
    """Who is marked as away in a school on a day, by name."""
    rows = db.execute(
        select(StaffAway.id, User.name, StaffAway.to_on)
        .join(User, User.id == StaffAway.user_id)
        .where(
            StaffAway.school_id == school_id,
            StaffAway.ended_at.is_(None),
            StaffAway.from_on <= on,
            StaffAway.to_on >= on,
        )
        .order_by(User.name, StaffAway.id)
    )
    return [Away(row.id, row.name, row.to_on) for row in rows]


def record_away(
    db: Session, school_id: int, user_id: int, days: tuple[date, date], by: str, now: datetime
) -> int:
    """Mark a member of staff as away from one day to another. Returns the row's id."""
    school = db.get_one(School, school_id)
    row = StaffAway(
        organisation_id=school.organisation_id,
        school_id=school_id,
        user_id=user_id,
        from_on=days[0],
        to_on=days[1],
        created_at=now,
        by_name=by,
    )
    db.add(row)
    db.flush()
    return row.id


def end_away(db: Session, school_id: int, away_id: int, now: datetime) -> bool:
    """Somebody is back. Returns whether they were away."""
    result = db.execute(
        update(StaffAway)
        .where(StaffAway.id == away_id, StaffAway.school_id == school_id, StaffAway.ended_at.is_(None))
        .values(ended_at=now)
        .execution_options(synchronize_session=False)
    )
    return int(result.rowcount) == 1  # type: ignore[attr-defined]


def create_user(
    db: Session,
    *,
    organisation_id: int,
    email: str,
    name: str,
    position: str,
    password_hash: str | None,
    posts: Iterable[tuple[int, str]],
    now: datetime,
    mobile: str | None = None,
) -> int:
    """Add a member of staff.

    Args:
        db: in a writing transaction.
        password_hash: an Argon2 hash (`office.passwords.hash_password`); None cannot sign in yet.
        posts: (school id, role) pairs; a role is a `rules.steps.Role`.
        mobile: E.164; urgent tasks are texted to it.

    Returns:
        the new user's id.
    """
    user = User(
        organisation_id=organisation_id,
        email=email.strip().lower(),
        name=name,
        position=position,
        password=password_hash,
        mobile=mobile,
        fs_uniquifier=secrets.token_hex(16),
        created_at=now,
    )
    db.add(user)
    db.flush()
    for school_id, role in posts:
        db.add(Membership(organisation_id=organisation_id, user_id=user.id, school_id=school_id, role=role))
    return user.id


def set_password(db: Session, user_id: int, password_hash: str) -> None:
    """Give somebody a new password, and sign them out wherever they are signed in."""
    db.execute(
        update(User)
        .where(User.id == user_id)
        .values(password=password_hash, fs_uniquifier=secrets.token_hex(16))
    )


def count_failures(db: Session, account: str, address: str, since: datetime) -> tuple[int, int]:
    """How many sign-ins have failed since an instant, for an account and from an address."""
    of_account = select(func.count()).where(SignInAttempt.account == account, SignInAttempt.at > since)
    of_address = select(func.count()).where(SignInAttempt.address == address, SignInAttempt.at > since)
    row = db.execute(select(of_account.scalar_subquery(), of_address.scalar_subquery())).one()
    return int(row[0]), int(row[1])


def record_failure(db: Session, account: str, address: str, now: datetime) -> int:
    """Write a sign-in down as failed before it is tried. Returns its id."""
    attempt = SignInAttempt(account=account, address=address, at=now)
    db.add(attempt)
    db.flush()
    return attempt.id


def forgive_failures(db: Session, account: str, now: datetime) -> None:
    """A sign-in worked: forget what failed for that account, and whatever is too old to matter."""
    db.execute(
        delete(SignInAttempt).where(
            (SignInAttempt.account == account) | (SignInAttempt.at < now - KEEP_ATTEMPTS)
        )
    )
