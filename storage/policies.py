"""Which policy a school works by."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from rules.policy import Policy, parse_policy
from storage.among import among
from storage.models import PolicyVersion


@dataclass(frozen=True, slots=True)
class PolicyInForce:
    """A policy, and which version of it the school had."""

    version_id: int
    policy: Policy


def policy_in_force(db: Session, school_id: int, on: date) -> PolicyInForce:
    """The policy that a school works by on a day: the newest that has begun.

    Raises:
        LookupError: the school has no policy yet; importing it gives it one.
    """
    row = db.execute(
        select(PolicyVersion.id, PolicyVersion.slug, PolicyVersion.body)
        .where(PolicyVersion.school_id == school_id, PolicyVersion.from_on <= on)
        .order_by(PolicyVersion.from_on.desc(), PolicyVersion.id.desc())
        .limit(1)
    ).first()
    if row is None:
        raise LookupError(f"school {school_id} has no policy on {on}: import the school again")
    return PolicyInForce(row.id, _parsed(row.slug, row.body))


@dataclass(frozen=True, slots=True)
class Policies:
    """The policies of some schools, read together; each is parsed when it is asked for.

    versions: school id → (from_on, version id, slug, body), oldest first.
    """

    versions: Mapping[int, Sequence[tuple[date, int, str, str]]]

    def in_force(self, school_id: int, on: date) -> PolicyInForce:
        """As `policy_in_force`; so one school's policy that cannot be read keeps no other school waiting."""
        for from_on, version_id, slug, body in reversed(self.versions.get(school_id, ())):
            if from_on <= on:
                return PolicyInForce(version_id, _parsed(slug, body))
        raise LookupError(f"school {school_id} has no policy on {on}: import the school again")


def policies_of(db: Session, school_ids: Collection[int]) -> Policies:
    """Every version of the policies of some schools, in one statement."""
    rows = db.execute(
        select(
            PolicyVersion.school_id,
            PolicyVersion.from_on,
            PolicyVersion.id,
            PolicyVersion.slug,
            PolicyVersion.body,
        )
        .where(among(PolicyVersion.school_id, school_ids))
        .order_by(PolicyVersion.from_on, PolicyVersion.id)
    )
    versions: dict[int, list[tuple[date, int, str, str]]] = {}
    for school_id, from_on, version_id, slug, body in rows:
        versions.setdefault(school_id, []).append((from_on, version_id, slug, body))
    return Policies(versions)


@lru_cache(maxsize=256)
def _parsed(slug: str, body: str) -> Policy:
    return parse_policy(body, slug)
