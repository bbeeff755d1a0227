"""The ladder and the outbox under everything that can happen to them, in random order.

Hypothesis plays mornings: registers come and are corrected, parents write, staff decide or do not, workers
die before and after the provider has taken a text, callbacks come twice or never, the provider goes away, the
queue's file is lost, two clocks beat at once. After every step the counts must stand at zero; at the end of
each morning everything that was decided on must have happened.
"""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import ClassVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from bot.parsers.embedded import EmbeddedParser
from rules.sessions import Session as HalfDay
from tests.model import counting
from tests.model.provider import Fault
from tests.model.world import CHAIN, CHILDREN, NUMBERS, World

#: In every run of the tests; `python -m tests.model` plays many more.
MORNINGS = 6
STEPS_A_MORNING = 50
REASONS = (
    "Sorry she is poorly today",
    "He has a dentist appointment this morning",
    "I dropped them off at half eight",
    "Amina is ill",
    "Bilal and Amina both have a tummy bug",
    "what?",
    "they are coming in after all",
)
PLACES = st.integers(0, 20)


class Mornings(RuleBasedStateMachine):
    """See the module."""

    make: ClassVar[Callable[[], World]]
    steps: ClassVar[int] = 0

    def __init__(self) -> None:
        super().__init__()
        self.world = type(self).make()
        self.beaten = False

    @rule(absent=st.frozensets(st.sampled_from(CHILDREN)), session=st.sampled_from(HalfDay))
    def a_register_comes(self, absent: frozenset[str], session: HalfDay) -> None:
        self.world.register(absent, session)

    @rule(length=st.integers(1, 8))
    def time_passes(self, length: int) -> None:
        self.world.minutes(length)
        self.beaten = True

    @rule(seconds=st.integers(1, 90))
    def time_passes_unseen(self, seconds: int) -> None:
        self.world.move(timedelta(seconds=seconds))

    @rule()
    def the_machine_sleeps_an_hour(self) -> None:
        self.world.move(timedelta(hours=1))

    @rule()
    def a_night_passes(self) -> None:
        self.world.next_morning()

    @rule()
    def two_clocks_beat(self) -> None:
        self.world.beat()
        self.world.beat()

    @rule(fault=st.sampled_from(Fault))
    def a_worker_works(self, fault: Fault) -> None:
        self.world.work_one(fault)

    @rule()
    def the_queue_is_lost(self) -> None:
        self.world.forget_offers()

    @rule(away=st.booleans())
    def the_provider_goes_or_comes(self, away: bool) -> None:
        self.world.provider.is_away = away

    @rule(place=PLACES, status=st.sampled_from(("queued", "sent", "delivered", "undelivered", "failed")))
    def a_callback_comes(self, place: int, status: str) -> None:
        self.world.news(place, status)

    @rule(number=st.sampled_from(NUMBERS), body=st.sampled_from(REASONS))
    def a_parent_writes(self, number: str, body: str) -> None:
        self.world.text(number, body)

    @rule(place=PLACES, confirm=st.booleans())
    def the_office_decides(self, place: int, confirm: bool) -> None:
        self.world.review(place, confirm=confirm)

    @rule(place=PLACES)
    def somebody_takes_a_task_on(self, place: int) -> None:
        self.world.acknowledge(place)

    @rule(place=PLACES, which=st.integers(0, 3))
    def somebody_does_a_task(self, place: int, which: int) -> None:
        self.world.outcome(place, which)

    @rule(role=st.sampled_from(CHAIN))
    def somebody_is_away(self, role: str) -> None:
        self.world.away(role)

    @invariant()
    def the_counts_are_zero(self) -> None:
        type(self).steps += 1
        with self.world.database.read() as db:
            assert counting.delivered_twice(db, self.world.provider) == []
            assert counting.contacted_after_a_stop(db, self.world.provider) == []
            if self.beaten:
                assert counting.untold_tasks(db, self.world.now) == []
                assert counting.without_a_next_step(db, self.world.now) == []
                assert counting.registers_forgotten(db, self.world.now) == []
        self.beaten = False

    def teardown(self) -> None:
        """All is well again for half an hour: what is still under way then was lost."""
        self.world.provider.is_away = False
        self.world.minutes(30)
        with self.world.database.read() as db:
            assert counting.lost_steps(db, self.world.now) == []
            assert counting.without_a_next_step(db, self.world.now) == []
            assert counting.untold_tasks(db, self.world.now) == []
            assert counting.delivered_twice(db, self.world.provider) == []
            assert counting.contacted_after_a_stop(db, self.world.provider) == []
        self.world.close()


def play(template: Path, parser: EmbeddedParser, mornings: int) -> int:
    """Play so many mornings. Returns the steps taken.

    Args:
        template: a migrated, empty SQLite file.
    """
    Mornings.make = lambda: World(template, parser)
    Mornings.steps = 0
    run_state_machine_as_test(
        Mornings,
        settings=settings(
            max_examples=mornings,
            stateful_step_count=STEPS_A_MORNING,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    return Mornings.steps


def test_nothing_is_lost_doubled_or_forgotten(sqlite_template: Path, parser: EmbeddedParser) -> None:
    assert play(sqlite_template, parser, MORNINGS) > MORNINGS
