"""Rasa for as long as it answers, our own engine whenever it does not: every message is read."""

import logging
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest

from bot.parsers.embedded import EmbeddedParser
from bot.parsers.fallback import LOG_EVERY_S, REST_S, FallbackParser
from bot.parsers.protocol import ChildName, ParseRequest
from bot.parsers.rasa import RasaParser
from bot.parsers.rasaclient import RasaClient
from tests.unit.bot.conftest import at
from tests.unit.bot.rasa_server import TOKEN, StandIn, stand_in

LONG_ENOUGH = int(LOG_EVERY_S / REST_S) + 2  # messages, one a rest, for a second line in the log
REQUEST = ParseRequest("Zofia has a temperature", at("2026-11-23 08:12"), (ChildName(1, "Zofia", "Nowak"),))


class Seconds:
    """A clock that never jumps, moved by the test."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Both:
    """A Rasa server, the engine that asks it, our own behind it, and the time."""

    server: StandIn
    parser: FallbackParser
    own: EmbeddedParser
    seconds: Seconds

    def by_rasa(self) -> bool:
        """Whether Rasa read a message, told by a confidence that our own engine never gives."""
        result = self.parser.parse(REQUEST)
        (item,) = result.items
        if item.confidence == pytest.approx(0.875):
            return True
        assert result == self.own.parse(REQUEST)
        return False


@pytest.fixture
def both(parser: EmbeddedParser) -> Iterator[Both]:
    seconds = Seconds()
    with stand_in() as server:
        server.rankings = {"": {"report_illness": 0.875, "other": 0.125}}
        rasa = RasaParser(RasaClient(server.url, TOKEN, timeout_s=0.5), parser)
        yield Both(server, FallbackParser(rasa, parser, seconds), parser, seconds)


def test_rasa_reads_while_it_answers(both: Both) -> None:
    assert both.by_rasa()
    assert (both.parser.is_failing, both.parser.fallen_back) == (False, 0)


@pytest.mark.parametrize(
    "trouble",
    [
        {"status": 500},
        {"status": 401},
        {"raw": b"garbage"},
        {"raw": b"{}"},
        {"delay_s": 5.0},
        {"drip_s": 0.05},
        {"cut_at": 9},
        {"rankings": {"": {"something_else": 1.0}}},
    ],
)
def test_whatever_ails_rasa_our_own_engine_reads(both: Both, trouble: dict[str, object]) -> None:
    vars(both.server).update(trouble)
    assert not both.by_rasa()
    assert (both.parser.is_failing, both.parser.fallen_back) == (True, 1)


def test_an_engine_that_breaks_in_any_way_is_fallen_back_from(parser: EmbeddedParser) -> None:
    class Broken:
        def parse(self, request: ParseRequest) -> None:
            raise RecursionError

    assert FallbackParser(Broken(), parser).parse(REQUEST) == parser.parse(REQUEST)


def test_after_a_failure_rasa_rests_and_is_then_tried_again(both: Both) -> None:
    both.server.status = 500
    assert not both.by_rasa()
    both.server.status = 200
    asked = len(both.server.asked)
    both.seconds.now += REST_S - 0.1
    assert not both.by_rasa()
    assert len(both.server.asked) == asked, "not even asked"
    both.seconds.now += 0.2
    assert both.by_rasa()
    assert (both.parser.is_failing, both.parser.fallen_back) == (False, 2)
    assert both.by_rasa()


def test_while_one_message_tries_a_rasa_that_hangs_the_others_do_not_wait(both: Both) -> None:
    both.server.status = 500
    assert not both.by_rasa()
    both.seconds.now += REST_S + 1
    asked = len(both.server.asked)
    with ThreadPoolExecutor(8) as pool:
        assert not any(pool.map(lambda _: both.by_rasa(), range(16)))
    assert len(both.server.asked) == asked + 1


def test_the_log_says_so_once_a_minute_and_without_a_word_of_the_message(
    both: Both, caplog: pytest.LogCaptureFixture
) -> None:
    both.server.status = 401
    with caplog.at_level(logging.DEBUG):
        for _ in range(LONG_ENOUGH):
            assert not both.by_rasa()
            both.seconds.now += REST_S + 0.1
        first, second = [record for record in caplog.records if "our own engine" in record.msg]
        both.server.status = 200
        assert both.by_rasa()
    assert (first.error, first.count) == ("RasaError", 1)  # type: ignore[attr-defined]
    assert "NINEBELL_RASA_TOKEN" in first.reason  # type: ignore[attr-defined]
    assert second.count > 1  # type: ignore[attr-defined]
    assert caplog.records[-1].msg == "Rasa reads messages again"
    assert not any("Zofia" in str(vars(record)) for record in caplog.records)


def test_threads_count_every_message_once(both: Both) -> None:
    both.server.status = 503
    together = threading.Barrier(8)

    def read(_: int) -> bool:
        together.wait()
        return both.by_rasa()

    with ThreadPoolExecutor(8) as pool:
        assert not any(pool.map(read, range(8)))
    assert both.parser.fallen_back == 8
