"""The outbox of one school, the stand-in it sends to over real HTTP, and a clock that a test moves."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import select

from attendance.cases import open_case
from attendance.outbox import NewMessage, queue_messages
from storage.engine import Database
from storage.models import Case, ContactPoint, OutboundMessage, Pupil, School, Task
from telephony.sending import send
from telephony.simulator.client import SimulatorClient
from telephony.simulator.handsets import Handset, Line
from telephony.simulator.identity import DEMO_ACCOUNT_SID, DEMO_AUTH_TOKEN
from telephony.simulator.server import Simulator
from telephony.simulator.settings import SimulatorSettings
from telephony.twilio_provider import TwilioProvider
from tests.making import LINE_NUMBER, MORNING, Made, add_contact, add_pupil, make_school

MUM, DAD = "+447700900001", "+447700900002"
PUBLIC = "http://127.0.0.1:9"  # nobody listens: news comes by hand
#: Friday 20 November 2026, 09:30 in London: registers are closed, and texts may go.
HALF_PAST_NINE = MORNING + timedelta(hours=2, minutes=30)


class Hands:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.at = MORNING

    def __call__(self) -> datetime:
        return self.at

    def move(self, **by: float) -> None:
        self.at += timedelta(**by)


@dataclass
class Place:
    """The outbox of one school and the stand-in it sends to."""

    database: Database
    made: Made
    provider: TwilioProvider
    phones: SimulatorClient
    clock: Hands

    def message(self, key: str, **columns: object) -> NewMessage:
        """A text to a parent, changed where a test cares."""
        plain = NewMessage(
            organisation_id=self.made.organisation_id,
            school_id=self.made.school_id,
            line_id=self.made.line_id,
            to_number=MUM,
            body="Thank you. The office will check it.",
            purpose="reply",
            dedupe_key=key,
        )
        return replace(plain, **columns)  # type: ignore[arg-type]

    def queue(
        self, key: str, purpose: str = "reply", case_ids: tuple[int, ...] = (), **columns: object
    ) -> int:
        message = self.message(key, purpose=purpose, case_ids=case_ids, **columns)
        with self.database.write() as db:
            return queue_messages(db, [message], self.clock())[key]

    def send(self, outbound_id: int) -> str:
        return send(self.database, self.provider, outbound_id, self.clock, PUBLIC)

    def row(self, outbound_id: int) -> OutboundMessage:
        with self.database.read() as db:
            return db.get_one(OutboundMessage, outbound_id)

    def state(self, outbound_id: int) -> str:
        return self.row(outbound_id).state

    def sent(self, number: str = MUM) -> int:
        return len(self.phones.messages_to(number))

    def tasks(self, kind: str) -> list[Task]:
        """What people are asked of one kind, oldest first."""
        with self.database.read() as db:
            return list(db.scalars(select(Task).where(Task.kind == kind).order_by(Task.id)))

    def open_case(self, pupil: str = "Amina Yusuf") -> int:
        """An open case of a pupil of the class."""
        with self.database.write() as db:
            case = open_case(
                db,
                db.get_one(School, self.made.school_id),
                db.get_one(Pupil, self.made.pupils[pupil]),
                MORNING.date(),
                self.clock(),
            )
            assert isinstance(case, Case)
            return case.id

    def case(self, case_id: int) -> Case:
        with self.database.read() as db:
            return db.get_one(Case, case_id)

    def point_of(self, contact: str) -> ContactPoint:
        """The number of a contact."""
        with self.database.read() as db:
            return db.scalars(
                select(ContactPoint).where(ContactPoint.contact_id == self.made.contacts[contact])
            ).one()


@contextmanager
def open_place(database: Database) -> Iterator[Place]:
    """A school with one pupil, her mother and her father, and the stand-in."""
    clock = Hands()
    simulator = Simulator(
        SimulatorSettings(
            token="test",
            public_url=PUBLIC,
            product_url=PUBLIC,
            lines=(Line(LINE_NUMBER, "School"),),
            handsets=(Handset(MUM, "Mum of Amina"), Handset(DAD, "Dad of Amina")),
            now=clock,
            pace_s=60,
        )
    )
    simulator.start()
    with database.write() as db:
        made = make_school(db)
        add_pupil(db, made, "Amina Yusuf")
        add_contact(db, made, "Hodan Yusuf", MUM, {"Amina Yusuf": 1})
        add_contact(db, made, "Abdi Yusuf", DAD, {"Amina Yusuf": 2})
    provider = TwilioProvider(DEMO_ACCOUNT_SID, DEMO_AUTH_TOKEN, simulator.api_url, timeout_s=3)
    try:
        with SimulatorClient(simulator.page_url) as phones:
            yield Place(database, made, provider, phones, clock)
    finally:
        provider.close()
        simulator.stop()
