"""One beat of the clock. The rows say what is due: a beat that is missed or doubled changes nothing."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from attendance.auditor import EVERY, audit_in_turn
from attendance.cases import resume_ended_pauses
from attendance.climbing import take_due_steps
from attendance.closures import apply_todays_closures
from attendance.expected import look_at_later_starts, look_for_overdue
from attendance.first_day import close_due_registers, prepare_today
from attendance.intake import take_in_unhandled
from attendance.missing import chase_registers
from attendance.outage import check_leave, give_up_late_texts, ring_instead
from attendance.overdue import escalate_overdue
from attendance.planning import prefill_plans
from attendance.pushing import push_due_tasks
from attendance.ringing import CASES_AT_ONCE as RINGING_AT_ONCE
from bot.parsers.protocol import Parser
from rules.breaker import Leave
from rules.throttle import Rate
from storage.beats import TICK, take_turn
from storage.engine import Database
from storage.offering import MOST_AT_ONCE, offer_ready_texts
from storage.partitions import ensure_partitions
from telephony.provider import Provider
from telephony.settling import settle_unknown

log = logging.getLogger(__name__)

CASES_AT_ONCE = 500
REGISTERS_AT_ONCE = 200
SCHOOLS_AT_ONCE = 500
MESSAGES_AT_ONCE = 50
TASKS_AT_ONCE = 100
#: What is looked for in a school day besides registers that close.
WATCHES = (prefill_plans, apply_todays_closures, chase_registers, look_for_overdue, look_at_later_starts)
#: How often a clock writes down that it is alive.
ALIVE_EVERY = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class Works:
    """What a beat works on.

    offer: hands ids of outbox rows to the workers. texts_per_second, burst: what each line may send; account:
    what all of them may send together, without a limit of its own when None.
    host: the name of the machine this clock runs on. heartbeat: tells somebody outside that nothing is wrong.
    audit_every: from one audit to the next.
    """

    database: Database
    parser: Parser
    provider: Provider
    offer: Callable[[Iterable[int]], None]
    texts_per_second: float
    burst: int
    account: Rate | None = None
    host: str = "here"
    heartbeat: Callable[[], object] | None = None
    audit_every: timedelta = EVERY


def tick(works: Works, now: datetime) -> None:
    """Do everything that is due at `now` (aware), one thing after the other.

    One part that fails is logged and does not keep the others from their work; it is due again at the next
    beat. A running clock gives each of the three a beat of its own: a provider that does not answer must keep
    no child waiting, and ten thousand cases must not keep texts from going at their rate.
    """
    follow(works, now)
    ask_provider(works, now)
    hand_over(works, now)


def follow(works: Works, now: datetime) -> None:
    """Do all that needs only our own rows."""
    parts = (
        _take_in,
        _prepare,
        _make_months,
        _watch_school,
        _close_registers,
        _end_pauses,
        _take_steps,
        _escalate,
        _tell_people,
        _audit,
    )
    for part in parts:
        _do(part, works, now)


def ask_provider(works: Works, now: datetime) -> None:
    """Find out what became of texts whose answer was lost: it may take as long as the provider likes."""
    _do(_settle, works, now)


def hand_over(works: Works, now: datetime) -> None:
    """Hand the workers what may go, and people what cannot."""
    for part in (_give_up_late, _dispatch, _ring_instead):
        _do(part, works, now)


def _do(part: Callable[[Works, datetime], object], works: Works, now: datetime) -> None:
    try:
        part(works, now)
    except Exception:
        log.exception("part of the tick failed", extra={"part": part.__name__.strip("_")})


def _take_in(works: Works, now: datetime) -> None:
    take_in_unhandled(works.database, works.parser, now, MESSAGES_AT_ONCE)


def _prepare(works: Works, now: datetime) -> None:
    prepared = SCHOOLS_AT_ONCE
    while prepared == SCHOOLS_AT_ONCE:
        with works.database.write() as db:
            prepared = prepare_today(db, now, SCHOOLS_AT_ONCE)


def _make_months(works: Works, now: datetime) -> None:
    with works.database.write() as db:
        ensure_partitions(db, now)


def _watch_school(works: Works, now: datetime) -> None:
    for watch in WATCHES:
        try:
            with works.database.write() as db:
                watch(db, now)
        except Exception:  # what cannot be looked for must not keep us from looking for the rest
            log.exception("part of the tick failed", extra={"part": watch.__name__})


def _close_registers(works: Works, now: datetime) -> None:
    closed = REGISTERS_AT_ONCE
    while closed == REGISTERS_AT_ONCE:
        with works.database.write() as db:
            closed = close_due_registers(db, now, REGISTERS_AT_ONCE)


def _end_pauses(works: Works, now: datetime) -> None:
    with works.database.write() as db:
        resume_ended_pauses(db, now, CASES_AT_ONCE)


def _escalate(works: Works, now: datetime) -> None:
    with works.database.write() as db:
        escalate_overdue(db, now, TASKS_AT_ONCE)


def _tell_people(works: Works, now: datetime) -> None:
    told = TASKS_AT_ONCE
    while told == TASKS_AT_ONCE:
        with works.database.write() as db:
            told = push_due_tasks(db, now, TASKS_AT_ONCE)


def _take_steps(works: Works, now: datetime) -> None:
    taken = CASES_AT_ONCE
    while taken == CASES_AT_ONCE:
        with works.database.write() as db:
            taken = take_due_steps(db, now, CASES_AT_ONCE)


def _settle(works: Works, now: datetime) -> None:
    settle_unknown(works.database, works.provider, now)


def _give_up_late(works: Works, now: datetime) -> None:
    with works.database.write() as db:
        give_up_late_texts(db, now)


def _dispatch(works: Works, now: datetime) -> None:
    dispatch(works, now)


def dispatch(works: Works, now: datetime) -> int:
    """Hand the workers as many messages as may go until the next beat. Returns how many."""
    with works.database.write() as db:
        most = {Leave.GO: MOST_AT_ONCE, Leave.TRY: 1, Leave.HOLD: 0}[check_leave(db, now)]
        ids = []
        if most:
            ids = offer_ready_texts(
                db, now, works.texts_per_second, works.burst, account=works.account, most=most
            )
    works.offer(ids)
    return len(ids)


def _ring_instead(works: Works, now: datetime) -> None:
    opened = RINGING_AT_ONCE
    while opened == RINGING_AT_ONCE:
        with works.database.write() as db:
            opened = ring_instead(db, now)


def _audit(works: Works, now: datetime) -> None:
    with works.database.write() as db:
        take_turn(db, TICK + works.host, now, ALIVE_EVERY)
    if audit_in_turn(works.database, now, works.audit_every) and works.heartbeat is not None:
        works.heartbeat()
