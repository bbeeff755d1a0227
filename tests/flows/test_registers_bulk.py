"""A register of a whole school takes as many statements as one of a class, and comes to the same."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from attendance.exceptions import Absence, sort_absences
from attendance.importing import RegisterRow
from attendance.registers import RegisterSummary, take_register
from bot.parsers.embedded import EmbeddedParser
from rules.sessions import Session as HalfDay
from storage.engine import Database
from storage.models import Mark, MarkEntry, Register, RegistrationGroup
from tests.flows.registering import FRIDAY, Days, add_many, counted, make_days, upns_of


@pytest.fixture
def days(database: Database, parser: EmbeddedParser) -> Iterator[Days]:
    made = make_days(database, parser)
    yield made
    made.close()


def add_classes(days: Days, number: int, pupils: int) -> list[int]:
    """So many classes of so many pupils: the pupils."""
    everybody: list[int] = []
    with days.database.write() as db:
        for n in range(number):
            group = RegistrationGroup(
                organisation_id=days.made.organisation_id,
                school_id=days.school_id,
                name=f"{number}{chr(65 + n)}",
                year=7,
                position=10 + n,
            )
            db.add(group)
            db.flush()
            everybody += add_many(db, days.made, group.id, pupils)
    return everybody


def take(days: Days, pupils: list[int], code: str, session: HalfDay) -> tuple[RegisterSummary, int]:
    """A register of these pupils: what it came to, and how many statements it took."""
    with days.database.read() as db:
        upns = upns_of(db, pupils)
    rows = [
        RegisterRow(upns[pupil], FRIDAY, session, code if n % 10 == 0 else "/", None)
        for n, pupil in enumerate(pupils)
    ]
    with counted(days.database) as statements, days.database.write() as db:
        summary = take_register(db, days.school_id, rows, days.now, days.office)
    return summary, len(statements)


def test_the_statements_do_not_grow_with_the_pupils(days: Days) -> None:
    few, many = add_classes(days, 1, 20), add_classes(days, 12, 25)
    days.at("08:50")
    days.beat()
    _, for_few = take(days, few, "N", HalfDay.AM)
    summary, for_many = take(days, many, "N", HalfDay.AM)
    assert (summary.rows, summary.changed, summary.unexplained, summary.classes) == (300, 300, 30, 12)
    assert for_many <= for_few + 4
    again, _ = take(days, many, "N", HalfDay.AM)
    assert (again.changed, again.unchanged) == (0, 300)
    with days.database.read() as db:
        assert db.scalar(select(func.count()).select_from(Mark)) == 320
        assert db.scalar(select(func.count()).select_from(MarkEntry)) == 320


def test_a_register_comes_in_pieces_and_is_corrected(days: Days) -> None:
    days.at("08:50")
    days.mark_class(Amina="/")
    days.mark_class(Bilal="N")
    days.at("09:01")
    days.beat()
    assert days.case("Bilal") is not None
    days.at("09:05")
    days.mark_class(Cora="N")
    days.beat()
    assert days.case("Cora") is not None, "what comes later is looked through too"
    days.mark_class(Amina="N")
    days.beat()
    assert days.case("Amina") is not None
    with days.database.read() as db:
        entries = db.scalars(
            select(MarkEntry.amended).where(MarkEntry.mark_id == days.mark("Amina").id).order_by(MarkEntry.id)
        ).all()
    assert list(entries) == ["/", "N"]


def test_absences_are_sorted_in_as_many_statements_whatever_their_number(days: Days) -> None:
    pupils = add_classes(days, 8, 20)
    days.at("08:50")
    days.beat()
    take(days, pupils, "N", HalfDay.AM)
    with days.database.read() as db:
        marks = db.execute(
            select(Mark, Register.closes_at)
            .join(Register, (Register.group_id == Mark.group_id) & (Register.session == Mark.session))
            .where(Mark.code == "N")
            .order_by(Mark.id)
        ).all()
    absences = [
        Absence(mark.id, mark.pupil_id, mark.group_id, mark.school_id, FRIDAY, "am", closes_at)
        for mark, closes_at in marks
    ]
    assert len(absences) == 16
    days.at("09:00")

    def statements(some: list[Absence]) -> int:
        with counted(days.database) as found, days.database.write() as db:
            treatments = sort_absences(db, some, days.now + timedelta(seconds=1))
        assert [each.pupil_id for each in treatments] == [each.pupil_id for each in some]
        assert all(each.open for each in treatments)
        return len(found)

    assert statements(absences) <= statements(absences[:1]) + 1
    with days.database.write() as db:
        assert sort_absences(db, [], days.now) == []
