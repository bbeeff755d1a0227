"""Months of the tables that only grow, made ahead on PostgreSQL; SQLite keeps plain tables.

`delivery_event` and `audit_event` are partitioned by the month of `at`, in UTC. A row that no month takes
goes to the default partition: nothing is ever refused. Rows of old months can be let go a month at a time.
"""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

PARTITIONED = ("audit_event", "delivery_event")
#: This month, and so many that follow.
MONTHS_AHEAD = 2
#: How long making a month may wait for those who write; it is tried again at the next beat.
LONGEST_WAIT = "2s"
#: What every month has of its own, because PostgreSQL wants the month in what is unique in the whole.
_UNIQUE = {"delivery_event": "provider_id, status, error"}
_PARTITION = re.compile(rf"({'|'.join(PARTITIONED)})_(\d{{4}}_\d{{2}}|default)")


def is_partition(table: str) -> bool:
    """Whether a table's name is that of a month of another one, or of what no month takes."""
    return _PARTITION.fullmatch(table) is not None


def ensure_partitions(db: Session, now: datetime) -> list[str]:
    """Make this month and the next two where they are missing. Cheap when there is nothing to do.

    Two clocks may do it in the same second: one waits for the other and finds it done. A month of which
    the default partition has rows already stays there.

    Args:
        db: in a writing transaction of the login that owns the tables.
        now: aware.

    Returns:
        the names of the partitions that were made; none on SQLite.
    """
    if db.get_bind().dialect.name == "sqlite" or not _missing(db, now):
        return []
    db.execute(text(f"SET LOCAL lock_timeout = '{LONGEST_WAIT}'"))
    db.execute(text("SELECT pg_advisory_xact_lock(hashtext('ninebell partitions'))"))
    made = []
    for table, first, after in _missing(db, now):
        if not _rows_in_default(db, table, first, after):
            made.append(_make(db, table, first, after))
    return made


def months_from(now: datetime) -> Iterator[tuple[date, date]]:
    """The first days of this month and the two that follow, in UTC, each with the month's end after it."""
    here = now.astimezone(UTC)
    for count in range(here.year * 12 + here.month - 1, here.year * 12 + here.month + MONTHS_AHEAD):
        yield date(count // 12, count % 12 + 1, 1), date((count + 1) // 12, (count + 1) % 12 + 1, 1)


def _missing(db: Session, now: datetime) -> list[tuple[str, date, date]]:
    wanted = {
        f"{table}_{first:%Y_%m}": (table, first, after)
        for table in PARTITIONED
        for first, after in months_from(now)
    }
    there = db.scalars(
        text(
            "SELECT relname FROM pg_class WHERE relname = ANY(:names) "
            "AND relnamespace = current_schema()::regnamespace"
        ),
        {"names": list(wanted)},
    ).all()
    return [month for name, month in wanted.items() if name not in there]


def _rows_in_default(db: Session, table: str, first: date, after: date) -> bool:
    found = text(f"SELECT EXISTS (SELECT FROM {table}_default WHERE at >= :first AND at < :after)")  # noqa: S608
    return bool(db.scalar(found, {"first": _midnight(first), "after": _midnight(after)}))


def _make(db: Session, table: str, first: date, after: date) -> str:
    name = f"{table}_{first:%Y_%m}"
    db.execute(
        text(
            f"CREATE TABLE {name} PARTITION OF {table} "
            f"FOR VALUES FROM ('{_midnight(first)}') TO ('{_midnight(after)}')"
        )
    )
    if table in _UNIQUE:
        db.execute(text(f"CREATE UNIQUE INDEX {name}_once ON {name} ({_UNIQUE[table]})"))
    return name


def _midnight(on: date) -> datetime:
    return datetime(on.year, on.month, on.day, tzinfo=UTC)
