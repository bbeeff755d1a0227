"""A message that the provider hands over twice at once, through the servers as they are shipped.

On SQLite that is `ninebell serve`; on PostgreSQL two web processes, the clock and the worker of the Procfile.
"""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import select

from storage.models import InboundMessage
from tests.servers.running import (
    SMS,
    Running,
    ask,
    everything_is_there_once,
    parents_text,
    shipped,
    wait_until,
)

MESSAGES, COPIES = 16, 2


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def running(
    request: pytest.FixtureRequest, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp(request.param)
    with shipped(request.param, folder, sqlite_template, families=MESSAGES) as running:
        yield running


def test_each_message_posted_twice_at_once_is_one_report_and_one_reply(running: Running) -> None:
    together = threading.Barrier(MESSAGES * COPIES)

    def hand_over(number: int) -> tuple[int, str]:
        body, headers = parents_text(running, number)
        together.wait(timeout=60)
        return ask(running.installation.port, SMS, body, headers)

    with ThreadPoolExecutor(MESSAGES * COPIES) as pool:
        answers = list(pool.map(hand_over, list(range(MESSAGES)) * COPIES))
    assert {status for status, _ in answers} == {200}
    assert all(body.endswith("<Response/>") for _, body in answers)
    wait_until(lambda: len(running.phones.sent()) >= MESSAGES, 60, lambda: "the replies did not come")
    everything_is_there_once(running, MESSAGES)
    with running.database.read() as db:
        assert {message.attempts for message in db.scalars(select(InboundMessage))} == {1}
