"""What people do to a follow-up and its tasks, each time in their name and with a reason."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from attendance.acts import bring_forward, next_steps, pause_case_until, resume_case_by_hand, skip_step
from attendance.errors import AttendanceError, NotAllowed, Stale
from attendance.outcomes import close_case_by_hand
from attendance.overdue import hand_to
from bot.parsers.embedded import EmbeddedParser
from storage.engine import Database
from storage.models import AbsenceReport, CaseContactDay, CaseEvent, Task
from tests.flows.staffed import DAD, FRIDAY, MONDAY, MUM, RUTH, Staffed, staffed

TUESDAY = MONDAY + timedelta(days=1)


@pytest.fixture
def school(database: Database, parser: EmbeddedParser) -> Iterator[Staffed]:
    with staffed(database, parser) as made:
        yield made


def absent(school: Staffed, *names: str, until: str = "09:01") -> None:
    school.at("08:50")
    school.take_register(*names)
    school.until(until)


def act(school: Staffed, name: str, does: Callable[..., str], *what: object, by: str = "Dan Holt") -> str:
    """Somebody acts on a pupil's case, as they see it now."""
    case = school.case(name)
    with school.database.write() as db:
        return does(db, case.id, case.version, *what, "The family rang.", school.people[by], school.now)


def keys(school: Staffed, name: str) -> list[str]:
    with school.database.read() as db:
        found = next_steps(db, [school.case(name).id], school.now)
    return [step.key.partition("/")[2] for step in found.get(school.case(name).id, [])]


def step(school: Staffed, key: str) -> str:
    return f"{FRIDAY.isoformat()}/{key}"


def test_a_pause_with_an_end_keeps_quiet_and_goes_on_by_itself(school: Staffed) -> None:
    absent(school, "Cora Lane")
    school.said()
    said = act(school, "Cora Lane", pause_case_until, school.now + timedelta(minutes=30))
    assert said.startswith("Paused until 09:31 on Fri 20 Nov")
    school.until("09:30")
    assert school.said() == []
    school.until("09:33")
    assert [number for number, _ in school.said()] == [DAD]
    assert school.case("Cora Lane").paused_at is None
    with school.database.read() as db:
        event = db.scalars(select(CaseEvent).where(CaseEvent.kind == "paused")).one()
    assert (event.name, event.position) == ("Dan Holt", "Attendance officer")
    assert event.words.endswith("The family rang.")


@pytest.mark.parametrize("hours", [-1, 0, 24 * 5])
def test_a_pause_ends_by_the_next_school_days_contact(school: Staffed, hours: int) -> None:
    absent(school, "Cora Lane")
    with pytest.raises(NotAllowed, match="09:00 on Tue 24 Nov"):
        act(school, "Cora Lane", pause_case_until, school.now + timedelta(hours=hours))
    last = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
    assert "Tue 24 Nov" in act(school, "Cora Lane", pause_case_until, last)


def test_a_vulnerable_childs_follow_up_is_paused_by_a_lead_only(school: Staffed) -> None:
    absent(school, "Vera Stone")
    until = school.now + timedelta(minutes=20)
    with pytest.raises(NotAllowed, match="vulnerable"):
        act(school, "Vera Stone", pause_case_until, until)
    act(school, "Vera Stone", pause_case_until, until, by="Dev Patel")
    assert school.case("Vera Stone").paused_until == until
    act(school, "Vera Stone", resume_case_by_hand, by="Dev Patel")
    assert (school.case("Vera Stone").paused_at, school.case("Vera Stone").paused_until) == (None, None)


def test_a_step_skipped_is_left_out_and_the_next_one_comes(school: Staffed) -> None:
    absent(school, "Cora Lane")
    assert keys(school, "Cora Lane")[0].startswith("text/2/")
    second = keys(school, "Cora Lane")[0]
    act(school, "Cora Lane", skip_step, step(school, second))
    assert second not in keys(school, "Cora Lane")
    school.said()
    school.until("09:40")
    assert school.said() == []
    assert school.task("call").case_id == school.case("Cora Lane").id
    assert any(words.startswith("Skipped: text 2") for words in school.words("Cora Lane"))
    with pytest.raises(NotAllowed, match="not ahead any more"):
        act(school, "Cora Lane", skip_step, step(school, second))


def test_a_step_brought_forward_comes_now(school: Staffed) -> None:
    absent(school, "Cora Lane")
    assert "call" in keys(school, "Cora Lane")
    act(school, "Cora Lane", bring_forward, step(school, "call"))
    school.until("09:03")
    assert school.task("call").pupil_id == school.pupil("Cora Lane")
    assert "call" not in keys(school, "Cora Lane")


def test_only_a_lead_skips_a_step_of_safeguarding(school: Staffed) -> None:
    absent(school, "Cora Lane")
    with school.database.read() as db:
        steps = next_steps(db, [school.case("Cora Lane").id], school.now)[school.case("Cora Lane").id]
    broken = next(each for each in steps if each.needs_lead)
    assert broken.key == step(school, "break")
    with pytest.raises(NotAllowed, match="Only a safeguarding lead"):
        act(school, "Cora Lane", skip_step, broken.key)
    act(school, "Cora Lane", skip_step, broken.key, by="Helen Marsh")


def test_acts_need_a_reason_and_the_newest_version(school: Staffed) -> None:
    absent(school, "Cora Lane")
    case, dan = school.case("Cora Lane"), school.people["Dan Holt"]
    with school.database.write() as db:
        with pytest.raises(NotAllowed, match="Write a reason"):
            skip_step(db, case.id, case.version, step(school, "call"), " ", dan, school.now)
        with pytest.raises(Stale):
            skip_step(db, case.id, case.version - 1, step(school, "call"), "x", dan, school.now)


def test_the_break_is_decided_on_that_day_and_its_days_are_kept(school: Staffed) -> None:
    absent(school, "Cora Lane", until="10:30")
    decision = school.task("break_decision")
    saturday, sunday = FRIDAY + timedelta(days=1), FRIDAY + timedelta(days=2)
    for by, days, sentence in (
        ("Dan Holt", (saturday,), "safeguarding lead, the deputy or the head"),
        ("Ruth Abara", (), "Tick the days"),
        ("Ruth Abara", (TUESDAY,), "days without school"),
        ("Ruth Abara", (FRIDAY,), "days without school"),
    ):
        with pytest.raises(NotAllowed, match=sentence):
            school.outcome(decision, "contact_days", by=by, days=days)
    said = school.outcome(decision, "contact_days", by="Dev Patel", days=(sunday, MONDAY))
    assert said == "The family is contacted in the break on Sun 22 Nov, Mon 23 Nov."
    with school.database.read() as db:
        assert db.scalars(select(CaseContactDay.on_date).order_by(CaseContactDay.on_date)).all() == [
            sunday,
            MONDAY,
        ]
    school.at("08:00", saturday)
    school.until("12:00", every=1800)
    assert school.tasks("family_contact") == []
    school.at("08:00", sunday)
    school.until("12:00", every=1800)
    assert school.task("family_contact").pupil_id == school.pupil("Cora Lane")


def test_a_break_nobody_decided_about_is_pushed_from_its_deadline(school: Staffed) -> None:
    absent(school, "Cora Lane", until="10:30")
    decision = school.task("break_decision")
    assert school.pushed("break_decision") == []
    school.now = decision.due_at + timedelta(minutes=1)
    school.until(f"{school.now:%H:%M}")
    assert school.pushed("break_decision")[0][1] == "safeguarding_lead"
    assert RUTH in [number for number, _ in school.said()]
    with pytest.raises(NotAllowed, match="Write a note"):
        school.outcome(school.again(decision), "no_contact", by="Helen Marsh")
    school.outcome(school.again(decision), "no_contact", by="Helen Marsh", note="Grandmother has him.")


def test_a_task_not_done_in_time_is_told_once_and_the_ladder_goes_on(school: Staffed) -> None:
    absent(school, "Cora Lane", until="09:40")
    call = school.task("call")
    school.now = call.due_at + timedelta(minutes=1)
    school.beat()
    school.beat()
    late = school.again(call)
    assert (late.urgent, late.version) == (True, call.version)
    assert late.why.count("the head sees to it") == 1
    assert sum("Not done by" in words for words in school.words("Cora Lane")) == 1
    assert school.tasks("visit_decision")


def test_a_task_is_handed_to_a_colleague_who_may_see_it(school: Staffed) -> None:
    absent(school, "Vera Stone", "Cora Lane", until="09:40")
    dan, priya = school.people["Dan Holt"], school.people["Priya Shah"]
    call = next(task for task in school.tasks("call") if task.pupil_id == school.pupil("Cora Lane"))
    with school.database.write() as db:
        assert (
            hand_to(db, call.id, call.version, priya.user_id or 0, dan, school.now)
            == "It is Priya Shah's now."
        )
    assert school.again(call).for_user_id == priya.user_id
    alarm = school.task("safeguarding")
    with school.database.write() as db:
        with pytest.raises(NotAllowed, match="may not see"):
            hand_to(db, alarm.id, alarm.version, priya.user_id or 0, dan, school.now)
        with pytest.raises(NotAllowed, match="no account"):
            hand_to(db, alarm.id, alarm.version, 999_999, dan, school.now)
        with pytest.raises(Stale):
            hand_to(db, call.id, call.version, dan.user_id or 0, dan, school.now)


def test_one_call_for_two_children_explains_only_those_it_was_about(school: Staffed) -> None:
    absent(school, "Amina Yusuf", "Bilal Yusuf", until="09:40")
    call = school.task("call")
    school.outcome(
        call, "reached_reason", note="A cold.", code="I", pupil_ids=frozenset({school.pupil("Amina Yusuf")})
    )
    assert school.case("Amina Yusuf").closed_at == school.now
    assert school.case("Bilal Yusuf").closed_at is None
    again = school.task("call")
    assert (again.pupil_id, again.case_id) == (school.pupil("Bilal Yusuf"), school.case("Bilal Yusuf").id)
    school.outcome(again, "not_aware")
    assert school.task("safeguarding").pupil_id == school.pupil("Bilal Yusuf")


def test_pausing_or_closing_one_child_keeps_the_shared_call_for_the_other(school: Staffed) -> None:
    absent(school, "Amina Yusuf", "Bilal Yusuf", until="09:40")
    call = school.task("call")
    report = school.text(MUM, "Amina has a cold")
    assert report == "reported"
    assert school.task("call").id == call.id
    case = school.case("Amina Yusuf")
    with school.database.write() as db:
        close_case_by_hand(
            db, case.id, case.version, "I", "Spoke to mum", school.people["Dan Holt"], school.now
        )
    left = school.task("call")
    assert left.case_id == school.case("Bilal Yusuf").id


@pytest.mark.parametrize(
    ("answer", "reported"),
    [("they're both ill", {"Amina Yusuf", "Bilal Yusuf"}), ("Bilal is ill", {"Bilal Yusuf"})],
)
def test_an_answer_is_about_the_children_we_asked_about(
    school: Staffed, answer: str, reported: set[str]
) -> None:
    absent(school, "Amina Yusuf", "Bilal Yusuf")
    school.text(MUM, answer)
    with school.database.read() as db:
        about = set(db.scalars(select(AbsenceReport.pupil_id).where(AbsenceReport.pupil_id.is_not(None))))
    assert about == {school.pupil(name) for name in reported}
    for name in ("Amina Yusuf", "Bilal Yusuf"):
        assert (school.case(name).paused_at is not None) == (name in reported)


def test_she_is_ill_with_one_child_asked_about_is_that_child(school: Staffed) -> None:
    absent(school, "Amina Yusuf")
    assert school.text(MUM, "she's ill") == "reported"
    assert school.case("Amina Yusuf").paused_at == school.now
    assert school.case("Amina Yusuf").closed_at is None


def test_every_task_has_outcomes_that_can_be_written_down(school: Staffed) -> None:
    absent(school, "Cora Lane", "Vera Stone", until="10:30")
    for task in school.open_tasks():
        with pytest.raises(AttendanceError):
            school.outcome(task, "nonsense", by="Ruth Abara")
    kinds = {task.kind for task in school.open_tasks()}
    assert {"call", "visit_decision", "break_decision", "safeguarding"} <= kinds


def test_a_welfare_check_is_a_task_of_its_own(school: Staffed) -> None:
    absent(school, "Vera Stone")
    school.outcome(school.task("safeguarding"), "welfare_check", by="Ruth Abara")
    check = school.task("welfare_check")
    assert (check.role, check.urgent, check.next_push_at is not None) == ("safeguarding_lead", True, True)
    school.outcome(school.again(check), "asked_police", by="Ruth Abara", note="Incident 12 of today.")
    with school.database.read() as db:
        assert db.get_one(Task, check.id).next_push_at is None
