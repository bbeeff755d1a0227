"""A message in, whatever the channel: kept first, then understood, then everything it causes at once.

The only use case that owns its transactions. The first keeps the message, so that it cannot be lost; the
second holds all that it leads to. A crash between the two leaves a lease that runs out, and the clock takes
it in.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from attendance.acting import give_to_person
from attendance.conversing import begin_acting, conversation_of, finish_message, request_for
from attendance.hearing import read_sending
from bot.parsers.protocol import Intent, Parser, ParseResult
from bot.turn import ToPerson
from storage.engine import Database
from storage.messages import (
    Claim,
    claim_inbound,
    get_claimed,
    get_message,
    next_of_same_number,
    record_failure_to_handle,
    record_inbound,
    unhandled_messages,
)
from storage.people import find_line, get_line

log = logging.getLogger(__name__)


#: How long a claim holds. Reading a message takes milliseconds; after this its handler must be dead.
LEASE = timedelta(seconds=60)

#: After so many tries that failed, a person takes the message over.
MOST_FAILURES = 3
#: So too after so many that were cut off: power cuts by chance, or a message that kills its reader.
MOST_ATTEMPTS = 10

NOTHING_READ = ParseResult(intent=Intent.OTHER, intent_confidence=0.0)


class UnknownLine(LookupError):  # noqa: N818 -- it reads as a sentence where it is raised
    """A message came for a number that is not a line of ours."""


@dataclass(frozen=True, slots=True)
class Received:
    """A message as a channel hands it over.

    provider_id: unique at the provider. sender: E.164, or None when withheld. recipient: our line, E.164.
    opt: "out", "in" or "help" when the provider has treated it as such a word and answered it itself.
    """

    provider_id: str
    channel: str
    sender: str | None
    recipient: str
    body: str
    media_count: int = 0
    opt: str | None = None


def take_in(database: Database, parser: Parser, received: Received, now: datetime) -> str:
    """Take one message in, once, however often it is handed over.

    Args:
        received: the message.
        now: aware.

    Returns:
        the outcome in a word or two; "repeat" when it was here already, "later" when it is kept and the clock
        will try again.

    Raises:
        UnknownLine: it is for no line of ours; nothing was kept.
    """
    with database.write() as db:
        claim = _record(db, received, now)
    if claim is None:
        return "repeat"
    outcome = _try(database, parser, claim, now)
    _take_in_those_behind(database, parser, claim, now)
    return outcome


def take_in_unhandled(database: Database, parser: Parser, now: datetime, limit: int) -> int:
    """Take in messages whose handler died or failed. One that always fails goes to a person.

    Args:
        now: aware.
        limit: messages at once.

    Returns:
        how many were dealt with.
    """
    with database.read() as db:
        waiting = unhandled_messages(db, now, limit)
    done = 0
    for message in waiting:
        with database.write() as db:
            claim = claim_inbound(db, message.message_id, now, LEASE)
        if claim is None:
            continue
        if message.failures >= MOST_FAILURES or message.attempts >= MOST_ATTEMPTS:
            done += _hand_over(database, claim, now)
        else:
            done += _try(database, parser, claim, now) not in ("later", "waits")
    return done


def _record(db: Session, received: Received, now: datetime) -> Claim | None:
    line = find_line(db, received.recipient)
    if line is None:
        raise UnknownLine("a message came for a number that is no line of ours")
    return record_inbound(
        db,
        organisation_id=line.organisation_id,
        line_id=line.id,
        provider_id=received.provider_id,
        channel=received.channel,
        from_number=received.sender,
        body=received.body,
        media_count=received.media_count,
        opt=received.opt,
        now=now,
        lease=LEASE,
    )


def _try(database: Database, parser: Parser, claim: Claim, now: datetime) -> str:
    """Handle a claimed message. A failure leaves it kept and its lease running: the clock tries again."""
    try:
        return _handle(database, parser, claim, now)
    except Exception as error:  # the message is safe; its sender must not be told otherwise
        # The error's own words may hold a parameter of a statement, so only its kind is logged.
        kind = type(error).__name__
        log.error("not taken in yet", extra={"message_id": claim.message_id, "error": kind})
        _count_failure(database, claim)
        return "later"


def _count_failure(database: Database, claim: Claim) -> None:
    """Write a failure down; where even that fails, the claim itself was counted."""
    try:
        with database.write() as db:
            record_failure_to_handle(db, claim.message_id)
    except Exception as error:
        kind = type(error).__name__
        log.error("failure not counted", extra={"message_id": claim.message_id, "error": kind})


def _handle(database: Database, parser: Parser, claim: Claim, now: datetime) -> str:
    with database.read() as db:
        message = get_message(db, claim.message_id)
        request = request_for(db, message)
    parse = NOTHING_READ if message.opt or not message.body else parser.parse(request)
    with database.write() as db:
        claimed = get_claimed(db, claim)
        if claimed is None:
            return "repeat"
        return finish_message(db, claimed, parse, now)


def _take_in_those_behind(database: Database, parser: Parser, claim: Claim, now: datetime) -> None:
    """Messages of the same number that came meanwhile have waited for this one; now it is their turn."""
    for _ in range(10):
        with database.read() as db:
            behind = next_of_same_number(db, claim.message_id)
        if behind is None:
            return
        with database.write() as db:
            following = claim_inbound(db, behind, now, LEASE)
        if following is None or _try(database, parser, following, now) in ("later", "waits"):
            return


def _hand_over(database: Database, claim: Claim, now: datetime) -> bool:
    """Give a message that we fail to take in to a person, so that it is not forgotten."""
    try:
        with database.write() as db:
            message = get_claimed(db, claim)
            if message is None:
                return False
            sending = read_sending(db, get_line(db, message.line_id), message)
            conversation = conversation_of(db, message)
            acting = begin_acting(db, message, conversation, sending, NOTHING_READ, now)
            why = f"Message {message.id} could not be taken in by software. Read it and deal with it by hand."
            give_to_person(acting, ToPerson(why, urgent=True))
            message.handled_at, message.lease_until, message.outcome = now, None, "to a person"
    except Exception as error:
        kind = type(error).__name__
        log.error("not handed over yet", extra={"message_id": claim.message_id, "error": kind})
        return False
    return True
