"""`ninebell serve` is killed as by a power cut, again and again, at the two worst moments, and loses nothing.

Every life of the server ends while replies to some texts are claimed but not known to be sent, and while
other texts are received but not answered. The next life finds what the last one left; a text that was not
answered is handed over once more, as the provider does.
"""

import random
import socket
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from storage.models import InboundMessage, OutboundMessage
from tests.servers.running import (
    SMS,
    Installation,
    Running,
    ask,
    everything_is_there_once,
    fresh_database,
    parents_text,
    phone,
    text_id,
    wait_until,
    with_phones,
)

KILLS = 20  # at each of the two moments
MOST_LIVES = 30
BATCH = 4  # texts; the server has as many threads that send
LONGEST_S = 0.1  # from a text's request to the kill: reading and writing it down takes less
TAKES_LATE_S = 1.0  # from our request until the provider takes a text, or refuses to
ANSWERS_LATE_S = 5.0  # from taking a text until the provider says so
# Leases hold for 60 s, and the provider's list counts after 30: the clock is wound on, not waited for.
BETWEEN_LIVES = timedelta(minutes=2)


@dataclass
class Hits:
    """Kills that hit at least one text at each moment, and the texts they hit by how far these had come."""

    receiving: int = 0
    sending: int = 0
    texts: Counter[str] = field(default_factory=Counter)


class Lives:
    """One server after the other on the same installation, and the provider that hands texts to it."""

    def __init__(self, running: Running) -> None:
        self.running, self.installation, self.phones = running, running.installation, running.phones
        self.hits, self.began = Hits(), self.installation.now()
        self.texts = 0  # handed over so far, one from each family
        self.unanswered: list[int] = []
        self.random = random.Random(20)  # noqa: S311 -- moments, not secrets

    def live(self, taken: bool) -> None:
        """One life. taken: killed when the provider has replies but has not said so; else before it has."""
        server = self.installation.serve()
        try:
            first, second = self.next_batch(), self.next_batch()
            self.make_slow(first, taken)
            self.hand_over([*self.unanswered, *first])
            wait_until(lambda: self.is_sending(first, taken), 60, lambda: "no reply was claimed")
            posts = [self.begin_to_hand_over(number) for number in second]
            time.sleep(self.random.uniform(0, LONGEST_S))
        finally:
            server.kill()
        self.count_sending()
        self.unanswered = [number for number, post in zip(second, posts, strict=True) if not answer_to(post)]
        self.count_receiving()
        time.sleep(0 if taken else 2 * TAKES_LATE_S)
        self.phones.clear_faults()
        self.installation.wind(BETWEEN_LIVES)
        self.began = self.installation.now()

    def make_slow(self, batch: list[int], taken: bool) -> None:
        """Let the provider take texts and not say so; or take some late, when we are dead, and some never."""
        if not taken:
            self.phones.fault("delay", seconds=TAKES_LATE_S)
        for number in batch if taken else batch[::2]:
            self.phones.fault("hang" if taken else "server_error", to=phone(number), seconds=ANSWERS_LATE_S)

    def last_life(self) -> None:
        """A quiet one, in which everything comes to its end."""
        server = self.installation.serve()
        try:
            self.hand_over(self.unanswered)
            wait_until(lambda: not self.left_over(), 60, lambda: f"left over: {self.left_over()}")
            everything_is_there_once(self.running, self.texts)
        finally:
            server.stop()

    def next_batch(self) -> list[int]:
        self.texts += BATCH
        return list(range(self.texts - BATCH, self.texts))

    def hand_over(self, numbers: list[int]) -> None:
        """Post texts one by one, and see each answered."""
        for number in numbers:
            body, headers = parents_text(self.running, number)
            assert ask(self.installation.port, SMS, body, headers)[0] == 200

    def begin_to_hand_over(self, number: int) -> socket.socket:
        """Write a text's request and do not wait for the answer."""
        body, headers = parents_text(self.running, number)
        headers |= {"Host": "127.0.0.1", "Connection": "close", "Content-Length": str(len(body))}
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        post = socket.create_connection(("127.0.0.1", self.installation.port), timeout=60)
        post.sendall(f"POST {SMS} HTTP/1.1\r\n{head}\r\n".encode() + body)
        return post

    def is_sending(self, batch: list[int], taken: bool) -> bool:
        """Whether two replies to a batch are claimed, and at the provider if `taken`."""
        found = set(self.claimed()) & {phone(number) for number in batch}
        if taken and len(found) > 1:
            found &= {text.to for text in self.phones.sent()}
        return len(found) > 1

    def claimed(self) -> list[str]:
        """The numbers to which a text was claimed in this life and is not known to be sent."""
        with self.running.database.read() as db:
            sending = OutboundMessage.state == "sending", OutboundMessage.claimed_at >= self.began
            return list(db.scalars(select(OutboundMessage.to_number).where(*sending)))

    def left_over(self) -> list[str]:
        with self.running.database.read() as db:
            unhandled = select(InboundMessage.provider_id).where(InboundMessage.handled_at.is_(None))
            unsent = select(OutboundMessage.state).where(OutboundMessage.state.not_in(("sent", "delivered")))
            return [*db.scalars(unhandled), *db.scalars(unsent)]

    def count_sending(self) -> None:
        """How far the claimed texts had come when the server was killed."""
        at_provider = {text.to for text in self.phones.sent()}
        claimed = self.claimed()
        self.hits.sending += bool(claimed)
        for number in claimed:
            self.hits.texts["claimed and taken" if number in at_provider else "claimed, not taken"] += 1

    def count_receiving(self) -> None:
        """How far the unanswered texts had come when the server was killed."""
        self.hits.receiving += bool(self.unanswered)
        with self.running.database.read() as db:
            ids = [text_id(number) for number in self.unanswered]
            kept = db.scalars(select(InboundMessage).where(InboundMessage.provider_id.in_(ids))).all()
        self.hits.texts["not kept"] += len(ids) - len(kept)
        for message in kept:
            self.hits.texts["kept, not read" if message.handled_at is None else "read, not answered"] += 1


def answer_to(post: socket.socket) -> bool:
    """Whether a request got its answer before the server's end."""
    with post:
        try:
            answer = post.recv(4096)
        except ConnectionError:
            return False
    assert answer.startswith(b"HTTP/1.1 200") or not answer
    return bool(answer)


@pytest.fixture(params=["sqlite", "postgres"])
def lives(request: pytest.FixtureRequest, sqlite_template: Path, tmp_path: Path) -> Iterator[Lives]:
    with ExitStack() as stack:
        url = stack.enter_context(fresh_database(request.param, tmp_path, sqlite_template))
        families = MOST_LIVES * 2 * BATCH
        running = stack.enter_context(with_phones(Installation(tmp_path, url), families, pace_s=0.3))
        yield Lives(running)


def test_every_report_is_there_once_and_every_reply_went_once(lives: Lives) -> None:
    hits = lives.hits
    for life in range(MOST_LIVES):
        lives.live(taken=life % 2 == 0)
        if min(hits.receiving, hits.sending) >= KILLS:
            break
    lives.last_life()
    print(f"\n{hits.receiving} kills while receiving, {hits.sending} while sending: {dict(hits.texts)}")
    assert min(hits.receiving, hits.sending) >= KILLS
    for moment in ("kept, not read", "claimed, not taken", "claimed and taken"):
        assert hits.texts[moment] > 0
