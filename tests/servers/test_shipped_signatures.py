"""Signatures through the servers as they are shipped: `ninebell serve` on SQLite, gunicorn on PostgreSQL.

The values come from the tests of Twilio's own Python library. Its addresses are not ours, so its parameters
are signed anew over our paths, with the same library.
"""

import hashlib
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlencode

import pytest
from sqlalchemy import select
from twilio.request_validator import RequestValidator
from werkzeug.datastructures import MultiDict

from storage.engine import Database, open_database
from storage.models import InboundMessage
from telephony.signature import SIGNATURE_HEADER
from tests.making import LINE_NUMBER, make_school
from tests.servers.running import SMS, Installation, ask, fresh_database
from tests.servers.test_signatures import (
    OLD_TOKEN,
    PUBLIC,
    TOKEN,
    VECTOR_FORM,
    VECTOR_SIGNATURE,
    VECTOR_TARGET,
    post,
    signed,
)

STATUS = "/telephony/status"
VECTOR_QUERY = "?foo=1&bar=2"
# More vectors of the library: one parameter twice, and a body that is no form.
TWICE = [("Sid", "CA123"), ("SidAccount", "AC123"), ("Digits", "5678"), ("Digits", "1234")]
TWICE_SIGNATURE = "IK+Dwps556ElfBT0I3Rgjkr1wJU="
BODY = b'{"property": "value", "boolean": true}'
BODY_HASH = "0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620"
BODY_SIGNATURE = "a9nBmqA0ju/hNViExpshrM61xv4="
FORM_TYPE = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass
class Line:
    """The server and what it has kept."""

    installation: Installation
    database: Database

    @property
    def port(self) -> int:
        return self.installation.port

    def kept(self) -> list[str]:
        with self.database.read() as db:
            return list(db.scalars(select(InboundMessage.provider_id)))


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def line(
    request: pytest.FixtureRequest, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Line]:
    folder = tmp_path_factory.mktemp(request.param)
    with ExitStack() as stack:
        url = stack.enter_context(fresh_database(request.param, folder, sqlite_template))
        database = open_database(url)
        stack.callback(database.close)
        with database.write() as db:
            make_school(db)
        tokens = {"TWILIO_AUTH_TOKEN": TOKEN, "TWILIO_PREVIOUS_AUTH_TOKEN": OLD_TOKEN}
        installation = Installation(folder, url, PUBLIC, tokens)
        program = installation.serve() if request.param == "sqlite" else installation.serve_web()
        stack.callback(program.stop)
        yield Line(installation, database)
    assert '"level": "error"' not in installation.logged()


def a_text(target: str) -> dict[str, str]:
    """The form of a text, with an id that belongs to the target it is posted to."""
    sid = "SM" + hashlib.sha256(target.encode()).hexdigest()[:32]
    return {
        "MessageSid": sid,
        "From": "+447700900199",
        "To": LINE_NUMBER,
        "Body": "Zoë is ill 🤒 & off + sorry",
    }


def by_library(token: str, target: str, form: object, public: str = PUBLIC) -> str:
    return str(RequestValidator(token).compute_signature(public + target, form))


def test_the_librarys_vector_over_our_path(line: Line) -> None:
    assert by_library(OLD_TOKEN, VECTOR_TARGET, VECTOR_FORM) == VECTOR_SIGNATURE
    target = STATUS + VECTOR_QUERY
    for token in (OLD_TOKEN, TOKEN):
        assert post(line.port, target, VECTOR_FORM, by_library(token, target, VECTOR_FORM)) == 204
    assert post(line.port, target, VECTOR_FORM, by_library("54321", target, VECTOR_FORM)) == 403
    assert post(line.port, target, VECTOR_FORM, VECTOR_SIGNATURE) == 403
    assert post(line.port, target, {**VECTOR_FORM, "Digits": "1235"}, signed(target, VECTOR_FORM)) == 403


def test_the_librarys_vector_with_the_port_written_out(line: Line) -> None:
    target = STATUS + VECTOR_QUERY
    over_port = by_library(TOKEN, target, VECTOR_FORM, f"{PUBLIC}:443")
    assert post(line.port, target, VECTOR_FORM, over_port) == 204
    over_other = by_library(TOKEN, target, VECTOR_FORM, f"{PUBLIC}:8443")
    assert post(line.port, target, VECTOR_FORM, over_other) == 403


def test_the_librarys_vector_with_one_parameter_twice(line: Line) -> None:
    form = MultiDict(TWICE)
    assert by_library(OLD_TOKEN, VECTOR_TARGET, form) == TWICE_SIGNATURE
    target = STATUS + VECTOR_QUERY
    headers = {**FORM_TYPE, SIGNATURE_HEADER: by_library(OLD_TOKEN, target, form)}
    assert ask(line.port, target, urlencode(TWICE).encode(), headers)[0] == 204
    assert ask(line.port, target, urlencode(TWICE[:3]).encode(), headers)[0] == 403


def test_the_librarys_vector_with_a_json_body(line: Line) -> None:
    assert by_library(OLD_TOKEN, f"{VECTOR_TARGET}&bodySHA256={BODY_HASH}", {}) == BODY_SIGNATURE
    target = f"{STATUS}{VECTOR_QUERY}&bodySHA256={BODY_HASH}"
    headers = {"Content-Type": "application/json", SIGNATURE_HEADER: by_library(OLD_TOKEN, target, {})}
    assert ask(line.port, target, BODY, headers)[0] == 204
    assert ask(line.port, target, BODY + b" ", headers)[0] == 403


def test_a_json_body_that_the_signature_does_not_cover(line: Line) -> None:
    for path in (SMS, STATUS):
        headers = {"Content-Type": "application/json", SIGNATURE_HEADER: signed(path, {})}
        assert ask(line.port, path, BODY, headers)[0] == 403


@pytest.mark.parametrize(
    "target",
    [
        SMS,
        f"{SMS}?",
        f"{SMS}?x=a%2Fb",
        f"{SMS}?x=a%2fb",
        f"{SMS}?name=Zo%C3%AB",
        f"{SMS}?x=%7B1%7D&y=1+2&z",
        f"{SMS}?x=1&x=2&",
        "/telephony%2Fsms",
        "/telephony%2fsms?caf%C3%A9=1",
        "/t%65lephony/sms",
    ],
)
def test_a_target_counts_as_it_was_written(line: Line, target: str) -> None:
    form = a_text(target)
    sid = form["MessageSid"]
    assert post(line.port, target, form, signed(target + "x", form)) == 403
    if unquote(target) != target:
        assert post(line.port, target, form, signed(unquote(target), form)) == 403
    assert sid not in line.kept()
    assert post(line.port, target, form, signed(target, form)) == 200
    assert line.kept().count(sid) == 1


@pytest.mark.parametrize("signature", [None, "", VECTOR_SIGNATURE, "ÿ", "=" * 6000, VECTOR_SIGNATURE[:-1]])
def test_a_missing_or_wrong_signature(line: Line, signature: str | None) -> None:
    form = a_text("never signed")
    for target in (SMS, f"{SMS}?", f"{SMS}?x=%2F%C3%A9", STATUS):
        assert post(line.port, target, form, signature) == 403
    assert form["MessageSid"] not in line.kept()


@pytest.mark.parametrize("target", ["/telephony/caf%C3%A9", "/telephony/sms%2F", "/myapp.php?foo=1&bar=2"])
def test_a_signed_request_to_no_path_of_ours_is_not_found(line: Line, target: str) -> None:
    assert post(line.port, target, VECTOR_FORM, signed(target, VECTOR_FORM)) == 404


@pytest.mark.parametrize(
    "target",
    [
        b"/telephony/sms?name=Zo\xc3\xab",
        b"/telephony/sms?name=Zo\xeb",
        b"/telephony/sms?x=\x00",
        b"/telephony/sms?x=%",
        b"/telephony/sms#?",
        b"http://127.0.0.1/telephony/sms",
        b"//telephony/sms",
        b"*",
    ],
)
def test_a_target_that_nobody_writes_is_refused_without_a_fault(line: Line, target: bytes) -> None:
    request = b"POST %s HTTP/1.1\r\nHost: mycompany.com\r\nContent-Length: 0\r\nConnection: close\r\n"
    request += b"X-Twilio-Signature: %s\r\n\r\n"
    with socket.create_connection(("127.0.0.1", line.port), timeout=60) as connection:
        connection.sendall(request % (target, VECTOR_SIGNATURE.encode()))
        status = int(connection.makefile("rb").readline().split()[1])
    assert 300 <= status < 500
