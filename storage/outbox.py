"""Claims on the outbox. Every claim is a compare-and-set: one process wins, whatever the database.

Whoever changes cases and messages in one transaction locks the cases first (`lock_cases`): a pause does it in
that order, and two who did it in opposite orders would wait for each other.
"""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, exists, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from storage.among import among
from storage.models import Case, CaseEvent, Line, OutboundCase, OutboundMessage
from storage.offering import OFFER_HOLDS, offer_ready_texts

log = logging.getLogger(__name__)

__all__ = [
    "LOOK_WITHIN",
    "OFFER_HOLDS",
    "SENDING_LEASE",
    "ClaimedText",
    "cancel_if_stopped",
    "claim_text",
    "expire_texts",
    "failed_steps",
    "lock_cases",
    "may_still_go",
    "offer_ready_texts",
    "record_sent",
    "release_offer",
    "settle",
]

#: How long a claim to send holds. In it fit: the second look, a provider's client that gives up after 10 s to
#: connect and 10 s to answer, and the 30 s after which the provider's list can be trusted.
SENDING_LEASE = timedelta(seconds=60)
#: A worker that comes to its second look later than this was asleep, and hands nothing over any more.
LOOK_WITHIN = timedelta(seconds=10)
#: States of a message of which we had not known that the provider has it.
NOT_KNOWN_AS_SENT = ("ready", "sending", "unknown", "cancelled", "expired")
#: So many rows are given up at once.
EXPIRED_AT_ONCE = 5000


@dataclass(frozen=True, slots=True)
class ClaimedText:
    """A message that this process, and no other, may hand to the provider.

    tries: how often it has been claimed; no other claim of it has this number.
    """

    id: int
    line_number: str
    to_number: str
    body: str
    purpose: str
    tries: int
    claimed_at: datetime


def _stopped_cases() -> ColumnElement[bool]:
    """Whether a case that a message was sent for has been paused or closed."""
    return exists().where(
        OutboundCase.outbound_id == OutboundMessage.id,
        Case.id == OutboundCase.case_id,
        or_(Case.paused_at.is_not(None), Case.closed_at.is_not(None)),
    )


def claim_text(db: Session, outbound_id: int, now: datetime) -> ClaimedText | None:
    """Claim one message for sending.

    Args:
        now: aware.

    Returns:
        the message; None when somebody else has it, it is not due, or its case was paused or closed.
    """
    claimed = db.execute(
        update(OutboundMessage)
        .where(
            OutboundMessage.id == outbound_id,
            OutboundMessage.state == "ready",
            OutboundMessage.not_before <= now,
            OutboundMessage.expires_at > now,
            ~_stopped_cases(),
        )
        .values(
            state="sending",
            lease_until=now + SENDING_LEASE,
            claimed_at=now,
            tries=OutboundMessage.tries + 1,
            lookup_failed_at=None,
        )
        .returning(
            OutboundMessage.line_id,
            OutboundMessage.to_number,
            OutboundMessage.body,
            OutboundMessage.purpose,
            OutboundMessage.tries,
        )
        .execution_options(synchronize_session=False)
    ).one_or_none()
    if claimed is None:
        return None
    line_id, to_number, body, purpose, tries = claimed
    number = db.scalars(select(Line.number).where(Line.id == line_id)).one()
    return ClaimedText(outbound_id, number, to_number, body, purpose, tries, now)


def may_still_go(db: Session, text: ClaimedText, now: datetime) -> bool:
    """Whether a claimed message is still wanted: its case has not been stopped, and the claim is still ours.

    A claim that was made long ago is not ours for long enough: others would look the message up before the
    provider could have it.
    """
    if now - text.claimed_at > LOOK_WITHIN:
        return False
    return bool(
        db.scalar(
            select(
                exists().where(
                    OutboundMessage.id == text.id,
                    OutboundMessage.state == "sending",
                    OutboundMessage.tries == text.tries,
                    ~_stopped_cases(),
                )
            )
        )
    )


def settle(
    db: Session, outbound_id: int, states: Sequence[str], tries: int | None = None, **values: object
) -> bool:
    """Move a message on from one of some states.

    Args:
        states: it is moved only when it is in one of these.
        tries: the claim that is being settled; None does not ask.
        values: the columns to set.

    Returns:
        whether it was moved.
    """
    claim = [] if tries is None else [OutboundMessage.tries == tries]
    result = db.execute(
        update(OutboundMessage)
        .where(OutboundMessage.id == outbound_id, OutboundMessage.state.in_(states), *claim)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    return int(result.rowcount) == 1  # type: ignore[attr-defined]


def record_sent(db: Session, outbound_id: int, provider_id: str, now: datetime) -> None:
    """The provider has a message. News of it may have been faster and moved its state up already.

    Whatever we thought of it meanwhile, it is not sent again.
    """
    settle(db, outbound_id, NOT_KNOWN_AS_SENT, state="sent", lease_until=None, error=None)
    try:
        with db.begin_nested():
            db.execute(
                update(OutboundMessage)
                .where(OutboundMessage.id == outbound_id, OutboundMessage.provider_id.is_(None))
                .values(provider_id=provider_id, sent_at=now)
                .execution_options(synchronize_session=False)
            )
    except IntegrityError:  # a twin goes by that id: the same words for the same number, so it is no matter
        log.warning("a twin has that id", extra={"outbound_id": outbound_id})


def cancel_if_stopped(db: Session, outbound_id: int) -> bool:
    """Take back a message whose case was stopped while it was on its way. Returns whether it was."""
    result = db.execute(
        update(OutboundMessage)
        .where(OutboundMessage.id == outbound_id, OutboundMessage.state == "ready", _stopped_cases())
        .values(state="cancelled", error="the case was paused or closed first")
        .execution_options(synchronize_session=False)
    )
    return int(result.rowcount) == 1  # type: ignore[attr-defined]


def release_offer(db: Session, outbound_id: int) -> None:
    """Give an offer back that nobody may take just now: it is offered again as soon as texts go."""
    settle(db, outbound_id, ["ready"], offered_until=None)


def lock_cases(db: Session, outbound_ids: Iterable[int]) -> list[int]:
    """Lock the cases that some messages were sent for, in the order of their ids. Returns those ids."""
    cases = select(OutboundCase.case_id).where(OutboundCase.outbound_id.in_(list(outbound_ids)))
    return list(
        db.scalars(
            select(Case.id)
            .where(Case.id.in_(cases))
            .order_by(Case.id)
            .with_for_update(of=Case, key_share=True)
        )
    )


def expire_texts(db: Session, now: datetime) -> list[int]:
    """Give up messages that are no longer worth sending; their cases are locked. Returns their ids."""
    late = OutboundMessage.state == "ready", OutboundMessage.expires_at <= now
    ids = list(
        db.scalars(
            select(OutboundMessage.id).where(*late).order_by(OutboundMessage.id).limit(EXPIRED_AT_ONCE)
        )
    )
    if not ids:
        return []
    lock_cases(db, ids)
    expired = (
        select(OutboundMessage.id)
        .where(OutboundMessage.id.in_(ids), *late)
        .order_by(OutboundMessage.id)
        .with_for_update(skip_locked=True)
    )
    return list(
        db.scalars(
            update(OutboundMessage)
            .where(OutboundMessage.id.in_(expired))
            .values(state="expired", error="not sent in time")
            .returning(OutboundMessage.id)
            .execution_options(synchronize_session=False)
        )
    )


def failed_steps(db: Session, case_ids: Iterable[int]) -> dict[int, frozenset[str]]:
    """The texts of some cases that certainly reached nobody: failed, expired, or never queued at all.

    Returns:
        case id → the keys of those steps, for `CaseFacts.failed`; a case without any is not in it.
    """
    rows = db.execute(
        select(CaseEvent.case_id, CaseEvent.step_key)
        .outerjoin(OutboundMessage, OutboundMessage.id == CaseEvent.outbound_id)
        .where(
            among(CaseEvent.case_id, case_ids),
            CaseEvent.kind == "text",
            CaseEvent.step_key.is_not(None),
            or_(CaseEvent.outbound_id.is_(None), OutboundMessage.state.in_(("failed", "expired"))),
        )
    )
    found: dict[int, set[str]] = {}
    for case_id, step_key in rows:
        found.setdefault(case_id, set()).add(str(step_key))
    return {case_id: frozenset(keys) for case_id, keys in found.items()}
