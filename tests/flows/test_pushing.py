"""Urgent safeguarding tasks are told to the lead, the deputy and the head until somebody has them."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from attendance.pushing import push_due_tasks, push_words
from attendance.tasks import acknowledge, open_task
from bot.parsers.embedded import EmbeddedParser
from storage.engine import Database
from storage.models import AbsenceReport, InboundMessage, Membership, OutboundMessage, Task, TaskPush, Trouble
from tests.flows.staffed import AUNT, DAD, DEV, HELEN, MUM, RUTH, Staffed, staffed, without_mobile
from tests.making import SCHOOL_NAME, add_contact

LEAD, DEPUTY, HEAD = "safeguarding_lead", "deputy_safeguarding_lead", "head"
PUSH = f"{SCHOOL_NAME}: An urgent safeguarding task is waiting for you in Ninebell. "


@pytest.fixture
def school(database: Database, parser: EmbeddedParser) -> Iterator[Staffed]:
    with staffed(database, parser) as made:
        yield made


def absent(school: Staffed, *names: str, until: str = "09:01") -> None:
    school.at("08:50")
    school.take_register(*names)
    school.until(until)


def test_the_lead_is_texted_then_rung_then_the_deputy_then_the_head(school: Staffed) -> None:
    absent(school, "Vera Stone", until="09:04")
    [(number, words)] = school.staff_texts()
    assert number == RUTH
    assert words.startswith(PUSH)
    assert "Vera" not in words
    assert len(words) <= 160
    assert school.tasks("ring_colleague") == []
    school.until("09:12")
    assert [number for number, _ in school.staff_texts()] == [DEV, HELEN]
    assert [task.why.partition(",")[0] for task in school.tasks("ring_colleague")] == [
        "Ring Ruth Abara",
        "Ring Dev Patel",
    ]
    assert school.pushed() == [
        (1, LEAD, "text"),
        (1, DEPUTY, "text"),
        (1, LEAD, "ring"),
        (1, HEAD, "text"),
        (1, DEPUTY, "ring"),
    ]
    school.until("09:17")
    assert (2, LEAD, "text") in school.pushed()


def test_ok_by_text_takes_it_on_in_their_name_and_everything_stops(school: Staffed) -> None:
    absent(school, "Vera Stone", until="09:07")
    school.staff_texts()
    assert school.text(DEV, "ok on it") == "taken on"
    task = school.task("safeguarding")
    assert task.acknowledged_by_name == "Dev Patel"
    assert school.tasks("ring_colleague") == []
    assert "Dev Patel has taken this on." in school.words("Vera Stone")
    school.until("09:25")
    assert school.staff_texts() == [(DEV, "Thank you, Dev. It's yours: open Calls for the details.")]
    assert school.text(RUTH, "OK") == "taken on before"
    school.beat()
    assert school.staff_texts() == [(RUTH, "Thank you, Ruth. Dev Patel has it already.")]


def test_other_words_leave_it_with_nobody_and_reach_the_office(school: Staffed) -> None:
    absent(school, "Vera Stone")
    assert school.text(RUTH, "I'm in court until noon, can't") == "to a person"
    assert school.task("safeguarding").acknowledged_at is None
    assert [task.role for task in school.tasks("inbox")] == ["office"]
    school.beat()
    assert "still waits for somebody" in school.staff_texts()[-1][1]
    school.until("09:07")
    assert [number for number, _ in school.staff_texts()] == [DEV]


def test_whoever_is_away_costs_no_time(school: Staffed) -> None:
    school.is_away("Ruth Abara")
    absent(school, "Vera Stone", until="09:07")
    assert [number for number, _ in school.staff_texts()] == [DEV, HELEN]


def test_without_a_mobile_the_office_rings_at_once_and_its_answer_counts(school: Staffed) -> None:
    with school.database.write() as db:
        without_mobile(db, school.people["Ruth Abara"].user_id)
    absent(school, "Vera Stone")
    ring = school.task("ring_colleague")
    assert (ring.role, ring.urgent, ring.pupil_id, ring.case_id) == ("office", True, None, None)
    assert "Vera" not in ring.why
    school.outcome(ring, "reached", by="Priya Shah")
    assert school.task("safeguarding").acknowledged_by_name == "Ruth Abara"
    school.until("09:20")
    assert school.staff_texts() == []


def test_no_answer_to_the_call_tells_the_next_at_once(school: Staffed) -> None:
    with school.database.write() as db:
        without_mobile(db, school.people["Ruth Abara"].user_id)
    absent(school, "Vera Stone")
    school.outcome(school.task("ring_colleague"), "no_answer", by="Priya Shah")
    school.until("09:02")
    assert [number for number, _ in school.staff_texts()] == [DEV]


def test_nobody_there_is_trouble_and_the_offices_at_once(school: Staffed) -> None:
    with school.database.write() as db:
        for membership in db.scalars(select(Membership).where(Membership.role.in_((LEAD, DEPUTY, HEAD)))):
            db.delete(membership)
    absent(school, "Vera Stone", until="09:12")
    [ring] = school.tasks("ring_colleague")
    assert ring.why.startswith("Nobody who should hear")
    with school.database.read() as db:
        [trouble] = db.scalars(select(Trouble).where(Trouble.kind == "nobody_to_tell")).all()
        assert (trouble.school_id, trouble.ended_at) == (school.made.school_id, None)
    school.outcome(school.task("safeguarding"), "acted", note="Rung the family myself.")
    school.beat()
    with school.database.read() as db:
        assert db.get_one(Trouble, trouble.id).ended_at is not None
    assert school.tasks("ring_colleague") == []


def test_one_text_stands_for_all_that_waits_and_one_ok_takes_all_on(school: Staffed) -> None:
    with school.database.write() as db:
        add_contact(db, school.made, "Sol Stone", "+447700900009", {"Vera Stone": 2})
    school.at("08:55")
    for number in (MUM, DAD):
        school.text(number, "She should be in school, I dropped her at the gate at 8.40")
    school.until("08:57")
    [(number, words)] = school.staff_texts()
    assert number == RUTH
    count = len(school.tasks("safeguarding"))
    assert count > 1
    assert f"{count} urgent safeguarding tasks are waiting" in words
    school.text(RUTH, "yes")
    assert {task.acknowledged_by_name for task in school.tasks("safeguarding")} == {"Ruth Abara"}


def test_a_colleague_who_is_a_parent_is_heard_as_a_parent(school: Staffed) -> None:
    with school.database.write() as db:
        add_contact(db, school.made, "Ruth Abara", RUTH, {"Cora Lane": 2})
    absent(school, "Vera Stone", "Cora Lane")
    assert school.text(RUTH, "Cora has a temperature, she's staying home") == "reported"
    with school.database.read() as db:
        assert db.scalars(select(AbsenceReport.pupil_id)).all() == [school.pupil("Cora Lane")]
    assert school.task("safeguarding").acknowledged_at is None
    school.until("09:17")  # round two: the newest text to her is about the task again
    assert school.text(RUTH, "OK") == "taken on"


def test_acknowledged_and_still_not_done_long_after_its_time_is_told_again(school: Staffed) -> None:
    absent(school, "Vera Stone")
    task = school.task("safeguarding")
    with school.database.write() as db:
        acknowledge(db, task.id, task.version, school.people["Ruth Abara"], school.now)
    school.staff_texts()
    school.until("09:29")
    assert school.staff_texts() == []
    school.until("09:32")
    assert [number for number, _ in school.staff_texts()] == [RUTH]
    assert school.again(task).acknowledged_at is None
    assert "Ruth Abara took this on, and it is still not done: told again." in school.words("Vera Stone")
    school.outcome(school.again(task), "acted", note="Seen at home.")
    school.until("10:00")
    assert school.staff_texts() == []


def test_beats_that_double_or_fail_tell_nobody_twice(school: Staffed) -> None:
    absent(school, "Vera Stone")
    for _ in range(3):
        school.beat()
        with school.database.write() as db:
            assert push_due_tasks(db, school.now) == 0
    school.now += timedelta(hours=1)  # the machine slept
    school.beat()
    school.beat()
    with school.database.read() as db:
        rows = db.execute(select(TaskPush.round, TaskPush.role, TaskPush.channel)).all()
        assert len(rows) == len(set(rows)) == 3
        assert db.scalar(select(OutboundMessage.urgency).where(OutboundMessage.purpose == "push")) == 1


@pytest.mark.parametrize(
    ("words", "searched"),
    [
        ("I dropped her off at 8:30 this morning", True),
        ("she left for school at 8", True),
        ("What do you mean, she should be in school", False),
    ],
)
def test_unaware_goes_to_the_lead_now_and_a_child_who_set_off_is_searched_for(
    school: Staffed, words: str, searched: bool
) -> None:
    absent(school, "Cora Lane")
    assert school.text(DAD, words) == "disputed"
    task = school.task("safeguarding")
    assert (task.urgent, task.pupil_id) == (True, school.pupil("Cora Lane"))
    searches = school.tasks("site_search")
    assert bool(searches) == searched
    if searched:
        assert (searches[0].role, searches[0].due_at) == ("office", school.now + timedelta(minutes=10))
    assert (school.case("Cora Lane").closed_at, school.case("Cora Lane").paused_at) == (None, None)
    school.until("09:03")
    assert RUTH in [number for number, _ in school.staff_texts()]


def test_a_search_that_finds_the_child_waits_for_a_person_and_one_that_does_not_is_an_alarm(
    school: Staffed,
) -> None:
    absent(school, "Cora Lane", "Amina Yusuf")
    school.text(DAD, "I dropped her off at 8:30 this morning")
    search = school.task("site_search")
    with pytest.raises(Exception, match="Write a note"):
        school.outcome(search, "found_in_school", by="Priya Shah")
    school.outcome(search, "found_in_school", by="Priya Shah", note="In the library with a book.")
    case = school.case("Cora Lane")
    assert (case.paused_at, case.closed_at) == (school.now, None)
    school.text(MUM, "Amina left for school at 8 with her friend")
    before = len(school.tasks("safeguarding"))
    school.outcome(school.task("site_search"), "not_found", by="Priya Shah")
    assert len(school.tasks("safeguarding")) == before + 1
    assert any("ringing the police" in task.why for task in school.tasks("safeguarding"))
    assert school.case("Amina Yusuf").paused_at is None


def test_left_for_school_over_the_telephone(school: Staffed) -> None:
    absent(school, "Cora Lane", until="09:40")
    school.outcome(school.task("call"), "left_for_school")
    assert school.task("safeguarding").urgent
    assert school.task("site_search").role == "office"
    assert school.case("Cora Lane").closed_at is None


def test_a_withdrawn_text_is_not_sent_once_somebody_has_the_task(school: Staffed) -> None:
    absent(school, "Vera Stone", until="08:59")
    school.now += timedelta(minutes=1)
    with school.database.write() as db:
        task_id = _safeguarding(db, school)
        push_due_tasks(db, school.now)
        acknowledge(db, task_id, 1, school.people["Helen Marsh"], school.now)
        assert db.scalars(select(OutboundMessage.state).where(OutboundMessage.purpose == "push")).all() == [
            "cancelled"
        ]


def _safeguarding(db: Session, school: Staffed) -> int:
    task_id = open_task(
        db,
        organisation_id=school.made.organisation_id,
        school_id=school.made.school_id,
        kind="safeguarding",
        role=LEAD,
        why="Look now.",
        due_at=school.now + timedelta(minutes=10),
        dedupe_key="test:1",
        now=school.now,
        urgent=True,
    )
    assert task_id is not None
    return task_id


def test_the_words_fit_one_text_whatever_the_school_is_called() -> None:
    long = "Ysgol Gyfun Gymunedol Penweddig a’r Cylch ŵ " * 3
    for count in (1, 30):
        words = push_words(long, count)
        assert len(words) <= 160
        assert words.isascii()
    assert AUNT not in push_words("A")


def test_a_message_of_a_colleague_ends_with_an_outcome(school: Staffed) -> None:
    absent(school, "Vera Stone")
    school.text(RUTH, "👍")
    school.text(HELEN, "hello?")
    with school.database.read() as db:
        assert db.scalars(select(InboundMessage.outcome).order_by(InboundMessage.id)).all()[0] == "taken on"
        assert None not in db.scalars(select(InboundMessage.outcome)).all()
        assert db.scalars(select(Task.kind).where(Task.kind == "safeguarding")).all() == ["safeguarding"]
