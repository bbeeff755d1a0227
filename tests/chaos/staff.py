"""The staff of a chaotic morning: registers come and are corrected, reports are decided, tasks are taken.

They act through the use cases that the office's pages call. What fails because the database was just killed
is tried again, as a person presses the button again.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from attendance.errors import NotAllowed, NotFound, Stale
from attendance.importing.register_file import RegisterRow
from attendance.outcomes import Found, record_outcome
from attendance.people import Actor
from attendance.registers import take_register
from attendance.review import approve, reject, undo
from attendance.tasks import acknowledge
from rules.sessions import Session as HalfDay
from storage.engine import Database
from storage.models import AbsenceReport, Task
from tests.chaos.school import DAY, STAFF, ChaosSchool
from tests.chaos.steps import Away

PRESENT, ABSENT, LATE = "/", "N", "L"
T = TypeVar("T")


class Staff:
    """Everybody who works in the school; `work` is called again and again."""

    def __init__(
        self, database: Database, school: ChaosSchool, dice: Random, now: Callable[[], datetime]
    ) -> None:
        """Plan the registers; nothing is sent yet."""
        self.database, self.school, self.dice, self.now = database, school, dice, now
        self.away: dict[int, datetime] = {}
        self.done: dict[str, int] = dict.fromkeys(("registers", "corrections", "decisions", "tasks taken"), 0)
        self._marks = dict.fromkeys(school.upns, PRESENT)
        for family in (*school.late, *school.texting):
            self._marks |= dict.fromkeys(family.pupils, ABSENT)
        self._jobs: list[tuple[datetime, list[int], str]] = []
        self._closes: datetime | None = None
        self._office = self._actor("office")
        self._head = self._actor("head")
        self._lead = self._actor("safeguarding_lead")
        self._next_round = datetime.min.replace(tzinfo=now().tzinfo)

    def plan(self, first: datetime, closes: datetime, corrected_until: datetime) -> None:
        """Say when each class's register is sent, and which are corrected later.

        Args:
            first: when the first register is sent; the last comes some minutes after the close.
        """
        self._closes = closes
        span = (closes + timedelta(minutes=8) - first).total_seconds()
        for group in sorted(set(self.school.groups.values())):
            pupils = [pupil for pupil, of in self.school.groups.items() if of == group]
            self._jobs.append((first + timedelta(seconds=self.dice.uniform(0, span)), pupils, "registers"))
        away = [pupil for pupil, mark in self._marks.items() if mark == ABSENT]
        wrong = self.dice.sample(away, len(away) // 14)
        missed = self.dice.sample(self.school.others, min(len(self.school.others), len(away) // 14))
        span = (corrected_until - closes).total_seconds() - 600
        for pupil in (*wrong, *missed):
            at = closes + timedelta(seconds=600 + self.dice.uniform(0, span))
            self._jobs.append((at, [pupil], "corrections"))
        self._jobs.sort(key=lambda job: job[0])

    def work(self) -> None:
        """Do what is due; what the database cannot take now is done at the next call."""
        now = self.now()
        while self._jobs and self._jobs[0][0] <= now:
            _, pupils, kind = self._jobs[0]
            if not self._send(pupils, kind):
                return
            self._jobs.pop(0)
        if now >= self._next_round and not self._hushed:
            self._next_round = now + timedelta(seconds=self.dice.uniform(60, 150))
            self._decide_reports(now)
            self._take_tasks(now)

    _hushed = False

    def hush(self) -> None:
        """Decide nothing new; registers that are still to come are sent all the same."""
        self._hushed = True

    def still_away(self) -> list[Away]:
        """The pupils whom the registers call absent without a reason, and since when the product knows."""
        return [Away(pupil, since) for pupil, since in self.away.items()]

    def _send(self, pupils: list[int], kind: str) -> bool:
        marks = {pupil: self._marks[pupil] for pupil in pupils}
        if kind == "corrections":
            marks = {pupil: LATE if mark == ABSENT else ABSENT for pupil, mark in marks.items()}
        rows = [
            RegisterRow(self.school.upns[pupil], DAY, HalfDay.AM, mark, 10 if mark == LATE else None)
            for pupil, mark in marks.items()
        ]
        at = self.now()
        sent = self._try(lambda db: take_register(db, self.school.made.school_id, rows, at, self._office))
        if sent is None:
            return False
        self.done[kind] += 1
        self._marks |= marks
        for pupil, mark in marks.items():
            self.away.pop(pupil, None)
            if mark == ABSENT:
                self.away[pupil] = max(at, self._closes or at)
        return True

    def _decide_reports(self, now: datetime) -> None:
        waiting = self._try(
            lambda db: db.execute(
                select(AbsenceReport.id, AbsenceReport.version, AbsenceReport.decided_by)
                .where(
                    AbsenceReport.state == "provisional",
                    AbsenceReport.created_at < now - timedelta(minutes=3),
                )
                .order_by(AbsenceReport.id)
            ).all()
        )
        for report_id, version, decided_by in (waiting or [])[:6]:
            actor = self._head if decided_by == "head" else self._office
            if self.dice.random() < 0.8:
                done = self._try(lambda db: approve(db, report_id, version, actor, now))  # noqa: B023
                if done and self.dice.random() < 0.06:
                    self._try(lambda db: undo(db, report_id, version + 1, actor, now))  # noqa: B023
            else:
                why = "The class teacher says otherwise."
                done = self._try(lambda db: reject(db, report_id, version, why, actor, now))  # noqa: B023
            self.done["decisions"] += bool(done)

    def _take_tasks(self, now: datetime) -> None:
        open_tasks = self._try(
            lambda db: db.execute(
                select(Task.id, Task.version, Task.kind, Task.urgent, Task.acknowledged_at)
                .where(Task.done_at.is_(None), Task.created_at < now - timedelta(minutes=4))
                .order_by(Task.id)
            ).all()
        )
        for task in open_tasks or []:
            drawn = self.dice.random()
            if task.urgent and task.acknowledged_at is None and drawn < 0.12:
                done = self._try(lambda db: bool(acknowledge(db, task.id, task.version, self._lead, now)))  # noqa: B023
            elif task.kind == "call" and drawn < 0.10:
                found = Found("no_answer") if drawn < 0.06 else Found("reached_reason", "Told us: ill.", "I")
                done = self._try(
                    lambda db: record_outcome(db, task.id, task.version, found, self._office, now)  # noqa: B023
                )
            else:
                continue
            self.done["tasks taken"] += bool(done)

    def _try(self, act: Callable[[Session], T]) -> T | None:
        """Act in one transaction; None when the database was away, or when the act is no longer allowed."""
        try:
            with self.database.write() as db:
                return act(db)
        except (DBAPIError, NotAllowed, NotFound, Stale):
            return None

    def _actor(self, role: str) -> Actor:
        name, position = next((name, position) for each, name, position, _ in STAFF if each == role)
        return Actor(self.school.users[role], name, position, frozenset({role}))
