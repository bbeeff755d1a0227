"""How many messages may go out now: a token bucket kept by the caller, with no clock of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Bucket:
    """tokens: how many may go at once, as of updated_at (aware)."""

    tokens: float
    updated_at: datetime


def refill(bucket: Bucket, rate_per_second: float, burst: int, now: datetime) -> Bucket:
    """The bucket as it stands at `now`: never more than `burst`.

    A clock that jumped back adds nothing; counting goes on from the new time, so nothing is blocked.
    """
    elapsed = max(0.0, (now - bucket.updated_at).total_seconds())
    return Bucket(min(float(burst), bucket.tokens + elapsed * rate_per_second), now)


def allow(
    bucket: Bucket, rate_per_second: float, burst: int, now: datetime, wanted: int
) -> tuple[int, Bucket]:
    """How many of `wanted` may go now, and the bucket to keep.

    rate_per_second: tokens that come back each second. burst: the most that can go at once.
    Returns (granted, bucket); granted is between 0 and `wanted`.
    """
    full = refill(bucket, rate_per_second, burst, now)
    granted = max(0, min(wanted, int(full.tokens)))
    return granted, Bucket(full.tokens - granted, now)
