"""Signatures over real sockets, through both servers we ship with: only they show the raw request target."""

import http.client
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask import Flask, Response, request
from twilio.request_validator import RequestValidator
from waitress import wasyncore
from waitress.server import create_server

from telephony.inbound import read_form
from telephony.signature import SIGNATURE_HEADER, verify

ROOT = Path(__file__).parents[2]
PUBLIC = "https://mycompany.com"
OLD_TOKEN, TOKEN = "12345", "67890"

# Public vector of Twilio's own Python library.
VECTOR_TARGET = "/myapp.php?foo=1&bar=2"
VECTOR_FORM = {
    "CallSid": "CA1234567890ABCDE",
    "Caller": "+14158675309",
    "Digits": "1234",
    "From": "+14158675309",
    "To": "+18005551212",
}
VECTOR_SIGNATURE = "RSOYDt4T1cUTdK1PDd93/VVr8B8="


def create_app() -> Flask:
    """A receiver made of the two steps every webhook begins with."""
    app = Flask(__name__)

    @app.post("/", defaults={"path": ""})
    @app.post("/<path:path>")
    def receive(path: str) -> Response:
        verify(request, PUBLIC, [TOKEN, OLD_TOKEN])
        if path == "telephony/sms":
            read_form(request.form)
        return Response("<Response/>", content_type="text/xml")

    return app


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def waitress_port() -> Iterator[int]:
    server = create_server(create_app(), host="127.0.0.1", port=0, threads=2)
    thread = threading.Thread(target=server.run)
    thread.start()
    yield server.effective_port
    server.task_dispatcher.shutdown()
    server.trigger.pull_trigger(lambda: wasyncore.close_all(server._map))
    thread.join()


@pytest.fixture(scope="module")
def gunicorn_port() -> Iterator[int]:
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "--no-control-socket", "--worker-class", "gthread"]
    command += ["--workers", "1", "--threads", "2", "--log-level", "error", "--bind", f"127.0.0.1:{port}"]
    process = subprocess.Popen([*command, f"{__name__}:create_app()"], cwd=ROOT)
    try:
        wait_for(port, process)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=30)


def wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    give_up = time.monotonic() + 60
    while time.monotonic() < give_up and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("the server did not start")


@pytest.fixture(params=["waitress", "gunicorn"])
def port(request: pytest.FixtureRequest) -> int:
    started: int = request.getfixturevalue(f"{request.param}_port")
    return started


def post(
    port: int, target: str, form: dict[str, str], signature: str | None, content_type: str | None = None
) -> int:
    """Post to a target exactly as written; client libraries would tidy it up."""
    headers = {"Content-Type": content_type or "application/x-www-form-urlencoded"}
    if signature is not None:
        headers[SIGNATURE_HEADER] = signature
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("POST", target, urlencode(form), headers)
        answer = connection.getresponse()
        answer.read()
        return answer.status
    finally:
        connection.close()


def signed(target: str, form: dict[str, str], token: str = TOKEN) -> str:
    return str(RequestValidator(token).compute_signature(PUBLIC + target, form))


def test_the_librarys_vector(port: int) -> None:
    assert post(port, VECTOR_TARGET, VECTOR_FORM, VECTOR_SIGNATURE) == 200
    assert post(port, VECTOR_TARGET, VECTOR_FORM, signed(VECTOR_TARGET, VECTOR_FORM)) == 200


@pytest.mark.parametrize(
    "target",
    [
        "/telephony/status?o=12&x=a%2Fb",
        "/a%2Fb",
        "/a%2fb",
        "/caf%C3%A9?name=Zo%C3%AB",
        "/a?",
        "/a?x=%7B1%7D&y=1+2&z",
        "/?",
        "/a//b",
    ],
)
def test_targets_are_signed_as_they_were_written(port: int, target: str) -> None:
    form = {"Body": "Zoë is ill 🤒 & can't come + sorry", "From": "+447700900123"}
    assert post(port, target, form, signed(target, form)) == 200
    assert post(port, target + "x", form, signed(target, form)) == 403


@pytest.mark.parametrize("signature", [None, "", VECTOR_SIGNATURE[::-1], "ÿ"])
def test_a_missing_or_wrong_signature(port: int, signature: str | None) -> None:
    assert post(port, VECTOR_TARGET, VECTOR_FORM, signature) == 403


def test_json_without_the_hash_of_its_body(port: int) -> None:
    assert post(port, "/a", {"a": "1"}, signed("/a", {}), "application/json") == 403


def test_a_signed_form_that_lacks_its_fields_is_bad_but_not_forbidden(port: int) -> None:
    form = {"From": "+447700900123"}
    assert post(port, "/telephony/sms", form, signed("/telephony/sms", form)) == 400
