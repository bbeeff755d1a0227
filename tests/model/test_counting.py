"""The counts find what they are there to find."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from attendance.cases import pause_case
from bot.parsers.embedded import EmbeddedParser
from rules.sessions import Session as HalfDay
from storage.models import Case, OutboundMessage, Task, TaskPush
from tests.model import counting
from tests.model.provider import Taken
from tests.model.world import MUM, World


@pytest.fixture
def world(sqlite_template: Path, parser: EmbeddedParser) -> Iterator[World]:
    """Amina and Cora are away; the first texts are out."""
    world = World(sqlite_template, parser)
    world.register(frozenset({"Amina Yusuf", "Cora Lane"}), HalfDay.AM)
    world.minutes(25)
    yield world
    world.close()


def test_a_quiet_morning_counts_nothing(world: World) -> None:
    with world.database.read() as db:
        assert world.provider.taken != []
        assert counting.delivered_twice(db, world.provider) == []
        assert counting.contacted_after_a_stop(db, world.provider) == []
        assert counting.without_a_next_step(db, world.now) == []
        assert counting.lost_steps(db, world.now) == []
        assert counting.untold_tasks(db, world.now) == []


def test_a_text_that_came_twice(world: World) -> None:
    first = world.provider.taken[0]
    world.provider.taken.append(first)
    with world.database.read() as db:
        assert counting.delivered_twice(db, world.provider) == [first.outbound_id]


def test_a_text_to_a_family_that_had_answered(world: World) -> None:
    first = next(text for text in world.provider.taken if text.to == MUM)
    world.move(timedelta(minutes=1))
    with world.database.write() as db:
        for case in db.scalars(select(Case)):
            pause_case(db, case, "A reason was given.", world.now)
        db.execute(update(OutboundMessage).values(claimed_at=world.now + timedelta(minutes=1)))
    late = Taken("SM9", first.outbound_id, first.to, first.body, world.now + timedelta(minutes=1))
    world.provider.taken[:] = [late]
    with world.database.read() as db:
        assert counting.contacted_after_a_stop(db, world.provider) == [first.outbound_id]


def test_a_case_that_nobody_will_look_at(world: World) -> None:
    with world.database.write() as db:
        db.execute(update(Case).values(next_due_at=None))
        cases = list(db.scalars(select(Case.id)))
    with world.database.read() as db:
        assert counting.without_a_next_step(db, world.now) == cases


def test_a_text_that_never_went_out(world: World) -> None:
    with world.database.write() as db:
        db.execute(update(OutboundMessage).values(state="ready"))
        texts = list(db.scalars(select(OutboundMessage.id)))
    world.move(timedelta(hours=1))
    with world.database.read() as db:
        assert sorted(counting.lost_steps(db, world.now)) == sorted(texts)


def test_a_task_that_the_next_person_was_not_told_of(world: World) -> None:
    with world.database.write() as db:
        tasks = list(db.scalars(select(Task.id).where(Task.kind == "safeguarding")))
        db.execute(update(TaskPush).values(at=world.now - timedelta(minutes=16)))
        db.execute(update(Task).values(created_at=world.now - timedelta(minutes=20)))
    assert len(tasks) == 1
    with world.database.read() as db:
        assert counting.untold_tasks(db, world.now) == tasks
