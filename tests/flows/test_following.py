"""From "absent, no reason" to a knock on the door, played over days on both databases."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from attendance.errors import NotAllowed, Stale
from attendance.outcomes import Found, record_outcome
from attendance.people import Actor
from attendance.review import amend, approve, reject, undo
from bot.parsers.embedded import EmbeddedParser
from storage.engine import Database
from storage.models import (
    AbsenceReport,
    Case,
    CaseDay,
    CaseEvent,
    Mark,
    MarkEntry,
    OutboundMessage,
    Task,
)
from tests.flows.playing import Player
from tests.flows.registering import add_user
from tests.making import Made, add_contact, add_pupil, make_school

FRIDAY = date(2026, 11, 20)
MONDAY, TUESDAY, WEDNESDAY, THURSDAY = (FRIDAY + timedelta(days=days) for days in (3, 4, 5, 6))
MUM, DAD, GRAN = "+447700900001", "+447700900002", "+447700900003"


class Story(Player):
    """One class of three, with the staff who decide."""

    made: Made
    office: Actor
    head: Actor

    def pupil(self, name: str) -> int:
        return self.made.pupils[name]

    def case(self, name: str = "Amina Yusuf") -> Case:
        with self.database.read() as db:
            return db.scalars(
                select(Case).where(Case.pupil_id == self.pupil(name)).order_by(Case.id.desc())
            ).first() or pytest.fail(f"no case for {name}")

    def report(self, name: str = "Amina Yusuf") -> AbsenceReport:
        with self.database.read() as db:
            return db.scalars(
                select(AbsenceReport)
                .where(AbsenceReport.pupil_id == self.pupil(name))
                .order_by(AbsenceReport.id.desc())
            ).first() or pytest.fail(f"no report for {name}")

    def mark(self, name: str, session: str = "am") -> Mark:
        with self.database.read() as db:
            return db.scalars(
                select(Mark)
                .where(Mark.pupil_id == self.pupil(name), Mark.session == session)
                .order_by(Mark.on_date.desc())
            ).first() or pytest.fail(f"no mark for {name}")

    def take_register(self, absent: tuple[str, ...] = ("Amina Yusuf",)) -> None:
        self.register({pupil: "N" if name in absent else "/" for name, pupil in self.made.pupils.items()})

    def outcome(self, task: Task, outcome: str, note: str = "", code: str | None = None) -> str:
        with self.database.write() as db:
            return record_outcome(
                db, task.id, task.version, Found(outcome, note, code), self.office, self.now
            )

    def kinds(self) -> list[str]:
        # Nobody here has an account to be told by, and no afternoon register comes: stories told elsewhere.
        elsewhere = {"ring_colleague", "register", "sight_check"}
        return [task.kind for task in self.open_tasks() if task.kind not in elsewhere]


@pytest.fixture
def story(database: Database, parser: EmbeddedParser) -> Iterator[Story]:
    with database.write() as db:
        made = make_school(db, closed=(MONDAY,))
        for name in ("Amina Yusuf", "Bilal Yusuf", "Cora Lane"):
            add_pupil(db, made, name)
        add_contact(db, made, "Hodan Yusuf", MUM, {"Amina Yusuf": 1, "Bilal Yusuf": 1})
        add_contact(db, made, "Abdi Yusuf", DAD, {"Amina Yusuf": 2, "Bilal Yusuf": 2})
        add_contact(db, made, "Ayan Yusuf", GRAN, {"Amina Yusuf": 3}, may_report=False, may_be_told=False)
        office = add_user(db, made, "Priya Shah", "School office")
        head = add_user(db, made, "Joan Marsh", "Headteacher")
    story = Story(database, parser, made.school_id, FRIDAY)
    story.made = made
    story.office = Actor(office, "Priya Shah", "School office", frozenset({"office"}))
    story.head = Actor(head, "Joan Marsh", "Headteacher", frozenset({"head"}))
    yield story
    story.close()


def test_contacts_are_texted_in_listed_order_then_people_are_asked(story: Story) -> None:
    story.at("08:50")
    story.take_register()
    story.until("08:59")
    assert story.said() == []
    story.until("09:02")
    said = story.said()
    assert [number for number, _ in said] == [MUM]
    assert "Amina" in said[0][1]
    assert "Yusuf" not in said[0][1]
    story.until("09:15")
    assert [number for number, _ in story.said()] == [DAD]
    assert story.kinds() == []
    story.until("10:00")
    assert [number for number, _ in story.said()] == [MUM, DAD]
    assert story.kinds() == ["call"]
    story.until("15:00")
    # Monday is a bank holiday: three days without school lie ahead, and somebody decides about them today.
    assert story.kinds() == ["call", "visit_decision", "break_decision"]
    assert story.said() == []


def test_a_reason_pauses_at_once_and_a_person_closes(story: Story) -> None:
    story.at("08:50")
    story.take_register()
    story.until("09:05")
    story.said()
    assert story.text(MUM, "sorry Amina has a tummy bug") != "later"
    case = story.case()
    assert case.paused_at == story.now
    assert case.closed_at is None
    assert story.mark("Amina Yusuf").code == "I"
    assert not story.mark("Amina Yusuf").confirmed
    story.until("10:00")
    assert [number for number, _ in story.said()] == [MUM]  # the reply, and no more asking
    report = story.report()
    with story.database.write() as db:
        approve(db, report.id, report.version, story.office, story.now)
    assert story.case().closed_at is not None
    mark = story.mark("Amina Yusuf")
    assert (mark.code, mark.confirmed) == ("I", True)
    with story.database.read() as db:
        entries = db.scalars(
            select(MarkEntry).where(MarkEntry.mark_id == mark.id).order_by(MarkEntry.id)
        ).all()
    assert [(entry.original, entry.amended) for entry in entries] == [(None, "N"), ("N", "I"), ("I", "I")]
    assert (entries[-1].name, entries[-1].position) == ("Priya Shah", "School office")


def test_a_rejected_reason_resumes_the_follow_up(story: Story) -> None:
    story.at("08:50")
    story.take_register()
    story.until("09:01")
    story.text(MUM, "Amina has a cold")
    report = story.report()
    story.until("09:30")
    story.said()
    with story.database.write() as db:
        reject(db, report.id, report.version, "She was seen in town.", story.office, story.now)
    assert story.case().paused_at is None
    assert story.mark("Amina Yusuf").code == "N"
    story.until("09:32")
    assert [number for number, _ in story.said()] == [DAD]


def test_a_decision_can_be_taken_back(story: Story) -> None:
    story.at("08:50")
    story.take_register()
    story.until("09:01")
    story.text(MUM, "Amina has a cold")
    report = story.report()
    with story.database.write() as db:
        approve(db, report.id, report.version, story.office, story.now)
    report = story.report()
    with story.database.write() as db:
        undo(db, report.id, report.version, story.office, story.now)
    assert story.case().closed_at is None
    assert story.case().paused_at is not None
    mark = story.mark("Amina Yusuf")
    assert (mark.code, mark.confirmed) == ("I", False)
    assert story.report().state == "provisional"


def test_two_people_never_overwrite_each_other(story: Story) -> None:
    story.at("08:00")
    story.text(MUM, "Amina has a cold")
    report = story.report()
    with story.database.write() as db:
        approve(db, report.id, report.version, story.office, story.now)
    with pytest.raises(Stale, match="Priya Shah decided this at 08:00"), story.database.write() as db:
        reject(db, report.id, report.version, "No.", story.head, story.now)
    assert story.report().state == "confirmed"


def test_only_the_head_decides_leave(story: Story) -> None:
    story.at("08:00")
    story.text(MUM, "We are taking Amina on holiday to Spain on Tuesday")
    report = story.report()
    assert (report.code, report.decided_by) == ("G", "head")
    with pytest.raises(NotAllowed, match="Only the head"), story.database.write() as db:
        approve(db, report.id, report.version, story.office, story.now)
    with pytest.raises(NotAllowed, match="Only the head"), story.database.write() as db:
        amend(db, report.id, report.version, "C", "Granted.", story.office, story.now)
    with story.database.write() as db:
        approve(db, report.id, report.version, story.head, story.now)
    assert story.report().state == "confirmed"


@pytest.mark.parametrize(
    ("code", "sentence"), [("XX", "no register code"), ("H", "withdrawn"), ("i", "mean I")]
)
def test_only_a_code_in_use_can_be_entered(story: Story, code: str, sentence: str) -> None:
    story.at("08:00")
    story.text(MUM, "Amina has a cold")
    report = story.report()
    with pytest.raises(NotAllowed, match=sentence), story.database.write() as db:
        amend(db, report.id, report.version, code, "Because.", story.office, story.now)
    assert story.report().state == "provisional"


def test_a_report_before_the_register_opens_no_case(story: Story) -> None:
    story.at("07:40")
    story.text(MUM, "Amina is poorly, wont be in")
    story.until("07:41")
    assert len(story.said()) == 1
    story.at("08:50")
    story.take_register()
    story.until("11:00")
    assert story.said() == []
    with story.database.read() as db:
        assert db.scalars(select(Case)).all() == []
    assert story.mark("Amina Yusuf").code == "I"


def test_a_report_after_the_close_but_before_the_beat_holds_the_call(story: Story) -> None:
    story.at("08:50")
    story.take_register()
    story.at("09:00")
    story.text(MUM, "Amina is poorly")
    story.until("09:30")
    with story.database.read() as db:
        assert db.scalars(select(Case)).all() == []
    assert [number for number, _ in story.said()] == [MUM]


def test_somebody_unlisted_changes_nothing(story: Story) -> None:
    story.at("08:50")
    story.take_register()
    story.until("09:01")
    story.text("+447700900077", "Amina Yusuf is ill")
    story.text(GRAN, "Amina is ill")
    case = story.case()
    assert case.paused_at is None
    assert story.mark("Amina Yusuf").code == "N"
    story.until("09:30")
    assert DAD in [number for number, _ in story.said()]


def test_the_days_go_on_over_a_weekend_and_a_bank_holiday(story: Story) -> None:
    """Friday is day 1; Monday is a bank holiday; Tuesday is day 2 and Wednesday day 3."""
    story.at("08:50")
    story.take_register()
    story.until("17:00", every=300)
    story.said()
    story.until("23:00", MONDAY, every=1800)
    assert story.said() == []
    for day, number, visits in ((TUESDAY, 2, 0), (WEDNESDAY, 3, 1), (THURSDAY, 4, 1)):
        story.at("08:50", day)
        story.take_register()
        story.until("17:00", every=300)
        said = story.said()
        assert {MUM, DAD} <= {to for to, _ in said}, day
        assert "Amina is away again" in said[0][1]
        assert story.kinds().count("home_visit") == visits, day
        with story.database.read() as db:
            days = db.scalars(select(CaseDay.number).where(CaseDay.on_date == day)).all()
        assert days == [number]
    for day, number, visits in ((FRIDAY + timedelta(days=7), 5, 1), (FRIDAY + timedelta(days=10), 6, 2)):
        story.at("08:50", day)
        story.take_register()
        story.until("17:00", every=300)
        assert story.kinds().count("home_visit") == visits, number
    with story.database.read() as db:
        assert len(db.scalars(select(Case)).all()) == 1


def test_an_adult_who_did_not_know_goes_to_the_safeguarding_lead_and_closes_nothing(story: Story) -> None:
    story.at("08:50")
    story.take_register()
    story.until("09:01")
    story.text(MUM, "I dropped her off at 8:30!!")
    tasks = [task for task in story.open_tasks() if task.kind == "safeguarding"]
    assert [task.role for task in tasks] == ["safeguarding_lead"]
    assert tasks[0].urgent
    case = story.case()
    assert case.closed_at is None
    assert case.paused_at is None


def test_a_vulnerable_pupils_lead_is_told_at_once_and_only_seeing_the_child_closes(story: Story) -> None:
    with story.database.write() as db:
        add_pupil(db, story.made, "Dara Frost", vulnerable=True)
        add_contact(db, story.made, "Ada Frost", "+447700900004", {"Dara Frost": 1})
    story.at("08:50")
    story.take_register(absent=("Dara Frost",))
    story.until("09:01")
    assert story.kinds() == ["safeguarding"]
    story.text("+447700900004", "Dara has a cold")
    report = story.report("Dara Frost")
    with story.database.write() as db:
        approve(db, report.id, report.version, story.office, story.now)
    case = story.case("Dara Frost")
    assert case.closed_at is None
    assert case.paused_at is not None
    task = next(task for task in story.open_tasks() if task.kind == "safeguarding")
    story.outcome(task, "visited_seen", "Spoke to her on the doorstep.")
    assert story.case("Dara Frost").closed_at is not None


def test_a_call_that_reaches_a_reason_confirms_it_in_the_callers_name(story: Story) -> None:
    story.at("08:50")
    story.take_register()
    story.until("10:00")
    task = story.open_tasks()[0]
    with pytest.raises(NotAllowed, match="Choose the register code"):
        story.outcome(task, "reached_reason", "A cold, says mum.")
    assert story.kinds() == ["call"]
    story.outcome(task, "reached_reason", "A cold, says mum.", "I")
    assert story.case().closed_at is not None
    mark = story.mark("Amina Yusuf")
    assert (mark.code, mark.confirmed) == ("I", True)


def test_no_answer_brings_the_visit_decision_forward(story: Story) -> None:
    story.at("08:50")
    story.take_register()
    story.until("10:00")
    story.outcome(story.open_tasks()[0], "no_answer")
    story.until("10:40")
    assert story.kinds()[0] == "visit_decision"
    story.outcome(story.open_tasks()[0], "visit")
    visit = next(task for task in story.open_tasks() if task.kind == "home_visit")
    story.outcome(visit, "visited_nobody", "Curtains drawn.")
    assert "safeguarding" in story.kinds()
    assert story.case().closed_at is None


def test_a_late_arrival_pauses_until_a_person_closes(story: Story) -> None:
    story.at("08:50")
    story.take_register()
    story.until("09:01")
    story.said()
    story.register({story.pupil("Amina Yusuf"): "U"})
    assert story.mark("Amina Yusuf").code == "U"
    assert story.case().paused_at is not None
    story.until("11:00")
    assert story.said() == [(MUM, "Larkfield Primary: Amina is in school now. Thank you for your help.")]
    assert story.case().closed_at is None


def test_beats_that_are_doubled_or_missed_change_nothing(story: Story) -> None:
    story.at("08:50")
    story.take_register()
    story.until("09:01")
    for _ in range(5):
        story.beat()
    assert [number for number, _ in story.said()] == [MUM]
    story.at("12:00")  # the machine slept
    for _ in range(3):
        story.beat()
    assert [number for number, _ in story.said()] == [DAD]
    with story.database.read() as db:
        keys = db.scalars(select(CaseEvent.step_key).where(CaseEvent.step_key.is_not(None))).all()
        assert len(keys) == len(set(keys)) == 2
        assert len(db.scalars(select(OutboundMessage)).all()) == 2


def test_a_case_that_cannot_be_read_keeps_no_other_child_waiting(story: Story) -> None:
    story.at("08:50")
    story.take_register(absent=("Amina Yusuf", "Bilal Yusuf"))
    story.until("09:01")
    story.said()
    broken = story.case("Amina Yusuf").id
    with story.database.write() as db:
        db.get_one(Case, broken).ladder = {"once": "no ladder at all"}
    story.until("09:30")
    assert all("Bilal" in words for _, words in story.said())
    assert story.case("Bilal Yusuf").next_due_at is not None
    failed = story.case("Amina Yusuf")
    assert "look at this child yourself" in failed.next_reason
    assert failed.next_due_at is not None
    assert failed.closed_at is None


def test_coming_late_is_not_counted_as_present_before_the_child_is_seen(story: Story) -> None:
    story.at("08:10")
    story.text(MUM, "Amina will be about 20 minutes late, car wont start")
    assert (story.report().code, story.mark("Amina Yusuf").code) == ("L", "N")
    story.at("08:50")
    story.take_register()
    assert story.mark("Amina Yusuf").code == "N"
    story.register({story.pupil("Amina Yusuf"): "U"})
    assert story.mark("Amina Yusuf").code == "U"
    assert not [doubt for doubt in story.report().doubts if "in school" in doubt]


def test_the_last_day_in_the_calendar_forgets_nobody(story: Story) -> None:
    story.at("08:50", date(2027, 7, 20))
    story.take_register()
    story.until("18:00", every=600)
    last = story.case()
    assert last.next_due_at is not None
    assert last.next_due_at > story.now
