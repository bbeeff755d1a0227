"""A school of two classes and its desk, for stories about registers that move."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime

from sqlalchemy import event, select
from sqlalchemy.orm import Session

from attendance.desk import AtTheDesk, sign_in, sign_out
from attendance.outcomes import Found, record_outcome
from attendance.people import Actor
from bot.parsers.protocol import Parser
from rules.sessions import Session as HalfDay
from storage.engine import Database
from storage.models import (
    AbsenceReport,
    Case,
    CaseEvent,
    Enrolment,
    Mark,
    Pupil,
    Register,
    RegistrationGroup,
    Task,
    User,
)
from tests.flows.playing import Player
from tests.making import MORNING, Made, add_contact, add_pupil, make_school

FRIDAY = date(2026, 11, 20)
MUM, DAD, GRAN, KIM = "+447700900001", "+447700900002", "+447700900003", "+447700900004"


class Days(Player):
    """Amina and Bilal are of one family; Cora and, in the other class, Dev are of others."""

    made: Made
    office: Actor
    head: Actor
    other_group: int

    def pupil(self, name: str) -> int:
        """The id of whoever has this first name."""
        return next(id for full, id in self.made.pupils.items() if full.startswith(name))

    def mark_class(self, session: HalfDay = HalfDay.AM, **codes: str) -> None:
        """A register comes in: first name → code; who is not named is not in it."""
        self.register({self.pupil(name): code for name, code in codes.items()}, session)

    def all_here(self, session: HalfDay = HalfDay.AM, **codes: str) -> None:
        """The whole school's register: everybody here but those named."""
        here = "/" if session is HalfDay.AM else "\\"
        marks = dict.fromkeys(self.made.pupils.values(), here)
        self.register({**marks, **{self.pupil(name): code for name, code in codes.items()}}, session)

    def absent(self, *names: str) -> None:
        """The whole school's morning register: these are away."""
        away = {self.pupil(name) for name in names}
        self.register({pupil: "N" if pupil in away else "/" for pupil in self.made.pupils.values()})

    def comes_in(self, name: str, at: str, reason: str = "", actor: Actor | None = None) -> AtTheDesk:
        """Signed in at the desk, at the time on the clock."""
        self.at(at)
        with self.database.write() as db:
            return sign_in(db, self.pupil(name), self.now, reason, actor or self.office, self.now)

    def goes_out(self, name: str, at: str, back: str | None = None, code: str | None = None) -> AtTheDesk:
        """Signed out at the desk, at the time on the clock."""
        self.at(at)
        returns_at = self._instant(FRIDAY, back) if back else None
        with self.database.write() as db:
            return sign_out(
                db, self.pupil(name), self.now, "Dentist", "Mum", self.office, self.now,
                returns_at=returns_at, code=code,
            )  # fmt: skip

    def case(self, name: str) -> Case | None:
        """The newest case of a pupil."""
        with self.database.read() as db:
            return db.scalars(
                select(Case).where(Case.pupil_id == self.pupil(name)).order_by(Case.id.desc())
            ).first()

    def a_case(self, name: str) -> Case:
        """The newest case of a pupil, who has one."""
        case = self.case(name)
        assert case is not None, f"no case for {name}"
        return case

    def mark(self, name: str, session: str = "am") -> Mark:
        """A pupil's mark."""
        with self.database.read() as db:
            return db.scalars(
                select(Mark).where(Mark.pupil_id == self.pupil(name), Mark.session == session)
            ).one()

    def report(self, name: str) -> AbsenceReport:
        """The newest report about a pupil."""
        with self.database.read() as db:
            return db.scalars(
                select(AbsenceReport)
                .where(AbsenceReport.pupil_id == self.pupil(name))
                .order_by(AbsenceReport.id.desc())
            ).all()[0]

    def story(self, name: str) -> list[str]:
        """What a pupil's cases say happened."""
        with self.database.read() as db:
            return list(
                db.scalars(
                    select(CaseEvent.words)
                    .join(Case, Case.id == CaseEvent.case_id)
                    .where(Case.pupil_id == self.pupil(name))
                    .order_by(CaseEvent.id)
                )
            )

    def tasks(self, kind: str, name: str | None = None) -> list[Task]:
        """Open tasks of a kind, of one pupil or of all."""
        return [
            task
            for task in self.open_tasks()
            if task.kind == kind and (name is None or task.pupil_id == self.pupil(name))
        ]

    def answer(self, task: Task, outcome: str, note: str = "") -> str:
        """The office answers a task."""
        with self.database.write() as db:
            return record_outcome(db, task.id, task.version, Found(outcome, note), self.office, self.now)

    def registers(self) -> list[Register]:
        """Every register."""
        with self.database.read() as db:
            return list(db.scalars(select(Register).order_by(Register.id)))

    def instant(self, clock: str) -> datetime:
        """A wall-clock time of the Friday."""
        return self._instant(FRIDAY, clock)


def make_days(database: Database, parser: Parser) -> Days:
    """The school at 06:00 of a Friday."""
    with database.write() as db:
        made = make_school(db)
        for name in ("Amina Yusuf", "Bilal Yusuf", "Cora Lane"):
            add_pupil(db, made, name)
        other = RegistrationGroup(
            organisation_id=made.organisation_id, school_id=made.school_id, name="4A", year=4, position=2
        )
        db.add(other)
        db.flush()
        first, made.group_id = made.group_id, other.id
        add_pupil(db, made, "Dev Patel")
        made.group_id = first
        add_contact(db, made, "Hodan Yusuf", MUM, {"Amina Yusuf": 1, "Bilal Yusuf": 1})
        add_contact(db, made, "Abdi Yusuf", DAD, {"Amina Yusuf": 2, "Bilal Yusuf": 2})
        add_contact(db, made, "Ayan Yusuf", GRAN, {"Amina Yusuf": 3}, may_report=False, may_be_told=False)
        add_contact(db, made, "Kim Lane", KIM, {"Cora Lane": 1, "Dev Patel": 1}, may_report=False)
        office = add_user(db, made, "Priya Shah", "School office")
        head = add_user(db, made, "Joan Marsh", "Headteacher")
        other_id = other.id
    days = Days(database, parser, made.school_id, FRIDAY)
    days.made, days.other_group = made, other_id
    days.office = Actor(office, "Priya Shah", "School office", frozenset({"office"}))
    days.head = Actor(head, "Joan Marsh", "Headteacher", frozenset({"head"}))
    return days


def add_user(db: Session, made: Made, name: str, position: str) -> int:
    """A member of staff with an account."""
    user = User(
        organisation_id=made.organisation_id,
        email=f"{name.split()[0].lower()}@example.invalid",
        name=name,
        position=position,
        fs_uniquifier=name,
        created_at=MORNING,
    )
    db.add(user)
    db.flush()
    return user.id


def add_many(db: Session, made: Made, group_id: int, number: int, first: int = 1) -> list[int]:
    """So many more pupils of a class, without contacts."""
    before, made.group_id = made.group_id, group_id
    ids = [add_pupil(db, made, f"Pupil{n} Of{group_id}") for n in range(first, first + number)]
    made.group_id = before
    return ids


def upns_of(db: Session, pupil_ids: list[int]) -> dict[int, str]:
    """UPNs by pupil."""
    return dict(db.execute(select(Pupil.id, Pupil.upn).where(Pupil.id.in_(pupil_ids))).all())


def move_to(db: Session, pupil_id: int, group_id: int) -> None:
    """A pupil belongs to another class from the beginning."""
    place = db.scalars(select(Enrolment).where(Enrolment.pupil_id == pupil_id)).one()
    place.group_id = group_id


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    """Every statement that is executed meanwhile."""
    statements: list[str] = []

    def note(*args: object) -> None:
        statements.append(str(args[2]))

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(database.engine, "before_cursor_execute", note)
