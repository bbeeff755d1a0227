"""A small school with its people: a lead, a deputy and a head, some with mobiles, for flow tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from attendance.outcomes import Found, record_outcome
from attendance.people import Actor
from bot.parsers.protocol import Parser
from storage.engine import Database
from storage.models import Case, CaseEvent, StaffAway, Task, TaskPush, User
from storage.staff import create_user
from tests.flows.playing import Player
from tests.making import MORNING, Made, add_contact, add_pupil, make_school

FRIDAY = date(2026, 11, 20)
MONDAY = date(2026, 11, 23)
MUM, DAD, AUNT = "+447700900001", "+447700900002", "+447700900003"
RUTH, DEV, HELEN = "+447700900101", "+447700900102", "+447700900103"
STAFF = {
    "Ruth Abara": ("Safeguarding lead", "safeguarding_lead", RUTH),
    "Dev Patel": ("Deputy head", "deputy_safeguarding_lead", DEV),
    "Helen Marsh": ("Headteacher", "head", HELEN),
    "Dan Holt": ("Attendance officer", "attendance_officer", None),
    "Priya Shah": ("Office manager", "office", None),
}


class Staffed(Player):
    """A class of four, the vulnerable Vera among them, and the staff of `STAFF`."""

    made: Made
    people: dict[str, Actor]

    def pupil(self, name: str) -> int:
        """A pupil's id."""
        return self.made.pupils[name]

    def take_register(self, *absent: str) -> None:
        """The class's register of the morning."""
        self.register({pupil: "N" if name in absent else "/" for name, pupil in self.made.pupils.items()})

    def case(self, name: str) -> Case:
        """A pupil's newest case."""
        with self.database.read() as db:
            query = select(Case).where(Case.pupil_id == self.pupil(name)).order_by(Case.id.desc())
            found = db.scalars(query).first()
        assert found is not None, f"no case for {name}"
        return found

    def words(self, name: str) -> list[str]:
        """The story of a pupil's newest case."""
        with self.database.read() as db:
            rows = (
                select(CaseEvent.words).where(CaseEvent.case_id == self.case(name).id).order_by(CaseEvent.id)
            )
            return list(db.scalars(rows))

    def tasks(self, kind: str) -> list[Task]:
        """The open tasks of a kind."""
        return [task for task in self.open_tasks() if task.kind == kind]

    def task(self, kind: str) -> Task:
        """The one open task of a kind."""
        [task] = self.tasks(kind)
        return task

    def again(self, task: Task) -> Task:
        """A task as it is now."""
        with self.database.read() as db:
            return db.get_one(Task, task.id)

    def outcome(self, task: Task, outcome: str, by: str = "Dan Holt", **found: object) -> str:
        """Somebody writes down what came of a task."""
        with self.database.write() as db:
            return record_outcome(
                db,
                task.id,
                task.version,
                Found(outcome, **found),  # type: ignore[arg-type]
                self.people[by],
                self.now,
            )

    def pushed(self, kind: str = "safeguarding") -> list[tuple[int, str, str]]:
        """Who was told of the tasks of a kind: round, role, channel."""
        with self.database.read() as db:
            rows = db.execute(
                select(TaskPush.round, TaskPush.role, TaskPush.channel)
                .join(Task, Task.id == TaskPush.task_id)
                .where(Task.kind == kind)
                .order_by(TaskPush.id)
            )
            return [(row[0], row[1], row[2]) for row in rows]

    def is_away(self, name: str) -> None:
        """Somebody is away today."""
        with self.database.write() as db:
            db.add(
                StaffAway(
                    organisation_id=self.made.organisation_id,
                    school_id=self.made.school_id,
                    user_id=self.people[name].user_id,
                    from_on=FRIDAY,
                    to_on=FRIDAY,
                    created_at=self.now,
                    by_name="Priya Shah",
                )
            )

    def staff_texts(self) -> list[tuple[str, str]]:
        """What went out to colleagues since the last time of asking."""
        return [(number, words) for number, words in self.said() if number in (RUTH, DEV, HELEN)]


@contextmanager
def staffed(database: Database, parser: Parser) -> Iterator[Staffed]:
    """The school on Friday 20 November 2026; Monday is closed."""
    with database.write() as db:
        made = make_school(db, closed=(MONDAY,))
        for name in ("Amina Yusuf", "Bilal Yusuf", "Cora Lane"):
            add_pupil(db, made, name)
        add_pupil(db, made, "Vera Stone", vulnerable=True)
        add_contact(db, made, "Hodan Yusuf", MUM, {"Amina Yusuf": 1, "Bilal Yusuf": 1})
        add_contact(db, made, "Ivo Lane", DAD, {"Cora Lane": 1})
        add_contact(db, made, "May Stone", AUNT, {"Vera Stone": 1})
        people = {name: _person(db, made, name) for name in STAFF}
    school = Staffed(database, parser, made.school_id, FRIDAY)
    school.made, school.people = made, people
    yield school
    school.close()


def _person(db: Session, made: Made, name: str) -> Actor:
    position, role, mobile = STAFF[name]
    user_id = create_user(
        db,
        organisation_id=made.organisation_id,
        email=f"{name.split()[0].lower()}@example.invalid",
        name=name,
        position=position,
        password_hash=None,
        posts=[(made.school_id, role)],
        now=MORNING,
        mobile=mobile,
    )
    return Actor(user_id, name, position, frozenset({role}))


def without_mobile(db: Session, user_id: int | None) -> None:
    """Take somebody's mobile off the record."""
    db.get_one(User, user_id).mobile = None
