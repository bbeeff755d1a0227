"""The morning of an invented school of 420, and the days after it, played with the product's own parts."""

import csv
import io
import logging
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from app.logs import set_up_logs
from attendance.exports import confirmed_marks_csv
from attendance.family import cases_of_task
from attendance.importing import RegisterRow, import_school, read_folder
from attendance.outcomes import Found, record_outcome
from attendance.people import SOFTWARE, Actor
from attendance.registers import take_register
from attendance.review import amend, approve
from bot.parsers.embedded import EmbeddedParser
from demo.morning import morning_registers, morning_texts, unexplained
from demo.school import write_school
from rules.contacts import contacts_in_order
from rules.sessions import Session
from storage.cases import pupil_links
from storage.engine import Database
from storage.models import AbsenceReport, Case, Contact, ContactPoint, InboundMessage, Mark, Pupil, Task, User
from tests.flows.playing import OFFICE, Player

#: The Thursday before a weekend and the early May bank holiday: its third school day is the Tuesday after.
THURSDAY = date(2026, 4, 30)
FRIDAY, MONDAY, TUESDAY = (THURSDAY + timedelta(days=days) for days in (1, 4, 5))
SIXTH = THURSDAY + timedelta(days=8)
LATER = re.compile(r"unaware|reply")


class Morning(Player):
    """The demo school's morning, with a head who may decide everything."""

    head: Actor
    upns: dict[str, int]

    def play(self, ends: str) -> None:
        """Texts and registers as the script has them, minute by minute."""
        day = self.now.date()
        texts, registers = list(morning_texts(day)), list(morning_registers(day))
        for minute in _minutes(time(7, 0), time.fromisoformat(ends)):
            self.at(minute)
            clock = time.fromisoformat(minute)
            while texts and texts[0].at <= clock:
                text = texts.pop(0)
                self.text(text.number, text.body)
            for register in [each for each in registers if each.at <= clock]:
                registers.remove(register)
                with self.database.write() as db:
                    take_register(db, self.school_id, register.rows, self.now, OFFICE)
            self.beat()

    def absent_again(self, upns: set[str]) -> None:
        """Another day's registers: these pupils are away, everybody else is in."""
        day = self.now.date()
        with self.database.write() as db:
            for register in morning_registers(day):
                rows = [_row(row, "N" if row.upn in upns else "/") for row in register.rows]
                take_register(db, self.school_id, rows, self.now, OFFICE)

    def cases(self) -> dict[str, Case]:
        """Open cases by UPN."""
        with self.database.read() as db:
            rows = db.execute(select(Pupil.upn, Case).join(Case, Case.pupil_id == Pupil.id)).all()
        return {upn: case for upn, case in rows if case.closed_at is None}

    def called(self, upn: str) -> str:
        """What a pupil is called."""
        with self.database.read() as db:
            return db.get_one(Pupil, self.upns[upn]).called

    def contacts_of(self, upn: str) -> list[str]:
        """The numbers that may be texted about a pupil, in listed order."""
        with self.database.read() as db:
            links = contacts_in_order(pupil_links(db, self.upns[upn]), self.now.date())
            return [
                number
                for link in links
                if (
                    number := db.scalar(
                        select(ContactPoint.number)
                        .where(ContactPoint.contact_id == link.contact_id, ContactPoint.can_text)
                        .order_by(ContactPoint.position)
                        .limit(1)
                    )
                )
            ]


def _row(row: RegisterRow, code: str) -> RegisterRow:
    return replace(row, code=code, minutes_late=None)


def _minutes(first: time, last: time) -> Iterator[str]:
    for minute in range(first.hour * 60 + first.minute, last.hour * 60 + last.minute + 1):
        yield f"{minute // 60:02d}:{minute % 60:02d}"


@pytest.fixture
def morning(database: Database, parser: EmbeddedParser, tmp_path: Path) -> Iterator[Morning]:
    write_school(tmp_path / "school", THURSDAY)
    files = read_folder(tmp_path / "school")
    assert files.school is not None
    with database.write() as db:
        summary = import_school(
            db,
            files,
            organisation_name=files.school.name,
            school=files.school,
            today=THURSDAY,
            now=Player._instant(THURSDAY, "06:00"),
            actor=SOFTWARE,
            progress=lambda *_: None,
        )
        head = User(
            organisation_id=1,
            email="head@example.invalid",
            name="Rosalind Achterberg",
            position="Headteacher",
            fs_uniquifier="head",
            created_at=Player._instant(THURSDAY, "06:00"),
        )
        db.add(head)
        db.flush()
        upns = dict(db.execute(select(Pupil.upn, Pupil.id)).all())
        head_id = head.id
    played = Morning(database, parser, summary.school_id, THURSDAY, files.school.lines[0])
    played.head = Actor(head_id, "Rosalind Achterberg", "Headteacher", frozenset({"head", "office"}))
    played.upns = upns
    yield played
    played.close()


def test_the_morning_of_420_pupils(morning: Morning) -> None:
    script = morning_texts(THURSDAY)
    about = {upn for text in script if text.kind == "report" for upn in text.about}
    assert len(morning.upns) == 420
    assert len(about) == 31

    morning.play("09:09")
    before = [to for to, _ in morning.said()]
    writers = {text.number for text in script if text.at <= time(9, 9)}
    assert set(before) <= writers, "before the registers close only those who wrote hear from us"
    with morning.database.read() as db:
        marks = db.scalars(select(Mark).where(Mark.session == "am", Mark.on_date == THURSDAY)).all()
        reported = set(
            db.scalars(
                select(Pupil.upn)
                .join(AbsenceReport, AbsenceReport.pupil_id == Pupil.id)
                .where(AbsenceReport.standing == "listed", AbsenceReport.state == "provisional")
            )
        )
    assert len(marks) == 420
    assert about <= reported
    absent = [mark for mark in marks if mark.code not in ("/", "L")]
    assert len(absent) == 40
    assert morning.cases() == {}

    _first_contacts_go_out_in_listed_order(morning)
    _replies_pause_and_review_closes(morning)
    _the_rest_become_calls_then_visits(morning)


def _first_contacts_go_out_in_listed_order(morning: Morning) -> None:
    nobody = set(unexplained(THURSDAY))
    assert len(nobody) == 9
    morning.until("09:13")
    assert set(morning.cases()) == nobody
    said = morning.said()
    first = {upn: numbers[0] for upn in nobody if (numbers := morning.contacts_of(upn))}
    # Brother and sister are asked about in one text.
    assert sorted(to for to, _ in said) == sorted(set(first.values()))
    words = dict(said)
    assert all(morning.called(upn) in words[number] for upn, number in first.items())


def _replies_pause_and_review_closes(morning: Morning) -> None:
    answered: set[str] = set()
    for text in morning_texts(THURSDAY):
        if LATER.fullmatch(text.kind):
            morning.until(f"{text.at:%H:%M}")
            morning.text(text.number, text.body)
            if text.kind == "reply":
                answered |= set(text.about)
                assert all(morning.cases()[upn].paused_at for upn in text.about)
            else:
                assert not any(morning.cases()[upn].paused_at for upn in text.about)
    assert answered
    with morning.database.read() as db:
        waiting = db.execute(
            select(AbsenceReport.id, AbsenceReport.version, AbsenceReport.code, AbsenceReport.standing)
            .where(AbsenceReport.state == "provisional", AbsenceReport.pupil_id.is_not(None))
            .order_by(AbsenceReport.id)
        ).all()
    for report_id, version, code, standing in waiting:
        with morning.database.write() as db:
            if standing == "listed" and code != "N":
                approve(db, report_id, version, morning.head, morning.now)
            elif standing == "listed":
                amend(db, report_id, version, "I", "Asked the family.", morning.head, morning.now)
    still = morning.cases()
    assert set(still) == set(unexplained(THURSDAY)) - answered
    assert not any(case.paused_at for case in still.values())


def _the_rest_become_calls_then_visits(morning: Morning) -> None:
    rest = set(morning.cases())
    morning.until("15:00", every=120)
    said = [to for to, _ in morning.said()]
    allowed: dict[str, int] = defaultdict(int)
    for upn in unexplained(THURSDAY):
        for number in morning.contacts_of(upn):
            allowed[number] += 2
    wrote = {text.number for text in morning_texts(THURSDAY)}
    assert all(said.count(number) <= allowed[number] for number in set(said) - wrote)
    calls = [task for task in morning.open_tasks() if task.kind == "call"]
    with morning.database.read() as db:
        rung_about = [case.pupil_id for task in calls for case in cases_of_task(db, task.id)]
    assert sorted(rung_about) == sorted(morning.upns[upn] for upn in rest)
    _nobody_answers(morning)
    visits: dict[date, set[int | None]] = {}
    for day in _days_after(THURSDAY, SIXTH):
        morning.said()
        morning.at("08:00", day)
        if day not in (MONDAY, *_weekend()):
            morning.at("08:58", day)
            morning.absent_again(rest)
        before = {task.id for task in morning.open_tasks() if task.kind == "home_visit"}
        morning.until("16:00", day, every=300)
        new = [t for t in morning.open_tasks() if t.kind == "home_visit" and t.id not in before]
        visits[day] = {task.pupil_id for task in new}
        if day in (MONDAY, *_weekend()):
            assert morning.said() == [], day
    everybody = {morning.upns[upn] for upn in rest}
    assert {day for day, who in visits.items() if who} == {TUESDAY, SIXTH}
    assert visits[TUESDAY] == visits[SIXTH] == everybody
    assert set(morning.cases()) == rest
    told = {to for to, _ in morning.said()}
    assert told <= {number for upn in rest for number in morning.contacts_of(upn)}


def _nobody_answers(morning: Morning) -> None:
    for task in morning.open_tasks():
        if task.kind == "call":
            with morning.database.write() as db:
                record_outcome(db, task.id, task.version, Found("no_answer"), morning.head, morning.now)
    morning.until("16:30", every=300)
    decisions = {task.pupil_id for task in morning.open_tasks() if task.kind == "visit_decision"}
    assert decisions == {morning.upns[upn] for upn in morning.cases()}


def _days_after(first: date, last: date) -> list[date]:
    return [first + timedelta(days=days) for days in range(1, (last - first).days + 1)]


def _weekend() -> tuple[date, date]:
    return THURSDAY + timedelta(days=2), THURSDAY + timedelta(days=3)


def test_no_name_number_or_word_of_the_morning_is_in_any_log_line(
    morning: Morning,
) -> None:
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    stream = io.StringIO()
    set_up_logs("DEBUG", stream)
    try:
        morning.play("09:20")
        morning.text("+447700900123", "Zebedee Quux has canarypox")
        morning.beat()
    finally:
        root.handlers[:] = before
        root.setLevel(level)
    lines = stream.getvalue()
    assert lines.count("\n") > 50, "a morning leaves a trail"
    with morning.database.read() as db:
        names = {name for pupil in db.scalars(select(Pupil)) for name in (pupil.first_name, pupil.last_name)}
        names |= {name for each in db.scalars(select(Contact)) for name in (each.first_name, each.last_name)}
        numbers = set(db.scalars(select(ContactPoint.number)))
        bodies = set(db.scalars(select(InboundMessage.body)))
        tasks = set(db.scalars(select(Task.why)))
    words = {word for body in bodies for word in re.findall(r"\w{9,}", body)}
    canaries = {name for name in names if len(name) > 3} | numbers | words | tasks | {"canarypox", "Quux"}
    assert len(canaries) > 1000
    said = set(re.findall(r"[\w'+-]+", lines))
    assert not canaries & said
    assert not [each for each in (*numbers, *tasks) if each in lines]


def test_confirmed_marks_come_out_in_register_order(morning: Morning) -> None:
    morning.play("09:09")
    with morning.database.read() as db:
        exported = confirmed_marks_csv(db, morning.school_id, THURSDAY, Session.AM)
        confirmed = db.scalars(select(Mark).where(Mark.confirmed, Mark.session == "am")).all()
    rows = list(csv.DictReader(io.StringIO(exported)))
    assert len(rows) == len(confirmed) == 380
    assert {row["code"] for row in rows} == {"/", "L"}
