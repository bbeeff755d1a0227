"""A school's days played fast: the real use cases and the real clock's beats, with a time the test moves."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from sqlalchemy import select

from attendance.importing import RegisterRow
from attendance.intake import Received, take_in
from attendance.people import Actor
from attendance.registers import take_register
from bot.parsers.protocol import Parser
from clock.tick import Works, tick
from rules.sessions import Session
from storage.engine import Database
from storage.models import OutboundMessage, Pupil, Task
from telephony.sending import send
from telephony.simulator.client import SimulatorClient
from telephony.simulator.handsets import Line
from telephony.simulator.identity import DEMO_ACCOUNT_SID, DEMO_AUTH_TOKEN
from telephony.simulator.server import Simulator
from telephony.simulator.settings import SimulatorSettings
from telephony.twilio_provider import TwilioProvider
from tests.making import LINE_NUMBER

LONDON = ZoneInfo("Europe/London")
OFFICE = Actor(None, "Priya Shah", "School office", frozenset({"office"}))
PUBLIC = "http://127.0.0.1:9"  # nobody listens: what callbacks do is tested elsewhere


class Player:
    """Moves the time, writes as parents do, takes registers, and lets the clock beat."""

    def __init__(
        self,
        database: Database,
        parser: Parser,
        school_id: int,
        day: date,
        line: str = LINE_NUMBER,
    ) -> None:
        """Start at 06:00 of a day in London."""
        self.database, self.parser, self.school_id = database, parser, school_id
        self.line = line
        self.now = self._instant(day, "06:00")
        self._simulator = Simulator(
            SimulatorSettings(
                token="test",
                public_url=PUBLIC,
                product_url=PUBLIC,
                lines=(Line(line, "School"),),
                handsets=(),
                now=lambda: self.now,
                pace_s=3600,
            )
        )
        self._simulator.start()
        self.phones = SimulatorClient(self._simulator.page_url)
        self._provider = TwilioProvider(DEMO_ACCOUNT_SID, DEMO_AUTH_TOKEN, self._simulator.api_url)
        self._heard = 0
        self._numbers = count(1)
        self._works = Works(
            database=database,
            parser=parser,
            provider=self._provider,
            offer=self._send_all,
            texts_per_second=100,
            burst=1000,
            audit_every=timedelta(minutes=15),  # an audit costs as much as all else in a quiet beat
        )

    def at(self, clock: str, day: date | None = None) -> None:
        """Jump to a wall-clock time without a beat on the way."""
        self.now = self._instant(day or self.now.astimezone(LONDON).date(), clock)

    def beat(self) -> None:
        """One beat of the clock, now."""
        tick(self._works, self.now)

    def until(self, clock: str, day: date | None = None, every: int = 60) -> None:
        """Let the clock beat every so many seconds up to a time."""
        end = self._instant(day or self.now.astimezone(LONDON).date(), clock)
        while self.now < end:
            self.beat()
            self.now = min(end, self.now + timedelta(seconds=every))
        self.beat()

    def text(self, number: str | None, body: str) -> str:
        """A parent writes, now. Returns the outcome."""
        received = Received(f"SM{next(self._numbers):032d}", "sms", number, self.line, body)
        return take_in(self.database, self.parser, received, self.now)

    def register(self, marks: dict[int, str], session: Session = Session.AM) -> None:
        """A class's register comes in: pupil → code."""
        day = self.now.astimezone(LONDON).date()
        with self.database.write() as db:
            upns = dict(db.execute(select(Pupil.id, Pupil.upn).where(Pupil.id.in_(marks))).all())
            rows = [RegisterRow(upns[pupil], day, session, code, None) for pupil, code in marks.items()]
            take_register(db, self.school_id, rows, self.now, OFFICE)

    def said(self) -> list[tuple[str, str]]:
        """What went out since the last time of asking: number and words."""
        sent = self.phones.sent()
        new, self._heard = sent[self._heard :], len(sent)
        return [(text.to, text.body) for text in new]

    def close(self) -> None:
        """Stop the stand-in."""
        self._provider.close()
        self.phones.close()
        self._simulator.stop()

    def open_tasks(self) -> list[Task]:
        """What people have to do, by deadline."""
        with self.database.read() as db:
            return list(db.scalars(select(Task).where(Task.done_at.is_(None)).order_by(Task.due_at, Task.id)))

    def states(self) -> dict[str, int]:
        """How many outbound messages are in which state."""
        with self.database.read() as db:
            found = db.scalars(select(OutboundMessage.state)).all()
        return {state: found.count(state) for state in set(found)}

    def _send_all(self, ids: Iterable[int]) -> None:
        for outbound_id in ids:
            send(self.database, self._provider, outbound_id, lambda: self.now, PUBLIC)

    @staticmethod
    def _instant(day: date, clock: str) -> datetime:
        hours, minutes = clock.split(":")
        return datetime(day.year, day.month, day.day, int(hours), int(minutes), tzinfo=LONDON).astimezone(UTC)
