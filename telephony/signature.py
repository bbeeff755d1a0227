"""Was this request really sent by Twilio? Anything but a clear yes is refused."""

import hmac
from collections.abc import Iterable

from flask import Request
from twilio.request_validator import RequestValidator
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import Forbidden

SIGNATURE_HEADER = "X-Twilio-Signature"
FORM_TYPES = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})

Signed = MultiDict[str, str] | str


class BadSignature(Forbidden):
    """The request cannot be shown to come from Twilio. Left uncaught it becomes a 403."""

    description = "This address only takes requests signed by the school's telephone provider."


def verify(request: Request, public_url: str, tokens: Iterable[str]) -> None:
    """Let a request signed with one of the account's tokens pass, and refuse every other.

    The signature covers the address Twilio called, so it is rebuilt from our public address and the raw
    request target: Flask's own `request.url` decodes `%2F` and accents and drops a trailing `?`, and real
    signatures would fail. Signatures never expire; repeats are caught by the message's id, not here.

    Args:
        request: the request being handled.
        public_url: scheme, host and any path prefix under which Twilio reaches us, e.g. `https://a.example`.
        tokens: the auth tokens in force; two while one is being rotated. Empty ones are ignored.

    Raises:
        BadSignature: the header is missing or wrong, or the check itself could not be made.
    """
    if not _is_signed(request, public_url, [token for token in tokens if token]):
        raise BadSignature


def _is_signed(request: Request, public_url: str, tokens: list[str]) -> bool:
    """Return True only when a token's signature matches; an exception on the way counts as a no."""
    try:
        signature = request.headers[SIGNATURE_HEADER]
        url = public_url.rstrip("/") + raw_target(request)
        signed = _signed_part(request)
        return any(_matches(RequestValidator(token), url, signed, signature) for token in tokens)
    except Exception:  # the validator raises on odd input; an unsure check must refuse, never answer 500
        return False


def _matches(validator: RequestValidator, url: str, signed: Signed, signature: str) -> bool:
    """Return whether one token made the signature.

    The library's own check tries the address with and without its port, but drops a trailing `?` that
    Twilio signs, so a form's address is first compared exactly as it is.
    """
    if isinstance(signed, MultiDict):
        exact = validator.compute_signature(url, signed)
        if hmac.compare_digest(exact.encode(), signature.encode()):
            return True
    return bool(validator.validate(url, signed, signature))


def raw_target(request: Request) -> str:
    """Return path and query exactly as they came over the wire, starting with `/`.

    Raises:
        LookupError: the server in front passes no raw target on (gunicorn and waitress both do).
        ValueError: the target is not a path, or not UTF-8.
    """
    environ = request.environ
    target = environ["RAW_URI"] if "RAW_URI" in environ else environ["REQUEST_URI"]
    if not target.startswith("/"):
        raise ValueError("the request target is not a path")
    return str(target).encode("latin-1").decode("utf-8")


def _signed_part(request: Request) -> Signed:
    """Return what Twilio signs beside the address: the form, or the body whose hash is in the query."""
    if request.mimetype in FORM_TYPES:
        return request.form
    return request.get_data(cache=True, as_text=True)
