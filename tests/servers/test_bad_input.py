"""What nobody should send, through the servers as shipped: a clear answer, and nothing half-written."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote_plus

import pytest
from sqlalchemy import func, select
from twilio.request_validator import RequestValidator
from werkzeug.test import EnvironBuilder

from storage.models import (
    AbsenceReport,
    Base,
    Conversation,
    ConversationEvent,
    DeliveryEvent,
    InboundMessage,
    Mark,
    OutboundMessage,
    Task,
)
from telephony.signature import SIGNATURE_HEADER
from telephony.simulator.identity import DEMO_AUTH_TOKEN
from tests.making import LINE_NUMBER, add_contact, add_pupil
from tests.servers.running import ILL, SMS, Running, ask, phone, shipped, wait_until

STATUS = "/telephony/status"
FORM = "application/x-www-form-urlencoded"
BOTH_MAY, ONE_MAY, STRANGER, WITHHELD = phone(501), phone(502), phone(999), "+266696687"
TALK = (InboundMessage, OutboundMessage, Conversation, ConversationEvent, DeliveryEvent)
WRITTEN: tuple[type[Base], ...] = (*TALK, AbsenceReport, Mark, Task)


@dataclass(frozen=True)
class Became:
    """What a message has led to. reports: standing, and whether the child is known. tasks: kind and role."""

    outcome: str | None
    replies: int
    reports: tuple[tuple[str, bool], ...] = ()
    tasks: tuple[tuple[str, str], ...] = ()


class Line:
    """The server, and what is in its database."""

    def __init__(self, running: Running) -> None:
        self.running, self.phones, self.database = running, running.phones, running.database
        self.port, self.url = running.installation.port, running.installation.public_url

    def post(self, target: str, body: str, content_type: str = FORM, method: str = "POST") -> tuple[int, str]:
        """Send a body as written, signed over what a form of it reads as."""
        fields = EnvironBuilder(method="POST", data=body, content_type=content_type).get_request().form
        signature = RequestValidator(DEMO_AUTH_TOKEN).compute_signature(self.url + target, fields)
        headers = {"Content-Type": content_type, SIGNATURE_HEADER: signature}
        return ask(self.port, target, body.encode(), headers, method)

    def let_arrive(self) -> None:
        """Replies of other tests may be under way: let them arrive first."""
        wait_until(lambda: not self._is_sending(), 60, lambda: "a reply did not go")
        self.phones.settle()

    def _is_sending(self) -> bool:
        with self.database.read() as db:
            waiting = OutboundMessage.state.in_(("ready", "sending", "unknown"))
            return bool(db.scalar(select(func.count()).where(waiting)))

    def counts(self) -> dict[str, int]:
        """Rows by table."""
        self.let_arrive()
        with self.database.read() as db:
            return {
                model.__tablename__: db.scalar(select(func.count()).select_from(model)) or 0
                for model in WRITTEN
            }

    def states(self) -> dict[str | None, str]:
        """State of each text that has gone, by the provider's id."""
        self.let_arrive()
        with self.database.read() as db:
            sent = select(OutboundMessage).where(OutboundMessage.provider_id.is_not(None))
            return {row.provider_id: row.state for row in db.scalars(sent)}

    def message(self, sid: str) -> InboundMessage:
        with self.database.read() as db:
            message = db.scalars(select(InboundMessage).where(InboundMessage.provider_id == sid)).one()
        assert message.handled_at is not None
        return message

    def became(self, sid: str) -> Became:
        message = self.message(sid)
        with self.database.read() as db:
            replies = select(func.count()).where(OutboundMessage.inbound_message_id == message.id)
            reports = select(AbsenceReport).where(AbsenceReport.inbound_message_id == message.id)
            tasks = select(Task).where(Task.inbound_message_id == message.id)
            return Became(
                message.outcome,
                db.scalar(replies) or 0,
                tuple((report.standing, report.pupil_id is not None) for report in db.scalars(reports)),
                tuple((task.kind, task.role) for task in db.scalars(tasks)),
            )


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def line(
    request: pytest.FixtureRequest, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Line]:
    folder = tmp_path_factory.mktemp(request.param)
    with shipped(request.param, folder, sqlite_template, families=20) as running:
        with running.database.write() as db:
            for pupil in ("Nadia Wren", "Tomas Wren"):
                add_pupil(db, running.made, pupil)
            add_contact(db, running.made, "Ines Wren", BOTH_MAY, {"Nadia Wren": 1})
            add_contact(db, running.made, "Hugo Wren", BOTH_MAY, {"Nadia Wren": 2})
            add_contact(db, running.made, "Olga Wren", ONE_MAY, {"Tomas Wren": 1})
            add_contact(db, running.made, "Ivan Wren", ONE_MAY, {"Tomas Wren": 2}, may_report=False)
        yield Line(running)
        logged = running.installation.logged()
    for fault in ("Exception on", "not taken in yet", "part of the tick failed", "Traceback"):
        assert fault not in logged


NOISE = "".join(map(chr, (*range(0x20), *range(0x7F, 0xA0))))


@pytest.mark.parametrize(
    ("number", "body"), [(phone(0), ""), (phone(1), "🤒🤒😷"), (phone(2), NOISE), (phone(3), " \n\t ")]
)
def test_a_text_without_words_is_asked_for_words(line: Line, number: str, body: str) -> None:
    sent = line.phones.text_from(number, body)
    assert sent.statuses == (200,)
    assert line.became(sent.sid) == Became("asked", 1)
    line.phones.expect(number, "which child")


def test_a_text_as_long_as_texts_can_be(line: Line) -> None:
    more = "We gave her medicine at four and again at eight, and she went back to sleep. "
    body = f"{ILL}. {more * 30}"[:1600]
    sent = line.phones.text_from(phone(4), body)
    assert sent.statuses == (200,)
    assert line.became(sent.sid) == Became("reported", 1, (("listed", True),))
    assert line.message(sent.sid).body == body.strip()
    line.phones.expect(phone(4), "Ella")


def test_a_long_text_that_says_nothing(line: Line) -> None:
    sent = line.phones.text_from(phone(5), "x" * 1600)
    assert sent.statuses == (200,)
    assert line.became(sent.sid) == Became("asked", 1)
    line.phones.expect(phone(5), "which child")


def test_control_characters_are_dropped_and_the_words_count(line: Line) -> None:
    noise = NOISE.translate({ord(blank): None for blank in "\t\n\r"})
    sent = line.phones.text_from(phone(6), f"\0{ILL[:10]}{noise}{ILL[10:]}\x1b")
    assert sent.statuses == (200,)
    assert line.became(sent.sid) == Became("reported", 1, (("listed", True),))
    assert line.message(sent.sid).body == ILL
    line.phones.expect(phone(6), "Maya")


@pytest.mark.parametrize(
    ("number", "junk"),
    [(phone(7), "%FF%FE%00%80"), (phone(8), "%ED%A0%BD"), (phone(9), "%C3"), (phone(10), "%F0%9F%A4")],
    ids=["binary", "half a surrogate pair", "half a letter", "part of an emoji"],
)
def test_bytes_that_are_no_text_do_not_cost_the_words_beside_them(line: Line, number: str, junk: str) -> None:
    sid = f"SM{number[1:]:0>32}"
    fields = {"MessageSid": sid, "From": number, "To": LINE_NUMBER}
    body = "&".join(f"{name}={quote_plus(value)}" for name, value in fields.items())
    status, answer = line.post(SMS, f"{body}&Body={quote_plus(ILL)}+{junk}")
    assert (status, answer.endswith("<Response/>")) == (200, True)
    assert line.became(sid) == Became("reported", 1, (("listed", True),))
    assert line.message(sid).body.startswith(ILL)


def test_an_unlisted_number_is_for_a_person_and_hears_no_name(line: Line) -> None:
    sent = line.phones.text_from(STRANGER, "Amina Marlow is ill today")
    assert sent.statuses == (200,)
    assert line.became(sent.sid) == Became("to a person", 1, (("unlisted", True),), (("inbox", "office"),))
    assert "Amina" not in line.phones.expect(STRANGER, "passed").body
    with line.database.read() as db:
        pupil = line.running.made.pupils["Amina Marlow"]
        assert db.scalars(select(Mark).where(Mark.pupil_id == pupil)).all() == []


@pytest.mark.parametrize("number", [WITHHELD, "+7378742833", ""])
def test_a_withheld_number_is_nobody_and_gets_no_answer(line: Line, number: str) -> None:
    sent = line.phones.text_from(number, "My son is ill today")
    assert sent.statuses == (200,)
    assert line.message(sent.sid).from_number is None
    assert line.became(sent.sid) == Became("to a person", 0, (("unlisted", False),), (("inbox", "office"),))


def test_two_contacts_on_one_number_who_both_may_report(line: Line) -> None:
    sent = line.phones.text_from(BOTH_MAY, ILL)
    assert line.became(sent.sid) == Became("reported", 1, (("listed", True),))
    assert report_of(line, sent.sid).contact_id is None  # it may have been either
    line.phones.expect(BOTH_MAY, "Nadia")


def test_two_contacts_on_one_number_of_whom_one_may_not_report(line: Line) -> None:
    sent = line.phones.text_from(ONE_MAY, ILL)
    became = line.became(sent.sid)
    assert (became.replies, became.reports) == (1, (("shared", True),))
    report = report_of(line, sent.sid)
    assert (report.contact_id, report.doubtful) == (None, True)
    line.phones.expect(ONE_MAY)


def report_of(line: Line, sid: str) -> AbsenceReport:
    with line.database.read() as db:
        report = select(AbsenceReport).where(AbsenceReport.inbound_message_id == line.message(sid).id)
        return db.scalars(report).one()


def form(**fields: str) -> str:
    known = {"MessageSid": "SM" + "f" * 32, "From": phone(11), "To": LINE_NUMBER, "Body": ILL, **fields}
    return "&".join(f"{name}={quote_plus(value)}" for name, value in known.items() if value != "leave out")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (form(To="+447700900991"), 404),
        (form(To=""), 400),
        (form(To="leave out"), 400),
        (form(From="leave out"), 400),
        (form(From="+" + "4" * 200), 400),
        (form(MessageSid="leave out"), 400),
        (form(MessageSid="no id; of a message"), 400),
        (form(MessageSid="M" * 65), 400),
        (form(MessageSid="M" * 200), 400),
        ("", 400),
    ],
)
def test_a_signed_text_that_lacks_what_every_text_has(line: Line, body: str, status: int) -> None:
    before = line.counts()
    assert line.post(SMS, body)[0] == status
    assert line.counts() == before


@pytest.mark.parametrize(
    ("path", "content_type", "status"),
    [
        (SMS, "application/json", 403),
        (SMS, "text/plain", 403),
        (SMS, "", 403),
        (SMS, "a/b; c", 403),
        (SMS, "multipart/form-data", 400),  # a form without a field, and signed as one
        (STATUS, "application/json", 403),
        (STATUS, "multipart/form-data; boundary=x", 204),
    ],
)
def test_a_body_that_is_no_form_is_not_read(line: Line, path: str, content_type: str, status: int) -> None:
    before = line.counts()
    assert line.post(path, form(), content_type)[0] == status
    assert line.counts() == before


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "PATCH"])
@pytest.mark.parametrize("path", [SMS, STATUS])
def test_another_method_is_not_allowed(line: Line, path: str, method: str) -> None:
    before = line.counts()
    assert line.post(path, form() if method in ("PUT", "PATCH") else "", method=method)[0] == 405
    assert line.counts() == before


def test_a_body_larger_than_any_form_is_refused(line: Line) -> None:
    before = line.counts()
    try:
        status = line.post(SMS, form(Body="x" * (5 * 1024 * 1024)))[0]
    except ConnectionError:
        status = 413  # refused before all of it was sent
    assert status in (403, 413)
    assert line.counts() == before
    assert ask(line.port, "/healthz", b"", {}, "GET")[0] == 200


@pytest.mark.parametrize(
    ("target", "body"),
    [
        (STATUS, "MessageSid=SMunknown&MessageStatus=delivered"),
        (STATUS, "MessageSid=SMunknown&MessageStatus=%F0%9F%A4%92+gone%00fishing"),
        (STATUS, f"MessageSid={'S' * 5000}&MessageStatus={'x' * 5000}&ErrorCode={'9' * 5000}"),
        (f"{STATUS}?o=", "MessageSid=SMnone&MessageStatus=sent"),
        (f"{STATUS}?o=999999999", "MessageSid=SMnone&MessageStatus=failed&ErrorCode=30003"),
        (f"{STATUS}?o={'9' * 30}", "MessageSid=SMnone&MessageStatus=sent"),
        (f"{STATUS}?o=1%27--&o=2", "MessageSid=SMnone&MessageStatus=delivered"),
        (f"{STATUS}?o=%D9%A1", "MessageSid=SMnone&MessageStatus=delivered"),
        (STATUS, "MessageSid=SMnone"),
        (STATUS, ""),
    ],
)
def test_news_of_no_text_of_ours_changes_none(line: Line, target: str, body: str) -> None:
    before = line.states()
    assert line.post(target, body) == (204, "")
    assert line.states() == before


def test_garbage_about_a_text_of_ours_moves_nothing(line: Line) -> None:
    sent = line.phones.text_from(phone(12), ILL)
    reply = line.phones.expect(phone(12), "Zofia")
    line.let_arrive()
    before = line.states()
    assert before[reply.sid] == "delivered"
    for status in ("sent", "queued", "garbage", "0", "DELIVERED", "sending%00"):
        assert line.post(STATUS, f"MessageSid={reply.sid}&MessageStatus={status}&ErrorCode=x")[0] == 204
    assert line.states() == before
    assert line.became(sent.sid) == Became("reported", 1, (("listed", True),))


def test_an_id_that_comes_again_with_other_words_changes_nothing(line: Line) -> None:
    sent = line.phones.text_from(phone(13), ILL)
    line.phones.expect(phone(13), "Jakub")
    line.let_arrive()
    before = line.counts()
    again = line.phones.text_from(phone(14), "Cancel that, all well", sid=sent.sid)
    assert again.statuses == (200,)
    assert line.counts() == before
