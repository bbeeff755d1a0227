"""Opening the database, and the only two ways to use it: to read and to write."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL, Connection, make_url
from sqlalchemy.orm import Session

from storage.tenants import BECOME_TENANT

#: How long a writer waits for another process's transaction before it fails, in seconds.
BUSY_SECONDS = 30
#: How PostgreSQL is told, by each connection, to notice within half a minute that we have died: what a dead
#: host had locked is another's again. A transaction that does nothing for a minute is given up.
SERVER_PATIENCE = {
    "tcp_keepalives_idle": "10s",
    "tcp_keepalives_interval": "5s",
    "tcp_keepalives_count": "3",
    "tcp_user_timeout": "20s",
    "client_connection_check_interval": "10s",
    "idle_in_transaction_session_timeout": "60s",
}
#: How long we wait for a PostgreSQL that does not answer: seconds, but `tcp_user_timeout` is milliseconds.
CLIENT_PATIENCE = {
    "connect_timeout": "10",
    "keepalives": "1",
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "20000",
    "options": " ".join(f"-c {name}={value}" for name, value in SERVER_PATIENCE.items()),
}


class Database:
    """One database, opened once a process and shared by its threads.

    On SQLite a writing transaction starts with `BEGIN IMMEDIATE`: one that read first and wrote later
    would fail at once with BUSY_SNAPSHOT, whatever the time-out. A thread lock round it keeps the
    threads of one process from waiting on the file lock, which is slower and unfair.

    On PostgreSQL `for_organisation` gives the same database as one organisation may see it.
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

    def for_organisation(self, organisation_id: int) -> "Database":
        """The database as one organisation may see and change it, read and written in the same way.

        On PostgreSQL every transaction begins by giving up the login's rights for those of the tenants'
        role: rows of another organisation are not there, whatever the query. SQLite has no such rights.

        Args:
            organisation_id: the tenant.
        """
        if self.is_sqlite:
            return self
        return Database(self.engine.execution_options(ninebell_organisation=organisation_id))

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
        engine = create_engine(
            parsed.set(drivername="postgresql+psycopg"),
            connect_args=patience(parsed),
            pool_pre_ping=True,
            pool_size=10,
            max_overflow=20,
            hide_parameters=True,
        )
        _prepare_postgres(engine)
        return Database(engine)
    raise ValueError(f"NINEBELL_DATABASE_URL starts with {backend!r}: use sqlite:/// or postgresql://")


def patience(address: URL) -> dict[str, str]:
    """What a PostgreSQL address leaves open of our patience, as parameters of a connection.

    Without it a connection to a host that was cut off hangs for ever, and so does what that host had locked.
    """
    return {name: value for name, value in CLIENT_PATIENCE.items() if name not in address.query}


def _prepare_postgres(engine: Engine) -> None:
    """A tenant's transactions give the login's rights up before anything else."""

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        organisation_id = connection.get_execution_options().get("ninebell_organisation")
        if organisation_id is not None:
            connection.exec_driver_sql(BECOME_TENANT, {"organisation_id": str(organisation_id)})


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
