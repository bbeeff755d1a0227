"""A provider of texts reduced to what can go wrong with it; it remembers what reached which phone."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from telephony.provider import (
    Accepted,
    OutcomeUnknown,
    OutgoingText,
    PermanentFailure,
    ProviderAway,
    TemporaryFailure,
)


class Killed(BaseException):
    """The process was killed at this very point."""


class Fault(StrEnum):
    """What happens to one request."""

    NONE = "none"
    BUSY = "busy"  # 429: not taken
    REFUSED = "refused"  # a permanent error
    LOST_AFTER = "lost_after"  # taken, but the answer never came
    LOST_BEFORE = "lost_before"  # not taken, and no answer either
    KILLED_BEFORE = "killed_before"  # our process died before the request went out
    KILLED_AFTER = "killed_after"  # our process died after the provider had taken it


@dataclass(frozen=True, slots=True)
class Taken:
    """A text that the provider took, and so will deliver."""

    provider_id: str
    outbound_id: int
    to: str
    body: str
    at: datetime


@dataclass
class ModelProvider:
    """See the module. `lag` is how long a text is missing from the provider's own list."""

    now: datetime
    lag: timedelta = timedelta(seconds=20)
    next_fault: Fault = Fault.NONE
    is_away: bool = False
    taken: list[Taken] = field(default_factory=list)
    failed_look_ups: set[int] = field(default_factory=set)

    def send_text(self, text: OutgoingText) -> Accepted:
        """Take a text, or fail in the way that was asked for."""
        fault, self.next_fault = self.next_fault, Fault.NONE
        if fault is Fault.KILLED_BEFORE:
            raise Killed
        if self.is_away:
            raise ProviderAway("no connection to the provider")
        if fault is Fault.BUSY:
            raise TemporaryFailure("the provider answered 429", "20429")
        if fault is Fault.REFUSED:
            raise PermanentFailure("the provider answered 400", "21614")
        if fault is Fault.LOST_BEFORE:
            raise OutcomeUnknown("the provider answered 500")
        taken = Taken(f"SM{len(self.taken):032d}", text.outbound_id, text.to, text.body, self.now)
        self.taken.append(taken)
        if fault is Fault.KILLED_AFTER:
            raise Killed
        if fault is Fault.LOST_AFTER:
            raise OutcomeUnknown("the answer was lost")
        return Accepted(taken.provider_id, "queued")

    def find_texts(self, outbound_id: int, to: str, body: str, since: datetime) -> list[Accepted]:
        """What the list shows: everything that is older than the lag."""
        if self.is_away:
            self.failed_look_ups.add(outbound_id)
            raise TemporaryFailure("the provider's list could not be read")
        return [
            Accepted(text.provider_id, "sent")
            for text in self.taken
            if text.to == to and text.body == body and since <= text.at <= self.now - self.lag
        ]
