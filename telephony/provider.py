"""What we ask of any provider of text messages, and the three ways in which it may fail."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from urllib.parse import urlencode

STATUS_PATH = "/telephony/status"
OUTBOUND_ID_KEY = "o"


@dataclass(frozen=True)
class OutgoingText:
    """One text to be sent.

    Attributes:
        outbound_id: id of our outbox row.
        to: E.164 number, or `whatsapp:` and a number.
        from_: our line in the same form, or the id of a messaging service.
        body: the words, at most 1,600 characters.
        status_callback: address for delivery news, made by `status_callback_url`.
        validity_s: seconds after which the provider should give up; None leaves its default.
    """

    outbound_id: int
    to: str
    from_: str
    body: str
    status_callback: str
    validity_s: int | None = None


@dataclass(frozen=True)
class Accepted:
    """The provider has taken the text: its id for it, and its word for the state it is in."""

    provider_id: str
    status: str


class ProviderError(Exception):
    """The provider did not take a text; `code` is the provider's own number for why, where it gave one."""

    def __init__(self, reason: str, code: str | None = None) -> None:
        """Keep a reason that holds no number and no word of the message: it goes into the log."""
        super().__init__(reason)
        self.reason = reason
        self.code = code


class TemporaryFailure(ProviderError):  # noqa: N818 - an outcome the caller acts on
    """The text was certainly not taken and may be offered again, after `retry_after` seconds if given."""

    def __init__(self, reason: str, code: str | None = None, retry_after: float | None = None) -> None:
        """Keep how long to wait (seconds), or None when the provider did not say."""
        super().__init__(reason, code)
        self.retry_after = retry_after


class ProviderAway(TemporaryFailure):
    """The text was certainly not taken, nor would any other be: no connection, or our account is held."""


class PermanentFailure(ProviderError):  # noqa: N818 - an outcome the caller acts on
    """The text was certainly not taken, and would not be if it were offered again."""


class OutcomeUnknown(ProviderError):  # noqa: N818 - an outcome the caller acts on
    """The text may or may not have been taken: look it up before anything is sent again."""


class Provider(Protocol):
    """A provider of text messages."""

    def send_text(self, text: OutgoingText) -> Accepted:
        """Hand one text over; this is not idempotent.

        Raises:
            TemporaryFailure: not taken, worth another try.
            PermanentFailure: not taken, another try is useless.
            OutcomeUnknown: nobody can say; see `find_texts`.
        """
        ...

    def find_texts(self, outbound_id: int, to: str, body: str, since: datetime) -> list[Accepted]:
        """Look up a text whose sending ended in OutcomeUnknown.

        The provider's list lags by up to about twenty seconds: an empty answer soon after sending proves
        nothing.

        Args:
            outbound_id: id of our outbox row, for log lines.
            to: address it was sent to, in the form it was sent with.
            body: its exact words.
            since: aware time at which we began to send it.

        Returns:
            The matching texts the provider has taken since then, oldest first. Two of our rows may hold the
            same words for the same number: leave out those whose row is known already.

        Raises:
            TemporaryFailure: the provider could not be asked; ask again later.
        """
        ...


def status_callback_url(public_url: str, outbound_id: int) -> str:
    """Return the address for news of one text; it carries our outbox id.

    So a callback finds its row even when the answer to the sending was lost.
    """
    return f"{public_url.rstrip('/')}{STATUS_PATH}?{urlencode({OUTBOUND_ID_KEY: outbound_id})}"
