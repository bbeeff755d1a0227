"""Playing the invented school's morning fast, so that somebody who opens it finds a real 09:12.

What parents write and what registers say goes through the use cases that serve a real morning. Only the
provider is at hand rather than over HTTP: the stand-in's own store of messages, which it then serves.
"""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from sqlalchemy import select

from attendance.intake import Received, take_in
from attendance.people import Actor
from attendance.registers import take_register
from bot.parsers.protocol import Parser
from clock.tick import Works, tick
from demo.morning import DemoRegister, DemoText, morning_registers, morning_texts
from storage.engine import Database
from storage.models import School
from storage.places import line_numbers
from telephony.provider import Accepted, OutgoingText
from telephony.sending import send
from telephony.simulator.messages import INBOUND, OUTBOUND, Message, Messages, new_sid

LONDON = ZoneInfo("Europe/London")
BEGINS, ENDS = time(7, 0), time(9, 12)
SCHOOL_SYSTEM = Actor(None, "Register import", "school system")
Progress = Callable[[int, int], None]


class Store:
    """A provider that puts every text straight into the stand-in's store, delivered."""

    def __init__(self, messages: Messages, now: Callable[[], datetime]) -> None:
        """Keep where to put them, and the clock to stamp them with."""
        self._messages, self._now = messages, now

    def send_text(self, text: OutgoingText) -> Accepted:
        """Deliver a text at once."""
        sid = self.keep(text.from_, text.to, text.body, OUTBOUND, "delivered")
        return Accepted(sid, "delivered")

    def find_texts(self, outbound_id: int, to: str, body: str, since: datetime) -> list[Accepted]:
        """What was put there for a phone, oldest first."""
        return [
            Accepted(kept.sid, kept.status)
            for kept in self._messages.all()
            if kept.to == to and kept.body == body and kept.made_at >= since
        ]

    def keep(self, from_: str, to: str, body: str, direction: str, status: str) -> str:
        """Put one message into the store. Returns its id."""
        now = self._now()
        sid = new_sid()
        self._messages.add(
            Message(
                sid=sid,
                direction=direction,
                from_=from_,
                to=to,
                body=body,
                status=status,
                made_at=now,
                changed_at=now,
                sent_at=now,
                handed=200 if direction == INBOUND else None,
                handed_well=direction == INBOUND,
            )
        )
        return sid


class Rehearsal:
    """One morning of one school, played minute by minute."""

    def __init__(self, database: Database, parser: Parser, messages: Messages, day: date) -> None:
        """Make ready to play `day`; nothing has happened yet."""
        self.database, self.parser, self.day = database, parser, day
        self.now = _instant(day, BEGINS)
        self.store = Store(messages, lambda: self.now)
        with database.read() as db:
            self.school = db.scalars(select(School)).one()
            self.line = line_numbers(db, self.school.id)[0]
        self._works = Works(
            database=database,
            parser=parser,
            provider=self.store,
            offer=self._send_all,
            texts_per_second=100,
            burst=1000,
        )

    def play(self, progress: Progress, ends: time = ENDS) -> datetime:
        """Play the morning.

        Args:
            progress: called with minutes played and minutes in all.
            ends: the school's time at which to stop.

        Returns:
            the instant at which it stands.
        """
        end = _instant(self.day, ends)
        minutes = int((end - self.now).total_seconds() // 60)
        happenings = sorted(self._happenings(), key=lambda each: each[0])
        for minute in range(minutes + 1):
            while happenings and happenings[0][0] <= self.now:
                happenings.pop(0)[1]()
            tick(self._works, self.now)
            progress(minute, minutes)
            if minute < minutes:
                self.now += timedelta(minutes=1)
        return self.now

    def _happenings(self) -> Iterable[tuple[datetime, Callable[[], None]]]:
        for text in morning_texts(self.day):
            yield _instant(self.day, text.at), partial(self._write, text)
        for register in morning_registers(self.day):
            yield _instant(self.day, register.at), partial(self._mark, register)

    def _write(self, text: DemoText) -> None:
        sid = self.store.keep(text.number, self.line, text.body, INBOUND, "received")
        received = Received(sid, "sms", text.number, self.line, text.body)
        take_in(self.database, self.parser, received, self.now)

    def _mark(self, register: DemoRegister) -> None:
        with self.database.write() as db:
            take_register(db, self.school.id, register.rows, self.now, SCHOOL_SYSTEM)

    def _send_all(self, ids: Iterable[int]) -> None:
        for outbound_id in ids:
            send(self.database, self.store, outbound_id, lambda: self.now, "http://127.0.0.1")


def _instant(day: date, at: time) -> datetime:
    return datetime.combine(day, at, LONDON).astimezone(UTC)
