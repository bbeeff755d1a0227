"""One small school, the real use cases, and everything that can happen to it on a morning."""

import shutil
import tempfile
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import event, select
from sqlalchemy.orm import Session

from attendance.delivering import DeliveryNews, take_delivery_news
from attendance.errors import NotAllowed, Stale
from attendance.importing import RegisterRow
from attendance.intake import Received, take_in
from attendance.outcomes import Found, record_outcome
from attendance.people import Actor
from attendance.registers import take_register
from attendance.review import approve, reject
from attendance.tasks import acknowledge, outcomes_of
from bot.parsers.protocol import Parser
from clock.tick import Works, tick
from rules.sessions import Session as HalfDay
from storage.engine import open_database
from storage.models import (
    AbsenceReport,
    Membership,
    Pupil,
    StaffAway,
    Task,
    User,
)
from telephony.sending import send
from tests.making import LINE_NUMBER, MORNING, Made, add_contact, add_pupil, make_school
from tests.model.provider import Fault, Killed, ModelProvider

PUBLIC = "http://127.0.0.1:9"
#: Thursday: a weekend comes within the run.
FIRST_DAY = date(2026, 11, 19)
CHILDREN = ("Amina Yusuf", "Bilal Yusuf", "Cora Lane", "Dylan Frost", "Esme Hart")
MUM, DAD, NAN, COACH = "+447700900001", "+447700900002", "+447700900003", "+447700900004"
NUMBERS = (MUM, DAD, NAN, COACH)
CHAIN = ("safeguarding_lead", "deputy_safeguarding_lead", "head")
STAFF = {"Ruth Vale": CHAIN[0], "Omar Reed": CHAIN[1], "Joan Marsh": CHAIN[2], "Priya Shah": "office"}


def make_world(db: Session) -> tuple[Made, dict[str, Actor]]:
    """Five children, two of them brother and sister, one vulnerable, one without a number; four staff."""
    made = make_school(db)
    for name in CHILDREN:
        add_pupil(db, made, name, vulnerable=name.startswith("Cora"))
    add_contact(db, made, "Hodan Yusuf", MUM, {"Amina Yusuf": 1, "Bilal Yusuf": 1})
    add_contact(db, made, "Abdi Yusuf", DAD, {"Amina Yusuf": 2, "Bilal Yusuf": 2})
    add_contact(db, made, "Jean Lane", NAN, {"Cora Lane": 1})
    add_contact(db, made, "Pat Frost", None, {"Dylan Frost": 1})
    add_contact(db, made, "Ivy Hart", COACH, {"Esme Hart": 1})
    return made, {role: _member(db, made, name, role) for name, role in STAFF.items()}


def _member(db: Session, made: Made, name: str, role: str) -> Actor:
    user = User(
        organisation_id=made.organisation_id,
        email=f"{role}@example.invalid",
        name=name,
        position=role.replace("_", " "),
        mobile=f"+4477009009{len(role):02}",
        fs_uniquifier=role,
        created_at=MORNING,
    )
    db.add(user)
    db.flush()
    db.add(
        Membership(organisation_id=made.organisation_id, user_id=user.id, school_id=made.school_id, role=role)
    )
    db.flush()
    return Actor(user.id, name, user.position, frozenset({role}))


def _without_waiting_for_the_disk(connection: Any, _record: Any) -> None:
    """Nothing here is about power cuts: that is what the chaos run is for."""
    connection.execute("PRAGMA synchronous=OFF")


class World:
    """The school at one moment; every method is one thing that happens."""

    def __init__(self, template: Path, parser: Parser) -> None:
        self._folder = tempfile.TemporaryDirectory()
        path = Path(self._folder.name) / "ninebell.db"
        shutil.copy(template, path)
        self.database = open_database(f"sqlite:///{path}")
        event.listen(self.database.engine, "connect", _without_waiting_for_the_disk)
        with self.database.write() as db:
            self.made, self.staff = make_world(db)
        self.now = datetime(FIRST_DAY.year, FIRST_DAY.month, FIRST_DAY.day, 8, 40, tzinfo=UTC)
        self.provider = ModelProvider(self.now)
        self.offered: list[int] = []
        self._parser = parser
        self._numbers = count(1)
        self._works = Works(
            database=self.database,
            parser=parser,
            provider=self.provider,
            offer=self._offer,
            texts_per_second=5,
            burst=10,
        )

    def close(self) -> None:
        """Put everything away."""
        self.database.close()
        self._folder.cleanup()

    # ---- time

    def move(self, by: timedelta) -> None:
        """Let time pass without a beat."""
        self.now += by
        self.provider.now = self.now

    def beat(self) -> None:
        """One beat of one clock."""
        tick(self._works, self.now)

    def minutes(self, length: int) -> None:
        """Let time pass as it should: a beat a minute, and workers that work."""
        for _ in range(length):
            self.move(timedelta(minutes=1))
            self.beat()
            self.work_off()

    def next_morning(self) -> None:
        """The clock stands still over night and begins at ten to nine."""
        tomorrow = (self.now + timedelta(days=1)).date()
        self.move(datetime(tomorrow.year, tomorrow.month, tomorrow.day, 8, 50, tzinfo=UTC) - self.now)
        self.beat()

    # ---- sending

    def _offer(self, ids: Iterable[int]) -> None:
        self.offered += ids

    def work_one(self, fault: Fault) -> None:
        """A worker takes what was offered first, and something happens to its request."""
        if not self.offered:
            return
        outbound_id = self.offered.pop(0)
        self.provider.next_fault = fault
        try:
            send(self.database, self.provider, outbound_id, lambda: self.now, PUBLIC)
        except Killed:
            pass
        finally:
            self.provider.next_fault = Fault.NONE

    def work_off(self) -> None:
        """The workers do all that they were offered."""
        while self.offered:
            self.work_one(Fault.NONE)

    def forget_offers(self) -> None:
        """The queue's file is lost."""
        self.offered.clear()

    def news(self, place: int, status: str) -> None:
        """A callback comes for some text, early, late, twice or in the wrong order."""
        if self.provider.taken:
            text = self.provider.taken[place % len(self.provider.taken)]
            news = DeliveryNews(text.provider_id, status, "", text.outbound_id)
            take_delivery_news(self.database, news, self.now)

    # ---- people

    def register(self, absent: frozenset[str], session: HalfDay) -> None:
        """A register comes, or is corrected."""
        day = self.now.date()
        with self.database.write() as db:
            upns = {pupil.full_name: pupil.upn for pupil in db.scalars(select(Pupil))}
            rows = [
                RegisterRow(upns[name], day, session, "N" if name in absent else "/", None)
                for name in CHILDREN
            ]
            try:
                take_register(db, self.made.school_id, rows, self.now, self.staff["office"])
            except NotAllowed:
                db.rollback()  # not a school day

    def text(self, number: str, body: str) -> None:
        """Somebody writes to the line."""
        received = Received(f"SM-in-{next(self._numbers)}", "sms", number, LINE_NUMBER, body)
        take_in(self.database, self._parser, received, self.now)

    def review(self, place: int, *, confirm: bool) -> None:
        """The office confirms or rejects one of the reports that wait."""
        with self.database.write() as db:
            waiting = db.scalars(
                select(AbsenceReport).where(AbsenceReport.state == "provisional").order_by(AbsenceReport.id)
            ).all()
            if not waiting:
                return
            report = waiting[place % len(waiting)]
            office = self.staff["office"]
            try:
                if confirm:
                    approve(db, report.id, report.version, office, self.now)
                else:
                    reject(db, report.id, report.version, "Not what the family meant.", office, self.now)
            except NotAllowed:
                db.rollback()

    def acknowledge(self, place: int) -> None:
        """Somebody takes on one of the tasks."""
        with self.database.write() as db:
            task = self._open_task(db, place)
            if task is not None and task.acknowledged_at is None:
                acknowledge(db, task.id, task.version, self.staff[CHAIN[place % 3]], self.now)

    def outcome(self, place: int, which: int) -> None:
        """Somebody writes down what came of a task."""
        with self.database.write() as db:
            task = self._open_task(db, place)
            if task is None:
                return
            words = list(outcomes_of(task.kind))
            found = Found(words[which % len(words)], "As we found it.", "I")
            try:
                record_outcome(db, task.id, task.version, found, self.staff[CHAIN[0]], self.now)
            except (NotAllowed, Stale):
                db.rollback()

    def _open_task(self, db: Session, place: int) -> Task | None:
        tasks = db.scalars(select(Task).where(Task.done_at.is_(None)).order_by(Task.id)).all()
        return tasks[place % len(tasks)] if tasks else None

    def away(self, role: str) -> None:
        """A member of staff is away from today on."""
        day = self.now.date()
        with self.database.write() as db:
            db.add(
                StaffAway(
                    organisation_id=self.made.organisation_id,
                    school_id=self.made.school_id,
                    user_id=self.staff[role].user_id,
                    from_on=day,
                    to_on=day,
                    created_at=self.now,
                    by_name="Priya Shah",
                )
            )
