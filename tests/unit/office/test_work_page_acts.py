"""Calls: acts on a follow-up, handing a task on, who is away, and who was told."""

import re

import pytest

from attendance.acts import next_steps
from attendance.pushing import push_due_tasks
from storage.engine import Database
from storage.models import Case, CaseContactDay, CaseEvent, StaffAway, Task, User
from storage.work import open_tasks
from tests.unit.office.conftest import Desk
from tests.unit.office.school import NOW, TODAY, Marlow


def case_of(database: Database, marlow: Marlow, name: str) -> Case:
    with database.read() as db:
        return db.query(Case).filter_by(pupil_id=marlow.pupils[name]).one()


def test_the_page_offers_the_next_steps_and_they_can_be_changed(
    officer: Desk, database: Database, marlow: Marlow
) -> None:
    case = case_of(database, marlow, "Nia Penrose")
    text = officer.get(f"/calls/{marlow.tasks['Nia Penrose']}/more").get_data(as_text=True)
    offered = re.findall(r'value="skip ([^"]+)"', text)
    with database.read() as db:
        step = next_steps(db, [case.id], NOW)[case.id][0]
    assert step.key in offered
    officer.post(
        f"/calls/cases/{case.id}/acts",
        version=str(case.version),
        act=f"skip {step.key}",
        reason="Spoke to gran",
    )
    with database.read() as db:
        skipped = db.query(CaseEvent).filter_by(case_id=case.id, kind="skipped").one()
    assert (skipped.step_key, skipped.name, skipped.position) == (step.key, "Dan Holt", "Attendance officer")
    assert f"Skipped: {step.words}" in officer.get("/calls").get_data(as_text=True)


def test_a_pause_with_an_end_and_going_on(officer: Desk, database: Database, marlow: Marlow) -> None:
    case = case_of(database, marlow, "Nia Penrose")
    path = f"/calls/cases/{case.id}/acts"
    officer.post(
        path, version=str(case.version), act="pause", reason="Gran rings at ten", until="2026-11-20T10:00"
    )
    paused = case_of(database, marlow, "Nia Penrose")
    assert paused.paused_until is not None
    assert f"{paused.paused_until:%H:%M}" == "10:00"
    assert "Paused until 10:00; then it goes on by itself." in officer.get("/calls").get_data(as_text=True)
    officer.post(path, version=str(paused.version), act="resume", reason="She rang")
    assert case_of(database, marlow, "Nia Penrose").paused_at is None


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"act": "pause", "reason": "x", "until": ""}, "Choose the day and the time"),
        ({"act": "pause", "reason": "x", "until": "2026-12-24T10:00"}, "a pause ends when"),
        ({"act": "pause", "reason": " ", "until": "2026-11-20T10:00"}, "Write a reason"),
        ({"act": "skip nothing", "reason": "x"}, "not ahead any more"),
        ({"act": "explode", "reason": "x"}, "Choose what to do"),
        ({"act": "resume", "reason": "x"}, "not paused"),
    ],
)
def test_an_act_that_cannot_be_says_why(
    officer: Desk, database: Database, marlow: Marlow, form: dict[str, str], sentence: str
) -> None:
    case = case_of(database, marlow, "Nia Penrose")
    officer.post(f"/calls/cases/{case.id}/acts", version=str(case.version), **form)
    assert sentence in officer.get("/calls").get_data(as_text=True)
    assert case_of(database, marlow, "Nia Penrose").version == case.version


def test_another_schools_case_and_task_are_not_there(officer: Desk, marlow: Marlow) -> None:
    act = {"version": "1", "act": "resume", "reason": "x"}
    assert officer.post(f"/calls/cases/{marlow.other['case']}/acts", **act).status_code == 404
    assert officer.post(f"/calls/{marlow.other['task']}/hand", version="1", user="1").status_code == 404
    assert officer.post("/calls/away/999/end").status_code == 404


def test_a_task_is_handed_on_by_name(office: Desk, database: Database, marlow: Marlow) -> None:
    task_id = marlow.tasks["Nia Penrose"]
    with database.read() as db:
        dan = db.query(User).filter_by(name="Dan Holt").one()
    office.post(f"/calls/{task_id}/hand", version="1", user=str(dan.id))
    with database.read() as db:
        assert db.get_one(Task, task_id).for_user_id == dan.id
    assert re.search(r"For: Dan Holt", office.get("/calls").get_data(as_text=True))


def test_a_task_that_is_done_has_no_page(office: Desk, marlow: Marlow) -> None:
    page = f"/calls/{marlow.tasks['Nia Penrose']}/more"
    assert "Hand to a colleague" in office.get(page).get_data(as_text=True)
    assert "What comes next" not in office.get(page).get_data(as_text=True)
    office.post(f"/calls/{marlow.tasks['Nia Penrose']}/outcome", version="1", outcome="no_answer")
    assert office.get(page).status_code == 303
    assert office.get(f"/calls/{marlow.tasks['Amara Okoro']}/more").status_code == 303
    assert "Ruth Abara" in office.get("/calls/away").get_data(as_text=True)


def test_who_is_away_is_marked_shown_and_taken_back(office: Desk, database: Database) -> None:
    with database.read() as db:
        ruth = db.query(User).filter_by(name="Ruth Abara").one()
    office.post("/calls/away", user=str(ruth.id), until="2026-11-19")
    assert "a last day from today on" in office.get("/calls").get_data(as_text=True)
    office.post("/calls/away", user=str(ruth.id), until="")
    with database.read() as db:
        row = db.query(StaffAway).one()
    assert (row.from_on, row.to_on, row.by_name) == (TODAY, TODAY, "Priya Nair")
    assert "Ruth Abara is marked as away" in office.get("/calls").get_data(as_text=True)
    office.post(f"/calls/away/{row.id}/end")
    with database.read() as db:
        assert db.query(StaffAway).one().ended_at == NOW


def test_who_was_told_is_for_named_roles_and_the_office_rings_without_a_name(
    office: Desk, lead: Desk, database: Database, marlow: Marlow
) -> None:
    with database.write() as db:
        push_due_tasks(db, NOW)
    seen = lead.get("/calls").get_data(as_text=True)
    assert "The office was asked to ring Ruth Abara, safeguarding lead." in seen
    assert re.findall(r'<p class="task-kind">([^<]+)', seen)[:2] == ["Safeguarding ", "Ring a colleague "]
    theirs = office.get("/calls").get_data(as_text=True)
    assert "Ring Ruth Abara, safeguarding lead, now" in theirs
    ring = re.search(r'<article class="panel task[^>]*id="task-(\d+)".*?</article>', theirs, re.DOTALL)
    assert ring is not None
    assert "Amara" not in ring.group(0)
    office.post(f"/calls/{ring.group(1)}/outcome", version="1", outcome="reached")
    with database.read() as db:
        assert db.get_one(Task, marlow.tasks["Amara Okoro"]).acknowledged_by_name == "Ruth Abara"


def test_the_story_of_a_restricted_task_is_not_for_the_office(database: Database, marlow: Marlow) -> None:
    case = case_of(database, marlow, "Nia Penrose")
    with database.write() as db:
        for kind, words in (("safeguarding", "for the lead"), ("call", "for all")):
            task = db.query(Task).filter_by(case_id=case.id).first()
            made = Task(
                organisation_id=marlow.organisation_id, school_id=marlow.school_id, case_id=case.id,
                kind=kind, role="office", why="x", dedupe_key=f"t:{kind}", created_at=NOW, due_at=NOW,
            )  # fmt: skip
            db.add(made)
            db.flush()
            assert task is not None
            db.add(
                CaseEvent(
                    organisation_id=marlow.organisation_id,
                    case_id=case.id,
                    kind="outcome",
                    on_date=TODAY,
                    at=NOW,
                    words=words,
                    task_id=made.id,
                )
            )
    with database.read() as db:
        [row] = open_tasks(
            db, marlow.school_id, TODAY, hidden_kinds={"safeguarding"}, task_id=marlow.tasks["Nia Penrose"]
        )
    words = [event.words for event in row.events]
    assert "for all" in words
    assert "for the lead" not in words


def test_a_break_is_decided_with_ticks(lead: Desk, database: Database, marlow: Marlow) -> None:
    case = case_of(database, marlow, "Nia Penrose")
    with database.write() as db:
        task = db.get_one(Task, marlow.tasks["Nia Penrose"])
        task.kind, task.role = "break_decision", "safeguarding_lead"
    text = lead.get("/calls").get_data(as_text=True)
    assert re.findall(r'name="day" value="([^"]+)"', text) == ["2026-11-21", "2026-11-22"]
    path = f"/calls/{marlow.tasks['Nia Penrose']}/outcome"
    bad = lead.post(path, partial=True, version="1", outcome="contact_days", day="soon")
    assert bad.status_code == 422
    done = lead.post(path, partial=True, version="1", outcome="contact_days", day="2026-11-21")
    assert done.status_code == 200, done.get_data(as_text=True)
    with database.read() as db:
        row = db.query(CaseContactDay).one()
    assert (row.case_id, f"{row.on_date}", row.by_name) == (case.id, "2026-11-21", "Ruth Abara")
