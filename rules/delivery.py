"""Where an outbound message stands. Callbacks come twice, late and out of order: a status only moves up."""

from __future__ import annotations

RANKS = {"queued": 0, "sending": 1, "sent": 2, "undelivered": 3, "failed": 3, "delivered": 3, "read": 4}
FINAL = frozenset({"undelivered", "failed", "read"})


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
