"""When the provider is away: nothing is handed to it but one try now and then, and people ring instead."""

import logging
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from attendance.delivering import SAFEGUARDING, move_ladder_on
from attendance.ringing import CASES_AT_ONCE, ask_to_ring, is_rung_for, may_be_rung
from rules import breaker
from rules.breaker import Breaker, Leave, State
from storage.models import Case, OutboundCase, OutboundMessage
from storage.outbox import expire_texts
from storage.provider_state import get_breaker, keep_breaker
from storage.troubles import end_trouble, record_trouble

log = logging.getLogger(__name__)

#: The breaker's row, and the trouble that staff are shown while it is not closed.
TEXTS = "texts"
TROUBLE, KIND = "provider_down:texts", "provider_down"
BANNER = (
    "Our texts are not going out: the telephone provider does not answer. We keep trying. Families who "
    "should have had a text are under Calls: please ring them."
)
RING_NOW = "Our texts are not going out: ring the family now."
TOO_LATE = "A text to the family could not be sent in time: ring them now."
#: Another process changed the breaker in the same moment: so often it is read anew.
MOST_READS = 10


def check_leave(db: Session, now: datetime) -> Leave:
    """Whether a text may be handed to the provider now (aware), may be tried, or has to wait."""
    return breaker.check_send(get_breaker(db, TEXTS).breaker, now)


def begin_trial(db: Session, now: datetime) -> bool:
    """Be the one who tries whether the provider is back. Returns False when another process is."""
    kept = get_breaker(db, TEXTS)
    if breaker.check_send(kept.breaker, now) is not Leave.TRY:
        return False
    return keep_breaker(db, TEXTS, kept, breaker.begin_trial(kept.breaker, now))


def record_answer(db: Session, now: datetime) -> None:
    """The provider answered, be it with a refusal: an outage is over."""
    for _ in range(MOST_READS):
        kept = get_breaker(db, TEXTS)
        after = breaker.after_success(kept.breaker)
        if after == kept.breaker:
            return
        if keep_breaker(db, TEXTS, kept, after):
            if kept.breaker.state is not State.CLOSED:
                end_trouble(db, TROUBLE, now)
                log.warning("the provider is back")
            return


def record_no_answer(db: Session, now: datetime) -> None:
    """There was no connection, no answer in time, or a 5xx: enough of these in a row are an outage."""
    for _ in range(MOST_READS):
        kept = get_breaker(db, TEXTS)
        after = breaker.after_failure(kept.breaker, now)
        if after == kept.breaker:
            return
        if keep_breaker(db, TEXTS, kept, after):
            if after.state is State.OPEN:
                _say_it_is_away(db, after, now)
            return


def _say_it_is_away(db: Session, after: Breaker, now: datetime) -> None:
    record_trouble(db, TROUBLE, KIND, BANNER, now)
    log.error("the provider is away", extra={"failures": after.failures})


def ring_instead(db: Session, now: datetime) -> int:
    """While the provider has been away for a while: a call task for every case whose text is waiting.

    Returns:
        how many tasks were opened; call again while it is `CASES_AT_ONCE`.
    """
    if not breaker.people_should_ring(get_breaker(db, TEXTS).breaker, now):
        return 0
    waiting = (
        select(OutboundCase.case_id)
        .join(OutboundMessage, OutboundMessage.id == OutboundCase.outbound_id)
        .join(Case, Case.id == OutboundCase.case_id)
        .where(
            OutboundMessage.state.in_(("ready", "unknown")),
            OutboundMessage.purpose.in_(SAFEGUARDING),
            or_(OutboundMessage.not_before <= now, OutboundMessage.tries > 0),
            *may_be_rung(now),
            ~is_rung_for(),
        )
        .distinct()
        .limit(CASES_AT_ONCE)
    )
    return ask_to_ring(db, db.scalars(waiting).all(), RING_NOW, now)


def give_up_late_texts(db: Session, now: datetime) -> int:
    """Give up texts that are no longer worth sending. Their ladders go on at once, and somebody rings.

    Returns:
        how many texts.
    """
    ids = expire_texts(db, now)
    if not ids:
        return 0
    move_ladder_on(db, ids, now)
    cases = (
        select(OutboundCase.case_id)
        .join(OutboundMessage, OutboundMessage.id == OutboundCase.outbound_id)
        .where(OutboundCase.outbound_id.in_(ids), OutboundMessage.purpose.in_(SAFEGUARDING))
        .distinct()
    )
    case_ids = list(db.scalars(cases))
    for start in range(0, len(case_ids), CASES_AT_ONCE):
        ask_to_ring(db, case_ids[start : start + CASES_AT_ONCE], TOO_LATE, now)
    log.warning("texts were not sent in time", extra={"texts": len(ids)})
    return len(ids)
