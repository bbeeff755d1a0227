"""Opening the database, and the only two ways to use it: to read and to write."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.orm import Session

#: How long a writer waits for another process's transaction before it fails, in seconds.
BUSY_SECONDS = 30


class Database:
    """One database, opened once a process and shared by its threads.

    On SQLite a writing transaction starts with `BEGIN IMMEDIATE`: one that read first and wrote later
    would fail at once with BUSY_SNAPSHOT, whatever the time-out. A thread lock round it keeps the
    threads of one process from waiting on the file lock, which is slower and unfair.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.is_sqlite = engine.dialect.name == "sqlite"
        self._writing_engine = engine.execution_options(ninebell_writes=True)
        self._one_writer = threading.Lock()

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session for reading: nothing is kept of what is changed in it."""
        with Session(self.engine, expire_on_commit=False) as db:
            yield db

    @contextmanager
    def write(self) -> Iterator[Session]:
        """One writing transaction: committed at the end of the block, rolled back when it raises."""
        if not self.is_sqlite:
            with Session(self._writing_engine, expire_on_commit=False) as db, db.begin():
                yield db
            return
        with (
            self._one_writer,
            Session(self._writing_engine, expire_on_commit=False) as db,
            db.begin(),
        ):
            yield db

    def close(self) -> None:
        """Give back every connection."""
        self.engine.dispose()


def open_database(url: str) -> Database:
    """Open a database.

    Args:
        url: an SQLAlchemy address, `sqlite:///…` or `postgresql://…` (psycopg is used).

    Returns:
        The database, not yet connected.

    Raises:
        ValueError: the address names another kind of database.
    """
    parsed = make_url(url)
    backend = parsed.get_backend_name()
    if backend == "sqlite":
        engine = create_engine(
            parsed,
            connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
            hide_parameters=True,
        )
        _prepare_sqlite(engine)
        return Database(engine)
    if backend == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
        return Database(
            create_engine(parsed, pool_pre_ping=True, pool_size=10, max_overflow=20, hide_parameters=True)
        )
    raise ValueError(f"NINEBELL_DATABASE_URL starts with {backend!r}: use sqlite:/// or postgresql://")


def _prepare_sqlite(engine: Engine) -> None:
    """Write-ahead log, full durability, foreign keys, and transactions that we begin ourselves."""

    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("ninebell_writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
