"""One beat of the clock. The rows say what is due: a beat that is missed or doubled changes nothing."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from attendance.climbing import take_due_steps
from attendance.first_day import close_due_registers, prepare_today
from attendance.intake import take_in_unhandled
from bot.parsers.protocol import Parser
from storage.engine import Database
from storage.outbox import expire_texts, offer_ready_texts
from telephony.provider import Provider
from telephony.sending import settle_unknown

log = logging.getLogger(__name__)

CASES_AT_ONCE = 50
REGISTERS_AT_ONCE = 20
MESSAGES_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Works:
    """What a beat works on.

    offer: hands ids of outbox rows to the workers. texts_per_second, burst: what each line may send.
    """

    database: Database
    parser: Parser
    provider: Provider
    offer: Callable[[Iterable[int]], None]
    texts_per_second: float
    burst: int


def tick(works: Works, now: datetime) -> None:
    """Do everything that is due at `now` (aware).

    One part that fails is logged and does not keep the others from their work; it is due again at the next
    beat.
    """
    for part in (
        _take_in,
        _prepare,
        _close_registers,
        _take_steps,
        _settle,
        _dispatch,
    ):
        try:
            part(works, now)
        except Exception:
            log.exception("part of the tick failed", extra={"part": part.__name__.strip("_")})


def _take_in(works: Works, now: datetime) -> None:
    take_in_unhandled(works.database, works.parser, now, MESSAGES_AT_ONCE)


def _prepare(works: Works, now: datetime) -> None:
    with works.database.write() as db:
        prepare_today(db, now)


def _close_registers(works: Works, now: datetime) -> None:
    closed = REGISTERS_AT_ONCE
    while closed == REGISTERS_AT_ONCE:
        with works.database.write() as db:
            closed = close_due_registers(db, now, REGISTERS_AT_ONCE)


def _take_steps(works: Works, now: datetime) -> None:
    taken = CASES_AT_ONCE
    while taken == CASES_AT_ONCE:
        with works.database.write() as db:
            taken = take_due_steps(db, now, CASES_AT_ONCE)


def _settle(works: Works, now: datetime) -> None:
    settle_unknown(works.database, works.provider, now)


def _dispatch(works: Works, now: datetime) -> None:
    dispatch(works, now)


def dispatch(works: Works, now: datetime) -> int:
    """Hand the workers as many messages as may go until the next beat. Returns how many."""
    with works.database.write() as db:
        expire_texts(db, now)
        ids = offer_ready_texts(db, now, works.texts_per_second, works.burst)
    works.offer(ids)
    return len(ids)
