"""The bell: it goes on ringing whatever the clock does, and never rings twice at a time."""

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine

from app.bell import Bell
from app.time import system_clock

SOON = 20  # seconds in which a test that waits has failed


class Rung:
    """Counts the rings of one job, and can hold one fast."""

    def __init__(self) -> None:
        self.times = self.at_once = self.most_at_once = 0
        self.held = threading.Event()
        self.held.set()
        self._changed = threading.Condition()

    def __call__(self) -> None:
        with self._changed:
            self.times += 1
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
            self._changed.notify_all()
        self.held.wait(SOON)
        with self._changed:
            self.at_once -= 1

    def wait_for(self, more: int) -> bool:
        """Whether it rings so many times more."""
        with self._changed:
            wanted = self.times + more
            return self._changed.wait_for(lambda: self.times >= wanted, SOON)


@pytest.fixture
def rung() -> Iterator[Rung]:
    rung = Rung()
    yield rung
    rung.held.set()


def ring(rung: Rung) -> Bell:
    bell = Bell([rung], 0.05, system_clock)
    bell.start()
    return bell


@pytest.mark.parametrize("hours", [-2, 24])
def test_it_rings_on_after_the_clock_has_jumped(rung: Rung, hours: int) -> None:
    bell = ring(rung)
    assert rung.wait_for(2)
    with time_machine.travel(system_clock() + timedelta(hours=hours), tick=True):
        assert rung.wait_for(3)
    assert rung.wait_for(3), "and when the clock is set right again"
    bell.shutdown()


def test_a_beat_that_takes_long_is_not_run_beside_itself_nor_made_up_in_a_row(rung: Rung) -> None:
    bell = ring(rung)
    assert rung.wait_for(1)
    rung.held.clear()
    assert rung.wait_for(1)
    with time_machine.travel(system_clock() + timedelta(hours=1), tick=True):
        before = rung.times
        threading.Event().wait(0.3)
        assert rung.times == before, "an hour of missed beats waits for the one under way"
        rung.held.set()
        assert rung.wait_for(2)
    bell.shutdown()
    assert rung.most_at_once == 1
    assert rung.times < before + 100
