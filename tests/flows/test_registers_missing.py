"""Registers that do not come, and registers that cannot be right."""

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import update

from attendance.missing import chase_registers
from bot.parsers.embedded import EmbeddedParser
from storage.engine import Database
from storage.models import Pupil, RegistrationGroup, SchoolDay
from tests.flows.registering import FRIDAY, MUM, Days, add_many, counted, make_days


@pytest.fixture
def days(database: Database, parser: EmbeddedParser) -> Iterator[Days]:
    made = make_days(database, parser)
    yield made
    made.close()


def more_classes(days: Days, number: int) -> list[int]:
    """So many more classes of one pupil each."""
    with days.database.write() as db:
        groups = []
        for n in range(number):
            group = RegistrationGroup(
                organisation_id=days.made.organisation_id,
                school_id=days.school_id,
                name=f"{5 + n}C",
                year=5,
                position=3 + n,
            )
            db.add(group)
            db.flush()
            groups.append(group.id)
            add_many(db, days.made, group.id, 1)
    return groups


def test_a_class_without_a_register_is_asked_for_then_the_deputy_is_told(days: Days) -> None:
    more_classes(days, 2)
    days.at("08:50")
    days.mark_class(Amina="/", Bilal="/", Cora="/")
    others = {name: id for name, id in days.made.pupils.items() if name.startswith("Pupil")}
    assert len(others) == 2
    days.register(dict.fromkeys(others.values(), "/"))
    days.at("09:09")
    days.beat()
    assert days.tasks("register") == []
    days.at("09:10")
    days.beat()
    days.beat()
    (task,) = days.tasks("register")
    assert task.role == "office"
    assert task.why == "No morning register has come from 4A. Until it comes, nobody knows who is away."
    days.at("09:20")
    days.beat()
    assert sorted(task.role for task in days.tasks("register")) == ["deputy_safeguarding_lead", "office"]
    days.at("09:24")
    days.mark_class(Dev="/")
    assert days.tasks("register") == [], "when the register comes the tasks end by themselves"
    days.until("09:40", every=300)
    assert days.tasks("register") == []


def test_vulnerable_pupils_of_that_class_are_looked_for(days: Days) -> None:
    with days.database.write() as db:
        db.execute(
            update(Pupil).where(Pupil.id.in_([days.pupil("Dev"), days.pupil("Cora")])).values(vulnerable=True)
        )
    days.at("08:50")
    days.mark_class(Amina="/", Bilal="/", Cora="/")
    days.at("09:10")
    days.beat()
    (look,) = days.tasks("sight_check")
    assert look.pupil_id == days.pupil("Dev")
    assert "vulnerable" not in look.why
    assert "told" in days.answer(look, "not_seen")
    (alarm,) = days.tasks("safeguarding", "Dev")
    assert alarm.urgent


def test_a_look_ends_when_the_pupil_is_marked(days: Days) -> None:
    with days.database.write() as db:
        db.execute(update(Pupil).where(Pupil.id == days.pupil("Dev")).values(vulnerable=True))
    days.at("09:10")
    days.beat()
    assert days.tasks("sight_check", "Dev")
    days.mark_class(Dev="/")
    assert days.tasks("sight_check") == []


def test_a_whole_school_without_registers_is_one_question(days: Days) -> None:
    more_classes(days, 4)
    days.at("09:10")
    days.beat()
    (task,) = days.tasks("register")
    assert task.why == "No class has sent its morning register. Until it comes, nobody knows who is away."
    days.at("09:20")
    days.beat()
    assert len(days.tasks("register")) == 2
    days.at("09:22")
    days.mark_class(Amina="/", Bilal="/", Cora="/")
    assert len(days.tasks("register")) == 2, "most are still missing"
    days.all_here()
    assert days.tasks("register") == []


def test_no_register_is_asked_for_on_a_day_without_school(days: Days) -> None:
    days.at("08:00")
    days.beat()
    with days.database.write() as db:
        db.add(
            SchoolDay(
                organisation_id=days.made.organisation_id,
                school_id=days.school_id,
                on_date=FRIDAY,
                kind="inset",
                name="INSET",
            )
        )
    days.until("09:30", every=600)
    assert days.tasks("register") == []


def test_inset_has_no_registers_at_all(days: Days) -> None:
    with days.database.write() as db:
        db.add(
            SchoolDay(
                organisation_id=days.made.organisation_id,
                school_id=days.school_id,
                on_date=date(2026, 11, 23),
                kind="inset",
                name="INSET",
            )
        )
    days.at("09:30", date(2026, 11, 23))
    days.beat()
    assert days.registers() == []
    assert days.tasks("register") == []


def test_any_number_of_classes_is_asked_for_in_as_many_statements(days: Days) -> None:
    days.at("08:00")
    days.beat()

    def statements(at: str) -> int:
        days.at(at)
        with counted(days.database) as found, days.database.write() as db:
            assert chase_registers(db, days.now)
        return len(found)

    few = statements("09:15")
    more_classes(days, 30)
    days.beat()
    many = statements("13:45")
    assert many <= few + 1, "one more: the morning's registers go to the deputy"


def unusual(days: Days) -> list[str]:
    """Eight more pupils in 3B, and six of the class marked away by whoever stands in."""
    with days.database.write() as db:
        add_many(db, days.made, days.made.group_id, 8)
    days.at("08:50")
    absent = ["Amina", "Bilal", "Cora", "Pupil1", "Pupil2", "Pupil3"]
    days.absent(*absent)
    days.at("09:00")
    days.beat()
    return absent


def test_an_unusual_class_waits_for_the_office(days: Days) -> None:
    absent = unusual(days)
    (check,) = days.tasks("class_check")
    assert check.why.startswith("6 pupils of 3B are away without a reason.")
    assert days.instant("09:10") == check.due_at
    days.until("09:09", every=180)
    assert days.said() == []
    assert all(days.case(name) is not None for name in absent)
    days.at("09:11")
    days.beat()
    assert MUM in [number for number, _ in days.said()], "unanswered, they go"


def test_the_register_is_right_and_texts_go_at_once(days: Days) -> None:
    unusual(days)
    (check,) = days.tasks("class_check")
    days.at("09:03")
    assert "6 children goes on now" in days.answer(check, "register_right")
    days.beat()
    assert MUM in [number for number, _ in days.said()]
    assert days.tasks("class_check") == []


def test_the_register_is_wrong_and_is_asked_for_again(days: Days) -> None:
    unusual(days)
    (check,) = days.tasks("class_check")
    days.at("09:03")
    days.answer(check, "register_wrong")
    (again,) = days.tasks("register")
    assert "Priya Shah says that the register of 3B is wrong." in again.why
    days.until("09:06", every=60)
    assert days.said() == []
    days.mark_class(Amina="N", Bilal="/", Cora="/", Pupil1="/", Pupil2="/", Pupil3="/")
    assert days.tasks("register") == []
    days.beat()
    said = days.said()
    assert [number for number, _ in said] == [MUM], "the corrected register lets the texts go"
    assert "Bilal" not in said[0][1]


def test_wrong_and_not_corrected_texts_wait_no_longer(days: Days) -> None:
    unusual(days)
    (check,) = days.tasks("class_check")
    days.answer(check, "register_wrong")
    days.until("09:09", every=180)
    assert days.said() == []
    days.at("09:11")
    days.beat()
    assert MUM in [number for number, _ in days.said()]


def test_safeguarding_does_not_wait_for_the_check(days: Days) -> None:
    with days.database.write() as db:
        db.execute(update(Pupil).where(Pupil.id == days.pupil("Cora")).values(vulnerable=True))
    unusual(days)
    assert days.tasks("class_check")
    assert days.tasks("safeguarding", "Cora")


def test_four_away_in_a_class_are_nothing_unusual(days: Days) -> None:
    with days.database.write() as db:
        add_many(db, days.made, days.made.group_id, 8)
    days.at("08:50")
    days.absent("Amina", "Bilal", "Cora", "Pupil1")
    days.at("09:01")
    days.beat()
    assert days.tasks("class_check") == []
    assert MUM in [number for number, _ in days.said()]
