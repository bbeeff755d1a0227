"""The provider's two webhooks: signed requests in, `<Response/>` or nothing out."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from twilio.request_validator import RequestValidator
from werkzeug.test import TestResponse

from attendance.outbox import queue_message
from bot.parsers.protocol import Parser
from storage.engine import Database
from storage.models import DeliveryEvent, InboundMessage, OutboundMessage, Task
from telephony.webhooks import Telephony, webhooks_blueprint
from tests.flows.talking import GRAN, Town, make_town
from tests.making import LINE_NUMBER

PUBLIC_URL = "https://ninebell.example"
OLD_TOKEN, TOKEN = "0" * 32, "1" * 32
SMS, STATUS = "/telephony/sms", "/telephony/status"


class Provider:
    """Posts what the provider posts, signed."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def post(self, path: str, fields: dict[str, str], token: str = TOKEN) -> TestResponse:
        signature = RequestValidator(token).compute_signature(PUBLIC_URL + path, fields)
        return self.client.post(path, data=fields, headers={"X-Twilio-Signature": signature})

    def text(self, body: str, sid: str = "SM1", to: str = LINE_NUMBER, token: str = TOKEN) -> TestResponse:
        fields = {"MessageSid": sid, "From": GRAN, "To": to, "Body": body, "FromCity": "SOMEWHERE"}
        return self.post(SMS, fields, token)

    def status(self, status: str, sid: str = "SMout", error: str = "", ours: str = "") -> TestResponse:
        fields = {"MessageSid": sid, "MessageStatus": status}
        if error:
            fields["ErrorCode"] = error
        answer = self.post(STATUS + (f"?o={ours}" if ours else ""), fields)
        assert answer.status_code == 204
        return answer


@pytest.fixture
def town(database: Database, parser: Parser) -> Town:
    return make_town(database, parser)


@pytest.fixture
def provider(town: Town) -> Iterator[Provider]:
    def now() -> datetime:
        return town.now

    app = Flask(__name__)
    services = Telephony(town.database, town.parser, PUBLIC_URL, (TOKEN, OLD_TOKEN), now)
    app.register_blueprint(webhooks_blueprint(services))
    with app.test_client() as client:
        yield Provider(client)


@pytest.fixture
def outbound(town: Town) -> int:
    with town.database.write() as db:
        queued = queue_message(
            db,
            organisation_id=town.made.organisation_id,
            school_id=town.made.school_id,
            line_id=town.made.line_id,
            to_number=GRAN,
            body="Hello",
            purpose="reply",
            dedupe_key="one",
            now=town.now,
        )
    assert queued is not None
    return queued


def state(town: Town, outbound: int) -> tuple[str, str | None]:
    with town.database.read() as db:
        row = db.get_one(OutboundMessage, outbound)
        return row.state, row.provider_id


def events(town: Town) -> list[tuple[str, int | None]]:
    with town.database.read() as db:
        rows = db.scalars(select(DeliveryEvent).order_by(DeliveryEvent.id))
        return [(row.status, row.outbound_id) for row in rows]


def test_a_text_is_taken_in_and_answered_with_nothing(town: Town, provider: Provider) -> None:
    answer = provider.text("Oliver is ill today")
    assert (answer.status_code, answer.mimetype) == (200, "text/xml")
    assert answer.text.endswith("<Response/>")
    assert town.report().code == "I"
    assert len(town.replies(GRAN)) == 1


def test_a_repeat_gets_the_same_answer_and_does_nothing(town: Town, provider: Provider) -> None:
    first = provider.text("Oliver is ill today")
    again = provider.text("Oliver is ill today")
    assert (again.status_code, again.text) == (first.status_code, first.text)
    assert len(town.reports()) == len(town.replies()) == 1


def test_both_tokens_count_while_one_is_rotated(provider: Provider) -> None:
    assert provider.text("Oliver is ill today", token=OLD_TOKEN).status_code == 200


@pytest.mark.parametrize("path", [SMS, STATUS])
@pytest.mark.parametrize("headers", [{}, {"X-Twilio-Signature": "bm90IHNpZ25lZA=="}])
def test_what_is_not_signed_is_refused_and_not_kept(
    town: Town, provider: Provider, path: str, headers: dict[str, str]
) -> None:
    fields = {"MessageSid": "SM1", "MessageStatus": "sent", "From": GRAN, "To": LINE_NUMBER, "Body": "x"}
    assert provider.client.post(path, data=fields, headers=headers).status_code == 403
    with town.database.read() as db:
        assert db.scalars(select(InboundMessage)).all() == db.scalars(select(DeliveryEvent)).all() == []


def test_a_line_that_is_not_ours_is_not_found(provider: Provider) -> None:
    assert provider.text("Oliver is ill", to="+447700900123").status_code == 404


def test_a_form_that_is_no_text_is_refused(provider: Provider) -> None:
    assert provider.post(SMS, {"From": GRAN}).status_code == 400


def test_an_opt_out_word_is_not_answered(town: Town, provider: Provider) -> None:
    assert provider.text("STOP").status_code == 200
    assert town.replies() == []


def test_news_moves_a_text_up_and_never_down(town: Town, provider: Provider, outbound: int) -> None:
    for status in ("sent", "delivered", "sent", "queued", "delivered"):
        provider.status(status, ours=str(outbound))
    assert state(town, outbound) == ("delivered", "SMout")
    assert [status for status, _ in events(town)] == ["sent", "delivered", "queued"]


def test_news_that_is_faster_than_our_own_commit_finds_its_text(
    town: Town, provider: Provider, outbound: int
) -> None:
    with town.database.write() as db:
        db.get_one(OutboundMessage, outbound).state = "sending"
    provider.status("delivered", ours=str(outbound))
    assert state(town, outbound) == ("delivered", "SMout")


def test_news_is_found_by_the_providers_id_too(town: Town, provider: Provider, outbound: int) -> None:
    with town.database.write() as db:
        row = db.get_one(OutboundMessage, outbound)
        row.state, row.provider_id = "sent", "SMout"
    provider.status("delivered")
    assert state(town, outbound) == ("delivered", "SMout")


def test_a_text_that_did_not_arrive_tells_the_office_once(
    town: Town, provider: Provider, outbound: int
) -> None:
    provider.status("undelivered", error="30005", ours=str(outbound))
    provider.status("undelivered", error="30005", ours=str(outbound))
    assert state(town, outbound)[0] == "failed"
    with town.database.read() as db:
        assert len(db.scalars(select(Task)).all()) == 1


@pytest.mark.parametrize("ours", ["", "999999", "nonsense", "9" * 40, "-1"])
def test_news_of_a_text_we_do_not_know_is_kept_quietly(town: Town, provider: Provider, ours: str) -> None:
    provider.status("sent", sid="SMelse", ours=ours)
    assert events(town) == [("sent", None)]


def test_another_texts_id_does_not_move_ours(town: Town, provider: Provider, outbound: int) -> None:
    with town.database.write() as db:
        row = db.get_one(OutboundMessage, outbound)
        row.state, row.provider_id = "sent", "SMours"
    provider.status("failed", sid="SMelse", ours=str(outbound))
    assert state(town, outbound) == ("sent", "SMours")


def test_a_word_we_do_not_know_is_kept_and_moves_nothing(
    town: Town, provider: Provider, outbound: int
) -> None:
    provider.status("teleported", ours=str(outbound))
    assert state(town, outbound) == ("ready", None)
    assert events(town) == [("teleported", outbound)]


def test_news_without_a_status_is_accepted(provider: Provider) -> None:
    assert provider.post(STATUS, {"MessageSid": "SMout"}).status_code == 204
