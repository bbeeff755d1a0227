"""The stand-in over real HTTP, with a receiver in the product's place and the product's own Twilio client."""

import logging
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import requests
from flask import Flask, Response, request
from waitress import wasyncore
from waitress.server import create_server

from telephony.inbound import InboundText, read_form
from telephony.provider import (
    Accepted,
    OutcomeUnknown,
    OutgoingText,
    PermanentFailure,
    Provider,
    TemporaryFailure,
    status_callback_url,
)
from telephony.signature import verify
from telephony.simulator.client import NotAsExpected, SimulatorClient
from telephony.simulator.handsets import Line, handset_from
from telephony.simulator.identity import DEMO_ACCOUNT_SID, DEMO_AUTH_TOKEN, RefusesToStart
from telephony.simulator.server import Simulator
from telephony.simulator.settings import SimulatorSettings
from telephony.twilio_provider import TwilioProvider

LINE, MUM, DAD = "+441614960100", "+447700900101", "+447700900102"
PUBLIC = "https://ninebell.example"
ROOT = Path(__file__).parents[2]
LAST_YEAR = datetime(2025, 11, 20, 9, 12, tzinfo=UTC)


class Receiver:
    """The product's place: checks signatures, keeps what came, and answers as told."""

    def __init__(self) -> None:
        self.texts: list[InboundText] = []
        self.statuses: list[tuple[str, str, str | None, str]] = []
        self.answer: tuple[str, int] = ("<Response/>", 200)
        self.forms: list[dict[str, str]] = []
        self._server = create_server(self._app(), host="127.0.0.1", port=0, threads=8)
        self.url = f"http://127.0.0.1:{self._server.effective_port}"
        self._thread = threading.Thread(target=self._server.run)
        self._thread.start()

    def _app(self) -> Flask:
        app = Flask(__name__)

        @app.post("/telephony/sms")
        def sms() -> Response:
            verify(request, PUBLIC, [DEMO_AUTH_TOKEN])
            self.forms.append(request.form.to_dict())
            self.texts.append(read_form(request.form))
            return Response(self.answer[0], self.answer[1], content_type="text/xml")

        @app.post("/telephony/status")
        def status() -> tuple[str, int]:
            verify(request, PUBLIC, [DEMO_AUTH_TOKEN])
            form = request.form
            news = (form["MessageSid"], form["MessageStatus"], form.get("ErrorCode"), request.args["o"])
            self.statuses.append(news)
            return "", 204

        return app

    def stop(self) -> None:
        if not self._thread.is_alive():
            return
        self._server.task_dispatcher.shutdown()
        self._server.trigger.pull_trigger(lambda: wasyncore.close_all(self._server._map))
        self._thread.join(timeout=30)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    receiver = Receiver()
    yield receiver
    receiver.stop()


@pytest.fixture
def settings(receiver: Receiver) -> SimulatorSettings:
    return SimulatorSettings(
        token="a-random-token",
        public_url=PUBLIC,
        product_url=receiver.url,
        lines=(Line(LINE, "Larkfield Primary School"),),
        handsets=(
            handset_from({"number": MUM, "label": "Mum of Oliver and Amelia (3B)"}),
            handset_from({"number": DAD, "label": "Dad of <Zofia> & Jan (1K)", "language": "pl"}),
        ),
        now=lambda: LAST_YEAR,
        pace_s=0.02,
    )


@pytest.fixture
def simulator(settings: SimulatorSettings) -> Iterator[Simulator]:
    simulator = Simulator(settings)
    simulator.start()
    yield simulator
    simulator.stop()


@pytest.fixture
def phones(simulator: Simulator) -> Iterator[SimulatorClient]:
    with SimulatorClient(simulator.page_url) as client:
        yield client


@pytest.fixture
def provider(simulator: Simulator) -> Iterator[TwilioProvider]:
    provider = TwilioProvider(DEMO_ACCOUNT_SID, DEMO_AUTH_TOKEN, api_url=simulator.api_url, timeout_s=5)
    yield provider
    provider.close()


def a_text(number: str = MUM, body: str = "Thank you, that's noted.", outbound_id: int = 7) -> OutgoingText:
    return OutgoingText(outbound_id, number, LINE, body, status_callback_url(PUBLIC, outbound_id))


# ---- from a phone to the product


def test_a_text_arrives_signed_and_whole(phones: SimulatorClient, receiver: Receiver) -> None:
    handed = phones.text_from(MUM, "Oliver's been sick 🤒\nall night + day")
    assert handed.statuses == (200,)
    (text,) = receiver.texts
    assert (text.provider_id, text.sender, text.recipient) == (handed.sid, MUM, LINE)
    assert text.body == "Oliver's been sick 🤒\nall night + day"
    assert receiver.forms[0]["FromZip"] == "ZZ99 1AA"


def test_pictures_whatsapp_and_withheld_numbers(phones: SimulatorClient, receiver: Receiver) -> None:
    phones.text_from(f"whatsapp:{MUM}", "", media=("https://media.example/1",))
    phones.text_from("+266696687", "who is it")
    first, second = receiver.texts
    assert (first.channel, first.sender, first.media_urls) == ("whatsapp", MUM, ("https://media.example/1",))
    assert first.provider_id.startswith("MM")
    assert second.sender is None


def test_one_message_posted_twice_at_once_has_one_id(phones: SimulatorClient, receiver: Receiver) -> None:
    handed = phones.text_from(MUM, "Oliver is ill", copies=2)
    phones.text_from(MUM, "Oliver is ill", sid=handed.sid)
    assert handed.statuses == (200, 200)
    assert [text.provider_id for text in receiver.texts] == [handed.sid] * 3


def test_opt_out_words_are_answered_by_the_network_and_keep_texts_away(
    phones: SimulatorClient, receiver: Receiver, provider: TwilioProvider
) -> None:
    phones.text_from(MUM, "Stop")
    assert receiver.texts[0].opt == "out"
    assert receiver.forms[0]["OptOutType"] == "STOP"
    with pytest.raises(PermanentFailure) as refused:
        provider.send_text(a_text())
    assert refused.value.code == "21610"
    assert provider.send_text(a_text(DAD)).status == "queued"
    phones.text_from(MUM, "START")
    assert provider.send_text(a_text()).status == "queued"
    phones.text_from(MUM, "stop it, he is ill")
    assert receiver.texts[-1].opt is None


def test_the_phone_says_when_the_school_did_not_take_a_text(
    simulator: Simulator, phones: SimulatorClient, receiver: Receiver
) -> None:
    receiver.answer = ("oops", 500)
    assert phones.text_from(MUM, "one").statuses == (500,)
    receiver.stop()
    assert phones.text_from(MUM, "two").statuses == (0,)
    news = requests.get(f"{simulator.page_url}news", timeout=10).json()
    assert [message["state"] for message in news["messages"]] == [
        "Not delivered: the school's line refused it (500)",
        "Not delivered: the school's line did not answer",
    ]
    assert all(message["failed"] for message in news["messages"])


# ---- from the product to a phone


def test_a_text_is_taken_delivered_and_reported(
    phones: SimulatorClient, receiver: Receiver, provider: TwilioProvider
) -> None:
    accepted = provider.send_text(a_text())
    assert accepted.status == "queued"
    assert accepted.provider_id.startswith("SM")
    assert phones.expect(MUM, "noted").sid == accepted.provider_id
    phones.settle()
    assert receiver.statuses == [
        (accepted.provider_id, "sent", None, "7"),
        (accepted.provider_id, "delivered", None, "7"),
    ]
    assert phones.messages_to(MUM)[0].status == "delivered"
    phones.nothing_else_was_sent()


def test_a_text_that_was_not_expected_is_found(phones: SimulatorClient, provider: TwilioProvider) -> None:
    provider.send_text(a_text(DAD, "Is Zofia with you?"))
    with pytest.raises(NotAsExpected, match="Zofia"):
        phones.nothing_else_was_sent()
    with pytest.raises(NotAsExpected, match="no text to"):
        phones.expect(MUM, "Zofia", timeout_s=0)
    phones.expect(DAD, "zofia", "you")
    with pytest.raises(NotAsExpected, match="no text to"):
        phones.expect(DAD, "zofia", timeout_s=0)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"to": "07700 900101"}, "21211"),
        ({"to": ""}, "21604"),
        ({"to": LINE}, "21266"),
        ({"from_": "+441614960999"}, "21606"),
        ({"from_": ""}, "21603"),
        ({"body": " "}, "21602"),
        ({"body": "x" * 1601}, "21617"),
        ({"status_callback": "nowhere"}, "21609"),
    ],
)
def test_a_bad_form_is_refused_with_twilios_code(
    provider: TwilioProvider, phones: SimulatorClient, change: dict[str, str], code: str
) -> None:
    with pytest.raises(PermanentFailure) as refused:
        provider.send_text(replace(a_text(), **change))  # type: ignore[arg-type]
    assert refused.value.code == code
    assert phones.sent() == []


def test_a_messaging_service_may_stand_for_a_number(
    provider: TwilioProvider, phones: SimulatorClient
) -> None:
    text = replace(a_text(), from_="MG" + "ab" * 16, validity_s=600)
    assert provider.send_text(text).status == "accepted"
    assert phones.expect(MUM, "noted").from_ == LINE


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ({"kind": "too_many", "seconds": 3}, TemporaryFailure),
        ({"kind": "refuse", "code": 21611}, TemporaryFailure),
        ({"kind": "refuse", "code": 20003}, TemporaryFailure),
        ({"kind": "refuse", "code": 21610}, PermanentFailure),
        ({"kind": "refuse", "code": 21614}, PermanentFailure),
        ({"kind": "refuse", "code": 30005}, PermanentFailure),
        ({"kind": "server_error"}, OutcomeUnknown),
    ],
)
def test_a_refusal_has_its_own_error_and_is_over_after_once(
    provider: TwilioProvider, phones: SimulatorClient, fault: dict[str, object], error: type[Exception]
) -> None:
    phones.fault(**fault)  # type: ignore[arg-type]
    with pytest.raises(error):
        provider.send_text(a_text())
    assert phones.sent() == []
    provider.send_text(a_text())
    phones.expect(MUM, "noted")
    phones.nothing_else_was_sent()


def test_being_told_to_wait_says_how_long(provider: TwilioProvider, phones: SimulatorClient) -> None:
    phones.fault("too_many", seconds=3)
    with pytest.raises(TemporaryFailure) as busy:
        provider.send_text(a_text())
    assert (busy.value.code, busy.value.retry_after) == ("20429", 3.0)


@pytest.mark.parametrize("kind", ["lose_answer", "error_after", "hang"])
def test_a_lost_answer_is_unknown_and_can_be_looked_up(
    simulator: Simulator, phones: SimulatorClient, kind: str
) -> None:
    provider = TwilioProvider(DEMO_ACCOUNT_SID, DEMO_AUTH_TOKEN, api_url=simulator.api_url, timeout_s=0.4)
    phones.fault(kind, seconds=1)
    with pytest.raises(OutcomeUnknown):
        provider.send_text(a_text())
    sent = phones.expect(MUM, "noted")
    found = provider.find_texts(7, MUM, "Thank you, that's noted.", LAST_YEAR)
    assert [text.provider_id for text in found] == [sent.sid]
    provider.close()


def test_looking_up_minds_number_words_and_time(provider: TwilioProvider, phones: SimulatorClient) -> None:
    phones.text_from(MUM, "Thank you, that's noted.")  # inbound: not ours
    sent = [provider.send_text(a_text(outbound_id=number)) for number in (1, 2)]
    words = "Thank you, that's noted."
    found = provider.find_texts(1, MUM, words, LAST_YEAR)
    assert {text.provider_id for text in found} == {accepted.provider_id for accepted in sent}
    assert provider.find_texts(1, DAD, words, LAST_YEAR) == []
    assert provider.find_texts(1, MUM, "Other words", LAST_YEAR) == []
    assert provider.find_texts(1, MUM, words, LAST_YEAR + timedelta(minutes=1)) == []


def test_the_list_lags_when_told_to(provider: TwilioProvider, phones: SimulatorClient) -> None:
    phones.fault("list_lag", seconds=3600)
    provider.send_text(a_text())
    assert provider.find_texts(7, MUM, a_text().body, LAST_YEAR) == []
    phones.clear_faults()
    provider.send_text(a_text())
    assert len(provider.find_texts(7, MUM, a_text().body, LAST_YEAR)) == 1


def test_no_connection_and_no_list_are_temporary() -> None:
    gone = TwilioProvider(DEMO_ACCOUNT_SID, DEMO_AUTH_TOKEN, api_url="http://127.0.0.1:9", timeout_s=2)
    with pytest.raises(TemporaryFailure):
        gone.send_text(a_text())
    with pytest.raises(TemporaryFailure):
        gone.find_texts(7, MUM, "x", LAST_YEAR)
    gone.close()


def test_an_outage_answers_nothing_and_holds_everything_back(
    provider: TwilioProvider, phones: SimulatorClient, receiver: Receiver
) -> None:
    phones.fault("outage", seconds=600)
    with pytest.raises(OutcomeUnknown):
        provider.send_text(a_text())
    with pytest.raises(TemporaryFailure):
        provider.find_texts(7, MUM, "x", LAST_YEAR)
    phones.text_from(MUM, "hello?", wait=False)
    assert receiver.texts == []
    phones.clear_faults()
    phones.settle()
    assert [text.body for text in receiver.texts] == ["hello?"]


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ("double_callbacks", ["sent", "sent", "delivered"]),
        ("reorder_callbacks", ["delivered", "sent"]),
        ("drop_callbacks", ["delivered"]),
    ],
)
def test_callbacks_go_astray(
    provider: TwilioProvider, phones: SimulatorClient, receiver: Receiver, fault: str, expected: list[str]
) -> None:
    phones.fault(fault, to=MUM)
    provider.send_text(a_text())
    phones.settle()
    assert [status for _, status, _, _ in receiver.statuses] == expected


def test_a_fault_by_chance_falls_the_same_way_for_the_same_seed(
    provider: TwilioProvider, phones: SimulatorClient
) -> None:
    def fall() -> list[str]:
        phones.clear_faults()
        phones.fault("too_many", chance=0.3, seed=11)
        return [send_once(provider) for _ in range(40)]

    first = fall()
    assert 4 < first.count("20429") < 24
    assert first == fall()
    assert phones.happened() == {"too_many": 2 * first.count("20429")}
    assert len(phones.sent()) == 2 * first.count("taken")


def send_once(provider: TwilioProvider) -> str:
    try:
        provider.send_text(a_text())
    except TemporaryFailure as failure:
        return str(failure.code)
    return "taken"


def test_a_lag_may_be_drawn_anew_for_each_text(provider: TwilioProvider, phones: SimulatorClient) -> None:
    phones.fault("list_lag", least=0, seconds=3600, seed=5)
    for _ in range(10):
        provider.send_text(a_text())
    assert provider.find_texts(7, MUM, a_text().body, LAST_YEAR) == []
    phones.clear_faults()
    phones.fault("list_lag", least=0, seconds=0.001, seed=5)
    accepted = provider.send_text(a_text())
    time.sleep(0.01)
    assert provider.find_texts(7, MUM, a_text().body, LAST_YEAR) == [accepted]


def test_who_looked_up_what_is_kept(provider: TwilioProvider, phones: SimulatorClient) -> None:
    accepted = provider.send_text(a_text())
    provider.find_texts(7, MUM, a_text().body, LAST_YEAR)
    phones.fault("outage", seconds=600)
    with pytest.raises(TemporaryFailure):
        provider.find_texts(7, DAD, a_text().body, LAST_YEAR)
    found, refused = phones.look_ups()
    assert (found["to"], found["status"], found["sids"]) == (MUM, 200, [accepted.provider_id])
    assert (refused["to"], refused["status"], refused["sids"]) == (DAD, 503, [])
    assert found["at"] == LAST_YEAR.isoformat()


def test_only_what_is_newer_is_listed(provider: TwilioProvider, phones: SimulatorClient) -> None:
    provider.send_text(a_text())
    phones.settle()
    (known,) = phones.all_messages()
    assert phones.all_messages(after=known["number"]) == []
    phones.text_from(MUM, "hello?")
    newer = phones.all_messages(after=known["number"])
    assert [message["body"] for message in newer] == ["hello?"]


def test_a_text_that_was_taken_stays_taken(phones: SimulatorClient, receiver: Receiver) -> None:
    taken = phones.text_from(MUM, "hello?")
    receiver.answer = ("", 500)
    phones.text_from(MUM, "hello?", sid=taken.sid)
    (message,) = phones.all_messages()
    assert message["handed_well"]
    assert len(receiver.texts) == 2


def test_a_phone_that_rejects(provider: TwilioProvider, phones: SimulatorClient, receiver: Receiver) -> None:
    phones.reject(MUM, code=30005)
    accepted = provider.send_text(a_text())
    phones.settle()
    assert receiver.statuses[-1] == (accepted.provider_id, "undelivered", "30005", "7")
    assert phones.expect(MUM).error_code == 30005


def test_callbacks_never_leave_the_machine(
    provider: TwilioProvider, phones: SimulatorClient, caplog: pytest.LogCaptureFixture
) -> None:
    accepted = provider.send_text(replace(a_text(), status_callback="https://elsewhere.example/x"))
    phones.settle()
    assert {entry["status"] for entry in phones.posted(accepted.provider_id)} == {0}
    assert "leads off this machine" in caplog.text


def test_nothing_about_a_person_is_logged(
    provider: TwilioProvider, phones: SimulatorClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    provider.send_text(a_text(body="Canary words"))
    provider.find_texts(7, MUM, "Canary words", LAST_YEAR)
    phones.fault("refuse")
    with pytest.raises(PermanentFailure) as refused:
        provider.send_text(a_text(body="Canary words"))
    told = caplog.text + repr(refused.value) + str(refused.value.reason)
    assert "Canary" not in told
    assert MUM[1:] not in told


# ---- the API itself, the page, and who may use them


def test_a_message_can_be_fetched_and_the_list_filtered_and_paged(
    simulator: Simulator, provider: TwilioProvider, phones: SimulatorClient
) -> None:
    sid = provider.send_text(a_text()).provider_id
    provider.send_text(a_text(DAD))
    phones.settle()
    base = f"{simulator.api_url}/2010-04-01/Accounts/{DEMO_ACCOUNT_SID}/Messages"

    def get(path: str, **query: str) -> dict[str, object]:
        answer = requests.get(base + path, query, auth=(DEMO_ACCOUNT_SID, DEMO_AUTH_TOKEN), timeout=10)
        assert answer.status_code in {200, 404}
        held: dict[str, object] = answer.json()
        return held

    one = get(f"/{sid}.json")
    assert (one["status"], one["num_segments"], one["date_sent"]) == (
        "delivered",
        "1",
        "Thu, 20 Nov 2025 09:12:00 +0000",
    )
    assert get("/SM0.json")["code"] == 20404

    def sids(**query: str) -> int:
        listed = get(".json", **query)["messages"]
        assert isinstance(listed, list)
        return len(listed)

    assert sids(To=MUM) == 1
    assert (sids(DateSent="2025-11-20"), sids(DateSent="2025-11-19")) == (2, 0)
    assert (sids(**{"DateSent>": "2025-11-19T10:00:00Z"}), sids(**{"DateSent<": "2025-11-19"})) == (2, 0)
    page = get(".json", PageSize="1")
    assert "Page=1" in str(page["next_page_uri"])


def test_the_api_wants_the_accounts_credentials(simulator: Simulator) -> None:
    url = f"{simulator.api_url}/2010-04-01/Accounts/{DEMO_ACCOUNT_SID}/Messages.json"
    other = url.replace(DEMO_ACCOUNT_SID, "AC" + "1" * 32)
    right = (DEMO_ACCOUNT_SID, DEMO_AUTH_TOKEN)
    for address, auth in ((url, None), (url, (DEMO_ACCOUNT_SID, "no")), (other, right)):
        answer = requests.get(address, auth=auth, timeout=10)
        assert (answer.status_code, answer.json()["code"]) == (401, 20003)
    assert requests.get(url, auth=right, timeout=10).status_code == 200


def test_a_wrong_token_is_held_for_a_person_to_mend(simulator: Simulator) -> None:
    provider = TwilioProvider(DEMO_ACCOUNT_SID, "wrong", api_url=simulator.api_url)
    with pytest.raises(TemporaryFailure) as held:
        provider.send_text(a_text())
    assert (held.value.code, held.value.retry_after) == ("20003", 60.0)
    provider.close()


def test_pages_and_control_are_behind_the_token(simulator: Simulator) -> None:
    for path in ("", "wrong/", "wrong/news", "wrong/control/messages", "control/messages", "static/page.css"):
        assert requests.get(f"{simulator.api_url}/{path}", timeout=10).status_code == 404
    assert requests.get(simulator.page_url, timeout=10).status_code == 200


def test_another_sites_page_cannot_reach_it(simulator: Simulator) -> None:
    by_name = requests.get(simulator.page_url, headers={"Host": "rebound.example"}, timeout=10)
    assert by_name.status_code == 403
    form = requests.post(f"{simulator.page_url}send", data={"number": MUM, "body": "x"}, timeout=10)
    assert form.status_code == 415


def test_the_page_is_strict_and_escapes_names(simulator: Simulator) -> None:
    page = requests.get(simulator.page_url, timeout=10)
    policy = page.headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert " style=" not in page.text
    assert "Dad of &lt;Zofia&gt; &amp; Jan (1K)" in page.text
    assert "Stand-in: nothing leaves this machine" in page.text
    assert "Larkfield Primary School" in page.text


def test_a_phone_on_the_page_sends_and_receives(
    simulator: Simulator, phones: SimulatorClient, provider: TwilioProvider, receiver: Receiver
) -> None:
    url = simulator.page_url
    sent = requests.post(f"{url}send", json={"number": MUM, "body": " Oliver is ill "}, timeout=10)
    assert sent.status_code == 201
    provider.send_text(a_text())
    phones.settle()
    news = requests.get(f"{url}news", timeout=10).json()
    assert [(message["typed"], message["body"]) for message in news["messages"]] == [
        (True, "Oliver is ill"),
        (False, "Thank you, that's noted."),
    ]
    assert news["messages"][0]["state"] == "Delivered to the school"
    assert (news["clock"], news["messages"][0]["day"]) == ("09:12", "Thursday 20 November")
    later = {"after": news["number"], "epoch": news["epoch"]}
    assert requests.get(f"{url}news", later, timeout=10).json()["messages"] == []
    assert receiver.texts[0].body == "Oliver is ill"


@pytest.mark.parametrize(
    "wish",
    [{"number": MUM, "body": " "}, {"number": MUM, "body": "x" * 1601}, {"number": LINE, "body": "x"}, {}],
)
def test_the_page_takes_only_its_own_phones_and_a_text_that_fits(
    simulator: Simulator, receiver: Receiver, wish: dict[str, str]
) -> None:
    answer = requests.post(f"{simulator.page_url}send", json=wish, timeout=10)
    assert answer.status_code == 400
    assert receiver.texts == []


@pytest.mark.parametrize(
    "wish",
    [
        {"kind": "gremlins"},
        [],
        {"kind": "hang", "seconds": -1},
        {"kind": "too_many", "chance": 1.5},
        {"kind": "list_lag", "seconds": 1, "least": 2},
    ],
)
def test_a_bad_wish_is_told(simulator: Simulator, wish: object) -> None:
    answer = requests.post(f"{simulator.page_url}control/faults", json=wish, timeout=10)
    assert answer.status_code == 400
    assert answer.json()["error"]


# ---- starting and starting again


def test_it_does_not_start_beside_anything_real(settings: SimulatorSettings) -> None:
    for wrong in (
        replace(settings, account_sid="AC" + "ab" * 16),
        replace(settings, auth_token="ab" * 16),
        replace(settings, api_url="https://api.twilio.com"),
        replace(settings, product_url="https://ninebell.example"),
    ):
        with pytest.raises(RefusesToStart):
            Simulator(wrong)


def test_a_second_run_keeps_threads_and_finishes_what_was_under_way(
    settings: SimulatorSettings, tmp_path: Path, receiver: Receiver
) -> None:
    kept = replace(settings, state_path=tmp_path / "stand-in.db", pace_s=3600)
    accepted = run_once(kept, lambda provider, _: provider.send_text(a_text()))
    assert receiver.statuses == []

    def see(_: Provider, phones: SimulatorClient) -> Accepted:
        phones.settle()
        text = phones.expect(MUM, "noted")
        return Accepted(text.sid, phones.messages_to(MUM)[0].status)

    again = run_once(replace(kept, pace_s=0.0), see)
    assert again == Accepted(accepted.provider_id, "delivered")
    assert [status for _, status, _, _ in receiver.statuses] == ["sent", "delivered"]


def run_once(settings: SimulatorSettings, do: object) -> Accepted:
    simulator = Simulator(settings)
    simulator.start()
    provider = TwilioProvider(DEMO_ACCOUNT_SID, DEMO_AUTH_TOKEN, api_url=simulator.api_url)
    try:
        with SimulatorClient(simulator.page_url) as phones:
            result = do(provider, phones)  # type: ignore[operator]
            assert isinstance(result, Accepted)
            return result
    finally:
        provider.close()
        simulator.stop()


PROGRAM = """
import sys
from datetime import UTC, datetime
from telephony.simulator.handsets import Line
from telephony.simulator.server import run_simulator
from telephony.simulator.settings import SimulatorSettings
run_simulator(SimulatorSettings(
    token="t", public_url="http://127.0.0.1:9", product_url="http://127.0.0.1:9", port=int(sys.argv[1]),
    lines=(Line("+441614960100", "Larkfield"),), handsets=(), now=lambda: datetime(2025, 11, 20, tzinfo=UTC),
))
"""


def test_as_a_process_it_starts_and_ends_without_a_word() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen([sys.executable, "-c", PROGRAM, str(port)], cwd=ROOT, stderr=subprocess.PIPE)
    try:
        page = wait_for_page(f"http://127.0.0.1:{port}/t/", process)
        assert "0 phones" in page
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=30)
    finally:
        process.kill()
    assert (process.returncode, told) == (0, b"")


def wait_for_page(url: str, process: "subprocess.Popen[bytes]") -> str:
    give_up = time.monotonic() + 60
    while time.monotonic() < give_up and process.poll() is None:
        try:
            return requests.get(url, timeout=10).text
        except requests.ConnectionError:
            time.sleep(0.1)
    raise AssertionError("the stand-in did not start")
