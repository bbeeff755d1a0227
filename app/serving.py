"""Serving: one process for a school on one machine, or web processes beside a clock and workers."""

import logging
import signal
import threading
from collections.abc import Callable

from filelock import FileLock, Timeout
from waitress import wasyncore
from waitress.server import create_server

from app.bell import Bell
from app.memory import collect_seldom
from app.services import Services
from app.settings import SettingsError
from app.time import system_clock
from app.web import create_app
from clock.tick import ask_provider, follow, hand_over
from storage.migrate import upgrade

log = logging.getLogger(__name__)

BEAT_SECONDS = 1
WEB_THREADS = 8


class Embedded:
    """Everything in one process: web, clock and workers over one SQLite file (or one PostgreSQL)."""

    def __init__(self, services: Services) -> None:
        """Take the file lock and the port, migrate, and make ready. Nothing runs yet.

        Raises:
            SettingsError: another process serves this database already.
            OSError: the port is taken.
        """
        self.services = services
        settings = services.settings
        settings.var.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._lock = FileLock(settings.var / "serve.lock")
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            raise SettingsError(
                f"Ninebell is already running on {settings.var}. Stop it first, or set NINEBELL_VAR."
            ) from None
        upgrade(services.database)
        self._server = create_server(
            create_app(services),
            host=settings.host,
            port=settings.port,
            threads=WEB_THREADS,
            ident=None,
            url_scheme="https" if settings.served_over_https else "http",
        )
        self._clock = start_clock_later(services)

    @property
    def port(self) -> int:
        """The port that is listened on."""
        port: int = self._server.effective_port
        return port

    def run(self) -> None:
        """Serve until SIGTERM or Ctrl-C, then let the threads finish what they are at."""
        collect_seldom()
        self.services.workers.start()
        self._clock.start()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: self.stop())
        log.info("serving", extra={"port": self.port})
        self._server.run()
        self._clock.shutdown(wait=True)
        self.services.workers.stop()
        self.services.database.close()
        self._lock.release()
        log.info("stopped")

    def stop(self) -> None:
        """Ask the server to finish what it is at and take no more; `run` then ends."""
        self._server.trigger.pull_trigger(self._close)

    def _close(self) -> None:
        # Workers first: one that still answers would write to a socket that is gone.
        self._server.task_dispatcher.shutdown()
        wasyncore.close_all(self._server._map)


def start_clock_later(services: Services) -> Bell:
    """A bell for the clock's three jobs.

    Each job waits for itself alone: a provider that does not answer keeps no case from its next step.
    """

    def beat() -> None:
        follow(services.works, services.now())
        services.pulse.beat()

    services.pulse.beat()
    jobs: tuple[Callable[[], None], ...] = (
        beat,
        lambda: ask_provider(services.works, services.now()),
        lambda: hand_over(services.works, services.now()),
    )
    return Bell(jobs, BEAT_SECONDS, system_clock)


def run_clock(services: Services) -> None:
    """The `clock` process: a beat every second until it is told to stop. A second one is harmless."""
    stopped = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stopped.set())
    scheduler = start_clock_later(services)
    collect_seldom()
    scheduler.start()
    log.info("clock started")
    stopped.wait()
    scheduler.shutdown(wait=True)
