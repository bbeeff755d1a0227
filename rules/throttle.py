"""How many messages may go out now: token buckets kept by the caller, with no clock of their own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

#: The clocks of two hosts may be so far apart. Within it, a time that lies before the bucket's own is taken
#: for another host's: otherwise two clocks in turn would be given the difference again at every beat.
CLOCKS_APART = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class Rate:
    """per_second: tokens that come back each second. burst: the most that may go at once."""

    per_second: float
    burst: int

    @classmethod
    def over(cls, per_second: float, seconds: float) -> Rate:
        """A rate of which nothing is lost while somebody looks at least every so many seconds.

        One token more than comes back in that time: what is left over of a token is kept beside it.
        """
        return cls(per_second, ceil(per_second * seconds) + 1)


@dataclass(frozen=True, slots=True)
class Bucket:
    """tokens: how many may go at once, as of updated_at (aware)."""

    tokens: float
    updated_at: datetime


def refill(bucket: Bucket, rate_per_second: float, burst: int, now: datetime) -> Bucket:
    """The bucket as it stands at `now`: never more than `burst`.

    A clock that jumped back adds nothing. After a jump of more than `CLOCKS_APART` counting goes on from the
    new time, so that nothing is blocked; a smaller one is waited out.
    """
    elapsed = (now - bucket.updated_at).total_seconds()
    if elapsed < 0:
        later = bucket.updated_at if bucket.updated_at - now <= CLOCKS_APART else now
        return Bucket(min(float(burst), bucket.tokens), later)
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
    return granted, Bucket(full.tokens - granted, full.updated_at)


def share(
    waiting: Iterable[tuple[int, str]], free: Mapping[str, int], free_elsewhere: int, most: int
) -> list[int]:
    """Who may go of those who wait, each with the sender it waits for.

    waiting: id and the key of its bucket, in the order in which they should go.
    free: whole tokens of a bucket; one that is not named has `free_elsewhere`.
    most: how many may go in all.
    Returns the ids that may go, in the same order.
    """
    gone: Counter[str] = Counter()
    going: list[int] = []
    for one, key in waiting:
        if len(going) >= most:
            break
        if gone[key] < free.get(key, free_elsewhere):
            gone[key] += 1
            going.append(one)
    return going
