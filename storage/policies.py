"""Which policy a school works by."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from rules.policy import Policy, parse_policy
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


@lru_cache(maxsize=256)
def _parsed(slug: str, body: str) -> Policy:
    return parse_policy(body, slug)
