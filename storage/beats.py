"""When the clock last did what, in rows that every process shares."""

from datetime import datetime, timedelta

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from storage.models import ClockBeat
from storage.records import dialect_insert

TICK = "tick:"
AUDIT = "audit"
CLEAN = "clean"
#: The furthest that any clock has ever shown: a clock that shows much less has jumped back, or was ahead.
FURTHEST = "furthest"
#: The furthest time for which everything has been set right again.
REALIGNED = "realigned"


def take_turn(db: Session, key: str, now: datetime, every: timedelta) -> bool:
    """Whether it is time to do something that is done once in `every`, whoever asks first.

    A compare-and-set: of several clocks one gets each turn. A turn taken by a clock that was ahead does not
    hold this one back.

    Args:
        db: in a writing transaction.
        now: aware.
    """
    taken = db.execute(
        update(ClockBeat)
        .where(ClockBeat.key == key, or_(ClockBeat.at <= now - every, ClockBeat.at > now))
        .values(at=now)
        .execution_options(synchronize_session=False)
    )
    if taken.rowcount == 1:  # type: ignore[attr-defined]
        return True
    new = dialect_insert(db, ClockBeat).values(key=key, at=now).on_conflict_do_nothing()
    return db.execute(new.returning(ClockBeat.key)).scalar_one_or_none() is not None


def find_beat(db: Session, key: str) -> datetime | None:
    """When something was last done; None when never."""
    return db.scalar(select(ClockBeat.at).where(ClockBeat.key == key))


def record_beat(db: Session, key: str, now: datetime) -> None:
    """Write down that something was done now."""
    new = dialect_insert(db, ClockBeat).values(key=key, at=now)
    db.execute(new.on_conflict_do_update(index_elements=[ClockBeat.key], set_={"at": now}))


def record_furthest(db: Session, now: datetime) -> datetime:
    """Keep the latest time that any clock has shown. Returns it."""
    furthest = find_beat(db, FURTHEST)
    if furthest is not None and furthest >= now:
        return furthest
    record_beat(db, FURTHEST, now)
    return now


def last_tick(db: Session) -> datetime | None:
    """When any clock last beat; None when none ever did."""
    return db.scalar(select(func.max(ClockBeat.at)).where(ClockBeat.key.startswith(TICK)))
