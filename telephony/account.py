"""What the provider says of our account: may we send, which numbers are ours, and where they lead."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class OwnedNumber:
    """A number of the account.

    number: E.164. sms_url, sms_method: where a text to it is posted. by_application: an application at the
    provider decides that instead. can_text: it takes and sends texts.
    """

    number: str
    sms_url: str
    sms_method: str
    by_application: bool
    can_text: bool


@dataclass(frozen=True, slots=True)
class AccountState:
    """The account.

    status: "active", "suspended" or "closed". trial: it reaches confirmed numbers only. at: the provider's
    clock when it answered, to the second; None where it said nothing.
    """

    status: str
    trial: bool
    at: datetime | None
    numbers: tuple[OwnedNumber, ...]
