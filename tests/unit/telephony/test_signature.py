"""The check itself; that it holds through the shipped servers is shown in tests/servers."""

import hashlib
from io import BytesIO

import pytest
from flask import Request
from twilio.request_validator import RequestValidator
from werkzeug.test import EnvironBuilder

from telephony.signature import SIGNATURE_HEADER, BadSignature, verify

# Public vector of Twilio's own Python library.
TOKEN = "12345"
PUBLIC = "https://mycompany.com"
TARGET = "/myapp.php?foo=1&bar=2"
PARAMS = {
    "CallSid": "CA1234567890ABCDE",
    "Digits": "1234",
    "From": "+14158675309",
    "To": "+18005551212",
    "Caller": "+14158675309",
}
SIGNATURE = "RSOYDt4T1cUTdK1PDd93/VVr8B8="


def request_with(
    target: str = TARGET,
    form: dict[str, str] | None = None,
    signature: str | None = SIGNATURE,
    more: dict[str, object] | None = None,
) -> Request:
    builder = EnvironBuilder(path="/myapp.php", method="POST", data=PARAMS if form is None else form)
    if signature is not None:
        builder.headers[SIGNATURE_HEADER] = signature
    environ = builder.get_environ()
    del environ["REQUEST_URI"]
    environ["RAW_URI"] = target
    return Request(environ | (more or {}))


def is_refused(request: Request, tokens: tuple[str, ...] = (TOKEN,), public_url: str = PUBLIC) -> bool:
    try:
        verify(request, public_url, tokens)
    except BadSignature as error:
        return error.code == 403
    return False


def test_the_librarys_own_vector_passes() -> None:
    assert not is_refused(request_with())
    assert not is_refused(request_with(), public_url=PUBLIC + "/")


def test_a_changed_word_host_query_or_signature_is_refused() -> None:
    assert is_refused(request_with(form=PARAMS | {"Digits": "1235"}))
    assert is_refused(request_with(), public_url="https://mycompany.example")
    assert is_refused(request_with(target="/myapp.php?foo=1&bar=3"))
    assert is_refused(request_with(signature=SIGNATURE[::-1]))


@pytest.mark.parametrize("signature", [None, "", " ", "ü", "a" * 5000])
def test_a_missing_or_odd_header_is_refused(signature: str | None) -> None:
    assert is_refused(request_with(signature=signature))


def test_both_tokens_pass_during_rotation_and_an_empty_one_is_no_key() -> None:
    assert not is_refused(request_with(), tokens=("new", TOKEN))
    assert not is_refused(request_with(), tokens=(TOKEN, "new"))
    assert is_refused(request_with(), tokens=("new",))
    assert is_refused(request_with(), tokens=())
    signed_with_nothing = RequestValidator("").compute_signature(PUBLIC + TARGET, PARAMS)
    assert is_refused(request_with(signature=signed_with_nothing), tokens=("",))


def test_waitress_names_the_raw_target_otherwise() -> None:
    request = request_with(more={"REQUEST_URI": TARGET})
    del request.environ["RAW_URI"]
    assert not is_refused(request)


def test_no_raw_target_or_an_absolute_one_is_refused() -> None:
    request = request_with()
    del request.environ["RAW_URI"]
    assert is_refused(request)
    assert is_refused(request_with(target=PUBLIC + TARGET), public_url="")


@pytest.mark.parametrize(
    "target",
    [
        "/a%2Fb",
        "/caf%C3%A9?q=%C3%A9",
        "/a?",
        "/a%2fb?x=%7B1%7D&y=a+b",
        "/a//b/../c?next=%2F",
        "//evil.example/a",
    ],
)
def test_the_target_is_taken_as_it_came(target: str) -> None:
    signature = RequestValidator(TOKEN).compute_signature(PUBLIC + target, PARAMS)
    assert not is_refused(request_with(target=target, signature=signature))


def test_json_is_taken_only_with_the_hash_of_its_body() -> None:
    body = '{"a": 1}'

    def posted(target: str, words: str) -> Request:
        signature = RequestValidator(TOKEN).compute_signature(PUBLIC + target, {})
        as_json = {"CONTENT_TYPE": "application/json", "CONTENT_LENGTH": str(len(words))}
        return request_with(target, None, signature, {"wsgi.input": BytesIO(words.encode()), **as_json})

    digest = hashlib.sha256(body.encode()).hexdigest()
    assert not is_refused(posted(f"/a?bodySHA256={digest}", body))
    assert is_refused(posted(f"/a?bodySHA256={digest}", body.replace("1", "2")))
    assert is_refused(posted("/a", body))


def test_a_repeated_field_is_signed_with_all_its_values() -> None:
    builder = EnvironBuilder(path="/a", method="POST", data={"A": ["2", "1"], "B": "3"})
    environ = builder.get_environ() | {"RAW_URI": "/a"}
    environ["HTTP_X_TWILIO_SIGNATURE"] = RequestValidator(TOKEN).compute_signature(PUBLIC + "/aA1A2B3", {})
    assert not is_refused(Request(environ))
