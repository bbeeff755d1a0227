"""Where an outbound message stands. Callbacks come twice, late and out of order: a status only moves up."""

from __future__ import annotations

RANKS = {"queued": 0, "sending": 1, "sent": 2, "undelivered": 3, "failed": 3, "delivered": 3, "read": 4}
FINAL = frozenset({"undelivered", "failed", "read"})
#: The provider's words for "this number has written STOP": no text of ours reaches it any more.
OPTED_OUT = "21610"
#: Failures that say nothing about the number: our queue was full, our account was held, or it took too long.
NOT_THE_NUMBERS_FAULT = frozenset({"20003", "20005", "20429", "21611", "30001", "30002", "30036"})
#: A number at which so many texts in a row did not arrive is not texted until somebody has looked at it.
FAILURES_UNTIL_CHECKED = 2


def check_status(old: str, new: str) -> bool:
    """Whether a message that stands at `old` may move to `new`.

    queued, sending, sent, delivered and read follow one another and may be skipped; failed and undelivered
    are final, and nothing that was delivered fails afterwards. A word we do not know is never accepted,
    and any that we know replaces it.
    """
    if new not in RANKS or old in FINAL:
        return False
    return old not in RANKS or RANKS[new] > RANKS[old]


def is_final(status: str) -> bool:
    """Whether nothing better or worse can follow, so that the message need not be asked about again."""
    return status in FINAL or status == "delivered"


def is_numbers_fault(code: str | None) -> bool:
    """Whether a final failure counts against the number it was sent to.

    code: the provider's error code; none is a plain "undelivered", which does.
    """
    return code not in NOT_THE_NUMBERS_FAULT


def needs_check(failures: int) -> bool:
    """Whether this failure in a row is the one at which somebody is asked to check the number, once."""
    return failures == FAILURES_UNTIL_CHECKED
