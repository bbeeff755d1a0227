"""Asking Rasa: what a good answer gives, and that no bad one is believed or waited for."""

import json
import socket
from collections.abc import Iterator
from typing import Any

import pytest

from bot.parsers.rasaclient import LARGEST, RasaClient, RasaError
from tests.unit.bot.rasa_server import TOKEN, StandIn, stand_in

ILL = {"report_illness": 0.9, "report_medical": 0.1}


@pytest.fixture
def server() -> Iterator[StandIn]:
    with stand_in() as running:
        yield running


def test_the_ranking_of_a_text(server: StandIn) -> None:
    server.rankings = {"temperature": ILL}
    assert RasaClient(server.url, TOKEN).ask('a "temperature" \U0001f912\n☃') == ILL
    assert server.asked == ['a "temperature" \U0001f912\n☃']


def test_an_address_with_a_path(server: StandIn) -> None:
    with pytest.raises(RasaError, match="404"):
        RasaClient(f"{server.url}/rasa/", TOKEN).ask("hello")
    assert server.asked == ["hello"]


@pytest.mark.parametrize("token", ["", "another token"])
def test_a_wrong_token_is_said(server: StandIn, token: str) -> None:
    with pytest.raises(RasaError, match="NINEBELL_RASA_TOKEN"):
        RasaClient(server.url, token).ask("hello")


def ranked(*ranks: Any) -> bytes:
    return json.dumps({"intent_ranking": ranks}).encode()


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"<html>it works</html>",
        b"\xff\xfe\x00",
        b"[" * 100_000,
        b"null",
        b"[]",
        b'{"intent": {"name": null, "confidence": 0.0}}',
        b'{"intent_ranking": null}',
        b'{"intent_ranking": {"name": "late"}}',
        b'{"intent_ranking": [{"name": "late", "confidence": NaN}]}',
        ranked(),
        ranked("late"),
        ranked({"name": 3, "confidence": 0.5}),
        ranked({"name": "late"}),
        ranked({"name": "late", "confidence": "high"}),
        ranked({"name": "late", "confidence": True}),
        ranked({"name": "late", "confidence": 1.5}),
        ranked({"name": "late", "confidence": -0.5}),
        ranked({"name": "late", "confidence": 0.5}) + b" " * LARGEST,
    ],
)
def test_what_is_no_answer_of_rasas_is_refused(server: StandIn, raw: bytes) -> None:
    server.raw = raw
    with pytest.raises(RasaError, match="cannot be read"):
        RasaClient(server.url, TOKEN).ask("hello")


@pytest.mark.parametrize("status", [204, 302, 409, 500, 503])
def test_another_status_is_a_failure(server: StandIn, status: int) -> None:
    server.status = status
    with pytest.raises(RasaError, match=f"{status}|did not answer"):
        RasaClient(server.url, TOKEN).ask("hello")


def test_an_answer_that_breaks_off(server: StandIn) -> None:
    server.cut_at = 20
    with pytest.raises(RasaError, match="IncompleteRead"):
        RasaClient(server.url, TOKEN).ask("hello")


def test_nobody_listens() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(RasaError, match="ConnectionRefusedError"):
        RasaClient(f"http://127.0.0.1:{port}", TOKEN).ask("hello")


@pytest.mark.parametrize("slow", [{"delay_s": 30.0}, {"drip_s": 0.05}])
def test_a_slow_answer_is_not_waited_for(server: StandIn, slow: dict[str, float]) -> None:
    vars(server).update(slow)  # a good answer in the end, by the first byte or from byte to byte
    with pytest.raises(RasaError, match="did not answer"):
        RasaClient(server.url, TOKEN, timeout_s=0.3).ask("hello")


def test_no_time_left_asks_nothing(server: StandIn) -> None:
    with pytest.raises(RasaError, match="too long"):
        RasaClient(server.url, TOKEN).ask("hello", timeout_s=-0.1)
    assert server.asked == []


def test_an_error_tells_neither_text_nor_token(server: StandIn) -> None:
    server.status = 500
    with pytest.raises(RasaError) as caught:
        RasaClient(server.url, TOKEN).ask("Amy Nowak has nits")
    assert not {"Amy", TOKEN, "invented"} & set(str(caught.value).split())
