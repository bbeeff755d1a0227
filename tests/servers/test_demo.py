"""`ninebell demo`, which `make run` starts: it opens, answers a parent, stops at Ctrl-C, and goes on."""

import os
import re
import signal
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select

from app.time import OffsetClock, set_clock
from storage.engine import Database, open_database
from storage.models import AbsenceReport, Case, ContactPoint, OutboundMessage, Pupil, PupilContact
from telephony.simulator.client import SimulatorClient
from tests.servers.running import Program, ask, link_models, wait_until
from tests.servers.test_signatures import free_port

OPENS_S, ARRIVES_S = 300, 10
PAUSE = timedelta(hours=3)


class Demo:
    """The demonstration in a folder of its own."""

    def __init__(self, var: Path) -> None:
        """Everything is to be made but the trained model, which all tests share."""
        self.folder, self.port = var / "demo", two_free_ports()
        self.log = var / "said"
        self.environ = {"PATH": os.environ["PATH"], "NINEBELL_VAR": str(var)}
        link_models(self.folder)

    @contextmanager
    def run(self) -> Iterator[str]:
        """Start it, wait until it has said where it is, and end it as Ctrl-C does. Yields what it said."""
        self.log.write_text("")
        command = [sys.executable, "-m", "app.cli", "demo", "--port", str(self.port)]
        program = Program(command, self.environ, self.log)
        try:
            wait_until(
                lambda: self.is_open(program), OPENS_S, lambda: f"it did not open: {program.told()}", 0.1
            )
            program.wait_ready(self.port)
            yield self.log.read_text()
            assert program.stop(signal.SIGINT) == 0
        finally:
            program.kill()
        assert "Stopped." in self.log.read_text()
        assert not is_taken(self.port)
        assert not is_taken(self.port + 1)

    def is_open(self, program: Program) -> bool:
        assert program.process.poll() is None, program.told()
        return "Ctrl-C stops it" in self.log.read_text()

    @contextmanager
    def database(self) -> Iterator[Database]:
        """Its database, as a test looks into it."""
        database = open_database(f"sqlite:///{self.folder / 'ninebell.db'}")
        yield database
        database.close()

    @property
    def stands_at(self) -> datetime:
        """Where its time stopped."""
        return datetime.fromisoformat((self.folder / "stands_at").read_text())

    @property
    def shows(self) -> datetime:
        """What its clock shows now."""
        return OffsetClock(self.folder / "clock.json")()


def two_free_ports() -> int:
    """A free port that is followed by another."""
    while is_taken((port := free_port()) + 1) or port > 65_000:
        pass
    return port


def is_taken(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_it_opens_answers_stops_and_goes_on(tmp_path: Path) -> None:
    demo = Demo(tmp_path)
    with demo.run() as said, demo.database() as database, SimulatorClient(phones_in(said)) as phones:
        assert "Making" in said
        assert ask(demo.port, "/", b"", {}, "GET")[0] == 302  # to today's page, or to signing in
        first = somebody_unexplained(database)
        seconds = text_and_see_it_arrive(database, phones, first)
        print(f"\nfrom the handset to the report: {seconds:.2f} s")
        thread = [text.body for text in phones.messages_to(first.number)]

    stood_at = demo.stands_at
    let_time_pass(demo)
    with demo.database() as database:
        before, due = count_texts(database), count_due(database, stood_at + timedelta(minutes=1))
    started = time.monotonic()
    with demo.run() as again, demo.database() as database, SimulatorClient(phones_in(again)) as phones:
        assert (phones_in(again), "Making" in again) == (phones_in(said), False)
        assert [text.body for text in phones.messages_to(first.number)] == thread
        text_and_see_it_arrive(database, phones, somebody_unexplained(database))
        assert count_texts(database) <= before + due + 1
        passed = timedelta(seconds=time.monotonic() - started)
        assert stood_at <= demo.shows <= stood_at + passed
    assert stood_at < demo.stands_at <= stood_at + timedelta(seconds=time.monotonic() - started)
    logged = (demo.folder / "demo.log").read_text()
    assert '"level": "error"' not in logged
    assert "Traceback" not in logged


@dataclass(frozen=True)
class Unexplained:
    """A pupil nobody has spoken for, and the mobile of the first contact."""

    pupil_id: int
    called: str
    number: str


def phones_in(said: str) -> str:
    """The handsets' address among what the demonstration says."""
    found = re.search(r"The phones +(http://127\.0\.0\.1:\d+/\S+/)", said)
    assert found
    assert re.search(r"The office +http://127\.0\.0\.1:\d+", said)
    return found[1]


def somebody_unexplained(database: Database) -> Unexplained:
    """The first of the open cases that nothing has paused, whose first contact has a mobile of their own."""
    mobiles = select(ContactPoint.number).group_by(ContactPoint.number).having(func.count() == 1)
    found = (
        select(Pupil, ContactPoint.number)
        .join(Case, Case.pupil_id == Pupil.id)
        .join(PupilContact, (PupilContact.pupil_id == Pupil.id) & (PupilContact.order == 1))
        .join(ContactPoint, ContactPoint.contact_id == PupilContact.contact_id)
        .where(Case.closed_at.is_(None), Case.paused_at.is_(None), PupilContact.may_report)
        .where(ContactPoint.can_text, ContactPoint.number.in_(mobiles))
        .order_by(Pupil.id)
    )
    with database.read() as db:
        pupil, number = db.execute(found).first() or (None, "")
    assert pupil is not None
    return Unexplained(pupil.id, pupil.called, number)


def text_and_see_it_arrive(database: Database, phones: SimulatorClient, who: Unexplained) -> float:
    """Text as a parent; the report must be in the office and the reply on the phone. Returns seconds."""
    for text in phones.messages_to(who.number):
        phones.expect(who.number, text.body)  # the morning's: what comes now is another
    began = time.monotonic()
    phones.text_from(who.number, f"{who.called} has a temperature and won't be in today", wait=False)
    wait_until(lambda: has_report(database, who.pupil_id), ARRIVES_S, lambda: "no report came")
    seconds = time.monotonic() - began
    phones.expect(who.number, who.called, timeout_s=ARRIVES_S)
    return seconds


def has_report(database: Database, pupil_id: int) -> bool:
    with database.read() as db:
        return db.scalar(select(AbsenceReport.id).where(AbsenceReport.pupil_id == pupil_id)) is not None


def let_time_pass(demo: Demo) -> None:
    """Three hours go by while it is stopped: its clock's offset stays, so left alone it would show noon."""
    set_clock(demo.folder / "clock.json", demo.stands_at + PAUSE)


def count_texts(database: Database) -> int:
    """Texts sent and to be sent."""
    with database.read() as db:
        return db.scalar(select(func.count()).select_from(OutboundMessage)) or 0


def count_due(database: Database, until: datetime) -> int:
    """Cases whose next step comes until then."""
    with database.read() as db:
        due = Case.closed_at.is_(None), Case.paused_at.is_(None), Case.next_due_at <= until
        return db.scalar(select(func.count()).select_from(Case).where(*due)) or 0
