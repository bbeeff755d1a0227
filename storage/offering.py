"""Which messages go next: the urgent ones first, each school in its turn, no faster than is allowed.

The account's bucket is locked first: of two clocks at once, one offers and the other comes back at its next
beat. However many lines there are, it takes the same few statements.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, func, or_, select, update
from sqlalchemy.orm import Session

from rules.throttle import Bucket, Rate, refill, share
from storage.buckets import buckets_in_use, keep_buckets, lock_bucket
from storage.models import OutboundMessage

#: How long an offered row waits for a worker before it is offered again. It is then counted again as well:
#: nobody knows that the first offer led to nothing.
OFFER_HOLDS = timedelta(seconds=60)
#: More rows than this at once are left for the next beat: each is a parameter of one statement.
MOST_AT_ONCE = 20_000
ACCOUNT, LINE = "account", "line:"


def offer_ready_texts(
    db: Session,
    now: datetime,
    rate_per_second: float,
    burst: int,
    account: Rate | None = None,
    most: int = MOST_AT_ONCE,
) -> list[int]:
    """Choose the messages that may go now, and mark them as offered.

    Each line has a token bucket, and so has the account, all taken from in this transaction. No more rows are
    offered than there are tokens: offering every ready row at every tick once buried the queue.

    Args:
        db: in a writing transaction of its own.
        now: aware.
        rate_per_second: messages a line may send each second.
        burst: the most that may go at once on a line.
        account: what all lines together may send; None is no more than `most` at once.
        most: the most that may go at once in all.

    Returns:
        ids to hand to the workers, the most urgent first; none when another clock is offering just now.
    """
    line, whole = Rate(rate_per_second, burst), account or Rate(MOST_AT_ONCE, MOST_AT_ONCE)
    bucket = lock_bucket(db, ACCOUNT, whole, now)
    if bucket is None:
        return []
    full = refill(bucket, whole.per_second, whole.burst, now)
    lines = {
        key: refill(each, line.per_second, line.burst, now)
        for key, each in buckets_in_use(db, LINE, line, now).items()
    }
    wanted = _choose(db, now, burst, lines, min(most, int(full.tokens)))
    offered = _mark(db, now, [outbound_id for outbound_id, _ in wanted])
    taken = Counter(key for outbound_id, key in wanted if outbound_id in offered)
    taken_from = {key: lines.get(key, Bucket(float(burst), now)) for key in taken}
    left = {key: Bucket(each.tokens - taken[key], each.updated_at) for key, each in taken_from.items()}
    keep_buckets(db, left | {ACCOUNT: Bucket(full.tokens - len(offered), full.updated_at)})
    return [outbound_id for outbound_id, _ in wanted if outbound_id in offered]


def _is_ready(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        OutboundMessage.state == "ready",
        OutboundMessage.not_before <= now,
        OutboundMessage.expires_at > now,
        or_(OutboundMessage.offered_until.is_(None), OutboundMessage.offered_until <= now),
    )


def _choose(
    db: Session, now: datetime, burst: int, lines: dict[str, Bucket], most: int
) -> list[tuple[int, str]]:
    """Ids and buckets' keys of those who may go, in order."""
    free = {key: int(bucket.tokens) for key, bucket in lines.items()}
    # A line with fewer tokens than its burst takes up so many places more than it can use.
    places = most + sum(burst - tokens for tokens in free.values())
    if most <= 0:
        return []
    waiting = [(row.id, f"{LINE}{row.line_id}") for row in db.execute(_in_turn(now, burst).limit(places))]
    going = set(share(waiting, free, burst, most))
    return [each for each in waiting if each[0] in going]


def _in_turn(now: datetime, burst: int) -> Select[tuple[int, int]]:
    """Who waits, in order: by urgency, then the first of every school of a line, then the second of each …

    Which school begins is drawn anew at each beat, so that none waits behind another's thousand. No line
    shows more than its burst.
    """
    message = OutboundMessage
    turn = func.row_number().over(
        partition_by=(message.line_id, message.school_id, message.urgency),
        order_by=(message.not_before, message.id),
    )
    ready = select(message.id, message.line_id, message.urgency, turn.label("turn")).where(*_is_ready(now))
    row = ready.subquery()
    place = func.row_number().over(
        partition_by=row.c.line_id, order_by=(row.c.urgency, row.c.turn, func.random())
    )
    placed = select(row.c.id, row.c.line_id, row.c.urgency, row.c.turn, place.label("place")).subquery()
    return (
        select(placed.c.id, placed.c.line_id)
        .where(placed.c.place <= burst)
        .order_by(placed.c.urgency, placed.c.turn, func.random())
    )


def _mark(db: Session, now: datetime, ids: Sequence[int]) -> set[int]:
    """Mark rows as offered, but those that a worker has at this moment. Returns which."""
    if not ids:
        return set()
    free = (
        select(OutboundMessage.id)
        .where(OutboundMessage.id.in_(ids), *_is_ready(now))
        .with_for_update(skip_locked=True)
    )
    return set(
        db.scalars(
            update(OutboundMessage)
            .where(OutboundMessage.id.in_(free))
            .values(offered_until=now + OFFER_HOLDS)
            .returning(OutboundMessage.id)
            .execution_options(synchronize_session=False)
        )
    )
