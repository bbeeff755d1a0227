"""Things that happen a little later: one thread watches the time, a few do the work."""

import heapq
import itertools
import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

log = logging.getLogger(__name__)
WORKERS = 8
T = TypeVar("T")


class Timeline:
    """Runs actions after a delay; can be stopped for a while, and knows whether anything is left to do."""

    def __init__(self) -> None:
        """Start the watching thread."""
        self._changed = threading.Condition()
        self._entries: list[tuple[float, int, Callable[[], None]]] = []
        self._ids = itertools.count()
        self._running = 0
        self._held_until = 0.0
        self._closed = False
        self._pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="stand-in")
        self._watcher = threading.Thread(target=self._watch, name="stand-in-timeline", daemon=True)
        self._watcher.start()

    def after(self, seconds: float, action: Callable[[], None]) -> None:
        """Run an action on a worker thread in so many seconds."""
        with self._changed:
            heapq.heappush(self._entries, (time.monotonic() + seconds, next(self._ids), action))
            self._changed.notify_all()

    def call(self, action: Callable[[], T]) -> Future[T]:
        """Run an action on a worker thread as soon as may be, and return its result in time."""
        result: Future[T] = Future()

        def run() -> None:
            try:
                result.set_result(action())
            except Exception as error:
                result.set_exception(error)
                raise

        self.after(0, run)
        return result

    def hold(self, seconds: float) -> None:
        """Start nothing for so many seconds; 0 lets everything that is due go on."""
        with self._changed:
            self._held_until = time.monotonic() + seconds
            self._changed.notify_all()

    def settle(self, timeout_s: float) -> bool:
        """Wait until nothing is waiting or running; return False when the time was not enough."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._entries and not self._running, timeout_s)

    def close(self) -> None:
        """Drop what is waiting, let what runs finish, stop the threads."""
        with self._changed:
            self._closed = True
            self._entries.clear()
            self._changed.notify_all()
        self._watcher.join()
        self._pool.shutdown(wait=True)

    def _watch(self) -> None:
        while (action := self._next()) is not None:
            self._pool.submit(self._run, action)

    def _next(self) -> Callable[[], None] | None:
        """Wait for the next action that is due; None when closed."""
        with self._changed:
            while not self._closed:
                wait = self._wait()
                if wait is not None and wait <= 0:
                    self._running += 1
                    return heapq.heappop(self._entries)[2]
                self._changed.wait(wait)
        return None

    def _wait(self) -> float | None:
        if not self._entries:
            return None
        return max(self._entries[0][0], self._held_until) - time.monotonic()

    def _run(self, action: Callable[[], None]) -> None:
        try:
            action()
        except Exception:
            log.exception("an action of the stand-in failed")
        finally:
            with self._changed:
                self._running -= 1
                self._changed.notify_all()
