"""Climbing the ladder: many cases' facts, a decision for each, and all they cause in one transaction."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from attendance.bundling import BUNDLED_WITHIN, Bundler, Taking
from attendance.case_facts import Batch, read_batch
from attendance.stepping import write_steps
from storage.auditing import FAILED_REASON
from storage.bulk import Rested
from storage.cases import ClaimedCase, claim_due_cases, claim_siblings

log = logging.getLogger(__name__)

#: A case whose step failed is looked at again after this, with those that are well going first.
FAILED_WAITS = timedelta(minutes=1)
#: The auditor looks for these words.
FAILED = FAILED_REASON


def take_due_steps(db: Session, now: datetime, limit: int = 500) -> int:
    """Take every step that is due, of up to `limit` cases, in the caller's transaction.

    A constant number of statements for any number of cases. Siblings' cases whose text to the same contact
    is due within ten minutes are taken with them, so that the contact gets one text.

    Args:
        now: aware.
        limit: cases claimed at once; call again while it returns `limit`.

    Returns:
        how many cases were due and looked at.

    Raises:
        sqlalchemy.exc.OperationalError: another host was in the way, or the database went; the caller's
            transaction is lost, and everything in it is due again at the next beat.
    """
    claimed = claim_due_cases(db, now, limit)
    if not claimed:
        return 0
    siblings = claim_siblings(db, claimed, now, BUNDLED_WITHIN)
    try:
        with db.begin_nested():
            _climb(db, claimed, siblings, now)
    except OperationalError:
        raise
    except Exception:  # one case that cannot be written must not keep the others from their steps
        log.exception("cases failed together", extra={"count": len(claimed)})
        for case in claimed:
            _climb_alone(db, case, now)
    log.info("cases looked at", extra={"count": len(claimed)})
    return len(claimed)


def _climb_alone(db: Session, case: ClaimedCase, now: datetime) -> None:
    try:
        with db.begin_nested():
            _climb(db, [case], [], now)
    except OperationalError:
        raise
    except Exception:
        log.exception("case failed", extra={"case_id": case.id})
        write_steps(db, [], [], [_failed(case, now)], now)


def _climb(db: Session, due: Sequence[ClaimedCase], siblings: Sequence[ClaimedCase], now: datetime) -> None:
    climb = _Climb(read_batch(db, [*due, *siblings], now), now)
    overdue = [case for case in siblings if case.next_due_at <= now]
    for case in [*due, *overdue]:
        climb.take(case)
    for case in [*due, *siblings]:
        climb.join(case)
    write_steps(db, list(climb.taken.values()), climb.bundler.bundles, climb.failed, now)


class _Climb:
    """Some cases at one moment: what each of them takes, and which could not be read."""

    def __init__(self, batch: Batch, now: datetime) -> None:
        self.batch, self.now = batch, now
        self.bundler = Bundler(now)
        self.taken: dict[int, Taking] = {}
        self.failed: list[Rested] = []

    def take(self, case: ClaimedCase) -> None:
        """Take the steps of a case that is due."""
        try:
            self.taken[case.id] = self.bundler.take(self.batch.known(case))
        except Exception:
            log.exception("case failed", extra={"case_id": case.id})
            self.failed.append(_failed(case, self.now))

    def join(self, case: ClaimedCase) -> None:
        """Let a case that takes no step now, or is not due yet, join a sibling's text."""
        taking = self.taken.get(case.id)
        if not self.bundler.bundles or (taking is not None and taking.steps):
            return
        try:
            joined = self.bundler.join(taking.known if taking else self.batch.known(case))
        except Exception:  # it has its own moment, and is told of then
            log.exception("case failed", extra={"case_id": case.id})
            return
        if joined is not None:
            self.taken[case.id] = joined


def _failed(case: ClaimedCase, now: datetime) -> Rested:
    return Rested(case.id, case.version, now + FAILED_WAITS, FAILED)
