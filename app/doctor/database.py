"""The database: reachable, writable, safe against a power cut, of this version, and of the same time."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app.doctor.findings import Finding, fail, ok, warn
from app.services import Services
from app.settings import Settings
from app.time import system_clock
from storage.beats import last_tick, record_beat
from storage.engine import Database
from storage.figures import read_figures
from storage.migrate import find_revision, newest_revision
from storage.tenants import TENANT_ROLE

OLDEST_POSTGRES = 14
#: Machines set from the network differ by milliseconds. Past the second, quiet hours and signatures suffer.
CLOCKS_WARN, CLOCKS_FAIL = timedelta(seconds=5), timedelta(seconds=60)
SET_THE_CLOCK = "Set this machine's clock from the network: timedatectl set-ntp true"
#: A clock beats every second, and writes it down every ten.
STILL_ALIVE = timedelta(minutes=2)


def check_database(services: Services, now: datetime) -> Iterator[Finding]:
    """Everything about the database but its clock."""
    settings = services.settings
    if not is_there(settings):
        yield warn("The database is not there yet.", "Run: ninebell migrate")
        return
    database = services.database
    try:
        revision = find_revision(database)
    except SQLAlchemyError:
        yield fail(
            "The database cannot be reached.",
            "Check NINEBELL_DATABASE_URL, that the server runs, and that its login and password are right.",
        )
        return
    yield ok("The database answers.")
    yield from _check_kind(database)
    if revision != newest_revision():
        yield fail(
            f"The database is at revision {revision or 'none'}, and this version needs {newest_revision()}.",
            "Run: ninebell migrate",
        )
        return
    yield ok(f"The database is at this version's revision, {revision}.")
    yield _check_writing(database, now)
    yield from _check_life(database, now)


def is_there(settings: Settings) -> bool:
    """Whether there is a database to ask; asking SQLite for one that is not there would make it."""
    return not settings.is_sqlite or Path(settings.database_url.removeprefix("sqlite:///")).exists()


def _check_kind(database: Database) -> Iterator[Finding]:
    with database.read() as db:
        yield from _check_sqlite(db) if database.is_sqlite else _check_postgres(db)


def _check_sqlite(db: Session) -> Iterator[Finding]:
    journal = str(db.scalar(text("PRAGMA journal_mode")))
    synchronous = int(db.scalar(text("PRAGMA synchronous")) or 0)
    if journal != "wal" or synchronous < 2:
        yield fail(
            f"SQLite would forget in a power cut (journal {journal}, synchronous {synchronous}).",
            "Keep the database on a local disk: a network folder cannot hold a write-ahead log.",
        )
    else:
        yield ok("SQLite keeps what it was told through a power cut (write-ahead log, full).")
    if db.scalar(text("PRAGMA quick_check")) != "ok":
        yield fail("The database file is damaged.", "Stop Ninebell and restore the newest good backup.")


def _check_postgres(db: Session) -> Iterator[Finding]:
    version = int(db.scalar(text("SHOW server_version_num")) or 0) // 10_000
    if version < OLDEST_POSTGRES:
        yield fail(f"PostgreSQL {version} is too old.", f"Use PostgreSQL {OLDEST_POSTGRES} or newer.")
    else:
        yield ok(f"PostgreSQL {version}.")
    if db.scalar(text("SHOW fsync")) != "on" or db.scalar(text("SHOW synchronous_commit")) == "off":
        yield fail(
            "PostgreSQL would forget in a power cut.",
            "Set fsync = on and synchronous_commit = on in its configuration.",
        )
    role = db.scalar(
        text("SELECT NOT (rolsuper OR rolbypassrls) FROM pg_roles WHERE rolname = :role"),
        {"role": TENANT_ROLE},
    )
    if not role:
        yield fail(
            f"The role {TENANT_ROLE}, which keeps organisations apart, is missing or may do too much.",
            "Run: ninebell migrate, and do as it says.",
        )
    else:
        yield ok("Organisations are kept apart by row-level security.")


def _check_writing(database: Database, now: datetime) -> Finding:
    """Write something, and take it back."""
    try:
        with database.write() as db:
            record_beat(db, "doctor", now)
            db.rollback()
    except SQLAlchemyError:
        return fail(
            "The database cannot be written to.",
            "Check the rights of its login, and that it is not a read-only copy.",
        )
    return ok("The database can be written to.")


def _check_life(database: Database, now: datetime) -> Iterator[Finding]:
    """Whether a clock beats, and what is wrong at this moment."""
    with database.read() as db:
        beat = last_tick(db)
        troubles = read_figures(db, now).troubles
    if beat is None or now - beat > STILL_ALIVE:
        yield warn(
            "No clock beats: nothing is sent and nobody is followed up.",
            "Start Ninebell: ninebell serve, or the processes of the Procfile.",
        )
    else:
        yield ok("A clock beats.")
    for kind, number in sorted(troubles.items()):
        yield fail(
            f"Ninebell itself has found trouble: {kind} ({number}).",
            "The office's pages say what and what to do, in a red line at the top.",
        )


def check_clock(services: Services, now: datetime) -> Iterator[Finding]:
    """Whether this machine and its database agree about the time. SQLite is this machine."""
    if services.settings.is_sqlite:
        return
    with services.database.read() as db:
        theirs = db.scalar(text("SELECT clock_timestamp()"))
    if isinstance(theirs, datetime):
        yield check_skew(theirs.astimezone(UTC) - system_clock(), "the database")


def check_skew(apart: timedelta, whose: str) -> Finding:
    """What to say of two clocks.

    Args:
        apart: how far the other is ahead of this machine's.
        whose: the other's name in a sentence.
    """
    seconds = abs(apart.total_seconds())
    if timedelta(seconds=seconds) <= CLOCKS_WARN:
        return ok(f"This machine and {whose} agree about the time.")
    said = f"This machine's clock and that of {whose} are {seconds:.0f} seconds apart."
    if timedelta(seconds=seconds) > CLOCKS_FAIL:
        return fail(said, SET_THE_CLOCK)
    return warn(said, SET_THE_CLOCK)
