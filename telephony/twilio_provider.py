"""Twilio's REST API: the only file that imports its client."""

import logging
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from requests.exceptions import ConnectionError as RequestsConnectionError
from requests.exceptions import ConnectTimeout, RequestException, SSLError
from twilio.base.exceptions import TwilioException, TwilioRestException, TwilioServiceException
from twilio.base.values import unset
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client
from twilio.rest.api.v2010.account.message import MessageInstance
from urllib3.exceptions import MaxRetryError, NewConnectionError

from telephony.account import AccountState, OwnedNumber
from telephony.provider import (
    Accepted,
    OutcomeUnknown,
    OutgoingText,
    PermanentFailure,
    ProviderAway,
    TemporaryFailure,
)
from telephony.sockets import let_go

TIMEOUT_S = 10.0  # the client's own default is to wait for ever
MOST_NUMBERS = 1000  # of one account
LOOKED_THROUGH = 50  # messages to one number, newest first
CLOCKS_APART = timedelta(seconds=5)  # the provider's stamps have whole seconds and its own clock

TOO_MANY = 429
UNAUTHORISED = 401
# The line's queue is full.
FULL = frozenset({"20429", "21611", "30001", "30036"})
# The account is suspended, or not let in, until a person acts.
HELD = frozenset({"20003", "20005"})
HELD_RETRY_S = 60.0


class StandInHttpClient(TwilioHttpClient):  # type: ignore[misc]  # the library is untyped
    """Twilio's pooled HTTP client, which can be pointed at another host and never logs a number."""

    def __init__(self, timeout_s: float, api_url: str | None) -> None:
        """Keep the host to call instead of Twilio's, if any."""
        super().__init__(timeout=timeout_s, logger=logging.getLogger(__name__))
        self._instead = urlsplit(api_url) if api_url else None
        if self.session is not None:
            let_go(self.session, timeout_s)  # or what was given up is handed over later all the same
        if api_url and _is_loopback(api_url) and self.session is not None:
            self.session.trust_env = False  # a proxy of the network must not be handed a stand-in's requests

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Response:
        """Send a request, to the same path on the other host where one was given.

        Raises:
            TemporaryFailure: the provider is busy (429); the request was not processed.
        """
        if self._instead is not None:
            url = urlunsplit(urlsplit(url)._replace(scheme=self._instead.scheme, netloc=self._instead.netloc))
        response = super().request(method, url, *args, **kwargs)
        if response.status_code == TOO_MANY:
            # Raised here because the library's own exception drops the header.
            raise TemporaryFailure("the provider answered 429", "20429", _seconds(response.headers))
        return response

    def log_request(self, kwargs: dict[str, Any]) -> None:
        """Log nothing: the library writes the query, which holds a parent's number."""

    def log_response(self, status_code: int, response: Any) -> None:
        """Log nothing: the library writes the answer, which holds the message."""


class TwilioProvider:
    """Texts through Twilio (or a stand-in for it); one object a process, safe for several threads."""

    def __init__(
        self,
        account_sid: str,
        auth_token: str,
        api_url: str | None = None,
        timeout_s: float = TIMEOUT_S,
    ) -> None:
        """Make the client; nothing is called yet.

        Args:
            account_sid: the account's id.
            auth_token: its token, or an API key's secret.
            api_url: scheme and host to call instead of Twilio's own, e.g. `http://127.0.0.1:8081`.
            timeout_s: seconds to wait for a connection and again for an answer.
        """
        self._http = StandInHttpClient(timeout_s, api_url)
        self._client = Client(
            account_sid,
            auth_token,
            http_client=self._http,
            environment={"TWILIO_ACCOUNT_SID": account_sid},  # or the library would read os.environ itself
        )

    def close(self) -> None:
        """Close the pooled connections."""
        if self._http.session is not None:
            self._http.session.close()

    def read_account(self) -> AccountState:
        """What Twilio says of the account and its numbers.

        Raises:
            ProviderError: it could not be asked, or does not know these credentials (code 20003).
        """
        try:
            answer = self._client.api.v2010.accounts(self._client.account_sid).fetch_with_http_info()
            numbers = self._client.incoming_phone_numbers.list(limit=MOST_NUMBERS, page_size=MOST_NUMBERS)
        except (TwilioException, RequestException, ValueError, KeyError, TypeError) as error:
            raise _failure(error) from None
        return AccountState(
            status=str(answer.data.status),
            trial=str(answer.data.type) == "Trial",
            at=_instant(answer.headers),
            numbers=tuple(_owned(number) for number in numbers),
        )

    def send_text(self, text: OutgoingText) -> Accepted:
        """Hand one text to Twilio; see `Provider.send_text`."""
        service = text.from_.startswith("MG")
        try:
            message = self._client.messages.create(
                to=text.to,
                from_=unset if service else text.from_,
                messaging_service_sid=text.from_ if service else unset,
                body=text.body,
                status_callback=text.status_callback,
                validity_period=unset if text.validity_s is None else text.validity_s,
            )
        except (TwilioException, RequestException, ValueError, KeyError, TypeError) as error:
            raise _failure(error) from None  # the original names the number it was sent to
        return _accepted(message)

    def find_texts(self, outbound_id: int, to: str, body: str, since: datetime) -> list[Accepted]:
        """Look a text up in Twilio's list of messages; see `Provider.find_texts`.

        The list is asked by number alone: a text still in the queue has no day of sending to ask for.
        """
        earliest = since.astimezone(UTC).replace(microsecond=0) - CLOCKS_APART
        try:
            listed = self._client.messages.list(to=to, limit=LOOKED_THROUGH, page_size=LOOKED_THROUGH)
        except (TwilioException, RequestException, ValueError, KeyError, TypeError):
            raise TemporaryFailure(f"the provider's list could not be read for {outbound_id}") from None
        taken = [message for message in reversed(listed) if _matches(message, body, earliest)]
        taken.sort(key=lambda message: message.date_created)
        return [_accepted(message) for message in taken]


def _matches(message: MessageInstance, body: str, earliest: datetime) -> bool:
    """Return whether this is an outbound message with these words, made since then."""
    outbound = str(message.direction).startswith("outbound")
    made = message.date_created
    return bool(message.sid and outbound and message.body == body and made is not None and made >= earliest)


def _accepted(message: MessageInstance) -> Accepted:
    """Return id and state of a message; an answer without an id tells nothing."""
    if not message.sid:
        raise OutcomeUnknown("the provider's answer held no id")
    return Accepted(provider_id=str(message.sid), status=str(message.status))


def _failure(error: Exception) -> TemporaryFailure | PermanentFailure | OutcomeUnknown:
    """Return our own error for one of the client's: was the text certainly not taken, or may it have been?"""
    if isinstance(error, TwilioRestException | TwilioServiceException):
        code = str(error.code) if error.code else None
        return _refusal(error.status, code)
    if _never_sent(error):
        return ProviderAway("no connection to the provider")
    return OutcomeUnknown(f"the answer was lost ({type(error).__name__})")


def _refusal(status: int, code: str | None) -> TemporaryFailure | PermanentFailure | OutcomeUnknown:
    """Return our error for an HTTP status of 300 or more and the provider's own code."""
    reason = f"the provider answered {status}" + (f", code {code}" if code else "")
    if status == UNAUTHORISED or code in HELD:
        return ProviderAway(reason, code, retry_after=HELD_RETRY_S)
    if code in FULL:
        return TemporaryFailure(reason, code, retry_after=HELD_RETRY_S)
    if 400 <= status < 500 and status != 408:
        return PermanentFailure(reason, code)
    return OutcomeUnknown(reason, code)


def _never_sent(error: Exception) -> bool:
    """Return whether the connection was never made, so that nothing can have been taken."""
    if isinstance(error, ConnectTimeout | SSLError):
        return True
    if not isinstance(error, RequestsConnectionError) or not error.args:
        return False
    cause = error.args[0]
    return isinstance(cause, MaxRetryError) and isinstance(cause.reason, NewConnectionError)


def _seconds(headers: Any) -> float | None:
    """Return the seconds of a Retry-After header, or None where there is none or it holds a date."""
    stated = (headers or {}).get("Retry-After", "")
    return float(stated) if stated.isascii() and stated.isdigit() else None


def _owned(number: Any) -> OwnedNumber:
    return OwnedNumber(
        number=str(number.phone_number),
        sms_url=str(number.sms_url or ""),
        sms_method=str(number.sms_method or "POST"),
        by_application=bool(number.sms_application_sid),
        can_text=bool((number.capabilities or {}).get("sms")),
    )


def _instant(headers: Any) -> datetime | None:
    """Return the provider's time from the Date header, or None where there is none that can be read."""
    try:
        return parsedate_to_datetime((headers or {})["Date"]).astimezone(UTC)
    except (KeyError, TypeError, ValueError):
        return None


def _is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
