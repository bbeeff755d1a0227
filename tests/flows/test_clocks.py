"""Clocks that sleep, jump, change and turn the year: no step is lost, none doubled, each keeps its day."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from attendance.importing import RegisterRow
from attendance.registers import take_register
from bot.parsers.embedded import EmbeddedParser
from rules.sessions import Session as HalfDay
from storage.engine import Database
from storage.models import (
    AbsenceReport,
    Case,
    CaseDay,
    Line,
    Organisation,
    OutboundMessage,
    PolicyVersion,
    Pupil,
    Register,
    School,
    SchoolDay,
    Term,
)
from tests.flows.playing import OFFICE, Player
from tests.making import Made, add_contact, add_pupil, make_school

MUM, DAD = "+447700900001", "+447700900002"
FRIDAY = date(2026, 11, 20)
THURSDAY = FRIDAY - timedelta(days=1)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def make_long_school(db: Session) -> Made:
    """A school whose terms and policy hold for years, with one pupil of two parents."""
    made = make_school(db)
    db.execute(update(Term).values(first_on=date(2026, 1, 1), last_on=date(2029, 12, 31)))
    db.execute(update(PolicyVersion).values(from_on=date(2026, 1, 1)))
    add_pupil(db, made, "Amina Yusuf")
    return made


class Clocked(Player):
    """One child whom nobody speaks for."""

    def absent(self, on: date) -> None:
        """The morning's register of a day says that the child is away."""
        with self.database.write() as db:
            upn = db.scalars(select(Pupil.upn)).one()
            row = RegisterRow(upn, on, HalfDay.AM, "N", None)
            take_register(db, self.school_id, [row], self.now, OFFICE)

    def texted(self) -> list[str]:
        """The numbers that were texted since the last time of asking."""
        return [number for number, _ in self.said()]

    def days(self) -> dict[date, int]:
        """The school days of the case and their numbers."""
        with self.database.read() as db:
            return {day.on_date: day.number for day in db.scalars(select(CaseDay))}

    def tasks_of(self, kind: str) -> int:
        return sum(task.kind == kind for task in self.open_tasks())

    def registers_of(self, on: date) -> list[Register]:
        with self.database.read() as db:
            return list(db.scalars(select(Register).where(Register.on_date == on).order_by(Register.session)))


@pytest.fixture
def clocked(database: Database, parser: EmbeddedParser) -> Iterator[Clocked]:
    with database.write() as db:
        made = make_long_school(db)
        add_contact(db, made, "Hodan Yusuf", MUM, {"Amina Yusuf": 1})
        add_contact(db, made, "Abdi Yusuf", DAD, {"Amina Yusuf": 2})
    clocked = Clocked(database, parser, made.school_id, FRIDAY)
    yield clocked
    clocked.close()


def test_each_school_closes_at_nine_of_its_own_clock(database: Database, parser: EmbeddedParser) -> None:
    zones = ("Europe/London", "Europe/Gibraltar", "Atlantic/Stanley", "Asia/Kolkata")
    schools: dict[int, ZoneInfo] = {}
    for number, zone in enumerate(zones):
        with database.write() as db:
            made = make_school(db)
            add_pupil(db, made, "Amina Yusuf")
            db.get_one(Organisation, made.organisation_id).name = zone
            db.get_one(Line, made.line_id).number = f"+44770090095{number}"
            school = db.get_one(School, made.school_id)
            school.time_zone, school.urn = zone, f"99000{number + 2}"
            schools[school.id] = ZoneInfo(zone)
    player = Clocked(database, parser, min(schools), FRIDAY)
    player.now = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
    player.beat()
    with database.write() as db:
        for school_id in schools:
            upn = db.scalars(
                select(Pupil.upn)
                .join(School, School.id == school_id)
                .where(Pupil.organisation_id == School.organisation_id)
            ).one()
            row = RegisterRow(upn, FRIDAY, HalfDay.AM, "N", None)
            take_register(db, school_id, [row], player.now, OFFICE)
    while player.now < datetime(2026, 11, 20, 13, 0, tzinfo=UTC):
        player.now += timedelta(minutes=15)
        player.beat()
    with database.read() as db:
        opened = {case.school_id: case.opened_at for case in db.scalars(select(Case))}
    assert {school_id: at.astimezone(schools[school_id]).time() for school_id, at in opened.items()} == {
        school_id: time(9, 0) for school_id in schools
    }
    player.close()


@pytest.mark.parametrize(
    ("friday", "shift"), [(date(2026, 10, 23), HOUR), (date(2027, 3, 26), -HOUR)], ids=["autumn", "spring"]
)
def test_the_clocks_change_between_two_school_days(clocked: Clocked, friday: date, shift: timedelta) -> None:
    clocked.at("08:30", friday)
    clocked.absent(friday)
    clocked.until("09:01")
    assert clocked.texted() == [MUM]
    first = clocked.registers_of(friday)[0].closes_at
    # The night of the change, through the hour that comes twice or not at all.
    clocked.now = datetime.combine(friday + 2 * DAY, time(0, 0), UTC)
    for _ in range(9):
        clocked.beat()
        clocked.now += timedelta(minutes=20)
    assert clocked.texted() == []
    monday = friday + 3 * DAY
    clocked.at("08:30", monday)
    clocked.beat()
    clocked.absent(monday)
    clocked.at("08:59", monday)
    clocked.beat()
    assert clocked.texted() == [], "09:00 of last week's clock, or an hour early, is not yet 09:00"
    clocked.until("09:01", monday)
    assert clocked.texted() == [MUM]
    second = clocked.registers_of(monday)[0].closes_at
    assert second - first == 3 * DAY + shift
    assert clocked.days() == {friday: 1, monday: 2}
    clocked.at("18:01", monday)
    clocked.beat()
    assert clocked.texted() == [], "the evening is quiet by the new clock too"


def test_a_machine_that_slept_an_hour_takes_one_step_at_a_time(clocked: Clocked) -> None:
    clocked.at("08:50")
    clocked.absent(FRIDAY)
    clocked.until("09:02")
    assert clocked.texted() == [MUM]
    clocked.at("10:02")
    clocked.beat()
    clocked.beat()
    assert clocked.texted() == [DAD]
    clocked.until("10:11")
    assert clocked.texted() == [], "the gap counts from when the last text really went"
    clocked.until("10:13")
    assert clocked.texted() == [MUM]
    clocked.until("10:45")
    assert clocked.texted() == [DAD]
    assert clocked.tasks_of("call") == 1


def test_a_machine_that_slept_through_a_close_closes_it_once(clocked: Clocked) -> None:
    clocked.at("08:50")
    clocked.absent(FRIDAY)
    clocked.beat()
    clocked.at("09:40")
    for _ in range(3):
        clocked.beat()
    assert clocked.texted() == [MUM]
    assert clocked.days() == {FRIDAY: 1}


def test_a_clock_that_jumps_back_two_hours_repeats_nothing_and_waits_for_nothing(clocked: Clocked) -> None:
    clocked.at("08:50")
    clocked.absent(FRIDAY)
    clocked.until("09:02")
    clocked.at("11:00")
    clocked.until("11:02")
    assert clocked.texted() == [MUM, DAD]
    clocked.at("09:02")
    clocked.until("09:09")
    assert clocked.texted() == [], "ten minutes from the step of nine o'clock, whose time is right"
    clocked.until("09:12")
    assert clocked.texted() == [MUM], "the next step is not put off until it is eleven again"
    clocked.until("09:45")
    assert clocked.texted() == [DAD]
    assert clocked.tasks_of("call") == 1
    with clocked.database.read() as db:
        keys = list(db.scalars(select(OutboundMessage.dedupe_key)))
    assert len(keys) == len(set(keys)) == 4


def test_what_a_wrong_clock_put_off_is_done_now(clocked: Clocked) -> None:
    clocked.at("08:50")
    clocked.absent(FRIDAY)
    clocked.at("09:00")
    clocked.beat()
    assert clocked.texted() == [MUM]
    clocked.at("12:00")
    clocked.beat()
    assert clocked.text(MUM, "what number do I ring?") != "later"
    with clocked.database.write() as db:
        first = select(OutboundMessage.id).order_by(OutboundMessage.id).limit(1).scalar_subquery()
        lost = {
            "state": "unknown",
            "claimed_at": clocked.now,
            "lease_until": clocked.now + timedelta(minutes=1),
        }
        db.execute(
            update(OutboundMessage).where(OutboundMessage.id == first).values(provider_id=None, **lost)
        )
    texted = clocked.texted()
    clocked.at("09:01")
    clocked.until("09:05")
    texted += clocked.texted()
    states = clocked.states()
    assert not {"ready", "sending", "unknown"} & states.keys(), "nothing waits until it is noon again"
    assert Counter(texted)[MUM] <= 2, "the reply and one step; the text of unknown fate is not sent again"


def test_a_clock_that_was_a_day_ahead_and_came_back(clocked: Clocked) -> None:
    clocked.at("08:50", THURSDAY)
    clocked.absent(THURSDAY)
    clocked.until("09:02")
    assert clocked.texted() == [MUM]
    clocked.at("09:12", FRIDAY)
    clocked.until("09:14", FRIDAY)
    ahead = clocked.texted()
    assert len(ahead) <= 1, "no burst"
    clocked.at("09:03", THURSDAY)
    clocked.until("09:40", THURSDAY)
    assert clocked.texted() == [DAD, MUM, DAD], "Thursday goes on as if nothing had been"
    clocked.until("10:00", THURSDAY)
    assert clocked.tasks_of("call") == 1
    clocked.at("08:50", FRIDAY)
    clocked.absent(FRIDAY)
    clocked.until("10:00", FRIDAY)
    assert Counter([*ahead, *clocked.texted()]) == {MUM: 1, DAD: 1}, "Friday's texts went once, some early"
    with clocked.database.read() as db:
        keys = list(db.scalars(select(OutboundMessage.dedupe_key)))
    assert len(keys) == len(set(keys))
    assert clocked.days() == {THURSDAY: 1, FRIDAY: 2}


def test_midnight_begins_the_next_day_once(clocked: Clocked) -> None:
    clocked.at("23:59", THURSDAY)
    clocked.beat()
    assert clocked.registers_of(FRIDAY) == []
    clocked.at("00:00", FRIDAY)
    for _ in range(3):
        clocked.beat()
        clocked.now += timedelta(seconds=30)
    assert [register.session for register in clocked.registers_of(FRIDAY)] == ["am", "pm"]


def test_a_text_after_midnight_of_summer_time_is_of_the_day_the_parent_lives_in(clocked: Clocked) -> None:
    friday = date(2026, 6, 12)
    clocked.at("00:30", friday)
    assert clocked.now.date() == friday - DAY, "in UTC it is still Thursday"
    clocked.text(MUM, "Amina has a temperature and won't be in today")
    with clocked.database.read() as db:
        assert db.scalars(select(AbsenceReport.first_on)).one() == friday


def test_over_the_year_s_end_a_case_goes_on_with_the_next_school_day(clocked: Clocked) -> None:
    last, first = date(2026, 12, 18), date(2027, 1, 4)
    with clocked.database.write() as db:
        school = db.scalars(select(School)).one()
        for days in range(1, (first - last).days):
            db.add(
                SchoolDay(
                    organisation_id=school.organisation_id,
                    school_id=school.id,
                    on_date=last + timedelta(days=days),
                    kind="holiday",
                    name="Christmas",
                )
            )
    clocked.at("08:50", last)
    clocked.absent(last)
    clocked.until("09:02")
    assert clocked.texted() == [MUM]
    for at, on in (("23:59", date(2026, 12, 31)), ("00:00", date(2027, 1, 1)), ("09:30", date(2027, 1, 1))):
        clocked.at(at, on)
        clocked.beat()
        assert clocked.texted() == []
        assert clocked.registers_of(on) == []
    clocked.at("08:50", first)
    clocked.absent(first)
    clocked.until("09:02")
    assert clocked.texted() == [MUM]
    assert clocked.days() == {last: 1, first: 2}


def test_the_29th_of_february_is_a_school_day_like_any_other(clocked: Clocked) -> None:
    days = [date(2028, 2, 28), date(2028, 2, 29), date(2028, 3, 1)]
    for day in days:
        clocked.at("08:50", day)
        clocked.absent(day)
        clocked.until("09:02")
        assert clocked.tasks_of("home_visit") == (day == days[2]), "the visit is owed on the third school day"
    assert clocked.days() == {day: number for number, day in enumerate(days, start=1)}
