"""Which texts go next: urgent first, every school in its turn, as fast as is allowed and never faster."""

from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, insert, select, update

from attendance.outbox import NewMessage, queue_messages
from rules.throttle import Rate
from storage.buckets import lock_bucket
from storage.engine import Database, open_database
from storage.models import Line, OptOut, OutboundMessage, School
from storage.offering import OFFER_HOLDS
from storage.outbox import claim_text, offer_ready_texts
from tests.making import LINE_NUMBER, MORNING, Made, make_school

SECOND = timedelta(seconds=1)


@dataclass
class Outbox:
    """A trust's outbox. `schools` of it share one line."""

    database: Database
    made: Made
    schools: list[int]

    def fill(self, school: int, texts: int, *, line: int | None = None, **columns: Any) -> None:
        """Texts of a school, in the order in which they were written."""
        plain = {
            "organisation_id": self.made.organisation_id,
            "school_id": self.schools[school],
            "line_id": line or self.made.line_id,
            "to_number": "+447700900001",
            "body": "Why is Amina away?",
            "purpose": "first_contact",
        }
        with self.database.write() as db:
            before = len(db.scalars(select(OutboundMessage.id)).all())
            rows = [
                NewMessage(**(plain | columns), dedupe_key=f"text:{before + number}")
                for number in range(texts)
            ]
            queue_messages(db, rows, MORNING)

    def offer(self, now: datetime, rate: float = 10, burst: int = 10, **limits: Any) -> list[int]:
        """One beat of a clock."""
        with self.database.write() as db:
            return offer_ready_texts(db, now, rate, burst, **limits)

    def take(self, ids: Sequence[int]) -> None:
        """The workers send what they are offered."""
        with self.database.write() as db:
            db.execute(update(OutboundMessage).where(OutboundMessage.id.in_(ids)).values(state="sent"))

    def replace(self, ids: Sequence[int]) -> None:
        """As many new texts wait as were offered."""
        with self.database.write() as db:
            db.execute(update(OutboundMessage).where(OutboundMessage.id.in_(ids)).values(offered_until=None))

    def schools_of(self, ids: Sequence[int]) -> Counter[int]:
        """How many of some texts are of which school, counted from 0."""
        with self.database.read() as db:
            found = db.scalars(select(OutboundMessage.school_id).where(OutboundMessage.id.in_(ids)))
            return Counter(self.schools.index(school_id or 0) for school_id in found)

    def urgencies(self, ids: Sequence[int]) -> list[int]:
        with self.database.read() as db:
            return [db.get_one(OutboundMessage, outbound_id).urgency for outbound_id in ids]


@pytest.fixture
def outbox(database: Database) -> Outbox:
    return _trust(database, 5)


def _trust(database: Database, schools: int) -> Outbox:
    with database.write() as db:
        made = make_school(db)
        more = [
            School(
                organisation_id=made.organisation_id,
                urn=f"98{number:04}",
                name=f"School {number}",
                phone="+441614960100",
            )
            for number in range(1, schools)
        ]
        db.add_all(more)
        db.flush()
        return Outbox(database, made, [made.school_id, *(school.id for school in more)])


def test_a_school_with_three_texts_does_not_wait_behind_one_with_two_thousand(outbox: Outbox) -> None:
    outbox.fill(0, 2000)
    outbox.fill(1, 3)
    first = outbox.schools_of(outbox.offer(MORNING))
    assert first == {0: 7, 1: 3}


def test_schools_take_turns_whichever_came_first(outbox: Outbox) -> None:
    """Four schools with a hundred texts each, two texts at a time: none is always the last."""
    for school in range(4):
        outbox.fill(school, 100)
    outbox.fill(4, 2)
    gone: Counter[int] = Counter()
    for beat in range(40):
        offered = outbox.offer(MORNING + beat * SECOND, rate=2, burst=2)
        outbox.take(offered)
        gone += outbox.schools_of(offered)
    assert gone[4] == 2
    assert all(gone[school] >= 8 for school in range(4)), gone


def test_urgent_texts_go_before_everything(outbox: Outbox) -> None:
    outbox.fill(0, 50, urgency=3)
    outbox.fill(1, 4, urgency=2)
    outbox.fill(2, 2, urgency=1)
    assert outbox.urgencies(outbox.offer(MORNING)) == [1, 1, 2, 2, 2, 2, 3, 3, 3, 3]


def test_one_school_sends_in_the_order_in_which_it_wrote(outbox: Outbox) -> None:
    outbox.fill(0, 20)
    offered = outbox.offer(MORNING)
    assert offered == sorted(offered)


def test_the_rate_is_used_and_not_passed_over_ten_minutes(outbox: Outbox) -> None:
    rate = 3.3
    limit = Rate.over(rate, 3)
    outbox.fill(0, 2 * limit.burst)
    outbox.take(outbox.offer(MORNING, rate, limit.burst))  # the bucket was full before
    offered, beat, now = 0, 0, MORNING
    while now < MORNING + timedelta(minutes=10):
        # No two beats are alike, and one in forty is late.
        beat += 1
        now += 2.5 * SECOND if beat % 40 == 0 else (0.9 + beat % 7 * 0.13) * SECOND
        ids = outbox.offer(now, rate, limit.burst)
        outbox.replace(ids)
        offered += len(ids)
    allowed = rate * (now - MORNING).total_seconds()
    assert 0.98 * allowed <= offered <= allowed + 1


def test_the_account_has_a_limit_beside_that_of_each_line(outbox: Outbox) -> None:
    other = _line(outbox, 1)
    outbox.fill(0, 100)
    outbox.fill(1, 100, line=other)
    account = Rate(5, 15)
    assert outbox.schools_of(outbox.offer(MORNING, account=account)).total() == 15
    counts = [
        outbox.schools_of(outbox.offer(MORNING + beat * SECOND, account=account)) for beat in range(1, 9)
    ]
    assert [each.total() for each in counts] == [5] * 8
    total = sum(counts, Counter[int]())
    assert min(total.values()) >= 8


def test_a_line_whose_tokens_are_gone_keeps_no_other_line_waiting(outbox: Outbox) -> None:
    other = _line(outbox, 1)
    outbox.fill(0, 500)
    assert len(outbox.offer(MORNING)) == 10
    outbox.fill(1, 30, line=other)
    account = Rate(12, 12)
    offered = outbox.schools_of(outbox.offer(MORNING, account=account))
    assert offered == {1: 10}


def test_what_was_never_taken_is_offered_again_and_counted_again(outbox: Outbox) -> None:
    outbox.fill(0, 3)
    first = outbox.offer(MORNING, rate=0.01, burst=4)
    assert outbox.offer(MORNING + OFFER_HOLDS - SECOND, rate=0.01, burst=4) == []
    again = outbox.offer(MORNING + OFFER_HOLDS, rate=0.01, burst=4)
    assert len(first) == 3
    assert len(again) == 1


def test_only_one_is_offered_where_one_is_to_be_tried(outbox: Outbox) -> None:
    outbox.fill(0, 9)
    outbox.fill(1, 1, urgency=1)
    assert outbox.schools_of(outbox.offer(MORNING, most=1)) == {1: 1}


def test_a_beat_is_the_same_few_statements_for_a_thousand_lines(outbox: Outbox) -> None:
    with outbox.database.write() as db:
        rows = [
            {
                "organisation_id": outbox.made.organisation_id,
                "number": f"+4477009{n:05}",
                "name": str(n),
            }
            for n in range(1000)
            if f"+4477009{n:05}" != LINE_NUMBER
        ]
        lines = [outbox.made.line_id, *db.scalars(insert(Line).returning(Line.id), rows)]
        texts = [
            NewMessage(
                organisation_id=outbox.made.organisation_id,
                school_id=outbox.schools[number % 5],
                line_id=line_id,
                to_number="+447700900001",
                body="Why is Amina away?",
                purpose="first_contact",
                dedupe_key=f"line:{line_id}:{number}",
            )
            for line_id in lines
            for number in range(3)
        ]
        assert len(queue_messages(db, texts, MORNING)) == 3000
    with _counted(outbox.database) as statements:
        offered = outbox.offer(MORNING, rate=1, burst=2)
    assert len(offered) == 2000
    assert len(statements) <= 8, statements
    with _counted(outbox.database) as statements:
        offered = outbox.offer(MORNING + SECOND, rate=1, burst=2)
    assert len(offered) == 1000
    assert len(statements) <= 8, statements


def test_two_clocks_at_once_offer_nothing_twice_and_never_block(postgres_url: str) -> None:
    databases = [open_database(postgres_url) for _ in range(3)]
    outbox = _trust(databases[0], 5)
    for school in range(5):
        outbox.fill(school, 120, urgency=2 + school % 2)
    account = Rate(100_000, 100_000)

    def beat(host: int) -> list[int]:
        mine: list[int] = []
        for number in range(60):
            with databases[host].write() as db:
                now = MORNING + number * SECOND
                mine += offer_ready_texts(db, now, 5, 10, account=account)
        return mine

    with ThreadPoolExecutor(3) as hosts:
        offered = [outbound_id for mine in hosts.map(beat, range(3)) for outbound_id in mine]
    assert len(offered) == len(set(offered))
    assert 10 <= len(offered) <= 10 + 5 * 60
    for database in databases:
        database.close()


def test_a_clock_does_not_wait_for_another_that_hangs(postgres_url: str) -> None:
    database = open_database(postgres_url)
    outbox = _trust(database, 1)
    outbox.fill(0, 5)
    outbox.offer(MORNING, most=1)
    with database.write() as db:
        assert lock_bucket(db, "account", Rate(1, 1), MORNING) is not None
        assert outbox.offer(MORNING + SECOND) == []
    assert len(outbox.offer(MORNING + SECOND)) == 4
    database.close()


def test_a_worker_that_is_claiming_is_passed_over(postgres_url: str) -> None:
    database = open_database(postgres_url)
    outbox = _trust(database, 1)
    outbox.fill(0, 3)
    with database.read() as db:
        first = db.scalars(select(OutboundMessage.id).order_by(OutboundMessage.id)).first()
    with database.write() as db:
        assert claim_text(db, first or 0, MORNING) is not None
        assert len(outbox.offer(MORNING)) == 2
    database.close()


def test_queueing_many_is_a_few_statements_and_each_is_queued_once(outbox: Outbox) -> None:
    with outbox.database.write() as db:
        db.add(
            OptOut(
                organisation_id=outbox.made.organisation_id,
                line_id=outbox.made.line_id,
                number="+447700900007",
                since_at=MORNING,
            )
        )
    rows = [
        NewMessage(
            organisation_id=outbox.made.organisation_id,
            school_id=outbox.schools[0],
            line_id=outbox.made.line_id,
            to_number=f"+4477009000{number % 10:02}",
            body="Why is Amina away?",
            purpose="first_contact",
            dedupe_key=f"one:{number}",
        )
        for number in range(1000)
    ]
    with _counted(outbox.database) as statements, outbox.database.write() as db:
        queued = queue_messages(db, [*rows, rows[0]], MORNING)
    assert len(queued) == 900
    assert "one:7" not in queued
    assert len(statements) <= 4
    with outbox.database.write() as db:
        assert queue_messages(db, rows, MORNING) == {}


def _line(outbox: Outbox, number: int) -> int:
    with outbox.database.write() as db:
        line = Line(
            organisation_id=outbox.made.organisation_id,
            number=f"+44770090099{number}",
            name="Another line",
        )
        db.add(line)
        db.flush()
        return line.id


@contextmanager
def _counted(database: Database) -> Iterator[list[str]]:
    """The statements that are run meanwhile, those that begin and end a transaction left out."""
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(("BEGIN", "SAVEPOINT", "RELEASE")):
            statements.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    yield statements
    event.remove(database.engine, "before_cursor_execute", note)
