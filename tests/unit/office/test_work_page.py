"""Calls and visits: the order, the outcomes, and what is refused."""

import re

import pytest

from storage.engine import Database
from storage.models import AbsenceReport, Case, PupilContact, Task
from tests.unit.office.conftest import Desk
from tests.unit.office.school import NOW, Marlow


def test_the_urgent_first_then_by_time(officer: Desk) -> None:
    text = officer.get("/calls").get_data(as_text=True)
    names = re.findall(r'<h3 id="task-name-\d+">(?:<a[^>]*>)?([^<]+)', text)
    assert names == ["Amara Okoro", "Nia Penrose", "Ivo Lamb", "07700 900777", "Milo Fairweather"]
    assert "Overdue by 7 min" in text
    assert 'href="tel:+447700900' in text


def test_a_reason_over_the_telephone_closes_the_follow_up(
    officer: Desk, database: Database, marlow: Marlow
) -> None:
    task_id, pupil_id = marlow.tasks["Nia Penrose"], marlow.pupils["Nia Penrose"]
    with database.read() as db:
        contact_id = db.query(PupilContact).filter_by(pupil_id=pupil_id, order=2).one().contact_id
    answer = officer.post(
        f"/calls/{task_id}/outcome", partial=True, version="1", outcome="reached_reason", code="ill",
        note="Asleep after a bad night", contact=str(contact_id),
    )  # fmt: skip
    assert answer.status_code == 200, answer.get_data(as_text=True)
    with database.read() as db:
        assert db.get_one(Task, task_id).done_by_name == "Dan Holt"
        report = db.query(AbsenceReport).filter_by(pupil_id=pupil_id).one()
        assert (report.review_code, report.contact_id) == ("I", contact_id)
        assert db.query(Case).filter_by(pupil_id=pupil_id).one().closed_at == NOW


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"outcome": "reached_reason", "code": ""}, "Type a code or a word"),
        ({"outcome": "reached_reason", "code": "zebra"}, "not a code or a word we know"),
        ({"outcome": "visited_seen"}, "Choose one of the outcomes"),
        ({"outcome": ""}, "Choose one of the outcomes"),
        ({"outcome": "no_answer", "note": "x" * 501}, "under 500 characters"),
    ],
)
def test_a_bad_outcome_says_what_would_be_right(
    officer: Desk, database: Database, marlow: Marlow, form: dict[str, str], sentence: str
) -> None:
    task_id = marlow.tasks["Nia Penrose"]
    answer = officer.post(f"/calls/{task_id}/outcome", partial=True, version="1", **form)
    assert answer.status_code == 422
    assert sentence in answer.get_data(as_text=True)
    with database.read() as db:
        assert db.get_one(Task, task_id).done_at is None


def test_somebody_of_another_family_cannot_be_named_as_reached(
    officer: Desk, database: Database, marlow: Marlow
) -> None:
    with database.read() as db:
        stranger = db.query(PupilContact).filter_by(pupil_id=marlow.pupils["Ivo Lamb"], order=1).one()
    answer = officer.post(
        f"/calls/{marlow.tasks['Nia Penrose']}/outcome", partial=True, version="1", outcome="reached_reason",
        code="I", contact=str(stranger.contact_id),
    )  # fmt: skip
    assert answer.status_code == 422
    assert "not on record for this pupil" in answer.get_data(as_text=True)


def test_two_people_at_one_task(office: Desk, officer: Desk, marlow: Marlow) -> None:
    path = f"/calls/{marlow.tasks['Nia Penrose']}/outcome"
    assert office.post(path, partial=True, version="1", outcome="no_answer").status_code == 200
    late = officer.post(path, partial=True, version="1", outcome="wrong_number")
    assert late.status_code == 409
    assert "already done (Priya Nair)" in late.get_data(as_text=True)


def test_an_adult_who_did_not_know_raises_safeguarding_and_closes_nothing(
    officer: Desk, database: Database, marlow: Marlow
) -> None:
    pupil_id = marlow.pupils["Ivo Lamb"]
    officer.post(f"/calls/{marlow.tasks['Ivo Lamb']}/outcome", version="1", outcome="not_aware")
    with database.read() as db:
        assert db.query(Task).filter_by(pupil_id=pupil_id, kind="safeguarding").count() == 1
        assert db.query(Case).filter_by(pupil_id=pupil_id).one().closed_at is None
    assert "Ivo Lamb" in officer.get("/today").get_data(as_text=True)


def test_being_on_it_is_shown(lead: Desk, marlow: Marlow) -> None:
    answer = lead.post(f"/calls/{marlow.tasks['Amara Okoro']}/seen", partial=True, version="1")
    assert "Ruth Abara is on it" in answer.get_data(as_text=True)
    stale = lead.post(f"/calls/{marlow.tasks['Amara Okoro']}/seen", partial=True, version="1")
    assert stale.status_code == 409


def test_a_follow_up_is_closed_by_hand_with_code_and_reason(
    officer: Desk, office: Desk, database: Database, marlow: Marlow
) -> None:
    with database.read() as db:
        case = db.query(Case).filter_by(pupil_id=marlow.pupils["Milo Fairweather"]).one()
    path = f"/calls/cases/{case.id}/close"
    assert office.post(path, version=str(case.version), code="I", note="x").status_code == 403
    officer.post(path, version=str(case.version), code="I", note=" ")
    assert "Write a reason" in officer.get("/calls").get_data(as_text=True)
    officer.post(path, version=str(case.version), code="sick", note="Seen by the nurse")
    with database.read() as db:
        closed = db.get_one(Case, case.id)
        assert (closed.closed_at, closed.closed_by_name) == (NOW, "Dan Holt")


def test_news_of_tasks_comes_once_and_moves_nothing(office: Desk, officer: Desk, marlow: Marlow) -> None:
    text = officer.get("/calls").get_data(as_text=True)
    address = re.search(r'hx-get="(/calls/news\?after=\d+)"', text)
    assert address is not None
    assert officer.htmx(address.group(1)).status_code == 204
    office.post(f"/calls/{marlow.tasks['Ivo Lamb']}/outcome", version="1", outcome="not_aware")
    assert "New tasks have come" in officer.htmx(address.group(1)).get_data(as_text=True)
