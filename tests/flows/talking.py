"""A parent's phone for flow tests: it texts the line through `take_in` and sees what comes back."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select

from attendance.intake import Received, take_in
from bot.parsers.protocol import Parser
from storage.engine import Database
from storage.models import AbsenceReport, Mark, OutboundMessage, Pupil, Task
from tests.making import LINE_NUMBER, MORNING, Made, add_contact, add_pupil, make_school

MUM, DAD, GRAN, OTHER_DAD, STRANGER = (f"+4477009000{number:02}" for number in (1, 2, 3, 4, 9))


@dataclass
class Town:
    """A school with a few families, the engine, and a clock that tests move.

    Mum has Zofia and Jakub Nowak; Gran has only Oliver Reed, for whom his dad may not report. Ada Byrne's
    other dad must not be contacted.
    """

    database: Database
    parser: Parser
    made: Made
    now: datetime = MORNING
    sent: int = field(default=0)

    def text(self, number: str | None, body: str, *, opt: str | None = None, media: int = 0) -> str:
        """Text the line. Returns the outcome."""
        self.sent += 1
        self.now += timedelta(minutes=1)
        received = Received(f"SM{self.sent:032}", "sms", number, LINE_NUMBER, body, media, opt)
        return take_in(self.database, self.parser, received, self.now)

    def answer(self, number: str, body: str) -> str:
        """Text the line and read the answer; empty when there is none."""
        before = len(self.replies(number))
        self.text(number, body)
        replies = self.replies(number)
        assert len(replies) <= before + 1
        return replies[-1] if len(replies) > before else ""

    def replies(self, number: str | None = None) -> list[str]:
        """What was queued as answers, to one number or to all, oldest first."""
        with self.database.read() as db:
            rows = db.scalars(select(OutboundMessage).order_by(OutboundMessage.id)).all()
        return [row.body for row in rows if number in (None, row.to_number)]

    def reports(self, *states: str) -> list[AbsenceReport]:
        """The reports, oldest first; of some states only when these are given."""
        with self.database.read() as db:
            rows = db.scalars(select(AbsenceReport).order_by(AbsenceReport.id)).all()
        return [row for row in rows if not states or row.state in states]

    def report(self) -> AbsenceReport:
        """The one report that stands."""
        [report] = self.reports("provisional", "confirmed")
        return report

    def marks(self, pupil: str) -> dict[tuple[str, str], str]:
        """A pupil's marks: (day and month, session) → code."""
        with self.database.read() as db:
            rows = db.scalars(select(Mark).where(Mark.pupil_id == self.pupil(pupil))).all()
        return {(f"{row.on_date:%d %b}", row.session): row.code for row in rows}

    def tasks(self) -> list[Task]:
        """The tasks opened, oldest first."""
        with self.database.read() as db:
            return list(db.scalars(select(Task).order_by(Task.id)).all())

    def pupil(self, first_name: str) -> int:
        """A pupil's id by first name."""
        with self.database.read() as db:
            return db.scalars(select(Pupil.id).where(Pupil.first_name == first_name)).one()


def make_town(database: Database, parser: Parser) -> Town:
    """The families, on Friday 20 November 2026 at seven in the morning."""
    with database.write() as db:
        made = make_school(db)
        for name in ("Zofia Nowak", "Jakub Nowak", "Oliver Reed", "Ada Byrne"):
            add_pupil(db, made, name)
        add_contact(db, made, "Ewa Nowak", MUM, {"Zofia Nowak": 1, "Jakub Nowak": 1})
        add_contact(db, made, "Joan Reed", GRAN, {"Oliver Reed": 1})
        add_contact(db, made, "Paul Reed", DAD, {"Oliver Reed": 2}, may_report=False)
        add_contact(db, made, "Max Byrne", OTHER_DAD, {"Ada Byrne": 2}, must_not_be_contacted=True)
    return Town(database, parser, made)
