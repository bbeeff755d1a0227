"""The token buckets. Whoever takes from any locks the account's first, so that nobody waits in a circle."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from rules.throttle import CLOCKS_APART, Bucket, Rate
from storage.models import RateBucket
from storage.records import dialect_insert


def lock_bucket(db: Session, key: str, rate: Rate, now: datetime) -> Bucket | None:
    """A bucket that is ours until the transaction ends; one that was never taken from is full.

    Args:
        db: in a writing transaction.
        key: what it counts for, such as `account` or `call:7`.
        rate: for a bucket that is not there yet.
        now: aware.

    Returns:
        the bucket; None when another process has it at this moment.
    """
    insert = dialect_insert(db, RateBucket).values(key=key, tokens=float(rate.burst), updated_at=now)
    found = _find_locked(db, key)
    if found is None:
        db.execute(insert.on_conflict_do_nothing())
        found = _find_locked(db, key)
    return None if found is None else Bucket(found.tokens, found.updated_at)


def _find_locked(db: Session, key: str) -> RateBucket | None:
    return db.scalars(
        select(RateBucket)
        .where(RateBucket.key == key)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    ).first()


def buckets_in_use(db: Session, prefix: str, rate: Rate, now: datetime) -> dict[str, Bucket]:
    """The buckets whose keys begin so and that are not surely full again, by their keys.

    Args:
        prefix: the first part of the key, such as `line:`.
        rate: what is given back each second, and how much at most.
    """
    full_after = timedelta(seconds=rate.burst / rate.per_second) + CLOCKS_APART
    rows = db.execute(
        select(RateBucket.key, RateBucket.tokens, RateBucket.updated_at).where(
            RateBucket.key.startswith(prefix, autoescape=True), RateBucket.updated_at >= now - full_after
        )
    )
    return {key: Bucket(tokens, updated_at) for key, tokens, updated_at in rows}


def keep_buckets(db: Session, buckets: Mapping[str, Bucket]) -> None:
    """Write down what is left in some buckets, in one statement."""
    if not buckets:
        return
    insert = dialect_insert(db, RateBucket)
    keep = insert.on_conflict_do_update(
        index_elements=["key"],
        set_={"tokens": insert.excluded.tokens, "updated_at": insert.excluded.updated_at},
    )
    rows = [
        {"key": key, "tokens": bucket.tokens, "updated_at": bucket.updated_at}
        for key, bucket in sorted(buckets.items())
    ]
    db.execute(keep, rows)
