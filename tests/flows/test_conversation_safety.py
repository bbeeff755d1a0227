"""Nothing is lost and nothing happens twice: repeats, races, crashes, messages we cannot digest."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from attendance.intake import LEASE, Received, take_in, take_in_unhandled
from bot.parsers.protocol import Parser, ParseRequest, ParseResult
from storage.engine import Database
from storage.models import AbsenceReport, ConversationEvent, InboundMessage, MarkEntry, OutboundMessage, Task
from tests.flows.talking import GRAN, MUM, Town, make_town
from tests.making import LINE_NUMBER

REPORT = "Oliver is ill today"


@dataclass
class FailingParser:
    """The real engine, which fails on some tries: what an engine that breaks does to us."""

    real: Parser
    fails: int
    only: str = ""
    tries: list[str] = field(default_factory=list)

    def parse(self, request: ParseRequest) -> ParseResult:
        self.tries.append(request.text)
        if self.only in request.text and len(self.tries) <= self.fails:
            raise RuntimeError("the engine broke")
        return self.real.parse(request)


@pytest.fixture
def town(database: Database, parser: Parser) -> Town:
    return make_town(database, parser)


def count(town: Town, model: type) -> int:
    with town.database.read() as db:
        return db.scalar(select(func.count()).select_from(model)) or 0


def test_one_message_posted_eight_times_at_once(town: Town) -> None:
    received = Received("SM1", "sms", GRAN, LINE_NUMBER, REPORT)
    with ThreadPoolExecutor(8) as threads:
        outcomes = list(
            threads.map(lambda _: take_in(town.database, town.parser, received, town.now), range(8))
        )
    assert sorted(outcomes) == ["repeat"] * 7 + ["reported"]
    assert count(town, AbsenceReport) == count(town, OutboundMessage) == count(town, InboundMessage) == 1


def test_eight_messages_of_one_parent_at_once_never_interleave(town: Town) -> None:
    def send(number: int) -> str:
        received = Received(f"SM{number}", "sms", GRAN, LINE_NUMBER, REPORT)
        return take_in(town.database, town.parser, received, town.now)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(send, range(8)))
    town.now += LEASE + timedelta(seconds=1)
    take_in_unhandled(town.database, town.parser, town.now, 50)
    assert [report.state for report in town.reports()].count("provisional") == 1
    assert count(town, AbsenceReport) == 1  # the others only repeat it
    assert count(town, OutboundMessage) == 8
    assert count(town, MarkEntry) == 2
    with town.database.read() as db:
        positions = list(db.scalars(select(ConversationEvent.position).order_by(ConversationEvent.position)))
    assert positions == list(range(len(positions)))


def test_two_messages_are_taken_in_the_order_they_came(town: Town) -> None:
    """The second comes while the first is being read: it waits, and is taken in right after it."""

    @dataclass
    class SecondComesMeanwhile:
        real: Parser
        outcome: str = ""

        def parse(self, request: ParseRequest) -> ParseResult:
            if not self.outcome:
                self.outcome = "sending"
                later = Received("SM2", "sms", MUM, LINE_NUMBER, "sorry I meant Zofia")
                self.outcome = take_in(town.database, town.parser, later, town.now)
            return self.real.parse(request)

    parser = SecondComesMeanwhile(town.parser)
    first = Received("SM1", "sms", MUM, LINE_NUMBER, "Jakub is ill today")
    assert take_in(town.database, parser, first, town.now) == "reported"
    assert parser.outcome == "waits"
    assert town.report().pupil_id == town.pupil("Zofia")


def test_a_crash_between_the_transactions_loses_nothing(town: Town) -> None:
    breaking = FailingParser(town.parser, fails=1)
    received = Received("SM1", "sms", GRAN, LINE_NUMBER, REPORT)
    assert take_in(town.database, breaking, received, town.now) == "later"
    assert count(town, InboundMessage) == 1
    assert count(town, AbsenceReport) == 0
    assert take_in_unhandled(town.database, town.parser, town.now, 50) == 0  # somebody may still be at it
    town.now += LEASE + timedelta(seconds=1)
    assert take_in_unhandled(town.database, town.parser, town.now, 50) == 1
    assert take_in_unhandled(town.database, town.parser, town.now, 50) == 0
    assert take_in(town.database, town.parser, received, town.now) == "repeat"
    assert count(town, AbsenceReport) == count(town, OutboundMessage) == 1


def test_two_clocks_take_a_lost_message_in_once(town: Town) -> None:
    take_in(
        town.database,
        FailingParser(town.parser, 1),
        Received("SM1", "sms", GRAN, LINE_NUMBER, REPORT),
        town.now,
    )
    town.now += LEASE + timedelta(seconds=1)
    with ThreadPoolExecutor(4) as threads:
        done = list(
            threads.map(lambda _: take_in_unhandled(town.database, town.parser, town.now, 50), range(4))
        )
    assert sum(done) == 1
    assert count(town, AbsenceReport) == 1


def test_a_message_taken_in_the_next_day_still_speaks_of_its_own_day(town: Town) -> None:
    take_in(
        town.database,
        FailingParser(town.parser, 1),
        Received("SM1", "sms", GRAN, LINE_NUMBER, REPORT),
        town.now,
    )
    town.now += timedelta(days=3)
    take_in_unhandled(town.database, town.parser, town.now, 50)
    assert str(town.report().first_on) == "2026-11-20"


def test_a_message_that_always_fails_goes_to_a_person_and_blocks_nobody(town: Town) -> None:
    poison = FailingParser(town.parser, fails=99, only="Zofia")
    take_in(town.database, poison, Received("SM1", "sms", MUM, LINE_NUMBER, "Zofia is ill"), town.now)
    take_in(
        town.database,
        FailingParser(town.parser, 1),
        Received("SM2", "sms", GRAN, LINE_NUMBER, REPORT),
        town.now,
    )
    for _ in range(4):
        town.now += LEASE + timedelta(seconds=1)
        take_in_unhandled(town.database, poison, town.now, 50)
    assert town.report().pupil_id == town.pupil("Oliver")
    assert poison.tries.count("Zofia is ill") == 3
    with town.database.read() as db:
        message = db.scalars(select(InboundMessage).where(InboundMessage.provider_id == "SM1")).one()
        [task] = db.scalars(select(Task)).all()
    assert (message.outcome, message.handled_at is not None) == ("to a person", True)
    assert (task.kind, task.inbound_message_id) == ("inbox", message.id)


class PowerCut(BaseException):
    """No handler of ours sees it, as none sees a power cut."""


class DyingParser:
    """Each of the first so many messages to be read is the last thing its process does."""

    def __init__(self, real: Parser, deaths: int) -> None:
        self.real, self.deaths = real, deaths

    def parse(self, request: ParseRequest) -> ParseResult:
        if self.deaths:
            self.deaths -= 1
            raise PowerCut
        return self.real.parse(request)


@pytest.mark.parametrize(("deaths", "outcome"), [(9, "reported"), (10, "to a person")])
def test_power_cuts_are_not_held_against_a_message_for_long(town: Town, deaths: int, outcome: str) -> None:
    dying = DyingParser(town.parser, deaths)
    with pytest.raises(PowerCut):
        take_in(town.database, dying, Received("SM1", "sms", GRAN, LINE_NUMBER, REPORT), town.now)
    for _ in range(deaths - 1):
        town.now += LEASE + timedelta(seconds=1)
        with pytest.raises(PowerCut):
            take_in_unhandled(town.database, dying, town.now, 50)
    town.now += LEASE + timedelta(seconds=1)
    assert take_in_unhandled(town.database, dying, town.now, 50) == 1
    with town.database.read() as db:
        [message] = db.scalars(select(InboundMessage)).all()
    assert message.outcome == outcome


def test_nothing_a_parent_wrote_is_logged(town: Town, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    town.text(GRAN, "Oliver has chickenpox and is off today")
    breaking = FailingParser(town.parser, fails=1)
    take_in(
        town.database, breaking, Received("SM9", "sms", GRAN, LINE_NUMBER, "Oliver has chickenpox"), town.now
    )
    assert "not taken in yet" in caplog.text
    for secret in ("Oliver", "chickenpox", GRAN, "broke"):
        assert secret not in caplog.text
