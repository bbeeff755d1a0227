"""The workers' queue: Huey carries ids and nothing else. Losing it costs a tick, never a message."""

import signal
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import psycopg
from huey import Huey, PostgresHuey, SqliteHuey
from huey.consumer import Consumer
from sqlalchemy.engine import make_url

from storage.engine import patience

#: How long an idle worker sleeps at most before it looks again, in seconds.
LONGEST_NAP_S = 0.2


def open_queue(database_url: str, var: Path) -> Huey:
    """The queue that belongs to a database: a file of its own beside SQLite, tables in PostgreSQL.

    Args:
        database_url: the product's database.
        var: the folder for files that the product keeps.
    """
    if database_url.startswith("sqlite"):
        return SqliteHuey("ninebell", filename=str(var / "tasks.db"), results=False)
    dsn = database_url.replace("+psycopg", "")
    waits = patience(make_url(dsn))
    # Each process makes the queue's tables where they are missing; two at once would trip over each other.
    with psycopg.connect(dsn, autocommit=True, **waits) as one_by_one:  # type: ignore[arg-type]
        one_by_one.execute("SELECT pg_advisory_lock(hashtext('ninebell queue'))")
        return PostgresHuey("ninebell", dsn=dsn, results=False, **waits)


class Workers:
    """Threads that send what they are offered."""

    def __init__(self, huey: Huey, send: Callable[[int], object], threads: int) -> None:
        """Register the one task there is.

        Args:
            send: sends the outbox row with that id, if it is still to be sent.
            threads: how many send at once.
        """

        def send_text(outbound_id: int) -> None:
            send(outbound_id)

        self._huey = huey
        self._task = huey.task(name="send_text")(send_text)
        self._threads = threads
        self._consumer: Consumer | None = None

    def offer(self, ids: Iterable[int]) -> None:
        """Put ids in the queue."""
        for outbound_id in ids:
            self._task(outbound_id)

    def start(self) -> None:
        """Start the threads in this process."""
        self._consumer = _QuietConsumer(
            self._huey,
            workers=self._threads,
            periodic=False,
            initial_delay=0.02,
            max_delay=LONGEST_NAP_S,
            check_worker_health=False,
        )
        self._consumer.start()

    def stop(self) -> None:
        """Let what is being sent finish, then stop."""
        if self._consumer is not None:
            self._consumer.stop(graceful=True)
            self._consumer = None

    def run(self) -> None:
        """Work until the process is told to stop."""
        self.start()
        signal.sigwait({signal.SIGTERM, signal.SIGINT})
        self.stop()


class _QuietConsumer(Consumer):  # type: ignore[misc]  # the library is untyped
    """A consumer inside a process that has signal handlers of its own."""

    def _set_signal_handlers(self, *_args: Any) -> None:
        return
