"""Following up in a storm: how soon after each close is every family's first text in the outbox?

The clock is simulated (it stands at a close until the work of that moment is done), the work is timed in real
seconds. Two worker processes do together what two clocks do: close registers, open cases, take the steps due,
those of earlier closes too. Then the sender runs in real time against a provider that accepts at once.
"""

import argparse
import multiprocessing
import os
import tempfile
import threading
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from queue import Queue
from statistics import median
from typing import Any

from sqlalchemy import func, select, update

from app.memory import collect_seldom
from attendance.climbing import take_due_steps
from attendance.first_day import close_due_registers, prepare_today
from bench.machine import describe_machine, resident_mb
from bench.storm import FIRST_CLOSE, Storm, closes, load, receive_registers
from rules.throttle import Rate
from storage.engine import Database, open_database
from storage.migrate import upgrade
from storage.models import Case, CaseEvent, OutboundCase, OutboundMessage, Register, RegistrationGroup
from storage.offering import offer_ready_texts
from telephony.provider import Accepted, OutgoingText
from telephony.sending import send

WORKERS = 2
REGISTERS_AT_ONCE, CASES_AT_ONCE, SCHOOLS_AT_ONCE = 200, 500, 500
TARGET_S, SQLITE_TARGET_S = 30.0, 2.0
#: What the sender is allowed in all, how long it is watched, and how many threads a worker sends with.
RATE, WATCHED_S, THREADS = 20.0, 30, 4
#: The first burst is let go by; what is watched begins after it.
WARMING_S = 4
LINE = Rate.over(10.0, 2.0)


@dataclass(frozen=True, slots=True)
class Moment:
    """One close. seconds: until all that was due was done. first_s: until every new case was open and asked
    about. batches: of cases."""

    seconds: float
    first_s: float
    batches: int


@dataclass
class Measured:
    """What came of one storm. memory: MB of each worker after the first close, and at the end."""

    storm: Storm
    prepared_s: float
    moments: list[Moment]
    cases: int
    texts: int
    loaded_s: float = 0.0
    rate: float | None = None
    memory: list[tuple[float, float]] = field(default_factory=list)

    @property
    def first_s(self) -> list[float]:
        """Seconds from each close until its cases were open and their first texts in the outbox."""
        return [moment.first_s for moment in self.moments]

    @property
    def worst(self) -> float:
        """Seconds until all that was due was done, earlier closes' steps too, after the worst close."""
        return max(moment.seconds for moment in self.moments)

    @property
    def total(self) -> float:
        """Seconds for all closes together."""
        return sum(moment.seconds for moment in self.moments)

    @property
    def growth(self) -> float:
        """Memory at the end, for each that there was at a tenth of the work; of the worse worker."""
        return max(end / tenth for tenth, end in self.memory)


class Accepting:
    """A provider that accepts every text at once."""

    def __init__(self) -> None:
        self._count = 0
        self._lock = threading.Lock()

    def send_text(self, text: OutgoingText) -> Accepted:
        """Accept it, under an id of its own."""
        with self._lock:
            self._count += 1
            return Accepted(f"SM{os.getpid():08d}{self._count:024d}", "queued")

    def find_texts(self, outbound_id: int, to: str, body: str, since: datetime) -> list[Accepted]:
        """Nothing is ever in doubt here."""
        return []


@dataclass(frozen=True, slots=True)
class Worked:
    """What one worker did at a moment. batches: when each was committed, and how many cases it took.

    first_s: seconds after which no child was left about whom nobody had been asked.
    """

    batches: list[tuple[float, int]]
    first_s: float
    memory: float


def work_through(database: Database, now: datetime) -> Worked:
    """Do all that is due at `now`, as a clock does."""
    began, batches, first = time.perf_counter(), [], 0.0
    closed = REGISTERS_AT_ONCE
    while closed == REGISTERS_AT_ONCE:
        with database.write() as db:
            closed = close_due_registers(db, now, REGISTERS_AT_ONCE)
    taken, waiting = CASES_AT_ONCE, True
    while taken == CASES_AT_ONCE:
        with database.write() as db:
            taken = take_due_steps(db, now, CASES_AT_ONCE)
        batches.append((time.perf_counter() - began, taken))
        if waiting:
            first = time.perf_counter() - began
        waiting = _anybody_new(database, now)
    return Worked(batches, first, resident_mb())


def _anybody_new(database: Database, now: datetime) -> bool:
    """Whether there is a case that was never looked at: its version is that with which it was opened."""
    new = select(Case.id).where(Case.closed_at.is_(None), Case.next_due_at <= now, Case.version == 1)
    with database.read() as db:
        return db.scalar(new.limit(1)) is not None


def serve(url: str, orders: Connection, ids: "Queue[int]", sent: Any) -> None:
    """A worker process: works through the moments it is given, and sends what it is handed."""
    database = open_database(url)
    collect_seldom()
    orders.send("ready")
    while (order := orders.recv()) is not None:
        if isinstance(order, datetime):
            orders.send(work_through(database, order))
        else:
            _send_handed(database, ids, sent, *order)
            orders.send(None)
    database.close()


def _send_handed(database: Database, ids: "Queue[int]", sent: Any, base: datetime, began: float) -> None:
    """Send, in some threads, what comes by the queue until it says 0."""
    provider = Accepting()

    def work() -> None:
        while outbound_id := ids.get():
            said = send(database, provider, outbound_id, lambda: _shown(base, began), "http://127.0.0.1:9")
            if said == "sent":
                with sent.get_lock():
                    sent.value += 1

    threads = [threading.Thread(target=work) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _shown(base: datetime, began: float) -> datetime:
    return base + timedelta(seconds=time.time() - began)


class Workers:
    """Two worker processes."""

    def __init__(self, url: str) -> None:
        context = multiprocessing.get_context("spawn")
        self.ids: Queue[int] = context.Queue()  # type: ignore[assignment]
        self.sent = context.Value("q", 0)
        self._pipes: list[Connection] = []
        self._processes = []
        for _ in range(WORKERS):
            ours, theirs = context.Pipe()
            process = context.Process(target=serve, args=(url, theirs, self.ids, self.sent))
            process.start()
            self._pipes.append(ours)
            self._processes.append(process)
        for pipe in self._pipes:
            pipe.recv()

    def work_through(self, now: datetime) -> tuple[Moment, list[float]]:
        """Let both do what is due. Returns how long it took, and the memory of each."""
        began = time.perf_counter()
        for pipe in self._pipes:
            pipe.send(now)
        answers: list[Worked] = [pipe.recv() for pipe in self._pipes]
        first = max(each.first_s for each in answers)
        moment = Moment(time.perf_counter() - began, first, sum(len(each.batches) for each in answers))
        return moment, [each.memory for each in answers]

    def send(self, database: Database) -> float:
        """Let both send for a while in real time. Returns texts a second, once the first burst is over."""
        base, began = closes()[-1] + timedelta(seconds=60), time.time()
        for pipe in self._pipes:
            pipe.send((base, began))
        counted: list[tuple[float, int]] = []
        while (passed := time.time() - began) < WARMING_S + WATCHED_S:
            with database.write() as db:
                offered = offer_ready_texts(
                    db, _shown(base, began), LINE.per_second, LINE.burst, Rate.over(RATE, 2.0)
                )
            for outbound_id in offered:
                self.ids.put(outbound_id)
            if passed >= WARMING_S:
                counted.append((time.time(), self.sent.value))
            time.sleep(max(0.0, 1 - (time.time() - began) % 1))
        for _ in range(WORKERS * THREADS):
            self.ids.put(0)
        for pipe in self._pipes:
            pipe.recv()
        (first, before), (last, after) = counted[0], counted[-1]
        return (after - before) / (last - first)

    def stop(self) -> None:
        """Let them end."""
        for pipe, process in zip(self._pipes, self._processes, strict=True):
            pipe.send(None)
            process.join()


def measure(url: str, storm: Storm, *, sending: bool) -> Measured:
    """One storm on PostgreSQL."""
    database = open_database(url)
    began = time.perf_counter()
    load(database, storm)
    loaded = time.perf_counter() - began
    prepared = _prepare(database)
    workers = Workers(url)
    moments, memory = [], []
    for now in closes():
        moment, used = workers.work_through(now)
        moments.append(moment)
        memory.append(used)
    rate = workers.send(database) if sending else None
    workers.stop()
    measured = _counted(database, storm, prepared, moments)
    measured.loaded_s, measured.rate = loaded, rate
    measured.memory = list(zip(memory[0], memory[-1], strict=True))
    database.close()
    return measured


def _prepare(database: Database) -> float:
    """Prepare the day of every school, before dawn; then the registers come."""
    began, done = time.perf_counter(), SCHOOLS_AT_ONCE
    while done == SCHOOLS_AT_ONCE:
        with database.write() as db:
            done = prepare_today(db, FIRST_CLOSE - timedelta(hours=4), SCHOOLS_AT_ONCE)
    seconds = time.perf_counter() - began
    receive_registers(database)
    return seconds


def _counted(database: Database, storm: Storm, prepared: float, moments: list[Moment]) -> Measured:
    """Count what there is, and see that nobody was forgotten and nobody asked about twice."""
    with database.read() as db:
        cases = db.scalar(select(func.count(Case.id))) or 0
        asked = db.scalar(
            select(func.count(OutboundCase.case_id.distinct()))
            .join(OutboundMessage, OutboundMessage.id == OutboundCase.outbound_id)
            .where(OutboundMessage.purpose == "first_contact")
        )
        texts = db.scalar(select(func.count(OutboundMessage.id))) or 0
        steps = select(CaseEvent.case_id, CaseEvent.step_key).where(CaseEvent.step_key.is_not(None))
        twice = db.scalar(
            select(func.count()).select_from(
                steps.group_by(CaseEvent.case_id, CaseEvent.step_key).having(func.count() > 1).subquery()
            )
        )
    assert cases == asked == storm.pupils, f"{cases} cases, {asked} asked about, of {storm.pupils}"
    assert not twice, f"{twice} steps were taken twice"
    return Measured(storm, prepared, moments, cases, texts)


def measure_on_sqlite(folder: Path, pupils: int) -> float:
    """Open cases and first texts for every pupil at one close. Returns the seconds.

    All registers close at once here: one school of that size, or a trust on one machine.
    """
    database = open_database(f"sqlite:///{folder / 'followup.db'}")
    upgrade(database)
    storm = Storm(pupils)
    load(database, storm)
    _prepare(database)
    with database.write() as db:
        db.execute(update(Register).where(Register.session == "am").values(closes_at=FIRST_CLOSE))
        db.execute(update(RegistrationGroup).values(am_closes=FIRST_CLOSE.time()))
    collect_seldom()
    began = time.perf_counter()
    work_through(database, FIRST_CLOSE)
    seconds = time.perf_counter() - began
    _counted(database, storm, 0.0, [])
    database.close()
    return seconds


HEAD = (
    "pupils | schools | days prepared | first texts there: worst, median close | with all other steps due: "
    "worst | all ten closes | a pupil | texts | worker's memory, first close → end"
)


def show(measured: Measured) -> None:
    """One line of the table."""
    tenth, end = max(measured.memory, key=lambda pair: pair[1] / pair[0])
    print(
        f"{measured.storm.pupils:>7,} | {measured.storm.schools:>6,} | {measured.prepared_s:6.1f} s | "
        f"{max(measured.first_s):6.1f} s (target {TARGET_S:.0f} s), {median(measured.first_s):6.1f} s | "
        f"{measured.worst:6.1f} s | {measured.total:6.1f} s | "
        f"{measured.total / measured.storm.pupils * 1000:5.2f} ms | {measured.texts:>8,} | "
        f"{tenth:.0f} → {end:.0f} MB = {measured.growth:.2f} (target 1.10)",
        flush=True,
    )


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--pupils", type=int, nargs="*", default=[1_000, 10_000, 100_000])
    parser.add_argument("--sqlite", type=int, default=2_000)
    asked = parser.parse_args()
    from tests import postgres

    postgres.wait_for_disk()
    print(describe_machine())
    print(__doc__)
    with tempfile.TemporaryDirectory() as folder:
        seconds = measure_on_sqlite(Path(folder), asked.sqlite)
    print(
        f"SQLite, one process, {asked.sqlite:,} pupils at one close: {seconds:.2f} s "
        f"(target {SQLITE_TARGET_S:.0f} s)"
    )
    print(
        f"PostgreSQL, {WORKERS} worker processes, ten closes five minutes apart, each a tenth of the schools:"
    )
    print(HEAD)
    for pupils in asked.pupils:
        url = postgres.new_database()
        try:
            measured = measure(url, Storm(pupils), sending=pupils == max(asked.pupils))
        finally:
            postgres.drop_database(url)
        show(measured)
    if measured.rate is not None:
        print(
            f"Sender, {WATCHED_S} s in real time against a provider in the process that accepts at once: "
            f"{measured.rate:.2f} texts a second of {RATE:.0f} allowed "
            f"({measured.rate / RATE - 1:+.1%}; target ±2 %)."
        )
    one, five, _ = os.getloadavg()
    print(f"Load average at the end: {one:.1f} (1 min), {five:.1f} (5 min).")


if __name__ == "__main__":
    main()
