"""Many cases at once: as many statements as for a few, none kept waiting by another, each step once."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import event, func, select, update

from attendance.cases import pause_case
from attendance.climbing import FAILED, take_due_steps
from attendance.first_day import close_due_registers, prepare_today
from attendance.opening import Wanted, open_cases
from storage.cases import find_case
from storage.engine import Database, open_database
from storage.models import (
    Case,
    CaseDay,
    CaseEvent,
    Enrolment,
    Mark,
    OutboundMessage,
    PolicyVersion,
    Pupil,
    Register,
    School,
    SchoolDay,
)
from storage.outbox import claim_text
from tests import postgres
from tests.making import Made, add_contact, add_pupil, make_school

FRIDAY = date(2026, 11, 20)
NINE = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def _make(database: Database, pupils: int) -> Made:
    """A class of pupils without brothers or sisters, each with one contact of their own."""
    with database.write() as db:
        made = make_school(db)
        for number in range(pupils):
            name = f"Ada{number} Frost{number}"
            add_pupil(db, made, name)
            add_contact(db, made, f"Ben{number} Frost{number}", f"+4477009{number:05d}", {name: 1})
    return made


def _open_all(database: Database, made: Made) -> dict[int, Case]:
    with database.write() as db:
        wanted = [Wanted(made.school_id, pupil, FRIDAY) for pupil in made.pupils.values()]
        return open_cases(db, wanted, NINE)


@contextmanager
def _counting(database: Database) -> Iterator[list[str]]:
    """The statements that are sent while the block lasts."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(" ".join(statement.split())[:60])

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(database.engine, "before_cursor_execute", note)


def _statements(database: Database, act: Callable[[Any], object]) -> Counter[str]:
    with _counting(database) as seen, database.write() as db:
        act(db)
    return Counter(seen)


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_a_hundred_cases_take_as_many_statements_as_ten(kind: str, request: pytest.FixtureRequest) -> None:
    counts = []
    for pupils in (10, 100):
        database = open_database(_another(kind, request))
        made = _make(database, pupils)
        wanted = [Wanted(made.school_id, pupil, FRIDAY) for pupil in made.pupils.values()]
        opened = _statements(database, partial(open_cases, wanted=wanted, now=NINE))
        taken = _statements(database, lambda db: take_due_steps(db, NINE))
        with database.read() as db:
            assert db.scalar(select(func.count(OutboundMessage.id))) == pupils
        database.close()
        counts.append((opened.total(), taken.total()))
    assert counts[0] == counts[1]
    assert counts[0][1] < 30


def _another(kind: str, request: pytest.FixtureRequest) -> str:
    if kind == "postgres":
        url = postgres.new_database()
        request.addfinalizer(lambda: postgres.drop_database(url))
        return url
    template = request.getfixturevalue("sqlite_template")
    folder = request.getfixturevalue("tmp_path_factory").mktemp("bulk")
    (folder / "ninebell.db").write_bytes(template.read_bytes())
    return f"sqlite:///{folder / 'ninebell.db'}"


def test_opening_twice_is_harmless(database: Database) -> None:
    made = _make(database, 3)
    first = _open_all(database, made)
    assert sorted(first) == sorted(made.pupils.values())
    assert _open_all(database, made) == {}
    with database.read() as db:
        assert db.scalar(select(func.count(Case.id))) == 3
        assert db.scalar(select(func.count(CaseDay.id))) == 3
        assert db.scalars(select(CaseEvent.kind)).all() == ["opened"] * 3
    case = first[made.pupils["Ada0 Frost0"]]
    assert (case.opened_on, case.next_due_at, case.version) == (FRIDAY, NINE, 1)
    assert case.ladder["day_one"]


def test_a_case_that_cannot_be_read_is_named_and_keeps_nobody_waiting(database: Database) -> None:
    made = _make(database, 5)
    broken = _open_all(database, made)[made.pupils["Ada2 Frost2"]].id
    with database.write() as db:
        db.execute(update(Case).where(Case.id == broken).values(ladder={"once": 7}))
        assert take_due_steps(db, NINE) == 5
    with database.read() as db:
        assert db.scalar(select(func.count(OutboundMessage.id))) == 4
        case = db.get_one(Case, broken)
        assert (case.next_due_at, case.next_reason) == (NINE + MINUTE, FAILED)
    with database.write() as db:
        assert take_due_steps(db, NINE) == 0


def test_a_case_that_cannot_be_written_keeps_nobody_waiting(database: Database) -> None:
    """The text to one contact is refused by the database itself: the others go, one by one."""
    made = _make(database, 4)
    bad = _open_all(database, made)[made.pupils["Ada1 Frost1"]].id
    forbid = {
        "sqlite": (
            "CREATE TRIGGER forbid BEFORE INSERT ON outbound_case WHEN NEW.case_id = {0} "
            "BEGIN SELECT RAISE(ABORT, 'no'); END"
        ),
        "postgresql": "ALTER TABLE outbound_case ADD CONSTRAINT forbid CHECK (case_id <> {0}) NOT VALID",
    }
    with database.write() as db:
        db.connection().exec_driver_sql(forbid[database.engine.dialect.name].format(bad))
    with database.write() as db:
        assert take_due_steps(db, NINE) == 4
    with database.read() as db:
        assert db.scalar(select(func.count(OutboundMessage.id))) == 3
        assert db.get_one(Case, bad).next_reason == FAILED
        others = db.scalars(select(Case.next_due_at).where(Case.id != bad)).all()
    assert all(due is not None and due > NINE + MINUTE for due in others)


def test_vulnerable_and_priority_pupils_go_first(database: Database) -> None:
    with database.write() as db:
        made = make_school(db)
        for number, flags in enumerate(({}, {"priority_call": True}, {}, {"vulnerable": True})):
            name = f"Ada{number} Frost{number}"
            add_pupil(db, made, name, **flags)
            add_contact(db, made, f"Ben{number} Frost{number}", f"+44770090000{number}", {name: 1})
    _open_all(database, made)
    with database.write() as db:
        assert take_due_steps(db, NINE, limit=2) == 2
    with database.read() as db:
        taken = db.scalars(
            select(Case.pupil_id).join(CaseEvent).where(CaseEvent.step_key.is_not(None)).distinct()
        ).all()
        assert set(taken) == {made.pupils["Ada1 Frost1"], made.pupils["Ada3 Frost3"]}
        assert set(db.scalars(select(OutboundMessage.urgency))) == {2}
    with database.write() as db:
        assert take_due_steps(db, NINE, limit=2) == 2
    with database.read() as db:
        assert sorted(db.scalars(select(OutboundMessage.urgency))) == [2, 2, 3, 3]


def test_two_climbers_at_once_take_each_step_once(postgres_url: str) -> None:
    database = open_database(postgres_url)
    made = _make(database, 60)
    _open_all(database, made)
    problems: list[BaseException] = []
    start = threading.Barrier(3)

    def climb() -> None:
        try:
            start.wait()
            for beat in range(6):
                taken = 10
                while taken == 10:
                    with database.write() as db:
                        taken = take_due_steps(db, NINE + beat * MINUTE, limit=10)
        except BaseException as problem:
            problems.append(problem)

    threads = [threading.Thread(target=climb) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    with database.read() as db:
        steps = db.execute(select(CaseEvent.case_id, CaseEvent.step_key)).all()
        taken = [step for step in steps if step.step_key is not None]
        numbers = db.scalars(select(OutboundMessage.to_number)).all()
    database.close()
    assert len(taken) == len(set(taken)) == 60
    assert len(numbers) == len(set(numbers)) == 60


def test_two_who_close_the_same_registers_open_each_case_once(postgres_url: str) -> None:
    database = open_database(postgres_url)
    made = _make(database, 40)
    _mark_away(database, made, dict.fromkeys(made.pupils.values(), "N"))
    start = threading.Barrier(2)
    closed: list[int] = []

    def close() -> None:
        start.wait()
        with database.write() as db:
            closed.append(close_due_registers(db, NINE))

    threads = [threading.Thread(target=close) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.read() as db:
        assert db.scalar(select(func.count(Case.id))) == 40
    database.close()
    assert sorted(closed) == [0, 1]


def _mark_away(database: Database, made: Made, marks: dict[int, str]) -> None:
    """The class's register of the morning, as it came."""
    with database.write() as db:
        prepare_today(db, NINE - timedelta(hours=2))
        db.execute(update(Register).values(received_at=NINE - 10 * MINUTE))
        for enrolment_id, pupil_id in db.execute(
            select(Enrolment.id, Enrolment.pupil_id).where(Enrolment.pupil_id.in_(marks))
        ).all():
            db.add(
                Mark(
                    organisation_id=made.organisation_id,
                    school_id=made.school_id,
                    pupil_id=pupil_id,
                    enrolment_id=enrolment_id,
                    group_id=made.group_id,
                    on_date=FRIDAY,
                    session="am",
                    code=marks[pupil_id],
                    in_register=True,
                )
            )


def test_a_school_is_prepared_once_a_day_by_its_own_clock(database: Database) -> None:
    """At 23:30 in London it is Saturday in Helsinki, and Sunday has no school anywhere."""
    with database.write() as db:
        made = make_school(db)
        school = db.get_one(School, made.school_id)
        evening = datetime(2026, 11, 19, 23, 30, tzinfo=UTC)
        assert prepare_today(db, evening) == 1
        assert set(db.scalars(select(Register.on_date))) == {date(2026, 11, 19)}
        assert prepare_today(db, evening) == 0
        school.time_zone = "Europe/Helsinki"
        db.flush()
        assert prepare_today(db, evening) == 1
        assert set(db.scalars(select(Register.on_date))) == {date(2026, 11, 19), FRIDAY}
        assert prepare_today(db, datetime(2026, 11, 22, 9, tzinfo=UTC)) == 1
        assert db.scalar(select(func.count(Register.id))) == 4
        closes = db.scalars(select(Register.closes_at).where(Register.on_date == FRIDAY)).all()
    assert sorted(closes) == [NINE - timedelta(hours=2), NINE + timedelta(hours=2, minutes=20)]


def test_a_closed_day_needs_no_registers_until_the_calendar_changes(database: Database) -> None:
    with database.write() as db:
        made = make_school(db, closed=(FRIDAY,))
        assert prepare_today(db, NINE) == 1
        assert db.scalars(select(Register)).all() == []
        db.delete(db.scalars(select(SchoolDay)).one())
        db.get_one(School, made.school_id).prepared_on = None
        db.flush()
        assert prepare_today(db, NINE) == 1
        assert len(db.scalars(select(Register)).all()) == 2


def test_a_school_without_a_policy_keeps_no_other_from_its_day(database: Database) -> None:
    with database.write() as db:
        made = make_school(db)
        db.add(School(organisation_id=made.organisation_id, urn="990002", name="Fell", phone="+441614960101"))
        db.flush()
        assert prepare_today(db, NINE) == 2
        assert len(db.scalars(select(Register)).all()) == 2


def test_a_register_that_cannot_be_closed_keeps_no_other_open(database: Database) -> None:
    made = _make(database, 2)
    _mark_away(database, made, dict.fromkeys(made.pupils.values(), "N"))
    with database.write() as db:
        bad = db.scalars(select(Register).where(Register.session == "pm")).one()
        bad.closes_at = NINE - MINUTE
        db.execute(update(Mark).where(Mark.pupil_id == made.pupils["Ada0 Frost0"]).values(session="pm"))
        # The afternoon's register belongs to a day before the school had a policy.
        db.execute(update(PolicyVersion).values(from_on=FRIDAY))
        bad.on_date = FRIDAY - timedelta(days=1)
        db.execute(update(Mark).where(Mark.session == "pm").values(on_date=FRIDAY - timedelta(days=1)))
    with database.write() as db:
        assert close_due_registers(db, NINE) == 1
    with database.read() as db:
        assert db.scalars(select(Case.pupil_id)).all() == [made.pupils["Ada1 Frost1"]]
        assert db.scalars(select(Register.session).where(Register.closed_at.is_(None))).all() == ["pm"]
        assert db.scalar(select(func.count(Pupil.id))) == 2


def test_two_who_pause_two_siblings_at_once_do_not_wait_for_each_other(postgres_url: str) -> None:
    """Each writes that the other child is still to be asked about; neither text may go in the end."""
    database = open_database(postgres_url)
    with database.write() as db:
        made = make_school(db)
        for name in ("Amina Yusuf", "Yusra Yusuf"):
            add_pupil(db, made, name)
        add_contact(db, made, "Hodan Yusuf", "+447700900001", {"Amina Yusuf": 1, "Yusra Yusuf": 1})
    cases = [case.id for case in _open_all(database, made).values()]
    with database.write() as db:
        take_due_steps(db, NINE)
    problems: list[BaseException] = []
    both_hold = threading.Barrier(2)

    def pause(case_id: int) -> None:
        try:
            with database.write() as db:
                case = find_case(db, case_id) or pytest.fail("no case")
                both_hold.wait()
                pause_case(db, case, "Told at the gate.", NINE)
        except BaseException as problem:
            problems.append(problem)

    threads = [threading.Thread(target=pause, args=(case_id,)) for case_id in cases]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    with database.write() as db:
        waiting = db.scalars(select(OutboundMessage.id).where(OutboundMessage.state == "ready")).all()
        assert [claim_text(db, text, NINE) for text in waiting] == [None] * len(waiting)
    database.close()
