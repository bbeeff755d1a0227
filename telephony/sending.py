"""Sending what is in the outbox: claim, look again, call the provider, write down what it said.

Creating a message at the provider is not idempotent, so a claim is committed before the call, and a message
whose answer was lost is looked up there before anything is sent again (see `settling`). No transaction is
open while the provider is called.
"""

import logging
import random
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from attendance.delivering import move_ladder_on
from attendance.failing import record_failure
from attendance.family import ask_again_for_siblings
from attendance.outage import begin_trial, check_leave, record_answer, record_no_answer
from rules.breaker import Leave
from storage.engine import Database
from storage.models import OutboundMessage
from storage.outbox import (
    ClaimedText,
    cancel_if_stopped,
    claim_text,
    lock_cases,
    may_still_go,
    record_sent,
    release_offer,
    settle,
)
from telephony.provider import (
    OutcomeUnknown,
    OutgoingText,
    PermanentFailure,
    Provider,
    ProviderAway,
    TemporaryFailure,
    status_callback_url,
)

log = logging.getLogger(__name__)

#: The provider's list lags by up to 20 s: only after this does "not in the list" mean "not sent".
LIST_LAG = timedelta(seconds=30)
FIRST_WAIT_S = 2.0
LONGEST_WAIT_S = 60.0
REFUSED = "A text could not be sent to this number. Check it, or ring instead."


def send(
    database: Database,
    provider: Provider,
    outbound_id: int,
    now: Callable[[], datetime],
    public_url: str,
) -> str:
    """Send one message of the outbox, if it is still to be sent.

    Args:
        outbound_id: the row; nothing happens when another worker has it, or while the provider is away.
        now: reads the clock; it is read again after the provider has answered.
        public_url: where the provider's callbacks reach us.

    Returns:
        what became of it: "not ours", "stopped", "sent", "later", "failed" or "unknown".
    """
    text = _claim(database, outbound_id, now())
    if text is None:
        return "not ours"
    if not _still_wanted(database, text, now()):
        return "stopped"
    try:
        accepted = provider.send_text(_outgoing(text, public_url))
    except TemporaryFailure as failure:
        return _try_later(database, text, failure, now())
    except PermanentFailure as failure:
        return _give_up(database, text, failure.code or "refused", now())
    except OutcomeUnknown:
        return _leave_unknown(database, text, now())
    with database.write() as db:
        record_sent(db, text.id, accepted.provider_id, now())
        record_answer(db, now())
    log.info("text sent", extra={"outbound_id": text.id})
    return "sent"


def _claim(database: Database, outbound_id: int, now: datetime) -> ClaimedText | None:
    """Claim a message. While the provider is away only one worker may, and its message is the try."""
    with database.write() as db:
        leave = check_leave(db, now)
        if leave is Leave.HOLD:
            release_offer(db, outbound_id)
            return None
        text = claim_text(db, outbound_id, now)
        if text is not None and leave is Leave.TRY and not begin_trial(db, now):
            _put_back(db, text, "another is the try")
            return None
    if text is None:
        _take_back(database, outbound_id, now)
    return text


def _put_back(db: Session, text: ClaimedText, why: str) -> None:
    """Give up a claim of which the provider has heard nothing: the message goes when it is offered again."""
    settle(
        db,
        text.id,
        ["sending"],
        text.tries,
        state="ready",
        error=why,
        offered_until=None,
        lease_until=None,
    )


def _take_back(database: Database, outbound_id: int, now: datetime) -> None:
    """A message whose case was stopped does not go, and the siblings it also named are asked about anew."""
    with database.write() as db:
        lock_cases(db, [outbound_id])
        if cancel_if_stopped(db, outbound_id):
            ask_again_for_siblings(db, [outbound_id], now)


def _outgoing(text: ClaimedText, public_url: str) -> OutgoingText:
    return OutgoingText(
        outbound_id=text.id,
        to=text.to_number,
        from_=text.line_number,
        body=text.body,
        status_callback=status_callback_url(public_url, text.id),
    )


def _still_wanted(database: Database, text: ClaimedText, now: datetime) -> bool:
    """Look again after the claim: a reason may have come in the same second, or we may have been asleep."""
    with database.read() as db:
        if may_still_go(db, text, now):
            return True
    with database.write() as db:
        _put_back(db, text, "looked at again, and not to go now")
    _take_back(database, text.id, now)
    return False


def _try_later(database: Database, text: ClaimedText, failure: TemporaryFailure, now: datetime) -> str:
    """It was certainly not taken: it is offered again, however often, while it is worth sending."""
    with database.write() as db:
        settle(
            db,
            text.id,
            ["sending"],
            text.tries,
            state="ready",
            not_before=now + timedelta(seconds=_wait_s(text.tries, failure.retry_after)),
            offered_until=None,
            lease_until=None,
            error=failure.code or "busy",
        )
        if isinstance(failure, ProviderAway):
            record_no_answer(db, now)
        else:
            record_answer(db, now)
    return "later"


def _wait_s(tries: int, retry_after: float | None) -> float:
    """Seconds until a message is tried again: twice as long each time, no sooner than the provider asks.

    Jitter keeps the messages of one bad minute from all coming back in the same second.
    """
    wait = min(LONGEST_WAIT_S, FIRST_WAIT_S * 2.0 ** min(tries, 10)) * random.uniform(0.5, 1.0)  # noqa: S311
    return max(wait, (retry_after or 0.0) * random.uniform(1.0, 1.25))  # noqa: S311


def _give_up(database: Database, text: ClaimedText, code: str, now: datetime) -> str:
    log.warning("text refused", extra={"outbound_id": text.id, "code": code})
    with database.write() as db:
        lock_cases(db, [text.id])
        record_answer(db, now)
        if settle(
            db, text.id, ["sending", "unknown"], text.tries, state="failed", error=code, lease_until=None
        ):
            move_ladder_on(db, [text.id], now)
            record_failure(db, db.get_one(OutboundMessage, text.id), code, REFUSED, now)
    return "failed"


def _leave_unknown(database: Database, text: ClaimedText, now: datetime) -> str:
    log.warning("answer lost", extra={"outbound_id": text.id})
    with database.write() as db:
        settle(db, text.id, ["sending"], text.tries, state="unknown", lease_until=now + LIST_LAG)
        record_no_answer(db, now)
    return "unknown"
