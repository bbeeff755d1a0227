"""A late bus, a burst pipe, a trip, a later start: what people know before the software does."""

from collections.abc import Iterator
from datetime import date, time, timedelta

import pytest
from sqlalchemy import select, update

from attendance.closures import Shut, close_day, confirm_closure, declare_closure, end_closure
from attendance.errors import NotAllowed, NotFound
from attendance.holds import hold_group, hold_route, release
from attendance.planning import (
    Plan,
    absent_from_site,
    agree_times,
    end_agreed_times,
    end_plan,
    plan_marks,
)
from bot.parsers.embedded import EmbeddedParser
from rules.sessions import Session as HalfDay
from storage.engine import Database
from storage.models import Closure, Hold, Mark, Pupil
from tests.flows.registering import FRIDAY, MUM, Days, make_days

MONDAY = FRIDAY + timedelta(days=3)


@pytest.fixture
def days(database: Database, parser: EmbeddedParser) -> Iterator[Days]:
    made = make_days(database, parser)
    yield made
    made.close()


def on_the_bus(days: Days, *names: str, **flags: bool) -> None:
    with days.database.write() as db:
        ids = [days.pupil(name) for name in names]
        db.execute(update(Pupil).where(Pupil.id.in_(ids)).values(route="12B", **flags))


def hold(days: Days, until: str) -> Hold:
    with days.database.write() as db:
        return hold_route(db, days.school_id, "12B", "Bus stuck.", days.instant(until), days.office, days.now)


def texted(days: Days) -> list[str]:
    return [number for number, _ in days.said()]


def test_a_late_bus_holds_the_cases_of_its_pupils_until_it_ends_by_itself(days: Days) -> None:
    on_the_bus(days, "Amina")
    days.at("08:45")
    hold(days, "09:30")
    days.at("08:50")
    days.absent("Amina", "Cora")
    days.until("09:06", every=180)
    case = days.a_case("Amina")
    assert case.texts_not_before == days.instant("09:30")
    assert case.held_reason == "Bus stuck."
    assert days.a_case("Cora").held_reason is None
    assert MUM not in texted(days)
    days.at("09:31")
    days.beat()
    assert MUM in texted(days)


def test_cases_that_are_open_already_wait_too_and_so_do_their_texts(days: Days) -> None:
    on_the_bus(days, "Amina")
    days.at("08:50")
    days.absent("Amina")
    days.until("09:02", every=60)
    assert MUM in texted(days)
    hold(days, "09:45")
    assert "Texts and calls wait until 09:45: Bus stuck." in days.story("Amina")
    days.until("09:44", every=300)
    assert texted(days) == []
    days.until("09:50", every=60)
    assert texted(days)


def test_a_hold_ended_early_lets_them_go_now(days: Days) -> None:
    on_the_bus(days, "Amina")
    days.at("08:50")
    days.absent("Amina")
    days.at("08:58")
    held = hold(days, "10:00")
    days.until("09:03", every=60)
    assert texted(days) == []
    with days.database.write() as db:
        assert release(db, days.school_id, held.id, days.office, days.now) == 1
    days.beat()
    assert texted(days) == [MUM]
    with days.database.write() as db, pytest.raises(NotAllowed, match="ended already"):
        release(db, days.school_id, held.id, days.office, days.now)
    with days.database.write() as db, pytest.raises(NotFound):
        release(db, days.school_id, 999, days.office, days.now)


def test_a_vulnerable_pupil_on_the_bus_is_the_safeguarding_leads_all_the_same(days: Days) -> None:
    on_the_bus(days, "Amina", vulnerable=True)
    days.at("08:45")
    hold(days, "09:30")
    days.at("08:50")
    days.absent("Amina")
    days.at("09:01")
    days.beat()
    assert days.tasks("safeguarding", "Amina")
    assert texted(days) == []


def test_a_class_can_be_held(days: Days) -> None:
    days.at("08:50")
    days.absent("Amina")
    with days.database.write() as db:
        hold_group(
            db,
            days.school_id,
            days.made.group_id,
            "Fire drill.",
            days.instant("09:30"),
            days.office,
            days.now,
        )
    days.until("09:03", every=60)
    assert texted(days) == []
    with days.database.write() as db, pytest.raises(NotFound):
        hold_group(db, days.school_id, 999, "Drill.", days.instant("09:30"), days.office, days.now)


@pytest.mark.parametrize(
    ("route", "reason", "until", "words"),
    [
        ("12B", " ", "09:30", "Write a reason"),
        ("12B", "x" * 201, "09:30", "under 200"),
        ("12B", "Stuck.", "08:30", "still to come"),
        ("12B", "Stuck.", "10:46", "two hours at most"),
        ("99", "Stuck.", "09:30", "No pupil is on that route"),
    ],
)
def test_a_hold_needs_a_route_a_reason_and_an_end(
    days: Days, route: str, reason: str, until: str, words: str
) -> None:
    on_the_bus(days, "Amina")
    days.at("08:45")
    with days.database.write() as db, pytest.raises(NotAllowed, match=words):
        hold_route(db, days.school_id, route, reason, days.instant(until), days.office, days.now)


def shut(days: Days, shut: Shut) -> Closure:
    with days.database.write() as db:
        return declare_closure(db, days.school_id, shut, days.head, days.now)


def test_shut_for_the_day_nobody_is_unexplained_and_a_person_confirms_the_marks(days: Days) -> None:
    days.at("07:30")
    days.beat()
    closure = shut(days, Shut(FRIDAY, "Y4", "No heating."))
    assert {days.mark(name).code for name in ("Amina", "Dev")} == {"Y4"}
    assert not days.mark("Amina").confirmed
    days.until("09:40", every=600)
    assert days.tasks("register") == []
    with days.database.write() as db:
        assert confirm_closure(db, days.school_id, closure.id, days.head, days.now) == 8
    mark = days.mark("Amina", "pm")
    assert (mark.code, mark.confirmed) == ("Y4", True)
    days.mark_class(Amina="N")
    days.beat()
    assert days.case("Amina") is None
    assert days.mark("Amina").code == "Y4"


def test_declared_when_the_registers_are_in_the_cases_of_it_wait_for_a_person(days: Days) -> None:
    days.at("08:50")
    days.absent("Amina")
    days.until("09:02", every=60)
    assert MUM in texted(days)
    closure = shut(days, Shut(FRIDAY, "Y4", "A burst pipe."))
    case = days.a_case("Amina")
    assert case.paused_reason == "The school is shut: A burst pipe. A person closes this."
    assert case.closed_at is None
    assert days.mark("Amina").code == "Y4"
    assert days.mark("Cora").code == "/", "who was seen keeps the mark"
    days.until("09:30", every=300)
    assert texted(days) == []
    with days.database.write() as db:
        end_closure(db, days.school_id, closure.id, days.head, days.now)
    assert days.a_case("Amina").paused_at is None
    assert days.mark("Amina").code == "N"
    assert days.mark("Amina", "pm").code == ""
    with days.database.write() as db, pytest.raises(NotAllowed, match="ended already"):
        confirm_closure(db, days.school_id, closure.id, days.head, days.now)


def test_shut_from_midday_a_child_missing_before_it_is_looked_for(days: Days) -> None:
    days.at("08:50")
    days.absent("Amina")
    days.until("09:02", every=60)
    days.at("11:00")
    days.said()
    shut(days, Shut(FRIDAY, "Y4", "Snow.", from_time=time(12, 0)))
    assert days.a_case("Amina").paused_at is None, "missing before it: followed up as before"
    assert days.mark("Amina").code == "N"
    assert days.mark("Cora", "pm").code == "Y4"
    days.beat()
    days.at("13:40")
    days.beat()
    assert days.case("Cora") is None
    assert days.tasks("register") == []


def test_part_of_the_premises_shut_covers_its_classes_alone(days: Days) -> None:
    days.at("08:50")
    shut(days, Shut(FRIDAY, "Y3", "The annexe.", group_ids=frozenset({days.other_group})))
    days.absent("Amina", "Dev")
    days.until("09:02", every=60)
    assert days.case("Dev") is None
    assert days.mark("Dev").code == "Y3"
    assert days.case("Amina") is not None


def test_a_half_day_that_was_planned(days: Days) -> None:
    shut(days, Shut(MONDAY, "#", "Polling.", sessions="pm"))
    days.at("08:50", MONDAY)
    days.beat()
    days.absent("Amina")
    days.at("09:02", MONDAY)
    days.beat()
    days.at("13:45", MONDAY)
    days.beat()
    assert days.mark("Cora", "pm").code == "#"
    assert days.tasks("register") == []
    assert days.case("Amina") is not None


def test_a_day_without_school_is_entered_beforehand(days: Days) -> None:
    with days.database.write() as db:
        assert close_day(db, days.school_id, MONDAY, "inset", "Training", days.now)
        assert not close_day(db, days.school_id, MONDAY, "inset", "Training", days.now)
        with pytest.raises(NotAllowed, match="to come"):
            close_day(db, days.school_id, FRIDAY, "inset", "Training", days.now)
        with pytest.raises(NotAllowed, match="weekday"):
            close_day(db, days.school_id, MONDAY, "party", "Party", days.now)
    days.at("09:30", MONDAY)
    days.beat()
    assert days.registers() == []


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        (Shut(date(2026, 11, 19), "Y4", "Late."), "Choose today"),
        (Shut(date(2026, 11, 21), "Y4", "A Saturday."), "Choose today"),
        (Shut(FRIDAY, "Y1", "A bus."), "Choose Y3"),
        (Shut(FRIDAY, "#", "Planned?"), "not planned"),
        (Shut(FRIDAY, "Y3", "Which?"), "choose the classes"),
        (Shut(FRIDAY, "Y4", " "), "Write why"),
        (Shut(FRIDAY, "Y3", "Whose?", group_ids=frozenset({999})), "not in this school"),
    ],
)
def test_a_closure_must_make_sense(days: Days, wanted: Shut, words: str) -> None:
    with days.database.write() as db, pytest.raises(NotAllowed, match=words):
        declare_closure(db, days.school_id, wanted, days.head, days.now)


def test_snowed_in_while_the_school_is_open_is_for_the_head(days: Days) -> None:
    days.at("08:10")
    days.text(MUM, "We are snowed in, Amina can't get to school today because of the snow")
    report = days.report("Amina")
    assert report.code in ("Y1", "Y2")
    days.at("08:50")
    days.absent("Amina")
    days.at("09:01")
    days.beat()
    assert days.case("Amina") is None
    assert report.state == "provisional", "a person decides"


TRIP = Plan(FRIDAY, FRIDAY, "V", "Visit to the museum", "Joan Marsh", site="The museum")


def plan(days: Days, name: str, wanted: Plan) -> int:
    with days.database.write() as db:
        return plan_marks(db, days.pupil(name), wanted, days.office, days.now).id


def test_a_plan_stands_in_the_register_beforehand_and_when_the_pupil_is_not_there(days: Days) -> None:
    plan(days, "Amina", TRIP)
    days.at("07:30")
    days.beat()
    mark = days.mark("Amina")
    assert (mark.code, mark.confirmed) == ("V", False)
    days.at("08:50")
    days.absent("Amina")
    days.at("09:01")
    days.beat()
    mark = days.mark("Amina")
    assert (mark.code, mark.confirmed) == ("V", True)
    assert days.case("Amina") is None
    with days.database.read() as db:
        codes = db.scalars(select(Mark.code).where(Mark.pupil_id == days.pupil("Amina"))).all()
    assert list(codes) == ["V", "V"]


def test_in_school_despite_the_plan(days: Days) -> None:
    plan(days, "Amina", TRIP)
    days.at("08:50")
    days.all_here()
    assert days.mark("Amina").code == "/"
    (task,) = days.tasks("plan_differs", "Amina")
    assert "Visit to the museum" in task.why


def test_a_plan_for_some_weekdays(days: Days) -> None:
    plan(days, "Amina", Plan(FRIDAY, MONDAY, "B", "Forest school", "Joan Marsh", "am", (0,)))
    days.at("08:50")
    days.absent("Amina")
    days.at("09:01")
    days.beat()
    assert days.mark("Amina").code == "N", "Friday is none of them"
    assert days.case("Amina") is not None


def test_not_at_the_other_site_opens_a_case(days: Days) -> None:
    plan_id = plan(days, "Amina", TRIP)
    days.at("08:50")
    days.absent("Amina")
    days.at("09:30")
    days.beat()
    with days.database.write() as db:
        case = absent_from_site(db, plan_id, FRIDAY, "am", "Their office rang.", days.office, days.now)
    assert case is not None
    assert days.mark("Amina").code == "N"
    days.beat()
    assert texted(days) == [MUM]
    with days.database.write() as db:
        end_plan(db, days.school_id, plan_id, days.now)
        with pytest.raises(NotAllowed, match="Nothing is planned"):
            absent_from_site(db, plan_id, FRIDAY, "am", "", days.office, days.now)
        with pytest.raises(NotAllowed, match="ended already"):
            end_plan(db, days.school_id, plan_id, days.now)
        with pytest.raises(NotFound):
            end_plan(db, days.school_id, 999, days.now)


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        (Plan(MONDAY, FRIDAY, "V", "Trip", "Joan"), "last day"),
        (Plan(FRIDAY, FRIDAY, "Q9", "Trip", "Joan"), "no register code"),
        (Plan(FRIDAY, FRIDAY, "/", "Trip", "Joan"), "Choose another code"),
        (Plan(FRIDAY, FRIDAY, "V", " ", "Joan"), "Write what it is"),
        (Plan(FRIDAY, FRIDAY, "V", "Trip", " "), "who authorised"),
        (Plan(FRIDAY, FRIDAY, "V", "Trip", "Joan", "night"), "Choose morning"),
        (Plan(FRIDAY, FRIDAY, "V", "Trip", "Joan", "am", (6,)), "Choose morning"),
    ],
)
def test_a_plan_must_make_sense(days: Days, wanted: Plan, words: str) -> None:
    with days.database.write() as db, pytest.raises(NotAllowed, match=words):
        plan_marks(db, days.pupil("Amina"), wanted, days.office, days.now)


def test_an_agreed_later_start_is_waited_for_and_no_longer(days: Days) -> None:
    with days.database.write() as db:
        agree_times(
            db, days.pupil("Amina"), FRIDAY, MONDAY, "Hospital taxi", days.head, days.now,
            am_closes=time(10, 0),
        )  # fmt: skip
    days.at("08:50")
    days.absent("Amina")
    days.until("09:59", every=600)
    assert days.case("Amina") is None
    days.at("10:00")
    days.beat()
    days.beat()
    assert texted(days) == [MUM]


def test_in_before_the_agreed_time_is_not_late_after_the_close(days: Days) -> None:
    with days.database.write() as db:
        agreed = agree_times(
            db, days.pupil("Amina"), FRIDAY, MONDAY, "Taxi", days.head, days.now, am_closes=time(10, 0)
        )
        with pytest.raises(NotAllowed, match="Write the time"):
            agree_times(db, days.pupil("Amina"), FRIDAY, MONDAY, "Taxi", days.head, days.now)
    days.at("08:50")
    days.absent("Amina")
    days.comes_in("Amina", "09:50")
    assert days.mark("Amina").code == "L"
    with days.database.write() as db:
        end_agreed_times(db, days.school_id, agreed.id, days.now)
        with pytest.raises(NotAllowed, match="ended already"):
            end_agreed_times(db, days.school_id, agreed.id, days.now)
        with pytest.raises(NotFound):
            end_agreed_times(db, days.school_id, 999, days.now)


def test_a_register_of_the_afternoon_has_its_own_plan(days: Days) -> None:
    plan(days, "Amina", Plan(FRIDAY, FRIDAY, "B", "Swimming", "Joan Marsh", "pm"))
    days.at("08:50")
    days.absent("Amina")
    days.at("09:01")
    days.beat()
    assert days.mark("Amina").code == "N"
    days.all_here(HalfDay.PM, Amina="N")
    assert days.mark("Amina", "pm").code == "B"
