"""The bell that rings every second. What is due stands in the rows; the bell only says "look now"."""

import threading
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from apscheduler.schedulers.background import BackgroundScheduler

#: A clock that is set from the network is pushed by less than this at a time.
JUMP = timedelta(seconds=1)


class Bell:
    """Rings each of some jobs again and again, each on a thread of its own and never twice at a time.

    A beat that was missed is made up once, never in a row. The scheduler sleeps until a time of day, so after
    a clock that jumped back it would sleep until that time comes again: a watch that counts seconds, and
    reads no clock to do so, then sets it right.
    """

    def __init__(
        self, jobs: Iterable[Callable[[], object]], seconds: float, clock: Callable[[], datetime]
    ) -> None:
        """Make ready; nothing rings yet.

        Args:
            jobs: what to do; one that fails is logged by the scheduler and is due again at the next beat.
            seconds: between two beats.
            clock: this machine's own, aware.
        """
        self._seconds, self._clock = seconds, clock
        self._scheduler = BackgroundScheduler(timezone="UTC")
        # It fires at once however late it is: the default grace of a second drops beats.
        for job in jobs:
            self._scheduler.add_job(
                job, "interval", seconds=seconds, coalesce=True, misfire_grace_time=None, max_instances=1
            )
        self._stopped = threading.Event()
        self._watch = threading.Thread(target=self._look_for_jumps, name="bell-watch", daemon=True)

    def start(self) -> None:
        """Begin to ring."""
        self._scheduler.start()
        self._watch.start()

    def shutdown(self, wait: bool = True) -> None:
        """Stop ringing; what is being done is finished first."""
        self._stopped.set()
        if self._watch.is_alive():
            self._watch.join()
        self._scheduler.shutdown(wait=wait)

    def _look_for_jumps(self) -> None:
        before = self._clock()
        while not self._stopped.wait(self._seconds):
            now = self._clock()
            if now < before - JUMP:
                self._set_right()
            before = now

    def _set_right(self) -> None:
        for job in self._scheduler.get_jobs():
            job.reschedule("interval", seconds=self._seconds)
