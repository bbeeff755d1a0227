"""Signed requests from the stand-in to the product, and to nobody else."""

import http.client
import logging
from dataclasses import dataclass
from urllib.parse import quote, urlencode, urlsplit

from twilio.request_validator import RequestValidator

from telephony.simulator.identity import is_loopback

log = logging.getLogger(__name__)
TIMEOUT_S = 15.0  # as Twilio's
TRIES = 2  # as Twilio's: once more when no connection could be made
ASCII = "".join(chr(code) for code in range(0x21, 0x7F))


@dataclass(frozen=True)
class Answer:
    """The product's answer; status 0 means that there was none."""

    status: int
    text: str = ""
    content_type: str = ""

    @property
    def is_good(self) -> bool:
        """Whether Twilio would be content: 2xx, and XML unless there is no body."""
        return 200 <= self.status < 300 and (self.status == 204 or "xml" in self.content_type)


class Wire:
    """Signs and posts."""

    def __init__(self, auth_token: str, public_url: str, product_url: str) -> None:
        """Keep the addresses: signed over the public one, delivered to the one on this machine."""
        self._validator = RequestValidator(auth_token)
        self._public_url = public_url.rstrip("/")
        self._product_url = product_url.rstrip("/")

    def post(self, url: str, fields: dict[str, str]) -> Answer:
        """Post fields to an address of the product, signed as Twilio does; never leaves the machine."""
        destination = self._destination(url)
        if not is_loopback(destination):
            log.warning("not posted: the address leads off this machine")
            return Answer(0)
        signature = self._validator.compute_signature(url, fields)
        for _ in range(TRIES):
            try:
                return _post(destination, fields, signature)
            except ConnectionError:
                continue
            except (OSError, http.client.HTTPException):
                break
        return Answer(0)

    def _destination(self, url: str) -> str:
        """Return where to deliver: the public address stands for the product's own on this machine."""
        under = url == self._public_url or url.startswith((self._public_url + "/", self._public_url + "?"))
        return self._product_url + url[len(self._public_url) :] if under else url


def _post(url: str, fields: dict[str, str], signature: str) -> Answer:
    """Post without a client library: those rewrite `%2f`, dots and a trailing `?`, which are signed."""
    parts = urlsplit(url)
    target = url.partition("://")[2][len(parts.netloc) :]
    target = quote(target if target.startswith("/") else f"/{target}", safe=ASCII)
    headers = {
        "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
        "X-Twilio-Signature": signature,
        "User-Agent": "TwilioProxy/1.1",
    }
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port or 80, timeout=TIMEOUT_S)
    try:
        connection.request("POST", target, body=urlencode(fields).encode(), headers=headers)
        answer = connection.getresponse()
        text = answer.read().decode("utf-8", "replace")
        return Answer(answer.status, text, answer.getheader("Content-Type", "") or "")
    finally:
        connection.close()
