"""What goes wrong, and when: processes, answers, callbacks, the provider itself and the database."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from telephony.simulator.client import SimulatorClient
from tests.chaos.places import Place

#: How often a text's answer is lost after acceptance; refused; answered 500 before and after it was taken.
LOST, BUSY, NOT_TAKEN, TAKEN = 0.05, 0.025, 0.0125, 0.0125
#: How often a callback is lost, doubled, or comes late.
DROPPED, DOUBLED, REORDERED = 0.10, 0.10, 0.10
LONGEST_LAG = timedelta(seconds=20)
OUTAGE = timedelta(minutes=10)
#: Within which parts of the time from the registers' close to the end the database dies.
DEATHS = ((0.1, 0.4), (0.55, 0.85))
#: Where there is only one process, it lives at most so long (real seconds) after it answers, or as long as
#: its start took: on a slow machine it would else do nothing but start.
LONGEST_LIFE_S = 4.0


@dataclass(frozen=True)
class Times:
    """When things happen, in the product's time, aware."""

    begins: datetime
    texts_from: datetime
    registers_from: datetime
    registers_close: datetime
    outage_at: datetime
    storm_ends: datetime
    calm: timedelta = timedelta(minutes=14)


def break_provider(phones: SimulatorClient, rate: float, seed: int) -> None:
    """Let the provider lose, refuse and lag from now on."""
    for number, (kind, chance) in enumerate(
        (
            ("lose_answer", LOST),
            ("too_many", BUSY),
            ("server_error", NOT_TAKEN),
            ("error_after", TAKEN),
            ("drop_callbacks", DROPPED),
            ("double_callbacks", DOUBLED),
            ("reorder_callbacks", REORDERED),
        )
    ):
        phones.fault(kind, chance=chance, seed=seed + number)
    phones.fault("list_lag", seconds=LONGEST_LAG.total_seconds() / rate, least=0.0, seed=seed)


class Storm:
    """The thread that kills processes and the database, until it has killed enough or is told to end."""

    def __init__(self, place: Place, dice: Random, kills: int, times: Times) -> None:
        """Draw when the database dies; nothing happens yet."""
        self.place, self.dice, self.kills, self.times = place, dice, kills, times
        self.killed = self.restarts = 0
        self.failed: BaseException | None = None
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="storm")
        self._deaths = self._draw_deaths() if place.postgres else []

    def _draw_deaths(self) -> list[datetime]:
        """When the database dies: once while most first texts are under way, once later."""
        close = self.times.registers_close
        span = self.times.storm_ends - close
        return [close + span * self.dice.uniform(*part) for part in DEATHS]

    def start(self) -> None:
        """Let it begin."""
        self._thread.start()

    def is_over(self) -> bool:
        """Whether everything that was to die has died."""
        return self.killed >= self.kills and not self._deaths

    def end(self) -> None:
        """Stop killing.

        Raises:
            BaseException: what went wrong in the storm itself.
        """
        self._over.set()
        self._thread.join()
        if self.failed is not None:
            raise self.failed

    def _run(self) -> None:
        try:
            while not self._over.is_set() and not self.is_over():
                if self._deaths and self.place.now() >= self._deaths[0]:
                    self._deaths.pop(0)
                    assert self.place.postgres is not None
                    self.place.postgres.restart()
                    self.restarts += 1
                if self.killed < self.kills:
                    self._kill()
                else:
                    self._over.wait(0.2)
        except BaseException as error:
            self.failed = error

    def _kill(self) -> None:
        self._wait_for_moment()
        if not self._over.is_set() and self.place.kill_one(self.dice) is not None:
            self.killed += 1

    def _wait_for_moment(self) -> None:
        """Where there is one process it is left to live a little; of several, one dies every so often."""
        if self.place.kind == "embedded":
            began = time.monotonic()
            self._until(self.place.is_ready)
            self._over.wait(self.dice.uniform(0, max(LONGEST_LIFE_S, time.monotonic() - began)))
            return
        left = (self.times.storm_ends - self.place.now()).total_seconds() / self.place.rate
        mean = max(0.2, left / max(1, self.kills - self.killed))
        self._over.wait(self.dice.uniform(0, 2 * mean))

    def _until(self, ready: Callable[[], bool]) -> None:
        while not self._over.is_set() and not ready():
            self.place.look_after()
            time.sleep(0.05)
