"""How PostgreSQL finds what is due: the plans of the queries that run at every beat, at a realistic fill.

    python -m bench.plans            fills a database of the tests' server, and prints them

The product's own functions are called; what they ask is caught on its way and explained.
"""

import re
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session

from attendance.cases import resume_ended_pauses
from bench.fill import NOW, Size, fill
from bench.machine import describe_machine
from storage.auditing import cases_standing_still, texts_waiting, texts_without_lease
from storage.auditing_marks import marks_unfollowed
from storage.cases import claim_due_cases
from storage.engine import Database, open_database
from storage.messages import find_outbound, unhandled_messages
from storage.offering import offer_ready_texts
from storage.outbox import claim_text, expire_texts
from storage.pushes import claim_pushes
from storage.registers import missing_registers, registers_to_close
from storage.unsettled import provider_id_from_callback, unsettled_texts
from storage.waiting import waiting_counts
from storage.work import open_tasks
from tests import postgres

SCHOOL, ORGANISATION = 7, 8


@dataclass(frozen=True, slots=True)
class Hot:
    """A query of every beat, or of every page. index: what it must be found by. tenant: asked by a page."""

    name: str
    index: str
    ask: Callable[[Session], Any]
    tenant: bool = False


HOT = (
    Hot("cases whose step is due", "ix_absence_case_", lambda db: claim_due_cases(db, NOW, 200)),
    Hot("cases to go on with", "ix_absence_case_paused_until", lambda db: resume_ended_pauses(db, NOW)),
    Hot("registers to close", "ix_register_to_close", lambda db: registers_to_close(db, NOW, 50)),
    Hot(
        "registers that have not come",
        "ix_register_missing",
        lambda db: missing_registers(db, NOW - timedelta(hours=2), NOW),
    ),
    Hot("texts that may go", "ix_outbound_message_", lambda db: offer_ready_texts(db, NOW, 10, 20)),
    Hot("texts to give up", "ix_outbound_message_", lambda db: expire_texts(db, NOW)),
    Hot("one text to claim", "pk_outbound_message", lambda db: claim_text(db, TEXT, NOW)),
    Hot("texts nobody knows of", "ix_outbound_message_sending", lambda db: unsettled_texts(db, NOW, 20)),
    Hot(
        "messages nobody has taken in",
        "ix_inbound_message_unhandled",
        lambda db: unhandled_messages(db, NOW, 50),
    ),
    Hot("tasks to push", "ix_task_push", lambda db: claim_pushes(db, NOW, 100)),
    Hot("the text that news is about", "provider_id", lambda db: find_outbound(db, "SM77", None)),
    Hot("news of a text", "outbound_id", lambda db: provider_id_from_callback(db, 77)),
    Hot("a school's open tasks", "ix_task_open", lambda db: open_tasks(db, SCHOOL, NOW.date()), tenant=True),
    Hot("the numbers beside the menu", "ix_task_open", lambda db: waiting_counts(db, SCHOOL), tenant=True),
    Hot("the auditor: cases standing still", "absence_case_", lambda db: cases_standing_still(db, NOW)),
    Hot(
        "the auditor: texts without a lease",
        "ix_outbound_message_sending",
        lambda db: texts_without_lease(db, NOW),
    ),
    Hot("the auditor: texts that wait", "ix_outbound_message_", lambda db: texts_waiting(db, NOW)),
    Hot("the auditor: absences nobody follows", "ix_mark_unexplained", lambda db: marks_unfollowed(db, NOW)),
)
TEXT = 1
FEW = 100  # rows
#: Tables that grow with the years. None of them may be read from end to end.
LARGE = (
    "absence_case", "case_event", "delivery_event", "inbound_message", "mark", "outbound_case",
    "outbound_message", "register", "task",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Plan:
    """One statement that a query led to, and how PostgreSQL went about it."""

    words: str
    lines: tuple[str, ...]

    @property
    def read_whole(self) -> list[str]:
        """The large tables that were read from end to end; months that are still empty do not count."""
        found = []
        for node in "\n".join(self.lines).split("->"):
            scan = re.search(r"Seq Scan on (\w+).*? rows=(\d+)", node)
            passed_over = re.search(r"Rows Removed by Filter: (\d+)", node)
            rows = int(scan[2]) + int(passed_over[1] if passed_over else 0) if scan else 0
            if scan and scan[1].startswith(LARGE) and rows > FEW:
                found.append(scan[1])
        return found


def plans_of(database: Database, hot: Hot) -> list[Plan]:
    """Ask, catch the statements, explain each as it runs, and take everything back."""
    seen = database.for_organisation(ORGANISATION) if hot.tenant else database
    with seen.engine.connect() as connection, connection.begin() as work:
        with (
            Session(connection, join_transaction_mode="create_savepoint") as db,
            _caught(connection) as caught,
        ):
            hot.ask(db)
        plans = []
        for words, parameters in caught:
            with connection.begin_nested() as once:
                rows = connection.exec_driver_sql(
                    f"EXPLAIN (ANALYZE, COSTS OFF, BUFFERS OFF) {words}", parameters
                )
                plans.append(Plan(words, tuple(rows.scalars())))
                once.rollback()
        work.rollback()
    return plans


@contextmanager
def _caught(connection: Any) -> Iterator[list[tuple[str, Any]]]:
    caught: list[tuple[str, Any]] = []

    def catch(_connection: Any, _cursor: Any, words: str, parameters: Any, *_more: Any) -> None:
        if words.startswith(("SELECT", "UPDATE", "WITH")):
            caught.append((words, parameters))

    event.listen(connection, "before_cursor_execute", catch)
    try:
        yield caught
    finally:
        event.remove(connection, "before_cursor_execute", catch)


def main() -> None:
    """Fill, explain, and print."""
    size, url = Size(), postgres.new_database()
    database = open_database(url)
    try:
        began = time.monotonic()
        fill(database, size)
        print(f"{describe_machine()}; filled in {time.monotonic() - began:.0f} s: {size}\n")
        for hot in HOT:
            print(f"### {hot.name[0].upper()}{hot.name[1:]}\n\n```")
            for plan in plans_of(database, hot):
                print("\n".join(trimmed(plan.lines)))
            print("```\n")
    finally:
        database.close()
        postgres.drop_database(url)


#: Lines of a plan that say nothing about how rows are found.
BESIDE = (
    "Planning", "Batches", "Sort Method", "Buckets", "Heap", "Index Searches", "Storage", "Full-sort",
    "Pre-sorted", "Presorted", "Rows Removed", "Cache", "Hits", "Window", "Group Key",
)  # fmt: skip
WIDEST = 118


def trimmed(lines: Sequence[str]) -> Iterator[str]:
    """A plan without what is of no interest here, and without long lists of values."""
    for line in lines:
        if not line.lstrip().startswith(BESIDE):
            yield line if len(line) <= WIDEST else f"{line[: WIDEST - 1]}…"


if __name__ == "__main__":
    main()
