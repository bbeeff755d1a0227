"""Finding out what became of messages whose answer was lost, or whose sender died.

A callback that named our row settles it; else the provider's list is asked, but not before it can be trusted.
A message that is certainly not there was never sent, and goes again. When the provider cannot be asked for
long, a question about a missing child goes once more all the same and is listed (`resent_unsure_at`, a line
in the case's story, a log line); a reply never does. Then a person is told.
"""

import logging
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from attendance.delivering import SAFEGUARDING, move_ladder_on, note_resent_unsure
from attendance.failing import tell_office_of_failure
from attendance.outage import check_leave
from rules.breaker import Leave
from storage.engine import Database
from storage.models import OutboundMessage
from storage.outbox import lock_cases, record_sent, settle
from storage.unsettled import (
    claim_unsettled,
    known_provider_ids,
    lock_twins,
    provider_id_from_callback,
    unsettled_texts,
)
from telephony.provider import Accepted, Provider, TemporaryFailure
from telephony.sending import LIST_LAG

log = logging.getLogger(__name__)

#: After so long without an answer from the provider's list, we go on without one.
LOOKED_UP_FOR = timedelta(minutes=10)
#: After so many look-ups that failed the list is not asked again in this beat: each may take 20 s.
MOST_FAILED = 3
NOT_KNOWN = "We cannot tell whether a text was sent. Please ring instead."


def settle_unknown(database: Database, provider: Provider, now: datetime, limit: int = 20) -> dict[int, str]:
    """Find out what became of messages whose answer was lost, or whose sender died.

    Args:
        now: aware.
        limit: rows at once.

    Returns:
        outbound id → "sent", "again", "waits", "cannot ask" or "told".
    """
    with database.read() as db:
        rows = unsettled_texts(db, now, limit)
    outcomes: dict[int, str] = {}
    for row in rows:
        try:
            outcomes[row.id] = _settle_one(database, provider, row, now)
        except Exception:  # one that cannot be settled must not keep the others from it
            log.exception("look-up failed", extra={"outbound_id": row.id})
        if sum(outcome in ("cannot ask", "told") for outcome in outcomes.values()) >= MOST_FAILED:
            break
    return outcomes


def _settle_one(database: Database, provider: Provider, row: OutboundMessage, now: datetime) -> str:
    since = row.claimed_at or row.created_at
    with database.write() as db:
        if not claim_unsettled(db, row, now + LIST_LAG):
            return "waits"
        provider_id = provider_id_from_callback(db, row.id)
        if provider_id is not None:
            record_sent(db, row.id, provider_id, now)
            return "sent"
    if now - since < LIST_LAG:
        return "waits"
    try:
        found = provider.find_texts(row.id, row.to_number, row.body, since)
    except TemporaryFailure:
        return _cannot_ask(database, row, now)
    with database.write() as db:
        return _match(db, row, found, now)


def _match(db: Session, row: OutboundMessage, found: list[Accepted], now: datetime) -> str:
    """Take the message for one in the list that stands for none of ours yet, or else let it go again."""
    twins = {twin.id: twin for twin in lock_twins(db, row)}
    ours = twins.pop(row.id, None)
    if ours is None or ours.tries != row.tries:
        return "waits"
    known = known_provider_ids(db, [accepted.provider_id for accepted in found])
    new = [accepted.provider_id for accepted in found if accepted.provider_id not in known]
    if not new:
        settle(db, row.id, ["unknown"], state="ready", offered_until=None, lease_until=None, not_before=now)
        log.info("never sent, goes again", extra={"outbound_id": row.id})
        return "again"
    if any(twin.state == "sending" for twin in twins.values()):
        return "waits"  # what is in the list may be the twin's, whose sender is about to say so
    record_sent(db, row.id, new[0], now)
    return "sent"


def _cannot_ask(database: Database, row: OutboundMessage, now: datetime) -> str:
    """The provider's list cannot be read: wait, and in the end go on without it rather than guess."""
    since = row.lookup_failed_at or now
    with database.write() as db:
        settle(db, row.id, ["unknown"], row.tries, lookup_failed_at=since)
        if now - since < LOOKED_UP_FOR:
            return "cannot ask"
        once_more = row.purpose in SAFEGUARDING and row.resent_unsure_at is None and now < row.expires_at
        if once_more and check_leave(db, now) is not Leave.GO:
            return "cannot ask"  # nothing would go now; and when it does, the list may be there again
        _go_on(db, row, once_more, now)
    return "told"


def _go_on(db: Session, row: OutboundMessage, once_more: bool, now: datetime) -> None:
    lock_cases(db, [row.id])
    went = (
        {"state": "ready", "not_before": now, "resent_unsure_at": now} if once_more else {"state": "failed"}
    )
    if not settle(
        db, row.id, ["unknown"], row.tries, error="not known", offered_until=None, lease_until=None, **went
    ):
        return
    log.warning("not known whether sent", extra={"outbound_id": row.id, "again": once_more})
    if once_more:
        note_resent_unsure(db, row.id, now)
    move_ladder_on(db, [row.id], now)
    tell_office_of_failure(db, db.get_one(OutboundMessage, row.id), NOT_KNOWN, now)
