"""A circuit breaker: when the provider is away, nothing is handed to it but one message now and then.

Closed: all is well. After `FAILURES` failures in a row within `WINDOW` it opens: nothing goes until
`retry_at`. Then one message is tried (half open). If it goes, the breaker closes; if not, the next try comes
after twice the time, `LONGEST_WAIT` at most. It has no clock and no store of its own: facts in, facts out.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

#: So many failures in a row, in so long a time, are an outage and not bad luck.
FAILURES = 5
WINDOW = timedelta(seconds=60)
FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(seconds=60)
#: A try whose sender died is given up after this: the provider's client gives up after 20 s.
TRIAL_HOLDS = timedelta(seconds=30)
#: An outage of more than this is made up for by people: they ring.
PEOPLE_RING_AFTER = timedelta(minutes=2)


class State(StrEnum):
    """The words that the breaker's row holds."""

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half_open"


class Leave(StrEnum):
    """What somebody who wants to send may do."""

    GO = "go"
    TRY = "try"  # one message, after `begin_trial`
    HOLD = "hold"


@dataclass(frozen=True, slots=True)
class Breaker:
    """failures: in a row. first_failed_at: the first of them. opened_at: when the outage began.

    retry_at: open, when the next try may begin; half open, when the try that is under way is given up.
    """

    state: State = State.CLOSED
    failures: int = 0
    first_failed_at: datetime | None = None
    opened_at: datetime | None = None
    retry_at: datetime | None = None


def check_send(breaker: Breaker, now: datetime) -> Leave:
    """Whether a message may be handed to the provider at `now` (aware).

    A clock that jumped back does not make anybody wait longer than the longest wait.
    """
    if breaker.state is State.CLOSED:
        return Leave.GO
    wait = breaker.retry_at - now if breaker.retry_at is not None else timedelta(0)
    return Leave.HOLD if timedelta(0) < wait <= LONGEST_WAIT else Leave.TRY


def begin_trial(breaker: Breaker, now: datetime) -> Breaker:
    """The breaker once somebody has begun the one try."""
    return replace(breaker, state=State.HALF_OPEN, retry_at=now + TRIAL_HOLDS)


def after_success(breaker: Breaker) -> Breaker:
    """The breaker once the provider has answered, be it with a refusal: it is there."""
    return breaker if breaker == Breaker() else Breaker()


def after_failure(breaker: Breaker, now: datetime) -> Breaker:
    """The breaker once there was no connection, no answer in time, or a 5xx.

    What was on its way when it opened tells nothing new: only the one try makes the wait longer.
    """
    match breaker.state:
        case State.OPEN:
            return breaker
        case State.HALF_OPEN:
            return _opened(breaker, breaker.failures + 1, now)
        case State.CLOSED:
            return _counted(breaker, now)


def people_should_ring(breaker: Breaker, now: datetime) -> bool:
    """Whether the outage has lasted so long that people do what texts should have done."""
    if breaker.state is State.CLOSED or breaker.opened_at is None:
        return False
    return now - breaker.opened_at >= PEOPLE_RING_AFTER


def _counted(breaker: Breaker, now: datetime) -> Breaker:
    first = breaker.first_failed_at
    if first is None or not timedelta(0) <= now - first <= WINDOW:
        return Breaker(failures=1, first_failed_at=now)
    counted = replace(breaker, failures=breaker.failures + 1)
    return counted if counted.failures < FAILURES else _opened(counted, counted.failures, now)


def _opened(breaker: Breaker, failures: int, now: datetime) -> Breaker:
    doublings = min(failures - FAILURES, 10)
    return replace(
        breaker,
        state=State.OPEN,
        failures=failures,
        opened_at=breaker.opened_at or now,
        retry_at=now + min(FIRST_WAIT * 2**doublings, LONGEST_WAIT),
    )
