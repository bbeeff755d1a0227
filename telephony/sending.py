"""Sending what is in the outbox: claim, look again, call the provider, write down what it said.

Creating a message at the provider is not idempotent, so a claim is committed before the call, and a message
whose answer was lost is looked up there before anything is sent again. No transaction is open while the
provider is called.
"""

import logging
import random
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import select

from attendance.delivering import SAFEGUARDING, move_ladder_on, tell_office_of_failure
from storage.engine import Database
from storage.models import OutboundMessage
from storage.outbox import (
    ClaimedText,
    claim_text,
    claim_unsettled,
    known_provider_ids,
    may_still_go,
    provider_id_from_callback,
    settle,
    unsettled_texts,
)
from telephony.provider import (
    Accepted,
    OutcomeUnknown,
    OutgoingText,
    PermanentFailure,
    Provider,
    TemporaryFailure,
    status_callback_url,
)

log = logging.getLogger(__name__)

#: The provider's list lags by up to 20 s: only after this does "not in the list" mean "not sent".
LIST_LAG = timedelta(seconds=30)
MOST_TRIES = 6
FIRST_WAIT_S = 2.0
LONGEST_WAIT_S = 300.0
#: After so long without an answer from the provider's list, a person is told.
LOOKED_UP_FOR = timedelta(minutes=10)


def send(
    database: Database,
    provider: Provider,
    outbound_id: int,
    now: Callable[[], datetime],
    public_url: str,
) -> str:
    """Send one message of the outbox, if it is still to be sent.

    Args:
        outbound_id: the row; nothing happens when another worker has it.
        now: reads the clock; it is read again after the provider has answered.
        public_url: where the provider's callbacks reach us.

    Returns:
        what became of it: "not ours", "stopped", "sent", "later", "failed" or "unknown".
    """
    with database.write() as db:
        text = claim_text(db, outbound_id, now())
    if text is None:
        return "not ours"
    if not _still_wanted(database, text):
        return "stopped"
    try:
        accepted = provider.send_text(_outgoing(text, public_url))
    except TemporaryFailure as failure:
        return _try_later(database, text, failure, now())
    except PermanentFailure as failure:
        return _give_up(database, text, failure.code or "refused", now())
    except OutcomeUnknown:
        return _leave_unknown(database, text, now())
    _write_down(database, text.id, accepted, now())
    log.info("text sent", extra={"outbound_id": text.id})
    return "sent"


def _outgoing(text: ClaimedText, public_url: str) -> OutgoingText:
    return OutgoingText(
        outbound_id=text.id,
        to=text.to_number,
        from_=text.line_number,
        body=text.body,
        status_callback=status_callback_url(public_url, text.id),
    )


def _still_wanted(database: Database, text: ClaimedText) -> bool:
    """Look again after the claim: a reason may have come in the same second."""
    with database.write() as db:
        if may_still_go(db, text.id):
            return True
        settle(db, text.id, ["sending"], state="cancelled", error="the case was paused or closed first")
    return False


def _write_down(database: Database, outbound_id: int, accepted: Accepted, now: datetime) -> None:
    """The provider has it. A callback may have been faster and moved the state up already."""
    with database.write() as db:
        settle(db, outbound_id, ["sending", "unknown"], state="sent", lease_until=None, error=None)
        settle(
            db,
            outbound_id,
            ["sent", "delivered", "failed"],
            provider_id=accepted.provider_id,
            sent_at=now,
        )


def _try_later(database: Database, text: ClaimedText, failure: TemporaryFailure, now: datetime) -> str:
    if text.tries >= MOST_TRIES:
        return _give_up(database, text, failure.code or "busy", now)
    # Jitter keeps the messages of one bad minute from all coming back in the same second.
    wait = min(LONGEST_WAIT_S, FIRST_WAIT_S * 2**text.tries) * random.uniform(0.5, 1.0)  # noqa: S311
    wait = max(wait, failure.retry_after or 0.0)
    with database.write() as db:
        settle(
            db,
            text.id,
            ["sending"],
            state="ready",
            not_before=now + timedelta(seconds=wait),
            offered_until=None,
            lease_until=None,
            error=failure.code or "busy",
        )
    return "later"


def _give_up(database: Database, text: ClaimedText, code: str, now: datetime) -> str:
    log.warning("text refused", extra={"outbound_id": text.id, "code": code})
    with database.write() as db:
        if settle(db, text.id, ["sending", "unknown"], state="failed", error=code, lease_until=None):
            move_ladder_on(db, text.id, now)
            message = db.get_one(OutboundMessage, text.id)
            tell_office_of_failure(
                db,
                message,
                "A text could not be sent to this number. Check it, or ring instead.",
                now,
            )
    return "failed"


def _leave_unknown(database: Database, text: ClaimedText, now: datetime) -> str:
    log.warning("answer lost", extra={"outbound_id": text.id})
    with database.write() as db:
        settle(db, text.id, ["sending"], state="unknown", lease_until=now + LIST_LAG)
    return "unknown"


def settle_unknown(database: Database, provider: Provider, now: datetime, limit: int = 20) -> dict[int, str]:
    """Find out what became of messages whose answer was lost, or whose sender died.

    A callback that named our row settles it; else the provider's list is asked, but not before it can be
    trusted. A message that is not there was never sent, and goes again.

    Args:
        now: aware.
        limit: rows at once.

    Returns:
        outbound id → "sent", "again", "waits" or "told".
    """
    with database.read() as db:
        rows = unsettled_texts(db, now, limit)
    return {row.id: _settle_one(database, provider, row, now) for row in rows}


def _settle_one(database: Database, provider: Provider, row: OutboundMessage, now: datetime) -> str:
    since = row.claimed_at or row.created_at
    with database.write() as db:
        provider_id = provider_id_from_callback(db, row.id)
        known = known_provider_ids(db, row.to_number)
        if not claim_unsettled(db, row, now + LIST_LAG):
            return "waits"
    if provider_id is not None:
        _write_down(database, row.id, Accepted(provider_id, "sent"), now)
        return "sent"
    if now - since < LIST_LAG:
        return "waits"
    return _look_up(database, provider, row, since, known, now)


def _look_up(
    database: Database,
    provider: Provider,
    row: OutboundMessage,
    since: datetime,
    known: set[str],
    now: datetime,
) -> str:
    try:
        found = provider.find_texts(row.id, row.to_number, row.body, since)
    except TemporaryFailure:
        return _cannot_ask(database, row, since, now)
    new = [accepted for accepted in found if accepted.provider_id not in known]
    if new:
        _write_down(database, row.id, new[0], now)
        return "sent"
    with database.write() as db:
        settle(db, row.id, ["unknown"], state="ready", offered_until=None, lease_until=None, not_before=now)
    log.info("never sent, goes again", extra={"outbound_id": row.id})
    return "again"


def _cannot_ask(database: Database, row: OutboundMessage, since: datetime, now: datetime) -> str:
    """The provider's list cannot be read: wait, and in the end tell a person rather than guess.

    A question about a missing child goes once more; a reply is never sent twice.
    """
    if now - since < LOOKED_UP_FOR:
        return "waits"
    again = row.purpose in SAFEGUARDING and row.tries < 2
    with database.write() as db:
        state = "ready" if again else "failed"
        settled = settle(
            db, row.id, ["unknown"], state=state, offered_until=None, error="not known", not_before=now
        )
        if settled:
            message = db.scalars(select(OutboundMessage).where(OutboundMessage.id == row.id)).one()
            tell_office_of_failure(
                db, message, "We cannot tell whether a text was sent. Please ring instead.", now
            )
            move_ladder_on(db, row.id, now)
    return "told"
